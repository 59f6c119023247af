//! `loadline`: the planner on the command line.
//!
//! Exit status: 0 where all went well, 1 where a reference case of `check` failed, 2 for input that cannot stand,
//! with one line on standard error for each thing wrong with it.

mod arguments;
mod curve;
mod explain;
mod export;
mod growth;
mod input;
mod json;
mod layout;
mod lists;
mod matters;
mod ranges;
mod report;
mod solve;
mod then;
mod why;

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use arguments::Command;
use loadline_core::catalog::Catalog;
use loadline_core::check::check;
use loadline_core::decide::flips;
use loadline_core::decide::growth::forecast;
use loadline_core::decide::ranges::{Draws, outlook};
use loadline_core::decide::why::why;
use loadline_core::option::mix::best_mix;
use loadline_core::{plan, reconcile};

const FAILED_CHECK: u8 = 1;
const BAD_INPUT: u8 = 2;

/// Why a command was not carried out: one line for each thing wrong.
#[derive(Debug)]
struct BadInput(Vec<String>);

impl BadInput {
    fn new(line: impl Into<String>) -> Self {
        Self(vec![line.into()])
    }
}

/// What a command has to say, and how it ends.
struct Answer {
    text: String,
    status: u8,
}

impl From<String> for Answer {
    fn from(text: String) -> Self {
        Self { text, status: 0 }
    }
}

fn main() -> ExitCode {
    match arguments::read(lexopt::Parser::from_env()).and_then(run) {
        Ok(answer) => match print(&answer.text) {
            Ok(()) => ExitCode::from(answer.status),
            Err(error) => refuse(&[format!("standard output: cannot be written: {error}")]),
        },
        Err(BadInput(lines)) => refuse(&lines),
    }
}

fn run(command: Command) -> Result<Answer, BadInput> {
    let catalog = Catalog::embedded().map_err(broken)?;
    Ok(match command {
        Command::Help(text) => text.to_owned().into(),
        Command::Version => format!("loadline {}\n", env!("CARGO_PKG_VERSION")).into(),
        Command::Plan(arguments) => {
            let scenario = input::scenario(&arguments)?;
            let mut plan = plan(&scenario, &catalog).map_err(broken)?;
            flips::complete(&mut plan, &scenario, &catalog).map_err(broken)?;
            let mix = best_mix(&scenario, &catalog).map_err(broken)?;
            let text = if arguments.json {
                json::plan(&scenario, &plan, mix.as_ref(), &catalog)
            } else {
                report::plan(&scenario, &plan, mix.as_ref(), &catalog)
            };
            text.map_err(broken)?.into()
        }
        Command::Curve(arguments) => curve::answer(&arguments, &catalog)?.into(),
        Command::Solve(arguments) => solve::answer(&arguments, &catalog)?.into(),
        Command::Explain(arguments) => explain::answer(&arguments, &catalog)?.into(),
        Command::Export(arguments) => export::answer(&arguments, &catalog)?.into(),
        Command::Growth(arguments) => {
            let scenario = input::scenario(&arguments)?;
            let forecast = forecast(&scenario, &catalog).map_err(broken)?;
            let text = if arguments.json {
                growth::json(&scenario, &forecast)?
            } else {
                growth::report(&scenario, &forecast)
            };
            text.into()
        }
        Command::Why(arguments) => {
            let scenario = input::scenario(&arguments)?;
            let why = why(&scenario, &catalog).map_err(broken)?;
            if arguments.json { why::json(&scenario, &why)? } else { why::report(&scenario, &why) }.into()
        }
        Command::Ranges(arguments) => {
            let scenario = input::scenario(&arguments)?;
            let outlook = outlook(&scenario, &catalog, &mut Draws::default()).map_err(broken)?;
            let text = if arguments.json {
                ranges::json(&scenario, &outlook)?
            } else {
                ranges::report(&scenario, &outlook)
            };
            text.into()
        }
        Command::Matters(arguments) => matters::answer(&arguments, &catalog)?.into(),
        Command::Then(link) => then::answer(&link, &catalog)?.into(),
        Command::Fields(listing) => lists::fields(&listing)?.into(),
        Command::Presets(listing) => lists::presets(&listing)?.into(),
        Command::Prices(arguments) => {
            let today = explain::day(arguments.today.as_deref())?;
            let scenario = input::scenario(&arguments.plan)?;
            lists::prices(&arguments.listing, &scenario, &catalog, today)?.into()
        }
        Command::Check(listing) => {
            let cases = check();
            let findings = reconcile::findings(&catalog);
            let studies = reconcile::studies(&catalog).map_err(broken)?;
            let status = if cases.iter().all(|case| case.passed) { 0 } else { FAILED_CHECK };
            Answer { text: lists::check(&listing, &cases, &findings, &studies, &catalog)?, status }
        }
    })
}

/// The program's own data cannot be used: nothing the person did, and nothing was planned.
fn broken(error: impl Display) -> BadInput {
    BadInput::new(error.to_string())
}

/// All at once, and no complaint where the reader has seen enough (`loadline prices | head`).
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn refuse(lines: &[String]) -> ExitCode {
    let mut err = io::stderr().lock();
    for line in lines {
        // Where even this cannot be written, the status is all there is left to say.
        let _ = writeln!(err, "loadline: {line}");
    }
    ExitCode::from(BAD_INPUT)
}

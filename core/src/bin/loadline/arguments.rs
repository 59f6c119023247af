//! The arguments: which command, and what it is given.

use std::ffi::OsString;

use lexopt::{Arg, Parser};
use loadline_core::scenario::typing::nearest;

use crate::BadInput;
use crate::layout::quoted;

/// A command with what it is given.
pub enum Command {
    Plan(PlanArguments),
    Growth(PlanArguments),
    Fields(Listing),
    Presets(Listing),
    Prices(Listing),
    Check(Listing),
    /// The text to show.
    Help(&'static str),
    Version,
}

/// What `plan` and `growth` are given.
#[derive(Default)]
pub struct PlanArguments {
    /// A link, or the name of a file; `-` is standard input.
    pub source: Option<OsString>,
    pub preset: Option<String>,
    /// `key=value`, as given.
    pub sets: Vec<String>,
    pub json: bool,
}

/// What a command that lists something is given.
#[derive(Default)]
pub struct Listing {
    /// Only what contains this.
    pub filter: Option<String>,
    pub json: bool,
}

const COMMANDS: [&str; 6] = ["plan", "growth", "fields", "presets", "prices", "check"];
const LISTING_FLAGS: &[&str] = &["--json", "--help"];
const PLAN_FLAGS: &[&str] = &["--preset", "--set", "--json", "--help"];

const HELP: &str = "\
loadline: sizes and prices an AI backend

Usage: loadline COMMAND [--json]

  plan      what to run, what every way of running it costs, and what is ruled out
  growth    the months to come: what each costs, when another option wins, when upgrade signals trip
  fields    the inputs, their defaults and what they allow
  presets   scenarios filled in beforehand
  prices    every price the planner may charge, with its source
  check     reference figures, and what the guides print, against what the planner answers

`loadline COMMAND --help` says more. Exit status: 0 well, 1 a reference case failed, 2 bad input.
";
const PLAN_HELP: &str = "\
Usage: loadline plan [LINK or FILE] [--preset ID] [--set key=value]... [--json]

  LINK         what the page's address holds: a whole address, or the part after its `#`
  FILE         a scenario in JSON, such as `plan --json` prints; `-` is standard input
  --preset ID  start from a preset instead of the defaults (`loadline presets`)
  --set key=value
               state one input (`loadline fields`); may be given many times
  --json       everything, nothing rounded

A link or file goes over a preset, and --set over both.

  loadline plan --set files_per_day=500 --set commitment=1y
  loadline plan --preset guide-004-tier-3 --json
";
const GROWTH_HELP: &str = "\
Usage: loadline growth [LINK or FILE] [--preset ID] [--set key=value]... [--json]

Plans every month up to `horizon_months`, with all loads grown by `growth_percent_per_month`, which may be
negative. It is given what `plan` is given (`loadline plan --help`).

A month is planned for the load it begins with, its stores for what that load fills in the whole retention.
What is paid by a month are the bills of the months before it.

  loadline growth --set growth_percent_per_month=10
  loadline growth --preset guide-004-tier-2 --set growth_percent_per_month=5 --set horizon_months=36
";
const FIELDS_HELP: &str = "\
Usage: loadline fields [WORD] [--json]

The inputs with their defaults and what they allow. WORD keeps those whose key, name or group contains it,
and shows what they mean.
";
const PRESETS_HELP: &str = "\
Usage: loadline presets [WORD] [--json]

Scenarios filled in beforehand. WORD keeps those whose id, name or description contains it.
";
const PRICES_HELP: &str = "\
Usage: loadline prices [WORD] [--json]

Every row of the catalogue: what it costs, per what, where it was read and when. WORD keeps the rows whose
id, label, book, region or source contains it.
";
const CHECK_HELP: &str = "\
Usage: loadline check [WORD] [--json]

Answers the reference cases built into the program and compares; then what the source guides print beside what
the planner makes of it. WORD keeps those whose topic, question or source, guide, claim or verdict contains it, and
shows the links of the scenarios behind the claims. Exit status 1 where a reference case fails, or where a claim
comes out otherwise than its audit by hand; that a guide is wrong is no failure.
";

/// Read the arguments.
pub fn read(mut parser: Parser) -> Result<Command, BadInput> {
    let word = match parser.next().map_err(unreadable)? {
        Some(Arg::Long("help") | Arg::Short('h')) => return Ok(Command::Help(HELP)),
        Some(Arg::Long("version") | Arg::Short('V')) => return Ok(Command::Version),
        Some(Arg::Value(word)) => word.to_string_lossy().into_owned(),
        Some(Arg::Long(flag)) => {
            return Err(unknown_flag(&format!("--{flag}"), "loadline", &["--help", "--version"]));
        }
        Some(Arg::Short(flag)) => {
            return Err(unknown_flag(&format!("-{flag}"), "loadline", &["--help", "--version"]));
        }
        None => {
            return Err(BadInput::new(format!(
                "no command; one of {} (`loadline --help`)",
                COMMANDS.join(", ")
            )));
        }
    };
    match word.as_str() {
        "plan" => plan(&mut parser, "loadline plan", PLAN_HELP, Command::Plan),
        "growth" => plan(&mut parser, "loadline growth", GROWTH_HELP, Command::Growth),
        "fields" => listing(&mut parser, "fields", FIELDS_HELP, Command::Fields),
        "presets" => listing(&mut parser, "presets", PRESETS_HELP, Command::Presets),
        "prices" => listing(&mut parser, "prices", PRICES_HELP, Command::Prices),
        "check" => listing(&mut parser, "check", CHECK_HELP, Command::Check),
        "help" => Ok(Command::Help(HELP)),
        other => Err(BadInput::new(format!(
            "{} is no command; one of {}{}",
            quoted(other),
            COMMANDS.join(", "),
            did_you_mean(other, &COMMANDS)
        ))),
    }
}

fn plan(
    parser: &mut Parser,
    name: &str,
    help: &'static str,
    make: fn(PlanArguments) -> Command,
) -> Result<Command, BadInput> {
    let mut arguments = PlanArguments::default();
    while let Some(argument) = parser.next().map_err(unreadable)? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help(help)),
            Arg::Long("json") => arguments.json = true,
            Arg::Long("set") => arguments.sets.push(value(parser, "--set", "key=value")?),
            Arg::Long("preset") => {
                let preset = value(parser, "--preset", "an id such as guide-004-tier-3")?;
                if let Some(first) = arguments.preset.replace(preset.clone()) {
                    return Err(BadInput::new(format!(
                        "--preset: stated more than once, {} and {}; at most one is allowed",
                        quoted(&first),
                        quoted(&preset)
                    )));
                }
            }
            Arg::Value(source) => {
                let second = quoted(&source.to_string_lossy());
                if let Some(first) = arguments.source.replace(source) {
                    return Err(BadInput::new(format!(
                        "LINK or FILE: stated more than once, {} and {second}; at most one is allowed",
                        quoted(&first.to_string_lossy())
                    )));
                }
            }
            Arg::Long(flag) => return Err(unknown_flag(&format!("--{flag}"), name, PLAN_FLAGS)),
            Arg::Short(flag) => return Err(unknown_flag(&format!("-{flag}"), name, PLAN_FLAGS)),
        }
    }
    Ok(make(arguments))
}

fn listing(
    parser: &mut Parser,
    command: &str,
    help: &'static str,
    make: fn(Listing) -> Command,
) -> Result<Command, BadInput> {
    let mut listing = Listing::default();
    let name = format!("loadline {command}");
    while let Some(argument) = parser.next().map_err(unreadable)? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help(help)),
            Arg::Long("json") => listing.json = true,
            Arg::Value(word) => {
                let word = word.to_string_lossy().into_owned();
                if let Some(first) = listing.filter.replace(word.clone()) {
                    return Err(BadInput::new(format!(
                        "{command}: two words, {} and {}; at most one is allowed",
                        quoted(&first),
                        quoted(&word)
                    )));
                }
            }
            Arg::Long(flag) => return Err(unknown_flag(&format!("--{flag}"), &name, LISTING_FLAGS)),
            Arg::Short(flag) => return Err(unknown_flag(&format!("-{flag}"), &name, LISTING_FLAGS)),
        }
    }
    Ok(make(listing))
}

fn value(parser: &mut Parser, flag: &str, allowed: &str) -> Result<String, BadInput> {
    let given = parser
        .value()
        .map_err(|_| BadInput::new(format!("{flag}: no value follows; write {flag} {allowed}")))?;
    given.into_string().map_err(|given| {
        BadInput::new(format!(
            "{flag}: {} is not UTF-8 text; write {flag} {allowed}",
            quoted(&given.to_string_lossy())
        ))
    })
}

fn unknown_flag(given: &str, command: &str, allowed: &[&'static str]) -> BadInput {
    BadInput::new(format!(
        "{} is no flag of `{command}`; it takes {}{}",
        quoted(given),
        allowed.join(", "),
        did_you_mean(given, allowed)
    ))
}

fn did_you_mean(given: &str, candidates: &[&'static str]) -> String {
    nearest(given, candidates.iter().copied())
        .map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
}

fn unreadable(error: lexopt::Error) -> BadInput {
    match error {
        lexopt::Error::UnexpectedValue { option, value } => {
            BadInput::new(format!("{option}: takes no value, {} was given", quoted(&value.to_string_lossy())))
        }
        other => BadInput::new(quoted(&other.to_string())),
    }
}

//! The arguments: which command, and what it is given.

use std::ffi::{OsStr, OsString};

use lexopt::{Arg, Parser};
use loadline_core::decide::inverse::Relation;
use loadline_core::scenario::typing::nearest;

use crate::BadInput;
use crate::layout::quoted;

/// A command with what it is given.
pub enum Command {
    Plan(PlanArguments),
    Why(PlanArguments),
    Growth(PlanArguments),
    Ranges(PlanArguments),
    Matters(MattersArguments),
    Curve(CurveArguments),
    Solve(SolveArguments),
    Explain(ExplainArguments),
    Export(ExportArguments),
    /// The word is the link.
    Then(Listing),
    Fields(Listing),
    Presets(Listing),
    Prices(PricesArguments),
    Check(Listing),
    /// The text to show.
    Help(&'static str),
    Version,
}

/// What `plan`, `why`, `growth` and `ranges` are given.
#[derive(Default)]
pub struct PlanArguments {
    /// A link, or the name of a file; `-` is standard input.
    pub source: Option<OsString>,
    pub preset: Option<String>,
    /// `key=value`, as given.
    pub sets: Vec<String>,
    /// `id=value`, as given.
    pub prices: Vec<String>,
    /// Names of price books.
    pub price_books: Vec<String>,
    pub json: bool,
}

/// What `matters` is given.
pub struct MattersArguments {
    /// The option it is about; none for the one to choose.
    pub option: Option<String>,
    /// The scenario, as for `plan`.
    pub plan: PlanArguments,
}

/// What `curve` is given.
pub struct CurveArguments {
    /// The input to run along.
    pub input: Option<String>,
    /// Where to begin and to end, as given.
    pub from: Option<String>,
    pub to: Option<String>,
    /// The scenario, as for `plan`.
    pub plan: PlanArguments,
}

/// What `solve` is given.
pub struct SolveArguments {
    /// The input to solve for.
    pub input: Option<String>,
    /// What is asked, with the flag that says it and the target as given; none for who is the cheapest.
    pub targets: Vec<(Relation, &'static str, String)>,
    /// Name of the figure; none for the monthly cost of every option.
    pub figure: Option<String>,
    /// Where to begin and to end, as given.
    pub from: Option<String>,
    pub to: Option<String>,
    /// The scenario, as for `plan`.
    pub plan: PlanArguments,
}

/// What `explain` is given.
pub struct ExplainArguments {
    /// Name of the figure; none for a list of them.
    pub figure: Option<String>,
    /// The day that prices are old or fresh on, where stated.
    pub today: Option<String>,
    /// The scenario, as for `plan`.
    pub plan: PlanArguments,
}

/// What `export` is given.
pub struct ExportArguments {
    /// The format; none for a list of them.
    pub format: Option<String>,
    /// The option that files for a host are about.
    pub option: Option<String>,
    /// The input that curves run along.
    pub along: Option<String>,
    /// What stands before the link's `#`.
    pub base: Option<String>,
    /// The scenario, as for `plan`.
    pub plan: PlanArguments,
}

/// What `prices` is given.
pub struct PricesArguments {
    pub listing: Listing,
    /// The day that prices are old or fresh on, where stated.
    pub today: Option<String>,
    /// One's own prices, and nothing else.
    pub plan: PlanArguments,
}

/// What a command that lists something is given.
#[derive(Default)]
pub struct Listing {
    /// Only what contains this.
    pub filter: Option<String>,
    pub json: bool,
}

const COMMANDS: [&str; 14] = [
    "plan", "why", "curve", "solve", "growth", "ranges", "matters", "explain", "export", "then", "fields",
    "presets", "prices", "check",
];
const LISTING_FLAGS: &[&str] = &["--json", "--help"];
const PRICES_FLAGS: &[&str] = &["--price", "--prices", "--today", "--json", "--help"];
const PLAN_FLAGS: &[&str] = &["--preset", "--set", "--price", "--prices", "--json", "--help"];
const MATTERS_FLAGS: &[&str] = &["--option", "--preset", "--set", "--price", "--prices", "--json", "--help"];
const CURVE_FLAGS: &[&str] =
    &["--preset", "--set", "--price", "--prices", "--from", "--to", "--json", "--help"];
const SOLVE_FLAGS: &[&str] = &[
    "--at-most",
    "--at-least",
    "--exactly",
    "--figure",
    "--preset",
    "--set",
    "--price",
    "--prices",
    "--from",
    "--to",
    "--json",
    "--help",
];
const EXPORT_FLAGS: &[&str] =
    &["--option", "--along", "--base", "--preset", "--set", "--price", "--prices", "--json", "--help"];
const EXPLAIN_FLAGS: &[&str] = &["--preset", "--set", "--price", "--prices", "--today", "--json", "--help"];

const HELP: &str = "\
loadline: sizes and prices an AI backend

Usage: loadline COMMAND [--json]

  plan      what to run, what every way of running it costs, and what is ruled out
  why       why the winner wins: its margin, between which loads, what keeps cheaper ones out, what would flip it
  curve     what every option costs along an input, and who is the cheapest from where to where
  solve     which values of an input keep a cost within a budget, let an option win, or give a figure a value
  growth    the months to come: what each costs, when another option wins, when upgrade signals trip
  ranges    what inputs known as ranges leave open: who is the cheapest how often, and what is worth finding out
  matters   which of those inputs matter to what an option costs: end by end, and their shares of its variance
  explain   why a figure of the plan is what it is: its formula, inputs and prices, with their sources
  export    the plan as a file: tables, a decision record, settings and manifests for its hosts
  then      what a link came to when it was made, beside today, and why the two differ
  fields    the inputs, their defaults and what they allow
  presets   scenarios filled in beforehand
  prices    every price the planner may charge, with its source
  check     reference figures, and what the guides print, against what the planner answers

`loadline COMMAND --help` says more. Exit status: 0 well, 1 a reference case failed, 2 bad input.
";
const PLAN_HELP: &str = "\
Usage: loadline plan [LINK or FILE] [--preset ID] [--set key=value]... [--price id=value]... [--prices FILE]...
                     [--json]

  LINK         what the page's address holds: a whole address, or the part after its `#`
  FILE         a scenario in JSON, such as `plan --json` prints; `-` is standard input
  --preset ID  start from a preset instead of the defaults (`loadline presets`)
  --set key=value
               state one input (`loadline fields`); may be given many times
  --price id=value
               your own price in place of a list price, in dollars per what that is per (`loadline prices`); `list`
               has the list price back; may be given many times
  --prices FILE
               a price book of your own prices in JSON, such as `loadline export price-book` writes
  --json       everything, nothing rounded

A link or file goes over a preset, a price book over both, and --set and --price over all.

  loadline plan --set files_per_day=500 --set commitment=1y
  loadline plan --preset guide-004-tier-3 --json
";
const RANGES_HELP: &str = "\
Usage: loadline ranges [LINK or FILE] [--preset ID] [--set key=value]... [--json]

Every option planned in thousands of worlds, each a plausible set of inputs: how often it is the cheapest, what it costs in
the middle four of five worlds, how often and by which limit it is ruled out, what choosing it is to be regretted by,
and which input is worth finding out first.

An input nobody stated has its plausible range (`loadline fields`); a stated one is known, unless it is a range. Where the
ends differ tenfold all orders of magnitude are alike, else the likely value is the most likely (PERT); `uniform`,
`triangular`, `pert` or `log` behind a range says otherwise.

  loadline ranges --set files_per_day='400 to 700'
  loadline ranges --set analyze_minutes='2, 3.5, 5 uniform' --set worlds=16384 --set world_seed=7 --json
";
const MATTERS_HELP: &str = "\
Usage: loadline matters [LINK or FILE] [--option ID] [--preset ID] [--set key=value]... [--json]

Of every input known as a range, what it does to the dollars a month of one option. At its ends: the cost with all
others at their likely values, and where another option is the cheapest. Over plausible worlds: the share of the
variance that knowing this input would take away (alone), and what it does by itself and together with others (in
all). The two differ where costs go in steps. Inputs that move together (`stage_correlation`) count as one.

  --option ID  the option it is about, such as functions; without it the one to choose before knowing more, else
               the one most often the cheapest (`loadline ranges`)

The scenario is given as to `loadline plan`. One set of worlds is planned for every input, each a quarter of `worlds`.

  loadline matters
  loadline matters --option functions --set files_per_day='400 to 700' --json
";
const WHY_HELP: &str = "\
Usage: loadline why [LINK or FILE] [--preset ID] [--set key=value]... [--json]

Why the cheapest option is the cheapest, in a few sentences: by how much, between which values of the load with
the nearest turn, which option would be cheaper if a limit did not rule it out, and which assumption that nobody
stated would make another option win after the least change. Loads and assumptions are followed up to ten times
more or less. It is given what `plan` is given (`loadline plan --help`).

  loadline why
  loadline why --preset guide-003-split --json
";
const CURVE_HELP: &str = "\
Usage: loadline curve INPUT [LINK or FILE] [--from VALUE] [--to VALUE] [--preset ID] [--set key=value]... [--json]

Who is the cheapest from where to where along an input, by how much at most, and why that ends: two lines cross,
a cost jumps, or a limit is met. Steps stand where they are, however narrow what lies between two of them.
--json has every piece of every option's cost as well.

  INPUT        an input that is a number, such as files_per_day (`loadline fields`)
  --from VALUE, --to VALUE
               the ends; without them those of the input's slider

The scenario is given as to `loadline plan`.

  loadline curve files_per_day
  loadline curve minutes_per_file --from 1 --to 30 --preset guide-002-medium
";
const SOLVE_HELP: &str = "\
Usage: loadline solve INPUT [LINK or FILE] [--at-most N | --at-least N | --exactly N] [--figure NAME]
                      [--from VALUE] [--to VALUE] [--preset ID] [--set key=value]... [--json]

The inverse question: at which values of an input does the plan meet a target? With a target alone it is the monthly
cost of every option in dollars; with --figure any other figure in its unit; without a target, where each option is
the cheapest. Every stretch is told, with why it ends: the target is reached, the figure jumps past it, or a limit
is met. Planning at an end of a stretch meets the target, planning past it does not.

  INPUT         an input that is a number, such as files_per_day (`loadline fields`)
  --at-most N, --at-least N, --exactly N
                the target
  --figure NAME
                a figure's name, such as signals/requests_2/value (`loadline explain` lists them)
  --from VALUE, --to VALUE
                the ends; without them from the least value allowed to the end of the input's slider, for a budget
                as much further as something keeps within it

The scenario is given as to `loadline plan`.

  loadline solve files_per_day --at-most 600
  loadline solve minutes_per_file --to 30 --preset guide-002-medium
  loadline solve files_per_day --figure options/reserved_vms/fleets/workers/utilisation --at-most 0.5
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
const EXPLAIN_HELP: &str = "\
Usage: loadline explain [FIGURE] [LINK or FILE] [--preset ID] [--set key=value]... [--today DATE] [--json]

The tree behind a figure: what it is made of, down to inputs, prices and published limits, each with its
source and date. What several formulas use stands once and is referred to afterwards. Of a total it also says
what share of its dollars rests on assumptions that nobody stated, on prices of low confidence and on prices
read more than a year before DATE (today, unless stated as 2026-01-31).

  FIGURE       its name, such as options/functions/usd; without one, every figure is listed by name

The scenario is given as to `loadline plan`.

  loadline explain
  loadline explain options/functions/usd --set files_per_day=500
  loadline explain options/functions/items/0/quantity --preset guide-004-tier-3 --json
";
const EXPORT_HELP: &str = "\
Usage: loadline export [KIND] [LINK or FILE] [--option ID] [--along INPUT] [--base ADDRESS]
                       [--preset ID] [--set key=value]... [--json]

The plan as a file, on standard output. What a plan cannot know, such as images and accounts, begins with REPLACE
and is listed at the top. --json has the file as a text, with its name and media type.

  KIND          what to write, such as bill or decision; without it, all that this plan offers is listed
  --option ID   the option that files for a host are about; without it the cheapest that works
  --along INPUT what curves run along, over its slider; without it every load in turn
  --base ADDRESS
                what stands before the link in the file, such as https://example.org/

The scenario is given as to `loadline plan`.

  loadline export
  loadline export decision --set files_per_day=500 > decision.md
  loadline export kubernetes --option gke_autopilot --preset guide-004-tier-3
";
const THEN_HELP: &str = "\
Usage: loadline then LINK [--json]

A link carries the model version and the price book it was made under, and what the winner cost. Where formulas,
prices or defaults have changed since: every option then and today, and for the one that won then and the one
that wins today what moved its cost, line by line. Then means today's formulas with the prices and defaults of
then. Changes are applied one after the other: formulas, prices in the order of the catalogue, defaults in that
of the inputs; the lines add up to the difference.

  LINK  a whole address, or the part after its `#`; of a comparison the first scenario
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
Usage: loadline prices [WORD] [--price id=value]... [--prices FILE]... [--today DATE] [--json]

Every row of the catalogue: what it costs, per what, where it was read and when. WORD keeps the rows whose
id, label, book, region or source contains it. Rows read more than a year before DATE (today, unless stated as
2026-01-31) are marked; so are those in whose place a price of your own is given, as to `loadline plan`.
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
        "why" => plan(&mut parser, "loadline why", WHY_HELP, Command::Why),
        "curve" => curve(&mut parser),
        "solve" => solve(&mut parser),
        "growth" => plan(&mut parser, "loadline growth", GROWTH_HELP, Command::Growth),
        "ranges" => plan(&mut parser, "loadline ranges", RANGES_HELP, Command::Ranges),
        "matters" => matters(&mut parser),
        "explain" => explain(&mut parser),
        "export" => export(&mut parser),
        "then" => listing(&mut parser, "then", THEN_HELP, Command::Then),
        "fields" => listing(&mut parser, "fields", FIELDS_HELP, Command::Fields),
        "presets" => listing(&mut parser, "presets", PRESETS_HELP, Command::Presets),
        "prices" => prices(&mut parser),
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
    let is_help = stated(parser, name, PLAN_FLAGS, &mut arguments, &mut [], |arguments, value| {
        once("LINK or FILE", &mut arguments.source, value)
    })?;
    Ok(if is_help { Command::Help(help) } else { make(arguments) })
}

fn matters(parser: &mut Parser) -> Result<Command, BadInput> {
    let (mut option, mut plan) = (None, PlanArguments::default());
    let own: &mut [Own<'_>] = &mut [("--option", "an id such as functions", &mut option)];
    let is_help = stated(parser, "loadline matters", MATTERS_FLAGS, &mut plan, own, |plan, value| {
        once("LINK or FILE", &mut plan.source, value)
    })?;
    Ok(if is_help {
        Command::Help(MATTERS_HELP)
    } else {
        Command::Matters(MattersArguments { option, plan })
    })
}

fn curve(parser: &mut Parser) -> Result<Command, BadInput> {
    let (mut input, mut from, mut to, mut plan) = (None, None, None, PlanArguments::default());
    let own: &mut [Own<'_>] =
        &mut [("--from", "a number such as 100", &mut from), ("--to", "a number such as 1000", &mut to)];
    let is_help = stated(parser, "loadline curve", CURVE_FLAGS, &mut plan, own, |plan, value| {
        first_word(&mut input, plan, value)
    })?;
    Ok(if is_help {
        Command::Help(CURVE_HELP)
    } else {
        Command::Curve(CurveArguments { input, from, to, plan })
    })
}

fn solve(parser: &mut Parser) -> Result<Command, BadInput> {
    let (mut input, mut figure, mut from, mut to, mut plan) =
        (None, None, None, None, PlanArguments::default());
    let (mut most, mut least, mut exactly) = (None, None, None);
    let own: &mut [Own<'_>] = &mut [
        ("--at-most", "a number such as 150", &mut most),
        ("--at-least", "a number such as 150", &mut least),
        ("--exactly", "a number such as 150", &mut exactly),
        ("--figure", "a name such as signals/requests_2/value", &mut figure),
        ("--from", "a number such as 100", &mut from),
        ("--to", "a number such as 1000", &mut to),
    ];
    let is_help = stated(parser, "loadline solve", SOLVE_FLAGS, &mut plan, own, |plan, value| {
        first_word(&mut input, plan, value)
    })?;
    if is_help {
        return Ok(Command::Help(SOLVE_HELP));
    }
    let targets = [
        (Relation::AtMost, "--at-most", most),
        (Relation::AtLeast, "--at-least", least),
        (Relation::Exactly, "--exactly", exactly),
    ];
    let targets = targets.into_iter().filter_map(|(relation, flag, text)| Some((relation, flag, text?)));
    Ok(Command::Solve(SolveArguments { input, targets: targets.collect(), figure, from, to, plan }))
}

fn prices(parser: &mut Parser) -> Result<Command, BadInput> {
    let (mut filter, mut today, mut plan) = (None, None, PlanArguments::default());
    let own: &mut [Own<'_>] = &mut [("--today", "a date such as 2026-01-31", &mut today)];
    let is_help = stated(parser, "loadline prices", PRICES_FLAGS, &mut plan, own, |_, value| {
        let word = value.to_string_lossy().into_owned();
        match filter.replace(word.clone()) {
            None => Ok(()),
            Some(first) => Err(two_words("prices", &first, &word)),
        }
    })?;
    if is_help {
        return Ok(Command::Help(PRICES_HELP));
    }
    Ok(Command::Prices(PricesArguments { listing: Listing { filter, json: plan.json }, today, plan }))
}

fn two_words(command: &str, first: &str, second: &str) -> BadInput {
    BadInput::new(format!(
        "{command}: two words, {} and {}; at most one is allowed",
        quoted(first),
        quoted(second)
    ))
}

fn explain(parser: &mut Parser) -> Result<Command, BadInput> {
    let (mut figure, mut today, mut plan) = (None, None, PlanArguments::default());
    let own: &mut [Own<'_>] = &mut [("--today", "a date such as 2026-01-31", &mut today)];
    let is_help = stated(parser, "loadline explain", EXPLAIN_FLAGS, &mut plan, own, |plan, value| {
        first_word(&mut figure, plan, value)
    })?;
    Ok(if is_help {
        Command::Help(EXPLAIN_HELP)
    } else {
        Command::Explain(ExplainArguments { figure, today, plan })
    })
}

fn export(parser: &mut Parser) -> Result<Command, BadInput> {
    let (mut format, mut option, mut along, mut base, mut plan) =
        (None, None, None, None, PlanArguments::default());
    let own: &mut [Own<'_>] = &mut [
        ("--option", "an id such as gke_autopilot", &mut option),
        ("--along", "an input such as files_per_day", &mut along),
        ("--base", "an address such as https://example.org/", &mut base),
    ];
    let is_help = stated(parser, "loadline export", EXPORT_FLAGS, &mut plan, own, |plan, value| {
        first_word(&mut format, plan, value)
    })?;
    Ok(if is_help {
        Command::Help(EXPORT_HELP)
    } else {
        Command::Export(ExportArguments { format, option, along, base, plan })
    })
}

/// The first word is what the command is about, the next the scenario.
fn first_word(first: &mut Option<String>, plan: &mut PlanArguments, value: OsString) -> Result<(), BadInput> {
    if first.is_some() {
        return once("LINK or FILE", &mut plan.source, value);
    }
    *first = Some(value.to_string_lossy().into_owned());
    Ok(())
}

/// A flag of one command with a value: its name, what the value is, and where it goes.
type Own<'a> = (&'static str, &'static str, &'a mut Option<String>);

/// Read the flags in `allowed`, of which `own` are this command's alone; `word` takes what is no flag. Whether help is asked for instead.
fn stated(
    parser: &mut Parser,
    command: &str,
    allowed: &[&'static str],
    arguments: &mut PlanArguments,
    own: &mut [Own<'_>],
    mut word: impl FnMut(&mut PlanArguments, OsString) -> Result<(), BadInput>,
) -> Result<bool, BadInput> {
    while let Some(argument) = parser.next().map_err(unreadable)? {
        match argument {
            Arg::Long("help") | Arg::Short('h') => return Ok(true),
            Arg::Long("json") => arguments.json = true,
            Arg::Long("set") if allowed.contains(&"--set") => {
                arguments.sets.push(value(parser, "--set", "key=value")?);
            }
            Arg::Long("price") => arguments.prices.push(value(parser, "--price", "id=value")?),
            Arg::Long("prices") => arguments.price_books.push(value(parser, "--prices", "FILE")?),
            Arg::Long("preset") if allowed.contains(&"--preset") => {
                let preset = value(parser, "--preset", "an id such as guide-004-tier-3")?;
                once("--preset", &mut arguments.preset, preset)?;
            }
            Arg::Value(value) => word(arguments, value)?,
            Arg::Long(flag) => {
                let flag = format!("--{flag}");
                let Some((name, what, slot)) = own.iter_mut().find(|(name, ..)| *name == flag) else {
                    return Err(unknown_flag(&flag, command, allowed));
                };
                let given = value(parser, name, what)?;
                once(name, slot, given)?;
            }
            Arg::Short(flag) => return Err(unknown_flag(&format!("-{flag}"), command, allowed)),
        }
    }
    Ok(false)
}

/// State what may be stated once.
fn once<T: AsRef<OsStr>>(name: &str, slot: &mut Option<T>, given: T) -> Result<(), BadInput> {
    let second = quoted(&given.as_ref().to_string_lossy());
    match slot.replace(given) {
        None => Ok(()),
        Some(first) => Err(BadInput::new(format!(
            "{name}: stated more than once, {} and {second}; at most one is allowed",
            quoted(&first.as_ref().to_string_lossy())
        ))),
    }
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
                    return Err(two_words(command, &first, &word));
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

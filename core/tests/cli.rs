//! The real program, run: what it prints, where, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use loadline_core::catalog::Catalog;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{FIELDS, Key, Kind, Scenario, file, link};
use serde_json::Value;

const COMMANDS: [&str; 14] = [
    "plan", "why", "curve", "solve", "growth", "ranges", "matters", "explain", "export", "then", "fields",
    "presets", "prices", "check",
];

struct Run {
    status: i32,
    out: String,
    err: String,
}

fn start<S: AsRef<OsStr>>(arguments: &[S]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadline"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run_with<S: AsRef<OsStr>>(arguments: &[S], input: &[u8]) -> Run {
    let mut child = start(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A program that stops reading early closes the pipe, which is its right.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn run<S: AsRef<OsStr>>(arguments: &[S]) -> Run {
    run_with(arguments, b"")
}

/// What a run that must go well prints.
fn well(arguments: &[&str]) -> String {
    let run = run(arguments);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{arguments:?}");
    run.out
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&well(arguments)).unwrap()
}

fn fed(input: &[u8], arguments: &[&str]) -> Run {
    run_with(&[&["plan", "-"], arguments].concat(), input)
}

/// A run that must be refused: nothing on standard output, `lines` lines that hold every one of `words`.
fn refused(run: &Run, lines: usize, words: &[&str]) {
    assert_eq!(run.status, 2, "{}", run.err);
    assert_eq!(run.out, "");
    assert_eq!(run.err.lines().count(), lines, "{}", run.err);
    for line in run.err.lines() {
        assert!(line.starts_with("loadline: ") && line.chars().count() < 900, "{line}");
    }
    for word in words {
        assert!(run.err.contains(word), "no {word:?} in {}", run.err);
    }
}

/// A file that goes when the test ends.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new(name: &str, content: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("loadline-cli-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    fn name(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        b' ' + (state % 95) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

// ---- every command

#[test]
fn every_command_prints_for_people_and_for_programs() {
    for command in COMMANDS {
        // All but three have something to say about the default.
        let about: &[&str] = match command {
            "curve" | "solve" => &[command, "files_per_day"],
            "then" => &[command, "2;model=1;prices=2020-01-01;was=functions:1"],
            _ => &[command],
        };
        let text = well(about);
        assert!(!text.is_empty());
        assert!(!text.contains('\u{1b}'), "{command} prints colours");
        for line in text.lines() {
            assert!(line.chars().count() <= 100 || line.contains("2;model="), "{command}: {line}");
        }
        let document = json(&[about, &["--json"]].concat());
        assert_eq!(document["schema"], file::SCHEMA, "{command}");
        let help = well(&[command, "--help"]);
        assert!(help.starts_with(&format!("Usage: loadline {command}")), "{help}");
        assert_eq!(help, well(&[command, "-h"]));
        assert!(well(&["--help"]).contains(command));
    }
    assert_eq!(well(&["--version"]), format!("loadline {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(well(&["-V"]), well(&["--version"]));
}

#[test]
fn why_says_the_same_in_sentences_and_as_results() {
    let text = well(&["why"]);
    let document = json(&["why", "--json"]);
    let told: Vec<&str> =
        document["text"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&told.join(" ")), words(text.split("Link").next().unwrap()));
    let plan = json(&["plan", "--json"]);
    assert_eq!(document["winner"]["option"], plan["winner"]);
    assert_eq!(document["over"]["option"], plan["options"][1]["id"]);
    assert_eq!(document["winner"]["usd_per_month"], plan["options"][0]["usd_per_month"]);
    // 18 minutes are more than a function may run; what lifts that is told as `plan` takes it.
    let barred = json(&[
        "why",
        "--json",
        "--set",
        "memory_service=off",
        "--set",
        "analyze_minutes=18",
        "--set",
        "files_per_day=10",
    ]);
    assert_eq!(barred["barred"][0]["lifts"][0]["change"], serde_json::json!({ "key": "job_parts", "to": 2 }));
}

#[test]
fn ranges_say_the_same_in_tables_and_as_results() {
    let text = well(&["ranges", "--set", "files_per_day=400 to 700"]);
    let document = json(&["ranges", "--json", "--set", "files_per_day=400 to 700"]);
    assert_eq!((&document["seed"], &document["worlds"]), (&1.into(), &4096.into()));
    let options = document["options"].as_array().unwrap();
    let shares: f64 = options.iter().map(|option| option["cheapest"]["value"].as_f64().unwrap()).sum();
    let any = document["any_works"]["value"].as_f64().unwrap();
    assert!((shares - any).abs() < 1e-12, "one of them is the cheapest wherever any works: {shares}, {any}");
    assert!(options.iter().all(|option| text.contains(option["name"].as_str().unwrap())));
    let inputs = document["inputs"].as_array().unwrap();
    let files = inputs.iter().find(|input| input["key"] == "files_per_day").unwrap();
    // What is most worth finding out stands first.
    let worth: Vec<f64> = inputs.iter().filter_map(|input| input["worth_usd"]["value"].as_f64()).collect();
    assert!(worth.len() == inputs.len() && worth.is_sorted_by(|one, other| one >= other), "{worth:?}");
    assert_eq!(
        (&files["key"], &files["low"], &files["likely"], &files["high"], &files["shape"], &files["own"]),
        (&"files_per_day".into(), &400.0.into(), &550.0.into(), &700.0.into(), &"pert".into(), &true.into())
    );
    // The same seed, the same worlds; another one, others.
    assert_eq!(document, json(&["ranges", "--json", "--set", "files_per_day=400 to 700"]));
    let other = json(&["ranges", "--json", "--set", "files_per_day=400 to 700", "--set", "world_seed=2"]);
    assert_ne!(document["options"], other["options"]);
    let run = run(&["ranges", "--set", "files_per_day=700 to 400"]);
    refused(&run, 1, &["files_per_day", "not in the order low, likely, high"]);
}

#[test]
fn what_matters_is_the_same_in_tables_and_as_results() {
    let wide = ["--set", "extract_minutes=1 to 30"];
    let text = well(&[["matters", "--option", "hybrid"].as_slice(), &wide].concat());
    let document = json(&[["matters", "--json", "--option", "hybrid"].as_slice(), &wide].concat());
    assert_eq!((&document["option"], &document["worlds"]), (&"hybrid".into(), &512.into()));
    let inputs = document["inputs"].as_array().unwrap();
    let keys = |input: &Value| {
        let ranges = input["inputs"].as_array().unwrap().iter();
        ranges.map(|range| range["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(inputs.iter().all(|input| text.contains(&keys(input)[0])));
    let stages = inputs.iter().find(|input| keys(input).len() == 3).unwrap();
    assert_eq!(keys(stages), ["extract_minutes", "analyze_minutes", "store_minutes"]);
    // A container's start of 80 seconds leaves no time for a search.
    let start = inputs.iter().find(|input| keys(input) == ["container_start_seconds"]).unwrap();
    assert!(start["high_usd"].is_null() && start["low_usd"].is_number());
    assert_ne!(start["high_cheapest"], "hybrid");
    let totals: Vec<f64> = inputs.iter().map(|input| input["total"]["value"].as_f64().unwrap()).collect();
    assert!(totals.is_sorted_by(|one, next| one >= next), "{totals:?}");
    assert!(text.contains("ruled out") && text.contains("at its high end the cheapest is"), "{text}");
    // Unless one is named it is about the option to choose.
    let usual = json(&["matters", "--json"]);
    assert_eq!(usual["option"], json(&["ranges", "--json"])["choice"]);
    refused(
        &run(&["matters", "--option", "function"]),
        1,
        &["--option", "`function`", "did you mean `functions`"],
    );
}

#[test]
fn the_report_tells_what_decides() {
    let text = well(&["plan"]);
    for words in [
        "a month: ",
        "is the cheapest",
        "Tier ",
        "topology",
        "TRIPPED",
        "Next: ",
        "Bill of",
        "total",
        "list book",
    ] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    let ruled_out = well(&["plan", "--set", "longest_job_minutes=30"]);
    // As sentences, wherever their lines break.
    let ruled_out = ruled_out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "ruled out",
        "longest run of a function",
        "30 min > 15 min",
        "aws.lambda.timeout_seconds",
        "split the job (job_parts=2), or cut 15 min (longest_job_minutes=15)",
    ] {
        assert!(ruled_out.contains(words), "no {words:?} in {ruled_out}");
    }
    let hopeless = well(&["plan", "--set", "episodes_per_day=1e9"]);
    assert!(hopeless.starts_with("Nothing runs this as stated"), "{hopeless}");
    assert_eq!(hopeless.matches("(database.memory)").count(), 1, "what all have in common is told once");
    let nothing = well(&["plan", "--set", "memory_service=off", "--set", "file_pipeline=off"]);
    assert!(nothing.starts_with("Nothing to run"), "{nothing}");
}

#[test]
fn solve_gives_values_that_a_plan_gives_back() {
    let number = |value: &Value| value.as_f64().unwrap();
    let document = json(&["solve", "files_per_day", "--at-most", "$600", "--json"]);
    assert_eq!((&document["relation"], &document["target"]), (&"at_most".into(), &600.0.into()));
    let answers = document["answers"].as_array().unwrap();
    assert!(answers.len() > 5);
    for answer in answers {
        let last = answer["stretches"].as_array().unwrap().last().unwrap();
        assert_eq!(last["not_after"]["kind"], "reached");
        let to = number(&last["to"]);
        let plan = json(&["plan", "--json", "--set", &format!("files_per_day={to}")]);
        let options = plan["options"].as_array().unwrap();
        let option = options.iter().find(|option| option["id"] == answer["id"]).unwrap();
        assert!((number(&option["usd_per_month"]) - 600.0).abs() < 600.0 * 1e-9, "{option}");
    }
    let text = well(&["solve", "vm_count", "--at-most", "600"]);
    for words in ["Monthly cost at most $600", "jumps to $611", "never", "nearest at 1: $635"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let figure = "signals/subjects_2/value";
    let text = well(&["solve", "subjects", "--figure", figure, "--at-least", "3000", "--to", "5000"]);
    assert!(text.contains("3,000  5,000"), "{text}");
    let none = well(&["solve", "files_per_day", "1;memory_service=off;file_pipeline=off", "--at-most", "1"]);
    assert!(none.contains("Nothing to run"), "{none}");

    refused(&run(&["solve"]), 1, &["solve: no input to run along", "files_per_day"]);
    refused(&run(&["solve", "memory_service"]), 1, &["`memory_service` is no number"]);
    refused(&run(&["solve", "files_per_day", "--at-most", "much"]), 1, &["--at-most: `much` is no number"]);
    refused(
        &run(&["solve", "files_per_day", "--at-most", "1", "--at-least", "1"]),
        1,
        &["--at-most and --at-least", "at most one"],
    );
    refused(&run(&["solve", "files_per_day", "--figure", figure]), 1, &["--figure: no target", "--at-most"]);
    refused(
        &run(&["solve", "files_per_day", "--figure", "signals/subject_2/value", "--exactly", "1"]),
        1,
        &["did you mean `signals/subjects_2/value`"],
    );
    refused(&run(&["solve", "files_per_day", "--at-mots", "9"]), 1, &["did you mean `--at-most`?"]);
}

#[test]
fn curve_tells_who_is_the_cheapest_from_where_to_where() {
    let document = json(&["curve", "files_per_day", "--json"]);
    assert_eq!(
        (&document["along"], &document["from"], &document["to"]),
        (&"files_per_day".into(), &1.0.into(), &10_000.0.into())
    );
    let number = |value: &Value| value.as_f64().unwrap();
    let winners = document["winners"].as_array().unwrap();
    assert!(winners.len() > 5);
    assert_eq!((number(&winners[0]["from"]), number(&winners[winners.len() - 1]["to"])), (1.0, 10_000.0));
    assert!(
        winners
            .windows(2)
            .all(|pair| pair[0]["to"] == pair[1]["from"] && pair[0]["option"] != pair[1]["option"])
    );
    for winner in winners {
        // In the middle of a stretch a plan has the same winner, and costs what the piece there says.
        let at = 0.5 * (number(&winner["from"]) + number(&winner["to"]));
        let plan = json(&["plan", "--json", "--set", &format!("files_per_day={at}")]);
        assert_eq!(plan["winner"], winner["option"], "at {at}");
        let of = |list: &Value| -> Value {
            list.as_array().unwrap().iter().find(|option| option["id"] == winner["option"]).unwrap().clone()
        };
        let curve = of(&document["options"]);
        let piece =
            curve["pieces"].as_array().unwrap().iter().find(|piece| number(&piece["to"]) >= at).unwrap();
        let [from, to, start, end] = ["from", "to", "at_from", "at_to"].map(|key| number(&piece[key]));
        let usd = start + (end - start) * (at - from) / (to - from);
        let planned = number(&of(&plan["options"])["usd_per_month"]);
        let tolerance = if piece["exact"] == true { 1e-9 } else { 1e-3 };
        assert!((usd / planned - 1.0).abs() < tolerance, "at {at}: {usd}, {planned}");
    }
    let text = well(&["curve", "files_per_day"]);
    for words in [
        "Cost along Files (files_per_day), 1 to 10,000 files per day",
        "crossing",
        "Ties, within 1 %",
        "exact pieces",
    ] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    // An hour more in the month turns nothing.
    let still = well(&["curve", "month_hours", "--from", "720", "--to", "721"]);
    assert!(still.contains("No crossing in this range."), "{still}");
    // Nothing is sized by agents that are not planned.
    let idle = well(&["curve", "agents"]);
    assert!(
        idle.contains("This input moves no cost in this range.") && idle.contains("1 exact piece\n"),
        "{idle}"
    );
    for line in text.lines().chain(still.lines()).filter(|line| !line.starts_with("Link")) {
        assert!(line.chars().count() <= 100, "{line}");
    }
    refused(&run(&["curve"]), 1, &["no input to run along", "files_per_day"]);
    refused(
        &run(&["curve", "files_per_dya"]),
        1,
        &["`files_per_dya` is no input", "did you mean `files_per_day`?"],
    );
    refused(&run(&["curve", "memory_service"]), 1, &["`memory_service` is no number"]);
    refused(&run(&["curve", "files_per_day", "--from", "x"]), 1, &["--from: `x` is not 0 to"]);
    refused(
        &run(&["curve", "files_per_day", "--from", "9", "--to", "9"]),
        1,
        &["ends at 9, not past its beginning at 9"],
    );
    refused(&run(&["curve", "files_per_day", "--form", "9"]), 1, &["did you mean `--from`?"]);
}

#[test]
fn growth_tells_the_months_to_come() {
    let sets =
        ["--set", "subjects=500", "--set", "episodes_per_day=200", "--set", "growth_percent_per_month=10"];
    let grown = [&["growth"], &sets[..]].concat();
    let document = json(&[&grown[..], &["--json"]].concat());
    let months = document["months"].as_array().unwrap();
    assert_eq!(months.len(), 25);
    let today = json(&[&["plan", "--json"], &sets[..]].concat());
    assert_eq!(months[0]["winner"], today["winner"]);
    assert_eq!(document["scenario"]["growth_percent_per_month"], 10);
    // Paid by month 24: the 24 bills before it.
    let bills: f64 = months[..24].iter().map(|month| month["usd_per_month"].as_f64().unwrap()).sum();
    assert_eq!(document["end"], 24);
    // This reader of JSON may miss the last bit; `growth.rs` compares every bit.
    assert!((months[24]["paid_usd"].as_f64().unwrap() / bills - 1.0).abs() < 1e-14);
    let signals = document["signals"].as_array().unwrap();
    let signal = |id: &str| signals.iter().find(|signal| signal["id"] == id).unwrap();
    // ln(3000 / 500) / ln 1.1
    assert!((signal("subjects_2")["month"].as_f64().unwrap() - 18.799_245_505).abs() < 1e-6);
    assert_eq!(signal("tenants_2")["changes"], "never");
    let text = well(&grown);
    for words in [
        "10 % growth a month, for 24 months",
        "Options kept from today on",
        "paid by then",
        "month 18.799",
        "TIER 3",
        "× 9.85",
    ] {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    let limited = well(&["growth", "--set", "subjects=6e7", "--set", "growth_percent_per_month=100"]);
    assert!(limited.contains("- subjects reaches 100,000,000"), "{limited}");
    for line in text.lines().chain(limited.lines()).filter(|line| !line.starts_with("Link")) {
        assert!(line.chars().count() <= 100, "{line}");
    }
    let stopped = well(&["growth", "--set", "growth_percent_per_month=10"]);
    assert!(stopped.contains("In month 9 nothing runs this."), "{stopped}");
    assert_eq!(stopped.matches("(database.memory)").count(), 1, "what stops all is told once");
    let nothing = well(&["growth", "--set", "memory_service=off", "--set", "file_pipeline=off"]);
    assert!(nothing.starts_with("Nothing to run"), "{nothing}");
    refused(&run(&["growth", "--set", "horizon_months=121"]), 1, &["horizon_months", "121", "120"]);
    refused(&run(&["growth", "--set", "horizon_months=0.5"]), 1, &["horizon_months", "0.5"]);
}

#[test]
fn extremes_stay_readable() {
    for sets in [
        ["files_per_day=0", "requests_per_second=0", "subjects=0", "episodes_per_day=0"],
        ["files_per_day=1e7", "requests_per_second=1e6", "subjects=1e8", "episodes_per_day=1e9"],
    ] {
        let arguments: Vec<&str> =
            std::iter::once("plan").chain(sets.iter().flat_map(|set| ["--set", set])).collect();
        let text = well(&arguments);
        for line in text.lines().filter(|line| !line.starts_with("Link")) {
            assert!(line.chars().count() <= 100, "{line}");
        }
        let document = json(&[&arguments[..], &["--json"]].concat());
        assert!(document["options"].as_array().is_some_and(|options| !options.is_empty()));
    }
}

#[test]
fn fields_are_those_of_the_registry() {
    let document = json(&["fields", "--json"]);
    let fields = document["fields"].as_array().unwrap();
    assert_eq!(fields.len(), FIELDS.len());
    let text = well(&["fields"]);
    for (shown, field) in fields.iter().zip(&FIELDS) {
        assert_eq!(shown["key"], field.id);
        assert_eq!(shown["choices"].is_array(), matches!(field.kind, Kind::Choice(_)));
        assert!(text.contains(field.id));
    }
    assert!(well(&["fields", "files_per"]).lines().count() < 6);
    refused(&run(&["fields", "xyzzy"]), 1, &["fields", "`xyzzy`"]);
}

#[test]
fn presets_are_those_of_the_program_and_their_links_open() {
    let document = json(&["presets", "--json"]);
    let presets = document["presets"].as_array().unwrap();
    assert_eq!(presets.len(), PRESETS.len());
    for (shown, preset) in presets.iter().zip(PRESETS) {
        assert_eq!(shown["id"], preset.id);
        assert_eq!(link::decode(shown["link"].as_str().unwrap()).scenario, preset.scenario());
        assert_eq!(file::read(&shown["scenario"].to_string()).scenario, preset.scenario());
        let by_id = well(&["plan", "--preset", preset.id, "--json"]);
        assert_eq!(by_id, well(&["plan", shown["link"].as_str().unwrap(), "--json"]));
    }
}

#[test]
fn prices_are_those_of_the_catalogue() {
    let catalog = Catalog::embedded().unwrap();
    let document = json(&["prices", "--json"]);
    let prices = document["prices"].as_array().unwrap();
    assert_eq!(prices.len(), catalog.rows.len());
    let text = well(&["prices"]);
    for (shown, row) in prices.iter().zip(&catalog.rows) {
        assert_eq!((&shown["id"], &shown["per"]), (&row.id.as_str().into(), &row.per_words.as_str().into()));
        assert_eq!(shown["value"].to_string().parse::<f64>().unwrap().to_bits(), row.value.to_bits());
        assert!(
            !shown["source"].as_str().unwrap().is_empty() && !shown["as_of"].as_str().unwrap().is_empty()
        );
        assert!(text.contains(&row.id));
    }
    let lambda = well(&["prices", "LAMBDA"]);
    assert!(lambda.contains("$0.0000166667") && !lambda.contains("neon."), "{lambda}");
    refused(&run(&["prices", "xyzzy", "--json"]), 1, &["prices", "`xyzzy`"]);
}

#[test]
fn every_reference_case_passes() {
    let document = json(&["check", "--json"]);
    let cases = document["cases"].as_array().unwrap();
    assert_eq!(document["failed"], 0);
    assert_eq!(document["passed"].as_u64().unwrap() as usize, cases.len());
    assert!(cases.len() >= 180);
    for case in cases {
        assert_eq!(case["passed"], true);
        for name in ["topic", "name", "source"] {
            assert!(!case[name].as_str().unwrap().is_empty(), "{case}");
        }
        assert!(case["expected"].is_f64() && case["found"].is_f64() && case["rel_tol"].is_f64());
    }
    assert!(well(&["check"]).contains("all as expected"));
}

// ---- the document of a plan

/// The figures that follow `name` in a document's text, in order and to the last bit.
fn figures(text: &str, name: &str) -> Vec<Option<f64>> {
    let marker = format!("\"{name}\": ");
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix(&marker))
        .map(|rest| rest.trim_end_matches(',').parse().ok())
        .collect()
}

#[test]
fn the_document_of_a_plan_holds_what_is_agreed() {
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let document = json(&["plan", "--set", "longest_job_minutes=30", "--json"]);
    assert_eq!(
        keys(&document),
        [
            "database_plans",
            "layers",
            "mix",
            "notices",
            "options",
            "ranges",
            "scenario",
            "schema",
            "studies",
            "tier",
            "topology",
            "winner"
        ]
    );
    assert_eq!(keys(&document["tier"]), ["number", "signals"]);
    assert!(document["topology"].as_str().is_some_and(|letter| ["A", "B", "C", "D", "E"].contains(&letter)));
    assert_eq!(document["scenario"].as_object().unwrap().len(), FIELDS.len());
    assert_eq!(document["scenario"]["minutes_per_file"], "auto");
    // Guide 002: 2 to 5 minutes. What is stated exactly has no range.
    let analyze =
        serde_json::json!({ "low": 2.0, "likely": 3.5, "high": 5.0, "shape": "pert", "from": "guide 002" });
    assert_eq!(document["ranges"]["analyze_minutes"], analyze);
    assert!(document["ranges"]["longest_job_minutes"].is_null());
    assert_eq!(document["scenario"]["longest_job_minutes"], 30);
    assert_eq!(document["scenario"]["memory_service"], true);
    assert_eq!(document["scenario"]["vm_type"], "t3.medium");
    let options = document["options"].as_array().unwrap();
    assert!(options.iter().any(|option| option["status"] == "ruled_out"));
    for option in options {
        assert_eq!(keys(option), ["id", "line_items", "name", "rejections", "status", "usd_per_month"]);
        let rejections = option["rejections"].as_array().unwrap();
        assert_eq!(option["status"], if rejections.is_empty() { "feasible" } else { "ruled_out" });
        assert_eq!(option["usd_per_month"].is_null(), !rejections.is_empty());
        for item in option["line_items"].as_array().unwrap() {
            assert_eq!(
                keys(item),
                ["component", "label", "price_id", "quantity", "unit", "unit_price", "usd"]
            );
        }
        for rejection in rejections {
            assert_eq!(keys(rejection), ["allowed", "component", "flip", "limit", "value"]);
            for flip in rejection["flip"].as_array().unwrap() {
                assert_eq!(keys(flip), ["key", "to"]);
                assert!(Key::parse(flip["key"].as_str().unwrap()).is_some());
            }
        }
    }
    let mix = &document["mix"];
    assert_eq!(
        keys(mix),
        [
            "cheaper",
            "clouds",
            "exact",
            "hybrid",
            "notice",
            "option",
            "shared_usd_per_month",
            "shares",
            "single"
        ]
    );
    assert_eq!((&mix["option"]["id"], &mix["exact"]), (&"best_mix".into(), &true.into()));
    let shares = mix["shares"].as_array().unwrap().iter().map(|share| &share["usd_per_month"]);
    let sum: f64 = shares.chain([&mix["shared_usd_per_month"]]).map(|usd| usd.as_f64().unwrap()).sum();
    assert!((sum - mix["option"]["usd_per_month"].as_f64().unwrap()).abs() < 1e-9);
    let winner = document["winner"].as_str().unwrap();
    assert_eq!(options[0]["id"], winner);

    let nothing = json(&["plan", "--set", "memory_service=off", "--set", "file_pipeline=off", "--json"]);
    assert!(nothing["winner"].is_null() && nothing["tier"].is_null() && nothing["topology"].is_null());
}

#[test]
fn nothing_is_rounded_and_totals_are_sums() {
    let catalog = Catalog::embedded().unwrap();
    for preset in PRESETS {
        let text = well(&["plan", "--preset", preset.id, "--json"]);
        let plan = loadline_core::plan(&preset.scenario(), &catalog).unwrap();
        let bits = |figures: Vec<Option<f64>>| {
            figures.into_iter().map(|one| one.map(f64::to_bits)).collect::<Vec<_>>()
        };
        let mix = loadline_core::option::mix::best_mix(&preset.scenario(), &catalog).unwrap();
        let rows = || plan.studies.iter().flat_map(|study| &study.rows);
        let of_items = |figure: fn(&loadline_core::plan::LineItem<f64>) -> f64| {
            bits(
                plan.options
                    .iter()
                    .chain(mix.iter().map(|mix| &mix.option))
                    .flat_map(|option| &option.line_items)
                    .chain(rows().flat_map(|row| &row.line_items))
                    .map(|item| Some(figure(item)))
                    .collect(),
            )
        };
        assert_eq!(bits(figures(&text, "usd")), of_items(|item| item.usd_per_month), "{}", preset.id);
        assert_eq!(bits(figures(&text, "quantity")), of_items(|item| item.quantity), "{}", preset.id);
        assert_eq!(bits(figures(&text, "unit_price")), of_items(|item| item.unit_price), "{}", preset.id);
        // Database plans stand before the options, the mix and studies behind them; what is ruled out has no total.
        let database_plans = plan.database_fits.iter().map(|fit| Some(fit.usd_per_month));
        let options = plan.options.iter().map(|one| one.is_feasible().then_some(one.usd_per_month));
        let mixes = mix.iter().flat_map(|mix| {
            let shares = mix.shares.iter().map(|share| share.usd_per_month);
            let others = [&mix.single, &mix.hybrid].into_iter().flatten().map(|saving| saving.usd_per_month);
            [mix.option.usd_per_month].into_iter().chain(shares).chain(others).map(Some)
        });
        let studies = rows().map(|row| row.usd_per_month);
        let totals = database_plans.chain(options).chain(mixes).chain(studies).collect();
        assert_eq!(bits(figures(&text, "usd_per_month")), bits(totals), "{}", preset.id);

        let document: Value = serde_json::from_str(&text).unwrap();
        for option in document["options"].as_array().unwrap() {
            let Some(total) = option["usd_per_month"].as_f64() else { continue };
            let mut sum = 0.0;
            for item in option["line_items"].as_array().unwrap() {
                let [usd, quantity, price] =
                    ["usd", "quantity", "unit_price"].map(|name| item[name].as_f64().unwrap());
                assert!((usd - quantity * price).abs() <= 1e-12 * usd.abs(), "{item}");
                sum += usd;
            }
            assert!(
                (sum - total).abs() <= 1e-9 * total.abs(),
                "{} of {}: {sum}, not {total}",
                option["id"],
                preset.id
            );
        }
    }
}

#[test]
fn a_document_fed_back_plans_the_same() {
    for preset in PRESETS {
        let first = well(&["plan", "--preset", preset.id, "--json"]);
        let again = fed(first.as_bytes(), &["--json"]);
        assert_eq!((again.status, again.err.as_str()), (0, ""));
        assert_eq!(again.out, first);
        let saved = TemporaryFile::new(&format!("{}.json", preset.id), first.as_bytes());
        assert_eq!(well(&["plan", saved.name(), "--json"]), first);
        // Every input is in it, so that nothing of a preset below shows through.
        assert_eq!(well(&["plan", saved.name(), "--preset", "guide-002-high", "--json"]), first);
    }
    let odd = [
        "plan",
        "--set",
        "task_skew=0.1234567890123456789",
        "--set",
        "requests_per_second=1e-7",
        "--set",
        "subjects=1e8",
        "--json",
    ];
    let first = well(&odd);
    assert_eq!(fed(first.as_bytes(), &["--json"]).out, first);
}

// ---- where the scenario comes from

#[test]
fn links_come_in_every_shape() {
    let expected = well(&["plan", "--set", "files_per_day=500", "--set", "price_book=printed", "--json"]);
    for link in [
        "1;files_per_day=500;price_book=printed",
        "2;model=1;prices=2026-10-09;files_per_day=500;price_book=printed;was=functions:1",
        "2;files_per_day=500;price_book=printed|name=Beside%20it;files_per_day=7",
        "#1;files_per_day=500;price_book=printed",
        "https://example.org/loadline/#1;files_per_day=500;price_book=printed",
        "http://127.0.0.1:8080/?x=1#1;files_per_day=500&price_book=printed",
        "1%3Bfiles_per_day%3D500%3Bprice_book%3Dprinted",
    ] {
        assert_eq!(well(&["plan", link, "--json"]), expected, "{link}");
    }
    for link in ["1", "#1", "#", "https://example.org/"] {
        assert_eq!(well(&["plan", link, "--json"]), well(&["plan", "--json"]), "{link}");
    }
    let file = TemporaryFile::new(
        "a=b.json",
        br#"{"schema": 1, "scenario": {"files_per_day": 500, "price_book": "printed"}}"#,
    );
    assert_eq!(well(&["plan", file.name(), "--json"]), expected, "a file may be named like a link");
    assert_eq!(fed(b"{\"files_per_day\": 500, \"price_book\": \"printed\"}", &["--json"]).out, expected);
}

#[test]
fn a_link_is_told_as_it_was_made() {
    for link in ["1;files_per_day=5", "2;files_per_day=5", "https://example.org/#2;model=1;prices=2026-10-09"]
    {
        let said = well(&["then", link]);
        assert!(said.starts_with("The link is of today: model version 1, prices of 2026-10-09."), "{said}");
        assert_eq!(json(&["then", link, "--json"])["is_of_today"], true);
    }
    // Older than the first price book, and not what its planner would have said: that nothing explains it is said.
    let link = "2;model=1;prices=2020-01-01;files_per_day=20;was=functions:100";
    let document = json(&["then", link, "--json"]);
    let functions = &document["accounts"][0];
    assert_eq!(
        (functions["option"].as_str(), functions["then_usd"].as_f64()),
        (Some("functions"), Some(100.0))
    );
    let line = &functions["lines"][0];
    assert!(line["cause"].as_str().unwrap().starts_with("Not explained"), "{document}");
    let today = functions["today_usd"].as_f64().unwrap();
    assert!((line["usd"].as_f64().unwrap() - (today - 100.0)).abs() < 1e-9, "{document}");
    let said = well(&["then", link]);
    assert!(said.contains("then, as the link says") && said.contains("$100.00"), "{said}");
    refused(&run(&["then"]), 1, &["then: no link"]);
    refused(&run(&["then", "2;model=x"]), 1, &["link: model"]);
    refused(&run(&["then", "2;model=99"]), 1, &["newer planner"]);
}

#[test]
fn a_link_goes_over_a_preset_and_set_over_both() {
    let value = |arguments: &[&str], key: &str| {
        let all = [&["plan", "--preset", "guide-002-low", "--json"], arguments].concat();
        json(&all)["scenario"][key].clone()
    };
    assert_eq!(value(&[], "files_per_day"), 10);
    assert_eq!(value(&["1;files_per_day=20"], "files_per_day"), 20);
    assert_eq!(
        value(&["1;files_per_day=20"], "minutes_per_file"),
        5,
        "what the link leaves out is the preset's"
    );
    assert_eq!(value(&["1;files_per_day=20", "--set", "files_per_day=30"], "files_per_day"), 30);
    assert_eq!(value(&["--set", "files_per_day=30", "1;files_per_day=20"], "files_per_day"), 30);
    // A default that is stated is a statement.
    assert_eq!(value(&["1;price_book=list;minutes_per_file=auto"], "price_book"), "list");
    assert_eq!(value(&["1;price_book=list;minutes_per_file=auto"], "minutes_per_file"), "auto");
    assert_eq!(value(&["1%3Bprice_book%3Dlist"], "price_book"), "list");
    assert_eq!(value(&["1"], "price_book"), "printed");
    assert_eq!(value(&["--set", "price_book=list"], "price_book"), "list");
    for content in [
        r#"{"price_book": "list", "minutes_per_file": "auto"}"#,
        r#"{"scenario": {"price_book": "list", "minutes_per_file": "auto"}}"#,
    ] {
        let file = TemporaryFile::new("over.json", content.as_bytes());
        assert_eq!(value(&[file.name()], "price_book"), "list");
        assert_eq!(value(&[file.name()], "minutes_per_file"), "auto");
        assert_eq!(value(&[file.name()], "files_per_day"), 10);
        assert_eq!(value(&[file.name(), "--set", "price_book=printed"], "price_book"), "printed");
    }
}

#[test]
fn set_takes_what_people_type() {
    let set = |given: &str, key: &str| json(&["plan", "--set", given, "--json"])["scenario"][key].clone();
    assert_eq!(set("files_per_day=10k", "files_per_day"), 10_000);
    assert_eq!(set("files_per_day = 1_000", "files_per_day"), 1_000);
    assert_eq!(set("enrich_share=45%", "enrich_share"), 0.45);
    assert_eq!(set("memory_service=off", "memory_service"), false);
    assert_eq!(set("commitment=3y", "commitment"), "3y");
    assert_eq!(set("minutes_per_file=auto", "minutes_per_file"), "auto");
}

// ---- bad input

#[test]
fn values_that_cannot_stand_are_named_with_what_is_allowed() {
    let most = "0 to 10000000 files per day";
    for (given, words) in [
        ("files_per_day=abc", vec!["--set files_per_day=abc", "`abc`", "not a number", most]),
        ("files_per_day=NaN", vec!["files_per_day", "`NaN`", "not finite", most]),
        ("files_per_day=inf", vec!["files_per_day", "`inf`", "not finite", most]),
        ("files_per_day=1e400", vec!["files_per_day", "`1e400`", "too large", most]),
        ("files_per_day=", vec!["files_per_day", "empty", most]),
        ("files_per_day=-1", vec!["files_per_day", "`-1`", "below the least", most]),
        ("files_per_day=1e9", vec!["files_per_day", "`1e9`", "above the most", most]),
        ("subjects=1.5", vec!["subjects", "`1.5`", "whole number", "0 to 100000000"]),
        ("price_book=lst", vec!["price_book", "`lst`", "one of list, printed", "did you mean `list`"]),
        ("memory_service=maybe", vec!["memory_service", "`maybe`", "on nor off"]),
        (
            "files_per_dya=5",
            vec!["files_per_dya=5", "no such input", "did you mean `files_per_day`", "loadline fields"],
        ),
        ("files_per_day", vec!["--set", "`files_per_day`", "key=value"]),
        ("", vec!["--set", "key=value"]),
        ("=5", vec!["--set =5", "no such input"]),
        ("files_per_day=5\n6", vec!["files_per_day"]),
    ] {
        for json in [&[][..], &["--json"]] {
            refused(&run(&[&["plan", "--set", given], json].concat()), 1, &words);
        }
    }
    let twice = run(&["plan", "--set", "files_per_day=5", "--set", "files_per_day=7"]);
    refused(&twice, 1, &["files_per_day", "more than once", "`5`", "`7`", "at most one"]);
    let two = run(&["plan", "--set", "files_per_day=x", "--set", "tenants=y"]);
    refused(&two, 2, &["files_per_day", "tenants"]);
}

// ---- explain

#[test]
fn a_figure_is_explained_to_people_and_to_programs() {
    let figure = "options/functions/items/api-tasks-vcpu/usd";
    let text = well(&["explain", figure]);
    for words in
        ["API: Tasks, vCPU = $59.1008/month", "= vCPU hours × Fargate vCPU", "aws.fargate.vcpu", "2026-10-09"]
    {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    let document = json(&["explain", figure, "--json"]);
    let entries = document["entries"].as_array().unwrap();
    assert_eq!(
        (document["value"].as_f64(), &document["unit"]),
        (entries[0]["value"].as_f64(), &Value::from("$/month"))
    );
    // 2 tasks × 730 h × 1 vCPU × $0.04048.
    assert!((document["value"].as_f64().unwrap() - 59.1008).abs() < 1e-9);
    let price = entries.iter().find(|entry| entry["id"] == "aws.fargate.vcpu").unwrap();
    assert_eq!(
        (&price["kind"], &price["as_of"], &price["confidence"]),
        (&"price".into(), &"2026-10-09".into(), &"high".into())
    );
    assert!(price["source"].as_str().unwrap().contains("aws.amazon.com"));
    assert_eq!(document["rests_on"], Value::Null);
}

#[test]
fn a_total_says_what_it_rests_on_at_a_date() {
    let shares = |today: &str| {
        let document = json(&["explain", "options/functions/usd", "--today", today, "--json"]);
        let of = |name: &str| document["rests_on"][name].as_f64().unwrap();
        assert!((of("any") + of("none") - 1.0).abs() < 1e-12);
        assert!(
            document["rests_on"]["causes"]
                .as_array()
                .unwrap()
                .iter()
                .any(|cause| cause["id"] == "files_per_day")
        );
        of("old_prices")
    };
    // Nothing was read a year before anything was read; fifty years on all of it is old.
    assert_eq!((shares("2020-01-01"), shares("2070-01-01")), (0.0, 1.0));
    let text = well(&["explain", "options/functions/usd", "--today=2070-01-01"]);
    let words: Vec<&str> = text.split_whitespace().collect();
    assert!(words.join(" ").contains("prices more than a year old 100 %"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn the_scenario_of_an_explanation_is_the_one_asked_for() {
    let of = |arguments: &[&str]| {
        let all = [&["explain", "signals/storage_1/value", "--json"], arguments].concat();
        let entries = json(&all)["entries"].clone();
        let episodes =
            entries.as_array().unwrap().iter().find(|entry| entry["id"] == "episodes_per_day").cloned();
        let episodes = episodes.unwrap();
        (episodes["value"].as_f64().unwrap(), episodes["standing"].as_str().unwrap().to_owned())
    };
    assert_eq!(of(&[]), (5_000.0, "default".to_owned()));
    assert_eq!(of(&["--set", "episodes_per_day=700"]), (700.0, "stated".to_owned()));
    assert_eq!(of(&["1;episodes_per_day=800"]), (800.0, "stated".to_owned()));
}

#[test]
fn figures_and_dates_that_do_not_exist_are_named() {
    refused(
        &run(&["explain", "options/function/usd"]),
        1,
        &["FIGURE", "`options/function/usd`", "did you mean `options/functions/usd`", "loadline explain"],
    );
    refused(&run(&["explain", ""]), 1, &["FIGURE", "``"]);
    refused(&run(&["explain", "tier", "--today", "2026-02-30"]), 1, &["--today", "2026-02-30", "2026-01-31"]);
    refused(&run(&["explain", "--today"]), 1, &["--today", "2026-01-31"]);
    refused(&run(&["plan", "--today", "2026-01-31"]), 1, &["--today"]);
}

#[test]
fn exports_are_listed_written_and_refused() {
    let listed = json(&["export", "--preset", "guide-004-tier-1", "--json"]);
    let ids: Vec<&str> =
        listed["formats"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(
        ids.contains(&"compose") && ids.contains(&"cloud-run") && !ids.contains(&"kubernetes"),
        "{ids:?}"
    );
    let manifests =
        well(&["export", "kubernetes", "--option", "gke_autopilot", "--base", "https://example.org/"]);
    assert!(manifests.contains("# Link: https://example.org/#2;model=1;prices=2026-10-09\n"), "{manifests}");
    // A line's end in an address ends no comment.
    let split = well(&["export", "postgresql", "--base", "x\nport = 1"]);
    assert!(split.contains("# Link: xport = 1#2;model=1;prices=2026-10-09\n"), "{split}");
    let along = well(&["export", "curves", "--along", "files_per_day"]);
    assert!(along.lines().skip(1).all(|line| line.contains(",files_per_day,")));
    refused(&run(&["export", "bil"]), 1, &["`bil`", "bill, curves", "did you mean `bill`"]);
    refused(&run(&["export", "kubernetes"]), 1, &["where the option runs on GKE Autopilot", "`hybrid`"]);
    refused(&run(&["export", "bill", "--option", "gke"]), 1, &["`gke`", "gke_autopilot"]);
    refused(&run(&["export", "curves", "--along", "price_book"]), 1, &["`price_book`", "no number"]);
}

#[test]
fn commands_and_flags_that_do_not_exist_are_named() {
    refused(
        &run::<&str>(&[]),
        1,
        &[
            "no command",
            "plan, why, curve, solve, growth, ranges, matters, explain, export, then, fields, presets, prices, \
             check",
        ],
    );
    refused(
        &run(&["plann"]),
        1,
        &[
            "`plann`",
            "plan, why, curve, solve, growth, ranges, matters, explain, export, then, fields",
            "did you mean `plan`",
        ],
    );
    refused(&run(&["--jsn"]), 1, &["`--jsn`", "--help"]);
    for command in COMMANDS {
        refused(&run(&[command, "--jsn"]), 1, &["`--jsn`", "--json", "did you mean `--json`"]);
        refused(&run(&[command, "-x"]), 1, &["`-x`", "--json"]);
        refused(&run(&[command, "--json=yes"]), 1, &["--json", "`yes`", "no value"]);
        // A figure or an input goes before what any command takes at most one of.
        let about_one = ["explain", "curve", "solve", "export"].contains(&command);
        let words: &[&str] = if about_one { &["bill", "1", "2"] } else { &["1", "2"] };
        refused(&run(&[&[command], words].concat()), 1, &["`1`", "`2`", "at most one"]);
    }
    refused(&run(&["plan", "--set"]), 1, &["--set", "key=value"]);
    refused(&run(&["plan", "--preset"]), 1, &["--preset", "guide-004-tier-3"]);
    refused(
        &run(&["plan", "--preset", "guide-004-tier-5"]),
        1,
        &["--preset", "`guide-004-tier-5`", "guide-002-low", "did you mean"],
    );
    refused(&run(&["plan", "--preset", "default", "--preset", "default"]), 1, &["--preset", "at most one"]);
}

#[test]
fn a_broken_link_is_refused_with_a_line_for_each_field() {
    refused(&run(&["plan", "1;files_per_day=NaN"]), 1, &["link: files_per_day", "`NaN`", "0 to 10000000"]);
    let broken = run(&[
        "plan",
        "https://example.org/#1;files_per_day=1e400;tenants=;colour=red;subjects=5;subjects=6",
    ]);
    refused(
        &broken,
        4,
        &["files_per_day", "`1e400`", "tenants", "empty", "colour", "no such input", "subjects", "`6`"],
    );
    refused(&run(&["plan", "files_per_day=5"]), 1, &["link: version"]);
    refused(&run(&["plan", "9;files_per_day=5"]), 1, &["version 9"]);
    refused(&run(&["plan", ""]), 1, &["LINK or FILE", "empty"]);
    // As much as one argument may hold.
    let long = String::from_utf8(noise(120_000)).unwrap();
    let run = run(&["plan", &format!("#{long}")]);
    assert!(run.err.lines().count() <= 22 && run.err.len() < 20_000);
    refused(&run, run.err.lines().count(), &["link: "]);
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    refused(
        &run(&["plan", "no/such/file.json"]),
        1,
        &["FILE", "`no/such/file.json`", "cannot be read", "allowed"],
    );
    let folder = std::env::temp_dir();
    refused(&run(&["plan", folder.to_str().unwrap()]), 1, &["FILE", "cannot be read"]);
    for (content, lines, words) in [
        (&b""[..], 1, &["standard input", "no JSON object"][..]),
        (b"[]", 1, &["no JSON object"]),
        (b"{\"files_per_day\": NaN}", 1, &["files_per_day", "`NaN`", "0 to 10000000"]),
        (b"{\"files_per_day\": 1e400}", 1, &["files_per_day", "`1e400`"]),
        (b"{\"files_per_day\": \"\"}", 1, &["files_per_day", "empty"]),
        (b"{\"files_per_day\": 5, \"files_per_day\": 6}", 1, &["files_per_day", "more than once"]),
        (b"{\"colour\": 5, \"tenants\": -3}", 2, &["colour", "tenants", "`-3`"]),
        (b"{\"files_per_day\": 5", 1, &["ends early"]),
        (b"{\"files_per_day\": 5 \"tenants\": 3}", 1, &["not valid JSON"]),
        (b"{\"files_per_day\": \xff\xfe}", 1, &["not UTF-8"]),
        (b"{\"schema\": 2, \"scenario\": {}}", 1, &["schema", "`2`"]),
    ] {
        refused(&fed(content, &[]), lines, words);
    }
    refused(&fed(&noise(1_000_000), &[]), 1, &["standard input"]);
    refused(&fed(&noise(1_000_001), &[]), 1, &["standard input", "1 MB allowed"]);
    let file = TemporaryFile::new("noise.json", &noise(1_000_000));
    refused(&run(&["plan", file.name()]), 1, &["FILE", "noise.json"]);
    let mut deep = b"{\"scenario\": ".to_vec();
    deep.extend(std::iter::repeat_n(b'[', 900_000));
    assert_eq!(fed(&deep, &[]).status, 2);
    let mut many = b"{".to_vec();
    (0..40_000).for_each(|index| many.extend(format!("\"x{index}\": 1,").bytes()));
    assert_eq!(fed(&many, &[]).status, 2);
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt;
    let odd = OsStr::from_bytes(b"files_per_day=\xff");
    refused(&run(&[OsStr::new("plan"), OsStr::new("--set"), odd]), 1, &["--set", "not UTF-8"]);
    assert_eq!(run(&[OsStr::new("plan"), odd]).status, 2);
    assert_eq!(run(&[OsStr::from_bytes(b"\xff")]).status, 2);
    assert_eq!(run(&[OsStr::from_bytes(b"-\xff")]).status, 2);
}

// ---- pipes

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = start(&["prices", "--json"]).spawn().unwrap();
    drop(child.stdin.take());
    let mut first = [0_u8; 10];
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn the_scenario_of_a_document_is_the_one_asked_for() {
    let document = json(&["plan", "--set", "files_per_day=500", "--json"]);
    let mut expected = Scenario::default();
    expected.set(Key::FilesPerDay, "500").unwrap();
    let read = file::read(&document.to_string());
    assert!(read.notices.is_empty(), "{:?}", read.notices);
    assert_eq!(read.scenario, expected);
}

#[test]
fn own_prices_are_given_by_hand_or_as_a_book() {
    // db.r6g.xlarge: 730 h × $0.40 in place of 730 h × $0.45.
    let price = "aws.rds.r6g.xlarge=0.40";
    let document = json(&["plan", "--price", price, "--json"]);
    let items = document["options"][0]["line_items"].as_array().unwrap();
    let line = items.iter().find(|item| item["price_id"] == "aws.rds.r6g.xlarge").unwrap();
    assert_eq!(
        (&line["usd"], &line["unit_price"], &line["list_price"]),
        (&292.0.into(), &0.4.into(), &0.45.into())
    );
    let text = well(&["plan", "--price", price]);
    assert!(text.contains("your price $0.40; list $0.45"), "{text}");
    assert!(text.lines().any(|line| line.contains("$292.00") && line.ends_with("your price")), "{text}");
    // Every command that takes a scenario takes them.
    for command in [
        "why",
        "growth",
        "ranges",
        "matters",
        "curve files_per_day",
        "solve files_per_day --at-most 900",
        "explain",
        "export",
    ] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.extend(["--price", price]);
        well(&arguments);
    }
    let tree = well(&["explain", "options/functions/usd", "--price", price]);
    assert!(tree.contains("your own prices") && tree.contains("your price; list 0.45"), "{tree}");
    // A book that was written is read again; a flag goes over it.
    let book = TemporaryFile::new("book.json", well(&["export", "price-book", "--price", price]).as_bytes());
    let of_book = json(&["plan", "--prices", book.name(), "--json"]);
    assert_eq!(of_book, document);
    let over = json(&["plan", "--prices", book.name(), "--price", "aws.rds.r6g.xlarge=list", "--json"]);
    assert!(over.get("prices").is_none(), "{}", over["prices"]);
    let fed = run_with(
        &["plan", "--prices", "-", "--json"],
        b"{\"schema\":1,\"prices\":{\"aws.rds.r6g.xlarge\":0.4}}",
    );
    assert_eq!(serde_json::from_str::<Value>(&fed.out).unwrap(), document);
    // Links and files carry them, and what a link leaves out is said aside.
    let of_link = json(&["plan", "1;price.aws.rds.r6g.xlarge=0.4", "--json"]);
    assert_eq!(of_link, document);
    let left_out = run(&["plan", "1;private=2", "--json"]);
    assert_eq!(left_out.status, 0, "{}", left_out.err);
    assert!(left_out.err.contains("own prices left out of this link: 2"), "{}", left_out.err);
}

#[test]
fn own_prices_that_cannot_stand_are_named() {
    refused(&run(&["plan", "--price", "aws.alb"]), 1, &["--price", "`aws.alb`", "key=value", "aws.alb=0.02"]);
    refused(
        &run(&["plan", "--price", "aws.ablb=1"]),
        1,
        &["--price aws.ablb=1", "`aws.alb`", "`loadline prices`"],
    );
    refused(
        &run(&["why", "--price", "aws.alb=-1"]),
        1,
        &["--price aws.alb=-1", "below the least", "dollars per hour"],
    );
    let twice = ["plan", "--price", "aws.alb=1", "--price", "aws.alb=2"];
    refused(&run(&twice), 1, &["--price aws.alb", "more than once", "`1`", "`2`"]);
    refused(&run(&["plan", "--prices", "/no/such/book"]), 1, &["--prices", "cannot be read", "price book"]);
    let book = TemporaryFile::new("bad_book.json", b"{\"schema\":1,\"prices\":{\"aws.alb\":-1,\"xyzzy\":1}}");
    refused(
        &run(&["plan", "--prices", book.name()]),
        2,
        &["price.aws.alb", "below the least", "price.xyzzy"],
    );
    refused(&run(&["prices", "--preset", "guide-004-tier-3"]), 1, &["--preset", "--price"]);
}

#[test]
fn the_price_list_marks_old_prices_and_own_ones() {
    let listed = |arguments: &[&str]| {
        let mut all = vec!["prices", "aws.rds.r6g", "--json"];
        all.extend(arguments);
        let document = json(&all);
        let prices = document["prices"].as_array().unwrap().clone();
        prices.into_iter().find(|price| price["id"] == "aws.rds.r6g.xlarge").unwrap()
    };
    let own = listed(&["--price", "aws.rds.r6g.xlarge=0.4"]);
    assert_eq!((&own["own"], &own["value"]), (&0.4.into(), &0.45.into()));
    assert!(listed(&[]).get("own").is_none());
    assert_eq!(listed(&["--today", "2026-11-22"])["old"], false);
    assert_eq!(listed(&["--today", "2031-01-01"])["old"], true);
    let text = well(&["prices", "aws.rds.r6g", "--price", "aws.rds.r6g.xlarge=0.4", "--today", "2031-01-01"]);
    assert!(
        text.contains("YOUR PRICE $0.40, in place of this") && text.contains("MORE THAN A YEAR"),
        "{text}"
    );
    refused(&run(&["prices", "--today", "soon"]), 1, &["--today", "`soon`"]);
}

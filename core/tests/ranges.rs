//! Ranges as they are typed, and as links and files carry them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::scenario::ranges::{End, OwnRange};
use loadline_core::scenario::{FIELDS, Key, Scenario, file, link};
use loadline_core::science::spread::{Shape, Spread};

fn typed(key: Key, text: &str) -> Result<Scenario, String> {
    let mut scenario = Scenario::default();
    scenario.set(key, text).map_err(|error| error.to_string())?;
    Ok(scenario)
}

fn spread(key: Key, text: &str) -> (f64, f64, f64, Shape) {
    let Spread { low, likely, high, shape } = typed(key, text).unwrap().spread(key).unwrap();
    (low, likely, high, shape)
}

#[test]
fn ranges_are_typed_as_people_write_them() {
    use Shape::{LogUniform, Pert, Triangular, Uniform};
    let key = Key::AnalyzeMinutes;
    // The likely value of two ends is their middle; of ends that differ tenfold the geometric one, sqrt(1 * 16) = 4.
    for (text, expected) in [
        ("5 to 10", (5.0, 7.5, 10.0, Pert)),
        ("5 – 10", (5.0, 7.5, 10.0, Pert)),
        ("5–10", (5.0, 7.5, 10.0, Pert)),
        ("2, 3.5, 5", (2.0, 3.5, 5.0, Pert)),
        ("2 to 3.5 to 5", (2.0, 3.5, 5.0, Pert)),
        ("2~3.5~5", (2.0, 3.5, 5.0, Pert)),
        ("2~3.5~5~uniform", (2.0, 3.5, 5.0, Uniform)),
        ("1 to 16", (1.0, 4.0, 16.0, LogUniform)),
        ("1 to 16 PERT", (1.0, 4.0, 16.0, Pert)),
        ("1, 2, 16", (1.0, 2.0, 16.0, LogUniform)),
        ("2 to 5 triangular", (2.0, 3.5, 5.0, Triangular)),
        ("1 to 5 log", (1.0, 3.0, 5.0, LogUniform)),
    ] {
        assert_eq!(spread(key, text), expected, "{text}");
    }
    assert_eq!(spread(Key::FilesPerDay, "1 000 to 2,000"), (1000.0, 1500.0, 2000.0, Pert));
    assert_eq!(spread(Key::FilesPerDay, "1k to 3k"), (1000.0, 2000.0, 3000.0, Pert));
    assert_eq!(
        spread(Key::Agents, "10 to 15"),
        (10.0, 13.0, 15.0, Pert),
        "whole numbers only: 12.5 is rounded"
    );
    // A percent sign counts for all: 20 % to 30 %.
    assert_eq!(spread(Key::EnrichShare, "20 to 30%"), (0.2, 0.25, 0.3, Pert));
}

#[test]
fn what_is_no_range_says_so() {
    let key = Key::AnalyzeMinutes;
    for (text, why) in [
        ("5 to", "empty"),
        ("5 to ten", "not a number"),
        ("10 to 5", "not in the order low, likely, high"),
        ("2, 9, 5", "not in the order low, likely, high"),
        ("1, 2, 3, 4", "no range; write two ends such as 5 to 10"),
        ("0 to 5 log", "its low end is not above zero"),
        ("-1 to 5", "below the least allowed"),
        ("1 to 1e9", "above the most allowed"),
        ("5 uniform", "no range"),
    ] {
        let error = typed(key, text).unwrap_err();
        assert!(error.starts_with("analyze_minutes: ") && error.contains(why), "{text}: {error}");
    }
    assert!(typed(Key::Agents, "1.5 to 3").unwrap_err().contains("not a whole number"));
    assert!(typed(Key::MemoryService, "on to off").unwrap_err().contains("neither on nor off"));
    assert!(typed(Key::CompileMode, "heuristic to llm").is_err());
}

#[test]
fn the_registrys_ranges_are_there_until_a_value_is_stated() {
    let default = Scenario::default();
    let found = default.spread(Key::AnalyzeMinutes).unwrap();
    assert_eq!(found, Spread { low: 2.0, likely: 3.5, high: 5.0, shape: Shape::Pert });
    assert!(typed(Key::AnalyzeMinutes, "3").unwrap().spread(Key::AnalyzeMinutes).is_none());
    // Known exactly at the default: without width.
    let known = typed(Key::AnalyzeMinutes, "3.5 to 3.5").unwrap();
    assert!(known.spread(Key::AnalyzeMinutes).is_none() && known != default);
    // Only what is planned counts.
    assert!(default.spreads().iter().any(|(key, _)| *key == Key::AnalyzeMinutes));
    let without = typed(Key::FilePipeline, "off").unwrap();
    assert!(without.spreads().iter().all(|(key, _)| *key != Key::AnalyzeMinutes));
}

#[test]
fn links_and_files_carry_ranges() {
    let mut scenario = Scenario::default();
    for (key, text) in [
        (Key::FilesPerDay, "400 to 700"),
        (Key::AnalyzeMinutes, "3.5 to 3.5"),
        (Key::ExtractMinutes, "1, 2, 3 uniform"),
        (Key::EnrichMinutes, "1 to 20"),
    ] {
        scenario.set(key, text).unwrap();
    }
    let written = link::encode(&scenario);
    for part in [
        "files_per_day=400~550~700",
        "extract_minutes=1~2~3~uniform",
        "analyze_minutes=3.5~3.5",
        "enrich_minutes=1~4.47213595499958~20",
    ] {
        assert!(written.split(';').any(|field| field == part), "{part} in {written}");
    }
    let read = link::decode(&written);
    assert_eq!((read.scenario, read.notices), (scenario.clone(), Vec::new()));
    let read = file::read(&file::write(&scenario));
    assert_eq!((read.scenario, read.notices), (scenario.clone(), Vec::new()));
    let listed = file::read(r#"{ "extract_minutes": [1,2.5,3], "files_per_day": [400, 700] }"#);
    assert_eq!(listed.notices, Vec::new());
    assert_eq!(listed.scenario.spread(Key::ExtractMinutes).unwrap().likely, 2.5);
    assert_eq!(listed.scenario.value(Key::FilesPerDay), Some(550.0));
    // What is typed shows as it was meant, and reads back.
    for field in FIELDS {
        let mut again = Scenario::default();
        if scenario.own_range(field.key).is_some() {
            again.set(field.key, &scenario.text(field.key)).unwrap();
            assert_eq!(again.own_range(field.key), scenario.own_range(field.key));
        }
    }
}

#[test]
fn a_slider_takes_the_range_along() {
    let mut scenario = typed(Key::FilesPerDay, "400, 500, 1000").unwrap();
    scenario.set_number(Key::FilesPerDay, 1000.0).unwrap();
    assert_eq!(
        scenario.own_range(Key::FilesPerDay),
        Some(&OwnRange { low: 800.0, high: 2000.0, shape: Shape::Pert })
    );
    // To any value and back again: what is known exactly stays so, counts stay whole, and every link reads back.
    for (key, text) in [
        (Key::FilesPerDay, "400, 500, 1000"),
        (Key::FilesPerDay, "500, 500, 1000"),
        (Key::FilesPerDay, "100, 500, 500"),
        (Key::FilesPerDay, "500 to 500"),
        (Key::Subjects, "333, 1000, 1777"),
        (Key::Agents, "7, 100, 133"),
    ] {
        let mut dragged = typed(key, text).unwrap();
        for step in 1..400 {
            let value = f64::from(step) * 0.7;
            dragged.set_number(key, if key.is_whole() { value.ceil() } else { value }).unwrap();
            let read = link::decode(&link::encode(&dragged));
            assert_eq!((&read.scenario, read.notices), (&dragged, vec![]), "{text} at {value}");
            assert!(text != "500 to 500" || dragged.spread(key).is_none(), "{value}");
        }
    }
    scenario.set(Key::FilesPerDay, "700").unwrap();
    assert_eq!((scenario.own_range(Key::FilesPerDay), scenario.value(Key::FilesPerDay)), (None, Some(700.0)));
}

#[test]
fn an_input_is_pinned_at_an_end_of_its_range() {
    let scenario = typed(Key::FilesPerDay, "400, 500, 1000").unwrap();
    let pinned = |end| {
        let keys = [Key::FilesPerDay, Key::AnalyzeMinutes, Key::Subjects];
        let pinned = scenario.pinned(&keys, end);
        (pinned.value(Key::FilesPerDay), pinned.value(Key::AnalyzeMinutes), pinned.spread(Key::FilesPerDay))
    };
    assert_eq!(pinned(End::Low), (Some(400.0), Some(2.0), None));
    assert_eq!(pinned(End::Likely), (Some(500.0), Some(3.5), None));
    assert_eq!(pinned(End::High), (Some(1000.0), Some(5.0), None));
    // Known exactly at the default, not merely unstated.
    let likely = scenario.pinned(&[Key::AnalyzeMinutes], End::Likely);
    assert!(link::encode(&likely).ends_with(";files_per_day=400~500~1000;analyze_minutes=3.5~3.5"));
    assert_eq!(likely.spread(Key::FilesPerDay), scenario.spread(Key::FilesPerDay));
}

#[test]
fn ranges_are_said_with_their_kind() {
    let words = |scenario: &Scenario, key| (scenario.range_in_words(key), scenario.range_kind(key));
    let said = |words: &str, kind: &str| (Some(words.to_owned()), kind.to_owned());
    let default = Scenario::default();
    assert_eq!(
        words(&default, Key::AnalyzeMinutes),
        said("2 to 5 minutes per file, likely 3.5", "guide 002")
    );
    let own = typed(Key::FilesPerDay, "400, 500, 1000 uniform").unwrap();
    let expected = said("400 to 1,000 files per day, likely 500, uniform", "stated");
    assert_eq!(words(&own, Key::FilesPerDay), expected);
    assert_eq!(own.range_in_words(Key::Subjects), None);
    // Without a default nothing is likely: guide 000's pool of 10 to 50 MB.
    assert_eq!(words(&default, Key::RedisPool), said("10 to 50 MiB, uniform", "a guide"));
    // As all that have a range and no default are parts in guide 000's list.
    let without_default = FIELDS.iter().filter(|field| {
        field.default.is_none() && field.key.range().is_some_and(|range| range.plausible.is_some())
    });
    assert!(without_default.into_iter().all(|field| field.group.label == "Memory of a worker"));
}

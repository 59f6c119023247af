//! The registry of inputs, what people type, presets, and the scenario file by example.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use loadline_core::scenario::presets::{PRESETS, Preset};
use loadline_core::scenario::typing::{NumberError, Problem, format_number, parse_number};
use loadline_core::scenario::{Decoded, FIELDS, Field, Group, Key, Kind, Provenance, Scenario, file, link};

fn named(field: &Field, problem: &str) -> String {
    format!("{}: {problem}", field.id)
}

// ---- registry

#[test]
fn keys_ids_and_labels_agree() {
    let mut ids = BTreeSet::new();
    let mut labels = BTreeSet::new();
    for field in &FIELDS {
        assert_eq!(field.key.field().id, field.id, "FIELDS is in the order of Key");
        assert_eq!(Key::parse(field.id), Some(field.key));
        assert!(ids.insert(field.id), "{} stands twice", field.id);
        assert!(
            labels.insert((field.label, field.group.label)),
            "{} is labelled twice in a group",
            field.label
        );
        assert!(!field.label.is_empty() && !field.help.is_empty(), "{}", named(field, "no label or help"));
        assert!(field.help.chars().count() <= 160, "{}", named(field, "long help"));
        assert!(field.help.ends_with('.'), "{}", named(field, "the help is no sentence"));
    }
}

#[test]
fn numbers_have_sound_limits_and_defaults() {
    for field in &FIELDS {
        let Kind::Number(range) = &field.kind else { continue };
        assert!(range.min.is_finite() && range.max.is_finite() && range.min < range.max, "{}", field.id);
        assert!(!field.unit_words.is_empty(), "{}", named(field, "no words for the unit"));
        let legal =
            |value: f64| (range.min..=range.max).contains(&value) && (!range.whole || value.fract() == 0.0);
        if let Some(default) = field.default {
            assert!(legal(default), "{}", named(field, "default out of limits"));
            assert_ne!(
                field.provenance,
                Provenance::Derived,
                "{}",
                named(field, "derived, yet with a default")
            );
            if let Some((low, high)) = range.plausible {
                assert!(low <= default && default <= high, "{}", named(field, "implausible default"));
            }
        } else {
            assert_eq!(
                field.provenance,
                Provenance::Derived,
                "{}",
                named(field, "neither default nor derived")
            );
        }
        for (low, high) in [range.slider, range.plausible].into_iter().flatten() {
            assert!(low < high && legal(low) && legal(high), "{}", named(field, "ends out of limits"));
        }
        if let (Some((low, _)), true) = (range.slider, range.logarithmic) {
            assert!(low > 0.0, "{}", named(field, "a logarithmic slider from zero"));
        }
        let may_slide = field.group == Group::LOAD || field.group.system.is_some();
        assert!(!field.is_load() || may_slide, "{}", named(field, "a slider that belongs to no system"));
        assert!(field.is_load() || field.group != Group::LOAD, "{}", named(field, "a load without a slider"));
    }
}

#[test]
fn choices_and_switches_are_sound() {
    for field in &FIELDS {
        match &field.kind {
            Kind::Number(_) => {}
            Kind::Choice(choices) => {
                let default = field.default.expect("a choice has a default");
                assert!(default >= 0.0 && (default as usize) < choices.len() && default.fract() == 0.0);
                let ids: BTreeSet<_> = choices.iter().map(|choice| choice.id).collect();
                assert_eq!(ids.len(), choices.len(), "{}", named(field, "a choice stands twice"));
                for choice in *choices {
                    assert!(!choice.label.is_empty());
                    // So that links need no escapes.
                    let plain = |byte: u8| {
                        byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte)
                    };
                    assert!(!choice.id.is_empty() && choice.id.bytes().all(plain), "{}", choice.id);
                }
            }
            Kind::Switch => assert!(matches!(field.default, Some(0.0 | 1.0)), "{}", field.id),
        }
    }
    let default = Scenario::default();
    for (key, id) in [
        (Key::VmType, "t3.medium"),
        (Key::LlmModel, "gpt-4o-mini"),
        (Key::EmbeddingModel, "text-embedding-3-small"),
        (Key::DatabasePlan, "auto"),
        (Key::CompileMode, "heuristic"),
        (Key::PriceBook, "list"),
        (Key::Commitment, "none"),
    ] {
        assert_eq!(default.choice(key), id);
    }
}

#[test]
fn groups_cover_the_fields() {
    let groups: Vec<Group> = Group::all().collect();
    let members: Vec<&str> = groups.iter().flat_map(|group| group.fields()).map(|field| field.id).collect();
    let all: Vec<&str> = FIELDS.iter().map(|field| field.id).collect();
    assert_eq!(members, all, "fields of a group stand together, in the order of the page");
    assert_eq!(&groups[..2], &[Group::LOAD, Group::SYSTEMS]);
    for group in groups {
        assert!(!group.label.is_empty() && !group.description.is_empty());
        let count = group.fields().count();
        assert!(count <= 9, "{} holds {count} inputs", group.label);
        assert_eq!(group.switch().is_some(), group.system.is_some(), "{} belongs to no system", group.label);
    }
    assert!(Group::SYSTEMS.fields().all(|field| matches!(field.kind, Kind::Switch)));
    assert_eq!(Key::FilesPerDay.switch(), Some(Key::FilePipeline));
    assert_eq!(Key::Subjects.switch(), Some(Key::MemoryService));
    assert_eq!(Key::PoolSize.switch(), Some(Key::MemoryService));
    assert_eq!(Key::ExtractMinutes.switch(), Some(Key::FilePipeline));
    assert_eq!(Key::VmType.switch(), None);
    assert_eq!(Key::CpuTarget.switch(), None);
    assert_eq!(Key::MemoryService.switch(), None, "a switch must not hide itself");
}

// ---- typing

#[test]
fn numbers_are_read_as_people_write_them() {
    for (text, value) in [
        ("12", 12.0),
        (" 12 ", 12.0),
        ("+3", 3.0),
        ("-3", -3.0),
        ("\u{2212}3", -3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("10k", 1e4),
        ("10 K", 1e4),
        ("1.5M", 1.5e6),
        ("2G", 2e9),
        ("2B", 2e9),
        ("1e6", 1e6),
        ("1E+6", 1e6),
        ("2.5e-3", 0.0025),
        ("1_000", 1000.0),
        ("1_0", 10.0),
        ("1,000", 1000.0),
        ("1,234,567.5", 1_234_567.5),
        ("1 000", 1000.0),
        ("10\u{a0}000", 1e4),
        ("10\u{202f}000", 1e4),
        ("1,000k", 1e6),
        // In floating point 1.005 × 1000 is 1004.9999999999999.
        ("1.005k", 1005.0),
        ("1e-400", 0.0),
        ("-0", 0.0),
    ] {
        let read = parse_number(text).unwrap_or_else(|error| panic!("`{text}`: {error}"));
        assert_eq!(read.to_bits(), f64::to_bits(value), "`{text}`");
    }
}

#[test]
fn what_is_no_number_is_told_apart() {
    for (text, error) in [
        ("", NumberError::Empty),
        ("  ", NumberError::Empty),
        ("NaN", NumberError::NotFinite),
        ("-inf", NumberError::NotFinite),
        ("Infinity", NumberError::NotFinite),
        ("∞", NumberError::NotFinite),
        ("1e400", NumberError::TooLarge),
        ("-1e400", NumberError::TooLarge),
        ("1e99999999999999999999", NumberError::TooLarge),
        ("1,5", NumberError::Unclear),
        ("1.000,5", NumberError::Unclear),
        ("1,00,000", NumberError::Unclear),
        ("2m", NumberError::UnclearSuffix),
        ("50%", NumberError::Percentage),
        ("abc", NumberError::NotANumber),
        ("1.2.3", NumberError::NotANumber),
        ("1e", NumberError::NotANumber),
        ("e5", NumberError::NotANumber),
        (".", NumberError::NotANumber),
        ("k", NumberError::NotANumber),
        ("-", NumberError::NotANumber),
        ("--1", NumberError::NotANumber),
        ("1e3k", NumberError::NotANumber),
        ("0x10", NumberError::NotANumber),
        ("1,,000", NumberError::NotANumber),
        ("_1", NumberError::NotANumber),
        ("１２", NumberError::NotANumber),
        ("1\0", NumberError::NotANumber),
    ] {
        assert_eq!(parse_number(text), Err(error), "`{text}`");
    }
}

#[test]
fn numbers_are_written_short_and_plain() {
    for (value, text) in [
        (0.0, "0"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (0.000_01, "0.00001"),
        (1e-9, "1e-9"),
        (500.0, "500"),
        (1e7, "10000000"),
        (1e15, "1000000000000000"),
        (1e16, "1e16"),
        (-2.5, "-2.5"),
    ] {
        assert_eq!(format_number(value), text);
    }
}

#[test]
fn percentages_fit_shares_and_growth_only() {
    let mut scenario = Scenario::default();
    for (key, text, value) in [
        (Key::EnrichShare, "50%", 0.5),
        (Key::EnrichShare, "7 %", 0.07),
        (Key::CpuTarget, "62.5%", 0.625),
        (Key::GrowthPercentPerMonth, "5%", 5.0),
        (Key::GrowthPercentPerMonth, "-5", -5.0),
    ] {
        scenario.set(key, text).unwrap();
        assert_eq!(scenario.value(key), Some(value));
    }
    let error = scenario.set(Key::FilesPerDay, "50%").unwrap_err();
    assert_eq!(error.problem, Problem::Number(NumberError::Percentage));
    // 0.6 of a share is sixty per cent; sixty is out of range, not silently taken for a percentage.
    assert!(scenario.set(Key::EnrichShare, "60").is_err());
}

#[test]
fn errors_name_field_value_and_what_is_allowed() {
    let mut scenario = Scenario::default();
    scenario.set(Key::FilesPerDay, "250").unwrap();
    scenario.set(Key::LlmModel, "gpt-5-mini").unwrap();
    let before = scenario.clone();
    for (id, text, message) in [
        (
            "files_per_day",
            "-5",
            "files_per_day: `-5` is below the least allowed, 0 (0 to 10000000 files per day)",
        ),
        (
            "files_per_day",
            "1e9",
            "files_per_day: `1e9` is above the most allowed, 10000000 (0 to 10000000 files per day)",
        ),
        ("subjects", "1.5", "subjects: `1.5` is not a whole number (0 to 100000000 active subjects)"),
        (
            "files_per_day",
            "NaN",
            "files_per_day: `NaN` is not finite; write a number such as 12, 0.5, 10k, 1.5M or 1e6 (0 to 10000000 files per day)",
        ),
        (
            "files_per_day",
            "1e400",
            "files_per_day: `1e400` is too large for any number; write one such as 12, 10k, 1.5M or 1e6 (0 to 10000000 files per day)",
        ),
        (
            "files_per_day",
            "",
            "files_per_day: the value is empty; write a number such as 12, 0.5, 10k, 1.5M or 1e6 (0 to 10000000 files per day)",
        ),
        (
            "files_per_day",
            "auto",
            "files_per_day: `auto` is not a number; write it like 12, 0.5, 10k, 1.5M, 1e6, 1_000 or 1,000 (0 to 10000000 files per day)",
        ),
        ("vm_count", "-1", "vm_count: `-1` is below the least allowed, 1 (1 to 100000 machines, or auto)"),
        ("price_book", "lists", "price_book: `lists` is not one of list, printed; did you mean `list`?"),
        ("price_book", "", "price_book: `` is not one of list, printed"),
        ("memory_service", "maybe", "memory_service: `maybe` is neither on nor off"),
        ("file_per_day", "5", "file_per_day: no such input; did you mean `files_per_day`?"),
        ("episodes", "5", "episodes: no such input; did you mean `episodes_per_day`?"),
        (
            "Requests-Per-Second",
            "5",
            "Requests-Per-Second: no such input; did you mean `requests_per_second`?",
        ),
        ("zzz", "5", "zzz: no such input"),
    ] {
        assert_eq!(scenario.set_by_id(id, text).unwrap_err().to_string(), message);
        assert_eq!(scenario, before, "a refused value changes nothing");
    }
}

#[test]
fn errors_stay_one_short_line() {
    let long = "9\n".repeat(500_000);
    let error = Scenario::default().set(Key::FilesPerDay, &long).unwrap_err().to_string();
    assert!(!error.contains('\n') && error.len() < 300, "{error}");
    let error = Scenario::default().set_by_id(&long, &long).unwrap_err().to_string();
    assert!(!error.contains('\n') && error.len() < 300, "{error}");
    for field in &FIELDS {
        let error = Scenario::default().set(field.key, "?").unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with(field.id) && text.contains("`?`"), "{text}");
        if !matches!(field.kind, Kind::Switch) {
            assert!(text.contains(&field.allowed()), "{text}");
        }
    }
}

#[test]
fn numbers_are_set_as_strictly_as_text() {
    let mut scenario = Scenario::default();
    for (key, value) in [
        (Key::FilesPerDay, f64::NAN),
        (Key::FilesPerDay, f64::INFINITY),
        (Key::FilesPerDay, -1.0),
        (Key::Subjects, 1.5),
        (Key::MemoryService, 0.5),
        (Key::MemoryService, 2.0),
        (Key::PriceBook, 2.0),
        (Key::PriceBook, -1.0),
        (Key::VmCount, f64::NAN),
    ] {
        let error = scenario.set_number(key, value).unwrap_err().to_string();
        assert!(error.starts_with(key.field().id), "{error}");
    }
    assert_eq!(scenario, Scenario::default());
    scenario.set_number(Key::PriceBook, 1.0).unwrap();
    assert_eq!(scenario.choice(Key::PriceBook), "printed");
}

#[test]
fn a_default_is_not_kept_as_stated() {
    let mut scenario = Scenario::default();
    scenario.set(Key::FilesPerDay, "500").unwrap();
    scenario.set(Key::VmCount, "3").unwrap();
    scenario.set(Key::MemoryService, "OFF").unwrap();
    assert_eq!(scenario.entries().count(), 3);
    assert_eq!(
        [Key::FilesPerDay, Key::VmCount, Key::MemoryService, Key::VmType, Key::JobsPerVm]
            .map(|key| scenario.text(key)),
        ["500", "3", "off", "t3.medium", "auto"]
    );
    scenario.set(Key::FilesPerDay, "100").unwrap();
    scenario.set(Key::VmCount, "auto").unwrap();
    scenario.set(Key::MemoryService, "true").unwrap();
    assert_eq!(scenario, Scenario::default());
}

// ---- presets

#[test]
fn presets_state_legal_values_and_travel() {
    let mut ids = BTreeSet::new();
    for preset in PRESETS {
        assert!(ids.insert(preset.id));
        assert!(!preset.name.is_empty() && !preset.description.is_empty() && !preset.source.is_empty());
        assert_eq!(Preset::find(preset.id).map(|found| found.id), Some(preset.id));
        for (key, text) in preset.values.iter().copied().flatten() {
            let stated = key.read(text).unwrap_or_else(|error| panic!("{}: {error}", preset.id));
            assert_eq!(preset.scenario().value(*key), stated.or(key.field().default), "{}", preset.id);
        }
        for decoded in
            [link::decode(&link::encode(&preset.scenario())), file::read(&file::write(&preset.scenario()))]
        {
            assert_eq!((decoded.scenario, decoded.notices), (preset.scenario(), vec![]));
        }
    }
    assert_eq!(PRESETS[0].scenario(), Scenario::default());
    assert_eq!(
        ids.into_iter().collect::<Vec<_>>(),
        [
            "default",
            "everything",
            "guide-000-observed",
            "guide-000-standard-budget",
            "guide-001-base",
            "guide-001-peak",
            "guide-001-standard",
            "guide-001-stress",
            "guide-002-high",
            "guide-002-low",
            "guide-002-medium",
            "guide-003-as-deployed",
            "guide-003-longer-start",
            "guide-003-min-instance",
            "guide-003-split",
            "guide-004-tier-1",
            "guide-004-tier-2",
            "guide-004-tier-3",
            "guide-004-tier-4",
        ]
    );
}

// ---- file

#[test]
fn a_file_is_plain_json() {
    let mut scenario = Scenario::default();
    scenario.set(Key::FilesPerDay, "500").unwrap();
    scenario.set(Key::MemoryService, "off").unwrap();
    scenario.set(Key::PriceBook, "printed").unwrap();
    let text = file::write(&scenario);
    assert_eq!(
        text,
        "{\n  \"schema\": 1,\n  \"scenario\": {\n    \"files_per_day\": 500,\n    \"memory_service\": false,\n    \
         \"price_book\": \"printed\"\n  }\n}\n"
    );
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["scenario"]["files_per_day"], 500);
    let empty = file::write(&Scenario::default());
    assert_eq!(serde_json::from_str::<serde_json::Value>(&empty).unwrap()["schema"], 1);
    assert_eq!(file::read(&empty), Decoded::default());
}

#[test]
fn files_are_read_in_every_form() {
    let mut scenario = Scenario::default();
    scenario.set(Key::FilesPerDay, "500").unwrap();
    scenario.set(Key::MemoryService, "off").unwrap();
    scenario.set(Key::PriceBook, "printed").unwrap();
    for text in [
        r#"{"schema":1,"scenario":{"files_per_day":500,"memory_service":false,"price_book":"printed"}}"#,
        r#"{"files_per_day":500,"memory_service":false,"price_book":"printed"}"#,
        r#"{"files_per_day":"0.5k","memory_service":"off","price_book":"printed"}"#,
        r#"{"files_per_day":5e2,"memory_service":0,"price_book":"\u0070rinted","vm_count":"auto"}"#,
        "\u{feff} { \"files_per_day\" : 500 ,\r\n \"memory_service\" : false, \"price_book\":\"printed\", } ",
        // What `loadline plan --json` prints around it.
        r#"{"schema":1,"scenario":{"files_per_day":500,"memory_service":false,"price_book":"printed"},
           "tier":{"number":2,"signals":["a } b"]},"options":[{"id":"hybrid"}],"winner":null,"notices":[]}"#,
        r#"{"options":[[[{}]]],"scenario":{"files_per_day":500,"memory_service":false,"price_book":"printed"}}"#,
    ] {
        let decoded = file::read(text);
        assert_eq!((&decoded.scenario, decoded.notices), (&scenario, vec![]), "{text}");
    }
}

#[test]
fn a_bad_field_in_a_file_costs_only_itself() {
    for (bad, notice) in [
        ("\"subjects\": 1e400", "subjects: `1e400` is too large"),
        ("\"subjects\": NaN", "subjects: `NaN` is not finite"),
        ("\"subjects\": -Infinity", "subjects: `-Infinity` is not finite"),
        ("\"subjects\": null", "subjects: `null` is not a number"),
        ("\"subjects\": true", "subjects: `true` is not a number"),
        ("\"subjects\": [1, {\"a\": \"]\"}]", "subjects: `[1, {"),
        ("\"subjects\": {}", "subjects: `{}` is not a number"),
        ("\"subjects\": \"\"", "subjects: the value is empty"),
        ("\"subjects\": ", "subjects: no value follows"),
        ("\"subjects\"", "subjects: no value follows"),
        ("\"subjects\": \"12\n", "subjects: `12` is not one"),
        ("\"subject\": 5", "subject: no such input; did you mean `subjects`?"),
        ("\"\": 5", "no such input"),
        ("\"files_per_day\": 7", "files_per_day: stated more than once; `500` is kept, `7` is not"),
        ("]", "`]` has no place here"),
        (": 5", "`:` has no place here"),
    ] {
        for text in [
            format!("{{\"files_per_day\": 500, {bad}, \"price_book\": \"printed\"}}"),
            format!("{{\"scenario\": {{\"files_per_day\": 500, {bad}, \"price_book\": \"printed\"}}}}"),
        ] {
            let decoded = file::read(&text);
            if bad == "]" && text.contains("scenario") {
                // It closes the inner object; what follows stands outside.
                assert!(!decoded.notices.is_empty());
                continue;
            }
            assert_eq!(decoded.scenario.value(Key::FilesPerDay), Some(500.0), "{text}");
            assert_eq!(decoded.scenario.choice(Key::PriceBook), "printed", "{text}");
            if !bad.contains('\n') {
                assert!(decoded.notices[0].to_string().starts_with(notice), "{text}: {}", decoded.notices[0]);
            }
        }
    }
}

#[test]
fn a_file_that_is_no_scenario_says_so() {
    for (text, message) in [
        ("", "no JSON object"),
        ("[]", "no JSON object"),
        ("\"1;files_per_day=5\"", "no JSON object"),
        ("{\"files_per_day\": 5", "the file ends early; what came before was read"),
        ("{\"scenario\": {\"files_per_day\": 5", "the file ends early; what came before was read"),
        ("{\"scenario\": {\"files_per_day\": 5}, \"scenario\": {}}", "scenario: stated more than once"),
        ("{\"scenario\": {}, \"subjects\": 5}", "subjects: stands outside `scenario`; left out"),
        ("{\"scenario\": 5}", "scenario: no such input"),
        ("{\"schema\": 2, \"scenario\": {}}", "schema: `2` is not the schema this planner knows, 1"),
    ] {
        let decoded = file::read(text);
        assert_eq!(decoded.notices.len(), 1, "{text}: {:?}", decoded.notices);
        assert!(decoded.notices[0].to_string().starts_with(message), "{text}: {}", decoded.notices[0]);
        if text.contains("files_per_day\": 5") {
            assert_eq!(decoded.scenario.value(Key::FilesPerDay), Some(5.0));
        }
    }
    let decoded = file::read(&" ".repeat(1_000_001));
    assert_eq!(decoded.notices[0].message, "the file has 1.0 MB, at most 1 MB is read; nothing was set");
}

#[test]
fn noise_is_read_in_linear_time() {
    let noise = |unit: &str| unit.repeat(999_990 / unit.len());
    let started = Instant::now();
    for unit in
        ["{", "[", "\"", "\\", "{\"a\":", "\"a\":1,", "\"a\"\n", "]:", "1;", "\"database_plan\":\"rds\","]
    {
        for text in [noise(unit), format!("{{{}", noise(unit)), format!("{{\"scenario\":{{{}", noise(unit))] {
            assert!(file::read(&text).notices.len() <= 21);
        }
    }
    for unit in
        [";", "=", "&amp;", "a=b;", "%", "%3B", "files_per_day=1;", "database_plan=rds;", "9", "\u{fffd}"]
    {
        for text in [noise(unit), format!("1;{}", noise(unit)), format!("1;subjects={}", noise(unit))] {
            assert!(link::decode(&text).notices.len() <= 21);
        }
    }
    // A minute would be quadratic time; this leaves room for a slow, shared machine.
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

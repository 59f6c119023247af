//! Laws of the link and the scenario file: what is written can be read, and nothing at all can break the
//! reader.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use loadline_core::history::{FIRST_MODEL, FIRST_PRICES, MODEL, PRICES};
use loadline_core::scenario::link::{Made, Named, Was};
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::typing::{format_number, parse_number};
use loadline_core::scenario::{Decoded, FIELDS, Field, Key, Kind, Scenario, file, link};
use proptest::prelude::*;

/// A legal value of a field, from a number in 0..1 and the way to spread it.
fn legal_value(field: &Field, share: f64, logarithmic: bool) -> f64 {
    match &field.kind {
        Kind::Switch => share.round(),
        Kind::Choice(choices) => (share * choices.len() as f64).floor(),
        Kind::Number(range) => {
            let (least, most) = (range.min.max(1e-9), range.max);
            let value = if logarithmic && range.min >= 0.0 {
                (least * (most / least).powf(share)).clamp(range.min, range.max)
            } else {
                range.min + share * (range.max - range.min)
            };
            if range.whole { value.round() } else { value }
        }
    }
}

/// Any legal scenario, from nothing stated to everything.
fn any_scenario() -> impl Strategy<Value = Scenario> {
    let field = (any::<u8>(), 0.0..1.0_f64, any::<bool>());
    (any::<u8>(), prop::collection::vec(field, Key::COUNT)).prop_map(|(density, values)| {
        let mut scenario = Scenario::default();
        for (field, (chance, share, logarithmic)) in FIELDS.iter().zip(values) {
            if chance <= density {
                scenario.set_number(field.key, legal_value(field, share, logarithmic)).unwrap();
            }
        }
        scenario
    })
}

/// Something that no reader can take for a legal field.
fn bad_field() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,12}=[0-9]{1,4}".prop_filter("no key by chance", |text| {
            text.split_once('=').is_some_and(|(id, _)| Key::parse(id).is_none())
        }),
        Just("subjects=".to_owned()),
        Just("subjects=NaN".to_owned()),
        Just("subjects=1e400".to_owned()),
        Just("subjects=-1".to_owned()),
        Just("subjects=%FF%zz%".to_owned()),
        Just("vm_type=t3.mediun".to_owned()),
        Just("memory_service=perhaps".to_owned()),
        Just("=".to_owned()),
        Just("==;=".to_owned()),
        // A `|` begins another scenario, so what follows belongs to that.
        "\\PC{0,30}".prop_map(|text| text.replace(['=', '%', '|'], "")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_link_carries_any_scenario(scenario in any_scenario()) {
        let link = link::encode(&scenario);
        prop_assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b";=._-".contains(&byte)), "{}", link);
        for text in [
            link.clone(),
            format!("#{link}"),
            format!(" {link}; "),
            link.replace(';', "&"),
            link.replace(';', "&amp;"),
            link.replace(';', "%3B").replace('=', "%3d"),
            link.replace('_', "%5F"),
        ] {
            let decoded = link::decode(&text);
            prop_assert_eq!(&decoded.scenario, &scenario, "{}", text);
            prop_assert_eq!((decoded.notices, decoded.made, decoded.beside), (vec![], Made::default(), vec![]));
        }
    }

    #[test]
    fn a_file_carries_any_scenario(scenario in any_scenario()) {
        let text = file::write(&scenario);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        let compact: String = text.split_whitespace().collect();
        for text in [text, compact] {
            let decoded = file::read(&text);
            prop_assert_eq!((&decoded.scenario, decoded.notices), (&scenario, vec![]));
        }
    }

    #[test]
    fn no_text_breaks_a_reader(text in "\\PC{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let lossy = String::from_utf8_lossy(&bytes).into_owned();
        for text in [text.clone(), lossy.clone(), format!("2;{text}"), format!("1;subjects={lossy}"), format!("2;|{text}"), format!("{{{text}")] {
            for decoded in [link::decode(&text), file::read(&text)] {
                prop_assert!(decoded.notices.len() <= 21);
                for notice in &decoded.notices {
                    prop_assert!(!notice.message.is_empty() && !notice.to_string().contains('\n'));
                }
                // What was read is legal: it travels on.
                let again = link::decode(&link::encode(&decoded.scenario));
                prop_assert_eq!((again.scenario, again.notices), (decoded.scenario, vec![]));
            }
        }
    }

    #[test]
    fn no_damage_breaks_a_reader(
        scenario in any_scenario(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..3_u8), 1..12),
    ) {
        for text in [link::encode(&scenario), file::write(&scenario)] {
            let mut text: Vec<char> = text.chars().collect();
            for (at, character, edit) in &edits {
                if text.is_empty() {
                    break;
                }
                let at = at.index(text.len());
                match edit {
                    0 => text[at] = *character,
                    1 => text.insert(at, *character),
                    _ => text.truncate(at),
                }
            }
            let text: String = text.into_iter().collect();
            prop_assert!(link::decode(&text).notices.len() <= 21);
            prop_assert!(file::read(&text).notices.len() <= 21);
        }
    }

    #[test]
    fn a_bad_field_never_costs_a_good_one(
        mut scenario in any_scenario(),
        bad in prop::collection::vec((any::<prop::sample::Index>(), bad_field()), 1..8),
    ) {
        // The bad fields try to state these.
        for key in [Key::Subjects, Key::VmType, Key::MemoryService] {
            scenario.set_unchecked(key, key.field().default);
        }
        let link = link::encode(&scenario);
        let mut fields: Vec<&str> = link.split(';').collect();
        for (at, field) in &bad {
            // The version stays in front.
            fields.insert(1 + at.index(fields.len()), field);
        }
        let text = fields.join(";");
        prop_assert_eq!(&link::decode(&text).scenario, &scenario, "{}", text);
    }

    #[test]
    fn numbers_are_read_back_to_the_bit(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let text = format_number(value);
        prop_assert_eq!(parse_number(&text).map(f64::to_bits), Ok((value + 0.0).to_bits()), "{}", text);
    }

    #[test]
    fn no_text_breaks_the_number_reader(text in "[-+0-9.,_eEkMGB% \u{a0}\u{2212}naif]{0,24}") {
        if let Ok(value) = parse_number(&text) {
            prop_assert!(value.is_finite());
        }
    }

    #[test]
    fn values_are_typed_as_they_are_written(scenario in any_scenario()) {
        for field in &FIELDS {
            let text = scenario.text(field.key);
            prop_assert_eq!(field.key.read(&text).unwrap(), scenario.value(field.key), "{} {}", field.id, text);
        }
    }
}

/// What links of today begin with.
fn start() -> String {
    format!("2;model={MODEL};prices={PRICES}")
}

#[test]
fn the_default_scenario_is_what_made_the_link_alone() {
    assert_eq!(link::encode(&Scenario::default()), start());
    for text in ["", "#", " ", "2", "#2", "2;", "2&", &start()] {
        assert_eq!(link::decode(text), Decoded::default(), "`{text}`");
    }
    // Version 1 is of the first planner.
    for text in ["1", "#1", "1;", "1&"] {
        let made = Made { format: 1, model: FIRST_MODEL, prices: FIRST_PRICES.to_owned(), was: Was::Unsaid };
        assert_eq!(link::decode(text), Decoded { made, ..Decoded::default() }, "`{text}`");
    }
}

#[test]
fn notices_say_what_is_wrong_with_a_link() {
    for (text, notice) in [
        ("files_per_day=5", "version: the link names none; read as version 2"),
        (
            "3;files_per_day=5",
            "version: the link is of version 3, this planner knows up to 2; what it could read is set",
        ),
        ("1x;files_per_day=5", "version: `1x` is no version of a link; read as version 2"),
        ("0;files_per_day=5", "version: `0` is no version of a link; read as version 2"),
        (
            "1;files_per_day=5;files_per_day=6",
            "files_per_day: stated more than once; `5` is kept, `6` is not",
        ),
        ("1;files_per_day=x;files_per_day=5", "files_per_day: `x` is not a number"),
        ("2;files_per_day=5;file_per_day=6", "file_per_day: no such input; did you mean `files_per_day`?"),
        ("2;files_per_day=5;subjects", "subjects: not of the form key=value; left out"),
        ("2;files_per_day=5;subjects=", "subjects: the value is empty"),
        ("2;files_per_day=5;subjects=1e400", "subjects: `1e400` is too large"),
        ("2;files_per_day=5;subjects=nan", "subjects: `nan` is not finite"),
        ("1;model=1;files_per_day=5", "model: no such input"),
        ("2;model=one;files_per_day=5", "model: `one` cannot be read"),
        ("2;model=1;model=1;files_per_day=5", "model: `1` cannot be read, or states it again; left out"),
        ("2;model=999;files_per_day=5", "version: the link was made by a newer planner"),
        ("2;prices=9999-01-01;files_per_day=5", "version: the link was made by a newer planner"),
        ("2;prices=yesterday;files_per_day=5", "prices: `yesterday` cannot be read"),
        ("2;prices=2026-1-1;files_per_day=5", "prices: `2026-1-1` cannot be read"),
        ("2;was=functions;files_per_day=5", "was: `functions` cannot be read"),
        ("2;was=functions:-1;files_per_day=5", "was: `functions:-1` cannot be read"),
        ("2;was=:5;files_per_day=5", "was: `:5` cannot be read"),
        ("2;was=none;was=none;files_per_day=5", "was: `none` cannot be read, or states it again"),
        ("2;name=x;files_per_day=5", "name: no such input"),
        ("2;files_per_day=5|name=x;was=none", "was: no such input"),
        ("2;files_per_day=5|name=x;name=y", "name: `y` cannot be read, or states it again"),
        ("2;files_per_day=5|subject=7", "subject: no such input; did you mean `subjects`?"),
        (
            "2;files_per_day=5|||||tenants=3",
            "tenants=3: at most 4 scenarios stand beside the first; left out",
        ),
    ] {
        let decoded = link::decode(text);
        assert_eq!(decoded.scenario.value(Key::FilesPerDay), Some(5.0), "{text}");
        assert_eq!(decoded.notices.len(), 1, "{text}: {:?}", decoded.notices);
        assert!(decoded.notices[0].to_string().starts_with(notice), "{text}: {}", decoded.notices[0]);
    }
}

#[test]
fn a_shared_link_says_what_the_winner_cost() {
    let mut scenario = Scenario::default();
    scenario.set(Key::FilesPerDay, "20").unwrap();
    let link = link::shared(&scenario, Some(("functions", 456.585_000_1)));
    assert_eq!(link, format!("{};files_per_day=20;was=functions:456.59", start()));
    let decoded = link::decode(&link);
    assert_eq!((decoded.scenario, decoded.notices), (scenario.clone(), vec![]));
    assert_eq!(decoded.made.was, Was::Winner { option: "functions".to_owned(), usd: 456.59 });
    let nothing = link::shared(&scenario, None);
    assert_eq!(link::decode(&nothing).made.was, Was::Nothing);
    assert_eq!(nothing, format!("{};files_per_day=20;was=none", start()));
}

#[test]
fn what_made_a_link_is_read_as_it_stands() {
    let decoded = link::decode("2;model=1;prices=2026-01-31;subjects=1000;was=hybrid:1200");
    assert_eq!(decoded.notices, []);
    assert_eq!(decoded.stated, [Key::Subjects], "also where it is the default");
    assert_eq!(decoded.made.prices, "2026-01-31");
    assert_eq!((decoded.made.format, decoded.made.model), (2, 1));
}

/// Four presets of many fields each, under names that need escapes.
fn four() -> (Scenario, Vec<Named>) {
    let preset = |id: &str| PRESETS.iter().find(|preset| preset.id == id).unwrap().scenario();
    let beside = [
        ("Größer & teurer; 100 % = alles #1", "everything"),
        ("Twice the files", "guide-002-high"),
        ("", "guide-003-split"),
    ];
    (preset("guide-004-tier-4"), beside.map(|(name, id)| Named::new(name, preset(id))).to_vec())
}

#[test]
fn a_comparison_travels_with_its_names() {
    let (first, beside) = four();
    let link = link::compared(link::shared(&first, Some(("functions", 1.0))), &beside);
    assert!(link.is_ascii());
    for text in [
        link.clone(),
        link.replace('|', "%7C"),
        link.replace('|', "%7c"),
        link.replace(';', "&"),
        // A program that escapes everything once more.
        link.replace('%', "%25").replace(';', "%3B").replace('=', "%3D").replace('|', "%7C"),
    ] {
        let decoded = link::decode(&text);
        assert_eq!(decoded.notices, [], "{text}");
        assert_eq!((&decoded.scenario, &decoded.beside), (&first, &beside), "{text}");
        assert!(decoded.made.was == Was::Winner { option: "functions".to_owned(), usd: 1.0 });
    }
}

#[test]
fn names_fit_a_link() {
    let name = |name: &str| Named::new(name, Scenario::default()).name;
    assert_eq!(name(" a|b\nc "), "a/b c");
    assert_eq!(name(&"é".repeat(61)), "é".repeat(60));
    assert_eq!(name(&format!("{} b", "a".repeat(59))), "a".repeat(59));
    // A name that was not cut here is not cut in silence.
    let decoded = link::decode(&format!("2|name={};subjects=7", "a".repeat(61)));
    assert_eq!(decoded.beside[0].name, "");
    assert_eq!(decoded.beside[0].scenario.value(Key::Subjects), Some(7.0));
    assert!(decoded.notices[0].to_string().starts_with("name: `aaa"), "{:?}", decoded.notices);
    // What is more than four is not written.
    let many = vec![Named::new("x", Scenario::default()); 5];
    assert_eq!(link::decode(&link::compared(start(), &many)).beside.len(), 4);
}

#[test]
fn links_are_short() {
    let longest = ("reserved_vms", 123_456.78);
    let link = |scenario: &Scenario| link::shared(scenario, Some(longest));
    for preset in PRESETS {
        let (link, stated) = (link(&preset.scenario()), preset.scenario().entries().count());
        // Guide 002's own arithmetic states twenty inputs; an ordinary scenario a handful.
        let most = if stated <= 12 { 300 } else { 400 };
        assert!(link.len() < most, "{}: {} characters, {stated} inputs: {link}", preset.id, link.len());
    }
    let mut presets: Vec<Scenario> =
        PRESETS.iter().map(loadline_core::scenario::presets::Preset::scenario).collect();
    presets.sort_by_key(|scenario| std::cmp::Reverse(link(scenario).len()));
    // The longest four, the one shown among them, under names as long as they may be.
    let beside: Vec<Named> =
        presets[..4].iter().map(|scenario| Named::new(&"a name ".repeat(9), scenario.clone())).collect();
    let comparison = link::compared(link(&presets[0]), &beside);
    println!("longest preset {}, comparison of four {}", link(&presets[0]).len(), comparison.len());
    assert!(comparison.len() < 2_000, "{} characters", comparison.len());
}

#[test]
fn many_notices_are_counted() {
    let text = format!("2;{}files_per_day=5", "nothing=1;".repeat(99_000));
    let decoded = link::decode(&text);
    assert_eq!(decoded.scenario.value(Key::FilesPerDay), Some(5.0));
    assert_eq!(decoded.notices.len(), 21);
    assert_eq!(decoded.notices[20].to_string(), "and 98980 more that could not be read");
    assert!(decoded.notices.iter().all(|notice| notice.to_string().len() < 200));
}

//! Laws of the link and the scenario file: what is written can be read, and nothing at all can break the
//! reader.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

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
        "\\PC{0,30}".prop_map(|text| text.replace(['=', '%'], "")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_link_carries_any_scenario(scenario in any_scenario()) {
        let link = link::encode(&scenario);
        prop_assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric() || b";=._-".contains(&byte)), "{}", link);
        let expected = Decoded { scenario, notices: Vec::new() };
        for text in [
            link.clone(),
            format!("#{link}"),
            format!(" {link}; "),
            link.replace(';', "&"),
            link.replace(';', "&amp;"),
            link.replace(';', "%3B").replace('=', "%3d"),
            link.replace('_', "%5F"),
        ] {
            prop_assert_eq!(&link::decode(&text), &expected, "{}", text);
        }
        prop_assert_eq!(link::encode(&expected.scenario), link);
    }

    #[test]
    fn a_file_carries_any_scenario(scenario in any_scenario()) {
        let text = file::write(&scenario);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
        let expected = Decoded { scenario, notices: Vec::new() };
        prop_assert_eq!(&file::read(&text), &expected);
        let compact: String = text.split_whitespace().collect();
        prop_assert_eq!(&file::read(&compact), &expected);
    }

    #[test]
    fn no_text_breaks_a_reader(text in "\\PC{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let lossy = String::from_utf8_lossy(&bytes).into_owned();
        for text in [text.clone(), lossy.clone(), format!("1;{text}"), format!("1;subjects={lossy}"), format!("{{{text}")] {
            for decoded in [link::decode(&text), file::read(&text)] {
                prop_assert!(decoded.notices.len() <= 21);
                for notice in &decoded.notices {
                    prop_assert!(!notice.message.is_empty() && !notice.to_string().contains('\n'));
                }
                // What was read is legal: it travels on.
                let again = link::decode(&link::encode(&decoded.scenario));
                prop_assert_eq!(again, Decoded { scenario: decoded.scenario, notices: Vec::new() });
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

#[test]
fn the_default_scenario_is_the_version_alone() {
    assert_eq!(link::encode(&Scenario::default()), "1");
    for text in ["", "#", " ", "1", "#1", "1;", "1&"] {
        assert_eq!(link::decode(text), Decoded::default(), "`{text}`");
    }
}

#[test]
fn notices_say_what_is_wrong_with_a_link() {
    for (text, notice) in [
        ("files_per_day=5", "version: the link names none; read as version 1"),
        (
            "2;files_per_day=5",
            "version: the link is of version 2, this planner knows up to 1; what it could read is set",
        ),
        ("1x;files_per_day=5", "version: `1x` is no version of a link; read as version 1"),
        ("0;files_per_day=5", "version: `0` is no version of a link; read as version 1"),
        (
            "1;files_per_day=5;files_per_day=6",
            "files_per_day: stated more than once; `5` is kept, `6` is not",
        ),
        ("1;files_per_day=x;files_per_day=5", "files_per_day: `x` is not a number"),
        ("1;files_per_day=5;file_per_day=6", "file_per_day: no such input; did you mean `files_per_day`?"),
        ("1;files_per_day=5;subjects", "subjects: not of the form key=value; left out"),
        ("1;files_per_day=5;subjects=", "subjects: the value is empty"),
        ("1;files_per_day=5;subjects=1e400", "subjects: `1e400` is too large"),
        ("1;files_per_day=5;subjects=nan", "subjects: `nan` is not finite"),
    ] {
        let decoded = link::decode(text);
        assert_eq!(decoded.scenario.value(Key::FilesPerDay), Some(5.0), "{text}");
        assert_eq!(decoded.notices.len(), 1, "{text}: {:?}", decoded.notices);
        assert!(decoded.notices[0].to_string().starts_with(notice), "{text}: {}", decoded.notices[0]);
    }
}

#[test]
fn many_notices_are_counted() {
    let text = format!("1;{}files_per_day=5", "nothing=1;".repeat(99_000));
    let decoded = link::decode(&text);
    assert_eq!(decoded.scenario.value(Key::FilesPerDay), Some(5.0));
    assert_eq!(decoded.notices.len(), 21);
    assert_eq!(decoded.notices[20].to_string(), "and 98980 more that could not be read");
    assert!(decoded.notices.iter().all(|notice| notice.to_string().len() < 200));
}

//! Damaged and invented links, scenario files, price books and stores of kept scenarios, by the thousand: no panic, no hang, no silent default.
//!
//! A few seconds' worth in every test run; a million with `npm run fuzz`, which sets `LOADLINE_FUZZ` to how many and
//! `LOADLINE_FUZZ_SEED` to where they begin. Every input follows from the seed and its number, which a failure names.
//!
//! What is held, for each input:
//!
//! - **Every field is told.** A link is taken apart here by a second reader that knows nothing of the first. Each of its
//!   fields is either set to what it says, as the first that can stand for its input, or a notice stands for it. Notices
//!   and fields are counted against each other, so none is passed over and none invented.
//! - **Nothing else is set.** What no field states has its default.
//! - **Files are told alike**: as long as they are JSON, each member that states something is set as it says or named. Of
//!   kept scenarios each entry is there or a sentence stands for it.
//! - **What was read travels on**: written as a link and as a file it is read back the same, without a notice.
//! - **No hang**: no input takes a second of computing, and a megabyte of the worst no two.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::fingerprint::varied;
use loadline_core::scenario::link::{self, LinkNotice, Named};
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::shelf::{MOST_COMPARED, MOST_KEPT, Shelf};
use loadline_core::scenario::typing::format_number;
use loadline_core::scenario::{Decoded, FIELDS, Key, Kind, Range, Scenario, file, price_book};
use std::time::{Duration, Instant};

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// Kinds of inputs, a test each.
const KINDS: u64 = 8;

/// How many inputs of each kind, and from which seed.
fn run() -> (u64, u64) {
    let read = |name: &str| {
        let text = std::env::var(name).ok()?;
        let number = text.parse::<u64>();
        Some(number.unwrap_or_else(|error| panic!("{name} is `{text}`, which is no whole number: {error}")))
    };
    (read("LOADLINE_FUZZ").unwrap_or(10_000).div_ceil(KINDS), read("LOADLINE_FUZZ_SEED").unwrap_or(1))
}

/// A scenario that states few inputs, now and then nearly all.
fn scenario(random: &mut Random) -> Scenario {
    let third = if random.one_in(10) { random.below(3) } else { 0 };
    let mut scenario = varied((random.below(160) * 3 + third) as u32);
    for _ in 0..if random.one_in(3) { random.below(4) } else { 0 } {
        let field = &FIELDS[random.below(FIELDS.len())];
        if let Kind::Number(limits) = &field.kind {
            scenario.set(field.key, &range(limits, random)).unwrap();
        }
    }
    scenario
}

/// A legal range of an input, as somebody may write it.
fn range(limits: &Range, random: &mut Random) -> String {
    let mut ends = [(); 3].map(|()| {
        let value = limits.min + (limits.max - limits.min) * (random.below(1_001) as f64 / 1_000.0);
        if limits.whole { value.floor() } else { value }
    });
    ends.sort_by(f64::total_cmp);
    let [low, likely, high] = ends.map(format_number);
    let text = match random.below(5) {
        0 => format!("{low} to {high}"),
        1 => format!("{low}, {likely}, {high}"),
        2 => format!("{low}\u{2013}{high}"),
        3 => format!("{likely}~{likely}"),
        _ => format!("{low}~{likely}~{high}"),
    };
    let shape = random.of(&["", "", " uniform", " PERT", "~triangular"]);
    [&text, shape].concat()
}

/// Ids that are none, values that are odd, and what links and files are punctuated with.
const IDS: [&str; 14] = [
    "",
    " ",
    "file_per_day",
    "SUBJECTS",
    "subjects ",
    "colour",
    "model",
    "prices",
    "was",
    "name",
    "private",
    "price.sandbox.minute",
    "%73ubjects",
    "vm-type",
];
const VALUES: [&str; 38] = [
    "5 to",
    "to",
    "~",
    "1~2~3~4",
    "3~2",
    "0~5~log",
    "1 to 2 uniform pert",
    "1, ,2",
    "",
    " ",
    "5",
    "0",
    "-0",
    "-1",
    "1e400",
    "1e-400",
    "NaN",
    "inf",
    "1,5",
    "1,000",
    "10k",
    "1.5M",
    "50%",
    "2m",
    "auto",
    "on",
    "off",
    "true",
    "t3.mediun",
    "t3.medium",
    "none",
    "functions:1",
    "functions:",
    ":",
    "2026-10-09",
    "9999999999999999999999",
    "%FF%zz%",
    "\u{2212}5",
];
const MARKS: [&str; 26] = [
    ";", "&", "=", "|", "%7C", "%7c", "%", "%3B", "%3D", "#", "\n", "\t", " ", "\u{0}", "\"", "\\", "{", "}",
    "[", "]", ":", ",", "\u{feff}", "é", "🜚", "\\u0041",
];
const VERSIONS: [&str; 12] = ["1", "2", "2", "2", "3", "0", "", "x", "2x", "99999999999", "-1", " 2"];

/// Rows that there are and rows that there are not.
const ROWS: [&str; 8] = [
    "aws.alb",
    "aws.fargate.vcpu",
    "sandbox.minute",
    "aws.lambda.free.requests",
    "aws.albb",
    "",
    "x.y",
    "AWS.ALB",
];

/// A field as somebody may write it: mostly legal.
fn field(random: &mut Random) -> (String, String) {
    if random.one_in(12) {
        let value = random.of(&["0.02", "5", "list", "x", "-1", "1e400", "", "50%"]).to_owned();
        return (["price.", random.of(&ROWS)].concat(), value);
    }
    let field = &FIELDS[random.below(FIELDS.len())];
    let id = if random.one_in(6) { random.of(&IDS).to_owned() } else { field.id.to_owned() };
    let legal = match &field.kind {
        Kind::Switch => random.of(&["on", "off", "yes", "0"]).to_owned(),
        Kind::Choice(choices) => choices[random.below(choices.len())].id.to_owned(),
        Kind::Number(limits) if random.one_in(4) => range(limits, random),
        Kind::Number(range) => {
            let value = range.min + (range.max - range.min) * (random.below(1_001) as f64 / 1_000.0);
            field.key.write(Some(if range.whole { value.floor() } else { value }))
        }
    };
    let value = if random.one_in(4) { random.of(&VALUES).to_owned() } else { legal };
    (id, value)
}

/// A link of fields, and what was meant by them is not asked for: the reader has to tell all of it.
fn link_of_fields(random: &mut Random) -> String {
    let mut text = random.of(&VERSIONS).to_owned();
    if random.one_in(2) {
        text.push_str(";model=1;prices=2026-10-09");
    }
    for part in 0..1 + if random.one_in(3) { random.below(6) } else { 0 } {
        if part > 0 {
            text.push_str(random.of(&["|", "%7C", "|name=a%20b", "|name=", "|;"]));
        }
        for _ in 0..random.below(9) {
            let (id, value) = field(random);
            text.push_str(random.of(&[";", ";", ";", "&", "&amp;", ";;", "; "]));
            text.push_str(&id);
            text.push_str(if random.one_in(12) { "" } else { "=" });
            text.push_str(&value);
        }
    }
    text
}

/// A sound link: a preset or a varied scenario, shared or compared.
fn sound_link(random: &mut Random) -> String {
    let first = scenario(random);
    let others = [(); 4].map(|()| scenario(random));
    let link = match random.below(3) {
        0 => link::encode(&PRESETS[random.below(PRESETS.len())].scenario()),
        1 => link::shared(&first, Some(("functions", 456.59))),
        _ => link::shared(&first, None),
    };
    if random.one_in(2) {
        return link;
    }
    let names = ["Größer; = | #", "", "b", "a"];
    let beside: Vec<Named> =
        others.into_iter().zip(names).map(|(scenario, name)| Named::new(name, scenario)).collect();
    link::compared(link, &beside[..random.below(5)])
}

/// A scenario file, sound but for single values.
fn file_of_fields(random: &mut Random) -> String {
    let mut fields: Vec<String> = Vec::new();
    for _ in 0..random.below(12) {
        let (id, value) = field(random);
        let quote = |text: &str| serde_json::to_string(text).unwrap();
        let value = match random.below(6) {
            0 => value,
            1 => random.of(&["null", "[1, {\"a\": 2}]", "{\"subjects\": 5}", "1e400", "-", "tru"]).to_owned(),
            _ => quote(&value),
        };
        fields.push(format!("{}: {value}", quote(&id)));
    }
    let fields = fields.join(random.of(&[",", ",\n  ", " , "]));
    match random.below(4) {
        0 => format!("{{{fields}}}"),
        1 => format!("{{\"scenario\": {{{fields}}}, \"prices\": {}}}", prices(random)),
        2 => format!("{{\"schema\": 1, \"scenario\": {{{fields}}}, \"plan\": [{{}}]}}"),
        _ => format!("\u{feff}{{\n  \"scenario\": {{\n{fields}\n}} }}\n"),
    }
}

/// An object of prices, with or without what stands beside them.
fn prices(random: &mut Random) -> String {
    let mut entries = Vec::new();
    for _ in 0..random.below(5) {
        let value = random.of(&["0.02", "5", "-1", "1e400", "\"list\"", "\"x\"", "null", "0", "[]"]);
        let entry = match random.below(4) {
            0 => value.to_owned(),
            1 => format!(
                "{{\"value\": {value}, \"per\": \"{}\"}}",
                random.of(&["hour", "vCPU-hour", "minute", "x"])
            ),
            2 => format!("{{\"value\": {value}, \"label\": \"{{\", \"as_of\": \"2026\", \"list\": 5}}"),
            _ => random.of(&["{}", "{\"vlaue\": 5}", "{\"per\": \"hour\"}"]).to_owned(),
        };
        entries.push(format!("\"{}\": {entry}", random.of(&ROWS)));
    }
    format!("{{{}}}", entries.join(", "))
}

/// A price book, now and then of another form.
fn book(random: &mut Random) -> String {
    let prices = prices(random);
    match random.below(5) {
        0 => prices,
        1 => format!("{{\"prices\": {prices}, \"prices\": {prices}}}"),
        2 => format!("{{\"prices\": {prices}, \"scenario\": {{\"subjects\": 5}}}}"),
        _ => format!("{{\"schema\": 1, \"prices\": {prices}}}"),
    }
}

/// What a browser keeps: sound entries and others.
fn store(random: &mut Random) -> String {
    let mut entries = Vec::new();
    for _ in 0..random.below(8) {
        let sign = random.of(&["+", "-", "-", "~2.", "~1+.", "!", "x", ""]);
        let name = random.of(&["Lean", "Lean", "Gr%C3%B6%C3%9Fer", "", "%7C%0A", "a.b", "1"]);
        let link = if random.one_in(2) { link::encode(&scenario(random)) } else { link_of_fields(random) };
        entries.push([sign, name, random.of(&[";", ";", ";", ""]), &link.replace('|', "")].concat());
    }
    entries.join("|")
}

/// The same with a few characters lost, doubled, moved or put in.
fn damaged(text: &str, random: &mut Random) -> String {
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(6) {
        let at = random.below(text.len() + 1);
        let to = (at + random.below(12)).min(text.len());
        match random.below(6) {
            0 => drop(text.drain(at..to)),
            1 => {
                let copied = text[at..to].to_vec();
                let place = random.below(text.len() + 1);
                text.splice(place..place, copied);
            }
            2 => text.truncate(at.max(1)),
            3 => {
                let character = char::from_u32(random.below(0x11_0000) as u32).unwrap_or('\u{fffd}');
                text.splice(at..at, [character]);
            }
            _ => drop(text.splice(at..at, random.of(&MARKS).chars())),
        }
    }
    text.into_iter().collect()
}

// ---------------------------------------------------------------------------------------------------------------
// The second reader of links: slow, and written from the description of the format alone.

/// A text without its percent escapes.
fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let given = text.as_bytes();
    let mut at = 0;
    while at < given.len() {
        let escaped = given
            .get(at + 1..at + 3)
            .filter(|digits| given[at] == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        if let Some(digits) = escaped {
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
            at += 3;
        } else {
            bytes.push(given[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a link has to come to.
struct Expected {
    scenarios: Vec<Scenario>,
    /// How many things cannot stand as they are, in the whole link.
    wrong: usize,
}

fn expected(text: &str) -> Expected {
    let text = text.trim();
    let text = text.strip_prefix('#').unwrap_or(text);
    let text = if text.contains('=') { text.to_owned() } else { plain(text) };
    let mut expected = Expected { scenarios: vec![Scenario::default()], wrong: 0 };
    if text.is_empty() {
        return expected;
    }
    let parts: Vec<String> =
        text.replace("%7c", "|").replace("%7C", "|").split('|').map(str::to_owned).collect();
    let mut version = 2;
    for (place, part) in parts.iter().enumerate() {
        if place > 4 {
            expected.wrong += 1;
            continue;
        }
        let mut fields: Vec<&str> = part.split([';', '&']).collect();
        if place == 0 {
            if fields[0].starts_with(|first: char| first.is_ascii_digit()) {
                match fields.remove(0).parse() {
                    Ok(known @ 1..=2) => version = known,
                    _ => expected.wrong += 1,
                }
            } else {
                expected.wrong += 1;
            }
        } else {
            expected.scenarios.push(Scenario::default());
        }
        let own: &[&str] = match (place, version) {
            (0, 1) => &[],
            (0, _) => &["model", "prices", "was"],
            _ => &["name"],
        };
        let mut seen: Vec<String> = Vec::new();
        for field in fields.into_iter().filter(|field| !["", "amp"].contains(&field.trim())) {
            let Some((id, value)) = field.split_once('=') else {
                expected.wrong += 1;
                continue;
            };
            let (id, value) = (plain(id).trim().to_owned(), plain(value).trim().to_owned());
            let scenario = expected.scenarios.last_mut().unwrap();
            if id == "private" {
                // That something was left out is told, and is no fault.
                expected.wrong += 1;
                continue;
            }
            if let Some(row) = id.strip_prefix("price.") {
                // Also where the first says that the list price stands.
                let row = ["price.", row.trim()].concat();
                if seen.contains(&row) || scenario.set_by_id(&row, &value).is_err() {
                    expected.wrong += 1;
                } else {
                    seen.push(row);
                }
                continue;
            }
            let can_stand = if own.contains(&id.as_str()) {
                own_can_stand(&id, &value)
            } else {
                Key::parse(&id).is_some_and(|key| Scenario::default().set(key, &value).is_ok())
            };
            if !can_stand || seen.contains(&id) {
                expected.wrong += 1;
                continue;
            }
            // A newer planner's model or prices stand, and are told once for both.
            if let Some(key) = Key::parse(&id) {
                scenario.set(key, &value).unwrap();
            }
            seen.push(id);
        }
    }
    expected
}

fn own_can_stand(id: &str, value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match id {
        "model" => value.parse::<u32>().is_ok(),
        "prices" => {
            let parts: Vec<&str> = value.split('-').collect();
            parts.len() == 3
                && parts.iter().all(|part| digits(part))
                && parts.iter().map(|part| part.len()).eq([4, 2, 2])
        }
        "was" => {
            let usd =
                |text: &str| loadline_core::scenario::typing::parse_number(text).is_ok_and(|usd| usd >= 0.0);
            let is_id = |id: &str| {
                !id.is_empty() && id.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
            };
            value == "none" || value.split_once(':').is_some_and(|(id, text)| is_id(id) && usd(text))
        }
        _ => Named::new(value, Scenario::default()).name == value,
    }
}

/// How many things notices stand for: the last may stand for many.
fn told(notices: &[LinkNotice]) -> usize {
    let more = notices.last().and_then(|last| {
        let count = last.message.strip_prefix("and ")?.strip_suffix(" more that could not be read")?;
        count.parse::<usize>().ok().filter(|_| last.field.is_empty())
    });
    notices.len() + more.map_or(0, |more| more - 1)
}

fn told_in_one_line(decoded: &Decoded, about: &str) {
    assert!(decoded.notices.len() <= 21, "{about}");
    for notice in &decoded.notices {
        let line = notice.to_string();
        assert!(!notice.message.is_empty() && !line.contains('\n') && line.len() < 2_000, "{about}: {line}");
    }
}

/// What was read is legal: it travels on as a link and as a file.
fn travels(scenario: &Scenario, about: &str) {
    for again in [link::decode(&link::encode(scenario)), file::read(&file::write(scenario))] {
        assert_eq!((&again.scenario, &again.notices), (scenario, &vec![]), "{about}");
    }
}

/// How long this thread has computed, as Linux counts it: where others compute as well it may have to wait for longer than
/// any input takes. Since `start` by the wall clock where nobody counts.
fn computed(start: Instant) -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = counted.and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    nanoseconds.filter(|count| *count > 0).map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// The same input as if from a first run, and how long the slowest took.
fn each(kind: &str, mut input: impl FnMut(&mut Random) -> String, mut check: impl FnMut(&str, &str)) {
    let (count, seed) = run();
    let (start, mut slowest, mut bytes) = (Instant::now(), Duration::ZERO, 0);
    for number in 0..count {
        // Numbers of neighbouring seeds do not overlap.
        let mut random = Random(seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(number << 20));
        let text = input(&mut random);
        bytes += text.len();
        let about = format!("{kind} {number} of seed {seed}: {text:?}");
        let began = computed(start);
        check(&text, &about);
        let took = computed(start).saturating_sub(began);
        assert!(took < Duration::from_secs(1), "{took:?} for {about}");
        slowest = slowest.max(took);
    }
    println!("{count} {kind}, {bytes} bytes, {:?}, slowest {slowest:?}", start.elapsed());
}

fn check_link(text: &str, about: &str) {
    let decoded = link::decode(text);
    told_in_one_line(&decoded, about);
    let expected = expected(text);
    let found: Vec<&Scenario> =
        std::iter::once(&decoded.scenario).chain(decoded.beside.iter().map(|one| &one.scenario)).collect();
    assert_eq!(found, expected.scenarios.iter().collect::<Vec<_>>(), "{about}: {:?}", decoded.notices);
    // That a newer planner made it is no fault of a field, and told beside them.
    let is_newer = decoded.made.model > link::Made::default().model
        || decoded.made.prices > link::Made::default().prices;
    assert_eq!(
        told(&decoded.notices),
        expected.wrong + usize::from(is_newer),
        "{about}: {:?}",
        decoded.notices
    );
    travels(&decoded.scenario, about);
    let again = link::decode(&link::compared(link::encode(&decoded.scenario), &decoded.beside));
    assert_eq!(
        (&again.scenario, &again.beside, again.notices),
        (&decoded.scenario, &decoded.beside, vec![]),
        "{about}"
    );
}

#[test]
fn links_of_fields() {
    each("links of fields", link_of_fields, check_link);
}

#[test]
fn damaged_links() {
    each(
        "damaged links",
        |random| {
            let link = if random.one_in(3) { link_of_fields(random) } else { sound_link(random) };
            damaged(&link, random)
        },
        check_link,
    );
}

#[test]
fn sound_links() {
    each("sound links", sound_link, |text, about| {
        assert_eq!(link::decode(text).notices, [], "{about}");
        check_link(text, about);
    });
}

/// Every member of the object is set as it says or has a notice; nothing else is set.
fn check_members(text: &str, decoded: &Decoded, about: &str) {
    let Ok(outer) = serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}')) else {
        return;
    };
    let Some(outer) = outer.as_object() else {
        return assert!(!decoded.notices.is_empty(), "{about}");
    };
    let fields = outer.get("scenario").and_then(serde_json::Value::as_object).unwrap_or(outer);
    let is_counted = decoded.notices.len() > 20;
    for (id, value) in fields {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let key = Key::parse(id.trim());
        let is_set = key.is_some_and(|key| {
            let (mut there, found) = (Scenario::default(), &decoded.scenario);
            there.set(key, &text).is_ok()
                && (there.value(key), there.own_range(key)) == (found.value(key), found.own_range(key))
        });
        let is_set = is_set
            || id.trim().strip_prefix("price.").is_some_and(|row| is_price(row, &text, &decoded.scenario));
        // Its members are looked at below.
        let is_prices = id == "prices" && value.is_object();
        let shown = in_one_line(id.trim());
        let is_told =
            decoded.notices.iter().any(|notice| shown.starts_with(notice.field.trim_end_matches('…')));
        let is_schema = id == "schema" && text == "1";
        assert!(
            is_set || is_told || is_counted || is_schema || is_prices,
            "{id} in {about}: {:?}",
            decoded.notices
        );
    }
    check_prices(text, outer, decoded, about);
    for (key, _) in decoded.scenario.entries() {
        assert!(fields.keys().any(|id| Key::parse(id.trim()) == Some(key)), "{key:?} in {about}");
    }
}

/// A name as notices show it.
fn in_one_line(name: &str) -> String {
    name.chars().map(|one| if one.is_control() { ' ' } else { one }).collect()
}

/// Whether a price is set as a text says.
fn is_price(row: &str, text: &str, scenario: &Scenario) -> bool {
    let mut alone = Scenario::default();
    alone.set_price(row, text).is_ok() && alone.own_price(row.trim()) == scenario.own_price(row.trim())
}

/// Every member of the object of prices is set as it says or named, and no other price is set.
fn check_prices(
    given: &str,
    outer: &serde_json::Map<String, serde_json::Value>,
    decoded: &Decoded,
    about: &str,
) {
    let prices = outer.get("prices").and_then(serde_json::Value::as_object);
    for (row, value) in prices.into_iter().flatten() {
        let value =
            value.as_object().map_or(value, |entry| entry.get("value").unwrap_or(&serde_json::Value::Null));
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let is_told = decoded.notices.iter().any(|notice| {
            notice.field == "prices"
                || in_one_line(&["price.", row].concat()).starts_with(notice.field.trim_end_matches('…'))
        });
        assert!(
            is_price(row, &text, &decoded.scenario) || is_told || decoded.notices.len() > 20,
            "{row} in {about}: {:?}",
            decoded.notices
        );
    }
    // Of an object stated twice the library keeps the last, where the reader keeps the first and says so.
    let text = serde_json::Value::from(outer.clone()).to_string();
    for (row, _) in decoded.scenario.own_prices() {
        assert!(text.contains(row) || given.contains(row), "{row} in {about}");
    }
}

fn check_book(text: &str, about: &str) {
    let decoded = price_book::read(text);
    told_in_one_line(&decoded, about);
    assert_eq!(decoded.scenario.entries().count(), 0, "a price book states no input: {about}");
    match serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}')) {
        Ok(serde_json::Value::Object(outer)) => {
            check_prices(text, &outer, &decoded, about);
            let is_told = |name: &String| {
                let shown = in_one_line(name);
                ["schema", "prices"].contains(&name.as_str())
                    || decoded
                        .notices
                        .iter()
                        .any(|notice| shown.starts_with(notice.field.trim_end_matches('…')))
            };
            assert!(
                decoded.notices.len() > 20 || outer.keys().all(is_told),
                "{about}: {:?}",
                decoded.notices
            );
        }
        Ok(_) => assert!(!decoded.notices.is_empty(), "{about}"),
        Err(_) => {}
    }
    travels(&decoded.scenario, about);
}

#[test]
fn price_books() {
    let catalog = Catalog::embedded().unwrap();
    each(
        "price books",
        |random| {
            let text = book(random);
            if random.one_in(2) { damaged(&text, random) } else { text }
        },
        |text, about| {
            check_book(text, about);
            let scenario = price_book::read(text).scenario;
            let again = price_book::read(&price_book::write(&scenario, &catalog));
            assert_eq!((again.scenario, again.notices), (scenario, vec![]), "{about}");
        },
    );
}

#[test]
fn stores_of_scenarios() {
    each(
        "stores",
        |random| {
            let text = store(random);
            if random.one_in(2) { damaged(&text, random) } else { text }
        },
        |text, about| {
            let shelf = Shelf::read(text);
            assert!(shelf.kept.len() <= MOST_KEPT && shelf.compared().count() <= MOST_COMPARED, "{about}");
            // Each entry is kept or told; of several removed ones the last is remembered.
            let entries = || text.trim().split('|').filter(|entry| !entry.is_empty());
            let removed = entries().filter(|entry| entry.starts_with('~')).count();
            let others = entries().count() - removed;
            assert!(shelf.kept.len() + shelf.said.len() >= others.min(20), "{about}: {shelf:?}");
            let again = Shelf::read(&shelf.write());
            assert_eq!((&again.kept, &again.removed), (&shelf.kept, &shelf.removed), "{about}");
            shelf.kept.iter().for_each(|kept| travels(&kept.scenario, about));
        },
    );
}

#[test]
fn files_of_scenarios() {
    each(
        "files of scenarios",
        |random| {
            let shelf = Shelf::read(&store(random));
            let text = if random.one_in(4) { file_of_fields(random) } else { shelf.file() };
            if random.one_in(2) { damaged(&text, random) } else { text }
        },
        |text, about| {
            let mut shelf = Shelf::default();
            shelf.take_file(text);
            assert!(!shelf.said.is_empty(), "nothing is said of {about}");
            let list = serde_json::from_str::<serde_json::Value>(text).ok();
            let list =
                list.as_ref().and_then(|outer| outer.get("scenarios")).and_then(serde_json::Value::as_array);
            if let Some(list) = list {
                let objects = list.iter().filter(|one| one.is_object()).count();
                // The first sentence is the count.
                assert!(shelf.kept.len() + shelf.said.len() >= objects.min(20), "{about}: {shelf:?}");
            }
            let again = Shelf::read(&shelf.write());
            assert_eq!(again.kept, shelf.kept, "{about}");
        },
    );
}

fn check_file(text: &str, about: &str) {
    let decoded = file::read(text);
    told_in_one_line(&decoded, about);
    check_members(text, &decoded, about);
    travels(&decoded.scenario, about);
    // Whatever is set was stated, and stated inputs are set or at their defaults.
    assert!(decoded.scenario.entries().all(|(key, _)| decoded.stated.contains(&key)), "{about}");
    for key in &decoded.stated {
        assert!(text.contains(key.field().id) || text.contains("\\u"), "{key:?} in {about}");
    }
}

#[test]
fn files_of_fields() {
    each("files of fields", file_of_fields, check_file);
}

#[test]
fn damaged_files() {
    each(
        "damaged files",
        |random| {
            let text = match random.below(2) {
                0 => file_of_fields(random),
                _ => file::write(&scenario(random)),
            };
            damaged(&text, random)
        },
        check_file,
    );
}

/// What took the square of its length would take minutes here.
#[test]
fn a_megabyte_takes_no_two_seconds() {
    let units = [
        "subjects=5;",
        "x=1;",
        "|",
        "%7C",
        "|name=a;tenants=3",
        "price.aws.alb=1;",
        "price.x=1;",
        "\"prices\":{\"x\":1},",
        "\"aws.alb\":1,",
        "%25",
        "\"",
        "{",
        "[{\"a\":",
        "\"a\":1,",
        "\\",
        ":",
    ];
    for unit in units {
        let readers = [
            ("2;", link::decode as fn(&str) -> Decoded),
            ("{", file::read),
            ("{\"prices\": {", price_book::read),
        ];
        for (prefix, read) in readers {
            let text = format!("{prefix}{}", unit.repeat(990_000 / unit.len()));
            let start = Instant::now();
            let began = computed(start);
            std::hint::black_box(read(std::hint::black_box(&text)));
            let took = computed(start).saturating_sub(began);
            println!("{prefix}{unit} a megabyte of it: {took:?}");
            assert!(took < Duration::from_secs(2), "{took:?} for a megabyte of {unit:?} after {prefix}");
        }
    }
}

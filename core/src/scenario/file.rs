//! The scenario file: JSON, `{ "schema": 1, "scenario": { "files_per_day": 500 }, "prices": { "aws.alb": 0.02 } }`.
//!
//! The reader is our own. A JSON library gives up at the first `NaN`, `1e400` or missing comma, and every
//! field after it would be lost; this one reads on, as the link does, and notes what it could not read. It
//! takes any valid JSON.

use super::reading::Reading;
use super::typing::{format_number, shortened};
use super::{Decoded, Key, Kind, Scenario, price_book};

/// The schema written.
pub const SCHEMA: u32 = 1;

/// Name of the object of one's own prices.
const PRICES: &str = "prices";

/// Longest file read, in bytes.
pub const MOST_BYTES: usize = 1_000_000;

/// Write a scenario as a file: what differs from its default, and one's own prices beside it.
#[must_use]
pub fn write(scenario: &Scenario) -> String {
    format!("{{\n  \"schema\": {SCHEMA},\n{}\n}}\n", fields(scenario))
}

/// The part of a file that states the scenario, and one's own prices beside it.
pub(super) fn fields(scenario: &Scenario) -> String {
    let fields: Vec<String> = scenario
        .entries()
        .map(|(key, value)| {
            let value = match &key.field().kind {
                Kind::Number(_) if scenario.own_range(key).is_some() => format!("\"{}\"", scenario.text(key)),
                Kind::Number(_) => format_number(value),
                Kind::Choice(_) => format!("\"{}\"", key.write(Some(value))),
                Kind::Switch => (value != 0.0).to_string(),
            };
            format!("\n    \"{}\": {value}", key.field().id)
        })
        .collect();
    let object = |name: &str, fields: &[String]| {
        let end = if fields.is_empty() { "" } else { "\n  " };
        format!("  \"{name}\": {{{}{end}}}", fields.join(","))
    };
    let scenario_object = object("scenario", &fields);
    let prices = scenario.own_prices().iter();
    let prices: Vec<String> =
        prices.map(|(id, value)| format!("\n    \"{id}\": {}", format_number(*value))).collect();
    if prices.is_empty() {
        scenario_object
    } else {
        [&scenario_object, ",\n", &object(PRICES, &prices)].concat()
    }
}

/// Read a file: as [`write`] writes it, a bare map of fields, or what `loadline plan --json` prints.
#[must_use]
pub fn read(text: &str) -> Decoded {
    let mut reading = Reading::default();
    let Some(outer) = outer(text, "{ \"files_per_day\": 500 }", &mut reading) else {
        return reading.finish();
    };
    let outer: Vec<Entry> = outer.collect();
    let mut wrapped = outer.iter().filter_map(|entry| match entry {
        Entry::Field(key, Value::Nested(inner)) if key == "scenario" => Entries::of(inner),
        _ => None,
    });
    if let Some(fields) = wrapped.next() {
        fields.for_each(|entry| take(&mut reading, &entry));
        if wrapped.next().is_some() {
            reading.notice("scenario", || "stated more than once; the first is kept".to_owned());
        }
        // Beside the scenario stands what `loadline plan --json` made of it; that is not read.
        for entry in &outer {
            match entry {
                Entry::Field(key, _) if Key::parse(key).is_some() => {
                    reading.notice(key, || "stands outside `scenario`; left out".to_owned());
                }
                Entry::Field(key, _) if key == PRICES => take(&mut reading, entry),
                Entry::Field(key, _) if key != "schema" => {}
                _ => take(&mut reading, entry),
            }
        }
    } else {
        outer.iter().for_each(|entry| take(&mut reading, entry));
    }
    if !outer.iter().any(|entry| matches!(entry, Entry::Closed)) {
        early_end(&mut reading);
    }
    reading.finish()
}

/// The entries of the object that a file is; none, with a notice, where it is none such as `example` or too large.
pub(super) fn outer<'t>(text: &'t str, example: &str, reading: &mut Reading) -> Option<Entries<'t>> {
    if text.len() > MOST_BYTES {
        let size = text.len() as f64 / 1e6;
        reading.notice("", || format!("the file has {size:.1} MB, at most 1 MB is read; nothing was set"));
        return None;
    }
    // Some editors begin a file with a byte order mark.
    let entries = Entries::of(text.strip_prefix('\u{feff}').unwrap_or(text));
    if entries.is_none() {
        reading.notice("", || format!("no JSON object such as {example}; nothing was set"));
    }
    entries
}

/// Note that a file has no closing brace.
pub(super) fn early_end(reading: &mut Reading) {
    reading.notice("", || "the file ends early; what came before was read".to_owned());
}

/// The objects of the list under a key of the object that a text holds; none where there is no such key.
pub(super) fn objects<'a>(text: &'a str, key: &str) -> Option<Vec<&'a str>> {
    let list = Entries::of(text.strip_prefix('\u{feff}').unwrap_or(text))?.find_map(|entry| match entry {
        Entry::Field(found, value) if found == key => Some(value),
        _ => None,
    })?;
    let Value::Nested(list) = list else { return Some(Vec::new()) };
    let mut rest = list.strip_prefix('[').unwrap_or_default();
    let mut objects = Vec::new();
    while let Some(start) = rest.find('{') {
        let (object, after) = rest.split_at(start).1.split_at(nested_end(rest.split_at(start).1));
        objects.push(object);
        rest = after;
    }
    Some(objects)
}

/// The text under a key of the object that a text holds.
pub(super) fn text_of(text: &str, key: &str) -> Option<String> {
    Entries::of(text)?.find_map(|entry| match entry {
        Entry::Field(found, Value::Text(text)) if found == key => Some(text),
        _ => None,
    })
}

/// Set a field, or note why not.
pub(super) fn take(reading: &mut Reading, entry: &Entry) {
    match entry {
        Entry::Field(key, value) if key == "schema" => {
            if value.text() != SCHEMA.to_string() {
                reading.notice(key, || {
                    format!(
                        "`{}` is not the schema this planner knows, {SCHEMA}; what it could read is set",
                        shortened(value.text())
                    )
                });
            }
        }
        Entry::Field(key, Value::Nested(prices)) if key == PRICES => price_book::prices(reading, prices),
        // Low, likely and high as a list.
        Entry::Field(key, Value::Nested(list)) if list.contains(',') && !list.contains('{') => {
            reading.field(key, &list.trim_matches(['[', ']']).replace(',', ", "));
        }
        Entry::Field(key, value) => reading.field(key, value.text()),
        Entry::NoValue(key) => reading.notice(key, || "no value follows; left out".to_owned()),
        Entry::Stray(text) => reading.notice("", || format!("`{}` has no place here", shortened(text))),
        Entry::Closed => {}
    }
}

/// One step through an object.
pub(super) enum Entry<'a> {
    Field(String, Value<'a>),
    /// A key without a value.
    NoValue(String),
    /// What cannot stand there.
    Stray(&'a str),
    /// The closing brace.
    Closed,
}

/// A JSON value, read only as far as a field needs it.
pub(super) enum Value<'a> {
    /// A string, without quotes and escapes.
    Text(String),
    /// A number, `true`, `null`, or any other run of characters; empty where a value is missing.
    Bare(&'a str),
    /// An object or array, as it stands.
    Nested(&'a str),
}

impl Value<'_> {
    pub(super) fn text(&self) -> &str {
        match self {
            Value::Text(text) => text,
            Value::Bare(text) | Value::Nested(text) => text,
        }
    }
}

/// Steps through an object, in one pass and without recursion: depth costs no stack.
pub(super) struct Entries<'a> {
    rest: &'a str,
}

impl<'a> Entries<'a> {
    /// The entries of the object that a text begins with.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        text.trim_start().strip_prefix('{').map(|rest| Self { rest })
    }

    /// Take everything up to `end`.
    fn take(&mut self, end: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn value(&mut self) -> Value<'a> {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next() {
            Some('"') => {
                let quoted = self.take(string_end(self.rest));
                Value::Text(
                    serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned()),
                )
            }
            Some('{' | '[') => Value::Nested(self.take(nested_end(self.rest))),
            _ => {
                let ends = |next: char| next.is_whitespace() || ",:{}[]\"".contains(next);
                Value::Bare(self.take(self.rest.find(ends).unwrap_or(self.rest.len())))
            }
        }
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        self.rest = self.rest.trim_start_matches(|next: char| next.is_whitespace() || next == ',');
        let first = self.rest.chars().next()?;
        if first == '}' {
            // Nothing after it belongs to this object.
            self.rest = "";
            return Some(Entry::Closed);
        }
        if matches!(first, ':' | '[' | '{' | ']') {
            let stray = if matches!(first, '[' | '{') { nested_end(self.rest) } else { 1 };
            return Some(Entry::Stray(self.take(stray)));
        }
        let key = self.value().text().to_owned();
        self.rest = self.rest.trim_start();
        let Some(rest) = self.rest.strip_prefix(':') else {
            return Some(Entry::NoValue(key));
        };
        self.rest = rest;
        Some(match self.value() {
            Value::Bare("") => Entry::NoValue(key),
            value => Entry::Field(key, value),
        })
    }
}

/// Where the string that a text begins with ends. JSON strings hold no line breaks, so one that is not closed
/// ends with its line, and the next field can be read.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return index,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where the object or array that a text begins with ends.
fn nested_end(text: &str) -> usize {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'\n' => in_string = false,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return index + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

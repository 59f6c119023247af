//! The price book: a file of one's own prices, JSON of the schema `public/price-book.schema.json`.
//!
//! `{ "schema": 1, "prices": { "aws.alb": { "value": 0.02, "per": "hour", "list": 0.0225, "as_of": "2026-08" } } }`.
//! What stands beside a value is for people, but for the unit: a value per something else is not taken. Reading is
//! total, as that of a scenario file is.

use super::file::{self, Entries, Entry, Value};
use super::own_prices::{PREFIX, per};
use super::reading::Reading;
use super::{Decoded, Scenario};
use crate::catalog::Catalog;
use crate::decimal::text as digits;
use crate::format;

/// Name of the file.
pub const FILE: &str = "price-book.json";

/// Media type of the file (RFC 6838).
pub const MEDIA_TYPE: &str = "application/json";

/// What may stand beside a value: its unit, then what only people read.
const BESIDE: [&str; 4] = ["per", "list", "as_of", "label"];

/// Write the own prices of a scenario, each with what the catalogue has in its place.
#[must_use]
pub fn write(scenario: &Scenario, catalog: &Catalog) -> String {
    let entry = |(id, value): &(&'static str, f64)| {
        let row = catalog.list_price(id).ok();
        let mut entry = format!("\n    \"{id}\": {{ \"value\": {}", digits(*value));
        if let Some(row) = row {
            entry.push_str(&format!(
                ", \"per\": {}, \"list\": {}, \"as_of\": \"{}\", \"label\": {}",
                quoted(&row.per_words),
                digits(row.value),
                format::date(&row.as_of),
                quoted(&row.label)
            ));
        }
        entry + " }"
    };
    let entries: Vec<String> = scenario.own_prices().iter().map(entry).collect();
    let end = if entries.is_empty() { "" } else { "\n  " };
    format!("{{\n  \"schema\": {},\n  \"prices\": {{{}{end}}}\n}}\n", file::SCHEMA, entries.join(","))
}

/// A text of the catalogue as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Read a price book: a scenario that states its prices and nothing else, and a notice for each part that could not be
/// read.
#[must_use]
pub fn read(text: &str) -> Decoded {
    let mut reading = Reading::default();
    let Some(outer) = file::outer(text, "{ \"prices\": { \"aws.alb\": 0.02 } }", &mut reading) else {
        return reading.finish();
    };
    let (mut is_closed, mut is_found) = (false, false);
    for entry in outer {
        match &entry {
            Entry::Field(key, Value::Nested(inner)) if key == "prices" && !is_found => {
                is_found = true;
                prices(&mut reading, inner);
            }
            Entry::Field(key, _) if key == "prices" && is_found => {
                reading.notice(key, || "stated more than once; the first is kept".to_owned());
            }
            Entry::Field(key, _) if key != "schema" => {
                reading.notice(key, || "is no part of a price book; left out".to_owned());
            }
            Entry::Closed => is_closed = true,
            _ => file::take(&mut reading, &entry),
        }
    }
    if !is_found {
        reading.notice("prices", || "stands nowhere; no price was set".to_owned());
    }
    if !is_closed {
        file::early_end(&mut reading);
    }
    reading.finish()
}

/// Read an object of prices: `"<row id>": value`, or with the value among what stands beside it.
pub(super) fn prices(reading: &mut Reading, object: &str) {
    let Some(entries) = Entries::of(object) else {
        return reading.notice("prices", || "is no object of prices; left out".to_owned());
    };
    for entry in entries {
        match entry {
            Entry::Field(id, Value::Nested(inner)) => price(reading, &id, inner),
            Entry::Field(id, value) => reading.field(&[PREFIX, &id].concat(), value.text()),
            other => file::take(reading, &other),
        }
    }
}

/// Read a price with what stands beside it.
fn price(reading: &mut Reading, id: &str, object: &str) {
    let name = [PREFIX, id].concat();
    let mut value = None;
    let mut is_of_unit = true;
    for entry in Entries::of(object).into_iter().flatten() {
        match entry {
            Entry::Field(key, given) if key == "value" && value.is_none() => {
                value = Some(given.text().to_owned());
            }
            Entry::Field(key, given) if key == "per" => {
                let known = per(id);
                if known.is_some_and(|known| known != given.text()) {
                    is_of_unit = false;
                    let given = super::typing::shortened(given.text());
                    reading.notice(&name, || {
                        format!(
                            "is per `{given}`, the catalogue has it per {}; left out",
                            known.unwrap_or_default()
                        )
                    });
                }
            }
            Entry::Field(key, _) if BESIDE.contains(&key.as_str()) => {}
            Entry::Field(key, _) => {
                reading.notice(&name, || {
                    format!(
                        "`{}` is no part of a price, or stated again; left out",
                        super::typing::shortened(&key)
                    )
                });
            }
            Entry::Closed => {}
            other => file::take(reading, &other),
        }
    }
    match value {
        Some(value) if is_of_unit => reading.field(&name, &value),
        Some(_) => {}
        None => reading.notice(&name, || "states no `value`; left out".to_owned()),
    }
}

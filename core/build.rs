//! Turns the JSON of `data/` into the columns that `catalog::load` reads, so that the page carries no JSON parser.
//!
//! Strict: a field that is not listed here, or a required one that is missing, fails the build and names the row.
//! Rows come out sorted by id and book, so that a look-up is a binary search and a duplicate stands beside its twin.

use serde_json::{Map, Value};
use std::path::Path;
use std::{env, fs, process};

/// A column and the value it has where the row names none; without one the field is required.
type Column = (&'static str, Option<&'static str>);

const PRICE: &[Column] = &[
    ("id", None),
    ("book", Some("list")),
    ("kind", Some("price")),
    ("value", None),
    ("per", None),
    ("label", None),
    ("region", None),
    ("source", None),
    ("as_of", None),
    ("confidence", None),
    ("note", Some("")),
];

const LIMIT: &[Column] = &[
    ("id", None),
    ("value", None),
    ("unit", None),
    ("source", None),
    ("as_of", None),
    ("confidence", None),
    ("note", Some("")),
];

const VM_TYPE: &[Column] =
    &[("id", None), ("vcpu", None), ("memory_gib", None), ("baseline_share", Some("1")), ("source", None)];

const DATABASE_PLAN: &[Column] = &[
    ("id", None),
    ("label", None),
    ("vcpu", None),
    ("memory_gib", None),
    ("baseline_share", Some("1")),
    ("max_connections", None),
    ("reserved_connections", None),
    ("pooler_clients", Some("")),
    ("compute_price", None),
    ("compute_units", Some("1")),
    ("memory_price", Some("")),
    ("storage_price", None),
    ("included_storage_gb", Some("0")),
    ("min_storage_gb", Some("0")),
    ("backup_price", Some("")),
    ("fees", Some("")),
    ("source", None),
];

const PAAS_PLAN: &[Column] = &[
    ("id", None),
    ("label", None),
    ("provider", None),
    ("memory_mib", None),
    ("vcpu", None),
    ("baseline_share", Some("1")),
    ("price", None),
    ("source", None),
];

/// Columns that are only read by people, as are the labels of prices, since each line of a bill has its own. Left
/// empty without the feature `texts`.
const LONG: [&str; 3] = ["region", "source", "note"];

fn main() {
    if let Err(fault) = write_catalogue().and_then(|()| name_versions()) {
        eprintln!("core/data: {fault}");
        process::exit(1);
    }
}

fn write_catalogue() -> Result<(), String> {
    let sizes = read("sizes.json")?;
    let mut lines = Vec::new();
    lines.extend(table('P', PRICE, &read("prices.json")?, true)?);
    lines.extend(table('L', LIMIT, &read("limits.json")?, true)?);
    lines.extend(table('V', VM_TYPE, member(&sizes, "vm_types")?, false)?);
    lines.extend(table('D', DATABASE_PLAN, member(&sizes, "database_plans")?, false)?);
    lines.extend(table('W', PAAS_PLAN, member(&sizes, "paas_plans")?, false)?);
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    fs::write(Path::new(&out).join("catalogue.tsv"), lines.join("\n")).map_err(|error| error.to_string())
}

/// What links carry: the newest model version and price book, at hand without a JSON parser. What else the lists have
/// to be is tested (`tests/history.rs`).
fn name_versions() -> Result<(), String> {
    let newest = |file: &str, name: &str| {
        let list = read(file)?;
        let entry = list.as_array().and_then(|entries| entries.last());
        entry
            .and_then(|entry| text(entry.get(name)?, &[]))
            .ok_or_else(|| format!("{file}: the last entry has no `{name}`"))
    };
    println!("cargo::rustc-env=LOADLINE_MODEL={}", newest("models.json", "number")?);
    println!("cargo::rustc-env=LOADLINE_PRICES={}", newest("price_books.json", "date")?);
    Ok(())
}

fn read(file: &str) -> Result<Value, String> {
    println!("cargo::rerun-if-changed=data/{file}");
    let text =
        fs::read_to_string(Path::new("data").join(file)).map_err(|error| format!("{file}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))
}

fn member<'v>(value: &'v Value, name: &str) -> Result<&'v Value, String> {
    value.get(name).ok_or_else(|| format!("`{name}` is missing"))
}

fn table(tag: char, columns: &[Column], rows: &Value, sorted: bool) -> Result<Vec<String>, String> {
    let rows = rows.as_array().ok_or_else(|| format!("the rows of {tag} are no list"))?;
    let mut lines = rows
        .iter()
        .map(|row| {
            let row = row.as_object().ok_or_else(|| format!("{row} is no row"))?;
            line(tag, columns, row)
                .map_err(|fault| format!("row {}: {fault}", row.get("id").unwrap_or(&Value::Null)))
        })
        .collect::<Result<Vec<_>, String>>()?;
    if sorted {
        // A tab sorts before every character of an id, so this is the order of ids, then of books.
        lines.sort();
    }
    Ok(lines)
}

fn line(tag: char, columns: &[Column], row: &Map<String, Value>) -> Result<String, String> {
    if let Some(unknown) = row.keys().find(|key| !columns.iter().any(|(name, _)| name == key)) {
        return Err(format!("unknown field `{unknown}`"));
    }
    let mut line = tag.to_string();
    for (name, default) in columns {
        let text = match (row.get(*name), default) {
            (Some(value), _) => {
                text(value, &[";", ","]).ok_or_else(|| format!("`{name}` cannot be {value}"))?
            }
            (None, Some(default)) => (*default).to_owned(),
            (None, None) => return Err(format!("missing field `{name}`")),
        };
        if text.contains(['\t', '\n']) {
            return Err(format!("`{name}` holds a tab or a line break"));
        }
        line.push('\t');
        let long = LONG.contains(name) || (tag, *name) == ('P', "label");
        if !long || env::var_os("CARGO_FEATURE_TEXTS").is_some() {
            line.push_str(&text);
        }
    }
    Ok(line)
}

/// A value as text; a list with the last separator between its entries, a list of lists with the first between them.
fn text(value: &Value, separators: &[&str]) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(entries) => {
            let nested = entries.iter().any(Value::is_array);
            let separator = if nested { separators.first()? } else { separators.last()? };
            let inner = if nested { separators.get(1..)? } else { &[] };
            let entries: Option<Vec<String>> = entries.iter().map(|entry| text(entry, inner)).collect();
            // The trailing separator tells a list of one from a single value.
            entries.map(|entries| entries.iter().map(|entry| format!("{entry}{separator}")).collect())
        }
        Value::Bool(_) | Value::Object(_) => None,
    }
}

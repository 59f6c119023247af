//! What the planner was before: the lists in `core/data` stand in order, and nobody changes a formula or a price without
//! adding to them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::history::{FIRST_MODEL, FIRST_PRICES, History, MODEL, PRICES, Texts, hash};
use loadline_core::scenario::Key;

const MODELS: &str = r#"[
    {"number": 1, "date": "2026-01-01", "change": "The first.", "fingerprint": "0123456789abcdef"},
    {"number": 2, "date": "2026-02-01", "change": "The second.", "fingerprint": "0123456789abcdef"},
    {"number": 3, "date": "2026-02-01", "change": "The third.", "fingerprint": "0123456789abcdef"}
]"#;
const BOOKS: &str = r#"[
    {"date": "2026-01-01", "hash": "0123456789abcdef"},
    {"date": "2026-03-01", "hash": "0123456789abcdef"},
    {"date": "2026-05-01", "hash": "0123456789abcdef"}
]"#;
const PRICES_THEN: &str = r#"[
    {"id": "aws.fargate.vcpu", "value": "0.03", "from": "2026-03-01", "until": "2026-05-01"},
    {"id": "aws.fargate.vcpu", "value": "0.05", "from": "2026-01-01", "until": "2026-03-01"},
    {"id": "aws.ec2.t3.medium", "book": "list", "value": "0.04", "from": "2026-03-01", "until": "2026-05-01"}
]"#;
const DEFAULTS: &str = r#"[
    {"key": "files_per_day", "value": "50", "until_model": 2},
    {"key": "files_per_day", "value": "80", "until_model": 3},
    {"key": "vm_count", "value": "2", "until_model": 2}
]"#;

fn catalog() -> Catalog {
    Catalog::embedded().unwrap()
}

fn read(models: &str, price_books: &str, prices: &str, defaults: &str) -> Result<History, String> {
    History::read(&Texts { models, price_books, prices, defaults }, &catalog())
        .map_err(|error| error.to_string())
}

#[test]
fn the_history_in_the_program_is_sound() {
    let catalog = catalog();
    let history = History::embedded(&catalog).unwrap();
    assert_eq!((history.newest(), history.prices_of()), (MODEL, PRICES));
    assert_eq!(history.models[0].number, FIRST_MODEL);
    assert_eq!(history.price_books[0].date, FIRST_PRICES);
    for row in &catalog.rows {
        // `2026` is no later than any day of 2026: what was read some time in a year is not known better.
        assert!(row.as_of.as_str() <= PRICES, "{} was read on {}, after the price book", row.id, row.as_of);
    }
}

#[test]
fn a_formula_does_not_change_without_a_version() {
    let history = History::embedded(&catalog()).unwrap();
    let written = include_str!("fingerprint.txt").trim();
    let newest = history.models.last().unwrap();
    assert_eq!(
        newest.fingerprint, written,
        "plans have changed since model version {}. Where an old link comes to another figure because of a formula, add a \
         version to core/data/models.json with today's date, one plain sentence on what changed, and this fingerprint. \
         Where inputs, options or presets were only added, or prices changed (which core/data/price_books.json has), \
         write the fingerprint into the newest version.",
        newest.number
    );
}

#[test]
fn a_price_does_not_change_without_a_date() {
    let catalog = catalog();
    let history = History::embedded(&catalog).unwrap();
    let found = format!("{:016x}", hash(&catalog));
    assert_eq!(
        history.price_books.last().unwrap().hash,
        found,
        "core/data/prices.json has changed since {PRICES}. Add an entry to core/data/price_books.json with a new date and \
         the hash {found}, and the old values of existing rows to core/data/superseded_prices.json (from the date \
         of the first book that had them, until the new date)."
    );
}

#[test]
fn the_hash_stands_for_what_a_plan_reads() {
    let catalog = catalog();
    let before = hash(&catalog);
    assert_eq!(before, hash(&catalog.clone()));
    assert_ne!(before, hash(&catalog.repriced(&[(0, catalog.rows[0].value + 0.01)])));
    assert_ne!(before, hash(&catalog.without(&catalog.rows[0].id)));
    let mut noted = catalog.clone();
    noted.rows[0].note.push('x');
    noted.rows[0].as_of = "2026-10-10".to_owned();
    assert_eq!(before, hash(&noted));
}

#[test]
fn what_held_then_is_found() {
    let catalog = catalog();
    let history = read(MODELS, BOOKS, PRICES_THEN, DEFAULTS).unwrap();
    let then = |date: &str| -> Vec<(String, f64)> {
        let prices = history.prices_then(date, &catalog);
        prices.iter().map(|(place, value)| (catalog.rows[*place].id.clone(), *value)).collect()
    };
    let fargate = |value: f64| ("aws.fargate.vcpu".to_owned(), value);
    assert_eq!(then("2025-12-31"), [], "nothing is known of before");
    assert_eq!(then("2026-01-01"), [fargate(0.05)]);
    assert_eq!(then("2026-02-28"), [fargate(0.05)]);
    // In the order of the catalogue, whatever that of the list.
    assert_eq!(then("2026-03-01"), [("aws.ec2.t3.medium".to_owned(), 0.04), fargate(0.03)]);
    assert_eq!(then("2026-05-01"), []);
    let of = |model: u32| history.defaults_then(model);
    assert_eq!(of(1), [(Key::FilesPerDay, Some(50.0)), (Key::VmCount, Some(2.0))]);
    assert_eq!(of(2), [(Key::FilesPerDay, Some(80.0))]);
    assert_eq!(of(3), []);
    let since = |model: u32| history.since(model).iter().map(|model| model.number).collect::<Vec<_>>();
    assert_eq!((since(0), since(1), since(3), since(9)), (vec![1, 2, 3], vec![2, 3], vec![], vec![]));
    // A price that came back is as it was.
    let row = catalog.rows.iter().find(|row| row.id == "aws.fargate.vcpu").unwrap();
    let same = PRICES_THEN.replace("0.05", &row.value.to_string());
    assert_eq!(read(MODELS, BOOKS, &same, DEFAULTS).unwrap().prices_then("2026-01-01", &catalog), []);
}

#[test]
fn a_faulty_entry_is_named() {
    for (from, to, what) in [
        ("\"number\": 2", "\"number\": 3", "model 2 has another number"),
        ("The second.", "The second", "model 2 has another number, no date, sentence or fingerprint"),
        (
            "\"2026-02-01\", \"change\": \"The third",
            "\"2026-01-01\", \"change\": \"The third",
            "models are out of order",
        ),
        ("0123456789abcdef", "0123456789ABCDEF", "fingerprint"),
        ("\"change\"", "\"changed\"", "unknown field `changed`"),
    ] {
        let error = read(&MODELS.replacen(from, to, 1), BOOKS, "[]", "[]").unwrap_err();
        assert!(error.contains(what), "{error}");
    }
    for (from, to, what) in [
        ("2026-03-01", "2026-3-1", "price book `2026-3-1` has no date"),
        ("2026-03-01", "2026-01-01", "price books are out of order"),
    ] {
        let error = read(MODELS, &BOOKS.replacen(from, to, 1), "[]", "[]").unwrap_err();
        assert!(error.contains(what), "{error}");
    }
    for (from, to, what) in [
        ("aws.fargate.vcpu", "aws.fargate.vcpus", "`aws.fargate.vcpus` has no row"),
        ("\"list\"", "\"atlas\"", "`aws.ec2.t3.medium` has no row in that book"),
        ("0.03", "3e-2", "has no decimal number"),
        ("0.03", "-0.03", "has the wrong sign"),
        (
            "\"from\": \"2026-03-01\"",
            "\"from\": \"2026-02-01\"",
            "does not run from the date of a price book",
        ),
        ("\"until\": \"2026-05-01\"", "\"until\": \"2026-03-01\"", "does not run from"),
        (
            "\"until\": \"2026-03-01\"",
            "\"until\": \"2026-05-01\"",
            "`aws.fargate.vcpu` do not follow one another",
        ),
        ("\"from\"", "\"form\"", "unknown field `form`"),
        (", \"until\": \"2026-05-01\"", "", "missing field `until`"),
    ] {
        let error = read(MODELS, BOOKS, &PRICES_THEN.replacen(from, to, 1), "[]").unwrap_err();
        assert!(error.contains(what), "{from} {to}: {error}");
    }
    for (from, to, what) in [
        ("vm_count", "vm_counts", "`vm_counts` is of no input"),
        ("\"50\"", "\"many\"", "`files_per_day` `many` is not a number"),
        ("\"50\"", "\"auto\"", "`files_per_day` `auto` is not a number"),
        ("\"until_model\": 3", "\"until_model\": 4", "superseded by model 4, which there is not"),
        ("\"until_model\": 3", "\"until_model\": 1", "superseded by model 1"),
        ("\"until_model\": 3", "\"until_model\": 2", "superseded twice"),
    ] {
        let error = read(MODELS, BOOKS, "[]", &DEFAULTS.replacen(from, to, 1)).unwrap_err();
        assert!(error.contains(what), "{error}");
    }
    assert!(read("[]", BOOKS, "[]", "[]").unwrap_err().contains("no model"));
}

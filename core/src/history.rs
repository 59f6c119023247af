//! What the planner was before: versions of its formulas, its price books, and the prices and defaults that no longer
//! hold. Links carry the number of the one and the date of the other, so that [`crate::decide::then`] can say what a
//! link came to when it was made.
//!
//! The lists in `core/data` are written by hand and only grow. Whoever changes
//!
//! - what a formula makes of a scenario adds a version with one plain sentence to `models.json`;
//! - a price adds a date to `price_books.json` and the old value to `superseded_prices.json`;
//! - a default adds the old one to `superseded_defaults.json`.

use crate::catalog::{Book, Catalog, PriceRow, RowKind, decimal};
use crate::error::Error;
use crate::scenario::link::is_date;
use crate::scenario::{FIELDS, Key};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The newest model version: that of the formulas in this program. (A number that is none reads as 0 here, and
/// [`History::read`] refuses it.)
pub const MODEL: u32 = match u32::from_str_radix(env!("LOADLINE_MODEL"), 10) {
    Ok(number) => number,
    Err(_) => 0,
};

/// Date of the newest price book: that of the prices in this program.
pub const PRICES: &str = env!("LOADLINE_PRICES");

/// The model version of links of version 1, which name none.
pub const FIRST_MODEL: u32 = 1;

/// The price book of links of version 1, which name none.
pub const FIRST_PRICES: &str = "2026-10-09";

/// A version of the formulas.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// Its number, from 1.
    pub number: u32,
    /// When it came into force, `YYYY-MM-DD`.
    pub date: String,
    /// What it changed, in one plain sentence.
    pub change: String,
    /// [`crate::fingerprint`] of the formulas with the data they came with, in 16 hexadecimal digits.
    pub fingerprint: String,
}

/// A price book: all prices as of a date.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBook {
    /// Its date, `YYYY-MM-DD`: no row was read later.
    pub date: String,
    /// [`hash`] of its rows, in 16 hexadecimal digits.
    pub hash: String,
}

/// A price that no longer holds.
#[derive(Clone, Debug, PartialEq)]
pub struct SupersededPrice {
    /// Place of its row in [`Catalog::rows`].
    pub place: usize,
    /// What it was, in the unit of the row.
    pub value: f64,
    /// Date of the first price book that has it.
    pub from: String,
    /// Date of the first price book that has it no longer.
    pub until: String,
}

/// A default that no longer holds.
#[derive(Clone, Debug, PartialEq)]
pub struct SupersededDefault {
    /// The input.
    pub key: Key,
    /// What it was; none where the planner derived it, as it still does.
    pub value: Option<f64>,
    /// The first model version that has it no longer.
    pub until_model: u32,
}

/// The lists as they are written.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'t> {
    /// `[{ "number", "date", "change", "fingerprint" }]`, oldest first.
    pub models: &'t str,
    /// `[{ "date", "hash" }]`, oldest first.
    pub price_books: &'t str,
    /// `[{ "id", "book", "value", "from", "until" }]`; the book `list` may be left out, the value is a decimal in quotes.
    pub prices: &'t str,
    /// `[{ "key", "value", "until_model" }]`, the value as it would be typed.
    pub defaults: &'t str,
}

/// All of it, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Versions of the formulas, oldest first; never empty.
    pub models: Vec<Model>,
    /// Price books, oldest first; never empty.
    pub price_books: Vec<PriceBook>,
    /// In the order of the catalogue, of one row oldest first.
    pub prices: Vec<SupersededPrice>,
    /// In the order of the registry, of one input oldest first.
    pub defaults: Vec<SupersededDefault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceEntry {
    id: String,
    #[serde(default)]
    book: Option<String>,
    value: String,
    from: String,
    until: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultEntry {
    key: String,
    value: String,
    until_model: u32,
}

impl History {
    /// The history built into the program.
    ///
    /// # Errors
    /// As [`History::read`].
    pub fn embedded(catalog: &Catalog) -> Result<Self, Error> {
        let texts = Texts {
            models: include_str!("../data/models.json"),
            price_books: include_str!("../data/price_books.json"),
            prices: include_str!("../data/superseded_prices.json"),
            defaults: include_str!("../data/superseded_defaults.json"),
        };
        Self::read(&texts, catalog)
    }

    /// Read a history that belongs to a catalogue.
    ///
    /// # Errors
    /// [`Error::Data`] naming the entry that cannot stand: fields that are unknown or missing, numbers and dates out of
    /// order, a row or an input that there is not, a value it cannot have, spans of one row with a gap between.
    pub fn read(texts: &Texts<'_>, catalog: &Catalog) -> Result<Self, Error> {
        let models: Vec<Model> = list("models", texts.models)?;
        for (model, number) in models.iter().zip(1..) {
            let is_sound = model.number == number
                && is_date(&model.date)
                && model.change.ends_with('.')
                && is_hash(&model.fingerprint);
            require(is_sound, || {
                format!("model {number} has another number, no date, sentence or fingerprint")
            })?;
        }
        require(models.is_sorted_by(|one, next| one.date <= next.date), || {
            "models are out of order".to_owned()
        })?;
        let price_books: Vec<PriceBook> = list("price books", texts.price_books)?;
        for book in &price_books {
            let is_sound = is_date(&book.date) && is_hash(&book.hash);
            require(is_sound, || format!("price book `{}` has no date or hash", book.date))?;
        }
        let ascend = price_books.is_sorted_by(|one, next| one.date < next.date);
        require(ascend, || "price books are out of order".to_owned())?;
        require(!models.is_empty() && !price_books.is_empty(), || {
            "there is no model or no price book".to_owned()
        })?;
        let mut history = Self { models, price_books, prices: Vec::new(), defaults: Vec::new() };
        for entry in list::<PriceEntry>("superseded prices", texts.prices)? {
            history.prices.push(history.price(&entry, catalog)?);
        }
        for entry in list::<DefaultEntry>("superseded defaults", texts.defaults)? {
            history.defaults.push(history.default(&entry)?);
        }
        history.prices.sort_by(|one, other| (one.place, &one.from).cmp(&(other.place, &other.from)));
        for pair in history.prices.windows(2) {
            if let [one, next] = pair
                && one.place == next.place
            {
                require(one.until == next.from, || {
                    let id = catalog.rows.get(one.place).map_or("", |row| row.id.as_str());
                    format!(
                        "superseded prices of `{id}` do not follow one another: {} and {}",
                        one.until, next.from
                    )
                })?;
            }
        }
        let order = |one: &SupersededDefault| (one.key.index(), one.until_model);
        history.defaults.sort_by_key(order);
        let ascend = history.defaults.is_sorted_by(|one, next| order(one) < order(next));
        require(ascend, || "a default is superseded twice by one model".to_owned())?;
        Ok(history)
    }

    fn price(&self, entry: &PriceEntry, catalog: &Catalog) -> Result<SupersededPrice, Error> {
        let PriceEntry { id, book, value, from, until } = entry;
        let book = match book.as_deref() {
            None | Some("list") => Some(Book::List),
            Some("printed") => Some(Book::Printed),
            Some(_) => None,
        };
        let wrong = |what: &str| Error::Data(format!("superseded price `{id}` {what}"));
        let is = |row: &&PriceRow| row.id == *id && Some(row.book) == book;
        let row = catalog.rows.iter().find(is).ok_or_else(|| wrong("has no row in that book"))?;
        let value = decimal(value).ok_or_else(|| wrong("has no decimal number as value"))?;
        if (row.kind == RowKind::Credit) != (value < 0.0) {
            return Err(wrong("has the wrong sign"));
        }
        let is_book = |date: &String| self.price_books.iter().any(|book| book.date == *date);
        if from >= until || !is_book(from) || !is_book(until) {
            return Err(wrong("does not run from the date of a price book until that of a later one"));
        }
        Ok(SupersededPrice { place: row.index, value, from: from.clone(), until: until.clone() })
    }

    fn default(&self, entry: &DefaultEntry) -> Result<SupersededDefault, Error> {
        let DefaultEntry { key: id, value, until_model } = entry;
        let wrong = |what: String| Error::Data(format!("superseded default `{id}` {what}"));
        let key = Key::parse(id).ok_or_else(|| wrong("is of no input".to_owned()))?;
        let value = key.read(value).map_err(|error| wrong(error.message()))?;
        if !(2..=self.newest()).contains(until_model) {
            return Err(wrong(format!("was superseded by model {until_model}, which there is not")));
        }
        Ok(SupersededDefault { key, value, until_model: *until_model })
    }

    /// The number of the newest model.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.models.last().map_or(0, |model| model.number)
    }

    /// The date of the newest price book.
    #[must_use]
    pub fn prices_of(&self) -> &str {
        self.price_books.last().map_or("", |book| book.date.as_str())
    }

    /// The models that came after this one.
    #[must_use]
    pub fn since(&self, model: u32) -> &[Model] {
        let place = self.models.iter().position(|one| one.number > model).unwrap_or(self.models.len());
        self.models.get(place..).unwrap_or_default()
    }

    /// Places and values of the rows that a price book of this date had at another value, in the order of the catalogue.
    #[must_use]
    pub fn prices_then(&self, date: &str, catalog: &Catalog) -> Vec<(usize, f64)> {
        let held = |price: &&SupersededPrice| price.from.as_str() <= date && date < price.until.as_str();
        let differs =
            |(place, value): &(usize, f64)| catalog.rows.get(*place).is_some_and(|row| row.value != *value);
        self.prices.iter().filter(held).map(|price| (price.place, price.value)).filter(differs).collect()
    }

    /// The defaults of a model version where they were others, in the order of the registry.
    #[must_use]
    pub fn defaults_then(&self, model: u32) -> Vec<(Key, Option<f64>)> {
        let of = |key: Key| {
            let held = self.defaults.iter().find(|one| one.key == key && model < one.until_model)?;
            Some((key, held.value))
        };
        let differs = |(key, value): &(Key, Option<f64>)| key.field().default != *value;
        FIELDS.iter().filter_map(|field| of(field.key)).filter(differs).collect()
    }
}

/// What stands for the prices that a plan reads: identifier, book, kind, value and unit of every row, in the order of the
/// catalogue; FNV-1a, 64 bits. Sources, notes and dates are not part of it: they move no figure.
#[must_use]
pub fn hash(catalog: &Catalog) -> u64 {
    let lines = catalog.rows.iter().map(|row| {
        format!(
            "{}\t{:?}\t{:?}\t{:016x}\t{}\n",
            row.id,
            row.book,
            row.kind,
            row.value.to_bits(),
            row.per_words
        )
    });
    lines.fold(0xCBF2_9CE4_8422_2325, |hash, line| {
        line.bytes()
            .fold(hash, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3))
    })
}

fn list<T: DeserializeOwned>(what: &str, text: &str) -> Result<Vec<T>, Error> {
    serde_json::from_str(text).map_err(|error| Error::Data(format!("{what}: {error}")))
}

fn require(is_sound: bool, what: impl FnOnce() -> String) -> Result<(), Error> {
    if is_sound { Ok(()) } else { Err(Error::Data(what())) }
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

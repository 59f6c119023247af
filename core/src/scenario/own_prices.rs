//! Prices of one's own: what a person pays instead of a row of the catalogue.
//!
//! They are part of the scenario and take effect where formulas read prices ([`crate::reading::Reader`]), nowhere else. A
//! price is stated per what the list quotes it per, also where the guides print it otherwise.

use super::Scenario;
use super::typing::{FieldError, Problem, format_number, nearest, parse_scaled, within};
use crate::catalog::{StatedRow, stated_rows};
use std::sync::OnceLock;

/// What stands before a row's identifier in links, in files and on the command line: `price.aws.alb=0.02`.
pub const PREFIX: &str = "price.";

/// What is written to have the list price back.
pub const LIST: &str = "list";

/// Most dollars per unit of anything: a thousand times the dearest row.
const MOST_USD: f64 = 1e6;

/// Largest monthly allotment, in its unit.
const MOST_ALLOTTED: f64 = 1e12;

/// The row of this identifier.
fn row(id: &str) -> Option<StatedRow> {
    // A file may name a hundred thousand of them. Sorted, the list price first where there are two.
    static ROWS: OnceLock<Vec<StatedRow>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| stated_rows().collect());
    let first = rows.partition_point(|row| row.id < id);
    rows.get(first).filter(|row| row.id == id).copied()
}

/// Least and most of a row, by its kind: money is paid, credits are given back, a share is part of a whole.
fn range(row: &StatedRow) -> (f64, f64) {
    match row.kind {
        "allotment" => (0.0, MOST_ALLOTTED),
        "fraction" => (0.0, 1.0),
        "credit" => (-MOST_USD, 0.0),
        _ => (0.0, MOST_USD),
    }
}

/// The values allowed, in words: `"0 to 1000000 dollars per hour, or list"`; `""` where there is no such row.
pub(super) fn allowed(id: &str) -> String {
    let Some(row) = row(id) else { return String::new() };
    let (least, most) = range(&row);
    let (before, after) = match row.kind {
        "allotment" => (" ", " a month, or list"),
        "fraction" => (" as a ", ", or list"),
        _ => (" dollars per ", ", or list"),
    };
    [&format_number(least), " to ", &format_number(most), before, row.per, after].concat()
}

/// What the price of an identifier is quoted per, in words; none where there is no such row.
pub(super) fn per(id: &str) -> Option<&'static str> {
    row(id).map(|row| row.per)
}

/// The identifier that was perhaps meant.
pub(super) fn suggestion(id: &str) -> Option<&'static str> {
    nearest(id, stated_rows().map(|row| row.id))
}

impl Scenario {
    /// One's own prices by the identifiers of their rows, in the order of these. Dollars per what the list quotes them
    /// per; for allotments the quantity a month, for discounts and surcharges the share.
    #[must_use]
    pub fn own_prices(&self) -> &[(&'static str, f64)] {
        &self.own_prices
    }

    /// One's own price of a row, none where the catalogue's is in force.
    #[must_use]
    pub fn own_price(&self, id: &str) -> Option<f64> {
        self.own_prices.iter().find(|(own, _)| *own == id).map(|(_, value)| *value)
    }

    /// State a price as a person types it: a number, for a share also a percentage, or [`LIST`] for the catalogue's. What
    /// cannot stand leaves the price as it was.
    ///
    /// # Errors
    /// The row, what was given and what is allowed; an identifier that no row has, with the one perhaps meant.
    pub fn set_price(&mut self, id: &str, text: &str) -> Result<(), FieldError> {
        let id = id.trim();
        let row =
            row(id).ok_or_else(|| FieldError::new(&[PREFIX, id].concat(), text, Problem::UnknownField))?;
        if text.trim().eq_ignore_ascii_case(LIST) {
            self.forget_price(row.id);
            return Ok(());
        }
        let percent = (row.kind == "fraction").then_some(-2);
        parse_scaled(text, percent)
            .map_err(Problem::Number)
            .and_then(|value| self.put_price(&row, value))
            .map_err(|problem| FieldError::of_price(row.id, text, problem))
    }

    /// State a price as a number.
    ///
    /// # Errors
    /// As [`Scenario::set_price`].
    pub fn set_price_number(&mut self, id: &str, value: f64) -> Result<(), FieldError> {
        let given = format_number(value);
        let row =
            row(id).ok_or_else(|| FieldError::new(&[PREFIX, id].concat(), &given, Problem::UnknownField))?;
        // Minus zero would be another price than zero.
        self.put_price(&row, value + 0.0).map_err(|problem| FieldError::of_price(row.id, &given, problem))
    }

    fn put_price(&mut self, row: &StatedRow, value: f64) -> Result<(), Problem> {
        within(value, range(row))?;
        self.forget_price(row.id);
        self.own_prices.push((row.id, value));
        // Into its place: all before it are in order.
        let mut news = self.own_prices.iter_mut().rev();
        let mut next = news.next();
        while let (Some(after), Some(before)) = (next, news.next()) {
            if before.0 > after.0 {
                std::mem::swap(before, after);
            }
            next = Some(before);
        }
        Ok(())
    }

    /// Have the catalogue's price of a row back.
    pub fn forget_price(&mut self, id: &str) {
        self.own_prices.retain(|(own, _)| *own != id);
    }

    /// Have all of the catalogue's prices back.
    pub fn forget_prices(&mut self) {
        self.own_prices.clear();
    }

    /// Take over every price that another scenario states; others stay as they are.
    pub fn take_prices(&mut self, other: &Self) {
        for (id, value) in &other.own_prices {
            self.forget_price(id);
            self.own_prices.push((id, *value));
        }
        self.own_prices.sort_unstable_by_key(|(id, _)| *id);
    }
}

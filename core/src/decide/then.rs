//! What a link came to when it was made, beside what it comes to today, and why the two differ: line by line, in
//! dollars.
//!
//! *Then* is today's formulas with the prices and defaults of then; what the formulas themselves have moved is the rest
//! against what the link says it came to. Changes act on each other (a dearer hour costs more where a default plans more
//! hours), so the lines take one order: formulas first, then each changed price in the order of the catalogue, then each
//! changed default in that of the inputs, one after the other, each on top of those before. Every line is the difference
//! of two totals in whole cents, so the lines add up to the difference of the ends exactly.

use crate::catalog::{Catalog, PriceRow, RowKind};
use crate::error::Error;
use crate::format;
use crate::history::{History, Model};
use crate::plan::{DeploymentOption, Plan};
use crate::reading::Shapes;
use crate::scenario::link::{PRIVATE, Was};
use crate::scenario::{Decoded, Key, Scenario};

/// A link of an earlier planner, then and today.
#[derive(Clone, Debug, PartialEq)]
pub struct Then<'h> {
    /// Every option of today, in today's order.
    pub options: Vec<OptionThen>,
    /// The option that won then, and the one that wins today where it is another.
    pub accounts: Vec<Account>,
    /// The versions of the formulas since.
    pub models: &'h [Model],
    /// Every price and default that has changed since, in the order they are applied.
    pub changes: Vec<Cause>,
    /// The option that wins today.
    pub wins: Option<&'static str>,
}

/// An option with today's formulas: at the prices and defaults of then, and of today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionThen {
    /// Its identifier.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Dollars a month then, in whole cents; none where it did not work.
    pub then: Option<f64>,
    /// Dollars a month today, in whole cents; none where it does not work.
    pub now: Option<f64>,
}

/// What moved the cost of an option.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The option's identifier.
    pub option: String,
    /// Its name; the identifier where there is no such option any more.
    pub name: String,
    /// Dollars a month then: as the link says, else by today's formulas; none where it did not work.
    pub then: Option<f64>,
    /// Whether the link says so.
    pub is_said: bool,
    /// Dollars a month today; none where it does not work, or no longer exists.
    pub now: Option<f64>,
    /// What moved it, in the order applied; only what did. None where it does not work with today's formulas either at
    /// the prices and defaults of then or at those of today: there is nothing to take apart.
    pub lines: Option<Vec<Line>>,
}

/// What one change moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The change.
    pub cause: Cause,
    /// Dollars a month more than before it.
    pub usd: f64,
}

/// Something that is no longer as it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// The formulas.
    Formulas,
    /// Own prices that the link says it leaves out, and the formulas where they have changed too: which of the two moved
    /// how much cannot be told.
    Private,
    /// Neither formulas, prices nor defaults that have changed: the link says otherwise than its own planner would have.
    Unknown,
    /// A price.
    Price {
        /// Place of its row in [`Catalog::rows`].
        place: usize,
        /// What it was, in the unit of the row.
        old: f64,
        /// What it is.
        new: f64,
    },
    /// A default of an input that the link does not state.
    Default {
        /// The input.
        key: Key,
        /// What it was; none where the planner derived it.
        old: Option<f64>,
        /// What it is; none where the planner derives it.
        new: Option<f64>,
    },
}

impl Cause {
    /// The change in words: `Fargate vCPU: $0.036 → $0.04048 per vCPU-hour`.
    #[must_use]
    pub fn words(&self, catalog: &Catalog, models: &[Model]) -> String {
        match self {
            Self::Formulas => ["Formulas", &versions(models)].concat(),
            Self::Private if models.is_empty() => "Own prices, left out of the link".to_owned(),
            Self::Private => ["Own prices, left out of the link, and formulas", &versions(models)].concat(),
            Self::Unknown => {
                "Not explained: the link was edited, or prices of its maker's own were left out".to_owned()
            }
            Self::Price { place, old, new } => {
                let Some(row) = catalog.rows.get(*place) else { return String::new() };
                let name = if row.label.is_empty() { &row.id } else { &row.label };
                format!("{name}: {} → {} {}", value(row, *old), value(row, *new), unit(row))
                    .trim_end()
                    .to_owned()
            }
            Self::Default { key, old, new } => {
                let field = key.field();
                let words = |value: Option<f64>| match value {
                    Some(value) => format::of_input(field, value),
                    None => "worked out by the planner".to_owned(),
                };
                format!("Default of {}: {} → {}", field.label, words(*old), words(*new))
            }
        }
    }
}

fn versions(models: &[Model]) -> String {
    match models {
        [one] => format!(": model version {}", one.number),
        [first, .., last] => format!(": model versions {} to {}", first.number, last.number),
        [] => String::new(),
    }
}

fn value(row: &PriceRow, value: f64) -> String {
    match row.kind {
        RowKind::Price | RowKind::Credit => format::unit_price(value),
        RowKind::Allotment => format::significant(value, 6),
        RowKind::Fraction => format::percent(value),
    }
}

fn unit(row: &PriceRow) -> String {
    match row.kind {
        RowKind::Price | RowKind::Credit => format!("per {}", row.per_words),
        RowKind::Allotment => format!("{} a month", row.per_words),
        RowKind::Fraction => String::new(),
    }
}

/// What a link came to, and what it comes to; none where it is of today's planner, or of a newer one.
///
/// # Errors
/// [`Error`] where a figure that every option needs is missing from the catalogue.
pub fn then<'h>(
    decoded: &Decoded,
    catalog: &Catalog,
    history: &'h History,
) -> Result<Option<Then<'h>>, Error> {
    let made = &decoded.made;
    let models = history.since(made.model);
    if models.is_empty() && made.prices.as_str() >= history.prices_of() {
        return Ok(None);
    }
    let mut walk = Walk::of(decoded, catalog, history);
    let mut now = walk.plan(catalog)?;
    // The costs after the first so many changes.
    let (mut changes, mut totals) = (Vec::new(), vec![costs(&now)]);
    while let Some(change) = walk.step(catalog) {
        now = walk.plan(catalog)?;
        changes.push(change);
        totals.push(costs(&now));
    }
    let (first, last) = (totals.first(), totals.last());
    let options = now.options.iter().map(|option| OptionThen {
        id: option.id,
        name: option.name,
        then: first.and_then(|totals| of(totals, option.id)),
        now: last.and_then(|totals| of(totals, option.id)),
    });
    let options: Vec<OptionThen> = options.collect();
    let wins = now.winner().map(|option| option.id);
    let said = match &made.was {
        Was::Winner { option, usd } => Some((option.as_str(), Some(whole_cents(*usd)))),
        Was::Nothing => None,
        // The cheapest then, by today's formulas.
        Was::Unsaid => cheapest(&options).map(|id| (id, None)),
    };
    // Links say so in a field that is no input, and reading them tells it.
    let is_private = decoded.notices.iter().any(|notice| notice.field == PRIVATE);
    let account = |option: &str, said: Option<f64>| {
        let known = options.iter().find(|one| one.id == option);
        let totals: Vec<Option<f64>> = totals.iter().map(|totals| of(totals, option)).collect();
        let rest = match models {
            _ if is_private => Cause::Private,
            [] => Cause::Unknown,
            _ => Cause::Formulas,
        };
        Account {
            option: option.to_owned(),
            name: known.map_or(option, |known| known.name).to_owned(),
            then: said.or_else(|| known.and_then(|known| known.then)).map(dollars),
            is_said: said.is_some(),
            now: known.and_then(|known| known.now).map(dollars),
            lines: lines(said, rest, &totals, &changes),
        }
    };
    let mut accounts: Vec<Account> = said.into_iter().map(|(option, usd)| account(option, usd)).collect();
    if let Some(wins) = wins
        && said.is_none_or(|(option, _)| option != wins)
    {
        accounts.push(account(wins, None));
    }
    let options = options.iter().map(|one| OptionThen {
        then: one.then.map(dollars),
        now: one.now.map(dollars),
        ..*one
    });
    Ok(Some(Then { options: options.collect(), accounts, models, changes, wins }))
}

/// The way from then to today, one change after the other.
struct Walk {
    scenario: Scenario,
    /// Rows that still have their old values, last first.
    prices: Vec<(usize, f64)>,
    /// Inputs that still have their old defaults, last first.
    defaults: Vec<(Key, Option<f64>)>,
}

impl Walk {
    fn of(decoded: &Decoded, catalog: &Catalog, history: &History) -> Self {
        let mut prices = history.prices_then(&decoded.made.prices, catalog);
        let mut defaults = history.defaults_then(decoded.made.model);
        // What a link states it states, also where that is the default today.
        defaults.retain(|(key, _)| !decoded.stated.contains(key));
        let mut scenario = decoded.scenario.clone();
        for (key, value) in &defaults {
            scenario.set_unchecked(*key, *value);
        }
        prices.reverse();
        defaults.reverse();
        Self { scenario, prices, defaults }
    }

    fn plan(&self, catalog: &Catalog) -> Result<Plan<f64>, Error> {
        let catalog = catalog.repriced(&self.prices);
        crate::plan_without_studies(&self.scenario, &catalog, &Shapes::of(&self.scenario))
    }

    /// Bring the next price, or the next default, up to date.
    fn step(&mut self, catalog: &Catalog) -> Option<Cause> {
        if let Some((place, old)) = self.prices.pop() {
            let new = catalog.rows.get(place).map_or(f64::NAN, |row| row.value);
            return Some(Cause::Price { place, old, new });
        }
        let (key, old) = self.defaults.pop()?;
        let new = key.field().default;
        self.scenario.set_unchecked(key, new);
        Some(Cause::Default { key, old, new })
    }
}

/// Every option with its cost in whole cents; none where it is ruled out.
type Totals = Vec<(&'static str, Option<f64>)>;

fn costs(plan: &Plan<f64>) -> Totals {
    let cost =
        |option: &DeploymentOption<f64>| option.is_feasible().then(|| whole_cents(option.usd_per_month));
    plan.options.iter().map(|option| (option.id, cost(option))).collect()
}

fn of(totals: &Totals, option: &str) -> Option<f64> {
    totals.iter().find(|(id, _)| *id == option).and_then(|(_, cents)| *cents)
}

fn cheapest(options: &[OptionThen]) -> Option<&'static str> {
    let costs = options.iter().filter_map(|option| Some((option.id, option.then?)));
    costs.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(id, _)| id)
}

/// What each change moved, from what the link says (in cents) or the total before the first change. On the way an option may
/// be ruled out for a while; what it costs when it works again is then counted to the change that lets it.
fn lines(said: Option<f64>, rest: Cause, totals: &[Option<f64>], changes: &[Cause]) -> Option<Vec<Line>> {
    let (then, _) = (totals.first().copied()??, totals.last().copied()??);
    let steps = changes.iter().zip(totals.get(1..)?).map(|(change, total)| (change.clone(), *total));
    let mut before = said.unwrap_or(then);
    let mut lines = Vec::new();
    for (cause, total) in std::iter::once((rest, Some(then))).chain(steps) {
        let after = total.unwrap_or(before);
        if after != before {
            lines.push(Line { cause, usd: dollars(after - before) });
        }
        before = after;
    }
    Some(lines)
}

/// Dollars as whole cents, so that sums and differences of them are exact.
fn whole_cents(usd: f64) -> f64 {
    libm::round(usd * 100.0)
}

fn dollars(cents: f64) -> f64 {
    cents / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(key: Key) -> Cause {
        Cause::Default { key, old: None, new: None }
    }

    #[test]
    fn what_is_ruled_out_on_the_way_counts_when_it_works_again() {
        let changes = [change(Key::Subjects), change(Key::Tenants), change(Key::FilesPerDay)];
        // $10.00 today's formulas, ruled out, $15.00, $15.00; the link says $9.
        let totals = [Some(1_000.0), None, Some(1_500.0), Some(1_500.0)];
        let found = lines(Some(900.0), Cause::Formulas, &totals, &changes);
        let line = |cause, usd| Line { cause, usd };
        assert_eq!(found, Some(vec![line(Cause::Formulas, 1.0), line(change(Key::Tenants), 5.0)]));
        // Without a figure in the link the way begins with today's formulas.
        let found = lines(None, Cause::Formulas, &totals, &changes);
        assert_eq!(found, Some(vec![line(change(Key::Tenants), 5.0)]));
    }

    #[test]
    fn what_does_not_work_at_an_end_is_not_taken_apart() {
        let changes = [change(Key::Subjects)];
        assert_eq!(lines(Some(900.0), Cause::Formulas, &[None, Some(1.0)], &changes), None);
        assert_eq!(lines(Some(900.0), Cause::Formulas, &[Some(1.0), None], &changes), None);
        assert_eq!(lines(Some(900.0), Cause::Formulas, &[], &[]), None);
    }
}

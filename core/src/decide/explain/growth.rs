//! The figures of the months to come: sums, margins and times over [`forecast`]. A tree of all that they are made of would
//! be a plan a month, so their trees end at figures of those months, which have trees of their own.

use super::{Basis, Entry, Error, Explanation, Formula, elsewhere, standing};
use crate::catalog::Catalog;
use crate::decide::growth::{Forecast, Month, OptionPath, When, changes_in, forecast, scenario_in};
use crate::number::Operation;
use crate::plan::{Change, Plan};
use crate::scenario::{Key, Scenario};
use crate::unit::{COUNT, MONTH, USD, USD_PER_MONTH, Unit};

/// First part of their names.
pub(super) const LIST: &str = "growth";

/// What tells the figures of a forecast apart from those of another.
pub(super) struct Ground<'c> {
    /// As stated.
    pub stated: &'c Scenario,
    /// Changes to it that the names of the figures hold.
    pub changes: &'c [Change],
    /// With those changes.
    pub scenario: &'c Scenario,
    pub catalog: &'c Catalog,
}

/// Every figure of the forecast with its tree. Without growth every month is like today, so only the last is told.
///
/// # Errors
/// [`Error::Plan`] where a month cannot be planned.
pub(super) fn explained(ground: &Ground<'_>) -> Result<Vec<Explanation>, Error> {
    let forecast = forecast(ground.scenario, ground.catalog)?;
    let mut all = Vec::new();
    let last = forecast.months.len().saturating_sub(1);
    let first = if forecast.rate == 0.0 { last } else { 0 };
    for month in forecast.months.iter().skip(first) {
        all.push(ground.load(month));
        let bills = forecast.months.iter().map(|month| (month.number, forecast.option(month.winner)));
        let title = format!("Paid by month {} with always the cheapest option", month.number);
        all.extend(month.paid_usd.map(|usd| {
            ground.paid(
                &format!("months/{}/paid", month.number),
                title,
                usd,
                bills.take(month.number as usize),
            )
        }));
        all.extend(ground.margin(&forecast, month));
    }
    for option in &forecast.options {
        let bills = (0..forecast.end).map(|month| (month, Some(option)));
        let title = format!("Paid by month {} with {} all the way", forecast.end, option.name);
        all.extend(
            option
                .paid_by(forecast.end)
                .map(|usd| ground.paid(&format!("options/{}/paid", option.id), title, usd, bills)),
        );
    }
    for signal in &forecast.signals {
        if let When::In(months) = signal.changes {
            let verb = if signal.tripped { "clears" } else { "trips" };
            let title = format!("{}: month in which it {verb}", signal.label);
            let name = format!("signals/{}/month", signal.id);
            let words = [("value", "then"), ("threshold", "trips from")];
            let parts = words.map(|(word, words)| {
                (format!("signals/{}/{word}", signal.id), format!("{}: {words}", signal.label))
            });
            all.push(ground.time(&name, title, months, &parts)?);
        }
    }
    for tier in &forecast.tiers {
        if let When::In(months) = tier.changes {
            let verb = if tier.reached { "left" } else { "reached" };
            let title = format!("Tier {}: month in which it is {verb}", tier.tier);
            let parts = [("tier".to_owned(), "Tier of the memory service then".to_owned())];
            all.push(ground.time(&format!("tiers/{}/month", tier.tier), title, months, &parts)?);
        }
    }
    Ok(all)
}

impl Ground<'_> {
    /// A figure of the plan so many months from today.
    fn there(&self, months: f64, figure: &str, label: String, value: f64, unit: Unit) -> Entry {
        let changes = [self.changes, &changes_in(self.scenario, months)].concat();
        Entry { label, value, unit, origin: Basis::Figure(elsewhere(&changes, figure)), parts: Vec::new() }
    }

    fn bill(&self, month: u32, option: &OptionPath) -> Entry {
        let label = format!("{}, month {month}", option.name);
        let usd = option.usd_in(month).unwrap_or(f64::NAN);
        self.there(f64::from(month), &format!("options/{}/usd", option.id), label, usd, USD_PER_MONTH)
    }

    /// Loads as a multiple of today's.
    fn load(&self, month: &Month) -> Explanation {
        let key = Key::GrowthPercentPerMonth;
        let field = key.field();
        let growth = self.scenario.value(key).unwrap_or(0.0);
        let growth = Entry {
            label: field.label.to_owned(),
            value: growth,
            unit: field.unit,
            origin: Basis::Input(key, standing(self.stated, key, growth)),
            parts: Vec::new(),
        };
        let arguments = vec![Formula::Part(1), Formula::Constant(f64::from(month.number), MONTH)];
        let origin = Basis::Function(arguments, "1 and the growth, to the power of the months");
        let title = format!("Loads in month {}, as a multiple of today's", month.number);
        let name = format!("months/{}/load", month.number);
        tree(&name, title, (month.load_factor, COUNT), origin, vec![growth])
    }

    /// The bills of months, each for that month.
    fn paid<'o>(
        &self,
        name: &str,
        title: String,
        usd: f64,
        bills: impl Iterator<Item = (u32, Option<&'o OptionPath>)>,
    ) -> Explanation {
        let bills: Vec<Entry> = bills.filter_map(|(month, option)| Some(self.bill(month, option?))).collect();
        let sum = (1..=bills.len()).map(Formula::Part).reduce(|sum, bill| step(Operation::Add, sum, bill));
        let origin = match sum {
            Some(sum) => {
                let one = Formula::Constant(1.0, MONTH);
                Basis::Formula(step(Operation::Multiply, sum, one), "")
            }
            // Before the first month.
            None => Basis::Constant,
        };
        tree(name, title, (usd, USD), origin, bills)
    }

    /// How much less the cheapest costs in a month than the next.
    fn margin(&self, forecast: &Forecast, month: &Month) -> Option<Explanation> {
        let (winner, next) = (forecast.option(month.winner)?, forecast.next(month)?);
        let margin = forecast.margin(month)?;
        let bills = vec![self.bill(month.number, next), self.bill(month.number, winner)];
        let difference = step(Operation::Subtract, Formula::Part(1), Formula::Part(2));
        // One that is level with the winner may be cheaper by dust.
        let origin =
            Basis::Formula(step(Operation::Maximum, difference, Formula::Constant(0.0, USD_PER_MONTH)), "");
        let title = format!("{} over {} in month {}", next.name, winner.name, month.number);
        let name = format!("months/{}/margin", month.number);
        Some(tree(&name, title, (margin, USD_PER_MONTH), origin, bills))
    }

    /// A time solved for, with figures of that time.
    fn time(
        &self,
        name: &str,
        title: String,
        months: f64,
        figures: &[(String, String)],
    ) -> Result<Explanation, Error> {
        let plan: Plan<f64> = crate::plan(&scenario_in(self.scenario, months), self.catalog)?;
        let met = super::met(&plan, self.catalog);
        let part = |(figure, label): &(String, String)| {
            let found = met.iter().find(|met| met.path.text() == *figure)?;
            Some(self.there(months, figure, label.clone(), found.number, found.unit))
        };
        let parts: Vec<Entry> = figures.iter().filter_map(part).collect();
        let arguments = (1..=parts.len()).map(Formula::Part).collect();
        let origin = Basis::Function(arguments, "solved by halving, the loads of each time planned anew");
        Ok(tree(name, title, (months, MONTH), origin, parts))
    }
}

fn step(operation: Operation, one: Formula, other: Formula) -> Formula {
    Formula::Step(operation, vec![one, other])
}

/// A figure and what it is made of.
fn tree(
    name: &str,
    title: String,
    (value, unit): (f64, Unit),
    origin: Basis,
    parts: Vec<Entry>,
) -> Explanation {
    let top = Entry { label: title.clone(), value, unit, origin, parts: (1..=parts.len()).collect() };
    let entries = std::iter::once(top).chain(parts).collect();
    Explanation { figure: format!("{LIST}/{name}"), title, entries, rests_on: None }
}

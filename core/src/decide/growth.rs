//! Growth: what each month to come needs and costs, re-planned month by month and never scaled from today's result.
//!
//! In month `t` every load of the systems that are on is `(1 + g)^t` of today's and everything else is as stated; that
//! scenario is planned like any other. `growth_percent_per_month` enters nowhere else: a plan sizes its stores for the
//! plateau of a constant load, rows a day × days kept, and knows no growth, so nothing grows twice. The store of a
//! month is therefore what its load would fill in the whole retention: more than is there yet while loads grow, less
//! than is still there while they shrink.
//!
//! What is counted in whole pieces (subjects, agents, workers) is rounded up: a part of a worker needs a worker. A load
//! that would leave the limits of its input stays at the limit, and is named in [`Forecast::limits`].

use super::crossovers::least;
use crate::catalog::Catalog;
use crate::error::Error;
use crate::number::Number;
use crate::plan::{Change, Plan, Rejection};
use crate::plan_as_read;
use crate::reading::{Reader, Shapes};
use crate::scenario::{FIELDS, Key, Kind, Scenario};
use crate::science::growth::periods_to_cross;
use crate::system::memory_service::{Load, Serving, tier};

/// Months to within which a signal's time is solved.
const WITHIN_MONTHS: f64 = 1e-9;

/// The months to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Growth a month, as a share; negative where loads shrink.
    pub rate: f64,
    /// Month 0, which is today, to the horizon.
    pub months: Vec<Month>,
    /// Every option through the months, in the order of the page.
    pub options: Vec<OptionPath>,
    /// The month up to which it can be paid for: the first in which nothing runs, else the horizon.
    pub end: u32,
    /// The option that costs least up to [`Forecast::end`] if it is kept from today on, by its place among
    /// [`Forecast::options`]; none where each is ruled out in some month before,
    /// or nothing runs today.
    pub best_kept: Option<usize>,
    /// Months in which another option becomes the cheapest.
    pub switches: Vec<Switch>,
    /// Every upgrade signal of every tier; empty without the memory service.
    pub signals: Vec<SignalPath>,
    /// Every tier above the first; empty without the memory service.
    pub tiers: Vec<TierPath>,
    /// Loads that reach a limit of the planner within the horizon.
    pub limits: Vec<LimitReached>,
}

/// A point in time, whole months from today, and the month that begins there.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// Months from today.
    pub number: u32,
    /// Loads as a multiple of today's.
    pub load_factor: f64,
    /// Tier of the memory service, where it is planned.
    pub tier: Option<u8>,
    /// The cheapest option that runs it, by its place among [`Forecast::options`]; of options whose costs are the same
    /// but for dust, the first, so that dust switches nothing.
    pub winner: Option<usize>,
    /// Dollars paid by then with always the cheapest option, changing as it changes: the bills of the months before,
    /// each at the load it begins with. None after a month that nothing runs. What a change itself costs is not in it.
    pub paid_usd: Option<f64>,
}

/// An option through the months.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionPath {
    /// The option.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Dollars a month, by month; none where it is ruled out.
    pub usd_per_month: Vec<Option<f64>>,
    /// Dollars paid by then, by month, if it is kept from today on; none after a month in which it is ruled out.
    pub paid_usd: Vec<Option<f64>>,
    /// When and why it is ruled out.
    pub refusals: Vec<Refusal>,
}

impl Forecast {
    /// The month `number`.
    #[must_use]
    pub fn month(&self, number: u32) -> Option<&Month> {
        self.months.get(number as usize)
    }

    /// The option at a place, as [`Month::winner`] and others name it.
    #[must_use]
    pub fn option(&self, place: Option<usize>) -> Option<&OptionPath> {
        self.options.get(place?)
    }

    /// The cheapest option of a month but for its winner; none where no other runs.
    #[must_use]
    pub fn next(&self, month: &Month) -> Option<&OptionPath> {
        let others = self.options.iter().enumerate().filter(|(place, _)| Some(*place) != month.winner);
        let bills = others.filter_map(|(_, option)| Some((option, option.usd_in(month.number)?)));
        bills.reduce(|next, other| if other.1 < next.1 { other } else { next }).map(|(option, _)| option)
    }

    /// Dollars a month by which the winner of a month is cheaper than [`Forecast::next`].
    #[must_use]
    pub fn margin(&self, month: &Month) -> Option<f64> {
        let of_winner = self.option(month.winner)?.usd_in(month.number)?;
        let of_next = self.next(month)?.usd_in(month.number)?;
        // One that is level with the winner may be cheaper by dust.
        Some((of_next - of_winner).max(0.0))
    }

    fn find_switches(&self) -> Vec<Switch> {
        let months = || self.months.iter();
        let changed = months().zip(months().skip(1)).filter(|(before, after)| before.winner != after.winner);
        let switch = |(before, after): (&Month, &Month)| Switch {
            month: after.number,
            from: before.winner,
            to: after.winner,
            margin_usd: self.margin(after),
        };
        changed.map(switch).collect()
    }

    /// What comes to rule out every option in the month [`Forecast::end`], as far as it is the same for all.
    #[must_use]
    pub fn stopped_by(&self) -> Vec<&Rejection> {
        let Some((first, others)) = self.options.split_first() else { return Vec::new() };
        let everywhere =
            |one: &&Rejection| others.iter().all(|option| option.refused_from(self.end).contains(one));
        first.refused_from(self.end).iter().filter(everywhere).collect()
    }
}

impl OptionPath {
    /// Dollars a month in a month; none where it is ruled out.
    #[must_use]
    pub fn usd_in(&self, month: u32) -> Option<f64> {
        self.usd_per_month.get(month as usize).copied().flatten()
    }

    /// Why it is ruled out from a month on; nothing where no run of such months begins there.
    fn refused_from(&self, month: u32) -> &[Rejection] {
        self.refusals.iter().find(|run| run.from == month).map_or(&[], |run| &run.rejections)
    }

    /// Dollars paid by a month if it is kept from today on; none where it is ruled out before.
    #[must_use]
    pub fn paid_by(&self, month: u32) -> Option<f64> {
        self.paid_usd.get(month as usize).copied().flatten()
    }
}

/// A run of months in which an option is ruled out.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// First month.
    pub from: u32,
    /// First month in which it runs again; none where it does not within the horizon.
    pub until: Option<u32>,
    /// Why, in the first month.
    pub rejections: Vec<Rejection>,
}

/// Another option becomes the cheapest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Switch {
    /// The month from which it is.
    pub month: u32,
    /// The cheapest until then, by its place among [`Forecast::options`]; none where nothing ran.
    pub from: Option<usize>,
    /// The cheapest from then on; none where nothing runs.
    pub to: Option<usize>,
    /// Dollars a month by which it is cheaper in that month than the next option that runs; none where there is none.
    pub margin_usd: Option<f64>,
}

/// When something that holds, or does not, ceases to be so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// So many months from today, solved on re-planned scenarios.
    In(f64),
    /// At some time after the horizon.
    AfterHorizon,
    /// At this growth never.
    Never,
}

/// An upgrade signal through the months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalPath {
    /// The signal.
    pub id: &'static str,
    /// The signal in words.
    pub label: &'static str,
    /// Tier it warns in.
    pub tier: u8,
    /// Whether it has tripped today.
    pub tripped: bool,
    /// When that changes: it trips, or with shrinking loads clears.
    pub changes: When,
}

/// A tier through the months. Two signals of each tier below it lead to it, so it is reached with the second of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TierPath {
    /// Its number, from 2.
    pub tier: u8,
    /// Whether today's loads need it, or a higher one.
    pub reached: bool,
    /// When that changes: it is reached, or with shrinking loads left.
    pub changes: When,
}

/// A load stays at a limit of its input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimitReached {
    /// The load.
    pub key: Key,
    /// The limit, in the unit of the input.
    pub limit: f64,
    /// Months from today until it is reached.
    pub month: f64,
}

/// Plan every month up to the horizon.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn forecast(scenario: &Scenario, catalog: &Catalog) -> Result<Forecast, Error> {
    let shapes = Shapes::of(scenario);
    let horizon = scenario.value(Key::HorizonMonths).unwrap_or(0.0) as u32;
    let mut plans: Vec<Plan<f64>> = Vec::with_capacity(horizon as usize + 1);
    for month in 0..=horizon {
        let there = scenario_in(scenario, f64::from(month));
        plans.push(plan_as_read(&Reader::new(&there, catalog, &shapes, ()).for_costs())?);
    }
    let options: Vec<OptionPath> =
        crate::option::ids().into_iter().filter_map(|id| path(id, &plans)).collect();
    let months = months(scenario, &plans, &options);
    let end = months.iter().find(|month| month.winner.is_none()).map_or(horizon, |month| month.number);
    let paid_at_end = |option: &OptionPath| option.paid_by(end).filter(|_| end > 0);
    let best_kept = least(options.iter().map(paid_at_end));
    let (signals, tiers) = upgrades(scenario, catalog, &shapes, &plans);
    let limits = limits(scenario, f64::from(horizon));
    let (rate, switches) = (rate(scenario), Vec::new());
    let mut all = Forecast { rate, months, options, end, best_kept, switches, signals, tiers, limits };
    all.switches = all.find_switches();
    Ok(all)
}

/// The scenario so many months from today (0 or more, also a part of one, also infinite).
#[must_use]
pub fn scenario_in(scenario: &Scenario, months: f64) -> Scenario {
    let mut there = scenario.clone();
    for change in changes_in(scenario, months) {
        there.set_unchecked(change.key, Some(change.to));
    }
    there
}

/// What tells that scenario from today's: the loads that grow.
#[must_use]
pub fn changes_in(scenario: &Scenario, months: f64) -> Vec<Change> {
    let factor = load_factor(scenario, months);
    let grown = |(key, now): (Key, f64)| {
        let Kind::Number(range) = &key.field().kind else { return None };
        let grown = now * factor;
        let grown = if range.whole { Number::ceil(grown) } else { grown };
        Some(Change { key, to: grown.clamp(range.min, range.max) })
    };
    loads(scenario).filter_map(grown).filter(|change| scenario.value(change.key) != Some(change.to)).collect()
}

/// Growth a month, as a share.
fn rate(scenario: &Scenario) -> f64 {
    scenario.value(Key::GrowthPercentPerMonth).unwrap_or(0.0) / 100.0
}

fn load_factor(scenario: &Scenario, months: f64) -> f64 {
    libm::pow(1.0 + rate(scenario), months)
}

/// The loads of the systems that are on, and what they are today. No load at all does not grow.
fn loads(scenario: &Scenario) -> impl Iterator<Item = (Key, f64)> {
    let is_on = |key: Key| key.switch().is_none_or(|switch| scenario.is_on(switch));
    FIELDS
        .iter()
        .filter(move |field| field.is_load() && is_on(field.key))
        .filter_map(|field| Some((field.key, scenario.value(field.key)?)))
        .filter(|(_, now)| *now > 0.0)
}

/// An option through the plans of the months; none where no month has it.
fn path(id: &str, plans: &[Plan<f64>]) -> Option<OptionPath> {
    let (id, name) = plans.iter().find_map(|plan| plan.option(id).map(|option| (option.id, option.name)))?;
    let mut refusals: Vec<Refusal> = Vec::new();
    let mut usd_per_month = Vec::with_capacity(plans.len());
    for (month, option) in (0..).zip(plans.iter().map(|plan| plan.option(id))) {
        let usd = option.filter(|option| option.is_feasible()).map(|option| option.usd_per_month);
        let open = refusals.last_mut().filter(|refusal| refusal.until.is_none());
        match (usd, open) {
            (Some(_), Some(refusal)) => refusal.until = Some(month),
            (None, None) => {
                let rejections = option.map(|option| option.rejections.clone()).unwrap_or_default();
                refusals.push(Refusal { from: month, until: None, rejections });
            }
            _ => {}
        }
        usd_per_month.push(usd);
    }
    let paid_usd = paid(usd_per_month.iter().copied());
    Some(OptionPath { id, name, usd_per_month, paid_usd, refusals })
}

/// Paid by each month: the bills of the months before it, none once one is missing.
fn paid(bills: impl Iterator<Item = Option<f64>>) -> Vec<Option<f64>> {
    let mut sum = Some(0.0);
    bills
        .map(|bill| {
            let by_then = sum;
            sum = by_then.and_then(|sum| Some(sum + bill?));
            by_then
        })
        .collect()
}

fn months(scenario: &Scenario, plans: &[Plan<f64>], options: &[OptionPath]) -> Vec<Month> {
    let winners = (0..).zip(plans).map(|(month, _)| least(options.iter().map(|option| option.usd_in(month))));
    let winners: Vec<Option<usize>> = winners.collect();
    let bills = (0..).zip(&winners).map(|(month, winner)| options.get((*winner)?)?.usd_in(month));
    (0..)
        .zip(plans)
        .zip(paid(bills))
        .zip(&winners)
        .map(|(((number, plan), paid_usd), winner)| Month {
            number,
            load_factor: load_factor(scenario, f64::from(number)),
            tier: plan.tier.as_ref().map(|tier| tier.number),
            winner: *winner,
            paid_usd,
        })
        .collect()
}

/// Signals and tiers, each solved on scenarios planned in between where two months differ.
fn upgrades(
    scenario: &Scenario,
    catalog: &Catalog,
    shapes: &Shapes,
    plans: &[Plan<f64>],
) -> (Vec<SignalPath>, Vec<TierPath>) {
    let Some(today) = plans.first().and_then(|plan| plan.tier.as_ref()) else {
        return (Vec::new(), Vec::new());
    };
    // What a missed request costs does not depend on the load, so it is worked out once.
    let serving: Serving<f64> = Serving::of(&Reader::new(scenario, catalog, shapes, ()));
    let verdict_in = |months: f64| {
        let there = scenario_in(scenario, months);
        let reader = Reader::new(&there, catalog, shapes, ());
        tier::verdict(&reader, &Load::of(&reader), &serving)
    };
    let in_the_end = verdict_in(f64::INFINITY);
    let verdicts = || plans.iter().filter_map(|plan| plan.tier.as_ref());
    let signals = (0..)
        .zip(&today.signals)
        .map(|(place, signal)| {
            let tripped = |verdict: &crate::plan::TierVerdict<f64>| {
                verdict.signals.get(place).is_some_and(|signal| signal.tripped)
            };
            let monthly: Vec<bool> = verdicts().map(tripped).collect();
            let changes = change(&monthly, |months| tripped(&verdict_in(months)), tripped(&in_the_end));
            SignalPath {
                id: signal.id,
                label: signal.label,
                tier: signal.tier,
                tripped: signal.tripped,
                changes,
            }
        })
        .collect();
    let highest = today.signals.iter().map(|signal| signal.tier).max().unwrap_or(0) + 1;
    let tiers = (2..=highest)
        .map(|tier| {
            let monthly: Vec<bool> = verdicts().map(|verdict| verdict.number >= tier).collect();
            let changes =
                change(&monthly, |months| verdict_in(months).number >= tier, in_the_end.number >= tier);
            TierPath { tier, reached: today.number >= tier, changes }
        })
        .collect();
    (signals, tiers)
}

/// When what holds in each whole month as `monthly` says ceases to be as today. Signals rise and fall with the load,
/// and the loads do one of both, so there is one such time and halving finds it.
fn change(monthly: &[bool], holds: impl Fn(f64) -> bool, in_the_end: bool) -> When {
    let today = monthly.first().copied().unwrap_or(in_the_end);
    match monthly.iter().position(|then| *then != today) {
        Some(month) => {
            let (mut before, mut after) = (month as f64 - 1.0, month as f64);
            while after - before > WITHIN_MONTHS {
                let middle = 0.5 * (before + after);
                if holds(middle) == today {
                    before = middle;
                } else {
                    after = middle;
                }
            }
            When::In(after)
        }
        None if in_the_end != today => When::AfterHorizon,
        None => When::Never,
    }
}

/// Loads that reach a limit of their input within the horizon.
fn limits(scenario: &Scenario, horizon: f64) -> Vec<LimitReached> {
    let rate = rate(scenario);
    loads(scenario)
        .filter_map(|(key, now)| {
            let Kind::Number(range) = &key.field().kind else { return None };
            let (limit, month) = if rate > 0.0 {
                (range.max, periods_to_cross(now, range.max, rate))
            } else if rate < 0.0 {
                // Shrinking from now to the limit takes as long as growing back.
                (range.min, periods_to_cross(range.min, now, -rate / (1.0 + rate)))
            } else {
                return None;
            };
            (month <= horizon).then_some(LimitReached { key, limit, month })
        })
        .collect()
}

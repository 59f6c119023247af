//! What lifts a rejection, found by planning again: for every input the nearest value at which it is gone.
//!
//! The hosts offer changes worked out by formula, because a page needs them within the frame. This asks every other
//! input too, and takes a few thousand plans to do so.
//!
//! Left out on purpose: switches of whole systems (what is not planned is not lifted), the price book (prices rule
//! nothing out, only their absence does), and inputs that nobody stated and the planner works out, because it works
//! them out so that limits are kept where they can be.

use crate::catalog::Catalog;
use crate::error::Error;
use crate::hosting::WORKERS;
use crate::number::{Number, rounded_down, rounded_up};
use crate::order::by_insertion;
use crate::plan::{Change, DeploymentOption, Plan, Rejection};
use crate::reading::{Reader, Shapes};
use crate::scenario::{FIELDS, Group, Key, Kind, Range, Scenario};

/// Values tried on the way from the one in force to either end of the range, before a boundary is pinned down.
const PROBES: u32 = 12;
/// On the way to or from zero in powers of ten, the part of the way that is next to nothing.
const NEXT_TO_NOTHING: f64 = 1e-6;
/// How narrowly a boundary is pinned down, relative to its value.
const WIDTH: f64 = 1e-8;

/// Limits that are checked before others: what comes after is not seen while one is broken.
const CHECKED_FIRST: [&str; 9] = [
    // An index that cannot be built asks for no memory.
    "pgvector.max_dimensions",
    "vm.vcpu",
    "vm.memory_gib",
    "vm.utilisation",
    "aws.fargate.sizes",
    "gcp.cloud_run.sizes",
    "gcp.gke.autopilot.pod_most",
    "paas_plan.vcpu",
    "paas_plan.memory",
];

/// Add to every rejection of a plan the changes of other inputs that lift it, and put the smallest change first.
///
/// # Errors
/// [`Error`] where a figure that every option needs is missing from the catalogue.
pub fn complete(plan: &mut Plan<f64>, scenario: &Scenario, catalog: &Catalog) -> Result<(), Error> {
    let before = plan.options.clone();
    for key in candidates(scenario) {
        let found = nearest(&before, scenario, catalog, key)?;
        let rejections = plan.options.iter_mut().flat_map(|option| &mut option.rejections);
        for (rejection, to) in rejections.zip(found) {
            if let Some(to) = to
                && rejection.flips.iter().all(|flip| flip.key != key)
            {
                rejection.flips.push(Change { key, to });
            }
        }
    }
    for rejection in plan.options.iter_mut().flat_map(|option| &mut option.rejections) {
        let flips = std::mem::take(&mut rejection.flips);
        rejection.flips = by_insertion(flips, |one, other| size_of(one, scenario) > size_of(other, scenario));
    }
    Ok(())
}

/// The inputs that are tried: those of the systems that are on.
pub fn candidates(scenario: &Scenario) -> impl Iterator<Item = Key> {
    FIELDS
        .iter()
        .filter(|field| field.group != Group::SYSTEMS && field.key != Key::PriceBook)
        .map(|field| field.key)
        .filter(|key| key.switch().is_none_or(|switch| scenario.is_on(switch)))
}

/// How large a change is against the value in force; another entry of a choice counts as much as a doubling.
fn size_of(change: &Change, scenario: &Scenario) -> f64 {
    match (&change.key.field().kind, scenario.value(change.key)) {
        (Kind::Number(_), Some(now)) if now != 0.0 => ((change.to - now) / now).abs(),
        (Kind::Number(_), _) => f64::INFINITY,
        _ => 1.0,
    }
}

/// For every rejection of some options, one after another, the value of an input nearest to the one in force at which
/// that rejection is gone and no other limit is newly broken; none where there is no such value. Of the entries of a
/// choice, the one with which the option costs least.
///
/// # Errors
/// As [`complete`].
pub fn nearest(
    options: &[DeploymentOption<f64>],
    scenario: &Scenario,
    catalog: &Catalog,
    key: Key,
) -> Result<Vec<Option<f64>>, Error> {
    let mut search = Search {
        cases: options
            .iter()
            .flat_map(|option| option.rejections.iter().map(move |rejection| Case { option, rejection }))
            .collect(),
        scenario: scenario.clone(),
        catalog,
        key,
        shapes: Shapes::of(scenario),
    };
    let Some(now) = scenario.value(key).filter(|_| !search.cases.is_empty()) else {
        return Ok(vec![None; search.cases.len()]);
    };
    match &key.field().kind {
        Kind::Number(range) => {
            let (less, more) =
                (search.towards(now, range.min, range)?, search.towards(now, range.max, range)?);
            let nearer = |(less, more): (Option<f64>, Option<f64>)| match (less, more) {
                (Some(less), Some(more)) => Some(if more - now < now - less { more } else { less }),
                (less, more) => less.or(more),
            };
            Ok(less.into_iter().zip(more).map(nearer).collect())
        }
        Kind::Choice(choices) => search.cheapest(now, choices.len()),
        Kind::Switch => search.cheapest(now, 2),
    }
}

/// Whether two rejections are of the same limit.
#[must_use]
pub fn is_same(one: &Rejection, other: &Rejection) -> bool {
    (one.component, &one.limit, one.label) == (other.component, &other.limit, other.label)
}

/// A rejection to be lifted.
struct Case<'p> {
    option: &'p DeploymentOption<f64>,
    rejection: &'p Rejection,
}

impl Case<'_> {
    /// Whether the rejection is gone from a changed plan, and not only out of sight.
    fn is_lifted(&self, plan: &Plan<f64>) -> bool {
        let Some(option) = plan.option(self.option.id) else { return false };
        let first = |one: &Rejection| CHECKED_FIRST.contains(&one.limit.as_str());
        // What a limit checked first has hidden may well come to light; what it could not hide is newly broken.
        let breaks = |one: &Rejection| {
            let is_new = !self.option.rejections.iter().any(|old| is_same(old, one));
            let hidden = first(self.rejection)
                && !(first(one) && one.component == WORKERS && self.rejection.component != WORKERS);
            is_new && !hidden
        };
        !option.rejections.iter().any(|one| is_same(one, self.rejection) || breaks(one))
    }
}

/// Plans along one input.
struct Search<'p> {
    cases: Vec<Case<'p>>,
    scenario: Scenario,
    catalog: &'p Catalog,
    key: Key,
    shapes: Shapes,
}

impl Search<'_> {
    fn plan(&mut self, at: f64) -> Result<Plan<f64>, Error> {
        self.scenario.set_unchecked(self.key, Some(at));
        if !self.shapes.fit(&self.scenario) {
            self.shapes = Shapes::of(&self.scenario);
        }
        crate::plan_as_read(&Reader::new(&self.scenario, self.catalog, &self.shapes, ()).for_costs())
    }

    /// For every case the nearest value on the way to one end.
    fn towards(&mut self, now: f64, end: f64, range: &Range) -> Result<Vec<Option<f64>>, Error> {
        let mut brackets: Vec<Option<(f64, f64)>> = vec![None; self.cases.len()];
        let mut before = now;
        for at in probes(now, end, range.whole) {
            let plan = self.plan(at)?;
            for (case, bracket) in self.cases.iter().zip(&mut brackets) {
                if bracket.is_none() && case.is_lifted(&plan) {
                    *bracket = Some((before, at));
                }
            }
            before = at;
        }
        let pinned = |(place, bracket): (usize, Option<(f64, f64)>)| {
            bracket.map(|(stands, lifts)| self.pinned(place, stands, lifts, range)).transpose()
        };
        brackets.into_iter().enumerate().map(pinned).collect()
    }

    /// The least change between a value at which a case stands and one at which it is lifted.
    fn pinned(&mut self, place: usize, mut stands: f64, mut lifts: f64, range: &Range) -> Result<f64, Error> {
        let now = stands;
        loop {
            let middle = if range.whole {
                libm::floor(0.5 * (stands + lifts))
            } else if stands > 0.0 && lifts > 0.0 {
                libm::sqrt(stands * lifts)
            } else {
                0.5 * (stands + lifts)
            };
            let size = Number::max(lifts.abs(), NEXT_TO_NOTHING * now.abs());
            let narrow = !range.whole && (lifts - stands).abs() <= WIDTH * size;
            // Whole numbers side by side have none between them.
            if narrow || middle == stands || middle == lifts {
                break;
            }
            if self.lifts(place, middle)? { lifts = middle } else { stands = middle }
        }
        let short = if lifts > stands { rounded_up(lifts) } else { rounded_down(lifts) };
        let shorter = !range.whole && (range.min..=range.max).contains(&short);
        Ok(if shorter && self.lifts(place, short)? { short } else { lifts })
    }

    fn lifts(&mut self, place: usize, at: f64) -> Result<bool, Error> {
        let plan = self.plan(at)?;
        Ok(self.cases.get(place).is_some_and(|case| case.is_lifted(&plan)))
    }

    /// For every case the entry with which the option costs least, before those with which it has other limits.
    fn cheapest(&mut self, now: f64, entries: usize) -> Result<Vec<Option<f64>>, Error> {
        let mut best: Vec<Option<((bool, f64), f64)>> = vec![None; self.cases.len()];
        for entry in (0..entries).map(|entry| entry as f64).filter(|entry| *entry != now) {
            let plan = self.plan(entry)?;
            for (case, best) in self.cases.iter().zip(&mut best) {
                if let Some(option) = plan.option(case.option.id).filter(|_| case.is_lifted(&plan)) {
                    let rank = (!option.is_feasible(), option.usd_per_month);
                    if best.is_none_or(|(least, _)| rank < least) {
                        *best = Some((rank, entry));
                    }
                }
            }
        }
        Ok(best.into_iter().map(|best| best.map(|(_, entry)| entry)).collect())
    }
}

/// Values on the way from the one in force to an end, the end included: in powers of ten where the signs allow.
fn probes(now: f64, end: f64, whole: bool) -> impl Iterator<Item = f64> {
    let nothing = |other: f64| Number::min(NEXT_TO_NOTHING * other, 1e-3);
    let from = if now == 0.0 { nothing(end) } else { now };
    let to = if end == 0.0 { nothing(now) } else { end };
    let steps = (1..=PROBES).map(move |step| {
        let share = f64::from(step) / f64::from(PROBES);
        if from > 0.0 && to > 0.0 { from * libm::pow(to / from, share) } else { from + (to - from) * share }
    });
    let mut last = now;
    steps
        .map(move |at| {
            let at = if !whole {
                at
            } else if end > now {
                libm::ceil(at)
            } else {
                libm::floor(at)
            };
            // Powers end in dust.
            if end > now { Number::min(at, end) } else { Number::max(at, end) }
        })
        .chain([end])
        .filter(move |at| std::mem::replace(&mut last, *at) != *at)
}

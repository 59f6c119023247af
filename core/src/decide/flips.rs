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
use crate::plan::{Change, DeploymentOption, FLEET_BUSY, Plan, Rejection};
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

/// Add to every rejection of a plan the changes of other inputs that lift it, the smallest first, behind those that
/// its host works out. The hosts name what is usually meant: to buy more, before to do less.
///
/// # Errors
/// [`Error`] where a figure that every option needs is missing from the catalogue.
pub fn complete(plan: &mut Plan<f64>, scenario: &Scenario, catalog: &Catalog) -> Result<(), Error> {
    let before = plan.options.clone();
    let mut others: Vec<Vec<Change>> = vec![Vec::new(); before.iter().flat_map(|it| &it.rejections).count()];
    for key in candidates(scenario) {
        for (others, to) in others.iter_mut().zip(nearest(&before, scenario, catalog, key)?) {
            others.extend(to.map(|to| Change { key, to }));
        }
    }
    let rejections = plan.options.iter_mut().flat_map(|option| &mut option.rejections);
    for (rejection, mut others) in rejections.zip(others) {
        others.retain(|other| rejection.flips.iter().all(|flip| flip.key != other.key));
        let others = by_insertion(others, |one, other| size_of(one, scenario) > size_of(other, scenario));
        rejection.flips.extend(others);
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

/// What is asked of a case and a changed plan.
type Judge<'p> = fn(&Case<'p>, &Plan<f64>) -> bool;

/// Probes on the way to an end between which something first holds for a case.
#[derive(Clone, Copy, Default)]
struct Way {
    /// The rejection is gone.
    gone: Option<(f64, f64)>,
    /// And no other limit is newly broken.
    lifted: Option<(f64, f64)>,
}

impl Case<'_> {
    /// Whether the rejection is gone from a changed plan, for whatever reason.
    fn is_gone(&self, plan: &Plan<f64>) -> bool {
        let stands =
            |option: &DeploymentOption<f64>| option.rejections.iter().any(|one| is_same(one, self.rejection));
        plan.option(self.option.id).is_some_and(|option| !stands(option))
    }

    /// Whether the rejection is gone from a changed plan, and not only out of sight.
    fn is_lifted(&self, plan: &Plan<f64>) -> bool {
        let Some(option) = plan.option(self.option.id) else { return false };
        let first = |one: &Rejection| CHECKED_FIRST.contains(&one.limit.as_str());
        // What a limit checked first has hidden may well come to light; what it could not hide is newly broken.
        let breaks = |one: &Rejection| {
            let is_new = !self.option.rejections.iter().any(|old| is_same(old, one));
            // The size of workers is checked before that of services, and before how busy a stated fleet is.
            let earlier = one.component == WORKERS
                && (self.rejection.component != WORKERS || self.rejection.limit == FLEET_BUSY);
            let hidden = first(self.rejection) && !(first(one) && earlier);
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

impl<'p> Search<'p> {
    fn plan(&mut self, at: f64) -> Result<Plan<f64>, Error> {
        self.scenario.set_unchecked(self.key, Some(at));
        if !self.shapes.fit(&self.scenario) {
            self.shapes = Shapes::of(&self.scenario);
        }
        crate::plan_as_read(&Reader::new(&self.scenario, self.catalog, &self.shapes, ()).for_costs())
    }

    /// For every case the nearest value on the way to one end.
    fn towards(&mut self, now: f64, end: f64, range: &Range) -> Result<Vec<Option<f64>>, Error> {
        let mut ways: Vec<Way> = vec![Way::default(); self.cases.len()];
        let mut before = now;
        for at in probes(now, end, range.whole) {
            let plan = self.plan(at)?;
            for (case, way) in self.cases.iter().zip(&mut ways) {
                if way.gone.is_none() && case.is_gone(&plan) {
                    way.gone = Some((before, at));
                }
                if way.lifted.is_none() && case.is_lifted(&plan) {
                    way.lifted = Some((before, at));
                }
            }
            before = at;
        }
        ways.into_iter().enumerate().map(|(place, way)| self.along(place, way, range)).collect()
    }

    /// The nearest value at which a case is lifted. Where another limit is broken at the first probe without the
    /// rejection, there may be values before it that break neither: the first without the rejection tells.
    fn along(&mut self, place: usize, way: Way, range: &Range) -> Result<Option<f64>, Error> {
        if way.gone != way.lifted
            && let Some(gone) = way.gone
        {
            let first = self.pinned(place, gone, range, Case::is_gone)?;
            if self.does(place, first, Case::is_lifted)? {
                return Ok(Some(first));
            }
        }
        way.lifted.map(|lifted| self.pinned(place, lifted, range, Case::is_lifted)).transpose()
    }

    /// The least change between a value at which something does not yet hold for a case and one at which it does.
    fn pinned(
        &mut self,
        place: usize,
        (mut stands, mut lifts): (f64, f64),
        range: &Range,
        holds: Judge<'p>,
    ) -> Result<f64, Error> {
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
            if self.does(place, middle, holds)? { lifts = middle } else { stands = middle }
        }
        // Six digits: those nearer to the value in force, where they do.
        let (less, more) = (rounded_down(lifts), rounded_up(lifts));
        for short in if lifts > stands { [less, more] } else { [more, less] } {
            if !range.whole && (range.min..=range.max).contains(&short) && self.does(place, short, holds)? {
                return Ok(short);
            }
        }
        Ok(lifts)
    }

    fn does(&mut self, place: usize, at: f64, holds: Judge<'p>) -> Result<bool, Error> {
        let plan = self.plan(at)?;
        Ok(self.cases.get(place).is_some_and(|case| holds(case, &plan)))
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

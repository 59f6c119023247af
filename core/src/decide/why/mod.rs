//! Why the cheapest option is the cheapest: by how much, between which loads, what keeps anything cheaper out, and which
//! assumption would change it first. Results only; [`words`] makes sentences of them.
//!
//! Loads are followed along exact curves, so that no turn hides between two values. Assumptions are probed outwards from
//! their value in growing steps and then pinned down; a window that opens and closes between two probes can be missed.
//! Whatever is found is checked by a plan of its own, and so is the value named for it, which is rounded to where the
//! sentence still holds.

pub mod words;

use super::crossovers::{Crossovers, Lead, TIE_SHARE, is_dearer};
use super::flips::candidates;
use super::pieces::cost_curves;
use crate::catalog::Catalog;
use crate::error::Error;
use crate::number::in_digits;
use crate::order::by_insertion;
use crate::plan::{Change, DeploymentOption, Plan, Rejection};
use crate::reading::{Reader, Shapes};
use crate::scenario::{Key, Provenance, Range, Scenario};

/// How many times more or less of a load is followed.
const LOAD_RATIO: f64 = 10.0;
/// How many times more or less of an assumption is tried at most,
const RATIO: f64 = 10.0;
/// and how many steps are taken on the way there, each 8 % farther than the one before.
const STEPS: u32 = 30;
/// How narrowly a change of the winner is pinned down, relative to the input.
const WIDTH: f64 = 1e-11;
/// How close to where a curve turns plans are first asked, relative to the load: exact pieces are off by dust, chords by
/// more.
const CLOSE: [f64; 3] = [1e-9, 1e-5, 1e-3];
/// Digits of a value that is named: as many as it takes, these at least.
const DIGITS: std::ops::RangeInclusive<i32> = 3..=12;
/// Most changes that together may let an option work.
const MOST_LIFTS: usize = 3;

/// Why a plan's winner wins.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// How many options there are; none where nothing has to run.
    pub options: usize,
    /// How many of them are ruled out.
    pub ruled_out: usize,
    /// The cheapest option that works; none where none does.
    pub winner: Option<Priced>,
    /// How far it is ahead; none where no other works.
    pub ahead: Option<Ahead>,
    /// Loads that were followed: those above zero.
    pub loads: usize,
    /// Between which values of a load it stays the cheapest; none where it does within ten times each of them.
    pub reach: Option<Reach>,
    /// Options that are ruled out and would be cheaper, cheapest first; where no option works, all that can be let in, those
    /// by the fewest changes first.
    pub barred: Vec<Barred>,
    /// Where none works and none can be let in: the option that breaks the fewest limits, and the first of them.
    pub closest: Option<(Priced, Rejection)>,
    /// How many of those ruled out cannot be let in by a few changes.
    pub shut_out: usize,
    /// The least change of an assumption after which another option wins; none where there is none within ten times.
    pub flip: Option<Flip>,
}

/// An option and what it costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Priced {
    /// Its identifier.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Dollars a month.
    pub usd: f64,
}

/// How far the winner is ahead of the next option that works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ahead {
    /// The next.
    pub over: Priced,
    /// Dollars a month that it costs more.
    pub usd: f64,
    /// The same as a share of what the next costs, 0 to 1.
    pub share: f64,
}

impl Ahead {
    /// Whether nobody should choose between the two by price.
    #[must_use]
    pub fn is_tie(&self) -> bool {
        self.share < TIE_SHARE
    }
}

/// Between which values of a load the winner stays the cheapest, all else unchanged: of all loads, that with the nearest
/// turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The load.
    pub load: Key,
    /// Its value in force.
    pub now: f64,
    /// Downwards.
    pub below: Bound,
    /// Upwards.
    pub above: Bound,
}

/// How far one way the winner stays the cheapest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The last value in few digits at which it is; where nothing turns, the last that was looked at.
    pub to: f64,
    /// What happens past it; none where nothing does.
    pub turn: Option<Turn>,
}

/// Where another option takes over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// The least change of the input after which it does.
    pub at: f64,
    /// Who is the cheapest there; none where nothing works.
    pub then: Option<Priced>,
}

/// An option that is ruled out, and what it would cost if it were not.
#[derive(Clone, Debug, PartialEq)]
pub struct Barred {
    /// The option, with its cost once it is let in.
    pub option: Priced,
    /// The limits in its way with the change that lifts each.
    pub lifts: Vec<Lift>,
}

/// A limit and the change that lifts it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lift {
    /// The limit.
    pub rejection: Rejection,
    /// The change.
    pub change: Change,
}

/// A change of one assumption after which another option wins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flip {
    /// The assumption.
    pub key: Key,
    /// Its value in force.
    pub now: f64,
    /// A value in few digits at which another option wins.
    pub to: f64,
    /// The least change after which one does.
    pub turn: Turn,
}

impl Flip {
    /// Whether the value is still plausible, where that is known.
    #[must_use]
    pub fn is_plausible(&self) -> Option<bool> {
        self.key.range()?.plausible.map(|(low, high)| (low..=high).contains(&self.to))
    }
}

/// Why the winner of a scenario's plan wins.
///
/// # Errors
/// [`Error`] where a figure that every option needs is missing from the catalogue.
pub fn why(scenario: &Scenario, catalog: &Catalog) -> Result<Why, Error> {
    let mut search =
        Search { scenario: scenario.clone(), catalog, shapes: Shapes::of(scenario), winner: None };
    let plan = search.plan(&[])?;
    let mut feasible = plan.options.iter().filter(|option| option.is_feasible());
    let winner = feasible.next().map(priced);
    search.winner = winner;
    let ahead = winner.zip(feasible.next().map(priced)).map(|(winner, over)| {
        let usd = over.usd - winner.usd;
        Ahead { over, usd, share: if over.usd > 0.0 { usd / over.usd } else { 0.0 } }
    });
    let (barred, shut_out) = search.barred(&plan)?;
    let closest = if winner.is_none() && barred.is_empty() { closest(&plan) } else { None };
    let loads = search.loads();
    let (reach, flip) = match winner {
        Some(_) => (search.reach(&loads)?, search.flip(&plan)?),
        None => (None, None),
    };
    Ok(Why {
        options: plan.options.len(),
        ruled_out: plan.options.iter().filter(|option| !option.is_feasible()).count(),
        winner,
        ahead,
        loads: loads.len(),
        reach,
        barred,
        closest,
        shut_out,
        flip,
    })
}

fn priced(option: &DeploymentOption<f64>) -> Priced {
    Priced { id: option.id, name: option.name, usd: option.usd_per_month }
}

fn closest(plan: &Plan<f64>) -> Option<(Priced, Rejection)> {
    let option = plan.options.iter().min_by_key(|option| option.rejections.len())?;
    Some((priced(option), option.rejections.first()?.clone()))
}

/// Which way an input is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Down,
    Up,
}

impl Way {
    const BOTH: [Self; 2] = [Self::Down, Self::Up];

    /// A value so many times more or less.
    fn by(self, now: f64, ratio: f64) -> f64 {
        if self == Self::Up { now * ratio } else { now / ratio }
    }

    /// Down to or up to a whole number.
    fn whole(self, value: f64) -> f64 {
        if self == Self::Up { libm::ceil(value) } else { libm::floor(value) }
    }

    fn back(self) -> Self {
        if self == Self::Up { Self::Down } else { Self::Up }
    }

    /// Whether `one` lies past `other`, or there.
    fn reaches(self, one: f64, other: f64) -> bool {
        if self == Self::Up { one >= other } else { one <= other }
    }

    /// A value in so many digits, rounded this way.
    fn rounded(self, value: f64, digits: i32) -> f64 {
        in_digits(value, digits, |value| self.whole(value))
    }
}

/// Where a curve says that the winner is passed, between a value at which plans say it leads and one at which it does not.
#[derive(Clone, Copy)]
struct Passed {
    at: f64,
    leads: f64,
    loses: f64,
}

/// An assumption changed one way.
#[derive(Clone, Copy)]
struct Try {
    key: Key,
    now: f64,
    range: &'static Range,
    way: Way,
}

impl Try {
    /// Its value so many times more or less, or the last legal one before that.
    fn at(&self, ratio: f64) -> f64 {
        let value = self.way.by(self.now, ratio).clamp(self.range.min, self.range.max);
        if self.range.whole { self.way.back().whole(value) } else { value }
    }
}

/// Plans around a scenario.
struct Search<'c> {
    scenario: Scenario,
    catalog: &'c Catalog,
    shapes: Shapes,
    winner: Option<Priced>,
}

impl Search<'_> {
    fn plan(&self, changes: &[Change]) -> Result<Plan<f64>, Error> {
        let mut scenario = self.scenario.clone();
        for change in changes {
            scenario.set_unchecked(change.key, Some(change.to));
        }
        let new;
        let shapes = if self.shapes.fit(&scenario) {
            &self.shapes
        } else {
            new = Shapes::of(&scenario);
            &new
        };
        crate::plan_as_read(&Reader::new(&scenario, self.catalog, shapes, ()).for_costs())
    }

    /// Whether the winner leads in another plan: it works there, and nothing that does is cheaper by more than dust.
    fn leads_in(&self, plan: &Plan<f64>) -> bool {
        let own = self.winner.and_then(|winner| plan.option(winner.id)).filter(|own| own.is_feasible());
        own.zip(plan.winner()).is_some_and(|(own, best)| !is_dearer(own.usd_per_month, best.usd_per_month))
    }

    fn leads_at(&self, key: Key, to: f64) -> Result<bool, Error> {
        Ok(self.leads_in(&self.plan(&[Change { key, to }])?))
    }

    /// Between a value at which the winner leads and one at which it does not: the last of the one kind, and what happens at
    /// the first of the other.
    fn pinned(&self, key: Key, mut leads: f64, mut loses: f64) -> Result<(f64, Turn), Error> {
        let whole = key.is_whole();
        loop {
            let middle = if whole { libm::floor(0.5 * (leads + loses)) } else { libm::sqrt(leads * loses) };
            let narrow = !whole && (loses - leads).abs() <= WIDTH * loses;
            if narrow || middle == leads || middle == loses {
                break;
            }
            if self.leads_at(key, middle)? { leads = middle } else { loses = middle }
        }
        let then = self.plan(&[Change { key, to: loses }])?.winner().map(priced);
        Ok((leads, Turn { at: loses, then }))
    }

    // ---- loads

    /// The loads of what is planned, with their values.
    fn loads(&self) -> Vec<(Key, f64)> {
        candidates(&self.scenario)
            .filter(|key| key.field().is_load())
            .filter_map(|key| Some((key, self.scenario.value(key).filter(|now| *now > 0.0)?)))
            .collect()
    }

    /// The load with the nearest turn, by its curve, and where it turns, by plans.
    fn reach(&self, loads: &[(Key, f64)]) -> Result<Option<Reach>, Error> {
        let mut nearest: Option<(f64, Key, f64, [Option<Passed>; 2])> = None;
        for (load, now) in loads {
            let [from, to] = Way::BOTH.map(|way| within(*load, way.by(*now, LOAD_RATIO)));
            let curves = cost_curves(&self.scenario, self.catalog, *load, from, to)?;
            let leads = Crossovers::of(&curves, from, to).leads;
            let below = self.passed(*load, *now, Way::Down, leads.iter().rev())?;
            let passed = [below, self.passed(*load, *now, Way::Up, leads.iter())?];
            for turn in passed.iter().flatten() {
                let distance = ratio_of(*now, turn.at);
                if nearest.is_none_or(|(least, ..)| distance < least) {
                    nearest = Some((distance, *load, *now, passed));
                }
            }
        }
        let Some((_, load, now, [below, above])) = nearest else { return Ok(None) };
        let below = self.bound(load, now, Way::Down, below)?;
        Ok(Some(Reach { load, now, below, above: self.bound(load, now, Way::Up, above)? }))
    }

    /// Where the winner is passed one way, given who leads on the way.
    fn passed<'l>(
        &self,
        load: Key,
        now: f64,
        way: Way,
        leads: impl Iterator<Item = &'l Lead>,
    ) -> Result<Option<Passed>, Error> {
        let own = self.winner.map(|winner| winner.id);
        let whole = load.is_whole();
        let mut held = now;
        for lead in leads {
            let (at, end) =
                if way == Way::Up { (lead.from.max(now), lead.to) } else { (lead.to.min(now), lead.from) };
            if !way.reaches(end, at) || at == end {
                continue;
            }
            let middle = if whole { way.whole(0.5 * (at + end)) } else { 0.5 * (at + end) };
            // A chord is off by little, so a plan has the last word.
            if self.leads_at(load, middle)? {
                held = middle;
            } else if lead.option != own {
                return Ok(Some(Passed { at, leads: held, loses: middle }));
            }
        }
        Ok(None)
    }

    fn bound(&self, load: Key, now: f64, way: Way, passed: Option<Passed>) -> Result<Bound, Error> {
        if let Some(passed) = passed {
            let passed = self.closer(load, passed, way)?;
            let pinned = self.pinned(load, passed.leads, passed.loses)?;
            return Ok(Bound { to: self.named(load, now, pinned, way)?, turn: Some(pinned.1) });
        }
        let end = within(load, way.by(now, LOAD_RATIO));
        let whole = load.is_whole();
        let end = if whole { way.back().whole(end) } else { end };
        Ok(Bound { to: way.back().rounded(end, *DIGITS.start()), turn: None })
    }

    /// The same between values as close to where the curve says as plans agree with it.
    fn closer(&self, load: Key, passed: Passed, way: Way) -> Result<Passed, Error> {
        for distance in CLOSE {
            let [mut leads, mut loses] = [way.back(), way].map(|way| way.by(passed.at, 1.0 + distance));
            if load.is_whole() {
                (leads, loses) = (way.back().whole(leads), way.whole(loses));
            }
            let is_within = way.reaches(leads, passed.leads) && way.reaches(passed.loses, loses);
            if is_within && self.leads_at(load, leads)? && !self.leads_at(load, loses)? {
                return Ok(Passed { leads, loses, ..passed });
            }
        }
        Ok(passed)
    }

    /// The last value at which the winner leads, in as few digits as lie between it and the value in force.
    fn named(&self, key: Key, now: f64, (last, turn): (f64, Turn), way: Way) -> Result<f64, Error> {
        for digits in DIGITS {
            // What turns just past a round value leads at it.
            for value in [turn.at, last] {
                let short = way.back().rounded(value, digits);
                if way.reaches(short, now) && self.leads_at(key, short)? {
                    return Ok(short);
                }
            }
        }
        Ok(last)
    }

    // ---- limits

    /// Options that are ruled out and would be cheaper, or all that can be let in where none works; and how many cannot.
    fn barred(&self, plan: &Plan<f64>) -> Result<(Vec<Barred>, usize), Error> {
        let mut found: Vec<Barred> = Vec::new();
        let mut shut_out = 0;
        for option in plan.options.iter().filter(|option| !option.is_feasible()) {
            let ways = self.ways_in(option)?;
            shut_out += usize::from(ways.is_empty());
            let cheaper = |(_, beats): &(Barred, bool)| *beats || self.winner.is_none();
            let ways = ways.into_iter().filter(cheaper).map(|(barred, _)| barred);
            // Among as few changes the first, which is what is usually meant.
            found
                .extend(ways.reduce(|best, way| if way.lifts.len() < best.lifts.len() { way } else { best }));
        }
        let rank = |one: &Barred| (if self.winner.is_none() { one.lifts.len() } else { 0 }, one.option.usd);
        Ok((by_insertion(found, |one, other| rank(one) > rank(other)), shut_out))
    }

    /// Every way to let an option in that begins with a change its first limit names, and whether it is then cheaper than
    /// the winner: today's, and the same under the same changes.
    fn ways_in(&self, option: &DeploymentOption<f64>) -> Result<Vec<(Barred, bool)>, Error> {
        let mut ways = Vec::new();
        let Some(first) = option.rejections.first() else { return Ok(ways) };
        for change in &first.flips {
            let mut lifts = vec![Lift { rejection: first.clone(), change: *change }];
            loop {
                let changes: Vec<Change> = lifts.iter().map(|lift| lift.change).collect();
                let plan = self.plan(&changes)?;
                let Some(now) = plan.option(option.id) else { break };
                let Some(next) = now.rejections.first() else {
                    let dearer_than_now = |one: &DeploymentOption<f64>| {
                        !one.is_feasible() || is_dearer(one.usd_per_month, now.usd_per_month)
                    };
                    let beats = self.winner.is_some_and(|winner| {
                        is_dearer(winner.usd, now.usd_per_month)
                            && plan.option(winner.id).is_none_or(dearer_than_now)
                    });
                    ways.push((Barred { option: priced(now), lifts }, beats));
                    break;
                };
                let unused = |flip: &&Change| changes.iter().all(|change| change.key != flip.key);
                match next.flips.iter().find(unused) {
                    Some(change) if lifts.len() < MOST_LIFTS => {
                        lifts.push(Lift { rejection: next.clone(), change: *change });
                    }
                    _ => break,
                }
            }
        }
        Ok(ways)
    }

    // ---- assumptions

    fn flip(&self, plan: &Plan<f64>) -> Result<Option<Flip>, Error> {
        let mut tries = self.assumptions();
        let mut near = 1.0;
        for step in 1..=STEPS {
            let mut far = libm::pow(RATIO, f64::from(step) / f64::from(STEPS));
            let mut flips = self.flipping(&tries, far)?;
            // The nearest of them: all are halved together until one is left.
            while flips.len() > 1 && far - near > WIDTH {
                let middle = libm::sqrt(near * far);
                let nearer = self.flipping(&flips, middle)?;
                if nearer.is_empty() {
                    near = middle;
                } else {
                    (flips, far) = (nearer, middle);
                }
            }
            if let Some(flip) = flips.first() {
                let (_, turn) = self.pinned(flip.key, flip.at(near), flip.at(far))?;
                return Ok(Some(Flip { key: flip.key, now: flip.now, to: self.past(flip, turn)?, turn }));
            }
            if step == 1 {
                tries = self.with_weight(tries, plan)?;
            }
            near = far;
        }
        Ok(None)
    }

    /// The assumptions that nobody stated, both ways: numbers above zero.
    fn assumptions(&self) -> Vec<Try> {
        let mut tries = Vec::new();
        for key in candidates(&self.scenario) {
            let field = key.field();
            let assumed = field.provenance == Provenance::Assumption && self.scenario.stated(key).is_none();
            if let (Some(range), Some(now)) = (key.range(), self.scenario.value(key))
                && assumed
                && !field.is_load()
                && now > 0.0
            {
                tries.extend(Way::BOTH.map(|way| Try { key, now, range, way }));
            }
        }
        tries
    }

    /// Those after which another option wins, so many times more or less.
    fn flipping(&self, tries: &[Try], ratio: f64) -> Result<Vec<Try>, Error> {
        let mut flipping = Vec::new();
        for one in tries {
            let at = one.at(ratio);
            if at != one.now && !self.leads_at(one.key, at)? {
                flipping.push(*one);
            }
        }
        Ok(flipping)
    }

    /// Those that change any cost at the end of the way.
    fn with_weight(&self, tries: Vec<Try>, plan: &Plan<f64>) -> Result<Vec<Try>, Error> {
        let costs = |plan: &Plan<f64>| -> Vec<(&str, Option<f64>)> {
            let usd = |option: &DeploymentOption<f64>| option.is_feasible().then_some(option.usd_per_month);
            plan.options.iter().map(|option| (option.id, usd(option))).collect()
        };
        let mut weighty = Vec::new();
        for one in tries {
            let there = self.plan(&[Change { key: one.key, to: one.at(RATIO) }])?;
            if costs(&there) != costs(plan) {
                weighty.push(one);
            }
        }
        Ok(weighty)
    }

    /// A value past a turn, in as few digits as do.
    fn past(&self, one: &Try, turn: Turn) -> Result<f64, Error> {
        for digits in DIGITS {
            let short = one.way.rounded(turn.at, digits);
            let then = |plan: &Plan<f64>| plan.winner().map(|option| option.id);
            if (one.range.min..=one.range.max).contains(&short)
                && then(&self.plan(&[Change { key: one.key, to: short }])?)
                    == turn.then.map(|option| option.id)
            {
                return Ok(short);
            }
        }
        Ok(turn.at)
    }
}

/// The legal value nearest to another.
fn within(key: Key, value: f64) -> f64 {
    key.range().map_or(value, |range| value.clamp(range.min, range.max))
}

/// How many times more or less one positive value is than another.
fn ratio_of(one: f64, other: f64) -> f64 {
    if one < other { other / one } else { one / other }
}

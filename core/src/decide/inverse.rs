//! The inverse question: at which values of an input does a figure of the plan meet a target, or an option win?
//!
//! Costs are not monotone and options are ruled out in stretches, so the answer is a list of stretches, and may be none
//! or the whole range. Where they begin and end follows from exact pieces ([`super::pieces`], [`super::crossovers`]);
//! each end is then pinned down on plans made there, because a piece may be a chord of a curve and passes over single
//! pages of a disk. An end is thus always a value at which the plan meets the target, and the next number past it is one
//! at which it does not.

use super::crossovers::Crossovers;
use super::explain::{self, Figure, Listed};
use super::pieces::{CostCurve, Piece, Reading, along, cost_curves};
use crate::catalog::Catalog;
use crate::error::Error;
use crate::format;
use crate::number::{Number, Slope, Window, in_digits};
use crate::option;
use crate::plan::{DeploymentOption, Plan, Rejection};
use crate::reading::{Reader, Shapes};
use crate::scenario::axis::SIDE;
use crate::scenario::{Key, Scenario};
use crate::system;
use crate::unit::{BYTE, USD_PER_MONTH, Unit};
use crate::{plan_as_read, plan_of_options};

/// What is asked of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is the target or less.
    AtMost,
    /// It is the target or more.
    AtLeast,
    /// It is the target.
    Exactly,
}

/// A target for a figure, in the figure's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// What is asked.
    pub relation: Relation,
    /// Of which value.
    pub value: f64,
}

/// Sums worked out two ways differ by this share.
const DUST: f64 = 1e-12;
/// A figure this close to a target, relative to it, has reached it.
const REACHED: f64 = 1e-9;

impl Target {
    /// Whether a value meets the target, but for dust.
    #[must_use]
    pub fn is_met(self, value: f64) -> bool {
        let dust = DUST * self.value.abs();
        match self.relation {
            Relation::AtMost => value <= self.value + dust,
            Relation::AtLeast => value >= self.value - dust,
            Relation::Exactly => self.is_reached(value),
        }
    }

    fn is_reached(self, value: f64) -> bool {
        (value - self.value).abs() <= REACHED * self.value.abs()
    }
}

/// The input that is asked about, and its ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The input; a number.
    pub key: Key,
    /// The least value asked about.
    pub from: f64,
    /// The largest value asked about.
    pub to: f64,
}

impl Axis {
    /// The range people mean: from the least value allowed to the end of the input's slider, or to thirty times the
    /// value in force where it has none. None for what is no number.
    #[must_use]
    pub fn usual(scenario: &Scenario, key: Key) -> Option<Self> {
        let range = key.range()?;
        let now = scenario.value(key).unwrap_or(0.0);
        let plausible = range.plausible.map_or(0.0, |(_, high)| high);
        let to = match range.slider {
            Some((_, high)) => Number::max(high, now),
            None => Number::max(SIDE * now, plausible),
        };
        let to = if to > range.min { Number::min(to, range.max) } else { range.max };
        Some(Self { key, from: range.min, to })
    }

    /// The range further up in powers of ten for as long as some option's cost meets the target at its end.
    ///
    /// # Errors
    /// As [`cost`].
    pub fn for_cost(mut self, scenario: &Scenario, catalog: &Catalog, target: Target) -> Result<Self, Error> {
        let Some(range) = self.key.range() else { return Ok(self) };
        let mut plans = Plans::new(scenario, catalog, self, Part::Whole);
        // What costs less than the target here may cost as much further up.
        let relation = if target.relation == Relation::Exactly { Relation::AtMost } else { target.relation };
        let target = Target { relation, ..target };
        let meets =
            |option: &DeploymentOption<f64>| option.is_feasible() && target.is_met(option.usd_per_month);
        while self.to < range.max && plans.at(self.to)?.options.iter().any(meets) {
            self.to = Number::min(10.0 * self.to, range.max);
        }
        Ok(self)
    }

    /// Whether only whole numbers make sense.
    #[must_use]
    pub fn is_whole_numbers(&self) -> bool {
        self.key.is_whole()
    }
}

/// A stretch of the input over which the answer is yes.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// The first value.
    pub from: f64,
    /// The last value; not less than the first, and the same where a single value does.
    pub to: f64,
    /// Why it does not begin earlier.
    pub begin: Bound,
    /// Why it does not end later.
    pub end: Bound,
}

/// Digits of the ends as people read them.
const SHOWN_DIGITS: i32 = 6;

impl Stretch {
    /// The ends in six digits, within the stretch where it is wide enough for that.
    #[must_use]
    pub fn shown(&self) -> (f64, f64) {
        let shown = (
            in_digits(self.from, SHOWN_DIGITS, Number::ceil),
            in_digits(self.to, SHOWN_DIGITS, Number::floor),
        );
        if shown.0 <= shown.1 { shown } else { (self.from, self.to) }
    }
}

/// Why a stretch ends where it does.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// So does the range asked about.
    Range,
    /// The figure reaches the target there.
    Reached,
    /// The figure jumps past the target, to this value.
    Jump(f64),
    /// The option is ruled out beyond.
    RuledOut(Vec<Rejection>),
    /// This option is cheaper beyond.
    Beaten(&'static str),
    /// Beyond, the plan holds no such figure.
    Absent,
}

/// A jump that misses a target by less than this share of it is a step too small to speak of.
const SMALL_STEP: f64 = 1e-3;

impl Bound {
    /// What is so beyond, in words; nothing at the end of the range. `target` is that of a figure in `unit`.
    #[must_use]
    pub fn in_words(&self, target: Option<Target>, unit: Unit) -> String {
        let is_near = |value: f64| {
            target.is_some_and(|target| (value - target.value).abs() <= SMALL_STEP * target.value.abs())
        };
        match self {
            Self::Range => String::new(),
            Self::Reached => "target reached".to_owned(),
            Self::Jump(value) if is_near(*value) => "target reached".to_owned(),
            Self::Jump(value) => format!("jumps to {}", in_unit(*value, unit)),
            Self::RuledOut(rejections) => {
                let reason = rejections.first().map_or_else(String::new, |rejection| {
                    let excess = format::excess(rejection, None);
                    let colon = if excess.is_empty() { "" } else { ": " };
                    format!(": {}{colon}{excess}", rejection.label)
                });
                format!("ruled out{reason}")
            }
            Self::Beaten(option) => {
                let names = option::names();
                let name = names.iter().find(|(id, _)| id == option).map_or("another", |(_, name)| name);
                format!("{name} is cheaper")
            }
            Self::Absent => "no such figure".to_owned(),
        }
    }
}

/// A figure with its unit, as people read it.
#[must_use]
pub fn in_unit(value: f64, unit: Unit) -> String {
    if unit == USD_PER_MONTH {
        format::money(value)
    } else if unit == BYTE {
        format::amount(value, unit)
    } else {
        explain::figure(value, unit)
    }
}

/// The answer for one option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionAnswer {
    /// The option.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Where the answer is yes, from left to right.
    pub stretches: Vec<Stretch>,
    /// The value of the input at which its cost comes nearest to the target, and that cost; none where it is ruled out
    /// throughout.
    pub nearest: Option<(f64, f64)>,
}

/// The answer for one figure.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureAnswer {
    /// What the figure is, in words.
    pub title: String,
    /// Its unit.
    pub unit: Unit,
    /// Where the answer is yes, from left to right.
    pub stretches: Vec<Stretch>,
    /// The value of the input at which it comes nearest to the target, and its value there; none where no plan along
    /// the axis holds it.
    pub nearest: Option<(f64, f64)>,
}

/// Where the monthly cost of each option meets a target, in dollars a month.
///
/// # Errors
/// [`Error`] where a figure that every option needs is missing from the catalogue.
pub fn cost(
    scenario: &Scenario,
    catalog: &Catalog,
    axis: Axis,
    target: Target,
) -> Result<Vec<OptionAnswer>, Error> {
    let curves = curves(scenario, catalog, axis)?;
    let of = |CostCurve { option, name, pieces }| {
        let mut plans = Plans::new(scenario, catalog, axis, Part::Option(option));
        let look = |at: f64| Ok(Found::of_option(&plans.at(at)?, option));
        let (stretches, nearest) = solve(axis, &pieces, target, look)?;
        Ok(OptionAnswer { option, name, stretches, nearest })
    };
    curves.into_iter().map(of).collect()
}

/// Where each option is the cheapest. Of options that cost the same the first on the page stands for all.
///
/// # Errors
/// As [`cost`].
pub fn cheapest(scenario: &Scenario, catalog: &Catalog, axis: Axis) -> Result<Vec<OptionAnswer>, Error> {
    let curves = curves(scenario, catalog, axis)?;
    let crossovers = Crossovers::of(&curves, axis.from, axis.to);
    let mut plans = Plans::new(scenario, catalog, axis, Part::Whole);
    let of = |CostCurve { option, name, .. }| {
        let leads = crossovers.leads.iter().filter(|lead| lead.option == Some(option));
        let leads = leads.map(|lead| (lead.from, lead.to)).collect();
        let look = |at: f64| Ok(Found::of_lead(&plans.at(at)?, option));
        let stretches = Search { axis, target: None, look }.stretches(leads)?;
        Ok(OptionAnswer { option, name, stretches, nearest: None })
    };
    curves.into_iter().map(of).collect()
}

/// The curves of the options there are.
fn curves(scenario: &Scenario, catalog: &Catalog, axis: Axis) -> Result<Vec<CostCurve>, Error> {
    let plan = plan_as_read::<f64>(&Reader::new(scenario, catalog, &Shapes::of(scenario), ()))?;
    let mut curves = cost_curves(scenario, catalog, axis.key, axis.from, axis.to)?;
    curves.retain(|curve| !curve.pieces.is_empty() || plan.option(curve.option).is_some());
    Ok(curves)
}

/// Where a figure of the plan meets a target. A figure of an option counts only where the option works. The best mix is
/// searched anew at each value and no part of the plan, so it cannot be asked about.
///
/// # Errors
/// [`explain::Error::Unknown`] where the plan of the scenario holds no such figure.
pub fn figure(
    scenario: &Scenario,
    catalog: &Catalog,
    axis: Axis,
    target: Target,
    figure: &Figure,
) -> Result<FigureAnswer, explain::Error> {
    let scenario = &figure.scenario(scenario);
    let Listed { figure, title, unit, .. } = explain::find(scenario, catalog, figure)?;
    let figure: Figure = figure.parse()?;
    let part = match (figure.list(), figure.option()) {
        ("studies", _) => Part::Studies,
        (_, Some(option)) => Part::Option(option),
        _ => Part::Shared,
    };
    // Some layers are those of an option, and some figures compare options.
    let alone = Plans::new(scenario, catalog, axis, part).plan()?;
    let part = if explain::number_of(&alone, catalog, &figure).is_some() { part } else { Part::Whole };
    let mut plans = Plans::new(scenario, catalog, axis, part);
    let pieces = along(axis.from, axis.to, |at| plans.read(at, &figure))?;
    let look = |at: f64| Ok(Found::of_figure(&plans.at(at)?, catalog, &figure));
    let (stretches, nearest) = solve(axis, &pieces, target, look)?;
    Ok(FigureAnswer { title, unit, stretches, nearest })
}

/// How much of a plan is worked out.
#[derive(Clone, Copy, Debug)]
enum Part<'p> {
    /// All but the studies.
    Whole,
    /// Nothing that is one option's.
    Shared,
    /// No other option than this one.
    Option(&'p str),
    /// The studies, and what is shared.
    Studies,
}

/// Plans along one input.
struct Plans<'a> {
    scenario: Scenario,
    catalog: &'a Catalog,
    axis: Axis,
    shapes: Shapes,
    part: Part<'a>,
}

impl<'a> Plans<'a> {
    fn new(scenario: &Scenario, catalog: &'a Catalog, axis: Axis, part: Part<'a>) -> Self {
        Self { scenario: scenario.clone(), catalog, axis, shapes: Shapes::of(scenario), part }
    }

    fn set(&mut self, at: f64) {
        self.scenario.set_unchecked(self.axis.key, Some(at));
        if !self.shapes.fit(&self.scenario) {
            self.shapes = Shapes::of(&self.scenario);
        }
    }

    fn plan_as<N: Number>(&self, context: N::Context) -> Result<Plan<N>, Error> {
        let reader = Reader::new(&self.scenario, self.catalog, &self.shapes, context);
        match self.part {
            Part::Whole => plan_as_read(&reader),
            Part::Shared => plan_of_options(&reader, |_| false),
            Part::Option(wanted) => plan_of_options(&reader, |option| option == wanted),
            Part::Studies => {
                let studies = option::studies(system::comparisons(&reader)?, &reader);
                Ok(Plan { studies, ..plan_of_options(&reader, |_| false)? })
            }
        }
    }

    fn plan(&self) -> Result<Plan<f64>, Error> {
        self.plan_as(())
    }

    fn at(&mut self, at: f64) -> Result<Plan<f64>, Error> {
        self.set(at);
        self.plan()
    }

    /// A figure as a straight line, and how far it holds.
    fn read(&mut self, at: f64, figure: &Figure) -> Result<Reading, Error> {
        self.set(at);
        let window = Window::new(self.axis.key, at, self.axis.from, self.axis.to);
        if Shapes::hang_on(self.axis.key) {
            // The shapes are worked out without this reading, so that one point tells nothing of the next.
            window.note(0);
        }
        let plan: Plan<Slope<'_>> = self.plan_as(&window)?;
        if matches!(self.part, Part::Whole) {
            // Options stand in the order of their costs, which no formula decides.
            let ids = option::ids();
            for option in &plan.options {
                window.note(ids.iter().position(|id| *id == option.id).unwrap_or_default() as u64);
            }
        }
        let works = option_of(&plan, figure).is_none_or(DeploymentOption::is_feasible);
        let number = explain::number_of(&plan, self.catalog, figure).filter(|_| works);
        Ok(Reading::of(number, &window))
    }
}

/// The option that a figure belongs to.
fn option_of<'p, N: Number>(plan: &'p Plan<N>, figure: &Figure) -> Option<&'p DeploymentOption<N>> {
    figure.option().and_then(|id| plan.option(id))
}

/// What a plan says of what is asked.
#[derive(Clone, Debug)]
enum Found {
    Value(f64),
    RuledOut(Vec<Rejection>),
    Beaten(&'static str),
    Absent,
}

impl Found {
    /// The cost of an option.
    fn of_option(plan: &Plan<f64>, option: &str) -> Self {
        match plan.option(option) {
            None => Self::Absent,
            Some(option) if option.is_feasible() => Self::Value(option.usd_per_month),
            Some(option) => Self::RuledOut(option.rejections.clone()),
        }
    }

    /// The same, where no other option is cheaper.
    fn of_lead(plan: &Plan<f64>, option: &str) -> Self {
        let found = Self::of_option(plan, option);
        match (&found, plan.winner()) {
            (Self::Value(usd), Some(winner)) if *usd > winner.usd_per_month * (1.0 + DUST) => {
                Self::Beaten(winner.id)
            }
            _ => found,
        }
    }

    fn of_figure(plan: &Plan<f64>, catalog: &Catalog, figure: &Figure) -> Self {
        match option_of(plan, figure) {
            Some(option) if !option.is_feasible() => Self::RuledOut(option.rejections.clone()),
            _ => explain::number_of(plan, catalog, figure).map_or(Self::Absent, Self::Value),
        }
    }
}

/// Where a figure meets a target, and where it comes nearest with its value there.
type Solved = (Vec<Stretch>, Option<(f64, f64)>);

/// Where the pieces of a figure meet a target, pinned down on plans, and where it comes nearest.
fn solve(
    axis: Axis,
    pieces: &[Piece],
    target: Target,
    mut look: impl FnMut(f64) -> Result<Found, Error>,
) -> Result<Solved, Error> {
    let mut side = |relation| {
        let target = Target { relation, ..target };
        let met = pieces.iter().filter_map(|piece| met(piece, target)).collect();
        Search { axis, target: Some(target), look: &mut look }.stretches(met)
    };
    let stretches = match target.relation {
        Relation::Exactly => {
            let (below, above) = (side(Relation::AtMost)?, side(Relation::AtLeast)?);
            both(&below, &above)
        }
        relation => side(relation)?,
    };
    let nearest = match nearest(pieces, target) {
        None => None,
        Some(at) => match look(at)? {
            Found::Value(value) => Some((at, value)),
            _ => None,
        },
    };
    Ok((stretches, nearest))
}

/// The part of a piece that meets a target.
fn met(piece: &Piece, target: Target) -> Option<(f64, f64)> {
    let (from, to) = (piece.from, piece.to);
    let root = || {
        let (first, last) = (piece.usd_from - target.value, piece.usd_to - target.value);
        from + (to - from) * (first / (first - last))
    };
    match (target.is_met(piece.usd_from), target.is_met(piece.usd_to)) {
        (true, true) => Some((from, to)),
        (true, false) => Some((from, root())),
        (false, true) => Some((root(), to)),
        (false, false) => None,
    }
}

/// Where two lists of stretches both hold. Where one ends as the other begins, a figure goes through its target.
fn both(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let mut shared: Vec<Stretch> = Vec::new();
    for left in one {
        for right in other {
            let (from, begin) = if left.from >= right.from {
                (left.from, left.begin.clone())
            } else {
                (right.from, right.begin.clone())
            };
            let (to, end) =
                if left.to <= right.to { (left.to, left.end.clone()) } else { (right.to, right.end.clone()) };
            let through = begin == Bound::Reached && end == Bound::Reached;
            if to - from > REACHED * to.abs() || (to >= from && !through) {
                shared.push(Stretch { from, to, begin, end });
            } else if through && (to - from).abs() <= REACHED * to.abs() {
                shared.push(Stretch { from, to: from, begin, end });
            }
        }
    }
    shared.sort_by(|one, other| one.from.total_cmp(&other.from));
    shared
}

/// Where the pieces of a figure come nearest to meeting a target.
fn nearest(pieces: &[Piece], target: Target) -> Option<f64> {
    let off = |value: f64| match target.relation {
        Relation::AtMost => value,
        Relation::AtLeast => -value,
        Relation::Exactly => (value - target.value).abs(),
    };
    let ends = pieces.iter().flat_map(|piece| [(piece.from, piece.usd_from), (piece.to, piece.usd_to)]);
    ends.min_by(|one, other| off(one.1).total_cmp(&off(other.1))).map(|(at, _)| at)
}

/// The ends of stretches, pinned down on plans.
struct Search<F> {
    axis: Axis,
    /// What a value must meet; none where any does.
    target: Option<Target>,
    look: F,
}

/// How far from a guess the first plan is made, relative to the input.
const FIRST_STEP: f64 = 1e-11;
/// How much further each next one.
const STRIDE: f64 = 8.0;
/// Ends closer than this share of the axis are one.
const NARROW: f64 = 1e-17;
/// An end at which a figure jumps is written in fewer digits where that moves it by less than this share.
const NEXT_TO: f64 = 4e-9;
/// Most digits of such an end.
const MOST_DIGITS: i32 = 12;

impl<F: FnMut(f64) -> Result<Found, Error>> Search<F> {
    /// The stretches, of which `guesses` are close to.
    fn stretches(&mut self, guesses: Vec<(f64, f64)>) -> Result<Vec<Stretch>, Error> {
        let mut guesses = joined(guesses);
        let whole = self.axis.is_whole_numbers();
        let ends = (self.axis.from, self.axis.to);
        let (first, last) = if whole { (Number::ceil(ends.0), Number::floor(ends.1)) } else { ends };
        // A cost that jumps as soon as the range is entered is lower at its very beginning.
        if self.target.is_some() && guesses.first().is_none_or(|(from, _)| *from > first) {
            guesses.insert(0, (first, first));
        }
        let mut found: Vec<Stretch> = Vec::new();
        for (place, (from, to)) in guesses.iter().enumerate() {
            let before = found.last().map_or(first, |found| found.to);
            let next = guesses.get(place + 1).map(|next| if whole { libm::ceil(next.0) } else { next.0 });
            let after = next.unwrap_or(last);
            let Some(inside) = self.inside(Number::max(*from, before), *to)? else { continue };
            let (from, begin) = self.edge(inside, Number::max(*from, before), before)?;
            let (to, end) = self.edge(inside, *to, after)?;
            match (found.last_mut(), begin) {
                // Nothing lies between the two.
                (Some(last), None) => (last.to, last.end) = (to, end.unwrap_or(Bound::Range)),
                (_, begin) => {
                    let bound = |bound: Option<Bound>| bound.unwrap_or(Bound::Range);
                    found.push(Stretch { from, to, begin: bound(begin), end: bound(end) });
                }
            }
        }
        Ok(found)
    }

    fn is_yes(&self, found: &Found) -> bool {
        matches!(found, Found::Value(value) if self.target.is_none_or(|target| target.is_met(*value)))
    }

    fn holds(&mut self, at: f64) -> Result<bool, Error> {
        let found = (self.look)(at)?;
        Ok(self.is_yes(&found))
    }

    /// A value within a guess at which the answer is yes; none where there seems to be none.
    fn inside(&mut self, from: f64, to: f64) -> Result<Option<f64>, Error> {
        let whole = self.axis.is_whole_numbers();
        let (from, to) = if whole {
            (Number::ceil(from), Number::max(Number::floor(to), Number::ceil(from)))
        } else {
            (from, to)
        };
        for share in [0.5, 0.0, 1.0, 0.25, 0.75] {
            let at = from + (to - from) * share;
            let at = if whole { libm::floor(at) } else { at };
            if self.holds(at)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// The last value at which the answer is yes on the way from `inside` to `wall`, which is near `guess`, and what
    /// stops it there; nothing where it is yes all the way.
    fn edge(&mut self, inside: f64, guess: f64, wall: f64) -> Result<(f64, Option<Bound>), Error> {
        let mut bad = None;
        let mut step = self.first_step(guess);
        let mut good = loop {
            let at = self.towards(guess, inside, step);
            let found = (self.look)(at)?;
            if self.is_yes(&found) || at == inside {
                break at;
            }
            bad = Some((at, found));
            step *= STRIDE;
        };
        step = self.first_step(guess);
        while bad.is_none() {
            let at = self.towards(guess, wall, step);
            let found = (self.look)(at)?;
            if !self.is_yes(&found) {
                bad = Some((at, found));
            } else if at == wall {
                return Ok((wall, None));
            } else {
                good = at;
                step *= STRIDE;
            }
        }
        let Some((mut beyond, mut found)) = bad else { return Ok((good, None)) };
        while let Some(middle) = self.between(good, beyond) {
            let there = (self.look)(middle)?;
            if self.is_yes(&there) {
                good = middle;
            } else {
                (beyond, found) = (middle, there);
            }
        }
        let bound = self.bound(found);
        if bound != Bound::Reached && !self.axis.is_whole_numbers() {
            // Counts forgive dust, so a step stands a whisker past the round value that it is meant to stand at.
            let short = without_dust(good, good > beyond);
            if (short - inside) * (short - good) <= 0.0 && self.holds(short)? {
                good = short;
            }
        }
        Ok((good, Some(bound)))
    }

    fn first_step(&self, guess: f64) -> f64 {
        if self.axis.is_whole_numbers() {
            0.5
        } else {
            Number::max(guess.abs() * FIRST_STEP, (self.axis.to - self.axis.from) * FIRST_STEP * 1e-6)
        }
    }

    /// So far from one value towards another and not past it.
    fn towards(&self, from: f64, to: f64, step: f64) -> f64 {
        if (to - from).abs() <= step {
            return to;
        }
        let at = if to > from { from + step } else { from - step };
        match self.axis.is_whole_numbers() {
            true if to > from => libm::ceil(at),
            true => libm::floor(at),
            false => at,
        }
    }

    /// A value between two; none where they are next to each other.
    fn between(&self, one: f64, other: f64) -> Option<f64> {
        let middle = 0.5 * (one + other);
        let middle = if self.axis.is_whole_numbers() { libm::floor(middle) } else { middle };
        let narrow = (one - other).abs() <= NARROW * (self.axis.to - self.axis.from);
        (middle != one && middle != other && !narrow).then_some(middle)
    }

    /// Why a stretch ends, given what is found just past its end.
    fn bound(&self, beyond: Found) -> Bound {
        match beyond {
            Found::Value(value) => match self.target {
                Some(target) if target.is_reached(value) => Bound::Reached,
                _ => Bound::Jump(value),
            },
            Found::RuledOut(rejections) => Bound::RuledOut(rejections),
            Found::Beaten(other) => Bound::Beaten(other),
            Found::Absent => Bound::Absent,
        }
    }
}

/// Stretches that touch are one.
fn joined(guesses: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut joined: Vec<(f64, f64)> = Vec::with_capacity(guesses.len());
    for (from, to) in guesses {
        match joined.last_mut() {
            Some(last) if last.1 >= from => last.1 = Number::max(last.1, to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The value of the fewest digits that is next to another, above or below it.
fn without_dust(value: f64, above: bool) -> f64 {
    let whole = if above { Number::ceil } else { Number::floor };
    let shorter = (1..=MOST_DIGITS).map(|digits| in_digits(value, digits, whole));
    let mut near = shorter.filter(|short| (short - value).abs() <= NEXT_TO * value.abs());
    near.next().unwrap_or(value)
}

/// So many digits of a value, rounded up: a round target.
#[must_use]
pub fn rounded_up(value: f64, digits: i32) -> f64 {
    in_digits(value, digits, Number::ceil)
}

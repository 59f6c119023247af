//! What every option costs along one input, piece by piece: each piece is a straight line between two values of the
//! input, and steps stand where they are, however narrow what lies between two of them.
//!
//! A reading as [`Slope`] gives the line through one point and the stretch over which it holds; the next reading is taken
//! just past its end. Where a formula is truly curved (a cache's hit ratio, the mean of a day) the stretch ends with the
//! cell of a grid, the piece is a chord, and says that it is sampled.

use crate::catalog::Catalog;
use crate::error::Error;
use crate::number::{Number, Slope, Tape, Window};
use crate::option::{self, is_hosted};
use crate::reading::{Reader, Shapes};
use crate::scenario::{Key, Scenario};
use crate::system::{self, Demand};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A stretch of the axis over which a cost is a straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Value of the input from which it holds.
    pub from: f64,
    /// Value of the input up to which it holds.
    pub to: f64,
    /// Dollars a month just past `from`.
    pub usd_from: f64,
    /// Dollars a month at `to`.
    pub usd_to: f64,
    /// Whether the cost is this line, rather than close to it.
    pub exact: bool,
}

impl Piece {
    /// Dollars a month at a value of the input between the piece's ends.
    #[must_use]
    pub fn usd_at(&self, at: f64) -> f64 {
        if self.to > self.from {
            self.usd_from + (self.usd_to - self.usd_from) * ((at - self.from) / (self.to - self.from))
        } else {
            self.usd_to
        }
    }

    /// The part of it between two values of the input.
    pub(crate) fn cut(&self, from: f64, to: f64) -> Self {
        Self { from, to, usd_from: self.usd_at(from), usd_to: self.usd_at(to), ..*self }
    }
}

/// The monthly cost of one option along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct CostCurve {
    /// The option.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its pieces from left to right. Between two that do not touch it is ruled out.
    pub pieces: Vec<Piece>,
}

impl CostCurve {
    /// Dollars a month at a value of the input, none where the option is ruled out. At a step it is the cost before.
    #[must_use]
    pub fn usd_at(&self, at: f64) -> Option<f64> {
        let place = self.pieces.partition_point(|piece| piece.to < at);
        self.pieces.get(place).filter(|piece| piece.from <= at).map(|piece| piece.usd_at(at))
    }
}

/// Cells of the grid for what is curved.
const CELLS: u32 = 24;
/// A chord is halved until its middle is this close to the cost, relative to it.
const CHORD_TOLERANCE: f64 = 2e-4;
/// Where between its ends a chord is checked besides its middle: the golden section, which no step has as its period.
const ODD_PLACE: f64 = 0.618_033_988_749_894_8;
/// A step that has no root to be worked out is narrowed down to this, relative to the input.
const STEP_WIDTH: f64 = 1e-10;
/// How far past a step the next reading is taken, relative to the input.
const PAST: f64 = 1e-11;
/// Most readings for one part of the costs; past them, what is coarse stays coarse.
const MOST_READINGS: u32 = 6_000;

/// The cost of every option along `key`, from `from` to `to`.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn cost_curves(
    scenario: &Scenario,
    catalog: &Catalog,
    key: Key,
    from: f64,
    to: f64,
) -> Result<Vec<CostCurve>, Error> {
    let mut readings = Readings::new(scenario, catalog, key, from, to);
    let names = option::names();
    let mut parts = Vec::with_capacity(names.len());
    let shared = along(from, to, |at| readings.part(None, at))?;
    for place in 0..names.len() {
        parts.push(along(from, to, |at| readings.part(Some(place), at))?);
    }
    Ok(names
        .into_iter()
        .zip(parts)
        .map(|((option, name), own)| CostCurve { option, name, pieces: sum(&shared, &own) })
        .collect())
}

/// What one reading says of a cost: its value and slope, and how far ahead that holds.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    at: f64,
    /// Value and slope; none where the option is ruled out. No slope where the cost is curved.
    usd: Option<(f64, Option<f64>)>,
    end: f64,
    /// Decisions that the end says nothing about.
    signature: u64,
    /// Whether it hangs on the second input of its window.
    across: bool,
}

impl Reading {
    /// What `window` knows after `usd` was worked out in it.
    #[must_use]
    pub fn of(usd: Option<Slope<'_>>, window: &Window) -> Self {
        Self {
            at: window.at(),
            usd: usd.map(|usd| (usd.value(), usd.slope())),
            end: window.end(),
            signature: window.signature(),
            across: window.is_crossed() || usd.is_some_and(Slope::hangs_across),
        }
    }

    /// Whether the cost is a straight line up to the end, or ruled out up to there.
    fn is_line(&self) -> bool {
        self.signature == 0 && self.usd.is_none_or(|(_, slope)| slope.is_some())
    }

    /// Whether it says what the cost is at a value of the input.
    fn serves(&self, at: f64) -> bool {
        self.at == at || (self.is_line() && self.at < at && at < self.end)
    }

    /// The cost elsewhere on the line, where there is one.
    fn usd_at(&self, at: f64) -> Option<f64> {
        let (value, slope) = self.usd?;
        if at == self.at { Some(value) } else { Some(value + slope? * (at - self.at)) }
    }
}

/// What is known of a scenario along one input, while a second one keeps its value.
#[derive(Clone, Default)]
pub(super) struct Known {
    /// What each part of the demand was at the values asked for so far, from left to right.
    demands: [Vec<Asked>; system::DEMANDS],
    /// What was read of the parts of the costs, by place, those all options share first; each from left to right.
    costs: Vec<Vec<Reading>>,
}

/// Readings of the parts of all options' costs along one input, and along a second one where a map wants them. What does
/// not change is worked out once, and what was done once is done again by its tape where every decision falls the same.
pub(super) struct Readings<'a> {
    scenario: Scenario,
    catalog: &'a Catalog,
    key: Key,
    ends: (f64, f64),
    across: Option<Key>,
    shapes: Shapes,
    /// Ways in which each part of the demand came about, the latest last.
    courses: [Vec<Rc<Course>>; system::DEMANDS],
    /// Ways in which each part of the costs came about, by place as in [`Known::costs`], the latest last.
    tapes: Vec<Vec<CostTape>>,
    /// What holds at the value that the second input has now.
    pub here: Known,
    /// What holds whatever the second input is.
    everywhere: Known,
    /// How often the formulas of a cost had to be asked.
    #[cfg(test)]
    by_formulas: usize,
}

/// Most tapes tried for one part before its formulas are asked again.
const MOST_TAPES: usize = 12;

/// One way in which a part of the demand came about: its components, and the steps to their figures.
struct Course {
    demand: Demand<Slope<'static>>,
    tape: Tape,
}

/// One way in which a part of the costs came about.
struct CostTape {
    /// The courses of the demand that it was worked out for.
    courses: [Rc<Course>; system::DEMANDS],
    /// The steps to its dollars; without a result where it is ruled out.
    tape: Tape,
}

/// What one part of the demand was at one value of the axis, and how far ahead that is a straight line.
#[derive(Clone)]
struct Asked {
    at: f64,
    end: f64,
    signature: u64,
    course: Rc<Course>,
    /// Figures of the components, in their order.
    figures: Rc<[Slope<'static>]>,
    is_curved: bool,
    /// Whether decisions hung on the second input, and whether anything did.
    is_crossed: bool,
    is_across: bool,
}

impl Asked {
    fn serves(&self, at: f64) -> bool {
        if self.is_curved { self.at == at } else { self.at <= at && at < self.end }
    }

    /// Tell a window what decided it.
    fn decide(&self, window: &Window) {
        window.end_at(self.end);
        if self.signature != 0 {
            window.note(self.signature);
        }
        if self.is_crossed {
            window.cross();
        }
    }

    /// A figure where a window stands.
    fn figure<'w>(&self, place: usize, window: &'w Window) -> Option<Slope<'w>> {
        Some(self.figures.get(place)?.moved(window.at() - self.at, window))
    }

    /// The demand where a window stands: how manieth part it is, and whether of what options have of their own or of what
    /// they share.
    fn demand<'w>(&self, part: usize, window: &'w Window, is_own: bool) -> Demand<Slope<'w>> {
        with_figures(&self.course.demand, is_own, |at, constant| {
            let figure = self.figure(at, window).unwrap_or_else(|| constant.moved(0.0, window));
            if self.course.tape.moves(at) { figure.given(part, at) } else { figure }
        })
    }
}

/// A demand with each of its figures replaced by what `figure` makes of its number and of the figure, of what options
/// have of their own or of what they share.
pub(super) fn with_figures<'w>(
    demand: &Demand<Slope<'static>>,
    is_own: bool,
    figure: impl Fn(usize, Slope<'static>) -> Slope<'w>,
) -> Demand<Slope<'w>> {
    let number = Cell::new(0);
    let whole = demand.map(|_| true, |constant| figure(number.replace(number.get() + 1), constant));
    whole.map(|work| is_hosted(work) == is_own, |figure| figure)
}

/// Put what was found at a value of the axis into its place among others.
fn insert<T>(among: &mut Vec<T>, new: T, at: impl Fn(&T) -> f64) {
    let place = among.partition_point(|other| at(other) <= at(&new));
    among.insert(place, new);
}

/// The last of those from left to right that begin at or before a value.
fn last_before<T>(among: &[T], value: f64, at: impl Fn(&T) -> f64) -> Option<&T> {
    among.get(..among.partition_point(|other| at(other) <= value))?.last()
}

impl<'a> Readings<'a> {
    pub(super) fn new(scenario: &Scenario, catalog: &'a Catalog, key: Key, from: f64, to: f64) -> Self {
        Self {
            scenario: scenario.clone(),
            catalog,
            key,
            ends: (from, to),
            across: None,
            shapes: Shapes::of(scenario),
            courses: Default::default(),
            tapes: Vec::new(),
            here: Known::default(),
            everywhere: Known::default(),
            #[cfg(test)]
            by_formulas: 0,
        }
    }

    /// The same where a second input moves as well.
    pub(super) fn across(self, key: Key) -> Self {
        Self { across: Some(key), ..self }
    }

    /// How many of the options' own costs are straight lines at a value of the input.
    pub(super) fn lines_at(mut self, at: f64) -> Result<usize, Error> {
        let mut lines = 0;
        for option in 0..option::ids().len() {
            lines += usize::from(self.part(Some(option), at)?.is_line());
        }
        Ok(lines)
    }

    /// Give the second input a value, about which `here` is known.
    pub(super) fn move_across(&mut self, to: f64, here: Known) -> Known {
        if let Some(key) = self.across {
            self.scenario.set_unchecked(key, Some(to));
        }
        std::mem::replace(&mut self.here, here)
    }

    fn reader<'r>(&'r self, window: &'r Window) -> Reader<'r, Slope<'r>> {
        Reader::new(&self.scenario, self.catalog, &self.shapes, window).for_costs()
    }

    fn window(&self, at: f64) -> Window {
        let across = self.across.and_then(|key| Some((key, self.scenario.value(key)?)));
        Window::new(self.key, at, self.ends.0, self.ends.1).across(across)
    }

    /// Whether the shapes move, which no tape knows of.
    fn has_new_shapes(&self) -> bool {
        Shapes::hang_on(self.key) || self.across.is_some_and(Shapes::hang_on)
    }

    /// The cost of one part of the options, [`part`](option::part)'s, looked up where it is known.
    pub(super) fn usd(&mut self, option: Option<usize>, at: f64) -> Result<Option<f64>, Error> {
        let place = option.map_or(0, |option| option + 1);
        let cost = |known: &Known| {
            last_before(known.costs.get(place)?, at, |cost| cost.at).filter(|cost| cost.serves(at)).copied()
        };
        let reading = match cost(&self.everywhere).or_else(|| cost(&self.here)) {
            Some(reading) => reading,
            None => {
                let reading = self.part(option, at)?;
                let known = if reading.across { &mut self.here } else { &mut self.everywhere };
                if known.costs.len() <= place {
                    known.costs.resize_with(place + 1, Vec::new);
                }
                if let Some(costs) = known.costs.get_mut(place) {
                    insert(costs, reading, |cost| cost.at);
                }
                reading
            }
        };
        Ok(reading.usd_at(at))
    }

    /// Read the cost of one part of the options.
    fn part(&mut self, option: Option<usize>, at: f64) -> Result<Reading, Error> {
        self.scenario.set_unchecked(self.key, Some(at));
        let mut asked = Vec::with_capacity(system::DEMANDS);
        for part in 0..system::DEMANDS {
            asked.push(self.asked(part, at)?);
        }
        let place = option.map_or(0, |option| option + 1);
        if self.tapes.len() <= place {
            self.tapes.resize_with(place + 1, Vec::new);
        }
        let replayed = self.tapes.get(place).and_then(|tapes| {
            tapes.iter().enumerate().rev().find_map(|(which, of)| {
                let is_theirs = |(one, other): (&Rc<Course>, &Asked)| Rc::ptr_eq(one, &other.course);
                if !of.courses.iter().zip(&asked).all(is_theirs) {
                    return None;
                }
                let window = self.window(at);
                asked.iter().for_each(|asked| asked.decide(&window));
                let given = |part: usize, place| asked.get(part)?.figure(place, &window);
                let usd = of.tape.replay(&window, given)?.first().copied();
                Some((which, Reading::of(usd, &window)))
            })
        });
        if let Some((which, reading)) = replayed {
            if let Some(tapes) = self.tapes.get_mut(place) {
                let tape = tapes.remove(which);
                tapes.push(tape);
            }
            return Ok(reading);
        }
        #[cfg(test)]
        {
            self.by_formulas += 1;
        }
        let window = self.window(at).recording();
        let is_own = option.is_some();
        let mut demand = Demand::default();
        for (part, asked) in asked.iter().enumerate() {
            asked.decide(&window);
            demand.absorb(asked.demand(part, &window, is_own));
        }
        if !is_own {
            system::share(&mut demand.components);
        }
        let usd = option::part(option, &demand, &self.reader(&window)).usd();
        let reading = Reading::of(usd, &window);
        let tape = Tape::of(&window, usd);
        let courses: Result<[Rc<Course>; system::DEMANDS], _> =
            asked.into_iter().map(|asked| asked.course).collect::<Vec<_>>().try_into();
        if !self.has_new_shapes()
            && let (Some(tapes), Ok(courses)) = (self.tapes.get_mut(place), courses)
        {
            if tapes.len() >= MOST_TAPES {
                tapes.remove(0);
            }
            tapes.push(CostTape { courses, tape });
        }
        Ok(reading)
    }

    /// A part of the demand, looked up where it is known.
    fn asked(&mut self, part: usize, at: f64) -> Result<Asked, Error> {
        let asked = |known: &Known| {
            let asked = last_before(known.demands.get(part)?, at, |asked| asked.at)?;
            asked.serves(at).then(|| asked.clone())
        };
        if let Some(asked) = asked(&self.everywhere).or_else(|| asked(&self.here)) {
            return Ok(asked);
        }
        let asked = match self.again(part, at) {
            Some(asked) => asked,
            None => self.ask(part, at)?,
        };
        let known = if asked.is_across { &mut self.here } else { &mut self.everywhere };
        if let Some(known) = known.demands.get_mut(part) {
            insert(known, asked.clone(), |asked| asked.at);
        }
        Ok(asked)
    }

    /// A part of the demand by the tape of one that came about the same way.
    fn again(&mut self, part: usize, at: f64) -> Option<Asked> {
        let courses = self.courses.get(part)?;
        let (which, asked) = courses.iter().enumerate().rev().find_map(|(which, course)| {
            let window = self.window(at);
            let figures = course.tape.replay(&window, |_, _| None)?;
            Some((which, self.kept(&window, course, figures)))
        })?;
        let courses = self.courses.get_mut(part)?;
        let course = courses.remove(which);
        courses.push(course);
        Some(asked)
    }

    /// A part of the demand by its formulas.
    fn ask(&mut self, part: usize, at: f64) -> Result<Asked, Error> {
        if !self.shapes.fit(&self.scenario) {
            self.shapes = Shapes::of(&self.scenario);
        }
        let window = self.window(at).recording();
        let demand = system::part_of_demand(part, &self.reader(&window))?;
        let figures = RefCell::new(Vec::new());
        let kept = demand.map(
            |_| true,
            |figure| {
                figures.borrow_mut().push(figure);
                figure.kept()
            },
        );
        let figures = figures.into_inner();
        let course = Rc::new(Course { demand: kept, tape: Tape::of(&window, figures.iter().copied()) });
        let asked = self.kept(&window, &course, figures);
        if !self.has_new_shapes()
            && let Some(courses) = self.courses.get_mut(part)
        {
            if courses.len() >= MOST_TAPES {
                courses.remove(0);
            }
            courses.push(course);
        }
        Ok(asked)
    }

    /// What a window knows after a part of the demand was worked out in it.
    fn kept(&self, window: &Window, course: &Rc<Course>, figures: Vec<Slope<'_>>) -> Asked {
        // The shapes are worked out without the reading, so that one point tells nothing of the next.
        let has_new_shapes = Shapes::hang_on(self.key);
        if has_new_shapes {
            window.note(0);
        }
        if self.across.is_some_and(Shapes::hang_on) {
            window.cross();
        }
        let (end, signature, is_crossed) = (window.end(), window.signature(), window.is_crossed());
        Asked {
            at: window.at(),
            end,
            signature,
            course: Rc::clone(course),
            is_curved: has_new_shapes
                || signature != 0
                || figures.iter().any(|figure| figure.slope().is_none()),
            is_crossed,
            is_across: is_crossed || figures.iter().any(|figure| figure.hangs_across()),
            figures: figures.into_iter().map(Slope::kept).collect(),
        }
    }
}

/// The pieces of a cost from `from` to `to`, as `read` finds it at single points.
///
/// # Errors
/// Those of `read`.
pub fn along<E>(from: f64, to: f64, read: impl FnMut(f64) -> Result<Reading, E>) -> Result<Vec<Piece>, E> {
    let mut walk =
        Walk { read, readings: 0, past: PAST * to.abs().max(from.abs()) * 1e-3, pieces: Vec::new() };
    let mut at = from;
    while at < to {
        let start = walk.read(walk.after(at))?;
        let mut end = start.end.min(to);
        let coarse = walk.readings >= MOST_READINGS;
        if !coarse && start.is_line() {
            end = end.max(start.at);
            walk.push(at, end, start.usd_at(at).zip(start.usd_at(end)), true);
        } else {
            end = end.min(next_cell(at, from, to)).max(start.at);
            let last = walk.read(walk.before(end, start.at))?;
            walk.between(at, &start, &last, end)?;
        }
        at = end;
    }
    Ok(walk.pieces)
}

/// The end of the cell of the grid that begins at or holds `at`. Cells are as wide on a scale of powers where the axis
/// spans several.
fn next_cell(at: f64, from: f64, to: f64) -> f64 {
    let logarithmic = from > 0.0 && to / from > 10.0;
    let share =
        if logarithmic { libm::log(at / from) / libm::log(to / from) } else { (at - from) / (to - from) };
    let cells = f64::from(CELLS);
    let next = (libm::floor(share * cells * (1.0 + 1e-12)) + 1.0) / cells;
    let end = if logarithmic { from * libm::pow(to / from, next) } else { from + (to - from) * next };
    end.min(to)
}

struct Walk<R> {
    read: R,
    readings: u32,
    past: f64,
    pieces: Vec<Piece>,
}

impl<E, R: FnMut(f64) -> Result<Reading, E>> Walk<R> {
    fn read(&mut self, at: f64) -> Result<Reading, E> {
        self.readings += 1;
        (self.read)(at)
    }

    /// Just past a value.
    fn after(&self, at: f64) -> f64 {
        at + (at.abs() * PAST).max(self.past)
    }

    /// Just before a value, and not before `least`.
    fn before(&self, at: f64, least: f64) -> f64 {
        (at - (at.abs() * PAST).max(self.past)).max(least)
    }

    fn push(&mut self, from: f64, to: f64, usd: Option<(f64, f64)>, exact: bool) {
        if let Some((usd_from, usd_to)) = usd.filter(|_| to > from) {
            self.pieces.push(Piece { from, to, usd_from, usd_to, exact });
        }
    }

    /// The pieces from `from` to `to`, of which `start` was read at the left and `end` at the right end.
    fn between(&mut self, from: f64, start: &Reading, end: &Reading, to: f64) -> Result<(), E> {
        let coarse = self.readings >= MOST_READINGS;
        let (one, other) = match (start.usd, end.usd) {
            (None, None) if start.signature == end.signature || coarse => return Ok(()),
            (Some((one, _)), Some((other, _))) => (one, other),
            _ if coarse => return Ok(()),
            // One of them is ruled out: what follows narrows down where.
            _ => (f64::NAN, f64::NAN),
        };
        if start.signature == end.signature && start.usd_at(end.at).is_some_and(|usd| close(usd, other, 1e-9))
        {
            self.push(from, to, start.usd_at(from).zip(start.usd_at(to)), true);
            return Ok(());
        }
        if coarse {
            self.push(from, to, Some((one, other)), false);
            return Ok(());
        }
        if to - from <= STEP_WIDTH * to.abs().max(self.past) || end.at <= start.at {
            // Narrowed down: the left holds up to here.
            self.push(from, to, start.usd.map(|(usd, _)| (usd, usd)), true);
            return Ok(());
        }
        let middle = self.read(0.5 * (from + to))?;
        let fits = |reading: &Reading, line: f64| {
            reading.signature == start.signature
                && reading.usd.is_some_and(|(usd, _)| close(usd, line, CHORD_TOLERANCE))
        };
        if start.signature == end.signature && fits(&middle, 0.5 * (one + other)) {
            // A staircase may meet a line at both ends and in the middle; at an odd place as well it does not.
            let odd = self.read(from + ODD_PLACE * (to - from))?;
            if fits(&odd, one + ODD_PLACE * (other - one)) {
                let usd = |reading: &Reading| reading.usd.map_or(f64::NAN, |(usd, _)| usd);
                let points = [(from, one), (middle.at, usd(&middle)), (odd.at, usd(&odd)), (to, other)];
                for pair in points.windows(2) {
                    if let [(from, one), (to, other)] = *pair {
                        self.push(from, to, Some((one, other)), false);
                    }
                }
                return Ok(());
            }
        }
        self.between(from, start, &middle, middle.at)?;
        self.between(middle.at, &middle, end, to)
    }
}

fn close(one: f64, other: f64, tolerance: f64) -> bool {
    (one - other).abs() <= tolerance * one.abs().max(other.abs()) + 1e-12
}

/// The sum of two costs, where neither is ruled out. Neighbours on one line become one piece.
fn sum(one: &[Piece], other: &[Piece]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(one.len().max(other.len()));
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(first), Some(second)) = (left.peek(), right.peek()) {
        let (from, to) = (first.from.max(second.from), first.to.min(second.to));
        if to > from {
            let (a, b) = (first.cut(from, to), second.cut(from, to));
            join(
                &mut pieces,
                Piece {
                    from,
                    to,
                    usd_from: a.usd_from + b.usd_from,
                    usd_to: a.usd_to + b.usd_to,
                    exact: a.exact && b.exact,
                },
            );
        }
        if first.to <= second.to {
            left.next();
        } else {
            right.next();
        }
    }
    pieces
}

/// Put a piece behind the others, or lengthen the last one where both are one line.
fn join(pieces: &mut Vec<Piece>, piece: Piece) {
    if let Some(last) = pieces.last_mut()
        && last.exact
        && piece.exact
        && last.to == piece.from
        && close(last.usd_to, piece.usd_from, 1e-12)
    {
        let ahead =
            last.usd_from + (last.usd_to - last.usd_from) / (last.to - last.from) * (piece.to - last.from);
        if close(ahead, piece.usd_to, 1e-12) {
            (last.to, last.usd_to) = (piece.to, piece.usd_to);
            return;
        }
    }
    pieces.push(piece);
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::scenario::presets::PRESETS;
    use crate::scenario::{FIELDS, Field};

    /// Xorshift, 0 to 1.
    fn random(state: &mut u64) -> f64 {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn bits(reading: Reading) -> (Option<(u64, Option<u64>)>, u64, u64, bool) {
        let usd = reading.usd.map(|(value, slope)| (value.to_bits(), slope.map(f64::to_bits)));
        (usd, reading.end.to_bits(), reading.signature, reading.across)
    }

    /// Readings in any order, most of them by tapes, are bit for bit what the formulas say where nothing is known yet.
    #[test]
    fn a_tape_says_what_the_formulas_say() {
        let catalog = Catalog::embedded().unwrap();
        let mut state = 0x2545_f491_4f6c_dd1d;
        let (mut compared, mut by_formulas) = (0, 0);
        for preset in PRESETS {
            let scenario = preset.scenario();
            let moves = |field: &&Field| {
                field.key.range().is_some() && scenario.value(field.key).is_some_and(|now| now > 0.0)
            };
            let movable: Vec<Key> = FIELDS.iter().filter(moves).map(|field| field.key).collect();
            let one = |state: &mut u64| movable[(random(state) * movable.len() as f64) as usize];
            let loads =
                [Key::FilesPerDay, Key::RequestsPerSecond].into_iter().filter(|key| movable.contains(key));
            let sides: Vec<Key> = loads.chain((0..4).map(|_| one(&mut state))).collect();
            for key in sides {
                let across = Some(one(&mut state)).filter(|across| *across != key);
                let around = |key: Key, state: &mut u64| {
                    let range = key.range().unwrap();
                    let ratio = libm::pow(10.0, 3.0 * random(state) - 1.5);
                    (scenario.value(key).unwrap() * ratio).clamp(range.min, range.max)
                };
                let readings = || {
                    let new = Readings::new(&scenario, &catalog, key, key.range().unwrap().min, 1e9);
                    if let Some(across) = across { new.across(across) } else { new }
                };
                let mut known = readings();
                for _ in 0..40 {
                    let at = around(key, &mut state);
                    let there = across.map(|across| around(across, &mut state));
                    let mut fresh = readings();
                    // Of what was read before, the tapes only: a line followed to here is the same but for dust.
                    (known.everywhere, known.here) = Default::default();
                    if let Some(there) = there {
                        known.move_across(there, Known::default());
                        fresh.move_across(there, Known::default());
                    }
                    for option in std::iter::once(None).chain((0..option::ids().len()).map(Some)) {
                        let (found, expected) =
                            (known.part(option, at).unwrap(), fresh.part(option, at).unwrap());
                        assert_eq!(
                            bits(found),
                            bits(expected),
                            "{}: {option:?} at {} = {at}, {across:?} = {there:?}",
                            preset.id,
                            key.field().id
                        );
                        compared += 1;
                    }
                }
                by_formulas += known.by_formulas;
            }
        }
        assert!(compared > 40_000 && by_formulas < compared / 3, "{by_formulas} of {compared} by formulas");
    }
}

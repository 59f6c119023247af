//! The reading that answers *how far*: a value with its slope along one input, and the stretch of that input over which
//! every decision behind the value stays as it is.

use super::tape::{BlackBox, MOST_ARGUMENTS, Operand, Step};
use super::{Number, Origin, ceil_count, floor_count};
use crate::scenario::Key;
use crate::unit::Unit;
use std::cell::{Cell, RefCell};
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::rc::Rc;

/// A count past which rounding is taken as smooth: one more is then less than a two-thousandth, and a run billed by the
/// millisecond has a hundred thousand.
const MOST_STEPS: f64 = 2_000.0;
/// Relative error of a handful of roundings.
const DUST: f64 = 1e-12;
/// Halvings that find the next step of a black box: they leave 2^-48 of the axis.
const HALVINGS: u32 = 48;
/// A black box that keeps its value over less than this share of the axis has no steps.
const HARDLY: f64 = 1e-9;

/// Where a reading stands on its axis, and how far ahead the decisions it has met so far hold.
pub struct Window {
    /// The input that the axis runs along; none where inputs only differ from world to world.
    axis: Option<Key>,
    /// Inputs that differ from world to world, of which the steps are recorded and nothing else is told.
    varied: Vec<Key>,
    at: f64,
    /// Length of the whole axis.
    length: f64,
    end: Cell<f64>,
    /// Decisions on values that are no straight lines, as a hash: they hold where it is the same.
    signature: Cell<u64>,
    /// A second input with its value, of which only is told whether it matters.
    across: Option<(Key, f64)>,
    /// Whether a decision hung on that.
    is_crossed: Cell<bool>,
    /// The steps taken so far, where they are recorded.
    tape: Option<RefCell<Vec<Step>>>,
}

impl Window {
    /// A reading at `at` on an axis that runs along an input from `from` to `to`.
    #[must_use]
    pub fn new(axis: Key, at: f64, from: f64, to: f64) -> Self {
        Self::on(Some(axis), at, from, to)
    }

    /// A reading that records what is done with inputs that differ from world to world.
    #[must_use]
    pub fn of_world(varied: &[Key]) -> Self {
        Self { varied: varied.to_vec(), ..Self::on(None, 0.0, 0.0, f64::INFINITY) }.recording()
    }

    fn on(axis: Option<Key>, at: f64, from: f64, to: f64) -> Self {
        let (end, signature, is_crossed) = (Cell::new(to), Cell::new(0), Cell::new(false));
        let varied = Vec::new();
        Self { axis, varied, at, length: to - from, end, signature, across: None, is_crossed, tape: None }
    }

    /// The same, which also notes what hangs on a second input, of a value.
    #[must_use]
    pub fn across(self, input: Option<(Key, f64)>) -> Self {
        Self { across: input, ..self }
    }

    /// The same, which records what is done in it.
    #[must_use]
    pub fn recording(self) -> Self {
        Self { tape: Some(RefCell::default()), ..self }
    }

    /// What was recorded so far; nothing is from here on.
    pub(super) fn recorded(&self) -> Vec<Step> {
        self.tape.as_ref().map(RefCell::take).unwrap_or_default()
    }

    /// Record a step; its place on the tape, zero where there is none.
    fn record(&self, step: impl FnOnce() -> Step) -> u32 {
        let Some(tape) = &self.tape else { return 0 };
        let mut steps = tape.borrow_mut();
        steps.push(step());
        steps.len() as u32
    }

    /// The input that the axis runs along.
    pub(super) fn on_axis(&self) -> Slope<'_> {
        Slope { value: self.at, slope: 1.0, across: false, place: 0, window: Some(self) }
    }

    /// The second input.
    pub(super) fn on_across(&self) -> Slope<'_> {
        let value = self.across.map_or(f64::NAN, |(_, value)| value);
        Slope { value, slope: 0.0, across: true, place: 0, window: Some(self) }
    }

    /// A number that was worked out before, of a value here: which one of how manieth part.
    #[must_use]
    pub fn given(&self, part: usize, number: usize, value: f64) -> Slope<'_> {
        Slope { window: Some(self), ..Slope::fixed(value) }.given(part, number)
    }

    /// Whether any decision hung on the second input.
    #[must_use]
    pub fn is_crossed(&self) -> bool {
        self.is_crossed.get()
    }

    /// Note that one did.
    pub fn cross(&self) {
        self.is_crossed.set(true);
    }

    /// The value of the input that is read at.
    #[must_use]
    pub fn at(&self) -> f64 {
        self.at
    }

    /// Up to where every decision on a straight line stays as it is.
    #[must_use]
    pub fn end(&self) -> f64 {
        self.end.get()
    }

    /// The hash of every decision that the end says nothing about; zero where there was no such decision.
    #[must_use]
    pub fn signature(&self) -> u64 {
        self.signature.get()
    }

    /// Nothing is known from here on.
    pub fn end_at(&self, end: f64) {
        self.end.set(Number::min(self.end.get(), Number::max(end, self.at)));
    }

    /// Take note of a decision that has no root to be worked out. FNV-1a, from an offset that is not zero.
    pub fn note(&self, outcome: u64) {
        let hash = (self.signature.get() ^ 0xcbf2_9ce4_8422_2325 ^ outcome).wrapping_mul(0x0100_0000_01b3);
        self.signature.set(hash.max(1));
    }
}

/// A value and its slope along the axis of a [`Window`]. A slope that is not a number says that the value is no straight
/// line there, so that nothing can be told of it elsewhere.
#[derive(Clone, Copy)]
pub struct Slope<'a> {
    value: f64,
    slope: f64,
    /// Whether it hangs on the second input of its window.
    across: bool,
    /// Place on the tape of its window of the step that made it; zero where it is the same everywhere, or not recorded.
    place: u32,
    window: Option<&'a Window>,
}

impl std::fmt::Debug for Slope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} + {} each", self.value, self.slope)
    }
}

impl<'a> Slope<'a> {
    /// What a step leaves that has no outcome.
    pub(super) const NOTHING: Self = Self::fixed(f64::NAN);

    /// The value's change for each unit of the input; none where it is not a straight line.
    #[must_use]
    pub fn slope(self) -> Option<f64> {
        (!self.slope.is_nan()).then_some(self.slope)
    }

    /// Whether it hangs on the second input of its window.
    #[must_use]
    pub fn hangs_across(self) -> bool {
        self.across
    }

    /// The same line, read elsewhere on the axis; what is no straight line cannot be, and stays.
    #[must_use]
    pub fn moved(self, by: f64, window: &Window) -> Slope<'_> {
        let value = self.slope().map_or(self.value, |slope| self.value + slope * by);
        Slope { value, slope: self.slope, across: self.across, place: 0, window: Some(window) }
    }

    /// The same line without its window, to be kept.
    #[must_use]
    pub fn kept(self) -> Slope<'static> {
        Slope { value: self.value, slope: self.slope, across: self.across, place: 0, window: None }
    }

    /// The same, recorded as a number that was worked out before: which one of how manieth part.
    #[must_use]
    pub fn given(self, part: usize, number: usize) -> Self {
        let place = self.window.map_or(0, |window| window.record(|| Step::Given(part, number)));
        Self { place, ..self }
    }

    /// What it is on a tape.
    pub(super) fn operand(self) -> Operand {
        Operand { place: self.place, value: self.value }
    }

    /// The outcome of a step, recorded where one of its operands is.
    fn recorded(self, operands: &[Self], step: impl FnOnce() -> Step) -> Self {
        let moves = operands.iter().any(|operand| operand.place != 0);
        let place = self.window.filter(|_| moves).map_or(0, |window| window.record(step));
        Self { place, ..self }
    }

    pub(super) const fn fixed(value: f64) -> Self {
        Self { value, slope: 0.0, across: false, place: 0, window: None }
    }

    fn is_fixed(self) -> bool {
        self.slope == 0.0
    }

    fn with(self, other: Self, value: f64, slope: f64) -> Self {
        let (across, window) = (self.across || other.across, self.window.or(other.window));
        Self { value, slope, across, place: 0, window }
    }

    /// Whether this is above another, which holds as far as noted.
    fn is_above(self, other: Self) -> bool {
        let is_above = self.value > other.value;
        self.minus(other).decide(is_above);
        is_above
    }

    /// Note on which side of zero this stays: `positive` where it is above.
    fn decide(self, positive: bool) {
        let Some(window) = self.window else { return };
        if self.slope.is_nan() {
            window.note(1 + u64::from(positive));
        } else if (positive && self.slope < 0.0) || (!positive && self.slope > 0.0) {
            window.end_at(window.at - self.value / self.slope);
        }
    }

    /// A whole number made of this, which holds while this stays between `low` and `high`.
    fn rounded(self, to: f64, low: f64, high: f64) -> Self {
        let slope = match self.window {
            Some(window) if !self.is_fixed() => {
                if to.abs() > MOST_STEPS {
                    window.note(0);
                    f64::NAN
                } else if self.slope.is_nan() {
                    window.note(to.to_bits());
                    0.0
                } else {
                    self.minus(Self::fixed(low)).decide(true);
                    self.minus(Self::fixed(high)).decide(false);
                    0.0
                }
            }
            _ => 0.0,
        };
        Self { value: to, slope, ..self }
    }

    fn rounded_up(self) -> Self {
        let to = if self.is_fixed() { ceil_count(self.value) } else { libm::ceil(self.value) };
        self.rounded(to, to - 1.0, to)
    }

    fn minus(self, other: Self) -> Self {
        // Two ways to one slope differ by dust, which is no slope.
        let slope = self.slope - other.slope;
        let dust = DUST * Number::max(self.slope.abs(), other.slope.abs());
        let slope = if slope.abs() <= dust { 0.0 } else { slope };
        self.with(other, self.value - other.value, slope)
    }

    /// A black box without steps.
    pub(super) fn smoothly(arguments: &[Self], function: &dyn Fn(&[f64]) -> f64) -> Self {
        let value = asked(arguments, 0.0, function);
        let is_fixed = arguments.iter().all(|argument| argument.is_fixed());
        Self { slope: if is_fixed { 0.0 } else { f64::NAN }, ..Self::made_of(arguments, value) }
    }

    /// A black box that keeps its value between two points at which it has the same.
    pub(super) fn by_steps(arguments: &[Self], function: &dyn Fn(&[f64]) -> f64) -> Self {
        let value = asked(arguments, 0.0, function);
        let result = Self::made_of(arguments, value);
        let Some(window) = result.window else { return result };
        if arguments.iter().any(|argument| argument.slope.is_nan()) {
            window.note(value.to_bits());
        } else if arguments.iter().any(|argument| !argument.is_fixed()) {
            let ahead = |by: f64| asked(arguments, by, function) == value;
            let (mut same, mut other) = (0.0, window.end() - window.at);
            if !ahead(other) {
                for _ in 0..HALVINGS {
                    let middle = 0.5 * (same + other);
                    if ahead(middle) { same = middle } else { other = middle }
                }
                if other < HARDLY * window.length {
                    // It changes as soon as it is left: over this stretch it is a curve.
                    window.note(0);
                    return Self { slope: f64::NAN, ..result };
                }
                window.end_at(window.at + other);
            }
        }
        result
    }

    /// A value that hangs on others, the same as long as they are.
    fn made_of(arguments: &[Self], value: f64) -> Self {
        let window = arguments.iter().find_map(|argument| argument.window);
        let across = arguments.iter().any(|argument| argument.across);
        Self { value, slope: 0.0, across, place: 0, window }
    }
}

/// A black box asked so far along the lines of its arguments.
fn asked(arguments: &[Slope<'_>], by: f64, function: &dyn Fn(&[f64]) -> f64) -> f64 {
    let mut values = [0.0; MOST_ARGUMENTS];
    for (value, line) in values.iter_mut().zip(arguments) {
        *value = if by == 0.0 { line.value } else { line.value + line.slope * by };
    }
    function(values.get(..arguments.len()).unwrap_or_default())
}

/// A function of an array as one of a slice.
fn boxed<const K: usize>(function: impl Fn([f64; K]) -> f64 + 'static) -> BlackBox {
    const { assert!(K <= MOST_ARGUMENTS) };
    Rc::new(move |values| {
        function(std::array::from_fn(|place| values.get(place).copied().unwrap_or(f64::NAN)))
    })
}

fn operands(arguments: &[Slope<'_>]) -> Box<[Operand]> {
    arguments.iter().map(|argument| argument.operand()).collect()
}

impl Add for Slope<'_> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.with(other, self.value + other.value, self.slope + other.slope)
            .recorded(&[self, other], || Step::Add(self.operand(), other.operand()))
    }
}

impl Sub for Slope<'_> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.minus(other).recorded(&[self, other], || Step::Subtract(self.operand(), other.operand()))
    }
}

impl Mul for Slope<'_> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let slope = match (self.is_fixed(), other.is_fixed()) {
            (true, true) => 0.0,
            // Nothing times a curve is nothing.
            (true, false) if self.value == 0.0 => 0.0,
            (false, true) if other.value == 0.0 => 0.0,
            (true, false) => self.value * other.slope,
            (false, true) => self.slope * other.value,
            (false, false) => f64::NAN,
        };
        self.with(other, self.value * other.value, slope)
            .recorded(&[self, other], || Step::Multiply(self.operand(), other.operand()))
    }
}

impl Div for Slope<'_> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let slope = if other.is_fixed() {
            if self.is_fixed() { 0.0 } else { self.slope / other.value }
        } else if self.is_fixed() && self.value == 0.0 {
            0.0
        } else {
            f64::NAN
        };
        self.with(other, self.value / other.value, slope)
            .recorded(&[self, other], || Step::Divide(self.operand(), other.operand()))
    }
}

impl Neg for Slope<'_> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, slope: -self.slope, ..self }
            .recorded(&[self], || Step::Negate(self.operand()))
    }
}

impl<'a> Number for Slope<'a> {
    type Context = &'a Window;

    fn constant(value: f64, _: Unit) -> Self {
        Self::fixed(value)
    }

    fn leaf(window: &'a Window, value: f64, _: Unit, _: &'static str, origin: Origin) -> Self {
        let Origin::Input(key) = origin else { return Self { window: Some(window), ..Self::fixed(value) } };
        if let Some(slot) = window.varied.iter().position(|varied| *varied == key) {
            let place = window.record(|| Step::Input(slot));
            Self { place, window: Some(window), ..Self::fixed(value) }
        } else if window.axis == Some(key) {
            Self { value, place: window.record(|| Step::Axis), ..window.on_axis() }
        } else if window.across.is_some_and(|(across, _)| across == key) {
            Self { value, place: window.record(|| Step::Across), ..window.on_across() }
        } else {
            Self { window: Some(window), ..Self::fixed(value) }
        }
    }

    fn value(self) -> f64 {
        self.value
    }

    fn called(self, _: &'static str, _: Unit, _: &'static str) -> Self {
        self
    }

    fn min(self, other: Self) -> Self {
        let (across, window) = (self.across || other.across, self.window.or(other.window));
        Self { across, window, ..if self.is_above(other) { other } else { self } }
            .recorded(&[self, other], || Step::Minimum(self.operand(), other.operand()))
    }

    fn max(self, other: Self) -> Self {
        let (across, window) = (self.across || other.across, self.window.or(other.window));
        Self { across, window, ..if other.is_above(self) { other } else { self } }
            .recorded(&[self, other], || Step::Maximum(self.operand(), other.operand()))
    }

    /// The steps of what moves along the axis are passed over: the line runs below them.
    fn pages(self) -> Self {
        let result = if self.is_fixed() { self.rounded_up() } else { self };
        result.recorded(&[self], || Step::Pages(self.operand()))
    }

    // What moves along the axis is whole at single points only, and there is no dust to forgive in between.
    fn ceil(self) -> Self {
        self.rounded_up().recorded(&[self], || Step::Ceiling(self.operand()))
    }

    fn floor(self) -> Self {
        let to = if self.is_fixed() { floor_count(self.value) } else { libm::floor(self.value) };
        self.rounded(to, to, to + 1.0).recorded(&[self], || Step::Floor(self.operand()))
    }

    fn exceeds(self, other: Self) -> bool {
        if let Some(window) = self.window.or(other.window).filter(|_| self.across || other.across) {
            window.cross();
        }
        let is_above = self.is_above(other);
        let step = || Step::Exceeds(self.operand(), other.operand(), is_above);
        let _ = self.with(other, f64::NAN, 0.0).recorded(&[self, other], step);
        is_above
    }

    fn smooth<const K: usize>(
        _: &'static str,
        _: Unit,
        _: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self {
        let function = boxed(function);
        Self::smoothly(&arguments, &*function)
            .recorded(&arguments, || Step::Smooth(operands(&arguments), function))
    }

    fn stepped<const K: usize>(
        _: &'static str,
        _: Unit,
        _: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self {
        let function = boxed(function);
        Self::by_steps(&arguments, &*function)
            .recorded(&arguments, || Step::Stepped(operands(&arguments), function))
    }
}

//! The reading that answers *how far*: a value with its slope along one input, and the stretch of that input over which
//! every decision behind the value stays as it is.

use super::{Number, Origin, ceil_count, floor_count};
use crate::scenario::Key;
use crate::unit::Unit;
use std::cell::Cell;
use std::ops::{Add, Div, Mul, Neg, Sub};

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
#[derive(Debug)]
pub struct Window {
    axis: Key,
    at: f64,
    /// Length of the whole axis.
    length: f64,
    end: Cell<f64>,
    /// Decisions on values that are no straight lines, as a hash: they hold where it is the same.
    signature: Cell<u64>,
    /// A second input, of which only is told whether it matters.
    across: Option<Key>,
    /// Whether a decision hung on that.
    is_crossed: Cell<bool>,
}

impl Window {
    /// A reading at `at` on an axis that runs along an input from `from` to `to`.
    #[must_use]
    pub fn new(axis: Key, at: f64, from: f64, to: f64) -> Self {
        let (end, signature, is_crossed) = (Cell::new(to), Cell::new(0), Cell::new(false));
        Self { axis, at, length: to - from, end, signature, across: None, is_crossed }
    }

    /// The same, which also notes what hangs on a second input.
    #[must_use]
    pub fn across(self, key: Option<Key>) -> Self {
        Self { across: key, ..self }
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
#[derive(Clone, Copy, Debug)]
pub struct Slope<'a> {
    value: f64,
    slope: f64,
    /// Whether it hangs on the second input of its window.
    across: bool,
    window: Option<&'a Window>,
}

impl<'a> Slope<'a> {
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
        Slope { value, slope: self.slope, across: self.across, window: Some(window) }
    }

    /// The same line without its window, to be kept.
    #[must_use]
    pub fn kept(self) -> Slope<'static> {
        Slope { value: self.value, slope: self.slope, across: self.across, window: None }
    }

    fn fixed(value: f64) -> Self {
        Self { value, slope: 0.0, across: false, window: None }
    }

    fn is_fixed(self) -> bool {
        self.slope == 0.0
    }

    fn with(self, other: Self, value: f64, slope: f64) -> Self {
        Self { value, slope, across: self.across || other.across, window: self.window.or(other.window) }
    }

    /// Whether this is above another, which holds as far as noted.
    fn is_above(self, other: Self) -> bool {
        let is_above = self.value > other.value;
        (self - other).decide(is_above);
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
                    (self - Self::fixed(low)).decide(true);
                    (self - Self::fixed(high)).decide(false);
                    0.0
                }
            }
            _ => 0.0,
        };
        Self { value: to, slope, ..self }
    }
}

impl Add for Slope<'_> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.with(other, self.value + other.value, self.slope + other.slope)
    }
}

impl Sub for Slope<'_> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        // Two ways to one slope differ by dust, which is no slope.
        let slope = self.slope - other.slope;
        let dust = DUST * Number::max(self.slope.abs(), other.slope.abs());
        let slope = if slope.abs() <= dust { 0.0 } else { slope };
        self.with(other, self.value - other.value, slope)
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
    }
}

impl Neg for Slope<'_> {
    type Output = Self;
    fn neg(self) -> Self {
        Self { value: -self.value, slope: -self.slope, ..self }
    }
}

impl<'a> Number for Slope<'a> {
    type Context = &'a Window;

    fn constant(value: f64, _: Unit) -> Self {
        Self::fixed(value)
    }

    fn leaf(window: &'a Window, value: f64, _: Unit, _: &'static str, origin: Origin) -> Self {
        let slope = if origin == Origin::Input(window.axis) { 1.0 } else { 0.0 };
        let across = window.across.is_some_and(|key| origin == Origin::Input(key));
        Self { value, slope, across, window: Some(window) }
    }

    fn value(self) -> f64 {
        self.value
    }

    fn called(self, _: &'static str, _: Unit, _: &'static str) -> Self {
        self
    }

    fn min(self, other: Self) -> Self {
        let across = self.across || other.across;
        Self { across, ..if self.is_above(other) { other } else { self } }
    }

    fn max(self, other: Self) -> Self {
        let across = self.across || other.across;
        Self { across, ..if other.is_above(self) { other } else { self } }
    }

    /// The steps of what moves along the axis are passed over: the line runs below them.
    fn pages(self) -> Self {
        if self.is_fixed() { self.ceil() } else { self }
    }

    // What moves along the axis is whole at single points only, and there is no dust to forgive in between.
    fn ceil(self) -> Self {
        let to = if self.is_fixed() { ceil_count(self.value) } else { libm::ceil(self.value) };
        self.rounded(to, to - 1.0, to)
    }

    fn floor(self) -> Self {
        let to = if self.is_fixed() { floor_count(self.value) } else { libm::floor(self.value) };
        self.rounded(to, to, to + 1.0)
    }

    fn exceeds(self, other: Self) -> bool {
        if let Some(window) = self.window.or(other.window).filter(|_| self.across || other.across) {
            window.cross();
        }
        self.is_above(other)
    }

    fn smooth<const K: usize>(
        _: &'static str,
        _: Unit,
        _: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64,
    ) -> Self {
        let value = function(arguments.map(|argument| argument.value));
        let window = arguments.iter().find_map(|argument| argument.window);
        let is_fixed = arguments.iter().all(|argument| argument.is_fixed());
        let across = arguments.iter().any(|argument| argument.across);
        Self { value, slope: if is_fixed { 0.0 } else { f64::NAN }, across, window }
    }

    /// A black box that keeps its value between two points at which it has the same.
    fn stepped<const K: usize>(
        _: &'static str,
        _: Unit,
        _: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64,
    ) -> Self {
        let value = function(arguments.map(|argument| argument.value));
        let window = arguments.iter().find_map(|argument| argument.window);
        let across = arguments.iter().any(|argument| argument.across);
        if let Some(window) = window {
            if arguments.iter().any(|argument| argument.slope.is_nan()) {
                window.note(value.to_bits());
            } else if arguments.iter().any(|argument| !argument.is_fixed()) {
                let ahead = |by: f64| function(arguments.map(|line| line.value + line.slope * by)) == value;
                let (mut same, mut other) = (0.0, window.end() - window.at);
                if !ahead(other) {
                    for _ in 0..HALVINGS {
                        let middle = 0.5 * (same + other);
                        if ahead(middle) { same = middle } else { other = middle }
                    }
                    if other < HARDLY * window.length {
                        // It changes as soon as it is left: over this stretch it is a curve.
                        window.note(0);
                        return Self { value, slope: f64::NAN, across, window: Some(window) };
                    }
                    window.end_at(window.at + other);
                }
            }
        }
        Self { value, slope: 0.0, across, window }
    }
}

//! One formula, several readings.
//!
//! Each formula of the planner is written once, generic over [`Number`], and read as
//!
//! | reading | answers | used for |
//! |---|---|---|
//! | `f64` | how much | sweeps and everything hot; names and units cost nothing |
//! | [`Trace`] | why | the tree of labels, units, inputs and sources behind a value; dimension checks |
//! | [`Slope`] | how far it holds | exact curves along one input: value, slope, and the stretch over which every decision stays |
//!
//! Every decision a formula takes passes through [`Number::min`], [`Number::max`], [`Number::ceil`],
//! [`Number::floor`], [`Number::exceeds`] or a named black box, so that `Slope` sees it.
//!
//! A number is `Copy`, so formulas read as they are written on paper. `Trace` affords that by keeping its
//! nodes in an arena that outlives the plan.

mod program;
mod slope;
mod tape;

use crate::scenario::Key;
use crate::unit::{COUNT, Unit};
use std::cell::{Cell, RefCell};
use std::ops::{Add, Div, Mul, Neg, Sub};
use typed_arena::Arena;

pub use program::{LANES, Lanes, Program, Source};
pub use slope::{Slope, Window};
pub use tape::Tape;

/// Relative tolerance when a count is rounded up or down: `1.1 * 3 / 0.3` is 11 in truth and
/// 11.000000000000002 in floating point, and must not become 12.
const COUNT_TOLERANCE: f64 = 1e-12;
/// Absolute part of the same tolerance, for counts near zero.
const COUNT_TOLERANCE_FLOOR: f64 = 1e-9;

/// Where a leaf of the tree comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Origin {
    /// Stated by the person, or the registry's default for this input.
    Input(Key),
    /// Row of the catalogue, by its index there.
    Price(usize),
    /// A published limit or size, by its identifier in the catalogue.
    Limit(&'static str),
    /// Built into the formula: a conversion, a page size, a guide's threshold.
    Constant,
}

/// A value with units, in one of its readings (module documentation).
pub trait Number:
    Copy
    + std::fmt::Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// What a leaf needs to come into being: nothing for `f64`, the arena for [`Trace`].
    type Context: Copy;

    /// A figure that is part of a formula, with its unit.
    fn constant(value: f64, unit: Unit) -> Self;

    /// An input, price or limit. `label` names it in an explanation.
    fn leaf(context: Self::Context, value: f64, unit: Unit, label: &'static str, origin: Origin) -> Self;

    /// The plain value, in the number's own unit.
    fn value(self) -> f64;

    /// Name the quantity computed here, state its unit and where its formula is from. Free for `f64`.
    #[must_use]
    fn called(self, label: &'static str, unit: Unit, source: &'static str) -> Self;

    /// The smaller of two.
    #[must_use]
    fn min(self, other: Self) -> Self;

    /// The larger of two.
    #[must_use]
    fn max(self, other: Self) -> Self;

    /// Rounded up to a whole count, forgiving floating-point dust.
    #[must_use]
    fn ceil(self) -> Self;

    /// Rounded up to whole pages of a disk. Like [`Number::ceil`], but a reading may pass over the single steps: none of
    /// them is ever seen in a price.
    #[must_use]
    fn pages(self) -> Self {
        self.ceil()
    }

    /// Rounded down to a whole count, forgiving floating-point dust.
    #[must_use]
    fn floor(self) -> Self;

    /// Whether this is larger than `other`. Every comparison that shapes a plan asks here.
    fn exceeds(self, other: Self) -> bool;

    /// A named smooth function that is not arithmetic (a queue's wait, a cache's hit ratio). It owns what it needs besides
    /// its arguments, since a reading may ask it again elsewhere.
    fn smooth<const K: usize>(
        label: &'static str,
        unit: Unit,
        source: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self;

    /// A named function whose result jumps (packing, snapping to legal sizes). It owns what it needs, as [`Number::smooth`].
    fn stepped<const K: usize>(
        label: &'static str,
        unit: Unit,
        source: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self;

    /// Zero of a unit.
    #[must_use]
    fn zero(unit: Unit) -> Self {
        Self::constant(0.0, unit)
    }

    /// A dimensionless constant.
    #[must_use]
    fn count(value: f64) -> Self {
        Self::constant(value, COUNT)
    }

    /// Sum of a list, zero of `unit` when empty.
    #[must_use]
    fn sum(unit: Unit, terms: impl IntoIterator<Item = Self>) -> Self {
        let mut terms = terms.into_iter();
        let first = terms.next().unwrap_or_else(|| Self::zero(unit));
        terms.fold(first, |total, term| total + term)
    }
}

/// The whole number that `value` is up to dust, where it is one.
fn dusty_count(value: f64) -> Option<f64> {
    let nearest = libm::round(value);
    ((value - nearest).abs() <= value.abs() * COUNT_TOLERANCE + COUNT_TOLERANCE_FLOOR).then_some(nearest)
}

fn ceil_count(value: f64) -> f64 {
    // Adding zero turns -0 into 0.
    dusty_count(value).unwrap_or_else(|| libm::ceil(value)) + 0.0
}

fn floor_count(value: f64) -> f64 {
    dusty_count(value).unwrap_or_else(|| libm::floor(value)) + 0.0
}

/// Six digits of a positive number, rounded down: short to read, and on the safe side of a limit.
#[must_use]
pub(crate) fn rounded_down(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 0.0;
    }
    let unit = libm::pow(10.0, 5.0 - libm::floor(libm::log10(value)));
    Number::floor(value * unit) / unit
}

/// Six digits of a positive number, rounded up: the least that does.
#[must_use]
pub(crate) fn rounded_up(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return value;
    }
    let unit = libm::pow(10.0, 5.0 - libm::floor(libm::log10(value)));
    // A whisker more, so that what just does in one formula does in another.
    libm::ceil(value * unit * (1.0 + 1e-10)) / unit
}

/// So many digits of a number, rounded to whole units of the last by `whole`.
#[must_use]
pub(crate) fn in_digits(value: f64, digits: i32, whole: impl Fn(f64) -> f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let power = digits - 1 - libm::floor(libm::log10(value.abs())) as i32;
    // A power of ten above one is exact, its inverse is not.
    let scale = libm::pow(10.0, f64::from(power.abs()));
    if power >= 0 { whole(value * scale) / scale } else { whole(value / scale) * scale }
}

impl Number for f64 {
    type Context = ();

    #[inline]
    fn constant(value: f64, _: Unit) -> Self {
        value
    }
    #[inline]
    fn leaf((): (), value: f64, _: Unit, _: &'static str, _: Origin) -> Self {
        value
    }
    #[inline]
    fn value(self) -> f64 {
        self
    }
    #[inline]
    fn called(self, _: &'static str, _: Unit, _: &'static str) -> Self {
        self
    }
    #[inline]
    fn min(self, other: Self) -> Self {
        if other < self { other } else { self }
    }
    #[inline]
    fn max(self, other: Self) -> Self {
        if other > self { other } else { self }
    }
    #[inline]
    fn ceil(self) -> Self {
        ceil_count(self)
    }
    #[inline]
    fn floor(self) -> Self {
        floor_count(self)
    }
    #[inline]
    fn exceeds(self, other: Self) -> bool {
        self > other
    }
    #[inline]
    fn smooth<const K: usize>(
        _: &'static str,
        _: Unit,
        _: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self {
        function(arguments)
    }
    #[inline]
    fn stepped<const K: usize>(
        _: &'static str,
        _: Unit,
        _: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self {
        function(arguments)
    }
}

/// How a node's value came about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operation {
    /// No operands: see the node's origin.
    Leaf(Origin),
    /// First plus second.
    Add,
    /// First minus second.
    Subtract,
    /// First times second.
    Multiply,
    /// First divided by second.
    Divide,
    /// Minus the first.
    Negate,
    /// The smaller operand.
    Minimum,
    /// The larger operand.
    Maximum,
    /// Rounded up to a count.
    Ceiling,
    /// Rounded down to a count.
    Floor,
    /// The operand under a name, with the source of the formula.
    Name,
    /// A named smooth function of the operands.
    Smooth,
    /// A named step-valued function of the operands.
    Stepped,
}

/// One step of a computation, as read by [`Trace`].
#[derive(Debug)]
pub struct Node<'a> {
    /// Name of the quantity, `""` for an unnamed step.
    pub label: &'static str,
    /// The value, in `unit`.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// What was done.
    pub operation: Operation,
    /// Source of the formula, `""` where it is plain arithmetic.
    pub source: &'static str,
    /// The operands, in order.
    pub operands: Vec<Trace<'a>>,
    /// Set when units did not fit; the tests refuse any plan that holds one.
    pub misfit: Cell<Option<Misfit>>,
}

/// Two units that met where they must not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Misfit {
    /// Unit found.
    pub found: Unit,
    /// Unit that would have fitted.
    pub expected: Unit,
}

/// The arena that [`Trace`] nodes live in.
#[derive(Default)]
pub struct Nodes<'a> {
    arena: Arena<Node<'a>>,
    misfits: RefCell<Vec<(&'static str, Misfit)>>,
}

impl Nodes<'_> {
    /// An empty arena.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Every misfit of units met so far, with the label of the step: also of comparisons, whose operands need not
    /// be part of any figure.
    #[must_use]
    pub fn misfits(&self) -> Vec<(&'static str, Misfit)> {
        self.misfits.borrow().clone()
    }

    fn note(&self, label: &'static str, misfit: Misfit) {
        self.misfits.borrow_mut().push((label, misfit));
    }
}

/// The reading that answers *why*: a value that remembers how it came about.
#[derive(Clone, Copy)]
pub enum Trace<'a> {
    /// A constant of a formula, or arithmetic on constants only.
    Constant(f64, Unit),
    /// Anything that depends on an input, a price or a limit.
    Node(&'a Nodes<'a>, &'a Node<'a>),
}

impl std::fmt::Debug for Trace<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.value(), self.unit().symbol)
    }
}

impl<'a> Trace<'a> {
    /// The unit of the value.
    #[must_use]
    pub fn unit(self) -> Unit {
        match self {
            Self::Constant(_, unit) => unit,
            Self::Node(_, node) => node.unit,
        }
    }

    /// The step behind the value, none for a constant.
    #[must_use]
    pub fn node(self) -> Option<&'a Node<'a>> {
        match self {
            Self::Constant(..) => None,
            Self::Node(_, node) => Some(node),
        }
    }

    /// Every misfit of units in the tree, with the label of the nearest named step above it.
    #[must_use]
    pub fn misfits(self) -> Vec<(&'static str, Misfit)> {
        let mut found = Vec::new();
        let mut pending = vec![(self, "")];
        while let Some((trace, above)) = pending.pop() {
            let Some(node) = trace.node() else { continue };
            let name = if node.label.is_empty() { above } else { node.label };
            if let Some(misfit) = node.misfit.get() {
                found.push((name, misfit));
            }
            pending.extend(node.operands.iter().map(|operand| (*operand, name)));
        }
        found
    }

    fn step(
        operation: Operation,
        label: &'static str,
        source: &'static str,
        value: f64,
        unit: Unit,
        operands: &[Self],
        misfit: Option<Misfit>,
    ) -> Self {
        let nodes = operands.iter().find_map(|operand| match operand {
            Self::Node(nodes, _) => Some(*nodes),
            Self::Constant(..) => None,
        });
        match nodes {
            // Constants alone have no arena to record a misfit in, so it stays visible as a value that is none.
            None => Self::Constant(if misfit.is_some() { f64::NAN } else { value }, unit),
            Some(nodes) => {
                if let Some(misfit) = misfit {
                    nodes.note(label, misfit);
                }
                let node = nodes.arena.alloc(Node {
                    label,
                    value,
                    unit,
                    operation,
                    source,
                    operands: operands.to_vec(),
                    misfit: Cell::new(misfit),
                });
                Self::Node(nodes, node)
            }
        }
    }

    /// A step whose operands must share one unit: sums, minima, comparisons.
    fn alike(operation: Operation, value: f64, first: Self, second: Self) -> Self {
        let misfit = Self::misfit(second.unit(), first.unit());
        Self::step(operation, "", "", value, first.unit(), &[first, second], misfit)
    }

    fn misfit(found: Unit, expected: Unit) -> Option<Misfit> {
        (found != expected).then_some(Misfit { found, expected })
    }
}

impl Add for Trace<'_> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::alike(Operation::Add, self.value() + other.value(), self, other)
    }
}

impl Sub for Trace<'_> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::alike(Operation::Subtract, self.value() - other.value(), self, other)
    }
}

impl Mul for Trace<'_> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let unit = self.unit().times(other.unit());
        Self::step(Operation::Multiply, "", "", self.value() * other.value(), unit, &[self, other], None)
    }
}

impl Div for Trace<'_> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let unit = self.unit().per(other.unit());
        Self::step(Operation::Divide, "", "", self.value() / other.value(), unit, &[self, other], None)
    }
}

impl Neg for Trace<'_> {
    type Output = Self;
    fn neg(self) -> Self {
        Self::step(Operation::Negate, "", "", -self.value(), self.unit(), &[self], None)
    }
}

impl<'a> Number for Trace<'a> {
    type Context = &'a Nodes<'a>;

    fn constant(value: f64, unit: Unit) -> Self {
        Self::Constant(value, unit)
    }

    fn leaf(nodes: &'a Nodes<'a>, value: f64, unit: Unit, label: &'static str, origin: Origin) -> Self {
        let node = nodes.arena.alloc(Node {
            label,
            value,
            unit,
            operation: Operation::Leaf(origin),
            source: "",
            operands: Vec::new(),
            misfit: Cell::new(None),
        });
        Self::Node(nodes, node)
    }

    fn value(self) -> f64 {
        match self {
            Self::Constant(value, _) => value,
            Self::Node(_, node) => node.value,
        }
    }

    fn called(self, label: &'static str, unit: Unit, source: &'static str) -> Self {
        let misfit = Self::misfit(self.unit(), unit);
        Self::step(Operation::Name, label, source, self.value(), unit, &[self], misfit)
    }

    fn min(self, other: Self) -> Self {
        Self::alike(Operation::Minimum, Number::min(self.value(), other.value()), self, other)
    }

    fn max(self, other: Self) -> Self {
        Self::alike(Operation::Maximum, Number::max(self.value(), other.value()), self, other)
    }

    fn ceil(self) -> Self {
        Self::step(Operation::Ceiling, "", "", ceil_count(self.value()), self.unit(), &[self], None)
    }

    fn floor(self) -> Self {
        Self::step(Operation::Floor, "", "", floor_count(self.value()), self.unit(), &[self], None)
    }

    fn exceeds(self, other: Self) -> bool {
        // A comparison leaves no value to hang a misfit on: it is noted on whichever side is a node.
        if let Some(misfit) = Self::misfit(other.unit(), self.unit())
            && let (Self::Node(nodes, node), _) | (_, Self::Node(nodes, node)) = (self, other)
        {
            node.misfit.set(Some(misfit));
            nodes.note(node.label, misfit);
        }
        self.value() > other.value()
    }

    fn smooth<const K: usize>(
        label: &'static str,
        unit: Unit,
        source: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self {
        let value = function(arguments.map(Number::value));
        Self::step(Operation::Smooth, label, source, value, unit, &arguments, None)
    }

    fn stepped<const K: usize>(
        label: &'static str,
        unit: Unit,
        source: &'static str,
        arguments: [Self; K],
        function: impl Fn([f64; K]) -> f64 + 'static,
    ) -> Self {
        let value = function(arguments.map(Number::value));
        Self::step(Operation::Stepped, label, source, value, unit, &arguments, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::{BYTE, GIB, USD};

    #[test]
    fn a_count_forgives_floating_point_dust() {
        // 1.1 * 3 / 0.3 = 11 exactly; 0.07 * 100 = 7; 0.1 * 3 / 0.1 = 3.
        assert_eq!(Number::ceil(1.1 * 3.0 / 0.3), 11.0);
        assert_eq!(Number::ceil(0.07 * 100.0), 7.0);
        assert_eq!(Number::ceil(0.1 * 3.0 / 0.1), 3.0);
        assert_eq!(Number::ceil(11.0001), 12.0);
        assert_eq!(Number::floor(0.3 / 0.1), 3.0); // 2.9999999999999996 in floating point
        assert_eq!(Number::ceil(0.0), 0.0);
        assert_eq!(Number::floor(2.5), 2.0);
    }

    #[test]
    fn digits_are_rounded_as_they_are_told() {
        assert_eq!(in_digits(575.002_345_6, 6, Number::ceil), 575.003);
        assert_eq!(in_digits(1_234_567.0, 3, Number::floor), 1_230_000.0);
        assert_eq!(in_digits(0.000_123_456, 3, Number::ceil), 0.000_124);
        // Dust past a round value counts where what lies past it is meant.
        let just_past = 1.0 + 1e-11;
        assert_eq!(in_digits(just_past, 3, Number::ceil), 1.0);
        assert_eq!(in_digits(just_past, 3, libm::ceil), 1.01);
    }

    #[test]
    fn infinity_is_no_count_but_stays_infinity() {
        for end in [f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Number::ceil(end), end);
            assert_eq!(Number::floor(end), end);
        }
        let nodes = Nodes::new();
        let endless = Trace::leaf(&nodes, f64::INFINITY, COUNT, "endless", Origin::Constant);
        assert_eq!((endless.ceil().value(), endless.floor().value()), (f64::INFINITY, f64::INFINITY));
        assert_eq!(Number::ceil(1e300), 1e300);
        assert!(Number::ceil(f64::NAN).is_nan());
    }

    #[test]
    fn dollars_and_bytes_do_not_add_and_neither_do_two_scales_of_one_dimension() {
        let nodes = Nodes::new();
        let dollars = Trace::leaf(&nodes, 1.0, USD, "price", Origin::Constant);
        let bytes = Trace::leaf(&nodes, 1.0, BYTE, "size", Origin::Constant);
        let gib = Trace::leaf(&nodes, 1.0, GIB, "memory", Origin::Constant);
        assert_eq!((dollars + bytes).misfits().len(), 1);
        assert_eq!((bytes + gib).misfits().len(), 1);
        assert_eq!((dollars * bytes).called("product", USD, "").misfits().len(), 1);
        assert!((bytes + bytes).called("twice", BYTE, "").misfits().is_empty());
        let _ = dollars.exceeds(bytes);
        assert_eq!(dollars.misfits().len(), 1);
        assert_eq!(nodes.misfits().len(), 4); // two sums, a name, a comparison
        assert!((Trace::constant(1.0, USD) + Trace::constant(1.0, BYTE)).value().is_nan());
    }
}

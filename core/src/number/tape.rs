//! What a reading did, kept to be done again elsewhere on its axis: arithmetic without the plan around it.
//!
//! A [`Window`] that records notes each step whose outcome moves with its inputs, and each decision with what was decided.
//! Played back at another place the steps give what a reading there would give, as long as every decision falls the same
//! way; where one does not, the formulas have to be asked again.

use super::Number;
use super::slope::{Slope, Window};
use std::rc::Rc;

/// Most arguments of a black box.
pub(super) const MOST_ARGUMENTS: usize = 16;

/// A black box that can be asked again.
pub(super) type BlackBox = Rc<dyn Fn(&[f64]) -> f64>;

/// What a step works on: the outcome of an earlier step, or a value that is the same everywhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operand {
    /// Place of the step, from one; zero for none.
    pub place: u32,
    /// The value where there is no step.
    pub value: f64,
}

/// One step of a reading.
pub(super) enum Step {
    /// The input that the axis runs along.
    Axis,
    /// The second input.
    Across,
    /// One of the inputs that differ from world to world, by its place among them.
    Input(usize),
    /// A number that was worked out before: which one of how manieth part.
    Given(usize, usize),
    Add(Operand, Operand),
    Subtract(Operand, Operand),
    Multiply(Operand, Operand),
    Divide(Operand, Operand),
    Negate(Operand),
    Minimum(Operand, Operand),
    Maximum(Operand, Operand),
    Ceiling(Operand),
    Floor(Operand),
    Pages(Operand),
    /// A decision, and how it fell.
    Exceeds(Operand, Operand, bool),
    Smooth(Box<[Operand]>, BlackBox),
    Stepped(Box<[Operand]>, BlackBox),
}

impl Step {
    /// Visit what it works on.
    pub fn each_operand(&mut self, mut visit: impl FnMut(&mut Operand)) {
        match self {
            Self::Axis | Self::Across | Self::Input(_) | Self::Given(..) => {}
            Self::Negate(one) | Self::Ceiling(one) | Self::Floor(one) | Self::Pages(one) => visit(one),
            Self::Add(one, other)
            | Self::Subtract(one, other)
            | Self::Multiply(one, other)
            | Self::Divide(one, other)
            | Self::Minimum(one, other)
            | Self::Maximum(one, other)
            | Self::Exceeds(one, other, _) => {
                visit(one);
                visit(other);
            }
            Self::Smooth(arguments, _) | Self::Stepped(arguments, _) => arguments.iter_mut().for_each(visit),
        }
    }
}

/// What a step does with what, so that two that are the same can be told.
pub(super) type Identity = (u8, [(u32, u64); 2]);

impl Step {
    /// The same for steps with the same outcome; none where that cannot be told.
    pub fn identity(&self) -> Option<Identity> {
        // A constant by its bits.
        let of =
            |operand: &Operand| (operand.place, if operand.place == 0 { operand.value.to_bits() } else { 0 });
        let none = (0, 0);
        Some(match self {
            Self::Axis => (0, [none; 2]),
            Self::Across => (1, [none; 2]),
            Self::Input(slot) => (2, [(*slot as u32, 0), none]),
            Self::Given(part, number) => (3, [(*part as u32, *number as u64), none]),
            Self::Add(one, other) => (4, [of(one), of(other)]),
            Self::Subtract(one, other) => (5, [of(one), of(other)]),
            Self::Multiply(one, other) => (6, [of(one), of(other)]),
            Self::Divide(one, other) => (7, [of(one), of(other)]),
            Self::Negate(one) => (8, [of(one), none]),
            Self::Minimum(one, other) => (9, [of(one), of(other)]),
            Self::Maximum(one, other) => (10, [of(one), of(other)]),
            Self::Ceiling(one) => (11, [of(one), none]),
            Self::Floor(one) => (12, [of(one), none]),
            Self::Pages(one) => (13, [of(one), none]),
            Self::Exceeds(one, other, _) => (14, [of(one), of(other)]),
            Self::Smooth(..) | Self::Stepped(..) => return None,
        })
    }
}

/// The steps of a reading, and what came of them.
pub struct Tape {
    steps: Vec<Step>,
    results: Vec<Operand>,
}

impl Tape {
    /// What a window recorded on the way to some results.
    #[must_use]
    pub fn of<'w>(window: &'w Window, results: impl IntoIterator<Item = Slope<'w>>) -> Self {
        Self { steps: window.recorded(), results: results.into_iter().map(Slope::operand).collect() }
    }

    /// Whether a result moves at all.
    #[must_use]
    pub fn moves(&self, result: usize) -> bool {
        self.results.get(result).is_some_and(|result| result.place != 0)
    }

    /// The results where another window stands; none where a decision falls otherwise there. `given` tells the numbers
    /// that had been worked out before.
    pub fn replay<'w>(
        &self,
        window: &'w Window,
        given: impl Fn(usize, usize) -> Option<Slope<'w>>,
    ) -> Option<Vec<Slope<'w>>> {
        let mut done: Vec<Slope<'w>> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let of = |operand: &Operand| outcome(&done, *operand);
            let next = match step {
                Step::Axis => window.on_axis(),
                Step::Across => window.on_across(),
                // What differs from world to world has no place on an axis.
                Step::Input(_) => return None,
                Step::Given(part, place) => given(*part, *place)?,
                Step::Add(one, other) => of(one) + of(other),
                Step::Subtract(one, other) => of(one) - of(other),
                Step::Multiply(one, other) => of(one) * of(other),
                Step::Divide(one, other) => of(one) / of(other),
                Step::Negate(one) => -of(one),
                Step::Minimum(one, other) => of(one).min(of(other)),
                Step::Maximum(one, other) => of(one).max(of(other)),
                Step::Ceiling(one) => of(one).ceil(),
                Step::Floor(one) => of(one).floor(),
                Step::Pages(one) => of(one).pages(),
                Step::Exceeds(one, other, fell) => {
                    if of(one).exceeds(of(other)) != *fell {
                        return None;
                    }
                    Slope::NOTHING
                }
                Step::Smooth(arguments, function) => {
                    with(arguments, of, |arguments| Slope::smoothly(arguments, &**function))
                }
                Step::Stepped(arguments, function) => {
                    with(arguments, of, |arguments| Slope::by_steps(arguments, &**function))
                }
            };
            done.push(next);
        }
        Some(self.results.iter().map(|result| outcome(&done, *result)).collect())
    }
}

/// What an operand is once all before it is done.
fn outcome<'w>(done: &[Slope<'w>], operand: Operand) -> Slope<'w> {
    let step = (operand.place as usize).checked_sub(1).and_then(|place| done.get(place));
    step.copied().unwrap_or(Slope::fixed(operand.value))
}

/// A black box asked with arguments.
fn with<'w>(
    arguments: &[Operand],
    of: impl Fn(&Operand) -> Slope<'w>,
    ask: impl FnOnce(&[Slope<'w>]) -> Slope<'w>,
) -> Slope<'w> {
    let mut values = [Slope::NOTHING; MOST_ARGUMENTS];
    for (value, argument) in values.iter_mut().zip(arguments) {
        *value = of(argument);
    }
    ask(values.get(..arguments.len()).unwrap_or_default())
}

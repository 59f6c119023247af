//! A reading done for many worlds at once: the steps that hang on what differs between them, without the plan around.
//!
//! A [`Window::of_world`] records the steps of one world. Another world takes the same steps as long as every decision
//! falls the same way there; then the steps give, to the last bit, what the formulas would. So they are played for
//! [`LANES`] worlds side by side, which tells the results and for which of the worlds they hold.

use super::slope::{Slope, Window};
use super::tape::{MOST_ARGUMENTS, Operand, Step};
use super::{Number, ceil_count, floor_count};
use std::collections::BTreeMap;

/// Worlds played side by side.
pub const LANES: usize = 32;

/// A figure of each of those worlds.
pub type Lanes = [f64; LANES];

/// Where a figure comes from that a program starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// One of the inputs that differ from world to world, by its place among them.
    Input(usize),
    /// A number that was worked out before: which one of how manieth part.
    Given(usize, usize),
}

/// The steps from what differs between worlds to some results, none of them in vain.
pub struct Program {
    steps: Vec<Step>,
    results: Vec<Operand>,
}

impl Program {
    /// What a window recorded on the way to some results.
    #[must_use]
    pub fn of<'w>(window: &'w Window, results: impl IntoIterator<Item = Slope<'w>>) -> Self {
        let results = results.into_iter().map(Slope::operand).collect();
        Self { steps: window.recorded(), results }.without_the_same().without_the_vain()
    }

    /// Have what is worked out twice worked out once: many options ask for the same.
    fn without_the_same(mut self) -> Self {
        let mut known = BTreeMap::new();
        let mut places = vec![0; self.steps.len() + 1];
        let mut steps = Vec::with_capacity(self.steps.len());
        for (mut step, place) in self.steps.into_iter().zip(1..) {
            step.each_operand(|operand| rename(operand, &places));
            let next = steps.len() as u32 + 1;
            let same = step.identity().map_or(next, |identity| *known.entry(identity).or_insert(next));
            if let Some(place) = places.get_mut(place) {
                *place = same;
            }
            if same == next {
                steps.push(step);
            }
        }
        self.results.iter_mut().for_each(|result| rename(result, &places));
        Self { steps, ..self }
    }

    /// Leave out the steps that no result and no decision hangs on.
    fn without_the_vain(mut self) -> Self {
        // By place from one; place zero, that of constants, stays.
        let mut counts = vec![false; self.steps.len() + 1];
        let count = |counts: &mut Vec<bool>, place: u32| {
            if let Some(counts) = counts.get_mut(place as usize) {
                *counts = true;
            }
        };
        self.results.iter().for_each(|result| count(&mut counts, result.place));
        for (place, step) in self.steps.iter_mut().enumerate().rev() {
            let place = place + 1;
            if matches!(step, Step::Exceeds(..)) || counts.get(place) == Some(&true) {
                count(&mut counts, place as u32);
                step.each_operand(|operand| count(&mut counts, operand.place));
            }
        }
        let mut kept = 0;
        let places: Vec<u32> = (0..)
            .zip(&counts)
            .map(|(place, counts)| {
                kept += u32::from(place > 0 && *counts);
                if place > 0 && *counts { kept } else { 0 }
            })
            .collect();
        let mut place = 0;
        self.steps.retain_mut(|step| {
            place += 1;
            step.each_operand(|operand| rename(operand, &places));
            counts.get(place) == Some(&true)
        });
        self.results.iter_mut().for_each(|result| rename(result, &places));
        self
    }

    /// Whether a result differs between worlds at all.
    #[must_use]
    pub fn moves(&self, result: usize) -> bool {
        self.results.get(result).is_some_and(|result| result.place != 0)
    }

    /// How many results it has.
    #[must_use]
    pub fn results(&self) -> usize {
        self.results.len()
    }

    /// Play it for the worlds whose bit is set in `wanted`; `fill` puts the figures of all of them into their lanes.
    /// Returns the bits of those worlds in which every decision fell the same; their results are in `cells`.
    // Two lanes to an instruction, which every browser since the spring of 2023 has.
    #[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
    pub fn play(&self, wanted: u32, cells: &mut Vec<Lanes>, fill: impl Fn(Source, &mut Lanes)) -> u32 {
        if cells.len() < self.steps.len() {
            cells.resize(self.steps.len(), [0.0; LANES]);
        }
        let mut holds = wanted;
        for (place, step) in self.steps.iter().enumerate() {
            let Some((done, rest)) = cells.split_at_mut_checked(place) else { return 0 };
            let Some(to) = rest.first_mut() else { return 0 };
            match step {
                Step::Input(slot) => fill(Source::Input(*slot), to),
                Step::Given(part, number) => fill(Source::Given(*part, *number), to),
                Step::Add(one, other) => both(done, to, one, other, |one, other| one + other),
                Step::Subtract(one, other) => both(done, to, one, other, |one, other| one - other),
                Step::Multiply(one, other) => both(done, to, one, other, |one, other| one * other),
                Step::Divide(one, other) => both(done, to, one, other, |one, other| one / other),
                Step::Minimum(one, other) => both(done, to, one, other, Number::min),
                Step::Maximum(one, other) => both(done, to, one, other, Number::max),
                Step::Negate(one) => each(done, to, one, |one| -one),
                Step::Ceiling(one) | Step::Pages(one) => each(done, to, one, ceil_count),
                Step::Floor(one) => each(done, to, one, floor_count),
                Step::Exceeds(one, other, fell) => {
                    holds &= agreed(done, one, other, |one, other| one.exceeds(other) == *fell);
                    if holds == 0 {
                        return 0;
                    }
                }
                Step::Smooth(arguments, function) | Step::Stepped(arguments, function) => {
                    let mut values = [0.0; MOST_ARGUMENTS];
                    let values = values.get_mut(..arguments.len()).unwrap_or_default();
                    for (lane, to) in to.iter_mut().enumerate().filter(|(lane, _)| holds >> lane & 1 == 1) {
                        for (value, argument) in values.iter_mut().zip(arguments) {
                            *value = figure(done, *argument, lane);
                        }
                        *to = function(values);
                    }
                }
                // No axis runs through worlds.
                Step::Axis | Step::Across => return 0,
            }
        }
        holds
    }

    /// A result in one of the worlds played last.
    #[must_use]
    pub fn result(&self, cells: &[Lanes], result: usize, lane: usize) -> f64 {
        self.results.get(result).map_or(f64::NAN, |result| figure(cells, *result, lane))
    }
}

/// Have an operand name the place that its step has moved to.
fn rename(operand: &mut Operand, places: &[u32]) {
    operand.place = places.get(operand.place as usize).copied().unwrap_or_default();
}

/// The column of an operand; none where it is the same in every world.
fn column(done: &[Lanes], operand: Operand) -> Option<&Lanes> {
    done.get((operand.place as usize).checked_sub(1)?)
}

fn figure(done: &[Lanes], operand: Operand, lane: usize) -> f64 {
    column(done, operand).and_then(|column| column.get(lane)).copied().unwrap_or(operand.value)
}

/// A step of one operand, in every lane.
#[inline]
fn each(done: &[Lanes], to: &mut Lanes, operand: &Operand, step: impl Fn(f64) -> f64) {
    match column(done, *operand) {
        Some(column) => to.iter_mut().zip(column).for_each(|(to, one)| *to = step(*one)),
        None => to.fill(step(operand.value)),
    }
}

/// A step of two operands, in every lane.
#[inline]
fn both(done: &[Lanes], to: &mut Lanes, one: &Operand, other: &Operand, step: impl Fn(f64, f64) -> f64) {
    match (column(done, *one), column(done, *other)) {
        (Some(left), Some(right)) => {
            to.iter_mut().zip(left.iter().zip(right)).for_each(|(to, (one, other))| *to = step(*one, *other));
        }
        (Some(left), None) => to.iter_mut().zip(left).for_each(|(to, one)| *to = step(*one, other.value)),
        (None, Some(right)) => to.iter_mut().zip(right).for_each(|(to, other)| *to = step(one.value, *other)),
        (None, None) => to.fill(step(one.value, other.value)),
    }
}

/// The bits of the lanes in which two operands are found to agree.
#[inline]
fn agreed(done: &[Lanes], one: &Operand, other: &Operand, agree: impl Fn(f64, f64) -> bool) -> u32 {
    match (column(done, *one), column(done, *other)) {
        (Some(left), Some(right)) => bits(left.iter().zip(right).map(|(one, other)| agree(*one, *other))),
        (Some(left), None) => bits(left.iter().map(|one| agree(*one, other.value))),
        (None, Some(right)) => bits(right.iter().map(|other| agree(one.value, *other))),
        (None, None) => {
            if agree(one.value, other.value) {
                u32::MAX
            } else {
                0
            }
        }
    }
}

/// A bit for each lane, the first the lowest.
#[inline]
fn bits(lanes: impl Iterator<Item = bool>) -> u32 {
    (0..).zip(lanes).fold(0, |bits, (lane, set)| bits | u32::from(set) << lane)
}

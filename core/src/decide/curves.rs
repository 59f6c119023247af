//! What every option costs along one input: sampled evenly along the axis, and refined where a curve jumps, so
//! that a step is drawn as a step.

use crate::catalog::Catalog;
use crate::error::Error;
use crate::order::by_insertion;
use crate::plan::Plan;
use crate::reading::{Reader, Shapes};
use crate::scenario::{Key, Scenario};

/// Monthly cost of one option along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The option.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Runs of points (value of the input, dollars per month). Two points at one value are a step; between two
    /// runs the option is ruled out.
    pub segments: Vec<Vec<(f64, f64)>>,
}

/// A change of cost smaller than this share of the dearest point is not looked into.
const VISIBLE_SHARE: f64 = 0.004;
/// A step is narrowed until its two sides are this close, relative to the value: less than a pixel of any chart.
const STEP_WIDTH: f64 = 2e-4;
/// Most plans made for one set of curves; past it, what is coarse stays coarse.
const MOST_PLANS: usize = 600;

/// Costs at one value of the axis, by option in the order of the first sample.
struct Sample {
    at: f64,
    /// None where the option is ruled out.
    usd: Vec<Option<f64>>,
}

/// Cost curves of all options along `key`, from `from` to `to`, with at least `samples` points each. The points
/// lie evenly on the input's own scale.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn curves(
    scenario: &Scenario,
    catalog: &Catalog,
    key: Key,
    from: f64,
    to: f64,
    samples: usize,
) -> Result<Vec<Curve>, Error> {
    let mut sweep = Sweep::new(scenario, catalog, key);
    let logarithmic =
        from > 0.0 && matches!(&key.field().kind, crate::scenario::Kind::Number(range) if range.logarithmic);
    let last = samples.max(2) - 1;
    let mut coarse = Vec::with_capacity(last + 1);
    for index in 0..=last {
        let share = index as f64 / last as f64;
        let at = if index == last {
            to
        } else if logarithmic {
            from * libm::pow(to / from, share)
        } else {
            from + (to - from) * share
        };
        coarse.push(sweep.sample(at)?);
    }
    let dearest = coarse.iter().flat_map(|sample| &sample.usd).flatten().copied().fold(0.0, f64::max);
    let mut fine = Vec::with_capacity(coarse.len() * 2);
    for sample in coarse {
        if let Some(before) = fine.pop() {
            sweep.refine(before, &sample, dearest * VISIBLE_SHARE, &mut fine)?;
        }
        fine.push(sample);
    }
    Ok(sweep
        .names
        .iter()
        .enumerate()
        .map(|(index, (option, name))| Curve { option, name, segments: segments(&fine, index) })
        .collect())
}

/// Points of one option, split where it is ruled out.
fn segments(samples: &[Sample], option: usize) -> Vec<Vec<(f64, f64)>> {
    let mut segments: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open: Vec<(f64, f64)> = Vec::new();
    for sample in samples {
        match sample.usd.get(option).copied().flatten() {
            Some(usd) => open.push((sample.at, usd)),
            None if open.is_empty() => {}
            None => segments.push(std::mem::take(&mut open)),
        }
    }
    if !open.is_empty() {
        segments.push(open);
    }
    segments
}

/// Plans along an axis, with what does not change along it worked out once.
struct Sweep<'a> {
    scenario: Scenario,
    catalog: &'a Catalog,
    key: Key,
    shapes: Shapes,
    names: Vec<(&'static str, &'static str)>,
    plans: usize,
}

impl<'a> Sweep<'a> {
    fn new(scenario: &Scenario, catalog: &'a Catalog, key: Key) -> Self {
        Self {
            scenario: scenario.clone(),
            catalog,
            key,
            shapes: Shapes::of(scenario),
            names: Vec::new(),
            plans: 0,
        }
    }

    fn sample(&mut self, at: f64) -> Result<Sample, Error> {
        self.scenario.set_unchecked(self.key, Some(at));
        if !self.shapes.fit(&self.scenario) {
            self.shapes = Shapes::of(&self.scenario);
        }
        self.plans += 1;
        let reader = Reader::new(&self.scenario, self.catalog, &self.shapes, ()).for_costs();
        let plan: Plan<f64> = crate::plan_as_read(&reader)?;
        if self.names.is_empty() {
            let names = plan.options.iter().map(|option| (option.id, option.name)).collect();
            // In an order that does not hang on what the first sample costs.
            self.names = by_insertion(names, |one, other| one > other);
        }
        let usd = self
            .names
            .iter()
            .map(|(id, _)| {
                plan.option(id).filter(|option| option.is_feasible()).map(|option| option.usd_per_month)
            })
            .collect();
        Ok(Sample { at, usd })
    }

    /// Put `before` and whatever lies between it and `after` into `fine`: halve until each piece is flat, straight
    /// or too small to see, or a step is pinned down.
    fn refine(
        &mut self,
        before: Sample,
        after: &Sample,
        visible: f64,
        fine: &mut Vec<Sample>,
    ) -> Result<(), Error> {
        let narrow = after.at - before.at <= STEP_WIDTH * after.at.abs();
        if self.plans >= MOST_PLANS || alike(&before, after, visible) {
            fine.push(before);
            return Ok(());
        }
        if narrow {
            // Both sides of the step at one value, the value from which the new cost holds.
            let left = Sample { at: after.at, usd: before.usd.clone() };
            fine.push(before);
            fine.push(left);
            return Ok(());
        }
        let middle = self.sample(0.5 * (before.at + after.at))?;
        if straight(&before, &middle, after, visible) {
            fine.push(before);
            fine.push(middle);
            return Ok(());
        }
        self.refine(before, &middle, visible, fine)?;
        self.refine(middle, after, visible, fine)
    }
}

/// Whether nothing that can be seen changes between two samples.
fn alike(one: &Sample, other: &Sample, visible: f64) -> bool {
    one.usd.iter().zip(&other.usd).all(|pair| match pair {
        (Some(one), Some(other)) => (one - other).abs() <= visible,
        (None, None) => true,
        _ => false,
    })
}

/// Whether the middle lies on the line between the ends, for every option.
fn straight(one: &Sample, middle: &Sample, other: &Sample, visible: f64) -> bool {
    one.usd.iter().zip(&middle.usd).zip(&other.usd).all(|pair| match pair {
        ((Some(one), Some(middle)), Some(other)) => (middle - 0.5 * (one + other)).abs() <= visible,
        ((None, None), None) => true,
        _ => false,
    })
}

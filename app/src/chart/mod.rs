//! The cost curves: an axis, a drawing that any backend can take, and a canvas to draw it on.

pub mod backend;
pub mod draw;

use crate::planner;
use loadline_core::scenario::axis::Axis;
use loadline_markup::bits;

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

/// An axis in a request to the worker.
#[must_use]
pub fn asked(axis: &Axis) -> String {
    let scale = if axis.logarithmic { " log" } else { "" };
    format!("{} {}{}{scale}", axis.key.field().id, bits::of(axis.from), bits::of(axis.to))
}

/// The curves in the worker's answer: a line for each option, in the order of the page, then one for each of its runs.
#[must_use]
pub fn read(answer: &str) -> Vec<Curve> {
    let mut curves: Vec<Curve> = Vec::new();
    for line in answer.lines() {
        if line.starts_with('=') {
            if let Some((option, name)) = planner::options().get(curves.len()).copied() {
                curves.push(Curve { option, name, segments: Vec::new() });
            }
        } else if let Some(curve) = curves.last_mut() {
            let mut numbers = bits::all(line);
            let points = std::iter::from_fn(|| Some((numbers.next()?, numbers.next()?)));
            curve.segments.push(points.collect());
        }
    }
    curves
}

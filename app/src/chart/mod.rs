//! The cost curves: how they are asked for, and a canvas to draw them on.

pub mod backend;

use loadline_core::chart::Curve;
use loadline_core::scenario::axis::Axis;
use loadline_markup::bits;

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
            curves.push(Curve { place: curves.len(), segments: Vec::new() });
        } else if let Some(curve) = curves.last_mut() {
            let mut numbers = bits::all(line);
            let points = std::iter::from_fn(|| Some((numbers.next()?, numbers.next()?)));
            curve.segments.push(points.collect());
        }
    }
    curves
}

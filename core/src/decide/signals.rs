//! The next upgrade signals: at what load they trip, and in how many months at the stated growth.

use crate::catalog::Catalog;
use crate::error::Error;
use crate::number::Number;
use crate::order::by_insertion;
use crate::reading::{Reader, Shapes};
use crate::scenario::{Key, Kind, Scenario};
use crate::science::growth::periods_to_cross;
use crate::system::memory_service::{Load, Serving, tier};

/// A signal that has not tripped, and the load at which it will.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextSignal {
    /// The signal.
    pub id: &'static str,
    /// The signal in words.
    pub label: &'static str,
    /// Input along which it trips.
    pub key: Key,
    /// Value of that input now.
    pub now: f64,
    /// Value from which the signal trips, all else unchanged.
    pub at: f64,
    /// Months until then at the stated growth; none without growth.
    pub months: Option<f64>,
}

/// Inputs that grow with use.
const GROWING: [Key; 3] = [Key::Subjects, Key::EpisodesPerDay, Key::RequestsPerSecond];
/// Halvings that narrow a factor of 10^15 down to a relative 1e-10: ln(10^15) / 2^40 = 3e-11.
const STEPS: u32 = 40;

/// Signals of the current tier that have not tripped, each along the inputs that can trip it, nearest first.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn next(scenario: &Scenario, catalog: &Catalog) -> Result<Vec<NextSignal>, Error> {
    if !scenario.is_on(Key::MemoryService) {
        return Ok(Vec::new());
    }
    let shapes = Shapes::of(scenario);
    let reader: Reader<'_, f64> = Reader::new(scenario, catalog, &shapes, ());
    let load = Load::of(&reader);
    // What a missed request costs does not depend on the load, so it is worked out once.
    let serving = Serving::of(&reader);
    let verdict = tier::verdict(&reader, &load, &serving);
    let growth = scenario.value(Key::GrowthPercentPerMonth).unwrap_or(0.0) / 100.0;
    let mut found = Vec::new();
    for signal in verdict.signals.iter().filter(|signal| signal.tier == verdict.number && !signal.tripped) {
        for key in GROWING {
            let tripped_at = |value: f64| {
                let mut there = scenario.clone();
                there.set_unchecked(key, Some(value));
                let reader = Reader::new(&there, catalog, &shapes, ());
                tier::signals(&reader, &Load::of(&reader), &serving)
                    .iter()
                    .any(|other| other.id == signal.id && other.tripped)
            };
            let now = scenario.value(key).unwrap_or(0.0);
            if let Some(at) = threshold(now, key, tripped_at) {
                let months = (growth > 0.0 && now > 0.0).then(|| periods_to_cross(now, at, growth));
                found.push(NextSignal { id: signal.id, label: signal.label, key, now, at, months });
            }
        }
    }
    Ok(by_insertion(found, |one: &NextSignal, other| one.distance() > other.distance()))
}

impl NextSignal {
    /// How many times the load of today away.
    fn distance(&self) -> f64 {
        if self.now > 0.0 { self.at / self.now } else { f64::INFINITY }
    }
}

/// The least legal value of an input from which `tripped` holds, from `now` on; none where it never does. Signals rise
/// with the load, so halving finds it.
fn threshold(now: f64, key: Key, tripped: impl Fn(f64) -> bool) -> Option<f64> {
    let Kind::Number(range) = &key.field().kind else { return None };
    if !tripped(range.max) {
        return None;
    }
    let mut below = Number::max(now, 1e-6);
    let mut above = range.max;
    for _ in 0..STEPS {
        let middle = libm::sqrt(below * above);
        if tripped(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
    // There are no half subjects. Not `Number::ceil`: what it forgives is just what separates the two sides.
    Some(if range.whole { libm::ceil(above) } else { above })
}

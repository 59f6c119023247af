//! `?bench` in the address: how long a plan and a set of curves take here, left on the window for the
//! benchmark to read.

use crate::chart::axis::Axis;
use crate::platform::{self, clock, worker};
use crate::{chart, planner};
use loadline_core::scenario::{Key, Scenario};

/// Readings taken of a plan; a tenth of them of the curves.
const ROUNDS: usize = 200;
/// A browser's clock may tick no finer than 0.1 ms, so several plans share one reading of it.
const PLANS_A_READING: usize = 10;

/// Measure, where the address asks for it.
pub fn run_if_asked() {
    let asked = |word: &str| platform::search().trim_start_matches('?').split('&').any(|part| part == word);
    if asked("bench") {
        measure();
    }
}

/// The same work as `cargo bench -p loadline-core` times natively: `plan/default`, and `curves/requests_per_second` as
/// the worker does it, there and back.
fn measure() {
    let scenario = Scenario::default();
    let plans = median((0..ROUNDS).map(|_| {
        micros(|| (0..PLANS_A_READING).filter(|_| planner::plan(&scenario).is_ok()).count())
            / PLANS_A_READING as f64
    }));
    measure_curves(plans, Vec::new());
}

/// Ask for curves, again and again: each time along an axis a little longer, since the worker knows the last ones.
fn measure_curves(plans: f64, mut seen: Vec<f64>) {
    if seen.len() == ROUNDS / 10 {
        let _ = leave(plans, median(seen.into_iter()));
        return;
    }
    let to = 1000.0 - seen.len() as f64;
    let axis = Axis { key: Key::RequestsPerSecond, from: 0.01, to, logarithmic: true };
    let begun = clock::now_ms();
    worker::ask(&format!("curves\n1\n{}", chart::asked(&axis)), move |_| {
        seen.push((clock::now_ms() - begun) * 1000.0);
        measure_curves(plans, seen);
    });
}

fn leave(plans: f64, curves: f64) -> Option<()> {
    let result = js_sys::Object::new();
    js_sys::Reflect::set(&result, &"plan_micros_median".into(), &plans.into()).ok()?;
    js_sys::Reflect::set(&result, &"curves_micros_median".into(), &curves.into()).ok()?;
    js_sys::Reflect::set(&js_sys::global(), &"loadlineBench".into(), &result).ok()?;
    Some(())
}

fn micros<T>(task: impl FnOnce() -> T) -> f64 {
    let begun = clock::now_ms();
    std::hint::black_box(task());
    (clock::now_ms() - begun) * 1000.0
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = Vec::new();
    for value in values {
        sorted.insert(sorted.partition_point(|smaller| *smaller < value), value);
    }
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

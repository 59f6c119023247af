//! `?bench` in the address: how long a plan and a set of curves take here, left on the window for the
//! benchmark to read.

use crate::planner;
use crate::platform::{self, clock};
use loadline_core::scenario::{Key, Scenario};

/// Readings taken of a plan; a tenth of them of the curves.
const ROUNDS: usize = 200;
/// A browser's clock may tick no finer than 0.1 ms, so several plans share one reading of it.
const PLANS_A_READING: usize = 10;

/// Measure, where the address asks for it.
pub fn run_if_asked() {
    let asked = |word: &str| platform::search().trim_start_matches('?').split('&').any(|part| part == word);
    if asked("bench") {
        let _ = measure();
    }
}

/// The same work as `cargo bench -p loadline-core` times natively: `plan/default` and `curves/requests_per_second`.
fn measure() -> Option<()> {
    let scenario = Scenario::default();
    let plans = median((0..ROUNDS).map(|_| {
        micros(|| (0..PLANS_A_READING).filter(|_| planner::plan(&scenario).is_ok()).count())
            / PLANS_A_READING as f64
    }));
    let curves = median(
        (0..ROUNDS / 10)
            .map(|_| micros(|| planner::curves(&scenario, Key::RequestsPerSecond, 0.01, 1000.0).len())),
    );
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

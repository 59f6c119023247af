//! `?bench` in the address: how long a plan and a set of curves take here, left on the window for the
//! benchmark to read.

use crate::planner;
use crate::platform::{self, clock};
use loadline_core::scenario::{Key, Scenario};

/// Scenarios timed.
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

fn measure() -> Option<()> {
    let plans = median((0..ROUNDS).map(|round| {
        let scenarios: Vec<Scenario> =
            (0..PLANS_A_READING).map(|index| varied(round * PLANS_A_READING + index)).collect();
        micros(|| scenarios.iter().filter(|scenario| planner::plan(scenario).is_ok()).count())
            / PLANS_A_READING as f64
    }));
    let curves = median((0..ROUNDS / 10).map(|round| {
        let scenario = varied(round);
        micros(|| planner::curves(&scenario, Key::RequestsPerSecond, 0.01, 1000.0).len())
    }));
    let result = js_sys::Object::new();
    js_sys::Reflect::set(&result, &"plan_micros_median".into(), &plans.into()).ok()?;
    js_sys::Reflect::set(&result, &"curves_micros_median".into(), &curves.into()).ok()?;
    js_sys::Reflect::set(&js_sys::global(), &"loadlineBench".into(), &result).ok()?;
    Some(())
}

/// The `index`th of a spread of scenarios over all four loads.
fn varied(index: usize) -> Scenario {
    let mut scenario = Scenario::default();
    // Steps that share no divisor, so that the loads do not rise together.
    let loads = [
        (Key::Subjects, 10.0, 5.0, 7),
        (Key::EpisodesPerDay, 10.0, 5.0, 11),
        (Key::FilesPerDay, 1.0, 4.0, 13),
        (Key::RequestsPerSecond, 0.01, 5.0, 17),
    ];
    for (key, least, decades, step) in loads {
        let share = (index * step % 101) as f64 / 100.0;
        scenario.set_unchecked(key, Some((least * 10_f64.powf(decades * share)).round().max(least)));
    }
    scenario
}

fn micros<T>(task: impl FnOnce() -> T) -> f64 {
    let begun = clock::now_ms();
    std::hint::black_box(task());
    (clock::now_ms() - begun) * 1000.0
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    let middle = values.len() / 2;
    if middle == 0 { 0.0 } else { *values.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

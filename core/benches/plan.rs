//! How long the planner takes: what a key press costs before anything is drawn.
//!
//! `cargo bench -p loadline-core`, about half a minute.
#![allow(clippy::unwrap_used, reason = "a benchmark may end in a panic")]

use criterion::{Criterion, criterion_group, criterion_main};
use loadline_core::catalog::Catalog;
use loadline_core::decide::bands::{Bands, FINE, Grid};
use loadline_core::decide::crossovers::Crossovers;
use loadline_core::decide::map::WinnerMap;
use loadline_core::decide::pieces::cost_curves;
use loadline_core::decide::ranges::{Draws, outlook};
use loadline_core::decide::why::why;
use loadline_core::decide::{growth, signals};
use loadline_core::fingerprint::fingerprint;
use loadline_core::number::{Nodes, Trace};
use loadline_core::option::mix::best_mix;
use loadline_core::plan::Plan;
use loadline_core::reading::Shapes;
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{Key, Scenario};
use loadline_core::{plan, plan_with};
use std::hint::black_box;
use std::time::Duration;

fn plans(criterion: &mut Criterion) {
    let catalog = Catalog::embedded().unwrap();
    let mut group = criterion.benchmark_group("plan");
    for preset in PRESETS {
        let scenario = preset.scenario();
        group.bench_function(preset.id, |bench| {
            bench.iter(|| plan(black_box(&scenario), &catalog).unwrap());
        });
    }
    // What a slider moves through: everything but the shapes, which do not change along it.
    let scenario = Scenario::default();
    let shapes = Shapes::of(&scenario);
    group.bench_function("default, shapes kept", |bench| {
        bench.iter(|| -> Plan<f64> { plan_with(black_box(&scenario), &catalog, &shapes, ()).unwrap() });
    });
    group.bench_function("default, explained", |bench| {
        bench.iter(|| {
            let nodes = Nodes::new();
            let traced: Plan<Trace<'_>> = plan_with(black_box(&scenario), &catalog, &shapes, &nodes).unwrap();
            traced.options.len()
        });
    });
    group.finish();
}

fn along_the_sliders(criterion: &mut Criterion) {
    let catalog = Catalog::embedded().unwrap();
    let scenario = Scenario::default();
    let mut group = criterion.benchmark_group("curves");
    // Three decades about what the default states.
    for (key, from) in [
        (Key::Subjects, 10.0),
        (Key::EpisodesPerDay, 100.0),
        (Key::FilesPerDay, 1.0),
        (Key::RequestsPerSecond, 0.1),
    ] {
        group.bench_function(key.field().id, |bench| {
            bench.iter(|| cost_curves(black_box(&scenario), &catalog, key, from, 1000.0 * from).unwrap());
        });
    }
    group.finish();
    let (from, to) = (1.0, 10_000.0);
    let curves = cost_curves(&scenario, &catalog, Key::FilesPerDay, from, to).unwrap();
    criterion.bench_function("crossovers along files", |bench| {
        bench.iter(|| Crossovers::of(black_box(&curves), from, to));
    });
    let sides = [Key::FilesPerDay, Key::RequestsPerSecond]
        .map(|key| Axis::around(key, scenario.value(key).unwrap(), true, None));
    criterion.bench_function("map of winners", |bench| {
        bench.iter(|| WinnerMap::of(black_box(&scenario), &catalog, sides.into(), (200, 120)).unwrap());
    });
    criterion.bench_function("why", |bench| bench.iter(|| why(black_box(&scenario), &catalog).unwrap()));
    criterion.bench_function("next signals", |bench| {
        bench.iter(|| signals::next(black_box(&scenario), &catalog).unwrap());
    });
    for id in ["default", "everything"] {
        let Some(preset) = PRESETS.iter().find(|preset| preset.id == id) else { continue };
        let scenario = preset.scenario();
        criterion.bench_function(&format!("best mix, {id}"), |bench| {
            bench.iter(|| best_mix(black_box(&scenario), &catalog).unwrap());
        });
    }
    let mut growing = Scenario::default();
    growing.set_unchecked(Key::GrowthPercentPerMonth, Some(10.0));
    criterion.bench_function("growth, 24 months", |bench| {
        bench.iter(|| growth::forecast(black_box(&growing), &catalog).unwrap());
    });
    // As under a slider: inputs that stay as they are, are drawn once, and the load is another one each time.
    let mut draws = Draws::default();
    let mut dragged = Scenario::default();
    let mut subjects = (1..).cycle();
    criterion.bench_function("ranges, 4096 worlds", |bench| {
        bench.iter(|| {
            dragged.set_unchecked(Key::Subjects, subjects.next().map(|step| f64::from(1000 + step % 1000)));
            outlook(black_box(&dragged), &catalog, &mut draws).unwrap()
        });
    });
    criterion.bench_function("ranges, 1024 worlds at 48 loads", |bench| {
        let axis = Axis { key: Key::FilesPerDay, from: 1.0, to: 10_000.0, logarithmic: true };
        bench.iter(|| {
            let grid = Grid { loads: 48, ..FINE };
            let mut bands = Bands::new(black_box(&scenario), &catalog, axis, grid, &mut draws);
            bands.advance(48, &mut draws).unwrap()
        });
    });
    criterion.bench_function("fingerprint of 500", |bench| bench.iter(|| fingerprint(500).unwrap()));
    criterion.bench_function("catalogue", |bench| bench.iter(|| Catalog::embedded().unwrap()));
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_millis(1200))
        .sample_size(30);
    targets = plans, along_the_sliders
}
criterion_main!(benches);

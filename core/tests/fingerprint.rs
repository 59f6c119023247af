//! The fingerprint is the same every time, differs when anything does, and is quick enough for a page.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::fingerprint::{Reach, fingerprint, of_plan, value_at, varied};
use loadline_core::plan;
use loadline_core::scenario::{FIELDS, Key, Kind, Scenario};
use std::collections::BTreeSet;
use std::time::Instant;

#[test]
fn two_runs_are_equal_and_fewer_scenarios_differ() {
    let start = Instant::now();
    let all = fingerprint(500).unwrap();
    let took = start.elapsed();
    assert_eq!(all, fingerprint(500).unwrap());
    assert_ne!(all, fingerprint(499).unwrap());
    println!("500 scenarios: {all:016x} in {took:?}");
    if !cfg!(debug_assertions) {
        assert!(took.as_secs_f64() < 1.0, "{took:?}");
    }
}

/// Inputs that change no figure of a plan: they settle what is worked out beside it (`growth.rs` tests that those of
/// growth do), or stand for a choice of one.
const SILENT: [Key; 7] = [
    Key::GrowthPercentPerMonth,
    Key::HorizonMonths,
    Key::RegionAws,
    Key::RegionGcp,
    // They decide which worlds are drawn, and no plan.
    Key::Worlds,
    Key::WorldSeed,
    Key::StageCorrelation,
];

#[test]
fn one_input_changed_changes_it() {
    let catalog = Catalog::embedded().unwrap();
    // A model compiles, every system is planned, no quota rules Fargate out and machines are large enough, so that all
    // inputs count.
    let mut base = Scenario::default();
    base.set_unchecked(Key::CompileMode, Some(1.0));
    base.set_unchecked(Key::ModelWorker, Some(1.0));
    base.set_unchecked(Key::SplitGateway, Some(1.0));
    base.set_unchecked(Key::BackgroundWorker, Some(1.0));
    base.set_unchecked(Key::AgentPlatform, Some(1.0));
    base.set_unchecked(Key::FargateVcpuQuota, Some(1e4));
    base.set(Key::VmType, "m6i.4xlarge").unwrap();
    // The pipeline's cache serves the background worker too, whose own then changes nothing.
    let mut without_pipeline = base.clone();
    without_pipeline.set_unchecked(Key::FilePipeline, Some(0.0));
    for field in &FIELDS {
        let base = if field.key == Key::WorkerRedis { &without_pipeline } else { &base };
        let before = of_plan(&plan(base, &catalog).unwrap());
        let tried = [0.9, 0.99, 0.3, 0.02]
            .into_iter()
            .flat_map(|share| [Reach::Usual, Reach::Limits].map(|reach| value_at(field, share, reach)));
        let changes = tried.into_iter().any(|value| {
            let mut changed = base.clone();
            changed.set_unchecked(field.key, Some(value));
            of_plan(&plan(&changed, &catalog).unwrap()) != before
        });
        assert_eq!(changes, !SILENT.contains(&field.key), "{}", field.id);
    }
}

#[test]
fn scenarios_are_legal_varied_and_the_same_every_time() {
    let mut links = BTreeSet::new();
    let mut ends = [false; 2];
    for index in 0..500 {
        let scenario = varied(index);
        assert_eq!(scenario, varied(index));
        for (key, value) in scenario.entries() {
            let mut again = Scenario::default();
            again.set(key, &scenario.text(key)).unwrap();
            if let Kind::Number(range) = &key.field().kind {
                assert!(value >= range.min && value <= range.max, "{key:?} {value}");
                assert!(!range.whole || libm_whole(value), "{key:?} {value}");
                ends[0] |= value == range.min;
                ends[1] |= value == range.max;
            }
        }
        links.insert(loadline_core::scenario::link::encode(&scenario));
    }
    assert!(links.len() > 495, "{} different scenarios of 500", links.len());
    assert_eq!(ends, [true; 2]);
}

fn libm_whole(value: f64) -> bool {
    value % 1.0 == 0.0
}

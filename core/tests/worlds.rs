//! Worlds that differ in their inputs cost what a plan of each says.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::worlds::Worlds;
use loadline_core::plan;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{FIELDS, Field, Key, Scenario};

/// Xorshift, 0 to 1.
fn random(state: &mut u64) -> f64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 11) as f64 / (1_u64 << 53) as f64
}

/// Inputs with a plausible range that nobody stated, each with its ends.
fn plausible(scenario: &Scenario) -> Vec<(Key, (f64, f64))> {
    let ends = |field: &Field| field.key.range()?.plausible.map(|ends| (field.key, ends));
    FIELDS.iter().filter(|field| scenario.stated(field.key).is_none()).filter_map(ends).collect()
}

/// Uniform between two ends, whole where only that makes sense.
fn column(key: Key, (low, high): (f64, f64), count: usize, state: &mut u64) -> Vec<f64> {
    let value = |at: f64| if key.is_whole() { at.round() } else { at };
    (0..count).map(|_| value(low + (high - low) * random(state))).collect()
}

fn compare(scenario: &Scenario, varied: &[(Key, Vec<f64>)]) -> (usize, usize, usize) {
    let catalog = Catalog::embedded().unwrap();
    let keys: Vec<Key> = varied.iter().map(|(key, _)| *key).collect();
    let columns: Vec<&[f64]> = varied.iter().map(|(_, column)| column.as_slice()).collect();
    let mut worlds = Worlds::new(scenario, &catalog, &keys);
    let options = worlds.costs(&columns).unwrap();
    let (mut compared, mut refused) = (0, 0);
    for world in 0..columns.first().map_or(1, |column| column.len()) {
        let mut there = scenario.clone();
        varied.iter().for_each(|(key, column)| there.set_unchecked(*key, Some(column[world])));
        let plan = plan(&there, &catalog).unwrap();
        assert_eq!(plan.options.len(), options.len(), "{there:?}");
        for option in &options {
            let planned = plan.option(option.option).unwrap();
            let usd = option.usd[world];
            let place = format!("{} in {there:?}", option.option);
            assert_eq!(usd.is_nan(), !planned.is_feasible(), "{place}");
            if planned.is_feasible() {
                assert!(
                    (usd - planned.usd_per_month).abs() <= 1e-11 * usd.abs() + 1e-9,
                    "{place}: {usd} {}",
                    planned.usd_per_month
                );
            } else {
                refused += 1;
            }
            let mut limits: Vec<(&str, &str)> =
                planned.rejections.iter().map(|one| (one.component, one.limit.as_str())).collect();
            limits.sort();
            limits.dedup();
            let breaks = |one: &&loadline_core::decide::worlds::RuledOut| {
                one.worlds.binary_search(&(world as u32)).is_ok()
            };
            let found: Vec<(&str, &str)> = option
                .ruled_out
                .iter()
                .filter(breaks)
                .map(|one| (one.limit.component, one.limit.id.as_str()))
                .collect();
            assert_eq!(found, limits, "{place}");
            compared += 1;
        }
    }
    (compared, refused, worlds.asked())
}

#[test]
fn a_world_costs_what_its_plan_says() {
    let mut state = 0x2545_f491_4f6c_dd1d;
    let mut ruled_out = 0;
    for preset in PRESETS {
        let scenario = preset.scenario();
        let varied: Vec<(Key, Vec<f64>)> = plausible(&scenario)
            .into_iter()
            .map(|(key, ends)| (key, column(key, ends, 300, &mut state)))
            .collect();
        let (compared, refused, asked) = compare(&scenario, &varied);
        // Not one formula a world, but one for each way in which decisions fall.
        assert!(compared >= 300 && asked < 2 * 300, "{}: {asked}", preset.id);
        ruled_out += refused;
    }
    assert!(ruled_out > 5000, "{ruled_out}");
}

/// The index and how often tasks come again are worked out without the reading, so that each world is planned by itself.
#[test]
fn worlds_whose_shapes_differ_are_planned_one_by_one() {
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let varied: Vec<(Key, Vec<f64>)> = [
        (Key::DistinctTasks, (1000.0, 30_000.0)),
        (Key::EmbeddingDimensions, (256.0, 1536.0)),
        (Key::FilesPerDay, (50.0, 900.0)),
    ]
    .into_iter()
    .map(|(key, ends)| (key, column(key, ends, 12, &mut state)))
    .collect();
    let (compared, ..) = compare(&Scenario::default(), &varied);
    assert_eq!(compared, 12 * 9);
}

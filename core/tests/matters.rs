//! Which input matters to the cost of an option: shares by hand, ends as plans say.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::matters::{End, Matters, matters, usual};
use loadline_core::decide::ranges::{Draws, outlook};
use loadline_core::plan;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::ranges::OwnRange;
use loadline_core::scenario::{Key, Scenario};
use loadline_core::science::estimate::Estimate;
use loadline_core::science::spread::{Shape, Spread};

fn found(scenario: &Scenario, option: &str) -> Matters {
    matters(scenario, &Catalog::embedded().unwrap(), option).unwrap().unwrap()
}

/// The default scenario with every input known exactly.
fn exact() -> Scenario {
    let mut scenario = Scenario::default();
    for (key, spread) in scenario.spreads() {
        scenario
            .set_range(key, Some(OwnRange { low: spread.likely, high: spread.likely, shape: spread.shape }));
    }
    assert!(scenario.spreads().is_empty());
    scenario
}

fn uniform(scenario: &mut Scenario, key: Key, low: f64, high: f64) {
    scenario.set_number(key, (low + high) / 2.0).unwrap();
    scenario.set_range(key, Some(OwnRange { low, high, shape: Shape::Uniform }));
}

/// Within four errors. Of 512 random worlds the error is 0.033 at most here, and told to a fifth of that.
fn is(found: Estimate, expected: f64) {
    let Estimate { value, error } = found;
    assert!(
        (value - expected).abs() <= 4.0 * error + 1e-9 && error < 0.066,
        "{value} ± {error} is not {expected}"
    );
}

/// Functions bill the minutes of the stages alike, by the second: dollars are k (extract + analyze) and what stays. Even
/// over 2 and 3 minutes, the variances are k²·4/12 and k²·9/12: shares of 4/13 and 9/13.
#[test]
fn shares_of_a_sum_are_those_of_its_squares() {
    let mut scenario = exact();
    uniform(&mut scenario, Key::ExtractMinutes, 1.0, 3.0);
    uniform(&mut scenario, Key::AnalyzeMinutes, 2.0, 5.0);
    scenario.set_number(Key::StageCorrelation, 0.0).unwrap();
    let by_chance = found(&scenario, "functions");
    let [analyze, extract] = by_chance.inputs.as_slice() else { panic!("{:?}", by_chance.inputs) };
    assert_eq!((analyze.inputs[0].0, extract.inputs[0].0), (Key::AnalyzeMinutes, Key::ExtractMinutes));
    for (input, share) in [(analyze, 9.0 / 13.0), (extract, 4.0 / 13.0)] {
        is(input.first, share);
        is(input.total, share);
        assert_eq!((input.worlds, by_chance.remark(input)), (512, None));
    }
    // What a minute costs: bars 3 and 2 minutes long, a standard deviation of k sqrt(13/12), told by 1 024
    // random worlds to 3 %, and of the whole file 5 k.
    let (three, two) = (analyze.width(&by_chance.likely), extract.width(&by_chance.likely));
    // Functions are billed by whole milliseconds, of which a minute has 60,000.
    let millisecond = two / 2.0 / 60_000.0;
    assert!(two > 1.0 && (three / 3.0 - two / 2.0).abs() < millisecond, "{three} {two}");
    assert!(
        (by_chance.deviation / (two / 2.0 * (13.0_f64 / 12.0).sqrt()) - 1.0).abs() < 0.1,
        "{}",
        by_chance.deviation
    );
    // An input known exactly is in neither list.
    assert!(by_chance.idle.is_empty());

    // Slow in one, slow in all: one group with all of it, whose bar is five minutes long.
    scenario.set_number(Key::StageCorrelation, 1.0).unwrap();
    let together = found(&scenario, "functions");
    let [group] = together.inputs.as_slice() else { panic!("{:?}", together.inputs) };
    let keys: Vec<Key> = group.inputs.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, [Key::ExtractMinutes, Key::AnalyzeMinutes]);
    is(group.first, 1.0);
    is(group.total, 1.0);
    assert!((group.width(&together.likely) - two / 2.0 * 5.0).abs() < 5.0 * millisecond);
    // Half together is a group as well, with all of the variance.
    scenario.set_number(Key::StageCorrelation, 0.5).unwrap();
    let half = found(&scenario, "functions");
    assert_eq!(half.inputs.len(), 1);
    is(half.inputs[0].total, 1.0);
}

#[test]
fn ends_are_whole_plans_with_all_else_likely() {
    let catalog = Catalog::embedded().unwrap();
    let (mut ends, mut ruled_out, mut turns) = (0, 0, 0);
    for preset in PRESETS {
        let scenario = preset.scenario();
        let options = plan(&scenario, &catalog).unwrap().options;
        let Some(option) = options.last() else { continue };
        let found = found(&scenario, option.id);
        // An input without a default counts as not known in a plan of its own.
        let mut likely = scenario.clone();
        scenario.spreads().iter().for_each(|(key, spread)| likely.set_unchecked(*key, Some(spread.likely)));
        let mut check = |changes: &[(Key, f64)], end: &End| {
            let mut there = likely.clone();
            changes.iter().for_each(|(key, value)| there.set_unchecked(*key, Some(*value)));
            let plan = plan(&there, &catalog).unwrap();
            let own = plan.option(option.id).unwrap();
            assert_eq!(
                end.cheapest.map(|(id, _)| id),
                plan.winner().map(|winner| winner.id),
                "{}",
                preset.id
            );
            assert_eq!(end.usd.is_some(), own.is_feasible(), "{}: {changes:?}", preset.id);
            if let Some(usd) = end.usd {
                assert!((usd - own.usd_per_month).abs() < 1e-9 * usd.max(1.0), "{}: {usd}", preset.id);
            }
            ends += 1;
            ruled_out += usize::from(end.usd.is_none());
            turns += usize::from(found.becomes(end).is_some());
        };
        check(&[], &found.likely);
        for input in &found.inputs {
            let at = |end: fn(&Spread) -> f64| {
                input.inputs.iter().map(|(key, spread)| (*key, end(spread))).collect::<Vec<_>>()
            };
            check(&at(|spread| spread.low), &input.low);
            check(&at(|spread| spread.high), &input.high);
        }
        // What plays no part leaves the plan's cost and its winner as they are, at either end.
        for key in &found.idle {
            let spread = scenario.spread(*key).unwrap();
            for value in [spread.low, spread.high] {
                let mut there = likely.clone();
                there.set_unchecked(*key, Some(value));
                let plan = plan(&there, &catalog).unwrap();
                let usd = plan.option(option.id).filter(|own| own.is_feasible()).map(|own| own.usd_per_month);
                assert_eq!(usd.is_some(), found.likely.usd.is_some());
                assert!((usd.unwrap_or(0.0) - found.likely.usd.unwrap_or(0.0)).abs() < 0.006, "{key:?}");
            }
        }
        let listed = found.inputs.iter().map(|input| input.inputs.len()).sum::<usize>() + found.idle.len();
        assert_eq!(listed, scenario.spreads().len(), "{}", preset.id);
        assert!(
            found
                .inputs
                .is_sorted_by(|one, next| next.total.value.is_nan() || one.total.value >= next.total.value)
        );
    }
    assert!(ends > 60 && ruled_out > 10 && turns > 5, "{ends} {ruled_out} {turns}");
}

/// The hybrid is ruled out wherever a container takes longer to start than a search may wait.
#[test]
fn worlds_in_which_the_option_is_ruled_out_are_left_out() {
    let catalog = Catalog::embedded().unwrap();
    let scenario = Scenario::default();
    let outlook = outlook(&scenario, &catalog, &mut Draws::default()).unwrap();
    let hybrid = found(&scenario, "hybrid");
    let works = outlook.option("hybrid").unwrap().standing.works;
    let apart = (hybrid.works.value - works.value).abs();
    assert!(works.value < 0.8 && apart <= 4.0 * hybrid.works.error + 4.0 * works.error, "{apart}");
    assert!(
        hybrid
            .sentences()
            .join(" ")
            .contains("plausible worlds it is ruled out; over the others the cost varies by")
    );
    // The container's start decides alone: in all three sets where it is short in a and in b, of others where it is in a.
    let start = hybrid.inputs.iter().find(|input| input.inputs[0].0 == Key::ContainerStartSeconds).unwrap();
    assert_eq!(start.high.usd, None);
    assert!(start.low.usd.is_some());
    for input in &hybrid.inputs {
        let share = input.worlds as f64 / 512.0;
        assert!((share - works.value * works.value).abs() < 0.08, "{share} of the worlds are known");
        assert!(input.total.value.is_finite() && input.total.error < 0.2);
    }
    assert_eq!(usual(&outlook), outlook.choice);
}

#[test]
fn a_flat_bar_may_hide_a_large_share() {
    // Four parts of a worker's memory: only together do they reach the next size.
    let preset = PRESETS.iter().find(|preset| preset.id == "guide-000-observed").unwrap();
    let found = found(&preset.scenario(), "paas_plan");
    let flat = found.inputs.iter().find(|input| input.width(&found.likely) == 0.0).unwrap();
    assert!(flat.total.value > 0.05 && flat.first.value < 0.05, "{flat:?}");
    assert!(found.remark(flat).unwrap().contains("in steps or together"));
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let scenario = Scenario::default();
    let one = format!("{:?}", found(&scenario, "functions"));
    assert_eq!(one, format!("{:?}", found(&scenario, "functions")));
    let mut other = scenario.clone();
    other.set_number(Key::WorldSeed, 2.0).unwrap();
    assert_ne!(one, format!("{:?}", found(&other, "functions")));
}

#[test]
fn nothing_open_and_nothing_to_run() {
    let known = found(&exact(), "functions");
    assert!(known.inputs.is_empty() && known.idle.is_empty() && known.likely.usd.is_some());
    assert!(known.sentences()[1].starts_with("Every input is known exactly"));
    assert!(matters(&exact(), &Catalog::embedded().unwrap(), "functionz").unwrap().is_none());
    let mut empty = Scenario::default();
    for key in [Key::FilePipeline, Key::MemoryService] {
        empty.set_unchecked(key, Some(0.0));
    }
    assert!(matters(&empty, &Catalog::embedded().unwrap(), "functions").unwrap().is_none());
}

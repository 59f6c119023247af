//! Bands along an axis and months of signals over plausible worlds, against plans of each world by itself.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::bands::{Bands, Grid};
use loadline_core::decide::growth::{When, forecast};
use loadline_core::decide::months::signal_months;
use loadline_core::decide::ranges::{Draw, Draws, REPLICATES, outlook, outlook_of};
use loadline_core::plan_without_studies;
use loadline_core::reading::Shapes;
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::ranges::OwnRange;
use loadline_core::scenario::{Key, Scenario, link};
use loadline_core::science::estimate::quantile_of_worlds;

/// What each world costs with an option, NaN where it is ruled out.
fn planned(
    scenario: &Scenario,
    columns: &[(Key, Vec<f64>)],
    at: Option<(Key, f64)>,
    option: &str,
) -> Vec<f64> {
    let catalog = Catalog::embedded().unwrap();
    let worlds = columns.first().map_or(0, |(_, column)| column.len());
    let plan = |world: usize| {
        let mut there = scenario.clone();
        for (key, column) in columns {
            there.set_unchecked(*key, Some(column[world]));
        }
        if let Some((key, value)) = at {
            there.set_unchecked(key, Some(value));
        }
        let plan = plan_without_studies(&there, &catalog, &Shapes::of(&there)).unwrap();
        plan.option(option)
            .filter(|option| option.is_feasible())
            .map_or(f64::NAN, |option| option.usd_per_month)
    };
    (0..worlds).map(plan).collect()
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} is not {expected}");
}

#[test]
fn a_band_is_what_plans_of_its_worlds_say() {
    let catalog = Catalog::embedded().unwrap();
    for id in ["default", "guide-001-base", "guide-002-medium"] {
        let scenario = PRESETS.iter().find(|preset| preset.id == id).unwrap().scenario();
        let mut draws = Draws::default();
        let axis = Axis { key: Key::FilesPerDay, from: 10.0, to: 10_000.0, logarithmic: true };
        let grid = Grid { points: 4, loads: 4 }; // 64 worlds at 10, 100, 1 000 and 10 000 files
        let mut bands = Bands::new(&scenario, &catalog, axis, grid, &mut draws);
        assert!(!bands.advance(3, &mut draws).unwrap());
        assert!(bands.advance(3, &mut draws).unwrap());
        let columns = draws.columns(&scenario, grid.points);
        let columns: Vec<_> = columns.into_iter().filter(|(key, _)| *key != axis.key).collect();
        for option in loadline_core::option::ids() {
            let found: Vec<_> = bands.of(option).into_iter().flatten().collect();
            for load in [10.0, 100.0, 1000.0, 10_000.0] {
                let usd = planned(&scenario, &columns, Some((axis.key, load)), option);
                let works = usd.iter().filter(|usd| !usd.is_nan()).count();
                match found.iter().find(|between| (between.load - load).abs() < 1e-6 * load) {
                    Some(between) => {
                        assert!(2 * works >= usd.len());
                        for (found, share) in between.usd.iter().zip([0.1, 0.9]) {
                            near(*found, quantile_of_worlds(&usd, REPLICATES, share).value);
                        }
                    }
                    None => assert!(2 * works < usd.len() || works == 0, "{id} {option} {load}: {works}"),
                }
            }
        }
    }
}

#[test]
fn a_lead_begins_where_it_does_in_the_worlds() {
    // By plans of each world at each load, an option's lead begins between the last load before it and the first of it.
    let turning: usize = ["default", "guide-001-base", "guide-003-split"].into_iter().map(begun_leads).sum();
    assert!(turning >= 2, "{turning} ends on the axis");
}

fn begun_leads(id: &str) -> usize {
    let catalog = Catalog::embedded().unwrap();
    let scenario = PRESETS.iter().find(|preset| preset.id == id).unwrap().scenario();
    let axis = Axis { key: Key::FilesPerDay, from: 10.0, to: 10_000.0, logarithmic: true };
    let grid = Grid { points: 2, loads: 13 };
    let mut draws = Draws::default();
    let mut bands = Bands::new(&scenario, &catalog, axis, grid, &mut draws);
    assert!(bands.advance(13, &mut draws).unwrap());
    let columns = draws.columns(&scenario, grid.points);
    let columns: Vec<_> = columns.into_iter().filter(|(key, _)| *key != axis.key).collect();
    let ids = loadline_core::option::ids();
    let loads: Vec<f64> = (0..13).map(|place| axis.value(f64::from(place) / 12.0)).collect();
    // By option, load and world.
    let costs: Vec<Vec<Vec<f64>>> = ids
        .iter()
        .map(|id| {
            loads.iter().map(|load| planned(&scenario, &columns, Some((axis.key, *load)), id)).collect()
        })
        .collect();
    let mut turning = 0;
    for (own, id) in costs.iter().zip(&ids) {
        let begins = bands.begins(id);
        let leads_at = |place: usize, world: usize| {
            let least = costs.iter().map(|usd| usd[place][world]).fold(f64::INFINITY, f64::min);
            own[place][world] <= least + 0.005
        };
        // Worlds in which it has been the cheapest by a load.
        let led =
            |place: usize| (0..32).filter(|world| (0..=place).any(|place| leads_at(place, *world))).count();
        assert_eq!(begins.before, led(0) as f64 / 32.0, "{id}");
        assert_eq!(begins.never, 1.0 - led(12) as f64 / 32.0, "{id}");
        for (load, rank) in begins.load.iter().zip([3, 16, 28]) {
            // 0.1, 0.5 and 0.9 of 31, rounded: 3.1, 15.5 and 27.9, so 3, 16 and 28 worlds have it before.
            if !load.is_finite() {
                assert!(if *load < 0.0 { led(0) > rank } else { led(12) <= rank }, "{id} {load}");
                continue;
            }
            turning += 1;
            // Where two are level at a load, the lead begins there.
            let at = loads.iter().position(|other| *other >= load * (1.0 - 1e-12)).unwrap();
            let next = loads.iter().position(|other| *other > load * (1.0 + 1e-12)).unwrap_or(12);
            assert!(led(next) > rank, "{id} {load}");
            assert!(at == 0 || led(at - 1) <= rank, "{id} {load}");
        }
    }
    turning
}

#[test]
fn few_worlds_are_the_first_of_many() {
    let catalog = Catalog::embedded().unwrap();
    let scenario = Scenario::default();
    let mut draws = Draws::default();
    let all = Draw::of(&scenario);
    let many = draws.columns(&scenario, all.points);
    let few = draws.columns(&scenario, 16);
    for ((_, many), (_, few)) in many.iter().zip(&few) {
        assert_eq!(few.len(), 256);
        for (run, of) in few.chunks(16).zip(many.chunks(all.points as usize)) {
            assert_eq!(run, &of[..16]);
        }
    }
    // What they say is what many say within what they claim.
    let (coarse, whole) = (
        outlook_of(&scenario, &catalog, all.coarse(), &mut draws).unwrap(),
        outlook(&scenario, &catalog, &mut draws).unwrap(),
    );
    assert_eq!((coarse.draw.worlds(), whole.draw.worlds()), (256, 4096));
    for option in &whole.options {
        let few = coarse.option(option.option).unwrap().standing;
        let within = 5.0 * few.cost.error.max(1e-9);
        assert!((few.cost.value - option.standing.cost.value).abs() <= within, "{}", option.option);
    }
    let words = whole.odds(whole.options[0].option).unwrap();
    assert!(
        words.starts_with("Four times in five $") && words.contains("of 4096 plausible worlds"),
        "{words}"
    );
    assert_eq!(whole.odds("no option"), None);
}

#[test]
fn signals_trip_in_the_month_the_forecast_says() {
    let catalog = Catalog::embedded().unwrap();
    let growing = |link: &str| link::decode(link).scenario;
    // Nothing is open: all worlds are the forecast's, whose months are fractions.
    let mut certain = growing("2;growth_percent_per_month=10");
    for (key, spread) in certain.spreads() {
        let range = OwnRange { low: spread.likely, high: spread.likely, shape: spread.shape };
        certain.set_range(key, Some(range));
    }
    let forecast = forecast(&certain, &catalog).unwrap();
    let months = signal_months(&certain, &catalog, &mut Draws::default());
    assert_eq!(months.len(), forecast.signals.len());
    let mut tripping = 0;
    for (months, signal) in months.iter().zip(&forecast.signals) {
        assert_eq!(months.id, signal.id);
        let expected = match (signal.tripped, signal.changes) {
            (true, _) => Some(0),
            (false, When::In(month)) => Some(month.ceil() as u32),
            _ => None,
        };
        tripping += u32::from(expected.is_some_and(|month| month > 0));
        assert_eq!(months.month, [expected; 3], "{}", signal.id);
        assert_eq!(months.share.value, f64::from(u8::from(expected.is_some())));
    }
    assert!(tripping > 0);
    // Faster growth is no later; a growth that is not known makes a range.
    let open = growing("2;growth_percent_per_month=2~10~20~uniform");
    let months = signal_months(&open, &catalog, &mut Draws::default());
    let wide = |of: &&loadline_core::decide::months::SignalMonths| of.month[0] != of.month[2];
    assert!(months.iter().any(|months| wide(&months)), "{months:?}");
    for months in &months {
        let [low, half, high] = months.month.map(|month| month.unwrap_or(u32::MAX));
        assert!(low <= half && half <= high);
    }
}

#[test]
fn what_is_kept_from_scenario_to_scenario_changes_nothing() {
    // Drags, switches, presets and typed values in a row, with one memory and with none.
    let catalog = Catalog::embedded().unwrap();
    let mut draws = Draws::default();
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let keys =
        [Key::Subjects, Key::FilesPerDay, Key::RequestsPerSecond, Key::EpisodesPerDay, Key::AnalyzeMinutes];
    let mut scenario = Scenario::default();
    for step in 0..120 {
        match random(12) {
            0 => scenario = PRESETS[random(PRESETS.len())].scenario(),
            1 => scenario.set(Key::MemoryService, ["on", "off"][random(2)]).unwrap(),
            2 => scenario.set(Key::FilesPerDay, "200 to 900").unwrap(),
            _ => {
                let key = keys[random(keys.len())];
                let value = scenario.value(key).unwrap_or(1.0) * [0.5, 0.9, 1.0, 1.1, 2.0][random(5)];
                let value = if key.is_whole() { value.ceil() } else { value };
                scenario.set_unchecked(key, Some(value.clamp(1.0, 10_000.0)));
            }
        }
        let draw = Draw::of(&scenario).coarse();
        let kept = outlook_of(&scenario, &catalog, draw, &mut draws).unwrap();
        let fresh = outlook_of(&scenario, &catalog, draw, &mut Draws::default()).unwrap();
        // As written every figure counts, to its last bit.
        assert_eq!(format!("{kept:?}"), format!("{fresh:?}"), "step {step}: {scenario:?}");
    }
}

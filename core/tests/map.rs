//! The map of winners against plans of its cells.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::map::WinnerMap;
use loadline_core::option;
use loadline_core::plan_without_studies;
use loadline_core::reading::Shapes;
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{Key, Kind, Scenario, link};

/// Costs this close, relative to each other, decide nothing.
const SAME: f64 = 1e-9;

fn axis(scenario: &Scenario, key: Key) -> Axis {
    Axis::around(key, scenario.value(key).unwrap(), true, None)
}

fn map(scenario: &Scenario, (x, y): (Key, Key), cells: (usize, usize)) -> WinnerMap {
    let axes = (axis(scenario, x), axis(scenario, y));
    WinnerMap::of(scenario, &Catalog::embedded().unwrap(), axes, cells).unwrap()
}

/// Whether the plan at the middle of a cell has the winner that the map shows there.
fn agrees(map: &WinnerMap, scenario: &Scenario, catalog: &Catalog, (column, row): (usize, usize)) -> bool {
    let mut there = scenario.clone();
    there.set_unchecked(map.x.key, Some(WinnerMap::value(&map.x, column, map.columns)));
    there.set_unchecked(map.y.key, Some(WinnerMap::value(&map.y, row, map.rows)));
    let plan = plan_without_studies(&there, catalog, &Shapes::of(&there)).unwrap();
    let shown = map.winner(column, row).and_then(|place| plan.option(option::ids()[place]));
    match (plan.winner(), shown) {
        (None, None) => true,
        (Some(winner), Some(shown)) => {
            let (least, usd) = (winner.usd_per_month, shown.usd_per_month);
            shown.is_feasible() && usd - least <= SAME * usd.max(1.0)
        }
        _ => false,
    }
}

const PAIRS: [(&str, Key, Key); 8] = [
    ("1", Key::FilesPerDay, Key::RequestsPerSecond),
    ("1", Key::RequestsPerSecond, Key::FilesPerDay),
    ("1", Key::FilesPerDay, Key::AnalyzeMinutes),
    ("1", Key::Subjects, Key::EpisodesPerDay),
    ("1", Key::RequestsPerSecond, Key::ApiCpuSecondsPerRequest),
    ("1", Key::TaskSkew, Key::CacheEntries),
    ("1;agent_platform=on", Key::Agents, Key::FilesPerDay),
    ("1;model_worker=on;background_worker=on", Key::JobMemoryGib, Key::EnrichShare),
];

#[test]
fn single_cells_are_won_by_the_winner_of_their_plan() {
    let catalog = Catalog::embedded().unwrap();
    for (link, x, y) in PAIRS {
        let scenario = link::decode(link).scenario;
        // Two cells to each side are all corners, so that every cell is looked at.
        for cells in [(2, 2), (2, 1), (1, 2), (1, 1)] {
            let map = map(&scenario, (x, y), cells);
            assert_eq!(map.readings, cells.0 * cells.1);
            for column in 0..cells.0 {
                for row in 0..cells.1 {
                    assert!(
                        agrees(&map, &scenario, &catalog, (column, row)),
                        "{link} {x:?} {y:?} {column} {row}"
                    );
                }
            }
        }
    }
}

/// Every eleventh cell of a whole map: a step that is no multiple of a square's side, so that all places in squares come
/// up. What lies between the places looked at may be missed; more than one cell in a hundred must not be.
#[test]
fn whole_maps_agree_with_the_plans_of_their_cells() {
    let catalog = Catalog::embedded().unwrap();
    for (link, x, y) in PAIRS {
        let scenario = link::decode(link).scenario;
        let map = map(&scenario, (x, y), (200, 120));
        let cells = (0..200 * 120).step_by(11).map(|place| (place % 200, place / 200));
        let (mut seen, mut missed) = (0, 0);
        for cell in cells {
            seen += 1;
            missed += usize::from(!agrees(&map, &scenario, &catalog, cell));
        }
        assert!(missed * 100 <= seen, "{link} {x:?} {y:?}: {missed} of {seen} cells are wrong");
        assert!(map.readings < 200 * 120 / 3, "{link} {x:?} {y:?}: {} cells were looked at", map.readings);
    }
}

#[test]
fn a_map_lying_on_its_side_shows_the_same() {
    let scenario = Scenario::default();
    let one = map(&scenario, (Key::FilesPerDay, Key::RequestsPerSecond), (40, 40));
    let other = map(&scenario, (Key::RequestsPerSecond, Key::FilesPerDay), (40, 40));
    let differ =
        (0..1600).filter(|place| one.winner(place % 40, place / 40) != other.winner(place / 40, place % 40));
    assert_eq!(differ.count(), 0);
}

#[test]
fn shares_add_up_and_nothing_works_where_nothing_does() {
    let preset = PRESETS.iter().find(|preset| preset.id == "default").unwrap().scenario();
    let shares = map(&preset, (Key::FilesPerDay, Key::RequestsPerSecond), (40, 24)).shares();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!(shares.iter().filter(|share| **share > 0.0).count() > 1);

    let hopeless = link::decode("1;episodes_per_day=1e8").scenario;
    let shares = map(&hopeless, (Key::FilesPerDay, Key::RequestsPerSecond), (40, 24)).shares();
    assert_eq!(shares.last(), Some(&1.0));
}

#[test]
fn whole_inputs_have_whole_values() {
    let Kind::Number(range) = &Key::HnswM.field().kind else { panic!("a number") };
    assert!(range.whole);
    let axis = axis(&Scenario::default(), Key::HnswM);
    for cell in 0..40 {
        assert_eq!(WinnerMap::value(&axis, cell, 40).fract(), 0.0);
    }
}

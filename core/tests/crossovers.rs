//! Exact pieces and who leads along them: on cost formulas small enough to solve by hand, and on whole plans by brute
//! force.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::crossovers::{Crossovers, Lead, Turn};
use loadline_core::decide::pieces::{CostCurve, Piece, Reading, along, cost_curves};
use loadline_core::fingerprint::varied;
use loadline_core::number::{Number, Origin, Slope, Window};
use loadline_core::plan_without_studies;
use loadline_core::reading::Shapes;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{FIELDS, Key, Kind, Scenario};
use loadline_core::unit::COUNT;
use std::convert::Infallible;

/// Files a day: any input would do.
const AXIS: Key = Key::FilesPerDay;

/// A cost formula in whatever reading.
type Formula = dyn for<'w> Fn(Slope<'w>) -> Option<Slope<'w>>;

fn pieces(from: f64, to: f64, cost: &Formula) -> Vec<Piece> {
    along(from, to, |at| -> Result<Reading, Infallible> {
        let window = Window::new(AXIS, at, from, to);
        let usd = cost(Slope::leaf(&window, at, COUNT, "files", Origin::Input(AXIS)));
        Ok(Reading::of(usd, &window))
    })
    .unwrap()
}

fn curves(from: f64, to: f64, costs: &[(&'static str, &Formula)]) -> Vec<CostCurve> {
    let curve = |(option, cost): &(&'static str, &Formula)| CostCurve {
        option,
        name: option,
        pieces: pieces(from, to, *cost),
    };
    costs.iter().map(curve).collect()
}

fn number<'w>(value: f64) -> Slope<'w> {
    Slope::count(value)
}

/// Runs in a month of thirty days.
fn runs(files_per_day: Slope<'_>) -> Slope<'_> {
    files_per_day * number(30.0)
}

/// Virtual machines at $30, ten minutes a file, busy 70 %: 10 / (1440 × 0.7) = 5/504 machines a file a day.
fn machines(files: Slope<'_>) -> Option<Slope<'_>> {
    Some(number(30.0) * (files * number(5.0) / number(504.0)).ceil().max(number(1.0)))
}

/// Functions of so many minutes at `gb`: $0.0000166667 a GB-second, $0.2 a million runs; with the allotment 400 000
/// GB-seconds and a million runs a month are free.
fn functions(minutes: f64, gb: f64, allotment: bool) -> impl for<'w> Fn(Slope<'w>) -> Option<Slope<'w>> {
    move |files| {
        let free = |amount: f64| number(if allotment { amount } else { 0.0 });
        let seconds = (runs(files) * number(60.0 * minutes * gb) - free(400_000.0)).max(number(0.0));
        let paid_runs = (runs(files) - free(1e6)).max(number(0.0));
        Some(seconds * number(1.66667e-5) + paid_runs * number(0.2e-6))
    }
}

/// Cloud Run for ten minutes with one vCPU and `gb`: $0.000024 a vCPU-second, $0.0000025 a GiB-second.
fn run(gb: f64) -> impl for<'w> Fn(Slope<'w>) -> Option<Slope<'w>> {
    move |files| Some(runs(files) * number(600.0 * (2.4e-5 + 2.5e-6 * gb)))
}

/// Ends of the stretches and who leads each.
fn found(crossovers: &Crossovers) -> Vec<(&'static str, f64)> {
    crossovers.leads.iter().map(|lead| (lead.option.unwrap_or("none"), lead.to)).collect()
}

fn assert_leads(crossovers: &Crossovers, expected: &[(&str, f64)]) {
    let found = found(crossovers);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (lead, expected) in found.iter().zip(expected) {
        // The ends are stated to six decimals.
        assert!(lead.0 == expected.0 && (lead.1 - expected.1).abs() < 1e-6, "{lead:?} is not {expected:?}");
    }
}

fn among(gb: f64, to: f64) -> Crossovers {
    let (functions, run) = (functions(10.0, gb, false), run(gb));
    let costs: [(&'static str, &Formula); 3] = [("vm", &machines), ("functions", &functions), ("run", &run)];
    Crossovers::of(&curves(0.0, to, &costs), 0.0, to)
}

#[test]
fn twenty_intervals_alternate_each_less_than_a_file_wide_at_first() {
    // One GB in functions is 30 × (600 × 0.0000166667 + 0.0000002) = $0.3000066 for each file a day, so k machines cost
    // as much at 30k / 0.3000066 = 99.997800 k, and are full at 100.8 k. The tenth stretch ends with the axis.
    let crossovers = among(1.0, 1000.0);
    let each = 30.0 / 0.300_006_6;
    let expected: Vec<(&str, f64)> = (1..=10)
        .flat_map(|k| {
            let k = f64::from(k);
            [("functions", each * k), ("vm", (100.8 * k).min(1000.0))]
        })
        .collect();
    assert_leads(&crossovers, &expected);
    for lead in &crossovers.leads[..19] {
        match (lead.option, lead.end) {
            (Some("functions"), Some(Turn::Crossing)) => {}
            (Some("vm"), Some(Turn::Step { option: "vm", usd })) => assert!((usd - 30.0).abs() < 1e-9),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(crossovers.leads[19].end, None);
    assert!(crossovers.leads.iter().all(|lead| lead.exact));
}

#[test]
fn other_memories_and_the_free_tier_turn_at_the_stated_ends() {
    // 1.5 GB: 30 / 0.4500069 = 66.665644, and again 60 / 0.4500069 = 133.331289.
    assert_leads(
        &among(1.5, 150.0),
        &[("functions", 66.665644), ("vm", 100.8), ("functions", 133.331289), ("vm", 150.0)],
    );
    // 2 GB: Cloud Run is 18 000 × 0.000029 = $0.522 a file a day: 30 / 0.522 = 57.471264.
    assert_leads(
        &among(2.0, 120.0),
        &[("run", 57.471264), ("vm", 100.8), ("run", 114.942529), ("vm", 120.0)],
    );
    // 4 GB: 18 000 × 0.000034 = $0.612: 30 / 0.612 = 49.019608; at 100.8 it costs $61.69, more than two machines.
    assert_leads(&among(4.0, 120.0), &[("run", 49.019608), ("vm", 120.0)]);
    // 0.7 GB: $0.2100061 a file a day is less than 30 / 100.8 = 0.2976.
    let everywhere = among(0.7, 1000.0);
    assert_leads(&everywhere, &[("functions", 1000.0)]);
    assert_eq!(everywhere.leads[0].end, None);
    // With the allotment at 2 GB: (36 000 x − 400 000) × 0.0000166667 = 30 at x = 61.111011.
    let free = {
        let functions = functions(10.0, 2.0, true);
        let costs: [(&'static str, &Formula); 2] = [("vm", &machines), ("functions", &functions)];
        Crossovers::of(&curves(0.0, 120.0, &costs), 0.0, 120.0)
    };
    assert_leads(&free, &[("functions", 61.111011), ("vm", 100.8), ("functions", 111.110911), ("vm", 120.0)]);
}

#[test]
fn a_fleet_at_a_flat_price_is_met_where_the_guide_has_its_two_hundred_files() {
    // 7.5 minutes at 2 GB: 30 × (900 × 0.0000166667 + 0.0000002) = $0.4500069; 90 / 0.4500069 = 199.9969.
    let by = |minutes: f64, gb: f64, allotment: bool| {
        let functions = functions(minutes, gb, allotment);
        let costs: [(&'static str, &Formula); 2] =
            [("fleet", &|_| Some(number(90.0))), ("functions", &functions)];
        let crossovers = Crossovers::of(&curves(0.0, 1000.0, &costs), 0.0, 1000.0);
        assert_eq!(crossovers.leads.len(), 2);
        assert_eq!(crossovers.leads[0].end, Some(Turn::Crossing));
        crossovers.leads[0].to
    };
    for (found, stated) in [
        (by(7.5, 2.0, false), 199.9969),
        (by(5.0, 1.0, false), 599.9748),
        (by(10.0, 4.0, false), 74.9995),
        (by(10.0, 2.0, true), 161.1108),
    ] {
        assert!((found - stated).abs() < 5e-5, "{found} is not {stated}");
    }
}

#[test]
fn four_hundred_regions_between_a_staircase_and_a_line_just_above_it() {
    // On (n − 1, n] the staircase costs n and the line less up to n / 1.005, which lies past n − 1 for n < 201; at 201
    // the two meet in a single point, and from there the line is dearer. 200 pairs; the last one runs to the end.
    let costs: [(&'static str, &Formula); 2] =
        [("stairs", &|files| Some(files.ceil())), ("line", &|files| Some(files * number(1.005)))];
    let crossovers = Crossovers::of(&curves(0.0, 400.0, &costs), 0.0, 400.0);
    assert_eq!(crossovers.leads.len(), 400);
    for (n, pair) in (1..=200).map(f64::from).zip(crossovers.leads.chunks(2)) {
        assert_eq!([pair[0].option, pair[1].option], [Some("line"), Some("stairs")]);
        assert!((pair[0].to - n / 1.005).abs() < 1e-9, "{n}: {:?}", pair[0]);
        let end = if n == 200.0 { 400.0 } else { n };
        assert!((pair[1].to - end).abs() < 1e-9, "{n}: {:?}", pair[1]);
    }
}

#[test]
fn margins_ties_and_limits_are_told() {
    // Up to 100 the first costs x and the second 50 + x / 2; past 150 the first is ruled out, past 180 both are.
    let first: &Formula = &|files| (!files.exceeds(number(150.0))).then_some(files);
    let second: &Formula =
        &|files| (!files.exceeds(number(180.0))).then(|| number(50.0) + files * number(0.5));
    let third: &Formula = &|files| files.exceeds(number(120.0)).then(|| number(20.0));
    let crossovers = Crossovers::of(&curves(0.0, 200.0, &[("first", first), ("second", second)]), 0.0, 200.0);
    let [one, other, none] = crossovers.leads[..] else { panic!("{crossovers:?}") };
    assert_eq!((one.option, one.end), (Some("first"), Some(Turn::Crossing)));
    assert!((one.to - 100.0).abs() < 1e-9);
    // Furthest ahead at nothing: all of fifty dollars.
    let margin = one.margin.unwrap();
    assert_eq!((margin.over, margin.usd.round(), margin.share.round()), ("second", 50.0, 1.0));
    assert_eq!((other.option, other.end), (Some("second"), Some(Turn::RuledOut)));
    assert!((other.to - 180.0).abs() < 1e-8);
    // At 150 the first costs 150 and the second 125.
    let margin = other.margin.unwrap();
    assert!((margin.at - 150.0).abs() < 1e-8 && (margin.usd - 25.0).abs() < 1e-8, "{margin:?}");
    assert!((margin.share - 25.0 / 150.0).abs() < 1e-9);
    assert_eq!((none.option, none.margin, none.end), (None, None, None));
    // Within one percent from 0.99 (50 + x / 2) = x, x = 98.0198, to 50 + x / 2 = 0.99 x, x = 102.0408.
    let [tie] = crossovers.ties[..] else { panic!("{:?}", crossovers.ties) };
    assert_eq!(tie.options, ["first", "second"]);
    assert!((tie.from - 49.5 / 0.505).abs() < 1e-9 && (tie.to - 50.0 / 0.49).abs() < 1e-9, "{tie:?}");

    // One that is let in at 120 takes over there, and keeps the lead.
    let costs = [("first", first), ("third", third)];
    let let_in = Crossovers::of(&curves(0.0, 200.0, &costs), 0.0, 200.0);
    assert_eq!(let_in.leads.len(), 2);
    assert_eq!(let_in.leads[0].end, Some(Turn::RuledIn));
    assert!((let_in.leads[0].to - 120.0).abs() < 1e-8);
}

#[test]
fn two_options_that_cost_the_same_do_not_take_turns() {
    // Worked out two ways, so that dust alone tells them apart.
    let one: &Formula = &|files| Some(files * number(0.1) + files * number(0.2));
    let other: &Formula = &|files| Some(files * number(0.3));
    for costs in [[("one", one), ("other", other)], [("other", other), ("one", one)]] {
        let crossovers = Crossovers::of(&curves(0.0, 1000.0, &costs), 0.0, 1000.0);
        assert_eq!(found(&crossovers), [(costs[0].0, 1000.0)]);
        assert_eq!(crossovers.ties.len(), 1);
    }
}

/// The next of a sequence of numbers between 0 and 1, each as likely as the others (a linear congruence of 64 bits).
fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

#[test]
fn random_formulas_lead_where_brute_force_says_so() {
    // Lines, staircases and allotments, as costs are made of; a hundred and twenty thousand points.
    let mut seed = 1;
    let mut mismatches = 0;
    for _ in 0..300 {
        let options = 2 + (random(&mut seed) * 4.0) as usize;
        let made: Vec<[f64; 6]> = (0..options).map(|_| std::array::from_fn(|_| random(&mut seed))).collect();
        let cost = |by: [f64; 6]| move |files: f64| -> f64 { formula(by, files) };
        let priced: Vec<Box<Formula>> = made
            .iter()
            .map(|by| -> Box<Formula> {
                let by = *by;
                Box::new(move |files| Some(formula(by, files)))
            })
            .collect();
        const IDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
        let costs: Vec<(&'static str, &Formula)> =
            IDS.into_iter().zip(priced.iter().map(|one| &**one)).collect();
        let crossovers = Crossovers::of(&curves(0.0, 500.0, &costs), 0.0, 500.0);
        for _ in 0..400 {
            let at = random(&mut seed) * 500.0;
            let lead = crossovers.lead_at(at).unwrap();
            let usd: Vec<f64> = made.iter().map(|by| cost(*by)(at)).collect();
            let least = usd.iter().copied().fold(f64::INFINITY, f64::min);
            let place = IDS.iter().position(|id| Some(*id) == lead.option).unwrap();
            mismatches += usize::from(usd[place] > least * (1.0 + 1e-9));
        }
    }
    assert_eq!(mismatches, 0);
}

fn formula<N: Number>([fixed, line, steps, step, free, over]: [f64; 6], files: N) -> N {
    let number = |value: f64| N::constant(value, COUNT);
    number(100.0 * fixed)
        + files * number(line)
        + number(80.0 * step) * (files * number(0.3 * steps)).ceil().max(number(1.0))
        + (files - number(500.0 * free)).max(number(0.0)) * number(2.0 * over)
}

/// The ends of an axis that holds the value in force in its middle, three decades long where that is positive.
fn ends(scenario: &Scenario, key: Key) -> Option<(f64, f64)> {
    let Kind::Number(range) = &key.field().kind else { return None };
    let now = scenario.value(key)?;
    let (from, to) = if now > 0.0 { (now / 31.6, now * 31.6) } else { (0.0, range.slider?.1) };
    let (from, to) = (from.max(range.min), to.min(range.max));
    (to > from).then_some((from, to))
}

fn axes(scenario: &Scenario) -> Vec<(Key, f64, f64)> {
    FIELDS
        .iter()
        .filter(|field| field.is_load() && field.key.switch().is_none_or(|switch| scenario.is_on(switch)))
        .filter_map(|field| ends(scenario, field.key).map(|(from, to)| (field.key, from, to)))
        .collect()
}

/// Dollars by which single pages of a disk, which the pieces pass over, may put a cost off.
const PAGES_USD: f64 = 5e-5;

/// Compare `points` of an axis with plans made there: how many were compared.
fn brute_force(
    scenario: &Scenario,
    catalog: &Catalog,
    (key, from, to): (Key, f64, f64),
    points: u32,
    seed: &mut u64,
) -> u32 {
    let curves = cost_curves(scenario, catalog, key, from, to).unwrap();
    let crossovers = Crossovers::of(&curves, from, to);
    let shapes = Shapes::of(scenario);
    let mut at_value = scenario.clone();
    let mut compared = 0;
    for _ in 0..points {
        let share = random(seed);
        let at = if from > 0.0 { from * (to / from).powf(share) } else { from + (to - from) * share };
        at_value.set_unchecked(key, Some(at));
        let plan = plan_without_studies(&at_value, catalog, &shapes).unwrap();
        let context = || format!("{} at {at} of {scenario:?}", key.field().id);
        for option in &plan.options {
            let curve = curves.iter().find(|curve| curve.option == option.id).unwrap();
            let piece = curve.pieces.iter().find(|piece| piece.from <= at && at <= piece.to);
            let Some(piece) = piece else {
                assert!(!option.is_feasible(), "{} is not ruled out: {}", option.id, context());
                continue;
            };
            assert!(option.is_feasible(), "{} is ruled out: {}", option.id, context());
            let tolerance = PAGES_USD + option.usd_per_month.abs() * if piece.exact { 1e-9 } else { 1e-3 };
            let usd = curve.usd_at(at).unwrap();
            assert!(
                (usd - option.usd_per_month).abs() <= tolerance,
                "{} costs {usd}, not {}, {piece:?}: {}",
                option.id,
                option.usd_per_month,
                context()
            );
        }
        let Lead { option: lead, exact, .. } = *crossovers.lead_at(at).unwrap();
        let winner = plan.winner();
        assert_eq!(lead.is_some(), winner.is_some(), "{}", context());
        if let (Some(lead), Some(winner)) = (lead, winner) {
            let tolerance = 2.0 * PAGES_USD + winner.usd_per_month.abs() * if exact { 1e-9 } else { 2e-3 };
            let usd = plan.option(lead).unwrap().usd_per_month;
            assert!(usd <= winner.usd_per_month + tolerance, "{lead}, not {}: {}", winner.id, context());
        }
        compared += 1;
    }
    compared
}

#[test]
fn pieces_and_leads_of_presets_meet_plans_at_random_points() {
    let catalog = Catalog::embedded().unwrap();
    let mut seed = 2;
    for preset in PRESETS {
        let scenario = preset.scenario();
        for axis in axes(&scenario) {
            brute_force(&scenario, &catalog, axis, 60, &mut seed);
        }
    }
}

#[test]
fn pieces_and_leads_of_random_scenarios_meet_plans_at_a_hundred_thousand_points() {
    let catalog = Catalog::embedded().unwrap();
    let mut seed = 3;
    let mut compared = 0;
    for number in 0..250 {
        let scenario = varied(number);
        let axes = axes(&scenario);
        if axes.is_empty() {
            continue;
        }
        let axis = axes[(random(&mut seed) * axes.len() as f64) as usize % axes.len()];
        compared += brute_force(&scenario, &catalog, axis, 420, &mut seed);
    }
    assert!(compared >= 100_000, "{compared}");
}

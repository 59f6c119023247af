//! The plans of the presets, written out so that a person can check them, and the guides' own arithmetic by hand.
//!
//! A plan that changes on purpose is written anew with `UPDATE_GOLDEN=1 cargo test -p loadline-core --test golden`
//! and read in the diff.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::signals;
use loadline_core::plan;
use loadline_core::plan::{Cell, Change, DeploymentOption, LineItem, Plan, Rejection};
use loadline_core::scenario::presets::{PRESETS, Preset};
use loadline_core::scenario::{Key, Scenario};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

fn catalog() -> Catalog {
    Catalog::embedded().unwrap()
}

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &catalog()).unwrap()
}

fn preset(id: &str) -> Scenario {
    Preset::find(id).unwrap().scenario()
}

/// `base` with more inputs stated, as typed.
fn with(base: Scenario, stated: &[(Key, &str)]) -> Scenario {
    stated.iter().fold(base, |mut scenario, (key, text)| {
        scenario.set(*key, text).unwrap();
        scenario
    })
}

// ---------------------------------------------------------------------------------------------------------------
// Written plans.

/// Up to six decimals, ten for what is small, no zeros behind them.
fn figure(value: f64) -> String {
    if value == f64::INFINITY {
        return "endless".to_owned();
    }
    let decimals = if value.abs() < 1e-3 { 10 } else { 6 };
    let text = format!("{value:.decimals$}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn measured(value: f64, symbol: &str) -> String {
    if symbol.is_empty() { figure(value) } else { format!("{} {symbol}", figure(value)) }
}

fn cell(cell: &Cell<f64>) -> String {
    match cell {
        Cell::Blank => "-".to_owned(),
        Cell::Words(words) => words.clone(),
        Cell::Amount(value, unit) => measured(*value, unit.symbol),
        Cell::Span(from, to, unit) => format!("{} to {}", figure(*from), measured(*to, unit.symbol)),
    }
}

fn written(preset: &Preset, catalog: &Catalog) -> String {
    let scenario = preset.scenario();
    let plan = plan(&scenario, catalog).unwrap();
    let mut text = format!("{}\n{}\n\nStated, beside the defaults\n", preset.name, preset.source);
    for (key, _) in scenario.entries() {
        writeln!(text, "  {} = {}", key.field().id, scenario.text(key)).unwrap();
    }
    if let Some(tier) = &plan.tier {
        writeln!(text, "\nTier {}, topology {}", tier.number, tier.topology).unwrap();
        for signal in &tier.signals {
            let mark = if signal.tripped { "tripped" } else { "      -" };
            let (value, threshold) = (figure(signal.value), measured(signal.threshold, signal.unit.symbol));
            writeln!(text, "  {mark}  {} · {}: {value} of {threshold}", signal.tier, signal.label).unwrap();
        }
        for next in signals::next(&scenario, catalog).unwrap() {
            writeln!(text, "  next: {} at {} = {}", next.id, next.key.field().id, figure(next.at)).unwrap();
        }
    }
    text.push_str("\nLayers\n");
    for layer in &plan.layers {
        writeln!(text, "{}", format!("  {} {}", layer.name, layer.size).trim_end()).unwrap();
        for measure in &layer.measures {
            let has = measure.provided.map_or_else(String::new, |has| format!(" of {}", figure(has)));
            let binds = if layer.binding == Some(measure.label) { "  <- binds" } else { "" };
            let needed = measured(measure.needed, measure.unit.symbol);
            writeln!(text, "    {}: {needed}{has}{binds}", measure.label).unwrap();
        }
    }
    let mut prices = BTreeSet::new();
    for option in &plan.options {
        let state = if option.is_feasible() { "" } else { ", ruled out" };
        writeln!(text, "\n{} (${:.2}{state})", option.id, option.usd_per_month).unwrap();
        for rejection in &option.rejections {
            let (value, allowed) =
                (figure(rejection.value), measured(rejection.allowed, rejection.unit.symbol));
            writeln!(text, "  ruled out: {} · {}: {value} > {allowed}", rejection.component, rejection.label)
                .unwrap();
            for Change { key, to } in &rejection.flips {
                writeln!(text, "    lifted by {} = {}", key.field().id, figure(*to)).unwrap();
            }
        }
        for LineItem { component, label, quantity, unit, unit_price, usd_per_month, price } in
            &option.line_items
        {
            prices.insert(*price);
            let (quantity, unit) = (figure(*quantity), unit.symbol);
            let per = catalog.rows[*price].per_words.as_str();
            let amount = if unit.is_empty() { quantity } else { format!("{quantity} {unit}") };
            let usd = figure(*usd_per_month);
            let unit_price = figure(*unit_price);
            writeln!(text, "  {component:<17} {label}: {amount} × ${unit_price}/{per} = ${usd}").unwrap();
        }
        for fleet in &option.fleets {
            let (count, busy) = (figure(fleet.count), figure(fleet.utilisation * 100.0));
            writeln!(text, "  fleet {:<11} {count} × {}, {busy} % busy", fleet.component, fleet.size)
                .unwrap();
        }
    }
    for study in &plan.studies {
        writeln!(text, "\n{} · {}", study.id, study.columns.join(" | ")).unwrap();
        for row in &study.rows {
            let cells: Vec<String> = row.cells.iter().map(cell).collect();
            let usd = row.usd_per_month.map_or_else(String::new, |usd| format!(" = ${}", figure(usd)));
            let verdict = row.verdict.map_or_else(String::new, |verdict| format!(" ({})", verdict.words));
            writeln!(text, "  {} | {}{usd}{verdict}", row.name, cells.join(" | ")).unwrap();
            for Rejection { component, label, value, allowed, unit, .. } in &row.rejections {
                let (value, allowed) = (figure(*value), measured(*allowed, unit.symbol));
                writeln!(text, "    {component} · {label}: {value} > {allowed}").unwrap();
            }
            prices.extend(row.line_items.iter().map(|item| item.price));
        }
    }
    text.push_str("\nPrices\n");
    for row in prices.into_iter().map(|price| &catalog.rows[price]) {
        let book = format!("{:?}", row.book).to_lowercase();
        let value = figure(row.value);
        writeln!(
            text,
            "  {} ({book}): ${value}/{}, {}; {}, {}",
            row.id, row.per_words, row.region, row.source, row.as_of
        )
        .unwrap();
    }
    text.push_str("\nNotices\n");
    for notice in &plan.notices {
        writeln!(text, "  {}", notice.id).unwrap();
    }
    text
}

#[test]
fn presets_are_planned_as_written() {
    let catalog = catalog();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut differing = Vec::new();
    for preset in PRESETS {
        let path = folder.join(format!("{}.txt", preset.id));
        let found = written(preset, &catalog);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &found).unwrap();
            continue;
        }
        let stands = std::fs::read_to_string(&path).unwrap_or_default();
        if stands != found {
            let place = stands.lines().zip(found.lines()).position(|(one, other)| one != other);
            let line = place.unwrap_or_else(|| stands.lines().count().min(found.lines().count()));
            differing.push(format!(
                "{}, line {}:\n  - {}\n  + {}",
                preset.id,
                line + 1,
                stands.lines().nth(line).unwrap_or_default(),
                found.lines().nth(line).unwrap_or_default()
            ));
        }
    }
    assert!(differing.is_empty(), "plans differ from those written:\n{}", differing.join("\n"));
    let written: BTreeSet<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(written.len(), PRESETS.len(), "one file a preset: {written:?}");
}

// ---------------------------------------------------------------------------------------------------------------
// The guides' arithmetic.

fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

/// Dollars of the lines of an option that bear one of the labels.
fn usd(option: &DeploymentOption<f64>, labels: &[&str]) -> f64 {
    let lines = option.line_items.iter().filter(|item| labels.contains(&item.label));
    lines.map(|item| item.usd_per_month).sum()
}

fn measure(plan: &Plan<f64>, layer: &str, label: &str) -> f64 {
    let layer = plan.layers.iter().find(|found| found.id == layer).unwrap();
    layer.measures.iter().find(|measure| measure.label == label).unwrap().needed
}

const GUIDE_002: [(&str, f64, f64); 3] =
    [("guide-002-low", 10.0, 5.0), ("guide-002-medium", 100.0, 7.5), ("guide-002-high", 500.0, 10.0)];
/// Runs of a file: extract, analyze, store, and enrich for three in ten.
const RUNS_PER_FILE: f64 = 3.3;

#[test]
fn guide_002_functions_by_hand() {
    // files × 30 d × minutes × 60 s × 1 GiB × $0.0000166667:
    // 10 × 30 × 300 s = 90 000 GiB-s, $1.50; 100 × 30 × 450 s = 1 350 000, $22.50; 500 × 30 × 600 s = 9 000 000, $150.00.
    for ((id, files, minutes), hand) in GUIDE_002.into_iter().zip([1.50, 22.50, 150.00]) {
        let plan = planned(&preset(id));
        let functions = plan.option("functions").unwrap();
        let exact = files * 30.0 * minutes * 60.0 * 0.000_016_666_7;
        near(exact, hand, 5e-4);
        // Every run is rounded up to a millisecond, none by more.
        let rounding = files * 30.0 * RUNS_PER_FILE * 1e-3 * 0.000_016_666_7;
        let found = usd(functions, &["Function time"]);
        assert!(found >= exact && found <= exact + rounding, "{id}: {found}");
        // $0.20 a million: 3.3 runs a file.
        near(usd(functions, &["Function requests"]), files * 30.0 * RUNS_PER_FILE * 0.2e-6, 1e-12);
        assert!(functions.is_feasible());
    }
}

#[test]
fn guide_002_containers_by_hand() {
    // The same seconds at $0.000024 a vCPU-second: $2.16, 32.40, 216.00; with 1 GiB at $0.0000025: $2.39, 35.78, 238.50.
    let hands = [(2.16, 2.385), (32.40, 35.775), (216.00, 238.50)];
    for ((id, files, minutes), (hand_vcpu, hand_both)) in GUIDE_002.into_iter().zip(hands) {
        let plan = planned(&preset(id));
        let containers = plan.option("containers_request").unwrap();
        let seconds = files * 30.0 * minutes * 60.0;
        near(seconds * 0.000_024, hand_vcpu, 1e-9);
        near(seconds * 0.000_026_5, hand_both, 1e-9);
        // Every run is rounded up to 100 ms, none by more.
        let most = seconds + files * 30.0 * RUNS_PER_FILE * 0.1;
        let vcpu = usd(containers, &["Container time, vCPU"]);
        let both = vcpu + usd(containers, &["Container time, memory"]);
        assert!(vcpu >= hand_vcpu && vcpu <= most * 0.000_024, "{id}: {vcpu}");
        assert!(both >= hand_both && both <= most * 0.000_026_5, "{id}: {both}");
        near(usd(containers, &["Container requests"]), files * 30.0 * RUNS_PER_FILE * 0.4e-6, 1e-12);
    }
}

#[test]
fn guide_002_machines_by_hand() {
    // Printed: 3 × $30 = $90, whatever the load.
    for (id, ..) in GUIDE_002 {
        let plan = planned(&preset(id));
        let machines = plan.option("reserved_vms").unwrap();
        near(usd(machines, &["Machines, on demand", "Disks", "Public addresses"]), 90.0, 1e-9);
        assert!(machines.is_feasible());
    }
    // List prices: 3 × 730 h × $0.0416 = $91.104; 3 × 8 GB × $0.08 = $1.92 and 3 × 730 h × $0.005 = $10.95.
    let listed =
        [(Key::PriceBook, "list"), (Key::MonthHours, "730"), (Key::VmDiskGib, "8"), (Key::PublicIpv4, "on")];
    let high = with(preset("guide-002-high"), &listed);
    let plan = planned(&high);
    let machines = plan.option("reserved_vms").unwrap();
    near(usd(machines, &["Machines, on demand"]), 91.104, 1e-9);
    near(usd(machines, &["Disks", "Public addresses"]), 12.87, 1e-9);
    near(usd(machines, &["Machines, on demand", "Disks", "Public addresses"]), 103.974, 1e-9);

    // Credits: 500 × 10 min / 1 440 = 3.4722 vCPUs busy; 3 × 2 × 20 % = 1.2 of them are free:
    // 2.2722 × 730 h × $0.05 = $82.94; with the machines $174.04.
    let busy = with(high, &[(Key::JobCpuShare, "1")]);
    let plan = planned(&busy);
    let machines = plan.option("reserved_vms").unwrap();
    let credits = (5_000.0 / 1_440.0 - 1.2) * 730.0 * 0.05;
    near(credits, 82.94, 5e-3);
    near(usd(machines, &["CPU credits above the baseline"]), credits, 1e-9);
    near(usd(machines, &["Machines, on demand", "CPU credits above the baseline"]), 174.04, 5e-3);
}

#[test]
fn three_machines_with_one_job_each_never_catch_up() {
    // 3.4722 jobs at once on 3 slots: 115.7 %. A fourth machine (86.8 %) or two jobs a machine (57.9 %) would do.
    let crowded = with(preset("guide-002-high"), &[(Key::JobsPerVm, "1")]);
    let plan = planned(&crowded);
    let [rejection] = plan.option("reserved_vms").unwrap().rejections.as_slice() else { panic!() };
    near(rejection.value, 115.74, 5e-3);
    assert_eq!((rejection.allowed, rejection.unit.symbol), (100.0, "%"));
    let flips = [Change { key: Key::VmCount, to: 4.0 }, Change { key: Key::JobsPerVm, to: 2.0 }];
    assert_eq!(rejection.flips, flips);
}

#[test]
fn sandboxes_by_hand() {
    // 30 % of 100 files × 30 d × 2 min × $0.30 = $540.
    let plan = planned(&preset("guide-002-medium"));
    for option in &plan.options {
        near(usd(option, &["Sandbox minutes"]), 540.0, 1e-9);
    }
    // Always on: 720 h × 60 min × $0.30 = $12 960, the guide's own figure; it prints no plan fee.
    let always = with(preset("guide-002-medium"), &[(Key::SandboxMode, "always_on")]);
    for option in &planned(&always).options {
        near(usd(option, &["Sandbox minutes, always on", "Plan for long sessions"]), 12_960.0, 1e-9);
    }
}

#[test]
fn a_function_has_fifteen_minutes() {
    // 10 CPU-minutes at 1 024 MB: 1 769 / 1 024 = 1.7275 times as long, 17.28 min.
    let slow = with(
        preset("guide-002-medium"),
        &[(Key::MinutesPerFile, "auto"), (Key::AnalyzeMinutes, "10"), (Key::JobCpuShare, "1")],
    );
    let plan = planned(&slow);
    let [rejection] = plan.option("functions").unwrap().rejections.as_slice() else { panic!() };
    assert_eq!((rejection.component, rejection.limit.as_str()), ("analyze", "aws.lambda.timeout_seconds"));
    near(rejection.value / 60.0, 17.28, 5e-3);
    assert_eq!(rejection.allowed, 900.0);
    // 15 / 1.727539 = 8.68287 min; or two runs of 8.64 min; or 1 769 × 10 / 15 = 1 179.33 MiB.
    let flips = [
        Change { key: Key::JobParts, to: 2.0 },
        Change { key: Key::AnalyzeMinutes, to: 8.68287 },
        Change { key: Key::FunctionMemoryMib, to: 1_180.0 },
    ];
    assert_eq!(rejection.flips, flips);
    // Waiting does not stretch: at a CPU share of 0.6 it takes 10 × (0.4 + 0.6 × 1.7275) = 14.37 min.
    let waiting = with(slow.clone(), &[(Key::JobCpuShare, "0.6")]);
    assert!(planned(&waiting).option("functions").unwrap().is_feasible());
    // The planner's own choice of memory is the least that is in time.
    let chosen = planned(&with(slow, &[(Key::FunctionMemoryMib, "auto")]));
    let functions = chosen.option("functions").unwrap();
    assert!(functions.is_feasible());
    assert!(functions.fleets.iter().any(|fleet| fleet.size == "1180 MiB"), "{:?}", functions.fleets);
}

#[test]
fn connections_by_hand() {
    // 2 × (5 + 10) = 30, and 10 kept free.
    let tier_3 = preset("guide-004-tier-3");
    near(measure(&planned(&tier_3), "store", "Connections of the API"), 40.0, 0.0);
    let none_free = with(tier_3, &[(Key::ConnectionHeadroom, "0")]);
    near(measure(&planned(&none_free), "store", "Connections of the API"), 30.0, 0.0);
}

#[test]
fn compiling_by_hand() {
    // 10 000 episodes a day of 1 200 characters, 30 days: floor(6 000 / 1 200) = 5 a call, 60 000 calls;
    // 60 000 × 650 + 300 000 × 300 = 129.0 M tokens in, 300 000 × 1.5 × 90 = 40.5 M out;
    // 129.0 × $0.15 + 40.5 × $0.60 = 19.35 + 24.30 = $43.65.
    let scenario = with(
        Scenario::default(),
        &[
            (Key::FilePipeline, "off"),
            (Key::EpisodesPerDay, "10k"),
            (Key::CompileMode, "llm"),
            (Key::MonthHours, "720"),
            (Key::MemoriesPerSubject, "0"),
        ],
    );
    let plan = planned(&scenario);
    let calls = measure(&plan, "compile", "Calls per second, mean") * 30.0 * 86_400.0;
    near(calls, 60_000.0, 1e-6);
    let option = plan.winner().unwrap();
    let tokens = |label: &str| {
        option.line_items.iter().find(|item| item.label == label).map(|item| item.quantity).unwrap()
    };
    near(tokens("Language model, input"), 129.0, 1e-9);
    near(tokens("Language model, output"), 40.5, 1e-9);
    near(usd(option, &["Language model, input", "Language model, output"]), 43.65, 1e-9);
    // At 365 days and 1.5 memories an episode 5 475 000 memories are kept: one a page of 8 192 B and the meta page,
    // 5 475 001 × 8 192 / 2^30 = 41.771 GiB.
    near(measure(&plan, "store", "Memories kept"), 5_475_000.0, 0.0);
    near(measure(&plan, "store", "HNSW index"), 5_475_001.0 * 8_192.0 / 1_073_741_824.0, 1e-9);
    near(measure(&plan, "store", "HNSW index"), 41.771, 5e-4);
}

#[test]
fn guide_004_tiers_come_out_as_described() {
    for (number, topology) in [(1, 'A'), (2, 'B'), (3, 'C'), (4, 'D')] {
        let scenario = preset(&format!("guide-004-tier-{number}"));
        let tier = planned(&scenario).tier.unwrap();
        assert_eq!((tier.number, tier.topology), (number, topology));
    }
    let own_models = with(preset("guide-004-tier-4"), &[(Key::EmbeddingProvider, "self_hosted")]);
    assert_eq!(planned(&own_models).tier.unwrap().topology, 'E');
}

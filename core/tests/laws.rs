//! Laws that hold for every scenario, whatever the figures: more load never costs less, bills add up, nothing is
//! free or charged twice, rejections say how they are lifted.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::{Catalog, RowKind};
use loadline_core::decide::signals;
use loadline_core::fingerprint::{Reach, figures, value_at, varied};
use loadline_core::hosting::ACCOUNT;
use loadline_core::plan;
use loadline_core::plan::{DeploymentOption, LineItem, Plan, Rejection};
use loadline_core::scenario::{FIELDS, Key, Kind, Scenario};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

/// Numbered scenarios that each law is tried on, besides those proptest makes.
const NUMBERED: u32 = 400;

/// The four inputs that are load.
const LOADS: [Key; 4] = [Key::Subjects, Key::EpisodesPerDay, Key::FilesPerDay, Key::RequestsPerSecond];

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &CATALOG).unwrap()
}

fn with(scenario: &Scenario, key: Key, value: f64) -> Scenario {
    let mut changed = scenario.clone();
    changed.set_unchecked(key, Some(value));
    changed
}

fn range_of(key: Key) -> &'static loadline_core::scenario::Range {
    match &key.field().kind {
        Kind::Number(range) => range,
        _ => panic!("{key:?} is no number"),
    }
}

/// A scenario that states a few inputs; it shrinks towards fewer.
fn scenarios(reach: Reach) -> impl Strategy<Value = Scenario> {
    vec((0..Key::COUNT, 0.0..1.0), 0..12).prop_map(move |stated| {
        let mut scenario = Scenario::default();
        for (index, share) in stated {
            scenario.set_unchecked(FIELDS[index].key, Some(value_at(&FIELDS[index], share, reach)));
        }
        scenario
    })
}

fn near_or_anywhere() -> impl Strategy<Value = Scenario> {
    prop_oneof![3 => scenarios(Reach::Usual), 1 => scenarios(Reach::Limits)]
}

/// Run a law on the numbered scenarios.
fn on_numbered(law: impl Fn(&Scenario)) {
    (0..NUMBERED).map(varied).for_each(|scenario| law(&scenario));
}

// ---------------------------------------------------------------------------------------------------------------
// More load never costs less.

/// Sums of a few dozen terms are good to this share of their sizes.
const DUST: f64 = 1e-12;

fn more_load_never_costs_less(scenario: &Scenario, key: Key, factor: f64) {
    let less = scenario.value(key).unwrap();
    let more = (if less > 0.0 { less * factor } else { factor }).min(range_of(key).max);
    let more = if range_of(key).whole { more.ceil() } else { more };
    let before = planned(scenario);
    let after = planned(&with(scenario, key, more));
    for option in before.options.iter().filter(|option| option.is_feasible()) {
        let grown = after.option(option.id).unwrap();
        assert!(
            !grown.is_feasible() || grown.usd_per_month >= option.usd_per_month - DUST * turnover(option),
            "{scenario:?}: {} costs {} at {key:?} {less} and {} at {more}\n{}",
            option.id,
            option.usd_per_month,
            grown.usd_per_month,
            difference(option, grown),
        );
    }
}

/// What is charged and what is given back together: the size that rounding errors of their sum go by.
fn turnover(option: &DeploymentOption<f64>) -> f64 {
    option.line_items.iter().map(|item| item.usd_per_month.abs()).sum()
}

/// Lines that differ, for the message of a law that is broken.
fn difference(one: &DeploymentOption<f64>, other: &DeploymentOption<f64>) -> String {
    let line = |item: &LineItem<f64>| {
        format!(
            "{} · {}: {} × {} = {}",
            item.component, item.label, item.quantity, item.unit_price, item.usd_per_month
        )
    };
    let (ones, others): (BTreeSet<String>, BTreeSet<String>) =
        (one.line_items.iter().map(line).collect(), other.line_items.iter().map(line).collect());
    let gone = ones.difference(&others).map(|line| format!("- {line}\n"));
    gone.chain(others.difference(&ones).map(|line| format!("+ {line}\n"))).collect()
}

#[test]
fn more_load_never_costs_less_on_numbered_scenarios() {
    on_numbered(|scenario| {
        for key in LOADS {
            for factor in [1.03, 2.0, 30.0] {
                more_load_never_costs_less(scenario, key, factor);
            }
        }
    });
}

/// Finely, over every step of the default and of machines so cheap that another one costs less than the credits it
/// saves: $13.14 a month against 0.4 vCPU × 730 h × $0.05 = $14.60.
#[test]
fn more_load_never_costs_less_step_by_step() {
    let mut cheap = Scenario::default();
    for (key, text) in [
        (Key::MemoryService, "off"),
        (Key::Commitment, "3y"),
        (Key::VmDiskGib, "0"),
        (Key::PublicIpv4, "off"),
        (Key::JobCpuShare, "1"),
        (Key::BaselineServices, "off"),
        (Key::EnrichShare, "0"),
    ] {
        cheap.set(key, text).unwrap();
    }
    let runs: [(Scenario, &[Key], f64); 2] =
        [(Scenario::default(), &LOADS, 1.02), (cheap, &[Key::FilesPerDay], 1.002)];
    for (scenario, keys, factor) in runs {
        for key in keys {
            let (mut at, end) = range_of(*key).slider.unwrap();
            while at < end {
                more_load_never_costs_less(&with(&scenario, *key, at), *key, factor);
                at *= factor;
            }
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// The bill.

fn lines_sum_to_the_total(scenario: &Scenario) {
    for option in planned(scenario).options {
        let mut lines = option.line_items.iter().map(|item| item.usd_per_month);
        let first = lines.next().unwrap_or(0.0);
        // In the order of the bill, to the last bit; only where all is given back it may end in dust below zero.
        let sum = lines.fold(first, |sum, usd| sum + usd);
        assert_eq!(sum.max(0.0), option.usd_per_month, "{scenario:?} {}", option.id);
        assert!(sum >= -DUST * turnover(&option), "{scenario:?} {}: {sum}", option.id);
        for item in &option.line_items {
            assert_eq!(item.usd_per_month, item.quantity * item.unit_price, "{scenario:?} {}", item.label);
            let row = &CATALOG.rows[item.price];
            assert_eq!((row.value, row.per), (item.unit_price, item.unit), "{scenario:?} {}", item.label);
        }
    }
}

/// Only what an account has free and what a vendor gives back is negative.
fn quantities_are_amounts(scenario: &Scenario) {
    for option in planned(scenario).options {
        for item in &option.line_items {
            let (quantity, usd) = (item.quantity, item.usd_per_month);
            assert!(quantity.is_finite() && usd.is_finite(), "{scenario:?} {} {}", option.id, item.label);
            let credit = CATALOG.rows[item.price].kind == RowKind::Credit;
            if item.component == ACCOUNT {
                assert!(quantity <= 0.0 && !credit, "{scenario:?} {} {}", option.id, item.label);
            } else {
                assert!(quantity >= 0.0, "{scenario:?} {} {}: {quantity}", option.id, item.label);
                assert!(credit || usd >= 0.0, "{scenario:?} {} {}: {usd}", option.id, item.label);
            }
        }
        // What is free never exceeds what is used.
        assert!(option.usd_per_month >= 0.0, "{scenario:?} {} {}", option.id, option.usd_per_month);
    }
}

/// What may remain of a bill at zero load: what is kept whether used or not.
const FIXED: [&str; 30] = [
    "Machines, on demand",
    "Machines, reserved for 1 year",
    "Machines, reserved for 3 years",
    "Disks",
    "Public addresses",
    "Load balancer",
    "Tasks, vCPU",
    "Tasks, memory",
    "Pods, vCPU",
    "Pods, memory",
    "Cluster fee",
    "Cluster fee, credit",
    "Spot tasks, vCPU",
    "Spot tasks, memory",
    "Savings plan, vCPU",
    "Savings plan, memory",
    "Minimum instances idle, vCPU",
    "Minimum instances idle, memory",
    "Minimum instances idle, vCPU, free allotment",
    "Minimum instances idle, memory, free allotment",
    "Postgres, flat",
    "Postgres, compute",
    "Postgres, memory",
    "Postgres, plan fee or credit",
    "Postgres, storage",
    "Cache node",
    "Workflow server",
    "Extraction API",
    "Plan for long sessions",
    "Platform instances",
];
/// Kept all the same where the scenario says so: a sandbox that is always on, instances billed for their life, a
/// background worker in its pool.
const KEPT: [&str; 5] = [
    "Sandbox minutes, always on",
    "Container time, vCPU",
    "Container time, memory",
    "Container time, vCPU, free allotment",
    "Container time, memory, free allotment",
];

fn zero_load_costs_what_is_fixed(scenario: &Scenario) {
    let loads = LOADS.into_iter().chain([Key::Agents, Key::Connections, Key::ModelRequestsPerDay]);
    let idle = loads.fold(scenario.clone(), |scenario, key| with(&scenario, key, 0.0));
    // The control plane of an agent platform works whether there are agents or not.
    let control =
        |component| idle.is_on(Key::AgentPlatform) && ["supervisor", "gateway", ACCOUNT].contains(&component);
    for option in planned(&idle).options {
        for item in option.line_items.iter().filter(|item| item.usd_per_month != 0.0) {
            let kept = KEPT.contains(&item.label)
                && (option.id == "containers_instance"
                    || item.component == "sandbox"
                    || idle.is_on(Key::BackgroundWorker))
                || control(item.component);
            // A worker is stated by its size, and no load moves it.
            let fixed = item.component == "background_worker" || FIXED.contains(&item.label);
            assert!(kept || fixed, "{idle:?} {} {item:?}", option.id);
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Twice the price.

fn twice_the_price_doubles_what_it_prices(scenario: &Scenario) {
    // The plans are pinned: at twice the price another would be chosen.
    let auto = planned(scenario);
    let plan_chosen = auto
        .layers
        .iter()
        .find(|layer| layer.id == "database_plan")
        .and_then(|layer| CATALOG.database_plans.iter().find(|plan| plan.label == layer.size));
    let pinned = plan_chosen.map_or_else(
        || scenario.clone(),
        |chosen| {
            let mut pinned = scenario.clone();
            pinned.set(Key::DatabasePlan, &chosen.id).unwrap();
            pinned
        },
    );
    let mut pinned = pinned;
    pinned.set(Key::PaasPlan, "render.pro_ultra").unwrap();
    let before = planned(&pinned);
    let used: BTreeSet<usize> =
        before.options.iter().flat_map(|option| &option.line_items).map(|item| item.price).collect();
    for row in used.into_iter().map(|price| &CATALOG.rows[price]) {
        let dearer = CATALOG.scaled(&row.id, 2.0).unwrap();
        let after = plan(&pinned, &dearer).unwrap();
        for option in &before.options {
            let now = after.option(option.id).unwrap();
            assert_eq!(now.rejections, option.rejections);
            let machines = |option: &DeploymentOption<f64>| {
                option.fleets.iter().map(|fleet| fleet.count).collect::<Vec<_>>()
            };
            if machines(now) != machines(option) {
                // More machines became cheaper than credits for those there were.
                let paid: f64 = option
                    .line_items
                    .iter()
                    .map(|item| item.usd_per_month * if item.price == row.index { 2.0 } else { 1.0 })
                    .sum();
                assert!(now.usd_per_month <= paid * (1.0 + DUST), "{pinned:?} {} {}", row.id, option.id);
                continue;
            }
            assert_eq!(now.line_items.len(), option.line_items.len(), "{pinned:?} {} {}", row.id, option.id);
            for (item, now) in option.line_items.iter().zip(&now.line_items) {
                // A credit pays for compute and no more: it grows where compute does, and does not where it cannot.
                let credit = CATALOG.rows[item.price].kind == RowKind::Credit;
                if credit {
                    assert!(now.usd_per_month <= item.usd_per_month.min(0.0) + DUST, "{pinned:?} {}", row.id);
                    continue;
                }
                let times = if item.price == row.index { 2.0 } else { 1.0 };
                assert_eq!(
                    now.usd_per_month,
                    item.usd_per_month * times,
                    "{pinned:?}: {} doubled, {} · {}",
                    row.id,
                    option.id,
                    item.label
                );
            }
        }
    }
}

#[test]
fn twice_the_price_doubles_what_it_prices_and_nothing_else() {
    (0..60).map(varied).for_each(|scenario| twice_the_price_doubles_what_it_prices(&scenario));
}

// ---------------------------------------------------------------------------------------------------------------
// The choice.

fn the_winner_is_feasible_and_cheapest(scenario: &Scenario) {
    let plan = planned(scenario);
    let feasible: Vec<&DeploymentOption<f64>> =
        plan.options.iter().filter(|option| option.is_feasible()).collect();
    match plan.winner() {
        None => assert!(feasible.is_empty()),
        Some(winner) => {
            assert!(winner.is_feasible());
            assert!(
                feasible.iter().all(|option| option.usd_per_month >= winner.usd_per_month),
                "{scenario:?}"
            );
        }
    }
    // Feasible before ruled out, and each kind by cost.
    assert!(plan.options.is_sorted_by(|one, other| {
        let place = |option: &DeploymentOption<f64>| (!option.is_feasible(), option.usd_per_month);
        place(one) <= place(other)
    }));
}

/// The cheapest plan that holds the load is chosen: no stated plan that holds it is cheaper.
fn the_database_plan_is_the_cheapest_that_holds(scenario: &Scenario) {
    let auto = planned(&with(scenario, Key::DatabasePlan, 0.0));
    let Some(chosen) = auto.options.iter().find(|option| option.is_feasible()) else { return };
    for plan in &CATALOG.database_plans {
        let mut stated = scenario.clone();
        stated.set(Key::DatabasePlan, &plan.id).unwrap();
        let stated = planned(&stated);
        let same = stated.option(chosen.id).unwrap();
        assert!(
            !same.is_feasible() || same.usd_per_month >= chosen.usd_per_month * (1.0 - DUST),
            "{scenario:?}: {} would cost {} instead of {}",
            plan.id,
            same.usd_per_month,
            chosen.usd_per_month
        );
    }
}

#[test]
fn no_database_plan_that_holds_is_cheaper_than_the_one_chosen() {
    (0..60).map(varied).for_each(|scenario| the_database_plan_is_the_cheapest_that_holds(&scenario));
}

/// Quotas that rule an option out move no figure of another.
fn a_ruled_out_option_has_no_influence(scenario: &Scenario) {
    let before = planned(scenario);
    for (key, low) in [
        (Key::LambdaConcurrencyQuota, 1.0),
        (Key::CloudRunMaxInstances, 1.0),
        (Key::FargateVcpuQuota, 0.25),
        (Key::ColdStartToleranceSeconds, 0.0),
    ] {
        let after = planned(&with(scenario, key, low));
        for option in after.options.iter().filter(|option| option.is_feasible()) {
            let was = before.option(option.id).unwrap();
            assert_eq!(was.usd_per_month, option.usd_per_month, "{scenario:?} {key:?} {}", option.id);
            assert_eq!(difference(was, option), "");
        }
        let left: Vec<&str> =
            after.options.iter().filter(|one| one.is_feasible()).map(|one| one.id).collect();
        let order: Vec<&str> =
            before.options.iter().filter(|one| left.contains(&one.id)).map(|one| one.id).collect();
        assert_eq!(left, order, "{scenario:?} {key:?}: the others keep their order");
    }
}

#[test]
fn the_order_of_options_is_that_of_the_page_where_costs_are_equal() {
    let ids = |plan: &Plan<f64>| plan.options.iter().map(|option| option.id).collect::<Vec<_>>();
    on_numbered(|scenario| assert_eq!(ids(&planned(scenario)), ids(&planned(&scenario.clone()))));
    // All prices zero: nothing tells the options apart but the order they are listed in.
    let free = CATALOG.rows.iter().fold(CATALOG.clone(), |free, row| free.scaled(&row.id, 0.0).unwrap());
    let mut roomy = Scenario::default();
    roomy.set(Key::FargateVcpuQuota, "1e6").unwrap();
    let free = plan(&roomy, &free).unwrap();
    assert_eq!(free.winner().unwrap().usd_per_month, 0.0);
    let listed = [
        "reserved_vms",
        "functions",
        "containers_request",
        "containers_instance",
        "fargate_tasks",
        "fargate_service",
        "gke_autopilot",
        "paas_plan",
        "hybrid",
    ];
    assert_eq!(ids(&free), listed);
}

// ---------------------------------------------------------------------------------------------------------------
// Rejections and what lifts them.

fn same(one: &Rejection, other: &Rejection) -> bool {
    (one.component, &one.limit, one.label) == (other.component, &other.limit, other.label)
}

fn flips_lift_what_they_flip(scenario: &Scenario) {
    for option in planned(scenario).options {
        for rejection in &option.rejections {
            let context = format!("{scenario:?} {} {rejection:?}", option.id);
            assert!(rejection.value > rejection.allowed, "{context}");
            let stands = |changed: &Scenario| {
                let plan = planned(changed);
                plan.option(option.id).unwrap().rejections.iter().any(|other| same(other, rejection))
            };
            for flip in &rejection.flips {
                let now = scenario.value(flip.key);
                assert_ne!(now, Some(flip.to), "{context}: changes nothing");
                let legal = match &flip.key.field().kind {
                    Kind::Number(range) => {
                        (range.min..=range.max).contains(&flip.to) && !(range.whole && flip.to.fract() != 0.0)
                    }
                    Kind::Choice(choices) => flip.to.fract() == 0.0 && flip.to < choices.len() as f64,
                    Kind::Switch => flip.to == 0.0 || flip.to == 1.0,
                };
                assert!(legal, "{context}: {flip:?} is not allowed");
                assert!(!stands(&with(scenario, flip.key, flip.to)), "{context}: {flip:?} does not lift it");
                // The smallest change: nearly as much of it does not do. Quotas are asked for in whole numbers, lengths
                // stated in six digits.
                if let (Kind::Number(range), Some(now)) = (&flip.key.field().kind, now) {
                    let whole = range.whole || flip.key == Key::FargateVcpuQuota;
                    let step = if whole { 1.0 } else { ((flip.to - now).abs() * 1e-3).max(flip.to * 1e-5) };
                    let nearly = flip.to - step.copysign(flip.to - now);
                    let moved = (nearly - now) * (flip.to - now) > 0.0;
                    if moved && nearly != now {
                        assert!(stands(&with(scenario, flip.key, nearly)), "{context}: {nearly} would do");
                    }
                }
            }
        }
    }
}

#[test]
fn flips_lift_what_they_flip_on_numbered_scenarios() {
    on_numbered(flips_lift_what_they_flip);
}

// ---------------------------------------------------------------------------------------------------------------
// Signals.

fn signals_trip_where_they_say(scenario: &Scenario) {
    for next in signals::next(scenario, &CATALOG).unwrap() {
        let context = format!("{scenario:?} {next:?}");
        let tripped = |value: f64| {
            let tier = planned(&with(scenario, next.key, value)).tier.unwrap();
            tier.signals.iter().find(|signal| signal.id == next.id).unwrap().tripped
        };
        let range = range_of(next.key);
        assert!(next.at > next.now && next.at <= range.max, "{context}");
        assert!(tripped(next.at), "{context}: not tripped there");
        let just_below = if range.whole { next.at - 1.0 } else { next.at * (1.0 - 1e-9) };
        assert!(!tripped(just_below), "{context}: tripped before");
        assert!(!range.whole || next.at.fract() == 0.0, "{context}: half a subject");
        assert!(tripped(range.max), "{context}: no longer tripped at the most");
        if let Some(months) = next.months {
            let growth = 1.0 + scenario.value(Key::GrowthPercentPerMonth).unwrap() / 100.0;
            let reached = next.now * growth.powf(months);
            assert!((reached / next.at - 1.0).abs() < 1e-9, "{context}");
        }
    }
}

#[test]
fn signals_trip_where_they_say_on_numbered_scenarios() {
    (0..150).map(varied).for_each(|scenario| signals_trip_where_they_say(&scenario));
}

// ---------------------------------------------------------------------------------------------------------------
// Everything is finite or named.

/// Never worked off: the provider allows less than arrives. The compile layer says so, and nothing else is endless.
const MAY_BE_ENDLESS: [&str; 1] = ["Hours until it is worked off"];

fn everything_is_finite_or_named(scenario: &Scenario) {
    let plan = planned(scenario);
    figures(&plan, &mut |figure| {
        let endless = figure.number == f64::INFINITY && MAY_BE_ENDLESS.contains(&figure.of);
        assert!(figure.number.is_finite() || endless, "{scenario:?} {figure:?}");
    });
    for rejection in plan.options.iter().flat_map(|option| &option.rejections) {
        assert!(rejection.value.is_finite() && rejection.allowed.is_finite(), "{scenario:?} {rejection:?}");
        assert!(!rejection.label.is_empty() && !rejection.limit.is_empty());
    }
    for layer in &plan.layers {
        assert!(!layer.size.contains("NaN") && !layer.size.contains("inf"), "{scenario:?} {}", layer.size);
    }
    for fleet in plan.options.iter().flat_map(|option| &option.fleets) {
        assert!(!fleet.size.contains("NaN") && !fleet.size.contains("inf"), "{scenario:?} {}", fleet.size);
        assert!(fleet.count >= 0.0 && fleet.utilisation >= 0.0, "{scenario:?} {fleet:?}");
    }
}

/// Each input at both its ends, alone and with all the others at theirs.
#[test]
fn the_ends_of_every_range_are_planned() {
    for share in [0.0, 1.0] {
        let all = FIELDS
            .iter()
            .filter(|field| matches!(field.kind, Kind::Number(_)))
            .fold(Scenario::default(), |scenario, field| {
                with(&scenario, field.key, value_at(field, share, Reach::Limits))
            });
        everything_is_finite_or_named(&all);
        for field in &FIELDS {
            for end in [0.0, 0.999_999] {
                let value = value_at(field, end, Reach::Limits);
                everything_is_finite_or_named(&with(&Scenario::default(), field.key, value));
                everything_is_finite_or_named(&with(&all, field.key, value));
                for switch in [Key::CompileMode, Key::AgentPlatform] {
                    let on = with(&Scenario::default(), switch, 1.0);
                    everything_is_finite_or_named(&with(&on, field.key, value));
                }
            }
        }
    }
}

#[test]
fn laws_of_a_plan_hold_on_numbered_scenarios() {
    on_numbered(|scenario| {
        everything_is_finite_or_named(scenario);
        lines_sum_to_the_total(scenario);
        quantities_are_amounts(scenario);
        zero_load_costs_what_is_fixed(scenario);
        the_winner_is_feasible_and_cheapest(scenario);
        a_ruled_out_option_has_no_influence(scenario);
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_of_a_plan(scenario in near_or_anywhere()) {
        everything_is_finite_or_named(&scenario);
        lines_sum_to_the_total(&scenario);
        quantities_are_amounts(&scenario);
        zero_load_costs_what_is_fixed(&scenario);
        the_winner_is_feasible_and_cheapest(&scenario);
        a_ruled_out_option_has_no_influence(&scenario);
    }

    #[test]
    fn laws_of_rejections(scenario in near_or_anywhere()) {
        flips_lift_what_they_flip(&scenario);
    }

    #[test]
    fn law_of_load(scenario in near_or_anywhere(), load in 0..LOADS.len(), power in 0.0..4.0) {
        more_load_never_costs_less(&scenario, LOADS[load], f64::powf(10.0, power));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_of_choice_and_signals(scenario in scenarios(Reach::Usual)) {
        twice_the_price_doubles_what_it_prices(&scenario);
        the_database_plan_is_the_cheapest_that_holds(&scenario);
        signals_trip_where_they_say(&scenario);
    }
}

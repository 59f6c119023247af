//! The best mix: never dearer than any single option on the same components, for whatever scenario, and two examples
//! by hand.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::fingerprint::{Reach, value_at, varied};
use loadline_core::number::{Nodes, Number, Trace};
use loadline_core::option::mix::{Mix, best_mix, best_mix_with};
use loadline_core::plan;
use loadline_core::plan::DeploymentOption;
use loadline_core::reading::{Reader, Shapes};
use loadline_core::scenario::presets::Preset;
use loadline_core::scenario::{FIELDS, Key, Scenario};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

/// Sums of a few dozen terms are good to this share of their sizes.
const DUST: f64 = 1e-12;

fn mixed(scenario: &Scenario) -> Option<Mix<f64>> {
    best_mix(scenario, &CATALOG).unwrap()
}

/// What is charged and what is given back together: the size that rounding errors of their sum go by.
fn turnover(option: &DeploymentOption<f64>) -> f64 {
    option.line_items.iter().map(|item| item.usd_per_month.abs()).sum()
}

/// Whether there is a mix to compare.
fn laws_of_the_mix(scenario: &Scenario) -> bool {
    let plan = plan(scenario, &CATALOG).unwrap();
    let feasible: Vec<&DeploymentOption<f64>> =
        plan.options.iter().filter(|option| option.is_feasible()).collect();
    let Some(mix) = mixed(scenario) else {
        assert!(feasible.is_empty(), "{scenario:?}");
        return false;
    };
    let total = mix.option.usd_per_month;
    assert!(mix.option.is_feasible() && mix.exact);
    for option in &feasible {
        let most = option.usd_per_month + 1e-8 + DUST * turnover(option);
        assert!(
            total <= most,
            "{scenario:?}: {total} is more than {} of {}",
            option.usd_per_month,
            option.id
        );
    }
    // It is said to be cheaper than all just where it is.
    let least = feasible.iter().map(|option| option.usd_per_month).fold(f64::INFINITY, f64::min);
    assert_eq!(mix.is_cheaper(), least - total >= 0.01, "{scenario:?}: {total} against {least}");
    for saving in [&mix.single, &mix.hybrid].into_iter().flatten() {
        let option = plan.option(saving.option).unwrap();
        assert!(option.is_feasible() && option.usd_per_month == saving.usd_per_month);
        assert_eq!(saving.saved_usd, option.usd_per_month - total);
    }
    let hybrid = plan.option("hybrid");
    assert_eq!(mix.hybrid.is_some(), hybrid.is_some_and(DeploymentOption::is_feasible));
    assert_eq!(mix.hybrid_is_ruled_out, hybrid.is_some_and(|hybrid| !hybrid.is_feasible()));

    // The bill: its lines are quantity × price and sum to the total, and so do its shares.
    let rounding = DUST * turnover(&mix.option) + 1e-12;
    let lines: f64 = mix.option.line_items.iter().map(|item| item.usd_per_month).sum();
    assert!((lines.max(0.0) - total).abs() <= rounding, "{scenario:?}: {lines} {total}");
    let shares: f64 = mix.shared_usd + mix.shares.iter().map(|share| share.usd_per_month).sum::<f64>();
    assert!((shares.max(0.0) - total).abs() <= rounding, "{scenario:?}: {shares} {total}");
    for item in &mix.option.line_items {
        assert_eq!(item.usd_per_month, item.quantity * item.unit_price, "{scenario:?} {}", item.label);
    }
    let balancers = mix.option.line_items.iter().filter(|item| item.label == "Load balancer");
    assert!(balancers.clone().filter(|item| CATALOG.rows[item.price].id == "aws.alb").count() <= 1);

    // Each component in one share.
    let mut placed: Vec<&str> = mix.shares.iter().flat_map(|share| share.components.clone()).collect();
    let shown = placed.len();
    placed.sort_unstable();
    placed.dedup();
    assert!(shown > 0 && placed.len() == shown, "{scenario:?}: {placed:?}");
    assert_eq!(mix.notice().is_some(), mix.clouds.len() > 1);
    true
}

#[test]
fn laws_of_the_mix_hold_on_numbered_scenarios() {
    let compared = (0..400).map(varied).filter(laws_of_the_mix).count();
    assert!(compared >= 150, "{compared}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_of_the_mix_hold_near_the_default(
        stated in vec((0..Key::COUNT, 0.0..1.0), 0..12),
        anywhere in 0..4,
    ) {
        let reach = if anywhere == 0 { Reach::Limits } else { Reach::Usual };
        let mut scenario = Scenario::default();
        for (index, share) in stated {
            scenario.set_unchecked(FIELDS[index].key, Some(value_at(&FIELDS[index], share, reach)));
        }
        laws_of_the_mix(&scenario);
    }
}

/// Every figure of the mix is in its unit, and the same to the last bit where it explains itself.
#[test]
fn a_mix_explains_itself_in_right_units() {
    for scenario in (0..60).map(varied) {
        let shapes = Shapes::of(&scenario);
        let nodes = Nodes::new();
        let explained: Option<Mix<Trace<'_>>> =
            best_mix_with(&Reader::new(&scenario, &CATALOG, &shapes, &nodes)).unwrap();
        let plain = mixed(&scenario);
        assert_eq!(explained.is_some(), plain.is_some());
        let (Some(explained), Some(plain)) = (explained, plain) else { continue };
        assert_eq!(explained.option.usd_per_month.value(), plain.option.usd_per_month);
        assert_eq!(explained.sentence(), plain.sentence());
        assert!(nodes.misfits().is_empty(), "{:?}", nodes.misfits());
    }
}

fn on(mix: &Mix<f64>, host: &str) -> (Vec<&'static str>, f64) {
    let shares = mix.shares.iter().filter(|share| share.host == host);
    shares.fold((Vec::new(), 0.0), |(mut components, usd), share| {
        components.extend(&share.components);
        (components, usd + share.usd_per_month)
    })
}

fn near(one: f64, other: f64) {
    assert!((one - other).abs() < 5e-4, "{one} is not {other}");
}

/// The default, by hand:
/// - extraction and storing in functions: 655 415.29 + 18 250 GiB-s − 400 000 free = 273 665.29, × $0.0000166667 =
///   $4.5611; the requests are free;
/// - enrichment on Cloud Run by request: 159 687.5 vCPU-s and GiB-s, under the free 180 000 and 360 000: $0;
/// - analysis in a Fargate task each: 202.7778 h × (1 × $0.04048 + 2 × $0.004445 + $0.005) = $11.0250;
/// - two replicas of the API on Render at $25: $50;
/// - what every option has: Postgres 328.5 + 9.1777 + 1.3879, embeddings 1.4251, sandbox 3.3124, cache 18.688,
///   workflow 1.5208 + 0.1521, extraction 91.25 = $455.4140.
///
/// $4.5611 + $0 + $11.0250 + $50 + $455.4140 = $521.0001. The cheapest single option costs $555.4072.
#[test]
fn the_default_by_hand() {
    let mix = mixed(&Scenario::default()).unwrap();
    for (host, components, usd) in [
        ("functions", vec!["extract", "store"], 4.5611),
        ("containers_request", vec!["enrich"], 0.0),
        ("fargate_tasks", vec!["analyze"], 11.0250),
        ("paas_plan", vec!["api"], 50.0),
    ] {
        let (placed, cost) = on(&mix, host);
        assert_eq!(placed, components, "{host}");
        near(cost, usd);
    }
    near(mix.shared_usd, 455.4140);
    near(mix.option.usd_per_month, 521.0001);
    let single = mix.single.as_ref().unwrap();
    assert_eq!((single.option, mix.is_cheaper()), ("paas_plan", true));
    near(single.saved_usd, single.usd_per_month - 521.0001);
    assert_eq!(mix.clouds, ["AWS", "Google Cloud", "Render"]);
    assert_eq!(
        mix.sentence(),
        "$521 a month: $34.41 (6.2\u{a0}%) less than Platform plans, the cheapest single way; $24.24 (4.4\u{a0}%) \
         less than Hybrid of guide 002. Every mix was looked at."
    );
}

/// Guide 003's worker behind a gateway. Platform plans: Fly's performance-4x at $132.01 for 730 of 720 hours =
/// $133.8435, and $25 for the gateway on Render. On Cloud Run by request the gateway stays within what is free: 61 176
/// of 180 000 vCPU-s, 30 588 of 360 000 GiB-s, 30 417 of 2 000 000 requests. So the mix saves $25 of $158.8435, 15.74 %.
#[test]
fn a_gateway_in_the_free_allotment_by_hand() {
    let mix = mixed(&Preset::find("guide-003-split").unwrap().scenario()).unwrap();
    let (gateway, usd) = on(&mix, "containers_request");
    assert_eq!(gateway, ["model_gateway"]);
    near(usd, 0.0);
    let (worker, usd) = on(&mix, "paas_plan");
    assert_eq!(worker, ["model_worker"]);
    near(usd, 133.8435);
    near(mix.option.usd_per_month, 133.8435);
    let single = mix.single.as_ref().unwrap();
    assert_eq!(single.option, "paas_plan");
    near(single.saved_usd, 25.0);
    near(single.saved_share, 25.0 / 158.8435);
    assert!(mix.hybrid.is_none() && !mix.hybrid_is_ruled_out, "no jobs to split");
}

#[test]
fn one_component_is_no_mix() {
    let mix = mixed(&Preset::find("guide-000-standard-budget").unwrap().scenario()).unwrap();
    assert!(!mix.is_cheaper() && mix.shares.iter().all(|share| share.host == "paas_plan"));
    assert_eq!(
        mix.sentence(),
        "No mix of hosts is cheaper than Platform plans, $25.00 a month. Every mix was looked at."
    );
}

//! The agent platform of guide 001, by hand: its formulas against its printed sizes, and what the planner makes of them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::pieces::cost_curves;
use loadline_core::plan;
use loadline_core::plan::{Cell, DeploymentOption, Plan, Study, StudyRow};
use loadline_core::scenario::presets::Preset;
use loadline_core::scenario::{Key, Scenario};
use loadline_core::science::commitments::savings_plan_hour;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

const PRESETS: [&str; 4] = ["guide-001-base", "guide-001-standard", "guide-001-peak", "guide-001-stress"];

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &CATALOG).unwrap()
}

fn preset(id: &str) -> Scenario {
    Preset::find(id).unwrap().scenario()
}

/// A preset with more inputs stated, as typed.
fn with(id: &str, stated: &[(Key, &str)]) -> Scenario {
    stated.iter().fold(preset(id), |mut scenario, (key, text)| {
        scenario.set(*key, text).unwrap();
        scenario
    })
}

fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

fn needed(plan: &Plan<f64>, layer: &str, label: &str) -> f64 {
    let layer = plan.layers.iter().find(|found| found.id == layer).unwrap();
    layer.measures.iter().find(|measure| measure.label == label).unwrap().needed
}

fn study<'a>(plan: &'a Plan<f64>, id: &str) -> &'a Study<f64> {
    plan.studies.iter().find(|study| study.id == id).unwrap()
}

fn row<'a>(plan: &'a Plan<f64>, id: &str, name: &str) -> &'a StudyRow<f64> {
    study(plan, id).rows.iter().find(|row| row.name == name).unwrap()
}

/// The figure of a row under a heading.
fn cell(plan: &Plan<f64>, id: &str, name: &str, column: &str) -> f64 {
    let place = study(plan, id).columns.iter().position(|found| *found == column).unwrap();
    match row(plan, id, name).cells[place - 1] {
        Cell::Amount(value, _) => value,
        ref other => panic!("{name}, {column}: {other:?}"),
    }
}

fn size(plan: &Plan<f64>, layer: &str) -> String {
    plan.layers.iter().find(|found| found.id == layer).unwrap().size.clone()
}

/// vCPU and memory hours of a component, or of all where none is named, over the month: its tasks.
fn usd(option: &DeploymentOption<f64>, component: &str, labels: &[&str]) -> f64 {
    let lines =
        option.line_items.iter().filter(|item| item.component == component && labels.contains(&item.label));
    lines.map(|item| item.usd_per_month).sum()
}

const VCPUS: &str = "vCPUs of one, at the target";
const MEMORY: &str = "Memory of one, at the target";

#[test]
fn supervisors_and_gateways_by_hand() {
    // 0.5 + 0.01 × agents; 768 + agents; 0.5 + 0.5 + 1.5 × connections / 1000.
    let hands = [(0.6, 778.0, 1.15), (1.5, 868.0, 2.5), (5.5, 1_268.0, 8.5), (10.5, 1_768.0, 16.0)];
    for (id, (supervisor, memory, gateway)) in PRESETS.into_iter().zip(hands) {
        let plan = planned(&preset(id));
        near(needed(&plan, "supervisor", VCPUS), supervisor, 1e-12);
        near(needed(&plan, "supervisor", MEMORY), memory, 1e-9);
        near(needed(&plan, "gateway", VCPUS), gateway, 1e-12);
    }
    // 500 agents: 0.25 + 5.5 / 0.7 = 8.107 vCPU, so 16; 512 + 1268 / 0.8 = 2097 MiB, and 16 vCPU begin at 32 GiB.
    // 5000 connections: 0.25 + 8.5 / 0.7 = 12.39. 10 000: 0.25 + 16 / 0.7 = 23.1, one task of 32.
    let plan = planned(&preset("guide-001-peak"));
    assert_eq!(size(&plan, "supervisor"), "1 × 16 vCPU, 32 GiB");
    assert_eq!(size(&plan, "gateway"), "1 × 16 vCPU, 32 GiB");
    assert_eq!(size(&planned(&preset("guide-001-stress")), "gateway"), "1 × 32 vCPU, 60 GiB");
    // Without the sidecar 7.857: 8 vCPU, 16 GiB.
    let bare = planned(&with("guide-001-peak", &[(Key::OtelSidecar, "off")]));
    assert_eq!(size(&bare, "supervisor"), "1 × 8 vCPU, 16 GiB");

    // By kind: 256 + 1000 × 1, 1.5 and 2 MiB; the mix 0.5, 0.4, 0.1 is 1.3; no kind at all a third of each, 1.5.
    for (sse, websocket, grpc, mib) in [
        ("1", "0", "0", 1_256.0),
        ("0", "0.5", "0", 1_756.0),
        ("0", "0", "1", 2_256.0),
        ("0.5", "0.4", "0.1", 1_556.0),
        ("0", "0", "0", 1_756.0),
    ] {
        let mix = [(Key::SseShare, sse), (Key::WebsocketShare, websocket), (Key::GrpcShare, grpc)];
        let plan = planned(&with("guide-001-standard", &mix));
        near(needed(&plan, "gateway", MEMORY), mib, 1e-9);
    }
    // Traffic × length: 2 /s × 30 s = 60 connections; without TLS 0.5 + 0.09.
    let derived = [(Key::Connections, "auto"), (Key::TlsAtGateway, "off")];
    let plan = planned(&with("guide-001-base", &derived));
    near(needed(&plan, "gateway", "Connections"), 60.0, 1e-9);
    near(needed(&plan, "gateway", VCPUS), 0.59, 1e-12);
}

#[test]
fn workers_by_hand() {
    // Half at work: 0.5 × 0.35 + 0.5 × 0.1 = 0.225 vCPU. Large: (4 − 0.25) × 0.7 / 0.225 = 11.7 by processor,
    // (10240 − 512) × 0.8 / 512 = 15.2 by memory. 1000 agents / 11 = 90.9.
    let plan = planned(&preset("guide-001-stress"));
    assert_eq!(size(&plan, "agent_workers"), "91 × 4 vCPU, 10 GiB");
    let layer = plan.layers.iter().find(|layer| layer.id == "agent_workers").unwrap();
    assert_eq!(layer.binding, Some("Agents of a container, by processor"));
    assert_eq!(layer.measures[1].provided, Some(11.0));
    assert_eq!(layer.measures[2].provided, Some(15.0));
    // 225 + 91 × 0.25 = 247.75 vCPUs; 364 − 247.75 = 116.25 to spare, over 1 − 0.225: 150 may peak at a time.
    near(needed(&plan, "agent_workers", "vCPUs used"), 247.75, 1e-9);
    assert_eq!(needed(&plan, "agent_workers", "Agents at their peak at a time"), 150.0);

    // The models' figures: at 0.25 vCPU 2, 4, 10, 21 agents; small memory of an agent keeps it from binding.
    let quarter = [(Key::AgentCpuActive, "0.25"), (Key::ActiveShare, "1"), (Key::AgentMemoryMib, "100")];
    for (container, agents) in [("small", 2.0), ("medium", 4.0), ("large", 10.0), ("xlarge", 21.0)] {
        let scenario =
            with("guide-001-stress", &[&quarter[..], &[(Key::WorkerContainer, container)]].concat());
        let plan = planned(&scenario);
        assert_eq!(needed(&plan, "agent_workers", "Agents of a container, by processor"), agents);
    }
    // Memory binds where agents are idle: (5120 − 512) × 0.8 / 512 = 7.2; by processor 1.75 × 0.7 / 0.1 = 12.25.
    let idle = [(Key::ActiveShare, "0"), (Key::WorkerContainer, "medium")];
    let plan = planned(&with("guide-001-standard", &idle));
    let layer = plan.layers.iter().find(|layer| layer.id == "agent_workers").unwrap();
    assert_eq!(layer.binding, Some("Agents of a container, by memory"));
    assert_eq!(layer.size, "15 × 2 vCPU, 5 GiB");
}

#[test]
fn printed_sizes_against_their_own_formulas() {
    let plan = planned(&preset("guide-001-standard"));
    let said: Vec<(&str, &str)> = study(&plan, "task_definitions")
        .rows
        .iter()
        .map(|row| (row.name.as_str(), row.verdict.unwrap().words))
        .collect();
    // Supervisors 0.6 of 0.5, 1 of 1, 1.5 of 2 (75 %), 5.5 of 4. Workers at 0.225: 0.9 of 1 with all memory taken,
    // 2.25 of 2, 4.5 of 4, 25 GiB of none. Gateways 1.15 of 0.5, 2.5 of 2, 8.5 of 4, 16 of 8.
    let hands = [
        ("supervisor-dev", "too small"),
        ("supervisor-staging", "beyond its target"),
        ("supervisor-prod-small", "beyond its target"),
        ("supervisor-prod-large", "too small"),
        ("worker-small", "beyond its target"),
        ("worker-medium", "too small"),
        ("worker-large", "too small"),
        ("worker-xlarge", "not legal"),
        ("gateway-low", "too small"),
        ("gateway-low, gRPC", "too small"),
        ("gateway-low, your mix", "too small"),
        ("gateway-medium", "too small"),
        ("gateway-medium, gRPC", "too small"),
        ("gateway-medium, your mix", "too small"),
        ("gateway-high", "too small"),
        ("gateway-high, gRPC", "too small"),
        ("gateway-high, your mix", "too small"),
        ("gateway-ultra", "too small"),
        ("gateway-ultra, gRPC", "too small"),
        ("gateway-ultra, your mix", "too small"),
    ];
    assert_eq!(said, hands);
    let reason = &row(&plan, "task_definitions", "supervisor-prod-large").rejections[0];
    assert_eq!((reason.value, reason.allowed), (5.5, 4.0));
    // 8 vCPU come with 24 or 28 GiB.
    let reason = &row(&plan, "task_definitions", "worker-xlarge").rejections[0];
    assert_eq!((reason.value, reason.allowed), (25.0, 24.0));
    let used = |name, column| cell(&plan, "task_definitions", name, column);
    for (name, mib) in [
        ("gateway-low", 406.0),
        ("gateway-medium", 1_756.0),
        ("gateway-high", 7_756.0),
        ("gateway-ultra", 15_256.0),
        // 256 + 2 MiB each, and 0.5 × 1 + 0.4 × 1.5 + 0.1 × 2 = 1.3 MiB each.
        ("gateway-low, gRPC", 456.0),
        ("gateway-medium, gRPC", 2_256.0),
        ("gateway-high, gRPC", 10_256.0),
        ("gateway-ultra, gRPC", 20_256.0),
        ("gateway-low, your mix", 386.0),
        ("gateway-ultra, your mix", 13_256.0),
    ] {
        near(used(name, "Memory used"), mib, 1e-9);
    }
    // Of gRPC the two large ones hold too little memory as well: 10 256 MiB in 8 192, 20 256 in 16 384.
    let limits = |name: &str| -> Vec<(f64, f64)> {
        let rejections = &row(&plan, "task_definitions", name).rejections;
        rejections.iter().map(|one| (one.value, one.allowed)).collect()
    };
    assert_eq!(limits("gateway-medium, gRPC"), [(2.5, 2.0)]);
    assert_eq!(limits("gateway-high, gRPC"), [(8.5, 4.0), (10_256.0, 8_192.0)]);
    assert_eq!(limits("gateway-high"), [(8.5, 4.0)]);
    // Staging: 0.25 + 1 / 0.7 = 1.679 vCPU and 512 + 818 / 0.8 = 1534.5 MiB: 2 vCPU, 4 GiB, $72.08 (audit).
    near(used("supervisor-staging", "vCPU planned"), 1.678_571, 5e-7);
    near(used("supervisor-staging", "Memory planned"), 1_534.5, 1e-9);
    assert_eq!(
        (used("supervisor-staging", "Fargate vCPU"), used("supervisor-staging", "Fargate memory")),
        (2.0, 4.0)
    );
    near(used("supervisor-staging", "Its cost"), 72.08, 5e-3);
    // TLS elsewhere: gateway-medium is exactly full, 0.5 + 1.5 of 2.
    let plan = planned(&with("guide-001-standard", &[(Key::TlsAtGateway, "off")]));
    assert_eq!(row(&plan, "task_definitions", "gateway-medium").verdict.unwrap().words, "beyond its target");
}

#[test]
fn a_thousand_agents_by_the_guides_formula() {
    let plan = planned(&with("guide-001-stress", &[(Key::PublicIpv4, "off")]));
    let at = |name, column| cell(&plan, "scaling_formula", name, column);
    // Its own example: 50 containers, 200 vCPU, 500 GiB, 100 %.
    assert_eq!((at("worker-large", "Containers"), at("worker-large", "vCPU")), (50.0, 200.0));
    assert_eq!((at("worker-large", "Memory"), at("worker-large", "Slots taken")), (500.0, 100.0));
    // 1000 × 0.225 = 225 and 1000 × 0.35 = 350 asked of 200: 11.1 % and 42.9 % unserved.
    near(at("worker-large", "Asked, mean"), 225.0, 1e-9);
    near(at("worker-large", "Asked, all at work"), 350.0, 1e-9);
    near(at("worker-large", "Unserved"), 11.111_111, 5e-7);
    near(at("worker-large", "Unserved then"), 42.857_143, 5e-7);
    // On Fargate (audit): large $7 532.51, small 250 × 1/2 $9 010.03, xlarge 20 × 8/28 $6 545.18.
    for (name, usd) in [("worker-large", 7_532.505), ("worker-small", 9_010.025), ("worker-xlarge", 6_545.18)]
    {
        near(row(&plan, "scaling_formula", name).usd_per_month.unwrap(), usd, 1e-6);
    }
    // 45 agents: 3 large containers, 75 % of their slots.
    let plan = planned(&with("guide-001-base", &[(Key::Agents, "45")]));
    near(cell(&plan, "scaling_formula", "worker-large", "Slots taken"), 75.0, 1e-12);
    assert_eq!(cell(&plan, "scaling_formula", "worker-xlarge", "Containers"), 1.0);
}

#[test]
fn where_the_workers_run() {
    let plan = planned(&with("guide-001-standard", &[(Key::PublicIpv4, "off"), (Key::VmDiskGib, "0")]));
    let usd = |name: &str| row(&plan, "worker_places", name).usd_per_month.unwrap();
    // 100 agents / 11: 10 containers of 4 vCPU, 10 GiB: 730 × (40 × 0.04048 + 100 × 0.004445) = 1506.50.
    near(usd("Fargate"), 1_506.501, 1e-6);
    near(usd("Fargate, savings plan"), 1_506.501 * 0.75, 1e-6);
    assert_eq!(cell(&plan, "worker_places", "Fargate, savings plan", "Pays above"), 75.0);
    // The commitment in discounted dollars: 40 × 0.04048 + 100 × 0.004445 = $2.0637 an hour on demand, 75 % of it.
    near(cell(&plan, "worker_places", "Fargate, savings plan", "Commit to"), 1.547_775, 1e-9);
    // Spot: 730 × (40 × 0.0124419 + 100 × 0.00136621) = 463.04, and 1.00417 of it: (e^(0.05/6) − 1) × 6 / 0.05.
    near(usd("Fargate Spot"), 463.036_8 * 1.004_178_3, 1e-3);
    // m5.xlarge holds one (4 of 4 vCPU, 10 of 12.8 GiB): 10 × 0.192 × 730. m6a.xlarge reserved: 10 × 0.11431 × 730.
    near(usd("m5.xlarge"), 1_401.6, 1e-9);
    near(usd("m6a.xlarge, 1 year"), 834.463, 1e-9);
    near(usd("m6a.xlarge, 3 years"), 572.174, 1e-9);
    near(cell(&plan, "worker_places", "m6a.xlarge, 1 year", "Pays above"), 66.1516, 5e-4);
    // m6i.4xlarge holds four by processor, 51.2 / 10 = 5 by memory: 3 machines; 11.2 of 51.2 GiB are left over.
    assert_eq!(cell(&plan, "worker_places", "m6i.4xlarge", "Tasks on one"), 4.0);
    assert_eq!(cell(&plan, "worker_places", "m6i.4xlarge", "Tasks or machines"), 3.0);
    near(cell(&plan, "worker_places", "m6i.4xlarge", "Memory left over"), 21.875, 1e-9);
    near(usd("m6i.4xlarge"), 3.0 * 0.768 * 730.0, 1e-9);
    // The guide's Spot machines have 2 vCPU and 8 GiB.
    for name in ["m5.large", "m5a.large", "m6i.large"] {
        let row = row(&plan, "worker_places", name);
        assert_eq!((row.usd_per_month, row.verdict.unwrap().words), (None, "ruled out"));
        let limits: Vec<(f64, f64)> = row.rejections.iter().map(|one| (one.value, one.allowed)).collect();
        assert_eq!(limits, [(4.0, 2.0), (10.0, 6.4)]);
    }
    // Small containers fit them.
    let small = planned(&with("guide-001-standard", &[(Key::WorkerContainer, "small")]));
    assert!(row(&small, "worker_places", "m5.large").usd_per_month.is_some());
    // The cheapest that can run is recommended, and nothing cheaper can.
    for plan in [plan, small] {
        let rows = &study(&plan, "worker_places").rows;
        let best: Vec<_> =
            rows.iter().filter(|row| row.verdict.is_some_and(|it| it.words == "recommended")).collect();
        let [best] = best.as_slice() else { panic!("{}", best.len()) };
        let least = rows.iter().filter_map(|row| row.usd_per_month).fold(f64::INFINITY, f64::min);
        assert_eq!(best.usd_per_month, Some(least));
        // Taking a row's changes over gives the row's price.
        for row in rows.iter().filter(|row| row.usd_per_month.is_some() && !row.changes.is_empty()) {
            let mut scenario = with("guide-001-standard", &[(Key::PublicIpv4, "off"), (Key::VmDiskGib, "0")]);
            if size(&plan, "agent_workers").contains("× 1 vCPU") {
                scenario = with("guide-001-standard", &[(Key::WorkerContainer, "small")]);
            }
            for change in &row.changes {
                scenario.set_unchecked(change.key, Some(change.to));
            }
            let host = if row.name.starts_with("Fargate") { "fargate_service" } else { "reserved_vms" };
            let taken = planned(&scenario);
            let option = taken.option(host).unwrap();
            let lines = |component: &str| -> f64 {
                let items = option.line_items.iter().filter(|item| item.component == component);
                items.map(|item| item.usd_per_month).sum()
            };
            if row.name != "Fargate, savings plan" && !option.line_items.is_empty() {
                near(lines("agent_workers"), row.usd_per_month.unwrap(), 1e-9);
            }
        }
    }
}

/// The words of a row of the places under the last heading.
fn spot_price<'a>(plan: &'a Plan<f64>, name: &str) -> &'a str {
    match row(plan, "worker_places", name).cells.last().unwrap() {
        Cell::Words(words) => words,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn spot_costs_what_is_allowed_at_most() {
    // Small containers: (1 − 0.25) × 0.7 / 0.225 = 2.33, (2048 − 512) × 0.8 / 512 = 2.4, so 2 agents in each of 50; two
    // on a machine of 2 vCPU. 25 × $0.096 × 730 h × 0.7 × 1.0041783 for the time that is lost.
    let bare = [(Key::WorkerContainer, "small"), (Key::PublicIpv4, "off"), (Key::VmDiskGib, "0")];
    let plan = planned(&with("guide-001-standard", &bare));
    let spot = row(&plan, "worker_places", "m5.large, Spot, at most");
    let on_demand = 25.0 * 0.096 * 730.0;
    near(row(&plan, "worker_places", "m5.large").usd_per_month.unwrap(), on_demand, 1e-9);
    near(spot.usd_per_month.unwrap(), on_demand * 0.7 * 1.004_178_3, 1e-4);
    assert_eq!(spot_price(&plan, "m5.large, Spot, at most"), "at most 70\u{a0}%");
    assert_eq!(cell(&plan, "worker_places", "m5.large, Spot, at most", "Tasks or machines"), 25.0);
    // Disks and addresses stay for as long: 25 × (20 GB × $0.08 + 730 h × $0.005), and 0.41783 % more.
    let whole = [(Key::WorkerContainer, "small"), (Key::PublicIpv4, "on"), (Key::VmDiskGib, "20")];
    let whole = planned(&with("guide-001-standard", &whole));
    let with_disks = row(&whole, "worker_places", "m5.large, Spot, at most").usd_per_month.unwrap();
    near(with_disks - spot.usd_per_month.unwrap(), 25.0 * (20.0 * 0.08 + 3.65) * 1.004_178_3, 1e-4);
    // No interruptions, half the price: half.
    let half = [&bare[..], &[(Key::SpotMaxPrice, "0.5"), (Key::SpotInterruptionsPerHour, "0")]].concat();
    let plan = planned(&with("guide-001-standard", &half));
    let spot = row(&plan, "worker_places", "m5.large, Spot, at most");
    near(spot.usd_per_month.unwrap(), on_demand / 2.0, 1e-9);
    // Large ones do not fit, on Spot or not.
    let plan = planned(&preset("guide-001-standard"));
    for name in ["m5.large, Spot, at most", "m5a.large, Spot, at most", "m6i.large, Spot, at most"] {
        let row = row(&plan, "worker_places", name);
        assert_eq!((row.usd_per_month, row.verdict.unwrap().words), (None, "ruled out"));
    }

    // Fargate publishes its price: (4 × 0.0124419 + 10 × 0.00136621) / (4 × 0.04048 + 10 × 0.004445) = 0.0634297 / 0.20637.
    assert_eq!(spot_price(&plan, "Fargate Spot"), "31\u{a0}%, within 70\u{a0}%");
    let low = with("guide-001-standard", &[(Key::SpotMaxPrice, "0.3"), (Key::SpotWorkers, "on")]);
    let plan = planned(&low);
    assert_eq!(spot_price(&plan, "Fargate Spot"), "31\u{a0}%, above 30\u{a0}%");
    let row = row(&plan, "worker_places", "Fargate Spot");
    assert_eq!((row.usd_per_month, row.verdict.unwrap().words), (None, "ruled out"));
    // So is the option; a higher price or none on Spot lifts it.
    let rejection = &plan.option("fargate_service").unwrap().rejections[0];
    assert_eq!(rejection.limit, "spot_max_price");
    near(rejection.value, 100.0 * 0.063_429_7 / 0.206_37, 1e-9);
    near(rejection.allowed, 30.0, 1e-12);
    assert_eq!(rejection.flips.len(), 2);
    for flip in &rejection.flips {
        let mut lifted = low.clone();
        lifted.set_unchecked(flip.key, Some(flip.to));
        assert!(planned(&lifted).option("fargate_service").unwrap().is_feasible(), "{flip:?}");
    }
}

#[test]
fn a_savings_plan_covers_what_runs_all_month() {
    let bill = |commitment| {
        let plan =
            planned(&with("guide-001-standard", &[(Key::Commitment, commitment), (Key::SavingsRate, "0.2")]));
        plan.option("fargate_service").unwrap().clone()
    };
    let tasks = ["Tasks, vCPU", "Tasks, memory"];
    let (open, committed) = (bill("none"), bill("1y"));
    let on_demand: f64 =
        ["supervisor", "agent_workers", "gateway"].iter().map(|part| usd(&open, part, &tasks)).sum();
    let saved = usd(&committed, "account", &["Savings plan, vCPU", "Savings plan, memory"]);
    near(saved, -0.2 * on_demand, 1e-9);
    near(committed.usd_per_month, open.usd_per_month + saved, 1e-9);
    // As the hours of a commitment of 0.8 of the usage, in discounted dollars.
    let hour = on_demand / 730.0;
    near(on_demand + saved, 730.0 * savings_plan_hour(hour, 0.8 * hour, 0.2), 1e-9);
    // Spot is outside the plan.
    let both = [(Key::Commitment, "1y"), (Key::SavingsRate, "0.2"), (Key::SpotWorkers, "on")];
    let plan = planned(&with("guide-001-standard", &both));
    let option = plan.option("fargate_service").unwrap();
    let steady: f64 = ["supervisor", "gateway"].iter().map(|part| usd(option, part, &tasks)).sum();
    near(usd(option, "account", &["Savings plan, vCPU", "Savings plan, memory"]), -0.2 * steady, 1e-9);
    assert_eq!(usd(option, "agent_workers", &tasks), 0.0);
    assert!(usd(option, "agent_workers", &["Spot tasks, vCPU", "Spot tasks, memory"]) > 0.0);
}

#[test]
fn right_sizing_may_leave_the_grid() {
    let name = "Measured task, by the guide's rule";
    let plan = planned(&preset("guide-001-standard"));
    let at = |column| cell(&plan, "right_sizing", name, column);
    // 700 × 1.5 = 1050, so 1280 units; 1800 × 1.5 = 2700, so 3072 MiB; legal are 2048 and 4096 MiB, $72.08.
    assert_eq!((at("vCPU asked"), at("Memory asked")), (1.25, 3_072.0));
    assert_eq!((at("Fargate vCPU"), at("Fargate memory")), (2.0, 4.0));
    near(at("Cost as asked"), 730.0 * (1.25 * 0.04048 + 3.0 * 0.004445), 1e-9);
    near(at("Cost as billed"), 72.0802, 1e-9);
    near(at("Rounding"), at("Cost as billed") - at("Cost as asked"), 1e-9);
    assert_eq!(row(&plan, "right_sizing", name).verdict.unwrap().words, "off the grid");
    // 512 × 1.5 = 768; 512 × 2 = 1024 and 1024 × 2 = 2048 are legal.
    let stated = |peak: &str| {
        [(Key::MeasuredCpuUnits, "512"), (Key::MeasuredMemoryMib, "1024"), (Key::PeakFactor, peak)]
            .map(|(key, text)| (key, text.to_owned()))
    };
    for (peak, vcpu, words) in [("1.5", 0.75, "off the grid"), ("2", 1.0, "legal")] {
        let stated = stated(peak);
        let stated: Vec<(Key, &str)> = stated.iter().map(|(key, text)| (*key, text.as_str())).collect();
        let plan = planned(&with("guide-001-standard", &stated));
        assert_eq!(cell(&plan, "right_sizing", name, "vCPU asked"), vcpu);
        assert_eq!(row(&plan, "right_sizing", name).verdict.unwrap().words, words);
    }
    // The sidecar on top of a large worker: 4.25 vCPU and 10 752 MiB are billed as 8 and 16 GiB, 0.39496 × 730.
    let beside = "Worker with a sidecar beside it";
    let plan = planned(&preset("guide-001-standard"));
    assert_eq!(cell(&plan, "right_sizing", beside, "Memory asked"), 10_752.0);
    near(cell(&plan, "right_sizing", beside, "Cost as billed"), 0.394_96 * 730.0, 1e-9);
    // The guide's largest worker is billed 28 GiB for 25: 3 × 0.004445 × 730.
    let plan = planned(&with("guide-001-standard", &[(Key::WorkerContainer, "xlarge")]));
    near(cell(&plan, "right_sizing", "Worker as chosen", "Rounding"), 3.0 * 0.004445 * 730.0, 1e-9);
}

#[test]
fn thresholds_that_never_settle() {
    // One container: 10 agents × 0.225 + 0.25 = 2.5 of 4 vCPUs, 0.625; the band from 1 to 2 is 0.8 to 1.0.
    let plan = planned(&preset("guide-001-base"));
    let rows = &study(&plan, "scaling_thresholds").rows;
    let said: Vec<&str> = rows.iter().map(|row| row.verdict.unwrap().words).collect();
    assert_eq!(
        said,
        ["can flap", "settles", "settles", "can flap", "can flap", "settles", "settles", "can flap"]
    );
    assert!(matches!(rows[0].cells[3], Cell::Span(above, below, _) if (above, below) == (0.8, 1.0)));
    assert!(matches!(rows[4].cells[3], Cell::Span(above, below, _) if (above, below) == (0.9, 1.2)));
    near(cell(&plan, "scaling_thresholds", "Processor, planned workers", "Load"), 0.625, 1e-12);
    assert_eq!(cell(&plan, "scaling_thresholds", "Processor", "Settles from"), 2.0);
    assert_eq!(cell(&plan, "scaling_thresholds", "Memory", "Settles from"), 2.0);
    // At thresholds of 60 and 50 the load of 0.625 lies between 0.6 and 1.0.
    let close = planned(&with("guide-001-base", &[(Key::ScaleUpCpu, "60%")]));
    assert_eq!(
        row(&close, "scaling_thresholds", "Processor, planned workers").verdict.unwrap().words,
        "flaps"
    );
    // Ten containers of the standard load are past it.
    let plan = planned(&preset("guide-001-standard"));
    let last = row(&plan, "scaling_thresholds", "Processor, planned workers");
    assert_eq!(last.verdict.unwrap().words, "settles");
}

#[test]
fn what_does_not_fit_says_how_it_would() {
    // The default quota of 6 vCPU is less than any of the loads asks for.
    let plan = planned(&with("guide-001-base", &[(Key::FargateVcpuQuota, "6")]));
    let [rejection] = plan.option("fargate_service").unwrap().rejections.as_slice() else { panic!() };
    // Supervisor 2, worker 4, gateway 0.25 + 1.15 / 0.7 = 1.89, so 2.
    assert_eq!(
        (rejection.value, rejection.flips[0].key, rejection.flips[0].to),
        (8.0, Key::FargateVcpuQuota, 8.0)
    );

    // A supervisor on the largest task, 32 vCPU: (31.75 × 0.7 − 0.5) / 0.01 = 2172.5 agents.
    let plan = planned(&with("guide-001-base", &[(Key::Agents, "5000")]));
    let option = plan.option("fargate_service").unwrap();
    let rejection = option.rejections.iter().find(|one| one.component == "supervisor").unwrap();
    assert_eq!(rejection.limit, "aws.fargate.sizes");
    assert_eq!((rejection.flips[0].key, rejection.flips[0].to), (Key::Agents, 2_172.0));
    assert_eq!(size(&plan, "supervisor"), "");
    let told = |plan: &Plan<f64>, id| plan.notices.iter().any(|notice| notice.id == id);
    assert!(told(&plan, "supervisor_too_large") && told(&plan, "beyond_printed_sizes"));
    let five_hundred = planned(&preset("guide-001-peak"));
    assert!(!told(&five_hundred, "supervisor_too_large") && !told(&five_hundred, "beyond_printed_sizes"));
    for (agents, fits) in [("2172", true), ("2173", false)] {
        let plan = planned(&with("guide-001-base", &[(Key::Agents, agents), (Key::FargateVcpuQuota, "1e6")]));
        assert_eq!(plan.option("fargate_service").unwrap().is_feasible(), fits);
    }

    // Large containers on a t3.medium: a small one fits, or the cheapest machine that holds 4 vCPU and 10 GiB.
    let plan = planned(&with("guide-001-base", &[(Key::VmType, "t3.medium")]));
    let option = plan.option("reserved_vms").unwrap();
    let rejection = option.rejections.iter().find(|one| one.component == "agent_workers").unwrap();
    assert_eq!((rejection.value, rejection.allowed), (4.0, 2.0));
    assert_eq!((rejection.flips[0].key, rejection.flips[0].to), (Key::WorkerContainer, 0.0));
    let mut larger = with("guide-001-base", &[(Key::VmType, "t3.medium")]);
    larger.set_unchecked(rejection.flips[1].key, Some(rejection.flips[1].to));
    assert_eq!(larger.choice(Key::VmType), "m7g.xlarge");

    // 10 000 connections on 16 vCPU: 1.5 / 0.7 × 10 = 21.4286 shared out, 0.25 + 1 / 0.7 = 1.6786 each: 1.5, so two.
    let plan = planned(&preset("guide-001-stress"));
    let option = plan.option("reserved_vms").unwrap();
    let rejection = option.rejections.iter().find(|one| one.component == "gateway").unwrap();
    assert_eq!((rejection.flips[0].key, rejection.flips[0].to), (Key::GatewayReplicas, 2.0));
    // Cloud Run holds 1000 requests an instance: ten gateways.
    let plan = planned(&with("guide-001-stress", &[(Key::Agents, "100"), (Key::GatewayReplicas, "5")]));
    let option = plan.option("containers_instance").unwrap();
    let rejection = option.rejections.iter().find(|one| one.component == "gateway").unwrap();
    assert_eq!((rejection.value, rejection.allowed, rejection.flips[0].to), (2_000.0, 1_000.0, 10.0));

    // An agent of 4 GiB in a small container: (2048 − 512) × 0.8 = 1228.8 MiB; large holds one.
    let big = [(Key::AgentMemoryMib, "4096"), (Key::WorkerContainer, "small")];
    let plan = planned(&with("guide-001-base", &big));
    for option in &plan.options {
        let rejection = option.rejections.iter().find(|one| one.limit == "worker_container").unwrap();
        near(rejection.allowed, 1_228.8, 1e-9);
        assert_eq!(rejection.flips.len(), 2);
        assert_eq!((rejection.flips[1].key, rejection.flips[1].to), (Key::WorkerContainer, 2.0));
    }
}

#[test]
fn more_agents_or_connections_never_cost_less() {
    for (base, key, most) in [
        (preset("guide-001-base"), Key::Agents, 3_000.0),
        (preset("guide-001-base"), Key::Connections, 60_000.0),
        (
            with(
                "guide-001-base",
                &[(Key::SpotWorkers, "on"), (Key::Commitment, "1y"), (Key::VmType, "t3.2xlarge")],
            ),
            Key::Agents,
            900.0,
        ),
        (
            with("guide-001-base", &[(Key::MemoryTarget, "10%"), (Key::GrpcShare, "1")]),
            Key::Connections,
            60_000.0,
        ),
    ] {
        let mut before: Option<Plan<f64>> = None;
        let mut at = 0.0;
        while at < most {
            let mut scenario = base.clone();
            scenario.set_unchecked(key, Some(at));
            let plan = planned(&scenario);
            if let Some(before) = before {
                for option in before.options.iter().filter(|option| option.is_feasible()) {
                    let now = plan.option(option.id).unwrap();
                    assert!(
                        !now.is_feasible() || now.usd_per_month >= option.usd_per_month * (1.0 - 1e-12),
                        "{} at {key:?} {at}: {} after {}",
                        option.id,
                        now.usd_per_month,
                        option.usd_per_month
                    );
                }
            }
            before = Some(plan);
            at += (at * 0.03).ceil().max(1.0);
        }
    }
}

/// What bursts and the memory buffer leave, where that is less than the targets.
#[test]
fn the_tighter_of_target_and_buffer_holds() {
    let stated = [(Key::CpuTarget, "90%"), (Key::MemoryTarget, "95%"), (Key::OtelSidecar, "off")];
    let plan = planned(&with("guide-001-peak", &stated));
    let told: Vec<&str> = plan.notices.iter().map(|notice| notice.id).collect();
    assert_eq!(told, ["bursts_bind", "memory_buffer_binds"]);
    // 5.5 / 0.7 = 7.857 of 8 vCPU, not 5.5 / 0.9: 8 × 0.7 and 16 GiB × 0.9 may be used.
    let layer = plan.layers.iter().find(|layer| layer.id == "supervisor").unwrap();
    near(layer.measures[0].provided.unwrap(), 5.6, 1e-12);
    near(layer.measures[1].provided.unwrap(), 16_384.0 * 0.9, 1e-9);
    assert_eq!(planned(&preset("guide-001-peak")).notices, []);
}

/// A chart along agents says what plans say.
#[test]
fn curves_along_agents_agree_with_plans() {
    let base = preset("guide-001-base");
    let curves = cost_curves(&base, &CATALOG, Key::Agents, 1.0, 1_000.0).unwrap();
    let curve = curves.iter().find(|curve| curve.option == "fargate_service").unwrap();
    assert!(curve.pieces.len() > 12);
    for agents in (1..=1_000).step_by(37).map(f64::from) {
        let mut scenario = base.clone();
        scenario.set_unchecked(Key::Agents, Some(agents));
        let found = planned(&scenario).option("fargate_service").unwrap().usd_per_month;
        let usd = curve.usd_at(agents).unwrap();
        assert!((found / usd - 1.0).abs() < 1e-9, "{agents}: {found}, {usd}");
    }
}

#[test]
fn without_agents_the_control_plane_stays() {
    let plan = planned(&with("guide-001-base", &[(Key::Agents, "0"), (Key::Connections, "0")]));
    assert_eq!(needed(&plan, "supervisor", VCPUS), 0.5);
    assert_eq!(needed(&plan, "gateway", VCPUS), 1.0);
    let option = plan.winner().unwrap();
    assert!(option.fleets.iter().all(|fleet| fleet.component != "agent_workers"));
    assert!(option.line_items.iter().all(|item| item.component != "agent_workers"));
    assert!(plan.studies.iter().all(|study| study.id != "worker_places" && study.id != "scaling_formula"));
    // Switched off, nothing of it is planned.
    let off = planned(&with("guide-001-base", &[(Key::AgentPlatform, "off")]));
    assert!(off.options.is_empty() && off.layers.is_empty() && off.studies.is_empty());
}

// ---------------------------------------------------------------------------------------------------------------
// One gateway for the agent platform and the model worker.

/// Guide 001's standard load and a model worker that starts in time, each switched as said, with so many requests to
/// the model a day.
fn both(platform: &str, split: &str, requests: &str) -> Scenario {
    let stated = [
        (Key::AgentPlatform, platform),
        (Key::ModelWorker, if split == "on" || platform == "off" { "on" } else { "off" }),
        (Key::SplitGateway, split),
        (Key::InitialDelaySeconds, "240"),
        (Key::CpuOutsideRequests, "off"),
        (Key::ModelRequestsPerDay, requests),
        (Key::FreeAllotments, "off"),
        (Key::CloudRunMaxInstances, "1000"),
    ];
    with("guide-001-standard", &stated)
}

/// Everything that a component is charged.
fn charged(option: &DeploymentOption<f64>, component: &str) -> f64 {
    let lines = option.line_items.iter().filter(|item| item.component == component);
    lines.map(|item| item.usd_per_month).sum()
}

#[test]
fn gateways_are_counted_once() {
    // 100 000 requests a day, each 2.035 s in the gateway: 1.157407 /s, 2.355324 open and twice that at the peak;
    // 0.005 vCPU-s each: 0.005787 busy, 0.011574 at the peak. Beside 1 000 connections of 1.3 MiB:
    let scenario = both("on", "on", "100k");
    let plan = planned(&scenario);
    near(needed(&plan, "gateway", "Connections"), 1_000.0, 1e-9);
    near(needed(&plan, "gateway", "Requests of other systems, peak"), 4.710_648, 1e-6);
    near(needed(&plan, "gateway", VCPUS), 2.5 + 0.011_574, 1e-6);
    near(needed(&plan, "gateway", MEMORY), 256.0 + 1_300.0 + 4.710_648, 1e-6);
    // 0.25 + 2.511574 / 0.7 = 3.838: still a task of 4 vCPU, so only the load balancer has more to do: 33.3333 / s and
    // 1.157407 / s, over 25 to a unit, 730 h × $0.008.
    let option = plan.option("fargate_service").unwrap();
    let units = 730.0 * 0.008 / 25.0;
    near(
        usd(option, "gateway", &["Load balancer, capacity units"]),
        (1_000.0 / 30.0 + 1.157_407) * units,
        1e-5,
    );
    let tasks = ["Tasks, vCPU", "Tasks, memory"];
    let alone = planned(&both("on", "off", "100k"));
    let platform = alone.option("fargate_service").unwrap();
    near(usd(option, "gateway", &tasks), usd(platform, "gateway", &tasks), 1e-9);

    // 10 million: 1.157407 vCPU and 471.0648 MiB at the peak. 0.25 + 3.657407 / 0.7 = 5.475, a task of 8 vCPU, where
    // apart there are one of 4 and, 471.06 / 80 / 0.7 = 8.41, nine more of 1.
    let many = planned(&both("on", "on", "10M"));
    assert_eq!(size(&many, "gateway"), "1 × 8 vCPU, 16 GiB");
    // Busy: 2.5 + 0.25 for the sidecar, and 115.7407 /s × 0.005 = 0.578704, of 8.
    let fleet =
        many.option("fargate_service").unwrap().fleets.iter().find(|fleet| fleet.component == "gateway");
    near(fleet.unwrap().utilisation, (2.75 + 0.578_704) / 8.0, 1e-6);

    // Cloud Run holds 1 000 at a time in an instance, so 900 leave room there.
    let fewer = |mut scenario: Scenario| {
        scenario.set(Key::Connections, "900").unwrap();
        scenario
    };
    for requests in ["0", "1k", "100k", "10M"] {
        let whole = planned(&fewer(both("on", "on", requests)));
        let [platform, worker] =
            [both("on", "off", requests), both("off", "on", requests)].map(|one| planned(&fewer(one)));
        for option in &whole.options {
            let parts: Vec<&str> = option.line_items.iter().map(|item| item.component).collect();
            assert!(!parts.contains(&"model_gateway"), "{}", option.id);
            let (one, other) = (platform.option(option.id).unwrap(), worker.option(option.id).unwrap());
            if ![option, one, other].iter().all(|option| option.is_feasible()) {
                continue;
            }
            let apart = charged(one, "gateway") + charged(other, "model_gateway");
            assert!(charged(option, "gateway") <= apart * (1.0 + 1e-12), "{requests}, {}", option.id);
            assert!(
                option.usd_per_month <= one.usd_per_month + other.usd_per_month,
                "{requests}, {}",
                option.id
            );
        }
    }
    // With one of the two on nothing is shared.
    assert!(planned(&both("off", "on", "1k")).layers.iter().all(|layer| layer.id != "gateway"));
    let alone = planned(&both("on", "off", "1k"));
    let layer = alone.layers.iter().find(|layer| layer.id == "gateway").unwrap();
    assert!(layer.measures.iter().all(|measure| measure.label != "Requests of other systems, peak"));
}

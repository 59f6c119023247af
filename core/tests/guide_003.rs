//! The model worker of guide 003 and GKE Autopilot, by hand.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::fingerprint::figures;
use loadline_core::format::amount;
use loadline_core::number::{Nodes, Trace};
use loadline_core::plan::{Cell, Change, DeploymentOption, Plan, Rejection, Study};
use loadline_core::reading::Shapes;
use loadline_core::scenario::presets::Preset;
use loadline_core::scenario::{Key, Kind, Scenario};
use loadline_core::{plan, plan_with};

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &Catalog::embedded().unwrap()).unwrap()
}

/// A preset of guide 003 with more inputs stated, as typed.
fn guide(id: &str, stated: &[(Key, &str)]) -> Scenario {
    with(Preset::find(&format!("guide-003-{id}")).unwrap().scenario(), stated)
}

fn with(base: Scenario, stated: &[(Key, &str)]) -> Scenario {
    stated.iter().fold(base, |mut scenario, (key, text)| {
        scenario.set(*key, text).unwrap();
        scenario
    })
}

fn changed(scenario: &Scenario, changes: &[Change]) -> Scenario {
    changes.iter().fold(scenario.clone(), |mut scenario, change| {
        scenario.set_unchecked(change.key, Some(change.to));
        scenario
    })
}

fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

fn option(scenario: &Scenario, id: &str) -> DeploymentOption<f64> {
    planned(scenario).option(id).unwrap().clone()
}

/// The bill of a feasible option.
fn bill(scenario: &Scenario, id: &str) -> f64 {
    let option = option(scenario, id);
    assert!(option.is_feasible(), "{id}: {:?}", option.rejections);
    option.usd_per_month
}

/// What a line of an option's bill counts.
fn quantity(option: &DeploymentOption<f64>, component: &str, label: &str) -> f64 {
    let mut lines =
        option.line_items.iter().filter(|item| (item.component, item.label) == (component, label));
    let line = lines.next().unwrap_or_else(|| panic!("no line {component}, {label}"));
    assert!(lines.next().is_none());
    line.quantity
}

fn measure(scenario: &Scenario, label: &str) -> f64 {
    let plan = planned(scenario);
    let layer = plan.layers.iter().find(|layer| layer.id == "model_worker").unwrap();
    layer.measures.iter().find(|measure| measure.label == label).unwrap().needed
}

fn broken(scenario: &Scenario, option_id: &str, limit: &str) -> Option<Rejection> {
    option(scenario, option_id).rejections.into_iter().find(|rejection| rejection.limit == limit)
}

fn study(scenario: &Scenario, id: &str) -> Study<f64> {
    planned(scenario).studies.into_iter().find(|study| study.id == id).unwrap()
}

const LATE: &str = "Starts that outlast the probe";
const WINDOW: &str = "start_miss_tolerance";
/// No peaks, nothing free: what a month of the instances themselves costs.
const BARE: [(Key, &str); 2] = [(Key::PeakToMean, "1"), (Key::FreeAllotments, "off")];

// ---------------------------------------------------------------------------------------------------------------
// What a worker that is kept costs.

#[test]
fn a_minimum_instance_has_three_prices_and_the_guide_prints_none_of_them() {
    // 4 vCPU (or GiB) × 730 h × 3 600 s = 10 512 000 a month.
    let idle = with(guide("longer-start", &BARE), &[(Key::ModelRequestsPerDay, "0")]);
    // By instance: × ($0.000018 + $0.000002) = 189.216 + 21.024.
    let by_instance = bill(&idle, "containers_instance");
    near(by_instance, 210.24, 1e-9);
    // By request and idle: × ($0.0000025 + $0.0000025) = 26.28 + 26.28.
    let by_request = with(idle, &[(Key::CpuOutsideRequests, "off")]);
    let at_idle_rate = bill(&by_request, "containers_request");
    near(at_idle_rate, 52.56, 1e-9);
    // By request and busy: 43 200 × 2 s = 86 400 s a day; × ($0.000024 + $0.0000025) = 252.288 + 26.28 = 278.568;
    // and 43 200 × 730 / 24 = 1.314 M requests × $0.40 = 0.5256.
    let busy = with(by_request, &[(Key::ModelRequestsPerDay, "43200"), (Key::CpuTarget, "1")]);
    let round_the_clock = bill(&busy, "containers_request");
    near(round_the_clock, 278.568 + 0.5256, 1e-9);
    // Printed: about $40.
    assert!([by_instance, at_idle_rate, round_the_clock].iter().all(|usd| *usd > 40.0 * 1.3));
    // 240 000 vCPU-s × $0.000018 and 450 000 GiB-s × $0.000002 are free: 4.32 + 0.90.
    near(bill(&guide("longer-start", &[]), "containers_instance"), 210.24 - 5.22, 1e-9);
}

#[test]
fn workers_by_requests_one_at_a_time() {
    // 100 000 a day × 2 s / 86 400 = 2.3148 busy; × 2 at the peak / 0.7 = 6.61, so 7.
    let seven = guide("longer-start", &[(Key::ModelRequestsPerDay, "100k")]);
    near(measure(&seven, "Workers busy, mean"), 2.314_814_814_8, 1e-9);
    let seven = option(&seven, "containers_instance");
    near(quantity(&seven, "model_worker", "Container time, vCPU"), 7.0 * 10_512_000.0, 1e-3);
    // As many as are kept, where that is more.
    let kept = guide("longer-start", &[(Key::ModelMinInstances, "3")]);
    let kept = option(&kept, "containers_instance");
    near(quantity(&kept, "model_worker", "Container time, vCPU"), 3.0 * 10_512_000.0, 1e-3);
    // Billed by request each is rounded up to 100 ms: 1 000 × 730 / 24 × 2.1 s × 4 vCPU.
    let odd =
        guide("longer-start", &[(Key::ModelSecondsPerRequest, "2.01"), (Key::CpuOutsideRequests, "off")]);
    let odd = option(&odd, "containers_request");
    near(quantity(&odd, "model_worker", "Container time, vCPU"), 1_000.0 * 730.0 / 24.0 * 2.1 * 4.0, 1e-6);
}

// ---------------------------------------------------------------------------------------------------------------
// The start-up window.

#[test]
fn starts_against_the_window_as_published() {
    // PolicyEngine, 48 boots: median 201 s, 90th percentile 371 s. Lognormal with sigma = ln(371 / 201) / 1.2815516 =
    // 0.478246; beyond 240, 360, 420 and 480 s (seen: 23, 12.5, 6 %).
    for (delay, percent) in [("0", 35.54), ("120", 11.15), ("180", 6.17), ("240", 3.44)] {
        let boots =
            [(Key::StartSeconds, "201"), (Key::StartSecondsP90, "371"), (Key::InitialDelaySeconds, delay)];
        near(measure(&guide("as-deployed", &boots), LATE), percent, 6e-3);
    }
}

#[test]
fn the_default_start_by_hand() {
    // sigma = ln(420 / 310) / 1.2815516 = 0.303682 / 1.2815516 = 0.236965.
    // 240 s: ln(240 / 310) / sigma = -0.255933 / 0.236965 = -1.08005; the share beyond is Phi(1.08005) = 0.85994.
    let deployed = guide("as-deployed", &[]);
    near(measure(&deployed, LATE), 85.994, 1e-3);
    let rejection = broken(&deployed, "containers_instance", WINDOW).unwrap();
    near(rejection.value, 85.994, 1e-3);
    assert_eq!(rejection.allowed, 5.0);
    let shown = [rejection.value, rejection.allowed].map(|value| amount(value, rejection.unit));
    assert_eq!(shown, ["86\u{a0}%", "5\u{a0}%"]);
    // 5 % beyond: 310 × e^(1.6448536 × 0.236965) = 310 × 1.476638 = 457.758 s, so a delay of 217.758 s;
    // or a start that is as much faster: 240 / 1.476638 = 162.531 s.
    let [delay, start] = rejection.flips.as_slice() else { panic!("{rejection:?}") };
    assert_eq!((delay.key, start.key), (Key::InitialDelaySeconds, Key::StartSeconds));
    near(delay.to, 217.758, 2e-3);
    near(start.to, 162.531, 2e-3);
    // The longest delay: 480 s, ln(480 / 310) / sigma = 1.84507, Phi(-1.84507) = 0.0325.
    near(measure(&guide("longer-start", &[]), LATE), 3.2514, 1e-3);
}

#[test]
fn minimum_instances_do_not_get_round_the_window() {
    for kept in ["0", "1", "2", "50"] {
        let scenario =
            guide("min-instance", &[(Key::ModelMinInstances, kept), (Key::CpuOutsideRequests, "off")]);
        for id in ["containers_request", "containers_instance"] {
            assert!(broken(&scenario, id, WINDOW).is_some(), "{kept} {id}");
        }
        assert!(planned(&scenario).notices.iter().any(|notice| notice.id == "start_window"));
    }
    // A longer delay does, and so does a host without a window.
    let longer = guide("longer-start", &[]);
    assert!(option(&longer, "containers_instance").is_feasible());
    assert!(option(&guide("min-instance", &[]), "gke_autopilot").is_feasible());
}

/// Whatever the start, each change on offer lifts the rejection, and nearly as much of it does not.
#[test]
fn every_change_of_the_start_lifts_the_rejection_and_no_less_does() {
    let (mut seen, mut without) = ([0; 4], 0);
    for start in ["150", "230", "310", "420", "700"] {
        for p90 in ["auto", "300", "500", "900"] {
            for (window, delay) in [("240", "0"), ("120", "60"), ("200", "30"), ("240", "200")] {
                for tolerance in ["0", "0.01", "0.05", "0.3", "0.6"] {
                    let scenario = guide(
                        "min-instance",
                        &[
                            (Key::StartSeconds, start),
                            (Key::StartSecondsP90, p90),
                            (Key::StartWindowSeconds, window),
                            (Key::InitialDelaySeconds, delay),
                            (Key::StartMissTolerance, tolerance),
                        ],
                    );
                    let Some(rejection) = broken(&scenario, "containers_instance", WINDOW) else { continue };
                    without += usize::from(rejection.flips.is_empty());
                    for flip in &rejection.flips {
                        let context = format!("{scenario:?} {flip:?}");
                        let keys = [
                            Key::InitialDelaySeconds,
                            Key::StartWindowSeconds,
                            Key::StartSeconds,
                            Key::StartSecondsP90,
                        ];
                        seen[keys.iter().position(|key| *key == flip.key).unwrap()] += 1;
                        let at = |to| changed(&scenario, &[Change { to, ..*flip }]);
                        assert!(broken(&at(flip.to), "containers_instance", WINDOW).is_none(), "{context}");
                        let now = scenario.value(flip.key).unwrap();
                        let nearly = flip.to + (now - flip.to).signum() * flip.to * 1.1e-5;
                        assert!(broken(&at(nearly), "containers_instance", WINDOW).is_some(), "{context}");
                    }
                }
            }
        }
    }
    assert!(seen.iter().all(|seen| *seen > 10) && without > 10, "{seen:?} {without}");
}

#[test]
fn what_cloud_run_allows_bounds_the_changes() {
    let catalog = Catalog::embedded().unwrap();
    for (key, limit) in [
        (Key::InitialDelaySeconds, "gcp.cloud_run.startup_delay_seconds"),
        (Key::StartWindowSeconds, "gcp.cloud_run.startup_probe_seconds"),
    ] {
        let Kind::Number(range) = &key.field().kind else { panic!() };
        assert_eq!(range.max, catalog.limit(limit).unwrap());
    }
    // 600 s at the same spread need 600 × 1.476638 = 886 s: 480 s are the most there are, and only a faster start helps.
    let slow = broken(&guide("min-instance", &[(Key::StartSeconds, "600")]), "containers_instance", WINDOW);
    let [only] = &slow.unwrap().flips[..] else { panic!() };
    assert_eq!(only.key, Key::StartSeconds);
    near(only.to, 162.531, 2e-3);
}

#[test]
fn background_work_rules_out_billing_by_request() {
    let scenario = guide("longer-start", &[]);
    let rejection = broken(&scenario, "containers_request", "cpu_outside_requests").unwrap();
    assert_eq!(rejection.flips, [Change { key: Key::CpuOutsideRequests, to: 0.0 }]);
    assert!(option(&changed(&scenario, &rejection.flips), "containers_request").is_feasible());
    assert!(option(&scenario, "containers_instance").is_feasible());
}

// ---------------------------------------------------------------------------------------------------------------
// Scaled to zero.

/// 100 requests a day of 300 s, idle instances kept for 900 s, starts of exactly 60 s.
const SELDOM: [(Key, &str); 7] = [
    (Key::ModelRequestsPerDay, "100"),
    (Key::ModelSecondsPerRequest, "300"),
    (Key::KeepAliveSeconds, "900"),
    (Key::StartSeconds, "60"),
    (Key::StartSecondsP90, "60"),
    (Key::CpuOutsideRequests, "off"),
    (Key::FreeAllotments, "off"),
];

#[test]
fn cold_starts_by_ordered_hunt() {
    // λ = 100 / 86 400, S = 300, T = 900: P = 0.459007670, 1.057448 instances alive (computed independently; e^(−λT) says 0.353).
    let seldom = guide("as-deployed", &SELDOM);
    near(measure(&seldom, "Requests that meet a start"), 45.900_767, 1e-6);
    let requests = 100.0 * 730.0 / 24.0;
    let by_request = option(&seldom, "containers_request");
    assert!(by_request.is_feasible(), "{:?}", by_request.rejections);
    let time = |option: &DeploymentOption<f64>| quantity(option, "model_worker", "Container time, vCPU");
    let starts = |option: &DeploymentOption<f64>| quantity(option, "model_worker", "Container starts, vCPU");
    near(time(&by_request), requests * 300.0 * 4.0, 1e-3);
    near(starts(&by_request), requests * 0.459_007_670 * 60.0 * 4.0, 1e-2);
    // Idling costs nothing, and no minimum instance is billed.
    assert!(!by_request.line_items.iter().any(|item| item.label.starts_with("Minimum")));
    // (3 041.67 × 300 s + 3 041.67 × 0.459008 × 60 s) × 4 × $0.0000265 = 96.7250 + 8.8796 and 3 041.67 × $0.0000004.
    near(by_request.usd_per_month, 96.725 + 8.8796 + 0.0012, 1e-3);

    let by_instance = option(&seldom, "containers_instance");
    near(time(&by_instance), 1.057_448 * 730.0 * 3_600.0 * 4.0, 20.0);
    near(starts(&by_instance), starts(&by_request), 1e-9);
    near(by_instance.fleets[0].count, 1.057_448, 1e-6);
    near(by_instance.fleets[0].utilisation, 100.0 * 300.0 / 86_400.0 / 1.057_448, 1e-6);
}

#[test]
fn starts_are_billed_by_their_mean() {
    // sigma = 0.236965: the mean is 310 × e^(0.236965² / 2) = 310 × 1.028475 = 318.83 s.
    let scenario = guide(
        "as-deployed",
        &[
            (Key::InitialDelaySeconds, "240"),
            (Key::ColdStartToleranceSeconds, "400"),
            (Key::ModelRequestsPerDay, "100"),
            (Key::ModelSecondsPerRequest, "300"),
        ],
    );
    let starts =
        quantity(&option(&scenario, "containers_instance"), "model_worker", "Container starts, vCPU");
    near(starts, 100.0 * 730.0 / 24.0 * 0.459_007_670 * 318.827 * 4.0, 5.0);
}

#[test]
fn the_wait_of_a_cold_request_has_a_tolerance() {
    let slower = guide("as-deployed", &SELDOM);
    let slower = with(slower, &[(Key::StartSeconds, "61"), (Key::StartSecondsP90, "61")]);
    for id in ["containers_request", "containers_instance"] {
        let rejection = broken(&slower, id, "cold_start_tolerance_seconds").unwrap();
        assert_eq!((rejection.value, rejection.allowed), (61.0, 60.0));
        let flips = [
            Change { key: Key::ColdStartToleranceSeconds, to: 61.0 },
            Change { key: Key::ModelMinInstances, to: 1.0 },
        ];
        assert_eq!(rejection.flips, flips);
        for flip in flips {
            assert!(option(&changed(&slower, &[flip]), id).is_feasible());
        }
    }
}

#[test]
fn nothing_asked_nothing_paid() {
    let mut none = guide("as-deployed", &SELDOM);
    none.set(Key::ModelRequestsPerDay, "0").unwrap();
    for id in ["containers_request", "containers_instance"] {
        assert_eq!(bill(&none, id), 0.0);
    }
}

/// More requests never cost less where workers are kept.
#[test]
fn more_requests_never_cost_less_where_workers_are_kept() {
    for (split, outside) in [("off", "on"), ("on", "off"), ("off", "off"), ("on", "on")] {
        for free in ["on", "off"] {
            let base = guide(
                "longer-start",
                &[
                    (Key::SplitGateway, split),
                    (Key::CpuOutsideRequests, outside),
                    (Key::FreeAllotments, free),
                    (Key::CloudRunMaxInstances, "1e6"),
                    (Key::FargateVcpuQuota, "1e6"),
                ],
            );
            let mut last: Option<Plan<f64>> = None;
            let mut requests = 1.0;
            while requests < 1e6 {
                let plan =
                    planned(&changed(&base, &[Change { key: Key::ModelRequestsPerDay, to: requests }]));
                if let Some(last) = &last {
                    for option in last.options.iter().filter(|option| option.is_feasible()) {
                        let now = plan.option(option.id).unwrap().usd_per_month;
                        assert!(
                            now >= option.usd_per_month * (1.0 - 1e-12),
                            "{base:?} {} {requests}",
                            option.id
                        );
                    }
                }
                last = Some(plan);
                requests *= 1.17;
            }
        }
    }
}

/// Scaled to zero, more requests keep more instances warm. Of one instance λ e^(−λT) starts a second are paid, whose
/// slope is e^(−x) (1 − x) with x = λT and never below −e^−2: what starts save exceeds what a request costs only where a
/// start takes more than e² = 7.39 times as long as a request.
#[test]
fn scaled_to_zero_more_requests_cost_less_only_where_starts_outweigh_them() {
    let falls = |seconds: &str| {
        let base = with(guide("as-deployed", &SELDOM), &[(Key::ModelSecondsPerRequest, seconds)]);
        let bills: Vec<f64> = (0..80)
            .map(|step| {
                let requests = 5.0 * 1.06_f64.powi(step);
                let more = changed(&base, &[Change { key: Key::ModelRequestsPerDay, to: requests }]);
                bill(&more, "containers_request")
            })
            .collect();
        bills.windows(2).any(|pair| pair[1] < pair[0])
    };
    // 60 s over 1, 5 and 7 s, and over 9 and 20 s; between them requests that overlap count, too.
    assert!(falls("1") && falls("5"));
    assert!(!falls("9") && !falls("20"));
}

// ---------------------------------------------------------------------------------------------------------------
// GKE Autopilot.

#[test]
fn pods_on_autopilot_by_hand() {
    // 4 × 730 h × $0.0445 = 129.94 and 4 × 730 h × $0.0049225 = 14.3737: $144.31; load balancer 730 × $0.025 = 18.25;
    // cluster 730 × $0.10 = 73, which the credit of $74.40 cancels.
    let scenario = guide("min-instance", &[]);
    near(bill(&scenario, "gke_autopilot"), 129.94 + 14.3737 + 18.25, 1e-9);
    near(129.94 + 14.3737, 144.31, 5e-3);
    near(quantity(&option(&scenario, "gke_autopilot"), "cluster", "Cluster fee, credit") * 74.4, 73.0, 1e-9);
    // The allotment used up elsewhere: the fee stands.
    let paid = guide("min-instance", &[(Key::FreeAllotments, "off")]);
    near(bill(&paid, "gke_autopilot"), 144.3137 + 18.25 + 73.0, 1e-9);
    assert!(!option(&paid, "gke_autopilot").line_items.iter().any(|item| item.label.contains("credit")));
    // 744 h: the fee is the credit.
    let longest = guide("min-instance", &[(Key::MonthHours, "744")]);
    near(quantity(&option(&longest, "gke_autopilot"), "cluster", "Cluster fee, credit"), 1.0, 1e-12);
    // Printed: $50 to $70.
    assert!(bill(&scenario, "gke_autopilot") > 2.0 * 70.0);
}

#[test]
fn requests_are_snapped_to_what_autopilot_sells() {
    for (asked, size) in [
        (("4", "4"), "4 vCPU, 4 GiB"),
        // Quarters: 0.3 -> 0.5, and a GiB per vCPU at least.
        (("0.3", "0.25"), "0.5 vCPU, 0.5 GiB"),
        // At most 6.5 GiB per vCPU: 8 / 6.5 = 1.23 -> 1.25.
        (("1", "8"), "1.25 vCPU, 8 GiB"),
        (("1", "6.5"), "1 vCPU, 6.5 GiB"),
        (("2.5", "1"), "2.5 vCPU, 2.5 GiB"),
    ] {
        let (vcpu, memory) = asked;
        let scenario =
            guide("min-instance", &[(Key::ModelWorkerVcpu, vcpu), (Key::ModelWorkerMemoryGib, memory)]);
        assert_eq!(option(&scenario, "gke_autopilot").fleets[0].size, size, "{asked:?}");
    }
    let large = guide("min-instance", &[(Key::ModelWorkerVcpu, "32")]);
    let rejection = broken(&large, "gke_autopilot", "gcp.gke.autopilot.pod_most").unwrap();
    assert_eq!(rejection.flips, [Change { key: Key::ModelWorkerVcpu, to: 30.0 }]);
    assert!(option(&changed(&large, &rejection.flips), "gke_autopilot").is_feasible());
}

/// Jobs are a fleet that follows the day, as on Fargate: the same mean number of instances.
#[test]
fn jobs_on_autopilot_are_a_fleet_that_follows_the_day() {
    let plan = planned(&with(
        Scenario::default(),
        &[(Key::MemoryService, "off"), (Key::FilesPerDay, "500"), (Key::FargateVcpuQuota, "1e6")],
    ));
    let mean = |id: &str| {
        let option = plan.option(id).unwrap();
        option.fleets.iter().find(|fleet| fleet.component == "workers").unwrap().count
    };
    assert_eq!(mean("gke_autopilot"), mean("fargate_service"));
    let pods = quantity(plan.option("gke_autopilot").unwrap(), "workers", "Pods, vCPU");
    near(pods, mean("gke_autopilot") * 730.0, 1e-9);
}

/// One cluster and one load balancer for all services.
#[test]
fn one_cluster_serves_every_system() {
    let both = with(Scenario::default(), &[(Key::ModelWorker, "on"), (Key::SplitGateway, "on")]);
    let lines = option(&both, "gke_autopilot").line_items;
    for label in ["Cluster fee", "Cluster fee, credit", "Load balancer"] {
        assert_eq!(lines.iter().filter(|item| item.label == label).count(), 1, "{label}");
    }
}

// ---------------------------------------------------------------------------------------------------------------
// The gateway, and the ways out.

#[test]
fn the_gateway_rides_on_what_is_free() {
    // 1 000 requests a day, each 2 s and 35 ms in the gateway: 0.0235532 at once; in use 1 − e^−0.0235532 = 0.0232780
    // of 2 628 000 s: 61 175 vCPU-s, of 180 000 free.
    let split = [(Key::CpuOutsideRequests, "off"), (Key::SplitGateway, "on")];
    let split = option(&guide("longer-start", &split), "containers_request");
    near(quantity(&split, "model_gateway", "Container time, vCPU"), 61_175.0, 5.0);
    let twice = [(Key::CpuOutsideRequests, "off"), (Key::SplitGateway, "on"), (Key::GatewayHopMs, "2035")];
    let twice = option(&guide("longer-start", &twice), "containers_request");
    // e^−0.0467014: 0.0456277 × 2 628 000.
    near(quantity(&twice, "model_gateway", "Container time, vCPU"), 119_909.0, 10.0);
    // With nothing else in the account its time costs nothing: $0, as the guide says.
    let alone = guide("split", &[(Key::InitialDelaySeconds, "240")]);
    let rows = study(&alone, "start_window").rows;
    let usd = |name: &str| rows.iter().find(|row| row.name == name).unwrap().usd_per_month.unwrap();
    near(usd("Gateway, workers by instance"), usd("Longer start, by instance"), 1e-9);
    // It stays from the first request until 900 s have passed without one: 3 requests an hour of 2.035 s, by instance:
    // λ (S + T) = 902.035 / 1 200 = 0.751696; alive 1 − e^−0.751696 = 0.528434, the rest of the requests start it (1 s).
    let seldom = guide("longer-start", &[(Key::SplitGateway, "on"), (Key::ModelRequestsPerDay, "72")]);
    let seldom = option(&seldom, "containers_instance");
    near(quantity(&seldom, "model_gateway", "Container time, vCPU"), 0.528_434 * 2_628_000.0, 3.0);
    near(
        quantity(&seldom, "model_gateway", "Container starts, vCPU"),
        0.471_566 * 2_628_000.0 / 1_200.0,
        3e-3,
    );
}

fn verdicts(study: &Study<f64>) -> Vec<(&str, &str)> {
    study.rows.iter().filter_map(|row| Some((row.name.as_str(), row.verdict?.words))).collect()
}

#[test]
fn ways_out_as_deployed() {
    let ways = study(&guide("as-deployed", &[]), "start_window");
    assert_eq!(
        verdicts(&ways),
        [
            ("As deployed, scaled to zero", "ruled out"),
            ("Minimum instance, by request", "ruled out"),
            ("Minimum instance, by instance", "ruled out"),
            ("Gateway, workers by instance", "ruled out"),
            ("GKE Autopilot", "next"),
            ("Longer start, by instance", "do now"),
        ]
    );
    // What the guide calls broken at $0 has no price.
    assert_eq!(ways.rows[0].usd_per_month, None);
    // 50 to 200 ms, and 35 ms more through the gateway.
    let latency = |row: usize| match ways.rows[row].cells[2] {
        Cell::Span(from, to, _) => (from, to),
        _ => panic!("no span"),
    };
    assert_eq!((latency(2), latency(3)), ((50.0, 200.0), (85.0, 235.0)));
    // Where the worker can do without processor between requests and starts in time, the guide's first solution at the
    // idle rate is the least effort and the cheapest, as it says. For later it names its second; at list prices the
    // worker costs less on Autopilot (162.56 against 205.02), which scales as well.
    let fast = guide("min-instance", &[(Key::StartSeconds, "150"), (Key::CpuOutsideRequests, "off")]);
    let ways = study(&fast, "start_window");
    let with_verdict = |words: &str| {
        let row = ways.rows.iter().find(|row| row.verdict.is_some_and(|verdict| verdict.words == words));
        row.unwrap().name.as_str()
    };
    assert_eq!(with_verdict("do now"), "Minimum instance, by request");
    assert_eq!(with_verdict("next"), "GKE Autopilot");
}

/// A row's price is that of the option it names, once its changes are taken over; so are its rejections.
#[test]
fn a_row_is_what_the_planner_says_of_it() {
    for base in [
        guide("as-deployed", &[]),
        guide("split", &[(Key::StartSeconds, "120"), (Key::CpuOutsideRequests, "off")]),
        guide("min-instance", &[(Key::ModelRequestsPerDay, "200k"), (Key::FreeAllotments, "off")]),
    ] {
        let hosts =
            ["containers_request", "containers_request", "containers_instance", "", "", "gke_autopilot"];
        let ways = study(&base, "start_window");
        for (row, host) in ways.rows.iter().zip(hosts).filter(|(_, host)| !host.is_empty()) {
            let option = option(&changed(&base, &row.changes), host);
            assert_eq!(row.rejections, option.rejections, "{}", row.name);
            assert_eq!(
                row.usd_per_month,
                option.is_feasible().then_some(option.usd_per_month),
                "{}",
                row.name
            );
        }
        for row in study(&base, "start_settings").rows {
            let option = option(&changed(&base, &row.changes), "containers_instance");
            assert_eq!(row.rejections, option.rejections, "{}", row.name);
            assert_eq!(row.verdict.unwrap().words == "fits", option.is_feasible(), "{}", row.name);
        }
    }
}

/// The rule, told from the rows alone: feasible and least effort, then cheapest; of the rest what scales best.
#[test]
fn verdicts_follow_the_rule() {
    for start in ["120", "200", "310", "600"] {
        for (outside, requests) in [("on", "1000"), ("off", "1000"), ("off", "100k")] {
            let scenario = guide(
                "min-instance",
                &[
                    (Key::StartSeconds, start),
                    (Key::CpuOutsideRequests, outside),
                    (Key::ModelRequestsPerDay, requests),
                ],
            );
            let rows = study(&scenario, "start_window").rows;
            let hours = |row: usize| match rows[row].cells[5] {
                Cell::Span(_, to, _) => to,
                _ => panic!("no effort"),
            };
            let scales = |row: usize| match &rows[row].cells[4] {
                Cell::Words(words) => {
                    ["none", "good", "excellent"].iter().position(|one| one == words).unwrap()
                }
                _ => panic!("no words"),
            };
            let usd = |row: usize| rows[row].usd_per_month.unwrap();
            let feasible: Vec<usize> =
                (0..rows.len()).filter(|row| rows[*row].rejections.is_empty()).collect();
            let found = |words: &str| {
                feasible.iter().copied().find(|row| rows[*row].verdict.is_some_and(|one| one.words == words))
            };
            let (now, next) = (found("do now").unwrap(), found("next").unwrap());
            for other in feasible.iter().copied().filter(|other| *other != now) {
                assert!(hours(now) <= hours(other));
                assert!(hours(now) < hours(other) || usd(now) <= usd(other) + 1e-5);
                assert!(scales(next) >= scales(other));
                assert!(scales(next) > scales(other) || usd(next) <= usd(other) + 1e-5);
            }
        }
    }
}

#[test]
fn settings_that_make_the_start_fit() {
    let rows = study(&guide("as-deployed", &[]), "start_settings").rows;
    let late = |row: usize| match rows[row].cells[3] {
        Cell::Amount(percent, _) => percent,
        _ => panic!("no share"),
    };
    // z = ln(window / 310) / 0.236965 at 240, 300, 360, 420, 480 s: -1.08005, -0.13837, 0.63104, 1.28155, 1.84507.
    for (row, percent) in [85.994, 55.503, 26.401, 10.0, 3.2514].into_iter().enumerate() {
        near(late(row), percent, 1e-3);
    }
    assert_eq!(rows[5].name, "Least delay that fits");
    let Cell::Amount(delay, _) = rows[5].cells[0] else { panic!() };
    near(delay, 217.758, 2e-3);
    assert!(rows[5].usd_per_month.is_some() && late(5) <= 5.0);
    assert_eq!(rows[6].name, "Slowest start that fits");
    assert!(rows[6].usd_per_month.is_some() && late(6) <= 5.0);
    // 600 s: no delay suffices, and no row says one does.
    let slow = study(&guide("as-deployed", &[(Key::StartSeconds, "600")]), "start_settings").rows;
    assert!(slow.iter().all(|row| row.name != "Least delay that fits"));
}

#[test]
fn the_other_systems_know_nothing_of_it() {
    // Off, none of its inputs moves a figure.
    let plain = planned(&Scenario::default());
    let stated = with(
        Scenario::default(),
        &[(Key::ModelMinInstances, "0"), (Key::StartSeconds, "1000"), (Key::ModelRequestsPerDay, "1e6")],
    );
    for (one, other) in plain.options.iter().zip(&planned(&stated).options) {
        assert_eq!((one.id, one.usd_per_month), (other.id, other.usd_per_month));
    }
    assert!(plain.studies.is_empty());
}

/// The four sliders stay laws beside a model worker, whether kept or scaled to zero.
#[test]
fn more_load_never_costs_less_beside_a_model_worker() {
    let seldom = [SELDOM.as_slice(), &[(Key::FreeAllotments, "on")]].concat();
    for base in
        [with(Scenario::default(), &seldom), with(Scenario::default(), &[(Key::InitialDelaySeconds, "240")])]
    {
        let base = with(
            base,
            &[
                (Key::ModelWorker, "on"),
                (Key::SplitGateway, "on"),
                (Key::VmType, "m6i.4xlarge"),
                (Key::FargateVcpuQuota, "1e6"),
            ],
        );
        for zero in ["0", "1"] {
            let base = with(base.clone(), &[(Key::ModelMinInstances, zero)]);
            for key in [Key::Subjects, Key::EpisodesPerDay, Key::FilesPerDay, Key::RequestsPerSecond] {
                let mut last: Option<Plan<f64>> = None;
                for step in 0..20 {
                    let to = 2.0_f64.powi(step);
                    let plan = planned(&changed(&base, &[Change { key, to }]));
                    for option in last.iter().flat_map(|last| &last.options).filter(|one| one.is_feasible()) {
                        let now = plan.option(option.id).unwrap();
                        assert!(
                            !now.is_feasible() || now.usd_per_month >= option.usd_per_month * (1.0 - 1e-12),
                            "{base:?} {} {key:?} {to}",
                            option.id
                        );
                    }
                    last = Some(plan);
                }
            }
        }
    }
}

/// Units of what is placed only where it is feasible: scale to zero, gateway, pods.
#[test]
fn every_line_has_the_unit_stated_beside_it() {
    let catalog = Catalog::embedded().unwrap();
    let mut lines = 0;
    for stated in
        [&[][..], &[(Key::SplitGateway, "on")], &[(Key::SplitGateway, "on"), (Key::ModelMinInstances, "2")]]
    {
        let scenario = with(guide("as-deployed", &SELDOM), stated);
        let scenario = with(scenario, &[(Key::FreeAllotments, "on")]);
        let nodes = Nodes::new();
        let plan: Plan<Trace<'_>> = plan_with(&scenario, &catalog, &Shapes::of(&scenario), &nodes).unwrap();
        figures(&plan, &mut |figure| {
            lines += 1;
            assert_eq!(figure.number.unit(), figure.unit, "{} {} {}", figure.part, figure.of, figure.label);
        });
        for id in ["containers_request", "containers_instance", "gke_autopilot"] {
            assert!(plan.option(id).unwrap().is_feasible());
        }
        assert_eq!(nodes.misfits(), []);
    }
    assert!(lines > 300, "{lines}");
}

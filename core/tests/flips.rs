//! Limits and what lifts them: each limit by hand, and every flip against plans made with it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::flips::{candidates, complete, is_same, nearest};
use loadline_core::fingerprint::{Reach, value_at, varied};
use loadline_core::format;
use loadline_core::plan;
use loadline_core::plan::{Change, Plan, Rejection};
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{Key, Kind, Scenario, link};
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

fn stating(settings: &[(Key, &str)]) -> Scenario {
    let mut scenario = Scenario::default();
    for (key, text) in settings {
        scenario.set(*key, text).unwrap();
    }
    scenario
}

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &CATALOG).unwrap()
}

fn with(scenario: &Scenario, change: &Change) -> Scenario {
    let mut changed = scenario.clone();
    changed.set_unchecked(change.key, Some(change.to));
    changed
}

/// The rejections of one option with all that lifts them.
fn solved(scenario: &Scenario, option: &str) -> Vec<Rejection> {
    let mut plan = planned(scenario);
    complete(&mut plan, scenario, &CATALOG).unwrap();
    plan.option(option).unwrap().rejections.clone()
}

fn by<'r>(rejections: &'r [Rejection], limit: &str) -> &'r Rejection {
    rejections.iter().find(|one| one.limit == limit).unwrap_or_else(|| panic!("no {limit}: {rejections:?}"))
}

fn to(rejection: &Rejection, key: Key) -> Option<f64> {
    rejection.flips.iter().find(|flip| flip.key == key).map(|flip| flip.to)
}

fn near(found: Option<f64>, expected: f64) -> bool {
    found.is_some_and(|found| (found / expected - 1.0).abs() <= 1e-5)
}

/// A rejection and the first changes that lift it, in words.
fn sentence(rejection: &Rejection, scenario: &Scenario, most: usize) -> String {
    let remedies = format::remedies(rejection, Some(scenario), most);
    let mut text = format::excess(rejection, Some(scenario));
    remedies.into_iter().for_each(|(before, words, _)| text += &(before.to_owned() + &words));
    text.replace('\u{a0}', " ")
}

// ---------------------------------------------------------------------------------------------------------------
// Limits by hand.

/// 500 files × 10 min ÷ 1440 = 3.472 jobs at once, one a machine: three machines are 115.7 % busy. Four bear four jobs,
/// and so do three of two jobs each.
#[test]
fn three_machines_of_one_job_are_too_few() {
    let mut scenario = stating(&[(Key::FilesPerDay, "500"), (Key::MinutesPerFile, "10")]);
    scenario.set(Key::VmCount, "3").unwrap();
    scenario.set(Key::JobsPerVm, "1").unwrap();
    let offered = planned(&scenario).option("reserved_vms").unwrap().rejections.clone();
    let busy = by(&offered, "vm.utilisation");
    assert_eq!(sentence(busy, &scenario, usize::MAX), "3 VMs are 116 % busy: 4 VMs, or 2 jobs per VM");
    // Whatever else is found lets it run, too: a machine too small for a job is no less busy.
    for flip in &by(&solved(&scenario, "reserved_vms"), "vm.utilisation").flips {
        assert!(planned(&with(&scenario, flip)).option("reserved_vms").unwrap().is_feasible(), "{flip:?}");
    }
}

/// Every limit there is: its identifier, a scenario that breaks it, and an option that it rules out.
const LIMITS: [(&str, &str, &str); 33] = [
    // Duration.
    ("aws.lambda.timeout_seconds", "analyze_minutes=18", "functions"),
    ("gcp.cloud_run.timeout_seconds", "analyze_minutes=61", "containers_request"),
    ("gcp.cloud_run.timeout_seconds", "analyze_minutes=61", "containers_instance"),
    ("e2b.session_hours.pro", "enrich_minutes=1500", "reserved_vms"),
    // Memory and legal sizes.
    ("vm.vcpu", "job_vcpu=3", "reserved_vms"),
    ("vm.memory_gib", "job_memory_gib=4", "reserved_vms"),
    ("vm.memory_gib", "jobs_per_vm=4", "reserved_vms"),
    ("aws.lambda.memory_max_mib", "job_memory_gib=11", "functions"),
    ("gcp.cloud_run.sizes", "job_memory_gib=33", "containers_request"),
    ("aws.fargate.sizes", "job_memory_gib=245", "fargate_tasks"),
    ("aws.fargate.sizes", "job_memory_gib=245", "fargate_service"),
    ("gcp.gke.autopilot.pod_most", "job_vcpu=31", "gke_autopilot"),
    ("paas_plan.vcpu", "job_vcpu=100", "paas_plan"),
    ("paas_plan.memory", "job_memory_gib=200", "paas_plan"),
    ("worker_container", "agent_platform=on;agent_memory_mib=65536", "fargate_service"),
    // Start-up window and start tolerance.
    ("start_miss_tolerance", "model_worker=on", "containers_instance"),
    ("cold_start_tolerance_seconds", "function_start_seconds=61", "functions"),
    ("cold_start_tolerance_seconds", "container_start_seconds=61", "containers_request"),
    ("cold_start_tolerance_seconds", "fargate_start_seconds=61", "fargate_tasks"),
    ("cpu_outside_requests", "model_worker=on", "containers_request"),
    // Concurrency and quota.
    ("lambda_concurrency_quota", "files_per_day=200000", "functions"),
    ("cloud_run_max_instances", "files_per_day=20000", "containers_request"),
    ("fargate_vcpu_quota", "files_per_day=3000", "fargate_service"),
    ("gcp.cloud_run.concurrency", "agent_platform=on;connections=2000", "containers_instance"),
    // Connections, index in memory, utilisation of a database.
    ("database.connections", "database_plan=rds.t4g.micro;pool_size=1000", "reserved_vms"),
    ("database.memory", "episodes_per_day=1e8", "reserved_vms"),
    ("database.vcpu", "requests_per_second=1e6", "reserved_vms"),
    ("pgvector.max_dimensions", "embedding_dimensions=3072", "reserved_vms"),
    // Utilisation above 100 %, unstable queue, limits of providers.
    ("vm.utilisation", "files_per_day=500;minutes_per_file=10;vm_count=3;jobs_per_vm=1", "reserved_vms"),
    ("provider_requests_per_minute", "compile_mode=llm;episodes_per_day=5e6", "functions"),
    ("provider_tokens_per_minute", "compile_mode=llm;episodes_per_day=5e6", "functions"),
    ("spot_max_price", "agent_platform=on;spot_workers=on;spot_max_price=0.1", "fargate_service"),
    ("database.baseline_vcpu", "requests_per_second=40;database_plan=rds.t4g.micro", "reserved_vms"),
];

/// Each limit rules its option out by a value above what is allowed, is one of the design's table, and is lifted by
/// every change offered; and there is no other in any scenario tried.
#[test]
fn every_limit_rules_out_and_is_lifted() {
    let design = include_str!("../DESIGN.md");
    for (limit, settings, option) in LIMITS {
        assert!(design.contains(&format!("`{limit}`")), "{limit} is not in the table of limits");
        let opened = link::decode(&format!("1;{settings}"));
        assert!(opened.notices.is_empty(), "{settings}: {:?}", opened.notices);
        let scenario = opened.scenario;
        for rejection in solved(&scenario, option).iter().filter(|one| one.limit == limit) {
            assert!(rejection.value > rejection.allowed && !rejection.flips.is_empty(), "{rejection:?}");
            for flip in &rejection.flips {
                let plan = planned(&with(&scenario, flip));
                let stands =
                    plan.option(option).unwrap().rejections.iter().any(|one| is_same(one, rejection));
                assert!(!stands, "{settings} {option}: {flip:?} does not lift {rejection:?}");
            }
        }
        by(&planned(&scenario).option(option).unwrap().rejections, limit);
    }
    for scenario in tried() {
        let plan = planned(&scenario);
        for one in plan.options.iter().flat_map(|option| &option.rejections) {
            let unknown = one.is_plain() && one.label == "figures missing from the catalogue";
            let listed = LIMITS.iter().any(|(limit, ..)| *limit == one.limit);
            assert!(listed || unknown, "{one:?} is not listed");
        }
    }
}

/// 1519 files × 6.6 min ÷ 1440 = 6.962 jobs at once; three t3.medium take two each: 116 %. Four take them, or three
/// jobs each, whose 3 GiB fit 0.8 × 4 GiB. The load that three bear is 6 × 1440 ÷ 6.6 = 1309.09 files.
#[test]
fn a_fleet_of_a_stated_size_is_full_at_116_percent() {
    let scenario = stating(&[(Key::FilesPerDay, "1519"), (Key::VmCount, "3")]);
    let rejections = solved(&scenario, "reserved_vms");
    let busy = by(&rejections, "vm.utilisation");
    assert!((busy.value - 116.035).abs() < 0.001 && busy.allowed == 100.0, "{busy:?}");
    assert_eq!(to(busy, Key::VmCount), Some(4.0));
    assert_eq!(to(busy, Key::JobsPerVm), Some(3.0));
    assert!(near(to(busy, Key::FilesPerDay), 1309.09), "{busy:?}");
    // With four it runs, and the target is told apart: 6.962 × 4 at the peak against 8 × 0.7.
    let four = planned(&with(&scenario, &Change { key: Key::VmCount, to: 4.0 }));
    assert!(four.option("reserved_vms").unwrap().is_feasible());
    let layer = four.layers.iter().find(|layer| layer.id == "machines").unwrap();
    let jobs = &layer.measures[0];
    let peak = scenario.value(Key::PeakToMean).unwrap();
    assert!((jobs.needed - 1519.0 * 6.6 / 1440.0 * peak).abs() < 1e-9, "{jobs:?}");
    assert!((jobs.provided.unwrap() - 8.0 * 0.7).abs() < 1e-12, "{jobs:?}");
    assert!(planned(&Scenario::default()).layers.iter().all(|layer| layer.id != "machines"));
}

/// 5 000 000 episodes a day at five a call (6000 characters over 1200) make 10⁶ calls a day, 694.4 a minute, of 500
/// allowed: 3.6 million would do.
#[test]
fn calls_beyond_the_providers_limit_are_never_worked_off() {
    let scenario = stating(&[
        (Key::CompileMode, "llm"),
        (Key::EpisodesPerDay, "5000000"),
        (Key::ProviderTokensPerMinute, "1e11"),
        (Key::MemoriesPerEpisode, "0.001"),
        (Key::RetentionDays, "1"),
    ]);
    let rejections = solved(&scenario, "fargate_service");
    let calls = by(&rejections, "provider_requests_per_minute");
    assert!((calls.value - 1e6 / 1440.0).abs() < 1e-6 && calls.allowed == 500.0, "{calls:?}");
    assert!(near(to(calls, Key::ProviderRequestsPerMinute), 1e6 / 1440.0), "{calls:?}");
    assert!(near(to(calls, Key::EpisodesPerDay), 3.6e6), "{calls:?}");
    assert_eq!(to(calls, Key::CompileMode), Some(0.0), "{calls:?}");
    // What the four hours of the peak leave is worked off in the other twenty exactly where it is not ruled out.
    let rest = 24.0 - scenario.value(Key::PeakHoursPerDay).unwrap();
    for (episodes, runs) in [("3600000", true), ("3600100", false)] {
        let mut scenario = scenario.clone();
        scenario.set(Key::EpisodesPerDay, episodes).unwrap();
        let plan = planned(&scenario);
        let out = plan.options[0].rejections.iter().any(|one| one.limit == "provider_requests_per_minute");
        let compile = plan.layers.iter().find(|layer| layer.id == "compile").unwrap();
        let hours =
            compile.measures.iter().find(|one| one.label == "Hours until it is worked off").unwrap().needed;
        assert_eq!((!out, hours <= rest * (1.0 + 1e-9)), (runs, runs), "{episodes}: {hours} h");
    }
}

/// A stage of 18 minutes against 15: three minutes less, or two runs of nine.
#[test]
fn a_job_too_long_is_cut_or_split() {
    let scenario = stating(&[(Key::AnalyzeMinutes, "18")]);
    let rejections = solved(&scenario, "functions");
    let long = by(&rejections, "aws.lambda.timeout_seconds");
    assert_eq!((long.value, long.allowed), (1080.0, 900.0));
    assert_eq!(to(long, Key::AnalyzeMinutes), Some(15.0));
    assert_eq!(to(long, Key::JobParts), Some(2.0));
    assert_eq!(sentence(long, &scenario, 2), "18 min > 15 min: split the job, or cut 3 min");
    let split = planned(&with(&scenario, &Change { key: Key::JobParts, to: 2.0 }));
    let split = split.option("functions").unwrap();
    assert!(split.is_feasible());
    // Twice the runs, each with a start of its own: requests double, and so do the seconds of starts.
    let starts = |parts: f64| {
        let plan = planned(&with(&stating(&[]), &Change { key: Key::JobParts, to: parts }));
        let items = plan.option("functions").unwrap().line_items.clone();
        let of = |label| items.iter().find(|item| item.label == label).unwrap().quantity;
        (of("Function requests"), of("Cold starts (every run assumed cold)"))
    };
    let (one, two) = (starts(1.0), starts(2.0));
    assert!((two.0 / one.0 - 2.0).abs() < 1e-12 && (two.1 / one.1 - 2.0).abs() < 1e-12, "{one:?} {two:?}");
}

/// A session of E2B lasts 24 hours at most, and one on the free plan an hour.
#[test]
fn a_sandbox_session_has_an_end() {
    let scenario = stating(&[(Key::EnrichMinutes, "1500")]);
    let rejections = solved(&scenario, "reserved_vms");
    let session = by(&rejections, "e2b.session_hours.pro");
    assert_eq!((session.value, session.allowed), (1500.0, 1440.0));
    assert_eq!(to(session, Key::EnrichMinutes), Some(1440.0));
    let pays = |minutes: &str| {
        let plan = planned(&stating(&[(Key::EnrichMinutes, minutes)]));
        let items = &plan.option("reserved_vms").unwrap().line_items;
        items.iter().any(|item| item.label == "Plan for long sessions")
    };
    assert!(!pays("60") && pays("61"));
}

/// A stream of 4000 s is longer than any request may be on Cloud Run.
#[test]
fn a_stream_longer_than_a_request_may_be_rules_cloud_run_out() {
    let scenario = stating(&[
        (Key::MemoryService, "off"),
        (Key::FilePipeline, "off"),
        (Key::AgentPlatform, "on"),
        (Key::StreamSeconds, "4000"),
        (Key::Connections, "100"),
    ]);
    for option in ["containers_request", "containers_instance"] {
        let rejections = solved(&scenario, option);
        let long = by(&rejections, "gcp.cloud_run.timeout_seconds");
        assert_eq!((long.value, long.allowed), (4000.0, 3600.0));
        assert!(near(to(long, Key::StreamSeconds), 3600.0), "{long:?}");
    }
}

// ---------------------------------------------------------------------------------------------------------------
// Flips.

/// Inputs whose flips by formula are rounder than the smallest change would be: quotas are asked for in whole vCPUs.
const ROUND: [Key; 1] = [Key::FargateVcpuQuota];

/// Scenarios tried, the presets first.
const TRIED: u32 = 60;

fn tried() -> impl Iterator<Item = Scenario> {
    (0..TRIED.max(PRESETS.len() as u32)).map(varied)
}

/// Where a formula and the search both find a value of an input, it is the same.
#[test]
fn formulas_and_search_agree() {
    let mut compared = 0;
    for scenario in tried() {
        let plan = planned(&scenario);
        for key in candidates(&scenario) {
            let Kind::Number(range) = &key.field().kind else { continue };
            let rejections = plan.options.iter().flat_map(|option| &option.rejections);
            if ROUND.contains(&key) || !rejections.clone().any(|one| to(one, key).is_some()) {
                continue;
            }
            let found = nearest(&plan.options, &scenario, &CATALOG, key).unwrap();
            for (rejection, found) in rejections.zip(found) {
                let (Some(formula), Some(found)) = (to(rejection, key), found) else { continue };
                // Six digits each.
                let close = (formula - found).abs() <= 2e-5 * formula.abs();
                let counts = range.whole && formula == found;
                assert!(
                    close || counts,
                    "{scenario:?} {key:?}: {formula} by formula, {found} found: {rejection:?}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 200, "{compared} compared");
}

/// No input that can lift a rejection alone is missing: whatever value of whatever input lifts one, that input is
/// offered. Inputs nobody stated are left out by design.
#[test]
fn no_input_that_lifts_a_rejection_is_missing() {
    let (mut lifted, mut shares) = (0, 0.37_f64);
    for scenario in tried() {
        let before = planned(&scenario);
        let mut plan = before.clone();
        complete(&mut plan, &scenario, &CATALOG).unwrap();
        for key in candidates(&scenario).filter(|key| scenario.value(*key).is_some()) {
            for reach in [Reach::Usual, Reach::Limits] {
                // A low-discrepancy walk: different shares for every input and scenario.
                shares = (shares + 0.618_033_988_749_895).fract();
                let change = Change { key, to: value_at(key.field(), shares, reach) };
                let after = planned(&with(&scenario, &change));
                for option in &plan.options {
                    let Some(now) = after.option(option.id).filter(|now| now.is_feasible()) else { continue };
                    for rejection in &option.rejections {
                        lifted += 1;
                        assert!(
                            to(rejection, key).is_some(),
                            "{scenario:?} {}: {change:?} makes it run, but lifts none of {rejection:?}",
                            now.id,
                        );
                    }
                }
            }
        }
    }
    assert!(lifted > 200, "{lifted} lifted");
}

/// Every flip found lifts its rejection, and nearly as much of it does not.
#[test]
fn flips_found_lift_and_are_minimal() {
    let mut checked = 0;
    for scenario in tried().step_by(3) {
        let before = planned(&scenario);
        let mut plan = before.clone();
        complete(&mut plan, &scenario, &CATALOG).unwrap();
        for (option, old) in plan.options.iter().zip(&before.options) {
            for (rejection, old) in option.rejections.iter().zip(&old.rejections) {
                for flip in rejection.flips.iter().filter(|flip| !old.flips.contains(flip)) {
                    let stands = |change: &Change| {
                        let plan = planned(&with(&scenario, change));
                        let option = plan.option(option.id).unwrap();
                        option.rejections.iter().any(|one| is_same(one, rejection))
                    };
                    let context = format!("{scenario:?} {} {rejection:?} {flip:?}", option.id);
                    assert!(!stands(flip), "{context} does not lift it");
                    checked += 1;
                    let Kind::Number(range) = &flip.key.field().kind else { continue };
                    let now = scenario.value(flip.key).unwrap();
                    let way = (flip.to - now).signum();
                    let step = if range.whole { 1.0 } else { flip.to.abs().max(1e-6 * now.abs()) * 2e-5 };
                    let nearly = Change { key: flip.key, to: flip.to - step * way };
                    if (nearly.to - now) * way > 0.0 {
                        assert!(
                            is_broken(&scenario, &nearly, option.id, &before, rejection),
                            "{context}: {nearly:?} would do"
                        );
                    }
                }
            }
        }
    }
    assert!(checked > 200, "{checked} checked");
}

/// Whether the rejection stands, or another limit is newly broken.
fn is_broken(
    scenario: &Scenario,
    change: &Change,
    id: &str,
    before: &Plan<f64>,
    rejection: &Rejection,
) -> bool {
    let plan = planned(&with(scenario, change));
    let old = &before.option(id).unwrap().rejections;
    plan.option(id)
        .unwrap()
        .rejections
        .iter()
        .any(|one| is_same(one, rejection) || !old.iter().any(|old| is_same(old, one)))
}

//! Guide 000, the background worker, against arithmetic by hand.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::plan;
use loadline_core::plan::{Cell, Plan, Study, StudyRow, Tone};
use loadline_core::scenario::presets::Preset;
use loadline_core::scenario::{Key, Kind, Scenario, link};
use loadline_core::unit::{GIB, VCPU};

const PARTS: [Key; 7] = [
    Key::ModelWeights,
    Key::TokenizerAndBuffers,
    Key::RedisPool,
    Key::PythonRuntime,
    Key::Libraries,
    Key::Application,
    Key::ConcurrencyOverhead,
];

fn observed(stated: &[(Key, &str)]) -> Scenario {
    with(Preset::find("guide-000-observed").unwrap().scenario(), stated)
}

fn budget(stated: &[(Key, &str)]) -> Scenario {
    with(Preset::find("guide-000-standard-budget").unwrap().scenario(), stated)
}

fn with(mut scenario: Scenario, stated: &[(Key, &str)]) -> Scenario {
    for (key, text) in stated {
        scenario.set(*key, text).unwrap();
    }
    scenario
}

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &Catalog::embedded().unwrap()).unwrap()
}

fn study<'p>(plan: &'p Plan<f64>, id: &str) -> &'p Study<f64> {
    plan.studies.iter().find(|study| study.id == id).unwrap()
}

fn row<'p>(plan: &'p Plan<f64>, id: &str, name: &str) -> &'p StudyRow<f64> {
    study(plan, id).rows.iter().find(|row| row.name == name).unwrap()
}

/// The figure of a row under a heading; the first heading is that of the names.
fn figure(plan: &Plan<f64>, id: &str, name: &str, column: &str) -> f64 {
    let place = study(plan, id).columns.iter().position(|heading| *heading == column).unwrap();
    match row(plan, id, name).cells[place - 1] {
        Cell::Amount(value, _) => value,
        ref other => panic!("{name} · {column}: {other:?}"),
    }
}

fn of_plan(plan: &Plan<f64>, name: &str, column: &str) -> f64 {
    figure(plan, "worker_plans", name, column)
}

fn verdict(plan: &Plan<f64>, id: &str, name: &str) -> Option<&'static str> {
    row(plan, id, name).verdict.map(|verdict| verdict.words)
}

/// Memory planned for, MiB.
fn memory(plan: &Plan<f64>) -> f64 {
    figure(plan, "worker_memory", "Planned for", "Mean")
}

fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

const OUT: &str = "Runs out of memory";
const ALERT: &str = "Passes its alert";

// ---------------------------------------------------------------------------------------------------------------
// The guide's figures.

/// The list of parts, MiB: 100–2048, 10–50, 20–30, 50–200, 50–100. Where neither end of the model's range is near, only
/// the means of the others count: P(≤ 512) = (512 − 100 − 30 − 25 − 125 − 75) / 1948 = 157 / 1948.
#[test]
fn what_the_parts_take() {
    let plan = planned(&observed(&[]));
    for (name, column, most) in [
        ("Render Starter", OUT, 0.080595482546),
        ("Render Starter", ALERT, 0.029311490302),
        ("Render Standard", OUT, 0.869096509240),
        ("Render Standard", ALERT, 0.658829568789),
    ] {
        near(of_plan(&plan, name, column), 100.0 * (1.0 - most), 1e-9);
    }
    near(of_plan(&plan, "Render Starter", OUT), 100.0 * (1.0 - 157.0 / 1948.0), 1e-9);
    // At most 2048 + 50 + 30 + 200 + 100 = 2428 of 4096, also below the alert at 3276.8.
    assert_eq!(of_plan(&plan, "Render Pro", OUT), 0.0);
    assert_eq!(of_plan(&plan, "Render Pro", ALERT), 0.0);
    // 2048 − (1074 + 30 + 25 + 125 + 75) = 719.
    assert_eq!(of_plan(&plan, "Render Standard", "Left at the mean"), 719.0);
    // In exact fractions, 0.010224 lies above 2303 and 0.009969 above 2304: one in a hundred in between, whole MiB.
    assert_eq!(memory(&plan), 2304.0);

    assert_eq!(verdict(&plan, "worker_plans", "Render Starter"), Some("too little memory"));
    assert_eq!(verdict(&plan, "worker_plans", "Render Standard"), Some("too little memory"));
    // Fly's 4 GiB with two processors of its own: $66 of 30 days × 730 h / 720 h, below Render Pro's $85.
    assert_eq!(verdict(&plan, "worker_plans", "Fly performance-2x"), Some("recommended"));
    assert_eq!(verdict(&plan, "worker_plans", "Render Pro"), Some("alternative"));
    near(
        row(&plan, "worker_plans", "Fly performance-2x").usd_per_month.unwrap(),
        66.0 * 730.0 / 720.0,
        1e-12,
    );
    assert_eq!(verdict(&plan, "worker_plans", "Render Pro Max"), None);
    let option = plan.option("paas_plan").unwrap();
    near(option.usd_per_month, 66.0 * 730.0 / 720.0, 1e-12);
    assert_eq!(option.fleets[0].size, "Fly performance-2x");
}

/// The Standard plan's list: 200–1024, 100–200, 200–300, 400–500. At most 2024 of 2048, yet beyond its alert at 1638.4
/// more than every fourth time.
#[test]
fn room_in_the_standard_plan() {
    let plan = planned(&budget(&[]));
    assert_eq!(of_plan(&plan, "Render Standard", OUT), 0.0);
    near(of_plan(&plan, "Render Standard", ALERT), 100.0 * (1.0 - 0.714077669903), 1e-9);
    // (200 + 1024 + 100 + 200 + 200 + 300 + 400 + 500) / 2 = 1462.
    assert_eq!(of_plan(&plan, "Render Standard", "Left at the mean"), 586.0);
    assert_eq!(verdict(&plan, "worker_plans", "Render Standard"), Some("recommended"));
    assert_eq!(verdict(&plan, "worker_plans", "Fly performance-2x"), Some("keeps its alert"));
    // The same memory for $17.55 × 730 / 720, but eight sixteenths of a processor.
    assert_eq!(verdict(&plan, "worker_plans", "Fly shared-cpu-8x"), Some("too little CPU"));
    assert_eq!(plan.option("paas_plan").unwrap().usd_per_month, 25.0);
    // An alert at 99 % of memory, 2027.52, is never passed: then the next one up is all there is to say.
    let late = planned(&budget(&[(Key::MemoryAlertShare, "99%")]));
    assert_eq!(of_plan(&late, "Render Standard", ALERT), 0.0);
    assert_eq!(verdict(&late, "worker_plans", "Fly performance-2x"), Some("alternative"));
}

#[test]
fn unit_prices() {
    let plan = planned(&observed(&[]));
    for (name, usd, per_gib, per_vcpu) in [
        ("Render Starter", 7.0, 14.0, 14.0),
        ("Render Standard", 25.0, 12.5, 25.0),
        ("Render Pro", 85.0, 21.25, 42.5),
    ] {
        assert_eq!(of_plan(&plan, name, "Price, $"), usd);
        assert_eq!(of_plan(&plan, name, "$ per GiB"), per_gib);
        assert_eq!(of_plan(&plan, name, "$ per vCPU"), per_vcpu);
    }
    // 8 vCPUs at a sixteenth for ever are half a vCPU; in a month of 30 days $17.55 stand.
    let thirty = planned(&observed(&[(Key::MonthHours, "720")]));
    near(of_plan(&thirty, "Fly shared-cpu-8x", "$ per vCPU"), 35.1, 1e-12);
    near(of_plan(&thirty, "Fly shared-cpu-8x", "$ per GiB"), 8.775, 1e-12);
    assert_eq!(of_plan(&thirty, "Render Standard", "Price, $"), 25.0);
}

/// A model of 400 MiB leaves four narrow ranges: 530 to 780, mean 655, so half the time at most 655.
#[test]
fn a_stated_model() {
    let plan = planned(&observed(&[(Key::ModelWeights, "400")]));
    assert_eq!(of_plan(&plan, "Render Starter", OUT), 100.0);
    assert_eq!(of_plan(&plan, "Render Standard", OUT), 0.0);
    assert_eq!(of_plan(&plan, "Fly shared-cpu-4x", ALERT), 0.0);
    assert_eq!(verdict(&plan, "worker_plans", "Render Standard"), Some("recommended"));
    // The rest above 530, widths 40, 10, 150, 50: below 10 of all together x⁴ / (4! · 40 · 10 · 150 · 50), and as much
    // from the top. At x = 10 that is 10 000 / 72 000 000 = 1.388889e-4, so a risk of as much plans for 780 − 10.
    let risk = 10_000.0_f64 / 72_000_000.0;
    let risky =
        planned(&observed(&[(Key::ModelWeights, "400"), (Key::OutOfMemoryTolerance, &risk.to_string())]));
    near(memory(&risky), 770.0, 1e-6);
    // Half the time more than the mean.
    let even = planned(&observed(&[(Key::ModelWeights, "400"), (Key::OutOfMemoryTolerance, "0.5")]));
    near(memory(&even), 655.0, 1e-6);
    // 0.8 × 1024 = 819.2 lies above all of it; an alert at 655 / 1024 is passed every second time.
    let share = (655.0_f64 / 1024.0).to_string();
    let early = planned(&observed(&[(Key::ModelWeights, "400"), (Key::MemoryAlertShare, &share)]));
    near(of_plan(&early, "Fly shared-cpu-4x", ALERT), 50.0, 1e-9);
}

#[test]
fn two_small_or_one_large() {
    let id = "two_small_or_one_large";
    let (small, large) = ("2 × Render Standard", "1 × Render Pro");
    let plan = planned(&observed(&[]));
    assert_eq!(figure(&plan, id, small, "Price, $"), 50.0);
    assert_eq!(figure(&plan, id, large, "Price, $"), 85.0);
    near(figure(&plan, id, small, OUT), 13.090349076, 1e-9);
    assert_eq!(figure(&plan, id, large, OUT), 0.0);
    assert_eq!(verdict(&plan, id, small), Some("too little memory"));
    assert_eq!(verdict(&plan, id, large), Some("recommended"));
    assert_eq!(row(&plan, id, small).usd_per_month, None);
    // By the other list two small ones hold, at 50 / 85 = 59 % of the price.
    let plan = planned(&budget(&[]));
    assert_eq!(verdict(&plan, id, small), Some("recommended"));
    assert_eq!(verdict(&plan, id, large), Some("alternative"));
    assert_eq!(row(&plan, id, small).usd_per_month, Some(50.0));
    assert_eq!(row(&plan, id, large).usd_per_month, Some(85.0));
}

#[test]
fn where_the_memory_goes() {
    let plan = planned(&observed(&[]));
    let id = "worker_memory";
    for (name, mean) in [
        ("Model weights", 1074.0),
        ("Tokenizer and buffers", 0.0),
        ("Redis connections", 30.0),
        ("Python runtime", 25.0),
        ("Libraries", 125.0),
        ("Application", 75.0),
        ("Together", 1329.0),
    ] {
        assert_eq!(figure(&plan, id, name, "Mean"), mean);
        near(figure(&plan, id, name, "Share of the mean"), mean / 13.29, 1e-9);
    }
    let [Cell::Span(low, high, _), ..] = row(&plan, id, "Together").cells[..] else { panic!("no range") };
    assert_eq!((low, high), (230.0, 2428.0));
    // Nothing has no shares.
    let nothing = planned(&observed(&PARTS.map(|key| (key, "0"))));
    assert_eq!(memory(&nothing), 0.0);
    assert!(matches!(row(&nothing, id, "Together").cells[2], Cell::Blank));
}

// ---------------------------------------------------------------------------------------------------------------
// Rules.

/// Every part that is stated is that figure, whatever figure and list: also the middle of its range.
#[test]
fn a_stated_part_is_that_figure() {
    for base in [observed(&[]), budget(&[])] {
        for key in PARTS {
            for text in ["0", "30", "75", "1074"] {
                let stated = with(base.clone(), &[(key, text)]);
                let plan = planned(&stated);
                let Cell::Span(low, high, _) = row(&plan, "worker_memory", key.field().label).cells[0] else {
                    panic!("no range")
                };
                assert_eq!((low, high), (text.parse().unwrap(), text.parse().unwrap()));
                assert_eq!(link::decode(&link::encode(&stated)).scenario, stated);
            }
        }
        let all = with(base, &PARTS.map(|key| (key, "100")));
        near(memory(&planned(&all)), 700.0, 1e-9);
    }
}

/// Unstated parts lie in the ranges that the inputs declare.
#[test]
fn unstated_parts_lie_in_the_declared_ranges() {
    let plan = planned(&observed(&[]));
    for key in PARTS {
        let Kind::Number(range) = key.field().kind else { panic!("no number") };
        let Cell::Span(low, high, _) = row(&plan, "worker_memory", key.field().label).cells[0] else {
            panic!("no range")
        };
        assert_eq!((low, high), range.plausible.unwrap_or((0.0, 0.0)));
    }
}

#[test]
fn without_risk_the_most_of_every_part_is_planned() {
    let none = [(Key::OutOfMemoryTolerance, "0")];
    assert_eq!(memory(&planned(&observed(&none))), 2428.0);
    assert_eq!(memory(&planned(&budget(&none))), 2024.0);
}

/// Less risk never less memory, a larger part never a cheaper plan.
#[test]
fn more_memory_never_a_smaller_plan() {
    let mut before = f64::INFINITY;
    for risk in ["0", "1e-9", "1e-4", "0.01", "0.05", "0.2", "0.5"] {
        let now = memory(&planned(&observed(&[(Key::OutOfMemoryTolerance, risk)])));
        assert!(now <= before, "{risk}: {now} after {before}");
        before = now;
    }
    for key in PARTS {
        let (mut before, mut memory_before) = (0.0, 0.0);
        for mib in [0, 1, 100, 300, 700, 1000, 2000, 3500, 6000, 12_000, 25_000, 40_000] {
            let plan = planned(&observed(&[(key, &mib.to_string())]));
            let option = plan.option("paas_plan").unwrap();
            let usd = if option.is_feasible() { option.usd_per_month } else { f64::INFINITY };
            assert!(usd >= before && memory(&plan) > memory_before, "{key:?} {mib}: {usd} after {before}");
            (before, memory_before) = (usd, memory(&plan));
        }
        assert_eq!(before, f64::INFINITY);
    }
}

/// A row of the plans is what the scenario becomes with its changes: same price, or ruled out alike.
#[test]
fn a_row_can_be_taken_over() {
    for base in
        [observed(&[]), budget(&[]), observed(&[(Key::BackgroundWorkers, "3"), (Key::ModelWeights, "60")])]
    {
        let plan = planned(&base);
        let rows = ["worker_plans", "two_small_or_one_large"].map(|id| &study(&plan, id).rows);
        for row in rows.into_iter().flatten() {
            assert!(!row.changes.is_empty());
            let mut taken = base.clone();
            for change in &row.changes {
                taken.set_number(change.key, change.to).unwrap();
            }
            let taken = planned(&taken);
            let option = taken.option("paas_plan").unwrap();
            assert_eq!(option.rejections, row.rejections, "{}", row.name);
            assert_eq!(
                row.usd_per_month,
                option.is_feasible().then_some(option.usd_per_month),
                "{}",
                row.name
            );
        }
    }
}

#[test]
fn rejections_say_how_much_is_missing_and_verdicts_follow() {
    let plan = planned(&observed(&[]));
    let tolerated = 1.0;
    for row in &study(&plan, "worker_plans").rows {
        let out = of_plan(&plan, &row.name, OUT);
        let short = row.rejections.iter().any(|rejection| rejection.unit == GIB);
        assert_eq!(short, out > tolerated, "{}", row.name);
        let slow = row.rejections.iter().any(|rejection| rejection.unit == VCPU);
        assert_eq!(slow, of_plan(&plan, &row.name, "Sustained") < 1.0, "{}", row.name);
        let bad = row.verdict.is_some_and(|verdict| verdict.tone == Tone::Bad);
        assert_eq!(bad, short || slow, "{}", row.name);
    }
}

/// The largest plan also has the most processors: where no plan holds, it says what is missing.
#[test]
fn no_plan_is_large_enough() {
    let catalog = Catalog::embedded().unwrap();
    let most = |of: fn(&loadline_core::catalog::PaasPlan) -> f64| {
        catalog.paas_plans.iter().map(of).fold(0.0, f64::max)
    };
    let largest = catalog.paas_plan("render.pro_ultra").unwrap();
    assert_eq!(largest.memory_mib, most(|plan| plan.memory_mib));
    assert_eq!(largest.vcpu, most(|plan| plan.vcpu * plan.baseline_share));
    let plan =
        planned(&observed(&[(Key::BackgroundWorkerMemoryGib, "33"), (Key::BackgroundWorkerVcpu, "9")]));
    let found: Vec<(f64, f64)> = plan
        .option("paas_plan")
        .unwrap()
        .rejections
        .iter()
        .map(|rejection| (rejection.value, rejection.allowed))
        .collect();
    assert_eq!(found, [(9.0, 8.0), (33.0, 32.0)]);
    // The choices are the catalogue's plans.
    let Kind::Choice(choices) = Key::PaasPlan.field().kind else { panic!("no choice") };
    let ids: Vec<(&str, &str)> = choices.iter().skip(1).map(|choice| (choice.id, choice.label)).collect();
    let plans: Vec<(&str, &str)> =
        catalog.paas_plans.iter().map(|plan| (plan.id.as_str(), plan.label.as_str())).collect();
    assert_eq!(ids, plans);
}

/// What was measured stands, and the lists no longer matter.
#[test]
fn a_measured_worker() {
    let plan = planned(&observed(&[(Key::BackgroundWorkerMemoryGib, "1.5")]));
    assert_eq!(memory(&plan), 1536.0);
    assert_eq!(of_plan(&plan, "Render Standard", OUT), 0.0);
    assert_eq!(of_plan(&plan, "Fly shared-cpu-4x", OUT), 100.0);
    assert!(plan.notices.iter().all(|notice| notice.id != "two_memory_budgets"));
}

#[test]
fn the_two_lists_are_named_where_they_part() {
    let named = |scenario: &Scenario| {
        planned(scenario).notices.iter().any(|notice| notice.id == "two_memory_budgets")
    };
    assert!(named(&observed(&[])));
    assert!(named(&budget(&[])));
    // The parts in dispute stated: one worker by either list, within one plan.
    let stated = [
        (Key::ModelWeights, "400"),
        (Key::RedisPool, "40"),
        (Key::PythonRuntime, "25"),
        (Key::ConcurrencyOverhead, "300"),
    ];
    assert!(!named(&observed(&[
        (Key::ConcurrencyOverhead, "1000"),
        (Key::ModelWeights, "400"),
        (Key::RedisPool, "40")
    ])));
    assert!(!named(&budget(&[&stated[..], &[(Key::Libraries, "100"), (Key::Application, "75")]].concat())));
}

/// A worker that fetches its work has no request to wake it: on Cloud Run it stands in a worker pool, whatever the rest
/// is billed by.
#[test]
fn a_worker_is_never_asleep() {
    let plan = planned(&observed(&[(Key::FreeAllotments, "off")]));
    let [by_request, by_instance] =
        ["containers_request", "containers_instance"].map(|id| plan.option(id).unwrap().usd_per_month);
    assert_eq!(by_request, by_instance);
    // 730 h × 3600 s of one vCPU at $0.000011244 and of the planned memory at $0.000001235.
    let seconds = 730.0 * 3600.0;
    let gib = memory(&plan) / 1024.0;
    near(by_request, seconds * (0.000011244 + 0.000001235 * gib), 1e-9);
    // Free of that: 384 204 vCPU-seconds, 728 744 GiB-seconds.
    let free = planned(&observed(&[])).option("containers_request").unwrap().usd_per_month;
    near(by_request - free, 384_204.0 * 0.000011244 + 728_744.0 * 0.000001235, 1e-9);
}

/// What the account has free is one discount, whatever it is used on.
///
/// By instance, each replica of the API lives 730 h × 3600 s = 2 628 000 s, more than is free, so nothing is left for the
/// worker pool: 240 000 × $0.000018 = $4.32 and 450 000 × $0.000002 = $0.90 are all that is free. By request the
/// API's active seconds come first, then the pool, which takes the rest and more; nothing is left for idle time.
#[test]
fn what_is_free_is_free_once() {
    let scenario = observed(&[(Key::MemoryService, "on"), (Key::RequestsPerSecond, "0.2")]);
    let plan = planned(&scenario);
    let dear = planned(&with(scenario, &[(Key::FreeAllotments, "off")]));
    let of = |plan: &Plan<f64>, id: &str| plan.option(id).unwrap().usd_per_month;
    near(of(&dear, "containers_instance") - of(&plan, "containers_instance"), 5.22, 1e-9);

    let option = plan.option("containers_request").unwrap();
    let quantity = |component: &str, label: &str| -> f64 {
        let lines =
            option.line_items.iter().filter(|item| item.component == component && item.label == label);
        lines.map(|item| item.quantity).sum()
    };
    let catalog = Catalog::embedded().unwrap();
    let given = |price: &str| -> f64 {
        let lines = option.line_items.iter().filter(|item| catalog.rows[item.price].id == price);
        lines.filter(|item| item.component == "account").map(|item| -item.quantity).sum()
    };
    let active = quantity("api", "Container time, vCPU");
    assert!(active > 0.0 && active < 180_000.0, "{active}");
    near(given("gcp.cloud_run.request.cpu"), active, 1e-9);
    near(given("gcp.cloud_run.worker_pool.cpu"), 384_204.0 * (1.0 - active / 180_000.0), 1e-6);
    assert!(quantity("api", "Minimum instances idle, vCPU") > 180_000.0);
    near(given("gcp.cloud_run.idle.cpu"), 0.0, 1e-9);
}

/// Jobs have no plan that follows the day: 240 files of 6 minutes are one at work at once; at 70 % and a peak of twice
/// the mean 1 / 0.7 × 2 = 2.86, three instances of the plan stated.
#[test]
fn jobs_on_plans() {
    let scenario = with(
        Scenario::default(),
        &[
            (Key::MemoryService, "off"),
            (Key::FilesPerDay, "240"),
            (Key::EnrichShare, "0"),
            (Key::MinutesPerFile, "6"),
            (Key::PeakToMean, "2"),
            (Key::CpuTarget, "0.7"),
            (Key::PaasPlan, "render.standard"),
        ],
    );
    let plan = planned(&scenario);
    let option = plan.option("paas_plan").unwrap();
    let workers = option.fleets.iter().find(|fleet| fleet.component == "workers").unwrap();
    assert_eq!((workers.count, workers.size.as_str()), (3.0, "Render Standard"));
    near(workers.utilisation, 1.0 / 3.0, 1e-12);
    let line = option.line_items.iter().find(|item| item.component == "workers").unwrap();
    assert_eq!(line.usd_per_month, 75.0);
}

#[test]
fn redis_is_priced_on_request_and_once() {
    let cache = |scenario: &Scenario| -> Vec<f64> {
        let plan = planned(scenario);
        let lines = &plan.option("paas_plan").unwrap().line_items;
        lines.iter().filter(|item| item.label == "Cache node").map(|item| item.usd_per_month).collect()
    };
    // The guide's bill is $25 and has none; with one 730 h × $0.0256 more.
    assert!(cache(&budget(&[])).is_empty());
    let queue = budget(&[(Key::WorkerRedis, "on")]);
    assert_eq!(cache(&queue), [730.0 * 0.0256]);
    let bills = [&budget(&[]), &queue].map(|one| planned(one).option("paas_plan").unwrap().usd_per_month);
    assert_eq!(bills[0], 25.0);
    assert!((bills[1] - (25.0 + 18.688)).abs() < 1e-9, "{bills:?}");
    // The pipeline's serves the queue as well.
    let shared = budget(&[(Key::WorkerRedis, "on"), (Key::FilePipeline, "on")]);
    assert_eq!(cache(&shared).len(), 1);
}

//! The model worker of guide 003: a service that loads gigabytes of libraries and a model before it can answer.

mod inputs;
mod presets;

pub use inputs::{INPUTS, SWITCH};
pub use presets::PRESETS;

use super::{
    Compare, Comparison, Component, Demand, Gateway, Service, SizeInputs, StartUp, System, Way, Work,
};
use crate::decimal::text;
use crate::error::Error;
use crate::number::{Number, rounded_down, rounded_up};
use crate::plan::{Cell, Change, Layer, Measure, StudyRow, Tone, Verdict};
use crate::reading::{Reader, one, percent};
use crate::scenario::Key;
use crate::science::cold_start::cold_share;
use crate::unit::{COUNT, DAY, HOUR, MILLISECOND, PER_SECOND, PERCENT, SECOND, VCPU};

/// The 90th percentile of starts over their median where it is not stated: 420 s over 310 s, the upper end and the
/// middle of what guide 003's "more than 300 s" is taken to mean. Assumption.
const SLOW_OVER_MEDIAN: f64 = 420.0 / 310.0;
/// Requests a gateway passes on at once. Cloud Run's default concurrency.
const GATEWAY_REQUESTS_AT_ONCE: f64 = 80.0;
/// vCPU-seconds a gateway works on a request. Assumption.
const GATEWAY_CPU_SECONDS: f64 = 0.005;
/// A gateway answers within this, seconds. Guide 003.
const GATEWAY_START_SECONDS: f64 = 1.0;

/// The model worker.
pub struct ModelWorkerSystem;

impl<N: Number> System<N> for ModelWorkerSystem {
    fn switch(&self) -> Key {
        Key::ModelWorker
    }

    fn gateway(&self, reader: &Reader<'_, N>) -> Gateway<N> {
        if reader.on(Key::SplitGateway) { Gateway::Own(gateway(reader)) } else { Gateway::None }
    }

    fn demand(&self, reader: &Reader<'_, N>, demand: &mut Demand<N>) -> Result<(), Error> {
        let service = worker(reader);
        demand.components.push(component(service));
        demand.layers.push(layer(reader, &service, reader.on(Key::SplitGateway)));
        demand.note("start_window", "A minimum instance does not get round the start-up window: every new one must pass the probe, at each release and restart.");
        demand.note("start_times", "Starts are taken as lognormal. Of 48 published boots fewer were late at 240 s than that says (about 23 % against 36 %).");
        Ok(())
    }
}

impl<N: Number> Compare<N> for ModelWorkerSystem {
    fn comparisons(&self, reader: &Reader<'_, N>) -> Result<Vec<Comparison<N>>, Error> {
        Ok(vec![ways_out(reader), settings(reader)])
    }
}

/// Requests a second, mean over the day.
fn requests_per_second<N: Number>(reader: &Reader<'_, N>) -> N {
    (reader.get(Key::ModelRequestsPerDay) / N::constant(86_400.0, SECOND.per(DAY))).called(
        "Model requests per second",
        PER_SECOND,
        "requests a day over its seconds",
    )
}

/// The worker as a service.
fn worker<N: Number>(reader: &Reader<'_, N>) -> Service<N> {
    let vcpu = reader.get(Key::ModelWorkerVcpu);
    let requests_per_second = requests_per_second(reader);
    let seconds_per_request = reader.get(Key::ModelSecondsPerRequest);
    let busy = requests_per_second * seconds_per_request;
    let least = reader.get(Key::ModelMinInstances);
    let scales_to_zero = one::<N>().exceeds(least);
    let replicas = (busy * reader.get(Key::PeakToMean) / reader.get(Key::CpuTarget))
        .ceil()
        .max(least)
        .max(one())
        .called(
            "Model workers",
            COUNT,
            "one request at a time: busy at the peak over the target, at least those kept",
        );
    let median_seconds = reader.get(Key::StartSeconds);
    let p90_seconds = reader.stated(Key::StartSecondsP90).unwrap_or_else(|| {
        (median_seconds * N::count(SLOW_OVER_MEDIAN)).called(
            "Model start, slow",
            SECOND,
            "assumption: in proportion to 420 s at 310 s",
        )
    });
    Service {
        replicas,
        busy_vcpu: busy * vcpu,
        requests_per_second,
        seconds_per_request,
        one_at_a_time: true,
        cpu_outside_requests: reader.on(Key::CpuOutsideRequests),
        start: Some(StartUp {
            median_seconds,
            p90_seconds,
            window_seconds: (reader.get(Key::StartWindowSeconds) + reader.get(Key::InitialDelaySeconds))
                .called(
                    "Start-up window",
                    SECOND,
                    "Cloud Run: initial delay, then failure threshold × period of the probe",
                ),
            tolerance: reader.get(Key::StartMissTolerance),
            scales_to_zero,
            kept_by: Change::allowed(Key::ModelMinInstances, 1.0),
        }),
        // Behind a gateway there is something to balance only where there are several.
        balanced: !reader.on(Key::SplitGateway) || replicas.exceeds(one()),
        ..Service::idle(
            vcpu,
            reader.get(Key::ModelWorkerMemoryGib),
            SizeInputs { vcpu: Key::ModelWorkerVcpu, memory_gib: Key::ModelWorkerMemoryGib },
        )
    }
}

fn component<N>(service: Service<N>) -> Component<N> {
    Component { id: "model_worker", name: "Model worker", work: Work::Service(service) }
}

/// The small service that takes requests in front of the workers and waits for their answers.
fn gateway<N: Number>(reader: &Reader<'_, N>) -> Component<N> {
    let requests_per_second = requests_per_second(reader);
    let hop = reader.get(Key::GatewayHopMs) * N::constant(1e-3, SECOND.per(MILLISECOND));
    let seconds_per_request = (reader.get(Key::ModelSecondsPerRequest) + hop).called(
        "Time in the gateway",
        SECOND,
        "guide 003: the worker's answer and the hop to it",
    );
    let at_once = requests_per_second * seconds_per_request * reader.get(Key::PeakToMean);
    let start = N::constant(GATEWAY_START_SECONDS, SECOND);
    let service = Service {
        replicas: (at_once / N::count(GATEWAY_REQUESTS_AT_ONCE) / reader.get(Key::CpuTarget))
            .ceil()
            .max(one())
            .called("Gateways", COUNT, "requests at once at the peak, 80 a gateway, at the target"),
        busy_vcpu: requests_per_second * N::constant(GATEWAY_CPU_SECONDS, VCPU.times(SECOND)),
        requests_per_second,
        seconds_per_request,
        start: Some(StartUp {
            median_seconds: start,
            p90_seconds: start,
            window_seconds: start,
            tolerance: N::zero(COUNT),
            scales_to_zero: true,
            kept_by: None,
        }),
        balanced: true,
        ..Service::idle(
            reader.get(Key::GatewayVcpu),
            reader.get(Key::GatewayMemoryGib),
            SizeInputs { vcpu: Key::GatewayVcpu, memory_gib: Key::GatewayMemoryGib },
        )
    };
    Component { id: "model_gateway", name: "Model gateway", work: Work::Service(service) }
}

/// Share of starts, in percent, that outlast the window.
fn late<N: Number>(service: &Service<N>) -> N {
    percent(service.start.map_or_else(|| N::zero(COUNT), |start| start.late_share()))
}

/// Share of requests, in percent, that find no idle worker and wait for one to start; none where they are kept.
fn cold<N: Number>(reader: &Reader<'_, N>, service: &Service<N>) -> N {
    let scales_to_zero = service.start.is_some_and(|start| start.scales_to_zero);
    if scales_to_zero {
        let (rate, seconds) = (service.requests_per_second, service.seconds_per_request);
        percent(cold_share(rate, seconds, reader.get(Key::KeepAliveSeconds)))
    } else {
        N::zero(PERCENT)
    }
}

fn layer<N: Number>(reader: &Reader<'_, N>, service: &Service<N>, split: bool) -> Layer<N> {
    let Service { replicas, vcpu, memory_gib, .. } = service;
    let busy = service.requests_per_second * service.seconds_per_request;
    let measure = |label, needed, provided, unit| Measure { label, needed, provided, unit };
    let tolerance = percent(reader.get(Key::StartMissTolerance));
    let mut measures = vec![
        measure("Workers busy, mean", busy, None, COUNT),
        measure(
            "Workers busy, peak",
            busy * reader.get(Key::PeakToMean),
            Some(*replicas * reader.get(Key::CpuTarget)),
            COUNT,
        ),
        measure("Starts that outlast the probe", late(service), Some(tolerance), PERCENT),
        measure("Requests that meet a start", cold(reader, service), None, PERCENT),
    ];
    if split {
        measures.push(measure("Time the gateway adds", reader.get(Key::GatewayHopMs), None, MILLISECOND));
    }
    Layer {
        id: "model_worker",
        name: "Model workers",
        size: format!(
            "{} × {} vCPU, {} GiB",
            text(replicas.value()),
            text(vcpu.value()),
            text(memory_gib.value())
        ),
        measures,
        binding: None,
    }
}

/// What only people can say of a way out.
struct Solution {
    name: &'static str,
    /// Host of the workers.
    host: &'static str,
    /// The changes that make it, beside those that put everything else back.
    changes: &'static [(Key, f64)],
    complexity: &'static str,
    scalability: &'static str,
    /// Hours to get there, least and most.
    effort: (f64, f64),
}

const BY_REQUEST: &str = "containers_request";
const BY_INSTANCE: &str = "containers_instance";
const AUTOPILOT: &str = "gke_autopilot";
const EXCELLENT: &str = "excellent";
const GOOD: &str = "good";

/// The ways that guide 003 weighs. Complexity, scalability and hours are its own; it names none for a change of a
/// setting, which is taken as up to one hour, and the longer start is judged like the minimum instance (assumptions).
/// A gateway before workers on Autopilot takes the hours of both.
const SOLUTIONS: [Solution; 7] = [
    Solution {
        name: "As deployed, scaled to zero",
        host: BY_REQUEST,
        changes: &[(Key::ModelMinInstances, 0.0), (Key::InitialDelaySeconds, 0.0), (Key::SplitGateway, 0.0)],
        complexity: "low",
        scalability: "none",
        effort: (0.0, 0.0),
    },
    Solution {
        name: "Minimum instance, by request",
        host: BY_REQUEST,
        changes: &[(Key::SplitGateway, 0.0)],
        complexity: "low",
        scalability: GOOD,
        effort: (0.0, 1.0),
    },
    Solution {
        name: "Minimum instance, by instance",
        host: BY_INSTANCE,
        changes: &[(Key::SplitGateway, 0.0)],
        complexity: "low",
        scalability: GOOD,
        effort: (0.0, 1.0),
    },
    Solution {
        name: "Gateway, workers by instance",
        host: BY_INSTANCE,
        changes: &[(Key::SplitGateway, 1.0)],
        complexity: "medium",
        scalability: EXCELLENT,
        effort: (2.0, 3.0),
    },
    Solution {
        name: "Gateway, workers on GKE Autopilot",
        host: AUTOPILOT,
        changes: &[(Key::SplitGateway, 1.0)],
        complexity: "high",
        scalability: EXCELLENT,
        effort: (5.0, 7.0),
    },
    Solution {
        name: "GKE Autopilot",
        host: AUTOPILOT,
        changes: &[(Key::SplitGateway, 0.0)],
        complexity: "high",
        scalability: EXCELLENT,
        effort: (3.0, 4.0),
    },
    Solution {
        name: "Longer start, by instance",
        host: BY_INSTANCE,
        changes: &[(Key::SplitGateway, 0.0), (Key::InitialDelaySeconds, 240.0)],
        complexity: "low",
        scalability: GOOD,
        effort: (0.0, 1.0),
    },
];

/// Milliseconds that guide 003 gives for an answer of a warm worker.
const LATENCY_MS: (f64, f64) = (50.0, 200.0);

/// The worker, and a reading of the scenario, under some changes.
fn under<N: Number, T>(
    reader: &Reader<'_, N>,
    changes: &[Change],
    look: impl FnOnce(&Reader<'_, N>, Service<N>) -> T,
) -> T {
    let mut scenario = reader.scenario.clone();
    for change in changes {
        scenario.set_unchecked(change.key, Some(change.to));
    }
    let changed = reader.over(&scenario);
    look(&changed, worker(&changed))
}

fn ways_out<N: Number>(reader: &Reader<'_, N>) -> Comparison<N> {
    Comparison {
        id: "start_window",
        title: "Ways out of the start-up window",
        lead: "The solutions of guide 003 and what is deployed. Do now: the least effort that holds, then the cheapest; next: what scales best of the rest, then the cheapest.",
        columns: vec![
            "Way",
            "Starts in time",
            "Requests that meet a start",
            "Latency",
            "Complexity",
            "Scalability",
            "Effort",
        ],
        ways: SOLUTIONS.iter().map(|solution| way_out(solution, reader)).collect(),
        judge: judge_ways,
    }
}

fn way_out<N: Number>(solution: &Solution, reader: &Reader<'_, N>) -> Way<N> {
    let mut changes: Vec<Change> =
        solution.changes.iter().map(|(key, to)| Change { key: *key, to: *to }).collect();
    if !changes.iter().any(|change| change.key == Key::ModelMinInstances) {
        let kept = reader.get(Key::ModelMinInstances).value();
        changes.push(Change { key: Key::ModelMinInstances, to: Number::max(kept, 1.0) });
    }
    let (cells, runs) = under(reader, &changes, |reader, mut service| {
        let split = reader.on(Key::SplitGateway);
        let windowed = solution.host != AUTOPILOT;
        let whole = N::constant(100.0, PERCENT);
        let in_time = if windowed { whole - late(&service) } else { whole };
        let hop = if split { reader.get(Key::GatewayHopMs) } else { N::zero(MILLISECOND) };
        let latency = |ms: f64| N::constant(ms, MILLISECOND) + hop;
        let scales_to_zero = service.start.is_some_and(|start| start.scales_to_zero);
        let cells = vec![
            Cell::Amount(in_time, PERCENT),
            Cell::Amount(cold(reader, &service), PERCENT),
            // The guide gives none for what does not run.
            if scales_to_zero {
                Cell::Blank
            } else {
                Cell::Span(latency(LATENCY_MS.0), latency(LATENCY_MS.1), MILLISECOND)
            },
            Cell::words(solution.complexity),
            Cell::words(solution.scalability),
            Cell::Span(N::constant(solution.effort.0, HOUR), N::constant(solution.effort.1, HOUR), HOUR),
        ];
        // From outside, a cluster is reached through a load balancer only.
        service.balanced |= split && !windowed;
        let mut runs = vec![(solution.host, component(service))];
        if split {
            runs.push((BY_REQUEST, gateway(reader)));
        }
        (cells, runs)
    });
    Way { row: StudyRow { changes, ..StudyRow::new(solution.name, cells) }, runs }
}

/// The most hours of a row.
fn effort<N: Number>(row: &StudyRow<N>) -> f64 {
    match row.cells.last() {
        Some(Cell::Span(_, most, _)) => most.value(),
        _ => f64::INFINITY,
    }
}

/// How well a row scales, the more the better.
fn scalability<N: Number>(row: &StudyRow<N>) -> f64 {
    match row.cells.get(4) {
        Some(Cell::Words(words)) if words == EXCELLENT => 2.0,
        Some(Cell::Words(words)) if words == GOOD => 1.0,
        _ => 0.0,
    }
}

/// Bills that differ by less, dollars, are as cheap: sums with allotments taken off end in dust.
const SAME_BILL: f64 = 1e-6;

/// The row of least rank, then least bill, then least effort, among the feasible ones that have no verdict yet.
fn best<N: Number>(rows: &mut [StudyRow<N>], rank: fn(&StudyRow<N>) -> f64) -> Option<&mut StudyRow<N>> {
    let order = |row: &StudyRow<N>| {
        let usd = row.usd_per_month.map_or(f64::INFINITY, N::value);
        (rank(row), libm::round(usd / SAME_BILL), effort(row))
    };
    let mut best: Option<&mut StudyRow<N>> = None;
    for row in rows.iter_mut().filter(|row| row.usd_per_month.is_some() && row.verdict.is_none()) {
        if best.as_ref().is_none_or(|best| order(row) < order(best)) {
            best = Some(row);
        }
    }
    best
}

fn judge_ways<N: Number>(rows: &mut [StudyRow<N>]) {
    if let Some(row) = best(rows, effort) {
        row.verdict = Some(Verdict { tone: Tone::Good, words: "do now" });
    }
    if let Some(row) = best(rows, |row| -scalability(row)) {
        row.verdict = Some(Verdict { tone: Tone::Fair, words: "next" });
    }
    for row in rows.iter_mut().filter(|row| row.usd_per_month.is_none()) {
        row.verdict = Some(Verdict { tone: Tone::Bad, words: "ruled out" });
    }
}

/// Delays before the first probe that are tried, seconds.
const DELAYS: [(&str, f64); 5] = [
    ("No delay", 0.0),
    ("Delay of 60 s", 60.0),
    ("Delay of 120 s", 120.0),
    ("Delay of 180 s", 180.0),
    ("Delay of 240 s", 240.0),
];

fn settings<N: Number>(reader: &Reader<'_, N>) -> Comparison<N> {
    let delay = |to| Change { key: Key::InitialDelaySeconds, to };
    let mut ways: Vec<Way<N>> =
        DELAYS.iter().map(|(name, seconds)| setting(name, delay(*seconds), reader)).collect();
    if let Some(start) = worker(reader).start {
        let (window, needed) = (start.window_seconds.value(), start.needed_seconds());
        let now = reader.get(Key::InitialDelaySeconds).value();
        let least = rounded_up(Number::max(now + needed - window, 0.0));
        if let Some(change) = Change::allowed(Key::InitialDelaySeconds, least) {
            ways.push(setting("Least delay that fits", change, reader));
        }
        let fast = rounded_down(start.median_seconds.value() * (window / needed));
        if reader.stated(Key::StartSecondsP90).is_none()
            && let Some(change) = Change::allowed(Key::StartSeconds, fast)
        {
            ways.push(setting("Slowest start that fits", change, reader));
        }
    }
    Comparison {
        id: "start_settings",
        title: "Which settings make the start fit",
        lead: "Delay before the first probe, and the start itself, each changed alone; billed by instance with a minimum instance.",
        columns: vec!["Setting", "Delay", "Window", "Median start", "Starts that outlast it"],
        ways,
        judge: judge_settings,
    }
}

fn setting<N: Number>(name: &str, change: Change, reader: &Reader<'_, N>) -> Way<N> {
    let kept = Number::max(reader.get(Key::ModelMinInstances).value(), 1.0);
    let changes = vec![change, Change { key: Key::ModelMinInstances, to: kept }];
    let (cells, runs) = under(reader, &changes, |reader, service| {
        let window = service.start.map_or_else(|| N::zero(SECOND), |start| start.window_seconds);
        let cells = vec![
            Cell::Amount(reader.get(Key::InitialDelaySeconds), SECOND),
            Cell::Amount(window, SECOND),
            Cell::Amount(reader.get(Key::StartSeconds), SECOND),
            Cell::Amount(late(&service), PERCENT),
        ];
        (cells, vec![(BY_INSTANCE, component(service))])
    });
    Way { row: StudyRow { changes, ..StudyRow::new(name, cells) }, runs }
}

fn judge_settings<N: Number>(rows: &mut [StudyRow<N>]) {
    for row in rows {
        row.verdict = Some(if row.rejections.is_empty() {
            Verdict { tone: Tone::Good, words: "fits" }
        } else {
            Verdict { tone: Tone::Bad, words: "ruled out" }
        });
    }
}

//! Guide 000: a background worker that takes agents' tasks from a queue. Its memory is a sum of parts that are known
//! as ranges only; what is planned for it is what the sum keeps to with the probability asked for.

mod inputs;
mod presets;

pub use inputs::{INPUTS, SWITCH};
pub use presets::PRESETS;

use super::{Compare, Comparison, Component, Demand, Service, SizeInputs, System, Way, Work};
use crate::catalog::PaasPlan;
use crate::error::Error;
use crate::hosting::paas_plan::{memory_mib, sustained_vcpu, usd_per_month};
use crate::number::Number;
use crate::plan::{Cell, Change, Layer, Measure, StudyRow, Tone, Verdict};
use crate::reading::{Reader, Scope, percent};
use crate::scenario::{Key, Kind};
use crate::science::sum_of_uniforms::{sum_at_most, sum_quantile};
use crate::unit::{COUNT, GIB, MIB, PERCENT, USD_PER_MONTH, VCPU};
use std::rc::Rc;

const GUIDE: &str = "guide 000";
const QUANTILE: &str = "quantile of the sum of independent uniform parts (Irwin 1927, Hall 1927) at 1 − accepted risk, rounded up";
const TAIL: &str = "sum of independent uniform parts (Irwin 1927, Hall 1927)";

/// The background worker.
pub struct BackgroundWorkerSystem;

/// The parts of a worker's memory, and what guide 000 has room for in its Standard plan, MiB. Its system and buffers
/// stand with concurrency, its dependencies with the runtime. The ranges of its other list stand with the inputs.
const PARTS: [(Key, (f64, f64)); 7] = [
    (Key::ModelWeights, (200.0, 1024.0)),
    (Key::TokenizerAndBuffers, (0.0, 0.0)),
    (Key::RedisPool, (100.0, 200.0)),
    (Key::PythonRuntime, (200.0, 300.0)),
    (Key::Libraries, (0.0, 0.0)),
    (Key::Application, (0.0, 0.0)),
    (Key::ConcurrencyOverhead, (400.0, 500.0)),
];

/// A limit or risk, then the lower and the upper ends of all parts.
const ARGUMENTS: usize = 1 + 2 * PARTS.len();

/// The memory of one worker.
struct Memory<N> {
    parts: Vec<Part<N>>,
}

/// A part that lies anywhere between two ends, MiB.
struct Part<N> {
    name: &'static str,
    low: N,
    high: N,
}

impl<N: Number> Part<N> {
    fn of(key: Key, (low, high): (N, N)) -> Self {
        Self { name: key.field().label, low, high }
    }

    fn mean(&self) -> N {
        (self.low + self.high) / N::count(2.0)
    }
}

/// From where to where a part may lie: at what is stated, else anywhere in the guide's range, or at nothing where it
/// gives none. The one place that says so.
fn range<N: Number>(key: Key, planned: (f64, f64), by_plan: bool, reader: &Reader<'_, N>) -> (N, N) {
    if let Some(stated) = reader.stated(key) {
        return (stated, stated);
    }
    let field = key.field();
    let (low, high) = match field.kind {
        Kind::Number(range) if !by_plan => range.plausible.unwrap_or_default(),
        _ => planned,
    };
    let end = |mib| N::constant(mib, MIB).called(field.label, MIB, GUIDE);
    (end(low), end(high))
}

impl<N: Number> Memory<N> {
    /// By the list of parts in force; where the whole was measured, that and nothing else.
    fn of(reader: &Reader<'_, N>) -> Self {
        match reader.stated(Key::BackgroundWorkerMemoryGib) {
            Some(gib) => {
                let mib = gib * N::constant(1024.0, MIB.per(GIB));
                Self { parts: vec![Part::of(Key::BackgroundWorkerMemoryGib, (mib, mib))] }
            }
            None => Self::by(reader.choice(Key::MemoryBudget) == "plan", reader),
        }
    }

    fn by(plan: bool, reader: &Reader<'_, N>) -> Self {
        let part = |(key, planned)| Part::of(key, range(key, planned, plan, reader));
        Self { parts: PARTS.into_iter().map(part).collect() }
    }

    /// Arguments of a function of a figure and the ends of all parts.
    fn with(&self, first: N) -> [N; ARGUMENTS] {
        let end =
            |place: usize, end: fn(&Part<N>) -> N| self.parts.get(place).map_or_else(|| N::zero(MIB), end);
        std::array::from_fn(|place| match place {
            0 => first,
            low if low <= PARTS.len() => end(low - 1, |part| part.low),
            high => end(high - 1 - PARTS.len(), |part| part.high),
        })
    }

    /// What the sum keeps to but for the accepted risk, in whole MiB; a measured whole as it is.
    fn planned(&self, reader: &Reader<'_, N>) -> N {
        if let [whole] = self.parts.as_slice() {
            return whole.high;
        }
        let arguments = self.with(reader.get(Key::OutOfMemoryTolerance));
        let functions = Rc::clone(&reader.shapes.functions);
        N::stepped("Memory planned for", MIB, QUANTILE, arguments, move |arguments| {
            functions.remember("memory planned for", &arguments, || {
                let [risk, ends @ ..] = arguments;
                Number::ceil(sum_quantile(&pairs(ends), 1.0 - risk))
            })
        })
    }

    /// Probability that the sum exceeds a limit in MiB, percent.
    fn exceeds(&self, limit: N) -> N {
        N::smooth("Probability of more memory", PERCENT, TAIL, self.with(limit), |[limit, ends @ ..]| {
            100.0 * (1.0 - sum_at_most(&pairs(ends), limit))
        })
    }

    fn mean(&self) -> N {
        N::sum(MIB, self.parts.iter().map(Part::mean))
    }
}

/// The ends of each part from the lower ends followed by the upper ones.
fn pairs(ends: [f64; ARGUMENTS - 1]) -> Vec<(f64, f64)> {
    let (low, high) = ends.split_at(PARTS.len());
    low.iter().copied().zip(high.iter().copied()).collect()
}

fn gib<N: Number>(mib: N) -> N {
    mib / N::constant(1024.0, MIB.per(GIB))
}

/// The worker as a service: `instances` of them, each with `vcpu` that it keeps busy.
fn worker<N: Number>(instances: N, vcpu: N, memory: &Memory<N>, reader: &Reader<'_, N>) -> Component<N> {
    let inputs = SizeInputs { vcpu: Key::BackgroundWorkerVcpu, memory_gib: Key::BackgroundWorkerMemoryGib };
    Component {
        id: "background_worker",
        name: "Background worker",
        work: Work::Service(Service {
            replicas: instances,
            busy_vcpu: instances * vcpu,
            polls: true,
            ..Service::idle(vcpu, gib(memory.planned(reader)), inputs)
        }),
    }
}

impl<N: Number> Compare<N> for BackgroundWorkerSystem {
    fn comparisons(&self, reader: &Reader<'_, N>) -> Result<Vec<Comparison<N>>, Error> {
        let memory = Memory::of(reader);
        Ok(vec![plans(&memory, reader), two_or_one(&memory, reader)?, parts(&memory, reader)])
    }
}

impl<N: Number> System<N> for BackgroundWorkerSystem {
    fn switch(&self) -> Key {
        Key::BackgroundWorker
    }

    fn demand(&self, reader: &Reader<'_, N>, demand: &mut Demand<N>) -> Result<(), Error> {
        let memory = Memory::of(reader);
        let (instances, vcpu) = (reader.get(Key::BackgroundWorkers), reader.get(Key::BackgroundWorkerVcpu));
        demand.components.push(worker(instances, vcpu, &memory, reader));
        if reader.on(Key::WorkerRedis) {
            demand.components.push(Component { id: "cache", name: "Queue", work: Work::Cache });
        }
        if reader.scope == Scope::Costs {
            return Ok(());
        }
        let measure = |label, needed, unit| Measure { label, needed, provided: None, unit };
        demand.layers.push(Layer {
            id: "background_worker",
            name: "Background worker",
            size: String::new(),
            measures: vec![
                measure("Workers", instances, COUNT),
                measure("vCPUs of one", vcpu, VCPU),
                measure("Memory of one, mean", gib(memory.mean()), GIB),
                measure("Memory of one, planned for", gib(memory.planned(reader)), GIB),
            ],
            binding: None,
        });
        if reader.stated(Key::BackgroundWorkerMemoryGib).is_none() && budgets_disagree(reader) {
            demand.note("two_memory_budgets", "Guide 000 counts a worker's memory twice: Redis takes 10 to 50 MB in one list and 100 to 200 MB in the other. The lists lead to different plans; state what your parts take.");
        }
        Ok(())
    }
}

/// Whether some plan holds the worker by one of the guide's lists and not by the other.
fn budgets_disagree<N: Number>(reader: &Reader<'_, N>) -> bool {
    let [one, other] = [false, true].map(|plan| Memory::by(plan, reader).planned(reader));
    reader.catalog.paas_plans.iter().any(|plan| {
        let room = memory_mib(plan, reader);
        one.exceeds(room) != other.exceeds(room)
    })
}

/// Dollars a month for `count` instances of a plan, per GiB and per sustained vCPU.
fn prices<N: Number>(plan: &PaasPlan, count: N, reader: &Reader<'_, N>) -> [Cell<N>; 3] {
    let usd = usd_per_month(plan, reader).ok();
    let cell = |figure: fn(N, N) -> N, size: N, unit| {
        usd.map_or(Cell::Blank, |usd| Cell::Amount(figure(usd, size), unit))
    };
    let per = |size, unit| cell(|usd, size| usd / size, size, USD_PER_MONTH.per(unit));
    [
        cell(|usd, count| usd * count, count, USD_PER_MONTH.named("")),
        per(gib(memory_mib(plan, reader)), GIB),
        per(sustained_vcpu(plan, reader), VCPU),
    ]
}

/// The change to a plan.
fn to_plan(plan: &PaasPlan) -> Option<Change> {
    Key::PaasPlan.entry(&plan.id).map(|to| Change { key: Key::PaasPlan, to })
}

/// Every plan against the worker.
fn plans<N: Number>(memory: &Memory<N>, reader: &Reader<'_, N>) -> Comparison<N> {
    let (instances, vcpu) = (reader.get(Key::BackgroundWorkers), reader.get(Key::BackgroundWorkerVcpu));
    let (mean, tolerated) = (memory.mean(), percent(reader.get(Key::OutOfMemoryTolerance)));
    let way = |plan: &PaasPlan| {
        let room = memory_mib(plan, reader);
        let alert = memory.exceeds(room * reader.get(Key::MemoryAlertShare));
        let [price, per_gib, per_vcpu] = prices(plan, instances, reader);
        let cells = vec![
            Cell::Amount(gib(room), GIB),
            Cell::Amount(sustained_vcpu(plan, reader), VCPU),
            Cell::Amount(memory.exceeds(room), PERCENT),
            Cell::Amount(alert, PERCENT),
            Cell::Amount(room - mean, MIB),
            price,
            per_gib,
            per_vcpu,
        ];
        Way {
            row: StudyRow {
                changes: to_plan(plan).into_iter().collect(),
                verdict: (!alert.exceeds(tolerated)).then_some(KEEPS_ALERT),
                ..StudyRow::new(plan.label.as_str(), cells)
            },
            runs: vec![("paas_plan", worker(instances, vcpu, memory, reader))],
        }
    };
    Comparison {
        id: "worker_plans",
        title: "Plans for the worker",
        lead: "Each part lies anywhere in its range, independently. The cheapest plan within the accepted risk is recommended; the alternative is the cheapest whose alert stays within it too.",
        columns: vec![
            "Plan",
            "Memory",
            "Sustained",
            "Runs out of memory",
            "Passes its alert",
            "Left at the mean",
            "Price, $",
            "$ per GiB",
            "$ per vCPU",
        ],
        ways: reader.catalog.paas_plans.iter().map(way).collect(),
        judge,
    }
}

/// Guide 000's middle plan twice, against its large one once: the same processors and memory in all.
fn two_or_one<N: Number>(memory: &Memory<N>, reader: &Reader<'_, N>) -> Result<Comparison<N>, Error> {
    let vcpu = reader.get(Key::BackgroundWorkerVcpu);
    let (one, two) = (N::count(1.0), N::count(2.0));
    let way = |id: &str, count: N, vcpu: N| {
        let plan = reader.catalog.paas_plan(id)?;
        let room = memory_mib(plan, reader);
        let [price, per_gib, per_vcpu] = prices(plan, count, reader);
        let cells = vec![
            Cell::Amount(gib(room), GIB),
            Cell::Amount(gib(memory.planned(reader)), GIB),
            Cell::Amount(memory.exceeds(room), PERCENT),
            Cell::Amount(vcpu, VCPU),
            price,
            per_gib,
            per_vcpu,
        ];
        let stated = [(Key::BackgroundWorkers, count), (Key::BackgroundWorkerVcpu, vcpu)];
        let stated = stated.into_iter().filter_map(|(key, to)| Change::allowed(key, to.value()));
        let name = if count.exceeds(one) { "2 × " } else { "1 × " };
        Ok(Way {
            row: StudyRow {
                changes: to_plan(plan).into_iter().chain(stated).collect(),
                ..StudyRow::new([name, plan.label.as_str()].concat(), cells)
            },
            runs: vec![("paas_plan", worker(count, vcpu, memory, reader))],
        })
    };
    Ok(Comparison {
        id: "two_small_or_one_large",
        title: "Two small or one large",
        lead: "The work of two workers. Two instances halve the work, not the memory: each holds its own model and runtime. They run the same program, so where one runs out of memory the other does too.",
        columns: vec![
            "Instances",
            "Memory of each",
            "Planned for each",
            "Runs out of memory",
            "vCPUs asked of each",
            "Price, $",
            "$ per GiB",
            "$ per vCPU",
        ],
        ways: vec![way("render.standard", two, vcpu)?, way("render.pro", one, vcpu * two)?],
        judge,
    })
}

/// The parts and what each adds to the mean.
fn parts<N: Number>(memory: &Memory<N>, reader: &Reader<'_, N>) -> Comparison<N> {
    let whole = memory.mean();
    let row = |name: &str, low: N, high: N, mean: N| {
        let share = if whole.exceeds(N::zero(MIB)) {
            Cell::Amount(percent(mean / whole), PERCENT)
        } else {
            Cell::Blank
        };
        let cells = vec![Cell::Span(low, high, MIB), Cell::Amount(mean, MIB), share];
        Way { row: StudyRow::new(name, cells), runs: Vec::new() }
    };
    let total = |end: fn(&Part<N>) -> N| N::sum(MIB, memory.parts.iter().map(end));
    let mut ways: Vec<Way<N>> =
        memory.parts.iter().map(|part| row(part.name, part.low, part.high, part.mean())).collect();
    ways.push(row("Together", total(|part| part.low), total(|part| part.high), whole));
    let planned = vec![Cell::Blank, Cell::Amount(memory.planned(reader), MIB), Cell::Blank];
    ways.push(Way { row: StudyRow::new("Planned for", planned), runs: Vec::new() });
    Comparison {
        id: "worker_memory",
        title: "Where the memory goes",
        lead: "The parts of one worker's memory. A part that is stated has no range.",
        columns: vec!["Part", "Range", "Mean", "Share of the mean"],
        ways,
        judge: |_| {},
    }
}

const RECOMMENDED: Verdict = Verdict { tone: Tone::Good, words: "recommended" };
const ALTERNATIVE: Verdict = Verdict { tone: Tone::Fair, words: "alternative" };
/// Put down before pricing; only the cheapest that has it keeps it.
const KEEPS_ALERT: Verdict = Verdict { tone: Tone::Fair, words: "keeps its alert" };
const TOO_LITTLE_MEMORY: Verdict = Verdict { tone: Tone::Bad, words: "too little memory" };
const TOO_LITTLE_CPU: Verdict = Verdict { tone: Tone::Bad, words: "too little CPU" };

/// The cheapest that holds is recommended. Beside it stands the cheapest other one that keeps its alert, where the
/// first does not; else the next one up.
fn judge<N: Number>(rows: &mut [StudyRow<N>]) {
    let best = cheapest(rows, None, false);
    let best_keeps = best.and_then(|best| rows.get(best)).is_some_and(|row| row.verdict.is_some());
    let keeping = if best_keeps { None } else { cheapest(rows, best, true) };
    let next = keeping.or_else(|| cheapest(rows, best, false));
    for (place, row) in rows.iter_mut().enumerate() {
        row.verdict = if row.rejections.iter().any(|rejection| rejection.unit == GIB) {
            Some(TOO_LITTLE_MEMORY)
        } else if row.rejections.iter().any(|rejection| rejection.unit == VCPU) {
            Some(TOO_LITTLE_CPU)
        } else if best == Some(place) {
            Some(RECOMMENDED)
        } else if next == Some(place) {
            row.verdict.filter(|_| !best_keeps).or(Some(ALTERNATIVE))
        } else {
            None
        };
    }
}

/// The cheapest row that could be placed, but for one.
fn cheapest<N: Number>(rows: &[StudyRow<N>], but: Option<usize>, keeping: bool) -> Option<usize> {
    rows.iter()
        .enumerate()
        .filter(|(place, row)| Some(*place) != but && (!keeping || row.verdict.is_some()))
        .filter_map(|(place, row)| row.usd_per_month.map(|usd| (place, usd)))
        .reduce(|best, next| if best.1.exceeds(next.1) { next } else { best })
        .map(|(place, _)| place)
}

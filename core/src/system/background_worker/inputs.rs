//! Inputs of the background worker.

use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Kind, Provenance, Range};
use crate::unit::{COUNT, GIB, MIB, VCPU};

const WORKER: Group = Group {
    label: "Background worker",
    description: "Instances, and how sure they must be of their memory.",
    system: Some("background_worker"),
};
const MEMORY: Group = Group {
    label: "Memory of a worker",
    description: "A part lies anywhere in the guide's range unless it is stated.",
    system: Some("background_worker"),
};

/// The two lists of parts in guide 000.
const BUDGETS: &[Choice] =
    &[choice("parts", "What each part takes"), choice("plan", "What the Standard plan has room for")];

/// Most memory of one part, MiB: 1 TiB.
const MOST_MIB: f64 = 1_048_576.0;

/// A part without a figure in the guide.
const PART: Kind = Kind::Number(Range::between(0.0, MOST_MIB));

/// A part with the guide's range.
const fn part(low: f64, high: f64) -> Kind {
    Kind::Number(Range::between(0.0, MOST_MIB).plausibly(low, high))
}

inputs! { SWITCH:
    BackgroundWorker {
        id: "background_worker",
        label: "Background worker",
        unit: COUNT,
        unit_words: "",
        group: Group::SYSTEMS,
        kind: Kind::Switch,
        default: Some(0.0),
        help: "Plan a worker that takes agents' tasks from a queue.",
        provenance: Provenance::Guide("000"),
    }
}

inputs! { INPUTS:
    BackgroundWorkers {
        id: "background_workers",
        label: "Workers",
        unit: COUNT,
        unit_words: "instances",
        group: WORKER,
        kind: Kind::Number(
            Range::between(1.0, 100_000.0).whole_numbers().powers_of_ten().with_slider(1.0, 100.0),
        ),
        default: Some(1.0),
        help: "Instances of the worker, each with its own model and runtime.",
        provenance: Provenance::Guide("000"),
    }
    BackgroundWorkerVcpu {
        id: "background_worker_vcpu",
        label: "Processors per worker",
        unit: VCPU,
        unit_words: "vCPU",
        group: WORKER,
        kind: Kind::Number(Range::between(0.05, 128.0)),
        default: Some(1.0),
        help: "Processors a worker keeps busy for good. Guide 000 finds 0.5 too little and 1 enough.",
        provenance: Provenance::Guide("000"),
    }
    WorkerRedis {
        id: "worker_redis",
        label: "Redis for the queue",
        unit: COUNT,
        unit_words: "",
        group: WORKER,
        kind: Kind::Switch,
        default: Some(0.0),
        help: "Price the Redis that guide 000 queues tasks in, one for all systems. Its own bill leaves it out.",
        provenance: Provenance::Guide("000"),
    }
    OutOfMemoryTolerance {
        id: "out_of_memory_tolerance",
        label: "Accepted risk of too little memory",
        unit: COUNT,
        unit_words: "probability",
        group: WORKER,
        kind: Kind::Number(Range::between(0.0, 0.5)),
        default: Some(0.01),
        help: "Probability accepted that a worker needs more memory than planned. 0 plans for the most of every part.",
        provenance: Provenance::Assumption,
    }
    MemoryAlertShare {
        id: "memory_alert_share",
        label: "Memory alert",
        unit: COUNT,
        unit_words: "share of the plan's memory",
        group: WORKER,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.8),
        help: "Share of a plan's memory above which an alert is raised.",
        provenance: Provenance::Guide("000"),
    }
    MemoryBudget {
        id: "memory_budget",
        label: "List of parts",
        unit: COUNT,
        unit_words: "",
        group: MEMORY,
        kind: Kind::Choice(BUDGETS),
        default: Some(0.0),
        help: "Guide 000 counts the parts twice, with other figures. Which list ranges are taken from.",
        provenance: Provenance::Guide("000"),
    }
    ModelWeights {
        id: "model_weights",
        label: "Model weights",
        unit: MIB,
        unit_words: "MiB",
        group: MEMORY,
        kind: part(100.0, 2_048.0),
        default: None,
        help: "Weights of a model loaded by the worker; 0 where it calls one elsewhere.",
        provenance: Provenance::Derived,
    }
    TokenizerAndBuffers {
        id: "tokenizer_and_buffers",
        label: "Tokenizer and buffers",
        unit: MIB,
        unit_words: "MiB",
        group: MEMORY,
        kind: PART,
        default: None,
        help: "Tokenizer and buffers of inference. The guide gives no figure: nothing unless stated.",
        provenance: Provenance::Derived,
    }
    RedisPool {
        id: "redis_pool",
        label: "Redis connections",
        unit: MIB,
        unit_words: "MiB",
        group: MEMORY,
        kind: part(10.0, 50.0),
        default: None,
        help: "Connection pool and queue messages held by the client.",
        provenance: Provenance::Derived,
    }
    PythonRuntime {
        id: "python_runtime",
        label: "Python runtime",
        unit: MIB,
        unit_words: "MiB",
        group: MEMORY,
        kind: part(20.0, 30.0),
        default: None,
        help: "The interpreter; in the Standard plan's list with all it imports.",
        provenance: Provenance::Derived,
    }
    Libraries {
        id: "libraries",
        label: "Libraries",
        unit: MIB,
        unit_words: "MiB",
        group: MEMORY,
        kind: part(50.0, 200.0),
        default: None,
        help: "Imported packages, among them those for machine learning.",
        provenance: Provenance::Derived,
    }
    Application {
        id: "application",
        label: "Application",
        unit: MIB,
        unit_words: "MiB",
        group: MEMORY,
        kind: part(50.0, 100.0),
        default: None,
        help: "The worker's own code and data.",
        provenance: Provenance::Derived,
    }
    ConcurrencyOverhead {
        id: "concurrency_overhead",
        label: "Concurrency and system",
        unit: MIB,
        unit_words: "MiB",
        group: MEMORY,
        kind: PART,
        default: None,
        help: "Tasks at work at once and the system. The guide has a figure in the Standard plan's list only.",
        provenance: Provenance::Derived,
    }
    BackgroundWorkerMemoryGib {
        id: "background_worker_memory_gib",
        label: "Memory of a worker",
        unit: GIB,
        unit_words: "GiB",
        group: MEMORY,
        kind: Kind::Number(Range::between(0.05, 1_024.0)),
        default: None,
        help: "Most memory a worker needs, where it was measured. Worked out from the parts unless you state it.",
        provenance: Provenance::Derived,
    }
}

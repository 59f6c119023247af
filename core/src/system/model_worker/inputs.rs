//! Inputs of the model worker.

use crate::scenario::inputs::inputs;
use crate::scenario::{Group, Kind, Provenance, Range};
use crate::unit::{COUNT, GIB, MILLISECOND, PER_DAY, SECOND, VCPU};

const START: Group = Group {
    label: "Start of a model worker",
    description: "How long the model takes to load, and how long the host waits for it.",
    system: Some("model_worker"),
};
const WORK: Group = Group {
    label: "Model worker",
    description: "Size and load of the worker, and the gateway in front of it.",
    system: Some("model_worker"),
};

inputs! { SWITCH:
    ModelWorker {
        id: "model_worker",
        label: "Model worker",
        unit: COUNT,
        unit_words: "",
        group: Group::SYSTEMS,
        kind: Kind::Switch,
        default: Some(0.0),
        help: "Plan a worker that loads a large model before it can answer.",
        provenance: Provenance::Guide("003"),
    }
}

inputs! { INPUTS:
    StartSeconds {
        id: "start_seconds",
        label: "Model start",
        unit: SECOND,
        unit_words: "seconds",
        group: START,
        kind: Kind::Number(Range::between(1.0, 7_200.0).plausibly(200.0, 420.0)),
        default: Some(310.0),
        help: "Median time until a new worker answers. From the log: container start to first healthy check.",
        provenance: Provenance::Guide("003"),
    }
    StartSecondsP90 {
        id: "start_seconds_p90",
        label: "Model start, slow",
        unit: SECOND,
        unit_words: "seconds",
        group: START,
        kind: Kind::Number(Range::between(1.0, 36_000.0)),
        default: None,
        help: "Time that nine starts in ten stay within. 420 s at a start of 310 s and in that proportion unless stated.",
        provenance: Provenance::Derived,
    }
    StartWindowSeconds {
        id: "start_window_seconds",
        label: "Start-up probe",
        unit: SECOND,
        unit_words: "seconds",
        group: START,
        kind: Kind::Number(Range::between(10.0, 240.0)),
        default: Some(240.0),
        help: "How long the start-up probe tries before Cloud Run ends the instance: failures allowed × period.",
        provenance: Provenance::Guide("003"),
    }
    InitialDelaySeconds {
        id: "initial_delay_seconds",
        label: "Delay before the probe",
        unit: SECOND,
        unit_words: "seconds",
        group: START,
        kind: Kind::Number(Range::between(0.0, 240.0)),
        default: Some(0.0),
        help: "Wait before the first start-up probe; it adds to the time a start has. Cloud Run allows 240.",
        provenance: Provenance::Guide("003"),
    }
    StartMissTolerance {
        id: "start_miss_tolerance",
        label: "Starts that may fail",
        unit: COUNT,
        unit_words: "share of starts",
        group: START,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.05),
        help: "Share of starts that may outlast the probe and be tried again. 0.05 or 5%.",
        provenance: Provenance::Assumption,
    }
    ModelMinInstances {
        id: "model_min_instances",
        label: "Workers kept",
        unit: COUNT,
        unit_words: "workers",
        group: START,
        kind: Kind::Number(Range::between(0.0, 1_000.0).whole_numbers()),
        default: Some(1.0),
        help: "From 1, workers for the peak are kept, at least so many. At 0 the last one may go.",
        provenance: Provenance::Guide("003"),
    }
    KeepAliveSeconds {
        id: "keep_alive_seconds",
        label: "Idle worker lives",
        unit: SECOND,
        unit_words: "seconds",
        group: START,
        kind: Kind::Number(Range::between(0.0, 86_400.0).plausibly(300.0, 900.0)),
        default: Some(900.0),
        help: "How long an idle worker stays when none need be kept. No host promises it.",
        provenance: Provenance::Assumption,
    }
    ModelWorkerVcpu {
        id: "model_worker_vcpu",
        label: "Processors of a worker",
        unit: VCPU,
        unit_words: "vCPU",
        group: WORK,
        kind: Kind::Number(Range::between(0.25, 128.0)),
        default: Some(4.0),
        help: "Virtual processors of one worker.",
        provenance: Provenance::Guide("003"),
    }
    ModelWorkerMemoryGib {
        id: "model_worker_memory_gib",
        label: "Memory of a worker",
        unit: GIB,
        unit_words: "GiB",
        group: WORK,
        kind: Kind::Number(Range::between(0.25, 1_024.0)),
        default: Some(4.0),
        help: "Memory of one worker: libraries and model.",
        provenance: Provenance::Guide("003"),
    }
    CpuOutsideRequests {
        id: "cpu_outside_requests",
        label: "Works between requests",
        unit: COUNT,
        unit_words: "",
        group: WORK,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "The worker loads its model in the background. Billed by request it would hardly get on with it.",
        provenance: Provenance::Guide("003"),
    }
    ModelRequestsPerDay {
        id: "model_requests_per_day",
        label: "Model requests",
        unit: PER_DAY,
        unit_words: "requests per day",
        group: WORK,
        kind: Kind::Number(Range::between(0.0, 1e8).with_slider(10.0, 100_000.0).powers_of_ten()),
        default: Some(1_000.0),
        help: "Requests that reach the model in a day.",
        provenance: Provenance::Assumption,
    }
    ModelSecondsPerRequest {
        id: "model_seconds_per_request",
        label: "Time per model request",
        unit: SECOND,
        unit_words: "seconds",
        group: WORK,
        kind: Kind::Number(Range::between(0.001, 3_600.0)),
        default: Some(2.0),
        help: "How long one request keeps a worker busy; it takes one at a time.",
        provenance: Provenance::Assumption,
    }
    SplitGateway {
        id: "split_gateway",
        label: "Gateway of its own",
        unit: COUNT,
        unit_words: "",
        group: WORK,
        kind: Kind::Switch,
        default: Some(0.0),
        help: "A small gateway that scales to zero takes the requests and passes them to the workers.",
        provenance: Provenance::Guide("003"),
    }
    GatewayHopMs {
        id: "gateway_hop_ms",
        label: "Time the gateway adds",
        unit: MILLISECOND,
        unit_words: "milliseconds",
        group: WORK,
        kind: Kind::Number(Range::between(0.0, 10_000.0).plausibly(20.0, 50.0)),
        default: Some(35.0),
        help: "What the extra hop from gateway to worker adds to each answer.",
        provenance: Provenance::Guide("003"),
    }
    GatewayVcpu {
        id: "gateway_vcpu",
        label: "Processors of the gateway",
        unit: VCPU,
        unit_words: "vCPU",
        group: WORK,
        kind: Kind::Number(Range::between(0.1, 64.0)),
        default: Some(1.0),
        help: "Virtual processors of one gateway; it only checks requests and passes them on.",
        provenance: Provenance::Assumption,
    }
    GatewayMemoryGib {
        id: "gateway_memory_gib",
        label: "Memory of the gateway",
        unit: GIB,
        unit_words: "GiB",
        group: WORK,
        kind: Kind::Number(Range::between(0.125, 64.0)),
        default: Some(0.5),
        help: "Memory of one gateway, without model libraries: an image of about 50 MB.",
        provenance: Provenance::Assumption,
    }
}

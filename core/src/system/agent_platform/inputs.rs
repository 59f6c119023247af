//! Inputs of the agent platform.

use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Kind, Provenance, Range};
use crate::unit::{COUNT, CPU_UNIT, MIB, MINUTE, PER_HOUR, SECOND, VCPU};

const SWITCH_ID: Option<&str> = Some("agent_platform");
const AGENTS: Group =
    Group { label: "Agents", description: "How many there are and what each needs.", system: SWITCH_ID };
const GATEWAY: Group =
    Group { label: "Gateway", description: "Connections that are held open.", system: SWITCH_ID };
const SCALING: Group = Group {
    label: "Scaling",
    description: "When tasks are added or removed, and what they keep free.",
    system: SWITCH_ID,
};
const SPOT: Group =
    Group { label: "Spot", description: "Capacity that may be taken away.", system: SWITCH_ID };
const MEASURED: Group = Group {
    label: "Right-sizing",
    description: "A task you have measured, to size anew.",
    system: SWITCH_ID,
};

/// Containers that agents are packed into, in the order of the guide's sizes.
const CONTAINERS: &[Choice] = &[
    choice("small", "1 vCPU, 2 GiB"),
    choice("medium", "2 vCPU, 5 GiB"),
    choice("large", "4 vCPU, 10 GiB"),
    choice("xlarge", "8 vCPU, 25 GiB"),
];

inputs! { SWITCH:
    AgentPlatform {
        id: "agent_platform",
        label: "Agent platform",
        unit: COUNT,
        unit_words: "",
        group: Group::SYSTEMS,
        kind: Kind::Switch,
        default: Some(0.0),
        help: "Plan the agent platform: supervisor, workers that run agents, gateway.",
        provenance: Provenance::Guide("001"),
    }
}

inputs! { INPUTS:
    Agents {
        id: "agents",
        label: "Agents",
        unit: COUNT,
        unit_words: "agents",
        group: AGENTS,
        kind: Kind::Number(Range::between(0.0, 100_000.0).whole_numbers().powers_of_ten().with_slider(1.0, 10_000.0)),
        default: Some(100.0),
        help: "Agents that are kept running.",
        provenance: Provenance::Guide("001"),
    }
    ActiveShare {
        id: "active_share",
        label: "Agents at work",
        unit: COUNT,
        unit_words: "share of agents",
        group: AGENTS,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.5),
        help: "Share of its time that an agent works; the rest it waits. 0.5 or 50%.",
        provenance: Provenance::Assumption,
    }
    AgentMemoryMib {
        id: "agent_memory_mib",
        label: "Memory per agent",
        unit: MIB,
        unit_words: "MiB",
        group: AGENTS,
        kind: Kind::Number(Range::between(16.0, 65_536.0)),
        default: Some(512.0),
        help: "Runtime, working memory and model cache of one agent.",
        provenance: Provenance::Guide("001"),
    }
    AgentCpuIdle {
        id: "agent_cpu_idle",
        label: "Idle agent",
        unit: VCPU,
        unit_words: "vCPU",
        group: AGENTS,
        kind: Kind::Number(Range::between(0.01, 16.0)),
        default: Some(0.1),
        help: "Virtual processors an agent keeps busy while it waits.",
        provenance: Provenance::Guide("001"),
    }
    AgentCpuActive {
        id: "agent_cpu_active",
        label: "Agent at work",
        unit: VCPU,
        unit_words: "vCPU",
        group: AGENTS,
        kind: Kind::Number(Range::between(0.01, 16.0).plausibly(0.25, 0.5)),
        default: Some(0.35),
        help: "Virtual processors an agent keeps busy while it works.",
        provenance: Provenance::Guide("001"),
    }
    AgentCpuPeak {
        id: "agent_cpu_peak",
        label: "Agent at its peak",
        unit: VCPU,
        unit_words: "vCPU",
        group: AGENTS,
        kind: Kind::Number(Range::between(0.01, 64.0)),
        default: Some(1.0),
        help: "Most virtual processors an agent uses for a moment. Tells how many may peak together.",
        provenance: Provenance::Guide("001"),
    }
    WorkerContainer {
        id: "worker_container",
        label: "Worker container",
        unit: COUNT,
        unit_words: "",
        group: AGENTS,
        kind: Kind::Choice(CONTAINERS),
        default: Some(2.0),
        help: "The container that agents are packed into.",
        provenance: Provenance::Guide("001"),
    }
    OtelSidecar {
        id: "otel_sidecar",
        label: "Monitoring sidecar",
        unit: COUNT,
        unit_words: "",
        group: AGENTS,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Each task also holds an OpenTelemetry collector: 0.25 vCPU, 512 MiB.",
        provenance: Provenance::Guide("001"),
    }
    Connections {
        id: "connections",
        label: "Connections",
        unit: COUNT,
        unit_words: "open at a time",
        group: GATEWAY,
        kind: Kind::Number(Range::between(0.0, 10_000_000.0).powers_of_ten()),
        default: None,
        help: "Connections open at a time. Traffic times their length unless you state it.",
        provenance: Provenance::Derived,
    }
    StreamSeconds {
        id: "stream_seconds",
        label: "Length of a connection",
        unit: SECOND,
        unit_words: "seconds",
        group: GATEWAY,
        kind: Kind::Number(Range::between(0.1, 86_400.0)),
        default: Some(30.0),
        help: "How long a connection stays open on average.",
        provenance: Provenance::Assumption,
    }
    SseShare {
        id: "sse_share",
        label: "Server-sent events",
        unit: COUNT,
        unit_words: "share of connections",
        group: GATEWAY,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.5),
        help: "Share of connections, 1 MiB each. The three shares are taken of their sum; if all are 0, alike.",
        provenance: Provenance::Assumption,
    }
    WebsocketShare {
        id: "websocket_share",
        label: "WebSocket",
        unit: COUNT,
        unit_words: "share of connections",
        group: GATEWAY,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.4),
        help: "Share of connections, 1.5 MiB each.",
        provenance: Provenance::Assumption,
    }
    GrpcShare {
        id: "grpc_share",
        label: "gRPC",
        unit: COUNT,
        unit_words: "share of connections",
        group: GATEWAY,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.1),
        help: "Share of connections, 2 MiB each.",
        provenance: Provenance::Assumption,
    }
    TlsAtGateway {
        id: "tls_at_gateway",
        label: "TLS ends at the gateway",
        unit: COUNT,
        unit_words: "",
        group: GATEWAY,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "The gateway decrypts, which takes half a vCPU more. Off where a load balancer does.",
        provenance: Provenance::Guide("001"),
    }
    GatewayReplicas {
        id: "gateway_replicas",
        label: "Gateways",
        unit: COUNT,
        unit_words: "replicas",
        group: GATEWAY,
        kind: Kind::Number(Range::between(1.0, 1_000_000.0).whole_numbers()),
        default: None,
        help: "As few as the largest Fargate task allows, unless you state a number.",
        provenance: Provenance::Derived,
    }
    ScaleUpCpu {
        id: "scale_up_cpu",
        label: "Add a task above, processor",
        unit: COUNT,
        unit_words: "share",
        group: SCALING,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.8),
        help: "Use of processors above which the autoscaler adds a task.",
        provenance: Provenance::Guide("001"),
    }
    ScaleDownCpu {
        id: "scale_down_cpu",
        label: "Remove a task below, processor",
        unit: COUNT,
        unit_words: "share",
        group: SCALING,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.5),
        help: "Use of processors below which the autoscaler takes a task away.",
        provenance: Provenance::Guide("001"),
    }
    ScaleUpMemory {
        id: "scale_up_memory",
        label: "Add a task above, memory",
        unit: COUNT,
        unit_words: "share",
        group: SCALING,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.9),
        help: "Use of memory above which the autoscaler adds a task.",
        provenance: Provenance::Guide("001"),
    }
    ScaleDownMemory {
        id: "scale_down_memory",
        label: "Remove a task below, memory",
        unit: COUNT,
        unit_words: "share",
        group: SCALING,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.6),
        help: "Use of memory below which the autoscaler takes a task away.",
        provenance: Provenance::Guide("001"),
    }
    BurstShare {
        id: "burst_share",
        label: "Kept free for bursts",
        unit: COUNT,
        unit_words: "share of processors",
        group: SCALING,
        kind: Kind::Number(Range::between(0.0, 0.9)),
        default: Some(0.3),
        help: "Share of a task's processors left for bursts, where that is more than the target leaves.",
        provenance: Provenance::Guide("001"),
    }
    OomBuffer {
        id: "oom_buffer",
        label: "Kept free of memory",
        unit: COUNT,
        unit_words: "share of memory",
        group: SCALING,
        kind: Kind::Number(Range::between(0.0, 0.9)),
        default: Some(0.1),
        help: "Share of a task's memory left so that it never runs out, where that is more than the target leaves.",
        provenance: Provenance::Guide("001"),
    }
    SpotWorkers {
        id: "spot_workers",
        label: "Workers on Spot",
        unit: COUNT,
        unit_words: "",
        group: SPOT,
        kind: Kind::Switch,
        default: Some(0.0),
        help: "On Fargate, run workers on Spot capacity, which AWS may take away at two minutes' notice.",
        provenance: Provenance::Guide("001"),
    }
    SpotInterruptionsPerHour {
        id: "spot_interruptions_per_hour",
        label: "Spot interruptions",
        unit: PER_HOUR,
        unit_words: "per hour and task",
        group: SPOT,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.05),
        help: "How often a Spot task is taken away.",
        provenance: Provenance::Assumption,
    }
    SpotWorkMinutes {
        id: "spot_work_minutes",
        label: "Work lost at most",
        unit: MINUTE,
        unit_words: "minutes",
        group: SPOT,
        kind: Kind::Number(Range::between(0.1, 600.0)),
        default: Some(10.0),
        help: "Length of a piece of work, which starts over when its task is taken away.",
        provenance: Provenance::Assumption,
    }
    SpotMaxPrice {
        id: "spot_max_price",
        label: "Spot price at most",
        unit: COUNT,
        unit_words: "share of the price on demand",
        group: SPOT,
        kind: Kind::Number(Range::between(0.01, 1.0)),
        default: Some(0.7),
        help: "Bounds what Spot may cost: EC2's, which varies, is shown at it; Fargate's is ruled out above it. Guide 001, line 256.",
        provenance: Provenance::Guide("001"),
    }
    MeasuredCpuUnits {
        id: "measured_cpu_units",
        label: "Processor, mean",
        unit: CPU_UNIT,
        unit_words: "CPU units",
        group: MEASURED,
        kind: Kind::Number(Range::between(1.0, 65_536.0)),
        default: Some(700.0),
        help: "CPU units the task uses on average, 1024 to a vCPU. See CloudWatch.",
        provenance: Provenance::Assumption,
    }
    MeasuredMemoryMib {
        id: "measured_memory_mib",
        label: "Memory, mean",
        unit: MIB,
        unit_words: "MiB",
        group: MEASURED,
        kind: Kind::Number(Range::between(1.0, 1_048_576.0)),
        default: Some(1_800.0),
        help: "Memory the task uses on average. See CloudWatch.",
        provenance: Provenance::Assumption,
    }
    PeakFactor {
        id: "peak_factor",
        label: "Peak factor",
        unit: COUNT,
        unit_words: "times the mean",
        group: MEASURED,
        kind: Kind::Number(Range::between(1.0, 10.0)),
        default: Some(1.5),
        help: "Room for peaks over the measured mean.",
        provenance: Provenance::Guide("001"),
    }
}

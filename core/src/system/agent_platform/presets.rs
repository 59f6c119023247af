//! The four loads that guide 001 tests with.

use crate::scenario::Key;
use crate::scenario::presets::Preset;

/// The loads of the guide's performance tests.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "guide-001-base",
        name: "Guide 001, base load",
        description: "10 agents and 100 connections. Agents, sizes and targets are the guide's, prices the vendors' \
            lists. Half the agents at work and the kinds of connection are our assumption, and so is a Fargate quota \
            that has been raised: its default of 6 vCPU rules Fargate out.",
        source: "Guide 001, base load",
        values: &[AS_GUIDE_001_SIZES, &[(Key::Agents, "10"), (Key::Connections, "100")]],
    },
    Preset {
        id: "guide-001-standard",
        name: "Guide 001, standard load",
        description: "100 agents and 1 000 connections. Everything else as in the guide's base load.",
        source: "Guide 001, standard load",
        values: &[AS_GUIDE_001_SIZES, &[(Key::Agents, "100"), (Key::Connections, "1000")]],
    },
    Preset {
        id: "guide-001-peak",
        name: "Guide 001, peak load",
        description: "500 agents and 5 000 connections. Everything else as in the guide's base load.",
        source: "Guide 001, peak load",
        values: &[AS_GUIDE_001_SIZES, &[(Key::Agents, "500"), (Key::Connections, "5000")]],
    },
    Preset {
        id: "guide-001-stress",
        name: "Guide 001, stress test",
        description: "1 000 agents and 10 000 connections, kept all month. Everything else as in the guide's base load.",
        source: "Guide 001, stress test",
        values: &[AS_GUIDE_001_SIZES, &[(Key::Agents, "1000"), (Key::Connections, "10000")]],
    },
];

/// What the four loads share. Where a figure equals our default it is stated all the same; the preset must not move
/// when a default does.
const AS_GUIDE_001_SIZES: &[(Key, &str)] = &[
    (Key::MemoryService, "off"),
    (Key::FilePipeline, "off"),
    (Key::AgentPlatform, "on"),
    (Key::ActiveShare, "50%"),
    (Key::AgentMemoryMib, "512"),
    (Key::AgentCpuIdle, "0.1"),
    // The middle of the guide's 0.25 to 0.5.
    (Key::AgentCpuActive, "0.35"),
    (Key::AgentCpuPeak, "1"),
    (Key::WorkerContainer, "large"),
    (Key::OtelSidecar, "on"),
    (Key::StreamSeconds, "30"),
    (Key::SseShare, "50%"),
    (Key::WebsocketShare, "40%"),
    (Key::GrpcShare, "10%"),
    (Key::TlsAtGateway, "on"),
    (Key::SpotWorkers, "off"),
    (Key::PriceBook, "list"),
    (Key::Commitment, "none"),
    (Key::MonthHours, "730"),
    (Key::CpuTarget, "70%"),
    (Key::MemoryTarget, "80%"),
    (Key::FargateVcpuQuota, "10000"),
    // The machine that the guide's workers of 4 vCPU fit on four at a time.
    (Key::VmType, "m6i.4xlarge"),
];

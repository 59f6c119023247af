//! The ways of running the worker that guide 003 weighs.

use crate::scenario::Key;
use crate::scenario::presets::Preset;

/// The worker as deployed, and the ways out.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "guide-003-as-deployed",
        name: "Guide 003, as deployed",
        description: "A worker of 4 vCPU and 4 GiB on Cloud Run that starts in more than 300 s, where the probe waits \
            240 s. Sizes, window and background loading are the guide's; 310 and 420 s, the requests and their length \
            are our assumptions.",
        source: "Guide 003, problem",
        values: &[
            WORKER,
            &[(Key::ModelMinInstances, "0"), (Key::InitialDelaySeconds, "0"), (Key::SplitGateway, "off")],
        ],
    },
    Preset {
        id: "guide-003-min-instance",
        name: "Guide 003, minimum instance",
        description: "One worker kept, the guide's first solution. Each new one must still pass the probe, so this \
            alone does not do.",
        source: "Guide 003, solution 1",
        values: &[
            WORKER,
            &[(Key::ModelMinInstances, "1"), (Key::InitialDelaySeconds, "0"), (Key::SplitGateway, "off")],
        ],
    },
    Preset {
        id: "guide-003-split",
        name: "Guide 003, gateway and workers",
        description: "A gateway that scales to zero before workers that are kept, the guide's second solution, with \
            the probe as deployed.",
        source: "Guide 003, solution 2",
        values: &[
            WORKER,
            &[(Key::ModelMinInstances, "1"), (Key::InitialDelaySeconds, "0"), (Key::SplitGateway, "on")],
        ],
    },
    Preset {
        id: "guide-003-longer-start",
        name: "Guide 003, longer start",
        description: "One worker kept, and the first probe after the longest delay that Cloud Run allows, 240 s. The \
            guide's fourth solution asks for a longer start-up; this is the setting that gives it.",
        source: "Guide 003, solution 4",
        values: &[
            WORKER,
            &[(Key::ModelMinInstances, "1"), (Key::InitialDelaySeconds, "240"), (Key::SplitGateway, "off")],
        ],
    },
];

/// What they share. Where a figure equals our default it is stated all the same; the preset must not move when a
/// default does.
const WORKER: &[(Key, &str)] = &[
    (Key::MemoryService, "off"),
    (Key::FilePipeline, "off"),
    (Key::ModelWorker, "on"),
    (Key::StartSeconds, "310"),
    (Key::StartWindowSeconds, "240"),
    (Key::ModelWorkerVcpu, "4"),
    (Key::ModelWorkerMemoryGib, "4"),
    (Key::CpuOutsideRequests, "on"),
    (Key::ModelRequestsPerDay, "1000"),
    (Key::ModelSecondsPerRequest, "2"),
    (Key::PriceBook, "list"),
    (Key::MonthHours, "730"),
];

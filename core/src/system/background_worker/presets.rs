//! The two memory budgets of guide 000.

use crate::scenario::Key;
use crate::scenario::presets::Preset;

/// The worker by each of the guide's lists of parts.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "guide-000-observed",
        name: "Guide 000, what the parts take",
        description: "One worker whose parts lie anywhere in the guide's ranges, independently: our reading. It ran \
            out of 512 MB. Parts without a figure count as nothing.",
        source: "Guide 000, memory-intensive operations",
        values: &[WORKER_ALONE],
    },
    Preset {
        id: "guide-000-standard-budget",
        name: "Guide 000, room in the Standard plan",
        description: "The same worker by the parts the guide counts for its recommended plan. Its least model, 200 MB, \
            is from its remark on the smaller plan.",
        source: "Guide 000, instance type recommendation",
        values: &[WORKER_ALONE, &[(Key::MemoryBudget, "plan")]],
    },
];

const WORKER_ALONE: &[(Key, &str)] = &[
    (Key::MemoryService, "off"),
    (Key::FilePipeline, "off"),
    (Key::BackgroundWorker, "on"),
    (Key::BackgroundWorkers, "1"),
    (Key::BackgroundWorkerVcpu, "1"),
    (Key::MemoryAlertShare, "80%"),
    (Key::OutOfMemoryTolerance, "1%"),
];

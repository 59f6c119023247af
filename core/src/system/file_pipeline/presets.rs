//! The three loads of guide 002.

use crate::scenario::Key;
use crate::scenario::presets::Preset;

/// The loads the guide works through.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "guide-002-low",
        name: "Guide 002, low traffic",
        description: "10 files a day, 5 minutes each. Loads, three machines, rates and baseline services are the \
            guide's; as in its table, starts, disks, addresses and free allotments are left out and a month has 30 \
            days. 1 vCPU and 1 GiB per job are our reading: the guide's table follows from no single size.",
        source: "Guide 002, scenario 1",
        values: &[AS_GUIDE_002_COMPUTES, &[(Key::FilesPerDay, "10"), (Key::MinutesPerFile, "5")]],
    },
    Preset {
        id: "guide-002-medium",
        name: "Guide 002, medium traffic",
        description: "100 files a day, 7.5 minutes each, the middle of the guide's 5 to 10. Everything else as in \
            its low scenario.",
        source: "Guide 002, scenario 2",
        values: &[AS_GUIDE_002_COMPUTES, &[(Key::FilesPerDay, "100"), (Key::MinutesPerFile, "7.5")]],
    },
    Preset {
        id: "guide-002-high",
        name: "Guide 002, high traffic",
        description: "500 files a day, 10 minutes each. Everything else as in the guide's low scenario, the three \
            machines included, although one job at a time would keep them more than busy.",
        source: "Guide 002, scenario 3",
        values: &[AS_GUIDE_002_COMPUTES, &[(Key::FilesPerDay, "500"), (Key::MinutesPerFile, "10")]],
    },
];

/// What guide 002's three scenarios share, so that their bills follow from the guide's own arithmetic: files a
/// day × 30 days × minutes × rate, against three machines. Where a figure equals our default it is stated all
/// the same; the preset must not move when a default does.
const AS_GUIDE_002_COMPUTES: &[(Key, &str)] = &[
    (Key::MemoryService, "off"),
    (Key::FilePipeline, "on"),
    // No peaks: the guide multiplies means.
    (Key::PeakToMean, "1"),
    (Key::VmType, "t3.medium"),
    (Key::VmCount, "3"),
    (Key::VmDiskGib, "0"),
    (Key::PublicIpv4, "off"),
    (Key::JobVcpu, "1"),
    (Key::JobMemoryGib, "1"),
    // Waits on others all the time: the guide bills no CPU above a machine's baseline, and lets a function that
    // has less than a vCPU take no longer.
    (Key::JobCpuShare, "0"),
    (Key::FunctionMemoryMib, "1024"),
    // Starts are described but not billed.
    (Key::FunctionStartSeconds, "0"),
    (Key::ContainerStartSeconds, "0"),
    (Key::FargateStartSeconds, "0"),
    (Key::ImagePullSeconds, "0"),
    (Key::EnrichShare, "30%"),
    (Key::EnrichMinutes, "2"),
    (Key::SandboxMode, "on_demand"),
    (Key::BaselineServices, "on"),
    (Key::PriceBook, "printed"),
    (Key::MonthHours, "720"),
    (Key::FreeAllotments, "off"),
    (Key::Commitment, "none"),
];

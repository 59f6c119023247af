//! Scenarios filled in beforehand: the default, and the loads that the source guides work through.

use super::{Key, Scenario};

/// A scenario with a name.
#[derive(Debug)]
pub struct Preset {
    /// The name in links and on the command line.
    pub id: &'static str,
    /// The name shown to people.
    pub name: &'static str,
    /// What it stands for: which figures are the guide's, which our assumption.
    pub description: &'static str,
    /// Where its figures come from.
    pub source: &'static str,
    /// What it states, as it would be typed; everything else has its default.
    pub values: &'static [&'static [(Key, &'static str)]],
}

impl Preset {
    /// The scenario it stands for.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        let mut scenario = Scenario::default();
        for (key, text) in self.values.iter().copied().flatten() {
            // A test sets every value of every preset, so none is refused here.
            let _ = scenario.set(*key, text);
        }
        scenario
    }

    /// The preset of this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.id == id)
    }
}

/// Every preset, in the order offered.
pub static PRESETS: &[Preset] = &[
    Preset {
        id: "default",
        name: "Both systems",
        description: "The memory service and the file pipeline, every input at its default.",
        source: "Loadline",
        values: &[],
    },
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
    Preset {
        id: "guide-004-tier-1",
        name: "Guide 004, tier 1: development",
        description: "One developer, ad-hoc traffic, heuristic compiler, an API of 1 vCPU and 512 MB: the guide's. \
            It gives no loads; 20 subjects, 100 episodes a day and a request every 100 seconds are our assumption.",
        source: "Guide 004, tier 1",
        values: &[&[
            (Key::FilePipeline, "off"),
            (Key::Subjects, "20"),
            (Key::EpisodesPerDay, "100"),
            (Key::RequestsPerSecond, "0.01"),
            (Key::ApiReplicaMemoryGib, "0.5"),
        ]],
    },
    Preset {
        id: "guide-004-tier-2",
        name: "Guide 004, tier 2: small production",
        description: "One product with a few hundred subjects, low sustained traffic, heuristic compiler, an API of \
            1 vCPU and 1 GB: the guide's. 500 subjects, 500 episodes a day and 0.5 requests a second are our \
            assumption inside its description.",
        source: "Guide 004, tier 2",
        values: &[&[
            (Key::FilePipeline, "off"),
            (Key::Subjects, "500"),
            (Key::EpisodesPerDay, "500"),
            (Key::RequestsPerSecond, "0.5"),
            (Key::ApiReplicaMemoryGib, "1"),
        ]],
    },
    Preset {
        id: "guide-004-tier-3",
        name: "Guide 004, tier 3: growing production",
        description: "Several workloads, thousands of subjects, regular compiling by a hosted model, API replicas of \
            1 vCPU and 2 GB: the guide's. 5 000 subjects, 2 000 episodes a day, 10 requests a second and 5 tenants \
            are our assumption inside its description.",
        source: "Guide 004, tier 3",
        values: &[&[
            (Key::FilePipeline, "off"),
            (Key::Subjects, "5k"),
            (Key::EpisodesPerDay, "2k"),
            (Key::RequestsPerSecond, "10"),
            (Key::CompileMode, "llm"),
            (Key::Tenants, "5"),
        ]],
    },
    Preset {
        id: "guide-004-tier-4",
        name: "Guide 004, tier 4: heavy load",
        description: "Many tenants, many thousands of subjects, frequent compiling, high sustained traffic, API \
            replicas of 2 vCPU and 4 GB: the guide's. 50 000 subjects, 10 000 episodes a day, 50 requests a second, \
            50 tenants and one webhook per episode are our assumption inside its description.",
        source: "Guide 004, tier 4",
        values: &[&[
            (Key::FilePipeline, "off"),
            (Key::Subjects, "50k"),
            (Key::EpisodesPerDay, "10k"),
            (Key::RequestsPerSecond, "50"),
            (Key::CompileMode, "llm"),
            (Key::Tenants, "50"),
            (Key::WebhookEventsPerEpisode, "1"),
            (Key::ApiReplicaVcpu, "2"),
            (Key::ApiReplicaMemoryGib, "4"),
        ]],
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

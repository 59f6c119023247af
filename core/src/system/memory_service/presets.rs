//! The four tiers of guide 004.

use crate::scenario::Key;
use crate::scenario::presets::Preset;

/// The loads the guide works through.
pub const PRESETS: &[Preset] = &[
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

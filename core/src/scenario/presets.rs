//! Scenarios filled in beforehand: the default, and the loads that the source guides work through.

use super::{Key, Scenario};
use crate::concat::{concat, total};
use crate::system;

/// A scenario with a name.
#[derive(Clone, Copy, Debug)]
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

/// Every preset, in the order offered: the default, then each system's own.
pub static PRESETS: &[Preset] = &listed();

#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where a slip is a compile error")]
const fn listed() -> [Preset; total(&SETS)] {
    let mut presets: [Preset; total(&SETS)] = concat(&SETS);
    let mut place = 0;
    while !cfg!(feature = "texts") && place < presets.len() {
        presets[place].description = "";
        place += 1;
    }
    presets
}

const SETS: [&[Preset]; total(&OWNERS)] = concat(&OWNERS);
const OWNERS: [&[&[Preset]]; 2] = [&[GENERAL], &system::PRESETS];

/// Presets of more than one system. The first is what opens.
const GENERAL: &[Preset] = &[
    Preset {
        id: "default",
        name: "Both systems",
        description: "The memory service and the file pipeline, every input at its default.",
        source: "Loadline",
        values: &[],
    },
    Preset {
        id: "everything",
        name: "All five systems",
        description: "Every system at its default load, with one database, one cache and one gateway between them. The \
            model's first probe waits 240 s, without which Cloud Run is ruled out, and Fargate's quota has been raised.",
        source: "Loadline",
        values: &[&[
            (Key::AgentPlatform, "on"),
            (Key::ModelWorker, "on"),
            (Key::SplitGateway, "on"),
            (Key::InitialDelaySeconds, "240"),
            (Key::BackgroundWorker, "on"),
            (Key::WorkerRedis, "on"),
            (Key::FargateVcpuQuota, "200"),
        ]],
    },
];

//! The file pipeline of guide 002: extract, analyse, enrich (some files, in a sandbox), store.

mod inputs;
mod presets;

pub use inputs::{INPUTS, SWITCH};
pub use presets::PRESETS;

use super::{Compare, Component, Database, Demand, Jobs, LengthInput, SizeInputs, System, Work};
use crate::error::Error;
use crate::number::Number;
use crate::plan::{Layer, Measure};
use crate::reading::{Reader, one};
use crate::scenario::Key;
use crate::science::packing::busy_slots;
use crate::unit::{BYTE, BYTES_PER_GIB, COUNT, GIB, MINUTE, MINUTES_PER_MONTH, PER_DAY, PER_MONTH, VCPU};

const GUIDE: &str = "guide 002";

/// The file pipeline.
pub struct FilePipelineSystem;

/// The four stages.
const STAGES: [Stage; 4] = [
    Stage { id: "extract", name: "Extraction", minutes: Key::ExtractMinutes, share: None },
    Stage { id: "analyze", name: "Analysis", minutes: Key::AnalyzeMinutes, share: None },
    Stage { id: "enrich", name: "Enrichment", minutes: Key::EnrichMinutes, share: Some(Key::EnrichShare) },
    Stage { id: "store", name: "Storing", minutes: Key::StoreMinutes, share: None },
];

struct Stage {
    id: &'static str,
    name: &'static str,
    minutes: Key,
    /// Share of files that pass through; all of them where none is named.
    share: Option<Key>,
}

/// A stage with its figures for one scenario.
struct Sized<N> {
    stage: &'static Stage,
    share: N,
    minutes: N,
}

/// The stages with the minutes one run of each takes. A stated total per file scales them all alike; where they
/// take no time there is nothing to scale, and it all goes to the first.
fn stages<N: Number>(reader: &Reader<'_, N>) -> Vec<Sized<N>> {
    let mut sized: Vec<Sized<N>> = STAGES
        .iter()
        .map(|stage| Sized {
            stage,
            share: stage.share.map_or_else(one, |share| reader.get(share)),
            minutes: reader.get(stage.minutes),
        })
        .collect();
    if let Some(stated) = reader.stated(Key::MinutesPerFile) {
        let derived = minutes_per_file(&sized);
        if derived.exceeds(N::zero(MINUTE)) {
            let scale = stated / derived;
            for stage in &mut sized {
                stage.minutes = stage.minutes * scale;
            }
        } else if let Some(first) = sized.first_mut() {
            first.minutes = stated;
        }
    }
    sized
}

fn minutes_per_file<N: Number>(stages: &[Sized<N>]) -> N {
    N::sum(MINUTE, stages.iter().map(|stage| stage.share * stage.minutes)).called(
        "Worker minutes per file",
        MINUTE,
        "guide 002: sum over the stages of share × minutes",
    )
}

/// The input that the longest run of a stage is proportional to.
fn length_input<N: Number>(reader: &Reader<'_, N>, sized: &Sized<N>, longest: Option<N>) -> LengthInput {
    let minutes = sized.minutes.value();
    let parts = reader.get(Key::JobParts).value();
    let input = |key, least_minutes: f64| LengthInput {
        key,
        value: reader.scenario.value(key).unwrap_or_default(),
        least_minutes: least_minutes / parts,
        parts_key: Key::JobParts,
        parts,
    };
    match longest.map(N::value) {
        Some(longest) if longest > minutes => input(Key::LongestJobMinutes, minutes),
        longest => {
            let total_stated = reader.stated(Key::MinutesPerFile).is_some();
            let key = if total_stated { Key::MinutesPerFile } else { sized.stage.minutes };
            input(key, longest.unwrap_or_default())
        }
    }
}

impl<N: Number> Compare<N> for FilePipelineSystem {}

impl<N: Number> System<N> for FilePipelineSystem {
    fn switch(&self) -> Key {
        Key::FilePipeline
    }

    fn demand(&self, reader: &Reader<'_, N>, demand: &mut Demand<N>) -> Result<(), Error> {
        let files = reader.get(Key::FilesPerDay);
        let parts = reader.get(Key::JobParts);
        let stages = stages(reader);
        let stated_longest = reader.stated(Key::LongestJobMinutes);
        let mut at_once = N::zero(COUNT);
        for sized in &stages {
            // A stated longest run is one of the longest stage; the others are as long as they are.
            let is_longest_stage = !stages.iter().any(|other| other.minutes.exceeds(sized.minutes));
            let longest = stated_longest.filter(|_| is_longest_stage);
            let length_input = length_input(reader, sized, longest);
            let jobs = Jobs {
                per_day: (files * sized.share * parts).called("Runs a day", PER_DAY, GUIDE),
                minutes: sized.minutes / parts,
                longest_minutes: longest.map_or(sized.minutes, |longest| longest.max(sized.minutes)) / parts,
                vcpu: reader.get(Key::JobVcpu),
                memory_gib: reader.get(Key::JobMemoryGib),
                cpu_share: reader.get(Key::JobCpuShare),
                size_inputs: SizeInputs { vcpu: Key::JobVcpu, memory_gib: Key::JobMemoryGib },
                length_input,
            };
            at_once = at_once + busy_slots(jobs.per_day, jobs.minutes);
            demand.components.push(Component {
                id: sized.stage.id,
                name: sized.stage.name,
                work: Work::Jobs(jobs),
            });
        }
        let files_per_month = (files * reader.days_per_month()).called(
            "Files a month",
            PER_MONTH,
            "files per day × days in the month",
        );
        let sandbox = sandbox_minutes(reader, files_per_month);
        demand.components.push(Component {
            id: "sandbox",
            name: "Sandbox for enrichment",
            work: Work::Sandbox {
                minutes_per_month: sandbox,
                session_minutes: reader.get(Key::EnrichMinutes),
                session_input: Key::EnrichMinutes,
            },
        });
        if reader.on(Key::BaselineServices) {
            self.baseline(reader, files_per_month, demand);
        }
        demand.layers.push(Layer {
            id: "workers",
            name: "Pipeline workers",
            size: String::new(),
            measures: vec![
                Measure {
                    label: "Worker minutes per file",
                    needed: minutes_per_file(&stages),
                    provided: None,
                    unit: MINUTE,
                },
                Measure { label: "Jobs at work at once, mean", needed: at_once, provided: None, unit: COUNT },
                Measure {
                    label: "Jobs at work at once, peak",
                    needed: at_once * reader.get(Key::PeakToMean),
                    provided: None,
                    unit: COUNT,
                },
                Measure {
                    label: "Sandbox minutes a month",
                    needed: sandbox,
                    provided: None,
                    unit: MINUTES_PER_MONTH,
                },
            ],
            binding: None,
        });
        demand.note("polling_workers", "Scale-to-zero hosts wake on a request. Workers that poll a queue need a push in front of them, or an always-on option.");
        Ok(())
    }
}

/// Minutes a month that a sandbox runs: per enriched file, or always.
fn sandbox_minutes<N: Number>(reader: &Reader<'_, N>, files_per_month: N) -> N {
    let unit = MINUTES_PER_MONTH;
    if reader.choice(Key::SandboxMode) == "always_on" {
        let minutes_per_hour = N::constant(60.0, MINUTE.per(crate::unit::HOUR));
        (reader.month_hours() * minutes_per_hour).called("Sandbox minutes, always on", unit, GUIDE)
    } else {
        (files_per_month * reader.get(Key::EnrichShare) * reader.get(Key::EnrichMinutes)).called(
            "Sandbox minutes",
            unit,
            "guide 002: files × enriched share × minutes in the sandbox",
        )
    }
}

impl FilePipelineSystem {
    /// The services guide 002 needs whatever hosts the workers.
    fn baseline<N: Number>(&self, reader: &Reader<'_, N>, files_per_month: N, demand: &mut Demand<N>) {
        let gib = |gib: f64| N::constant(gib, GIB) * N::constant(1_073_741_824.0, BYTES_PER_GIB);
        let vcpu = N::constant(0.1, VCPU).called("Bookkeeping, vCPU", VCPU, "assumption");
        demand.components.push(Component {
            id: "pipeline_database",
            name: "Pipeline database",
            work: Work::Database(Database {
                hot_bytes: gib(0.5).called("Bookkeeping kept hot", BYTE, "assumption"),
                stored_bytes: gib(10.0).called("Bookkeeping stored", BYTE, "assumption"),
                backup_bytes: N::zero(BYTE),
                peak_vcpu: vcpu,
                mean_vcpu: vcpu,
                connections: N::count(20.0).called("Bookkeeping connections", COUNT, "assumption"),
                bookkeeping_only: true,
            }),
        });
        demand.components.push(Component { id: "cache", name: "Pipeline cache", work: Work::Cache });
        demand.components.push(Component {
            id: "workflow",
            name: "Workflow server",
            work: Work::Workflow {
                actions_per_month: (files_per_month * reader.get(Key::WorkflowActionsPerFile)).called(
                    "Workflow actions",
                    PER_MONTH,
                    "files × actions per file",
                ),
            },
        });
        demand.components.push(Component {
            id: "extraction_api",
            name: "Extraction API",
            work: Work::Extraction {
                pages_per_month: (files_per_month * reader.get(Key::PagesPerFile)).called(
                    "Pages extracted",
                    PER_MONTH,
                    "files × pages per file",
                ),
            },
        });
    }
}

//! Inputs of the file pipeline, beside the sliders.

use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Kind, Provenance, Range};
use crate::unit::{COUNT, GIB, MINUTE, VCPU};

const STAGES: Group = Group {
    label: "Stages of a file",
    description: "How long a file takes in each stage.",
    system: Some("file_pipeline"),
};
const JOB: Group = Group {
    label: "What a job needs",
    description: "Size of a job and the services around it.",
    system: Some("file_pipeline"),
};

/// How long a sandbox lives.
const SANDBOX_MODES: &[Choice] =
    &[choice("on_demand", "Started for each file"), choice("always_on", "Always on")];

inputs! { SWITCH:
    FilePipeline {
        id: "file_pipeline",
        label: "File pipeline",
        unit: COUNT,
        unit_words: "",
        group: Group::SYSTEMS,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Plan the file pipeline: extract, analyze, enrich in a sandbox, store.",
        provenance: Provenance::Guide("002"),
    }
}

inputs! { INPUTS:
    ExtractMinutes {
        id: "extract_minutes",
        label: "Extract",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: STAGES,
        kind: Kind::Number(Range::between(0.0, 10_080.0).plausibly(1.0, 3.0)),
        default: Some(2.0),
        help: "Minutes to extract the text of a file.",
        provenance: Provenance::Guide("002"),
    }
    AnalyzeMinutes {
        id: "analyze_minutes",
        label: "Analyze",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: STAGES,
        kind: Kind::Number(Range::between(0.0, 10_080.0).plausibly(2.0, 5.0)),
        default: Some(3.5),
        help: "Minutes the agent takes to analyze a file.",
        provenance: Provenance::Guide("002"),
    }
    EnrichShare {
        id: "enrich_share",
        label: "Files enriched",
        unit: COUNT,
        unit_words: "share of files",
        group: STAGES,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.3),
        help: "Share of files that also need code run in a sandbox. 0.3 or 30%.",
        provenance: Provenance::Guide("002"),
    }
    EnrichMinutes {
        id: "enrich_minutes",
        label: "Enrich",
        unit: MINUTE,
        unit_words: "minutes per enriched file",
        group: STAGES,
        kind: Kind::Number(Range::between(0.0, 10_080.0)),
        default: Some(2.0),
        help: "Minutes of sandbox time for a file that is enriched.",
        provenance: Provenance::Guide("002"),
    }
    StoreMinutes {
        id: "store_minutes",
        label: "Store",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: STAGES,
        kind: Kind::Number(Range::between(0.0, 10_080.0).plausibly(0.1, 1.0)),
        default: Some(0.5),
        help: "Minutes to store the results of a file.",
        provenance: Provenance::Guide("002"),
    }
    MinutesPerFile {
        id: "minutes_per_file",
        label: "Minutes per file",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: STAGES,
        kind: Kind::Number(Range::between(0.0, 40_320.0)),
        default: None,
        help: "Worker minutes per file over all stages. Worked out from the stages unless you state it.",
        provenance: Provenance::Derived,
    }
    LongestJobMinutes {
        id: "longest_job_minutes",
        label: "Longest job",
        unit: MINUTE,
        unit_words: "minutes",
        group: STAGES,
        kind: Kind::Number(Range::between(0.0, 40_320.0)),
        default: None,
        help: "The longest single run, checked against time limits of hosts. The longest stage unless you state it.",
        provenance: Provenance::Derived,
    }
    JobParts {
        id: "job_parts",
        label: "Runs per job",
        unit: COUNT,
        unit_words: "runs",
        group: STAGES,
        kind: Kind::Number(Range::between(1.0, 10_000.0).whole_numbers()),
        default: Some(1.0),
        help: "Runs that each job is split into, one after another. More keep within time limits; each one pays its start.",
        provenance: Provenance::Assumption,
    }
    JobVcpu {
        id: "job_vcpu",
        label: "Processors per job",
        unit: VCPU,
        unit_words: "vCPU",
        group: JOB,
        kind: Kind::Number(Range::between(0.05, 128.0)),
        default: Some(1.0),
        help: "Virtual processors a job may use.",
        provenance: Provenance::Assumption,
    }
    JobMemoryGib {
        id: "job_memory_gib",
        label: "Memory per job",
        unit: GIB,
        unit_words: "GiB",
        group: JOB,
        kind: Kind::Number(Range::between(0.05, 1_024.0)),
        default: Some(1.0),
        help: "Most memory a job needs at once.",
        provenance: Provenance::Guide("002"),
    }
    JobCpuShare {
        id: "job_cpu_share",
        label: "How busy a job is",
        unit: COUNT,
        unit_words: "share of its processors",
        group: JOB,
        kind: Kind::Number(Range::between(0.0, 1.0).plausibly(0.3, 1.0)),
        default: Some(0.6),
        help: "Share of its processors a job keeps busy on average; the rest is waiting for answers.",
        provenance: Provenance::Assumption,
    }
    PagesPerFile {
        id: "pages_per_file",
        label: "Pages per file",
        unit: COUNT,
        unit_words: "pages per file",
        group: JOB,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(1.0),
        help: "Pages the extraction service bills for a file.",
        provenance: Provenance::Assumption,
    }
    WorkflowActionsPerFile {
        id: "workflow_actions_per_file",
        label: "Workflow steps per file",
        unit: COUNT,
        unit_words: "actions per file",
        group: JOB,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(10.0),
        help: "Steps, timers and signals the workflow server counts for a file.",
        provenance: Provenance::Assumption,
    }
    SandboxMode {
        id: "sandbox_mode",
        label: "Sandbox",
        unit: COUNT,
        unit_words: "",
        group: JOB,
        kind: Kind::Choice(SANDBOX_MODES),
        default: Some(0.0),
        help: "Start a sandbox for each enrichment, or keep one running all month.",
        provenance: Provenance::Guide("002"),
    }
    BaselineServices {
        id: "baseline_services",
        label: "Baseline services",
        unit: COUNT,
        unit_words: "",
        group: JOB,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Add what every way of running needs: database, cache, workflow server, extraction service.",
        provenance: Provenance::Guide("002"),
    }
}

//! The four sliders, and how the load changes.

use crate::scenario::inputs::inputs;
use crate::scenario::{Group, Kind, Provenance, Range};
use crate::unit::{COUNT, HOURS_PER_DAY, MONTH, PER_DAY, PER_SECOND, PERCENT_PER_MONTH};

const UNEVENNESS: Group = Group {
    label: "Peaks and growth",
    description: "How uneven the load is and how it grows.",
    system: None,
};

inputs! { SLIDERS:
    Subjects {
        id: "subjects",
        label: "Subjects",
        unit: COUNT,
        unit_words: "active subjects",
        group: Group::LOAD,
        kind: Kind::Number(Range::between(0.0, 100_000_000.0).whole_numbers().powers_of_ten().with_slider(1.0, 1_000_000.0)),
        default: Some(1_000.0),
        help: "People, accounts or things the memory service remembers: the active subject ids in your database.",
        provenance: Provenance::Assumption,
    }
    EpisodesPerDay {
        id: "episodes_per_day",
        label: "Episodes",
        unit: PER_DAY,
        unit_words: "episodes per day",
        group: Group::LOAD,
        kind: Kind::Number(Range::between(0.0, 1_000_000_000.0).powers_of_ten().with_slider(10.0, 1_000_000.0)),
        default: Some(5_000.0),
        help: "Events written to the memory service on an average day: messages, calls, tickets, tool results.",
        provenance: Provenance::Assumption,
    }
    FilesPerDay {
        id: "files_per_day",
        label: "Files",
        unit: PER_DAY,
        unit_words: "files per day",
        group: Group::LOAD,
        kind: Kind::Number(Range::between(0.0, 10_000_000.0).powers_of_ten().with_slider(1.0, 10_000.0)),
        default: Some(100.0),
        help: "Files that arrive at the pipeline on an average day.",
        provenance: Provenance::Assumption,
    }
    RequestsPerSecond {
        id: "requests_per_second",
        label: "Traffic",
        unit: PER_SECOND,
        unit_words: "context requests per second",
        group: Group::LOAD,
        kind: Kind::Number(Range::between(0.0, 1_000_000.0).powers_of_ten().with_slider(0.01, 1_000.0)),
        default: Some(2.0),
        help: "Requests for context, averaged over the whole day. Requests per day divided by 86 400.",
        provenance: Provenance::Assumption,
    }
}

inputs! { TRAFFIC:
    PeakToMean {
        id: "peak_to_mean",
        label: "Peak over mean",
        unit: COUNT,
        unit_words: "times the mean",
        group: UNEVENNESS,
        kind: Kind::Number(Range::between(1.0, 100.0).plausibly(1.5, 4.0)),
        default: Some(2.0),
        help: "How much busier the peak is than the average. Busiest hour of a normal day divided by the mean hour.",
        provenance: Provenance::Assumption,
    }
    PeakHoursPerDay {
        id: "peak_hours_per_day",
        label: "Length of the peak",
        unit: HOURS_PER_DAY,
        unit_words: "hours per day",
        group: UNEVENNESS,
        kind: Kind::Number(Range::between(0.0, 24.0)),
        default: Some(4.0),
        help: "Hours a day the peak lasts. Work that cannot keep up then queues and has to drain afterwards.",
        provenance: Provenance::Assumption,
    }
    GrowthPercentPerMonth {
        id: "growth_percent_per_month",
        label: "Growth",
        unit: PERCENT_PER_MONTH,
        unit_words: "percent per month",
        group: UNEVENNESS,
        kind: Kind::Number(Range::between(-50.0, 100.0)),
        default: Some(0.0),
        help: "How much all loads grow each month, compounding. 10 means ten percent more every month.",
        provenance: Provenance::Assumption,
    }
    HorizonMonths {
        id: "horizon_months",
        label: "Months to look ahead",
        unit: MONTH,
        unit_words: "months",
        group: UNEVENNESS,
        kind: Kind::Number(Range::between(1.0, 120.0).whole_numbers()),
        default: Some(24.0),
        help: "How far growth is planned ahead: month by month, with what has been paid by then.",
        provenance: Provenance::Assumption,
    }
}

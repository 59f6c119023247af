//! How what is not known exactly is carried to the decision: which worlds are looked at.

use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Kind, Provenance, Range};
use crate::unit::COUNT;

const RANGES: Group = Group {
    label: "Ranges",
    description: "How inputs that are not known exactly are carried to the decision. No plan hangs on it.",
    system: None,
};

/// Worlds drawn: 16 independent scrambles of a power of two each.
const WORLDS: &[Choice] = &[choice("1024", "1,024"), choice("4096", "4,096"), choice("16384", "16,384")];

inputs! { INPUTS:
    Worlds {
        id: "worlds",
        label: "Worlds drawn",
        unit: COUNT,
        unit_words: "",
        group: RANGES,
        kind: Kind::Choice(WORLDS),
        default: Some(1.0),
        help: "In how many worlds every option is planned. More take longer, and leave less to chance.",
        provenance: Provenance::Assumption,
    }
    WorldSeed {
        id: "world_seed",
        label: "Seed",
        unit: COUNT,
        unit_words: "seed",
        group: RANGES,
        kind: Kind::Number(Range::between(0.0, 1e9).whole_numbers()),
        default: Some(1.0),
        help: "The same seed draws the same worlds, everywhere. Another one shows what hangs on chance.",
        provenance: Provenance::Assumption,
    }
    StageCorrelation {
        id: "stage_correlation",
        label: "Stages move together",
        unit: COUNT,
        unit_words: "share",
        group: RANGES,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(1.0),
        help: "Whether a file that is slow in one stage is slow in all: 1 is always, 0 is by chance alone.",
        provenance: Provenance::Assumption,
    }
}

//! The one registry of inputs. Sliders, typed fields, the link, validation, the command line and the
//! documentation all read it.

use super::{Field, Group, Kind, Provenance, Range};
use crate::unit::{COUNT, PER_DAY};

/// Declares [`Key`] and [`FIELDS`] together, so that neither can miss an entry of the other.
macro_rules! fields {
    ($($key:ident { $($body:tt)* })*) => {
        /// An input of the planner.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each key is documented by its field's label and help")]
        pub enum Key { $($key,)* }

        impl Key {
            /// How many inputs there are.
            pub const COUNT: usize = [$(Key::$key,)*].len();

            /// The declaration of this input.
            #[must_use]
            #[allow(clippy::indexing_slicing, reason = "the macro writes one entry a key, in order")]
            pub fn field(self) -> &'static Field {
                &FIELDS[self as usize]
            }
        }

        /// Every input, in the order of the page.
        pub static FIELDS: [Field; Key::COUNT] = [$(Field { key: Key::$key, $($body)* },)*];
    };
}

fields! {
    Subjects {
        id: "subjects",
        label: "Subjects",
        unit: COUNT,
        unit_words: "active subjects",
        group: Group::Load,
        kind: Kind::Number(Range { min: 0.0, max: 1e8, slider: Some((1.0, 1e6)), logarithmic: true, whole: true, plausible: None }),
        default: Some(1_000.0),
        help: "Active subject ids in the memory service.",
        provenance: Provenance::Assumption,
    }
    FilesPerDay {
        id: "files_per_day",
        label: "Files",
        unit: PER_DAY,
        unit_words: "files per day",
        group: Group::Load,
        kind: Kind::Number(Range { min: 0.0, max: 1e7, slider: Some((1.0, 1e4)), logarithmic: true, whole: false, plausible: None }),
        default: Some(100.0),
        help: "Files arriving at the pipeline on an average day.",
        provenance: Provenance::Assumption,
    }
}

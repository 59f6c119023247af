//! The one registry of inputs. Sliders, typed fields, the link, validation, the command line and the
//! documentation all read it.
//!
//! Inputs are declared where they belong, each set with [`inputs!`](crate::scenario::inputs::inputs): a system's and
//! a host's in their own modules, the general ones here. [`FIELDS`] numbers them all at compile time.

mod load;
mod policy;
mod worlds;

use super::{Choice, Field};
use crate::concat::{concat, total};
use crate::{hosting, system};

/// Whose inputs there are, in the order of links and of the page.
const OWNERS: [&[&[Field]]; 6] = [
    &[load::SLIDERS],
    &system::SWITCHES,
    &[load::TRAFFIC],
    &system::INPUTS,
    &hosting::INPUTS,
    &[policy::INPUTS, worlds::INPUTS],
];
const SETS: [&[Field]; total(&OWNERS)] = concat(&OWNERS);

/// Declares a set of inputs under a name, and a [`Key`] for each, named like its `id`.
macro_rules! inputs {
    ($set:ident: $($key:ident { $($body:tt)* })*) => {
        /// Inputs declared here.
        pub const $set: &[$crate::scenario::Field] =
            &[$($crate::scenario::Field { key: $crate::scenario::Key::UNNUMBERED, $($body)* },)*];

        #[allow(
            missing_docs,
            non_upper_case_globals,
            reason = "each key is documented by its field's label and help"
        )]
        impl $crate::scenario::Key {
            $(pub const $key: Self = Self::named(stringify!($key));)*
        }
    };
}
pub(crate) use inputs;

/// An input of the planner, by its place in [`FIELDS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(u16);

impl Key {
    /// How many inputs there are.
    pub const COUNT: usize = total(&SETS);

    /// Stands in a declaration until [`FIELDS`] numbers it.
    pub(crate) const UNNUMBERED: Self = Self(u16::MAX);

    /// The key of the input whose id is `name` in snake case. Compile time only: a name without an input does not
    /// compile.
    #[allow(clippy::indexing_slicing, clippy::panic, reason = "evaluated at compile time: a compile error")]
    pub(crate) const fn named(name: &str) -> Self {
        let declared = declared();
        let mut place = 0;
        while place < declared.len() {
            if agrees(name.as_bytes(), declared[place].id.as_bytes()) {
                return Self(place as u16);
            }
            place += 1;
        }
        panic!("a key is named unlike its id")
    }

    /// Its place in [`FIELDS`].
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The declaration of this input.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "every key outside a declaration is a place in the registry")]
    pub fn field(self) -> &'static Field {
        &FIELDS[self.index()]
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.field().id)
    }
}

/// Every input, in the order of links and of the page.
pub static FIELDS: [Field; Key::COUNT] = declared();

/// All declarations one after the other, numbered.
#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where a slip is a compile error")]
const fn declared() -> [Field; Key::COUNT] {
    let mut fields: [Field; Key::COUNT] = concat(&SETS);
    let mut place = 0;
    while place < fields.len() {
        fields[place].key = Key(place as u16);
        // The help of a slider is at hand with it.
        if !cfg!(feature = "texts") && !fields[place].is_load() {
            fields[place].help = "";
        }
        // Groups of no system are compared with constants of the code.
        if !cfg!(feature = "texts") && fields[place].group.system.is_some() {
            fields[place].group.description = "";
        }
        place += 1;
    }
    fields
}

/// Whether `FilesPerDay` and `files_per_day` are the same name.
#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where a slip is a compile error")]
const fn agrees(camel: &[u8], snake: &[u8]) -> bool {
    let (mut one, mut other) = (0, 0);
    while one < camel.len() && other < snake.len() {
        if camel[one].is_ascii_uppercase() && one > 0 {
            if snake[other] != b'_' {
                return false;
            }
            other += 1;
        }
        if other == snake.len() || camel[one].to_ascii_lowercase() != snake[other] {
            return false;
        }
        one += 1;
        other += 1;
    }
    one == camel.len() && other == snake.len()
}

/// An entry of a choice.
pub(crate) const fn choice(id: &'static str, label: &'static str) -> Choice {
    Choice { id, label }
}

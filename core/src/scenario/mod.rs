//! What a person states: the inputs, their limits, and the link that carries them.
//!
//! [`fields`] is the one registry of inputs; everything else here reads it.

pub mod fields;

use crate::unit::Unit;
pub use fields::{FIELDS, Key};

/// One input of the planner, declared once in [`fields::FIELDS`].
#[derive(Debug)]
pub struct Field {
    /// The key in code.
    pub key: Key,
    /// The key in links, files and on the command line. A rename needs a link migration.
    pub id: &'static str,
    /// Name shown to people, without the unit.
    pub label: &'static str,
    /// Unit of the value.
    pub unit: Unit,
    /// Unit in words for screen readers and labels: `"files per day"`.
    pub unit_words: &'static str,
    /// Where it stands on the page.
    pub group: Group,
    /// What values it takes.
    pub kind: Kind,
    /// Value when none is stated: the number, the index of the choice, or 0 / 1 for a switch.
    /// `None` where the planner derives it from other inputs.
    pub default: Option<f64>,
    /// What it means and how to find one's own figure.
    pub help: &'static str,
    /// Where the default comes from.
    pub provenance: Provenance,
}

/// The values an input takes.
#[derive(Debug)]
pub enum Kind {
    /// A number.
    Number(Range),
    /// One of a list.
    Choice(&'static [Choice]),
    /// On or off.
    Switch,
}

/// Limits and habits of a number.
#[derive(Debug)]
pub struct Range {
    /// Least value allowed.
    pub min: f64,
    /// Largest value allowed.
    pub max: f64,
    /// Ends of the slider, for the four main inputs; typed values may go beyond.
    pub slider: Option<(f64, f64)>,
    /// Whether the slider and axis run in powers of ten.
    pub logarithmic: bool,
    /// Whether only whole numbers make sense.
    pub whole: bool,
    /// Plausible low and high around the default, where known.
    pub plausible: Option<(f64, f64)>,
}

/// One entry of a choice.
#[derive(Debug)]
pub struct Choice {
    /// The word in links and files.
    pub id: &'static str,
    /// Name shown to people.
    pub label: &'static str,
}

/// Where a default comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Printed in a source guide, named by its number.
    Guide(&'static str),
    /// Taken from the models: code or documentation that can be cited.
    Model(&'static str),
    /// Our assumption; shown as such.
    Assumption,
    /// The planner works it out unless it is stated.
    Derived,
}

/// Folded groups of inputs on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The four sliders.
    Load,
    /// Which systems are planned.
    Systems,
    /// Peaks, streams and growth.
    Traffic,
    /// Memory service: what is stored.
    MemoryStore,
    /// Memory service: compiling and embedding.
    MemoryModels,
    /// Memory service: serving and connections.
    MemoryServing,
    /// File pipeline: the four stages.
    PipelineStages,
    /// File pipeline: how it is hosted.
    PipelineHosting,
    /// Targets, price book, month, commitments.
    Policy,
}

/// What a person stated; everything else has its default.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    stated: [Option<f64>; Key::COUNT],
}

impl Default for Scenario {
    fn default() -> Self {
        Self { stated: [None; Key::COUNT] }
    }
}

impl Scenario {
    /// The value in force: stated, else the default; `None` only where the planner derives it.
    #[must_use]
    pub fn value(&self, key: Key) -> Option<f64> {
        self.stated(key).or(key.field().default)
    }

    /// The value if the person stated one that differs from the default.
    #[must_use]
    pub fn stated(&self, key: Key) -> Option<f64> {
        self.stated.get(key as usize).copied().flatten()
    }

    /// Whether a switch is on.
    #[must_use]
    pub fn is_on(&self, key: Key) -> bool {
        self.value(key).is_some_and(|value| value != 0.0)
    }

    /// The id of the entry chosen, `""` for an input that is no choice.
    #[must_use]
    pub fn choice(&self, key: Key) -> &'static str {
        match (&key.field().kind, self.value(key)) {
            (Kind::Choice(choices), Some(index)) => choices.get(index as usize).map_or("", |choice| choice.id),
            _ => "",
        }
    }

    /// State a value already known to be legal, as sweeps along an axis do. A value equal to the default is
    /// forgotten, so that two scenarios that mean the same are equal.
    pub fn set_unchecked(&mut self, key: Key, value: Option<f64>) {
        if let Some(slot) = self.stated.get_mut(key as usize) {
            *slot = if value == key.field().default { None } else { value };
        }
    }
}

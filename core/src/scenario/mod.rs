//! What a person states: the inputs, their limits, and the link that carries them.
//!
//! [`inputs`] is the one registry of inputs; everything else here reads it: [`typing`] what people type, [`ranges`] what
//! is not known exactly, [`link`] what addresses carry, [`file`] what files hold, [`own_prices`] what prices are one's
//! own, [`price_book`] the file of them, [`shelf`] what a person keeps, [`presets`] what we fill in ourselves, [`axis`]
//! the scale that sliders, charts and maps run along.

pub mod axis;
pub mod file;
pub mod inputs;
pub mod link;
pub mod own_prices;
pub mod presets;
pub mod price_book;
pub mod ranges;
mod reading;
pub mod shelf;
pub mod typing;

use std::fmt;

use crate::unit::Unit;
pub use inputs::{FIELDS, Key};
pub use reading::{Decoded, LinkNotice};
pub use typing::FieldError;

/// One input of the planner, declared once in [`inputs::FIELDS`].
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in code.
    pub key: Key,
    /// The key in links, files and on the command line. A rename needs a link migration.
    pub id: &'static str,
    /// Name shown to people, without the unit.
    pub label: &'static str,
    /// Unit of the value.
    pub unit: Unit,
    /// Unit in words for screen readers and labels: `"files per day"`; `""` for choices and switches.
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

impl Field {
    /// Whether it is a load: something that has a slider and that a chart can run along.
    #[must_use]
    pub const fn is_load(&self) -> bool {
        matches!(&self.kind, Kind::Number(range) if range.slider.is_some())
    }
}

/// The values an input takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A number.
    Number(Range),
    /// One of a list.
    Choice(&'static [Choice]),
    /// On or off.
    Switch,
}

/// Limits and habits of a number.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// Least value allowed.
    pub min: f64,
    /// Largest value allowed.
    pub max: f64,
    /// Ends of the slider, for the four main inputs and the load of a system that has one of its own; typed values
    /// may go beyond.
    pub slider: Option<(f64, f64)>,
    /// Whether the slider and axis run in powers of ten.
    pub logarithmic: bool,
    /// Whether only whole numbers make sense.
    pub whole: bool,
    /// Plausible low and high around the default, where known.
    pub plausible: Option<(f64, f64)>,
}

impl Range {
    /// Any number from `min` to `max`.
    #[must_use]
    pub const fn between(min: f64, max: f64) -> Self {
        Self { min, max, slider: None, logarithmic: false, whole: false, plausible: None }
    }

    /// Only whole numbers.
    #[must_use]
    pub const fn whole_numbers(self) -> Self {
        Self { whole: true, ..self }
    }

    /// Slider and axis run in powers of ten.
    #[must_use]
    pub const fn powers_of_ten(self) -> Self {
        Self { logarithmic: true, ..self }
    }

    /// With a slider from `low` to `high`.
    #[must_use]
    pub const fn with_slider(self, low: f64, high: f64) -> Self {
        Self { slider: Some((low, high)), ..self }
    }

    /// With a plausible `low` and `high` around the default.
    #[must_use]
    pub const fn plausibly(self, low: f64, high: f64) -> Self {
        Self { plausible: Some((low, high)), ..self }
    }
}

/// One entry of a choice.
#[derive(Clone, Copy, Debug)]
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

/// A folded group of inputs on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its heading.
    pub label: &'static str,
    /// One line on what its inputs settle.
    pub description: &'static str,
    /// The switch of the system whose inputs these are, by its id; none where they serve every system.
    pub system: Option<&'static str>,
}

impl Group {
    /// The four sliders.
    pub const LOAD: Self = Self { label: "Load", description: "How much work arrives.", system: None };
    /// Which systems are planned: each system declares its switch here.
    pub const SYSTEMS: Self =
        Self { label: "Systems", description: "What is planned and priced.", system: None };

    /// Every group once, in the order of the page: that of the registry.
    pub fn all() -> impl Iterator<Item = Self> {
        let first = |place: &usize| {
            let group = FIELDS.get(*place).map(|field| field.group);
            FIELDS.iter().position(|field| Some(field.group) == group) == Some(*place)
        };
        (0..Key::COUNT).filter(first).filter_map(|place| FIELDS.get(place)).map(|field| field.group)
    }

    /// The inputs of this group, in the order of the page.
    pub fn fields(self) -> impl Iterator<Item = &'static Field> {
        FIELDS.iter().filter(move |field| field.group == self)
    }

    /// The switch of the system whose inputs these are; `None` where they serve every system.
    #[must_use]
    pub fn switch(self) -> Option<Key> {
        self.system.and_then(Key::parse)
    }
}

/// What a person stated; everything else has its default.
#[derive(Clone, PartialEq)]
pub struct Scenario {
    stated: [Option<f64>; Key::COUNT],
    /// By identifier of their rows in the catalogue, in that order.
    own_prices: Vec<(&'static str, f64)>,
    /// Ends of inputs that are not known exactly, in the order of the registry.
    ranges: Vec<(Key, ranges::OwnRange)>,
}

/// As its link: short, and it can be opened.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scenario({})", link::encode(self))
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self { stated: [None; Key::COUNT], own_prices: Vec::new(), ranges: Vec::new() }
    }
}

impl Key {
    /// The switch of the system this input belongs to; `None` where it serves every system. The sliders stand
    /// in one group but belong to one system each.
    #[must_use]
    pub fn switch(self) -> Option<Self> {
        match self {
            Self::Subjects | Self::EpisodesPerDay | Self::RequestsPerSecond => Some(Self::MemoryService),
            Self::FilesPerDay => Some(Self::FilePipeline),
            _ => self.field().group.switch(),
        }
    }

    /// Limits and habits of the number that this input is; none where it is none.
    #[must_use]
    pub fn range(self) -> Option<&'static Range> {
        if let Kind::Number(range) = &self.field().kind { Some(range) } else { None }
    }

    /// Whether only whole numbers make sense.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.range().is_some_and(|range| range.whole)
    }

    /// The place of an entry among the choices of this input, as scenarios store it.
    #[must_use]
    pub fn entry(self, id: &str) -> Option<f64> {
        match self.field().kind {
            Kind::Choice(choices) => {
                choices.iter().position(|choice| choice.id == id).map(|place| place as f64)
            }
            _ => None,
        }
    }

    /// The input of this id.
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        FIELDS.iter().find(|field| field.id == id).map(|field| field.key)
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
        self.stated.get(key.index()).copied().flatten()
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
            (Kind::Choice(choices), Some(index)) => {
                choices.get(index as usize).map_or("", |choice| choice.id)
            }
            _ => "",
        }
    }

    /// Every value stated that differs from its default, or that a range was stated for, in the order of the registry.
    pub fn entries(&self) -> impl Iterator<Item = (Key, f64)> {
        let is_stated = |key| self.stated(key).is_some() || self.own_range(key).is_some();
        FIELDS
            .iter()
            .map(|field| field.key)
            .filter(move |key| is_stated(*key))
            .filter_map(|key| Some((key, self.value(key)?)))
    }

    /// State a value already known to be legal, as sweeps along an axis do. A value equal to the default is
    /// forgotten, so that two scenarios that mean the same are equal.
    pub fn set_unchecked(&mut self, key: Key, value: Option<f64>) {
        if let Some(slot) = self.stated.get_mut(key.index()) {
            *slot = if value == key.field().default { None } else { value };
        }
    }

    /// Give an input its default back, and its plausible range.
    pub fn forget(&mut self, key: Key) {
        self.set_unchecked(key, None);
        self.set_range(key, None);
    }
}

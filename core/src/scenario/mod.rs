//! What a person states: the inputs, their limits, and the link that carries them.
//!
//! [`fields`] is the one registry of inputs; everything else here reads it: [`typing`] what people type,
//! [`link`] what addresses carry, [`file`] what files hold, [`presets`] what we fill in ourselves.

pub mod fields;
pub mod file;
pub mod link;
pub mod presets;
mod reading;
pub mod typing;

use std::fmt;

use crate::unit::Unit;
pub use fields::{FIELDS, Key};
pub use reading::{Decoded, LinkNotice};
pub use typing::FieldError;

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

/// Folded groups of inputs on the page, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The four sliders.
    Load,
    /// Which systems are planned.
    Systems,
    /// Peaks and growth.
    Traffic,
    /// Memory service: what is stored.
    MemoryStore,
    /// Memory service: compiling episodes into memories.
    MemoryCompile,
    /// Memory service: how many tokens texts take.
    MemoryTokens,
    /// Memory service: embeddings and their cache.
    MemoryEmbedding,
    /// Memory service: the API's replicas.
    MemoryServing,
    /// Memory service: database and connections.
    MemoryDatabase,
    /// File pipeline: the four stages.
    PipelineStages,
    /// File pipeline: what one job needs.
    PipelineJob,
    /// File pipeline: virtual machines.
    PipelineMachines,
    /// File pipeline: functions and containers.
    PipelineServerless,
    /// How full to plan.
    Targets,
    /// Price book, month, commitments.
    Prices,
}

impl Group {
    /// Every group, in the order of the page.
    pub const ALL: [Self; 15] = [
        Self::Load,
        Self::Systems,
        Self::Traffic,
        Self::MemoryStore,
        Self::MemoryCompile,
        Self::MemoryTokens,
        Self::MemoryEmbedding,
        Self::MemoryServing,
        Self::MemoryDatabase,
        Self::PipelineStages,
        Self::PipelineJob,
        Self::PipelineMachines,
        Self::PipelineServerless,
        Self::Targets,
        Self::Prices,
    ];

    /// Its heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Load => "Load",
            Self::Systems => "Systems",
            Self::Traffic => "Peaks and growth",
            Self::MemoryStore => "What is stored",
            Self::MemoryCompile => "Compiling memories",
            Self::MemoryTokens => "Tokens",
            Self::MemoryEmbedding => "Embeddings and cache",
            Self::MemoryServing => "API",
            Self::MemoryDatabase => "Database",
            Self::PipelineStages => "Stages of a file",
            Self::PipelineJob => "What a job needs",
            Self::PipelineMachines => "Virtual machines",
            Self::PipelineServerless => "Functions and containers",
            Self::Targets => "Headroom",
            Self::Prices => "Prices and terms",
        }
    }

    /// One line on what its inputs settle.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Load => "How much work arrives.",
            Self::Systems => "What is planned and priced.",
            Self::Traffic => "How uneven the load is and how it grows.",
            Self::MemoryStore => "How much the memory service keeps, and how its vectors are indexed.",
            Self::MemoryCompile => "How episodes become memories, and what limits the pace.",
            Self::MemoryTokens => "How much text the language and embedding models are paid for.",
            Self::MemoryEmbedding => "How texts become vectors, and how often the cache saves a call.",
            Self::MemoryServing => "Size and speed of the API that answers context requests.",
            Self::MemoryDatabase => "Postgres: the plan, its work and its connections.",
            Self::PipelineStages => "How long a file takes in each stage.",
            Self::PipelineJob => "Size of a job and the services around it.",
            Self::PipelineMachines => "Machines that are always on.",
            Self::PipelineServerless => {
                "Hosts that start when a file arrives: start times and account limits."
            }
            Self::Targets => "How full processors, memory and disks may run.",
            Self::Prices => "Which prices count, and what you commit to.",
        }
    }

    /// The switch of the system whose inputs these are; `None` where they serve every system.
    #[must_use]
    pub fn switch(self) -> Option<Key> {
        match self {
            Self::Load | Self::Systems | Self::Traffic | Self::Targets | Self::Prices => None,
            Self::MemoryStore
            | Self::MemoryCompile
            | Self::MemoryTokens
            | Self::MemoryEmbedding
            | Self::MemoryServing
            | Self::MemoryDatabase => Some(Key::MemoryService),
            Self::PipelineStages | Self::PipelineJob | Self::PipelineMachines | Self::PipelineServerless => {
                Some(Key::FilePipeline)
            }
        }
    }
}

/// What a person stated; everything else has its default.
#[derive(Clone, PartialEq)]
pub struct Scenario {
    stated: [Option<f64>; Key::COUNT],
}

/// As its link: short, and it can be opened.
impl fmt::Debug for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scenario({})", link::encode(self))
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Self { stated: [None; Key::COUNT] }
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
            (Kind::Choice(choices), Some(index)) => {
                choices.get(index as usize).map_or("", |choice| choice.id)
            }
            _ => "",
        }
    }

    /// Every value stated that differs from its default, in the order of the registry.
    pub fn entries(&self) -> impl Iterator<Item = (Key, f64)> {
        FIELDS.iter().filter_map(|field| Some((field.key, self.stated(field.key)?)))
    }

    /// State a value already known to be legal, as sweeps along an axis do. A value equal to the default is
    /// forgotten, so that two scenarios that mean the same are equal.
    pub fn set_unchecked(&mut self, key: Key, value: Option<f64>) {
        if let Some(slot) = self.stated.get_mut(key as usize) {
            *slot = if value == key.field().default { None } else { value };
        }
    }
}

//! The result of planning: values with units, never text to show. The page, the command line and the exports
//! format them.

use crate::number::Number;
use crate::scenario::{Key, Kind};
use crate::unit::{COUNT, Unit};

/// A whole plan, in one of the readings of [`Number`].
#[derive(Clone, Debug)]
pub struct Plan<N> {
    /// Tier and topology of the memory service, when it is planned.
    pub tier: Option<TierVerdict<N>>,
    /// What has to run, layer by layer, with its utilisation.
    pub layers: Vec<Layer<N>>,
    /// Every way of running it: feasible ones first, cheapest first, then those ruled out.
    pub options: Vec<DeploymentOption<N>>,
    /// Every managed Postgres plan against what the database must bear; empty where no plan is needed.
    pub database_fits: Vec<DatabaseFit<N>>,
    /// What single systems have to compare beyond the options: sizes, plans, ways of running them.
    pub studies: Vec<Study<N>>,
    /// Things a reader must know before trusting the figures; none without the feature `texts`.
    pub notices: Vec<Notice>,
}

impl<N: Number> Plan<N> {
    /// The cheapest feasible option. Ties go to the one listed first.
    #[must_use]
    pub fn winner(&self) -> Option<&DeploymentOption<N>> {
        self.options.first().filter(|option| option.is_feasible())
    }

    /// An option by its identifier.
    #[must_use]
    pub fn option(&self, id: &str) -> Option<&DeploymentOption<N>> {
        self.options.iter().find(|option| option.id == id)
    }
}

/// One whole deployment: a placement for every component, or the reasons there is none.
#[derive(Clone, Debug)]
pub struct DeploymentOption<N> {
    /// Identifier, part of the contract with links and files.
    pub id: &'static str,
    /// Name shown to people.
    pub name: &'static str,
    /// One sentence on what runs where.
    pub summary: &'static str,
    /// Monthly bill, summed from the items; of the parts that could be placed where some could not.
    pub usd_per_month: N,
    /// What the bill is made of.
    pub line_items: Vec<LineItem<N>>,
    /// Why it cannot run. Empty means feasible.
    pub rejections: Vec<Rejection<N>>,
    /// How busy the machines of this option are, host by host.
    pub fleets: Vec<Fleet<N>>,
}

impl<N> DeploymentOption<N> {
    /// Whether every component found a place.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.rejections.is_empty()
    }
}

/// One line of the bill: quantity × unit price.
#[derive(Clone, Debug)]
pub struct LineItem<N> {
    /// Component it pays for.
    pub component: &'static str,
    /// What is billed.
    pub label: &'static str,
    /// Billed quantity per month, in `unit`.
    pub quantity: N,
    /// Unit of the quantity, the one the price is quoted per.
    pub unit: Unit,
    /// Dollars per unit.
    pub unit_price: N,
    /// Dollars per month. Negative for an allotment given back.
    pub usd_per_month: N,
    /// Row of the catalogue the unit price is from.
    pub price: usize,
}

/// A group of like machines or instances and how busy they are.
#[derive(Clone, Debug)]
pub struct Fleet<N> {
    /// Component or group of components it serves.
    pub component: &'static str,
    /// Size of one, by the vendor's name: `"t3.medium"`, `"1 vCPU, 2 GiB"`.
    pub size: String,
    /// How many; a mean where they come and go.
    pub count: N,
    /// Mean share of capacity in use.
    pub utilisation: N,
}

/// A managed Postgres plan against what the database must bear.
#[derive(Clone, Debug)]
pub struct DatabaseFit<N> {
    /// The plan, by its place among the catalogue's.
    pub plan: usize,
    /// Connections open at most.
    pub connections_needed: N,
    /// Connections the plan accepts, through its own pooler where it has one.
    pub connections_accepted: N,
    /// What it would cost, holding or not.
    pub usd_per_month: N,
    /// Limits it breaks. Empty means it holds the database.
    pub rejections: Vec<Rejection<N>>,
}

/// Identifier of the limit that a fleet of a stated size breaks where it is busy for more than all of the time.
pub const FLEET_BUSY: &str = "vm.utilisation";

/// Why a component cannot run somewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejection<N = f64> {
    /// Component that does not fit.
    pub component: &'static str,
    /// Identifier of the limit, as in the catalogue: `"lambda.timeout_s"`.
    pub limit: String,
    /// The limit in words: `"longest run of a function"`.
    pub label: &'static str,
    /// Value of this scenario, in `unit`.
    pub value: N,
    /// Value allowed, in `unit`.
    pub allowed: N,
    /// Unit of both.
    pub unit: Unit,
    /// Changes that would each lift the rejection.
    pub flips: Vec<Change>,
}

impl<N: Number> Rejection<N> {
    /// Whether it is a plain no: something that may not be at all, rather than too much of something.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.unit == COUNT && (self.value.value(), self.allowed.value()) == (1.0, 0.0)
    }
}

impl<N: Copy> Rejection<N> {
    /// The same with both figures changed by `change`.
    pub fn map<M>(&self, change: impl Fn(N) -> M) -> Rejection<M> {
        Rejection {
            component: self.component,
            limit: self.limit.clone(),
            label: self.label,
            value: change(self.value),
            allowed: change(self.allowed),
            unit: self.unit,
            flips: self.flips.clone(),
        }
    }
}

/// A change of one input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Input to change.
    pub key: Key,
    /// Its new value.
    pub to: f64,
}

impl Change {
    /// The change, where the input may be set so.
    #[must_use]
    pub fn allowed(key: Key, to: f64) -> Option<Self> {
        let fits = match &key.field().kind {
            Kind::Number(range) => (range.min..=range.max).contains(&to),
            Kind::Choice(_) | Kind::Switch => true,
        };
        fits.then_some(Self { key, to })
    }

    /// As links and the command line write it: `input=value`.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{}={}", self.key.field().id, self.key.write(Some(self.to)))
    }

    /// Several of them, as links write them.
    #[must_use]
    pub fn all_written(changes: &[Self]) -> String {
        changes.iter().map(Self::written).collect::<Vec<_>>().join(";")
    }
}

/// One layer of what has to run.
#[derive(Clone, Debug)]
pub struct Layer<N> {
    /// Identifier.
    pub id: &'static str,
    /// Name shown to people.
    pub name: &'static str,
    /// Size chosen, by the vendor's name or in words: `"2 × 1 vCPU, 2 GiB"`.
    pub size: String,
    /// What it needs and has, measure by measure.
    pub measures: Vec<Measure<N>>,
    /// The measure that decides the size, by its label.
    pub binding: Option<&'static str>,
}

/// One thing a layer needs.
#[derive(Clone, Debug)]
pub struct Measure<N> {
    /// What is measured.
    pub label: &'static str,
    /// Needed or demanded, in `unit`.
    pub needed: N,
    /// Provided or allowed, in `unit`; none where nothing limits it.
    pub provided: Option<N>,
    /// Unit of both.
    pub unit: Unit,
}

/// A comparison that belongs to one system: sizes a guide prints beside those its formulas give, or ways of running
/// the system with what each costs.
#[derive(Clone, Debug)]
pub struct Study<N> {
    /// Identifier.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it shows and by which rule, in a sentence or two.
    pub lead: &'static str,
    /// Heading of each row's name, then of each of its cells.
    pub columns: Vec<&'static str>,
    /// What is compared.
    pub rows: Vec<StudyRow<N>>,
}

/// One row of a [`Study`].
#[derive(Clone, Debug)]
pub struct StudyRow<N> {
    /// Name shown to people: a size, a plan, a way.
    pub name: String,
    /// What there is to know of it, a cell for each column behind the name's.
    pub cells: Vec<Cell<N>>,
    /// What it costs a month, where it is priced and could be placed.
    pub usd_per_month: Option<N>,
    /// What that is made of.
    pub line_items: Vec<LineItem<N>>,
    /// Limits that it breaks.
    pub rejections: Vec<Rejection<N>>,
    /// What to make of it.
    pub verdict: Option<Verdict>,
    /// The changes that turn the scenario into this row; empty where it is no choice of the person's.
    pub changes: Vec<Change>,
}

impl<N> StudyRow<N> {
    /// A row that is neither priced nor judged yet.
    pub fn new(name: impl Into<String>, cells: Vec<Cell<N>>) -> Self {
        Self {
            name: name.into(),
            cells,
            usd_per_month: None,
            line_items: Vec::new(),
            rejections: Vec::new(),
            verdict: None,
            changes: Vec::new(),
        }
    }
}

/// One cell of a [`StudyRow`].
#[derive(Clone, Debug)]
pub enum Cell<N> {
    /// Nothing to say.
    Blank,
    /// In words.
    Words(String),
    /// A figure in its unit.
    Amount(N, Unit),
    /// From one figure to another, in their unit.
    Span(N, N, Unit),
}

impl<N> Cell<N> {
    /// In words.
    pub fn words(words: impl Into<String>) -> Self {
        Self::Words(words.into())
    }
}

/// What to make of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How good it is.
    pub tone: Tone,
    /// In a word or two: `"recommended"`, `"too small"`.
    pub words: &'static str,
}

/// How good something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Take it.
    Good,
    /// It will do.
    Fair,
    /// It does not work.
    Bad,
}

/// Tier and topology, and what decided them.
#[derive(Clone, Debug)]
pub struct TierVerdict<N> {
    /// Tier 1 to 4 of guide 004.
    pub number: u8,
    /// Topology `'A'` to `'E'` of guide 004.
    pub topology: char,
    /// Every upgrade signal of every tier, tripped or not.
    pub signals: Vec<Signal<N>>,
}

/// One upgrade signal of guide 004.
#[derive(Clone, Debug)]
pub struct Signal<N> {
    /// Identifier.
    pub id: &'static str,
    /// The signal in words; empty without the feature `texts`.
    pub label: &'static str,
    /// Tier it warns in: two or more tripped there move the plan one tier up.
    pub tier: u8,
    /// Measured value, in `unit`.
    pub value: N,
    /// Value from which it trips, in `unit`.
    pub threshold: N,
    /// Unit of both.
    pub unit: Unit,
    /// Whether it has tripped.
    pub tripped: bool,
}

/// Something to know before trusting the figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Identifier.
    pub id: &'static str,
    /// The notice in plain words.
    pub text: &'static str,
}

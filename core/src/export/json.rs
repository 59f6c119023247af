//! The answers as JSON: amounts as numbers, nothing rounded. A figure that is infinite or not a number is `null`.

use crate::catalog::Catalog;
use crate::option::mix::{Mix, Saving, Share};
use crate::plan::{
    Cell, Change, DatabaseFit, DeploymentOption, Layer, LineItem, Plan, Rejection, Signal, Study, StudyRow,
};
use crate::scenario::ranges::shape_word;
use crate::scenario::typing::AUTO;
use crate::scenario::{FIELDS, Key, Kind, Scenario, file};
use crate::science::spread::Spread;
use serde::{Serialize, Serializer};

use crate::error::Error;

/// Every document says which schema it has; the scenario file's own.
pub const SCHEMA: u32 = file::SCHEMA;

/// A document as text.
///
/// # Errors
/// [`Error::Data`] where a part of it cannot be written as JSON.
pub fn text(document: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(document);
    text.map(|text| text + "\n").map_err(|error| Error::Data(error.to_string()))
}

/// The value of an input as JSON has it.
#[derive(Serialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// An entry of a choice, or that the planner derives it.
    Word(&'static str),
    /// A switch.
    Switch(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// Low, likely and high, as they are typed.
    Range(String),
}

impl FieldValue {
    /// `None` is what the planner derives.
    #[must_use]
    pub fn of(key: Key, value: Option<f64>) -> Self {
        // Whole numbers up to here are written as such: `1000`, not `1000.0`.
        const MOST_WHOLE: f64 = 1e15;
        match (&key.field().kind, value) {
            (_, None) => Self::Word(AUTO),
            (Kind::Choice(choices), Some(index)) => {
                Self::Word(choices.get(index as usize).map_or("", |choice| choice.id))
            }
            (Kind::Switch, Some(value)) => Self::Switch(value != 0.0),
            (Kind::Number(_), Some(value)) if value.fract() == 0.0 && value.abs() <= MOST_WHOLE => {
                Self::Whole(value as i64)
            }
            (Kind::Number(_), Some(value)) => Self::Number(value),
        }
    }
}

/// A scenario as a map.
pub enum Fields<'a> {
    /// The value in force of every input.
    InForce(&'a Scenario),
    /// Only what differs from its default.
    Stated(&'a Scenario),
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (Self::InForce(scenario) | Self::Stated(scenario)) = self;
        let entry = |key: Key, value| {
            let stated = scenario.own_range(key).map(|_| FieldValue::Range(scenario.text(key)));
            (key.field().id, stated.unwrap_or_else(|| FieldValue::of(key, value)))
        };
        match self {
            Self::InForce(_) => {
                serializer.collect_map(FIELDS.iter().map(|field| entry(field.key, scenario.value(field.key))))
            }
            Self::Stated(_) => {
                serializer.collect_map(scenario.entries().map(|(key, value)| entry(key, Some(value))))
            }
        }
    }
}

/// Every input that is not known exactly as a map: low, likely (`null` where the planner works it out) and high in the
/// input's unit, the shape in between, and where the range is from.
struct Ranges<'a>(&'a Scenario);

#[derive(Serialize)]
struct RangeDocument {
    low: f64,
    likely: Option<f64>,
    high: f64,
    shape: &'static str,
    from: String,
}

impl Serialize for Ranges<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = |(key, spread): (Key, Spread)| {
            let Spread { low, high, shape, .. } = spread;
            let (likely, from) = (self.0.value(key), self.0.range_kind(key));
            (key.field().id, RangeDocument { low, likely, high, shape: shape_word(shape), from })
        };
        serializer.collect_map(self.0.spreads().into_iter().map(entry))
    }
}

/// One's own prices as a map, as scenario files have them.
pub struct OwnPrices<'a>(pub &'a Scenario);

impl OwnPrices<'_> {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.own_prices().is_empty()
    }
}

impl Serialize for OwnPrices<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.own_prices().iter().copied())
    }
}

#[derive(Serialize)]
struct PlanDocument<'a> {
    schema: u32,
    scenario: Fields<'a>,
    #[serde(skip_serializing_if = "OwnPrices::is_empty")]
    prices: OwnPrices<'a>,
    ranges: Ranges<'a>,
    tier: Option<TierDocument>,
    topology: Option<char>,
    layers: Vec<LayerDocument<'a>>,
    database_plans: Vec<DatabaseFitDocument<'a>>,
    options: Vec<OptionDocument<'a>>,
    winner: Option<&'static str>,
    mix: Option<MixDocument<'a>>,
    studies: Vec<StudyDocument<'a>>,
    notices: Vec<NoticeDocument>,
}

#[derive(Serialize)]
struct TierDocument {
    number: u8,
    signals: Vec<SignalDocument>,
}

#[derive(Serialize)]
struct SignalDocument {
    id: &'static str,
    label: &'static str,
    tier: u8,
    value: f64,
    threshold: f64,
    unit: &'static str,
    tripped: bool,
}

#[derive(Serialize)]
struct LayerDocument<'a> {
    id: &'static str,
    name: &'static str,
    size: &'a str,
    binding: Option<&'static str>,
    measures: Vec<MeasureDocument>,
}

#[derive(Serialize)]
struct MeasureDocument {
    label: &'static str,
    needed: f64,
    provided: Option<f64>,
    unit: &'static str,
}

/// A database plan against what the database must bear.
#[derive(Serialize)]
struct DatabaseFitDocument<'a> {
    id: &'a str,
    status: &'static str,
    usd_per_month: f64,
    connections_needed: f64,
    connections_accepted: f64,
    rejections: Vec<RejectionDocument<'a>>,
}

#[derive(Serialize)]
struct OptionDocument<'a> {
    id: &'static str,
    name: &'static str,
    status: &'static str,
    usd_per_month: Option<f64>,
    line_items: Vec<ItemDocument<'a>>,
    rejections: Vec<RejectionDocument<'a>>,
}

/// The best mix: an option of its own, beside those of the page.
#[derive(Serialize)]
struct MixDocument<'a> {
    option: OptionDocument<'a>,
    /// Whether it is cheaper than every option.
    cheaper: bool,
    /// Whether every mix was looked at.
    exact: bool,
    shares: Vec<ShareDocument<'a>>,
    shared_usd_per_month: f64,
    /// Against the cheapest option but the hybrid; `null` where there is none.
    single: Option<SavingDocument>,
    /// Against guide 002's hybrid; `null` where that cannot run.
    hybrid: Option<SavingDocument>,
    clouds: &'a [&'static str],
    notice: Option<String>,
}

/// What runs where: components of one host whose lines of the bill belong together.
#[derive(Serialize)]
struct ShareDocument<'a> {
    host: &'static str,
    components: &'a [&'static str],
    /// What the lines are of, as in the option's.
    line_items_of: &'static str,
    usd_per_month: f64,
}

#[derive(Serialize)]
struct SavingDocument {
    option: &'static str,
    usd_per_month: f64,
    saved_usd_per_month: f64,
    saved_share: f64,
}

#[derive(Serialize)]
struct ItemDocument<'a> {
    component: &'static str,
    label: &'static str,
    quantity: f64,
    /// What the price is quoted per, in the catalogue's words.
    unit: &'a str,
    unit_price: f64,
    usd: f64,
    price_id: &'a str,
    /// The catalogue's price, where the person's own is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    list_price: Option<f64>,
}

/// Why something cannot run.
#[derive(Serialize)]
pub struct RejectionDocument<'a> {
    component: &'static str,
    limit: &'a str,
    value: f64,
    allowed: f64,
    flip: Vec<FlipDocument>,
}

/// A change of one input.
#[derive(Serialize)]
pub struct FlipDocument {
    key: &'static str,
    to: FieldValue,
}

/// A comparison that belongs to one system.
#[derive(Serialize)]
pub struct StudyDocument<'a> {
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    columns: &'a [&'static str],
    rows: Vec<StudyRowDocument<'a>>,
}

#[derive(Serialize)]
struct StudyRowDocument<'a> {
    name: &'a str,
    cells: Vec<CellDocument<'a>>,
    usd_per_month: Option<f64>,
    line_items: Vec<ItemDocument<'a>>,
    rejections: Vec<RejectionDocument<'a>>,
    verdict: Option<&'static str>,
    changes: Vec<FlipDocument>,
}

/// Words, a figure, or the ends of a range; `null` where there is nothing to say.
#[derive(Serialize)]
#[serde(untagged)]
pub enum CellDocument<'a> {
    /// Nothing.
    Blank,
    /// In words.
    Words(&'a str),
    /// A figure in its unit.
    Amount {
        /// The figure.
        value: f64,
        /// Its unit's symbol.
        unit: &'static str,
    },
    /// From one figure to another.
    Span {
        /// The lower end.
        from: f64,
        /// The upper end.
        to: f64,
        /// Unit of both.
        unit: &'static str,
    },
}

#[derive(Serialize)]
struct NoticeDocument {
    id: &'static str,
    text: &'static str,
}

/// A plan with the scenario it is of; given back as a file it plans the same. What lifts each rejection is in it where
/// the plan was completed ([`crate::decide::flips::complete`]).
///
/// # Errors
/// As [`text`].
pub fn plan(
    scenario: &Scenario,
    plan: &Plan<f64>,
    mix: Option<&Mix<f64>>,
    catalog: &Catalog,
) -> Result<String, Error> {
    text(&PlanDocument {
        schema: SCHEMA,
        scenario: Fields::InForce(scenario),
        prices: OwnPrices(scenario),
        ranges: Ranges(scenario),
        tier: plan.tier.as_ref().map(|tier| TierDocument {
            number: tier.number,
            signals: tier.signals.iter().map(signal).collect(),
        }),
        topology: plan.tier.as_ref().map(|tier| tier.topology),
        layers: plan.layers.iter().map(layer).collect(),
        database_plans: plan.database_fits.iter().filter_map(|fit| database_fit(fit, catalog)).collect(),
        options: plan.options.iter().map(|one| option(one, catalog)).collect(),
        winner: plan.winner().map(|winner| winner.id),
        mix: mix.map(|mix| self::mix(mix, catalog)),
        studies: plan.studies.iter().map(|one| study(one, catalog)).collect(),
        notices: plan
            .notices
            .iter()
            .map(|notice| NoticeDocument { id: notice.id, text: notice.text })
            .collect(),
    })
}

fn database_fit<'a>(fit: &'a DatabaseFit<f64>, catalog: &'a Catalog) -> Option<DatabaseFitDocument<'a>> {
    Some(DatabaseFitDocument {
        id: &catalog.database_plans.get(fit.plan)?.id,
        status: if fit.rejections.is_empty() { "feasible" } else { "ruled_out" },
        usd_per_month: fit.usd_per_month,
        connections_needed: fit.connections_needed,
        connections_accepted: fit.connections_accepted,
        rejections: fit.rejections.iter().map(rejection).collect(),
    })
}

fn signal(signal: &Signal<f64>) -> SignalDocument {
    SignalDocument {
        id: signal.id,
        label: signal.label,
        tier: signal.tier,
        value: signal.value,
        threshold: signal.threshold,
        unit: signal.unit.symbol,
        tripped: signal.tripped,
    }
}

fn layer(layer: &Layer<f64>) -> LayerDocument<'_> {
    let measures = layer.measures.iter().map(|measure| MeasureDocument {
        label: measure.label,
        needed: measure.needed,
        provided: measure.provided,
        unit: measure.unit.symbol,
    });
    LayerDocument {
        id: layer.id,
        name: layer.name,
        size: &layer.size,
        binding: layer.binding,
        measures: measures.collect(),
    }
}

fn option<'a>(option: &'a DeploymentOption<f64>, catalog: &'a Catalog) -> OptionDocument<'a> {
    let feasible = option.is_feasible();
    OptionDocument {
        id: option.id,
        name: option.name,
        status: if feasible { "feasible" } else { "ruled_out" },
        // What is ruled out has no price; its items are of the parts that could be placed.
        usd_per_month: feasible.then_some(option.usd_per_month),
        line_items: option.line_items.iter().map(|one| item(one, catalog)).collect(),
        rejections: option.rejections.iter().map(rejection).collect(),
    }
}

fn mix<'a>(mix: &'a Mix<f64>, catalog: &'a Catalog) -> MixDocument<'a> {
    let share = |share: &'a Share<f64>| ShareDocument {
        host: share.host,
        components: &share.components,
        line_items_of: share.item_component,
        usd_per_month: share.usd_per_month,
    };
    let saving = |saving: &Saving<f64>| SavingDocument {
        option: saving.option,
        usd_per_month: saving.usd_per_month,
        saved_usd_per_month: saving.saved_usd,
        saved_share: saving.saved_share,
    };
    MixDocument {
        option: option(&mix.option, catalog),
        cheaper: mix.is_cheaper(),
        exact: mix.exact,
        shares: mix.shares.iter().map(share).collect(),
        shared_usd_per_month: mix.shared_usd,
        single: mix.single.as_ref().map(saving),
        hybrid: mix.hybrid.as_ref().map(saving),
        clouds: &mix.clouds,
        notice: mix.notice(),
    }
}

fn item<'a>(item: &LineItem<f64>, catalog: &'a Catalog) -> ItemDocument<'a> {
    let row = catalog.rows.get(item.price);
    ItemDocument {
        component: item.component,
        label: item.label,
        quantity: item.quantity,
        unit: row.map_or(item.unit.symbol, |row| &row.per_words),
        unit_price: item.unit_price,
        usd: item.usd_per_month,
        price_id: row.map_or("", |row| &row.id),
        list_price: row.map(|row| row.value).filter(|list| *list != item.unit_price),
    }
}

/// Words, a figure or a range.
#[must_use]
pub fn cell(cell: &Cell<f64>) -> CellDocument<'_> {
    match cell {
        Cell::Blank => CellDocument::Blank,
        Cell::Words(words) => CellDocument::Words(words),
        Cell::Amount(value, unit) => CellDocument::Amount { value: *value, unit: unit.symbol },
        Cell::Span(from, to, unit) => CellDocument::Span { from: *from, to: *to, unit: unit.symbol },
    }
}

/// A comparison as a table.
#[must_use]
pub fn study<'a>(study: &'a Study<f64>, catalog: &'a Catalog) -> StudyDocument<'a> {
    let row = |row: &'a StudyRow<f64>| StudyRowDocument {
        name: &row.name,
        cells: row.cells.iter().map(cell).collect(),
        usd_per_month: row.usd_per_month,
        line_items: row.line_items.iter().map(|one| item(one, catalog)).collect(),
        rejections: row.rejections.iter().map(rejection).collect(),
        verdict: row.verdict.map(|verdict| verdict.words),
        changes: row.changes.iter().map(flip).collect(),
    };
    StudyDocument {
        id: study.id,
        title: study.title,
        lead: study.lead,
        columns: &study.columns,
        rows: study.rows.iter().map(row).collect(),
    }
}

/// A change of one input.
#[must_use]
pub fn flip(change: &Change) -> FlipDocument {
    FlipDocument { key: change.key.field().id, to: FieldValue::of(change.key, Some(change.to)) }
}

/// Why something cannot run.
#[must_use]
pub fn rejection(rejection: &Rejection) -> RejectionDocument<'_> {
    RejectionDocument {
        component: rejection.component,
        limit: &rejection.limit,
        value: rejection.value,
        allowed: rejection.allowed,
        flip: rejection.flips.iter().map(flip).collect(),
    }
}

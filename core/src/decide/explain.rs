//! Why a figure is what it is: its tree of formulas down to inputs, prices and published limits, read off the
//! [`Trace`] of the very code that computed it.
//!
//! Every figure of a plan, of its best mix and of the months to come has a name that can stand in a link, in an attribute of
//! a page or on a command line ([`Figure`]); [`all_figures`] lists them, [`explain`] answers for one. What a page shows of
//! other loads is a figure of the scenario with some inputs changed, and its name says which.

mod growth;

use crate::catalog::{Catalog, Confidence};
use crate::decimal::text as digits;
use crate::format;
use crate::number::{Node, Nodes, Number, Operation, Origin, Trace};
use crate::option::mix::{Mix, Saving, Share, best_mix_with};
use crate::plan::{
    Cell, Change, DatabaseFit, DeploymentOption, Fleet, Layer, LineItem, Measure, Plan, Rejection, Signal,
    Study, StudyRow, TierVerdict,
};
use crate::plan_with;
use crate::reading::{Reader, Shapes};
use crate::scenario::typing::format_number;
use crate::scenario::{Key, Kind, Provenance, Scenario};
use crate::system::memory_service::tier;
use crate::unit::{
    BYTE, BYTES_PER_DAY, BYTES_PER_GB, BYTES_PER_GIB, COUNT, CPU_UNIT, DAY, GB, GB_MONTH, GIB, GIB_HOUR,
    GIB_SECOND, HOUR, HOURS_PER_DAY, HOURS_PER_MONTH, MIB, MILLION, MILLION_TOKENS, MILLISECOND, MINUTE,
    MINUTES_PER_MONTH, MONTH, PER_DAY, PER_HOUR, PER_MINUTE, PER_MONTH, PER_SECOND, PERCENT,
    PERCENT_PER_MONTH, SECOND, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, TOKEN, TOKENS_PER_MINUTE,
    TOKENS_PER_MONTH, USD, USD_PER_HOUR, USD_PER_MINUTE, USD_PER_MONTH, Unit, VCPU, VCPU_HOUR, VCPU_SECOND,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

/// Why there is no explanation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text names no figure of any plan.
    #[error(
        "`{0}` is no name of a figure: parts of letters and digits with `/` between, behind changes of inputs and a `|` \
         where it is of another scenario, at most {MOST_LETTERS} characters"
    )]
    Unreadable(String),
    /// This plan holds no such figure.
    #[error("this plan has no figure `{figure}`{}", meant.as_ref().map_or_else(String::new, |meant| format!("; did you mean `{meant}`?")))]
    Unknown {
        /// What was asked for.
        figure: String,
        /// The name most like it, where one is.
        meant: Option<String>,
    },
    /// The text is no date.
    #[error("`{0}` is no date of the form 2026-01-31")]
    Date(String),
    /// The scenario cannot be planned.
    #[error(transparent)]
    Plan(#[from] crate::error::Error),
}

/// Longest name of a figure.
const MOST_LETTERS: usize = 600;

/// The name of a figure: `options/functions/usd`, `signals/memories/value`. Members of a list go by a stable name or by
/// their place from 0: `options/functions/fleets/workers/utilisation`, `options/functions/fleets/0/utilisation`.
/// A figure of the scenario with inputs changed names them first: `files_per_day=300;subjects=50|options/functions/usd`.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    changes: Vec<Change>,
    parts: Vec<String>,
}

impl FromStr for Figure {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let unreadable = || Error::Unreadable(text.chars().take(MOST_LETTERS).collect());
        let (changes, path) = text.split_once('|').unwrap_or(("", text));
        let change = |text: &str| {
            let (id, to) = text.split_once('=')?;
            let key = Key::parse(id.trim())?;
            Some(Change { key, to: key.read(to).ok().flatten()? })
        };
        let changes = changes.split(';').filter(|change| !change.trim().is_empty()).map(change);
        let changes: Vec<Change> = changes.collect::<Option<_>>().ok_or_else(unreadable)?;
        let parts: Vec<String> = path.trim().trim_matches('/').split('/').map(slug).collect();
        if text.len() > MOST_LETTERS || parts.iter().any(String::is_empty) {
            return Err(unreadable());
        }
        Ok(Self { changes, parts })
    }
}

impl Figure {
    /// The list that it is in: `signals`, `layers`, `options`, `database`, `studies`; `mix` for the best mix, `growth` for
    /// the months to come, `tier` for the tier.
    #[must_use]
    pub fn list(&self) -> &str {
        self.parts.first().map_or("", String::as_str)
    }

    /// The option that it belongs to, where it is one's.
    #[must_use]
    pub fn option(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [list, option, ..] if list == "options" => Some(option),
            _ => None,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&elsewhere(&self.changes, &self.parts.join("/")))
    }
}

/// The name of a figure of the scenario with inputs changed.
#[must_use]
pub fn elsewhere(changes: &[Change], figure: &str) -> String {
    if changes.is_empty() { figure.to_owned() } else { format!("{}|{figure}", Change::all_written(changes)) }
}

impl Figure {
    /// The scenario that the figure is of.
    pub(super) fn scenario(&self, stated: &Scenario) -> Scenario {
        let mut scenario = stated.clone();
        for change in &self.changes {
            scenario.set_unchecked(change.key, Some(change.to));
        }
        scenario
    }

    /// The changes in words, as the end of a title.
    fn in_words(&self) -> String {
        let in_words =
            |change: &Change| format!("{}: {}", change.key.field().label, format::new_value(change));
        let changes: Vec<String> = self.changes.iter().map(in_words).collect();
        if changes.is_empty() { String::new() } else { format!(" ({})", changes.join("; ")) }
    }
}

/// Words as part of a name: small letters, digits, `_` and `.`; anything between becomes one `-`.
fn slug(words: &str) -> String {
    let mut slug = String::with_capacity(words.len());
    for letter in words.chars() {
        if letter.is_ascii_alphanumeric() || letter == '_' || letter == '.' {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// A day, to tell how old a price is. The planner reads no clock: whoever asks states today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day so many days after 1 January 1970.
    #[must_use]
    pub fn of_days_since_1970(days: u64) -> Self {
        // Years from 1 March, so that the leap day comes last (Hinnant, "chrono-compatible low-level date algorithms").
        let days = days.saturating_add(719_468);
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + days / 146_097 * 400 + u64::from(month <= 2);
        Self { year: u16::try_from(year).unwrap_or(u16::MAX), month: month as u8, day: day as u8 }
    }

    /// Whether a date of the catalogue lies more than a year before this one. A month or year stands for its first
    /// day: what may be old counts as old, and so does what cannot be read.
    #[must_use]
    pub fn is_more_than_a_year_after(self, as_of: &str) -> bool {
        let text = format::date(as_of);
        let earliest = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        earliest.parse::<Self>().map_or(true, |date| Self { year: date.year + 1, ..date } < self)
    }
}

impl FromStr for Date {
    type Err = Error;

    /// `2026-01-31`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Date(text.chars().take(20).collect());
        let digits = |part: Option<&str>, length: usize| {
            part.filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|part| part.parse::<u16>().ok())
                .ok_or_else(wrong)
        };
        let mut parts = text.trim().split('-');
        let (year, month, day) =
            (digits(parts.next(), 4)?, digits(parts.next(), 2)?, digits(parts.next(), 2)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + u16::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        if parts.next().is_some() || !(1..=days).contains(&day) {
            return Err(wrong());
        }
        Ok(Self { year, month: month as u8, day: day as u8 })
    }
}

/// A figure with its tree.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Its name.
    pub figure: String,
    /// What it is, in words: `"Functions: monthly bill"`.
    pub title: String,
    /// The figure itself, then everything it is made of: each stands once, however many use it, and behind all that do.
    pub entries: Vec<Entry>,
    /// What the dollars of a total rest on; none for other figures.
    pub rests_on: Option<RestsOn>,
}

/// One quantity of the tree.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub label: String,
    /// Its value, in `unit`.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// Where it comes from.
    pub origin: Basis,
    /// The quantities it is made of, as places among the entries, in the order of the formula.
    pub parts: Vec<usize>,
}

/// Where a quantity comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Basis {
    /// Arithmetic on its parts, with the source of the formula, `""` where it is plain arithmetic.
    Formula(Formula, &'static str),
    /// A function that is no arithmetic, of these arguments, with its source: a queue's wait, packing, legal sizes.
    Function(Vec<Formula>, &'static str),
    /// An input in force.
    Input(Key, Standing),
    /// A row of the catalogue of prices, allotments and discounts.
    Price {
        /// Its identifier.
        id: String,
        /// What it is quoted per.
        per: String,
        /// Where it holds.
        region: String,
        /// Where it was read.
        source: String,
        /// When: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        as_of: String,
        /// How far it can be trusted.
        confidence: Confidence,
        /// The catalogue's figure, where the person's own price is in force instead.
        list: Option<f64>,
    },
    /// A published limit.
    Limit {
        /// Its identifier.
        id: String,
        /// Where it was read.
        source: String,
        /// When.
        as_of: String,
        /// How far it can be trusted.
        confidence: Confidence,
    },
    /// A figure that has a tree of its own, by its name.
    Figure(String),
    /// A size of a machine or plan in the catalogue.
    Size,
    /// A figure that is part of the formulas.
    Constant,
}

/// Why an input has its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The person stated it.
    Stated,
    /// It is the registry's default.
    Default,
    /// The row that the figure stands in sets it.
    OfThisRow,
}

/// Arithmetic between quantities.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// A quantity, by its place among the entries.
    Part(usize),
    /// A figure that is part of the formula.
    Constant(f64, Unit),
    /// A step on its operands.
    Step(Operation, Vec<Formula>),
}

/// What the dollars of a total rest on. A line of the bill rests on something where any leaf of its tree is such; a
/// share is Σ|$| of those lines over Σ|$| of all lines, so that credits do not cancel what they are given against. The
/// first four may overlap; `any` and `none` make 1. What a plan *decides* by comparing (the cheaper of two fleets) is
/// no part of the tree of what it then pays.
#[derive(Clone, Debug, PartialEq)]
pub struct RestsOn {
    /// Share that rests on inputs whose defaults are the planner's assumption and that nobody stated.
    pub assumptions: f64,
    /// Share that rests on prices of low confidence: third-party, or copies that disagree.
    pub unverified: f64,
    /// Share that rests on prices read more than a year ago.
    pub old: f64,
    /// Share that rests on prices of the person's own, which no source confirms.
    pub own: f64,
    /// Share that rests on at least one of them.
    pub any: f64,
    /// Share that rests on none: on what was stated, what guides print, models and prices that are verified and fresh.
    pub none: f64,
    /// Each of those inputs and prices with the share that rests on it, the largest first.
    pub causes: Vec<Cause>,
}

/// Something that makes a figure less than firm.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// What is wrong with it.
    pub kind: Doubt,
    /// Key of the input or identifier of the price.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Share of the total that rests on it.
    pub share: f64,
}

/// Why something is less than firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// An assumption of the planner that nobody stated.
    Assumption,
    /// A price of low confidence.
    Unverified,
    /// A price read more than a year ago.
    Old,
    /// A price of the person's own, which no source confirms.
    Own,
}

impl Doubt {
    /// The doubt in words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Assumption => "assumption nobody stated",
            Self::Unverified => "price of low confidence",
            Self::Old => "price more than a year old",
            Self::Own => "your own price",
        }
    }

    /// The doubt as programs read it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Assumption => "assumption",
            Self::Unverified => "unverified_price",
            Self::Old => "old_price",
            Self::Own => "own_price",
        }
    }
}

/// A figure of a plan in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its name.
    pub figure: String,
    /// What it is, in words.
    pub title: String,
    /// Its value, in `unit`.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// Every figure that the plan of a scenario holds, in its order.
///
/// # Errors
/// [`Error::Plan`] where it cannot be planned.
pub fn figures(scenario: &Scenario, catalog: &Catalog) -> Result<Vec<Listed>, Error> {
    let plan = crate::plan(scenario, catalog)?;
    let mut listed = Vec::new();
    walk(&plan, catalog, &mut |met: Met<'_, f64>| listed.push(met.listed()));
    Ok(listed)
}

/// Those, then what is made of them, the figures of the best mix and of the months to come: everything that can be
/// explained.
///
/// # Errors
/// As [`figures`].
pub fn all_figures(scenario: &Scenario, catalog: &Catalog) -> Result<Vec<Listed>, Error> {
    let read = Read::<f64>::of(scenario, catalog, (), |_| true)?;
    let mut listed: Vec<Listed> = read.all_met(catalog).iter().map(Met::listed).collect();
    let ground = growth::Ground { stated: scenario, changes: &[], scenario, catalog };
    listed.extend(growth::explained(&ground)?.iter().filter_map(Explanation::listed));
    Ok(listed)
}

/// A plan and its best mix, as far as asked for.
struct Read<N> {
    plan: Option<Plan<N>>,
    mix: Option<Mix<N>>,
}

/// First part of the names of a mix's figures.
const OF_THE_MIX: &str = "mix";

impl<N: Number> Read<N> {
    fn of(
        scenario: &Scenario,
        catalog: &Catalog,
        context: N::Context,
        wanted: impl Fn(bool) -> bool,
    ) -> Result<Self, crate::error::Error> {
        let shapes = Shapes::of(scenario);
        let plan = if wanted(false) { Some(plan_with(scenario, catalog, &shapes, context)?) } else { None };
        let reader = Reader::new(scenario, catalog, &shapes, context);
        Ok(Self { plan, mix: if wanted(true) { best_mix_with(&reader)? } else { None } })
    }

    fn all_met(&self, catalog: &Catalog) -> Vec<Met<'_, N>> {
        let mut all = self.plan.as_ref().map(|plan| met(plan, catalog)).unwrap_or_default();
        if let Some(mix) = &self.mix {
            walk_mix(mix, &mut |met| all.push(met));
        }
        all
    }
}

/// The figures of a plan and what is made of them.
fn met<'p, N: Number>(plan: &'p Plan<N>, catalog: &Catalog) -> Vec<Met<'p, N>> {
    let mut all = Vec::new();
    walk(plan, catalog, &mut |met| all.push(met));
    walk_made(plan, catalog, &mut |met| all.push(met));
    all
}

/// A figure of the plan of a scenario, with the changes that its name holds, by the name that [`figures`] gives it.
///
/// # Errors
/// [`Error::Unknown`] where the plan holds no such figure, [`Error::Plan`] where there is no plan.
pub fn find(scenario: &Scenario, catalog: &Catalog, figure: &Figure) -> Result<Listed, Error> {
    let plan = crate::plan(&figure.scenario(scenario), catalog)?;
    let mut met = Vec::new();
    walk(&plan, catalog, &mut |one| met.push(one));
    named(&met, figure).map(Met::listed)
}

/// A figure of a plan by its name; none where the plan does not hold it.
pub fn number_of<N: Number>(plan: &Plan<N>, catalog: &Catalog, figure: &Figure) -> Option<N> {
    let mut found = None;
    walk(plan, catalog, &mut |met| {
        if found.is_none() && met.path.is_named(figure) {
            found = Some(met.number);
        }
    });
    found
}

/// The tree of a figure of the plan of a scenario, as seen on the day `today`.
///
/// # Errors
/// [`Error::Unknown`] where the plan holds no such figure, [`Error::Plan`] where there is no plan.
pub fn explain(
    scenario: &Scenario,
    catalog: &Catalog,
    figure: &Figure,
    today: Date,
) -> Result<Explanation, Error> {
    let there = figure.scenario(scenario);
    let mut explanation = if figure.list() == growth::LIST {
        let ground = growth::Ground { stated: scenario, changes: &figure.changes, scenario: &there, catalog };
        let mut all = growth::explained(&ground)?;
        let path = figure.parts.join("/");
        match all.iter().position(|one| one.figure == path) {
            Some(place) => all.swap_remove(place),
            None => return Err(unknown(figure, all.into_iter().map(|one| one.figure))),
        }
    } else {
        let nodes = Nodes::new();
        let of_the_mix = figure.list() == OF_THE_MIX;
        let read = Read::<Trace<'_>>::of(&there, catalog, &nodes, |mix| mix == of_the_mix)?;
        let met = read.all_met(catalog);
        let ground = Ground { stated: scenario, scenario: &there, catalog, today };
        explanation(named(&met, figure)?, &names(&met), &ground)
    };
    explanation.figure = elsewhere(&figure.changes, &explanation.figure);
    explanation.title.push_str(&figure.in_words());
    Ok(explanation)
}

/// The rows of the catalogue that the costs of a scenario's options rest on, by their places: prices, allotments,
/// discounts and credits.
///
/// # Errors
/// [`Error::Plan`] where there is no plan.
pub fn prices_used(scenario: &Scenario, catalog: &Catalog) -> Result<BTreeSet<usize>, Error> {
    let nodes = Nodes::new();
    let plan = plan_with::<Trace<'_>>(scenario, catalog, &Shapes::of(scenario), &nodes)?;
    let items = plan.options.iter().flat_map(|option| &option.line_items);
    let mut used = BTreeSet::new();
    for origin in leaves(items.map(|item| item.usd_per_month).collect()) {
        if let Origin::Price(row) = origin {
            used.insert(row);
        }
    }
    Ok(used)
}

/// Where the leaves below numbers come from, each leaf once.
fn leaves(mut pending: Vec<Trace<'_>>) -> Vec<Origin> {
    let mut walked = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(trace) = pending.pop() {
        let Some(node) = trace.node() else { continue };
        if !walked.insert(std::ptr::from_ref(node)) {
            continue;
        }
        pending.extend(&node.operands);
        if let Operation::Leaf(origin) = node.operation {
            found.push(origin);
        }
    }
    found
}

/// The figure that a name stands for: a name goes before a place in a list.
fn named<'m, 'p, N>(met: &'m [Met<'p, N>], figure: &Figure) -> Result<&'m Met<'p, N>, Error> {
    let found = met.iter().find(|met| met.path.is_named(figure));
    let found = found.or_else(|| met.iter().find(|met| met.path.is(figure)));
    found.ok_or_else(|| unknown(figure, met.iter().map(|met| met.path.text())))
}

/// There is no such figure, but maybe one that is meant.
fn unknown(figure: &Figure, known: impl Iterator<Item = String>) -> Error {
    let path = figure.parts.join("/");
    let alike = known.map(|name| (strsim::jaro_winkler(&name, &path), name));
    let meant = alike.filter(|(alike, _)| *alike > 0.8).max_by(|one, other| one.0.total_cmp(&other.0));
    let meant = meant.map(|(_, name)| elsewhere(&figure.changes, &name));
    Error::Unknown { figure: figure.to_string(), meant }
}

/// The trees of all figures of a scenario, in the order of [`all_figures`]: one plan for all of them.
///
/// # Errors
/// [`Error::Plan`] where there is no plan.
pub fn explain_all(scenario: &Scenario, catalog: &Catalog, today: Date) -> Result<Vec<Explanation>, Error> {
    let nodes = Nodes::new();
    let read = Read::<Trace<'_>>::of(scenario, catalog, &nodes, |_| true)?;
    let met = read.all_met(catalog);
    let names = names(&met);
    let ground = Ground { stated: scenario, scenario, catalog, today };
    let mut all: Vec<Explanation> = met.iter().map(|met| explanation(met, &names, &ground)).collect();
    all.extend(growth::explained(&growth::Ground { stated: scenario, changes: &[], scenario, catalog })?);
    Ok(all)
}

/// What figures are explained by.
struct Ground<'c> {
    /// The scenario as stated.
    stated: &'c Scenario,
    /// The one that the figure is of.
    scenario: &'c Scenario,
    catalog: &'c Catalog,
    today: Date,
}

/// What formulas leave unnamed goes by the name it has in the plan, and so does a bill: whose it is.
type Names<'n> = BTreeMap<*const Node<'n>, String>;

fn names<'n>(met: &[Met<'_, Trace<'n>>]) -> Names<'n> {
    let mut names = Names::new();
    for met in met {
        let takes = |node: &&Node<'_>| node.label.is_empty() || met.items.is_some();
        if let Some(node) = met.number.node().filter(takes) {
            names.entry(std::ptr::from_ref(node)).or_insert_with(|| met.title.clone());
        }
    }
    names
}

fn explanation<'n>(met: &Met<'_, Trace<'n>>, names: &Names<'n>, ground: &Ground<'_>) -> Explanation {
    let mut tree = Tree {
        scenario: ground.stated,
        catalog: ground.catalog,
        names,
        entries: Vec::new(),
        places: BTreeMap::new(),
    };
    match met.number {
        Trace::Constant(value, unit) => {
            let label = met.title.clone();
            tree.entries.push(Entry { label, value, unit, origin: Basis::Constant, parts: Vec::new() });
        }
        Trace::Node(_, node) => {
            tree.place(node);
        }
    }
    let mut entries = tree.entries;
    // Built from the leaves up, shown from the figure down.
    entries.reverse();
    let last = entries.len().saturating_sub(1);
    for entry in &mut entries {
        entry.parts.iter_mut().for_each(|part| *part = last - *part);
        match &mut entry.origin {
            Basis::Formula(formula, _) => formula.turn(last),
            Basis::Function(arguments, _) => arguments.iter_mut().for_each(|one| one.turn(last)),
            _ => {}
        }
    }
    let rests_on = met.items.as_ref().map(|items| rests_on(items, ground));
    Explanation { figure: met.path.text(), title: met.title.clone(), entries, rests_on }
}

impl Formula {
    /// The value, where the entries have `values`.
    fn worked_out(&self, values: &[f64]) -> f64 {
        let (operation, operands) = match self {
            Self::Part(place) => return values.get(*place).copied().unwrap_or(f64::NAN),
            Self::Constant(value, _) => return *value,
            Self::Step(operation, operands) => (operation, operands),
        };
        let mut operands = operands.iter().map(|operand| operand.worked_out(values));
        let first = operands.next().unwrap_or(f64::NAN);
        let mut second = || operands.next().unwrap_or(f64::NAN);
        match operation {
            Operation::Add => first + second(),
            Operation::Subtract => first - second(),
            Operation::Multiply => first * second(),
            Operation::Divide => first / second(),
            Operation::Negate => -first,
            Operation::Minimum => Number::min(first, second()),
            Operation::Maximum => Number::max(first, second()),
            Operation::Ceiling => Number::ceil(first),
            Operation::Floor => Number::floor(first),
            Operation::Name => first,
            // No steps of a formula: they are entries.
            Operation::Leaf(_) | Operation::Smooth | Operation::Stepped => f64::NAN,
        }
    }

    /// Places counted from the other end, of which `last` is the first.
    fn turn(&mut self, last: usize) {
        match self {
            Self::Part(place) => *place = last - *place,
            Self::Constant(..) => {}
            Self::Step(_, operands) => operands.iter_mut().for_each(|operand| operand.turn(last)),
        }
    }
}

impl Explanation {
    /// The figure without its tree.
    fn listed(&self) -> Option<Listed> {
        let Entry { value, unit, .. } = *self.entries.first()?;
        Some(Listed { figure: self.figure.clone(), title: self.title.clone(), value, unit })
    }

    /// The value of the figure worked out anew from the leaves of its tree, step by step; functions that are no
    /// arithmetic keep the value they had. The same bits as the figure's own.
    #[must_use]
    pub fn recomputed(&self) -> f64 {
        // Parts stand behind what they are part of.
        let mut values = vec![f64::NAN; self.entries.len()];
        for (place, entry) in self.entries.iter().enumerate().rev() {
            let value = match &entry.origin {
                Basis::Formula(formula, _) => formula.worked_out(&values),
                _ => entry.value,
            };
            if let Some(slot) = values.get_mut(place) {
                *slot = value;
            }
        }
        values.first().copied().unwrap_or(f64::NAN)
    }

    /// Show the tree from the top: each entry with its depth, and whether this is the first time. What is met again
    /// comes without its parts.
    pub fn each(&self, see: &mut impl FnMut(usize, &Entry, Showing)) {
        let mut met = BTreeSet::new();
        let mut pending = vec![(0_usize, 0_usize)];
        while let Some((place, depth)) = pending.pop() {
            let Some(entry) = self.entries.get(place) else { continue };
            let showing = if met.insert(place) { Showing::First } else { Showing::Again };
            see(depth, entry, showing);
            if showing == Showing::First {
                pending.extend(entry.parts.iter().rev().map(|part| (*part, depth + 1)));
            }
        }
    }

    /// The formula of an entry by the names of its parts: `"Tasks a month × Seconds billed per task ÷ 3,600 s/h"`.
    #[must_use]
    pub fn in_words(&self, entry: &Entry) -> String {
        self.written(entry, &|place| {
            self.entries.get(place).map_or_else(String::new, |part| part.label.clone())
        })
    }

    /// The formula of an entry by the figures of its parts: `"3,042 /month × 420 s ÷ 3,600 s/h"`.
    #[must_use]
    pub fn in_figures(&self, entry: &Entry) -> String {
        self.written(entry, &|place| {
            self.entries.get(place).map_or_else(String::new, |part| figure(part.value, part.unit))
        })
    }

    fn written(&self, entry: &Entry, part: &dyn Fn(usize) -> String) -> String {
        match &entry.origin {
            Basis::Formula(formula, _) => write(formula, part, Binding::Loose),
            Basis::Function(arguments, _) => {
                let arguments: Vec<String> =
                    arguments.iter().map(|argument| write(argument, part, Binding::Loose)).collect();
                format!("worked out from {}", arguments.join("; "))
            }
            _ => String::new(),
        }
    }
}

/// Whether an entry of a tree is met for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Showing {
    /// It is explained here; its parts follow, one deeper.
    First,
    /// It was explained where it was first met.
    Again,
}

impl Entry {
    fn says_the_same(&self, other: &Self) -> bool {
        self.value.to_bits() == other.value.to_bits()
            && self.unit == other.unit
            && self.label == other.label
            && self.origin == other.origin
    }

    /// The value with its unit; a choice by its name.
    #[must_use]
    pub fn amount(&self) -> String {
        match &self.origin {
            Basis::Input(key, _) => match &key.field().kind {
                Kind::Choice(choices) => choices
                    .get(self.value as usize)
                    .map_or_else(String::new, |choice| choice.label.to_owned()),
                Kind::Switch => if self.value == 0.0 { "off" } else { "on" }.to_owned(),
                Kind::Number(_) => figure(self.value, self.unit),
            },
            _ => figure(self.value, self.unit),
        }
    }

    /// Where it comes from, in a line: the source of a formula, the standing of an input, the row of a price.
    #[must_use]
    pub fn source(&self) -> String {
        match &self.origin {
            Basis::Formula(_, source) | Basis::Function(_, source) => (*source).to_owned(),
            Basis::Input(key, Standing::Stated) => format!("input {}, as stated", key.field().id),
            Basis::Input(key, Standing::OfThisRow) => {
                format!("input {}, as this row sets it", key.field().id)
            }
            Basis::Input(key, Standing::Default) => {
                format!("input {}, default: {}", key.field().id, provenance(key.field().provenance))
            }
            Basis::Price { id, per, region, source, as_of, confidence, list } => {
                let own =
                    list.map_or_else(String::new, |list| format!("your price; list {}: ", digits(list)));
                format!(
                    "{own}price {id} per {per}, {region}, as of {as_of}, {}: {source}",
                    trust(*confidence)
                )
            }
            Basis::Limit { id, source, as_of, confidence } => {
                format!("published limit {id}, as of {as_of}, {}: {source}", trust(*confidence))
            }
            Basis::Figure(name) => format!("figure {name}"),
            Basis::Size => "size in the vendor's table".to_owned(),
            Basis::Constant => "figure that is part of the formula".to_owned(),
        }
    }

    /// The kind of its origin in a word.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.origin {
            Basis::Formula(..) => "formula",
            Basis::Function(..) => "function",
            Basis::Input(..) => "input",
            Basis::Price { .. } => "price",
            Basis::Limit { .. } => "limit",
            Basis::Figure(_) => "figure",
            Basis::Size => "size",
            Basis::Constant => "constant",
        }
    }
}

/// Where a default comes from, in words.
#[must_use]
pub fn provenance(provenance: Provenance) -> String {
    match provenance {
        Provenance::Guide(number) => format!("guide {number}"),
        Provenance::Model(source) => source.to_owned(),
        Provenance::Assumption => "assumption".to_owned(),
        Provenance::Derived => "worked out".to_owned(),
    }
}

/// How far a row can be trusted, in words.
#[must_use]
pub const fn trust(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high confidence",
        Confidence::Medium => "medium confidence",
        Confidence::Low => "low confidence",
    }
}

/// How tightly the operator around a formula binds its operands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    /// Nothing around it.
    Loose,
    /// A term of a sum.
    Sum,
    /// What is subtracted.
    Subtracted,
    /// A factor.
    Product,
    /// A divisor.
    Divisor,
}

/// Sums of more terms than this are told, not written out.
const MOST_TERMS: usize = 8;

/// A formula on one line, with as few brackets as it can do with.
fn write(formula: &Formula, part: &dyn Fn(usize) -> String, around: Binding) -> String {
    let (operation, operands) = match formula {
        Formula::Part(place) => return part(*place),
        Formula::Constant(value, unit) => return figure(*value, *unit),
        Formula::Step(operation, operands) => (operation, operands.as_slice()),
    };
    let list =
        || operands.iter().map(|one| write(one, part, Binding::Loose)).collect::<Vec<_>>().join(" and ");
    let infix = |sign: &str, [left, right]: [Binding; 2], own: Binding| {
        let texts: Vec<String> = operands
            .iter()
            .zip([left, right])
            .map(|(operand, binding)| write(operand, part, binding))
            .collect();
        let text = texts.join(sign);
        if around > own { format!("({text})") } else { text }
    };
    match operation {
        Operation::Add => {
            let terms = terms(formula);
            if let ([first, second, .., last], true) = (terms.as_slice(), terms.len() > MOST_TERMS) {
                let [first, second, last] = [first, second, last].map(|term| write(term, part, Binding::Sum));
                return format!("({first} + {second} + … + {last}, {} terms)", terms.len());
            }
            infix(" + ", [Binding::Sum, Binding::Sum], Binding::Sum)
        }
        Operation::Subtract => infix(" − ", [Binding::Sum, Binding::Subtracted], Binding::Sum),
        Operation::Multiply => infix(" × ", [Binding::Product, Binding::Product], Binding::Product),
        Operation::Divide => infix(" ÷ ", [Binding::Product, Binding::Divisor], Binding::Product),
        Operation::Negate => {
            let operand = operands.first().map_or_else(String::new, |one| write(one, part, Binding::Divisor));
            if around > Binding::Loose { format!("(−{operand})") } else { format!("−{operand}") }
        }
        Operation::Minimum => format!("the smaller of ({})", list()),
        Operation::Maximum => format!("the larger of ({})", list()),
        Operation::Ceiling => format!("rounded up ({})", list()),
        Operation::Floor => format!("rounded down ({})", list()),
        Operation::Name | Operation::Leaf(_) | Operation::Smooth | Operation::Stepped => list(),
    }
}

/// The terms of a sum of sums, in order.
fn terms(formula: &Formula) -> Vec<&Formula> {
    match formula {
        Formula::Step(Operation::Add, operands) => operands.iter().flat_map(terms).collect(),
        other => vec![other],
    }
}

/// Units with a name of their own.
const NAMED: [Unit; 42] = [
    COUNT,
    USD,
    USD_PER_MONTH,
    USD_PER_HOUR,
    USD_PER_MINUTE,
    SECOND,
    MILLISECOND,
    MINUTE,
    HOUR,
    DAY,
    MONTH,
    BYTE,
    MIB,
    GIB,
    GB,
    VCPU,
    CPU_UNIT,
    TOKEN,
    MILLION,
    MILLION_TOKENS,
    PERCENT,
    VCPU_SECOND,
    VCPU_HOUR,
    GIB_SECOND,
    GIB_HOUR,
    GB_MONTH,
    PER_SECOND,
    PER_MINUTE,
    PER_HOUR,
    PER_DAY,
    PER_MONTH,
    PERCENT_PER_MONTH,
    TOKENS_PER_MINUTE,
    MINUTES_PER_MONTH,
    TOKENS_PER_MONTH,
    HOURS_PER_MONTH,
    BYTES_PER_DAY,
    BYTES_PER_GIB,
    BYTES_PER_GB,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    HOURS_PER_DAY,
];

/// A unit as it is written behind a figure: its own name, or the quotient or product of two that have one.
#[must_use]
pub fn symbol(unit: Unit) -> String {
    if !unit.symbol.is_empty() {
        return unit.symbol.to_owned();
    }
    if let Some(named) = NAMED.iter().find(|named| **named == unit) {
        return named.symbol.to_owned();
    }
    let plain = || NAMED.iter().filter(|named| !named.symbol.contains('/'));
    for over in plain() {
        if let Some(below) = plain().find(|below| over.per(**below) == unit) {
            return format!("{}/{}", over.symbol, below.symbol);
        }
    }
    for one in plain() {
        if let Some(other) = NAMED.iter().find(|other| one.times(**other) == unit) {
            return format!("{}·{}", one.symbol, other.symbol);
        }
    }
    let bases = ["$", "s", "month", "B", "vCPU", "token"];
    let mut text = String::new();
    if unit.scale != 1.0 {
        text.push_str(&format!("×{}", format::significant(unit.scale, 4)));
    }
    for (base, exponent) in bases.iter().zip(unit.exponents).filter(|(_, exponent)| *exponent != 0) {
        if !text.is_empty() {
            text.push('·');
        }
        text.push_str(base);
        if exponent != 1 {
            text.push_str(&format!("^{exponent}"));
        }
    }
    text
}

/// A figure with its unit: six digits, so that a reader can follow the sum.
#[must_use]
pub fn figure(value: f64, unit: Unit) -> String {
    let symbol = symbol(unit);
    if let Some(per) = symbol.strip_prefix('$') {
        return format!("{}{per}", format::unit_price(value));
    }
    let size = value.abs();
    let digits = if value == 0.0 || (1e-6..1e15).contains(&size) {
        format::significant(value, 6)
    } else if value.is_nan() {
        "unknown".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "∞" } else { "−∞" }.to_owned()
    } else {
        format_number(value)
    };
    match symbol.as_str() {
        "" => digits,
        per if per.starts_with('/') => format!("{digits}{per}"),
        symbol => format!("{digits}\u{a0}{symbol}"),
    }
}

/// Builds the entries behind a figure.
struct Tree<'c, 'n> {
    /// As stated.
    scenario: &'c Scenario,
    catalog: &'c Catalog,
    names: &'c Names<'n>,
    entries: Vec<Entry>,
    /// Where a node stands among the entries.
    places: BTreeMap<*const Node<'n>, usize>,
}

impl<'n> Tree<'_, 'n> {
    /// The place of a node among the entries, behind those of its parts. What says the same as an entry shares it: an
    /// input read twice, or one formula of the same parts.
    fn place(&mut self, node: &'n Node<'n>) -> usize {
        let address = std::ptr::from_ref(node);
        if let Some(place) = self.places.get(&address) {
            return *place;
        }
        let (label, origin) = self.origin(node);
        let named = label.or_else(|| self.names.get(&address).cloned());
        let mut parts = Vec::new();
        match &origin {
            Basis::Formula(formula, _) => collect(formula, &mut parts),
            Basis::Function(arguments, _) => arguments.iter().for_each(|one| collect(one, &mut parts)),
            _ => {}
        }
        let label = named.unwrap_or_else(|| node.label.to_owned());
        let entry = Entry { label, value: node.value, unit: node.unit, origin, parts };
        let place = self.entries.iter().position(|other| other.says_the_same(&entry)).unwrap_or_else(|| {
            self.entries.push(entry);
            self.entries.len() - 1
        });
        self.places.insert(address, place);
        place
    }

    /// Where a node comes from, and its name where the catalogue has a better one.
    fn origin(&mut self, node: &'n Node<'n>) -> (Option<String>, Basis) {
        let mut operands = || node.operands.iter().map(|operand| self.formula(*operand)).collect::<Vec<_>>();
        match node.operation {
            Operation::Leaf(origin) => self.leaf(node, origin),
            Operation::Name => {
                let formula = operands().pop().unwrap_or(Formula::Constant(node.value, node.unit));
                (None, Basis::Formula(formula, node.source))
            }
            Operation::Smooth | Operation::Stepped => (None, Basis::Function(operands(), node.source)),
            step => (None, Basis::Formula(Formula::Step(step, operands()), node.source)),
        }
    }

    fn leaf(&self, node: &Node<'_>, origin: Origin) -> (Option<String>, Basis) {
        match origin {
            Origin::Input(key) => (None, Basis::Input(key, standing(self.scenario, key, node.value))),
            Origin::Price(index) => match self.catalog.rows.get(index) {
                None => (None, Basis::Constant),
                Some(row) => (
                    Some(row.label.clone()),
                    Basis::Price {
                        id: row.id.clone(),
                        per: row.per_words.clone(),
                        region: row.region.clone(),
                        source: row.source.clone(),
                        as_of: row.as_of.clone(),
                        confidence: row.confidence,
                        list: self.catalog.own_instead_of(index, self.scenario),
                    },
                ),
            },
            Origin::Limit(id) => match self.catalog.limit_row(id) {
                // Sizes of machines and plans are leaves of this kind without a row among the limits.
                Err(_) => (None, Basis::Size),
                Ok(row) => {
                    let limit = Basis::Limit {
                        id: row.id.clone(),
                        source: row.source.clone(),
                        as_of: row.as_of.clone(),
                        confidence: row.confidence,
                    };
                    (None, limit)
                }
            },
            Origin::Constant => (None, Basis::Constant),
        }
    }

    /// The formula of a number: named quantities stand for themselves, unnamed steps are written out.
    fn formula(&mut self, number: Trace<'n>) -> Formula {
        let node = match number {
            Trace::Constant(value, unit) => return Formula::Constant(value, unit),
            Trace::Node(_, node) => node,
        };
        match node.operation {
            Operation::Leaf(_) | Operation::Name | Operation::Smooth | Operation::Stepped => {
                Formula::Part(self.place(node))
            }
            _ if self.names.contains_key(&std::ptr::from_ref(node)) => Formula::Part(self.place(node)),
            step => Formula::Step(step, node.operands.iter().map(|operand| self.formula(*operand)).collect()),
        }
    }
}

/// Why an input has a value.
fn standing(stated: &Scenario, key: Key, value: f64) -> Standing {
    let is = |known: Option<f64>| known.map(f64::to_bits) == Some(value.to_bits());
    if is(stated.stated(key)) {
        Standing::Stated
    } else if is(key.field().default) {
        Standing::Default
    } else {
        Standing::OfThisRow
    }
}

/// The quantities of a formula, each once, in its order.
fn collect(formula: &Formula, parts: &mut Vec<usize>) {
    match formula {
        Formula::Part(place) if !parts.contains(place) => parts.push(*place),
        Formula::Part(_) | Formula::Constant(..) => {}
        Formula::Step(_, operands) => operands.iter().for_each(|operand| collect(operand, parts)),
    }
}

/// What the dollars of a bill rest on.
fn rests_on(items: &[&LineItem<Trace<'_>>], ground: &Ground<'_>) -> RestsOn {
    // Dollars that rest on each input or price of doubt, on each kind of doubt, on any, on none.
    let mut causes: BTreeMap<(Doubt, String, String), f64> = BTreeMap::new();
    let mut kinds: BTreeMap<Doubt, f64> = BTreeMap::new();
    let (mut any, mut none) = (0.0, 0.0);
    for item in items {
        let usd = item.usd_per_month.value().abs();
        let doubts = doubts(item.usd_per_month, ground);
        *if doubts.is_empty() { &mut none } else { &mut any } += usd;
        for kind in doubts.iter().map(|(kind, ..)| *kind).collect::<BTreeSet<_>>() {
            *kinds.entry(kind).or_default() += usd;
        }
        for cause in doubts {
            *causes.entry(cause).or_default() += usd;
        }
    }
    let total = any + none;
    // Of nothing, nothing rests on anything.
    let share = |usd: f64| if total > 0.0 { usd / total } else { 0.0 };
    let of = |kind: Doubt| share(kinds.get(&kind).copied().unwrap_or(0.0));
    let mut causes: Vec<Cause> = causes
        .into_iter()
        .map(|((kind, id, label), usd)| Cause { kind, id, label, share: share(usd) })
        .collect();
    causes.sort_by(|one, other| other.share.total_cmp(&one.share));
    RestsOn {
        assumptions: of(Doubt::Assumption),
        unverified: of(Doubt::Unverified),
        old: of(Doubt::Old),
        own: of(Doubt::Own),
        any: share(any),
        none: if total > 0.0 { share(none) } else { 1.0 },
        causes,
    }
}

/// The inputs and prices below a number that make it less than firm: kind, id, label.
fn doubts(number: Trace<'_>, ground: &Ground<'_>) -> BTreeSet<(Doubt, String, String)> {
    let mut found = BTreeSet::new();
    for origin in leaves(vec![number]) {
        match origin {
            Origin::Input(key) => {
                let field = key.field();
                if field.provenance == Provenance::Assumption && ground.scenario.stated(key).is_none() {
                    found.insert((Doubt::Assumption, field.id.to_owned(), field.label.to_owned()));
                }
            }
            Origin::Price(index) => {
                let Some(row) = ground.catalog.rows.get(index) else { continue };
                let mut doubt = |kind| found.insert((kind, row.id.clone(), row.label.clone()));
                // What is told of the catalogue's figure is not told of the person's own.
                if ground.scenario.own_price(&row.id).is_some() {
                    doubt(Doubt::Own);
                    continue;
                }
                if row.confidence == Confidence::Low {
                    doubt(Doubt::Unverified);
                }
                if ground.today.is_more_than_a_year_after(&row.as_of) {
                    doubt(Doubt::Old);
                }
            }
            _ => {}
        }
    }
    found
}

/// The way to a figure.
#[derive(Clone, Default)]
struct Path(Vec<Part>);

#[derive(Clone)]
struct Part {
    name: String,
    /// Its place, where it is a member of a list.
    place: Option<usize>,
}

impl Path {
    fn at(&self, name: &str) -> Self {
        self.with(Part { name: name.to_owned(), place: None })
    }

    fn with(&self, part: Part) -> Self {
        let mut longer = self.clone();
        longer.0.push(part);
        longer
    }

    /// The members of a list by their names; of two of one name the second gets a number.
    fn members(&self, names: impl Iterator<Item = String>) -> Vec<Self> {
        let mut taken: Vec<String> = Vec::new();
        let mut members = Vec::new();
        for (place, name) in names.enumerate() {
            let name = slug(&name);
            let earlier = taken.iter().filter(|other| **other == name).count();
            taken.push(name.clone());
            let name = if earlier > 0 { format!("{name}-{}", earlier + 1) } else { name };
            members.push(self.with(Part { name, place: Some(place) }));
        }
        members
    }

    fn text(&self) -> String {
        self.0.iter().map(|part| part.name.as_str()).collect::<Vec<_>>().join("/")
    }

    fn is_named(&self, figure: &Figure) -> bool {
        self.0.iter().map(|part| &part.name).eq(&figure.parts)
    }

    fn is(&self, figure: &Figure) -> bool {
        self.0.len() == figure.parts.len()
            && self.0.iter().zip(&figure.parts).all(|(part, asked)| {
                part.name == *asked || part.place.is_some_and(|place| place.to_string() == *asked)
            })
    }
}

/// A figure met on the way through a plan.
struct Met<'p, N> {
    path: Path,
    title: String,
    number: N,
    unit: Unit,
    /// The lines of a bill, where it is a total or a part of one.
    items: Option<Vec<&'p LineItem<N>>>,
}

impl Met<'_, f64> {
    fn listed(&self) -> Listed {
        Listed { figure: self.path.text(), title: self.title.clone(), value: self.number, unit: self.unit }
    }
}

/// Show every figure of a plan. Everything is taken apart by name, so that a figure added to [`Plan`] does not compile
/// until it has a name here.
fn walk<'p, N: Number>(plan: &'p Plan<N>, catalog: &Catalog, see: &mut impl FnMut(Met<'p, N>)) {
    let Plan { tier, layers, options, database_fits, studies, notices: _ } = plan;
    let root = Path::default();
    if let Some(TierVerdict { number: _, topology: _, signals }) = tier {
        let paths = root.at("signals").members(signals.iter().map(|signal| signal.id.to_owned()));
        for (path, Signal { id: _, label, tier: _, value, threshold, unit, tripped: _ }) in
            paths.iter().zip(signals)
        {
            let mut show = |name: &str, words: &str, number: N| {
                let title = format!("{label}: {words}");
                see(Met { path: path.at(name), title, number, unit: *unit, items: None });
            };
            show("value", "now", *value);
            show("threshold", "trips from", *threshold);
        }
    }
    let paths = root.at("layers").members(layers.iter().map(|layer| layer.id.to_owned()));
    for (path, Layer { id: _, name, size: _, measures, binding: _ }) in paths.iter().zip(layers) {
        let paths = path.at("measures").members(measures.iter().map(|measure| measure.label.to_owned()));
        for (path, Measure { label, needed, provided, unit }) in paths.iter().zip(measures) {
            let mut show = |word: &str, number: N| {
                let title = format!("{name}: {label}, {word}");
                see(Met { path: path.at(word), title, number, unit: *unit, items: None });
            };
            show("needed", *needed);
            if let Some(provided) = provided {
                show("provided", *provided);
            }
        }
    }
    let paths = root.at("options").members(options.iter().map(|option| option.id.to_owned()));
    for (path, option) in paths.iter().zip(options) {
        of_option(path, option, see);
    }
    let id = |fit: &DatabaseFit<N>| database_id(fit, catalog);
    let paths = root.at("database").members(database_fits.iter().map(id));
    for (path, fit) in paths.iter().zip(database_fits) {
        let DatabaseFit { plan, connections_needed, connections_accepted, usd_per_month, rejections: _ } =
            fit;
        let name = catalog.database_plans.get(*plan).map_or("", |plan| &plan.label);
        let mut show = |word: &str, words: &str, number: N, unit: Unit| {
            see(Met { path: path.at(word), title: format!("{name}: {words}"), number, unit, items: None });
        };
        show("connections_needed", "connections needed", *connections_needed, COUNT);
        show("connections_accepted", "connections accepted", *connections_accepted, COUNT);
        show("usd", "price", *usd_per_month, USD_PER_MONTH);
    }
    let paths = root.at("studies").members(studies.iter().map(|study| study.id.to_owned()));
    for (path, Study { id: _, title: _, lead: _, columns, rows }) in paths.iter().zip(studies) {
        let paths = path.at("rows").members(rows.iter().map(|row| row.name.clone()));
        for (path, row) in paths.iter().zip(rows) {
            of_row(path, columns, row, see);
        }
    }
}

fn of_option<'p, N: Number>(path: &Path, option: &'p DeploymentOption<N>, see: &mut impl FnMut(Met<'p, N>)) {
    let DeploymentOption { id: _, name, summary: _, usd_per_month, line_items, rejections: _, fleets } =
        option;
    bill(path, name, Some(*usd_per_month), line_items, see);
    let paths = path.at("fleets").members(fleets.iter().map(|fleet| fleet.component.to_owned()));
    for (path, Fleet { component, size, count, utilisation }) in paths.iter().zip(fleets) {
        let mut show = |word: &str, number: N| {
            let title = format!("{} on {size}: {word}", format::component(component));
            see(Met { path: path.at(word), title, number, unit: COUNT, items: None });
        };
        show("count", *count);
        show("utilisation", *utilisation);
    }
}

fn database_id<N>(fit: &DatabaseFit<N>, catalog: &Catalog) -> String {
    catalog.database_plans.get(fit.plan).map_or_else(String::new, |plan| plan.id.clone())
}

/// Show what is made of a plan's figures where they are shown, and the limits broken, which come and go.
fn walk_made<'p, N: Number>(plan: &'p Plan<N>, catalog: &Catalog, see: &mut impl FnMut(Met<'p, N>)) {
    let root = Path::default();
    if let Some(verdict) = &plan.tier {
        let title = "Tier of the memory service".to_owned();
        see(Met {
            path: root.at("tier"),
            title,
            number: tier_of(&verdict.signals),
            unit: COUNT,
            items: None,
        });
    }
    let paths = root.at("layers").members(plan.layers.iter().map(|layer| layer.id.to_owned()));
    for (path, layer) in paths.iter().zip(&plan.layers) {
        let labels = layer.measures.iter().map(|measure| measure.label.to_owned());
        let paths = path.at("measures").members(labels);
        for (path, Measure { label, needed, provided, unit: _ }) in paths.iter().zip(&layer.measures) {
            // A share of nothing is no figure.
            if let Some(provided) = provided.filter(|provided| provided.value() != 0.0) {
                let title = format!("{}: {label}, used", layer.name);
                see(Met {
                    path: path.at("used"),
                    title,
                    number: *needed / provided,
                    unit: COUNT,
                    items: None,
                });
            }
        }
    }
    let paths = root.at("options").members(plan.options.iter().map(|option| option.id.to_owned()));
    let winner = plan.winner();
    for (path, option) in paths.iter().zip(&plan.options) {
        subtotals(path, option.name, &option.line_items, see);
        broken(path, &option.rejections, see);
        let others = winner.filter(|winner| option.is_feasible() && winner.id != option.id);
        if let Some(winner) = others {
            over(path, option, winner, see);
        }
    }
    let ids = plan.database_fits.iter().map(|fit| database_id(fit, catalog));
    let paths = root.at("database").members(ids);
    for (path, fit) in paths.iter().zip(&plan.database_fits) {
        broken(path, &fit.rejections, see);
    }
    let paths = root.at("studies").members(plan.studies.iter().map(|study| study.id.to_owned()));
    for (path, study) in paths.iter().zip(&plan.studies) {
        let paths = path.at("rows").members(study.rows.iter().map(|row| row.name.clone()));
        for (path, row) in paths.iter().zip(&study.rows) {
            broken(path, &row.rejections, see);
        }
    }
}

/// The tier, from the signals that have tripped in each of those below the last.
fn tier_of<N: Number>(signals: &[Signal<N>]) -> N {
    let tripped = |signal: &Signal<N>| {
        N::stepped(
            signal.label,
            COUNT,
            "1 once tripped, else 0",
            [signal.value, signal.threshold],
            |[value, from]| f64::from(u8::from(Number::exceeds(value, from))),
        )
    };
    let tripped_in = |tier: u8, label| {
        let tripped = signals.iter().filter(|signal| signal.tier == tier).map(tripped);
        N::sum(COUNT, tripped).called(label, COUNT, "")
    };
    let counts = [
        tripped_in(1, "Signals tripped in tier 1"),
        tripped_in(2, "Signals tripped in tier 2"),
        tripped_in(3, "Signals tripped in tier 3"),
    ];
    N::stepped("Tier of the memory service", COUNT, TIER_SOURCE, counts, |counts| {
        let tripped_in = |tier: u8| counts.get(usize::from(tier) - 1).map_or(0, |count| *count as usize);
        f64::from(tier::number(tripped_in))
    })
}

/// How tier and topology follow from the signals.
const TIER_SOURCE: &str = "guide 004 and Statewave's capacity planning: two signals tripped in a tier move the plan one \
                           up; tiers 1, 2, 3 are topologies A, B, C, tier 4 is D, or E with embeddings of one's own";

/// Limits broken: the value and what is allowed. A plain no has no figures.
fn broken<'p, N: Number + 'p>(path: &Path, rejections: &[Rejection<N>], see: &mut impl FnMut(Met<'p, N>)) {
    let id = |one: &Rejection<N>| format!("{} {}", one.component, one.label);
    let paths = path.at("limits").members(rejections.iter().map(id));
    for (path, rejection) in paths.iter().zip(rejections).filter(|(_, rejection)| !rejection.is_plain()) {
        let Rejection { component, limit: _, label, value, allowed, unit, flips: _ } = rejection;
        for (word, words, number) in [("value", "", *value), ("allowed", ", allowed", *allowed)] {
            let title = format!("{}: {label}{words}", format::component(component));
            see(Met { path: path.at(word), title, number, unit: *unit, items: None });
        }
    }
}

/// How much dearer an option is than the cheapest, and as a share of either; no shares of nothing.
fn over<'p, N: Number + 'p>(
    path: &Path,
    option: &DeploymentOption<N>,
    winner: &DeploymentOption<N>,
    see: &mut impl FnMut(Met<'p, N>),
) {
    let (usd, least) = (option.usd_per_month, winner.usd_per_month);
    let mut show = |word: &str, of: &str, number: N, unit: Unit| {
        let title = format!("{} over {}{of}", option.name, winner.name);
        see(Met { path: path.at(word), title, number, unit, items: None });
    };
    show("over", "", usd - least, USD_PER_MONTH);
    for (word, of, whole) in
        [("over_share", ", of the cheaper", least), ("less_share", ", of the dearer", usd)]
    {
        if whole.value() > 0.0 {
            show(word, of, (usd - least) / whole, COUNT);
        }
    }
}

/// What each component's lines of a bill come to, in the order in which they first appear.
fn subtotals<'p, N: Number>(
    path: &Path,
    name: &str,
    items: &'p [LineItem<N>],
    see: &mut impl FnMut(Met<'p, N>),
) {
    let mut components: Vec<&str> = Vec::new();
    for item in items {
        if components.contains(&item.component) {
            continue;
        }
        components.push(item.component);
        let lines: Vec<&LineItem<N>> = items.iter().filter(|one| one.component == item.component).collect();
        see(Met {
            path: path.at("subtotals").at(item.component),
            title: format!("{name}: {}", format::component(item.component)),
            number: N::sum(USD_PER_MONTH, lines.iter().map(|line| line.usd_per_month)),
            unit: USD_PER_MONTH,
            items: Some(lines),
        });
    }
}

/// Show every figure of the best mix.
fn walk_mix<'p, N: Number>(mix: &'p Mix<N>, see: &mut impl FnMut(Met<'p, N>)) {
    let Mix { option, shares, shared_usd, single, hybrid, hybrid_is_ruled_out: _, clouds: _, exact: _ } = mix;
    let root = Path::default().at(OF_THE_MIX);
    of_option(&root, option, see);
    subtotals(&root, option.name, &option.line_items, see);
    let mut show = |path: Path, of: &str, number: N, unit: Unit| {
        see(Met { path, title: format!("{}: {of}", option.name), number, unit, items: None });
    };
    let id = |share: &Share<N>| format!("{} {}", share.host, share.item_component);
    let paths = root.at("shares").members(shares.iter().map(id));
    for (path, share) in paths.iter().zip(shares) {
        let of = format!("{}, {}", share.words(), share.host_name);
        show(path.at("usd"), &of, share.usd_per_month, USD_PER_MONTH);
    }
    show(root.at("shared"), "what every option has", *shared_usd, USD_PER_MONTH);
    for (word, saving) in [("single", single), ("hybrid", hybrid)] {
        let Some(Saving { option: _, name, usd_per_month: _, saved_usd, saved_share }) = saving else {
            continue;
        };
        let path = root.at(word);
        show(path.at("saved"), &format!("saved against {name}"), *saved_usd, USD_PER_MONTH);
        show(path.at("saved_share"), &format!("share saved against {name}"), *saved_share, COUNT);
    }
}

fn of_row<'p, N: Number>(
    path: &Path,
    columns: &[&str],
    row: &'p StudyRow<N>,
    see: &mut impl FnMut(Met<'p, N>),
) {
    let StudyRow { name, cells, usd_per_month, line_items, rejections: _, verdict: _, changes: _ } = row;
    // The first column names the row.
    let heads = (0..cells.len()).map(|place| columns.get(place + 1).copied().unwrap_or("figure"));
    let paths = path.at("cells").members(heads.clone().map(str::to_owned));
    for ((path, head), cell) in paths.iter().zip(heads).zip(cells) {
        let mut show = |word: &str, number: N, unit: Unit| {
            let title = format!("{name}: {head}{}", if word == "amount" { "" } else { ", " });
            let title = if word == "amount" { title } else { title + word };
            see(Met { path: path.at(word), title, number, unit, items: None });
        };
        match cell {
            Cell::Blank | Cell::Words(_) => {}
            Cell::Amount(number, unit) => show("amount", *number, *unit),
            Cell::Span(from, to, unit) => {
                show("from", *from, *unit);
                show("to", *to, *unit);
            }
        }
    }
    bill(path, name, *usd_per_month, line_items, see);
}

/// A total and the lines it is made of. A line goes by what it pays for, its words and its price.
fn bill<'p, N: Number>(
    path: &Path,
    name: &str,
    total: Option<N>,
    items: &'p [LineItem<N>],
    see: &mut impl FnMut(Met<'p, N>),
) {
    if let Some(number) = total {
        let title = format!("{name}: monthly bill");
        let items = Some(items.iter().collect());
        see(Met { path: path.at("usd"), title, number, unit: USD_PER_MONTH, items });
    }
    let paths =
        path.at("items").members(items.iter().map(|item| format!("{} {}", item.component, item.label)));
    for (path, item) in paths.iter().zip(items) {
        let LineItem { component, label, quantity, unit, unit_price, usd_per_month, price: _ } = item;
        let name = format!("{}: {label}", format::component(component));
        let mut show = |word: &str, title: String, number: N, unit: Unit| {
            see(Met { path: path.at(word), title, number, unit, items: None });
        };
        show("usd", name.clone(), *usd_per_month, USD_PER_MONTH);
        show("quantity", format!("{name}, quantity"), *quantity, unit.per(MONTH));
        show("unit_price", format!("{name}, unit price"), *unit_price, USD.per(*unit));
    }
}

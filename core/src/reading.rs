//! The scenario and the catalogue, read as one kind of [`Number`]: the only way formulas get at either.

use crate::catalog::{Book, Catalog, PriceRow, RowKind};
use crate::error::Error;
use crate::number::{Number, Origin};
use crate::plan::LineItem;
use crate::scenario::{Key, Scenario};
use crate::science::cache::Popularity;
use crate::science::hnsw::{IndexLayout, VectorType};
use crate::unit::{
    COUNT, GIB_HOUR, HOUR, HOURS_PER_DAY, MONTH, PERCENT, SECONDS_PER_HOUR, SECONDS_PER_MINUTE, USD, Unit,
    VCPU_HOUR,
};
use std::cell::RefCell;
use std::rc::Rc;

/// Shapes that cost time to work out and depend on few inputs. Kept between plans along an axis.
#[derive(Clone, Debug)]
pub struct Shapes {
    /// The HNSW index, none where pgvector would refuse it.
    pub index: Option<IndexLayout>,
    made_of: [Option<f64>; 5],
    /// Functions of them, for black boxes to take along.
    pub functions: Rc<Functions>,
}

/// Functions of the shapes, which remember what they were last asked.
#[derive(Debug)]
pub struct Functions {
    popularity: Popularity,
    remembered: RefCell<Vec<Remembered>>,
}

/// What took long to work out: its name, its arguments, and the result.
type Remembered = (&'static str, Vec<f64>, f64);

/// Results remembered at once: a plan asks for a handful, and a sweep along an input asks for most of them again.
const MOST_REMEMBERED: usize = 8;

impl Shapes {
    const KEYS: [Key; 5] =
        [Key::VectorType, Key::EmbeddingDimensions, Key::HnswM, Key::DistinctTasks, Key::TaskSkew];

    /// Whether they hang on an input.
    #[must_use]
    pub fn hang_on(key: Key) -> bool {
        Self::KEYS.contains(&key)
    }

    /// The shapes of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let made_of = Self::KEYS.map(|key| scenario.value(key));
        let [_, dimensions, links, tasks, skew] = made_of.map(|value| value.unwrap_or(0.0));
        Self {
            index: IndexLayout::new(vector_type(scenario), dimensions as u32, links as u32),
            made_of,
            functions: Rc::new(Functions {
                popularity: Popularity::zipf(tasks as u64, skew),
                remembered: RefCell::new(Vec::with_capacity(MOST_REMEMBERED)),
            }),
        }
    }

    /// Whether they still hold for a scenario.
    #[must_use]
    pub fn fit(&self, scenario: &Scenario) -> bool {
        self.made_of == Self::KEYS.map(|key| scenario.value(key))
    }
}

impl Functions {
    /// Share of requests whose embedding a cache of `entries` knows, entries expiring `ttl_seconds` after insertion.
    #[must_use]
    pub fn hit_ratio(&self, entries: f64, requests_per_second: f64, ttl_seconds: f64) -> f64 {
        self.remember("hit ratio", &[entries, requests_per_second, ttl_seconds], || {
            self.popularity.hit_ratio_with_ttl(entries, requests_per_second, ttl_seconds)
        })
    }

    /// What `work_out` makes of `arguments` and the shapes, worked out once as long as it is asked for.
    pub fn remember(&self, name: &'static str, arguments: &[f64], work_out: impl FnOnce() -> f64) -> f64 {
        let known = |(of, with, _): &&Remembered| *of == name && with == arguments;
        let found = self.remembered.borrow().iter().find(known).map(|(.., result)| *result);
        found.unwrap_or_else(|| {
            let result = work_out();
            let mut remembered = self.remembered.borrow_mut();
            if remembered.len() >= MOST_REMEMBERED {
                remembered.remove(0);
            }
            remembered.push((name, arguments.to_vec(), result));
            result
        })
    }
}

/// The column type of the vectors.
#[must_use]
pub fn vector_type(scenario: &Scenario) -> VectorType {
    match scenario.choice(Key::VectorType) {
        "halfvec" => VectorType::Halfvec,
        "bit" => VectorType::Bit,
        _ => VectorType::Vector,
    }
}

/// How much of a plan is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Whole,
    /// What decides feasibility and cost; sweeps along an axis need no layers and notices.
    Costs,
}

/// Scenario and catalogue under one reading.
#[derive(Clone, Copy)]
pub struct Reader<'a, N: Number> {
    /// What the person stated.
    pub scenario: &'a Scenario,
    /// What things cost and what they allow.
    pub catalog: &'a Catalog,
    /// The prices in force.
    pub book: Book,
    /// Shapes worked out once for this scenario.
    pub shapes: &'a Shapes,
    /// How much of the plan is wanted.
    pub scope: Scope,
    context: N::Context,
}

impl<'a, N: Number> Reader<'a, N> {
    /// Read `scenario` and `catalog` in the reading that `context` belongs to.
    pub fn new(
        scenario: &'a Scenario,
        catalog: &'a Catalog,
        shapes: &'a Shapes,
        context: N::Context,
    ) -> Self {
        let book = if scenario.choice(Key::PriceBook) == "printed" { Book::Printed } else { Book::List };
        Self { scenario, catalog, book, shapes, scope: Scope::Whole, context }
    }

    /// The same catalogue over another scenario: one that differs in inputs without bearing on the [`Shapes`].
    pub fn over<'b>(&'b self, scenario: &'b Scenario) -> Reader<'b, N> {
        Reader { scope: self.scope, ..Reader::new(scenario, self.catalog, self.shapes, self.context) }
    }

    /// The same, when only feasibility and cost are wanted.
    #[must_use]
    pub fn for_costs(mut self) -> Self {
        self.scope = Scope::Costs;
        self
    }

    /// An input in force. For an input the planner derives and nobody stated it is not a number, which no
    /// figure survives unnoticed; those are asked for with [`Reader::stated`].
    pub fn get(&self, key: Key) -> N {
        self.input(key, self.scenario.value(key).unwrap_or(f64::NAN))
    }

    /// An input only where the person stated it.
    pub fn stated(&self, key: Key) -> Option<N> {
        self.scenario.stated(key).map(|value| self.input(key, value))
    }

    /// Whether a switch is on.
    pub fn on(&self, key: Key) -> bool {
        self.scenario.is_on(key)
    }

    /// The chosen entry of a choice.
    pub fn choice(&self, key: Key) -> &'static str {
        self.scenario.choice(key)
    }

    fn input(&self, key: Key, value: f64) -> N {
        let field = key.field();
        N::leaf(self.context, value, field.unit, field.label, Origin::Input(key))
    }

    /// The row of a price, and the figure in force: the person's own, else the row's.
    fn price(&self, id: &str) -> Result<(&'a PriceRow, f64), Error> {
        let row = self.catalog.price(self.book, id)?;
        let Some(own) = self.scenario.own_price(id) else { return Ok((row, row.value)) };
        // One's own price is per what the list quotes it per; a guide may print it per month.
        let first = row.index.checked_sub(1).and_then(|before| self.catalog.rows.get(before));
        Ok((first.filter(|list| list.id == id).unwrap_or(row), own))
    }

    /// A price in force.
    ///
    /// # Errors
    /// [`Error::MissingPrice`] where the catalogue has none.
    pub fn rate(&self, id: &str) -> Result<Rate<N>, Error> {
        let (row, value) = self.price(id)?;
        let usd = N::leaf(self.context, value, USD.per(row.per), "unit price", Origin::Price(row.index));
        Ok(Rate { usd, per: row.per, row: row.index })
    }

    /// A monthly allotment or a share from the catalogue, in the unit its row states.
    ///
    /// # Errors
    /// [`Error::MissingPrice`] where the catalogue has none.
    pub fn quantity(&self, id: &str) -> Result<N, Error> {
        let (row, value) = self.price(id)?;
        let unit = match row.kind {
            RowKind::Allotment => row.per.per(MONTH),
            RowKind::Fraction => COUNT,
            RowKind::Price | RowKind::Credit => USD.per(row.per),
        };
        Ok(N::leaf(self.context, value, unit, "allotment", Origin::Price(row.index)))
    }

    /// A published limit.
    ///
    /// # Errors
    /// [`Error::MissingLimit`] where the catalogue has none.
    pub fn limit(&self, id: &'static str, unit: Unit) -> Result<N, Error> {
        Ok(N::leaf(self.context, self.catalog.limit(id)?, unit, id, Origin::Limit(id)))
    }

    /// A size from the catalogue: memory of a machine, vCPUs of a plan.
    pub fn size(&self, value: f64, unit: Unit, label: &'static str) -> N {
        N::leaf(self.context, value, unit, label, Origin::Limit(label))
    }

    /// Hours in the billing month.
    pub fn month_hours(&self) -> N {
        self.get(Key::MonthHours)
    }

    /// Days in the billing month: its hours over 24.
    pub fn days_per_month(&self) -> N {
        self.month_hours() / N::constant(24.0, HOURS_PER_DAY)
    }
}

/// Seconds in a minute, for conversions.
pub fn seconds_per_minute<N: Number>() -> N {
    N::constant(60.0, SECONDS_PER_MINUTE)
}

/// A unit price with the catalogue row it is from.
#[derive(Clone, Copy, Debug)]
pub struct Rate<N> {
    /// Dollars per `per`.
    pub usd: N,
    /// What it is quoted per.
    pub per: Unit,
    /// Row in the catalogue.
    pub row: usize,
}

impl<N: Number> Rate<N> {
    /// Unit of the price itself.
    #[must_use]
    pub const fn usd_unit(&self) -> Unit {
        USD.per(self.per)
    }

    /// A line of the bill: `quantity` is what a month uses, in the unit the price is quoted per.
    pub fn item(&self, component: &'static str, label: &'static str, quantity: N) -> LineItem<N> {
        LineItem {
            component,
            label,
            quantity,
            unit: self.per,
            unit_price: self.usd,
            usd_per_month: quantity * self.usd,
            price: self.row,
        }
    }

    /// A line for something kept all month, whether it is priced by the hour or by the month. `count` is in
    /// pieces, or in vCPU or GiB where the price is per vCPU-hour or GiB-hour.
    ///
    /// # Errors
    /// [`Error::PriceUnit`] where the price is per something else.
    pub fn kept(
        &self,
        reader: &Reader<'_, N>,
        component: &'static str,
        label: &'static str,
        count: N,
    ) -> Result<LineItem<N>, Error> {
        if [HOUR, VCPU_HOUR, GIB_HOUR].contains(&self.per) {
            Ok(self.item(component, label, count * reader.month_hours()))
        } else if self.per == MONTH {
            Ok(self.item(component, label, count))
        } else {
            let row = reader.catalog.rows.get(self.row);
            Err(Error::PriceUnit {
                id: row.map_or_else(String::new, |row| row.id.clone()),
                per: row.map_or_else(String::new, |row| row.per_words.clone()),
            })
        }
    }
}

/// Seconds in the billing month.
pub fn seconds_per_month<N: Number>(reader: &Reader<'_, N>) -> N {
    reader.month_hours() * N::constant(3600.0, SECONDS_PER_HOUR)
}

/// Dimensionless one.
pub fn one<N: Number>() -> N {
    N::constant(1.0, COUNT)
}

/// A share in percent.
pub fn percent<N: Number>(share: N) -> N {
    share * N::constant(100.0, PERCENT.per(COUNT))
}

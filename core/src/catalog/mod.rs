//! Prices, published limits and sizes, each with its source. A missing price is an error, never zero.

mod index;
mod load;

use self::index::Index;
pub(crate) use self::load::decimal;
use crate::error::Error;
use crate::scenario::Scenario;
use crate::unit::Unit;
use std::sync::Arc;

/// Which set of prices is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Book {
    /// Vendors' published list prices.
    #[default]
    List,
    /// The rates the source guides print; list prices where they print none.
    Printed,
}

/// How far a row can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Seen in more than one copy, or in the vendor's own.
    High,
    /// One copy, or an older one.
    Medium,
    /// Third party, or copies disagree.
    Low,
}

/// What the figure of a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowKind {
    /// Dollars per unit.
    #[default]
    Price,
    /// A free quantity per month.
    Allotment,
    /// A share, such as a discount or surcharge.
    Fraction,
    /// Dollars given back per month, negative.
    Credit,
}

/// One row of the catalogue.
#[derive(Clone, Debug)]
pub struct PriceRow {
    /// Identifier: `"aws.fargate.vcpu"`.
    pub id: String,
    /// Place in [`Catalog::rows`].
    pub index: usize,
    /// The book the row belongs to.
    pub book: Book,
    /// What the figure is.
    pub kind: RowKind,
    /// The figure: dollars per `per`, or the quantity or share for the other kinds.
    pub value: f64,
    /// What it is quoted per; for an allotment, what the quantity is counted in.
    pub per: Unit,
    /// The same in words: `"vCPU-hour"`.
    pub per_words: String,
    /// Name for the bill and explanations.
    pub label: String,
    /// Region it holds in: the vendor's name for it, `"global"`, or `"any"` where a guide names none.
    pub region: String,
    /// Where it was read.
    pub source: String,
    /// When it was read or last confirmed: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub as_of: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What else to know.
    pub note: String,
}

/// The figure or figures of a published limit.
#[derive(Clone, Debug, PartialEq)]
pub enum LimitValue {
    /// One figure.
    Number(f64),
    /// Figures of one kind.
    Numbers(Vec<f64>),
    /// Rows of figures; the unit says what each column is.
    Table(Vec<Vec<f64>>),
}

/// A limit, quota or table of sizes that a vendor publishes.
#[derive(Clone, Debug)]
pub struct LimitRow {
    /// Identifier: `"aws.lambda.timeout_seconds"`.
    pub id: String,
    /// The figure.
    pub value: LimitValue,
    /// What it counts, in words; for a table, the columns.
    pub unit: String,
    /// Where it was read.
    pub source: String,
    /// When it was read or last confirmed: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub as_of: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What else to know.
    pub note: String,
}

/// A task size that Fargate accepts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FargateSize {
    /// vCPUs.
    pub vcpu: f64,
    /// Memory, GiB.
    pub memory_gib: f64,
}

/// A CPU setting of Cloud Run with the memory it may be paired with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CloudRunSize {
    /// vCPUs. Settings below 1 come in hundredths and serve one request at a time; whole ones as listed.
    pub vcpu: f64,
    /// Least memory, GiB.
    pub min_memory_gib: f64,
    /// Most memory, GiB.
    pub max_memory_gib: f64,
}

/// A machine type that can be rented by the hour.
#[derive(Clone, Debug)]
pub struct VmType {
    /// The vendor's name, as in the input `vm_type`.
    pub id: String,
    /// vCPUs.
    pub vcpu: f64,
    /// Memory, GiB.
    pub memory_gib: f64,
    /// Share of each vCPU that may be used for ever; 1 where the type does not burst.
    pub baseline_share: f64,
    /// Row id of its price: per hour in the list book; a guide may print it per month.
    pub price: String,
    /// Row id of its price under a one-year reservation. Not every type has such a row.
    pub one_year_price: String,
    /// Row id of its price under a three-year reservation. Not every type has such a row.
    pub three_year_price: String,
    /// Row id of the price of a vCPU-hour above the baseline. That a type names a row does not mean there is
    /// one: a type that does not burst needs none, and the surcharge of some families is not known.
    pub surplus_price: String,
    /// Where the size was read.
    pub source: String,
}

/// A managed Postgres plan.
#[derive(Clone, Debug)]
pub struct DatabasePlan {
    /// Identifier, as in the input `database_plan`.
    pub id: String,
    /// Name shown to people.
    pub label: String,
    /// vCPUs.
    pub vcpu: f64,
    /// Memory, GiB.
    pub memory_gib: f64,
    /// Share of each vCPU that may be used for ever; 1 where the plan does not burst.
    pub baseline_share: f64,
    /// Connections the server accepts.
    pub max_connections: f64,
    /// Connections kept back for the vendor and superusers.
    pub reserved_connections: f64,
    /// Clients the plan's own pooler accepts; none where it has no pooler.
    pub pooler_clients: Option<f64>,
    /// Row id of the compute price: per hour, per vCPU-hour or per month.
    pub compute_price: String,
    /// How many of the priced units make the plan (compute units, vCPUs); 1 for a whole plan.
    pub compute_units: f64,
    /// Row id of the price per GiB-hour of memory, where memory is billed beside compute.
    pub memory_price: Option<String>,
    /// Row id of the price per GB-month of storage.
    pub storage_price: String,
    /// Row id of the price per GB-month of change history kept to restore from; none where the plan includes it.
    pub backup_price: Option<String>,
    /// GB of storage included in the price.
    pub included_storage_gb: f64,
    /// Least storage billed, GB.
    pub min_storage_gb: f64,
    /// Row ids of fixed monthly fees or credits that come with the plan. A credit never exceeds the compute
    /// it is given against.
    pub fees: Vec<String>,
    /// Where the sizes were read, and what else to know.
    pub source: String,
}

/// A size in which a platform as a service runs one instance of a web service or background worker.
#[derive(Clone, Debug)]
pub struct PaasPlan {
    /// Identifier: `"render.standard"`.
    pub id: String,
    /// Name shown to people.
    pub label: String,
    /// Name of the platform.
    pub provider: String,
    /// Memory, MiB. Vendors write MB and GB and mean binary ones.
    pub memory_mib: f64,
    /// vCPUs.
    pub vcpu: f64,
    /// Share of each vCPU that may be used for ever; 1 where the plan does not burst.
    pub baseline_share: f64,
    /// Row id of its price per month.
    pub price: String,
    /// Where the size was read.
    pub source: String,
}

/// The catalogue as `build.rs` writes it, prices first.
static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/catalogue.tsv"));

/// What can be told of a price without reading the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct StatedRow {
    /// Identifier: `"aws.fargate.vcpu"`.
    pub id: &'static str,
    /// What the figure is, as the data say it: `"price"`, `"allotment"`, `"fraction"`, `"credit"`.
    pub kind: &'static str,
    /// What it is quoted per, in words: `"vCPU-hour"`.
    pub per: &'static str,
}

/// Every price that the program knows, sorted by identifier and book, so the list price first.
pub fn stated_rows() -> impl Iterator<Item = StatedRow> {
    let mut rest = TEXT;
    std::iter::from_fn(move || stated_row(&mut rest))
}

/// The row that a text begins with, which is then taken from it. Kept apart: the page carries it once.
#[inline(never)]
fn stated_row(rest: &mut &'static str) -> Option<StatedRow> {
    let (line, after) = rest.split_once('\n')?;
    *rest = after;
    let mut columns = line.split('\t');
    let is_price = columns.next() == Some("P");
    let id = columns.next()?;
    let (_book, kind, _value, per) = (columns.next(), columns.next()?, columns.next(), columns.next()?);
    is_price.then_some(StatedRow { id, kind, per })
}

/// The catalogue: what the planner may charge and what it must respect.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// Every usable row, sorted by id and book. Their order is fixed: look-ups go by place, and an index knows the
    /// places. A changed catalogue is made by [`Catalog::scaled`], [`Catalog::repriced`] or [`Catalog::without`].
    pub rows: Vec<PriceRow>,
    /// Machine types.
    pub vm_types: Vec<VmType>,
    /// Managed Postgres plans.
    pub database_plans: Vec<DatabasePlan>,
    /// Plans of platforms as a service, those of one platform together, smallest first.
    pub paas_plans: Vec<PaasPlan>,
    /// Sorted by id.
    limits: Vec<LimitRow>,
    fargate_sizes: Arc<[FargateSize]>,
    cloud_run_sizes: Arc<[CloudRunSize]>,
    row_index: Index,
    limit_index: Index,
}

impl Catalog {
    /// The catalogue built into the program.
    ///
    /// # Errors
    /// [`Error::Data`] naming the row that cannot be used and what is wrong with it.
    pub fn embedded() -> Result<Self, Error> {
        load::catalog(TEXT)
    }

    /// The row in force under `id` in a book: the book's own row, else the list row.
    ///
    /// # Errors
    /// [`Error::MissingPrice`] where neither holds one.
    pub fn price(&self, book: Book, id: &str) -> Result<&PriceRow, Error> {
        // The list row stands first where there are two.
        let mut of_id = self.of_id(id);
        let row = match book {
            Book::List => of_id.find(|row| row.book == Book::List),
            Book::Printed => of_id.last(),
        };
        row.ok_or_else(|| Error::MissingPrice { id: id.to_owned() })
    }

    /// The rows of an identifier, that of the list first.
    fn of_id(&self, id: &str) -> impl Iterator<Item = &PriceRow> {
        let is = |place: usize| self.rows.get(place).is_some_and(|row| row.id == id);
        let first = self.row_index.find(id, is).unwrap_or(self.rows.len());
        self.rows.iter().skip(first).take_while(move |row| row.id == id)
    }

    /// The list price of a row, or the printed one where there is no other: what a price of one's own stands in place of.
    ///
    /// # Errors
    /// [`Error::MissingPrice`] where no book holds the row.
    pub fn list_price(&self, id: &str) -> Result<&PriceRow, Error> {
        self.of_id(id).next().ok_or_else(|| Error::MissingPrice { id: id.to_owned() })
    }

    /// The figure of the row at a place, where a scenario has a price of its own in place of it.
    #[must_use]
    pub fn own_instead_of(&self, place: usize, scenario: &Scenario) -> Option<f64> {
        let row = self.rows.get(place)?;
        scenario.own_price(&row.id).map(|_| row.value)
    }

    /// This catalogue with one price multiplied by `factor` in every book.
    ///
    /// # Errors
    /// [`Error::MissingPrice`] where no book holds the row, [`Error::Data`] for a factor that is negative or
    /// not finite.
    pub fn scaled(&self, id: &str, factor: f64) -> Result<Self, Error> {
        if !(factor.is_finite() && factor >= 0.0) {
            return Err(Error::Data(format!("price `{id}` cannot be multiplied by {factor}")));
        }
        let mut changed = self.clone();
        let mut found = false;
        for row in changed.rows.iter_mut().filter(|row| row.id == id) {
            row.value *= factor;
            found = true;
        }
        if found { Ok(changed) } else { Err(Error::MissingPrice { id: id.to_owned() }) }
    }

    /// This catalogue with other values in some rows, by their places. A place that no row has changes nothing.
    #[must_use]
    pub fn repriced(&self, values: &[(usize, f64)]) -> Self {
        let mut changed = self.clone();
        for (place, value) in values {
            if let Some(row) = changed.rows.get_mut(*place) {
                row.value = *value;
            }
        }
        changed
    }

    /// This catalogue as if no price were known under `id`.
    #[must_use]
    pub fn without(&self, id: &str) -> Self {
        let mut rows: Vec<PriceRow> = self.rows.iter().filter(|row| row.id != id).cloned().collect();
        for (place, row) in rows.iter_mut().enumerate() {
            row.index = place;
        }
        let row_index = Index::of(rows.iter().map(|row| row.id.as_str()));
        Self { rows, row_index, ..self.clone() }
    }

    /// A published limit that is one figure, in the unit its row states.
    ///
    /// # Errors
    /// [`Error::MissingLimit`] where there is none, [`Error::Data`] where it is a list or table.
    pub fn limit(&self, id: &str) -> Result<f64, Error> {
        match self.limit_row(id)?.value {
            LimitValue::Number(value) => Ok(value),
            LimitValue::Numbers(_) | LimitValue::Table(_) => {
                Err(Error::Data(format!("limit `{id}` is more than one figure")))
            }
        }
    }

    /// A published limit with its unit and source.
    ///
    /// # Errors
    /// [`Error::MissingLimit`] where there is none.
    pub fn limit_row(&self, id: &str) -> Result<&LimitRow, Error> {
        self.limit_index
            .find(id, |place| self.limits.get(place).is_some_and(|row| row.id == id))
            .and_then(|place| self.limits.get(place))
            .ok_or_else(|| Error::MissingLimit { id: id.to_owned() })
    }

    /// Every published limit, sorted by id.
    #[must_use]
    pub fn limits(&self) -> &[LimitRow] {
        &self.limits
    }

    /// Every task size that Fargate accepts, by vCPU and then by memory.
    #[must_use]
    pub fn fargate_sizes(&self) -> &Arc<[FargateSize]> {
        &self.fargate_sizes
    }

    /// The CPU settings of Cloud Run, smallest first.
    #[must_use]
    pub fn cloud_run_sizes(&self) -> &Arc<[CloudRunSize]> {
        &self.cloud_run_sizes
    }

    /// A machine type by the vendor's name for it.
    ///
    /// # Errors
    /// [`Error::MissingLimit`] where it is not known.
    pub fn vm_type(&self, id: &str) -> Result<&VmType, Error> {
        self.vm_types.iter().find(|vm| vm.id == id).ok_or_else(|| Error::MissingLimit { id: id.to_owned() })
    }

    /// A managed Postgres plan by its id.
    ///
    /// # Errors
    /// [`Error::MissingLimit`] where it is not known.
    pub fn database_plan(&self, id: &str) -> Result<&DatabasePlan, Error> {
        self.database_plans
            .iter()
            .find(|plan| plan.id == id)
            .ok_or_else(|| Error::MissingLimit { id: id.to_owned() })
    }

    /// A plan of a platform as a service by its id.
    ///
    /// # Errors
    /// [`Error::MissingLimit`] where it is not known.
    pub fn paas_plan(&self, id: &str) -> Result<&PaasPlan, Error> {
        self.paas_plans
            .iter()
            .find(|plan| plan.id == id)
            .ok_or_else(|| Error::MissingLimit { id: id.to_owned() })
    }
}

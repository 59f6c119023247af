//! Prices, published limits and sizes, each with its source. A missing price is an error, never zero.

use crate::error::Error;
use crate::unit::Unit;

/// Which set of prices is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    /// Vendors' published list prices.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Dollars per unit.
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
    /// Identifier: `"aws.fargate.vcpu.linux.x86"`.
    pub id: String,
    /// Place in [`Catalog::rows`].
    pub index: usize,
    /// The book the row belongs to.
    pub book: Book,
    /// What the figure is.
    pub kind: RowKind,
    /// The figure: dollars per `per`, or the quantity or share for the other kinds.
    pub value: f64,
    /// What it is quoted per.
    pub per: Unit,
    /// The same in words: `"vCPU-hour"`.
    pub per_words: String,
    /// Name for the bill and explanations.
    pub label: String,
    /// Region it holds in.
    pub region: String,
    /// Where it was read.
    pub source: String,
    /// When it was read, `YYYY-MM` or `YYYY-MM-DD`.
    pub as_of: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What else to know.
    pub note: String,
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
    /// Row id of the compute price (per hour or per month).
    pub compute_price: String,
    /// How many of the priced units make the plan (compute units, vCPUs); 1 for a whole plan.
    pub compute_units: f64,
    /// Row id of the price per GB-month of storage.
    pub storage_price: String,
    /// GB of storage included in the price.
    pub included_storage_gb: f64,
    /// Least storage billed, GB.
    pub min_storage_gb: f64,
    /// Row ids of fixed monthly fees or credits that come with the plan.
    pub fees: Vec<String>,
    /// Where the sizes were read, and what else to know.
    pub source: String,
}

/// The catalogue: what the planner may charge and what it must respect.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// Every usable row.
    pub rows: Vec<PriceRow>,
    /// Machine types.
    pub vm_types: Vec<VmType>,
    /// Managed Postgres plans.
    pub database_plans: Vec<DatabasePlan>,
}

impl Catalog {
    /// The row in force under `id` in a book: the book's own row, else the list row.
    ///
    /// # Errors
    /// [`Error::MissingPrice`] where neither holds one.
    pub fn price(&self, book: Book, id: &str) -> Result<&PriceRow, Error> {
        self.rows
            .iter()
            .find(|row| row.id == id && row.book == book)
            .or_else(|| self.rows.iter().find(|row| row.id == id && row.book == Book::List))
            .ok_or_else(|| Error::MissingPrice { id: id.to_owned() })
    }
}

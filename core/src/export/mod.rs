//! A plan as files: tables, a record of the decision, and what a person would type next at the host.
//!
//! One file a family of formats, and one line each in [`FORMATS`]. Every figure comes from the plan, from the components
//! behind it, or from the catalogue. What a plan cannot know (images, accounts, names of metrics) is a placeholder that
//! begins with `REPLACE` and is listed at the top. Nothing reads a clock: the dates are those of the prices.

mod alerts;
#[cfg(feature = "chart-svg")]
mod chart;
mod cloud_run;
mod compose;
mod csv;
mod ecs;
pub mod json;
mod kubernetes;
mod postgres;
mod record;
mod runs;
mod tree;

use crate::catalog::Catalog;
use crate::decimal::text;
use crate::error::Error;
use crate::format;
use crate::plan::{DeploymentOption, LineItem, Plan};
use crate::reading::{Reader, Shapes};
use crate::scenario::{FIELDS, Field, Key, Kind, Scenario, link, price_book};
use crate::system::{self, Component, Demand};

/// What all that begins so stands for is for the reader to fill in.
pub const PLACEHOLDER: &str = "REPLACE";

/// A plan to be written, with the option and the input that the formats are about.
pub struct Export<'c> {
    scenario: &'c Scenario,
    catalog: &'c Catalog,
    plan: Plan<f64>,
    demand: Demand<f64>,
    shapes: Shapes,
    /// The option that files for a host are about; none where nothing works.
    option: Option<&'static str>,
    /// The inputs that curves run along.
    along: Vec<Key>,
    link: String,
}

/// What is to be exported beyond the scenario.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'w> {
    /// The option that files for a host are about, by its identifier; the cheapest that works unless stated.
    pub option: Option<&'w str>,
    /// The input that curves run along; every load of the systems that are on unless stated.
    pub along: Option<Key>,
    /// What stands before the `#` of the link: the page's address, or nothing.
    pub base: &'w str,
}

/// Why a plan is not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// A figure is missing from the catalogue.
    #[error(transparent)]
    Plan(#[from] Error),
    /// The option wished for is none that works.
    #[error("`{given}` is no option that works here; these do: {works}")]
    Option {
        /// As given.
        given: String,
        /// Identifiers of those that work.
        works: String,
    },
    /// The plan has not what the format takes.
    #[error("`{id}` is offered where {when}{}", about(*.option))]
    NotOffered {
        /// Identifier of the format.
        id: &'static str,
        /// When it is offered.
        when: &'static str,
        /// The option in question.
        option: Option<&'static str>,
    },
}

fn about(option: Option<&str>) -> String {
    option.map_or_else(String::new, |option| format!("; the option is `{option}`"))
}

/// A format that a plan can be written in.
pub struct Format {
    /// Identifier, part of the contract with the command line.
    pub id: &'static str,
    /// Name of the file.
    pub file: &'static str,
    /// Media type (RFC 6838).
    pub media_type: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// When it is offered, behind "where".
    pub when: &'static str,
    /// Whether a plan has what it takes.
    offered: fn(&Export<'_>) -> bool,
    write: fn(&Export<'_>) -> Result<String, Error>,
}

/// Every format, in the order offered.
pub const FORMATS: &[Format] = &[
    Format {
        id: "bill",
        file: "bill.csv",
        media_type: "text/csv",
        title: "Bills, line by line",
        when: "an option works",
        offered: has_winner,
        write: csv::bill,
    },
    Format {
        id: "curves",
        file: "curves.csv",
        media_type: "text/csv",
        title: "Cost curves, piece by piece",
        when: "a system that has loads is on",
        offered: |export| !export.along.is_empty(),
        write: csv::curves,
    },
    #[cfg(feature = "chart-svg")]
    Format {
        id: "chart",
        file: "chart.svg",
        media_type: "image/svg+xml",
        title: "Chart of the cost curves",
        when: "a system that has loads is on",
        offered: |export| !export.along.is_empty(),
        write: chart::write,
    },
    Format {
        id: "decision",
        file: "decision.md",
        media_type: "text/markdown",
        title: "Decision record",
        when: "there is a plan",
        offered: |_| true,
        write: record::write,
    },
    Format {
        id: "plan",
        file: "plan.json",
        media_type: "application/json",
        title: "The plan, nothing rounded",
        when: "there is a plan",
        offered: |_| true,
        write: plan_json,
    },
    Format {
        id: "price-book",
        file: price_book::FILE,
        media_type: price_book::MEDIA_TYPE,
        title: "Own prices, to be read again",
        when: "a price of one's own is stated",
        offered: |export| !export.scenario.own_prices().is_empty(),
        write: |export| Ok(price_book::write(export.scenario, export.catalog)),
    },
    Format {
        id: "ecs",
        file: "ecs-task-definitions.json",
        media_type: "application/json",
        title: "ECS task definitions for Fargate",
        when: "the option runs on Fargate",
        offered: ecs::offered,
        write: ecs::write,
    },
    Format {
        id: "cloud-run",
        file: "cloud-run.yaml",
        media_type: "application/yaml",
        title: "Cloud Run services and worker pools",
        when: "the option runs on Cloud Run",
        offered: cloud_run::offered,
        write: cloud_run::write,
    },
    Format {
        id: "kubernetes",
        file: "kubernetes.yaml",
        media_type: "application/yaml",
        title: "Kubernetes manifests for GKE Autopilot",
        when: "the option runs on GKE Autopilot",
        offered: kubernetes::offered,
        write: kubernetes::write,
    },
    Format {
        id: "compose",
        file: "docker-compose.yaml",
        media_type: "application/yaml",
        title: "Docker Compose file for tier 1",
        when: "the memory service is in tier 1 and an option works",
        offered: compose::offered,
        write: compose::write,
    },
    Format {
        id: "postgresql",
        file: "postgresql.conf",
        media_type: "text/plain",
        title: "PostgreSQL settings",
        when: "an option works and has a database plan",
        offered: postgres::offered,
        write: postgres::conf,
    },
    Format {
        id: "pgbouncer",
        file: "pgbouncer.ini",
        media_type: "text/plain",
        title: "PgBouncer settings",
        when: "the memory service is on, and an option works",
        offered: postgres::pooled,
        write: postgres::pooler,
    },
    Format {
        id: "alerts",
        file: "alert-rules.yaml",
        media_type: "application/yaml",
        title: "Prometheus rules for the upgrade signals",
        when: "the memory service is on, in a tier that has signals",
        offered: alerts::offered,
        write: alerts::write,
    },
];

impl Format {
    /// The format of this identifier.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.id == id)
    }

    /// Whether the plan has what it takes.
    #[must_use]
    pub fn is_offered(&self, export: &Export<'_>) -> bool {
        (self.offered)(export)
    }

    /// The plan in this format.
    ///
    /// # Errors
    /// [`ExportError`] where the plan does not offer the format, or a figure is missing from the catalogue.
    pub fn write(&self, export: &Export<'_>) -> Result<String, ExportError> {
        if self.is_offered(export) {
            return Ok((self.write)(export)?);
        }
        Err(ExportError::NotOffered { id: self.id, when: self.when, option: export.option })
    }
}

fn has_winner(export: &Export<'_>) -> bool {
    export.plan.winner().is_some()
}

fn plan_json(export: &Export<'_>) -> Result<String, Error> {
    let mut plan = export.plan.clone();
    crate::decide::flips::complete(&mut plan, export.scenario, export.catalog)?;
    let mix = crate::option::mix::best_mix(export.scenario, export.catalog)?;
    json::plan(export.scenario, &plan, mix.as_ref(), export.catalog)
}

impl<'c> Export<'c> {
    /// Plan a scenario to write it.
    ///
    /// # Errors
    /// [`ExportError`] where the option wished for is none that works, or a figure is missing from the catalogue.
    pub fn of(scenario: &'c Scenario, catalog: &'c Catalog, wish: Wish<'_>) -> Result<Self, ExportError> {
        let shapes = Shapes::of(scenario);
        let plan = crate::plan_with(scenario, catalog, &shapes, ())?;
        let demand = system::demand(&Reader::new(scenario, catalog, &shapes, ()))?;
        let works = |id: &&str| plan.option(id).filter(|option| option.is_feasible());
        let option = match wish.option {
            Some(id) => Some(works(&id).ok_or_else(|| {
                let ids = plan.options.iter().filter(|option| option.is_feasible()).map(|option| option.id);
                ExportError::Option { given: id.to_owned(), works: joined(ids) }
            })?),
            None => plan.winner(),
        };
        let option = option.map(|option| option.id);
        let along =
            wish.along.map_or_else(|| loads(scenario).map(|field| field.key).collect(), |key| vec![key]);
        // What would end a line would end a comment.
        let base: String = wish.base.chars().filter(|letter| !letter.is_control()).collect();
        let link = format!("{base}#{}", link::encode(scenario));
        Ok(Self { scenario, catalog, plan, demand, shapes, option, along, link })
    }

    /// The formats that this plan has what it takes for.
    pub fn offered(&self) -> impl Iterator<Item = &'static Format> {
        FORMATS.iter().filter(|format| format.is_offered(self))
    }

    fn reader(&self) -> Reader<'_, f64> {
        Reader::new(self.scenario, self.catalog, &self.shapes, ())
    }

    /// The option that files for a host are about.
    fn option(&self) -> Option<&DeploymentOption<f64>> {
        self.plan.option(self.option?)
    }

    /// What the option runs on one of these hosts.
    fn on(&self, hosts: &[&str]) -> Vec<(&'static str, Vec<&Component<f64>>)> {
        let mut placed =
            self.option.map(|option| crate::option::by_host(option, &self.demand)).unwrap_or_default();
        placed.retain(|(host, _)| hosts.contains(host));
        placed
    }

    /// What every file says at its top: whose plan it is, of which inputs and prices, the link, and what to fill in.
    fn head(&self, title: &str, replace: &[(String, &str)]) -> Vec<String> {
        let mut head = vec![format!("{title}. Written by Loadline {}.", env!("CARGO_PKG_VERSION"))];
        if let Some(option) = self.option() {
            let usd = format::money(option.usd_per_month);
            head.push(format!(
                "Option: {} ({}), {usd} a month in all; {}.",
                option.name,
                option.id,
                self.dates()
            ));
        }
        head.push(format!("Link: {}", self.link));
        head.push("Inputs, those not named being at their defaults:".to_owned());
        head.extend(self.inputs().into_iter().map(|input| format!("  {input}")));
        let own = self.own_prices();
        if !own.is_empty() {
            head.push("Own prices in place of list prices:".to_owned());
            head.extend(own.into_iter().map(|price| format!("  {price}")));
        }
        if !replace.is_empty() {
            head.push("Replace before use:".to_owned());
            head.extend(replace.iter().map(|(name, what)| format!("  {name}: {what}")));
        }
        head
    }

    /// Whether a person stated an input: a value other than its default, or a range.
    fn is_stated(&self, key: Key) -> bool {
        self.scenario.stated(key).is_some() || self.scenario.own_range(key).is_some()
    }

    /// The inputs that every file names: the loads of the systems that are on, and whatever else is stated.
    fn named(&self) -> impl Iterator<Item = &'static Field> {
        let is_load = |field: &Field| loads(self.scenario).any(|load| load.key == field.key);
        FIELDS.iter().filter(move |field| self.is_stated(field.key) || is_load(field))
    }

    /// The same as lines: `files_per_day = 100 files per day`, a range by its low, likely and high.
    fn inputs(&self) -> Vec<String> {
        let written = |field: &Field| {
            let value = self.scenario.text(field.key);
            format!("{} = {value} {}", field.id, field.unit_words).trim_end().to_owned()
        };
        self.named().map(written).collect()
    }

    /// The catalogue's price of a line, where the person's own is in force.
    fn list_price(&self, item: &LineItem<f64>) -> Option<f64> {
        self.catalog.own_instead_of(item.price, self.scenario)
    }

    /// The person's own prices as lines: `aws.alb = 0.02 per hour, list price 0.0225`.
    fn own_prices(&self) -> Vec<String> {
        let written = |(id, value): &(&str, f64)| {
            let row = self.catalog.list_price(id).ok();
            let list = row.map_or_else(String::new, |row| {
                format!(" per {}, list price {}", row.per_words, text(row.value))
            });
            format!("{id} = {}{list}", text(*value))
        };
        self.scenario.own_prices().iter().map(written).collect()
    }

    /// When the prices on the option's bill were read, first and last.
    fn dates(&self) -> String {
        let rows = self.option().into_iter().flat_map(|option| &option.line_items);
        let mut dates: Vec<&str> = rows
            .filter_map(|item| self.catalog.rows.get(item.price))
            .map(|row| format::date(&row.as_of))
            .collect();
        dates.sort_unstable();
        match (dates.first(), dates.last()) {
            (Some(first), Some(last)) if first == last => format!("prices of {first}"),
            (Some(first), Some(last)) => format!("prices of {first} to {last}"),
            _ => "no prices".to_owned(),
        }
    }
}

/// The loads of the systems that are on.
fn loads(scenario: &Scenario) -> impl Iterator<Item = &'static Field> {
    let is_on = |key: Key| key.switch().is_none_or(|switch| scenario.is_on(switch));
    FIELDS
        .iter()
        .filter(move |field| field.is_load() && matches!(field.kind, Kind::Number(_)) && is_on(field.key))
}

/// With commas between.
fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// Lines as comments.
fn commented(lines: &[String], sign: &str) -> String {
    lines.iter().map(|line| format!("{sign} {line}\n")).collect()
}

/// A component's identifier as hosts take names: lower case, hyphens.
fn name(component: &str) -> String {
    component.replace('_', "-")
}

/// The image of a component, which no plan knows. Upper case is legal in no image's name, so nothing can be pulled.
fn image(component: &str) -> String {
    format!("{PLACEHOLDER}_IMAGE_{}", component.to_ascii_uppercase())
}

/// Memory in whole MiB, no less than asked for.
fn mib(gib: f64) -> f64 {
    use crate::number::Number;
    Number::ceil(gib * 1024.0)
}

/// A size in words: `1 vCPU, 2 GiB`.
fn size_words(vcpu: f64, gib: f64) -> String {
    format!("{} vCPU, {}", text(vcpu), gib_words(gib))
}

/// Memory in words; files state it in whole MiB beside.
fn gib_words(gib: f64) -> String {
    format!("{} GiB", format::significant(gib, 4))
}

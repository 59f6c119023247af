//! The page's one door to the planner: the catalogue loaded once, and errors as sentences.

use loadline_core::catalog::{Catalog, PriceRow};
use loadline_core::option;
use loadline_core::plan::{DeploymentOption, Plan};
use loadline_core::reading::Shapes;
use loadline_core::scenario::{Key, Scenario};
use std::cell::RefCell;
use std::sync::OnceLock;

/// A plan, or the sentence that says why there is none.
pub type Planned = Result<Plan<f64>, String>;

thread_local! {
    /// Shapes of the last plan: most changes leave them as they are.
    static SHAPES: RefCell<Option<Shapes>> = const { RefCell::new(None) };
}

/// The catalogue built into the program.
///
/// # Errors
/// The sentence that says what is wrong with it.
pub fn catalog() -> Result<&'static Catalog, String> {
    static CATALOG: OnceLock<Result<Catalog, String>> = OnceLock::new();
    CATALOG
        .get_or_init(|| Catalog::embedded().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(Clone::clone)
}

/// A row of the catalogue by its place there.
#[must_use]
pub fn price(index: usize) -> Option<&'static PriceRow> {
    catalog().ok()?.rows.get(index)
}

/// Plan a scenario.
///
/// # Errors
/// The sentence that says why there is no plan, such as a price that is missing.
pub fn plan(scenario: &Scenario) -> Planned {
    SHAPES.with_borrow_mut(|shapes| {
        let kept = shapes.take().filter(|shapes| shapes.fit(scenario));
        let shapes = shapes.insert(kept.unwrap_or_else(|| Shapes::of(scenario)));
        loadline_core::plan_without_studies(scenario, catalog()?, shapes).map_err(|error| error.to_string())
    })
}

/// What every option would cost at another value of one input: identifier, name, dollars a month where it is
/// feasible.
#[must_use]
pub fn costs_at(scenario: &Scenario, along: Key, load: f64) -> Vec<Cost> {
    let mut scenario = scenario.clone();
    scenario.set_unchecked(along, Some(load));
    plan(&scenario).map(|plan| costs(&plan)).unwrap_or_default()
}

/// One option's cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// The option's identifier.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Dollars a month, none where it is ruled out.
    pub usd: Option<f64>,
}

/// The costs of a plan, in an order that does not change with the figures.
#[must_use]
pub fn costs(plan: &Plan<f64>) -> Vec<Cost> {
    let cost = |option: &DeploymentOption<f64>| Cost {
        option: option.id,
        name: option.name,
        usd: option.is_feasible().then_some(option.usd_per_month),
    };
    // A handful of options: picking them out one by one takes a tenth of the code of a sort.
    places()
        .flat_map(|place| plan.options.iter().filter(move |option| series(option.id) == place))
        .map(cost)
        .collect()
}

/// Every option there can be with its name, in an order that does not change with the figures.
pub fn options() -> &'static [(&'static str, &'static str)] {
    static OPTIONS: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    OPTIONS.get_or_init(option::names)
}

/// The place of an option in legends and tables, which also chooses its colour and dash. It belongs to the
/// option and not to its rank, so that nothing changes colour while a slider moves.
#[must_use]
pub fn series(option: &str) -> usize {
    options().iter().position(|(known, _)| *known == option).unwrap_or_default()
}

/// Places of options, from the first to the last.
pub fn places() -> std::ops::Range<usize> {
    0..options().len()
}

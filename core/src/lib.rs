//! Loadline's planner: from what a person states to what to run and what it costs.
//!
//! ```text
//! scenario  ->  components  ->  placements  ->  options  ->  verdict
//! (stated)      (must run)      (could run      (whole        (which,
//!                                here, or why    deployments)  until when)
//!                                not)
//! ```
//!
//! [`plan`] walks that way once, top to bottom; its body is the map of this crate:
//!
//! 1. [`scenario`] holds what a person states; [`reading::Reader`] gives formulas the inputs and prices as one
//!    kind of [`number::Number`];
//! 2. [`system`] turns them into components that must run (one file a source guide);
//! 3. [`hosting`] answers for each component: a placement with its line items, or the limits that rule it out
//!    (one file a host family);
//! 4. [`option`](mod@option) puts placements together to whole deployments, and finds the best mix of hosts;
//! 5. the cheapest feasible option wins; [`decide`] says what it costs along an axis, what to watch next, and why a figure is what it is.
//!
//! [`reconcile`] stands on top: what the source guides print, beside what the planner makes of it.
//!
//! [`chart`] draws what options cost along an axis.
//!
//! [`export`] writes a plan as files: tables, a record of the decision, and what is typed next at the host.
//!
//! [`fingerprint`](mod@fingerprint) proves that every build says the same to the last bit.
//!
//! [`science`] is pure mathematics and knows no cloud; [`catalog`] holds every price and limit with its source.
//! Nothing here reads a clock, a file or a browser.
#![deny(missing_docs)]

pub mod catalog;
#[cfg(feature = "chart")]
pub mod chart;
pub mod check;
mod concat;
pub mod decide;
mod decimal;
pub mod error;
pub mod export;
pub mod fingerprint;
pub mod format;
pub mod history;
pub mod hosting;
pub mod number;
pub mod option;
mod order;
pub mod plan;
pub mod reading;
pub mod reconcile;
pub mod scenario;
pub mod science;
pub mod system;
pub mod texts;
pub mod unit;

use catalog::Catalog;
use error::Error;
use number::Number;
use plan::Plan;
use reading::{Reader, Shapes};
use scenario::Scenario;

/// Plan a scenario: what to run, what each way of running it costs, what is ruled out, and what single systems have to
/// compare.
///
/// # Errors
/// [`Error`] where a figure that every option needs is missing from the catalogue.
pub fn plan(scenario: &Scenario, catalog: &Catalog) -> Result<Plan<f64>, Error> {
    plan_with(scenario, catalog, &Shapes::of(scenario), ())
}

/// [`plan`] without the studies, so that a program that leaves them to another does not carry them; with [`Shapes`]
/// that fit the scenario and may be kept between plans.
///
/// # Errors
/// As [`plan`].
pub fn plan_without_studies(
    scenario: &Scenario,
    catalog: &Catalog,
    shapes: &Shapes,
) -> Result<Plan<f64>, Error> {
    plan_as_read(&Reader::new(scenario, catalog, shapes, ()))
}

/// [`plan`] in any reading of [`Number`], with [`Shapes`] that fit the scenario and may be kept between plans.
///
/// # Errors
/// As [`plan`].
pub fn plan_with<N: Number>(
    scenario: &Scenario,
    catalog: &Catalog,
    shapes: &Shapes,
    context: N::Context,
) -> Result<Plan<N>, Error> {
    let reader = Reader::new(scenario, catalog, shapes, context);
    let studies = option::studies(system::comparisons(&reader)?, &reader);
    Ok(Plan { studies, ..plan_as_read(&reader)? })
}

/// The way through, once; the studies are put in by [`plan_with`].
pub(crate) fn plan_as_read<N: Number>(reader: &Reader<'_, N>) -> Result<Plan<N>, Error> {
    plan_of_options(reader, |_| true)
}

/// The same with no options but those `wanted`: what the others decide does not narrow a reading then.
pub(crate) fn plan_of_options<N: Number>(
    reader: &Reader<'_, N>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Plan<N>, Error> {
    let mut demand = system::demand(reader)?;
    let option::Options { options, layers, database_fits } = option::some_options(&demand, reader, wanted)?;
    // Feasible before cheap: what cannot run never competes on cost.
    let worse = |one: &plan::DeploymentOption<N>, other: &plan::DeploymentOption<N>| {
        let rank = |option: &plan::DeploymentOption<N>| (!option.is_feasible(), option.usd_per_month.value());
        rank(one) > rank(other)
    };
    let options = order::by_insertion(options, worse);
    demand.layers.extend(layers);
    Ok(Plan {
        tier: demand.tier,
        layers: demand.layers,
        options,
        database_fits,
        studies: Vec::new(),
        notices: demand.notices,
    })
}

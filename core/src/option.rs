//! A deployment option: one placement per component, together a whole way of running everything.

pub mod mix;

use crate::error::Error;
use crate::hosting::{Host, OptionOutline, Placement, Refusal, hosts};
use crate::number::Number;
use crate::plan::{DatabaseFit, DeploymentOption, Layer, LineItem, Rejection, Study, StudyRow};
use crate::reading::Reader;
use crate::system::{Comparison, Component, Demand, Way, Work};
use crate::unit::{COUNT, USD_PER_MONTH};

/// Guide 002's own split of the pipeline: where each of its stages goes.
const HYBRID_FUNCTIONS: [&str; 2] = ["enrich", "store"];

/// A way of running everything: which host takes which work.
struct Outline {
    id: &'static str,
    text: OptionOutline,
    /// Host of a job, by the component's identifier.
    jobs_on: fn(option: &'static str, component: &str) -> &'static str,
}

const HYBRID: Outline = Outline {
    id: "hybrid",
    text: OptionOutline {
        name: "Hybrid of guide 002",
        summary: "Extraction and analysis on Cloud Run, enrichment and storing in functions.",
        services_on: Some("containers_request"),
    },
    jobs_on: |_, component| {
        if HYBRID_FUNCTIONS.contains(&component) { "functions" } else { "containers_request" }
    },
};

/// Every way of running a demand.
pub struct Options<N> {
    /// The options, in the order of the page.
    pub options: Vec<DeploymentOption<N>>,
    /// Layers of the parts they share, and those an option adds: the database plan chosen, machines as stated.
    pub layers: Vec<Layer<N>>,
    /// Every database plan it was chosen from.
    pub database_fits: Vec<DatabaseFit<N>>,
}

/// Every option for a demand, in the order of the page, with the parts they all share placed once.
///
/// # Errors
/// [`Error`] where a shared part needs a figure that the catalogue lacks.
pub fn options<N: Number>(demand: &Demand<N>, reader: &Reader<'_, N>) -> Result<Options<N>, Error> {
    some_options(demand, reader, |_| true)
}

/// [`options`], only those `wanted` by their identifier.
///
/// # Errors
/// As [`options`].
pub fn some_options<N: Number>(
    demand: &Demand<N>,
    reader: &Reader<'_, N>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Options<N>, Error> {
    let hosts = hosts::<N>();
    let mut common = shared(demand, &hosts, reader);
    let mut layers = std::mem::take(&mut common.placement.layers);
    let database_fits = std::mem::take(&mut common.placement.database_fits);
    let options = outlines(&hosts)
        .filter(|outline| wanted(outline.id))
        .filter_map(|outline| {
            let mut own = hosted(&outline, demand, &hosts, reader)?;
            layers.append(&mut own.placement.layers);
            Some(whole(&outline, &common, own))
        })
        .collect();
    Ok(Options { options, layers, database_fits })
}

/// The parts every option shares: all that no host makes an option of.
fn shared<N: Number>(demand: &Demand<N>, hosts: &[&dyn Host<N>], reader: &Reader<'_, N>) -> Tally<N> {
    let mut tally = Tally::default();
    tally.rejections.extend(demand.rejections.iter().cloned());
    for host in hosts.iter().filter(|host| host.option().is_none()) {
        let takes = |component: &Component<N>| !is_hosted(&component.work) && host.takes(&component.work);
        tally.place(*host, demand, takes, reader);
    }
    tally
}

/// What an option has of its own; none where there is nothing for it to run.
fn hosted<N: Number>(
    outline: &Outline,
    demand: &Demand<N>,
    hosts: &[&dyn Host<N>],
    reader: &Reader<'_, N>,
) -> Option<Tally<N>> {
    let any = |wanted: fn(&Work<N>) -> bool| demand.components.iter().any(|one| wanted(&one.work));
    let has_jobs = any(|work| matches!(work, Work::Jobs(_)));
    if !any(is_hosted) || (!has_jobs && outline.text.services_on.is_some()) {
        return None;
    }
    let mut tally = Tally::default();
    for host in hosts {
        let takes =
            |component: &Component<N>| is_hosted(&component.work) && host_of(outline, component) == host.id();
        tally.place(*host, demand, takes, reader);
    }
    Some(tally)
}

/// What one part of the options comes to.
pub enum Part<N> {
    /// There is nothing to run for it.
    Nothing,
    /// Dollars a month.
    Usd(N),
    /// Why it cannot run.
    RuledOut(Vec<Rejection<N>>),
}

impl<N> Part<N> {
    /// Dollars a month, where it runs.
    pub fn usd(self) -> Option<N> {
        if let Self::Usd(usd) = self { Some(usd) } else { None }
    }
}

/// One part of the options: what they all share where `option` is none, else what the option at that place of [`ids`]
/// has of its own.
pub fn part<N: Number>(option: Option<usize>, demand: &Demand<N>, reader: &Reader<'_, N>) -> Part<N> {
    let hosts = hosts::<N>();
    let tally = match option {
        None => Some(shared(demand, &hosts, reader)),
        Some(place) => {
            outlines(&hosts).nth(place).and_then(|outline| hosted(&outline, demand, &hosts, reader))
        }
    };
    match tally {
        None => Part::Nothing,
        Some(tally) if tally.rejections.is_empty() => Part::Usd(bill(&tally.placement.line_items)),
        Some(tally) => Part::RuledOut(tally.rejections),
    }
}

/// The comparisons with the price of each way: what it names placed on the hosts it names, and nothing else.
pub fn studies<N: Number>(comparisons: Vec<Comparison<N>>, reader: &Reader<'_, N>) -> Vec<Study<N>> {
    let hosts = hosts::<N>();
    comparisons
        .into_iter()
        .map(|comparison| {
            let Comparison { id, title, lead, columns, ways, judge } = comparison;
            let mut rows: Vec<StudyRow<N>> =
                ways.into_iter().map(|way| priced(way, &hosts, reader)).collect();
            judge(&mut rows);
            Study { id, title, lead, columns, rows }
        })
        .collect()
}

fn priced<N: Number>(way: Way<N>, hosts: &[&dyn Host<N>], reader: &Reader<'_, N>) -> StudyRow<N> {
    let Way { mut row, runs } = way;
    if runs.is_empty() {
        return row;
    }
    let mut scenario = reader.scenario.clone();
    for change in &row.changes {
        scenario.set_unchecked(change.key, Some(change.to));
    }
    let changed = reader.over(&scenario);
    let mut tally = Tally::default();
    for host in hosts {
        let group: Vec<&Component<N>> =
            runs.iter().filter(|(id, _)| *id == host.id()).map(|(_, component)| component).collect();
        if !group.is_empty() {
            tally.add(&group, host.place(&group, &changed));
        }
    }
    row.rejections.extend(tally.rejections);
    row.line_items = tally.placement.line_items;
    row.usd_per_month = row.rejections.is_empty().then(|| bill(&row.line_items));
    row
}

/// The sum of a bill. Where everything is free, what is given back may exceed what is charged by dust.
pub(crate) fn bill<N: Number>(items: &[LineItem<N>]) -> N {
    N::sum(USD_PER_MONTH, items.iter().map(|item| item.usd_per_month)).max(N::zero(USD_PER_MONTH)).called(
        "Monthly bill",
        USD_PER_MONTH,
        "sum of the line items",
    )
}

/// Whether it is for a host of the option's own to run; the rest is the same in every option.
pub(crate) fn is_hosted<N>(work: &Work<N>) -> bool {
    matches!(work, Work::Jobs(_) | Work::Service(_))
}

/// The identifier of every option there can be, in the order of the page.
#[must_use]
pub fn ids() -> Vec<&'static str> {
    names().into_iter().map(|(id, _)| id).collect()
}

/// The same with its name.
#[must_use]
pub fn names() -> Vec<(&'static str, &'static str)> {
    outlines::<f64>(&hosts()).map(|outline| (outline.id, outline.text.name)).collect()
}

fn outlines<N: Number>(hosts: &[&dyn Host<N>]) -> impl Iterator<Item = Outline> {
    hosts
        .iter()
        .filter_map(|host| {
            host.option().map(|text| Outline { id: host.id(), text, jobs_on: |option, _| option })
        })
        .chain([HYBRID])
}

/// What an option runs itself, by the host that it runs on: hosts by their identifiers, in the order of the page.
#[must_use]
pub fn by_host<'d, N: Number>(
    option: &str,
    demand: &'d Demand<N>,
) -> Vec<(&'static str, Vec<&'d Component<N>>)> {
    let hosts = hosts::<N>();
    let Some(outline) = outlines(&hosts).find(|outline| outline.id == option) else { return Vec::new() };
    let on = |host: &&dyn Host<N>| {
        let takes = |one: &&Component<N>| is_hosted(&one.work) && host_of(&outline, one) == host.id();
        (host.id(), demand.components.iter().filter(takes).collect::<Vec<_>>())
    };
    hosts.iter().map(on).filter(|(_, components)| !components.is_empty()).collect()
}

/// One option: what it has of its own on top of the parts all options share.
fn whole<N: Number>(outline: &Outline, common: &Tally<N>, own: Tally<N>) -> DeploymentOption<N> {
    let mut tally = common.clone();
    tally.placement.absorb(own.placement);
    tally.rejections.extend(own.rejections);
    let Tally { placement, rejections } = tally;
    DeploymentOption {
        id: outline.id,
        name: outline.text.name,
        summary: outline.text.summary,
        usd_per_month: bill(&placement.line_items),
        line_items: placement.line_items,
        rejections,
        fleets: placement.fleets,
    }
}

fn host_of<N>(outline: &Outline, component: &Component<N>) -> &'static str {
    match component.work {
        Work::Service(_) => outline.text.services_on.unwrap_or(outline.id),
        _ => (outline.jobs_on)(outline.id, component.id),
    }
}

/// Placements and rejections as they come in.
#[derive(Clone, Debug)]
struct Tally<N> {
    placement: Placement<N>,
    rejections: Vec<Rejection<N>>,
}

impl<N> Default for Tally<N> {
    fn default() -> Self {
        Self { placement: Placement::default(), rejections: Vec::new() }
    }
}

impl<N: Number> Tally<N> {
    /// Ask a host for all that it takes of a demand.
    fn place(
        &mut self,
        host: &dyn Host<N>,
        demand: &Demand<N>,
        takes: impl Fn(&Component<N>) -> bool,
        reader: &Reader<'_, N>,
    ) {
        let group: Vec<&Component<N>> = demand.components.iter().filter(|one| takes(one)).collect();
        if !group.is_empty() {
            self.add(&group, host.place(&group, reader));
        }
    }

    fn add(&mut self, group: &[&Component<N>], placed: Result<Placement<N>, Refusal<N>>) {
        match placed {
            Ok(placement) => self.placement.absorb(placement),
            Err(Refusal::RuledOut(rejections)) => self.rejections.extend(rejections),
            Err(Refusal::Unknown(error)) => {
                let component = group.first().map_or("", |component| component.id);
                self.rejections.push(unknown(component, &error));
            }
        }
    }
}

/// Unknown is not zero: an option whose price is not known is ruled out by name.
fn unknown<N: Number>(component: &'static str, error: &Error) -> Rejection<N> {
    Rejection {
        component,
        limit: error.to_string(),
        label: "figures missing from the catalogue",
        value: N::count(1.0),
        allowed: N::zero(COUNT),
        unit: COUNT,
        flips: Vec::new(),
    }
}

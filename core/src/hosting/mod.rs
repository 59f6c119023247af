//! Where things can run, one file a host family. A host answers for the work it takes: a placement with its
//! line items, or the limits that rule it out. It knows no guide. Adding one is a file and a line in [`hosts`].

pub mod cloud_run;
pub mod container;
pub mod fargate;
pub mod gke_autopilot;
mod inputs;
pub mod lambda;
pub mod load_balancer;
pub mod managed;
pub mod paas_plan;
pub mod postgres;
pub mod sandbox;
pub mod tokens;
pub mod vm;

use crate::error::Error;
use crate::number::{Number, rounded_down};
use crate::plan::{Change, DatabaseFit, Fleet, Layer, LineItem, Rejection};
use crate::reading::Reader;
use crate::scenario::{Field, Key};
use crate::science::packing::busy_slots;
use crate::system::{Component, Jobs, LengthInput, Resize, Service, Work};
use crate::unit::{COUNT, GIB, MILLISECOND, SECOND, Unit, VCPU};

/// What an account has free belongs to no component.
pub const ACCOUNT: &str = "account";

/// All jobs of an option share one fleet, whatever stage they are of.
pub const WORKERS: &str = "workers";

/// Work that a host has taken on.
#[derive(Clone, Debug)]
pub struct Placement<N> {
    /// What it costs.
    pub line_items: Vec<LineItem<N>>,
    /// Machines and how busy they are.
    pub fleets: Vec<Fleet<N>>,
    /// What was chosen, layer by layer, where the host chooses a plan.
    pub layers: Vec<Layer<N>>,
    /// Every database plan it chose from.
    pub database_fits: Vec<DatabaseFit<N>>,
}

impl<N> Default for Placement<N> {
    fn default() -> Self {
        Self { line_items: Vec::new(), fleets: Vec::new(), layers: Vec::new(), database_fits: Vec::new() }
    }
}

impl<N> Placement<N> {
    /// Take in another placement on the same host.
    pub fn absorb(&mut self, other: Self) {
        self.line_items.extend(other.line_items);
        self.fleets.extend(other.fleets);
        self.layers.extend(other.layers);
        self.database_fits.extend(other.database_fits);
    }
}

/// Why a host cannot take a group of components: one or more limits, or a figure the catalogue lacks.
#[derive(Clone, Debug)]
pub enum Refusal<N> {
    /// Limits that rule it out.
    RuledOut(Vec<Rejection<N>>),
    /// A price or size that is not known. Unknown is not zero.
    Unknown(Error),
}

impl<N> From<Error> for Refusal<N> {
    fn from(error: Error) -> Self {
        Self::Unknown(error)
    }
}

/// A host family.
pub trait Host<N: Number>: Sync {
    /// Identifier, part of the contract with links and files where the host makes an option of its own.
    fn id(&self) -> &'static str;

    /// Whether it takes this kind of work.
    fn takes(&self, work: &Work<N>) -> bool;

    /// How it stands as a way of running everything; none for a host that is a part of every option.
    fn option(&self) -> Option<OptionOutline> {
        None
    }

    /// Place a group of components together, so that fleets are packed and allotments used once.
    ///
    /// # Errors
    /// [`Refusal`] with the limits that rule it out, or the figure that is missing.
    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>>;
}

/// A host as a way of running everything.
#[derive(Clone, Copy, Debug)]
pub struct OptionOutline {
    /// Name shown to people.
    pub name: &'static str,
    /// What runs where, in one sentence.
    pub summary: &'static str,
    /// Host of the always-on services, where the option differs from that host by its jobs only. Without jobs such an
    /// option would be listed twice, so it is left out.
    pub services_on: Option<&'static str>,
}

/// The inputs of the hosts: the common ones, and those that a host family declares in its own file.
pub const INPUTS: [&[Field]; 2] = [inputs::INPUTS, paas_plan::INPUTS];

/// Every host family, in the order of the page.
pub fn hosts<'h, N: Number + 'h>() -> [&'h dyn Host<N>; 13] {
    [
        &vm::ReservedVms,
        &lambda::Functions,
        &cloud_run::RequestBilled,
        &cloud_run::InstanceBilled,
        &fargate::TaskPerJob,
        &fargate::AlwaysOn,
        &gke_autopilot::Autopilot,
        &paas_plan::PaasPlans,
        &postgres::ManagedPostgres,
        &tokens::ModelProviders,
        &sandbox::Sandboxes,
        &managed::Cache,
        &managed::DocumentServices,
    ]
}

/// The jobs of a group.
pub fn jobs<N: Number>(group: &[&Component<N>]) -> Vec<(&'static str, Jobs<N>)> {
    group
        .iter()
        .filter_map(|component| match component.work {
            Work::Jobs(jobs) => Some((component.id, jobs)),
            _ => None,
        })
        .collect()
}

/// The services of a group.
pub fn services<N: Number>(group: &[&Component<N>]) -> Vec<(&'static str, Service<N>)> {
    group
        .iter()
        .filter_map(|component| match component.work {
            Work::Service(service) => Some((component.id, service)),
            _ => None,
        })
        .collect()
}

/// Relative error of a handful of roundings.
const DUST: f64 = 1e-12;

/// A limit that every placement must keep: the value may not exceed what is allowed.
pub struct Limit {
    /// Identifier as in the catalogue.
    pub id: &'static str,
    /// In words.
    pub label: &'static str,
    /// Unit of value and limit.
    pub unit: Unit,
}

impl Limit {
    /// Whether `value` breaks the limit, dust forgiven: a size worked out so that the limit is just kept must keep it.
    pub fn is_broken<N: Number>(value: N, allowed: N) -> bool {
        value.exceeds(allowed * N::count(1.0 + DUST))
    }

    /// The rejection of `value`, unless it keeps the limit. `flips` are asked for only when needed.
    pub fn check<N: Number>(
        &self,
        component: &'static str,
        value: N,
        allowed: N,
        flips: impl FnOnce() -> Vec<Change>,
    ) -> Option<Rejection<N>> {
        Self::is_broken(value, allowed).then(|| Rejection {
            component,
            limit: self.id.to_owned(),
            label: self.label,
            value,
            allowed,
            unit: self.unit,
            flips: flips(),
        })
    }
}

/// The wait a new instance costs a job, against what the person tolerates.
pub fn check_start<N: Number>(
    reader: &Reader<'_, N>,
    component: &'static str,
    start: N,
) -> Option<Rejection<N>> {
    const START: Limit =
        Limit { id: "cold_start_tolerance_seconds", label: "wait for a cold start", unit: SECOND };
    START.check(component, start, reader.get(Key::ColdStartToleranceSeconds), || {
        Change::allowed(Key::ColdStartToleranceSeconds, start.value()).into_iter().collect()
    })
}

/// The changes that each make the longest run of a job at most `minutes`: a job split into more runs, which leaves no
/// work undone, and a shorter one where its length is stated by one input.
pub fn shorten<N: Number>(jobs: &Jobs<N>, minutes: f64) -> Vec<Change> {
    let LengthInput { key, value, least_minutes, parts_key, parts } = jobs.length_input;
    let times = jobs.longest_minutes.value() / minutes;
    let to = rounded_down(value / times);
    let enough = minutes >= least_minutes && to >= least_minutes * value / jobs.longest_minutes.value();
    let shorter = Change::allowed(key, to).filter(|_| enough);
    // Without the dust that counts forgive: a run that is too long by that much is too long.
    let split = Change::allowed(parts_key, libm::ceil(parts * times * (1.0 - DUST)));
    split.into_iter().chain(shorter).collect()
}

/// Checks that one piece fits in what there is at most, with the changes that make it small enough.
pub fn check_size<N: Number>(
    limits: [&Limit; 2],
    component: &'static str,
    wanted: (N, N),
    most: (f64, f64),
    resize: impl Into<Resize>,
) -> Result<(), Refusal<N>> {
    let most = (N::constant(most.0, VCPU), N::constant(most.1, GIB));
    check_size_or(limits, component, wanted, most, resize.into(), None)
}

/// The same where an input decides how much the host has, with the change that gives a host that has more.
pub fn check_size_or<N: Number>(
    limits: [&Limit; 2],
    component: &'static str,
    wanted: (N, N),
    most: (N, N),
    resize: Resize,
    larger: Option<Change>,
) -> Result<(), Refusal<N>> {
    let [vcpu, memory] = limits;
    let [less_vcpu, less_memory] = resize.changes((most.0.value(), most.1.value()));
    let flips = |smaller: Option<Change>| move || smaller.into_iter().chain(larger).collect();
    let checks = [
        vcpu.check(component, wanted.0, most.0, flips(less_vcpu)),
        memory.check(component, wanted.1, most.1, flips(less_memory)),
    ];
    all_kept(checks.into_iter().flatten().collect())
}

/// Jobs of a group at work at once, mean over the day.
pub fn at_once<N: Number>(jobs: &[(&'static str, Jobs<N>)]) -> N {
    N::sum(COUNT, jobs.iter().map(|(_, jobs)| busy_slots(jobs.per_day, jobs.minutes)))
}

/// Seconds billed for a run: its length rounded up to the host's granularity.
pub fn billed_seconds<N: Number>(seconds: N, granularity_ms: N) -> N {
    let granularity = granularity_ms * N::constant(1e-3, SECOND.per(MILLISECOND));
    ((seconds / granularity).ceil() * granularity).called(
        "Seconds billed per run",
        SECOND,
        "run length rounded up to the billing granularity",
    )
}

/// Stop with every rejection found, or go on.
///
/// # Errors
/// [`Refusal::RuledOut`] where there is at least one.
pub fn all_kept<N>(rejections: Vec<Rejection<N>>) -> Result<(), Refusal<N>> {
    if rejections.is_empty() { Ok(()) } else { Err(Refusal::RuledOut(rejections)) }
}

//! What has to run, one file a source guide. A system turns inputs into [`Component`]s and layers; it knows
//! no price and no vendor. Adding one is a file and a line in the
//! list below; its inputs and presets are part of that file.

pub mod agent_platform;
pub mod background_worker;
pub mod file_pipeline;
pub mod memory_service;
pub mod model_worker;

use crate::error::Error;
use crate::number::Number;
use crate::plan::{Change, Layer, Notice, Rejection, StudyRow, TierVerdict};
use crate::reading::Reader;
use crate::scenario::presets::Preset;
use crate::scenario::{Field, Key};
use crate::science::cold_start::late_start_share;
use crate::science::quantile::Lognormal;
use crate::unit::{COUNT, PER_SECOND, SECOND, VCPU};

/// Everything the systems that are switched on ask for.
#[derive(Clone, Debug)]
pub struct Demand<N> {
    /// What must be placed somewhere.
    pub components: Vec<Component<N>>,
    /// The same, layer by layer, for people.
    pub layers: Vec<Layer<N>>,
    /// Tier and topology, where a system has them.
    pub tier: Option<TierVerdict<N>>,
    /// Things to know before trusting the figures.
    pub notices: Vec<Notice>,
    /// What rules the systems out wherever they run.
    pub rejections: Vec<Rejection<N>>,
}

impl<N> Default for Demand<N> {
    fn default() -> Self {
        Self {
            components: Vec::new(),
            layers: Vec::new(),
            tier: None,
            notices: Vec::new(),
            rejections: Vec::new(),
        }
    }
}

impl<N> Demand<N> {
    /// Say something to know before trusting the figures. A program without the long texts leaves these to another.
    pub fn note(&mut self, id: &'static str, text: &'static str) {
        if cfg!(feature = "texts") {
            self.notices.push(Notice { id, text });
        }
    }

    /// Ask for all that `other` asks for as well.
    pub fn absorb(&mut self, other: Self) {
        self.components.extend(other.components);
        self.layers.extend(other.layers);
        self.tier = self.tier.take().or(other.tier);
        self.notices.extend(other.notices);
        self.rejections.extend(other.rejections);
    }
}

impl<N: Copy> Demand<N> {
    /// What decides feasibility and cost of the components wanted, with every figure changed by `change`.
    pub fn map<M>(&self, wanted: impl Fn(&Work<N>) -> bool, change: impl Fn(N) -> M) -> Demand<M> {
        let components = self.components.iter().filter(|component| wanted(&component.work));
        Demand {
            components: components.map(|component| component.map(&change)).collect(),
            rejections: self.rejections.iter().map(|one| one.map(&change)).collect(),
            ..Demand::default()
        }
    }
}

/// Rows of a [`Study`](crate::plan::Study) before they are priced.
#[derive(Clone, Debug)]
pub struct Comparison<N> {
    /// Identifier.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it shows and by which rule, in a sentence or two.
    pub lead: &'static str,
    /// Heading of each row's name, then of each of its cells.
    pub columns: Vec<&'static str>,
    /// What is compared.
    pub ways: Vec<Way<N>>,
    /// Says what to make of the rows once they are priced.
    pub judge: fn(&mut [StudyRow<N>]),
}

/// One row of a [`Comparison`].
#[derive(Clone, Debug)]
pub struct Way<N> {
    /// The row, without its price. Its changes are in force while it is priced.
    pub row: StudyRow<N>,
    /// What is to be placed where to know its price: hosts by their identifiers. Empty where it has none.
    pub runs: Vec<(&'static str, Component<N>)>,
}

/// A part that must run or be bought.
#[derive(Clone, Debug)]
pub struct Component<N> {
    /// Identifier, also on the bill.
    pub id: &'static str,
    /// Name shown to people.
    pub name: &'static str,
    /// What it asks for.
    pub work: Work<N>,
}

/// What a component asks for, in terms any host can answer.
#[derive(Clone, Debug)]
pub enum Work<N> {
    /// Runs that start, work for minutes and end.
    Jobs(Jobs<N>),
    /// Replicas that are always there.
    Service(Service<N>),
    /// A Postgres database.
    Database(Database<N>),
    /// Tokens bought from model providers.
    Tokens(Tokens<N>),
    /// Code run in a sandbox, minutes per month.
    Sandbox {
        /// Minutes per month in use.
        minutes_per_month: N,
        /// Minutes of one session, where it is started for each use.
        session_minutes: N,
        /// Input that states them.
        session_input: Key,
    },
    /// Documents turned into text by an outside service.
    Extraction {
        /// Pages per month.
        pages_per_month: N,
    },
    /// A workflow server.
    Workflow {
        /// Billable actions per month.
        actions_per_month: N,
    },
    /// A small in-memory cache.
    Cache,
}

impl<N: Copy> Component<N> {
    /// The same with every figure changed by `change`.
    pub fn map<M>(&self, change: impl Fn(N) -> M) -> Component<M> {
        let work = match self.work {
            Work::Jobs(jobs) => Work::Jobs(Jobs {
                per_day: change(jobs.per_day),
                minutes: change(jobs.minutes),
                longest_minutes: change(jobs.longest_minutes),
                vcpu: change(jobs.vcpu),
                memory_gib: change(jobs.memory_gib),
                cpu_share: change(jobs.cpu_share),
                size_inputs: jobs.size_inputs,
                length_input: jobs.length_input,
            }),
            Work::Service(service) => Work::Service(Service {
                replicas: change(service.replicas),
                vcpu: change(service.vcpu),
                memory_gib: change(service.memory_gib),
                busy_vcpu: change(service.busy_vcpu),
                requests_per_second: change(service.requests_per_second),
                seconds_per_request: change(service.seconds_per_request),
                one_at_a_time: service.one_at_a_time,
                cpu_outside_requests: service.cpu_outside_requests,
                start: service.start.map(|start| StartUp {
                    median_seconds: change(start.median_seconds),
                    p90_seconds: change(start.p90_seconds),
                    window_seconds: change(start.window_seconds),
                    tolerance: change(start.tolerance),
                    scales_to_zero: start.scales_to_zero,
                    kept_by: start.kept_by,
                }),
                balanced: service.balanced,
                polls: service.polls,
                spot_time_factor: service.spot_time_factor.map(&change),
                size_inputs: service.size_inputs,
            }),
            Work::Database(need) => Work::Database(Database {
                hot_bytes: change(need.hot_bytes),
                stored_bytes: change(need.stored_bytes),
                backup_bytes: change(need.backup_bytes),
                peak_vcpu: change(need.peak_vcpu),
                mean_vcpu: change(need.mean_vcpu),
                connections: change(need.connections),
                bookkeeping_only: need.bookkeeping_only,
            }),
            Work::Tokens(tokens) => Work::Tokens(Tokens {
                llm_input: change(tokens.llm_input),
                llm_output: change(tokens.llm_output),
                embedding: change(tokens.embedding),
            }),
            Work::Sandbox { minutes_per_month, session_minutes, session_input } => Work::Sandbox {
                minutes_per_month: change(minutes_per_month),
                session_minutes: change(session_minutes),
                session_input,
            },
            Work::Extraction { pages_per_month } => {
                Work::Extraction { pages_per_month: change(pages_per_month) }
            }
            Work::Workflow { actions_per_month } => {
                Work::Workflow { actions_per_month: change(actions_per_month) }
            }
            Work::Cache => Work::Cache,
        };
        Component { id: self.id, name: self.name, work }
    }
}

/// Runs that start, work and end.
#[derive(Clone, Copy, Debug)]
pub struct Jobs<N> {
    /// Starts per day.
    pub per_day: N,
    /// Mean length of one, minutes.
    pub minutes: N,
    /// Longest length of one, minutes.
    pub longest_minutes: N,
    /// vCPUs one asks for.
    pub vcpu: N,
    /// Memory one asks for, GiB.
    pub memory_gib: N,
    /// Share of its time that it keeps its vCPUs busy.
    pub cpu_share: N,
    /// Inputs that set its size.
    pub size_inputs: SizeInputs,
    /// Input that sets its longest length.
    pub length_input: LengthInput,
}

/// The inputs that set a size: what to change where it does not fit.
#[derive(Clone, Copy, Debug)]
pub struct SizeInputs {
    /// Input for the vCPUs.
    pub vcpu: Key,
    /// Input for the memory.
    pub memory_gib: Key,
}

/// What makes a piece smaller where it does not fit.
#[derive(Clone, Copy, Debug)]
pub enum Resize {
    /// Nothing a person states.
    Fixed,
    /// The inputs that state its size.
    Inputs(SizeInputs),
    /// A choice among sizes, vCPU and GiB, smallest first.
    Choice(Key, &'static [(f64, f64)]),
    /// Less of a load. vCPU and GiB each have a part that is fixed and one for every piece of load.
    Load {
        /// Input for the load, in whole pieces.
        key: Key,
        /// Fixed part, and that of one piece of load.
        vcpu: (f64, f64),
        /// The same for memory, GiB.
        memory_gib: (f64, f64),
    },
    /// More replicas. vCPU and GiB each have a part that every replica has and one that all share.
    Replicas {
        /// Input for the replicas.
        key: Key,
        /// Part of every replica, and what all share.
        vcpu: (f64, f64),
        /// The same for memory, GiB.
        memory_gib: (f64, f64),
    },
}

impl From<SizeInputs> for Resize {
    fn from(inputs: SizeInputs) -> Self {
        Self::Inputs(inputs)
    }
}

impl Resize {
    /// The change after which a piece needs no more vCPUs, and the one after which it needs no more memory, than a
    /// host's `most` (vCPU, GiB); none where no change does.
    #[must_use]
    pub fn changes(self, most: (f64, f64)) -> [Option<Change>; 2] {
        let each = |key, count: fn(f64, (f64, f64)) -> f64, vcpu, memory_gib| {
            [(most.0, vcpu), (most.1, memory_gib)].map(|(most, parts)| {
                let to = count(most, parts);
                if to.is_finite() && to > 0.0 { Change::allowed(key, to) } else { None }
            })
        };
        match self {
            Self::Fixed => [None, None],
            Self::Inputs(inputs) => {
                [Change::allowed(inputs.vcpu, most.0), Change::allowed(inputs.memory_gib, most.1)]
            }
            Self::Choice(key, sizes) => {
                let place = sizes.iter().rposition(|size| size.0 <= most.0 && size.1 <= most.1);
                [place.map(|place| Change { key, to: place as f64 }); 2]
            }
            Self::Load { key, vcpu, memory_gib } => {
                each(key, |most, (fixed, one)| Number::floor((most - fixed) / one), vcpu, memory_gib)
            }
            Self::Replicas { key, vcpu, memory_gib } => {
                each(key, |most, (own, shared)| Number::ceil(shared / (most - own)), vcpu, memory_gib)
            }
        }
    }
}

/// The input that the longest run is proportional to: what to change where it is too long.
#[derive(Clone, Copy, Debug)]
pub struct LengthInput {
    /// The input.
    pub key: Key,
    /// Its value.
    pub value: f64,
    /// Minutes below which it does not make the longest run shorter, because another input then sets it.
    pub least_minutes: f64,
    /// Input for the runs that a job is split into.
    pub parts_key: Key,
    /// Its value.
    pub parts: f64,
}

/// Replicas that are always there.
#[derive(Clone, Copy, Debug)]
pub struct Service<N> {
    /// Replicas.
    pub replicas: N,
    /// vCPUs of one.
    pub vcpu: N,
    /// Memory of one, GiB.
    pub memory_gib: N,
    /// vCPUs busy in all replicas together, mean over the day.
    pub busy_vcpu: N,
    /// Requests per second, mean over the day.
    pub requests_per_second: N,
    /// Seconds one request keeps a replica occupied, mean.
    pub seconds_per_request: N,
    /// Whether a replica takes no second request while it serves one.
    pub one_at_a_time: bool,
    /// Whether it works between requests too, so that a host that slows it down then is none.
    pub cpu_outside_requests: bool,
    /// How a replica comes up, where that takes long enough to matter or happens on request; none where replicas are
    /// always there.
    pub start: Option<StartUp<N>>,
    /// Whether a load balancer stands in front.
    pub balanced: bool,
    /// Whether it fetches its work itself, so that no request wakes it.
    pub polls: bool,
    /// How much longer its work takes on capacity that may be taken away (1 or more), where it may run on such.
    pub spot_time_factor: Option<N>,
    /// What sets the size of a replica.
    pub size_inputs: Resize,
}

impl<N: Number> Service<N> {
    /// One replica of a size, with nothing to do: where the description of a service begins.
    pub fn idle(vcpu: N, memory_gib: N, size_inputs: impl Into<Resize>) -> Self {
        Self {
            replicas: N::count(1.0),
            vcpu,
            memory_gib,
            busy_vcpu: N::zero(VCPU),
            requests_per_second: N::zero(PER_SECOND),
            seconds_per_request: N::zero(SECOND),
            one_at_a_time: false,
            cpu_outside_requests: false,
            start: None,
            balanced: false,
            polls: false,
            spot_time_factor: None,
            size_inputs: size_inputs.into(),
        }
    }
}

/// How a replica of a service comes up.
#[derive(Clone, Copy, Debug)]
pub struct StartUp<N> {
    /// Seconds that half the starts stay within.
    pub median_seconds: N,
    /// Seconds that nine in ten stay within.
    pub p90_seconds: N,
    /// Seconds that a host with a start-up probe waits, as set: initial delay and probe together.
    pub window_seconds: N,
    /// Share of starts that may take longer.
    pub tolerance: N,
    /// Whether hosts that can end the last replica while there are no requests do so.
    pub scales_to_zero: bool,
    /// The change that keeps a replica instead.
    pub kept_by: Option<Change>,
}

impl<N: Number> StartUp<N> {
    /// Share of starts that take longer than the window.
    pub fn late_share(&self) -> N {
        late_start_share(self.median_seconds, self.p90_seconds, self.window_seconds)
    }

    /// The window, seconds, that as many starts keep as must.
    pub fn needed_seconds(&self) -> f64 {
        Lognormal::from_median_and(self.median_seconds.value(), 0.9, self.p90_seconds.value())
            .quantile(1.0 - self.tolerance.value())
    }
}

/// Share of a database server's memory that can hold index and table pages: shared buffers and the system's cache,
/// once connections, maintenance and the system have theirs. Guide 004 names both caches; the share is our
/// assumption.
pub const CACHEABLE_SHARE: f64 = 0.75;

/// What a Postgres database must hold and bear.
#[derive(Clone, Copy, Debug)]
pub struct Database<N> {
    /// Bytes that must stay in memory for queries to stay fast.
    pub hot_bytes: N,
    /// Bytes on disk, with room to work.
    pub stored_bytes: N,
    /// Write-ahead log kept for recovery, bytes.
    pub backup_bytes: N,
    /// vCPUs busy at the peak.
    pub peak_vcpu: N,
    /// vCPUs busy, mean over the day.
    pub mean_vcpu: N,
    /// Connections open at most.
    pub connections: N,
    /// Whether a guide's flat price stands for this database: nothing but bookkeeping is kept in it.
    pub bookkeeping_only: bool,
}

impl<N: Number> Database<N> {
    /// One database that serves both.
    #[must_use]
    pub fn shared_with(self, other: Self) -> Self {
        Self {
            hot_bytes: self.hot_bytes + other.hot_bytes,
            stored_bytes: self.stored_bytes + other.stored_bytes,
            backup_bytes: self.backup_bytes + other.backup_bytes,
            peak_vcpu: self.peak_vcpu + other.peak_vcpu,
            mean_vcpu: self.mean_vcpu + other.mean_vcpu,
            connections: self.connections + other.connections,
            bookkeeping_only: self.bookkeeping_only && other.bookkeeping_only,
        }
    }
}

/// Tokens bought in a month.
#[derive(Clone, Copy, Debug)]
pub struct Tokens<N> {
    /// Tokens sent to the language model.
    pub llm_input: N,
    /// Tokens it writes.
    pub llm_output: N,
    /// Tokens embedded.
    pub embedding: N,
}

/// The gateway in front of a system.
#[derive(Clone, Debug)]
pub enum Gateway<N> {
    /// None, or one that is nobody else's business.
    None,
    /// One that takes in what passes through the others: the system sizes it for that with [`taken_in`].
    ForAll,
    /// One of its own, unless another takes it in.
    Own(Component<N>),
}

/// A system of one source guide.
pub trait System<N: Number> {
    /// The input that switches it on.
    fn switch(&self) -> Key;

    /// The gateway in front of it. Several systems have one between them.
    fn gateway(&self, _reader: &Reader<'_, N>) -> Gateway<N> {
        Gateway::None
    }

    /// Add what it asks for.
    ///
    /// # Errors
    /// [`Error`] where a figure it needs is missing from the catalogue.
    fn demand(&self, reader: &Reader<'_, N>, demand: &mut Demand<N>) -> Result<(), Error>;
}

/// What a system has to compare beyond the options. A trait of its own, so that a program that asks for no comparison
/// does not carry any.
pub trait Compare<N: Number>: System<N> {
    /// The comparisons, not yet priced; none where there is nothing to compare.
    ///
    /// # Errors
    /// As [`System::demand`].
    fn comparisons(&self, _reader: &Reader<'_, N>) -> Result<Vec<Comparison<N>>, Error> {
        Ok(Vec::new())
    }
}

/// The one list of systems: from each module its switch, its inputs, its presets and the system itself.
macro_rules! systems {
    ($($module:ident::$system:ident,)*) => {
        /// The switch of every system.
        pub const SWITCHES: [&[Field]; SYSTEMS] = [$($module::SWITCH,)*];
        /// The other inputs of every system.
        pub const INPUTS: [&[Field]; SYSTEMS] = [$($module::INPUTS,)*];
        /// The presets of every system.
        pub const PRESETS: [&[Preset]; SYSTEMS] = [$($module::PRESETS,)*];
        const SYSTEMS: usize = [$(stringify!($module),)*].len();

        /// Every system Loadline plans, in the order of the page.
        pub fn systems<'s, N: Number + 's>() -> [&'s dyn System<N>; SYSTEMS] {
            [$(&$module::$system,)*]
        }

        /// The same with what they compare.
        fn comparing<'s, N: Number + 's>() -> [&'s dyn Compare<N>; SYSTEMS] {
            [$(&$module::$system,)*]
        }
    };
}

systems! {
    memory_service::MemoryServiceSystem,
    file_pipeline::FilePipelineSystem,
    agent_platform::AgentPlatformSystem,
    model_worker::ModelWorkerSystem,
    background_worker::BackgroundWorkerSystem,
}

/// What all systems that are on ask for, with shared parts counted once.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn demand<N: Number>(reader: &Reader<'_, N>) -> Result<Demand<N>, Error> {
    let mut demand = Demand::default();
    for part in 0..DEMANDS {
        demand.absorb(part_of_demand(part, reader)?);
    }
    share(&mut demand.components);
    Ok(demand)
}

/// Parts that a demand is put together of: one for each system, and the gateways.
pub const DEMANDS: usize = SYSTEMS + 1;

/// One part of the demand, before shared parts are counted once: empty where its system is off.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn part_of_demand<N: Number>(part: usize, reader: &Reader<'_, N>) -> Result<Demand<N>, Error> {
    let mut demand = Demand::default();
    match systems().get(part) {
        Some(system) if reader.on(system.switch()) => system.demand(reader, &mut demand)?,
        Some(_) => {}
        None => {
            let (gateways, shared) = gateways(reader);
            demand.components = if shared { Vec::new() } else { gateways };
        }
    }
    Ok(demand)
}

/// Count once what several systems share.
pub fn share<N: Number>(components: &mut Vec<Component<N>>) {
    share_the_database(components);
    share_the_cache(components);
}

/// What the systems that are on have to compare.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn comparisons<N: Number>(reader: &Reader<'_, N>) -> Result<Vec<Comparison<N>>, Error> {
    let mut comparisons = Vec::new();
    for system in comparing().iter().filter(|system| reader.on(system.switch())) {
        comparisons.extend(system.comparisons(reader)?);
    }
    Ok(comparisons)
}

/// Gateways of the systems that are on, and whether another takes them in.
fn gateways<N: Number>(reader: &Reader<'_, N>) -> (Vec<Component<N>>, bool) {
    let mut own = Vec::new();
    let mut shared = false;
    for system in systems().iter().filter(|system| reader.on(system.switch())) {
        match system.gateway(reader) {
            Gateway::None => {}
            Gateway::ForAll => shared = true,
            Gateway::Own(component) => own.push(component),
        }
    }
    (own, shared)
}

/// What passes through gateways that another takes in.
pub struct TakenIn<N> {
    /// Requests per second, mean over the day.
    pub requests_per_second: N,
    /// Requests open at a time, mean over the day.
    pub open: N,
    /// vCPUs busy with them, mean over the day.
    pub busy_vcpu: N,
}

/// What passes through the other systems' gateways, for the one that takes them in.
pub fn taken_in<N: Number>(reader: &Reader<'_, N>) -> TakenIn<N> {
    let nothing =
        TakenIn { requests_per_second: N::zero(PER_SECOND), open: N::zero(COUNT), busy_vcpu: N::zero(VCPU) };
    gateways(reader).0.into_iter().fold(nothing, |all, gateway| match gateway.work {
        Work::Service(service) => TakenIn {
            requests_per_second: all.requests_per_second + service.requests_per_second,
            open: all.open + service.requests_per_second * service.seconds_per_request,
            busy_vcpu: all.busy_vcpu + service.busy_vcpu,
        },
        _ => all,
    })
}

/// Several systems that need a Postgres database share the first one.
fn share_the_database<N: Number>(components: &mut Vec<Component<N>>) {
    let others: Vec<Database<N>> = components.iter().filter_map(database).skip(1).collect();
    let mut seen = false;
    components.retain_mut(|component| match &mut component.work {
        Work::Database(_) if seen => false,
        Work::Database(need) => {
            seen = true;
            *need = others.iter().fold(*need, |need, other| need.shared_with(*other));
            true
        }
        _ => true,
    });
}

/// One small cache serves every system that needs one.
fn share_the_cache<N>(components: &mut Vec<Component<N>>) {
    let mut seen = false;
    components.retain(|component| {
        let is_cache = matches!(component.work, Work::Cache);
        !is_cache || !std::mem::replace(&mut seen, true)
    });
}

fn database<N: Copy>(component: &Component<N>) -> Option<Database<N>> {
    match component.work {
        Work::Database(need) => Some(need),
        _ => None,
    }
}

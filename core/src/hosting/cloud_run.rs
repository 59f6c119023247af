//! Containers on Cloud Run, billed by request (scale to zero) or by instance.

use super::container::{Family, Size, autoscaled};
use super::{
    ACCOUNT, Host, Limit, OptionOutline, Placement, Refusal, WORKERS, all_kept, at_once, billed_seconds,
    check_start, jobs, services, shorten,
};
use crate::error::Error;
use crate::number::{Number, rounded_down, rounded_up};
use crate::plan::{Change, Fleet, LineItem, Rejection};
use crate::reading::{Rate, Reader, percent, seconds_per_minute, seconds_per_month};
use crate::scenario::Key;
use crate::science::cold_start::{cold_share, instances_alive, mean_start_seconds};
use crate::science::quantile::normal_quantile;
use crate::system::{Component, Jobs, Resize, Service, StartUp, Work};
use crate::unit::{
    COUNT, GIB, GIB_SECOND, MILLION, MILLISECOND, MONTH, PER_MONTH, PERCENT, SECOND, Unit, VCPU, VCPU_SECOND,
};
use std::rc::Rc;
use std::sync::Arc;

/// Scale to zero, billed while a request is served.
pub struct RequestBilled;

/// Kept instances, billed for their whole life.
pub struct InstanceBilled;

const LONGEST_RUN: Limit =
    Limit { id: "gcp.cloud_run.timeout_seconds", label: "longest request", unit: SECOND };
const SIZE_VCPU: Limit = Limit { id: "gcp.cloud_run.sizes", label: "vCPUs of one instance", unit: VCPU };
const SIZE_MEMORY: Limit = Limit { id: "gcp.cloud_run.sizes", label: "memory of one instance", unit: GIB };
const START_WINDOW: Limit =
    Limit { id: "start_miss_tolerance", label: "starts that outlast the start-up probe", unit: PERCENT };
const CPU_OUTSIDE: Limit = Limit {
    id: "cpu_outside_requests",
    label: "processor needed outside requests, billed by request",
    unit: COUNT,
};
const IN_FLIGHT: Limit =
    Limit { id: "gcp.cloud_run.concurrency", label: "requests open in one instance", unit: COUNT };
const INSTANCES: Limit = Limit { id: "cloud_run_max_instances", label: "instances at the peak", unit: COUNT };

impl<N: Number> Host<N> for RequestBilled {
    fn id(&self) -> &'static str {
        "containers_request"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_) | Work::Service(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "Containers, by request",
            summary: "Cloud Run, one instance a job, scaled to zero; services keep minimum instances.",
            services_on: None,
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let mut uses = Vec::new();
        let mut pool = Vec::new();
        let mut instances = N::zero(COUNT);
        let jobs = jobs(group);
        let mut rejections = Vec::new();
        if let Some((_, job)) = jobs.first() {
            let size = smallest(WORKERS, (job.vcpu, job.memory_gib), job.size_inputs.into(), reader)?;
            let start = reader.get(Key::ContainerStartSeconds);
            let granularity = reader.limit("gcp.cloud_run.billing_ms", MILLISECOND)?;
            let timeout = reader.limit("gcp.cloud_run.timeout_seconds", SECOND)?;
            for (component, job) in &jobs {
                rejections.extend(longest_run(component, job, timeout));
                rejections.extend(check_start(reader, component, start));
                let starts = job.per_day * reader.days_per_month();
                let seconds = billed_seconds(job.minutes * seconds_per_minute() + start, granularity);
                uses.push(Use {
                    component,
                    instance_seconds: starts * seconds,
                    requests: starts,
                    ..Use::nothing(&size)
                });
            }
            let mean = at_once(&jobs);
            instances = instances + mean * reader.get(Key::PeakToMean);
            placement.fleets.push(size.fleet(WORKERS, mean, N::count(1.0)));
        }
        for (component, service) in services(group) {
            let size = smallest(component, asked(&service), service.size_inputs, reader)?;
            rejections.extend(check_service(component, &service, reader)?);
            rejections.extend(check_cpu(component, &service));
            instances = instances + service.replicas;
            rejections.extend(requests(component, &service, reader)?);
            if service.polls {
                placement.fleets.push(size.replicas(component, &service));
                pool.push(Use::lives(component, service.replicas, &size, reader));
                continue;
            }
            let active = active_share(&service, reader)?;
            let lives = service.replicas * seconds_per_month(reader);
            let requests = service.requests_per_second * seconds_per_month(reader);
            let warm = Warm::of(&service, reader);
            uses.push(Use {
                component,
                instance_seconds: lives * active,
                // Above the minimum instances, idling is free.
                idle_seconds: warm.is_none().then(|| lives * (N::count(1.0) - active)),
                start_seconds: warm.as_ref().map(|warm| warm.start_seconds),
                requests,
                ..Use::nothing(&size)
            });
            placement.fleets.push(fleet(component, &service, &size, warm));
        }
        rejections.extend(quota(instances, reader));
        all_kept(rejections)?;
        billed(&uses, &BY_REQUEST, &pool, reader, placement)
    }
}

impl<N: Number> Host<N> for InstanceBilled {
    fn id(&self) -> &'static str {
        "containers_instance"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_) | Work::Service(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "Containers, by instance",
            summary: "Cloud Run instances billed for their whole life, scaled with the day, never below one.",
            services_on: None,
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let mut uses = Vec::new();
        let mut pool = Vec::new();
        let mut instances = N::zero(COUNT);
        let jobs = jobs(group);
        let mut rejections = Vec::new();
        if let Some((_, job)) = jobs.first() {
            let size = smallest(WORKERS, (job.vcpu, job.memory_gib), job.size_inputs.into(), reader)?;
            let timeout = reader.limit("gcp.cloud_run.timeout_seconds", SECOND)?;
            for (component, job) in &jobs {
                rejections.extend(longest_run(component, job, timeout));
            }
            let fleet = autoscaled(&jobs, reader);
            let lives = fleet.mean * seconds_per_month(reader);
            uses.push(Use { component: WORKERS, instance_seconds: lives, ..Use::nothing(&size) });
            instances = instances + fleet.peak;
            placement.fleets.push(size.fleet(WORKERS, fleet.mean, at_once(&jobs) / fleet.mean));
        }
        for (component, service) in services(group) {
            let size = smallest(component, asked(&service), service.size_inputs, reader)?;
            rejections.extend(check_service(component, &service, reader)?);
            let warm = Warm::of(&service, reader);
            let alive = warm.as_ref().map_or(service.replicas, |warm| warm.alive);
            let kept = if service.polls { &mut pool } else { &mut uses };
            kept.push(Use {
                start_seconds: warm.as_ref().map(|warm| warm.start_seconds),
                ..Use::lives(component, alive, &size, reader)
            });
            instances = instances + service.replicas;
            rejections.extend(requests(component, &service, reader)?);
            placement.fleets.push(fleet(component, &service, &size, warm));
        }
        rejections.extend(quota(instances, reader));
        all_kept(rejections)?;
        billed(&uses, &BY_INSTANCE, &pool, reader, placement)
    }
}

/// Instances of a service that scales to zero.
struct Warm<N> {
    /// Instances alive, serving or kept, mean.
    alive: N,
    /// Seconds a month that instances take to start, all together.
    start_seconds: N,
}

impl<N: Number> Warm<N> {
    /// None where minimum instances are kept.
    ///
    /// One request at a time in an instance: ordered hunt. Starts do not lengthen the service there; a request behind
    /// one that starts an instance may also wait for the next that is free. Many at a time: a replica stays from its
    /// first request until the keep-alive has passed without one, which is M/G/∞ with the keep-alive as part of the
    /// service, and a request that finds it gone starts it.
    fn of(service: &Service<N>, reader: &Reader<'_, N>) -> Option<Self> {
        let start = service.start.filter(|start| start.scales_to_zero)?;
        let (rate, seconds) = (service.requests_per_second, service.seconds_per_request);
        let kept = reader.get(Key::KeepAliveSeconds);
        let (cold, alive) = if service.one_at_a_time {
            (cold_share(rate, seconds, kept), instances_alive(rate, seconds, kept))
        } else {
            let awake = busy_share(rate * (seconds + kept) / service.replicas);
            (N::count(1.0) - awake, service.replicas * awake)
        };
        let starts = rate * cold * seconds_per_month(reader);
        Some(Self {
            alive,
            start_seconds: (starts * mean_start_seconds(start.median_seconds, start.p90_seconds)).called(
                "Seconds of starts a month",
                SECOND.per(MONTH),
                "requests that find no idle instance × mean start",
            ),
        })
    }
}

/// The instances of a service: those kept, or on average those that come and go.
fn fleet<N: Number>(
    component: &'static str,
    service: &Service<N>,
    size: &Size<N>,
    warm: Option<Warm<N>>,
) -> Fleet<N> {
    match warm {
        None => size.replicas(component, service),
        Some(warm) => {
            let none = N::zero(COUNT);
            let some = warm.alive.exceeds(none);
            let busy = if some { service.busy_vcpu / (warm.alive * size.vcpu) } else { none };
            size.fleet(component, warm.alive, busy)
        }
    }
}

/// What the start-up of a service breaks, in either billing mode. Every new instance must pass the start-up probe,
/// minimum instances too; only where the last one may go does a request wait for it.
fn check_service<N: Number>(
    component: &'static str,
    service: &Service<N>,
    reader: &Reader<'_, N>,
) -> Result<Vec<Rejection<N>>, Error> {
    let Some(start) = &service.start else { return Ok(Vec::new()) };
    let lifted = longer_window(start, reader)?;
    let late =
        START_WINDOW.check(component, percent(start.late_share()), percent(start.tolerance), || lifted);
    let wait = start.scales_to_zero.then(|| check_start(reader, component, start.median_seconds)).flatten();
    let wait = wait.map(|mut wait| {
        wait.flips.extend(start.kept_by);
        wait
    });
    Ok(late.into_iter().chain(wait).collect())
}

/// The changes that each let enough starts pass the probe: a longer delay, a longer probe, a faster start.
fn longer_window<N: Number>(start: &StartUp<N>, reader: &Reader<'_, N>) -> Result<Vec<Change>, Error> {
    let (median, window) = (start.median_seconds.value(), start.window_seconds.value());
    let needed = start.needed_seconds();
    let mut flips = Vec::new();
    for (key, limit) in [
        (Key::InitialDelaySeconds, "gcp.cloud_run.startup_delay_seconds"),
        (Key::StartWindowSeconds, "gcp.cloud_run.startup_probe_seconds"),
    ] {
        let to = rounded_up(reader.get(key).value() + needed - window);
        if to <= reader.catalog.limit(limit)? {
            flips.extend(Change::allowed(key, to));
        }
    }
    if reader.stated(Key::StartSecondsP90).is_none() {
        // All starts scaled alike.
        flips.extend(Change::allowed(Key::StartSeconds, rounded_down(median * (window / needed))));
    } else if window > median && start.tolerance.exceeds(N::zero(COUNT)) {
        // The median stays; the tail comes down.
        let nines = normal_quantile(0.9) / normal_quantile(1.0 - start.tolerance.value());
        flips.extend(Change::allowed(
            Key::StartSecondsP90,
            rounded_down(median * libm::pow(window / median, nines)),
        ));
    }
    Ok(flips)
}

/// Billed by request, an instance has next to no processor between requests.
fn check_cpu<N: Number>(component: &'static str, service: &Service<N>) -> Option<Rejection<N>> {
    let needed = N::count(if service.cpu_outside_requests { 1.0 } else { 0.0 });
    CPU_OUTSIDE.check(component, needed, N::zero(COUNT), || {
        Change::allowed(Key::CpuOutsideRequests, 0.0).into_iter().collect()
    })
}

/// Requests a replica has open at a time, mean.
fn in_flight<N: Number>(service: &Service<N>) -> N {
    service.requests_per_second * service.seconds_per_request / service.replicas
}

/// The requests of a service, mean, against the longest there may be and the most that one instance may have open.
fn requests<N: Number>(
    component: &'static str,
    service: &Service<N>,
    reader: &Reader<'_, N>,
) -> Result<impl Iterator<Item = Rejection<N>> + use<N>, Refusal<N>> {
    let timeout = reader.limit("gcp.cloud_run.timeout_seconds", SECOND)?;
    let long = LONGEST_RUN.check(component, service.seconds_per_request, timeout, Vec::new);
    let allowed = reader.limit("gcp.cloud_run.concurrency", COUNT)?;
    let open = in_flight(service);
    let many = IN_FLIGHT.check(component, open, allowed, || match service.size_inputs {
        Resize::Replicas { key, .. } => {
            Change::allowed(key, Number::ceil((open * service.replicas / allowed).value()))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    });
    Ok(long.into_iter().chain(many))
}

/// Share of its life that a replica serves at least one request, arrivals being random. Where it takes one at a time,
/// each is billed on its own, rounded up.
fn active_share<N: Number>(service: &Service<N>, reader: &Reader<'_, N>) -> Result<N, Error> {
    if service.one_at_a_time {
        let granularity = reader.limit("gcp.cloud_run.billing_ms", MILLISECOND)?;
        let billed = billed_seconds(service.seconds_per_request, granularity);
        return Ok((service.requests_per_second * billed / service.replicas).min(N::count(1.0)));
    }
    Ok(busy_share(in_flight(service)))
}

/// Share of time that at least one request is in flight, of so many on average.
fn busy_share<N: Number>(in_flight: N) -> N {
    N::smooth(
        "Share of time a replica serves a request",
        COUNT,
        "M/G/∞: 1 − e^(−requests in flight per replica)",
        [in_flight],
        |[in_flight]| -libm::expm1(-in_flight),
    )
}

fn longest_run<N: Number>(component: &'static str, jobs: &Jobs<N>, timeout: N) -> Option<Rejection<N>> {
    LONGEST_RUN.check(component, jobs.longest_minutes * seconds_per_minute(), timeout, || {
        shorten(jobs, timeout.value() / 60.0)
    })
}

fn quota<N: Number>(instances: N, reader: &Reader<'_, N>) -> Option<Rejection<N>> {
    INSTANCES.check(WORKERS, instances, reader.get(Key::CloudRunMaxInstances), || {
        Change::allowed(Key::CloudRunMaxInstances, Number::ceil(instances.value())).into_iter().collect()
    })
}

/// What an instance of a service asks for, vCPU and GiB: below one vCPU an instance takes one request at a time.
fn asked<N: Number>(service: &Service<N>) -> (N, N) {
    let alone = service.one_at_a_time || service.polls;
    let vcpu = if alone { service.vcpu } else { service.vcpu.max(N::constant(1.0, VCPU)) };
    (vcpu, service.memory_gib)
}

/// The smallest legal size that holds what is asked for.
fn smallest<N: Number>(
    component: &'static str,
    wanted: (N, N),
    resize: Resize,
    reader: &Reader<'_, N>,
) -> Result<Size<N>, Refusal<N>> {
    let sizes = Arc::clone(reader.catalog.cloud_run_sizes());
    Size::serving(
        component,
        wanted,
        resize,
        &Family {
            source: "Cloud Run: legal pairs of vCPU and memory",
            limits: [&SIZE_VCPU, &SIZE_MEMORY],
            most: (
                sizes.iter().map(|size| size.vcpu).fold(0.0, f64::max),
                sizes.iter().map(|size| size.max_memory_gib).fold(0.0, f64::max),
            ),
            serve: Rc::new(move |vcpu, memory| {
                sizes
                    .iter()
                    .find(|size| size.vcpu >= vcpu && size.max_memory_gib >= memory)
                    .map(|size| (size.vcpu, memory.max(size.min_memory_gib)))
            }),
        },
    )
}

/// What a component uses in a month.
struct Use<N> {
    component: &'static str,
    /// Seconds that instances are billed for, all together.
    instance_seconds: N,
    /// Seconds that its minimum instances are kept without a request, where it has any.
    idle_seconds: Option<N>,
    /// Seconds that its instances take to start, where they come and go with the requests.
    start_seconds: Option<N>,
    vcpu: N,
    memory_gib: N,
    requests: N,
}

/// A resource with its unit and how much of it an instance has.
type Sized<'m, N> = (&'m Resource, Unit, fn(&Use<N>) -> N);

impl<N: Number> Use<N> {
    /// Nothing used yet at a size.
    fn nothing(size: &Size<N>) -> Self {
        Self {
            component: WORKERS,
            instance_seconds: N::zero(SECOND.per(MONTH)),
            idle_seconds: None,
            start_seconds: None,
            vcpu: size.vcpu,
            memory_gib: size.memory_gib,
            requests: N::zero(PER_MONTH),
        }
    }

    /// So many instances all month.
    fn lives(component: &'static str, instances: N, size: &Size<N>, reader: &Reader<'_, N>) -> Self {
        let instance_seconds = instances * seconds_per_month(reader);
        Self { component, instance_seconds, ..Self::nothing(size) }
    }
}

/// A placement with its bill: what a billing mode charges, and the worker pool beside it.
fn billed<N: Number>(
    uses: &[Use<N>],
    mode: &Mode,
    pool: &[Use<N>],
    reader: &Reader<'_, N>,
    mut placement: Placement<N>,
) -> Result<Placement<N>, Refusal<N>> {
    bill(uses, mode, reader, &mut placement)?;
    bill(pool, &WORKER_POOL, reader, &mut placement)?;
    if !uses.is_empty() && !pool.is_empty() {
        let free = FreeSeconds::of(reader);
        free.give_once(placement.line_items.iter_mut());
        // Where nothing is left, nothing is given.
        placement
            .line_items
            .retain(|item| !free.gives(item) || N::zero(item.unit.per(MONTH)).exceeds(item.quantity));
    }
    Ok(placement)
}

/// What an account has free a month: one allotment of processor and one of memory, in the seconds of each billing mode.
///
/// Google aggregates the free tier by billing account and applies it "as a spending based discount": 180 000 vCPU-s by
/// request, 240 000 by instance and 384 204 in a worker pool are the same $4.32 at list prices, and the GiB-s the same
/// $0.90. So they are one discount, and what one mode uses of it is gone for the others.
pub(crate) struct FreeSeconds<N> {
    /// For processor and memory the prices it is given on, with all of it in their unit, in the order they draw on it:
    /// active time first, idle time last.
    allotments: [Vec<(Rate<N>, N)>; 2],
}

impl<N: Number> FreeSeconds<N> {
    /// As the catalogue has them; what it lacks is on no bill.
    pub(crate) fn of(reader: &Reader<'_, N>) -> Self {
        let of = |resource: fn(&Mode) -> &Resource| {
            let modes = [&BY_REQUEST, &BY_INSTANCE, &WORKER_POOL].map(resource);
            let active = modes.iter().map(|resource| (resource.active, resource.free));
            let idle = modes.iter().filter_map(|resource| Some((resource.idle?, resource.free)));
            let known = |(price, free)| Some((reader.rate(price).ok()?, reader.quantity(free).ok()?));
            active.chain(idle).filter_map(known).collect()
        };
        Self { allotments: [of(|mode| &mode.cpu), of(|mode| &mode.memory)] }
    }

    /// Whether a line of a bill gives of it.
    pub(crate) fn gives(&self, item: &LineItem<N>) -> bool {
        let mut rates = self.allotments.iter().flatten();
        item.component == ACCOUNT && rates.any(|(rate, _)| rate.row == item.price)
    }

    /// Cut the lines that give of it so that they give no more than there is, as shares of the whole.
    pub(crate) fn give_once<'i>(&self, items: impl Iterator<Item = &'i mut LineItem<N>>)
    where
        N: 'i,
    {
        let mut given: Vec<&mut LineItem<N>> = items.filter(|item| self.gives(item)).collect();
        for rates in &self.allotments {
            let mut left = N::count(1.0);
            for (rate, all) in rates {
                for item in given.iter_mut().filter(|item| item.price == rate.row) {
                    let covered = (-item.quantity).min(*all * left);
                    if covered.exceeds(N::zero(rate.per.per(MONTH))) {
                        left = (left - covered / *all).max(N::zero(COUNT));
                    }
                    **item = rate.item(ACCOUNT, item.label, -covered);
                }
            }
        }
    }
}

/// Lines for what every component uses, and one set for what the account has free.
///
/// The free seconds are used up by active instances first; what they leave covers idle ones. Google does not say whether
/// idle time is part of the spending that it discounts. If it were not, a second in which a minimum instance serves
/// would cost less than one in which it idles.
fn bill<N: Number>(
    uses: &[Use<N>],
    mode: &Mode,
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal<N>> {
    if uses.is_empty() {
        return Ok(());
    }
    let items = &mut placement.line_items;
    let millions = N::constant(1e-6, MILLION);
    let free = reader.on(Key::FreeAllotments);
    let resources: [Sized<'_, N>; 2] =
        [(&mode.cpu, VCPU_SECOND, |used| used.vcpu), (&mode.memory, GIB_SECOND, |used| used.memory_gib)];
    for (resource, unit, size) in resources {
        let rate = reader.rate(resource.active)?;
        let active = |used: &Use<N>| used.instance_seconds * size(used);
        let starting = |used: &Use<N>| used.start_seconds.map(|seconds| seconds * size(used));
        for used in uses {
            items.push(rate.item(used.component, resource.active_label, active(used)));
            if let Some(start) = starting(used) {
                items.push(rate.item(used.component, resource.start_label, start));
            }
        }
        let mut left = if free { Some(reader.quantity(resource.free)?) } else { None };
        if let Some(left) = &mut left {
            let seconds = uses.iter().map(active).chain(uses.iter().filter_map(starting));
            let covered = N::sum(unit.per(MONTH), seconds).min(*left);
            items.push(rate.item(ACCOUNT, resource.active_free_label, -covered));
            *left = *left - covered;
        }
        let idle: Vec<(&'static str, N)> = uses
            .iter()
            .filter_map(|used| used.idle_seconds.map(|seconds| (used.component, seconds * size(used))))
            .collect();
        if let (Some(id), false) = (resource.idle, idle.is_empty()) {
            let rate = reader.rate(id)?;
            items.extend(
                idle.iter().map(|(component, idle)| rate.item(component, resource.idle_label, *idle)),
            );
            if let Some(left) = left {
                let covered = N::sum(unit.per(MONTH), idle.iter().map(|(_, idle)| *idle)).min(left);
                if covered.exceeds(N::zero(unit.per(MONTH))) {
                    items.push(rate.item(ACCOUNT, resource.idle_free_label, -covered));
                }
            }
        }
    }
    if let Some(id) = mode.requests {
        let rate = reader.rate(id)?;
        for used in uses {
            items.push(rate.item(used.component, "Container requests", used.requests * millions));
        }
        if free {
            let requests = N::sum(PER_MONTH, uses.iter().map(|used| used.requests));
            let covered = requests.min(reader.quantity("gcp.cloud_run.free.requests")?);
            items.push(rate.item(ACCOUNT, "Container requests, free allotment", -(covered * millions)));
        }
    }
    Ok(())
}

/// Catalogue rows of a billing mode.
struct Mode {
    cpu: Resource,
    memory: Resource,
    /// Fee per request; instance billing has none.
    requests: Option<&'static str>,
}

/// Catalogue rows and lines of processor or memory.
struct Resource {
    active: &'static str,
    /// A minimum instance without a request; only where billed by request.
    idle: Option<&'static str>,
    free: &'static str,
    active_label: &'static str,
    active_free_label: &'static str,
    start_label: &'static str,
    idle_label: &'static str,
    idle_free_label: &'static str,
}

const CPU: Resource = Resource {
    active: "gcp.cloud_run.request.cpu",
    idle: Some("gcp.cloud_run.idle.cpu"),
    free: "gcp.cloud_run.free.request.vcpu_seconds",
    active_label: "Container time, vCPU",
    active_free_label: "Container time, vCPU, free allotment",
    start_label: "Container starts, vCPU",
    idle_label: "Minimum instances idle, vCPU",
    idle_free_label: "Minimum instances idle, vCPU, free allotment",
};

const MEMORY: Resource = Resource {
    active: "gcp.cloud_run.request.memory",
    idle: Some("gcp.cloud_run.idle.memory"),
    free: "gcp.cloud_run.free.request.gib_seconds",
    active_label: "Container time, memory",
    active_free_label: "Container time, memory, free allotment",
    start_label: "Container starts, memory",
    idle_label: "Minimum instances idle, memory",
    idle_free_label: "Minimum instances idle, memory, free allotment",
};

const BY_REQUEST: Mode = Mode { cpu: CPU, memory: MEMORY, requests: Some("gcp.cloud_run.requests") };

const BY_INSTANCE: Mode = Mode {
    cpu: Resource {
        active: "gcp.cloud_run.instance.cpu",
        idle: None,
        free: "gcp.cloud_run.free.instance.vcpu_seconds",
        ..CPU
    },
    memory: Resource {
        active: "gcp.cloud_run.instance.memory",
        idle: None,
        free: "gcp.cloud_run.free.instance.gib_seconds",
        ..MEMORY
    },
    requests: None,
};

/// Services that fetch their work: between requests an instance billed by request would have no processor.
const WORKER_POOL: Mode = Mode {
    cpu: Resource {
        active: "gcp.cloud_run.worker_pool.cpu",
        idle: None,
        free: "gcp.cloud_run.free.worker_pool.vcpu_seconds",
        ..CPU
    },
    memory: Resource {
        active: "gcp.cloud_run.worker_pool.memory",
        idle: None,
        free: "gcp.cloud_run.free.worker_pool.gib_seconds",
        ..MEMORY
    },
    requests: None,
};

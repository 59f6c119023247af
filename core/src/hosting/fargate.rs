//! Containers on AWS Fargate: a task per job, or a service that is always on.

use super::container::{Autoscaled, Family, Size, autoscaled};
use super::load_balancer::balance;
use super::{
    ACCOUNT, Host, Limit, OptionOutline, Placement, Refusal, WORKERS, all_kept, at_once, check_start, jobs,
    services,
};
use crate::catalog::FargateSize;
use crate::error::Error;
use crate::number::{Number, rounded_up};
use crate::plan::{Change, Rejection};
use crate::reading::{Reader, percent, seconds_per_minute};
use crate::scenario::Key;
use crate::system::{Component, Resize, Service, Work};
use crate::unit::{
    GIB, GIB_HOUR, HOUR, MONTH, PER_MONTH, PERCENT, SECOND, SECONDS_PER_HOUR, VCPU, VCPU_HOUR,
};
use std::rc::Rc;
use std::sync::Arc;

/// A task per job, from image pull to stop.
pub struct TaskPerJob;

/// A service that is always on and follows the day.
pub struct AlwaysOn;

const SIZE_VCPU: Limit = Limit { id: "aws.fargate.sizes", label: "vCPUs of one task", unit: VCPU };
const SIZE_MEMORY: Limit = Limit { id: "aws.fargate.sizes", label: "memory of one task", unit: GIB };
const SPOT_PRICE: Limit =
    Limit { id: "spot_max_price", label: "Spot price, of the price on demand", unit: PERCENT };
const VCPU_QUOTA: Limit = Limit { id: "fargate_vcpu_quota", label: "vCPUs at the peak", unit: VCPU };

impl<N: Number> Host<N> for TaskPerJob {
    fn id(&self) -> &'static str {
        "fargate_tasks"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_) | Work::Service(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "Fargate, a task per job",
            summary: "Each job starts a Fargate task of its own; always-on services on Fargate.",
            // Here, not on the always-on host: the account has one quota for both.
            services_on: Some("fargate_tasks"),
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let mut peak_vcpu = N::zero(VCPU);
        let mut rejections = Vec::new();
        let jobs = jobs(group);
        if let Some((_, first)) = jobs.first() {
            let size = cheapest(WORKERS, (first.vcpu, first.memory_gib), first.size_inputs.into(), reader)?;
            let pull = reader.get(Key::ImagePullSeconds);
            let least = reader.limit("aws.fargate.min_billing_seconds", SECOND)?;
            let start = reader.get(Key::FargateStartSeconds);
            let mut task_hours = N::zero(HOUR.per(MONTH));
            for (component, job) in &jobs {
                rejections.extend(check_start(reader, component, start));
                let seconds = (job.minutes * seconds_per_minute() + pull).max(least).called(
                    "Seconds billed per task",
                    SECOND,
                    "AWS Fargate: from image pull to stop, one minute at least",
                );
                let starts =
                    (job.per_day * reader.days_per_month()).called("Tasks a month", PER_MONTH, "runs × days");
                task_hours = task_hours + starts * seconds / N::constant(3600.0, SECONDS_PER_HOUR);
            }
            let at_once = at_once(&jobs);
            peak_vcpu = peak_vcpu + at_once * reader.get(Key::PeakToMean) * size.vcpu;
            rent(&size, WORKERS, task_hours, &ON_DEMAND, reader, &mut placement)?;
            placement.fleets.push(size.fleet(WORKERS, at_once, N::count(1.0)));
        }
        peak_vcpu = peak_vcpu + keep(&services(group), reader, &mut placement)?;
        rejections.extend(quota(peak_vcpu, reader));
        all_kept(rejections)?;
        Ok(placement)
    }
}

impl<N: Number> Host<N> for AlwaysOn {
    fn id(&self) -> &'static str {
        "fargate_service"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_) | Work::Service(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "Fargate service",
            summary: "Fargate tasks that are always on and follow the day, never below one.",
            services_on: None,
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let mut peak_vcpu = N::zero(VCPU);
        let jobs = jobs(group);
        if let Some((_, first)) = jobs.first() {
            let size = cheapest(WORKERS, (first.vcpu, first.memory_gib), first.size_inputs.into(), reader)?;
            let Autoscaled { mean, peak } = autoscaled(&jobs, reader);
            peak_vcpu = peak_vcpu + peak * size.vcpu;
            rent(&size, WORKERS, mean * reader.month_hours(), &ON_DEMAND, reader, &mut placement)?;
            placement.fleets.push(size.fleet(WORKERS, mean, at_once(&jobs) / mean));
        }
        peak_vcpu = peak_vcpu + keep(&services(group), reader, &mut placement)?;
        all_kept(quota(peak_vcpu, reader).into_iter().collect())?;
        Ok(placement)
    }
}

/// Keep the replicas of services as tasks; the vCPUs they take.
fn keep<N: Number>(
    services: &[(&'static str, Service<N>)],
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<N, Refusal<N>> {
    let mut vcpu = N::zero(VCPU);
    let mut steady: Option<(N, N)> = None;
    for (component, service) in services {
        let wanted = (service.vcpu, service.memory_gib);
        let size = cheapest(component, wanted, service.size_inputs, reader)?;
        vcpu = vcpu + service.replicas * size.vcpu;
        let hours = service.replicas * reader.month_hours();
        if let Some(factor) = service.spot_time_factor {
            all_kept(spot_price(component, &size, reader)?.into_iter().collect())?;
            rent(&size, component, hours * factor, &SPOT, reader, placement)?;
        } else {
            rent(&size, component, hours, &ON_DEMAND, reader, placement)?;
            steady = Some(match steady {
                None => (hours * size.vcpu, hours * size.memory_gib),
                Some((vcpu, gib)) => (vcpu + hours * size.vcpu, gib + hours * size.memory_gib),
            });
        }
        placement.fleets.push(size.replicas(component, service));
    }
    balance(services, reader, placement)?;
    if let (Some(steady), true) = (steady, reader.choice(Key::Commitment) != "none") {
        save(steady, reader, placement)?;
    }
    Ok(vcpu)
}

/// What a Compute Savings Plan takes off tasks that run all month. The commitment is in discounted dollars and covers
/// just these, so that it is used to the full; what comes and goes pays on demand.
fn save<N: Number>(
    (vcpu_hours, gib_hours): (N, N),
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal<N>> {
    let rate = reader.get(Key::SavingsRate);
    let [vcpu, memory] = ON_DEMAND.rows;
    for (row, hours, label) in
        [(vcpu, vcpu_hours, "Savings plan, vCPU"), (memory, gib_hours, "Savings plan, memory")]
    {
        placement.line_items.push(reader.rate(row)?.item(ACCOUNT, label, -(hours * rate)));
    }
    Ok(())
}

/// The published price of a task on Spot against the most that may be paid.
fn spot_price<N: Number>(
    component: &'static str,
    size: &Size<N>,
    reader: &Reader<'_, N>,
) -> Result<Option<Rejection<N>>, Error> {
    let share = spot_share((size.vcpu, size.memory_gib), reader)?;
    Ok(SPOT_PRICE.check(component, percent(share), percent(reader.get(Key::SpotMaxPrice)), || {
        let dearer = Change::allowed(Key::SpotMaxPrice, rounded_up(share.value()));
        dearer.into_iter().chain([Change { key: Key::SpotWorkers, to: 0.0 }]).collect()
    }))
}

/// Share that a task of these vCPUs and memory (GiB) costs on Spot of what it costs on demand.
///
/// # Errors
/// [`Error`] where a price is missing.
pub fn spot_share<N: Number>(size: (N, N), reader: &Reader<'_, N>) -> Result<N, Error> {
    Ok(SPOT.usd_per_hour(size, reader)? / ON_DEMAND.usd_per_hour(size, reader)?)
}

fn quota<N: Number>(vcpu: N, reader: &Reader<'_, N>) -> Option<Rejection<N>> {
    VCPU_QUOTA.check(WORKERS, vcpu, reader.get(Key::FargateVcpuQuota), || {
        Change::allowed(Key::FargateVcpuQuota, Number::ceil(vcpu.value())).into_iter().collect()
    })
}

/// The cheapest legal pair that holds what is asked for, over all vCPU rows: memory may force more vCPU.
fn cheapest<N: Number>(
    component: &'static str,
    wanted: (N, N),
    resize: Resize,
    reader: &Reader<'_, N>,
) -> Result<Size<N>, Refusal<N>> {
    let sizes = Arc::clone(reader.catalog.fargate_sizes());
    let vcpu_hour = reader.rate("aws.fargate.vcpu")?.usd.value();
    let gib_hour = reader.rate("aws.fargate.memory")?.usd.value();
    let usd = move |size: &FargateSize| size.vcpu * vcpu_hour + size.memory_gib * gib_hour;
    Size::serving(
        component,
        wanted,
        resize,
        &Family {
            source: "AWS Fargate: legal pairs of vCPU and memory",
            limits: [&SIZE_VCPU, &SIZE_MEMORY],
            most: (
                sizes.iter().map(|size| size.vcpu).fold(0.0, f64::max),
                sizes.iter().map(|size| size.memory_gib).fold(0.0, f64::max),
            ),
            serve: Rc::new(move |vcpu, memory| {
                // Of those with one number of vCPUs the first that holds the memory is the cheapest.
                sizes
                    .chunk_by(|one, next| one.vcpu == next.vcpu)
                    .filter(|row| row.first().is_some_and(|size| size.vcpu >= vcpu))
                    .filter_map(|row| row.iter().find(|size| size.memory_gib >= memory))
                    .min_by(|one, other| usd(one).total_cmp(&usd(other)))
                    .map(|size| (size.vcpu, size.memory_gib))
            }),
        },
    )
}

/// A legal task for a request, and what rounding to it costs.
pub struct Fit<N> {
    /// The legal size.
    pub size: Size<N>,
    /// What the request itself would cost all month at the rates on demand, $/month.
    pub asked_usd: N,
    /// What the legal size costs.
    pub usd: N,
}

/// The legal task that serves a request for vCPUs and memory (GiB); none where the largest is too small.
///
/// # Errors
/// [`Error`] where a price is missing.
pub fn fit<N: Number>(wanted: (N, N), reader: &Reader<'_, N>) -> Result<Option<Fit<N>>, Error> {
    let size = match cheapest(WORKERS, wanted, Resize::Fixed, reader) {
        Ok(size) => size,
        Err(Refusal::RuledOut(_)) => return Ok(None),
        Err(Refusal::Unknown(error)) => return Err(error),
    };
    let month = |size| Ok(ON_DEMAND.usd_per_hour(size, reader)? * reader.month_hours());
    Ok(Some(Fit { size, asked_usd: month(wanted)?, usd: month((size.vcpu, size.memory_gib))? }))
}

/// Rows that tasks are charged by, vCPU and memory, and the labels of their lines.
struct Terms {
    rows: [&'static str; 2],
    labels: [&'static str; 2],
}

impl Terms {
    /// What a task of these vCPUs and memory (GiB) costs an hour.
    fn usd_per_hour<N: Number>(&self, (vcpu, gib): (N, N), reader: &Reader<'_, N>) -> Result<N, Error> {
        let [vcpu_rate, gib_rate] = self.rows;
        Ok(reader.rate(vcpu_rate)?.usd * vcpu + reader.rate(gib_rate)?.usd * gib)
    }
}

const ON_DEMAND: Terms =
    Terms { rows: ["aws.fargate.vcpu", "aws.fargate.memory"], labels: ["Tasks, vCPU", "Tasks, memory"] };
const SPOT: Terms = Terms {
    rows: ["aws.fargate.spot.vcpu", "aws.fargate.spot.memory"],
    labels: ["Spot tasks, vCPU", "Spot tasks, memory"],
};

/// Pay for tasks of this size: `task_hours` hours a month, all tasks together.
fn rent<N: Number>(
    size: &Size<N>,
    component: &'static str,
    task_hours: N,
    terms: &Terms,
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal<N>> {
    let vcpu_hours =
        (task_hours * size.vcpu).called("vCPU hours", VCPU_HOUR.per(MONTH), "task hours × vCPUs");
    let gib_hours =
        (task_hours * size.memory_gib).called("GiB hours", GIB_HOUR.per(MONTH), "task hours × GiB");
    let items = &mut placement.line_items;
    items.push(reader.rate(terms.rows[0])?.item(component, terms.labels[0], vcpu_hours));
    items.push(reader.rate(terms.rows[1])?.item(component, terms.labels[1], gib_hours));
    if reader.on(Key::PublicIpv4) {
        items.push(reader.rate("aws.ipv4")?.item(component, "Public addresses", task_hours));
    }
    Ok(())
}

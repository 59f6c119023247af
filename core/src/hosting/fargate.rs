//! Containers on AWS Fargate: a task per job, or a service that is always on.

use super::cloud_run::{Autoscaled, autoscaled};
use super::{
    Host, Limit, OptionOutline, Placement, Refusal, all_kept, at_once, check_size, check_start, jobs,
    services,
};
use crate::number::Number;
use crate::plan::{Change, Fleet, Rejection};
use crate::reading::{Reader, seconds_per_minute};
use crate::scenario::Key;
use crate::system::{Component, Service, SizeInputs, Work};
use crate::unit::{
    COUNT, GIB, GIB_HOUR, HOUR, MONTH, PER_MONTH, PER_SECOND, SECOND, SECONDS_PER_HOUR, VCPU, VCPU_HOUR,
};

/// A task per job, from image pull to stop.
pub struct TaskPerJob;

/// A service that is always on and follows the day.
pub struct AlwaysOn;

const SIZE_VCPU: Limit = Limit { id: "aws.fargate.sizes", label: "vCPUs of one task", unit: VCPU };
const SIZE_MEMORY: Limit = Limit { id: "aws.fargate.sizes", label: "memory of one task", unit: GIB };
const VCPU_QUOTA: Limit = Limit { id: "fargate_vcpu_quota", label: "vCPUs at the peak", unit: VCPU };
const WORKERS: &str = "workers";

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

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal> {
        let mut placement = Placement::default();
        let mut peak_vcpu = N::zero(VCPU);
        let mut rejections = Vec::new();
        let jobs = jobs(group);
        if let Some((_, first)) = jobs.first() {
            let size = Size::cheapest(WORKERS, (first.vcpu, first.memory_gib), first.size_inputs, reader)?;
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
            size.rent(WORKERS, task_hours, reader, &mut placement)?;
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

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal> {
        let mut placement = Placement::default();
        let mut peak_vcpu = N::zero(VCPU);
        let jobs = jobs(group);
        if let Some((_, first)) = jobs.first() {
            let size = Size::cheapest(WORKERS, (first.vcpu, first.memory_gib), first.size_inputs, reader)?;
            let Autoscaled { mean, peak } = autoscaled(&jobs, reader);
            peak_vcpu = peak_vcpu + peak * size.vcpu;
            size.rent(WORKERS, mean * reader.month_hours(), reader, &mut placement)?;
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
) -> Result<N, Refusal> {
    let mut vcpu = N::zero(VCPU);
    for (component, service) in services {
        let wanted = (service.vcpu, service.memory_gib);
        let size = Size::cheapest(component, wanted, service.size_inputs, reader)?;
        vcpu = vcpu + service.replicas * size.vcpu;
        size.rent(component, service.replicas * reader.month_hours(), reader, placement)?;
        let utilisation = service.busy_vcpu / (service.replicas * size.vcpu);
        placement.fleets.push(size.fleet(component, service.replicas, utilisation));
        balance(component, service, reader, placement)?;
    }
    Ok(vcpu)
}

/// New connections a second that one load balancer capacity unit carries; every request taken as a new one,
/// which is the upper bound. Source: AWS, Application Load Balancer pricing.
const CONNECTIONS_PER_CAPACITY_UNIT: f64 = 25.0;

/// A load balancer in front of a service with several replicas on AWS. Cloud Run brings its own.
///
/// # Errors
/// [`Refusal::Unknown`] where a price is missing.
pub fn balance<N: Number>(
    component: &'static str,
    service: &Service<N>,
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal> {
    if service.balanced {
        let items = &mut placement.line_items;
        items.push(reader.rate("aws.alb")?.kept(reader, component, "Load balancer", N::count(1.0))?);
        let units = service.requests_per_second / N::constant(CONNECTIONS_PER_CAPACITY_UNIT, PER_SECOND);
        items.push(reader.rate("aws.alb.lcu")?.kept(
            reader,
            component,
            "Load balancer, capacity units",
            units,
        )?);
    }
    Ok(())
}

fn quota<N: Number>(vcpu: N, reader: &Reader<'_, N>) -> Option<Rejection> {
    VCPU_QUOTA.check("workers", vcpu, reader.get(Key::FargateVcpuQuota), || {
        Change::allowed(Key::FargateVcpuQuota, Number::ceil(vcpu.value())).into_iter().collect()
    })
}

/// A legal task size.
pub struct Size<N> {
    /// vCPUs.
    pub vcpu: N,
    /// Memory, GiB.
    pub memory_gib: N,
}

impl<N: Number> Size<N> {
    /// The cheapest legal pair that holds what is asked for, over all vCPU rows: memory may force more vCPU.
    ///
    /// # Errors
    /// [`Refusal`] where no legal size is large enough.
    pub fn cheapest(
        component: &'static str,
        (vcpu, memory_gib): (N, N),
        inputs: SizeInputs,
        reader: &Reader<'_, N>,
    ) -> Result<Self, Refusal> {
        const LEGAL: &str = "AWS Fargate: legal pairs of vCPU and memory";
        let sizes = reader.catalog.fargate_sizes();
        let vcpu_hour = reader.rate("aws.fargate.vcpu")?.usd.value();
        let gib_hour = reader.rate("aws.fargate.memory")?.usd.value();
        let cheapest = |vcpu: f64, memory: f64| {
            sizes
                .iter()
                .filter(|size| size.vcpu >= vcpu && size.memory_gib >= memory)
                .map(|size| (size, size.vcpu * vcpu_hour + size.memory_gib * gib_hour))
                .min_by(|(_, one), (_, other)| one.total_cmp(other))
                .map(|(size, _)| size)
        };
        if cheapest(vcpu.value(), memory_gib.value()).is_none() {
            let most_vcpu = sizes.iter().map(|size| size.vcpu).fold(0.0, f64::max);
            let most_memory = sizes.iter().map(|size| size.memory_gib).fold(0.0, f64::max);
            check_size(
                [&SIZE_VCPU, &SIZE_MEMORY],
                component,
                (vcpu, memory_gib),
                (most_vcpu, most_memory),
                inputs,
            )?;
        }
        Ok(Self {
            vcpu: N::stepped("vCPUs of one task", VCPU, LEGAL, [vcpu, memory_gib], |[vcpu, memory]| {
                cheapest(vcpu, memory).map_or(vcpu, |size| size.vcpu)
            }),
            memory_gib: N::stepped("Memory of one task", GIB, LEGAL, [vcpu, memory_gib], |[vcpu, memory]| {
                cheapest(vcpu, memory).map_or(memory, |size| size.memory_gib)
            }),
        })
    }

    /// Pay for tasks of this size: `task_hours` hours a month, all tasks together.
    fn rent(
        &self,
        component: &'static str,
        task_hours: N,
        reader: &Reader<'_, N>,
        placement: &mut Placement<N>,
    ) -> Result<(), Refusal> {
        let vcpu_hours =
            (task_hours * self.vcpu).called("vCPU hours", VCPU_HOUR.per(MONTH), "task hours × vCPUs");
        let gib_hours =
            (task_hours * self.memory_gib).called("GiB hours", GIB_HOUR.per(MONTH), "task hours × GiB");
        let items = &mut placement.line_items;
        items.push(reader.rate("aws.fargate.vcpu")?.item(component, "Tasks, vCPU", vcpu_hours));
        items.push(reader.rate("aws.fargate.memory")?.item(component, "Tasks, memory", gib_hours));
        if reader.on(Key::PublicIpv4) {
            items.push(reader.rate("aws.ipv4")?.item(component, "Public addresses", task_hours));
        }
        Ok(())
    }

    fn fleet(&self, component: &'static str, count: N, utilisation: N) -> Fleet<N> {
        Fleet {
            component,
            size: format!("{} vCPU, {} GiB", self.vcpu.value(), self.memory_gib.value()),
            count: count.called("Tasks, mean", COUNT, "jobs at once, or tasks kept"),
            utilisation,
        }
    }
}

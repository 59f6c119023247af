//! Pods on GKE Autopilot: billed for what they request, no start-up window, one cluster for all.

use super::container::{Autoscaled, Family, Size, autoscaled};
use super::{Host, Limit, OptionOutline, Placement, Refusal, WORKERS, at_once, jobs, services};
use crate::catalog::LimitValue;
use crate::error::Error;
use crate::number::Number;
use crate::reading::Reader;
use crate::scenario::Key;
use crate::system::{Component, Resize, Work};
use crate::unit::{GIB, GIB_HOUR, MONTH, VCPU, VCPU_HOUR};
use std::rc::Rc;

/// Pods that are always on and follow the day.
pub struct Autopilot;

/// What all pods share belongs to no component.
const CLUSTER: &str = "cluster";

const SIZE_VCPU: Limit = Limit { id: "gcp.gke.autopilot.pod_most", label: "vCPUs of one pod", unit: VCPU };
const SIZE_MEMORY: Limit = Limit { id: "gcp.gke.autopilot.pod_most", label: "memory of one pod", unit: GIB };

impl<N: Number> Host<N> for Autopilot {
    fn id(&self) -> &'static str {
        "gke_autopilot"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_) | Work::Service(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "GKE Autopilot",
            summary: "Pods in one cluster that are always on and follow the day, never below one.",
            services_on: None,
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let jobs = jobs(group);
        if let Some((_, first)) = jobs.first() {
            let size = snapped(WORKERS, (first.vcpu, first.memory_gib), first.size_inputs, reader)?;
            let Autoscaled { mean, .. } = autoscaled(&jobs, reader);
            rent(&size, WORKERS, mean, reader, &mut placement)?;
            placement.fleets.push(size.fleet(WORKERS, mean, at_once(&jobs) / mean));
        }
        let services = services(group);
        for (component, service) in &services {
            let wanted = (service.vcpu, service.memory_gib);
            let size = snapped(component, wanted, service.size_inputs, reader)?;
            rent(&size, component, service.replicas, reader, &mut placement)?;
            placement.fleets.push(size.replicas(component, service));
        }
        // The first five forwarding rules cost as much as one.
        if let Some((component, _)) = services.iter().find(|(_, service)| service.balanced) {
            let rate = reader.rate("gcp.load_balancer")?;
            placement.line_items.push(rate.kept(reader, component, "Load balancer", N::count(1.0))?);
        }
        manage(reader, &mut placement)?;
        Ok(placement)
    }
}

/// The size that Autopilot makes of a request: whole steps of vCPU, and memory in its bounds per vCPU, either of them
/// raised where needed.
fn snapped<N: Number>(
    component: &'static str,
    wanted: (N, N),
    resize: impl Into<Resize>,
    reader: &Reader<'_, N>,
) -> Result<Size<N>, Refusal<N>> {
    let step = reader.catalog.limit("gcp.gke.autopilot.vcpu_step")?;
    let (least, most) = pair("gcp.gke.autopilot.gib_per_vcpu", reader)?;
    let largest = pair("gcp.gke.autopilot.pod_most", reader)?;
    Size::serving(
        component,
        wanted,
        resize,
        &Family {
            source: "GKE Autopilot: steps of vCPU, bounds of memory per vCPU",
            limits: [&SIZE_VCPU, &SIZE_MEMORY],
            most: largest,
            serve: Rc::new(move |vcpu, memory| {
                let vcpu = Number::ceil(Number::max(vcpu, memory / most) / step) * step;
                let memory = Number::max(memory, vcpu * least);
                (vcpu <= largest.0 && memory <= largest.1).then_some((vcpu, memory))
            }),
        },
    )
}

/// A limit of two figures.
fn pair<N: Number>(id: &str, reader: &Reader<'_, N>) -> Result<(f64, f64), Error> {
    if let LimitValue::Numbers(figures) = &reader.catalog.limit_row(id)?.value
        && let [one, other] = figures.as_slice()
    {
        return Ok((*one, *other));
    }
    Err(Error::MissingLimit { id: id.to_owned() })
}

/// Pay for so many pods of this size all month.
fn rent<N: Number>(
    size: &Size<N>,
    component: &'static str,
    pods: N,
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal<N>> {
    let hours = pods * reader.month_hours();
    let vcpu_hours = (hours * size.vcpu).called("vCPU hours", VCPU_HOUR.per(MONTH), "pod hours × vCPUs");
    let gib_hours = (hours * size.memory_gib).called("GiB hours", GIB_HOUR.per(MONTH), "pod hours × GiB");
    let items = &mut placement.line_items;
    items.push(reader.rate("gcp.gke.autopilot.cpu")?.item(component, "Pods, vCPU", vcpu_hours));
    items.push(reader.rate("gcp.gke.autopilot.memory")?.item(component, "Pods, memory", gib_hours));
    Ok(())
}

/// The fee of the cluster, and the credit that an account has for one.
fn manage<N: Number>(reader: &Reader<'_, N>, placement: &mut Placement<N>) -> Result<(), Refusal<N>> {
    let items = &mut placement.line_items;
    let fee = reader.rate("gcp.gke.cluster")?.kept(reader, CLUSTER, "Cluster fee", N::count(1.0))?;
    let credit = reader.rate("gcp.gke.credit")?;
    if reader.on(Key::FreeAllotments) && N::zero(credit.usd_unit()).exceeds(credit.usd) {
        // Against the fee only, and no more than it.
        let share = N::count(1.0).min(-(fee.usd_per_month / credit.usd));
        items.push(fee);
        items.push(credit.kept(reader, CLUSTER, "Cluster fee, credit", share)?);
    } else {
        items.push(fee);
    }
    Ok(())
}

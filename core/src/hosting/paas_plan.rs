//! Plans of platforms as a service (Render, Fly): whole instances of fixed sizes, kept all month.

use super::container::autoscaled;
use super::{Host, Limit, OptionOutline, Placement, Refusal, WORKERS, at_once, check_size, jobs, services};
use crate::catalog::PaasPlan;
use crate::error::Error;
use crate::number::Number;
use crate::plan::{Change, Fleet};
use crate::reading::{Reader, one};
use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Key, Kind, Provenance};
use crate::system::{Component, Resize, Work};
use crate::unit::{COUNT, GIB, HOURS_PER_MONTH, MIB, VCPU};

/// Instances of the cheapest plan that holds each component, or of the plan stated.
pub struct PaasPlans;

const SUSTAINED_VCPU: Limit =
    Limit { id: "paas_plan.vcpu", label: "vCPUs one instance sustains", unit: VCPU };
const MEMORY: Limit = Limit { id: "paas_plan.memory", label: "memory of one instance", unit: GIB };

const PLATFORMS: Group =
    Group { label: "Platform plans", description: "Instances of Render and Fly.", system: None };

const PLANS: &[Choice] = &[
    choice("auto", "The cheapest that holds"),
    choice("render.starter", "Render Starter"),
    choice("render.standard", "Render Standard"),
    choice("render.pro", "Render Pro"),
    choice("render.pro_plus", "Render Pro Plus"),
    choice("render.pro_max", "Render Pro Max"),
    choice("render.pro_ultra", "Render Pro Ultra"),
    choice("fly.shared-cpu-1x", "Fly shared-cpu-1x"),
    choice("fly.shared-cpu-2x", "Fly shared-cpu-2x"),
    choice("fly.shared-cpu-4x", "Fly shared-cpu-4x"),
    choice("fly.shared-cpu-8x", "Fly shared-cpu-8x"),
    choice("fly.performance-2x", "Fly performance-2x"),
    choice("fly.performance-4x", "Fly performance-4x"),
    choice("fly.performance-8x", "Fly performance-8x"),
];

inputs! { INPUTS:
    PaasPlan {
        id: "paas_plan",
        label: "Platform plan",
        unit: COUNT,
        unit_words: "",
        group: PLATFORMS,
        kind: Kind::Choice(PLANS),
        default: Some(0.0),
        help: "Plan of every instance on a platform. Without one, each component has the cheapest that holds it.",
        provenance: Provenance::Guide("000"),
    }
}

impl<N: Number> Host<N> for PaasPlans {
    fn id(&self) -> &'static str {
        "paas_plan"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_) | Work::Service(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "Platform plans",
            summary: "Instances of Render or Fly that are always on, enough for the peak.",
            services_on: None,
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let jobs = jobs(group);
        if let Some((_, first)) = jobs.first() {
            // Plans are kept by the month, so the fleet is that of the peak.
            let count = autoscaled(&jobs, reader).peak;
            let plan = chosen(WORKERS, (first.vcpu, first.memory_gib), first.size_inputs.into(), reader)?;
            rent(WORKERS, plan, count, at_once(&jobs) / count, reader, &mut placement)?;
        }
        // Platforms bring their own load balancer.
        for (component, service) in services(group) {
            let wanted = (service.vcpu, service.memory_gib);
            let plan = chosen(component, wanted, service.size_inputs, reader)?;
            let busy = service.busy_vcpu / (service.replicas * sustained_vcpu(plan, reader));
            rent(component, plan, service.replicas, busy, reader, &mut placement)?;
        }
        Ok(placement)
    }
}

/// vCPUs that an instance of a plan may use for ever.
pub fn sustained_vcpu<N: Number>(plan: &PaasPlan, reader: &Reader<'_, N>) -> N {
    reader.size(plan.vcpu * plan.baseline_share, VCPU, "vCPUs one instance sustains")
}

/// Memory of an instance of a plan, MiB.
pub fn memory_mib<N: Number>(plan: &PaasPlan, reader: &Reader<'_, N>) -> N {
    reader.size(plan.memory_mib, MIB, "Memory of one instance")
}

/// Dollars a month for one instance.
///
/// # Errors
/// [`Error`] where the price is missing.
pub fn usd_per_month<N: Number>(plan: &PaasPlan, reader: &Reader<'_, N>) -> Result<N, Error> {
    let months = months(plan, reader);
    Ok(reader.rate(&plan.price)?.kept(reader, WORKERS, "Platform instances", months)?.usd_per_month)
}

/// Months billed for an instance kept all month. Fly bills seconds and quotes a month of 30 days; Render's month is
/// whatever month it is.
fn months<N: Number>(plan: &PaasPlan, reader: &Reader<'_, N>) -> N {
    if plan.provider == "Fly" { reader.month_hours() / N::constant(720.0, HOURS_PER_MONTH) } else { one() }
}

/// The plan for a component: the one stated, or the cheapest that holds it.
fn chosen<'a, N: Number>(
    component: &'static str,
    wanted: (N, N),
    resize: Resize,
    reader: &Reader<'a, N>,
) -> Result<&'a PaasPlan, Refusal<N>> {
    let kept = |plan: &PaasPlan| {
        let most = (plan.vcpu * plan.baseline_share, plan.memory_mib / 1024.0);
        check_size([&SUSTAINED_VCPU, &MEMORY], component, wanted, most, resize)
    };
    let plans = &reader.catalog.paas_plans;
    let mut cheapest: Option<(&PaasPlan, N)> = None;
    for plan in plans.iter().filter(|plan| kept(plan).is_ok()) {
        let usd = usd_per_month(plan, reader)?;
        if cheapest.is_none_or(|(_, least)| least.exceeds(usd)) {
            cheapest = Some((plan, usd));
        }
    }
    let cheapest = cheapest.map(|(plan, _)| plan);
    let stated = reader.choice(Key::PaasPlan);
    let plan = if stated == "auto" {
        // The largest says most clearly what is missing; no plan has more processors.
        let largest = plans.iter().max_by(|one, other| one.memory_mib.total_cmp(&other.memory_mib));
        cheapest.or(largest).ok_or_else(|| Error::MissingLimit { id: "paas_plans".to_owned() })?
    } else {
        reader.catalog.paas_plan(stated)?
    };
    kept(plan).map_err(|refusal| match refusal {
        Refusal::RuledOut(mut rejections) => {
            let other = cheapest.and_then(|plan| Key::PaasPlan.entry(&plan.id));
            for rejection in &mut rejections {
                rejection.flips.extend(other.map(|to| Change { key: Key::PaasPlan, to }));
            }
            Refusal::RuledOut(rejections)
        }
        unknown => unknown,
    })?;
    Ok(plan)
}

/// Pay for `count` instances of a plan.
fn rent<N: Number>(
    component: &'static str,
    plan: &PaasPlan,
    count: N,
    utilisation: N,
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal<N>> {
    let instances = count * months(plan, reader);
    let item = reader.rate(&plan.price)?.kept(reader, component, "Platform instances", instances)?;
    placement.line_items.push(item);
    placement.fleets.push(Fleet { component, size: plan.label.clone(), count, utilisation });
    Ok(())
}

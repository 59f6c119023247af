//! Managed Postgres plans: the cheapest that holds the data, the load and the connections.

use super::{Host, Limit, Placement, Refusal, all_kept};
use crate::catalog::{Book, DatabasePlan};
use crate::number::Number;
use crate::plan::{Change, DatabaseFit, Fleet, Layer, LineItem, Measure, Rejection};
use crate::reading::{Rate, Reader, Scope};
use crate::scenario::Key;
use crate::system::{CACHEABLE_SHARE, Component, Database, Work};
use crate::unit::{BYTE, BYTES_PER_GB, BYTES_PER_GIB, COUNT, GB, GIB, USD_PER_MONTH, VCPU};

/// Managed Postgres with pgvector.
pub struct ManagedPostgres;

const MEMORY_FOR_INDEX: &str = "Memory so that the index stays hot";

const MEMORY: Limit =
    Limit { id: "database.memory", label: "memory of the plan, so that the index stays hot", unit: GIB };
const PEAK_CPU: Limit =
    Limit { id: "database.vcpu", label: "vCPUs of the plan at the target utilisation", unit: VCPU };
const MEAN_CPU: Limit =
    Limit { id: "database.baseline_vcpu", label: "vCPUs the plan sustains all day", unit: VCPU };
const CONNECTIONS: Limit =
    Limit { id: "database.connections", label: "connections the plan accepts", unit: COUNT };

impl<N: Number> Host<N> for ManagedPostgres {
    fn id(&self) -> &'static str {
        "postgres"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Database(_))
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        for component in group {
            let Work::Database(need) = component.work else { continue };
            if reader.book == Book::Printed && need.bookkeeping_only {
                let flat = reader.rate("baseline.postgres")?;
                placement.line_items.push(flat.kept(
                    reader,
                    component.id,
                    "Postgres, flat",
                    N::count(1.0),
                )?);
            } else {
                let fits = weigh(component.id, &need, reader)?;
                let plan = choose(component.id, &need, &fits, reader)?;
                placement.line_items.extend(bill(component.id, &need, plan, reader)?);
                placement.fleets.push(Fleet {
                    component: component.id,
                    size: plan.label.clone(),
                    count: N::count(1.0),
                    utilisation: need.peak_vcpu / reader.size(plan.vcpu, VCPU, "vCPUs of the plan"),
                });
                placement.layers.push(layer(&need, plan, reader));
                placement.database_fits = fits;
            }
        }
        Ok(placement)
    }
}

/// The chosen plan against what it has to bear.
fn layer<N: Number>(need: &Database<N>, plan: &DatabasePlan, reader: &Reader<'_, N>) -> Layer<N> {
    let vcpu = reader.size(plan.vcpu, VCPU, "vCPUs of the plan");
    let memory = reader.size(plan.memory_gib, GIB, "Memory of the plan");
    let connections = reader.size(connections_accepted(plan), COUNT, "Connections the plan accepts");
    let per_gb = N::constant(1e9, BYTES_PER_GB);
    let measures = vec![
        Measure {
            label: MEMORY_FOR_INDEX,
            needed: memory_needed_gib(need),
            provided: Some(memory),
            unit: GIB,
        },
        Measure { label: "vCPUs busy at the peak", needed: need.peak_vcpu, provided: Some(vcpu), unit: VCPU },
        Measure { label: "Connections", needed: need.connections, provided: Some(connections), unit: COUNT },
        Measure {
            label: "Disk, with room to work",
            needed: need.stored_bytes / per_gb,
            provided: None,
            unit: GB,
        },
    ];
    let busiest = measures
        .iter()
        .filter_map(|measure| measure.provided.map(|has| (measure.label, measure.needed / has)));
    let binding = busiest.reduce(|most, next| if next.1.exceeds(most.1) { next } else { most });
    Layer {
        id: "database_plan",
        name: "Database plan",
        size: plan.label.clone(),
        measures,
        binding: binding.map(|(label, _)| label),
    }
}

/// Connections a plan accepts: its own pooler takes clients in the server's stead.
fn connections_accepted(plan: &DatabasePlan) -> f64 {
    let direct = plan.max_connections - plan.reserved_connections;
    plan.pooler_clients.map_or(direct, |pooled| pooled.max(direct))
}

/// The plan that serves a need: the one stated, or the cheapest that holds it.
fn choose<'a, N: Number>(
    component: &'static str,
    need: &Database<N>,
    fits: &[DatabaseFit<N>],
    reader: &Reader<'a, N>,
) -> Result<&'a DatabasePlan, Refusal<N>> {
    let plans = &reader.catalog.database_plans;
    let holding = fits.iter().filter(|fit| fit.rejections.is_empty());
    let cheapest = holding
        .reduce(|best, next| if best.usd_per_month.exceeds(next.usd_per_month) { next } else { best })
        .and_then(|fit| plans.get(fit.plan));
    let stated = reader.choice(Key::DatabasePlan);
    if stated == "auto" {
        return cheapest.ok_or_else(|| {
            // The largest plan says most clearly what is missing.
            let largest = plans.iter().max_by(|one, other| one.memory_gib.total_cmp(&other.memory_gib));
            Refusal::RuledOut(
                largest.map_or_else(Vec::new, |plan| broken(component, limits(need, plan, reader))),
            )
        });
    }
    let plan = reader.catalog.database_plan(stated)?;
    let mut broken = broken(component, limits(need, plan, reader));
    let flip = cheapest
        .and_then(|plan| Key::DatabasePlan.entry(&plan.id))
        .map(|to| Change { key: Key::DatabasePlan, to });
    for rejection in &mut broken {
        rejection.flips.extend(flip);
    }
    all_kept(broken)?;
    Ok(plan)
}

/// Every plan against a need, with its price. Where only costs are wanted, those that hold it.
fn weigh<N: Number>(
    component: &'static str,
    need: &Database<N>,
    reader: &Reader<'_, N>,
) -> Result<Vec<DatabaseFit<N>>, Refusal<N>> {
    let mut fits = Vec::new();
    for (place, plan) in reader.catalog.database_plans.iter().enumerate() {
        let limits = limits(need, plan, reader);
        let rejections = match reader.scope {
            Scope::Whole => broken(component, limits),
            // Only whether a limit is broken matters then, not which.
            Scope::Costs if limits.iter().any(|(_, value, allowed)| Limit::is_broken(*value, *allowed)) => {
                continue;
            }
            Scope::Costs => Vec::new(),
        };
        let items = bill(component, need, plan, reader)?;
        fits.push(DatabaseFit {
            plan: place,
            connections_needed: need.connections,
            connections_accepted: reader.size(
                connections_accepted(plan),
                COUNT,
                "Connections the plan accepts",
            ),
            usd_per_month: N::sum(USD_PER_MONTH, items.iter().map(|item| item.usd_per_month)),
            rejections,
        });
    }
    Ok(fits)
}

/// Memory a server needs so that the hot bytes fit beside everything else.
pub fn memory_needed_gib<N: Number>(need: &Database<N>) -> N {
    (need.hot_bytes / N::constant(1_073_741_824.0, BYTES_PER_GIB) / N::count(CACHEABLE_SHARE)).called(
        MEMORY_FOR_INDEX,
        GIB,
        "hot bytes ÷ the share of memory that caches pages",
    )
}

/// A limit of a plan, what is asked of it and what it allows.
type Asked<N> = (&'static Limit, N, N);

/// Limits of a plan that are broken.
fn broken<N: Number>(component: &'static str, limits: [Asked<N>; 4]) -> Vec<Rejection<N>> {
    let check = |(limit, value, allowed): Asked<N>| limit.check(component, value, allowed, Vec::new);
    limits.into_iter().filter_map(check).collect()
}

/// Every limit of a plan.
fn limits<N: Number>(need: &Database<N>, plan: &DatabasePlan, reader: &Reader<'_, N>) -> [Asked<N>; 4] {
    let vcpu = reader.size(plan.vcpu, VCPU, "vCPUs of the plan");
    let memory = reader.size(plan.memory_gib, GIB, "Memory of the plan");
    let baseline = reader.size(plan.baseline_share, COUNT, "Baseline share of each vCPU");
    let connections = reader.size(connections_accepted(plan), COUNT, "Connections the plan accepts");
    [
        (&MEMORY, memory_needed_gib(need), memory),
        (&PEAK_CPU, need.peak_vcpu, vcpu * reader.get(Key::CpuTarget)),
        (&MEAN_CPU, need.mean_vcpu, vcpu * baseline),
        (&CONNECTIONS, need.connections, connections),
    ]
}

fn bill<N: Number>(
    component: &'static str,
    need: &Database<N>,
    plan: &DatabasePlan,
    reader: &Reader<'_, N>,
) -> Result<Vec<LineItem<N>>, Refusal<N>> {
    let mut items = Vec::with_capacity(5);
    let compute = reader.rate(&plan.compute_price)?;
    let units = reader.size(plan.compute_units, counted_in(&compute), "Size of the plan");
    items.push(compute.kept(reader, component, "Postgres, compute", units)?);
    if let Some(id) = &plan.memory_price {
        let memory = reader.size(plan.memory_gib, GIB, "Memory of the plan");
        items.push(reader.rate(id)?.kept(reader, component, "Postgres, memory", memory)?);
    }
    let compute_usd = N::sum(USD_PER_MONTH, items.iter().map(|item| item.usd_per_month));
    for fee in &plan.fees {
        let rate = reader.rate(fee)?;
        let one = N::count(1.0);
        // A credit pays for compute only, never more than that costs.
        let share =
            if N::zero(rate.usd_unit()).exceeds(rate.usd) { one.min(-(compute_usd / rate.usd)) } else { one };
        items.push(rate.kept(reader, component, "Postgres, plan fee or credit", share)?);
    }
    let per_gb = N::constant(1e9, BYTES_PER_GB);
    let least = reader.size(plan.min_storage_gb, GB, "Least storage billed");
    let included = reader.size(plan.included_storage_gb, GB, "Storage included");
    let stored = (need.stored_bytes / per_gb).max(least);
    let billed = (stored - included).max(N::zero(GB)).called(
        "Storage billed",
        GB,
        "what is stored beyond what is included",
    );
    items.push(reader.rate(&plan.storage_price)?.item(component, "Postgres, storage", billed));
    if let Some(id) = &plan.backup_price
        && need.backup_bytes.exceeds(N::zero(BYTE))
    {
        items.push(reader.rate(id)?.item(component, "Postgres, recovery log", need.backup_bytes / per_gb));
    }
    Ok(items)
}

/// What a plan's compute is counted in: vCPUs where the price is per vCPU, else pieces.
fn counted_in<N>(rate: &Rate<N>) -> crate::unit::Unit {
    if rate.per == crate::unit::VCPU_HOUR { VCPU } else { COUNT }
}

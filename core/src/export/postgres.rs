//! PostgreSQL and PgBouncer: the settings that the plan gives a reason for. Whatever is left out stays at its default.

use super::{Export, PLACEHOLDER, commented};
use crate::catalog::DatabasePlan;
use crate::decimal::text;
use crate::error::Error;
use crate::format;
use crate::number::Number;
use crate::scenario::Key;
use crate::science::queueing;
use crate::system::memory_service::{CHECKPOINT_SECONDS, Load, pools};
use crate::system::{CACHEABLE_SHARE, Database, Work};

/// Share of the server's memory for `shared_buffers`: "a reasonable starting value" on a dedicated server. Source:
/// PostgreSQL documentation, resource consumption.
const SHARED_BUFFERS_SHARE: f64 = 0.25;
/// Processes that may each take `maintenance_work_mem`: the three autovacuum workers of the default, and one that builds
/// an index. Source: PostgreSQL documentation, resource consumption.
const MAINTENANCE_PROCESSES: f64 = 4.0;
/// Share of transactions that may wait for a server connection of the pool. Assumption.
const WAITING_SHARE: f64 = 0.01;
const MIB_IN_GIB: f64 = 1024.0;
const BYTES_IN_MIB: f64 = 1_048_576.0;

pub fn offered(export: &Export<'_>) -> bool {
    database(export).is_some()
}

pub fn pooled(export: &Export<'_>) -> bool {
    export.scenario.is_on(Key::MemoryService) && offered(export)
}

/// What the database must bear, and the plan chosen for it.
fn database<'e>(export: &'e Export<'_>) -> Option<(Database<f64>, &'e DatabasePlan)> {
    let (id, need) = export.demand.components.iter().find_map(|component| match component.work {
        Work::Database(need) => Some((component.id, need)),
        _ => None,
    })?;
    let fleet = export.option()?.fleets.iter().find(|fleet| fleet.component == id)?;
    Some((need, export.catalog.database_plans.iter().find(|plan| plan.label == fleet.size)?))
}

fn found<'e>(export: &'e Export<'_>) -> Result<(Database<f64>, &'e DatabasePlan), Error> {
    database(export).ok_or_else(|| Error::Data("no database is planned".to_owned()))
}

/// Whole MB of PostgreSQL, which are MiB.
fn megabytes(mib: f64) -> String {
    format!("{}MB", text(Number::floor(mib)))
}

/// `postgresql.conf`, to be included or entered in the plan's parameter group.
pub fn conf(export: &Export<'_>) -> Result<String, Error> {
    let (need, plan) = found(export)?;
    let mut head = export.head("PostgreSQL settings", &[]);
    head.push(format!(
        "Database plan: {}, {} vCPU, {} GiB.",
        plan.label,
        text(plan.vcpu),
        text(plan.memory_gib)
    ));
    head.push("Memory in MB of 1,048,576 bytes. Managed plans take them as parameters, where they take them at all.".to_owned());
    let memory_mib = plan.memory_gib * MIB_IN_GIB;
    let connections = (Number::ceil(need.connections) + plan.reserved_connections).min(plan.max_connections);
    let mut out = commented(&head, "#") + "\n";
    let mut set =
        |name: &str, value: String, why: String| out.push_str(&format!("{name} = {value}  # {why}\n"));
    set(
        "max_connections",
        text(connections),
        format!(
            "at least: {} for all pools and headroom, {} kept back; the plan takes {} at most",
            text(Number::ceil(need.connections)),
            text(plan.reserved_connections),
            text(plan.max_connections)
        ),
    );
    set(
        "shared_buffers",
        megabytes(memory_mib * SHARED_BUFFERS_SHARE),
        "25 % of memory, as PostgreSQL's documentation advises".to_owned(),
    );
    set(
        "effective_cache_size",
        megabytes(memory_mib * CACHEABLE_SHARE),
        format!(
            "{} % of memory caches pages, as planned; {} MB must stay hot",
            text(CACHEABLE_SHARE * 100.0),
            text(Number::ceil(need.hot_bytes / BYTES_IN_MIB))
        ),
    );
    if export.scenario.is_on(Key::MemoryService) {
        let index_mib = Load::of(&export.reader()).index_bytes / BYTES_IN_MIB;
        let room_mib = memory_mib * (1.0 - CACHEABLE_SHARE) / MAINTENANCE_PROCESSES;
        let fits = if index_mib <= room_mib { "fits" } else { "does not fit: set more while it is built" };
        set(
            "maintenance_work_mem",
            megabytes(room_mib),
            format!(
                "a quarter of what caches leave, for 3 autovacuum workers and 1 build; the vector index, {} MB, {fits}",
                text(Number::ceil(index_mib))
            ),
        );
        set(
            "checkpoint_timeout",
            format!("{}s", text(CHECKPOINT_SECONDS)),
            "what the planned write-ahead log is counted with".to_owned(),
        );
    }
    Ok(out)
}

/// `pgbouncer.ini`, from the budget of connections.
pub fn pooler(export: &Export<'_>) -> Result<String, Error> {
    let (need, plan) = found(export)?;
    let reader = export.reader();
    let [host, name, users] =
        ["DATABASE_HOST", "DATABASE_NAME", "AUTH_FILE"].map(|what| format!("{PLACEHOLDER}_{what}"));
    let replace = [
        (host.clone(), "host of the database"),
        (name.clone(), "name of the database"),
        (users.clone(), "file of users and password hashes"),
    ];
    let mut head = export.head("PgBouncer settings", &replace);
    let replicas = export.demand.components.iter().find_map(|component| match component.work {
        Work::Service(service) if component.id == "api" => Some(service.replicas),
        _ => None,
    });
    let replicas = replicas.unwrap_or_default();
    let each = pools(&reader, 1.0).per_replica();
    let headroom = reader.get(Key::ConnectionHeadroom);
    let room = Number::floor(plan.max_connections - plan.reserved_connections - headroom).max(1.0);
    let busy = Load::of(&reader).peak_requests_per_second * reader.get(Key::DatabaseSecondsPerRequest);
    let wanted = f64::from(queueing::servers(busy, reader.get(Key::CpuTarget), WAITING_SHARE));
    head.push(format!("Database plan: {}, {} connections.", plan.label, text(plan.max_connections)));
    head.push(format!(
        "Clients: {} API replicas of {} connections each, other systems and {} in headroom.",
        text(replicas),
        text(each),
        text(headroom)
    ));
    let lines = [
        "[databases]".to_owned(),
        format!("loadline = host={host} port=5432 dbname={name}"),
        String::new(),
        "[pgbouncer]".to_owned(),
        "; guide 004: transaction mode in front of the database".to_owned(),
        "pool_mode = transaction".to_owned(),
        "; connections of all pools, and headroom".to_owned(),
        format!("max_client_conn = {}", text(Number::ceil(need.connections))),
        format!(
            "; server connections: {} busy at the peak, at most 1 % of transactions wait (Erlang C), target utilisation kept",
            format::number(busy)
        ),
        format!("default_pool_size = {}", text(wanted.min(room))),
        "; what the plan accepts, less what it keeps back and the headroom".to_owned(),
        format!("max_db_connections = {}", text(room)),
        "auth_type = scram-sha-256".to_owned(),
        format!("auth_file = {users}"),
    ];
    Ok(format!("{}\n{}\n", commented(&head, ";"), lines.join("\n")))
}

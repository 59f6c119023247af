//! A Docker Compose file for tier 1 of the memory service: one machine, the API and a bundled Postgres.

use super::tree::{Node, is, map};
use super::{Export, PLACEHOLDER, commented, gib_words, image, mib};
use crate::decimal::text;
use crate::error::Error;
use crate::format;
use crate::hosting::postgres::memory_needed_gib;
use crate::scenario::Key;
use crate::system::{Database, Service, Work};

pub fn offered(export: &Export<'_>) -> bool {
    parts(export).is_some()
}

/// The API and its database, in tier 1.
fn parts(export: &Export<'_>) -> Option<(Service<f64>, Database<f64>)> {
    let tier = export.plan.tier.as_ref().filter(|tier| tier.number == 1);
    tier.filter(|_| export.option.is_some())?;
    let work = |id| export.demand.components.iter().find(|one| one.id == id).map(|one| &one.work);
    match (work("api"), work("postgres")) {
        (Some(Work::Service(api)), Some(Work::Database(database))) => Some((*api, *database)),
        _ => None,
    }
}

pub fn write(export: &Export<'_>) -> Result<String, Error> {
    let Some((api, database)) = parts(export) else { return Err(Error::Data("not tier 1".to_owned())) };
    let reader = export.reader();
    let password = format!("{PLACEHOLDER}_PASSWORD");
    let replace = [
        (image("api"), "Memory API"),
        (image("postgres"), "PostgreSQL with pgvector"),
        (password.clone(), "password of the database"),
    ];
    let mut head = export.head("Docker Compose, tier 1 of the memory service", &replace);
    let disk = format::number(database.stored_bytes / 1e9);
    head.push(format!("cpus in vCPU, memory in MiB (m). Disk for the volume, with room to work: {disk} GB."));
    let image_of = |id: &str| is("image", image(id));
    let api_service = map([
        image_of("api"),
        is("depends_on", vec![Node::from("postgres")]),
        is(
            "deploy",
            [
                is("replicas", api.replicas).because("instances"),
                is(
                    "resources",
                    [is(
                        "limits",
                        [
                            is("cpus", text(api.vcpu)).because("vCPU"),
                            is("memory", format!("{}m", text(mib(api.memory_gib))))
                                .because(gib_words(api.memory_gib)),
                        ],
                    )],
                ),
            ],
        ),
    ]);
    let memory = memory_needed_gib(&database);
    let vcpu = database.peak_vcpu / reader.get(Key::CpuTarget);
    let settings: Vec<Node> =
        ["postgres".to_owned(), "-c".to_owned(), format!("max_connections={}", text(database.connections))]
            .map(Node::from)
            .into();
    let postgres_service = map([
        image_of("postgres"),
        is("command", settings).because("connections: those of all pools, and headroom"),
        is("environment", [is("POSTGRES_PASSWORD", password)]),
        is("volumes", vec![Node::from("database:/var/lib/postgresql")]),
        is(
            "deploy",
            [is(
                "resources",
                [is(
                    "reservations",
                    [
                        is("cpus", text(thousandths(vcpu)))
                            .because("vCPU busy at the peak ÷ target utilisation"),
                        is("memory", format!("{}m", text(mib(memory))))
                            .because("so that the vector index stays in memory"),
                    ],
                )],
            )],
        ),
    ]);
    let document = map([
        is("name", "loadline"),
        is("services", [is("api", api_service), is("postgres", postgres_service)]),
        is("volumes", [is("database", map([]))]),
    ]);
    Ok(commented(&head, "#") + &document.yaml())
}

/// Up to the next thousandth, and no less than one: Docker takes no finer share of a processor to be useful.
fn thousandths(vcpu: f64) -> f64 {
    use crate::number::Number;
    Number::ceil(vcpu * 1000.0).max(1.0) / 1000.0
}

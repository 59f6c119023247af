//! What guide 004 prints: sizes of a memory service. It has no prices.

use super::{Answer, Case, Claim, Test, amount, claim, count, text};
use crate::error::Error;
use crate::plan::Measure;
use crate::scenario::Key;
use crate::unit::VCPU;

fn measure(case: &Case<'_>, layer: &str, label: &str) -> Result<Measure<f64>, Error> {
    let plan = case.plan(case.scenario)?;
    let layer = plan.layers.into_iter().find(|one| one.id == layer);
    let measure = layer.and_then(|layer| layer.measures.into_iter().find(|one| one.label == label));
    measure.ok_or_else(|| Error::Data(format!("no measure `{label}` in this plan")))
}

/// Replicas of the service.
fn replicas(case: &Case<'_>) -> Result<f64, Error> {
    Ok(measure(case, "api", "Replicas for CPU")?.provided.unwrap_or(f64::NAN))
}

fn connections(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 30.0;
    let value = |key| case.scenario.value(key).unwrap_or(f64::NAN);
    let computed = measure(case, "store", "Connections of the API")?.needed;
    // As the guide brackets it: replicas × pool size, then overflow once.
    let bracketed = replicas(case)? * value(Key::PoolSize) + value(Key::MaxOverflow);
    Ok(Answer {
        printed: vec![count(PRINTED)],
        computed: vec![count(computed), count(bracketed)],
        needed: None,
        tests: vec![
            Test::Follows { printed: PRINTED, computed },
            Test::Agree { one: bracketed, other: PRINTED },
        ],
        holds: text!["Formula and example agree."],
        fails: text![
            "As it brackets the formula it gives ",
            count(bracketed),
            "; its example has the overflow in every pool, ",
            count(computed),
            ", which is how pools work."
        ],
    })
}

fn shared_cpu(case: &Case<'_>) -> Result<Answer, Error> {
    let asked = case.scenario.value(Key::ApiReplicaVcpu).unwrap_or(f64::NAN);
    let plan = case.catalog.paas_plan("fly.shared-cpu-1x")?;
    let sustained = plan.vcpu * case.limit("fly.shared_vcpu_share")?;
    Ok(Answer {
        printed: vec![amount(asked, VCPU)],
        computed: vec![amount(sustained, VCPU)],
        needed: None,
        tests: vec![Test::Covers { provided: sustained, needed: asked }],
        holds: text!["The machine sustains it."],
        fails: text![
            "A shared-cpu-1x may use ",
            amount(sustained, VCPU),
            " for ever; more is a burst of seconds to minutes."
        ],
    })
}

fn in_flight(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 4.0;
    let all = measure(case, "compile", "Calls in flight, mean")?.provided.unwrap_or(f64::NAN);
    let replicas = replicas(case)?;
    Ok(Answer {
        printed: vec![count(PRINTED)],
        computed: vec![count(all / replicas), count(all)],
        needed: None,
        tests: vec![Test::Follows { printed: PRINTED, computed: all / replicas }],
        holds: text![count(replicas), " replicas keep ", count(all), " calls in flight."],
        fails: text!["The planner counts otherwise."],
    })
}

pub(super) const CLAIMS: &[Claim] = &[
    claim(
        "004",
        "S4-01",
        169,
        "Connections of two replicas",
        "guide-004-tier-3",
        &[(Key::ConnectionHeadroom, "0")],
        connections,
    ),
    claim("004", "S4-02", 147, "1 vCPU of a shared-cpu-1x", "guide-004-tier-2", &[], shared_cpu),
    claim(
        "004",
        "S4-03",
        93,
        "Calls in flight of a process",
        "guide-004-tier-3",
        &[(Key::CpuTarget, "100%")],
        in_flight,
    ),
];

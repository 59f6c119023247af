//! Tier and topology of guide 004, from upgrade signals.
//!
//! The guide describes tiers by shape and lists the signs that one has outgrown its tier. Its companion for
//! capacity planning says when to act: two or more signals. So a plan starts in tier 1 and moves up for as long as
//! two signals of the tier it is in have tripped.

use super::{Load, Serving};
use crate::number::Number;
use crate::plan::{Signal, TierVerdict};
use crate::reading::Reader;
use crate::scenario::Key;
use crate::system::CACHEABLE_SHARE;
use crate::unit::{BYTES_PER_GB, BYTES_PER_GIB, COUNT, GB, GIB, PER_SECOND, PERCENT, SECOND, Unit, VCPU};

/// Signals that must have tripped before a plan moves one tier up. Source: Statewave documentation,
/// capacity planning.
pub(crate) const SIGNALS_TO_MOVE: usize = 2;

/// Postgres of each tier's profile in guide 004: vCPUs, memory in GiB, disk in GB. Tier 1 brings its own.
const TIER_2_DATABASE: (f64, f64, f64) = (2.0, 4.0, 20.0);
const TIER_3_DATABASE: (f64, f64, f64) = (4.0, 16.0, 100.0);
/// Most storage of tier 1 in guide 004, GB.
const TIER_1_DISK_GB: f64 = 5.0;

/// Replicas a tier's profile starts with (guide 004: one, one, two, three).
#[must_use]
pub fn least_replicas(tier: u8) -> f64 {
    match tier {
        3 => 2.0,
        4 => 3.0,
        _ => 1.0,
    }
}

/// The tier where so many signals have tripped in each of the tiers 1 to 3.
pub fn number(tripped_in: impl Fn(u8) -> usize) -> u8 {
    (1..=3).take_while(|tier| tripped_in(*tier) >= SIGNALS_TO_MOVE).count() as u8 + 1
}

/// Tier, topology and all signals of a load.
pub fn verdict<N: Number>(reader: &Reader<'_, N>, load: &Load<N>, serving: &Serving<N>) -> TierVerdict<N> {
    let signals = signals(reader, load, serving);
    let tripped_in = |tier: u8| signals.iter().filter(|signal| signal.tier == tier && signal.tripped).count();
    let number = number(tripped_in);
    let self_hosted = reader.choice(Key::EmbeddingProvider) == "self_hosted";
    let topology = match number {
        1 => 'A',
        2 => 'B',
        3 => 'C',
        _ if self_hosted => 'E',
        _ => 'D',
    };
    TierVerdict { number, topology, signals }
}

/// Every signal of every tier. All rise with the load, so that the load at which one trips can be solved for.
pub fn signals<N: Number>(reader: &Reader<'_, N>, load: &Load<N>, serving: &Serving<N>) -> Vec<Signal<N>> {
    let index_gib = load.index_bytes / N::constant(1_073_741_824.0, BYTES_PER_GIB);
    let stored_gb = load.stored_bytes / N::constant(1e9, BYTES_PER_GB);
    let percent = N::constant(100.0, PERCENT);
    let of_vcpus = |busy: N, vcpus: f64| busy / N::constant(vcpus, VCPU) * percent;
    let tenants = reader.get(Key::Tenants);
    let subjects = reader.get(Key::Subjects);
    let api_peak = load.api_mean_vcpu * reader.get(Key::PeakToMean);
    let (vcpus_2, memory_2, disk_2) = TIER_2_DATABASE;
    let (vcpus_3, memory_3, disk_3) = TIER_3_DATABASE;
    let against = |tier, id, label, value: N, threshold: N, unit: Unit| Signal {
        id,
        label: if cfg!(feature = "texts") { label } else { "" },
        tier,
        value,
        threshold,
        unit,
        tripped: value.exceeds(threshold),
    };
    let signal = |tier, id, label, value: N, threshold: f64, unit: Unit| {
        against(tier, id, label, value, N::constant(threshold, unit), unit)
    };
    vec![
        // Tier 1 is one developer with ad-hoc traffic; where that ends in figures is our assumption.
        signal(1, "tenants_1", "More than one tenant", tenants, 1.0, COUNT),
        signal(1, "subjects_1", "More subjects than one developer tries out", subjects, 100.0, COUNT),
        signal(
            1,
            "requests_1",
            "Traffic all day instead of now and then",
            reader.get(Key::RequestsPerSecond),
            0.1,
            PER_SECOND,
        ),
        signal(
            1,
            "api_cpu_1",
            "API past 70 % of the one vCPU of tier 1, at the peak",
            of_vcpus(api_peak, 1.0),
            70.0,
            PERCENT,
        ),
        signal(1, "storage_1", "More on disk than tier 1 has", stored_gb, TIER_1_DISK_GB, GB),
        signal(
            2,
            "database_cpu_2",
            "Database past 60 % of 2 vCPUs, sustained",
            of_vcpus(load.database_mean_vcpu, vcpus_2),
            60.0,
            PERCENT,
        ),
        against(
            2,
            "context_p95_2",
            "Context requests that miss the cache past the latency budget",
            serving.miss_p95_seconds,
            serving.budget_seconds,
            SECOND,
        ),
        signal(2, "tenants_2", "Several tenants on a shared instance", tenants, 1.0, COUNT),
        signal(2, "subjects_2", "More than a few thousand subjects", subjects, 3_000.0, COUNT),
        signal(
            2,
            "index_2",
            "HNSW index larger than 4 GiB of memory caches",
            index_gib,
            memory_2 * CACHEABLE_SHARE,
            GIB,
        ),
        signal(2, "storage_2", "More on disk than the 20 GB of tier 2", stored_gb, disk_2, GB),
        signal(
            3,
            "database_cpu_3",
            "Database past 70 % of 4 vCPUs, at the peak",
            of_vcpus(load.database_peak_vcpu, vcpus_3),
            70.0,
            PERCENT,
        ),
        signal(
            3,
            "index_3",
            "HNSW index larger than 16 GiB of memory caches",
            index_gib,
            memory_3 * CACHEABLE_SHARE,
            GIB,
        ),
        signal(
            3,
            "compile_3",
            "Compile backlog grows: calls past the provider's limits",
            load.provider_utilisation * percent,
            100.0,
            PERCENT,
        ),
        signal(3, "tenants_3", "Enough tenants to disturb each other", tenants, 10.0, COUNT),
        signal(3, "storage_3", "More on disk than the 100 GB of tier 3", stored_gb, disk_3, GB),
    ]
}

//! The memory service of guide 004: API replicas, Postgres with pgvector, compiling episodes into memories,
//! embedding them, serving context.

mod inputs;
mod presets;
pub mod tier;

pub use inputs::{INPUTS, SWITCH};
pub use presets::PRESETS;

use super::{Compare, Component, Database, Demand, Service, SizeInputs, System, Tokens, Work};
use crate::decimal::text;
use crate::error::Error;
use crate::hosting::Limit;
use crate::number::{Number, rounded_up};
use crate::plan::{Change, Layer, Measure, Rejection};
use crate::reading::{Reader, Scope, one, seconds_per_minute, seconds_per_month, vector_type};
use crate::scenario::{Key, Kind, Range};
use crate::science::cache;
use crate::science::connections::Pools;
use crate::science::growth::WriteLoad;
use crate::science::heap::{self, KeyOrder, btree_bytes, with_dead_rows};
use crate::science::hnsw::VectorType;
use crate::science::packing::machines;
use crate::science::quantile::Lognormal;
use crate::science::queueing::{CallLimits, backlog, drain_seconds};
use crate::science::tokens::{Compile, calls_with_retries};
use crate::unit::{
    BYTE, BYTES_PER_DAY, BYTES_PER_GIB, COUNT, DAY, GIB, HOUR, HOURS_PER_DAY, PER_DAY, PER_MINUTE,
    PER_SECOND, PERCENT, SECOND, SECONDS_PER_HOUR, TOKENS_PER_MINUTE, TOKENS_PER_MONTH, VCPU,
};
use std::rc::Rc;

/// Columns of a memory row beside its text and vector: ids, kind, times, provenance. Assumption.
const MEMORY_ROW_BYTES: f64 = 160.0;
/// Columns of an episode row beside its payload. Assumption.
const EPISODE_ROW_BYTES: f64 = 96.0;
/// A UUID key in a B-tree.
const UUID_KEY_BYTES: f64 = 16.0;
/// A subject id with a time: the secondary index that lists a subject's rows in order.
const SUBJECT_TIME_KEY_BYTES: f64 = 24.0;
/// Share of rows dead before autovacuum starts: PostgreSQL's `autovacuum_vacuum_scale_factor`, 20 % of the live.
const DEAD_SHARE: f64 = 0.2 / 1.2;
/// PostgreSQL's default `checkpoint_timeout`.
pub(crate) const CHECKPOINT_SECONDS: f64 = 300.0;
/// Log records of an insert beside page images and vector: row headers and index entries. Assumption.
const RECORD_OVERHEAD_BYTES: f64 = 400.0;
/// Processes of one API replica: one event loop.
const PROCESSES_PER_REPLICA: f64 = 1.0;
/// A row of the webhook queue. Assumption.
const WEBHOOK_ROW_BYTES: f64 = 500.0;

/// The memory service.
pub struct MemoryServiceSystem;

/// What the scenario asks of the memory service, before it is packed into replicas and plans.
#[derive(Clone, Copy, Debug)]
pub struct Load<N> {
    /// Context requests per second at the peak.
    pub peak_requests_per_second: N,
    /// Memories stored per day.
    pub memories_per_day: N,
    /// Memories kept once retention is reached.
    pub memories: N,
    /// Tables with their out-of-line vectors, bytes, live rows.
    pub table_bytes: N,
    /// B-trees, bytes.
    pub other_index_bytes: N,
    /// HNSW index, bytes.
    pub index_bytes: N,
    /// Everything on disk, bytes, with room to work.
    pub stored_bytes: N,
    /// Bytes that must stay in memory.
    pub hot_bytes: N,
    /// Write-ahead log, bytes per day.
    pub wal_bytes_per_day: N,
    /// Database vCPUs busy at the peak.
    pub database_peak_vcpu: N,
    /// Database vCPUs busy, mean.
    pub database_mean_vcpu: N,
    /// API vCPUs busy, mean.
    pub api_mean_vcpu: N,
    /// Replicas that CPU asks for.
    pub replicas_by_cpu: N,
    /// Replicas that database connections ask for.
    pub replicas_by_connections: N,
    /// Replicas that calls in flight ask for.
    pub replicas_by_compile: N,
    /// Language-model calls per second, mean.
    pub calls_per_second: N,
    /// What limits those calls.
    pub calls: CallLimits<N>,
    /// Share of a day's mean calls the provider allows; below one the backlog never drains.
    pub provider_utilisation: N,
}

impl<N: Number> Load<N> {
    /// Read the load off the scenario.
    pub fn of(reader: &Reader<'_, N>) -> Self {
        let seconds_per_day = N::constant(86_400.0, SECOND.per(DAY));
        let requests = reader.get(Key::RequestsPerSecond);
        let peak_to_mean = reader.get(Key::PeakToMean);
        let peak_requests = (requests * peak_to_mean).called(
            "Requests per second at the peak",
            PER_SECOND,
            "mean × peak factor",
        );
        let episodes = reader.get(Key::EpisodesPerDay);
        let memories_per_day = (episodes * reader.get(Key::MemoriesPerEpisode)).called(
            "Memories a day",
            PER_DAY,
            "episodes × memories per episode",
        );
        let retention = reader.get(Key::RetentionDays);
        let standing = (reader.get(Key::Subjects) * reader.get(Key::MemoriesPerSubject)).called(
            "Standing memories",
            COUNT,
            "guide 004: subjects drive the base storage and the index's working set",
        );
        let memories = (standing + memories_per_day * retention).called(
            "Memories kept",
            COUNT,
            "standing ones, and memories a day × days kept at the plateau",
        );
        let store = Store::of(reader, memories, memories_per_day);

        let inserts_per_second = memories_per_day / seconds_per_day;
        let mean_vcpu = requests * reader.get(Key::DatabaseCpuSecondsPerRequest)
            + inserts_per_second * reader.get(Key::DatabaseCpuSecondsPerMemory);
        let target = reader.get(Key::CpuTarget);
        let api_mean = (requests * reader.get(Key::ApiCpuSecondsPerRequest)).called(
            "API vCPUs busy, mean",
            VCPU,
            "requests × CPU seconds",
        );
        let by_cpu = machines(api_mean, peak_to_mean, target, reader.get(Key::ApiReplicaVcpu)).called(
            "Replicas for CPU",
            COUNT,
            "peak vCPUs ÷ (target × vCPUs of a replica)",
        );
        let pool = pools(reader, one()).per_replica();
        let held = (peak_requests * reader.get(Key::DatabaseSecondsPerRequest)).called(
            "Connections busy at the peak",
            COUNT,
            "Little's law",
        );
        let by_connections = (held / (target * pool)).ceil().called(
            "Replicas for connections",
            COUNT,
            "busy connections ÷ (target × pool)",
        );

        let compile = compiling(reader);
        let calls = call_limits(reader, &compile);
        let with_retries = calls_with_retries(reader.get(Key::LlmRetryShare));
        let calls_per_second = (episodes / seconds_per_day * compile.calls_per_episode() * with_retries)
            .called(
                "Language-model calls per second",
                PER_SECOND,
                "episodes per second × calls per episode, retries counted",
            );
        let wanted = (calls_per_second * calls.call_seconds / (target * calls.in_flight_per_replica)).ceil();
        let by_compile = if compiles_by_llm(reader) {
            // Beyond the provider's own limits more replicas only meet refusals.
            wanted.min(calls.useful_replicas()).called(
                "Replicas for compiling",
                COUNT,
                "calls in flight ÷ (target × calls per replica)",
            )
        } else {
            N::zero(COUNT)
        };
        let provider_utilisation =
            if compiles_by_llm(reader) { calls_per_second / calls.by_provider() } else { N::zero(COUNT) };
        Self {
            peak_requests_per_second: peak_requests,
            memories_per_day,
            memories,
            table_bytes: store.tables,
            other_index_bytes: store.other_indexes,
            index_bytes: store.index,
            stored_bytes: store.stored,
            hot_bytes: store.hot,
            wal_bytes_per_day: store.wal_per_day,
            database_peak_vcpu: (mean_vcpu * peak_to_mean).called(
                "Database vCPUs busy at the peak",
                VCPU,
                "mean × peak factor",
            ),
            database_mean_vcpu: mean_vcpu.called(
                "Database vCPUs busy, mean",
                VCPU,
                "requests and inserts × CPU seconds",
            ),
            api_mean_vcpu: api_mean,
            replicas_by_cpu: by_cpu,
            replicas_by_connections: by_connections,
            replicas_by_compile: by_compile,
            calls_per_second,
            calls,
            provider_utilisation,
        }
    }

    /// Replicas that the load asks for, with the constraint that binds.
    pub fn replicas(&self, least: N) -> (N, &'static str) {
        let reasons = [
            (self.replicas_by_connections, "Replicas for database connections"),
            (self.replicas_by_compile, "Replicas for compiling"),
            (least, "Least replicas of the tier"),
        ];
        reasons.into_iter().fold(
            (self.replicas_by_cpu, "Replicas for CPU"),
            |(most, binding), (replicas, reason)| {
                if replicas.exceeds(most) { (replicas, reason) } else { (most, binding) }
            },
        )
    }
}

/// The connection pools of so many replicas.
pub(crate) fn pools<N: Number>(reader: &Reader<'_, N>, replicas: N) -> Pools<N> {
    Pools {
        replicas,
        processes_per_replica: N::count(PROCESSES_PER_REPLICA),
        pool_size: reader.get(Key::PoolSize),
        max_overflow: reader.get(Key::MaxOverflow),
    }
}

/// Whether a language model compiles episodes.
fn compiles_by_llm<N: Number>(reader: &Reader<'_, N>) -> bool {
    reader.choice(Key::CompileMode) == "llm"
}

/// Characters of an episode that are sent at most, and of all episodes in one call. Source: statewave
/// `compile_async`.
const CHARACTERS_CAP: f64 = 4_000.0;
const CHARACTERS_PER_CALL: f64 = 6_000.0;

fn compiling<N: Number>(reader: &Reader<'_, N>) -> Compile<N> {
    Compile {
        // A byte of text is taken as a character.
        chars_per_episode: reader.get(Key::BytesPerEpisode) / N::constant(1.0, BYTE),
        chars_cap: N::count(CHARACTERS_CAP),
        chars_per_call: N::count(CHARACTERS_PER_CALL),
        chars_per_token: reader.get(Key::CharactersPerToken),
        system_tokens: reader.get(Key::PromptTokensPerCall),
        memories_per_episode: reader.get(Key::MemoriesPerEpisode),
        tokens_per_memory: reader.get(Key::TokensPerMemory),
    }
}

fn call_limits<N: Number>(reader: &Reader<'_, N>, compile: &Compile<N>) -> CallLimits<N> {
    CallLimits {
        in_flight_per_replica: reader.get(Key::CallsInFlightPerReplica),
        call_seconds: reader.get(Key::LlmSecondsPerCall),
        requests_per_minute: reader.get(Key::ProviderRequestsPerMinute),
        tokens_per_minute: reader.get(Key::ProviderTokensPerMinute),
        tokens_per_call: compile.tokens_per_call(),
    }
}

/// Tokens bought in a month.
fn monthly_tokens<N: Number>(reader: &Reader<'_, N>, load: &Load<N>, serving: &Serving<N>) -> Tokens<N> {
    let per_month = TOKENS_PER_MONTH;
    let compile = compiling(reader);
    let days = reader.days_per_month();
    let episodes =
        reader.get(Key::EpisodesPerDay) * days * calls_with_retries(reader.get(Key::LlmRetryShare));
    let of_memories = load.memories_per_day * days * reader.get(Key::EmbeddingTokensPerMemory);
    let requests = reader.get(Key::RequestsPerSecond) * seconds_per_month(reader);
    let of_queries = requests * (one::<N>() - serving.shared_hit_share) * reader.get(Key::TaskTokens);
    Tokens {
        llm_input: (episodes * compile.input_tokens_per_episode()).called(
            "Tokens sent to the language model",
            per_month,
            "episodes × tokens, retries counted",
        ),
        llm_output: (episodes * compile.output_tokens_per_episode()).called(
            "Tokens the language model writes",
            per_month,
            "episodes × tokens, retries counted",
        ),
        embedding: (of_memories + of_queries).called(
            "Tokens embedded",
            per_month,
            "memories stored, and queries that no cache knows",
        ),
    }
}

/// What is stored, in bytes.
struct Store<N> {
    tables: N,
    other_indexes: N,
    index: N,
    stored: N,
    hot: N,
    wal_per_day: N,
}

impl<N: Number> Store<N> {
    fn of(reader: &Reader<'_, N>, memories: N, memories_per_day: N) -> Self {
        let bytes = |value| N::constant(value, BYTE);
        let text = reader.get(Key::TokensPerMemory) * reader.get(Key::CharactersPerToken) * bytes(1.0);
        let kind = vector_type(reader.scenario);
        let dimensions = reader.scenario.value(Key::EmbeddingDimensions).unwrap_or(0.0) as u32;
        let named = |size: N, label| size.called(label, BYTE, "");
        let memory_rows = heap::table(memories, kind, dimensions, text + bytes(MEMORY_ROW_BYTES)).total;
        let memory_rows = named(memory_rows, "Table of memories");
        let index = match reader.shapes.index {
            Some(layout) => layout.bytes(memories),
            None => N::zero(BYTE),
        };
        let [keys, listing] = [UUID_KEY_BYTES, SUBJECT_TIME_KEY_BYTES];
        let memory_keys = named(btree_bytes(memories, keys, KeyOrder::Random), "Keys of memories");
        let memory_listing =
            named(btree_bytes(memories, listing, KeyOrder::Random), "Memories by subject and time");

        let episodes = (reader.get(Key::EpisodesPerDay) * reader.get(Key::RetentionDays)).called(
            "Episodes kept",
            COUNT,
            "episodes a day × days kept",
        );
        let episode_rows =
            heap::heap_bytes(episodes, reader.get(Key::BytesPerEpisode) + bytes(EPISODE_ROW_BYTES));
        let episode_rows = named(episode_rows, "Table of episodes");
        let episode_keys = named(btree_bytes(episodes, keys, KeyOrder::Random), "Keys of episodes")
            + named(btree_bytes(episodes, listing, KeyOrder::Random), "Episodes by subject and time");
        let webhook_rows = reader.get(Key::EpisodesPerDay)
            * reader.get(Key::WebhookEventsPerEpisode)
            * N::constant(WEBHOOK_KEPT_DAYS, DAY)
            * bytes(WEBHOOK_ROW_BYTES);

        let tables = (memory_rows + episode_rows + webhook_rows).called(
            "Tables, vectors out of line included",
            BYTE,
            "memories, episodes and queued webhooks, live rows",
        );
        let other_indexes = (memory_keys + memory_listing + episode_keys).called(
            "Other indexes",
            BYTE,
            "primary keys, and each subject's rows in order",
        );
        let live = memory_rows + memory_keys + memory_listing + episode_rows + episode_keys + webhook_rows;
        let data = (with_dead_rows(live, N::count(DEAD_SHARE)) + index).called(
            "Database",
            BYTE,
            "tables with dead rows, B-trees and the HNSW index",
        );
        let stored = (data / reader.get(Key::StorageTarget)).called(
            "Disk, with room to work",
            BYTE,
            "database ÷ share of the disk that may fill",
        );
        // The vector search reads the index; ranking then reads the rows' keys.
        let hot = (index + memory_keys).called(
            "Bytes that must stay in memory",
            BYTE,
            "guide 004: the HNSW index in shared buffers and system cache, and the key index",
        );

        let log = WriteLoad {
            inserts_per_day: memories_per_day,
            record_bytes: text + bytes(RECORD_OVERHEAD_BYTES) + bytes(kind.value_bytes(dimensions) as f64),
            index_pages: reader.shapes.index.map_or_else(|| N::zero(COUNT), |layout| layout.pages(memories)),
            // Between m and 2m neighbour pages are rewritten; the upper end is on the safe side.
            neighbour_pages: reader.get(Key::HnswM) * N::count(2.0),
            checkpoint_seconds: N::constant(CHECKPOINT_SECONDS, SECOND),
        };
        let episode_log = reader.get(Key::EpisodesPerDay)
            * (reader.get(Key::BytesPerEpisode) + bytes(RECORD_OVERHEAD_BYTES));
        let wal_per_day = (log.wal_bytes_per_day() + episode_log).called(
            "Write-ahead log",
            BYTES_PER_DAY,
            "inserts, new index pages and page images after checkpoints",
        );
        Self { tables, other_indexes, index, stored, hot, wal_per_day }
    }
}

/// Days a delivered webhook row is kept before it is cleared. Assumption.
const WEBHOOK_KEPT_DAYS: f64 = 7.0;

impl<N: Number> Compare<N> for MemoryServiceSystem {}

impl<N: Number> System<N> for MemoryServiceSystem {
    fn switch(&self) -> Key {
        Key::MemoryService
    }

    fn demand(&self, reader: &Reader<'_, N>, demand: &mut Demand<N>) -> Result<(), Error> {
        let load = Load::of(reader);
        demand.rejections.extend(unindexable(reader));
        demand.rejections.extend(endless(reader, &load));
        let serving = Serving::of(reader);
        let tier = tier::verdict(reader, &load, &serving);
        let least = N::count(tier::least_replicas(tier.number));
        let (replicas, binding) = load.replicas(least);
        let replicas = replicas.called("API replicas", COUNT, "the most that any constraint asks for");
        let connections =
            pools(reader, replicas).required(reader.get(Key::ConnectionHeadroom), N::zero(COUNT));

        demand.components.push(Component {
            id: "api",
            name: "Memory API",
            work: Work::Service(Service {
                replicas,
                busy_vcpu: load.api_mean_vcpu,
                requests_per_second: reader.get(Key::RequestsPerSecond),
                seconds_per_request: serving.mean_seconds,
                balanced: tier.number >= 3 || replicas.exceeds(one()),
                ..Service::idle(
                    reader.get(Key::ApiReplicaVcpu),
                    reader.get(Key::ApiReplicaMemoryGib),
                    SizeInputs { vcpu: Key::ApiReplicaVcpu, memory_gib: Key::ApiReplicaMemoryGib },
                )
            }),
        });
        demand.components.push(Component {
            id: "postgres",
            name: "Postgres with pgvector",
            work: Work::Database(Database {
                hot_bytes: load.hot_bytes,
                stored_bytes: load.stored_bytes,
                backup_bytes: load.wal_bytes_per_day * reader.get(Key::BackupWindowDays),
                peak_vcpu: load.database_peak_vcpu,
                mean_vcpu: load.database_mean_vcpu,
                connections,
                bookkeeping_only: false,
            }),
        });
        let tokens = monthly_tokens(reader, &load, &serving);
        demand.components.push(Component {
            id: "models",
            name: "Model providers",
            work: Work::Tokens(tokens),
        });
        if reader.scope == Scope::Whole {
            layers(reader, &load, &serving, (replicas, least, binding), connections, &tokens, demand);
            notices(reader, demand);
        }
        demand.tier = Some(tier);
        Ok(())
    }
}

/// An index that pgvector refuses rules everything out, wherever it runs.
fn unindexable<N: Number>(reader: &Reader<'_, N>) -> Option<Rejection<N>> {
    const DIMENSIONS: Limit =
        Limit { id: "pgvector.max_dimensions", label: "dimensions an HNSW index takes", unit: COUNT };
    let kind = vector_type(reader.scenario);
    let dimensions = reader.get(Key::EmbeddingDimensions);
    let allowed = f64::from(kind.max_indexed_dims());
    DIMENSIONS.check("postgres", dimensions, N::count(allowed), || {
        let halfvec = Change { key: Key::VectorType, to: 1.0 };
        let fits = kind == VectorType::Vector
            && dimensions.value() <= f64::from(VectorType::Halfvec.max_indexed_dims());
        let shorter = Change { key: Key::EmbeddingDimensions, to: allowed };
        Some(halfvec).filter(|_| fits).into_iter().chain([shorter]).collect()
    })
}

/// Calls that come faster than the provider takes them are never worked off, however many replicas there are.
fn endless<N: Number>(reader: &Reader<'_, N>, load: &Load<N>) -> Vec<Rejection<N>> {
    const REQUESTS: Limit = Limit {
        id: "provider_requests_per_minute",
        label: "language-model calls a minute, mean",
        unit: PER_MINUTE,
    };
    const TOKENS: Limit = Limit {
        id: "provider_tokens_per_minute",
        label: "language-model tokens a minute, mean",
        unit: TOKENS_PER_MINUTE,
    };
    if !compiles_by_llm(reader) {
        return Vec::new();
    }
    let calls = load.calls_per_second * seconds_per_minute();
    let limits = [
        (&REQUESTS, Key::ProviderRequestsPerMinute, calls),
        (&TOKENS, Key::ProviderTokensPerMinute, calls * load.calls.tokens_per_call),
    ];
    let broken = limits.map(|(limit, key, rate)| {
        limit.check("models", rate, reader.get(key), || {
            Change::allowed(key, rounded_up(rate.value())).into_iter().collect()
        })
    });
    broken.into_iter().flatten().collect()
}

/// How requests are served: the query-embedding cache and what a miss costs.
#[derive(Clone, Copy, Debug)]
pub struct Serving<N> {
    /// Share found there or in the table all replicas share.
    pub shared_hit_share: N,
    /// Seconds of a request at the 95th percentile.
    pub p95_seconds: N,
    /// Seconds of a request that misses the cache, at the 95th percentile.
    pub miss_p95_seconds: N,
    /// Latency budget of the 95th percentile, seconds.
    pub budget_seconds: N,
    /// Seconds of a request, mean.
    pub mean_seconds: N,
}

impl<N: Number> Serving<N> {
    /// Read off the scenario.
    pub fn of(reader: &Reader<'_, N>) -> Self {
        let requests = reader.get(Key::RequestsPerSecond);
        let ttl = reader.get(Key::CacheTtlSeconds);
        let functions = Rc::clone(&reader.shapes.functions);
        let shared_hit_share = N::smooth(
            "Embeddings found in a replica or in the shared table",
            COUNT,
            "the table holds every task until it expires",
            [requests, ttl],
            move |[requests, ttl]| functions.hit_ratio(f64::INFINITY, requests, ttl),
        );
        let one_vcpu = N::constant(1.0, VCPU);
        let base = (reader.get(Key::ApiCpuSecondsPerRequest) / one_vcpu
            + reader.get(Key::DatabaseSecondsPerRequest))
        .called("Seconds of a request without an embedding", SECOND, "API CPU + database");
        let round_trip = reader.get(Key::EmbeddingRoundTripSeconds);
        let slow = slow_round_trips();
        let quantile = |label, hit: N| {
            N::smooth(
                label,
                SECOND,
                "mixture of hits and misses",
                [hit, base, round_trip],
                move |[hit, base, median]| {
                    cache::latency_quantile(0.95, hit, base, &Lognormal::from_p50_p95(median, median * slow))
                },
            )
        };
        let p95_seconds = quantile("Context request, 95th percentile", shared_hit_share);
        let miss_p95_seconds = quantile("Context request that misses, 95th percentile", N::zero(COUNT));
        let mean_round_trip =
            N::smooth("Embedding round trip, mean", SECOND, "lognormal", [round_trip], move |[median]| {
                Lognormal::from_p50_p95(median, median * slow).mean()
            });
        let mean_seconds = (base + (one::<N>() - shared_hit_share) * mean_round_trip).called(
            "Context request, mean",
            SECOND,
            "base + share of misses × round trip",
        );
        let budget_seconds = reader.get(Key::P95BudgetSeconds);
        Self { shared_hit_share, p95_seconds, miss_p95_seconds, mean_seconds, budget_seconds }
    }
}

/// Share of requests whose embedding is found in the replica's own cache. The costliest black box of the service,
/// and one that decides nothing: the shared table answers for what a replica does not know.
fn own_hit_share<N: Number>(reader: &Reader<'_, N>, load: &Load<N>) -> N {
    // A tier may ask for more replicas; the load's own count is what divides the traffic.
    let (replicas, _) = load.replicas(one());
    let functions = Rc::clone(&reader.shapes.functions);
    let entries = reader.get(Key::CacheEntries);
    let ttl = reader.get(Key::CacheTtlSeconds);
    N::smooth(
        "Embeddings found in the replica's cache",
        COUNT,
        "Zipf popularity, least recently used, entries expire after insertion",
        [reader.get(Key::RequestsPerSecond), replicas, entries, ttl],
        move |[requests, replicas, entries, ttl]| {
            functions.hit_ratio(entries, cache::per_replica(requests, replicas), ttl)
        },
    )
}

/// How much longer than the median an embedding round trip takes at the 95th percentile: the registry's high over
/// its likely value.
fn slow_round_trips() -> f64 {
    let field = Key::EmbeddingRoundTripSeconds.field();
    match (&field.kind, field.default) {
        (Kind::Number(Range { plausible: Some((_, high)), .. }), Some(likely)) if likely > 0.0 => {
            high / likely
        }
        _ => 1.0,
    }
}

/// Layers of the service for people.
fn layers<N: Number>(
    reader: &Reader<'_, N>,
    load: &Load<N>,
    serving: &Serving<N>,
    (replicas, least, binding): (N, N, &'static str),
    connections: N,
    tokens: &Tokens<N>,
    demand: &mut Demand<N>,
) {
    let measure = |label, needed, provided: Option<N>, unit| Measure { label, needed, provided, unit };
    let target = reader.get(Key::CpuTarget);
    let gib = |bytes: N| bytes / N::constant(1_073_741_824.0, BYTES_PER_GIB);
    let (vcpu, memory) = (reader.get(Key::ApiReplicaVcpu), reader.get(Key::ApiReplicaMemoryGib));
    demand.layers.push(Layer {
        id: "api",
        name: "Memory API",
        size: format!(
            "{} × {} vCPU, {} GiB",
            text(replicas.value()),
            text(vcpu.value()),
            text(memory.value())
        ),
        measures: vec![
            measure(
                "vCPUs busy at the peak",
                load.api_mean_vcpu * reader.get(Key::PeakToMean),
                Some(replicas * reader.get(Key::ApiReplicaVcpu)),
                VCPU,
            ),
            measure("Replicas for CPU", load.replicas_by_cpu, Some(replicas), COUNT),
            measure("Replicas for database connections", load.replicas_by_connections, Some(replicas), COUNT),
            measure("Replicas for compiling", load.replicas_by_compile, Some(replicas), COUNT),
            measure("Least replicas of the tier", least, Some(replicas), COUNT),
            measure(
                "Context request, 95th percentile",
                serving.p95_seconds,
                Some(serving.budget_seconds),
                SECOND,
            ),
        ],
        binding: Some(binding),
    });
    demand.layers.push(Layer {
        id: "store",
        name: "What is stored",
        size: String::new(),
        measures: vec![
            measure("Memories kept", load.memories, None, COUNT),
            measure("HNSW index", gib(load.index_bytes), None, GIB),
            measure("Tables, vectors out of line included", gib(load.table_bytes), None, GIB),
            measure("Other indexes", gib(load.other_index_bytes), None, GIB),
            measure("Days of growth until the plateau", reader.get(Key::RetentionDays), None, DAY),
            measure("Write-ahead log a day", gib(load.wal_bytes_per_day * N::constant(1.0, DAY)), None, GIB),
            measure("Connections of the API", connections, None, COUNT),
        ],
        binding: None,
    });
    demand.layers.push(Layer {
        id: "cache",
        name: "Query-embedding cache",
        size: String::new(),
        measures: vec![
            measure(
                "Found in the replica",
                own_hit_share(reader, load) * N::constant(100.0, PERCENT),
                None,
                PERCENT,
            ),
            measure(
                "Found in replica or shared table",
                serving.shared_hit_share * N::constant(100.0, PERCENT),
                None,
                PERCENT,
            ),
        ],
        binding: None,
    });
    if compiles_by_llm(reader) {
        demand.layers.push(compile_layer(reader, load, replicas, target, tokens));
    }
    let events = reader.get(Key::EpisodesPerDay) * reader.get(Key::WebhookEventsPerEpisode);
    demand.layers.push(Layer {
        id: "webhooks",
        name: "Webhook queue",
        size: String::new(),
        measures: vec![measure("Rows queued a day", events, None, PER_DAY)],
        binding: None,
    });
}

fn compile_layer<N: Number>(
    reader: &Reader<'_, N>,
    load: &Load<N>,
    replicas: N,
    target: N,
    tokens: &Tokens<N>,
) -> Layer<N> {
    let throughput = load.calls.throughput(replicas);
    let peak_hours = reader.get(Key::PeakHoursPerDay);
    let day = N::constant(24.0, HOURS_PER_DAY);
    let peak_rate = load.calls_per_second * reader.get(Key::PeakToMean).min(day / peak_hours);
    // The rest of the day carries what the peak hours leave of the day's mean.
    let rest = ((load.calls_per_second * day - peak_rate * peak_hours)
        / (day - peak_hours).max(N::constant(1e-9, HOURS_PER_DAY)))
    .max(N::zero(PER_SECOND));
    let peak_seconds = peak_hours * N::constant(1.0, DAY) * N::constant(3600.0, SECONDS_PER_HOUR);
    let backlog = backlog(peak_rate, throughput, peak_seconds);
    let drain = drain_seconds(backlog, rest, throughput) / N::constant(3600.0, SECONDS_PER_HOUR);
    let reasons = [
        (load.calls.by_requests(), "Provider's requests per minute"),
        (load.calls.by_tokens(), "Provider's tokens per minute"),
    ];
    let (_, binding) = reasons.into_iter().fold(
        (load.calls.by_concurrency(replicas), "Calls in flight"),
        |(least, binding), (rate, reason)| {
            if least.exceeds(rate) { (rate, reason) } else { (least, binding) }
        },
    );
    let measure = |label, needed, provided: Option<N>, unit| Measure { label, needed, provided, unit };
    Layer {
        id: "compile",
        name: "Compiling by language model",
        size: String::new(),
        measures: vec![
            measure("Calls per second, mean", load.calls_per_second, Some(throughput), PER_SECOND),
            measure("Calls per second, peak", peak_rate, Some(throughput), PER_SECOND),
            measure(
                "Calls in flight, mean",
                load.calls_per_second * load.calls.call_seconds,
                Some(load.calls.in_flight_per_replica * replicas * target),
                COUNT,
            ),
            measure("Backlog at the end of the peak", backlog, None, COUNT),
            measure("Hours until it is worked off", drain, None, HOUR),
            measure("Tokens a month", tokens.llm_input + tokens.llm_output, None, TOKENS_PER_MONTH),
        ],
        binding: Some(binding),
    }
}

/// What guide 004 says it has not validated, and what a reader must know.
fn notices<N: Number>(reader: &Reader<'_, N>, demand: &mut Demand<N>) {
    if reader.get(Key::Subjects).exceeds(N::count(VALIDATED_SUBJECTS)) {
        demand.note(
            "subjects_not_validated",
            "Guide 004 has not benchmarked the memory service above about 100,000 subjects.",
        );
    }
    demand.note("scaling_not_validated", "Guide 004 supports several replicas by design but has not load-tested them; it publishes no throughput per tier.");
    demand.note(
        "not_priced",
        "Not priced: network egress and traffic between clouds, logs, monitoring, and people's time.",
    );
    if reader.choice(Key::EmbeddingProvider) == "self_hosted" {
        demand.note("model_server_not_priced", "A self-hosted embedding model needs a server of its own, usually with a GPU. It is not priced here.");
    }
}

/// Subjects up to which guide 004 has benchmarks.
const VALIDATED_SUBJECTS: f64 = 100_000.0;

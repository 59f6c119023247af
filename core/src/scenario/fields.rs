//! The one registry of inputs. Sliders, typed fields, the link, validation, the command line and the
//! documentation all read it.

use super::{Choice, Field, Group, Kind, Provenance, Range};
use crate::unit::{
    BYTE, COUNT, DAY, GIB, HOURS_PER_DAY, HOURS_PER_MONTH, MIB, MINUTE, PER_DAY, PER_MINUTE, PER_SECOND,
    PERCENT_PER_MONTH, SECOND, TOKEN, TOKENS_PER_MINUTE, Unit, VCPU, VCPU_SECOND,
};

/// The code whose defaults guide 004 describes.
const STATEWAVE: &str = "smaramwbc/statewave at 64345271";

/// How much text a token holds.
const CHARACTERS_PER_TOKEN: Unit = COUNT.per(TOKEN).named("characters/token");

const fn choice(id: &'static str, label: &'static str) -> Choice {
    Choice { id, label }
}

/// pgvector's types that an HNSW index takes.
const VECTOR_TYPES: &[Choice] = &[
    choice("vector", "32-bit floats (vector)"),
    choice("halfvec", "16-bit floats (halfvec)"),
    choice("bit", "Single bits (bit)"),
];
/// Who turns episodes into memories.
const COMPILE_MODES: &[Choice] = &[choice("heuristic", "Heuristic rules"), choice("llm", "Language model")];
/// Where embeddings are computed.
const EMBEDDING_PROVIDERS: &[Choice] = &[choice("hosted", "Hosted"), choice("self_hosted", "Self-hosted")];
/// Hosted language models with a price in the catalogue.
const LLM_MODELS: &[Choice] = &[
    choice("gpt-4o-mini", "GPT-4o mini"),
    choice("gpt-4.1-nano", "GPT-4.1 nano"),
    choice("gpt-4.1-mini", "GPT-4.1 mini"),
    choice("gpt-5-nano", "GPT-5 nano"),
    choice("gpt-5-mini", "GPT-5 mini"),
    choice("gpt-5.4-nano", "GPT-5.4 nano"),
    choice("gpt-5.4-mini", "GPT-5.4 mini"),
    choice("claude-haiku-4.5", "Claude Haiku 4.5"),
    choice("claude-3.5-haiku", "Claude 3.5 Haiku"),
    choice("claude-sonnet-4.5", "Claude Sonnet 4.5"),
    choice("gemini-2.5-flash-lite", "Gemini 2.5 Flash-Lite"),
    choice("gemini-2.5-flash", "Gemini 2.5 Flash"),
    choice("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite"),
    choice("nova-micro", "Amazon Nova Micro"),
    choice("nova-lite", "Amazon Nova Lite"),
    choice("mistral-small-latest", "Mistral Small"),
    choice("ministral-8b", "Ministral 8B"),
];
/// Hosted embedding models with a price in the catalogue.
const EMBEDDING_MODELS: &[Choice] = &[
    choice("text-embedding-3-small", "text-embedding-3-small"),
    choice("text-embedding-3-large", "text-embedding-3-large"),
    choice("text-embedding-ada-002", "text-embedding-ada-002"),
    choice("embed-v4", "Cohere Embed v4"),
    choice("voyage-4", "Voyage 4"),
    choice("voyage-4-lite", "Voyage 4 lite"),
    choice("voyage-3.5", "Voyage 3.5"),
    choice("voyage-3-large", "Voyage 3 large"),
    choice("gemini-embedding-001", "Gemini Embedding 001"),
];
/// Managed Postgres plans with a price in the catalogue.
const DATABASE_PLANS: &[Choice] = &[
    choice("auto", "Auto: the cheapest that holds the load"),
    choice("rds.t4g.micro", "Amazon RDS db.t4g.micro"),
    choice("rds.t4g.small", "Amazon RDS db.t4g.small"),
    choice("rds.t4g.medium", "Amazon RDS db.t4g.medium"),
    choice("rds.t4g.large", "Amazon RDS db.t4g.large"),
    choice("rds.t4g.xlarge", "Amazon RDS db.t4g.xlarge"),
    choice("rds.m6g.large", "Amazon RDS db.m6g.large"),
    choice("rds.m6g.xlarge", "Amazon RDS db.m6g.xlarge"),
    choice("rds.m6g.2xlarge", "Amazon RDS db.m6g.2xlarge"),
    choice("rds.m7g.large", "Amazon RDS db.m7g.large"),
    choice("rds.r6g.large", "Amazon RDS db.r6g.large"),
    choice("rds.r6g.xlarge", "Amazon RDS db.r6g.xlarge"),
    choice("rds.r6g.2xlarge", "Amazon RDS db.r6g.2xlarge"),
    choice("neon.0.25cu", "Neon 0.25 CU"),
    choice("neon.0.5cu", "Neon 0.5 CU"),
    choice("neon.1cu", "Neon 1 CU"),
    choice("neon.2cu", "Neon 2 CU"),
    choice("neon.3cu", "Neon 3 CU"),
    choice("neon.4cu", "Neon 4 CU"),
    choice("neon.5cu", "Neon 5 CU"),
    choice("neon.6cu", "Neon 6 CU"),
    choice("neon.7cu", "Neon 7 CU"),
    choice("neon.8cu", "Neon 8 CU"),
    choice("neon.9cu", "Neon 9 CU"),
    choice("neon.10cu", "Neon 10 CU"),
    choice("neon.12cu", "Neon 12 CU"),
    choice("neon.14cu", "Neon 14 CU"),
    choice("neon.16cu", "Neon 16 CU"),
    choice("supabase.micro", "Supabase Micro"),
    choice("supabase.small", "Supabase Small"),
    choice("supabase.medium", "Supabase Medium"),
    choice("supabase.large", "Supabase Large"),
    choice("supabase.xl", "Supabase XL"),
    choice("supabase.2xl", "Supabase 2XL"),
    choice("cloud_sql.1vcpu", "Cloud SQL 1 vCPU"),
    choice("cloud_sql.2vcpu", "Cloud SQL 2 vCPU"),
    choice("cloud_sql.4vcpu", "Cloud SQL 4 vCPU"),
    choice("cloud_sql.8vcpu", "Cloud SQL 8 vCPU"),
    choice("cloud_sql.16vcpu", "Cloud SQL 16 vCPU"),
    choice("fly.basic", "Fly Managed Postgres Basic"),
    choice("fly.starter", "Fly Managed Postgres Starter"),
    choice("fly.launch", "Fly Managed Postgres Launch"),
    choice("fly.scale", "Fly Managed Postgres Scale"),
    choice("render.basic-256mb", "Render Basic 256MB"),
    choice("render.basic-1gb", "Render Basic 1GB"),
    choice("render.basic-4gb", "Render Basic 4GB"),
    choice("render.pro-4gb", "Render Pro 4GB"),
    choice("render.pro-8gb", "Render Pro 8GB"),
];
/// EC2 machine types with a price in the catalogue.
const VM_TYPES: &[Choice] = &[
    choice("t3.nano", "t3.nano"),
    choice("t3.micro", "t3.micro"),
    choice("t3.small", "t3.small"),
    choice("t3.medium", "t3.medium"),
    choice("t3.large", "t3.large"),
    choice("t3.xlarge", "t3.xlarge"),
    choice("t3.2xlarge", "t3.2xlarge"),
    choice("t4g.nano", "t4g.nano"),
    choice("t4g.micro", "t4g.micro"),
    choice("t4g.small", "t4g.small"),
    choice("t4g.medium", "t4g.medium"),
    choice("t4g.large", "t4g.large"),
    choice("t4g.xlarge", "t4g.xlarge"),
    choice("t4g.2xlarge", "t4g.2xlarge"),
    choice("m5.large", "m5.large"),
    choice("m5.xlarge", "m5.xlarge"),
    choice("m5.2xlarge", "m5.2xlarge"),
    choice("m5.4xlarge", "m5.4xlarge"),
    choice("m6i.large", "m6i.large"),
    choice("m6i.xlarge", "m6i.xlarge"),
    choice("m6i.2xlarge", "m6i.2xlarge"),
    choice("m6i.4xlarge", "m6i.4xlarge"),
    choice("m7g.medium", "m7g.medium"),
    choice("m7g.large", "m7g.large"),
    choice("m7g.xlarge", "m7g.xlarge"),
    choice("m7g.2xlarge", "m7g.2xlarge"),
    choice("m7g.4xlarge", "m7g.4xlarge"),
    choice("c7g.medium", "c7g.medium"),
    choice("c7g.large", "c7g.large"),
    choice("c7g.xlarge", "c7g.xlarge"),
    choice("c7g.2xlarge", "c7g.2xlarge"),
    choice("c7g.4xlarge", "c7g.4xlarge"),
    choice("r7g.large", "r7g.large"),
];
/// How long a sandbox lives.
const SANDBOX_MODES: &[Choice] =
    &[choice("on_demand", "Started for each file"), choice("always_on", "Always on")];
/// Sets of prices.
const PRICE_BOOKS: &[Choice] =
    &[choice("list", "List prices"), choice("printed", "As printed in the guides")];
/// How long machines are committed to.
const COMMITMENTS: &[Choice] =
    &[choice("none", "None, pay as you go"), choice("1y", "One year"), choice("3y", "Three years")];
/// AWS regions with prices in the catalogue.
const REGIONS_AWS: &[Choice] = &[choice("us-east-1", "US East (N. Virginia)")];
/// Google Cloud regions with prices in the catalogue.
const REGIONS_GCP: &[Choice] = &[choice("us-central1", "Iowa")];

/// Declares [`Key`] and [`FIELDS`] together, so that neither can miss an entry of the other.
macro_rules! fields {
    ($($key:ident { $($body:tt)* })*) => {
        /// An input of the planner.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each key is documented by its field's label and help")]
        pub enum Key { $($key,)* }

        impl Key {
            /// How many inputs there are.
            pub const COUNT: usize = [$(Key::$key,)*].len();

            /// The declaration of this input.
            #[must_use]
            #[allow(clippy::indexing_slicing, reason = "the macro writes one entry a key, in order")]
            pub fn field(self) -> &'static Field {
                &FIELDS[self as usize]
            }
        }

        /// Every input, in the order of the page.
        pub static FIELDS: [Field; Key::COUNT] = [$(Field { key: Key::$key, $($body)* },)*];
    };
}

fields! {
    // The four sliders.
    Subjects {
        id: "subjects",
        label: "Subjects",
        unit: COUNT,
        unit_words: "active subjects",
        group: Group::Load,
        kind: Kind::Number(Range::between(0.0, 100_000_000.0).whole_numbers().powers_of_ten().with_slider(1.0, 1_000_000.0)),
        default: Some(1_000.0),
        help: "People, accounts or things the memory service remembers: the active subject ids in your database.",
        provenance: Provenance::Assumption,
    }
    EpisodesPerDay {
        id: "episodes_per_day",
        label: "Episodes",
        unit: PER_DAY,
        unit_words: "episodes per day",
        group: Group::Load,
        kind: Kind::Number(Range::between(0.0, 1_000_000_000.0).powers_of_ten().with_slider(10.0, 1_000_000.0)),
        default: Some(5_000.0),
        help: "Events written to the memory service on an average day: messages, calls, tickets, tool results.",
        provenance: Provenance::Assumption,
    }
    FilesPerDay {
        id: "files_per_day",
        label: "Files",
        unit: PER_DAY,
        unit_words: "files per day",
        group: Group::Load,
        kind: Kind::Number(Range::between(0.0, 10_000_000.0).powers_of_ten().with_slider(1.0, 10_000.0)),
        default: Some(100.0),
        help: "Files that arrive at the pipeline on an average day.",
        provenance: Provenance::Assumption,
    }
    RequestsPerSecond {
        id: "requests_per_second",
        label: "Traffic",
        unit: PER_SECOND,
        unit_words: "context requests per second",
        group: Group::Load,
        kind: Kind::Number(Range::between(0.0, 1_000_000.0).powers_of_ten().with_slider(0.01, 1_000.0)),
        default: Some(2.0),
        help: "Requests for context, averaged over the whole day. Requests per day divided by 86 400.",
        provenance: Provenance::Assumption,
    }
    // Which systems are planned.
    MemoryService {
        id: "memory_service",
        label: "Memory service",
        unit: COUNT,
        unit_words: "",
        group: Group::Systems,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Plan the memory service: API, Postgres with a vector index, compiling, embeddings.",
        provenance: Provenance::Guide("004"),
    }
    FilePipeline {
        id: "file_pipeline",
        label: "File pipeline",
        unit: COUNT,
        unit_words: "",
        group: Group::Systems,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Plan the file pipeline: extract, analyze, enrich in a sandbox, store.",
        provenance: Provenance::Guide("002"),
    }
    // Traffic and growth.
    PeakToMean {
        id: "peak_to_mean",
        label: "Peak over mean",
        unit: COUNT,
        unit_words: "times the mean",
        group: Group::Traffic,
        kind: Kind::Number(Range::between(1.0, 100.0).plausibly(1.5, 4.0)),
        default: Some(2.0),
        help: "How much busier the peak is than the average. Busiest hour of a normal day divided by the mean hour.",
        provenance: Provenance::Assumption,
    }
    PeakHoursPerDay {
        id: "peak_hours_per_day",
        label: "Length of the peak",
        unit: HOURS_PER_DAY,
        unit_words: "hours per day",
        group: Group::Traffic,
        kind: Kind::Number(Range::between(0.0, 24.0)),
        default: Some(4.0),
        help: "Hours a day the peak lasts. Work that cannot keep up then queues and has to drain afterwards.",
        provenance: Provenance::Assumption,
    }
    GrowthPercentPerMonth {
        id: "growth_percent_per_month",
        label: "Growth",
        unit: PERCENT_PER_MONTH,
        unit_words: "percent per month",
        group: Group::Traffic,
        kind: Kind::Number(Range::between(-50.0, 100.0)),
        default: Some(0.0),
        help: "How much all loads grow each month, compounding. 10 means ten percent more every month.",
        provenance: Provenance::Assumption,
    }
    // Memory service: what is stored.
    RetentionDays {
        id: "retention_days",
        label: "Retention",
        unit: DAY,
        unit_words: "days",
        group: Group::MemoryStore,
        kind: Kind::Number(Range::between(1.0, 36_500.0).powers_of_ten()),
        default: Some(365.0),
        help: "How long episodes and their memories are kept. Storage grows until this age, then levels off.",
        provenance: Provenance::Assumption,
    }
    BytesPerEpisode {
        id: "bytes_per_episode",
        label: "Size of an episode",
        unit: BYTE,
        unit_words: "bytes",
        group: Group::MemoryStore,
        kind: Kind::Number(Range::between(1.0, 100_000_000.0).powers_of_ten()),
        default: Some(1_200.0),
        help: "Text of one episode. About 1 200 bytes is 200 words; average some of yours.",
        provenance: Provenance::Model("smaramwbc/statewave at 64345271, compile defaults"),
    }
    MemoriesPerEpisode {
        id: "memories_per_episode",
        label: "Memories from an episode",
        unit: COUNT,
        unit_words: "memories per episode",
        group: Group::MemoryStore,
        kind: Kind::Number(Range::between(0.0, 1_000.0).plausibly(0.5, 3.0)),
        default: Some(1.5),
        help: "How many lasting memories one episode yields when it is compiled. Memories divided by episodes.",
        provenance: Provenance::Assumption,
    }
    MemoriesPerSubject {
        id: "memories_per_subject",
        label: "Standing memories",
        unit: COUNT,
        unit_words: "memories per subject",
        group: Group::MemoryStore,
        kind: Kind::Number(Range::between(0.0, 100_000.0).plausibly(0.0, 31.0)),
        default: Some(10.0),
        help: "Memories each subject keeps whatever its episodes add: a profile, a starter pack of documents.",
        provenance: Provenance::Assumption,
    }
    EmbeddingDimensions {
        id: "embedding_dimensions",
        label: "Embedding dimensions",
        unit: COUNT,
        unit_words: "dimensions",
        group: Group::MemoryStore,
        kind: Kind::Number(Range::between(1.0, 64_000.0).whole_numbers().powers_of_ten()),
        default: Some(1_536.0),
        help: "Length of the vector stored for each memory; the embedding model sets it. Drives disk and RAM.",
        provenance: Provenance::Model(STATEWAVE),
    }
    VectorType {
        id: "vector_type",
        label: "Vector type",
        unit: COUNT,
        unit_words: "",
        group: Group::MemoryStore,
        kind: Kind::Choice(VECTOR_TYPES),
        default: Some(0.0),
        help: "How a dimension is stored: 4 bytes, 2 bytes or 1 bit. Smaller saves RAM and loses some accuracy.",
        provenance: Provenance::Model(STATEWAVE),
    }
    HnswM {
        id: "hnsw_m",
        label: "Links in the vector index",
        unit: COUNT,
        unit_words: "links per vector",
        group: Group::MemoryStore,
        kind: Kind::Number(Range::between(2.0, 100.0).whole_numbers()),
        default: Some(16.0),
        help: "Neighbours each vector keeps in the HNSW index (its setting m). More finds better, takes more space.",
        provenance: Provenance::Model(STATEWAVE),
    }
    // Memory service: compiling episodes into memories.
    CompileMode {
        id: "compile_mode",
        label: "Compiler",
        unit: COUNT,
        unit_words: "",
        group: Group::MemoryCompile,
        kind: Kind::Choice(COMPILE_MODES),
        default: Some(0.0),
        help: "Heuristic rules run inside the API at no extra cost; a language model reads better and is paid by token.",
        provenance: Provenance::Guide("004"),
    }
    LlmModel {
        id: "llm_model",
        label: "Language model",
        unit: COUNT,
        unit_words: "",
        group: Group::MemoryCompile,
        kind: Kind::Choice(LLM_MODELS),
        default: Some(0.0),
        help: "The hosted model that compiles episodes. Only used with the language-model compiler.",
        provenance: Provenance::Model(STATEWAVE),
    }
    LlmSecondsPerCall {
        id: "llm_seconds_per_call",
        label: "Seconds per model call",
        unit: SECOND,
        unit_words: "seconds per call",
        group: Group::MemoryCompile,
        kind: Kind::Number(Range::between(0.01, 600.0).plausibly(2.0, 15.0)),
        default: Some(6.0),
        help: "Time from sending a compile call to its full answer. Take the average from your provider or logs.",
        provenance: Provenance::Assumption,
    }
    CallsInFlightPerReplica {
        id: "calls_in_flight_per_replica",
        label: "Calls at a time",
        unit: COUNT,
        unit_words: "calls in flight per API replica",
        group: Group::MemoryCompile,
        kind: Kind::Number(Range::between(1.0, 1_000.0).whole_numbers()),
        default: Some(4.0),
        help: "Model calls one API replica keeps open at the same time. The service limits itself to 4.",
        provenance: Provenance::Guide("004"),
    }
    ProviderRequestsPerMinute {
        id: "provider_requests_per_minute",
        label: "Provider request limit",
        unit: PER_MINUTE,
        unit_words: "requests per minute",
        group: Group::MemoryCompile,
        kind: Kind::Number(Range::between(1.0, 100_000_000.0).powers_of_ten()),
        default: Some(500.0),
        help: "Requests a minute your model provider allows. See the limits page of your provider account.",
        provenance: Provenance::Assumption,
    }
    ProviderTokensPerMinute {
        id: "provider_tokens_per_minute",
        label: "Provider token limit",
        unit: TOKENS_PER_MINUTE,
        unit_words: "tokens per minute",
        group: Group::MemoryCompile,
        kind: Kind::Number(Range::between(1.0, 100_000_000_000.0).powers_of_ten()),
        default: Some(200_000.0),
        help: "Tokens a minute your model provider allows. See the limits page of your provider account.",
        provenance: Provenance::Assumption,
    }
    LlmRetryShare {
        id: "llm_retry_share",
        label: "Calls repeated",
        unit: COUNT,
        unit_words: "share of calls",
        group: Group::MemoryCompile,
        kind: Kind::Number(Range::between(0.0, 0.9)),
        default: Some(0.0),
        help: "Share of model calls that fail and are sent again. 0.05 or 5% means one in twenty.",
        provenance: Provenance::Assumption,
    }
    // Memory service: tokens.
    TokensPerMemory {
        id: "tokens_per_memory",
        label: "Tokens written per memory",
        unit: TOKEN,
        unit_words: "tokens per memory",
        group: Group::MemoryTokens,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(90.0),
        help: "Tokens the model writes for one memory; the output side of its price.",
        provenance: Provenance::Model("smaramwbc/statewave at 64345271, compile defaults"),
    }
    EmbeddingTokensPerMemory {
        id: "embedding_tokens_per_memory",
        label: "Tokens embedded per memory",
        unit: TOKEN,
        unit_words: "tokens per memory",
        group: Group::MemoryTokens,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(60.0),
        help: "Tokens sent to the embedding model to index one memory.",
        provenance: Provenance::Model("smaramwbc/statewave at 64345271, compile defaults"),
    }
    PromptTokensPerCall {
        id: "prompt_tokens_per_call",
        label: "Instructions per call",
        unit: TOKEN,
        unit_words: "tokens per call",
        group: Group::MemoryTokens,
        kind: Kind::Number(Range::between(0.0, 1_000_000.0)),
        default: Some(650.0),
        help: "Tokens of fixed instructions sent with every compile call, on top of the episodes.",
        provenance: Provenance::Model("smaramwbc/statewave at 64345271, compile defaults"),
    }
    CharactersPerToken {
        id: "characters_per_token",
        label: "Characters per token",
        unit: CHARACTERS_PER_TOKEN,
        unit_words: "characters per token",
        group: Group::MemoryTokens,
        kind: Kind::Number(Range::between(0.1, 100.0)),
        default: Some(4.0),
        help: "How many characters make a token. About 4 in English, fewer in most other languages.",
        provenance: Provenance::Model("smaramwbc/statewave at 64345271, compile defaults"),
    }
    TaskTokens {
        id: "task_tokens",
        label: "Tokens per request",
        unit: TOKEN,
        unit_words: "tokens per context request",
        group: Group::MemoryTokens,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(40.0),
        help: "Tokens of the task text in a context request; they are embedded to search for memories.",
        provenance: Provenance::Assumption,
    }
    // Memory service: embeddings and their cache.
    EmbeddingProvider {
        id: "embedding_provider",
        label: "Embeddings run",
        unit: COUNT,
        unit_words: "",
        group: Group::MemoryEmbedding,
        kind: Kind::Choice(EMBEDDING_PROVIDERS),
        default: Some(0.0),
        help: "Hosted is paid by token; self-hosted needs your own model server, which is sized separately.",
        provenance: Provenance::Guide("004"),
    }
    EmbeddingModel {
        id: "embedding_model",
        label: "Embedding model",
        unit: COUNT,
        unit_words: "",
        group: Group::MemoryEmbedding,
        kind: Kind::Choice(EMBEDDING_MODELS),
        default: Some(0.0),
        help: "The hosted model that turns text into vectors. Check that its dimensions match those stated.",
        provenance: Provenance::Model(STATEWAVE),
    }
    EmbeddingRoundTripSeconds {
        id: "embedding_round_trip_seconds",
        label: "Embedding round trip",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::MemoryEmbedding,
        kind: Kind::Number(Range::between(0.001, 60.0).plausibly(0.1, 1.5)),
        default: Some(0.3),
        help: "Time to embed one task text that is not cached. Measure a call from your region.",
        provenance: Provenance::Assumption,
    }
    DistinctTasks {
        id: "distinct_tasks",
        label: "Different task texts",
        unit: COUNT,
        unit_words: "different texts",
        group: Group::MemoryEmbedding,
        kind: Kind::Number(Range::between(1.0, 1_000_000.0).whole_numbers().powers_of_ten()),
        default: Some(10_000.0),
        help: "How many different task texts requests draw from. Repeated texts are answered from the cache.",
        provenance: Provenance::Assumption,
    }
    TaskSkew {
        id: "task_skew",
        label: "Skew of task texts",
        unit: COUNT,
        unit_words: "Zipf exponent",
        group: Group::MemoryEmbedding,
        kind: Kind::Number(Range::between(0.0, 3.0)),
        default: Some(1.0),
        help: "How unevenly texts repeat: 0 all alike, 1 typical, 2 a few texts make up most requests.",
        provenance: Provenance::Assumption,
    }
    CacheEntries {
        id: "cache_entries",
        label: "Cache size",
        unit: COUNT,
        unit_words: "texts per API replica",
        group: Group::MemoryEmbedding,
        kind: Kind::Number(Range::between(0.0, 10_000_000.0).whole_numbers().powers_of_ten()),
        default: Some(256.0),
        help: "Task texts each API replica remembers the embedding of. The service keeps 256.",
        provenance: Provenance::Model(STATEWAVE),
    }
    CacheTtlSeconds {
        id: "cache_ttl_seconds",
        label: "Cache lifetime",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::MemoryEmbedding,
        kind: Kind::Number(Range::between(1.0, 31_536_000.0).powers_of_ten()),
        default: Some(3_600.0),
        help: "How long a cached embedding is used before it is fetched again. The service keeps it one hour.",
        provenance: Provenance::Model(STATEWAVE),
    }
    // Memory service: API replicas.
    ApiReplicaVcpu {
        id: "api_replica_vcpu",
        label: "Processors per API replica",
        unit: VCPU,
        unit_words: "vCPU",
        group: Group::MemoryServing,
        kind: Kind::Number(Range::between(0.25, 64.0)),
        default: Some(1.0),
        help: "Virtual processors given to each copy of the API.",
        provenance: Provenance::Guide("004"),
    }
    ApiReplicaMemoryGib {
        id: "api_replica_memory_gib",
        label: "Memory per API replica",
        unit: GIB,
        unit_words: "GiB",
        group: Group::MemoryServing,
        kind: Kind::Number(Range::between(0.25, 512.0)),
        default: Some(2.0),
        help: "Memory given to each copy of the API.",
        provenance: Provenance::Guide("004"),
    }
    ApiCpuSecondsPerRequest {
        id: "api_cpu_seconds_per_request",
        label: "API work per request",
        unit: VCPU_SECOND,
        unit_words: "CPU seconds per request",
        group: Group::MemoryServing,
        kind: Kind::Number(Range::between(1e-05, 60.0).powers_of_ten().plausibly(0.005, 0.05)),
        default: Some(0.02),
        help: "Processor time the API spends on one context request, without waiting. CPU used divided by requests.",
        provenance: Provenance::Assumption,
    }
    P95BudgetSeconds {
        id: "p95_budget_seconds",
        label: "Time allowed per request",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::MemoryServing,
        kind: Kind::Number(Range::between(0.01, 300.0)),
        default: Some(2.0),
        help: "95 of 100 context requests should be answered within this time.",
        provenance: Provenance::Assumption,
    }
    Tenants {
        id: "tenants",
        label: "Tenants",
        unit: COUNT,
        unit_words: "tenants",
        group: Group::MemoryServing,
        kind: Kind::Number(Range::between(1.0, 1_000_000.0).whole_numbers().powers_of_ten()),
        default: Some(1.0),
        help: "Separate customers or teams that share the service.",
        provenance: Provenance::Assumption,
    }
    WebhookEventsPerEpisode {
        id: "webhook_events_per_episode",
        label: "Webhooks per episode",
        unit: COUNT,
        unit_words: "events per episode",
        group: Group::MemoryServing,
        kind: Kind::Number(Range::between(0.0, 1_000.0)),
        default: Some(0.0),
        help: "Notifications queued and sent for each episode; 0 if nobody subscribes.",
        provenance: Provenance::Assumption,
    }
    // Memory service: database.
    DatabasePlan {
        id: "database_plan",
        label: "Database plan",
        unit: COUNT,
        unit_words: "",
        group: Group::MemoryDatabase,
        kind: Kind::Choice(DATABASE_PLANS),
        default: Some(0.0),
        help: "The managed Postgres plan. Auto takes the cheapest that holds the load.",
        provenance: Provenance::Derived,
    }
    DatabaseCpuSecondsPerRequest {
        id: "database_cpu_seconds_per_request",
        label: "Database work per request",
        unit: VCPU_SECOND,
        unit_words: "CPU seconds per request",
        group: Group::MemoryDatabase,
        kind: Kind::Number(Range::between(1e-05, 60.0).powers_of_ten().plausibly(0.003, 0.03)),
        default: Some(0.01),
        help: "Processor time the database spends on one context request. CPU used divided by requests.",
        provenance: Provenance::Assumption,
    }
    DatabaseSecondsPerRequest {
        id: "database_seconds_per_request",
        label: "Connection held per request",
        unit: SECOND,
        unit_words: "seconds per request",
        group: Group::MemoryDatabase,
        kind: Kind::Number(Range::between(0.0001, 60.0).powers_of_ten().plausibly(0.01, 0.1)),
        default: Some(0.03),
        help: "How long a context request keeps a pooled database connection.",
        provenance: Provenance::Assumption,
    }
    DatabaseCpuSecondsPerMemory {
        id: "database_cpu_seconds_per_memory",
        label: "Database work per memory",
        unit: VCPU_SECOND,
        unit_words: "CPU seconds per memory",
        group: Group::MemoryDatabase,
        kind: Kind::Number(Range::between(0.0, 60.0)),
        default: Some(0.005),
        help: "Processor time the database spends to store and index one memory.",
        provenance: Provenance::Assumption,
    }
    PoolSize {
        id: "pool_size",
        label: "Connection pool",
        unit: COUNT,
        unit_words: "connections per API replica",
        group: Group::MemoryDatabase,
        kind: Kind::Number(Range::between(1.0, 1_000.0).whole_numbers()),
        default: Some(5.0),
        help: "Database connections each API replica keeps open (SQLAlchemy pool_size).",
        provenance: Provenance::Guide("004"),
    }
    MaxOverflow {
        id: "max_overflow",
        label: "Extra connections",
        unit: COUNT,
        unit_words: "connections per API replica",
        group: Group::MemoryDatabase,
        kind: Kind::Number(Range::between(0.0, 1_000.0).whole_numbers()),
        default: Some(10.0),
        help: "Further connections a replica may open when its pool is busy (SQLAlchemy max_overflow).",
        provenance: Provenance::Guide("004"),
    }
    ConnectionHeadroom {
        id: "connection_headroom",
        label: "Connections kept free",
        unit: COUNT,
        unit_words: "connections",
        group: Group::MemoryDatabase,
        kind: Kind::Number(Range::between(0.0, 1_000.0).whole_numbers()),
        default: Some(10.0),
        help: "Database connections left for migrations, admin tools and monitoring.",
        provenance: Provenance::Assumption,
    }
    BackupWindowDays {
        id: "backup_window_days",
        label: "Backup window",
        unit: DAY,
        unit_words: "days",
        group: Group::MemoryDatabase,
        kind: Kind::Number(Range::between(0.0, 365.0)),
        default: Some(7.0),
        help: "How far back the database can be restored to any moment.",
        provenance: Provenance::Assumption,
    }
    // File pipeline: the four stages.
    ExtractMinutes {
        id: "extract_minutes",
        label: "Extract",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: Group::PipelineStages,
        kind: Kind::Number(Range::between(0.0, 10_080.0).plausibly(1.0, 3.0)),
        default: Some(2.0),
        help: "Minutes to extract the text of a file.",
        provenance: Provenance::Guide("002"),
    }
    AnalyzeMinutes {
        id: "analyze_minutes",
        label: "Analyze",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: Group::PipelineStages,
        kind: Kind::Number(Range::between(0.0, 10_080.0).plausibly(2.0, 5.0)),
        default: Some(3.5),
        help: "Minutes the agent takes to analyze a file.",
        provenance: Provenance::Guide("002"),
    }
    EnrichShare {
        id: "enrich_share",
        label: "Files enriched",
        unit: COUNT,
        unit_words: "share of files",
        group: Group::PipelineStages,
        kind: Kind::Number(Range::between(0.0, 1.0)),
        default: Some(0.3),
        help: "Share of files that also need code run in a sandbox. 0.3 or 30%.",
        provenance: Provenance::Guide("002"),
    }
    EnrichMinutes {
        id: "enrich_minutes",
        label: "Enrich",
        unit: MINUTE,
        unit_words: "minutes per enriched file",
        group: Group::PipelineStages,
        kind: Kind::Number(Range::between(0.0, 10_080.0)),
        default: Some(2.0),
        help: "Minutes of sandbox time for a file that is enriched.",
        provenance: Provenance::Guide("002"),
    }
    StoreMinutes {
        id: "store_minutes",
        label: "Store",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: Group::PipelineStages,
        kind: Kind::Number(Range::between(0.0, 10_080.0).plausibly(0.1, 1.0)),
        default: Some(0.5),
        help: "Minutes to store the results of a file.",
        provenance: Provenance::Guide("002"),
    }
    MinutesPerFile {
        id: "minutes_per_file",
        label: "Minutes per file",
        unit: MINUTE,
        unit_words: "minutes per file",
        group: Group::PipelineStages,
        kind: Kind::Number(Range::between(0.0, 40_320.0)),
        default: None,
        help: "Worker minutes per file over all stages. Worked out from the stages unless you state it.",
        provenance: Provenance::Derived,
    }
    LongestJobMinutes {
        id: "longest_job_minutes",
        label: "Longest job",
        unit: MINUTE,
        unit_words: "minutes",
        group: Group::PipelineStages,
        kind: Kind::Number(Range::between(0.0, 40_320.0)),
        default: None,
        help: "The longest single run, checked against time limits of hosts. The longest stage unless you state it.",
        provenance: Provenance::Derived,
    }
    // File pipeline: one job.
    JobVcpu {
        id: "job_vcpu",
        label: "Processors per job",
        unit: VCPU,
        unit_words: "vCPU",
        group: Group::PipelineJob,
        kind: Kind::Number(Range::between(0.05, 128.0)),
        default: Some(1.0),
        help: "Virtual processors a job may use.",
        provenance: Provenance::Assumption,
    }
    JobMemoryGib {
        id: "job_memory_gib",
        label: "Memory per job",
        unit: GIB,
        unit_words: "GiB",
        group: Group::PipelineJob,
        kind: Kind::Number(Range::between(0.05, 1_024.0)),
        default: Some(1.0),
        help: "Most memory a job needs at once.",
        provenance: Provenance::Guide("002"),
    }
    JobCpuShare {
        id: "job_cpu_share",
        label: "How busy a job is",
        unit: COUNT,
        unit_words: "share of its processors",
        group: Group::PipelineJob,
        kind: Kind::Number(Range::between(0.0, 1.0).plausibly(0.3, 1.0)),
        default: Some(0.6),
        help: "Share of its processors a job keeps busy on average; the rest is waiting for answers.",
        provenance: Provenance::Assumption,
    }
    PagesPerFile {
        id: "pages_per_file",
        label: "Pages per file",
        unit: COUNT,
        unit_words: "pages per file",
        group: Group::PipelineJob,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(1.0),
        help: "Pages the extraction service bills for a file.",
        provenance: Provenance::Assumption,
    }
    WorkflowActionsPerFile {
        id: "workflow_actions_per_file",
        label: "Workflow steps per file",
        unit: COUNT,
        unit_words: "actions per file",
        group: Group::PipelineJob,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(10.0),
        help: "Steps, timers and signals the workflow server counts for a file.",
        provenance: Provenance::Assumption,
    }
    SandboxMode {
        id: "sandbox_mode",
        label: "Sandbox",
        unit: COUNT,
        unit_words: "",
        group: Group::PipelineJob,
        kind: Kind::Choice(SANDBOX_MODES),
        default: Some(0.0),
        help: "Start a sandbox for each enrichment, or keep one running all month.",
        provenance: Provenance::Guide("002"),
    }
    BaselineServices {
        id: "baseline_services",
        label: "Baseline services",
        unit: COUNT,
        unit_words: "",
        group: Group::PipelineJob,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Add what every way of running needs: database, cache, workflow server, extraction service.",
        provenance: Provenance::Guide("002"),
    }
    // File pipeline: virtual machines.
    VmType {
        id: "vm_type",
        label: "Machine type",
        unit: COUNT,
        unit_words: "",
        group: Group::PipelineMachines,
        kind: Kind::Choice(VM_TYPES),
        default: Some(3.0),
        help: "The virtual machine that jobs run on.",
        provenance: Provenance::Guide("002"),
    }
    VmCount {
        id: "vm_count",
        label: "Number of machines",
        unit: COUNT,
        unit_words: "machines",
        group: Group::PipelineMachines,
        kind: Kind::Number(Range::between(1.0, 100_000.0).whole_numbers()),
        default: None,
        help: "As many machines as the peak needs, unless you state a fixed number.",
        provenance: Provenance::Derived,
    }
    JobsPerVm {
        id: "jobs_per_vm",
        label: "Jobs per machine",
        unit: COUNT,
        unit_words: "jobs at a time",
        group: Group::PipelineMachines,
        kind: Kind::Number(Range::between(1.0, 1_000.0).whole_numbers()),
        default: None,
        help: "Jobs one machine runs at a time. Worked out from processors and memory unless you state it.",
        provenance: Provenance::Derived,
    }
    VmDiskGib {
        id: "vm_disk_gib",
        label: "Disk per machine",
        unit: GIB,
        unit_words: "GiB",
        group: Group::PipelineMachines,
        kind: Kind::Number(Range::between(0.0, 16_384.0)),
        default: Some(8.0),
        help: "Disk attached to each machine; 0 leaves it out of the bill.",
        provenance: Provenance::Assumption,
    }
    // File pipeline: functions and containers.
    FunctionMemoryMib {
        id: "function_memory_mib",
        label: "Function memory",
        unit: MIB,
        unit_words: "MiB",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(128.0, 10_240.0).whole_numbers()),
        default: None,
        help: "Memory of a function; it also sets its share of a processor. The cheapest that fits unless you state it.",
        provenance: Provenance::Derived,
    }
    ColdStartToleranceSeconds {
        id: "cold_start_tolerance_seconds",
        label: "Wait allowed at start",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(0.0, 86_400.0)),
        default: Some(60.0),
        help: "How long a file may wait for a function or container to start.",
        provenance: Provenance::Assumption,
    }
    FunctionStartSeconds {
        id: "function_start_seconds",
        label: "Function start",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(1.0, 5.0)),
        default: Some(3.0),
        help: "Time a function needs to start when none is warm.",
        provenance: Provenance::Guide("002"),
    }
    ContainerStartSeconds {
        id: "container_start_seconds",
        label: "Container start",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(30.0, 80.0)),
        default: Some(55.0),
        help: "Time a Cloud Run container needs to start when none is warm.",
        provenance: Provenance::Guide("002"),
    }
    FargateStartSeconds {
        id: "fargate_start_seconds",
        label: "Fargate start",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(20.0, 90.0)),
        default: Some(45.0),
        help: "Time from asking for a Fargate task to its first work.",
        provenance: Provenance::Assumption,
    }
    ImagePullSeconds {
        id: "image_pull_seconds",
        label: "Image pull",
        unit: SECOND,
        unit_words: "seconds",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(0.0, 3_600.0).plausibly(10.0, 60.0)),
        default: Some(30.0),
        help: "Part of the Fargate start spent fetching the image; billed with every task.",
        provenance: Provenance::Assumption,
    }
    LambdaConcurrencyQuota {
        id: "lambda_concurrency_quota",
        label: "Lambda limit",
        unit: COUNT,
        unit_words: "runs at a time",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(1.0, 1_000_000.0).whole_numbers().powers_of_ten()),
        default: Some(1_000.0),
        help: "Functions your AWS account may run at a time. See Service Quotas in the AWS console.",
        provenance: Provenance::Model("AWS Lambda default quota"),
    }
    CloudRunMaxInstances {
        id: "cloud_run_max_instances",
        label: "Cloud Run limit",
        unit: COUNT,
        unit_words: "instances",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(1.0, 1_000_000.0).whole_numbers().powers_of_ten()),
        default: Some(100.0),
        help: "Most instances your Cloud Run service may have. See its maximum instances setting.",
        provenance: Provenance::Model("Cloud Run default maximum instances"),
    }
    FargateVcpuQuota {
        id: "fargate_vcpu_quota",
        label: "Fargate limit",
        unit: VCPU,
        unit_words: "vCPU",
        group: Group::PipelineServerless,
        kind: Kind::Number(Range::between(0.25, 1_000_000.0).powers_of_ten()),
        default: Some(6.0),
        help: "Virtual processors your AWS account may run on Fargate at a time. See Service Quotas.",
        provenance: Provenance::Model("AWS Fargate default quota"),
    }
    // Targets.
    CpuTarget {
        id: "cpu_target",
        label: "Processors filled to",
        unit: COUNT,
        unit_words: "share",
        group: Group::Targets,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.7),
        help: "Average use of processors to plan for; the rest is room for bursts. 0.7 or 70%.",
        provenance: Provenance::Guide("001"),
    }
    MemoryTarget {
        id: "memory_target",
        label: "Memory filled to",
        unit: COUNT,
        unit_words: "share",
        group: Group::Targets,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.8),
        help: "Share of memory to plan for; the rest is room for bursts. 0.8 or 80%.",
        provenance: Provenance::Guide("001"),
    }
    StorageTarget {
        id: "storage_target",
        label: "Disk filled to",
        unit: COUNT,
        unit_words: "share",
        group: Group::Targets,
        kind: Kind::Number(Range::between(0.05, 1.0)),
        default: Some(0.8),
        help: "Share of a disk to fill at most before a larger one is planned. 0.8 or 80%.",
        provenance: Provenance::Assumption,
    }
    // Prices.
    PriceBook {
        id: "price_book",
        label: "Prices",
        unit: COUNT,
        unit_words: "",
        group: Group::Prices,
        kind: Kind::Choice(PRICE_BOOKS),
        default: Some(0.0),
        help: "Published list prices, or the rates printed in the source guides.",
        provenance: Provenance::Assumption,
    }
    MonthHours {
        id: "month_hours",
        label: "Hours in a month",
        unit: HOURS_PER_MONTH,
        unit_words: "hours per month",
        group: Group::Prices,
        kind: Kind::Number(Range::between(672.0, 744.0)),
        default: Some(730.0),
        help: "Hours billed in a month. 730 is the mean; some price lists use 720 (30 days) or 744 (31 days).",
        provenance: Provenance::Model("8 760 hours a year over 12"),
    }
    FreeAllotments {
        id: "free_allotments",
        label: "Free allotments",
        unit: COUNT,
        unit_words: "",
        group: Group::Prices,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Take off the free monthly amounts. Turn off if other work in your account already uses them.",
        provenance: Provenance::Assumption,
    }
    Commitment {
        id: "commitment",
        label: "Commitment",
        unit: COUNT,
        unit_words: "",
        group: Group::Prices,
        kind: Kind::Choice(COMMITMENTS),
        default: Some(0.0),
        help: "Promise one or three years of machines for a lower price, or pay as you go.",
        provenance: Provenance::Assumption,
    }
    PublicIpv4 {
        id: "public_ipv4",
        label: "Public addresses",
        unit: COUNT,
        unit_words: "",
        group: Group::Prices,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Each machine or task has its own public IPv4 address, which AWS bills by the hour.",
        provenance: Provenance::Assumption,
    }
    RegionAws {
        id: "region_aws",
        label: "AWS region",
        unit: COUNT,
        unit_words: "",
        group: Group::Prices,
        kind: Kind::Choice(REGIONS_AWS),
        default: Some(0.0),
        help: "The AWS region whose prices are used.",
        provenance: Provenance::Assumption,
    }
    RegionGcp {
        id: "region_gcp",
        label: "Google Cloud region",
        unit: COUNT,
        unit_words: "",
        group: Group::Prices,
        kind: Kind::Choice(REGIONS_GCP),
        default: Some(0.0),
        help: "The Google Cloud region whose prices are used.",
        provenance: Provenance::Assumption,
    }
}

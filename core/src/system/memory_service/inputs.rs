//! Inputs of the memory service, beside the sliders.

use crate::scenario::inputs::{choice, inputs};
use crate::scenario::{Choice, Group, Kind, Provenance, Range};
use crate::unit::{
    BYTE, COUNT, DAY, GIB, PER_MINUTE, SECOND, TOKEN, TOKENS_PER_MINUTE, Unit, VCPU, VCPU_SECOND,
};

/// The code whose defaults guide 004 describes.
const STATEWAVE: &str = "smaramwbc/statewave at 64345271";
/// How much text a token holds.
const CHARACTERS_PER_TOKEN: Unit = COUNT.per(TOKEN).named("characters/token");
const STORE: Group = Group {
    label: "What is stored",
    description: "How much the memory service keeps, and how its vectors are indexed.",
    system: Some("memory_service"),
};
const COMPILE: Group = Group {
    label: "Compiling memories",
    description: "How episodes become memories, and what limits the pace.",
    system: Some("memory_service"),
};
const TOKENS: Group = Group {
    label: "Tokens",
    description: "How much text the language and embedding models are paid for.",
    system: Some("memory_service"),
};
const EMBEDDING: Group = Group {
    label: "Embeddings and cache",
    description: "How texts become vectors, and how often the cache saves a call.",
    system: Some("memory_service"),
};
const SERVING: Group = Group {
    label: "API",
    description: "Size and speed of the API that answers context requests.",
    system: Some("memory_service"),
};
const DATABASE: Group = Group {
    label: "Database",
    description: "Postgres: the plan, its work and its connections.",
    system: Some("memory_service"),
};

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

inputs! { SWITCH:
    MemoryService {
        id: "memory_service",
        label: "Memory service",
        unit: COUNT,
        unit_words: "",
        group: Group::SYSTEMS,
        kind: Kind::Switch,
        default: Some(1.0),
        help: "Plan the memory service: API, Postgres with a vector index, compiling, embeddings.",
        provenance: Provenance::Guide("004"),
    }
}

inputs! { INPUTS:
    RetentionDays {
        id: "retention_days",
        label: "Retention",
        unit: DAY,
        unit_words: "days",
        group: STORE,
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
        group: STORE,
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
        group: STORE,
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
        group: STORE,
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
        group: STORE,
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
        group: STORE,
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
        group: STORE,
        kind: Kind::Number(Range::between(2.0, 100.0).whole_numbers()),
        default: Some(16.0),
        help: "Neighbours each vector keeps in the HNSW index (its setting m). More finds better, takes more space.",
        provenance: Provenance::Model(STATEWAVE),
    }
    CompileMode {
        id: "compile_mode",
        label: "Compiler",
        unit: COUNT,
        unit_words: "",
        group: COMPILE,
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
        group: COMPILE,
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
        group: COMPILE,
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
        group: COMPILE,
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
        group: COMPILE,
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
        group: COMPILE,
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
        group: COMPILE,
        kind: Kind::Number(Range::between(0.0, 0.9)),
        default: Some(0.0),
        help: "Share of model calls that fail and are sent again. 0.05 or 5% means one in twenty.",
        provenance: Provenance::Assumption,
    }
    TokensPerMemory {
        id: "tokens_per_memory",
        label: "Tokens written per memory",
        unit: TOKEN,
        unit_words: "tokens per memory",
        group: TOKENS,
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
        group: TOKENS,
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
        group: TOKENS,
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
        group: TOKENS,
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
        group: TOKENS,
        kind: Kind::Number(Range::between(0.0, 100_000.0)),
        default: Some(40.0),
        help: "Tokens of the task text in a context request; they are embedded to search for memories.",
        provenance: Provenance::Assumption,
    }
    EmbeddingProvider {
        id: "embedding_provider",
        label: "Embeddings run",
        unit: COUNT,
        unit_words: "",
        group: EMBEDDING,
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
        group: EMBEDDING,
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
        group: EMBEDDING,
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
        group: EMBEDDING,
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
        group: EMBEDDING,
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
        group: EMBEDDING,
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
        group: EMBEDDING,
        kind: Kind::Number(Range::between(1.0, 31_536_000.0).powers_of_ten()),
        default: Some(3_600.0),
        help: "How long a cached embedding is used before it is fetched again. The service keeps it one hour.",
        provenance: Provenance::Model(STATEWAVE),
    }
    ApiReplicaVcpu {
        id: "api_replica_vcpu",
        label: "Processors per API replica",
        unit: VCPU,
        unit_words: "vCPU",
        group: SERVING,
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
        group: SERVING,
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
        group: SERVING,
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
        group: SERVING,
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
        group: SERVING,
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
        group: SERVING,
        kind: Kind::Number(Range::between(0.0, 1_000.0)),
        default: Some(0.0),
        help: "Notifications queued and sent for each episode; 0 if nobody subscribes.",
        provenance: Provenance::Assumption,
    }
    DatabasePlan {
        id: "database_plan",
        label: "Database plan",
        unit: COUNT,
        unit_words: "",
        group: DATABASE,
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
        group: DATABASE,
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
        group: DATABASE,
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
        group: DATABASE,
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
        group: DATABASE,
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
        group: DATABASE,
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
        group: DATABASE,
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
        group: DATABASE,
        kind: Kind::Number(Range::between(0.0, 365.0)),
        default: Some(7.0),
        help: "How far back the database can be restored to any moment.",
        provenance: Provenance::Assumption,
    }
}

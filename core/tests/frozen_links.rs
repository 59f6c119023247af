//! Links that are out in the world. They must open for ever, and mean what they meant.
//!
//! Never change a line here: when a key is renamed or a default moves, the link gets a new version and a
//! migration, and these stay.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use loadline_core::catalog::Catalog;
use loadline_core::history::History;
use loadline_core::scenario::link::{Made, Was};
use loadline_core::scenario::ranges::OwnRange;
use loadline_core::scenario::{Key, link};
use loadline_core::science::spread::Shape;

/// A link, and what it states as it would be typed.
const VERSION_1: &[(&str, &[(&str, &str)])] = &[
    ("1", &[]),
    (
        "1;subjects=25000;episodes_per_day=12500.5;files_per_day=500;requests_per_second=0.25",
        &[
            ("subjects", "25000"),
            ("episodes_per_day", "12500.5"),
            ("files_per_day", "500"),
            ("requests_per_second", "0.25"),
        ],
    ),
    (
        "1;memory_service=off;peak_to_mean=1;minutes_per_file=7.5;vm_count=3;function_memory_mib=1024;\
         price_book=printed;month_hours=720;free_allotments=off;public_ipv4=off",
        &[
            ("memory_service", "off"),
            ("peak_to_mean", "1"),
            ("minutes_per_file", "7.5"),
            ("vm_count", "3"),
            ("function_memory_mib", "1024"),
            ("price_book", "printed"),
            ("month_hours", "720"),
            ("free_allotments", "off"),
            ("public_ipv4", "off"),
        ],
    ),
    (
        "1;file_pipeline=off;growth_percent_per_month=8;retention_days=90;vector_type=halfvec;compile_mode=llm;\
         llm_model=claude-haiku-4.5;embedding_model=voyage-4-lite;tenants=50;database_plan=neon.0.25cu",
        &[
            ("file_pipeline", "off"),
            ("growth_percent_per_month", "8"),
            ("retention_days", "90"),
            ("vector_type", "halfvec"),
            ("compile_mode", "llm"),
            ("llm_model", "claude-haiku-4.5"),
            ("embedding_model", "voyage-4-lite"),
            ("tenants", "50"),
            ("database_plan", "neon.0.25cu"),
        ],
    ),
    (
        "1;enrich_share=0.07;job_cpu_share=1;sandbox_mode=always_on;vm_type=c7g.4xlarge;jobs_per_vm=8;\
         image_pull_seconds=0;cpu_target=0.625;commitment=3y",
        &[
            ("enrich_share", "0.07"),
            ("job_cpu_share", "1"),
            ("sandbox_mode", "always_on"),
            ("vm_type", "c7g.4xlarge"),
            ("jobs_per_vm", "8"),
            ("image_pull_seconds", "0"),
            ("cpu_target", "0.625"),
            ("commitment", "3y"),
        ],
    ),
];

/// What every link of version 1 is: of the first formulas and the first price book.
fn made_1() -> Made {
    Made { format: 1, model: 1, prices: "2026-10-09".to_owned(), was: Was::Unsaid }
}

#[test]
fn links_of_version_1_open_for_ever() {
    for (text, stated) in VERSION_1 {
        let decoded = link::decode(text);
        assert_eq!(decoded.notices, [], "{text}");
        assert_eq!((&decoded.made, &decoded.beside), (&made_1(), &vec![]), "{text}");
        let read: Vec<(&str, String)> =
            decoded.scenario.entries().map(|(key, value)| (key.field().id, key.write(Some(value)))).collect();
        let expected: Vec<(&str, String)> =
            stated.iter().map(|(id, value)| (*id, (*value).to_owned())).collect();
        assert_eq!(read, expected, "{text}");
        // Written today it is of version 2, and means the same.
        let again = link::decode(&link::encode(&decoded.scenario));
        assert_eq!((again.scenario, again.made), (decoded.scenario, Made::default()));
    }
}

/// A link leaves defaults out, so a default that moves changes what links mean. New keys may join. A default may only
/// move where the old one goes to `data/superseded_defaults.json`: what a link meant can be told for ever.
#[test]
fn the_defaults_of_version_1_are_known() {
    let history = History::embedded(&Catalog::embedded().unwrap()).unwrap();
    let then = history.defaults_then(1);
    for (id, default) in DEFAULTS_1 {
        let key = Key::parse(id).unwrap_or_else(|| panic!("{id} is gone"));
        let superseded = then.iter().find(|(of, _)| *of == key);
        let value = superseded.map_or(key.field().default, |(_, value)| *value);
        assert_eq!(key.write(value), *default, "{id}");
    }
}

/// Links of version 2: the whole text, what it states as it would be typed, what made it, and the names beside it with
/// how many fields each states.
type Frozen2 = (
    &'static str,
    &'static [(&'static str, &'static str)],
    (u32, &'static str, Was),
    &'static [(&'static str, usize)],
);

const VERSION_2: &[Frozen2] = &[
    ("2;model=1;prices=2026-10-09", &[], (1, "2026-10-09", Was::Unsaid), &[]),
    (
        "2;model=1;prices=2026-10-09;subjects=25000;files_per_day=0.5;vm_type=c7g.4xlarge;price_book=printed;was=none",
        &[
            ("subjects", "25000"),
            ("files_per_day", "0.5"),
            ("vm_type", "c7g.4xlarge"),
            ("price_book", "printed"),
        ],
        (1, "2026-10-09", Was::Nothing),
        &[],
    ),
    (
        "2;model=1;prices=2026-10-09;memory_service=off;minutes_per_file=7.5|name=Twice%20the%20files;files_per_day=200;\
         memory_service=off|name=%C3%9Cber%7C;compile_mode=llm",
        &[("memory_service", "off"), ("minutes_per_file", "7.5")],
        (1, "2026-10-09", Was::Unsaid),
        &[("Twice the files", 2), ("Über", 0), ("", 1)],
    ),
];

#[test]
fn links_of_version_2_open_for_ever() {
    for (text, stated, (model, prices, was), beside) in VERSION_2 {
        let decoded = link::decode(text);
        let read: Vec<(&str, String)> =
            decoded.scenario.entries().map(|(key, value)| (key.field().id, key.write(Some(value)))).collect();
        let expected: Vec<(&str, String)> =
            stated.iter().map(|(id, value)| (*id, (*value).to_owned())).collect();
        assert_eq!(read, expected, "{text}");
        let made = Made { format: 2, model: *model, prices: (*prices).to_owned(), was: was.clone() };
        assert_eq!(decoded.made, made, "{text}");
        let names: Vec<(&str, usize)> =
            decoded.beside.iter().map(|one| (one.name.as_str(), one.scenario.entries().count())).collect();
        assert_eq!(names, *beside, "{text}");
        assert_eq!(decoded.notices, [], "{text}");
    }
    // With dollars: no constant can hold a string that is owned.
    let decoded = link::decode("2;model=1;prices=2026-10-09;subjects=5;was=platform_plans:1234.5");
    assert_eq!(decoded.made.was, Was::Winner { option: "platform_plans".to_owned(), usd: 1_234.5 });
    assert_eq!((decoded.notices, decoded.stated), (vec![], vec![Key::Subjects]));
}

const DEFAULTS_1: &[(&str, &str)] = &[
    ("subjects", "1000"),
    ("episodes_per_day", "5000"),
    ("files_per_day", "100"),
    ("requests_per_second", "2"),
    ("memory_service", "on"),
    ("file_pipeline", "on"),
    ("peak_to_mean", "2"),
    ("peak_hours_per_day", "4"),
    ("growth_percent_per_month", "0"),
    ("retention_days", "365"),
    ("bytes_per_episode", "1200"),
    ("memories_per_episode", "1.5"),
    ("embedding_dimensions", "1536"),
    ("vector_type", "vector"),
    ("hnsw_m", "16"),
    ("compile_mode", "heuristic"),
    ("llm_model", "gpt-4o-mini"),
    ("llm_seconds_per_call", "6"),
    ("calls_in_flight_per_replica", "4"),
    ("provider_requests_per_minute", "500"),
    ("provider_tokens_per_minute", "200000"),
    ("llm_retry_share", "0"),
    ("tokens_per_memory", "90"),
    ("embedding_tokens_per_memory", "60"),
    ("prompt_tokens_per_call", "650"),
    ("characters_per_token", "4"),
    ("task_tokens", "40"),
    ("embedding_provider", "hosted"),
    ("embedding_model", "text-embedding-3-small"),
    ("embedding_round_trip_seconds", "0.3"),
    ("distinct_tasks", "10000"),
    ("task_skew", "1"),
    ("cache_entries", "256"),
    ("cache_ttl_seconds", "3600"),
    ("api_replica_vcpu", "1"),
    ("api_replica_memory_gib", "2"),
    ("api_cpu_seconds_per_request", "0.02"),
    ("p95_budget_seconds", "2"),
    ("tenants", "1"),
    ("webhook_events_per_episode", "0"),
    ("database_plan", "auto"),
    ("database_cpu_seconds_per_request", "0.01"),
    ("database_seconds_per_request", "0.03"),
    ("database_cpu_seconds_per_memory", "0.005"),
    ("pool_size", "5"),
    ("max_overflow", "10"),
    ("connection_headroom", "10"),
    ("backup_window_days", "7"),
    ("extract_minutes", "2"),
    ("analyze_minutes", "3.5"),
    ("enrich_share", "0.3"),
    ("enrich_minutes", "2"),
    ("store_minutes", "0.5"),
    ("minutes_per_file", "auto"),
    ("longest_job_minutes", "auto"),
    ("job_vcpu", "1"),
    ("job_memory_gib", "1"),
    ("job_cpu_share", "0.6"),
    ("pages_per_file", "1"),
    ("workflow_actions_per_file", "10"),
    ("sandbox_mode", "on_demand"),
    ("baseline_services", "on"),
    ("vm_type", "t3.medium"),
    ("vm_count", "auto"),
    ("jobs_per_vm", "auto"),
    ("vm_disk_gib", "8"),
    ("function_memory_mib", "auto"),
    ("cold_start_tolerance_seconds", "60"),
    ("function_start_seconds", "3"),
    ("container_start_seconds", "55"),
    ("fargate_start_seconds", "45"),
    ("image_pull_seconds", "30"),
    ("lambda_concurrency_quota", "1000"),
    ("cloud_run_max_instances", "100"),
    ("fargate_vcpu_quota", "6"),
    ("cpu_target", "0.7"),
    ("memory_target", "0.8"),
    ("storage_target", "0.8"),
    ("price_book", "list"),
    ("month_hours", "730"),
    ("free_allotments", "on"),
    ("commitment", "none"),
    ("public_ipv4", "on"),
    ("region_aws", "us-east-1"),
    ("region_gcp", "us-central1"),
];

/// Ranges joined version 2 later; a planner from before names them as what it cannot read.
#[test]
fn ranges_of_version_2_open_for_ever() {
    let text = "2;model=1;prices=2026-10-09;files_per_day=400~550~700;extract_minutes=1~2~3~uniform;\
                analyze_minutes=3.5~3.5;store_minutes=0.1~0.2~1~pert;worlds=16384;world_seed=7";
    let decoded = link::decode(text);
    assert_eq!(decoded.notices, []);
    let range = |key: Key| {
        let OwnRange { low, high, shape } = *decoded.scenario.own_range(key).unwrap();
        (low, decoded.scenario.value(key).unwrap(), high, shape)
    };
    assert_eq!(range(Key::FilesPerDay), (400.0, 550.0, 700.0, Shape::Pert));
    assert_eq!(range(Key::ExtractMinutes), (1.0, 2.0, 3.0, Shape::Uniform));
    assert_eq!(range(Key::AnalyzeMinutes), (3.5, 3.5, 3.5, Shape::Pert));
    assert_eq!(range(Key::StoreMinutes), (0.1, 0.2, 1.0, Shape::Pert));
    assert_eq!(
        (decoded.scenario.choice(Key::Worlds), decoded.scenario.value(Key::WorldSeed)),
        ("16384", Some(7.0))
    );
    assert_eq!(link::encode(&decoded.scenario), text);
}

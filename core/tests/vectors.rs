//! Every test vector of `core/data/vectors.json` at its own tolerance.
//!
//! Vectors with a named source are facts to meet; those marked `computed` come from an independent implementation of
//! the same formulas.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use loadline_core::science::cache::{self, Popularity};
use loadline_core::science::commitments::{self, Burstable};
use loadline_core::science::connections::{self, Pools};
use loadline_core::science::hnsw::{self, VectorType};
use loadline_core::science::packing::{self, Size, SizeRow};
use loadline_core::science::queueing::{self, Queue};
use loadline_core::science::{diurnal, growth, heap};
use serde_json::Value;

const MIB: f64 = 1_048_576.0;

/// Fargate's sizes: processor units, least and most memory, step in MiB. Half a gigabyte is legal with the smallest.
const FARGATE: [(f64, f64, f64, f64); 8] = [
    (256.0, 512.0, 512.0, 512.0),
    (256.0, 1024.0, 2048.0, 1024.0),
    (512.0, 1024.0, 4096.0, 1024.0),
    (1024.0, 2048.0, 8192.0, 1024.0),
    (2048.0, 4096.0, 16384.0, 1024.0),
    (4096.0, 8192.0, 30720.0, 1024.0),
    (8192.0, 16384.0, 61440.0, 4096.0),
    (16384.0, 32768.0, 122_880.0, 8192.0),
];

fn fargate_usd_per_hour(size: &Size) -> f64 {
    size.cpu_units / 1024.0 * 0.04048 + size.memory_mib / 1024.0 * 0.004445
}

/// The inputs of one vector.
struct Input<'a>(&'a Value);

impl Input<'_> {
    fn number(&self, name: &str) -> f64 {
        self.0[name].as_f64().unwrap_or_else(|| panic!("no number `{name}` in {}", self.0))
    }
    fn whole(&self, name: &str) -> u32 {
        let number = self.number(name);
        assert_eq!(number, f64::from(number as u32), "`{name}` is no whole number");
        number as u32
    }
    fn kind(&self) -> VectorType {
        match self.0["kind"].as_str() {
            Some("vector") => VectorType::Vector,
            Some("halfvec") => VectorType::Halfvec,
            Some("bit") => VectorType::Bit,
            other => panic!("no vector type {other:?}"),
        }
    }
    fn index_bytes(&self) -> f64 {
        hnsw::index_bytes(self.number("N"), self.kind(), self.whole("d"), self.whole("m")).unwrap()
    }
    fn table_bytes(&self) -> f64 {
        heap::table_bytes(self.number("N"), self.kind(), self.whole("d"), self.number("fixed"))
    }
    fn queue(&self) -> Queue {
        Queue::new(self.number("lam"), self.number("S"), self.whole("c"))
    }
    fn popularity(&self) -> Popularity {
        Popularity::zipf(u64::from(self.whole("N")), self.number("s"))
    }
    /// Items written as `6x.51 12x.23`.
    fn items(&self) -> Vec<f64> {
        let words = self.0["items"].as_str().unwrap().split(' ');
        words
            .flat_map(|word| {
                let (times, item) = word.split_once('x').unwrap();
                std::iter::repeat_n(item.parse::<f64>().unwrap(), times.parse().unwrap())
            })
            .collect()
    }
}

/// What the planner answers: one unnamed figure, or several by name.
fn answer(function: &str, input: &Input) -> Option<Vec<(&'static str, f64)>> {
    let figure = |value: f64| Some(vec![("", value)]);
    match function {
        "items_per_page" => figure(hnsw::items_per_page(input.kind(), input.whole("d"), input.whole("m"))),
        "build_bytes_per_elem" => {
            figure(hnsw::build_bytes_per_element(input.kind(), input.whole("d"), input.whole("m")))
        }
        "index_bytes" => figure(input.index_bytes()),
        "index_MiB" => figure(input.index_bytes() / MIB),
        "table_bytes" => figure(input.table_bytes()),
        "table_MiB" => figure(input.table_bytes() / MIB),
        "api_conns" => figure(
            Pools {
                replicas: input.number("R"),
                processes_per_replica: 1.0,
                pool_size: input.number("pool"),
                max_overflow: input.number("overflow"),
            }
            .total(),
        ),
        "neon_max_connections" => figure(connections::neon_max_connections(input.number("cu"))),
        "rds_max_connections" => figure(connections::rds_max_connections(input.number("GiB"))),
        "erlang_c" => figure(queueing::erlang_c(input.whole("c"), input.number("a"))),
        "service_level" => {
            let handling_seconds = input.number("aht");
            let queue = Queue::new(input.number("a") / handling_seconds, handling_seconds, input.whole("c"));
            figure(queue.service_level(input.number("t")))
        }
        "mmc" => {
            let queue = input.queue();
            Some(vec![
                ("rho", queue.utilisation),
                ("Pw", queue.waiting_share),
                ("Wq", queue.mean_wait_seconds),
                ("W", queue.mean_response_seconds),
                ("wq95", queue.wait_quantile_seconds(0.95)),
            ])
        }
        "resp_p95" => figure(input.queue().response_quantile_seconds(0.95)),
        "p_resp_gt" => figure(input.queue().response_tail(input.number("t"))),
        "halfin_whitt" => figure(queueing::halfin_whitt(input.number("beta"))),
        "che" => {
            let lru = input.popularity().lru(input.number("C"));
            Some(vec![("T", lru.requests), ("hit", lru.hit_ratio)])
        }
        "lru_exact" => {
            let probabilities = cache::zipf_probabilities(input.whole("N"), input.number("s"));
            figure(cache::lru_exact(&probabilities, input.whole("C")))
        }
        "lru_ttl" => figure(input.popularity().hit_ratio_with_ttl(
            input.number("C"),
            input.number("rate"),
            input.number("ttl"),
        )),
        "avg_ceil_sin" => figure(diurnal::mean_ceil_of_sinusoid(
            input.number("mean"),
            input.number("amp"),
            input.whole("min"),
        )),
        "fargate_round" => {
            let rows = FARGATE.map(|(cpu_units, least_mib, most_mib, step_mib)| SizeRow {
                cpu_units,
                least_mib,
                most_mib,
                step_mib,
            });
            let request = Size { cpu_units: input.number("cpu"), memory_mib: input.number("mem") };
            let size = packing::cheapest_size(&packing::sizes(&rows), request, fargate_usd_per_hour).unwrap();
            Some(vec![
                ("cpu", size.cpu_units),
                ("mem", size.memory_mib),
                ("usd_h", fargate_usd_per_hour(&size)),
            ])
        }
        "ffd" => figure(packing::first_fit_decreasing(&input.items(), input.number("cap")).unwrap() as f64),
        "sp_hour" => figure(commitments::savings_plan_hour(
            input.number("usage_od"),
            input.number("commit"),
            input.number("d"),
        )),
        "spot_time" => figure(commitments::time_with_restarts(input.number("w"), input.number("lam"))),
        "t3_break_even" => figure(
            Burstable {
                usd_per_hour: input.number("pt"),
                vcpus: input.number("vcpu"),
                baseline_share: input.number("base"),
                surcharge_per_vcpu_hour: 0.05,
            }
            .break_even_utilisation(input.number("pm")),
        ),
        "t_cross" => {
            figure(growth::periods_to_cross(input.number("x0"), input.number("L"), input.number("g")))
        }
        "t_storage" => figure(growth::days_to_rows(
            input.number("limit") / input.number("b"),
            input.number("e0"),
            input.number("g"),
            f64::INFINITY,
        )),
        _ => None,
    }
}

#[test]
fn every_vector_is_met() {
    let vectors: Value = serde_json::from_str(include_str!("../data/vectors.json")).unwrap();
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.len() >= 100, "{} vectors", vectors.len());
    let mut missed = Vec::new();
    for vector in vectors {
        let function = vector["fn"].as_str().unwrap();
        let tolerance = vector["rel_tol"].as_f64().unwrap();
        assert!(vector["source"].is_string(), "no source: {vector}");
        let Some(found) = answer(function, &Input(&vector["in"])) else {
            missed.push(format!("unknown function: {vector}"));
            continue;
        };
        let stated = match &vector["out"] {
            Value::Object(figures) => figures.len(),
            _ => 1,
        };
        assert_eq!(found.len(), stated, "{vector}");
        for (name, value) in found {
            let out = &vector["out"];
            let expected = (if name.is_empty() { out } else { &out[name] }).as_f64().unwrap();
            let error = (value - expected).abs() / expected.abs();
            if error.is_nan() || error > tolerance {
                missed.push(format!(
                    "{function} {name} {}: {value}, not {expected} ({error:.1e})",
                    vector["in"]
                ));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

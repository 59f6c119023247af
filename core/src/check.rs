//! Reference cases built into the program: figures that others published or computed, against what the planner
//! answers today.
//!
//! Cases with a named source are facts to meet; those marked `computed` come from an independent implementation of
//! the same formulas. Claims of the source guides are held against an audit by hand: that a guide is wrong is no failed
//! case, but that [`reconcile`] no longer says so is.

use crate::catalog::{Book, Catalog};
use crate::reconcile;
use crate::scenario::presets::Preset;
use crate::science::cache::{self, Popularity};
use crate::science::cold_start::WarmPool;
use crate::science::commitments::{self, Burstable};
use crate::science::connections::{self, Pools};
use crate::science::hnsw::{self, VectorType};
use crate::science::packing::{self, Size, SizeRow};
use crate::science::queueing::{self, Queue};
use crate::science::{autoscaling, cold_start, diurnal, growth, heap, quantile, sum_of_uniforms};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A reference figure and what the planner makes of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Case {
    /// What it is about: `"queueing"`.
    pub topic: String,
    /// The question: function, inputs, and which of several figures.
    pub name: String,
    /// The reference figure.
    pub expected: f64,
    /// The planner's. Not a number where it has no answer.
    pub found: f64,
    /// Largest difference allowed, as a share of the expected figure.
    pub rel_tol: f64,
    /// Where the reference figure is from.
    pub source: String,
    /// Whether the figures agree within the tolerance.
    pub passed: bool,
}

/// Figures of formulas, and figures that vendors and others have published.
const REFERENCES: [(&str, &str); 3] = [
    ("vectors", include_str!("../data/vectors.json")),
    ("published figures", include_str!("../data/published.json")),
    // Claims of the guides, recomputed by hand: what `reconcile` must arrive at.
    ("audit", include_str!("../data/audit.json")),
];

/// Answer every reference case. A case that cannot be read or answered is a failed one, never a missing one.
#[must_use]
pub fn check() -> Vec<Case> {
    let catalog = Catalog::embedded().ok();
    let mut cases = Vec::new();
    for (name, text) in REFERENCES {
        match serde_json::from_str::<Vec<Reference>>(text) {
            Ok(references) => {
                cases.extend(references.iter().flat_map(|reference| reference.cases(catalog.as_ref())));
            }
            Err(error) => {
                cases.push(Case::new("reference data", format!("{name}: {error}"), 0.0, f64::NAN, 0.0, ""))
            }
        }
    }
    cases
}

impl Case {
    fn new(topic: &str, name: String, expected: f64, found: f64, rel_tol: f64, source: &str) -> Self {
        // Not a number compares as false: no answer never passes.
        let passed = (found - expected).abs() <= rel_tol * expected.abs();
        Self { topic: topic.to_owned(), name, expected, found, rel_tol, source: source.to_owned(), passed }
    }
}

/// A row of the reference data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    topic: String,
    #[serde(rename = "fn")]
    function: String,
    #[serde(rename = "in")]
    input: Input,
    out: Out,
    rel_tol: f64,
    source: String,
}

/// One figure, or several by name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Out {
    One(f64),
    Named(Map<String, Value>),
}

impl Reference {
    /// A case for every figure stated. One that is stated and not answered, or the other way round, fails.
    fn cases(&self, catalog: Option<&Catalog>) -> Vec<Case> {
        let found = answer(&self.function, &self.input, catalog).unwrap_or_default();
        let case = |figure: &str, expected: f64, found: f64| {
            let inputs: Vec<String> =
                self.input.0.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
            let figure = if figure.is_empty() { String::new() } else { format!(" {figure}") };
            let name = format!("{}({}){figure}", self.function, inputs.join(", "));
            Case::new(&self.topic, name, expected, found, self.rel_tol, &self.source)
        };
        let of = |figure: &str| {
            found.iter().find(|(name, _)| *name == figure).map_or(f64::NAN, |(_, found)| *found)
        };
        match &self.out {
            Out::One(expected) => vec![case("", *expected, of(""))],
            Out::Named(figures) => {
                let stated = figures
                    .iter()
                    .map(|(figure, value)| case(figure, value.as_f64().unwrap_or(f64::NAN), of(figure)));
                let extra = found.iter().filter(|(figure, _)| !figures.contains_key(*figure));
                stated.chain(extra.map(|(figure, found)| case(figure, f64::NAN, *found))).collect()
            }
        }
    }
}

/// A value as it stands in the name of a case.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The inputs of one reference case. A getter answers none where there is no such input.
#[derive(Deserialize)]
struct Input(Map<String, Value>);

impl Input {
    fn number(&self, name: &str) -> Option<f64> {
        self.0.get(name)?.as_f64()
    }

    fn whole(&self, name: &str) -> Option<u32> {
        let number = self.number(name)?;
        let whole = number as u32;
        (f64::from(whole) == number).then_some(whole)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn kind(&self) -> Option<VectorType> {
        match self.text("kind")? {
            "vector" => Some(VectorType::Vector),
            "halfvec" => Some(VectorType::Halfvec),
            "bit" => Some(VectorType::Bit),
            _ => None,
        }
    }

    fn index_bytes(&self) -> Option<f64> {
        hnsw::index_bytes(self.number("N")?, self.kind()?, self.whole("d")?, self.whole("m")?)
    }

    fn table_bytes(&self) -> Option<f64> {
        Some(heap::table_bytes(self.number("N")?, self.kind()?, self.whole("d")?, self.number("fixed")?))
    }

    fn queue(&self) -> Option<Queue> {
        Some(Queue::new(self.number("lam")?, self.number("S")?, self.whole("c")?))
    }

    fn popularity(&self) -> Option<Popularity> {
        Some(Popularity::zipf(u64::from(self.whole("N")?), self.number("s")?))
    }

    /// The ends of ranges, low and high.
    fn ranges(&self) -> Option<Vec<(f64, f64)>> {
        let ends = |name: &str| -> Option<Vec<f64>> {
            self.0.get(name)?.as_array()?.iter().map(Value::as_f64).collect()
        };
        let (low, high) = (ends("los")?, ends("his")?);
        (low.len() == high.len()).then(|| low.into_iter().zip(high).collect())
    }

    fn pool(&self) -> Option<WarmPool> {
        Some(WarmPool::new(self.number("lam")?, self.number("S")?, self.number("T")?))
    }

    /// A mean measured, or a request.
    fn size(&self) -> Option<Size> {
        Some(Size { cpu_units: self.number("cpu")?, memory_mib: self.number("mem")? })
    }

    /// Items written as `6x.51 12x.23`.
    fn items(&self) -> Option<Vec<f64>> {
        let mut items = Vec::new();
        for word in self.text("items")?.split(' ') {
            let (times, item) = word.split_once('x')?;
            items.extend(std::iter::repeat_n(item.parse::<f64>().ok()?, times.parse().ok()?));
        }
        Some(items)
    }
}

const MIB: f64 = 1_048_576.0;

/// Fargate's sizes as the vectors have them: processor units, least and most memory, step in MiB. Half a gigabyte is
/// legal with the smallest.
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

fn fargate_size(request: Size) -> Option<Size> {
    let rows = FARGATE.map(|(cpu_units, least_mib, most_mib, step_mib)| SizeRow {
        cpu_units,
        least_mib,
        most_mib,
        step_mib,
    });
    packing::cheapest_size(&packing::sizes(&rows), request, fargate_usd_per_hour)
}

fn fargate_usd_per_hour(size: &Size) -> f64 {
    size.cpu_units / 1024.0 * 0.04048 + size.memory_mib / 1024.0 * 0.004445
}

/// What the planner answers: one unnamed figure, or several by name.
fn answer(function: &str, input: &Input, catalog: Option<&Catalog>) -> Option<Vec<(&'static str, f64)>> {
    let figure = |value: f64| vec![("", value)];
    Some(match function {
        "items_per_page" => figure(hnsw::items_per_page(input.kind()?, input.whole("d")?, input.whole("m")?)),
        "build_bytes_per_elem" => {
            figure(hnsw::build_bytes_per_element(input.kind()?, input.whole("d")?, input.whole("m")?))
        }
        "index_bytes" => figure(input.index_bytes()?),
        "index_MiB" => figure(input.index_bytes()? / MIB),
        "table_bytes" => figure(input.table_bytes()?),
        "table_MiB" => figure(input.table_bytes()? / MIB),
        "api_conns" => figure(
            Pools {
                replicas: input.number("R")?,
                processes_per_replica: 1.0,
                pool_size: input.number("pool")?,
                max_overflow: input.number("overflow")?,
            }
            .total(),
        ),
        "neon_max_connections" => figure(connections::neon_max_connections(input.number("cu")?)),
        "rds_max_connections" => figure(connections::rds_max_connections(input.number("GiB")?)),
        "erlang_c" => figure(queueing::erlang_c(input.whole("c")?, input.number("a")?)),
        "service_level" => {
            let handling_seconds = input.number("aht")?;
            let queue =
                Queue::new(input.number("a")? / handling_seconds, handling_seconds, input.whole("c")?);
            figure(queue.service_level(input.number("t")?))
        }
        "mmc" => {
            let queue = input.queue()?;
            vec![
                ("rho", queue.utilisation),
                ("Pw", queue.waiting_share),
                ("Wq", queue.mean_wait_seconds),
                ("W", queue.mean_response_seconds),
                ("wq95", queue.wait_quantile_seconds(0.95)),
            ]
        }
        "resp_p95" => figure(input.queue()?.response_quantile_seconds(0.95)),
        "p_resp_gt" => figure(input.queue()?.response_tail(input.number("t")?)),
        "halfin_whitt" => figure(queueing::halfin_whitt(input.number("beta")?)),
        "che" => {
            let lru = input.popularity()?.lru(input.number("C")?);
            vec![("T", lru.requests), ("hit", lru.hit_ratio)]
        }
        "lru_exact" => {
            let probabilities = cache::zipf_probabilities(input.whole("N")?, input.number("s")?);
            figure(cache::lru_exact(&probabilities, input.whole("C")?))
        }
        "lru_ttl" => figure(input.popularity()?.hit_ratio_with_ttl(
            input.number("C")?,
            input.number("rate")?,
            input.number("ttl")?,
        )),
        "avg_ceil_sin" => figure(diurnal::mean_ceil_of_sinusoid(
            input.number("mean")?,
            input.number("amp")?,
            input.whole("min")?,
        )),
        "cold" => {
            let pool = input.pool()?;
            vec![("p", pool.cold_share), ("alive", pool.alive), ("busy", pool.busy)]
        }
        "cold_share" => figure(input.pool()?.cold_share),
        "instances_alive" => figure(input.pool()?.alive),
        "instances_busy" => figure(input.pool()?.busy),
        "late_start" => figure(cold_start::late_start_share(
            input.number("p50")?,
            input.number("p90")?,
            input.number("window")?,
        )),
        "sum_uniform_cdf" => figure(sum_of_uniforms::sum_at_most(&input.ranges()?, input.number("x")?)),
        "tri_q" => figure(quantile::triangular_quantile(
            input.number("u")?,
            input.number("a")?,
            input.number("m")?,
            input.number("b")?,
        )),
        "flap_band" => {
            let band =
                autoscaling::flap_band(input.number("n")?, input.number("up")?, input.number("down")?)?;
            vec![("above", band.above), ("below", band.below)]
        }
        "settles_from" => figure(autoscaling::settles_from(input.number("up")?, input.number("down")?)?),
        "fargate_round" => {
            let size = fargate_size(input.size()?)?;
            vec![("cpu", size.cpu_units), ("mem", size.memory_mib), ("usd_h", fargate_usd_per_hour(&size))]
        }
        "right_size" => {
            let wanted = packing::right_sized(input.size()?, input.number("peak")?);
            let legal = fargate_size(wanted)?;
            vec![
                ("cpu", wanted.cpu_units),
                ("mem", wanted.memory_mib),
                ("legal_cpu", legal.cpu_units),
                ("legal_mem", legal.memory_mib),
            ]
        }
        "containers" => {
            let (agents, slots) = (input.number("agents")?, input.number("slots")?);
            let containers = packing::containers(agents, slots);
            let efficiency = packing::slot_efficiency(agents, containers, slots);
            vec![("containers", containers), ("efficiency", efficiency)]
        }
        "ffd" => figure(packing::first_fit_decreasing(&input.items()?, input.number("cap")?)? as f64),
        "sp_hour" => figure(commitments::savings_plan_hour(
            input.number("usage_od")?,
            input.number("commit")?,
            input.number("d")?,
        )),
        "spot_time" => figure(commitments::time_with_restarts(input.number("w")?, input.number("lam")?)),
        "spot_checkpoints" => {
            let (rate, checkpoint) = (input.number("lam")?, input.number("delta")?);
            let interval = commitments::checkpoint_interval(checkpoint, rate);
            let time = commitments::time_with_checkpoints(input.number("w")?, rate, interval, checkpoint);
            vec![("interval", interval), ("time", time)]
        }
        "spot_break_even" => {
            let work = input.number("w")?;
            let time = commitments::time_with_restarts(work, input.number("lam")?);
            figure(commitments::break_even_discount(work, time))
        }
        "t3_break_even" => figure(
            Burstable {
                usd_per_hour: input.number("pt")?,
                vcpus: input.number("vcpu")?,
                baseline_share: input.number("base")?,
                surcharge_per_vcpu_hour: 0.05,
            }
            .break_even_utilisation(input.number("pm")?),
        ),
        "t_cross" => {
            figure(growth::periods_to_cross(input.number("x0")?, input.number("L")?, input.number("g")?))
        }
        "t_storage" => figure(growth::days_to_rows(
            input.number("limit")? / input.number("b")?,
            input.number("e0")?,
            input.number("g")?,
            f64::INFINITY,
        )),
        "claim" => {
            let id = input.text("id")?;
            let claim = reconcile::claims().find(|claim| claim.id == id)?;
            claim.finding(&claim.scenario(), catalog?).figures()
        }
        _ => figure(from_catalog(function, input, catalog?)?),
    })
}

/// Answers that rest on the catalogue as it ships: a price or size that changes shows here.
fn from_catalog(function: &str, input: &Input, catalog: &Catalog) -> Option<f64> {
    let usd = |id: &str| catalog.price(Book::List, id).ok().map(|row| row.value);
    Some(match function {
        "plan_connections" => catalog.database_plan(input.text("plan")?).ok()?.max_connections,
        "pooler_clients" => catalog.database_plan(input.text("plan")?).ok()?.pooler_clients?,
        "burst_break_even" => {
            let machine = catalog.vm_type(input.text("machine")?).ok()?;
            Burstable {
                usd_per_hour: usd(&machine.price)?,
                vcpus: machine.vcpu,
                baseline_share: machine.baseline_share,
                surcharge_per_vcpu_hour: usd(&machine.surplus_price)?,
            }
            .break_even_utilisation(usd(&catalog.vm_type(input.text("steady")?).ok()?.price)?)
        }
        "fargate_month" => {
            let (vcpu, gib) = (input.number("vcpu")?, input.number("gib")?);
            (vcpu * usd("aws.fargate.vcpu")? + gib * usd("aws.fargate.memory")?) * input.number("hours")?
        }
        // A million runs are the million that requests are priced by.
        "lambda_million" => {
            let gib_seconds = 1e6 * input.number("gib")? * input.number("seconds")?;
            gib_seconds * usd("aws.lambda.duration.x86.tier1")? + usd("aws.lambda.requests")?
        }
        "preset_usd" => {
            let plan = crate::plan(&Preset::find(input.text("preset")?)?.scenario(), catalog).ok()?;
            let price = input.text("price")?;
            let items = &plan.option(input.text("option")?)?.line_items;
            let of_price = |place: usize| catalog.rows.get(place).is_some_and(|row| row.id == price);
            items.iter().filter(|item| of_price(item.price)).map(|item| item.usd_per_month).sum()
        }
        _ => return None,
    })
}

//! Every export of every preset, read back by parsers that are not ours and held against its vendor's schema, and its
//! figures against the plan.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end in a panic")]

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::LazyLock;

use configparser::ini::{Ini, IniDefault};
use jsonschema::Validator;
use loadline_core::catalog::Catalog;
use loadline_core::decide::pieces::cost_curves;
use loadline_core::decide::ranges::{Draws, outlook};
use loadline_core::decide::why::why;
use loadline_core::export::{Export, ExportError, FORMATS, Format, PLACEHOLDER, Wish};
use loadline_core::plan;
use loadline_core::plan::{DeploymentOption, Plan};
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::presets::{PRESETS, Preset};
use loadline_core::scenario::ranges::End;
use loadline_core::scenario::{Key, Scenario, link};
use serde_json::Value;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

const BASE: &str = "https://example.org/";

fn preset(id: &str) -> Scenario {
    Preset::find(id).unwrap().scenario()
}

/// A scenario in a format, about an option.
fn written(scenario: &Scenario, format: &str, option: Option<&str>) -> String {
    let export = Export::of(scenario, &CATALOG, Wish { option, base: BASE, along: None }).unwrap();
    Format::find(format).unwrap().write(&export).unwrap()
}

/// Every preset with its plan.
fn presets() -> impl Iterator<Item = (&'static Preset, Scenario, Plan<f64>)> {
    PRESETS.iter().map(|preset| {
        let scenario = preset.scenario();
        let plan = plan(&scenario, &CATALOG).unwrap();
        (preset, scenario, plan)
    })
}

/// Asks `check` about every preset and every option that works, where the format is offered; how often that was.
fn each(
    format: &str,
    mut check: impl FnMut(&str, &Scenario, &Plan<f64>, &DeploymentOption<f64>, &str),
) -> usize {
    let (format, mut times) = (Format::find(format).unwrap(), 0);
    for (preset, scenario, plan) in presets() {
        for option in plan.options.iter().filter(|option| option.is_feasible()) {
            let wish = Wish { option: Some(option.id), base: BASE, along: None };
            let export = Export::of(&scenario, &CATALOG, wish).unwrap();
            if format.is_offered(&export) {
                let text = format.write(&export).unwrap();
                check(&format!("{}, {}", preset.id, option.id), &scenario, &plan, option, &text);
                times += 1;
            }
        }
    }
    times
}

fn schema(text: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

fn hold(validator: &Validator, document: &Value, about: &str) {
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{about}: {}\n{document:#}", errors.join("\n"));
}

fn yaml(text: &str) -> Vec<Value> {
    serde_saphyr::from_multiple(text).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The lines of comments at the top.
fn head<'t>(file: &'t str, sign: &str) -> Vec<&'t str> {
    file.lines().take_while(|line| line.starts_with(sign)).map(|line| line[sign.len()..].trim()).collect()
}

/// At the top: the link that opens the scenario, every load and stated input, and every placeholder of the rest.
fn headed(about: &str, scenario: &Scenario, option: &DeploymentOption<f64>, head: &[&str], rest: &str) {
    let address = head.iter().find_map(|line| line.strip_prefix("Link: ")).unwrap();
    let fragment = address.strip_prefix(BASE).unwrap_or_else(|| panic!("{about}: {address}"));
    assert_eq!(link::decode(fragment).scenario, *scenario, "{about}");
    for (key, value) in scenario.entries() {
        let line = format!("{} = {}", key.field().id, key.write(Some(value)));
        assert!(head.iter().any(|given| given.starts_with(&line)), "{about}: no {line}");
    }
    assert!(head.iter().any(|line| line.contains(&format!("({})", option.id))), "{about}");
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    for (at, _) in rest.match_indices(PLACEHOLDER) {
        let name: String = rest[at..].chars().take_while(|letter| word(*letter)).collect();
        assert!(
            head.iter().any(|line| line.starts_with(&format!("{name}: "))),
            "{about}: {name} is not listed at the top"
        );
    }
}

/// vCPUs and GiB of a fleet, of which plans say `1 vCPU, 2 GiB`.
fn size_of(option: &DeploymentOption<f64>, component: &str) -> Option<(f64, f64)> {
    option.fleets.iter().filter(|fleet| fleet.component == component).find_map(|fleet| {
        let (vcpu, gib) = fleet.size.split_once(" vCPU, ")?;
        Some((vcpu.parse().ok()?, gib.strip_suffix(" GiB")?.parse().ok()?))
    })
}

/// The same for a piece of an export: jobs of several stages are one fleet in the plan.
fn planned_size(about: &str, option: &DeploymentOption<f64>, name: &str) -> (f64, f64) {
    let id = name.replace('-', "_");
    size_of(option, &id).or_else(|| size_of(option, "workers")).unwrap_or_else(|| panic!("{about}: {name}"))
}

fn count_of(option: &DeploymentOption<f64>, component: &str) -> f64 {
    option.fleets.iter().find(|fleet| fleet.component == component).unwrap().count
}

/// `1536Mi` or `512m` in GiB.
fn gib(memory: &str) -> f64 {
    let mib: f64 = memory.trim_end_matches("Mi").trim_end_matches('m').parse().unwrap();
    assert_eq!(mib.fract(), 0.0, "{memory}");
    mib / 1024.0
}

/// A size in whole MiB is the planned one, rounded up by less than one.
fn same_memory(about: &str, written: f64, planned: f64) {
    assert!(
        written >= planned - 1e-9 && written - planned < 1.0 / 1024.0,
        "{about}: {written} for {planned} GiB"
    );
}

// ---- the list

#[test]
fn every_format_is_offered_by_some_preset_and_refused_by_another_or_by_none() {
    let mut offered = BTreeSet::new();
    for (preset, scenario, plan) in presets() {
        for option in plan.options.iter().filter(|option| option.is_feasible()) {
            let wish = Wish { option: Some(option.id), ..Wish::default() };
            let export = Export::of(&scenario, &CATALOG, wish).unwrap();
            offered.extend(export.offered().map(|format| format.id));
            for format in FORMATS.iter().filter(|format| !format.is_offered(&export)) {
                let refused = format.write(&export).unwrap_err();
                assert!(refused.to_string().contains(format.when), "{}: {refused}", preset.id);
            }
        }
    }
    // No preset has prices of one's own.
    let mut own = Scenario::default();
    own.set_price("aws.alb", "0.02").unwrap();
    let export = Export::of(&own, &CATALOG, Wish::default()).unwrap();
    offered.extend(export.offered().map(|format| format.id).filter(|id| *id == "price-book"));
    assert_eq!(offered.len(), FORMATS.len(), "{offered:?}");
    let files: BTreeSet<&str> = FORMATS.iter().map(|format| format.file).collect();
    assert_eq!(files.len(), FORMATS.len());
}

#[test]
fn where_nothing_is_planned_only_what_says_so_is_offered() {
    let mut scenario = Scenario::default();
    scenario.set(Key::MemoryService, "off").unwrap();
    scenario.set(Key::FilePipeline, "off").unwrap();
    let export = Export::of(&scenario, &CATALOG, Wish::default()).unwrap();
    let offered: Vec<&str> = export.offered().map(|format| format.id).collect();
    assert_eq!(offered, ["decision", "plan"]);
    assert!(written(&scenario, "decision", None).contains("There is nothing to run."));
}

#[test]
fn an_option_that_does_not_work_is_refused_by_name() {
    let wish = Wish { option: Some("functions"), ..Wish::default() };
    let refused = Export::of(&preset("guide-001-stress"), &CATALOG, wish).err().unwrap();
    assert!(matches!(&refused, ExportError::Option { given, .. } if given == "functions"), "{refused}");
    assert!(refused.to_string().contains("fargate_service, gke_autopilot"), "{refused}");
}

#[test]
fn where_no_option_works_the_record_says_what_is_in_the_way() {
    let mut scenario = Scenario::default();
    scenario.set(Key::EmbeddingDimensions, "5000").unwrap();
    let export = Export::of(&scenario, &CATALOG, Wish::default()).unwrap();
    assert!(!export.offered().any(|format| ["bill", "compose", "postgresql"].contains(&format.id)));
    let record = written(&scenario, "decision", None);
    assert!(record.starts_with("# Decision: Nothing runs this as stated\n"), "{record}");
    assert!(record.contains("dimensions an HNSW index takes"), "{record}");
}

// ---- tables

fn records(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    assert!(
        text.ends_with("\r\n") && !text.replace("\r\n", "").contains('\n'),
        "lines end as RFC 4180 has it"
    );
    // Strict: every record as many fields as the first.
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(text.as_bytes());
    let fields = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let head = fields(reader.headers().unwrap());
    let rows = reader.records().map(|record| fields(&record.unwrap())).collect();
    (head, rows)
}

#[test]
fn bills_sum_to_the_plan_and_each_line_is_a_product() {
    for (preset, scenario, plan) in presets() {
        let (head, rows) = records(&written(&scenario, "bill", None));
        assert_eq!(head.len(), 11);
        assert!(rows.iter().all(|row| row[10].is_empty()), "no list price stands beside itself");
        let feasible: Vec<_> = plan.options.iter().filter(|option| option.is_feasible()).collect();
        assert_eq!(rows.len(), feasible.iter().map(|option| option.line_items.len()).sum::<usize>());
        for option in feasible {
            let own: Vec<_> = rows.iter().filter(|row| row[0] == option.id).collect();
            let figure = |row: &[String], place: usize| row[place].parse::<f64>().unwrap();
            let sum: f64 = own.iter().map(|row| figure(row, 6)).sum();
            assert!(
                (sum.max(0.0) - option.usd_per_month).abs() < 0.005,
                "{}, {}: {sum}",
                preset.id,
                option.id
            );
            for row in own {
                let product = figure(row, 3) * figure(row, 5);
                assert!((product - figure(row, 6)).abs() <= 1e-9 * product.abs(), "{}: {row:?}", preset.id);
                let price =
                    CATALOG.rows.iter().find(|price| price.id == row[7] && price.source == row[8]).unwrap();
                assert!(!row[8].is_empty() && price.as_of.starts_with(&row[9][..4]), "{row:?}");
            }
        }
    }
}

#[test]
fn a_bill_by_hand() {
    let (_, rows) = records(&written(&Scenario::default(), "bill", Some("hybrid")));
    let line = |component: &str, item: &str| {
        let row =
            rows.iter().find(|row| row[0] == "hybrid" && row[1] == component && row[2] == item).unwrap();
        (row[3].parse::<f64>().unwrap(), row[6].parse::<f64>().unwrap())
    };
    // db.r6g.xlarge: 730 h × $0.45.
    assert_eq!(line("postgres", "Postgres, compute"), (730.0, 328.5));
    // 100 files a day × 730 ÷ 24 days × (2 min + 55 s of start) = 532,291.67 vCPU-s, × $0.000024 = $12.775.
    let (seconds, usd) = line("extract", "Container time, vCPU");
    assert!((seconds - 532_291.666_667).abs() < 1e-3 && (usd - 12.775).abs() < 1e-9, "{seconds} {usd}");
}

#[test]
fn curves_are_those_of_the_planner_and_meet_the_plan() {
    let scenario = Scenario::default();
    let (head, rows) = records(&written(&scenario, "curves", None));
    assert_eq!(head, ["option", "input", "from", "to", "usd_from", "usd_to", "exact"]);
    let mut expected = Vec::new();
    for key in [Key::Subjects, Key::EpisodesPerDay, Key::FilesPerDay, Key::RequestsPerSecond] {
        let axis = Axis::of_slider(key);
        for curve in cost_curves(&scenario, &CATALOG, key, axis.from, axis.to).unwrap() {
            for piece in curve.pieces {
                let figures = [piece.from, piece.to, piece.usd_from, piece.usd_to];
                expected.push((curve.option, key.field().id, figures, piece.exact));
            }
        }
    }
    assert_eq!(rows.len(), expected.len());
    for (row, (option, input, figures, exact)) in rows.iter().zip(expected) {
        assert_eq!(
            (row[0].as_str(), row[1].as_str(), row[6].as_str()),
            (option, input, exact.to_string().as_str())
        );
        let read = [2, 3, 4, 5].map(|place| row[place].parse::<f64>().unwrap());
        assert_eq!(read.map(f64::to_bits), figures.map(f64::to_bits), "every digit");
    }
    // At the planned 100 files a day each option costs what its bill says.
    let plan = plan(&scenario, &CATALOG).unwrap();
    for option in &plan.options {
        let here = rows.iter().find(|row| {
            let [from, to] = [2, 3].map(|place| row[place].parse::<f64>().unwrap());
            row[0] == option.id
                && row[1] == "files_per_day"
                && from < 100.0
                && 100.0 <= to
                && row[6] == "true"
        });
        if let Some(row) = here {
            let [from, to, usd_from, usd_to] = [2, 3, 4, 5].map(|place| row[place].parse::<f64>().unwrap());
            let usd = usd_from + (usd_to - usd_from) * (100.0 - from) / (to - from);
            assert!((usd - option.usd_per_month).abs() < 1e-6, "{}: {usd}", option.id);
        }
    }
}

// ---- record and plan

/// A record as a parser of GitHub's Markdown reads it: its headings, and its tables as rows of cells.
fn markdown(text: &str) -> (Vec<String>, Vec<Vec<Vec<String>>>) {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    let (mut headings, mut tables, mut words) = (Vec::new(), Vec::<Vec<Vec<String>>>::new(), String::new());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Table(_)) => tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => tables.last_mut().unwrap().push(Vec::new()),
            Event::Start(Tag::TableCell | Tag::Heading { .. }) => words.clear(),
            Event::End(TagEnd::TableCell) => {
                tables.last_mut().unwrap().last_mut().unwrap().push(words.clone());
            }
            Event::End(TagEnd::Heading(_)) => headings.push(words.clone()),
            Event::Text(part) | Event::Code(part) => words.push_str(&part),
            _ => {}
        }
    }
    (headings, tables)
}

#[test]
fn the_record_names_every_option_every_limit_and_why() {
    for (preset, scenario, plan) in presets() {
        let about = preset.id;
        let record = written(&scenario, "decision", None);
        let (headings, tables) = markdown(&record);
        let sections = [
            "Context",
            "Options",
            "Decision",
            "Ranges",
            "Consequences and risks",
            "What would change it",
            "Prices",
            "Link",
        ];
        assert_eq!(headings[1..], sections, "{about}");
        let winner = plan.winner().unwrap();
        assert!(headings[0].ends_with(winner.name), "{about}");
        let [inputs, options, .., prices] = tables.as_slice() else { panic!("{about}: {}", tables.len()) };
        assert_eq!(inputs[0], ["Input", "Value", "From"]);
        let stated = inputs.iter().filter(|row| row[2] == "stated").count();
        assert_eq!(stated, scenario.entries().count(), "{about}");
        let feasible: Vec<_> = plan.options.iter().filter(|option| option.is_feasible()).collect();
        assert_eq!(options.len(), 1 + feasible.len(), "{about}");
        for (place, (row, option)) in options[1..].iter().zip(feasible).enumerate() {
            assert_eq!(
                (row[0].as_str(), row[1].as_str()),
                ((place + 1).to_string().as_str(), option.name),
                "{about}"
            );
            let usd: f64 = row[2].replace(['$', ','], "").parse().unwrap();
            assert!((usd - option.usd_per_month).abs() <= 0.005 + 1e-9, "{about}: {row:?}");
        }
        for option in plan.options.iter().filter(|option| !option.is_feasible()) {
            let line =
                record.lines().find(|line| line.starts_with(&format!("- **{}**: ", option.name))).unwrap();
            for rejection in &option.rejections {
                assert!(line.contains(rejection.label), "{about}: {} not in {line}", rejection.label);
            }
        }
        for sentence in why(&scenario, &CATALOG).unwrap().sentences(&scenario) {
            assert!(record.contains(&sentence.text().replace('\u{a0}', " ")), "{about}: {}", sentence.text());
        }
        let rows: BTreeSet<usize> = winner.line_items.iter().map(|item| item.price).collect();
        assert_eq!(prices.len(), 1 + rows.len(), "{about}");
        assert!(prices[1..].iter().all(|row| row[4].starts_with("20")), "{about}: {prices:?}");
        assert!(record.trim_end().ends_with(&format!("{BASE}#{}", link::encode(&scenario))), "{about}");
    }
}

#[test]
fn ranges_are_in_the_record_and_in_the_plan() {
    let scenario =
        link::decode("2;files_per_day=400~550~700;analyze_minutes=2~3.5~6;enrich_minutes=2~2").scenario;
    let found = outlook(&scenario, &CATALOG, &mut Draws::default()).unwrap();
    let record = written(&scenario, "decision", None);
    let (_, tables) = markdown(&record);
    let [inputs, _, options, open, ..] = tables.as_slice() else { panic!("{}", tables.len()) };
    let expected = [
        ["Files", "400 to 700 files per day, likely 550", "stated"],
        // Its likely value is the default, but its ends are the person's.
        ["Analyze", "2 to 6 minutes per file, likely 3.5", "stated"],
        ["Enrich", "2 minutes per enriched file", "stated"],
    ];
    for row in expected {
        assert!(inputs.iter().any(|found| *found == row), "{row:?} in {inputs:?}");
    }
    assert_eq!(options.len(), 1 + found.options.len());
    for (row, option) in options[1..].iter().zip(&found.options) {
        assert_eq!(
            (&*row[0], &row[1]),
            (option.name, &found.share(option.standing.cheapest).replace('\u{a0}', " "))
        );
        for (told, usd) in row[2..5].iter().zip(option.usd).filter(|(_, usd)| !usd.value.is_nan()) {
            let told: f64 = told.replace(['$', ','], "").parse().unwrap();
            assert!((told - usd.value).abs() <= 0.5, "{row:?}");
        }
    }
    assert_eq!(open.len(), 1 + found.inputs.len());
    assert!(open.iter().any(|row| row[..3] == ["Files", "400 to 700 files per day, likely 550", "stated"]));
    assert!(
        open.iter().any(|row| row[2].starts_with("guide ")) && open.iter().any(|row| row[2] == "assumption")
    );
    for sentence in found.sentences_about(None) {
        assert!(record.contains(&sentence.replace('\u{a0}', " ")), "{sentence}");
    }
    let plan: Value = serde_json::from_str(&written(&scenario, "plan", None)).unwrap();
    let ranges = plan["ranges"].as_object().unwrap();
    assert_eq!(ranges.len(), found.inputs.len());
    let files = serde_json::json!({ "low": 400.0, "likely": 550.0, "high": 700.0, "shape": "pert", "from": "stated" });
    assert_eq!(ranges["files_per_day"], files);
    assert!(!ranges.contains_key("enrich_minutes"));
    // Given back as a file it is the same scenario, with its ranges.
    let read = loadline_core::scenario::file::read(&written(&scenario, "plan", None));
    assert_eq!((read.scenario, read.notices), (scenario, Vec::new()));
}

#[test]
fn where_nothing_is_open_the_record_is_silent_about_ranges() {
    let scenario = preset("guide-002-high");
    let keys: Vec<_> = scenario.spreads().into_iter().map(|(key, _)| key).collect();
    let known = link::decode(&link::encode(&scenario.pinned(&keys, End::Likely))).scenario;
    let record = written(&known, "decision", None);
    assert!(!record.contains("## Ranges"), "{record}");
    let plan: Value = serde_json::from_str(&written(&known, "plan", None)).unwrap();
    assert_eq!(plan["ranges"], serde_json::json!({}));
}

#[test]
fn the_plan_is_the_one_that_the_command_line_prints() {
    let program = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_loadline")).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let link = link::encode(&preset("guide-002-high"));
    let printed = program(&["plan", &link, "--json"]);
    assert_eq!(program(&["export", "plan", &link]), printed);
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap()["winner"], "reserved_vms");
    let file: Value = serde_json::from_str(&program(&["export", "bill", &link, "--json"])).unwrap();
    assert_eq!((text(&file["file"]), text(&file["media_type"])), ("bill.csv", "text/csv"));
    assert_eq!(text(&file["text"]), program(&["export", "bill", &link]));
}

// ---- hosts

#[test]
fn ecs_task_definitions_are_valid_and_of_the_planned_size() {
    let validator = schema(include_str!("schemas/ecs_register_task_definition.json"));
    let misspelt = serde_json::json!({ "family": "one", "containerDefinitions": [{ "imagee": "one" }] });
    assert!(!validator.is_valid(&misspelt));
    let times = each("ecs", |about, scenario, _, option, file| {
        let tasks: Vec<Value> = serde_json::from_str(file).unwrap();
        assert!(!tasks.is_empty(), "{about}");
        for task in &tasks {
            hold(&validator, task, about);
            let container = &task["containerDefinitions"][0];
            let labels = &container["dockerLabels"];
            let top: Vec<&str> = text(&labels["loadline.about"]).lines().map(str::trim).collect();
            let mut rest = task.clone();
            rest["containerDefinitions"][0]["dockerLabels"] = Value::Null;
            headed(about, scenario, option, &top, &rest.to_string());
            let [cpu, memory] = ["cpu", "memory"].map(|key| text(&task[key]).parse::<f64>().unwrap());
            let (vcpu, gib) = planned_size(about, option, text(&container["name"]));
            assert_eq!((cpu, memory), (vcpu * 1024.0, gib * 1024.0), "{about}");
            let legal =
                |size: &loadline_core::catalog::FargateSize| (size.vcpu, size.memory_gib) == (vcpu, gib);
            assert!(CATALOG.fargate_sizes().iter().any(legal), "{about}: {vcpu} vCPU, {gib} GiB");
        }
        let families: BTreeSet<&str> = tasks.iter().map(|task| text(&task["family"])).collect();
        assert_eq!(families.len(), tasks.len(), "{about}");
    });
    assert!(times > 20, "{times}");
}

#[test]
fn ecs_by_hand() {
    let file = written(&Scenario::default(), "ecs", Some("fargate_service"));
    let tasks: Vec<Value> = serde_json::from_str(&file).unwrap();
    let of = |family: &str| tasks.iter().find(|task| task["family"] == family).unwrap();
    // 1 vCPU is 1024 units, 2 GiB are 2048 MiB; the workers ask for 1 GiB, and 1 vCPU comes with 2 at least.
    for family in ["loadline-api", "loadline-workers"] {
        assert_eq!((text(&of(family)["cpu"]), text(&of(family)["memory"])), ("1024", "2048"));
    }
    let tasks = |family: &str| text(&of(family)["containerDefinitions"][0]["dockerLabels"]["loadline.tasks"]);
    assert_eq!(tasks("loadline-api"), "2 kept as a service");
    // 100 files a day: 0.1389 + 0.2431 + 0.0417 + 0.0347 = 0.4583 jobs at once, ÷ 0.7 at the target, × 2 at the peak: 1.31.
    assert_eq!(tasks("loadline-workers"), "a service of 1 to 2, which follows the day");
}

#[test]
fn cloud_run_is_valid_and_of_the_planned_size() {
    let validator = schema(include_str!("schemas/cloud_run_v1.json"));
    let misspelt =
        "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: api}, spec: {templates: {}}}";
    assert!(
        !validator.is_valid(&yaml(misspelt)[0])
            && validator.is_valid(&yaml(&misspelt.replace("templates", "template"))[0])
    );
    let (mut pools, mut services) = (0, 0);
    let times = each("cloud-run", |about, scenario, _, option, file| {
        headed(about, scenario, option, &head(file, "#"), file.split_once("---").unwrap().1);
        let mut instances = 0.0;
        for document in yaml(file) {
            hold(&validator, &document, about);
            let name = text(&document["metadata"]["name"]);
            let template = &document["spec"]["template"];
            let container = &template["spec"]["containers"][0];
            let limits = &container["resources"]["limits"];
            let (vcpu, memory) = planned_size(about, option, name);
            assert_eq!(text(&limits["cpu"]).parse::<f64>().unwrap(), vcpu, "{about}");
            same_memory(about, gib(text(&limits["memory"])), memory);
            let legal = CATALOG.cloud_run_sizes().iter().any(|size| {
                size.vcpu == vcpu && (size.min_memory_gib..=size.max_memory_gib).contains(&memory)
            });
            assert!(legal, "{about}: {vcpu} vCPU, {memory} GiB");
            let id = name.replace('-', "_");
            if document["kind"] == "WorkerPool" {
                let count =
                    text(&document["metadata"]["annotations"]["run.googleapis.com/manualInstanceCount"]);
                assert_eq!(count.parse::<f64>().unwrap(), count_of(option, &id), "{about}");
                pools += 1;
                continue;
            }
            services += 1;
            let notes = &template["metadata"]["annotations"];
            let [least, most] = ["minScale", "maxScale"]
                .map(|end| text(&notes[format!("autoscaling.knative.dev/{end}")]).parse::<f64>().unwrap());
            assert!(least <= most && most >= 1.0, "{about}: {least} to {most}");
            instances += most;
            let throttled = text(&notes["run.googleapis.com/cpu-throttling"]);
            assert_eq!(throttled == "true", option.id != "containers_instance", "{about}");
            let concurrency = template["spec"]["containerConcurrency"].as_f64().unwrap();
            assert!((1.0..=1000.0).contains(&concurrency), "{about}");
            // Below one vCPU, Cloud Run serves one request at a time.
            assert!(vcpu >= 1.0 || concurrency == 1.0, "{about}");
            let timeout = template["spec"]["timeoutSeconds"].as_f64().unwrap();
            assert!((1.0..=3600.0).contains(&timeout), "{about}");
            if let Some(probe) = container.get("startupProbe") {
                let of = |key: &str| probe[key].as_f64().unwrap();
                let window = of("periodSeconds") * of("failureThreshold");
                assert_eq!(window, scenario.value(Key::StartWindowSeconds).unwrap(), "{about}");
                assert_eq!(
                    of("initialDelaySeconds"),
                    scenario.value(Key::InitialDelaySeconds).unwrap(),
                    "{about}"
                );
            }
            if least == most {
                assert_eq!(most, count_of(option, &id), "{about}");
            }
        }
        assert!(instances > 0.0 || pools > 0, "{about}");
    });
    assert!(times > 20 && pools > 5 && services > 20, "{times} {pools} {services}");
}

#[test]
fn cloud_run_by_hand() {
    let documents = yaml(&written(&Scenario::default(), "cloud-run", Some("hybrid")));
    let names: Vec<&str> = documents.iter().map(|one| text(&one["metadata"]["name"])).collect();
    // The hybrid has enrichment and storing in functions.
    assert_eq!(names, ["extract", "analyze", "api"]);
    let spec = |place: usize| &documents[place]["spec"]["template"]["spec"];
    // Extraction takes 2 minutes a file.
    assert_eq!((&spec(0)["timeoutSeconds"], &spec(0)["containerConcurrency"]), (&120.into(), &1.into()));
    assert_eq!(spec(0)["containers"][0]["resources"]["limits"]["memory"], "1024Mi");
    let notes = &documents[2]["spec"]["template"]["metadata"]["annotations"];
    assert_eq!(notes["autoscaling.knative.dev/minScale"], "2");
    assert_eq!(notes["autoscaling.knative.dev/maxScale"], "2");
}

#[test]
fn kubernetes_manifests_are_valid_and_of_the_planned_size() {
    let validator = schema(include_str!("schemas/kubernetes_v1.34.json"));
    let misspelt = "{apiVersion: v1, kind: Service, metadata: {name: api}, spec: {prots: []}}";
    assert!(
        !validator.is_valid(&yaml(misspelt)[0])
            && validator.is_valid(&yaml(&misspelt.replace("prots", "ports"))[0])
    );
    let (mut scaled, mut balanced) = (0, 0);
    let times = each("kubernetes", |about, scenario, _, option, file| {
        headed(about, scenario, option, &head(file, "#"), file.split_once("---").unwrap().1);
        let documents = yaml(file);
        for document in &documents {
            hold(&validator, document, about);
            let name = text(&document["metadata"]["name"]);
            let id = name.replace('-', "_");
            let spec = &document["spec"];
            match text(&document["kind"]) {
                "Deployment" => {
                    let container = &spec["template"]["spec"]["containers"][0];
                    let size = &container["resources"]["requests"];
                    assert_eq!(*size, container["resources"]["limits"], "{about}");
                    let (vcpu, memory) = planned_size(about, option, name);
                    let milli: f64 = text(&size["cpu"]).strip_suffix('m').unwrap().parse().unwrap();
                    assert_eq!(milli, vcpu * 1000.0, "{about}");
                    // Autopilot takes quarters of a vCPU, and 1 to 6.5 GiB for each.
                    assert_eq!(milli % 250.0, 0.0, "{about}");
                    let written = gib(text(&size["memory"]));
                    same_memory(about, written, memory);
                    assert!((1.0..=6.5).contains(&(written / vcpu)), "{about}");
                    assert_eq!(
                        spec["selector"]["matchLabels"], spec["template"]["metadata"]["labels"],
                        "{about}"
                    );
                    if let Some(replicas) = spec.get("replicas") {
                        assert_eq!(replicas.as_f64().unwrap(), count_of(option, &id), "{about}");
                    }
                }
                "HorizontalPodAutoscaler" => {
                    let [least, most] = ["minReplicas", "maxReplicas"].map(|key| spec[key].as_f64().unwrap());
                    let mean = count_of(option, &id);
                    assert!(least == 1.0 && least <= mean && mean <= most, "{about}: {least} {mean} {most}");
                    scaled += 1;
                }
                _ => balanced += usize::from(spec["type"] == "LoadBalancer"),
            }
        }
        let balancer = option.line_items.iter().any(|item| item.label == "Load balancer");
        let fronts = documents.iter().filter(|one| one["spec"]["type"] == "LoadBalancer").count();
        assert_eq!(fronts > 0, balancer, "{about}: a load balancer is written where it is paid for");
    });
    assert!(times > 10 && scaled > 2 && balanced > 2, "{times} {scaled} {balanced}");
}

#[test]
fn kubernetes_by_hand() {
    let documents = yaml(&written(&Scenario::default(), "kubernetes", Some("gke_autopilot")));
    let of = |kind: &str, name: &str| {
        let is = |one: &&Value| one["kind"] == kind && one["metadata"]["name"] == name;
        &documents.iter().find(is).unwrap()["spec"]
    };
    assert_eq!(of("Deployment", "api")["replicas"], 2);
    // A job keeps 60 % of its vCPU busy, and 70 % of the workers are at work: 42 %.
    let metric = &of("HorizontalPodAutoscaler", "workers")["metrics"][0]["resource"]["target"];
    assert_eq!(metric["averageUtilization"], 42);
    // The longest stage takes 3.5 minutes.
    assert_eq!(of("Deployment", "workers")["template"]["spec"]["terminationGracePeriodSeconds"], 210);
}

#[test]
fn the_compose_file_is_valid() {
    let validator = schema(include_str!("schemas/compose_spec.json"));
    assert!(!validator.is_valid(&serde_json::json!({ "services": { "api": { "imagee": "one" } } })));
    let times = each("compose", |about, scenario, plan, option, file| {
        assert_eq!(plan.tier.as_ref().unwrap().number, 1);
        let [document] = yaml(file).try_into().unwrap();
        hold(&validator, &document, about);
        headed(about, scenario, option, &head(file, "#"), file.split_once("\nname:").unwrap().1);
        let api = &document["services"]["api"]["deploy"]["resources"]["limits"];
        assert_eq!(text(&api["cpus"]).parse::<f64>().ok(), scenario.value(Key::ApiReplicaVcpu), "{about}");
        assert_eq!(Some(gib(text(&api["memory"]))), scenario.value(Key::ApiReplicaMemoryGib), "{about}");
        for service in ["api", "postgres"] {
            for volume in document["services"][service]["volumes"].as_array().into_iter().flatten() {
                let name = text(volume).split(':').next().unwrap();
                assert!(document["volumes"].get(name).is_some(), "{about}: {volume}");
            }
        }
        // Tier 1 of guide 004: 1 replica × (5 + 10) connections and 10 in headroom.
        assert_eq!(document["services"]["postgres"]["command"][2], "max_connections=25", "{about}");
    });
    assert!(times > 3, "{times}");
}

// ---- database

fn ini(text: &str, comment: char) -> Ini {
    let mut defaults = IniDefault::default();
    defaults.case_sensitive = true;
    defaults.delimiters = vec!['='];
    defaults.comment_symbols = vec![comment];
    defaults.inline_comment_symbols = Some(vec![comment]);
    let mut ini = Ini::new_from_defaults(defaults);
    ini.read(text.to_owned()).unwrap();
    ini
}

#[test]
fn postgresql_settings_are_within_the_plan() {
    let known = [
        "max_connections",
        "shared_buffers",
        "effective_cache_size",
        "maintenance_work_mem",
        "checkpoint_timeout",
    ];
    let times = each("postgresql", |about, scenario, plan, option, file| {
        headed(about, scenario, option, &head(file, "#"), "");
        let settings = ini(file, '#');
        let map = settings.get_map_ref();
        assert_eq!(map.len(), 1, "{about}: no sections");
        let (_, entries) = map.iter().next().unwrap();
        assert!(entries.keys().all(|name| known.contains(&name.as_str())), "{about}: {entries:?}");
        let get = |name: &str| entries.get(name).map(|value| value.clone().unwrap());
        let mb =
            |name: &str| get(name).map(|value| value.strip_suffix("MB").unwrap().parse::<f64>().unwrap());
        let label = option
            .fleets
            .iter()
            .find(|fleet| fleet.component.ends_with("postgres") || fleet.component.ends_with("database"));
        let chosen = CATALOG.database_plans.iter().find(|one| one.label == label.unwrap().size).unwrap();
        let memory = chosen.memory_gib * 1024.0;
        let connections: f64 = get("max_connections").unwrap().parse().unwrap();
        let fit =
            plan.database_fits.iter().find(|fit| CATALOG.database_plans[fit.plan].id == chosen.id).unwrap();
        assert!(connections <= chosen.max_connections, "{about}");
        assert!(
            connections >= fit.connections_needed.min(chosen.max_connections - chosen.reserved_connections),
            "{about}"
        );
        let (buffers, cache) = (mb("shared_buffers").unwrap(), mb("effective_cache_size").unwrap());
        assert!(buffers < cache && cache < memory, "{about}");
        assert_eq!(mb("maintenance_work_mem").is_some(), scenario.is_on(Key::MemoryService), "{about}");
        // Caches as planned, and four at maintenance, fit the server.
        assert!(cache + 4.0 * mb("maintenance_work_mem").unwrap_or(0.0) <= memory, "{about}");
    });
    assert!(times > 30, "{times}");
}

#[test]
fn postgresql_and_pgbouncer_by_hand() {
    let settings = ini(&written(&Scenario::default(), "postgresql", None), '#');
    let get = |name: &str| settings.get("default", name).unwrap();
    // 2 replicas × (5 + 10), 10 in headroom, 20 for the pipeline's bookkeeping, 3 kept back.
    assert_eq!(get("max_connections"), "63");
    // 32 GiB are 32,768 MiB: a quarter, three quarters, and a quarter of the quarter that is left.
    assert_eq!(get("shared_buffers"), "8192MB");
    assert_eq!(get("effective_cache_size"), "24576MB");
    assert_eq!(get("maintenance_work_mem"), "2048MB");
    assert_eq!(get("checkpoint_timeout"), "300s");
    let pooler = ini(&written(&Scenario::default(), "pgbouncer", None), ';');
    let get = |name: &str| pooler.get("pgbouncer", name).unwrap();
    assert_eq!(get("max_client_conn"), "60");
    // 2 requests a second × 2 at the peak × 0.03 s keep 0.12 connections busy. With one, 12 % wait; with two
    // 0.00766 ÷ 1.12766 = 0.7 %, where 0.12² ÷ 2 ÷ (1 − 0.06) = 0.00766.
    assert_eq!(get("default_pool_size"), "2");
    // db.r6g.xlarge takes 3517 connections: 3 kept back, 10 in headroom.
    assert_eq!(get("max_db_connections"), "3504");
    assert_eq!(get("pool_mode"), "transaction");
}

#[test]
fn pgbouncer_keeps_the_budget() {
    let times = each("pgbouncer", |about, scenario, _, option, file| {
        headed(about, scenario, option, &head(file, ";"), file.split_once("\n\n").unwrap().1);
        let pooler = ini(file, ';');
        assert_eq!(pooler.sections().len(), 2, "{about}: {:?}", pooler.sections());
        assert!(pooler.get("databases", "loadline").unwrap().starts_with("host="), "{about}");
        let get = |name: &str| pooler.get("pgbouncer", name).unwrap().parse::<f64>().unwrap();
        assert!(
            get("default_pool_size") >= 1.0 && get("default_pool_size") <= get("max_db_connections"),
            "{about}"
        );
        assert!(get("max_client_conn") >= 1.0, "{about}");
    });
    assert!(times > 20, "{times}");
}

// ---- alerts

#[test]
fn alert_rules_are_the_signals_of_the_tier() {
    let allowed = ["alert", "expr", "labels", "annotations"];
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_')
    };
    let times = each("alerts", |about, scenario, plan, option, file| {
        headed(about, scenario, option, &head(file, "#"), file.split_once("\ngroups:").unwrap().1);
        let [document] = yaml(file).try_into().unwrap();
        let document: Value = document;
        assert_eq!(document.as_object().unwrap().keys().collect::<Vec<_>>(), ["groups"]);
        let tier = plan.tier.as_ref().unwrap();
        let signals: Vec<_> = tier.signals.iter().filter(|signal| signal.tier == tier.number).collect();
        let rules = document["groups"][0]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), signals.len() + 1, "{about}");
        let names: BTreeSet<&str> = rules.iter().map(|rule| text(&rule["alert"])).collect();
        assert_eq!(names.len(), rules.len(), "{about}");
        for rule in rules {
            assert!(
                rule.as_object().unwrap().keys().all(|key| allowed.contains(&key.as_str())),
                "{about}: {rule}"
            );
            assert!(rule["labels"].as_object().unwrap().keys().all(|key| is_name(key)), "{about}");
            assert!(rule["annotations"].as_object().unwrap().values().all(Value::is_string), "{about}");
            assert!(is_name(text(&rule["alert"])), "{about}");
        }
        for (rule, signal) in rules.iter().zip(signals) {
            // A metric against a number.
            let [metric, sign, number] =
                text(&rule["expr"]).split(' ').collect::<Vec<_>>().try_into().unwrap();
            assert!(is_name(metric) && sign == ">", "{about}: {rule}");
            assert_eq!(number.parse::<f64>().unwrap(), signal.threshold, "{about}");
            assert_eq!(text(&rule["labels"]["loadline_signal"]), signal.id, "{about}");
        }
    });
    assert!(times > 20, "{times}");
}

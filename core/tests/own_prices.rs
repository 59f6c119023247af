//! Prices of one's own: they take effect as if the catalogue held them, stay marked beside the list price, and travel in
//! links, files and price books without loss.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end in a panic")]

use loadline_core::catalog::{Book, Catalog, RowKind, stated_rows};
use loadline_core::decide::explain::{Basis, Date, Doubt, Figure, explain, prices_used};
use loadline_core::decide::growth::forecast;
use loadline_core::decide::inverse::{self, Relation, Target};
use loadline_core::decide::map::WinnerMap;
use loadline_core::decide::pieces::cost_curves;
use loadline_core::decide::why::why;
use loadline_core::export::{Export, Format, Wish};
use loadline_core::fingerprint::{of_plan, varied};
use loadline_core::plan;
use loadline_core::plan::{LineItem, Plan};
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::{Decoded, Key, Scenario, file, link, price_book};
use loadline_core::unit::HOUR;
use proptest::prelude::*;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

/// The scenario of a link, with own prices.
fn with(fields: &str, prices: &[(&str, &str)]) -> Scenario {
    let decoded = link::decode(&format!("1;{fields}"));
    assert_eq!(decoded.notices, []);
    let mut scenario = decoded.scenario;
    prices.iter().for_each(|(id, price)| scenario.set_price(id, price).unwrap());
    scenario
}

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &CATALOG).unwrap()
}

fn line<'p>(plan: &'p Plan<f64>, option: &str, id: &str) -> &'p LineItem<f64> {
    let items = &plan.option(option).unwrap().line_items;
    items.iter().find(|item| CATALOG.rows[item.price].id == id).unwrap()
}

fn told(decoded: &Decoded) -> Vec<String> {
    decoded.notices.iter().map(ToString::to_string).collect()
}

// ---- effect

#[test]
fn a_price_handed_back_is_a_price_stated() {
    let file = r#"{"scenario": {"price.aws.alb": "list"}, "prices": {"aws.alb": 0}}"#;
    let read = file::read(file);
    assert_eq!(read.scenario.own_price("aws.alb"), None);
    let notices: Vec<String> = read.notices.iter().map(ToString::to_string).collect();
    assert_eq!(notices, ["price.aws.alb: stated more than once; `list` is kept, `0` is not"]);
}

#[test]
fn what_can_be_stated_are_the_rows_of_the_catalogue() {
    let stated: Vec<_> = stated_rows().map(|row| (row.id, row.per)).collect();
    let rows: Vec<_> = CATALOG.rows.iter().map(|row| (row.id.as_str(), row.per_words.as_str())).collect();
    assert_eq!(stated, rows);
    // Every figure of the catalogue may itself be stated, and is the same to the last bit.
    for row in &CATALOG.rows {
        let mut scenario = Scenario::default();
        scenario.set_price_number(&row.id, row.value).unwrap();
        assert_eq!(scenario.own_price(&row.id).map(f64::to_bits), Some(row.value.to_bits()));
    }
}

#[test]
fn a_bill_by_hand() {
    let before = planned(&Scenario::default());
    let after = planned(&with("", &[("aws.rds.r6g.xlarge", "0.40")]));
    // db.r6g.xlarge: 730 h × $0.45 = $328.50 becomes 730 h × $0.40 = $292.00, $36.50 less in every option.
    let (list, own) =
        (line(&before, "functions", "aws.rds.r6g.xlarge"), line(&after, "functions", "aws.rds.r6g.xlarge"));
    assert_eq!((list.usd_per_month, own.unit_price, own.usd_per_month), (328.5, 0.4, 292.0));
    for option in &after.options {
        let saved = before.option(option.id).unwrap().usd_per_month - option.usd_per_month;
        assert!((saved - 36.5).abs() < 1e-9, "{}: {saved}", option.id);
    }
    // No free GiB-seconds: 400,000 × $0.0000166667 = $6.66668 more.
    let charged = planned(&with("", &[("aws.lambda.free.gib_seconds", "0")]));
    let usd = |plan: &Plan<f64>| plan.option("functions").unwrap().usd_per_month;
    assert!((usd(&charged) - usd(&before) - 6.66668).abs() < 1e-9);
}

/// A guide prints t3.medium at $30 per month; one's own price is per hour, as the list's.
#[test]
fn an_own_price_is_per_what_the_list_has() {
    let fields = "price_book=printed;vm_type=t3.medium;commitment=none";
    let own = planned(&with(fields, &[("aws.ec2.t3.medium", "0.05")]));
    let item = line(&own, "reserved_vms", "aws.ec2.t3.medium");
    assert_eq!((item.unit, item.unit_price), (HOUR, 0.05));
    assert!((item.usd_per_month / item.quantity - 0.05).abs() < 1e-12 && item.quantity >= 730.0, "{item:?}");
}

/// All that is derived follows: what the planner makes of an own price is what it makes of a catalogue with that price.
#[test]
fn an_own_price_is_the_same_as_a_catalogue_with_that_price() {
    let stated = with("growth_percent_per_month=10;horizon_months=6", &[]);
    for (id, factor) in [
        ("aws.lambda.duration.x86.tier1", 0.3),
        ("aws.lambda.free.gib_seconds", 7.0),
        ("gcp.cloud_run.request.cpu", 2.5),
        ("aws.rds.r6g.xlarge", 1.7),
        ("gcp.gke.credit", 0.1),
        ("aws.ec2.c7g.large", 0.5),
        ("aws.fargate.vcpu", 0.0),
    ] {
        let Ok(row) = CATALOG.price(Book::List, id) else { panic!("{id}") };
        let changed = CATALOG.scaled(id, factor).unwrap();
        let mut own = stated.clone();
        own.set_price_number(id, row.value * factor).unwrap();
        let (here, there) = (planned(&own), plan(&stated, &changed).unwrap());
        assert_eq!(of_plan(&here), of_plan(&there), "{id}");
        let key = Key::FilesPerDay;
        assert_eq!(
            cost_curves(&own, &CATALOG, key, 1.0, 1000.0).unwrap(),
            cost_curves(&stated, &changed, key, 1.0, 1000.0).unwrap(),
            "{id}"
        );
        assert_eq!(forecast(&own, &CATALOG).unwrap(), forecast(&stated, &changed).unwrap(), "{id}");
    }
}

#[test]
fn maps_budgets_and_reasons_follow_too() {
    let id = "aws.lambda.duration.x86.tier1";
    let stated = with("", &[]);
    let changed = CATALOG.scaled(id, 0.25).unwrap();
    let mut own = stated.clone();
    own.set_price_number(id, CATALOG.price(Book::List, id).unwrap().value * 0.25).unwrap();
    let axis = |key| Axis::of_slider(key);
    let axes = (axis(Key::FilesPerDay), axis(Key::RequestsPerSecond));
    assert_eq!(
        WinnerMap::of(&own, &CATALOG, axes, (20, 12)).unwrap(),
        WinnerMap::of(&stated, &changed, axes, (20, 12)).unwrap()
    );
    let along = inverse::Axis::usual(&stated, Key::FilesPerDay).unwrap();
    let target = Target { relation: Relation::AtMost, value: 600.0 };
    assert_eq!(
        inverse::cost(&own, &CATALOG, along, target).unwrap(),
        inverse::cost(&stated, &changed, along, target).unwrap()
    );
    let (here, there) = (why(&own, &CATALOG).unwrap(), why(&stated, &changed).unwrap());
    assert_eq!(here, there);
}

/// Free, or at the most that may be stated: every figure stays a number, bills add up, and cheaper never costs more.
#[test]
fn any_price_in_range_plans() {
    let scenarios = (0..12).map(varied).chain([with("agent_platform=on;background_worker=on", &[])]);
    for (number, scenario) in scenarios.enumerate() {
        let before = planned(&scenario);
        for row in prices_used(&scenario, &CATALOG).unwrap() {
            let row = &CATALOG.rows[row];
            let most = match row.kind {
                RowKind::Price => 1e6,
                RowKind::Allotment => 1e12,
                RowKind::Fraction => 1.0,
                RowKind::Credit => -1e6,
            };
            for value in [0.0, most] {
                let mut own = scenario.clone();
                own.set_price_number(&row.id, value).unwrap();
                let after = planned(&own);
                for option in &after.options {
                    let about = format!("{number}: {} at {value}, {}", row.id, option.id);
                    let sum: f64 = option.line_items.iter().map(|item| item.usd_per_month).sum();
                    let size: f64 = option.line_items.iter().map(|item| item.usd_per_month.abs()).sum();
                    assert!(sum.is_finite() && option.usd_per_month >= 0.0, "{about}");
                    assert!((option.usd_per_month - sum.max(0.0)).abs() <= 1e-9 * size.max(1.0), "{about}");
                    let old = before.option(option.id).unwrap();
                    let cheaper = row.kind == RowKind::Price && value == 0.0;
                    let both = option.is_feasible() && old.is_feasible();
                    assert!(
                        !(cheaper && both)
                            || option.usd_per_month <= old.usd_per_month * (1.0 + 1e-12) + 1e-9,
                        "{about}: {} over {}",
                        option.usd_per_month,
                        old.usd_per_month
                    );
                }
            }
        }
    }
}

#[test]
fn the_prices_used_are_those_of_every_bill_and_what_is_free() {
    let scenario = Scenario::default();
    let used = prices_used(&scenario, &CATALOG).unwrap();
    let plan = planned(&scenario);
    for item in
        plan.options.iter().flat_map(|option| &option.line_items).filter(|item| item.usd_per_month != 0.0)
    {
        assert!(used.contains(&item.price), "{}", CATALOG.rows[item.price].id);
    }
    let free = CATALOG.price(Book::List, "aws.lambda.free.gib_seconds").unwrap().index;
    assert!(used.contains(&free) && used.len() < CATALOG.rows.len() / 2, "{}", used.len());
}

// ---- what may be stated

#[test]
fn a_price_that_cannot_stand_is_named_with_what_is_allowed() {
    let mut scenario = Scenario::default();
    for (id, text, words) in [
        ("aws.fargat.vcpu", "1", "no such price; did you mean `aws.fargate.vcpu`?"),
        ("xyzzy", "1", "no such price"),
        ("aws.alb", "", "the value is empty; write a number such as 12"),
        ("aws.alb", "free", "`free` is not a number"),
        ("aws.alb", "-0.01", "`-0.01` is below the least allowed (0 to 1000000 dollars per hour, or list)"),
        ("aws.alb", "2M", "`2M` is above the most allowed"),
        ("aws.alb", "1e400", "too large for any number"),
        ("aws.alb", "NaN", "`NaN` is not finite"),
        ("aws.alb", "5%", "a percentage, which does not fit here"),
        ("aws.alb", "0,02", "unclear"),
        ("temporal.surcharge", "110%", "`110%` is above the most allowed (0 to 1 as a fraction, or list)"),
        ("supabase.credit", "10", "above the most allowed (-1000000 to 0 dollars per month, or list)"),
        ("aws.egress.free", "-1", "below the least allowed (0 to 1000000000000 GB a month, or list)"),
    ] {
        let error = scenario.set_price(id, text).unwrap_err();
        assert!(error.to_string().contains(words) && error.to_string().contains(id), "{error}");
        assert_eq!(scenario, Scenario::default(), "{id}={text}");
        let by_id = scenario.set_by_id(&format!("price.{id}"), text).unwrap_err();
        assert_eq!(by_id, error);
    }
    for number in [f64::NAN, f64::INFINITY, -0.01, 2e6] {
        assert!(scenario.set_price_number("aws.alb", number).is_err(), "{number}");
    }
    // The longest identifier is told whole.
    let id = stated_rows().map(|row| row.id).max_by_key(|id| id.len()).unwrap();
    assert!(scenario.set_price(id, "x").unwrap_err().to_string().contains(id));
}

#[test]
fn prices_are_typed_as_numbers_are_and_handed_back() {
    let mut scenario = Scenario::default();
    for (id, text, value) in [
        ("temporal.actions", "25", 25.0),
        ("aws.alb", " 0.02 ", 0.02),
        ("aws.lambda.free.requests", "2M", 2e6),
        ("temporal.surcharge", "15%", 0.15),
        ("supabase.credit", "−5", -5.0),
        ("aws.alb", "0", 0.0),
    ] {
        scenario.set_price(id, text).unwrap();
        assert_eq!(scenario.own_price(id), Some(value), "{text}");
    }
    let ids: Vec<&str> = scenario.own_prices().iter().map(|(id, _)| *id).collect();
    let in_order =
        ["aws.alb", "aws.lambda.free.requests", "supabase.credit", "temporal.actions", "temporal.surcharge"];
    assert_eq!(ids, in_order);
    ids.iter().for_each(|id| scenario.set_price(id, "List").unwrap());
    assert_eq!(scenario, Scenario::default());
    // The list price stated is a statement too: it stands when the list changes.
    scenario.set_price("aws.alb", "0.0225").unwrap();
    assert_eq!(scenario.own_price("aws.alb"), Some(0.0225));
}

// ---- links and files

#[test]
fn a_link_and_a_file_carry_them_and_name_what_they_cannot() {
    let scenario = with("files_per_day=500", &[("aws.alb", "0.02"), ("aws.fargate.vcpu", "0.03")]);
    let written = link::encode(&scenario);
    assert!(
        written.ends_with(";files_per_day=500;price.aws.alb=0.02;price.aws.fargate.vcpu=0.03"),
        "{written}"
    );
    assert_eq!(link::decode(&written).scenario, scenario);
    let text = file::write(&scenario);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["prices"], serde_json::json!({ "aws.alb": 0.02, "aws.fargate.vcpu": 0.03 }));
    for text in
        [text.as_str(), r#"{"files_per_day": 500, "prices": {"aws.alb": 0.02, "aws.fargate.vcpu": "0.03"}}"#]
    {
        let read = file::read(text);
        assert_eq!((told(&read), &read.scenario), (Vec::new(), &scenario), "{text}");
    }
    let read = link::decode(
        "1;price.aws.alb=0.02;price.aws.alb=0.03;price.aws.ablb=1;price.aws.ebs.gp3=-1;price.=2",
    );
    assert_eq!(read.scenario, with("", &[("aws.alb", "0.02")]));
    let expected = [
        "price.aws.alb: stated more than once; `0.02` is kept, `0.03` is not",
        "price.aws.ablb: no such price; did you mean `aws.alb`?",
        "price.aws.ebs.gp3: `-1` is below the least allowed (0 to 1000000 dollars per GB-month, or list)",
        "price.: no such price",
    ];
    assert_eq!(told(&read), expected);
}

#[test]
fn a_link_without_own_prices_says_how_many_it_leaves_out() {
    let scenario = with("files_per_day=500", &[("aws.alb", "0.02"), ("aws.fargate.vcpu", "0.03")]);
    let public = link::encode_without_prices(&scenario);
    assert!(public.ends_with("files_per_day=500;private=2") && !public.contains("price."), "{public}");
    let read = link::decode(&public);
    assert_eq!(read.scenario, with("files_per_day=500", &[]));
    assert_eq!(
        told(&read),
        ["private: own prices left out of this link: 2; list prices stand in their place"]
    );
    let without = with("files_per_day=500", &[]);
    assert_eq!(link::encode_without_prices(&without), link::encode(&without));
}

// ---- price books

fn schema() -> jsonschema::Validator {
    let text = include_str!("../../public/price-book.schema.json");
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

#[test]
fn a_price_book_is_valid_and_comes_back() {
    let mut all = Scenario::default();
    CATALOG.rows.iter().for_each(|row| all.set_price_number(&row.id, row.value / 3.0).unwrap());
    let few =
        with("", &[("aws.alb", "0.02"), ("supabase.credit", "-1e-7"), ("aws.lambda.free.requests", "1e12")]);
    for scenario in [Scenario::default(), few, all] {
        let text = price_book::write(&scenario, &CATALOG);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = schema().iter_errors(&json).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{text}");
        let read = price_book::read(&text);
        assert_eq!((told(&read), read.scenario), (Vec::new(), scenario));
    }
    let text = price_book::write(&with("", &[("aws.alb", "0.02")]), &CATALOG);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let entry = &json["prices"]["aws.alb"];
    assert_eq!(
        (&entry["value"], &entry["list"], &entry["per"]),
        (&0.02.into(), &0.0225.into(), &"hour".into())
    );
    // The plan offers the same file.
    let scenario = with("", &[("aws.alb", "0.02")]);
    let export = Export::of(&scenario, &CATALOG, Wish::default()).unwrap();
    assert_eq!(Format::find("price-book").unwrap().write(&export).unwrap(), text);
    let without = Scenario::default();
    let export = Export::of(&without, &CATALOG, Wish::default()).unwrap();
    assert!(Format::find("price-book").unwrap().write(&export).is_err());
}

#[test]
fn a_bad_part_of_a_price_book_is_named_and_the_rest_is_read() {
    let text = r#"{ "schema": 2, "currency": "EUR", "prices": {
        "aws.alb": { "value": 0.02, "per": "month" },
        "aws.alb.lcu": { "per": "hour" },
        "aws.ebs.gp3": { "value": 0.07, "margin": 3, "value": 0.06 },
        "aws.ebs.gp2": 1,
        "aws.ipv4": -1,
        "gcp.gke.cluster": { "value": 0.09, "per": "hour", "list": "?", "label": 7 },
        "aws.fargate.vcpu": "0.03", "aws.fargate.vcpu": 0.04, 
        "aws.fargate.memory": [1] } }"#;
    let read = price_book::read(text);
    let expected = [("aws.ebs.gp3", 0.07), ("aws.fargate.vcpu", 0.03), ("gcp.gke.cluster", 0.09)];
    assert_eq!(read.scenario.own_prices(), expected);
    let told = told(&read);
    let words = [
        "schema: `2` is not the schema",
        "currency: is no part of a price book",
        "price.aws.alb: is per `month`, the catalogue has it per hour; left out",
        "price.aws.alb.lcu: states no `value`",
        "price.aws.ebs.gp3: `margin` is no part of a price",
        "price.aws.ebs.gp3: `value` is no part of a price, or stated again",
        "price.aws.ebs.gp2: no such price; did you mean `aws.ebs.gp3`?",
        "price.aws.ipv4: `-1` is below the least allowed",
        "price.aws.fargate.vcpu: stated more than once; `0.03` is kept, `0.04` is not",
        "price.aws.fargate.memory: states no `value`",
    ];
    assert_eq!(told.len(), words.len(), "{told:#?}");
    for (told, words) in told.iter().zip(words) {
        assert!(told.starts_with(words), "{told}");
    }
}

#[test]
fn what_is_no_price_book_says_so() {
    let large = " ".repeat(1_000_001);
    for (text, words) in [
        ("", "no JSON object"),
        ("[1]", "no JSON object"),
        (large.as_str(), "at most 1 MB"),
        ("{}", "prices: stands nowhere"),
        (r#"{"schema":1,"prices":{}"#, "the file ends early"),
        (r#"{"prices":[]}"#, "is no object of prices"),
        (r#"{"prices":3}"#, "no price was set"),
        (r#"{"prices":{},"prices":{"aws.alb":1}}"#, "stated more than once"),
    ] {
        let read = price_book::read(text);
        assert_eq!(read.scenario, Scenario::default(), "{words}");
        assert!(told(&read).iter().any(|told| told.contains(words)), "{words}: {:?}", told(&read));
    }
}

// ---- marks

#[test]
fn an_explanation_marks_the_price_and_what_rests_on_it() {
    let scenario = with("", &[("aws.rds.r6g.xlarge", "0.40")]);
    let today: Date = "2026-11-22".parse().unwrap();
    let figure: Figure = "options/functions/usd".parse().unwrap();
    let found = explain(&scenario, &CATALOG, &figure, today).unwrap();
    let own: Vec<_> = found
        .entries
        .iter()
        .filter_map(|entry| match &entry.origin {
            Basis::Price { id, list: Some(list), .. } => Some((id.as_str(), entry.value, *list)),
            _ => None,
        })
        .collect();
    assert_eq!(own, [("aws.rds.r6g.xlarge", 0.4, 0.45)]);
    let marked = found.entries.iter().find(|entry| entry.source().contains("your price")).unwrap();
    assert!(
        marked.source().contains("your price; list 0.45: price aws.rds.r6g.xlarge per hour"),
        "{}",
        marked.source()
    );
    // One line rests on it: 730 h × $0.40 = $292 of all that is charged and given back.
    let plan = planned(&scenario);
    let lines = &plan.option("functions").unwrap().line_items;
    let turnover: f64 = lines.iter().map(|item| item.usd_per_month.abs()).sum();
    let rests_on = found.rests_on.unwrap();
    assert!((rests_on.own - 292.0 / turnover).abs() < 1e-12 && rests_on.own > 0.1, "{rests_on:?}");
    assert!(rests_on.any >= rests_on.own && (rests_on.any + rests_on.none - 1.0).abs() < 1e-12);
    let causes: Vec<_> = rests_on.causes.iter().filter(|cause| cause.kind == Doubt::Own).collect();
    assert_eq!((causes.len(), causes[0].id.as_str()), (1, "aws.rds.r6g.xlarge"));
    // What is told of the list price is not told of one's own.
    assert!(rests_on.causes.iter().all(|cause| cause.kind == Doubt::Own || cause.id != "aws.rds.r6g.xlarge"));
    let without = explain(&Scenario::default(), &CATALOG, &figure, today).unwrap().rests_on.unwrap();
    assert_eq!(without.own, 0.0);
}

#[test]
fn exports_mark_and_list_them() {
    let scenario = with("", &[("aws.rds.r6g.xlarge", "0.40")]);
    let export =
        Export::of(&scenario, &CATALOG, Wish { option: Some("functions"), ..Wish::default() }).unwrap();
    let written = |id: &str| Format::find(id).unwrap().write(&export).unwrap();
    let bill = written("bill");
    let marked: Vec<&str> = bill.lines().filter(|line| line.contains("aws.rds.r6g.xlarge")).collect();
    assert!(
        !marked.is_empty() && marked.iter().all(|line| line.contains(",0.4,292,") && line.ends_with(",0.45"))
    );
    assert!(
        bill.lines()
            .skip(1)
            .filter(|line| !line.contains("aws.rds.r6g.xlarge"))
            .all(|line| line.ends_with(','))
    );
    let record = written("decision");
    assert!(record.contains("$0.40 per hour (own price; list $0.45)"), "{record}");
    assert!(record.contains("- aws.rds.r6g.xlarge = 0.4 per hour, list price 0.45"), "{record}");
    let conf = written("postgresql");
    assert!(conf.contains("#   aws.rds.r6g.xlarge = 0.4 per hour, list price 0.45"), "{conf}");
    // The plan as JSON lists them, marks the lines, and is a scenario file that states them.
    let text = written("plan");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["prices"], serde_json::json!({ "aws.rds.r6g.xlarge": 0.4 }));
    let items = json["options"][0]["line_items"].as_array().unwrap();
    let marks = items.iter().filter(|item| item.get("list_price").is_some());
    let marks: Vec<_> = marks.map(|item| (&item["price_id"], &item["list_price"])).collect();
    assert_eq!(marks, [(&"aws.rds.r6g.xlarge".into(), &0.45.into())]);
    let read = file::read(&text);
    assert_eq!((told(&read), read.scenario), (Vec::new(), scenario.clone()));
}

// ---- any text

fn any_row() -> impl Strategy<Value = &'static str> {
    let ids: Vec<&'static str> = stated_rows().map(|row| row.id).collect();
    prop::sample::select(ids)
}

fn any_prices() -> impl Strategy<Value = Scenario> {
    prop::collection::vec((any_row(), 0.0..1.0_f64), 0..12).prop_map(|stated| {
        let mut scenario = Scenario::default();
        for (id, share) in stated {
            let row = CATALOG.list_price(id).unwrap();
            let value = if row.kind == RowKind::Fraction { share } else { row.value * share * 3.0 };
            scenario.set_price_number(id, value).unwrap();
        }
        scenario
    })
}

/// An entry of a price book or link: an identifier, known or not, and a text for its value, legal or not.
fn any_entry() -> impl Strategy<Value = (String, String)> {
    let id = prop_oneof![3 => any_row().prop_map(str::to_owned), 1 => "[a-z.]{0,20}"];
    let value = prop_oneof![
        3 => (0.0..1e3_f64).prop_map(|value| value.to_string()),
        1 => prop::sample::select(&["", "NaN", "1e400", "-3", "-0", "list", "5%", "1,5", "٣"][..]).prop_map(str::to_owned),
        1 => "[^\"\\\\;&=%|\\p{C}]{0,10}",
    ];
    (id, value)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn own_prices_travel(scenario in any_prices()) {
        prop_assert_eq!(link::decode(&link::encode(&scenario)).scenario, scenario.clone());
        prop_assert_eq!(file::read(&file::write(&scenario)).scenario, scenario.clone());
        prop_assert_eq!(price_book::read(&price_book::write(&scenario, &CATALOG)).scenario, scenario);
    }

    /// Whatever is given for a price is either in force afterwards or named in a notice, and a value in force is one that
    /// was given.
    #[test]
    fn nothing_is_dropped_in_silence(entries in prop::collection::vec(any_entry(), 0..8), nested in any::<bool>()) {
        let of_link: String = entries.iter().map(|(id, value)| format!(";price.{id}={value}")).collect();
        let of_book = entries.iter().map(|(id, value)| {
            if nested { format!("\"{id}\": {{\"value\": \"{value}\"}}") } else { format!("\"{id}\": \"{value}\"") }
        });
        let of_book = of_book.collect::<Vec<_>>().join(",");
        let readings = [
            link::decode(&format!("1{of_link}")),
            price_book::read(&format!("{{\"schema\":1,\"prices\":{{{of_book}}}}}")),
            file::read(&format!("{{\"scenario\":{{}},\"prices\":{{{of_book}}}}}")),
        ];
        for read in readings {
            for (id, value) in &entries {
                let name = format!("price.{id}");
                let mut alone = Scenario::default();
                // The list price asked for is in force where no other is.
                let is_list = value.trim().eq_ignore_ascii_case("list");
                let taken = alone.set_price(id, value).is_ok()
                    && (is_list || alone.own_price(id.trim()) == read.scenario.own_price(id.trim()));
                let cut: String = name.chars().take(40).collect();
                let is_named = read.notices.iter().any(|notice| notice.field.starts_with(cut.trim()));
                prop_assert!(taken || is_named, "{}={}: {:?}", id, value, told(&read));
            }
            for (id, value) in read.scenario.own_prices() {
                let given = entries.iter().filter(|(of, _)| of.trim() == *id).any(|(_, text)| {
                    let mut alone = Scenario::default();
                    alone.set_price(id, text).is_ok() && alone.own_price(id) == Some(*value)
                });
                prop_assert!(given, "{} = {} was not given", id, value);
            }
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,200}", scenario in any_prices(), cut in any::<prop::sample::Index>()) {
        let whole = price_book::write(&scenario, &CATALOG);
        let at = cut.index(whole.chars().count() + 1);
        let broken: String = whole.chars().take(at).collect();
        let mended: String = broken.clone() + &text + &whole.chars().skip(at).collect::<String>();
        for text in [text.clone(), format!("{{\"prices\":{{{text}"), broken, mended] {
            let read = price_book::read(&text);
            prop_assert!(read.notices.len() <= 21);
            for notice in &read.notices {
                prop_assert!(!notice.message.is_empty() && !notice.to_string().contains('\n'));
            }
            // What was read is legal: it travels on.
            let again = price_book::read(&price_book::write(&read.scenario, &CATALOG));
            prop_assert_eq!((told(&again), again.scenario), (Vec::new(), read.scenario));
        }
    }
}

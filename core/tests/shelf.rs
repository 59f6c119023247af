//! The file of scenarios against its published schema.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use jsonschema::Validator;
use loadline_core::fingerprint::varied;
use loadline_core::scenario::shelf::{Kept, Shelf};
use serde_json::{Value, json};

fn schema() -> Validator {
    let schema: Value =
        serde_json::from_str(include_str!("../../public/scenarios.schema.json")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

#[test]
fn what_is_written_keeps_to_the_schema_and_is_read_back() {
    let kept = (0..50).map(|number| Kept {
        name: format!("Number \"{number}\" – \\ ü"),
        scenario: varied(number),
        is_compared: false,
    });
    let shelf = Shelf { kept: kept.collect(), ..Shelf::default() };
    let file = shelf.file();
    let errors: Vec<String> = schema()
        .iter_errors(&serde_json::from_str(&file).expect("JSON"))
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    let mut read = Shelf::default();
    read.take_file(&file);
    assert_eq!(read.kept, shelf.kept);
}

#[test]
fn the_schema_refuses_what_is_no_file_of_scenarios() {
    let good = json!({ "schema": 1, "scenarios": [{ "name": "a", "scenario": { "subjects": 5 } }] });
    assert!(schema().is_valid(&good));
    for (pointer, wrong) in [
        ("/schema", json!(2)),
        ("/scenarios", json!({})),
        ("/scenarios/0/name", json!("")),
        ("/scenarios/0/scenario", json!([])),
        ("/scenarios/0/scenario/subjects", json!(null)),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = wrong;
        assert!(!schema().is_valid(&bad), "{pointer}");
    }
}

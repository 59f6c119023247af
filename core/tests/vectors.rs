//! Every reference case built into the program, at its own tolerance.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use loadline_core::check::check;
use serde_json::Value;

#[test]
fn every_reference_case_is_met() {
    let cases = check();
    let missed: Vec<String> = cases
        .iter()
        .filter(|case| !case.passed)
        .map(|case| {
            format!("{} {}: {}, not {} ({})", case.topic, case.name, case.found, case.expected, case.source)
        })
        .collect();
    assert!(missed.is_empty(), "{} missed\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn every_row_of_the_reference_data_is_a_case() {
    let cases = check();
    let rows = |text: &str| serde_json::from_str::<Vec<Value>>(text).unwrap();
    let mut stated = 0;
    for (text, least) in [
        (include_str!("../data/vectors.json"), 100),
        (include_str!("../data/published.json"), 50),
        (include_str!("../data/audit.json"), 50),
    ] {
        let rows = rows(text);
        assert!(rows.len() >= least, "{} rows", rows.len());
        stated +=
            rows.iter().map(|row| row["out"].as_object().map_or(1, serde_json::Map::len)).sum::<usize>();
    }
    assert_eq!(cases.len(), stated);
    assert!(cases.iter().all(|case| !case.source.is_empty() && !case.topic.is_empty()));
    assert!(cases.iter().all(|case| case.rel_tol <= 0.15), "a tolerance that lets anything pass");
}

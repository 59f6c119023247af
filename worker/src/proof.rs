//! Every reference case, run where the page runs.

use loadline_core::check::{Case, check};
use loadline_core::format;
use loadline_markup::{Tag, ask, columns, figure, row_head, section, tag, wide_by_keys};
use std::fmt::Write as _;

/// The cases of one topic.
struct Topic<'c> {
    name: &'c str,
    cases: usize,
    passed: usize,
    /// The largest difference from a reference figure, as a share of it. Not a number where a case has no answer.
    largest: f64,
}

/// What can be asked for.
pub fn panel() -> Vec<Tag> {
    vec![about("")]
}

/// Every case run: the verdict in a sentence, and the tables behind it.
pub fn run() -> Vec<Tag> {
    vec![report(&check())]
}

fn about(status: &str) -> Tag {
    let button = ask("proof run", "Run them here").with("id", "proof-run");
    section("proof-title", "Reference cases")
        .put(tag("p").class("note").put(
            "Published figures, and figures computed independently from the same formulas, against what the \
             planner answers in this browser.",
        ))
        .put(tag("p").class("proof-ask").put(button))
        .put(tag("p").with("id", "proof-status").with("role", "status").put(status.to_owned()))
}

fn report(cases: &[Case]) -> Tag {
    let words = format::plural(cases.len(), "reference case", "reference cases");
    let failed: Vec<&Case> = cases.iter().filter(|case| !case.passed).collect();
    if failed.is_empty() {
        return about(&format!("Reproduces {words}, all within their tolerance.")).put(by_topic(cases));
    }
    let passed = cases.len() - failed.len();
    about(&format!("Reproduces {passed} of {words}. The others are below."))
        .put(failures(&failed))
        .put(by_topic(cases))
}

fn by_topic(cases: &[Case]) -> Tag {
    let row = |topic: Topic| {
        tag("tr")
            .put(row_head(topic.name.to_owned()))
            .put(figure(topic.cases.to_string()))
            .put(figure(topic.passed.to_string()))
            .put(figure(share(topic.largest)))
    };
    let names =
        [("Topic", ""), ("Cases", "figure"), ("Reproduced", "figure"), ("Largest deviation", "figure")];
    table("proof-topics", &names, topics(cases).into_iter().map(row).collect())
}

fn failures(cases: &[&Case]) -> Tag {
    let cell = |text: String| tag("td").put(text);
    let row = |case: &&Case| {
        tag("tr")
            .put(row_head(case.topic.clone()))
            .put(cell(case.name.clone()))
            .put(cell(exact(case.expected)))
            .put(cell(exact(case.found)))
            .put(cell(share(case.rel_tol)))
            .put(cell(case.source.clone()))
    };
    let names =
        [("Topic", ""), ("Case", ""), ("Reference", ""), ("Found", ""), ("Allowed", ""), ("Source", "")];
    table("proof-failures", &names, cases.iter().map(row).collect())
}

fn table(id: &'static str, names: &[(&'static str, &'static str)], rows: Vec<Tag>) -> Tag {
    let table = tag("table").with("id", id).put(columns(names)).put(tag("tbody").all(rows));
    wide_by_keys("Reference cases", table)
}

/// The topics in the order they first appear.
fn topics(cases: &[Case]) -> Vec<Topic<'_>> {
    let mut topics: Vec<Topic<'_>> = Vec::new();
    for case in cases {
        let known = topics.iter().position(|topic| topic.name == case.topic);
        let place = known.unwrap_or_else(|| {
            topics.push(Topic { name: &case.topic, cases: 0, passed: 0, largest: 0.0 });
            topics.len() - 1
        });
        if let Some(topic) = topics.get_mut(place) {
            topic.cases += 1;
            topic.passed += usize::from(case.passed);
            let deviation = deviation(case);
            // Not a number is the largest of all, and stays.
            if deviation > topic.largest || deviation.is_nan() {
                topic.largest = deviation;
            }
        }
    }
    topics
}

/// How far the planner is from the reference, as a share of it: nothing where both are the same figure, also zero.
fn deviation(case: &Case) -> f64 {
    if case.found == case.expected { 0.0 } else { (case.found - case.expected).abs() / case.expected.abs() }
}

/// A share for people: `0`, `2 × 10⁻¹²` as `2e-12`, `1.3 %`.
fn share(share: f64) -> String {
    if share.is_nan() {
        "no answer".to_owned()
    } else if share == 0.0 {
        "0".to_owned()
    } else if share < 1e-4 {
        format!("{share:.0e}")
    } else {
        format!("{:.2}\u{a0}%", share * 100.0)
    }
}

/// A figure with every digit it has.
fn exact(value: f64) -> String {
    let mut text = String::new();
    if value.is_nan() {
        text.push_str("none");
    } else {
        // Writing into a string cannot fail.
        let _ = write!(text, "{value}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadline_markup::write;

    fn case(topic: &str, expected: f64, found: f64, passed: bool) -> Case {
        let text = str::to_owned;
        let (topic, name, source) = (text(topic), text("f(x=1)"), text("a paper"));
        Case { topic, name, expected, found, rel_tol: 0.001, source, passed }
    }

    #[test]
    fn cases_are_counted_by_topic_and_failures_named() {
        let cases = [
            case("queues", 2.0, 2.0, true),
            case("heap", 100.0, 100.02, true),
            case("queues", 4.0, 3.0, false),
            case("packing", 1.0, f64::NAN, false),
            case("packing", 1.0, 1.5, false),
        ];
        let text = write(&[report(&cases)]);
        let cells: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix('"')).collect();
        let cells = cells.join("|");
        for expected in [
            "Reproduces 2 of 5 reference cases. The others are below.",
            "queues|f(x=1)|4|3|0.10\u{a0}%|a paper|packing|f(x=1)|1|none|0.10\u{a0}%|a paper|packing|f(x=1)|1|1.5|",
            "queues|2|1|25.00\u{a0}%|heap|1|1|0.02\u{a0}%|packing|2|0|no answer",
        ] {
            assert!(cells.contains(expected), "{expected} is not in {cells}");
        }
    }

    #[test]
    fn every_reference_case_is_met() {
        let text = write(&run());
        let words = format!("\"Reproduces {} reference cases, all within their tolerance.\n", check().len());
        assert!(text.contains(&words) && !text.contains("proof-failures"), "{text}");
    }

    #[test]
    fn shares_are_read_at_a_glance() {
        assert_eq!(share(0.0), "0");
        assert_eq!(share(2.4e-12), "2e-12");
        assert_eq!(share(0.013), "1.30\u{a0}%");
        assert_eq!(share(f64::NAN), "no answer");
    }
}

//! Every reference case, run where the page runs.

use crate::row;
use loadline_core::check::{Case, check};
use std::fmt::Write as _;

/// The cases of one topic.
struct Topic<'c> {
    name: &'c str,
    cases: usize,
    passed: usize,
    /// The largest difference from a reference figure, as a share of it. Not a number where a case has no answer.
    largest: f64,
}

/// Run them. One row a topic, `topic, name, cases, passed, largest deviation`, then one a case that failed,
/// `failed, topic, case, expected, found, allowed deviation, source`. Shares and figures come as they are to be shown.
pub fn answer() -> String {
    report(&check())
}

fn report(cases: &[Case]) -> String {
    let mut text = String::new();
    for topic in topics(cases) {
        let (cases, passed) = (topic.cases.to_string(), topic.passed.to_string());
        text += &row(&["topic", topic.name, &cases, &passed, &share(topic.largest)]);
    }
    for case in cases.iter().filter(|case| !case.passed) {
        let (expected, found) = (figure(case.expected), figure(case.found));
        text +=
            &row(&["failed", &case.topic, &case.name, &expected, &found, &share(case.rel_tol), &case.source]);
    }
    text
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
fn figure(value: f64) -> String {
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
        let expected = "topic\tqueues\t2\t1\t25.00\u{a0}%\n\
                        topic\theap\t1\t1\t0.02\u{a0}%\n\
                        topic\tpacking\t2\t0\tno answer\n\
                        failed\tqueues\tf(x=1)\t4\t3\t0.10\u{a0}%\ta paper\n\
                        failed\tpacking\tf(x=1)\t1\tnone\t0.10\u{a0}%\ta paper\n\
                        failed\tpacking\tf(x=1)\t1\t1.5\t0.10\u{a0}%\ta paper\n";
        assert_eq!(report(&cases), expected);
    }

    #[test]
    fn the_answer_holds_every_reference_case() {
        let text = answer();
        let counted: usize = text
            .lines()
            .filter_map(|line| line.strip_prefix("topic\t")?.split('\t').nth(1)?.parse::<usize>().ok())
            .sum();
        assert_eq!(counted, check().len());
        assert!(!text.contains("failed\t"), "{text}");
    }

    #[test]
    fn shares_are_read_at_a_glance() {
        assert_eq!(share(0.0), "0");
        assert_eq!(share(2.4e-12), "2e-12");
        assert_eq!(share(0.013), "1.30\u{a0}%");
        assert_eq!(share(f64::NAN), "no answer");
    }
}

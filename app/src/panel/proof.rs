//! Proof in the page: the reference cases, run in this browser when asked for.

use super::{attribute_around, columns, figure, row_head, section, wide_by_keys};
use crate::markup::{Node, Tag, live, tag};
use crate::platform::worker;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use loadline_core::format;

/// How far it has come: not asked for, asked for, an answer or why there is none.
type Proof = Option<Option<Result<String, String>>>;

/// The proof.
#[must_use]
pub fn proof() -> AnyView {
    let proof = RwSignal::new(Proof::None);
    let content = live("proof", move || proof.with(|proof| vec![show(proof)]));
    let on_click = move |event: MouseEvent| {
        let asked = attribute_around(&event, "data-run").is_some();
        if asked && proof.with_untracked(|proof| *proof != Some(None)) {
            proof.set(Some(None));
            worker::ask("proof", move |answer| {
                proof.try_set(Some(Some(answer)));
            });
        }
    };
    view! { <div on:click=on_click>{content}</div> }.into_any()
}

fn show(proof: &Proof) -> Tag {
    let (status, tables): (String, Vec<Tag>) = match proof {
        None => (String::new(), Vec::new()),
        Some(None) => ("Computing …".to_owned(), Vec::new()),
        Some(Some(Err(problem))) => (format!("The cases could not be run. {problem}"), Vec::new()),
        Some(Some(Ok(answer))) => report(answer),
    };
    let button = tag("button").with("id", "proof-run").with("type", "button").with("data-run", "");
    section("proof-title", "Reference cases")
        .put(tag("p").class("note").put(
            "Published figures, and figures computed independently from the same formulas, against what the \
             planner answers in this browser.",
        ))
        .put(tag("p").class("proof-ask").put(button.put("Run them here")))
        .put(tag("p").with("id", "proof-status").with("role", "status").put(status))
        .all(tables)
}

/// The verdict in a sentence, and the tables behind it.
fn report(answer: &str) -> (String, Vec<Tag>) {
    let (mut cases, mut passed) = (0, 0);
    let (mut topics, mut failures) = (Vec::new(), Vec::new());
    for line in answer.lines() {
        let mut cells = line.split('\t').map(str::to_owned);
        let kind = cells.next().unwrap_or_default();
        let name = row_head(cells.next().unwrap_or_default());
        let cells: Vec<String> = cells.collect();
        if kind == "topic" {
            // Counts are small and whole; reading one takes no tables.
            let count =
                |place: usize| cells.get(place).and_then(|cell| cell.parse::<u32>().ok()).unwrap_or_default();
            cases += count(0);
            passed += count(1);
            topics.push(tag("tr").put(name).all(cells.into_iter().map(figure).collect()));
        } else {
            failures.push(tag("tr").put(name).all(cells.into_iter().map(text_cell).collect()));
        }
    }
    let words = format::plural(cases as usize, "reference case", "reference cases");
    let verdict = if cases == passed {
        format!("Reproduces {words}, all within their tolerance.")
    } else {
        format!("Reproduces {passed} of {words}. The others are below.")
    };
    let heads =
        [("Topic", ""), ("Cases", "figure"), ("Reproduced", "figure"), ("Largest deviation", "figure")];
    let mut tables = Vec::new();
    if !failures.is_empty() {
        let heads =
            [("Topic", ""), ("Case", ""), ("Reference", ""), ("Found", ""), ("Allowed", ""), ("Source", "")];
        tables.push(table("proof-failures", &heads, failures));
    }
    tables.push(table("proof-topics", &heads, topics));
    (verdict, tables)
}

fn text_cell(text: impl Into<Node>) -> Tag {
    tag("td").put(text)
}

fn table(id: &'static str, heads: &[(&'static str, &'static str)], rows: Vec<Tag>) -> Tag {
    wide_by_keys(
        "Reference cases",
        tag("table").with("id", id).put(columns(heads)).put(tag("tbody").all(rows)),
    )
}

//! What the source guides print beside what the planner makes of it, computed by the worker when asked for.

use super::{attribute_around, columns, row_head, section, studies, wide_by_keys};
use crate::markup::{Tag, live, tag};
use crate::platform::worker;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use loadline_core::format;

/// How far it has come: not asked for, asked for, an answer or why there is none.
type Course = Option<Option<Result<String, String>>>;

/// The reconciliation.
#[must_use]
pub fn guides() -> AnyView {
    let course = RwSignal::new(Course::None);
    let content = live("guides", move || course.with(|course| vec![show(course)]));
    let on_click = move |event: MouseEvent| {
        let asked = attribute_around(&event, "data-run").is_some();
        if asked && course.with_untracked(|course| *course != Some(None)) {
            course.set(Some(None));
            worker::ask("guides", move |answer| {
                course.try_set(Some(Some(answer)));
            });
        }
    };
    view! { <div on:click=on_click>{content}</div> }.into_any()
}

fn show(course: &Course) -> Tag {
    let (status, tables): (String, Vec<Tag>) = match course {
        None => (String::new(), Vec::new()),
        Some(None) => ("Computing …".to_owned(), Vec::new()),
        Some(Some(Err(problem))) => (format!("It could not be computed. {problem}"), Vec::new()),
        Some(Some(Ok(answer))) => report(answer),
    };
    let button = tag("button").with("id", "guides-run").with("type", "button").with("data-run", "");
    section("guides-title", "What the guides print")
        .put(tag("p").class("note").put(
            "Figures, sizes and advice that the five source guides print, against what follows from their own \
             rates, and what would make a printed figure true. Each row opens the scenario that shows it.",
        ))
        .put(tag("p").class("proof-ask").put(button.put("Compute it here")))
        .put(tag("p").with("id", "guides-status").with("role", "status").put(status))
        .all(tables)
}

/// The verdicts in a sentence, and the tables.
fn report(answer: &str) -> (String, Vec<Tag>) {
    let mut findings = Vec::new();
    let mut guide = String::new();
    let mut holding = 0;
    let mut count = 0;
    for line in answer.lines() {
        let Some(line) = line.strip_prefix("finding\t") else { continue };
        let mut fields = line.split('\t').map(str::to_owned);
        let mut next = || fields.next().unwrap_or_default();
        let (of, at, id, about, printed, computed) = (next(), next(), next(), next(), next(), next());
        let (what, how, verdict, why, link) = (next(), next(), next(), next(), next());
        if of != guide {
            findings.push(tag("tr").class("part").put(super::part_head(format!("Guide {of}"), "5")));
            guide = of;
        }
        count += 1;
        let holds = verdict == "holds";
        holding += usize::from(holds);
        let name = row_head(about).put(tag("span").class("summary").put(format!("{id}, line {at}")));
        let needed = if what.is_empty() { String::new() } else { format!("{what}: {how}") };
        let badge =
            tag("span").class(if holds { "badge badge-good" } else { "badge badge-bad" }).put(verdict);
        let open = tag("a").with("href", format!("#{link}")).put("Open the scenario");
        let judged = tag("td").class("judged").put(badge).put(tag("span").class("reason").put(why)).put(open);
        findings.push(
            tag("tr")
                .put(name)
                .put(cell("Printed", printed))
                .put(cell("Computed", computed))
                .put(cell("True with", needed))
                .put(judged),
        );
    }
    let words = format::plural(count, "claim", "claims");
    let verdict = format!("{words} recomputed: {holding} hold, {} do not.", count - holding);
    let heads = [("Claim", ""), ("Printed", ""), ("Computed", ""), ("True with", ""), ("Verdict", "")];
    let table = tag("table").with("id", "findings").put(columns(&heads)).put(tag("tbody").all(findings));
    let mut tables = vec![wide_by_keys("Claims of the guides", table)];
    tables.extend(studies::tables(answer));
    (verdict, tables)
}

/// A cell that says its column itself where there is no room for columns.
fn cell(column: &'static str, text: String) -> Tag {
    tag("td").with("data-column", column).put(text)
}

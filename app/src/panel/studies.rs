//! What single systems have to compare: a table each, computed by the worker while the page goes on.

use super::changes::take_over;
use super::{column, row_head, wide_by_keys};
use crate::markup::{Tag, live, tag};
use crate::platform::worker;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::scenario::link;

/// How far it has come.
#[derive(Clone, Copy, PartialEq)]
enum Course {
    /// Nothing is asked for.
    Idle,
    /// Asked, and nothing has changed since.
    Asked,
    /// Asked, and the scenario has changed since.
    Stale,
}

/// Every comparison of the systems planned.
#[must_use]
pub fn studies(state: State) -> AnyView {
    let answer = RwSignal::new(None::<Result<String, String>>);
    let course = StoredValue::new(Course::Idle);
    Effect::new(move |_| {
        state.scenario.track();
        ask(state, answer, course);
    });
    let shown = live("studies", move || {
        answer.with(|answer| match answer {
            None => Vec::new(),
            Some(Ok(lines)) => tables(lines),
            Some(Err(problem)) => {
                vec![
                    tag("p")
                        .class("warning")
                        .put(format!("The comparisons could not be computed. {problem}")),
                ]
            }
        })
    });
    view! {
        <div on:click=move |event| {
            take_over(state, &event);
        }>{shown}</div>
    }
    .into_any()
}

/// Ask for the comparisons of the scenario now in force; one question at a time, and the last one counts.
fn ask(state: State, answer: RwSignal<Option<Result<String, String>>>, course: StoredValue<Course>) {
    let question = state.scenario.with_untracked(|scenario| {
        loadline_core::has_studies(scenario).then(|| format!("studies\n{}", link::encode(scenario)))
    });
    let Some(question) = question else {
        if course.get_value() == Course::Asked {
            course.set_value(Course::Stale);
        }
        return answer.set(None);
    };
    if course.get_value() != Course::Idle {
        return course.set_value(Course::Stale);
    }
    course.set_value(Course::Asked);
    worker::ask(&question, move |found| {
        let stale = course.try_get_value() == Some(Course::Stale);
        course.try_set_value(Course::Idle);
        if stale {
            ask(state, answer, course);
        } else {
            answer.try_set(Some(found));
        }
    });
}

/// The tables of studies as the worker writes them.
#[must_use]
pub fn tables(lines: &str) -> Vec<Tag> {
    let mut tables: Vec<Tag> = Vec::new();
    let mut table = Table::default();
    for line in lines.lines() {
        let mut columns = line.split('\t');
        match columns.next() {
            Some("study") => {
                tables.extend(std::mem::take(&mut table).finish());
                table.about = columns.map(str::to_owned).collect();
            }
            Some("head") => table.head = columns.map(str::to_owned).collect(),
            Some("row") => {
                table.rows.push(Row { columns: columns.map(str::to_owned).collect(), reasons: Vec::new() })
            }
            Some("reason") => {
                if let (Some(row), Some(limit), Some(words)) =
                    (table.rows.last_mut(), columns.next(), columns.next())
                {
                    row.reasons.push((limit.to_owned(), words.to_owned()));
                }
            }
            _ => {}
        }
    }
    tables.extend(table.finish());
    tables
}

/// A table as it is read.
#[derive(Default)]
struct Table {
    /// Identifier, title, lead.
    about: Vec<String>,
    head: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    columns: Vec<String>,
    reasons: Vec<(String, String)>,
}

impl Table {
    fn finish(self) -> Option<Tag> {
        let mut about = self.about.into_iter();
        let (id, title, lead) = (about.next()?, about.next()?, about.next()?);
        let names = self.head.iter().map(|name| match name.strip_prefix('#') {
            Some(name) => column("figure", name.to_owned()),
            None => column("", name.clone()),
        });
        let head = tag("thead").put(tag("tr").all(names.collect()));
        let rows = self.rows.into_iter().map(|row| row.finish(&self.head)).collect();
        let table = tag("table").put(head).put(tag("tbody").all(rows));
        let table = wide_by_keys(title.clone(), table);
        Some(
            tag("section")
                .with("aria-labelledby", id.clone())
                .put(tag("h2").with("id", id).put(title))
                .put(tag("p").class("lead").put(lead))
                .put(table),
        )
    }
}

impl Row {
    fn finish(self, head: &[String]) -> Tag {
        let mut columns = self.columns.into_iter();
        let mut next = || columns.next().unwrap_or_default();
        let (tone, verdict, flip, words, name) = (next(), next(), next(), next(), next());
        let mut line = tag("tr").put(row_head(name));
        let mut place = 1;
        if head.get(place).is_some_and(|name| name == "Verdict") {
            line = line.put(judged(&tone, verdict, self.reasons, flip, words));
            place += 1;
        }
        for cell in columns {
            let is_figure = head.get(place).is_some_and(|name| name.starts_with('#'));
            line = line.put(tag("td").class(if is_figure { "figure" } else { "" }).put(cell));
            place += 1;
        }
        line
    }
}

/// What to make of a row: the verdict, the limits broken, and the change that takes the row over.
fn judged(tone: &str, verdict: String, reasons: Vec<(String, String)>, flip: String, words: String) -> Tag {
    let mut judged = tag("td").class("judged");
    if !verdict.is_empty() {
        let class = match tone {
            "good" => "badge badge-good",
            "bad" => "badge badge-bad",
            _ => "badge",
        };
        judged = judged.put(tag("span").class(class).put(verdict));
    }
    for (limit, words) in reasons {
        judged = judged.put(tag("span").class("reason").with("title", limit).put(words));
    }
    if !flip.is_empty() {
        let button = tag("button").with("type", "button").class("flip").with("data-flip", flip);
        judged = judged.put(button.with("title", words).put("Use this"));
    }
    judged
}

//! What single systems have to compare: a table each, as the planner hands them over.

use super::changes::{in_words, offer, take_over};
use super::{columns, figure, row_head, section, wide_by_keys};
use crate::markup::{Tag, live, tag};
use crate::state::State;
use leptos::prelude::*;
use loadline_core::format;
use loadline_core::plan::{Cell, Change, Rejection, Study, StudyRow, Tone};

/// Every comparison of the systems planned.
#[must_use]
pub fn studies(state: State) -> AnyView {
    let results = live("studies", move || {
        state.plan.with(|plan| {
            plan.as_ref().map(|plan| plan.studies.iter().map(study).collect()).unwrap_or_default()
        })
    });
    view! {
        <div on:click=move |event| {
            take_over(state, &event);
        }>{results}</div>
    }
    .into_any()
}

fn study(study: &Study<f64>) -> Tag {
    let priced = study.rows.iter().any(|row| row.usd_per_month.is_some());
    let of_figures = |place: usize| {
        let is_figure =
            |row: &StudyRow<f64>| matches!(row.cells.get(place), Some(Cell::Amount(..) | Cell::Span(..)));
        study.rows.iter().any(is_figure)
    };
    let name = |(place, name): (usize, &&'static str)| {
        (*name, if place > 0 && of_figures(place - 1) { "figure" } else { "" })
    };
    let mut names: Vec<(&'static str, &'static str)> = study.columns.iter().enumerate().map(name).collect();
    if priced {
        names.push(("$ a month", "figure"));
    }
    names.push(("Verdict", ""));
    let rows = study.rows.iter().map(|row| self::row(row, priced)).collect();
    let table = tag("table").put(columns(&names)).put(tag("tbody").all(rows));
    section(study.id, study.title)
        .key(study.id)
        .put(tag("p").class("lead").put(study.lead))
        .put(wide_by_keys(study.title, table))
}

fn row(row: &StudyRow<f64>, priced: bool) -> Tag {
    let mut line = tag("tr").put(row_head(row.name.clone())).all(row.cells.iter().map(cell).collect());
    if priced {
        line = line.put(figure(row.usd_per_month.map(format::money).unwrap_or_default()));
    }
    let mut verdict = tag("td").class("judged");
    if let Some(given) = row.verdict {
        let class = match given.tone {
            Tone::Good => "badge badge-good",
            Tone::Fair => "badge",
            Tone::Bad => "badge badge-bad",
        };
        verdict = verdict.put(tag("span").class(class).put(given.words));
    }
    verdict = verdict.all(row.rejections.iter().map(reason).collect());
    if !row.changes.is_empty() && row.rejections.is_empty() {
        let words: Vec<String> = row.changes.iter().map(set_to).collect();
        verdict = verdict.put(offer(&row.changes).with("title", words.join("; ")).put("Use this"));
    }
    line.put(verdict)
}

fn set_to(change: &Change) -> String {
    format!("{}: {}", change.key.field().label, in_words(change))
}

fn reason(rejection: &Rejection) -> Tag {
    tag("span").class("reason").with("title", rejection.limit.clone()).put(format!(
        "{}: {} of {}",
        rejection.label,
        format::amount(rejection.value, rejection.unit),
        format::amount(rejection.allowed, rejection.unit)
    ))
}

fn cell(cell: &Cell<f64>) -> Tag {
    match cell {
        Cell::Blank => tag("td"),
        Cell::Words(words) => tag("td").put(words.clone()),
        Cell::Amount(value, unit) => figure(format::amount(*value, *unit)),
        Cell::Span(from, to, unit) => {
            figure(format!("{} to {}", format::number(*from), format::amount(*to, *unit)))
        }
    }
}

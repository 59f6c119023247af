//! Every option: those that work by cost, those ruled out with the limit they break.

use super::changes::take_over;
use super::{attribute_around, pressed};
use crate::markup::{Tag, columns, figure, flip, list, live, section, tag, traced, wide};
use crate::state::State;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use loadline_core::format;
use loadline_core::plan::{DeploymentOption, Plan, Rejection};
use loadline_core::scenario::Scenario;

/// The options.
#[must_use]
pub fn options(state: State) -> AnyView {
    let results = live("", move || {
        let table = tag("table").with("id", "options").put(columns(&[
            ("#", "rank"),
            ("Option", ""),
            ("$ a month", "figure"),
            ("Over the cheapest", "figure"),
        ]));
        state.plan.with(|plan| {
            let plan = plan.as_ref().ok();
            let rows = plan.map(|plan| rows(state, plan)).unwrap_or_default();
            let ruled_out = plan
                .map(|plan| state.scenario.with_untracked(|now| ruled_out(plan, now)))
                .unwrap_or_default();
            vec![
                section("options-title", "Options that work")
                    .put(wide(table.put(tag("tbody").all(rows))))
                    .put(tag("h3").put("Ruled out"))
                    .put(list("ruled-out", ruled_out, "None: every option works.")),
            ]
        })
    });
    pressed("options", results, Box::new(move |event| on_click(state, &event)))
}

/// Apply a change offered, or show the bill of an option that works. Its cost is a figure and opens its explanation.
fn on_click(state: State, event: &MouseEvent) {
    if take_over(state, event) || attribute_around(event, "data-figure").is_some() {
    } else if let Some(id) = attribute_around(event, "data-option") {
        let known = state.plan.with_untracked(|plan| {
            plan.as_ref()
                .ok()
                .and_then(|plan| plan.option(&id))
                .filter(|option| option.is_feasible())
                .map(|it| it.id)
        });
        if known.is_some() {
            state.selected.set(known);
        }
    }
}

fn rows(state: State, plan: &Plan<f64>) -> Vec<Tag> {
    let shown = state.shown(plan).map(|option| option.id);
    let least = plan.winner().map(|winner| winner.usd_per_month).unwrap_or_default();
    let feasible = plan.options.iter().filter(|option| option.is_feasible());
    feasible
        .enumerate()
        .map(|(index, option)| row(option, index + 1, least, shown == Some(option.id)))
        .collect()
}

fn row(option: &DeploymentOption<f64>, rank: usize, least: f64, is_shown: bool) -> Tag {
    let ahead = option.usd_per_month - least;
    let share = ahead / least;
    let words = format::difference(ahead);
    let over = if rank > 1 { figure(traced(&["options", option.id, "over"], words)) } else { figure(words) };
    let over = if share.is_finite() && share >= 0.0005 {
        let share = traced(&["options", option.id, "over_share"], format::percent(share));
        over.put(tag("span").class("over-share").put(" (").put(share).put(")"))
    } else {
        over
    };
    let pick = tag("button")
        .with("type", "button")
        .class("pick")
        .with("aria-pressed", if is_shown { "true" } else { "false" })
        .put(option.name);
    let name = tag("th").with("scope", "row").put(pick).put(tag("span").class("summary").put(option.summary));
    let usd = traced(&["options", option.id, "usd"], format::money(option.usd_per_month));
    tag("tr")
        .key(option.id)
        .with("data-option", option.id)
        .class(if is_shown { "shown" } else { "" })
        .put(tag("td").class("rank").put(rank.to_string()))
        .put(name)
        .put(tag("td").class("figure strong").put(usd))
        .put(over)
}

fn ruled_out(plan: &Plan<f64>, now: &Scenario) -> Vec<Tag> {
    let out = plan.options.iter().filter(|option| !option.is_feasible());
    out.map(|option| {
        let name = tag("strong").put(option.name);
        tag("li")
            .key(option.id)
            .with("data-option", option.id)
            .put(name)
            .all(option.rejections.iter().enumerate().map(|of| reason(option.id, of, now)).collect())
    })
    .collect()
}

/// A limit broken, by how much, and what to do about it.
fn reason(option: &str, (place, rejection): (usize, &Rejection), now: &Scenario) -> Tag {
    let excess = format::excess(rejection, Some(now));
    let mut sentence = tag("p").class("reason").with("title", rejection.limit.clone()).put(format!(
        "{}: {}",
        format::component(rejection.component),
        rejection.label
    ));
    // A plain no has no figures.
    if !excess.is_empty() {
        let value = traced(&["options", option, "limits", &place.to_string(), "value"], excess);
        sentence = sentence.put(": ").put(tag("strong").put(value));
    }
    for (before, words, change) in format::remedies(rejection, Some(now), usize::MAX) {
        sentence = sentence.put(before).put(flip(change).put(words));
    }
    sentence
}

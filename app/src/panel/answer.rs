//! The answer in a sentence: what wins, at what cost, by how much.

use crate::markup::{Tag, live, tag, traced};
use crate::state::State;
use leptos::prelude::*;
use loadline_core::format;
use loadline_core::plan::{DeploymentOption, Plan};

/// The answer. Its place has a fixed height, so that nothing below it moves while a slider does.
#[must_use]
pub fn answer(state: State) -> AnyView {
    live("answer", move || {
        let paragraph = tag("p").with("id", "answer");
        let paragraph = state.plan.with(|plan| match plan {
            Ok(plan) => sentence(plan, paragraph),
            Err(problem) => trouble(paragraph, "There is no plan: ", problem.clone()),
        });
        let title = tag("h2").with("id", "answer-title").class("unseen").put("Answer");
        vec![tag("section").with("aria-labelledby", "answer-title").put(title).put(paragraph)]
    })
}

fn sentence(plan: &Plan<f64>, paragraph: Tag) -> Tag {
    let Some(winner) = plan.winner() else { return nothing_works(plan, paragraph) };
    let figure = format!("{} a month", format::money(winner.usd_per_month));
    let figure = traced(&["options", winner.id, "usd"], figure);
    paragraph
        .put(tag("strong").put(winner.name))
        .put(" is the cheapest that works, at ")
        .put(tag("strong").with("id", "answer-usd").put(figure))
        .put(margin(plan, winner, tag("span").class("answer-margin")))
}

/// How far the winner is ahead.
fn margin(plan: &Plan<f64>, winner: &DeploymentOption<f64>, words: Tag) -> Tag {
    let feasible = plan.options.iter().filter(|option| option.is_feasible()).count();
    let others = match plan.options.len() - feasible {
        0 => String::new(),
        count => format!(" {} ruled out.", format::plural(count, "option is", "options are")),
    };
    let Some(next) = plan.options.iter().filter(|option| option.is_feasible()).nth(1) else {
        return words.put(format!(" It is the only one that works.{others}"));
    };
    let ahead = next.usd_per_month - winner.usd_per_month;
    if ahead < 0.005 {
        return words.put(format!(" It ties with {}.{others}", next.name));
    }
    let figure = |word, words| traced(&["options", next.id, word], words);
    words
        .put(" ")
        .put(figure("over", format!("{} a month", format::money(ahead))))
        .put(" (")
        .put(figure("less_share", format::percent(ahead / next.usd_per_month)))
        .put(format!(") less than {}, the next that works.{others}", next.name))
}

fn nothing_works(plan: &Plan<f64>, paragraph: Tag) -> Tag {
    // The one that comes closest: the fewest limits broken.
    let closest = plan.options.iter().min_by_key(|option| option.rejections.len());
    let why = closest.and_then(|option| option.rejections.first().map(|rejection| (option, rejection)));
    match why {
        None => {
            trouble(paragraph, "There is nothing to run. ", "Switch a system on under Systems.".to_owned())
        }
        Some((option, rejection)) => trouble(
            paragraph,
            "No option works as stated. ",
            format!(
                "{} comes closest, but its {} ({}) is {} where {} is allowed.",
                option.name,
                rejection.label,
                format::component(rejection.component),
                format::amount(rejection.value, rejection.unit),
                format::amount(rejection.allowed, rejection.unit),
            ),
        ),
    }
}

fn trouble(paragraph: Tag, lead: &'static str, why: String) -> Tag {
    paragraph
        .put(tag("strong").class("answer-none").put(lead))
        .put(tag("span").class("answer-margin").put(why))
}

//! The answer in a sentence: what wins, at what cost, by how much.

use crate::format;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::plan::{DeploymentOption, Plan};

/// The answer. Its place has a fixed height, so that nothing below it moves while a slider does.
#[must_use]
pub fn answer(state: State) -> AnyView {
    view! {
        <section class="answer" aria-labelledby="answer-title">
            <h2 id="answer-title" class="unseen">"Answer"</h2>
            <p id="answer">{move || state.plan.with(|plan| match plan {
                Ok(plan) => sentence(plan),
                Err(problem) => trouble("There is no plan: ", problem.clone()),
            })}</p>
        </section>
    }
    .into_any()
}

fn sentence(plan: &Plan<f64>) -> AnyView {
    let Some(winner) = plan.winner() else { return nothing_works(plan) };
    view! {
        <span class="answer-lead"><strong>{winner.name}</strong> " is the cheapest that works, at "</span>
        <strong id="answer-usd">{format!("{} a month", format::money(winner.usd_per_month))}</strong>
        <span class="answer-margin">{margin(plan, winner)}</span>
    }
    .into_any()
}

/// How far the winner is ahead.
fn margin(plan: &Plan<f64>, winner: &DeploymentOption<f64>) -> String {
    let feasible = plan.options.iter().filter(|option| option.is_feasible()).count();
    let ruled_out = plan.options.len() - feasible;
    let others = match ruled_out {
        0 => String::new(),
        count => format!(" {} ruled out.", format::plural(count, "option is", "options are")),
    };
    let Some(next) = plan.options.iter().filter(|option| option.is_feasible()).nth(1) else {
        return format!(" It is the only one that works.{others}");
    };
    let ahead = next.usd_per_month - winner.usd_per_month;
    if ahead < 0.005 {
        return format!(" It ties with {}.{others}", next.name);
    }
    let share = format::percent(ahead / next.usd_per_month);
    format!(
        " {} a month ({share}) less than {}, the next that works.{others}",
        format::money(ahead),
        next.name
    )
}

fn nothing_works(plan: &Plan<f64>) -> AnyView {
    // The one that comes closest: the fewest limits broken.
    let closest = plan.options.iter().min_by_key(|option| option.rejections.len());
    let why = closest.and_then(|option| option.rejections.first().map(|rejection| (option, rejection)));
    match why {
        None => trouble("There is nothing to run. ", "Switch a system on under Systems.".to_owned()),
        Some((option, rejection)) => trouble(
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

fn trouble(lead: &'static str, why: String) -> AnyView {
    view! {
        <strong class="answer-none">{lead}</strong>
        <span class="answer-margin">{why}</span>
    }
    .into_any()
}

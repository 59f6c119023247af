//! Every option: those that work by cost, those ruled out with the limit they break.

use super::attribute_around;
use crate::format;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::plan::{Change, DeploymentOption, Plan, Rejection};
use loadline_core::scenario::{Key, Kind};

/// The options.
#[must_use]
pub fn options(state: State) -> AnyView {
    let choose = move |event: leptos::ev::MouseEvent| {
        let Some(id) = attribute_around(&event, "data-option") else { return };
        let known = state.plan.with_untracked(|plan| {
            plan.as_ref().ok().and_then(|plan| plan.option(&id).map(|option| option.id))
        });
        state.selected.set(known);
    };
    let flip = move |event: leptos::ev::MouseEvent| {
        let change = attribute_around(&event, "data-flip").and_then(|flip| {
            let (key, to) = flip.split_once('=')?;
            Some((Key::parse(key)?, to.parse().ok()?))
        });
        if let Some((key, to)) = change {
            state.apply(key, to);
        }
    };
    view! {
        <section class="options" aria-labelledby="options-title">
            <h2 id="options-title">"Options that work"</h2>
            <div class="wide">
                <table id="options" on:click=choose>
                    <thead>
                        <tr>
                            <th scope="col" class="rank">"#"</th>
                            <th scope="col">"Option"</th>
                            <th scope="col" class="figure">"$ a month"</th>
                            <th scope="col" class="figure">"Over the cheapest"</th>
                        </tr>
                    </thead>
                    <tbody>{move || state.plan.with(|plan| plan.as_ref().map(|plan| rows(state, plan)).ok())}</tbody>
                </table>
            </div>
            <h3>"Ruled out"</h3>
            <ul id="ruled-out" on:click=flip>
                {move || state.plan.with(|plan| plan.as_ref().map(ruled_out).ok())}
            </ul>
        </section>
    }
    .into_any()
}

fn rows(state: State, plan: &Plan<f64>) -> Vec<AnyView> {
    let shown = state.shown(plan).map(|option| option.id);
    let least = plan.winner().map(|winner| winner.usd_per_month).unwrap_or_default();
    plan.options
        .iter()
        .filter(|option| option.is_feasible())
        .enumerate()
        .map(|(index, option)| row(option, index + 1, least, shown == Some(option.id)))
        .collect()
}

fn row(option: &DeploymentOption<f64>, rank: usize, least: f64, is_shown: bool) -> AnyView {
    let over = match (option.usd_per_month - least) / least {
        share if rank > 1 && share.is_finite() && share >= 0.0005 => {
            format!("{} ({})", format::difference(option.usd_per_month - least), format::percent(share))
        }
        _ => format::difference(option.usd_per_month - least),
    };
    view! {
        <tr data-option=option.id class=if is_shown { "shown" } else { "" }>
            <td class="rank">{rank}</td>
            <th scope="row">
                <button type="button" class="pick" aria-pressed=if is_shown { "true" } else { "false" }>{option.name}</button>
                <span class="summary">{option.summary}</span>
            </th>
            <td class="figure strong">{format::money(option.usd_per_month)}</td>
            <td class="figure">{over}</td>
        </tr>
    }
    .into_any()
}

fn ruled_out(plan: &Plan<f64>) -> Vec<AnyView> {
    let out: Vec<AnyView> = plan.options.iter().filter(|option| !option.is_feasible()).map(item).collect();
    if out.is_empty() {
        vec![view! { <li class="none">"None: every option works."</li> }.into_any()]
    } else {
        out
    }
}

fn item(option: &DeploymentOption<f64>) -> AnyView {
    let reasons: Vec<AnyView> = option.rejections.iter().map(reason).collect();
    view! {
        <li data-option=option.id>
            <strong>{option.name}</strong>
            {reasons}
        </li>
    }
    .into_any()
}

fn reason(rejection: &Rejection) -> AnyView {
    let flips: Vec<AnyView> = rejection.flips.iter().map(flip).collect();
    let value = format::amount(rejection.value, rejection.unit);
    let allowed = format::amount(rejection.allowed, rejection.unit);
    view! {
        <p class="reason" title=rejection.limit.clone()>
            {format!("{}: {} is ", format::component(rejection.component), rejection.label)}
            <strong>{value}</strong>
            {format!(", {allowed} is allowed. ")}
            {flips}
        </p>
    }
    .into_any()
}

fn flip(change: &Change) -> AnyView {
    let field = change.key.field();
    let to = match &field.kind {
        Kind::Number(_) => format::with_words(change.to, field.unit_words),
        Kind::Choice(choices) => {
            choices.get(change.to as usize).map(|choice| choice.label.to_owned()).unwrap_or_default()
        }
        Kind::Switch => if change.to == 0.0 { "off" } else { "on" }.to_owned(),
    };
    view! {
        <button type="button" class="flip" data-flip=format!("{}={}", field.id, change.to)>
            {format!("Set {} to {to}", field.label)}
        </button>
        " "
    }
    .into_any()
}

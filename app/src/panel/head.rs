//! The head of the page: name, presets, share and reset.

use super::{attribute_around, pressed};
use crate::address;
use crate::markup::{Tag, live, tag};
use crate::platform::clipboard;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::scenario::Scenario;
use loadline_core::scenario::presets::PRESETS;

/// The head of the page.
#[must_use]
pub fn head(state: State) -> AnyView {
    view! {
        <header class="head">
            <div class="head-name">
                <h1>"Loadline"</h1>
                <p class="tagline">"Size and price an AI backend. Nothing leaves this page."</p>
            </div>
            <div class="head-tools">{presets(state)} {share(state)}</div>
            {tools(state)}
        </header>
    }
    .into_any()
}

/// What can be done with the scenario: a step back or forth here, the rest in `public/meet.js`, by these words.
const TOOLS: [&str; 6] = ["Keep", "Compare", "Share", "Export", "Print", "Present"];

fn tools(state: State) -> AnyView {
    let tools = live("tools", move || {
        let (undo, redo) = state.steps.get();
        let button = |attribute, value, words: &'static str| {
            tag("button").with("type", "button").with(attribute, value).put(words)
        };
        // A button that cannot be pressed for a moment keeps the focus.
        let step = |steps, words, can: bool| {
            button("data-step", steps, words).with("aria-disabled", if can { "false" } else { "true" })
        };
        let steps = [step("-1", "Undo", undo), step("1", "Redo", redo)];
        steps.into_iter().chain(TOOLS.map(|name| button("data-meet", name, name))).collect::<Vec<Tag>>()
    });
    let press = move |event: leptos::ev::MouseEvent| {
        if let Some(steps) = attribute_around(&event, "data-step") {
            let (undo, redo) = state.steps.get_untracked();
            match &*steps {
                "1" if redo => address::step(state, 1),
                "-1" if undo => address::step(state, -1),
                _ => {}
            }
        }
    };
    pressed("", tools, Box::new(press))
}

fn presets(state: State) -> AnyView {
    // Which preset the scenario is, not which was chosen last: one change makes it none of them.
    let scenarios: Vec<Scenario> = PRESETS.iter().map(|preset| preset.scenario()).collect();
    let current =
        Memo::new(move |_| state.scenario.with(|now| scenarios.iter().position(|scenario| scenario == now)));
    let choose = move |event| {
        let id = event_target_value(&event);
        if let Some(preset) = PRESETS.iter().find(|preset| preset.id == id) {
            state.take(preset.scenario());
        }
    };
    let options: Vec<AnyView> = PRESETS
        .iter()
        .enumerate()
        .map(|(index, preset)| {
            let chosen = move || current.get() == Some(index);
            view! { <option value=preset.id prop:selected=chosen>{preset.name}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="preset">
            <label for="preset">"Start from"</label>
            <select id="preset" on:change=choose>
                <option value="" disabled=true prop:selected=move || current.get().is_none()>"Your own scenario"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// What became of a wish to copy the link.
#[derive(Clone, PartialEq)]
enum Copied {
    /// It is on the clipboard.
    Yes,
    /// The browser refused: here is the link to copy by hand.
    ByHand(String),
}

fn share(state: State) -> AnyView {
    let copied = RwSignal::new(None::<Copied>);
    let copy = move |_| {
        // Built from the state at this moment; the address bar may lag behind it.
        if let Some(link) = address::share(state) {
            let shown = link.clone();
            clipboard::copy(&link, move |done| {
                copied.try_set(Some(if done { Copied::Yes } else { Copied::ByHand(shown.clone()) }));
            });
        }
    };
    // A word of thanks for an older scenario would be a lie about this one.
    Effect::watch(
        move || state.scenario.track(),
        move |(), _, _| {
            if copied.with_untracked(Option::is_some) {
                copied.set(None);
            }
        },
        false,
    );
    let outcome = move || {
        match copied.get() {
        None => ().into_any(),
        Some(Copied::Yes) => view! { <span class="copied">"Link copied"</span> }.into_any(),
        Some(Copied::ByHand(link)) => view! {
            <label class="by-hand">"Copy this link: " <input id="share-link" type="text" readonly prop:value=link/></label>
        }
        .into_any(),
    }
    };
    view! {
        <button id="share" type="button" class="primary" on:click=copy>"Copy link"</button>
        <button id="reset" type="button" on:click=move |_| state.take(Scenario::default())>"Reset all"</button>
        <span id="share-status" role="status">{outcome}</span>
    }
    .into_any()
}

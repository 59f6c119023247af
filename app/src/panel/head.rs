//! The head of the page: name, presets, share and reset.

use crate::address;
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
        </header>
    }
    .into_any()
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

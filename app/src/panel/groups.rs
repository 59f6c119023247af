//! Every other input, in folded groups: its value, unit, default, meaning, and where the default comes from.

use super::entry::Entry;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::format;
use loadline_core::scenario::{Field, Group, Kind, Provenance};

/// The groups of inputs.
#[must_use]
pub fn groups(state: State) -> AnyView {
    let groups: Vec<AnyView> = Group::all()
        .enumerate()
        .filter(|(_, group)| *group != Group::LOAD)
        .map(|(place, group)| fold(state, place, group))
        .collect();
    view! {
        <section class="groups" aria-labelledby="groups-title">
            <h2 id="groups-title">"Everything else"</h2>
            {groups}
        </section>
    }
    .into_any()
}

/// The inputs of a group but the loads, which have their sliders.
fn fields(group: Group) -> impl Iterator<Item = &'static Field> {
    group.fields().filter(|field| !field.is_load())
}

fn fold(state: State, place: usize, group: Group) -> AnyView {
    let changed = Memo::new(move |_| {
        state.settings.with(|now| fields(group).filter(|field| now.stated(field.key).is_some()).count())
    });
    let planned =
        Memo::new(move |_| group.switch().is_none_or(|switch| state.settings.with(|now| now.is_on(switch))));
    let note = move || match (planned.get(), changed.get()) {
        (false, _) => "not planned".to_owned(),
        (true, 0) => String::new(),
        (true, count) => format!("{count} changed"),
    };
    let system = group.switch().map_or("", |switch| switch.field().label);
    let inputs: Vec<AnyView> = fields(group).map(|field| input(state, field)).collect();
    view! {
        <details class="group" class:unplanned=move || !planned.get()>
            <summary>
                <span class="group-name">{group.label}</span>
                <span class="group-system">{system}</span>
                <span class="group-note">{note}</span>
            </summary>
            <p class="group-text" id=format!("group-text-{place}")></p>
            {inputs}
        </details>
    }
    .into_any()
}

/// The default in words.
fn default_words(field: &'static Field) -> String {
    match field.default {
        None => "worked out from the other inputs".to_owned(),
        Some(value) => format::of_input(field, value),
    }
}

/// Where a default comes from, in words and as a class.
#[must_use]
pub fn provenance(field: &Field) -> (String, &'static str) {
    match field.provenance {
        Provenance::Guide(number) => (format!("from guide {number}"), "badge badge-guide"),
        Provenance::Model(source) => (format!("from {source}"), "badge badge-model"),
        Provenance::Assumption => ("assumption".to_owned(), "badge badge-assumption"),
        Provenance::Derived => ("derived".to_owned(), "badge badge-derived"),
    }
}

fn input(state: State, field: &'static Field) -> AnyView {
    let key = field.key;
    let entry = Entry::new(state, field);
    let stated = Memo::new(move |_| state.settings.with(|now| now.stated(key).is_some()));
    let (control, message) = match &field.kind {
        Kind::Number(_) => (entry.input(), entry.message()),
        Kind::Choice(choices) => {
            let options = choices.iter().map(|choice| (choice.id, choice.label)).collect();
            (select(state, field, options), ().into_any())
        }
        Kind::Switch => (switch(state, field), ().into_any()),
    };
    let (origin, class) = provenance(field);
    let reset = move |_| {
        entry.restore();
        state.forget(key);
    };
    let reset_button = move || {
        stated.get().then(|| {
            view! {
                <button type="button" class="reset" on:click=reset aria-label=format!("Reset {}", field.label)>
                    "Reset"
                </button>
            }
        })
    };
    view! {
        <div class="input" class:changed=move || stated.get()>
            <div class="input-head">
                <label for=format!("field-{}", field.id)>
                    {field.label} " " <span class="unit">{field.unit_words}</span>
                </label>
                {reset_button}
                {control}
            </div>
            {message}
            <p class="help" id=format!("help-{}", field.id)></p>
            <p class="help">
                "Default: " {default_words(field)} " " <span class=class>{origin}</span>
            </p>
        </div>
    }
    .into_any()
}

fn select(state: State, field: &'static Field, options: Vec<(&'static str, &'static str)>) -> AnyView {
    let key = field.key;
    let chosen = Memo::new(move |_| state.settings.with(|now| now.value(key).map(|_| now.choice(key))));
    // A choice that is derived unless stated begins with the planner's own.
    let auto = field.default.is_none().then_some(("", "auto"));
    let options: Vec<AnyView> = auto
        .into_iter()
        .chain(options)
        .map(|(id, label)| {
            let is_chosen = move || chosen.get().unwrap_or_default() == id;
            view! { <option value=id prop:selected=is_chosen>{label}</option> }.into_any()
        })
        .collect();
    let choose = move |event| {
        // Every entry offered is one of the field's, so none is refused.
        let _ = state.enter(key, &event_target_value(&event));
    };
    view! { <select id=format!("field-{}", field.id) on:change=choose>{options}</select> }.into_any()
}

fn switch(state: State, field: &'static Field) -> AnyView {
    let key = field.key;
    let on = Memo::new(move |_| state.settings.with(|now| now.is_on(key)));
    let flip = move |event| {
        let _ = state.enter(key, if event_target_checked(&event) { "on" } else { "off" });
    };
    view! {
        <input type="checkbox" id=format!("field-{}", field.id) prop:checked=move || on.get() on:change=flip/>
    }
    .into_any()
}

//! Exact entry of a number: a draft while it is typed, a commit when it is done, a message when it cannot be.

use crate::state::State;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use loadline_core::format;
use loadline_core::scenario::{Field, Scenario};

/// What is being typed into one field, and what was wrong with it.
#[derive(Clone, Copy)]
pub struct Entry {
    state: State,
    field: &'static Field,
    draft: RwSignal<Option<String>>,
    error: RwSignal<Option<String>>,
}

impl Entry {
    /// An entry for an input.
    #[must_use]
    pub fn new(state: State, field: &'static Field) -> Self {
        Self { state, field, draft: RwSignal::new(None), error: RwSignal::new(None) }
    }

    /// Drop what was typed; the field shows the value in force again.
    pub fn restore(self) {
        self.draft.set(None);
        self.error.set(None);
    }

    /// Take what was typed. What cannot be taken stays as it is, with a message.
    fn commit(self) {
        let Some(text) = self.draft.get_untracked() else { return };
        match self.state.enter(self.field.key, &text) {
            Ok(()) => self.restore(),
            Err(error) => self.error.set(Some(error.to_string())),
        }
    }

    fn on_key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "Enter" => self.commit(),
            "Escape" => self.restore(),
            _ => {}
        }
    }

    /// The field itself. Its label is the caller's.
    #[must_use]
    pub fn input(self) -> AnyView {
        let Self { state, field, draft, error } = self;
        // Only the loads have sliders, and only they change while one moves.
        let shown = move |scenario: &Scenario| match scenario.own_range(field.key) {
            None => scenario.value(field.key).map(format::exact).unwrap_or_default(),
            Some(_) => scenario.text(field.key),
        };
        let in_force =
            Memo::new(
                move |_| {
                    if field.is_load() { state.scenario.with(shown) } else { state.settings.with(shown) }
                },
            );
        let text = move || draft.get().unwrap_or_else(|| in_force.get());
        let error_id = format!("error-{}", field.id);
        let described = error_id.clone();
        view! {
            <input
                type="text"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                id=format!("field-{}", field.id)
                class="number"
                placeholder=if field.default.is_none() { "auto" } else { "" }
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                aria-describedby=move || error.with(Option::is_some).then(|| described.clone())
                prop:value=text
                on:input=move |event| draft.set(Some(event_target_value(&event)))
                on:change=move |_| self.commit()
                on:blur=move |_| self.commit()
                on:keydown=move |event| self.on_key(&event)
            />
        }
        .into_any()
    }

    /// The place for its message, empty most of the time.
    #[must_use]
    pub fn message(self) -> AnyView {
        view! { <p id=format!("error-{}", self.field.id) class="error" role="alert">{move || self.error.get()}</p> }
            .into_any()
    }
}

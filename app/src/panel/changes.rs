//! Changes that the planner offers, taken over with one click.

use super::attribute_around;
use crate::markup::{Tag, tag};
use crate::state::State;
use leptos::ev::MouseEvent;
use loadline_core::format;
use loadline_core::plan::Change;
use loadline_core::scenario::{Key, Kind};

/// A button that takes over all of these; what it says is the caller's.
#[must_use]
pub fn offer(changes: &[Change]) -> Tag {
    let one = |change: &Change| format!("{}={}", change.key.field().id, change.key.write(Some(change.to)));
    let all: Vec<String> = changes.iter().map(one).collect();
    tag("button").with("type", "button").class("flip").with("data-flip", all.join(";"))
}

/// The value a change gives its input, in words.
#[must_use]
pub fn in_words(change: &Change) -> String {
    let field = change.key.field();
    match &field.kind {
        Kind::Number(_) => format::with_words(change.to, field.unit_words),
        Kind::Choice(choices) => {
            choices.get(change.to as usize).map(|choice| choice.label.to_owned()).unwrap_or_default()
        }
        Kind::Switch => if change.to == 0.0 { "off" } else { "on" }.to_owned(),
    }
}

/// Take over what the button under a click offers; whether there was one.
pub fn take_over(state: State, event: &MouseEvent) -> bool {
    let Some(offered) = attribute_around(event, "data-flip") else { return false };
    let change =
        |text: &'_ str| text.split_once('=').and_then(|(id, to)| Some((Key::parse(id)?, to.to_owned())));
    let changes: Vec<(Key, String)> = offered.split(';').filter_map(change).collect();
    let changes: Vec<(Key, &str)> = changes.iter().map(|(key, to)| (*key, to.as_str())).collect();
    state.apply(&changes);
    true
}

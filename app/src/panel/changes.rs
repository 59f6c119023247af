//! Changes that the planner offers, taken over with one click.

use super::attribute_around;
use crate::state::State;
use leptos::ev::MouseEvent;
use loadline_core::scenario::Key;

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

//! Changes that the planner offers, taken over with one click.

use super::attribute_around;
use crate::state::State;
use leptos::ev::MouseEvent;

/// Take over what the button under a click offers; whether there was one.
pub fn take_over(state: State, event: &MouseEvent) -> bool {
    let offered = attribute_around(event, "data-flip");
    if let Some(offered) = &offered {
        state.apply(offered);
    }
    offered.is_some()
}

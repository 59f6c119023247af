//! What a person sees, one file a panel. Each is a function from the state to a view.

pub mod answer;
pub mod belief;
pub mod bill;
pub mod chart;
pub mod entry;
pub mod groups;
pub mod head;
pub mod layers;
pub mod notices;
pub mod options;
pub mod signals;
pub mod sliders;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// The value of an attribute on the nearest element around an event's target that has it. Tables listen once
/// for all their rows, so that rows come and go without listeners.
#[must_use]
pub fn attribute_around(event: &Event, name: &str) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(&format!("[{name}]")).ok()??.get_attribute(name)
}

/// A bar that shows a share of a whole; the figure beside it says the same in words.
#[must_use]
pub fn bar(share: f64) -> AnyView {
    let level = if share > 1.0 {
        "bar bar-over"
    } else if share > 0.8 {
        "bar bar-high"
    } else {
        "bar"
    };
    let width = format!("{:.1}", share.clamp(0.0, 1.0) * 100.0);
    view! {
        <svg class=level viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-room" width="100" height="6"></rect>
            <rect class="bar-used" width=width height="6"></rect>
        </svg>
    }
    .into_any()
}

//! What a person sees, one file a panel. Each is a function from the state to a view.

pub mod answer;
pub mod bill;
pub mod changes;
pub mod chart;
pub mod entry;
pub mod explain;
pub mod groups;
pub mod head;
pub mod layers;
pub mod notices;
pub mod options;
pub mod remote;
pub mod sliders;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, MouseEvent};

/// Content that listens once to all clicks in it. Boxed: the page carries the code of it once.
#[must_use]
pub fn pressed(class: &'static str, content: AnyView, press: Box<dyn Fn(MouseEvent)>) -> AnyView {
    view! { <div class=class on:click=press>{content}</div> }.into_any()
}

/// The value of an attribute on the nearest element around an event's target that has it. Tables listen once
/// for all their rows, so that rows come and go without listeners.
#[must_use]
pub fn attribute_around(event: &Event, name: &str) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(&format!("[{name}]")).ok()??.get_attribute(name)
}

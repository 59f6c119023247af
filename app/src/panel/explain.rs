//! Where a figure comes from: any figure of the page opens a dialog with its tree, which the worker writes.

use super::attribute_around;
use super::remote::remote;
use crate::platform::{document, window};
use crate::state::State;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget, HtmlDialogElement};

/// What the worker calls it. It is also the identifier of the dialog, which stands in `index.html`: a close button, and
/// room for [`content`].
pub const EXPLAIN: &str = "explain";

/// The content of the dialog: the tree of the figure last asked for, while the dialog is open.
#[must_use]
pub fn content(state: State) -> Option<(HtmlDialogElement, AnyView)> {
    let dialog: HtmlDialogElement = document()?.get_element_by_id(EXPLAIN)?.unchecked_into();
    let figure = RwSignal::new(None::<String>);
    let shown = dialog.clone();
    let page = window()?;
    on(&page, "click", move |event| {
        if let Some(name) = attribute_around(&event, "data-figure") {
            figure.set(Some(name));
            // Only a dialog that is open already refuses.
            let _ = shown.show_modal();
        }
    });
    on(&dialog, "close", move |_| figure.set(None));
    let about = move || Some([state.framed.get()?, figure.get()?].join("\n"));
    Some((dialog, remote(state, EXPLAIN, "The explanation", Box::new(about))))
}

/// Hear an event for as long as the page lives.
fn on(target: &EventTarget, kind: &str, hear: impl Fn(Event) + 'static) {
    let listener = Closure::<dyn Fn(Event)>::new(hear);
    // Nothing refuses a listener.
    let _ = target.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
    listener.forget();
}

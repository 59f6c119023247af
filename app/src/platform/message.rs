//! Messages that the boot script hands to the page.

use super::window;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::MessageEvent;

/// Hear the text of every message of a kind, for as long as the page lives.
pub fn on(kind: &str, hear: impl Fn(String) + 'static) {
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(event.data().as_string().unwrap_or_default());
    });
    if let Some(window) = window() {
        // Nothing refuses a listener.
        let _ = window.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
    }
    listener.forget();
}

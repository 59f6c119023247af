//! Messages that the scripts beside the program hand to the page.

use super::window;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MessageEvent, MessagePort};

/// Hear the text of every message of a kind, for as long as the page lives.
pub fn on(kind: &str, hear: impl Fn(String) + 'static) {
    listen(kind, Closure::new(move |event: MessageEvent| hear(text(&event))));
}

/// Answer every message of a kind through the port that comes with it: `+` and the answer, or `-` and why there is none.
pub fn answer(kind: &str, ask: impl Fn(String, Box<dyn FnOnce(Result<String, String>)>) + 'static) {
    let heard = move |event: MessageEvent| {
        let Ok(port) = event.ports().get(0).dyn_into::<MessagePort>() else { return };
        let reply = move |answer: Result<String, String>| {
            let answer = match answer {
                Ok(answer) => ["+", &*answer].concat(),
                Err(problem) => ["-", &*problem].concat(),
            };
            // Who asked may have gone.
            let _ = port.post_message(&answer.into());
        };
        ask(text(&event), Box::new(reply));
    };
    listen(kind, Closure::new(heard));
}

fn text(event: &MessageEvent) -> String {
    event.data().as_string().unwrap_or_default()
}

fn listen(kind: &str, listener: Closure<dyn Fn(MessageEvent)>) {
    if let Some(window) = window() {
        // Nothing refuses a listener.
        let _ = window.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref());
    }
    listener.forget();
}

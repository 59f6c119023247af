//! The clipboard, which browsers hand out only in secure pages and after a click.

use super::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};

/// Copy text; `done` hears whether it worked. Calls back at once where there is no clipboard.
pub fn copy(text: &str, done: impl Fn(bool) + Clone + 'static) {
    let clipboard = window().and_then(|window| {
        let navigator = JsValue::from(window.navigator());
        js_sys::Reflect::get(&navigator, &"clipboard".into()).ok()?.dyn_into::<web_sys::Clipboard>().ok()
    });
    let Some(clipboard) = clipboard else {
        done(false);
        return;
    };
    let promise = clipboard.write_text(text);
    let succeeded = done.clone();
    let fulfilled = Closure::once(move |_: JsValue| succeeded(true));
    let refused = Closure::once(move |_: JsValue| done(false));
    let _ = promise.then2(&fulfilled, &refused);
    // One of the two is called later, from outside.
    fulfilled.forget();
    refused.forget();
}

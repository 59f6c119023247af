//! Whether a part of the page is near the window.

use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far outside the window still counts as near it, as a share of the window.
const NEAR: &str = "20%";

/// Call back when an element comes near the window and when it goes, for as long as the page is open.
pub fn on_change(element: &Element, changed: impl Fn(bool) + 'static) {
    let listener = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
        // Of several changes since the last call only the newest matters.
        if let Ok(entry) = entries.pop().dyn_into::<IntersectionObserverEntry>() {
            changed(entry.is_intersecting());
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(NEAR);
    let function = listener.as_ref().unchecked_ref();
    // The browser keeps an observer as long as what it observes.
    if let Ok(observer) = IntersectionObserver::new_with_options(function, &options) {
        observer.observe(element);
    }
    listener.forget();
}

//! What the person's system asks for: colours, and how many device pixels make one of the page's.

use super::window;
use loadline_core::scenario::typing::format_number;
use wasm_bindgen::{JsCast, closure::Closure};

/// Device pixels per page pixel, 1 where unknown.
#[must_use]
pub fn pixel_ratio() -> f64 {
    window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 8.0)
}

/// Call back whenever the answer to a media query changes, for as long as the page lives.
pub fn on_change(query: &str, changed: impl Fn() + 'static) -> Option<()> {
    let list = window()?.match_media(query).ok()??;
    let listener = Closure::<dyn Fn()>::new(changed);
    list.add_event_listener_with_callback("change", listener.as_ref().unchecked_ref()).ok()?;
    listener.forget();
    // A query list nobody holds may be collected together with its listeners.
    std::mem::forget(list);
    Some(())
}

/// Call back whenever the pixel ratio changes: another screen, or another zoom.
pub fn on_pixel_ratio_change(changed: impl Fn() + Clone + 'static) {
    // The query names the present ratio, so it changes its answer once and is then asked anew.
    let query = format!("(resolution: {}dppx)", format_number(pixel_ratio()));
    let Some(list) = window().and_then(|window| window.match_media(&query).ok()?) else { return };
    let listener = Closure::once(move || {
        changed();
        on_pixel_ratio_change(changed);
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    let _ = list.add_event_listener_with_callback_and_add_event_listener_options(
        "change",
        listener.as_ref().unchecked_ref(),
        &options,
    );
    listener.forget();
    std::mem::forget(list);
}

//! Canvases, their sizes, and the page's own colours for drawing on them.

use super::{document, window};
use loadline_core::scenario::typing::parse_number;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ResizeObserver, ResizeObserverEntry};

/// The drawing context of a canvas.
#[must_use]
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// A canvas that is never shown, to keep a drawing on.
#[must_use]
pub fn hidden() -> Option<HtmlCanvasElement> {
    document()?.create_element("canvas").ok()?.dyn_into().ok()
}

/// Call back with the width and height of an element's content, in page pixels, now and on each change.
/// The browser measures it anyway, so nobody has to ask for the layout.
pub fn on_resize(element: &Element, resized: impl Fn(f64, f64) + 'static) -> Option<ResizeObserver> {
    let listener = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        if let Ok(entry) = entries.get(0).dyn_into::<ResizeObserverEntry>() {
            let content = entry.content_rect();
            resized(content.width(), content.height());
        }
    });
    let observer = ResizeObserver::new(listener.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    listener.forget();
    Some(observer)
}

/// How many times larger the page's letters are than the usual 16 pixels.
#[must_use]
pub fn letter_scale() -> f64 {
    let size = style_property("font-size");
    size.and_then(|size| parse_number(size.trim_end_matches(['p', 'x'])).ok())
        .map_or(1.0, |pixels| pixels / 16.0)
}

/// A property of the root element, such as those of the style sheet's own, as in force now: `"#0b6b60"`.
#[must_use]
pub fn style_property(name: &str) -> Option<String> {
    let root = document()?.document_element()?;
    let style = window()?.get_computed_style(&root).ok()??;
    let value = style.get_property_value(name).ok()?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

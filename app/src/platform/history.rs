//! The address bar and the session history.

use super::window;
use wasm_bindgen::JsValue;

/// How a new address enters the session history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// In place of the current one.
    Replace,
    /// As an entry of its own, for a distinct act.
    Push,
}

/// The fragment of the address, without its `#`; `""` for none.
#[must_use]
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// How many of the page's own entries lie before the current one; none where the page has not written it.
#[must_use]
pub fn place() -> Option<f64> {
    window()?.history().ok()?.state().ok()?.as_f64()
}

/// Note that so many of the page's own entries lie before the current one.
pub fn mark(place: f64) -> Option<()> {
    window()?.history().ok()?.replace_state(&JsValue::from_f64(place), "").ok()
}

/// Go so many entries on, or back.
pub fn go(steps: i32) -> Option<()> {
    window()?.history().ok()?.go_with_delta(steps).ok()
}

/// Write the fragment into an entry with so many of the page's own before it. Browsers refuse when asked too often, so a
/// refusal is only reported.
pub fn write(fragment: &str, entry: Entry, place: f64) -> Option<()> {
    let history = window()?.history().ok()?;
    let (address, place) = (format!("#{fragment}"), JsValue::from_f64(place));
    match entry {
        Entry::Replace => history.replace_state_with_url(&place, "", Some(&address)),
        Entry::Push => history.push_state_with_url(&place, "", Some(&address)),
    }
    .ok()
}

/// This page's address with another fragment.
#[must_use]
pub fn address_with(fragment: &str) -> Option<String> {
    let location = window()?.location();
    let (origin, path, search) =
        (location.origin().ok()?, location.pathname().ok()?, location.search().ok()?);
    // Pages opened from a file have no origin worth the name.
    let start = if origin == "null" { format!("{}//", location.protocol().ok()?) } else { origin };
    Some(format!("{start}{path}{search}#{fragment}"))
}

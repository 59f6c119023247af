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

/// Write the fragment. Browsers refuse when asked too often, so a refusal is only reported.
pub fn write(fragment: &str, entry: Entry) -> Option<()> {
    let history = window()?.history().ok()?;
    let address = format!("#{fragment}");
    match entry {
        Entry::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
        Entry::Push => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
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

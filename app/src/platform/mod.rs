//! The border to the browser. Anything here may be missing or refuse: every function returns an `Option` or
//! nothing at all, and none panics.

pub mod canvas;
pub mod clipboard;
pub mod clock;
pub mod crash;
pub mod history;
pub mod media;
pub mod message;
pub mod sight;
pub mod tasks;
pub mod worker;

/// The window, where there is one.
#[must_use]
pub fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// The document, where there is one.
#[must_use]
pub fn document() -> Option<web_sys::Document> {
    window()?.document()
}

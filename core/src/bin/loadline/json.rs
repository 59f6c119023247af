//! The answers as JSON, written by the library.

pub use loadline_core::export::json::*;
use serde::Serialize;

use crate::{BadInput, broken};

/// A document as text.
pub fn text(document: &impl Serialize) -> Result<String, BadInput> {
    loadline_core::export::json::text(document).map_err(broken)
}

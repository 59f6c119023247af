//! The program that `public/worker.js` loads. Not one line of logic: that is in the library, and tested there.

use wasm_bindgen::prelude::wasm_bindgen;

/// Answer a request of the page.
///
/// # Errors
/// The sentence that says why there is no answer.
#[wasm_bindgen]
pub fn answer(request: &str) -> Result<String, String> {
    loadline_worker::answer(request)
}

fn main() {}

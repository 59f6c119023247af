//! The planner gives the same bits natively and in WebAssembly: both must meet the same written fingerprint.
//! `cargo test` runs this natively, `cargo test --target wasm32-unknown-unknown` in the JavaScript engine of Node.
//! A plan that changes on purpose is written anew with `UPDATE_GOLDEN=1 cargo test -p loadline-core`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use loadline_core::fingerprint::fingerprint;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Scenarios hashed: every preset and varied ones.
const SCENARIOS: u32 = 500;
const WRITTEN: &str = include_str!("fingerprint.txt");

#[test]
fn the_same_bits_here_as_everywhere() {
    let found = format!("{:016x}\n", fingerprint(SCENARIOS).unwrap());
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fingerprint.txt"), &found).unwrap();
        return;
    }
    assert_eq!(found, WRITTEN);
}

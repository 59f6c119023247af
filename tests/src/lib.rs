//! The built page in a real browser: what the checks, the benchmarks and the screenshots share.

pub mod browser;
pub mod page;
pub mod readme;
pub mod server;
pub mod size;

use std::path::{Path, PathBuf};

/// What a check comes to: nothing, or a sentence on what was expected and what was seen.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Ends a check with a sentence on what was seen, unless the condition holds.
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $($message:tt)+) => {
        if !$condition {
            return Err(format!($($message)+).into());
        }
    };
}

/// The workspace's root folder.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// The release build under test.
pub fn dist() -> Outcome<PathBuf> {
    let dist = root().join("dist");
    ensure!(
        dist.join("index.html").is_file(),
        "there is no release build in dist/: run `npm run build` first"
    );
    Ok(dist)
}

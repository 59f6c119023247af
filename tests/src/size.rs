//! What a first visit downloads, and what follows when it is asked for.

use crate::{Outcome, ensure};
use std::fmt::Write as _;
use std::path::Path;

/// All that is needed before the first slider can be moved, in bytes as a host with brotli sends it.
pub const BUDGET_BYTES: usize = 200_000;

/// One file of the release build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSize {
    /// Path within `dist/`.
    pub name: String,
    pub bytes: usize,
    pub brotli_bytes: usize,
}

/// The files of the release build, largest download first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// What the page asks for before its first slider can be moved.
    pub first: Vec<FileSize>,
    /// What it asks for later, or the browser for itself, like the icon.
    pub later: Vec<FileSize>,
}

/// Measures every file; `requested` are the addresses a browser asked for before the first slider could be moved.
pub fn measure(dist: &Path, requested: &[String]) -> Outcome<Sizes> {
    let is_requested = |file: &FileSize| requested.iter().any(|address| file_of(address) == file.name);
    let (first, later): (Vec<_>, Vec<_>) = all(dist)?.into_iter().partition(is_requested);
    ensure!(
        first.iter().any(|file| file.name.ends_with(".wasm"))
            && first.iter().any(|file| file.name == "index.html"),
        "the browser asked for {requested:?}, which is no first visit"
    );
    Ok(Sizes { first, later })
}

/// The file an address at the root of the server is answered with.
fn file_of(address: &str) -> &str {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let path = address
        .split_once("://")
        .map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    if path.is_empty() { "index.html" } else { path }
}

fn all(dist: &Path) -> Outcome<Vec<FileSize>> {
    let mut sizes = Vec::new();
    let mut folders = vec![dist.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = std::fs::read(&path)?;
            sizes.push(FileSize {
                name: path.strip_prefix(dist).unwrap_or(&path).to_string_lossy().into_owned(),
                bytes: content.len(),
                brotli_bytes: brotli_bytes(&content)?,
            });
        }
    }
    sizes.sort_by(|a, b| (b.brotli_bytes, &a.name).cmp(&(a.brotli_bytes, &b.name)));
    Ok(sizes)
}

/// The sum over files as brotli sends them.
pub fn total_brotli_bytes(sizes: &[FileSize]) -> usize {
    sizes.iter().map(|size| size.brotli_bytes).sum()
}

/// The sizes as two Markdown tables, the first visit's with its sum.
pub fn table(sizes: &Sizes) -> String {
    let mut table = rows(&sizes.first);
    let bytes = sizes.first.iter().map(|size| size.bytes).sum();
    // Writing into a string cannot fail.
    let _ = writeln!(
        table,
        "| **all, of at most {}** | {} | **{}** |",
        grouped(BUDGET_BYTES),
        grouped(bytes),
        grouped(total_brotli_bytes(&sizes.first))
    );
    table + "\nLater, when asked for:\n\n" + &rows(&sizes.later)
}

fn rows(sizes: &[FileSize]) -> String {
    let mut table = "| file | bytes | brotli |\n|---|---:|---:|\n".to_owned();
    for size in sizes {
        // Writing into a string cannot fail.
        let _ = writeln!(
            table,
            "| `{}` | {} | {} |",
            without_hash(&size.name),
            grouped(size.bytes),
            grouped(size.brotli_bytes)
        );
    }
    table
}

fn brotli_bytes(content: &[u8]) -> Outcome<usize> {
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, size_hint: content.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed.len())
}

/// `style-3be7c3a99b47c93d.css` as `style.css`: the hash changes with every build, and tables should not.
fn without_hash(name: &str) -> String {
    name.split('-').fold(String::new(), |mut whole, part| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        // Sixteen digits, fewer where zeros lead; words of so many letters up to f there are none.
        if digits >= 12 {
            whole.push_str(part.get(digits..).unwrap_or_default());
        } else {
            if !whole.is_empty() {
                whole.push('-');
            }
            whole.push_str(part);
        }
        whole
    })
}

/// `1234567` as `1 234 567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_files() {
        assert_eq!(file_of("http://127.0.0.1:80/"), "index.html");
        assert_eq!(file_of("http://127.0.0.1:80/?bench#1;x=1"), "index.html");
        assert_eq!(file_of("http://127.0.0.1:80/a/b.js?v=1"), "a/b.js");
        assert_eq!(file_of("data:image/png"), "data:image/png");
    }

    #[test]
    fn hashes_do_not_show() {
        assert_eq!(without_hash("style-3be7c3a99b47c93d.css"), "style.css");
        assert_eq!(without_hash("loadline-app-15a617b27d73522e_bg.wasm"), "loadline-app_bg.wasm");
        assert_eq!(without_hash("loadline-app-d873a1c03883e75.js"), "loadline-app.js");
        assert_eq!(without_hash("index.html"), "index.html");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(7), "7");
        assert_eq!(grouped(1_234), "1 234");
        assert_eq!(grouped(1_234_567), "1 234 567");
    }
}

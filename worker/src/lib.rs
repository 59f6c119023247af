//! What the page asks for later, apart from its own program so that a first visit need not download it.
//!
//! Text goes in and text comes out, because the page reads lines with tabs at no cost, and JSON not at all. A request
//! is one line naming its kind, then whatever that kind takes; [`answer`] has one arm a kind.

mod flips;
mod guides;
mod proof;
mod studies;

use loadline_core::catalog::Catalog;
use loadline_core::texts;

/// Answer a request.
///
/// # Errors
/// The sentence that says why there is no answer.
pub fn answer(request: &str) -> Result<String, String> {
    let (kind, rest) = request.split_once('\n').unwrap_or((request, ""));
    match kind {
        "flips" => flips::answer(rest),
        "guides" => guides::answer(),
        "proof" => Ok(proof::answer()),
        "studies" => studies::answer(rest),
        "texts" => Catalog::embedded().map(|catalog| texts::all(&catalog)).map_err(|error| error.to_string()),
        other => Err(format!("The worker knows no request `{other}`.")),
    }
}

/// A row of an answer: its columns with tabs between them. A tab or line break within one becomes a space.
fn row(columns: &[&str]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| column.replace(['\t', '\n'], " ")).collect();
    columns.join("\t") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_request_is_refused_by_name() {
        assert_eq!(answer("prose\n1"), Err("The worker knows no request `prose`.".to_owned()));
    }

    #[test]
    fn a_column_cannot_break_its_row() {
        assert_eq!(row(&["a\tb", "c\nd"]), "a b\tc d\n");
    }
}

//! The best mix of hosts, written as a study, so that the page sets it as it sets those.

use crate::row;
use loadline_core::catalog::Catalog;
use loadline_core::decide::mix::{ID, Mix, best_mix};
use loadline_core::format;
use loadline_core::scenario::link;

/// The best mix for the scenario of a link; nothing where nothing can be hosted.
///
/// # Errors
/// The sentence that says why there is no answer.
pub fn answer(link: &str) -> Result<String, String> {
    let catalog = Catalog::embedded().map_err(|error| error.to_string())?;
    let mix = best_mix(&link::decode(link).scenario, &catalog).map_err(|error| error.to_string())?;
    Ok(mix.as_ref().map_or_else(String::new, report))
}

/// What it saves, then what runs where, at how much a month; no table where an option is as cheap.
fn report(mix: &Mix<f64>) -> String {
    let table = mix.is_cheaper();
    let mut lead = mix.sentence();
    if let Some(notice) = mix.notice().filter(|_| table) {
        lead = format!("{lead} {notice}");
    }
    let mut text = row(&["study", ID, "Best mix", &lead]);
    if !table {
        return text;
    }
    let line =
        |words: &str, usd: f64, host: &str| row(&["row", "", "", "", "", words, &format::money(usd), host]);
    text += &row(&["head", "Component", "#$ a month", "Host"]);
    for share in &mix.shares {
        text += &line(&share.words(), share.usd_per_month, share.host_name);
    }
    text + &line("What every option has", mix.shared_usd, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The default's mix: eight rows, the components once each, the parts of the bill in their order.
    #[test]
    fn the_default_has_a_table_and_one_component_has_none() {
        let text = answer("1").unwrap_or_default();
        let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
        let kinds: Vec<&str> = rows.iter().filter_map(|row| row.first().copied()).collect();
        assert_eq!(kinds, ["study", "head", "row", "row", "row", "row", "row", "row", "row"], "{text}");
        let head = rows.iter().find(|row| row.first() == Some(&"head")).map_or(0, Vec::len);
        for row in rows.iter().filter(|row| row.first() == Some(&"row")) {
            assert_eq!(row.len() - 5, head - 1, "{row:?}");
        }
        for words in [
            "$34.41 (6.2\u{a0}%) less than Platform plans",
            "Data moved between AWS, Google Cloud and Render",
        ] {
            assert!(text.contains(words), "{text}");
        }
        assert!(rows.iter().any(|row| row.get(5..) == Some(&["API", "$50.00", "Platform plans"])), "{text}");

        let one = answer("1;memory_service=off;file_pipeline=off;background_worker=on").unwrap_or_default();
        assert!(one.starts_with("study\tbest_mix\tBest mix\tNo mix of hosts is cheaper than "), "{one}");
        assert_eq!(one.lines().count(), 1, "{one}");
        assert_eq!(answer("1;memory_service=off;file_pipeline=off"), Ok(String::new()));
    }
}

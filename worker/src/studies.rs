//! What single systems have to compare, in rows that the page only has to set.
//!
//! A study is a row `study, id, title, lead`, then `head` with the names of its columns, those of figures behind a `#`,
//! then for each of its rows `row, tone, verdict, changes, changes in words, name, cells …` and for each limit that it
//! breaks `reason, limit, words`.

use crate::row;
use loadline_core::catalog::Catalog;
use loadline_core::format;
use loadline_core::plan::{Cell, Change, Rejection, Study, StudyRow, Tone};
use loadline_core::scenario::{Scenario, link};

/// The studies of the scenario of a link.
///
/// # Errors
/// The sentence that says why there is no plan.
pub fn answer(link: &str) -> Result<String, String> {
    let catalog = Catalog::embedded().map_err(|error| error.to_string())?;
    let scenario = link::decode(link).scenario;
    let plan = loadline_core::plan(&scenario, &catalog).map_err(|error| error.to_string())?;
    Ok(report(&plan.studies, &scenario))
}

/// The rows of some studies of a scenario.
pub fn report(studies: &[Study<f64>], scenario: &Scenario) -> String {
    studies.iter().map(|one| study(one, scenario)).collect()
}

fn study(study: &Study<f64>, scenario: &Scenario) -> String {
    let priced = study.rows.iter().any(|row| row.usd_per_month.is_some());
    let judged = study
        .rows
        .iter()
        .any(|row| row.verdict.is_some() || !row.rejections.is_empty() || !row.changes.is_empty());
    let of_figures = |place: usize| {
        let is_figure =
            |row: &StudyRow<f64>| matches!(row.cells.get(place), Some(Cell::Amount(..) | Cell::Span(..)));
        study.rows.iter().any(is_figure)
    };
    // What to make of a row stands beside its name: wide tables scroll, and that must not scroll away.
    let mut head = vec!["head".to_owned()];
    for (place, name) in study.columns.iter().enumerate() {
        let mark = if place.checked_sub(1).is_some_and(of_figures) { "#" } else { "" };
        head.push(format!("{mark}{name}"));
        if place == 0 {
            head.extend(judged.then(|| "Verdict".to_owned()));
            head.extend(priced.then(|| "#$ a month".to_owned()));
        }
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let mut text = row(&["study", study.id, study.title, study.lead]) + &row(&head);
    for row in &study.rows {
        text += &study_row(row, priced, scenario);
    }
    text
}

fn study_row(of: &StudyRow<f64>, priced: bool, scenario: &Scenario) -> String {
    let (tone, verdict) = match of.verdict {
        Some(verdict) => {
            let tone = match verdict.tone {
                Tone::Good => "good",
                Tone::Fair => "fair",
                Tone::Bad => "bad",
            };
            (tone, verdict.words)
        }
        None => ("", ""),
    };
    // What breaks a limit is not offered, nor what is so already.
    let in_force = of.changes.iter().all(|change| scenario.value(change.key) == Some(change.to));
    let changes: &[Change] = if of.rejections.is_empty() && !in_force { &of.changes } else { &[] };
    let written: Vec<String> =
        changes.iter().map(|one| format!("{}={}", one.key.field().id, one.key.write(Some(one.to)))).collect();
    let words: Vec<String> = changes.iter().map(in_words).collect();
    let mut columns = vec![
        "row".to_owned(),
        tone.to_owned(),
        verdict.to_owned(),
        written.join(";"),
        words.join("; "),
        of.name.clone(),
    ];
    if priced {
        columns.push(of.usd_per_month.map(format::money).unwrap_or_default());
    }
    columns.extend(of.cells.iter().map(cell));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    row(&columns) + &of.rejections.iter().map(reason).collect::<String>()
}

/// A change in words: the input and its new value.
fn in_words(change: &Change) -> String {
    format!("{}: {}", change.key.field().label, format::new_value(change))
}

fn reason(rejection: &Rejection) -> String {
    let excess = format::excess(rejection);
    let words =
        if excess.is_empty() { rejection.label.to_owned() } else { format!("{}: {excess}", rejection.label) };
    row(&["reason", &rejection.limit, &words])
}

/// A cell as it is shown.
pub fn cell(cell: &Cell<f64>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Words(words) => words.clone(),
        Cell::Amount(value, unit) => format::amount(*value, *unit),
        Cell::Span(from, to, unit) => format::span(*from, *to, *unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_as_many_cells_as_the_head_names() {
        let text = answer("1;agent_platform=on;background_worker=on").unwrap_or_default();
        let mut names = 0;
        let (mut studies, mut rows) = (0, 0);
        for line in text.lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            match columns.first() {
                Some(&"study") => studies += 1,
                Some(&"head") => {
                    names = columns.iter().skip(1).filter(|name| **name != "Verdict").count();
                }
                Some(&"row") => {
                    rows += 1;
                    assert_eq!(columns.len() - 5, names, "{line}");
                }
                first => assert_eq!(first, Some(&"reason"), "{line}"),
            }
        }
        assert!(studies >= 8 && rows > 40, "{studies} studies, {rows} rows");
    }
}

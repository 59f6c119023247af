//! What would lift each limit that rules an option out, in rows as those of studies: a change a row.

use crate::studies::report;
use loadline_core::catalog::Catalog;
use loadline_core::decide::flips::{complete, is_same};
use loadline_core::format;
use loadline_core::plan::{Cell, Change, Plan, Rejection, Study, StudyRow};
use loadline_core::scenario::{Scenario, link};

/// Changes shown for a limit; the smallest come first.
const MOST: usize = 6;

/// The changes for the scenario of a link.
///
/// # Errors
/// The sentence that says why there is no plan.
pub fn answer(link: &str) -> Result<String, String> {
    let catalog = Catalog::embedded().map_err(|error| error.to_string())?;
    let scenario = link::decode(link).scenario;
    let mut plan = loadline_core::plan(&scenario, &catalog).map_err(|error| error.to_string())?;
    complete(&mut plan, &scenario, &catalog).map_err(|error| error.to_string())?;
    let rows = limits(&plan).iter().flat_map(|limit| limit.rows(&scenario)).collect();
    let study = Study {
        id: "flips",
        title: "What would lift each limit",
        lead: "Each change alone lifts the limit beside it, all else as stated. Found by planning again for every \
               input; the smallest changes of each limit first.",
        columns: vec!["Change", "Limit", "Broken by", "Rules out"],
        rows,
    };
    Ok(report(&[study], &scenario))
}

/// A limit broken, and the options that it rules out.
struct Broken<'p> {
    rejection: &'p Rejection,
    options: Vec<&'static str>,
    of: usize,
}

/// Every limit broken, once where it is lifted alike.
fn limits(plan: &Plan<f64>) -> Vec<Broken<'_>> {
    let mut limits: Vec<Broken<'_>> = Vec::new();
    for option in &plan.options {
        for rejection in &option.rejections {
            let alike = |one: &&mut Broken<'_>| {
                is_same(one.rejection, rejection) && one.rejection.flips == rejection.flips
            };
            match limits.iter_mut().find(alike) {
                Some(known) => known.options.push(option.name),
                None => {
                    limits.push(Broken { rejection, options: vec![option.name], of: plan.options.len() });
                }
            }
        }
    }
    limits
}

impl Broken<'_> {
    fn rows(&self, scenario: &Scenario) -> Vec<StudyRow<f64>> {
        let limit = format!("{}: {}", format::component(self.rejection.component), self.rejection.label);
        let options =
            if self.options.len() == self.of { "every option".to_owned() } else { self.options.join(", ") };
        let row = |change: &Change| {
            let (to, step) = (format::new_value(change), format::step(change, scenario.value(change.key)));
            let cells = [limit.clone(), format::excess(self.rejection), options.clone()];
            StudyRow {
                changes: vec![*change],
                ..StudyRow::new(
                    format!("Set {} to {to}{step}", change.key.field().label),
                    cells.into_iter().map(Cell::Words).collect(),
                )
            }
        };
        self.rejection.flips.iter().take(MOST).map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_too_long_is_cut_or_split() {
        let text = answer("1;analyze_minutes=18").unwrap_or_default();
        let row = |change: &str| {
            let row = text.lines().find(|line| line.split('\t').nth(3) == Some(change));
            row.map(|row| row.split('\t').skip(5).map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default()
        };
        let limit = ["Analyze: longest run of a function", "18\u{a0}min > 15\u{a0}min", "Functions"];
        for (change, words) in [
            ("analyze_minutes=15", "Set Analyze to 15 minutes per file (3\u{a0}min less)"),
            ("job_parts=2", "Set Runs per job to 2 runs (1 more)"),
        ] {
            assert_eq!(row(change), [&[words], limit.as_slice()].concat(), "{text}");
        }
    }

    #[test]
    fn what_rules_out_every_option_is_told_once() {
        let text = answer("1;episodes_per_day=1e8").unwrap_or_default();
        let episodes: Vec<&str> =
            text.lines().filter(|line| line.contains("so that the index stays hot")).collect();
        assert!(!episodes.is_empty() && episodes.iter().all(|line| line.ends_with("every option")), "{text}");
    }

    #[test]
    fn where_nothing_is_ruled_out_there_is_nothing_to_change() {
        let text = answer("1;memory_service=off;file_pipeline=off").unwrap_or_default();
        assert!(text.lines().count() == 2 && !text.contains("\nrow\t"), "{text}");
    }
}

//! Why a figure is what it is: its tree, folded but for the first level, so that it reads on a narrow page and from the
//! keyboard.

use loadline_core::decide::explain::{Date, Entry, Explanation, Figure, RestsOn, explain};
use loadline_core::format::percent;
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, section, tag};
use std::collections::BTreeSet;

/// The tree of the figure named `figure`, on the day `today` (`2026-01-31`).
///
/// # Errors
/// The sentence that says why there is none.
pub fn panel(scenario: &Scenario, figure: &str, today: &str) -> Result<Vec<Tag>, String> {
    let figure: Figure = figure.parse().map_err(words)?;
    let today: Date = today.parse().map_err(words)?;
    let found = explain(scenario, crate::catalog()?, &figure, today).map_err(words)?;
    let tree = Tree { found: &found, met: BTreeSet::new() }.of(0);
    let rests_on = found.rests_on.as_ref().map(rests_on).unwrap_or_default();
    Ok(vec![section("explain-title", found.title.clone()).all(rests_on).all(tree.into_iter().collect())])
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Causes shown of each total.
const MOST_CAUSES: usize = 8;

fn rests_on(of: &RestsOn) -> Vec<Tag> {
    let shares = format!(
        "Of these dollars, {} rest on assumptions that nobody stated, {} on prices of low confidence, {} on prices more \
         than a year old; {} on none of these.",
        percent(of.assumptions),
        percent(of.unverified),
        percent(of.old),
        percent(of.none)
    );
    let cause =
        |share: f64, label: &str, why: &str| tag("li").put(format!("{} {label}: {why}", percent(share)));
    let causes: Vec<Tag> = of
        .causes
        .iter()
        .take(MOST_CAUSES)
        .map(|one| cause(one.share, &one.label, one.kind.in_words()))
        .collect();
    let mut tags = vec![tag("p").class("rests-on").put(shares)];
    if !causes.is_empty() {
        tags.push(tag("details").put(tag("summary").put("What they rest on")).put(tag("ul").all(causes)));
    }
    tags
}

/// The tree as it is written, from the top.
struct Tree<'e> {
    found: &'e Explanation,
    /// Entries written already.
    met: BTreeSet<usize>,
}

impl Tree<'_> {
    fn of(&mut self, place: usize) -> Option<Tag> {
        let found = self.found;
        let entry = found.entries.get(place)?;
        let head = |tag: Tag| {
            let value = loadline_markup::tag("strong").put(entry.amount());
            tag.put(format!("{} = ", entry.label)).put(value)
        };
        let note = |words: String| tag("span").class("note").put(words);
        let is_first = self.met.insert(place);
        if entry.parts.is_empty() || !is_first {
            // What has parts is explained once; what has none says again where it is from.
            let source = if is_first || entry.parts.is_empty() { entry.source() } else { "above".to_owned() };
            return Some(head(tag("p").class("leaf")).put(" ").put(note(source)));
        }
        let mut tree = tag("details").class("tree");
        if place == 0 {
            tree = tree.with("open", "");
        }
        tree = tree.put(head(tag("summary")));
        for formula in self.formulas(entry) {
            tree = tree.put(tag("p").class("formula").put(format!("= {formula}")));
        }
        let source = entry.source();
        if !source.is_empty() {
            tree = tree.put(tag("p").class("note").put(source));
        }
        let parts: Vec<Tag> = entry.parts.iter().filter_map(|part| self.of(*part)).collect();
        Some(tree.all(parts))
    }

    /// The formula by names, then by figures.
    fn formulas(&self, entry: &Entry) -> [String; 2] {
        [self.found.in_words(entry), self.found.in_figures(entry)]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use loadline_core::decide::explain::figures;
    use loadline_markup::{read, write};

    fn written(figure: &str) -> Result<String, String> {
        panel(&Scenario::default(), figure, "2026-11-21").map(|trees| write(&trees))
    }

    #[test]
    fn a_total_says_what_it_rests_on_and_a_line_does_not() {
        let total = written("options/functions/usd").unwrap();
        assert!(total.contains("\"Functions: monthly bill\n") && total.contains("rest on assumptions"));
        // 2 tasks × 730 h × 1 vCPU × $0.04048 = $59.1008.
        assert!(total.contains("\"$59.1008/month\n") && total.contains("as of 2026-10-09"), "{total}");
        assert!(!written("options/functions/items/0/usd").unwrap().contains("rest on"));
    }

    #[test]
    fn every_figure_is_written_so_that_the_page_reads_it_whole() {
        let scenario = Scenario::default();
        let listed = figures(&scenario, crate::catalog().unwrap()).unwrap();
        for one in listed.iter().filter(|one| !one.figure.contains("/items/")) {
            let trees = panel(&scenario, &one.figure, "2026-11-21").unwrap();
            assert_eq!(write(&read(&write(&trees))), write(&trees), "{}", one.figure);
        }
    }

    #[test]
    fn a_request_names_scenario_figure_and_day() {
        let figure = "options/functions/items/api-tasks-vcpu/usd";
        let answer = crate::answer(&format!("explain\n1\n{figure}\n2026-11-21")).unwrap();
        assert_eq!(answer, written(figure).unwrap());
        assert!(crate::answer("explain\n1").unwrap_err().contains("no name of a figure"));
    }

    #[test]
    fn what_cannot_be_explained_is_said() {
        assert!(written("options/nobody/usd").unwrap_err().contains("no figure"));
        assert!(panel(&Scenario::default(), "tier", "yesterday").unwrap_err().contains("no date"));
    }
}

//! What the guides print beside what the planner makes of it.

use crate::studies::{Figures, tables, words};
use loadline_core::format;
use loadline_core::plan::Cell;
use loadline_core::reconcile::{self, Finding, Verdict};
use loadline_core::scenario::{Scenario, link};
use loadline_markup::{Tag, ask, badge, columns, part_head, row_head, section, tag, wide_by_keys};

/// What can be asked for.
pub fn panel() -> Vec<Tag> {
    vec![about("")]
}

/// Every finding, then the tables that stand beside a guide's advice.
pub fn computed() -> Result<Vec<Tag>, String> {
    let catalog = crate::catalog()?;
    let studies = reconcile::studies(catalog).map_err(|error| error.to_string())?;
    let findings = reconcile::findings(catalog);
    let claims = format::plural(findings.len(), "claim", "claims");
    let holding = findings.iter().filter(|finding| finding.verdict == Verdict::Holds).count();
    let failing = findings.len() - holding;
    let section = about(&format!("{claims} recomputed: {holding} hold, {failing} do not."));
    Ok(vec![section.put(table(&findings)).all(tables(&studies, &Scenario::default(), Figures::Foreign))])
}

fn about(status: &str) -> Tag {
    let button = ask("guides computed", "Compute it here").with("id", "guides-run");
    section("guides-title", "What the guides print")
        .put(tag("p").class("note").put(
            "Figures, sizes and advice that the five source guides print, against what follows from their own \
             rates, and what would make a printed figure true. Each row opens the scenario that shows it.",
        ))
        .put(tag("p").class("proof-ask").put(button))
        .put(tag("p").with("id", "guides-status").with("role", "status").put(status.to_owned()))
}

fn table(findings: &[Finding]) -> Tag {
    let mut rows = Vec::new();
    let mut guide = "";
    for finding in findings {
        if finding.guide != guide {
            guide = finding.guide;
            rows.push(tag("tr").class("part").put(part_head(format!("Guide {guide}"), "5")));
        }
        rows.push(row(finding));
    }
    let names = [("Claim", ""), ("Printed", ""), ("Computed", ""), ("True with", ""), ("Verdict", "")];
    let table = tag("table").with("id", "findings").put(columns(&names)).put(tag("tbody").all(rows));
    wide_by_keys("Claims of the guides", table)
}

fn row(finding: &Finding) -> Tag {
    let place = format!("{}, line {}", finding.id, finding.line);
    let needed = finding.needed.as_ref().map(|needed| format!("{}: {}", needed.what, words(&needed.value)));
    let class = if finding.verdict == Verdict::Holds { "badge badge-good" } else { "badge badge-bad" };
    let address = format!("#{}", link::encode(&finding.scenario));
    let judged = tag("td")
        .class("judged")
        .put(badge(class, finding.verdict.words()))
        .put(tag("span").class("reason").put(joined(&finding.because, "")))
        .put(tag("a").with("href", address).put("Open the scenario"));
    tag("tr")
        .put(row_head(finding.about).put(tag("span").class("summary").put(place)))
        .put(cell("Printed", joined(&finding.printed, "; ")))
        .put(cell("Computed", joined(&finding.computed, "; ")))
        .put(cell("True with", needed.unwrap_or_default()))
        .put(judged)
}

fn joined(cells: &[Cell<f64>], between: &str) -> String {
    cells.iter().map(words).collect::<Vec<String>>().join(between)
}

/// A cell that says its column itself where there is no room for columns.
fn cell(column: &'static str, text: String) -> Tag {
    tag("td").with("data-column", column).put(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_opens_the_scenario_that_shows_it() {
        let text = loadline_markup::write(&computed().unwrap_or_default());
        let links: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("@href=#")).collect();
        let catalog = crate::catalog().cloned();
        let findings = catalog.map(|catalog| reconcile::findings(&catalog)).unwrap_or_default();
        assert!(findings.len() >= 50 && links.len() == findings.len(), "{} links", links.len());
        for (link, finding) in links.into_iter().zip(&findings) {
            assert_eq!(link::decode(link).scenario, finding.scenario, "{}", finding.id);
        }
        // Three tables stand beside a guide's advice.
        assert_eq!(text.matches("@class=lead").count(), 3);
    }
}

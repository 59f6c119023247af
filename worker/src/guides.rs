//! What the guides print beside what the planner makes of it.

use crate::studies::{cell, report};
use loadline_core::catalog::Catalog;
use loadline_core::reconcile;
use loadline_core::scenario::Scenario;

/// Every finding, then the tables that stand beside a guide's advice. A finding is a row `finding, guide, line, id,
/// about, printed, computed, what would have to be different, how, verdict, why, link`; the tables are as studies.
///
/// # Errors
/// The sentence that says why there is no answer.
pub fn answer() -> Result<String, String> {
    let catalog = Catalog::embedded().map_err(|error| error.to_string())?;
    let studies = reconcile::studies(&catalog).map_err(|error| error.to_string())?;
    let mut text = String::new();
    for line in reconcile::lines(&reconcile::findings(&catalog), &cell).lines() {
        text.push_str("finding\t");
        text.push_str(line);
        text.push('\n');
    }
    Ok(text + &report(&studies, &Scenario::default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_has_all_its_columns_and_studies_follow() {
        let text = answer().unwrap_or_default();
        let findings = text.lines().filter(|line| line.starts_with("finding\t"));
        assert!(findings.clone().count() >= 50);
        for line in findings {
            assert_eq!(line.split('\t').count(), 12, "{line}");
        }
        assert_eq!(text.lines().filter(|line| line.starts_with("study\t")).count(), 3);
    }
}

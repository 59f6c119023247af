//! Every plan of a managed Postgres that was weighed, on demand.

use crate::studies::limit;
use loadline_core::catalog::Catalog;
use loadline_core::format;
use loadline_core::plan::DatabaseFit;
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, columns, figure, row_head, tag, traced, wide};

/// The plans; nothing where no database is needed.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let catalog = crate::catalog()?;
    let fits = crate::plan(scenario)?.database_fits;
    let rows: Vec<Tag> = fits.iter().filter_map(|fit| row(fit, catalog)).collect();
    if rows.is_empty() {
        return Ok(rows);
    }
    let names = columns(&[
        ("Database plan", ""),
        ("Connections needed", "figure"),
        ("Accepted", "figure"),
        ("$ a month", "figure"),
        ("Verdict", ""),
    ]);
    let table = tag("table").with("id", "database-plans").put(names).put(tag("tbody").all(rows));
    let summary = tag("summary").put("Every database plan that was weighed");
    Ok(vec![tag("details").put(summary).put(wide(table))])
}

fn row(fit: &DatabaseFit<f64>, catalog: &Catalog) -> Option<Tag> {
    let plan = catalog.database_plans.get(fit.plan)?;
    // The first limit broken says enough here; the rest would only repeat that the plan is too small.
    let verdict = tag("td").class("verdict");
    let verdict = match fit.rejections.first() {
        None => verdict.put("holds"),
        Some(first) => limit(verdict, &["database", &plan.id], 0, first),
    };
    let cell = |word, words| figure(traced(&["database", &plan.id, word], words));
    Some(
        tag("tr")
            .put(row_head(plan.label.clone()))
            .put(cell("connections_needed", format::number(fit.connections_needed)))
            .put(cell("connections_accepted", format::number(fit.connections_accepted)))
            .put(cell("usd", format::money(fit.usd_per_month)))
            .put(verdict),
    )
}

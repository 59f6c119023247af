//! Why believe it: what the figures rest on, at a glance.

use loadline_core::catalog::{Book, Catalog, Confidence, PriceRow};
use loadline_core::format;
use loadline_core::plan::DeploymentOption;
use loadline_core::scenario::{FIELDS, Key, Provenance, Scenario};
use loadline_markup::{Node, Tag, Words, section, tag};

/// Why believe it; `chosen` is the option whose bill is shown, empty for the first there is.
pub fn panel(scenario: &Scenario, chosen: &str) -> Result<Vec<Tag>, String> {
    let catalog = crate::catalog()?;
    let plan = crate::plan(scenario)?;
    let prices = match plan.option(chosen).or_else(|| plan.options.first()) {
        Some(option) => prices(option, scenario, catalog),
        None => "There is no bill.".to_owned(),
    };
    let facts: [(&'static str, Words); 5] = [
        ("Prices", prices.into()),
        ("Inputs", inputs(scenario).into()),
        ("Month", month(scenario).into()),
        (
            "Rule",
            "An option is ruled in or out before its cost counts. A price that is missing is an error, never zero."
                .into(),
        ),
        (
            "Privacy",
            "Everything is computed in this page. Nothing is sent anywhere; the whole scenario is in the link."
                .into(),
        ),
    ];
    let mut list = tag("dl").with("id", "belief");
    for (name, fact) in facts {
        list = list.put(tag("dt").put(name)).put(tag("dd").put(Node::Text(fact)));
    }
    Ok(vec![section("belief-title", "Why believe it").put(list)])
}

/// Where the prices of a bill are from, and how old the oldest is.
fn prices(option: &DeploymentOption<f64>, scenario: &Scenario, catalog: &Catalog) -> String {
    let mut rows: Vec<&PriceRow> = Vec::new();
    for row in option.line_items.iter().filter_map(|item| catalog.rows.get(item.price)) {
        if !rows.iter().any(|known| known.index == row.index) {
            rows.push(row);
        }
    }
    let Some(oldest) = rows.iter().min_by_key(|row| format::date(&row.as_of)) else {
        return "This bill uses no prices.".to_owned();
    };
    let oldest_line =
        option.line_items.iter().find(|item| item.price == oldest.index).map_or("", |item| item.label);
    let newest = rows.iter().map(|row| format::date(&row.as_of)).max().unwrap_or_default();
    let printed = rows.iter().filter(|row| row.book == Book::Printed).count();
    let own = rows.iter().filter(|row| scenario.own_price(&row.id).is_some()).count();
    let own = if own > 0 { format!(" {own} in whose place you state your own,") } else { String::new() };
    let unsure = rows.iter().filter(|row| row.confidence != Confidence::High).count();
    format!(
        "{} in this bill, seen between {} and {newest}; the oldest is that of “{}”. {printed} printed in the guides,{own} \
         {unsure} of less than high confidence. Each line names its source.",
        format::plural(rows.len(), "price", "prices"),
        format::date(&oldest.as_of),
        oldest_line,
    )
}

/// What the inputs rest on.
fn inputs(scenario: &Scenario) -> String {
    let count = |provenance: fn(&Provenance) -> bool| {
        FIELDS
            .iter()
            .filter(|field| scenario.stated(field.key).is_none() && provenance(&field.provenance))
            .count()
    };
    let stated = FIELDS.iter().filter(|field| scenario.stated(field.key).is_some()).count();
    format!(
        "{} inputs: {stated} stated by you; of the defaults {} from the guides, {} from code or documents, \
         {} our assumptions, {} worked out from the others.",
        FIELDS.len(),
        count(|provenance| matches!(provenance, Provenance::Guide(_))),
        count(|provenance| matches!(provenance, Provenance::Model(_))),
        count(|provenance| matches!(provenance, Provenance::Assumption)),
        count(|provenance| matches!(provenance, Provenance::Derived)),
    )
}

fn month(scenario: &Scenario) -> String {
    let hours = scenario.value(Key::MonthHours).unwrap_or_default();
    format!(
        "A billing month has {} hours, that is {} days.",
        format::number(hours),
        format::number(hours / 24.0)
    )
}

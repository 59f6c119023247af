//! The chart's figures as a table: every option's cost at round loads and at the load in force.

use loadline_core::decide::explain::elsewhere;
use loadline_core::format;
use loadline_core::option;
use loadline_core::plan::Change;
use loadline_core::scenario::{FIELDS, Scenario};
use loadline_markup::{Tag, bits, figure, row_head, tag, traced, wide_by_keys};

/// The table. `line` names the input and holds the bits of the round loads.
pub fn panel(scenario: &Scenario, line: &str) -> Result<Vec<Tag>, String> {
    let (id, loads) = line.split_once(' ').unwrap_or((line, ""));
    let field =
        FIELDS.iter().find(|field| field.id == id).ok_or_else(|| format!("There is no input `{id}`."))?;
    let now = scenario.value(field.key).unwrap_or_default();
    let plan = crate::plan(scenario)?;
    let options: Vec<(&'static str, &'static str)> =
        option::names().into_iter().filter(|(id, _)| plan.option(id).is_some()).collect();
    let mut loads: Vec<f64> = bits::all(loads).filter(|load| *load != now).chain([now]).collect();
    loads.sort_by(f64::total_cmp);
    let mut rows = Vec::with_capacity(loads.len());
    for load in loads {
        let mut there = scenario.clone();
        there.set_unchecked(field.key, Some(load));
        let plan = crate::plan(&there)?;
        let is_now = load == now;
        let change = Change { key: field.key, to: load };
        let changes = if is_now { &[] } else { std::slice::from_ref(&change) };
        let cell = |(id, _): &(&str, &str)| match plan.option(id).filter(|option| option.is_feasible()) {
            Some(option) => {
                let name = elsewhere(changes, &["options", id, "usd"].join("/"));
                figure(traced(&[&name], format::money(option.usd_per_month)))
            }
            None => figure("ruled out"),
        };
        let suffix = if is_now { " (now)" } else { "" };
        rows.push(
            tag("tr")
                .class(if is_now { "current" } else { "" })
                .put(row_head(format!("{}{suffix}", format::number(load))))
                .all(options.iter().map(cell).collect()),
        );
    }
    let column =
        |(_, name): &(&'static str, &'static str)| tag("th").with("scope", "col").class("figure").put(*name);
    let head = tag("tr")
        .put(tag("th").with("scope", "col").put(format!("{}, {}", field.label, field.unit_words)))
        .all(options.iter().map(column).collect());
    let table =
        tag("table").with("id", "curve-table").put(tag("thead").put(head)).put(tag("tbody").all(rows));
    Ok(vec![wide_by_keys("Cost of every option at round loads", table)])
}

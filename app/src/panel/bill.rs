//! The bill of one option: every line with its quantity, unit price, and where the price is from.

use crate::markup::{Tag, bar, columns, figure, list, live, part_head, row_head, section, tag, traced, wide};
use crate::planner;
use crate::state::State;
use crate::texts::{self, Course};
use leptos::prelude::*;
use loadline_core::catalog::{Book, Confidence, PriceRow};
use loadline_core::format;
use loadline_core::plan::{DeploymentOption, Fleet, LineItem};
use loadline_core::scenario::Scenario;

/// The bill.
#[must_use]
pub fn bill(state: State) -> AnyView {
    live("bill", move || {
        let texts = state.texts.get();
        state.plan.with(|plan| {
            let option = plan.as_ref().ok().and_then(|plan| state.shown(plan));
            let bill = |option| state.scenario.with(|scenario| vec![of_option(option, scenario, texts)]);
            option.map(bill).unwrap_or_default()
        })
    })
}

fn of_option(option: &DeploymentOption<f64>, scenario: &Scenario, texts: Course) -> Tag {
    let total = tag("tr")
        .class("total")
        .put(row_head("Total").with("colspan", "3"))
        .put(figure(traced(&["options", option.id, "usd"], format::cents(option.usd_per_month))));
    let table = tag("table")
        .with("id", "bill")
        .put(columns(&[
            ("Item", ""),
            ("Quantity a month", "figure"),
            ("Unit price", "figure"),
            ("$ a month", "figure"),
        ]))
        .all(
            by_component(&option.line_items)
                .into_iter()
                .map(|of| part(option, of, scenario, texts))
                .collect(),
        )
        .put(tag("tfoot").put(total));
    let warning = if option.is_feasible() {
        ""
    } else {
        "This option does not work as stated; the bill holds only the parts that could be placed."
    };
    let fleets = option.fleets.iter().enumerate().map(|(place, of)| fleet(option.id, place, of));
    section("bill-title", format!("Bill: {}", option.name))
        .put(tag("p").class("warning").put(warning))
        .put(wide(table))
        .put(tag("h3").put("How busy its machines are"))
        .put(list("fleets", fleets.collect(), "It keeps no machines."))
}

/// A line of the bill and its place among all.
type Line<'b> = (usize, &'b LineItem<f64>);

/// The lines by component, in the order the components first appear.
fn by_component(items: &[LineItem<f64>]) -> Vec<(&'static str, Vec<Line<'_>>)> {
    let mut parts: Vec<(&'static str, Vec<Line<'_>>)> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        match parts.iter_mut().find(|(component, _)| *component == item.component) {
            Some((_, lines)) => lines.push((place, item)),
            None => parts.push((item.component, vec![(place, item)])),
        }
    }
    parts
}

fn part(
    option: &DeploymentOption<f64>,
    (component, items): (&'static str, Vec<Line<'_>>),
    scenario: &Scenario,
    texts: Course,
) -> Tag {
    let subtotal: f64 = items.iter().map(|(_, item)| item.usd_per_month).sum();
    let head = tag("tr")
        .class("part")
        .put(part_head(format::component(component), "3"))
        .put(figure(traced(&["options", option.id, "subtotals", component], format::cents(subtotal))));
    let lines = items.into_iter().map(|of| line(option.id, of, scenario, texts));
    tag("tbody").key(component).put(head).all(lines.collect())
}

fn line(option: &str, (place, item): Line<'_>, scenario: &Scenario, texts: Course) -> Tag {
    let place = place.to_string();
    let cell = |word, words| figure(traced(&["options", option, "items", &place, word], words));
    let row = planner::price(item.price);
    let per = row.map(|row| format!("per {}", row.per_words)).unwrap_or_default();
    let price =
        cell("unit_price", format::unit_price(item.unit_price)).put(tag("span").class("per").put(per));
    tag("tr")
        .key(item.label)
        .put(row_head(item.label).all(row.map(|row| source(row, scenario, texts)).into_iter().collect()))
        .put(cell("quantity", format::quantity(item.quantity, item.unit)))
        .put(price)
        .put(cell("usd", format::cents(item.usd_per_month)))
}

/// How far a price can be trusted, in words.
fn confidence(row: &PriceRow) -> &'static str {
    match row.confidence {
        Confidence::High => "high confidence",
        Confidence::Medium => "medium confidence",
        Confidence::Low => "low confidence",
    }
}

/// The source of a price: its date at a glance, the rest unfolded on demand. Beside one's own stands what the list has.
fn source(row: &'static PriceRow, scenario: &Scenario, texts: Course) -> Tag {
    let list = format::unit_price(row.value);
    let (own, list) = match (scenario.own_price(&row.id), row.book) {
        (Some(_), _) => ("your price; list ", &*list),
        (None, Book::Printed) => ("printed in the guide", ""),
        (None, Book::List) => ("list price", ""),
    };
    let glance = [own, list, ", ", format::date(&row.as_of), ", ", confidence(row)].concat();
    let mut rest = tag("dl");
    let mut fact = |name: &'static str, fact: &str| {
        if !fact.is_empty() {
            let so_far = std::mem::replace(&mut rest, tag("dl"));
            rest = so_far.put(tag("dt").put(name)).put(tag("dd").put(fact.to_owned()));
        }
    };
    match texts::of_price(row.index) {
        Some(texts) => {
            ["Price", "Region", "Source", "Note"]
                .into_iter()
                .zip(texts)
                .for_each(|(name, text)| fact(name, text));
        }
        None if texts == Course::Missing => {
            fact("Source", "could not be loaded; unfold another one to try again")
        }
        None => fact("Source", "…"),
    }
    fact("As of", &row.as_of);
    tag("details").class("source").put(tag("summary").put(glance)).put(rest)
}

fn fleet(option: &str, place: usize, fleet: &Fleet<f64>) -> Tag {
    let place = place.to_string();
    let value = |word, words| traced(&["options", option, "fleets", &place, word], words);
    let span = |class| tag("span").class(class);
    tag("li")
        .put(span("fleet-name").put(format::component(fleet.component)))
        .put(
            span("fleet-size")
                .put(value("count", format::number(fleet.count)))
                .put([" × ", &fleet.size].concat()),
        )
        .put(bar(fleet.utilisation, 0.8))
        .put(span("fleet-share").put(value("utilisation", format::percent(fleet.utilisation))).put(" busy"))
}

//! The bill of one option: every line with its quantity, unit price, and where the price is from.

use super::bar;
use crate::state::State;
use crate::{format, planner};
use leptos::prelude::*;
use loadline_core::catalog::{Book, Confidence, PriceRow};
use loadline_core::plan::{DeploymentOption, Fleet, LineItem};

/// The bill.
#[must_use]
pub fn bill(state: State) -> AnyView {
    let of_shown = move |view: fn(&DeploymentOption<f64>) -> AnyView| {
        move || state.plan.with(|plan| plan.as_ref().ok().and_then(|plan| state.shown(plan)).map(view))
    };
    view! {
        <section class="bill" aria-labelledby="bill-title">
            <h2 id="bill-title">"Bill: " {of_shown(|option| option.name.into_any())}</h2>
            {of_shown(incomplete)}
            <div class="wide">
                <table id="bill">
                    <thead>
                        <tr>
                            <th scope="col">"Item"</th>
                            <th scope="col" class="figure">"Quantity a month"</th>
                            <th scope="col" class="figure">"Unit price"</th>
                            <th scope="col" class="figure">"$ a month"</th>
                        </tr>
                    </thead>
                    {of_shown(parts)}
                    <tfoot>
                        <tr class="total">
                            <th scope="row" colspan="3">"Total"</th>
                            <td class="figure">{of_shown(|option| format::cents(option.usd_per_month).into_any())}</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
            <h3>"How busy its machines are"</h3>
            <ul id="fleets">{of_shown(fleets)}</ul>
        </section>
    }
    .into_any()
}

fn incomplete(option: &DeploymentOption<f64>) -> AnyView {
    if option.is_feasible() {
        return ().into_any();
    }
    view! { <p class="warning">"This option does not work as stated; the bill holds only the parts that could be placed."</p> }
        .into_any()
}

/// The lines by component, in the order the components first appear.
fn by_component(items: &[LineItem<f64>]) -> Vec<(&'static str, Vec<&LineItem<f64>>)> {
    let mut parts: Vec<(&'static str, Vec<&LineItem<f64>>)> = Vec::new();
    for item in items {
        match parts.iter_mut().find(|(component, _)| *component == item.component) {
            Some((_, lines)) => lines.push(item),
            None => parts.push((item.component, vec![item])),
        }
    }
    parts
}

fn parts(option: &DeploymentOption<f64>) -> AnyView {
    let parts: Vec<AnyView> = by_component(&option.line_items)
        .into_iter()
        .map(|(component, items)| {
            let subtotal: f64 = items.iter().map(|item| item.usd_per_month).sum();
            let lines: Vec<AnyView> = items.into_iter().map(line).collect();
            view! {
                <tbody>
                    <tr class="part">
                        <th scope="rowgroup" colspan="3">{format::component(component)}</th>
                        <td class="figure">{format::cents(subtotal)}</td>
                    </tr>
                    {lines}
                </tbody>
            }
            .into_any()
        })
        .collect();
    parts.into_any()
}

fn line(item: &LineItem<f64>) -> AnyView {
    let row = planner::price(item.price);
    let per = row.map(|row| format!("per {}", row.per_words)).unwrap_or_default();
    view! {
        <tr>
            <th scope="row">
                {item.label}
                {row.map(source)}
            </th>
            <td class="figure">{format::quantity(item.quantity, item.unit)}</td>
            <td class="figure">{format::unit_price(item.unit_price)} " " <span class="per">{per}</span></td>
            <td class="figure">{format::cents(item.usd_per_month)}</td>
        </tr>
    }
    .into_any()
}

/// How far a price can be trusted, in words.
#[must_use]
pub fn confidence(row: &PriceRow) -> &'static str {
    match row.confidence {
        Confidence::High => "high confidence",
        Confidence::Medium => "medium confidence",
        Confidence::Low => "low confidence",
    }
}

/// The source of a price: its date at a glance, the rest unfolded on demand.
fn source(row: &'static PriceRow) -> AnyView {
    let book = match row.book {
        Book::Printed => "printed in the guide",
        Book::List => "list price",
    };
    view! {
        <details class="source">
            <summary>{format!("{book}, {}, {}", format::date(&row.as_of), confidence(row))}</summary>
            <dl>
                <dt>"Price"</dt><dd>{row.label.as_str()}</dd>
                <dt>"Region"</dt><dd>{row.region.as_str()}</dd>
                <dt>"Source"</dt><dd>{row.source.as_str()}</dd>
                <dt>"As of"</dt><dd>{row.as_of.as_str()}</dd>
                {(!row.note.is_empty()).then(|| view! { <dt>"Note"</dt><dd>{row.note.as_str()}</dd> })}
            </dl>
        </details>
    }
    .into_any()
}

fn fleets(option: &DeploymentOption<f64>) -> AnyView {
    option.fleets.iter().map(fleet).collect::<Vec<_>>().into_any()
}

fn fleet(fleet: &Fleet<f64>) -> AnyView {
    view! {
        <li>
            <span class="fleet-name">{format::component(fleet.component)}</span>
            <span class="fleet-size">{format!("{} × {}", format::number(fleet.count), fleet.size)}</span>
            {bar(fleet.utilisation)}
            <span class="fleet-share">{format!("{} busy", format::percent(fleet.utilisation))}</span>
        </li>
    }
    .into_any()
}

//! The scenario on one sheet of paper: figures, chart, assumptions, prices with dates, link and its code.

use crate::advice::{rests_on, shares};
use crate::inputs::by_weight;
use crate::refine::whole;
use crate::{picture, share};
use loadline_core::chart::sheet::{LIGHT, Sheet as Drawing};
use loadline_core::decide::ranges::Outlook;
use loadline_core::decide::why::why;
use loadline_core::format;
use loadline_core::plan::{DeploymentOption, Plan};
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::{FIELDS, Field, Key, Provenance, Scenario, link};
use loadline_markup::{Tag, columns, figure, part_head, row_head, tag};

/// Rows that fit beside all the rest; what is left out is counted, and stands in the link.
const MOST_INPUTS: usize = 12;
const MOST_PRICES: usize = 16;
/// Width of the chart in its own pixels: the fewer, the larger its letters on paper.
const CHART: u32 = 520;
const MOST_OPTIONS: usize = 12;

/// The sheet; `address` is the page's own, before the fragment, and `today` the date.
pub fn panel(scenario: &Scenario, address: &str, today: &str) -> Result<Vec<Tag>, String> {
    let plan = crate::plan(scenario)?;
    let catalog = crate::catalog()?;
    let winner = plan.winner();
    let title = match winner {
        Some(winner) => format!("{}: {} a month", winner.name, format::money(winner.usd_per_month)),
        None => "No option works as stated".to_owned(),
    };
    let words = why(scenario, catalog).map_err(|error| error.to_string())?;
    let words: Vec<String> = words.sentences(scenario).iter().map(|one| one.text()).collect();
    let mut head = tag("div").put(tag("h1").put(title)).put(tag("p").put(words.join(" ")));
    if let Some(winner) = winner
        && let Some(rests_on) = rests_on(scenario, winner.id, today)?
    {
        head = head.put(tag("p").put(shares(&rests_on)));
    }
    let outlook = whole(scenario)?;
    let open = outlook.sentences_about(winner.map(|winner| winner.id));
    if !open.is_empty() {
        head = head.put(tag("p").put(open.join(" ")));
    }
    let address = address.trim_end_matches('#');
    let link = format!("{address}#{}", link::encode(scenario));
    let mut top = tag("div").class("sheet-top").put(head);
    if let Ok(code) = share::code(&link) {
        top = top.put(picture::image("", &share::drawn(&code), "QR code of the link"));
    }
    let key = by_weight(scenario).next();
    let axis = key.map(|key| Axis::around(key, scenario.value(key).unwrap_or_default(), true, None));
    let chart = axis.map(|axis| chart(scenario, axis, &link)).transpose()?;
    let left = tag("div")
        .all(chart.into_iter().collect())
        .put(options(&plan))
        .all(winner.map(bill).into_iter().collect());
    let right = tag("div")
        .put(inputs(scenario, &outlook))
        .all(winner.map(|of| prices(of, catalog)).into_iter().collect());
    Ok(vec![
        tag("section")
            .with("aria-label", "On paper")
            .put(top)
            .put(tag("div").class("sheet-columns").put(left).put(right))
            .put(tag("p").class("sheet-link").put(format!("Printed on {today} with Loadline. ")).put(link)),
    ])
}

/// The cost curves along one input, on white.
fn chart(scenario: &Scenario, axis: Axis, link: &str) -> Result<Tag, String> {
    let drawing = Drawing::of_scenario(scenario, crate::catalog()?, &[axis], link)
        .map_err(|error| error.to_string())?;
    Ok(picture::image("", &drawing.svg(&LIGHT, CHART), &drawing.described()))
}

fn table(title: String, heads: &[(&'static str, &'static str)], rows: Vec<Tag>) -> Tag {
    tag("table").put(tag("caption").put(title)).put(columns(heads)).put(tag("tbody").all(rows))
}

/// The first so many rows, and a last one that counts the rest.
fn cut(mut rows: Vec<Tag>, most: usize, span: &'static str) -> Vec<Tag> {
    let rest = rows.len().saturating_sub(most);
    rows.truncate(most);
    if rest > 0 {
        rows.push(tag("tr").put(part_head(format!("and {rest} more, in the link"), span)));
    }
    rows
}

fn options(plan: &Plan<f64>) -> Tag {
    let best = plan.winner().map(|winner| winner.usd_per_month);
    let rows = plan.options.iter().enumerate().map(|(place, option)| {
        let row = tag("tr").key(option.id);
        match (option.rejections.first(), best) {
            (None, Some(best)) => row
                .put(row_head(format!("{}. {}", place + 1, option.name)))
                .put(figure(format::money(option.usd_per_month)))
                .put(figure(format::difference(option.usd_per_month - best))),
            (rejection, _) => {
                let limit = rejection.map_or("", |rejection| rejection.label);
                row.put(row_head(option.name))
                    .put(tag("td").with("colspan", "2").put(format!("ruled out: {limit}")))
            }
        }
    });
    let heads = [("Option", ""), ("$ a month", "figure"), ("more", "figure")];
    table("Options".to_owned(), &heads, cut(rows.collect(), MOST_OPTIONS, "3"))
}

/// The winner's bill by component.
fn bill(winner: &DeploymentOption<f64>) -> Tag {
    let mut parts: Vec<(&'static str, f64)> = Vec::new();
    for item in &winner.line_items {
        match parts.iter_mut().find(|(component, _)| *component == item.component) {
            Some((_, usd)) => *usd += item.usd_per_month,
            None => parts.push((item.component, item.usd_per_month)),
        }
    }
    let row = |(component, usd): (&'static str, f64)| {
        tag("tr").key(component).put(row_head(format::component(component))).put(figure(format::cents(usd)))
    };
    let mut rows: Vec<Tag> = parts.into_iter().map(row).collect();
    rows.push(
        tag("tr").class("total").put(row_head("Total")).put(figure(format::cents(winner.usd_per_month))),
    );
    table(format!("Bill of {}", winner.name), &[("Component", ""), ("$ a month", "figure")], rows)
}

/// What was stated, the loads, the ranges from those most worth finding out, and the assumptions behind the rest. A range is
/// told from end to end, with its kind.
fn inputs(scenario: &Scenario, outlook: &Outlook) -> Tag {
    let is_on = |key: Key| key.switch().is_none_or(|switch| scenario.is_on(switch));
    let worth = |key: Key| outlook.inputs.iter().position(|input| input.key == key);
    let rank = |field: &Field| match (worth(field.key), field.provenance) {
        _ if scenario.stated(field.key).is_some() || scenario.own_range(field.key).is_some() => (0, 0),
        _ if field.is_load() => (1, 0),
        (Some(place), _) => (2, place),
        (None, Provenance::Assumption) => (3, 0),
        _ => (4, 0),
    };
    let mut fields: Vec<&Field> =
        FIELDS.iter().filter(|field| is_on(field.key) && rank(field).0 < 4).collect();
    fields.sort_by_key(|field| rank(field));
    let rows = fields.into_iter().filter_map(|field| {
        let range = scenario.range_in_words(field.key);
        let from = match rank(field).0 {
            0 => "stated".to_owned(),
            3 => "assumption".to_owned(),
            _ if range.is_some() => scenario.range_kind(field.key),
            _ => "default".to_owned(),
        };
        let value = || scenario.value(field.key).map(|value| format::of_input(field, value));
        let words = range.or_else(value)?;
        Some(tag("tr").key(field.id).put(row_head(field.label)).put(figure(words)).put(tag("td").put(from)))
    });
    let heads = [("Input", ""), ("Value", "figure"), ("From", "")];
    table("Stated, loads, ranges, assumptions".to_owned(), &heads, cut(rows.collect(), MOST_INPUTS, "3"))
}

/// The prices on the bill with their dates.
fn prices(winner: &DeploymentOption<f64>, catalog: &loadline_core::catalog::Catalog) -> Tag {
    let mut met: Vec<usize> = Vec::new();
    let mut rows = Vec::new();
    for item in &winner.line_items {
        if met.contains(&item.price) {
            continue;
        }
        met.push(item.price);
        let Some(row) = catalog.rows.get(item.price) else { continue };
        // No room for more than what differs: the person's own price.
        let own = if item.unit_price == row.value {
            String::new()
        } else {
            format!(" (yours; list {})", format::unit_price(row.value))
        };
        let per = format!("{} per {}{own}", format::unit_price(item.unit_price), row.per_words);
        let date = format::date(&row.as_of).to_owned();
        rows.push(tag("tr").put(row_head(row.label.clone())).put(figure(per)).put(tag("td").put(date)));
    }
    let heads = [("Price", ""), ("List", "figure"), ("Seen", "")];
    table("Prices".to_owned(), &heads, cut(rows, MOST_PRICES, "3"))
}

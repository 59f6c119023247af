//! Which input matters to what an option costs: a table of the inputs, results as JSON.

use loadline_core::catalog::Catalog;
use loadline_core::decide::matters::{End, Influence, Matters, matters, share, usual};
use loadline_core::decide::ranges::{Draws, REPLICATES, outlook};
use loadline_core::option;
use loadline_core::scenario::typing::{format_number, nearest};
use loadline_core::scenario::{Scenario, link};
use serde::Serialize;

use crate::BadInput;
use crate::arguments::MattersArguments;
use crate::json::{self, Fields, SCHEMA};
use crate::layout::{Column, money, quoted, table, wrapped};
use crate::ranges::{EstimateDocument, estimate};
use crate::{broken, input};

/// Carry out `loadline matters`.
pub fn answer(arguments: &MattersArguments, catalog: &Catalog) -> Result<String, BadInput> {
    let scenario = input::scenario(&arguments.plan)?;
    let option = match arguments.option.as_deref() {
        Some(id) => Some(known(id)?),
        None => usual(&outlook(&scenario, catalog, &mut Draws::default()).map_err(broken)?),
    };
    let found =
        option.map(|option| matters(&scenario, catalog, option).map_err(broken)).transpose()?.flatten();
    let found = found
        .ok_or_else(|| BadInput::new("matters: this scenario has nothing that such an option would run"))?;
    if arguments.plan.json { json(&scenario, &found) } else { Ok(report(&scenario, &found)) }
}

fn known(id: &str) -> Result<&'static str, BadInput> {
    let ids = option::ids();
    ids.iter().copied().find(|known| *known == id).ok_or_else(|| {
        let meant = nearest(id, ids.iter().copied());
        let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        BadInput::new(format!("--option: {} is none of {}{meant}", quoted(id), ids.join(", ")))
    })
}

/// The sentences, then the inputs, that which matters most first.
fn report(scenario: &Scenario, found: &Matters) -> String {
    let mut text = wrapped("", &found.sentences().join(" "));
    if !found.inputs.is_empty() {
        let heads = ["Input", "low", "high", "at low", "at high", "alone", "in all"];
        let mut rows = vec![heads.map(str::to_owned).to_vec()];
        rows.extend(found.inputs.iter().flat_map(rows_of));
        text.push('\n');
        text.push_str(&table(0, &[[Column::Left; 1].as_slice(), &[Column::Right; 6]].concat(), &rows));
        text.push('\n');
        let remarks = found.inputs.iter().flat_map(|input| remarks(found, input));
        text.extend(remarks.map(|remark| wrapped("- ", &remark)));
    }
    if !found.idle.is_empty() {
        let idle: Vec<&str> = found.idle.iter().map(|key| key.field().id).collect();
        text.push_str(&wrapped("", &format!("Known as ranges and of no part: {}.", idle.join(", "))));
    }
    text.push_str(&wrapped(
        "",
        &format!(
            "At low and at high: dollars a month with this input at that end of its range and all others at their likely \
             values. Alone: the share of the variance that knowing it would take away; in all: that and what it does \
             together with others. Worlds of seed {}; ± holds with 95 %.",
            found.draw.seed
        ),
    ));
    text.push_str(&format!("Link  {}\n", link::encode(scenario)));
    text
}

/// A line for the input; of those that move together one each, figures at the first.
fn rows_of(input: &Influence) -> Vec<Vec<String>> {
    let figures = [cost(&input.low), cost(&input.high), share(input.first), share(input.total)];
    let rows = input.inputs.iter().enumerate().map(|(place, (key, spread))| {
        let id = if place == 0 { key.field().id.to_owned() } else { format!("+ {}", key.field().id) };
        let mut row = vec![id, format_number(spread.low), format_number(spread.high)];
        row.extend(figures.iter().map(|figure| if place == 0 { figure.clone() } else { String::new() }));
        row
    });
    rows.collect()
}

fn cost(end: &End) -> String {
    end.usd.map_or_else(|| "ruled out".to_owned(), money)
}

fn remarks(found: &Matters, input: &Influence) -> Vec<String> {
    let ids: Vec<&str> = input.inputs.iter().map(|(key, _)| key.field().id).collect();
    let about = ids.join(" + ");
    let ends = [("low", &input.low), ("high", &input.high)];
    let turns = ends.into_iter().filter_map(|(end, at)| Some((end, found.becomes(at)?)));
    let turns = turns.map(|(end, becomes)| format!("{about}: at its {end} end the cheapest is {becomes}."));
    turns.chain(found.remark(input).map(|remark| format!("{about}: {remark}"))).collect()
}

/// Every estimate has its standard error beside it.
#[derive(Serialize)]
struct MattersDocument<'a> {
    schema: u32,
    scenario: Fields<'a>,
    text: Vec<String>,
    seed: u64,
    worlds: usize,
    replicates: usize,
    option: &'static str,
    name: &'static str,
    likely_usd: Option<f64>,
    cheapest: Option<&'static str>,
    works: EstimateDocument,
    deviation_usd: Option<f64>,
    inputs: Vec<InfluenceDocument>,
    idle: Vec<&'static str>,
}

/// Ends as dollars a month, null where the option is ruled out, with the option that is the cheapest there.
#[derive(Serialize)]
struct InfluenceDocument {
    inputs: Vec<RangeDocument>,
    low_usd: Option<f64>,
    high_usd: Option<f64>,
    low_cheapest: Option<&'static str>,
    high_cheapest: Option<&'static str>,
    first: EstimateDocument,
    total: EstimateDocument,
    worlds: usize,
    remark: Option<&'static str>,
}

#[derive(Serialize)]
struct RangeDocument {
    key: &'static str,
    low: f64,
    likely: f64,
    high: f64,
}

fn json(scenario: &Scenario, found: &Matters) -> Result<String, BadInput> {
    let cheapest = |end: &End| end.cheapest.map(|(id, _)| id);
    let influence = |input: &Influence| InfluenceDocument {
        inputs: input
            .inputs
            .iter()
            .map(|(key, spread)| RangeDocument {
                key: key.field().id,
                low: spread.low,
                likely: spread.likely,
                high: spread.high,
            })
            .collect(),
        low_usd: input.low.usd,
        high_usd: input.high.usd,
        low_cheapest: cheapest(&input.low),
        high_cheapest: cheapest(&input.high),
        first: estimate(input.first),
        total: estimate(input.total),
        worlds: input.worlds,
        remark: found.remark(input),
    };
    json::text(&MattersDocument {
        schema: SCHEMA,
        scenario: Fields::InForce(scenario),
        text: found.sentences(),
        seed: found.draw.seed,
        worlds: found.draw.worlds(),
        replicates: REPLICATES,
        option: found.option,
        name: found.name,
        likely_usd: found.likely.usd,
        cheapest: cheapest(&found.likely),
        works: estimate(found.works),
        deviation_usd: found.deviation.is_finite().then_some(found.deviation),
        inputs: found.inputs.iter().map(influence).collect(),
        idle: found.idle.iter().map(|key| key.field().id).collect(),
    })
}

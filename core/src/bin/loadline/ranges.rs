//! What ranges of inputs leave of the decision: a table of the options and one of the inputs, results as JSON.

use loadline_core::decide::ranges::{OptionOutlook, Outlook, RangedInput, margin};
use loadline_core::format;
use loadline_core::scenario::ranges::shape_word;
use loadline_core::scenario::typing::format_number;
use loadline_core::scenario::{Scenario, link};
use loadline_core::science::estimate::Estimate;
use serde::Serialize;

use crate::BadInput;
use crate::json::{self, Fields, SCHEMA};
use crate::layout::{Column, money, table, wrapped};

/// The sentences, then the options, then the inputs, those most worth finding out first.
pub fn report(scenario: &Scenario, outlook: &Outlook) -> String {
    let mut text = wrapped("", &outlook.sentences().join(" "));
    let heads = ["Option", "cheapest in", "p10", "p50", "p90", "ruled out in", "regret"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(outlook.options.iter().map(|option| row(option, outlook)));
    text.push('\n');
    text.push_str(&table(0, &[[Column::Elastic; 1].as_slice(), &[Column::Right; 6]].concat(), &rows));
    let mut rows = vec![["Input", "range", "shape", "worth finding out"].map(str::to_owned).to_vec()];
    rows.extend(outlook.inputs.iter().map(|input| {
        let RangedInput { key, spread, .. } = *input;
        let range = [spread.low, spread.likely, spread.high].map(format_number).join(", ");
        vec![key.field().id.to_owned(), range, shape_word(spread.shape).to_owned(), dollars(input.worth)]
    }));
    text.push('\n');
    text.push_str(&table(0, &[Column::Left, Column::Left, Column::Left, Column::Right], &rows));
    let worlds = format::exact(outlook.draw.worlds() as f64);
    text.push('\n');
    text.push_str(&wrapped(
        "",
        &format!(
            "{worlds} worlds of seed {}; p10, p50 and p90 are the dollars that a tenth, half and nine tenths of those in which \
             an option works stay below; ± holds with 95 %.",
            outlook.draw.seed
        ),
    ));
    text.push_str(&format!("Link  {}\n", link::encode(scenario)));
    text
}

fn row(option: &OptionOutlook, outlook: &Outlook) -> Vec<String> {
    let usd = |usd: Estimate| if usd.value.is_nan() { "-".to_owned() } else { money(usd.value) };
    let [low, half, high] = option.usd.map(usd);
    let works = option.standing.works;
    vec![
        option.name.to_owned(),
        outlook.share(option.standing.cheapest),
        low,
        half,
        high,
        outlook.share(Estimate { value: 1.0 - works.value, error: works.error }),
        dollars(Some(option.standing.regret)),
    ]
}

fn dollars(usd: Option<Estimate>) -> String {
    match usd.filter(|usd| !usd.value.is_nan()) {
        Some(usd) => format!("{} ± {}", money(usd.value), money(margin(usd))),
        None => "-".to_owned(),
    }
}

/// Every estimate has its standard error beside it.
#[derive(Serialize)]
struct OutlookDocument<'a> {
    schema: u32,
    scenario: Fields<'a>,
    text: Vec<String>,
    seed: u64,
    worlds: usize,
    replicates: usize,
    any_works: EstimateDocument,
    choice: Option<&'static str>,
    perfect_information_usd: Option<EstimateDocument>,
    options: Vec<OptionDocument<'a>>,
    inputs: Vec<InputDocument>,
}

/// A figure with its standard error.
#[derive(Serialize)]
pub struct EstimateDocument {
    value: Option<f64>,
    error: Option<f64>,
}

#[derive(Serialize)]
struct OptionDocument<'a> {
    id: &'static str,
    name: &'static str,
    works: EstimateDocument,
    cheapest: EstimateDocument,
    p10_usd: EstimateDocument,
    p50_usd: EstimateDocument,
    p90_usd: EstimateDocument,
    mean_usd: EstimateDocument,
    regret_usd: EstimateDocument,
    ruled_out_by: Vec<LimitDocument<'a>>,
}

#[derive(Serialize)]
struct LimitDocument<'a> {
    component: &'static str,
    limit: &'a str,
    label: &'static str,
    share: EstimateDocument,
}

#[derive(Serialize)]
struct InputDocument {
    key: &'static str,
    low: f64,
    likely: f64,
    high: f64,
    shape: &'static str,
    own: bool,
    worth_usd: Option<EstimateDocument>,
}

/// The results.
pub fn json(scenario: &Scenario, outlook: &Outlook) -> Result<String, BadInput> {
    json::text(&OutlookDocument {
        schema: SCHEMA,
        scenario: Fields::InForce(scenario),
        text: outlook.sentences(),
        seed: outlook.draw.seed,
        worlds: outlook.draw.worlds(),
        replicates: loadline_core::decide::ranges::REPLICATES,
        any_works: estimate(outlook.any_works),
        choice: outlook.choice,
        perfect_information_usd: outlook.perfect_information.map(estimate),
        options: outlook.options.iter().map(option).collect(),
        inputs: outlook.inputs.iter().map(input).collect(),
    })
}

/// What no world has is null.
pub fn estimate(estimate: Estimate) -> EstimateDocument {
    let finite = |figure: f64| figure.is_finite().then_some(figure);
    EstimateDocument { value: finite(estimate.value), error: finite(estimate.error) }
}

fn option(option: &OptionOutlook) -> OptionDocument<'_> {
    let [low, half, high] = option.usd;
    let standing = option.standing;
    OptionDocument {
        id: option.option,
        name: option.name,
        works: estimate(standing.works),
        cheapest: estimate(standing.cheapest),
        p10_usd: estimate(low),
        p50_usd: estimate(half),
        p90_usd: estimate(high),
        mean_usd: estimate(standing.cost),
        regret_usd: estimate(standing.regret),
        ruled_out_by: option
            .limits
            .iter()
            .map(|(limit, share)| LimitDocument {
                component: limit.component,
                limit: &limit.id,
                label: limit.label,
                share: estimate(*share),
            })
            .collect(),
    }
}

fn input(input: &RangedInput) -> InputDocument {
    let RangedInput { key, spread, is_own, worth } = *input;
    InputDocument {
        key: key.field().id,
        low: spread.low,
        likely: spread.likely,
        high: spread.high,
        shape: shape_word(spread.shape),
        own: is_own,
        worth_usd: worth.map(estimate),
    }
}

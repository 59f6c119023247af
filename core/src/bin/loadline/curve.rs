//! What every option costs along an input, and who is the cheapest from where to where, for people and as JSON.

use loadline_core::catalog::Catalog;
use loadline_core::decide::crossovers::{Crossovers, Lead, Turn, nothing_moves};
use loadline_core::decide::pieces::{CostCurve, cost_curves};
use loadline_core::scenario::typing::nearest;
use loadline_core::scenario::{FIELDS, Key, Kind, Range, Scenario, link};
use serde::Serialize;

use crate::BadInput;
use crate::arguments::CurveArguments;
use crate::broken;
use crate::input;
use crate::json::{self, Fields, SCHEMA};
use crate::layout::{Column, money, quantity, quoted, table, wrapped};

/// Digits of values of the input, and of shares.
const DIGITS: i32 = 7;

/// Carry out `loadline curve`.
pub fn answer(arguments: &CurveArguments, catalog: &Catalog) -> Result<String, BadInput> {
    let scenario = input::scenario(&arguments.plan)?;
    let key = key("curve", arguments.input.as_deref())?;
    let Kind::Number(range) = key.field().kind else { return Err(no_number("curve", key.field().id)) };
    let usual = range.slider.or(range.plausible).unwrap_or((range.min, range.max));
    let (from, to) = ends("curve", &range, usual, arguments.from.as_deref(), arguments.to.as_deref())?;
    let curves = cost_curves(&scenario, catalog, key, from, to).map_err(broken)?;
    let crossovers = Crossovers::of(&curves, from, to);
    let along = Along { key, from, to };
    if arguments.plan.json {
        json(&scenario, along, &curves, &crossovers)
    } else {
        Ok(report(&scenario, along, &curves, &crossovers))
    }
}

/// The axis.
#[derive(Clone, Copy)]
struct Along {
    key: Key,
    from: f64,
    to: f64,
}

/// Every input that is a number.
fn numbers() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().filter(|field| matches!(field.kind, Kind::Number(_))).map(|field| field.id)
}

/// The input that a command runs along.
pub fn key(command: &str, id: Option<&str>) -> Result<Key, BadInput> {
    let Some(id) = id else {
        return Err(BadInput::new(format!(
            "{command}: no input to run along; name one that is a number, such as files_per_day (`loadline fields`)"
        )));
    };
    let found = FIELDS.iter().find(|field| field.id == id);
    match found {
        Some(field) if matches!(field.kind, Kind::Number(_)) => Ok(field.key),
        Some(_) => Err(no_number(command, id)),
        None => {
            let meant =
                nearest(id, numbers()).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
            Err(BadInput::new(format!("{command}: {} is no input (`loadline fields`){meant}", quoted(id))))
        }
    }
}

pub fn no_number(command: &str, id: &str) -> BadInput {
    BadInput::new(format!("{command}: {} is no number, so nothing runs along it", quoted(id)))
}

/// The ends of the axis: as stated, else the usual ones.
pub fn ends(
    command: &str,
    range: &Range,
    usual: (f64, f64),
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(f64, f64), BadInput> {
    let allowed = format!("{} to {}", quantity(range.min, DIGITS), quantity(range.max, DIGITS));
    let end = |flag: &str, text: Option<&str>, usual: f64| match text {
        None => Ok(usual),
        Some(text) => text
            .parse()
            .ok()
            .filter(|value| (range.min..=range.max).contains(value))
            .ok_or_else(|| BadInput::new(format!("{flag}: {} is not {allowed}", quoted(text)))),
    };
    let ends = (end("--from", from, usual.0)?, end("--to", to, usual.1)?);
    if ends.0 < ends.1 {
        Ok(ends)
    } else {
        let [from, to] = [ends.0, ends.1].map(|end| quantity(end, DIGITS));
        Err(BadInput::new(format!("{command}: the axis ends at {to}, not past its beginning at {from}")))
    }
}

// ---- For people

fn report(scenario: &Scenario, along: Along, curves: &[CostCurve], crossovers: &Crossovers) -> String {
    let field = along.key.field();
    let [from, to] = [along.from, along.to].map(|end| quantity(end, DIGITS));
    let mut text =
        format!("Cost along {} ({}), {from} to {to} {}\n", field.label, field.id, field.unit_words);
    text.push_str("\nCheapest\n");
    text.push_str(&leads(crossovers));
    if nothing_moves(curves, along.from, along.to) {
        text.push_str("  This input moves no cost in this range.\n");
    } else if crossovers.leads.len() == 1 {
        text.push_str("  No crossing in this range.\n");
    }
    if !crossovers.ties.is_empty() {
        text.push_str("\nTies, within 1 % of each other\n");
    }
    for tie in &crossovers.ties {
        let [one, other] = tie.options;
        let [from, to] = [tie.from, tie.to].map(|end| quantity(end, DIGITS));
        text.push_str(&wrapped("  - ", &format!("{from} to {to}: {one}, {other}")));
    }
    text.push_str("\nOptions\n");
    text.push_str(&options(curves));
    text.push_str(&format!("\nLink  {}\n", link::encode(scenario)));
    text
}

fn leads(crossovers: &Crossovers) -> String {
    let head = ["from", "to", "cheapest", "ahead at most", "then"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(crossovers.leads.iter().map(|lead| {
        vec![
            quantity(lead.from, DIGITS),
            quantity(lead.to, DIGITS),
            lead.option.unwrap_or("none works").to_owned(),
            margin(lead),
            turn(lead),
        ]
    }));
    let columns = [Column::Right, Column::Right, Column::Left, Column::Left, Column::Elastic];
    table(2, &columns, &rows)
}

fn margin(lead: &Lead) -> String {
    lead.margin.map_or_else(
        || "–".to_owned(),
        |margin| {
            let share = quantity((margin.share * 1e3).round() / 10.0, 3);
            let at = quantity(margin.at, 3);
            format!("{} ({share} %) over {} at {at}", money(margin.usd), margin.over)
        },
    )
}

fn turn(lead: &Lead) -> String {
    match lead.end {
        None => String::new(),
        Some(Turn::Crossing) => "crossing".to_owned(),
        Some(Turn::Step { option, usd }) if usd > 0.0 => format!("{option} +{}", money(usd)),
        Some(Turn::Step { option, usd }) => format!("{option} −{}", money(-usd)),
        Some(Turn::RuledOut) => "ruled out".to_owned(),
        Some(Turn::RuledIn) => "another ruled in".to_owned(),
    }
}

fn options(curves: &[CostCurve]) -> String {
    let rows: Vec<Vec<String>> = curves
        .iter()
        .map(|curve| {
            let sampled = curve.pieces.iter().filter(|piece| !piece.exact).count();
            let pieces = match (curve.pieces.len(), sampled) {
                (0, _) => "ruled out throughout".to_owned(),
                (1, 0) => "1 exact piece".to_owned(),
                (all, 0) => format!("{all} exact pieces"),
                (all, sampled) => format!("{all} pieces, {sampled} of them chords of a curve"),
            };
            vec![curve.option.to_owned(), curve.name.to_owned(), pieces]
        })
        .collect();
    table(2, &[Column::Left, Column::Elastic, Column::Left], &rows)
}

// ---- JSON

#[derive(Serialize)]
struct CurveDocument<'a> {
    schema: u32,
    scenario: Fields<'a>,
    along: &'static str,
    unit: &'static str,
    from: f64,
    to: f64,
    options: Vec<OptionDocument>,
    winners: Vec<WinnerDocument>,
    ties: Vec<TieDocument>,
}

#[derive(Serialize)]
struct OptionDocument {
    id: &'static str,
    name: &'static str,
    pieces: Vec<PieceDocument>,
}

/// `at_from` and `at_to` are dollars a month at the ends.
#[derive(Serialize)]
struct PieceDocument {
    from: f64,
    to: f64,
    at_from: f64,
    at_to: f64,
    exact: bool,
}

#[derive(Serialize)]
struct WinnerDocument {
    from: f64,
    to: f64,
    option: Option<&'static str>,
    exact: bool,
    margin_usd: Option<f64>,
    margin_share: Option<f64>,
    margin_at: Option<f64>,
    over: Option<&'static str>,
    end: Option<TurnDocument>,
}

/// `kind` is `"crossing"`, `"step"`, `"ruled_out"` or `"ruled_in"`.
#[derive(Serialize)]
struct TurnDocument {
    kind: &'static str,
    option: Option<&'static str>,
    usd: Option<f64>,
}

#[derive(Serialize)]
struct TieDocument {
    from: f64,
    to: f64,
    options: [&'static str; 2],
}

fn turn_document(turn: Turn) -> TurnDocument {
    let plain = |kind| TurnDocument { kind, option: None, usd: None };
    match turn {
        Turn::Crossing => plain("crossing"),
        Turn::Step { option, usd } => TurnDocument { kind: "step", option: Some(option), usd: Some(usd) },
        Turn::RuledOut => plain("ruled_out"),
        Turn::RuledIn => plain("ruled_in"),
    }
}

fn winner_document(lead: &Lead) -> WinnerDocument {
    WinnerDocument {
        from: lead.from,
        to: lead.to,
        option: lead.option,
        exact: lead.exact,
        margin_usd: lead.margin.map(|margin| margin.usd),
        margin_share: lead.margin.map(|margin| margin.share),
        margin_at: lead.margin.map(|margin| margin.at),
        over: lead.margin.map(|margin| margin.over),
        end: lead.end.map(turn_document),
    }
}

fn json(
    scenario: &Scenario,
    along: Along,
    curves: &[CostCurve],
    crossovers: &Crossovers,
) -> Result<String, BadInput> {
    let option = |curve: &CostCurve| OptionDocument {
        id: curve.option,
        name: curve.name,
        pieces: curve
            .pieces
            .iter()
            .map(|piece| PieceDocument {
                from: piece.from,
                to: piece.to,
                at_from: piece.usd_from,
                at_to: piece.usd_to,
                exact: piece.exact,
            })
            .collect(),
    };
    json::text(&CurveDocument {
        schema: SCHEMA,
        scenario: Fields::InForce(scenario),
        along: along.key.field().id,
        unit: along.key.field().unit_words,
        from: along.from,
        to: along.to,
        options: curves.iter().map(option).collect(),
        winners: crossovers.leads.iter().map(winner_document).collect(),
        ties: crossovers
            .ties
            .iter()
            .map(|tie| TieDocument { from: tie.from, to: tie.to, options: tie.options })
            .collect(),
    })
}

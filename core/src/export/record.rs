//! A decision record in Markdown: context, options, decision, what its ranges leave open, consequences, what would change it,
//! prices, link.

use super::{Export, loads};
use crate::decide::crossovers::{Crossovers, Turn};
use crate::decide::pieces::cost_curves;
use crate::decide::ranges::{Draws, HEADS, outlook};
use crate::decide::why::why;
use crate::decide::{flips, signals};
use crate::error::Error;
use crate::format;
use crate::plan::Rejection;
use crate::scenario::axis::Axis;
use crate::scenario::{Group, Key, Provenance};

/// Changes named that lift a limit.
const REMEDIES: usize = 3;

pub fn write(export: &Export<'_>) -> Result<String, Error> {
    let mut plan = export.plan.clone();
    flips::complete(&mut plan, export.scenario, export.catalog)?;
    let why = why(export.scenario, export.catalog)?;
    let sentences: Vec<String> = why.sentences(export.scenario).iter().map(|one| one.text()).collect();
    let title = plan.winner().map_or("Nothing runs this as stated", |winner| winner.name);
    let mut out = format!("# Decision: {title}\n\n");
    out.push_str(&format!("Written by Loadline {}; {}.\n", env!("CARGO_PKG_VERSION"), export.dates()));
    out.push_str("\n## Context\n\n");
    out.push_str(&context(export));
    out.push_str("\n## Options\n\n");
    let ranks =
        plan.options.iter().filter(|option| option.is_feasible()).enumerate().map(|(place, option)| {
            let ahead = plan.winner().map_or(0.0, |winner| option.usd_per_month - winner.usd_per_month);
            vec![
                (place + 1).to_string(),
                option.name.to_owned(),
                format::cents(option.usd_per_month),
                format::difference(ahead),
                option.summary.to_owned(),
            ]
        });
    out.push_str(&table(&["Rank", "Option", "A month", "Against the first", "What runs where"], ranks));
    let mut ruled_out = plan.options.iter().filter(|option| !option.is_feasible()).peekable();
    if ruled_out.peek().is_some() {
        out.push_str("\nRuled out:\n\n");
    }
    for option in ruled_out {
        let reasons: Vec<String> = option.rejections.iter().map(|one| reason(one, export)).collect();
        out.push_str(&format!("- **{}**: {}\n", option.name, reasons.join("; ")));
    }
    out.push_str("\n## Decision\n\n");
    sentences.iter().for_each(|sentence| out.push_str(&format!("{sentence}\n\n")));
    out.push_str(&ranges(export, plan.winner().map(|winner| winner.id))?);
    out.push_str("## Consequences and risks\n\n");
    out.push_str(&consequences(export));
    out.push_str("\n## What would change it\n\n");
    out.push_str(&changes(export)?);
    out.push_str("\n## Prices\n\n");
    out.push_str(&prices(export));
    out.push_str(&format!("\n## Link\n\n{}\n", export.link));
    // What keeps a number and its unit on one line of the page is of no use in a file.
    Ok(out.replace('\u{a0}', " "))
}

/// What is planned, and what was stated.
fn context(export: &Export<'_>) -> String {
    let on = Group::SYSTEMS.fields().filter(|field| export.scenario.is_on(field.key));
    let systems: Vec<&str> = on.map(|field| field.label).collect();
    let mut out = match systems.as_slice() {
        [] => "Nothing is planned: every system is switched off.\n".to_owned(),
        _ => format!("Planned: {}.", systems.join(", ")),
    };
    if let Some(tier) = &export.plan.tier {
        out.push_str(&format!(" The memory service is in tier {}, topology {}.", tier.number, tier.topology));
    }
    out.push_str(" Inputs not named here are at their defaults.\n\n");
    let rows = export.named().map(|field| {
        let value = || format::of_input(field, export.scenario.value(field.key).unwrap_or_default());
        let words = export.scenario.range_in_words(field.key).unwrap_or_else(value);
        vec![field.label.to_owned(), words, from(field.key, export).to_owned()]
    });
    out + &table(&["Input", "Value", "From"], rows)
}

/// Where an input's value comes from.
fn from(key: Key, export: &Export<'_>) -> &'static str {
    if export.is_stated(key) {
        return "stated";
    }
    match key.field().provenance {
        Provenance::Guide(_) | Provenance::Model(_) => "default, from a source",
        Provenance::Assumption => "default, assumption",
        Provenance::Derived => "worked out",
    }
}

/// What the ranges leave of the decision: how often each option is the cheapest and what it costs then, and every input
/// behind that, those most worth finding out first. Nothing where every input is known exactly.
fn ranges(export: &Export<'_>, winner: Option<&str>) -> Result<String, Error> {
    let outlook = outlook(export.scenario, export.catalog, &mut Draws::default())?;
    if outlook.inputs.is_empty() {
        return Ok(String::new());
    }
    let sentences = outlook.sentences_about(winner).join(" ");
    let options = outlook.options.iter().map(|option| {
        let name = std::iter::once(option.name.to_owned());
        name.chain(outlook.cells(option)).collect()
    });
    let options = table(&[&["Option"][..], &HEADS].concat(), options);
    let inputs = outlook.inputs.iter().map(|input| {
        let range = export.scenario.range_in_words(input.key).unwrap_or_default();
        let label = input.key.field().label.to_owned();
        vec![label, range, export.scenario.range_kind(input.key), input.worth_in_words()]
    });
    let inputs = table(&["Input", "Low to high", "From", "Worth finding out"], inputs);
    let (worlds, seed) = (format::exact(outlook.draw.worlds() as f64), outlook.draw.seed);
    Ok(format!(
        "## Ranges\n\n{sentences}\n\n{options}\n{inputs}\n{worlds} worlds of seed {seed}: the same link draws the same. \
         ± holds with 95 %.\n\n"
    ))
}

/// A limit, by how much it is broken, and what would lift it.
fn reason(rejection: &Rejection, export: &Export<'_>) -> String {
    let component = format::component(rejection.component);
    let mut text = format!("{} ({component})", rejection.label);
    let excess = format::excess(rejection, Some(export.scenario));
    if !excess.is_empty() {
        text.push_str(&format!(", {excess}"));
    }
    let remedies = format::remedies(rejection, Some(export.scenario), REMEDIES);
    remedies.into_iter().for_each(|(before, words, _)| text.push_str(&format!("{before}{words}")));
    text
}

/// What is sized how, how busy it is, and what to know before trusting the figures.
fn consequences(export: &Export<'_>) -> String {
    let mut out = String::new();
    if let Some(option) = export.plan.winner() {
        let rows = option.fleets.iter().map(|fleet| {
            vec![
                format::component(fleet.component),
                fleet.size.clone(),
                format::number(fleet.count),
                format::percent(fleet.utilisation),
            ]
        });
        out.push_str(&table(&["Runs", "Size of one", "How many, mean", "Busy, mean"], rows));
        out.push('\n');
    }
    export.plan.notices.iter().for_each(|notice| out.push_str(&format!("- {}\n", notice.text)));
    if out.is_empty() { "None known.\n".to_owned() } else { out }
}

/// Where along the loads another option takes over, and the next upgrade signals.
fn changes(export: &Export<'_>) -> Result<String, Error> {
    let mut out = String::new();
    for field in loads(export.scenario) {
        let axis = Axis::of_slider(field.key);
        let curves = cost_curves(export.scenario, export.catalog, field.key, axis.from, axis.to)?;
        let leads = Crossovers::of(&curves, axis.from, axis.to).leads;
        let name = |id: Option<&str>| {
            id.and_then(|id| export.plan.option(id)).map_or("no option", |option| option.name)
        };
        let turns: Vec<String> = leads
            .windows(2)
            .filter_map(|pair| {
                let [one, next] = pair else { return None };
                let why = match one.end {
                    Some(Turn::Step { .. }) => "a cost jumps",
                    Some(Turn::RuledOut) => "a limit rules the one before out",
                    Some(Turn::RuledIn) => "a limit rules it in",
                    Some(Turn::Crossing) | None => "costs cross",
                };
                Some(format!("from {} on {} ({why})", format::significant(one.to, 6), name(next.option)))
            })
            .collect();
        if let Some(first) = leads.first().filter(|_| !turns.is_empty()) {
            let first = name(first.option);
            out.push_str(&format!(
                "- {} ({}): {first} at first, {}.\n",
                field.label,
                field.unit_words,
                turns.join(", ")
            ));
        }
    }
    for signal in signals::next(export.scenario, export.catalog)? {
        let field = signal.key.field();
        let months = signal.months.map_or_else(String::new, |months| {
            format!(", in {} months at the stated growth", format::number(months))
        });
        out.push_str(&format!(
            "- Upgrade signal: {}, from {} {} on{months} (now {}).\n",
            signal.label,
            format::significant(signal.at, 6),
            field.unit_words,
            format::significant(signal.now, 6)
        ));
    }
    Ok(if out.is_empty() { "No load on its slider, and no upgrade signal.\n".to_owned() } else { out })
}

/// Every price on the winner's bill, once; then all of the person's own.
fn prices(export: &Export<'_>) -> String {
    let mut rows: Vec<usize> = export
        .plan
        .winner()
        .into_iter()
        .flat_map(|option| &option.line_items)
        .map(|item| item.price)
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let rows = rows.into_iter().filter_map(|row| export.catalog.rows.get(row)).map(|row| {
        let figure = match export.scenario.own_price(&row.id) {
            Some(own) => {
                let (own, list) = (format::unit_price(own), format::unit_price(row.value));
                format!("{own} per {} (own price; list {list})", row.per_words)
            }
            None => format!("{} per {}", format::unit_price(row.value), row.per_words),
        };
        vec![
            row.id.clone(),
            figure,
            row.region.clone(),
            row.source.clone(),
            format::date(&row.as_of).to_owned(),
        ]
    });
    let own: String = export.own_prices().iter().map(|price| format!("- {price}\n")).collect();
    let own = if own.is_empty() { own } else { format!("\nOwn prices in place of list prices:\n\n{own}") };
    table(&["Price", "Figure", "Region", "Source", "As of"], rows) + &own
}

/// A table of GitHub's Markdown; `|` would end a cell.
fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    out.push_str(&line(vec!["---".to_owned(); head.len()]));
    for row in rows {
        out.push_str(&line(row.iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect()));
    }
    out
}

//! A plan for people to read.

use loadline_core::catalog::Catalog;
use loadline_core::decide::flips::is_same;
use loadline_core::decide::signals;
use loadline_core::error::Error;
use loadline_core::format;
use loadline_core::option::mix::Mix;
use loadline_core::plan::{Cell, DeploymentOption, Layer, Plan, Rejection, Study, StudyRow, TierVerdict};
use loadline_core::scenario::{Scenario, link};
use loadline_core::unit::{USD, USD_PER_MONTH, Unit};

use crate::layout::{Column, WIDTH, money, quantity, table, unit_price, wrapped};
use crate::lists::book;

/// Digits of measures and limits.
const DIGITS: i32 = 4;
/// Digits of billed quantities: enough to check the bill by hand.
const BILL_DIGITS: i32 = 7;

/// The whole report.
pub fn plan(
    scenario: &Scenario,
    plan: &Plan<f64>,
    mix: Option<&Mix<f64>>,
    catalog: &Catalog,
) -> Result<String, Error> {
    let mut text = answer(plan);
    if let Some(tier) = &plan.tier {
        text.push_str(&tier_and_signals(tier));
        if let Some(next) = signals::next(scenario, catalog)?.first() {
            let field = next.key.field();
            let months =
                next.months.map_or_else(String::new, |months| format!(", in {} months", quantity(months, 3)));
            text.push_str(&wrapped(
                "  Next: ",
                &format!(
                    "{}, from {} = {}{months} (now {}).",
                    next.label,
                    field.id,
                    quantity(next.at, DIGITS),
                    quantity(next.now, DIGITS)
                ),
            ));
        }
    }
    if !plan.options.is_empty() {
        text.push_str("\nOptions, $ a month\n");
        text.push_str(&options(plan, scenario));
    }
    if let Some(mix) = mix {
        text.push_str(&self::mix(mix));
    }
    let sized: Vec<&Layer<f64>> = plan.layers.iter().filter(|layer| !layer.size.is_empty()).collect();
    if !sized.is_empty() {
        text.push_str("\nSizes\n");
        let rows: Vec<Vec<String>> = sized.into_iter().map(layer).collect();
        text.push_str(&table(2, &[Column::Left, Column::Left, Column::Elastic], &rows));
    }
    if let Some(winner) = plan.winner() {
        text.push_str(&bill(winner, scenario, catalog));
    }
    for study in &plan.studies {
        text.push_str(&self::study(study));
    }
    if !plan.notices.is_empty() {
        text.push_str("\nNotices\n");
        for notice in &plan.notices {
            text.push_str(&wrapped("  - ", notice.text));
        }
    }
    text.push_str(&format!("\nLink  {}\n", link::encode(scenario)));
    Ok(text)
}

fn answer(plan: &Plan<f64>) -> String {
    match plan.winner() {
        Some(winner) => {
            let line = format!(
                "{} a month: {} ({}) is the cheapest that runs it. {}",
                money(winner.usd_per_month),
                winner.name,
                winner.id,
                winner.summary
            );
            wrapped("", &line)
        }
        None if plan.options.is_empty() => "Nothing to run: every system is switched off.\n".to_owned(),
        None => "Nothing runs this as stated: every option is ruled out.\n".to_owned(),
    }
}

fn tier_and_signals(tier: &TierVerdict<f64>) -> String {
    let mut text = format!("\nTier {}, topology {}\n", tier.number, tier.topology);
    // What led here and what leads on; signals of higher tiers say nothing yet.
    let rows: Vec<Vec<String>> = tier
        .signals
        .iter()
        .filter(|signal| signal.tier == tier.number || (signal.tripped && signal.tier < tier.number))
        .map(|signal| {
            vec![
                format!("tier {}", signal.tier),
                if signal.tripped { "TRIPPED" } else { "" }.to_owned(),
                measured(signal.value, signal.unit),
                format!("of {}", measured(signal.threshold, signal.unit)),
                signal.label.to_owned(),
            ]
        })
        .collect();
    text.push_str(&table(
        2,
        &[Column::Left, Column::Left, Column::Right, Column::Left, Column::Elastic],
        &rows,
    ));
    text
}

fn is_money(unit: Unit) -> bool {
    unit == USD || unit == USD_PER_MONTH
}

fn measured(value: f64, unit: Unit) -> String {
    // `$/min`: the sign stands before the figure, the rest behind it.
    if let Some(per) = unit.symbol.strip_prefix('$') {
        let usd = if is_money(unit) { money(value) } else { unit_price(value) };
        return usd + per;
    }
    let space = if unit.symbol.is_empty() || unit.symbol.starts_with('/') { "" } else { " " };
    format!("{}{space}{}", quantity(value, DIGITS), unit.symbol)
}

fn options(plan: &Plan<f64>, scenario: &Scenario) -> String {
    let winner = plan.winner().map(|winner| winner.id);
    let feasible: Vec<Vec<String>> = plan
        .options
        .iter()
        .map(|option| {
            vec![
                if winner == Some(option.id) { "*" } else { "" }.to_owned(),
                option.id.to_owned(),
                option.name.to_owned(),
                if option.is_feasible() { money(option.usd_per_month) } else { "ruled out".to_owned() },
            ]
        })
        .collect();
    let aligned = table(2, &[Column::Left, Column::Left, Column::Elastic, Column::Right], &feasible);
    let shared = shared_rejections(plan);
    let mut text = String::new();
    for (line, option) in aligned.lines().zip(&plan.options) {
        text.push_str(line);
        text.push('\n');
        for rejection in
            option.rejections.iter().filter(|one| !shared.iter().any(|other| is_same(one, other)))
        {
            text.push_str(&wrapped("      - ", &reason(rejection, Some(scenario))));
        }
    }
    if !shared.is_empty() {
        text.push_str("  What rules out every option:\n");
        shared.into_iter().for_each(|one| text.push_str(&wrapped("      - ", &reason(one, Some(scenario)))));
    }
    text
}

/// The best mix: what it saves, and what runs where where that is cheaper than any option.
fn mix(mix: &Mix<f64>) -> String {
    let mut text = format!("\nBest mix\n{}", wrapped("  ", &mix.sentence()));
    if mix.is_cheaper() {
        let mut rows: Vec<Vec<String>> = mix
            .shares
            .iter()
            .map(|share| vec![share.words(), share.host.to_owned(), money(share.usd_per_month)])
            .collect();
        rows.push(vec!["What every option has".to_owned(), String::new(), money(mix.shared_usd)]);
        text.push_str(&table(2, &[Column::Elastic, Column::Left, Column::Right], &rows));
        text.push_str(&mix.notice().map_or_else(String::new, |notice| wrapped("  ", &notice)));
    }
    text
}

/// Rejections that every option has; they are told once.
fn shared_rejections(plan: &Plan<f64>) -> Vec<&Rejection> {
    plan.options.split_first().filter(|(_, others)| !others.is_empty()).map_or_else(
        Vec::new,
        |(first, others)| {
            let everywhere = |one: &&Rejection| {
                others.iter().all(|option| option.rejections.iter().any(|other| is_same(one, other)))
            };
            first.rejections.iter().filter(everywhere).collect()
        },
    )
}

/// Changes shown that lift a rejection: those of its host, then the smallest; `--json` has all.
const FLIPS_SHOWN: usize = 4;

/// Why something cannot run, and what would let it, in words and as `--set` takes it. The scenario, where it is known,
/// says how far a change is from it.
pub fn reason(rejection: &Rejection, scenario: Option<&Scenario>) -> String {
    let mut text = format!("{}: {} ({})", rejection.component, rejection.label, rejection.limit);
    let excess = format::excess(rejection, scenario);
    if !excess.is_empty() {
        text.push_str(&format!(": {excess}"));
    }
    for (before, words, written) in format::remedies(rejection, scenario, FLIPS_SHOWN) {
        text.push_str(&format!("{before}{words} ({written})"));
    }
    match rejection.flips.len().saturating_sub(FLIPS_SHOWN) {
        0 => {}
        more => text.push_str(&format!("; {}", format::plural(more, "other", "others"))),
    }
    text.replace('\u{a0}', " ")
}

fn layer(layer: &Layer<f64>) -> Vec<String> {
    let binding =
        layer.binding.and_then(|label| layer.measures.iter().find(|measure| measure.label == label));
    let why = match (binding, layer.binding) {
        (Some(measure), _) => {
            let provided = measure
                .provided
                .map_or_else(String::new, |provided| format!(" of {}", measured(provided, measure.unit)));
            format!("{}: {}{provided}", measure.label, measured(measure.needed, measure.unit))
        }
        (None, Some(label)) => label.to_owned(),
        (None, None) => String::new(),
    };
    vec![layer.name.to_owned(), layer.size.clone(), why]
}

/// A comparison: its rows as a table, or one by one where that would be too wide, and under each what is wrong with
/// it where it breaks a limit.
pub fn study(study: &Study<f64>) -> String {
    let priced = study.rows.iter().any(|row| row.usd_per_month.is_some());
    let mut head: Vec<String> = study.columns.iter().map(|name| (*name).to_owned()).collect();
    if priced {
        head.push("$ a month".to_owned());
    }
    head.push(String::new());
    let mut columns = vec![Column::Left; head.len()];
    for (place, column) in columns.iter_mut().enumerate() {
        let of_figures = |row: &StudyRow<f64>| {
            place > 0 && matches!(row.cells.get(place - 1), Some(Cell::Amount(..) | Cell::Span(..)))
        };
        if study.rows.iter().any(of_figures) || (priced && place + 2 == head.len()) {
            *column = Column::Right;
        }
    }
    let mut rows = vec![head];
    for row in &study.rows {
        let mut line = vec![row.name.clone()];
        line.extend(row.cells.iter().map(cell));
        if priced {
            line.push(row.usd_per_month.map_or_else(String::new, money));
        }
        line.push(row.verdict.map_or("", |verdict| verdict.words).to_owned());
        rows.push(line);
    }
    let aligned = table(2, &columns, &rows);
    let mut text = format!("\n{}\n{}", study.title, wrapped("  ", study.lead));
    if aligned.lines().any(|line| line.trim_end().chars().count() > WIDTH) {
        text.push_str(&records(&rows, study));
        return text;
    }
    let rejections = [None].into_iter().chain(study.rows.iter().map(|row| Some(&row.rejections)));
    for (line, rejections) in aligned.lines().zip(rejections) {
        text.push_str(line.trim_end());
        text.push('\n');
        for rejection in rejections.into_iter().flatten() {
            text.push_str(&wrapped("      - ", &reason(rejection, None)));
        }
    }
    text
}

/// The rows of a comparison one by one, where they are too wide for a table.
fn records(rows: &[Vec<String>], study: &Study<f64>) -> String {
    let mut text = String::new();
    let Some((head, rows)) = rows.split_first() else { return text };
    for (line, row) in rows.iter().zip(&study.rows) {
        let mut named = head.iter().zip(line);
        let name = named.next().map_or("", |(_, name)| name);
        let parts: Vec<String> = named
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(column, cell)| if column.is_empty() { cell.clone() } else { format!("{column} {cell}") })
            .collect();
        text.push_str(&wrapped("  - ", &format!("{name}: {}", parts.join("; "))));
        for rejection in &row.rejections {
            text.push_str(&wrapped("      - ", &reason(rejection, None)));
        }
    }
    text
}

/// A cell as people read it.
pub fn cell(cell: &Cell<f64>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Words(words) => words.clone(),
        Cell::Amount(value, unit) => measured(*value, *unit),
        Cell::Span(from, to, unit) if is_money(*unit) => {
            format!("{} to {}", money(*from), measured(*to, *unit))
        }
        Cell::Span(from, to, unit) => format!("{} to {}", quantity(*from, DIGITS), measured(*to, *unit)),
    }
}

/// The bill of an option, line by line under its components, and where each price is from.
fn bill(option: &DeploymentOption<f64>, scenario: &Scenario, catalog: &Catalog) -> String {
    let mut prices: Vec<usize> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for item in &option.line_items {
        let place = prices.iter().position(|price| *price == item.price).unwrap_or_else(|| {
            prices.push(item.price);
            prices.len() - 1
        });
        let unit = catalog.rows.get(item.price).map_or(item.unit.symbol, |row| row.per_words.as_str());
        let is_own = catalog.own_instead_of(item.price, scenario).is_some();
        let own = if is_own { " your price" } else { "" };
        rows.push(vec![
            item.label.to_owned(),
            quantity(item.quantity, BILL_DIGITS),
            unit.to_owned(),
            format!("× {}", unit_price(item.unit_price)),
            money(item.usd_per_month),
            format!("[{}]{own}", place + 1),
        ]);
    }
    let unused = String::new;
    rows.push(vec!["total".to_owned(), unused(), unused(), unused(), money(option.usd_per_month), unused()]);
    let columns = [Column::Elastic, Column::Right, Column::Left, Column::Left, Column::Right, Column::Left];
    let aligned = table(4, &columns, &rows);
    let mut text = format!("\nBill of {}, a month\n", option.id);
    let mut component = "";
    for (line, item) in aligned.lines().zip(option.line_items.iter().map(Some).chain([None])) {
        if let Some(item) = item.filter(|item| item.component != component) {
            component = item.component;
            text.push_str(&format!("  {component}\n"));
        }
        text.push_str(line);
        text.push('\n');
    }
    text.push_str("\nPrices\n");
    for (place, price) in prices.iter().enumerate() {
        if let Some(row) = catalog.rows.get(*price) {
            let own = match scenario.own_price(&row.id) {
                Some(own) => format!(" (your price {}; list {})", unit_price(own), unit_price(row.value)),
                None => String::new(),
            };
            let (book, region) = (book(row.book), &row.region);
            let line = format!("{}{own}, {book} book, {region}: {}, {}", row.id, row.source, row.as_of);
            text.push_str(&wrapped(&format!("  {:<5}", format!("[{}]", place + 1)), &line));
        }
    }
    text
}

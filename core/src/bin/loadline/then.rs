//! What a link came to when it was made, beside today.

use loadline_core::catalog::Catalog;
use loadline_core::decide::then::{Account, Then, then};
use loadline_core::history::History;
use loadline_core::scenario::link::{self, Made};
use serde::Serialize;

use crate::arguments::Listing;
use crate::input::fragment;
use crate::json::{self, SCHEMA};
use crate::layout::{Column, money, table, wrapped};
use crate::{BadInput, broken};

/// The answer about a link.
pub fn answer(arguments: &Listing, catalog: &Catalog) -> Result<String, BadInput> {
    let Some(link) = &arguments.filter else {
        return Err(BadInput::new("then: no link; a whole address, or the part after its `#`"));
    };
    let decoded = link::decode(fragment(link));
    if !decoded.notices.is_empty() {
        return Err(BadInput(decoded.notices.iter().map(|notice| format!("link: {notice}")).collect()));
    }
    let history = History::embedded(catalog).map_err(broken)?;
    let found = then(&decoded, catalog, &history).map_err(broken)?;
    if arguments.json {
        json(&decoded.made, &history, found.as_ref(), catalog)
    } else {
        Ok(report(&decoded.made, &history, found.as_ref(), catalog))
    }
}

fn report(made: &Made, history: &History, found: Option<&Then<'_>>, catalog: &Catalog) -> String {
    let Some(found) = found else {
        let words = format!(
            "The link is of today: model version {}, prices of {}. It comes to what it came to.",
            made.model, made.prices
        );
        return wrapped("", &words);
    };
    let mut text = wrapped(
        "",
        &format!(
            "The link is of model version {} and the prices of {}; today they are version {} and {}.",
            made.model,
            made.prices,
            history.newest(),
            history.prices_of()
        ),
    );
    for model in found.models {
        text.push_str(&wrapped(
            &format!("  {}  ", model.number),
            &format!("{}: {}", model.date, model.change),
        ));
    }
    text.push_str("\nOptions, $ a month, by today's formulas\n");
    let mut rows = vec![["", "then", "today"].map(str::to_owned).to_vec()];
    let cost = |usd: Option<f64>| usd.map_or_else(|| "ruled out".to_owned(), money);
    rows.extend(found.options.iter().map(|one| vec![one.name.to_owned(), cost(one.then), cost(one.now)]));
    text.push_str(&table(2, &[Column::Elastic, Column::Right, Column::Right], &rows));
    for account in &found.accounts {
        text.push_str(&of_account(account, found, catalog));
    }
    text
}

fn of_account(account: &Account, found: &Then<'_>, catalog: &Catalog) -> String {
    let Account { name, then, is_said, now, lines, .. } = account;
    let cost = |usd: &Option<f64>| usd.map_or_else(|| "ruled out".to_owned(), money);
    let by = if *is_said { "as the link says" } else { "by today's formulas" };
    let mut text = format!("\n{name}, $ a month\n");
    let mut rows = vec![vec![format!("then, {by}"), cost(then)]];
    if let Some(lines) = lines {
        rows.extend(lines.iter().map(|line| vec![line.cause.words(catalog, found.models), money(line.usd)]));
    }
    rows.push(vec!["today".to_owned(), cost(now)]);
    text.push_str(&table(2, &[Column::Elastic, Column::Right], &rows));
    match lines {
        None => text.push_str(
            "  Not taken apart: by today's formulas it does not work, at the prices and defaults of then or at today's.\n",
        ),
        Some(lines) => {
            let prices_and_defaults = lines.iter().filter(|line| found.changes.contains(&line.cause)).count();
            let others = found.changes.len() - prices_and_defaults;
            if others > 0 {
                text.push_str(&format!("  {others} other changed prices and defaults move nothing here.\n"));
            }
        }
    }
    text
}

#[derive(Serialize)]
struct ThenDocument<'a> {
    schema: u32,
    model: u32,
    prices: &'a str,
    model_today: u32,
    prices_today: &'a str,
    is_of_today: bool,
    models: Vec<ModelDocument<'a>>,
    options: Vec<OptionDocument>,
    accounts: Vec<AccountDocument<'a>>,
    changes: Vec<String>,
}

#[derive(Serialize)]
struct ModelDocument<'a> {
    number: u32,
    date: &'a str,
    change: &'a str,
}

/// Dollars a month by today's formulas; none where it is ruled out.
#[derive(Serialize)]
struct OptionDocument {
    option: &'static str,
    then_usd: Option<f64>,
    today_usd: Option<f64>,
}

/// `then_usd` is what the link says where `is_said`; the lines add up to the difference, none where there is nothing to take
/// apart.
#[derive(Serialize)]
struct AccountDocument<'a> {
    option: &'a str,
    then_usd: Option<f64>,
    is_said: bool,
    today_usd: Option<f64>,
    lines: Option<Vec<LineDocument>>,
}

#[derive(Serialize)]
struct LineDocument {
    cause: String,
    usd: f64,
}

fn json(
    made: &Made,
    history: &History,
    found: Option<&Then<'_>>,
    catalog: &Catalog,
) -> Result<String, BadInput> {
    let models = found.map(|found| found.models).unwrap_or_default();
    let accounts = found.map(|found| found.accounts.as_slice()).unwrap_or_default();
    let line = |cause: &loadline_core::decide::then::Cause| cause.words(catalog, models);
    json::text(&ThenDocument {
        schema: SCHEMA,
        model: made.model,
        prices: &made.prices,
        model_today: history.newest(),
        prices_today: history.prices_of(),
        is_of_today: found.is_none(),
        models: models
            .iter()
            .map(|model| ModelDocument { number: model.number, date: &model.date, change: &model.change })
            .collect(),
        options: found
            .iter()
            .flat_map(|found| &found.options)
            .map(|one| OptionDocument { option: one.id, then_usd: one.then, today_usd: one.now })
            .collect(),
        accounts: accounts
            .iter()
            .map(|account| AccountDocument {
                option: &account.option,
                then_usd: account.then,
                is_said: account.is_said,
                today_usd: account.now,
                lines: account.lines.as_ref().map(|lines| {
                    lines.iter().map(|one| LineDocument { cause: line(&one.cause), usd: one.usd }).collect()
                }),
            })
            .collect(),
        changes: found.iter().flat_map(|found| &found.changes).map(line).collect(),
    })
}

//! What the link that was opened came to when it was made, beside today; nothing where it is of today.

use loadline_core::catalog::Catalog;
use loadline_core::decide::then::{Account, Then, then};
use loadline_core::format;
use loadline_core::history::History;
use loadline_core::scenario::link::{self, Made};
use loadline_markup::{Tag, ask, columns, figure, row_head, section, tag, wide_by_keys};

/// The panel about a link as it was opened; nothing once its reader went on with today's figures, which the request then
/// says with the link.
///
/// # Errors
/// The sentence that says why there is no plan.
pub fn panel(link: &str, dismissed: &str) -> Result<Vec<Tag>, String> {
    if link == dismissed {
        return Ok(Vec::new());
    }
    let catalog = crate::catalog()?;
    let history = History::embedded(catalog).map_err(|error| error.to_string())?;
    with(link, catalog, &history)
}

fn with(link: &str, catalog: &Catalog, history: &History) -> Result<Vec<Tag>, String> {
    let decoded = link::decode(link);
    let found = then(&decoded, catalog, history).map_err(|error| error.to_string())?;
    let Some(found) = found else { return Ok(Vec::new()) };
    let mut content = vec![tag("p").class("lead").put(lead(&decoded.made, history))];
    if !found.models.is_empty() {
        let versions = found.models.iter().map(|model| {
            tag("li").put(format!("Model version {} ({}): {}", model.number, model.date, model.change))
        });
        content.push(tag("ul").all(versions.collect()));
    }
    content.extend(found.accounts.iter().flat_map(|account| of_account(account, &found, catalog)));
    content.push(tag("h3").put("Every option, by today’s formulas"));
    content.push(options(&found));
    let words = "Go on with today’s figures";
    content.push(tag("p").put(ask(format!("then: {link}"), words)));
    Ok(vec![section("then-title", "The link as computed then").all(content)])
}

fn lead(made: &Made, history: &History) -> String {
    let (model, prices) = (history.newest(), history.prices_of());
    let mut parts = Vec::new();
    if made.model < model {
        parts.push(format!("model version {} (today {model})", made.model));
    }
    if made.prices.as_str() < prices {
        parts.push(format!("the prices of {} (today {prices})", made.prices));
    }
    format!(
        "The link that was opened was made under {}. This compares the link itself, whatever has been changed on the page \
         since. Then means today’s formulas with the prices and defaults of then; every other figure on the page is \
         today’s.",
        parts.join(" and ")
    )
}

/// Dollars a month, or that there are none.
fn cost(usd: Option<f64>) -> String {
    usd.map_or_else(|| "ruled out".to_owned(), format::cents)
}

fn change(usd: f64) -> String {
    if usd > 0.0 { format!("+{}", format::cents(usd)) } else { format::cents(usd) }
}

fn options(found: &Then<'_>) -> Tag {
    let rows = found.options.iter().map(|one| {
        let difference = match (one.then, one.now) {
            (Some(then), Some(now)) if format::cents(now - then) != format::cents(0.0) => change(now - then),
            (Some(_), Some(_)) => "–".to_owned(),
            _ => String::new(),
        };
        let row = tag("tr").put(row_head(one.name));
        row.all([cost(one.then), cost(one.now), difference].map(figure).into())
    });
    let names = [("Option", ""), ("Then, $ a month", "figure"), ("Today", "figure"), ("Change", "figure")];
    let table = tag("table").put(columns(&names)).put(tag("tbody").all(rows.collect()));
    wide_by_keys("Every option then and today", table)
}

/// What moved the cost of an option, line by line.
fn of_account(account: &Account, found: &Then<'_>, catalog: &Catalog) -> Vec<Tag> {
    let Account { option, name, then, is_said, now, lines } = account;
    let heading = if found.wins == Some(option.as_str()) {
        format!("{name}: the cheapest today")
    } else {
        format!("{name}: the cheapest then")
    };
    let row = |words: String, usd: String| tag("tr").put(row_head(words)).put(figure(usd));
    let by = if *is_said { "Then, as the link says" } else { "Then, by today’s formulas" };
    let mut rows = vec![row(by.to_owned(), cost(*then))];
    rows.extend(
        lines.iter().flatten().map(|line| row(line.cause.words(catalog, found.models), change(line.usd))),
    );
    let table = tag("table")
        .put(columns(&[("What changed", ""), ("$ a month", "figure")]))
        .put(tag("tbody").all(rows))
        .put(tag("tfoot").put(row("Today".to_owned(), cost(*now)).class("total")));
    let mut content = vec![tag("h3").put(heading), wide_by_keys("What changed", table)];
    let note = match lines {
        None => Some(
            "Not taken apart: by today’s formulas it does not work, at the prices and defaults of then or at today’s."
                .to_owned(),
        ),
        Some(lines) => {
            let moved = lines.iter().filter(|line| found.changes.contains(&line.cause)).count();
            let others = found.changes.len() - moved;
            (others > 0).then(|| {
                let words = format::plural(others, "other price or default", "other prices and defaults");
                format!("{words} changed and did not move it.")
            })
        }
    };
    content.extend(note.map(|note| tag("p").class("note").put(note)));
    content
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::told;
    use loadline_core::history::Texts;

    fn history() -> History {
        let texts = Texts {
            models: r#"[
                {"number": 1, "date": "2026-01-01", "change": "The first.", "fingerprint": "0123456789abcdef"},
                {"number": 2, "date": "2026-02-01", "change": "Waits count.", "fingerprint": "0123456789abcdef"}
            ]"#,
            price_books: r#"[
                {"date": "2026-01-01", "hash": "0123456789abcdef"},
                {"date": "2026-05-01", "hash": "0123456789abcdef"}
            ]"#,
            prices: r#"[{"id": "sandbox.minute", "value": "0.001", "from": "2026-01-01", "until": "2026-05-01"}]"#,
            defaults: r#"[{"key": "vm_count", "value": "9", "until_model": 2}]"#,
        };
        History::read(&texts, crate::catalog().unwrap()).unwrap()
    }

    fn text(link: &str) -> String {
        let trees = with(link, crate::catalog().unwrap(), &history()).unwrap();
        trees.iter().map(told).collect()
    }

    #[test]
    fn a_link_of_today_has_nothing_to_tell() {
        assert_eq!(text("2;model=2;prices=2026-05-01;subjects=5"), "");
        assert_eq!(panel(&link::shared(&Default::default(), Some(("functions", 1.0))), ""), Ok(Vec::new()));
        assert_eq!(panel("1;subjects=5", ""), Ok(Vec::new()));
        assert_eq!(panel("", ""), Ok(Vec::new()));
    }

    #[test]
    fn an_old_link_is_told_line_by_line_until_its_reader_goes_on() {
        let link = "2;model=1;prices=2026-01-01;files_per_day=20;was=functions:100";
        let text = text(link);
        for words in [
            "model version 1 (today 2) and the prices of 2026-01-01 (today 2026-05-01)",
            "Model version 2 (2026-02-01): Waits count.",
            "Functions: the cheapest ",
            "Then, as the link says$100.00",
            "Formulas: model version 2",
            // The default is the planner's to work out today, and the machines of functions do not hang on it.
            "1 other price or default changed and did not move it.",
            "Go on with today’s figures",
        ] {
            assert!(text.contains(words), "{words} is not in {text}");
        }
        let private = self::text("2;model=1;prices=2026-01-01;private=2;files_per_day=20;was=functions:100");
        let words = "Own prices, left out of the link, and formulas: model version 2";
        assert!(private.contains(words) && !private.contains("Formulas: model"), "{private}");
        let old = "2;model=1;prices=2020-01-01;was=functions:100";
        assert!(!panel(old, "").unwrap().is_empty());
        assert_eq!(panel(old, old), Ok(Vec::new()));
        // Another link is another story.
        assert!(!panel(old, "2;model=1").unwrap().is_empty());
    }
}

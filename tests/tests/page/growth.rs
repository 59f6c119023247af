//! What growth brings, against the planner's own forecast.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::decide::growth::{Forecast, When, forecast};
use loadline_core::format;
use loadline_core::scenario::link;
use loadline_tests::browser::{DESKTOP, PHONE};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

/// Signals trip and the cheapest option changes within its two years.
const GROWING: &str = "1;subjects=50;files_per_day=5;episodes_per_day=50;growth_percent_per_month=10";

pub fn add(suite: &mut Suite) {
    suite.page("growth_is_the_planners_forecast", growth_is_the_planners_forecast);
    suite.page("growth_is_offered_where_none_is_stated", growth_is_offered_where_none_is_stated);
}

/// The texts of the cells of every row in the body of a table.
async fn rows(page: &Page<'_>, table: &str) -> Outcome<Vec<Vec<String>>> {
    let rows = page
        .browser
        .script(
            "return [...document.querySelectorAll(arguments[0] + ' tbody tr')]
                 .map((row) => [...row.cells].map((cell) => cell.textContent));",
            vec![json!(table)],
        )
        .await?;
    Ok(serde_json::from_value(rows)?)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, shown: &[T], planned: &[T]) -> Outcome {
    ensure!(shown == planned, "{what}: the page shows\n  {shown:?}\nand the forecast says\n  {planned:?}");
    Ok(())
}

async fn growth_is_the_planners_forecast(page: &Page<'_>) -> Outcome {
    let catalog = Catalog::embedded()?;
    let planned = forecast(&link::decode(GROWING).scenario, &catalog)?;
    let name = |place| planned.option(place).map_or("nothing", |option| option.name).to_owned();
    let usd = |place, month| planned.option(place).and_then(|option| option.usd_in(month)).map(format::money);
    ensure!(!planned.switches.is_empty(), "the check needs a change of the cheapest option");
    ensure!(trips(&planned).len() > 1, "the check needs signals that trip");
    page.open(&format!("#{GROWING}")).await?;
    page.wait_for_panels().await?;

    let shown: Vec<String> = rows(page, page::GROWTH_SIGNALS)
        .await?
        .into_iter()
        // The last cell is about plausible worlds.
        .filter_map(|row| row.into_iter().nth_back(1).filter(|when| when.starts_with("month ")))
        .collect();
    same("months of upgrades", &shown, &trips(&planned))?;

    let shown = rows(page, page::GROWTH_SWITCHES).await?;
    let expected: Vec<Vec<String>> = planned
        .switches
        .iter()
        .map(|switch| {
            let usd = |place: Option<usize>| {
                place.map_or_else(String::new, |_| usd(place, switch.month).unwrap_or("ruled out".to_owned()))
            };
            let margin = switch.margin_usd.map(format::money).unwrap_or_default();
            let month = switch.month.to_string();
            vec![month, name(switch.from), usd(switch.from), name(switch.to), usd(switch.to), margin]
        })
        .collect();
    same("changes of the cheapest option", &shown, &expected)?;

    // Month, cheapest option, its bill, paid by then.
    let shown: Vec<Vec<String>> = rows(page, page::GROWTH_MONTHS)
        .await?
        .into_iter()
        .map(|row| [0, 3, 4, 5].iter().filter_map(|place| row.get(*place).cloned()).collect())
        .collect();
    let expected: Vec<Vec<String>> = planned
        .months
        .iter()
        .filter(|month| month.number % 6 == 0)
        .map(|month| {
            vec![
                month.number.to_string(),
                name(month.winner),
                usd(month.winner, month.number).unwrap_or_default(),
                month.paid_usd.map(format::money).unwrap_or_default(),
            ]
        })
        .collect();
    same("cost by month", &shown, &expected)?;

    for viewport in [DESKTOP, PHONE] {
        page.browser.viewport(viewport).await?;
        page.browser.settle().await?;
        page.keeps_its_width(viewport).await?;
        page.no_text_overlaps().await?;
        let violations = page.browser.accessibility_violations().await?;
        ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
    }
    page.place_in(page::GROWTH_MONTHS, 0.5, 0.0).await?;
    page.browser.screenshot("growth", false).await?;
    page.browser.ensure_quiet_console().await
}

/// When signals trip and tiers are reached within the horizon, as the page says it.
fn trips(planned: &Forecast) -> Vec<String> {
    let signals = planned.signals.iter().map(|signal| (signal.tripped, signal.changes));
    let tiers = planned.tiers.iter().map(|tier| (tier.reached, tier.changes));
    signals
        .chain(tiers)
        .filter_map(|(already, changes)| match changes {
            When::In(month) if !already => Some(format!("month {}", format::number(month))),
            _ => None,
        })
        .collect()
}

async fn growth_is_offered_where_none_is_stated(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for_panels().await?;
    ensure!(page.count(page::GROWTH_MONTHS).await? == 0, "months are shown without growth");
    let offer = format!("{} [data-flip]", page::GROWTH);
    // What comes into view is laid out only then, so that the place of the button changes once.
    page.place_in(&offer, 0.5, 0.5).await?;
    page.browser.settle().await?;
    page.click(&offer).await?;
    page.wait_for_link("growth_percent_per_month", "5").await?;
    page.wait_for(page::GROWTH_MONTHS).await?;
    page.browser.ensure_quiet_console().await
}

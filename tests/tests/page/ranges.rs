//! Ranges: typed into a field they are in the link and reach the decision; what cannot stand is named.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::decide::ranges::{Draws, outlook};
use loadline_core::plan_without_studies;
use loadline_core::reading::Shapes;
use loadline_core::scenario::link;
use loadline_tests::page::Page;
use loadline_tests::{Outcome, ensure};
use serde_json::json;

const FILES: &str = "#field-files_per_day";
const WORDS: &str = "#ranges-words";
const TYPED: &str = "#ranges-inputs input[data-set=\"files_per_day\"]";

pub fn add(suite: &mut Suite) {
    suite.page("ranges_reach_the_decision", ranges_reach_the_decision);
    suite.page("ranges_are_in_order_at_both_widths", ranges_are_in_order_at_both_widths);
    suite.page("the_answer_has_its_band", the_answer_has_its_band);
    suite.page("bands_lie_behind_the_curves", bands_lie_behind_the_curves);
    suite.page("signals_trip_in_a_range_of_months", signals_trip_in_a_range_of_months);
}

/// What the planner says of a link's ranges, here.
fn said(fragment: &str) -> Outcome<String> {
    let scenario = link::decode(fragment).scenario;
    Ok(outlook(&scenario, &Catalog::embedded()?, &mut Draws::default())?.sentences().join(" "))
}

/// Waits until the panel says what the planner does, and no more and no less.
async fn says(page: &Page<'_>, fragment: &str) -> Outcome {
    for _ in 0..2 {
        page.place_in(WORDS, 0.5, 0.5).await?;
        page.browser.settle().await?;
    }
    page.browser
        .wait_until(
            "the ranges are those of the link",
            "return document.querySelector(arguments[0])?.textContent === arguments[1];",
            vec![json!(WORDS), json!(said(fragment)?)],
        )
        .await
}

async fn ranges_reach_the_decision(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for_panels().await?;
    says(page, "2").await?;
    page.type_value(FILES, "400 to 700").await?;
    page.wait_for_link("files_per_day", "400~550~700").await?;
    says(page, "2;files_per_day=400~550~700").await?;
    ensure!(page.value(FILES).await? == "400, 550, 700", "the field shows no range");
    // Bit for bit the same where the link is opened anew.
    page.reload().await?;
    page.wait_for_panels().await?;
    says(page, "2;files_per_day=400~550~700").await?;
    // What cannot stand is named beside it, and the range stays.
    page.click("[data-ask=\"ranges: all\"]").await?;
    page.wait_for(TYPED).await?;
    page.type_value(TYPED, "700 to 400").await?;
    page.wait_for("#ranges-inputs [aria-invalid=\"true\"]").await?;
    let message = page.text("#error-range-files_per_day").await?;
    ensure!(message.contains("not in the order low, likely, high"), "{message}");
    page.wait_for_link("files_per_day", "400~550~700").await?;
    // Fixed by a click, it is known; the plausible range of nothing stated comes back by another.
    page.click("#ranges-inputs [data-flip=\"files_per_day=550~550\"]").await?;
    page.wait_for_link("files_per_day", "550~550").await?;
    says(page, "2;files_per_day=550~550").await?;
    page.click("#ranges-inputs [data-flip=\"files_per_day=list\"]").await?;
    says(page, "2").await?;
    page.browser.ensure_quiet_console().await
}

async fn ranges_are_in_order_at_both_widths(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for_panels().await?;
    page.is_in_order_at_both_widths("#ranges-options", "ranges").await
}

/// Waits until the answer's band is that of all worlds of a link.
async fn has_odds(page: &Page<'_>, fragment: &str) -> Outcome {
    let (scenario, catalog) = (link::decode(fragment).scenario, Catalog::embedded()?);
    let plan = plan_without_studies(&scenario, &catalog, &Shapes::of(&scenario))?;
    let winner = plan.winner().ok_or("nothing works")?;
    let odds = outlook(&scenario, &catalog, &mut Draws::default())?.odds(winner.id);
    page.browser
        .wait_until(
            "the answer's band is that of the link",
            "return document.querySelector('#odds')?.textContent === arguments[0];",
            vec![json!(odds)],
        )
        .await
}

async fn the_answer_has_its_band(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for_panels().await?;
    has_odds(page, "2").await?;
    page.type_value(FILES, "3000").await?;
    has_odds(page, "2;files_per_day=3000").await?;
    page.type_value(FILES, "400 to 700").await?;
    has_odds(page, "2;files_per_day=400~550~700").await?;
    page.browser.ensure_quiet_console().await
}

async fn bands_lie_behind_the_curves(page: &Page<'_>) -> Outcome {
    page.open("#2;files_per_day=300").await?;
    page.wait_for_panels().await?;
    // A first sight becomes all of it by itself.
    let refined =
        "return document.querySelector('.turns .note')?.textContent.includes(' 1024 plausible worlds');";
    page.browser.wait_until("the bands are refined", refined, vec![]).await?;
    let room = page
        .browser
        .script(
            "const [plot, chart] = ['.fans svg', '#chart'].map((one) => document.querySelector(one).getBoundingClientRect());
             return [plot.left - chart.left, chart.right - plot.right, plot.top - chart.top, chart.bottom - plot.bottom];",
            vec![],
        )
        .await?;
    // `LEFT`, `RIGHT`, `TOP` and `BOTTOM` of core/src/chart.
    for (found, expected) in room.as_array().into_iter().flatten().zip([46.0, 14.0, 10.0, 24.0]) {
        let found = found.as_f64().unwrap_or(f64::NAN);
        ensure!(
            (found - expected).abs() < 1.0,
            "the bands lie {found} pixels from the chart's edge, not {expected}"
        );
    }
    let shape =
        "return [...document.querySelectorAll('.fans path')].map((path) => path.getAttribute('d')).join();";
    let before = page.browser.script(shape, vec![]).await?;
    ensure!(before.as_str().is_some_and(|paths| paths.starts_with('M')), "no band: {before}");
    // What is known exactly has none of its width.
    page.type_value("#field-episodes_per_day", "10000 to 200000").await?;
    page.browser
        .wait_until(
            "the bands follow",
            &format!("return (() => {{ {shape} }})() !== arguments[0];"),
            vec![before],
        )
        .await?;
    page.browser.ensure_quiet_console().await
}

async fn signals_trip_in_a_range_of_months(page: &Page<'_>) -> Outcome {
    page.open("#2;growth_percent_per_month=2~10~20~uniform").await?;
    page.wait_for_panels().await?;
    page.place_in("#growth-signals", 0.5, 0.5).await?;
    page.browser.settle().await?;
    let words = page.text("#growth-signals").await?;
    ensure!(words.contains("months ") || words.contains(" or later"), "no range of months: {words}");
    page.is_in_order_at_both_widths("#growth-signals", "growth").await
}

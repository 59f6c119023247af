//! Ranges: typed into a field they are in the link and reach the decision; what cannot stand is named.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::decide::ranges::{Draws, outlook};
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

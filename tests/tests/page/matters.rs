//! Which input matters: the page says what the planner does, of the option that is chosen, and fixes an input at a click.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::decide::matters::{matters, usual};
use loadline_core::decide::ranges::{Draws, outlook};
use loadline_core::scenario::link;
use loadline_tests::browser::{Colours, Key};
use loadline_tests::page::Page;
use loadline_tests::{Outcome, ensure};
use serde_json::json;

const WORDS: &str = "#matters-words";
const OPTION: &str = "#matters-option";
const ROWS: &str = "#matters-inputs tbody tr";

pub fn add(suite: &mut Suite) {
    suite.page("which_input_matters_is_what_the_planner_says", which_input_matters_is_what_the_planner_says);
    suite.page(
        "which_input_matters_is_in_order_at_both_widths",
        which_input_matters_is_in_order_at_both_widths,
    );
}

/// What the planner says of an option, or of the usual one, here; and of how many inputs.
fn said(fragment: &str, option: Option<&str>) -> Outcome<(String, usize)> {
    let (scenario, catalog) = (link::decode(fragment).scenario, Catalog::embedded()?);
    let outlook = outlook(&scenario, &catalog, &mut Draws::default())?;
    let option = option.or(usual(&outlook)).ok_or("no option")?;
    let found = matters(&scenario, &catalog, option)?.ok_or("nothing to run")?;
    Ok((found.sentences().join(" "), found.inputs.len()))
}

/// Waits until the panel says what the planner does, and no more and no less.
async fn says(page: &Page<'_>, fragment: &str, option: Option<&str>) -> Outcome {
    for _ in 0..2 {
        page.place_in(WORDS, 0.5, 0.5).await?;
        page.browser.settle().await?;
    }
    page.browser
        .wait_until(
            "what matters is that of the link",
            "return document.querySelector(arguments[0])?.textContent === arguments[1];",
            vec![json!(WORDS), json!(said(fragment, option)?.0)],
        )
        .await
}

async fn which_input_matters_is_what_the_planner_says(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for_panels().await?;
    says(page, "2", None).await?;
    // Another option, by keyboard; it stays chosen while all are asked for.
    let before = page.value(OPTION).await?;
    page.focus(OPTION).await?;
    page.browser.press(Key::Down).await?;
    page.wait_for_other_text(WORDS, &page.text(WORDS).await?).await?;
    let option = page.value(OPTION).await?;
    ensure!(option != before, "the list still says {option}");
    says(page, "2", Some(&option)).await?;
    let (_, inputs) = said("2", Some(&option))?;
    ensure!(inputs > 6 && page.count(ROWS).await? == 6, "six of {inputs} are shown at first");
    page.click(&format!("[data-ask=\"matters: all {option}\"]")).await?;
    page.wait_for(&format!("{ROWS}:nth-child({inputs})")).await?;
    ensure!(page.value(OPTION).await? == option, "the option is forgotten");
    // An input fixed by a click no longer matters; stages that move together are fixed at once.
    let stages = "extract_minutes=2~2;analyze_minutes=3.5~3.5;store_minutes=0.5~0.5";
    page.click(&format!("#matters-inputs [data-flip=\"{stages}\"]")).await?;
    page.wait_for_link("analyze_minutes", "3.5~3.5").await?;
    says(page, &format!("2;{stages}"), Some(&option)).await?;
    ensure!(page.count(&format!("[data-flip=\"{stages}\"]")).await? == 0, "they are still there");
    page.browser.ensure_quiet_console().await
}

async fn which_input_matters_is_in_order_at_both_widths(page: &Page<'_>) -> Outcome {
    for (colours, name) in [(Colours::Dark, "matters-dark"), (Colours::Light, "matters")] {
        page.browser.preferences(colours, false).await?;
        page.open("").await?;
        page.wait_for_panels().await?;
        page.is_in_order_at_both_widths("#matters-inputs", name).await?;
    }
    Ok(())
}

//! Every preset, at both widths: it opens from the menu, answers, and nothing lies over anything.

use crate::Suite;
use loadline_tests::browser::{DESKTOP, PHONE, Viewport};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::{Value, json};

pub fn add(suite: &mut Suite) {
    for (window, viewport) in [("1280", DESKTOP), ("390", PHONE)] {
        suite.page(format!("presets_stand_at_{window}"), async move |page: &Page| {
            presets_stand(page, viewport).await
        });
    }
    suite.page("one_click_takes_a_row_over", one_click_takes_a_row_over);
    suite.page("every_system_has_its_slider", every_system_has_its_slider);
}

/// Chooses an entry of the menu as a person does.
async fn choose(page: &Page<'_>, selector: &str, value: &str) -> Outcome {
    page.browser
        .script(
            "const [selector, value] = arguments;
             const menu = document.querySelector(selector);
             menu.value = value;
             menu.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(selector), json!(value)],
        )
        .await?;
    page.browser.settle().await
}

/// Whether a preset plans a system that has something to compare.
fn studied(id: &str) -> bool {
    ["guide-000", "guide-001", "guide-003"].iter().any(|guide| id.starts_with(guide))
}

/// Waits until the worker has answered for the scenario now in force.
async fn wait_for_studies(page: &Page<'_>) -> Outcome {
    page.browser
        .wait_until(
            "the comparisons are there",
            "return document.querySelector(arguments[0]) !== null;",
            vec![json!(page::STUDIES)],
        )
        .await?;
    page.browser.settle().await
}

async fn presets_stand(page: &Page<'_>, viewport: Viewport) -> Outcome {
    page.browser.viewport(viewport).await?;
    page.open("").await?;
    let ids = page
        .browser
        .script(
            "return [...document.querySelectorAll(arguments[0] + ' option')].map((option) => option.value)
                 .filter((id) => id !== '');",
            vec![json!(page::PRESET)],
        )
        .await?;
    let ids: Vec<String> = serde_json::from_value(ids)?;
    ensure!(ids.len() >= 17, "the menu offers only {ids:?}");
    for id in ids {
        choose(page, page::PRESET, &id).await?;
        let answer = page.shown().await?.answer;
        ensure!(answer.contains('$'), "{id} has no answer: {answer}");
        if studied(&id) {
            wait_for_studies(page).await.map_err(|error| format!("{id}: {error}"))?;
        }
        let told = async |outcome: Outcome| outcome.map_err(|error| format!("{id}: {error}"));
        told(page.keeps_its_width(viewport).await).await?;
        told(page.no_text_overlaps().await).await?;
        // A name above a table that says nothing would be worse than none.
        let empty = page
            .browser
            .script(
                "return [...document.querySelectorAll(arguments[0])]
                     .filter((study) => !study.querySelector('tbody tr') || !study.querySelector('.lead').textContent)
                     .map((study) => study.querySelector('h2').textContent);",
                vec![json!(page::STUDIES)],
            )
            .await?;
        ensure!(empty == json!([]), "{id} compares nothing in {empty}");
    }
    Ok(())
}

async fn one_click_takes_a_row_over(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    choose(page, page::PRESET, "guide-001-peak").await?;
    wait_for_studies(page).await?;
    let before = page.shown().await?;
    let clicked = page
        .browser
        .script(
            "const button = document.querySelector(arguments[0] + ' button[data-flip]');
             button.click();
             return button.dataset.flip;",
            vec![json!(page::STUDIES)],
        )
        .await?;
    page.browser.settle().await?;
    let flip = clicked.as_str().unwrap_or_default().to_owned();
    for change in flip.split(';') {
        let key = change.split('=').next().unwrap_or_default();
        page.browser
            .wait_until(
                &format!("the link carries {change}, or its default"),
                "const [change, key] = arguments;
                 return location.hash.includes(change) || !location.hash.includes(';' + key + '=');",
                vec![json!(change), json!(key)],
            )
            .await?;
    }
    let after = page.shown().await?;
    ensure!(after.link != before.link, "{flip} changed nothing: {}", after.link);
    Ok(())
}

async fn every_system_has_its_slider(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let shown = "return [...document.querySelectorAll('.load input[type=range]')]
                     .filter((slider) => slider.checkVisibility()).map((slider) => slider.id);";
    let four: Value = page.browser.script(shown, vec![]).await?;
    ensure!(four.as_array().is_some_and(|four| four.len() == 4), "not four sliders at first: {four}");
    page.open("#1;agent_platform=on;model_worker=on;background_worker=on").await?;
    let all: Value = page.browser.script(shown, vec![]).await?;
    let more = ["slider-agents", "slider-model_requests_per_day", "slider-background_workers"];
    for id in more {
        ensure!(all.as_array().is_some_and(|all| all.contains(&json!(id))), "{id} is missing: {all}");
    }
    Ok(())
}

//! Why the winner wins, which the worker says below the answer, against the planner's own words.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::decide::why::why;
use loadline_core::decide::why::words::Sentence;
use loadline_core::format;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{Scenario, link};
use loadline_tests::browser::{DESKTOP, PHONE, Viewport};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

/// A job too long for functions, which would be the cheapest.
const TOO_LONG: &str = "1;memory_service=off;analyze_minutes=18;files_per_day=10";

pub fn add(suite: &mut Suite) {
    for (window, viewport) in [("1280", DESKTOP), ("390", PHONE)] {
        suite.page(format!("why_follows_the_presets_in_its_place_at_{window}"), async move |page: &Page| {
            why_follows_the_presets(page, viewport).await
        });
    }
    suite.page("what_is_ruled_out_is_let_in_by_a_click", what_is_ruled_out_is_let_in_by_a_click);
}

/// Waits until the page says why as the planner does, and that its answer is of the same winner and cost.
async fn says_why(page: &Page<'_>, scenario: &Scenario) -> Outcome {
    let planned = why(scenario, &Catalog::embedded()?)?;
    let words: Vec<String> = planned.grounds(scenario).iter().map(Sentence::text).collect();
    let words: Vec<&str> = words.iter().flat_map(|words| words.split_whitespace()).collect();
    page.browser
        .wait_until(
            &format!("the page says why: {}", words.join(" ")),
            "const [selector, words] = arguments;
             const said = document.querySelector(selector)?.cloneNode(true);
             said?.querySelectorAll('[data-flip]').forEach((button) => button.remove());
             return said?.textContent.replace(/\\s+/g, ' ').trim() === words;",
            vec![json!(page::WHY), json!(words.join(" "))],
        )
        .await?;
    page.browser.settle().await?;
    let answer = page.text(page::ANSWER).await?;
    let winner = planned.winner.ok_or("a preset without a winner")?;
    let starts = answer.starts_with(winner.name);
    ensure!(starts && answer.contains(&format::money(winner.usd)), "{winner:?} is not the answer {answer}");
    Ok(())
}

async fn why_follows_the_presets(page: &Page<'_>, viewport: Viewport) -> Outcome {
    page.browser.viewport(viewport).await?;
    page.open("").await?;
    let mut too_high = Vec::new();
    for preset in PRESETS {
        page.browser
            .script(
                "const [selector, id] = arguments;
                 const menu = document.querySelector(selector);
                 menu.value = id;
                 menu.dispatchEvent(new Event('change', { bubbles: true }));",
                vec![json!(page::PRESET), json!(preset.id)],
            )
            .await?;
        says_why(page, &preset.scenario()).await?;
        let room = page
            .browser
            .script(
                "const panel = document.querySelector(arguments[0]).closest('.why');
                 return panel.getBoundingClientRect().height - parseFloat(getComputedStyle(panel).minHeight);",
                vec![json!(page::WHY)],
            )
            .await?;
        let over = room.as_f64().unwrap_or(f64::INFINITY);
        if over > 1.0 {
            too_high.push((preset.id, over));
        }
    }
    ensure!(too_high.is_empty(), "the words are so many pixels higher than their place: {too_high:?}");
    page.keeps_its_width(viewport).await?;
    page.no_text_overlaps().await?;
    page.place_in(page::WHY, 0.5, 0.5).await?;
    page.browser.screenshot(&format!("why-{}", viewport.width), false).await?;
    let violations = page.browser.accessibility_violations().await?;
    ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
    page.browser.ensure_quiet_console().await
}

async fn what_is_ruled_out_is_let_in_by_a_click(page: &Page<'_>) -> Outcome {
    page.open(&format!("#{TOO_LONG}")).await?;
    says_why(page, &link::decode(TOO_LONG).scenario).await?;
    page.click(&format!("{} [data-flip^=job_parts]", page::WHY)).await?;
    page.wait_for_link("job_parts", "2").await?;
    let split = link::decode(&format!("{TOO_LONG};job_parts=2")).scenario;
    says_why(page, &split).await?;
    ensure!(page.text(page::ANSWER).await?.starts_with("Functions"), "functions are let in and do not win");
    page.browser.ensure_quiet_console().await
}

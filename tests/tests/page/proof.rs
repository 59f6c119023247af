//! The reference cases and the reconciliation of the guides, run by the worker.

use crate::Suite;
use loadline_tests::browser::{DESKTOP, PHONE};
use loadline_tests::page::{self, Page};
use loadline_tests::server::Mount;
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("reference_cases_run_in_the_page", reference_cases_run_in_the_page);
    suite.page("guides_are_recomputed_in_the_page", guides_are_recomputed_in_the_page);
    suite.page("a_worker_that_cannot_start_is_named", a_worker_that_cannot_start_is_named);
}

async fn wait_for_status(page: &Page<'_>, words: &str) -> Outcome {
    wait_for(page, page::PROOF_STATUS, words).await
}

async fn wait_for(page: &Page<'_>, status: &str, words: &str) -> Outcome {
    page.browser
        .wait_until(
            &format!("the section says `{words}`"),
            "const [status, words] = arguments;
             return (document.querySelector(status)?.textContent ?? '').includes(words);",
            vec![json!(status), json!(words)],
        )
        .await
}

async fn reference_cases_run_in_the_page(page: &Page<'_>) -> Outcome {
    // Several folders down, as the worker's address has to be right there too.
    page.open_at(Mount::DeepPath, "#1;subjects=2000").await?;
    page.wait_for_panels().await?;
    page.click(page::PROOF_RUN).await?;
    wait_for_status(page, "Reproduces ").await?;
    let status = page.text(page::PROOF_STATUS).await?;
    let count = status.split(' ').nth(1).and_then(|count| count.parse::<usize>().ok()).unwrap_or_default();
    ensure!(count > 100 && status.contains("all within their tolerance"), "the section says: {status}");
    let topics = page.count(&format!("{} tbody tr", page::PROOF_TOPICS)).await?;
    ensure!(topics > 5, "{topics} topics are listed");
    let asked = page.requested().await?;
    ensure!(
        asked.iter().any(|address| address.contains("/some/deep/path/worker.js?")),
        "asked for {asked:?}"
    );
    page.place_in(page::PROOF_TOPICS, 0.5, 0.5).await?;
    page.browser.screenshot("proof", false).await?;
    let violations = page.browser.accessibility_violations().await?;
    ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
    page.browser.ensure_quiet_console().await
}

async fn a_worker_that_cannot_start_is_named(page: &Page<'_>) -> Outcome {
    page.open_at(Mount::WorkerDamaged, "").await?;
    wait_for(page, page::PROOF_TROUBLE, "The reference cases could not be computed.").await?;
    // The page lives on.
    let before = page.shown().await?;
    page.drag_slider(page::TRAFFIC, 0.2).await?;
    page.wait_for_other_link(&before.link).await?;
    ensure!(page.shown().await?.answer != before.answer, "the answer stays {}", before.answer);
    // And may ask again.
    page.click(page::PROOF_AGAIN).await?;
    wait_for(page, page::PROOF_TROUBLE, "The reference cases could not be computed.").await?;
    page.browser.console().await?;
    Ok(())
}

async fn guides_are_recomputed_in_the_page(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for_panels().await?;
    page.click(page::GUIDES_RUN).await?;
    wait_for(page, page::GUIDES_STATUS, "claims recomputed").await?;
    let rows = page.count(&format!("{} tbody tr:not(.part)", page::FINDINGS)).await?;
    ensure!(rows >= 50, "{rows} claims are shown");
    for viewport in [DESKTOP, PHONE] {
        page.browser.viewport(viewport).await?;
        page.browser.settle().await?;
        page.keeps_its_width(viewport).await?;
        page.no_text_overlaps().await?;
        let violations = page.browser.accessibility_violations().await?;
        ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
    }
    page.place_in(page::FINDINGS, 0.5, 0.0).await?;
    page.browser.screenshot("guides", false).await?;
    // Every claim has a link that opens its scenario without a notice.
    let links = page
        .browser
        .script(
            "return [...document.querySelectorAll(arguments[0] + ' a')].map((link) => link.getAttribute('href'));",
            vec![json!(page::FINDINGS)],
        )
        .await?;
    let links: Vec<String> = serde_json::from_value(links)?;
    ensure!(links.len() as u64 == rows, "{} links for {rows} claims", links.len());
    let last = links.iter().max_by_key(|link| link.len()).cloned().unwrap_or_default();
    page.click(&format!("{} a[href=\"{last}\"]", page::FINDINGS)).await?;
    page.browser.settle().await?;
    let link = page.shown().await?.link;
    ensure!(link == last, "the link {last} opened {link}");
    ensure!(page.count(page::NOTICES).await? == 0, "{last} brings notices");
    page.browser.ensure_quiet_console().await
}

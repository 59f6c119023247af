//! The diagram of what runs where, which the worker writes.

use crate::Suite;
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page(
        "the_diagram_follows_the_option_shown_and_adds_up",
        the_diagram_follows_the_option_shown_and_adds_up,
    );
}

const DRAWING: &str = ".topology-wide svg";
const HOST: &str = ".topology-wide .topology-host";

/// The boxes' dollars must be those of the option named above them, and arrows must lead somewhere.
async fn adds_up(page: &Page<'_>) -> Outcome {
    let read = page
        .browser
        .script(
            "const usd = (text) => Number(text.replace('−', '-').replace(/[$,]/g, ''));
             const boxes = [...document.querySelectorAll('.topology-wide .topology-usd')].map((box) => usd(box.textContent));
             const total = usd(document.querySelector('.topology .lead').textContent.match(/\\$[\\d.,]*\\d/)[0]);
             const heads = document.querySelectorAll('.topology-wide .topology-head').length;
             return [boxes, total, heads, document.querySelectorAll('#topology-words > li').length];",
            vec![],
        )
        .await?;
    let (boxes, total, heads, words): (Vec<f64>, f64, usize, usize) = serde_json::from_value(read)?;
    let sum: f64 = boxes.iter().sum();
    // Half a dollar where whole dollars are shown.
    let off = 0.5 * (boxes.len() as f64 + 1.0);
    ensure!(boxes.len() > 4 && (sum - total).abs() <= off, "the boxes {boxes:?} are not ${total}");
    ensure!(heads >= 5, "{heads} arrows");
    ensure!(words >= boxes.len(), "{words} in words, {} boxes", boxes.len());
    Ok(())
}

async fn the_diagram_follows_the_option_shown_and_adds_up(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for(DRAWING).await?;
    page.wait_for_panels().await?;
    adds_up(page).await?;
    let before = page.text(HOST).await?;
    page.click("table#options tr[data-option=\"reserved_vms\"] .pick").await?;
    page.browser
        .wait_until(
            "the diagram follows",
            "return document.querySelector(arguments[0])?.textContent === 'Reserved VMs';",
            vec![json!(HOST)],
        )
        .await?;
    ensure!(before != "Reserved VMs", "it already was {before}");
    adds_up(page).await?;
    page.unfold(".topology details", true).await?;
    page.is_in_order_at_both_widths("#topology-title", "topology").await?;
    page.browser.ensure_quiet_console().await
}

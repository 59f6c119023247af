//! The best mix, which the worker writes.

use crate::Suite;
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("best_mix_follows_a_slider_and_adds_up", best_mix_follows_a_slider_and_adds_up);
}

/// Half a cent, and half a dollar where whole dollars are shown.
fn rounding(usd: f64) -> f64 {
    if usd < 100.0 { 0.005 } else { 0.5 }
}

/// What is said must agree with the table of the mix and with the options shown beside it.
async fn adds_up(page: &Page<'_>) -> Outcome {
    let read = page
        .browser
        .script(
            "const [mix, words, options] = arguments;
             const usd = (text) => Number(text.replace('−', '-').replace(/[$,]/g, ''));
             const last = (row) => usd(row.lastElementChild.textContent);
             const [rows, total] = ['tbody tr', 'tfoot tr'].map((part) => [...document.querySelectorAll(`${mix} ${part}`)].map(last));
             const said = document.querySelector(words).textContent;
             const named = [...document.querySelectorAll(options)].map((row) =>
                 [row.querySelector('.pick').textContent, usd(row.querySelector('.strong').textContent)]);
             const saved = named
                 .map(([name, cost]) => [cost, said.match(new RegExp(`(\\\\$[\\\\d.,]+) \\\\([^)]*\\\\) less than ${name}[,.;]`))])
                 .filter(([, found]) => found)
                 .map(([cost, found]) => [cost, usd(found[1])]);
             return [rows, total, named.map(([, cost]) => cost), saved];",
            vec![json!(page::BEST_MIX), json!(page::BEST_MIX_WORDS), json!(page::OPTION_ROWS)],
        )
        .await?;
    let (rows, total, options, saved): (Vec<f64>, [f64; 1], Vec<f64>, Vec<[f64; 2]>) =
        serde_json::from_value(read)?;
    let [total] = total;
    let sum: f64 = rows.iter().sum();
    let off = 0.005 * (rows.len() as f64 + 1.0);
    ensure!(rows.len() > 2 && (sum - total).abs() <= off, "the rows {rows:?} are not ${total}");
    ensure!(!options.is_empty(), "no option is shown");
    for cost in options {
        ensure!(total <= cost + rounding(cost), "an option costs ${cost}, the mix ${total}");
    }
    ensure!(!saved.is_empty(), "nothing is said to be saved");
    for [cost, saved] in saved {
        let off = rounding(cost) + rounding(saved) + 0.005;
        ensure!((cost - total - saved).abs() <= off, "${cost} less ${total} is not ${saved}");
    }
    Ok(())
}

async fn best_mix_follows_a_slider_and_adds_up(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for(page::BEST_MIX).await?;
    adds_up(page).await?;
    let before = page.text(page::BEST_MIX).await?;
    page.drag_slider(page::FILES, 0.2).await?;
    page.browser
        .wait_until(
            "the best mix follows",
            "return document.querySelector(arguments[0])?.textContent.trim() !== arguments[1];",
            vec![json!(page::BEST_MIX), json!(before)],
        )
        .await?;
    page.wait_for_panels().await?;
    adds_up(page).await?;
    page.is_in_order_at_both_widths(page::BEST_MIX, "best-mix").await?;
    page.browser.ensure_quiet_console().await
}

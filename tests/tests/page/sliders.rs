//! The four sliders under a real pointer.

use crate::Suite;
use loadline_tests::page::{self, Page, Slider};
use loadline_tests::{Outcome, ensure};

pub fn add(suite: &mut Suite) {
    for slider in page::SLIDERS {
        suite.page(format!("dragging_{}_changes_everything", slider.key), async move |page: &Page| {
            dragging_changes_everything(page, slider).await
        });
    }
    suite.page("curve_follows_the_slider_last_touched", curve_follows_the_slider_last_touched);
}

async fn dragging_changes_everything(page: &Page<'_>, slider: Slider) -> Outcome {
    page.open("").await?;
    // One touch, so that the curve already runs along this slider.
    page.drag_slider(slider, 0.05).await?;
    page.wait_for(page::CURVE_ROWS).await?;
    let (before, table) = (page.shown().await?, page.text(page::CURVE_TABLE).await?);
    page.drag_slider(slider, 0.25).await?;
    page.wait_for_other_link(&before.link).await?;
    // The table is the worker's and follows a moment later.
    page.wait_for_other_text(page::CURVE_TABLE, &table).await?;
    let after = page.shown().await?;

    ensure!(
        after.answer != before.answer || after.bill != before.bill,
        "neither the figure ({}) nor the bill changed",
        after.answer
    );
    ensure!(
        after.curve != before.curve || after.current_row != before.current_row,
        "neither the curve's data nor the mark of the current load changed (row {:?})",
        after.current_row
    );
    ensure!(after.current_row.is_some(), "no row of the curve's table is marked as the current load");
    ensure!(after.drawing != before.drawing, "the chart's picture did not change");
    ensure!(after.axis == slider.key, "the curve runs along {:?}, not {}", after.axis, slider.key);
    ensure!(
        after.link.starts_with(&format!("#{};", page::LINK_VERSION))
            && after.link.contains(&format!("{}=", slider.key)),
        "the link does not carry {}: {}",
        slider.key,
        after.link
    );
    // The field beside it says the same value as the link.
    let field = page.value(&slider.field()).await?;
    ensure!(!field.trim().is_empty(), "the field beside the slider is empty");
    page.browser.ensure_quiet_console().await
}

async fn curve_follows_the_slider_last_touched(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    for slider in page::SLIDERS {
        page.drag_slider(slider, 0.05).await?;
        let shown = page.shown().await?;
        ensure!(shown.axis == slider.key, "after {} the curve runs along {:?}", slider.key, shown.axis);
    }
    Ok(())
}

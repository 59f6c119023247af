//! The curves, the tables beside them, and what was ruled out.

use crate::Suite;
use loadline_tests::browser::{Key, PHONE};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("chart_has_its_table", chart_has_its_table);
    suite.page("ruled_out_options_are_not_offered", ruled_out_options_are_not_offered);
    suite.page("chart_is_read_by_pointer", chart_is_read_by_pointer);
    suite.page("chart_is_read_by_keyboard", chart_is_read_by_keyboard);
    suite.page("chart_scale_toggles", chart_scale_toggles);
    suite.page("one_click_lifts_a_rejection", one_click_lifts_a_rejection);
    suite.page("chart_is_sharp", chart_is_sharp);
    suite.page("bill_layers_and_tier_are_shown", bill_layers_and_tier_are_shown);
}

async fn chart_has_its_table(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let shape = page
        .browser
        .script(
            "const table = document.querySelector(arguments[0]);
             return {
                 columns: table?.querySelectorAll('thead th').length ?? 0,
                 rows: table?.querySelectorAll('tbody tr').length ?? 0,
                 current: table?.querySelectorAll('tr.current').length ?? 0,
             };",
            vec![json!(page::CURVE_TABLE)],
        )
        .await?;
    let number = |key: &str| shape.get(key).and_then(|value| value.as_u64()).unwrap_or_default();
    ensure!(number("columns") >= 2, "the table needs a column for the load and one for each option: {shape}");
    ensure!(number("rows") >= 5, "the table has too few rows to stand for a curve: {shape}");
    ensure!(number("current") == 1, "exactly one row is the current load: {shape}");
    Ok(())
}

async fn ruled_out_options_are_not_offered(page: &Page<'_>) -> Outcome {
    // Jobs of 40 minutes are longer than a function may run.
    page.open("#1;extract_minutes=40").await?;
    let answer = page
        .browser
        .script(
            "const ids = (selector) => [...document.querySelectorAll(selector)].map(({ dataset }) => dataset.option);
             return { offered: ids(arguments[0]), ruledOut: ids(arguments[1]),
                      reasons: [...document.querySelectorAll(arguments[1])].filter(({ textContent }) => textContent.trim().length > 20).length };",
            vec![json!(page::OPTION_ROWS), json!(page::RULED_OUT)],
        )
        .await?;
    let list = |key: &str| answer.get(key).and_then(|value| value.as_array()).cloned().unwrap_or_default();
    let (offered, ruled_out) = (list("offered"), list("ruledOut"));
    ensure!(!offered.is_empty(), "no option is offered");
    ensure!(!ruled_out.is_empty(), "jobs of 40 minutes rule nothing out");
    let both: Vec<_> = offered.iter().filter(|id| ruled_out.contains(id)).collect();
    ensure!(both.is_empty(), "offered and ruled out at once: {both:?}");
    ensure!(
        answer.get("reasons").and_then(|value| value.as_u64()) == Some(ruled_out.len() as u64),
        "not every ruled-out option has its reason: {answer}"
    );
    Ok(())
}

async fn chart_is_read_by_pointer(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let mut readings = Vec::new();
    for across in [0.35, 0.75] {
        let place = page.place_in(page::CHART, across, 0.5).await?;
        page.browser.hover(place).await?;
        page.browser.settle().await?;
        readings.push(page.text(page::CHART_READOUT).await?);
    }
    ensure!(readings.iter().all(|text| text.contains('$')), "the read-out names no amounts: {readings:?}");
    ensure!(readings.first() != readings.last(), "the read-out is the same at two places: {readings:?}");
    page.browser.ensure_quiet_console().await
}

async fn chart_is_read_by_keyboard(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.focus(page::CHART).await?;
    let focused = page
        .browser
        .script(
            "return document.activeElement === document.querySelector(arguments[0]);",
            vec![json!(page::CHART)],
        )
        .await?;
    ensure!(focused == json!(true), "the chart takes no focus");
    let mut readings = Vec::new();
    for key in [Key::Right, Key::Right, Key::Left] {
        page.browser.press(key).await?;
        page.browser.settle().await?;
        readings.push(page.text(page::CHART_READOUT).await?);
    }
    let [first, second, third] = readings.as_slice() else {
        return Err("three keys, three readings".into());
    };
    ensure!(first.contains('$'), "the read-out names no amounts: {first:?}");
    ensure!(first != second, "Right does not move the read-out: {first:?}");
    ensure!(first == third, "Left does not move it back: {first:?} → {third:?}");
    Ok(())
}

async fn one_click_lifts_a_rejection(page: &Page<'_>) -> Outcome {
    // 3 000 files a day need some 27 vCPUs at the peak; an account starts with 6.
    page.open("#1;files_per_day=3000").await?;
    const OFFERED: &str = "return !!document.querySelector('#options [data-option=fargate_tasks]');";
    ensure!(
        page.browser.script(OFFERED, vec![]).await? == json!(false),
        "Fargate is offered beyond its quota"
    );
    page.click("#ruled-out [data-option=fargate_tasks] .flip").await?;
    page.browser.settle().await?;
    ensure!(page.browser.script(OFFERED, vec![]).await? == json!(true), "the change lifts no rejection");
    let link = page.browser.script("return location.hash;", vec![]).await?;
    ensure!(
        link.as_str().is_some_and(|link| link.contains("fargate_vcpu_quota=")),
        "the link does not carry the change: {link}"
    );
    page.browser.ensure_quiet_console().await
}

async fn chart_scale_toggles(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let before = page.shown().await?;
    page.click(page::CHART_SCALE).await?;
    page.browser.settle().await?;
    let after = page.shown().await?;
    ensure!(after.drawing != before.drawing, "the picture is the same on the other scale");
    ensure!(after.answer == before.answer, "the scale changed the plan");
    page.browser.ensure_quiet_console().await
}

async fn chart_is_sharp(page: &Page<'_>) -> Outcome {
    for pixel_ratio in [1.0, 1.5, 2.0, 3.0] {
        page.browser.viewport(loadline_tests::browser::Viewport { pixel_ratio, ..PHONE }).await?;
        page.open("").await?;
        let ratio = page
            .browser
            .script(
                "const chart = document.querySelector(arguments[0]);
                 return chart.width / chart.getBoundingClientRect().width;",
                vec![json!(page::CHART)],
            )
            .await?
            .as_f64()
            .unwrap_or_default();
        ensure!(
            (ratio - pixel_ratio).abs() < 0.02,
            "at {pixel_ratio} device pixels the chart is drawn with {ratio}"
        );
    }
    Ok(())
}

async fn bill_layers_and_tier_are_shown(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for_panels().await?;
    for (table, least) in [(page::BILL, 5), (page::LAYERS, 2), (page::OPTIONS, 2)] {
        let rows = page.count(&format!("{table} tbody tr")).await?;
        ensure!(rows >= least, "{table} has {rows} rows");
    }
    for part in [page::TIER, page::TOPOLOGY, page::SIGNALS] {
        ensure!(!page.text(part).await?.is_empty(), "{part} is empty");
    }
    let answer = page.text(page::ANSWER).await?;
    let figure = page.text(page::ANSWER_USD).await?;
    ensure!(answer.contains(&figure), "the sentence {answer:?} lacks its figure {figure:?}");
    ensure!(
        figure
            .strip_prefix('$')
            .is_some_and(|digits| digits.starts_with(|first: char| first.is_ascii_digit())),
        "the figure is no amount: {figure:?}"
    );
    Ok(())
}

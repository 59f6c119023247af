//! Nothing jumps, nothing sticks out.

use crate::Suite;
use loadline_tests::browser::{Colours, DESKTOP, Key, PHONE, Viewport};
use loadline_tests::page::{self, Page};
use loadline_tests::server::Mount;
use loadline_tests::{Outcome, ensure};
use serde_json::{Value, json};

pub fn add(suite: &mut Suite) {
    for (window, viewport) in [("1280", DESKTOP), ("390", PHONE)] {
        suite.page(format!("nothing_sticks_out_at_{window}"), async move |page: &Page| {
            nothing_sticks_out(page, viewport).await
        });
        suite.page(format!("page_stands_where_the_shell_stood_at_{window}"), async move |page: &Page| {
            page_stands_where_the_shell_stood(page, viewport).await
        });
        suite.page(format!("nothing_jumps_while_sliding_at_{window}"), async move |page: &Page| {
            nothing_jumps_while_sliding(page, viewport).await
        });
    }
    suite.page("the_bill_fits_a_phone", the_bill_fits_a_phone);
    suite.page("nothing_jumps_when_panels_arrive", nothing_jumps_when_panels_arrive);
    suite.page("dark_and_light_differ", dark_and_light_differ);
}

async fn nothing_sticks_out(page: &Page<'_>, viewport: Viewport) -> Outcome {
    page.browser.viewport(viewport).await?;
    page.open("").await?;
    page.wait_for_panels().await?;
    for open in [false, true] {
        page.unfold("details", open).await?;
        page.keeps_its_width(viewport).await?;
    }
    Ok(())
}

/// Other tables scroll by themselves; who reads a bill looks at quantity and price together.
async fn the_bill_fits_a_phone(page: &Page<'_>) -> Outcome {
    page.browser.viewport(PHONE).await?;
    for fragment in ["", "#1;agent_platform=on", "#1;agent_platform=on;files_per_day=10000;subjects=100000"] {
        page.open(fragment).await?;
        page.place_in(page::BILL, 0.5, 0.0).await?;
        page.browser.settle().await?;
        page.browser.screenshot("bill-390", false).await?;
        let widths = page
            .browser
            .script(
                "const bill = document.querySelector(arguments[0]);
                 const cells = [...bill.querySelectorAll('tbody tr:nth-child(2) > *')].map((cell) => cell.offsetWidth);
                 return [bill.offsetWidth - bill.parentElement.clientWidth, cells];",
                vec![json!(page::BILL)],
            )
            .await?;
        ensure!(
            widths.get(0).and_then(|over| over.as_i64()).is_some_and(|over| over <= 0),
            "with {fragment:?} the bill sticks out: {widths}"
        );
    }
    Ok(())
}

async fn page_stands_where_the_shell_stood(page: &Page<'_>, viewport: Viewport) -> Outcome {
    page.browser.viewport(viewport).await?;
    page.browser.goto(&page.server.url(Mount::WasmHeld, "")).await?;
    page.browser.settle().await?;
    let shell = landmarks(page).await?;
    page.open("").await?;
    let program = landmarks(page).await?;
    ensure!(shell == program, "the page takes over from the shell with a jolt: {shell} → {program}");
    Ok(())
}

/// The left and top edges of the landmarks, in whole pixels.
async fn landmarks(page: &Page<'_>) -> Outcome<Value> {
    page.browser
        .script(
            // What is hidden stands nowhere: the loads of systems that are not planned.
            "return [...document.querySelectorAll(arguments[0])].filter((element) => element.checkVisibility()).map((element) => {
                 const { left, top } = element.getBoundingClientRect();
                 return `${element.className} ${Math.round(left)} ${Math.round(top)}`;
             });",
            vec![json!(page::LANDMARKS)],
        )
        .await
}

/// Where the parts of the page begin, counted from its top.
async fn tops(page: &Page<'_>) -> Outcome<Value> {
    let parts = [page::ANSWER, page::CHART, page::CURVE_TABLE, page::OPTIONS, page::BILL, page::LAYERS];
    page.browser
        .script(
            "return Object.fromEntries([...arguments].map((selector) => {
                 const element = document.querySelector(selector);
                 return [selector, element ? Math.round(element.getBoundingClientRect().top + scrollY) : null];
             }));",
            parts.iter().map(|part| json!(part)).collect(),
        )
        .await
}

async fn nothing_jumps_while_sliding(page: &Page<'_>, viewport: Viewport) -> Outcome {
    page.browser.viewport(viewport).await?;
    page.open("").await?;
    for slider in page::SLIDERS {
        page.focus(&slider.range()).await?;
        // The first touch may change along what the curve runs, and with it the chart's words.
        page.browser.press(Key::Right).await?;
        page.browser.settle().await?;
        let before = tops(page).await?;
        for step in 1..=10 {
            page.browser.press(Key::Right).await?;
            page.browser.settle().await?;
            let after = tops(page).await?;
            ensure!(after == before, "step {step} of {} moved the page: {before} → {after}", slider.key);
        }
    }
    Ok(())
}

async fn nothing_jumps_when_panels_arrive(page: &Page<'_>) -> Outcome {
    page.browser.viewport(DESKTOP).await?;
    // Far longer under way than the page takes to draw what is its own.
    page.open_at(Mount::WorkerLate, "").await?;
    ensure!(page.count(page::SIGNALS).await? == 0, "the worker's panels are there before the worker");
    let mut before = tops(page).await?;
    page.wait_for_panels().await?;
    let mut after = tops(page).await?;
    // The figures of the chart are the worker's own, and lie folded.
    for tops in [&mut before, &mut after] {
        let folded = tops.as_object_mut().and_then(|tops| tops.remove(page::CURVE_TABLE));
        ensure!(folded.is_some(), "nothing is known of {}", page::CURVE_TABLE);
    }
    ensure!(after == before, "what the worker wrote moved the page: {before} → {after}");
    Ok(())
}

async fn dark_and_light_differ(page: &Page<'_>) -> Outcome {
    let mut seen = Vec::new();
    for colours in [Colours::Light, Colours::Dark] {
        page.browser.preferences(colours, false).await?;
        page.open("").await?;
        let colour = page
            .browser
            .script(
                "const style = getComputedStyle(document.body);
                 const root = getComputedStyle(document.documentElement);
                 return style.color + ' on ' + style.backgroundColor + ' on ' + root.backgroundColor;",
                vec![],
            )
            .await?;
        seen.push((colour, page.shown().await?.drawing));
    }
    let [(light, light_chart), (dark, dark_chart)] = seen.as_slice() else {
        return Err("two schemes, two looks".into());
    };
    ensure!(light != dark, "the page looks the same in light and dark: {light}");
    ensure!(light_chart != dark_chart, "the chart looks the same in light and dark");
    Ok(())
}

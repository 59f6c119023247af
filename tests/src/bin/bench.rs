//! Measures the release build and writes the README's tables: how long a plan takes natively and in wasm, and how
//! long a key press on a slider takes until the page has been drawn with everything on it.

use loadline_tests::browser::{Browser, Colours, DESKTOP, Engine, Key};
use loadline_tests::page::{self, Page};
use loadline_tests::server::{Mount, Server};
use loadline_tests::{Outcome, dist, ensure, readme, root, size};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Duration;

const ROUNDS: usize = 5;
const PRESSES: usize = 80;
const WARM_UP_PRESSES: usize = 10;

/// What the page may take from key press to frame, at half and at 95 % of the presses.
const GOAL_MILLISECONDS: Percentiles = Percentiles { p50: 12.0, p95: 20.0 };

/// Notes for each key press when the last frame was drawn in which the page still changed.
///
/// The clock starts at the event's own time stamp. A message sent from a frame's callback arrives once that frame
/// has been laid out and painted.
const WATCH_FRAMES: &str = "
    let pressed = 0, drawn = 0, waiting = false;
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { drawn = performance.now(); waiting = false; };
    addEventListener('keydown', ({ timeStamp }) => { pressed = timeStamp; drawn = 0; }, true);
    new MutationObserver(() => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => channel.port2.postMessage(null));
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    window.keyPressToFrame = () => drawn > 0 ? drawn - pressed : null;";

/// Long enough for the page to come to rest, so that nothing of one press is counted with the next.
const READ_FRAME: &str = "
    await new Promise((resolve) => setTimeout(resolve, 100));
    return window.keyPressToFrame();";

#[derive(Clone, Copy, Debug)]
struct Percentiles {
    p50: f64,
    p95: f64,
}

/// The value below which the given share of the sorted samples lies.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let index = (share * last as f64).round() as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}

fn percentiles(mut samples: Vec<f64>) -> Percentiles {
    samples.sort_by(f64::total_cmp);
    Percentiles { p50: percentile(&samples, 0.50), p95: percentile(&samples, 0.95) }
}

/// The middle round, for each percentile on its own.
fn median_of_rounds(rounds: &[Percentiles]) -> Percentiles {
    let median = |pick: fn(&Percentiles) -> f64| percentiles(rounds.iter().map(pick).collect()).p50;
    Percentiles { p50: median(|round| round.p50), p95: median(|round| round.p95) }
}

/// Presses the arrow keys on the traffic slider of the open page: half of them right, then half left.
async fn press_keys(browser: &Browser) -> Outcome<Percentiles> {
    browser
        .script("document.querySelector(arguments[0]).focus();", vec![json!(page::TRAFFIC.range())])
        .await?;
    browser.script(WATCH_FRAMES, vec![]).await?;
    let mut samples = Vec::with_capacity(PRESSES);
    for press in 0..WARM_UP_PRESSES + PRESSES {
        let rightwards = press < WARM_UP_PRESSES + PRESSES / 2;
        browser.press(if rightwards { Key::Right } else { Key::Left }).await?;
        let milliseconds = browser.script_async(READ_FRAME, vec![]).await?;
        let milliseconds =
            milliseconds.as_f64().ok_or_else(|| format!("key press {press} changed nothing on the page"))?;
        if press >= WARM_UP_PRESSES {
            samples.push(milliseconds);
        }
    }
    Ok(percentiles(samples))
}

/// Median of a native benchmark in microseconds, as `cargo bench -p loadline-core` left it in `target/criterion`.
fn native_micros(benchmark: &str) -> Option<f64> {
    let path = root().join(format!("target/criterion/{benchmark}/new/estimates.json"));
    let estimates: Value = serde_json::from_str(&std::fs::read_to_string(path).ok()?).ok()?;
    Some(estimates.pointer("/median/point_estimate")?.as_f64()? / 1000.0)
}

/// What the page measures of itself in wasm when it is opened with `?bench`: `window.loadlineBench`.
async fn wasm_micros(page: &Page<'_>) -> Outcome<Value> {
    page.open_at(Mount::Root, "?bench").await?;
    let figures = page
        .browser
        .script_async(
            "for (let tries = 0; tries < 250 && !window.loadlineBench; tries += 1)
                 await new Promise((resolve) => setTimeout(resolve, 100));
             return window.loadlineBench ?? null;",
            vec![],
        )
        .await?;
    ensure!(!figures.is_null(), "the page opened with ?bench offers no window.loadlineBench within 25 s");
    Ok(figures)
}

fn cell(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "not measured".to_owned(), |value| format!("{value:.digits$}"))
}

fn report(echo: Percentiles, ours: Percentiles, wasm: &Value) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write!(
        text,
        "Key press to frame on the traffic slider, 1280×800, {PRESSES} presses, median of {ROUNDS} rounds, everything in sight updating:\n\n\
         | page | p50 ms | p95 ms | p50 against echo | p95 against echo |\n|---|---:|---:|---:|---:|\n\
         | an empty page that echoes the value | {:.1} | {:.1} | 1.0 | 1.0 |\n\
         | **Loadline** (goal {:.0} / {:.0}) | **{:.1}** | **{:.1}** | {:.1} | {:.1} |\n\n",
        echo.p50,
        echo.p95,
        GOAL_MILLISECONDS.p50,
        GOAL_MILLISECONDS.p95,
        ours.p50,
        ours.p95,
        ours.p50 / echo.p50,
        ours.p95 / echo.p95,
    );
    let _ = write!(
        text,
        "Computing, median:\n\n\
         | what | native µs | wasm µs | wasm against native |\n|---|---:|---:|---:|\n"
    );
    for (name, benchmark, native) in [
        ("the default plan", "plan", "plan/default"),
        (
            "its exact curves along traffic (in wasm by the worker, there and back)",
            "curves",
            "curves/requests_per_second",
        ),
    ] {
        let native = native_micros(native);
        let in_wasm = wasm.get(format!("{benchmark}_micros_median")).and_then(Value::as_f64);
        let ratio = in_wasm.zip(native).map(|(wasm, native)| wasm / native);
        let _ =
            writeln!(text, "| {name} | {} | {} | {} |", cell(native, 0), cell(in_wasm, 0), cell(ratio, 1));
    }
    text
}

#[tokio::main]
async fn main() -> Outcome {
    let dist = dist()?;
    let server = Server::start(&dist).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    browser.viewport(DESKTOP).await?;
    browser.preferences(Colours::Light, false).await?;
    let page = Page { browser: &browser, server: &server };

    let wasm = wasm_micros(&page).await?;
    let (mut echo, mut ours) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        // By turns, so that a slow minute of the machine touches both.
        browser.goto(&server.url(Mount::Echo, "")).await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        echo.push(press_keys(&browser).await?);
        page.open("").await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        ours.push(press_keys(&browser).await?);
        println!("round {round}: echo {:?}, loadline {:?}", echo.last(), ours.last());
    }

    let figures = report(median_of_rounds(&echo), median_of_rounds(&ours), &wasm);
    page.open("").await?;
    let sizes = size::table(&size::measure(&dist, &page.requested_at_first().await?)?);
    println!("\n{figures}\n{sizes}");
    readme::write_section("bench", &figures)?;
    readme::write_section("size", &sizes)?;
    println!("README.md now holds these tables.");
    Ok(())
}

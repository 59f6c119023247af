//! Measures the release build and writes the README's tables: how long a plan takes natively and in wasm, and how
//! long a key press on a slider takes until the page has been drawn with everything on it.

use loadline_tests::browser::{Browser, Colours, DESKTOP, Engine, Key};
use loadline_tests::page::{self, Page};
use loadline_tests::server::{Mount, Server};
use loadline_tests::{Outcome, dist, readme, root, size};
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

/// How long the worker takes there and back for requests, in microseconds, median: each answers one question of the
/// kind. `{}` in it becomes a number that differs, since the worker knows its last answers.
const ASK_WORKER: &str = "
    const [question, times] = arguments;
    const build = document.querySelector('script[data-wasm]').getAttribute('data-wasm');
    const worker = new Worker(`./worker.js?${build}`, { type: 'module' });
    const answer = () => new Promise((heard) => { worker.onmessage = ({ data }) => heard(data); });
    const taken = [];
    for (let time = 0; time <= times; time += 1) {
        const begun = performance.now();
        worker.postMessage(question.replaceAll('{}', time));
        const text = await answer();
        if (!text.startsWith('+')) throw new Error(text);
        // The first waits for the program.
        if (time > 0) taken.push((performance.now() - begun) * 1000);
    }
    worker.terminate();
    taken.sort((one, other) => one - other);
    return taken[Math.floor(taken.length / 2)];";

/// What is timed natively and in wasm.
struct Work {
    name: &'static str,
    /// The native benchmark.
    native: &'static str,
    /// What the worker is asked, and below it the axis, in the words of [`Work::question`].
    asked: &'static str,
    axis: Option<(&'static str, f64, f64)>,
    /// How often one question has it done, so that the way there and back weighs nothing.
    times: u32,
}

const WORK: [Work; 8] = [
    Work { name: "the default plan", native: "plan/default", asked: "plans", axis: None, times: 200 },
    Work::curves("its exact curves along subjects", "curves/subjects", ("subjects", 10.0)),
    Work::curves("its exact curves along episodes", "curves/episodes_per_day", ("episodes_per_day", 100.0)),
    Work::curves("its exact curves along files", "curves/files_per_day", ("files_per_day", 1.0)),
    Work::curves(
        "its exact curves along traffic",
        "curves/requests_per_second",
        ("requests_per_second", 0.1),
    ),
    Work {
        name: "its map of winners, files by traffic",
        native: "map of winners",
        asked: "map",
        axis: None,
        times: 1,
    },
    Work {
        name: "all options in 4,096 worlds",
        native: "ranges, 4096 worlds",
        asked: "worlds",
        axis: None,
        times: 1,
    },
    Work {
        name: "all options in 1,024 worlds at 48 loads",
        native: "ranges, 1024 worlds at 48 loads",
        asked: "worlds",
        axis: Some(("files_per_day", 1.0, 10_000.0)),
        times: 1,
    },
];

impl Work {
    /// Curves over three decades that begin at a value of an input.
    const fn curves(name: &'static str, native: &'static str, (input, from): (&'static str, f64)) -> Self {
        Self { name, native, asked: "curves", axis: Some((input, from, 1000.0 * from)), times: 1 }
    }

    /// An input that moves no cost makes every question another one; worlds are those along a slider.
    fn question(&self) -> String {
        let Self { asked, times, .. } = self;
        let below = self.axis.map_or_else(
            || times.to_string(),
            |(input, from, to)| format!("{input} {:016x}{:016x} log", from.to_bits(), to.to_bits()),
        );
        let another = if *asked == "worlds" { "2;subjects=10" } else { "1;growth_percent_per_month=" };
        format!("{asked}\n{another}{{}}\n{below}")
    }
}

/// What the worker's program takes in wasm, in microseconds, median.
async fn in_wasm(page: &Page<'_>, question: &str) -> Outcome<f64> {
    page.open("").await?;
    // The page's own worker has its panels to write first, and the compiler optimises what it sees run.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let taken = page.browser.script_async(ASK_WORKER, vec![json!(question), json!(60)]).await?;
    taken.as_f64().ok_or_else(|| format!("the worker took {taken} for {question}").into())
}

fn cell(value: Option<f64>, digits: usize) -> String {
    value.map_or_else(|| "not measured".to_owned(), |value| format!("{value:.digits$}"))
}

fn report(echo: Percentiles, ours: Percentiles, wasm: &[f64]) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write!(
        text,
        "Key press to frame on the traffic slider, 1280×800, {PRESSES} presses, median of {ROUNDS} rounds, everything in sight updating but the why-sentence, which follows when the hand rests:\n\n\
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
        "Computing, median, curves of all options over three decades each (goal 5 ms in wasm; the map 100; 4,096 worlds 16, at 48 loads 250); in wasm by the worker, there and back:\n\n\
         | what | native µs | wasm µs | wasm against native |\n|---|---:|---:|---:|\n"
    );
    for (work, in_wasm) in WORK.iter().zip(wasm) {
        let native = native_micros(work.native);
        let ratio = native.map(|native| in_wasm / native);
        let name = work.name;
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} |",
            cell(native, 0),
            cell(Some(*in_wasm), 0),
            cell(ratio, 1)
        );
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

    let mut wasm = Vec::with_capacity(WORK.len());
    for work in &WORK {
        wasm.push(in_wasm(&page, &work.question()).await? / f64::from(work.times));
    }
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

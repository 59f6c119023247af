//! What the checks know of the page: its selectors, in this file only, and what a person does with it.

use crate::browser::{Browser, DESKTOP, Engine, Key, PHONE, Point, Viewport};
use crate::server::{Mount, Server};
use crate::{Outcome, ensure};
use serde_json::{Value, json};

/// One of the four sliders.
#[derive(Clone, Copy, Debug)]
pub struct Slider {
    /// The input's key in links.
    pub key: &'static str,
    /// What its accessible name has to contain, in lower case: the thing, and its unit.
    pub name_contains: &'static [&'static str],
}

pub const SUBJECTS: Slider = Slider { key: "subjects", name_contains: &["subject"] };
pub const EPISODES: Slider = Slider { key: "episodes_per_day", name_contains: &["episode", "day"] };
pub const FILES: Slider = Slider { key: "files_per_day", name_contains: &["file", "day"] };
pub const TRAFFIC: Slider = Slider { key: "requests_per_second", name_contains: &["request", "second"] };
pub const SLIDERS: [Slider; 4] = [SUBJECTS, EPISODES, FILES, TRAFFIC];

impl Slider {
    pub fn range(self) -> String {
        format!("#slider-{}", self.key)
    }

    pub fn field(self) -> String {
        field(self.key)
    }
}

/// The typed field, choice or switch of an input.
pub fn field(key: &str) -> String {
    format!("#field-{key}")
}

/// Where the message about an input's value stands.
pub fn error(key: &str) -> String {
    format!("#error-{key}")
}

/// The notice about an input that a link brought and that could not be read.
pub fn notice(key: &str) -> String {
    format!("#notices [data-field=\"{key}\"]")
}

/// The version every link begins with.
pub const LINK_VERSION: &str = "2";

pub const SHELL: &str = "#shell";
/// In the shell as in the page: what must not move when the one gives way to the other.
pub const LANDMARKS: &str = ".head, .tagline, .answer, .load, .slider-head, .slider-ends";
pub const BOOT_FAILURE: &str = "#boot-failure";
pub const ANSWER: &str = "#answer";
/// The name of the cheapest option.
pub const WINNER: &str = "#answer strong";
pub const ANSWER_USD: &str = "#answer-usd";
pub const WHY: &str = "#why";
pub const CHART: &str = "canvas#chart";
pub const CHART_READOUT: &str = "#chart-readout";
pub const CHART_SCALE: &str = "#chart-scale";
pub const CURVE_TABLE: &str = "table#curve-table";
/// The rows of that table that come with the curves.
pub const CURVE_ROWS: &str = "table#curve-table tbody tr:nth-child(5)";
/// The band of who is the cheapest along the axis, the same in words, and as a table.
pub const BAND: &str = "svg#band";
pub const TURNS: &str = "#turns";
pub const LEADS: &str = "table#leads";
pub const CHART_ALONG: &str = "#chart-along";
pub const MAP: &str = "svg#map";
pub const MAP_UP: &str = "#map-y";
pub const OPTIONS: &str = "table#options";
pub const OPTION_ROWS: &str = "table#options tr[data-option]";
pub const RULED_OUT: &str = "#ruled-out [data-option]";
pub const BILL: &str = "table#bill";
pub const BILL_TITLE: &str = "#bill-title";
pub const BEST_MIX: &str = "table#best-mix";
pub const BEST_MIX_WORDS: &str = "#best-mix-words";
pub const SOLVE_ANSWER: &str = "table#solve-answer";
pub const SOLVE_WORDS: &str = "#solve-words";
pub const SOLVE_TARGET: &str = "#solve-target";
pub const SOLVE_ERROR: &str = "#solve-error";
pub const LAYERS: &str = "table#layers";
pub const TIER: &str = "#tier";
pub const TOPOLOGY: &str = "#topology";
pub const SIGNALS: &str = "#signals";
pub const EXPLANATION: &str = "dialog#explain";
/// The figure explained.
pub const EXPLAINED: &str = "#explain-value";
pub const RESTS_ON: &str = "#rests-on";
pub const TREE: &str = "dialog#explain section";
pub const NOTICES: &str = "#notices [data-field]";
/// What the last panel that the worker writes holds.
pub const PROOF_RUN: &str = "#proof-run";
pub const PROOF_STATUS: &str = "#proof-status";
pub const PROOF_TOPICS: &str = "table#proof-topics";
pub const PROOF_TROUBLE: &str = ".proof .warning";
pub const PROOF_AGAIN: &str = ".proof .warning button";
pub const GROUPS: &str = "details.group";
pub const GROWTH: &str = ".growth";
pub const GROWTH_SIGNALS: &str = "table#growth-signals";
pub const GROWTH_SWITCHES: &str = "table#growth-switches";
pub const GROWTH_MONTHS: &str = "table#growth-months";
pub const GUIDES_RUN: &str = "#guides-run";
pub const GUIDES_STATUS: &str = "#guides-status";
pub const FINDINGS: &str = "table#findings";
pub const PRESET: &str = "#preset";
pub const STUDIES: &str = ".studies section";
pub const COMPARED: &str = "#compared";
/// What is seen of a scenario: the answer, every option, the bill, and what it is compared with.
const SEEN: [&str; 4] = [ANSWER, OPTIONS, BILL, COMPARED];

/// What the page shows at one moment, as far as a slider moves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The figure, or the whole sentence where no option works.
    pub answer: String,
    pub bill: String,
    /// The curve's data: the table's text.
    pub curve: String,
    /// Which of the table's rows is marked as the current load.
    pub current_row: Option<i64>,
    /// Along which input the curve runs.
    pub axis: String,
    /// The chart's pixels.
    pub drawing: String,
    pub link: String,
}

/// The page in the browser.
pub struct Page<'a> {
    pub browser: &'a Browser,
    pub server: &'a Server,
}

impl Page<'_> {
    /// Opens the page anew with a fragment such as `#1;subjects=2000`, and waits for its first answer.
    pub async fn open(&self, fragment: &str) -> Outcome {
        self.open_at(Mount::Root, fragment).await
    }

    /// The same at another mount.
    pub async fn open_at(&self, mount: Mount, rest: &str) -> Outcome {
        // By way of an empty page, or a change of the fragment alone would load nothing.
        self.browser.goto("about:blank").await?;
        self.browser.goto(&self.server.url(mount, rest)).await?;
        self.wait_for_answer().await
    }

    /// Loads the open page again.
    pub async fn reload(&self) -> Outcome {
        self.browser.script("location.reload();", vec![]).await?;
        self.wait_for_answer().await?;
        self.wait_for_panels().await
    }

    /// The page in a browser of its own, whose profile has never seen it: where somebody opens a link or a file that they
    /// were sent.
    pub async fn elsewhere<T>(
        &self,
        fragment: &str,
        check: impl AsyncFnOnce(&Page<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let browser = Browser::launch(Engine::Chromium).await?;
        let there = Page { browser: &browser, server: self.server };
        there.open(fragment).await?;
        there.wait_for_panels().await?;
        let outcome = check(&there).await;
        if outcome.is_err() {
            // The picture is a help, its failure no news.
            let _ = browser.screenshot("failed-elsewhere", false).await;
        }
        outcome
    }

    /// What is seen of the scenario.
    pub async fn seen(&self) -> Outcome<Vec<String>> {
        let mut seen = Vec::new();
        for selector in SEEN {
            seen.push(self.text(selector).await?);
        }
        Ok(seen)
    }

    /// Waits until the same is seen as before, or elsewhere.
    pub async fn shows(&self, seen: &[String]) -> Outcome {
        self.browser
            .wait_until(
                "the same is seen",
                "const [selectors, texts] = arguments;
                 const text = (selector) => (document.querySelector(selector)?.textContent ?? '').trim();
                 const others = selectors.filter((selector, place) => text(selector) !== texts[place]);
                 return others.length === 0 || others.map((selector) => `${selector}: ${text(selector)}`).join();",
                vec![json!(SEEN), json!(seen)],
            )
            .await
            .map_err(|error| format!("{error}\n  instead of {seen:?}").into())
    }

    /// Unfolds or folds everything of a kind.
    pub async fn unfold(&self, selector: &str, open: bool) -> Outcome {
        self.browser
            .script(
                "for (const fold of document.querySelectorAll(arguments[0])) fold.open = arguments[1];",
                vec![json!(selector), json!(open)],
            )
            .await?;
        self.browser.settle().await
    }

    /// That the page is no wider than the window. What scrolls within a box of its own is fine.
    pub async fn keeps_its_width(&self, viewport: Viewport) -> Outcome {
        let wide = self
            .browser
            .script(
                "const width = arguments[0];
                 const boxed = (element) => {
                     for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
                         if (getComputedStyle(box).overflowX !== 'visible') return true;
                     return false;
                 };
                 const out = [...document.body.querySelectorAll('*')]
                     .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !boxed(element))
                     .slice(0, 5)
                     .map((element) => element.tagName.toLowerCase() + (element.id && '#' + element.id));
                 return { width: document.documentElement.scrollWidth, out };",
                vec![json!(viewport.width)],
            )
            .await?;
        let width = wide.get("width").and_then(Value::as_u64).unwrap_or(u64::MAX);
        ensure!(
            width <= u64::from(viewport.width),
            "the page is {width} pixels wide in a window of {}: {wide}",
            viewport.width
        );
        Ok(())
    }

    /// That no text lies over another: what can be seen of every piece of text, against every other.
    pub async fn no_text_overlaps(&self) -> Outcome {
        let overlaps = self
            .browser
            .script(
                "window.scrollTo(0, 0);
                 const pieces = [];
                 // What a dialog covers is not seen.
                 const seen = document.querySelector('dialog[open]') ?? document.body;
                 const walker = document.createTreeWalker(seen, NodeFilter.SHOW_TEXT);
                 const range = document.createRange();
                 while (walker.nextNode()) {
                     const node = walker.currentNode;
                     const parent = node.parentElement;
                     if (!node.data.trim() || parent.closest('select, script, noscript, [hidden]')) continue;
                     if (!parent.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) continue;
                     // What a box cuts off is not seen.
                     let clip = { left: -1e9, top: -1e9, right: 1e9, bottom: 1e9 };
                     for (let box = parent; box && box !== document.body; box = box.parentElement) {
                         if (getComputedStyle(box).overflow === 'visible') continue;
                         const edge = box.getBoundingClientRect();
                         clip = {
                             left: Math.max(clip.left, edge.left), top: Math.max(clip.top, edge.top),
                             right: Math.min(clip.right, edge.right), bottom: Math.min(clip.bottom, edge.bottom),
                         };
                     }
                     range.selectNodeContents(node);
                     for (const rect of range.getClientRects()) {
                         const piece = {
                             left: Math.max(rect.left, clip.left), top: Math.max(rect.top, clip.top),
                             right: Math.min(rect.right, clip.right), bottom: Math.min(rect.bottom, clip.bottom),
                             text: node.data.trim().slice(0, 40), node,
                         };
                         if (piece.right - piece.left > 1 && piece.bottom - piece.top > 1) pieces.push(piece);
                     }
                 }
                 pieces.sort((one, other) => one.top - other.top);
                 const found = [];
                 pieces.forEach((one, place) => {
                     for (let next = place + 1; next < pieces.length && pieces[next].top < one.bottom; next += 1) {
                         const other = pieces[next];
                         const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
                         const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
                         // Lines of text may share the air above and below their letters.
                         if (one.node !== other.node && across > 1 && down > 5 && found.length < 5)
                             found.push(`“${one.text}” and “${other.text}”`);
                     }
                 });
                 return { pieces: pieces.length, found };",
                vec![],
            )
            .await?;
        let pieces = overlaps.get("pieces").and_then(Value::as_u64).unwrap_or_default();
        ensure!(pieces > 30, "only {pieces} pieces of text are seen");
        ensure!(overlaps.get("found") == Some(&json!([])), "text lies over text: {overlaps}");
        Ok(())
    }

    /// Waits until the program has drawn its first answer and the shell is gone.
    pub async fn wait_for_answer(&self) -> Outcome {
        self.browser
            .wait_until(
                "the page shows its answer and the shell is gone",
                "const [answer, shell] = arguments;
                 return (document.querySelector(answer)?.textContent ?? '').trim() !== '' && !document.querySelector(shell);",
                vec![json!(ANSWER), json!(SHELL)],
            )
            .await?;
        self.browser.settle().await
    }

    /// Changes the fragment within the open page, as following a link to it does.
    pub async fn follow(&self, fragment: &str) -> Outcome {
        self.browser.goto(&self.server.url(Mount::Root, fragment)).await?;
        self.browser.settle().await
    }

    /// The addresses the open page has asked for so far, its own among them.
    pub async fn requested(&self) -> Outcome<Vec<String>> {
        let names = self
            .browser
            .script(
                "return ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind)).map(({ name }) => name);",
                vec![],
            )
            .await?;
        let names = names.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect())
    }

    /// Those it asked for before its first slider could be moved.
    pub async fn requested_at_first(&self) -> Outcome<Vec<String>> {
        let names = self
            .browser
            .script(
                "const [ready] = performance.getEntriesByName('ready');
                 return ['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))
                     .filter(({ startTime }) => ready && startTime <= ready.startTime).map(({ name }) => name);",
                vec![],
            )
            .await?;
        Ok(serde_json::from_value(names)?)
    }

    /// That nothing overlaps, sticks out or is out of reach at either width, with a picture of one panel at each.
    pub async fn is_in_order_at_both_widths(&self, panel: &str, name: &str) -> Outcome {
        for viewport in [DESKTOP, PHONE] {
            self.browser.viewport(viewport).await?;
            self.browser.settle().await?;
            self.keeps_its_width(viewport).await?;
            self.no_text_overlaps().await?;
            // What is above takes up its true room only once it has been in sight.
            for _ in 0..2 {
                self.place_in(panel, 0.5, 0.5).await?;
                self.browser.settle().await?;
            }
            self.browser.screenshot(&format!("{name}-{}", viewport.width), false).await?;
        }
        let violations = self.browser.accessibility_violations().await?;
        ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
        Ok(())
    }

    /// Waits until something is on the page: what the worker writes comes after the page's first answer.
    pub async fn wait_for(&self, selector: &str) -> Outcome {
        self.browser
            .wait_until(
                &format!("{selector} is on the page"),
                "return document.querySelector(arguments[0]) !== null;",
                vec![json!(selector)],
            )
            .await
    }

    /// Waits until the worker has written every panel that a fresh page asks for: it does so in their order.
    pub async fn wait_for_panels(&self) -> Outcome {
        self.wait_for(PROOF_RUN).await?;
        self.browser.settle().await
    }

    /// What the page shows now.
    pub async fn shown(&self) -> Outcome<Shown> {
        let answer = self
            .browser
            .script(
                "const [sentence, figure, bill, table, chart] = [...arguments].map((selector) => document.querySelector(selector));
                 const text = (element) => (element?.textContent ?? '').replace(/\\s+/g, ' ').trim();
                 const rows = [...(table?.querySelectorAll('tr') ?? [])];
                 const current = rows.findIndex((row) => row.classList.contains('current'));
                 return {
                     answer: text(figure ?? sentence),
                     bill: text(bill),
                     curve: text(table),
                     current: current < 0 ? null : current,
                     axis: chart?.dataset.axis ?? '',
                     drawing: chart?.toDataURL() ?? '',
                     link: location.hash,
                 };",
                vec![json!(ANSWER), json!(ANSWER_USD), json!(BILL), json!(CURVE_TABLE), json!(CHART)],
            )
            .await?;
        let text = |key: &str| answer.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Shown {
            answer: text("answer"),
            bill: text("bill"),
            curve: text("curve"),
            current_row: answer.get("current").and_then(Value::as_i64),
            axis: text("axis"),
            drawing: text("drawing"),
            link: text("link"),
        })
    }

    /// The first element's text; empty where there is none.
    pub async fn text(&self, selector: &str) -> Outcome<String> {
        let text = self
            .browser
            .script(
                "return (document.querySelector(arguments[0])?.textContent ?? '').trim();",
                vec![json!(selector)],
            )
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What stands in an input; for a switch, `on` or `off`.
    pub async fn value(&self, selector: &str) -> Outcome<String> {
        let value = self
            .browser
            .script(
                "const input = document.querySelector(arguments[0]);
                 return input?.type === 'checkbox' ? (input.checked ? 'on' : 'off') : (input?.value ?? '');",
                vec![json!(selector)],
            )
            .await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// How many elements a selector finds.
    pub async fn count(&self, selector: &str) -> Outcome<u64> {
        let count = self
            .browser
            .script("return document.querySelectorAll(arguments[0]).length;", vec![json!(selector)])
            .await?;
        Ok(count.as_u64().unwrap_or_default())
    }

    /// Whether the first element is seen: it takes up room and is not hidden.
    pub async fn visible(&self, selector: &str) -> Outcome<bool> {
        let visible = self
            .browser
            .script(
                "return document.querySelector(arguments[0])?.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) ?? false;",
                vec![json!(selector)],
            )
            .await?;
        Ok(visible.as_bool().unwrap_or_default())
    }

    /// What is said against the value in a field, if anything.
    pub async fn message(&self, key: &str) -> Outcome<Option<String>> {
        let text = self.text(&error(key)).await?;
        let seen = !text.is_empty() && self.visible(&error(key)).await?;
        Ok(seen.then_some(text))
    }

    /// Brings an element into the window, opening the folded group it is in, and returns the given place in it:
    /// shares of its width and height.
    pub async fn place_in(&self, selector: &str, across: f64, down: f64) -> Outcome<Point> {
        let place = self
            .browser
            .script(
                "const [selector, across, down] = arguments;
                 const element = document.querySelector(selector);
                 if (!element) return null;
                 for (let group = element.closest('details'); group; group = group.parentElement.closest('details')) group.open = true;
                 element.scrollIntoView({ block: 'center', behavior: 'instant' });
                 const box = element.getBoundingClientRect();
                 return { x: box.left + box.width * across, y: box.top + box.height * down };",
                vec![json!(selector), json!(across), json!(down)],
            )
            .await?;
        let side = |key: &str| place.get(key).and_then(Value::as_f64);
        match (side("x"), side("y")) {
            (Some(x), Some(y)) => Ok(Point { x, y }),
            _ => Err(format!("{selector} is not on the page").into()),
        }
    }

    /// Clicks in the middle of an element.
    pub async fn click(&self, selector: &str) -> Outcome {
        let middle = self.place_in(selector, 0.5, 0.5).await?;
        self.browser.click(middle).await
    }

    pub async fn focus(&self, selector: &str) -> Outcome {
        // Scrolls and unfolds first; a folded input takes no focus.
        self.place_in(selector, 0.5, 0.5).await?;
        self.browser.script("document.querySelector(arguments[0])?.focus();", vec![json!(selector)]).await?;
        Ok(())
    }

    /// Puts the pointer on a slider's thumb, drags it by a share of the slider's length, and lets go.
    pub async fn drag_slider(&self, slider: Slider, by: f64) -> Outcome {
        let range = slider.range();
        let share = self
            .browser
            .script(
                "const { value, min, max } = document.querySelector(arguments[0]) ?? {};
                 return (value - min) / (max - min);",
                vec![json!(range)],
            )
            .await?
            .as_f64()
            .ok_or_else(|| format!("{range} has no value between its ends"))?;
        // The thumb's middle stays half a thumb away from the ends; browsers draw it about 16 pixels wide.
        let left = self.place_in(&range, 0.0, 0.5).await?;
        let right = self.place_in(&range, 1.0, 0.5).await?;
        let thumb = 16.0;
        let at = |share: f64| Point {
            x: left.x + thumb / 2.0 + share.clamp(0.0, 1.0) * (right.x - left.x - thumb),
            y: left.y,
        };
        self.browser.drag(at(share), at(share + by)).await?;
        self.browser.settle().await
    }

    /// Types a value into a field, in place of what stands there, and presses Enter.
    pub async fn type_value(&self, selector: &str, text: &str) -> Outcome {
        self.focus(selector).await?;
        self.browser.type_over(text).await?;
        self.browser.press(Key::Enter).await?;
        self.browser.settle().await
    }

    /// Waits until the link carries `key=value`. The page writes it a moment after the change.
    pub async fn wait_for_link(&self, key: &str, value: &str) -> Outcome {
        let part = format!("{key}={value}");
        self.browser
            .wait_until(
                &format!("the link carries {part}"),
                "return location.hash.slice(1).split(';').includes(arguments[0]);",
                vec![json!(part)],
            )
            .await
    }

    /// Waits until a text differs from what it was.
    pub async fn wait_for_other_text(&self, selector: &str, before: &str) -> Outcome {
        self.browser
            .wait_until(
                &format!("{selector} no longer says {before:?}"),
                "return document.querySelector(arguments[0])?.textContent.trim() !== arguments[1];",
                vec![json!(selector), json!(before)],
            )
            .await
    }

    /// Waits until the link differs from what it was.
    pub async fn wait_for_other_link(&self, before: &str) -> Outcome {
        self.browser
            .wait_until(
                &format!("the link is no longer {before:?}"),
                "return location.hash !== arguments[0];",
                vec![json!(before)],
            )
            .await
    }
}

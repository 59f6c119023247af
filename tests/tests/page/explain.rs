//! Every figure says where it comes from.

use crate::Suite;
use loadline_tests::browser::{Colours, DESKTOP, Key, PHONE, Viewport};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    for (window, viewport, colours) in [("1280", DESKTOP, Colours::Light), ("390", PHONE, Colours::Dark)] {
        suite.page(format!("a_total_opens_its_tree_at_{window}"), async move |page: &Page| {
            a_total_opens_its_tree(page, viewport, colours).await
        });
    }
    suite.page("an_explanation_opens_by_keyboard", an_explanation_opens_by_keyboard);
    suite.page("figures_of_every_panel_open_by_keyboard", figures_of_every_panel_open_by_keyboard);
    suite.page("an_explanation_follows_the_scenario", an_explanation_follows_the_scenario);
    suite.page("asking_about_a_cost_leaves_the_bill", asking_about_a_cost_leaves_the_bill);
    suite.page("figures_can_be_copied", figures_can_be_copied);
    suite.page("every_figure_is_that_of_its_tree", every_figure_is_that_of_its_tree);
}

/// The figure of the answer.
const TOTAL: &str = "#answer-usd [data-figure]";

async fn wait_for_tree(page: &Page<'_>) -> Outcome {
    page.wait_for(&format!("{}[open] {}", page::EXPLANATION, page::EXPLAINED)).await
}

async fn wait_for_closed(page: &Page<'_>) -> Outcome {
    page.wait_for(&format!("{}:not([open])", page::EXPLANATION)).await
}

async fn a_total_opens_its_tree(page: &Page<'_>, viewport: Viewport, colours: Colours) -> Outcome {
    page.browser.viewport(viewport).await?;
    page.browser.preferences(colours, true).await?;
    page.open("").await?;
    page.wait_for_panels().await?;
    let shown = page.text(TOTAL).await?;
    page.click(TOTAL).await?;
    wait_for_tree(page).await?;
    let value = page.text(page::EXPLAINED).await?;
    ensure!(agree(&shown, &value), "the answer says {shown} and its tree {value}");
    let shares = page.text(page::RESTS_ON).await?;
    for words in ["assumptions", "low confidence", "more than a year old", "none of these"] {
        ensure!(shares.contains(words), "the shares say nothing of {words}: {shares}");
    }
    ensure!(shares.matches('%').count() == 4, "four shares are told: {shares}");

    // A line of the bill, unfolded by a click: its price has a source, a date and a kind.
    let lines = page.count(&format!("{} > .tree > li", page::TREE)).await?;
    ensure!(lines > 3, "the total has {lines} parts");
    page.click(&format!("{} > .tree > li > details > summary", page::TREE)).await?;
    page.unfold(&format!("{} details", page::EXPLANATION), true).await?;
    let read = page
        .browser
        .script(
            "const prices = [...document.querySelectorAll(arguments[0] + ' .entry')]
                 .filter((entry) => [...entry.querySelectorAll('.badge')].some((badge) => badge.textContent === 'price'));
             const sources = prices.map((price) => price.parentElement.querySelector('.note')?.textContent ?? '');
             return prices.length > 0 && sources.every((source) => /, 20\\d\\d/.test(source));",
            vec![json!(page::TREE)],
        )
        .await?;
    ensure!(read == json!(true), "not every price has a source and a date");
    ensure!(page.count(&format!("{} a[href^='https://']", page::TREE)).await? > 0, "no source is linked");

    page.keeps_its_width(viewport).await?;
    page.no_text_overlaps().await?;
    let sideways = page
        .browser
        .script(
            "const dialog = document.querySelector(arguments[0]); return dialog.scrollWidth - dialog.clientWidth;",
            vec![json!(page::EXPLANATION)],
        )
        .await?;
    ensure!(sideways.as_i64() == Some(0), "the dialog scrolls sideways by {sideways}");
    let violations = page.browser.accessibility_violations().await?;
    ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
    page.browser.screenshot(&format!("explain-{}", viewport.width), false).await?;

    page.browser.press(Key::Escape).await?;
    wait_for_closed(page).await?;
    page.browser.ensure_quiet_console().await
}

/// The `data-figure` of what has the focus.
async fn focused(page: &Page<'_>) -> Outcome<String> {
    let name = page.browser.script("return document.activeElement.dataset.figure ?? '';", vec![]).await?;
    Ok(name.as_str().unwrap_or_default().to_owned())
}

async fn an_explanation_opens_by_keyboard(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let mut name = String::new();
    for _ in 0..20 {
        page.browser.press(Key::Tab).await?;
        name = focused(page).await?;
        if !name.is_empty() {
            break;
        }
    }
    ensure!(name.ends_with("/usd"), "twenty presses of Tab reach no figure but {name:?}");
    let (label, role) = page.browser.name_and_role(TOTAL).await?;
    ensure!(role == "button" && label.contains('$'), "the figure is a {role} named {label:?}");
    page.browser.press(Key::Enter).await?;
    wait_for_tree(page).await?;
    let inside = page
        .browser
        .script(
            "return document.querySelector(arguments[0]).contains(document.activeElement);",
            vec![json!(page::EXPLANATION)],
        )
        .await?;
    ensure!(inside == json!(true), "the focus stays behind the dialog");
    page.browser.press(Key::Escape).await?;
    wait_for_closed(page).await?;
    let back = focused(page).await?;
    ensure!(back == name, "the focus returns to {back:?}, not to {name}");
    // What was shown is gone, and the next figure brings its own.
    page.focus(&format!("{} [data-figure$='/quantity']", page::BILL)).await?;
    ensure!(page.count(page::EXPLAINED).await? == 0, "the old tree is still there");
    page.browser.press(Key::Enter).await?;
    wait_for_tree(page).await?;
    ensure!(page.count(page::RESTS_ON).await? == 0, "a quantity has no shares of dollars");
    page.browser.ensure_quiet_console().await
}

async fn figures_of_every_panel_open_by_keyboard(page: &Page<'_>) -> Outcome {
    page.open("#1;growth_percent_per_month=10;horizon_months=6;background_worker=on").await?;
    page.wait_for_panels().await?;
    // Away from the load of the scenario.
    page.focus(page::CHART).await?;
    page.browser.press(Key::Home).await?;
    page.browser.settle().await?;
    let readout = format!("{} [data-figure]", page::CHART_READOUT);
    let tier = format!("{} [data-figure]", page::TIER);
    for figure in [
        readout.as_str(),
        "#answer [data-figure$='/over']",
        "#answer [data-figure$='/less_share']",
        "#options [data-figure$='/over_share']",
        tier.as_str(),
        "#growth-signals [data-figure$='/month']",
        "#growth-months [data-figure$='/load']",
        "#growth-months [data-figure$='|tier']",
        "#growth-months tr:last-child [data-figure$='/paid']",
        ".lead [data-figure^='growth/options/']",
    ] {
        let shown = page.text(figure).await?;
        page.focus(figure).await?;
        let name = focused(page).await?;
        page.browser.press(Key::Enter).await?;
        wait_for_tree(page).await?;
        let value = page.text(page::EXPLAINED).await?;
        ensure!(agree(&shown, &value), "{name} says {shown} and its tree {value}");
        if name.ends_with("/paid") {
            // What has been paid is bills of months, which have trees of their own.
            let bill = format!("{} .tree [data-figure]", page::EXPLANATION);
            let (bills, first) = (page.count(&bill).await?, page.text(&bill).await?);
            ensure!(bills == 6, "six months are {bills} bills");
            page.focus(&bill).await?;
            page.browser.press(Key::Enter).await?;
            page.wait_for(&format!("{} {}", page::EXPLANATION, page::RESTS_ON)).await?;
            let value = page.text(page::EXPLAINED).await?;
            ensure!(agree(&first, &value), "the bill of a month is {first} and its tree says {value}");
        }
        page.browser.press(Key::Escape).await?;
        wait_for_closed(page).await?;
        ensure!(focused(page).await? == name, "the focus does not return to {name}");
    }
    page.browser.ensure_quiet_console().await
}

async fn an_explanation_follows_the_scenario(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.click(TOTAL).await?;
    wait_for_tree(page).await?;
    let before = page.text(page::EXPLAINED).await?;
    page.follow("#1;subjects=20000;requests_per_second=20").await?;
    page.browser
        .wait_until(
            "the dialog follows the link",
            "const [selector, before] = arguments; const now = document.querySelector(selector)?.textContent;
             return Boolean(now) && now !== before;",
            vec![json!(page::EXPLAINED), json!(before)],
        )
        .await?;
    page.browser.ensure_quiet_console().await
}

async fn asking_about_a_cost_leaves_the_bill(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let before = page.text(page::BILL_TITLE).await?;
    page.click(&format!("{}:last-child [data-figure]", page::OPTION_ROWS)).await?;
    wait_for_tree(page).await?;
    let after = page.text(page::BILL_TITLE).await?;
    ensure!(after == before, "{before} becomes {after} when a cost is asked about");
    page.browser.press(Key::Escape).await?;
    page.browser.ensure_quiet_console().await
}

/// Into a spreadsheet, say: browsers leave out what stands in some controls.
async fn figures_can_be_copied(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.place_in(page::BILL, 0.5, 0.0).await?;
    page.browser.settle().await?;
    let copied = page
        .browser
        .script(
            "getSelection().selectAllChildren(document.querySelector(arguments[0])); return String(getSelection());",
            vec![json!(page::BILL)],
        )
        .await?;
    let copied = copied.as_str().unwrap_or_default();
    let total = page.text(&format!("{} .total [data-figure]", page::BILL)).await?;
    ensure!(!total.is_empty() && copied.contains(&total), "{total} is not among what is copied: {copied}");
    page.browser.ensure_quiet_console().await
}

async fn every_figure_is_that_of_its_tree(page: &Page<'_>) -> Outcome {
    // Limits broken, and months to come.
    let growing = "#1;analyze_minutes=18;growth_percent_per_month=10;horizon_months=6";
    for fragment in ["", growing, "#1;agent_platform=on;model_worker=on"] {
        page.open(fragment).await?;
        page.wait_for_panels().await?;
        // As the page asks, but all at once, of a worker of its own.
        let asked = page
            .browser
            .script_async(
                "const { wasm } = document.querySelector('script[data-wasm]').dataset;
                 const worker = new Worker(`./worker.js?${wasm}`, { type: 'module' });
                 const asked = [];
                 for (const figure of document.querySelectorAll('[data-figure]')) {
                     const name = figure.dataset.figure;
                     const answered = new Promise((done) => { worker.onmessage = ({ data }) => done(data); });
                     worker.postMessage(`explain\\n${location.hash.slice(1) || '1'}\\n${name}`);
                     asked.push([name, figure.textContent, await answered]);
                 }
                 worker.terminate();
                 return asked;",
                vec![],
            )
            .await?;
        let asked: Vec<[String; 3]> = serde_json::from_value(asked)?;
        for prefix in ["options/", "layers/", "signals/", "database/"] {
            ensure!(asked.iter().any(|[name, ..]| name.starts_with(prefix)), "no figure is named {prefix}…");
        }
        // At other loads, and in months to come.
        let mut parts = vec![
            "requests_per_second=",
            "/over",
            "/over_share",
            "/less_share",
            "tier",
            "growth/months/",
            "/subtotals/",
            "/used",
            "mix/shares/",
            "mix/single/saved",
        ];
        if fragment == growing {
            parts = vec!["/limits/", "subjects=", "|tier", "growth/signals/", "growth/options/"];
        }
        for part in parts.into_iter().filter(|_| !fragment.contains("agent")) {
            ensure!(
                asked.iter().any(|[name, ..]| name.contains(part)),
                "with {fragment:?} no figure is named …{part}…"
            );
        }
        ensure!(asked.len() > 100, "{} figures are explained", asked.len());
        let mut wrong = Vec::new();
        for [name, shown, answer] in &asked {
            let value = answer.split_once("@id=explain-value\n\"").map(|(_, rest)| rest);
            let value = value.and_then(|rest| rest.lines().next()).unwrap_or(answer);
            // From 50 to 100 ms: the unit stands at the end.
            let shown = match value.split_once('\u{a0}') {
                Some((_, unit)) if name.ends_with("/from") => format!("{shown} {unit}"),
                _ => shown.clone(),
            };
            if !agree(&shown, value) {
                wrong.push(format!("{name}: {shown} is explained as {value}"));
            }
        }
        ensure!(wrong.is_empty(), "with {fragment:?}:\n  {}", wrong.join("\n  "));
    }
    page.browser.ensure_quiet_console().await
}

/// Whether a figure of the page is that of its tree: both rounded, each in a unit of its own.
fn agree(shown: &str, explained: &str) -> bool {
    let (Some((shown, step)), Some((explained, _))) = (value(shown), value(explained)) else {
        return shown == explained;
    };
    // The tree tells six digits.
    (shown - explained).abs() <= step / 2.0 * (1.0 + 1e-9) + explained.abs() * 1e-5
}

/// A figure in its base unit, and the worth of its last digit.
fn value(text: &str) -> Option<(f64, f64)> {
    let text = text.replace('\u{a0}', " ").replace('$', "").replace('−', "-").replace([',', '+'], "");
    let end =
        text.find(|letter: char| !(letter.is_ascii_digit() || "-.e".contains(letter))).unwrap_or(text.len());
    let (digits, unit) = text.split_at_checked(end)?;
    let scale = match unit.trim().split(['/', ' ']).next().unwrap_or_default() {
        "%" => 0.01,
        "ms" => 1e-3,
        "min" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        "MiB" => 1_048_576.0,
        "GiB" => 1_073_741_824.0,
        "M" => 1e6,
        "GB" | "GB-month" => 1e9,
        _ => 1.0,
    };
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    Some((digits.parse::<f64>().ok()? * scale, scale / 10_f64.powi(i32::try_from(decimals).ok()?)))
}

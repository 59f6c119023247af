//! What a meeting needs: scenarios kept and compared, undo and redo, files, sharing, presenting, paper. Each path twice:
//! made, then found again after a reload or in a profile that has never seen the page.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::export::{Export, FORMATS, Wish};
use loadline_core::format::money;
use loadline_core::plan::Plan;
use loadline_core::scenario::link;
use loadline_core::scenario::shelf::Shelf;
use loadline_tests::browser::{Colours, DESKTOP, PHONE};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("scenarios_are_kept_over_a_reload", scenarios_are_kept_over_a_reload);
    suite.page("scenarios_go_out_as_a_file_and_come_back", scenarios_go_out_as_a_file_and_come_back);
    suite.page("a_full_store_loses_nothing_on_screen", a_full_store_loses_nothing_on_screen);
    suite.page("undo_and_redo_step_over_whole_drags", undo_and_redo_step_over_whole_drags);
    suite.page("scenarios_stand_side_by_side", scenarios_stand_side_by_side);
    suite.page("files_saved_are_the_planners", files_saved_are_the_planners);
    suite.page("the_link_shared_is_that_of_the_instant", the_link_shared_is_that_of_the_instant);
    suite.page("a_presentation_is_led_by_keys", a_presentation_is_led_by_keys);
    suite.page("a_link_opens_a_presentation", a_link_opens_a_presentation);
    suite.page("a_scenario_prints_on_one_page", a_scenario_prints_on_one_page);
    suite.page("meeting_tools_are_in_order_at_both_widths", meeting_tools_are_in_order_at_both_widths);
}

/// Opens the page with everything a meeting needs, as a profile that has never seen it.
async fn opened(page: &Page<'_>, fragment: &str) -> Outcome {
    page.open(fragment).await?;
    page.browser.script("localStorage.clear();", vec![]).await?;
    reopened(page, fragment).await
}

/// The same with what the store holds.
async fn reopened(page: &Page<'_>, fragment: &str) -> Outcome {
    page.open(fragment).await?;
    page.wait_for("#meet-status").await?;
    page.wait_for_panels().await
}

async fn press(page: &Page<'_>, tool: &str) -> Outcome {
    click(page, &format!("[data-meet=\"{tool}\"]")).await
}

/// Clicks an element once it is at rest: what is above takes up its true room only when it has been in sight.
async fn click(page: &Page<'_>, selector: &str) -> Outcome {
    for _ in 0..2 {
        page.place_in(selector, 0.5, 0.5).await?;
        page.browser.settle().await?;
    }
    page.click(selector).await
}

/// What the page keeps, once it keeps so many.
async fn kept(page: &Page<'_>, count: usize) -> Outcome<Shelf> {
    page.browser
        .wait_until(
            &format!("{count} scenarios are kept"),
            "return document.querySelectorAll('.kept > li').length === arguments[0];",
            vec![json!(count)],
        )
        .await?;
    stored(page).await
}

async fn stored(page: &Page<'_>) -> Outcome<Shelf> {
    let text =
        page.browser.script("return localStorage.getItem('loadline.scenarios') ?? '';", vec![]).await?;
    Ok(Shelf::read(text.as_str().unwrap_or_default()))
}

fn names(shelf: &Shelf) -> Vec<&str> {
    shelf.kept.iter().map(|kept| kept.name.as_str()).collect()
}

/// The names in their fields, in the order of the page.
async fn names_shown(page: &Page<'_>) -> Outcome<Vec<String>> {
    let names = page
        .browser
        .script("return [...document.querySelectorAll('.kept input')].map(({ value }) => value);", vec![])
        .await?;
    Ok(serde_json::from_value(names)?)
}

async fn scenarios_are_kept_over_a_reload(page: &Page<'_>) -> Outcome {
    opened(page, "#1;files_per_day=300").await?;
    press(page, "Keep").await?;
    kept(page, 1).await?;
    page.type_value(&page::FILES.field(), "900").await?;
    press(page, "Keep").await?;
    kept(page, 2).await?;
    page.type_value(".kept li:nth-child(2) input", "Big; 100 % | {more}").await?;
    page.browser
        .wait_until(
            "the name is stored",
            "return localStorage.getItem('loadline.scenarios').includes('Big');",
            vec![],
        )
        .await?;
    click(page, ".kept li:nth-child(2) [data-shelf^=\"up\"]").await?;
    page.browser
        .wait_until(
            "it stands first",
            "return document.querySelector('.kept input').value.startsWith('Big');",
            vec![],
        )
        .await?;
    let made = stored(page).await?;
    ensure!(names(&made) == ["Big; 100 % | {more}", "Scenario 1"], "{made:?}");
    let files: Vec<_> = made.kept.iter().map(|kept| link::encode(&kept.scenario)).collect();
    ensure!(files.iter().any(|link| link.contains("files_per_day=900")), "{files:?}");

    reopened(page, "").await?;
    ensure!(kept(page, 2).await? == made, "a reload changed what is kept");
    ensure!(names_shown(page).await? == names(&made), "a reload shows other names");
    // Opening one takes it over, as a link does.
    click(page, ".kept li:nth-child(1) a").await?;
    page.wait_for_link("files_per_day", "900").await?;
    click(page, ".kept li:nth-child(1) [data-shelf^=\"remove\"]").await?;
    kept(page, 1).await?;
    click(page, ".said [data-shelf=\"restore\"]").await?;
    ensure!(kept(page, 2).await? == made, "what was put back differs");
    page.browser.ensure_quiet_console().await
}

/// Has the page's files end in a list instead of on the disk.
const CATCH: &str = "window.saved = [];
     const make = URL.createObjectURL;
     URL.createObjectURL = (blob) => { saved.push(blob); return make.call(URL, blob); };
     document.addEventListener('click', (event) => { if (event.target.download) event.preventDefault(); }, true);";

/// The text of the last file saved, once there are so many.
async fn saved(page: &Page<'_>, count: usize) -> Outcome<String> {
    page.browser
        .wait_until(
            &format!("{count} files are saved"),
            "return saved.length >= arguments[0];",
            vec![json!(count)],
        )
        .await?;
    let text = page.browser.script_async("return await saved.at(-1).text();", vec![]).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

/// Hands a file to an input, as a person's choice does.
async fn choose_file(page: &Page<'_>, input: &str, text: &str) -> Outcome {
    page.browser
        .script(
            "const [input, text] = [document.querySelector(arguments[0]), arguments[1]];
             const files = new DataTransfer();
             files.items.add(new File([text], 'chosen.json', { type: 'application/json' }));
             input.files = files.files;
             input.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(input), json!(text)],
        )
        .await?;
    Ok(())
}

async fn scenarios_go_out_as_a_file_and_come_back(page: &Page<'_>) -> Outcome {
    opened(page, "#1;subjects=40").await?;
    press(page, "Keep").await?;
    kept(page, 1).await?;
    page.type_value(&page::SUBJECTS.field(), "50").await?;
    press(page, "Keep").await?;
    let made = kept(page, 2).await?;
    page.browser.script(CATCH, vec![]).await?;
    click(page, "[data-save=\"shelf saved\"]").await?;
    let file = saved(page, 1).await?;

    opened(page, "").await?;
    choose_file(page, "#open-scenarios", &file).await?;
    let come_back = kept(page, 2).await?;
    let scenarios = |shelf: &Shelf| shelf.kept.iter().map(|kept| kept.scenario.clone()).collect::<Vec<_>>();
    ensure!(scenarios(&come_back) == scenarios(&made) && names(&come_back) == names(&made), "{come_back:?}");
    let bad =
        r#"{"schema": 1, "scenarios": [{"name": "Odd", "scenario": {"subject": 5, "files_per_day": 7}}]}"#;
    choose_file(page, "#open-scenarios", bad).await?;
    kept(page, 3).await?;
    let said = page.text(".said").await?;
    ensure!(said.contains("Odd: subject: no such input; did you mean `subjects`?"), "{said}");
    Ok(())
}

async fn a_full_store_loses_nothing_on_screen(page: &Page<'_>) -> Outcome {
    opened(page, "#1;subjects=40").await?;
    let full = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";
    page.browser.script(full, vec![]).await?;
    press(page, "Keep").await?;
    kept(page, 1).await?;
    page.type_value(&page::SUBJECTS.field(), "50").await?;
    press(page, "Keep").await?;
    kept(page, 2).await?;
    let said = page.text(".said").await?;
    ensure!(said.contains("store is full or switched off"), "it is not said: {said}");
    ensure!(names_shown(page).await? == ["Scenario 1", "Scenario 2"], "something is lost");
    Ok(())
}

async fn step(page: &Page<'_>, by: &str, key: &str, value: &str) -> Outcome {
    click(page, &format!("[data-step=\"{by}\"]")).await?;
    page.browser
        .wait_until(
            &format!("{key} is {value} again"),
            "return document.querySelector(arguments[0]).value.replace(/\\D/g, '') === arguments[1];",
            vec![json!(page::field(key)), json!(value)],
        )
        .await
}

async fn undo_and_redo_step_over_whole_drags(page: &Page<'_>) -> Outcome {
    opened(page, "#1;subjects=40").await?;
    let disabled = "[data-step][aria-disabled=\"true\"]";
    ensure!(page.count(disabled).await? == 2, "there is something to undo on a fresh page");
    page.type_value(&page::FILES.field(), "300").await?;
    page.drag_slider(page::FILES, 0.2).await?;
    // At once: what has not settled is a step as well.
    step(page, "-1", "files_per_day", "300").await?;
    step(page, "-1", "files_per_day", "100").await?;
    ensure!(page.count("[data-step=\"-1\"][aria-disabled=\"true\"]").await? == 1, "undo goes too far");
    step(page, "1", "files_per_day", "300").await?;
    click(page, "[data-step=\"1\"]").await?;
    page.browser
        .wait_until(
            "the drag is done again",
            "return Number(document.querySelector(arguments[0]).value.replace(/\\D/g, '')) > 300;",
            vec![json!(page::FILES.field())],
        )
        .await?;
    ensure!(page.count("[data-step=\"1\"][aria-disabled=\"true\"]").await? == 1, "redo goes too far");
    // A reload forgets neither the way here nor where on it one is.
    let at = page.shown().await?.link;
    page.browser.script("location.reload();", vec![]).await?;
    page.wait_for_answer().await?;
    ensure!(page.shown().await?.link == at, "a reload moved");
    step(page, "-1", "files_per_day", "300").await?;
    page.browser.ensure_quiet_console().await
}

fn plan(fragment: &str) -> Outcome<Plan<f64>> {
    Ok(loadline_core::plan(&link::decode(fragment).scenario, &Catalog::embedded()?)?)
}

async fn scenarios_stand_side_by_side(page: &Page<'_>) -> Outcome {
    let links = ["#1;files_per_day=30", "#1;files_per_day=3000", "#1;files_per_day=3000;minutes_per_file=20"];
    opened(page, links[0]).await?;
    press(page, "Keep").await?;
    kept(page, 1).await?;
    page.follow(links[1]).await?;
    press(page, "Keep").await?;
    kept(page, 2).await?;
    page.follow(links[2]).await?;
    page.browser
        .wait_until(
            "three columns stand",
            "return document.querySelectorAll('#compared thead .figure').length === 3;",
            vec![],
        )
        .await?;
    for round in 0..2 {
        let table = page.text("#compared").await?;
        for link in links {
            let plan = plan(link)?;
            let winner = plan.winner().ok_or("nothing works")?;
            let usd = money(winner.usd_per_month);
            ensure!(table.contains(&usd) && table.contains(winner.name), "{link}: no {usd} in {table}");
        }
        let inputs = page
            .browser
            .script(
                "return [...document.querySelectorAll('#compared tbody:nth-of-type(1) tr:not(.part) th')].map((head) => head.textContent);",
                vec![],
            )
            .await?;
        ensure!(
            inputs == json!(["Files", "Job length"]) || inputs.as_array().is_some_and(|list| list.len() == 2),
            "{inputs}"
        );
        if round == 0 {
            reopened(page, links[2]).await?;
            page.wait_for("#compared").await?;
        }
    }
    Ok(())
}

async fn files_saved_are_the_planners(page: &Page<'_>) -> Outcome {
    let fragment = "#1;files_per_day=3000;subjects=20";
    opened(page, fragment).await?;
    page.browser.script(CATCH, vec![]).await?;
    let scenario = link::decode(fragment).scenario;
    let catalog = Catalog::embedded()?;
    let base = page.server.url(loadline_tests::server::Mount::Root, "");
    let base = base.split('#').next().unwrap_or_default().to_owned();
    let export = Export::of(&scenario, &catalog, Wish { base: &base, ..Wish::default() })?;
    let offered: Vec<_> = FORMATS.iter().filter(|format| format.is_offered(&export)).collect();
    ensure!(
        page.count("#exports-list [data-save]").await? == offered.len() as u64,
        "other files are offered"
    );
    for (place, format) in offered.iter().enumerate() {
        click(page, &format!("#exports-list [data-save=\"export: {}\"]", format.id)).await?;
        let file = saved(page, place + 1).await?;
        ensure!(file == format.write(&export)?, "{} differs from the planner's", format.file);
    }
    click(page, "#exports-list [data-picture]").await?;
    page.browser
        .wait_until("the chart is saved as a picture", "return saved.at(-1).type === 'image/png';", vec![])
        .await?;
    let pixels = page
        .browser
        .script_async(
            "const picture = await createImageBitmap(saved.at(-1)); return [picture.width, picture.height];",
            vec![],
        )
        .await?;
    let is_large = |side: Option<&serde_json::Value>| side.and_then(serde_json::Value::as_u64) > Some(1_000);
    ensure!(is_large(pixels.get(0)) && is_large(pixels.get(1)), "the picture has {pixels} pixels");
    page.browser.ensure_quiet_console().await
}

async fn the_link_shared_is_that_of_the_instant(page: &Page<'_>) -> Outcome {
    opened(page, "#1;subjects=40").await?;
    page.drag_slider(page::FILES, 0.1).await?;
    // Before the address has settled.
    press(page, "Share").await?;
    page.wait_for("#shared-link").await?;
    let shared = page.value("#shared-link").await?;
    let files = page.value(&page::FILES.field()).await?.replace(|c: char| !c.is_ascii_digit(), "");
    ensure!(shared.contains(&format!("files_per_day={files}")), "{shared} is not of {files} files");
    ensure!(page.count("#share-dialog img").await? == 1, "there is no code");
    page.browser.screenshot("shared", false).await?;
    let violations = page.browser.accessibility_violations().await?;
    ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
    let made = (page.text(page::ANSWER).await?, page.text(page::OPTIONS).await?);
    let (_, fragment) = shared.split_once('#').ok_or("no fragment")?;
    opened(page, &format!("#{fragment}")).await?;
    let found = (page.text(page::ANSWER).await?, page.text(page::OPTIONS).await?);
    ensure!(found == made, "the link shared opens another plan");
    page.browser.ensure_quiet_console().await
}

async fn slide(page: &Page<'_>) -> Outcome<String> {
    let slide = page.browser.script("return document.documentElement.dataset.slide ?? '';", vec![]).await?;
    Ok(slide.as_str().unwrap_or_default().to_owned())
}

const SLIDES: [&str; 6] = ["workload", "topology", "cost", "limits", "advice", "watch"];

/// Presses a key where the focus is, as the browser's own events arrive.
async fn key(page: &Page<'_>, name: &str) -> Outcome {
    page.browser
        .script(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[0], bubbles: true }));",
            vec![json!(name)],
        )
        .await?;
    page.browser.settle().await
}

async fn a_presentation_is_led_by_keys(page: &Page<'_>) -> Outcome {
    opened(page, "#1;files_per_day=3000").await?;
    page.place_in("#options-title", 0.5, 0.5).await?;
    page.browser.script("document.querySelector('[data-meet=Present]').click();", vec![]).await?;
    for (place, name) in SLIDES.iter().enumerate() {
        ensure!(slide(page).await? == *name, "screen {place} is {}", slide(page).await?);
        let words = page.text("#present-place").await?;
        ensure!(words.starts_with(&format!("{} of 6", place + 1)), "{words}");
        // What a screen shows is asked for when it comes in sight.
        page.browser.settle().await?;
        page.keeps_its_width(DESKTOP).await?;
        page.browser.screenshot(&format!("present-{name}"), false).await?;
        key(page, "ArrowRight").await?;
    }
    key(page, "PageUp").await?;
    ensure!(slide(page).await? == "advice", "there is no way back");
    // The sliders are live.
    let before = page.text(page::ANSWER_USD).await?;
    page.drag_slider(page::FILES, 0.2).await?;
    ensure!(page.text(page::ANSWER_USD).await? != before, "the sliders are dead");
    page.browser.script("document.activeElement.blur();", vec![]).await?;
    key(page, "Escape").await?;
    ensure!(slide(page).await?.is_empty(), "escape does not end it");
    let scroll = page.browser.script("return scrollY > 200;", vec![]).await?;
    ensure!(scroll == json!(true), "one is not where one was");
    let search = page.browser.script("return location.search;", vec![]).await?;
    ensure!(search == json!(""), "the address still says {search}");
    Ok(())
}

async fn a_link_opens_a_presentation(page: &Page<'_>) -> Outcome {
    for (colours, reduced) in [(Colours::Dark, true), (Colours::Light, false)] {
        page.browser.preferences(colours, reduced).await?;
        page.open("?present=3#1;files_per_day=3000").await?;
        page.wait_for("#present-bar").await?;
        ensure!(slide(page).await? == "cost", "another screen");
        page.browser
            .wait_until(
                // On the page it is 260 pixels high, here 36 % of the window's 800: 288.
                "the chart is larger than on the page",
                "return document.querySelector('#chart').clientHeight >= 285;",
                vec![],
            )
            .await?;
        page.browser.viewport(PHONE).await?;
        page.browser.settle().await?;
        page.keeps_its_width(PHONE).await?;
        page.browser.viewport(DESKTOP).await?;
    }
    page.browser.ensure_quiet_console().await
}

async fn a_scenario_prints_on_one_page(page: &Page<'_>) -> Outcome {
    for (name, fragment) in
        [("default", ""), ("all", "#1;agent_platform=on;background_worker=on;model_worker=on")]
    {
        opened(page, fragment).await?;
        page.wait_for(".sheet img").await?;
        // Millimetres in inches.
        for (paper, width, height) in [("a4", 210.0 / 25.4, 297.0 / 25.4), ("letter", 8.5, 11.0)] {
            let pdf = page.browser.print(&format!("sheet-{name}-{paper}"), width, height).await?;
            let text = String::from_utf8_lossy(&pdf);
            let pages = text.matches("/Type /Page\n").count();
            ensure!(pages == 1, "{name} takes {pages} pages on {paper}");
        }
    }
    Ok(())
}

async fn meeting_tools_are_in_order_at_both_widths(page: &Page<'_>) -> Outcome {
    opened(page, "#1;files_per_day=30").await?;
    press(page, "Keep").await?;
    kept(page, 1).await?;
    page.type_value(&page::FILES.field(), "3000").await?;
    press(page, "Keep").await?;
    kept(page, 2).await?;
    page.type_value(&page::FILES.field(), "1000").await?;
    page.browser
        .wait_until(
            "three columns stand",
            "return document.querySelectorAll('#compared thead .figure').length === 3;",
            vec![],
        )
        .await?;
    // What is said for a moment lies over the page.
    page.browser.script("document.querySelector('#meet-status').textContent = '';", vec![]).await?;
    page.is_in_order_at_both_widths(".kept", "scenarios").await?;
    page.is_in_order_at_both_widths("#compared", "compared").await?;
    page.is_in_order_at_both_widths("#exports-list", "exports").await
}

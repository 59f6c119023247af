//! What a meeting needs: scenarios kept and compared, undo and redo, files, sharing, presenting, paper. Each path twice:
//! made, found again after a reload and in a browser that has never seen the page, and gone on with there.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::decide::ranges::{Draws, outlook};
use loadline_core::export::{Export, FORMATS, Format, Wish};
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
    suite.page("a_comparison_goes_by_link", a_comparison_goes_by_link);
    suite.page("low_likely_and_high_are_pinned", low_likely_and_high_are_pinned);
    suite.page("own_prices_stay_at_home", own_prices_stay_at_home);
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
pub async fn click(page: &Page<'_>, selector: &str) -> Outcome {
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
    click(page, ".kept li:nth-child(1) [data-shelf^=\"down\"]").await?;
    page.browser
        .wait_until(
            "it stands second",
            "return document.querySelector('.kept input').value === 'Scenario 1';",
            vec![],
        )
        .await?;
    page.type_value(".kept li:nth-child(2) input", "Second").await?;
    page.browser
        .wait_until(
            "the second name is stored",
            "return localStorage.getItem('loadline.scenarios').includes('Second');",
            vec![],
        )
        .await?;
    page.reload().await?;
    kept(page, 2).await?;
    ensure!(names_shown(page).await? == ["Scenario 1", "Second"], "the second reload shows other names");
    page.browser.ensure_quiet_console().await
}

/// Has the page's files end in a list instead of on the disk.
pub const CATCH: &str = "window.saved = [];
     const make = URL.createObjectURL;
     URL.createObjectURL = (blob) => { saved.push(blob); return make.call(URL, blob); };
     document.addEventListener('click', (event) => { if (event.target.download) event.preventDefault(); }, true);";

/// The text of the last file saved, once there are so many.
pub async fn saved(page: &Page<'_>, count: usize) -> Outcome<String> {
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
pub async fn choose_file(page: &Page<'_>, input: &str, text: &str) -> Outcome {
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

    let scenarios = |shelf: &Shelf| shelf.kept.iter().map(|kept| kept.scenario.clone()).collect::<Vec<_>>();
    let sent_back = page
        .elsewhere("", async |there| {
            ensure!(stored(there).await?.kept.is_empty(), "the profile is not new");
            choose_file(there, "#open-scenarios", &file).await?;
            for is_again in [false, true] {
                if is_again {
                    there.reload().await?;
                }
                let come = kept(there, 2).await?;
                ensure!(scenarios(&come) == scenarios(&made) && names(&come) == names(&made), "{come:?}");
            }
            there.browser.script(CATCH, vec![]).await?;
            click(there, "[data-save=\"shelf saved\"]").await?;
            saved(there, 1).await
        })
        .await?;
    ensure!(sent_back == file, "{sent_back} came back for {file}");
    opened(page, "").await?;
    choose_file(page, "#open-scenarios", &sent_back).await?;
    let come_back = kept(page, 2).await?;
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
    page.browser.ensure_quiet_console().await?;
    // By the link they are the same elsewhere, and that of the plan opens as a scenario.
    page.elsewhere(fragment, async |there| {
        for round in 0..2 {
            there.browser.script(CATCH, vec![]).await?;
            let mut file = String::new();
            for (place, id) in ["decision", "plan"].into_iter().enumerate() {
                click(there, &format!("#exports-list [data-save=\"export: {id}\"]")).await?;
                file = saved(there, place + 1).await?;
                let format = Format::find(id).ok_or("no such format")?;
                ensure!(file == format.write(&export)?, "{id} differs elsewhere");
            }
            if round == 0 {
                choose_file(there, "#open-scenarios", &file).await?;
                kept(there, 1).await?;
            }
            there.reload().await?;
            let kept = kept(there, 1).await?;
            ensure!(kept.kept.iter().all(|kept| kept.scenario == scenario), "{kept:?}");
        }
        there.browser.ensure_quiet_console().await
    })
    .await
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
    // A dialog is no fold, so nothing is fetched for it.
    let texts = page.requested().await?.iter().filter(|address| address.contains("texts.tsv")).count();
    ensure!(texts == 0, "a dialog has fetched the texts of the folds");
    close(page).await?;
    let made = page.seen().await?;
    page.wait_for_link("files_per_day", &files).await?;
    page.reload().await?;
    page.shows(&made).await?;
    let fragment = behind_hash(&shared)?;
    let passed_on = page
        .elsewhere(&fragment, async |there| {
            there.shows(&made).await?;
            there.reload().await?;
            there.shows(&made).await?;
            there.browser.ensure_quiet_console().await?;
            self::shared(there, &[]).await
        })
        .await?;
    ensure!(passed_on == fragment, "what is passed on is {passed_on}, not {fragment}");
    opened(page, &passed_on).await?;
    page.shows(&made).await?;
    // Where the system has a share sheet it is given the link. Chromium has none on Linux, so one is put there.
    let sheet = "navigator.share = (data) => { window.sent = data; return Promise.resolve(); };";
    page.browser.script(sheet, vec![]).await?;
    press(page, "Share").await?;
    page.wait_for("#share-sheet").await?;
    page.click("#share-sheet").await?;
    let sent = page.browser.script("return window.sent?.url;", vec![]).await?;
    ensure!(sent == json!(page.value("#shared-link").await?), "the share sheet is given {sent}");
    close(page).await?;
    page.browser.ensure_quiet_console().await
}

fn behind_hash(link: &str) -> Outcome<String> {
    let (_, fragment) = link.split_once('#').ok_or_else(|| format!("{link} has no fragment"))?;
    Ok(format!("#{fragment}"))
}

async fn close(page: &Page<'_>) -> Outcome {
    page.browser.script("document.querySelector('#share-dialog').close();", vec![]).await?;
    Ok(())
}

/// The link shared with these boxes ticked, from its `#` on.
async fn shared(page: &Page<'_>, boxes: &[&str]) -> Outcome<String> {
    press(page, "Share").await?;
    page.wait_for("#shared-link").await?;
    let mut link = page.value("#shared-link").await?;
    for name in boxes {
        page.click(&format!("#share-{name}")).await?;
        page.browser
            .wait_until(
                &format!("“{name}” changes the link"),
                "return document.querySelector('#shared-link').value !== arguments[0];",
                vec![json!(link)],
            )
            .await?;
        link = page.value("#shared-link").await?;
    }
    close(page).await?;
    behind_hash(&link)
}

/// Waits until this stands above the columns of the comparison.
async fn columns(page: &Page<'_>, heads: &str) -> Outcome {
    page.browser
        .wait_until(
            &format!("the columns are {heads}"),
            "const heads = document.querySelector('#compared thead')?.textContent; return heads === arguments[0] || heads;",
            vec![json!(heads)],
        )
        .await?;
    page.browser.settle().await
}

const OWN: &str = "price.aws.rds.r6g.xlarge=0.4";

const THREE: &str = "A As shown nowB Größer; 100 %C Scenario 2";

/// Two kept, one of them at an own price, and a third that is shown.
async fn compare_three(page: &Page<'_>) -> Outcome {
    opened(page, "#1;files_per_day=30").await?;
    press(page, "Keep").await?;
    kept(page, 1).await?;
    page.type_value(".kept li:nth-child(1) input", "Größer; 100 %").await?;
    page.follow(&format!("#1;files_per_day=3000;{OWN}")).await?;
    press(page, "Keep").await?;
    kept(page, 2).await?;
    page.follow("#1;files_per_day=3000;minutes_per_file=20").await?;
    columns(page, THREE).await
}

async fn a_comparison_goes_by_link(page: &Page<'_>) -> Outcome {
    compare_three(page).await?;
    let made = page.seen().await?;
    let link = shared(page, &["compare"]).await?;
    reopened(page, &link).await?;
    page.shows(&made).await?;
    ensure!(names_shown(page).await?.len() == 2, "what is kept already is kept twice");
    let passed_on = page
        .elsewhere(&link, async |there| {
            for is_again in [false, true] {
                if is_again {
                    there.reload().await?;
                }
                there.shows(&made).await?;
                let kept = names_shown(there).await?;
                ensure!(kept == ["Größer; 100 %", "Scenario 2"], "{kept:?}");
            }
            let same = shared(there, &["compare"]).await?;
            ensure!(same == link, "what is passed on is {same}, not {link}");
            // Kept, the one shown has a name, which goes along; and what the link brought stays.
            press(there, "Keep").await?;
            kept(there, 3).await?;
            let named = THREE.replace("As shown now", "Scenario 3");
            columns(there, &named).await?;
            let link = shared(there, &["compare"]).await?;
            reopened(there, "#1;files_per_day=3000;minutes_per_file=20").await?;
            columns(there, &named).await?;
            Ok((link, there.seen().await?))
        })
        .await?;
    // Some programs escape the bars.
    opened(page, &passed_on.0.replace('|', "%7C")).await?;
    page.shows(&passed_on.1).await?;
    page.browser.ensure_quiet_console().await
}

/// Waits until the way to the comparison of the ends is one about `what`.
async fn ends_of(page: &Page<'_>, what: &str) -> Outcome {
    for _ in 0..2 {
        page.place_in("#ranges-words", 0.5, 0.5).await?;
        page.browser.settle().await?;
    }
    page.browser
        .wait_until(
            &format!("{what} can be pinned"),
            "return decodeURIComponent(document.querySelector('#compare-ends')?.hash ?? '').includes(`Low: ${arguments[0]}`);",
            vec![json!(what)],
        )
        .await
}

async fn low_likely_and_high_are_pinned(page: &Page<'_>) -> Outcome {
    const ENDS: &str = "A Low: AnalyzeB Likely: AnalyzeC High: Analyze";
    const BEFORE: &str = "A As shown nowB Scenario 1";
    opened(page, "#1;files_per_day=30").await?;
    press(page, "Keep").await?;
    let own = kept(page, 1).await?;
    page.type_value(&page::FILES.field(), "400 to 700").await?;
    page.wait_for_link("files_per_day", "400~550~700").await?;
    ends_of(page, "your ranges").await?;
    columns(page, BEFORE).await?;
    let before = page.seen().await?;
    page.place_in("#pin", 0.5, 0.5).await?;
    page.browser
        .script(
            "const pin = document.querySelector('#pin');
             pin.value = 'analyze_minutes';
             pin.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![],
        )
        .await?;
    ends_of(page, "Analyze").await?;
    for round in 0..2 {
        if round == 0 {
            click(page, "#compare-ends").await?;
        } else {
            click(page, "[data-step=\"1\"]").await?;
        }
        columns(page, ENDS).await?;
        // Each column is the planner's, and the input stands at its end of guide 002's 2 to 5 minutes.
        let table = page.text("#compared").await?;
        let catalog = Catalog::embedded()?;
        for minutes in ["2", "3.5", "5"] {
            ensure!(
                table.contains(&format!("{minutes} minutes per file")),
                "no {minutes} minutes in {table}"
            );
            let fragment = format!("2;files_per_day=400~550~700;analyze_minutes={minutes}~{minutes}");
            let outlook = outlook(&link::decode(&fragment).scenario, &catalog, &mut Draws::default())?;
            let first = outlook.options.first().ok_or("no option")?;
            let share = outlook.share(first.standing.cheapest);
            let cost = format!("{} to {}", money(first.usd[0].value), money(first.usd[2].value));
            for part in [share, cost] {
                ensure!(table.contains(&part), "no {part} in {table}");
            }
        }
        // Nothing is stored before something is done with it.
        ensure!(stored(page).await? == own, "the store has changed");
        let made = page.seen().await?;
        if round == 0 {
            page.browser
                .wait_until(
                    "the comparison is where one is",
                    "return document.activeElement.id === 'compare-title';",
                    vec![],
                )
                .await?;
            let link = page.browser.script("return location.hash;", vec![]).await?;
            page.elsewhere(link.as_str().unwrap_or_default(), async |there| {
                for is_again in [false, true] {
                    if is_again {
                        there.reload().await?;
                    }
                    columns(there, ENDS).await?;
                    there.shows(&made).await?;
                }
                Ok(())
            })
            .await?;
        } else {
            page.reload().await?;
            page.wait_for_panels().await?;
            columns(page, ENDS).await?;
            page.shows(&made).await?;
        }
        // A step back shows what was compared before, and keeps what was kept.
        click(page, "[data-step=\"-1\"]").await?;
        columns(page, BEFORE).await?;
        page.shows(&before).await?;
        ensure!(stored(page).await? == own, "the store has changed");
        ensure!(names_shown(page).await? == ["Scenario 1"], "what was brought stays behind");
    }
    // Kept, the three stay.
    click(page, "[data-step=\"1\"]").await?;
    columns(page, ENDS).await?;
    press(page, "Keep").await?;
    page.browser
        .wait_until(
            "they are stored",
            "return localStorage.getItem('loadline.scenarios').includes('High');",
            vec![],
        )
        .await?;
    let four = ["Scenario 1", "Low: Analyze", "Likely: Analyze", "High: Analyze"];
    ensure!(names(&stored(page).await?) == four, "{:?}", stored(page).await?);
    // What is said for a moment lies over the page.
    page.browser.script("document.querySelector('#meet-status').textContent = '';", vec![]).await?;
    page.is_in_order_at_both_widths("#compared", "pinned").await?;
    page.browser.ensure_quiet_console().await
}

async fn own_prices_stay_at_home(page: &Page<'_>) -> Outcome {
    const SHOWN: &str = "#1;files_per_day=3000;minutes_per_file=20;";
    compare_three(page).await?;
    page.follow(&[SHOWN, OWN].concat()).await?;
    let with_prices = shared(page, &["compare"]).await?;
    ensure!(with_prices.matches(OWN).count() == 2, "{with_prices}");
    let link = shared(page, &["private", "compare"]).await?;
    ensure!(!link.contains("price.") && link.contains(";private=1|"), "{link}");
    ensure!(!link.contains("was="), "what the plan came to tells of the prices: {link}");
    let passed_on = page
        .elsewhere(&link, async |there| {
            for is_again in [false, true] {
                if is_again {
                    there.reload().await?;
                }
                let notice = there.text(&page::notice("private")).await?;
                ensure!(notice.contains("own prices left out of this link: 1"), "{notice}");
                columns(there, THREE).await?;
                let table = there.text("#compared").await?;
                for link in [SHOWN, "#1;files_per_day=30", "#1;files_per_day=3000"] {
                    let usd = plan(link)?.winner().map(|winner| money(winner.usd_per_month));
                    let usd = usd.ok_or("nothing works")?;
                    ensure!(table.contains(&usd), "{link}: no {usd} in {table}");
                }
            }
            press(there, "Share").await?;
            there.wait_for("#shared-link").await?;
            ensure!(there.count("#share-private").await? == 0, "there are no own prices to leave out");
            close(there).await?;
            Ok((shared(there, &["compare"]).await?, there.seen().await?))
        })
        .await?;
    // What is passed on has no prices to leave out, so it says what it comes to, and nothing of prices.
    let (link, seen) = passed_on;
    ensure!(!link.contains("price.") && !link.contains("private") && link.contains(";was="), "{link}");
    opened(page, &link).await?;
    page.shows(&seen).await?;
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
    let files = page.value(&page::FILES.field()).await?.replace(|c: char| !c.is_ascii_digit(), "");
    page.wait_for_link("files_per_day", &files).await?;
    let made = page.seen().await?;
    let address = page.browser.script("return location.search + location.hash;", vec![]).await?;
    page.elsewhere(address.as_str().unwrap_or_default(), async |there| {
        for screen in ["advice", "watch"] {
            there.wait_for("#present-bar").await?;
            ensure!(slide(there).await? == screen, "elsewhere it is another screen than {screen}");
            there.shows(&made).await?;
            key(there, "ArrowRight").await?;
            there.reload().await?;
        }
        there.wait_for("#present-bar").await?;
        ensure!(slide(there).await? == "watch", "there is a screen after the last");
        key(there, "Escape").await?;
        there.reload().await?;
        there.wait_for("#meet-status").await?;
        ensure!(slide(there).await?.is_empty(), "a presentation that was ended goes on");
        there.shows(&made).await
    })
    .await?;
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
    let all = "#1;agent_platform=on;background_worker=on;model_worker=on";
    let ranges = "#2;files_per_day=400~550~700;analyze_minutes=2~3.5~6;enrich_minutes=1~2~6~uniform";
    for (name, fragment) in [("default", ""), ("ranges", ranges), ("all", all)] {
        opened(page, fragment).await?;
        takes_one_page(page, name).await?;
    }
    let made = on_paper(page, all).await?;
    page.reload().await?;
    let later = on_paper(page, all).await?;
    ensure!(later == made, "after a reload it prints {later}");
    page.elsewhere(all, async |there| {
        takes_one_page(there, "elsewhere").await?;
        for is_again in [false, true] {
            if is_again {
                there.reload().await?;
            }
            let there_too = on_paper(there, all).await?;
            ensure!(there_too == made, "elsewhere it prints {there_too}");
        }
        Ok(())
    })
    .await
}

async fn takes_one_page(page: &Page<'_>, name: &str) -> Outcome {
    page.wait_for(".sheet img").await?;
    // Millimetres in inches.
    for (paper, width, height) in [("a4", 210.0 / 25.4, 297.0 / 25.4), ("letter", 8.5, 11.0)] {
        let pdf = page.browser.print(&format!("sheet-{name}-{paper}"), width, height).await?;
        let text = String::from_utf8_lossy(&pdf);
        let pages = text.matches("/Type /Page\n").count();
        ensure!(pages == 1, "{name} takes {pages} pages on {paper}");
    }
    Ok(())
}

/// All that can be seen on paper: the sheet of the scenario, and nothing else of the page.
async fn on_paper(page: &Page<'_>, fragment: &str) -> Outcome<String> {
    page.wait_for(".sheet img").await?;
    page.browser.on_paper(true).await?;
    let seen = page
        .browser
        .script(
            "const sheet = document.querySelector('.sheet');
             const images = [...sheet.querySelectorAll('img')].filter((image) => image.naturalWidth && image.checkVisibility());
             const text = ({ innerText }) => innerText.replace(/\\s+/g, ' ').trim();
             return [text(sheet), text(document.body), images.length];",
            vec![],
        )
        .await?;
    page.browser.on_paper(false).await?;
    let text = |place: usize| seen.get(place).and_then(serde_json::Value::as_str).unwrap_or_default();
    let (sheet, all) = (text(0), text(1));
    ensure!(sheet == all, "beside the sheet the page prints: {all}");
    ensure!(seen.get(2) == Some(&json!(2)), "chart and code are {seen} images");
    let plan = plan(fragment)?;
    let winner = plan.winner().ok_or("nothing works")?;
    let catalog = Catalog::embedded()?;
    let price =
        winner.line_items.first().and_then(|item| catalog.rows.get(item.price)).ok_or("an empty bill")?;
    let link = link::encode(&link::decode(fragment).scenario);
    for part in [
        winner.name,
        &money(winner.usd_per_month),
        &price.label,
        loadline_core::format::date(&price.as_of),
        &link,
        "stated",
    ] {
        let part = part.replace('\u{a0}', " ");
        ensure!(sheet.contains(&part), "“{part}” is not on the sheet: {sheet}");
    }
    Ok(sheet.to_owned())
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

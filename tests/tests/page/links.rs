//! The address carries the state: opened, broken, stepped through.

use crate::Suite;
use loadline_core::history::{MODEL, PRICES};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;
use std::fmt::Write as _;

pub fn add(suite: &mut Suite) {
    suite.page("link_opens_its_scenario", link_opens_its_scenario);
    suite.page("defaults_are_left_out_of_the_link", defaults_are_left_out_of_the_link);
    suite.page("link_made_by_the_page_opens_the_same_plan", link_made_by_the_page_opens_the_same_plan);
    suite.page(
        "broken_link_opens_with_a_notice_for_each_field",
        broken_link_opens_with_a_notice_for_each_field,
    );
    suite.page("megabyte_of_noise_opens_the_page", megabyte_of_noise_opens_the_page);
    suite.page("back_and_forward_step_through_links", back_and_forward_step_through_links);
    suite.page("back_undoes_a_typed_value", back_undoes_a_typed_value);
    suite.page("an_old_link_is_told_as_computed_then", an_old_link_is_told_as_computed_then);
}

/// The number in a field, whatever way its thousands are grouped.
async fn number_in(page: &Page<'_>, selector: &str) -> Outcome<String> {
    let text = page.value(selector).await?;
    Ok(text
        .chars()
        .filter(|character| !matches!(character, ',' | '_' | ' ' | '\u{a0}' | '\u{202f}'))
        .collect())
}

async fn ensure_number(page: &Page<'_>, key: &str, expected: &str) -> Outcome {
    let number = number_in(page, &page::field(key)).await?;
    ensure!(number == expected, "{key} shows {number:?}, not {expected}");
    Ok(())
}

async fn link_opens_its_scenario(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let standard = page.shown().await?;
    page.open("#1;subjects=2000;files_per_day=500").await?;
    ensure_number(page, "subjects", "2000").await?;
    ensure_number(page, "files_per_day", "500").await?;
    ensure_number(page, "episodes_per_day", "5000").await?;
    let shown = page.shown().await?;
    ensure!(shown.answer != standard.answer, "the figure is that of the default plan: {}", shown.answer);
    let notices = page.count(page::NOTICES).await?;
    ensure!(notices == 0, "a sound link brings {notices} notices");
    page.browser.ensure_quiet_console().await
}

async fn defaults_are_left_out_of_the_link(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.type_value(&page::SUBJECTS.field(), "2000").await?;
    page.wait_for_link("subjects", "2000").await?;
    let link = page.shown().await?.link;
    let expected = format!("#2;model={MODEL};prices={PRICES};subjects=2000");
    ensure!(link == expected, "one change from the default gives {link}");
    Ok(())
}

async fn link_made_by_the_page_opens_the_same_plan(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let start = page.shown().await?.link;
    for slider in page::SLIDERS {
        page.drag_slider(slider, 0.05).await?;
    }
    page.wait_for_other_link(&start).await?;
    // Longer than the link's delay, so that it holds the last drag as well.
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let made = page.shown().await?;
    page.open(&made.link).await?;
    let opened = page.shown().await?;
    ensure!(opened.answer == made.answer, "{} became {}", made.answer, opened.answer);
    ensure!(opened.bill == made.bill, "the bill differs after opening {}", made.link);
    Ok(())
}

async fn broken_link_opens_with_a_notice_for_each_field(page: &Page<'_>) -> Outcome {
    let broken = [
        ("an unknown key", "#1;colour=blue;subjects=2000", "colour"),
        ("a word for a number", "#1;episodes_per_day=many;subjects=2000", "episodes_per_day"),
        ("NaN", "#1;files_per_day=NaN;subjects=2000", "files_per_day"),
        ("an infinite number", "#1;requests_per_second=1e400;subjects=2000", "requests_per_second"),
        ("an empty value", "#1;files_per_day=;subjects=2000", "files_per_day"),
        ("out of range", "#1;requests_per_second=-1;subjects=2000", "requests_per_second"),
        ("a duplicate", "#1;files_per_day=7;files_per_day=9;subjects=2000", "files_per_day"),
    ];
    for (what, link, key) in broken {
        page.open(link).await.map_err(|error| format!("{what}: {error}"))?;
        let notices = page.count(page::NOTICES).await?;
        ensure!(notices == 1, "{what}: {notices} notices, not one");
        let text = page.text(&page::notice(key)).await?;
        ensure!(!text.is_empty(), "{what}: no notice names {key}");
        ensure_number(page, "subjects", "2000").await.map_err(|error| format!("{what}: {error}"))?;
    }

    page.open("#1;colour=blue;episodes_per_day=many;files_per_day=NaN;requests_per_second=1e400;tenants=3;subjects=2000").await?;
    let notices = page.count(page::NOTICES).await?;
    ensure!(notices == 4, "four broken fields bring {notices} notices");
    ensure_number(page, "tenants", "3").await?;
    ensure_number(page, "subjects", "2000").await?;

    for nothing in ["#", "#1", "#1;", "#;;;", "#99;subjects=2000", "#%00%ff", "#=;=;="] {
        page.open(nothing).await.map_err(|error| format!("{nothing}: {error}"))?;
    }
    page.browser.ensure_quiet_console().await
}

async fn megabyte_of_noise_opens_the_page(page: &Page<'_>) -> Outcome {
    let mut noise = String::with_capacity(1_100_000);
    let mut seed: u32 = 1;
    while noise.len() < 1_000_000 {
        // Any sequence will do, as long as every run sees the same.
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let separator = if seed.is_multiple_of(7) {
            ";"
        } else if seed.is_multiple_of(5) {
            "="
        } else {
            ""
        };
        let _ = write!(noise, "{:x}{separator}", seed >> 8);
    }
    for fragment in [
        format!("#1;{noise}"),
        format!("#{}", "z".repeat(1_000_000)),
        format!("#1;subjects={}", "9".repeat(1_000_000)),
    ] {
        page.open(&fragment).await?;
        let notices = page.count(page::NOTICES).await?;
        ensure!(
            (1..=100).contains(&notices),
            "{notices} notices: a person wants at least one and not thousands"
        );
        // And it is alive.
        page.type_value(&page::SUBJECTS.field(), "4000").await?;
        page.wait_for_link("subjects", "4000").await?;
    }
    page.browser.ensure_quiet_console().await
}

async fn back_and_forward_step_through_links(page: &Page<'_>) -> Outcome {
    page.open("#1;subjects=2000").await?;
    let first = page.shown().await?;
    page.follow("#1;subjects=50000;files_per_day=900").await?;
    ensure_number(page, "subjects", "50000").await?;
    let second = page.shown().await?;
    ensure!(second.answer != first.answer, "the second link shows the first one's figure");
    page.browser.back().await?;
    page.browser.settle().await?;
    ensure_number(page, "subjects", "2000").await?;
    ensure!(page.shown().await?.answer == first.answer, "back does not bring the first figure back");
    page.browser.forward().await?;
    page.browser.settle().await?;
    ensure_number(page, "subjects", "50000").await?;
    ensure!(page.shown().await?.answer == second.answer, "forward does not bring the second figure back");
    page.browser.ensure_quiet_console().await
}

async fn back_undoes_a_typed_value(page: &Page<'_>) -> Outcome {
    page.open("#1;subjects=2000").await?;
    let before = page.shown().await?;
    page.type_value(&page::SUBJECTS.field(), "70000").await?;
    page.wait_for_link("subjects", "70000").await?;
    page.browser.back().await?;
    page.browser
        .wait_until(
            "back shows the value before",
            "return location.hash === arguments[0];",
            vec![json!(before.link)],
        )
        .await?;
    page.browser.settle().await?;
    ensure_number(page, "subjects", "2000").await?;
    ensure!(page.shown().await?.answer == before.answer, "the figure is not the one before");
    Ok(())
}

/// Older than the first price book, and other than its planner would have said: the panel is about the link as opened,
/// stays so while the scenario changes, and goes when its reader goes on.
async fn an_old_link_is_told_as_computed_then(page: &Page<'_>) -> Outcome {
    const TITLE: &str = "#then-title";
    let old = "#2;model=1;prices=2020-01-01;subjects=2000;was=functions:100";
    page.open(old).await?;
    let notices = page.count(page::NOTICES).await?;
    ensure!(notices == 0, "an old link brings {notices} notices");
    let shown = "return !!document.querySelector(arguments[0]) === arguments[1];";
    page.browser
        .wait_until("the link is told as computed then", shown, vec![json!(TITLE), json!(true)])
        .await?;
    let text = page.text("section[aria-labelledby=then-title]").await?;
    ensure!(text.contains("2020-01-01") && text.contains("$100.00"), "it says {text}");
    page.elsewhere(old, async |there| {
        for is_again in [false, true] {
            if is_again {
                there.reload().await?;
            }
            there.browser.wait_until("it is told elsewhere", shown, vec![json!(TITLE), json!(true)]).await?;
            let told = there.text("section[aria-labelledby=then-title]").await?;
            ensure!(told == text, "elsewhere it says {told}");
        }
        Ok(())
    })
    .await?;
    page.type_value(&page::SUBJECTS.field(), "4000").await?;
    page.wait_for_link("subjects", "4000").await?;
    page.browser.settle().await?;
    let later = page.text("section[aria-labelledby=then-title]").await?;
    ensure!(later == text, "after a change of the scenario it says {later}");
    page.browser
        .script("document.querySelector('section[aria-labelledby=then-title] [data-ask]').click();", vec![])
        .await?;
    page.browser.wait_until("its reader goes on", shown, vec![json!(TITLE), json!(false)]).await?;
    // The address is of today since the change.
    page.reload().await?;
    ensure!(page.count(TITLE).await? == 0, "after a reload it is told again");
    // A link of today has nothing of the kind to tell.
    page.open("#2;subjects=2000").await?;
    page.browser.settle().await?;
    ensure!(page.count(TITLE).await? == 0, "a link of today is told as computed then");
    page.browser.ensure_quiet_console().await
}

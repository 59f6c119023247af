//! Typed values, choices and switches.

use crate::Suite;
use loadline_tests::browser::Key;
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};

pub fn add(suite: &mut Suite) {
    suite.page("typed_values_are_understood", typed_values_are_understood);
    suite.page("value_out_of_range_is_refused_and_kept", value_out_of_range_is_refused_and_kept);
    suite.page("nonsense_is_refused_and_kept", nonsense_is_refused_and_kept);
    suite.page("folded_inputs_change_the_plan", folded_inputs_change_the_plan);
}

async fn typed_values_are_understood(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    for (typed, meant) in
        [("10k", "10000"), ("1e6", "1000000"), ("1_500", "1500"), ("2,500", "2500"), (" 3000 ", "3000")]
    {
        page.type_value(&page::SUBJECTS.field(), typed).await?;
        page.wait_for_link(page::SUBJECTS.key, meant)
            .await
            .map_err(|error| format!("typed {typed:?}: {error}"))?;
        let message = page.message(page::SUBJECTS.key).await?;
        ensure!(message.is_none(), "{typed:?} is reported as an error: {message:?}");
    }
    page.type_value(&page::TRAFFIC.field(), "0.25").await?;
    page.wait_for_link(page::TRAFFIC.key, "0.25").await?;
    // Beyond the slider's end, within the hard limits: the plan takes it.
    page.type_value(&page::SUBJECTS.field(), "5e6").await?;
    page.wait_for_link(page::SUBJECTS.key, "5000000").await?;
    page.browser.ensure_quiet_console().await
}

/// Types what must be refused; the plan keeps the value before, the field keeps the text.
async fn is_refused(page: &Page<'_>, typed: &str) -> Outcome {
    let slider = page::SUBJECTS;
    let before = page.shown().await?;
    page.type_value(&slider.field(), typed).await?;
    ensure!(page.message(slider.key).await?.is_some(), "{typed:?} brings no message");
    let kept = page.value(&slider.field()).await?;
    ensure!(kept == typed, "typed {typed:?}, the field now says {kept:?}");
    // Longer than the link's delay.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let after = page.shown().await?;
    ensure!(
        after.link == before.link && after.answer == before.answer,
        "{typed:?} changed the plan: {} {} → {} {}",
        before.link,
        before.answer,
        after.link,
        after.answer
    );
    Ok(())
}

async fn value_out_of_range_is_refused_and_kept(page: &Page<'_>) -> Outcome {
    page.open("#1;subjects=2000").await?;
    for typed in ["1e12", "-5", "1e400"] {
        is_refused(page, typed).await?;
    }
    // Work elsewhere does not wipe what was typed.
    page.focus(&page::FILES.range()).await?;
    page.browser.press(Key::Right).await?;
    page.browser.settle().await?;
    let kept = page.value(&page::SUBJECTS.field()).await?;
    ensure!(kept == "1e400", "after another slider moved, the field says {kept:?}");
    ensure!(page.message(page::SUBJECTS.key).await?.is_some(), "the message went away");
    // A good value clears the message.
    page.type_value(&page::SUBJECTS.field(), "3000").await?;
    page.wait_for_link(page::SUBJECTS.key, "3000").await?;
    let message = page.message(page::SUBJECTS.key).await?;
    ensure!(message.is_none(), "the message stays after a good value: {message:?}");
    Ok(())
}

async fn nonsense_is_refused_and_kept(page: &Page<'_>) -> Outcome {
    page.open("#1;subjects=2000").await?;
    for typed in ["many", "NaN", "infinity", "10kk", ""] {
        is_refused(page, typed).await?;
    }
    page.browser.ensure_quiet_console().await
}

async fn folded_inputs_change_the_plan(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    ensure!(page.count(page::GROUPS).await? > 1, "there are no groups of further inputs");
    let unfolded = page.count(&format!("{}[open]", page::GROUPS)).await?;
    ensure!(unfolded == 0, "{unfolded} groups are unfolded at first");
    let unnamed = page.count(&format!("{}:not(:has(> summary))", page::GROUPS)).await?;
    ensure!(unnamed == 0, "{unnamed} groups have no name");

    page.type_value(&page::field("tenants"), "3").await?;
    page.wait_for_link("tenants", "3").await?;
    let before = page.shown().await?;
    page.click(&page::field("file_pipeline")).await?;
    page.wait_for_other_link(&before.link).await?;
    ensure!(page.value(&page::field("file_pipeline")).await? == "off", "the switch did not turn");
    let after = page.shown().await?;
    ensure!(after.link.contains("file_pipeline="), "the link does not carry the switch: {}", after.link);
    ensure!(after.bill != before.bill, "the bill still has the file pipeline");

    page.focus(&page::field("price_book")).await?;
    page.browser.press(Key::Down).await?;
    page.wait_for_link("price_book", "printed").await?;
    page.browser.ensure_quiet_console().await
}

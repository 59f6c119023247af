//! Prices of one's own: typed in place, marked on the bill, taken back, and opened from a price book.

use crate::Suite;
use crate::meeting::{CATCH, choose_file, click, saved};
use loadline_core::catalog::Catalog;
use loadline_core::scenario::{link, price_book};
use loadline_tests::page::Page;
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("an_own_price_is_typed_marked_and_taken_back", an_own_price_is_typed_marked_and_taken_back);
    suite.page("own_prices_come_back_by_undo", own_prices_come_back_by_undo);
    suite.page("a_price_book_is_opened", a_price_book_is_opened);
    suite.page("prices_are_in_order_at_both_widths", prices_are_in_order_at_both_widths);
}

const LIST: &str = "#prices-list";
const ID: &str = "aws.rds.r6g.xlarge";

fn field() -> String {
    format!("{LIST} [data-set='price.{ID}']")
}

fn error() -> String {
    format!("{LIST} [id='error-price-{ID}']")
}

async fn opened(page: &Page<'_>, fragment: &str) -> Outcome {
    page.open(fragment).await?;
    page.wait_for_panels().await?;
    page.unfold(LIST, true).await?;
    page.place_in(&field(), 0.5, 0.5).await?;
    page.browser.settle().await
}

async fn wait_for_value(page: &Page<'_>, value: &str) -> Outcome {
    page.browser
        .wait_until(
            &format!("the field holds {value:?}"),
            "return document.querySelector(arguments[0])?.value === arguments[1];",
            vec![json!(field()), json!(value)],
        )
        .await
}

async fn an_own_price_is_typed_marked_and_taken_back(page: &Page<'_>) -> Outcome {
    // Twice through: a page that has been used is no fresh page.
    for price in ["0.4", "0.35"] {
        opened(page, "#1;files_per_day=100").await?;
        page.type_value(&field(), price).await?;
        page.wait_for_link(&format!("price.{ID}"), price).await?;
        page.wait_for(&format!("{LIST} [data-flip='price.{ID}=list']")).await?;
        let bill = page.text("#bill").await?;
        ensure!(bill.contains("your price; list $0.45"), "{bill}");
        let here = page.text("#bill .total .figure").await?;
        // Another page opened by the link shows the same.
        let fragment = page.browser.script("return location.hash;", vec![]).await?;
        opened(page, fragment.as_str().unwrap_or_default()).await?;
        ensure!(page.value(&field()).await? == price, "the field after opening the link");
        ensure!(page.text("#bill .total .figure").await? == here, "the bill after opening the link");
        // What cannot stand is told beside its field and changes nothing.
        page.type_value(&field(), "-1").await?;
        page.wait_for_other_text(&error(), "").await?;
        let told = page.text(&error()).await?;
        ensure!(told.contains("`-1` is below the least allowed"), "{told}");
        page.wait_for_link(&format!("price.{ID}"), price).await?;
        // The list price again, and the message is gone.
        page.click(&format!("{LIST} [data-flip='price.{ID}=list']")).await?;
        wait_for_value(page, "").await?;
        ensure!(page.text(&error()).await?.is_empty(), "a message stands");
        let link = page.browser.script("return location.hash;", vec![]).await?;
        ensure!(!link.as_str().unwrap_or_default().contains("price."), "{link}");
        // An emptied field has it back too.
        page.type_value(&field(), price).await?;
        page.wait_for_link(&format!("price.{ID}"), price).await?;
        page.type_value(&field(), "").await?;
        page.wait_for_other_text("#bill", &bill).await?;
        ensure!(!page.text("#bill").await?.contains("your price"), "the bill names a price taken back");
    }
    page.browser.ensure_quiet_console().await
}

async fn own_prices_come_back_by_undo(page: &Page<'_>) -> Outcome {
    opened(page, "#2;files_per_day=300").await?;
    page.type_value(&field(), "0.4").await?;
    page.wait_for_link(&format!("price.{ID}"), "0.4").await?;
    let preset = "const list = document.querySelector('#preset');
         list.value = 'guide-002-high';
         list.dispatchEvent(new Event('change', { bubbles: true }));";
    for fresh_start in ["document.querySelector('#reset').click();", preset] {
        page.browser
            .wait_until(
                "it is said what a fresh start does to prices",
                "return document.querySelector('#prices').textContent.includes('Undo brings yours back');",
                vec![],
            )
            .await?;
        page.browser.script(fresh_start, vec![]).await?;
        page.browser
            .wait_until("the list price is back", "return !location.hash.includes('price.');", vec![])
            .await?;
        click(page, "[data-step=\"-1\"]").await?;
        page.wait_for_link(&format!("price.{ID}"), "0.4").await?;
        page.wait_for_link("files_per_day", "300").await?;
        page.wait_for(&field()).await?;
        page.place_in(&field(), 0.5, 0.5).await?;
        wait_for_value(page, "0.4").await?;
    }
    page.browser.ensure_quiet_console().await
}

async fn a_price_book_is_opened(page: &Page<'_>) -> Outcome {
    let catalog = Catalog::embedded()?;
    let written =
        |price: &str| price_book::write(&link::decode(&format!("1;price.{ID}={price}")).scenario, &catalog);
    opened(page, &format!("#1;files_per_day=300;price.{ID}=0.4")).await?;
    let file = save(page).await?;
    ensure!(file == written("0.4"), "{file} is saved");
    page.reload().await?;
    ensure!(save(page).await? == file, "after a reload another file is saved");
    let here = page.text("#bill").await?;
    page.elsewhere("#1;files_per_day=300", async |there| {
        ensure!(there.text("#bill").await? != here, "the price makes no difference");
        // The second takes the place of the first.
        for price in ["0.35", "0.4"] {
            choose_file(there, "#open-price-book", &written(price)).await?;
            there.wait_for_link(&format!("price.{ID}"), price).await?;
            there.wait_for_link("files_per_day", "300").await?;
            wait_for_value(there, price).await?;
        }
        for is_again in [false, true] {
            if is_again {
                there.reload().await?;
            }
            let there_too = there.text("#bill").await?;
            ensure!(there_too == here, "by the price book the bill is {there_too}, not {here}");
            ensure!(save(there).await? == file, "the file saved elsewhere differs");
        }
        there.browser.ensure_quiet_console().await
    })
    .await?;
    page.browser.ensure_quiet_console().await
}

/// The price book as the page saves it.
async fn save(page: &Page<'_>) -> Outcome<String> {
    page.browser.script(CATCH, vec![]).await?;
    click(page, "[data-save=\"price-book\"]").await?;
    saved(page, 1).await
}

async fn prices_are_in_order_at_both_widths(page: &Page<'_>) -> Outcome {
    opened(page, &format!("#1;price.{ID}=0.4")).await?;
    page.is_in_order_at_both_widths("#prices", "prices").await
}

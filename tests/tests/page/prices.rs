//! Prices of one's own: typed in place, marked on the bill, taken back, and opened from a price book.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::scenario::{link, price_book};
use loadline_tests::page::Page;
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("an_own_price_is_typed_marked_and_taken_back", an_own_price_is_typed_marked_and_taken_back);
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

async fn a_price_book_is_opened(page: &Page<'_>) -> Outcome {
    let catalog = Catalog::embedded()?;
    for price in ["0.4", "0.35"] {
        opened(page, "#1;files_per_day=300").await?;
        let scenario = link::decode(&format!("1;price.{ID}={price}")).scenario;
        page.browser
            .script(
                "const files = new DataTransfer();
                 files.items.add(new File([arguments[0]], 'book.json', { type: 'application/json' }));
                 const input = document.querySelector('#open-price-book');
                 input.files = files.files;
                 input.dispatchEvent(new Event('change', { bubbles: true }));",
                vec![json!(price_book::write(&scenario, &catalog))],
            )
            .await?;
        page.wait_for_link(&format!("price.{ID}"), price).await?;
        page.wait_for_link("files_per_day", "300").await?;
        wait_for_value(page, price).await?;
    }
    page.browser.ensure_quiet_console().await
}

async fn prices_are_in_order_at_both_widths(page: &Page<'_>) -> Outcome {
    opened(page, &format!("#1;price.{ID}=0.4")).await?;
    page.is_in_order_at_both_widths("#prices", "prices").await
}

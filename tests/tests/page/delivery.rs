//! How the page arrives: quickly, from anywhere, under its policy, and with a word where it cannot.

use crate::Suite;
use loadline_tests::browser::Key;
use loadline_tests::page::{self, Page};
use loadline_tests::server::Mount;
use loadline_tests::{Outcome, dist, ensure, size};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("sizes_are_within_budget", sizes_are_within_budget);
    suite.page("console_stays_quiet", console_stays_quiet);
    suite.page("policy_is_strict_and_kept", policy_is_strict_and_kept);
    suite.page("no_third_party_is_asked", no_third_party_is_asked);
    suite.page("wasm_is_fetched_once", wasm_is_fetched_once);
    suite.page("content_is_painted_before_the_wasm", content_is_painted_before_the_wasm);
    suite.page("damaged_wasm_shows_a_panel", damaged_wasm_shows_a_panel);
    suite.page("works_at_a_subpath", works_at_a_subpath);
}

async fn sizes_are_within_budget(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    // The worker is asked for on every visit, but only once the page can be used.
    page.wait_for_panels().await?;
    let sizes = size::measure(&dist()?, &page.requested_at_first().await?)?;
    print!("\n{}", size::table(&sizes));
    let total = size::total_brotli_bytes(&sizes.first);
    ensure!(
        total <= size::BUDGET_BYTES,
        "the first visit downloads {total} bytes in brotli, {} are allowed",
        size::BUDGET_BYTES
    );
    // What loads later has to stay there.
    for later in ["worker.js", "loadline-worker.js", "loadline-worker_bg.wasm"] {
        ensure!(sizes.later.iter().any(|file| file.name == later), "a first visit downloads {later}");
    }
    Ok(())
}

async fn console_stays_quiet(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    for slider in page::SLIDERS {
        page.focus(&slider.range()).await?;
        page.browser.press(Key::Right).await?;
    }
    // Unused preloads are complained of a few seconds after the page has loaded.
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    page.browser.ensure_quiet_console().await
}

async fn policy_is_strict_and_kept(page: &Page<'_>) -> Outcome {
    let html = std::fs::read_to_string(dist()?.join("index.html"))?;
    for forbidden in ["<style", " style=", " onclick=", " onload=", " onerror=", "javascript:"] {
        ensure!(!html.contains(forbidden), "index.html contains `{forbidden}`");
    }
    page.open("").await?;
    let found = page
        .browser
        .script(
            "return {
                 policy: document.querySelector('meta[http-equiv=\"Content-Security-Policy\"]')?.content ?? '',
                 inline: document.querySelectorAll('script:not([src]), style').length,
             };",
            vec![],
        )
        .await?;
    let policy = found.get("policy").and_then(|value| value.as_str()).unwrap_or_default();
    let directives: Vec<&str> = policy.split(';').map(str::trim).collect();
    for needed in ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'"] {
        ensure!(directives.contains(&needed), "the policy lacks `{needed}`: {policy}");
    }
    ensure!(!policy.contains("unsafe-inline"), "the policy allows inline code: {policy}");
    ensure!(found.get("inline") == Some(&json!(0)), "the page holds inline scripts or styles: {found}");
    // A violation would be reported here.
    page.browser.ensure_quiet_console().await
}

async fn no_third_party_is_asked(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.drag_slider(page::TRAFFIC, 0.2).await?;
    let foreign = page
        .browser
        .script(
            "return performance.getEntriesByType('resource').map(({ name }) => name)
                 .filter((name) => !name.startsWith(location.origin + '/') && !name.startsWith('data:') && !name.startsWith('blob:'));",
            vec![],
        )
        .await?;
    ensure!(foreign == json!([]), "the page asked others: {foreign}");
    Ok(())
}

async fn wasm_is_fetched_once(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let times = page
        .browser
        .script(
            "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.wasm')).length;",
            vec![],
        )
        .await?;
    // The preload and the program's own request have to be one.
    ensure!(times == json!(1), "the wasm was fetched {times} times");
    Ok(())
}

async fn content_is_painted_before_the_wasm(page: &Page<'_>) -> Outcome {
    page.browser.goto(&page.server.url(Mount::WasmHeld, "")).await?;
    page.browser
        .wait_until(
            "something has been painted",
            "return performance.getEntriesByName('first-contentful-paint').length > 0;",
            vec![],
        )
        .await?;
    ensure!(page.visible(page::SHELL).await?, "the shell is not seen while the wasm is under way");
    let shell = page.text(page::SHELL).await?.to_lowercase();
    for word in ["loadline", "subjects", "episodes", "files", "traffic"] {
        ensure!(shell.contains(word), "the shell does not say `{word}`: {shell}");
    }
    page.browser.screenshot("shell", false).await?;
    page.browser.ensure_quiet_console().await
}

async fn damaged_wasm_shows_a_panel(page: &Page<'_>) -> Outcome {
    let fragment = "#1;subjects=2000";
    page.browser.goto(&page.server.url(Mount::WasmDamaged, fragment)).await?;
    page.browser
        .wait_until(
            "the page says that it could not start",
            "return document.querySelector(arguments[0]) !== null;",
            vec![json!(page::BOOT_FAILURE)],
        )
        .await?;
    ensure!(page.visible(page::BOOT_FAILURE).await?, "the panel is not seen");
    let address = page.value(&format!("{} input", page::BOOT_FAILURE)).await?;
    ensure!(address.ends_with(fragment), "the panel does not offer the link: {address}");
    let buttons = page.count(&format!("{} button", page::BOOT_FAILURE)).await?;
    ensure!(buttons == 2, "the panel has {buttons} buttons, not one to copy and one to reload");
    let violations = page.browser.accessibility_violations().await?;
    ensure!(violations.is_empty(), "the panel is not accessible:\n  {}", violations.join("\n  "));
    page.browser.screenshot("boot-failure", false).await?;
    Ok(())
}

async fn works_at_a_subpath(page: &Page<'_>) -> Outcome {
    page.open_at(Mount::DeepPath, "#1;subjects=2000").await?;
    let before = page.shown().await?;
    page.drag_slider(page::FILES, 0.2).await?;
    page.wait_for_other_link(&before.link).await?;
    let path = page.browser.script("return location.pathname;", vec![]).await?;
    ensure!(path == json!("/some/deep/path/"), "the page left its path: {path}");
    page.browser.ensure_quiet_console().await
}

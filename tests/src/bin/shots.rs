//! Pictures of the release build, for reviewing by eye: each fragment in two windows and two colour schemes,
//! as the window shows it and as a whole page, in `target/screenshots`.
//!
//! Fragments are given as arguments (`npm run shots -- '#1;subjects=50000'`); without any, a few that show much.

use loadline_tests::browser::{Browser, Colours, DESKTOP, Engine, PHONE};
use loadline_tests::page::Page;
use loadline_tests::server::Server;
use loadline_tests::{Outcome, dist};

const FRAGMENTS: [&str; 4] = [
    "",
    "#1;subjects=50000;requests_per_second=20",
    "#1;files_per_day=3000;extract_minutes=40",
    "#1;colour=blue;files_per_day=many;subjects=2000",
];

#[tokio::main]
async fn main() -> Outcome {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let fragments = if given.is_empty() { FRAGMENTS.map(str::to_owned).to_vec() } else { given };
    let server = Server::start(&dist()?).await?;
    let browser = Browser::launch(Engine::Chromium).await?;
    let page = Page { browser: &browser, server: &server };
    for (number, fragment) in fragments.iter().enumerate() {
        for (window, viewport) in [("1280", DESKTOP), ("390", PHONE)] {
            browser.viewport(viewport).await?;
            for colours in [Colours::Light, Colours::Dark] {
                browser.preferences(colours, false).await?;
                page.open(fragment).await?;
                page.wait_for_panels().await?;
                for (part, whole_page) in [("window", false), ("page", true)] {
                    let name = format!("shot-{number}-{window}-{}-{part}", colours.name());
                    let path = browser.screenshot(&name, whole_page).await?;
                    println!("{} {fragment}", path.display());
                }
            }
        }
    }
    Ok(())
}

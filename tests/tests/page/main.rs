//! The release build in a real browser, through what a person does with it.
//!
//! One browser session serves all checks, one after another: starting one takes longer than most checks do.
//! `cargo test -p loadline-tests -- drag` runs those with “drag” in their name.

mod access;
mod chart;
mod delivery;
mod explain;
mod fields;
mod growth;
mod layout;
mod links;
mod map;
mod matters;
mod meeting;
mod mix;
mod presets;
mod prices;
mod proof;
mod ranges;
mod sliders;
mod solve;
mod topology;
mod why;

use libtest_mimic::{Arguments, Failed, Trial};
use loadline_tests::browser::{Browser, Colours, DESKTOP, Engine};
use loadline_tests::page::Page;
use loadline_tests::server::Server;
use loadline_tests::{Outcome, dist};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::runtime::Runtime;

struct Session {
    browser: Browser,
    server: Server,
}

impl Session {
    async fn start() -> Outcome<Self> {
        let server = Server::start(&dist()?).await?;
        let browser = Browser::launch(Engine::Chromium).await?;
        Ok(Self { browser, server })
    }

    /// As every check finds it, whatever the one before did.
    async fn reset(&self) -> Outcome {
        self.browser.goto("about:blank").await?;
        self.browser.viewport(DESKTOP).await?;
        self.browser.preferences(Colours::Light, false).await?;
        self.browser.console().await?;
        Ok(())
    }
}

/// The checks, and the session they share: started by the first that needs it.
struct Suite {
    runtime: Arc<Runtime>,
    session: Arc<Mutex<Option<Session>>>,
    trials: Vec<Trial>,
}

impl Suite {
    /// Adds a check that uses the browser.
    fn page<F>(&mut self, name: impl Into<String>, check: F)
    where
        F: AsyncFnOnce(&Page) -> Outcome + Send + 'static,
    {
        let (runtime, session) = (self.runtime.clone(), self.session.clone());
        let name = name.into();
        let shot = format!("failed-{name}");
        self.trials.push(Trial::test(name, move || {
            // A check that panicked leaves the session as usable as one that failed.
            let mut slot = session.lock().unwrap_or_else(PoisonError::into_inner);
            runtime
                .block_on(async {
                    let session = match &mut *slot {
                        Some(session) => session,
                        empty => empty.insert(Session::start().await?),
                    };
                    session.reset().await?;
                    let page = Page { browser: &session.browser, server: &session.server };
                    let outcome = check(&page).await;
                    if outcome.is_err() {
                        // The picture is a help, its failure no news.
                        let _ = session.browser.screenshot(&shot, false).await;
                    }
                    outcome
                })
                .map_err(Failed::from)
        }));
    }
}

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // One session, one window: one check at a time.
    arguments.test_threads = Some(1);
    let runtime = match Runtime::new() {
        Ok(runtime) => Arc::new(runtime),
        Err(error) => {
            eprintln!("the asynchronous runtime does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut suite = Suite { runtime: runtime.clone(), session: Arc::default(), trials: Vec::new() };
    delivery::add(&mut suite);
    sliders::add(&mut suite);
    ranges::add(&mut suite);
    matters::add(&mut suite);
    solve::add(&mut suite);
    topology::add(&mut suite);
    fields::add(&mut suite);
    links::add(&mut suite);
    chart::add(&mut suite);
    map::add(&mut suite);
    meeting::add(&mut suite);
    mix::add(&mut suite);
    proof::add(&mut suite);
    growth::add(&mut suite);
    explain::add(&mut suite);
    access::add(&mut suite);
    layout::add(&mut suite);
    presets::add(&mut suite);
    prices::add(&mut suite);
    why::add(&mut suite);

    let session = suite.session.clone();
    let conclusion = libtest_mimic::run(&arguments, suite.trials);
    // Ends the browser; the server's task needs the runtime for its own end.
    let _entered = runtime.enter();
    drop(session.lock().unwrap_or_else(PoisonError::into_inner).take());
    conclusion.exit_code()
}

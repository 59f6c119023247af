//! The page: what a person sees of the planner. Leptos and the browser; not one formula.
//!
//! One signal holds the scenario ([`state`]); everything shown is derived from it by the planner
//! ([`planner`]) and drawn by the panels ([`panel`]). The browser's own corners are behind [`platform`].

mod address;
mod chart;
mod inquiry;
mod markup;
mod meeting;
mod panel;
mod planner;
mod platform;
mod state;
mod texts;

use leptos::prelude::*;
use leptos::tachys::view::{Mountable, Render};
use loadline_core::scenario::link;
use platform::{crash, history, tasks};
use state::State;

fn main() {
    crash::install();
    let opened = link::decode(&history::fragment());
    crash::remember(&opened.scenario);
    tasks::install();
    if let Some(body) = platform::document().and_then(|document| document.body()) {
        // As `leptos::mount` does, which would bring its own executor along.
        let owner = Owner::new();
        let state = owner.with(move || State::new(opened.scenario, opened.notices));
        let mut page = owner.with(move || page(state).build());
        let dialog = owner.with(move || panel::explain::content(state)).map(|(place, content)| {
            let mut content = owner.with(move || content.build());
            content.mount(&place, None);
            content
        });
        page.mount(&body, None);
        // For as long as the page is open.
        std::mem::forget((owner, page, dialog));
    }
    // The static shell has done its duty.
    if let Some(shell) = platform::document().and_then(|document| document.get_element_by_id("shell")) {
        shell.remove();
    }
}

/// The whole page. The answer comes first for those who listen to it; on a wide screen the inputs stand left.
fn page(state: State) -> AnyView {
    address::follow(state);
    meeting::follow(state);
    view! {
        <div class="page">
            {panel::head::head(state)}
            <main class="columns">
                {panel::notices::link_notices(state)}
                {panel::answer::answer(state)}
                <div class="inputs">
                    {panel::sliders::sliders(state)}
                    {panel::groups::groups(state)}
                </div>
                <div class="results" id="results">
                    {panel::remote::of_opened(state, "then", "What the link came to")}
                    {panel::remote::of_scenario(state, "odds", "What ranges leave of it")}
                    {panel::remote::of_scenario(state, "why", "Why it wins")}
                    {panel::chart::chart(state)}
                    {panel::options::options(state)}
                    {panel::remote::of_scenario(state, "flips", "What lifts each limit")}
                    {panel::bill::bill(state)}
                    {panel::layers::layers(state)}
                    {panel::remote::of_option(state, "topology", "What runs where")}
                    {panel::remote::of_scenario(state, "database", "The database plans")}
                    {panel::remote::of_scenario(state, "ranges", "What ranges leave open")}
                    {panel::remote::of_scenario(state, "matters", "Which input matters")}
                    {panel::remote::of_scenario(state, "best-mix", "The best mix")}
                    {panel::remote::of_scenario(state, "map", "The map")}
                    {panel::remote::of_scenario(state, "solve", "What can be served")}
                    {panel::remote::of_scenario(state, "studies", "The comparisons")}
                    {panel::remote::of_scenario(state, "signals", "The upgrade signals")}
                    {panel::remote::of_scenario(state, "growth", "What growth brings")}
                    {panel::remote::of_scenario(state, "plan-notices", "What to know before trusting it")}
                    {panel::remote::of_shelf(state, "scenarios", "The scenarios kept")}
                    {panel::remote::of_shelf(state, "compare", "The comparison")}
                    {panel::remote::of_scenario(state, "exports", "What can be exported")}
                    {panel::remote::of_scenario(state, "prices", "The prices")}
                    {panel::remote::of_option(state, "belief", "What the figures rest on")}
                    {panel::remote::of_scenario(state, "advice", "The recommendation")}
                    {panel::remote::of_address(state, "sheet", "The sheet")}
                    {panel::remote::of_nothing(state, "guides", "What the guides print")}
                    {panel::remote::of_nothing(state, "proof", "The reference cases")}
                </div>
            </main>
        </div>
    }
    .into_any()
}

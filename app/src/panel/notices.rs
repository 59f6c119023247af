//! What could not be read in a link, and what to know before trusting the figures.

use super::{list, section};
use crate::markup::{live, tag};
use crate::state::State;
use leptos::prelude::*;

/// What could not be read in the link that was opened, one line a field.
#[must_use]
pub fn link_notices(state: State) -> AnyView {
    let lines = live("", move || {
        let lines = state.notices.with(|notices| {
            let line = |notice: &loadline_core::scenario::link::LinkNotice| {
                tag("li").with("data-field", notice.field.clone()).put(notice.to_string())
            };
            notices.iter().map(line).collect()
        });
        vec![tag("ul").with("id", "notices").all(lines)]
    });
    view! {
        <section class="link-notices" aria-labelledby="notices-title" hidden=move || state.notices.with(Vec::is_empty)>
            <h2 id="notices-title">"This link could not be read in full"</h2>
            <div role="status">{lines}</div>
            <button type="button" id="dismiss-notices" on:click=move |_| state.notices.update(Vec::clear)>"Dismiss"</button>
        </section>
    }
    .into_any()
}

/// What to know before trusting the figures.
#[must_use]
pub fn plan_notices(state: State) -> AnyView {
    live("plan-notices", move || {
        let lines = state.plan.with(|plan| {
            let notices = plan.as_ref().map(|plan| plan.notices.as_slice()).unwrap_or_default();
            notices.iter().map(|notice| tag("li").with("data-notice", notice.id).put(notice.text)).collect()
        });
        vec![section("not-validated-title", "Know before you trust it").put(list(
            "not-validated",
            lines,
            "Nothing in particular.",
        ))]
    })
}

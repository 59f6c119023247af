//! What could not be read in a link.

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

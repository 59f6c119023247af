//! What could not be read in a link, and what to know before trusting the figures.

use crate::state::State;
use leptos::prelude::*;

/// What could not be read in the link that was opened, one line a field.
#[must_use]
pub fn link_notices(state: State) -> AnyView {
    let list = move || {
        state.notices.with(|notices| {
            let lines: Vec<AnyView> = notices
                .iter()
                .map(|notice| {
                    view! { <li data-field=notice.field.clone()>{notice.to_string()}</li> }.into_any()
                })
                .collect();
            lines
        })
    };
    view! {
        <section class="link-notices" aria-labelledby="notices-title" hidden=move || state.notices.with(Vec::is_empty)>
            <h2 id="notices-title">"This link could not be read in full"</h2>
            <div role="status"><ul id="notices">{list}</ul></div>
            <button type="button" id="dismiss-notices" on:click=move |_| state.notices.update(Vec::clear)>"Dismiss"</button>
        </section>
    }
    .into_any()
}

/// What to know before trusting the figures.
#[must_use]
pub fn plan_notices(state: State) -> AnyView {
    let list = move || {
        state.plan.with(|plan| {
            let notices = plan.as_ref().map(|plan| plan.notices.as_slice()).unwrap_or_default();
            let lines: Vec<AnyView> = notices
                .iter()
                .map(|notice| view! { <li data-notice=notice.id>{notice.text}</li> }.into_any())
                .collect();
            if lines.is_empty() {
                vec![view! { <li class="none">"Nothing in particular."</li> }.into_any()]
            } else {
                lines
            }
        })
    };
    view! {
        <section class="plan-notices" aria-labelledby="not-validated-title">
            <h2 id="not-validated-title">"Know before you trust it"</h2>
            <ul id="not-validated">{list}</ul>
        </section>
    }
    .into_any()
}

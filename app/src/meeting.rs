//! What the page does for the script of meetings, `public/meet.js`: it passes questions on to the worker, and shows the
//! scenarios kept.

use crate::platform::{message, worker};
use crate::state::State;
use leptos::prelude::*;
use loadline_core::scenario::link;

/// Listen from now on. A question is a line that names its kind, then whatever that kind takes below the link.
pub fn follow(state: State) {
    message::on("shelf", move |shelf| {
        state.shelf.try_set(shelf);
    });
    message::answer("ask", move |question, reply| {
        // Of this instant: the address may lag behind.
        let link = state.scenario.with_untracked(link::encode);
        let (kind, rest) = question.split_once('\n').unwrap_or((&question, ""));
        worker::ask(&[kind, &link, rest].join("\n"), reply);
    });
}

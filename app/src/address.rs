//! The scenario in the address: the whole state lives in the fragment, so a link is a scenario.

use crate::planner::Planned;
use crate::platform::clock::{Timer, now_ms};
use crate::platform::history::{self, Entry};
use crate::platform::{crash, window};
use crate::state::State;
use leptos::prelude::*;
use loadline_core::scenario::{Key, link};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, closure::Closure};

/// Safari refuses more than 100 history calls in 10 to 30 seconds.
const SETTLE_MS: i32 = 300;
/// A slider at rest for this long is done: moving it again is a new act with a history entry of its own.
const BURST_MS: f64 = 1500.0;

/// What a person did to the scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// One step of a slider's way.
    Slide(Key),
    /// Something done once: a figure typed, a choice, a preset.
    Distinct,
}

/// Writes the address once things have settled.
struct Writer {
    timer: Timer,
    written: String,
    entry: Entry,
    slid: Option<(Key, f64)>,
    /// How many of the page's own history entries lie before the current one, and before the last.
    place: f64,
    last: f64,
}

thread_local! {
    static WRITER: RefCell<Option<Writer>> = const { RefCell::new(None) };
}

/// Follow the address from now on, and keep it up to date.
pub fn follow(state: State) {
    let place = history::place().unwrap_or_default();
    history::mark(place);
    let writer = Writer {
        timer: Timer::new(move || write(state)),
        written: history::fragment(),
        entry: Entry::Replace,
        slid: None,
        place,
        last: place,
    };
    WRITER.with(|slot| slot.replace(Some(writer)));
    tell(state);
    // Both arrive on most ways back; the second finds nothing left to do.
    for event in ["hashchange", "popstate"] {
        let listener = Closure::<dyn Fn()>::new(move || read(state));
        if let Some(window) = window() {
            let _ = window.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
        }
        listener.forget();
    }
}

/// The scenario has changed: have the address follow.
pub fn changed(state: State, act: Act) {
    state.scenario.with_untracked(crash::remember);
    with_writer(|writer| {
        match act {
            Act::Distinct => {
                writer.entry = Entry::Push;
                writer.slid = None;
            }
            Act::Slide(key) => {
                let now = now_ms();
                let goes_on = writer.slid.is_some_and(|(slid, at)| slid == key && now - at < BURST_MS);
                if !goes_on {
                    writer.entry = Entry::Push;
                }
                writer.slid = Some((key, now));
            }
        }
        writer.timer.restart(SETTLE_MS);
    });
    if act == Act::Distinct {
        // Nobody waits for a typed figure to settle, and the next act must not swallow this one.
        write(state);
    }
}

/// The link to the scenario as it is at this moment.
#[must_use]
pub fn share(state: State) -> Option<String> {
    let winner =
        |plan: &Planned| plan.as_ref().ok()?.winner().map(|winner| (winner.id, winner.usd_per_month));
    let winner = state.plan.with_untracked(winner);
    history::address_with(&state.scenario.with_untracked(|scenario| link::shared(scenario, winner)))
}

/// Undo the last act, or do it again: the browser's own history has both.
pub fn step(state: State, steps: i32) {
    // What has not settled yet is an act as well. Else the entry stays as it was opened, with what its link compares.
    if with_writer(|writer| writer.timer.is_running()) == Some(true) {
        write(state);
    }
    history::go(steps);
}

fn write(state: State) {
    let Some(fragment) = state.scenario.try_with_untracked(link::encode) else { return };
    with_writer(|writer| {
        writer.timer.stop();
        let entry = std::mem::replace(&mut writer.entry, Entry::Replace);
        if writer.written == fragment {
            return;
        }
        let place = writer.place + if entry == Entry::Push { 1.0 } else { 0.0 };
        if history::write(&fragment, entry, place).is_some() {
            if entry == Entry::Push {
                writer.last = place;
            }
            writer.place = place;
            writer.written = fragment;
        }
    });
    tell(state);
}

/// Say whether there is something to undo and to do again.
fn tell(state: State) {
    let steps = with_writer(|writer| (writer.place > 0.0, writer.place < writer.last)).unwrap_or_default();
    if state.steps.with_untracked(|now| *now != steps) {
        state.steps.set(steps);
    }
}

/// Take over what the address says, after a step through the history or an edit by hand.
fn read(state: State) {
    let fragment = history::fragment();
    let news = with_writer(|writer| {
        let news = writer.written != fragment;
        if news {
            writer.timer.stop();
            writer.slid = None;
            writer.entry = Entry::Replace;
            writer.written.clone_from(&fragment);
            // An address edited by hand is an entry that the browser has made.
            let is_new = history::place().is_none();
            writer.place = history::place().unwrap_or(writer.place + 1.0);
            if is_new {
                writer.last = writer.place;
                history::mark(writer.place);
            }
        }
        news
    });
    tell(state);
    if news == Some(true) {
        let decoded = link::decode(&fragment);
        crash::remember(&decoded.scenario);
        state.opened.set(fragment);
        state.open(decoded.scenario, decoded.notices);
    }
}

fn with_writer<T>(task: impl FnOnce(&mut Writer) -> T) -> Option<T> {
    WRITER.with(|slot| slot.try_borrow_mut().ok()?.as_mut().map(task))
}

//! Panels that the worker writes, while the page goes on: asked for when the frame is out, shown when they arrive.
//!
//! What is shown stays until the next answer takes its place, so that nothing jumps meanwhile. A panel near the window
//! follows at once, others when a slider rests or they are scrolled to: a drag waits for nothing that nobody sees. Prose
//! rests too, for nobody reads what changes with every frame. What is behind the scenario for long looks so.
//!
//! A button with `data-ask` in a panel has it show the answer to that request from then on; a control with `data-change`
//! does so when it is changed, with its value in place of `{}`; one with `data-set` also takes it over as the price it names. A button with `data-flip` takes changes over, a list with
//! `data-along` chooses what the chart runs along.

use super::attribute_around;
use super::changes::take_over;
use super::explain::EXPLAIN;
use crate::inquiry::{Answer, Inquiry};
use crate::markup::{Tag, ask, live, read, tag};
use crate::platform::clock::Timer;
use crate::platform::{history, sight};
use crate::state::State;
use leptos::html::Div;
use leptos::prelude::*;
use loadline_core::scenario::Key;
use loadline_core::scenario::own_prices::LIST;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A panel about the scenario. `kind` is the worker's name for it and its class, `title` what an error says is missing.
#[must_use]
pub fn of_scenario(state: State, kind: &'static str, title: &'static str) -> AnyView {
    remote(state, kind, title, Box::new(move || state.framed.get()))
}

/// A panel about the option whose bill is shown: a further line of the request names it.
#[must_use]
pub fn of_option(state: State, kind: &'static str, title: &'static str) -> AnyView {
    let chosen = move |link: String| format!("{link}\n{}", state.selected.get().unwrap_or_default());
    remote(state, kind, title, Box::new(move || state.framed.get().map(chosen)))
}

/// A panel about the link as it was opened, whatever has been changed since.
#[must_use]
pub fn of_opened(state: State, kind: &'static str, title: &'static str) -> AnyView {
    remote(state, kind, title, Box::new(move || state.framed.get().map(|_| state.opened.get())))
}

/// A panel about the scenarios kept as well: a further line of the request has them.
#[must_use]
pub fn of_shelf(state: State, kind: &'static str, title: &'static str) -> AnyView {
    let kept = move |link: String| [&*link, "\n", &state.shelf.get()].concat();
    remote(state, kind, title, Box::new(move || state.framed.get().map(kept)))
}

/// A panel about the scenario at this address: a further line of the request has it.
#[must_use]
pub fn of_address(state: State, kind: &'static str, title: &'static str) -> AnyView {
    let at = move |link: String| [&*link, "\n", &history::address_with("").unwrap_or_default()].concat();
    remote(state, kind, title, Box::new(move || state.framed.get().map(at)))
}

/// A panel about nothing that can be changed: asked for once.
#[must_use]
pub fn of_nothing(state: State, kind: &'static str, title: &'static str) -> AnyView {
    remote(state, kind, title, Box::new(move || state.framed.get().map(|_| String::new())))
}

/// The panel that is prose, and the one that plans thousands of worlds at once: neither is for every frame.
const RESTING: [&str; 2] = ["why", "matters"];
/// For how long nothing must have changed before prose, or a panel out of sight, is brought up to date, in milliseconds.
const REST: i32 = 250;
/// The same before what is only a first sight is refined.
const PAUSE: i32 = 60;

/// One panel: cheap to copy.
#[derive(Clone)]
struct Panel {
    /// The kind of request, and the lines below it; none before there is something to ask about.
    request: Rc<RefCell<(String, Option<String>)>>,
    inquiry: Inquiry,
    answer: RwSignal<Option<Answer>>,
    /// Whether somebody pressed a button and waits.
    awaited: RwSignal<bool>,
    /// Whether the answer shown is to an earlier question.
    is_behind: RwSignal<bool>,
    /// Whether it follows while it can be seen.
    follows: bool,
    /// Whether it can be seen, or nearly.
    is_near: Rc<Cell<bool>>,
    /// Asks when it is time to.
    later: Timer,
}

/// A panel of the worker; `about` says what to ask about, and is asked again whenever a signal it reads changes.
#[must_use]
pub fn remote(
    state: State,
    kind: &'static str,
    title: &'static str,
    about: Box<dyn Fn() -> Option<String>>,
) -> AnyView {
    let (due, stale) = (RwSignal::new(()), RwSignal::new(()));
    // Somebody asks for an explanation; other panels come by themselves.
    let (answer, awaited) = (RwSignal::new(None), RwSignal::new(kind == EXPLAIN));
    let is_behind = RwSignal::new(false);
    let heard = move |news| {
        answer.try_set(Some(news));
        is_behind.try_set(false);
        awaited.try_set(false);
    };
    let tell = |signal: RwSignal<()>| {
        move || {
            signal.try_set(());
        }
    };
    let panel = Panel {
        request: Rc::new(RefCell::new((kind.to_owned(), None))),
        inquiry: Inquiry::new(heard, tell(stale)),
        answer,
        awaited,
        is_behind,
        follows: !RESTING.contains(&kind),
        is_near: Rc::default(),
        later: Timer::new(tell(due)),
    };
    let shown = live(kind, move || {
        let mut trees = answer.with(|answer| match answer {
            None => Vec::new(),
            Some(Ok(trees)) => read(trees),
            Some(Err(problem)) => vec![trouble(title, problem)],
        });
        let status = if awaited.get() { "Computing …" } else { "" };
        trees.push(tag("p").class("note").with("role", "status").put(status));
        trees
    });
    let place = NodeRef::<Div>::new();
    let watched = panel.clone();
    place.on_load(move |place| sight::on_change(&place, move |is_near| watched.come_near(is_near)));
    let asking = panel.inquiry.clone();
    Effect::new(move |_| {
        due.track();
        asking.ask();
    });
    let late = panel.clone();
    Effect::new(move |_| {
        stale.track();
        late.hurry();
    });
    let following = panel.clone();
    Effect::new(move |_| following.follow(about()));
    let pressed = panel.clone();
    view! {
        <div class:behind=is_behind node_ref=place on:click=move |event| {
            take_over(state, &event);
            if let Some(request) = attribute_around(&event, "data-ask") {
                pressed.turn_to(request);
            }
        } on:change=move |event| {
            let value = event_target_value(&event);
            if let Some(price) = attribute_around(&event, "data-set") {
                // An empty field has the list price back.
                state.set(&price, if value.is_empty() { LIST } else { &value });
            }
            if let Some(request) = attribute_around(&event, "data-change") {
                let (before, after) = request.split_once('{').unwrap_or((&request, ""));
                panel.turn_to([before, &value, after.trim_start_matches('}')].concat());
            } else if let Some(key) = Key::parse(&value) {
                state.touch(key);
            }
        }>{shown}</div>
    }
    .into_any()
}

fn trouble(title: &'static str, problem: &str) -> Tag {
    let words = format!("{title} could not be computed. {problem} ");
    tag("p").class("warning").put(words).put(ask("", "Try again"))
}

impl Panel {
    /// Ask about something else, unless it is the same.
    fn follow(&self, about: Option<String>) {
        let is_idle = about.is_none();
        self.request.borrow_mut().1 = about;
        if self.turn() && is_idle {
            // What is asked next is about something else, and somebody waits for it.
            self.inquiry.again();
            self.answer.set(None);
            self.awaited.set(true);
        }
    }

    /// Make another request from now on, or the same once more where none is named.
    fn turn_to(&self, request: String) {
        if !request.is_empty() {
            self.request.borrow_mut().0 = request;
        }
        self.awaited.set(true);
        self.inquiry.again();
        self.turn();
        self.hurry();
    }

    /// Turn to the question as it stands; whether it is another one.
    fn turn(&self) -> bool {
        let question = {
            let (kind, about) = &*self.request.borrow();
            about.as_ref().map(|about| format!("{kind}\n{about}"))
        };
        let is_news = self.inquiry.turn_to(question);
        if is_news {
            self.hurry();
        }
        is_news
    }

    fn come_near(&self, is_near: bool) {
        self.is_near.set(is_near);
        if is_near {
            self.hurry();
        }
    }

    /// Ask now where the answer would be seen, else when there is time.
    fn hurry(&self) {
        // Nobody sees the others, and each costs the frame.
        if self.is_near.get() && !self.inquiry.is_answered() && !self.inquiry.is_sighted() {
            self.is_behind.set(true);
        }
        let is_soon = self.is_near.get() && (self.follows || self.answer.with_untracked(Option::is_none));
        self.later.restart(match is_soon {
            true if self.inquiry.is_sighted() => PAUSE,
            true => 0,
            false => REST,
        });
    }
}

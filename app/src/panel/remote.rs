//! Panels that the worker writes, while the page goes on: asked for when the frame is out, shown when they arrive.
//!
//! What is shown stays until the next answer takes its place, so that nothing jumps meanwhile. A panel near the window
//! follows at once, others when a slider rests or they are scrolled to: a drag waits for nothing that nobody sees. A button with `data-ask`
//! in a panel has it show the answer to that request from then on; one with `data-flip` takes changes over.

use super::attribute_around;
use super::changes::take_over;
use super::explain::EXPLAIN;
use crate::markup::{Tag, ask, live, read, tag};
use crate::platform::clock::Timer;
use crate::platform::{sight, worker};
use crate::state::State;
use leptos::html::Div;
use leptos::prelude::*;
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

/// A panel about nothing that can be changed: asked for once.
#[must_use]
pub fn of_nothing(state: State, kind: &'static str, title: &'static str) -> AnyView {
    remote(state, kind, title, Box::new(move || state.framed.get().map(|_| String::new())))
}

/// For how long nothing must have changed before a panel out of sight is brought up to date, in milliseconds.
const REST: i32 = 250;

/// What goes on between a panel and the worker.
struct Course {
    /// The kind of request to make.
    kind: String,
    /// The lines below it; none before there is something to ask about.
    about: Option<String>,
    /// The question whose answer is awaited.
    asked: Option<String>,
    /// The question whose answer is shown.
    answered: Option<String>,
}

/// One panel: cheap to copy.
#[derive(Clone)]
struct Panel {
    course: Rc<RefCell<Course>>,
    answer: RwSignal<Option<Result<String, String>>>,
    /// Whether somebody pressed a button and waits.
    awaited: RwSignal<bool>,
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
    let course = Course { kind: kind.to_owned(), about: None, asked: None, answered: None };
    let due = RwSignal::new(());
    let panel = Panel {
        course: Rc::new(RefCell::new(course)),
        answer: RwSignal::new(None),
        // Somebody asks for an explanation; other panels come by themselves.
        awaited: RwSignal::new(kind == EXPLAIN),
        is_near: Rc::default(),
        later: Timer::new(move || {
            due.try_set(());
        }),
    };
    let (answer, awaited) = (panel.answer, panel.awaited);
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
    let asking = panel.clone();
    Effect::new(move |_| {
        due.track();
        asking.ask();
    });
    let following = panel.clone();
    Effect::new(move |_| following.follow(about()));
    view! {
        <div node_ref=place on:click=move |event| {
            if take_over(state, &event) {
            } else if let Some(request) = attribute_around(&event, "data-ask") {
                panel.turn_to(request);
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
        let mut course = self.course.borrow_mut();
        if course.about == about {
            return;
        }
        course.about = about;
        if course.about.is_none() {
            // What is asked next is about something else, and somebody waits for it.
            course.answered = None;
            self.answer.set(None);
            self.awaited.set(true);
        } else {
            self.hurry();
        }
    }

    fn come_near(&self, is_near: bool) {
        self.is_near.set(is_near);
        if is_near {
            self.hurry();
        }
    }

    /// Ask now where the answer would be seen, else when there is time.
    fn hurry(&self) {
        self.later.restart(if self.is_near.get() { 0 } else { REST });
    }

    /// Make another request from now on, or the same once more where none is named.
    fn turn_to(&self, request: String) {
        if !request.is_empty() {
            self.course.borrow_mut().kind = request;
        }
        self.awaited.set(true);
        self.course.borrow_mut().answered = None;
        self.hurry();
    }

    /// Ask, one question at a time: an answer that is out of date by the time it comes only brings the next question.
    fn ask(&self) {
        let Some(question) = self.course.borrow_mut().next() else { return };
        let panel = self.clone();
        worker::ask(&question, move |answer| {
            let is_wanted = panel.course.borrow_mut().hear();
            if is_wanted {
                panel.answer.try_set(Some(answer));
                panel.awaited.try_set(false);
            } else {
                panel.hurry();
            }
        });
    }
}

impl Course {
    fn question(&self) -> Option<String> {
        self.about.as_ref().map(|about| format!("{}\n{about}", self.kind))
    }

    /// The question to put to the worker now, if any.
    fn next(&mut self) -> Option<String> {
        let question = self.question();
        if self.asked.is_some() || self.answered == question {
            return None;
        }
        self.asked = question;
        self.asked.clone()
    }

    /// The answer has come; whether it is still the one wanted.
    fn hear(&mut self) -> bool {
        let heard = self.asked.take();
        let is_wanted = heard == self.question();
        if is_wanted {
            self.answered = heard;
        }
        is_wanted
    }
}

//! Panels that the worker writes, while the page goes on: asked for when the frame is out, shown when they arrive.
//!
//! What is shown stays until the next answer takes its place, so that nothing jumps meanwhile. A button with `data-ask`
//! in a panel has it show the answer to that request from then on; one with `data-flip` takes changes over.

use super::attribute_around;
use super::changes::take_over;
use super::explain::EXPLAIN;
use crate::markup::{Tag, ask, live, read, tag};
use crate::platform::worker;
use crate::state::State;
use leptos::prelude::*;
use std::cell::RefCell;
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

/// What goes on between a panel and the worker.
struct Course {
    /// The kind of request to make.
    kind: String,
    /// The lines below it; none before there is something to ask about.
    about: Option<String>,
    /// The question whose answer is awaited.
    asked: Option<String>,
}

/// One panel: cheap to copy.
#[derive(Clone)]
struct Panel {
    course: Rc<RefCell<Course>>,
    answer: RwSignal<Option<Result<String, String>>>,
    /// Whether somebody pressed a button and waits.
    awaited: RwSignal<bool>,
}

/// A panel of the worker; `about` says what to ask about, and is asked again whenever a signal it reads changes.
#[must_use]
pub fn remote(
    state: State,
    kind: &'static str,
    title: &'static str,
    about: Box<dyn Fn() -> Option<String>>,
) -> AnyView {
    let course = Course { kind: kind.to_owned(), about: None, asked: None };
    let panel = Panel {
        course: Rc::new(RefCell::new(course)),
        answer: RwSignal::new(None),
        // Somebody asks for an explanation; other panels come by themselves.
        awaited: RwSignal::new(kind == EXPLAIN),
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
    let following = panel.clone();
    Effect::new(move |_| following.follow(about()));
    view! {
        <div on:click=move |event| {
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
        let news = {
            let mut course = self.course.borrow_mut();
            let news = course.about != about;
            course.about = about;
            news
        };
        if news {
            if self.course.borrow().about.is_none() {
                // What is asked next is about something else.
                self.answer.set(None);
                self.awaited.set(true);
            }
            self.ask();
        }
    }

    /// Make another request from now on, or the same once more where none is named.
    fn turn_to(&self, request: String) {
        if !request.is_empty() {
            self.course.borrow_mut().kind = request;
        }
        self.awaited.set(true);
        self.ask();
    }

    /// Ask, one question at a time: an answer that is out of date by the time it comes only brings the next question.
    fn ask(&self) {
        let Some(question) = self.course.borrow_mut().next() else { return };
        let panel = self.clone();
        worker::ask(&question, move |answer| {
            let is_news = panel.course.borrow_mut().answered();
            if is_news {
                panel.answer.try_set(Some(answer));
                panel.awaited.try_set(false);
            } else {
                panel.ask();
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
        if self.asked.is_some() {
            return None;
        }
        self.asked = self.question();
        self.asked.clone()
    }

    /// Its answer has come; whether it is still the one wanted.
    fn answered(&mut self) -> bool {
        self.asked.take() == self.question()
    }
}

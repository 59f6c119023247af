//! A question to the worker that keeps changing: one at a time is under way, and only the answer to the last counts.

use crate::platform::worker;
use std::cell::RefCell;
use std::rc::Rc;

/// An answer, or the sentence that says why there is none.
pub type Answer = Result<String, String>;

/// Ends an answer that is a first sight: asked again, the worker says more.
const COARSE: char = '~';

/// The course of an inquiry. Cheap to copy.
#[derive(Clone)]
pub struct Inquiry {
    course: Rc<RefCell<Course>>,
    heard: Rc<dyn Fn(Answer)>,
    stale: Rc<dyn Fn()>,
}

/// Where it stands; no question before there is something to ask about.
#[derive(Default)]
struct Course {
    wanted: Option<String>,
    asked: Option<String>,
    answered: Option<String>,
    /// The question that a first sight answered last.
    sighted: Option<String>,
}

impl Inquiry {
    /// `heard` gets the answers wanted; `stale` is told of one that came too late or is a first sight, and sees to it
    /// that [`Self::ask`] is called again.
    pub fn new(heard: impl Fn(Answer) + 'static, stale: impl Fn() + 'static) -> Self {
        Self { course: Rc::default(), heard: Rc::new(heard), stale: Rc::new(stale) }
    }

    /// Turn to a question; whether it is another one.
    pub fn turn_to(&self, question: Option<String>) -> bool {
        let mut course = self.course.borrow_mut();
        let is_news = course.wanted != question;
        course.wanted = question;
        is_news
    }

    /// Want an answer even where there was one.
    pub fn again(&self) {
        self.course.borrow_mut().answered = None;
    }

    /// Whether the question as it stands has a first sight for an answer.
    pub fn is_sighted(&self) -> bool {
        let course = self.course.borrow();
        course.sighted.is_some() && course.sighted == course.wanted
    }

    /// Whether the answer to the question as it stands is known.
    pub fn is_answered(&self) -> bool {
        let course = self.course.borrow();
        course.answered == course.wanted
    }

    /// Ask, unless a question is under way or the answer is known.
    pub fn ask(&self) {
        let question = {
            let mut course = self.course.borrow_mut();
            if course.asked.is_some() || course.answered == course.wanted {
                return;
            }
            course.asked = course.wanted.clone();
            course.asked.clone()
        };
        let Some(question) = question else { return };
        let inquiry = self.clone();
        worker::ask(&question, move |answer| {
            let is_whole = !answer.as_ref().is_ok_and(|answer| answer.ends_with(COARSE));
            let is_wanted = {
                let mut course = inquiry.course.borrow_mut();
                let asked = course.asked.take();
                let is_wanted = asked == course.wanted;
                // An answer that nobody gets is none, should the question come up again.
                match is_whole {
                    _ if !is_wanted => {}
                    true => course.answered = asked,
                    false => course.sighted = asked,
                }
                is_wanted
            };
            if is_wanted {
                (inquiry.heard)(answer);
            }
            if !(is_wanted && is_whole) {
                (inquiry.stale)();
            }
        });
    }
}

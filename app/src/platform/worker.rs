//! Questions to the worker: a program of its own, downloaded when the first question is asked.

use super::document;
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// Hears the answer, or the sentence that says why there is none.
type Listener = Box<dyn FnOnce(Result<String, String>)>;

/// The worker at work, and who waits for its answers: they come in the order of the questions.
#[derive(Default)]
struct Desk {
    worker: Option<Worker>,
    waiting: VecDeque<Listener>,
}

thread_local! {
    static DESK: RefCell<Desk> = RefCell::default();
}

/// Ask; `heard` gets the answer later, or at once why there can be none.
pub fn ask(question: &str, heard: impl FnOnce(Result<String, String>) + 'static) {
    let heard: Listener = Box::new(heard);
    let refused = DESK.with(|desk| {
        let mut desk = desk.borrow_mut();
        if desk.worker.is_none() {
            desk.worker = hire();
        }
        let posted = desk.worker.as_ref().is_some_and(|worker| worker.post_message(&question.into()).is_ok());
        if posted {
            desk.waiting.push_back(heard);
            None
        } else {
            Some(heard)
        }
    });
    if let Some(heard) = refused {
        heard(Err("This browser starts no worker.".to_owned()));
    }
}

/// Start the worker. The name of the page's own program in its address ties it to this build.
fn hire() -> Option<Worker> {
    let script = document()?.query_selector("script[data-wasm]").ok()??;
    let address = format!("./worker.js?{}", script.get_attribute("data-wasm")?);
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let worker = Worker::new_with_options(&address, &options).ok()?;

    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        match text.strip_prefix('+') {
            Some(answer) => {
                // Let go of the desk first: who hears an answer may ask on.
                let heard = DESK.with(|desk| desk.borrow_mut().waiting.pop_front());
                if let Some(heard) = heard {
                    heard(Ok(answer.to_owned()));
                }
            }
            None => dismiss(text.get(1..).unwrap_or_default()),
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let on_error =
        Closure::<dyn Fn(Event)>::new(|_: Event| dismiss("The program for it could not be loaded."));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();
    Some(worker)
}

/// A worker that failed once cannot be trusted with the next question: it goes, and whoever waits is told.
fn dismiss(reason: &str) {
    let desk = DESK.take();
    if let Some(worker) = desk.worker {
        worker.terminate();
    }
    for heard in desk.waiting {
        heard(Err(reason.to_owned()));
    }
}

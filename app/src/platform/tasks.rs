//! Runs what Leptos defers – effects, and views that follow a signal – in a microtask, as soon as the event at hand is
//! dealt with. Leptos would bring along an executor that also turns futures into promises and back, at four times the
//! download.

use super::window;
use any_spawner::{CustomExecutor, Executor};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};
use wasm_bindgen::{JsCast, closure::Closure};

type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default)]
struct Tasks {
    /// Every task by its place; none where it has ended or is just running.
    tasks: Vec<Option<Task>>,
    /// Places free to take.
    free: Vec<usize>,
    /// Whose turn it is.
    ready: VecDeque<Arc<Turn>>,
    /// Whether the microtask has been asked for.
    scheduled: bool,
}

thread_local! {
    static TASKS: RefCell<Tasks> = RefCell::default();
    static RUN: Closure<dyn FnMut()> = Closure::new(run);
}

/// The way back into the queue for one task.
struct Turn {
    place: usize,
    queued: AtomicBool,
}

impl Wake for Turn {
    fn wake(self: Arc<Self>) {
        if self.queued.swap(true, Ordering::Relaxed) {
            return;
        }
        let schedule = TASKS.with(|tasks| {
            let mut tasks = tasks.borrow_mut();
            tasks.ready.push_back(self);
            !std::mem::replace(&mut tasks.scheduled, true)
        });
        if schedule && let Some(window) = window() {
            RUN.with(|run| window.queue_microtask(run.as_ref().unchecked_ref()));
        }
    }
}

/// Give every task whose turn it is its turn; those that wake meanwhile included.
fn run() {
    while let Some(turn) = TASKS.with(|tasks| {
        let mut tasks = tasks.borrow_mut();
        let next = tasks.ready.pop_front();
        tasks.scheduled = next.is_some();
        next
    }) {
        turn.queued.store(false, Ordering::Relaxed);
        let place = turn.place;
        // Out of its place while it runs: it may well start others.
        let task = TASKS.with(|tasks| tasks.borrow_mut().tasks.get_mut(place).and_then(Option::take));
        let Some(mut task) = task else { continue };
        let waker = Waker::from(turn);
        let ended = task.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
        TASKS.with(|tasks| {
            let mut tasks = tasks.borrow_mut();
            if ended {
                tasks.free.push(place);
            } else if let Some(slot) = tasks.tasks.get_mut(place) {
                *slot = Some(task);
            }
        });
    }
}

struct Microtasks;

impl CustomExecutor for Microtasks {
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        self.spawn_local(task);
    }

    fn spawn_local(&self, task: Task) {
        let place = TASKS.with(|tasks| {
            let mut tasks = tasks.borrow_mut();
            match tasks.free.pop() {
                Some(place) => {
                    if let Some(slot) = tasks.tasks.get_mut(place) {
                        *slot = Some(task);
                    }
                    place
                }
                None => {
                    tasks.tasks.push(Some(task));
                    tasks.tasks.len() - 1
                }
            }
        });
        Arc::new(Turn { place, queued: AtomicBool::new(false) }).wake();
    }

    fn poll_local(&self) {
        run();
    }
}

/// Have Leptos run its tasks here.
pub fn install() {
    // It fails only where it has been done before.
    let _ = Executor::init_local_custom_executor(Microtasks);
}

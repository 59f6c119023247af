//! Time: a clock for measuring, timers that run once, and animation frames.

use super::window;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};

/// Milliseconds since the page was opened.
#[must_use]
pub fn now_ms() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// A timer that runs its task once a given time after it was last started.
#[derive(Clone)]
pub struct Timer {
    task: Rc<Closure<dyn FnMut()>>,
    running: Rc<Cell<Option<i32>>>,
}

impl Timer {
    /// A timer at rest.
    #[must_use]
    pub fn new(mut task: impl FnMut() + 'static) -> Self {
        let running = Rc::new(Cell::new(None));
        let ended = Rc::clone(&running);
        let task = Closure::new(move || {
            ended.set(None);
            task();
        });
        Self { task: Rc::new(task), running }
    }

    /// Start, or start again from the beginning.
    pub fn restart(&self, milliseconds: i32) {
        self.stop();
        let Some(window) = window() else { return };
        let task = (*self.task).as_ref().unchecked_ref();
        let handle = window.set_timeout_with_callback_and_timeout_and_arguments_0(task, milliseconds);
        self.running.set(handle.ok());
    }

    /// Whether the task is still to run.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.running.get().is_some()
    }

    /// Stop; the task does not run.
    pub fn stop(&self) {
        if let (Some(handle), Some(window)) = (self.running.take(), window()) {
            window.clear_timeout_with_handle(handle);
        }
    }
}

/// Work done at most once a frame, however often it is asked for.
#[derive(Clone)]
pub struct FrameTask {
    task: Rc<Closure<dyn FnMut()>>,
    requested: Rc<Cell<bool>>,
}

impl FrameTask {
    /// A task at rest.
    #[must_use]
    pub fn new(mut task: impl FnMut() + 'static) -> Self {
        let requested = Rc::new(Cell::new(false));
        let begun = Rc::clone(&requested);
        let task = Closure::new(move || {
            begun.set(false);
            task();
        });
        Self { task: Rc::new(task), requested }
    }

    /// Run in the next frame.
    pub fn request(&self) {
        if self.requested.get() {
            return;
        }
        let Some(window) = window() else { return };
        let task = (*self.task).as_ref().unchecked_ref();
        self.requested.set(window.request_animation_frame(task).is_ok());
    }
}

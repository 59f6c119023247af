//! When the program has died, the page says so, keeps the person's work and offers a way back. Nothing here
//! relies on the program that died: the way back is a plain link and one of the browser's own functions.

use super::{document, history, window};
use loadline_core::scenario::{Scenario, link};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, Element, ErrorEvent, HtmlInputElement};

thread_local! {
    static LAST: RefCell<Scenario> = RefCell::new(Scenario::default());
    static CRASHED: Cell<bool> = const { Cell::new(false) };
}

/// Keep what the person last stated, for the link in the panel.
pub fn remember(scenario: &Scenario) {
    LAST.with(|last| {
        if let Ok(mut last) = last.try_borrow_mut() {
            last.clone_from(scenario);
        }
    });
}

/// Show the panel on a panic, and on a trap of the machine that no panic announces (an exhausted stack).
pub fn install() {
    std::panic::set_hook(Box::new(|information| show(&information.to_string())));
    let Some(window) = window() else { return };
    let listener = Closure::<dyn Fn(ErrorEvent)>::new(|event: ErrorEvent| {
        let error = event.error();
        let name = js_sys::Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
        if name.as_deref() == Some("RuntimeError") {
            show(&event.message());
        }
    });
    let _ = window.add_event_listener_with_callback("error", listener.as_ref().unchecked_ref());
    listener.forget();
}

fn show(message: &str) {
    // A second failure, perhaps of this very function, must not take the first one's panel away.
    if CRASHED.with(|crashed| crashed.replace(true)) {
        return;
    }
    let _ = build(message);
}

fn build(message: &str) -> Option<()> {
    let document = document()?;
    let body = document.body()?;
    // A page that still shows its sliders would look alive.
    body.set_inner_html(include_str!("crash.html"));
    text(&document, "crash-message", message);

    // First the address as it stands, then the better one: reading the last state is the riskier step.
    if let Ok(address) = window()?.location().href() {
        link_to(&document, &address);
    }
    let fragment = LAST.with(|last| last.try_borrow().ok().map(|last| link::encode(&last)));
    if let Some(fragment) = fragment {
        history::write(&fragment, history::Entry::Replace, history::place().unwrap_or_default());
        if let Some(address) = history::address_with(&fragment) {
            link_to(&document, &address);
        }
    }

    let location = window()?.location();
    if let (Some(afresh), Ok(path), Ok(search)) =
        (document.get_element_by_id("crash-afresh"), location.pathname(), location.search())
    {
        let _ = afresh.set_attribute("href", &format!("{path}{search}"));
    }
    if let Some(button) = document.get_element_by_id("crash-reload") {
        let reload = js_sys::Reflect::get(&location, &"reload".into()).ok()?;
        let reload = reload.dyn_into::<js_sys::Function>().ok()?.bind0(&location);
        let _ = button.add_event_listener_with_callback("click", reload.unchecked_ref());
        let _ = button.unchecked_ref::<web_sys::HtmlElement>().focus();
    }
    web_sys_log(message);
    Some(())
}

fn link_to(document: &Document, address: &str) {
    let field = document.get_element_by_id("crash-link").map(JsCast::unchecked_into::<HtmlInputElement>);
    if let Some(field) = field {
        field.set_value(address);
    }
}

fn text(document: &Document, id: &str, text: &str) -> Option<Element> {
    let element = document.get_element_by_id(id)?;
    element.set_text_content(Some(text));
    Some(element)
}

/// Developers look in the console first.
fn web_sys_log(message: &str) {
    let console = js_sys::Reflect::get(&js_sys::global(), &"console".into());
    let error = console.as_ref().ok().and_then(|console| js_sys::Reflect::get(console, &"error".into()).ok());
    if let Some(error) = error.and_then(|error| error.dyn_into::<js_sys::Function>().ok()) {
        let _ = error.call1(&JsValue::UNDEFINED, &message.into());
    }
}

//! The long texts, which arrive when something is first unfolded: help of the inputs, what presets stand for, sources of
//! prices.

use crate::platform::{document, message};
use leptos::prelude::*;
use loadline_core::scenario::FIELDS;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::texts::Texts;
use std::sync::OnceLock;

static TEXTS: OnceLock<Texts> = OnceLock::new();

/// How far the texts have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Not asked for, or on their way.
    Awaited,
    /// They could not be had; the next unfolding asks again.
    Missing,
    /// They are there.
    Here,
}

/// Follow the texts: help and descriptions are put in place when they arrive, and the signal says so to whoever shows
/// the rest.
#[must_use]
pub fn follow() -> RwSignal<Course> {
    let course = RwSignal::new(Course::Awaited);
    message::on("texts", move |text| {
        if !text.is_empty() {
            place(TEXTS.get_or_init(|| Texts::read(&text)));
        }
        course.set(if text.is_empty() { Course::Missing } else { Course::Here });
    });
    course
}

/// Label, region, source and note of a price; none before they have arrived.
#[must_use]
pub fn of_price(index: usize) -> Option<&'static [String]> {
    TEXTS.get()?.prices.get(index).map(Vec::as_slice)
}

/// Put help and descriptions where they belong.
fn place(texts: &Texts) {
    let Some(document) = document() else { return };
    let put = |id: String, text: &str| {
        if let Some(place) = document.get_element_by_id(&id) {
            place.set_text_content(Some(text));
        }
    };
    FIELDS.iter().zip(&texts.help).for_each(|(field, help)| put(format!("help-{}", field.id), help));
    texts.groups.iter().enumerate().for_each(|(place, text)| put(format!("group-text-{place}"), text));
    for (preset, description) in PRESETS.iter().zip(&texts.presets) {
        if let Ok(Some(entry)) = document.query_selector(&format!("#preset [value={}]", preset.id)) {
            // A refusal costs a hint that few browsers show.
            let _ = entry.set_attribute("title", description);
        }
    }
}

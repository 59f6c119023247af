//! The loads: a slider and an exact field each.

use super::entry::Entry;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::format;
use loadline_core::scenario::axis::{Axis, moved};
use loadline_core::scenario::{FIELDS, Field, Group};

/// Positions of a slider from end to end.
const POSITIONS: f64 = 1000.0;

/// The four sliders, and that of every other system that is planned.
#[must_use]
pub fn sliders(state: State) -> AnyView {
    let sliders: Vec<AnyView> =
        FIELDS.iter().filter(|field| field.is_load()).map(|field| slider(state, field)).collect();
    view! {
        <section class="load" aria-labelledby="load-title">
            <h2 id="load-title">"Load"</h2>
            {sliders}
        </section>
    }
    .into_any()
}

fn slider(state: State, field: &'static Field) -> AnyView {
    let key = field.key;
    let axis = Axis::of_slider(key);
    let entry = Entry::new(state, field);
    let value = Memo::new(move |_| state.value(key).unwrap_or_default());
    let thumb = Memo::new(move |_| (axis.position(value.get()) * POSITIONS).round() as u32);
    let planned =
        Memo::new(move |_| key.switch().is_none_or(|switch| state.settings.with(|now| now.is_on(switch))));

    // The four stand whatever is planned, so that nobody looks for them in vain.
    let always = field.group == Group::LOAD;
    let slide = move |event| {
        // Positions are whole, and reading whole numbers takes no tables.
        if let Ok(position) = event_target_value(&event).parse::<u16>() {
            entry.restore();
            state.slide(key, moved(&axis, f64::from(position) / POSITIONS, value.get_untracked()));
        }
    };
    view! {
        <div class="slider" class:unplanned=move || !planned.get() hidden=move || !always && !planned.get()>
            <div class="slider-head">
                <label for=format!("field-{}", field.id) title=field.help>
                    <span class="slider-name">{field.label}</span>
                    " "
                    <span class="unit">{field.unit_words}</span>
                    <span class="unit">{move || if planned.get() { "" } else { " (not planned)" }}</span>
                </label>
                {entry.input()}
            </div>
            // Ends before the value: a range clamps what it is given to the ends it has by then.
            <input
                type="range"
                id=format!("slider-{}", field.id)
                min="0"
                max="1000"
                step="1"
                aria-label=format!("{}, {}", field.label, field.unit_words)
                aria-valuetext=move || format::with_words(value.get(), field.unit_words)
                prop:value=move || thumb.get().to_string()
                on:input=slide
                on:pointerdown=move |_| state.touch(key)
            />
            <div class="slider-ends" aria-hidden="true">
                <span>{format::tick(axis.from)}</span>
                <span>{format::tick(axis.to)}</span>
            </div>
            {entry.message()}
        </div>
    }
    .into_any()
}

//! What has to run, layer by layer: its size, what it needs and has, and the measure that decides.

use crate::markup::{Node, Tag, bar, columns, figure, live, part_head, row_head, section, tag, traced, wide};
use crate::state::State;
use leptos::prelude::*;
use loadline_core::format;
use loadline_core::plan::{Layer, Measure};
use loadline_core::unit::COUNT;

/// The layers.
#[must_use]
pub fn layers(state: State) -> AnyView {
    live("layers", move || {
        let layers = state.plan.with(|plan| {
            plan.as_ref().map(|plan| plan.layers.iter().map(layer).collect()).unwrap_or_default()
        });
        let table = tag("table").with("id", "layers").put(columns(&[
            ("Measure", ""),
            ("Needed", "figure"),
            ("Provided", "figure"),
            ("Used", "used"),
        ]));
        vec![section("layers-title", "What has to run").put(wide(table.all(layers)))]
    })
}

fn layer(layer: &Layer<f64>) -> Tag {
    let size = tag("span").class("size").put(layer.size.clone());
    let mut name = part_head(layer.name, "4").put(" ").put(size);
    // What decides is a measure of the layer, or stands outside it, like a provider's limit.
    if let Some(limit) =
        layer.binding.filter(|binding| layer.measures.iter().all(|measure| measure.label != *binding))
    {
        name = name.put(" ").put(tag("span").class("badge").put(format!("{limit} decides")));
    }
    let head = tag("tr").class("part").put(name);
    let measures = layer.measures.iter().enumerate().map(|(place, measure)| row(layer, place, measure));
    tag("tbody").key(layer.id).with("data-layer", layer.id).put(head).all(measures.collect())
}

fn row(layer: &Layer<f64>, place: usize, measure: &Measure<f64>) -> Tag {
    let binds = layer.binding == Some(measure.label);
    let place = place.to_string();
    let cell = |word, value| {
        figure(traced(&["layers", layer.id, "measures", &place, word], format::amount(value, measure.unit)))
    };
    let mut name = row_head(measure.label);
    if binds {
        name = name.put(" ").put(tag("span").class("badge").put("decides"));
    }
    let needed = cell("needed", measure.needed);
    let row = tag("tr").class(if binds { "binding" } else { "" }).put(name).put(needed);
    let used = tag("td").class("used");
    let Some(provided) = measure.provided else { return row.put(figure("–")).put(used) };
    let share = if provided > 0.0 { measure.needed / provided } else { f64::INFINITY };
    let words: Node = if share.is_finite() {
        traced(&["layers", layer.id, "measures", &place, "used"], format::percent(share)).into()
    } else {
        "over".into()
    };
    row.put(cell("provided", provided)).put(
        used.put(bar(share, if measure.unit == COUNT { 1.0 } else { 0.8 }))
            .put(tag("span").class("share").put(words)),
    )
}

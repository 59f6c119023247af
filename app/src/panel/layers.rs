//! What has to run, layer by layer: its size, what it needs and has, and the measure that decides.

use super::bar;
use crate::format;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::plan::{Layer, Measure};

/// The layers.
#[must_use]
pub fn layers(state: State) -> AnyView {
    let body = move || {
        state.plan.with(|plan| {
            plan.as_ref().map(|plan| plan.layers.iter().map(layer).collect::<Vec<_>>()).unwrap_or_default()
        })
    };
    view! {
        <section class="layers" aria-labelledby="layers-title">
            <h2 id="layers-title">"What has to run"</h2>
            <div class="wide">
                <table id="layers">
                    <thead>
                        <tr>
                            <th scope="col">"Measure"</th>
                            <th scope="col" class="figure">"Needed"</th>
                            <th scope="col" class="figure">"Provided"</th>
                            <th scope="col" class="used">"Used"</th>
                        </tr>
                    </thead>
                    {body}
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn layer(layer: &Layer<f64>) -> AnyView {
    let measures: Vec<AnyView> =
        layer.measures.iter().map(|measure| row(measure, layer.binding == Some(measure.label))).collect();
    view! {
        <tbody data-layer=layer.id>
            <tr class="part">
                <th scope="rowgroup" colspan="4">
                    {layer.name} " " <span class="size">{layer.size.clone()}</span>
                </th>
            </tr>
            {measures}
        </tbody>
    }
    .into_any()
}

fn row(measure: &Measure<f64>, binds: bool) -> AnyView {
    let (provided, used) = match measure.provided {
        None => ("no limit".to_owned(), ().into_any()),
        Some(provided) => {
            let share = if provided > 0.0 { measure.needed / provided } else { f64::INFINITY };
            let words = if share.is_finite() { format::percent(share) } else { "over".to_owned() };
            let used = view! { {bar(share)} <span class="share">{words}</span> }.into_any();
            (format::amount(provided, measure.unit), used)
        }
    };
    view! {
        <tr class=if binds { "binding" } else { "" }>
            <th scope="row">
                {measure.label}
                {binds.then(|| view! { " " <span class="badge badge-guide">"decides"</span> })}
            </th>
            <td class="figure">{format::amount(measure.needed, measure.unit)}</td>
            <td class="figure">{provided}</td>
            <td class="used">{used}</td>
        </tr>
    }
    .into_any()
}

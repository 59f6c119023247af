//! Tier, topology, the signals that decide them, and the next one to trip.

use crate::format;
use crate::state::State;
use leptos::prelude::*;
use loadline_core::decide::signals::NextSignal;
use loadline_core::plan::{Signal, TierVerdict};

/// Tier, topology and signals.
#[must_use]
pub fn signals(state: State) -> AnyView {
    let verdict = move |view: fn(&TierVerdict<f64>) -> AnyView| {
        move || state.plan.with(|plan| plan.as_ref().ok().and_then(|plan| plan.tier.as_ref()).map(view))
    };
    let unplanned = move || {
        let planned = state.plan.with(|plan| plan.as_ref().is_ok_and(|plan| plan.tier.is_some()));
        (!planned)
            .then(|| view! { <p class="none">"The memory service is not planned, so it has no tier."</p> })
    };
    view! {
        <section class="signals" aria-labelledby="signals-title">
            <h2 id="signals-title">"Tier and upgrade signals"</h2>
            {unplanned}
            <p class="verdict">
                <span id="tier">{verdict(|tier| format!("Tier {}", tier.number).into_any())}</span>
                <span id="topology">{verdict(|tier| format!("Topology {}", tier.topology).into_any())}</span>
                <span class="note">"Two signals tripped in a tier move the plan one up."</span>
            </p>
            <h3>"Next to trip"</h3>
            <ul id="next-signals">{move || state.next_signals.with(|next| upcoming(next))}</ul>
            <h3>"All signals"</h3>
            <div class="wide">
                <table id="signals">
                    <thead>
                        <tr>
                            <th scope="col">"Signal"</th>
                            <th scope="col" class="figure">"Tier"</th>
                            <th scope="col" class="figure">"Now"</th>
                            <th scope="col" class="figure">"Trips at"</th>
                            <th scope="col">"State"</th>
                        </tr>
                    </thead>
                    <tbody>{verdict(|tier| tier.signals.iter().map(row).collect::<Vec<_>>().into_any())}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(signal: &Signal<f64>) -> AnyView {
    let (class, words) = if signal.tripped { ("tripped", "tripped") } else { ("quiet", "not yet") };
    view! {
        <tr data-signal=signal.id class=class>
            <th scope="row">{signal.label}</th>
            <td class="figure">{signal.tier}</td>
            <td class="figure">{format::amount(signal.value, signal.unit)}</td>
            <td class="figure">{format::amount(signal.threshold, signal.unit)}</td>
            <td class="state">{words}</td>
        </tr>
    }
    .into_any()
}

fn upcoming(signals: &[NextSignal]) -> Vec<AnyView> {
    if signals.is_empty() {
        return vec![
            view! { <li class="none">"No further signal within the range of the inputs."</li> }.into_any(),
        ];
    }
    signals.iter().map(next).collect()
}

fn next(signal: &NextSignal) -> AnyView {
    let words = signal.key.field().unit_words;
    let when = match signal.months {
        Some(months) if months.is_finite() => {
            format!(", in {} months at the stated growth", format::number(months))
        }
        _ => String::new(),
    };
    let at = format::with_words(signal.at, words);
    let now = format::number(signal.now);
    view! {
        <li data-signal=signal.id>
            <strong>{signal.label}</strong>
            {format!(" at {at} (now {now}{when})")}
        </li>
    }
    .into_any()
}

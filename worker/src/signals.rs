//! Tier, topology, the signals that decide them, and the next one to trip.

use loadline_core::decide::signals::{self, NextSignal};
use loadline_core::format;
use loadline_core::plan::{Signal, TierVerdict};
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, columns, figure, list, row_head, section, tag, traced, wide};

/// Tier, topology and signals.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let content = match crate::plan(scenario)?.tier {
        Some(tier) => {
            let next = signals::next(scenario, crate::catalog()?).map_err(|error| error.to_string())?;
            of_tier(&tier, next.iter().map(self::next).collect())
        }
        None => vec![tag("p").class("none").put("The memory service is not planned, so it has no tier.")],
    };
    Ok(vec![section("signals-title", "Tier and upgrade signals").all(content)])
}

fn of_tier(tier: &TierVerdict<f64>, next: Vec<Tag>) -> Vec<Tag> {
    let table = tag("table")
        .with("id", "signals")
        .put(columns(&[
            ("Signal", ""),
            ("Tier", "figure"),
            ("Now", "figure"),
            ("Trips at", "figure"),
            ("State", ""),
        ]))
        .put(tag("tbody").all(tier.signals.iter().map(row).collect()));
    let verdict = tag("p")
        .class("verdict")
        .put(tag("span").with("id", "tier").put("Tier ").put(traced(&["tier"], tier.number.to_string())))
        .put(tag("span").with("id", "topology").put(format!("Topology {}", tier.topology)))
        .put(tag("span").class("note").put("Two signals tripped in a tier move the plan one up."));
    vec![
        verdict,
        tag("h3").put("Next to trip"),
        list("next-signals", next, "No further signal within the range of the inputs."),
        tag("h3").put("All signals"),
        wide(table),
    ]
}

fn row(signal: &Signal<f64>) -> Tag {
    let (class, words) = if signal.tripped { ("tripped", "tripped") } else { ("quiet", "not yet") };
    let cell =
        |word, value| figure(traced(&["signals", signal.id, word], format::amount(value, signal.unit)));
    tag("tr")
        .with("data-signal", signal.id)
        .class(class)
        .put(row_head(signal.label))
        .put(figure(signal.tier.to_string()))
        .put(cell("value", signal.value))
        .put(cell("threshold", signal.threshold))
        .put(tag("td").class("state").put(words))
}

fn next(signal: &NextSignal) -> Tag {
    let when = match signal.months {
        Some(months) if months.is_finite() => {
            format!(", in {} months at the stated growth", format::number(months))
        }
        _ => String::new(),
    };
    let at = format::with_words(signal.at, signal.key.field().unit_words);
    let now = format::number(signal.now);
    tag("li")
        .with("data-signal", signal.id)
        .put(tag("strong").put(signal.label))
        .put(format!(" at {at} (now {now}{when})"))
}

//! Prometheus alert rules for the upgrade signals of guide 004: one for each signal of the tier in force, and one for when
//! two of them say that it is time to move.

use super::tree::{Node, is, map};
use super::{Export, PLACEHOLDER, commented};
use crate::decide::signals;
use crate::decimal::text;
use crate::error::Error;
use crate::format;
use crate::plan::{Signal, TierVerdict};
use crate::system::memory_service::tier::SIGNALS_TO_MOVE;

pub fn offered(export: &Export<'_>) -> bool {
    tier(export).is_some_and(|tier| of_tier(tier).next().is_some())
}

fn tier<'e>(export: &'e Export<'_>) -> Option<&'e TierVerdict<f64>> {
    export.plan.tier.as_ref()
}

/// The signals that warn in the tier in force.
fn of_tier(tier: &TierVerdict<f64>) -> impl Iterator<Item = &Signal<f64>> {
    tier.signals.iter().filter(|signal| signal.tier == tier.number)
}

/// The metric that measures a signal, which no plan knows the name of.
fn metric(signal: &Signal<f64>) -> String {
    format!("{PLACEHOLDER}_{}", signal.id)
}

pub fn write(export: &Export<'_>) -> Result<String, Error> {
    let Some(tier) = tier(export) else { return Err(Error::Data("no tier is planned".to_owned())) };
    let next = signals::next(export.scenario, export.catalog)?;
    let in_unit = |signal: &Signal<f64>| {
        let unit = if signal.unit.symbol.is_empty() { "count" } else { signal.unit.symbol };
        format!("{}, in {unit}", signal.label)
    };
    let described: Vec<(String, String)> =
        of_tier(tier).map(|signal| (metric(signal), in_unit(signal))).collect();
    let replace: Vec<(String, &str)> =
        described.iter().map(|(name, what)| (name.clone(), what.as_str())).collect();
    let mut head =
        export.head(&format!("Prometheus rules, upgrade signals of tier {}", tier.number), &replace);
    head.push(format!("Replace each name by an expression of your metrics in that unit. {SIGNALS_TO_MOVE} signals move the plan one tier up."));
    let rules = of_tier(tier).map(|signal| {
        let ahead = next.iter().find(|one| one.id == signal.id).map_or_else(String::new, |one| {
            let (at, now) = (format::significant(one.at, 6), format::significant(one.now, 6));
            format!(" All else unchanged it trips from {} = {at} (planned {now}).", one.key.field().id)
        });
        let state = if signal.tripped { " Tripped in the plan already." } else { "" };
        let planned = format::amount(signal.value, signal.unit);
        let threshold = format::amount(signal.threshold, signal.unit);
        map([
            is("alert", alert(signal)),
            is("expr", format!("{} > {}", metric(signal), text(signal.threshold)))
                .because(format!("from {threshold}").replace('\u{a0}', " ")),
            is(
                "labels",
                [
                    is("severity", "warning"),
                    is("loadline_signal", signal.id),
                    is("loadline_tier", text(f64::from(signal.tier))),
                ],
            ),
            is(
                "annotations",
                [
                    is("summary", signal.label),
                    is(
                        "description",
                        format!("Planned: {planned}, threshold {threshold}.{ahead}{state}")
                            .replace('\u{a0}', " "),
                    ),
                    is("link", export.link.as_str()),
                ],
            ),
        ])
    });
    let mut rules: Vec<Node> = rules.collect();
    rules.push(map([
        is("alert", "LoadlineMoveUp"),
        is(
            "expr",
            format!(
                "count(count by (loadline_signal) (ALERTS{{alertstate=\"firing\", loadline_tier=\"{}\"}})) >= {SIGNALS_TO_MOVE}",
                tier.number
            ),
        ),
        is("labels", [is("severity", "critical")]),
        is(
            "annotations",
            [
                is("summary", format!("{SIGNALS_TO_MOVE} or more upgrade signals of tier {}: time to move up", tier.number)),
                is("link", export.link.as_str()),
            ],
        ),
    ]));
    let group = map([is("name", format!("loadline-tier-{}", tier.number)), is("rules", rules)]);
    Ok(commented(&head, "#") + &map([is("groups", vec![group])]).yaml())
}

/// A signal's identifier as alerts are named: `context_p95_2` becomes `LoadlineContextP952`.
fn alert(signal: &Signal<f64>) -> String {
    let words = signal.id.split('_').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str()))
    });
    format!("Loadline{}", words.collect::<String>())
}

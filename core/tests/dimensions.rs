//! Every figure of every plan has the unit stated beside it, and explains itself with the value it has.
//!
//! The plans of all presets and of many varied scenarios are read as `Trace`, which carries units through every
//! formula and notes where two met that do not fit.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::fingerprint::{figures, varied};
use loadline_core::number::{Node, Nodes, Number, Trace};
use loadline_core::plan::{LineItem, Plan};
use loadline_core::plan_with;
use loadline_core::reading::{Rate, Shapes};
use loadline_core::scenario::presets::PRESETS;
use std::collections::{BTreeSet, HashSet};

const SCENARIOS: u32 = 260;

#[test]
fn every_figure_has_the_unit_stated_beside_it() {
    let catalog = Catalog::embedded().unwrap();
    let mut wrong = BTreeSet::new();
    let mut seen = 0;
    for index in 0..SCENARIOS {
        let scenario = varied(index);
        let shapes = Shapes::of(&scenario);
        let plain: Plan<f64> = plan_with(&scenario, &catalog, &shapes, ()).unwrap();
        let nodes = Nodes::new();
        let traced: Plan<Trace<'_>> = plan_with(&scenario, &catalog, &shapes, &nodes).unwrap();

        let mut values = Vec::new();
        figures(&plain, &mut |figure| values.push(figure.number));
        let mut values = values.into_iter();
        let mut walked = HashSet::new();
        figures(&traced, &mut |figure| {
            seen += 1;
            let mut fault = |what: String| {
                wrong.insert(format!("{} · {} · {}: {what}", figure.part, figure.of, figure.label));
            };
            let number = figure.number;
            if number.unit() != figure.unit {
                fault(format!("{:?} is stated as {:?}", number.unit(), figure.unit));
            }
            if values.next().map(f64::to_bits) != Some(number.value().to_bits()) {
                fault(format!("traced value differs from the plain one in scenario {index}"));
            }
            faults_below(number, &mut walked, &mut fault);
        });
        assert_eq!(values.next(), None, "scenario {index}: fewer figures in the traced plan");
        wrong
            .extend(nodes.misfits().into_iter().map(|(label, misfit)| format!("in \"{label}\": {misfit:?}")));
        decisions_agree(&plain, &traced);
    }
    assert!(
        wrong.is_empty(),
        "{} faults:\n{}",
        wrong.len(),
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
    assert!(seen > 20_000, "{seen} figures are too few to prove anything");
}

/// Misfits of units, and constants that are not a number because theirs did not fit, in the tree behind a figure.
/// A step shared by several figures is walked once.
fn faults_below<'a>(
    number: Trace<'a>,
    walked: &mut HashSet<*const Node<'a>>,
    fault: &mut impl FnMut(String),
) {
    let mut pending = vec![(number, "")];
    while let Some((trace, above)) = pending.pop() {
        if trace.value().is_nan() {
            fault(format!("not a number below \"{above}\""));
        }
        let Some(node) = trace.node() else { continue };
        if !walked.insert(std::ptr::from_ref(node)) {
            continue;
        }
        let name = if node.label.is_empty() { above } else { node.label };
        if let Some(misfit) = node.misfit.get() {
            fault(format!("in \"{name}\": {misfit:?}"));
        }
        pending.extend(node.operands.iter().map(|operand| (*operand, name)));
    }
}

/// What the plan decides does not depend on the reading.
fn decisions_agree(plain: &Plan<f64>, traced: &Plan<Trace<'_>>) {
    assert_eq!(plain.notices, traced.notices);
    assert_eq!(
        plain.tier.as_ref().map(|found| (found.number, found.topology)),
        traced.tier.as_ref().map(|found| (found.number, found.topology)),
    );
    for (one, other) in plain.layers.iter().zip(&traced.layers) {
        assert_eq!((one.id, &one.size, one.binding), (other.id, &other.size, other.binding));
    }
    for (one, other) in plain.options.iter().zip(&traced.options) {
        let rejections: Vec<_> = other.rejections.iter().map(|one| one.map(Number::value)).collect();
        assert_eq!((one.id, &one.rejections), (other.id, &rejections));
        assert!(
            one.line_items.iter().map(|item| item.price).eq(other.line_items.iter().map(|item| item.price))
        );
        assert!(one.fleets.iter().map(|fleet| &fleet.size).eq(other.fleets.iter().map(|fleet| &fleet.size)));
    }
}

/// The presets are among the varied scenarios, and the misfits of `Trace` itself agree with the walk above.
#[test]
fn presets_explain_themselves_without_misfits() {
    let catalog = Catalog::embedded().unwrap();
    for (index, preset) in PRESETS.iter().enumerate() {
        let scenario = preset.scenario();
        assert_eq!(scenario, varied(u32::try_from(index).unwrap()));
        let nodes = Nodes::new();
        let plan: Plan<Trace<'_>> = plan_with(&scenario, &catalog, &Shapes::of(&scenario), &nodes).unwrap();
        for option in &plan.options {
            assert_eq!(option.usd_per_month.misfits(), [], "{}: {}", preset.id, option.id);
        }
    }
}

/// The test can fail: a line whose quantity has the wrong unit is found.
#[test]
fn a_slip_of_units_is_found() {
    use loadline_core::number::Origin;
    use loadline_core::unit::{GIB, GIB_HOUR, MONTH, USD, USD_PER_MONTH};
    let nodes = Nodes::new();
    let usd = Trace::leaf(&nodes, 0.004_445, USD.per(GIB_HOUR), "price", Origin::Constant);
    let memory = Trace::leaf(&nodes, 2.0, GIB.per(MONTH), "memory without its hours", Origin::Constant);
    let slip: LineItem<Trace<'_>> = Rate { usd, per: GIB_HOUR, row: 0 }.item("api", "memory", memory);
    assert!(slip.usd_per_month.unit() != USD_PER_MONTH);
    let total = slip.usd_per_month.called("bill", USD_PER_MONTH, "");
    let mut found = Vec::new();
    faults_below(total, &mut HashSet::new(), &mut |fault| found.push(fault));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(Number::value(total) > 0.0);
}

//! The inverse question: what is solved for is what planning gives back.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::inverse::{Axis, Bound, Relation, Stretch, Target, cheapest, cost, figure};
use loadline_core::decide::explain::figures;
use loadline_core::fingerprint::varied;
use loadline_core::plan_without_studies;
use loadline_core::plan::Plan;
use loadline_core::reading::Shapes;
use loadline_core::scenario::{FIELDS, Key, Kind, Scenario, link};
use std::time::Instant;

#[test]
fn timing() {
    let catalog = Catalog::embedded().unwrap();
    let scenario = Scenario::default();
    for id in ["files_per_day", "analyze_minutes", "subjects", "episodes_per_day", "requests_per_second", "vm_count", "month_hours"] {
        let key = Key::parse(id).unwrap();
        let axis = Axis::whole(key).unwrap();
        let start = Instant::now();
        let target = Target { relation: Relation::AtMost, value: 600.0 };
        let answers = cost(&scenario, &catalog, axis, target).unwrap();
        println!("{id} {} to {}: {:?}", axis.from, axis.to, start.elapsed());
        for answer in &answers {
            let words: Vec<String> = answer.stretches.iter().map(|s| format!("{}..{} {:?}", s.from, s.to, s.end)).collect();
            println!("   {} {:?} {}", answer.option, answer.nearest, words.join(" | ").chars().take(300).collect::<String>());
        }
        let start = Instant::now();
        let answers = cheapest(&scenario, &catalog, axis).unwrap();
        println!("  cheapest {:?} {}", start.elapsed(), answers.iter().map(|a| a.stretches.len()).sum::<usize>());
        for name in ["signals/subjects_1/value", "options/functions/usd", "options/vm/fleets/workers/utilisation"] {
            let start = Instant::now();
            let answer = figure(&scenario, &catalog, axis, Target { relation: Relation::AtMost, value: 600.0 }, &name.parse().unwrap());
            println!("  {name} {:?} {}", start.elapsed(), format!("{answer:?}").chars().take(200).collect::<String>());
        }
    }
    for listed in figures(&scenario, &catalog).unwrap().iter().filter(|l| !l.figure.contains("/items/")&& !l.figure.contains("studies/")) {
        println!("{} = {} {} {}", listed.figure, listed.value, listed.unit.symbol, listed.title);
    }
}

fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

struct There<'a> { scenario: Scenario, catalog: &'a Catalog, key: Key }
impl There<'_> {
    fn plan(&mut self, at: f64) -> Plan<f64> {
        self.scenario.set_unchecked(self.key, Some(at));
        plan_without_studies(&self.scenario, self.catalog, &Shapes::of(&self.scenario)).unwrap()
    }
}

#[test]
fn law() {
    let catalog = Catalog::embedded().unwrap();
    let mut seed = 7;
    let mut worst = 0.0_f64;
    let mut slow = std::time::Duration::ZERO;
    for number in 0..400 {
        let scenario = varied(number);
        let keys: Vec<Key> = loadline_core::decide::flips::candidates(&scenario).filter(|key| matches!(key.field().kind, Kind::Number(_))).collect();
        let key = keys[(random(&mut seed) * keys.len() as f64) as usize % keys.len()];
        let Kind::Number(range) = key.field().kind else { continue };
        let now = scenario.value(key).unwrap_or(range.min.max(1.0));
        let (from, to) = if number % 3 == 0 { (range.min, range.max.min(range.min + 1e6)) } else if now > 0.0 { ((now / 10.0).max(range.min), (now * 10.0).min(range.max)) } else { (range.min, range.max) };
        if from >= to { continue }
        let axis = Axis { key, from, to };
        let mut there = There { scenario: scenario.clone(), catalog: &catalog, key };
        let point = |seed: &mut u64| {
            let share = random(seed);
            let at = if from > 0.0 { from * (to / from).powf(share) } else { from + (to - from) * share.powi(3) };
            if range.whole { at.round().clamp(from, to) } else { at }
        };
        let plan = there.plan(point(&mut seed));
        if plan.options.is_empty() { continue }
        let option = &plan.options[(random(&mut seed) * plan.options.len() as f64) as usize % plan.options.len()];
        let factor = [1.0, 0.8, 1.3][number as usize % 3];
        let relation = [Relation::AtMost, Relation::AtLeast][(number / 7 % 2) as usize];
        let target = Target { relation, value: option.usd_per_month * factor };
        let start = Instant::now();
        let answers = cost(&scenario, &catalog, axis, target).unwrap();
        let took = start.elapsed();
        if took.as_millis() > 1000 { println!("{number} {} {from} {to}: {took:?}", key.field().id); }
        slow = slow.max(took);
        let cheap = cheapest(&scenario, &catalog, axis).unwrap();
        for _ in 0..60 {
            let at = point(&mut seed);
            let plan = there.plan(at);
            for answer in &answers {
                let option = plan.option(answer.option).unwrap();
                let meets = option.is_feasible() && target.is_met(option.usd_per_month);
                let says = answer.stretches.iter().any(|s| s.from <= at && at <= s.to);
                if meets != says {
                    let off = (option.usd_per_month / target.value - 1.0).abs();
                    worst = worst.max(off);
                    println!("{number} {} at {at} {}: meets {meets} usd {} target {target:?} off {off:e} feasible {} {:?}", key.field().id, answer.option, option.usd_per_month, option.is_feasible(), answer.stretches);
                }
            }
            for answer in &cheap {
                let option = plan.option(answer.option).unwrap();
                let winner = plan.winner();
                let leads = option.is_feasible() && option.usd_per_month <= winner.unwrap().usd_per_month;
                let says = answer.stretches.iter().any(|s| s.from <= at && at <= s.to);
                if leads != says {
                    println!("{number} {} at {at} {}: leads {leads} usd {} best {:?} {:?}", key.field().id, answer.option, option.usd_per_month, winner.map(|w| (w.id, w.usd_per_month)), answer.stretches);
                }
            }
        }
        for answer in &answers {
            for (at, bound, way) in answer.stretches.iter().flat_map(|s| [(s.from, &s.begin, -1.0), (s.to, &s.end, 1.0)]) {
                let plan = there.plan(at);
                let option = plan.option(answer.option).unwrap();
                assert!(option.is_feasible() && target.is_met(option.usd_per_month), "{number} {at} {answer:?}");
                match bound {
                    Bound::Range => assert!(at == from || at == to, "{answer:?}"),
                    Bound::Reached if !range.whole => { let off = (option.usd_per_month / target.value - 1.0).abs(); assert!(off < 1e-9, "{off:e} {number} {answer:?}") }
                    _ => {
                        let past = if range.whole { at + way } else { at + way * (at.abs() * 1e-8).max((to-from)*1e-12) };
                        let plan = there.plan(past);
                        let option = plan.option(answer.option).unwrap();
                        if option.is_feasible() && target.is_met(option.usd_per_month) { println!("{number} {} past {past} of {bound:?} holds: {} {target:?} {answer:?}", key.field().id, option.usd_per_month); }
                    }
                }
            }
        }
    }
    println!("slowest {slow:?} worst {worst:e}");
}

//! The sentences that say why the winner wins: by hand, and every number read out of them against plans made anew.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::flips::candidates;
use loadline_core::decide::why::{Barred, Bound, Flip, Reach, Turn, Why, why};
use loadline_core::fingerprint::{Reach as Span, value_at, varied};
use loadline_core::format;
use loadline_core::option;
use loadline_core::plan;
use loadline_core::plan::{Change, Plan};
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{FIELDS, Key, Kind, Provenance, Range, Scenario, link};
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

fn planned(scenario: &Scenario) -> Plan<f64> {
    plan(scenario, &CATALOG).unwrap()
}

fn with(scenario: &Scenario, changes: &[Change]) -> Scenario {
    let mut changed = scenario.clone();
    changes.iter().for_each(|change| changed.set_unchecked(change.key, Some(change.to)));
    changed
}

fn at(scenario: &Scenario, key: Key, to: f64) -> Plan<f64> {
    planned(&with(scenario, &[Change { key, to }]))
}

fn why_of(scenario: &Scenario) -> Why {
    why(scenario, &CATALOG).unwrap()
}

/// The sentences as they are read, with plain spaces.
fn told(scenario: &Scenario, why: &Why) -> Vec<String> {
    why.sentences(scenario).iter().map(|sentence| sentence.text().replace('\u{a0}', " ")).collect()
}

fn sentences(settings: &str) -> Vec<String> {
    let opened = link::decode(&format!("1;{settings}"));
    assert!(opened.notices.is_empty(), "{settings}: {:?}", opened.notices);
    told(&opened.scenario, &why_of(&opened.scenario))
}

fn range_of(key: Key) -> &'static Range {
    let Kind::Number(range) = &key.field().kind else { panic!("{key:?} is no number") };
    range
}

// ---------------------------------------------------------------------------------------------------------------
// By hand.

/// A file takes 10 minutes in stages of 2 : 3.5 : 0.6 : 0.5, so that storing takes 0.5 × 10 / 6.6 = 0.7576 min, billed as
/// one: 10.2424 min a file, 30 × 10.2424 / 60 = 5.12121 h a month, at $0.04048 + 2 × $0.004445 = $0.04937 that is
/// $0.252834 for each file a day. Three machines at $30 cost as much at 90 / 0.252834 = 355.96 files, and hold two jobs each:
/// 6 × 1440 / 10 = 864 files. Platform plans need 5 × $25 for what three machines do for $90: $35 more.
#[test]
fn three_machines_win_between_two_loads() {
    let scenario = PRESETS.iter().find(|preset| preset.id == "guide-002-high").unwrap().scenario();
    let why = why_of(&scenario);
    let text = told(&scenario, &why);
    assert_eq!(
        text[0],
        "Reserved VMs wins at $2,915 a month, $35.00 (1.2 %) less than Platform plans, the next that works."
    );
    assert_eq!(
        text[1],
        "It stays the cheapest from 356 to 864 files per day; below that Fargate, a task per job takes over, above it \
         Platform plans takes over."
    );
    let each = 30.0 * (10.0 + 1.0 - 0.5 * 10.0 / 6.6) / 60.0 * (0.04048 + 2.0 * 0.004445);
    let reach = why.reach.unwrap();
    // Bills of $2,137 are one but for dust while less than a billionth of them apart: 2.1e-6 / 0.253 = 8.5e-6 files.
    assert!((reach.below.turn.unwrap().at - 90.0 / each).abs() < 1e-5, "{reach:?}");
    assert!((reach.above.turn.unwrap().at - 864.0).abs() < 1e-5, "{reach:?}");
}

/// Functions bill 90 000.6 s × $0.0000166667 + 990 × $0.0000002 = $1.50021, tasks 28.10606 vCPU-h × $0.04048 + 56.21212
/// GiB-h × $0.004445 = $1.38760, both above $179: $0.11261 apart, of $180.50 that is 0.062 %.
#[test]
fn less_than_one_percent_is_a_tie() {
    let scenario = PRESETS.iter().find(|preset| preset.id == "guide-002-low").unwrap().scenario();
    assert_eq!(
        told(&scenario, &why_of(&scenario))[0],
        "Fargate, a task per job wins at $180 a month, $0.11 (0.062 %) less than Functions: a tie."
    );
}

/// 18 minutes are three more than a function may run; in two runs it may, and then undercuts the winner.
#[test]
fn what_a_limit_keeps_out_is_priced_without_it() {
    let settings = "memory_service=off;analyze_minutes=18;files_per_day=10";
    let split = link::decode(&format!("1;{settings};job_parts=2")).scenario;
    let usd = planned(&split).option("functions").unwrap().usd_per_month;
    assert_eq!(
        sentences(settings)[2],
        format!(
            "Functions would be cheaper, but is ruled out by longest run of a function (Analyze): 18 min > 15 min. To let it in: split the \
             job; it would then cost {} a month.",
            format::money(usd)
        )
    );
    assert!(usd < planned(&link::decode(&format!("1;{settings}")).scenario).winner().unwrap().usd_per_month);
}

#[test]
fn every_edge_has_its_words() {
    assert_eq!(sentences("memory_service=off;file_pipeline=off"), ["There is nothing to run."]);
    // 1e8 episodes a day have an index far beyond any plan's memory, whatever single input changes.
    let none = sentences("episodes_per_day=1e8");
    assert_eq!(none[0], "No option works as stated.");
    assert!(none[1].contains(" comes closest, but is ruled out by ") && none.len() == 2, "{none:?}");
    // A database plan too small is one change away.
    let small = sentences("file_pipeline=off;embedding_dimensions=3072");
    assert!(small[0] == "No option works as stated." && small[1].contains("To let it in: "), "{small:?}");
    let only = sentences("memory_service=off;job_memory_gib=100");
    assert!(only[0].ends_with(" a month, as the only option that works."), "{only:?}");
    // One worker that fetches its work costs the same by request and by instance: both run it in a worker pool.
    let same = sentences("memory_service=off;file_pipeline=off;background_worker=on");
    assert!(same[0].contains(" and ") && same[0].contains(" cost the same, $"), "{same:?}");
    assert_eq!(same[1], "It stays the cheapest from a tenth of each load to ten times as much.");
    assert_eq!(same[2], "No option is ruled out.");
    assert_eq!(same[3], "No single assumption, up to ten times more or less, would change the winner.");
}

/// What was stated is no assumption any more.
#[test]
fn a_stated_input_is_no_assumption() {
    let flip = why_of(&Scenario::default()).flip.unwrap();
    assert_eq!(flip.key, Key::JobVcpu);
    let stated = with(&Scenario::default(), &[Change { key: flip.key, to: flip.to }]);
    assert_ne!(why_of(&stated).flip.map(|flip| flip.key), Some(flip.key));
}

// ---------------------------------------------------------------------------------------------------------------
// Every number of many texts.

/// The presets, then seeded scenarios: presets with a few inputs elsewhere, and some with anything anywhere.
fn tried() -> Vec<Scenario> {
    let mut state = 0x9E37_79B9_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / 16_777_216.0
    };
    let mut scenarios: Vec<Scenario> = PRESETS.iter().map(|preset| preset.scenario()).collect();
    for _ in 0..3 {
        for preset in PRESETS {
            let mut scenario = preset.scenario();
            for _ in 0..4 {
                let field = &FIELDS[(random() * FIELDS.len() as f64) as usize];
                if field.key.switch().is_none_or(|switch| scenario.is_on(switch)) {
                    scenario.set_unchecked(field.key, Some(value_at(field, random(), Span::Usual)));
                }
            }
            scenarios.push(scenario);
        }
    }
    let presets = u32::try_from(PRESETS.len()).unwrap();
    scenarios.extend((presets..presets + 60).map(varied));
    scenarios
}

/// Names and units that hold digits of their own.
fn named() -> Vec<&'static str> {
    let mut names: Vec<&str> = option::names().into_iter().map(|(_, name)| name).collect();
    for field in &FIELDS {
        names.extend([field.label, field.unit_words]);
        if let Kind::Choice(choices) = &field.kind {
            names.extend(choices.iter().map(|choice| choice.label));
        }
    }
    names.retain(|name| name.contains(|letter: char| letter.is_ascii_digit()));
    names
}

/// A number in a text, and half a unit of the last digit that it shows.
#[derive(Clone, Copy, Debug)]
struct Shown {
    value: f64,
    rounding: f64,
}

impl Shown {
    fn is(self, value: f64) -> bool {
        (self.value - value).abs() <= self.rounding * (1.0 + 1e-9)
    }
}

/// The numbers of a text, from left to right; those of `names` left out.
fn numbers(text: &str, names: &[&str]) -> Vec<Shown> {
    let text = names.iter().fold(text.to_owned(), |text, name| text.replace(name, "…"));
    let mut found = Vec::new();
    for word in text.split(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == ',')) {
        let word = word.trim_matches(|letter| letter == '.' || letter == ',').replace(',', "");
        if let Ok(value) = word.parse() {
            let decimals = word.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
            found.push(Shown { value, rounding: 0.5 * 10_f64.powi(-decimals) });
        }
    }
    found
}

fn cheapest(plan: &Plan<f64>) -> Option<&'static str> {
    plan.winner().map(|winner| winner.id)
}

/// Whether an option leads in a plan, or is dearer by no more than a share.
fn leads(plan: &Plan<f64>, option: &str, share: f64) -> bool {
    let own = plan.option(option).filter(|own| own.is_feasible());
    own.zip(plan.winner())
        .is_some_and(|(own, best)| own.usd_per_month <= best.usd_per_month * (1.0 + share) + 1e-8)
}

struct Case<'s> {
    scenario: &'s Scenario,
    why: Why,
    texts: Vec<String>,
    names: Vec<&'static str>,
    winner: &'static str,
}

impl Case<'_> {
    fn numbers(&self, sentence: usize) -> Vec<Shown> {
        numbers(&self.texts[sentence], &self.names)
    }

    fn says(&self, is_so: bool, what: &str) {
        assert!(is_so, "{:?}: {what}\n{:#?}\n{:#?}", self.scenario, self.texts, self.why);
    }

    fn winner_and_margin(&self, plan: &Plan<f64>) {
        let feasible: Vec<_> = plan.options.iter().filter(|option| option.is_feasible()).collect();
        let (first, numbers) = (feasible[0], self.numbers(0));
        // The law: who wins is never ruled out, and nothing that works is cheaper.
        self.says(first.id == self.winner && self.texts[0].starts_with(first.name), "another one wins");
        let mut expected = vec![first.usd_per_month];
        if let Some(next) = feasible.get(1) {
            self.says(self.texts[0].contains(next.name), "another one is the next");
            let ahead = next.usd_per_month - first.usd_per_month;
            if ahead >= 0.005 {
                expected.extend([ahead, 100.0 * ahead / next.usd_per_month]);
                self.says(
                    self.texts[0].ends_with("a tie.") == (ahead / next.usd_per_month < 0.01),
                    "within one percent is a tie",
                );
            }
        }
        self.says(
            numbers.len() == expected.len()
                && numbers.iter().zip(&expected).all(|(shown, expected)| shown.is(*expected)),
            "the winner's figures are others",
        );
    }

    fn reach(&self) {
        let Some(reach) = &self.why.reach else {
            self.says(self.numbers(1).is_empty(), "there is no turn to name");
            for load in candidates(self.scenario).filter(|key| key.field().is_load()) {
                let now = self.scenario.value(load).unwrap();
                for ratio in [0.1, 0.2, 0.5, 0.8, 1.25, 2.0, 5.0, 10.0] {
                    self.leads_at(load, now * ratio, 1e-3);
                }
            }
            return;
        };
        let Reach { load, now, below, above } = *reach;
        let text = &self.texts[1];
        self.says(text.contains(load.field().unit_words), "the load is another");
        let shown: Vec<f64> = self.numbers(1).iter().map(|shown| shown.value).collect();
        self.says(shown.len() == 2 && shown[0] <= now && shown[1] >= now, "the ends are not around the load");
        self.says(near(shown[0], below.to) && near(shown[1], above.to), "the ends are others");
        for (end, bound) in shown.iter().zip([below, above]) {
            self.leads_at(load, *end, 1e-9);
            self.bound(load, now, bound);
        }
        for place in 1..8 {
            let place = f64::from(place) / 8.0;
            self.leads_at(load, shown[0] * (shown[1] / shown[0]).powf(place), 1e-3);
        }
    }

    fn leads_at(&self, load: Key, value: f64, share: f64) {
        let range = range_of(load);
        let value = if range.whole { value.round() } else { value };
        let plan = at(self.scenario, load, value.clamp(range.min, range.max));
        self.says(leads(&plan, self.winner, share), &format!("{load:?} {value}: another one leads"));
    }

    /// Just inside the winner leads, just outside it does not; and the value named is next to it in three digits.
    fn bound(&self, load: Key, now: f64, bound: Bound) {
        let Some(turn) = bound.turn else { return };
        let inside = self.turns(load, now, turn);
        let apart = (bound.to - inside).abs();
        let whole = range_of(load).whole && apart <= 1.0;
        self.says(apart <= 0.01 * inside || near(bound.to, now) || whole, "the end is far from the turn");
    }

    /// At a turn another option wins, and a whisker before it does not yet. Returns that whisker.
    fn turns(&self, key: Key, now: f64, turn: Turn) -> f64 {
        let there = at(self.scenario, key, turn.at);
        self.says(cheapest(&there) == turn.then.map(|then| then.id), "who takes over is another");
        self.says(!leads(&there, self.winner, 0.0), &format!("at {turn:?} the winner still leads"));
        if let (Some(then), Some(best)) = (turn.then, there.winner()) {
            self.says(then.usd == best.usd_per_month, "who takes over costs something else");
        }
        let step = if range_of(key).whole { 1.0 } else { 1e-9 * turn.at };
        let before = turn.at - step.copysign(turn.at - now);
        self.says(leads(&at(self.scenario, key, before), self.winner, 1e-9), "it turns before");
        before
    }

    fn limits(&self, plan: &Plan<f64>) {
        let text = self.texts.get(2).unwrap_or(&self.texts[1]);
        let ruled_out = plan.options.iter().filter(|option| !option.is_feasible()).count();
        let shown = numbers(text, &self.names);
        let Some(barred) = self.why.barred.first() else {
            let said = shown.first().map_or(0.0, |shown| shown.value);
            self.says(shown.len() <= 1 && said == ruled_out as f64, "so many are not ruled out");
            self.says((ruled_out == 0) == (text == "No option is ruled out."), "who is ruled out");
            return self.none_is_cheaper(plan);
        };
        self.says(text.starts_with(barred.option.name), "another option is barred");
        let mut expected = self.excesses(barred);
        let changes: Vec<Change> = barred.lifts.iter().map(|lift| lift.change).collect();
        let lifted = planned(&with(self.scenario, &changes));
        let option = lifted.option(barred.option.id).unwrap();
        self.says(option.is_feasible(), "what is let in does not work");
        let winner = plan.option(self.winner).unwrap().usd_per_month;
        self.says(option.usd_per_month < winner, "what is let in is dearer");
        let own = lifted.option(self.winner).filter(|own| own.is_feasible());
        self.says(own.is_none_or(|own| option.usd_per_month < own.usd_per_month), "and under the changes");
        // What to do is told in the words of the page, whose figures are the changes or how far they go.
        for Change { key, to } in &changes {
            if matches!(key.field().kind, Kind::Number(_)) && !(*key == Key::JobParts && *to == 2.0) {
                let told = self.scenario.value(*key).map_or(*to, |now| (to - now).abs());
                expected.push(if shown.iter().any(|shown| shown.is(*to)) { *to } else { told });
            }
        }
        expected.push(option.usd_per_month);
        expected.extend((self.why.barred.len() > 1).then_some(self.why.barred.len() as f64 - 1.0));
        for expected in &expected {
            self.says(shown.iter().any(|shown| shown.is(*expected)), &format!("{expected} is not told"));
        }
        for shown in &shown {
            let differences = changes
                .iter()
                .filter_map(|change| Some((change.to - self.scenario.value(change.key)?).abs()));
            let is_known = expected
                .iter()
                .copied()
                .chain(differences)
                .any(|value| shown.is(value) || (shown.value - value).abs() <= 0.005 * value);
            self.says(is_known, &format!("{shown:?} comes from nowhere"));
        }
        for other in &self.why.barred {
            let changes: Vec<Change> = other.lifts.iter().map(|lift| lift.change).collect();
            let lifted = planned(&with(self.scenario, &changes));
            let option = lifted.option(other.option.id).unwrap();
            self.says(option.is_feasible() && option.usd_per_month == other.option.usd, "another cost");
            self.says(option.usd_per_month >= barred.option.usd, "another one would be cheaper");
        }
    }

    /// Both sides of the first limit, and how many more there are; each stands once those before are lifted.
    fn excesses(&self, barred: &Barred) -> Vec<f64> {
        let mut expected = Vec::new();
        let mut changes = Vec::new();
        for lift in &barred.lifts {
            let plan = planned(&with(self.scenario, &changes));
            let stands = plan.option(barred.option.id).unwrap().rejections.contains(&lift.rejection);
            self.says(stands, "a limit that does not stand");
            if changes.is_empty() {
                let excess = format::excess(&lift.rejection, Some(self.scenario)).replace('\u{a0}', " ");
                self.says(self.texts[2].contains(&excess), "a limit is not told");
                expected.extend(numbers(&excess, &self.names).iter().map(|shown| shown.value));
            }
            changes.push(lift.change);
        }
        expected.extend((changes.len() > 1).then_some(changes.len() as f64 - 1.0));
        expected
    }

    /// No change that a limit names makes a cheaper option of what is ruled out.
    fn none_is_cheaper(&self, plan: &Plan<f64>) {
        let winner = plan.option(self.winner).unwrap().usd_per_month;
        for option in plan.options.iter().filter(|option| !option.is_feasible()) {
            for change in option.rejections.iter().flat_map(|rejection| &rejection.flips) {
                let changed = planned(&with(self.scenario, &[*change]));
                let lifted = changed.option(option.id).filter(|lifted| lifted.is_feasible());
                let own = changed.option(self.winner).filter(|own| own.is_feasible());
                let cheaper = lifted.is_some_and(|lifted| {
                    lifted.usd_per_month < winner * (1.0 - 1e-9)
                        && own.is_none_or(|own| lifted.usd_per_month < own.usd_per_month * (1.0 - 1e-9))
                });
                self.says(!cheaper, &format!("{} would be cheaper with {change:?}", option.id));
            }
        }
    }

    fn flip(&self) {
        let text = self.texts.last().unwrap();
        let assumptions: Vec<Key> = candidates(self.scenario)
            .filter(|key| key.field().provenance == Provenance::Assumption && !key.field().is_load())
            .filter(|key| matches!(key.field().kind, Kind::Number(_)))
            .filter(|key| self.scenario.stated(*key).is_none() && self.scenario.value(*key) > Some(0.0))
            .collect();
        let shown: Vec<f64> = numbers(text, &self.names).iter().map(|shown| shown.value).collect();
        let nearest = if let Some(Flip { key, now, to, turn }) = self.why.flip {
            self.says(text.contains(key.field().label), "another assumption is named");
            self.says(
                shown.len() == 2 && near(shown[0], to) && near(shown[1], now),
                "other figures are told",
            );
            self.says(assumptions.contains(&key) && self.scenario.value(key) == Some(now), "no assumption");
            let there = at(self.scenario, key, shown[0]);
            self.says(cheapest(&there) == turn.then.map(|then| then.id), "at what is named another one wins");
            let name = there.winner().map_or("no option", |winner| winner.name);
            self.says(text.contains(name) && cheapest(&there) != Some(self.winner), "who wins is another");
            self.turns(key, now, turn);
            if turn.at > now { turn.at / now } else { now / turn.at }
        } else {
            self.says(shown.is_empty(), "there is nothing to name");
            10.0
        };
        // No other assumption does so earlier; where the very next value does, there is no earlier.
        for key in assumptions.into_iter().filter(|_| nearest > 1.0 + 1e-6) {
            let (now, range) = (self.scenario.value(key).unwrap(), range_of(key));
            for share in [-0.99, -0.6, -0.3, 0.3, 0.6, 0.99] {
                let value = (now * nearest.powf(share)).clamp(range.min, range.max);
                let value = match range.whole {
                    true if share > 0.0 => value.floor(),
                    true => value.ceil(),
                    false => value,
                };
                let plan = at(self.scenario, key, value);
                self.says(leads(&plan, self.winner, 1e-8), &format!("{key:?} at {value} would do as well"));
            }
        }
    }
}

/// As shown to twelve digits.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-11 * other.abs()
}

#[test]
fn every_number_in_the_sentences_is_the_plans() {
    let names = named();
    let (mut read, mut turning, mut barring, mut flipping) = (0, 0, 0, 0);
    for scenario in &tried() {
        let (plan, why) = (planned(scenario), why_of(scenario));
        let texts = told(scenario, &why);
        let Some(winner) = cheapest(&plan) else {
            assert!(why.winner.is_none() && why.flip.is_none() && why.reach.is_none(), "{scenario:?}");
            let nothing = if plan.options.is_empty() {
                "There is nothing to run."
            } else {
                "No option works as stated."
            };
            assert_eq!(texts[0], nothing);
            continue;
        };
        let mut case = Case { scenario, why, texts, names: names.clone(), winner };
        case.winner_and_margin(&plan);
        if case.why.loads > 0 {
            case.reach();
        } else {
            // So that the others stand where they always do.
            case.texts.insert(1, String::new());
        }
        case.limits(&plan);
        case.flip();
        read += 1;
        turning += usize::from(case.why.reach.is_some());
        barring += usize::from(!case.why.barred.is_empty());
        flipping += usize::from(case.why.flip.is_some());
    }
    assert!(
        read >= 50 && turning >= 20 && barring >= 10 && flipping >= 20,
        "{read} {turning} {barring} {flipping}"
    );
}

//! The inverse question: planning at what was solved for gives back the target, past it does not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::explain::{self, figures};
use loadline_core::decide::flips::candidates;
use loadline_core::decide::inverse::{
    Axis, Bound, OptionAnswer, Relation, Stretch, Target, cheapest, cost, figure,
};
use loadline_core::fingerprint::varied;
use loadline_core::plan::{DeploymentOption, Plan};
use loadline_core::reading::Shapes;
use loadline_core::scenario::{Key, Kind, Range, Scenario, link};
use loadline_core::{plan, plan_without_studies};

/// Guide 002's pipeline at its own prices, without enrichment, so without a sandbox: 7.5 minutes a file in three runs,
/// no starts, functions of 2 GiB, three machines at $30, months of 30 days, and $30 + $20 + $25 + $50 = $125 a month for
/// what every option has.
const GUIDE: &str = "1;memory_service=off;peak_to_mean=1;minutes_per_file=7.5;job_cpu_share=0;vm_count=3;vm_disk_gib=0;\
    function_memory_mib=2048;function_start_seconds=0;container_start_seconds=0;fargate_start_seconds=0;\
    image_pull_seconds=0;price_book=printed;month_hours=720;free_allotments=off;public_ipv4=off;enrich_share=0";
/// Dollars a month for each file a day in those functions: 30 days of 450 seconds × 2 GiB at $0.0000166667, and of
/// three runs at $0.2 a million.
const A_FILE: f64 = 30.0 * (900.0 * 1.66667e-5 + 3.0 * 0.2e-6);

fn opened(text: &str) -> Scenario {
    let decoded = link::decode(text);
    assert!(decoded.notices.is_empty(), "{text}: {:?}", decoded.notices);
    decoded.scenario
}

fn target(relation: Relation, value: f64) -> Target {
    Target { relation, value }
}

fn at_most(value: f64) -> Target {
    target(Relation::AtMost, value)
}

fn axis(id: &str, from: f64, to: f64) -> Axis {
    Axis { key: Key::parse(id).unwrap(), from, to }
}

fn costs(axis: Axis, target: Target) -> Vec<OptionAnswer> {
    cost(&opened(GUIDE), &Catalog::embedded().unwrap(), axis, target).unwrap()
}

fn of<'a>(answers: &'a [OptionAnswer], id: &str) -> &'a OptionAnswer {
    answers.iter().find(|answer| answer.option == id).unwrap()
}

fn only(answer: &OptionAnswer) -> &Stretch {
    let [stretch] = answer.stretches.as_slice() else { panic!("{answer:?}") };
    stretch
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} is not {expected}");
}

#[test]
fn a_budget_buys_what_arithmetic_says() {
    // $215 leaves $90: the guide's rule that a fleet of $90 wins past 200 files a day, 90 / 0.4500189 = 199.99160.
    let answers = costs(axis("files_per_day", 0.0, 1e4), at_most(215.0));
    let functions = only(of(&answers, "functions"));
    near(functions.to, 90.0 / A_FILE);
    assert_eq!((functions.from, &functions.begin, &functions.end), (0.0, &Bound::Range, &Bound::Reached));
    // Three machines at two jobs each cost $215 whatever they do, and are full at 6 × 1440 / 7.5 = 1152 files a day.
    let machines = only(of(&answers, "reserved_vms"));
    assert!((machines.to - 1152.0).abs() < 1e-5, "{machines:?}");
    let Bound::RuledOut(limits) = &machines.end else { panic!("{machines:?}") };
    assert_eq!(limits[0].limit, "vm.utilisation");
    // The greatest value served, exactly: a single point.
    let exactly = costs(axis("files_per_day", 0.0, 1e4), target(Relation::Exactly, 215.0));
    let point = only(of(&exactly, "functions"));
    near(point.from, 90.0 / A_FILE);
    assert_eq!(point.from, point.to);
    // What costs as much everywhere does so in a stretch.
    assert_eq!(only(of(&exactly, "reserved_vms")), machines);
    // And at least as much is what is left of it.
    let least = costs(axis("files_per_day", 0.0, 1e4), target(Relation::AtLeast, 215.0));
    let functions = only(of(&least, "functions"));
    near(functions.from, 90.0 / A_FILE);
    assert_eq!((functions.to, &functions.end), (1e4, &Bound::Range));
}

#[test]
fn none_and_all_are_answers() {
    // What every option has is $125 already.
    let none = costs(axis("files_per_day", 0.0, 1e4), at_most(124.0));
    assert!(none.iter().all(|answer| answer.stretches.is_empty()), "{none:?}");
    assert_eq!(of(&none, "functions").nearest, Some((0.0, 125.0)));
    // At $125 there is the beginning of the axis and nothing else.
    let some = costs(axis("files_per_day", 0.0, 1e4), at_most(125.0));
    let functions = only(of(&some, "functions"));
    assert!(functions.from == 0.0 && functions.to < 1e-6, "{functions:?}");
    let all = costs(axis("files_per_day", 0.0, 200.0), at_most(1e6));
    for answer in &all {
        let stretch = only(answer);
        assert_eq!((stretch.from, stretch.to), (0.0, 200.0));
        assert_eq!((&stretch.begin, &stretch.end), (&Bound::Range, &Bound::Range));
    }
    // No system, no option.
    let nothing = opened("1;memory_service=off;file_pipeline=off");
    let catalog = Catalog::embedded().unwrap();
    let found = cost(&nothing, &catalog, axis("files_per_day", 0.0, 1e4), at_most(1e6)).unwrap();
    assert_eq!(found, []);
}

#[test]
fn whole_numbers_answer_in_whole_numbers() {
    // 125 + 30 n ≤ 260 for n ≤ 4.5; a fifth machine makes it $275.
    let answers = costs(axis("vm_count", 1.0, 100.0), at_most(260.0));
    let machines = only(of(&answers, "reserved_vms"));
    assert_eq!((machines.from, machines.to, &machines.end), (1.0, 4.0, &Bound::Jump(275.0)));
    let answers = costs(axis("vm_count", 1.0, 100.0), target(Relation::Exactly, 245.0));
    assert_eq!((only(of(&answers, "reserved_vms")).from, only(of(&answers, "reserved_vms")).to), (4.0, 4.0));
    let answers = costs(axis("vm_count", 1.0, 100.0), target(Relation::Exactly, 250.0));
    assert_eq!(of(&answers, "reserved_vms").stretches, []);
}

#[test]
fn limits_end_a_stretch_where_arithmetic_says() {
    // Analysis is 3.5 of 6 minutes, so it takes 15 at 15 × 6 / 3.5 = 25.714286 minutes a file.
    let answers = costs(axis("minutes_per_file", 0.0, 60.0), at_most(1e6));
    let functions = only(of(&answers, "functions"));
    assert!((functions.to - 15.0 * 6.0 / 3.5).abs() < 1e-6, "{functions:?}");
    let Bound::RuledOut(limits) = &functions.end else { panic!("{functions:?}") };
    assert_eq!(limits[0].limit, "aws.lambda.timeout_seconds");
}

#[test]
fn an_option_wins_from_where_to_where_its_cost_meets_the_next() {
    let catalog = Catalog::embedded().unwrap();
    let scenario = opened(&GUIDE.replace("2048", "1024"));
    let answers = cheapest(&scenario, &catalog, axis("minutes_per_file", 0.5, 60.0)).unwrap();
    let functions = only(of(&answers, "functions"));
    let Bound::Beaten(other) = functions.end else { panic!("{functions:?}") };
    let mut plans = Plans { scenario, catalog: &catalog, key: Key::parse("minutes_per_file").unwrap() };
    let plan = plans.at(functions.to);
    let ahead = plan.option(other).unwrap().usd_per_month - plan.option("functions").unwrap().usd_per_month;
    // There the two cost the same, up to the next millisecond: 3 000 runs of 1 ms × 1 GiB at $0.0000166667 a second.
    assert!((0.0..=3000.0 * 1e-3 * 1.66667e-5).contains(&ahead), "{ahead}");
    // Every value has one winner: the stretches cover the axis without overlap.
    let mut all: Vec<&Stretch> = answers.iter().flat_map(|answer| &answer.stretches).collect();
    all.sort_by(|one, other| one.from.total_cmp(&other.from));
    assert_eq!((all[0].from, all.last().unwrap().to), (0.5, 60.0));
    for pair in all.windows(2) {
        assert!((pair[1].from - pair[0].to).abs() <= 2e-8 * pair[0].to, "{pair:?}");
    }
}

#[test]
fn any_figure_is_solved_for() {
    let catalog = Catalog::embedded().unwrap();
    let scenario = Scenario::default();
    let asked = |name: &str, axis, target| {
        figure(&scenario, &catalog, axis, target, &name.parse().unwrap()).map(|answer| answer.stretches)
    };
    let subjects = asked("signals/subjects_2/value", axis("subjects", 0.0, 1e6), at_most(3000.0)).unwrap();
    assert_eq!((subjects[0].from, subjects[0].to), (0.0, 3000.0));
    // Two requests a second keep the one vCPU of tier 1 busy for 8 % at the peak: 70 % at 17.5.
    let name = "signals/api_cpu_1/value";
    let now = plan(&scenario, &catalog).unwrap();
    assert_eq!(now.tier.unwrap().signals.iter().find(|one| one.id == "api_cpu_1").unwrap().value, 8.0);
    let busy = asked(name, axis("requests_per_second", 0.0, 100.0), at_most(70.0)).unwrap();
    near(busy[0].to, 17.5);
    // A place in a list stands for the option that is there now.
    let first = asked("options/0/usd", axis("files_per_day", 0.0, 1e3), at_most(600.0)).unwrap();
    let options = cost(&scenario, &catalog, axis("files_per_day", 0.0, 1e3), at_most(600.0)).unwrap();
    let winner = plan_without_studies(&scenario, &catalog, &Shapes::of(&scenario)).unwrap().options[0].id;
    near(first[0].to, only(of(&options, winner)).to);
    // The rows of comparisons are figures as well.
    let agents = opened("1;agent_platform=on");
    let listed = figures(&agents, &catalog).unwrap();
    let study =
        listed.iter().find(|one| one.figure.starts_with("studies/") && one.figure.ends_with("/usd")).unwrap();
    let name = study.figure.parse().unwrap();
    let hours = axis("month_hours", 700.0, 744.0);
    let found = figure(&agents, &catalog, hours, at_most(study.value), &name).unwrap().stretches;
    assert!(found.iter().any(|one| one.from <= 730.0 && 730.0 <= one.to), "{study:?}: {found:?}");
    // The best mix is no part of the plan.
    assert!(matches!(
        asked("mix/usd", axis("subjects", 0.0, 1e6), at_most(1.0)),
        Err(explain::Error::Unknown { .. })
    ));
    assert!(matches!(
        asked("options/zeppelin/usd", axis("subjects", 0.0, 1e6), at_most(1.0)),
        Err(explain::Error::Unknown { .. })
    ));
}

#[test]
fn the_usual_range_grows_with_the_budget() {
    let catalog = Catalog::embedded().unwrap();
    let scenario = opened(GUIDE);
    let usual = Axis::usual(&scenario, Key::FilesPerDay).unwrap();
    assert_eq!((usual.from, usual.to), (0.0, 10_000.0));
    // A million dollars buys 2.2 million files in functions, so ten million are asked about.
    let wide = usual.for_cost(&scenario, &catalog, at_most(1e6)).unwrap();
    assert_eq!((wide.from, wide.to), (0.0, 1e7));
    assert_eq!(usual.for_cost(&scenario, &catalog, at_most(215.0)).unwrap(), usual);
    assert_eq!(Axis::usual(&scenario, Key::PriceBook), None);
}

/// Plans at values of an input.
struct Plans<'a> {
    scenario: Scenario,
    catalog: &'a Catalog,
    key: Key,
}

impl Plans<'_> {
    fn at(&mut self, at: f64) -> Plan<f64> {
        self.scenario.set_unchecked(self.key, Some(at));
        plan_without_studies(&self.scenario, self.catalog, &Shapes::of(&self.scenario)).unwrap()
    }
}

/// The next of a sequence of numbers between 0 and 1, each as likely as the others (a linear congruence of 64 bits).
fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

fn one_of<T: Copy>(list: &[T], seed: &mut u64) -> T {
    list[(random(seed) * list.len() as f64) as usize]
}

/// An axis of a scenario: up to a decade to each side of what is in force, each third time from the least value on.
fn random_axis(scenario: &Scenario, seed: &mut u64) -> Option<(Axis, Range)> {
    let numbers: Vec<Key> =
        candidates(scenario).filter(|key| matches!(key.field().kind, Kind::Number(_))).collect();
    let loads: Vec<Key> = numbers.iter().copied().filter(|key| key.field().is_load()).collect();
    let key =
        if random(seed) < 0.5 && !loads.is_empty() { one_of(&loads, seed) } else { one_of(&numbers, seed) };
    let Kind::Number(range) = key.field().kind else { return None };
    let now = scenario.value(key).unwrap_or(range.min.max(1.0));
    let far = (10.0 * now).min(range.max);
    let from = if random(seed) < 0.3 { range.min } else { (now / 10.0).max(range.min) };
    (far - from >= if range.whole { 2.0 } else { f64::MIN_POSITIVE })
        .then_some((Axis { key, from, to: far }, range))
}

fn point(axis: Axis, range: &Range, seed: &mut u64) -> f64 {
    let share = random(seed);
    let at =
        if axis.from > 0.0 { axis.from * (axis.to / axis.from).powf(share) } else { axis.to * share.powi(3) };
    if range.whole { at.round().clamp(axis.from.ceil(), axis.to.floor()) } else { at }
}

fn says(stretches: &[Stretch], at: f64) -> bool {
    stretches.iter().any(|stretch| stretch.from <= at && at <= stretch.to)
}

#[test]
fn solving_then_planning_gives_back_the_target() {
    let catalog = Catalog::embedded().unwrap();
    let mut seed = 7;
    let (mut ends, mut reached, mut never) = (0, 0, 0);
    for number in 0..150 {
        let scenario = varied(number);
        let Some((axis, range)) = random_axis(&scenario, &mut seed) else { continue };
        let mut plans = Plans { scenario: scenario.clone(), catalog: &catalog, key: axis.key };
        let there = plans.at(point(axis, &range, &mut seed));
        let Some(option) = there.winner() else { continue };
        // A cost that is met somewhere, a smaller or a larger one.
        let value = option.usd_per_month * one_of(&[1.0, 0.8, 1.3], &mut seed);
        let target = target(one_of(&[Relation::AtMost, Relation::AtLeast], &mut seed), value);
        let meets =
            |option: &DeploymentOption<f64>| option.is_feasible() && target.is_met(option.usd_per_month);
        let answers = cost(&scenario, &catalog, axis, target).unwrap();
        let of_plan = |plan: &Plan<f64>, answer: &OptionAnswer| plan.option(answer.option).unwrap().clone();
        for _ in 0..25 {
            let at = point(axis, &range, &mut seed);
            let plan = plans.at(at);
            for answer in &answers {
                let option = of_plan(&plan, answer);
                let context = || format!("{number}: {} at {at}, {target:?}, {answer:?}", axis.key.field().id);
                assert_eq!(
                    meets(&option),
                    says(&answer.stretches, at),
                    "${}: {}",
                    option.usd_per_month,
                    context()
                );
            }
        }
        for answer in &answers {
            never += usize::from(answer.stretches.is_empty());
            let bounds = answer
                .stretches
                .iter()
                .flat_map(|stretch| [(stretch.from, &stretch.begin, -1.0), (stretch.to, &stretch.end, 1.0)]);
            for (at, bound, way) in bounds {
                let option = of_plan(&plans.at(at), answer);
                let context = || format!("{number}: {} at {at}, {target:?}, {answer:?}", axis.key.field().id);
                assert!(meets(&option), "${}: {}", option.usd_per_month, context());
                ends += 1;
                if *bound == Bound::Range {
                    assert!(
                        at == axis.from
                            || at == axis.to
                            || (range.whole && [axis.from.ceil(), axis.to.floor()].contains(&at)),
                        "{}",
                        context()
                    );
                    continue;
                }
                if *bound == Bound::Reached && !range.whole {
                    near(option.usd_per_month, value);
                    reached += 1;
                }
                let past = if range.whole {
                    way
                } else {
                    way * (1e-8 * at.abs()).max(1e-12 * (axis.to - axis.from))
                };
                let beyond = of_plan(&plans.at(at + past), answer);
                assert!(!meets(&beyond), "${} past it: {}", beyond.usd_per_month, context());
            }
        }
    }
    assert!(ends > 400 && reached > 40 && never > 20, "{ends} ends, {reached} reached, {never} never");
}

#[test]
fn who_is_said_to_be_the_cheapest_is() {
    let catalog = Catalog::embedded().unwrap();
    let mut seed = 11;
    let mut compared = 0;
    for number in 0..40 {
        let scenario = varied(number);
        let Some((axis, range)) = random_axis(&scenario, &mut seed) else { continue };
        let mut plans = Plans { scenario: scenario.clone(), catalog: &catalog, key: axis.key };
        let answers = cheapest(&scenario, &catalog, axis).unwrap();
        for _ in 0..25 {
            let at = point(axis, &range, &mut seed);
            let plan = plans.at(at);
            let said: Vec<&str> = answers
                .iter()
                .filter(|answer| says(&answer.stretches, at))
                .map(|answer| answer.option)
                .collect();
            let winner = plan.winner();
            assert_eq!(
                winner.is_some(),
                !said.is_empty(),
                "{number}: {} at {at}: {said:?}",
                axis.key.field().id
            );
            for option in said {
                let (usd, least) = (plan.option(option).unwrap(), winner.unwrap().usd_per_month);
                assert!(usd.is_feasible());
                near(usd.usd_per_month, least);
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

#[test]
fn solving_for_figures_then_planning_gives_back_the_target() {
    let catalog = Catalog::embedded().unwrap();
    let mut seed = 13;
    let mut ends = 0;
    for number in 0..30 {
        let scenario = varied(number);
        let Some((axis, range)) = random_axis(&scenario, &mut seed) else { continue };
        // Line items come and go; what is asked for are signals, layers, fleets and totals.
        let listed: Vec<explain::Listed> = figures(&scenario, &catalog)
            .unwrap()
            .into_iter()
            .filter(|one| {
                one.value > 0.0 && !one.figure.contains("/items/") && !one.figure.starts_with("studies")
            })
            .collect();
        let Some(asked) = listed.get((random(&mut seed) * listed.len() as f64) as usize) else { continue };
        let name: explain::Figure = asked.figure.parse().unwrap();
        let target = at_most(asked.value * one_of(&[1.0, 1.2], &mut seed));
        let answer = figure(&scenario, &catalog, axis, target, &name).unwrap();
        let mut there = scenario.clone();
        let mut value = |at: f64| {
            there.set_unchecked(axis.key, Some(at));
            let listed = figures(&there, &catalog).unwrap();
            let plan = plan_without_studies(&there, &catalog, &Shapes::of(&there)).unwrap();
            let works =
                name.option().is_none_or(|id| plan.option(id).is_some_and(DeploymentOption::is_feasible));
            listed.into_iter().find(|one| one.figure == asked.figure).filter(|_| works).map(|one| one.value)
        };
        for _ in 0..10 {
            let at = point(axis, &range, &mut seed);
            let meets = value(at).is_some_and(|value| target.is_met(value));
            let context =
                || format!("{number}: {} at {at} of {}, {target:?}", asked.figure, axis.key.field().id);
            assert_eq!(meets, says(&answer.stretches, at), "{}: {answer:?}", context());
        }
        for stretch in &answer.stretches {
            for at in [stretch.from, stretch.to] {
                assert!(value(at).is_some_and(|value| target.is_met(value)), "{number}: {at} {answer:?}");
                ends += 1;
            }
        }
    }
    assert!(ends > 25, "{ends}");
}

//! What growth brings, month by month: every month is a plan of its own, every sum is a sum, every signal trips when
//! arithmetic says so.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end in a panic")]

use loadline_core::catalog::Catalog;
use loadline_core::decide::growth::{Forecast, SignalPath, TierPath, When, forecast, scenario_in};
use loadline_core::fingerprint::varied;
use loadline_core::plan;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{FIELDS, Key, Kind, Scenario, link};
use std::time::Instant;

fn opened(text: &str) -> Scenario {
    let decoded = link::decode(text);
    assert!(decoded.notices.is_empty(), "{text}: {:?}", decoded.notices);
    decoded.scenario
}

fn of(scenario: &Scenario) -> Forecast {
    forecast(scenario, &Catalog::embedded().unwrap()).unwrap()
}

fn signal(forecast: &Forecast, id: &str) -> SignalPath {
    *forecast.signals.iter().find(|signal| signal.id == id).unwrap()
}

fn month_of(when: When) -> f64 {
    let When::In(month) = when else { panic!("{when:?} is no month") };
    month
}

fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within, "{found} is not {expected}");
}

#[test]
fn signals_trip_when_arithmetic_says() {
    // 500 subjects past 3 000: ln 6 / ln 1.1.
    let grown = of(&opened("1;subjects=500;growth_percent_per_month=10"));
    near(month_of(signal(&grown, "subjects_2").changes), 18.799_245_505, 1e-6);
    // Database: 10 a second × 0.07 vCPU seconds = 0.7 vCPU, no inserts. 0.7 of 2 = 35 %, past 60 % at 8 % a month after
    // ln(60/35) / ln 1.08; twice that at the peak is 1.4 of 4 = 35 %, past 70 % after ln 2 / ln 1.08.
    let grown = of(&opened(
        "1;episodes_per_day=0;requests_per_second=10;database_cpu_seconds_per_request=0.07;peak_to_mean=2;\
         growth_percent_per_month=8",
    ));
    near(month_of(signal(&grown, "database_cpu_2").changes), 7.003_498_040, 1e-6);
    near(month_of(signal(&grown, "database_cpu_3").changes), 9.006_468_342, 1e-6);
    // 200 episodes a day × 1 memory × 365 days = 73 000 vectors of a page each, past 75 % of 4 GiB, 393 216 pages, with
    // the meta page one vector sooner: ln(393 215 / 73 000) / ln 1.1 = 17.666…; a vector is 2.7e-5 months.
    let grown = of(&opened(
        "1;episodes_per_day=200;memories_per_episode=1;memories_per_subject=0;growth_percent_per_month=10",
    ));
    near(month_of(signal(&grown, "index_2").changes), (393_216.0_f64 / 73_000.0).ln() / 1.1_f64.ln(), 1e-4);
}

#[test]
fn a_signal_that_nothing_moves_says_never_and_a_far_one_after_the_horizon() {
    let growing = of(&opened("1;subjects=500;growth_percent_per_month=10;horizon_months=18"));
    assert_eq!(signal(&growing, "subjects_2").changes, When::AfterHorizon); // 18.8
    assert_eq!(signal(&growing, "tenants_3").changes, When::Never); // tenants are no load
    let subjects = signal(&growing, "subjects_1");
    assert!(subjects.tripped && subjects.changes == When::Never);
    let longer = of(&opened("1;subjects=500;growth_percent_per_month=10;horizon_months=19"));
    near(month_of(signal(&longer, "subjects_2").changes), 18.799_245_505, 1e-6);
    // Nothing does not grow.
    let none = of(&opened("1;subjects=0;growth_percent_per_month=100;horizon_months=120"));
    assert_eq!(signal(&none, "subjects_1").changes, When::Never);
}

#[test]
fn shrinking_loads_clear_signals() {
    // 6 000 subjects below 3 000 at −10 %: ln(1/2) / ln 0.9 = 6.578813; whole subjects: 3 000 left is enough.
    let shrinking = of(&opened("1;subjects=6000;growth_percent_per_month=-10"));
    let subjects = signal(&shrinking, "subjects_2");
    assert!(subjects.tripped);
    near(month_of(subjects.changes), 0.5_f64.ln() / 0.9_f64.ln(), 1e-6);
    assert!(shrinking.months.windows(2).all(|pair| pair[1].tier <= pair[0].tier));
    assert!(signal(&of(&opened("1;growth_percent_per_month=-10")), "subjects_2").changes == When::Never);
}

/// The month a tier is reached is that of the second signal of the tier below, if not of an earlier tier.
#[test]
fn a_tier_is_reached_with_the_second_signal() {
    let mut reached = 0;
    for growth in ["2", "5", "10", "30"] {
        for preset in PRESETS {
            let mut scenario = preset.scenario();
            scenario.set(Key::GrowthPercentPerMonth, growth).unwrap();
            let grown = of(&scenario);
            let mut at_least = 0.0;
            for TierPath { tier, reached: already, changes } in &grown.tiers {
                let mut times: Vec<f64> = grown
                    .signals
                    .iter()
                    .filter(|signal| signal.tier == tier - 1)
                    .map(|signal| match signal.changes {
                        _ if signal.tripped => 0.0,
                        When::In(month) => month,
                        _ => f64::INFINITY,
                    })
                    .collect();
                times.sort_by(f64::total_cmp);
                at_least = times[1].max(at_least);
                match changes {
                    When::In(month) => {
                        near(*month, at_least, 1e-6);
                        reached += 1;
                    }
                    _ if *already => assert_eq!(at_least, 0.0, "{}", preset.id),
                    _ => assert_eq!(at_least, f64::INFINITY, "{}", preset.id),
                }
            }
        }
    }
    assert!(reached >= 10, "{reached} tiers reached");
}

#[test]
fn every_month_is_a_plan_of_its_own() {
    let catalog = Catalog::embedded().unwrap();
    let base = opened("1;subjects=500;files_per_day=200;growth_percent_per_month=10");
    let grown = of(&base);
    for (month, factor) in [(0, 1.0), (1, 1.1), (3, 1.331), (24, 1.1_f64.powi(24))] {
        // By hand, all else as stated; 500 × 1.1 is 550, 500 × 1.331 = 665.5 is 666 subjects.
        let mut there = base.clone();
        for (key, now) in [
            (Key::Subjects, 500.0),
            (Key::EpisodesPerDay, 5_000.0),
            (Key::FilesPerDay, 200.0),
            (Key::RequestsPerSecond, 2.0),
        ] {
            let value: f64 = now * factor;
            let value = if key == Key::Subjects { (value - 1e-6).ceil() } else { value };
            there.set_unchecked(key, Some(value));
        }
        let plan = plan(&there, &catalog).unwrap();
        assert_eq!(plan.options.len(), grown.options.len());
        for option in &grown.options {
            let planned = plan.option(option.id).unwrap();
            match option.usd_per_month[month] {
                Some(usd) => {
                    assert!(planned.is_feasible());
                    near(usd, planned.usd_per_month, 1e-9 * usd);
                }
                None => assert!(!planned.is_feasible(), "{} in month {month}", option.id),
            }
        }
        let winner = grown.months[month].winner.map(|place| grown.options[place].id);
        assert_eq!(winner, plan.winner().map(|winner| winner.id));
    }
    // Not scaled: steps and fixed parts keep a bill from growing like the load.
    let winner = grown.options[grown.months[0].winner.unwrap()].usd_per_month.clone();
    let ratio = winner[1].unwrap() / winner[0].unwrap();
    assert!((ratio - 1.1).abs() > 1e-3, "{ratio}");
}

/// Of many scenarios: what each month says is what planning its scenario says, to the last bit.
#[test]
fn months_agree_with_plans_and_sums_with_months() {
    let catalog = Catalog::embedded().unwrap();
    for index in 0..60 {
        let mut scenario = varied(index);
        scenario.set_unchecked(Key::HorizonMonths, Some(6.0));
        if index % 2 == 0 {
            scenario.set_unchecked(
                Key::GrowthPercentPerMonth,
                Some([-50.0, -3.0, 7.0, 100.0][index as usize / 2 % 4]),
            );
        }
        let grown = of(&scenario);
        assert_eq!(grown.months.len(), 7);
        for (place, month) in grown.months.iter().enumerate() {
            let there = scenario_in(&scenario, place as f64);
            for field in &FIELDS {
                let (Kind::Number(range), Some(value)) = (&field.kind, there.stated(field.key)) else {
                    continue;
                };
                assert!((range.min..=range.max).contains(&value), "{} {value}", field.id);
                assert!(!range.whole || value % 1.0 == 0.0, "{} {value}", field.id);
            }
            let plan = plan(&there, &catalog).unwrap();
            assert_eq!(month.tier, plan.tier.as_ref().map(|tier| tier.number));
            assert_eq!(
                month.winner.map(|place| grown.options[place].id),
                plan.winner().map(|winner| winner.id)
            );
            for option in &grown.options {
                let planned = plan.option(option.id).filter(|option| option.is_feasible());
                assert_eq!(option.usd_per_month[place], planned.map(|planned| planned.usd_per_month));
            }
        }
        for option in &grown.options {
            let mut sum = Some(0.0);
            for (bill, paid) in option.usd_per_month.iter().zip(&option.paid_usd) {
                assert_eq!(sum, *paid);
                sum = sum.zip(*bill).map(|(sum, bill)| sum + bill);
            }
            let refused = |month: u32| {
                option
                    .refusals
                    .iter()
                    .any(|run| run.from <= month && run.until.is_none_or(|until| month < until))
            };
            for month in &grown.months {
                assert_eq!(refused(month.number), option.usd_per_month[month.number as usize].is_none());
            }
            assert!(option.refusals.iter().all(|run| !run.rejections.is_empty()));
        }
        // Nobody wins who is dearer than another, and of those that cost the same the first does.
        for month in &grown.months {
            let usd: Vec<f64> =
                grown.options.iter().filter_map(|option| option.usd_in(month.number)).collect();
            let least = usd.iter().copied().reduce(f64::min);
            let winner = grown.option(month.winner).and_then(|option| option.usd_in(month.number));
            assert_eq!(winner.is_some(), least.is_some());
            assert!(winner.zip(least).is_none_or(|(winner, least)| winner <= least * (1.0 + 1e-9) + 1e-11));
        }
        // Changing freely is never dearer than keeping; the best kept is the least of those kept.
        let kept = grown.options.iter().filter_map(|option| option.paid_by(grown.end)).reduce(f64::min);
        let kept = kept.filter(|_| grown.end > 0);
        assert_eq!(grown.option(grown.best_kept).and_then(|option| option.paid_by(grown.end)), kept);
        let free = grown.month(grown.end).unwrap().paid_usd.unwrap();
        assert!(kept.is_none_or(|kept| free <= kept * (1.0 + 1e-12)));
        assert!(grown.months.iter().all(|month| (month.number <= grown.end) == month.paid_usd.is_some()));
        // A switch wherever the winner differs from the month before, and nowhere else.
        for pair in grown.months.windows(2) {
            let switch = grown.switches.iter().find(|switch| switch.month == pair[1].number);
            match switch {
                Some(switch) => {
                    assert_eq!((switch.from, switch.to), (pair[0].winner, pair[1].winner));
                    assert_ne!(switch.from, switch.to);
                    assert!(switch.margin_usd.is_none_or(|margin| margin >= 0.0));
                }
                None => assert_eq!(pair[0].winner, pair[1].winner),
            }
        }
    }
}

#[test]
fn without_growth_every_month_is_today() {
    let catalog = Catalog::embedded().unwrap();
    for preset in PRESETS {
        let scenario = preset.scenario();
        assert_eq!(scenario.value(Key::GrowthPercentPerMonth), Some(0.0));
        let still = of(&scenario);
        let today = plan(&scenario, &catalog).unwrap();
        assert_eq!(still.months.len(), 25);
        assert!(still.switches.is_empty() && still.limits.is_empty());
        assert!(still.signals.iter().all(|signal| signal.changes == When::Never));
        assert!(
            still
                .months
                .iter()
                .all(|month| month.winner == still.months[0].winner && month.load_factor == 1.0)
        );
        let Some(winner) = today.winner() else { continue };
        near(still.months[24].paid_usd.unwrap(), 24.0 * winner.usd_per_month, 1e-9 * winner.usd_per_month);
        assert_eq!(still.months[0].paid_usd, Some(0.0));
        assert_eq!(still.best_kept, still.months[0].winner);
    }
}

#[test]
fn only_loads_of_planned_systems_grow() {
    let base = opened("1;growth_percent_per_month=100;file_pipeline=off;agent_platform=on;agents=3");
    let there = scenario_in(&base, 2.0);
    for field in &FIELDS {
        let (before, after) = (base.value(field.key), there.value(field.key));
        let grows =
            [Key::Subjects, Key::EpisodesPerDay, Key::RequestsPerSecond, Key::Agents].contains(&field.key);
        assert_eq!(after, before.map(|now| if grows { now * 4.0 } else { now }), "{}", field.id);
    }
    assert_eq!(scenario_in(&base, 0.5).value(Key::Agents), Some(5.0)); // 3 × √2 = 4.24
}

/// A load at the limit of its input stays there, and that is said.
#[test]
fn a_limit_is_named() {
    // 60 million subjects double past the 100 million allowed: log2(100/60) = 0.736966 months.
    let grown = of(&opened("1;subjects=60000000;growth_percent_per_month=100;horizon_months=2"));
    let subjects: Vec<_> = grown.limits.iter().collect();
    assert_eq!(subjects.len(), 1);
    assert_eq!((subjects[0].key, subjects[0].limit), (Key::Subjects, 1e8));
    near(subjects[0].month, 0.736_965_594, 1e-9);
    let there = scenario_in(&opened("1;subjects=60000000;growth_percent_per_month=100"), 1.0);
    assert_eq!(there.value(Key::Subjects), Some(1e8));
    // Four workers halve to two and one, and there is no less than one: ln 4 / ln 2 = 2 months.
    let fewer = opened("1;background_worker=on;background_workers=4;growth_percent_per_month=-50");
    let grown = of(&fewer);
    assert_eq!(grown.limits.len(), 1);
    assert_eq!((grown.limits[0].key, grown.limits[0].limit), (Key::BackgroundWorkers, 1.0));
    near(grown.limits[0].month, 2.0, 1e-9);
    assert_eq!(scenario_in(&fewer, 3.0).value(Key::BackgroundWorkers), Some(1.0));
}

/// Too much today, but ever less: nothing is paid for, and the month is told from which it runs.
#[test]
fn what_shrinks_may_come_to_run() {
    let scenario = opened("1;episodes_per_day=20000;growth_percent_per_month=-10");
    let grown = of(&scenario);
    assert_eq!((grown.end, grown.best_kept, grown.months[0].winner), (0, None, None));
    assert_eq!(grown.stopped_by()[0].limit, "database.memory");
    let switch = grown.switches[0];
    assert!(switch.from.is_none() && switch.to.is_some());
    for option in &grown.options {
        let refusal = &option.refusals[0];
        assert!(refusal.from == 0 && refusal.until.is_some_and(|until| until >= switch.month));
    }
    let catalog = Catalog::embedded().unwrap();
    let runs =
        |month: u32| plan(&scenario_in(&scenario, f64::from(month)), &catalog).unwrap().winner().is_some();
    assert!(runs(switch.month) && !runs(switch.month - 1));
}

#[test]
fn the_horizon_decides_how_far() {
    let at = |months: &str| of(&opened(&format!("1;growth_percent_per_month=10;horizon_months={months}")));
    let (short, long) = (at("1"), at("120"));
    assert_eq!((short.months.len(), long.months.len()), (2, 121));
    assert_eq!(short.months[..], long.months[..2]);
}

#[test]
fn two_years_take_little_time() {
    let mut slowest = std::time::Duration::ZERO;
    for preset in PRESETS {
        let mut scenario = preset.scenario();
        scenario.set(Key::GrowthPercentPerMonth, "10").unwrap();
        let catalog = Catalog::embedded().unwrap();
        let start = Instant::now();
        let grown = forecast(&scenario, &catalog).unwrap();
        slowest = slowest.max(start.elapsed());
        assert_eq!(grown.months.len(), 25);
    }
    println!("slowest preset: {slowest:?}");
    if !cfg!(debug_assertions) {
        assert!(slowest.as_millis() < 50, "{slowest:?}");
    }
}

//! Every figure of every preset explains itself, down to leaves with a source, and its tree gives the figure back.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::{Catalog, Confidence};
use loadline_core::decide::explain::{
    Basis, Date, Entry, Error, Explanation, Figure, Showing, Standing, all_figures, explain, explain_all,
    figures, symbol,
};
use loadline_core::decide::growth::{When, forecast};
use loadline_core::fingerprint;
use loadline_core::number::Number;
use loadline_core::plan;
use loadline_core::scenario::presets::PRESETS;
use loadline_core::scenario::{Key, Provenance, Scenario};
use loadline_core::unit::USD_PER_MONTH;
use std::collections::BTreeSet;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn asked(scenario: &Scenario, figure: &str) -> Explanation {
    let catalog = Catalog::embedded().unwrap();
    explain(scenario, &catalog, &figure.parse().unwrap(), day("2026-11-21")).unwrap()
}

/// Scenarios with everything in them: the presets, then such as state much.
fn scenarios() -> impl Iterator<Item = (String, Scenario)> {
    let presets = PRESETS.iter().map(|preset| (preset.id.to_owned(), preset.scenario()));
    presets.chain((100..106).map(|index| (format!("varied {index}"), fingerprint::varied(index))))
}

#[test]
fn every_figure_has_a_name_of_its_own_that_reads_back() {
    let catalog = Catalog::embedded().unwrap();
    for (id, scenario) in scenarios() {
        let plan = plan(&scenario, &catalog).unwrap();
        let listed = all_figures(&scenario, &catalog).unwrap();
        // The fingerprint's walk leaves out the database plans, of three figures each.
        let mut walked = 0;
        fingerprint::figures(&plan, &mut |_| walked += 1);
        let held = figures(&scenario, &catalog).unwrap();
        assert_eq!(held.len(), walked + 3 * plan.database_fits.len(), "{id}");
        assert_eq!(held, listed[..held.len()], "{id}");
        let names: BTreeSet<&str> = listed.iter().map(|one| one.figure.as_str()).collect();
        assert_eq!(names.len(), listed.len(), "{id}: two figures of one name");
        for one in &listed {
            assert_eq!(one.figure.parse::<Figure>().unwrap().to_string(), one.figure);
            assert!(
                !one.title.is_empty() && !one.figure.contains([' ', '"', '\'', '&', '<']),
                "{}",
                one.figure
            );
        }
    }
}

#[test]
fn every_tree_gives_its_figure_back_and_every_leaf_has_a_source() {
    let catalog = Catalog::embedded().unwrap();
    let (mut trees, mut prices, mut largest) = (0, 0, 0);
    for (id, scenario) in scenarios() {
        let listed = all_figures(&scenario, &catalog).unwrap();
        let all = explain_all(&scenario, &catalog, day("2026-11-21")).unwrap();
        assert_eq!(listed.len(), all.len());
        for (one, tree) in listed.iter().zip(&all) {
            let fault = |what: &str| panic!("{id}: {}: {what}", one.figure);
            assert_eq!((&one.figure, &one.title), (&tree.figure, &tree.title));
            let top = &tree.entries[0];
            assert_eq!(top.value.to_bits(), one.value.to_bits(), "{id}: {}", one.figure);
            assert_eq!(tree.recomputed().to_bits(), one.value.to_bits(), "{id}: {}", one.figure);
            assert_eq!(symbol(top.unit), symbol(one.unit), "{id}: {}", one.figure);
            let mut shown = 0;
            tree.each(&mut |_, _, showing| shown += usize::from(showing == Showing::First));
            assert_eq!(shown, tree.entries.len(), "{id}: {}: unreachable entries", one.figure);
            for (place, entry) in tree.entries.iter().enumerate() {
                if entry.label.is_empty() {
                    fault("an entry without a name");
                }
                if entry.parts.iter().any(|part| *part <= place || *part >= tree.entries.len()) {
                    fault("a part that does not stand behind");
                }
                leaf(entry).unwrap_or_else(|what| fault(&format!("{}: {what}", entry.label)));
                prices += usize::from(matches!(entry.origin, Basis::Price { .. }));
            }
            trees += 1;
            largest = largest.max(tree.entries.len());
        }
    }
    assert!(trees > 10_000 && prices > 5_000, "{trees} trees with {prices} prices prove little");
    assert!(largest < 400, "a tree of {largest} entries is not read by anybody");
}

/// A leaf that says where it is from.
fn leaf(entry: &Entry) -> Result<(), &'static str> {
    match &entry.origin {
        Basis::Price { id, per, region, source, as_of, .. } => {
            let dated = as_of.len() >= 4 && as_of.starts_with("20");
            let complete = ![id, per, region, source].iter().any(|text| text.is_empty());
            if dated && complete { Ok(()) } else { Err("a price without source or date") }
        }
        Basis::Limit { source, as_of, .. } => {
            if source.is_empty() || as_of.is_empty() {
                Err("a limit without source or date")
            } else {
                Ok(())
            }
        }
        Basis::Formula(..) | Basis::Function(..) if entry.parts.is_empty() => Err("a formula of nothing"),
        _ => Ok(()),
    }
}

/// By hand: two API replicas are two Fargate tasks of 1 vCPU, kept for 730 h at $0.04048 per vCPU-hour:
/// 2 × 730 = 1,460 task hours, × 1 vCPU × $0.04048 = $59.1008.
#[test]
fn a_line_of_a_bill_is_explained_down_to_its_price() {
    let line = asked(&Scenario::default(), "options/functions/items/api-tasks-vcpu/usd");
    let top = &line.entries[0];
    assert_eq!(line.title, "API: Tasks, vCPU");
    assert!((top.value - 59.1008).abs() < 1e-9);
    assert_eq!(line.in_words(top), "vCPU hours × Fargate vCPU");
    assert_eq!(line.in_figures(top), "1,460\u{a0}vCPU-h/month × $0.04048/vCPU-h");
    assert_eq!(top.amount(), "$59.1008/month");

    let labelled = |label: &str| line.entries.iter().find(|entry| entry.label == label).unwrap();
    let price = labelled("Fargate vCPU");
    let Basis::Price { id, as_of, confidence, .. } = &price.origin else { panic!("{price:?}") };
    assert_eq!(
        (id.as_str(), as_of.as_str(), *confidence),
        ("aws.fargate.vcpu", "2026-10-09", Confidence::High)
    );
    let hours = labelled("Hours in a month");
    assert_eq!((hours.value, hours.kind()), (730.0, "input"));
    assert_eq!(hours.source(), "input month_hours, default: 8 760 hours a year over 12");
    assert!(line.rests_on.is_none());
}

/// By hand: the bill is the sum of its lines, and the first level of the tree is those lines.
#[test]
fn the_first_level_of_a_total_is_its_lines() {
    let scenario = Scenario::default();
    let plan = plan(&scenario, &Catalog::embedded().unwrap()).unwrap();
    for option in &plan.options {
        let total = asked(&scenario, &format!("options/{}/usd", option.id));
        let parts: Vec<f64> = total.entries[0].parts.iter().map(|part| total.entries[*part].value).collect();
        let lines: Vec<f64> = option.line_items.iter().map(|item| item.usd_per_month).collect();
        assert_eq!(parts, lines, "{}", option.id);
    }
}

#[test]
fn a_stated_input_is_told_from_a_default() {
    let mut scenario = Scenario::default();
    let standing = |scenario: &Scenario| {
        let tree = asked(scenario, "signals/storage_1/value");
        tree.entries
            .iter()
            .find_map(|entry| match entry.origin {
                Basis::Input(Key::EpisodesPerDay, standing) => Some((standing, entry.value)),
                _ => None,
            })
            .unwrap()
    };
    assert_eq!(standing(&scenario), (Standing::Default, 5_000.0));
    scenario.set_unchecked(Key::EpisodesPerDay, Some(700.0));
    assert_eq!(standing(&scenario), (Standing::Stated, 700.0));
}

/// The shares, from the trees of the single lines instead of the walk that computes them.
#[test]
fn shares_of_a_total_are_those_of_its_lines() {
    let catalog = Catalog::embedded().unwrap();
    // At this date many prices are old, and the credits of free allotments count by their size.
    let today = day("2027-08-06");
    let mut met = [false; 3];
    for (id, scenario) in scenarios() {
        let all = explain_all(&scenario, &catalog, today).unwrap();
        for total in all.iter().filter(|one| {
            one.figure.starts_with("options/")
                && one.figure.matches('/').count() == 2
                && one.rests_on.is_some()
        }) {
            let rests_on = total.rests_on.as_ref().unwrap();
            let items = format!("{}items/", total.figure.strip_suffix("usd").unwrap());
            let lines: Vec<&Explanation> = all
                .iter()
                .filter(|one| one.figure.starts_with(&items) && one.figure.ends_with("/usd"))
                .collect();
            let usd = |of: &dyn Fn(&Entry) -> bool| -> f64 {
                let rests = |line: &&&Explanation| line.entries.iter().any(of);
                lines.iter().filter(rests).map(|line| line.entries[0].value.abs()).sum()
            };
            let assumed = |entry: &Entry| match entry.origin {
                Basis::Input(key, Standing::Default) => key.field().provenance == Provenance::Assumption,
                _ => false,
            };
            let unverified =
                |entry: &Entry| matches!(&entry.origin, Basis::Price { confidence: Confidence::Low, .. });
            let old = |entry: &Entry| matches!(&entry.origin, Basis::Price { as_of, .. } if today.is_more_than_a_year_after(as_of));
            let whole = usd(&|_| true);
            if whole == 0.0 {
                continue;
            }
            let expected = [usd(&assumed), usd(&unverified), usd(&old)].map(|part| part / whole);
            let found = [rests_on.assumptions, rests_on.unverified, rests_on.old];
            for place in 0..3 {
                let what = format!("{id}: {}: {expected:?}, {found:?}", total.figure);
                assert!((expected[place] - found[place]).abs() < 1e-12, "{what}");
                assert!((0.0..=1.0).contains(&found[place]), "{what}");
                met[place] |= found[place] > 0.0;
                assert!(found[place] <= rests_on.any + 1e-12, "{what}");
            }
            let any = usd(&|entry| assumed(entry) || unverified(entry) || old(entry)) / whole;
            assert!((any - rests_on.any).abs() < 1e-12);
            assert!((rests_on.any + rests_on.none - 1.0).abs() < 1e-12);
            assert!(rests_on.any <= found.iter().sum::<f64>() + 1e-12);
            assert!(rests_on.causes.iter().all(|cause| cause.share <= rests_on.any + 1e-12));
            assert_eq!(rests_on.causes.is_empty(), rests_on.any == 0.0);
        }
    }
    assert_eq!(met, [true; 3], "no total that rests on one of the three");
}

#[test]
fn members_of_lists_go_by_name_or_place() {
    let scenario = Scenario::default();
    let by_name = asked(&scenario, "options/functions/items/postgres-postgres-compute/usd");
    let by_place = asked(&scenario, "/options/functions/items/0/usd");
    let loosely = asked(&scenario, "options/functions/items/Postgres: Postgres, compute/usd");
    assert_eq!(by_name.figure, by_place.figure);
    assert_eq!(by_name.figure, loosely.figure);
    assert_eq!(by_name.entries.len(), by_place.entries.len());
    assert_eq!(symbol(by_name.entries[0].unit), symbol(USD_PER_MONTH));
}

#[test]
fn what_is_no_figure_is_refused_with_what_it_may_mean() {
    let catalog = Catalog::embedded().unwrap();
    let refused = |text: &str| {
        text.parse::<Figure>()
            .and_then(|figure| explain(&Scenario::default(), &catalog, &figure, day("2026-11-21")))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused("options/function/usd"),
        "this plan has no figure `options/function/usd`; did you mean `options/functions/usd`?"
    );
    assert!(refused("options/functions/items/99/usd").contains("no figure"));
    for text in ["", "/", "a//b", "…", &"x".repeat(10_000)] {
        assert!(matches!(text.parse::<Figure>(), Err(Error::Unreadable(_))), "{text:.20}");
        assert!(refused(text).len() < 900);
    }
    for text in ["", "2026-02-30", "2026-2-3", "2026-13-01", "20260101", "2026-01-01-01", "+026-01-01"] {
        assert!(matches!(text.parse::<Date>(), Err(Error::Date(_))), "{text}");
    }
}

#[test]
fn a_price_is_old_a_year_after_the_first_day_it_may_mean() {
    let today = day("2026-11-21");
    for (as_of, is_old) in [
        ("2025-11-21", false), // a year to the day
        ("2025-11-20", true),
        ("2025-12", false),
        ("2025-11", true), // may be the first
        ("2026", false),
        ("2025", true),
        ("2024-07-01 golden; same in 2026 copies", true),
        ("undated", true),
    ] {
        assert_eq!(today.is_more_than_a_year_after(as_of), is_old, "{as_of}");
    }
    // 365 days a year, and 1972 the first leap year: 730 days to 1 January 1972, 59 more to 29 February.
    assert_eq!(Date::of_days_since_1970(0), day("1970-01-01"));
    assert_eq!(Date::of_days_since_1970(730 + 59), day("1972-02-29"));
    assert_eq!(Date::of_days_since_1970(730 + 60), day("1972-03-01"));
    // 56 years with 14 leap days (1972 … 2024): 56 × 365 + 14 = 20,454 days to 1 January 2026.
    assert_eq!(Date::of_days_since_1970(20_454), day("2026-01-01"));
}

/// What a page makes of figures is made of the same nodes: differences, shares, sums.
#[test]
fn what_is_made_of_figures_is_explained_by_them() {
    let catalog = Catalog::embedded().unwrap();
    let scenario = Scenario::default();
    let plan = plan(&scenario, &catalog).unwrap();
    let (winner, next) = (plan.winner().unwrap(), &plan.options[1]);
    let ahead = next.usd_per_month - winner.usd_per_month;
    let of_next = |word: &str| asked(&scenario, &format!("options/{}/{word}", next.id));
    let over = of_next("over");
    assert_eq!(over.title, format!("{} over {}", next.name, winner.name));
    assert_eq!(over.entries[0].value.to_bits(), ahead.to_bits());
    // Its two bills are what it is made of.
    let bills = format!("{}: monthly bill − {}: monthly bill", next.name, winner.name);
    assert_eq!(over.in_words(&over.entries[0]), bills);
    assert_eq!(of_next("over_share").entries[0].value, ahead / winner.usd_per_month);
    assert_eq!(of_next("less_share").entries[0].value, ahead / next.usd_per_month);
    let none = format!("options/{}/over", winner.id).parse().unwrap();
    assert!(matches!(explain(&scenario, &catalog, &none, day("2026-11-21")), Err(Error::Unknown { .. })));

    // By hand: two replicas of 1 vCPU and 2 GiB on Fargate, 1 460 h × ($0.04048 + 2 × $0.004445) = $72.0802, the load
    // balancer and addresses besides.
    let api = asked(&scenario, "options/fargate_service/subtotals/api");
    let lines: Vec<f64> = plan
        .option("fargate_service")
        .unwrap()
        .line_items
        .iter()
        .filter(|item| item.component == "api")
        .map(|item| item.usd_per_month)
        .collect();
    assert!(lines.len() > 2 && (lines[0] + lines[1] - 72.0802).abs() < 1e-9, "{lines:?}");
    assert_eq!(api.entries[0].value, lines.iter().sum::<f64>());
    assert_eq!(api.entries[0].parts.len(), lines.len());
    assert!(api.rests_on.is_some());

    let measure = &plan.layers[0].measures[0];
    let used = asked(&scenario, &format!("layers/{}/measures/0/used", plan.layers[0].id));
    assert_eq!(used.entries[0].value, measure.needed / measure.provided.unwrap());
}

/// The mix's shares and what every option has come to its bill.
#[test]
fn the_best_mix_is_explained() {
    let scenario = Scenario::default();
    let listed = all_figures(&scenario, &Catalog::embedded().unwrap()).unwrap();
    let usd = |wanted: &dyn Fn(&str) -> bool| -> f64 {
        listed.iter().filter(|one| wanted(&one.figure)).map(|one| one.value).sum()
    };
    let total = usd(&|name| name == "mix/usd");
    assert!(total > 0.0);
    assert!((usd(&|name| name.starts_with("mix/shares/") || name == "mix/shared") - total).abs() < 1e-9);
    assert!((usd(&|name| name.starts_with("mix/subtotals/")) - total).abs() < 1e-9);
    let saved = asked(&scenario, "mix/single/saved");
    assert_eq!(saved.title, "Best mix: saved against Platform plans");
    assert_eq!(saved.entries[0].value, asked(&scenario, "options/paas_plan/usd").entries[0].value - total);
    assert!(asked(&scenario, "mix/usd").rests_on.is_some());
}

/// A figure at another load is that of the scenario with the load stated.
#[test]
fn figures_of_other_loads_name_them() {
    let mut scenario = Scenario::default();
    scenario.set_unchecked(Key::Subjects, Some(700.0));
    let name = "files_per_day=300;requests_per_second=2.5|options/functions/usd";
    let there = asked(&scenario, name);
    let mut stated = scenario.clone();
    stated.set_unchecked(Key::FilesPerDay, Some(300.0));
    stated.set_unchecked(Key::RequestsPerSecond, Some(2.5));
    let same = asked(&stated, "options/functions/usd");
    assert_eq!(there.figure, name);
    assert_eq!(
        there.title,
        "Functions: monthly bill (Files: 300 files per day; Traffic: 2.5 context requests per second)"
    );
    assert_eq!(there.entries[0].value.to_bits(), same.entries[0].value.to_bits());
    assert_eq!(there.recomputed().to_bits(), same.entries[0].value.to_bits());
    assert_eq!(there.rests_on, same.rests_on);
    let standing = |of: &Explanation, wanted: Key| {
        of.entries.iter().find_map(|entry| match entry.origin {
            Basis::Input(key, standing) if key == wanted => Some(standing),
            _ => None,
        })
    };
    assert_eq!(standing(&there, Key::FilesPerDay), Some(Standing::OfThisRow));
    assert_eq!(standing(&same, Key::FilesPerDay), Some(Standing::Stated));
    for name in ["files=3|options/functions/usd", "files_per_day=|tier", "files_per_day=-1|tier", "3|a/b"] {
        assert!(matches!(name.parse::<Figure>(), Err(Error::Unreadable(_))), "{name}");
    }
    let catalog = Catalog::embedded().unwrap();
    let wrong = "files_per_day=300|options/function/usd".parse().unwrap();
    let refused = explain(&scenario, &catalog, &wrong, day("2026-11-21")).unwrap_err().to_string();
    assert!(refused.contains("did you mean `files_per_day=300|options/functions/usd`?"), "{refused}");
}

/// A limit broken says what its value is made of.
#[test]
fn limits_broken_are_explained() {
    let mut scenario = Scenario::default();
    scenario.set_unchecked(Key::AnalyzeMinutes, Some(18.0));
    let value = asked(&scenario, "options/functions/limits/analyze-longest-run-of-a-function/value");
    assert_eq!(value.title, "Analyze: longest run of a function");
    let analyze = value.entries.iter().find(|entry| entry.label == "Analyze").unwrap();
    assert_eq!((analyze.value, analyze.kind()), (18.0, "input"));
    assert!((value.entries[0].value - 18.0 * 60.0).abs() < 1e-9, "{:?}", value.entries[0]);
    let allowed = asked(&scenario, "options/functions/limits/analyze-longest-run-of-a-function/allowed");
    let Basis::Limit { id, .. } = &allowed.entries[0].origin else { panic!("{:?}", allowed.entries[0]) };
    assert_eq!((id.as_str(), allowed.entries[0].value), ("aws.lambda.timeout_seconds", 900.0));
    // Every limit broken that has figures has a name for them.
    let catalog = Catalog::embedded().unwrap();
    let mut met = 0;
    for (id, scenario) in scenarios() {
        let plan = plan(&scenario, &catalog).unwrap();
        let listed = all_figures(&scenario, &catalog).unwrap();
        for option in &plan.options {
            let start = format!("options/{}/limits/", option.id);
            let named = listed.iter().filter(|one| one.figure.starts_with(&start)).count();
            assert_eq!(
                named,
                2 * option.rejections.iter().filter(|one| !one.is_plain()).count(),
                "{id}: {start}"
            );
            met += named;
        }
    }
    assert!(met > 20, "{met}");
}

/// The tier follows from the signals that have tripped.
#[test]
fn the_tier_is_explained_by_its_signals() {
    let catalog = Catalog::embedded().unwrap();
    let (mut met, mut constants) = (BTreeSet::new(), BTreeSet::new());
    for (id, scenario) in scenarios() {
        let listed = all_figures(&scenario, &catalog).unwrap();
        let listed = listed.iter().find(|one| one.figure == "tier");
        let Some(verdict) = plan(&scenario, &catalog).unwrap().tier else {
            assert!(listed.is_none(), "{id}");
            continue;
        };
        assert_eq!(listed.map(|one| one.value), Some(f64::from(verdict.number)), "{id}");
        let tree = asked(&scenario, "tier");
        let labelled = |label: &str| tree.entries.iter().find(|entry| entry.label == label).unwrap();
        for tier in 1..=3 {
            let tripped = verdict.signals.iter().filter(|one| one.tier == tier && one.tripped).count();
            assert_eq!(labelled(&format!("Signals tripped in tier {tier}")).value, tripped as f64, "{id}");
        }
        for signal in &verdict.signals {
            // What nothing moves, like the index where no vector is kept, is a constant.
            let Some(entry) = tree.entries.iter().find(|entry| entry.label == signal.label) else {
                assert!(!signal.tripped, "{id}: {}", signal.label);
                constants.insert(signal.id);
                continue;
            };
            assert_eq!(entry.value, f64::from(u8::from(signal.tripped)), "{id}: {}", signal.label);
            let sides: Vec<f64> = entry.parts.iter().map(|part| tree.entries[*part].value).collect();
            assert!(sides.contains(&signal.value.value()), "{id}: {}: {sides:?}", signal.label);
        }
        met.insert(verdict.number);
    }
    assert!(met.len() >= 3, "only tiers {met:?}");
    assert!(constants.len() < 4, "{constants:?}");
}

/// Sums, margins and times of the months to come, by figures that have trees of their own.
#[test]
fn the_months_to_come_are_explained() {
    let catalog = Catalog::embedded().unwrap();
    let mut scenario = Scenario::default();
    for (key, value) in [
        (Key::GrowthPercentPerMonth, 10.0),
        (Key::HorizonMonths, 20.0),
        (Key::FilePipeline, 0.0),
        (Key::Subjects, 500.0),
        (Key::EpisodesPerDay, 10.0),
        (Key::RequestsPerSecond, 0.03),
    ] {
        scenario.set_unchecked(key, Some(value));
    }
    let there = forecast(&scenario, &catalog).unwrap();
    // By hand: 1.1² = 1.21; ln(3 000 / 500) / ln 1.1 = 18.7992.
    let load = asked(&scenario, "growth/months/2/load");
    assert!((load.entries[0].value - 1.21).abs() < 1e-12);
    assert!(matches!(load.entries[1].origin, Basis::Input(Key::GrowthPercentPerMonth, Standing::Stated)));
    let trips = asked(&scenario, "growth/signals/subjects_2/month");
    assert!((trips.entries[0].value - 18.7992).abs() < 1e-4);
    // Subjects are counted in whole: beyond 3 000 is 3 001.
    assert_eq!(trips.entries[1..].iter().map(|part| part.value).collect::<Vec<_>>(), [3_001.0, 3_000.0]);

    let of = |name: &str| asked(&scenario, name).entries[0].value;
    let winner_in = |month: u32| {
        let month = there.month(month).unwrap();
        there.option(month.winner).unwrap().usd_in(month.number).unwrap()
    };
    let paid = asked(&scenario, "growth/months/20/paid");
    assert_eq!(paid.entries.len(), 21);
    assert_eq!(symbol(paid.entries[0].unit), "$");
    assert_eq!(paid.recomputed().to_bits(), there.month(20).unwrap().paid_usd.unwrap().to_bits());
    assert!((paid.entries[0].value - (0..20).map(winner_in).sum::<f64>()).abs() < 1e-9);
    assert_eq!(of("growth/months/0/paid"), 0.0);
    let kept = there.option(there.best_kept).unwrap();
    assert_eq!(of(&format!("growth/options/{}/paid", kept.id)), kept.paid_by(20).unwrap());
    let margin = asked(&scenario, "growth/months/7/margin");
    let bills: Vec<f64> = there.options.iter().filter_map(|option| option.usd_in(7)).collect();
    let least = winner_in(7);
    let next = bills.into_iter().filter(|usd| *usd != least).reduce(f64::min).unwrap();
    assert_eq!(margin.recomputed(), next - least);
    // More than 100 subjects today, more than 0.1 requests a second after ln(0.1 / 0.03) / ln 1.1 = 12.632 months.
    let tier = there.tiers.iter().find(|tier| matches!(tier.changes, When::In(_))).unwrap();
    let reached = asked(&scenario, &format!("growth/tiers/{}/month", tier.tier));
    assert_eq!(
        (When::In(reached.entries[0].value), reached.entries[1].value),
        (tier.changes, f64::from(tier.tier))
    );

    // What a tree ends at has a tree of its own, of the same value; of a scenario with other changes too.
    let figures = |of: Explanation| {
        of.entries.into_iter().filter_map(|entry| match entry.origin {
            Basis::Figure(name) => Some((name, entry.value)),
            _ => None,
        })
    };
    let elsewhere = asked(&scenario, "growth_percent_per_month=30|growth/months/3/paid");
    let all = figures(paid).skip(17).chain(figures(margin)).chain(figures(trips)).chain(figures(reached));
    let mut met = 0;
    for (name, value) in all.chain(figures(elsewhere)) {
        assert_eq!(of(&name).to_bits(), value.to_bits(), "{name}");
        met += 1;
    }
    assert_eq!(met, 3 + 2 + 2 + 1 + 3);
    let wrong = "growth/month/2/load".parse().unwrap();
    let refused = explain(&scenario, &catalog, &wrong, day("2026-11-21")).unwrap_err().to_string();
    assert!(refused.contains("did you mean `growth/months/2"), "{refused}");
}

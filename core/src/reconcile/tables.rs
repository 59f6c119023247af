//! Guide 002's tables of advice beside what the planner answers: whom to choose by which criterion, what each tier of
//! traffic costs, and from how many files a day machines are cheapest.

use super::guide_002::{break_even, workers};
use super::{Case, feasible, same, span, usd};
use crate::catalog::Catalog;
use crate::error::Error;
use crate::plan::{Cell, Change, Plan, Study, StudyRow, Tone, Verdict};
use crate::reading::Shapes;
use crate::scenario::presets::Preset;
use crate::scenario::{Key, Scenario};
use crate::unit::{MINUTE, PER_DAY, USD};

const PRESET: &str = "guide-002-medium";

/// The options that a way of the guide stands for.
struct Family {
    name: &'static str,
    options: &'static [&'static str],
}

const VMS: Family = Family { name: "reserved VMs", options: &["reserved_vms"] };
const SERVERLESS: Family = Family { name: "serverless", options: &["functions"] };
const CONTAINERS: Family = Family {
    name: "containers",
    options: &[
        "containers_request",
        "containers_instance",
        "fargate_tasks",
        "fargate_service",
        "gke_autopilot",
    ],
};

/// A criterion of the guide's decision matrix, lines 162 to 182.
struct Criterion {
    words: &'static str,
    says: &'static Family,
    /// The inputs that state it; none where no input does.
    settings: &'static [(Key, f64)],
}

const fn criterion(says: &'static Family, words: &'static str, settings: &'static [(Key, f64)]) -> Criterion {
    Criterion { words, says, settings }
}

const CRITERIA: [Criterion; 17] = [
    criterion(&VMS, "200 files a day", &[(Key::FilesPerDay, 200.0)]),
    criterion(&VMS, "Predictable load", &[(Key::PeakToMean, 1.0)]),
    criterion(&VMS, "Answer within a second", &[(Key::ColdStartToleranceSeconds, 1.0)]),
    criterion(&VMS, "Runs of 20 minutes", &[(Key::LongestJobMinutes, 20.0)]),
    criterion(&VMS, "Several tenants", &[]),
    criterion(&SERVERLESS, "Fewer than 50 files a day", &[(Key::FilesPerDay, 49.0)]),
    criterion(&SERVERLESS, "Spikes of five times the mean", &[(Key::PeakToMean, 5.0)]),
    criterion(&SERVERLESS, "Cold start of 5 s accepted", &[(Key::ColdStartToleranceSeconds, 5.0)]),
    criterion(&SERVERLESS, "Runs below 15 minutes", &[(Key::LongestJobMinutes, 14.0)]),
    criterion(&SERVERLESS, "No infrastructure", &[]),
    criterion(&SERVERLESS, "Pay per use", &[]),
    criterion(&CONTAINERS, "50 files a day", &[(Key::FilesPerDay, 50.0)]),
    criterion(&CONTAINERS, "500 files a day", &[(Key::FilesPerDay, 500.0)]),
    criterion(&CONTAINERS, "Cold start of 80 s accepted", &[(Key::ColdStartToleranceSeconds, 80.0)]),
    criterion(&CONTAINERS, "Complex images", &[]),
    criterion(&CONTAINERS, "Runs of 20 minutes", &[(Key::LongestJobMinutes, 20.0)]),
    criterion(&CONTAINERS, "Peaks of three times the mean", &[(Key::PeakToMean, 3.0)]),
];

/// Starts as the guide describes them (lines 51 and 109, the middle), which its costs leave out.
const WITH_STARTS: &[(Key, &str)] =
    &[(Key::FunctionStartSeconds, "3"), (Key::ContainerStartSeconds, "55"), (Key::FargateStartSeconds, "45")];

/// A tier of traffic, lines 415 to 432.
struct Tier {
    /// Option it comes to.
    option: &'static str,
    /// Range of its total, dollars a month.
    printed: (f64, f64),
    /// Minutes a file, from the guide's scenario of that traffic.
    minutes: f64,
    /// Files a day: low, middle, high.
    files: [f64; 3],
}

const TIERS: [Tier; 3] = [
    Tier { option: "hybrid", printed: (75.0, 100.0), minutes: 5.0, files: [10.0, 25.0, 50.0] },
    Tier { option: "hybrid", printed: (100.0, 150.0), minutes: 7.5, files: [50.0, 125.0, 200.0] },
    Tier { option: "reserved_vms", printed: (150.0, 250.0), minutes: 10.0, files: [200.0, 350.0, 500.0] },
];

const AGREES: Verdict = Verdict { tone: Tone::Good, words: "agrees" };
const NEARLY: Verdict = Verdict { tone: Tone::Good, words: "costs as much" };
const DEARER: Verdict = Verdict { tone: Tone::Fair, words: "dearer" };
const RULED_OUT: Verdict = Verdict { tone: Tone::Bad, words: "ruled out" };

/// The tables.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn studies(catalog: &Catalog) -> Result<Vec<Study<f64>>, Error> {
    let scenario = Preset::find(PRESET).map(Preset::scenario).unwrap_or_default();
    let case = Case { scenario: &scenario, catalog, shapes: &Shapes::of(&scenario) };
    Ok(vec![matrix(&case)?, tiers(&case)?, thresholds(&case)?])
}

fn changes(settings: &[(Key, f64)]) -> Vec<Change> {
    settings.iter().map(|(key, to)| Change { key: *key, to: *to }).collect()
}

/// The cheapest option of all, and what its workers cost.
fn winner(case: &Case<'_>, scenario: &Scenario, plan: &Plan<f64>) -> Result<(&'static str, f64), Error> {
    let id = plan.winner().ok_or_else(|| Error::Data("every option is ruled out".to_owned()))?.id;
    Ok((id, workers(case, scenario, id)?))
}

/// How what a guide recommends compares with the cheapest.
fn judged(recommended: Option<f64>, cheapest: f64, is_cheapest: bool) -> Verdict {
    match recommended {
        _ if is_cheapest => AGREES,
        Some(usd) if same(usd, cheapest) => NEARLY,
        Some(_) => DEARER,
        None => RULED_OUT,
    }
}

fn matrix(case: &Case<'_>) -> Result<Study<f64>, Error> {
    let with_starts = case.typed(WITH_STARTS)?;
    let case = Case { scenario: &with_starts, ..*case };
    let mut rows = Vec::new();
    for Criterion { words, says, settings } in CRITERIA {
        if settings.is_empty() {
            let cells = vec![says.name.into(), Cell::Blank, "no input states it".into(), Cell::Blank];
            rows.push(StudyRow::new(words, cells));
            continue;
        }
        let scenario = case.with(settings);
        let plan = case.plan(&scenario)?;
        let (id, least) = winner(&case, &scenario, &plan)?;
        let mut best: Option<f64> = None;
        for option in says.options.iter().filter(|option| feasible(&plan, option).is_ok()) {
            let cost = workers(&case, &scenario, option)?;
            best = Some(best.map_or(cost, |best| best.min(cost)));
        }
        let refused = || {
            let option = says.options.iter().find_map(|option| plan.option(option));
            option.and_then(|option| option.rejections.first()).map_or("", |rejection| rejection.label).into()
        };
        let cells = vec![says.name.into(), best.map_or_else(refused, usd), id.into(), usd(least)];
        rows.push(StudyRow {
            verdict: Some(judged(best, least, says.options.contains(&id))),
            changes: changes(settings),
            ..StudyRow::new(words, cells)
        });
    }
    Ok(Study {
        id: "guide_002_matrix",
        title: "Guide 002: whom to choose",
        lead: "Each criterion at the guide's medium load, rates and start times, everything else equal. Costs are those of the workers, a month.",
        columns: vec!["Criterion", "Guide says", "For", "Cheapest", "For"],
        rows,
    })
}

fn tiers(case: &Case<'_>) -> Result<Study<f64>, Error> {
    let mut rows = Vec::new();
    for Tier { option, printed, minutes, files } in TIERS {
        for files in files {
            let settings = [(Key::FilesPerDay, files), (Key::MinutesPerFile, minutes)];
            let scenario = case.with(&settings);
            let plan = case.plan(&scenario)?;
            let (id, least) = winner(case, &scenario, &plan)?;
            let recommended = workers(case, &scenario, option)?;
            let all = feasible(&plan, option)?.usd_per_month;
            let listed = Case { scenario: &scenario, ..*case }.typed(&[(Key::PriceBook, "list")])?;
            let (listed_id, listed_usd) = winner(case, &listed, &case.plan(&listed)?)?;
            let cells = vec![
                Cell::Amount(minutes, MINUTE),
                option.into(),
                span(printed.0, printed.1, USD),
                usd(recommended),
                usd(all),
                id.into(),
                usd(least),
                listed_id.into(),
                usd(listed_usd),
            ];
            let name = [crate::scenario::typing::format_number(files).as_str(), " files a day"].concat();
            rows.push(StudyRow {
                verdict: Some(judged(Some(recommended), least, id == option)),
                changes: changes(&settings),
                ..StudyRow::new(name, cells)
            });
        }
    }
    Ok(Study {
        id: "guide_002_tiers",
        title: "Guide 002: tiers of traffic",
        lead: "Low, middle and high of each tier at the minutes of the guide's scenarios. What its choice costs: the workers alone, and with baseline and sandbox at its rates; then the cheapest by its rates and by list prices, workers alone. All a month.",
        columns: vec![
            "Load",
            "Minutes",
            "Guide says",
            "Prints",
            "Its workers",
            "In all",
            "Cheapest",
            "For",
            "At list prices",
            "For",
        ],
        rows,
    })
}

fn thresholds(case: &Case<'_>) -> Result<Study<f64>, Error> {
    let mut rows = Vec::new();
    for minutes in [5.0, 7.5, 10.0] {
        let files = |settings: &[(Key, f64)], option: &str| -> Result<Cell<f64>, Error> {
            let scenario = case.with(settings);
            let files = break_even(&Case { scenario: &scenario, ..*case }, option)?;
            Ok(files.map_or(Cell::Blank, |files| Cell::Amount(files, PER_DAY)))
        };
        let settings = [(Key::MinutesPerFile, minutes)];
        let twice = [(Key::MinutesPerFile, minutes), (Key::FunctionMemoryMib, 2048.0)];
        let cells = vec![
            files(&settings, "functions")?,
            files(&twice, "functions")?,
            files(&settings, "containers_request")?,
        ];
        let name = [crate::scenario::typing::format_number(minutes).as_str(), " minutes"].concat();
        rows.push(StudyRow { changes: changes(&settings), ..StudyRow::new(name, cells) });
    }
    Ok(Study {
        id: "guide_002_thresholds",
        title: "Guide 002: from how many files machines win",
        lead: "Files a day at which the workers cost what three machines do, by the guide's rates. Length and memory of a job decide; files alone do not.",
        columns: vec!["A file takes", "Lambda, 1 GiB", "Lambda, 2 GiB", "Cloud Run, 1 vCPU and 1 GiB"],
        rows,
    })
}

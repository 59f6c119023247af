//! What the source guides print, beside what the planner makes of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use std::collections::BTreeSet;

use loadline_core::catalog::{Book, Catalog};
use loadline_core::plan::Cell;
use loadline_core::reconcile::{self, Finding, Verdict};
use loadline_core::scenario::link;

fn catalog() -> Catalog {
    Catalog::embedded().unwrap()
}

fn finding(id: &str) -> Finding {
    let claim = reconcile::claims().find(|claim| claim.id == id).unwrap();
    claim.finding(&claim.scenario(), &catalog())
}

/// Computed figures, ends of ranges one after the other.
fn computed(finding: &Finding) -> Vec<f64> {
    finding.figures().into_iter().filter(|(name, _)| *name != "needed").map(|(_, figure)| figure).collect()
}

fn needed(finding: &Finding) -> f64 {
    finding.figures().into_iter().find(|(name, _)| *name == "needed").unwrap().1
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
}

#[test]
fn fifty_claims_and_more_each_once() {
    let findings = reconcile::findings(&catalog());
    assert!(findings.len() >= 50, "{} claims", findings.len());
    let ids: BTreeSet<&str> = findings.iter().map(|finding| finding.id).collect();
    assert_eq!(ids.len(), findings.len());
    for finding in &findings {
        assert_ne!(finding.verdict, Verdict::NotComputed, "{}: {:?}", finding.id, finding.because);
        assert!(!finding.printed.is_empty() && !finding.computed.is_empty(), "{}", finding.id);
        assert!(!finding.because.is_empty(), "{}", finding.id);
        // `S2-11` is of guide 002.
        assert_eq!(finding.guide.get(2..), finding.id.get(1..2), "{}", finding.id);
        let figures = finding.figures();
        assert!(figures.iter().all(|(_, figure)| figure.is_finite()), "{}: {figures:?}", finding.id);
    }
}

/// The guides are known by the audit: id and line of each of its claims that is looked into.
#[test]
fn every_claim_is_in_the_audit() {
    #[derive(serde::Deserialize)]
    struct Row {
        #[serde(rename = "in")]
        input: Input,
        source: String,
    }
    #[derive(serde::Deserialize)]
    struct Input {
        id: String,
    }
    let rows: Vec<Row> = serde_json::from_str(include_str!("../data/audit.json")).unwrap();
    assert_eq!(rows.len(), reconcile::claims().count());
    for claim in reconcile::claims() {
        let row = rows.iter().find(|row| row.input.id == claim.id).unwrap();
        let place = format!("guide {}, line {}:", claim.guide, claim.line);
        assert!(row.source.starts_with(&place), "{}: {}", claim.id, row.source);
    }
}

#[test]
fn a_link_opens_what_shows_the_figure() {
    let catalog = catalog();
    for claim in reconcile::claims() {
        let shown = claim.finding(&claim.scenario(), &catalog);
        let opened = link::decode(&link::encode(&shown.scenario));
        assert!(opened.notices.is_empty(), "{}: {:?}", claim.id, opened.notices);
        assert_eq!(opened.scenario, shown.scenario, "{}", claim.id);
        let again = claim.finding(&opened.scenario, &catalog);
        assert_eq!(again.figures(), shown.figures(), "{}", claim.id);
        assert_eq!(again.verdict, shown.verdict, "{}", claim.id);
    }
}

/// Every setting of every claim is one the planner takes: what a preset and the settings state is in the link.
#[test]
fn no_setting_is_refused() {
    for claim in reconcile::claims() {
        claim.checked_scenario().unwrap_or_else(|error| panic!("{}: {error}", claim.id));
    }
}

#[test]
fn guide_002_costs_of_three_loads() {
    // files × 30 days × minutes × 60 s × rate, and what the printed figure is of it.
    for (id, usd, printed) in [
        ("S2-11", 10.0 * 30.0 * 300.0 * 0.000_016_666_7, 8.0),
        ("S2-13", 100.0 * 30.0 * 450.0 * 0.000_016_666_7, 75.0),
        ("S2-15", 500.0 * 30.0 * 600.0 * 0.000_016_666_7, 250.0),
        // Cloud Run rounds each stage up to 100 ms.
        ("S2-12", 10.0 * 30.0 * 300.0 * 0.000_024, 12.0),
        ("S2-14", 100.0 * 30.0 * 450.0 * 0.000_024, 108.0),
        ("S2-16", 500.0 * 30.0 * 600.0 * 0.000_024, 360.0),
        ("S2-28", 100.0 * 30.0 * 180.0 * 0.000_024, 40.0),
    ] {
        let finding = finding(id);
        assert_eq!(finding.verdict, Verdict::DoesNotFollow, "{id}");
        close(computed(&finding)[0], usd, 0.002);
        close(needed(&finding), printed / usd, 0.002);
    }
    // As the audit has them: 5.333 GiB and 5.556 vCPU, 3.333 and 3.333, 1.667 and 1.667.
    close(needed(&finding("S2-11")), 5.333, 2e-4);
    close(needed(&finding("S2-12")), 5.556, 2e-3);
    close(needed(&finding("S2-13")), 3.333, 2e-4);
}

#[test]
fn guide_002_verdicts() {
    use Verdict::{ContradictsItself, DoesNotFollow, Holds, Mislabelled, NotTheVendors, OutOfDate};
    for (id, verdict) in [
        ("S2-01", Mislabelled),
        ("S2-02", OutOfDate),
        ("S2-04", Mislabelled),
        ("S2-05", Holds),
        ("S2-07", Holds),
        ("S2-17", ContradictsItself),
        ("S2-18", Mislabelled),
        ("S2-19", ContradictsItself),
        ("S2-20", DoesNotFollow),
        ("S2-22", NotTheVendors),
        ("S2-27", Holds),
        ("S2-32", ContradictsItself),
        ("S2-38", DoesNotFollow),
    ] {
        assert_eq!(finding(id).verdict, verdict, "{id}");
    }
    // 30+40+5+0 to 50+70+15+1.
    assert_eq!(computed(&finding("S2-27"))[..2], [75.0, 136.0]);
    // 125 + 60 + 50, 80, 200.
    assert_eq!(computed(&finding("S2-35"))[..3], [235.0, 265.0, 385.0]);
    // 0.30 a minute against 0.001815.
    close(0.30 / computed(&finding("S2-22"))[0], 165.3, 1e-3);
    // Lambda then Cloud Run at 5, 7.5 and 10 minutes, against 90 dollars.
    let files = computed(&finding("S2-38"));
    for (found, expected) in files.iter().zip([600.0, 400.0, 300.0, 377.0, 252.0, 189.0]) {
        close(*found, expected, 0.003);
    }
}

#[test]
fn other_guides() {
    use Verdict::{ContradictsItself, DoesNotFollow, Holds, NotLegal, TooSmall};
    for (id, verdict, figures) in [
        // 0.25 + 0.25 + 0.5 × agents/50 vCPU; 768 MB and one more an agent.
        ("S1-sup-dev", TooSmall, vec![0.6, 778.0]),
        ("S1-sup-staging", Holds, vec![1.0, 818.0]),
        ("S1-sup-prod-small", Holds, vec![1.5, 868.0]),
        ("S1-sup-prod-large", TooSmall, vec![5.5, 1268.0]),
        // 0.5 + 0.5 + 1.5 × connections/1000 vCPU; 256 MB and 1.5 a WebSocket.
        ("S1-gw-low", TooSmall, vec![1.15, 406.0]),
        ("S1-gw-medium", TooSmall, vec![2.5, 1756.0]),
        ("S1-gw-high", TooSmall, vec![8.5, 7756.0]),
        ("S1-gw-ultra", TooSmall, vec![16.0, 15_256.0]),
        // 512 MB × agents ÷ 0.8.
        ("S1-wk-mem", TooSmall, vec![2560.0, 6400.0, 12_800.0, 32_000.0]),
        ("S1-fargate", NotLegal, vec![8.0, 28.0]),
        // 50 × (4 × 0.04048 + 10 × 0.004445) × 730.
        ("S1-1000", Holds, vec![50.0, 200.0, 500.0, 100.0, 250.0, 7532.5]),
        // (4 + 4) × 0.0000025 × 2 592 000 s; 4 × 0.00002 × 2 592 000 s.
        ("S3-01", DoesNotFollow, vec![51.84, 207.36]),
        // 730 × 4 × (0.0445 + 0.0049225), and a load balancer.
        ("S3-04", DoesNotFollow, vec![144.31, 162.56]),
        ("S0-01", Holds, vec![7.0, 25.0, 85.0]),
        // 1024+100+200+400 to 1024+200+300+500.
        ("S0-02", TooSmall, vec![1724.0, 2024.0, 100.0]),
        ("S0-04", Holds, vec![4.0]),
        // 2 × (5 + 10), and 2 × 5 + 10.
        ("S4-01", ContradictsItself, vec![30.0, 20.0]),
        ("S4-02", TooSmall, vec![0.0625]),
        ("S4-03", Holds, vec![4.0, 8.0]),
    ] {
        let finding = finding(id);
        assert_eq!(finding.verdict, verdict, "{id}");
        let found = computed(&finding);
        assert_eq!(found.len(), figures.len(), "{id}");
        for (found, figure) in found.iter().zip(figures) {
            close(*found, figure, 1e-4);
        }
    }
    // 4 vCPU × 40 / 51.84.
    close(needed(&finding("S3-01")), 3.086, 1e-3);
}

#[test]
fn tables_of_guide_002() {
    let studies = reconcile::studies(&catalog()).unwrap();
    let study = |id: &str| studies.iter().find(|study| study.id == id).unwrap();
    for study in &studies {
        for row in &study.rows {
            assert_eq!(row.cells.len(), study.columns.len() - 1, "{} {}", study.id, row.name);
        }
    }
    // 90 dollars ÷ (30 days × minutes × 60 s × GiB × rate).
    let thresholds = study("guide_002_thresholds");
    for (row, expected) in
        thresholds.rows.iter().zip([[600.0, 300.0, 377.4], [400.0, 200.0, 251.6], [300.0, 150.0, 188.7]])
    {
        for (cell, expected) in row.cells.iter().zip(expected) {
            let Cell::Amount(files, _) = cell else { panic!("{cell:?}") };
            close(*files, expected, 1e-3);
        }
    }
    let tiers = study("guide_002_tiers");
    assert_eq!(tiers.rows.len(), 9);
    for row in &tiers.rows {
        // What the guide recommends never costs less than the cheapest.
        let usd = |place: usize| match row.cells[place] {
            Cell::Amount(usd, _) => usd,
            _ => panic!("{row:?}"),
        };
        assert!(usd(3) >= usd(6) * (1.0 - 1e-12), "{row:?}");
        assert!(usd(4) > usd(3), "{row:?}");
    }
    // At 500 files of 10 minutes the three machines are cheapest: 3.47 jobs at once cost more than 90 anywhere else.
    assert_eq!(tiers.rows[8].verdict.unwrap().words, "agrees");
    // A criterion is stated by an input or by none.
    for row in &study("guide_002_matrix").rows {
        assert_eq!(row.verdict.is_some(), !row.changes.is_empty(), "{}", row.name);
    }
}

/// Nothing is typed in: a price that changes moves the figure that rests on it, and the verdict with it.
#[test]
fn a_price_that_changes_shows() {
    let catalog = catalog();
    for (id, row, factor) in [
        ("S2-11", "aws.lambda.duration.x86.tier1", 2.0),
        ("S2-12", "gcp.cloud_run.request.cpu", 2.0),
        ("S2-01", "aws.ec2.t3.medium.ri_1y", 2.0),
        ("S2-22", "sandbox.minute", 2.0),
        ("S2-30", "baseline.postgres", 2.0),
        ("S2-38", "aws.ec2.t3.medium", 2.0),
        ("S1-1000", "aws.fargate.vcpu", 2.0),
        ("S1-sp", "aws.savings_plan.compute.one_year", 2.0),
        ("S3-01", "gcp.cloud_run.idle.cpu", 2.0),
        ("S3-04", "gcp.gke.autopilot.cpu", 2.0),
        ("S0-05", "render.service.standard", 2.0),
    ] {
        let claim = reconcile::claims().find(|claim| claim.id == id).unwrap();
        let before = claim.finding(&claim.scenario(), &catalog);
        let after = claim.finding(&claim.scenario(), &catalog.scaled(row, factor).unwrap());
        assert_ne!(before.figures(), after.figures(), "{id} does not rest on {row}");
    }
    let lambda = reconcile::claims().find(|claim| claim.id == "S2-11").unwrap();
    // At 8 / 1.50 times the rate the guide would be right, and nothing else be needed.
    let dearer = catalog.scaled("aws.lambda.duration.x86.tier1", 8.0 / 1.5).unwrap();
    let right = lambda.finding(&lambda.scenario(), &dearer);
    assert_eq!(right.verdict, Verdict::Holds);
    assert!(right.needed.is_none());
}

/// A figure that is missing is told by name, and fails `check`.
#[test]
fn what_cannot_be_computed_says_so() {
    let without = catalog().without("aws.lambda.provisioned.x86");
    let claim = reconcile::claims().find(|claim| claim.id == "S2-04").unwrap();
    let finding = claim.finding(&claim.scenario(), &without);
    assert_eq!(finding.verdict, Verdict::NotComputed);
    assert!(
        matches!(&finding.because[..], [Cell::Words(words)] if words.contains("aws.lambda.provisioned.x86"))
    );
    assert!(without.price(Book::List, "aws.lambda.requests").is_ok());
}

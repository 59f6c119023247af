//! What the program knows, listed: inputs, presets, prices, reference cases.

use loadline_core::catalog::{Book, Catalog, Confidence, PriceRow, RowKind};
use loadline_core::check::Case;
use loadline_core::decide::explain::Date;
use loadline_core::plan::{Cell, Study};
use loadline_core::reconcile::{Finding, Verdict};
use loadline_core::scenario::presets::{PRESETS, Preset};
use loadline_core::scenario::{FIELDS, Field, Group, Kind, Provenance, Scenario, link};
use serde::Serialize;

use crate::BadInput;
use crate::arguments::Listing;
use crate::json::{self, CellDocument, FieldValue, Fields, SCHEMA, StudyDocument};
use crate::layout::{Column, quantity, quoted, table, unit_price, wrapped};
use crate::report;

/// What contains the word asked for, all where none is.
fn kept<'a, T>(
    listing: &Listing,
    what: &str,
    all: impl IntoIterator<Item = &'a T>,
    texts: impl Fn(&'a T) -> Vec<&'a str>,
) -> Result<Vec<&'a T>, BadInput> {
    let kept: Vec<&T> = all.into_iter().filter(|one| kept_by(listing, &texts(one))).collect();
    match &listing.filter {
        Some(filter) if kept.is_empty() => Err(none_contains(what, filter)),
        _ => Ok(kept),
    }
}

/// Whether one of the texts contains the word asked for, or none is.
fn kept_by(listing: &Listing, texts: &[&str]) -> bool {
    listing.filter.as_ref().is_none_or(|filter| {
        let word = filter.trim().to_lowercase();
        texts.iter().any(|text| text.to_lowercase().contains(&word))
    })
}

fn none_contains(what: &str, filter: &str) -> BadInput {
    BadInput::new(format!("{what}: none contains {}; without a word all are listed", quoted(filter)))
}

// ---- fields

#[derive(Serialize)]
struct FieldsDocument {
    schema: u32,
    fields: Vec<FieldDocument>,
}

#[derive(Serialize)]
struct FieldDocument {
    key: &'static str,
    label: &'static str,
    group: &'static str,
    kind: &'static str,
    unit: &'static str,
    unit_words: &'static str,
    /// `"auto"` where the planner derives it.
    default: FieldValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    whole: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plausible: Option<(f64, f64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<ChoiceDocument>>,
    help: &'static str,
    provenance: String,
}

#[derive(Serialize)]
struct ChoiceDocument {
    id: &'static str,
    label: &'static str,
}

/// The inputs.
pub fn fields(listing: &Listing) -> Result<String, BadInput> {
    let fields = kept(listing, "fields", &FIELDS, |field| {
        vec![field.id, field.label, field.group.label, field.unit_words]
    })?;
    if listing.json {
        let fields = fields.into_iter().map(field).collect();
        return json::text(&FieldsDocument { schema: SCHEMA, fields });
    }
    let mut text = String::new();
    for group in Group::all() {
        let members: Vec<&&Field> = fields.iter().filter(|field| field.group == group).collect();
        if members.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&wrapped("", &format!("{}: {}", group.label, group.description)));
        for field in members {
            let default = field.key.write(field.default);
            let allowed = format!("{}; {}", field.allowed(), provenance(field.provenance));
            text.push_str(&wrapped(&format!("  {:<29} {default:<12}  ", field.id), &allowed));
            if listing.filter.is_some() {
                text.push_str(&wrapped("      ", &format!("{}. {}", field.label, field.help)));
            }
        }
    }
    Ok(text)
}

fn field(field: &Field) -> FieldDocument {
    let (kind, range, choices) = match &field.kind {
        Kind::Number(range) => ("number", Some(range), None),
        Kind::Choice(choices) => ("choice", None, Some(*choices)),
        Kind::Switch => ("switch", None, None),
    };
    FieldDocument {
        key: field.id,
        label: field.label,
        group: field.group.label,
        kind,
        unit: field.unit.symbol,
        unit_words: field.unit_words,
        default: FieldValue::of(field.key, field.default),
        min: range.map(|range| range.min),
        max: range.map(|range| range.max),
        whole: range.map(|range| range.whole),
        plausible: range.and_then(|range| range.plausible),
        choices: choices
            .map(|all| all.iter().map(|one| ChoiceDocument { id: one.id, label: one.label }).collect()),
        help: field.help,
        provenance: provenance(field.provenance),
    }
}

fn provenance(provenance: Provenance) -> String {
    match provenance {
        Provenance::Guide(number) => format!("guide {number}"),
        Provenance::Model(source) => source.to_owned(),
        Provenance::Assumption => "our assumption".to_owned(),
        Provenance::Derived => "derived unless stated".to_owned(),
    }
}

// ---- presets

#[derive(Serialize)]
struct PresetsDocument<'a> {
    schema: u32,
    presets: Vec<PresetDocument<'a>>,
}

#[derive(Serialize)]
struct PresetDocument<'a> {
    id: &'static str,
    name: &'static str,
    description: &'static str,
    source: &'static str,
    link: String,
    scenario: Fields<'a>,
}

/// The presets.
pub fn presets(listing: &Listing) -> Result<String, BadInput> {
    let presets = kept(listing, "presets", PRESETS, |preset: &Preset| {
        vec![preset.id, preset.name, preset.description]
    })?;
    if listing.json {
        let scenarios: Vec<_> = presets.iter().map(|preset| (preset, preset.scenario())).collect();
        let presets = scenarios
            .iter()
            .map(|(preset, scenario)| PresetDocument {
                id: preset.id,
                name: preset.name,
                description: preset.description,
                source: preset.source,
                link: link::encode(scenario),
                scenario: Fields::Stated(scenario),
            })
            .collect();
        return json::text(&PresetsDocument { schema: SCHEMA, presets });
    }
    let mut text = String::new();
    for preset in presets {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}: {}\n", preset.id, preset.name));
        text.push_str(&wrapped("  ", preset.description));
        text.push_str(&format!("  {}\n", link::encode(&preset.scenario())));
    }
    Ok(text)
}

// ---- prices

#[derive(Serialize)]
struct PricesDocument<'a> {
    schema: u32,
    prices: Vec<PriceDocument<'a>>,
}

#[derive(Serialize)]
struct PriceDocument<'a> {
    id: &'a str,
    label: &'a str,
    kind: &'static str,
    value: f64,
    per: &'a str,
    book: &'static str,
    region: &'a str,
    source: &'a str,
    as_of: &'a str,
    confidence: &'static str,
    note: &'a str,
    /// Whether it was read more than a year ago.
    old: bool,
    /// The person's own price in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    own: Option<f64>,
}

/// The catalogue's prices.
pub fn prices(
    listing: &Listing,
    scenario: &Scenario,
    catalog: &Catalog,
    today: Date,
) -> Result<String, BadInput> {
    let is_old = |row: &PriceRow| today.is_more_than_a_year_after(&row.as_of);
    // One's own price is per what the list quotes, and stands in place of that row.
    let own = |row: &PriceRow| {
        let replaced = catalog.list_price(&row.id).is_ok_and(|list| list.index == row.index);
        scenario.own_price(&row.id).filter(|_| replaced)
    };
    let rows = kept(listing, "prices", &catalog.rows, |row: &PriceRow| {
        vec![&row.id, &row.label, book(row.book), &row.region, &row.source]
    })?;
    if listing.json {
        let prices = rows.into_iter().map(|row| price(row, is_old(row), own(row))).collect();
        return json::text(&PricesDocument { schema: SCHEMA, prices });
    }
    let columns = [Column::Left, Column::Right, Column::Left, Column::Left, Column::Left];
    let lines: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let value = figure(row, row.value);
            let per = match row.kind {
                RowKind::Price | RowKind::Credit => format!("per {}", row.per_words),
                RowKind::Allotment => format!("{} free", row.per_words),
                RowKind::Fraction => row.per_words.clone(),
            };
            vec![row.id.clone(), value, per, book(row.book).to_owned(), row.region.clone()]
        })
        .collect();
    let mut text = String::new();
    for (line, row) in table(0, &columns, &lines).lines().zip(rows) {
        text.push_str(line);
        text.push('\n');
        if let Some(own) = own(row) {
            text.push_str(&wrapped("    ", &format!("YOUR PRICE {}, in place of this", figure(row, own))));
        }
        let old = if is_old(row) { ", MORE THAN A YEAR OLD" } else { "" };
        let source =
            format!("{}; as of {}{old}, confidence {}", row.source, row.as_of, confidence(row.confidence));
        text.push_str(&wrapped("    ", &source));
    }
    Ok(text)
}

/// A figure of a row: dollars, or a quantity or share.
fn figure(row: &PriceRow, value: f64) -> String {
    match row.kind {
        RowKind::Price | RowKind::Credit => unit_price(value),
        RowKind::Allotment | RowKind::Fraction => quantity(value, 12),
    }
}

fn price(row: &PriceRow, old: bool, own: Option<f64>) -> PriceDocument<'_> {
    PriceDocument {
        id: &row.id,
        label: &row.label,
        kind: match row.kind {
            RowKind::Price => "price",
            RowKind::Allotment => "allotment",
            RowKind::Fraction => "fraction",
            RowKind::Credit => "credit",
        },
        value: row.value,
        per: &row.per_words,
        book: book(row.book),
        region: &row.region,
        source: &row.source,
        as_of: &row.as_of,
        confidence: confidence(row.confidence),
        note: &row.note,
        old,
        own,
    }
}

/// A book by its name in the catalogue.
pub fn book(book: Book) -> &'static str {
    match book {
        Book::List => "list",
        Book::Printed => "printed",
    }
}

/// How far a row can be trusted, as programs read it.
pub fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    }
}

// ---- check

#[derive(Serialize)]
struct CheckDocument<'a> {
    schema: u32,
    passed: usize,
    failed: usize,
    cases: Vec<&'a Case>,
    findings: Vec<FindingDocument<'a>>,
    studies: Vec<StudyDocument<'a>>,
}

/// What a guide prints and what the planner makes of it.
#[derive(Serialize)]
struct FindingDocument<'a> {
    id: &'static str,
    guide: &'static str,
    line: u16,
    about: &'static str,
    printed: Vec<CellDocument<'a>>,
    computed: Vec<CellDocument<'a>>,
    needed: Option<NeededDocument<'a>>,
    verdict: &'static str,
    because: String,
    link: String,
}

#[derive(Serialize)]
struct NeededDocument<'a> {
    what: &'static str,
    value: CellDocument<'a>,
}

/// Reference cases, how many agree by topic and each that does not; then what the guides print.
pub fn check(
    listing: &Listing,
    cases: &[Case],
    findings: &[Finding],
    studies: &[Study<f64>],
    catalog: &Catalog,
) -> Result<String, BadInput> {
    let of_case = |case: &'_ Case| kept_by(listing, &[&case.topic, &case.name, &case.source]);
    let of_finding = |finding: &Finding| {
        let guide = format!("guide {}", finding.guide);
        kept_by(listing, &[&guide, finding.id, finding.about, finding.verdict.words()])
    };
    let cases: Vec<&Case> = cases.iter().filter(|case| of_case(case)).collect();
    let findings: Vec<&Finding> = findings.iter().filter(|finding| of_finding(finding)).collect();
    let studies: Vec<&Study<f64>> =
        studies.iter().filter(|study| kept_by(listing, &[study.id, study.title])).collect();
    if let Some(filter) =
        listing.filter.as_ref().filter(|_| cases.is_empty() && findings.is_empty() && studies.is_empty())
    {
        return Err(none_contains("check", filter));
    }
    let passed = cases.iter().filter(|case| case.passed).count();
    let failed = cases.len() - passed;
    if listing.json {
        return json::text(&CheckDocument {
            schema: SCHEMA,
            passed,
            failed,
            cases,
            findings: findings.into_iter().map(finding).collect(),
            studies: studies.into_iter().map(|study| json::study(study, catalog)).collect(),
        });
    }
    let mut text = String::new();
    if !cases.is_empty() {
        text.push_str(&references(&cases, failed));
    }
    if !findings.is_empty() {
        text.push_str(&reconciliation(&findings, listing.filter.is_some()));
    }
    studies.into_iter().for_each(|study| text.push_str(&report::study(study)));
    Ok(text)
}

fn finding(finding: &Finding) -> FindingDocument<'_> {
    FindingDocument {
        id: finding.id,
        guide: finding.guide,
        line: finding.line,
        about: finding.about,
        printed: finding.printed.iter().map(json::cell).collect(),
        computed: finding.computed.iter().map(json::cell).collect(),
        needed: finding
            .needed
            .as_ref()
            .map(|needed| NeededDocument { what: needed.what, value: json::cell(&needed.value) }),
        verdict: finding.verdict.words(),
        because: finding.because.iter().map(report::cell).collect(),
        link: link::encode(&finding.scenario),
    }
}

/// How many reference cases agree, topic by topic, and each that does not.
fn references(cases: &[&Case], failed: usize) -> String {
    let mut topics: Vec<&str> = Vec::new();
    for case in cases {
        if !topics.contains(&case.topic.as_str()) {
            topics.push(&case.topic);
        }
    }
    let rows: Vec<Vec<String>> = topics
        .into_iter()
        .map(|topic| {
            let of_topic = cases.iter().filter(|case| case.topic == topic);
            let agree = of_topic.clone().filter(|case| case.passed).count();
            vec![topic.to_owned(), agree.to_string(), format!("of {}", of_topic.count())]
        })
        .collect();
    let mut text = table(0, &[Column::Elastic, Column::Right, Column::Left], &rows);
    for case in cases.iter().filter(|case| !case.passed) {
        text.push_str(&wrapped(
            "FAILED  ",
            &format!(
                "{}: {}: found {}, expected {} within {} of it ({})",
                case.topic, case.name, case.found, case.expected, case.rel_tol, case.source
            ),
        ));
    }
    text.push_str(&match failed {
        0 => format!("{} reference cases, all as expected\n", cases.len()),
        _ => format!("{} reference cases, {failed} FAILED\n", cases.len()),
    });
    text
}

/// What the guides print, claim by claim; with the links of the scenarios where `links`.
fn reconciliation(findings: &[&Finding], links: bool) -> String {
    let mut text = String::from("\nWhat the guides print\n");
    let joined = |cells: &[Cell<f64>]| cells.iter().map(report::cell).collect::<Vec<_>>().join("; ");
    let mut verdicts: Vec<Verdict> = Vec::new();
    for finding in findings {
        let head = format!("{}, line {}: {}: ", finding.id, finding.line, finding.about);
        text.push_str(&wrapped("  ", &format!("{head}{}", finding.verdict.words().to_uppercase())));
        let needed = finding.needed.as_ref().map_or_else(String::new, |needed| {
            format!("; true at {} ({})", report::cell(&needed.value), needed.what)
        });
        let figures =
            format!("printed {}; computed {}{needed}", joined(&finding.printed), joined(&finding.computed));
        text.push_str(&wrapped("      ", &figures));
        let because: String = finding.because.iter().map(report::cell).collect();
        text.push_str(&wrapped("      ", &because));
        if links {
            text.push_str(&format!("      {}\n", link::encode(&finding.scenario)));
        }
        if !verdicts.contains(&finding.verdict) {
            verdicts.push(finding.verdict);
        }
    }
    verdicts.sort_unstable();
    let tally: Vec<String> = verdicts
        .into_iter()
        .map(|verdict| {
            let count = findings.iter().filter(|finding| finding.verdict == verdict).count();
            format!("{count} {}", verdict.words())
        })
        .collect();
    text.push_str(&wrapped("", &format!("{} claims: {}", findings.len(), tally.join(", "))));
    text
}

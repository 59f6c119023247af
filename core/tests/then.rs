//! What a link came to when it was made, against hand arithmetic on a catalogue and a history given here.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may end in a panic")]

use loadline_core::catalog::{Book, Catalog};
use loadline_core::decide::then::{Account, Cause, Line, Then, then};
use loadline_core::fingerprint::varied;
use loadline_core::history::{History, Texts};
use loadline_core::scenario::{Decoded, Key, link};

/// 8 minutes a file on one vCPU and 2 GiB, each stage above the minute that is billed at least, no starts, nothing beside;
/// or three machines.
const PIPELINE: &str = "memory_service=off;store_minutes=2;peak_to_mean=1;minutes_per_file=8;job_cpu_share=0;enrich_share=0;\
    baseline_services=off;vm_count=3;vm_disk_gib=0;image_pull_seconds=0;fargate_start_seconds=0;\
    free_allotments=off;public_ipv4=off";

const MODELS: &str = r#"[
    {"number": 1, "date": "2026-01-01", "change": "The first.", "fingerprint": "0123456789abcdef"},
    {"number": 2, "date": "2026-02-01", "change": "Waits are counted.", "fingerprint": "0123456789abcdef"},
    {"number": 3, "date": "2026-02-01", "change": "Starts are counted.", "fingerprint": "0123456789abcdef"}
]"#;
const BOOKS: &str = r#"[
    {"date": "2026-01-01", "hash": "0123456789abcdef"},
    {"date": "2026-05-01", "hash": "0123456789abcdef"}
]"#;
/// The third is of something the pipeline does not use.
const PRICES: &str = r#"[
    {"id": "aws.fargate.vcpu", "value": "0.04", "from": "2026-01-01", "until": "2026-05-01"},
    {"id": "aws.ec2.t3.medium", "value": "0.03", "from": "2026-01-01", "until": "2026-05-01"},
    {"id": "aws.ec2.t3.large", "value": "9", "from": "2026-01-01", "until": "2026-05-01"}
]"#;
const DEFAULTS: &str = r#"[{"key": "files_per_day", "value": "50", "until_model": 2}]"#;

/// Today: $0.05 a vCPU-hour and $0.005 a GiB-hour on Fargate, $0.01 an hour of machine.
fn catalog() -> Catalog {
    let catalog = Catalog::embedded().unwrap();
    let rows = [("aws.fargate.vcpu", 0.05), ("aws.fargate.memory", 0.005), ("aws.ec2.t3.medium", 0.01)];
    let values = rows.map(|(id, value)| (catalog.price(Book::List, id).unwrap().index, value));
    catalog.repriced(&values)
}

fn history(defaults: &str) -> History {
    let texts = Texts { models: MODELS, price_books: BOOKS, prices: PRICES, defaults };
    History::read(&texts, &catalog()).unwrap()
}

fn opened(start: &str, end: &str) -> Decoded {
    let decoded = link::decode(&format!("{start};{PIPELINE}{end}"));
    // That model 3 is newer than this program's is true.
    assert!(decoded.notices.iter().all(|notice| notice.field == "version"), "{:?}", decoded.notices);
    decoded
}

fn price(id: &str, old: f64, new: f64) -> Cause {
    Cause::Price { place: catalog().price(Book::List, id).unwrap().index, old, new }
}

fn cents(usd: f64) -> i64 {
    (usd * 100.0).round() as i64
}

/// The lines of an account add up to the difference of its ends.
fn adds_up(account: &Account) {
    if let Some(lines) = &account.lines {
        let sum: i64 = lines.iter().map(|line| cents(line.usd)).sum();
        assert_eq!(sum, cents(account.now.unwrap()) - cents(account.then.unwrap()), "{account:?}");
    }
}

/// 50 files a day are 1 520.8333 a month, at 8 minutes 202.7778 h; 100 are 405.5556 h.
///
/// | prices | hours | vCPU | 2 GiB | |
/// |---|---|---|---|---|
/// | then, $0.04 | 202.7778 | 8.1111 | 2.0278 | $10.14 |
/// | today, $0.05 | 202.7778 | 10.1389 | 2.0278 | $12.17 |
/// | today | 405.5556 | 20.2778 | 4.0556 | $24.33 |
///
/// Three machines: 3 × 730 h × $0.03 = $65.70, × $0.01 = $21.90.
#[test]
fn the_difference_is_taken_apart() {
    let (catalog, history) = (catalog(), history(DEFAULTS));
    let decoded = opened("2;model=1;prices=2026-01-01", ";was=fargate_tasks:9");
    let found = then(&decoded, &catalog, &history).unwrap().unwrap();
    let Then { options, accounts, models, changes, wins } = &found;
    let numbers: Vec<u32> = models.iter().map(|model| model.number).collect();
    assert_eq!(numbers, [2, 3]);
    let of = |id: &str| options.iter().find(|option| option.id == id).map(|one| (one.then, one.now)).unwrap();
    assert_eq!(of("fargate_tasks"), (Some(10.14), Some(24.33)));
    assert_eq!(of("reserved_vms"), (Some(65.7), Some(21.9)));
    assert_eq!(*wins, Some("reserved_vms"));
    // Prices in the order of the catalogue, then defaults.
    let files = Cause::Default { key: Key::FilesPerDay, old: Some(50.0), new: Some(100.0) };
    let large = catalog.price(Book::List, "aws.ec2.t3.large").unwrap().value;
    let [machine, vcpu] = [price("aws.ec2.t3.medium", 0.03, 0.01), price("aws.fargate.vcpu", 0.04, 0.05)];
    assert_eq!(
        *changes,
        [price("aws.ec2.t3.large", 9.0, large), machine.clone(), vcpu.clone(), files.clone()]
    );

    let [won, wins] = accounts.as_slice() else { panic!("{accounts:?}") };
    assert_eq!(
        (won.option.as_str(), won.then, won.is_said, won.now),
        ("fargate_tasks", Some(9.0), true, Some(24.33))
    );
    let line = |cause: &Cause, usd| Line { cause: cause.clone(), usd };
    let lines = vec![line(&Cause::Formulas, 1.14), line(&vcpu, 2.03), line(&files, 12.16)];
    assert_eq!(won.lines, Some(lines));
    assert_eq!(
        (wins.option.as_str(), wins.then, wins.is_said, wins.now),
        ("reserved_vms", Some(65.7), false, Some(21.9))
    );
    assert_eq!(wins.lines, Some(vec![line(&machine, -43.8)]));
    accounts.iter().for_each(adds_up);

    let words: Vec<String> = [&Cause::Formulas, &vcpu, &files, &Cause::Unknown]
        .iter()
        .map(|cause| cause.words(&catalog, models))
        .collect();
    assert_eq!(
        words,
        [
            "Formulas: model versions 2 to 3",
            "Fargate vCPU: $0.04 → $0.05 per vCPU-hour",
            "Default of Files: 50 files per day → 100 files per day",
            "Not explained: the link was edited, or prices of its maker's own were left out",
        ]
    );
}

#[test]
fn what_a_link_states_is_no_default() {
    let (catalog, history) = (catalog(), history(DEFAULTS));
    // Today's default, stated when another was in force.
    let decoded = opened("2;model=1;prices=2026-01-01", ";files_per_day=100");
    assert_eq!(decoded.scenario.stated(Key::FilesPerDay), None);
    let found = then(&decoded, &catalog, &history).unwrap().unwrap();
    assert!(!found.changes.iter().any(|cause| matches!(cause, Cause::Default { .. })));
    // 405.5556 h × $0.04 + 811.1111 GiB-h × $0.005 = $20.28.
    let fargate = found.options.iter().find(|option| option.id == "fargate_tasks").unwrap();
    assert_eq!((fargate.then, fargate.now), (Some(20.28), Some(24.33)));
    // Without a figure in the link, what today's formulas would have made the cheapest: nothing is laid on them.
    let [won, _] = found.accounts.as_slice() else { panic!("{:?}", found.accounts) };
    assert!(!won.is_said && won.lines.iter().flatten().all(|line| line.cause != Cause::Formulas));
    found.accounts.iter().for_each(adds_up);
}

#[test]
fn prices_alone_leave_formulas_out_of_it() {
    let (catalog, history) = (catalog(), history(DEFAULTS));
    let decoded = opened("2;model=3;prices=2026-01-01", ";was=fargate_tasks:20.28");
    let found = then(&decoded, &catalog, &history).unwrap().unwrap();
    assert!(found.models.is_empty());
    let lines = found.accounts[0].lines.as_ref().unwrap();
    assert_eq!(*lines, [Line { cause: price("aws.fargate.vcpu", 0.04, 0.05), usd: 4.05 }]);
    // What nothing explains is said, not hidden.
    let decoded = opened("2;model=3;prices=2026-01-01", ";was=fargate_tasks:20.27");
    let found = then(&decoded, &catalog, &history).unwrap().unwrap();
    let first = found.accounts[0].lines.as_ref().unwrap().first().unwrap().clone();
    assert_eq!(first, Line { cause: Cause::Unknown, usd: 0.01 });
}

/// Its maker's own prices made it $9; today's formulas at the list prices of then make it $10.14 (above).
#[test]
fn prices_left_out_are_not_laid_on_the_formulas() {
    let (catalog, history) = (catalog(), history(DEFAULTS));
    for (start, files, then_usd, words) in [
        ("2;model=1", "", 10.14, "Own prices, left out of the link, and formulas: model versions 2 to 3"),
        ("2;model=2", "", 20.28, "Own prices, left out of the link, and formulas: model version 3"),
        ("2;model=3", "", 20.28, "Own prices, left out of the link"),
        ("2;model=3", ";files_per_day=50", 10.14, "Own prices, left out of the link"),
    ] {
        let text = format!("{start};prices=2026-01-01;private=1;{PIPELINE}{files};was=fargate_tasks:9");
        let found = then(&link::decode(&text), &catalog, &history).unwrap().unwrap();
        let account = &found.accounts[0];
        let first = &account.lines.as_ref().unwrap()[0];
        assert_eq!(first.cause, Cause::Private, "{text}");
        assert_eq!(cents(first.usd), cents(then_usd) - 900, "{text}");
        assert_eq!(first.cause.words(&catalog, found.models), words);
        adds_up(account);
    }
    // Without `was` there is no rest to explain.
    let text = format!("2;model=1;prices=2026-01-01;private=1;{PIPELINE}");
    let found = then(&link::decode(&text), &catalog, &history).unwrap().unwrap();
    assert!(
        found
            .accounts
            .iter()
            .flat_map(|one| one.lines.iter().flatten())
            .all(|line| line.cause != Cause::Private)
    );
}

#[test]
fn links_of_today_and_of_newer_planners_have_no_then() {
    let (catalog, history) = (catalog(), history(DEFAULTS));
    for start in ["2;model=3;prices=2026-05-01", "2;model=4;prices=2026-05-01", "2;model=3;prices=2027-01-01"]
    {
        assert_eq!(then(&opened(start, ""), &catalog, &history), Ok(None), "{start}");
    }
    // As this program stands, a link it writes is of today, and so is one of version 1 while nothing has changed.
    let catalog = Catalog::embedded().unwrap();
    let history = History::embedded(&catalog).unwrap();
    let written = link::shared(&Default::default(), Some(("functions", 1.0)));
    assert_eq!(then(&link::decode(&written), &catalog, &history), Ok(None));
    if history.models.len() == 1 && history.price_books.len() == 1 {
        assert_eq!(then(&link::decode("1;subjects=5"), &catalog, &history), Ok(None));
    }
}

#[test]
fn an_option_that_did_not_work_or_is_gone_is_not_taken_apart() {
    let catalog = catalog();
    // Next to no quota then, so Fargate was ruled out with the defaults of then.
    let history = history(r#"[{"key": "fargate_vcpu_quota", "value": "0.25", "until_model": 2}]"#);
    let decoded = opened("2;model=1;prices=2026-05-01", ";was=fargate_tasks:9");
    let found = then(&decoded, &catalog, &history).unwrap().unwrap();
    let won = &found.accounts[0];
    assert_eq!((won.then, won.now, &won.lines), (Some(9.0), Some(24.33), &None));
    let decoded = opened("2;model=1;prices=2026-05-01", ";was=mainframe:9");
    let found = then(&decoded, &catalog, &history).unwrap().unwrap();
    let won = &found.accounts[0];
    assert_eq!((won.name.as_str(), won.then, won.now, &won.lines), ("mainframe", Some(9.0), None, &None));
    let decoded = opened("2;model=1;prices=2026-05-01", ";was=none");
    let found = then(&decoded, &catalog, &history).unwrap().unwrap();
    assert_eq!(found.accounts.len(), 1, "only what wins today");
}

#[test]
fn lines_add_up_whatever_changed() {
    let catalog = catalog();
    // Every seventh row of the list book a third dearer or cheaper then.
    let rows = catalog.rows.iter().filter(|row| row.book == Book::List && row.value > 0.0).step_by(7);
    let entries: Vec<String> = rows
        .enumerate()
        .map(|(place, row)| {
            let value = row.value * if place % 2 == 0 { 4.0 / 3.0 } else { 2.0 / 3.0 };
            format!(
                r#"{{"id": "{}", "value": "{value:.12}", "from": "2026-01-01", "until": "2026-05-01"}}"#,
                row.id
            )
        })
        .collect();
    let prices = format!("[{}]", entries.join(","));
    let defaults = r#"[
        {"key": "subjects", "value": "3000", "until_model": 2},
        {"key": "month_hours", "value": "720", "until_model": 3},
        {"key": "free_allotments", "value": "off", "until_model": 2}
    ]"#;
    let texts = Texts { models: MODELS, price_books: BOOKS, prices: &prices, defaults };
    let history = History::read(&texts, &catalog).unwrap();
    let mut taken_apart = 0;
    for index in 0..60 {
        let scenario = varied(index);
        let fields =
            link::encode(&scenario).split(';').skip(3).map(|field| format!(";{field}")).collect::<String>();
        let decoded = link::decode(&format!("2;model=1;prices=2026-01-01{fields};was=functions:123.45"));
        let found = then(&decoded, &catalog, &history).unwrap().unwrap();
        found.accounts.iter().for_each(adds_up);
        taken_apart += found
            .accounts
            .iter()
            .filter(|account| account.lines.as_ref().is_some_and(|lines| lines.len() > 3))
            .count();
    }
    assert!(taken_apart > 10, "{taken_apart} accounts of more than three lines");
}

//! What the page asks for later, apart from its own program so that a first visit need not download it.
//!
//! Text goes in and text comes out, because the page reads lines at no cost, and JSON not at all. A request is a line
//! that names its kind, one with the link of a scenario, then whatever that kind takes; today's date comes last. All
//! kinds but three are panels of the page, written as [`loadline_markup`]; [`panel`] has one arm a kind.

mod advice;
mod belief;
mod compare;
mod curve_table;
mod curves;
mod database;
mod explain;
mod exports;
mod fans;
mod flips;
mod growth;
mod guides;
mod inputs;
mod map;
mod matters;
mod mix;
mod notices;
mod odds;
pub mod picture;
mod pin;
mod prices;
mod proof;
mod ranges;
mod refine;
mod request;
mod scenarios;
mod share;
mod sheet;
mod signals;
mod solve;
mod studies;
mod then;
mod topology;
mod why;

use loadline_core::catalog::Catalog;
use loadline_core::decide::bands::{Bands, FINE, Grid};
use loadline_core::decide::ranges::outlook;
use loadline_core::plan::Plan;
use loadline_core::reading::Shapes;
use loadline_core::scenario::{Scenario, link};
use loadline_core::texts;
use loadline_markup::{Tag, write};
use request::Request;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;
use std::thread::LocalKey;

/// Answer a request.
///
/// # Errors
/// The sentence that says why there is no answer.
pub fn answer(request: &str) -> Result<String, String> {
    match request.split_once('\n') {
        None if request == "texts" => catalog().map(texts::all),
        Some(("plans", about)) => plans(about),
        Some(("worlds", about)) => worlds(about),
        Some(("curves", about)) => {
            let mut lines = about.lines();
            let mut next = || lines.next().unwrap_or_default();
            curves::points(next(), next())
        }
        _ => match of_meeting(request) {
            Some(answer) => answer,
            None => panel(request).map(|trees| refine::marked(write(&trees))),
        },
    }
}

/// Answer what `public/meet.js` asks; none where it is something else.
fn of_meeting(request: &str) -> Option<Result<String, String>> {
    let request = Request::read(request);
    Some(match request.kind {
        "chart-svg" => picture::saved(&request),
        "export" => exports::saved(&request),
        "price-book" => prices::saved(&request),
        "price-book read" => Ok(prices::opened(&request)),
        "share" => share::shared(&request),
        "shelf" => Ok(scenarios::act(&request)),
        "shelf saved" => Ok(scenarios::saved(&request)),
        _ => return None,
    })
}

/// Plan a scenario so many times, for the benchmark: a line with its link, one with the count.
fn plans(about: &str) -> Result<String, String> {
    let mut lines = about.lines();
    let scenario = link::decode(lines.next().unwrap_or_default()).scenario;
    let count = lines.next().and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
    for _ in 0..count {
        std::hint::black_box(plan(&scenario)?);
    }
    Ok(count.to_string())
}

/// Plan all worlds of a scenario, for the benchmark: a line with its link; where one with an axis follows, 1 024 of them
/// at 48 loads along it.
fn worlds(about: &str) -> Result<String, String> {
    let mut lines = about.lines();
    let scenario = link::decode(lines.next().unwrap_or_default()).scenario;
    let catalog = catalog()?;
    let axis = curves::read_axis(lines.next().unwrap_or_default()).ok();
    let count = refine::with_draws(|draws| match axis {
        None => outlook(&scenario, catalog, draws).map(|outlook| outlook.draw.worlds()),
        Some(axis) => {
            let mut bands = Bands::new(&scenario, catalog, axis, Grid { loads: 48, ..FINE }, draws);
            bands.advance(48, draws).map(|_| bands.worlds())
        }
    });
    count.map(|count| count.to_string()).map_err(|error| error.to_string())
}

/// The panel that a request asks for.
fn panel(request: &str) -> Result<Vec<Tag>, String> {
    let mut lines = request.lines();
    let kind = lines.next().unwrap_or_default();
    // A kind may say what it is asked with.
    let (kind, with) = kind.split_once(": ").unwrap_or((kind, ""));
    let link = lines.next().unwrap_or_default();
    let scenario = link::decode(link).scenario;
    match kind {
        "advice" => advice::panel(&scenario, lines.next().unwrap_or_default()),
        "compare" => compare::panel(&scenario, lines.next().unwrap_or_default(), with),
        "curve-table" => curve_table::panel(&scenario, lines.next().unwrap_or_default()),
        "band" => curves::panel(link, lines.next().unwrap_or_default()),
        "belief" => belief::panel(&scenario, lines.next().unwrap_or_default()),
        "best-mix" => mix::panel(&scenario),
        "database" => database::panel(&scenario),
        "explain" => {
            let mut next = || lines.next().unwrap_or_default();
            explain::panel(&scenario, next(), next())
        }
        "exports" => exports::panel(&scenario, with),
        "fans" => fans::panel(link, lines.next().unwrap_or_default()),
        "flips" => flips::panel(&scenario, with),
        "growth" => growth::panel(&scenario),
        "guides" => Ok(guides::panel()),
        "guides computed" => guides::computed(),
        "map" => map::panel(&scenario, with),
        "matters" => matters::panel(&scenario, with),
        "odds" => odds::panel(&scenario),
        "plan-notices" => notices::panel(&scenario),
        "prices" => prices::panel(&scenario, with, lines.next().unwrap_or_default()),
        "proof" => Ok(proof::panel()),
        "proof run" => Ok(proof::run()),
        "ranges" => ranges::panel(&scenario, with),
        "scenarios" => scenarios::panel(&scenario, lines.next().unwrap_or_default()),
        "sheet" => {
            let mut next = || lines.next().unwrap_or_default();
            sheet::panel(&scenario, next(), next())
        }
        "signals" => signals::panel(&scenario),
        "solve" => solve::panel(&scenario, with),
        "studies" => studies::panel(&scenario),
        "turns" => fans::turns(link, lines.next().unwrap_or_default()),
        "topology" => topology::panel(&scenario, lines.next().unwrap_or_default()),
        "then" => then::panel(link, with),
        "why" => why::panel(&scenario),
        other => Err(format!("The worker knows no request `{other}`.")),
    }
}

/// What was worked out last, and what for: a slider asks for the same again and again.
type Last<T> = RefCell<Option<(String, Rc<T>)>>;

/// What `asked` is about, worked out anew only where it is another question than the last.
fn kept<T>(
    last: &'static LocalKey<Last<T>>,
    asked: String,
    work_out: impl FnOnce() -> Result<T, String>,
) -> Result<Rc<T>, String> {
    let known = last
        .with_borrow(|last| last.as_ref().filter(|(of, _)| *of == asked).map(|(_, known)| Rc::clone(known)));
    if let Some(known) = known {
        return Ok(known);
    }
    let new = Rc::new(work_out()?);
    last.set(Some((asked, Rc::clone(&new))));
    Ok(new)
}

/// The catalogue, read once.
///
/// # Errors
/// The sentence that says what is wrong with it.
fn catalog() -> Result<&'static Catalog, String> {
    static CATALOG: OnceLock<Result<Catalog, String>> = OnceLock::new();
    CATALOG
        .get_or_init(|| Catalog::embedded().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(Clone::clone)
}

/// The plan of a scenario, without what single systems have to compare.
///
/// # Errors
/// The sentence that says why there is none.
fn plan(scenario: &Scenario) -> Result<Plan<f64>, String> {
    loadline_core::plan_without_studies(scenario, catalog()?, &Shapes::of(scenario))
        .map_err(|error| error.to_string())
}

/// The text of a tree, with spaces that may break.
#[cfg(test)]
fn told(tag: &Tag) -> String {
    let of = |node: &loadline_markup::Node| match node {
        loadline_markup::Node::Text(words) => words.replace('\u{a0}', " "),
        loadline_markup::Node::Tag(tag) => told(tag),
    };
    tag.0.content.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadline_core::scenario::presets::PRESETS;
    use loadline_markup::{bits, read};

    #[test]
    fn plans_are_made_as_often_as_asked() {
        assert_eq!(answer("plans\n1\n3\n2026-01-01"), Ok("3".to_owned()));
    }

    #[test]
    fn worlds_are_planned_with_and_without_an_axis() {
        assert_eq!(answer("worlds\n2;worlds=1024"), Ok("1024".to_owned()));
        let [from, to] = [1.0, 1000.0].map(bits::of);
        let along = format!("worlds\n2\nfiles_per_day {from}{to} log");
        assert_eq!(answer(&along), Ok("1024".to_owned()));
    }

    #[test]
    fn an_unknown_request_is_refused_by_name() {
        assert_eq!(answer("prose\n1"), Err("The worker knows no request `prose`.".to_owned()));
    }

    #[test]
    fn the_page_reads_every_panel_as_it_was_built() {
        let links: Vec<String> = PRESETS.iter().map(|preset| link::encode(&preset.scenario())).collect();
        let of_scenarios = [
            "belief",
            "best-mix",
            "database",
            "exports",
            "flips",
            "growth",
            "map",
            "matters",
            "odds",
            "plan-notices",
            "ranges",
            "signals",
            "solve",
            "studies",
            "topology",
            "why",
        ]
        .iter()
        .flat_map(|kind| links.iter().map(move |link| format!("{kind}\n{link}")));
        let growing = links.iter().map(|link| format!("growth\n{link};growth_percent_per_month=10"));
        let kept: Vec<String> = links.iter().take(4).map(|link| format!("+{link};{link}")).collect();
        let kept = kept.join("|").replacen('=', "%3D", 1);
        let of_shelves = ["compare", "scenarios"]
            .iter()
            .flat_map(|kind| links.iter().map(|link| format!("{kind}\n{link}\n{kept}")).collect::<Vec<_>>());
        let dated = links.iter().flat_map(|link| {
            [
                format!("advice\n{link}\n2026-11-21"),
                format!("sheet\n{link}\nhttps://example.org/\n2026-11-21"),
            ]
        });
        let found = links.iter().map(|link| format!("flips: {link}\n{link}"));
        let others = [
            "guides",
            "guides computed",
            "proof",
            "proof run",
            "matters: all hybrid\n2",
            "ranges: all analyze_minutes=x\n2;analyze_minutes=3.5~3.5",
            "ranges: few files_per_day\n2;files_per_day=400~550~700",
            "then\n2;model=1;prices=2020-01-01;was=functions:5",
        ];
        let others = others.map(str::to_owned);
        let priced = ["prices", "prices: own", "prices: all aws.alb=x"];
        let priced = priced.iter().flat_map(|kind| {
            links.iter().map(move |link| format!("{kind}\n{link};price.aws.alb=0.02\n2026-11-22"))
        });
        let solved = [
            "files_per_day cheapest",
            "files_per_day signals/requests_1/value at_least 1",
            "x cost exactly y",
        ];
        let solved =
            solved.iter().flat_map(|with| links.iter().map(move |link| format!("solve: {with}\n{link}")));
        let [low, high] = [1.0, 1000.0].map(bits::of);
        let charts = links.iter().flat_map(|link| {
            ["band", "curve-table", "fans", "turns"]
                .map(|kind| format!("{kind}\n{link}\nfiles_per_day {low}{high} log"))
        });
        for request in of_scenarios
            .chain(of_shelves)
            .chain(dated)
            .chain(charts)
            .chain(found)
            .chain(growing)
            .chain(solved)
            .chain(priced)
            .chain(others)
        {
            let built = match panel(&request) {
                Ok(built) => built,
                Err(problem) => unreachable!("{request}: {problem}"),
            };
            // Not asked again: what was a first sight would be refined.
            let read = read(&refine::marked(write(&built)));
            assert!(read == built, "{request} is read as {read:?}");
        }
    }
}

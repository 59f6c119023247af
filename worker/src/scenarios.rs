//! The scenarios kept: the panel, and what its buttons do.

use crate::request::{Request, file};
use loadline_core::format;
use loadline_core::scenario::shelf::{Kept, Shelf};
use loadline_core::scenario::{FIELDS, Scenario, link};
use loadline_core::{decide::explain::elsewhere, plan::Change};
use loadline_markup::{Node, Tag, section, tag, traced};

/// Do what a button or a file says: the answer is what is kept from then on.
///
/// | asked with | takes | does |
/// |---|---|---|
/// | `read` | what is kept, then a file | adds what the file holds |
/// | `link` | what is kept, then the fragment of a link | compares what the link does |
/// | any act of [`Shelf::act`] | what is kept | does it |
pub fn act(request: &Request<'_>) -> String {
    let (kept, more) = request.body.split_once('\n').unwrap_or((request.body, ""));
    let mut shelf = Shelf::read(kept);
    match request.with {
        "read" => shelf.take_file(more),
        "link" => {
            let beside = link::decode(more).beside;
            shelf.take_link(beside.into_iter().map(|one| (one.name, one.scenario)).collect());
        }
        act => shelf.act(act, &request.scenario),
    }
    shelf.write()
}

/// All of them as a file.
pub fn saved(request: &Request<'_>) -> String {
    file("loadline-scenarios.json", "application/json", &Shelf::read(request.body).file())
}

/// The panel.
pub fn panel(shown: &Scenario, kept: &str) -> Result<Vec<Tag>, String> {
    let shelf = Shelf::read(kept);
    let mut content = vec![
        tag("p")
            .class("lead")
            .put("Keep a scenario to come back to it or to compare it. What is kept stays in this browser. "),
        tools(!shelf.kept.is_empty()),
    ];
    content.extend(said(&shelf));
    if shelf.kept.is_empty() {
        content.push(tag("p").class("none").put("None is kept yet."));
    } else {
        let here = usd_of(shown)?;
        let entries = shelf.kept.iter().enumerate();
        let entries: Result<Vec<Tag>, String> =
            entries.map(|(place, kept)| entry(place, kept, shown, here, shelf.kept.len())).collect();
        content.push(tag("ul").class("kept").all(entries?));
    }
    Ok(vec![section("scenarios-title", "Scenarios kept").with("id", "scenarios").all(content)])
}

/// What the last act has to say, and the way back from it.
fn said(shelf: &Shelf) -> Option<Tag> {
    let mut sentences: Vec<Tag> = shelf.said.iter().map(|said| tag("li").put(said.clone())).collect();
    if let Some((_, kept)) = &shelf.removed {
        let words = format!("“{}” was removed. ", kept.name);
        sentences.push(tag("li").put(words).put(act_button("restore", "Put it back")));
    }
    Some(tag("div").with("role", "status").put(tag("ul").class("said").all(sentences)))
}

fn act_button(act: impl Into<std::borrow::Cow<'static, str>>, words: &'static str) -> Tag {
    tag("button").with("type", "button").with("data-shelf", act).put(words)
}

fn tools(has_some: bool) -> Tag {
    let open = tag("input")
        .with("type", "file")
        .with("id", "open-scenarios")
        .with("accept", ".json,application/json")
        .with("data-open", "shelf: read");
    let tools = tag("p")
        .class("row")
        .put(act_button("keep", "Keep this one"))
        .put(tag("label").class("file").put("Add from a file ").put(open));
    if has_some {
        let save = tag("button").with("type", "button").with("data-save", "shelf saved");
        tools.put(save.put("Save all as a file"))
    } else {
        tools
    }
}

fn entry(
    place: usize,
    kept: &Kept,
    shown: &Scenario,
    here: Option<f64>,
    count: usize,
) -> Result<Tag, String> {
    let is_shown = kept.scenario == *shown;
    let name = tag("input")
        .with("type", "text")
        .with("aria-label", format!("Name of scenario {}", place + 1))
        .with("value", kept.name.clone())
        .with("data-shelf", format!("rename {place} {{}}"));
    let compare = tag("button")
        .with("type", "button")
        .with("aria-pressed", if kept.is_compared { "true" } else { "false" })
        .with("data-shelf", format!("compare {place}"))
        .put("Compare");
    let act = |verb: &'static str, words: &'static str| {
        act_button(format!("{verb} {place}"), words).with("aria-label", format!("{words}: {}", kept.name))
    };
    let open =
        tag("a").class("button").with("href", format!("#{}", link::encode(&kept.scenario))).put("Open");
    let mut buttons = vec![compare];
    if is_shown {
        buttons.push(tag("span").class("badge badge-good").put("shown"));
    } else {
        buttons.extend([open, act("replace", "Overwrite")]);
    }
    buttons.push(act("duplicate", "Duplicate"));
    if place > 0 {
        buttons.push(act("up", "Up"));
    }
    if place + 1 < count {
        buttons.push(act("down", "Down"));
    }
    buttons.push(act("remove", "Remove"));
    Ok(tag("li")
        .key(kept.name.clone())
        .put(name)
        .put(result(kept, shown, here)?)
        .put(tag("span").class("row").all(buttons)))
}

/// What wins in a scenario, and how much more or less it costs than the one shown.
fn result(kept: &Kept, shown: &Scenario, here: Option<f64>) -> Result<Tag, String> {
    let plan = crate::plan(&kept.scenario)?;
    let words = tag("span").class("kept-result");
    let Some(winner) = plan.winner() else { return Ok(words.put("Nothing works.")) };
    let figure = figure_of(shown, &kept.scenario, &format!("options/{}/usd", winner.id));
    let usd = format::money(winner.usd_per_month);
    let figure = figure.map_or_else(|| usd.clone().into(), |name| Node::from(traced(&[&name], usd.clone())));
    let words = words.put(format!("{} at ", winner.name)).put(tag("strong").put(figure)).put(" a month");
    Ok(match here {
        Some(here) if kept.scenario != *shown && (winner.usd_per_month - here).abs() >= 0.005 => {
            words.put(format!(" ({} against the one shown)", format::difference(winner.usd_per_month - here)))
        }
        _ => words,
    })
}

fn usd_of(scenario: &Scenario) -> Result<Option<f64>, String> {
    Ok(crate::plan(scenario)?.winner().map(|winner| winner.usd_per_month))
}

/// How a figure of another scenario is called from the one shown, by what differs; none where that cannot be said in
/// values, or not briefly.
pub fn figure_of(shown: &Scenario, other: &Scenario, figure: &str) -> Option<String> {
    // Changes name inputs, not prices.
    if shown.own_prices() != other.own_prices() {
        return None;
    }
    let differs = |field: &&loadline_core::scenario::Field| shown.value(field.key) != other.value(field.key);
    let changes: Option<Vec<Change>> = FIELDS
        .iter()
        .filter(differs)
        .map(|field| Some(Change { key: field.key, to: other.value(field.key)? }))
        .collect();
    let name = elsewhere(&changes?, figure);
    // What the planner still reads.
    (name.len() <= 600).then_some(name)
}

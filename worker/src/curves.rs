//! The cost of every option along an input: points for the chart, and who is the cheapest from where to where for its
//! band. Exact pieces, computed once for both.

use crate::inputs::numbers;
use crate::{Last, kept};
use loadline_core::chart::Curve;
use loadline_core::decide::crossovers::{Crossovers, Lead, Turn, nothing_moves};
use loadline_core::decide::pieces::{CostCurve, cost_curves};
use loadline_core::format;
use loadline_core::option;
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::{FIELDS, link};
use loadline_markup::{Tag, bits, choice, columns, figure, row_head, tag, wide_by_keys};
use std::cell::RefCell;
use std::rc::Rc;

/// Stretches told in words; where there are more, the rest are told in the table alone.
const MOST_WORDS: usize = 4;
/// A lead of less than this many dollars a month is none.
const LEVEL_USD: f64 = 0.005;

/// An axis as the page writes it: the input, the bits of both ends, and `log` where it runs in powers of ten.
pub fn read_axis(line: &str) -> Result<Axis, String> {
    let mut words = line.split(' ');
    let field = words.next().and_then(|id| FIELDS.iter().find(|field| field.id == id));
    let ends: Vec<f64> = bits::all(words.next().unwrap_or_default()).collect();
    match (field, ends.as_slice()) {
        (Some(field), [from, to]) if from < to => {
            let logarithmic = words.next() == Some("log") && *from > 0.0;
            Ok(Axis { key: field.key, from: *from, to: *to, logarithmic })
        }
        _ => Err(format!("There is no axis `{line}`.")),
    }
}

/// Everything a chart shows that does not follow its mark.
pub struct Computed {
    curves: Vec<CostCurve>,
    /// Who is the cheapest from where to where.
    pub crossovers: Crossovers,
}

impl Computed {
    /// The lines of the chart, in the order of the page.
    pub fn drawn(&self, axis: Axis) -> Vec<Curve> {
        self.curves.iter().map(|curve| Curve::of(place(curve.option), curve, axis)).collect()
    }
}

thread_local! {
    static LAST: Last<Computed> = const { RefCell::new(None) };
}

/// What a chart along an axis shows, worked out once for all that ask.
pub fn computed(link: &str, line: &str, axis: Axis) -> Result<Rc<Computed>, String> {
    kept(&LAST, format!("{link}\n{line}"), || {
        let scenario = link::decode(link).scenario;
        let curves = cost_curves(&scenario, crate::catalog()?, axis.key, axis.from, axis.to)
            .map_err(|error| error.to_string())?;
        let crossovers = Crossovers::of(&curves, axis.from, axis.to);
        Ok(Computed { curves, crossovers })
    })
}

/// The points of every option's line, in the order of the page: `=` on a line of its own, then runs of points, each on a
/// line, two numbers a point in the hexadecimal digits of their bits. Between two runs it is ruled out.
pub fn points(link: &str, line: &str) -> Result<String, String> {
    let axis = read_axis(line)?;
    let computed = computed(link, line, axis)?;
    let mut text = String::new();
    for curve in computed.drawn(axis) {
        text.push_str("=\n");
        for run in curve.segments {
            for (at, usd) in run {
                text.push_str(&bits::of(at));
                text.push_str(&bits::of(usd));
            }
            text.push('\n');
        }
    }
    Ok(text)
}

/// Who is the cheapest along the axis: a band to lie below the chart, and the same in words.
pub fn panel(link: &str, line: &str) -> Result<Vec<Tag>, String> {
    let axis = read_axis(line)?;
    let computed = computed(link, line, axis)?;
    let Computed { curves, crossovers } = &*computed;
    let along = choice(
        "chart-along",
        "Chart along",
        ("data-along", ""),
        numbers(&link::decode(link).scenario, axis.key),
    );
    if curves.iter().all(|curve| curve.pieces.is_empty()) {
        return Ok(vec![tag("p").class("none").put("No option works anywhere along this axis."), along]);
    }
    let names = option::names();
    let name = |id: &str| names.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| *name);
    let is_idle = nothing_moves(curves, axis.from, axis.to);
    let mut trees = vec![band(axis, crossovers), words(crossovers, is_idle, &name), along];
    if crossovers.leads.len() > 1 {
        trees.push(
            tag("details")
                .put(tag("summary").put("Every turn, and by how much each leads"))
                .put(wide_by_keys("Who is the cheapest from where to where", table(crossovers, &name))),
        );
    }
    Ok(trees)
}

/// The place of an option in the order of the page, which chooses its colour.
pub fn place(id: &str) -> usize {
    option::ids().iter().position(|known| *known == id).unwrap_or_default()
}

fn rect(axis: Axis, from: f64, to: f64, (y, height): (&'static str, &'static str), option: &str) -> Tag {
    let [from, to] = [from, to].map(|at| axis.position(at) * 1_000.0);
    tag("rect")
        .with("class", format!("owner series-{}", place(option)))
        .with("x", format!("{from:.2}"))
        .with("y", y)
        .with("width", format!("{:.2}", to - from))
        .with("height", height)
}

/// The band; where two are within one percent of each other, the other one shows below.
fn band(axis: Axis, crossovers: &Crossovers) -> Tag {
    let mut rects = Vec::new();
    for lead in &crossovers.leads {
        let Some(option) = lead.option else { continue };
        rects.push(rect(axis, lead.from, lead.to, ("0", "14"), option));
        for tie in crossovers.ties.iter().filter(|tie| tie.to > lead.from && tie.from < lead.to) {
            if let Some(other) = tie.options.iter().find(|id| **id != option) {
                rects.push(rect(axis, tie.from.max(lead.from), tie.to.min(lead.to), ("9", "5"), other));
            }
        }
    }
    tag("svg")
        .with("id", "band")
        .with("viewBox", "0 0 1000 14")
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true")
        .all(rects)
}

fn words(crossovers: &Crossovers, is_idle: bool, name: &dyn Fn(&str) -> &'static str) -> Tag {
    let called = |lead: &Lead| lead.option.map_or("nothing works", name);
    let turns = crossovers.leads.len().saturating_sub(1);
    let mut text = match crossovers.leads.first() {
        Some(lead) if turns == 0 => {
            let why = if is_idle { "this input moves no cost" } else { "no crossing in this range" };
            format!("Cheapest: {} all along; {why}.", called(lead))
        }
        _ => turning(&crossovers.leads, &called),
    };
    if !crossovers.ties.is_empty() {
        text.push_str(" Two colours above each other are within 1 %: a tie.");
    }
    tag("p").with("id", "turns").put(text)
}

fn turning(leads: &[Lead], called: &dyn Fn(&Lead) -> &'static str) -> String {
    let mut text = String::from("Cheapest: ");
    for (index, lead) in leads.iter().take(MOST_WORDS).enumerate() {
        text.push_str(if index == 0 { "" } else { ", then " });
        text.push_str(called(lead));
        if lead.end.is_some() {
            text.push_str(&format!(" up to {}", format::number(lead.to)));
        }
    }
    text.push_str(&match leads.len().saturating_sub(MOST_WORDS) {
        0 => ".".to_owned(),
        1 => "; one more turn after that.".to_owned(),
        more => format!("; {more} more turns after that."),
    });
    text
}

fn table(crossovers: &Crossovers, name: &dyn Fn(&str) -> &'static str) -> Tag {
    let head = columns(&[
        ("From", "figure"),
        ("To", "figure"),
        ("Cheapest", ""),
        ("Ahead at most", "figure"),
        ("Over", ""),
        ("Why it ends", ""),
    ]);
    let row = |lead: &Lead| {
        let ahead = lead.margin.map_or_else(
            || "–".to_owned(),
            |margin| match margin.usd {
                usd if usd < LEVEL_USD => "level".to_owned(),
                usd => format!("{} ({})", format::money(usd), format::percent(margin.share)),
            },
        );
        tag("tr")
            .put(figure(format::number(lead.from)))
            .put(figure(format::number(lead.to)))
            .put(row_head(lead.option.map_or("nothing works", name)))
            .put(figure(ahead))
            .put(tag("td").put(lead.margin.map_or("no other works", |margin| name(margin.over))))
            .put(tag("td").put(why(lead, name)))
    };
    tag("table")
        .with("id", "leads")
        .put(head)
        .put(tag("tbody").all(crossovers.leads.iter().map(row).collect()))
}

fn why(lead: &Lead, name: &dyn Fn(&str) -> &'static str) -> String {
    match lead.end {
        None => "end of the axis".to_owned(),
        Some(Turn::Crossing) => "the lines cross".to_owned(),
        Some(Turn::Step { option, usd }) => {
            let how = if usd > 0.0 { "jumps up by" } else { "drops by" };
            format!("{} {how} {}", name(option), format::money(usd.abs()))
        }
        Some(Turn::RuledOut) => "it is ruled out".to_owned(),
        Some(Turn::RuledIn) => "a cheaper one is ruled in".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadline_core::scenario::Key;

    fn line(key: Key, from: f64, to: f64) -> String {
        format!("{} {}{} log", key.field().id, bits::of(from), bits::of(to))
    }

    #[test]
    fn an_axis_that_is_none_is_refused_by_name() {
        assert_eq!(panel("1", "nothing 00"), Err("There is no axis `nothing 00`.".to_owned()));
        assert!(points("1", &line(Key::FilesPerDay, 2.0, 1.0)).is_err());
    }

    #[test]
    fn an_input_that_moves_nothing_is_told_from_one_that_never_turns() {
        let said = |link: &str, key| {
            let trees = panel(link, &line(key, 1.0, 100.0)).unwrap_or_default();
            loadline_markup::write(&trees)
        };
        // No agents are planned, so their number moves no cost; subjects do not change who is the cheapest.
        assert!(said("1", Key::Agents).contains("all along; this input moves no cost."));
        let subjects = said("1", Key::Subjects);
        assert!(subjects.contains("all along; no crossing in this range."), "{subjects}");
    }
}

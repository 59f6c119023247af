//! Up to four scenarios side by side: what differs, what each option costs in each, how they rank, and how that is over
//! plausible worlds.

use crate::inputs::{by_weight, numbers};
use crate::picture;
use crate::refine::whole;
use crate::scenarios::figure_of;
use loadline_core::decide::ranges::{Draw, OptionOutlook, Outlook};
use loadline_core::format;
use loadline_core::plan::Plan;
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::shelf::{MOST_COMPARED, Shelf};
use loadline_core::scenario::typing::format_number;
use loadline_core::scenario::{FIELDS, Key, Scenario};
use loadline_markup::{Node, Tag, choice, column, part_head, row_head, section, tag, traced, wide_by_keys};
use std::rc::Rc;

/// The columns in order; the first is what the others are measured against.
const LETTERS: [&str; MOST_COMPARED] = ["A", "B", "C", "D"];

/// Width of the chart, in pixels: as wide as the results are on most screens.
const CHART: u32 = 780;

/// One of them.
struct Side {
    name: String,
    scenario: Scenario,
    plan: Plan<f64>,
    /// Over plausible worlds.
    outlook: Rc<Outlook>,
}

/// The comparison: the one shown first, as in a link, then those marked in their order. Where four are marked and it is
/// none of them, there is no room for it. `with` is the input that the chart runs along, the weightiest where none is named.
pub fn panel(shown: &Scenario, kept: &str, with: &str) -> Result<Vec<Tag>, String> {
    let shelf = Shelf::read(kept);
    let mut named: Vec<(&str, &Scenario)> =
        shelf.compared().map(|kept| (kept.name.as_str(), &kept.scenario)).collect();
    match named.iter().position(|(_, scenario)| *scenario == shown) {
        Some(place) => named.get_mut(..=place).unwrap_or_default().rotate_right(1),
        None if named.len() < MOST_COMPARED => named.insert(0, ("As shown now", shown)),
        None => {}
    }
    let content = if named.len() < 2 {
        let words = "Keep this scenario, change something, and both stand side by side here; \
                     up to four do.";
        vec![tag("p").class("none").put(words)]
    } else {
        let sides = named.into_iter().map(side).collect::<Result<Vec<Side>, String>>()?;
        let mut content = of_sides(&sides, shown);
        let key = by_weight(shown).find(|key| key.field().id == with).or_else(|| by_weight(shown).next());
        if let Some(key) = key {
            content.extend(chart(&sides, shown, key)?);
        }
        content
    };
    Ok(vec![section("compare-title", "Side by side").with("id", "compare").all(content)])
}

fn side((name, scenario): (&str, &Scenario)) -> Result<Side, String> {
    let (plan, outlook) = (crate::plan(scenario)?, whole(scenario)?);
    Ok(Side { name: name.to_owned(), scenario: scenario.clone(), plan, outlook })
}

/// What the cheapest option costs in each along an input, and which input.
fn chart(sides: &[Side], shown: &Scenario, key: Key) -> Result<[Tag; 2], String> {
    let along = choice("compare-along", "Compare along", ("data-change", "compare: {}"), numbers(shown, key));
    let scenarios: Vec<(&str, &Scenario)> =
        sides.iter().map(|side| (side.name.as_str(), &side.scenario)).collect();
    let value = shown.value(key).unwrap_or_default();
    let axis = Axis::around(key, value, true, None);
    Ok([along, wide_by_keys("Chart of the scenarios", picture::of_several(&scenarios, axis, CHART)?)])
}

fn of_sides(sides: &[Side], shown: &Scenario) -> Vec<Tag> {
    let span = match sides.len() {
        2 => "3",
        3 => "4",
        _ => "5",
    };
    let heads = sides.iter().zip(LETTERS).map(|(side, letter)| {
        column("figure", "").put(tag("strong").put(letter)).put(" ").put(side.name.clone())
    });
    let head = tag("thead").put(tag("tr").put(tag("td")).all(heads.collect()));
    let part = |words: &'static str| tag("tr").class("part").put(part_head(words, span));
    let inputs = tag("tbody").put(part("Inputs that differ")).all(inputs(sides));
    let winners = tag("tbody").put(part("The cheapest that works")).put(winners(sides, shown));
    let options = tag("tbody").put(part("Every option")).all(options(sides, shown));
    let table = tag("table").with("id", "compared").put(head).put(inputs).put(winners).put(options);
    let (table, about_worlds) = if sides.iter().any(|side| !side.outlook.inputs.is_empty()) {
        let worlds = tag("tbody").put(part("Over plausible worlds")).all(worlds(sides));
        (table.put(worlds), Some(tag("p").class("note").put(drawn(sides))))
    } else {
        (table, None)
    };
    let note = format!(
        "Costs are dollars a month; the small figure is the rank within the column, and what it costs more or \
         less than in A, {}.",
        sides.first().map(|side| side.name.as_str()).unwrap_or_default()
    );
    let notes = [tag("p").class("note").put(note)].into_iter().chain(about_worlds);
    std::iter::once(wide_by_keys("Scenarios side by side", table)).chain(notes).collect()
}

/// A row for each option that works in some world of some column, those most often the cheapest in the first column first.
fn worlds(sides: &[Side]) -> Vec<Tag> {
    let mut known: Vec<(&'static str, &'static str)> = Vec::new();
    let works = |option: &&OptionOutlook| option.standing.works.value > 0.0;
    for option in sides.iter().flat_map(|side| side.outlook.options.iter().filter(works)) {
        if !known.iter().any(|(id, _)| *id == option.option) {
            known.push((option.option, option.name));
        }
    }
    let row = |(id, name): (&'static str, &'static str)| {
        let cell = |side: &Side| {
            let cell = tag("td").class("figure");
            let small = |words: String| tag("span").class("per").put(words);
            match side.outlook.option(id) {
                None => cell.put("–"),
                Some(option) if !works(&option) => cell.put(small("ruled out in all".to_owned())),
                Some(option) => {
                    let [low, _, high] = option.usd.map(|usd| format::money(usd.value));
                    // One world over and over has no share.
                    let share = if side.outlook.inputs.is_empty() {
                        let is_cheapest = option.standing.cheapest.value > 0.0;
                        if is_cheapest { "the cheapest" } else { "not the cheapest" }.to_owned()
                    } else {
                        side.outlook.share(option.standing.cheapest)
                    };
                    let cost = if low == high { low } else { format!("{low} to {high}") };
                    cell.put(share).put(small(cost))
                }
            }
        };
        tag("tr").key(id).put(row_head(name)).all(sides.iter().map(cell).collect())
    };
    known.into_iter().map(row).collect()
}

/// Which worlds were drawn; where columns differ in that, what it means.
fn drawn(sides: &[Side]) -> String {
    let words = |draw: Draw| format!("{} worlds of seed {}", format::exact(draw.worlds() as f64), draw.seed);
    let mut draws: Vec<Draw> = sides.iter().map(|side| side.outlook.draw).collect();
    draws.dedup();
    match draws.as_slice() {
        [one] => format!(
            "Over plausible worlds: in how many of them an option is the cheapest, and below it what it costs four times in \
             five. {} in each column; what is open in two columns is drawn alike in both. Margins hold with 95 %.",
            words(*one)
        ),
        _ => {
            let each = sides.iter().zip(LETTERS);
            let each = each.map(|(side, letter)| format!("{letter} {}", words(side.outlook.draw)));
            let each = each.collect::<Vec<_>>().join(", ");
            format!(
                "The columns draw different worlds ({each}), so part of a difference between them is chance."
            )
        }
    }
}

/// A row for each input that is not alike in all.
fn inputs(sides: &[Side]) -> Vec<Tag> {
    let stated = |side: &Side, key| (side.scenario.value(key), side.scenario.spread(key));
    let differs = |key| {
        sides.first().is_some_and(|first| sides.iter().any(|side| stated(side, key) != stated(first, key)))
    };
    let rows = FIELDS.iter().filter(|field| differs(field.key)).map(|field| {
        let cell = |side: &Side| {
            let cell = tag("td").class("figure");
            if let Some(range) = side.scenario.range_in_words(field.key) {
                let kind = tag("span").class("per").put(side.scenario.range_kind(field.key));
                return cell.put(range).put(kind);
            }
            let value = side.scenario.value(field.key);
            cell.put(value.map_or_else(|| "worked out".to_owned(), |value| format::of_input(field, value)))
        };
        tag("tr").key(field.id).put(row_head(field.label)).all(sides.iter().map(cell).collect())
    });
    let rows: Vec<Tag> = rows.chain(own_prices(sides)).collect();
    if rows.is_empty() {
        return vec![tag("tr").put(row_head("None: they are alike"))];
    }
    rows
}

/// A row for each own price that is not alike in all.
fn own_prices(sides: &[Side]) -> Vec<Tag> {
    let Some(first) = sides.first() else { return Vec::new() };
    let mut ids: Vec<&'static str> = sides
        .iter()
        .flat_map(|side| side.scenario.own_prices())
        .map(|(id, _)| *id)
        .filter(|id| sides.iter().any(|side| side.scenario.own_price(id) != first.scenario.own_price(id)))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let row = |id: &'static str| {
        let cell = |side: &Side| {
            let own = side.scenario.own_price(id).map(format_number);
            tag("td").class("figure").put(own.unwrap_or_else(|| "list price".to_owned()))
        };
        let head = row_head("Your price of ").put(id);
        tag("tr").key(id).put(head).all(sides.iter().map(cell).collect())
    };
    ids.into_iter().map(row).collect()
}

fn winners(sides: &[Side], shown: &Scenario) -> Tag {
    let first = sides.first().and_then(|side| side.plan.winner()).map(|winner| winner.usd_per_month);
    let cells = sides.iter().enumerate().map(|(place, side)| match side.plan.winner() {
        Some(winner) => {
            let usd = winner.usd_per_month;
            // On lines of their own, or the columns were too wide for a phone.
            let small = |words: String| tag("span").class("per").put(words);
            let against = against(place, usd, first).map(|words| small(words.trim_start().to_owned()));
            tag("td")
                .class("figure")
                .put(tag("strong").put(figure(side, shown, winner.id, usd)))
                .put(small(winner.name.to_owned()))
                .all(against.into_iter().collect())
        }
        None => tag("td").class("figure").put("nothing works"),
    });
    tag("tr").class("total").put(row_head("$ a month")).all(cells.collect())
}

/// A row for each option that any of the plans has, in the order of the first plan that has it.
fn options(sides: &[Side], shown: &Scenario) -> Vec<Tag> {
    let mut known: Vec<(&'static str, &'static str)> = Vec::new();
    for option in sides.iter().flat_map(|side| &side.plan.options) {
        if !known.iter().any(|(id, _)| *id == option.id) {
            known.push((option.id, option.name));
        }
    }
    let row = |(id, name): (&'static str, &'static str)| {
        let usd_in = |side: &Side| {
            side.plan.option(id).filter(|option| option.is_feasible()).map(|option| option.usd_per_month)
        };
        let first = sides.first().and_then(usd_in);
        let cells = sides.iter().enumerate().map(|(place, side)| {
            let cell = tag("td").class("figure");
            match (side.plan.option(id), usd_in(side)) {
                (Some(_), Some(usd)) => {
                    let rank =
                        side.plan.options.iter().position(|option| option.id == id).unwrap_or_default();
                    let small = against(place, usd, first).unwrap_or_default();
                    let small = format!("{}.{small}", rank + 1);
                    cell.put(figure(side, shown, id, usd)).put(tag("span").class("per").put(small))
                }
                (Some(option), None) => {
                    let limit = option.rejections.first().map(|rejection| rejection.label);
                    tag("td")
                        .class("figure none")
                        .put("ruled out")
                        .put(tag("span").class("per").put(limit.unwrap_or_default()))
                }
                (None, _) => cell.put("–"),
            }
        });
        tag("tr").key(id).put(row_head(name)).all(cells.collect())
    };
    known.into_iter().map(row).collect()
}

/// How much more or less than in the first column.
fn against(place: usize, usd: f64, first: Option<f64>) -> Option<String> {
    let first = first.filter(|_| place > 0)?;
    let more = usd - first;
    if more.abs() < 0.005 {
        return Some(" as in A".to_owned());
    }
    let share = if first > 0.0 { format!(", {}", signed_percent(more / first)) } else { String::new() };
    Some(format!(" {}{share}", format::difference(more)))
}

fn signed_percent(share: f64) -> String {
    let sign = if share > 0.0 { "+" } else { "" };
    format!("{sign}{}", format::percent(share))
}

/// An option's cost, which opens its explanation.
fn figure(side: &Side, shown: &Scenario, option: &str, usd: f64) -> Node {
    let words = format::money(usd);
    match figure_of(shown, &side.scenario, &format!("options/{option}/usd")) {
        Some(name) => traced(&[&name], words).into(),
        None => words.into(),
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::unreachable,
    reason = "a test may end in a panic"
)]
mod tests {
    use super::*;
    use crate::{answer, told};
    use loadline_core::scenario::link;

    /// Four kept, three of them compared.
    const KEPT: &str = "+Lean;2;files_per_day=10|-Not;2;files_per_day=20|+Big;2;files_per_day=3000|+Slow;2;minutes_per_file=20";

    fn shown(fields: &str, kept: &str) -> Vec<Tag> {
        panel(&link::decode(fields).scenario, kept, "").unwrap()
    }

    /// Whether the columns stand so.
    fn begins(trees: &[Tag], heads: &str) -> bool {
        let text: String = trees.iter().map(told).collect();
        text.starts_with(&["Side by side", heads, "Inputs that differ"].concat())
    }

    #[test]
    fn the_one_shown_stands_first() {
        assert!(begins(&shown("2;files_per_day=7", KEPT), "A As shown nowB LeanC BigD Slow"));
        assert!(begins(&shown("2;files_per_day=20", KEPT), "A As shown nowB LeanC BigD Slow"));
        assert!(begins(&shown("2;files_per_day=3000", KEPT), "A BigB LeanC Slow"));
        // Against the first: 3000 files cost more than 10, and the sign turns with the order.
        let told_of = |fields| shown(fields, KEPT).iter().map(told).collect::<String>();
        assert!(told_of("2;files_per_day=3000").contains("than in A, Big."));
        assert!(told_of("2;files_per_day=10").contains("than in A, Lean."));
        // Four that are marked are four, and there is no room for a fifth.
        let four = KEPT.replace('-', "+");
        assert!(begins(&shown("2;files_per_day=7", &four), "A LeanB NotC BigD Slow"));
        assert!(begins(&shown("2;minutes_per_file=20", &four), "A SlowB LeanC NotD Big"));
    }

    fn elements(tag: &Tag) -> impl Iterator<Item = &Tag> {
        tag.0.content.iter().filter_map(|node| if let Node::Tag(tag) = node { Some(tag) } else { None })
    }

    fn bodies<'t>(tag: &'t Tag, found: &mut Vec<&'t Tag>) {
        if tag.0.name == "tbody" {
            found.push(tag);
        }
        elements(tag).for_each(|inner| bodies(inner, found));
    }

    /// The cells of the rows of a part of the table, without its head.
    fn rows(trees: &[Tag], part: usize) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        trees.iter().for_each(|tree| bodies(tree, &mut found));
        elements(found[part]).skip(1).map(|row| elements(row).map(told).collect()).collect()
    }

    #[test]
    fn ranges_stand_side_by_side_with_what_they_leave_open() {
        let kept = "+Low;2;files_per_day=400~550~700;analyze_minutes=2~2|+High;2;files_per_day=400~550~700;analyze_minutes=5~5";
        let trees = shown("2;files_per_day=400~550~700", kept);
        let differs = rows(&trees, 0);
        let range = "2 to 5 minutes per file, likely 3.5guide 002";
        assert_eq!(differs, [["Analyze", range, "2 minutes per file", "5 minutes per file"]]);
        let worlds = rows(&trees, 3);
        let of = |fields: &str| whole(&link::decode(fields).scenario).unwrap();
        let sides = ["", ";analyze_minutes=2~2", ";analyze_minutes=5~5"]
            .map(|more| of(&["2;files_per_day=400~550~700", more].concat()));
        let first = sides[0].options.first().unwrap();
        for (cell, outlook) in worlds[0][1..].iter().zip(&sides) {
            let option = outlook.option(first.option).unwrap();
            let [low, high] = [0, 2].map(|place| format::money(option.usd[place].value));
            let share = outlook.share(option.standing.cheapest).replace('\u{a0}', " ");
            assert_eq!(*cell, format!("{share}{low} to {high}"), "{}", first.name);
        }
        let words: String = trees.iter().map(told).collect();
        assert!(words.contains("4096 worlds of seed 1 in each column"), "{words}");
        let other: String = shown("2;world_seed=2", "+One;2").iter().map(told).collect();
        let warning = "The columns draw different worlds (A 4096 worlds of seed 2, B 4096 worlds of seed 1)";
        assert!(other.contains(warning), "{other}");
    }

    #[test]
    fn what_is_pinned_without_consequence_leaves_equal_columns() {
        // Minutes of a stage decide nothing where files need no pipeline; the memory service's own ranges stay open.
        let kept =
            "+Low;2;file_pipeline=off;analyze_minutes=2~2|+High;2;file_pipeline=off;analyze_minutes=5~5";
        let trees = shown("2;file_pipeline=off", kept);
        let worlds = rows(&trees, 3);
        assert!(!worlds.is_empty());
        for row in worlds {
            assert!(row[1].contains(" to ") && row[1] == row[2] && row[2] == row[3], "{row:?}");
        }
    }

    #[test]
    fn a_link_opens_the_comparison_it_was_made_of() {
        let four = KEPT.replace('-', "+");
        let elsewhere = "-Mine;2;minutes_per_file=20|+Other;2;subjects=5|-Mine too;2;files_per_day=10";
        for kept in [KEPT, &four] {
            for fields in ["2;files_per_day=7", "2;files_per_day=3000", "2;minutes_per_file=20", "2"] {
                let made = shown(fields, kept);
                let shared = answer(&format!("share: compare\n{fields}\n\n{kept}\n2026-01-01")).unwrap();
                let link = shared.lines().next().unwrap();
                let opened = |mine: &str| {
                    let kept = answer(&format!("shelf: link\n{link}\n{mine}\n{link}\n2026-01-01")).unwrap();
                    panel(&link::decode(link).scenario, &kept, "").unwrap()
                };
                assert_eq!(opened(""), made, "{link}");
                // Opened once more, and where others are kept: some of the same under other names, in another order.
                assert_eq!(opened(kept), made, "{link}");
                let there: String = opened(elsewhere).iter().map(told).collect();
                let made: String = made.iter().map(told).collect();
                assert_eq!(there.replace("Mine too", "Lean").replace("Mine", "Slow"), made, "{link}");
            }
        }
    }
}

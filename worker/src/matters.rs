//! Which input matters to what an option costs: what each does from end to end, beside its share of the variance.

use crate::ranges::fixed;
use crate::refine::whole;
use crate::{Last, kept};
use loadline_core::decide::matters::{End, Influence, Matters, matters, share, usual};
use loadline_core::decide::ranges::Outlook;
use loadline_core::format;
use loadline_core::scenario::{Scenario, link};
use loadline_markup::{Tag, ask, choice, choose, column, figure, flip, section, tag, wide_by_keys};
use std::cell::RefCell;

thread_local! {
    static LAST: Last<Option<Matters>> = const { RefCell::new(None) };
}

/// How many inputs are shown unless all are asked for.
const FEW: usize = 6;
/// Width of a drawing, and the height of a bar in it.
const WIDTH: f64 = 100.0;
const HEIGHT: &str = "6";

/// The inputs by what they matter. `with` is `all` or `few`, which of them are shown, and the option that was chosen, `all
/// functions`.
pub fn panel(scenario: &Scenario, with: &str) -> Result<Vec<Tag>, String> {
    let (shown, chosen) = with.split_once(' ').unwrap_or((with, ""));
    let shown = if shown == "all" { "all" } else { "few" };
    let outlook = whole(scenario)?;
    let works = |id: &str| outlook.option(id).is_some_and(|option| option.standing.works.value > 0.0);
    let option = if works(chosen) { Some(chosen) } else { usual(&outlook) };
    let Some(option) = option else { return Ok(Vec::new()) };
    let found = kept(&LAST, format!("{} {option}", link::encode(scenario)), || {
        matters(scenario, crate::catalog()?, option).map_err(|error| error.to_string())
    })?;
    let Some(found) = found.as_ref() else { return Ok(Vec::new()) };
    let lead = tag("p").with("id", "matters-words").class("lead").put(found.sentences().join(" "));
    let mut section =
        section("matters-title", "Which input matters").put(lead).put(options(&outlook, option, shown));
    if !found.inputs.is_empty() {
        section = section.all(inputs(found, shown, chosen));
    }
    if !found.inputs.is_empty() || !found.idle.is_empty() {
        section = section.put(tag("p").class("note").put(note(found)));
    }
    Ok(vec![section])
}

/// The options that work anywhere, to choose from.
fn options(outlook: &Outlook, option: &str, shown: &str) -> Tag {
    let working = outlook.options.iter().filter(|option| option.standing.works.value > 0.0);
    let choices = working.map(|one| choose(one.option, one.name, one.option == option)).collect();
    choice("matters-option", "What it costs:", ("data-change", format!("matters: {shown} {{}}")), choices)
}

fn note(found: &Matters) -> String {
    let mut words = String::new();
    if !found.inputs.is_empty() {
        words.push_str(
            "The line is the cost with every input at its likely value; from it the upper bar runs to the input’s low end, \
             the lower one to its high end, all others likely. Alone: the share of the variance that knowing the input \
             would take away. In all: that, and what it does together with others. ",
        );
        words.push_str(&format!(
            "From {} worlds an input; margins hold with 95 %.",
            format::exact(found.draw.worlds() as f64)
        ));
    }
    if !found.idle.is_empty() {
        let idle: Vec<&str> = found.idle.iter().map(|key| key.field().label).collect();
        words.push_str(&format!(" Of no part here: {}.", idle.join(", ")));
    }
    words
}

/// The inputs, that which matters most first.
fn inputs(found: &Matters, shown: &str, chosen: &str) -> Vec<Tag> {
    let all = found.inputs.len();
    let count = if shown == "all" { all } else { FEW };
    let few = || found.inputs.iter().take(count);
    let scale = Scale::of(found, few());
    let again = |shown: &str| format!("matters: {shown} {chosen}").trim_end().to_owned();
    let head = tag("tr")
        .put(column("", "Input"))
        .put(column("", scale.words()))
        .put(column("figure", "At low"))
        .put(column("figure", "At high"))
        .put(column("figure", "Alone"))
        .put(column("figure", "In all"))
        .put(column("", "Cheapest becomes"))
        .put(column("", "Change"));
    let rows = few().map(|input| row(found, input, &scale, again(shown))).collect();
    let table =
        tag("table").with("id", "matters-inputs").put(tag("thead").put(head)).put(tag("tbody").all(rows));
    let mut parts = vec![wide_by_keys("Inputs by what they matter", table)];
    if all > FEW {
        let (request, words) = if shown == "all" {
            (again("few"), "Show the few that matter most".to_owned())
        } else {
            (again("all"), format!("Show all {all}"))
        };
        parts.push(tag("p").class("row").put(ask(request, words)));
    }
    let remarks = few().filter_map(|input| Some(format!("{}: {}", input.label(), found.remark(input)?)));
    parts.extend(remarks.map(|remark| tag("p").class("note").put(remark)));
    parts
}

fn row(found: &Matters, input: &Influence, scale: &Scale, again: String) -> Tag {
    let mut head = tag("th").with("scope", "row");
    for (key, spread) in &input.inputs {
        let field = key.field();
        let range = format!("{} to {}", format::number(spread.low), format::number(spread.high));
        let note = tag("span").class("note").put(format!("{range} {}", field.unit_words));
        head = head.put(tag("div").put(field.label).put(" ").put(note));
    }
    if input.inputs.len() > 1 {
        head = head.put(tag("span").class("note").put("move together"));
    }
    let ends = [("low", &input.low), ("high", &input.high)];
    let turns = ends.into_iter().filter_map(|(end, at)| Some(format!("at {end}: {}", found.becomes(at)?)));
    let turns: Vec<Tag> = turns.map(|words| tag("div").put(words)).collect();
    let turns = if turns.is_empty() { tag("td").put("–") } else { tag("td").all(turns) };
    let likely: Vec<String> = input.inputs.iter().map(|(key, spread)| fixed(*key, spread)).collect();
    let words = match input.inputs.as_slice() {
        [(_, spread)] => format!("Fix at {}", format::number(spread.likely)),
        _ => "Fix all at likely".to_owned(),
    };
    let fix = flip(likely.join(";")).with("data-ask", again).put(words);
    tag("tr")
        .put(head)
        .put(tag("td").put(scale.bars(found, input)))
        .put(figure(cost(&input.low)))
        .put(figure(cost(&input.high)))
        .put(figure(share(input.first)))
        .put(figure(share(input.total)))
        .put(turns)
        .put(tag("td").put(fix))
}

fn cost(end: &End) -> String {
    end.usd.map_or_else(|| "ruled out".to_owned(), format::money)
}

/// The dollars that all bars are drawn by.
struct Scale {
    least: f64,
    most: f64,
}

impl Scale {
    fn of<'f>(found: &Matters, inputs: impl Iterator<Item = &'f Influence>) -> Self {
        let ends = inputs.flat_map(|input| [input.low.usd, input.high.usd]);
        let known = ends.chain([found.likely.usd]).flatten();
        let (least, most) = known
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), usd| (least.min(usd), most.max(usd)));
        Self { least, most }
    }

    /// What the drawings run between.
    fn words(&self) -> String {
        match self.most - self.least {
            width if width > 0.0 => {
                format!("{} to {}", format::money(self.least), format::money(self.most))
            }
            _ => "Bars".to_owned(),
        }
    }

    fn at(&self, usd: f64) -> f64 {
        let width = self.most - self.least;
        if width > 0.0 { (usd - self.least) / width * WIDTH } else { WIDTH / 2.0 }
    }

    /// From the likely cost to either end, one bar above the other; nothing where either is ruled out.
    fn bars(&self, found: &Matters, input: &Influence) -> Tag {
        let mut parts = Vec::new();
        let Some(likely) = found.likely.usd.map(|usd| self.at(usd)) else { return tag("span").put("–") };
        for (class, y, end) in [("matters-low", "1", &input.low), ("matters-high", "9", &input.high)] {
            let Some(end) = end.usd.map(|usd| self.at(usd)) else { continue };
            let (from, to) = if end < likely { (end, likely) } else { (likely, end) };
            let bar = tag("rect").class(class).with("x", format!("{from:.2}")).with("y", y);
            parts.push(bar.with("width", format!("{:.2}", to - from)).with("height", HEIGHT));
        }
        let x = format!("{likely:.2}");
        let line = tag("line").class("matters-likely").with("x1", x.clone()).with("x2", x);
        parts.push(line.with("y1", "0").with("y2", "16"));
        tag("svg")
            .class("matters-bars")
            .with("viewBox", "0 0 100 16")
            .with("preserveAspectRatio", "none")
            .with("aria-hidden", "true")
            .all(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::told;
    use loadline_markup::write;

    fn words(link: &str, with: &str) -> String {
        panel(&link::decode(link).scenario, with).unwrap_or_default().iter().map(told).collect()
    }

    #[test]
    fn inputs_are_shown_with_what_they_do() {
        let words = words("2", "");
        for part in ["with every input at its likely value", "Cheapest becomes", "move together", "at high: "]
        {
            assert!(words.contains(part), "{part} is not in {words}");
        }
        assert!(words.contains("Of no part here: ") && words.contains("From 512 worlds an input"), "{words}");
    }

    #[test]
    fn the_option_is_chosen_and_stays_so() {
        let of = |with: &str| {
            let scenario = link::decode("2").scenario;
            write(&panel(&scenario, with).unwrap_or_default())
        };
        assert_ne!(of(""), of("few hybrid"));
        assert!(of("all hybrid").contains("ruled out"));
        assert!(of("few hybrid").contains("matters: all hybrid"));
        // One that does not exist is as none.
        assert_eq!(words("2", "few"), words("2", "few nonsense"));
    }

    #[test]
    fn a_group_is_fixed_at_once() {
        let scenario = link::decode("2").scenario;
        let written = write(&panel(&scenario, "all functions").unwrap_or_default());
        assert!(
            written.contains("extract_minutes=2~2;analyze_minutes=3.5~3.5;store_minutes=0.5~0.5\n"),
            "{written}"
        );
        let known =
            words("2;extract_minutes=2~2;analyze_minutes=3.5~3.5;store_minutes=0.5~0.5", "all functions");
        assert!(!known.contains("move together"), "{known}");
    }
}

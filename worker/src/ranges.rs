//! What ranges of inputs leave of the decision, and which of them is worth finding out.

use crate::pin::{self, Pin};
use loadline_core::decide::ranges::{Draw, HEADS, OptionOutlook, Outlook, RangedInput};
use loadline_core::format;
use loadline_core::scenario::own_prices::LIST;
use loadline_core::scenario::ranges::OwnRange;
use loadline_core::scenario::{FIELDS, Key, Scenario};
use loadline_core::science::spread::{Shape, Spread};
use loadline_markup::{Tag, ask, column, columns, figure, flip, row_head, section, tag, wide_by_keys};

/// How many inputs are shown unless all are asked for.
const FEW: usize = 6;
/// Limits named of an option.
const MOST_LIMITS: usize = 3;

/// What the panel is asked with: `all` or `few`, which of the inputs are shown; then which are to be pinned, as [`Pin`] has
/// it; then the range that was typed last, `analyze_minutes=2 to 5`, which may be one that cannot stand.
struct Asked<'a> {
    shown: &'static str,
    pin: &'a str,
    typed: &'a str,
}

impl<'a> Asked<'a> {
    fn read(with: &'a str) -> Self {
        let (shown, rest) = with.split_once(' ').unwrap_or((with, ""));
        let (pin, typed) = rest.split_once(' ').unwrap_or((rest, ""));
        let (pin, typed) = if pin.contains('=') { ("", rest) } else { (pin, typed) };
        Self { shown: if shown == "all" { "all" } else { "few" }, pin, typed }
    }

    /// A request that keeps what was asked for.
    fn again(&self) -> String {
        format!("ranges: {} {}", self.shown, self.pin).trim_end().to_owned()
    }
}

/// The options over plausible worlds, and the inputs behind them.
pub fn panel(scenario: &Scenario, with: &str) -> Result<Vec<Tag>, String> {
    let outlook = crate::refine::outlook("ranges", scenario)?;
    if outlook.options.is_empty() {
        return Ok(Vec::new());
    }
    let asked = Asked::read(with);
    let lead = tag("p").with("id", "ranges-words").class("lead").put(outlook.sentences().join(" "));
    let worlds = Draw::of(scenario).worlds();
    let is_coarse = outlook.draw.worlds() < worlds;
    let mut section =
        section("ranges-title", "Ranges").class(if is_coarse { "coarse" } else { "" }).put(lead);
    if !outlook.inputs.is_empty() {
        section = section.put(wide_by_keys("Options over all worlds", options(&outlook)));
        section = section.all(outlook.options.iter().filter_map(limits).collect());
    }
    section = section.all(inputs(&outlook, scenario, &asked));
    if !outlook.inputs.is_empty() {
        let request = format!("ranges: {} {{}}", asked.shown);
        section = section.all(pin::controls(scenario, &outlook, Pin::read(asked.pin, scenario), request));
    }
    Ok(vec![section.put(tag("p").class("note").put(note(&outlook, worlds)))])
}

fn note(outlook: &Outlook, worlds: usize) -> String {
    let so_far = match outlook.draw.worlds() {
        few if few < worlds => format!("The first {} of ", format::exact(few as f64)),
        _ => String::new(),
    };
    format!(
        "{so_far}{} worlds, drawn with seed {}: the same link draws the same. Margins hold with 95 %. Type a range such as 5 to 10 or \
         2, 3.5, 5; one value is known exactly, an empty field has its plausible range back.",
        format::exact(worlds as f64),
        outlook.draw.seed,
    )
}

fn options(outlook: &Outlook) -> Tag {
    let rows = outlook.options.iter().map(|option| {
        let cells = outlook.cells(option).into_iter().map(figure);
        tag("tr").put(row_head(option.name)).all(cells.collect())
    });
    let heads = HEADS.iter().map(|head| column("figure", *head));
    let heads = std::iter::once(column("", "Option")).chain(heads);
    tag("table")
        .with("id", "ranges-options")
        .put(tag("thead").put(tag("tr").all(heads.collect())))
        .put(tag("tbody").all(rows.collect()))
}

/// What rules an option out how often, where anything does.
fn limits(option: &OptionOutlook) -> Option<Tag> {
    let limits = option.limits.iter().take(MOST_LIMITS).map(|(limit, share)| {
        let component = format::component(limit.component);
        format!("{component}: {} ({})", limit.label, format::percent(share.value))
    });
    let limits = limits.collect::<Vec<_>>().join("; ");
    (!limits.is_empty())
        .then(|| tag("p").class("note").put(format!("{} is ruled out by {limits}.", option.name)))
}

/// The inputs known as ranges, those most worth finding out first, and what a person fixed.
fn inputs(outlook: &Outlook, scenario: &Scenario, asked: &Asked<'_>) -> Vec<Tag> {
    let open = outlook.inputs.len();
    let fixed = |key: &Key| scenario.own_range(*key).is_some() && scenario.spread(*key).is_none();
    let fixed: Vec<RangedInput> = FIELDS
        .iter()
        .map(|field| field.key)
        .filter(fixed)
        .filter_map(|key| Some(exact(key, scenario.value(key)?)))
        .collect();
    let is_all = asked.shown == "all";
    let few = if is_all { open } else { FEW };
    let rows = outlook.inputs.iter().take(few).chain(&fixed).map(|input| input_row(input, asked));
    let table = tag("table")
        .with("id", "ranges-inputs")
        .put(columns(&[
            ("Input", ""),
            ("Low, likely, high", ""),
            ("From", ""),
            ("Worth finding out", "figure"),
            ("Change", ""),
        ]))
        .put(tag("tbody").all(rows.collect()));
    let mut parts = vec![wide_by_keys("Inputs that are not known exactly", table)];
    if open > FEW {
        let (shown, words) = if is_all {
            ("few", "Show the few that matter most".to_owned())
        } else {
            ("all", format!("Show all {open}"))
        };
        parts.push(tag("p").class("row").put(ask(Asked { shown, ..*asked }.again(), words)));
    }
    parts
}

/// The change that says that an input is known exactly, at its likely value.
pub fn fixed(key: Key, spread: &Spread) -> String {
    // Without width the shape says nothing, and this one need not be written.
    let exactly = OwnRange { low: spread.likely, high: spread.likely, shape: Shape::Pert };
    format!("{}={}", key.field().id, key.write_range(spread.likely, &exactly, "~", "~"))
}

/// An input known exactly.
fn exact(key: Key, value: f64) -> RangedInput {
    let spread = Spread { low: value, likely: value, high: value, shape: Shape::Uniform };
    RangedInput { key, spread, is_own: true, worth: None }
}

fn input_row(input: &RangedInput, asked: &Asked<'_>) -> Tag {
    let RangedInput { key, spread, is_own, .. } = *input;
    let field = key.field();
    let typed =
        asked.typed.strip_prefix(field.id).and_then(|typed| typed.strip_prefix('=')).unwrap_or_default();
    let error = if typed.trim().is_empty() { None } else { Scenario::default().set(key, typed).err() };
    let range = OwnRange { low: spread.low, high: spread.high, shape: spread.shape };
    let is_wide = range.high > range.low;
    let in_force = if is_wide {
        key.write_range(spread.likely, &range, ", ", " ")
    } else {
        key.write(Some(spread.likely))
    };
    let place = format!("error-range-{}", field.id);
    let mut entry = tag("input")
        .with("type", "text")
        .class("number")
        .with("aria-label", format!("{}: low, likely, high", field.label))
        .with("value", if error.is_some() { typed.to_owned() } else { in_force })
        .with("data-set", field.id)
        .with("data-change", format!("{} {}={{}}", asked.again(), field.id));
    if error.is_some() {
        entry = entry.with("aria-invalid", "true").with("aria-describedby", place.clone());
    }
    let error = error.map(|error| error.message()).unwrap_or_default();
    let message = tag("p").key("error").with("id", place).class("error").with("role", "alert").put(error);
    let mut buttons = tag("td");
    let again = asked.again();
    if is_wide {
        let exactly = fixed(key, &spread);
        let words = format!("Fix at {}", format::number(spread.likely));
        buttons = buttons.put(flip(exactly).with("data-ask", again.clone()).put(words));
    }
    if is_own {
        let back = flip(format!("{}={LIST}", field.id)).with("data-ask", again);
        buttons = buttons.put(" ").put(back.put("Plausible range again"));
    }
    let kind = if is_own { "you".to_owned() } else { key.range_kind() };
    tag("tr")
        .put(row_head(field.label).put(" ").put(tag("span").class("note").put(field.unit_words)))
        .put(tag("td").put(entry).put(message))
        .put(tag("td").put(kind))
        .put(figure(input.worth_in_words()))
        .put(buttons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::told;
    use loadline_core::scenario::link;

    fn words(link: &str, with: &str) -> String {
        let scenario = link::decode(link).scenario;
        panel(&scenario, with).unwrap_or_default().iter().map(told).collect()
    }

    #[test]
    fn ranges_are_shown_with_what_they_leave_open() {
        let first = words("2", "");
        for part in [
            " inputs are known as ranges only. In ",
            "of 256 plausible worlds",
            "Cheapest in",
            "Show all ",
            "The first 256 of 4096 worlds",
        ] {
            assert!(first.contains(part), "{part} is not in {first}");
        }
        // Asked again, all of them.
        let words = words("2", "");
        assert!(words.contains("of 4096 plausible worlds"), "{words}");
        assert!(!words.contains("The first"), "{words}");
        assert!(words.contains("drawn with seed 1"), "{words}");
    }

    #[test]
    fn what_cannot_stand_says_so_and_what_is_fixed_stays_in_sight() {
        let bad = words("2", "all analyze_minutes=5 to ten");
        assert!(bad.contains("is not a number"), "{bad}");
        assert!(!words("2", "all").contains("is not a number"));
        let fixed = words("2;analyze_minutes=3.5~3.5", "");
        assert!(fixed.contains("Plausible range again"), "{fixed}");
        assert!(!words("2", "all").contains("Plausible range again"));
    }
}

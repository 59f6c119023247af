//! What ranges of inputs leave of the decision, and which of them is worth finding out.

use loadline_core::decide::ranges::{Draw, OptionOutlook, Outlook, RangedInput, margin};
use loadline_core::format;
use loadline_core::scenario::own_prices::LIST;
use loadline_core::scenario::ranges::OwnRange;
use loadline_core::scenario::{FIELDS, Key, Provenance, Scenario};
use loadline_core::science::estimate::Estimate;
use loadline_core::science::spread::{Shape, Spread};
use loadline_markup::{Tag, ask, columns, figure, flip, row_head, section, tag, wide_by_keys};

/// How many inputs are shown unless all are asked for.
const FEW: usize = 6;
/// Limits named of an option.
const MOST_LIMITS: usize = 3;

/// The options over plausible worlds, and the inputs behind them. `with` is `all` or `few`, which of the inputs are shown,
/// and the range that was typed last, `all analyze_minutes=2 to 5`: it may be one that cannot stand.
pub fn panel(scenario: &Scenario, with: &str) -> Result<Vec<Tag>, String> {
    let outlook = crate::refine::outlook("ranges", scenario)?;
    if outlook.options.is_empty() {
        return Ok(Vec::new());
    }
    let lead = tag("p").with("id", "ranges-words").class("lead").put(outlook.sentences().join(" "));
    let worlds = Draw::of(scenario).worlds();
    let is_coarse = outlook.draw.worlds() < worlds;
    let mut section =
        section("ranges-title", "Ranges").class(if is_coarse { "coarse" } else { "" }).put(lead);
    if !outlook.inputs.is_empty() {
        section = section.put(wide_by_keys("Options over all worlds", options(&outlook)));
        section = section.all(outlook.options.iter().filter_map(limits).collect());
    }
    section = section.all(inputs(&outlook, scenario, with));
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
    let rows = outlook.options.iter().map(|option| row(option, outlook));
    tag("table")
        .with("id", "ranges-options")
        .put(columns(&[
            ("Option", ""),
            ("Cheapest in", "figure"),
            ("A tenth below", "figure"),
            ("Half below", "figure"),
            ("Nine tenths below", "figure"),
            ("Ruled out in", "figure"),
            ("Regret on average", "figure"),
        ]))
        .put(tag("tbody").all(rows.collect()))
}

fn row(option: &OptionOutlook, outlook: &Outlook) -> Tag {
    let works = option.standing.works;
    let ruled_out = outlook.share(Estimate { value: 1.0 - works.value, error: works.error });
    let [low, half, high] = option.usd.map(|usd| money(usd.value));
    let regret = if option.standing.regret.value.is_nan() {
        "–".to_owned()
    } else {
        money_with_margin(option.standing.regret)
    };
    let cells = [outlook.share(option.standing.cheapest), low, half, high, ruled_out, regret];
    cells.into_iter().fold(tag("tr").put(row_head(option.name)), |row, cell| row.put(figure(cell)))
}

/// What finding an input out is worth; where that is within its margin of nothing, what it may be at most.
fn worth_in_words(worth: Estimate) -> String {
    let margin = margin(worth);
    if worth.value > margin {
        return money_with_margin(worth);
    }
    format!("under {}", format::money(libm::ceil(100.0 * (worth.value.max(0.0) + margin).max(0.001)) / 100.0))
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

fn money(usd: f64) -> String {
    if usd.is_nan() { "–".to_owned() } else { format::money(usd) }
}

fn money_with_margin(usd: Estimate) -> String {
    let margin = margin(usd);
    if margin < 0.005 {
        format::money(usd.value)
    } else {
        format!("{} ± {}", format::money(usd.value), format::money(margin))
    }
}

/// The inputs known as ranges, those most worth finding out first, and what a person fixed.
fn inputs(outlook: &Outlook, scenario: &Scenario, with: &str) -> Vec<Tag> {
    let (shown, typed) = with.split_once(' ').unwrap_or((with, ""));
    let shown = if shown == "all" { "all" } else { "few" };
    let open = outlook.inputs.len();
    let fixed = |key: &Key| scenario.own_range(*key).is_some() && scenario.spread(*key).is_none();
    let fixed: Vec<RangedInput> = FIELDS
        .iter()
        .map(|field| field.key)
        .filter(fixed)
        .filter_map(|key| Some(known(key, scenario.value(key)?)))
        .collect();
    let few = if shown == "all" { open } else { FEW };
    let rows = outlook.inputs.iter().take(few).chain(&fixed).map(|input| input_row(input, shown, typed));
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
        let (request, words) = if shown == "all" {
            ("ranges: few", "Show the few that matter most".to_owned())
        } else {
            ("ranges: all", format!("Show all {open}"))
        };
        parts.push(tag("p").class("row").put(ask(request, words)));
    }
    parts
}

/// An input known exactly.
fn known(key: Key, value: f64) -> RangedInput {
    let spread = Spread { low: value, likely: value, high: value, shape: Shape::Uniform };
    RangedInput { key, spread, is_own: true, worth: None }
}

fn input_row(input: &RangedInput, shown: &str, typed: &str) -> Tag {
    let RangedInput { key, spread, is_own, worth } = *input;
    let field = key.field();
    let typed = typed.strip_prefix(field.id).and_then(|typed| typed.strip_prefix('=')).unwrap_or_default();
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
        .with("data-change", format!("ranges: {shown} {}={{}}", field.id));
    if error.is_some() {
        entry = entry.with("aria-invalid", "true").with("aria-describedby", place.clone());
    }
    let error = error.map(|error| error.message()).unwrap_or_default();
    let message = tag("p").key("error").with("id", place).class("error").with("role", "alert").put(error);
    let mut buttons = tag("td");
    let again = format!("ranges: {shown}");
    if is_wide {
        let exactly = OwnRange { low: spread.likely, high: spread.likely, ..range };
        let exactly = format!("{}={}", field.id, key.write_range(spread.likely, &exactly, "~", "~"));
        let words = format!("Fix at {}", format::number(spread.likely));
        buttons = buttons.put(flip(exactly).with("data-ask", again.clone()).put(words));
    }
    if is_own {
        let back = flip(format!("{}={LIST}", field.id)).with("data-ask", again);
        buttons = buttons.put(" ").put(back.put("Plausible range again"));
    }
    let worth = worth.filter(|_| is_wide).map_or_else(|| "–".to_owned(), worth_in_words);
    tag("tr")
        .put(row_head(field.label).put(" ").put(tag("span").class("note").put(field.unit_words)))
        .put(tag("td").put(entry).put(message))
        .put(tag("td").put(kind(input)))
        .put(figure(worth))
        .put(buttons)
}

/// What kind of range it is.
fn kind(input: &RangedInput) -> String {
    match (input.is_own, input.key.field().provenance) {
        (true, _) => "you".to_owned(),
        (false, Provenance::Guide(number)) => format!("guide {number}"),
        (false, Provenance::Model(_)) => "measured".to_owned(),
        (false, Provenance::Assumption | Provenance::Derived) => "assumption".to_owned(),
    }
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

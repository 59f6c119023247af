//! Figures for people: money, quantities, shares, dates. The planner hands over plain values; every rounding
//! for display happens here and nowhere else.

use crate::plan::{Change, FLEET_BUSY, Rejection};
use crate::scenario::{Field, Key, Kind, Scenario};
use crate::unit::{self, Unit};

/// A space that does not break a line, between a number and its unit.
const NBSP: char = '\u{a0}';
/// A real minus sign: as wide as a plus, so that columns of differences align.
const MINUS: char = '−';

/// Digits of a whole number in groups of three: `1234567` becomes `1,234,567`.
fn group(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number with a fixed count of decimals, grouped, with a real minus sign. Counted in whole units of the last
/// decimal: the standard library's exact digits would bring five kilobytes of code for the same figures.
#[must_use]
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let power = (0..decimals).fold(1.0, |power, _| power * 10.0);
    let digits = ((value.abs() * power).round() as u128).to_string();
    // What rounds to zero carries no sign.
    let negative = value < 0.0 && digits != "0";
    let digits = format!("{digits:0>least$}", least = decimals + 1);
    let (whole, fraction) = digits.split_at_checked(digits.len() - decimals).unwrap_or((&digits, ""));
    let mut out = String::new();
    if negative {
        out.push(MINUS);
    }
    out.push_str(&group(whole));
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Decimals that show `digits` significant digits of a value, at most 15.
fn decimals_for(value: f64, digits: i32) -> usize {
    if value == 0.0 || !value.is_finite() {
        return 0;
    }
    let magnitude = libm::log10(value.abs()).floor() as i32;
    (digits - 1 - magnitude).clamp(0, 15) as usize
}

/// A number with about three significant digits, whole from 100 up, without trailing zeros.
#[must_use]
pub fn number(value: f64) -> String {
    significant(value, 3)
}

/// A number with at most `digits` significant digits, never fewer than its whole part, no trailing zeros.
#[must_use]
pub fn significant(value: f64, digits: i32) -> String {
    let text = fixed(value, decimals_for(value, digits));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number with every digit it has, grouped: what a field shows, and what reading it gives back unchanged.
#[must_use]
pub fn exact(value: f64) -> String {
    let text = crate::scenario::typing::format_number(value);
    let whole = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    match (text.get(..whole), text.get(whole..)) {
        // Four digits read well as they are.
        (Some(digits), Some(rest)) if digits.len() > 4 && !rest.starts_with('e') => {
            format!("{}{rest}", group(digits))
        }
        _ => text,
    }
}

/// A sum of money: whole dollars from 100 up, cents below.
#[must_use]
pub fn money(usd: f64) -> String {
    if usd.abs() < 99.995 { cents(usd) } else { dollars(usd, 0) }
}

/// A sum of money to the cent, as bills show it.
#[must_use]
pub fn cents(usd: f64) -> String {
    dollars(usd, 2)
}

fn dollars(usd: f64, decimals: usize) -> String {
    let text = fixed(usd, decimals);
    match text.strip_prefix(MINUS) {
        Some(rest) => format!("{MINUS}${rest}"),
        None => format!("${text}"),
    }
}

/// A difference in money, always signed; nothing for none.
#[must_use]
pub fn difference(usd: f64) -> String {
    if usd.abs() < 0.005 {
        return "–".to_owned();
    }
    if usd > 0.0 { format!("+{}", money(usd)) } else { money(usd) }
}

/// A unit price. They run from dollars down to 3e-8, so it shows significant digits and never `$0.00`.
#[must_use]
pub fn unit_price(usd: f64) -> String {
    let text = fixed(usd.abs(), decimals_for(usd, 6).max(2));
    let sign = if usd < 0.0 { "−" } else { "" };
    let mut text = text.as_str();
    // Two decimals stay: $20.00, $0.10, $0.0416.
    while text.ends_with('0') && text.split_once('.').is_some_and(|(_, fraction)| fraction.len() > 2) {
        text = text.get(..text.len() - 1).unwrap_or_default();
    }
    format!("{sign}${text}")
}

/// A share as a percentage: `62 %`, `0.4 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let text = if percent.abs() < 9.95 { significant(percent, 2) } else { fixed(percent, 0) };
    format!("{text}{NBSP}%")
}

/// A value with its unit, at a scale people read: bytes become GiB, long times become minutes or hours.
#[must_use]
pub fn amount(value: f64, unit: Unit) -> String {
    amount_in(value, unit, 3)
}

/// [`amount`] with so many significant digits.
fn amount_in(value: f64, unit: Unit, digits: i32) -> String {
    let scaled =
        |to: Unit| format!("{}{NBSP}{}", significant(value * unit.scale / to.scale, digits), to.symbol);
    if unit == unit::BYTE {
        let binary = [unit::GIB, unit::MIB];
        if let Some(to) = binary.into_iter().find(|to| value.abs() >= to.scale) {
            return scaled(to);
        }
    }
    if unit == unit::USD_PER_MONTH {
        return format!("{} a month", money(value));
    }
    if unit == unit::USD {
        return money(value);
    }
    if unit == unit::SECOND && value.abs() >= 7200.0 {
        return scaled(unit::HOUR);
    }
    if unit == unit::SECOND && value.abs() > 120.0 {
        return scaled(unit::MINUTE);
    }
    with_symbol(significant(value, digits), unit)
}

/// By what a limit is broken: `18 min > 15 min`, in as many digits as tell the two apart; `3 VMs are 116 % busy` where
/// their number is stated; nothing for a plain no.
#[must_use]
pub fn excess(rejection: &Rejection, scenario: Option<&Scenario>) -> String {
    if rejection.is_plain() {
        return String::new();
    }
    let side = |value, digits| amount_in(value, rejection.unit, digits);
    let mut sides = (String::new(), String::new());
    for digits in [3, 5, 8, 12] {
        sides = (side(rejection.value, digits), side(rejection.allowed, digits));
        if sides.0 != sides.1 {
            break;
        }
    }
    let (value, allowed) = sides;
    match scenario.and_then(|scenario| scenario.value(Key::VmCount)) {
        Some(1.0) if rejection.limit == FLEET_BUSY => format!("1 VM is {value} busy"),
        Some(count) if rejection.limit == FLEET_BUSY => format!("{} VMs are {value} busy", number(count)),
        _ => format!("{value} > {allowed}"),
    }
}

/// What to do to lift a limit, the scenario being known: `split the job`, `cut 3 min`, `4 VMs`,
/// `set Function memory to 1,180 MiB (156 MiB more)`.
pub(crate) fn remedy(change: &Change, rejection: &Rejection, scenario: Option<&Scenario>) -> String {
    let field = change.key.field();
    let (to, now) = (change.to, scenario.and_then(|scenario| scenario.value(change.key)));
    // Whole numbers and differences of figures of six digits: neither needs more.
    let figure = |value: f64| significant(value, 6);
    match (change.key, now) {
        (Key::VmCount, _) => format!("{} VMs", figure(to)),
        (Key::JobsPerVm, _) => format!("{} jobs per VM", figure(to)),
        (Key::JobParts, _) if to == 2.0 => "split the job".to_owned(),
        (Key::JobParts, _) => format!("split the job in {}", figure(to)),
        // Which minutes is clear where they are those of the very stage, or of the longest job.
        (key, Some(now))
            if field.unit == unit::MINUTE
                && to < now
                && (key == Key::LongestJobMinutes || field.label == component(rejection.component)) =>
        {
            format!("cut {}", with_symbol(figure(now - to), unit::MINUTE))
        }
        _ => {
            // "Memory filled to" has the word already.
            let label = field.label.strip_suffix(" to").unwrap_or(field.label);
            format!("set {label} to {}{}", new_value(change), step(change, now))
        }
    }
}

/// The first so many changes that lift a limit, as the end of a sentence: what stands before each, what to do, and the
/// change as links write it.
#[must_use]
pub fn remedies(
    rejection: &Rejection,
    scenario: Option<&Scenario>,
    most: usize,
) -> Vec<(&'static str, String, String)> {
    let shown = rejection.flips.get(..most).unwrap_or(&rejection.flips);
    let before = |place| match place {
        0 => ": ",
        last if last + 1 == shown.len() => ", or ",
        _ => ", ",
    };
    let flips = shown.iter().enumerate();
    flips.map(|(place, flip)| (before(place), remedy(flip, rejection, scenario), flip.written())).collect()
}

/// The value that a change gives its input, in words: `15 minutes`, `t3.large`, `on`.
#[must_use]
pub fn new_value(change: &Change) -> String {
    let field = change.key.field();
    match &field.kind {
        Kind::Number(_) => worded(significant(change.to, 6), field.unit_words),
        Kind::Choice(_) | Kind::Switch => of_input(field, change.to),
    }
}

/// How far a change is from the value in force: ` (3 min less)`; nothing for a choice, or where no value is in force.
fn step(change: &Change, now: Option<f64>) -> String {
    let field = change.key.field();
    match (&field.kind, now) {
        (Kind::Number(_), Some(now)) => {
            let way = if change.to < now { "less" } else { "more" };
            format!(" ({} {way})", with_symbol(number((change.to - now).abs()), field.unit))
        }
        _ => String::new(),
    }
}

/// From one figure to another in their unit.
#[must_use]
pub fn span(from: f64, to: f64, unit: Unit) -> String {
    let (from, to) = ends(from, to, unit);
    format!("{from} to {to}")
}

/// The ends of a span, the unit at the second.
#[must_use]
pub fn ends(from: f64, to: f64, unit: Unit) -> (String, String) {
    let is_money = unit == unit::USD_PER_MONTH || unit == unit::USD;
    (if is_money { money(from) } else { number(from) }, amount(to, unit))
}

/// A billed quantity: as [`amount`], in the very unit it is priced in and with more digits. In the narrow columns of a
/// bill its unit may stand on a line of its own.
#[must_use]
pub fn quantity(value: f64, unit: Unit) -> String {
    // Less than a million of what is priced by the million reads better as what it is.
    if (unit == unit::MILLION || unit == unit::MILLION_TOKENS) && value.abs() < 1.0 {
        return significant(value * unit.scale, 4);
    }
    spaced(significant(value, 4), ' ', unit)
}

fn with_symbol(figure: String, unit: Unit) -> String {
    spaced(figure, NBSP, unit)
}

fn spaced(figure: String, space: char, unit: Unit) -> String {
    match unit.symbol {
        "" => figure,
        // The one unit whose symbol is a word.
        "month" if figure != "1" => format!("{figure}{space}months"),
        symbol => format!("{figure}{space}{symbol}"),
    }
}

/// A rate for people: a value and the words of its unit, `2 context requests per second`.
#[must_use]
pub fn with_words(value: f64, words: &str) -> String {
    worded(number(value), words)
}

fn worded(figure: String, words: &str) -> String {
    if words.is_empty() { figure } else { format!("{figure} {words}") }
}

/// A value of an input: a figure with its unit, the name of a choice, on or off.
#[must_use]
pub fn of_input(field: &Field, value: f64) -> String {
    match &field.kind {
        Kind::Number(_) => with_words(value, field.unit_words),
        Kind::Choice(choices) => choices.get(value as usize).map_or("", |choice| choice.label).to_owned(),
        Kind::Switch => if value == 0.0 { "off" } else { "on" }.to_owned(),
    }
}

/// A tick of an axis in few characters: `10`, `2k`, `0.05`, `1M`.
#[must_use]
pub fn tick(value: f64) -> String {
    let (scaled, suffix) = match value.abs() {
        size if size >= 1e9 => (value / 1e9, "G"),
        size if size >= 1e6 => (value / 1e6, "M"),
        size if size >= 1e3 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    format!("{}{suffix}", significant(scaled, 3))
}

/// A component's identifier as a name: `extraction_api` becomes `Extraction API`.
#[must_use]
pub fn component(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for word in id.split('_') {
        let is_first = name.is_empty();
        if !is_first {
            name.push(' ');
        }
        match word {
            "api" => name.push_str("API"),
            "postgres" => name.push_str("Postgres"),
            _ if is_first => {
                let mut letters = word.chars();
                name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
                name.push_str(letters.as_str());
            }
            _ => name.push_str(word),
        }
    }
    name
}

/// The words around a count: `1 option`, `3 options`.
#[must_use]
pub fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `YYYY-MM` or `YYYY-MM-DD` at the head of a date remark, for sorting and for the compact form.
#[must_use]
pub fn date(as_of: &str) -> &str {
    let end = as_of.find(|letter: char| !letter.is_ascii_digit() && letter != '-').unwrap_or(as_of.len());
    as_of.get(..end).filter(|date| date.len() >= 4).unwrap_or(as_of).trim_end_matches('-')
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;
    use crate::scenario::Key;

    #[test]
    fn money_keeps_cents_only_while_they_matter() {
        assert_eq!(money(1234.4), "$1,234");
        assert_eq!(money(99.99), "$99.99");
        assert_eq!(money(99.999), "$100");
        assert_eq!(money(-3.5), "−$3.50");
        assert_eq!(money(0.0), "$0.00");
        assert_eq!(money(-0.001), "$0.00");
        assert_eq!(cents(1_234_567.891), "$1,234,567.89");
        assert_eq!(money(f64::NAN), "$–");
    }

    #[test]
    fn a_small_unit_price_is_never_shown_as_zero() {
        assert_eq!(unit_price(3e-8), "$0.00000003");
        assert_eq!(unit_price(1.66667e-5), "$0.0000166667");
        assert_eq!(unit_price(0.0416), "$0.0416");
        assert_eq!(unit_price(0.1), "$0.10");
        assert_eq!(unit_price(20.0), "$20.00");
        assert_eq!(unit_price(-5.0), "−$5.00");
        assert_eq!(unit_price(0.0), "$0.00");
    }

    #[test]
    fn quantities_show_digits_that_mean_something() {
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(12.345), "12.3");
        assert_eq!(number(0.010_04), "0.01");
        assert_eq!(number(2.0), "2");
        assert_eq!(number(0.0), "0");
        assert_eq!(quantity(730.0, unit::HOUR), "730 h");
        assert_eq!(quantity(1.0, unit::MONTH), "1 month");
        assert_eq!(quantity(4.0, unit::MONTH), "4 months");
        assert_eq!(quantity(0.5, unit::MONTH), "0.5 months");
        assert_eq!(quantity(0.030_42, unit::MILLION), "30,420");
        assert_eq!(quantity(3.5, unit::MILLION), "3.5 M");
        assert_eq!(amount(1.5 * 1_073_741_824.0, unit::BYTE), "1.5\u{a0}GiB");
        assert_eq!(amount(900.0, unit::SECOND), "15\u{a0}min");
        assert_eq!(amount(8.0, unit::USD_PER_MONTH), "$8.00 a month");
        assert_eq!(amount(7532.51, unit::USD), "$7,533");
        assert_eq!(amount(62.0, unit::PERCENT), "62\u{a0}%");
        assert_eq!(amount(4.0, unit::COUNT), "4");
    }

    fn broken(limit: &str, value: f64, allowed: f64, unit: Unit) -> Rejection {
        let (component, limit) = ("analyze", limit.to_owned());
        Rejection { component, limit, label: "", value, allowed, unit, flips: Vec::new() }
    }

    #[test]
    fn a_limit_broken_by_little_shows_by_how_much() {
        let excess = |value, allowed, unit| excess(&broken("", value, allowed, unit), None);
        assert_eq!(excess(1080.0, 900.0, unit::SECOND), "18\u{a0}min > 15\u{a0}min");
        assert_eq!(excess(900.3, 900.0, unit::SECOND), "15.005\u{a0}min > 15\u{a0}min");
        assert_eq!(excess(1.0, 0.0, unit::COUNT), "");
    }

    #[test]
    fn machines_are_busy_where_their_number_is_known() {
        let fleet = |value| broken(FLEET_BUSY, value, 100.0, unit::PERCENT);
        let with = |count| {
            let mut scenario = Scenario::default();
            scenario.set_unchecked(Key::VmCount, count);
            scenario
        };
        assert_eq!(excess(&fleet(115.74), Some(&with(Some(3.0)))), "3 VMs are 116\u{a0}% busy");
        assert_eq!(excess(&fleet(100.04), Some(&with(Some(1.0)))), "1 VM is 100.04\u{a0}% busy");
        assert_eq!(excess(&fleet(115.74), Some(&with(None))), "116\u{a0}% > 100\u{a0}%");
    }

    #[test]
    fn a_change_says_what_to_do_and_how_far_it_goes() {
        let mut scenario = Scenario::default();
        scenario.set_unchecked(Key::AnalyzeMinutes, Some(18.0));
        scenario.set_unchecked(Key::FunctionMemoryMib, Some(1024.0));
        let does = |key, to| remedy(&Change { key, to }, &broken("", 0.0, 0.0, unit::COUNT), Some(&scenario));
        assert_eq!(does(Key::AnalyzeMinutes, 15.0), "cut 3\u{a0}min");
        assert_eq!(does(Key::ExtractMinutes, 1.5), "set Extract to 1.5 minutes per file (0.5\u{a0}min less)");
        assert_eq!(does(Key::JobParts, 2.0), "split the job");
        assert_eq!(does(Key::JobParts, 3.0), "split the job in 3");
        assert_eq!(does(Key::VmCount, 4.0), "4 VMs");
        assert_eq!(does(Key::JobsPerVm, 2.0), "2 jobs per VM");
        assert_eq!(
            does(Key::FunctionMemoryMib, 1180.0),
            "set Function memory to 1,180 MiB (156\u{a0}MiB more)"
        );
        assert_eq!(does(Key::MemoryTarget, 0.9), "set Memory filled to 0.9 share (0.1 more)");
        assert_eq!(does(Key::VmType, 4.0), "set Machine type to t3.large");
        assert_eq!(does(Key::CpuOutsideRequests, 0.0), "set Works between requests to off");
        // What is not stated is no distance away.
        assert_eq!(does(Key::LongestJobMinutes, 15.0), "set Longest job to 15 minutes");
    }

    #[test]
    fn a_field_shows_every_digit_and_reads_back_the_same() {
        assert_eq!(exact(1_000_000.0), "1,000,000");
        assert_eq!(exact(1234.5), "1234.5");
        assert_eq!(exact(0.01), "0.01");
        assert_eq!(exact(12_345.678), "12,345.678");
        assert_eq!(exact(-50.0), "-50");
    }

    #[test]
    fn shares_ticks_and_dates() {
        assert_eq!(percent(0.155), "16\u{a0}%");
        assert_eq!(percent(0.004), "0.4\u{a0}%");
        assert_eq!(tick(20_000.0), "20k");
        assert_eq!(tick(0.05), "0.05");
        assert_eq!(tick(1.5e6), "1.5M");
        assert_eq!(date("2024-07-01 golden; same in 2026 copies"), "2024-07-01");
        assert_eq!(date("2026-08"), "2026-08");
        assert_eq!(date("undated"), "undated");
        assert_eq!(difference(12.0), "+$12.00");
        assert_eq!(difference(0.0), "–");
        assert_eq!(component("extraction_api"), "Extraction API");
        assert_eq!(component("models"), "Models");
    }
}

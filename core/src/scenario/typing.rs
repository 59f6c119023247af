//! Reading what a person types, writing it back, and saying what is wrong with it.

use crate::decimal;
use crate::number::Number;
use crate::science::spread::Shape;
use std::fmt;

use super::ranges::{OwnRange, usual_shape};
use super::{FIELDS, Field, Key, Kind, Scenario, own_prices};
use crate::unit::{COUNT, PERCENT_PER_MONTH};

/// What is written for an input that the planner derives.
pub const AUTO: &str = "auto";

/// Longest part of a stranger's text that is quoted back.
const QUOTED_CHARACTERS: usize = 40;

/// Why a text is no number. The messages follow "is".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing was stated.
    #[error("empty; write a number such as 12, 0.5, 10k, 1.5M or 1e6")]
    Empty,
    /// Something else than a number.
    #[error("not a number; write it like 12, 0.5, 10k, 1.5M, 1e6, 1_000 or 1,000")]
    NotANumber,
    /// `NaN`, `inf` and the like.
    #[error("not finite; write a number such as 12, 0.5, 10k, 1.5M or 1e6")]
    NotFinite,
    /// Beyond what a 64-bit float holds, such as `1e400`.
    #[error("too large for any number; write one such as 12, 10k, 1.5M or 1e6")]
    TooLarge,
    /// `1,5`: a decimal comma, or thousands not in groups of three.
    #[error("unclear; write a point before decimals, and commas only between groups of three digits")]
    Unclear,
    /// `2m` may be milli, minutes or millions.
    #[error("unclear; write k for thousands, M for millions, G or B for billions")]
    UnclearSuffix,
    /// A percentage for an input that is no share.
    #[error("a percentage, which does not fit here; write the number itself")]
    Percentage,
}

/// Read a number as people write them: `12`, `0.5`, `10k`, `1.5M`, `2G` or `2B`, `1e6`, `1_000`, `1,000`,
/// `1 000`.
///
/// # Errors
/// What is wrong with the text, and what is accepted.
pub fn parse_number(text: &str) -> Result<f64, NumberError> {
    parse_scaled(text, None)
}

/// As [`parse_number`]; `percent` is the power of ten a percent sign stands for, `None` where it has no place.
pub(super) fn parse_scaled(text: &str, percent: Option<i32>) -> Result<f64, NumberError> {
    let text = text.trim();
    let mut characters = text.chars();
    let (body, power) = match characters.next_back().ok_or(NumberError::Empty)? {
        'k' | 'K' => (characters.as_str(), 3),
        'M' => (characters.as_str(), 6),
        'G' | 'B' => (characters.as_str(), 9),
        '%' => (characters.as_str(), percent.ok_or(NumberError::Percentage)?),
        'm' if characters.as_str().ends_with(|last: char| last.is_ascii_digit()) => {
            return Err(NumberError::UnclearSuffix);
        }
        _ => (text, 0),
    };
    let body = body.trim_end();
    // The typographic minus arrives with figures pasted from documents.
    let (negative, body) = match body.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest),
        None => (false, body.strip_prefix('+').unwrap_or(body)),
    };
    if ["nan", "inf", "infinity", "\u{221e}"].iter().any(|word| body.eq_ignore_ascii_case(word)) {
        return Err(NumberError::NotFinite);
    }
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        // `1e3k` says it twice.
        Some(_) if power != 0 => return Err(NumberError::NotANumber),
        Some((mantissa, exponent)) => (mantissa, exponent.to_owned()),
        None => (body, power.to_string()),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = digits_of_groups(whole)?;
    if fraction.contains(',') {
        return Err(NumberError::Unclear);
    }
    if !only_digits(fraction)
        || (whole.is_empty() && fraction.is_empty())
        || exponent.is_empty()
        || !only_digits(exponent.strip_prefix(['+', '-']).unwrap_or(&exponent))
    {
        return Err(NumberError::NotANumber);
    }
    // Writing the power as an exponent rounds once: 1.005k is 1005, while 1.005 times 1000 is not.
    let size = decimal::nearest(&whole, fraction, &exponent);
    let value = if negative { -size } else { size };
    if value.is_infinite() {
        return Err(NumberError::TooLarge);
    }
    // Minus zero would print as -0.
    Ok(value + 0.0)
}

fn only_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits before the decimal point, without what separates thousands.
fn digits_of_groups(text: &str) -> Result<String, NumberError> {
    // Comma, underscore, and the spaces in use: plain, no-break, narrow no-break.
    let is_separator = |character: char| matches!(character, ',' | '_' | ' ' | '\u{a0}' | '\u{202f}');
    if !text.contains(is_separator) {
        return if only_digits(text) { Ok(text.to_owned()) } else { Err(NumberError::NotANumber) };
    }
    let mut groups = text.split(is_separator);
    let first = groups.next().unwrap_or_default();
    let in_threes = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    if text.split(is_separator).any(|group| group.is_empty() || !only_digits(group)) {
        return Err(NumberError::NotANumber);
    }
    // `1,5` is one and a half to half of the world; `1_5` can only be 15.
    if !in_threes && text.contains(|character| is_separator(character) && character != '_') {
        return Err(NumberError::Unclear);
    }
    Ok(text.chars().filter(char::is_ascii_digit).collect())
}

/// Write a number so that reading it gives the same bits back, in the fewest digits; without an exponent from
/// a millionth to 10^15.
#[must_use]
pub fn format_number(value: f64) -> String {
    crate::decimal::text(value)
}

/// What is wrong with a stated value: the field, what was given, and why it cannot stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Id of the field as given, shortened if long.
    pub field: String,
    /// The value as given, shortened if long.
    pub given: String,
    /// Why it cannot stand.
    pub problem: Problem,
}

/// Why a stated value cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is no such input.
    UnknownField,
    /// The text is no number.
    Number(NumberError),
    /// Less than the least value allowed.
    BelowLeast,
    /// More than the largest value allowed.
    AboveMost,
    /// Only whole numbers make sense here.
    NotWhole,
    /// No entry of the choice.
    NotAChoice,
    /// Neither on nor off.
    NotASwitch,
    /// Neither one value, nor two ends, nor low, likely and high.
    NotARange,
    /// Low, likely and high are not in this order.
    Disordered,
    /// All orders of magnitude alike, from zero on.
    NoLogarithm,
}

impl FieldError {
    pub(super) fn new(field: &str, given: &str, problem: Problem) -> Self {
        Self { field: shortened(field), given: shortened(given), problem }
    }

    /// What is wrong with the price of a row, whose identifier is ours and never shortened.
    pub(super) fn of_price(id: &str, given: &str, problem: Problem) -> Self {
        Self { field: [own_prices::PREFIX, id].concat(), given: shortened(given), problem }
    }

    /// The id of the input, choice or price that was perhaps meant.
    #[must_use]
    pub fn suggestion(&self) -> Option<&'static str> {
        if let Some(id) = self.field.strip_prefix(own_prices::PREFIX) {
            return own_prices::suggestion(id);
        }
        match (self.problem, Key::parse(&self.field).map(|key| &key.field().kind)) {
            (Problem::UnknownField, _) => nearest(&self.field, FIELDS.iter().map(|field| field.id)),
            (Problem::NotAChoice, Some(Kind::Choice(choices))) => {
                nearest(&self.given, choices.iter().map(|choice| choice.id))
            }
            _ => None,
        }
    }

    fn did_you_mean(&self) -> String {
        self.suggestion().map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"))
    }

    /// The error without the field's name, for a place that shows the name already.
    #[must_use]
    pub fn message(&self) -> String {
        let given = &self.given;
        let price = self.field.strip_prefix(own_prices::PREFIX);
        let field = Key::parse(&self.field).map(Key::field);
        let allowed = match price {
            Some(id) => own_prices::allowed(id),
            None => field.map(Field::allowed).unwrap_or_default(),
        };
        match self.problem {
            Problem::UnknownField => {
                let what = if price.is_some() { "price" } else { "input" };
                ["no such ", what, &self.did_you_mean()].concat()
            }
            Problem::Number(NumberError::Empty) => {
                format!("the value is {} ({allowed})", NumberError::Empty)
            }
            Problem::Number(error) => format!("`{given}` is {error} ({allowed})"),
            Problem::NotWhole => format!("`{given}` is not a whole number ({allowed})"),
            Problem::NotAChoice => format!("`{given}` is not {allowed}{}", self.did_you_mean()),
            Problem::NotASwitch => format!("`{given}` is neither on nor off"),
            Problem::NotARange => {
                format!(
                    "`{given}` is no range; write two ends such as 5 to 10, or low, likely and high ({allowed})"
                )
            }
            Problem::Disordered => format!("`{given}` is not in the order low, likely, high ({allowed})"),
            Problem::NoLogarithm => {
                format!("`{given}` cannot be log: its low end is not above zero ({allowed})")
            }
            Problem::BelowLeast | Problem::AboveMost => {
                let side =
                    if self.problem == Problem::BelowLeast { "below the least" } else { "above the most" };
                // Only `set_number` gives a choice or switch a number out of range.
                let limit = match field.map(|field| &field.kind) {
                    None => return format!("`{given}` is {side} allowed ({allowed})"),
                    Some(Kind::Number(range)) if self.problem == Problem::BelowLeast => {
                        format_number(range.min)
                    }
                    Some(Kind::Number(range)) => format_number(range.max),
                    _ => "an entry's number".to_owned(),
                };
                format!("`{given}` is {side} allowed, {limit} ({allowed})")
            }
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message())
    }
}

impl std::error::Error for FieldError {}

/// A stranger's text fit to be quoted in one line.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(QUOTED_CHARACTERS)
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    if text.chars().nth(QUOTED_CHARACTERS).is_some() {
        short.push('…');
    }
    short
}

/// Whether a number is one, and not less than the first end nor more than the second.
pub(super) fn within(value: f64, (least, most): (f64, f64)) -> Result<(), Problem> {
    if !value.is_finite() {
        Err(Problem::Number(NumberError::NotFinite))
    } else if value < least {
        Err(Problem::BelowLeast)
    } else if value > most {
        Err(Problem::AboveMost)
    } else {
        Ok(())
    }
}

/// The candidate most like what was given, if any is much like it.
#[must_use]
pub fn nearest(given: &str, mut candidates: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    nearest_of(given, &mut candidates)
}

/// Once for all kinds of lists: the page carries it.
fn nearest_of(given: &str, candidates: &mut dyn Iterator<Item = &'static str>) -> Option<&'static str> {
    // Similarity takes quadratic time, and no id is that long.
    if given.len() > 64 {
        return None;
    }
    let given = given.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    candidates
        .map(|candidate| (strsim::jaro_winkler(&given, &candidate.replace('-', "_")), candidate))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

impl Field {
    /// The values allowed, in words: `"0 to 10000000 files per day"`, `"one of list, printed"`, `"on or off"`.
    #[must_use]
    pub fn allowed(&self) -> String {
        match &self.kind {
            Kind::Number(range) => {
                let (least, most) = (format_number(range.min), format_number(range.max));
                let or_auto = if self.default.is_none() { ", or auto" } else { "" };
                format!("{least} to {most} {}{or_auto}", self.unit_words)
            }
            Kind::Choice(choices) => {
                let ids: Vec<&str> = choices.iter().map(|choice| choice.id).collect();
                format!("one of {}", ids.join(", "))
            }
            Kind::Switch => "on or off".to_owned(),
        }
    }

    /// The power of ten a percent sign stands for in this field.
    pub(super) fn percent(&self) -> Option<i32> {
        match &self.kind {
            Kind::Number(_) if self.unit == PERCENT_PER_MONTH => Some(0),
            // A share: a part of a whole.
            Kind::Number(range) if self.unit == COUNT && range.max <= 1.0 => Some(-2),
            _ => None,
        }
    }
}

impl Key {
    /// Read a text as a value of this input: a number, the id of a choice, `on` or `off`, or `auto` (`None`)
    /// for an input the planner derives.
    ///
    /// # Errors
    /// The field, what was given and what is allowed.
    pub fn read(self, text: &str) -> Result<Option<f64>, FieldError> {
        let field = self.field();
        let fail = |problem| FieldError::new(field.id, text, problem);
        let word = text.trim();
        match &field.kind {
            Kind::Number(_) if field.default.is_none() && word.eq_ignore_ascii_case(AUTO) => Ok(None),
            Kind::Number(_) => {
                let value =
                    parse_scaled(word, field.percent()).map_err(|error| fail(Problem::Number(error)))?;
                self.check(value).map_err(fail)?;
                Ok(Some(value))
            }
            Kind::Choice(choices) => choices
                .iter()
                .position(|choice| choice.id.eq_ignore_ascii_case(word))
                .map(|index| Some(index as f64))
                .ok_or_else(|| fail(Problem::NotAChoice)),
            Kind::Switch => match word.to_ascii_lowercase().as_str() {
                "on" | "true" | "yes" | "1" => Ok(Some(1.0)),
                "off" | "false" | "no" | "0" => Ok(Some(0.0)),
                _ => Err(fail(Problem::NotASwitch)),
            },
        }
    }

    /// Write a value of this input as [`Key::read`] reads it.
    #[must_use]
    pub fn write(self, value: Option<f64>) -> String {
        match (&self.field().kind, value) {
            (_, None) => AUTO.to_owned(),
            (Kind::Number(_), Some(value)) => format_number(value),
            (Kind::Choice(choices), Some(index)) => {
                choices.get(index as usize).map_or_else(String::new, |choice| choice.id.to_owned())
            }
            (Kind::Switch, Some(value)) => if value == 0.0 { "off" } else { "on" }.to_owned(),
        }
    }

    /// Whether a number may stand as the value of this input.
    pub(super) fn check(self, value: f64) -> Result<(), Problem> {
        let (min, max, whole) = match &self.field().kind {
            Kind::Number(range) => (range.min, range.max, range.whole),
            Kind::Choice(choices) => (0.0, choices.len() as f64 - 1.0, true),
            Kind::Switch => (0.0, 1.0, true),
        };
        within(value, (min, max))?;
        if whole && value.fract() != 0.0 { Err(Problem::NotWhole) } else { Ok(()) }
    }
}

impl Scenario {
    /// State a value or a range as a person types it (see [`Key::read`] and [`Key::read_range`]). An illegal one leaves
    /// the value as it was.
    ///
    /// # Errors
    /// The field, what was given and what is allowed.
    pub fn set(&mut self, key: Key, text: &str) -> Result<(), FieldError> {
        let (value, range) = match key.read_range(text)? {
            Some((likely, range)) => (Some(likely), Some(range)),
            None => (key.read(text)?, None),
        };
        self.set_unchecked(key, value);
        self.set_range(key, range);
        Ok(())
    }

    /// State a number; for a choice its index, for a switch 0 or 1. An illegal one leaves the value as it was. Ends that
    /// were stated move along, in proportion, as far as the input may go.
    ///
    /// # Errors
    /// The field, what was given and what is allowed.
    pub fn set_number(&mut self, key: Key, value: f64) -> Result<(), FieldError> {
        key.check(value)
            .map_err(|problem| FieldError::new(key.field().id, &format_number(value), problem))?;
        if let (Some(range), Some(own)) = (key.range(), self.own_range(key).copied()) {
            let likely = self.value(key).unwrap_or_default();
            let ratio = value / likely;
            let moved = |end: f64| {
                let to = if range.whole { libm::round(end * ratio) } else { end * ratio };
                // What is known exactly stays so, which a product may miss by dust. `f64::clamp` would bring the
                // formatting of floats into the page.
                if end == likely { value } else { Number::max(Number::min(to, range.max), range.min) }
            };
            let (low, high) = (moved(own.low), moved(own.high));
            // A count may be rounded down to zero, which has no order of magnitude.
            let is_lost = own.shape == Shape::LogUniform && low <= 0.0;
            let shape = if is_lost { usual_shape(low, high) } else { own.shape };
            self.set_range(key, ratio.is_finite().then_some(OwnRange { low, high, shape }));
        }
        self.set_unchecked(key, Some(value));
        Ok(())
    }

    /// State a value of the input of this id, or of the price `price.<id>` of a row, as on the command line.
    ///
    /// # Errors
    /// As [`Scenario::set`] and [`Scenario::set_price`], and an id that no input has, with the one perhaps meant.
    pub fn set_by_id(&mut self, id: &str, text: &str) -> Result<(), FieldError> {
        if let Some(price) = id.trim().strip_prefix(own_prices::PREFIX) {
            return self.set_price(price, text);
        }
        let key = Key::parse(id.trim()).ok_or_else(|| FieldError::new(id, text, Problem::UnknownField))?;
        self.set(key, text)
    }
}

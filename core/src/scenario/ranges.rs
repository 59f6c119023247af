//! Inputs that are not known exactly: low, likely and high.
//!
//! An input nobody stated has the registry's plausible range, one that was stated is known, unless a range was stated: typed
//! as `5 to 10`, `2, 3.5, 5` or `1 to 30 uniform`, in links `5~7.5~10`. The likely value is the input's value, so that
//! everything that plans a scenario goes by it.

use super::typing::{FieldError, Problem, format_number, parse_scaled, within};
use super::{FIELDS, Field, Key, Kind, Provenance, Scenario};
use crate::format;
use crate::science::spread::{Shape, Spread};
use libm::sqrt;

/// The ends of an input as a person states them, in the input's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnRange {
    /// The least it can be.
    pub low: f64,
    /// The most it can be; the same as `low` where the input is known exactly.
    pub high: f64,
    /// What lies between.
    pub shape: Shape,
}

/// A place in a range at which an input can be fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The least it can be.
    Low,
    /// Its value in plans.
    Likely,
    /// The most it can be.
    High,
}

impl End {
    /// All three, from low to high.
    pub const ALL: [Self; 3] = [Self::Low, Self::Likely, Self::High];

    /// Its name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Likely => "Likely",
            Self::High => "High",
        }
    }

    const fn of(self, spread: &Spread) -> f64 {
        match self {
            Self::Low => spread.low,
            Self::Likely => spread.likely,
            Self::High => spread.high,
        }
    }
}

/// How many times the high end is the low one where orders of magnitude are taken as alike.
const TENFOLD: f64 = 10.0;

/// The words for shapes, as typed.
const SHAPES: [(&str, Shape); 4] = [
    ("pert", Shape::Pert),
    ("triangular", Shape::Triangular),
    ("uniform", Shape::Uniform),
    ("log", Shape::LogUniform),
];

/// The shape of a range for which none is stated.
#[must_use]
pub fn usual_shape(low: f64, high: f64) -> Shape {
    if low > 0.0 && high >= TENFOLD * low { Shape::LogUniform } else { Shape::Pert }
}

/// The word for a shape.
#[must_use]
pub fn shape_word(shape: Shape) -> &'static str {
    SHAPES.iter().find(|(_, known)| *known == shape).map_or("", |(word, _)| word)
}

/// The likely value of a range for which none is stated.
fn middle(low: f64, high: f64, whole: bool) -> f64 {
    let middle =
        if usual_shape(low, high) == Shape::LogUniform { sqrt(low * high) } else { 0.5 * (low + high) };
    if whole { libm::round(middle) } else { middle }
}

/// The values and the shape that a text names, where it names more than one value or a shape.
fn parts(text: &str) -> Option<(Vec<String>, Option<Shape>)> {
    let mut parts = vec![String::new()];
    let mut shape = None;
    for word in text.split_whitespace() {
        if let Some((_, named)) = SHAPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)) {
            shape = Some(*named);
            continue;
        }
        if word.eq_ignore_ascii_case("to") {
            parts.push(String::new());
            continue;
        }
        for (place, piece) in word.split(['~', '\u{2013}']).enumerate() {
            if place > 0 {
                parts.push(String::new());
            }
            if let Some((_, named)) = SHAPES.iter().find(|(known, _)| *known == piece) {
                shape = Some(*named);
                parts.pop();
            } else if let Some(part) = parts.last_mut() {
                // Thousands may stand apart: `1 000 to 2 000`.
                if !part.is_empty() && !piece.is_empty() {
                    part.push(' ');
                }
                part.push_str(piece);
            }
        }
        // `2, 3.5, 5`.
        if let Some(part) = parts.last_mut()
            && part.ends_with(',')
        {
            part.pop();
            parts.push(String::new());
        }
    }
    (parts.len() > 1 || shape.is_some()).then_some((parts, shape))
}

impl Key {
    /// Read a text as a range of this input: its likely value and its ends. None where the text names a single value.
    ///
    /// # Errors
    /// The field, what was given and what is allowed.
    pub fn read_range(self, text: &str) -> Result<Option<(f64, OwnRange)>, FieldError> {
        let field = self.field();
        let fail = |problem| FieldError::new(field.id, text, problem);
        let Kind::Number(range) = &field.kind else { return Ok(None) };
        let Some((parts, shape)) = parts(text) else { return Ok(None) };
        let percent = field.percent();
        // `20 to 30 %` means both.
        let in_percent = percent.is_some() && parts.last().is_some_and(|last| last.ends_with('%'));
        let mut values = Vec::with_capacity(parts.len());
        for part in parts {
            let part = if in_percent && !part.ends_with('%') { part + "%" } else { part };
            let value = parse_scaled(&part, percent).map_err(|error| fail(Problem::Number(error)))?;
            self.check(value).map_err(fail)?;
            values.push(value);
        }
        let (low, likely, high) = match *values {
            [low, high] => (low, middle(low, high, range.whole), high),
            [low, likely, high] => (low, likely, high),
            _ => return Err(fail(Problem::NotARange)),
        };
        within(likely, (low, high)).map_err(|_| fail(Problem::Disordered))?;
        let shape = shape.unwrap_or(usual_shape(low, high));
        if shape == Shape::LogUniform && low <= 0.0 {
            return Err(fail(Problem::NoLogarithm));
        }
        Ok(Some((likely, OwnRange { low, high, shape })))
    }

    /// Write a range with its likely value as [`Key::read_range`] reads it: `2~3.5~5` for links, else `2, 3.5, 5`.
    #[must_use]
    pub fn write_range(self, likely: f64, range: &OwnRange, between: &str, before_shape: &str) -> String {
        let ends = [range.low, likely, range.high];
        let known = range.low == range.high;
        let mut text = String::new();
        for value in ends.into_iter().skip(usize::from(known)) {
            if !text.is_empty() {
                text.push_str(between);
            }
            text.push_str(&format_number(value));
        }
        if range.shape != usual_shape(range.low, range.high) {
            text.push_str(before_shape);
            text.push_str(shape_word(range.shape));
        }
        text
    }
}

/// The plausible range of an input that nobody stated.
fn plausible(field: &Field) -> Option<Spread> {
    let (low, high) = field.key.range()?.plausible?;
    Some(match field.default {
        Some(likely) => Spread { low, likely, high, shape: usual_shape(low, high) },
        // A list of sizes from one end to the other says nothing of what is likely.
        None => Spread { low, likely: 0.5 * (low + high), high, shape: Shape::Uniform },
    })
}

impl Key {
    /// What kind of range the registry's is: printed in a guide, measured, or an assumption.
    #[must_use]
    pub fn range_kind(self) -> String {
        match self.field().provenance {
            Provenance::Guide(number) => format!("guide {number}"),
            Provenance::Model(_) => "measured".to_owned(),
            Provenance::Assumption => "assumption".to_owned(),
            // Without a default it is one that a guide prints.
            Provenance::Derived => "a guide".to_owned(),
        }
    }
}

impl Scenario {
    /// The same with these inputs known exactly, each at one end of its range; one without a range stays as it is. All
    /// others keep theirs and are drawn alike ([`crate::decide::ranges`]).
    #[must_use]
    pub fn pinned(&self, keys: &[Key], end: End) -> Self {
        let mut pinned = self.clone();
        for key in keys {
            let Some(spread) = self.spread(*key) else { continue };
            let value = end.of(&spread);
            // Halfway between two whole numbers lies none.
            let value = if key.is_whole() { libm::round(value) } else { value };
            pinned.set_unchecked(*key, Some(value));
            pinned.set_range(
                *key,
                Some(OwnRange { low: value, high: value, shape: usual_shape(value, value) }),
            );
        }
        pinned
    }

    /// What is known of an input that is not known exactly, in words: `2 to 5 minutes, likely 3.5`. The likely value is left
    /// out where there is none, and a shape that follows from the ends.
    #[must_use]
    pub fn range_in_words(&self, key: Key) -> Option<String> {
        let Spread { low, high, shape, .. } = self.spread(key)?;
        let high_words = format::with_words(high, key.field().unit_words);
        let mut words = format!("{} to {high_words}", format::number(low));
        if let Some(likely) = self.value(key) {
            words.extend([", likely ", &format::number(likely)]);
        }
        if shape != usual_shape(low, high) {
            words.extend([", ", shape_word(shape)]);
        }
        Some(words)
    }

    /// What kind of range an input has: `stated`, else [`Key::range_kind`].
    #[must_use]
    pub fn range_kind(&self, key: Key) -> String {
        if self.own_range(key).is_some() { "stated".to_owned() } else { key.range_kind() }
    }

    /// The ends that a person stated for an input.
    #[must_use]
    pub fn own_range(&self, key: Key) -> Option<&OwnRange> {
        self.ranges.iter().find(|(ranged, _)| *ranged == key).map(|(_, range)| range)
    }

    /// State the ends of an input already known to be legal; none forgets them.
    pub fn set_range(&mut self, key: Key, range: Option<OwnRange>) {
        self.ranges.retain(|(ranged, _)| *ranged != key);
        if let Some(range) = range {
            let place = self.ranges.iter().position(|(ranged, _)| ranged.index() > key.index());
            self.ranges.insert(place.unwrap_or(self.ranges.len()), (key, range));
        }
    }

    /// What is known of an input that is not known exactly: the range stated, else the registry's where nothing is.
    #[must_use]
    pub fn spread(&self, key: Key) -> Option<Spread> {
        match self.own_range(key) {
            Some(OwnRange { low, high, shape }) => {
                let likely = self.value(key)?;
                // A sweep along the input may be outside.
                let (low, high) = (low.min(likely), high.max(likely));
                (high > low).then_some(Spread { low, likely, high, shape: *shape })
            }
            None if self.stated(key).is_none() => plausible(key.field()),
            None => None,
        }
    }

    /// Every input that is not known exactly and belongs to a system that is planned, in the order of the registry.
    #[must_use]
    pub fn spreads(&self) -> Vec<(Key, Spread)> {
        FIELDS
            .iter()
            .map(|field| field.key)
            .filter(|key| key.switch().is_none_or(|switch| self.is_on(switch)))
            .filter_map(|key| Some((key, self.spread(key)?)))
            .collect()
    }

    /// An input as it would be typed: its range where one was stated, else its value.
    #[must_use]
    pub fn text(&self, key: Key) -> String {
        match (self.own_range(key), self.value(key)) {
            (Some(range), Some(likely)) => key.write_range(likely, range, ", ", " "),
            (_, value) => key.write(value),
        }
    }

    /// The same as a link writes it, where anything is stated.
    #[must_use]
    pub(super) fn written(&self, key: Key) -> Option<String> {
        match self.own_range(key) {
            Some(range) => Some(key.write_range(self.value(key)?, range, "~", "~")),
            None => self.stated(key).map(|value| key.write(Some(value))),
        }
    }
}

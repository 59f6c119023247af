//! Proof that two builds of the planner give the same bits: one number that stands for everything the planner
//! says about many varied scenarios. The tests compare the native one with the browser's.
//!
//! The same scenarios and the same walk over a plan serve the tests of units and laws, so that a figure added to
//! [`Plan`] is hashed and checked without further ado, or does not compile.

use crate::catalog::Catalog;
use crate::error::Error;
use crate::number::Number;
use crate::plan::{
    Cell, Change, DeploymentOption, Fleet, Layer, LineItem, Measure, Notice, Plan, Rejection, Signal, Study,
    StudyRow, TierVerdict,
};
use crate::scenario::presets::PRESETS;
use crate::scenario::{FIELDS, Field, Kind, Range, Scenario};
use crate::unit::{COUNT, MONTH, USD, USD_PER_MONTH, Unit};

/// A hash of the plans of so many [`varied`] scenarios: every figure to the last bit, every name and decision.
///
/// # Errors
/// [`Error`] where the catalogue cannot be read or lacks a figure that every option needs.
pub fn fingerprint(scenarios: u32) -> Result<u64, Error> {
    let catalog = Catalog::embedded()?;
    let mut hash = Hash::default();
    for index in 0..scenarios {
        hash.plan(&crate::plan(&varied(index), &catalog)?);
    }
    Ok(hash.0)
}

/// The hash of one plan.
#[must_use]
pub fn of_plan(plan: &Plan<f64>) -> u64 {
    let mut hash = Hash::default();
    hash.plan(plan);
    hash.0
}

/// A scenario by its number, always the same one: first the presets, then scenarios that state few, some or nearly
/// all inputs, most at usual values and every fourth anywhere in the limits.
#[must_use]
pub fn varied(index: u32) -> Scenario {
    if let Some(preset) = PRESETS.get(index as usize) {
        return preset.scenario();
    }
    let mut random = Random(u64::from(index));
    let stated = match index % 3 {
        0 => 0.1,
        1 => 0.4,
        _ => 0.9,
    };
    let reach = if index % 4 == 3 { Reach::Limits } else { Reach::Usual };
    let mut scenario = Scenario::default();
    for field in &FIELDS {
        let (chance, share) = (random.share(), random.share());
        if chance < stated {
            scenario.set_unchecked(field.key, Some(value_at(field, share, reach)));
        }
    }
    scenario
}

/// How far from the usual a value may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// On the slider, or within a few times the default.
    Usual,
    /// Anywhere from the least to the largest value allowed.
    Limits,
}

/// Shares below this and above one less it stand for the ends of the range themselves.
const ENDS: f64 = 1.0 / 32.0;
/// On a scale in powers of ten that begins at zero, the least value above it.
const LEAST_POSITIVE: f64 = 1e-3;
/// How many times the default is still usual, either way.
const USUAL_FACTOR: f64 = 4.0;
/// The same for inputs without a default, upwards from the least value.
const USUAL_SPAN: f64 = 30.0;

/// The legal value of an input at a share (0 to 1) of its way from least to largest, in powers of ten where its scale
/// runs so.
#[must_use]
pub fn value_at(field: &Field, share: f64, reach: Reach) -> f64 {
    match &field.kind {
        Kind::Switch => libm::floor(share * 2.0).min(1.0),
        Kind::Choice(choices) => {
            let count = choices.len() as f64;
            libm::floor(share * count).min(count - 1.0)
        }
        Kind::Number(range) => {
            let (low, high) = match reach {
                Reach::Usual => usual(range, field.default),
                Reach::Limits => (range.min, range.max),
            };
            let value = if share < ENDS {
                low
            } else if share > 1.0 - ENDS {
                high
            } else if range.logarithmic {
                let low = Number::max(low, LEAST_POSITIVE);
                low * libm::pow(high / low, share)
            } else {
                low + (high - low) * share
            };
            let value = if range.whole { libm::floor(value) } else { value };
            Number::min(Number::max(value, range.min), range.max)
        }
    }
}

fn usual(range: &Range, default: Option<f64>) -> (f64, f64) {
    let (low, high) = match (range.slider, default) {
        (Some(ends), _) => ends,
        (None, Some(default)) if default > 0.0 => (default / USUAL_FACTOR, default * USUAL_FACTOR),
        (None, Some(_)) => (-1.0, 1.0),
        (None, None) => {
            let low = Number::max(range.min, 1.0);
            (low, low * USUAL_SPAN)
        }
    };
    (Number::max(low, range.min), Number::min(high, range.max))
}

/// SplitMix64 (Steele, Lea & Flood 2014): a handful of instructions, and the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below 1: the upper 53 bits over 2^53.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 9_007_199_254_740_992.0
    }
}

/// A figure of a plan, with where it stands and the unit the plan says it has.
#[derive(Clone, Copy, Debug)]
pub struct Figure<'a, N> {
    /// Option or layer it belongs to; `""` for the tier's signals.
    pub part: &'a str,
    /// Component, measure or signal.
    pub of: &'a str,
    /// Line or kind of figure.
    pub label: &'a str,
    /// The figure.
    pub number: N,
    /// Its unit as stated beside it.
    pub unit: Unit,
}

/// Show every figure of a plan, in its order.
pub fn figures<'a, N: Number>(plan: &'a Plan<N>, see: &mut impl FnMut(Figure<'a, N>)) {
    let Plan { tier, layers, options, database_fits: _, studies, notices: _ } = plan;
    if let Some(TierVerdict { number: _, topology: _, signals }) = tier {
        for Signal { id, label: _, tier: _, value, threshold, unit, tripped: _ } in signals {
            let figure = Figure { part: "", of: id, label: "value", number: *value, unit: *unit };
            see(figure);
            see(Figure { label: "threshold", number: *threshold, ..figure });
        }
    }
    for Layer { id, name: _, size: _, measures, binding: _ } in layers {
        for Measure { label, needed, provided, unit } in measures {
            let figure = Figure { part: id, of: label, label: "needed", number: *needed, unit: *unit };
            see(figure);
            if let Some(provided) = provided {
                see(Figure { label: "provided", number: *provided, ..figure });
            }
        }
    }
    for option in options {
        of_option(option, see);
    }
    for Study { id, title: _, lead: _, columns: _, rows } in studies {
        for row in rows {
            of_row(id, row, see);
        }
    }
}

fn of_row<'a, N: Number>(study: &'a str, row: &'a StudyRow<N>, see: &mut impl FnMut(Figure<'a, N>)) {
    let StudyRow { name, cells, usd_per_month, line_items, rejections: _, verdict: _, changes: _ } = row;
    for cell in cells {
        let figure = |number, unit| Figure { part: study, of: name.as_str(), label: "cell", number, unit };
        match cell {
            Cell::Blank | Cell::Words(_) => {}
            Cell::Amount(number, unit) => see(figure(*number, *unit)),
            Cell::Span(from, to, unit) => {
                see(figure(*from, *unit));
                see(figure(*to, *unit));
            }
        }
    }
    if let Some(usd) = usd_per_month {
        see(Figure { part: study, of: name, label: "total", number: *usd, unit: USD_PER_MONTH });
    }
    of_items(study, line_items, see);
}

fn of_option<'a, N: Number>(option: &'a DeploymentOption<N>, see: &mut impl FnMut(Figure<'a, N>)) {
    let DeploymentOption { id, name: _, summary: _, usd_per_month, line_items, rejections: _, fleets } =
        option;
    see(Figure { part: id, of: "", label: "total", number: *usd_per_month, unit: USD_PER_MONTH });
    of_items(id, line_items, see);
    for Fleet { component, size: _, count, utilisation } in fleets {
        let figure = Figure { part: id, of: component, label: "fleet", number: *count, unit: COUNT };
        see(figure);
        see(Figure { label: "utilisation", number: *utilisation, ..figure });
    }
}

fn of_items<'a, N: Number>(
    part: &'a str,
    line_items: &'a [LineItem<N>],
    see: &mut impl FnMut(Figure<'a, N>),
) {
    for LineItem { component, label, quantity, unit, unit_price, usd_per_month, price: _ } in line_items {
        let figure = Figure { part, of: component, label, number: *quantity, unit: unit.per(MONTH) };
        see(figure);
        see(Figure { number: *unit_price, unit: USD.per(*unit), ..figure });
        see(Figure { number: *usd_per_month, unit: USD_PER_MONTH, ..figure });
    }
}

/// FNV-1a, 64 bits.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xCBF2_9CE4_8422_2325)
    }
}

impl Hash {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        // Not part of any text, so that "ab", "c" and "a", "bc" differ.
        self.bytes(&[0xFF]);
    }

    fn figure(&mut self, value: f64) {
        // Which of the many not-a-numbers arises is not settled by any standard.
        let bits = if value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
        self.bytes(&bits.to_le_bytes());
    }

    fn plan(&mut self, plan: &Plan<f64>) {
        figures(plan, &mut |figure| {
            self.text(figure.part);
            self.text(figure.of);
            self.text(figure.label);
            self.figure(figure.number);
            self.figure(figure.unit.scale);
        });
        let Plan { tier, layers, options, database_fits: _, studies, notices } = plan;
        if let Some(TierVerdict { number, topology, signals }) = tier {
            self.bytes(&[*number]);
            self.text(topology.encode_utf8(&mut [0; 4]));
            for signal in signals {
                self.bytes(&[signal.tier, u8::from(signal.tripped)]);
            }
        }
        for layer in layers {
            self.text(&layer.size);
            self.text(layer.binding.unwrap_or_default());
        }
        for option in options {
            self.text(option.id);
            self.prices(&option.line_items);
            self.rejections(&option.rejections);
            for fleet in &option.fleets {
                self.text(&fleet.size);
            }
        }
        for Study { id, title: _, lead: _, columns: _, rows } in studies {
            self.text(id);
            for row in rows {
                self.text(&row.name);
                for cell in &row.cells {
                    if let Cell::Words(words) = cell {
                        self.text(words);
                    }
                }
                self.prices(&row.line_items);
                self.rejections(&row.rejections);
                self.text(row.verdict.map_or("", |verdict| verdict.words));
                self.changes(&row.changes);
            }
        }
        for Notice { id, text: _ } in notices {
            self.text(id);
        }
    }

    fn prices(&mut self, line_items: &[LineItem<f64>]) {
        for item in line_items {
            self.bytes(&(item.price as u64).to_le_bytes());
        }
    }

    fn rejections(&mut self, rejections: &[Rejection]) {
        for Rejection { component, limit, label, value, allowed, unit, flips } in rejections {
            self.text(component);
            self.text(limit);
            self.text(label);
            self.figure(*value);
            self.figure(*allowed);
            self.figure(unit.scale);
            self.changes(flips);
        }
    }

    fn changes(&mut self, changes: &[Change]) {
        for Change { key, to } in changes {
            self.text(key.field().id);
            self.figure(*to);
        }
    }
}

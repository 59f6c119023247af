//! What ranges leave of the curves: their bands, to lie behind the chart, and between which loads one option gives way to
//! another.

use crate::curves::{self, Computed, place, read_axis};
use crate::refine::{is_again, is_first_sight, with_draws};
use loadline_core::chart::MoneyAxis;
use loadline_core::decide::bands::{Bands, Between, COARSE, FINE, Grid, TurnBetween};
use loadline_core::format;
use loadline_core::option;
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::link;
use loadline_markup::{Tag, tag};
use std::cell::RefCell;

/// Loads worked out for one answer: the worker has others to write meanwhile.
const SLICE: usize = 7;
/// Turns told.
const MOST_TURNS: usize = 3;

/// What is known of one question so far: few worlds at few loads, then more load by load.
struct Known {
    about: String,
    coarse: Bands<'static>,
    fine: Bands<'static>,
    is_fine: bool,
}

thread_local! {
    static KNOWN: RefCell<Option<Known>> = const { RefCell::new(None) };
}

/// Tell of the bands as they are known: a little better each time a kind of panel asks again.
fn with_bands<T>(
    kind: &'static str,
    link: &str,
    line: &str,
    axis: Axis,
    tell: impl FnOnce(&Bands<'_>) -> T,
) -> Result<T, String> {
    let catalog = crate::catalog()?;
    let about = format!("{link}\n{line}");
    KNOWN.with_borrow_mut(|known| {
        if known.as_ref().is_none_or(|known| known.about != about) {
            let scenario = link::decode(link).scenario;
            let new = |grid: Grid| with_draws(|draws| Bands::new(&scenario, catalog, axis, grid, draws));
            let mut coarse = new(COARSE);
            with_draws(|draws| coarse.advance(COARSE.loads, draws)).map_err(|error| error.to_string())?;
            *known = Some(Known { about: about.clone(), coarse, fine: new(FINE), is_fine: false });
        }
        let Some(known) = known else { return Err("The bands are gone.".to_owned()) };
        if is_again(kind, &about) && !known.is_fine {
            known.is_fine =
                with_draws(|draws| known.fine.advance(SLICE, draws)).map_err(|error| error.to_string())?;
        }
        if !known.is_fine {
            is_first_sight();
        }
        Ok(tell(if known.is_fine { &known.fine } else { &known.coarse }))
    })
}

/// The bands of all options, in a drawing as large as the plot of the chart.
pub fn panel(link: &str, line: &str) -> Result<Vec<Tag>, String> {
    let axis = read_axis(line)?;
    let computed = curves::computed(link, line, axis)?;
    let money = money(&computed, axis);
    let paths = with_bands("fans", link, line, axis, |bands| {
        let of = |id: &'static str| {
            bands.of(id).into_iter().map(move |run| {
                tag("path")
                    .with("class", format!("owner series-{}", place(id)))
                    .with("d", outline(&run, axis, money))
            })
        };
        option::ids().into_iter().flat_map(of).collect()
    })?;
    let svg = tag("svg")
        .with("viewBox", "0 0 1000 1000")
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true");
    Ok(vec![svg.all(paths)])
}

/// The money axis of the chart.
fn money(computed: &Computed, axis: Axis) -> MoneyAxis {
    MoneyAxis::over(&computed.drawn(axis), axis.logarithmic)
}

/// Along the lower ends and back along the upper ones.
fn outline(run: &[Between], axis: Axis, money: MoneyAxis) -> String {
    let point = |between: &Between, usd: f64| {
        let (x, y) = (axis.position(between.load), 1.0 - money.position(usd));
        format!("{:.1} {:.1}", 1_000.0 * x, 1_000.0 * y)
    };
    let lower = run.iter().map(|between| point(between, between.usd[0]));
    let upper = run.iter().rev().map(|between| point(between, between.usd[1]));
    ["M", &lower.chain(upper).collect::<Vec<_>>().join("L"), "Z"].concat()
}

/// Between which loads the options that lead at the likely values give way to each other.
pub fn turns(link: &str, line: &str) -> Result<Vec<Tag>, String> {
    let axis = read_axis(line)?;
    let computed = curves::computed(link, line, axis)?;
    let names = option::names();
    let name = |id: &str| names.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| *name);
    let mut pairs: Vec<(&str, &str, f64)> = Vec::new();
    for pair in computed.crossovers.leads.windows(2) {
        let [before, after] = pair else { continue };
        let (Some(from), Some(to)) = (before.option, after.option) else { continue };
        // Back and forth over steps is one turn, told where it begins.
        let is_told = |(one, other, _): &(&str, &str, f64)| {
            (*one, *other) == (from, to) || (*one, *other) == (to, from)
        };
        if !pairs.iter().any(is_told) {
            pairs.push((from, to, before.to));
        }
    }
    let words = with_bands("turns", link, line, axis, |bands| {
        let turn = |(from, to, at): &(&str, &str, f64)| {
            format!(
                "{} gives way to {} from {} on{}.",
                name(from),
                name(to),
                format::with_words(*at, axis.key.field().unit_words),
                between(bands.turn(from, to), axis),
            )
        };
        let turns: Vec<String> = pairs.iter().take(MOST_TURNS).map(turn).collect();
        (turns, bands.worlds())
    })?;
    let (turns, worlds) = words;
    if turns.is_empty() {
        return Ok(Vec::new());
    }
    let note = format!(
        "Shaded: four in five of {} plausible worlds, where an option works in most.",
        format::exact(worlds as f64)
    );
    let class = if worlds < FINE.points as usize * 16 { "note coarse" } else { "note" };
    Ok(vec![tag("p").put(turns.join(" ")), tag("p").class(class).put(note)])
}

/// A stretch of loads in words, after the load at the likely values.
fn between(turn: TurnBetween, axis: Axis) -> String {
    let [low, _, high] = turn.load.map(format::number);
    let [before, after] = [turn.before, turn.after].map(format::percent);
    let [from, to] = [axis.from, axis.to].map(format::number);
    match turn.load.map(f64::is_finite) {
        [true, _, true] if low == high => "; so it is in four of five plausible worlds".to_owned(),
        [true, _, true] => format!("; in four of five plausible worlds between {low} and {high}"),
        [true, _, false] => format!("; in plausible worlds from {low} on, in {after} of them not up to {to}"),
        [false, _, true] => {
            format!("; in plausible worlds up to {high}, in {before} of them below {from} already")
        }
        [false, _, false] => {
            format!("; in {before} of plausible worlds below {from} already, in {after} not up to {to}")
        }
    }
}

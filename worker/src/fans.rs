//! What ranges leave of the curves: their bands, to lie behind the chart, and from which loads on an option is
//! the cheapest.

use crate::curves::{self, Computed, place, read_axis};
use crate::refine::{is_again, is_first_sight, with_draws};
use loadline_core::chart::MoneyAxis;
use loadline_core::decide::bands::{Bands, Begins, Between, COARSE, FINE, Grid};
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
    // Back and forth over steps: each is told where it first leads.
    let leads = &computed.crossovers.leads;
    let mut told: Vec<&str> = leads.first().and_then(|lead| lead.option).into_iter().collect();
    let mut begun: Vec<(&str, f64)> = Vec::new();
    for lead in leads {
        if let Some(option) = lead.option.filter(|option| !told.contains(option)) {
            told.push(option);
            begun.push((option, lead.from));
        }
    }
    let words = with_bands("turns", link, line, axis, |bands| {
        let turn = |(option, at): &(&str, f64)| {
            let at = format::with_words(*at, axis.key.field().unit_words);
            format!("{} is the cheapest from {at} on{}.", name(option), begins(bands.begins(option), axis))
        };
        let turns: Vec<String> = begun.iter().take(MOST_TURNS).map(turn).collect();
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

/// From which loads on in the worlds, in words, after the load at the likely values.
fn begins(begins: Begins, axis: Axis) -> String {
    let [low, _, high] = begins.load.map(format::number);
    let [before, never] = [begins.before, begins.never].map(format::percent);
    let [from, to] = [axis.from, axis.to].map(format::number);
    match begins.load {
        [low, _, high] if low == f64::NEG_INFINITY && high == f64::INFINITY => {
            format!("; in {before} of plausible worlds at {from} already, in {never} nowhere up to {to}")
        }
        [f64::INFINITY, ..] => format!("; in {never} of plausible worlds nowhere up to {to}"),
        [.., f64::INFINITY] => {
            format!("; in plausible worlds not before {low}, in {never} of them nowhere up to {to}")
        }
        [.., f64::NEG_INFINITY] => format!("; in {before} of plausible worlds at {from} already"),
        [f64::NEG_INFINITY, ..] => {
            format!("; in plausible worlds by {high} at the latest, in {before} of them at {from} already")
        }
        [first, _, last] if first == last => "; so it is in four of five plausible worlds".to_owned(),
        _ => format!("; in four of five plausible worlds from a load between {low} and {high} on"),
    }
}

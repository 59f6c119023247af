//! Who is the cheapest over two inputs at once, as a map that somebody chooses the sides of.

use crate::inputs::{by_weight, is_number, numbers};
use crate::{Last, kept};
use loadline_core::decide::map::WinnerMap;
use loadline_core::format;
use loadline_core::option;
use loadline_core::scenario::axis::{Axis, round_figures};
use loadline_core::scenario::{Key, Scenario, link};
use loadline_markup::{Tag, choice, section, tag};
use std::cell::RefCell;
use std::rc::Rc;

/// Cells of the map, to the right and up.
const CELLS: (usize, usize) = (200, 120);
/// Side of a cell in units of the drawing.
const CELL: usize = 10;
/// Room left of the map and above it, in units of the drawing.
const LEFT: usize = 240;
const TOP: usize = 20;
/// Ticks along a side, about.
const TICKS: usize = 6;

/// The map; `sides` names the inputs across and up, with a space between, where somebody chose.
///
/// # Errors
/// The sentence that says why there is none.
pub fn panel(scenario: &Scenario, sides: &str) -> Result<Vec<Tag>, String> {
    if crate::plan(scenario)?.options.is_empty() {
        return Ok(Vec::new());
    }
    let Some((x, y)) = chosen(scenario, sides) else { return Ok(Vec::new()) };
    let axis = |key: Key| Axis::around(key, scenario.value(key).unwrap_or_default(), true, None);
    let map = mapped(scenario, axis(x), axis(y))?;
    let across = choice(
        "map-x",
        "Across",
        ("data-change", format!("map: {{}} {}", y.field().id)),
        numbers(scenario, x),
    );
    let up =
        choice("map-y", "Up", ("data-change", format!("map: {} {{}}", x.field().id)), numbers(scenario, y));
    let name = |key: Key| format!("{}, {}", key.field().label, key.field().unit_words);
    Ok(vec![
        section("map-title", "Who wins where")
            .put(tag("div").class("map-sides").put(across).put(up))
            .put(legend(&map))
            .put(tag("p").class("axis-name").put(name(y)))
            .put(drawing(&map, scenario))
            .put(tag("p").class("axis-name map-x").put(name(x)))
            .put(tag("p").class("note").put(note(&map))),
    ])
}

/// The inputs chosen, where the scenario has both and they differ; else its first two loads, or its load and the first
/// of its other numbers.
fn chosen(scenario: &Scenario, sides: &str) -> Option<(Key, Key)> {
    let named = |id: &str| Key::parse(id).filter(|key| is_number(scenario, key.field()));
    let (x, y) = sides.split_once(' ').unwrap_or_default();
    let x = named(x).or_else(|| by_weight(scenario).next())?;
    let y = named(y).filter(|y| *y != x).or_else(|| by_weight(scenario).find(|key| *key != x))?;
    Some((x, y))
}

thread_local! {
    static LAST: Last<WinnerMap> = const { RefCell::new(None) };
}

/// The map, which the values of its own inputs do not change.
fn mapped(scenario: &Scenario, x: Axis, y: Axis) -> Result<Rc<WinnerMap>, String> {
    let mut fixed = scenario.clone();
    for key in [x.key, y.key] {
        fixed.set_unchecked(key, key.field().default);
    }
    kept(&LAST, format!("{} {x:?} {y:?}", link::encode(&fixed)), || {
        WinnerMap::of(scenario, crate::catalog()?, (x, y), CELLS).map_err(|error| error.to_string())
    })
}

/// Every winner, the one with the largest part first.
fn winners(map: &WinnerMap) -> Vec<(Option<usize>, f64)> {
    let shares = map.shares();
    let last = shares.len().saturating_sub(1);
    let mut winners: Vec<(Option<usize>, f64)> = shares
        .into_iter()
        .enumerate()
        .filter(|(_, share)| *share > 0.0)
        .map(|(place, share)| ((place < last).then_some(place), share))
        .collect();
    winners.sort_by(|one, other| other.1.total_cmp(&one.1));
    winners
}

fn name(winner: Option<usize>) -> &'static str {
    winner.and_then(|place| option::names().get(place).map(|(_, name)| *name)).unwrap_or("nothing works")
}

fn class(winner: Option<usize>) -> String {
    winner.map_or_else(|| "map-none".to_owned(), |place| format!("owner series-{place}"))
}

fn legend(map: &WinnerMap) -> Tag {
    let item = |(winner, share): (Option<usize>, f64)| {
        let colour = tag("rect").with("class", class(winner)).with("width", "14").with("height", "14");
        let swatch = tag("svg")
            .with("viewBox", "0 0 14 14")
            .with("width", "14")
            .with("height", "14")
            .with("aria-hidden", "true")
            .put(colour);
        tag("li").put(swatch).put(format!("{} {}", name(winner), format::percent(share)))
    };
    tag("ul").with("id", "map-legend").all(winners(map).into_iter().map(item).collect())
}

fn note(map: &WinnerMap) -> String {
    let cells = map.columns * map.rows;
    format!(
        "The cheapest option for every pair of values, all else as stated; shares are of the map's area. The lines cross \
         at the values stated. {} of {} cells were planned, more where the winner changes: islands narrower than five \
         cells can be missing.",
        format::number(map.readings as f64),
        format::number(cells as f64)
    )
}

fn drawing(map: &WinnerMap, scenario: &Scenario) -> Tag {
    let (width, height) = (map.columns * CELL, map.rows * CELL);
    let mut parts: Vec<Tag> = winners(map)
        .into_iter()
        .map(|(winner, _)| tag("path").with("class", class(winner)).with("d", area(map, winner)))
        .collect();
    let x_at = |axis: &Axis, value: f64| LEFT as f64 + axis.position(value) * width as f64;
    let y_at = |axis: &Axis, value: f64| TOP as f64 + (1.0 - axis.position(value)) * height as f64;
    for value in round_figures(map.x.from, map.x.to, map.x.logarithmic, TICKS) {
        parts.push(text("map-tick-x", x_at(&map.x, value), (TOP + height) as f64 + 90.0, value));
    }
    for value in round_figures(map.y.from, map.y.to, map.y.logarithmic, TICKS) {
        parts.push(text("map-tick-y", LEFT as f64 - 20.0, y_at(&map.y, value), value));
    }
    let now = |key: Key| scenario.value(key).unwrap_or_default();
    let (x, y) = (x_at(&map.x, now(map.x.key)), y_at(&map.y, now(map.y.key)));
    let line = |from: (f64, f64), to: (f64, f64)| {
        tag("line")
            .class("map-now")
            .with("x1", format!("{:.1}", from.0))
            .with("y1", format!("{:.1}", from.1))
            .with("x2", format!("{:.1}", to.0))
            .with("y2", format!("{:.1}", to.1))
    };
    let (top, bottom) = (TOP as f64, (TOP + height) as f64);
    parts.push(line((x, top), (x, bottom)));
    parts.push(line((LEFT as f64, y), ((LEFT + width) as f64, y)));
    let side = |axis: &Axis| {
        let field = axis.key.field();
        format!(
            "{} from {} to {}",
            field.label.to_lowercase(),
            format::number(axis.from),
            format::with_words(axis.to, field.unit_words)
        )
    };
    let shares: Vec<String> = winners(map)
        .iter()
        .map(|(winner, share)| format!("{} {}", name(*winner), format::percent(*share)))
        .collect();
    tag("svg")
        .with("id", "map")
        .with("viewBox", format!("0 0 {} {}", LEFT + width + 60, TOP + height + 120))
        .with("role", "img")
        .with(
            "aria-label",
            format!("Map, {} across and {} up. {}.", side(&map.x), side(&map.y), shares.join(", ")),
        )
        .all(parts)
}

fn text(class: &'static str, x: f64, y: f64, value: f64) -> Tag {
    tag("text")
        .class(class)
        .with("x", format!("{x:.0}"))
        .with("y", format!("{y:.0}"))
        .put(format::tick(value))
}

/// What a winner has of the map, as a path: a rectangle for each run of cells in a row, as high as the rows above have
/// the same run.
fn area(map: &WinnerMap, winner: Option<usize>) -> String {
    let mut path = String::new();
    // Runs that go on: first and last cell, and the row they began in.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    for row in 0..=map.rows {
        let runs = if row < map.rows { runs(map, winner, row) } else { Vec::new() };
        open.retain(|(from, to, bottom)| {
            let goes_on = runs.contains(&(*from, *to));
            if !goes_on {
                let (wide, high) = ((to - from + 1) * CELL, (row - bottom) * CELL);
                let (x, y) = (LEFT + from * CELL, TOP + (map.rows - row) * CELL);
                path.push_str(&format!("M{x} {y}h{wide}v{high}h-{wide}z"));
            }
            goes_on
        });
        for (from, to) in runs {
            if !open.iter().any(|run| (run.0, run.1) == (from, to)) {
                open.push((from, to, row));
            }
        }
    }
    path
}

/// The first and last cell of each run of a winner's cells in a row.
fn runs(map: &WinnerMap, winner: Option<usize>, row: usize) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for column in (0..map.columns).filter(|column| map.winner(*column, row) == winner) {
        match runs.last_mut() {
            Some((_, to)) if *to + 1 == column => *to = column,
            _ => runs.push((column, column)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default_map() -> Rc<WinnerMap> {
        let scenario = Scenario::default();
        let axis = |key: Key| Axis::around(key, scenario.value(key).unwrap_or_default(), true, None);
        mapped(&scenario, axis(Key::FilesPerDay), axis(Key::RequestsPerSecond))
            .unwrap_or_else(|problem| unreachable!("{problem}"))
    }

    #[test]
    fn the_rectangles_of_the_winners_cover_every_cell_once() {
        let map = default_map();
        let mut covered = vec![0; map.columns * map.rows];
        for (winner, share) in winners(&map) {
            let mut own = 0;
            for rectangle in area(&map, winner).split('M').skip(1) {
                let numbers: Vec<usize> = rectangle
                    .split(|other: char| !other.is_ascii_digit())
                    .filter_map(|number| number.parse().ok())
                    .collect();
                let [x, y, wide, high, _] = numbers.as_slice() else { unreachable!("{rectangle}") };
                let (left, top) = ((x - LEFT) / CELL, (y - TOP) / CELL);
                for row in top..top + high / CELL {
                    for column in left..left + wide / CELL {
                        // Rows count from the bottom.
                        assert_eq!(map.winner(column, map.rows - 1 - row), winner);
                        if let Some(cell) = covered.get_mut(row * map.columns + column) {
                            *cell += 1;
                        }
                        own += 1;
                    }
                }
            }
            assert!((f64::from(own) / covered.len() as f64 - share).abs() < 1e-12);
        }
        assert!(covered.iter().all(|times| *times == 1));
    }

    #[test]
    fn sides_are_taken_as_chosen_and_mended_where_they_cannot_be() {
        let sides = |link: &str, sides: &str| {
            chosen(&link::decode(link).scenario, sides).map(|(x, y)| (x.field().id, y.field().id))
        };
        assert_eq!(sides("1", ""), Some(("files_per_day", "requests_per_second")));
        assert_eq!(sides("1", "subjects analyze_minutes"), Some(("subjects", "analyze_minutes")));
        assert_eq!(sides("1", "subjects subjects"), Some(("subjects", "files_per_day")));
        assert_eq!(sides("1", "agents nonsense"), Some(("files_per_day", "requests_per_second")));
        assert_eq!(sides("1;file_pipeline=off", ""), Some(("requests_per_second", "episodes_per_day")));
        // One system with a single load.
        let one = sides("1;file_pipeline=off;memory_service=off;agent_platform=on", "");
        assert_eq!(one.map(|(x, _)| x), Some("agents"));
        assert!(one.is_some_and(|(_, y)| y != "agents"));
    }

    #[test]
    fn the_map_is_worked_out_once_while_its_own_inputs_move() {
        let moved = |files: f64, minutes: f64| {
            let mut scenario = Scenario::default();
            scenario.set_unchecked(Key::FilesPerDay, Some(files));
            scenario.set_unchecked(Key::AnalyzeMinutes, Some(minutes));
            let axis = |key: Key| Axis::around(key, 100.0, true, None);
            mapped(&scenario, axis(Key::FilesPerDay), axis(Key::RequestsPerSecond)).ok()
        };
        let (one, other) = (moved(100.0, 3.0), moved(200.0, 3.0));
        assert!(one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| Rc::ptr_eq(one, other)));
        assert!(moved(200.0, 4.0).zip(other).is_some_and(|(one, other)| !Rc::ptr_eq(&one, &other)));
    }
}

//! Who is the cheapest over two inputs at once: a map, worked out where it changes.
//!
//! Every cell is judged at its middle. What every option pays alike decides nothing but whether anything works at all, so
//! each option's own part is compared. A square whose corners and middle have one winner is taken to be
//! its own; others are quartered, down to single cells.

use super::crossovers::is_dearer;
use super::pieces::{Known, Readings};
use crate::catalog::Catalog;
use crate::error::Error;
use crate::option;
use crate::scenario::Scenario;
use crate::scenario::axis::Axis;

/// Cells a square begins with, to each side. An island smaller than this may lie between the places looked at.
const SQUARE: usize = 5;

/// A map of winners.
#[derive(Clone, Debug, PartialEq)]
pub struct WinnerMap {
    /// What runs from left to right.
    pub x: Axis,
    /// What runs from the bottom to the top.
    pub y: Axis,
    /// Cells from left to right.
    pub columns: usize,
    /// Cells from the bottom to the top.
    pub rows: usize,
    /// Row by row from the bottom, each from the left: the place of the cheapest option in the order of the page; none
    /// where every option is ruled out.
    pub winners: Vec<Option<usize>>,
    /// Cells that were looked at.
    pub readings: usize,
}

impl WinnerMap {
    /// The map of a scenario, of `columns` by `rows` cells.
    ///
    /// # Errors
    /// [`Error`] where a figure is missing from the catalogue.
    pub fn of(
        scenario: &Scenario,
        catalog: &Catalog,
        (x, y): (Axis, Axis),
        (columns, rows): (usize, usize),
    ) -> Result<Self, Error> {
        // Read along the input on which more costs are straight lines: one reading then serves many cells.
        let lines = |axis: &Axis| {
            Readings::new(scenario, catalog, axis.key, axis.from, axis.to).lines_at(axis.value(0.5))
        };
        let is_upright = lines(&y)? > lines(&x)?;
        let (along, across) = if is_upright { (y, x) } else { (x, y) };
        let mut survey = Survey {
            readings: Readings::new(scenario, catalog, along.key, along.from, along.to).across(across.key),
            options: option::ids().len(),
            is_upright,
            known: vec![Known::default(); if is_upright { columns } else { rows }],
            turned_to: None,
            map: Self { x, y, columns, rows, winners: vec![None; columns * rows], readings: 0 },
            judged: vec![false; columns * rows],
        };
        for height in squares(rows) {
            for width in squares(columns) {
                survey.square(width, height)?;
            }
        }
        Ok(survey.map)
    }

    /// The winner of a cell.
    #[must_use]
    pub fn winner(&self, column: usize, row: usize) -> Option<usize> {
        self.winners.get(row * self.columns + column).copied().flatten()
    }

    /// The value of an input at the middle of a cell.
    #[must_use]
    pub fn value(axis: &Axis, cell: usize, cells: usize) -> f64 {
        axis.value((cell as f64 + 0.5) / cells as f64)
    }

    /// The share of the map where each option is the cheapest, 0 to 1, in the order of the page; the last is that where
    /// nothing works.
    #[must_use]
    pub fn shares(&self) -> Vec<f64> {
        let options = option::ids().len();
        let mut cells = vec![0_u32; options + 1];
        for winner in &self.winners {
            if let Some(count) = cells.get_mut(winner.unwrap_or(options)) {
                *count += 1;
            }
        }
        cells.into_iter().map(|count| f64::from(count) / self.winners.len() as f64).collect()
    }
}

/// The sides of the squares that so many cells begin with.
fn squares(cells: usize) -> impl Iterator<Item = (usize, usize)> {
    let last = cells.saturating_sub(1);
    (0..last.max(1)).step_by(SQUARE).map(move |from| (from, (from + SQUARE).min(last)))
}

/// A side in two; the second half of one or two cells is the first.
fn halves(from: usize, middle: usize, to: usize) -> impl Iterator<Item = (usize, usize)> {
    if to - from > 1 { [Some((from, middle)), Some((middle, to))] } else { [Some((from, to)), None] }
        .into_iter()
        .flatten()
}

/// A map in the making.
struct Survey<'a> {
    readings: Readings<'a>,
    options: usize,
    /// Whether readings run from the bottom to the top, along columns, rather than along rows.
    is_upright: bool,
    /// What is known of each row or column that readings run along.
    known: Vec<Known>,
    /// That which they run along now.
    turned_to: Option<usize>,
    map: WinnerMap,
    /// Which cells were looked at.
    judged: Vec<bool>,
}

impl Survey<'_> {
    /// Fill a square, of cells from the first to the last of each side. Neighbours share the cells between them.
    fn square(&mut self, (left, right): (usize, usize), (bottom, top): (usize, usize)) -> Result<(), Error> {
        let (x, y) = (left.midpoint(right), bottom.midpoint(top));
        let first = self.judge(left, bottom)?;
        let mut is_one = true;
        for (column, row) in [(right, bottom), (x, y), (left, top), (right, top)] {
            is_one &= self.judge(column, row)? == first;
        }
        if is_one {
            for row in bottom..=top {
                for place in row * self.map.columns + left..=row * self.map.columns + right {
                    if let (Some(cell), Some(false)) =
                        (self.map.winners.get_mut(place), self.judged.get(place))
                    {
                        *cell = first;
                    }
                }
            }
        } else if right - left > 1 || top - bottom > 1 {
            for height in halves(bottom, y, top) {
                for width in halves(left, x, right) {
                    self.square(width, height)?;
                }
            }
        }
        Ok(())
    }

    /// The winner of a cell, looked at once.
    fn judge(&mut self, column: usize, row: usize) -> Result<Option<usize>, Error> {
        let place = row * self.map.columns + column;
        if self.judged.get(place) == Some(&true) {
            return Ok(self.map.winner(column, row));
        }
        let winner = self.cheapest(column, row)?;
        if let (Some(cell), Some(judged)) = (self.map.winners.get_mut(place), self.judged.get_mut(place)) {
            (*cell, *judged) = (winner, true);
        }
        self.map.readings += 1;
        Ok(winner)
    }

    fn cheapest(&mut self, column: usize, row: usize) -> Result<Option<usize>, Error> {
        let x = WinnerMap::value(&self.map.x, column, self.map.columns);
        let y = WinnerMap::value(&self.map.y, row, self.map.rows);
        let (at, line, across) = if self.is_upright { (y, column, x) } else { (x, row, y) };
        self.turn_to(line, across);
        if self.readings.usd(None, at)?.is_none() {
            return Ok(None);
        }
        let mut best: Option<(usize, f64)> = None;
        for option in 0..self.options {
            if let Some(usd) = self.readings.usd(Some(option), at)?
                && best.is_none_or(|(_, least)| is_dearer(least, usd))
            {
                best = Some((option, usd));
            }
        }
        Ok(best.map(|(option, _)| option))
    }

    fn turn_to(&mut self, line: usize, across: f64) {
        if self.turned_to == Some(line) {
            return;
        }
        let known = self.known.get_mut(line).map(std::mem::take).unwrap_or_default();
        let left = self.readings.move_across(across, known);
        if let Some(before) = self.turned_to.and_then(|line| self.known.get_mut(line)) {
            *before = left;
        }
        self.turned_to = Some(line);
    }
}

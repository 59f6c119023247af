//! What ranges leave of the curves: between which costs an option lies in most worlds all along an axis, and between which
//! loads it gives way to another.
//!
//! The worlds are the same at every load, so that what differs from load to load is the load.

use super::ranges::{Draw, Draws, REPLICATES};
use crate::catalog::Catalog;
use crate::error::Error;
use crate::scenario::axis::Axis;
use crate::scenario::{Key, Scenario};
use crate::science::estimate::quantile_of_worlds;

/// Shares of the worlds that stay below a band's two ends.
pub const ENDS: [f64; 2] = [0.1, 0.9];
/// A band is drawn where its option works in at least this share of the worlds.
const MOSTLY: f64 = 0.5;

/// Less than this many dollars a month is no difference.
const LEVEL_USD: f64 = 0.005;

/// How many worlds are planned at how many loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Worlds of each scramble, a power of two.
    pub points: u32,
    /// Loads along the axis, both ends included.
    pub loads: usize,
}

/// What is shown at once.
pub const COARSE: Grid = Grid { points: 8, loads: 25 };
/// What it is refined to: 1 024 worlds at 49 loads, those of [`COARSE`] and one between each two.
pub const FINE: Grid = Grid { points: 64, loads: 49 };

/// Costs of every option along an axis in many worlds, worked out load by load.
pub struct Bands<'a> {
    scenario: Scenario,
    catalog: &'a Catalog,
    axis: Axis,
    grid: Grid,
    /// The inputs known as ranges, a column each, and last the load.
    columns: Vec<(Key, Vec<f64>)>,
    /// By load, each option with what it costs in each world.
    costs: Vec<Vec<(&'static str, Vec<f64>)>>,
}

/// Between which costs an option lies at one load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// The load.
    pub load: f64,
    /// Dollars a month that a tenth and nine tenths of the worlds stay below in which it works.
    pub usd: [f64; 2],
}

/// Between which loads one option first becomes dearer than another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TurnBetween {
    /// A tenth, half, and nine tenths of the worlds have turned by these loads: minus infinity where they had before the
    /// axis begins, infinity where they have not when it ends.
    pub load: [f64; 3],
    /// Share of the worlds (0 to 1) that had turned before the axis begins.
    pub before: f64,
    /// Share of the worlds (0 to 1) that have not when it ends.
    pub after: f64,
}

impl<'a> Bands<'a> {
    /// Nothing is worked out yet.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        catalog: &'a Catalog,
        axis: Axis,
        grid: Grid,
        draws: &mut Draws<'_>,
    ) -> Self {
        let grid = Grid { points: grid.points.min(Draw::of(scenario).points), ..grid };
        let columns = draws.columns(scenario, grid.points).into_iter().filter(|(key, _)| *key != axis.key);
        let columns = columns.chain([(axis.key, Vec::new())]).collect();
        let costs = Vec::with_capacity(grid.loads);
        Self { scenario: scenario.clone(), catalog, axis, grid, columns, costs }
    }

    fn load(&self, place: usize) -> f64 {
        self.axis.value(place as f64 / (self.grid.loads.max(2) - 1) as f64)
    }

    /// Work out so many loads more; whether all are done. `draws` keeps what serves others.
    ///
    /// # Errors
    /// [`Error`] where a figure is missing from the catalogue.
    pub fn advance(&mut self, loads: usize, draws: &mut Draws<'a>) -> Result<bool, Error> {
        for _ in 0..loads {
            let place = self.costs.len();
            if place >= self.grid.loads {
                break;
            }
            let load = self.load(place);
            let worlds = self.worlds();
            if let Some((_, column)) = self.columns.last_mut() {
                *column = vec![load; worlds];
            }
            let columns: Vec<(Key, &[f64])> =
                self.columns.iter().map(|(key, column)| (*key, column.as_slice())).collect();
            let options = draws.costs(&self.scenario, self.catalog, worlds, &columns)?;
            self.costs.push(options.into_iter().map(|option| (option.option, option.usd)).collect());
        }
        Ok(self.costs.len() >= self.grid.loads)
    }

    /// Worlds at each load.
    #[must_use]
    pub fn worlds(&self) -> usize {
        self.grid.points as usize * REPLICATES
    }

    fn usd(&self, place: usize, option: &str) -> Option<&[f64]> {
        let (_, usd) = self.costs.get(place)?.iter().find(|(id, _)| *id == option)?;
        Some(usd)
    }

    /// The runs of loads over which an option works in most worlds, each with what it costs there.
    #[must_use]
    pub fn of(&self, option: &str) -> Vec<Vec<Between>> {
        let mut runs: Vec<Vec<Between>> = Vec::new();
        let mut is_open = false;
        for place in 0..self.costs.len() {
            let usd = self.usd(place, option).unwrap_or_default();
            let works = usd.iter().filter(|usd| !usd.is_nan()).count();
            if works == 0 || (works as f64) < MOSTLY * usd.len() as f64 {
                is_open = false;
                continue;
            }
            let usd = ENDS.map(|share| quantile_of_worlds(usd, REPLICATES, share).value);
            let between = Between { load: self.load(place), usd };
            match runs.last_mut() {
                Some(run) if is_open => run.push(between),
                _ => runs.push(vec![between]),
            }
            is_open = true;
        }
        runs
    }

    /// Where `from` first becomes dearer than `to`, or ruled out where that works. Between two loads the difference is taken
    /// as straight along the axis as drawn.
    #[must_use]
    pub fn turn(&self, from: &str, to: &str) -> TurnBetween {
        let nothing = vec![f64::NAN; self.worlds()];
        // What `to` saves; one that does not work costs more than anything.
        let saving = |place: usize, world: usize| {
            let usd = |option| self.usd(place, option).unwrap_or(&nothing).get(world).copied();
            match [from, to].map(|option| usd(option).filter(|usd| !usd.is_nan())) {
                [Some(from), Some(to)] => from - to,
                [None, Some(_)] => f64::INFINITY,
                _ => f64::NEG_INFINITY,
            }
        };
        let last = self.costs.len().saturating_sub(1) as f64;
        let positions: Vec<f64> = (0..self.worlds())
            .map(|world| {
                let savings = (0..self.costs.len()).map(|place| saving(place, world));
                let mut before = f64::NAN;
                for (place, saved) in savings.enumerate() {
                    if saved > LEVEL_USD {
                        if place == 0 {
                            return f64::NEG_INFINITY;
                        }
                        let share = before / (before - saved);
                        // Where one does not work on either side it is somewhere between.
                        let is_known = share.is_finite() && before.is_finite();
                        let share = if is_known { share.clamp(0.0, 1.0) } else { 0.5 };
                        return (place as f64 - 1.0 + share) / last;
                    }
                    before = saved;
                }
                f64::INFINITY
            })
            .collect();
        let mut sorted = positions;
        sorted.sort_by(f64::total_cmp);
        let share = |of: f64| {
            sorted.iter().filter(|position| **position == of).count() as f64 / sorted.len().max(1) as f64
        };
        let (before, after) = (share(f64::NEG_INFINITY), share(f64::INFINITY));
        let load = [ENDS[0], 0.5, ENDS[1]].map(|share| {
            // One of the worlds: between one that turns and one that does not there is nothing.
            let place = (share * (sorted.len().saturating_sub(1)) as f64 + 0.5) as usize;
            let position = sorted.get(place).copied().unwrap_or(f64::NAN);
            if position.is_finite() { self.axis.value(position) } else { position }
        });
        TurnBetween { load, before, after }
    }
}

//! What ranges leave of the curves: between which costs an option lies in most worlds all along an axis, and from which loads
//! on it is the cheapest.
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

/// From which load on an option is the cheapest, over the worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Begins {
    /// In a tenth, half, and nine tenths of the worlds it first is by these loads: minus infinity where it is at the
    /// beginning of the axis, infinity where it is nowhere on it.
    pub load: [f64; 3],
    /// Share of the worlds (0 to 1) in which it is at the beginning of the axis.
    pub before: f64,
    /// Share of the worlds (0 to 1) in which it is nowhere on it.
    pub never: f64,
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

    /// From which load on an option first is the cheapest, to half a cent. Between two loads costs are taken as straight along
    /// the axis as drawn.
    #[must_use]
    pub fn begins(&self, option: &str) -> Begins {
        let last = self.costs.len().saturating_sub(1) as f64;
        let known = |usd: &[f64], world: usize| usd.get(world).copied().filter(|usd| !usd.is_nan());
        // Dollars of the option and of the cheapest other one; what does not work costs more than anything.
        let costs = |place: usize, world: usize| {
            let options = self.costs.get(place).into_iter().flatten();
            options.fold([f64::INFINITY; 2], |[own, other], (id, usd)| match known(usd, world) {
                Some(usd) if *id == option => [usd, other],
                Some(usd) => [own, other.min(usd)],
                None => [own, other],
            })
        };
        let position = |world: usize| {
            let mut before = f64::NAN;
            for place in 0..self.costs.len() {
                let [own, other] = costs(place, world);
                if own.is_finite() && own <= other + LEVEL_USD {
                    if place == 0 {
                        return f64::NEG_INFINITY;
                    }
                    // Where one does not work on either side it is somewhere between.
                    let share = before / (before - (own - other));
                    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 };
                    return (place as f64 - 1.0 + share) / last;
                }
                before = own - other;
            }
            f64::INFINITY
        };
        let positions: Vec<f64> = (0..self.worlds()).map(position).collect();
        let mut sorted = positions;
        sorted.sort_by(f64::total_cmp);
        let share = |of: f64| {
            sorted.iter().filter(|position| **position == of).count() as f64 / sorted.len().max(1) as f64
        };
        let (before, never) = (share(f64::NEG_INFINITY), share(f64::INFINITY));
        let load = [ENDS[0], 0.5, ENDS[1]].map(|share| {
            // One of the worlds: between one that turns and one that does not there is nothing.
            let place = (share * (sorted.len().saturating_sub(1)) as f64 + 0.5) as usize;
            let position = sorted.get(place).copied().unwrap_or(f64::NAN);
            if position.is_finite() { self.axis.value(position) } else { position }
        });
        Begins { load, before, never }
    }
}

//! In which month each upgrade signal trips where inputs, growth among them, are known as ranges only.

use super::growth::scenario_in;
use super::ranges::{Draw, Draws, REPLICATES};
use crate::catalog::Catalog;
use crate::reading::{Reader, Shapes};
use crate::scenario::{Key, Scenario};
use crate::science::estimate::{Estimate, mean};
use crate::system::memory_service::{Load, Serving, tier};

/// A signal over many worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignalMonths {
    /// The signal.
    pub id: &'static str,
    /// The whole month by which a tenth, half and nine tenths of the worlds have it tripped, 0 for today; none where that is
    /// not within the horizon.
    pub month: [Option<u32>; 3],
    /// Share of the worlds (0 to 1) that have it tripped at the horizon.
    pub share: Estimate,
}

/// Shares of the worlds that months are told for.
const SHARES: [f64; 3] = [0.1, 0.5, 0.9];

/// Every signal of the memory service, in the order of its verdict; none where it is not planned. Of the first worlds of
/// each scramble: months are whole, and few tell them apart.
#[must_use]
pub fn signal_months(scenario: &Scenario, catalog: &Catalog, draws: &mut Draws<'_>) -> Vec<SignalMonths> {
    if !scenario.is_on(Key::MemoryService) {
        return Vec::new();
    }
    let draw = Draw::of(scenario).coarse();
    let columns = draws.columns(scenario, draw.points);
    let mut there = scenario.clone();
    let mut shapes = Shapes::of(scenario);
    // By world, the first month of each signal.
    let mut first: Vec<Vec<Option<u32>>> = Vec::with_capacity(draw.worlds());
    let mut ids = Vec::new();
    for world in 0..draw.worlds() {
        for (key, column) in &columns {
            there.set_unchecked(*key, column.get(world).copied());
        }
        if !shapes.fit(&there) {
            shapes = Shapes::of(&there);
        }
        // What a missed request costs does not depend on the load, so it is worked out once.
        let serving: Serving<f64> = Serving::of(&Reader::new(&there, catalog, &shapes, ()));
        let tripped = |month: u32| -> Vec<(&'static str, bool)> {
            let then = scenario_in(&there, f64::from(month));
            let reader = Reader::new(&then, catalog, &shapes, ());
            let signals = tier::signals(&reader, &Load::of(&reader), &serving);
            signals.iter().map(|signal| (signal.id, signal.tripped)).collect()
        };
        let horizon = there.value(Key::HorizonMonths).unwrap_or(0.0) as u32;
        let today = tripped(0);
        if ids.is_empty() {
            ids = today.iter().map(|(id, _)| *id).collect();
        }
        let mut months: Vec<Option<u32>> = today.iter().map(|(_, tripped)| tripped.then_some(0)).collect();
        let at_end = tripped(horizon);
        search(&tripped, (0, &today), (horizon, &at_end), &mut months);
        first.push(months);
    }
    let of = |(place, id): (usize, &'static str)| {
        let months: Vec<Option<u32>> =
            first.iter().map(|months| months.get(place).copied().flatten()).collect();
        let tripped: Vec<f64> = months.iter().map(|month| f64::from(u8::from(month.is_some()))).collect();
        let mut sorted: Vec<u32> = months.into_iter().map(|month| month.unwrap_or(u32::MAX)).collect();
        sorted.sort_unstable();
        let month = SHARES.map(|share| {
            let place = (share * sorted.len().saturating_sub(1) as f64 + 0.5) as usize;
            sorted.get(place).copied().filter(|month| *month != u32::MAX)
        });
        SignalMonths { id, month, share: mean(&tripped, REPLICATES) }
    };
    ids.into_iter().enumerate().map(of).collect()
}

/// A month and what has tripped in it.
type Then<'s> = (u32, &'s [(&'static str, bool)]);

/// Find the first months between two in which a signal has tripped. Loads rise or fall all along and signals with them, so
/// that nothing changes between two months that are alike.
fn search(
    tripped: &impl Fn(u32) -> Vec<(&'static str, bool)>,
    (from, before): Then<'_>,
    (to, after): Then<'_>,
    first: &mut [Option<u32>],
) {
    if before == after || to <= from {
        return;
    }
    if to - from == 1 {
        for (first, (_, tripped)) in first.iter_mut().zip(after) {
            if *tripped && first.is_none() {
                *first = Some(to);
            }
        }
        return;
    }
    let middle = from + (to - from) / 2;
    let between = tripped(middle);
    search(tripped, (from, before), (middle, &between), first);
    search(tripped, (middle, &between), (to, after), first);
}

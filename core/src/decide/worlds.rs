//! What every option costs in each of many worlds that differ in some of their inputs, and what rules it out where.
//!
//! The formulas are asked in one world and recorded ([`Program`]); all worlds in which every decision falls the same way are
//! then worked out by the recorded steps alone, many side by side. Of the rest one is asked again, until none is left. What
//! results is what a plan of each world would say, but for the order in which sums are taken.

use super::pieces::with_figures;
use crate::catalog::Catalog;
use crate::error::Error;
use crate::number::{LANES, Lanes, Number, Program, Slope, Source, Window};
use crate::option::{self, Part};
use crate::plan::Rejection;
use crate::reading::{Reader, Shapes};
use crate::scenario::{FIELDS, Key, Kind, Scenario};
use crate::system::{self, DEMANDS, Demand};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// Most programs for one part before the worlds that none of them serves are planned one by one.
const MOST_PROGRAMS: usize = 400;
/// Programs of earlier worlds that are tried for one part before its formulas are asked, which costs about as much.
const MOST_TRIED: usize = 48;

/// Inputs that are taken to move though none is known as a range: those that did so last.
const MOST_MOVING: usize = 3;
/// So many ways to a part are too many to try: a new beginning finds the few that are taken now.
const MOST_ASKED: usize = 3_000;

/// What one option comes to in every world.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionInWorlds {
    /// The option.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Dollars a month in each world; not a number where it is ruled out.
    pub usd: Vec<f64>,
    /// Limits that rule it out, each with the worlds in which it does.
    pub ruled_out: Vec<RuledOut>,
}

/// A limit, and the worlds in which it rules an option out.
#[derive(Clone, Debug, PartialEq)]
pub struct RuledOut {
    /// The limit.
    pub limit: Limit,
    /// Worlds by their places, in ascending order.
    pub worlds: Vec<u32>,
}

/// What a component breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit {
    /// The component.
    pub component: &'static str,
    /// Identifier of the limit.
    pub id: String,
    /// The limit in words.
    pub label: &'static str,
}

impl<N> From<Rejection<N>> for Limit {
    fn from(rejection: Rejection<N>) -> Self {
        Self { component: rejection.component, id: rejection.limit, label: rejection.label }
    }
}

/// One way in which a part of the demand came about: the steps to its figures, and the place of its kind.
struct Course {
    program: Program,
    kind: usize,
}

/// A kind of demand: what is asked for but for the figures that differ from world to world. Many courses come to one kind, and
/// options hang on that alone.
struct DemandKind {
    /// All that makes it what it is, written out.
    identity: String,
    demand: Demand<Slope<'static>>,
}

/// The kind of each part of the demand.
type Kinds = [usize; DEMANDS];

/// One way in which a part of the options came to its cost, or was ruled out.
struct Way {
    program: Program,
    outcome: Outcome,
}

/// What a part of the options comes to, but for the dollars.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Nothing,
    Usd,
    /// By the place of the set of limits.
    RuledOut(usize),
}

/// What was recorded of a part.
struct Recorded<T> {
    all: Vec<T>,
    /// Places of those that served last, the latest first.
    recent: Vec<usize>,
}

impl<T> Default for Recorded<T> {
    fn default() -> Self {
        Self { all: Vec::new(), recent: Vec::new() }
    }
}

impl<T> Recorded<T> {
    /// A recent one that serves and has not yet.
    fn find(&self, served: &[usize], mut serves: impl FnMut(&T) -> bool) -> Option<usize> {
        let untried = self.recent.iter().copied().filter(|place| !served.contains(place));
        untried.take(MOST_TRIED).find(|place| self.all.get(*place).is_some_and(&mut serves))
    }

    /// Its place.
    fn add(&mut self, new: T) -> usize {
        self.all.push(new);
        self.all.len() - 1
    }

    /// Try these first from now on.
    fn have_served(&mut self, served: Vec<usize>) {
        let older = std::mem::take(&mut self.recent);
        let older = older.into_iter().filter(|place| !served.contains(place)).collect::<Vec<_>>();
        self.recent = served.into_iter().chain(older).take(2 * MOST_TRIED).collect();
    }
}

/// Plans of worlds. What was recorded serves all that are asked for later.
pub struct Worlds<'a> {
    scenario: Scenario,
    catalog: &'a Catalog,
    keys: Vec<Key>,
    shapes: Shapes,
    courses: [Recorded<Course>; DEMANDS],
    kinds: [Vec<DemandKind>; DEMANDS],
    /// By place of the part, that which all options share first.
    ways: Vec<BTreeMap<Kinds, Recorded<Way>>>,
    /// Sets of limits that ruled something out.
    limits: Vec<Vec<Limit>>,
    cells: Vec<Lanes>,
    /// Worlds whose formulas were asked, part by part.
    asked: usize,
}

/// Plans of worlds kept from one scenario to the next. Inputs that moved between two, as under a slider, are taken for inputs
/// that differ from world to world, so that what was recorded serves all along a drag. What comes out does not hang on what is
/// kept.
#[derive(Default)]
pub struct KeptWorlds<'a>(Option<Worlds<'a>>);

impl<'a> KeptWorlds<'a> {
    /// [`Worlds::costs`] of a scenario in so many worlds, whose inputs differ as the columns say.
    ///
    /// # Errors
    /// [`Error`] where a figure is missing from the catalogue.
    pub fn costs(
        &mut self,
        scenario: &Scenario,
        catalog: &'a Catalog,
        count: usize,
        columns: &[(Key, &[f64])],
    ) -> Result<Vec<OptionInWorlds>, Error> {
        let known = self.0.take().filter(|known| {
            std::ptr::eq(known.catalog, catalog)
                && known.scenario.own_prices() == scenario.own_prices()
                && known.asked < MOST_ASKED
        });
        let moved = known.as_ref().map(|known| differing(&known.scenario, scenario)).unwrap_or_default();
        let is_varied = |key: &Key| columns.iter().any(|(varied, _)| varied == key);
        let serves = |known: &Worlds<'_>| {
            columns.iter().map(|(key, _)| key).chain(&moved).all(|key| known.keys.contains(key))
        };
        let mut worlds = match known {
            Some(known) if serves(&known) => known,
            known => {
                let before = known.map(|known| known.keys).unwrap_or_default();
                let moves = |key: &Key| {
                    let is_number = matches!(key.field().kind, Kind::Number(_));
                    is_number && scenario.value(*key).is_some() && !Shapes::hang_on(*key) && !is_varied(key)
                };
                let (new, old): (Vec<Key>, Vec<Key>) = moved
                    .iter()
                    .chain(&before)
                    .filter(|key| moves(key))
                    .partition(|key| !before.contains(key));
                let mut moving: Vec<Key> = new.into_iter().chain(old).collect();
                moving.dedup();
                // Another preset is no drag.
                if moving.len() > MOST_MOVING {
                    moving.clear();
                }
                let keys: Vec<Key> = columns.iter().map(|(key, _)| *key).chain(moving).collect();
                Worlds::new(scenario, catalog, &keys)
            }
        };
        let same: Vec<Vec<f64>> = worlds
            .keys
            .iter()
            .map(|key| match scenario.value(*key) {
                Some(value) if !is_varied(key) => vec![value; count],
                _ => Vec::new(),
            })
            .collect();
        let inputs: Vec<&[f64]> = worlds
            .keys
            .iter()
            .zip(&same)
            .map(|(key, same)| {
                let varied = columns.iter().find(|(varied, _)| varied == key);
                varied.map_or(same.as_slice(), |(_, column)| column)
            })
            .collect();
        let found = worlds.costs_of(count, &inputs);
        self.0 = Some(worlds);
        found
    }
}

/// Inputs in which two scenarios differ.
fn differing(one: &Scenario, other: &Scenario) -> Vec<Key> {
    let keys = FIELDS.iter().map(|field| field.key);
    keys.filter(|key| one.value(*key) != other.value(*key)).collect()
}

/// One batch of worlds on its way.
struct Batch<'b> {
    /// The inputs, a column each.
    inputs: &'b [&'b [f64]],
    /// Figures of each part of the demand by its kind, a column each; empty where all are the same.
    figures: [Vec<Vec<Vec<f64>>>; DEMANDS],
}

impl Batch<'_> {
    fn input(&self, slot: usize, world: usize) -> f64 {
        self.inputs.get(slot).and_then(|column| column.get(world)).copied().unwrap_or(f64::NAN)
    }

    fn column(&self, source: Source, kinds: &Kinds) -> Option<&[f64]> {
        match source {
            Source::Input(slot) => self.inputs.get(slot).copied(),
            Source::Given(part, number) => Some(self.figures.get(part)?.get(*kinds.get(part)?)?.get(number)?),
        }
    }
}

impl<'a> Worlds<'a> {
    /// Worlds that are like a scenario but for the inputs `keys`.
    #[must_use]
    pub fn new(scenario: &Scenario, catalog: &'a Catalog, keys: &[Key]) -> Self {
        Self {
            scenario: scenario.clone(),
            catalog,
            keys: keys.to_vec(),
            shapes: Shapes::of(scenario),
            courses: Default::default(),
            kinds: Default::default(),
            ways: (0..=option::ids().len()).map(|_| BTreeMap::new()).collect(),
            limits: Vec::new(),
            cells: Vec::new(),
            asked: 0,
        }
    }

    /// How often the formulas of a part had to be asked so far.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// What every option comes to in worlds whose inputs are given by columns, one for each key in its order. Options that
    /// have nothing to run in any of them are left out.
    ///
    /// # Errors
    /// [`Error`] where a figure is missing from the catalogue.
    pub fn costs(&mut self, inputs: &[&[f64]]) -> Result<Vec<OptionInWorlds>, Error> {
        self.costs_of(inputs.iter().map(|column| column.len()).min().unwrap_or(1), inputs)
    }

    /// The same of so many worlds.
    fn costs_of(&mut self, count: usize, inputs: &[&[f64]]) -> Result<Vec<OptionInWorlds>, Error> {
        let mut batch = Batch { inputs, figures: Default::default() };
        let mut kinds = vec![[usize::MAX; DEMANDS]; count];
        // No program knows of shapes that differ.
        if !self.keys.iter().copied().any(Shapes::hang_on) {
            for part in 0..DEMANDS {
                self.demand(part, &mut batch, &mut kinds)?;
            }
        }
        let mut groups = BTreeMap::<Kinds, Vec<u32>>::new();
        for (world, kinds) in (0..).zip(kinds) {
            groups.entry(kinds).or_default().push(world);
        }
        let mut parts = Vec::with_capacity(self.ways.len());
        for place in 0..self.ways.len() {
            let mut usd = vec![f64::NAN; count];
            let mut outcomes = vec![Outcome::Nothing; count];
            for (kinds, worlds) in &groups {
                self.part(place, &batch, kinds, worlds, |world, dollars, outcome| {
                    if let (Some(usd), Some(is)) = (usd.get_mut(world), outcomes.get_mut(world)) {
                        *usd = dollars;
                        *is = outcome.clone();
                    }
                })?;
            }
            parts.push((usd, outcomes));
        }
        Ok(self.put_together(parts))
    }

    /// Work out one part of the demand, and say of which kind it is in each world; none is known where a world is to be planned
    /// by itself.
    fn demand(&mut self, part: usize, batch: &mut Batch<'_>, kinds: &mut [Kinds]) -> Result<(), Error> {
        let inputs = batch.inputs;
        let of = |source| if let Source::Input(slot) = source { inputs.get(slot).copied() } else { None };
        let mut served = Vec::new();
        let mut worlds: Vec<u32> = (0..kinds.len() as u32).collect();
        while let Some(first) = worlds.first().copied() {
            if served.len() >= MOST_PROGRAMS {
                break;
            }
            let cells = &mut self.cells;
            let known = self.courses.get(part).and_then(|courses| {
                courses.find(&served, |course| holds_for_first(&course.program, cells, &worlds, of))
            });
            let course = match known {
                Some(course) => course,
                None => {
                    let new = self.ask_demand(part, batch, first as usize)?;
                    let Some(courses) = self.courses.get_mut(part) else { break };
                    courses.add(new)
                }
            };
            served.push(course);
            let Some(Course { program, kind }) =
                self.courses.get(part).and_then(|known| known.all.get(course))
            else {
                break;
            };
            let Some(known) = batch.figures.get_mut(part) else { break };
            if known.len() <= *kind {
                known.resize_with(kind + 1, Vec::new);
            }
            let Some(columns) = known.get_mut(*kind) else { break };
            if columns.is_empty() {
                let column =
                    |figure| if program.moves(figure) { vec![f64::NAN; kinds.len()] } else { Vec::new() };
                *columns = (0..program.results()).map(column).collect();
            }
            worlds = play(program, &mut self.cells, &worlds, of, |cells, lane, world| {
                for (figure, column) in columns.iter_mut().enumerate() {
                    if let Some(cell) = column.get_mut(world as usize) {
                        *cell = program.result(cells, figure, lane);
                    }
                }
                if let Some(is) = kinds.get_mut(world as usize).and_then(|kinds| kinds.get_mut(part)) {
                    *is = *kind;
                }
            });
        }
        if let Some(courses) = self.courses.get_mut(part) {
            courses.have_served(served);
        }
        Ok(())
    }

    /// Work out one part of the options for worlds whose demand is of the same kinds.
    fn part(
        &mut self,
        place: usize,
        batch: &Batch<'_>,
        kinds: &Kinds,
        worlds: &[u32],
        mut found: impl FnMut(usize, f64, &Outcome),
    ) -> Result<(), Error> {
        let mut worlds = worlds.to_vec();
        let of = |source| batch.column(source, kinds);
        let mut served = Vec::new();
        while let Some(first) = worlds.first().map(|first| *first as usize) {
            if served.len() >= MOST_PROGRAMS || kinds.contains(&usize::MAX) {
                for world in worlds {
                    let (usd, outcome) = self.plainly(place, batch, world as usize)?;
                    found(world as usize, usd, &outcome);
                }
                break;
            }
            let cells = &mut self.cells;
            let known =
                self.ways.get(place).and_then(|ways| ways.get(kinds)).and_then(|ways| {
                    ways.find(&served, |way| holds_for_first(&way.program, cells, &worlds, of))
                });
            let way = match known {
                Some(way) => way,
                None => {
                    let new = self.ask_part(place, batch, kinds, first);
                    let Some(ways) = self.ways.get_mut(place) else { break };
                    ways.entry(*kinds).or_default().add(new)
                }
            };
            served.push(way);
            let ways = self.ways.get(place).and_then(|ways| ways.get(kinds));
            let Some(Way { program, outcome }) = ways.and_then(|ways| ways.all.get(way)) else { break };
            worlds = play(program, &mut self.cells, &worlds, of, |cells, lane, world| {
                found(world as usize, program.result(cells, 0, lane), outcome);
            });
        }
        if let Some(ways) = self.ways.get_mut(place).and_then(|ways| ways.get_mut(kinds)) {
            ways.have_served(served);
        }
        Ok(())
    }

    /// Bring the scenario into a world.
    fn enter(&mut self, batch: &Batch<'_>, world: usize) {
        for (slot, key) in self.keys.iter().enumerate() {
            self.scenario.set_unchecked(*key, Some(batch.input(slot, world)));
        }
        if !self.shapes.fit(&self.scenario) {
            self.shapes = Shapes::of(&self.scenario);
        }
        self.asked += 1;
    }

    /// A part of the demand by its formulas.
    fn ask_demand(&mut self, part: usize, batch: &Batch<'_>, world: usize) -> Result<Course, Error> {
        self.enter(batch, world);
        let window = Window::of_world(&self.keys);
        let reader =
            Reader::<Slope<'_>>::new(&self.scenario, self.catalog, &self.shapes, &window).for_costs();
        let figures = RefCell::new(Vec::new());
        let demand = system::part_of_demand(part, &reader)?.map(
            |_| true,
            |figure| {
                figures.borrow_mut().push(figure);
                figure.kept()
            },
        );
        let program = Program::of(&window, figures.into_inner());
        let place = Cell::new(0);
        let written = |figure: Slope<'_>| {
            let moves = program.moves(place.replace(place.get() + 1));
            (!moves).then(|| figure.value().to_bits())
        };
        let identity = format!("{:?}", demand.map(|_| true, written));
        let Some(kinds) = self.kinds.get_mut(part) else { return Ok(Course { program, kind: usize::MAX }) };
        let kind = kinds.iter().position(|kind| kind.identity == identity).unwrap_or_else(|| {
            kinds.push(DemandKind { identity, demand });
            kinds.len() - 1
        });
        Ok(Course { program, kind })
    }

    /// A part of the options by its formulas.
    fn ask_part(&mut self, place: usize, batch: &Batch<'_>, kinds: &Kinds, world: usize) -> Way {
        self.enter(batch, world);
        let window = Window::of_world(&self.keys);
        let option = place.checked_sub(1);
        let mut demand = Demand::default();
        for (part, (known, kind)) in self.kinds.iter().zip(kinds).enumerate() {
            let Some(kind) = known.get(*kind) else { continue };
            demand.absorb(with_figures(&kind.demand, option.is_some(), |number, constant| {
                let column = batch.column(Source::Given(part, number), kinds);
                match column.and_then(|column| column.get(world)) {
                    Some(value) => window.given(part, number, *value),
                    None => constant.moved(0.0, &window),
                }
            }));
        }
        if option.is_none() {
            system::share(&mut demand.components);
        }
        let reader = Reader::new(&self.scenario, self.catalog, &self.shapes, &window).for_costs();
        let (usd, outcome) = match option::part(option, &demand, &reader) {
            Part::Usd(usd) => (Some(usd), Outcome::Usd),
            Part::Nothing => (None, Outcome::Nothing),
            Part::RuledOut(rejections) => (None, ruled_out(&mut self.limits, rejections)),
        };
        Way { program: Program::of(&window, usd), outcome }
    }

    /// A part of the options in one world, planned for itself.
    fn plainly(&mut self, place: usize, batch: &Batch<'_>, world: usize) -> Result<(f64, Outcome), Error> {
        self.enter(batch, world);
        let reader = Reader::new(&self.scenario, self.catalog, &self.shapes, ()).for_costs();
        let demand = system::demand(&reader)?;
        let option = place.checked_sub(1);
        // What rules a system out wherever it runs counts for what all options share.
        Ok(match option::part(option, &demand, &reader) {
            Part::Usd(usd) => (usd, Outcome::Usd),
            Part::Nothing => (f64::NAN, Outcome::Nothing),
            Part::RuledOut(rejections) => (f64::NAN, ruled_out(&mut self.limits, rejections)),
        })
    }

    /// The options from what they share and what each has of its own.
    fn put_together(&self, mut parts: Vec<(Vec<f64>, Vec<Outcome>)>) -> Vec<OptionInWorlds> {
        let (shared_usd, shared) = parts.remove(0);
        let options = option::names().into_iter().zip(parts);
        let options = options.filter(|(_, (_, own))| own.iter().any(|own| *own != Outcome::Nothing));
        options
            .map(|((option, name), (mut usd, own))| {
                let mut ruled_out = BTreeMap::<&Limit, Vec<u32>>::new();
                for ((world, usd), (own, shared)) in (0..).zip(&mut usd).zip(own.iter().zip(&shared)) {
                    *usd += shared_usd.get(world as usize).copied().unwrap_or(f64::NAN);
                    for outcome in [shared, own] {
                        let Outcome::RuledOut(set) = outcome else { continue };
                        for limit in self.limits.get(*set).into_iter().flatten() {
                            ruled_out.entry(limit).or_default().push(world);
                        }
                    }
                }
                let ruled_out = ruled_out
                    .into_iter()
                    .map(|(limit, mut worlds)| {
                        worlds.dedup();
                        RuledOut { limit: limit.clone(), worlds }
                    })
                    .collect();
                OptionInWorlds { option, name, usd, ruled_out }
            })
            .collect()
    }
}

/// The set of limits that rejections come to, among those met so far.
fn ruled_out<N>(known: &mut Vec<Vec<Limit>>, rejections: Vec<Rejection<N>>) -> Outcome {
    let mut limits: Vec<Limit> = rejections.into_iter().map(Limit::from).collect();
    limits.sort();
    limits.dedup();
    let place = known.iter().position(|known| *known == limits).unwrap_or_else(|| {
        known.push(limits);
        known.len() - 1
    });
    Outcome::RuledOut(place)
}

/// Whether a program holds for any of the first worlds that are played together: all the others need not be tried where it
/// does not, for another will serve these.
fn holds_for_first<'c>(
    program: &Program,
    cells: &mut Vec<Lanes>,
    worlds: &[u32],
    column: impl Fn(Source) -> Option<&'c [f64]>,
) -> bool {
    let first = worlds.get(..LANES).unwrap_or(worlds);
    play(program, cells, first, column, |_, _, _| {}).len() < first.len()
}

/// Play a program for worlds by their places, tell of each for which it holds, and return the others.
fn play<'c>(
    program: &Program,
    cells: &mut Vec<Lanes>,
    worlds: &[u32],
    column: impl Fn(Source) -> Option<&'c [f64]>,
    mut found: impl FnMut(&[Lanes], usize, u32),
) -> Vec<u32> {
    let mut others = Vec::new();
    for worlds in worlds.chunks(LANES) {
        let wanted = u32::MAX >> (LANES - worlds.len());
        let holds = program.play(wanted, cells, |source, lanes| {
            let Some(column) = column(source) else { return lanes.fill(f64::NAN) };
            // The lanes left over hold the figures of the first world, which no formula stumbles over.
            let places = worlds.iter().chain(worlds.iter().take(1).cycle());
            for (lane, world) in lanes.iter_mut().zip(places) {
                *lane = column.get(*world as usize).copied().unwrap_or(f64::NAN);
            }
        });
        for (lane, world) in worlds.iter().enumerate() {
            if holds >> lane & 1 == 1 { found(cells, lane, *world) } else { others.push(*world) }
        }
    }
    others
}

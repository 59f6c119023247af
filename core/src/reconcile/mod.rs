//! What the source guides print beside what the planner makes of it.
//!
//! A [`Claim`] is a figure or a piece of advice that a guide prints, with the [`Scenario`] that shows it. Its
//! [`Finding`] is computed: by planning the scenario, by reading the catalogue, by the formulas of
//! [`science`](crate::science). The printed figures are the only ones typed in, the [`Verdict`] follows from
//! comparing, and what would make a printed figure true is solved from the model.
//!
//! Money is reckoned at the rates the guides print (the `printed` book) unless a claim is about what vendors charge.
//! This stands on top of the planner: nothing below knows it.

mod guide_000;
mod guide_001;
mod guide_002;
mod guide_003;
mod guide_004;
mod tables;

use crate::catalog::{Book, Catalog, FargateSize};
use crate::error::Error;
use crate::plan::{Cell, DeploymentOption, LineItem, Plan};
use crate::reading::Shapes;
use crate::scenario::presets::Preset;
use crate::scenario::{Key, Kind, Scenario};
use crate::unit::{COUNT, PERCENT, USD, USD_PER_MONTH, Unit};

pub use tables::studies;

/// Largest difference, as a share, between figures that count as the same: the guides round to about as much.
pub const TOLERANCE: f64 = 0.02;

/// Words and figures in the order they are read, with the spaces between them in the words.
pub type Text = Vec<Cell<f64>>;

/// Something a guide prints, and how it is looked into.
pub struct Claim {
    /// Identifier: the guide's number and the claim's.
    pub id: &'static str,
    /// The guide, by its number.
    pub guide: &'static str,
    /// Line of the guide that prints it.
    pub line: u16,
    /// What it is about.
    pub about: &'static str,
    /// Preset that the scenario starts from; `""` for every input at its default.
    preset: &'static str,
    /// What the scenario states beyond the preset, as it would be typed.
    settings: &'static [(Key, &'static str)],
    compute: fn(&Case<'_>) -> Result<Answer, Error>,
}

/// A claim of a guide, by the guide's number.
const fn claim(
    guide: &'static str,
    id: &'static str,
    line: u16,
    about: &'static str,
    preset: &'static str,
    settings: &'static [(Key, &'static str)],
    compute: fn(&Case<'_>) -> Result<Answer, Error>,
) -> Claim {
    Claim { id, guide, line, about, preset, settings, compute }
}

/// What came of a claim.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Identifier of the claim.
    pub id: &'static str,
    /// The guide, by its number.
    pub guide: &'static str,
    /// Line of the guide that prints it.
    pub line: u16,
    /// What the claim is about.
    pub about: &'static str,
    /// What the guide prints.
    pub printed: Vec<Cell<f64>>,
    /// What the planner makes of it; where there are several figures, the one to compare first.
    pub computed: Vec<Cell<f64>>,
    /// What would make the printed figure true, where something would.
    pub needed: Option<Needed>,
    /// How the printed and the computed compare.
    pub verdict: Verdict,
    /// Why, in a sentence.
    pub because: Text,
    /// The scenario that shows it.
    pub scenario: Scenario,
}

/// What would make a printed figure true.
#[derive(Clone, Debug)]
pub struct Needed {
    /// The quantity that would have to be so large.
    pub what: &'static str,
    /// How large.
    pub value: Cell<f64>,
}

/// How what is printed and what is computed compare; later ones outweigh earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They agree.
    Holds,
    /// It was so once.
    OutOfDate,
    /// The figure is that of something else.
    Mislabelled,
    /// What is provided is less than what is needed.
    TooSmall,
    /// It does not follow from the rates and loads stated.
    DoesNotFollow,
    /// The vendor's figure is another.
    NotTheVendors,
    /// The vendor does not accept it.
    NotLegal,
    /// The guide prints something else for the same thing.
    ContradictsItself,
    /// A figure needed to tell is missing from the catalogue, or the planner rules the scenario out.
    NotComputed,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::OutOfDate => "out of date",
            Self::Mislabelled => "mislabelled",
            Self::TooSmall => "too small",
            Self::DoesNotFollow => "does not follow",
            Self::NotTheVendors => "not the vendor's figure",
            Self::NotLegal => "not legal",
            Self::ContradictsItself => "contradicts itself",
            Self::NotComputed => "not computed",
        }
    }
}

/// One comparison that a verdict rests on.
enum Test {
    /// A printed figure, and what follows from the rates and loads stated.
    Follows { printed: f64, computed: f64 },
    /// A printed figure, and the vendor's.
    Vendors { printed: f64, vendors: f64 },
    /// A printed figure that was the vendor's once, and today's.
    Today { printed: f64, today: f64 },
    /// A printed figure, that of the thing it is printed for, and that of another thing.
    Named { printed: f64, of_name: f64, of_other: f64 },
    /// Two figures of a guide for the same thing.
    Agree { one: f64, other: f64 },
    /// A figure that a guide says is below another.
    Below { value: f64, bound: f64 },
    /// A figure that a guide says is within a range.
    Within { value: f64, range: (f64, f64) },
    /// What a guide provides, and what its own formula or a load asks for.
    Covers { provided: f64, needed: f64 },
    /// Whether the vendor accepts it.
    Legal(bool),
    /// What a guide names cheapest, and what its own figures say is.
    OwnWinner { printed: &'static str, own: &'static str },
    /// What a guide names cheapest or says comes out, and what the planner says.
    Winner { printed: &'static str, computed: &'static str },
}

/// Whether two figures count as the same.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() <= TOLERANCE * other.abs()
}

impl Test {
    /// Figures that are not numbers agree with nothing.
    fn verdict(&self) -> Verdict {
        let (agrees, otherwise) = match *self {
            Self::Follows { printed, computed } => (same(printed, computed), Verdict::DoesNotFollow),
            Self::Vendors { printed, vendors } => (same(printed, vendors), Verdict::NotTheVendors),
            Self::Today { printed, today } => (same(printed, today), Verdict::OutOfDate),
            Self::Named { printed, of_name, of_other } => {
                let other =
                    if same(printed, of_other) { Verdict::Mislabelled } else { Verdict::DoesNotFollow };
                (same(printed, of_name), other)
            }
            Self::Agree { one, other } => (same(one, other), Verdict::ContradictsItself),
            Self::Below { value, bound } => (value < bound, Verdict::ContradictsItself),
            Self::Within { value, range: (from, to) } => {
                ((from..=to).contains(&value), Verdict::ContradictsItself)
            }
            Self::Covers { provided, needed } => (provided >= needed, Verdict::TooSmall),
            Self::Legal(legal) => (legal, Verdict::NotLegal),
            Self::OwnWinner { printed, own } => (printed == own, Verdict::ContradictsItself),
            Self::Winner { printed, computed } => (printed == computed, Verdict::DoesNotFollow),
        };
        if agrees { Verdict::Holds } else { otherwise }
    }
}

/// What a claim's computation hands over.
struct Answer {
    printed: Vec<Cell<f64>>,
    computed: Vec<Cell<f64>>,
    needed: Option<Needed>,
    tests: Vec<Test>,
    /// What to say where every test agrees.
    holds: Text,
    /// What to say where one does not.
    fails: Text,
}

impl Answer {
    fn verdict(&self) -> Verdict {
        self.tests.iter().map(Test::verdict).max().unwrap_or(Verdict::NotComputed)
    }
}

impl From<&str> for Cell<f64> {
    fn from(words: &str) -> Self {
        Self::words(words)
    }
}

/// Words and figures as a [`Text`].
macro_rules! text {
    ($($part:expr),* $(,)?) => { vec![$($crate::plan::Cell::<f64>::from($part)),*] };
}
use text;

fn amount(value: f64, unit: Unit) -> Cell<f64> {
    Cell::Amount(value, unit)
}

fn span(from: f64, to: f64, unit: Unit) -> Cell<f64> {
    Cell::Span(from, to, unit)
}

fn usd(value: f64) -> Cell<f64> {
    amount(value, USD)
}

fn monthly(value: f64) -> Cell<f64> {
    amount(value, USD_PER_MONTH)
}

fn count(value: f64) -> Cell<f64> {
    amount(value, COUNT)
}

fn percent(share: f64) -> Cell<f64> {
    amount(100.0 * share, PERCENT)
}

/// A scenario under a catalogue, and what claims ask of them.
#[derive(Clone, Copy)]
struct Case<'a> {
    scenario: &'a Scenario,
    catalog: &'a Catalog,
    shapes: &'a Shapes,
}

impl Case<'_> {
    /// The scenario with some inputs set otherwise.
    fn with(&self, settings: &[(Key, f64)]) -> Scenario {
        let mut scenario = self.scenario.clone();
        for (key, value) in settings {
            scenario.set_unchecked(*key, Some(*value));
        }
        scenario
    }

    /// The scenario with some inputs set otherwise, as they would be typed.
    fn typed(&self, settings: &[(Key, &str)]) -> Result<Scenario, Error> {
        let mut scenario = self.scenario.clone();
        for (key, value) in settings {
            scenario.set(*key, value).map_err(|error| Error::Data(error.to_string()))?;
        }
        Ok(scenario)
    }

    fn plan(&self, scenario: &Scenario) -> Result<Plan<f64>, Error> {
        if self.shapes.fit(scenario) {
            crate::plan_with(scenario, self.catalog, self.shapes, ())
        } else {
            crate::plan(scenario, self.catalog)
        }
    }

    /// What an option's lines of some kind cost a month. An option that is ruled out costs nothing that could be
    /// named.
    fn lines(
        &self,
        scenario: &Scenario,
        option: &str,
        kept: impl Fn(&LineItem<f64>, &str) -> bool,
    ) -> Result<f64, Error> {
        let plan = self.plan(scenario)?;
        let option = feasible(&plan, option)?;
        Ok(self.sum(option, kept))
    }

    /// Lines of some kind, by the line and its row of the catalogue, in dollars a month.
    fn sum(&self, option: &DeploymentOption<f64>, kept: impl Fn(&LineItem<f64>, &str) -> bool) -> f64 {
        let row = |item: &LineItem<f64>| self.catalog.rows.get(item.price).map_or("", |row| row.id.as_str());
        let items = option.line_items.iter();
        items.filter(|item| kept(item, row(item))).map(|item| item.usd_per_month).sum()
    }

    /// What an option's lines under one row of the catalogue cost a month.
    fn of_row(&self, scenario: &Scenario, option: &str, id: &str) -> Result<f64, Error> {
        self.lines(scenario, option, |_, row| row == id)
    }

    /// What one component costs a month under an option.
    fn of_component(&self, scenario: &Scenario, option: &str, component: &str) -> Result<f64, Error> {
        self.lines(scenario, option, |item, _| item.component == component)
    }

    /// A vendor's list price, allotment or share.
    fn list(&self, id: &str) -> Result<f64, Error> {
        Ok(self.catalog.price(Book::List, id)?.value)
    }

    /// A rate as a guide prints it.
    fn printed(&self, id: &str) -> Result<f64, Error> {
        Ok(self.catalog.price(Book::Printed, id)?.value)
    }

    fn limit(&self, id: &str) -> Result<f64, Error> {
        self.catalog.limit(id)
    }

    /// A cell of a comparison that the planner makes for the scenario, by its row and the heading of its column.
    fn cell(&self, plan: &Plan<f64>, study: &str, row: &str, column: &str) -> Result<Cell<f64>, Error> {
        let cell = plan.studies.iter().find(|one| one.id == study).and_then(|study| {
            let place = study.columns.iter().position(|one| *one == column)?.checked_sub(1)?;
            study.rows.iter().find(|one| one.name == row)?.cells.get(place).cloned()
        });
        cell.ok_or_else(|| Error::Data(format!("no {column} of {row} in the comparison `{study}`")))
    }

    /// The figure of such a cell, in the cell's unit; the ends of a range.
    fn figures(&self, plan: &Plan<f64>, study: &str, row: &str, column: &str) -> Result<(f64, f64), Error> {
        match self.cell(plan, study, row, column)? {
            Cell::Amount(value, _) => Ok((value, value)),
            Cell::Span(from, to, _) => Ok((from, to)),
            Cell::Blank | Cell::Words(_) => {
                Err(Error::Data(format!("{column} of {row} in the comparison `{study}` is no figure")))
            }
        }
    }

    /// The figure of such a cell.
    fn figure(&self, plan: &Plan<f64>, study: &str, row: &str, column: &str) -> Result<f64, Error> {
        self.figures(plan, study, row, column).map(|(from, _)| from)
    }

    /// The cheapest task that Fargate accepts and that holds so many vCPUs and GiB, with its list price per hour.
    fn legal_task(&self, vcpu: f64, gib: f64) -> Result<(FargateSize, f64), Error> {
        let (cpu, memory) = (self.list("aws.fargate.vcpu")?, self.list("aws.fargate.memory")?);
        let usd = |size: &FargateSize| size.vcpu * cpu + size.memory_gib * memory;
        let sizes = self.catalog.fargate_sizes().iter();
        sizes
            .filter(|size| size.vcpu >= vcpu && size.memory_gib >= gib)
            .map(|size| (*size, usd(size)))
            .reduce(|best, next| if next.1 < best.1 { next } else { best })
            .ok_or_else(|| Error::MissingLimit { id: "aws.fargate.sizes".to_owned() })
    }

    /// Rates the guides print, against list prices.
    fn rates(&self, rows: &[(&str, Unit)], note: &str) -> Result<Answer, Error> {
        let mut answer = Answer {
            printed: Vec::new(),
            computed: Vec::new(),
            needed: None,
            tests: Vec::new(),
            holds: text!["The list prices. ", note],
            fails: text!["The list prices are others."],
        };
        for (id, unit) in rows {
            let (printed, vendors) = (self.printed(id)?, self.list(id)?);
            answer.printed.push(amount(printed, *unit));
            answer.computed.push(amount(vendors, *unit));
            answer.tests.push(Test::Vendors { printed, vendors });
        }
        Ok(answer)
    }

    /// The value of an input at which a figure of the planner reaches `target`; none where no allowed value does or
    /// the planner rules out a value on the way. The figure must not fall as the input grows. It is bracketed by
    /// doubling and halving from the value in force; costs are straight between their steps, so a straight line
    /// through the ends is tried before the middle.
    fn solve(
        &self,
        key: Key,
        target: f64,
        figure: impl Fn(&Scenario) -> Result<f64, Error>,
    ) -> Result<Option<f64>, Error> {
        match self.crossing(key, target, figure) {
            // What an option that is ruled out would cost; a figure missing from the catalogue is another error.
            Err(Error::Data(_)) => Ok(None),
            other => other,
        }
    }

    fn crossing(
        &self,
        key: Key,
        target: f64,
        figure: impl Fn(&Scenario) -> Result<f64, Error>,
    ) -> Result<Option<f64>, Error> {
        const ROUNDS: usize = 80;
        let Kind::Number(range) = key.field().kind else { return Ok(None) };
        let at = |value: f64| figure(&self.with(&[(key, value)]));
        let start = self.scenario.value(key).unwrap_or(range.min).max(range.min);
        let (mut low, mut high) = (start, start);
        let mut below = at(start)?;
        let mut above = below;
        for _ in 0..ROUNDS {
            if below > target && low > range.min {
                (high, above) = (low, below);
                low = (low / 2.0).max(range.min);
                below = at(low)?;
            } else if above < target && high < range.max {
                (low, below) = (high, above);
                high = (high.max(1e-3) * 2.0).min(range.max);
                above = at(high)?;
            } else {
                break;
            }
        }
        if !(below <= target && target <= above) {
            return Ok(None);
        }
        for round in 0..ROUNDS {
            if high - low <= 1e-12 * high {
                break;
            }
            let straight = low + (high - low) * (target - below) / (above - below);
            let middle = if round % 3 == 2 || !straight.is_finite() { low.midpoint(high) } else { straight };
            let found = at(middle)?;
            if (found - target).abs() <= 1e-12 * target.abs() {
                return Ok(Some(middle));
            }
            if found < target { (low, below) = (middle, found) } else { (high, above) = (middle, found) }
        }
        Ok(Some(high))
    }
}

/// An option that nothing rules out.
fn feasible<'p>(plan: &'p Plan<f64>, id: &str) -> Result<&'p DeploymentOption<f64>, Error> {
    let option = plan.option(id).ok_or_else(|| Error::Data(format!("no option `{id}` in this plan")))?;
    match option.rejections.first() {
        None => Ok(option),
        Some(rejection) => Err(Error::Data(format!("option `{id}` is ruled out: {}", rejection.limit))),
    }
}

impl Claim {
    /// The scenario that shows it.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        // A test asks for every scenario, so none is refused here.
        self.checked_scenario().unwrap_or_default()
    }

    /// The scenario that shows it, every setting checked.
    ///
    /// # Errors
    /// [`Error::Data`] for a preset there is not and a value that the planner does not take.
    pub fn checked_scenario(&self) -> Result<Scenario, Error> {
        let mut scenario = match self.preset {
            "" => Scenario::default(),
            id => Preset::find(id).ok_or_else(|| Error::Data(format!("no preset `{id}`")))?.scenario(),
        };
        for (key, text) in self.settings {
            scenario.set(*key, text).map_err(|error| Error::Data(error.to_string()))?;
        }
        Ok(scenario)
    }

    /// Look into it under a scenario: its own, or the same as its link gives it back.
    #[must_use]
    pub fn finding(&self, scenario: &Scenario, catalog: &Catalog) -> Finding {
        let case = Case { scenario, catalog, shapes: &Shapes::of(scenario) };
        let answer = (self.compute)(&case).unwrap_or_else(|error| Answer {
            printed: Vec::new(),
            computed: Vec::new(),
            needed: None,
            tests: Vec::new(),
            holds: Vec::new(),
            fails: vec![Cell::Words(error.to_string())],
        });
        let verdict = answer.verdict();
        Finding {
            id: self.id,
            guide: self.guide,
            line: self.line,
            about: self.about,
            printed: answer.printed,
            computed: answer.computed,
            // What holds needs nothing.
            needed: answer.needed.filter(|_| verdict != Verdict::Holds),
            verdict,
            because: if verdict == Verdict::Holds { answer.holds } else { answer.fails },
            scenario: scenario.clone(),
        }
    }
}

/// Every claim, guide by guide.
pub fn claims() -> impl Iterator<Item = &'static Claim> {
    [guide_000::CLAIMS, guide_001::CLAIMS, guide_002::CLAIMS, guide_003::CLAIMS, guide_004::CLAIMS]
        .into_iter()
        .flatten()
}

/// Look into every claim.
#[must_use]
pub fn findings(catalog: &Catalog) -> Vec<Finding> {
    claims().map(|claim| claim.finding(&claim.scenario(), catalog)).collect()
}

impl Finding {
    /// The figures computed and needed, by name: `"1"`, `"2"` and so on, both ends of a range; `"needed"`. What the
    /// reference cases hold against the audit.
    #[must_use]
    pub fn figures(&self) -> Vec<(&'static str, f64)> {
        const NAMES: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];
        let ends = |cell: &Cell<f64>| match *cell {
            Cell::Amount(value, _) => [Some(value), None],
            Cell::Span(from, to, _) => [Some(from), Some(to)],
            Cell::Blank | Cell::Words(_) => [None, None],
        };
        let computed = NAMES.into_iter().zip(self.computed.iter().flat_map(ends).flatten());
        let needed = self.needed.iter().flat_map(|needed| ends(&needed.value)).flatten();
        computed.chain(needed.map(|value| ("needed", value))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_follow_from_the_figures() {
        let follows = |printed, computed| Test::Follows { printed, computed }.verdict();
        assert_eq!(follows(101.9, 100.0), Verdict::Holds);
        assert_eq!(follows(102.1, 100.0), Verdict::DoesNotFollow);
        assert_eq!(follows(1.0, f64::NAN), Verdict::DoesNotFollow);
        let named = |printed| Test::Named { printed, of_name: 10.0, of_other: 20.0 }.verdict();
        assert_eq!(
            [10.0, 20.0, 30.0].map(named),
            [Verdict::Holds, Verdict::Mislabelled, Verdict::DoesNotFollow]
        );
        assert_eq!(Test::Covers { provided: 1.0, needed: 1.0 }.verdict(), Verdict::Holds);
        assert_eq!(Test::Covers { provided: 0.5, needed: 0.6 }.verdict(), Verdict::TooSmall);
        let within = |value| Test::Within { value, range: (10.0, 30.0) }.verdict();
        assert_eq!(
            [8.0, 10.0, 31.0].map(within),
            [Verdict::ContradictsItself, Verdict::Holds, Verdict::ContradictsItself]
        );
        assert_eq!(Test::Below { value: 235.0, bound: 150.0 }.verdict(), Verdict::ContradictsItself);
        // The worst of several counts, and nothing compared is nothing found.
        let answer = |tests| Answer {
            printed: Vec::new(),
            computed: Vec::new(),
            needed: None,
            tests,
            holds: Vec::new(),
            fails: Vec::new(),
        };
        assert_eq!(answer(vec![Test::Legal(true), Test::Legal(false)]).verdict(), Verdict::NotLegal);
        assert_eq!(answer(Vec::new()).verdict(), Verdict::NotComputed);
    }
}

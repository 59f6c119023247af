//! Which input matters to what an option costs: the part each has in the variance of the dollars over plausible worlds
//! (Sobol' indices), beside what it does by itself from its low end to its high one (a tornado).
//!
//! A tornado alone misleads where costs go in steps or inputs act together: a bar is flat that would jump with the others
//! a little off their likely values. So both stand side by side, and [`Matters::remark`] says where they differ.

use super::ranges::{Draw, Outlook, REPLICATES, in_common, margin, shares, values};
use super::worlds::{OptionInWorlds, Worlds};
use crate::catalog::Catalog;
use crate::error::Error;
use crate::format;
use crate::reading::Shapes;
use crate::scenario::{Key, Scenario};
use crate::science::estimate::{Estimate, mean};
use crate::science::sensitivity::{Indices, indices};
use crate::science::sobol;
use crate::science::spread::Spread;
use libm::sqrt;

/// Each set of worlds has this part of those that a scenario asks for: there is one set for every input.
const PART: u32 = 8;
/// An input that moves nothing in this part of its worlds is taken to play no part in the others.
const PROBED: usize = REPLICATES / 4;
/// Worlds of each scramble where an input shapes functions that are worked out world by world.
const POINTS_OF_SHAPES: u32 = 4;
/// Costs closer than this are the same: half a cent a month, which no bill shows.
const SAME: f64 = 0.005;
/// A part of the variance below this deserves no remark.
const LITTLE: f64 = 0.02;

/// What an option costs, and which inputs that hangs on.
#[derive(Clone, Debug)]
pub struct Matters {
    /// The option's identifier.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The worlds of each set. The first are among those that [`super::ranges::outlook`] draws.
    pub draw: Draw,
    /// With every input at its likely value: the plan of the scenario, but for inputs without a default, which a plan counts as
    /// not known.
    pub likely: End,
    /// Probability (0 to 1) that the option works. Indices are about the worlds in which it does.
    pub works: Estimate,
    /// Standard deviation of its cost in those, in dollars a month; not a number where it never works.
    pub deviation: f64,
    /// Inputs, or groups of inputs that move together, which play a part: the largest total index first, of equal ones the
    /// longest bar.
    pub inputs: Vec<Influence>,
    /// Inputs known as ranges that play none: in no world looked at did they move the cost by a cent or rule the option
    /// out, and the same option is the cheapest at their ends.
    pub idle: Vec<Key>,
}

/// One input, or several that move together and count as one.
#[derive(Clone, Debug)]
pub struct Influence {
    /// The inputs with what is known of them; more than one where they move together.
    pub inputs: Vec<(Key, Spread)>,
    /// First-order index: the share of the variance that would be gone, on average, once this were known.
    pub first: Estimate,
    /// Total index: the share that would be left if all else were known, so what it does by itself and with others.
    pub total: Estimate,
    /// Worlds the indices are about: those in which the option works whichever of two values this input has.
    pub worlds: usize,
    /// With this at its low end, all others at their likely values.
    pub low: End,
    /// With this at its high end.
    pub high: End,
}

/// A plan with inputs at one end of their ranges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// What the option costs, in dollars a month; none where it is ruled out.
    pub usd: Option<f64>,
    /// Identifier and name of the cheapest option there; none where no option works.
    pub cheapest: Option<(&'static str, &'static str)>,
}

impl End {
    /// A world of a batch, seen from the option at that place.
    fn of(options: &[OptionInWorlds], option: &OptionInWorlds, world: usize) -> Self {
        let usd = |option: &OptionInWorlds| option.usd.get(world).copied().filter(|usd| !usd.is_nan());
        let works = options.iter().filter_map(|option| Some((usd(option)?, (option.option, option.name))));
        let least = works.reduce(|best, next| if next.0 < best.0 { next } else { best });
        Self { usd: usd(option), cheapest: least.map(|(_, option)| option) }
    }

    /// Whether the option costs the same, and the same one is the cheapest.
    fn is_like(&self, other: &Self) -> bool {
        let usd = |end: &Self| end.usd.unwrap_or(f64::NAN);
        self.cheapest == other.cheapest && is_same(usd(self), usd(other))
    }
}

/// Whether two costs are the same; not a number where ruled out.
fn is_same(one: f64, other: f64) -> bool {
    one.is_nan() && other.is_nan() || (one - other).abs() <= SAME
}

impl Influence {
    /// How far the ends and the likely cost lie apart, in dollars a month, of those that are known.
    #[must_use]
    pub fn width(&self, likely: &End) -> f64 {
        let known = || [self.low.usd, likely.usd, self.high.usd].into_iter().flatten();
        (known().fold(f64::NEG_INFINITY, f64::max) - known().fold(f64::INFINITY, f64::min)).max(0.0)
    }

    /// The labels of its inputs.
    #[must_use]
    pub fn label(&self) -> String {
        let labels: Vec<&str> = self.inputs.iter().map(|(key, _)| key.field().label).collect();
        labels.join(" + ")
    }
}

impl Matters {
    /// Where bar and indices say different things of an input, what that means.
    ///
    /// A bar is flat where it is shorter than one standard deviation of what the input does to the cost; one that adds a
    /// multiple of itself, of whatever shape, is between three and six of them long.
    #[must_use]
    pub fn remark(&self, of: &Influence) -> Option<&'static str> {
        let Influence { first, total, .. } = of;
        if !(self.deviation > SAME && total.value > LITTLE && total.value > margin(*total)) {
            return None;
        }
        if of.width(&self.likely) < self.deviation * sqrt(total.value) {
            return Some(
                "While all others are likely its ends hardly move the cost; elsewhere it does, in steps or together with \
                 others.",
            );
        }
        (first.value + margin(*first) < total.value / 2.0)
            .then_some("It moves the cost mostly together with others.")
    }

    /// Which option the cheapest one becomes at an end, in words; none where it stays.
    #[must_use]
    pub fn becomes(&self, end: &End) -> Option<String> {
        (end.cheapest != self.likely.cheapest)
            .then(|| end.cheapest.map_or("none works", |(_, name)| name).to_owned())
    }

    /// What it comes to, sentence by sentence.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let name = self.name;
        let mut sentences = vec![match self.likely.usd {
            Some(usd) => {
                format!("{name} costs {} a month with every input at its likely value.", format::money(usd))
            }
            None => format!("{name} is ruled out with every input at its likely value."),
        }];
        if self.inputs.is_empty() && self.idle.is_empty() {
            sentences.push("Every input is known exactly: nothing moves that.".to_owned());
            return sentences;
        }
        let worlds = format::exact(self.draw.worlds() as f64);
        if self.works.value <= 0.0 {
            sentences.push(format!(
                "It works in none of {worlds} plausible worlds, so there is no variance to share out."
            ));
            return sentences;
        }
        let fails = 1.0 - self.works.value;
        let over = if fails > 0.0 {
            let share = format::percent(fails);
            format!("In {share} of {worlds} plausible worlds it is ruled out; over the others")
        } else {
            format!("Over {worlds} plausible worlds")
        };
        let varies = |top: &&Influence| self.deviation > SAME && top.total.value > margin(top.total);
        sentences.push(match self.inputs.first().filter(varies) {
            Some(top) => format!(
                "{over} the cost varies by {} (one standard deviation); {} matters most, with {} of the variance.",
                format::money(self.deviation),
                top.label(),
                share(top.total),
            ),
            None => format!("{over} the cost does not vary."),
        });
        sentences
    }
}

/// A share of the variance with its margin, in words: `62 ± 4 %`; where it is within the margin of nothing, what it may be
/// at most. Chance carries an estimate a little past the whole, words not.
#[must_use]
pub fn share(share: Estimate) -> String {
    let (percent, margin) = (100.0 * share.value.min(1.0), 100.0 * margin(share));
    if !share.value.is_finite() || !margin.is_finite() {
        return "–".to_owned();
    }
    let most = percent.max(0.0) + margin;
    if most <= 0.0 {
        return "0\u{a0}%".to_owned();
    }
    if percent <= margin || percent < 0.1 {
        return format!("under {}\u{a0}%", format::number(libm::ceil(10.0 * most) / 10.0));
    }
    let decimals = usize::from(margin < 1.0);
    let least = if decimals == 0 { 1.0 } else { 0.1 };
    let [percent, margin] = [percent, margin.max(least)].map(|figure| format::fixed(figure, decimals));
    format!("{percent}\u{a0}±\u{a0}{margin}\u{a0}%")
}

/// The option to ask about unless one is named: the choice before knowing more, else the one most often the cheapest.
#[must_use]
pub fn usual(outlook: &Outlook) -> Option<&'static str> {
    outlook.choice.or_else(|| outlook.options.first().map(|option| option.option))
}

/// Which inputs matter to the dollars of an option. None where the scenario has nothing that it could run, or there is no
/// such option.
///
/// Three sets of worlds (Saltelli and others 2010): one by the dimensions of the registry, one by as many past the table of
/// points, and for each input the first with that input from the second. Points of few worlds fill high dimensions of the table
/// two by two with gaps, so that an input's two values would hang together; past the table they do not.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn matters(scenario: &Scenario, catalog: &Catalog, option: &str) -> Result<Option<Matters>, Error> {
    let groups = groups(scenario);
    let known = || groups.iter().flatten().copied();
    let keys: Vec<Key> = known().map(|(key, _)| key).collect();
    let mut worlds = Worlds::new(scenario, catalog, &keys);
    let at_ends = worlds.costs(&borrowed(&ends(&groups)))?;
    let Some(own) = at_ends.iter().find(|one| one.option == option) else { return Ok(None) };
    let likely = End::of(&at_ends, own, 0);
    let mut draw = Draw::of(scenario);
    draw.points =
        if keys.iter().copied().any(Shapes::hang_on) { POINTS_OF_SHAPES } else { draw.points / PART };
    let set = |first: u32| -> Vec<Vec<f64>> {
        let drawn = |(key, spread): (Key, Spread)| {
            values(key, &spread, &shares(key, in_common(scenario, key), draw, first))
        };
        known().map(drawn).collect()
    };
    let (of_a, of_b) = (set(0), set(sobol::TABULATED));
    let mut usd = |columns: &[&[f64]]| -> Result<Vec<f64>, Error> {
        let options = worlds.costs(columns)?;
        let own = options.into_iter().find(|one| one.option == option).map(|own| own.usd);
        Ok(own
            .unwrap_or_else(|| columns.first().map_or_else(Vec::new, |column| vec![f64::NAN; column.len()])))
    };
    let mut found = Matters {
        option: own.option,
        name: own.name,
        draw,
        likely,
        works: Estimate { value: f64::from(u8::from(likely.usd.is_some())), error: 0.0 },
        deviation: if likely.usd.is_some() { 0.0 } else { f64::NAN },
        inputs: Vec::new(),
        idle: Vec::new(),
    };
    if groups.is_empty() {
        return Ok(Some(found));
    }
    let (a, b) = (usd(&borrowed(&of_a))?, usd(&borrowed(&of_b))?);
    let works: Vec<f64> = a.iter().map(|usd| f64::from(u8::from(!usd.is_nan()))).collect();
    found.works = mean(&works, REPLICATES);
    found.deviation = deviation(&a, &b);
    let mut first = 0;
    for (place, group) in groups.iter().enumerate() {
        let own_columns = first..first + group.len();
        first = own_columns.end;
        let column = |(slot, (a, b))| if own_columns.contains(&slot) { b } else { a };
        let columns: Vec<&[f64]> =
            borrowed(&of_a).into_iter().zip(borrowed(&of_b)).enumerate().map(column).collect();
        let (start, rest): (Vec<&[f64]>, Vec<&[f64]>) =
            columns.iter().map(|column| column.split_at(column.len() / REPLICATES * PROBED)).unzip();
        let mut mixed = usd(&start)?;
        let (low, high) = (End::of(&at_ends, own, 2 * place + 1), End::of(&at_ends, own, 2 * place + 2));
        let moves_nothing = a.iter().zip(&mixed).all(|(a, mixed)| is_same(*a, *mixed));
        if moves_nothing && low.is_like(&likely) && high.is_like(&likely) {
            found.idle.extend(group.iter().map(|(key, _)| *key));
            continue;
        }
        mixed.extend(usd(&rest)?);
        let Indices { first: alone, total, worlds } = indices(&a, &b, &mixed, REPLICATES);
        found.inputs.push(Influence { inputs: group.clone(), first: alone, total, worlds, low, high });
    }
    let rank =
        |one: &Influence| (if one.total.value.is_nan() { -1.0 } else { one.total.value }, one.width(&likely));
    found.inputs.sort_by(|one, other| {
        let ((one, short), (other, long)) = (rank(one), rank(other));
        other.total_cmp(&one).then(long.total_cmp(&short))
    });
    Ok(Some(found))
}

/// Inputs that count as one.
type Group = Vec<(Key, Spread)>;

/// Every input known as a range, with those it moves together with.
fn groups(scenario: &Scenario) -> Vec<Group> {
    let mut groups: Vec<(Option<Key>, Group)> = Vec::new();
    for (key, spread) in scenario.spreads() {
        let common =
            in_common(scenario, key).filter(|(_, how_much)| *how_much > 0.0).map(|(common, _)| common);
        match groups.iter_mut().find(|(known, _)| common.is_some() && *known == common) {
            Some((_, group)) => group.push((key, spread)),
            None => groups.push((common, vec![(key, spread)])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Worlds of a tornado, a column for each input: all likely, then each group at its low end and at its high one.
fn ends(groups: &[Group]) -> Vec<Vec<f64>> {
    let column = |place: usize, spread: &Spread| {
        let mut column = vec![spread.likely; 2 * groups.len() + 1];
        for (value, end) in column.iter_mut().skip(2 * place + 1).zip([spread.low, spread.high]) {
            *value = end;
        }
        column
    };
    let columns = groups.iter().enumerate();
    columns.flat_map(|(place, group)| group.iter().map(move |(_, spread)| column(place, spread))).collect()
}

fn borrowed(columns: &[Vec<f64>]) -> Vec<&[f64]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// The standard deviation of all figures that are known.
fn deviation(a: &[f64], b: &[f64]) -> f64 {
    let known = || a.iter().chain(b).filter(|usd| !usd.is_nan());
    let count = known().count() as f64;
    let mean = known().sum::<f64>() / count;
    sqrt(known().map(|usd| (usd - mean) * (usd - mean)).sum::<f64>() / count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::science::spread::Shape;

    fn about(usd: [f64; 3], first: f64, total: f64) -> (Matters, Influence) {
        let [low, likely, high] =
            usd.map(|usd| End { usd: Some(usd), cheapest: Some(("functions", "Functions")) });
        let of = |value: f64| Estimate { value, error: 0.01 };
        let spread = Spread { low: 0.0, likely: 0.5, high: 1.0, shape: Shape::Uniform };
        let input = Influence {
            inputs: vec![(Key::SavingsRate, spread)],
            first: of(first),
            total: of(total),
            worlds: 512,
            low,
            high,
        };
        let matters = Matters {
            option: "functions",
            name: "Functions",
            draw: Draw { seed: 1, points: 32 },
            likely,
            works: Estimate { value: 1.0, error: 0.0 },
            deviation: 10.0,
            inputs: vec![input.clone()],
            idle: Vec::new(),
        };
        (matters, input)
    }

    #[test]
    fn a_flat_bar_with_a_large_share_is_remarked_on() {
        // 100 u: a standard deviation of 100/sqrt 12 = 28.87 and a bar of 100, which is no news; of 30 ceil(u + v) with v
        // at 1/4 half of u's range is below the step and its ends are 30 apart, with v at 0 none.
        let begins = |usd: [f64; 3], first, total| {
            let (matters, input) = about(usd, first, total);
            matters.remark(&input).map(|remark| remark.starts_with("While"))
        };
        assert_eq!(begins([0.0, 50.0, 100.0], 0.95, 0.96), None);
        assert_eq!(begins([60.0, 60.0, 60.0], 0.4, 0.5), Some(true));
        // One standard deviation of half of the variance of 100: sqrt 50 = 7.07.
        assert_eq!(begins([60.0, 60.0, 67.0], 0.4, 0.5), Some(true));
        assert_eq!(begins([60.0, 60.0, 67.1], 0.4, 0.5), None);
        assert_eq!(begins([60.0, 64.0, 90.0], 0.1, 0.5), Some(false));
        // Next to nothing, or within its margin of nothing (2.13 errors of 0.01).
        assert_eq!(begins([60.0, 60.0, 60.0], 0.0, 0.021), None);
        assert_eq!(begins([60.0, 60.0, 60.0], 0.0, 0.022), Some(true));
    }

    #[test]
    fn shares_say_what_they_may_be() {
        let words = |value: f64, error: f64| share(Estimate { value, error }).replace('\u{a0}', " ");
        // Margins are 2.131 errors.
        assert_eq!(words(0.62, 0.02), "62 ± 4 %");
        assert_eq!(words(0.0123, 0.001), "1.2 ± 0.2 %");
        assert_eq!(words(1.01, 0.02), "100 ± 4 %");
        assert_eq!(words(-0.01, 0.01), "under 2.2 %");
        assert_eq!(words(0.0004, 0.0001), "under 0.1 %");
        assert_eq!((words(0.0, 0.0), words(f64::NAN, 0.0)), ("0 %".to_owned(), "–".to_owned()));
    }
}

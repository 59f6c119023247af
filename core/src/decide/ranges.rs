//! What the decision comes to where inputs are known as ranges only: every option planned in many worlds, each a plausible
//! set of inputs.
//!
//! Worlds are scrambled Sobol points ([`sobol`]), [`REPLICATES`] independent scrambles of them, so that every share and
//! dollar has an error, told from how the scrambles differ. In each world every option is planned whole ([`Worlds`]):
//! feasible or not, and sized for that world.

use super::worlds::{KeptWorlds, Limit, OptionInWorlds};
use crate::catalog::Catalog;
use crate::error::Error;
use crate::format;
use crate::number::Number;
use crate::scenario::{Key, Scenario};
use crate::science::estimate::{
    Estimate, Standing, Standings, mean, quantile_of_worlds, rule_of_three, standings,
};
use crate::science::quantile::{normal_cdf, normal_quantile};
use crate::science::sensitivity::worth_knowing;
use crate::science::sobol;
use crate::science::spread::{Quantiles, Spread};
use libm::sqrt;

/// Independent scrambles that errors are told from.
pub const REPLICATES: usize = 16;

/// Worlds of each scramble at first sight.
const COARSE_POINTS: u32 = 16;

/// Inputs that move together, and the input that says how much: the normal scores behind them have that correlation.
const TOGETHER: [(Key, &[Key]); 1] = [(
    Key::StageCorrelation,
    &[Key::ExtractMinutes, Key::AnalyzeMinutes, Key::EnrichMinutes, Key::StoreMinutes],
)];

/// Which worlds are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// The same seed draws the same worlds.
    pub seed: u64,
    /// Worlds of each scramble, a power of two.
    pub points: u32,
}

impl Draw {
    /// What a scenario says.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let worlds: u32 = scenario.choice(Key::Worlds).parse().unwrap_or(4096);
        let seed = scenario.value(Key::WorldSeed).unwrap_or_default() as u64;
        Self { seed, points: worlds / REPLICATES as u32 }
    }

    /// The first so many worlds of each scramble, where there are more: what can be told at once.
    #[must_use]
    pub fn coarse(self) -> Self {
        Self { points: self.points.min(COARSE_POINTS), ..self }
    }

    /// Worlds in all.
    #[must_use]
    pub const fn worlds(self) -> usize {
        self.points as usize * REPLICATES
    }
}

/// What an input has in common with those that it moves together with: the input that says how much, and how much.
pub(super) fn in_common(scenario: &Scenario, key: Key) -> Option<(Key, f64)> {
    let (how_much, _) = TOGETHER.iter().find(|(_, keys)| keys.contains(&key))?;
    Some((*how_much, scenario.value(*how_much)?))
}

/// One input in every world.
#[derive(Clone, Debug)]
struct Drawn {
    draw: Draw,
    /// How much it moves with others of its group: none where it is by itself.
    correlation: Option<f64>,
    key: Key,
    spread: Spread,
    /// Which share of its range stays below it, 0 to 1.
    shares: Vec<f64>,
    values: Vec<f64>,
}

/// Inputs drawn and worlds planned so far: of what stays as it is nothing is worked out again.
#[derive(Default)]
pub struct Draws<'a> {
    drawn: Vec<Drawn>,
    worlds: KeptWorlds<'a>,
}

impl<'a> Draws<'a> {
    /// Draw every input that a scenario knows as a range.
    fn draw(&mut self, scenario: &Scenario, draw: Draw) -> &[Drawn] {
        let spreads = scenario.spreads();
        let known = std::mem::take(&mut self.drawn);
        let mut known: Vec<Option<Drawn>> = known.into_iter().map(Some).collect();
        for (key, spread) in spreads {
            let together = in_common(scenario, key);
            let correlation = together.map(|(_, how_much)| how_much);
            let same = |one: &Option<Drawn>| {
                one.as_ref().is_some_and(|one| {
                    (one.draw, one.correlation, one.key, one.spread) == (draw, correlation, key, spread)
                })
            };
            let place = known.iter().position(same);
            let drawn = place.and_then(|place| known.get_mut(place)?.take()).unwrap_or_else(|| {
                let shares = shares(key, together, draw, 0);
                let values = values(key, &spread, &shares);
                Drawn { draw, correlation, key, spread, shares, values }
            });
            self.drawn.push(drawn);
        }
        &self.drawn
    }

    /// Every input that a scenario knows as a range, a column each: the first `points` worlds of each scramble, of as many
    /// as the scenario asks for.
    pub fn columns(&mut self, scenario: &Scenario, points: u32) -> Vec<(Key, Vec<f64>)> {
        let draw = Draw::of(scenario);
        let thinned = |drawn: &Drawn| (drawn.key, thinned(&drawn.values, draw.points, points));
        self.draw(scenario, draw).iter().map(thinned).collect()
    }

    /// What every option comes to in so many worlds that differ as the columns say.
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
        self.worlds.costs(scenario, catalog, count, columns)
    }
}

/// The first `points` worlds of each scramble of `of`.
fn thinned(column: &[f64], of: u32, points: u32) -> Vec<f64> {
    column.chunks(of as usize).flat_map(|run| run.iter().take(points as usize)).copied().collect()
}

/// The values of an input of which such shares of its range stay below it.
pub(super) fn values(key: Key, spread: &Spread, shares: &[f64]) -> Vec<f64> {
    let quantiles = Quantiles::of(spread);
    let value = |share: &f64| {
        let value = quantiles.at(*share);
        if key.is_whole() { libm::round(value) } else { value }
    };
    shares.iter().map(value).collect()
}

/// Which share of its range stays below an input in each world. A dimension is an input's place in the registry, so that
/// what is not touched stays as it is; what moves together has one in common, that of the input that says how much. The
/// places count from `first`: worlds independent of those from 0 begin past the table of points.
pub(super) fn shares(key: Key, together: Option<(Key, f64)>, draw: Draw, first: u32) -> Vec<f64> {
    let column = |key: Key| {
        let dimension = first + key.index() as u32;
        (0..REPLICATES as u32)
            .flat_map(|replicate| sobol::column(dimension, draw.seed, replicate, draw.points))
            .collect::<Vec<f64>>()
    };
    match together {
        None => column(key),
        Some((_, correlation)) if correlation <= 0.0 => column(key),
        Some((common, correlation)) if correlation >= 1.0 => column(common),
        Some((common, correlation)) => {
            let (shared, own) = (sqrt(correlation), sqrt(1.0 - correlation));
            let score = |(common, alone): (f64, f64)| {
                normal_cdf(shared * normal_quantile(common) + own * normal_quantile(alone))
            };
            column(common).into_iter().zip(column(key)).map(score).collect()
        }
    }
}

/// What ranges leave open.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The worlds that were drawn.
    pub draw: Draw,
    /// The inputs that are known as ranges, those most worth finding out first, else in the order of the registry.
    pub inputs: Vec<RangedInput>,
    /// Every option, the one most often the cheapest first.
    pub options: Vec<OptionOutlook>,
    /// Probability (0 to 1) that any option works.
    pub any_works: Estimate,
    /// Identifier of the option to choose before knowing more: the least expected cost of those that work wherever any
    /// does. None where every one fails somewhere.
    pub choice: Option<&'static str>,
    /// Dollars a month that knowing every input before choosing would save on average, against that choice.
    pub perfect_information: Option<Estimate>,
}

/// What [`Outlook::cells`] are.
pub const HEADS: [&str; 6] =
    ["Cheapest in", "A tenth below", "Half below", "Nine tenths below", "Ruled out in", "Regret on average"];

fn money(usd: f64) -> String {
    if usd.is_nan() { "–".to_owned() } else { format::money(usd) }
}

fn money_with_margin(usd: Estimate) -> String {
    let margin = margin(usd);
    if margin < 0.005 {
        format::money(usd.value)
    } else {
        format!("{} ± {}", format::money(usd.value), format::money(margin))
    }
}

/// An input that is known as a range.
#[derive(Clone, Copy, Debug)]
pub struct RangedInput {
    /// The input.
    pub key: Key,
    /// What is known of it.
    pub spread: Spread,
    /// Whether the person stated it; else it is the registry's.
    pub is_own: bool,
    /// Dollars a month that finding out this input alone before choosing would save on average; none where no option is
    /// sure to work.
    pub worth: Option<Estimate>,
}

impl RangedInput {
    /// What finding it out is worth; where that is within its margin of nothing, what it may be at most.
    #[must_use]
    pub fn worth_in_words(&self) -> String {
        let Some(worth) = self.worth else { return "–".to_owned() };
        let margin = margin(worth);
        if worth.value > margin {
            return money_with_margin(worth);
        }
        let most = Number::max(Number::max(worth.value, 0.0) + margin, 0.001);
        format!("under {}", format::money(libm::ceil(100.0 * most) / 100.0))
    }
}

/// One option over all worlds.
#[derive(Clone, Debug)]
pub struct OptionOutlook {
    /// Its identifier.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Dollars a month that 10, 50 and 90 % of the worlds in which it works stay below; not a number where it never does.
    pub usd: [Estimate; 3],
    /// How often it works and is the cheapest, what it costs and is to be regretted.
    pub standing: Standing,
    /// Limits that rule it out, each with its probability (0 to 1), the most frequent first.
    pub limits: Vec<(Limit, Estimate)>,
}

impl Outlook {
    /// An option by its identifier.
    #[must_use]
    pub fn option(&self, id: &str) -> Option<&OptionOutlook> {
        self.options.iter().find(|option| option.option == id)
    }

    /// A share of the worlds with its margin, in words: `87.3 ± 0.4 %`; what came up in none or in all of them by what that
    /// leaves possible, [`rule_of_three`] to a tenth of a percent: `under 0.1 %`, `over 99.9 %`.
    #[must_use]
    pub fn share(&self, share: Estimate) -> String {
        let seldom = libm::ceil(1000.0 * rule_of_three(self.draw.worlds() as f64)) / 10.0;
        if share.value <= 0.0 {
            format!("under {}\u{a0}%", format::fixed(seldom, 1))
        } else if share.value >= 1.0 {
            format!("over {}\u{a0}%", format::fixed(100.0 - seldom, 1))
        } else {
            let (percent, margin) = (100.0 * share.value, 100.0 * margin(share));
            let decimals = if margin >= 1.0 { 0 } else { 1 };
            let least = if decimals == 0 { 1.0 } else { 0.1 };
            let figures = [percent, Number::max(margin, least)].map(|figure| format::fixed(figure, decimals));
            format!("{}\u{a0}±\u{a0}{}\u{a0}%", figures[0], figures[1])
        }
    }

    /// What ranges leave of one option, in a sentence: of the one that is the cheapest at the likely values. None where
    /// every input is known exactly, and of an option that works in no world.
    #[must_use]
    pub fn odds(&self, option: &str) -> Option<String> {
        let option = self.option(option).filter(|option| option.standing.works.value > 0.0)?;
        if self.inputs.is_empty() {
            return None;
        }
        let [low, _, high] = option.usd.map(|usd| format::money(usd.value));
        let mut words = format!(
            "Four times in five {low} to {high} a month; the cheapest in {} of {} plausible worlds",
            self.share(option.standing.cheapest),
            format::exact(self.draw.worlds() as f64),
        );
        let Estimate { value, error } = option.standing.works;
        if value < 1.0 {
            words.push_str(", ruled out in ");
            words.push_str(&self.share(Estimate { value: 1.0 - value, error }));
        }
        if let Some(first) = self.options.first().filter(|first| first.option != option.option) {
            words.push_str(&format!("; {} in {}", first.name, self.share(first.standing.cheapest)));
        }
        words.push('.');
        Some(words)
    }

    /// What an option comes to as cells of a table, by [`HEADS`].
    #[must_use]
    pub fn cells(&self, option: &OptionOutlook) -> [String; 6] {
        let Standing { works, cheapest, regret, .. } = option.standing;
        let [low, half, high] = option.usd.map(|usd| money(usd.value));
        let ruled_out = self.share(Estimate { value: 1.0 - works.value, error: works.error });
        let regret = if regret.value.is_nan() { money(regret.value) } else { money_with_margin(regret) };
        [self.share(cheapest), low, half, high, ruled_out, regret]
    }

    /// [`Outlook::sentences`] for a document whose plan chose this option by the likely values, with what that one comes to
    /// where another is the cheapest more often. Nothing where nothing is open.
    #[must_use]
    pub fn sentences_about(&self, planned: Option<&str>) -> Vec<String> {
        if self.inputs.is_empty() {
            return Vec::new();
        }
        let mut sentences = self.sentences();
        let is_first =
            |option: &OptionOutlook| self.options.first().is_some_and(|first| first.option == option.option);
        if let Some(option) = planned
            .and_then(|id| self.option(id))
            .filter(|option| !is_first(option) && !option.usd[1].value.is_nan())
        {
            let works = option.standing.works;
            sentences.push(format!(
                "{}, the cheapest at the likely values, is it in {} of the worlds and costs {} to {} a month four times in \
                 five; it is ruled out in {}.",
                option.name,
                self.share(option.standing.cheapest),
                format::money(option.usd[0].value),
                format::money(option.usd[2].value),
                self.share(Estimate { value: 1.0 - works.value, error: works.error }),
            ));
        }
        sentences
    }

    /// What the ranges leave of the decision, sentence by sentence.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let worlds = format::exact(self.draw.worlds() as f64);
        let Some(first) = self.options.first() else { return Vec::new() };
        if self.inputs.is_empty() {
            return vec![
                "Every input is known exactly: there is one world, and the plan is what holds in it."
                    .to_owned(),
            ];
        }
        let inputs = format::plural(self.inputs.len(), "input is", "inputs are");
        if self.any_works.value <= 0.0 {
            return vec![format!(
                "{inputs} known as ranges only. No option works in any of {worlds} plausible worlds."
            )];
        }
        let mut sentences = vec![format!(
            "{inputs} known as ranges only. In {} of {worlds} plausible worlds {} is the cheapest; four times in five it costs \
             {} to {} a month.",
            self.share(first.standing.cheapest),
            first.name,
            format::money(first.usd[0].value),
            format::money(first.usd[2].value),
        )];
        let fails = 1.0 - first.standing.works.value;
        if fails > 0.0 {
            let error = first.standing.works.error;
            sentences.push(format!("It is ruled out in {}.", self.share(Estimate { value: fails, error })));
        }
        match (self.choice.and_then(|choice| self.option(choice)), self.perfect_information) {
            (Some(choice), Some(saved)) => {
                let others = if choice.option == first.option { "It" } else { choice.name };
                sentences.push(format!(
                    "{others} is the choice before knowing more: it works wherever anything does and costs the least on \
                     average, {} a month. Knowing every input first would save {} of that.",
                    format::money(choice.standing.cost.value),
                    format::money(saved.value),
                ));
            }
            _ => sentences.push("No option works in every world in which any does.".to_owned()),
        }
        sentences
    }
}

/// Student's t of 15 degrees of freedom for 95 %: what an error from 16 scrambles is to be multiplied by.
const T95: f64 = 2.131_449_545_559_323;

/// Within this of a figure its true value lies with 95 %.
#[must_use]
pub fn margin(estimate: Estimate) -> f64 {
    T95 * estimate.error
}

/// Shares of worlds that costs are told for.
const SHARES: [f64; 3] = [0.1, 0.5, 0.9];

/// Plan every option in every world of a scenario.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn outlook<'a>(
    scenario: &Scenario,
    catalog: &'a Catalog,
    draws: &mut Draws<'a>,
) -> Result<Outlook, Error> {
    outlook_of(scenario, catalog, Draw::of(scenario), draws)
}

/// The same of fewer worlds.
///
/// # Errors
/// [`Error`] where a figure is missing from the catalogue.
pub fn outlook_of<'a>(
    scenario: &Scenario,
    catalog: &'a Catalog,
    draw: Draw,
    draws: &mut Draws<'a>,
) -> Result<Outlook, Error> {
    let all = Draw::of(scenario);
    let first = |column: &[f64]| thinned(column, all.points, draw.points);
    let of = |drawn: &Drawn| Drawn { shares: first(&drawn.shares), values: first(&drawn.values), ..*drawn };
    let drawn: Vec<Drawn> = draws.draw(scenario, all).iter().map(of).collect();
    let columns: Vec<(Key, &[f64])> =
        drawn.iter().map(|drawn| (drawn.key, drawn.values.as_slice())).collect();
    let options = draws.costs(scenario, catalog, draw.worlds(), &columns)?;
    let costs: Vec<&[f64]> = options.iter().map(|option| option.usd.as_slice()).collect();
    let Standings { options: standing, any_works, choice } = standings(&costs, REPLICATES);
    let mut inputs: Vec<RangedInput> = drawn
        .iter()
        .map(|drawn| RangedInput {
            key: drawn.key,
            spread: drawn.spread,
            is_own: scenario.own_range(drawn.key).is_some(),
            worth: worth_knowing(&drawn.shares, &costs, REPLICATES),
        })
        .collect();
    let worth = |input: &RangedInput| input.worth.map_or(0.0, |worth| worth.value);
    inputs.sort_by(|one, other| worth(other).total_cmp(&worth(one)));
    let perfect_information = choice.and_then(|choice| standing.get(choice)).map(|standing| standing.regret);
    let choice = choice.and_then(|choice| options.get(choice)).map(|option| option.option);
    let mut options: Vec<OptionOutlook> =
        options.iter().zip(standing).map(|(option, standing)| of_option(option, standing, draw)).collect();
    let rank = |one: &OptionOutlook| (one.standing.cheapest.value, one.standing.works.value);
    options.sort_by(|one, other| {
        let dearer = one.usd[1].value.total_cmp(&other.usd[1].value);
        rank(other).partial_cmp(&rank(one)).unwrap_or(dearer).then(dearer)
    });
    Ok(Outlook { draw, inputs, options, any_works, choice, perfect_information })
}

fn of_option(option: &OptionInWorlds, standing: Standing, draw: Draw) -> OptionOutlook {
    let limit = |ruled: &super::worlds::RuledOut| {
        let mut worlds = vec![0.0; draw.worlds()];
        for world in &ruled.worlds {
            if let Some(world) = worlds.get_mut(*world as usize) {
                *world = 1.0;
            }
        }
        (ruled.limit.clone(), mean(&worlds, REPLICATES))
    };
    let mut limits: Vec<(Limit, Estimate)> = option.ruled_out.iter().map(limit).collect();
    limits.sort_by(|one, other| other.1.value.total_cmp(&one.1.value));
    OptionOutlook {
        option: option.option,
        name: option.name,
        usd: SHARES.map(|share| quantile_of_worlds(&option.usd, REPLICATES, share)),
        standing,
        limits,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::scenario::link;
    use crate::scenario::presets::PRESETS;
    use crate::scenario::ranges::End;

    /// Every input in every world, by its key.
    fn drawn(scenario: &Scenario) -> Vec<(Key, Vec<f64>)> {
        let mut draws = Draws::default();
        let drawn = draws.draw(scenario, Draw::of(scenario));
        drawn.iter().map(|one| (one.key, one.values.clone())).collect()
    }

    #[test]
    fn what_is_pinned_leaves_the_others_as_they_are_drawn() {
        let scenario = link::decode("2;files_per_day=400~550~700;world_seed=7").scenario;
        let open = drawn(&scenario);
        // One that moves with others, one of no group, and two at once.
        for keys in
            [&[Key::AnalyzeMinutes][..], &[Key::FilesPerDay], &[Key::ExtractMinutes, Key::FilesPerDay]]
        {
            let mut others = open.clone();
            others.retain(|(key, _)| !keys.contains(key));
            assert_eq!(others.len() + keys.len(), open.len());
            for end in End::ALL {
                assert_eq!(drawn(&scenario.pinned(keys, end)), others, "{keys:?} {end:?}");
            }
        }
    }

    #[test]
    fn every_range_can_be_pinned_and_goes_by_link() {
        for preset in PRESETS {
            let scenario = preset.scenario();
            let spreads = scenario.spreads();
            let keys: Vec<Key> = spreads.iter().map(|(key, _)| *key).collect();
            let [low, likely, high] = End::ALL.map(|end| scenario.pinned(&keys, end));
            for pinned in [&low, &likely, &high] {
                assert_eq!(pinned.spreads(), Vec::new());
                let read = link::decode(&link::encode(pinned));
                assert_eq!((&read.scenario, read.notices), (pinned, Vec::new()), "{}", preset.id);
            }
            for (key, spread) in &spreads {
                assert_eq!(low.value(*key), Some(spread.low), "{key:?}");
                assert_eq!(high.value(*key), Some(spread.high), "{key:?}");
                // Sizes of which a guide prints a list have no default: their middle.
                assert_eq!(likely.value(*key), scenario.value(*key).or(Some(spread.likely)), "{key:?}");
            }
            // Nothing else changes.
            for field in crate::scenario::FIELDS.iter().filter(|field| !keys.contains(&field.key)) {
                assert_eq!(low.value(field.key), scenario.value(field.key), "{}", field.id);
            }
        }
    }
}

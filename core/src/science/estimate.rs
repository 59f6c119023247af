//! What a sample of worlds tells, with the error that sampling leaves.
//!
//! A column holds one figure of every world, `replicates` equal runs of them one after the other, each run drawn
//! independently of the others ([`crate::science::sobol`]). Within a run the worlds are not independent, so errors come
//! from how the runs differ. NaN is a world without that figure: the option is ruled out there. A column whose length
//! is no multiple of the replicates loses its last worlds.

use libm::sqrt;

/// A figure and its standard error, both in the figure's unit. About two errors either way hold it with 95 %; with less
/// than eight replicates more is needed (Student's t).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The figure; NaN where no world has it.
    pub value: f64,
    /// Its standard error; infinite with fewer than two replicates, where nothing tells it.
    pub error: f64,
}

impl Estimate {
    /// The ratio of two sums, each given by its part from every replicate: a mean is the ratio of the figures' sum to
    /// their count. The error is that of the ratio to first order (Cochran 1977, section 6.4).
    #[must_use]
    pub fn ratio(parts: &[(f64, f64)]) -> Self {
        let (above, below) = parts.iter().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        let value = above / below;
        let count = parts.len() as f64;
        if count < 2.0 {
            return Self { value, error: f64::INFINITY };
        }
        let squares: f64 =
            parts.iter().map(|(above, below)| above - value * below).map(|rest| rest * rest).sum();
        Self { value, error: sqrt(squares * count / (count - 1.0)) / below.abs() }
    }
}

/// The runs of a column; none where there are no worlds or no replicates.
pub(super) fn runs(column: &[f64], replicates: usize) -> impl Iterator<Item = &[f64]> {
    let length = column.len().checked_div(replicates).unwrap_or(0).max(1);
    column.chunks_exact(length).take(replicates)
}

/// The mean over the worlds that have the figure, in its unit.
#[must_use]
pub fn mean(column: &[f64], replicates: usize) -> Estimate {
    let sum = |run: &[f64]| {
        run.iter().filter(|value| !value.is_nan()).fold((0.0, 0.0), |sum, value| (sum.0 + value, sum.1 + 1.0))
    };
    Estimate::ratio(&runs(column, replicates).map(sum).collect::<Vec<_>>())
}

/// The figure that a share (0 to 1) of the worlds stays below, by partial sorting, which reorders them; NaN of none, and
/// with NaN among them of no meaning.
///
/// The i-th smallest of n figures stands for the share `(i - 1/2) / n`, between them a straight line, beyond the outer
/// ones their figure (Hazen 1914; type 5 of Hyndman and Fan 1996): without bias to first order where the figures are
/// one from each of n equal cells, as those of Sobol points are.
#[must_use]
pub fn quantile(figures: &mut [f64], share: f64) -> f64 {
    let Some(last) = figures.len().checked_sub(1) else { return f64::NAN };
    let place = (share * figures.len() as f64 - 0.5).clamp(0.0, last as f64);
    let (_, lower, above) = figures.select_nth_unstable_by(place as usize, f64::total_cmp);
    let lower = *lower;
    match above.iter().copied().reduce(f64::min) {
        Some(upper) if upper > lower => lower + (upper - lower) * (place - libm::floor(place)),
        _ => lower,
    }
}

/// [`quantile`] of the worlds of all replicates together, with its error from how those of the single ones differ. NaN
/// is left out.
#[must_use]
pub fn quantile_of_worlds(column: &[f64], replicates: usize, share: f64) -> Estimate {
    let known = |worlds: &[f64]| worlds.iter().copied().filter(|value| !value.is_nan()).collect::<Vec<_>>();
    let single = runs(column, replicates).map(|run| (quantile(&mut known(run), share), 1.0));
    let single: Vec<_> = single.filter(|(value, _)| !value.is_nan()).collect();
    Estimate { value: quantile(&mut known(column), share), ..Estimate::ratio(&single) }
}

/// Between which shares (0 to 1) the probability lies that came up in `hits` of `trials` independent worlds, at so many
/// standard deviations `z` of the normal (1.96 for 95 %): Wilson (1927). All of 0 to 1 without trials. Sobol points do no
/// worse than independent ones, so of theirs it is wide enough; with none or all of them it still has a width, which
/// the spread of replicates then has not.
#[must_use]
pub fn wilson(hits: f64, trials: f64, z: f64) -> (f64, f64) {
    if trials <= 0.0 {
        return (0.0, 1.0);
    }
    let share = hits / trials;
    let spare = z * z / trials;
    let centre = (share + spare / 2.0) / (1.0 + spare);
    let half = sqrt(spare * (share * (1.0 - share) + spare / 4.0)) / (1.0 + spare);
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// What an event's probability (0 to 1) is below, with 95 %, that came up in none of `trials` independent worlds: 3 of
/// them (Hanley and Lippman-Hand 1983). Of so many that came up in all, 1 less this is what it is above.
#[must_use]
pub fn rule_of_three(trials: f64) -> f64 {
    (3.0 / trials).min(1.0)
}

/// One of several options over the worlds.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Probability (0 to 1) of working.
    pub works: Estimate,
    /// Probability (0 to 1) of costing least of those that work; of equals the first counts.
    pub cheapest: Estimate,
    /// Mean cost over the worlds where it works.
    pub cost: Estimate,
    /// Mean over the worlds where it works of what it costs above the cheapest that works there. What failing costs is
    /// not known here, so that the figure is to be read beside `works`: an option that fails where all are dear looks
    /// better by it than it is, and only those that work alike may be ranked by it.
    pub regret: Estimate,
}

/// Several options over the same worlds.
#[derive(Clone, Debug)]
pub struct Standings {
    /// Each of them, in the order of the columns.
    pub options: Vec<Standing>,
    /// Probability (0 to 1) that any works. The other worlds are out of the question: no choice helps there.
    pub any_works: Estimate,
    /// The place of the option to choose: of those that work wherever any does, the one with the least expected cost,
    /// which is the one with the least regret. None where every one fails somewhere.
    pub choice: Option<usize>,
}

impl Standings {
    /// The expected value of perfect information, in the costs' unit: what knowing the world before choosing would save
    /// on average over the best choice without, `min E C - E min C`. That is the regret of the choice, none without one.
    ///
    /// Whoever knows the world may choose an option that fails in others, so the least cost is over all that work there.
    #[must_use]
    pub fn perfect_information(&self) -> Option<Estimate> {
        self.options.get(self.choice?).map(|option| option.regret)
    }
}

/// Compares options by their costs, a column each over the same worlds, NaN where it is ruled out.
#[must_use]
pub fn standings(costs: &[&[f64]], replicates: usize) -> Standings {
    let worlds = costs.iter().map(|column| column.len()).min().unwrap_or(0);
    let length = worlds.checked_div(replicates).unwrap_or(0);
    let mut tallies = vec![Tally::default(); costs.len() * replicates];
    let mut any_works = vec![(0.0, length as f64); replicates];
    for ((replicate, tallies), any) in tallies.chunks_mut(costs.len().max(1)).enumerate().zip(&mut any_works)
    {
        for world in replicate * length..(replicate + 1) * length {
            let cost = |column: &&[f64]| column.get(world).copied().unwrap_or(f64::NAN);
            let Some((cheapest, least)) = costs
                .iter()
                .map(cost)
                .enumerate()
                .filter(|(_, cost)| !cost.is_nan())
                .reduce(|best, next| if next.1 < best.1 { next } else { best })
            else {
                continue;
            };
            any.0 += 1.0;
            for ((place, tally), cost) in tallies.iter_mut().enumerate().zip(costs.iter().map(cost)) {
                if !cost.is_nan() {
                    tally.works += 1.0;
                    tally.cost += cost;
                    tally.regret += cost - least;
                    tally.cheapest += f64::from(u8::from(place == cheapest));
                }
            }
        }
    }
    let options: Vec<_> = (0..costs.len())
        .map(|place| {
            let of = |ratio: &dyn Fn(&Tally) -> (f64, f64)| {
                Estimate::ratio(
                    &tallies.iter().skip(place).step_by(costs.len()).map(ratio).collect::<Vec<_>>(),
                )
            };
            Standing {
                works: of(&|tally| (tally.works, length as f64)),
                cheapest: of(&|tally| (tally.cheapest, length as f64)),
                cost: of(&|tally| (tally.cost, tally.works)),
                regret: of(&|tally| (tally.regret, tally.works)),
            }
        })
        .collect();
    let any_works = Estimate::ratio(&any_works);
    let choice = options
        .iter()
        .enumerate()
        .filter(|(_, option)| any_works.value > 0.0 && option.works.value >= any_works.value)
        .reduce(|best, next| if next.1.regret.value < best.1.regret.value { next } else { best })
        .map(|(place, _)| place);
    Standings { options, any_works, choice }
}

/// Sums over the worlds of one replicate and one option.
#[derive(Clone, Copy, Default)]
struct Tally {
    works: f64,
    cheapest: f64,
    cost: f64,
    regret: f64,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::science::sobol;
    use crate::science::spread::{Quantiles, Shape, Spread};
    use crate::science::sum_of_uniforms::{sum_at_most, sum_quantile};
    use libm::pow;

    const RUNS: usize = 16;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    /// Within four standard errors.
    fn agrees(found: Estimate, expected: f64) {
        assert!(found.error.is_finite());
        near(found.value, expected, 4.0 * found.error);
    }

    /// One dimension of 16 replicates of 1 024 worlds.
    fn uniform(dimension: u32) -> Vec<f64> {
        (0..RUNS as u32).flat_map(|replicate| sobol::column(dimension, 3, replicate, 1024)).collect()
    }

    #[test]
    fn ratios_and_means() {
        // Means of replicates 0.5 and 1.5: mean 1, standard deviation 1/sqrt 2, error that over sqrt 2.
        assert_eq!(Estimate::ratio(&[(1.0, 2.0), (3.0, 2.0)]), Estimate { value: 1.0, error: 0.5 });
        assert_eq!(mean(&[0.0, 1.0, 1.0, 2.0], 2), Estimate { value: 1.0, error: 0.5 });
        assert_eq!(mean(&[4.0, f64::NAN, f64::NAN, 2.0, 3.0, 3.0], 2).value, 3.0);
        assert_eq!(mean(&[1.0, 2.0], 1), Estimate { value: 1.5, error: f64::INFINITY });
        assert!(mean(&[], 0).value.is_nan() && mean(&[f64::NAN; 4], 2).value.is_nan());
        // Of unequal counts, 6 in one and 0 in three: 6/4; rests 6 - 1.5 and 0 - 4.5, squares 40.5, times 2, root 9, over 4.
        assert_eq!(Estimate::ratio(&[(6.0, 1.0), (0.0, 3.0)]), Estimate { value: 1.5, error: 2.25 });
    }

    #[test]
    fn quantiles_by_hand() {
        let of = |share| quantile(&mut [40.0, 10.0, 30.0, 20.0], share);
        // Places 4 share - 1/2: 1.5, 0.5, 2.1; outside the ends.
        assert_eq!((of(0.5), of(0.25), of(0.0), of(1.0), of(0.9)), (25.0, 15.0, 10.0, 40.0, 40.0));
        near(of(0.65), 31.0, 1e-12);
        assert_eq!(quantile(&mut [7.0], 0.3), 7.0);
        assert!(quantile(&mut [], 0.3).is_nan());
        assert_eq!(quantile(&mut [f64::INFINITY, 1.0, f64::INFINITY], 0.9), f64::INFINITY);
        // Middles of the replicates 2 and 5, all together 3.5; error 1.5.
        let worlds = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(quantile_of_worlds(&worlds, 2, 0.5), Estimate { value: 3.5, error: 1.5 });
        let holes = [1.0, 2.0, 3.0, f64::NAN, 4.0, 6.0];
        assert_eq!(quantile_of_worlds(&holes, 2, 0.5), Estimate { value: 3.0, error: 1.5 });
    }

    #[test]
    fn probabilities() {
        let (low, high) = wilson(0.0, 10.0, 1.96);
        near(low, 0.0, 1e-15);
        near(high, 3.8416 / 13.8416, 1e-15); // z^2/(n + z^2)
        let (low, high) = wilson(5.0, 10.0, 1.96);
        near(low, 0.236_59, 5e-6);
        near(high, 0.763_41, 5e-6);
        // The ends solve |p - share| = z sqrt(p (1 - p)/n).
        let (low, high) = wilson(3.0, 40.0, 1.96);
        for end in [low, high] {
            near((end - 0.075).abs(), 1.96 * sqrt(end * (1.0 - end) / 40.0), 1e-14);
        }
        assert_eq!(wilson(0.0, 0.0, 1.96), (0.0, 1.0));
        // Exactly 1 - 0.05^(1/n): 0.0295 of 100.
        near(rule_of_three(100.0), 1.0 - pow(0.05, 0.01), 6e-4);
        assert_eq!((rule_of_three(16384.0), rule_of_three(0.0)), (3.0 / 16384.0, 1.0));
    }

    #[test]
    fn a_sum_of_uniforms_agrees_with_its_exact_distribution() {
        // Guide 000's list, MiB.
        let ranges = [(100.0, 2048.0), (10.0, 50.0), (20.0, 30.0), (50.0, 200.0), (50.0, 100.0)];
        let mut sums = vec![0.0; RUNS * 1024];
        for ((low, high), dimension) in ranges.into_iter().zip(0..) {
            let part = Spread { low, likely: low, high, shape: Shape::Uniform };
            let part = Quantiles::of(&part);
            for (sum, u) in sums.iter_mut().zip(uniform(dimension)) {
                *sum += part.at(u);
            }
        }
        for (limit, share) in [
            (512.0, 0.080595482546),
            (409.6, 0.029311490302),
            (2048.0, 0.869096509240),
            (1638.4, 0.658829568789),
        ] {
            let below: Vec<_> = sums.iter().map(|sum| f64::from(u8::from(*sum <= limit))).collect();
            let found = mean(&below, RUNS);
            agrees(found, share);
            near(sum_at_most(&ranges, limit), share, 1e-12);
            assert!(found.error < 1e-3, "{found:?}"); // of independent worlds up to 0.0037
            let (low, high) = wilson(found.value * 16384.0, 16384.0, 1.96);
            assert!(low < share && share < high);
        }
        for share in [0.1, 0.5, 0.9] {
            agrees(quantile_of_worlds(&sums, RUNS, share), sum_quantile(&ranges, share));
        }
        agrees(mean(&sums, RUNS), 1329.0);
    }

    #[test]
    fn what_knowing_the_world_is_worth() {
        // 50, and 0 to 100: half of the worlds each, 50 on average, knowing it 37.5.
        let (certain, open) = ([50.0; 16384], uniform(0).iter().map(|u| 100.0 * u).collect::<Vec<_>>());
        let found = standings(&[&certain, &open], RUNS);
        agrees(found.perfect_information().unwrap(), 12.5);
        agrees(found.options[1].cost, 50.0);
        near(found.options[0].cheapest.value, 0.5, 1e-15); // every replicate has 512 of 1 024 on either side
        // The identity: least mean less mean of the least.
        let least: Vec<_> = certain.iter().zip(&open).map(|(one, other)| one.min(*other)).collect();
        let means = found.options.iter().map(|option| option.cost.value).fold(f64::INFINITY, f64::min);
        near(found.perfect_information().unwrap().value, means - mean(&least, RUNS).value, 1e-12);
    }

    #[test]
    fn options_that_fail_in_some_worlds() {
        let no = f64::NAN;
        let found = standings(&[&[1.0, 2.0, 3.0, no], &[2.0, 1.0, no, no], &[5.0, 5.0, 5.0, no]], 2);
        let values = |of: &dyn Fn(&Standing) -> Estimate| {
            found.options.iter().map(|option| of(option).value).collect::<Vec<_>>()
        };
        assert_eq!(values(&|option| option.works), [0.75, 0.5, 0.75]);
        assert_eq!(values(&|option| option.cheapest), [0.5, 0.25, 0.0]);
        assert_eq!(values(&|option| option.cost), [2.0, 1.5, 5.0]);
        assert_eq!(values(&|option| option.regret), [1.0 / 3.0, 0.5, 10.0 / 3.0]); // (0+1+0)/3, (1+0)/2, (4+4+2)/3
        // The second fails where the first works: no choice, though it regrets nothing where it works last.
        assert_eq!((found.any_works.value, found.choice), (0.75, Some(0)));
        near(found.perfect_information().unwrap().value, 2.0 - 5.0 / 3.0, 1e-15); // means of 1, 2, 3 and of 1, 1, 3
        // None works everywhere.
        let found = standings(&[&[1.0, no], &[no, 1.0]], 1);
        assert_eq!((found.any_works.value, found.choice), (1.0, None));
        assert!(found.perfect_information().is_none());
        // Nothing at all, and equals: the first.
        assert_eq!(standings(&[&[no, no]], 2).choice, None);
        assert_eq!(standings(&[], 2).choice, None);
        let equal = standings(&[&[3.0, 3.0], &[3.0, 3.0]], 2);
        assert_eq!((equal.choice, equal.options[1].cheapest.value), (Some(0), 0.0));
    }
}

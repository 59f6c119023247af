//! Which input matters: shares of a figure's variance (Sobol' indices), and what finding an input out would be worth to
//! the choice between options.
//!
//! Columns are as in [`crate::science::estimate`]: one figure a world, `replicates` independent runs one after the
//! other.

use crate::science::estimate::{Estimate, runs};

/// Shares (0 to 1, give or take the error) of a figure's variance.
#[derive(Clone, Copy, Debug)]
pub struct Indices {
    /// By how much the variance would fall on average once the input were known.
    pub first: Estimate,
    /// How much would remain if all inputs but this were known: the input alone and together with others.
    pub total: Estimate,
    /// The worlds they are about.
    pub worlds: usize,
}

/// The indices of one input, of a figure in three sets of worlds: `a` and `b` independent of each other, `mixed` as `a`
/// but for this input, which is from `b`. Inputs are independent: those that move together count as one. Of a figure that
/// does not vary both are 0.
///
/// A world without the figure (NaN) in one of the sets is left out of all three, and the indices are about the others.
/// Where inputs decide one by one whether there is a figure, they are independent in those too, over smaller ranges;
/// where several decide together they are not, and the indices are an approximation. Without any world both are NaN.
///
/// Both by Jansen (1999), over the variance of the same worlds, half the mean of `(a - b)^2`: total from `(a - mixed)^2`, which
/// differ in this input alone, first order from `(b - mixed)^2`, which share it alone. So an input that does nothing has
/// exactly 0, one that does it all exactly 1, and a large constant costs no digits.
#[must_use]
pub fn indices(a: &[f64], b: &[f64], mixed: &[f64], replicates: usize) -> Indices {
    let worlds = known(a, b, mixed).count();
    let mut first = Vec::with_capacity(replicates);
    let mut total = Vec::with_capacity(replicates);
    for ((a, b), mixed) in runs(a, replicates).zip(runs(b, replicates)).zip(runs(mixed, replicates)) {
        let (mut without, mut with, mut all) = (0.0, 0.0, 0.0);
        for [a, b, mixed] in known(a, b, mixed) {
            without += (b - mixed) * (b - mixed);
            with += (a - mixed) * (a - mixed);
            all += (a - b) * (a - b);
        }
        first.push((all - without, all));
        total.push((with, all));
    }
    if worlds > 0 && first.iter().all(|(_, all)| *all == 0.0) {
        let none = Estimate { value: 0.0, error: 0.0 };
        return Indices { first: none, total: none, worlds };
    }
    Indices { first: Estimate::ratio(&first), total: Estimate::ratio(&total), worlds }
}

/// The worlds that have the figure in all three sets.
fn known(a: &[f64], b: &[f64], mixed: &[f64]) -> impl Iterator<Item = [f64; 3]> {
    let worlds = a.iter().zip(b).zip(mixed).map(|((a, b), mixed)| [*a, *b, *mixed]);
    worlds.filter(|world| world.iter().all(|figure| !figure.is_nan()))
}

/// The expected value of finding one input out before choosing, in the costs' unit: `min E C - E min E(C | input)`, over
/// options that work in every world (in every world at hand, once the input is known). `u` is the input's column (0 to
/// 1, uniform), `costs` a column for each option, NaN where it is ruled out. Worlds where none works are left out. None
/// with fewer than two replicates, without options, or where none works in all that are left.
///
/// The worlds are cut into bins by `u`, about the cube root of their number (a power of two, so that Sobol points fill
/// them alike); in each the option with the least mean is chosen. To choose by the very worlds that then judge it would
/// count noise as information; so each replicate is judged with choices made from all others. What is left is a little
/// too low: bins are coarse, and a choice made from fewer worlds is sometimes not the best. An input of no worth comes
/// out at zero within the error, on either side.
#[must_use]
pub fn worth_knowing(u: &[f64], costs: &[&[f64]], replicates: usize) -> Option<Estimate> {
    let worlds = costs.iter().map(|column| column.len()).min()?.min(u.len());
    let length = worlds.checked_div(replicates).filter(|_| replicates > 1)?;
    let bins = bins(length * replicates);
    let options = costs.len();
    // Sums by replicate, bin and option; NaN where the option fails in a world of the bin.
    let mut sums = vec![0.0; replicates * bins * options];
    let mut counts = vec![0.0; replicates];
    for ((sums, count), replicate) in sums.chunks_exact_mut((bins * options).max(1)).zip(&mut counts).zip(0..)
    {
        for world in replicate * length..(replicate + 1) * length {
            let cost = |column: &&[f64]| column.get(world).copied().unwrap_or(f64::NAN);
            if costs.iter().map(cost).all(f64::is_nan) {
                continue;
            }
            *count += 1.0;
            let bin = u.get(world).map_or(0, |u| (u * bins as f64) as usize).min(bins - 1);
            for (sum, cost) in sums.iter_mut().skip(bin * options).zip(costs.iter().map(cost)) {
                *sum += cost;
            }
        }
    }
    let over = |parts: &mut dyn Iterator<Item = &[f64]>| {
        let mut total = vec![0.0; options];
        for part in parts {
            total.iter_mut().zip(part).for_each(|(total, part)| *total += part);
        }
        total
    };
    let in_bin: Vec<Vec<f64>> =
        (0..bins).map(|bin| over(&mut sums.chunks_exact(options.max(1)).skip(bin).step_by(bins))).collect();
    let in_all = over(&mut in_bin.iter().map(Vec::as_slice));
    // What the option costs in this part that is the cheapest in the rest of the whole.
    let judged = |part: &[f64], whole: &[f64]| {
        let rests = part.iter().zip(whole).map(|(part, whole)| (whole - part, *part));
        rests
            .filter(|(rest, _)| !rest.is_nan())
            .reduce(|best, next| if next.0 < best.0 { next } else { best })
    };
    let mut parts = Vec::with_capacity(replicates);
    for (sums, count) in sums.chunks_exact((bins * options).max(1)).zip(counts) {
        let here = over(&mut sums.chunks_exact(options.max(1)));
        let (_, unknowing) = judged(&here, &in_all)?;
        let mut knowing = 0.0;
        for (part, whole) in sums.chunks_exact(options.max(1)).zip(&in_bin) {
            knowing += judged(part, whole)?.1;
        }
        parts.push((unknowing - knowing, count));
    }
    Some(Estimate::ratio(&parts))
}

/// The power of two nearest to the cube root of the number of worlds, over the exponents.
fn bins(worlds: usize) -> usize {
    1 << ((worlds.checked_ilog2().unwrap_or(0) + 1) / 3)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::science::estimate::standings;
    use crate::science::sobol;
    use libm::{ceil, sin};
    use std::f64::consts::PI;

    const RUNS: usize = 16;

    fn uniform(dimension: u32, count: u32) -> Vec<f64> {
        (0..RUNS as u32).flat_map(|replicate| sobol::column(dimension, 11, replicate, count)).collect()
    }

    /// Indices of every input of a figure of d inputs, of 16 replicates of 2^10 worlds: 2^14 in all.
    fn all_indices(d: usize, figure: &dyn Fn(&[f64]) -> f64) -> Vec<Indices> {
        let columns: Vec<_> = (0..2 * d as u32).map(|dimension| uniform(dimension, 1024)).collect();
        let (a, b) = columns.split_at(d);
        let worlds = |from: &dyn Fn(usize) -> usize| -> Vec<f64> {
            let point =
                |world: usize| (0..d).map(|input| [a, b][from(input)][input][world]).collect::<Vec<_>>();
            (0..RUNS * 1024).map(|world| figure(&point(world))).collect()
        };
        let (at_a, at_b) = (worlds(&|_| 0), worlds(&|_| 1));
        let one = |input: usize| indices(&at_a, &at_b, &worlds(&|other| usize::from(other == input)), RUNS);
        (0..d).map(one).collect()
    }

    fn agree(found: &[Indices], first: &[f64], total: &[f64], most: f64) {
        for (indices, (first, total)) in found.iter().zip(first.iter().zip(total)) {
            for (found, expected) in [(indices.first, first), (indices.total, total)] {
                let Estimate { value, error } = found;
                assert!((value - expected).abs() <= 4.0 * error, "{value} +- {error} is not {expected}");
                assert!(error < most, "{value} +- {error}");
            }
        }
    }

    #[test]
    fn ishigami() {
        // sin x + 7 sin^2 y + 0.1 z^4 sin x, each from -pi to pi (Ishigami and Homma 1990).
        let found = all_indices(3, &|u| {
            let [x, y, z] = [0, 1, 2].map(|input| PI * (2.0 * u[input] - 1.0));
            sin(x) + 7.0 * sin(y) * sin(y) + 0.1 * z * z * z * z * sin(x)
        });
        agree(&found, &[0.313905191, 0.442411145, 0.0], &[0.557588855, 0.442411145, 0.243683664], 0.01);
    }

    #[test]
    fn g_function() {
        // product of (|4 u - 2| + a)/(1 + a) (Saltelli and Sobol' 1995).
        let found = all_indices(5, &|u| {
            let factors = u.iter().zip([0.0, 1.0, 4.5, 9.0, 99.0]);
            factors.map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
        });
        agree(
            &found,
            &[0.716417723, 0.179104431, 0.023683231, 0.007164177, 0.0000716],
            &[0.787313293, 0.242250244, 0.034324285, 0.010462635, 0.000104972],
            0.01,
        );
    }

    #[test]
    fn a_step_and_a_slope() {
        // 30 ceil(3 u) + 20 v: variances 900 * 2/3 = 600 and 400/12, so 600/633.33 and 33.33/633.33.
        let found = all_indices(2, &|u| 30.0 * ceil(3.0 * u[0]) + 20.0 * u[1]);
        let shares = [0.947368421, 0.052631579];
        agree(&found, &shares, &shares, 0.01);
        // A large constant takes no digits; what does not vary has no shares.
        let raised = all_indices(2, &|u| 1e9 + 30.0 * ceil(3.0 * u[0]) + 20.0 * u[1]);
        assert!((raised[0].first.value - found[0].first.value).abs() < 1e-7);
        assert_eq!(all_indices(1, &|_| 7.0)[0].total, Estimate { value: 0.0, error: 0.0 });
    }

    #[test]
    fn what_does_nothing_and_what_does_all_is_told_without_chance() {
        // 16 worlds are enough. Of four inputs that do a quarter each, 512 random worlds leave an error of 0.033; from 16
        // replicates it is told to a fifth of that, so all but always less than twice that is found.
        let [u, v] = [0, 1].map(|dimension| uniform(dimension, 1));
        for (mixed, share) in [(&u, 0.0), (&v, 1.0)] {
            let Indices { first, total, .. } = indices(&u, &v, mixed, RUNS);
            assert!(
                (first.value - share).abs() < 1e-12 && (total.value - share).abs() < 1e-12,
                "{first:?} {total:?}"
            );
        }
        let columns: Vec<_> = (0..8).map(|dimension| uniform(300 + dimension, 32)).collect();
        let sum = |from_b: &[usize]| -> Vec<f64> {
            let at = |input: usize| &columns[if from_b.contains(&input) { input + 4 } else { input }];
            (0..RUNS * 32).map(|world| (0..4).map(|input| at(input)[world]).sum()).collect()
        };
        let (a, b) = (sum(&[]), sum(&[0, 1, 2, 3]));
        let found: Vec<_> = (0..4).map(|input| indices(&a, &b, &sum(&[input]), RUNS)).collect();
        agree(&found, &[0.25; 4], &[0.25; 4], 0.066);
    }

    #[test]
    fn worlds_without_the_figure_are_left_out() {
        // 30 u + 20 v where u is at most 3/4, else nothing. There u is even over 0 to 3/4: variances (30 * 3/4)^2/12 and
        // 20^2/12, as 506.25 to 400, so 0.558620690 and 0.441379310. In 9/16 of the worlds u is below 3/4 in a and in b.
        let part = |u: &[f64]| if u[0] <= 0.75 { 30.0 * u[0] + 20.0 * u[1] } else { f64::NAN };
        let found = all_indices(2, &part);
        let shares = [0.558620690, 0.441379310];
        agree(&found, &shares, &shares, 0.01);
        assert!((found[0].worlds as f64 / 16384.0 - 0.5625).abs() < 0.01, "{}", found[0].worlds);
        let none = all_indices(1, &|_| f64::NAN);
        assert!(none[0].worlds == 0 && none[0].first.value.is_nan() && none[0].total.value.is_nan());
        // One known world in all does not vary.
        let one = [f64::NAN, 7.0];
        assert_eq!(indices(&one, &one, &one, 2).total, Estimate { value: 0.0, error: 0.0 });
    }

    fn close(found: Option<Estimate>, expected: f64, bias: f64) {
        let Estimate { value, error } = found.unwrap();
        assert!(value <= expected + 4.0 * error && value >= expected - bias - 4.0 * error, "{value} {error}");
    }

    #[test]
    fn worth_of_one_input() {
        // 50 or 100 u + 40 (v - 1/2): known u 50 - E min(50, 100 u) = 12.5, known v 40/8 = 5, of a third input nothing.
        let columns: Vec<_> = (0..3).map(|dimension| uniform(dimension, 1024)).collect();
        let open: Vec<_> =
            columns[0].iter().zip(&columns[1]).map(|(u, v)| 100.0 * u + 40.0 * (v - 0.5)).collect();
        let certain = vec![50.0; open.len()];
        let costs = [certain.as_slice(), &open];
        for (column, expected) in columns.iter().zip([12.5, 5.0, 0.0]) {
            close(worth_knowing(column, &costs, RUNS), expected, 0.05);
        }
        // Both: half of E|X + Y|, X within 50 and Y within 20 of zero: (25 + 400/3/100)/2.
        let both = standings(&costs, RUNS).perfect_information().unwrap();
        close(Some(both), 13.166666667, 0.0);
        // 40 or 100 u: the best without knowing is 40, knowing saves (40 - 100 u) below 0.4: 8. Bins lose 0.002.
        let alone: Vec<_> = columns[0].iter().map(|u| 100.0 * u).collect();
        let certain = vec![40.0; open.len()];
        close(worth_knowing(&columns[0], &[&certain, &alone], RUNS), 8.0, 0.01);
        assert!(worth_knowing(&columns[0], &[&certain, &alone], 1).is_none());
        assert!(worth_knowing(&columns[0], &[], RUNS).is_none());
    }

    #[test]
    fn noise_is_not_information() {
        // Two options alike on average, whose costs swing by eight other inputs, and 32 inputs that play no part: of 1 024
        // worlds, 128 a bin, chosen by the worlds that judge it each would seem worth 8 (a difference of standard deviation
        // 100 sqrt(8/2) = 200, over sqrt 128, times 0.4), less what the whole seems worth the same way: 6.7.
        let columns: Vec<_> = (0..40).map(|dimension| uniform(dimension, 64)).collect();
        let swing = |columns: &[Vec<f64>]| -> Vec<f64> {
            let cost = |world: usize| columns.iter().map(|column| 100.0 * sin(40.0 * column[world])).sum();
            (0..RUNS * 64).map(cost).collect()
        };
        let (one, other) = (swing(&columns[..4]), swing(&columns[4..8]));
        let worths =
            columns[8..].iter().map(|column| worth_knowing(column, &[&one, &other], RUNS).unwrap().value);
        let mean = worths.sum::<f64>() / 32.0;
        assert!(mean.abs() < 2.0, "{mean}");
    }

    #[test]
    fn an_option_that_fails_in_some_worlds_can_be_chosen_where_it_is_known_to_work() {
        // 10 below 1/2, ruled out above; 30 everywhere. Knowing u saves 20 in half of the worlds; not knowing it, nothing
        // but 30 can be chosen.
        let u = uniform(0, 256);
        let fails: Vec<_> = u.iter().map(|u| if *u < 0.5 { 10.0 } else { f64::NAN }).collect();
        let works = vec![30.0; u.len()];
        assert_eq!(worth_knowing(&u, &[&fails, &works], RUNS).unwrap().value, 10.0);
        // Alone it leaves nothing to choose; the worlds above do not count.
        assert_eq!(worth_knowing(&u, &[&fails], RUNS).unwrap().value, 0.0);
        let other: Vec<_> = u.iter().map(|u| if *u < 0.4 { f64::NAN } else { 10.0 }).collect();
        assert!(worth_knowing(&u, &[&fails, &other], RUNS).is_none());
    }

    #[test]
    fn number_of_bins() {
        assert_eq!([0, 1, 1024, 4096, 16384, 65536].map(bins), [1, 1, 8, 16, 32, 32]);
    }
}

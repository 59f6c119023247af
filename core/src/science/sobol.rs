//! Sobol points: numbers in (0, 1) that fill a unit cube far more evenly than random ones, each replicate scrambled
//! anew, so that replicates are independent, every point is uniform, and an error can be told from their spread.
//!
//! Direction numbers by Joe and Kuo (2008), points in Gray code order (Antonov and Saleev 1979). The scrambling is
//! Owen's (1995), each bit flipped or not by the bits above it, by a hash in place of stored flips: Laine and Karras
//! (2011) and Burley (2020), with Vegdahl's constants (2021), which test free of their bias. Whole numbers only, so the
//! same bits on every target.

use std::array;

/// Joe and Kuo's table, one dimension a line, then where it is from and its licence.
const TABLE: &str = include_str!("../../data/direction_numbers.txt");

/// Dimensions in the table. Those from here on belong to no set of points: each is in an order of its own.
pub const TABULATED: u32 = 256;

/// One dimension of the first `count` points, in order: coordinate `dimension` (from 0) of each, strictly inside
/// (0, 1). `count` is a power of two, up to 2^20; of the first 2^k points each of 2^k equal cells holds one.
///
/// Independent for every seed and replicate; within a replicate the dimensions belong to one set of points. Those
/// beyond 256 are even by themselves only, in a random order each (a Latin hypercube).
#[must_use]
pub fn column(dimension: u32, seed: u64, replicate: u32, count: u32) -> Vec<f64> {
    let key = mixed(mixed(mixed(0, seed), replicate.into()), dimension.into());
    let scramble = (key >> 32) as u32;
    match directions(dimension) {
        Some(directions) => {
            let mut reversed = 0;
            (0..count)
                .map(|index| {
                    reversed ^= step(&directions, index);
                    centre(scrambled(reversed, scramble).reverse_bits())
                })
                .collect()
        }
        None => (0..count)
            .map(|index| {
                let place = scrambled(index.reverse_bits(), key as u32).reverse_bits();
                centre(scrambled(place, scramble).reverse_bits())
            })
            .collect(),
    }
}

const TWO_32: f64 = 4_294_967_296.0;

/// The middle of the cell of width 2^-32 that starts at `bits` of them.
fn centre(bits: u32) -> f64 {
    (f64::from(bits) + 0.5) / TWO_32
}

/// By what a point differs from the one before it; nothing for the first.
fn step(directions: &[u32; 32], index: u32) -> u32 {
    directions.get(index.trailing_zeros() as usize).copied().unwrap_or(0)
}

/// The direction numbers of a dimension (from 0), each in reverse; none beyond the table.
fn directions(dimension: u32) -> Option<[u32; 32]> {
    if dimension == 0 {
        return Some(array::from_fn(|place| 1 << place)); // the bits of the index in reverse, without a line
    }
    let line = (dimension < TABULATED).then(|| TABLE.lines().nth(dimension as usize))??;
    let mut numbers = line.split_ascii_whitespace().map_while(|word| word.parse::<u32>().ok());
    let polynomial = numbers.next()?;
    let mut directions = [0_u32; 32];
    let mut degree = 0;
    for (direction, number) in directions.iter_mut().zip(numbers) {
        *direction = number << (31 - degree);
        degree += 1;
    }
    for place in degree..32 {
        // v_k = v_(k-s) ^ v_(k-s) / 2^s ^ those between for which the polynomial has a bit, the highest for v_(k-1).
        let earlier = |back: usize| directions.get(place - back).copied().unwrap_or(0);
        let between = (1..degree).filter(|back| polynomial >> (degree - 1 - back) & 1 == 1);
        let next = between.fold(earlier(degree) ^ earlier(degree) >> degree, |sum, back| sum ^ earlier(back));
        if let Some(direction) = directions.get_mut(place) {
            *direction = next;
        }
    }
    Some(directions.map(u32::reverse_bits))
}

/// Flips each bit or not by `key` and the bits *below* it, so the number is in reverse: Vegdahl's hash
/// (psychopath.io, "Building a Better LK Hash").
fn scrambled(reversed: u32, key: u32) -> u32 {
    let mut bits = reversed ^ reversed.wrapping_mul(0x3d20_adea);
    bits = bits.wrapping_add(key).wrapping_mul(key >> 16 | 1);
    bits ^= bits.wrapping_mul(0x0552_6c56);
    bits ^ bits.wrapping_mul(0x53a2_2864)
}

/// A hash of what went in so far and one number more (the finish of SplitMix64; Steele, Lea and Flood 2014).
fn mixed(so_far: u64, value: u64) -> u64 {
    let mut bits = (so_far ^ value).wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use libm::{cos, exp, log, pow, sqrt};

    fn unscrambled(index: u32, dimension: u32) -> f64 {
        let directions = directions(dimension).unwrap();
        let reversed = (0..=index).fold(0, |reversed, index| reversed ^ step(&directions, index));
        f64::from(reversed.reverse_bits()) / TWO_32
    }

    #[test]
    fn first_points() {
        let points = [[0.0; 5], [0.5; 5], [0.75, 0.25, 0.25, 0.25, 0.75], [0.25, 0.75, 0.75, 0.75, 0.25]];
        for (index, point) in (0..).zip(points) {
            assert_eq!(array::from_fn(|dimension| unscrambled(index, dimension as u32)), point);
        }
    }

    #[test]
    fn far_points_are_those_of_scipy() {
        // scipy.stats.qmc.Sobol(256, scramble=False, bits=32), SciPy 1.17.1.
        for (index, dimension, numerator) in [
            (1000, 0, 943718400.0),
            (1000, 1, 415236096.0),
            (1000, 17, 1480589312.0),
            (1000, 254, 1866465280.0),
            (1000, 255, 1069547520.0),
            (777, 100, 3619684352.0),
            (513, 255, 1732247552.0),
        ] {
            assert_eq!(unscrambled(index, dimension) * TWO_32, numerator, "{index} {dimension}");
        }
    }

    #[test]
    fn one_point_a_cell() {
        let dimensions = (0..300).chain([TABULATED, 100_000]);
        for (dimension, k) in dimensions.zip((0..=12).cycle()) {
            let count = 1_u32 << k;
            let mut taken = vec![false; count as usize];
            for u in column(dimension, 7, 3, count) {
                assert!(u > 0.0 && u < 1.0);
                assert!(!std::mem::replace(&mut taken[(u * f64::from(count)) as usize], true), "{dimension}");
            }
        }
        // A shorter column is the start of a longer one.
        for dimension in [0, 20, 400] {
            assert_eq!(column(dimension, 1, 2, 4096)[..64], column(dimension, 1, 2, 64));
        }
    }

    #[test]
    fn one_point_in_every_elementary_interval_of_the_first_two() {
        for seed in 0..8 {
            for k in 0..=10 {
                let (x, y) = (column(0, seed, 0, 1 << k), column(1, seed, 0, 1 << k));
                for across in 0..=k {
                    let (columns, rows) = (1_u32 << across, 1_u32 << (k - across));
                    let mut taken = vec![false; 1 << k];
                    for (x, y) in x.iter().zip(&y) {
                        let cell = (x * f64::from(columns)) as u32 * rows + (y * f64::from(rows)) as u32;
                        assert!(!std::mem::replace(&mut taken[cell as usize], true));
                    }
                }
            }
        }
    }

    #[test]
    fn replicates_seeds_and_dimensions_are_independent() {
        // The same point of 4 096 replicates, beside that of the next replicate, seed and dimension. The correlation of
        // independent numbers is within 4.5/64 in all but 7 of a million cases.
        let point = |dimension, seed, replicate| column(dimension, seed, replicate, 8)[5] - 0.5;
        for (dimension, other) in [(0, 1), (1, 2), (30, 31), (255, 256), (700, 701)] {
            let shift = |by: [u32; 3]| {
                let products = (0..4096).map(|replicate| {
                    point(dimension, 5, replicate)
                        * point(
                            dimension + by[0] * (other - dimension),
                            5 + u64::from(by[1]),
                            replicate + by[2],
                        )
                });
                12.0 * products.sum::<f64>() / 4096.0
            };
            for by in [[1, 0, 0], [0, 1, 0], [0, 0, 1]] {
                assert!(shift(by).abs() < 4.5 / 64.0, "{dimension} {by:?}: {}", shift(by));
            }
        }
        // Beyond the table the order is random too: within one replicate a column is uncorrelated with the others.
        for (one, other) in
            (300..400).map(|dimension| (column(dimension, 5, 0, 4096), column(dimension - 299, 5, 0, 4096)))
        {
            let products = one.iter().zip(&other).map(|(x, y)| (x - 0.5) * (y - 0.5));
            assert!(12.0 * products.sum::<f64>().abs() / 4096.0 < 4.5 / 64.0);
        }
    }

    /// Mean of `value` over a replicate's points of so many dimensions.
    fn mean(dimensions: u32, replicate: u32, count: u32, value: &dyn Fn(&[f64]) -> f64) -> f64 {
        let columns: Vec<_> =
            (0..dimensions).map(|dimension| column(dimension, 1, replicate, count)).collect();
        let point = |index: usize| columns.iter().map(|column| column[index]).collect::<Vec<_>>();
        (0..count as usize).map(|index| value(&point(index))).sum::<f64>() / f64::from(count)
    }

    #[test]
    fn a_scrambled_point_is_uniform_and_two_are_independent_below_where_they_part() {
        // Owen's scrambling flips the bits below the first differing one independently: of 4 096 keys each of the 16
        // patterns of the next four bits comes up 256 times. Chi squared, 15 degrees of freedom: below 50 in all but
        // 12 of a million cases.
        let uneven = |counts: [u32; 16]| -> f64 {
            counts.iter().map(|&count| (f64::from(count) - 256.0) * (f64::from(count) - 256.0) / 256.0).sum()
        };
        let hashed = |value: u64| (mixed(1, value) >> 32) as u32;
        for (shared, trial) in (0..16).flat_map(|shared| (0..6).map(move |trial| (shared, trial))) {
            let one = hashed(trial);
            let below = hashed(trial + 100) & u32::MAX >> shared >> 1;
            let other = one ^ 1 << (31 - shared) ^ if trial == 0 { 0 } else { below };
            let (mut first, mut difference) = ([0; 16], [0; 16]);
            for key in 0..4096 {
                let of = |bits: u32| scrambled(bits.reverse_bits(), hashed(1000 + key)).reverse_bits();
                let parted = of(one) ^ of(other);
                assert_eq!(parted.leading_zeros(), shared);
                first[(of(one) << shared >> 28) as usize] += 1;
                difference[(parted << shared << 1 >> 28) as usize] += 1;
            }
            assert!(uneven(first) < 50.0 && uneven(difference) < 50.0, "{shared} bits shared");
        }
    }

    #[test]
    fn products_of_all_dimensions() {
        // The mean of 2^d u_1 ... u_d is 1. The error over 32 replicates of 1 024 points is below that of random
        // points, sqrt(((4/3)^d - 1)/1024): 537-fold in two dimensions, 18-fold in five, 3.6-fold in eight.
        for dimensions in 1..=8 {
            let means: Vec<f64> = (0..32)
                .map(|replicate| {
                    mean(dimensions, replicate, 1024, &|point| point.iter().map(|u| 2.0 * u).product())
                })
                .collect();
            let error = rms(&means, 1.0);
            let random = sqrt((pow(4.0 / 3.0, dimensions.into()) - 1.0) / 1024.0);
            assert!(error < random / 3.0, "{dimensions}: {error} of {random}");
            let average = means.iter().sum::<f64>() / 32.0;
            assert!((average - 1.0).abs() < 4.0 * error / sqrt(32.0), "{dimensions}: {average}");
        }
    }

    fn rms(values: &[f64], exact: f64) -> f64 {
        sqrt(values.iter().map(|value| (value - exact) * (value - exact)).sum::<f64>() / values.len() as f64)
    }

    #[test]
    fn errors_fall_faster_than_those_of_random_points() {
        // exp(u1 + ... + u5), mean (e - 1)^5; random points: standard deviation sqrt(((e^2 - 1)/2)^5 - (e - 1)^10) = 10.55.
        let exact = pow(exp(1.0) - 1.0, 5.0);
        let error = |count| {
            let means: Vec<f64> = (0..32)
                .map(|replicate| mean(5, replicate, count, &|point| exp(point.iter().sum())))
                .collect();
            rms(&means, exact)
        };
        let [coarse, middle, fine] = [256, 1024, 4096].map(error);
        // Found 0.0324, 0.00458 and 0.00108, falling as the power -1.23; of random points 0.659, 0.330, 0.165.
        assert!(coarse < 0.05 && middle < 0.008 && fine < 0.002, "{coarse} {middle} {fine}");
        // The power of the count: -1/2 for random points.
        assert!(log(fine / coarse) / log(16.0) < -1.0, "{coarse} {middle} {fine}");
        // A cosine that random points of any sort would meet only by chance: cells are evenly filled.
        assert!(mean(1, 0, 4096, &|point| cos(std::f64::consts::TAU * point[0])).abs() < 1e-4);
    }

    #[test]
    fn the_same_bits_for_ever() {
        let hash = [(0, 0, 0), (1, 7, 0), (59, 7, 15), (255, u64::MAX, 3), (256, 0, 0), (999, 7, 15)].map(
            |(dimension, seed, replicate)| {
                column(dimension, seed, replicate, 1024).iter().fold(0, |hash, u| mixed(hash, u.to_bits()))
            },
        );
        let frozen = [
            17_187_959_439_340_811_488,
            11_441_996_963_214_638_330,
            8_539_000_955_581_278_470,
            14_367_855_702_671_624_786,
            6_544_459_250_463_024_497,
            14_611_567_273_267_813_353,
        ];
        assert_eq!(hash, frozen);
    }
}

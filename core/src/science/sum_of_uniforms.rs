//! The distribution of a sum of independent uniform quantities of different ranges.
//!
//! With widths w and n of them, the sum of all above their lower ends is at most x with probability
//! `sum over subsets S of (-1)^|S| (x - w(S))+^n / (n! product w)` (inclusion and exclusion; Irwin 1927 and Hall 1927
//! for equal widths). The terms cancel: their digits are lost as (total width)^n / (n! product w) grows. They are
//! therefore added in pairs of numbers (about 31 digits), and ranges too narrow even for that count as constants at
//! their middle, the narrowest first.

use crate::order::by_insertion;
use libm::fma;

/// Ranges counted exactly; more than these count as constants, the narrowest first. 4 096 terms.
const MOST_RANGES: usize = 12;
/// Largest loss of digits: of 31, at least 12 remain.
const MOST_LOST: f64 = 1e19;

/// Probability (0 to 1) that a sum of independent uniforms, each between two ends (in either order), is at most
/// `limit`; all in one unit. A range of no width is a constant; of constants alone the sum is certain.
///
/// Exact to about 1e-12. Where ranges had to count as constants (more than 12, or widths more than some thousandfold
/// apart among many), the error is at most half their total width over the widest range.
#[must_use]
pub fn sum_at_most(ranges: &[(f64, f64)], limit: f64) -> f64 {
    let mut room = limit;
    let mut widths = Vec::with_capacity(ranges.len());
    for (one, other) in ranges {
        let width = (other - one).abs();
        room -= one.min(*other);
        if width > 0.0 {
            widths.push(width);
        }
    }
    let widths = by_insertion(widths, |one, other| one > other);
    let too_many = |widths: &[f64]| widths.len() > MOST_RANGES || lost_digits(widths) > MOST_LOST;
    let mut wide = widths.as_slice();
    while let Some((narrowest, wider)) = wide.split_first().filter(|_| too_many(wide)) {
        room -= narrowest / 2.0;
        wide = wider;
    }
    let total: f64 = wide.iter().sum();
    // The sum is symmetric: the shorter tail has fewer terms, and keeps its digits.
    if room.is_nan() {
        f64::NAN
    } else if room < 0.0 || (room == 0.0 && total > 0.0) {
        0.0
    } else if room >= total {
        1.0
    } else if 2.0 * room <= total {
        short_tail(wide, room)
    } else {
        1.0 - short_tail(wide, total - room)
    }
}

/// The least limit that a sum of independent uniforms, each between two ends (in either order), keeps with probability
/// `share` (0 to 1), to 12 digits; at 1 the sum of the upper ends exactly.
///
/// By bisection of [`sum_at_most`].
#[must_use]
pub fn sum_quantile(ranges: &[(f64, f64)], share: f64) -> f64 {
    let mut low: f64 = ranges.iter().map(|(one, other)| one.min(*other)).sum();
    let mut high: f64 = ranges.iter().map(|(one, other)| one.max(*other)).sum();
    while share < 1.0 && high - low > 1e-12 * high.abs() {
        let middle = low + (high - low) / 2.0;
        if sum_at_most(ranges, middle) >= share {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// (total width)^n / (n! product of widths): by how much the terms exceed their sum.
fn lost_digits(widths: &[f64]) -> f64 {
    let total: f64 = widths.iter().sum();
    widths.iter().zip(1_u32..).fold(1.0, |lost, (width, place)| lost * total / width / f64::from(place))
}

/// Probability that the sum above the lower ends is at most `room`.
fn short_tail(widths: &[f64], room: f64) -> f64 {
    let mut sum = Pair::default();
    for subset in 0_u32..1 << widths.len() {
        let inside = widths.iter().enumerate().filter(|(place, _)| subset >> place & 1 == 1);
        let left = inside.fold(Pair::of(room), |left, (_, width)| left.plus(Pair::of(-width)));
        if left.high <= 0.0 {
            continue;
        }
        let term = widths
            .iter()
            .zip(1_u32..)
            .fold(Pair::of(1.0), |term, (width, place)| term.times(left).over(*width).over(f64::from(place)));
        sum = sum.plus(if subset.count_ones() % 2 == 0 { term } else { term.negated() });
    }
    sum.high.clamp(0.0, 1.0)
}

/// A number in two parts, the second the rounding of the first (Dekker 1971, Knuth).
#[derive(Clone, Copy, Default)]
struct Pair {
    high: f64,
    low: f64,
}

impl Pair {
    const fn of(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }

    /// Two parts of which the first is the larger.
    fn normal(high: f64, low: f64) -> Self {
        let sum = high + low;
        Self { high: sum, low: low - (sum - high) }
    }

    fn negated(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }

    fn plus(self, other: Self) -> Self {
        let sum = self.high + other.high;
        let part = sum - self.high;
        let rounding = (self.high - (sum - part)) + (other.high - part);
        Self::normal(sum, rounding + self.low + other.low)
    }

    fn times(self, other: Self) -> Self {
        let product = self.high * other.high;
        let rounding = fma(self.high, other.high, -product);
        Self::normal(product, rounding + (self.high * other.low + self.low * other.high))
    }

    fn over(self, divisor: f64) -> Self {
        let quotient = self.high / divisor;
        let rest = fma(-quotient, divisor, self.high) + self.low;
        Self::normal(quotient, rest / divisor)
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    /// Guide 000's list, MiB: model, Redis, runtime, libraries, application.
    const GUIDE: [(f64, f64); 5] =
        [(100.0, 2048.0), (10.0, 50.0), (20.0, 30.0), (50.0, 200.0), (50.0, 100.0)];

    #[test]
    fn guide_000() {
        for (limit, share) in [
            (512.0, 0.080595482546),
            (409.6, 0.029311490302),
            (2048.0, 0.869096509240),
            (1638.4, 0.658829568789),
        ] {
            near(sum_at_most(&GUIDE, limit), share, 1e-12);
        }
        // In the middle of the wide range only the means of the others count: (512 - 100 - 30 - 25 - 125 - 75)/1948.
        near(sum_at_most(&GUIDE, 512.0), 157.0 / 1948.0, 1e-14);
        // Standard plan: at most 2024 of 2048, yet beyond four fifths 28.6 % of the time.
        let standard = [(200.0, 1024.0), (100.0, 200.0), (200.0, 300.0), (400.0, 500.0)];
        near(sum_at_most(&standard, 0.8 * 2048.0), 0.714077669903, 1e-12);
        assert_eq!(sum_at_most(&standard, 2024.0), 1.0);
    }

    #[test]
    fn quantiles() {
        // Where only the means of the others count, 157 above 100 of 1948: the share of 512 leads back to 512.
        near(sum_quantile(&GUIDE, 157.0 / 1948.0), 512.0, 1e-9);
        assert_eq!(sum_quantile(&GUIDE, 1.0), 2428.0);
        near(sum_quantile(&GUIDE, 0.0), 230.0, 1e-9);
        // Two of one width: (x / w)^2 / 2 = 1/8 at half a width, 1 - 1/8 at one and a half.
        near(sum_quantile(&[(0.0, 1.0), (6.0, 5.0)], 0.125), 5.5, 1e-11);
        near(sum_quantile(&[(0.0, 1.0), (6.0, 5.0)], 0.875), 6.5, 1e-11);
        assert_eq!(sum_quantile(&[(3.0, 3.0), (4.0, 4.0)], 0.5), 7.0);
        assert_eq!(sum_quantile(&[], 0.5), 0.0);
        for share in [1e-9, 0.01, 0.3, 0.9, 0.99, 1.0 - 1e-9] {
            near(sum_at_most(&GUIDE, sum_quantile(&GUIDE, share)), share, 1e-11);
        }
    }

    #[test]
    fn by_hand() {
        assert_eq!(sum_at_most(&[], 0.0), 1.0);
        assert_eq!(sum_at_most(&[], -1.0), 0.0);
        assert_eq!(sum_at_most(&[(3.0, 3.0), (4.0, 4.0)], 7.0), 1.0);
        assert_eq!(sum_at_most(&[(3.0, 3.0), (4.0, 4.0)], 6.999), 0.0);
        assert_eq!(sum_at_most(&[(2.0, 4.0), (5.0, 5.0)], 7.5), 0.25);
        assert_eq!(sum_at_most(&[(4.0, 2.0), (5.0, 5.0)], 7.5), 0.25);
        assert_eq!(sum_at_most(&[(0.0, 1.0), (0.0, 1.0)], 0.5), 0.125);
        assert_eq!(sum_at_most(&[(0.0, 1.0), (0.0, 1.0)], 1.5), 0.875);
        // Twelve equal ranges below 1: 1/12!; in the middle one half.
        let twelve = [(0.0, 1.0); 12];
        near(sum_at_most(&twelve, 1.0) * 479_001_600.0, 1.0, 1e-13);
        near(sum_at_most(&twelve, 6.0), 0.5, 1e-15);
        // Irwin and Hall at 3: (3^12 - 12 * 2^12 + 66) / 12! = 482355 / 12!.
        near(sum_at_most(&twelve, 3.0) * 479_001_600.0, 482_355.0, 1e-7);
        assert!(sum_at_most(&twelve, f64::NAN).is_nan());
    }

    /// Independent: the density on a grid of cells, convolved with one range after another.
    fn convolved(ranges: &[(f64, f64)], limit: f64, cells: usize) -> f64 {
        let low: f64 = ranges.iter().map(|(low, _)| low).sum();
        let total: f64 = ranges.iter().map(|(low, high)| high - low).sum();
        let cell = total / cells as f64;
        // at[i] = P(sum - low <= i * cell); averaging F over a width adds a range (trapezoids, linear at the end).
        let mut at: Vec<f64> = (0..=cells).map(|_| 1.0).collect();
        let mut first = true;
        for (low, high) in ranges {
            let width = (high - low) / cell;
            if first {
                at = (0..=cells).map(|i| (i as f64 / width).min(1.0)).collect();
                first = false;
                continue;
            }
            let mut integral = vec![0.0; cells + 1];
            for i in 1..=cells {
                integral[i] = integral[i - 1] + 0.5 * (at[i - 1] + at[i]);
            }
            let upto = |x: f64| {
                if x <= 0.0 {
                    return 0.0;
                }
                let i = (x as usize).min(cells - 1);
                let part = x - i as f64;
                integral[i] + part * (at[i] + 0.5 * part * (at[i + 1] - at[i]))
            };
            at = (0..=cells).map(|i| (upto(i as f64) - upto(i as f64 - width)) / width).collect();
        }
        let place = (limit - low) / cell;
        let i = (place as usize).min(cells - 1);
        at[i] + (place - i as f64) * (at[i + 1] - at[i])
    }

    #[test]
    fn against_convolution() {
        let many: Vec<(f64, f64)> =
            (1..=12).map(|i| (f64::from(i), f64::from(i) + 1.7 * f64::from(i * i))).collect();
        let narrow: Vec<(f64, f64)> = (0..8).map(|i| (0.0, libm::pow(2.0, -f64::from(i)))).collect();
        for ranges in [&GUIDE[..], &many, &narrow, &[(0.0, 100.0), (0.0, 1.0), (0.0, 1.0)]] {
            let (low, total) =
                ranges.iter().fold((0.0, 0.0), |(low, total), (from, to)| (low + from, total + to - from));
            let mut before = 0.0;
            for share in [0.02, 0.1, 0.25, 0.4, 0.5, 0.6, 0.83, 0.97, 1.0] {
                let limit = low + share * total;
                let found = sum_at_most(ranges, limit);
                near(found, convolved(ranges, limit, 100_000), 2e-7);
                assert!((0.0..=1.0).contains(&found) && found >= before);
                before = found;
            }
        }
    }

    #[test]
    fn against_whole_fractions() {
        // The same sum in exact fractions (Python), rounded once.
        let halves: Vec<(f64, f64)> = (0..8).map(|i| (0.0, libm::pow(2.0, -f64::from(i)))).collect();
        near(sum_at_most(&halves, 0.3) / 0.008876118980286953, 1.0, 1e-12);
        let mut narrow = vec![(0.0, 1.0)];
        narrow.extend([(0.0, 0.02); 9]);
        near(sum_at_most(&narrow, 0.11) / 0.0210587516878858, 1.0, 1e-12);
        near(sum_at_most(&narrow, 0.02) / 5.511463844797178e-9, 1.0, 1e-12);
        let mut mixed: Vec<(f64, f64)> = [1.0, 0.5, 3.0, 7.0, 0.1].map(|width| (0.0, width)).to_vec();
        mixed.extend([(0.0, 0.001); 4]);
        near(sum_at_most(&mixed, 0.9) / 0.0020056967460317463, 1.0, 1e-12);
    }

    #[test]
    fn narrow_ranges_do_not_break_it() {
        // Widths of a millionth: beside the edges the wide range alone decides.
        let mut ranges = vec![(0.0, 1.0)];
        ranges.extend([(0.0, 1e-6); 11]);
        for share in [0.01, 0.3, 0.5, 0.77, 0.99] {
            near(sum_at_most(&ranges, share), share - 5.5e-6, 1e-12);
        }
        ranges.extend([(0.0, 0.25); 30]); // 42 ranges
        let mut before = 0.0;
        for step in 0..=340 {
            let found = sum_at_most(&ranges, f64::from(step) * 0.025);
            assert!((0.0..=1.0).contains(&found) && found >= before);
            before = found;
        }
        // Two ranges fifteen orders apart are still exact: 0.5 - 5e-16.
        near(sum_at_most(&[(0.0, 1.0), (0.0, 1e-15)], 0.5), 0.5, 1e-15);
    }
}

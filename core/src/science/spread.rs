//! What is known of a quantity that is given as low, likely and high: its distribution's quantiles, mean and variance.
//!
//! PERT is the beta distribution with `alpha = 1 + 4 (likely - low) / width` and `beta = 6 - alpha` (Malcolm and others
//! 1959, in today's form of Vose), over the width.

use crate::science::quantile::triangular_quantile;
use libm::{exp, log, tgamma};

/// What lies between the ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Smooth, most of it near the likely value.
    Pert,
    /// Rises and falls in straight lines; more of it near the ends than PERT has.
    Triangular,
    /// All values alike; the likely one plays no part.
    Uniform,
    /// All orders of magnitude alike; the likely value plays no part, and the low end is above zero.
    LogUniform,
}

/// A quantity by its range: `low <= likely <= high`, finite and in one unit, that of the quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The least it can be.
    pub low: f64,
    /// The most likely value.
    pub likely: f64,
    /// The most it can be.
    pub high: f64,
    /// What lies between.
    pub shape: Shape,
}

impl Spread {
    /// The value stayed below with probability `u` (0 to 1); without width that value. Of many values by one spread,
    /// [`Quantiles`] is quicker.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        Quantiles::of(self).at(u)
    }

    /// Mean, in the unit of the quantity.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let Self { low, likely, high, .. } = *self;
        match self.shape {
            _ if high <= low => low,
            Shape::Pert => (low + 4.0 * likely + high) / 6.0,
            Shape::Triangular => (low + likely + high) / 3.0,
            Shape::Uniform => (low + high) / 2.0,
            Shape::LogUniform => (high - low) / log(high / low),
        }
    }

    /// Variance, in the unit of the quantity squared.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let width = self.high - self.low;
        match self.shape {
            _ if width <= 0.0 => 0.0,
            Shape::Pert => {
                let (alpha, beta) = self.pert();
                width * width * alpha * beta / (36.0 * 7.0)
            }
            Shape::Triangular => {
                (width * width - (self.likely - self.low) * (self.high - self.likely)) / 18.0
            }
            Shape::Uniform => width * width / 12.0,
            Shape::LogUniform => self.mean() * ((self.low + self.high) / 2.0 - self.mean()),
        }
    }

    /// Alpha and beta of PERT; the width is not zero.
    fn pert(&self) -> (f64, f64) {
        let width = self.high - self.low;
        (1.0 + 4.0 * (self.likely - self.low) / width, 1.0 + 4.0 * (self.high - self.likely) / width)
    }
}

/// The quantiles of one spread, with what all of them need worked out once (a microsecond).
#[derive(Clone, Debug)]
pub struct Quantiles {
    spread: Spread,
    /// PERT's distribution counted from the low end and from the high one.
    tails: Option<[Tail; 2]>,
}

impl Quantiles {
    /// Of a spread as described there.
    #[must_use]
    pub fn of(spread: &Spread) -> Self {
        let wide = spread.shape == Shape::Pert && spread.high > spread.low;
        let tails = wide.then(|| {
            let (alpha, beta) = spread.pert();
            [Tail::new(alpha, beta), Tail::new(beta, alpha)]
        });
        Self { spread: *spread, tails }
    }

    /// The value stayed below with probability `u` (0 to 1), to about 14 digits; between the ends whatever rounding does.
    #[must_use]
    pub fn at(&self, u: f64) -> f64 {
        let Spread { low, likely, high, shape } = self.spread;
        let width = high - low;
        let value = match (&self.tails, shape) {
            _ if width <= 0.0 => low,
            _ if u >= 1.0 => high,
            (Some([left, _]), _) if u <= left.half => low + width * left.quantile(u),
            (Some([_, right]), _) => high - width * right.quantile(1.0 - u),
            (None, Shape::Triangular) => triangular_quantile(u, low, likely, high),
            (None, Shape::LogUniform) => low * exp(u * log(high / low)),
            (None, Shape::Uniform | Shape::Pert) => low + width * u,
        };
        value.max(low).min(high.max(low))
    }
}

/// The lower half, `x <= 1/2`, of a beta distribution with `alpha + beta = 6`, both at least 1:
/// `F(x) = x^alpha / B * sum over n of (1 - beta)(2 - beta)...(n - beta) / (n! (alpha + n)) x^n` (DLMF 8.17.7).
#[derive(Clone, Debug)]
struct Tail {
    alpha: f64,
    beta: f64,
    /// ln B(alpha, beta).
    log_beta: f64,
    /// The sum's coefficients, the highest power first.
    series: [f64; TERMS],
    /// F(1/2).
    half: f64,
}

/// At 1/2 the terms fall faster than 2^-n / n^2: the first one left out is below 1e-16.
const TERMS: usize = 44;

impl Tail {
    fn new(alpha: f64, beta: f64) -> Self {
        let mut series = [0.0; TERMS];
        let mut product = 1.0;
        for (coefficient, n) in series.iter_mut().rev().zip(0_u32..) {
            *coefficient = product / (alpha + f64::from(n));
            product *= (f64::from(n + 1) - beta) / f64::from(n + 1);
        }
        let log_beta = log(tgamma(alpha) * tgamma(beta) / 120.0); // B = Γ(alpha) Γ(beta) / Γ(6)
        let mut tail = Self { alpha, beta, log_beta, series, half: 0.0 };
        tail.half = exp(tail.log_share(log(0.5), 0.5).0);
        tail
    }

    /// ln F at `x`, and its slope over ln x.
    fn log_share(&self, log_x: f64, x: f64) -> (f64, f64) {
        let needed = (1.0 + 40.0 / -log_x) as usize; // x^needed is below 1e-17
        let (sum, slope) = self
            .series
            .iter()
            .skip(TERMS.saturating_sub(needed))
            .fold((0.0, 0.0), |(sum, slope), coefficient| (sum * x + coefficient, slope * x + sum));
        (self.alpha * log_x - self.log_beta + log(sum), self.alpha + x * slope / sum)
    }

    /// The `x` at which F is `u`, for `u` up to F(1/2).
    ///
    /// Over ln x, ln F is concave and almost straight far down, so that Newton's steps lead there from anywhere; Halley's,
    /// as here, in three. They start from `x^alpha / (alpha B)`, which F never exceeds and approaches at 0.
    fn quantile(&self, u: f64) -> f64 {
        if u <= 0.0 {
            return 0.0;
        }
        let target = log(u);
        let mut log_x = (target + log(self.alpha) + self.log_beta) / self.alpha;
        for _ in 0..MOST_STEPS {
            let x = exp(log_x);
            let (share, slope) = self.log_share(log_x, x);
            // The slope's own, from the density's: d slope / d ln x = slope (alpha - (beta - 1) x / (1 - x) - slope).
            let bend = self.alpha - (self.beta - 1.0) * x / (1.0 - x) - slope;
            let newton = (share - target) / slope;
            let step = newton / (1.0 - 0.5 * newton * bend);
            log_x -= step;
            if step.abs() < 1e-6 {
                break; // what is left is below its cube
            }
        }
        exp(log_x)
    }
}

/// Three suffice everywhere; one more in reserve.
const MOST_STEPS: u32 = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use libm::pow;

    const SHAPES: [Shape; 4] = [Shape::Pert, Shape::Triangular, Shape::Uniform, Shape::LogUniform];

    fn spread(shape: Shape, low: f64, likely: f64, high: f64) -> Spread {
        Spread { low, likely, high, shape }
    }

    fn near(found: f64, expected: f64, share: f64) {
        assert!((found - expected).abs() <= share * expected.abs(), "{found} is not {expected}");
    }

    #[test]
    fn known_quantiles() {
        let (pert, triangular) =
            (spread(Shape::Pert, 2.0, 5.0, 12.0), spread(Shape::Triangular, 2.0, 5.0, 12.0));
        for (u, smooth, straight) in [
            (0.1, 3.361999626, 3.732050808),
            (0.5, 5.509994849, 6.083920217),
            (0.9, 8.207544857, 9.354248689),
        ] {
            near(pert.quantile(u), smooth, 1e-9);
            near(triangular.quantile(u), straight, 1e-9);
        }
        near(spread(Shape::Pert, 2.0, 2.0, 12.0).quantile(0.5), 3.294494367, 1e-9);
        near(spread(Shape::LogUniform, 10.0, 70.0, 500.0).quantile(0.5), 70.710678, 1e-8); // root of 10 * 500
        assert_eq!(spread(Shape::Uniform, 2.0, 5.0, 12.0).quantile(0.25), 4.5);
    }

    #[test]
    fn pert_to_thirteen_digits() {
        // By bisection of the incomplete beta in 30 digits (mpmath): likely value, u, x, 1 - x.
        for (likely, u, x, rest) in [
            (0.3, 1.1641532182693481e-10, 1.0459491695166457e-05, 0.999_989_540_508_304_8),
            (0.3, 0.1, 0.136_199_962_563_671_4, 0.863_800_037_436_328_6),
            (0.3, 0.5, 0.350_999_484_949_118, 0.649_000_515_050_882),
            (0.3, 0.9, 0.620_754_485_665_120_1, 0.379_245_514_334_879_9),
            (0.3, 0.9999990463256836, 0.983_758_203_168_277_5, 0.016_241_796_831_722_516),
            (0.125, 1.1641532182693481e-10, 6.082371418120749e-08, 0.999_999_939_176_285_8),
            (0.125, 0.1, 0.059_808_656_855_247_51, 0.940_191_343_144_752_5),
            (0.125, 0.9, 0.483_903_198_569_420_9, 0.516_096_801_430_579_1),
            (0.85, 1.1641532182693481e-10, 0.004_302_044_610_639_601, 0.995_697_955_389_360_4),
            (0.85, 0.5, 0.760_389_396_259_333_9, 0.239_610_603_740_666_15),
            (0.85, 0.9999990463256836, 0.999_953_937_655_483_4, 4.606_234_451_661_001e-05),
        ] {
            near(spread(Shape::Pert, 0.0, likely, 1.0).quantile(u), x, 1e-13);
            // Counted from the high end.
            near(-spread(Shape::Pert, -1.0, likely - 1.0, 0.0).quantile(u), rest, 1e-13);
        }
    }

    #[test]
    fn pert_where_its_distribution_is_elementary() {
        // F = 1 - (1 - x)^5 with the likely value at the low end, x^5 at the high one, x^3 (10 - 15 x + 6 x^2) in the
        // middle, and 10 x^2 - 20 x^3 + 15 x^4 - 4 x^5 a quarter up (alpha 2, beta 4).
        let quantiles = |likely| Quantiles::of(&spread(Shape::Pert, 0.0, likely, 1.0));
        let [low, quarter, middle, high] = [0.0, 0.25, 0.5, 1.0].map(quantiles);
        for step in 1..1000 {
            let u = f64::from(step) / 1000.0;
            near(low.at(u), 1.0 - pow(1.0 - u, 0.2), 2e-13);
            near(high.at(u), pow(u, 0.2), 1e-14);
            let x = middle.at(u);
            near(x * x * x * (10.0 - 15.0 * x + 6.0 * x * x), u, 1e-13);
            let x = quarter.at(u);
            near(x * x * (10.0 - 20.0 * x + 15.0 * x * x - 4.0 * x * x * x), u, 1e-13);
        }
    }

    #[test]
    fn halleys_steps_suffice_everywhere() {
        for alpha in (0..=400).map(|step| 1.0 + f64::from(step) / 100.0) {
            let tail = Tail::new(alpha, 6.0 - alpha);
            near(tail.half + Tail::new(6.0 - alpha, alpha).half, 1.0, 1e-14);
            for step in 0..=200 {
                let u = tail.half * pow(2.0, -f64::from(step) / 6.0);
                let x = tail.quantile(u);
                near(exp(tail.log_share(log(x), x).0), u, 1e-13);
            }
        }
    }

    #[test]
    fn moments() {
        // (2 + 20 + 12)/6; 100 * 2.2 * 3.8/252; (2 + 5 + 12)/3; (100 - 3 * 7)/18; 490/ln 50.
        let pert = spread(Shape::Pert, 2.0, 5.0, 12.0);
        near(pert.mean(), 5.666666666667, 1e-12);
        near(pert.variance(), 3.317460317460, 1e-12);
        let triangular = spread(Shape::Triangular, 2.0, 5.0, 12.0);
        near(triangular.mean(), 6.333333333333, 1e-12);
        near(triangular.variance(), 4.388888888889, 1e-12);
        near(spread(Shape::LogUniform, 10.0, 70.0, 500.0).mean(), 125.2549, 1e-6);
        // The middles of 20 000 equal shares have the same moments.
        for shape in SHAPES {
            for likely in [2.0, 5.0, 12.0] {
                let spread = spread(shape, 2.0, likely, 12.0);
                let quantiles = Quantiles::of(&spread);
                let sum = |value: &dyn Fn(f64) -> f64| {
                    (0..20_000).map(|i| value(quantiles.at((f64::from(i) + 0.5) / 20_000.0))).sum::<f64>()
                        / 20_000.0
                };
                near(sum(&|x| x), spread.mean(), 1e-6);
                near(sum(&|x| (x - spread.mean()) * (x - spread.mean())), spread.variance(), 1e-4);
            }
        }
    }

    #[test]
    fn ends_order_and_no_width() {
        for shape in SHAPES {
            for (low, likely, high) in [(0.1, 0.3, 0.7), (1e-3, 1.0, 1e6), (2.0, 2.0, 2.1), (2.0, 2.1, 2.1)] {
                let quantiles = Quantiles::of(&spread(shape, low, likely, high));
                assert_eq!(quantiles.at(0.0), low);
                assert_eq!(quantiles.at(1.0), high);
                let mut before = low;
                for step in 1..=4096 {
                    let value = quantiles.at((f64::from(step) - 0.5) / 4096.0);
                    assert!(value >= before && value <= high, "{shape:?} {low} {likely} {high}: {value}");
                    before = value;
                }
            }
            let constant = spread(shape, 7.0, 7.0, 7.0);
            assert_eq!((constant.quantile(0.3), constant.mean(), constant.variance()), (7.0, 7.0, 0.0));
        }
    }
}

//! The normal distribution, lognormals by two quantiles, and the triangular distribution.

use libm::{erfc, exp, log, sqrt};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// Standard normal quantile of 0.95.
const Z95: f64 = 1.644_853_626_951_472_2;

/// Probability that a standard normal is at most `z`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z * FRAC_1_SQRT_2)
}

/// Density of the standard normal at `z`.
#[must_use]
pub fn normal_density(z: f64) -> f64 {
    exp(-0.5 * z * z) / sqrt(2.0 * PI)
}

/// The `z` that a standard normal stays below with probability `p`; infinite at 0 and 1, NaN outside.
///
/// Acklam's rational approximation (1.15e-9), sharpened by one step of Halley's method to full precision.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if p.is_nan() || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p); // erfc is precise in the lower tail
    }
    let z = acklam(p);
    let error = (normal_cdf(z) - p) / normal_density(z);
    z - error / (1.0 + 0.5 * z * error)
}

fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// For `p` in (0, 0.5].
fn acklam(p: f64) -> f64 {
    if p < 0.02425 {
        let q = sqrt(-2.0 * log(p));
        let above = polynomial(
            q,
            &[
                -7.784894002430293e-03,
                -3.223964580411365e-01,
                -2.400758277161838,
                -2.549732539343734,
                4.374664141464968,
                2.938163982698783,
            ],
        );
        let below = polynomial(
            q,
            &[7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1.0],
        );
        above / below
    } else {
        let q = p - 0.5;
        let r = q * q;
        let above = polynomial(
            r,
            &[
                -3.969683028665376e+01,
                2.209460984245205e+02,
                -2.759285104469687e+02,
                1.38357751867269e+02,
                -3.066479806614716e+01,
                2.506628277459239,
            ],
        );
        let below = polynomial(
            r,
            &[
                -5.447609879822406e+01,
                1.615858368580409e+02,
                -1.556989798598866e+02,
                6.680131188771972e+01,
                -1.328068155288572e+01,
                1.0,
            ],
        );
        q * above / below
    }
}

/// A lognormal duration or size; a constant where `sigma` is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lognormal {
    /// Half the values are below this; in the unit of the quantity.
    pub median: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl Lognormal {
    /// By the median and another quantile: `value` is exceeded with probability `1 - share`. A quantile on the
    /// wrong side of the median gives a constant.
    #[must_use]
    pub fn from_median_and(median: f64, share: f64, value: f64) -> Self {
        let sigma = log(value / median) / normal_quantile(share);
        Self { median, sigma: if sigma.is_finite() { sigma.max(0.0) } else { 0.0 } }
    }

    /// By the median and the 95th percentile.
    #[must_use]
    pub fn from_p50_p95(p50: f64, p95: f64) -> Self {
        let sigma = log(p95 / p50) / Z95;
        Self { median: p50, sigma: if sigma.is_finite() { sigma.max(0.0) } else { 0.0 } }
    }

    /// Probability of exceeding `value`.
    #[must_use]
    pub fn tail(&self, value: f64) -> f64 {
        if value <= 0.0 {
            return 1.0;
        }
        if self.sigma == 0.0 {
            return if self.median > value { 1.0 } else { 0.0 };
        }
        normal_cdf(-log(value / self.median) / self.sigma)
    }

    /// The value stayed below with probability `share`.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        if self.sigma == 0.0 { self.median } else { self.median * exp(self.sigma * normal_quantile(share)) }
    }

    /// Mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.median * exp(0.5 * self.sigma * self.sigma)
    }
}

/// The value of a triangular distribution stayed below with probability `share` (0 to 1): `low <= mode <= high`, in one
/// unit. Without width it is that value.
#[must_use]
pub fn triangular_quantile(share: f64, low: f64, mode: f64, high: f64) -> f64 {
    let (width, rise, fall) = (high - low, mode - low, high - mode);
    if share * width <= rise {
        low + sqrt(share * width * rise)
    } else {
        high - sqrt((1.0 - share) * width * fall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_quantiles() {
        for (p, z) in [
            (0.5, 0.0),
            (0.95, Z95),
            (0.975, 1.959_963_984_540_054),
            (0.01, -2.326_347_874_040_841),
            (1e-10, -6.361_340_902_404_056),
        ] {
            assert!((normal_quantile(p) - z).abs() < 4e-15 * z.abs().max(1.0), "{p}: {}", normal_quantile(p));
        }
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(1.5).is_nan());
    }

    #[test]
    fn boots_of_a_service() {
        // Cloud Run boots, PolicyEngine issue 3764: p50 201 s, p90 371 s: sigma = ln(371/201)/1.2815516 = 0.478246; beyond 240, 360, 420, 480 s.
        let boot = Lognormal::from_median_and(201.0, 0.9, 371.0);
        assert!((boot.sigma - 0.478_246).abs() < 5e-7);
        for (seconds, share) in [(240.0, 0.3554), (360.0, 0.1115), (420.0, 0.0617), (480.0, 0.0344)] {
            assert!((boot.tail(seconds) - share).abs() < 6e-5, "{seconds}: {}", boot.tail(seconds));
        }
        assert!((boot.quantile(0.9) - 371.0).abs() < 1e-9);
        let constant = Lognormal { median: 3.0, sigma: 0.0 };
        assert_eq!(constant.tail(3.0), 0.0);
        assert_eq!(constant.tail(2.9), 1.0);
    }

    #[test]
    fn triangular() {
        // (2, 5, 12): 2 + sqrt(0.1 * 10 * 3), 12 - sqrt(0.5 * 10 * 7), 12 - sqrt(0.1 * 10 * 7).
        for (share, value) in
            [(0.0, 2.0), (0.1, 3.732_050_808), (0.5, 6.083_920_217), (0.9, 9.354_248_689), (1.0, 12.0)]
        {
            assert!((triangular_quantile(share, 2.0, 5.0, 12.0) - value).abs() < 1e-9);
        }
        assert_eq!(triangular_quantile(0.3, 4.0, 4.0, 4.0), 4.0);
        assert_eq!(triangular_quantile(0.75, 2.0, 2.0, 12.0), 7.0); // 12 - sqrt(0.25 * 10 * 10)
    }
}

//! A load that swings over the day, and what follows it: autoscaled fleets.

use crate::number::Number;
use crate::unit::COUNT;
use libm::{acos, ceil};
use std::f64::consts::PI;

/// A swing of more servers than this is averaged without counting them one by one; the error is about a millionth.
const MOST_COUNTED: f64 = 4_096.0;

/// Mean number of servers over a day when the load (erlangs, or machines) is `mean + amplitude sin t` and the fleet is
/// that rounded up, at least `least`: `Σ P(load > k)`, each an arc cosine. `amplitude` is 0 to `mean`.
#[must_use]
pub fn mean_ceil_of_sinusoid(mean: f64, amplitude: f64, least: u32) -> f64 {
    let least = f64::from(least);
    let (bottom, top) = (mean - amplitude, mean + amplitude);
    if amplitude.is_nan() || amplitude <= 0.0 {
        return Number::ceil(mean).max(least);
    }
    if amplitude > MOST_COUNTED {
        return (mean + 0.5).max(least);
    }
    // Below the trough every server is always there.
    let always = ceil(bottom).max(least).max(0.0);
    let mut servers = always;
    let mut count = always;
    while count < top {
        servers += acos(((count - mean) / amplitude).clamp(-1.0, 1.0)) / PI;
        count += 1.0;
    }
    servers
}

/// Mean number of servers (count) of a fleet that follows a sinusoid: mean and amplitude in servers.
#[must_use]
pub fn mean_servers<N: Number>(mean: N, amplitude: N, least: u32) -> N {
    if !amplitude.exceeds(N::zero(COUNT)) {
        // A day without swing is no curve but steps.
        let servers = mean.ceil().max(N::count(f64::from(least)));
        return servers.called("Mean servers", COUNT, "mean rounded up");
    }
    N::smooth(
        "Mean servers",
        COUNT,
        "mean of a rounded sinusoid",
        [mean, amplitude],
        move |[mean, amplitude]| mean_ceil_of_sinusoid(mean, amplitude, least),
    )
}

/// Servers (count) of a fleet fixed for the peak: mean and amplitude in servers.
#[must_use]
pub fn peak_servers<N: Number>(mean: N, amplitude: N) -> N {
    (mean + amplitude).ceil().called("Servers at the peak", COUNT, "peak rounded up")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn a_fleet_that_follows_the_day() {
        near(mean_ceil_of_sinusoid(4.96, 4.96, 0), 5.471449106785, 5e-13);
        assert_eq!(peak_servers(4.96, 4.96), 10.0);
        // Symmetric about 2.5: ceil averages to 3.
        near(mean_ceil_of_sinusoid(2.5, 1.5, 0), 3.0, 1e-14);
        // Mean 10, swing 8: 10.5 against 18 fixed.
        near(mean_ceil_of_sinusoid(10.0, 8.0, 0) / peak_servers(10.0, 8.0), 0.583333333, 5e-10);
        near(mean_ceil_of_sinusoid(3.2, 0.0, 0), 4.0, 0.0);
        near(mean_ceil_of_sinusoid(0.0, 0.0, 1), 1.0, 0.0);
        near(mean_ceil_of_sinusoid(1.0, 0.9, 5), 5.0, 0.0);
        near(mean_ceil_of_sinusoid(70_000.0, 65_000.0, 0) / 70_000.5, 1.0, 1e-6);
    }

    #[test]
    fn against_the_plain_mean() {
        for (mean, amplitude, least) in [(4.96, 4.96, 0), (7.3, 2.1, 0), (3.0, 3.0, 2), (12.0, 0.25, 0)] {
            let steps = 200_000;
            let plain = (0..steps)
                .map(|step| {
                    let phase = 2.0 * PI * (f64::from(step) + 0.5) / f64::from(steps);
                    ceil(mean + amplitude * libm::sin(phase)).max(f64::from(least))
                })
                .sum::<f64>()
                / f64::from(steps);
            near(mean_ceil_of_sinusoid(mean, amplitude, least), plain, 1e-4);
        }
    }
}

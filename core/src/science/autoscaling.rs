//! Autoscalers: how many replicas they ask for, and loads between which they never settle.

use crate::number::Number;
use crate::unit::COUNT;

const BAND: &str = "load above one threshold and below the other";
/// Bands thinner than this share are dust of the arithmetic.
const DUST: f64 = 1e-12;

/// Replicas that the Kubernetes horizontal autoscaler asks for: `ceil(replicas * metric / target)`, unchanged while
/// the metric is within a tenth of its target.
#[must_use]
pub fn hpa_replicas(replicas: f64, metric: f64, target: f64) -> f64 {
    const TOLERANCE: f64 = 0.1;
    let ratio = metric / target;
    if (ratio - 1.0).abs() <= TOLERANCE + 1e-12 { replicas } else { Number::ceil(replicas * ratio) }
}

/// Loads, in machines fully used, at which an autoscaler swings for ever between a number of machines and one more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlapBand<N> {
    /// Above this load a machine is added.
    pub above: N,
    /// Below this load one more machine is removed again.
    pub below: N,
}

/// The band of an autoscaler that adds a machine above a utilisation of `up` and removes one below `down` (shares),
/// between `machines` and one more; none where it settles at any load.
#[must_use]
pub fn flap_band<N: Number>(machines: N, up: N, down: N) -> Option<FlapBand<N>> {
    let above = (up * machines).called("A machine is added above", COUNT, BAND);
    let below = (down * (machines + N::count(1.0))).called("A machine is removed below", COUNT, BAND);
    below.exceeds(above * N::count(1.0 + DUST)).then_some(FlapBand { above, below })
}

/// Fewest machines (count, at least 1) from which such an autoscaler settles at any load: `down / (up - down)` rounded
/// up. None where it adds machines no later than it removes them (`up` not above `down`), which never settles.
#[must_use]
pub fn settles_from<N: Number>(up: N, down: N) -> Option<N> {
    up.exceeds(down).then(|| {
        (down / (up - down)).ceil().max(N::count(1.0)).called("Machines that settle at any load", COUNT, BAND)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn kubernetes() {
        assert_eq!(hpa_replicas(3.0, 90.0, 70.0), 4.0); // 3 * 1.286 = 3.86
        assert_eq!(hpa_replicas(3.0, 75.0, 70.0), 3.0); // 1.07: within a tenth
        assert_eq!(hpa_replicas(10.0, 30.0, 70.0), 5.0); // 4.29
    }

    #[test]
    fn guide_001() {
        // Processor 80/50: one machine above 0.8, two below 2 * 0.5 = 1. Two: 1.6 and 1.5.
        assert_eq!(flap_band(1.0, 0.8, 0.5), Some(FlapBand { above: 0.8, below: 1.0 }));
        assert_eq!(flap_band(2.0, 0.8, 0.5), None);
        assert_eq!(settles_from(0.8, 0.5), Some(2.0)); // 0.5 / 0.3 = 1.667
        // Memory 90/60: 0.9 and 1.2; two meet at 1.8, which is 0.6 * 3 but for dust; 0.6 / 0.3 = 2.
        assert_eq!(flap_band(1.0, 0.9, 0.6), Some(FlapBand { above: 0.9, below: 1.2 }));
        assert_eq!(flap_band(2.0, 0.9, 0.6), None);
        assert_eq!(settles_from(0.9, 0.6), Some(2.0));
    }

    #[test]
    fn bands_end_where_it_settles() {
        for (up, down) in [(0.8, 0.5), (0.9, 0.6), (0.75, 0.7), (0.7, 0.65), (0.9, 0.1), (0.5, 0.499)] {
            let least = settles_from(up, down).unwrap();
            for machines in 1..600 {
                let machines = f64::from(machines);
                assert_eq!(
                    flap_band(machines, up, down).is_none(),
                    machines >= least,
                    "{machines} {up} {down}"
                );
            }
        }
        assert_eq!(settles_from(0.5, 0.5), None);
        assert!(flap_band(1e6, 0.5, 0.5).is_some());
    }

    /// The autoscaler itself: one machine more or less a step.
    #[test]
    fn a_load_in_the_band_never_settles() {
        let next = |machines: f64, load: f64| {
            if load > 0.8 * machines {
                machines + 1.0
            } else if load < 0.5 * machines && machines > 1.0 {
                machines - 1.0
            } else {
                machines
            }
        };
        let settles = |load: f64| {
            let mut machines = 1.0;
            (0..1000).any(|_| {
                let before = machines;
                machines = next(machines, load);
                machines == before
            })
        };
        assert!(!settles(0.81) && !settles(0.9) && !settles(0.99));
        assert!(settles(0.8) && settles(1.0) && settles(1.55) && settles(40.0));
    }
}

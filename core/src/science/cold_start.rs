//! Cold starts of hosts that keep idle instances for a while, and starts against a window they must fit.
//!
//! Requests arrive as a Poisson stream, each is served by an instance of its own, and an idle instance is dropped after
//! the keep-alive. Of the idle instances the first in a fixed order is taken (ordered hunt), which is close to the most
//! recently used one. Position j then sees what the positions before it, a loss system of n = j - 1 servers, turn away:
//! a renewal stream (Cooper 1981). With `a` erlangs, Erlang's B(n, a) and g(s) = 1 - E[e^{-s gap}] of its gaps,
//!
//! - g(s) of n servers is `(n g' + s) / (a + n g' + s)` with g' of n - 1 servers, per service time: from n busy servers
//!   the next event is an arrival, turned away, or an end of service, and then a way back up;
//! - g(1) = 1 - B(n+1)/B(n), so position j serves `a B(n) g(1)` requests per service time;
//! - the idle time of position j, from the end of its service to the next request turned away, has the tail transform
//!   `(g(s) - s g(1)) / (s (1 - s) g(1))`, which is that of a loss system started from `(I - Q)^{-1} e_n`.
//!
//! No factorials or powers: nothing overflows at any load. The transforms of all positions take one pass at each of
//! twelve points; the tail at the keep-alive follows by Talbot's method (Trefethen, Weideman &
//! Schmelzer 2006), to about 1e-12 of a request at a position.

use super::quantile::Lognormal;
use crate::number::Number;
use crate::unit::{COUNT, SECOND};
use libm::{exp, expm1, sqrt};
use std::f64::consts::PI;

const HUNT: &str = "ordered hunt over loss systems (Cooper 1981)";
/// Points of Talbot's contour; the half with positive angle is evaluated.
const POINTS: usize = 24;
/// Below this many erlangs no request ever meets another.
const LONE: f64 = 1e-12;
/// Up to here (erlangs) positions are counted one by one.
const MOST_COUNTED: f64 = 2_000.0;
/// Tails below this are dust of the inversion.
const DUST: f64 = 1e-12;

/// A pool of instances with keep-alive, in its steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WarmPool {
    /// Share of requests that find no idle instance and start one, 0 to 1.
    pub cold_share: f64,
    /// Mean instances alive, serving or kept.
    pub alive: f64,
    /// Mean instances serving.
    pub busy: f64,
}

impl WarmPool {
    /// Requests per second (0 or more), mean seconds of service (0 or more) and seconds an idle instance is kept (0 or
    /// more; 0 keeps none, so that every request starts one).
    ///
    /// Above 2 000 erlangs the diffusion limit is taken: at the same keep-alive over service time, the cold share falls
    /// and the spare instances grow with the root of the load. That is within three hundredths from a hundredth of a
    /// service to 300 of them, and under-states the cold share where no second request comes within the keep-alive.
    #[must_use]
    pub fn new(arrivals_per_second: f64, service_seconds: f64, keep_alive_seconds: f64) -> Self {
        let busy = arrivals_per_second * service_seconds;
        if busy.is_nan() || arrivals_per_second <= 0.0 {
            return Self { cold_share: 1.0, alive: 0.0, busy: 0.0 };
        }
        if keep_alive_seconds.is_nan() || keep_alive_seconds <= 0.0 {
            return Self { cold_share: 1.0, alive: busy, busy };
        }
        if busy <= LONE {
            let gaps = arrivals_per_second * keep_alive_seconds;
            return Self { cold_share: exp(-gaps), alive: busy - expm1(-gaps), busy };
        }
        // For ever, to all intents, without overflow.
        let kept = (keep_alive_seconds / service_seconds).min(1e30);
        let counted = busy.min(MOST_COUNTED);
        let root = sqrt(busy / counted);
        let (cold, spare) = counted_pool(counted, kept);
        Self { cold_share: (cold / root).clamp(0.0, 1.0), alive: busy + spare * root, busy }
    }
}

/// Share of requests (0 to 1) that meet a cold start: arrivals per second, seconds of service, seconds an idle instance
/// is kept.
#[must_use]
pub fn cold_share<N: Number>(arrivals_per_second: N, service_seconds: N, keep_alive_seconds: N) -> N {
    N::smooth(
        "Cold starts",
        COUNT,
        HUNT,
        [arrivals_per_second, service_seconds, keep_alive_seconds],
        |[rate, service, kept]| WarmPool::new(rate, service, kept).cold_share,
    )
}

/// Mean instances alive (count), serving or kept: arguments as [`cold_share`].
#[must_use]
pub fn instances_alive<N: Number>(arrivals_per_second: N, service_seconds: N, keep_alive_seconds: N) -> N {
    N::smooth(
        "Instances alive",
        COUNT,
        HUNT,
        [arrivals_per_second, service_seconds, keep_alive_seconds],
        |[rate, service, kept]| WarmPool::new(rate, service, kept).alive,
    )
}

/// Share of starts (0 to 1) that take longer than a window (seconds), of a lognormal start-up by its median and 90th
/// percentile (seconds).
///
/// Of 48 published boots of a Cloud Run service (PolicyEngine issues 3764 and 3765: median 201 s, 90th percentile 371 s)
/// 12.5 % passed 360 s and about 6 % passed 420 s, where this says 11.2 % and 6.2 %; but about 23 % passed 240 s, where
/// it says 35.5 %: between median and 90th percentile it over-states.
#[must_use]
pub fn late_start_share<N: Number>(median_seconds: N, p90_seconds: N, window_seconds: N) -> N {
    N::smooth(
        "Starts beyond the window",
        COUNT,
        "lognormal by median and 90th percentile",
        [median_seconds, p90_seconds, window_seconds],
        |[median, p90, window]| Lognormal::from_median_and(median, 0.9, p90).tail(window),
    )
}

/// Mean seconds of a start-up as in [`late_start_share`]: what is billed for it.
#[must_use]
pub fn mean_start_seconds<N: Number>(median_seconds: N, p90_seconds: N) -> N {
    N::smooth(
        "Seconds of a start, mean",
        SECOND,
        "lognormal by median and 90th percentile",
        [median_seconds, p90_seconds],
        |[median, p90]| Lognormal::from_median_and(median, 0.9, p90).mean(),
    )
}

/// A complex number.
#[derive(Clone, Copy, Default)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    fn times(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }

    fn over(self, other: Self) -> Self {
        let scale = 1.0 / (other.re * other.re + other.im * other.im);
        let top = self.times(Self { re: other.re, im: -other.im });
        Self { re: top.re * scale, im: top.im * scale }
    }
}

/// A point of the contour.
#[derive(Clone, Copy, Default)]
struct Point {
    s: Complex,
    /// What `g(s) - s g(1)` counts in the tail of the idle time; the imaginary part of the product is taken.
    tail: Complex,
    /// The same in the mean of idle time and keep-alive, whichever is shorter.
    kept: Complex,
    /// g(s) of the servers so far.
    gap: Complex,
}

/// Talbot's contour at its points, for a time of 1: real part and that of its slope, cosine and sine of the imaginary part.
/// A sine takes more of a download than these twelve.
#[rustfmt::skip]
const CONTOUR: [[f64; 4]; POINTS / 2] = [
    [4.056312078191682, -0.028077194530179813, 0.6741734925434365, 0.7385730173461422],
    [3.7021515030617627, -0.08486935075544592, -0.7968463761794041, 0.6041819699144882],
    [2.9857066445551803, -0.14362726913397314, -0.5291790009741899, -0.848510214981504],
    [1.8900529388482408, -0.2058449518826706, 0.8931360029996427, -0.44978670516792985],
    [0.3879973995919297, -0.27332419348711473, 0.366663609641136, 0.9303535872800903],
    [-1.5604376258702075, -0.34837228889989463, -0.9598542629379818, 0.2804991870216091],
    [-4.012059602761193, -0.43410066782745, -0.19200813652151824, -0.9813933337401136],
    [-7.046939798899983, -0.5349043668335942, 0.9947921417617265, -0.10192445579505038],
    [-10.778795683776695, -0.65727382114328, 0.010995352723215425, 0.9999395492821014],
    [-15.372252770892977, -0.8112440577475262, -0.9967928606272266, -0.08002495237480933],
    [-21.07278026476959, -1.0131372478946423, 0.1703814826957594, -0.9853781763132339],
    [-28.261516099238296, -1.2911208801738006, 0.9657901765531215, 0.2593247671810204],
];

/// Talbot's contour for a time (in services).
fn contour(time: f64) -> [Point; POINTS / 2] {
    let points = POINTS as f64;
    let mut contour = [Point::default(); POINTS / 2];
    for ((place, point), [re, slope, cosine, sine]) in contour.iter_mut().enumerate().zip(&CONTOUR) {
        let angle = PI * (2.0 * place as f64 + 1.0) / points;
        let im = points * 0.2645 * angle;
        let slope = Complex { re: *slope, im: 0.2645 };
        let size = 2.0 * exp(*re) / time;
        let wave = Complex { re: size * cosine, im: size * sine };
        let s = Complex { re: re / time, im: im / time };
        point.s = s;
        point.tail = wave.times(slope).over(s.times(Complex { re: 1.0 - s.re, im: -s.im }));
        point.kept = point.tail.over(s);
    }
    contour
}

/// Cold share, and mean instances kept idle, at a load in erlangs and a keep-alive in services.
fn counted_pool(load: f64, keep_alive: f64) -> (f64, f64) {
    let mut points = contour(keep_alive);
    let (mut cold, mut spare) = (0.0, 0.0);
    let mut lost = 1.0; // Erlang's B of the servers so far
    let mut taken = 0.0; // g(1): the share of those that the next position takes
    let mut servers = 0.0;
    // What is lost falls faster than any power once there are more servers than load, so this ends.
    while lost * (1.0 + keep_alive) > 1e-13 {
        let back = servers * taken + 1.0;
        taken = back / (load + back);
        let (mut tail, mut kept) = (0.0, 0.0);
        for point in &mut points {
            let back =
                Complex { re: servers * point.gap.re + point.s.re, im: servers * point.gap.im + point.s.im };
            point.gap = back.over(Complex { re: load + back.re, im: back.im });
            let re = point.gap.re - point.s.re * taken;
            let im = point.gap.im - point.s.im * taken;
            tail += point.tail.re * im + point.tail.im * re;
            kept += point.kept.re * im + point.kept.im * re;
        }
        if tail > DUST * taken {
            cold += lost * tail.min(taken);
        }
        // A position serves or is kept at most all the time.
        let served = load * lost * taken;
        spare += (load * lost * kept).clamp(0.0, (1.0 - served).max(0.0));
        lost *= load / (load + back);
        servers += 1.0;
    }
    (cold.min(1.0), spare)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::needless_range_loop)]
mod tests {
    use super::*;

    #[test]
    fn the_contour_is_talbot_s() {
        for (place, known) in CONTOUR.iter().enumerate() {
            let angle = PI * (2.0 * place as f64 + 1.0) / POINTS as f64;
            let turn = 0.6407 * angle;
            let (sine, cosine) = (libm::sin(turn), libm::cos(turn));
            let (cotangent, bend) = (cosine / sine, turn / (sine * sine));
            let re = POINTS as f64 * (0.5017 * angle * cotangent - 0.6122);
            let im = POINTS as f64 * 0.2645 * angle;
            let found = [re, 0.5017 * (cotangent - bend), libm::cos(im), libm::sin(im)];
            assert_eq!(found.map(f64::to_bits), known.map(f64::to_bits), "{place}");
        }
    }

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    /// Independent of the transforms: the loss systems themselves, started from (I - Q)^{-1} e_n and followed with
    /// Runge and Kutta's steps. Load in erlangs, time in services; cold share and instances kept idle.
    fn stepped(load: f64, time: f64, positions: usize, steps: u32) -> (f64, f64) {
        let (mut cold, mut spare) = (0.0, 0.0);
        let blocked = crate::science::queueing::erlang_b;
        for n in 0..positions {
            let lost = blocked(n as u32, load);
            let rate = load * (lost - blocked(n as u32 + 1, load));
            // pi (I - Q) = e_n: balance over every state, tridiagonal, by elimination from below.
            let up = |i: usize| if i < n { load } else { 0.0 };
            let mut ratio = vec![0.0; n + 1]; // pi_i = ratio_i pi_{i+1}
            let mut diagonal = 1.0 + up(0);
            for i in 0..n {
                ratio[i] = (i + 1) as f64 / diagonal;
                diagonal = 1.0 + up(i + 1) + (i + 1) as f64 - load * ratio[i];
            }
            let mut state = vec![0.0; n + 1];
            state[n] = 1.0 / diagonal;
            for i in (0..n).rev() {
                state[i] = ratio[i] * state[i + 1];
            }
            near(state.iter().sum(), 1.0, 1e-12);
            // d/dt of the state while idle (leaving n by an arrival ends it), and of the time spent idle.
            let slope = |x: &[f64]| -> Vec<f64> {
                (0..=n)
                    .map(|i| {
                        let from_below = if i > 0 { load * x[i - 1] } else { 0.0 };
                        let from_above = if i < n { (i + 1) as f64 * x[i + 1] } else { 0.0 };
                        from_below + from_above - (load + i as f64) * x[i]
                    })
                    .collect()
            };
            let step = time / f64::from(steps);
            let mut idle = 0.0;
            let ahead = |x: &[f64], k: &[f64], h: f64| -> Vec<f64> {
                x.iter().zip(k).map(|(x, k)| x + h * k).collect()
            };
            for _ in 0..steps {
                let k1 = slope(&state);
                let x2 = ahead(&state, &k1, step / 2.0);
                let k2 = slope(&x2);
                let x3 = ahead(&state, &k2, step / 2.0);
                let k3 = slope(&x3);
                let x4 = ahead(&state, &k3, step);
                let k4 = slope(&x4);
                let total = |x: &[f64]| x.iter().sum::<f64>();
                idle += step / 6.0 * (total(&state) + 2.0 * total(&x2) + 2.0 * total(&x3) + total(&x4));
                for i in 0..=n {
                    state[i] += step / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
                }
            }
            cold += rate / load * state.iter().sum::<f64>();
            spare += rate * idle;
        }
        (cold, spare)
    }

    #[test]
    fn against_the_loss_systems_themselves() {
        for (load, time, positions) in
            [(0.3, 0.5, 14), (0.3, 8.0, 14), (2.0, 0.1, 22), (2.0, 3.0, 22), (6.0, 2.0, 34), (6.0, 12.0, 34)]
        {
            let (cold, spare) = stepped(load, time, positions, (400.0 * time) as u32 + 200);
            let pool = WarmPool::new(load / 7.0, 7.0, 7.0 * time);
            near(pool.cold_share / cold, 1.0, 1e-8);
            near((pool.alive - pool.busy) / spare, 1.0, 1e-8);
        }
    }

    #[test]
    fn one_instance() {
        // One request an hour of 10 ms, kept ten minutes: e^{-1/6} = 0.846482 (and a second position for 3e-6 of them).
        let pool = WarmPool::new(1.0 / 3600.0, 0.01, 600.0);
        near(pool.cold_share, 0.846_481_724_890_614, 3e-6);
        near(pool.alive, 0.153_518_275_109_386, 6e-6);
        for (rate, service, kept) in [(1e-9, 0.01, 1e5), (1e-9, 0.0, 1e5), (0.5, 0.0, 3.0), (1e-9, 1e-4, 1e9)]
        {
            near(WarmPool::new(rate, service, kept).cold_share / exp(-rate * kept), 1.0, 1e-9);
        }
        // The far tail: a second request only overlaps a first in 1e-8 of the time.
        near(WarmPool::new(1e-6, 0.01, 1e7).cold_share / exp(-10.0), 1.0, 3e-4);
        // Without keep-alive, without requests.
        assert_eq!(WarmPool::new(0.05, 2.0, 0.0), WarmPool { cold_share: 1.0, alive: 0.1, busy: 0.1 });
        assert_eq!(WarmPool::new(0.0, 2.0, 600.0), WarmPool { cold_share: 1.0, alive: 0.0, busy: 0.0 });
        near(WarmPool::new(0.05, 2.0, 1e-9).cold_share, 1.0, 1e-8);
    }

    #[test]
    fn within_bounds_and_falling_with_the_keep_alive() {
        let keep_alives = [0.0, 1e-3, 0.1, 1.0, 10.0, 60.0, 300.0, 600.0, 900.0, 3600.0, 1e4, 1e5, 1e9];
        for rate in [1e-9, 1e-6, 1e-3, 0.05, 0.9, 7.0, 60.0, 1e3] {
            for service in [0.0, 1e-6, 0.01, 0.3, 2.0, 60.0, 900.0, 1e4] {
                let mut before = WarmPool::new(rate, service, 0.0);
                for kept in keep_alives {
                    let pool = WarmPool::new(rate, service, kept);
                    let named = format!("{rate} {service} {kept}: {pool:?}");
                    assert!((0.0..=1.0).contains(&pool.cold_share), "{named}");
                    assert!(pool.alive.is_finite() && pool.alive >= pool.busy, "{named}");
                    assert!(pool.cold_share <= before.cold_share + 1e-11, "{named} after {before:?}");
                    assert!(pool.alive >= before.alive * (1.0 - 1e-11), "{named} after {before:?}");
                    before = pool;
                }
                assert!(rate < 1e-3 || before.cold_share < 2e-6, "{rate} {service}: {before:?}");
            }
        }
    }

    #[test]
    fn more_requests_keep_more_alive() {
        // The share may rise for a while: where the first instance just stays warm, the second does not yet.
        let pool = |step: i32| WarmPool::new(1e-4 * libm::pow(1.09, f64::from(step)), 2.0, 600.0);
        assert!(pool(60).cold_share > pool(54).cold_share);
        for step in 1..200 {
            assert!(pool(step).alive > pool(step - 1).alive, "{step}: {:?}", pool(step));
        }
        // AWS: "typically under 1 % of invocations"; at two seconds and ten minutes that takes 0.055 a second.
        near(pool(73).cold_share, 0.01, 0.001); // 1e-4 * 1.09^73 = 0.054
    }

    /// Why the bill of functions counts every run cold: by the hunt more runs could cost less.
    #[test]
    fn seconds_billed_can_fall_with_more_runs() {
        // One instance, kept T = 600 s: λ (run + start e^(−λT)). Runs of 0.1 s that start in 3 s, at λT = 1 and 3:
        // (0.1 + 3 × 0.367879) / 600 = 0.00200606 and 3 (0.1 + 3 × 0.049787) / 600 = 0.00124681 seconds a second; runs
        // that overlap, a share λ × 0.1, start a second one: 3 × 0.1 λ² = 0.00000083 and 0.0000075 more.
        let billed = |kept: f64, run: f64, start: f64| {
            let rate = kept / 600.0;
            rate * (run + start * WarmPool::new(rate, run, 600.0).cold_share)
        };
        near(billed(1.0, 0.1, 3.0), 0.002_006_89, 1e-6);
        near(billed(3.0, 0.1, 3.0), 0.001_254_31, 1e-6);
        // e^2 times the run is the most a start may take: the slope of λ e^(−λT) is least, −e^(−2), at λT = 2.
        let falls = |run: f64, start: f64| {
            (1..600).any(|step| {
                let kept = f64::from(step) / 50.0;
                billed(kept + 0.02, run, start) < billed(kept, run, start)
            })
        };
        assert!(falls(0.1, 0.8) && !falls(0.1, 0.7));
        // A hundred runs of 30 s a day: one instance would miss e^(−0.6944) = 0.499 of them, runs that overlap add to it.
        near(WarmPool::new(100.0 / 86_400.0, 30.0, 600.0).cold_share, 0.514_9, 1e-4);
    }

    #[test]
    fn the_limit_of_large_loads() {
        // At four times the load counted, half the share and twice the spare; half of the error to the limit is seen.
        for kept in [0.01, 0.1, 1.0, 5.0, 30.0, 300.0] {
            let (cold, spare) = counted_pool(MOST_COUNTED, kept);
            let (cold_of_more, spare_of_more) = counted_pool(4.0 * MOST_COUNTED, kept);
            near(cold_of_more * 2.0 / cold, 1.0, 0.015);
            near(
                (MOST_COUNTED + spare) / MOST_COUNTED,
                (4.0 * MOST_COUNTED + 2.0 * spare_of_more) / (4.0 * MOST_COUNTED),
                1e-3,
            );
        }
        let (below, above) = (WarmPool::new(199.999, 10.0, 60.0), WarmPool::new(200.001, 10.0, 60.0));
        near(above.cold_share / below.cold_share, 1.0, 1e-4);
        near(above.alive / below.alive, 1.0, 1e-4);
    }

    /// Runs of a function on AWS Lambda, whose idle instances lived for ten minutes (pacslab/simfaas, examples/exp.csv):
    /// requests per second, milliseconds of a warm run, share of cold starts and its standard error, instances.
    const LAMBDA_RUNS: [[f64; 5]; 20] = [
        [0.001863137, 1955.0000, 0.342988262, 0.0317634898, 0.6741935],
        [0.002457662, 1954.2008, 0.210828112, 0.0370852472, 0.8135048],
        [0.002881641, 1952.4111, 0.14543114, 0.0241806718, 0.7794707],
        [0.003453464, 1959.8251, 0.110098137, 0.0228016348, 0.9075697],
        [0.004247997, 1958.2814, 0.079480136, 0.012393396, 0.9459029],
        [0.005724776, 1951.7070, 0.038284752, 0.0061699758, 1.0318979],
        [0.007850938, 1969.6449, 0.033821377, 0.0051956021, 1.1290837],
        [0.016383632, 1959.4281, 0.019552559, 0.0021371597, 1.2699045],
        [0.050119975, 1967.1350, 0.008542126, 0.0009361251, 2.1135822],
        [0.099871133, 1972.5869, 0.005949123, 0.0006805377, 2.7640985],
        [0.100377386, 1975.8881, 0.005658488, 0.0004158207, 2.8888006],
        [0.198076127, 1986.1367, 0.003724283, 0.0002752894, 3.7188245],
        [0.301791289, 1991.6798, 0.002939494, 0.0001999128, 4.4217633],
        [0.397485817, 1997.7784, 0.002084643, 0.0001373723, 5.0450045],
        [0.499672849, 2006.7396, 0.001913309, 9.74928e-05, 5.6942017],
        [0.595605789, 2002.3979, 0.001755948, 6.87452e-05, 6.4193805],
        [0.69726609, 2012.6835, 0.001751208, 0.0001137939, 6.9277204],
        [0.797943117, 2015.4937, 0.001560204, 6.23702e-05, 7.5639396],
        [0.90245944, 2016.0483, 0.001513391, 6.64286e-05, 7.8698413],
        [1.000533179, 2021.7484, 0.00130704, 8.13551e-05, 8.3971406],
    ];

    #[test]
    fn twenty_runs_on_lambda() {
        let (mut cold, mut alive, mut within) = (0.0, 0.0, 0);
        for [rate, milliseconds, share, error, instances] in LAMBDA_RUNS {
            let pool = WarmPool::new(rate, milliseconds / 1000.0, 600.0);
            cold += (pool.cold_share / share - 1.0).abs() / LAMBDA_RUNS.len() as f64;
            alive += (pool.alive / instances - 1.0).abs() / LAMBDA_RUNS.len() as f64;
            within += i32::from((pool.cold_share - share).abs() <= 3.0 * error);
        }
        // The authors' simulator misses the same runs by 12.23 % and 3.05 % on average.
        near(cold, 0.1272, 5e-5);
        near(alive, 0.0306, 5e-5);
        assert_eq!(within, 19);
    }

    #[test]
    fn boots_against_the_probe() {
        // PolicyEngine, 48 boots: 12.5 % beyond 360 s, about 6 % beyond 420 s.
        let late = |window: f64| late_start_share(201.0, 371.0, window);
        near(late(360.0), 0.125, 0.015);
        near(late(420.0), 0.06, 0.003);
        // The known misfit: about 23 % in the field beyond 240 s.
        assert!(late(240.0) > 0.23 + 0.1, "{}", late(240.0));
        near(late(480.0), 0.0344, 6e-5);
    }
}

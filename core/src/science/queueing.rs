//! Queues with several servers: waits, responses, and how many servers are enough.
//!
//! Load is in erlangs: arrivals per second times seconds of service. An unstable queue has infinite waits,
//! never negative ones. Erlang 1917; Halfin & Whitt 1981; Allen 1990; Borst, Mandelbaum & Reiman 2004.

use super::quantile::{normal_cdf, normal_density};
use crate::number::Number;
use crate::unit::{COUNT, PER_SECOND, SECOND, SECONDS_PER_MINUTE};
use libm::{exp, expm1, log, sqrt};

const LITTLE: &str = "Little 1961";
const PROVIDER: &str = "provider rate limits";
/// No answer is larger than this many servers.
const MOST_SERVERS: u32 = 10_000_000;
/// Up to here servers are counted one by one; beyond, Halfin and Whitt's limit is taken, which is then within a
/// hundredth of the share that waits.
const MOST_COUNTED: u32 = 100_000;

/// Load in erlangs (count): arrivals per second times seconds of service.
#[must_use]
pub fn load<N: Number>(arrivals_per_second: N, service_seconds: N) -> N {
    (arrivals_per_second * service_seconds).called("Busy servers", COUNT, LITTLE)
}

/// Servers that keep the mean utilisation at or below `target` (share, above 0): `ceil(load / target)`.
#[must_use]
pub fn servers_for_utilisation<N: Number>(load: N, target: N) -> N {
    (load / target).ceil().called("Servers at target utilisation", COUNT, "utilisation target")
}

/// Share of arrivals lost by `servers` without a waiting room, at a load in erlangs. Takes a step a server.
#[must_use]
pub fn erlang_b(servers: u32, load: f64) -> f64 {
    // Factorials overflow near 170 servers; the recursion does not.
    (1..=servers).fold(1.0, |lost, server| load * lost / (f64::from(server) + load * lost))
}

/// Share of arrivals that wait, at a load in erlangs; 1 where the queue is unstable.
#[must_use]
pub fn erlang_c(servers: u32, load: f64) -> f64 {
    let spare = f64::from(servers) - load;
    if servers > MOST_COUNTED && spare > 0.0 {
        return halfin_whitt(spare / sqrt(load));
    }
    waiting_share(servers, load, erlang_b(servers, load))
}

fn waiting_share(servers: u32, load: f64, lost: f64) -> f64 {
    let rho = load / f64::from(servers);
    if rho < 1.0 { lost / (1.0 - rho * (1.0 - lost)) } else { 1.0 }
}

/// A queue with Poisson arrivals, exponential service and `servers` servers, solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    /// Arrivals per second.
    pub arrivals_per_second: f64,
    /// Mean seconds of service.
    pub service_seconds: f64,
    /// Servers.
    pub servers: u32,
    /// Mean utilisation of a server; 1 or more is unstable.
    pub utilisation: f64,
    /// Share of arrivals that wait.
    pub waiting_share: f64,
    /// Mean seconds of waiting, infinite where unstable.
    pub mean_wait_seconds: f64,
    /// Mean seconds of waiting and service, infinite where unstable.
    pub mean_response_seconds: f64,
}

impl Queue {
    /// Solve M/M/c. Rates and times are 0 or more, servers 1 or more.
    #[must_use]
    pub fn new(arrivals_per_second: f64, service_seconds: f64, servers: u32) -> Self {
        let load = arrivals_per_second * service_seconds;
        let waiting_share = erlang_c(servers, load);
        let utilisation = load / f64::from(servers);
        let mut queue = Self {
            arrivals_per_second,
            service_seconds,
            servers,
            utilisation,
            waiting_share,
            mean_wait_seconds: 0.0,
            mean_response_seconds: 0.0,
        };
        queue.mean_wait_seconds = waiting_share / queue.clearing_per_second();
        queue.mean_response_seconds = queue.mean_wait_seconds + service_seconds;
        queue
    }

    /// Whether the servers keep up.
    #[must_use]
    pub fn is_stable(&self) -> bool {
        self.utilisation < 1.0
    }

    /// Rate at which a waiting line shortens, `c mu - lambda`; 0 where unstable.
    fn clearing_per_second(&self) -> f64 {
        if self.is_stable() {
            f64::from(self.servers) / self.service_seconds - self.arrivals_per_second
        } else {
            0.0
        }
    }

    /// Probability of waiting longer than `seconds`.
    #[must_use]
    pub fn wait_tail(&self, seconds: f64) -> f64 {
        self.waiting_share * exp(-self.clearing_per_second() * seconds)
    }

    /// Seconds of waiting that a `share` of arrivals (0 to 1) does not exceed.
    #[must_use]
    pub fn wait_quantile_seconds(&self, share: f64) -> f64 {
        if !self.is_stable() {
            return f64::INFINITY;
        }
        (log(self.waiting_share / (1.0 - share)) / self.clearing_per_second()).max(0.0)
    }

    /// Share of arrivals served without waiting longer than `seconds`.
    #[must_use]
    pub fn service_level(&self, seconds: f64) -> f64 {
        1.0 - self.wait_tail(seconds)
    }

    /// Probability that waiting and service together exceed `seconds`; 1 where unstable.
    #[must_use]
    pub fn response_tail(&self, seconds: f64) -> f64 {
        if !self.is_stable() {
            return 1.0;
        }
        let services = seconds / self.service_seconds;
        if services.is_nan() || services <= 0.0 {
            return if seconds < 0.0 || self.service_seconds > 0.0 { 1.0 } else { 0.0 };
        }
        // The two exponentials meet where spare = 0: (1 - e^{-services spare}) / spare -> services.
        let spare = f64::from(self.servers) - 1.0 - self.arrivals_per_second * self.service_seconds;
        let exponent = services * spare;
        let meeting = if exponent == 0.0 { services } else { -expm1(-exponent) / spare };
        exp(-services) * (1.0 + self.waiting_share * meeting)
    }

    /// Seconds of waiting and service that a `share` of arrivals (0 to below 1) does not exceed; infinite where
    /// unstable.
    #[must_use]
    pub fn response_quantile_seconds(&self, share: f64) -> f64 {
        if !self.is_stable() {
            return f64::INFINITY;
        }
        falling_root(self.service_seconds, |seconds| self.response_tail(seconds) - (1.0 - share))
    }
}

/// Where a falling function of a positive number crosses zero, to the last bits, by doubling and bisection.
/// `start` is any positive guess. 0 where it never is positive.
fn falling_root(start: f64, function: impl Fn(f64) -> f64) -> f64 {
    if start.is_nan() || start <= 0.0 || function(0.0) <= 0.0 {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, start);
    while function(high) > 0.0 && high < f64::MAX {
        low = high;
        high *= 2.0;
    }
    // Each round halves the interval; 1100 would reach the smallest number there is.
    for _ in 0..1100 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high || high - low <= 1e-15 * high {
            break;
        }
        if function(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Limit of the share that waits when `servers = load + beta * sqrt(load)` and the load grows. `beta > 0`.
#[must_use]
pub fn halfin_whitt(beta: f64) -> f64 {
    1.0 / (1.0 + beta * normal_cdf(beta) / normal_density(beta))
}

/// Mean wait of any queue from that of M/M/c: times the mean of the squared variations of arrivals and service
/// (Allen–Cunneen; exact for M/G/1).
#[must_use]
pub fn allen_cunneen(
    mean_wait_seconds: f64,
    arrivals_squared_variation: f64,
    service_squared_variation: f64,
) -> f64 {
    mean_wait_seconds * (arrivals_squared_variation + service_squared_variation) / 2.0
}

/// Fewest servers that keep a load (erlangs) stable and let at most `waiting_share` of arrivals wait.
/// Saturates at ten million.
#[must_use]
pub fn servers_for_waiting_share(load: f64, waiting_share_target: f64) -> u32 {
    if load > f64::from(MOST_COUNTED) {
        let beta = falling_root(1.0, |beta| halfin_whitt(beta) - waiting_share_target);
        let servers = libm::ceil(load + beta * sqrt(load)).max(libm::floor(load) + 1.0);
        return servers.min(f64::from(MOST_SERVERS)) as u32;
    }
    let mut lost = 1.0;
    for servers in 1..=MOST_SERVERS {
        lost = load * lost / (f64::from(servers) + load * lost);
        if load < f64::from(servers) && waiting_share(servers, load, lost) <= waiting_share_target {
            return servers;
        }
    }
    MOST_SERVERS
}

/// Fewest servers that meet both targets; at least 1.
#[must_use]
pub fn servers(load: f64, utilisation_target: f64, waiting_share_target: f64) -> u32 {
    let by_utilisation = servers_for_utilisation(load, utilisation_target);
    servers_for_waiting_share(load, waiting_share_target)
        .max(by_utilisation.clamp(1.0, f64::from(MOST_SERVERS)) as u32)
}

/// Fewest servers with which a `share` of responses takes at most `seconds`; none where service alone is slower.
#[must_use]
pub fn servers_for_response(
    arrivals_per_second: f64,
    service_seconds: f64,
    share: f64,
    seconds: f64,
) -> Option<u32> {
    let meets = |servers: u32| {
        Queue::new(arrivals_per_second, service_seconds, servers).response_tail(seconds) <= 1.0 - share
    };
    let load = arrivals_per_second * service_seconds;
    // Without any waiting the tail is e^{-t/S}: nothing beats it.
    if load.is_nan() || load >= f64::from(MOST_SERVERS) || exp(-seconds / service_seconds) >= 1.0 - share {
        return None;
    }
    let mut low = load as u32; // unstable, or exactly as many as the load
    let mut step = 1;
    let mut high = low + step;
    while !meets(high) {
        low = high;
        step *= 2;
        high = high.saturating_add(step).min(MOST_SERVERS * 2);
        if high >= MOST_SERVERS * 2 {
            return None;
        }
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if meets(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

/// Seconds until `jobs` (count) of equal length, all there at once, are done by `servers` (count).
#[must_use]
pub fn makespan<N: Number>(jobs: N, servers: N, service_seconds: N) -> N {
    ((jobs / servers).ceil() * service_seconds).called("Batch done", SECOND, "jobs of equal length")
}

/// Mean seconds until `jobs` of exponential length, all there at once, are done by `servers`.
#[must_use]
pub fn mean_makespan_seconds(jobs: u32, servers: u32, service_seconds: f64) -> f64 {
    let busy = servers.min(jobs).max(1);
    let all_busy = f64::from(jobs.saturating_sub(busy)) / f64::from(busy);
    let ending: f64 = (1..=busy.min(jobs)).map(|server| 1.0 / f64::from(server)).sum();
    service_seconds * (all_busy + ending)
}

/// Jobs (count) left over after arrivals beyond the throughput (both per second) have lasted for `seconds`.
#[must_use]
pub fn backlog<N: Number>(arrivals_per_second: N, throughput_per_second: N, seconds: N) -> N {
    ((arrivals_per_second - throughput_per_second).max(N::zero(PER_SECOND)) * seconds).called(
        "Backlog",
        COUNT,
        "fluid limit",
    )
}

/// Seconds until a backlog (count) is worked off while arrivals go on (both rates per second); infinite where they
/// leave nothing over.
#[must_use]
pub fn drain_seconds<N: Number>(backlog: N, arrivals_per_second: N, throughput_per_second: N) -> N {
    if !backlog.exceeds(N::zero(COUNT)) {
        return N::zero(SECOND);
    }
    let spare = (throughput_per_second - arrivals_per_second).max(N::zero(PER_SECOND));
    (backlog / spare).called("Backlog worked off", SECOND, "fluid limit")
}

/// What limits calls to a language model.
#[derive(Clone, Copy, Debug)]
pub struct CallLimits<N> {
    /// Calls in flight of one replica, count.
    pub in_flight_per_replica: N,
    /// Mean seconds of a call.
    pub call_seconds: N,
    /// Requests per minute the provider allows.
    pub requests_per_minute: N,
    /// Tokens per minute the provider allows.
    pub tokens_per_minute: N,
    /// Tokens of one call.
    pub tokens_per_call: N,
}

impl<N: Number> CallLimits<N> {
    /// Calls per second that `replicas` (count) can keep in flight.
    #[must_use]
    pub fn by_concurrency(&self, replicas: N) -> N {
        (self.in_flight_per_replica * replicas / self.call_seconds).called(
            "Calls in flight",
            PER_SECOND,
            LITTLE,
        )
    }

    /// Calls per second under the provider's request limit.
    #[must_use]
    pub fn by_requests(&self) -> N {
        (self.requests_per_minute / N::constant(60.0, SECONDS_PER_MINUTE)).called(
            "Provider's request limit",
            PER_SECOND,
            PROVIDER,
        )
    }

    /// Calls per second under the provider's token limit.
    #[must_use]
    pub fn by_tokens(&self) -> N {
        (self.tokens_per_minute / (N::constant(60.0, SECONDS_PER_MINUTE) * self.tokens_per_call)).called(
            "Provider's token limit",
            PER_SECOND,
            PROVIDER,
        )
    }

    /// Calls per second the provider allows at most.
    #[must_use]
    pub fn by_provider(&self) -> N {
        self.by_requests().min(self.by_tokens())
    }

    /// Calls per second: the least of the three.
    #[must_use]
    pub fn throughput(&self, replicas: N) -> N {
        self.by_concurrency(replicas).min(self.by_provider()).called(
            "Compile throughput",
            PER_SECOND,
            PROVIDER,
        )
    }

    /// Replicas (count) beyond which more only meet the provider's refusals.
    #[must_use]
    pub fn useful_replicas(&self) -> N {
        (self.by_provider() * self.call_seconds / self.in_flight_per_replica).ceil().called(
            "Useful replicas",
            COUNT,
            PROVIDER,
        )
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn erlang_by_hand() {
        near(erlang_c(2, 1.0), 1.0 / 3.0, 1e-15); // B = 1/5; C = .2 / (1 - .5 * .8) = 1/3
        near(erlang_c(1, 0.7), 0.7, 1e-15); // one server: the share that waits is the utilisation
        near(erlang_c(15, 10.0), 0.102042, 5e-7);
        // 1 - .102042 e^{-(15 - 10) 0.33 / 3}: the reference run states its 20 s as 0.33 min, 19.8 s.
        near(Queue::new(10.0 / 180.0, 180.0, 15).service_level(19.8), 0.941127, 5e-7);
        assert_eq!(erlang_c(3, 3.0), 1.0);
    }

    #[test]
    fn a_service_at_twenty_a_second() {
        for (servers, waiting, mean, p95, response) in [
            (4, 0.509433962, 0.076415094, 0.348191584, 0.619214970),
            (5, 0.236151603, 0.017711370, 0.116433824, 0.479987555),
            (6, 0.099143207, 0.004957160, 0.034227117, 0.456601071),
        ] {
            let queue = Queue::new(20.0, 0.15, servers);
            near(queue.waiting_share, waiting, 5e-10);
            near(queue.mean_wait_seconds, mean, 5e-10);
            near(queue.wait_quantile_seconds(0.95), p95, 5e-10);
            near(queue.response_quantile_seconds(0.95), response, 5e-10);
        }
        // Allen–Cunneen at 4 servers: squared variation 4 -> (1 + 4)/2; 0 -> 1/2.
        let wait = Queue::new(20.0, 0.15, 4).mean_wait_seconds;
        near(allen_cunneen(wait, 1.0, 4.0), 0.191037736, 5e-10);
        near(allen_cunneen(wait, 1.0, 0.0), 0.038207547, 5e-10);
        // Pollaczek–Khinchine: rho/(1-rho) * (1+4)/2 = 7/3 * 2.5
        near(allen_cunneen(Queue::new(0.7, 1.0, 1).mean_wait_seconds, 1.0, 4.0), 5.833333333, 5e-10);
    }

    #[test]
    fn the_singular_point_is_smooth() {
        // a = 2, c = 3: c - 1 - a = 0. e^-2 (1 + (4/9) * 2) = 0.2556333...
        let at = Queue::new(2.0 / 0.15, 0.15, 3).response_tail(0.3);
        near(at, 0.255633312780, 5e-13);
        for nudge in [-1e-9, -1e-13, 1e-13, 1e-9] {
            near(Queue::new((2.0 + nudge) / 0.15, 0.15, 3).response_tail(0.3), at, 1e-8);
        }
    }

    #[test]
    fn an_unstable_queue_waits_for_ever() {
        let queue = Queue::new(30.0, 0.15, 4);
        assert_eq!(queue.mean_wait_seconds, f64::INFINITY);
        assert_eq!(queue.mean_response_seconds, f64::INFINITY);
        assert_eq!(queue.wait_quantile_seconds(0.5), f64::INFINITY);
        assert_eq!(queue.response_quantile_seconds(0.5), f64::INFINITY);
        assert_eq!(queue.service_level(1e9), 0.0);
        let idle = Queue::new(0.0, 0.15, 1);
        assert_eq!(idle.mean_wait_seconds, 0.0);
        near(idle.response_quantile_seconds(0.95), 0.15 * log(20.0), 1e-12);
    }

    #[test]
    fn utilisation_is_not_latency() {
        let loads = [0.7, 1.4, 3.5, 7.0, 14.0, 35.0, 70.0];
        let waits = [0.700, 0.576, 0.378, 0.222, 0.0936, 0.0110, 0.00046];
        let enough = [3, 4, 7, 12, 20, 44, 83];
        for ((load, wait), enough) in loads.into_iter().zip(waits).zip(enough) {
            let at_seventy = servers_for_utilisation(load, 0.7) as u32;
            near(erlang_c(at_seventy, load), wait, wait * 0.01);
            assert_eq!(servers_for_waiting_share(load, 0.1), enough, "{load}");
        }
        // Pools of a transaction pooler, at most one in a hundred waiting: 1, 4, 10 erlangs.
        for (load, pool) in [(1.0, 5), (4.0, 10), (10.0, 19)] {
            assert_eq!(servers_for_waiting_share(load, 0.01), pool);
        }
        assert_eq!(servers(0.0, 0.7, 0.1), 1);
        assert_eq!(servers(70.0, 0.7, 0.1), 100);
        assert_eq!(servers_for_response(20.0, 0.15, 0.95, 0.48), Some(5));
        assert_eq!(servers_for_response(20.0, 0.15, 0.95, 0.44), None); // service alone: 0.15 ln 20 = 0.449
    }

    #[test]
    fn many_servers() {
        near(erlang_c(1016, 1000.0), 0.503703641, 5e-10);
        near(halfin_whitt(16.0 / libm::sqrt(1000.0)), 0.500067270, 5e-10);
        near(halfin_whitt(1.0), 0.223361275, 5e-10);
        // Where counting stops, the limit takes over without a jump that matters.
        let load = 99_700.0;
        near(erlang_c(MOST_COUNTED, load) / erlang_c(MOST_COUNTED + 1, load + 1.0), 1.0, 1e-2);
        let (counted, limit) =
            (servers_for_waiting_share(99_999.0, 0.1), servers_for_waiting_share(100_001.0, 0.1));
        assert!(limit >= counted && limit - counted <= 4, "{counted} {limit}");
        assert_eq!(servers_for_waiting_share(1e12, 0.1), MOST_SERVERS);
    }

    #[test]
    fn compile_calls() {
        // S = 6 s, four in flight a replica.
        for (replicas, arrivals, wait) in
            [(1, 0.5, 3.056604), (2, 0.5, 0.015538), (2, 1.2, 5.261497), (3, 1.2, 0.093345)]
        {
            near(Queue::new(arrivals, 6.0, 4 * replicas).mean_wait_seconds, wait, 5e-7);
        }
        // 4/6 = .667; 500/60 = 8.33; 200 000/(60 * 2600) = 1.282; ceil(1.282 * 6 / 4) = 2.
        let limits = CallLimits {
            in_flight_per_replica: 4.0,
            call_seconds: 6.0,
            requests_per_minute: 500.0,
            tokens_per_minute: 200_000.0,
            tokens_per_call: 2600.0,
        };
        near(limits.throughput(1.0), 0.666667, 5e-7);
        near(limits.throughput(2.0), 1.282051, 5e-7);
        near(limits.throughput(9.0), 1.282051, 5e-7);
        assert_eq!(limits.useful_replicas(), 2.0);
    }

    #[test]
    fn batches_and_peaks() {
        // 1000 jobs of 6 s on 8: 125 rounds = 750 s; exponential 6 * (992/8 + 2.717857) = 760.307143.
        assert_eq!(makespan(1000.0, 8.0, 6.0), 750.0);
        near(mean_makespan_seconds(1000, 8, 6.0), 760.307143, 5e-7);
        near(mean_makespan_seconds(2, 8, 6.0), 9.0, 1e-12); // the slower of two: 6 * (1 + 1/2)
        assert_eq!(mean_makespan_seconds(0, 8, 6.0), 0.0);
        // 100 files of 7.5 min in 4 h: 32 rounds a slot -> 4 slots; 6 slots: 17 rounds = 127.5 min.
        assert_eq!(makespan(100.0, 6.0, 450.0), 127.5 * 60.0);
        assert!(makespan(100.0, 4.0, 450.0) <= 4.0 * 3600.0 && makespan(100.0, 3.0, 450.0) > 4.0 * 3600.0);
        // (1.6 - 8/6) * 14 400 = 3840; 3840 / (8/6 - 0.4) = 4114.286 s.
        let left = backlog(1.6, 8.0 / 6.0, 14_400.0);
        near(left, 3840.0, 1e-9);
        near(drain_seconds(left, 0.4, 8.0 / 6.0), 4114.286, 5e-4);
        assert_eq!(drain_seconds(left, 2.0, 8.0 / 6.0), f64::INFINITY);
        assert_eq!(drain_seconds(0.0, 2.0, 1.0), 0.0);
    }
}

//! Hit ratio of a least-recently-used cache under Zipf popularity, and what misses do to latency.
//!
//! Che's approximation (Che 2002; Fricker, Robert & Roberts 2012): an item stays for a characteristic time `T`,
//! the same for all, with `T` such that the items present fill the cache. The second model adds entries that
//! expire `ttl` after insertion and are **not** refreshed by hits.
//!
//! Sums over all items are taken exactly over the first ranks and by a Gauss rule over blocks of later ones, so
//! that a million items cost a few hundred terms.

use super::quantile::Lognormal;
use libm::{expm1, log1p, pow, sqrt};

/// Ranks summed one by one.
const EXACT_RANKS: u64 = 64;
/// Last rank of a block over its first.
const BLOCK_RATIO: f64 = 1.1;
/// Newton steps; convergence is quadratic and takes about six.
const MOST_STEPS: usize = 100;
/// Steps below this share end the search: the error left is of its square.
const PRECISION: f64 = 1e-9;

/// An item, or a weighted stand-in for a block of items.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Share of requests that go to one such item.
    probability: f64,
    /// How many items it stands for.
    weight: f64,
}

/// Popularity of `items` items: the one of rank `i` is asked for in proportion to `i^-s`. Costs hundreds of powers;
/// keep it while the number of items and the exponent stay.
#[derive(Clone, Debug)]
pub struct Popularity {
    nodes: Vec<Node>,
    items: f64,
}

impl Popularity {
    /// Zipf popularity of so many distinct items (1 or more) with exponent `s` (0 and up; 0: all alike).
    #[must_use]
    pub fn zipf(items: u64, exponent: f64) -> Self {
        let items = items.max(1);
        let mut nodes: Vec<Node> = (1..=items.min(EXACT_RANKS))
            .map(|rank| Node { probability: pow(rank as f64, -exponent), weight: 1.0 })
            .collect();
        let mut first = EXACT_RANKS + 1;
        while first <= items {
            let last = ((first as f64 * BLOCK_RATIO) as u64).clamp(first, items);
            for (rank, weight) in block(first, last) {
                nodes.push(Node { probability: pow(rank, -exponent), weight });
            }
            first = last + 1;
        }
        let total: f64 = nodes.iter().map(|node| node.probability * node.weight).sum();
        for node in &mut nodes {
            node.probability /= total;
        }
        Self { nodes, items: items as f64 }
    }

    /// How many items there are.
    #[must_use]
    pub const fn items(&self) -> f64 {
        self.items
    }

    /// Sum over all items of a function of an item's share of requests.
    fn sum(&self, function: impl Fn(f64) -> f64) -> f64 {
        self.nodes.iter().map(|node| node.weight * function(node.probability)).sum()
    }

    /// Least recently used, nothing expires: an entry's characteristic time in requests, and the hit ratio.
    /// `capacity` is in entries.
    #[must_use]
    pub fn lru(&self, capacity: f64) -> Lru {
        if capacity >= self.items {
            return Lru { requests: f64::INFINITY, hit_ratio: 1.0 };
        }
        if capacity.is_nan() || capacity <= 0.0 {
            return Lru { requests: 0.0, hit_ratio: 0.0 };
        }
        // Newton on the logarithm of the items absent, which is convex and falls almost straight: from the left
        // it rises to the root without overshooting. No cache turns over in fewer requests than its entries.
        let absent = self.items - capacity;
        let mut requests = capacity;
        for _ in 0..MOST_STEPS {
            let (mut present, mut slope) = (0.0, 0.0);
            for node in &self.nodes {
                let seen = -expm1(-node.probability * requests);
                present += node.weight * seen;
                slope += node.weight * node.probability * (1.0 - seen);
            }
            let step = log1p((capacity - present) / absent) * (self.items - present) / slope;
            requests += step;
            if step.is_nan() || step.abs() <= PRECISION * requests {
                break;
            }
        }
        let hit_ratio = self.sum(|probability| -probability * expm1(-probability * requests));
        Lru { requests, hit_ratio }
    }

    /// Hit ratio of a least-recently-used cache of `capacity` entries whose entries expire `ttl_seconds` after they
    /// were inserted, hits notwithstanding. `requests_per_second` is the rate at this one cache: of several replicas
    /// with caches of their own, each sees its share ([`per_replica`]).
    #[must_use]
    pub fn hit_ratio_with_ttl(&self, capacity: f64, requests_per_second: f64, ttl_seconds: f64) -> f64 {
        if capacity.is_nan() || capacity <= 0.0 || requests_per_second <= 0.0 || ttl_seconds <= 0.0 {
            return 0.0;
        }
        if ttl_seconds == f64::INFINITY {
            return self.lru(capacity).hit_ratio;
        }
        // An item is present for `age` after an insertion and absent for one mean gap: both its occupancy and its
        // hit ratio are x / (1 + x) with x = rate * age.
        let unbounded = |probability: f64| {
            let x = probability * requests_per_second * ttl_seconds;
            x / (1.0 + x)
        };
        if self.sum(unbounded) <= capacity {
            return self.sum(|probability| probability * unbounded(probability));
        }
        let seconds = self.turnover_seconds(capacity, requests_per_second, ttl_seconds);
        self.sum(|probability| {
            let rate = probability * requests_per_second;
            let x = rate * age_seconds(rate, seconds, ttl_seconds).0;
            probability * x / (1.0 + x)
        })
    }

    /// Seconds without a hit after which an entry is pushed out of a full cache: between `capacity` requests and the
    /// time to live. Newton within a bracket.
    fn turnover_seconds(&self, capacity: f64, requests_per_second: f64, ttl_seconds: f64) -> f64 {
        let (mut low, mut high) = (capacity / requests_per_second, ttl_seconds);
        let mut seconds = low;
        for _ in 0..MOST_STEPS {
            let (mut present, mut slope) = (0.0, 0.0);
            for node in &self.nodes {
                let rate = node.probability * requests_per_second;
                let (age, age_slope) = age_seconds(rate, seconds, ttl_seconds);
                let absent = 1.0 / (1.0 + rate * age);
                present += node.weight * rate * age * absent;
                slope += node.weight * rate * age_slope * absent * absent;
            }
            if present < capacity {
                low = seconds;
            } else {
                high = seconds;
            }
            // On logarithms: occupancy grows nearly as a power of the turnover.
            let newton = seconds * pow(capacity / present, present / (seconds * slope));
            let next = if newton > low && newton < high { newton } else { 0.5 * (low + high) };
            let step = next - seconds;
            seconds = next;
            if step.abs() <= PRECISION * seconds || (newton - next).abs() + step.abs() <= PRECISION * seconds
            {
                break;
            }
        }
        seconds
    }
}

/// Mean seconds an entry stays from insertion, when it is pushed out after `turnover` seconds without a hit and
/// expires `ttl` after insertion; and its slope in `turnover`. `turnover` is at most `ttl`.
fn age_seconds(rate: f64, turnover: f64, ttl: f64) -> (f64, f64) {
    let grown = expm1(rate * turnover);
    // Without expiry an entry would stay this much longer than one turnover.
    let longer = (grown / rate - turnover).max(0.0);
    let left = ttl - turnover;
    let y = left / longer;
    if y.is_nan() || y < 1e-9 {
        return (ttl, 0.0);
    }
    let fading = -expm1(-y);
    let age = turnover + left * fading / y;
    let slope = fading + grown * (fading - y * (1.0 - fading));
    (age.min(ttl), if slope.is_finite() { slope } else { fading })
}

/// Ranks and weights that stand for the ranks `first..=last` in a sum: exact up to the fifth power.
fn block(first: u64, last: u64) -> Vec<(f64, f64)> {
    if last - first < 3 {
        return (first..=last).map(|rank| (rank as f64, 1.0)).collect();
    }
    let count = (last - first + 1) as f64;
    let centre = 0.5 * (first + last) as f64;
    // Second moment m2 = (n² - 1)/12 and fourth m4 = m2 (3n² - 7)/20 of n consecutive integers.
    let second = (count * count - 1.0) / 12.0;
    let square = (3.0 * count * count - 7.0) / 20.0;
    let side = count * second / (2.0 * square);
    let reach = sqrt(square);
    vec![(centre - reach, side), (centre, count - 2.0 * side), (centre + reach, side)]
}

/// A least-recently-used cache under Che's approximation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lru {
    /// Requests an entry outlives without a hit.
    pub requests: f64,
    /// Share of requests served from the cache.
    pub hit_ratio: f64,
}

/// Rate at one of `replicas` that share the requests evenly, each with a cache of its own.
#[must_use]
pub fn per_replica(requests_per_second: f64, replicas: f64) -> f64 {
    requests_per_second / replicas.max(1.0)
}

/// Hit ratio of a least-recently-used cache, exactly (King 1971). Takes `items^capacity` steps: for a handful only.
#[must_use]
pub fn lru_exact(probabilities: &[f64], capacity: u32) -> f64 {
    fn hits(probabilities: &[f64], held: &mut Vec<usize>, held_share: f64, capacity: u32) -> f64 {
        if capacity == 0 {
            return held_share;
        }
        let mut total = 0.0;
        for (item, share) in probabilities.iter().enumerate() {
            if held.contains(&item) {
                continue;
            }
            held.push(item);
            total += share / (1.0 - held_share) * hits(probabilities, held, held_share + share, capacity - 1);
            held.pop();
        }
        total
    }
    if capacity as usize >= probabilities.len() {
        return probabilities.iter().sum();
    }
    hits(probabilities, &mut Vec::new(), 0.0, capacity)
}

/// Popularity of `items` items by rank, exponent `exponent`, item by item: for [`lru_exact`].
#[must_use]
pub fn zipf_probabilities(items: u32, exponent: f64) -> Vec<f64> {
    let weights: Vec<f64> = (1..=items).map(|rank| pow(f64::from(rank), -exponent)).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// Seconds that a `share` of requests (0 to below 1) does not exceed, where a hit takes `base` seconds and a miss a
/// `round_trip` in seconds on top: hits are all done first, so it is a quantile of the misses. A weighted mean of the two
/// percentiles would be wrong.
#[must_use]
pub fn latency_quantile(share: f64, hit_ratio: f64, base: f64, round_trip: &Lognormal) -> f64 {
    let later = 1.0 - share;
    let misses = 1.0 - hit_ratio;
    if misses <= later { base } else { base + round_trip.quantile(1.0 - later / misses) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn a_block_stands_for_its_ranks() {
        for (first, last) in [(65_u64, 71), (100, 102), (100, 103), (1000, 1100), (90_000, 99_000)] {
            for power in 0..=5 {
                let centre = 0.5 * (first + last) as f64;
                let reach = (last - first) as f64 / 2.0;
                let f = |rank: f64| ((rank - centre) / reach + 0.3).powi(power);
                let exact: f64 = (first..=last).map(|rank| f(rank as f64)).sum();
                let ruled: f64 = block(first, last).into_iter().map(|(rank, weight)| weight * f(rank)).sum();
                near(ruled / exact, 1.0, 1e-12);
            }
        }
        assert!(Popularity::zipf(10_000, 1.0).nodes.len() < 230);
        assert!(Popularity::zipf(1_000_000, 1.0).nodes.len() < 380);
    }

    /// The same popularity without the Gauss rule.
    fn item_by_item(items: u32, exponent: f64) -> Popularity {
        let nodes = zipf_probabilities(items, exponent)
            .into_iter()
            .map(|probability| Node { probability, weight: 1.0 })
            .collect();
        Popularity { nodes, items: f64::from(items) }
    }

    #[test]
    fn blocks_change_nothing_that_matters() {
        for exponent in [0.0, 0.5, 0.8, 1.0, 1.2, 2.0] {
            let (fast, slow) = (Popularity::zipf(20_000, exponent), item_by_item(20_000, exponent));
            for capacity in [1.0, 16.0, 256.0, 5000.0, 19_000.0, 19_999.99] {
                near(fast.lru(capacity).hit_ratio, slow.lru(capacity).hit_ratio, 1e-8);
                for (rate, ttl) in [(0.01, 3600.0), (1.0, 3600.0), (100.0, 3600.0), (1000.0, 10.0)] {
                    near(
                        fast.hit_ratio_with_ttl(capacity, rate, ttl),
                        slow.hit_ratio_with_ttl(capacity, rate, ttl),
                        1e-8,
                    );
                }
            }
        }
    }

    #[test]
    fn zipf_and_lru() {
        // N 10 000, 256 entries.
        for (exponent, hit) in [(0.8, 0.248417651), (1.0, 0.503675703), (1.2, 0.750601302)] {
            near(Popularity::zipf(10_000, exponent).lru(256.0).hit_ratio, hit, 1e-9);
        }
        // King against Che, N 10, 3 entries.
        near(lru_exact(&zipf_probabilities(10, 1.0), 3), 0.470664190015, 5e-13);
        near(Popularity::zipf(10, 1.0).lru(3.0).hit_ratio, 0.465723906427, 5e-13);
        assert_eq!(Popularity::zipf(10, 1.0).lru(10.0).hit_ratio, 1.0);
        assert_eq!(Popularity::zipf(10, 1.0).lru(0.0).hit_ratio, 0.0);
    }

    #[test]
    fn insertion_ttl() {
        let popularity = Popularity::zipf(1000, 1.0);
        for (rate, hit) in [(0.05, 0.501519178), (0.5, 0.724140294), (5.0, 0.741009740)] {
            near(popularity.hit_ratio_with_ttl(256.0, rate, 3600.0), hit, 1e-9);
        }
        // The time to live is only felt while it is short against the turnover.
        let lru = popularity.lru(256.0).hit_ratio;
        near(popularity.hit_ratio_with_ttl(256.0, 1e6, 3600.0), lru, 1e-6);
        near(popularity.hit_ratio_with_ttl(256.0, 1.0, f64::INFINITY), lru, 0.0);
        // Never full: x/(1 + x) per item.
        near(
            popularity.hit_ratio_with_ttl(1000.0, 0.5, 3600.0),
            popularity.hit_ratio_with_ttl(1e9, 0.5, 3600.0),
            0.0,
        );
        // More replicas, fewer hits in each: half a request a second shared by 1, 2, 4, 8; x/(1 + x) per item.
        for (replicas, hit) in [(1.0, 0.7810), (2.0, 0.7023), (4.0, 0.6177), (8.0, 0.5300)] {
            near(popularity.hit_ratio_with_ttl(1000.0, per_replica(0.5, replicas), 3600.0), hit, 5e-5);
        }
    }

    #[test]
    fn extremes_stay_shares() {
        for items in [1, 2, 65, 66, 100, 1_000_000] {
            for exponent in [0.0, 1.0, 3.0, 40.0] {
                let popularity = Popularity::zipf(items, exponent);
                for capacity in [0.5, 1.0, 64.0, 999_999.5, 1e9] {
                    let lru = popularity.lru(capacity).hit_ratio;
                    assert!((0.0..=1.0 + 1e-12).contains(&lru), "{items} {exponent} {capacity}: {lru}");
                    for rate in [1e-9, 1.0, 1e9] {
                        let hit = popularity.hit_ratio_with_ttl(capacity, rate, 3600.0);
                        assert!(
                            (0.0..=1.0 + 1e-12).contains(&hit),
                            "{items} {exponent} {capacity} {rate}: {hit}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_percentile_of_a_mixture() {
        // 0.6 of requests take 80 ms; the rest 80 ms and a lognormal of p50 0.3 s, p95 1.5 s: 5 % of all is 12.5 %
        // of the misses: 0.08 + 0.3 e^{0.978475 * 1.150349} = 1.0046 s.
        let round_trip = Lognormal::from_p50_p95(0.3, 1.5);
        near(latency_quantile(0.95, 0.6, 0.08, &round_trip), 1.004602045, 5e-10);
        // Of all that miss, 5 % take longer than 1.5 s; of all that hit, none longer than the base.
        near(latency_quantile(0.95, 0.0, 0.08, &round_trip), 1.58, 1e-12);
        assert_eq!([0.95, 0.96, 1.0].map(|hit| latency_quantile(0.95, hit, 0.08, &round_trip)), [0.08; 3]);
    }
}

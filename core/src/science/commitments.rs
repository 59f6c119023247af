//! Commitments, interruptible machines, and machines that burst.

use crate::number::Number;
use crate::unit::{COUNT, HOUR, USD, USD_PER_HOUR, VCPU};
use libm::{expm1, sqrt};

const SAVINGS: &str = "AWS Savings Plans: the commitment is in discounted dollars";
const RESTARTS: &str = "work starts over at every interruption";
const BURST: &str = "AWS EC2 T-family, unlimited mode";

/// Dollars of an hour ($/h) under a commitment ($/h, in discounted dollars) with a discount (share): usage is given at
/// on-demand prices ($/h), and what the commitment does not cover is paid at those.
#[must_use]
pub fn savings_plan_hour<N: Number>(on_demand_usage: N, commitment: N, discount: N) -> N {
    let per_hour = USD.per(HOUR);
    let covered = commitment / (N::count(1.0) - discount);
    (commitment + (on_demand_usage - covered).max(N::zero(per_hour))).called(
        "Hour under a commitment",
        per_hour,
        SAVINGS,
    )
}

/// What to commit to ($/h, in discounted dollars) so that all of an hour's usage is covered: usage is given at on-demand
/// prices ($/h), the discount as a share. The inverse of what [`savings_plan_hour`] takes as covered.
#[must_use]
pub fn commitment_for<N: Number>(on_demand_usage: N, discount: N) -> N {
    (on_demand_usage * (N::count(1.0) - discount)).called("Commitment", USD_PER_HOUR, SAVINGS)
}

/// Utilisation (share) from which a commitment at a discount (share) beats paying on demand.
#[must_use]
pub fn break_even_utilisation<N: Number>(discount: N) -> N {
    (N::count(1.0) - discount).called("Break-even utilisation", COUNT, SAVINGS)
}

/// The cheapest level to commit to, by hourly usage: the `discount`-quantile of it (newsvendor), so that the next unit
/// would be used in no more than `1 - discount` of the hours. 0 for no hours.
#[must_use]
pub fn commitment_level(hourly_usage: &[f64], discount: f64) -> f64 {
    let mut usage = hourly_usage.to_vec();
    usage.sort_by(f64::total_cmp);
    let idle_hours = Number::ceil(discount * usage.len() as f64);
    usage.iter().take(idle_hours as usize).next_back().copied().unwrap_or(0.0)
}

/// Cost of those hours in unit-hours at the on-demand price, when `level` units are committed at a discount.
#[must_use]
pub fn committed_cost(hourly_usage: &[f64], level: f64, discount: f64) -> f64 {
    hourly_usage.iter().map(|usage| savings_plan_hour(*usage, level * (1.0 - discount), discount)).sum()
}

/// Mean time to finish `work` on machines interrupted at `rate` (per unit of time) when every interruption starts the
/// work over: `(e^{rate work} - 1) / rate`. Any unit of time.
#[must_use]
pub fn time_with_restarts(work: f64, interruption_rate: f64) -> f64 {
    if interruption_rate > 0.0 { expm1(interruption_rate * work) / interruption_rate } else { work }
}

/// Work between checkpoints that wastes least (Young 1974): `sqrt(2 cost / rate)`. Any unit of time.
#[must_use]
pub fn checkpoint_interval(checkpoint_cost: f64, interruption_rate: f64) -> f64 {
    sqrt(2.0 * checkpoint_cost / interruption_rate)
}

/// Mean time to finish `work` with a checkpoint at every interval of work, each costing `checkpoint_cost`.
#[must_use]
pub fn time_with_checkpoints(work: f64, interruption_rate: f64, interval: f64, checkpoint_cost: f64) -> f64 {
    if !interval.is_finite() || interval <= 0.0 {
        return time_with_restarts(work, interruption_rate);
    }
    work / interval * time_with_restarts(interval + checkpoint_cost, interruption_rate)
}

/// Discount (share) from which interrupted machines are cheaper, by how much longer the work takes on them.
#[must_use]
pub fn break_even_discount(work: f64, interrupted_time: f64) -> f64 {
    1.0 - work / interrupted_time
}

/// [`time_with_restarts`] in hours, interruptions per hour.
#[must_use]
pub fn hours_with_restarts<N: Number>(work_hours: N, interruptions_per_hour: N) -> N {
    N::smooth("Time with restarts", HOUR, RESTARTS, [work_hours, interruptions_per_hour], |[work, rate]| {
        time_with_restarts(work, rate)
    })
}

/// Cost of interrupted machines over that of steady ones (share): the price paid (share of the steady price, 0 to 1)
/// times how much longer the work takes, both times in one unit. Above 1 the discount does not pay.
#[must_use]
pub fn interrupted_cost_share<N: Number>(price_share: N, interrupted_time: N, work: N) -> N {
    (price_share * interrupted_time / work).called("Cost with interruptions", COUNT, RESTARTS)
}

/// A machine that bursts above a baseline for a surcharge.
#[derive(Clone, Copy, Debug)]
pub struct Burstable<N> {
    /// Its price, $/h.
    pub usd_per_hour: N,
    /// vCPUs.
    pub vcpus: N,
    /// Share of each vCPU that costs nothing extra.
    pub baseline_share: N,
    /// Surcharge, $ per vCPU-hour above the baseline.
    pub surcharge_per_vcpu_hour: N,
}

/// vCPUs used above what a fleet's baseline gives, all machines together: `used` and `capacity` in vCPUs.
#[must_use]
pub fn surplus_vcpus<N: Number>(used: N, baseline_share: N, capacity: N) -> N {
    (used - baseline_share * capacity).max(N::zero(VCPU)).called("vCPUs above the baseline", VCPU, BURST)
}

impl<N: Number> Burstable<N> {
    /// Surcharge ($/h) at a mean utilisation (share of all vCPUs).
    #[must_use]
    pub fn surcharge_per_hour(&self, utilisation: N) -> N {
        let surplus = surplus_vcpus(utilisation * self.vcpus, self.baseline_share, self.vcpus);
        (surplus * self.surcharge_per_vcpu_hour).called("Surcharge above the baseline", USD.per(HOUR), BURST)
    }

    /// Cost ($/h) at a mean utilisation (share of all vCPUs).
    #[must_use]
    pub fn cost_per_hour(&self, utilisation: N) -> N {
        (self.usd_per_hour + self.surcharge_per_hour(utilisation)).called(
            "Machine that bursts",
            USD.per(HOUR),
            BURST,
        )
    }

    /// Utilisation (share) at which a machine without bursts, of the same vCPUs at `usd_per_hour`, costs the same.
    #[must_use]
    pub fn break_even_utilisation(&self, usd_per_hour: N) -> N {
        (self.baseline_share
            + (usd_per_hour - self.usd_per_hour) / (self.surcharge_per_vcpu_hour * self.vcpus))
            .called("Break-even utilisation", COUNT, BURST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn a_commitment_of_ten() {
        // 10 / 0.8 = 12.5 of usage covered.
        for (usage, paid) in [(8.0, 10.0), (12.5, 10.0), (15.0, 12.5)] {
            near(savings_plan_hour(usage, 10.0, 0.2), paid, 1e-12);
        }
        near(break_even_utilisation(0.2), 0.8, 1e-15);
        // And back: 12.5 of usage takes a commitment of 10, which is then all that is paid.
        near(commitment_for(12.5, 0.2), 10.0, 1e-12);
        near(savings_plan_hour(12.5, commitment_for(12.5, 0.2), 0.2), 10.0, 1e-12);
    }

    #[test]
    fn how_much_to_commit() {
        // 8 h of 1, 4 of 2, 8 of 4, 4 of 6: 72 unit-hours.
        let day: Vec<f64> = [(1.0, 8), (2.0, 4), (4.0, 8), (6.0, 4)]
            .into_iter()
            .flat_map(|(usage, hours)| std::iter::repeat_n(usage, hours))
            .collect();
        near(committed_cost(&day, 0.0, 0.5), 72.0, 1e-12);
        // Half: 2 units cost 24; above them 8 * 2 + 4 * 4 = 32.
        assert_eq!(commitment_level(&day, 0.5), 2.0);
        near(committed_cost(&day, 2.0, 0.5), 56.0, 1e-12);
        // A fifth: 1 unit costs 19.2; above it 4 + 24 + 20 = 48.
        assert_eq!(commitment_level(&day, 0.2), 1.0);
        near(committed_cost(&day, 1.0, 0.2), 67.2, 1e-12);
        for discount in [0.0, 0.1, 0.3, 0.33, 0.5, 0.7, 0.9] {
            let best = committed_cost(&day, commitment_level(&day, discount), discount);
            for level in [0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0] {
                assert!(best <= committed_cost(&day, level, discount) + 1e-9, "{discount} {level}");
            }
        }
        assert_eq!(commitment_level(&[], 0.5), 0.0);
    }

    #[test]
    fn interruptions() {
        // (e^0.75 - 1) / 0.05 = 22.34 h; 1 - 15/22.34 = 0.3286.
        let restarts = time_with_restarts(15.0, 0.05);
        near(restarts, 22.34000, 5e-6);
        near(break_even_discount(15.0, restarts), 0.328559, 5e-7);
        // sqrt(2 * (1/30) / 0.05) = 1.1547 h; 15/1.1547 * (e^{0.05 * 1.188} - 1)/0.05 = 15.9006 h.
        let interval = checkpoint_interval(2.0 / 60.0, 0.05);
        near(interval, 1.154701, 5e-7);
        near(time_with_checkpoints(15.0, 0.05, interval, 2.0 / 60.0), 15.9006, 5e-5);
        near(time_with_restarts(10.0, 0.05 / 60.0), 10.041783, 5e-7);
        assert_eq!(time_with_restarts(10.0, 0.0), 10.0);
        assert_eq!(hours_with_restarts(15.0, 0.05), restarts);
        // At 30 % of the price: 0.3 * 22.34 / 15 = 0.4468; with checkpoints 0.3 * 15.9006 / 15 = 0.318012; ten minutes
        // 0.301253. At the break-even discount, 1.
        near(interrupted_cost_share(0.3, restarts, 15.0), 0.4468, 5e-6);
        let checkpoints = time_with_checkpoints(15.0, 0.05, interval, 2.0 / 60.0);
        near(interrupted_cost_share(0.3, checkpoints, 15.0), 0.318012, 1e-6);
        near(interrupted_cost_share(0.3, time_with_restarts(10.0, 0.05 / 60.0), 10.0), 0.301253, 5e-7);
        near(interrupted_cost_share(1.0 - break_even_discount(15.0, restarts), restarts, 15.0), 1.0, 1e-15);
    }

    #[test]
    fn machines_that_burst() {
        let t3 = |usd_per_hour, vcpus, baseline_share| Burstable {
            usd_per_hour,
            vcpus,
            baseline_share,
            surcharge_per_vcpu_hour: 0.05,
        };
        // AWS: t3.large 42.5 %, t3.xlarge 52.5 %, t3.2xlarge 52.5 % against m5.
        near(t3(0.0835, 2.0, 0.3).break_even_utilisation(0.096), 0.425, 1e-12);
        near(t3(0.167, 4.0, 0.4).break_even_utilisation(0.192), 0.525, 1e-12);
        near(t3(0.3341, 8.0, 0.4).break_even_utilisation(0.384), 0.5248, 5e-5);
        // 3 t3.medium at 58 %: 3 * (0.0416 + 0.38 * 2 * 0.05) * 730 = 174.32.
        near(3.0 * t3(0.0416, 2.0, 0.2).cost_per_hour(0.58) * 730.0, 174.32, 5e-3);
        assert_eq!(t3(0.0416, 2.0, 0.2).cost_per_hour(0.1), 0.0416);
    }
}

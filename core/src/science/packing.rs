//! Fitting work into machines: bins, legal sizes, fleets, and processors that are fewer than wanted.

use crate::number::Number;
use crate::unit::{COUNT, DAY, MIB, MINUTE, VCPU};

/// Minutes in a day.
const MINUTES_PER_DAY: f64 = 1440.0;
const LITTLE: &str = "Little 1961";

/// Bins that first fit decreasing fills: items and `capacity` in one unit. None where an item exceeds a bin.
/// At most 11/9 of the fewest possible, plus 6/9.
#[must_use]
pub fn first_fit_decreasing(items: &[f64], capacity: f64) -> Option<usize> {
    let dust = 1e-12 * capacity;
    let mut items = items.to_vec();
    items.sort_by(|one, other| other.total_cmp(one));
    let mut free: Vec<f64> = Vec::new();
    for item in items {
        if item > capacity + dust {
            return None;
        }
        match free.iter_mut().find(|room| **room + dust >= item) {
            Some(room) => *room -= item,
            None => free.push(capacity - item),
        }
    }
    Some(free.len())
}

/// Bins that no packing can do without: the items' total over `capacity`, rounded up.
#[must_use]
pub fn volume_bound(items: &[f64], capacity: f64) -> f64 {
    Number::ceil(items.iter().sum::<f64>() / capacity)
}

/// A legal size of a container or machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Processor units, 1024 to a vCPU.
    pub cpu_units: f64,
    /// Memory, MiB.
    pub memory_mib: f64,
}

/// The cheapest size of a grid that holds a request, by any measure of cost; none where none does. Memory may force
/// more processor. Ties go to the one listed first.
#[must_use]
pub fn cheapest_size(grid: &[Size], request: Size, cost: impl Fn(&Size) -> f64) -> Option<Size> {
    grid.iter()
        .filter(|size| size.cpu_units >= request.cpu_units && size.memory_mib >= request.memory_mib)
        .map(|size| (*size, cost(size)))
        .reduce(|best, next| if next.1 < best.1 { next } else { best })
        .map(|(size, _)| size)
}

/// The legal sizes of a grid given as rows: processor units, least and most memory, step (MiB), and sizes that stand
/// outside the steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SizeRow {
    /// Processor units, 1024 to a vCPU.
    pub cpu_units: f64,
    /// Least memory, MiB.
    pub least_mib: f64,
    /// Most memory, MiB.
    pub most_mib: f64,
    /// Step, MiB; above 0.
    pub step_mib: f64,
}

/// Every size of the rows, in their order.
#[must_use]
pub fn sizes(rows: &[SizeRow]) -> Vec<Size> {
    let mut grid = Vec::new();
    for row in rows {
        let steps = if row.step_mib > 0.0 {
            Number::floor((row.most_mib - row.least_mib) / row.step_mib)
        } else {
            0.0
        };
        for step in 0..=steps.max(0.0) as u32 {
            grid.push(Size {
                cpu_units: row.cpu_units,
                memory_mib: row.least_mib + f64::from(step) * row.step_mib,
            });
        }
    }
    grid
}

/// A measured mean times a peak factor, rounded up to a step of 256 units or MiB. The result need not be a legal size:
/// round it with [`cheapest_size`].
#[must_use]
pub fn right_size(mean: f64, peak_factor: f64) -> f64 {
    const STEP: f64 = 256.0;
    Number::ceil(mean * peak_factor / STEP) * STEP
}

/// vCPUs that come with so much memory (MiB), where so many MiB bring one vCPU.
#[must_use]
pub fn coupled_vcpus<N: Number>(memory_mib: N, mib_per_vcpu: N) -> N {
    (memory_mib / mib_per_vcpu).called("vCPUs that come with the memory", VCPU, "memory ÷ memory per vCPU")
}

/// Minutes a job takes with less processor than it wants: of its minutes at full speed, `cpu_share` (0 to 1) stretch
/// by wanted over given vCPUs, the rest does not. More than wanted does not speed it up.
#[must_use]
pub fn coupled_minutes<N: Number>(minutes: N, cpu_share: N, wanted_vcpus: N, given_vcpus: N) -> N {
    let one = N::count(1.0);
    let stretch = (wanted_vcpus / given_vcpus).max(one);
    (minutes * (one - cpu_share + cpu_share * stretch)).called("Run time", MINUTE, "processor-bound share")
}

/// Slots busy on average (count) by jobs that arrive per day and take minutes each.
#[must_use]
pub fn busy_slots<N: Number>(jobs_per_day: N, minutes: N) -> N {
    (jobs_per_day * minutes / N::constant(MINUTES_PER_DAY, MINUTE.per(DAY))).called(
        "Jobs at once",
        COUNT,
        LITTLE,
    )
}

/// Machines (count) for a mean number of busy slots: at a peak factor, a target utilisation (share) and so many slots a
/// machine. The peak counts before rounding up.
#[must_use]
pub fn machines<N: Number>(busy_slots: N, peak_factor: N, target_utilisation: N, slots_per_machine: N) -> N {
    (busy_slots * peak_factor / (target_utilisation * slots_per_machine)).ceil().called(
        "Machines",
        COUNT,
        "peak over target utilisation",
    )
}

/// Agents (count) that fit a container: by processor (vCPU, less a sidecar's, usable share, vCPU per agent) and by memory (MiB, less a
/// sidecar's, usable share, MiB per agent), whichever is fewer.
#[derive(Clone, Copy, Debug)]
pub struct AgentRoom<N> {
    /// vCPUs of the container.
    pub vcpus: N,
    /// vCPUs of the sidecar.
    pub sidecar_vcpus: N,
    /// Share of the rest to be used, 0 to 1.
    pub usable_cpu_share: N,
    /// vCPUs of one agent.
    pub vcpus_per_agent: N,
    /// Memory of the container, MiB.
    pub memory_mib: N,
    /// Memory of the sidecar, MiB.
    pub sidecar_mib: N,
    /// Share of the rest to be used, 0 to 1.
    pub usable_memory_share: N,
    /// Memory of one agent, MiB.
    pub mib_per_agent: N,
}

impl<N: Number> AgentRoom<N> {
    /// Agents that the processors carry.
    #[must_use]
    pub fn by_cpu(&self) -> N {
        ((self.vcpus - self.sidecar_vcpus).max(N::zero(VCPU)) * self.usable_cpu_share / self.vcpus_per_agent)
            .floor()
            .called("Agents by processor", COUNT, "guide")
    }

    /// Agents that the memory carries.
    #[must_use]
    pub fn by_memory(&self) -> N {
        ((self.memory_mib - self.sidecar_mib).max(N::zero(MIB)) * self.usable_memory_share
            / self.mib_per_agent)
            .floor()
            .called("Agents by memory", COUNT, "guide")
    }

    /// Agents that fit.
    #[must_use]
    pub fn agents(&self) -> N {
        self.by_cpu().min(self.by_memory()).called("Agents per container", COUNT, "guide")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn the_classic_bad_case() {
        let mut items = vec![0.51; 6];
        items.extend([0.27; 6]);
        items.extend([0.26; 6]);
        items.extend([0.23; 12]);
        // Nine bins would do: 6 x (.51 + .26 + .23), 3 x (.27 + .27 + .23 + .23).
        assert_eq!(first_fit_decreasing(&items, 1.0), Some(11));
        assert_eq!(volume_bound(&items, 1.0), 9.0);
        assert_eq!(first_fit_decreasing(&[], 1.0), Some(0));
        assert_eq!(first_fit_decreasing(&[1.1], 1.0), None);
        assert_eq!(first_fit_decreasing(&[0.1; 30], 0.3), Some(10)); // 0.1 * 3 is dust above 0.3
    }

    #[test]
    fn right_sizing_may_leave_the_grid() {
        assert_eq!(right_size(512.0, 1.5), 768.0);
        assert_eq!((right_size(700.0, 1.5), right_size(1800.0, 1.5)), (1280.0, 2816.0));
    }

    #[test]
    fn less_processor_than_wanted() {
        // 1024 / 1769 = 0.5789 vCPU: 10 minutes of one vCPU take 10 * 1769 / 1024 = 17.28.
        near(coupled_minutes(10.0, 1.0, 1.0, coupled_vcpus(1024.0, 1769.0)), 17.28, 5e-3);
        near(coupled_minutes(10.0, 0.5, 1.0, coupled_vcpus(1024.0, 1769.0)), 5.0 + 8.64, 5e-3);
        assert_eq!(coupled_minutes(10.0, 1.0, 1.0, 4.0), 10.0);
        assert_eq!(coupled_minutes(10.0, 0.0, 8.0, 1.0), 10.0);
    }

    #[test]
    fn machines_for_files() {
        // 500 * 10 / 1440 = 3.4722 erlangs over 0.7.
        let busy = busy_slots(500.0, 10.0);
        near(busy, 3.4722, 5e-5);
        for (peak, fleet) in [(1.0, 5.0), (1.5, 8.0), (2.0, 10.0), (3.0, 15.0), (5.0, 25.0)] {
            assert_eq!(machines(busy, peak, 0.7, 1.0), fleet);
        }
        near(busy / 3.0, 1.157, 5e-4);
    }

    #[test]
    fn agents_in_a_container() {
        // (1 - .25) * .7 / .25 = 2.1, then 4.9, 10.5, 21.7; without headroom and sidecar 4, 8, 16, 32.
        for (vcpus, agents) in [(1.0, 2.0), (2.0, 4.0), (4.0, 10.0), (8.0, 21.0)] {
            let room = AgentRoom {
                vcpus,
                sidecar_vcpus: 0.25,
                usable_cpu_share: 0.7,
                vcpus_per_agent: 0.25,
                memory_mib: 1e6,
                sidecar_mib: 512.0,
                usable_memory_share: 0.8,
                mib_per_agent: 512.0,
            };
            assert_eq!(room.agents(), agents);
            assert_eq!(AgentRoom { sidecar_vcpus: 0.0, usable_cpu_share: 1.0, ..room }.agents(), 4.0 * vcpus);
            // 2560 MiB: floor((2560 - 512) * 0.8 / 512) = 3
            assert_eq!(AgentRoom { memory_mib: 2560.0, ..room }.by_memory(), 3.0);
        }
    }
}

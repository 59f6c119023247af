//! Fitting work into machines: bins, legal sizes, fleets, and processors that are fewer than wanted.

use crate::number::Number;
use crate::unit::{COUNT, DAY, MIB, MINUTE, VCPU};

/// Minutes in a day.
const MINUTES_PER_DAY: f64 = 1440.0;
const LITTLE: &str = "Little 1961";
const TASKS: &str = "whole tasks by processor and by memory";

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

/// Step that guide 001 rounds processor units up to.
pub const CPU_STEP: f64 = 256.0;
/// Step that guide 001 rounds memory up to, MiB.
pub const MEMORY_STEP_MIB: f64 = 512.0;

/// A measured mean times a peak factor, rounded up to a step. The result need not be a legal size: round it with
/// [`cheapest_size`].
#[must_use]
pub fn right_size(mean: f64, peak_factor: f64, step: f64) -> f64 {
    Number::ceil(mean * peak_factor / step) * step
}

/// [`right_size`] of processor and memory (guide 001).
#[must_use]
pub fn right_sized(mean: Size, peak_factor: f64) -> Size {
    Size {
        cpu_units: right_size(mean.cpu_units, peak_factor, CPU_STEP),
        memory_mib: right_size(mean.memory_mib, peak_factor, MEMORY_STEP_MIB),
    }
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

/// Tasks of one size on machines of one size.
#[derive(Clone, Copy, Debug)]
pub struct TaskRoom<N> {
    /// vCPUs of a task, above 0.
    pub task_vcpus: N,
    /// Memory of a task, MiB, above 0.
    pub task_mib: N,
    /// vCPUs of a machine that tasks may have.
    pub machine_vcpus: N,
    /// Memory of a machine that tasks may have, MiB.
    pub machine_mib: N,
}

impl<N: Number> TaskRoom<N> {
    /// Tasks (count) that fit a machine; 0 where not even one does.
    #[must_use]
    pub fn tasks_per_machine(&self) -> N {
        let by_cpu = (self.machine_vcpus / self.task_vcpus).floor();
        let by_memory = (self.machine_mib / self.task_mib).floor();
        by_cpu.min(by_memory).called("Tasks per machine", COUNT, TASKS)
    }

    /// Machines (count) for so many tasks; infinite where no task fits.
    #[must_use]
    pub fn machines(&self, tasks: N) -> N {
        containers(tasks, self.tasks_per_machine()).called("Machines", COUNT, TASKS)
    }

    /// Share of a full machine's vCPUs that no task uses.
    #[must_use]
    pub fn wasted_cpu_share(&self) -> N {
        let used = self.tasks_per_machine() * self.task_vcpus;
        (N::count(1.0) - used / self.machine_vcpus).called("Processor left over", COUNT, TASKS)
    }

    /// Share of a full machine's memory that no task uses.
    #[must_use]
    pub fn wasted_memory_share(&self) -> N {
        let used = self.tasks_per_machine() * self.task_mib;
        (N::count(1.0) - used / self.machine_mib).called("Memory left over", COUNT, TASKS)
    }
}

/// Containers (count) for so many agents at so many slots each; their total size is so many times one's. Infinite
/// without slots.
#[must_use]
pub fn containers<N: Number>(agents: N, slots_per_container: N) -> N {
    (agents / slots_per_container).ceil().called("Containers", COUNT, "agents over slots")
}

/// Share of the slots that are taken (count over count), 0 to 1; not a number where there is no container.
#[must_use]
pub fn slot_efficiency<N: Number>(agents: N, containers: N, slots_per_container: N) -> N {
    (agents / (containers * slots_per_container)).called("Slots taken", COUNT, "agents over slots")
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
        assert_eq!(right_size(512.0, 1.5, CPU_STEP), 768.0); // three steps; Fargate has 512 and 1024
        // 1050 / 256 = 4.1, 2700 / 512 = 5.3; 1280 units are not legal either.
        let size = right_sized(Size { cpu_units: 700.0, memory_mib: 1800.0 }, 1.5);
        assert_eq!(size, Size { cpu_units: 1280.0, memory_mib: 3072.0 });
        // The row of 2048 units starts at 4096 MiB; the row of 1024 has too little processor.
        let row =
            |cpu_units, least_mib, most_mib| SizeRow { cpu_units, least_mib, most_mib, step_mib: 1024.0 };
        let grid = sizes(&[row(1024.0, 2048.0, 8192.0), row(2048.0, 4096.0, 16384.0)]);
        let legal = cheapest_size(&grid, size, |size| size.cpu_units + size.memory_mib);
        assert_eq!(legal, Some(Size { cpu_units: 2048.0, memory_mib: 4096.0 }));
        assert_eq!(right_size(0.1 * 2560.0, 3.0, CPU_STEP), 768.0); // 0.1 * 3 is dust above 0.3
    }

    #[test]
    fn tasks_on_machines() {
        // 8 / 1.5 = 5.3 by processor, 16384 / 4096 = 4 by memory: 2 of 8 vCPUs are left over.
        let room = TaskRoom { task_vcpus: 1.5, task_mib: 4096.0, machine_vcpus: 8.0, machine_mib: 16_384.0 };
        assert_eq!(room.tasks_per_machine(), 4.0);
        assert_eq!((room.machines(8.0), room.machines(9.0), room.machines(0.0)), (2.0, 3.0, 0.0));
        assert_eq!((room.wasted_cpu_share(), room.wasted_memory_share()), (0.25, 0.0));
        // The same by first fit, which knows one resource: memory binds here.
        assert_eq!(first_fit_decreasing(&[4096.0; 9], 16_384.0), Some(3));
        // 0.3 vCPUs: 3 tasks of 0.1, not 2.
        let dusty = TaskRoom { task_vcpus: 0.1, task_mib: 1.0, machine_vcpus: 0.3, machine_mib: 100.0 };
        assert_eq!(dusty.tasks_per_machine(), 3.0);
        near(dusty.wasted_cpu_share(), 0.0, 1e-12);
        let too_big = TaskRoom { task_mib: 32_768.0, ..room };
        assert_eq!((too_big.tasks_per_machine(), too_big.machines(1.0)), (0.0, f64::INFINITY));
    }

    #[test]
    fn agents_over_slots() {
        // Guide 001: 1000 agents at 20 a container are 50, all slots taken; 51 hold 1001, at 1001/1020.
        assert_eq!((containers(1000.0, 20.0), slot_efficiency(1000.0, 50.0, 20.0)), (50.0, 1.0));
        assert_eq!(containers(1001.0, 20.0), 51.0);
        near(slot_efficiency(1001.0, 51.0, 20.0), 0.981_373, 5e-7);
        assert_eq!(containers(0.0, 20.0), 0.0);
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

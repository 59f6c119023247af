//! Reserved virtual machines (EC2): whole machines by the hour, steps and all.

use super::{Host, Limit, OptionOutline, Placement, Refusal, all_kept, at_once, jobs, services};
use crate::catalog::VmType;
use crate::number::Number;
use crate::plan::{Change, Fleet};
use crate::reading::Reader;
use crate::scenario::Key;
use crate::science::commitments::surplus_vcpus;
use crate::science::packing::{busy_slots, machines};
use crate::system::{Component, Jobs, Service, Work};
use crate::unit::{COUNT, GIB, PERCENT, VCPU};

/// EC2 machines of one type.
pub struct ReservedVms;

const JOB_FITS_VCPU: Limit = Limit { id: "vm.vcpu", label: "vCPUs of one machine", unit: VCPU };
const JOB_FITS_MEMORY: Limit = Limit { id: "vm.memory_gib", label: "memory of one machine", unit: GIB };
const BUSY: Limit = Limit { id: "vm.utilisation", label: "busy share of the fleet", unit: PERCENT };

impl<N: Number> Host<N> for ReservedVms {
    fn id(&self) -> &'static str {
        "reserved_vms"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_) | Work::Service(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "Reserved VMs",
            summary: "EC2 machines that are always on, sized for the peak.",
            services_on: None,
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal> {
        let machine = Machine::chosen(reader)?;
        let mut placement = Placement::default();
        let jobs = jobs(group);
        if !jobs.is_empty() {
            let (count, used) = machine.for_jobs(&jobs, reader)?;
            machine.rent("workers", count, used, reader, &mut placement)?;
        }
        for (component, service) in services(group) {
            let count = machine.for_service(component, &service)?;
            machine.rent(component, count, service.busy_vcpu, reader, &mut placement)?;
            super::fargate::balance(component, &service, reader, &mut placement)?;
        }
        Ok(placement)
    }
}

/// The chosen machine type under a reading.
struct Machine<'a, N> {
    kind: &'a VmType,
    vcpu: N,
    memory_gib: N,
    baseline_share: N,
}

impl<'a, N: Number> Machine<'a, N> {
    fn chosen(reader: &Reader<'a, N>) -> Result<Self, Refusal> {
        let kind = reader.catalog.vm_type(reader.choice(Key::VmType))?;
        Ok(Self {
            kind,
            vcpu: reader.size(kind.vcpu, VCPU, "vCPUs of one machine"),
            memory_gib: reader.size(kind.memory_gib, GIB, "Memory of one machine"),
            baseline_share: reader.size(kind.baseline_share, COUNT, "Baseline share of each vCPU"),
        })
    }

    /// How many pieces of this size fit on one machine.
    fn slots(&self, component: &'static str, vcpu: N, memory_gib: N) -> Result<N, Refusal> {
        let slots = (self.vcpu / vcpu).min(self.memory_gib / memory_gib).floor();
        if N::count(1.0).exceeds(slots) {
            let checks = [
                JOB_FITS_VCPU.check(component, vcpu, self.vcpu, || {
                    vec![Change { key: Key::JobVcpu, to: self.kind.vcpu }]
                }),
                JOB_FITS_MEMORY.check(component, memory_gib, self.memory_gib, || {
                    vec![Change { key: Key::JobMemoryGib, to: self.kind.memory_gib }]
                }),
            ];
            all_kept(checks.into_iter().flatten().collect())?;
        }
        Ok(slots.called("Pieces on one machine", COUNT, "whole pieces that fit in vCPUs and memory"))
    }

    /// Machines for the jobs, and the vCPUs they keep busy.
    fn for_jobs(&self, jobs: &[(&'static str, Jobs<N>)], reader: &Reader<'_, N>) -> Result<(N, N), Refusal> {
        let one = N::count(1.0);
        let slots = match reader.stated(Key::JobsPerVm) {
            Some(stated) => stated,
            None => self.slots("workers", reader.get(Key::JobVcpu), reader.get(Key::JobMemoryGib))?,
        };
        let at_once = at_once(jobs);
        let needed =
            machines(at_once, reader.get(Key::PeakToMean), reader.get(Key::CpuTarget), slots).max(one);
        let count = reader.stated(Key::VmCount).unwrap_or(needed);
        let busy = at_once / (count * slots) * N::constant(100.0, PERCENT.per(COUNT));
        let rejection = BUSY.check("workers", busy, N::constant(100.0, PERCENT), || {
            // One more than the load, because a fleet that is exactly full never catches up.
            let machines = libm::floor((at_once / slots).value()) + 1.0;
            let per_machine = libm::floor((at_once / count).value()) + 1.0;
            vec![Change { key: Key::VmCount, to: machines }, Change { key: Key::JobsPerVm, to: per_machine }]
        });
        all_kept(rejection.into_iter().collect())?;
        let used = N::sum(
            VCPU,
            jobs.iter().map(|(_, jobs)| busy_slots(jobs.per_day, jobs.minutes) * jobs.vcpu * jobs.cpu_share),
        );
        Ok((count, used))
    }

    /// Machines for the replicas of a service.
    fn for_service(&self, component: &'static str, service: &Service<N>) -> Result<N, Refusal> {
        let slots = self.slots(component, service.vcpu, service.memory_gib)?;
        Ok((service.replicas / slots).ceil().called(
            "Machines for the service",
            COUNT,
            "replicas ÷ replicas per machine",
        ))
    }

    /// Rent `count` machines of which `used` vCPUs are busy on average.
    fn rent(
        &self,
        component: &'static str,
        count: N,
        used: N,
        reader: &Reader<'_, N>,
        placement: &mut Placement<N>,
    ) -> Result<(), Refusal> {
        let items = &mut placement.line_items;
        let (price, label) = match reader.choice(Key::Commitment) {
            "1y" => (self.kind.one_year_price.as_str(), "Machines, reserved for 1 year"),
            "3y" => (self.kind.three_year_price.as_str(), "Machines, reserved for 3 years"),
            _ => (self.kind.price.as_str(), "Machines, on demand"),
        };
        items.push(reader.rate(price)?.kept(reader, component, label, count)?);
        let capacity = self.vcpu * count;
        let surplus = surplus_vcpus(used, self.baseline_share, capacity);
        if surplus.exceeds(N::zero(VCPU)) {
            let rate = reader.rate(&self.kind.surplus_price)?;
            items.push(rate.item(
                component,
                "CPU credits above the baseline",
                surplus * reader.month_hours(),
            ));
        }
        let disk_gb = reader.get(Key::VmDiskGib) * N::constant(1.073_741_824, crate::unit::GB.per(GIB));
        items.push(reader.rate("aws.ebs.gp3")?.item(component, "Disks", count * disk_gb));
        if reader.on(Key::PublicIpv4) {
            items.push(reader.rate("aws.ipv4")?.kept(reader, component, "Public addresses", count)?);
        }
        placement.fleets.push(Fleet {
            component,
            size: self.kind.id.clone(),
            count,
            utilisation: used / capacity,
        });
        Ok(())
    }
}

//! Reserved virtual machines (EC2): whole machines by the hour, steps and all.

use super::load_balancer::balance;
use super::{
    Host, Limit, OptionOutline, Placement, Refusal, WORKERS, all_kept, at_once, check_size_or, jobs, services,
};
use crate::catalog::VmType;
use crate::decimal::text;
use crate::error::Error;
use crate::number::Number;
use crate::plan::{Change, FLEET_BUSY, Fleet, Layer, LineItem, Measure};
use crate::reading::{Reader, percent};
use crate::scenario::Key;
use crate::scenario::Kind;
use crate::science::commitments::surplus_vcpus;
use crate::science::packing::{busy_slots, machines};
use crate::system::{Component, Jobs, Resize, Service, SizeInputs, Work};
use crate::unit::{COUNT, GIB, PERCENT, USD_PER_MONTH, VCPU};

/// EC2 machines of one type.
pub struct ReservedVms;

const FITS_VCPU: Limit = Limit { id: "vm.vcpu", label: "vCPUs of one machine", unit: VCPU };
const FITS_MEMORY: Limit = Limit { id: "vm.memory_gib", label: "memory of one machine", unit: GIB };
const JOBS_FIT_MEMORY: Limit =
    Limit { id: "vm.memory_gib", label: "memory of one machine, for the jobs stated on it", unit: GIB };
const JOBS_BUSY: &str = "Jobs at once at the peak, against the target";
const VCPU_BUSY: &str = "vCPUs busy at the peak, against the target";
const BUSY: Limit = Limit { id: FLEET_BUSY, label: "busy share of the fleet", unit: PERCENT };
const BUSY_CPU: Limit = Limit { id: FLEET_BUSY, label: "busy share of the fleet's vCPUs", unit: PERCENT };

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

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let machine = Machine::chosen(reader)?;
        let mut placement = Placement::default();
        let jobs = jobs(group);
        if !jobs.is_empty() {
            let fleet = machine.for_jobs(&jobs, reader)?;
            machine.rent(WORKERS, &fleet, reader, &mut placement)?;
            placement.layers.extend(fleet.layer);
        }
        let services = services(group);
        for (component, service) in &services {
            let fleet = machine.for_service(component, service, reader)?;
            machine.rent(component, &fleet, reader, &mut placement)?;
        }
        balance(&services, reader, &mut placement)?;
        Ok(placement)
    }
}

/// The change to the machine type that holds a piece and costs least by the hour, under the commitment in force.
fn cheapest_holding<N: Number>(vcpu: f64, memory_gib: f64, reader: &Reader<'_, N>) -> Option<Change> {
    let target = reader.get(Key::MemoryTarget).value();
    let Kind::Choice(types) = &Key::VmType.field().kind else { return None };
    let mut least: Option<(f64, usize)> = None;
    for (place, choice) in types.iter().enumerate() {
        let Ok(kind) = reader.catalog.vm_type(choice.id) else { continue };
        let fits = kind.vcpu >= vcpu && kind.memory_gib * target >= memory_gib;
        // What bursting would cost on it must be known.
        if !fits || (kind.baseline_share < 1.0 && reader.rate(&kind.surplus_price).is_err()) {
            continue;
        }
        let price =
            reader.rate(price(kind, reader).0).and_then(|rate| rate.kept(reader, "", "", N::count(1.0)));
        let Ok(usd) = price.map(|item| item.usd_per_month.value()) else { continue };
        if least.is_none_or(|(cheapest, _)| usd < cheapest) {
            least = Some((usd, place));
        }
    }
    least.map(|(_, place)| Change { key: Key::VmType, to: place as f64 })
}

/// Row of a machine's price under the commitment in force, and the label of its line.
fn price<'a, N: Number>(kind: &'a VmType, reader: &Reader<'_, N>) -> (&'a str, &'static str) {
    match reader.choice(Key::Commitment) {
        "1y" => (kind.one_year_price.as_str(), "Machines, reserved for 1 year"),
        "3y" => (kind.three_year_price.as_str(), "Machines, reserved for 3 years"),
        _ => (kind.price.as_str(), "Machines, on demand"),
    }
}

/// Machines that some work asks for.
struct Needed<N> {
    /// How many, at least.
    least: N,
    /// Whether more may be taken where that is cheaper; not where a person stated how many.
    open: bool,
    /// vCPUs busy in all of them, mean.
    used: N,
    /// How busy they are against the target, where their number is stated.
    layer: Option<Layer<N>>,
}

/// The chosen machine type under a reading.
struct Machine<'a, N> {
    kind: &'a VmType,
    vcpu: N,
    /// Memory that may be filled, GiB.
    memory_gib: N,
    baseline_share: N,
}

impl<'a, N: Number> Machine<'a, N> {
    fn chosen(reader: &Reader<'a, N>) -> Result<Self, Refusal<N>> {
        let kind = reader.catalog.vm_type(reader.choice(Key::VmType))?;
        Ok(Self {
            kind,
            vcpu: reader.size(kind.vcpu, VCPU, "vCPUs of one machine"),
            memory_gib: (reader.size(kind.memory_gib, GIB, "Memory of one machine")
                * reader.get(Key::MemoryTarget))
            .called("Memory of one machine at the target", GIB, "memory × target; the rest is the system's"),
            baseline_share: reader.size(kind.baseline_share, COUNT, "Baseline share of each vCPU"),
        })
    }

    /// How many pieces of this size fit on one machine.
    fn slots(
        &self,
        component: &'static str,
        vcpu: N,
        memory_gib: N,
        resize: Resize,
        reader: &Reader<'_, N>,
    ) -> Result<N, Refusal<N>> {
        let slots = (self.vcpu / vcpu).min(self.memory_gib / memory_gib).floor();
        if N::count(1.0).exceeds(slots) {
            let most = (self.vcpu, self.memory_gib);
            let wanted = (vcpu, memory_gib);
            let larger = cheapest_holding(vcpu.value(), memory_gib.value(), reader);
            check_size_or([&FITS_VCPU, &FITS_MEMORY], component, wanted, most, resize, larger)?;
        }
        Ok(slots.called("Pieces on one machine", COUNT, "whole pieces that fit in vCPUs and memory"))
    }

    /// Machines for the jobs.
    fn for_jobs(
        &self,
        jobs: &[(&'static str, Jobs<N>)],
        reader: &Reader<'_, N>,
    ) -> Result<Needed<N>, Refusal<N>> {
        let (vcpu, memory_gib) = (reader.get(Key::JobVcpu), reader.get(Key::JobMemoryGib));
        let inputs = SizeInputs { vcpu: Key::JobVcpu, memory_gib: Key::JobMemoryGib };
        let fitting = self.slots(WORKERS, vcpu, memory_gib, inputs.into(), reader)?;
        let slots = reader.stated(Key::JobsPerVm).unwrap_or(fitting);
        // Processor can be shared out thinner, memory cannot.
        let most_in_memory = Number::floor((self.memory_gib / memory_gib).value());
        let in_memory = JOBS_FIT_MEMORY.check(WORKERS, slots * memory_gib, self.memory_gib, || {
            Change::allowed(Key::JobsPerVm, most_in_memory).into_iter().collect()
        });

        let at_once = at_once(jobs);
        let used = N::sum(
            VCPU,
            jobs.iter().map(|(_, jobs)| busy_slots(jobs.per_day, jobs.minutes) * jobs.vcpu * jobs.cpu_share),
        );
        let (peak, target) = (reader.get(Key::PeakToMean), reader.get(Key::CpuTarget));
        let by_cpu = machines(used, peak, target, self.vcpu);
        let needed = machines(at_once, peak, target, slots).max(by_cpu).max(N::count(1.0));
        let stated = reader.stated(Key::VmCount);
        let count = stated.unwrap_or(needed);

        let full = N::constant(100.0, PERCENT);
        // One more than the load, because a fleet that is exactly full never catches up.
        let more_than = |load: N| libm::floor(load.value()) + 1.0;
        let slots_taken = BUSY.check(WORKERS, percent(at_once / (count * slots)), full, || {
            let per_machine = Some(more_than(at_once / count)).filter(|slots| *slots <= most_in_memory);
            [
                Change::allowed(Key::VmCount, more_than(at_once / slots)),
                per_machine.and_then(|slots| Change::allowed(Key::JobsPerVm, slots)),
            ]
            .into_iter()
            .flatten()
            .collect()
        });
        let cpu_taken = BUSY_CPU.check(WORKERS, percent(used / (count * self.vcpu)), full, || {
            Change::allowed(Key::VmCount, more_than(used / self.vcpu)).into_iter().collect()
        });
        all_kept([in_memory, slots_taken, cpu_taken].into_iter().flatten().collect())?;
        let layer = stated.is_some().then(|| Layer {
            id: "machines",
            name: "Machines as stated",
            size: format!("{} × {}", text(count.value()), self.kind.id),
            measures: vec![
                Measure {
                    label: JOBS_BUSY,
                    needed: at_once * peak,
                    provided: Some(count * slots * target),
                    unit: COUNT,
                },
                Measure {
                    label: VCPU_BUSY,
                    needed: used * peak,
                    provided: Some(count * self.vcpu * target),
                    unit: VCPU,
                },
            ],
            binding: Some(if (used / self.vcpu).exceeds(at_once / slots) { VCPU_BUSY } else { JOBS_BUSY }),
        });
        Ok(Needed { least: count, open: stated.is_none(), used, layer })
    }

    /// Machines for the replicas of a service.
    fn for_service(
        &self,
        component: &'static str,
        service: &Service<N>,
        reader: &Reader<'_, N>,
    ) -> Result<Needed<N>, Refusal<N>> {
        let (vcpu, memory_gib) = (service.vcpu, service.memory_gib);
        let slots = self.slots(component, vcpu, memory_gib, service.size_inputs, reader)?;
        let least = (service.replicas / slots).ceil().called(
            "Machines for the service",
            COUNT,
            "replicas ÷ replicas per machine",
        );
        Ok(Needed { least, open: true, used: service.busy_vcpu, layer: None })
    }

    /// Rent the machines that cost least: those needed, or more where that is cheaper than paying for CPU above the
    /// baseline. Cost is convex in their number, so it is least at an end or where the credits just suffice.
    fn rent(
        &self,
        component: &'static str,
        needed: &Needed<N>,
        reader: &Reader<'_, N>,
        placement: &mut Placement<N>,
    ) -> Result<(), Refusal<N>> {
        let mut count = needed.least;
        let mut items = self.bill(component, count, needed.used, reader)?;
        if needed.open {
            let usd =
                |items: &[LineItem<N>]| N::sum(USD_PER_MONTH, items.iter().map(|item| item.usd_per_month));
            let enough = needed.used / (self.baseline_share * self.vcpu);
            for more in [enough.floor(), enough.ceil()] {
                if more.exceeds(count) {
                    let other = self.bill(component, more, needed.used, reader)?;
                    if usd(&items).exceeds(usd(&other)) {
                        (count, items) = (more, other);
                    }
                }
            }
        }
        placement.line_items.extend(items);
        placement.fleets.push(Fleet {
            component,
            size: self.kind.id.clone(),
            count,
            utilisation: needed.used / (self.vcpu * count),
        });
        Ok(())
    }

    /// Lines for `count` machines of which `used` vCPUs are busy on average.
    fn bill(
        &self,
        component: &'static str,
        count: N,
        used: N,
        reader: &Reader<'_, N>,
    ) -> Result<Vec<LineItem<N>>, Refusal<N>> {
        let mut items = Vec::with_capacity(4);
        let (price, label) = price(self.kind, reader);
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
        items.extend(beside(component, count, reader)?);
        Ok(items)
    }
}

/// What each of `count` machines brings along: its disk and its address.
///
/// # Errors
/// [`Error`] where a price is missing.
pub fn beside<N: Number>(
    component: &'static str,
    count: N,
    reader: &Reader<'_, N>,
) -> Result<Vec<LineItem<N>>, Error> {
    // AWS sizes a disk in GiB and bills each of them as one GB.
    let disk_gb = reader.get(Key::VmDiskGib) * N::constant(1.0, crate::unit::GB.per(GIB));
    let mut items = vec![reader.rate("aws.ebs.gp3")?.item(component, "Disks", count * disk_gb)];
    if reader.on(Key::PublicIpv4) {
        items.push(reader.rate("aws.ipv4")?.kept(reader, component, "Public addresses", count)?);
    }
    Ok(items)
}

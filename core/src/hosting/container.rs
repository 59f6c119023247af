//! What container hosts have in common: an instance size, and fleets of such instances.

use super::{Limit, Refusal, at_once, check_size};
use crate::decimal::text;
use crate::number::Number;
use crate::plan::Fleet;
use crate::reading::Reader;
use crate::scenario::Key;
use crate::science::diurnal::{mean_servers, peak_servers};
use crate::system::{Jobs, Resize, Service};
use crate::unit::{COUNT, GIB, VCPU};

/// A legal size of one instance.
#[derive(Clone, Copy, Debug)]
pub struct Size<N> {
    /// vCPUs.
    pub vcpu: N,
    /// Memory, GiB.
    pub memory_gib: N,
}

/// The sizes a host family allows.
pub struct Family<'f> {
    /// What the family is called where a size is explained.
    pub source: &'static str,
    /// The limits on vCPUs and memory.
    pub limits: [&'static Limit; 2],
    /// The most vCPUs and the most memory (GiB) of any size.
    pub most: (f64, f64),
    /// The size that serves a request for vCPUs and memory (GiB); none where no legal size is large enough.
    pub serve: &'f dyn Fn(f64, f64) -> Option<(f64, f64)>,
}

impl<N: Number> Size<N> {
    /// The legal size that serves what is asked for.
    ///
    /// # Errors
    /// [`Refusal`] where no legal size is large enough, with the sizes to ask for instead.
    pub fn serving(
        component: &'static str,
        (vcpu, memory_gib): (N, N),
        resize: impl Into<Resize>,
        family: &Family<'_>,
    ) -> Result<Self, Refusal<N>> {
        if (family.serve)(vcpu.value(), memory_gib.value()).is_none() {
            check_size(family.limits, component, (vcpu, memory_gib), family.most, resize)?;
        }
        let asked = [vcpu, memory_gib];
        Ok(Self {
            vcpu: N::stepped("vCPUs of one instance", VCPU, family.source, asked, |[vcpu, memory]| {
                (family.serve)(vcpu, memory).map_or(vcpu, |(vcpu, _)| vcpu)
            }),
            memory_gib: N::stepped("Memory of one instance", GIB, family.source, asked, |[vcpu, memory]| {
                (family.serve)(vcpu, memory).map_or(memory, |(_, memory)| memory)
            }),
        })
    }

    /// So many instances of this size.
    pub fn fleet(&self, component: &'static str, count: N, utilisation: N) -> Fleet<N> {
        Fleet {
            component,
            size: format!("{} vCPU, {} GiB", text(self.vcpu.value()), text(self.memory_gib.value())),
            count: count.called("Instances, mean", COUNT, "jobs at once, or instances kept"),
            utilisation,
        }
    }

    /// The replicas of a service as instances of this size.
    pub fn replicas(&self, component: &'static str, service: &Service<N>) -> Fleet<N> {
        self.fleet(component, service.replicas, service.busy_vcpu / (service.replicas * self.vcpu))
    }
}

/// A fleet that follows the day: how many on average, how many at the peak.
pub struct Autoscaled<N> {
    /// Mean number of instances.
    pub mean: N,
    /// Instances at the peak.
    pub peak: N,
}

/// One job an instance, target utilisation kept, never below one instance.
pub fn autoscaled<N: Number>(jobs: &[(&'static str, Jobs<N>)], reader: &Reader<'_, N>) -> Autoscaled<N> {
    let one = N::count(1.0);
    let load = at_once(jobs) / reader.get(Key::CpuTarget);
    // The day is a sinusoid, which cannot swing below nothing: a peak above twice the mean is cut there.
    let swing = (reader.get(Key::PeakToMean) - one).max(N::zero(COUNT)).min(one);
    let amplitude = load * swing;
    Autoscaled { mean: mean_servers(load, amplitude, 1), peak: peak_servers(load, amplitude).max(one) }
}

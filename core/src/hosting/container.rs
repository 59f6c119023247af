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
use std::rc::Rc;

/// A legal size of one instance.
#[derive(Clone, Copy, Debug)]
pub struct Size<N> {
    /// vCPUs.
    pub vcpu: N,
    /// Memory, GiB.
    pub memory_gib: N,
}

/// vCPUs and memory (GiB).
type Pair = (f64, f64);
/// The size that serves what is asked for.
type Serve = dyn Fn(f64, f64) -> Option<Pair>;

/// The sizes a host family allows.
pub struct Family {
    /// What the family is called where a size is explained.
    pub source: &'static str,
    /// The limits on vCPUs and memory.
    pub limits: [&'static Limit; 2],
    /// The most vCPUs and the most memory (GiB) of any size.
    pub most: Pair,
    /// The size that serves a request for vCPUs and memory (GiB); none where no legal size is large enough.
    pub serve: Rc<Serve>,
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
        family: &Family,
    ) -> Result<Self, Refusal<N>> {
        let served = |label, unit, of: fn(Pair, Option<Pair>) -> f64| {
            let serve = Rc::clone(&family.serve);
            N::stepped(label, unit, family.source, [vcpu, memory_gib], move |[vcpu, memory]| {
                of((vcpu, memory), serve(vcpu, memory))
            })
        };
        let unserved =
            served("Sizes that no instance has", COUNT, |_, size| f64::from(u8::from(size.is_none())));
        if unserved.exceeds(N::zero(COUNT)) {
            check_size(family.limits, component, (vcpu, memory_gib), family.most, resize)?;
        }
        Ok(Self {
            vcpu: served("vCPUs of one instance", VCPU, |asked, size| size.unwrap_or(asked).0),
            memory_gib: served("Memory of one instance", GIB, |asked, size| size.unwrap_or(asked).1),
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

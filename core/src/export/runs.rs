//! What an option runs on a host: sizes and numbers of instances, by the very functions that the plan is made with.

use super::Export;
use crate::error::Error;
use crate::hosting::container::{Autoscaled, Size, autoscaled};
use crate::hosting::{Refusal, WORKERS, at_once, cloud_run, fargate, gke_autopilot, jobs};
use crate::number::Number;
use crate::reading::seconds_per_minute;
use crate::scenario::Key;
use crate::system::{Component, Jobs, Resize, Service, Work};

/// One kind of instance.
pub struct Run {
    /// Its identifier: a component's, or that of the fleet all jobs share.
    pub id: &'static str,
    /// What it is, for people.
    pub name: &'static str,
    /// Legal size of one at the host.
    pub size: Size<f64>,
    /// How many there are.
    pub count: Count,
    /// The service it is a replica of; none for jobs.
    pub service: Option<Service<f64>>,
    /// Seconds of the longest run, for jobs.
    pub longest_seconds: Option<f64>,
    /// Share of its processors that are busy where it is as full as planned, for jobs.
    pub busy_share: Option<f64>,
}

/// How many instances there are.
#[derive(Clone, Copy)]
pub enum Count {
    /// So many, always.
    Kept(f64),
    /// From the first to the second, as the load asks.
    Between(f64, f64),
    /// One for each job, as they come: at the peak so many.
    EachJob(f64),
}

/// How a host sizes an instance.
type Sizing<'s> = dyn Fn(&'static str, (f64, f64), Resize) -> Result<Size<f64>, Refusal<f64>> + 's;

impl Export<'_> {
    /// What the option runs on a host.
    pub fn runs(&self, host: &str, group: &[&Component<f64>]) -> Result<Vec<Run>, Error> {
        let reader = self.reader();
        let fargate = |id, wanted, resize| fargate::cheapest(id, wanted, resize, &reader);
        let cloud_run = |id, wanted, resize| cloud_run::smallest(id, wanted, resize, &reader);
        let gke = |id, wanted, resize| gke_autopilot::snapped(id, wanted, resize, &reader);
        let sizing: &Sizing<'_> = match host {
            "fargate_tasks" | "fargate_service" => &fargate,
            "containers_request" | "containers_instance" => &cloud_run,
            _ => &gke,
        };
        let mut runs = self.jobs(host, group, sizing)?;
        for component in group {
            let Work::Service(service) = component.work else { continue };
            let wanted = if host.starts_with("containers") {
                cloud_run::asked(&service)
            } else {
                (service.vcpu, service.memory_gib)
            };
            let to_zero =
                host.starts_with("containers") && service.start.is_some_and(|start| start.scales_to_zero);
            runs.push(Run {
                id: component.id,
                name: component.name,
                size: known(sizing(component.id, wanted, service.size_inputs))?,
                count: if to_zero {
                    Count::Between(0.0, service.replicas)
                } else {
                    Count::Kept(service.replicas)
                },
                service: Some(service),
                longest_seconds: None,
                busy_share: None,
            });
        }
        Ok(runs)
    }

    /// The jobs: one fleet for all where instances are kept, else one for each stage. All have the first one's size.
    fn jobs(&self, host: &str, group: &[&Component<f64>], sizing: &Sizing<'_>) -> Result<Vec<Run>, Error> {
        let all = jobs(group);
        let Some((_, first)) = all.first() else { return Ok(Vec::new()) };
        let size = known(sizing(WORKERS, (first.vcpu, first.memory_gib), first.size_inputs.into()))?;
        let reader = self.reader();
        let seconds = |jobs: &Jobs<f64>| jobs.longest_minutes * seconds_per_minute::<f64>();
        let run = |id, name, count, longest| Run {
            id,
            name,
            size,
            count,
            service: None,
            longest_seconds: Some(longest),
            busy_share: Some(reader.get(Key::CpuTarget) * busy_of_one(&all, &size)),
        };
        if matches!(host, "fargate_tasks" | "containers_request") {
            let peak = |one: (&'static str, Jobs<f64>)| {
                let peak: f64 = at_once(&[one]) * reader.get(Key::PeakToMean);
                Number::ceil(peak).max(1.0)
            };
            let each = |component: &&Component<f64>| match component.work {
                Work::Jobs(jobs) => Some(run(
                    component.id,
                    component.name,
                    Count::EachJob(peak((component.id, jobs))),
                    seconds(&jobs),
                )),
                _ => None,
            };
            return Ok(group.iter().filter_map(each).collect());
        }
        let Autoscaled { peak, .. } = autoscaled(&all, &reader);
        let longest = all.iter().map(|(_, jobs)| seconds(jobs)).fold(0.0, f64::max);
        Ok(vec![run(WORKERS, "Pipeline workers", Count::Between(1.0, Number::ceil(peak)), longest)])
    }
}

/// Share of an instance's processors that a job keeps busy, mean over the jobs at work.
fn busy_of_one(jobs: &[(&'static str, Jobs<f64>)], size: &Size<f64>) -> f64 {
    let all = at_once(jobs);
    let busy: f64 = jobs.iter().map(|one| at_once(&[*one]) * one.1.cpu_share * one.1.vcpu).sum();
    if all > 0.0 { busy / (all * size.vcpu) } else { 0.0 }
}

/// The option works, so its sizes are known.
fn known(size: Result<Size<f64>, Refusal<f64>>) -> Result<Size<f64>, Error> {
    size.map_err(|refusal| match refusal {
        Refusal::Unknown(error) => error,
        Refusal::RuledOut(_) => Error::Data("no legal size is large enough".to_owned()),
    })
}

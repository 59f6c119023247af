//! Kubernetes manifests for GKE Autopilot: a Deployment for each service and for the fleet of workers, which an autoscaler
//! makes follow the day; a Service in front of what is asked by others. The plan keeps workers rather than starting a pod
//! for each job, so none is a Job.

use super::runs::{Count, Run};
use super::tree::{Node, documents, is, map};
use super::{Export, commented, gib_words, image, mib, name};
use crate::decimal::text;
use crate::error::Error;
use crate::number::Number;

const HOSTS: [&str; 1] = ["gke_autopilot"];
/// Where a container listens, unless its image says otherwise.
const PORT: f64 = 8080.0;

pub fn offered(export: &Export<'_>) -> bool {
    !export.on(&HOSTS).is_empty()
}

pub fn write(export: &Export<'_>) -> Result<String, Error> {
    let (mut all, mut replace) = (Vec::new(), Vec::new());
    for (host, group) in export.on(&HOSTS) {
        for run in export.runs(host, &group)? {
            replace.push((image(run.id), run.name));
            all.push(deployment(&run));
            if let Count::Between(least, most) = run.count {
                all.push(autoscaler(&run, least, most));
            }
            if let Some(service) = run.service.filter(|service| !service.polls) {
                all.push(front(&run, service.balanced));
            }
        }
    }
    let mut head = export.head("Kubernetes on GKE Autopilot", &replace);
    head.push(
        "cpu in thousandths of a vCPU (m), memory in MiB (Mi). Port 8080 unless the image listens elsewhere."
            .to_owned(),
    );
    Ok(commented(&head, "#") + &documents(&all))
}

fn labels(run: &Run) -> Node {
    map([is("app", name(run.id))])
}

fn deployment(run: &Run) -> Node {
    let size = || {
        map([
            is("cpu", format!("{}m", text(Number::ceil(run.size.vcpu * 1000.0))))
                .because(format!("{} vCPU", text(run.size.vcpu))),
            is("memory", format!("{}Mi", text(mib(run.size.memory_gib))))
                .because(gib_words(run.size.memory_gib)),
        ])
    };
    let mut container = vec![
        is("name", name(run.id)),
        is("image", image(run.id)),
        is("resources", [is("requests", size()).because("what Autopilot bills"), is("limits", size())]),
    ];
    if run.service.is_some_and(|service| !service.polls) {
        container.push(is("ports", vec![map([is("name", "http"), is("containerPort", PORT)])]));
    }
    let mut spec = Vec::new();
    // Where an autoscaler sets the number, a number stated here would undo it at each rollout.
    if let Count::Kept(count) | Count::EachJob(count) = run.count {
        spec.push(is("replicas", count));
    }
    spec.push(is("selector", [is("matchLabels", labels(run))]));
    let mut pod = vec![is("containers", vec![Node::Map(container)])];
    if let Some(seconds) = run.longest_seconds {
        let seconds = Number::ceil(seconds);
        pod.push(
            is("terminationGracePeriodSeconds", seconds).because("the longest job ends before its pod does"),
        );
    }
    spec.push(is("template", [is("metadata", [is("labels", labels(run))]), is("spec", pod)]));
    map([
        is("apiVersion", "apps/v1"),
        is("kind", "Deployment"),
        is("metadata", [is("name", name(run.id))]),
        is("spec", spec),
    ])
}

fn autoscaler(run: &Run, least: f64, most: f64) -> Node {
    let busy = Number::floor(run.busy_share.unwrap_or(1.0) * 100.0).clamp(1.0, 100.0);
    let target = map([
        is("type", "Utilization"),
        is("averageUtilization", busy)
            .because("percent of the cpu requested: jobs at the target utilisation × what one keeps busy"),
    ]);
    let metric = map([is("type", "Resource"), is("resource", [is("name", "cpu"), is("target", target)])]);
    map([
        is("apiVersion", "autoscaling/v2"),
        is("kind", "HorizontalPodAutoscaler"),
        is("metadata", [is("name", name(run.id))]),
        is(
            "spec",
            [
                is(
                    "scaleTargetRef",
                    [is("apiVersion", "apps/v1"), is("kind", "Deployment"), is("name", name(run.id))],
                ),
                is("minReplicas", least).because("pods; the plan never goes below"),
                is("maxReplicas", most).because("pods, at the peak"),
                is("metrics", vec![metric]),
            ],
        ),
    ])
}

/// What others ask it by; from outside where the plan pays for a load balancer.
fn front(run: &Run, balanced: bool) -> Node {
    let (kind, why) =
        if balanced { ("LoadBalancer", "on the bill") } else { ("ClusterIP", "from within the cluster") };
    map([
        is("apiVersion", "v1"),
        is("kind", "Service"),
        is("metadata", [is("name", name(run.id))]),
        is(
            "spec",
            [
                is("type", kind).because(why),
                is("selector", labels(run)),
                is("ports", vec![map([is("name", "http"), is("port", 80.0), is("targetPort", "http")])]),
            ],
        ),
    ])
}

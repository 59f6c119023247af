//! Cloud Run: a service for what answers requests, jobs among them, and a worker pool for what fetches its work. The plan
//! sends every job to an instance as a request of its own, so none is a Cloud Run job.

use super::runs::{Count, Run};
use super::tree::{Entry, Node, documents, is, map};
use super::{Export, commented, gib_words, image, mib, name};
use crate::decimal::text;
use crate::error::Error;
use crate::hosting::cloud_run::in_flight;
use crate::number::Number;
use crate::scenario::Key;
use crate::system::Service;

const BY_REQUEST: &str = "containers_request";
const HOSTS: [&str; 2] = [BY_REQUEST, "containers_instance"];
/// Seconds between two probes, where the window is a multiple of it; else a second.
const PROBE_SECONDS: f64 = 10.0;

pub fn offered(export: &Export<'_>) -> bool {
    !export.on(&HOSTS).is_empty()
}

pub fn write(export: &Export<'_>) -> Result<String, Error> {
    let (mut all, mut replace) = (Vec::new(), Vec::new());
    for (host, group) in export.on(&HOSTS) {
        for run in export.runs(host, &group)? {
            replace.push((image(run.id), run.name));
            all.push(document(&run, host, export)?);
        }
    }
    let mut head = export.head("Cloud Run", &replace);
    head.push(
        "One document each: `gcloud run services replace FILE`, or `gcloud run worker-pools replace FILE`."
            .to_owned(),
    );
    head.push("cpu in vCPU, memory in MiB, times in seconds.".to_owned());
    Ok(commented(&head, "#") + &documents(&all))
}

fn document(run: &Run, host: &str, export: &Export<'_>) -> Result<Node, Error> {
    let mut container = vec![
        is("image", image(run.id)),
        is(
            "resources",
            [is(
                "limits",
                [
                    is("cpu", text(run.size.vcpu)).because("vCPU"),
                    is("memory", format!("{}Mi", text(mib(run.size.memory_gib))))
                        .because(gib_words(run.size.memory_gib)),
                ],
            )],
        ),
    ];
    if let Some(service) = run.service.filter(|service| service.polls) {
        let annotations = [
            is("run.googleapis.com/scalingMode", "manual"),
            is("run.googleapis.com/manualInstanceCount", text(service.replicas)).because("instances, always"),
        ];
        return Ok(map([
            is("apiVersion", "run.googleapis.com/v1"),
            is("kind", "WorkerPool"),
            is("metadata", [is("name", name(run.id)), is("annotations", annotations)]),
            is("spec", [is("template", [is("spec", [is("containers", vec![Node::Map(container)])])])]),
        ]));
    }
    let (least, most) = match run.count {
        Count::Kept(count) => (count, count),
        Count::Between(least, most) => (least, most),
        Count::EachJob(_) => (0.0, export.reader().get(Key::CloudRunMaxInstances)),
    };
    let most_of = match run.count {
        Count::EachJob(peak) => format!("the account's quota; about {} at the peak", text(peak)),
        Count::Kept(_) | Count::Between(..) => "instances, at the peak".to_owned(),
    };
    let by_request = host == BY_REQUEST;
    let billed = if by_request { "billed by request" } else { "billed by instance" };
    let annotations = [
        is("autoscaling.knative.dev/minScale", text(least)).because("instances"),
        is("autoscaling.knative.dev/maxScale", text(most)).because(most_of),
        is("run.googleapis.com/cpu-throttling", by_request.to_string()).because(billed),
    ];
    let mut spec = requests(run, export)?;
    container.extend(probe(run.service.as_ref(), export));
    spec.push(is("containers", vec![Node::Map(container)]));
    Ok(map([
        is("apiVersion", "serving.knative.dev/v1"),
        is("kind", "Service"),
        is("metadata", [is("name", name(run.id))]),
        is("spec", [is("template", [is("metadata", [is("annotations", annotations)]), is("spec", spec)])]),
    ]))
}

/// How many requests an instance takes at a time, and how long one may take.
fn requests(run: &Run, export: &Export<'_>) -> Result<Vec<Entry>, Error> {
    let longest_allowed = export.catalog.limit("gcp.cloud_run.timeout_seconds")?;
    let Some(service) = &run.service else {
        let longest = Number::ceil(run.longest_seconds.unwrap_or(longest_allowed)).min(longest_allowed);
        return Ok(vec![
            is("containerConcurrency", 1.0).because("one job in an instance"),
            is("timeoutSeconds", longest).because("the longest job"),
        ]);
    };
    let concurrency = if service.one_at_a_time {
        is("containerConcurrency", 1.0).because("one request at a time")
    } else {
        let open = crate::format::number(in_flight(service));
        is("containerConcurrency", export.catalog.limit("gcp.cloud_run.concurrency")?).because(format!(
            "the most allowed: the number of instances is planned, {open} requests open in each, mean"
        ))
    };
    let mean = crate::format::number(service.seconds_per_request);
    let timeout = is("timeoutSeconds", longest_allowed)
        .because(format!("the most allowed: a request takes {mean} s, mean"));
    Ok(vec![concurrency, timeout])
}

/// The start-up probe, where the plan looks at how a replica starts.
fn probe(service: Option<&Service<f64>>, export: &Export<'_>) -> Option<Entry> {
    service?.start?;
    let reader = export.reader();
    let (delay, window) = (reader.get(Key::InitialDelaySeconds), reader.get(Key::StartWindowSeconds));
    let period = if window % PROBE_SECONDS == 0.0 { PROBE_SECONDS } else { 1.0 };
    Some(is(
        "startupProbe",
        [
            is("initialDelaySeconds", Number::floor(delay)).because("before the first probe"),
            is("periodSeconds", period),
            is("failureThreshold", Number::floor(window / period))
                .because(format!("tries for {} s", text(window))),
            is("tcpSocket", [is("port", 8080.0)]).because("Cloud Run's default port"),
        ],
    ))
}

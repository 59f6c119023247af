//! ECS task definitions: for each task the input of `RegisterTaskDefinition`, all of them in one list. JSON has no
//! comments, so what other files say at their top stands in each container's Docker labels, which are free text.

use super::runs::{Count, Run};
use super::tree::{Node, is, map};
use super::{Export, PLACEHOLDER, image, json, mib, name, size_words};
use crate::decimal::text;
use crate::error::Error;

const HOSTS: [&str; 2] = ["fargate_tasks", "fargate_service"];
/// Fargate counts a processor in this many units.
const UNITS_PER_VCPU: f64 = 1024.0;

pub fn offered(export: &Export<'_>) -> bool {
    !export.on(&HOSTS).is_empty()
}

pub fn write(export: &Export<'_>) -> Result<String, Error> {
    let mut tasks = Vec::new();
    for (host, group) in export.on(&HOSTS) {
        tasks.extend(export.runs(host, &group)?.iter().map(|run| task(run, export)));
    }
    json::text(&Node::List(tasks))
}

fn task(run: &Run, export: &Export<'_>) -> Node {
    let (vcpu, gib) = (run.size.vcpu, run.size.memory_gib);
    let image = image(run.id);
    let role = format!("arn:aws:iam::{PLACEHOLDER}_ACCOUNT_ID:role/{PLACEHOLDER}_EXECUTION_ROLE");
    let replace = [
        (image.clone(), run.name),
        (format!("{PLACEHOLDER}_ACCOUNT_ID"), "number of the AWS account"),
        (format!("{PLACEHOLDER}_EXECUTION_ROLE"), "role that pulls the image and writes logs"),
    ];
    let head = export.head(&format!("{}: ECS task definition", run.name), &replace);
    map([
        is("family", format!("loadline-{}", name(run.id))),
        is("requiresCompatibilities", vec![Node::from("FARGATE")]),
        is("networkMode", "awsvpc"),
        is("runtimePlatform", [is("cpuArchitecture", "X86_64"), is("operatingSystemFamily", "LINUX")]),
        is("cpu", text(vcpu * UNITS_PER_VCPU)),
        is("memory", text(mib(gib))),
        is("executionRoleArn", role),
        is(
            "containerDefinitions",
            vec![map([
                is("name", name(run.id)),
                is("image", image),
                is("essential", true),
                is(
                    "dockerLabels",
                    [
                        is("loadline.about", head.join("\n")),
                        is("loadline.link", export.link.as_str()),
                        is(
                            "loadline.size",
                            format!("{}: cpu in 1/1024 vCPU, memory in MiB", size_words(vcpu, gib)),
                        ),
                        is("loadline.tasks", tasks(run)),
                    ],
                ),
            ])],
        ),
    ])
}

/// How many tasks there are, and where they run.
fn tasks(run: &Run) -> String {
    let count = match run.count {
        Count::Kept(count) => format!("{} kept as a service", text(count)),
        Count::Between(least, most) => {
            format!("a service of {} to {}, which follows the day", text(least), text(most))
        }
        Count::EachJob(peak) => {
            format!("one for each job, run and ended with it; about {} at the peak", text(peak))
        }
    };
    match run.service {
        Some(service) if service.spot_time_factor.is_some() => {
            format!("{count}; on capacity provider FARGATE_SPOT")
        }
        _ => count,
    }
}

//! What guide 003 prints: ways of keeping a model worker that starts slowly.

use super::{Answer, Case, Claim, Needed, Test, Text, amount, claim, feasible, monthly, span, text};
use crate::error::Error;
use crate::scenario::Key;
use crate::unit::{PERCENT, SECOND, USD_PER_MONTH, VCPU};

const MIN_INSTANCE: &str = "guide-003-min-instance";
const RUN: &str = "containers_request";
const KEPT: &str = "containers_instance";

/// Nobody asks, so that the instance is kept and idle; the start-up passes; a month has 30 days.
const IDLE: &[(Key, &str)] = &[
    (Key::ModelRequestsPerDay, "0"),
    (Key::CpuOutsideRequests, "off"),
    (Key::InitialDelaySeconds, "240"),
    (Key::FreeAllotments, "off"),
    (Key::MonthHours, "720"),
];

fn whole(case: &Case<'_>, option: &str) -> Result<f64, Error> {
    case.lines(case.scenario, option, |_, _| true)
}

/// One instance kept, against what the guide prints for it.
fn kept(case: &Case<'_>, about: &'static str) -> Result<Answer, Error> {
    const PRINTED: f64 = 40.0;
    let (idle, always) = (whole(case, RUN)?, whole(case, KEPT)?);
    let vcpu = case.scenario.value(Key::ModelWorkerVcpu).unwrap_or(f64::NAN);
    let free = case.typed(&[(Key::FreeAllotments, "on")])?;
    let net = case.lines(&free, RUN, |_, _| true)?;
    let why: Text = text![
        about,
        "Idle and billed by request it costs ",
        monthly(idle),
        ", ",
        monthly(net),
        " after the free allotment; with its processor always on, which loading in the background needs, ",
        monthly(always),
        "."
    ];
    Ok(Answer {
        printed: vec![monthly(PRINTED)],
        computed: vec![monthly(idle), monthly(always)],
        needed: Some(Needed {
            what: "processors, and as many GiB",
            value: amount(vcpu * PRINTED / idle, VCPU),
        }),
        tests: vec![Test::Follows { printed: PRINTED, computed: idle }],
        holds: why.clone(),
        fails: why,
    })
}

/// Whether the planner lets the worker run.
fn outcome(case: &Case<'_>) -> Result<&'static str, Error> {
    let plan = case.plan(case.scenario)?;
    Ok(if feasible(&plan, KEPT).is_ok() { "can run" } else { "is ruled out" })
}

fn window(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 240.0;
    let probe = case.limit("gcp.cloud_run.startup_probe_seconds")?;
    let both = probe + case.limit("gcp.cloud_run.startup_delay_seconds")?;
    let computed = outcome(case)?;
    Ok(Answer {
        printed: vec![amount(PRINTED, SECOND), "is ruled out".into()],
        computed: vec![amount(probe, SECOND), amount(both, SECOND), computed.into()],
        needed: None,
        tests: vec![
            Test::Vendors { printed: PRINTED, vendors: probe },
            Test::Winner { printed: "is ruled out", computed },
        ],
        holds: text!["The probe's limit, and the worker cannot keep it."],
        fails: text![
            "The probe may wait ",
            amount(probe, SECOND),
            ", but only after an initial delay that may be as long: ",
            amount(both, SECOND),
            " together. With the longest delay the worker ",
            computed,
            "."
        ],
    })
}

fn min_instance(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let computed = outcome(case)?;
    let option = plan.option(KEPT).ok_or_else(|| Error::Data(format!("no option `{KEPT}` in this plan")))?;
    let late = option.rejections.iter().find(|one| one.limit == "start_miss_tolerance");
    let delay = late.and_then(|one| one.flips.iter().find(|flip| flip.key == Key::InitialDelaySeconds));
    let share = late.map_or(0.0, |one| one.value);
    Ok(Answer {
        printed: text!["can run"],
        computed: vec![computed.into(), amount(share, PERCENT)],
        needed: delay.map(|flip| Needed { what: "initial delay", value: amount(flip.to, SECOND) }),
        tests: vec![Test::Winner { printed: "can run", computed }],
        holds: text!["An instance that is kept starts in time."],
        fails: text![
            "Every new instance must pass the probe, the one that is kept too, at each release and restart: ",
            amount(share, PERCENT),
            " of starts outlast it. Its --timeout is that of requests."
        ],
    })
}

fn pods(case: &Case<'_>) -> Result<f64, Error> {
    case.lines(case.scenario, "gke_autopilot", |_, row| row.starts_with("gcp.gke.autopilot."))
}

const PRINTED_POD: (f64, f64) = (50.0, 70.0);

fn autopilot(case: &Case<'_>) -> Result<Answer, Error> {
    let (pod, all) = (pods(case)?, whole(case, "gke_autopilot")?);
    let vcpu = case.scenario.value(Key::ModelWorkerVcpu).unwrap_or(f64::NAN);
    Ok(Answer {
        printed: vec![span(PRINTED_POD.0, PRINTED_POD.1, USD_PER_MONTH)],
        computed: vec![monthly(pod), monthly(all)],
        needed: Some(Needed {
            what: "most processors, and as many GiB",
            value: amount(vcpu * PRINTED_POD.1 / pod, VCPU),
        }),
        tests: vec![Test::Follows { printed: PRINTED_POD.1, computed: pod }],
        holds: text!["What the same pod costs."],
        fails: text![
            "The same pod costs ",
            monthly(pod),
            " in us-central1; with a load balancer, and the first cluster's fee given back, ",
            monthly(all),
            "."
        ],
    })
}

fn autopilot_row(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 60.0;
    let middle = PRINTED_POD.0.midpoint(PRINTED_POD.1);
    let pod = pods(case)?;
    Ok(Answer {
        printed: vec![monthly(PRINTED)],
        computed: vec![monthly(pod)],
        needed: None,
        tests: vec![
            Test::Agree { one: PRINTED, other: middle },
            Test::Follows { printed: PRINTED, computed: pod },
        ],
        holds: text!["What the pod costs."],
        fails: text![
            "The middle of its own range is ",
            monthly(middle),
            "; the pod costs ",
            monthly(pod),
            "."
        ],
    })
}

pub(super) const CLAIMS: &[Claim] = &[
    claim("003", "S3-01", 73, "One instance of 4 vCPU and 4 GiB kept", MIN_INSTANCE, IDLE, |case| {
        kept(case, "")
    }),
    claim(
        "003",
        "S3-02",
        7,
        "Start-up on Cloud Run cannot be long enough",
        "guide-003-longer-start",
        &[],
        window,
    ),
    claim("003", "S3-03", 21, "A minimum instance ends the time-out", MIN_INSTANCE, &[], min_instance),
    claim("003", "S3-04", 166, "The worker on GKE Autopilot", MIN_INSTANCE, &[], autopilot),
    claim("003", "S3-05", 127, "Gateway and one worker kept", "guide-003-split", IDLE, |case| {
        kept(case, "The gateway costs nothing while nobody asks. ")
    }),
    claim("003", "S3-06", 224, "GKE Autopilot in the comparison", MIN_INSTANCE, &[], autopilot_row),
];

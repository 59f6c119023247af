//! Functions (AWS Lambda): memory buys CPU, fifteen minutes at most, billed by the millisecond.

use super::{
    ACCOUNT, Host, Limit, OptionOutline, Placement, Refusal, WORKERS, all_kept, at_once, billed_seconds,
    check_start, jobs, shorten,
};
use crate::decimal::text;
use crate::number::Number;
use crate::plan::{Change, Fleet};
use crate::reading::{Reader, seconds_per_minute};
use crate::scenario::Key;
use crate::science::packing::{coupled_minutes, coupled_vcpus};
use crate::system::{Component, Jobs, Work};
use crate::unit::{COUNT, GIB, GIB_SECOND, MIB, MILLION, MILLISECOND, MONTH, PER_MONTH, SECOND, VCPU};

/// AWS Lambda, x86.
pub struct Functions;

const LONGEST_RUN: Limit =
    Limit { id: "aws.lambda.timeout_seconds", label: "longest run of a function", unit: SECOND };
const MEMORY: Limit = Limit { id: "aws.lambda.memory_max_mib", label: "memory of a function", unit: MIB };
const CONCURRENCY: Limit =
    Limit { id: "lambda_concurrency_quota", label: "functions running at once, at the peak", unit: COUNT };

impl<N: Number> Host<N> for Functions {
    fn id(&self) -> &'static str {
        "functions"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Jobs(_))
    }

    fn option(&self) -> Option<OptionOutline> {
        Some(OptionOutline {
            name: "Functions",
            summary: "AWS Lambda for the jobs; always-on services on Fargate.",
            services_on: Some("fargate_service"),
        })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let jobs = jobs(group);
        let mut runs = Vec::new();
        let mut rejections = Vec::new();
        for (component, job) in &jobs {
            let (run, broken) = Run::of(component, job, reader)?;
            runs.push(run);
            rejections.extend(broken);
        }
        let stretched: Vec<(&'static str, Jobs<N>)> =
            runs.iter().map(|run| (run.component, Jobs { minutes: run.minutes, ..run.jobs })).collect();
        let at_once = at_once(&stretched);
        let peak = at_once * reader.get(Key::PeakToMean);
        rejections.extend(CONCURRENCY.check(WORKERS, peak, reader.get(Key::LambdaConcurrencyQuota), || {
            Change::allowed(Key::LambdaConcurrencyQuota, Number::ceil(peak.value())).into_iter().collect()
        }));
        all_kept(rejections)?;
        bill(&runs, at_once, reader)
    }
}

/// A stage as it runs in a function.
struct Run<N> {
    component: &'static str,
    jobs: Jobs<N>,
    memory_gib: N,
    /// Wall time of one run, minutes, at the CPU the memory brings.
    minutes: N,
}

impl<N: Number> Run<N> {
    /// Size the function and see which limits it breaks.
    fn of(
        component: &'static str,
        jobs: &Jobs<N>,
        reader: &Reader<'_, N>,
    ) -> Result<(Self, Vec<crate::plan::Rejection<N>>), Refusal<N>> {
        let mib_per_gib = N::constant(1024.0, MIB.per(GIB));
        let mib_per_vcpu = reader.limit("aws.lambda.mib_per_vcpu", MIB.per(VCPU))?;
        let longest_allowed = reader.limit("aws.lambda.timeout_seconds", SECOND)?;
        let most_memory = reader.limit("aws.lambda.memory_max_mib", MIB)?;
        let least_memory = reader.limit("aws.lambda.memory_min_mib", MIB)?;
        let wanted = jobs.memory_gib * mib_per_gib;
        let memory = match reader.stated(Key::FunctionMemoryMib) {
            Some(stated) => stated,
            None => {
                // More memory brings more CPU, which may be what keeps the longest run inside the limit.
                let fast_enough = memory_for_duration(jobs, longest_allowed, mib_per_vcpu);
                wanted.max(fast_enough).max(least_memory).min(most_memory.max(wanted)).ceil()
            }
        }
        .called("Function memory", MIB, "the least that holds the job and finishes in time");
        let vcpu = coupled_vcpus(memory, mib_per_vcpu);
        let minutes = coupled_minutes(jobs.minutes, jobs.cpu_share, jobs.vcpu, vcpu);
        let longest =
            coupled_minutes(jobs.longest_minutes, jobs.cpu_share, jobs.vcpu, vcpu) * seconds_per_minute();
        // A stated size can be stated larger.
        let larger = reader.stated(Key::FunctionMemoryMib).map(|_| Key::FunctionMemoryMib);
        let rejections = [
            LONGEST_RUN.check(component, longest, longest_allowed, || {
                // How long the job may be as stated, given how much this CPU stretches it.
                let stretch = longest.value() / (jobs.longest_minutes.value() * 60.0);
                let mut flips = shorten(jobs, longest_allowed.value() / 60.0 / stretch);
                let faster = Number::ceil(memory_for_duration(jobs, longest_allowed, mib_per_vcpu).value());
                let in_time = longest_allowed.value() >= jobs.longest_minutes.value() * 60.0;
                flips.extend(larger.filter(|_| in_time).and_then(|key| Change::allowed(key, faster)));
                flips
            }),
            MEMORY.check(component, wanted, memory.min(most_memory), || {
                let held = memory.min(most_memory).value() / 1024.0;
                let mut flips: Vec<Change> = Change::allowed(Key::JobMemoryGib, held).into_iter().collect();
                flips.extend(larger.and_then(|key| Change::allowed(key, Number::ceil(wanted.value()))));
                flips
            }),
            check_start(reader, component, reader.get(Key::FunctionStartSeconds)),
        ];
        let run = Self { component, jobs: *jobs, memory_gib: memory / mib_per_gib, minutes };
        Ok((run, rejections.into_iter().flatten().collect()))
    }
}

/// Least memory whose share of a vCPU finishes the longest run in time. Where even a full share of CPU is too
/// slow the answer is beyond what a function can have, and the duration check says so.
fn memory_for_duration<N: Number>(jobs: &Jobs<N>, longest_allowed: N, mib_per_vcpu: N) -> N {
    let one = N::count(1.0);
    let stretch_allowed = longest_allowed / (jobs.longest_minutes * seconds_per_minute());
    let waiting = one - jobs.cpu_share;
    if stretch_allowed.exceeds(one) && stretch_allowed.exceeds(waiting) {
        jobs.cpu_share * jobs.vcpu * mib_per_vcpu / (stretch_allowed - waiting)
    } else {
        jobs.vcpu * mib_per_vcpu
    }
}

fn bill<N: Number>(runs: &[Run<N>], at_once: N, reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
    let mut placement = Placement::default();
    let items = &mut placement.line_items;
    let days = reader.days_per_month();
    let granularity = reader.limit("aws.lambda.billing_ms", MILLISECOND)?;
    let start = reader.get(Key::FunctionStartSeconds);
    let mut duration = N::zero(GIB_SECOND.per(MONTH));
    let mut starting = N::zero(GIB_SECOND.per(MONTH));
    let mut requests = N::zero(PER_MONTH);
    for run in runs {
        let starts = run.jobs.per_day * days;
        let seconds = billed_seconds(run.minutes * seconds_per_minute(), granularity);
        duration = duration + starts * seconds * run.memory_gib;
        starting = starting + starts * start * run.memory_gib;
        requests = requests + starts;
    }
    let duration = duration.called("Function duration", GIB_SECOND.per(MONTH), "runs × seconds × GiB");
    let starting = starting.called(
        "Cold starts, every run assumed cold",
        GIB_SECOND.per(MONTH),
        "AWS bills the INIT phase since 2025-08; every run cold is the upper bound",
    );
    let used = duration + starting;
    let first = reader.rate("aws.lambda.duration.x86.tier1")?;
    let free =
        |id: &str| if reader.on(Key::FreeAllotments) { reader.quantity(id).map(Some) } else { Ok(None) };
    let tier_1 = reader.limit("aws.lambda.tier1_gib_seconds", GIB_SECOND.per(MONTH))?;
    let tier_2 = reader.limit("aws.lambda.tier2_gib_seconds", GIB_SECOND.per(MONTH))?;
    if used.exceeds(tier_1) {
        items.push(first.item(WORKERS, "Function time, first tier", tier_1));
        let second = reader.rate("aws.lambda.duration.x86.tier2")?;
        items.push(second.item(WORKERS, "Function time, second tier", used.min(tier_2) - tier_1));
        if used.exceeds(tier_2) {
            let third = reader.rate("aws.lambda.duration.x86.tier3")?;
            items.push(third.item(WORKERS, "Function time, third tier", used - tier_2));
        }
    } else {
        items.push(first.item(WORKERS, "Function time", duration));
        items.push(first.item(WORKERS, "Cold starts (every run assumed cold)", starting));
    }
    if let Some(free) = free("aws.lambda.free.gib_seconds")? {
        items.push(first.item(ACCOUNT, "Function time, free allotment", -used.min(free)));
    }
    let millions = N::constant(1e-6, MILLION);
    let rate = reader.rate("aws.lambda.requests")?;
    items.push(rate.item(WORKERS, "Function requests", requests * millions));
    if let Some(free) = free("aws.lambda.free.requests")? {
        items.push(rate.item(ACCOUNT, "Function requests, free allotment", -(requests.min(free) * millions)));
    }
    let largest = runs.iter().map(|run| run.memory_gib.value() * 1024.0).fold(0.0, f64::max);
    placement.fleets.push(Fleet {
        component: WORKERS,
        size: format!("{} MiB", text(largest)),
        count: at_once,
        utilisation: N::count(1.0),
    });
    Ok(placement)
}

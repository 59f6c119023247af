//! What guide 001 prints: tasks for an agent platform.

use super::{Answer, Case, Claim, Needed, Test, amount, claim, count, monthly, percent, span, text};
use crate::error::Error;
use crate::plan::Plan;
use crate::scenario::Key;
use crate::science::packing::{Size, right_sized};
use crate::unit::{COUNT, GIB, MIB, PERCENT, VCPU};

const BASE: &str = "guide-001-base";
const STRESS: &str = "guide-001-stress";

const WORKERS: [&str; 4] = ["worker-small", "worker-medium", "worker-large", "worker-xlarge"];
const TASKS: [&str; 12] = [
    "supervisor-dev",
    "supervisor-staging",
    "supervisor-prod-small",
    "supervisor-prod-large",
    "worker-small",
    "worker-medium",
    "worker-large",
    "worker-xlarge",
    "gateway-low",
    "gateway-medium",
    "gateway-high",
    "gateway-ultra",
];
/// The collector beside every task, lines 180 and 181: vCPU and GiB.
const SIDECAR: (f64, f64) = (0.25, 0.5);

/// A task as printed or as its load uses it: vCPU and MiB.
fn task(case: &Case<'_>, plan: &Plan<f64>, name: &str, columns: [&str; 2]) -> Result<(f64, f64), Error> {
    let [vcpu, memory] = columns.map(|column| case.figure(plan, "task_definitions", name, column));
    Ok((vcpu?, memory?))
}

const PRINTED: [&str; 2] = ["vCPU", "Memory"];
const USED: [&str; 2] = ["vCPU used", "Memory used"];

/// A printed size against the guide's own formula.
fn own_formula(case: &Case<'_>, name: &str) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let printed = task(case, &plan, name, PRINTED)?;
    let used = task(case, &plan, name, USED)?;
    let legal = case.legal_task(used.0, used.1 / 1024.0)?.0;
    Ok(Answer {
        printed: vec![amount(printed.0, VCPU), amount(printed.1, MIB)],
        computed: vec![amount(used.0, VCPU), amount(used.1, MIB)],
        needed: Some(Needed { what: "processors of a legal task", value: amount(legal.vcpu, VCPU) }),
        tests: vec![
            Test::Covers { provided: printed.0, needed: used.0 },
            Test::Covers { provided: printed.1, needed: used.1 },
        ],
        holds: text![
            "Its own formula asks for no more; of the memory it asks for ",
            percent(used.1 / printed.1),
            "."
        ],
        fails: text![
            "Its own formula asks for ",
            percent(used.0 / printed.0),
            " of the processors and ",
            percent(used.1 / printed.1),
            " of the memory."
        ],
    })
}

fn worker_memory(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let target = case.scenario.value(Key::MemoryTarget).unwrap_or(f64::NAN);
    let mut answer = Answer {
        printed: Vec::new(),
        computed: Vec::new(),
        needed: None,
        tests: Vec::new(),
        holds: text!["512 MB an agent, with room for its target."],
        fails: text![
            "512 MB an agent fill every container; at its own target of ",
            percent(target),
            " each needs ",
            percent(1.0 / target - 1.0),
            " more, and the sidecar's memory besides."
        ],
    };
    for name in WORKERS {
        let printed = task(case, &plan, name, PRINTED)?.1;
        let used = task(case, &plan, name, USED)?.1;
        answer.printed.push(amount(printed, MIB));
        answer.computed.push(amount(used / target, MIB));
        answer.tests.push(Test::Covers { provided: printed, needed: used });
        answer.tests.push(Test::Covers { provided: printed, needed: used / target });
    }
    Ok(answer)
}

fn worker_cpu(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let mut fitting = 0.0;
    let mut answer = Answer {
        printed: Vec::new(),
        computed: Vec::new(),
        needed: None,
        tests: Vec::new(),
        holds: text!["All agents of a container may be at work."],
        fails: Vec::new(),
    };
    for name in WORKERS {
        let (printed, used) = (task(case, &plan, name, PRINTED)?.0, task(case, &plan, name, USED)?.0);
        answer.printed.push(amount(printed, VCPU));
        answer.computed.push(amount(used, VCPU));
        answer.tests.push(Test::Covers { provided: printed, needed: used });
        if printed >= used {
            fitting += 1.0;
        }
    }
    answer.fails = text![
        "With every agent at work at the guide's least, ",
        amount(case.scenario.value(Key::AgentCpuActive).unwrap_or(f64::NAN), VCPU),
        ", ",
        count(fitting),
        " of its four containers suffices."
    ];
    Ok(answer)
}

fn largest_worker(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let (vcpu, mib) = task(case, &plan, "worker-xlarge", PRINTED)?;
    let gib = mib / 1024.0;
    let sizes = case.catalog.fargate_sizes();
    let legal = sizes.iter().any(|size| size.vcpu == vcpu && size.memory_gib == gib);
    let next = case.legal_task(vcpu, gib)?.0;
    Ok(Answer {
        printed: vec![amount(vcpu, VCPU), amount(gib, GIB)],
        computed: vec![amount(next.vcpu, VCPU), amount(next.memory_gib, GIB)],
        needed: None,
        tests: vec![Test::Legal(legal)],
        holds: text!["A size Fargate accepts."],
        fails: text!["Fargate refuses it; the next size up has ", amount(next.memory_gib, GIB), "."],
    })
}

fn sidecar(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let month = case.scenario.value(Key::MonthHours).unwrap_or(f64::NAN);
    let mut ratios = (f64::INFINITY, 0.0_f64);
    let mut dev = (f64::NAN, f64::NAN);
    let mut all_legal = true;
    for (place, name) in TASKS.into_iter().enumerate() {
        let (vcpu, mib) = task(case, &plan, name, PRINTED)?;
        let asked = (vcpu + SIDECAR.0, mib / 1024.0 + SIDECAR.1);
        let (_, alone) = case.legal_task(vcpu, mib / 1024.0)?;
        let (size, with) = case.legal_task(asked.0, asked.1)?;
        all_legal &= size.vcpu == asked.0 && size.memory_gib == asked.1;
        ratios = (ratios.0.min(with / alone), ratios.1.max(with / alone));
        if place == 0 {
            dev = (alone * month, with * month);
        }
    }
    Ok(Answer {
        printed: vec![amount(SIDECAR.0, VCPU), amount(SIDECAR.1, GIB)],
        computed: vec![monthly(dev.0), monthly(dev.1), span(ratios.0, ratios.1, COUNT)],
        needed: None,
        tests: vec![Test::Legal(all_legal)],
        holds: text!["Every task with its sidecar is a size Fargate accepts."],
        fails: text![
            "No task has room for it, and the sums are no sizes of Fargate: the next ones cost ",
            count(ratios.0),
            " to ",
            count(ratios.1),
            " times as much, the smallest supervisor ",
            monthly(dev.1),
            " for ",
            monthly(dev.0),
            "."
        ],
    })
}

fn thousand(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let figure = |column| case.figure(&plan, "scaling_formula", "worker-large", column);
    let printed = [50.0, 200.0, 500.0, 100.0];
    let [containers, vcpu, memory, taken] = ["Containers", "vCPU", "Memory", "Slots taken"].map(figure);
    let computed = [containers?, vcpu?, memory?, taken?];
    let asked = figure("Asked, all at work")?;
    let row = plan.studies.iter().find(|study| study.id == "scaling_formula").and_then(|study| {
        study.rows.iter().find(|row| row.name == "worker-large").and_then(|row| row.usd_per_month)
    });
    let cost = row.ok_or_else(|| Error::Data("the containers have no price".to_owned()))?;
    let units = [COUNT, VCPU, GIB, PERCENT];
    let cells = |figures: [f64; 4]| {
        figures.into_iter().zip(units).map(|(figure, unit)| amount(figure, unit)).collect::<Vec<_>>()
    };
    let mut shown = cells(computed);
    shown.extend([amount(asked, VCPU), monthly(cost)]);
    Ok(Answer {
        printed: cells(printed),
        computed: shown,
        needed: None,
        tests: printed
            .into_iter()
            .zip(computed)
            .map(|(printed, computed)| Test::Follows { printed, computed })
            .collect(),
        holds: text![
            "Its 100 % counts slots. All agents at work at the guide's least ask for ",
            amount(asked, VCPU),
            "; on Fargate the containers cost ",
            monthly(cost),
            "."
        ],
        fails: text!["Its formula gives other figures."],
    })
}

fn right_sizing(case: &Case<'_>) -> Result<Answer, Error> {
    let value = |key| case.scenario.value(key).unwrap_or(f64::NAN);
    let mean = Size { cpu_units: value(Key::MeasuredCpuUnits), memory_mib: value(Key::MeasuredMemoryMib) };
    let sized = right_sized(mean, value(Key::PeakFactor));
    let (vcpu, gib) = (sized.cpu_units / 1024.0, sized.memory_mib / 1024.0);
    let next = case.legal_task(vcpu, gib)?.0;
    let sizes = case.catalog.fargate_sizes();
    Ok(Answer {
        printed: vec![amount(vcpu, VCPU), amount(sized.memory_mib, MIB)],
        computed: vec![amount(next.vcpu, VCPU), amount(next.memory_gib, GIB)],
        needed: None,
        tests: vec![Test::Legal(sizes.iter().any(|size| size.vcpu == vcpu && size.memory_gib == gib))],
        holds: text!["Its rule ends on a size Fargate accepts."],
        fails: text![
            "For a task measured at ",
            amount(mean.cpu_units / 1024.0, VCPU),
            " and ",
            amount(mean.memory_mib, MIB),
            " its rule gives no size of Fargate; the next one is billed."
        ],
    })
}

fn savings_plan(case: &Case<'_>) -> Result<Answer, Error> {
    let ids = ["aws.savings_plan.compute.one_year", "aws.savings_plan.compute.max_discount"];
    let [printed_low, printed_high] = ids.map(|id| case.printed(id));
    let [year, most] = ids.map(|id| case.list(id));
    let (printed, vendors) = ((printed_low?, printed_high?), (year?, most?));
    let reserved = 1.0 - case.list("aws.ec2.m6a.xlarge.ri_1y")? / case.list("aws.ec2.m6a.xlarge")?;
    Ok(Answer {
        printed: vec![span(100.0 * printed.0, 100.0 * printed.1, PERCENT)],
        computed: vec![percent(vendors.0), percent(vendors.1)],
        needed: None,
        tests: vec![
            Test::Vendors { printed: printed.0, vendors: vendors.0 },
            Test::Vendors { printed: printed.1, vendors: vendors.1 },
        ],
        holds: text!["From a year without prepayment to the most there is."],
        fails: text![
            "A year without prepayment saves ",
            percent(vendors.0),
            " on an m6a.xlarge, a reservation ",
            percent(reserved),
            ", the most advertised ",
            percent(vendors.1),
            "; it names no term."
        ],
    })
}

fn spot(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let mut most = (0.0_f64, 0.0_f64);
    for id in ["m5.large", "m5a.large", "m6i.large"] {
        let kind = case.catalog.vm_type(id)?;
        most = (most.0.max(kind.vcpu), most.1.max(kind.memory_gib));
    }
    let mut answer = Answer {
        printed: text!["m5.large", "m5a.large", "m6i.large"],
        computed: vec![amount(most.0, VCPU), amount(most.1, GIB)],
        needed: None,
        tests: Vec::new(),
        holds: text!["Each of its containers fits on them."],
        fails: Vec::new(),
    };
    let (mut placed, mut largest) = (0.0, 0.0_f64);
    for name in WORKERS {
        let (vcpu, mib) = task(case, &plan, name, PRINTED)?;
        answer.tests.push(Test::Covers { provided: most.0, needed: vcpu });
        answer.tests.push(Test::Covers { provided: most.1, needed: mib / 1024.0 });
        if most.0 >= vcpu && most.1 >= mib / 1024.0 {
            placed += 1.0;
        }
        largest = largest.max(vcpu);
    }
    answer.needed = Some(Needed { what: "processors of a machine", value: amount(largest, VCPU) });
    answer.fails = text!["Of its four containers ", count(placed), " fit on the machines it lists."];
    Ok(answer)
}

/// Agents from and to, lines 32 to 56.
const RANGES: [(f64, f64); 4] = [(1.0, 10.0), (10.0, 50.0), (50.0, 100.0), (100.0, 500.0)];

fn ranges(case: &Case<'_>) -> Result<Answer, Error> {
    let tested = case.scenario.value(Key::Agents).unwrap_or(f64::NAN);
    let [(first, _), .., (_, last)] = RANGES;
    let mut tests = vec![Test::Within { value: tested, range: (first, last) }];
    let next = RANGES.iter().skip(1);
    tests.extend(RANGES.iter().zip(next).map(|(one, next)| Test::Below { value: one.1, bound: next.0 }));
    Ok(Answer {
        printed: RANGES.iter().map(|(from, to)| span(*from, *to, COUNT)).collect(),
        computed: vec![count(tested)],
        needed: None,
        tests,
        holds: text!["Every number of agents has one row."],
        fails: text![
            "Where one range ends the next begins, so that number has two sizes; the ",
            count(tested),
            " agents of its stress test have none."
        ],
    })
}

/// Every agent at work, at the least the guide gives.
const AT_WORK: &[(Key, &str)] = &[(Key::ActiveShare, "100%"), (Key::AgentCpuActive, "0.25")];

pub(super) const CLAIMS: &[Claim] = &[
    claim("001", "S1-sup-dev", 33, "Supervisor for 10 agents", BASE, &[], |case| {
        own_formula(case, "supervisor-dev")
    }),
    claim("001", "S1-sup-staging", 41, "Supervisor for 50 agents", BASE, &[], |case| {
        own_formula(case, "supervisor-staging")
    }),
    claim("001", "S1-sup-prod-small", 49, "Supervisor for 100 agents", "guide-001-standard", &[], |case| {
        own_formula(case, "supervisor-prod-small")
    }),
    claim("001", "S1-sup-prod-large", 57, "Supervisor for 500 agents", "guide-001-peak", &[], |case| {
        own_formula(case, "supervisor-prod-large")
    }),
    claim("001", "S1-wk-mem", 73, "Memory of the worker containers", BASE, &[], worker_memory),
    claim("001", "S1-wk-cpu", 77, "Processors of the worker containers", BASE, AT_WORK, worker_cpu),
    claim("001", "S1-fargate", 104, "Size of the largest worker container", BASE, &[], largest_worker),
    claim("001", "S1-sidecar", 179, "A sidecar in every task", BASE, &[], sidecar),
    claim("001", "S1-gw-low", 143, "Gateway for 100 connections", BASE, &[], |case| {
        own_formula(case, "gateway-low")
    }),
    claim("001", "S1-gw-medium", 151, "Gateway for 1,000 connections", "guide-001-standard", &[], |case| {
        own_formula(case, "gateway-medium")
    }),
    claim("001", "S1-gw-high", 159, "Gateway for 5,000 connections", "guide-001-peak", &[], |case| {
        own_formula(case, "gateway-high")
    }),
    claim("001", "S1-gw-ultra", 167, "Gateway for 10,000 connections", STRESS, &[], |case| {
        own_formula(case, "gateway-ultra")
    }),
    claim(
        "001",
        "S1-1000",
        121,
        "1,000 agents in large containers",
        STRESS,
        &[
            (Key::ActiveShare, "100%"),
            (Key::AgentCpuActive, "0.25"),
            (Key::PublicIpv4, "off"),
            (Key::MonthHours, "730"),
        ],
        thousand,
    ),
    claim(
        "001",
        "S1-rightsize",
        236,
        "Rule for right-sizing",
        BASE,
        &[(Key::MeasuredCpuUnits, "512"), (Key::MeasuredMemoryMib, "1024")],
        right_sizing,
    ),
    claim("001", "S1-sp", 244, "Discount of a savings plan", BASE, &[(Key::PriceBook, "list")], savings_plan),
    claim("001", "S1-spot", 250, "Spot machines for workers", BASE, &[], spot),
    claim("001", "S1-ranges", 34, "Agents by size", STRESS, &[], ranges),
];

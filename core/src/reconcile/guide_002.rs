//! What guide 002 prints: workers for a file pipeline, serverless or reserved.

use super::{
    Answer, Case, Claim, Needed, Test, Text, amount, claim, count, feasible, monthly, percent, same, span,
    text, usd,
};
use crate::error::Error;
use crate::scenario::{Key, Scenario};
use crate::unit::{
    GIB, GIB_SECOND, HOUR, MIB, MILLION, MILLISECOND, MINUTE, PER_DAY, SECOND, USD, USD_PER_MINUTE, Unit,
    VCPU, VCPU_HOUR, VCPU_SECOND,
};

const LOW: &str = "guide-002-low";
const MEDIUM: &str = "guide-002-medium";
const HIGH: &str = "guide-002-high";

const VMS: &str = "reserved_vms";
const LAMBDA: &str = "functions";
const RUN: &str = "containers_request";

/// A row of the guide's three scenarios.
struct Printed {
    files: f64,
    minutes: f64,
    lambda_usd: f64,
    run_usd: f64,
    /// The same load in its table of worker costs.
    table_usd: f64,
}

/// Lines 129 to 152 and 394 to 400.
const SCENARIOS: [Printed; 3] = [
    Printed { files: 10.0, minutes: 5.0, lambda_usd: 8.0, run_usd: 12.0, table_usd: 50.0 },
    Printed { files: 100.0, minutes: 7.5, lambda_usd: 75.0, run_usd: 108.0, table_usd: 80.0 },
    Printed { files: 500.0, minutes: 10.0, lambda_usd: 250.0, run_usd: 360.0, table_usd: 200.0 },
];

/// Three machines a month, line 132.
const VMS_USD: f64 = 90.0;

/// What every way of running the workers needs beside them.
const BASELINE: [&str; 4] = ["pipeline_database", "cache", "workflow", "extraction_api"];
pub(super) const SANDBOX: &str = "sandbox";

const PER_GIB_SECOND: Unit = USD.per(GIB_SECOND).named("$/GiB-s");
const PER_VCPU_SECOND: Unit = USD.per(VCPU_SECOND).named("$/vCPU-s");
const PER_VCPU_HOUR: Unit = USD.per(VCPU_HOUR).named("$/vCPU-h");
const PER_GIB_HOUR: Unit = USD.per(crate::unit::GIB_HOUR).named("$/GiB-h");
const PER_MILLION: Unit = USD.per(MILLION).named("$/M");

/// What the workers of an option cost a month, without baseline services and sandbox.
pub(super) fn workers(case: &Case<'_>, scenario: &Scenario, option: &str) -> Result<f64, Error> {
    case.lines(scenario, option, |item, _| !BASELINE.contains(&item.component) && item.component != SANDBOX)
}

fn baseline(case: &Case<'_>, scenario: &Scenario) -> Result<f64, Error> {
    case.lines(scenario, RUN, |item, _| BASELINE.contains(&item.component))
}

fn sandbox(case: &Case<'_>, scenario: &Scenario) -> Result<f64, Error> {
    case.of_component(scenario, RUN, SANDBOX)
}

/// The scenario under the load of a row of the guide's table.
fn load(case: &Case<'_>, row: &Printed) -> Scenario {
    case.with(&[(Key::FilesPerDay, row.files), (Key::MinutesPerFile, row.minutes)])
}

/// The cheaper of the three ways the guide compares.
fn cheapest(costs: [f64; 3]) -> &'static str {
    let [vms, lambda, run] = costs;
    if vms <= lambda.min(run) {
        "reserved VMs"
    } else if lambda <= run {
        "Lambda"
    } else {
        "Cloud Run"
    }
}

/// Three costs in a sentence.
fn listed(before: &str, [one, two, three]: [f64; 3], after: &str) -> Text {
    text![before, usd(one), ", ", usd(two), " and ", usd(three), after]
}

/// What the three ways cost, workers alone.
fn three(case: &Case<'_>, scenario: &Scenario) -> Result<[f64; 3], Error> {
    Ok([workers(case, scenario, VMS)?, workers(case, scenario, LAMBDA)?, workers(case, scenario, RUN)?])
}

/// Time in functions, as the guide's rows reckon it: requests and free allotments left out.
fn function_time(case: &Case<'_>, scenario: &Scenario) -> Result<f64, Error> {
    case.of_row(scenario, LAMBDA, "aws.lambda.duration.x86.tier1")
}

/// The memory of a function at which its time costs so much a month, GiB.
fn memory_for(case: &Case<'_>, usd: f64) -> Result<Option<f64>, Error> {
    let mib = case.solve(Key::FunctionMemoryMib, usd, |scenario| function_time(case, scenario))?;
    Ok(mib.map(|mib| mib / 1024.0))
}

/// A row of the guide's tables for Lambda.
fn lambda(case: &Case<'_>, printed: f64) -> Result<Answer, Error> {
    let computed = function_time(case, case.scenario)?;
    let free = workers(case, &case.typed(&[(Key::FreeAllotments, "on")])?, LAMBDA)?;
    let why = text!["At 1 GiB its rate gives ", usd(computed), "; after the free allotment ", usd(free), "."];
    Ok(Answer {
        printed: vec![monthly(printed)],
        computed: vec![monthly(computed)],
        needed: memory_for(case, printed)?
            .map(|gib| Needed { what: "memory of a function", value: amount(gib, GIB) }),
        tests: vec![Test::Follows { printed, computed }],
        holds: why.clone(),
        fails: why,
    })
}

/// A row of the guide's tables for Cloud Run. Its formula has the processor only.
fn run(case: &Case<'_>, printed: f64) -> Result<Answer, Error> {
    let cpu = case.of_row(case.scenario, RUN, "gcp.cloud_run.request.cpu")?;
    let memory = case.of_row(case.scenario, RUN, "gcp.cloud_run.request.memory")?;
    let vcpu = case.scenario.value(Key::JobVcpu).unwrap_or(f64::NAN) * printed / cpu;
    let offered = case.catalog.cloud_run_sizes().iter().any(|size| same(vcpu, size.vcpu));
    let mut why = text!["At 1 vCPU its rate gives ", usd(cpu), ", with 1 GiB ", usd(cpu + memory)];
    why.push(if offered { "." } else { "; no size of Cloud Run makes it true." }.into());
    Ok(Answer {
        printed: vec![monthly(printed)],
        computed: vec![monthly(cpu), monthly(cpu + memory)],
        needed: Some(Needed { what: "processors of a job", value: amount(vcpu, VCPU) }),
        tests: vec![Test::Follows { printed, computed: cpu }],
        holds: why.clone(),
        fails: why,
    })
}

/// Files a day at which the workers of an option cost what the machines do.
pub(super) fn break_even(case: &Case<'_>, option: &str) -> Result<Option<f64>, Error> {
    let machines = workers(case, case.scenario, VMS)?;
    case.solve(Key::FilesPerDay, machines, |scenario| workers(case, scenario, option))
}

fn machines(case: &Case<'_>) -> Result<Answer, Error> {
    let of_machines = |commitment: &str| {
        let scenario = case.typed(&[(Key::Commitment, commitment)])?;
        case.lines(&scenario, VMS, |_, row| row.starts_with("aws.ec2."))
    };
    let [demand, one_year, three_years] = [of_machines("none")?, of_machines("1y")?, of_machines("3y")?];
    let all = workers(case, case.scenario, VMS)?;
    Ok(Answer {
        printed: vec![monthly(VMS_USD)],
        computed: vec![monthly(demand), monthly(one_year), monthly(three_years)],
        needed: None,
        tests: vec![Test::Named { printed: VMS_USD, of_name: one_year, of_other: demand }],
        holds: text!["The price of machines reserved for a year."],
        fails: text![
            "Reserved for 1 or 3 years they cost ",
            usd(one_year),
            " or ",
            usd(three_years),
            ", on demand ",
            usd(demand),
            "; with disks and addresses ",
            usd(all),
            "."
        ],
    })
}

fn gcp_functions(case: &Case<'_>) -> Result<Answer, Error> {
    let printed = 0.000_004_166_7;
    let computed = case.list("gcp.functions.gen1.1gb")?;
    Ok(Answer {
        printed: vec![amount(printed, PER_GIB_SECOND)],
        computed: vec![amount(computed, PER_GIB_SECOND)],
        needed: None,
        tests: vec![Test::Named {
            printed,
            of_name: computed,
            of_other: case.list("aws.lambda.provisioned.x86")?,
        }],
        holds: text!["Google's price of a first-generation function of 1 GB."],
        fails: text![
            "It is what AWS charges to keep a Lambda ready; a function of 1 GB costs Google's clients ",
            count(computed / printed),
            " times as much."
        ],
    })
}

fn three_rows(case: &Case<'_>) -> Result<Answer, Error> {
    let mut sizes = Vec::new();
    for row in &SCENARIOS {
        let case = Case { scenario: &load(case, row), ..*case };
        sizes.push(memory_for(&case, row.lambda_usd)?.unwrap_or(f64::NAN));
    }
    let pairs = || sizes.iter().zip(sizes.iter().skip(1).chain(sizes.first()));
    let mut fails = text!["Each row needs another memory size"];
    let none = pairs().all(|(one, other)| !same(*one, *other));
    fails.push(if none { "; none makes two of them true." } else { "." }.into());
    Ok(Answer {
        printed: SCENARIOS.iter().map(|row| monthly(row.lambda_usd)).collect(),
        computed: sizes.iter().map(|gib| amount(*gib, GIB)).collect(),
        needed: None,
        tests: pairs().map(|(one, other)| Test::Agree { one: *one, other: *other }).collect(),
        holds: text!["One memory size makes all three rows true."],
        fails,
    })
}

fn savings(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 0.86;
    let [vms, lambda, run] = three(case, case.scenario)?;
    let [row, ..] = &SCENARIOS;
    let (own_lambda, own_run) = (1.0 - row.lambda_usd / VMS_USD, 1.0 - row.run_usd / VMS_USD);
    Ok(Answer {
        printed: vec![percent(PRINTED)],
        computed: vec![percent(1.0 - lambda / vms), percent(1.0 - run / vms)],
        needed: Some(Needed { what: "cost of the workers", value: monthly(vms * (1.0 - PRINTED)) }),
        tests: vec![Test::Named { printed: PRINTED, of_name: own_lambda, of_other: own_run }],
        holds: text!["What its cheapest row saves."],
        fails: text![
            "Its own Lambda row saves ",
            percent(own_lambda),
            "; its Cloud Run row, the second best, ",
            percent(own_run),
            "."
        ],
    })
}

fn medium_winner(case: &Case<'_>) -> Result<Answer, Error> {
    let costs = three(case, case.scenario)?;
    let [_, row, _] = &SCENARIOS;
    let own = cheapest([VMS_USD, row.lambda_usd, row.run_usd]);
    let computed = cheapest(costs);
    Ok(Answer {
        printed: text!["reserved VMs", monthly(VMS_USD), monthly(row.lambda_usd)],
        computed: [computed.into()].into_iter().chain(costs.map(monthly)).collect(),
        needed: None,
        tests: vec![
            Test::OwnWinner { printed: "reserved VMs", own },
            Test::Winner { printed: "reserved VMs", computed },
        ],
        holds: text!["Cheapest on its own figures and on ours."],
        fails: text![
            "Cheapest is ",
            own,
            " by its own figures and ",
            computed,
            " by the planner's (machines, Lambda, Cloud Run)."
        ],
    })
}

fn high_winner(case: &Case<'_>) -> Result<Answer, Error> {
    let waiting =
        case.typed(&[(Key::JobCpuShare, "0"), (Key::PriceBook, "printed"), (Key::MonthHours, "720")])?;
    let winner = cheapest(three(case, &waiting)?);
    let busy = workers(case, case.scenario, VMS)?;
    let tasks = workers(case, case.scenario, "fargate_tasks")?;
    let mut fails = text![
        "Jobs that keep their processor busy need CPU credits: ",
        usd(busy),
        " at list prices, where a Fargate task per job costs ",
        usd(tasks),
        "."
    ];
    if winner == "reserved VMs" {
        fails.insert(0, "Machines are cheapest for jobs that only wait. ".into());
    }
    Ok(Answer {
        printed: text!["reserved VMs", monthly(VMS_USD)],
        computed: vec![winner.into(), monthly(busy), monthly(tasks)],
        needed: None,
        tests: vec![
            Test::Winner { printed: "reserved VMs", computed: winner },
            Test::Follows { printed: VMS_USD, computed: busy },
        ],
        holds: text!["Machines are cheapest, and three suffice."],
        fails,
    })
}

fn more_workers(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 500.0;
    let [.., row] = &SCENARIOS;
    let computed = function_time(case, case.scenario)?;
    Ok(Answer {
        printed: vec![monthly(PRINTED)],
        computed: vec![monthly(computed)],
        needed: memory_for(case, PRINTED)?
            .map(|gib| Needed { what: "memory of a function", value: amount(gib, GIB) }),
        tests: vec![Test::Agree { one: PRINTED, other: row.lambda_usd }],
        holds: text!["As in the row above."],
        fails: text![
            "The row above prints ",
            usd(row.lambda_usd),
            " for the same load; functions start by themselves and are billed by time alone."
        ],
    })
}

fn sandbox_rate(case: &Case<'_>) -> Result<Answer, Error> {
    let printed = case.printed("sandbox.minute")?;
    let plan = case.plan(case.scenario)?;
    let items = &feasible(&plan, RUN)?.line_items;
    let computed =
        items.iter().find(|item| item.component == SANDBOX).map_or(f64::NAN, |item| item.unit_price);
    let largest = 60.0
        * (case.limit("e2b.max_vcpu")? * case.list("sandbox.vcpu")?
            + case.limit("e2b.max_memory_gib")? * case.list("sandbox.memory")?);
    Ok(Answer {
        printed: vec![amount(printed, USD_PER_MINUTE)],
        computed: vec![amount(computed, USD_PER_MINUTE), amount(largest, USD_PER_MINUTE)],
        needed: None,
        tests: vec![Test::Vendors { printed, vendors: computed }],
        holds: text!["The list price of the default size."],
        fails: text![
            count(printed / computed),
            " times the list price of the default size, ",
            count(printed / largest),
            " times that of the largest."
        ],
    })
}

/// What one enriched file costs in the sandbox.
fn per_enrichment(case: &Case<'_>, scenario: &Scenario) -> Result<f64, Error> {
    let value = |key| scenario.value(key).unwrap_or(f64::NAN);
    let days = value(Key::MonthHours) / 24.0;
    Ok(sandbox(case, scenario)? / (value(Key::FilesPerDay) * value(Key::EnrichShare) * days))
}

fn sandbox_job(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 2.5;
    let computed = per_enrichment(case, case.scenario)?;
    let minutes = case.solve(Key::EnrichMinutes, PRINTED, |scenario| per_enrichment(case, scenario))?;
    Ok(Answer {
        printed: vec![usd(PRINTED)],
        computed: vec![usd(computed)],
        needed: minutes
            .map(|minutes| Needed { what: "minutes in the sandbox", value: amount(minutes, MINUTE) }),
        tests: vec![Test::Agree { one: PRINTED, other: computed }],
        holds: text!["Its rate times its minutes."],
        fails: text!["Its own 2 minutes at its own rate, line 248, come to ", usd(computed), "."],
    })
}

/// What a month of the sandbox is printed to cost, beside its cost at the guide's rate and at the vendor's; `fails` says
/// why it is not, from both and the scenario at list prices.
fn sandbox_bill(
    case: &Case<'_>,
    printed: f64,
    holds: Text,
    fails: impl FnOnce(f64, f64, &Scenario) -> Result<Text, Error>,
) -> Result<Answer, Error> {
    let at_list = case.typed(&[(Key::PriceBook, "list")])?;
    let (computed, list) = (sandbox(case, case.scenario)?, sandbox(case, &at_list)?);
    Ok(Answer {
        printed: vec![monthly(printed)],
        computed: vec![monthly(computed), monthly(list)],
        needed: None,
        tests: vec![Test::Follows { printed, computed }, Test::Vendors { printed, vendors: list }],
        holds,
        fails: fails(computed, list, &at_list)?,
    })
}

fn sandbox_month(case: &Case<'_>) -> Result<Answer, Error> {
    let holds = text!["100 runs of 2 minutes, at its rate and at the list price."];
    sandbox_bill(case, 60.0, holds, |computed, list, _| {
        Ok(text!["At its rate 100 runs cost ", usd(computed), ", at the list price ", usd(list), "."])
    })
}

fn sandbox_always_on(case: &Case<'_>) -> Result<Answer, Error> {
    let holds = text!["A month of minutes, at its rate and at the list price."];
    sandbox_bill(case, 13_000.0, holds, |computed, _, at_list| {
        let time = case.of_row(at_list, RUN, "sandbox.minute")?;
        Ok(text![
            "A month at its rate is ",
            usd(computed),
            "; at the list price ",
            usd(time),
            " and a plan that allows long sessions."
        ])
    })
}

fn enrichments(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 60.0;
    let mut costs = Vec::new();
    for row in &SCENARIOS {
        costs.push(sandbox(case, &load(case, row))?);
    }
    let files = case.solve(Key::FilesPerDay, PRINTED, |scenario| sandbox(case, scenario))?;
    Ok(Answer {
        printed: vec![monthly(PRINTED)],
        computed: costs.iter().map(|cost| monthly(*cost)).collect(),
        needed: files.map(|files| Needed { what: "files a day", value: amount(files, PER_DAY) }),
        tests: costs.iter().map(|cost| Test::Follows { printed: PRINTED, computed: *cost }).collect(),
        holds: text!["What its share of files costs at every load."],
        fails: text![
            "Its 30 % of 10, 100 and 500 files a day, at its own price, is ",
            usd(costs.first().copied().unwrap_or(f64::NAN)),
            " to ",
            usd(costs.last().copied().unwrap_or(f64::NAN)),
            "; it prints one figure for every load."
        ],
    })
}

/// Lines 199 to 224: what the guide prints for each stage of its hybrid.
const STAGES_USD: [(f64, f64); 4] = [(30.0, 50.0), (40.0, 70.0), (5.0, 15.0), (0.0, 1.0)];

fn hybrid(case: &Case<'_>) -> Result<Answer, Error> {
    let printed = (75.0, 135.0);
    let from: f64 = STAGES_USD.iter().map(|stage| stage.0).sum();
    let to: f64 = STAGES_USD.iter().map(|stage| stage.1).sum();
    let planned = workers(case, case.scenario, "hybrid")?;
    let machines = workers(case, case.scenario, VMS)?;
    let mut holds = text!["Its parts add up. At 100 files a day the planner finds ", usd(planned)];
    if from.midpoint(to) > machines {
        holds.extend(text!["; their middle is above the ", usd(machines), " of the machines it is to beat."]);
    } else {
        holds.push(".".into());
    }
    Ok(Answer {
        printed: vec![span(printed.0, printed.1, crate::unit::USD_PER_MONTH)],
        computed: vec![span(from, to, crate::unit::USD_PER_MONTH), monthly(planned)],
        needed: None,
        tests: vec![Test::Agree { one: printed.0, other: from }, Test::Agree { one: printed.1, other: to }],
        holds,
        fails: text!["Its parts add up to another sum."],
    })
}

fn stages(case: &Case<'_>) -> Result<Answer, Error> {
    let of = |key, component: &str, minutes: f64| {
        case.of_component(&case.with(&[(key, minutes)]), "hybrid", component)
    };
    let extract = (of(Key::ExtractMinutes, "extract", 1.0)?, of(Key::ExtractMinutes, "extract", 3.0)?);
    let analyze = (of(Key::AnalyzeMinutes, "analyze", 2.0)?, of(Key::AnalyzeMinutes, "analyze", 5.0)?);
    let [printed_extract, printed_analyze, ..] = STAGES_USD;
    let follows = |printed, computed| Test::Follows { printed, computed };
    let minutes = case.solve(Key::ExtractMinutes, printed_extract.0, |scenario| {
        case.of_component(scenario, "hybrid", "extract")
    })?;
    let unit = crate::unit::USD_PER_MONTH;
    Ok(Answer {
        printed: vec![
            span(printed_extract.0, printed_extract.1, unit),
            span(printed_analyze.0, printed_analyze.1, unit),
        ],
        computed: vec![span(extract.0, extract.1, unit), span(analyze.0, analyze.1, unit)],
        needed: minutes
            .map(|minutes| Needed { what: "least minutes of extraction", value: amount(minutes, MINUTE) }),
        tests: vec![
            follows(printed_extract.0, extract.0),
            follows(printed_extract.1, extract.1),
            follows(printed_analyze.0, analyze.0),
            follows(printed_analyze.1, analyze.1),
        ],
        holds: text!["What its minutes cost at 100 files a day, 1 vCPU and 1 GiB."],
        fails: text![
            "At 100 files a day, 1 vCPU and 1 GiB its minutes cost ",
            count(printed_extract.0 / extract.0),
            " and ",
            count(printed_analyze.0 / analyze.0),
            " times less at the low ends."
        ],
    })
}

fn baseline_sum(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 125.0;
    let computed = baseline(case, case.scenario)?;
    let at_list = case.typed(&[(Key::PriceBook, "list")])?;
    let mut list = Vec::new();
    for row in &SCENARIOS {
        let case = Case { scenario: &at_list, ..*case };
        list.push(baseline(&case, &load(&case, row))?);
    }
    let mut tests = vec![Test::Follows { printed: PRINTED, computed }];
    tests.extend(list.iter().map(|list| Test::Vendors { printed: PRINTED, vendors: *list }));
    Ok(Answer {
        printed: vec![monthly(PRINTED)],
        computed: [computed].iter().chain(&list).map(|usd| monthly(*usd)).collect(),
        needed: None,
        tests,
        holds: text!["The sum is right, and list prices come to as much."],
        fails: text![
            "Its four figures sum to ",
            usd(computed),
            ". At list prices it is not the same for all loads: extraction is billed by the page, workflows by \
             the step."
        ],
    })
}

fn worker_table(case: &Case<'_>) -> Result<Answer, Error> {
    let mut computed = Vec::new();
    for row in &SCENARIOS {
        computed.push(monthly(workers(case, &load(case, row), RUN)?));
    }
    Ok(Answer {
        printed: SCENARIOS.iter().map(|row| monthly(row.table_usd)).collect(),
        computed,
        needed: None,
        tests: SCENARIOS.iter().map(|row| Test::Agree { one: row.table_usd, other: row.run_usd }).collect(),
        holds: text!["As in its scenarios."],
        fails: listed("Its scenarios print ", SCENARIOS.map(|row| row.run_usd), " for the same loads."),
    })
}

fn first_tier(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 0.85;
    let (from, to) = (75.0, 100.0);
    let machines = workers(case, case.scenario, VMS)?;
    let saved = |usd: f64| 1.0 - usd / machines;
    Ok(Answer {
        printed: vec![span(from, to, crate::unit::USD_PER_MONTH), percent(PRINTED)],
        computed: vec![percent(saved(from)), percent(saved(to))],
        needed: Some(Needed { what: "total", value: monthly(machines * (1.0 - PRINTED)) }),
        tests: vec![Test::Agree { one: PRINTED, other: saved(from) }],
        holds: text!["What its low end saves against the machines."],
        fails: text![
            "Against ",
            usd(machines),
            " of machines its own range saves ",
            percent(saved(from)),
            " at best and costs more at worst."
        ],
    })
}

fn second_tier(case: &Case<'_>) -> Result<Answer, Error> {
    let (from, to) = (100.0, 150.0);
    let machines = workers(case, case.scenario, VMS)?;
    let planned = |files: f64| workers(case, &case.with(&[(Key::FilesPerDay, files)]), "hybrid");
    let (low, high) = (planned(50.0)?, planned(200.0)?);
    Ok(Answer {
        printed: vec![span(from, to, crate::unit::USD_PER_MONTH)],
        computed: vec![span(low, high, crate::unit::USD_PER_MONTH), monthly(machines)],
        needed: None,
        tests: vec![Test::Below { value: from, bound: machines }],
        holds: text!["Its range is below the machines."],
        fails: text![
            "Its whole range is above the ",
            usd(machines),
            " of the machines it is said to save against; the planner's hybrid runs from ",
            usd(low),
            " to ",
            usd(high),
            "."
        ],
    })
}

fn third_tier(case: &Case<'_>) -> Result<Answer, Error> {
    let (from, to) = (150.0, 250.0);
    let machines = workers(case, case.scenario, VMS)?;
    Ok(Answer {
        printed: vec![span(from, to, crate::unit::USD_PER_MONTH)],
        computed: vec![monthly(machines)],
        needed: None,
        tests: vec![Test::Agree { one: from, other: VMS_USD }],
        holds: text!["As in its third scenario."],
        fails: text!["Its third scenario prints ", usd(VMS_USD), " for the same machines."],
    })
}

fn takeaway(case: &Case<'_>) -> Result<Answer, Error> {
    const BOUND: f64 = 150.0;
    let fixed = baseline(case, case.scenario)? + 60.0;
    let sums: Vec<f64> = SCENARIOS.iter().map(|row| fixed + row.table_usd).collect();
    let idle = case.plan(&case.with(&[(Key::FilesPerDay, 0.0)]))?;
    let idle = feasible(&idle, RUN)?.usd_per_month;
    let least = sums.iter().copied().fold(f64::INFINITY, f64::min);
    let mut computed: Vec<_> = sums.iter().map(|sum| monthly(*sum)).collect();
    computed.push(monthly(idle));
    Ok(Answer {
        printed: vec![monthly(BOUND), monthly(0.0)],
        computed,
        needed: None,
        tests: vec![Test::Below { value: least, bound: BOUND }, Test::Agree { one: 0.0, other: idle }],
        holds: text!["Its own lines sum to less, and nothing runs idle."],
        fails: text![
            "Its own lines (baseline, Cloud Run, sandbox) sum to no less than ",
            usd(least),
            "; with no files at all the baseline still costs ",
            usd(idle),
            "."
        ],
    })
}

fn ranges(case: &Case<'_>) -> Result<Answer, Error> {
    let [low, medium, high] = &SCENARIOS;
    let unit = crate::unit::USD_PER_MONTH;
    let mut computed = Vec::new();
    for (row, option) in [(low, LAMBDA), (high, LAMBDA), (low, RUN), (high, RUN)] {
        computed.push(monthly(workers(case, &load(case, row), option)?));
    }
    let run = (20.0, 100.0);
    Ok(Answer {
        printed: vec![span(10.0, 30.0, unit), span(100.0, 500.0, unit), span(run.0, run.1, unit)],
        computed,
        needed: None,
        tests: vec![
            Test::Within { value: low.lambda_usd, range: (10.0, 30.0) },
            Test::Within { value: high.lambda_usd, range: (100.0, 500.0) },
            Test::Within { value: low.run_usd, range: run },
            Test::Within { value: medium.run_usd, range: run },
            Test::Within { value: high.run_usd, range: run },
        ],
        holds: text!["Its scenarios fall in its ranges."],
        fails: text![
            "Of its own scenarios ",
            usd(low.lambda_usd),
            " to ",
            usd(high.lambda_usd),
            " (Lambda) and ",
            usd(low.run_usd),
            " to ",
            usd(high.run_usd),
            " (Cloud Run) not all are inside."
        ],
    })
}

fn thresholds(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 200.0;
    let mut files = Vec::new();
    for option in [LAMBDA, RUN] {
        for row in &SCENARIOS {
            let scenario = case.with(&[(Key::MinutesPerFile, row.minutes)]);
            let case = Case { scenario: &scenario, ..*case };
            files.push(break_even(&case, option)?.unwrap_or(f64::NAN));
        }
    }
    let (least, most) = files
        .iter()
        .fold((f64::INFINITY, 0.0_f64), |(least, most), files| (least.min(*files), most.max(*files)));
    Ok(Answer {
        printed: vec![amount(PRINTED, PER_DAY), span(50.0, 500.0, PER_DAY)],
        computed: files.iter().map(|files| amount(*files, PER_DAY)).collect(),
        needed: None,
        tests: files.iter().map(|files| Test::Follows { printed: PRINTED, computed: *files }).collect(),
        holds: text!["Where the machines become cheaper, whatever the length of a job."],
        fails: text![
            "Minutes and memory decide, not files: machines become cheaper between ",
            amount(least, PER_DAY),
            " and ",
            amount(most, PER_DAY),
            " (Lambda, then Cloud Run, at 5, 7.5 and 10 minutes). Its ranges overlap from 200 to 500."
        ],
    })
}

fn billing_step(case: &Case<'_>, printed: f64, id: &str, once: bool, why: &str) -> Result<Answer, Error> {
    let today = case.limit(id)?;
    let test = if once { Test::Today { printed, today } } else { Test::Vendors { printed, vendors: today } };
    Ok(Answer {
        printed: vec![amount(printed, MILLISECOND)],
        computed: vec![amount(today, MILLISECOND)],
        needed: None,
        tests: vec![test],
        holds: text!["The vendor's."],
        fails: text![why],
    })
}

fn memory_range(case: &Case<'_>) -> Result<Answer, Error> {
    let printed = (512.0, 10_240.0);
    let vendors = (case.limit("aws.lambda.memory_min_mib")?, case.limit("aws.lambda.memory_max_mib")?);
    Ok(Answer {
        printed: vec![span(printed.0, printed.1, MIB)],
        computed: vec![span(vendors.0, vendors.1, MIB)],
        needed: None,
        tests: vec![
            Test::Vendors { printed: printed.0, vendors: vendors.0 },
            Test::Vendors { printed: printed.1, vendors: vendors.1 },
        ],
        holds: text!["The vendor's range."],
        fails: text![
            "From ",
            amount(vendors.0, MIB),
            " up, in steps of ",
            amount(case.limit("aws.lambda.memory_step_mib")?, MIB),
            "."
        ],
    })
}

fn container_start(case: &Case<'_>) -> Result<Answer, Error> {
    let (one, other) = (80.0, (30.0, 80.0));
    let allowed = case.limit("gcp.cloud_run.startup_probe_seconds")?;
    Ok(Answer {
        printed: vec![amount(one, SECOND), span(other.0, other.1, SECOND)],
        computed: vec![amount(allowed, SECOND)],
        needed: None,
        tests: vec![
            Test::Agree { one, other: other.0 },
            Test::Agree { one, other: other.1 },
            Test::Legal(one <= allowed),
        ],
        holds: text!["One figure, within what a start may take."],
        fails: text![
            "One figure here, a range on line 109. The vendor publishes none; a start may take ",
            amount(allowed, SECOND),
            "."
        ],
    })
}

fn longest_run(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 3600.0;
    let services = case.limit("gcp.cloud_run.timeout_seconds")?;
    let jobs = case.limit("gcp.cloud_run.job_timeout_hours")?;
    Ok(Answer {
        printed: vec![amount(PRINTED, SECOND)],
        computed: vec![amount(services, SECOND), amount(jobs, HOUR)],
        needed: None,
        tests: vec![Test::Vendors { printed: PRINTED, vendors: services }],
        holds: text!["For services; a job may take ", amount(jobs, HOUR), "."],
        fails: text!["A service may take ", amount(services, SECOND), "."],
    })
}

const AT_LIST: &[(Key, &str)] = &[(Key::PriceBook, "list"), (Key::MonthHours, "730")];

pub(super) const CLAIMS: &[Claim] = &[
    claim(
        "002",
        "S2-01",
        17,
        "Three reserved t3.medium",
        LOW,
        &[(Key::PriceBook, "list"), (Key::MonthHours, "730"), (Key::VmDiskGib, "8"), (Key::PublicIpv4, "on")],
        machines,
    ),
    claim("002", "S2-02", 72, "Step that Lambda is billed in", LOW, &[], |case| {
        billing_step(case, 100.0, "aws.lambda.billing_ms", true, "By the millisecond since December 2020.")
    }),
    claim("002", "S2-03", 59, "Memory of a Lambda function", LOW, &[], memory_range),
    claim("002", "S2-04", 82, "Rate of Google's functions", LOW, &[], gcp_functions),
    claim("002", "S2-05", 81, "Rates of Lambda", LOW, &[], |case| {
        case.rates(
            &[("aws.lambda.requests", PER_MILLION), ("aws.lambda.duration.x86.tier1", PER_GIB_SECOND)],
            "It leaves out the free allotment and the Arm rate.",
        )
    }),
    claim("002", "S2-06", 121, "Rates of Cloud Run", LOW, &[], |case| {
        case.rates(
            &[
                ("gcp.cloud_run.request.cpu", PER_VCPU_SECOND),
                ("gcp.cloud_run.request.memory", PER_GIB_SECOND),
            ],
            "It leaves out requests, the free allotment and the rates of instances kept.",
        )
    }),
    claim("002", "S2-07", 122, "Rates of Fargate", LOW, &[], |case| {
        case.rates(
            &[("aws.fargate.vcpu", PER_VCPU_HOUR), ("aws.fargate.memory", PER_GIB_HOUR)],
            "It leaves out the least minute, Arm, Spot and addresses.",
        )
    }),
    claim("002", "S2-08", 92, "Cold start of a container", LOW, &[], container_start),
    claim("002", "S2-09", 94, "Step that Cloud Run is billed in", LOW, &[], |case| {
        billing_step(case, 1000.0, "gcp.cloud_run.billing_ms", false, "In finer steps than seconds.")
    }),
    claim("002", "S2-10", 112, "Longest run on Cloud Run", LOW, &[], longest_run),
    claim("002", "S2-11", 133, "10 files a day × 5 minutes on Lambda", LOW, &[], |case| lambda(case, 8.0)),
    claim("002", "S2-12", 134, "10 files a day × 5 minutes on Cloud Run", LOW, &[], |case| run(case, 12.0)),
    claim("002", "S2-13", 141, "100 files a day × 7.5 minutes on Lambda", MEDIUM, &[], |case| {
        lambda(case, 75.0)
    }),
    claim("002", "S2-14", 142, "100 files a day × 7.5 minutes on Cloud Run", MEDIUM, &[], |case| {
        run(case, 108.0)
    }),
    claim("002", "S2-15", 149, "500 files a day × 10 minutes on Lambda", HIGH, &[], |case| {
        lambda(case, 250.0)
    }),
    claim("002", "S2-16", 150, "500 files a day × 10 minutes on Cloud Run", HIGH, &[], |case| {
        run(case, 360.0)
    }),
    claim("002", "S2-17", 135, "One formula for three Lambda rows", LOW, &[], three_rows),
    claim("002", "S2-18", 135, "Saved by serverless at low traffic", LOW, &[], savings),
    claim("002", "S2-19", 143, "Winner at medium traffic", MEDIUM, &[], medium_winner),
    claim(
        "002",
        "S2-20",
        152,
        "Winner at high traffic, no scaling needed",
        HIGH,
        &[(Key::PriceBook, "list"), (Key::MonthHours, "730"), (Key::JobCpuShare, "1")],
        high_winner,
    ),
    claim("002", "S2-21", 151, "Lambda once more workers are added", HIGH, &[], more_workers),
    claim("002", "S2-22", 64, "Rate of the sandbox", LOW, AT_LIST, sandbox_rate),
    claim("002", "S2-23", 64, "Sandbox cost of a job", LOW, &[], sandbox_job),
    claim(
        "002",
        "S2-24",
        248,
        "100 enrichments a month",
        LOW,
        &[(Key::FilesPerDay, "11.11111111111111")],
        sandbox_month,
    ),
    claim(
        "002",
        "S2-25",
        286,
        "A sandbox that is always on",
        LOW,
        &[(Key::SandboxMode, "always_on")],
        sandbox_always_on,
    ),
    claim("002", "S2-26", 403, "Sandbox at every load", LOW, &[], enrichments),
    claim("002", "S2-27", 228, "Sum of the hybrid's stages", MEDIUM, &[], hybrid),
    claim(
        "002",
        "S2-28",
        328,
        "100 files a day × 3 minutes on Cloud Run",
        MEDIUM,
        &[(Key::MinutesPerFile, "3")],
        |case| run(case, 40.0),
    ),
    claim(
        "002",
        "S2-29",
        199,
        "Extraction and analysis on Cloud Run",
        MEDIUM,
        &[(Key::MinutesPerFile, "auto")],
        stages,
    ),
    claim("002", "S2-30", 392, "Baseline services", LOW, &[], baseline_sum),
    claim("002", "S2-31", 398, "Cloud Run in the table of worker costs", LOW, &[], worker_table),
    claim("002", "S2-32", 419, "Tier 1: saved against machines", LOW, &[], first_tier),
    claim("002", "S2-33", 425, "Tier 2: savings against machines", MEDIUM, &[], second_tier),
    claim("002", "S2-34", 431, "Tier 3: cost of the machines", HIGH, &[], third_tier),
    claim("002", "S2-35", 465, "Below $150 a month, nothing while idle", LOW, &[], takeaway),
    claim("002", "S2-36", 83, "Ranges for Lambda and Cloud Run", LOW, &[], ranges),
    claim("002", "S2-38", 163, "Files a day from which machines win", MEDIUM, &[], thresholds),
];

//! What guide 000 prints: a background worker and the platform plan it needs.

use super::{Answer, Case, Claim, Test, amount, claim, count, monthly, percent, span, text};
use crate::error::Error;
use crate::scenario::Key;
use crate::unit::{MIB, PERCENT, USD_PER_MONTH};

const OBSERVED: &str = "guide-000-observed";
const BUDGET: &str = "guide-000-standard-budget";

const STANDARD: &str = "Render Standard";

fn memory(case: &Case<'_>, row: &str) -> Result<(f64, f64), Error> {
    case.figures(&case.plan(case.scenario)?, "worker_memory", row, "Range")
}

fn headroom(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let room = case.catalog.paas_plan("render.standard")?.memory_mib;
    let share = case.scenario.value(Key::MemoryAlertShare).unwrap_or(f64::NAN);
    let (least, most) = case.figures(&plan, "worker_memory", "Together", "Range")?;
    let passes = case.figure(&plan, "worker_plans", STANDARD, "Passes its alert")?;
    Ok(Answer {
        printed: vec![amount(room, MIB)],
        computed: vec![span(least, most, MIB), amount(passes, PERCENT)],
        needed: None,
        tests: vec![Test::Covers { provided: room * share, needed: most }],
        holds: text!["Its parts stay below its own alert."],
        fails: text![
            "Its parts, with a model of 1 GB, take ",
            percent(least / room),
            " to ",
            percent(most / room),
            "; its own alert is at ",
            percent(share),
            "."
        ],
    })
}

fn budgets(case: &Case<'_>) -> Result<Answer, Error> {
    let planned = case.typed(&[(Key::MemoryBudget, "plan")])?;
    let planned = Case { scenario: &planned, ..*case };
    let redis = |case: &Case<'_>| memory(case, Key::RedisPool.field().label);
    let python = |case: &Case<'_>| {
        let mut sum = (0.0, 0.0);
        for key in [Key::PythonRuntime, Key::Libraries, Key::Application] {
            let (from, to) = memory(case, key.field().label)?;
            sum = (sum.0 + from, sum.1 + to);
        }
        Ok::<_, Error>(sum)
    };
    let parts = [redis(case)?, redis(&planned)?, python(case)?, python(&planned)?];
    let cells: Vec<_> = parts.iter().map(|(from, to)| span(*from, *to, MIB)).collect();
    let [first, second, third, fourth] = parts;
    Ok(Answer {
        printed: cells.clone(),
        computed: cells,
        needed: None,
        tests: [(first, second), (third, fourth)]
            .into_iter()
            .flat_map(|(one, other)| {
                [Test::Agree { one: one.0, other: other.0 }, Test::Agree { one: one.1, other: other.1 }]
            })
            .collect(),
        holds: text!["Both lists count alike."],
        fails: text![
            "Two budgets for the same parts: Redis, then Python, by what is used and by what the plan leaves \
             room for."
        ],
    })
}

fn four_times(case: &Case<'_>) -> Result<Answer, Error> {
    const PRINTED: f64 = 4.0;
    let plan = |id| case.catalog.paas_plan(id).map(|plan| plan.memory_mib);
    let computed = plan("render.standard")? / plan("render.starter")?;
    Ok(Answer {
        printed: vec![count(PRINTED)],
        computed: vec![count(computed)],
        needed: None,
        tests: vec![Test::Vendors { printed: PRINTED, vendors: computed }],
        holds: text!["By the plans as sold."],
        fails: text!["The plans as sold have another ratio."],
    })
}

fn scale(case: &Case<'_>) -> Result<Answer, Error> {
    let plan = case.plan(case.scenario)?;
    let usd = |row, column| case.figure(&plan, "two_small_or_one_large", row, column);
    let (two, one) = ("2 × Render Standard", "1 × Render Pro");
    let (small, large) = (usd(two, "Price, $")?, usd(one, "Price, $")?);
    let per_gib = (usd(two, "$ per GiB")?, usd(one, "$ per GiB")?);
    let cheaper = if large <= small { "one Pro" } else { "two Standard" };
    let per = USD_PER_MONTH.per(crate::unit::GIB).named("$/GiB a month");
    Ok(Answer {
        printed: text!["one Pro", monthly(case.printed("render.service.pro")?)],
        computed: vec![
            cheaper.into(),
            monthly(small),
            monthly(large),
            amount(per_gib.0, per),
            amount(per_gib.1, per),
        ],
        needed: None,
        tests: vec![Test::Winner { printed: "one Pro", computed: cheaper }],
        holds: text!["The larger plan is no dearer."],
        fails: text![
            "Two Standard plans have the processors and memory of one Pro for ",
            percent(small / large),
            " of its price. Each holds a model of its own."
        ],
    })
}

pub(super) const CLAIMS: &[Claim] = &[
    claim("000", "S0-01", 53, "Prices of the platform's plans", OBSERVED, &[], |case| {
        case.rates(
            &[
                ("render.service.starter", USD_PER_MONTH),
                ("render.service.standard", USD_PER_MONTH),
                ("render.service.pro", USD_PER_MONTH),
            ],
            "",
        )
    }),
    claim("000", "S0-02", 62, "Headroom in 2 GB", BUDGET, &[(Key::ModelWeights, "1024")], headroom),
    claim("000", "S0-03", 36, "What Redis and Python take", OBSERVED, &[], budgets),
    claim("000", "S0-04", 81, "2 GB as a multiple of 512 MB", OBSERVED, &[], four_times),
    claim("000", "S0-05", 70, "The larger plan for scale", OBSERVED, &[], scale),
];

//! The months to come, for people to read and as JSON.

use loadline_core::decide::growth::{Forecast, When};
use loadline_core::plan::Rejection;
use loadline_core::scenario::{Scenario, link};
use serde::Serialize;

use crate::BadInput;
use crate::json::{self, Fields, RejectionDocument, SCHEMA};
use crate::layout::{Column, money, quantity, table, wrapped};
use crate::report::reason;

/// Digits of times and factors.
const DIGITS: i32 = 4;

/// The report.
pub fn report(scenario: &Scenario, forecast: &Forecast) -> String {
    if forecast.options.is_empty() {
        return "Nothing to run: every system is switched off.\n".to_owned();
    }
    let horizon = forecast.months.last().map_or(0, |month| month.number);
    let growth = quantity(forecast.rate * 100.0, DIGITS);
    let mut text = format!("{growth} % growth a month, for {horizon} months\n");
    if forecast.end > 0 {
        text.push_str(&wrapped("  ", &totals(forecast)));
    }
    if forecast.month(forecast.end).is_some_and(|month| month.winner.is_none()) {
        text.push_str(&wrapped("  ", &format!("In month {} nothing runs this.", forecast.end)));
        forecast
            .stopped_by()
            .into_iter()
            .for_each(|why| text.push_str(&wrapped("      - ", &reason(why, None))));
    }
    text.push_str("\nMonths\n");
    text.push_str(&months(forecast));
    if !forecast.switches.is_empty() {
        text.push_str("\nThe cheapest option changes\n");
        for switch in &forecast.switches {
            let (from, to) = (name(forecast, switch.from), name(forecast, switch.to));
            let margin = switch
                .margin_usd
                .map_or_else(String::new, |usd| format!(", {} a month below the next", money(usd)));
            text.push_str(&wrapped("  - ", &format!("month {}: from {from} to {to}{margin}", switch.month)));
        }
    }
    text.push_str(&format!("\nOptions kept from today on, $ paid by month {}\n", forecast.end));
    text.push_str(&options(forecast));
    if !forecast.signals.is_empty() {
        text.push_str("\nUpgrade signals\n");
        text.push_str(&signals(forecast));
    }
    if !forecast.limits.is_empty() {
        text.push_str("\nLimits of this planner\n");
    }
    for limit in &forecast.limits {
        text.push_str(&wrapped(
            "  - ",
            &format!(
                "{} reaches {} in month {} and stays there.",
                limit.key.field().id,
                quantity(limit.limit, DIGITS),
                quantity(limit.month, DIGITS)
            ),
        ));
    }
    text.push_str(&format!("\nLink  {}\n", link::encode(scenario)));
    text
}

fn totals(forecast: &Forecast) -> String {
    let free = forecast.month(forecast.end).and_then(|month| month.paid_usd);
    let kept = forecast.option(forecast.best_kept);
    let kept = kept.and_then(|option| Some((option.id, option.paid_by(forecast.end)?))).map_or_else(
        || "no option runs all the way".to_owned(),
        |(id, paid)| format!("{} with {id} kept all the way", money(paid)),
    );
    let free = free.map_or_else(|| "–".to_owned(), money);
    format!("Paid by month {}: {free} with always the cheapest option; {kept}.", forecast.end)
}

fn name(forecast: &Forecast, place: Option<usize>) -> &'static str {
    forecast.option(place).map_or("nothing", |option| option.id)
}

fn months(forecast: &Forecast) -> String {
    let head = ["month", "load", "tier", "cheapest", "$ a month", "paid by then"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(forecast.months.iter().map(|month| {
        let winner = forecast.option(month.winner);
        let none = || "–".to_owned();
        vec![
            month.number.to_string(),
            format!("× {}", quantity(month.load_factor, DIGITS)),
            month.tier.map_or_else(none, |tier| tier.to_string()),
            winner.map_or_else(none, |winner| winner.id.to_owned()),
            winner.and_then(|winner| winner.usd_in(month.number)).map_or_else(none, money),
            month.paid_usd.map_or_else(none, money),
        ]
    }));
    let columns = [Column::Right, Column::Right, Column::Right, Column::Left, Column::Right, Column::Right];
    table(2, &columns, &rows)
}

fn options(forecast: &Forecast) -> String {
    let rows: Vec<Vec<String>> = (0..)
        .zip(&forecast.options)
        .map(|(place, option)| {
            vec![
                if forecast.best_kept == Some(place) { "*" } else { "" }.to_owned(),
                option.id.to_owned(),
                option.name.to_owned(),
                option.paid_by(forecast.end).map_or_else(|| "ruled out".to_owned(), money),
            ]
        })
        .collect();
    let aligned = table(2, &[Column::Left, Column::Left, Column::Elastic, Column::Right], &rows);
    let shared = forecast.stopped_by();
    let mut text = String::new();
    for (line, option) in aligned.lines().zip(&forecast.options) {
        text.push_str(line);
        text.push('\n');
        for refusal in &option.refusals {
            // What stops all is told once, at the top.
            let own: Vec<&Rejection> =
                refusal.rejections.iter().filter(|one| !shared.contains(one)).collect();
            let Some((first, others)) = own.split_first() else { continue };
            let until = refusal.until.map_or_else(String::new, |until| format!(" until {until}"));
            let more = if others.is_empty() { String::new() } else { format!("; and {} more", others.len()) };
            text.push_str(&wrapped(
                "      - ",
                &format!("ruled out from month {}{until}: {}{more}", refusal.from, reason(first, None)),
            ));
        }
    }
    text
}

fn signals(forecast: &Forecast) -> String {
    let mut rows: Vec<Vec<String>> = forecast
        .signals
        .iter()
        .map(|signal| {
            let when = when(signal.tripped, signal.changes, "tripped", "clears");
            vec![format!("tier {}", signal.tier), when, signal.label.to_owned()]
        })
        .collect();
    rows.extend(forecast.tiers.iter().map(|tier| {
        let when = when(tier.reached, tier.changes, "reached", "left");
        vec![format!("TIER {}", tier.tier), when, "Two signals of each tier below have tripped".to_owned()]
    }));
    table(2, &[Column::Left, Column::Left, Column::Elastic], &rows)
}

/// When something begins, where it does not hold today, or ends, where it does.
fn when(holds: bool, changes: When, held: &str, ends: &str) -> String {
    match (holds, changes) {
        (false, When::In(month)) => format!("month {month:.3}"),
        (false, When::AfterHorizon) => "after that".to_owned(),
        (false, When::Never) => "never".to_owned(),
        (true, When::In(month)) => format!("{held}, {ends} in month {month:.3}"),
        (true, When::AfterHorizon) => format!("{held}, {ends} after that"),
        (true, When::Never) => held.to_owned(),
    }
}

// ---- JSON

#[derive(Serialize)]
struct GrowthDocument<'a> {
    schema: u32,
    scenario: Fields<'a>,
    months: Vec<MonthDocument>,
    end: u32,
    options: Vec<OptionDocument<'a>>,
    best_kept: Option<&'static str>,
    switches: Vec<SwitchDocument>,
    signals: Vec<SignalDocument>,
    tiers: Vec<TierDocument>,
    limits: Vec<LimitDocument>,
}

#[derive(Serialize)]
struct MonthDocument {
    month: u32,
    load_factor: f64,
    tier: Option<u8>,
    winner: Option<&'static str>,
    usd_per_month: Option<f64>,
    paid_usd: Option<f64>,
}

#[derive(Serialize)]
struct OptionDocument<'a> {
    id: &'static str,
    name: &'static str,
    usd_per_month: &'a [Option<f64>],
    paid_usd: &'a [Option<f64>],
    ruled_out: Vec<RefusalDocument<'a>>,
}

#[derive(Serialize)]
struct RefusalDocument<'a> {
    from: u32,
    until: Option<u32>,
    rejections: Vec<RejectionDocument<'a>>,
}

#[derive(Serialize)]
struct SwitchDocument {
    month: u32,
    from: Option<&'static str>,
    to: Option<&'static str>,
    margin_usd: Option<f64>,
}

/// `changes` is `"in"` so many months, `"after_horizon"` or `"never"`.
#[derive(Serialize)]
struct WhenDocument {
    changes: &'static str,
    month: Option<f64>,
}

#[derive(Serialize)]
struct SignalDocument {
    id: &'static str,
    label: &'static str,
    tier: u8,
    tripped: bool,
    #[serde(flatten)]
    when: WhenDocument,
}

#[derive(Serialize)]
struct TierDocument {
    tier: u8,
    reached: bool,
    #[serde(flatten)]
    when: WhenDocument,
}

#[derive(Serialize)]
struct LimitDocument {
    key: &'static str,
    limit: f64,
    month: f64,
}

fn when_document(when: When) -> WhenDocument {
    let (changes, month) = match when {
        When::In(month) => ("in", Some(month)),
        When::AfterHorizon => ("after_horizon", None),
        When::Never => ("never", None),
    };
    WhenDocument { changes, month }
}

/// The forecast with the scenario it starts from.
pub fn json(scenario: &Scenario, forecast: &Forecast) -> Result<String, BadInput> {
    let id = |place| forecast.option(place).map(|option| option.id);
    let months = forecast.months.iter().map(|month| MonthDocument {
        month: month.number,
        load_factor: month.load_factor,
        tier: month.tier,
        winner: id(month.winner),
        usd_per_month: forecast.option(month.winner).and_then(|winner| winner.usd_in(month.number)),
        paid_usd: month.paid_usd,
    });
    let options = forecast.options.iter().map(|option| OptionDocument {
        id: option.id,
        name: option.name,
        usd_per_month: &option.usd_per_month,
        paid_usd: &option.paid_usd,
        ruled_out: option
            .refusals
            .iter()
            .map(|refusal| RefusalDocument {
                from: refusal.from,
                until: refusal.until,
                rejections: refusal.rejections.iter().map(json::rejection).collect(),
            })
            .collect(),
    });
    let switches = forecast.switches.iter().map(|switch| SwitchDocument {
        month: switch.month,
        from: id(switch.from),
        to: id(switch.to),
        margin_usd: switch.margin_usd,
    });
    let signals = forecast.signals.iter().map(|signal| SignalDocument {
        id: signal.id,
        label: signal.label,
        tier: signal.tier,
        tripped: signal.tripped,
        when: when_document(signal.changes),
    });
    let tiers = forecast.tiers.iter().map(|tier| TierDocument {
        tier: tier.tier,
        reached: tier.reached,
        when: when_document(tier.changes),
    });
    let limits = forecast.limits.iter().map(|limit| LimitDocument {
        key: limit.key.field().id,
        limit: limit.limit,
        month: limit.month,
    });
    json::text(&GrowthDocument {
        schema: SCHEMA,
        scenario: Fields::InForce(scenario),
        months: months.collect(),
        end: forecast.end,
        options: options.collect(),
        best_kept: id(forecast.best_kept),
        switches: switches.collect(),
        signals: signals.collect(),
        tiers: tiers.collect(),
        limits: limits.collect(),
    })
}

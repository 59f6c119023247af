//! What growth brings: when signals trip, when another option becomes the cheapest, what will have been paid.

use crate::refine::with_draws;
use crate::studies::broken;
use loadline_core::decide::explain::elsewhere;
use loadline_core::decide::growth::{
    Forecast, Month, OptionPath, SignalPath, Switch, TierPath, When, changes_in, forecast,
};
use loadline_core::decide::months::{SignalMonths, signal_months};
use loadline_core::format;
use loadline_core::scenario::Scenario;
use loadline_markup::{Node, Tag, columns, figure, flip, row_head, section, tag, traced, wide_by_keys};

/// Growth a month that is offered where none is stated, percent.
const OFFERED: [(&str, &str); 2] =
    [("growth_percent_per_month=5", "5 % a month"), ("growth_percent_per_month=10", "10 % a month")];

/// The months to come.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let forecast = forecast(scenario, crate::catalog()?).map_err(|error| error.to_string())?;
    let section = section("growth-title", "Growth");
    Ok(vec![if forecast.rate == 0.0 {
        section.all(still(&forecast))
    } else {
        section.all(grown(&forecast, scenario))
    }])
}

/// Nothing grows: what stays, and offers.
fn still(forecast: &Forecast) -> Vec<Tag> {
    let lead = tag("p").class("lead").put("No growth is stated, so every month is like today");
    let lead = match forecast.month(horizon(forecast)).and_then(paid) {
        Some(paid) => {
            let months = format::plural(horizon(forecast) as usize, "month", "months");
            lead.put(": ").put(paid).put(format!(" in {months}."))
        }
        None => lead.put("."),
    };
    let offers = OFFERED.map(|(change, words)| flip(change).put(words));
    let offers = offers
        .into_iter()
        .fold(tag("p").class("lead").put("Plan with growth of"), |offers, offer| offers.put(" ").put(offer));
    vec![lead, offers]
}

/// A figure of the forecast, as the planner names it.
fn own(name: &str, words: String) -> Tag {
    traced(&["growth", name], words)
}

/// What has been paid by a month with always the cheapest option.
fn paid(month: &Month) -> Option<Tag> {
    month.paid_usd.map(|usd| own(&format!("months/{}/paid", month.number), format::money(usd)))
}

/// A bill of a month: a figure of the plan for its loads.
fn bill(scenario: &Scenario, month: u32, option: &OptionPath) -> Option<Tag> {
    let name = elsewhere(&changes_in(scenario, f64::from(month)), &format!("options/{}/usd", option.id));
    option.usd_in(month).map(|usd| traced(&[&name], format::money(usd)))
}

fn grown(forecast: &Forecast, scenario: &Scenario) -> Vec<Tag> {
    let mut parts = vec![tag("p").class("lead").put(first(forecast))];
    if forecast.month(forecast.end).is_some_and(|month| month.winner.is_none()) {
        let why: Vec<String> = forecast.stopped_by().into_iter().map(broken).collect();
        let why = if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) };
        parts.push(tag("p").class("lead").put(format!("In month {} nothing runs this{why}.", forecast.end)));
    }
    for limit in &forecast.limits {
        let field = limit.key.field();
        parts.push(tag("p").class("note").put(format!(
            "{} reaches the limit of this planner, {}, in month {} and stays there.",
            field.label,
            format::with_words(limit.limit, field.unit_words),
            format::number(limit.month)
        )));
    }
    if !forecast.signals.is_empty() {
        let months = crate::catalog()
            .map(|catalog| with_draws(|draws| signal_months(scenario, catalog, draws)))
            .unwrap_or_default();
        parts.extend([tag("h3").put("Upgrade signals"), signals(forecast, &months)]);
    }
    parts.push(tag("h3").put("Cheapest option"));
    parts.push(if forecast.switches.is_empty() {
        tag("p").class("none").put("It stays the same in every month.")
    } else {
        switches(forecast, scenario)
    });
    parts.push(tag("h3").put("Cost"));
    if forecast.end > 0 {
        parts.push(totals(forecast));
    }
    parts.push(months(forecast, scenario));
    parts.push(tag("p").class("note").put(
        "Every month is planned anew for the load it begins with, its stores for what that load fills in the whole \
         retention. Moving from one option to another is not priced.",
    ));
    parts
}

/// What happens first, in a sentence.
fn first(forecast: &Forecast) -> String {
    let signal = |signal: &SignalPath| {
        let verb = if signal.tripped { "clears" } else { "trips" };
        (signal.changes, format!("an upgrade signal {verb}: {}", lower(signal.label)))
    };
    let tier = |tier: &TierPath| {
        let number = if tier.reached { tier.tier - 1 } else { tier.tier };
        (tier.changes, format!("the memory service moves to tier {number}"))
    };
    let switch = |switch: &Switch| {
        let words = match forecast.option(switch.to) {
            Some(option) => format!("the cheapest option becomes {}", option.name),
            None => "nothing runs this any more".to_owned(),
        };
        (When::In(f64::from(switch.month)), words)
    };
    let events = (forecast.signals.iter().map(signal))
        .chain(forecast.tiers.iter().map(tier))
        .chain(forecast.switches.iter().map(switch));
    let mut first: Option<(f64, String)> = None;
    for (when, words) in events {
        if let When::In(month) = when
            && first.as_ref().is_none_or(|(earliest, _)| month < *earliest)
        {
            first = Some((month, words));
        }
    }
    let rate = format::number(forecast.rate * 100.0);
    match first {
        Some((month, words)) => {
            format!(
                "At {rate} % a month, the first thing to happen is in month {}: {words}.",
                format::number(month)
            )
        }
        None => format!(
            "At {rate} % a month, no signal changes and the cheapest option stays so for {}.",
            format::plural(horizon(forecast) as usize, "month", "months")
        ),
    }
}

/// A sentence's first letter within a sentence: names such as `API` stay as they are.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

fn horizon(forecast: &Forecast) -> u32 {
    forecast.months.last().map_or(0, |month| month.number)
}

fn signals(forecast: &Forecast, months: &[SignalMonths]) -> Tag {
    let row = |name: String, tier: String, when: Vec<Node>, plausible: String| {
        let when = when.into_iter().fold(tag("td"), Tag::put);
        tag("tr").put(row_head(name)).put(figure(tier)).put(when).put(tag("td").put(plausible))
    };
    let signals = forecast.signals.iter().map(|signal| {
        let name = ["signals/", signal.id, "/month"].concat();
        let when = when(signal.tripped, signal.changes, &name, "tripped", "clears");
        let known = months.iter().find(|months| months.id == signal.id);
        let plausible = known.map_or_else(|| "–".to_owned(), plausible);
        row(signal.label.to_owned(), signal.tier.to_string(), when, plausible)
    });
    let tiers = forecast.tiers.iter().map(|tier| {
        let name = format!("tiers/{}/month", tier.tier);
        let when = when(tier.reached, tier.changes, &name, "reached", "left");
        let name = format!("Tier {}: two signals of each tier below", tier.tier);
        row(name, tier.tier.to_string(), when, "–".to_owned())
    });
    let table = tag("table")
        .with("id", "growth-signals")
        .put(columns(&[
            ("Signal", ""),
            ("Tier", "figure"),
            ("When", ""),
            ("In plausible worlds, four in five", ""),
        ]))
        .put(tag("tbody").all(signals.chain(tiers).collect()));
    wide_by_keys("Signals under growth", table)
}

/// By which month a signal has tripped where inputs are known as ranges.
fn plausible(months: &SignalMonths) -> String {
    let share = format::percent(months.share.value);
    match months.month {
        [Some(0), _, Some(0)] => "tripped already".to_owned(),
        [Some(low), _, Some(high)] if low == high => format!("month {low}"),
        [Some(0), _, Some(high)] => format!("today to month {high}"),
        [Some(low), _, Some(high)] => format!("months {low} to {high}"),
        [Some(0), ..] => format!("today or later; {share} within the horizon"),
        [Some(low), ..] => format!("month {low} or later; {share} within the horizon"),
        [None, ..] if months.share.value > 0.0 => format!("seldom: {share} within the horizon"),
        [None, ..] => "not within the horizon".to_owned(),
    }
}

/// When something begins, where it does not hold today, or ends, where it does; `name` is that of the month.
fn when(holds: bool, changes: When, name: &str, held: &str, ends: &str) -> Vec<Node> {
    let month = |month: f64| own(name, format::number(month)).into();
    match (holds, changes) {
        (false, When::In(at)) => vec!["month ".into(), month(at)],
        (false, When::AfterHorizon) => vec!["later".into()],
        (false, When::Never) => vec!["never at this growth".into()],
        (true, When::In(at)) => vec![format!("{held}, {ends} in month ").into(), month(at)],
        (true, When::AfterHorizon) => vec![format!("{held}, {ends} later").into()],
        (true, When::Never) => vec![format!("{held} already").into()],
    }
}

fn switches(forecast: &Forecast, scenario: &Scenario) -> Tag {
    let name = |option: Option<&OptionPath>| option.map_or("nothing", |option| option.name);
    let row = |switch: &Switch| {
        let (from, to) = (forecast.option(switch.from), forecast.option(switch.to));
        let usd = |option: Option<&OptionPath>| match option {
            Some(option) => match bill(scenario, switch.month, option) {
                Some(bill) => figure(bill),
                None => figure("ruled out"),
            },
            None => figure(""),
        };
        tag("tr")
            .put(row_head(switch.month.to_string()))
            .put(tag("td").put(name(from)))
            .put(usd(from))
            .put(tag("td").put(name(to)))
            .put(usd(to))
            .put(match switch.margin_usd {
                Some(usd) => figure(own(&format!("months/{}/margin", switch.month), format::money(usd))),
                None => figure(""),
            })
    };
    let table = tag("table")
        .with("id", "growth-switches")
        .put(columns(&[
            ("Month", ""),
            ("From", ""),
            ("$ a month then", "figure"),
            ("To", ""),
            ("$ a month", "figure"),
            ("Below the next", "figure"),
        ]))
        .put(tag("tbody").all(forecast.switches.iter().map(row).collect()));
    wide_by_keys("Changes of the cheapest option", table)
}

fn totals(forecast: &Forecast) -> Tag {
    let free = forecast.month(forecast.end).and_then(paid).unwrap_or_else(|| tag("span"));
    let lead = tag("p").class("lead").put(format!("Paid by month {}: ", forecast.end)).put(free);
    let lead = lead.put(" with always the cheapest option; ");
    let kept = forecast.option(forecast.best_kept);
    match kept.and_then(|option| Some((option, option.paid_by(forecast.end)?))) {
        Some((option, usd)) => lead
            .put(own(&["options/", option.id, "/paid"].concat(), format::money(usd)))
            .put(format!(" with {} all the way.", option.name)),
        None => lead.put("no single option runs all the way."),
    }
}

fn months(forecast: &Forecast, scenario: &Scenario) -> Tag {
    let horizon = horizon(forecast);
    let step = if horizon <= 60 { 6 } else { 12 };
    // Where nothing runs there is nothing to tell but when it begins.
    let shown = |month: &&Month| match month.winner {
        Some(_) => month.number.is_multiple_of(step) || month.number == horizon,
        None => month.number == forecast.end,
    };
    let row = |month: &Month| {
        let winner = forecast.option(month.winner);
        let usd = winner.and_then(|winner| bill(scenario, month.number, winner));
        let none = || "–".to_owned();
        let load = format!("months/{}/load", month.number);
        let tier = |tier: u8| {
            let changes = changes_in(scenario, f64::from(month.number));
            figure(traced(&[&elsewhere(&changes, "tier")], tier.to_string()))
        };
        tag("tr")
            .put(row_head(month.number.to_string()))
            .put(figure("× ").put(own(&load, format::number(month.load_factor))))
            .put(month.tier.map_or_else(|| figure(none()), tier))
            .put(tag("td").put(winner.map_or("nothing runs this", |winner| winner.name)))
            .put(usd.map_or_else(|| figure(none()), figure))
            .put(paid(month).map_or_else(|| figure(none()), figure))
    };
    let table = tag("table")
        .with("id", "growth-months")
        .put(columns(&[
            ("Month", ""),
            ("Load", "figure"),
            ("Tier", "figure"),
            ("Cheapest", ""),
            ("$ a month", "figure"),
            ("Paid by then", "figure"),
        ]))
        .put(tag("tbody").all(forecast.months.iter().filter(shown).map(row).collect()));
    wide_by_keys("Cost by month", table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadline_core::scenario::link;
    use loadline_markup::write;

    fn text(link: &str) -> String {
        let decoded = link::decode(link);
        assert!(decoded.notices.is_empty(), "{:?}", decoded.notices);
        panel(&decoded.scenario).map(|trees| write(&trees)).unwrap_or_default()
    }

    #[test]
    fn without_growth_there_are_offers() {
        let text = text("1");
        assert!(text.contains("No growth is stated"));
        for percent in ["5", "10"] {
            let offer = format!("@data-flip=growth_percent_per_month={percent}\n");
            assert_eq!(text.matches(&offer).count(), 1, "{text}");
        }
        assert!(!text.contains("<table"));
    }

    #[test]
    fn the_first_event_is_told_first() {
        // ln(3000 / 500) / ln 1.1 = 18.8; with little stored and one system, nothing else happens before.
        let text = text(
            "1;file_pipeline=off;subjects=500;episodes_per_day=10;requests_per_second=0.001;growth_percent_per_month=10",
        );
        assert!(
            text.contains(
                "the first thing to happen is in month 18.8: an upgrade signal trips: more than a few"
            ),
            "{text}"
        );
        for month in ["0", "6", "12", "18", "24"] {
            assert!(text.contains(&format!("\"{month}\n")), "no month {month} in {text}");
        }
    }

    #[test]
    fn what_stops_it_and_what_limits_it_is_said() {
        let stopped = text("1;growth_percent_per_month=10");
        assert!(stopped.contains("nothing runs this: memory of the plan"), "{stopped}");
        let limited = text("1;subjects=60000000;growth_percent_per_month=100;horizon_months=2");
        assert!(limited.contains("Subjects reaches the limit of this planner, 100,000,000"), "{limited}");
    }
}

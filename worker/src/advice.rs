//! What stands beside a recommendation in a presentation: what it rests on, what could go wrong.

use loadline_core::decide::explain::{Date, Figure, RestsOn, explain};
use loadline_core::decide::signals;
use loadline_core::format;
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, section, tag};

/// Lines of each list: what can be read from the back of a room.
const MOST: usize = 4;

/// Risks, and what comes next.
pub fn panel(scenario: &Scenario, today: &str) -> Result<Vec<Tag>, String> {
    let plan = crate::plan(scenario)?;
    let mut risks: Vec<Tag> = Vec::new();
    if let Some(winner) = plan.winner() {
        let rests_on = rests_on(scenario, winner.id, today)?;
        risks.extend(rests_on.iter().map(|rests_on| tag("li").put(shares(rests_on))));
        let firmest = rests_on.iter().flat_map(|rests_on| &rests_on.causes).take(MOST - 1);
        risks.extend(firmest.map(|cause| {
            let share = format::percent(cause.share);
            tag("li").put(format!("{share} hangs on “{}”: {}", cause.label, cause.kind.in_words()))
        }));
        let busiest = winner.fleets.iter().max_by(|one, other| one.utilisation.total_cmp(&other.utilisation));
        risks.extend(busiest.map(|fleet| {
            let component = format::component(fleet.component);
            tag("li")
                .put(format!("Busiest: {component}, {} on the mean.", format::percent(fleet.utilisation)))
        }));
    }
    risks.extend(plan.notices.iter().take(MOST).map(|notice| tag("li").put(notice.text)));
    let next = signals::next(scenario, crate::catalog()?).map_err(|error| error.to_string())?;
    let next = next.iter().take(MOST).map(|signal| {
        let field = signal.key.field();
        let at = format::with_words(signal.at, field.unit_words);
        tag("li").put(format!("{} at {at} (now {}).", signal.label, format::number(signal.now)))
    });
    let next: Vec<Tag> = next.collect();
    let mut section = section("advice-title", "Risks").put(tag("ul").class("points").all(risks));
    if !next.is_empty() {
        section = section.put(tag("h2").put("Next to trip")).put(tag("ul").class("points").all(next));
    }
    Ok(vec![section])
}

/// What the winner's total rests on.
pub fn rests_on(scenario: &Scenario, option: &str, today: &str) -> Result<Option<RestsOn>, String> {
    let words = |error: loadline_core::decide::explain::Error| error.to_string();
    let figure: Figure = format!("options/{option}/usd").parse().map_err(words)?;
    let today: Date = today.parse().map_err(words)?;
    Ok(explain(scenario, crate::catalog()?, &figure, today).map_err(words)?.rests_on)
}

/// The shares in a sentence.
pub fn shares(of: &RestsOn) -> String {
    format!(
        "Of these dollars {} rest on assumptions nobody stated, {} on prices of low confidence, {} on prices over a year \
         old{}; {} on none of these.",
        format::percent(of.assumptions),
        format::percent(of.unverified),
        format::percent(of.old),
        crate::explain::own_share(of),
        format::percent(of.none)
    )
}

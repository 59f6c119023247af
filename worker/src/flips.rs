//! What would lift each limit that rules an option out, beyond what its host offers: found by planning again along every
//! input, so only on request.

use loadline_core::decide::flips::{complete, is_same};
use loadline_core::format;
use loadline_core::plan::{Plan, Rejection};
use loadline_core::scenario::{Scenario, link};
use loadline_markup::{Tag, ask, flip, section, tag, traced};

/// Changes shown for a limit.
const MOST: usize = 6;

/// The changes of a scenario, where they were asked for with its very link; otherwise the button to do so.
///
/// # Errors
/// The sentence that says why there is no plan.
pub fn panel(scenario: &Scenario, asked_with: &str) -> Result<Vec<Tag>, String> {
    let mut plan = crate::plan(scenario)?;
    if plan.options.iter().all(|option| option.is_feasible()) {
        return Ok(Vec::new());
    }
    let link = link::encode(scenario);
    if link != asked_with {
        return Ok(vec![ask(format!("flips: {link}"), "Find every change that lifts a limit")]);
    }
    complete(&mut plan, scenario, crate::catalog()?).map_err(|error| error.to_string())?;
    let limits = limits(&plan).iter().map(|limit| limit.item(scenario)).collect();
    let lead = "Each change alone lifts its limit, all else as stated. Found by planning again along every input: first \
                what the host offers, then the smallest.";
    Ok(vec![
        section("flips", "What lifts each limit")
            .put(tag("p").class("lead").put(lead))
            .put(tag("ul").all(limits)),
    ])
}

/// A limit broken, and the options that it rules out.
struct Broken<'p> {
    rejection: &'p Rejection,
    /// The first of the options, and the place among its rejections.
    at: (&'static str, usize),
    options: Vec<&'static str>,
    everywhere: bool,
}

/// Every limit broken, once where it is lifted alike.
fn limits(plan: &Plan<f64>) -> Vec<Broken<'_>> {
    let mut limits: Vec<Broken<'_>> = Vec::new();
    for option in &plan.options {
        for (place, rejection) in option.rejections.iter().enumerate() {
            let alike = |one: &&mut Broken<'_>| {
                is_same(one.rejection, rejection) && one.rejection.flips == rejection.flips
            };
            match limits.iter_mut().find(alike) {
                Some(known) => known.options.push(option.name),
                None => {
                    let (at, options) = ((option.id, place), vec![option.name]);
                    limits.push(Broken { rejection, at, options, everywhere: false });
                }
            }
        }
    }
    for limit in &mut limits {
        limit.everywhere = limit.options.len() == plan.options.len();
    }
    limits
}

impl Broken<'_> {
    fn item(&self, scenario: &Scenario) -> Tag {
        let Self { rejection, at: (option, place), options, everywhere } = self;
        let options = if *everywhere { "Every option".to_owned() } else { options.join(", ") };
        let label = format!(". {}: {}", format::component(rejection.component), rejection.label);
        let excess = format::excess(rejection, Some(scenario));
        let mut sentence = tag("p")
            .class("reason")
            .with("title", rejection.limit.clone())
            .put(tag("strong").put(options))
            .put(label);
        if !excess.is_empty() {
            let value = traced(&["options", option, "limits", &place.to_string(), "value"], excess);
            sentence = sentence.put(": ").put(tag("strong").put(value));
        }
        // So many are no sentence.
        for (place, (_, words, change)) in
            format::remedies(rejection, Some(scenario), MOST).into_iter().enumerate()
        {
            sentence = sentence.put(if place == 0 { ": " } else { " " }).put(flip(change).put(words));
        }
        if rejection.flips.is_empty() {
            sentence = sentence.put(": no single change does");
        }
        tag("li").put(sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::told;
    use loadline_markup::Node;

    /// What is told of each limit of a scenario's plan, once asked for.
    fn limits_of(changes: &str) -> Vec<String> {
        let scenario = link::decode(&format!("1;{changes}")).scenario;
        let found = panel(&scenario, &link::encode(&scenario)).unwrap_or_default();
        let mut lists = found.iter().flat_map(|section| &section.0.content);
        let Some(Node::Tag(list)) = lists.next_back() else { return Vec::new() };
        list.0
            .content
            .iter()
            .map(|node| if let Node::Tag(item) = node { told(item) } else { String::new() })
            .collect()
    }

    #[test]
    fn a_job_too_long_is_split_or_cut() {
        let limits = limits_of("analyze_minutes=18");
        let sentence =
            "Functions. Analyze: longest run of a function: 18 min > 15 min: split the job cut 3 min";
        assert!(limits.iter().any(|limit| limit == sentence), "{limits:?}");
    }

    #[test]
    fn what_rules_out_every_option_is_told_once() {
        let limits = limits_of("episodes_per_day=1e8");
        let hot: Vec<&String> =
            limits.iter().filter(|limit| limit.contains("so that the index stays hot")).collect();
        assert!(!hot.is_empty() && hot.iter().all(|limit| limit.starts_with("Every option. ")), "{limits:?}");
    }

    #[test]
    fn changes_are_found_for_the_scenario_they_were_asked_for() {
        let scenario = link::decode("1;analyze_minutes=18").scenario;
        for asked_with in ["", "1", "1;analyze_minutes=17"] {
            let shown: Vec<String> =
                panel(&scenario, asked_with).unwrap_or_default().iter().map(told).collect();
            assert_eq!(shown, ["Find every change that lifts a limit"], "{asked_with:?}");
        }
    }

    #[test]
    fn where_nothing_is_ruled_out_there_is_nothing_to_change() {
        let nothing = link::decode("1;memory_service=off;file_pipeline=off").scenario;
        assert_eq!(panel(&nothing, &link::encode(&nothing)), Ok(Vec::new()));
    }
}

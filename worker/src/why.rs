//! Why the winner wins, in sentences that go on where the answer above them ends.

use loadline_core::decide::why::why;
use loadline_core::decide::why::words::Phrase;
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, flip, tag, traced};

/// The sentences; nothing where nothing has to run.
///
/// # Errors
/// The sentence that says why there is no plan.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let why = why(scenario, crate::catalog()?).map_err(|error| error.to_string())?;
    let mut paragraph = tag("p").with("id", "why");
    for sentence in why.grounds(scenario) {
        for phrase in sentence.0 {
            paragraph = match phrase {
                Phrase::Plain(words) => paragraph.put(words),
                Phrase::Strong(words) => paragraph.put(tag("strong").put(words)),
                Phrase::Figure(words, name) => paragraph.put(tag("strong").put(traced(&[&name], words))),
                Phrase::Offer(words, changes) => paragraph.put(" ").put(flip(changes).put(words)),
            };
        }
        paragraph = paragraph.put(" ");
    }
    if why.options == 0 {
        return Ok(Vec::new());
    }
    let title = tag("h2").with("id", "why-title").class("unseen").put("Why");
    Ok(vec![tag("section").with("aria-labelledby", "why-title").put(title).put(paragraph)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::told;
    use loadline_core::scenario::link;

    fn words(changes: &str) -> String {
        let scenario = link::decode(&format!("1;{changes}")).scenario;
        panel(&scenario).unwrap_or_default().iter().map(told).collect()
    }

    #[test]
    fn what_a_limit_keeps_out_can_be_let_in() {
        let words = words("memory_service=off;analyze_minutes=18;files_per_day=10");
        let starts =
            "WhyHybrid of guide 002 stays the cheapest from 1 or less to 12.1 files per day; above that ";
        assert!(words.starts_with(starts), "{words}");
        assert!(words.contains(" a month. Let it in Of all assumptions, "), "{words}");
    }

    #[test]
    fn where_nothing_runs_there_is_nothing_to_say() {
        assert_eq!(words("memory_service=off;file_pipeline=off"), "");
    }
}

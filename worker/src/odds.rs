//! What ranges leave of the answer: between which costs it lies, and how often it is the cheapest.

use crate::curves::place;
use crate::refine;
use loadline_core::decide::ranges::Draw;
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, tag};

/// The band of the option that is the cheapest at the likely values, drawn from nothing to its upper end and in a sentence.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let plan = crate::plan(scenario)?;
    let outlook = refine::outlook("odds", scenario)?;
    let Some(winner) = plan.winner() else { return Ok(Vec::new()) };
    let (Some(words), Some(option)) = (outlook.odds(winner.id), outlook.option(winner.id)) else {
        return Ok(Vec::new());
    };
    let [low, _, high] = option.usd.map(|usd| usd.value);
    let end = high.max(winner.usd_per_month).max(0.01) * 1.02;
    let part = |class: String, from: f64, width: f64, (y, height): (&'static str, &'static str)| {
        tag("rect")
            .with("class", class)
            .with("x", format!("{:.1}", from / end * 1_000.0))
            .with("y", y)
            .with("width", format!("{width:.1}"))
            .with("height", height)
    };
    let owner = format!("owner series-{}", place(winner.id));
    let whisker = tag("svg")
        .class("whisker")
        .with("viewBox", "0 0 1000 10")
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true")
        .put(part("track".to_owned(), 0.0, 1_000.0, ("4", "2")))
        .put(part(owner, low, ((high - low) / end * 1_000.0).max(2.0), ("2", "6")))
        .put(part("here".to_owned(), winner.usd_per_month, 3.0, ("0", "10")));
    let is_coarse = outlook.draw.worlds() < Draw::of(scenario).worlds();
    let words = tag("p").with("id", "odds").class(if is_coarse { "coarse" } else { "" }).put(words);
    Ok(vec![whisker, words])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::told;
    use loadline_core::scenario::link;

    fn words(link: &str) -> String {
        panel(&link::decode(link).scenario).unwrap_or_default().iter().map(told).collect()
    }

    #[test]
    fn the_answer_has_its_band() {
        let coarse = words("2");
        assert!(coarse.starts_with("Four times in five $"), "{coarse}");
        assert!(coarse.contains("of 256 plausible worlds"), "{coarse}");
        assert!(words("2").contains("of 4096 plausible worlds"), "{}", words("2"));
    }
}

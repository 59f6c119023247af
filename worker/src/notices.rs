//! What to know before trusting the figures.

use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, list, section, tag};

/// What to know before trusting the figures.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let notices = crate::plan(scenario)?.notices;
    let lines = notices.iter().map(|notice| tag("li").put(notice.text)).collect();
    let list = list("not-validated", lines, "Nothing in particular.");
    Ok(vec![section("not-validated-title", "Know before you trust it").put(list)])
}

//! The inputs there are to choose from where a panel runs along one.

use loadline_core::scenario::{Field, Group, Key, Kind, Scenario};
use loadline_markup::{Tag, choices, choose};

/// Every number that decides something in the scenario as it stands, by group: not the inputs of systems that are not
/// planned, nor those that the planner works out.
pub fn numbers(scenario: &Scenario, chosen: Key) -> Vec<Tag> {
    let group = |group: Group| {
        let entries: Vec<Tag> = group
            .fields()
            .filter(|field| is_number(scenario, field))
            .map(|field| choose(field.id, field.label, field.key == chosen))
            .collect();
        (!entries.is_empty()).then(|| choices(group.label, entries))
    };
    Group::all().filter_map(group).collect()
}

/// Whether a panel can run along an input.
pub fn is_number(scenario: &Scenario, field: &Field) -> bool {
    matches!(field.kind, Kind::Number(_))
        && scenario.value(field.key).is_some()
        && field.key.switch().is_none_or(|switch| scenario.is_on(switch))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_decides_something_is_offered() {
        let offered = |change: &str, id: &str| {
            let scenario = loadline_core::scenario::link::decode(&format!("1{change}")).scenario;
            Key::parse(id).is_some_and(|key| is_number(&scenario, key.field()))
        };
        assert!(offered("", "files_per_day") && offered("", "analyze_minutes"));
        assert!(!offered(";file_pipeline=off", "files_per_day"));
        // Worked out unless stated.
        assert!(!offered("", "minutes_per_file") && offered(";minutes_per_file=9", "minutes_per_file"));
        assert!(!offered("", "compile_mode") && !offered("", "agents"));
    }
}

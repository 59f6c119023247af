//! The inputs there are to choose from where a panel runs along one.

use loadline_core::scenario::{FIELDS, Field, Group, Key, Scenario};
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

/// The same in the order in which panels fall back on them where nobody has chosen: files and traffic, other loads, what
/// belongs to one system, the rest.
pub fn by_weight(scenario: &Scenario) -> impl Iterator<Item = Key> + use<'_> {
    let usable = || FIELDS.iter().filter(|field| is_number(scenario, field)).map(|field| field.key);
    let rank = |key: &Key| match *key {
        Key::FilesPerDay => 0,
        Key::RequestsPerSecond => 1,
        Key::EpisodesPerDay => 2,
        key if key.field().is_load() => 3,
        key if key.switch().is_some() => 4,
        _ => 5,
    };
    (0..=5).flat_map(move |place| usable().filter(move |key| rank(key) == place))
}

/// Whether a panel can run along an input.
pub fn is_number(scenario: &Scenario, field: &Field) -> bool {
    field.key.range().is_some()
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

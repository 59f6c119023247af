//! Low, likely and high side by side for a meeting: a link that compares three scenarios, in which some inputs are known
//! exactly, at one end of their ranges. The others keep their ranges and are drawn alike, so all three see the same worlds.

use loadline_core::decide::ranges::Outlook;
use loadline_core::scenario::link::{self, Named};
use loadline_core::scenario::ranges::End;
use loadline_core::scenario::{Key, Scenario};
use loadline_markup::{Tag, choice, choices, choose, tag};

/// What a request calls every range that a person stated, and every range there is.
const OWN: &str = "own";
const ALL: &str = "all";

/// What is to be pinned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// Every input that a person stated as a range.
    Own,
    /// Every input that is known as a range.
    All,
    /// One input.
    One(Key),
}

impl Pin {
    /// What a request asks for; where it names nothing that has a range, what a person stated, or else all.
    pub fn read(asked: &str, scenario: &Scenario) -> Self {
        let has_own = !Self::Own.keys(scenario).is_empty();
        match (asked, Key::parse(asked)) {
            (_, Some(key)) if !Self::One(key).keys(scenario).is_empty() => Self::One(key),
            (ALL, _) => Self::All,
            _ if has_own => Self::Own,
            _ => Self::All,
        }
    }

    /// Its inputs, of those that are not known exactly.
    fn keys(self, scenario: &Scenario) -> Vec<Key> {
        let is_meant = |key: &Key| match self {
            Self::Own => scenario.own_range(*key).is_some(),
            Self::All => true,
            Self::One(one) => one == *key,
        };
        scenario.spreads().into_iter().map(|(key, _)| key).filter(is_meant).collect()
    }

    fn name(self) -> &'static str {
        match self {
            Self::Own => "your ranges",
            Self::All => "all ranges",
            Self::One(key) => key.field().label,
        }
    }
}

/// A link that compares the scenario at the ends of what is pinned, the low end first. Ends that mean the same share a
/// column, and a name.
pub fn link_of(scenario: &Scenario, pin: Pin) -> String {
    let keys = pin.keys(scenario);
    let mut ends: Vec<(String, Scenario)> = Vec::new();
    for end in End::ALL {
        let pinned = scenario.pinned(&keys, end);
        match ends.last_mut().filter(|(_, before)| *before == pinned) {
            Some((name, _)) => name.extend([" and ", &end.word().to_ascii_lowercase()]),
            None => ends.push((end.word().to_owned(), pinned)),
        }
    }
    let first = ends.first().map_or_else(|| link::encode(scenario), |(_, first)| link::encode(first));
    let named =
        |(ends, scenario): (String, Scenario)| Named::new(&format!("{ends}: {}", pin.name()), scenario);
    link::compared(first, &ends.into_iter().map(named).collect::<Vec<_>>())
}

/// What is to be pinned, and the way to the comparison. `request` is the panel's own, with `{}` for the choice.
pub fn controls(scenario: &Scenario, outlook: &Outlook, pin: Pin, request: String) -> Vec<Tag> {
    let mut entries = Vec::new();
    if !Pin::Own.keys(scenario).is_empty() {
        entries.push(choose(OWN, "every range you stated", pin == Pin::Own));
    }
    entries.push(choose(ALL, "every range", pin == Pin::All));
    let one = |key: Key| choose(key.field().id, key.field().label, pin == Pin::One(key));
    entries.push(choices(
        "One input, those most worth finding out first",
        outlook.inputs.iter().map(|input| one(input.key)).collect(),
    ));
    let note = "Three scenarios stand side by side, with what is chosen known exactly at each end. All else stays open, and is \
                drawn alike in all three. Undo leads back.";
    let link = tag("a")
        .class("button")
        .with("id", "compare-ends")
        .with("href", format!("#{}", link_of(scenario, pin)));
    vec![
        tag("div")
            .class("row")
            .put(choice("pin", "Pin", ("data-change", request), entries))
            .put(link.put("Compare low, likely and high")),
        tag("p").class("note").put(note),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadline_core::scenario::shelf::Shelf;

    fn ends(fields: &str, asked: &str) -> Vec<(String, String)> {
        let scenario = link::decode(fields).scenario;
        let made = link_of(&scenario, Pin::read(asked, &scenario));
        let read = link::decode(&made);
        assert_eq!(read.notices, Vec::new());
        assert_eq!(read.beside.first().map(|first| &first.scenario), Some(&read.scenario), "{made}");
        let told = |one: Named| {
            let link = link::encode(&one.scenario);
            (one.name, link.splitn(4, ';').nth(3).unwrap_or_default().to_owned())
        };
        read.beside.into_iter().map(told).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, link)| ((*name).to_owned(), (*link).to_owned())).collect()
    }

    #[test]
    fn an_input_is_pinned_at_its_ends() {
        // Guide 002: 2 to 5 minutes, 3.5 likely.
        let expected = [
            ("Low: Analyze", "files_per_day=400~550~700;analyze_minutes=2~2"),
            ("Likely: Analyze", "files_per_day=400~550~700;analyze_minutes=3.5~3.5"),
            ("High: Analyze", "files_per_day=400~550~700;analyze_minutes=5~5"),
        ];
        assert_eq!(ends("2;files_per_day=400 to 700", "analyze_minutes"), pairs(&expected));
        // What a person stated comes first where nothing is chosen.
        let expected = [
            ("Low: your ranges", "files_per_day=400~400"),
            ("Likely: your ranges", "files_per_day=550~550"),
            ("High: your ranges", "files_per_day=700~700"),
        ];
        assert_eq!(ends("2;files_per_day=400 to 700", ""), pairs(&expected));
        let all = ends("2;files_per_day=400 to 700", ALL);
        assert!(
            all.iter().all(|(_, link)| link.contains("files_per_day=") && link.contains("analyze_minutes="))
        );
        assert_eq!(ends("2", ""), ends("2", ALL));
        // Not known as a range: the same as nothing chosen.
        assert_eq!(ends("2;analyze_minutes=4", "analyze_minutes"), ends("2;analyze_minutes=4", ALL));
    }

    #[test]
    fn ends_that_mean_the_same_share_a_column() {
        let expected =
            [("Low and likely: Files", "files_per_day=400~400"), ("High: Files", "files_per_day=700~700")];
        assert_eq!(ends("2;files_per_day=400, 400, 700", "files_per_day"), pairs(&expected));
    }

    #[test]
    fn what_is_kept_stays_and_the_three_are_compared() {
        let scenario = link::decode("2;files_per_day=400 to 700").scenario;
        let mut shelf = Shelf::read("+Lean;2;files_per_day=10|-Big;2;files_per_day=9000");
        let beside = link::decode(&link_of(&scenario, Pin::Own)).beside;
        shelf.take_link(beside.into_iter().map(|one| (one.name, one.scenario)).collect());
        let names: Vec<&str> = shelf.kept.iter().map(|kept| kept.name.as_str()).collect();
        assert_eq!(names, ["Lean", "Big", "Low: your ranges", "Likely: your ranges", "High: your ranges"]);
        let compared: Vec<&str> = shelf.compared().map(|kept| kept.name.as_str()).collect();
        assert_eq!(compared, names.get(2..).unwrap_or_default());
    }
}

//! Scenarios that a person keeps by name: as the browser stores them, what can be done to them, and as a file.
//!
//! Stored as one line, so that it fits in a request: entries with `|` between, each a sign, a name and a link:
//! `+Lean%20start;1;files_per_day=50|-Twice;1;files_per_day=100`. The sign says what the entry is ([`SIGNS`]). Names are
//! escaped as in addresses. Reading is total, as it is for links.

use super::link::{self, escaped, unescaped};
use super::presets::PRESETS;
use super::typing::shortened;
use super::{Scenario, file};
use std::fmt::Write as _;

/// The schema of the file: `public/scenarios.schema.json`.
pub const SCHEMA: u32 = 1;
/// Scenarios kept at once.
pub const MOST_KEPT: usize = 50;
/// Scenarios compared at once.
pub const MOST_COMPARED: usize = 4;
/// Characters of a name.
pub const MOST_NAME: usize = 60;
/// Sentences said at once.
const MOST_SAID: usize = 20;

/// What the first character of a stored entry says: compared, kept, removed a moment ago, a sentence to say.
const SIGNS: [char; 4] = ['+', '-', '~', '!'];

/// A scenario kept by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its name: one line without blanks at its ends, unlike every other on the shelf.
    pub name: String,
    /// What it states.
    pub scenario: Scenario,
    /// Whether it stands in the comparison.
    pub is_compared: bool,
}

/// Everything kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// In the order of the person.
    pub kept: Vec<Kept>,
    /// What was removed last, and from which place, until something else is done.
    pub removed: Option<(usize, Kept)>,
    /// What the last act has to say, in sentences.
    pub said: Vec<String>,
}

impl Shelf {
    /// Read what [`Shelf::write`] wrote. What cannot be read is said.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut shelf = Self::default();
        for entry in text.trim().split('|').filter(|entry| !entry.is_empty()) {
            let mut characters = entry.chars();
            let sign = characters.next().filter(|sign| SIGNS.contains(sign));
            let rest = characters.as_str();
            if sign == Some('!') {
                shelf.say(unescaped(rest).into_owned());
                continue;
            }
            let (Some(sign), Some((name, link))) = (sign, rest.split_once(';')) else {
                shelf.say(format!("What was stored as `{}` is no scenario; left out.", shortened(entry)));
                continue;
            };
            // Where one was removed from, and whether it was compared, stands before its name.
            let (place, name) = match sign {
                '~' => name.split_once('.').unwrap_or(("", name)),
                _ => ("", name),
            };
            let decoded = link::decode(link);
            let mut kept = Kept {
                name: tidy(&unescaped(name)),
                scenario: decoded.scenario,
                is_compared: sign == '+' || place.ends_with('+'),
            };
            shelf.say_all(&kept.name, decoded.notices.iter().map(ToString::to_string));
            if sign == '~' {
                shelf.removed = Some((place.trim_end_matches('+').parse().unwrap_or(usize::MAX), kept));
            } else {
                kept.name = shelf.free(&kept.name);
                shelf.add(kept);
            }
        }
        shelf
    }

    /// As one line, for a store or a request.
    #[must_use]
    pub fn write(&self) -> String {
        let entry = |sign: char, kept: &Kept| {
            format!("{sign}{};{}", escaped(&kept.name), link::encode(&kept.scenario))
        };
        let kept = self.kept.iter().map(|kept| entry(if kept.is_compared { '+' } else { '-' }, kept));
        let removed = self.removed.iter().map(|(place, kept)| {
            let compared = if kept.is_compared { "+" } else { "" };
            format!("~{place}{compared}.{};{}", escaped(&kept.name), link::encode(&kept.scenario))
        });
        let said = self.said.iter().map(|said| format!("!{}", escaped(said)));
        kept.chain(removed).chain(said).collect::<Vec<_>>().join("|")
    }

    /// The scenarios compared, in their order.
    pub fn compared(&self) -> impl Iterator<Item = &Kept> {
        self.kept.iter().filter(|kept| kept.is_compared)
    }

    /// Do what a person wishes, on the scenario now shown: `keep`, or one of the acts below followed by the place of an
    /// entry from 0, and what the act takes. What cannot be done is said, and changes nothing.
    ///
    /// | act | what it does |
    /// |---|---|
    /// | `keep` | adds the scenario shown, unless it is there |
    /// | `rename 2 New name` | gives another name |
    /// | `duplicate 2` | adds a copy below |
    /// | `up 2`, `down 2` | changes places with its neighbour |
    /// | `replace 2` | states what is shown from now on |
    /// | `compare 2` | takes it into the comparison, or out of it |
    /// | `remove 2` | removes it |
    /// | `restore` | puts back what was removed last |
    pub fn act(&mut self, act: &str, shown: &Scenario) {
        self.said.clear();
        let removed = self.removed.take();
        let mut words = act.trim().splitn(3, ' ');
        let (verb, place) = (words.next().unwrap_or_default(), words.next());
        let place = place.and_then(|place| place.parse::<usize>().ok());
        let name = words.next().unwrap_or_default();
        match (verb, place.filter(|place| *place < self.kept.len())) {
            ("keep", _) => {
                if let Some(kept) = self.kept.iter().find(|kept| kept.scenario == *shown) {
                    return self.say(format!("It is kept already, as “{}”.", kept.name));
                }
                let name = self.free(&default_name(shown, self.kept.len()));
                if self.add(Kept { name, scenario: shown.clone(), is_compared: self.has_room() }) {
                    self.say_kept();
                }
            }
            ("restore", _) => {
                if let Some((place, kept)) = removed {
                    let kept = Kept { name: self.free(&kept.name), ..kept };
                    if self.add(kept)
                        && let Some(kept) = self.kept.pop()
                    {
                        self.kept.insert(place.min(self.kept.len()), kept);
                    }
                }
            }
            (_, None) => self.say(format!("There is nothing to do as `{}` says.", shortened(act))),
            ("rename", Some(place)) => self.rename(place, name),
            ("duplicate", Some(place)) => self.duplicate(place),
            ("up", Some(place)) if place > 0 => self.kept.swap(place - 1, place),
            ("down", Some(place)) if place + 1 < self.kept.len() => self.kept.swap(place, place + 1),
            // At an end already.
            ("up" | "down", Some(_)) => {}
            ("replace", Some(place)) => {
                if let Some(kept) = self.kept.get_mut(place) {
                    kept.scenario = shown.clone();
                }
            }
            ("compare", Some(place)) => self.compare(place),
            ("remove", Some(place)) => {
                let kept = self.kept.remove(place);
                self.removed = Some((place, kept));
            }
            (_, Some(_)) => self.say(format!("There is no act `{}`.", shortened(verb))),
        }
    }

    fn rename(&mut self, place: usize, name: &str) {
        let now = self.kept.get(place).map(|kept| kept.name.clone()).unwrap_or_default();
        if tidy(name).is_empty() {
            return self.say(format!("A scenario needs a name; “{now}” keeps its own."));
        }
        if tidy(name) == now {
            return;
        }
        let free = self.free(name);
        if free != tidy(name) {
            self.say(format!("Another scenario has this name, so it is called “{free}”."));
        }
        if let Some(kept) = self.kept.get_mut(place) {
            kept.name = free;
        }
    }

    fn duplicate(&mut self, place: usize) {
        let Some(kept) = self.kept.get(place) else { return };
        let copy = Kept { name: self.free(&kept.name), is_compared: false, ..kept.clone() };
        if self.add(copy)
            && let Some(copy) = self.kept.pop()
        {
            self.kept.insert(place + 1, copy);
        }
    }

    fn compare(&mut self, place: usize) {
        let has_room = self.has_room();
        match self.kept.get_mut(place) {
            Some(kept) if kept.is_compared || has_room => kept.is_compared = !kept.is_compared,
            _ => self
                .say(format!("At most {MOST_COMPARED} scenarios are compared: take another one out first.")),
        }
    }

    fn has_room(&self) -> bool {
        self.compared().count() < MOST_COMPARED
    }

    fn say_kept(&mut self) {
        if let Some(kept) = self.kept.last() {
            self.say(format!("Kept as “{}”.", kept.name));
        }
    }

    /// Add to the end; whether there was room.
    fn add(&mut self, kept: Kept) -> bool {
        let has_room = self.kept.len() < MOST_KEPT;
        if has_room {
            // More than the most compared come from a store written by hand.
            let is_compared = kept.is_compared && self.has_room();
            self.kept.push(Kept { is_compared, ..kept });
        } else {
            self.say(format!(
                "At most {MOST_KEPT} scenarios are kept: “{}” is not, remove one first.",
                kept.name
            ));
        }
        has_room
    }

    /// A name like this that no other has.
    fn free(&self, name: &str) -> String {
        let name = Some(tidy(name)).filter(|name| !name.is_empty()).unwrap_or_else(|| "Scenario".to_owned());
        let is_taken = |name: &str| self.kept.iter().any(|kept| kept.name == name);
        if !is_taken(&name) {
            return name;
        }
        // "Lean (2)" becomes "Lean (3)", not "Lean (2) (2)".
        let stem = name
            .rsplit_once(" (")
            .filter(|(_, end)| end.strip_suffix(')').is_some_and(|count| count.parse::<u32>().is_ok()))
            .map_or(&*name, |(stem, _)| stem);
        let stem: String = stem.chars().take(MOST_NAME - " (99)".len()).collect();
        let free = (2..).map(|count| format!("{stem} ({count})")).find(|name| !is_taken(name));
        free.unwrap_or(name)
    }

    fn say(&mut self, sentence: String) {
        if self.said.len() < MOST_SAID {
            self.said.push(sentence);
        }
    }

    fn say_all(&mut self, name: &str, sentences: impl Iterator<Item = String>) {
        sentences.for_each(|sentence| self.say(format!("{name}: {sentence}")));
    }

    /// As a file: JSON after `public/scenarios.schema.json`.
    #[must_use]
    pub fn file(&self) -> String {
        let mut text = format!("{{\n  \"schema\": {SCHEMA},\n  \"scenarios\": [");
        for (place, kept) in self.kept.iter().enumerate() {
            let name = serde_json::Value::from(kept.name.as_str());
            let fields = file::fields(&kept.scenario).replace('\n', "\n    ");
            let comma = if place > 0 { "," } else { "" };
            // Writing into a string cannot fail.
            let _ = write!(text, "{comma}\n    {{\n      \"name\": {name},\n    {fields}\n    }}");
        }
        text.push_str(if self.kept.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }

    /// Add what a file holds: one that [`Shelf::file`] wrote, or a single scenario as [`file::read`] takes it. What could
    /// not be read is said by field.
    pub fn take_file(&mut self, text: &str) {
        self.said.clear();
        self.removed = None;
        let before = self.kept.len();
        let objects = if text.len() > file::MOST_BYTES { None } else { file::objects(text, "scenarios") };
        match objects {
            Some(objects) => {
                for (place, object) in objects.iter().enumerate() {
                    let name = file::text_of(object, "name").unwrap_or_default();
                    if tidy(&name).is_empty() {
                        self.say(format!("Scenario {} of the file has no name.", place + 1));
                    }
                    self.take_one(&name, object);
                }
                if objects.is_empty() {
                    self.say("The file holds no scenario: `scenarios` is empty or no list.".to_owned());
                }
            }
            None => self.take_one("From a file", text),
        }
        let count = self.kept.len() - before;
        if count > 0 {
            let words = crate::format::plural(count, "scenario", "scenarios");
            self.said.insert(0, format!("{words} added from the file."));
        }
    }

    fn take_one(&mut self, name: &str, text: &str) {
        let name = self.free(name);
        let decoded = file::read(text);
        self.say_all(&name, decoded.notices.iter().map(ToString::to_string));
        // A file of which nothing could be read is no scenario, and its notices say why.
        let is_empty = decoded.scenario == Scenario::default() && !decoded.notices.is_empty();
        if !is_empty {
            self.add(Kept { name, scenario: decoded.scenario, is_compared: false });
        }
    }

    /// Compare what a link has beside its own scenario, in its order and in place of what was compared.
    pub fn take_link(&mut self, beside: Vec<(String, Scenario)>) {
        self.said.clear();
        self.removed = None;
        self.kept.iter_mut().for_each(|kept| kept.is_compared = false);
        // Where the one before it in the link stands.
        let mut above = 0;
        for (name, scenario) in beside {
            // What is kept already is not kept twice: it moves, but only where it stands above the one before it.
            match self.kept.iter().position(|kept| kept.scenario == scenario) {
                Some(place) if place >= above => above = place,
                Some(place) => {
                    let kept = self.kept.remove(place);
                    self.kept.push(kept);
                    above = self.kept.len() - 1;
                }
                None => {
                    let name = self.free(&name);
                    if !self.add(Kept { name, scenario, is_compared: true }) {
                        continue;
                    }
                    above = self.kept.len() - 1;
                }
            }
            if let Some(kept) = self.kept.get_mut(above) {
                kept.is_compared = true;
            }
        }
    }
}

/// What a scenario is called until somebody says better: as the preset that it is, else by number.
fn default_name(scenario: &Scenario, count: usize) -> String {
    PRESETS
        .iter()
        .find(|preset| preset.scenario() == *scenario)
        .map_or_else(|| format!("Scenario {}", count + 1), |preset| preset.name.to_owned())
}

/// A name on one line, without blanks at its ends, of at most [`MOST_NAME`] characters.
fn tidy(name: &str) -> String {
    let line: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().chars().take(MOST_NAME).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::scenario::Key;
    use proptest::prelude::*;

    fn scenario(fields: &str) -> Scenario {
        link::decode(fields).scenario
    }

    fn shelf(names: &[&str]) -> Shelf {
        let kept = names.iter().enumerate().map(|(place, name)| Kept {
            name: (*name).to_owned(),
            scenario: scenario(&format!("1;files_per_day={}", 10 + place)),
            is_compared: false,
        });
        Shelf { kept: kept.collect(), ..Shelf::default() }
    }

    fn names(shelf: &Shelf) -> Vec<&str> {
        shelf.kept.iter().map(|kept| kept.name.as_str()).collect()
    }

    #[test]
    fn what_is_kept_gets_a_name_and_is_compared_while_there_is_room() {
        let mut shelf = Shelf::default();
        for files in 1..=5 {
            shelf.act("keep", &scenario(&format!("1;files_per_day={files}")));
        }
        assert_eq!(names(&shelf), ["Scenario 1", "Scenario 2", "Scenario 3", "Scenario 4", "Scenario 5"]);
        assert_eq!(shelf.compared().count(), MOST_COMPARED);
        assert_eq!(shelf.said, ["Kept as “Scenario 5”."]);
        shelf.act("keep", &scenario("1;files_per_day=2"));
        assert_eq!(shelf.said, ["It is kept already, as “Scenario 2”."]);
        assert_eq!(shelf.kept.len(), 5);
    }

    #[test]
    fn a_preset_is_kept_under_its_own_name() {
        let mut shelf = Shelf::default();
        let preset = &PRESETS[1];
        shelf.act("keep", &preset.scenario());
        shelf.act("duplicate 0", &Scenario::default());
        assert_eq!(names(&shelf), [preset.name.to_owned(), format!("{} (2)", preset.name)]);
    }

    #[test]
    fn every_act_does_what_it_says() {
        let shown = scenario("1;files_per_day=99");
        let after = |act: &str| {
            let mut shelf = shelf(&["a", "b", "c"]);
            shelf.act(act, &shown);
            shelf
        };
        assert_eq!(names(&after("rename 1 New  name ")), ["a", "New  name", "c"]);
        assert_eq!(names(&after("rename 1 c")), ["a", "c (2)", "c"]);
        assert_eq!(names(&after("rename 1  ")), ["a", "b", "c"]);
        assert_eq!(after("rename 1  ").said.len(), 1);
        assert_eq!(names(&after("duplicate 0")), ["a", "a (2)", "b", "c"]);
        assert_eq!(names(&after("up 2")), ["a", "c", "b"]);
        assert_eq!(names(&after("up 0")), ["a", "b", "c"]);
        assert_eq!(names(&after("down 0")), ["b", "a", "c"]);
        assert_eq!(names(&after("down 2")), ["a", "b", "c"]);
        assert_eq!(after("replace 1").kept[1].scenario.value(Key::FilesPerDay), Some(99.0));
        assert!(after("compare 1").kept[1].is_compared);
        let removed = after("remove 1");
        assert_eq!(names(&removed), ["a", "c"]);
        let mut restored = Shelf::read(&removed.write());
        restored.act("restore", &shown);
        assert_eq!(restored, shelf(&["a", "b", "c"]));
        for wrong in ["rename 3 x", "remove", "juggle 1", "", "up -1", "remove 99999999999999999999"] {
            let told = after(wrong);
            assert_eq!((names(&told), told.said.len()), (vec!["a", "b", "c"], 1), "{wrong}");
        }
    }

    #[test]
    fn a_fifth_scenario_is_not_compared_and_a_51st_not_kept() {
        let mut full = shelf(&[]);
        for files in 1..=MOST_KEPT + 1 {
            full.act("keep", &scenario(&format!("1;files_per_day={files}")));
        }
        assert_eq!(full.kept.len(), MOST_KEPT);
        assert!(full.said[0].starts_with("At most 50 scenarios are kept"), "{:?}", full.said);
        full.act("compare 4", &Scenario::default());
        assert_eq!(full.compared().count(), MOST_COMPARED);
        assert!(full.said[0].starts_with("At most 4 scenarios are compared"), "{:?}", full.said);
        full.act("compare 0", &Scenario::default());
        full.act("compare 4", &Scenario::default());
        assert!(full.kept[4].is_compared && full.said.is_empty());
    }

    #[test]
    fn a_file_is_read_back_and_names_each_bad_field() {
        let mut full = shelf(&["Lean \"start\"", "Zwölf|; %"]);
        full.kept[1].scenario = Scenario::default();
        let mut read = Shelf::default();
        read.take_file(&full.file());
        assert_eq!(read.kept, full.kept);
        assert_eq!(read.said, ["2 scenarios added from the file."]);

        let mut bad = Shelf::default();
        bad.take_file(
            r#"{"schema": 1, "scenarios": [
                {"name": "One", "scenario": {"files_per_dya": 5, "subjects": 7}},
                {"scenario": {"subjects": -1, "episodes_per_day": 10}}, 5]}"#,
        );
        assert_eq!(names(&bad), ["One", "Scenario"]);
        let said = bad.said.join("\n");
        for word in
            ["One: files_per_dya: no such input; did you mean `files_per_day`?", "no name", "subjects: `-1`"]
        {
            assert!(said.contains(word), "{word} is not in {said}");
        }
    }

    #[test]
    fn a_file_of_one_scenario_is_taken_and_a_file_of_none_refused() {
        let mut one = Shelf::default();
        one.take_file(&file::write(&scenario("1;subjects=5")));
        assert_eq!(names(&one), ["From a file"]);
        for none in ["", "[]", "nonsense", "{\"scenarios\": 5}", "{\"scenarios\": []}"] {
            let mut shelf = Shelf::default();
            shelf.take_file(none);
            assert!(shelf.kept.is_empty() && !shelf.said.is_empty(), "{none}: {shelf:?}");
        }
    }

    #[test]
    fn a_link_brings_its_comparison_without_doubling_what_is_kept() {
        let mut kept = shelf(&["a", "b"]);
        kept.kept[0].is_compared = true;
        kept.take_link(vec![
            ("from afar".to_owned(), scenario("1;files_per_day=11")),
            ("a".to_owned(), scenario("1;subjects=3")),
        ]);
        let compared: Vec<&str> = kept.compared().map(|kept| kept.name.as_str()).collect();
        assert_eq!(compared, ["b", "a (2)"]);
    }

    #[test]
    fn a_link_is_compared_in_its_own_order() {
        let compared = |order: [usize; 3]| {
            let mut shelf = shelf(&["a", "b", "c"]);
            let link =
                order.map(|place| (String::new(), scenario(&format!("1;files_per_day={}", 10 + place))));
            shelf.take_link(link.to_vec());
            let names = shelf.compared().map(|kept| kept.name.clone()).collect::<Vec<_>>().join(" ");
            (names, super::tests::names(&shelf).join(" "))
        };
        let both = |compared: &str, kept: &str| (compared.to_owned(), kept.to_owned());
        // Nothing moves where the order is that of the shelf already.
        assert_eq!(compared([0, 1, 2]), both("a b c", "a b c"));
        assert_eq!(compared([2, 0, 1]), both("c a b", "c a b"));
        assert_eq!(compared([1, 0, 2]), both("b a c", "b a c"));
        // 13 files are on no shelf, so they come last, and what the link has after them below.
        assert_eq!(compared([2, 3, 0]), both("c Scenario a", "b c Scenario a"));
        // The same twice is one.
        assert_eq!(compared([1, 1, 2]), both("b c", "a b c"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(names in proptest::collection::vec("\\PC{0,70}", 0..6), removed in any::<bool>()) {
            let mut full = Shelf::default();
            for (place, name) in names.iter().enumerate() {
                let name = full.free(name);
                full.add(Kept { name, scenario: scenario(&format!("1;subjects={}", place + 2)), is_compared: place % 2 == 0 });
            }
            if removed && !full.kept.is_empty() {
                full.act("remove 0", &Scenario::default());
            }
            prop_assert_eq!(Shelf::read(&full.write()), full);
        }

        #[test]
        fn any_text_is_read_and_what_is_left_out_is_said(text in "([-+~!]?[a-z%.0-9]{0,5}[;|]?(1;subjects=5)?){0,8}") {
            let read = Shelf::read(&text);
            let entries = text.trim().split('|').filter(|entry| !entry.is_empty()).count();
            // Only the last one removed can be put back.
            let removed = text.matches('~').count();
            prop_assert!(read.kept.len() + read.said.len() + removed >= entries.min(MOST_SAID), "{:?}", read);
            prop_assert_eq!(Shelf::read(&read.write()).kept, read.kept);
        }

        #[test]
        fn any_act_and_any_file_are_taken(act in "[a-z]{0,8} ?[0-9-]{0,3} ?\\PC{0,5}", text in "\\PC{0,80}") {
            let mut any = shelf(&["a", "b"]);
            any.act(&act, &Scenario::default());
            any.take_file(&text);
            any.take_file(&format!("{{\"scenarios\": [{text}"));
            prop_assert!(!any.kept.is_empty());
        }
    }
}

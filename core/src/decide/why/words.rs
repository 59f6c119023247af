//! The results of [`why`](super::why) as sentences to read aloud. No figure is worked out here.

use super::{Ahead, Barred, Flip, Lift, Priced, Reach, Turn, Why};
use crate::format;
use crate::plan::Rejection;
use crate::scenario::{Key, Scenario};

/// Every digit of a value that is named: it was rounded when it was found.
const ALL_DIGITS: i32 = 12;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Its words.
    pub words: String,
    /// Whether it is what the sentence is about: names of options and figures.
    pub is_strong: bool,
}

/// A sentence, phrase by phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(pub Vec<Phrase>);

impl Sentence {
    fn say(self, words: impl Into<String>) -> Self {
        self.with(words.into(), false)
    }

    fn stress(self, words: impl Into<String>) -> Self {
        self.with(words.into(), true)
    }

    fn with(mut self, words: String, is_strong: bool) -> Self {
        self.0.push(Phrase { words, is_strong });
        self
    }

    /// Its words in a row.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|phrase| phrase.words.as_str()).collect()
    }
}

impl Why {
    /// The results in words, the scenario being the one they are of.
    #[must_use]
    pub fn sentences(&self, scenario: &Scenario) -> Vec<Sentence> {
        let new = Sentence::default;
        let Some(winner) = &self.winner else { return self.nothing_works(scenario) };
        let mut sentences = vec![self.wins(winner)];
        if self.loads > 0 {
            sentences.push(self.reach.as_ref().map_or_else(
                || new().say("It stays the cheapest from a tenth of each load to ten times as much."),
                between,
            ));
        }
        sentences.push(self.kept_out(scenario));
        sentences.push(self.flip.as_ref().map_or_else(
            || new().say("No single assumption, up to ten times more or less, would change the winner."),
            flips,
        ));
        sentences
    }

    fn nothing_works(&self, scenario: &Scenario) -> Vec<Sentence> {
        let new = Sentence::default;
        if self.options == 0 {
            return vec![new().stress("There is nothing to run.")];
        }
        let barred = self.barred.first().map(|barred| let_in(barred, scenario));
        let closest = || {
            let (option, rejection) = self.closest.as_ref()?;
            let start = new().stress(*option).say(" comes closest, but is ruled out by ");
            Some(limit(start, rejection, scenario).say("; no few changes of inputs would let it in."))
        };
        let why = barred.or_else(closest);
        [new().stress("No option works as stated.")].into_iter().chain(why).collect()
    }

    /// The winner, its figure, its margin.
    fn wins(&self, winner: &Priced) -> Sentence {
        let start = Sentence::default().stress(winner.name);
        let usd = format::money(winner.usd);
        match &self.ahead {
            None => start.say(" wins at ").stress(usd).say(" a month, as the only option that works."),
            Some(Ahead { over, usd: ahead, .. }) if *ahead < 0.005 => {
                start.say(" and ").stress(over.name).say(" cost the same, ").stress(usd).say(" a month.")
            }
            Some(ahead) => {
                let (less, share) = (format::money(ahead.usd), format::percent(ahead.share));
                let end = if ahead.is_tie() { ": a tie." } else { ", the next that works." };
                start
                    .say(" wins at ")
                    .stress(usd)
                    .say(" a month, ")
                    .stress(less)
                    .say(format!(" ({share}) less than {}{end}", ahead.over.name))
            }
        }
    }

    /// What rules out anything cheaper.
    fn kept_out(&self, scenario: &Scenario) -> Sentence {
        let new = Sentence::default;
        let Some(cheapest) = self.barred.first() else {
            let none = match (self.ruled_out, self.shut_out) {
                (0, _) => return new().say("No option is ruled out."),
                (_, 0) => "none of them would be cheaper",
                _ => "none that a few changes would let in would be cheaper",
            };
            let ruled_out = format::plural(self.ruled_out, "option is", "options are");
            return new().say(format!("{ruled_out} ruled out; {none}."));
        };
        let sentence = let_in(cheapest, scenario);
        match self.barred.len() - 1 {
            0 => sentence,
            more => sentence.say(format!(
                " {} ruled out would be cheaper too.",
                format::plural(more, "other option", "other options")
            )),
        }
    }
}

/// A limit, what lifts it, and what the option then costs.
fn let_in(barred: &Barred, scenario: &Scenario) -> Sentence {
    let mut sentence = Sentence::default().stress(barred.option.name).say(" is ruled out by ");
    for (place, Lift { rejection, .. }) in barred.lifts.iter().enumerate() {
        sentence = limit(sentence.say(between_items(place, barred.lifts.len())), rejection, scenario);
    }
    sentence = sentence.say(". To let it in: ");
    for (place, lift) in barred.lifts.iter().enumerate() {
        let remedy = format::remedy(&lift.change, &lift.rejection, Some(scenario));
        sentence = sentence.say(format!("{}{remedy}", between_items(place, barred.lifts.len())));
    }
    sentence.say("; it would then cost ").stress(format::money(barred.option.usd)).say(" a month.")
}

/// A limit and by what it is broken.
fn limit(sentence: Sentence, rejection: &Rejection, scenario: &Scenario) -> Sentence {
    let component = format::component(rejection.component);
    let sentence = sentence.say(format!("{} ({component})", rejection.label));
    match format::excess(rejection, Some(scenario)) {
        none if none.is_empty() => sentence,
        excess => sentence.say(": ").stress(excess),
    }
}

/// What stands before an item of a list.
fn between_items(place: usize, items: usize) -> &'static str {
    match place {
        0 => "",
        last if last + 1 == items => ", and ",
        _ => ", ",
    }
}

/// Between which loads the winner stays the cheapest.
fn between(reach: &Reach) -> Sentence {
    let new = Sentence::default();
    let units = reach.load.field().unit_words;
    let [below, above] = [reach.below, reach.above].map(|bound| figure(bound.to));
    let start = new.say("It stays the cheapest from ");
    let start = match (reach.below.turn, reach.above.turn) {
        (None, _) => start.stress(below).say(" or less to ").stress(above),
        (_, None) => start.stress(below).say(" to ").stress(above).say(" or more"),
        _ => start.stress(below).say(" to ").stress(above),
    };
    let start = start.say(format!(" {units}"));
    let then = |turn: Turn| turn.then.map(|then| then.name);
    let takes_over = |turn: Turn| match then(turn) {
        Some(name) => format!("{name} takes over"),
        None => "nothing works".to_owned(),
    };
    match (reach.below.turn, reach.above.turn) {
        (Some(below), Some(above)) if then(below) == then(above) => {
            start.say(format!("; on either side {}.", takes_over(below)))
        }
        (Some(below), Some(above)) => {
            start.say(format!("; below that {}, above it {}.", takes_over(below), takes_over(above)))
        }
        (Some(below), None) => start.say(format!("; below that {}.", takes_over(below))),
        (None, Some(above)) => start.say(format!("; above that {}.", takes_over(above))),
        (None, None) => start.say("."),
    }
}

/// The assumption that would change the winner first.
fn flips(flip: &Flip) -> Sentence {
    let then = flip
        .turn
        .then
        .map_or_else(|| "no option would work".to_owned(), |then| format!("{} would win", then.name));
    let plausible = match flip.is_plausible() {
        Some(true) => ", and that is plausible",
        Some(false) => ", beyond what is plausible",
        None => "",
    };
    let now = valued(flip.key, flip.now);
    Sentence::default()
        .say("Of all assumptions, ")
        .stress(flip.key.field().label)
        .say(" would change this first: at ")
        .stress(figure(flip.to))
        .say(format!(" instead of {now} {then}{plausible}."))
}

fn figure(value: f64) -> String {
    format::significant(value, ALL_DIGITS)
}

/// A value in the words of its input's unit.
fn valued(key: Key, value: f64) -> String {
    let units = key.field().unit_words;
    if units.is_empty() { figure(value) } else { format!("{} {units}", figure(value)) }
}

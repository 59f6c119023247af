//! The results of [`why`](super::why) as sentences to read aloud. No figure is worked out here.

use super::{Ahead, Barred, Flip, Lift, Priced, Reach, Turn, Why};
use crate::decide::explain::elsewhere;
use crate::format;
use crate::plan::{Change, Rejection};
use crate::scenario::{Key, Scenario};

/// Every digit of a value that is named: it was rounded when it was found.
const ALL_DIGITS: i32 = 12;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// Words between.
    Plain(String),
    /// What the sentence is about: names of options and figures.
    Strong(String),
    /// A figure of the plan, or of the plan under changes, and its name in [`explain`](crate::decide::explain).
    Figure(String, String),
    /// What a page may offer behind the sentence: its words, and the changes as links write them, `;` between.
    Offer(String, String),
}

/// A sentence, phrase by phrase.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(pub Vec<Phrase>);

impl Sentence {
    fn say(self, words: impl Into<String>) -> Self {
        self.with(Phrase::Plain(words.into()))
    }

    fn stress(self, words: impl Into<String>) -> Self {
        self.with(Phrase::Strong(words.into()))
    }

    fn figure(self, words: String, name: &str) -> Self {
        self.with(Phrase::Figure(words, name.to_owned()))
    }

    fn with(mut self, phrase: Phrase) -> Self {
        self.0.push(phrase);
        self
    }

    /// Its words in a row, without what it offers.
    #[must_use]
    pub fn text(&self) -> String {
        let words = |phrase: &Phrase| match phrase {
            Phrase::Plain(words) | Phrase::Strong(words) | Phrase::Figure(words, _) => words.clone(),
            Phrase::Offer(..) => String::new(),
        };
        self.0.iter().map(words).collect()
    }
}

impl Why {
    /// The results in words, the scenario being the one they are of.
    #[must_use]
    pub fn sentences(&self, scenario: &Scenario) -> Vec<Sentence> {
        let new = Sentence::default;
        let Some(winner) = &self.winner else {
            let none =
                if self.options == 0 { "There is nothing to run." } else { "No option works as stated." };
            return [new().stress(none)].into_iter().chain(self.grounds(scenario)).collect();
        };
        [self.wins(winner)].into_iter().chain(self.grounds_of(new().say("It"), scenario)).collect()
    }

    /// The same for where the winner, its cost and its margin are told already.
    #[must_use]
    pub fn grounds(&self, scenario: &Scenario) -> Vec<Sentence> {
        match &self.winner {
            Some(winner) => self.grounds_of(Sentence::default().stress(winner.name), scenario),
            None => self.nothing_works(scenario).into_iter().collect(),
        }
    }

    fn grounds_of(&self, subject: Sentence, scenario: &Scenario) -> Vec<Sentence> {
        let stays = subject.say(" stays the cheapest from ");
        let stays = match &self.reach {
            Some(reach) => between(stays, reach),
            None => stays.say("a tenth of each load to ten times as much."),
        };
        let none = "No single assumption, up to ten times more or less, would change the winner.";
        let first = self.flip.as_ref().map_or_else(|| Sentence::default().say(none), flips);
        (self.loads > 0).then_some(stays).into_iter().chain([self.kept_out(scenario), first]).collect()
    }

    /// The option that is let in by the fewest changes, or what is in the way of that with the fewest limits.
    fn nothing_works(&self, scenario: &Scenario) -> Option<Sentence> {
        if let Some(barred) = self.barred.first() {
            return Some(let_in(barred, " is ruled out by ", 0, scenario));
        }
        let (option, rejection) = self.closest.as_ref()?;
        let start = Sentence::default().stress(option.name).say(" comes closest, but is ruled out by ");
        Some(limit(start, option, rejection, scenario).say("; no few changes of inputs would let it in."))
    }

    /// The winner, its figure, its margin.
    fn wins(&self, winner: &Priced) -> Sentence {
        let start = Sentence::default().stress(winner.name);
        let usd = format::money(winner.usd);
        let of_winner = format!("options/{}/usd", winner.id);
        match &self.ahead {
            None => {
                start.say(" wins at ").figure(usd, &of_winner).say(" a month, as the only option that works.")
            }
            Some(Ahead { over, usd: ahead, .. }) if *ahead < 0.005 => start
                .say(" and ")
                .stress(over.name)
                .say(" cost the same, ")
                .figure(usd, &of_winner)
                .say(" a month."),
            Some(ahead) => {
                let (less, share) = (format::money(ahead.usd), format::percent(ahead.share));
                let end = if ahead.is_tie() { ": a tie." } else { ", the next that works." };
                let of_next = |word| format!("options/{}/{word}", ahead.over.id);
                start
                    .say(" wins at ")
                    .figure(usd, &of_winner)
                    .say(" a month, ")
                    .figure(less, &of_next("over"))
                    .say(" (")
                    .figure(share, &of_next("less_share"))
                    .say(format!(") less than {}{end}", ahead.over.name))
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
        let_in(cheapest, " would be cheaper, but is ruled out by ", self.barred.len() - 1, scenario)
    }
}

/// A limit, what lifts it, and what the option then costs; with so many others of its kind.
fn let_in(barred: &Barred, is_out: &str, others: usize, scenario: &Scenario) -> Sentence {
    let mut sentence = Sentence::default().stress(barred.option.name).say(is_out);
    if let Some(Lift { rejection, .. }) = barred.lifts.first() {
        sentence = limit(sentence, &barred.option, rejection, scenario);
    }
    if let Some(more @ 1..) = barred.lifts.len().checked_sub(1) {
        sentence = sentence.say(format!(", and by {}", format::plural(more, "more limit", "more limits")));
    }
    sentence = sentence.say(". To let it in: ");
    for (place, lift) in barred.lifts.iter().enumerate() {
        let remedy = format::remedy(&lift.change, &lift.rejection, Some(scenario));
        sentence = sentence.say(format!("{}{remedy}", between_items(place, barred.lifts.len())));
    }
    let changes: Vec<Change> = barred.lifts.iter().map(|lift| lift.change).collect();
    let then = elsewhere(&changes, &format!("options/{}/usd", barred.option.id));
    let others = match others {
        0 => String::new(),
        more => format!(
            " {} ruled out would be cheaper too.",
            format::plural(more, "other option", "other options")
        ),
    };
    sentence
        .say("; it would then cost ")
        .figure(format::money(barred.option.usd), &then)
        .say(format!(" a month.{others}"))
        .with(Phrase::Offer("Let it in".to_owned(), Change::all_written(&changes)))
}

/// The first limit that an option breaks, and by what.
fn limit(sentence: Sentence, option: &Priced, rejection: &Rejection, scenario: &Scenario) -> Sentence {
    let component = format::component(rejection.component);
    let sentence = sentence.say(format!("{} ({component})", rejection.label));
    match format::excess(rejection, Some(scenario)) {
        none if none.is_empty() => sentence,
        excess => sentence.say(": ").figure(excess, &format!("options/{}/limits/0/value", option.id)),
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
fn between(start: Sentence, reach: &Reach) -> Sentence {
    let units = reach.load.field().unit_words;
    let [below, above] = [reach.below, reach.above].map(|bound| figure(bound.to));
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
    let (now, to) = (valued(flip.key, flip.now), figure(flip.to));
    Sentence::default()
        .say("Of all assumptions, ")
        .stress(flip.key.field().label)
        .say(" would change this first: at ")
        .stress(to.clone())
        .say(format!(" instead of {now}, {then}{plausible}."))
        .with(Phrase::Offer(format!("Try {to}"), Change { key: flip.key, to: flip.to }.written()))
}

fn figure(value: f64) -> String {
    format::significant(value, ALL_DIGITS)
}

/// A value in the words of its input's unit.
fn valued(key: Key, value: f64) -> String {
    let units = key.field().unit_words;
    if units.is_empty() { figure(value) } else { format!("{} {units}", figure(value)) }
}

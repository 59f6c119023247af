//! Answers that come at once, of few worlds, and when they are asked for again of more of them.

use crate::{Last, kept};
use loadline_core::decide::ranges::{Draw, Draws, Outlook, outlook_of};
use loadline_core::scenario::{Scenario, link};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

thread_local! {
    static DRAWS: RefCell<Draws> = RefCell::default();
    static WHOLE: Last<Outlook> = const { RefCell::new(None) };
    static COARSE: Last<Outlook> = const { RefCell::new(None) };
    /// What each kind of panel was asked about last.
    static ASKED: RefCell<BTreeMap<&'static str, String>> = const { RefCell::new(BTreeMap::new()) };
    /// Whether the answer under way can be refined.
    static IS_FIRST_SIGHT: Cell<bool> = const { Cell::new(false) };
}

/// What ends an answer that can be refined, on a line of its own that no reader of trees knows.
const MARK: &str = "\n~";

/// An answer with its mark, where it has one.
pub fn marked(mut answer: String) -> String {
    if IS_FIRST_SIGHT.take() {
        answer.push_str(MARK);
    }
    answer
}

/// Say that the answer under way can be refined.
pub fn is_first_sight() {
    IS_FIRST_SIGHT.set(true);
}

/// Whether a kind of panel asks the same as it did last.
pub fn is_again(kind: &'static str, about: &str) -> bool {
    ASKED.with_borrow_mut(|asked| {
        let is_again = asked.get(kind).is_some_and(|last| last == about);
        if !is_again {
            asked.insert(kind, about.to_owned());
        }
        is_again
    })
}

/// Work with the inputs drawn so far.
pub fn with_draws<T>(work: impl FnOnce(&mut Draws) -> T) -> T {
    DRAWS.with_borrow_mut(work)
}

/// What ranges leave open, for a kind of panel: of few worlds when it asks first, of all when it asks again or they are
/// known.
///
/// # Errors
/// The sentence that says why there is none.
pub fn outlook(kind: &'static str, scenario: &Scenario) -> Result<Rc<Outlook>, String> {
    let about = link::encode(scenario);
    let draw = Draw::of(scenario);
    let is_known = WHOLE.with_borrow(|last| last.as_ref().is_some_and(|(of, _)| *of == about));
    let is_whole = is_again(kind, &about) || is_known;
    let (last, draw) = if is_whole { (&WHOLE, draw) } else { (&COARSE, draw.coarse()) };
    if !is_whole {
        is_first_sight();
    }
    let order = WHOLE.with_borrow(|last| last.as_ref().map(|(_, whole)| Rc::clone(whole)));
    kept(last, about, || {
        let found = with_draws(|draws| {
            outlook_of(scenario, crate::catalog()?, draw, draws).map_err(|error| error.to_string())
        });
        match (found, order) {
            (Ok(few), Some(order)) if !is_whole => Ok(in_order(few, &order)),
            (found, _) => found,
        }
    })
}

/// A first sight in the order of what was seen whole last: few worlds tell close ones apart by chance, and rows are not to
/// change places for that.
fn in_order(mut few: Outlook, whole: &Outlook) -> Outlook {
    let place = |found: Option<usize>| found.unwrap_or(usize::MAX);
    few.inputs.sort_by_key(|input| place(whole.inputs.iter().position(|other| other.key == input.key)));
    few.options
        .sort_by_key(|option| place(whole.options.iter().position(|other| other.option == option.option)));
    few
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_a_few_worlds_then_all_of_them() {
        let scenario = link::decode("2;analyze_minutes=2~3.5~5").scenario;
        let worlds = |kind| outlook(kind, &scenario).map(|outlook| outlook.draw.worlds());
        assert_eq!(worlds("odds"), Ok(256));
        assert_eq!(marked(String::new()), MARK);
        assert_eq!(worlds("odds"), Ok(4096));
        assert_eq!(marked(String::new()), "");
        // What is known already needs no first sight; another scenario does.
        assert_eq!(worlds("ranges"), Ok(4096));
        let other = link::decode("2;analyze_minutes=2~3.5~6").scenario;
        assert_eq!(outlook("ranges", &other).map(|outlook| outlook.draw.worlds()), Ok(256));
        assert_eq!(marked(String::new()), MARK);
    }
}

//! Answers that come at once, of few worlds, and when they are asked for again of more of them.

use crate::{Last, kept};
use loadline_core::decide::ranges::{Draw, Draws, Outlook, outlook_of};
use loadline_core::scenario::{Scenario, link};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Outlooks kept by their links: those of a comparison, which stay while one of them is changed, and a few more.
const KEPT: usize = 8;

thread_local! {
    static DRAWS: RefCell<Draws<'static>> = RefCell::default();
    static WHOLE: RefCell<VecDeque<(String, Rc<Outlook>)>> = RefCell::default();
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

/// Work with the inputs drawn and the worlds planned so far.
pub fn with_draws<T>(work: impl FnOnce(&mut Draws<'static>) -> T) -> T {
    DRAWS.with_borrow_mut(work)
}

/// What ranges leave open in all worlds, worked out once for the panels, the sheet and a comparison.
///
/// # Errors
/// The sentence that says why there is none.
pub fn whole(scenario: &Scenario) -> Result<Rc<Outlook>, String> {
    let about = link::encode(scenario);
    if let Some(known) = known(&about) {
        return Ok(known);
    }
    let new = Rc::new(worked_out(scenario, Draw::of(scenario))?);
    WHOLE.with_borrow_mut(|outlooks| {
        outlooks.push_front((about, Rc::clone(&new)));
        outlooks.truncate(KEPT);
    });
    Ok(new)
}

fn known(about: &str) -> Option<Rc<Outlook>> {
    WHOLE.with_borrow_mut(|outlooks| {
        let place = outlooks.iter().position(|(of, _)| of == about)?;
        // The one used last is forgotten last.
        let known = outlooks.remove(place)?;
        outlooks.push_front(known);
        outlooks.front().map(|(_, known)| Rc::clone(known))
    })
}

fn worked_out(scenario: &Scenario, draw: Draw) -> Result<Outlook, String> {
    let catalog = crate::catalog()?;
    with_draws(|draws| outlook_of(scenario, catalog, draw, draws)).map_err(|error| error.to_string())
}

/// What ranges leave open, for a kind of panel: in few worlds when it asks first, in all when it asks again or they are
/// known.
///
/// # Errors
/// The sentence that says why there is none.
pub fn outlook(kind: &'static str, scenario: &Scenario) -> Result<Rc<Outlook>, String> {
    let about = link::encode(scenario);
    let last = WHOLE.with_borrow(|outlooks| outlooks.front().map(|(_, last)| Rc::clone(last)));
    if is_again(kind, &about) || known(&about).is_some() {
        return whole(scenario);
    }
    is_first_sight();
    kept(&COARSE, about, || {
        let few = worked_out(scenario, Draw::of(scenario).coarse())?;
        Ok(match last {
            Some(whole) => in_order(few, &whole),
            None => few,
        })
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

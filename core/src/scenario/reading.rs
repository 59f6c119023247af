//! What a link and a scenario file have in common: fields read one by one, and a notice for each that could
//! not be.

use std::fmt;

use super::link::{Made, Named, PRIVATE};
use super::own_prices::{LIST, PREFIX};
use super::typing::{format_number, shortened};
use super::{Key, Scenario};

/// Notices beyond this many are only counted.
const NOTICES: usize = 20;

/// What could be read of a link or a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    /// Every field that could be read; the others have their defaults.
    pub scenario: Scenario,
    /// What could not be read; at most about 20, the last then says how many more there are.
    pub notices: Vec<LinkNotice>,
    /// The inputs that were stated, those at their defaults included, in the order of the text.
    pub stated: Vec<Key>,
    /// What a link says about itself; of today for a file.
    pub made: Made,
    /// The scenarios that a link compares with the first; none in a file.
    pub beside: Vec<Named>,
}

/// Something in a link or file that could not be read as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkNotice {
    /// The field concerned as it was given, shortened if long; `""` where none is.
    pub field: String,
    /// What is wrong, and what was done about it.
    pub message: String,
}

impl fmt::Display for LinkNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.field, self.message)
        }
    }
}

/// Fields as they come in, in time linear in their number.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) decoded: Decoded,
    /// Prices that were stated so far, be it as the list has them.
    pub(super) priced: Vec<String>,
    unmentioned: usize,
}

impl Reading {
    /// Take a field, or note why it cannot stand. Of several for one input or price the first legal one counts.
    pub(super) fn field(&mut self, id: &str, text: &str) {
        let id = id.trim();
        if id == PRIVATE {
            return self.notice(id, || {
                ["own prices left out of this link: ", &shortened(text), "; list prices stand in their place"]
                    .concat()
            });
        }
        let scenario = &self.decoded.scenario;
        let known = match (id.strip_prefix(PREFIX), Key::parse(id)) {
            (Some(price), _) if self.priced.iter().any(|known| known == price.trim()) => {
                Some(scenario.own_price(price.trim()).map_or_else(|| LIST.to_owned(), format_number))
            }
            (_, Some(key)) if self.decoded.stated.contains(&key) => Some(scenario.text(key)),
            _ => None,
        };
        if let Some(kept) = known {
            return self.notice(id, || {
                format!("stated more than once; `{kept}` is kept, `{}` is not", shortened(text))
            });
        }
        match self.decoded.scenario.set_by_id(id, text) {
            Ok(()) => {
                self.decoded.stated.extend(Key::parse(id));
                self.priced.extend(id.strip_prefix(PREFIX).map(|price| price.trim().to_owned()));
            }
            Err(error) => self.notice(id, || error.message()),
        }
    }

    /// Note what could not be read; the message is only written while there is room for it.
    pub(super) fn notice(&mut self, field: &str, message: impl FnOnce() -> String) {
        if self.decoded.notices.len() < NOTICES {
            self.decoded.notices.push(LinkNotice { field: shortened(field), message: message() });
        } else {
            self.unmentioned += 1;
        }
    }

    /// All that was read.
    pub(super) fn finish(mut self) -> Decoded {
        if self.unmentioned > 0 {
            let message = format!("and {} more that could not be read", self.unmentioned);
            self.decoded.notices.push(LinkNotice { field: String::new(), message });
        }
        self.decoded
    }
}

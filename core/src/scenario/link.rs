//! The link: a scenario as the fragment of an address.
//!
//! `2;model=1;prices=2026-10-09;files_per_day=500;price_book=printed`: the version of the link, the model version and
//! price book it was made under, then what differs from its default, in the order of the registry, a range as
//! `analyze_minutes=2~3.5~5` with any shape but the usual behind it, then one's own prices: `price.aws.alb=0.02`. A link
//! that leaves the page says what the winner cost (`was=functions:456.59`, `was=none`). A comparison adds the scenarios
//! beside the first, each as `|name=Twice%20the%20files;files_per_day=1000`.
//! Version 1 was the fields alone.
//!
//! Reading is total: whatever it is given, it returns what it could read and a notice for each field that it could
//! not.

use std::borrow::Cow;
use std::mem;

use super::own_prices::PREFIX;
use super::reading::Reading;
use super::typing::{format_number, parse_number, shortened};
use super::{FIELDS, Scenario};
use crate::history::{FIRST_MODEL, FIRST_PRICES, MODEL, PRICES};

pub use super::reading::{Decoded, LinkNotice};

/// The version written. A new one comes when a key is renamed or a field changes its meaning; readers of the old ones
/// stay.
pub const VERSION: u32 = 2;

/// What every link begins with: its version, the model version and the price book of this planner.
const START: &str = concat!("2;model=", env!("LOADLINE_MODEL"), ";prices=", env!("LOADLINE_PRICES"));

/// Scenarios that a comparison has beside the first: as many as are compared, for the first may be there again under its
/// name, or be none of them.
pub const MOST_BESIDE: usize = 4;

/// Longest name of a scenario in a link, in characters.
pub const MOST_NAME: usize = 60;

/// What a link says about its own making.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// Version of the link.
    pub format: u32,
    /// Version of the formulas, as in [`crate::history`].
    pub model: u32,
    /// Date of the price book, `YYYY-MM-DD`.
    pub prices: String,
    /// What the plan came to.
    pub was: Was,
}

/// Of today: what a scenario typed by hand is planned with.
impl Default for Made {
    fn default() -> Self {
        Self { format: VERSION, model: MODEL, prices: PRICES.to_owned(), was: Was::Unsaid }
    }
}

/// What the plan of a link came to when the link was made.
#[derive(Clone, Debug, PartialEq)]
pub enum Was {
    /// The link does not say.
    Unsaid,
    /// No option worked.
    Nothing,
    /// The cheapest option that worked.
    Winner {
        /// Its identifier.
        option: String,
        /// Dollars a month, to the cent.
        usd: f64,
    },
}

/// A scenario beside the first of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its name; empty where it has none.
    pub name: String,
    /// What it states.
    pub scenario: Scenario,
}

impl Named {
    /// A scenario under a name that fits a link: one line of at most [`MOST_NAME`] characters, a slash in place of `|`,
    /// which divides scenarios.
    #[must_use]
    pub fn new(name: &str, scenario: Scenario) -> Self {
        Self { name: fit(name), scenario }
    }
}

/// A name as links hold it.
fn fit(name: &str) -> String {
    let plain = |one: char| match one {
        '|' => '/',
        one if one.is_control() => ' ',
        one => one,
    };
    let name: String = name.trim().chars().map(plain).take(MOST_NAME).collect();
    name.trim().to_owned()
}

/// Write a scenario as a fragment, without the `#`.
///
/// Ids and numbers consist of characters that stand for themselves in an address (a test holds the registry
/// to it), so nothing needs an escape.
#[must_use]
pub fn encode(scenario: &Scenario) -> String {
    let mut fragment = START.to_owned();
    write_fields(&mut fragment, scenario);
    fragment
}

/// [`encode`] for a link that leaves the page: it also says what the winner costs, its identifier and dollars a month;
/// none where no option works.
#[must_use]
pub fn shared(scenario: &Scenario, winner: Option<(&str, f64)>) -> String {
    let mut fragment = encode(scenario);
    match winner {
        Some((option, usd)) => {
            let cents = (usd * 100.0).round();
            fragment.extend([";was=", option, ":", &format_number(cents / 100.0)]);
        }
        None => fragment.push_str(";was=none"),
    }
    fragment
}

/// A link with scenarios beside its own, the first [`MOST_BESIDE`] of those given.
#[must_use]
pub fn compared(mut link: String, beside: &[Named]) -> String {
    for one in beside.iter().take(MOST_BESIDE) {
        link.push_str("|name=");
        escape(&mut link, &fit(&one.name));
        write_fields(&mut link, &one.scenario);
    }
    link
}

fn write_fields(fragment: &mut String, scenario: &Scenario) {
    for field in FIELDS {
        if let Some(text) = scenario.written(field.key) {
            fragment.extend([";", field.id, "=", &text]);
        }
    }
    for (id, value) in scenario.own_prices() {
        fragment.extend([";", PREFIX, id, "=", &format_number(*value)]);
    }
}

/// The field by which a link says how many own prices it leaves out.
pub const PRIVATE: &str = "private";

/// [`encode`] without the person's own prices; the link then says how many it leaves out.
#[must_use]
pub fn encode_without_prices(scenario: &Scenario) -> String {
    let mut public = scenario.clone();
    public.forget_prices();
    let mut fragment = encode(&public);
    let count = scenario.own_prices().len();
    if count > 0 {
        fragment.extend([";", PRIVATE, "=", &format_number(count as f64)]);
    }
    fragment
}

/// Read a fragment, with or without the `#`. Nothing at all is the default scenario.
#[must_use]
pub fn decode(fragment: &str) -> Decoded {
    let mut reading = Reading::default();
    let fragment = fragment.trim();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    // Some mail clients escape the separators too.
    let fragment = if fragment.contains('=') { Cow::Borrowed(fragment) } else { unescaped(fragment) };
    if fragment.is_empty() {
        return reading.finish();
    }
    let (first, mut rest) = part(&fragment);
    let (version, fields) = match first.split_once(SEPARATORS) {
        _ if !first.starts_with(|first: char| first.is_ascii_digit()) => (None, first),
        Some((version, fields)) => (Some(version), fields),
        None => (Some(first), ""),
    };
    let mut format = VERSION;
    match version.map(str::parse::<u32>) {
        Some(Ok(known @ 1..=VERSION)) => format = known,
        Some(Ok(newer)) if newer > VERSION => reading.notice("version", || {
            format!("the link is of version {newer}, this planner knows up to {VERSION}; what it could read is set")
        }),
        Some(_) => reading.notice("version", || {
            format!("`{}` is no version of a link; read as version {VERSION}", shortened(version.unwrap_or_default()))
        }),
        None => reading.notice("version", || format!("the link names none; read as version {VERSION}")),
    }
    let mut about = About::default();
    // Version 1 says nothing about its making: there, these are no inputs.
    about.read(fields, if format == 1 { &[] } else { &["model", "prices", "was"] }, &mut reading);
    while let Some(text) = rest {
        let (fields, after) = part(text);
        rest = after;
        if reading.decoded.beside.len() < MOST_BESIDE {
            about.read_beside(fields, &mut reading);
        } else {
            reading.notice(fields, || {
                format!("at most {MOST_BESIDE} scenarios stand beside the first; left out")
            });
        }
    }
    let (model, prices) = if format == 1 { (FIRST_MODEL, FIRST_PRICES) } else { (MODEL, PRICES) };
    let made = Made {
        format,
        model: about.model.unwrap_or(model),
        prices: about.prices.unwrap_or_else(|| prices.to_owned()),
        was: about.was.unwrap_or(Was::Unsaid),
    };
    if made.model > MODEL || made.prices.as_str() > PRICES {
        reading.notice("version", || {
            "the link was made by a newer planner; its formulas or prices may differ from these".to_owned()
        });
    }
    reading.decoded.made = made;
    reading.finish()
}

/// `&` as well: some programs that pass links on know no other.
const SEPARATORS: [char; 2] = [';', '&'];

/// What stands before the first `|`, and what after it. Programs that allow none in an address write `%7C`.
fn part(text: &str) -> (&str, Option<&str>) {
    let bar = |at: &usize| {
        let rest = text.as_bytes().get(*at..).unwrap_or_default();
        rest.first() == Some(&b'|') || rest.get(..3).is_some_and(|bar| bar.eq_ignore_ascii_case(b"%7c"))
    };
    match (0..text.len()).find(bar).and_then(|at| text.split_at_checked(at)) {
        Some((part, rest)) => (part, rest.get(if rest.starts_with('|') { 1 } else { 3 }..)),
        None => (text, None),
    }
}

/// What a link states beside inputs.
#[derive(Default)]
struct About {
    model: Option<u32>,
    prices: Option<String>,
    was: Option<Was>,
    name: Option<String>,
}

impl About {
    /// Read the fields of one scenario; those called `own` are about the link and no inputs.
    fn read(&mut self, fields: &str, own: &[&str], reading: &mut Reading) {
        // `amp` is what is left of `&amp;`.
        for field in fields.split(SEPARATORS).filter(|field| !matches!(field.trim(), "" | "amp")) {
            let Some((id, value)) = field.split_once('=') else {
                reading.notice(&unescaped(field), || "not of the form key=value; left out".to_owned());
                continue;
            };
            let (id, value) = (unescaped(id), unescaped(value));
            let (id, value) = (id.trim(), value.trim());
            if !own.contains(&id) {
                reading.field(id, value);
            } else if !self.take(id, value) {
                reading.notice(id, || {
                    format!("`{}` cannot be read, or states it again; left out", shortened(value))
                });
            }
        }
    }

    /// Read a scenario beside the first.
    fn read_beside(&mut self, fields: &str, reading: &mut Reading) {
        let scenario = mem::take(&mut reading.decoded.scenario);
        let stated = mem::take(&mut reading.decoded.stated);
        let priced = mem::take(&mut reading.priced);
        self.name = None;
        self.read(fields, &["name"], reading);
        let scenario = mem::replace(&mut reading.decoded.scenario, scenario);
        reading.decoded.stated = stated;
        reading.priced = priced;
        reading.decoded.beside.push(Named { name: self.name.take().unwrap_or_default(), scenario });
    }

    /// Take what is stated for the first time and can be read.
    fn take(&mut self, id: &str, value: &str) -> bool {
        match id {
            "model" => first(&mut self.model, value.parse().ok()),
            "prices" => first(&mut self.prices, is_date(value).then(|| value.to_owned())),
            "was" => first(&mut self.was, was(value)),
            // A longer name has not been written here, and would be cut in silence.
            _ => first(&mut self.name, Some(fit(value)).filter(|name| name == value)),
        }
    }
}

fn first<T>(slot: &mut Option<T>, read: Option<T>) -> bool {
    let is_news = slot.is_none() && read.is_some();
    if is_news {
        *slot = read;
    }
    is_news
}

fn was(text: &str) -> Option<Was> {
    if text == "none" {
        return Some(Was::Nothing);
    }
    let (option, usd) = text.split_once(':')?;
    let is_id = !option.is_empty() && option.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    let usd = parse_number(usd).ok().filter(|usd| *usd >= 0.0)?;
    is_id.then(|| Was::Winner { option: option.to_owned(), usd })
}

/// Whether a text has the form `YYYY-MM-DD`.
pub(crate) fn is_date(text: &str) -> bool {
    let fits = |(place, byte): (usize, u8)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() == 10 && text.bytes().enumerate().all(fits)
}

/// Add a text with everything escaped that does not stand for itself everywhere.
fn escape(link: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            link.push(char::from(byte));
        } else {
            let digit =
                |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0').to_ascii_uppercase();
            link.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

/// A text with everything escaped that does not stand for itself everywhere.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    escape(&mut escaped, text);
    escaped
}

/// A text without percent escapes. Anything else stays as it is; bytes that make no character become U+FFFD.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%'
            && let Some((&[high, low], after)) = tail.split_first_chunk()
            && let (Some(high), Some(low)) = (char::from(high).to_digit(16), char::from(low).to_digit(16))
        {
            bytes.push((high * 16 + low) as u8);
            rest = after;
        } else {
            bytes.push(byte);
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

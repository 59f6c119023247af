//! The link: a scenario as the fragment of an address.
//!
//! `1;files_per_day=500;price_book=printed`: the version, then what differs from its default, in the order of
//! the registry, then one's own prices: `price.aws.alb=0.02`. Reading is total: whatever it is given, it returns what it could read and a notice for each
//! field that it could not.

use std::borrow::Cow;

use super::Scenario;
use super::own_prices::PREFIX;
use super::reading::Reading;
use super::typing::{format_number, shortened};

pub use super::reading::{Decoded, LinkNotice};

/// The version written. A new one comes when a key is renamed or a default changes its meaning; readers of
/// the old ones stay.
pub const VERSION: u32 = 1;

/// Write a scenario as a fragment, without the `#`.
///
/// Ids and numbers consist of characters that stand for themselves in an address (a test holds the registry
/// to it), so nothing needs an escape.
#[must_use]
pub fn encode(scenario: &Scenario) -> String {
    let mut fragment = VERSION.to_string();
    for (key, value) in scenario.entries() {
        fragment.push(';');
        fragment.push_str(key.field().id);
        fragment.push('=');
        fragment.push_str(&key.write(Some(value)));
    }
    for (id, value) in scenario.own_prices() {
        fragment.extend([";", PREFIX, id, "=", &format_number(*value)]);
    }
    fragment
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
    let (version, fields) = match fragment.split_once(SEPARATORS) {
        _ if !fragment.starts_with(|first: char| first.is_ascii_digit()) => (None, &*fragment),
        Some((version, fields)) => (Some(version), fields),
        None => (Some(&*fragment), ""),
    };
    match version.map(str::parse::<u32>) {
        Some(Ok(1)) => {}
        Some(Ok(newer)) if newer > VERSION => reading.notice("version", || {
            format!("the link is of version {newer}, this planner knows up to {VERSION}; what it could read is set")
        }),
        Some(_) => reading.notice("version", || {
            format!("`{}` is no version of a link; read as version {VERSION}", shortened(version.unwrap_or_default()))
        }),
        None => reading.notice("version", || format!("the link names none; read as version {VERSION}")),
    }
    // One reader a version, once there is a second.
    read_version_1(fields, &mut reading);
    reading.finish()
}

/// `&` as well: some programs that pass links on know no other.
const SEPARATORS: [char; 2] = [';', '&'];

fn read_version_1(fields: &str, reading: &mut Reading) {
    // `amp` is what is left of `&amp;`.
    for field in fields.split(SEPARATORS).filter(|field| !matches!(field.trim(), "" | "amp")) {
        match field.split_once('=') {
            Some((id, value)) => reading.field(&unescaped(id), &unescaped(value)),
            None => reading.notice(&unescaped(field), || "not of the form key=value; left out".to_owned()),
        }
    }
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

//! A request that comes through `public/meet.js`: its kind, the link of the scenario shown, and what else it takes.

use loadline_core::scenario::{Scenario, link};

/// A request taken apart.
pub struct Request<'r> {
    /// What stands before the colon of its first line, and behind it.
    pub kind: &'r str,
    /// What the kind is asked with.
    pub with: &'r str,
    /// The scenario shown.
    pub scenario: Scenario,
    /// The lines below the link, without the last, which is today's date.
    pub body: &'r str,
}

impl<'r> Request<'r> {
    /// Take a request apart. Lines that are missing are empty.
    pub fn read(request: &'r str) -> Self {
        let (first, rest) = request.split_once('\n').unwrap_or((request, ""));
        let (kind, with) = first.split_once(": ").unwrap_or((first, ""));
        let (link, rest) = rest.split_once('\n').unwrap_or((rest, ""));
        let body = rest.rsplit_once('\n').map_or("", |(body, _)| body);
        Self { kind, with, scenario: link::decode(link).scenario, body }
    }
}

/// A file to be saved: its name and media type on a line, then what it holds.
pub fn file(name: &str, media_type: &str, content: &str) -> String {
    format!("{name}\t{media_type}\n{content}")
}

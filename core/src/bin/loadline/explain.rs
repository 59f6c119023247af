//! Why a figure is what it is, and the names of all figures.

use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use loadline_core::catalog::{Catalog, Confidence};
use loadline_core::decide::explain::{
    self, Basis, Date, Entry, Explanation, Figure, Listed, RestsOn, Showing, Standing, figure, provenance,
    symbol,
};
use loadline_core::format::percent;
use serde::Serialize;

use crate::arguments::ExplainArguments;
use crate::layout::wrapped;
use crate::{BadInput, broken, input, json};

/// The figures there are, or the tree of one.
pub fn answer(arguments: &ExplainArguments, catalog: &Catalog) -> Result<String, BadInput> {
    // The name first: what is wrong with it is wrong whatever the scenario.
    let asked = arguments.figure.as_deref().map(Figure::from_str).transpose().map_err(unnamed)?;
    let today = day(arguments.today.as_deref())?;
    let scenario = input::scenario(&arguments.plan)?;
    let Some(asked) = asked else {
        let listed = explain::all_figures(&scenario, catalog).map_err(broken)?;
        return if arguments.plan.json { json::text(&ListDocument::of(&listed)) } else { Ok(list(&listed)) };
    };
    let found = explain::explain(&scenario, catalog, &asked, today).map_err(unnamed)?;
    if arguments.plan.json { json::text(&Document::of(&found)) } else { Ok(tree(&found)) }
}

pub fn unnamed(error: explain::Error) -> BadInput {
    BadInput::new(match error {
        error @ (explain::Error::Unreadable(_) | explain::Error::Unknown { .. }) => {
            format!("FIGURE: {error}; `loadline explain` lists those there are")
        }
        other => other.to_string(),
    })
}

/// The day stated, else today.
pub fn day(stated: Option<&str>) -> Result<Date, BadInput> {
    match stated {
        Some(day) => Date::from_str(day).map_err(|error| BadInput::new(format!("--today: {error}"))),
        None => Ok(today()),
    }
}

/// The day by the system's clock, in UTC.
fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    Date::of_days_since_1970(seconds / 86_400)
}

fn list(listed: &[Listed]) -> String {
    listed.iter().map(|one| wrapped("", &format!("{} {}", one.figure, figure(one.value, one.unit)))).collect()
}

fn tree(found: &Explanation) -> String {
    let mut text = format!("{}\n", found.title);
    if let Some(rests_on) = &found.rests_on {
        text.push_str(&shares(rests_on));
    }
    text.push('\n');
    found.each(&mut |depth, entry, showing| {
        let indent = "  ".repeat(depth);
        let again = if showing == Showing::Again { " (above)" } else { "" };
        text.push_str(&wrapped(&indent, &format!("{} = {}{again}", entry.label, entry.amount())));
        if showing == Showing::Again {
            return;
        }
        let indent = format!("{indent}    ");
        for more in [found.in_words(entry), found.in_figures(entry)] {
            if !more.is_empty() {
                text.push_str(&wrapped(&format!("{indent}= "), &more));
            }
        }
        let source = entry.source();
        if !source.is_empty() {
            text.push_str(&wrapped(&indent, &format!("[{source}]")));
        }
    });
    text
}

/// Causes shown of each total; the document holds all.
const MOST_CAUSES: usize = 6;

fn shares(of: &RestsOn) -> String {
    let own = if of.own > 0.0 { format!(", your own prices {}", percent(of.own)) } else { String::new() };
    let mut text = format!(
        "Of its dollars rest on: assumptions nobody stated {}, prices of low confidence {}, prices more than a year \
         old {}{own}; none of these {}.\n",
        percent(of.assumptions),
        percent(of.unverified),
        percent(of.old),
        percent(of.none)
    );
    text = wrapped("", &text);
    for cause in of.causes.iter().take(MOST_CAUSES) {
        let line =
            format!("{} {} ({}), {}", percent(cause.share), cause.label, cause.id, cause.kind.in_words());
        text.push_str(&wrapped("  ", &line));
    }
    text
}

#[derive(Serialize)]
struct ListDocument<'a> {
    schema: u32,
    figures: Vec<ListedDocument<'a>>,
}

#[derive(Serialize)]
struct ListedDocument<'a> {
    figure: &'a str,
    title: &'a str,
    value: f64,
    unit: String,
}

impl<'a> ListDocument<'a> {
    fn of(listed: &'a [Listed]) -> Self {
        let one = |one: &'a Listed| ListedDocument {
            figure: &one.figure,
            title: &one.title,
            value: one.value,
            unit: symbol(one.unit),
        };
        Self { schema: json::SCHEMA, figures: listed.iter().map(one).collect() }
    }
}

/// A figure with its tree as a list: the first entry is the figure, parts are places in the list.
#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    figure: &'a str,
    title: &'a str,
    value: f64,
    unit: String,
    rests_on: Option<SharesDocument<'a>>,
    entries: Vec<EntryDocument<'a>>,
}

#[derive(Serialize)]
struct SharesDocument<'a> {
    assumptions: f64,
    unverified_prices: f64,
    old_prices: f64,
    own_prices: f64,
    any: f64,
    none: f64,
    causes: Vec<CauseDocument<'a>>,
}

#[derive(Serialize)]
struct CauseDocument<'a> {
    kind: &'static str,
    id: &'a str,
    label: &'a str,
    share: f64,
}

#[derive(Serialize)]
struct EntryDocument<'a> {
    label: &'a str,
    value: f64,
    unit: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    formula: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    figures: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    /// The catalogue's figure, where the value is the person's own price.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
    parts: &'a [usize],
}

impl<'a> Document<'a> {
    fn of(found: &'a Explanation) -> Self {
        let (value, unit) = found
            .entries
            .first()
            .map_or((f64::NAN, String::new()), |first| (first.value, symbol(first.unit)));
        Self {
            schema: json::SCHEMA,
            figure: &found.figure,
            title: &found.title,
            value,
            unit,
            rests_on: found.rests_on.as_ref().map(|of| SharesDocument {
                assumptions: of.assumptions,
                unverified_prices: of.unverified,
                old_prices: of.old,
                own_prices: of.own,
                any: of.any,
                none: of.none,
                causes: of
                    .causes
                    .iter()
                    .map(|cause| CauseDocument {
                        kind: cause.kind.id(),
                        id: &cause.id,
                        label: &cause.label,
                        share: cause.share,
                    })
                    .collect(),
            }),
            entries: found.entries.iter().map(|entry| EntryDocument::of(entry, found)).collect(),
        }
    }
}

impl<'a> EntryDocument<'a> {
    fn of(entry: &'a Entry, found: &Explanation) -> Self {
        let mut document = Self {
            label: &entry.label,
            value: entry.value,
            unit: symbol(entry.unit),
            kind: entry.kind(),
            formula: found.in_words(entry),
            figures: found.in_figures(entry),
            id: None,
            standing: None,
            provenance: None,
            per: None,
            region: None,
            list: None,
            as_of: None,
            confidence: None,
            source: "",
            parts: &entry.parts,
        };
        match &entry.origin {
            Basis::Formula(_, source) | Basis::Function(_, source) => document.source = source,
            Basis::Input(key, standing) => {
                document.id = Some(key.field().id);
                document.standing = Some(match standing {
                    Standing::Stated => "stated",
                    Standing::Default => "default",
                    Standing::OfThisRow => "row",
                });
                document.provenance = Some(provenance(key.field().provenance));
            }
            Basis::Price { id, per, region, source, as_of, confidence, list } => {
                document.list = *list;
                document.row(id, source, as_of, *confidence);
                document.per = Some(per);
                document.region = Some(region);
            }
            Basis::Limit { id, source, as_of, confidence } => document.row(id, source, as_of, *confidence),
            Basis::Figure(name) => document.id = Some(name),
            Basis::Size | Basis::Constant => {}
        }
        document
    }

    fn row(&mut self, id: &'a str, source: &'a str, as_of: &'a str, confidence: Confidence) {
        self.id = Some(id);
        self.source = source;
        self.as_of = Some(as_of);
        self.confidence = Some(crate::lists::confidence(confidence));
    }
}

//! What panels have in common: sections, tables, lists, bars, badges, buttons.

use crate::{Node, Tag, Words, tag};

/// A section of the results under its heading.
#[must_use]
pub fn section(id: &'static str, title: impl Into<Node>) -> Tag {
    tag("section").with("aria-labelledby", id).put(tag("h2").with("id", id).put(title))
}

/// The head of a table: the names of its columns, those of figures at the right.
#[must_use]
pub fn columns(names: &[(&'static str, &'static str)]) -> Tag {
    let names = names.iter().map(|(name, class)| column(class, *name));
    tag("thead").put(tag("tr").all(names.collect()))
}

/// The name of a column.
#[must_use]
pub fn column(class: &'static str, name: impl Into<Node>) -> Tag {
    tag("th").with("scope", "col").class(class).put(name)
}

/// A table that scrolls by itself where it is wider than the page.
#[must_use]
pub fn wide(table: Tag) -> Tag {
    tag("div").class("wide").put(table)
}

/// The same for a table that holds nothing to stop at by keyboard: the keys that scroll need a place to go.
#[must_use]
pub fn wide_by_keys(label: impl Into<Words>, table: Tag) -> Tag {
    wide(table).with("tabindex", "0").with("role", "group").with("aria-label", label)
}

/// A cell with a figure.
#[must_use]
pub fn figure(figure: impl Into<Node>) -> Tag {
    tag("td").class("figure").put(figure)
}

/// A figure that opens its explanation. `name` is the way to it that the planner's `decide::explain` knows: lists, their
/// members by identifier or by place from 0, and the figure's own word.
#[inline(never)]
#[must_use]
pub fn traced(name: &[&str], figure: String) -> Tag {
    tag("button").with("type", "button").with("data-figure", name.join("/")).put(figure)
}

/// A cell that names its row.
#[must_use]
pub fn row_head(name: impl Into<Node>) -> Tag {
    tag("th").with("scope", "row").put(name)
}

/// A row that names the rows below it, over so many columns.
#[must_use]
pub fn part_head(name: impl Into<Node>, span: &'static str) -> Tag {
    tag("th").with("scope", "rowgroup").with("colspan", span).put(name)
}

/// A list with a line for when it is empty.
#[must_use]
pub fn list(id: &'static str, items: Vec<Tag>, none: &'static str) -> Tag {
    let list = tag("ul").with("id", id);
    if items.is_empty() { list.put(tag("li").class("none").put(none)) } else { list.all(items) }
}

/// A bar that shows a share of a whole, tight beyond `tight`; the figure beside it says the same in words.
#[must_use]
pub fn bar(share: f64, tight: f64) -> Tag {
    let level = if share > 1.0 {
        "bar bar-over"
    } else if share > tight {
        "bar bar-high"
    } else {
        "bar"
    };
    let rect =
        |class: &'static str, width: Words| tag("rect").class(class).with("width", width).with("height", "6");
    let width = ((share.clamp(0.0, 1.0) * 100.0).round() as u32).to_string();
    tag("svg")
        .class(level)
        .with("viewBox", "0 0 100 6")
        .with("preserveAspectRatio", "none")
        .with("aria-hidden", "true")
        .put(rect("bar-room", "100".into()))
        .put(rect("bar-used", width.into()))
}

/// A word on a row: its class says how it is meant.
#[must_use]
pub fn badge(class: &'static str, words: impl Into<Node>) -> Tag {
    tag("span").class(class).put(words)
}

/// A button that takes over changes, written `input=value` with `;` between.
#[must_use]
pub fn flip(changes: impl Into<Words>) -> Tag {
    tag("button").with("type", "button").class("flip").with("data-flip", changes)
}

/// A button that asks the worker for something else to stand in the panel it is in.
#[must_use]
pub fn ask(request: impl Into<Words>, words: impl Into<Node>) -> Tag {
    tag("button").with("type", "button").with("data-ask", request).put(words)
}

/// A list to choose from, under its label. `heard` is the attribute that says what a choice does, with its value:
/// `data-change` and a request with `{}` in place of the value, or `data-along`.
#[must_use]
pub fn choice(
    id: &'static str,
    label: &'static str,
    heard: (&'static str, impl Into<Words>),
    choices: Vec<Tag>,
) -> Tag {
    let list = tag("select").with("id", id).with(heard.0, heard.1).all(choices);
    tag("label").class("choice").put(tag("span").put(label)).put(list)
}

/// One of the choices. A list that somebody has used no longer follows the attribute, but a new element: so the choice
/// made is another element than the same before.
#[must_use]
pub fn choose(value: impl Into<Words>, words: impl Into<Node>, is_chosen: bool) -> Tag {
    let value = value.into();
    let choice = tag("option").with("value", value.clone()).put(words);
    if is_chosen { choice.key(format!("{value} chosen")).with("selected", "") } else { choice.key(value) }
}

/// Choices that belong together.
#[must_use]
pub fn choices(label: &'static str, choices: Vec<Tag>) -> Tag {
    tag("optgroup").key(label).with("label", label).all(choices)
}

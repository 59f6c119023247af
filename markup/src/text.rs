//! Trees as text: a line for each thing, its first character saying what it is.
//!
//! | line | what |
//! |---|---|
//! | `<name` | an element begins; what follows belongs to it |
//! | `#key` | its name among its siblings |
//! | `@name=value` | an attribute of it |
//! | `"text` | text in it |
//! | `>` | it ends |

use crate::{Node, Tag, Words, tag};

/// Every element there can be. Nothing else is read, so nothing that loads or runs can come in.
const ELEMENTS: [&str; 39] = [
    "a", "button", "caption", "dd", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "img",
    "input", "label", "li", "line", "ol", "optgroup", "option", "p", "path", "rect", "section", "select",
    "span", "strong", "summary", "svg", "table", "tbody", "td", "text", "tfoot", "th", "thead", "tr", "ul",
];

/// Every attribute there can be. What it may hold is restricted for two: `href` leads to a scenario or to where a figure
/// was read, `src` holds a drawing, which as a picture neither loads nor runs anything.
const ATTRIBUTES: [&str; 51] = [
    "accept",
    "alt",
    "aria-describedby",
    "aria-hidden",
    "aria-invalid",
    "aria-label",
    "aria-labelledby",
    "aria-live",
    "aria-pressed",
    "class",
    "colspan",
    "d",
    "data-along",
    "data-ask",
    "data-change",
    "data-column",
    "data-figure",
    "data-flip",
    "data-open",
    "data-option",
    "data-picture",
    "data-save",
    "data-set",
    "data-shelf",
    "data-signal",
    "height",
    "href",
    "id",
    "inputmode",
    "label",
    "open",
    "preserveAspectRatio",
    "role",
    "rowspan",
    "scope",
    "selected",
    "src",
    "stroke-dasharray",
    "tabindex",
    "target",
    "title",
    "type",
    "value",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// How deep elements may lie in each other: far more than any page has, far less than a stack holds.
const DEEPEST: usize = 64;

/// Write trees as text. A line break in a text or value becomes a space, as it would on the page.
#[must_use]
pub fn write(trees: &[Tag]) -> String {
    let mut text = String::new();
    trees.iter().for_each(|tree| write_tag(&mut text, tree));
    text
}

fn write_tag(text: &mut String, Tag(parts): &Tag) {
    line(text, "<", parts.name);
    if !parts.key.is_empty() {
        line(text, "#", &parts.key);
    }
    for (name, value) in &parts.attributes {
        line(text, "@", &format!("{name}={value}"));
    }
    for node in &parts.content {
        match node {
            Node::Text(words) => line(text, "\"", words),
            Node::Tag(tag) => write_tag(text, tag),
        }
    }
    line(text, ">", "");
}

fn line(text: &mut String, sign: &str, rest: &str) {
    text.push_str(sign);
    text.push_str(&rest.replace('\n', " "));
    text.push('\n');
}

/// Read trees that [`write`] wrote. Any text is taken: unknown elements become `span`, unknown attributes and lines
/// are left out, and what does not end does so at the end of the text.
#[must_use]
pub fn read(text: &str) -> Vec<Tag> {
    // The trees gather in an element of their own; above it the elements that have begun and not yet ended.
    let mut top = tag("");
    let mut above: Vec<Tag> = Vec::new();
    for line in text.split('\n') {
        let mut rest = line.chars();
        let sign = rest.next();
        let rest = rest.as_str();
        match sign {
            Some('<') if above.len() < DEEPEST => {
                above.push(std::mem::replace(&mut top, tag(known(&ELEMENTS, rest).unwrap_or("span"))));
            }
            Some('#') => top.0.key = Words::Owned(rest.to_owned()),
            Some('@') => {
                if let Some((name, value)) = rest.split_once('=')
                    && let Some(name) = known(&ATTRIBUTES, name)
                    && match name {
                        "href" => value.starts_with('#') || value.starts_with("https://"),
                        "src" => value.starts_with("data:image/svg+xml,"),
                        _ => true,
                    }
                {
                    top = top.with(name, value.to_owned());
                }
            }
            Some('"') => top = top.put(rest.to_owned()),
            Some('>') => {
                if let Some(outer) = above.pop() {
                    top = outer.put(top);
                }
            }
            _ => {}
        }
    }
    while let Some(outer) = above.pop() {
        top = outer.put(top);
    }
    let trees = top.0.content.into_iter();
    trees.filter_map(|node| if let Node::Tag(tree) = node { Some(tree) } else { None }).collect()
}

/// A name of the list.
fn known(list: &[&'static str], name: &str) -> Option<&'static str> {
    list.iter().find(|known| **known == name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Whatever fits on a line.
    fn words() -> impl Strategy<Value = String> {
        "[^\n]{0,12}"
    }

    fn element() -> impl Strategy<Value = Tag> {
        let attribute = (proptest::sample::select(&ATTRIBUTES[..]), words());
        (proptest::sample::select(&ELEMENTS[..]), words(), proptest::collection::vec(attribute, 0..4))
            .prop_map(|(name, key, attributes)| {
                attributes.into_iter().fold(tag(name).key(key), |tag, (name, value)| {
                    let value = match name {
                        "href" => format!("#{value}"),
                        "src" => format!("data:image/svg+xml,{value}"),
                        _ => value,
                    };
                    tag.with(name, value)
                })
            })
    }

    fn tree() -> impl Strategy<Value = Tag> {
        element().prop_recursive(5, 40, 5, |inner| {
            let node = prop_oneof![words().prop_map(Node::from), inner.prop_map(Node::from)];
            (element(), proptest::collection::vec(node, 0..5))
                .prop_map(|(element, nodes)| nodes.into_iter().fold(element, Tag::put))
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(trees in proptest::collection::vec(tree(), 0..4)) {
            prop_assert_eq!(read(&write(&trees)), trees);
        }

        #[test]
        fn any_text_is_read(lines in proptest::collection::vec("[<>#@\"]?(div|href=|title=|on|#)?[^\n]{0,6}", 0..200)) {
            let trees = read(&lines.join("\n"));
            // What was read is a tree like any other.
            prop_assert_eq!(read(&write(&trees)), trees);
        }
    }

    #[test]
    fn a_tree_is_lines() {
        let link = tag("a").with("href", "#1;files_per_day=2").put("Open\nit");
        let text = "<p\n#one\n@class=note\n\"See\n<a\n@href=#1;files_per_day=2\n\"Open it\n>\n>\n";
        assert_eq!(write(&[tag("p").key("one").class("note").put("See").put(link)]), text);
    }

    #[test]
    fn nothing_that_loads_or_runs_comes_in() {
        let text = "<script\n@src=x\n\"alert(1)\n>\n<img\n@src=https://example.org/x.svg\n@alt=x\n>\n<a\n@href=javascript:alert(1)\n@onclick=alert(1)\n@title=t\n>\n";
        assert_eq!(
            read(text),
            [tag("span").put("alert(1)"), tag("img").with("alt", "x"), tag("a").with("title", "t")]
        );
    }

    #[test]
    fn depth_has_an_end() {
        fn depth(tag: &Tag) -> usize {
            let inner = |node: &Node| if let Node::Tag(tag) = node { depth(tag) } else { 0 };
            1 + tag.0.content.iter().map(inner).max().unwrap_or_default()
        }
        let trees = read(&"<div\n".repeat(100_000));
        assert_eq!(trees.iter().map(depth).max(), Some(DEEPEST));
    }
}

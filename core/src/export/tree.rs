//! A document as a tree, written as YAML with comments or as JSON without. So indentation and quoting are right by
//! construction, and a comment belongs to the entry it explains.

use crate::decimal::text;
use serde::{Serialize, Serializer};

/// A value.
pub enum Node {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// Entries by name.
    Map(Vec<Entry>),
    /// Values in a row.
    List(Vec<Node>),
}

/// An entry of a map.
pub struct Entry {
    name: String,
    value: Node,
    comment: String,
}

impl Entry {
    /// The same with a comment behind it.
    pub fn because(self, comment: impl Into<String>) -> Self {
        Self { comment: comment.into(), ..self }
    }
}

/// An entry.
pub fn is(name: impl Into<String>, value: impl Into<Node>) -> Entry {
    Entry { name: name.into(), value: value.into(), comment: String::new() }
}

/// A map.
pub fn map(entries: impl IntoIterator<Item = Entry>) -> Node {
    Node::Map(entries.into_iter().collect())
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Node {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Vec<Node>> for Node {
    fn from(list: Vec<Node>) -> Self {
        Self::List(list)
    }
}

impl<const N: usize> From<[Entry; N]> for Node {
    fn from(entries: [Entry; N]) -> Self {
        map(entries)
    }
}

impl From<Vec<Entry>> for Node {
    fn from(entries: Vec<Entry>) -> Self {
        Self::Map(entries)
    }
}

impl Node {
    /// As YAML, entries `indent` spaces in.
    pub fn yaml(&self) -> String {
        let mut out = String::new();
        self.write_yaml(0, &mut out);
        out
    }

    fn write_yaml(&self, indent: usize, out: &mut String) {
        let space = " ".repeat(indent);
        match self {
            Self::Map(entries) => {
                for entry in entries {
                    out.push_str(&format!("{space}{}:", plain_or_quoted(&entry.name)));
                    entry.value.write_behind(indent, &entry.comment, out);
                }
            }
            Self::List(items) => {
                for item in items {
                    let mut inner = String::new();
                    item.write_yaml(indent + 2, &mut inner);
                    out.push_str(&format!("{space}- {}", inner.trim_start()));
                }
            }
            scalar => out.push_str(&format!("{space}{}\n", scalar.scalar())),
        }
    }

    /// A value behind its name: on the same line, or below it.
    fn write_behind(&self, indent: usize, comment: &str, out: &mut String) {
        let comment = if comment.is_empty() { String::new() } else { format!("  # {comment}") };
        match self {
            Self::Map(entries) if entries.is_empty() => out.push_str(&format!(" {{}}{comment}\n")),
            Self::List(items) if items.is_empty() => out.push_str(&format!(" []{comment}\n")),
            Self::Map(_) | Self::List(_) => {
                out.push_str(&format!("{comment}\n"));
                self.write_yaml(indent + 2, out);
            }
            scalar => out.push_str(&format!(" {}{comment}\n", scalar.scalar())),
        }
    }

    fn scalar(&self) -> String {
        match self {
            Self::Text(text) => plain_or_quoted(text),
            Self::Number(number) => text(*number),
            Self::Flag(flag) => flag.to_string(),
            Self::Map(_) | Self::List(_) => String::new(),
        }
    }
}

/// Several YAML documents, one behind the other.
pub fn documents(all: &[Node]) -> String {
    all.iter().map(|one| format!("---\n{}", one.yaml())).collect()
}

/// Without comments, which JSON has none of.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Map(entries) => {
                serializer.collect_map(entries.iter().map(|entry| (&entry.name, &entry.value)))
            }
            Self::List(items) => serializer.collect_seq(items),
        }
    }
}

/// As JSON quotes a text, which YAML reads the same.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Words that YAML 1.1 or 1.2 read as something else than a text.
const NO_TEXT: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Without quotes where no reader could take it for anything but a text.
fn plain_or_quoted(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|one| one.is_ascii_alphanumeric() || "-_./".contains(one))
        && !NO_TEXT.contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { quoted(text) }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
#[allow(clippy::unwrap_used, reason = "a test may end in a panic")]
mod tests {
    use super::{Entry, Node, is, map};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn read(node: &Node) -> [Value; 2] {
        [serde_saphyr::from_str(&node.yaml()).unwrap(), serde_json::to_value(node).unwrap()]
    }

    #[test]
    fn a_tree_reads_the_same_from_yaml_and_json() {
        let inner =
            || map([is("one", 1.5).because("a: comment # with signs"), is("none", Vec::<Entry>::new())]);
        let list = vec![inner(), Node::from("two"), Node::from(vec![Node::from(3.0)]), inner()];
        let tree = map([is("list", list), is("empty", Vec::<Node>::new()), is("flag", true), is("no", "no")]);
        let inner = json!({ "one": 1.5, "none": {} });
        let expected = json!({ "list": [inner, "two", [3], inner], "empty": [], "flag": true, "no": "no" });
        assert_eq!(
            read(&tree).map(|value| value.to_string().replace("3.0", "3")),
            [expected.to_string(), expected.to_string()]
        );
    }

    proptest! {
        #[test]
        fn every_text_comes_back(name in "\\PC{1,9}", text in any::<String>(), word in "[a-zA-Z0-9_.~+-]{0,6}") {
            for text in [text, word] {
                let tree = map([is("about", "one"), is(format!("x{name}"), text.as_str())]);
                for value in read(&tree) {
                    prop_assert_eq!(value.get(format!("x{name}")), Some(&Value::from(text.as_str())));
                }
            }
        }
    }
}

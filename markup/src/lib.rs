//! Pieces of a page as plain trees of elements.
//!
//! The page and its worker build them alike. The worker sends its own as text ([`write`]); the page reads them
//! ([`read`]) and brings both onto the page with the fewest changes. What neither calls costs neither a byte.

pub mod bits;
mod builders;
mod text;

pub use builders::*;
pub use text::{read, write};

use std::borrow::Cow;

/// Text that is mostly known when the program is built.
pub type Words = Cow<'static, str>;

/// A piece of a page.
#[derive(Debug, PartialEq)]
pub enum Node {
    /// Text.
    Text(Words),
    /// An element.
    Tag(Tag),
}

/// An element with its attributes and content. A pointer wide, so that building one costs little code at each of
/// the hundreds of places that do.
#[derive(Debug, PartialEq)]
pub struct Tag(pub Box<Parts>);

/// What an element is made of.
#[derive(Debug, PartialEq)]
pub struct Parts {
    /// Name of the element.
    pub name: &'static str,
    /// Its own name among its siblings, empty for none.
    pub key: Words,
    /// Names and values of its attributes.
    pub attributes: Vec<(&'static str, Words)>,
    /// What it holds.
    pub content: Vec<Node>,
}

/// An empty element.
#[inline(never)]
#[must_use]
pub fn tag(name: &'static str) -> Tag {
    Tag(Box::new(Parts { name, key: Words::Borrowed(""), attributes: Vec::new(), content: Vec::new() }))
}

impl Tag {
    /// With an attribute.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Into<Words>) -> Self {
        self.attribute(name, value.into())
    }

    /// With a class.
    #[must_use]
    pub fn class(self, class: &'static str) -> Self {
        self.attribute("class", Words::Borrowed(class))
    }

    #[inline(never)]
    fn attribute(mut self, name: &'static str, value: Words) -> Self {
        self.0.attributes.push((name, value));
        self
    }

    /// With a name of its own among its siblings, so that it stays the same element when they change places.
    #[must_use]
    pub fn key(mut self, key: impl Into<Words>) -> Self {
        self.0.key = key.into();
        self
    }

    /// With more content.
    #[must_use]
    pub fn put(self, node: impl Into<Node>) -> Self {
        self.part(node.into())
    }

    #[inline(never)]
    fn part(mut self, node: Node) -> Self {
        self.0.content.push(node);
        self
    }

    /// With all of these as more content.
    #[inline(never)]
    #[must_use]
    pub fn all(mut self, nodes: Vec<Tag>) -> Self {
        self.0.content.extend(nodes.into_iter().map(Node::Tag));
        self
    }
}

impl From<Tag> for Node {
    fn from(tag: Tag) -> Self {
        Self::Tag(tag)
    }
}

impl From<&'static str> for Node {
    fn from(text: &'static str) -> Self {
        Self::Text(Words::Borrowed(text))
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(Words::Owned(text))
    }
}

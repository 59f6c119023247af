//! What the result panels are made of, plain trees of elements, and how they come onto the page: with the fewest changes.
//!
//! Leptos compiles each shape of a view into code of its own, which suits the inputs: few shapes, many events.
//! The results are the opposite, many shapes of mere text, and as views they made up a third of the download.
//! As trees they are data; one small function compares the tree wanted with the tree shown, and touches only
//! the texts and attributes that differ.

use crate::platform::document;
use leptos::html::Div;
use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

pub use loadline_markup::*;

/// A piece of the page as it is shown.
struct Shown {
    node: web_sys::Node,
    name: &'static str,
    key: Words,
    text: Words,
    attributes: Vec<(&'static str, Words)>,
    content: Vec<Shown>,
}

/// Elements that belong to drawings.
const SVG: [&str; 5] = ["svg", "line", "path", "rect", "text"];

fn create(wanted: Node) -> Option<Shown> {
    let document = document()?;
    match wanted {
        Node::Text(text) => {
            let node = document.create_text_node(&text).unchecked_into();
            Some(Shown {
                node,
                name: "",
                key: Words::Borrowed(""),
                text,
                attributes: Vec::new(),
                content: Vec::new(),
            })
        }
        Node::Tag(tag) => {
            let Parts { name, key, attributes, content } = *tag.0;
            let element = if SVG.contains(&name) {
                document.create_element_ns(Some("http://www.w3.org/2000/svg"), name)
            } else {
                document.create_element(name)
            }
            .ok()?;
            for (name, value) in &attributes {
                element.set_attribute(name, value).ok()?;
            }
            let node: web_sys::Node = element.unchecked_into();
            let content: Vec<Shown> = content.into_iter().filter_map(create).collect();
            for part in &content {
                node.append_child(&part.node).ok()?;
            }
            Some(Shown { node, name, key, text: Words::Borrowed(""), attributes, content })
        }
    }
}

impl Shown {
    /// Whether this can become what is wanted by changes inside it.
    fn is_like(&self, wanted: &Node) -> bool {
        match wanted {
            Node::Text(_) => self.name.is_empty(),
            Node::Tag(Tag(parts)) => self.name == parts.name && self.key == parts.key,
        }
    }

    fn update(&mut self, wanted: Node) {
        match wanted {
            Node::Text(text) => {
                if self.text != text {
                    self.node.set_node_value(Some(&text));
                    self.text = text;
                }
            }
            Node::Tag(Tag(parts)) => {
                if self.attributes != parts.attributes {
                    self.update_attributes(parts.attributes);
                }
                update_content(&self.node, &mut self.content, parts.content);
            }
        }
    }

    fn update_attributes(&mut self, wanted: Vec<(&'static str, Words)>) {
        let element: &web_sys::Element = self.node.unchecked_ref();
        for (name, _) in &self.attributes {
            if !wanted.iter().any(|(other, _)| other == name) {
                let _ = element.remove_attribute(name);
            }
        }
        for attribute in &wanted {
            if !self.attributes.contains(attribute) {
                let _ = element.set_attribute(attribute.0, &attribute.1);
                if attribute.0 == "value" {
                    // A field in which somebody has typed no longer follows the attribute.
                    element.unchecked_ref::<HtmlInputElement>().set_value(&attribute.1);
                }
            }
        }
        self.attributes = wanted;
    }
}

/// Make `shown`, the content of `parent`, what is wanted.
fn update_content(parent: &web_sys::Node, shown: &mut Vec<Shown>, wanted: Vec<Node>) {
    let count = wanted.len();
    for (place, node) in wanted.into_iter().enumerate() {
        let found = shown.iter().skip(place).position(|part| part.is_like(&node)).map(|ahead| place + ahead);
        // Without a key of its own an element is what stands in its place: fetching it from further on would
        // tear apart what follows.
        let keyed = matches!(&node, Node::Tag(Tag(parts)) if !parts.key.is_empty());
        match found.filter(|found| *found == place || keyed) {
            Some(found) => {
                if found != place {
                    let part = shown.remove(found);
                    insert(parent, shown, place, part);
                }
                if let Some(part) = shown.get_mut(place) {
                    part.update(node);
                }
            }
            None => {
                if let Some(part) = create(node) {
                    insert(parent, shown, place, part);
                }
            }
        }
    }
    for part in shown.drain(count.min(shown.len())..) {
        let _ = parent.remove_child(&part.node);
    }
}

fn insert(parent: &web_sys::Node, shown: &mut Vec<Shown>, place: usize, part: Shown) {
    let _ = parent.insert_before(&part.node, shown.get(place).map(|next| &next.node));
    shown.insert(place.min(shown.len()), part);
}

/// A part of the page that shows whatever `render` makes of the state, and follows every signal it reads.
#[must_use]
pub fn live(class: &'static str, render: impl Fn() -> Vec<Tag> + 'static) -> AnyView {
    live_boxed(class, Box::new(render))
}

fn live_boxed(class: &'static str, render: Box<dyn Fn() -> Vec<Tag>>) -> AnyView {
    let place = NodeRef::<Div>::new();
    let shown = RefCell::new(Vec::new());
    Effect::new(move |_| {
        let Some(parent) = place.get() else { return };
        let wanted = render().into_iter().map(Node::Tag).collect();
        if let Ok(mut shown) = shown.try_borrow_mut() {
            update_content(&parent, &mut shown, wanted);
        }
    });
    view! { <div class=class node_ref=place></div> }.into_any()
}

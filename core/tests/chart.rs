//! The chart as a file: read back by an XML parser over every preset, its texts kept apart, its colours those of the page.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may end in a panic")]

use std::sync::LazyLock;

use loadline_core::catalog::Catalog;
use loadline_core::chart::Palette;
use loadline_core::chart::sheet::{self, DARK, LIGHT, Sheet};
use loadline_core::decide::pieces::cost_curves;
use loadline_core::export::{Export, Format, Wish};
use loadline_core::format;
use loadline_core::plan;
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::presets::{PRESETS, Preset};
use loadline_core::scenario::{FIELDS, Key, Scenario, link};
use roxmltree::{Document, Node};

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::embedded().unwrap());

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    let text = node.attribute(name).unwrap_or_else(|| panic!("{:?} has no {name}", node.tag_name()));
    text.parse().unwrap_or_else(|_| panic!("{name}={text}"))
}

/// Left, right, top and bottom of a text, in a wide font.
fn room(text: Node<'_, '_>) -> [f64; 4] {
    let (x, y, size) = (number(text, "x"), number(text, "y"), number(text, "font-size"));
    let width = sheet::width(text.text().unwrap(), size);
    let left = match text.attribute("text-anchor").unwrap() {
        "middle" => x - width / 2.0,
        "end" => x - width,
        _ => x,
    };
    [left, left + width, y - 0.8 * size, y + 0.2 * size]
}

/// What must hold of every file: figures are figures and inside, and no text lies on another.
fn sound(about: &str, file: &str) -> usize {
    let document = Document::parse(file).unwrap_or_else(|error| panic!("{about}: {error}"));
    let root = document.root_element();
    let (width, height) = (number(root, "width"), number(root, "height"));
    assert_eq!(root.attribute("viewBox").unwrap(), format!("0 0 {width} {height}"), "{about}");
    for node in root.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let value = attribute.value();
            match attribute.name() {
                "points" => {
                    for point in value.split(' ') {
                        let (x, y) = point.split_once(',').unwrap();
                        let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                        assert!(
                            (0.0..=width).contains(&x) && (0.0..=height).contains(&y),
                            "{about}: {point}"
                        );
                    }
                }
                "x" | "x1" | "x2" | "cx" | "width" => {
                    assert!((0.0..=width).contains(&value.parse().unwrap()), "{about}: {value}");
                }
                "y" | "y1" | "y2" | "cy" | "height" => {
                    assert!((0.0..=height).contains(&value.parse().unwrap()), "{about}: {value}");
                }
                _ => assert!(!value.contains("NaN") && !value.contains("inf"), "{about}: {value}"),
            }
        }
    }
    let texts: Vec<Node<'_, '_>> = root.descendants().filter(|node| node.has_tag_name("text")).collect();
    for (place, text) in texts.iter().enumerate() {
        let [left, right, top, bottom] = room(*text);
        let said = text.text();
        assert!(left >= 0.0 && right <= width && top >= 0.0 && bottom <= height, "{about}: {said:?}");
        for other in &texts[..place] {
            let [other_left, other_right, other_top, other_bottom] = room(*other);
            let apart =
                right <= other_left || other_right <= left || bottom <= other_top || other_bottom <= top;
            assert!(apart, "{about}: {said:?} lies on {:?}", other.text());
        }
    }
    texts.len()
}

fn all_text(file: &str) -> String {
    let document = Document::parse(file).unwrap();
    document.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect()
}

#[test]
fn every_preset_is_drawn_with_a_line_for_each_option_that_works_and_says_what_the_plan_says() {
    let format = Format::find("chart").unwrap();
    let mut drawn = 0;
    for preset in PRESETS {
        let scenario = preset.scenario();
        let wish = Wish { option: None, along: None, base: "https://example.org/" };
        let export = Export::of(&scenario, &CATALOG, wish).unwrap();
        if !format.is_offered(&export) {
            continue;
        }
        let file = format.write(&export).unwrap();
        assert!(sound(preset.id, &file) > 5);
        let document = Document::parse(&file).unwrap();
        let series = document.descendants().filter(|node| node.attribute("class") == Some("series")).count();
        let mut expected = 0;
        let is_on = |key: Key| key.switch().is_none_or(|switch| scenario.is_on(switch));
        for key in FIELDS
            .iter()
            .map(|field| field.key)
            .filter(|key| key.field().is_load() && key.range().is_some() && is_on(*key))
        {
            let axis = Axis::around(key, scenario.value(key).unwrap(), true, None);
            let curves = cost_curves(&scenario, &CATALOG, key, axis.from, axis.to).unwrap();
            expected += curves.iter().filter(|curve| !curve.pieces.is_empty()).count();
        }
        assert_eq!(series, expected, "{}", preset.id);
        let words = all_text(&file);
        assert!(words.contains("https://example.org/#"), "{}", preset.id);
        for option in plan(&scenario, &CATALOG).unwrap().options.iter().filter(|option| option.is_feasible())
        {
            let entry = format!("{}: {}", option.name, format::money(option.usd_per_month));
            assert!(words.contains(&entry), "{}: no {entry}", preset.id);
        }
        drawn += 1;
    }
    // Guide 000's presets have no load.
    assert!(drawn >= PRESETS.len() - 2, "{drawn}");
}

#[test]
fn texts_are_kept_apart_in_every_width_and_the_link_is_whole() {
    for id in ["default", "everything", "guide-001-stress", "guide-003-as-deployed"] {
        let scenario = Preset::find(id).unwrap().scenario();
        let axes = [Key::FilesPerDay, Key::RequestsPerSecond, Key::Agents]
            .map(|key| Axis::around(key, scenario.value(key).unwrap(), true, None));
        let link = format!("https://example.org/a/rather/long/path/#{}", link::encode(&scenario));
        let sheet = Sheet::of_scenario(&scenario, &CATALOG, &axes, &link).unwrap();
        for width in [480, 640, 1000, 1600] {
            for palette in [&LIGHT, &DARK] {
                let file = sheet.svg(palette, width);
                sound(&format!("{id}, {width}"), &file);
                assert!(all_text(&file).replace('\n', "").contains(&link), "{id}, {width}");
            }
        }
        // At the ends of the axis the mark's words stay on the sheet.
        for now in [axes[0].from, axes[0].to] {
            let mut there = scenario.clone();
            there.set_unchecked(Key::FilesPerDay, Some(now));
            let sheet = Sheet::of_scenario(&there, &CATALOG, &axes[..1], &link).unwrap();
            sound(&format!("{id} at {now}"), &sheet.svg(&LIGHT, 640));
        }
    }
}

#[test]
fn several_scenarios_are_one_line_each_under_their_names() {
    let scenario = Preset::find("default").unwrap().scenario();
    let mut more = scenario.clone();
    more.set_unchecked(Key::FilesPerDay, Some(400.0));
    let mut none = scenario.clone();
    none.set_unchecked(Key::EpisodesPerDay, Some(1e9));
    let long = "A name <that> goes on & on, as names of scenarios do that somebody made in a hurry";
    let axis = Axis::around(Key::FilesPerDay, 100.0, true, None);
    let named: [(&str, &Scenario); 4] =
        [("Now", &scenario), (long, &more), ("Again", &scenario), ("Too much", &none)];
    let sheet = Sheet::of_several(&named, &CATALOG, axis, "#1").unwrap();
    for width in [480, 640, 1000, 1600] {
        let file = sheet.svg(&LIGHT, width);
        sound(&format!("several, {width}"), &file);
        let document = Document::parse(&file).unwrap();
        let series: Vec<&str> =
            document.descendants().filter_map(|node| node.attribute("data-option")).collect();
        // The last one has no line.
        assert_eq!(series, ["a", "b", "c"]);
        let words = all_text(&file);
        let usd = format::money(plan(&more, &CATALOG).unwrap().winner().unwrap().usd_per_month);
        assert!(words.contains(&usd) && words.contains("nothing works"), "{words}");
    }
}

#[test]
fn the_cheapest_of_a_scenario_is_drawn_where_the_winner_is() {
    // One scenario beside its options: the line of the cheapest lies nowhere above any option's.
    let scenario = Scenario::default();
    let axis = Axis::around(Key::FilesPerDay, 100.0, true, None);
    let several = Sheet::of_several(&[("It", &scenario)], &CATALOG, axis, "").unwrap().svg(&LIGHT, 1000);
    let document = Document::parse(&several).unwrap();
    let line = document.descendants().find(|node| node.attribute("class") == Some("series")).unwrap();
    let points: Vec<(f64, f64)> = line
        .descendants()
        .filter_map(|node| node.attribute("points"))
        .flat_map(|points| points.split(' '))
        .map(|point| point.split_once(',').unwrap())
        .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
        .collect();
    // From end to end: margin 24, room for figures 46 and 14.
    assert_eq!((points[0].0, points.last().unwrap().0), (70.0, 962.0));
    assert!(points.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    // The mark's dot lies on the line.
    let dot = document.descendants().rfind(|node| node.has_tag_name("circle")).unwrap();
    let (x, y) = (number(dot, "cx"), number(dot, "cy"));
    let near = points.windows(2).find(|pair| pair[0].0 <= x && x <= pair[1].0).map(|pair| {
        pair[0].1 + (pair[1].1 - pair[0].1) * (x - pair[0].0) / (pair[1].0 - pair[0].0).max(1e-9)
    });
    assert!((near.unwrap() - y).abs() < 0.5, "{near:?}, {y}");
}

#[test]
fn the_colours_are_those_of_the_style_sheet() {
    let css = include_str!("../../app/style.css");
    let (light, rest) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let read = |block: &str| {
        let property = |name: &str| {
            let (_, rest) = block.split_once(&format!("{name}:"))?;
            Some(rest.split_once(';')?.0.trim().to_owned())
        };
        Palette::read(property)
    };
    let (dark, _) = rest.split_once("/* ---- ground").unwrap();
    assert_eq!(read(light), LIGHT);
    assert_eq!(read(dark), DARK);
}

//! The whole chart as one SVG file: title, scenario, curves along one input or several, who is the cheapest from where to
//! where, legend with costs, link and date of the prices. For a meeting's wall, so it needs no page around it.
//!
//! Nothing here can measure a font, and the reader's may be a wide one: texts get the room that a wide one takes.

use super::svg::{Across, FONT, STEPS, SvgBackend, color, escaped, tenths, write_text};
use super::{Curve, Dash, Mark, MoneyAxis, Palette, Scene, TEXT, plot_ends};
use crate::catalog::Catalog;
use crate::decide::crossovers::Crossovers;
use crate::decide::pieces::{CostCurve, Piece, cost_curves};
use crate::error::Error;
use crate::format;
use crate::option;
use crate::plan::Plan;
use crate::reading::Shapes;
use crate::scenario::axis::Axis;
use crate::scenario::presets::PRESETS;
use crate::scenario::{FIELDS, Key, Kind, Scenario};
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea};
use plotters::style::{Color, RGBColor};

/// The colours of the page in the light.
pub const LIGHT: Palette = Palette {
    paper: rgb(0xff_ff_ff),
    ink: rgb(0x16_19_1d),
    muted: rgb(0x59_62_6c),
    grid: rgb(0xdf_e3_e7),
    series: [
        rgb(0x0b_6b_60),
        rgb(0xb4_53_0a),
        rgb(0x1f_5f_bf),
        rgb(0x7a_3f_b0),
        rgb(0xa8_32_6a),
        rgb(0x5a_6b_12),
        rgb(0x3d_4a_57),
        rgb(0x8a_53_00),
        rgb(0x00_70_8f),
        rgb(0x93_44_2b),
    ],
};

/// The colours of the page in the dark.
pub const DARK: Palette = Palette {
    paper: rgb(0x14_17_1a),
    ink: rgb(0xec_ef_f2),
    muted: rgb(0xa3_ad_b7),
    grid: rgb(0x2d_33_39),
    series: [
        rgb(0x4f_c3_b3),
        rgb(0xf0_9a_56),
        rgb(0x7d_b1_ff),
        rgb(0xc3_9b_f0),
        rgb(0xf2_88_b4),
        rgb(0xb4_c7_59),
        rgb(0xaa_b6_c2),
        rgb(0xe5_ad_52),
        rgb(0x62_c8_e8),
        rgb(0xe3_9a_83),
    ],
};

const fn rgb(hex: u32) -> RGBColor {
    RGBColor((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// Pixels that a file is wide, unless asked otherwise.
pub const WIDTH: u32 = 1_000;
/// Fewest and most pixels that it can be wide.
const WIDTHS: (u32, u32) = (480, 2_400);
/// Scenarios that one chart can compare.
pub const MOST: usize = 4;
/// What they are called beside their names.
const LETTERS: [&str; MOST] = ["A", "B", "C", "D"];

/// Room around everything, pixels.
const MARGIN: f64 = 24.0;
/// Height of a curve's plot as a share of the width, and its least and most pixels.
const PLOT: (f64, f64, f64) = (0.4, 260.0, 520.0);
/// Height of the band.
const BAND: f64 = 20.0;
/// Length of a sample of a line.
const SAMPLE: f64 = 30.0;
const TITLE_SIZE: f64 = 20.0;
const HEADING_SIZE: f64 = 15.0;
const ABOUT_SIZE: f64 = 13.0;
const FOOT_SIZE: f64 = 11.0;
/// From line to line of a text, in sizes of it.
const LEADING: f64 = 1.4;

/// A chart that is worked out and can be written in any width and colours.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    title: String,
    about: String,
    panels: Vec<Panel>,
    legend: Vec<Entry>,
    prices: String,
    link: String,
}

/// The curves along one input.
#[derive(Clone, Debug, PartialEq)]
struct Panel {
    axis: Axis,
    curves: Vec<Curve>,
    /// Loads in force, with the cost of each series there.
    marks: Vec<(f64, Vec<(usize, f64)>)>,
    /// Who leads from where to where.
    leads: Vec<(f64, f64, usize)>,
}

/// One line of the legend.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    place: usize,
    /// What it is called in the file.
    id: String,
    /// The short name in the band.
    tag: String,
    name: String,
    /// What it costs.
    cost: String,
    is_strong: bool,
    is_out: bool,
}

impl Sheet {
    /// The cost of every option along these inputs; `link` leads back to the scenario.
    ///
    /// # Errors
    /// [`Error`] where a figure is missing from the catalogue.
    pub fn of_scenario(
        scenario: &Scenario,
        catalog: &Catalog,
        axes: &[Axis],
        link: &str,
    ) -> Result<Self, Error> {
        let plan = crate::plan_without_studies(scenario, catalog, &Shapes::of(scenario))?;
        let ids = option::ids();
        let place = |id: &str| ids.iter().position(|known| *known == id).unwrap_or_default();
        let here: Vec<(usize, f64)> = plan
            .options
            .iter()
            .filter(|option| option.is_feasible())
            .map(|option| (place(option.id), option.usd_per_month))
            .collect();
        let panels = axes
            .iter()
            .map(|axis| {
                let costs = cost_curves(scenario, catalog, axis.key, axis.from, axis.to)?;
                let leads = Crossovers::of(&costs, axis.from, axis.to).leads;
                let leads = leads.iter().filter_map(|lead| Some((lead.from, lead.to, place(lead.option?))));
                Ok(Panel {
                    axis: *axis,
                    leads: leads.collect(),
                    marks: scenario.value(axis.key).map(|now| (now, here.clone())).into_iter().collect(),
                    curves: costs.iter().map(|cost| Curve::of(place(cost.option), cost, *axis)).collect(),
                })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let is_drawn = |place: usize| {
            panels
                .iter()
                .flat_map(|panel| &panel.curves)
                .any(|curve| curve.place == place && !is_empty(curve))
        };
        let legend = plan.options.iter().map(|option| {
            let place = place(option.id);
            Entry {
                place,
                id: option.id.to_owned(),
                tag: (place + 1).to_string(),
                name: option.name.to_owned(),
                cost: if option.is_feasible() {
                    format::money(option.usd_per_month)
                } else {
                    "ruled out".to_owned()
                },
                is_strong: plan.winner().is_some_and(|winner| winner.id == option.id),
                is_out: !is_drawn(place),
            }
        });
        let legend = legend.collect();
        let title = plan.winner().map_or_else(
            || "No option works".to_owned(),
            |winner| {
                let usd = format::money(winner.usd_per_month);
                format!("{} is the cheapest: {usd} a month", winner.name)
            },
        );
        let about = about(scenario, axes);
        Ok(Self { title, about, panels, legend, prices: prices(&[&plan], catalog), link: link.to_owned() })
    }

    /// What the cheapest option costs along one input in each of up to [`MOST`] scenarios with their names, one line each.
    ///
    /// # Errors
    /// As [`of_scenario`](Self::of_scenario).
    pub fn of_several(
        scenarios: &[(&str, &Scenario)],
        catalog: &Catalog,
        axis: Axis,
        link: &str,
    ) -> Result<Self, Error> {
        let (mut curves, mut legend, mut marks, mut plans) = (vec![], vec![], vec![], vec![]);
        for (place, ((name, scenario), letter)) in scenarios.iter().zip(LETTERS).enumerate() {
            let costs = cost_curves(scenario, catalog, axis.key, axis.from, axis.to)?;
            let curve = Curve::of(place, &cheapest(&costs, axis), axis);
            let plan = crate::plan_without_studies(scenario, catalog, &Shapes::of(scenario))?;
            let now = scenario.value(axis.key);
            let cost = plan.winner().map_or_else(
                || "nothing works".to_owned(),
                |winner| {
                    let at = now.map_or_else(String::new, |now| {
                        format!(" at {}", format::with_words(now, axis.key.field().unit_words))
                    });
                    format!("{}{at} ({})", format::money(winner.usd_per_month), winner.name)
                },
            );
            if let (Some(now), Some(winner)) = (now, plan.winner()) {
                let dot = (place, winner.usd_per_month);
                match marks.iter_mut().find(|(load, _): &&mut (f64, Vec<_>)| *load == now) {
                    Some((_, dots)) => dots.push(dot),
                    None => marks.push((now, vec![dot])),
                }
            }
            legend.push(Entry {
                place,
                id: letter.to_ascii_lowercase(),
                tag: letter.to_owned(),
                name: (*name).to_owned(),
                cost,
                is_strong: false,
                is_out: is_empty(&curve),
            });
            curves.push(curve);
            plans.push(plan);
        }
        Ok(Self {
            title: format!("What {} cost", format::plural(legend.len(), "scenario", "scenarios")),
            about: "Each line is the cheapest option that works there.".to_owned(),
            panels: vec![Panel { axis, curves, marks, leads: Vec::new() }],
            legend,
            prices: prices(&plans.iter().collect::<Vec<_>>(), catalog),
            link: link.to_owned(),
        })
    }

    /// The chart in words, for those who cannot see it.
    #[must_use]
    pub fn described(&self) -> String {
        let entry = |entry: &Entry| format!("{}: {}", entry.name, entry.cost);
        let entries: Vec<String> = self.legend.iter().map(entry).collect();
        let along: Vec<String> =
            self.panels.iter().map(|panel| panel.axis.key.field().label.to_ascii_lowercase()).collect();
        format!("Cost a month along {}. {}. {}.", along.join(", "), self.title, entries.join("; "))
    }

    /// The chart as a file, so many pixels wide.
    #[must_use]
    pub fn svg(&self, palette: &Palette, width: u32) -> String {
        let width = width.clamp(WIDTHS.0, WIDTHS.1);
        let mut page = Page { out: String::new(), palette, width: f64::from(width), y: MARGIN };
        page.lines(&self.title, TITLE_SIZE, " font-weight=\"600\"", palette.ink);
        page.lines(&self.about, ABOUT_SIZE, "", palette.muted);
        for panel in &self.panels {
            page.panel(panel, &self.legend);
        }
        page.legend(&self.legend);
        page.y += 10.0;
        page.lines(&self.prices, FOOT_SIZE, "", palette.muted);
        page.lines(&self.link, FOOT_SIZE, "", palette.muted);
        let height = tenths((page.y + MARGIN - 8.0).ceil());
        let (title, about) = (escaped(&self.title), escaped(&self.described()));
        let paper = hex(palette.paper);
        let body = page.out;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"{FONT}\" role=\"img\">\n\
             <title>{title}</title>\n<desc>{about}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"{paper}\"/>\n{body}</svg>\n"
        )
    }
}

fn is_empty(curve: &Curve) -> bool {
    curve.segments.is_empty()
}

/// The cost of whatever is the cheapest along an axis.
fn cheapest(costs: &[CostCurve], axis: Axis) -> CostCurve {
    let mut pieces: Vec<Piece> = Vec::new();
    for lead in Crossovers::of(costs, axis.from, axis.to).leads {
        let Some(curve) = costs.iter().find(|curve| Some(curve.option) == lead.option) else { continue };
        let inside = curve.pieces.iter().filter(|piece| piece.to > lead.from && piece.from < lead.to);
        pieces.extend(inside.map(|piece| piece.cut(piece.from.max(lead.from), piece.to.min(lead.to))));
    }
    CostCurve { option: "", name: "", pieces }
}

/// The scenario in a line: its preset, the loads of the systems that are on, and how much else is stated.
fn about(scenario: &Scenario, axes: &[Axis]) -> String {
    let is_on = |key: Key| key.switch().is_none_or(|switch| scenario.is_on(switch));
    let is_shown = |key: Key| axes.iter().any(|axis| axis.key == key);
    let mut parts = Vec::new();
    parts.extend(
        PRESETS.iter().find(|preset| preset.scenario() == *scenario).map(|preset| preset.name.to_owned()),
    );
    let mut more = 0;
    for field in FIELDS.iter() {
        let is_load = field.is_load() && matches!(field.kind, Kind::Number(_));
        if (is_load && is_on(field.key)) || is_shown(field.key) {
            let value = scenario.value(field.key).map(|value| format::of_input(field, value));
            parts.push(format!("{}: {}", field.label, value.unwrap_or_else(|| "not stated".to_owned())));
        } else if scenario.stated(field.key).is_some() {
            more += 1;
        }
    }
    if more > 0 {
        parts.push(format!("{} as in the link", format::plural(more, "more input", "more inputs")));
    }
    parts.join(" · ")
}

/// When the newest price on the bills was read.
fn prices(plans: &[&Plan<f64>], catalog: &Catalog) -> String {
    let options = plans.iter().flat_map(|plan| &plan.options).filter(|option| option.is_feasible());
    let rows = options.flat_map(|option| &option.line_items).filter_map(|item| catalog.rows.get(item.price));
    match rows.map(|row| format::date(&row.as_of)).max() {
        Some(newest) => format!("Prices as read until {newest}. Made with Loadline."),
        None => "Made with Loadline.".to_owned(),
    }
}

fn hex(of: RGBColor) -> String {
    color(of.to_backend_color())
}

/// Pixels that a text of a size takes in a wide font.
#[must_use]
pub fn width(words: &str, size: f64) -> f64 {
    let of = |letter: char| match letter {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '·' => 0.34,
        ' ' | '\u{a0}' | 'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 1.0,
        letter if letter.is_ascii_uppercase() => 0.74,
        letter if letter.is_ascii() => 0.65,
        _ => 1.0,
    };
    words.chars().map(of).sum::<f64>() * size
}

/// A text as lines that fit; what has no space to break at is broken behind `;` or where it must be.
#[must_use]
pub fn wrapped(words: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    // How much of the line would stay if it were broken at its last good place.
    let mut good = 0;
    for letter in words.chars() {
        line.push(letter);
        if width(&line, size) > room && line.chars().count() > 1 {
            let cut = if good > 0 { good } else { line.len() - letter.len_utf8() };
            let rest = line.split_off(cut);
            lines.push(line.trim_end().to_owned());
            line = rest;
            good = 0;
        }
        if matches!(letter, ' ' | ';') {
            good = line.len();
        }
    }
    lines.push(line);
    lines.retain(|line| !line.trim().is_empty());
    lines
}

/// A file that is being written from top to bottom.
struct Page<'p> {
    out: String,
    palette: &'p Palette,
    width: f64,
    /// Where the next thing goes.
    y: f64,
}

impl Page<'_> {
    fn room(&self) -> f64 {
        self.width - 2.0 * MARGIN
    }

    /// Lines of text from the left.
    fn lines(&mut self, words: &str, size: f64, more: &str, color: RGBColor) {
        for line in wrapped(words, size, self.room()) {
            self.y += size * LEADING;
            let foot = self.y - size * (LEADING - 1.0);
            write_text(&mut self.out, (MARGIN, foot), (size, more), Across::Start, &hex(color), &line);
        }
    }

    fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        let [x, y, width, height] = [x, y, width, height].map(tenths);
        self.out.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>\n"
        ));
    }

    /// A place to draw on, in steps.
    fn area(&mut self, origin: (i32, i32), size: (u32, u32)) -> DrawingArea<SvgBackend<'_>, Shift> {
        SvgBackend::new(&mut self.out, origin, size).into_drawing_area()
    }

    /// Curves with their axes, and the band below.
    fn panel(&mut self, panel: &Panel, legend: &[Entry]) {
        let Panel { axis, curves, marks, leads } = panel;
        let palette = self.palette;
        let (ink, muted) = (hex(palette.ink), hex(palette.muted));
        let field = axis.key.field();
        self.y += 14.0;
        let heading = format!("Cost along {}", field.label.to_ascii_lowercase());
        self.lines(&heading, HEADING_SIZE, " font-weight=\"600\"", palette.ink);

        let (left, right) = plot_ends(self.room());
        let (left, right) = (MARGIN + left, MARGIN + right);
        let position = |load: f64| left + (right - left) * axis.position(load);
        self.y += TEXT * LEADING + 2.0;
        let money = "Dollars a month";
        write_text(&mut self.out, (MARGIN, self.y), (TEXT, ""), Across::Start, &muted, money);
        if let [(now, _)] = marks.as_slice() {
            let words = format!("now: {}", format::with_words(*now, field.unit_words));
            let half = width(&words, TEXT) / 2.0;
            let least = MARGIN + width(money, TEXT) + 12.0 + half;
            let x = position(*now).min(self.width - MARGIN - half).max(least);
            write_text(&mut self.out, (x, self.y), (TEXT, ""), Across::Middle, &ink, &words);
        }

        self.y += 4.0;
        let (share, least, most) = PLOT;
        let height = (self.width * share).clamp(least, most);
        let steps = |pixels: f64| (pixels * STEPS).round();
        let origin = (steps(MARGIN) as i32, steps(self.y) as i32);
        let size = (steps(self.room()) as u32, steps(height) as u32);
        let strong = legend.iter().find(|entry| entry.is_strong).map(|entry| entry.place);
        let money = MoneyAxis::over(curves, axis.logarithmic);
        let scene = Scene { axis: *axis, money, curves, winner: strong, palette, ratio: STEPS };
        // Writing into a text cannot fail.
        let _ = scene.draw_grid(&self.area(origin, size));
        let (last, first): (Vec<&Curve>, Vec<&Curve>) =
            curves.iter().filter(|curve| !is_empty(curve)).partition(|curve| Some(curve.place) == strong);
        for curve in first.into_iter().chain(last) {
            let id = legend.iter().find(|entry| entry.place == curve.place).map_or("", |entry| &entry.id);
            self.out.push_str(&format!("<g class=\"series\" data-option=\"{}\">\n", escaped(id)));
            let _ = scene.draw_curve(&self.area(origin, size), curve);
            self.out.push_str("</g>\n");
        }
        // The cheapest last, so that it lies on top.
        let kind = if marks.len() == 1 { Mark::Current } else { Mark::Reading };
        for (load, dots) in marks {
            let _ = scene.draw_mark(&self.area(origin, size), *load, dots.iter().rev().copied(), kind);
        }

        self.y += height + TEXT * LEADING;
        let name = if field.unit_words.is_empty() {
            field.label.to_owned()
        } else {
            format!("{}, {}", field.label, field.unit_words)
        };
        write_text(&mut self.out, ((left + right) / 2.0, self.y), (TEXT, ""), Across::Middle, &muted, &name);
        if !leads.is_empty() {
            self.band(leads, legend, &position);
        }
        self.y += 8.0;
    }

    /// Who is the cheapest from where to where.
    fn band(&mut self, leads: &[(f64, f64, usize)], legend: &[Entry], position: &dyn Fn(f64) -> f64) {
        let palette = self.palette;
        let (muted, paper) = (hex(palette.muted), hex(palette.paper));
        write_text(&mut self.out, (MARGIN, self.y), (TEXT, ""), Across::Start, &muted, "Cheapest");
        self.y += 8.0;
        for (from, to, place) in leads {
            let (from, to) = (position(*from), position(*to));
            self.rect((from, self.y), (to - from, BAND), &hex(palette.of(*place).0));
            // A hair of paper, so that neighbours are told apart without their colours.
            if to - from > 4.0 {
                self.rect((from - 0.5, self.y), (1.0, BAND), &paper);
            }
            let entry = legend.iter().find(|entry| entry.place == *place);
            let words = entry.into_iter().flat_map(|entry| [&entry.name, &entry.tag]);
            if let Some(words) = words.into_iter().find(|words| width(words, FOOT_SIZE) + 8.0 <= to - from) {
                let at = ((from + to) / 2.0, self.y + BAND / 2.0 + FOOT_SIZE * 0.35);
                write_text(&mut self.out, at, (FOOT_SIZE, ""), Across::Middle, &paper, words);
            }
        }
        self.y += BAND;
    }

    /// What each line stands for, in as many rows as it takes.
    fn legend(&mut self, legend: &[Entry]) {
        let palette = self.palette;
        let (ink, muted) = (hex(palette.ink), hex(palette.muted));
        let row = ABOUT_SIZE * 1.7;
        self.y += row;
        let mut x = MARGIN;
        for entry in legend {
            let words = format!("{} {}", entry.tag, entry.name);
            let takes = SAMPLE + 8.0 + width(&format!("{words}: {}", entry.cost), ABOUT_SIZE) + 24.0;
            if x > MARGIN && x + takes > self.width - MARGIN {
                x = MARGIN;
                self.y += row;
            }
            self.out.push_str("<g class=\"entry\">\n");
            self.sample(entry, x);
            let color = if entry.is_out { &muted } else { &ink };
            let weight = if entry.is_strong { " font-weight=\"600\"" } else { "" };
            let text = x + SAMPLE + 8.0;
            // What is longer than a row goes on below.
            let room = self.width - MARGIN - text;
            let mut lines = if takes <= self.room() {
                vec![format!("{words}: {}", entry.cost)]
            } else {
                [wrapped(&words, ABOUT_SIZE, room), wrapped(&entry.cost, ABOUT_SIZE, room)].concat()
            };
            x = if lines.len() == 1 { x + takes } else { self.width };
            let first = lines.remove(0);
            write_text(&mut self.out, (text, self.y), (ABOUT_SIZE, weight), Across::Start, color, &first);
            for line in lines {
                self.y += ABOUT_SIZE * LEADING;
                write_text(&mut self.out, (text, self.y), (ABOUT_SIZE, weight), Across::Start, color, &line);
            }
            self.out.push_str("</g>\n");
        }
        self.y += 10.0;
    }

    /// A sample of a line: its colour and dash.
    fn sample(&mut self, entry: &Entry, x: f64) {
        if entry.is_out {
            return;
        }
        let (color, (dash, gap)): (RGBColor, Dash) = self.palette.of(entry.place);
        let dash = if gap == 0 { String::new() } else { format!(" stroke-dasharray=\"{dash} {gap}\"") };
        let [from, to, y] = [x, x + SAMPLE, self.y - ABOUT_SIZE * 0.35].map(tenths);
        let (color, wide) = (hex(color), if entry.is_strong { "2.5" } else { "1.5" });
        self.out.push_str(&format!(
            "<line x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\" stroke=\"{color}\" stroke-width=\"{wide}\"{dash}/>\n"
        ));
    }
}

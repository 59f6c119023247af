//! The drawing: boxes in columns with arrows between them for a wide place, in one column for a narrow one.

use super::{LANES, Lane, Part, Topology};
use loadline_core::chart::sheet::{width, wrapped};
use loadline_core::format;
use loadline_markup::{Tag, tag};

/// Room around everything.
const MARGIN: f64 = 16.0;
/// Between columns, which arrows run through.
const GAP: f64 = 44.0;
/// Between boxes one below the other.
const BETWEEN: f64 = 10.0;
/// Inside a box.
const INSIDE: f64 = 10.0;
/// Around the boxes of one host, and the height of its name.
const FRAME: f64 = 8.0;
const FRAME_HEAD: f64 = 22.0;
/// Height of a lane's name.
const LANE_HEAD: f64 = 22.0;
const NAME_SIZE: f64 = 13.0;
const LINE_SIZE: f64 = 11.5;
const LINE: f64 = 16.0;
const BAR: f64 = 5.0;
/// Columns of the wide drawing: their lanes and how wide they are.
const COLUMNS: [(&[Lane], f64); 4] = [
    (&[Lane::Clients], 176.0),
    (&[Lane::Entry], 170.0),
    (&[Lane::Work], 280.0),
    (&[Lane::Stores, Lane::Providers], 224.0),
];
/// Width of the narrow drawing.
const NARROW: f64 = 360.0;

/// A box and where it stands.
struct Placed<'t> {
    part: &'t Part,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Something drawn so far, and how far down it goes.
struct Drawn<'t> {
    placed: Vec<Placed<'t>>,
    tags: Vec<Tag>,
}

/// The drawing for a wide place and for a narrow one; the style sheet shows the one that fits.
pub fn both(topology: &Topology, words: &str) -> Vec<Tag> {
    let picture = |class: &'static str, svg: Tag| {
        let label = format!("Diagram of what runs where: {words}");
        tag("div").class(class).with("role", "img").with("aria-label", label).put(svg)
    };
    vec![picture("topology-wide", wide(topology)), picture("topology-narrow", narrow(topology))]
}

fn number(pixels: f64) -> String {
    format::fixed(pixels, 1).replace([',', '−'], "")
}

fn svg(width: f64, height: f64, tags: Vec<Tag>) -> Tag {
    tag("svg")
        .class("topology-drawing")
        .with("viewBox", format!("0 0 {} {}", number(width), number(height)))
        .with("aria-hidden", "true")
        .all(tags)
}

fn text(class: &'static str, x: f64, y: f64, words: String) -> Tag {
    tag("text").class(class).with("x", number(x)).with("y", number(y)).put(words)
}

fn rect(class: &'static str, (x, y): (f64, f64), (width, height): (f64, f64)) -> Tag {
    tag("rect")
        .class(class)
        .with("x", number(x))
        .with("y", number(y))
        .with("width", number(width))
        .with("height", number(height))
}

/// The lines of a box that is so wide.
fn lines(part: &Part, room: f64) -> Vec<String> {
    part.lines.iter().flat_map(|line| wrapped(line, LINE_SIZE, room)).collect()
}

/// The dollars of a part, where it is on the bill.
fn dollars(part: &Part) -> String {
    if part.items.is_empty() { String::new() } else { format::money(part.usd) }
}

/// Lines of its name: the dollars stand at the right of the first.
fn name_lines(part: &Part, room: f64) -> Vec<String> {
    wrapped(part.name, NAME_SIZE, room - width(&dollars(part), NAME_SIZE) - 6.0)
}

fn height(part: &Part, box_width: f64) -> f64 {
    let room = box_width - 2.0 * INSIDE;
    let rows = lines(part, room).len() + name_lines(part, room).len();
    let bar = if part.used.is_some() { LINE } else { 0.0 };
    rows as f64 * LINE + bar + INSIDE * 1.6
}

impl<'t> Drawn<'t> {
    fn new() -> Self {
        Self { placed: Vec::new(), tags: Vec::new() }
    }

    /// Boxes one below the other from `top`, those of one host in its frame; how far down they go.
    fn stack(&mut self, parts: &[&'t Part], x: f64, top: f64, box_width: f64) -> f64 {
        let mut y = top;
        let mut rest = parts;
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|part| part.host == first.host).count();
            let (group, others) = rest.split_at(count);
            rest = others;
            if first.host.is_empty() {
                for part in group {
                    y = self.one(part, x, y, box_width) + BETWEEN;
                }
                continue;
            }
            let begin = y;
            let place = self.tags.len();
            y += FRAME_HEAD;
            for part in group {
                y = self.one(part, x + FRAME, y, box_width - 2.0 * FRAME) + BETWEEN;
            }
            y += FRAME - BETWEEN;
            let frame = rect("topology-frame", (x, begin), (box_width, y - begin));
            self.tags.insert(place, frame);
            self.tags.push(text("topology-host", x + FRAME + 2.0, begin + 15.0, first.host.to_owned()));
            y += BETWEEN;
        }
        y
    }

    /// One box; how far down it goes.
    fn one(&mut self, part: &'t Part, x: f64, y: f64, box_width: f64) -> f64 {
        let height = height(part, box_width);
        self.placed.push(Placed { part, x, y, width: box_width, height });
        let room = box_width - 2.0 * INSIDE;
        let (left, right) = (x + INSIDE, x + box_width - INSIDE);
        let class = match part.lane {
            Lane::Work => "topology-box topology-own",
            _ => "topology-box",
        };
        self.tags.push(rect(class, (x, y), (box_width, height)));
        let usd = dollars(part);
        if !usd.is_empty() {
            self.tags.push(text("topology-usd", right, y + INSIDE * 0.8 + 12.0, usd));
        }
        let mut foot = y + INSIDE * 0.8 + 12.0;
        for line in name_lines(part, room) {
            self.tags.push(text("topology-name", left, foot, line));
            foot += LINE;
        }
        for line in lines(part, room) {
            self.tags.push(text("topology-line", left, foot, line));
            foot += LINE;
        }
        if let Some((_, share)) = part.used {
            let words = format!("{} busy", format::percent(share));
            let bar = room - width("100 % busy", LINE_SIZE) - 8.0;
            let y = foot - BAR - 3.0;
            self.tags.push(rect("bar-room", (left, y), (bar, BAR)));
            let level = match share {
                share if share > 1.0 => "topology-over",
                share if share > 0.8 => "topology-high",
                _ => "bar-used",
            };
            self.tags.push(rect(level, (left, y), (bar * share.clamp(0.0, 1.0), BAR)));
            self.tags.push(text("topology-share", right, foot, words));
        }
        y + height
    }

    fn at(&self, id: &str) -> Option<&Placed<'t>> {
        self.placed.iter().find(|placed| placed.part.id == id)
    }
}

/// The parts of a lane.
fn of(topology: &Topology, lane: Lane) -> Vec<&Part> {
    topology.parts.iter().filter(|part| part.lane == lane).collect()
}

fn lane_name(lane: Lane) -> &'static str {
    LANES.iter().find(|(known, _)| *known == lane).map_or("", |(_, name)| *name)
}

/// Columns from left to right.
fn wide(topology: &Topology) -> Tag {
    let mut columns: Vec<(Drawn<'_>, f64, f64)> = Vec::new();
    let mut x = MARGIN;
    for (lanes, box_width) in COLUMNS {
        let mut drawn = Drawn::new();
        let mut y = MARGIN;
        for lane in lanes {
            let parts = of(topology, *lane);
            if parts.is_empty() {
                continue;
            }
            drawn.tags.push(text("topology-lane", x, y + 13.0, lane_name(*lane).to_owned()));
            y = drawn.stack(&parts, x, y + LANE_HEAD, box_width) + BETWEEN;
        }
        if !drawn.placed.is_empty() {
            columns.push((drawn, x, y - 2.0 * BETWEEN));
            x += box_width + GAP;
        }
    }
    let height = columns.iter().map(|(_, _, down)| *down).fold(0.0, f64::max) + MARGIN;
    let all = Drawn {
        placed: columns.iter_mut().flat_map(|(drawn, _, _)| std::mem::take(&mut drawn.placed)).collect(),
        tags: columns.into_iter().flat_map(|(drawn, _, _)| drawn.tags).collect(),
    };
    // Arrows first, so that they pass behind boxes.
    let mut tags: Vec<Tag> = Vec::new();
    for way in &topology.ways {
        if let (Some(from), Some(to)) = (all.at(way.from), all.at(way.to)) {
            tags.extend(arrow(from, to, way.is_work));
        }
    }
    tags.extend(all.tags);
    svg(x - GAP + MARGIN, height, tags)
}

/// An arrow from the right of a box to the left of one further right; round the left within one column, and from the
/// left to the right of one further left.
fn arrow(from: &Placed<'_>, to: &Placed<'_>, is_work: bool) -> [Tag; 2] {
    let middle = |placed: &Placed<'_>| placed.y + placed.height / 2.0;
    let (start_y, end_y) = (middle(from), middle(to));
    let same = (from.x - to.x).abs() < FRAME + 1.0;
    let (start, end, bend, toward) = if same {
        (from.x, to.x, from.x.min(to.x) - GAP * 0.55, 1.0)
    } else if to.x > from.x {
        (from.x + from.width, to.x, (from.x + from.width + to.x) / 2.0, 1.0)
    } else {
        (from.x, to.x + to.width, (from.x + to.x + to.width) / 2.0, -1.0)
    };
    // Lines that come from the same box, or arrive at it, part a little.
    let points = [start, start_y, bend, start_y, bend, end_y, end - 6.0 * toward, end_y].map(number);
    let [x, y, bend_x, bend_y, near_x, near_y, end_x, last_y] = points;
    let line = tag("path")
        .class(if is_work { "topology-work" } else { "topology-way" })
        .with("d", format!("M{x} {y}C{bend_x} {bend_y} {near_x} {near_y} {end_x} {last_y}"));
    let [tip, back, above, below] = [end, end - 7.0 * toward, end_y - 3.5, end_y + 3.5].map(number);
    let head = tag("path")
        .class("topology-head")
        .with("d", format!("M{tip} {last_y}L{back} {above}L{back} {below}Z"));
    [line, head]
}

/// Lanes one below the other, with an arrow from each to the next.
fn narrow(topology: &Topology) -> Tag {
    let mut drawn = Drawn::new();
    let mut y = MARGIN;
    let box_width = NARROW - 2.0 * MARGIN;
    for (lane, name) in LANES {
        let parts = of(topology, lane);
        if parts.is_empty() {
            continue;
        }
        if y > MARGIN {
            let [x, top, tip] = [NARROW / 2.0, y - 4.0, y + 16.0].map(number);
            let [left, right, back] = [NARROW / 2.0 - 4.0, NARROW / 2.0 + 4.0, y + 9.0].map(number);
            drawn.tags.push(tag("path").class("topology-way").with("d", format!("M{x} {top}L{x} {back}")));
            drawn.tags.push(
                tag("path")
                    .class("topology-head")
                    .with("d", format!("M{x} {tip}L{left} {back}L{right} {back}Z")),
            );
            y += 18.0;
        }
        drawn.tags.push(text("topology-lane", MARGIN, y + 13.0, name.to_owned()));
        y = drawn.stack(&parts, MARGIN, y + LANE_HEAD, box_width);
    }
    svg(NARROW, y - BETWEEN + MARGIN, drawn.tags)
}

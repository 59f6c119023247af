//! The drawing: boxes in columns with arrows between them for a wide place, in one column for a narrow one.

use super::{LANES, Lane, Part, Topology};
use loadline_core::chart::sheet::{width, wrapped};
use loadline_core::format;
use loadline_markup::{Tag, tag};

/// Room around everything.
const MARGIN: f64 = 16.0;
/// Before the first column, and between columns, which arrows run through.
const GAPS: [f64; 4] = [MARGIN, 48.0, 48.0, 72.0];
/// Between boxes one below the other.
const BETWEEN: f64 = 10.0;
/// Inside a box.
const INSIDE: f64 = 10.0;
/// Around the boxes of one host.
const FRAME: f64 = 8.0;
/// Height of a lane's name.
const LANE_HEAD: f64 = 22.0;
const NAME_SIZE: f64 = 13.0;
const LINE_SIZE: f64 = 11.5;
const LINE: f64 = 16.0;
const BAR: f64 = 5.0;
/// Columns of the wide drawing: their lanes and how wide they are.
const COLUMNS: [(&[Lane], f64); 4] = [
    (&[Lane::Clients], 168.0),
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
    /// Behind the arrows.
    frames: Vec<Tag>,
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
        Self { placed: Vec::new(), frames: Vec::new(), tags: Vec::new() }
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
            y += 5.0;
            let head = first.host.split(" · ");
            for line in head.flat_map(|words| wrapped(words, NAME_SIZE, box_width - 2.0 * FRAME)) {
                self.tags.push(text("topology-host", x + FRAME + 2.0, y + 11.0, line));
                y += LINE;
            }
            y += 2.0;
            for part in group {
                y = self.one(part, x + FRAME, y, box_width - 2.0 * FRAME) + BETWEEN;
            }
            y += FRAME - BETWEEN;
            self.frames.push(rect("topology-frame", (x, begin), (box_width, y - begin)));
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
            let bar = room - width("100 % busy", LINE_SIZE).max(width(&words, LINE_SIZE)) - 8.0;
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
    let mut all = Drawn::new();
    let mut x = 0.0;
    let mut lowest: f64 = 0.0;
    for ((lanes, box_width), gap) in COLUMNS.into_iter().zip(GAPS) {
        let lanes = lanes.iter().map(|lane| (*lane, of(topology, *lane)));
        let lanes: Vec<(Lane, Vec<&Part>)> = lanes.filter(|(_, parts)| !parts.is_empty()).collect();
        if lanes.is_empty() {
            continue;
        }
        x += if x > 0.0 { gap } else { MARGIN };
        let mut y = MARGIN;
        for (lane, parts) in lanes {
            all.tags.push(text("topology-lane", x, y + 13.0, lane_name(lane).to_owned()));
            y = all.stack(&parts, x, y + LANE_HEAD, box_width) + BETWEEN;
        }
        lowest = lowest.max(y - 2.0 * BETWEEN);
        x += box_width;
    }
    // Arrows lie on frames and pass behind boxes.
    let mut tags = std::mem::take(&mut all.frames);
    tags.extend(arrows(topology, &all));
    tags.extend(all.tags);
    svg(x + MARGIN, lowest + MARGIN, tags)
}

/// One end of an arrow.
#[derive(Clone, Copy)]
struct End {
    /// Place of its box.
    of: usize,
    is_left: bool,
    /// Middle of the box at the other end.
    other: f64,
    y: f64,
}

/// The arrows: from the right of a box to the left of one further right; round the left within one column, and from
/// the left to the right of one further left. Ends on one side of a box are spread over it, in the order of where they
/// lead.
fn arrows(topology: &Topology, drawn: &Drawn<'_>) -> Vec<Tag> {
    let middle = |placed: &Placed<'_>| placed.y + placed.height / 2.0;
    let place = |id: &str| drawn.placed.iter().position(|placed| placed.part.id == id);
    let mut ways: Vec<(bool, [End; 2])> = Vec::new();
    for way in &topology.ways {
        let (Some(of), Some(to)) = (place(way.from), place(way.to)) else { continue };
        let (Some(one), Some(other)) = (drawn.placed.get(of), drawn.placed.get(to)) else { continue };
        let apart = other.x - one.x;
        // Boxes in a frame stand a little further in.
        let is_same = apart.abs() <= FRAME;
        let from = End { of, is_left: is_same || apart < 0.0, other: middle(other), y: 0.0 };
        let to = End { of: to, is_left: is_same || apart > 0.0, other: middle(one), y: 0.0 };
        ways.push((way.is_work, [from, to]));
    }
    let all: Vec<End> = ways.iter().flat_map(|(_, ends)| *ends).collect();
    let spread = |place: usize, end: &End| {
        let beside = |other: &&End| other.of == end.of && other.is_left == end.is_left;
        let count = all.iter().filter(beside).count();
        let is_before = |(at, other): &(usize, &End)| (other.other, *at) < (end.other, place);
        let before = all.iter().enumerate().filter(|(_, other)| beside(other)).filter(is_before).count();
        drawn
            .placed
            .get(end.of)
            .map_or(0.0, |placed| placed.y + placed.height * (before + 1) as f64 / (count + 1) as f64)
    };
    let mut tags = Vec::new();
    for (index, (is_work, [from, to])) in ways.iter().enumerate() {
        let from = End { y: spread(2 * index, from), ..*from };
        let to = End { y: spread(2 * index + 1, to), ..*to };
        let x = |end: &End| {
            drawn.placed.get(end.of).map_or(0.0, |at| if end.is_left { at.x } else { at.x + at.width })
        };
        tags.extend(arrow((x(&from), from), (x(&to), to), *is_work));
    }
    tags
}

fn arrow((start, from): (f64, End), (end, to): (f64, End), is_work: bool) -> [Tag; 2] {
    let toward = if to.is_left { 1.0 } else { -1.0 };
    let bend = if from.is_left && to.is_left { start.min(end) - 30.0 } else { (start + end) / 2.0 };
    let near = end - 6.0 * toward;
    let points = [start, from.y, bend, from.y, bend, to.y, near, to.y].map(number);
    let line = tag("path")
        .class(if is_work { "topology-work" } else { "topology-way" })
        .with("d", format!("M{}", points.join(" ")).replacen(' ', ",", 1).replacen(' ', "C", 1));
    let [tip, back, middle, above, below] =
        [end, end - 7.0 * toward, to.y, to.y - 3.5, to.y + 3.5].map(number);
    let head = tag("path")
        .class("topology-head")
        .with("d", format!("M{tip} {middle}L{back} {above}L{back} {below}Z"));
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
    let mut tags = drawn.frames;
    tags.extend(drawn.tags);
    svg(NARROW, y - BETWEEN + MARGIN, tags)
}

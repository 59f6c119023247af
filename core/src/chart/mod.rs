//! The cost curves, drawn on any backend of plotters: a canvas in the page, an SVG file ([`svg`]), a recorder in tests.
//!
//! Title, legend and the names of the axes stand beside the drawing; only ticks and their figures are in it.

#[cfg(feature = "chart-svg")]
pub mod sheet;
#[cfg(feature = "chart-svg")]
pub mod svg;

use crate::decide::pieces::{CostCurve, Piece};
use crate::format;
use crate::scenario::axis::{self, Axis};
use libm::log10;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{
    Cartesian2d, Circle, DrawingArea, DrawingBackend, FontFamily, IntoFont, RGBColor, ShapeStyle, Text,
    TextStyle,
};
use plotters::style::Color;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendCoord, DrawingErrorKind};

/// Room left of the plot for the figures of the money axis, in page pixels.
const LEFT: f64 = 46.0;
/// Room right of it, so that the last figure below is not cut.
const RIGHT: f64 = 14.0;
/// Room above it, for half a figure and for the mark.
const TOP: f64 = 10.0;
/// Room below it for the figures of the load axis.
const BOTTOM: f64 = 24.0;
/// Size of the figures.
const TEXT: f64 = 12.0;
/// Page pixels from tick to tick, at least.
const TICK_SPACING: (f64, f64) = (64.0, 40.0);

/// Length of a dash and of the gap behind it; no gap is a solid line.
pub type Dash = (u32, u32);

/// A line without gaps.
const SOLID: Dash = (1, 0);

/// Dash of each series in page pixels. Together with the colours, so that nobody has to tell lines apart by colour alone.
pub const DASHES: [Dash; SERIES] =
    [SOLID, (9, 4), (2, 3), (14, 5), (5, 3), (3, 6), (18, 3), (1, 4), (7, 7), (11, 2)];

/// Looks that lines have; where there are more options than looks, the last ones share one.
pub const SERIES: usize = 10;

/// Monthly cost along an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Its place in legends, which also chooses its colour and dash. For an option the one in
    /// [`ids`](crate::option::ids): it belongs to the option and not to its rank, so that nothing changes colour while a
    /// slider moves.
    pub place: usize,
    /// Runs of points (value of the input, dollars per month). Two points at one value are a step; between two
    /// runs it is ruled out.
    pub segments: Vec<Vec<(f64, f64)>>,
}

impl Curve {
    /// The pieces of a cost as runs of points, as fine as a chart can show.
    #[must_use]
    pub fn of(place: usize, pieces: &CostCurve, axis: Axis) -> Self {
        Self { place, segments: runs(&pieces.pieces, axis) }
    }
}

/// Points of a chart closer than this share of the axis are one.
const FINEST: f64 = 1.0 / 4_000.0;
/// Over this share of an axis that runs in powers of ten a straight line is drawn as one.
const STRAIGHT: f64 = 0.01;

/// The pieces as runs of points, as fine as a chart can show.
fn runs(pieces: &[Piece], axis: Axis) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut end = f64::NAN;
    // Where the last point that was taken stands on the axis.
    let mut taken = f64::NAN;
    // The last point that stands for all that follow too closely.
    let mut held = None;
    for piece in pieces.iter().flat_map(|piece| bent(*piece, axis)) {
        if piece.from != end {
            if let (Some(point), Some(run)) = (held.take(), runs.last_mut()) {
                run.push(point);
            }
            runs.push(vec![(piece.from, piece.usd_from)]);
            taken = axis.position(piece.from);
        }
        end = piece.to;
        let Some(run) = runs.last_mut() else { continue };
        let position = axis.position(piece.to);
        if position - taken >= FINEST {
            taken = position;
            for point in
                held.take().into_iter().chain([(piece.from, piece.usd_from), (piece.to, piece.usd_to)])
            {
                if run.last() != Some(&point) {
                    run.push(point);
                }
            }
        } else {
            held = Some((piece.to, piece.usd_to));
        }
    }
    if let (Some(point), Some(run)) = (held, runs.last_mut()) {
        run.push(point);
    }
    runs
}

/// A piece as the parts in which it looks straight: where an axis runs in powers of ten, a straight line is bent.
fn bent(piece: Piece, axis: Axis) -> impl Iterator<Item = Piece> {
    let (start, end) = (axis.position(piece.from), axis.position(piece.to));
    let parts = if axis.logarithmic { ((end - start) / STRAIGHT).ceil().max(1.0) } else { 1.0 };
    let cut = move |part: f64| match part {
        _ if part <= 0.0 => piece.from,
        _ if part >= parts => piece.to,
        _ => axis.load(start + (end - start) * (part / parts)),
    };
    (0..parts as u32).map(f64::from).map(move |part| {
        let (from, to) = (cut(part), cut(part + 1.0));
        Piece { from, to, usd_from: piece.usd_at(from), usd_to: piece.usd_at(to), ..piece }
    })
}

/// A backend that can dash a line by itself.
pub trait Dashing: DrawingBackend {
    /// Draw lines with this dash from now on, in the backend's pixels.
    fn dash(&mut self, dash: Dash);
}

/// A line with its dash.
struct Stroke {
    points: Vec<(f64, f64)>,
    style: ShapeStyle,
    dash: Dash,
}

impl<'s> PointCollection<'s, (f64, f64)> for &'s Stroke {
    type Point = &'s (f64, f64);
    type IntoIter = &'s [(f64, f64)];

    fn point_iter(self) -> Self::IntoIter {
        &self.points
    }
}

impl<DB: Dashing> Drawable<DB> for Stroke {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        points: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        backend.dash(self.dash);
        backend.draw_path(points, &self.style)
    }
}

/// The colours of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    /// Behind everything.
    pub paper: RGBColor,
    /// Marks.
    pub ink: RGBColor,
    /// Figures.
    pub muted: RGBColor,
    /// Grid lines.
    pub grid: RGBColor,
    /// One for each series.
    pub series: [RGBColor; SERIES],
}

impl Palette {
    /// Colours by their names in the style sheet; black where one cannot be read.
    #[must_use]
    pub fn read(property: impl Fn(&str) -> Option<String>) -> Self {
        let color = |name: &str| property(name).and_then(|text| hex(&text)).unwrap_or(RGBColor(0, 0, 0));
        Self {
            paper: color("--paper"),
            ink: color("--ink"),
            muted: color("--muted"),
            grid: color("--line"),
            series: std::array::from_fn(|index| color(&format!("--series-{index}"))),
        }
    }

    /// Colour and dash of a series.
    #[must_use]
    pub fn of(&self, place: usize) -> (RGBColor, Dash) {
        let index = place.min(SERIES - 1);
        let color = self.series.get(index).copied().unwrap_or(self.ink);
        (color, DASHES.get(index).copied().unwrap_or(SOLID))
    }
}

fn hex(text: &str) -> Option<RGBColor> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some(RGBColor(part(0)?, part(2)?, part(4)?))
}

/// The money axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MoneyAxis {
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl MoneyAxis {
    /// The axis that holds every curve.
    #[must_use]
    pub fn over(curves: &[Curve], logarithmic: bool) -> Self {
        let costs = || curves.iter().flat_map(|curve| curve.segments.iter().flatten().map(|(_, usd)| *usd));
        let top = costs().fold(0.0, f64::max);
        let least = costs().filter(|usd| *usd > 0.0).fold(f64::INFINITY, f64::min);
        if logarithmic && least.is_finite() {
            // Costs below a cent would stretch the axis over decades nobody asks about.
            let from = axis::round_down(least.max(0.01));
            let to = axis::round_up(top.max(from * 2.0));
            return Self { from, to, logarithmic: true };
        }
        let step = axis::round_up(top.max(1.0) / 5.0);
        Self { from: 0.0, to: (top.max(1.0) / step).ceil() * step, logarithmic: false }
    }

    /// Where a cost stands, 0 at the bottom and 1 at the top; beyond either it rests there.
    #[must_use]
    pub fn position(&self, usd: f64) -> f64 {
        let position = if self.logarithmic {
            if usd <= self.from { 0.0 } else { log10(usd / self.from) / log10(self.to / self.from) }
        } else {
            (usd - self.from) / (self.to - self.from)
        };
        position.clamp(0.0, 1.0)
    }
}

/// What is to be drawn.
pub struct Scene<'a> {
    /// The load axis.
    pub axis: Axis,
    /// The money axis.
    pub money: MoneyAxis,
    /// What is drawn.
    pub curves: &'a [Curve],
    /// Place of the one that wins at the load in force; its line is the strongest.
    pub winner: Option<usize>,
    /// Colours.
    pub palette: &'a Palette,
    /// Device pixels per page pixel.
    pub ratio: f64,
}

/// Left and right end of the plot in page pixels, of a drawing this many page pixels wide.
#[must_use]
pub fn plot_ends(width: f64) -> (f64, f64) {
    (LEFT, (width - RIGHT).max(LEFT + 1.0))
}

/// What went wrong, in the words of the backend.
pub type Failure<DB> = DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>;
/// The plot, addressed by positions on both axes.
type Plot<DB> = DrawingArea<DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

impl Scene<'_> {
    fn pixels(&self, page: f64) -> i32 {
        (page * self.ratio).round() as i32
    }

    fn stroke(&self, page: f64) -> u32 {
        self.pixels(page).max(1) as u32
    }

    /// The plot, addressed by positions on both axes: 0 to 1 from left to right and from bottom to top.
    fn plot<DB: Dashing>(&self, area: &DrawingArea<DB, Shift>) -> Plot<DB> {
        let (width, height) = area.dim_in_pixel();
        let (left, right) = plot_ends(f64::from(width) / self.ratio);
        let top = self.pixels(TOP);
        let bottom = (height as i32 - self.pixels(BOTTOM)).max(top + 1);
        // Pixels count downwards, money upwards.
        let spans = (self.pixels(left)..self.pixels(right), bottom..top);
        area.apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(0.0..1.0, 0.0..1.0, spans))
    }

    fn text(&self, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
        let font = (FontFamily::SansSerif, TEXT * self.ratio).into_font();
        TextStyle { font, color: self.palette.muted.to_backend_color(), pos: Pos::new(horizontal, vertical) }
    }

    /// Draw everything that stays while the load moves: grid, figures and curves.
    ///
    /// # Errors
    /// What the backend refused.
    pub fn draw_curves<DB: Dashing>(&self, area: &DrawingArea<DB, Shift>) -> Result<(), Failure<DB>> {
        self.draw_grid(area)?;
        // The winner last, so that it lies on top.
        let wins = |curve: &&Curve| Some(curve.place) == self.winner;
        for curve in self.curves.iter().filter(|curve| !wins(curve)).chain(self.curves.iter().filter(wins)) {
            self.draw_curve(area, curve)?;
        }
        Ok(())
    }

    /// Draw the grid and its figures.
    ///
    /// # Errors
    /// What the backend refused.
    pub fn draw_grid<DB: Dashing>(&self, area: &DrawingArea<DB, Shift>) -> Result<(), Failure<DB>> {
        let plot = self.plot(area);
        let (width, height) = area.dim_in_pixel();
        let line = self.palette.grid.stroke_width(self.stroke(1.0));
        let count = |pixels: u32, spacing: f64| (f64::from(pixels) / self.ratio / spacing) as usize;

        let Axis { from, to, logarithmic, .. } = self.axis;
        let style = self.text(HPos::Center, VPos::Top);
        for load in axis::round_figures(from, to, logarithmic, count(width, TICK_SPACING.0)) {
            let x = self.axis.position(load);
            plot.draw(&Stroke { points: vec![(x, 0.0), (x, 1.0)], style: line, dash: SOLID })?;
            let (left, bottom) = plot.map_coordinate(&(x, 0.0));
            area.draw(&Text::new(format::tick(load), (left, bottom + self.pixels(7.0)), style.clone()))?;
        }

        let MoneyAxis { from, to, logarithmic } = self.money;
        let style = self.text(HPos::Right, VPos::Center);
        for usd in axis::round_figures(from, to, logarithmic, count(height, TICK_SPACING.1)) {
            let y = self.money.position(usd);
            plot.draw(&Stroke { points: vec![(0.0, y), (1.0, y)], style: line, dash: SOLID })?;
            let (left, middle) = plot.map_coordinate(&(0.0, y));
            let figure = format!("${}", format::tick(usd));
            area.draw(&Text::new(figure, (left - self.pixels(7.0), middle), style.clone()))?;
        }
        Ok(())
    }

    /// Draw one curve.
    ///
    /// # Errors
    /// What the backend refused.
    pub fn draw_curve<DB: Dashing>(
        &self,
        area: &DrawingArea<DB, Shift>,
        curve: &Curve,
    ) -> Result<(), Failure<DB>> {
        let plot = self.plot(area);
        let (color, dash) = self.palette.of(curve.place);
        let width = if Some(curve.place) == self.winner { 2.5 } else { 1.5 };
        let style = color.stroke_width(self.stroke(width));
        for segment in &curve.segments {
            let points: Vec<(f64, f64)> = segment
                .iter()
                .map(|(load, usd)| (self.axis.position(*load), self.money.position(*usd)))
                .collect();
            if let [point] = points.as_slice() {
                plot.draw(&Circle::new(*point, self.stroke(1.5), color.filled()))?;
            } else {
                plot.draw(&Stroke { points, style, dash: self.dash(dash) })?;
            }
        }
        Ok(())
    }

    /// A dash in device pixels.
    fn dash(&self, (dash, gap): Dash) -> Dash {
        (self.stroke(f64::from(dash)), self.pixels(f64::from(gap)) as u32)
    }

    /// Draw the line of a load and a dot at each cost there, given with its series.
    ///
    /// # Errors
    /// What the backend refused.
    pub fn draw_mark<DB: Dashing>(
        &self,
        area: &DrawingArea<DB, Shift>,
        load: f64,
        costs: impl Iterator<Item = (usize, f64)>,
        kind: Mark,
    ) -> Result<(), Failure<DB>> {
        let plot = self.plot(area);
        let x = self.axis.position(load);
        let (color, width, dash) = match kind {
            Mark::Current => (self.palette.ink, 1.5, SOLID),
            Mark::Reading => (self.palette.muted, 1.0, (3, 3)),
        };
        let style = color.stroke_width(self.stroke(width));
        plot.draw(&Stroke { points: vec![(x, 0.0), (x, 1.0)], style, dash: self.dash(dash) })?;
        for (place, usd) in costs {
            let (color, _) = self.palette.of(place);
            let point = (x, self.money.position(usd));
            plot.draw(&Circle::new(point, self.stroke(4.5), self.palette.paper.filled()))?;
            plot.draw(&Circle::new(point, self.stroke(3.5), color.filled()))?;
        }
        Ok(())
    }
}

/// Which load a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The load the plan is for.
    Current,
    /// The load the read-out was moved to.
    Reading,
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::decide::pieces::cost_curves;
    use crate::scenario::{Key, Scenario};
    use plotters::prelude::IntoDrawingArea;
    use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind};
    use std::cell::RefCell;
    use std::convert::Infallible;
    use std::rc::Rc;

    /// A path: its points, colour and width.
    type Path = (Vec<BackendCoord>, (u8, u8, u8), u32);

    /// Everything that was drawn, in order.
    #[derive(Default)]
    struct Record {
        paths: Vec<Path>,
        circles: Vec<(BackendCoord, (u8, u8, u8))>,
        texts: Vec<(String, BackendCoord)>,
        dashes: Vec<Dash>,
    }

    struct Recorder(Rc<RefCell<Record>>, (u32, u32));

    impl DrawingBackend for Recorder {
        type ErrorType = Infallible;
        fn get_size(&self) -> (u32, u32) {
            self.1
        }
        fn ensure_prepared(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }
        fn present(&mut self) -> Result<(), DrawingErrorKind<Infallible>> {
            Ok(())
        }
        fn draw_pixel(
            &mut self,
            _: BackendCoord,
            _: BackendColor,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            unreachable!("nothing is drawn pixel by pixel")
        }
        fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
            &mut self,
            path: I,
            style: &S,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            let path = path.into_iter().collect();
            self.0.borrow_mut().paths.push((path, style.color().rgb, style.stroke_width()));
            Ok(())
        }
        fn draw_circle<S: BackendStyle>(
            &mut self,
            center: BackendCoord,
            _: u32,
            style: &S,
            _: bool,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            self.0.borrow_mut().circles.push((center, style.color().rgb));
            Ok(())
        }
        fn draw_text<S: BackendTextStyle>(
            &mut self,
            text: &str,
            _: &S,
            at: BackendCoord,
        ) -> Result<(), DrawingErrorKind<Infallible>> {
            self.0.borrow_mut().texts.push((text.to_owned(), at));
            Ok(())
        }
    }

    impl Dashing for Recorder {
        fn dash(&mut self, dash: Dash) {
            self.0.borrow_mut().dashes.push(dash);
        }
    }

    const RED: RGBColor = RGBColor(200, 0, 0);

    fn palette() -> Palette {
        let mut palette = Palette::read(|_| Some("#808080".to_owned()));
        palette.series[0] = RED;
        palette
    }

    fn draw(
        ratio: f64,
        curves: &[Curve],
        task: impl Fn(&Scene<'_>, &DrawingArea<Recorder, Shift>),
    ) -> Record {
        let record = Rc::new(RefCell::new(Record::default()));
        let size = ((600.0 * ratio) as u32, (300.0 * ratio) as u32);
        let area = Recorder(Rc::clone(&record), size).into_drawing_area();
        let palette = palette();
        let axis = Axis { key: Key::RequestsPerSecond, from: 0.01, to: 100.0, logarithmic: true };
        let money = MoneyAxis::over(curves, true);
        task(&Scene { axis, money, curves, winner: Some(0), palette: &palette, ratio }, &area);
        drop(area);
        Rc::try_unwrap(record).unwrap_or_else(|_| unreachable!()).into_inner()
    }

    fn step() -> Vec<Curve> {
        vec![Curve { place: 0, segments: vec![vec![(0.01, 10.0), (1.0, 10.0), (1.0, 100.0), (10.0, 100.0)]] }]
    }

    #[test]
    fn a_step_is_drawn_upright_and_a_gap_is_left_open() {
        let record = draw(1.0, &step(), |scene, area| scene.draw_curves(area).unwrap());
        let (path, _, width) = record.paths.iter().find(|(_, color, _)| *color == (200, 0, 0)).unwrap();
        assert_eq!(*width, 3);
        // 0.01 to 100 over 540 pixels from 46: half way is 316, three quarters 451. $10 to $100 over 266 from 276.
        assert_eq!(path[..], [(46, 276), (316, 276), (316, 10), (451, 10)]);
    }

    #[test]
    fn figures_stand_at_their_ticks_and_grow_with_the_pixel_ratio() {
        let once = draw(1.0, &step(), |scene, area| scene.draw_curves(area).unwrap());
        let twice = draw(2.0, &step(), |scene, area| scene.draw_curves(area).unwrap());
        let at =
            |record: &Record, figure: &str| record.texts.iter().find(|(text, _)| text == figure).unwrap().1;
        assert_eq!(at(&once, "1"), (316, 283));
        assert_eq!(at(&twice, "1"), (632, 566));
        assert_eq!(at(&once, "$100"), (39, 10));
    }

    #[test]
    fn every_line_has_the_dash_of_its_series_in_device_pixels() {
        let mut curves = step();
        curves[0].place = 1;
        let record = draw(2.0, &curves, |scene, area| scene.draw_curve(area, &scene.curves[0]).unwrap());
        // 9 and 4 page pixels; 1.5 wide, as it does not win.
        assert_eq!(record.dashes, [(18, 8)]);
        assert_eq!(record.paths[0].2, 3);
    }

    #[test]
    fn the_mark_stands_at_its_load_with_a_dot_for_each_cost() {
        let costs = [(0, 100.0)];
        let record = draw(1.0, &step(), |scene, area| {
            scene.draw_mark(area, 1.0, costs.into_iter(), Mark::Current).unwrap();
        });
        assert_eq!(record.paths[0].0[..], [(316, 276), (316, 10)]);
        assert_eq!(record.circles.last(), Some(&((316, 10), (200, 0, 0))));
        assert_eq!(record.circles.len(), 2);
    }

    #[test]
    fn the_money_axis_holds_every_cost() {
        let axis = MoneyAxis::over(&step(), false);
        assert_eq!((axis.from, axis.to), (0.0, 100.0));
        let axis = MoneyAxis::over(&[], true);
        assert_eq!((axis.from, axis.position(0.0)), (0.0, 0.0));
    }

    #[test]
    fn the_points_of_a_chart_lie_on_the_pieces_and_hold_their_ends() {
        let axis = Axis { key: Key::FilesPerDay, from: 1.0, to: 10_000.0, logarithmic: true };
        let catalog = Catalog::embedded().unwrap();
        let curves = cost_curves(&Scenario::default(), &catalog, axis.key, 1.0, 10_000.0).unwrap();
        assert!(curves.iter().any(|curve| curve.pieces.len() > 100));
        for curve in &curves {
            let runs = Curve::of(0, curve, axis).segments;
            let points: Vec<(f64, f64)> = runs.concat();
            for pair in runs.iter().flat_map(|run| run.iter().zip(run.iter().skip(1))) {
                let ((from, usd_from), (to, usd_to)) = pair;
                // A chart draws the straight line between their places: at its middle that is the geometric mean.
                let (at, drawn) = ((from * to).sqrt(), (usd_from * usd_to).sqrt());
                let Some(usd) = curve.usd_at(at).filter(|_| to > from) else { continue };
                let steep = axis.position(*to) - axis.position(*from) < FINEST * 1.001;
                assert!(
                    steep || (drawn / usd - 1.0).abs() < 1e-3,
                    "{}: {drawn}, {usd} at {at}",
                    curve.option
                );
            }
            let first_last = |one: Option<&(f64, f64)>| one.map(|point| point.0);
            assert_eq!(first_last(points.first()), curve.pieces.first().map(|piece| piece.from));
            assert_eq!(first_last(points.last()), curve.pieces.last().map(|piece| piece.to));
            // Two points a finest step, its jump and its end, and the beginning.
            assert!(points.len() <= 3 * 4_000, "{} has {} points", curve.option, points.len());
            let nexts = curve.pieces.iter().skip(1);
            let gaps = curve.pieces.iter().zip(nexts).filter(|(one, next)| one.to != next.from).count();
            assert_eq!(runs.len(), if curve.pieces.is_empty() { 0 } else { gaps + 1 });
        }
    }
}

//! The cost curves with their read-out, and the same figures as a table.

use super::remote::remote;
use crate::chart::backend::CanvasBackend;
use crate::markup::{Node, Tag, bits, live, tag, traced};
use crate::planner::{Cost, costs, series};
use crate::platform::clock::FrameTask;
use crate::platform::{canvas, media};
use crate::state::{Drawn, State};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Canvas;
use leptos::prelude::*;
use loadline_core::chart::{Curve, DASHES, Mark, MoneyAxis, Palette, SERIES, Scene, plot_ends};
use loadline_core::format;
use loadline_core::plan::Change;
use loadline_core::scenario::axis::{Axis, round_loads};
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Stops of the read-out from end to end.
const STOPS: f64 = 60.0;
/// How far from its stop a load may lie after rounding and still count as standing on it, in stops.
const STOP_TOLERANCE: f64 = 0.25;

/// The chart.
#[must_use]
pub fn chart(state: State) -> AnyView {
    let drawing = NodeRef::<Canvas>::new();
    drawing.on_load(move |canvas| {
        if let Some(painter) = Painter::new(&canvas) {
            keep_painted(state, painter, &canvas);
        }
    });
    let axis_name = move || {
        let field = state.drawn.with(|drawn| drawn.axis.key).field();
        format!("{}, {}", field.label, field.unit_words)
    };
    let scale = move || if state.logarithmic.get() { "Linear axes" } else { "Logarithmic axes" };
    view! {
        <section class="chart" aria-labelledby="chart-title">
            <div class="chart-head">
                <h2 id="chart-title">"Cost along " {move || state.drawn.with(|drawn| drawn.axis.key).field().label.to_ascii_lowercase()}</h2>
                <button type="button" id="chart-scale" on:click=move |_| state.logarithmic.update(|on| *on = !*on)>
                    {scale}
                </button>
            </div>
            {live("", move || vec![tag("ul").with("id", "legend").all(legend(state))])}
            <p class="axis-name" id="axis-y">"Dollars a month"</p>
            <div class="chart-frame">
                {remote(state, "fans", "The bands", Box::new(move || state.charted.get()))}
                <canvas
                    id="chart"
                    role="img"
                    tabindex="0"
                    node_ref=drawing
                    data-axis=move || state.along.get().field().id
                    aria-label=move || sentence(state)
                    aria-describedby="chart-hint"
                    on:keydown=move |event| on_key(state, &event)
                    on:pointermove=move |event| on_pointer(state, drawing, &event)
                    on:pointerdown=move |event| on_pointer(state, drawing, &event)
                    on:pointerleave=move |_| state.cursor.set(None)
                ></canvas>
            </div>
            <p class="axis-name" id="axis-x">{axis_name}</p>
            {remote(state, "band", "Who is the cheapest", Box::new(move || state.charted.get()))}
            {remote(state, "turns", "Where that may turn", Box::new(move || state.charted.get()))}
            <div id="chart-readout" aria-live="polite">{live("", move || readout(state))}</div>
            <p id="chart-hint" class="note">
                "Arrow keys, Home and End move the reading; Enter or a click sets the load to it."
            </p>
            <details class="curve-data">
                <summary>"The same figures as a table"</summary>
                {remote(state, "curve-table", "The table", Box::new(move || table_loads(state)))}
            </details>
        </section>
    }
    .into_any()
}

/// Keep the canvas up to date with the state, its size, the page's colours and the pixel ratio.
fn keep_painted(state: State, painter: Painter, canvas: &HtmlCanvasElement) {
    let painter = Rc::new(RefCell::new(painter));
    let frame = {
        let painter = Rc::clone(&painter);
        FrameTask::new(move || {
            if let Ok(mut painter) = painter.try_borrow_mut() {
                painter.paint(state);
            }
        })
    };
    let repaint = {
        let painter = Rc::clone(&painter);
        let frame = frame.clone();
        move |change: &dyn Fn(&mut Painter)| {
            if let Ok(mut painter) = painter.try_borrow_mut() {
                change(&mut painter);
                painter.stale = true;
            }
            frame.request();
        }
    };

    let redraw = repaint.clone();
    let winner = Memo::new(move |_| winner(state));
    Effect::new(move |_| {
        state.drawn.track();
        winner.track();
        redraw(&|_| {});
    });
    Effect::new(move |_| {
        state.reading.track();
        frame.request();
    });
    let resize = repaint.clone();
    let observer = canvas.parent_element().and_then(|parent| {
        canvas::on_resize(&parent, move |width, height| {
            resize(&|painter| {
                painter.size = (width, height);
                // A presentation has larger letters, and its own size.
                painter.read_style();
            });
        })
    });
    // Lives as long as the page, as the canvas does.
    std::mem::forget(observer);
    let recolor = repaint.clone();
    let _ = media::on_change("(prefers-color-scheme: dark)", move || recolor(&Painter::read_style));
    media::on_pixel_ratio_change(move || repaint(&|_| {}));
}

fn winner(state: State) -> Option<usize> {
    state.plan.with(|plan| plan.as_ref().ok().and_then(|plan| plan.winner()).map(|option| series(option.id)))
}

thread_local! {
    /// How many times larger letters are than usual.
    static SCALE: Cell<f64> = const { Cell::new(1.0) };
}

/// The canvas, a copy of what stays on it from frame to frame, and what both are drawn with.
struct Painter {
    shown: (HtmlCanvasElement, CanvasRenderingContext2d),
    layer: (HtmlCanvasElement, CanvasRenderingContext2d),
    palette: Palette,
    font: String,
    size: (f64, f64),
    ratio: f64,
    money: MoneyAxis,
    stale: bool,
}

impl Painter {
    fn new(shown: &HtmlCanvasElement) -> Option<Self> {
        let layer = canvas::hidden()?;
        let mut painter = Self {
            shown: (shown.clone(), canvas::context(shown)?),
            layer: (layer.clone(), canvas::context(&layer)?),
            palette: Palette::read(|_| None),
            font: String::new(),
            size: (0.0, 0.0),
            ratio: 1.0,
            money: MoneyAxis::over(&[], false),
            stale: true,
        };
        painter.read_style();
        Some(painter)
    }

    fn read_style(&mut self) {
        self.palette = Palette::read(canvas::style_property);
        SCALE.set(canvas::letter_scale());
        self.font = canvas::style_property("--font").unwrap_or_else(|| "sans-serif".to_owned());
    }

    /// Size in device pixels.
    fn pixels(&self) -> (u32, u32) {
        let (width, height) = self.size;
        ((width * self.ratio).round() as u32, (height * self.ratio).round() as u32)
    }

    fn paint(&mut self, state: State) {
        let ratio = media::pixel_ratio();
        self.stale |= ratio != self.ratio;
        self.ratio = ratio;
        let pixels = self.pixels();
        if pixels.0 < 80 || pixels.1 < 80 {
            return;
        }
        if std::mem::take(&mut self.stale) {
            self.paint_layer(state, pixels);
        }
        let (_, context) = &self.shown;
        context.clear_rect(0.0, 0.0, f64::from(pixels.0), f64::from(pixels.1));
        let _ = context.draw_image_with_html_canvas_element(&self.layer.0, 0.0, 0.0);
        let Some(axis) = state.drawn.try_with_untracked(|drawn| drawn.axis) else { return };
        let scene = self.scene(axis, &[], None);
        let area = self.area(context, pixels);
        // What a canvas refuses to draw is missing from the picture; the table still has it.
        let current = state.scenario.with_untracked(|now| now.value(axis.key)).unwrap_or_default();
        let here = state.plan.with_untracked(|plan| plan.as_ref().map(costs).unwrap_or_default());
        let _ = scene.draw_mark(&area, current, dots(&here), Mark::Current);
        if state.cursor.with_untracked(Option::is_some) {
            let _ = state
                .reading
                .with_untracked(|(load, costs)| scene.draw_mark(&area, *load, dots(costs), Mark::Reading));
        }
    }

    /// Draw what stays while the load moves: grid, figures, curves.
    fn paint_layer(&mut self, state: State, pixels: (u32, u32)) {
        for (canvas, _) in [&self.shown, &self.layer] {
            // Setting the size clears a canvas, and costs more than clearing it.
            if (canvas.width(), canvas.height()) != pixels {
                canvas.set_width(pixels.0);
                canvas.set_height(pixels.1);
            }
        }
        let Some(axis) = state.drawn.try_with_untracked(|drawn| drawn.axis) else { return };
        let (_, context) = &self.layer;
        context.clear_rect(0.0, 0.0, f64::from(pixels.0), f64::from(pixels.1));
        let area = self.area(context, pixels);
        let winner = untrack(|| winner(state));
        self.money = state.drawn.with_untracked(|Drawn { curves, .. }| {
            let money = MoneyAxis::over(curves, axis.logarithmic);
            let scene = Scene { money, ..self.scene(axis, curves, winner) };
            let _ = scene.draw_curves(&area);
            money
        });
    }

    fn scene<'a>(&'a self, axis: Axis, curves: &'a [Curve], winner: Option<usize>) -> Scene<'a> {
        Scene {
            axis,
            money: self.money,
            curves,
            winner,
            palette: &self.palette,
            ratio: self.ratio * SCALE.get(),
        }
    }

    fn area(
        &self,
        context: &CanvasRenderingContext2d,
        pixels: (u32, u32),
    ) -> DrawingArea<CanvasBackend, Shift> {
        CanvasBackend::new(context.clone(), pixels, self.font.clone()).into_drawing_area()
    }
}

/// Where the dots of a mark stand: the costs of those that work.
fn dots(costs: &[Cost]) -> impl Iterator<Item = (usize, f64)> {
    costs.iter().filter_map(|cost| Some((series(cost.option), cost.usd?)))
}

/// Move the reading, or take it over as the load.
fn on_key(state: State, event: &KeyboardEvent) {
    let axis = state.drawn.with_untracked(|drawn| drawn.axis);
    let load = state.reading.with_untracked(|(load, _)| *load);
    // Stops are fixed along the axis, so that going right and left again ends where it began. A load rounds to a
    // neighbour of its stop, and near the start several stops round to one load.
    let stop = axis.position(load) * STOPS;
    let step = |from: f64, by: f64| {
        let is_here = |stop: &f64| axis.round_load(stop / STOPS) == load && (0.0..=STOPS).contains(stop);
        (1..).map(|count| from + by * f64::from(count)).find(|stop| !is_here(stop)).unwrap_or(from)
    };
    let stop = match event.key().as_str() {
        "ArrowLeft" => step((stop - STOP_TOLERANCE).ceil(), -1.0),
        "ArrowRight" => step((stop + STOP_TOLERANCE).floor(), 1.0),
        "Home" => 0.0,
        "End" => STOPS,
        "Enter" => {
            event.prevent_default();
            state.slide(axis.key, load);
            return;
        }
        "Escape" => {
            state.cursor.set(None);
            return;
        }
        _ => return,
    };
    event.prevent_default();
    state.cursor.set(Some(axis.round_load(stop / STOPS)));
}

/// Read off the load under the pointer; a pressed mouse button sets it.
fn on_pointer(state: State, drawing: NodeRef<Canvas>, event: &PointerEvent) {
    let Some(canvas) = drawing.get_untracked() else { return };
    let (ratio, scale) = (media::pixel_ratio(), SCALE.get());
    let (left, right) = plot_ends(f64::from(canvas.width()) / (ratio * scale));
    let axis = state.drawn.with_untracked(|drawn| drawn.axis);
    let load = axis.round_load((f64::from(event.offset_x()) / scale - left) / (right - left));
    // A finger only reads: it also scrolls the page, and must not change the scenario on its way.
    if event.buttons() & 1 == 1 && event.pointer_type() != "touch" {
        state.slide(axis.key, load);
    } else {
        state.cursor.set(Some(load));
    }
}

/// The chart in a sentence, for those who cannot see it.
fn sentence(state: State) -> String {
    let axis = state.drawn.with(|drawn| drawn.axis);
    let field = axis.key.field();
    let works =
        state.drawn.with(|drawn| drawn.curves.iter().filter(|curve| !curve.segments.is_empty()).count());
    let now = state.value(axis.key).unwrap_or_default();
    let best = state.plan.with(|plan| {
        plan.as_ref().ok().and_then(|plan| plan.winner()).map_or_else(
            || "no option works".to_owned(),
            |winner| {
                format!("{} is the cheapest at {} a month", winner.name, format::money(winner.usd_per_month))
            },
        )
    });
    format!(
        "Line chart: cost a month of {} from {} to {}. At {}, {best}.",
        format::plural(works, "option", "options"),
        format::number(axis.from),
        format::with_words(axis.to, field.unit_words),
        format::with_words(now, field.unit_words),
    )
}

/// A sample of an option's line: the same colour and dash as in the chart.
fn swatch(option: &str) -> Tag {
    let index = series(option).min(SERIES - 1);
    let (dash, gap) = DASHES.get(index).copied().unwrap_or((1, 0));
    let dashes = if gap == 0 { "none".to_owned() } else { format!("{dash} {gap}") };
    let line = tag("line").with("x1", "0").with("y1", "4").with("x2", "28").with("y2", "4");
    tag("svg")
        .with("class", format!("swatch series-{index}"))
        .with("viewBox", "0 0 28 8")
        .with("width", "28")
        .with("height", "8")
        .with("aria-hidden", "true")
        .put(line.with("stroke-dasharray", dashes))
}

/// Every option of the plan: all of them from the first, so that nothing below moves when the curves come.
fn legend(state: State) -> Vec<Tag> {
    let options = state.plan.with(|plan| plan.as_ref().map(costs).unwrap_or_default());
    state.drawn.with(|Drawn { curves, .. }| {
        let item = |cost: &Cost| {
            let place = series(cost.option);
            let is_out = curves.iter().any(|curve| curve.place == place && curve.segments.is_empty());
            tag("li")
                .key(cost.option)
                .class(if is_out { "none" } else { "" })
                .with("data-option", cost.option)
                .put(swatch(cost.option))
                .put(cost.name)
        };
        options.iter().map(item).collect()
    })
}

/// What the worker is asked for the table: the scenario, then the input and round loads along it.
fn table_loads(state: State) -> Option<String> {
    let axis = state.drawn.with(|drawn| drawn.axis);
    let loads: String = round_loads(&axis).into_iter().map(bits::of).collect();
    state.framed.get().map(|link| format!("{link}\n{} {loads}", axis.key.field().id))
}

fn readout(state: State) -> Vec<Tag> {
    let key = state.drawn.with(|drawn| drawn.axis.key);
    let suffix = if state.cursor.with(Option::is_none) { " (now)" } else { "" };
    state.reading.with(|(load, costs)| {
        let there = [&Change { key, to: *load }.written(), "|options"].concat();
        let words = |cost: &Cost| match cost.usd {
            Some(usd) => Node::from(traced(&[&there, cost.option, "usd"], format::money(usd))),
            None => "ruled out".into(),
        };
        let item = |cost: &Cost| {
            tag("li")
                .class(if cost.usd.is_some() { "" } else { "none" })
                .put(tag("span").class("readout-name").put(cost.name))
                .put(" ")
                .put(tag("span").class("readout-usd").put(words(cost)))
        };
        let lead = format::with_words(*load, key.field().unit_words);
        vec![
            tag("p").put(tag("strong").put(lead)).put(suffix),
            tag("ul").all(costs.iter().map(item).collect()),
        ]
    })
}

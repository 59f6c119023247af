//! Drawing into an SVG file for plotters.
//!
//! The backend that plotters brings along counts in whole pixels, on which curves stumble, and draws every dash as a
//! line of its own; this one writes tenths of a pixel, and one line with its dash.

use super::{Dash, Dashing};
use crate::decimal::text;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use std::convert::Infallible;

/// Steps of the backend in one pixel of the file.
pub const STEPS: f64 = 10.0;

/// The families of the page's text, which need not be there: the last ones are everywhere.
pub const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/// A part of an SVG file, written into a text: elements, without the root around them.
pub struct SvgBackend<'t> {
    out: &'t mut String,
    origin: (i32, i32),
    size: (u32, u32),
    dash: Dash,
}

impl<'t> SvgBackend<'t> {
    /// Write into `out` what is drawn on an area at `origin` and of `size` in the file, in steps.
    #[must_use]
    pub fn new(out: &'t mut String, origin: (i32, i32), size: (u32, u32)) -> Self {
        Self { out, origin, size, dash: super::SOLID }
    }

    /// A point as coordinates of the file.
    fn at(&self, (x, y): BackendCoord) -> (String, String) {
        let pixels = |steps: i32| text(f64::from(steps) / STEPS);
        (pixels(x.saturating_add(self.origin.0)), pixels(y.saturating_add(self.origin.1)))
    }

    fn points(&self, points: impl IntoIterator<Item = BackendCoord>) -> String {
        let mut points: Vec<String> = points
            .into_iter()
            .map(|point| {
                let (x, y) = self.at(point);
                format!("{x},{y}")
            })
            .collect();
        points.dedup();
        points.join(" ")
    }

    fn line(&mut self, points: impl IntoIterator<Item = BackendCoord>, style: &impl BackendStyle) {
        let points = self.points(points);
        let dash = match self.dash {
            (_, 0) => String::new(),
            (dash, gap) => format!(" stroke-dasharray=\"{} {}\"", pixels(dash), pixels(gap)),
        };
        self.out.push_str(&format!(
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dash}/>\n",
            color(style.color()),
            pixels(style.stroke_width())
        ));
    }
}

fn pixels(steps: u32) -> String {
    text(f64::from(steps) / STEPS)
}

/// A colour in six hexadecimal digits.
#[must_use]
pub fn color(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text with what means something in XML escaped, and without what XML does not allow.
#[must_use]
pub fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ if letter.is_control() => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A length in at most one decimal.
#[must_use]
pub fn tenths(pixels: f64) -> String {
    text((pixels * 10.0).round() / 10.0)
}

/// Write a line of text, `at` being where its foot stands, of a size in pixels and with further attributes.
pub fn write_text(
    out: &mut String,
    (x, y): (f64, f64),
    (size, more): (f64, &str),
    across: Across,
    color: &str,
    words: &str,
) {
    let anchor = match across {
        Across::Start => "start",
        Across::Middle => "middle",
        Across::End => "end",
    };
    out.push_str(&format!(
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"{anchor}\" fill=\"{color}\"{more}>{}</text>\n",
        tenths(x),
        tenths(y),
        tenths(size),
        escaped(words)
    ));
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl Dashing for SvgBackend<'_> {
    fn dash(&mut self, dash: Dash) {
        self.dash = dash;
    }
}

impl DrawingBackend for SvgBackend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect((x, y), (x + 1, y + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.line(path, style);
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        if fill {
            self.fill_polygon([(left, top), (right, top), (right, bottom), (left, bottom)], style)
        } else {
            self.draw_path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], style)
        }
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (color, none) = (color(style.color()), "none".to_owned());
        let (fill, stroke) = if fill { (color, none) } else { (none, color) };
        let ((x, y), radius) = (self.at(center), pixels(radius));
        self.out.push_str(&format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"{stroke}\"/>\n"
        ));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let (corners, color) = (self.points(corners), color(style.color()));
        self.out.push_str(&format!("<polygon points=\"{corners}\" fill=\"{color}\"/>\n"));
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, words: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let anchor = style.anchor();
        let across = match anchor.h_pos {
            HPos::Left => Across::Start,
            HPos::Center => Across::Middle,
            HPos::Right => Across::End,
        };
        // The foot of a line of text lies this share of its size below its top, or its middle.
        let down = match anchor.v_pos {
            VPos::Top => 0.8,
            VPos::Center => 0.35,
            VPos::Bottom => -0.2,
        };
        let pixels = |steps: i32| f64::from(steps) / STEPS;
        let size = style.size() / STEPS;
        let at = (pixels(x + self.origin.0), pixels(y + self.origin.1) + down * size);
        write_text(self.out, at, (size, ""), across, &color(style.color()), words);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        words: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let size = style.size();
        Ok((super::sheet::width(words, size).ceil() as u32, size.ceil() as u32))
    }
}

//! Drawing on a canvas for plotters, in device pixels.
//!
//! The canvas backend that plotters recommends knows no pixel ratio and measures text with styled elements in
//! the page, which costs a layout each and which the page's content policy forbids.

use js_sys::Array;
use loadline_core::chart::{Dash, Dashing};
use loadline_core::scenario::typing::format_number;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use web_sys::CanvasRenderingContext2d;

/// Width of a character of the page's font, as a share of its size: enough for the figures on an axis.
const CHARACTER_WIDTH: f64 = 0.56;

/// A canvas that refused; what it says is for developers only.
#[derive(Debug)]
pub struct CanvasError(String);

impl std::fmt::Display for CanvasError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for CanvasError {}

type Drawn = Result<(), DrawingErrorKind<CanvasError>>;

/// Width and height of a text without asking the page.
#[must_use]
pub fn text_size(text: &str, size: f64) -> (u32, u32) {
    ((text.chars().count() as f64 * size * CHARACTER_WIDTH).ceil() as u32, size.ceil() as u32)
}

/// A canvas of a given size in device pixels.
pub struct CanvasBackend {
    context: CanvasRenderingContext2d,
    size: (u32, u32),
    font: String,
}

impl CanvasBackend {
    /// Draw on `context`, `size` device pixels large, with text in the font family `font`.
    #[must_use]
    pub fn new(context: CanvasRenderingContext2d, size: (u32, u32), font: String) -> Self {
        Self { context, size, font }
    }

    fn stroke_with<S: BackendStyle>(&self, style: &S) {
        self.context.set_stroke_style_str(&css(style.color()));
        self.context.set_line_width(f64::from(style.stroke_width()));
        self.context.set_line_join("round");
    }

    /// Lines with an odd width are sharp when they run through the middle of a pixel.
    fn middle(&self, width: u32) -> f64 {
        if width % 2 == 1 { 0.5 } else { 0.0 }
    }

    fn trace(&self, path: impl IntoIterator<Item = BackendCoord>, shift: f64) {
        self.context.begin_path();
        let mut begun = false;
        for (x, y) in path {
            let (x, y) = (f64::from(x) + shift, f64::from(y) + shift);
            if begun {
                self.context.line_to(x, y);
            } else {
                self.context.move_to(x, y);
                begun = true;
            }
        }
    }
}

fn css(color: BackendColor) -> String {
    let (red, green, blue) = color.rgb;
    format!("rgb({red} {green} {blue} / {})", format_number(color.alpha))
}

impl Dashing for CanvasBackend {
    fn dash(&mut self, (dash, gap): Dash) {
        let lengths = Array::of2(&dash.into(), &gap.into());
        // Nothing else can be refused than what is no list of lengths.
        let _ = self.context.set_line_dash(&lengths);
    }
}

impl DrawingBackend for CanvasBackend {
    type ErrorType = CanvasError;

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
        self.context.set_fill_style_str(&css(color));
        self.context.fill_rect(f64::from(x), f64::from(y), 1.0, 1.0);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        self.stroke_with(style);
        self.trace(path, self.middle(style.stroke_width()));
        self.context.stroke();
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let (x, y) = (f64::from(left), f64::from(top));
        let (width, height) = (f64::from(right - left), f64::from(bottom - top));
        if fill {
            self.context.set_fill_style_str(&css(style.color()));
            self.context.fill_rect(x, y, width, height);
        } else {
            self.stroke_with(style);
            self.context.stroke_rect(x, y, width, height);
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.context.begin_path();
        self.context
            .arc(f64::from(x), f64::from(y), f64::from(radius), 0.0, std::f64::consts::TAU)
            .map_err(|_| DrawingErrorKind::DrawingError(CanvasError("arc".to_owned())))?;
        if fill {
            self.context.set_fill_style_str(&css(style.color()));
            self.context.fill();
        } else {
            self.stroke_with(style);
            self.context.stroke();
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        self.context.set_fill_style_str(&css(style.color()));
        self.trace(corners, 0.0);
        self.context.close_path();
        self.context.fill();
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Drawn {
        let anchor = style.anchor();
        self.context.set_text_align(match anchor.h_pos {
            HPos::Left => "left",
            HPos::Center => "center",
            HPos::Right => "right",
        });
        self.context.set_text_baseline(match anchor.v_pos {
            VPos::Top => "top",
            VPos::Center => "middle",
            VPos::Bottom => "bottom",
        });
        self.context.set_fill_style_str(&css(style.color()));
        self.context.set_font(&format!("{}px {}", format_number(style.size()), self.font));
        self.context
            .fill_text(text, f64::from(x), f64::from(y))
            .map_err(|_| DrawingErrorKind::DrawingError(CanvasError("text".to_owned())))
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        Ok(text_size(text, style.size()))
    }
}

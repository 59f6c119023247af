//! What is shared: the link of this instant, what is to be said about it, and its QR code.

use crate::request::Request;
use loadline_core::format;
use loadline_core::scenario::link;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Light modules around a code, as the standard asks for.
const QUIET: i32 = 4;

/// The link, a line that says what to know about it, and the code as SVG. The body is the page's address.
///
/// # Errors
/// The sentence that says why the link fits in no code.
pub fn shared(request: &Request<'_>) -> Result<String, String> {
    let link = format!("{}#{}", request.body, link::encode(&request.scenario));
    let code = code(&link)?;
    let length = format::plural(link.len(), "character", "characters");
    Ok(format!("{link}\n{length}; everything is in it, and it is sent nowhere.\n{}", drawn(&code)))
}

/// The code of a link.
///
/// # Errors
/// The sentence that says that it is too long.
pub fn code(link: &str) -> Result<QrCode, String> {
    QrCode::encode_text(link, QrCodeEcc::Low)
        .map_err(|_| format!("A link of {} characters fits in no QR code.", link.len()))
}

/// A code as the source of a picture.
pub fn source(code: &QrCode) -> String {
    format!("data:image/svg+xml,{}", drawn(code).replace('#', "%23"))
}

/// A code as SVG, black on white in any theme: that is what cameras read.
fn drawn(code: &QrCode) -> String {
    let size = code.size();
    let whole = size + 2 * QUIET;
    let mut path = String::new();
    for (y, x) in (0..size).flat_map(|y| (0..size).map(move |x| (y, x))) {
        if code.get_module(x, y) {
            // Writing into a string cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{whole}v{whole}h-{whole}z\"/><path d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadline_core::scenario::presets::PRESETS;

    /// The text that a camera would read from the code.
    fn read(svg: &str) -> Option<String> {
        let whole: usize = svg.split_once("viewBox=\"0 0 ")?.1.split_once(' ')?.0.parse().ok()?;
        let dark: Vec<(usize, usize)> = svg
            .split('M')
            .filter_map(|part| {
                let (x, y) = part
                    .strip_suffix("h1v1h-1z")
                    .or(part.split_once("h1v1h-1z").map(|(at, _)| at))?
                    .split_once(' ')?;
                Some((x.parse().ok()?, y.parse().ok()?))
            })
            .collect();
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(whole * 4, whole * 4, |x, y| {
            if dark.contains(&(x / 4, y / 4)) { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        grids.first()?.decode().ok().map(|(_, text)| text)
    }

    #[test]
    fn a_camera_reads_the_link_of_every_preset() {
        for preset in PRESETS {
            let fragment = link::encode(&preset.scenario());
            let request = format!("share\n{fragment}\nhttps://example.org/plan/\n2026-01-01");
            let answer = shared(&Request::read(&request)).unwrap_or_default();
            let mut lines = answer.splitn(3, '\n');
            let link = lines.next().unwrap_or_default();
            assert_eq!(link, format!("https://example.org/plan/#{fragment}"));
            assert_eq!(read(lines.nth(1).unwrap_or_default()).as_deref(), Some(link), "{}", preset.id);
        }
    }

    #[test]
    fn what_fits_in_no_code_is_said() {
        let request = format!("share\n1\nhttps://example.org/{}\n2026-01-01", "long/".repeat(700));
        assert_eq!(
            shared(&Request::read(&request)),
            Err("A link of 3522 characters fits in no QR code.".to_owned())
        );
    }
}

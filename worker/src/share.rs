//! What is shared: the link of this instant, what is to be said about it, and its QR code.

use crate::request::Request;
use loadline_core::format;
use loadline_core::scenario::link::{self, Named};
use loadline_core::scenario::shelf::Shelf;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Without one's own prices.
const PRIVATE: &str = "private";
/// With the scenarios that are compared.
const COMPARE: &str = "compare";
/// Light modules around a code, as the standard asks for.
const QUIET: i32 = 4;

/// The link, a line that says what to know about it, a line with what else there is to choose ([`PRIVATE`], [`COMPARE`]),
/// and the code as SVG, nothing where the link is too long for one. Asked with the words chosen; the body is the page's
/// address, and below it what is kept.
///
/// # Errors
/// The sentence that says why there is no plan.
pub fn shared(request: &Request<'_>) -> Result<String, String> {
    let (base, kept) = request.body.split_once('\n').unwrap_or((request.body, ""));
    let chosen = |word| request.with.split(' ').any(|chosen| chosen == word);
    let (is_private, own) = (chosen(PRIVATE), request.scenario.own_prices().len());
    let mut fragment = if is_private && own > 0 {
        // What the winner costs would tell of the prices.
        link::encode_without_prices(&request.scenario)
    } else {
        let plan = crate::plan(&request.scenario)?;
        link::shared(&request.scenario, plan.winner().map(|winner| (winner.id, winner.usd_per_month)))
    };
    let shelf = Shelf::read(kept);
    // The scenario shown among them: so its column has its name where the link is opened.
    let beside = shelf.compared().map(|kept| {
        let mut scenario = kept.scenario.clone();
        if is_private {
            scenario.forget_prices();
        }
        Named::new(&kept.name, scenario)
    });
    let beside: Vec<Named> = beside.collect();
    if chosen(COMPARE) {
        fragment = link::compared(fragment, &beside);
    }
    let link = format!("{base}#{fragment}");
    let code = code(&link);
    let length = format::plural(link.len(), "character", "characters");
    let note = if is_private && own > 0 {
        let left_out = format::plural(own, "own price is", "own prices are");
        format!("{length}; {left_out} left out, and the link says so.")
    } else {
        format!("{length}; everything is in it, and it is sent nowhere.")
    };
    let (drawn, note) = match code {
        Ok(code) => (drawn(&code), note),
        Err(words) => (String::new(), format!("{note} {words}")),
    };
    let has_own = own > 0 || shelf.compared().any(|kept| !kept.scenario.own_prices().is_empty());
    let has_others = shelf.compared().any(|kept| kept.scenario != request.scenario);
    let choices = [(PRIVATE, has_own), (COMPARE, has_others)];
    let choices: Vec<&str> = choices.iter().filter(|(_, there)| *there).map(|(word, _)| *word).collect();
    Ok(format!("{link}\n{note}\n{}\n{}", choices.join(" "), drawn))
}

/// The code of a link.
///
/// # Errors
/// The sentence that says that it is too long.
pub fn code(link: &str) -> Result<QrCode, String> {
    QrCode::encode_text(link, QrCodeEcc::Low)
        .map_err(|_| format!("A link of {} characters fits in no QR code.", link.len()))
}

/// A code as SVG, black on white in any theme: that is what cameras read.
#[must_use]
pub fn drawn(code: &QrCode) -> String {
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
            let mut lines = answer.splitn(4, '\n');
            let link = lines.next().unwrap_or_default();
            assert!(link.starts_with(&format!("https://example.org/plan/#{fragment};was=")), "{link}");
            assert_eq!(link::decode(&link[link.find('#').unwrap_or(0)..]).scenario, preset.scenario());
            assert_eq!(read(lines.nth(2).unwrap_or_default()).as_deref(), Some(link), "{}", preset.id);
        }
    }

    #[test]
    fn own_prices_stay_at_home_and_a_comparison_goes_along() {
        let shared = |with: &str| {
            let scenario = "2;files_per_day=7;price.aws.ec2.t3.medium=0.03";
            let kept = "+Twice;2;files_per_day=14;price.aws.ec2.t3.medium=0.02|-Not;2;files_per_day=1";
            let request = format!("share{with}\n{scenario}\nhttps://example.org/\n{kept}\n2026-01-01");
            super::shared(&Request::read(&request)).unwrap_or_default()
        };
        let line = |answer: &str, place| answer.lines().nth(place).unwrap_or_default().to_owned();
        assert!(line(&shared(""), 0).contains("files_per_day=7;price.aws.ec2.t3.medium=0.03;was="));
        assert_eq!(line(&shared(""), 2), "private compare");
        let private = shared(": private compare");
        let (link, note) = (line(&private, 0), line(&private, 1));
        assert!(link.ends_with("files_per_day=7;private=1|name=Twice;files_per_day=14"), "{link}");
        assert!(note.ends_with("1 own price is left out, and the link says so."), "{note}");
    }

    #[test]
    fn what_is_shown_and_kept_goes_along_under_its_name() {
        let shared = |kept: &str| {
            let request = format!("share: compare\n2;files_per_day=7\n\n{kept}\n2026-01-01");
            super::shared(&Request::read(&request)).unwrap_or_default()
        };
        let answer = shared("+Twice;2;files_per_day=14|+Once;2;files_per_day=7");
        let link = answer.lines().next().unwrap_or_default();
        assert!(link.ends_with("|name=Twice;files_per_day=14|name=Once;files_per_day=7"), "{link}");
        assert_eq!(answer.lines().nth(2), Some("compare"));
        // Alone it is no comparison.
        assert_eq!(shared("+Once;2;files_per_day=7|-Not;2").lines().nth(2), Some(""));
    }

    #[test]
    fn what_fits_in_no_code_is_said() {
        let request = format!("share\n1\nhttps://example.org/{}\n2026-01-01", "long/".repeat(700));
        let answer = shared(&Request::read(&request)).unwrap_or_default();
        let lines: Vec<&str> = answer.split('\n').collect();
        assert!(lines.first().is_some_and(|link| link.contains("long/#2;model=")), "{answer}");
        assert!(
            lines.get(1).is_some_and(|note| note.ends_with("characters fits in no QR code.")),
            "{answer}"
        );
        assert_eq!(lines.get(3..), Some(&[""][..]), "{answer}");
    }
}

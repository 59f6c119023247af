//! Charts as pictures: files to be saved, and images in panels.

use crate::curves::read_axis;
use crate::request::{Request, file};
use loadline_core::chart::sheet::{DARK, LIGHT, Sheet, WIDTH};
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::{Scenario, link};
use loadline_markup::{Tag, tag};

/// The chart along one input as a file. The body is an axis as for `band`, then the page's address.
pub fn saved(request: &Request<'_>) -> Result<String, String> {
    let (axis, base) = request.body.split_once('\n').unwrap_or((request.body, ""));
    let axis = read_axis(axis)?;
    let link = format!("{base}#{}", link::encode(&request.scenario));
    let sheet = Sheet::of_scenario(&request.scenario, crate::catalog()?, &[axis], &link)
        .map_err(|error| error.to_string())?;
    Ok(file("chart.svg", "image/svg+xml", &sheet.svg(&LIGHT, WIDTH)))
}

/// The cheapest of up to four scenarios with their names along one axis, as an image so many pixels wide.
///
/// # Errors
/// The sentence that says why there is none.
pub fn of_several(scenarios: &[(&str, &Scenario)], axis: Axis, width: u32) -> Result<Tag, String> {
    let sheet =
        Sheet::of_several(scenarios, crate::catalog()?, axis, "").map_err(|error| error.to_string())?;
    Ok(picture(&sheet.svg(&LIGHT, width), &sheet.svg(&DARK, width), &sheet.described()))
}

/// An image in the colours of either scheme; the style sheet shows the one that fits.
#[must_use]
pub fn picture(light: &str, dark: &str, alt: &str) -> Tag {
    let image = |class: &'static str, svg: &str| {
        let source = format!("data:image/svg+xml,{}", escaped(svg));
        tag("img").class(class).with("alt", alt.to_owned()).with("src", source)
    };
    tag("span").class("picture").put(image("only-light", light)).put(image("only-dark", dark))
}

/// Text as part of an address (RFC 3986): all but letters, digits and what means nothing there by its bytes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~ /:;,=()'".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::answer;
    use loadline_core::scenario::Key;
    use loadline_markup::{bits, read, write};

    #[test]
    fn a_chart_is_saved_under_its_name_with_the_link_that_opens_it() {
        let [low, high] = [1.0, 1000.0].map(bits::of);
        let request = format!(
            "chart-svg\n1;files_per_day=7\nfiles_per_day {low}{high} log\nhttps://example.org/\n2026-01-01"
        );
        let answer = answer(&request).unwrap();
        let (head, svg) = answer.split_once('\n').unwrap();
        assert_eq!(head, "chart.svg\timage/svg+xml");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
        assert!(svg.contains("https://example.org/#") && svg.contains("files_per_day=7"), "{svg}");
        assert!(crate::answer("chart-svg\n1\nnothing 00\n\n2026-01-01").is_err());
    }

    #[test]
    fn an_image_comes_in_both_palettes_and_is_read_back() {
        let one = Scenario::default();
        let axis = Axis::around(Key::FilesPerDay, 100.0, true, None);
        let image = of_several(&[("Now & then", &one)], axis, 640).unwrap();
        let text = write(&[image]);
        assert!(text.contains("%23ffffff") && text.contains("%2314171a") && !text.contains('#'));
        assert_eq!(write(&read(&text)), text);
        assert_eq!(escaped("a&b %#\"é"), "a%26b %25%23%22%C3%A9");
    }
}

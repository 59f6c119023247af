//! For those who use the keyboard or listen to the page.

use crate::Suite;
use loadline_tests::browser::{Colours, DESKTOP, Key, PHONE, Viewport};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("keyboard_alone_is_enough", keyboard_alone_is_enough);
    suite.page("sliders_fields_and_chart_are_named", sliders_fields_and_chart_are_named);
    suite.page("message_of_a_field_is_tied_to_it", message_of_a_field_is_tied_to_it);
    for (window, viewport) in [("1280", DESKTOP), ("390", PHONE)] {
        for colours in [Colours::Light, Colours::Dark] {
            suite.page(format!("axe_finds_nothing_{}_{window}", colours.name()), async move |page: &Page| {
                axe_finds_nothing(page, viewport, colours).await
            });
        }
    }
}

async fn keyboard_alone_is_enough(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    for slider in page::SLIDERS {
        // In the order of the page, so each is reached from the one before.
        let mut reached = false;
        for _ in 0..20 {
            page.browser.press(Key::Tab).await?;
            let focused = page.browser.script("return '#' + document.activeElement.id;", vec![]).await?;
            if focused == json!(slider.range()) {
                reached = true;
                break;
            }
        }
        ensure!(reached, "twenty presses of Tab do not reach {}", slider.range());
        let outlined = page
            .browser
            .script(
                "const style = getComputedStyle(document.activeElement);
                 return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';",
                vec![],
            )
            .await?;
        ensure!(outlined == json!(true), "{} shows no focus", slider.range());
        let before = page.value(&slider.field()).await?;
        for key in [Key::Right, Key::Right, Key::Right, Key::Up] {
            page.browser.press(key).await?;
        }
        page.browser.settle().await?;
        let after = page.value(&slider.field()).await?;
        ensure!(after != before, "arrow keys do not move {}", slider.range());
        page.browser
            .wait_until(
                &format!("the link carries {}", slider.key),
                "return location.hash.includes(';' + arguments[0] + '=');",
                vec![json!(slider.key)],
            )
            .await?;
        let focused = page.browser.script("return '#' + document.activeElement.id;", vec![]).await?;
        ensure!(focused == json!(slider.range()), "the focus went from {} to {focused}", slider.range());
    }
    page.browser.ensure_quiet_console().await
}

async fn sliders_fields_and_chart_are_named(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    for slider in page::SLIDERS {
        for (selector, expected_role) in [(slider.range(), "slider"), (slider.field(), "textbox")] {
            let (name, role) = page.browser.name_and_role(&selector).await?;
            ensure!(role == expected_role, "{selector} is a {role}, not a {expected_role}");
            let lower = name.to_lowercase();
            for part in slider.name_contains {
                ensure!(lower.contains(part), "the name of {selector}, {name:?}, lacks `{part}`");
            }
        }
        let spoken = page
            .browser
            .script(
                "const slider = document.querySelector(arguments[0]);
                 return slider.getAttribute('aria-valuetext') ?? '';",
                vec![json!(slider.range())],
            )
            .await?;
        // The position on a logarithmic scale says nothing to anybody.
        ensure!(
            spoken.as_str().is_some_and(|text| text.contains(|character: char| character.is_ascii_digit())),
            "{} says no value in words: {spoken}",
            slider.range()
        );
    }
    let (name, role) = page.browser.name_and_role(page::CHART).await?;
    ensure!(matches!(role.as_str(), "img" | "image"), "the chart is a {role}, not an image");
    ensure!(name.split_whitespace().count() >= 4, "the chart's name is no sentence: {name:?}");
    Ok(())
}

async fn message_of_a_field_is_tied_to_it(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    let slider = page::SUBJECTS;
    page.type_value(&slider.field(), "1e12").await?;
    let tied = page
        .browser
        .script(
            "const [field, error] = [...arguments].map((selector) => document.querySelector(selector));
             return field.getAttribute('aria-invalid') === 'true'
                 && (field.getAttribute('aria-describedby') ?? '').split(' ').includes(error.id)
                 && error.getAttribute('role') === 'alert';",
            vec![json!(slider.field()), json!(page::error(slider.key))],
        )
        .await?;
    ensure!(tied == json!(true), "the field does not point at its message");
    Ok(())
}

async fn axe_finds_nothing(page: &Page<'_>, viewport: Viewport, colours: Colours) -> Outcome {
    page.browser.viewport(viewport).await?;
    page.browser.preferences(colours, true).await?;
    // With a notice, and with a message at a field.
    for fragment in ["", "#1;colour=blue;subjects=2000"] {
        page.open(fragment).await?;
        page.wait_for_panels().await?;
        page.type_value(&page::FILES.field(), "1e12").await?;
        page.browser
            .script("for (const group of document.querySelectorAll('details')) group.open = true;", vec![])
            .await?;
        let violations = page.browser.accessibility_violations().await?;
        ensure!(
            violations.is_empty(),
            "with {fragment:?}, {} violations:\n  {}",
            violations.len(),
            violations.join("\n  ")
        );
    }
    Ok(())
}

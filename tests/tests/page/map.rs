//! The map of winners, and the choice of what the chart runs along.

use crate::Suite;
use loadline_tests::browser::Key;
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("map_agrees_with_the_answer_and_follows", map_agrees_with_the_answer_and_follows);
    suite.page("sides_of_the_map_are_chosen_by_keyboard", sides_of_the_map_are_chosen_by_keyboard);
    suite.page("chart_runs_along_any_number", chart_runs_along_any_number);
}

/// The option whose area is painted where the two lines cross, by the legend, and where they cross.
const AT_THE_CROSS: &str = "
    const map = document.querySelector('#map');
    const [upright, level] = map.querySelectorAll('line');
    const point = map.createSVGPoint();
    point.x = Number(upright.getAttribute('x1'));
    point.y = Number(level.getAttribute('y1'));
    const area = [...map.querySelectorAll('path')].filter((path) => path.isPointInFill(point));
    const names = area.map((path) => [...document.querySelectorAll('#map-legend li')]
        .find((item) => item.querySelector('rect').getAttribute('class') === path.getAttribute('class'))
        ?.textContent.replace(/ [\\d.]+.%$/, ''));
    const areas = [...map.querySelectorAll('path')].map((path) => path.getAttribute('d'));
    return [names, point.x, point.y, areas];";

/// What it answers: the names of the areas, the place from the left and from the top, the areas' outlines.
type Cross = (Vec<String>, f64, f64, Vec<String>);

async fn cross(page: &Page<'_>) -> Outcome<Cross> {
    Ok(serde_json::from_value(page.browser.script(AT_THE_CROSS, vec![]).await?)?)
}

async fn map_agrees_with_the_answer_and_follows(page: &Page<'_>) -> Outcome {
    // Far from where the winner changes: a cell is judged at its middle.
    page.open("#1;files_per_day=2000;requests_per_second=0.1").await?;
    page.wait_for(page::MAP).await?;
    page.wait_for_panels().await?;
    let (names, left, top, areas) = cross(page).await?;
    let answer = page.text(page::WINNER).await?;
    ensure!(names == [answer.clone()], "{answer} wins, and the map has {names:?}");

    page.drag_slider(page::FILES, -0.4).await?;
    page.browser
        .wait_until(
            "the lines follow",
            "return Number(document.querySelector('#map line').getAttribute('x1')) < arguments[0];",
            vec![json!(left)],
        )
        .await?;
    page.wait_for_panels().await?;
    let (_, _, top_now, areas_now) = cross(page).await?;
    ensure!(top_now == top, "traffic did not change: {top} {top_now}");
    ensure!(areas_now == areas, "the values along its sides do not change a map");

    page.open("#1;agent_platform=on").await?;
    page.wait_for_panels().await?;
    page.is_in_order_at_both_widths(page::MAP, "map").await?;
    page.browser.ensure_quiet_console().await
}

async fn sides_of_the_map_are_chosen_by_keyboard(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for(page::MAP_UP).await?;
    page.place_in(page::MAP_UP, 0.5, 0.5).await?;
    page.wait_for_panels().await?;
    for _ in 0..2 {
        let before = page.browser.name_and_role(page::MAP).await?.0;
        page.focus(page::MAP_UP).await?;
        page.browser.press(Key::Down).await?;
        page.browser
            .wait_until(
                "another input runs up, and its list keeps the focus",
                "return document.querySelector(arguments[0]).getAttribute('aria-label') !== arguments[1]
                     && document.activeElement === document.querySelector(arguments[2]);",
                vec![json!(page::MAP), json!(before), json!(page::MAP_UP)],
            )
            .await?;
    }
    let chosen = page
        .browser
        .script(
            "const list = document.querySelector(arguments[0]);
             return [list.selectedOptions[0].textContent, document.querySelector('.map .axis-name').textContent];",
            vec![json!(page::MAP_UP)],
        )
        .await?;
    let (option, side): (String, String) = serde_json::from_value(chosen)?;
    ensure!(side.starts_with(&option), "{option} is chosen, and the map runs along {side}");
    page.browser.ensure_quiet_console().await
}

async fn chart_runs_along_any_number(page: &Page<'_>) -> Outcome {
    page.open("").await?;
    page.wait_for(page::CHART_ALONG).await?;
    page.wait_for_panels().await?;
    page.browser
        .script(
            "const list = document.querySelector(arguments[0]);
             list.value = 'analyze_minutes';
             list.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(page::CHART_ALONG)],
        )
        .await?;
    page.browser
        .wait_until(
            "the chart runs along it",
            "return document.querySelector('#chart-title').textContent === 'Cost along analyze'
                 && document.querySelector('#axis-x').textContent.includes('minutes per file');",
            vec![],
        )
        .await?;
    page.wait_for_panels().await?;
    // Functions end where a run outlasts fifteen minutes, which is within the range shown.
    let turns = page.text(page::TURNS).await?;
    ensure!(turns.starts_with("Cheapest: "), "the band says `{turns}`");
    page.wait_for(page::CURVE_ROWS).await?;

    // A slider takes the chart back.
    page.drag_slider(page::FILES, 0.1).await?;
    page.browser
        .wait_until(
            "the chart runs along files, and the list says so",
            "return document.querySelector('#chart').dataset.axis === 'files_per_day'
                 && document.querySelector(arguments[0]).value === 'files_per_day';",
            vec![json!(page::CHART_ALONG)],
        )
        .await?;
    page.browser.ensure_quiet_console().await
}

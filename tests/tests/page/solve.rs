//! The inverse question: what is shown is what the planner solves for, and planning there gives back the target.

use crate::Suite;
use loadline_core::catalog::Catalog;
use loadline_core::decide::inverse::{Axis, OptionAnswer, Relation, Target, cheapest, cost};
use loadline_core::format::{money, significant};
use loadline_core::scenario::{Key, Scenario};
use loadline_tests::page::{self, Page};
use loadline_tests::{Outcome, ensure};
use serde_json::json;

pub fn add(suite: &mut Suite) {
    suite.page("a_budget_is_solved_for_and_planned_with", a_budget_is_solved_for_and_planned_with);
    suite.page("no_target_is_refused_and_kept", no_target_is_refused_and_kept);
    suite.page("inverse_questions_are_asked_by_choice", inverse_questions_are_asked_by_choice);
}

/// Each row of the answer: the option, and from where to where.
async fn rows(page: &Page<'_>) -> Outcome<Vec<Vec<String>>> {
    let rows = page
        .browser
        .script(
            "return [...document.querySelectorAll(arguments[0] + ' tbody tr')]
                 .map((row) => [...row.cells].slice(0, row.cells.length > 2 ? 3 : 1).map((cell) => cell.textContent));",
            vec![json!(page::SOLVE_ANSWER)],
        )
        .await?;
    Ok(serde_json::from_value(rows)?)
}

/// The same as the planner answers, with at most six stretches of each option.
fn expected(answers: &[OptionAnswer]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for answer in answers {
        for stretch in answer.stretches.iter().take(6) {
            let (from, to) = stretch.shown();
            rows.push(vec![answer.name.to_owned(), significant(from, 6), significant(to, 6)]);
        }
        if answer.stretches.is_empty() || answer.stretches.len() > 6 {
            rows.push(vec![answer.name.to_owned()]);
        }
    }
    rows
}

/// The panel's table in sight and at rest.
async fn opened(page: &Page<'_>, fragment: &str) -> Outcome {
    page.open(fragment).await?;
    page.wait_for_panels().await?;
    for _ in 0..2 {
        page.place_in(page::SOLVE_ANSWER, 0.5, 0.5).await?;
        page.browser.settle().await?;
    }
    Ok(())
}

async fn chosen(page: &Page<'_>, list: &str, value: &str) -> Outcome {
    let set = "const list = document.querySelector(arguments[0]);
         list.value = arguments[1];
         list.dispatchEvent(new Event('change', { bubbles: true }));
         return list.value;";
    let shown = page.browser.script(set, vec![json!(list), json!(value)]).await?;
    ensure!(shown == json!(value), "{list} does not offer {value}");
    Ok(())
}

async fn a_budget_is_solved_for_and_planned_with(page: &Page<'_>) -> Outcome {
    let catalog = Catalog::embedded()?;
    let scenario = Scenario::default();
    let axis = Axis::usual(&scenario, Key::FilesPerDay).ok_or("files a day are no number")?;
    let target = Target { relation: Relation::AtMost, value: 800.0 };
    let answers = cost(&scenario, &catalog, axis.for_cost(&scenario, &catalog, target)?, target)?;
    opened(page, "").await?;
    let before = page.text(page::SOLVE_WORDS).await?;
    page.type_value(page::SOLVE_TARGET, "$800").await?;
    page.wait_for_other_text(page::SOLVE_WORDS, &before).await?;
    ensure!(rows(page).await? == expected(&answers), "{:?} are not {answers:?}", rows(page).await?);
    let furthest = answers
        .iter()
        .filter_map(|answer| Some((answer, answer.stretches.last()?.to)))
        .max_by(|one, other| one.1.total_cmp(&other.1));
    let (furthest, to) = furthest.ok_or("nothing keeps to the budget")?;
    let words = page.text(page::SOLVE_WORDS).await?;
    ensure!(
        words.contains(&format!("For {} a month {} goes furthest", money(800.0), furthest.name)),
        "{words}"
    );

    // Taken over, the option costs what was asked for.
    let place = answers.iter().position(|answer| answer.option == furthest.option).unwrap_or_default() + 1;
    page.click(&format!("{} tbody tr:nth-child({place}) [data-flip]", page::SOLVE_ANSWER)).await?;
    page.wait_for_link("files_per_day", &to.to_string()).await?;
    let costs = "const row = [...document.querySelectorAll(arguments[0])]
             .find((row) => row.querySelector('.pick').textContent === arguments[1]);
         return row.querySelector('.strong').textContent === arguments[2];";
    let expected = vec![json!(page::OPTION_ROWS), json!(furthest.name), json!(money(800.0))];
    page.browser.wait_until("the option costs the budget", costs, expected).await?;
    page.browser.ensure_quiet_console().await
}

async fn no_target_is_refused_and_kept(page: &Page<'_>) -> Outcome {
    opened(page, "").await?;
    page.type_value(page::SOLVE_TARGET, "many").await?;
    page.wait_for(page::SOLVE_ERROR).await?;
    let words = page.text(page::SOLVE_ERROR).await?;
    ensure!(words.contains("`many`") && words.contains("12, 0.5, 10k"), "{words}");
    ensure!(page.value(page::SOLVE_TARGET).await? == "many", "the text typed is gone");
    let violations = page.browser.accessibility_violations().await?;
    ensure!(violations.is_empty(), "not accessible:\n  {}", violations.join("\n  "));
    page.type_value(page::SOLVE_TARGET, "1.5k").await?;
    page.wait_for(page::SOLVE_ANSWER).await?;
    ensure!(
        page.text(page::SOLVE_WORDS).await?.contains("$1,500"),
        "{}",
        page.text(page::SOLVE_WORDS).await?
    );
    page.browser.ensure_quiet_console().await
}

async fn inverse_questions_are_asked_by_choice(page: &Page<'_>) -> Outcome {
    let catalog = Catalog::embedded()?;
    let scenario = Scenario::default();
    opened(page, "").await?;
    let before = page.text(page::SOLVE_WORDS).await?;
    chosen(page, "#solve-asked", "cheapest").await?;
    page.wait_for_other_text(page::SOLVE_WORDS, &before).await?;
    let axis = Axis::usual(&scenario, Key::FilesPerDay).ok_or("files a day are no number")?;
    let answers = cheapest(&scenario, &catalog, axis)?;
    ensure!(rows(page).await? == expected(&answers), "{:?} are not {answers:?}", rows(page).await?);
    ensure!(page.count(page::SOLVE_TARGET).await? == 0, "a target is asked for");

    // Another input and another figure; the target is the one at which the signal trips.
    let before = page.text(page::SOLVE_WORDS).await?;
    chosen(page, "#solve-input", "subjects").await?;
    page.wait_for_other_text(page::SOLVE_WORDS, &before).await?;
    let before = page.text(page::SOLVE_WORDS).await?;
    chosen(page, "#solve-asked", "signals/subjects_2/value").await?;
    page.wait_for_other_text(page::SOLVE_WORDS, &before).await?;
    ensure!(page.value(page::SOLVE_TARGET).await? == "3000", "the target is not the threshold");
    let words = page.text(page::SOLVE_WORDS).await?;
    ensure!(words == "From 0 to 3,000 active subjects.", "{words}");
    page.is_in_order_at_both_widths(page::SOLVE_ANSWER, "solve").await?;
    page.browser.ensure_quiet_console().await
}

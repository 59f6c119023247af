//! The inverse question: at which values of an input a cost, a lead or another figure meets a target.

use crate::inputs::{by_weight, numbers};
use crate::studies::broken;
use loadline_core::decide::explain::{self, Figure, Listed, symbol};
use loadline_core::decide::inverse::{
    Axis, Bound, Relation, Stretch, Target, cheapest, cost, figure, in_unit, rounded_up,
};
use loadline_core::format;
use loadline_core::plan::{Change, Plan};
use loadline_core::scenario::typing::{AUTO, format_number, parse_number};
use loadline_core::scenario::{Key, Scenario};
use loadline_core::unit::{BYTE, GIB, USD_PER_MONTH, Unit};
use loadline_markup::{
    Node, Tag, choice, choices, choose, columns, figure as cell, flip, row_head, section, tag, wide_by_keys,
};

/// What is asked of every option at once.
const COST: &str = "cost";
const CHEAPEST: &str = "cheapest";
/// Stretches shown of each option.
const MOST: usize = 6;
const RELATIONS: [(&str, &str, Relation); 3] = [
    ("at_most", "at most", Relation::AtMost),
    ("at_least", "at least", Relation::AtLeast),
    ("exactly", "exactly", Relation::Exactly),
];

/// What is asked, and the answer. `with` is what the controls say: the input, what is asked of it, the relation and the
/// target as typed, with a space between.
pub fn panel(scenario: &Scenario, with: &str) -> Result<Vec<Tag>, String> {
    let plan = crate::plan(scenario)?;
    let Some(key) = key(scenario, with.split(' ').next().unwrap_or_default()) else { return Ok(Vec::new()) };
    if plan.options.is_empty() {
        return Ok(Vec::new());
    }
    let listed = explain::figures(scenario, crate::catalog()?).map_err(words)?;
    let question = Question::read(&plan, &listed, key, with);
    let section = section("solve-title", "What can I serve?").put(question.controls(scenario, &listed));
    let answer = match question.answer(scenario, &plan) {
        Ok(answer) => answer,
        Err(problem) => {
            vec![tag("p").with("id", "solve-error").class("error").with("role", "alert").put(problem)]
        }
    };
    Ok(vec![section.all(answer)])
}

/// The input named, where it is one that there is; else the first there is.
fn key(scenario: &Scenario, id: &str) -> Option<Key> {
    by_weight(scenario).find(|key| key.field().id == id).or_else(|| by_weight(scenario).next())
}

fn words(error: explain::Error) -> String {
    error.to_string()
}

/// What the controls say.
struct Question {
    key: Key,
    /// [`COST`], [`CHEAPEST`] or the name of a figure.
    asked: String,
    /// Place among [`RELATIONS`].
    relation: usize,
    /// The target as typed; [`AUTO`] where nobody typed one.
    typed: String,
    /// A round figure to begin with, as typed.
    usual: String,
    /// What a target is measured in.
    unit: Unit,
    /// What it is typed in.
    typed_in: Unit,
}

impl Question {
    fn read(plan: &Plan<f64>, listed: &[Listed], key: Key, with: &str) -> Self {
        let mut parts = with.splitn(4, ' ').skip(1);
        let mut next = |usual: &'static str| parts.next().unwrap_or(usual);
        let (asked, relation, typed) = (next(COST), next(""), next(AUTO));
        let found = listed.iter().find(|one| one.figure == asked);
        let (asked, unit) = match found {
            Some(found) => (asked, found.unit),
            None if asked == CHEAPEST => (CHEAPEST, USD_PER_MONTH),
            None => (COST, USD_PER_MONTH),
        };
        let typed_in = if unit == BYTE { GIB } else { unit };
        let usual = match found {
            Some(found) => usual_target(found, listed),
            None => plan.winner().map_or(100.0, |winner| rounded_up(winner.usd_per_month, 1)),
        };
        Self {
            key,
            asked: asked.to_owned(),
            relation: RELATIONS.iter().position(|(id, ..)| *id == relation).unwrap_or_default(),
            // A brace stands for the value to come.
            typed: typed.replace(['{', '}'], ""),
            usual: format_number(rounded_up(usual * unit.scale / typed_in.scale, 4)),
            unit,
            typed_in,
        }
    }

    fn relation(&self) -> (&'static str, &'static str, Relation) {
        RELATIONS.get(self.relation).copied().unwrap_or(("at_most", "at most", Relation::AtMost))
    }

    /// The target as the field shows it.
    fn shown(&self) -> &str {
        if self.typed == AUTO { &self.usual } else { &self.typed }
    }

    fn controls(&self, scenario: &Scenario, listed: &[Listed]) -> Tag {
        let (input, asked, relation, typed) =
            (self.key.field().id, &*self.asked, self.relation().0, &*self.typed);
        let heard = |parts: [&str; 4]| ("data-change", format!("solve: {}", parts.join(" ")));
        let mut controls = vec![
            choice(
                "solve-input",
                "Values of",
                heard(["{}", asked, relation, typed]),
                numbers(scenario, self.key),
            ),
            // Another figure has another target.
            choice("solve-asked", "where", heard([input, "{}", relation, AUTO]), self.things(listed)),
        ];
        if asked != CHEAPEST {
            let relations = RELATIONS.iter().enumerate();
            let relations = relations
                .map(|(place, (id, words, _))| choose(*id, *words, place == self.relation))
                .collect();
            let (name, request) = heard([input, asked, relation, "{}"]);
            let target = tag("input")
                .key(self.asked.clone())
                .with("id", "solve-target")
                .with("type", "text")
                .class("number")
                .with("inputmode", "decimal")
                .with("value", self.shown().to_owned())
                .with("aria-label", "Target")
                .with(name, request);
            let target = match self.target() {
                Ok(_) => target,
                Err(_) => target.with("aria-invalid", "true").with("aria-describedby", "solve-error"),
            };
            let unit =
                if self.unit == USD_PER_MONTH { "$ a month".to_owned() } else { symbol(self.typed_in) };
            controls.extend([
                choice("solve-relation", "is", heard([input, asked, "{}", typed]), relations),
                tag("label").class("choice").put(target).put(tag("span").put(unit)),
            ]);
        }
        tag("div").class("map-sides").all(controls)
    }

    /// What can be asked: costs, who is the cheapest, and the figures that people mean.
    fn things(&self, listed: &[Listed]) -> Vec<Tag> {
        let is = |id: &str| self.asked == id;
        let of = |list: &'static str, label: &'static str| {
            let figures = listed.iter().filter_map(|one| Some((one, label_of(one)?)));
            let ours = figures.filter(|(one, _)| one.figure.starts_with(list));
            let entries: Vec<Tag> =
                ours.map(|(one, words)| choose(one.figure.clone(), words, is(&one.figure))).collect();
            (!entries.is_empty()).then(|| choices(label, entries))
        };
        let costs = vec![
            choose(COST, "the monthly cost", is(COST)),
            choose(CHEAPEST, "each option is the cheapest", is(CHEAPEST)),
        ];
        let figures = [
            ("signals/", "Upgrade signals"),
            ("layers/", "What each layer needs"),
            ("options/", "Machines and instances"),
        ];
        let figures = figures.into_iter().filter_map(|(list, label)| of(list, label));
        [choices("Options", costs)].into_iter().chain(figures).collect()
    }

    /// The target, in the unit of the figure.
    fn target(&self) -> Result<Target, String> {
        let text = self.shown().trim().trim_start_matches('$');
        let value = parse_number(text).map_err(|error| match text {
            "" => format!("The target is {error}."),
            _ => format!("The target `{text}` is {error}."),
        })?;
        Ok(Target { relation: self.relation().2, value: value * self.typed_in.scale / self.unit.scale })
    }

    fn answer(&self, scenario: &Scenario, plan: &Plan<f64>) -> Result<Vec<Tag>, String> {
        let catalog = crate::catalog()?;
        let usual = Axis::usual(scenario, self.key).ok_or("This input is no number.")?;
        let said = |error: loadline_core::error::Error| error.to_string();
        if self.asked == CHEAPEST {
            let answers = cheapest(scenario, catalog, usual).map_err(said)?;
            let rows = answers.into_iter().map(|one| Row::of(one.name, one.stretches, "never".to_owned()));
            return Ok(self.told(usual, None, rows.collect()));
        }
        let target = self.target()?;
        if self.asked != COST {
            let name: Figure = self.asked.parse().map_err(words)?;
            let found = figure(scenario, catalog, usual, target, &name).map_err(words)?;
            let never = self.never(target, found.nearest);
            return Ok(self.told(usual, Some(target), vec![Row::of("As asked", found.stretches, never)]));
        }
        let axis = usual.for_cost(scenario, catalog, target).map_err(said)?;
        let answers = cost(scenario, catalog, axis, target).map_err(said)?;
        let rows = answers.into_iter().map(|one| {
            let rejections = plan.option(one.option).map(|option| option.rejections.as_slice());
            let never = match (one.nearest, rejections.and_then(<[_]>::first)) {
                (None, Some(limit)) => format!("never: {}", broken(limit)),
                (nearest, _) => self.never(target, nearest),
            };
            Row::of(one.name, one.stretches, never)
        });
        Ok(self.told(axis, Some(target), rows.collect()))
    }

    /// Why a target is met nowhere.
    fn never(&self, target: Target, nearest: Option<(f64, f64)>) -> String {
        let Some((_, value)) = nearest else { return "never: ruled out throughout".to_owned() };
        let value = in_unit(value, self.unit);
        match target.relation {
            Relation::AtMost => format!("never: {value} at least"),
            Relation::AtLeast => format!("never: {value} at most"),
            Relation::Exactly => format!("never: {value} is nearest"),
        }
    }

    /// The answer in words and as a table.
    fn told(&self, axis: Axis, target: Option<Target>, rows: Vec<Row>) -> Vec<Tag> {
        let field = self.key.field();
        let ends = format!(
            "{} to {}",
            format::significant(axis.from, 6),
            format::with_words(axis.to, field.unit_words)
        );
        let sentence = self.sentence(target, &rows, &ends);
        let rows = rows.into_iter().flat_map(|row| self.rows(row, axis, target)).collect();
        let table = tag("table")
            .with("id", "solve-answer")
            .put(columns(&[
                (if [COST, CHEAPEST].contains(&&*self.asked) { "Option" } else { "Figure" }, ""),
                ("From", "figure"),
                ("To", "figure"),
                ("Why no further", ""),
                ("Take over", ""),
            ]))
            .put(tag("tbody").all(rows));
        vec![
            tag("p").with("id", "solve-words").put(sentence),
            wide_by_keys("Where the target is met", table),
            tag("p").class("note").put(format!("Asked about: {}, {ends}.", field.label)),
        ]
    }

    /// Which option goes furthest on a budget; for other questions what the table says.
    fn sentence(&self, target: Option<Target>, rows: &[Row], ends: &str) -> String {
        let field = self.key.field();
        let found = rows.iter().filter(|row| !row.stretches.is_empty()).count();
        if found == 0 {
            return format!("Nowhere from {ends}.");
        }
        let furthest = rows
            .iter()
            .filter_map(|row| Some((row, row.stretches.last()?)))
            .max_by(|one, other| one.1.to.total_cmp(&other.1.to));
        match (target, furthest) {
            (Some(Target { relation: Relation::AtMost, value }), Some((row, stretch)))
                if self.asked == COST && field.is_load() && stretch.end != Bound::Range =>
            {
                let (_, to) = stretch.shown();
                format!(
                    "For {} a month {} goes furthest: up to {}.",
                    format::money(value),
                    row.name,
                    format::with_words(to, field.unit_words)
                )
            }
            (_, Some((_, last))) if target.is_some() && self.asked != COST => {
                let (from, to) = last.shown();
                let others = match stretches_of(rows) {
                    1 => String::new(),
                    all => format!(", and {} before", format::plural(all - 1, "stretch", "stretches")),
                };
                let to = format::with_words(to, field.unit_words);
                format!("From {} to {to}{others}.", format::significant(from, 6))
            }
            _ => {
                let does = if target.is_some() { "meet the target" } else { "are the cheapest" };
                format!("{found} of {} options {does} somewhere from {ends}.", rows.len())
            }
        }
    }

    fn rows(&self, row: Row, axis: Axis, target: Option<Target>) -> Vec<Tag> {
        if row.stretches.is_empty() {
            let never = tag("td").with("colspan", "4").class("none").put(row.never);
            return vec![tag("tr").put(row_head(row.name)).put(never)];
        }
        let all = row.stretches.len();
        let shown = row.stretches.iter().take(MOST);
        let mut rows: Vec<Tag> = shown
            .map(|stretch| tag("tr").put(row_head(row.name)).all(self.cells(stretch, axis, target)))
            .collect();
        if all > MOST {
            let more = format!("and {}", format::plural(all - MOST, "stretch more", "stretches more"));
            rows.push(
                tag("tr").put(row_head(row.name)).put(tag("td").with("colspan", "4").class("none").put(more)),
            );
        }
        rows
    }

    fn cells(&self, stretch: &Stretch, axis: Axis, target: Option<Target>) -> Vec<Tag> {
        let shown = stretch.shown();
        let why = |side: &str, bound: &Bound| match bound.in_words(target, self.unit) {
            none if none.is_empty() => None,
            words => Some(format!("{side}: {words}")),
        };
        let why = [why("below", &stretch.begin), why("above", &stretch.end)].into_iter().flatten();
        let why: Vec<String> = why.collect();
        let why = if why.is_empty() { "always in this range".to_owned() } else { why.join("; ") };
        let set = self.offered(stretch, axis, target).map(|to| {
            let change = Change { key: self.key, to };
            let name = format!("{}: {}", self.key.field().label, format::new_value(&change));
            // An end is called as the cell beside it has it, though its very value is set.
            let called = if to == stretch.to {
                shown.1
            } else if to == stretch.from {
                shown.0
            } else {
                to
            };
            let words = format!("Set\u{a0}{}", format::significant(called, 6));
            Node::Tag(flip(change.written()).with("title", name).put(words))
        });
        vec![
            cell(format::significant(shown.0, 6)),
            cell(format::significant(shown.1, 6)),
            tag("td").put(why),
            set.into_iter().fold(tag("td"), Tag::put),
        ]
    }

    /// The value of a stretch that is offered: its end where the target is, else one well inside.
    fn offered(&self, stretch: &Stretch, axis: Axis, target: Option<Target>) -> Option<f64> {
        let inner = |bound: &Bound| *bound != Bound::Range;
        match target.map(|target| target.relation) {
            None => {
                let (from, to) = stretch.shown();
                let middle = rounded_up(0.5 * (from + to), 3);
                let whole = middle == middle.trunc() || !axis.is_whole_numbers();
                Some(if whole && (from..=to).contains(&middle) { middle } else { to })
            }
            Some(Relation::AtLeast) if inner(&stretch.begin) => Some(stretch.from),
            _ if inner(&stretch.end) => Some(stretch.to),
            _ if inner(&stretch.begin) => Some(stretch.from),
            _ => None,
        }
    }
}

/// How many stretches there are.
fn stretches_of(rows: &[Row]) -> usize {
    rows.iter().map(|row| row.stretches.len()).sum()
}

/// What is told of an option, or of the figure.
struct Row {
    name: &'static str,
    stretches: Vec<Stretch>,
    never: String,
}

impl Row {
    fn of(name: &'static str, stretches: Vec<Stretch>, never: String) -> Self {
        Self { name, stretches, never }
    }
}

/// A target for a figure that one might ask about: where a signal trips, else a little more than now.
fn usual_target(figure: &Listed, listed: &[Listed]) -> f64 {
    let threshold = figure.figure.strip_suffix("/value").map(|signal| format!("{signal}/threshold"));
    let threshold = listed.iter().find(|one| Some(&one.figure) == threshold.as_ref());
    threshold.map_or_else(|| rounded_up(figure.value, 1), |threshold| threshold.value)
}

/// The name of a figure that is offered: what signals measure, what layers need, how many machines and how busy.
fn label_of(listed: &Listed) -> Option<String> {
    let parts: Vec<&str> = listed.figure.split('/').collect();
    match parts.as_slice() {
        ["signals", _, "value"] => listed.title.strip_suffix(": now").map(str::to_owned),
        ["layers", .., "needed"] => listed.title.strip_suffix(", needed").map(str::to_owned),
        ["options", option, "fleets", _, "utilisation" | "count"] => {
            let names = loadline_core::option::names();
            let (_, name) = names.into_iter().find(|(id, _)| id == option)?;
            Some(format!("{name}: {}", listed.title))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::answer;

    fn panel(with: &str, link: &str) -> String {
        answer(&format!("solve{with}\n{link}")).unwrap_or_else(|problem| problem).replace('\u{a0}', " ")
    }

    /// The text of a panel, piece by piece.
    fn pieces(with: &str, link: &str) -> Vec<String> {
        panel(with, link).lines().filter_map(|line| line.strip_prefix('"').map(str::to_owned)).collect()
    }

    fn holds(pieces: &[String], words: &str) {
        assert!(pieces.iter().any(|piece| piece == words), "{words} is not in {pieces:?}");
    }

    #[test]
    fn a_round_budget_is_asked_about_first() {
        // The cheapest way costs $545.
        let text = panel("", "1");
        for line in ["@value=600", "@data-change=solve: files_per_day cost at_most {}", "@selected="] {
            assert!(text.lines().any(|one| one == line), "{line} is not in {text}");
        }
        let pieces = pieces("", "1");
        holds(&pieces, "For $600 a month Platform plans goes furthest: up to 146 files per day.");
        holds(&pieces, "above: target reached");
        // The end that is offered is the very value, not a rounded one.
        assert!(
            text.lines().any(|line| line.starts_with("@data-flip=files_per_day=146.3302244916")),
            "{text}"
        );
    }

    #[test]
    fn another_budget_input_relation_and_figure_are_asked_about() {
        let none = pieces(": files_per_day cost at_most 10", "1");
        holds(&none, "Nowhere from 0 to 10,000 files per day.");
        assert!(none.iter().any(|piece| piece.starts_with("never: $")), "{none:?}");
        let machines = pieces(": vm_count cost at_most $600", "1;vm_count=2");
        holds(&machines, "above: jumps to $611");
        holds(&machines, "always in this range");
        let leads = pieces(": minutes_per_file cheapest", "1;minutes_per_file=7");
        assert!(leads.iter().any(|piece| piece.contains("options are the cheapest somewhere")), "{leads:?}");
        let subjects = pieces(": subjects signals/subjects_2/value", "1");
        holds(&subjects, "From 0 to 3,000 active subjects.");
        let least = pieces(": subjects signals/subjects_2/value at_least 4k", "1");
        holds(&least, "From 4,000 to 1,000,000 active subjects.");
        holds(&least, "Set 4,000");
    }

    #[test]
    fn what_is_no_number_is_said_and_kept() {
        let text = panel(": files_per_day cost at_most many {", "1");
        let message =
            "\"The target `many` is not a number; write it like 12, 0.5, 10k, 1.5M, 1e6, 1_000 or 1,000.";
        for line in ["@value=many ", "@aria-invalid=true", message] {
            assert!(text.lines().any(|one| one == line), "{line} is not in {text}");
        }
        assert!(!text.contains("<table"));
    }

    #[test]
    fn what_is_gone_gives_way_to_what_there_is() {
        let text =
            panel(": files_per_day options/functions/fleets/gone/count exactly 5", "1;file_pipeline=off");
        assert!(text.contains("solve: requests_per_second cost exactly {}"), "{text}");
        assert_eq!(panel("", "1;file_pipeline=off;memory_service=off"), "");
    }
}

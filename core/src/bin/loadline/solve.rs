//! The inverse question: at which values of an input the plan meets a target, for people and as JSON.

use loadline_core::catalog::Catalog;
use loadline_core::decide::explain::{Figure, symbol};
use loadline_core::decide::inverse::{
    Axis, Bound, Relation, Stretch, Target, cheapest, cost, figure, in_unit,
};
use loadline_core::scenario::{Kind, Scenario, link};
use loadline_core::unit::{USD_PER_MONTH, Unit};
use serde::Serialize;

use crate::BadInput;
use crate::arguments::SolveArguments;
use crate::broken;
use crate::curve::{ends, key, no_number};
use crate::explain::unnamed;
use crate::input;
use crate::json::{self, Fields, SCHEMA};
use crate::layout::{Column, quantity, quoted, table, wrapped};

/// Digits of values of the input.
const DIGITS: i32 = 6;

/// Carry out `loadline solve`.
pub fn answer(arguments: &SolveArguments, catalog: &Catalog) -> Result<String, BadInput> {
    let asked = arguments.figure.as_deref().map(str::parse::<Figure>).transpose().map_err(unnamed)?;
    let target = target(arguments)?;
    let key = key("solve", arguments.input.as_deref())?;
    let scenario = input::scenario(&arguments.plan)?;
    let (Kind::Number(range), Some(usual)) = (key.field().kind, Axis::usual(&scenario, key)) else {
        return Err(no_number("solve", key.field().id));
    };
    let mut axis = usual;
    if let (None, None, Some(target)) = (&asked, &arguments.to, target) {
        axis = usual.for_cost(&scenario, catalog, target).map_err(broken)?;
    }
    let usual = (axis.from, axis.to);
    (axis.from, axis.to) = ends("solve", &range, usual, arguments.from.as_deref(), arguments.to.as_deref())?;

    let mut answer = Answer {
        scenario: &scenario,
        axis,
        target,
        title: String::new(),
        unit: USD_PER_MONTH,
        rows: Vec::new(),
    };
    let options = match (&asked, target) {
        (Some(asked), Some(target)) => {
            let found = figure(&scenario, catalog, axis, target, asked).map_err(unnamed)?;
            answer.title = found.title;
            answer.unit = found.unit;
            answer.rows.push(Row {
                id: asked.to_string(),
                stretches: found.stretches,
                nearest: found.nearest,
            });
            Vec::new()
        }
        (Some(_), None) => {
            return Err(BadInput::new(
                "--figure: no target for it; add --at-most, --at-least or --exactly with a number",
            ));
        }
        (None, Some(target)) => {
            answer.title = "Monthly cost".to_owned();
            cost(&scenario, catalog, axis, target).map_err(broken)?
        }
        (None, None) => {
            answer.title = "Cheapest".to_owned();
            cheapest(&scenario, catalog, axis).map_err(broken)?
        }
    };
    answer.rows.extend(options.into_iter().map(|option| Row {
        id: option.option.to_owned(),
        stretches: option.stretches,
        nearest: option.nearest,
    }));
    if arguments.plan.json { answer.json() } else { Ok(answer.report()) }
}

/// The target, where one is stated.
fn target(arguments: &SolveArguments) -> Result<Option<Target>, BadInput> {
    match arguments.targets.as_slice() {
        [] => Ok(None),
        [(relation, flag, text)] => {
            let value =
                text.trim().trim_start_matches('$').parse().ok().filter(|value: &f64| value.is_finite());
            value.map(|value| Some(Target { relation: *relation, value })).ok_or_else(|| {
                BadInput::new(format!("{flag}: {} is no number; write one such as 150", quoted(text)))
            })
        }
        [(_, one, _), (_, other, _), ..] => {
            Err(BadInput::new(format!("{one} and {other}: stated together; at most one target is allowed")))
        }
    }
}

/// What was found, and for what.
struct Answer<'a> {
    scenario: &'a Scenario,
    axis: Axis,
    target: Option<Target>,
    title: String,
    unit: Unit,
    rows: Vec<Row>,
}

/// What was found for an option or a figure.
struct Row {
    id: String,
    stretches: Vec<Stretch>,
    nearest: Option<(f64, f64)>,
}

const fn words(relation: Relation) -> &'static str {
    match relation {
        Relation::AtMost => "at most",
        Relation::AtLeast => "at least",
        Relation::Exactly => "exactly",
    }
}

impl Answer<'_> {
    fn report(&self) -> String {
        let field = self.axis.key.field();
        let [from, to] = [self.axis.from, self.axis.to].map(|end| quantity(end, DIGITS));
        let target = self.target.map_or_else(String::new, |target| {
            format!(" {} {}", words(target.relation), plain(&in_unit(target.value, self.unit)))
        });
        let along = format!(
            "{}{target}, along {} ({}), {from} to {to} {}",
            self.title, field.label, field.id, field.unit_words
        );
        let mut text = wrapped("", &along);
        text.push('\n');
        if self.rows.is_empty() {
            text.push_str("  Nothing to run: every system is switched off.\n");
        }
        let mut rows = vec![["", "from", "to", "not before", "not after"].map(str::to_owned).to_vec()];
        for row in &self.rows {
            if row.stretches.is_empty() {
                rows.push(vec![
                    row.id.clone(),
                    "never".to_owned(),
                    String::new(),
                    String::new(),
                    self.never(row),
                ]);
            }
            for stretch in &row.stretches {
                let (from, to) = stretch.shown();
                let why = |bound: &Bound| match bound {
                    Bound::Beaten(option) => format!("{option} cheaper"),
                    other => plain(&other.in_words(self.target, self.unit)),
                };
                rows.push(vec![
                    row.id.clone(),
                    quantity(from, DIGITS),
                    quantity(to, DIGITS),
                    why(&stretch.begin),
                    why(&stretch.end),
                ]);
            }
        }
        let columns = [Column::Left, Column::Right, Column::Right, Column::Left, Column::Elastic];
        text.push_str(&table(2, &columns, &rows));
        text.push_str(&format!("\nLink  {}\n", link::encode(self.scenario)));
        text
    }

    /// Why there is no stretch.
    fn never(&self, row: &Row) -> String {
        match (row.nearest, self.target) {
            (Some((at, value)), _) => {
                let value = plain(&in_unit(value, self.unit));
                format!("nearest at {}: {value}", quantity(at, DIGITS))
            }
            (None, Some(_)) => "ruled out throughout".to_owned(),
            (None, None) => String::new(),
        }
    }

    fn json(&self) -> Result<String, BadInput> {
        json::text(&Document {
            schema: SCHEMA,
            scenario: Fields::InForce(self.scenario),
            input: self.axis.key.field().id,
            input_unit: self.axis.key.field().unit_words,
            from: self.axis.from,
            to: self.axis.to,
            asked: &self.title,
            unit: symbol(self.unit),
            relation: self.target.map(|target| words(target.relation).replace(' ', "_")),
            target: self.target.map(|target| target.value),
            answers: self.rows.iter().map(|row| self.row(row)).collect(),
        })
    }

    fn row<'r>(&self, row: &'r Row) -> RowDocument<'r> {
        let stretch = |stretch: &Stretch| StretchDocument {
            from: stretch.from,
            to: stretch.to,
            not_before: self.bound(&stretch.begin),
            not_after: self.bound(&stretch.end),
        };
        RowDocument {
            id: &row.id,
            stretches: row.stretches.iter().map(stretch).collect(),
            nearest_at: row.nearest.map(|(at, _)| at),
            nearest: row.nearest.map(|(_, value)| value),
        }
    }

    fn bound(&self, bound: &Bound) -> BoundDocument {
        let kind = match bound {
            Bound::Range => "range",
            Bound::Reached => "reached",
            Bound::Jump(_) => "jump",
            Bound::RuledOut(_) => "ruled_out",
            Bound::Beaten(_) => "beaten",
            Bound::Absent => "absent",
        };
        BoundDocument {
            kind,
            value: if let Bound::Jump(value) = bound { Some(*value) } else { None },
            option: if let Bound::Beaten(option) = bound { Some(option) } else { None },
            words: bound.in_words(self.target, self.unit),
        }
    }
}

/// Spaces that do not break look like others in a terminal.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

// ---- JSON

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    scenario: Fields<'a>,
    input: &'static str,
    input_unit: &'static str,
    from: f64,
    to: f64,
    asked: &'a str,
    unit: String,
    relation: Option<String>,
    target: Option<f64>,
    answers: Vec<RowDocument<'a>>,
}

/// `nearest` is the figure where it comes nearest to the target, at `nearest_at`.
#[derive(Serialize)]
struct RowDocument<'a> {
    id: &'a str,
    stretches: Vec<StretchDocument>,
    nearest_at: Option<f64>,
    nearest: Option<f64>,
}

#[derive(Serialize)]
struct StretchDocument {
    from: f64,
    to: f64,
    not_before: BoundDocument,
    not_after: BoundDocument,
}

/// `kind` is `"range"`, `"reached"`, `"jump"`, `"ruled_out"`, `"beaten"` or `"absent"`; `value` is where a figure jumps
/// to, `option` the one that is cheaper.
#[derive(Serialize)]
struct BoundDocument {
    kind: &'static str,
    value: Option<f64>,
    option: Option<&'static str>,
    words: String,
}

//! What single systems have to compare: a table each.

use loadline_core::decide::explain::figure;
use loadline_core::format;
use loadline_core::plan::{Cell, Change, Rejection, Study, StudyRow, Tone};
use loadline_core::scenario::Scenario;
use loadline_core::unit::USD_PER_HOUR;
use loadline_markup::{Node, Tag, badge, column, flip, row_head, section, tag, traced, wide_by_keys};

/// The studies of a scenario.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let plan = loadline_core::plan(scenario, crate::catalog()?).map_err(|error| error.to_string())?;
    Ok(tables(&plan.studies, scenario, Figures::OfThePlan))
}

/// Some studies of a scenario.
pub fn tables(studies: &[Study<f64>], scenario: &Scenario, figures: Figures) -> Vec<Tag> {
    studies.iter().map(|study| Table::of(study, figures).written(study, scenario)).collect()
}

/// Whose figures a table shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Figures {
    /// The plan's, which can be explained.
    OfThePlan,
    /// Another's.
    Foreign,
}

/// Which columns the table of a study has.
struct Table {
    /// Whether there is something to make of its rows.
    judged: bool,
    /// Whether its rows have prices.
    priced: bool,
    /// Whether each column beside the rows' names holds figures.
    figures: Vec<bool>,
    whose: Figures,
}

impl Table {
    fn of(study: &Study<f64>, whose: Figures) -> Self {
        let is_figure = |cell: Option<&Cell<f64>>| matches!(cell, Some(Cell::Amount(..) | Cell::Span(..)));
        let has_figures = |place: usize| study.rows.iter().any(|row| is_figure(row.cells.get(place)));
        let is_judged = |row: &StudyRow<f64>| {
            row.verdict.is_some() || !row.rejections.is_empty() || !row.changes.is_empty()
        };
        Self {
            judged: study.rows.iter().any(is_judged),
            priced: study.rows.iter().any(|row| row.usd_per_month.is_some()),
            figures: (0..study.columns.len().saturating_sub(1)).map(has_figures).collect(),
            whose,
        }
    }

    fn written(&self, study: &Study<f64>, scenario: &Scenario) -> Tag {
        let mut names = study.columns.iter();
        let mut head: Vec<Tag> = names.next().map(|name| column("", *name)).into_iter().collect();
        // What to make of a row stands beside its name: wide tables scroll, and that must not scroll away.
        head.extend(self.judged.then(|| column("", "Verdict")));
        head.extend(self.priced.then(|| column("figure", "$ a month")));
        head.extend(names.zip(&self.figures).map(|(name, figures)| column(class(*figures), *name)));
        let row = |(place, row)| self.row(study.id, place, row, scenario);
        let rows = study.rows.iter().enumerate().map(row).collect();
        let table = tag("table").put(tag("thead").put(tag("tr").all(head))).put(tag("tbody").all(rows));
        section(study.id, study.title)
            .put(tag("p").class("lead").put(study.lead))
            .put(wide_by_keys(study.title, table))
    }

    fn row(&self, study: &str, place: usize, row: &StudyRow<f64>, scenario: &Scenario) -> Tag {
        let place = place.to_string();
        let of = &["studies", study, "rows", &place];
        let of = (self.whose == Figures::OfThePlan).then_some(&of[..]);
        let figure = |way: &[&str], words: String| match of {
            Some(of) => Node::Tag(traced(&[of, way].concat(), words)),
            None => words.into(),
        };
        let price = || {
            let price = tag("td").class(class(true));
            row.usd_per_month
                .into_iter()
                .fold(price, |cell, usd| cell.put(figure(&["usd"], format::money(usd))))
        };
        let cell = |(column, (of, figures)): (usize, (&Cell<f64>, &bool))| {
            let column = column.to_string();
            let figure = |end, words| figure(&["cells", &column, end], words);
            let cell = tag("td").class(class(*figures));
            match of {
                Cell::Blank => cell,
                Cell::Words(words) => cell.put(words.clone()),
                Cell::Amount(..) => cell.put(figure("amount", words(of))),
                Cell::Span(from, to, unit) => {
                    let (from, to) = format::ends(*from, *to, *unit);
                    cell.put(figure("from", from)).put(" to ").put(figure("to", to))
                }
            }
        };
        tag("tr")
            .put(row_head(row.name.clone()))
            .all(self.judged.then(|| judged(row, scenario, of)).into_iter().collect())
            .all(self.priced.then(price).into_iter().collect())
            .all(row.cells.iter().zip(&self.figures).enumerate().map(cell).collect())
    }
}

fn class(figures: bool) -> &'static str {
    if figures { "figure" } else { "" }
}

/// What to make of a row: the verdict, the limits broken, and the change that takes the row over.
fn judged(row: &StudyRow<f64>, scenario: &Scenario, of: Option<&[&str]>) -> Tag {
    let mut judged = tag("td").class("judged");
    if let Some(verdict) = row.verdict {
        let class = match verdict.tone {
            Tone::Good => "badge badge-good",
            Tone::Fair => "badge",
            Tone::Bad => "badge badge-bad",
        };
        judged = judged.put(badge(class, verdict.words));
    }
    let reason = |(place, rejection): (usize, &Rejection)| {
        let reason = tag("span").class("reason").with("title", rejection.limit.clone());
        match of {
            Some(of) => limit(reason, of, place, rejection),
            None => reason.put(broken(rejection)),
        }
    };
    judged = judged.all(row.rejections.iter().enumerate().map(reason).collect());
    // What breaks a limit is not offered, nor what is so already.
    let in_force = row.changes.iter().all(|change| scenario.value(change.key) == Some(change.to));
    if !row.rejections.is_empty() || in_force {
        return judged;
    }
    let in_words = |change: &Change| format!("{}: {}", change.key.field().label, format::new_value(change));
    let title: Vec<String> = row.changes.iter().map(in_words).collect();
    judged.put(flip(Change::all_written(&row.changes)).with("title", title.join("; ")).put("Use this"))
}

/// A limit broken, in words, its figures opening their explanation: those of the rejection at a `place` of what is named
/// by `of`.
pub fn limit(holder: Tag, of: &[&str], place: usize, rejection: &Rejection) -> Tag {
    match format::excess(rejection, None) {
        plain if plain.is_empty() => holder.put(rejection.label),
        excess => {
            let place = place.to_string();
            let name = [of, &["limits", &place, "value"]].concat();
            holder.put([rejection.label, ": "].concat()).put(traced(&name, excess))
        }
    }
}

/// A limit broken, in words.
pub fn broken(rejection: &Rejection) -> String {
    match format::excess(rejection, None) {
        // A plain no has no figures.
        plain if plain.is_empty() => rejection.label.to_owned(),
        excess => format!("{}: {excess}", rejection.label),
    }
}

/// A cell as it is shown.
pub fn words(cell: &Cell<f64>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Words(words) => words.clone(),
        // A rate is stated to its last digits: it is to be typed in elsewhere.
        Cell::Amount(value, unit) if *unit == USD_PER_HOUR => figure(*value, *unit),
        Cell::Amount(value, unit) => format::amount(*value, *unit),
        Cell::Span(from, to, unit) => format::span(*from, *to, *unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use loadline_core::scenario::link;
    use loadline_markup::Node;

    /// Every element of a name within a tree.
    fn every<'t>(name: &str, tree: &'t Tag, found: &mut Vec<&'t Tag>) {
        if tree.0.name == name {
            found.push(tree);
        }
        for node in &tree.0.content {
            if let Node::Tag(tag) = node {
                every(name, tag, found);
            }
        }
    }

    #[test]
    fn every_row_has_as_many_cells_as_the_head_names() {
        let scenario = link::decode("1;agent_platform=on;background_worker=on").scenario;
        let studies = panel(&scenario).unwrap_or_default();
        let mut rows = Vec::new();
        for study in &studies {
            let mut of_study = Vec::new();
            every("tr", study, &mut of_study);
            let cells: Vec<usize> = of_study.iter().map(|row| row.0.content.len()).collect();
            assert!(cells.iter().all(|count| Some(count) == cells.first()), "{cells:?} in {study:?}");
            rows.extend(of_study);
        }
        assert!(studies.len() >= 8 && rows.len() > 48, "{} studies, {} rows", studies.len(), rows.len());
    }
}

//! The prices in force: every one with its list price, source and date, and a field for one's own.
//!
//! Asked with which rows to show ([`SHOWN`]), then what was typed where, `id=text`: what can stand the page has taken
//! over by itself; of what cannot, the answer says why beside its field.

use crate::explain::address;
use crate::request::{Request, file};
use loadline_core::catalog::{Book, Catalog, Confidence, PriceRow, RowKind};
use loadline_core::decide::explain::{Date, prices_used, trust};
use loadline_core::format;
use loadline_core::scenario::own_prices::{LIST, PREFIX};
use loadline_core::scenario::typing::format_number;
use loadline_core::scenario::{Key, Scenario, link, price_book};
use loadline_markup::{Tag, badge, choice, choose, column, flip, part_head, row_head, section, tag, wide};

/// Which rows can be shown, by what the request calls them.
const SHOWN: [(&str, &str); 3] =
    [("used", "prices this plan uses"), ("own", "your own prices"), ("all", "the whole catalogue")];

/// Vendors and kinds whose identifiers begin so, in words.
const VENDORS: [(&str, &str); 5] = [
    ("aws", "AWS"),
    ("gcp", "Google Cloud"),
    ("llm", "Language models"),
    ("embedding", "Embeddings"),
    ("baseline", "As the guides print it"),
];

/// The panel on the day `today` (`2026-01-31`).
pub fn panel(scenario: &Scenario, with: &str, today: &str) -> Result<Vec<Tag>, String> {
    let catalog = crate::catalog()?;
    let today: Date = today.parse().map_err(words)?;
    let (asked, tried) = with.split_once(' ').unwrap_or((with, ""));
    let shown = SHOWN.iter().find(|(id, _)| *id == asked).map_or("used", |(id, _)| id);
    let list = List { scenario, catalog, today, shown, tried: tried.split_once('=').unwrap_or_default() };
    let used = prices_used(scenario, catalog).map_err(words)?;
    let used: Vec<&str> = used.iter().filter_map(|row| catalog.rows.get(*row)).map(|row| &*row.id).collect();
    let mut rows: Vec<&PriceRow> = Vec::new();
    for row in &catalog.rows {
        let is_own = scenario.own_price(&row.id).is_some();
        let is_wanted = match shown {
            "all" => true,
            "own" => is_own,
            _ => is_own || used.contains(&row.id.as_str()),
        };
        // The row that an own price stands in place of, once.
        if is_wanted && catalog.list_price(&row.id).is_ok_and(|list| list.index == row.index) {
            rows.push(row);
        }
    }
    let lead = "Type what you pay in place of a list price, per what the list has it per. List price, source and date stay \
                beside it, and every figure that rests on it says so. Your prices are part of the link.";
    let own = (!scenario.own_prices().is_empty())
        .then_some("A preset and “Reset all” have the list prices back; Undo brings yours back.");
    let section = section("prices-title", "Prices in force")
        .with("id", "prices")
        .put(tag("p").class("lead").put(lead))
        .all(own.map(|words| tag("p").class("note").put(words)).into_iter().collect())
        .all(list.tools());
    if rows.is_empty() {
        return Ok(vec![section.put(tag("p").class("none").put("None is your own."))]);
    }
    let heads = [("", "Price"), ("figure", "Yours"), ("figure", "List price"), ("", "Source")];
    let heads = heads.map(|(class, name)| column(class, name));
    let mut table = tag("table").put(tag("thead").put(tag("tr").all(heads.into())));
    for vendor in rows.chunk_by(|one, next| vendor(one) == vendor(next)) {
        let name = vendor.first().map(|row| vendor_in_words(row)).unwrap_or_default();
        let head = tag("tr").class("part").put(part_head(name.clone(), "4"));
        let rows = vendor.iter().map(|row| list.row(row, used.contains(&row.id.as_str())));
        table = table.put(tag("tbody").key(name).put(head).all(rows.collect()));
    }
    // Long, and not what most come for.
    let count = |words: &str, is: &dyn Fn(&PriceRow) -> bool| {
        let count = rows.iter().filter(|row| is(row)).count();
        if count > 0 { format!(", {count} {words}") } else { String::new() }
    };
    let summary = [
        format::plural(rows.len(), "price", "prices"),
        count("of them your own", &|row| scenario.own_price(&row.id).is_some()),
        count("over a year old", &|row| today.is_more_than_a_year_after(&row.as_of)),
        count("of low confidence", &|row| row.confidence == Confidence::Low),
    ];
    let list =
        tag("details").with("id", "prices-list").put(tag("summary").put(summary.concat())).put(wide(table));
    Ok(vec![section.put(list)])
}

/// The own prices as a file.
pub fn saved(request: &Request<'_>) -> Result<String, String> {
    let book = price_book::write(&request.scenario, crate::catalog()?);
    Ok(file(price_book::FILE, price_book::MEDIA_TYPE, &book))
}

/// Take over the price book that the body is: the link of the scenario with its prices, then what could not be read, a
/// line each.
pub fn opened(request: &Request<'_>) -> String {
    let read = price_book::read(request.body);
    let mut scenario = request.scenario.clone();
    scenario.take_prices(&read.scenario);
    let mut answer = link::encode(&scenario);
    for notice in &read.notices {
        answer.push('\n');
        answer.push_str(&notice.to_string());
    }
    answer
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn vendor(row: &PriceRow) -> &str {
    row.id.split('.').next().unwrap_or_default()
}

fn vendor_in_words(row: &PriceRow) -> String {
    let id = vendor(row);
    if let Some((_, words)) = VENDORS.iter().find(|(known, _)| *known == id) {
        return (*words).to_owned();
    }
    let mut letters = id.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// A figure of a row: dollars, a quantity a month, or a share.
fn figure(row: &PriceRow, value: f64) -> String {
    match row.kind {
        RowKind::Price | RowKind::Credit => format::unit_price(value),
        RowKind::Allotment => format::exact(value),
        RowKind::Fraction => format::percent(value),
    }
}

fn per(row: &PriceRow) -> String {
    match row.kind {
        RowKind::Price | RowKind::Credit => format!("per {}", row.per_words),
        RowKind::Allotment => format!("{}, free a month", row.per_words),
        RowKind::Fraction => "of the price".to_owned(),
    }
}

/// What all rows have in common.
struct List<'l> {
    scenario: &'l Scenario,
    catalog: &'l Catalog,
    today: Date,
    /// Which rows are shown.
    shown: &'static str,
    /// The row last typed in, and the text.
    tried: (&'l str, &'l str),
}

impl List<'_> {
    /// Which rows to show; the own prices as a file, from a file, and gone.
    fn tools(&self) -> Vec<Tag> {
        let choices = SHOWN.iter().map(|(id, words)| choose(*id, *words, *id == self.shown));
        let shown = choice("prices-shown", "Show", ("data-change", "prices: {}"), choices.collect());
        let open = tag("input")
            .with("type", "file")
            .with("id", "open-price-book")
            .with("accept", ".json,application/json")
            .with("data-open", "price-book read");
        let mut tools =
            tag("p").class("row").put(tag("label").class("file").put("Open a price book ").put(open));
        let own = self.scenario.own_prices();
        if !own.is_empty() {
            let back: Vec<String> = own.iter().map(|(id, _)| format!("{PREFIX}{id}={LIST}")).collect();
            let save = tag("button").with("type", "button").with("data-save", "price-book");
            tools = tools.put(save.put("Save as a price book")).put(
                flip(back.join(";"))
                    .with("data-ask", format!("prices: {}", self.shown))
                    .put("All list prices again"),
            );
        }
        vec![shown, tools]
    }

    fn row(&self, row: &PriceRow, is_used: bool) -> Tag {
        let own = self.scenario.own_price(&row.id);
        let id = tag("span").class("per").put(row.id.clone());
        let name = row_head(row.label.clone()).put(" ").all(self.badges(row, own.is_some(), is_used)).put(id);
        let list = tag("td").class("figure").put(figure(row, row.value));
        let list = list.put(tag("span").class("per").put(per(row))).all(self.printed(row, own.is_some()));
        let facts = format!(", {}; {}, {}", format::date(&row.as_of), row.region, trust(row.confidence));
        let source = address(tag("td").class("price-source"), &row.source).put(facts);
        tag("tr").key(row.id.clone()).put(name).put(self.field(row, own)).put(list).put(source)
    }

    fn badges(&self, row: &PriceRow, is_own: bool, is_used: bool) -> Vec<Tag> {
        let mut badges = Vec::new();
        if is_own {
            badges.push(badge("badge badge-assumption", "your price"));
            if !is_used {
                badges.push(badge("badge", "not in this plan"));
            }
        }
        if row.confidence == Confidence::Low {
            badges.push(badge("badge badge-bad", trust(row.confidence)));
        }
        if self.today.is_more_than_a_year_after(&row.as_of) {
            badges.push(badge("badge badge-bad", "over a year old"));
        }
        badges
    }

    /// What the guides print in its place, while their prices are in force.
    fn printed(&self, row: &PriceRow, is_own: bool) -> Vec<Tag> {
        let is_in_force = self.scenario.choice(Key::PriceBook) == "printed" && !is_own;
        let printed = self.catalog.price(Book::Printed, &row.id).ok();
        let printed = printed.filter(|printed| is_in_force && printed.index != row.index);
        let words = |printed: &PriceRow| {
            format!("in force, as printed: {} {}", figure(printed, printed.value), per(printed))
        };
        printed.map(|printed| tag("span").class("per").put(words(printed))).into_iter().collect()
    }

    /// The field for one's own price, what is wrong with what was typed, and the way back to the list price.
    fn field(&self, row: &PriceRow, own: Option<f64>) -> Tag {
        let (id, text) = self.tried;
        // An empty field has the list price back.
        let error = if id == row.id && !text.trim().is_empty() {
            Scenario::default().set_price(id, text).err()
        } else {
            None
        };
        let in_force = own.map(format_number).unwrap_or_default();
        let value = if error.is_some() { text.to_owned() } else { in_force };
        let mut field = tag("input")
            .with("type", "text")
            .class("number")
            .with("inputmode", "decimal")
            .with("aria-label", format!("Your price: {}, {}", row.label, per(row)))
            .with("value", value)
            .with("data-set", [PREFIX, &row.id].concat())
            .with("data-change", format!("prices: {} {}={{}}", self.shown, row.id));
        let mut cell = tag("td").class("figure own-price");
        if error.is_some() {
            let place = format!("error-price-{}", row.id);
            field = field.with("aria-invalid", "true").with("aria-describedby", place);
        }
        cell = cell.put(field);
        if own.is_some() {
            let back = flip(format!("{PREFIX}{}={LIST}", row.id))
                .with("data-ask", format!("prices: {}", self.shown))
                .with("aria-label", format!("List price again: {}", row.label));
            cell = cell.put(back.put("List price"));
        }
        let error = error.map(|error| error.message()).unwrap_or_default();
        let place = format!("error-price-{}", row.id);
        cell.put(tag("p").key("error").with("id", place).class("error").with("role", "alert").put(error))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::told;

    const TODAY: &str = "2026-11-22";

    fn scenario(prices: &[(&str, &str)]) -> Scenario {
        let mut scenario = Scenario::default();
        prices.iter().for_each(|(id, price)| scenario.set_price(id, price).unwrap());
        scenario
    }

    fn shown(scenario: &Scenario, with: &str) -> (String, String) {
        let trees = panel(scenario, with, TODAY).unwrap();
        (trees.iter().map(told).collect(), loadline_markup::write(&trees))
    }

    #[test]
    fn prices_of_the_plan_stand_with_their_source() {
        let (words, markup) = shown(&Scenario::default(), "");
        assert!(words.contains("RDS Postgres r6g.xlarge") && words.contains("$0.45per hour"), "{words}");
        assert!(!words.contains("your price") && !markup.contains("data-save"));
        // Whole catalogue: every identifier once.
        let (_, markup) = shown(&Scenario::default(), "all");
        let mut ids: Vec<&str> = crate::catalog().unwrap().rows.iter().map(|row| row.id.as_str()).collect();
        ids.dedup();
        assert_eq!(markup.matches("@data-set=price.").count(), ids.len());
        let (words, _) = shown(&Scenario::default(), "own");
        assert!(words.contains("None is your own."), "{words}");
    }

    #[test]
    fn an_own_price_is_marked_and_can_be_taken_back() {
        let own = scenario(&[("aws.rds.r6g.xlarge", "0.40"), ("llm.claude-haiku-4.5.input", "0.5")]);
        for with in ["used", "own", "all"] {
            let (words, markup) = shown(&own, with);
            assert_eq!(words.matches("your price").count(), 2, "{with}: {words}");
            // The heuristic compiler asks no model.
            assert_eq!(words.matches("not in this plan").count(), 1);
            assert!(markup.contains("@value=0.4\n") && words.contains("$0.45per hour"));
            assert!(markup.contains("@data-flip=price.aws.rds.r6g.xlarge=list\n"));
            assert!(markup.contains("@data-save=price-book\n"));
        }
    }

    #[test]
    fn what_cannot_stand_is_told_beside_its_field() {
        let (words, markup) = shown(&Scenario::default(), "used aws.alb=-1");
        assert!(
            words.contains("`-1` is below the least allowed (0 to 1000000 dollars per hour, or list)"),
            "{words}"
        );
        assert_eq!(markup.matches("@aria-invalid=true").count(), 1);
        assert!(markup.contains("@value=-1\n"));
        for fine in ["used aws.alb=0.02", "used aws.alb=", "used xyzzy=1", "nonsense"] {
            let (_, markup) = shown(&Scenario::default(), fine);
            assert!(!markup.contains("aria-invalid"), "{fine}");
        }
    }

    #[test]
    fn old_prices_are_marked() {
        let trees = panel(&Scenario::default(), "all", "2030-01-01").unwrap();
        let words: String = trees.iter().map(told).collect();
        assert!(words.matches("over a year old").count() > 200);
        assert!(panel(&Scenario::default(), "all", "soon").is_err());
    }

    #[test]
    fn a_price_book_is_saved_and_read_again() {
        let own = scenario(&[("aws.rds.r6g.xlarge", "0.40")]);
        let link = link::encode(&own);
        let saved = crate::answer(&format!("price-book\n{link}\n{TODAY}")).unwrap();
        let (head, book) = saved.split_once('\n').unwrap();
        assert_eq!(head, "price-book.json\tapplication/json");
        let here = link::encode(&scenario(&[("aws.alb", "0.02")]));
        let answer = crate::answer(&format!("price-book read\n{here}\n{book}\n{TODAY}")).unwrap();
        // What is there already stays, what the book says is added.
        let both = scenario(&[("aws.alb", "0.02"), ("aws.rds.r6g.xlarge", "0.40")]);
        assert_eq!(answer, link::encode(&both));
        let bad = "{\"schema\":1,\n\"prices\":{\"aws.alb\":-1}}";
        let answer = crate::answer(&format!("price-book read\n{here}\n{bad}\n{TODAY}")).unwrap();
        let (link, notices) = answer.split_once('\n').unwrap();
        assert_eq!(link, here);
        assert!(notices.starts_with("price.aws.alb: `-1` is below the least"), "{notices}");
    }
}

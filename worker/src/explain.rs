//! Why a figure is what it is: its tree, folded below the first level, so that it reads on a narrow page and from the
//! keyboard.

use loadline_core::catalog::Confidence;
use loadline_core::decide::explain::{
    Basis, Date, Entry, Explanation, Figure, RestsOn, Standing, explain, trust,
};
use loadline_core::format::percent;
use loadline_core::scenario::typing::format_number;
use loadline_core::scenario::{Provenance, Scenario};
use loadline_markup::{Node, Tag, badge, section, tag, traced};
use std::collections::BTreeSet;

/// The tree of the figure named `figure`, on the day `today` (`2026-01-31`).
///
/// # Errors
/// The sentence that says why there is none.
pub fn panel(scenario: &Scenario, figure: &str, today: &str) -> Result<Vec<Tag>, String> {
    let figure: Figure = figure.parse().map_err(words)?;
    let today: Date = today.parse().map_err(words)?;
    let found = explain(scenario, crate::catalog()?, &figure, today).map_err(words)?;
    let mut tree = Tree { found: &found, today, met: BTreeSet::new() };
    let section = section("explain-title", found.title.clone());
    Ok(vec![match found.entries.first() {
        Some(figure) => {
            let value = tag("strong").with("id", "explain-value").put(figure.amount());
            let value = tag("p").put(value).put(" ").all(tree.badges(figure));
            let rests_on = found.rests_on.as_ref().map(rests_on).unwrap_or_default();
            section.put(value).all(rests_on).all(tree.own(figure)).all(tree.parts(figure, 0))
        }
        None => section,
    }])
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Causes shown of each total.
const MOST_CAUSES: usize = 8;

/// What rests on the person's own prices, as part of a sentence; nothing where there are none.
pub fn own_share(of: &RestsOn) -> String {
    if of.own > 0.0 { format!(", {} on your own prices", percent(of.own)) } else { String::new() }
}

fn rests_on(of: &RestsOn) -> Vec<Tag> {
    let own = own_share(of);
    let shares = format!(
        "Of these dollars, {} rest on assumptions that nobody stated, {} on prices of low confidence, {} on prices more \
         than a year old{own}; {} on none of these.",
        percent(of.assumptions),
        percent(of.unverified),
        percent(of.old),
        percent(of.none)
    );
    let mut tags = vec![tag("p").with("id", "rests-on").put(shares)];
    if !of.causes.is_empty() {
        let cause =
            |share: f64, label: &str, why: &str| tag("li").put(format!("{} {label}: {why}", percent(share)));
        let causes = of.causes.iter().take(MOST_CAUSES);
        let mut list: Vec<Tag> =
            causes.map(|one| cause(one.share, &one.label, one.kind.in_words())).collect();
        if of.causes.len() > MOST_CAUSES {
            list.push(tag("li").put(format!("and {} more", of.causes.len() - MOST_CAUSES)));
        }
        tags.push(tag("details").put(tag("summary").put("What they rest on")).put(tag("ul").all(list)));
    }
    tags
}

/// The tree as it is written, from the top.
struct Tree<'e> {
    found: &'e Explanation,
    today: Date,
    /// Entries written already.
    met: BTreeSet<usize>,
}

impl Tree<'_> {
    /// What an entry is made of: folded, each with its own parts.
    fn parts(&mut self, entry: &Entry, depth: usize) -> Vec<Tag> {
        if entry.parts.is_empty() {
            return Vec::new();
        }
        let parts =
            entry.parts.iter().filter_map(|part| self.part(*part, depth)).map(|part| tag("li").put(part));
        vec![tag("ul").class("tree").all(parts.collect())]
    }

    fn part(&mut self, place: usize, depth: usize) -> Option<Tag> {
        let found = self.found;
        let entry = found.entries.get(place)?;
        let is_first = self.met.insert(place);
        if entry.parts.is_empty() {
            return Some(tag("div").put(self.head(tag("div"), entry)).all(self.own(entry)));
        }
        if !is_first || depth >= DEEPEST {
            let head = self.head(tag("div"), entry);
            return Some(
                tag("div").put(head.put(badge("badge", if is_first { "too deep" } else { "see above" }))),
            );
        }
        let head = self.head(tag("summary"), entry);
        Some(tag("details").put(head).all(self.own(entry)).all(self.parts(entry, depth + 1)))
    }

    /// Name, kind and value on one line.
    fn head(&self, tag: Tag, entry: &Entry) -> Tag {
        let name = loadline_markup::tag("span").put(entry.label.clone());
        let value = loadline_markup::tag("strong").put(match &entry.origin {
            Basis::Figure(name) => Node::from(traced(&[name], entry.amount())),
            _ => entry.amount().into(),
        });
        tag.class("entry").put(name).all(self.badges(entry)).put(value)
    }

    /// The kind of an entry that is no formula in a word, and what is wrong with it.
    fn badges(&self, entry: &Entry) -> Vec<Tag> {
        let plain = |kind| vec![badge("badge", kind)];
        match &entry.origin {
            Basis::Formula(..) | Basis::Function(..) | Basis::Figure(_) => Vec::new(),
            Basis::Input(_, Standing::Stated) => vec![badge("badge badge-good", "stated")],
            Basis::Input(key, Standing::Default) => match key.field().provenance {
                Provenance::Assumption => vec![badge("badge badge-assumption", "assumption")],
                _ => plain("default"),
            },
            Basis::Input(_, Standing::OfThisRow) => plain("set by the row"),
            Basis::Price { list: Some(_), .. } => vec![badge("badge badge-assumption", "your price")],
            Basis::Price { as_of, confidence, .. } => self.read("price", as_of, *confidence),
            Basis::Limit { as_of, confidence, .. } => self.read("limit", as_of, *confidence),
            Basis::Size => plain("size"),
            Basis::Constant => plain("constant"),
        }
    }

    /// What was read somewhere: how far it can be trusted, and whether it is old.
    fn read(&self, kind: &'static str, as_of: &str, confidence: Confidence) -> Vec<Tag> {
        let mut badges = vec![badge("badge", kind)];
        if confidence == Confidence::Low {
            badges.push(badge("badge badge-bad", trust(confidence)));
        }
        if self.today.is_more_than_a_year_after(as_of) {
            badges.push(badge("badge badge-bad", "over a year old"));
        }
        badges
    }

    /// The formula by names and by figures, and where it or the figure is from.
    fn own(&self, entry: &Entry) -> Vec<Tag> {
        let formulas = [self.found.in_words(entry), self.found.in_figures(entry)];
        // A sum too long to be written out is told by its terms, which follow.
        let formulas = formulas.into_iter().filter(|formula| !formula.is_empty() && !formula.contains('…'));
        let mut own: Vec<Tag> =
            formulas.map(|formula| tag("p").class("note").put(format!("= {formula}"))).collect();
        let source = match &entry.origin {
            Basis::Price { per, region, source, as_of, confidence, list, .. } => Some(
                address(list_price(tag("p").class("note"), *list), source)
                    .put(format!(", {as_of}; per {per}, {region}; {}", trust(*confidence))),
            ),
            Basis::Limit { source, as_of, confidence, .. } => Some(
                address(tag("p").class("note"), source).put(format!(", {as_of}; {}", trust(*confidence))),
            ),
            // Its kind says it all, or its own tree.
            Basis::Constant | Basis::Figure(_) => None,
            _ => Some(entry.source())
                .filter(|source| !source.is_empty())
                .map(|source| tag("p").class("note").put(source)),
        };
        own.extend(source);
        own
    }
}

/// What the person's own price stands in place of.
fn list_price(note: Tag, list: Option<f64>) -> Tag {
    match list {
        Some(list) => note.put(format!("in place of the list price {}: ", format_number(list))),
        None => note,
    }
}

/// How deep the tree is written: deeper than any plan's is, and less than the page reads.
const DEEPEST: usize = 18;

/// A source with a link, where it begins with the address of a page (`render.com/pricing`) or of a repository
/// (`owner/name (GitHub)`).
pub fn address(place: Tag, source: &str) -> Tag {
    let end = source.find([' ', ',', ';']).unwrap_or(source.len());
    let (first, rest) = source.split_at_checked(end).unwrap_or((source, ""));
    let page = match first.split_once('/') {
        Some((host, _)) if host.contains('.') => format!("https://{first}"),
        Some((_, name)) if rest.starts_with(" (GitHub)") && !name.contains(['/', '#']) => {
            format!("https://github.com/{first}")
        }
        _ => return place.put(source.to_owned()),
    };
    let link = tag("a").with("href", page).with("target", "_blank").put(first.to_owned());
    place.put(link).put(rest.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use loadline_core::decide::explain::{all_figures, explain_all};
    use loadline_core::scenario::link;
    use loadline_core::scenario::presets::PRESETS;
    use loadline_markup::{bits, read, write};

    fn written(figure: &str) -> Result<String, String> {
        panel(&Scenario::default(), figure, "2026-11-21").map(|trees| write(&trees))
    }

    #[test]
    fn a_total_says_what_it_rests_on_and_a_line_does_not() {
        let total = written("options/functions/usd").unwrap();
        assert!(total.contains("\"Functions: monthly bill\n") && total.contains("rest on assumptions"));
        // 2 tasks × 730 h × 1 vCPU × $0.04048 = $59.1008.
        assert!(total.contains("\"$59.1008/month\n") && total.contains(", 2026-10-09; per "), "{total}");
        assert!(!written("options/functions/items/0/usd").unwrap().contains("rest on"));
    }

    #[test]
    fn every_figure_is_written_so_that_the_page_reads_it_whole() {
        let scenario = Scenario::default();
        let listed = all_figures(&scenario, crate::catalog().unwrap()).unwrap();
        for one in listed.iter().filter(|one| !one.figure.contains("/items/")) {
            let trees = panel(&scenario, &one.figure, "2026-11-21").unwrap();
            assert_eq!(write(&read(&write(&trees))), write(&trees), "{}", one.figure);
        }
    }

    #[test]
    fn what_the_worker_shows_can_be_asked_about() {
        let links = PRESETS.iter().map(|preset| link::encode(&preset.scenario()));
        let everything = "1;agent_platform=on;background_worker=on;model_worker=on".to_owned();
        // Each is planned for by itself, so those of one name are asked about once.
        let mut asked = BTreeSet::new();
        let [low, high] = [50.0, 500.0].map(bits::of);
        for link in links.chain([everything]) {
            let table = format!("curve-table\n{link}\nfiles_per_day {low}{high}");
            let growth = format!("growth\n{link};growth_percent_per_month=10;horizon_months=3");
            let others = ["signals", "database", "studies"].map(|kind| format!("{kind}\n{link}"));
            let is_first = asked.is_empty();
            let limits = "flips: 1;analyze_minutes=18\n1;analyze_minutes=18".to_owned();
            let many =
                [table, growth, limits, format!("best-mix\n{link}")].into_iter().filter(move |_| is_first);
            for request in others.into_iter().chain(many) {
                let panel = crate::answer(&request).unwrap();
                let link = request.lines().nth(1).unwrap();
                let names = |text: &str| -> Vec<String> {
                    let names = text.lines().filter_map(|line| line.strip_prefix("@data-figure="));
                    names.map(str::to_owned).collect()
                };
                let mut pending = names(&panel);
                while let Some(name) = pending.pop() {
                    if asked.insert(name.clone()) {
                        let answer = crate::answer(&format!("explain\n{link}\n{name}\n2026-11-21"));
                        // A tree may end at figures that have one of their own.
                        pending.extend(names(
                            &answer.unwrap_or_else(|error| panic!("{name} of {link}: {error}")),
                        ));
                    }
                }
            }
        }
        assert!(asked.len() > 200, "{} figures", asked.len());
        for figure in ["tier", "growth/months/3/paid", "|tier"] {
            assert!(asked.iter().any(|name| name.ends_with(figure)), "nobody asks about {figure}");
        }
    }

    #[test]
    fn kinds_and_doubts_are_marked() {
        let written =
            |link, figure, today| write(&panel(&link::decode(link).scenario, figure, today).unwrap());
        let has =
            |text: &str, class: &str, words: &str| text.contains(&format!("@class={class}\n\"{words}\n"));
        let (few_files, figure) = ("1;files_per_day=50", "options/fargate_service/usd");
        let fresh = written(few_files, figure, "2026-11-21");
        for (class, words) in [
            ("badge badge-good", "stated"),
            ("badge badge-assumption", "assumption"),
            ("badge", "default"),
            ("badge", "price"),
            ("badge", "size"),
        ] {
            assert!(has(&fresh, class, words), "{words}: {fresh}");
        }
        let doubts = |text: &str| {
            ["over a year old", "low confidence"].map(|words| has(text, "badge badge-bad", words))
        };
        // Every price and limit of this bill was read in 2026, none of them with low confidence.
        assert_eq!(doubts(&fresh), [false, false]);
        assert_eq!(doubts(&written(few_files, figure, "2028-01-01")), [true, false]);
        // Guides' own rates for functions are of low confidence.
        let printed =
            written("1;memory_service=off;price_book=printed", "options/functions/usd", "2026-11-21");
        assert!(has(&printed, "badge badge-bad", "low confidence"), "{printed}");
    }

    #[test]
    fn no_tree_is_too_deep_for_the_page() {
        for link in ["1", "1;agent_platform=on;background_worker=on;model_worker=on"] {
            let scenario = link::decode(link).scenario;
            let today = "2026-11-21".parse().unwrap();
            for found in explain_all(&scenario, crate::catalog().unwrap(), today).unwrap() {
                let mut deepest = 0;
                found.each(&mut |depth, _, _| deepest = depth.max(deepest));
                assert!(deepest <= DEEPEST, "{}: {deepest}", found.figure);
            }
        }
    }

    #[test]
    fn sources_that_have_an_address_are_linked() {
        let written = |source| write(&[address(tag("p"), source)]);
        let linked = |to: &str, words: &str| format!("<a\n@href={to}\n@target=_blank\n\"{words}\n>\n");
        for (source, to, words, rest) in [
            ("render.com/pricing", "https://render.com/pricing", "render.com/pricing", ""),
            ("a.co/b; third", "https://a.co/b", "a.co/b", "; third"),
            ("some/repo (GitHub) file", "https://github.com/some/repo", "some/repo", " (GitHub) file"),
        ] {
            assert_eq!(written(source), format!("<p\n{}\"{rest}\n>\n", linked(to, words)));
        }
        for source in
            ["guide 002, line 17", "docs.aws.amazon.com, Lambda quotas", "copies of a.co/b", "x/y, z"]
        {
            assert_eq!(written(source), format!("<p\n\"{source}\n>\n"));
        }
    }

    #[test]
    fn a_request_names_scenario_figure_and_day() {
        let figure = "options/functions/items/api-tasks-vcpu/usd";
        let answer = crate::answer(&format!("explain\n1\n{figure}\n2026-11-21")).unwrap();
        assert_eq!(answer, written(figure).unwrap());
        assert!(crate::answer("explain\n1").unwrap_err().contains("no name of a figure"));
    }

    #[test]
    fn what_cannot_be_explained_is_said() {
        assert!(written("options/nobody/usd").unwrap_err().contains("no figure"));
        assert!(panel(&Scenario::default(), "tier", "yesterday").unwrap_err().contains("no date"));
    }
}

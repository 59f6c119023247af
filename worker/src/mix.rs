//! The best mix of hosts: what it costs, what it saves, what runs where.

use loadline_core::format;
use loadline_core::option::mix::{Mix, best_mix};
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, columns, figure, row_head, section, tag, traced, wide_by_keys};

/// The best mix; nothing where nothing is hosted.
pub fn panel(scenario: &Scenario) -> Result<Vec<Tag>, String> {
    let mix = best_mix(scenario, crate::catalog()?).map_err(|error| error.to_string())?;
    let content = match mix {
        Some(mix) => of_mix(&mix),
        None if crate::plan(scenario)?.options.is_empty() => return Ok(Vec::new()),
        None => vec![tag("p").class("none").put("No mix of hosts can run everything.")],
    };
    Ok(vec![section("best-mix-title", "The best mix").all(content)])
}

/// A sentence; with a table where it is cheaper than every option, whose bill stands above.
fn of_mix(mix: &Mix<f64>) -> Vec<Tag> {
    let sentence = tag("p").with("id", "best-mix-words").class("lead");
    let mut content = vec![mix.told().into_iter().fold(sentence, |sentence, (words, name)| match name {
        "" => sentence.put(words),
        name => sentence.put(of(&[name], words)),
    })];
    if mix.is_cheaper() {
        let shares = mix.shares.iter().enumerate().map(|(place, share)| {
            let name = ["shares", &place.to_string(), "usd"];
            row(share.words(), share.host_name, of(&name, format::cents(share.usd_per_month)))
        });
        let shared = of(&["shared"], format::cents(mix.shared_usd));
        let shared = row("What every option has".to_owned(), "", shared);
        let total = tag("tr")
            .class("total")
            .put(row_head("Total").with("colspan", "2"))
            .put(figure(of(&["usd"], format::cents(mix.option.usd_per_month))));
        let table = tag("table")
            .with("id", "best-mix")
            .put(columns(&[("Component", ""), ("Host", ""), ("$ a month", "figure")]))
            .put(tag("tbody").all(shares.chain([shared]).collect()))
            .put(tag("tfoot").put(total));
        content.push(wide_by_keys("The best mix", table));
        content.extend(mix.notice().map(|notice| tag("p").class("note").put(notice)));
    }
    content
}

/// A figure of the mix.
fn of(name: &[&str], words: String) -> Tag {
    traced(&[&["mix"], name].concat(), words)
}

fn row(words: String, host: &'static str, usd: Tag) -> Tag {
    tag("tr").put(row_head(words)).put(tag("td").put(host)).put(figure(usd))
}

#[cfg(test)]
mod tests {
    use crate::answer;

    /// The text of a panel, piece by piece.
    fn pieces(link: &str) -> Vec<String> {
        let text = answer(&format!("best-mix\n{link}")).unwrap_or_default();
        text.lines().filter_map(|line| line.strip_prefix('"').map(str::to_owned)).collect()
    }

    #[test]
    fn the_default_has_a_table_and_one_component_has_none() {
        let text = pieces("1");
        let said = "$521 a month: $34.41 (6.2\u{a0}%) less than Platform plans, the cheapest single way; $24.24 \
                    (4.4\u{a0}%) less than Hybrid of guide 002. Every mix was looked at.";
        assert!(text.concat().starts_with(&["The best mix", said].concat()), "{text:?}");
        for words in [
            "Data moved between AWS, Google Cloud and Render is not priced.",
            "$521.00",
            "Free allotments and discounts",
        ] {
            assert!(text.iter().any(|piece| piece == words), "{words} is not in {text:?}");
        }
        let api: Vec<&str> = text.iter().skip_while(|piece| *piece != "API").map(String::as_str).collect();
        assert!(api.starts_with(&["API", "Platform plans", "$50.00"]), "{text:?}");

        let one = pieces("1;memory_service=off;file_pipeline=off;background_worker=on");
        assert_eq!(one.len(), 4, "{one:?}");
        assert!(one.concat().contains("No mix of hosts is cheaper than "), "{one:?}");
        assert!(pieces("1;memory_service=off;file_pipeline=off").is_empty());
    }
}

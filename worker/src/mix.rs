//! The best mix of hosts: what it costs, what it saves, what runs where.

use loadline_core::format;
use loadline_core::option::mix::{Mix, best_mix};
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, columns, figure, row_head, section, tag, wide_by_keys};

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
    let mut content = vec![tag("p").with("id", "best-mix-words").class("lead").put(mix.sentence())];
    if mix.is_cheaper() {
        let shares = mix.shares.iter().map(|share| row(share.words(), share.host_name, share.usd_per_month));
        let shared = row("What every option has".to_owned(), "", mix.shared_usd);
        let total = tag("tr")
            .class("total")
            .put(row_head("Total").with("colspan", "2"))
            .put(figure(format::cents(mix.option.usd_per_month)));
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

fn row(words: String, host: &'static str, usd: f64) -> Tag {
    tag("tr").put(row_head(words)).put(tag("td").put(host)).put(figure(format::cents(usd)))
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
        for words in [
            "The best mix",
            "$521 a month: $34.41 (6.2\u{a0}%) less than Platform plans, the cheapest single way; $24.24 (4.4\u{a0}%) \
             less than Hybrid of guide 002. Every mix was looked at.",
            "Data moved between AWS, Google Cloud and Render is not priced.",
            "$521.00",
            "Free allotments and discounts",
        ] {
            assert!(text.iter().any(|piece| piece == words), "{words} is not in {text:?}");
        }
        let api: Vec<&str> = text.iter().skip_while(|piece| *piece != "API").map(String::as_str).collect();
        assert!(api.starts_with(&["API", "Platform plans", "$50.00"]), "{text:?}");

        let one = pieces("1;memory_service=off;file_pipeline=off;background_worker=on");
        assert_eq!(one.len(), 2, "{one:?}");
        assert!(one.iter().any(|piece| piece.starts_with("No mix of hosts is cheaper than ")), "{one:?}");
        assert!(pieces("1;memory_service=off;file_pipeline=off").is_empty());
    }
}

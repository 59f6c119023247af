//! The plan as files: what is offered, and the files.

use crate::request::{Request, file};
use loadline_core::export::{Export, Format, Wish};
use loadline_core::scenario::Scenario;
use loadline_markup::{Tag, choice, choose, section, tag};

/// The panel; `with` is the option that files for a host are about, the cheapest where none is named.
pub fn panel(scenario: &Scenario, with: &str) -> Result<Vec<Tag>, String> {
    let plan = crate::plan(scenario)?;
    let works = || plan.options.iter().filter(|option| option.is_feasible());
    // An option that has just been ruled out gives way to the cheapest.
    let wanted = works().find(|option| option.id == with).map(|option| option.id);
    let export = export(scenario, wanted)?;
    let offered = export.offered().flat_map(|format| {
        let kind = format!("export: {} {}", format.id, wanted.unwrap_or_default());
        let kind = kind.trim_end().to_owned();
        let button =
            |how, file: String| tag("button").with("type", "button").with(how, kind.clone()).put(file);
        let item = |save: Tag| tag("li").put(save).put(" ").put(tag("span").class("note").put(format.title));
        // A drawing is also to be had in pixels, which the page makes of it.
        let pixels = format.file.strip_suffix(".svg");
        let pixels = pixels.map(|name| item(button("data-picture", format!("{name}.png"))));
        [Some(item(button("data-save", format.file.to_owned()))), pixels].into_iter().flatten()
    });
    let list = tag("ul").class("exports").with("id", "exports-list").all(offered.collect());
    let lead = "Every file names its inputs, its prices' dates and its link; what a plan cannot know, such as the names \
                of images, begins with REPLACE.";
    let section =
        section("exports-title", "Export").with("id", "exports").put(tag("p").class("lead").put(lead));
    let choices: Vec<Tag> = works()
        .enumerate()
        .map(|(place, option)| {
            choose(option.id, option.name, wanted.map_or(place == 0, |wanted| wanted == option.id))
        })
        .collect();
    Ok(vec![if choices.is_empty() {
        section.put(list)
    } else {
        section.put(choice("export-option", "Files for", ("data-change", "exports: {}"), choices)).put(list)
    }])
}

fn export<'s>(scenario: &'s Scenario, option: Option<&str>) -> Result<Export<'s>, String> {
    Export::of(scenario, crate::catalog()?, Wish { option, ..Wish::default() })
        .map_err(|error| error.to_string())
}

/// One of the files: the format's identifier, and the option's where it is not the cheapest. The body is the page's
/// address.
pub fn saved(request: &Request<'_>) -> Result<String, String> {
    let (id, option) = request.with.split_once(' ').unwrap_or((request.with, ""));
    let format = Format::find(id).ok_or_else(|| format!("There is no export `{id}`."))?;
    let option = Some(option).filter(|option| !option.is_empty());
    let wish = Wish { option, base: request.body, ..Wish::default() };
    let export = Export::of(&request.scenario, crate::catalog()?, wish).map_err(|error| error.to_string())?;
    let content = format.write(&export).map_err(|error| error.to_string())?;
    Ok(file(format.file, format.media_type, &content))
}

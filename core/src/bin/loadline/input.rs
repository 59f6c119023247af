//! The scenario a command line asks for: a preset, a link or file over it, single inputs over both.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use loadline_core::scenario::own_prices::PREFIX;
use loadline_core::scenario::presets::{PRESETS, Preset};
use loadline_core::scenario::typing::{Problem, nearest};
use loadline_core::scenario::{Decoded, Key, Scenario, file, link, price_book};
use serde_json::Value;

use crate::BadInput;
use crate::arguments::PlanArguments;
use crate::layout::quoted;

/// Put the scenario together.
pub fn scenario(arguments: &PlanArguments) -> Result<Scenario, BadInput> {
    let mut scenario = match &arguments.preset {
        Some(id) => preset(id)?.scenario(),
        None => Scenario::default(),
    };
    if let Some(source) = &arguments.source {
        let text = source.to_string_lossy();
        scenario =
            if is_link(source, &text) { link_over(&scenario, &text) } else { file_over(&scenario, source) }?;
    }
    for name in &arguments.price_books {
        scenario.take_prices(&own_prices(name)?);
    }
    set(&mut scenario, "--set", "files_per_day=500", &arguments.sets)?;
    set(&mut scenario, "--price", "aws.alb=0.02", &arguments.prices)?;
    Ok(scenario)
}

fn preset(id: &str) -> Result<&'static Preset, BadInput> {
    Preset::find(id.trim()).ok_or_else(|| {
        let ids = || PRESETS.iter().map(|preset| preset.id);
        let meant = nearest(id, ids()).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        let allowed: Vec<&str> = ids().collect();
        BadInput::new(format!("--preset: {} is no preset; one of {}{meant}", quoted(id), allowed.join(", ")))
    })
}

/// The fragment of what may be a whole address.
pub fn fragment(text: &str) -> &str {
    match text.split_once('#') {
        Some((_, fragment)) => fragment,
        // An address without a fragment is the page at its defaults.
        None if text.contains("://") => "",
        None => text,
    }
}

/// A link holds what no file name does, unless there is a file of that name.
fn is_link(source: &OsStr, text: &str) -> bool {
    text.contains("://")
        || text.starts_with('#')
        || (!Path::new(source).exists()
            && (text.contains('=')
                || text.to_ascii_lowercase().contains("%3d")
                || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))))
}

fn link_over(base: &Scenario, text: &str) -> Result<Scenario, BadInput> {
    let decoded = link::decode(fragment(text));
    let stated = decoded.stated.clone();
    let mut scenario = clean("link", decoded)?;
    // A value the link states stands, the default included; what it leaves out is filled in.
    for (key, value) in base.entries().filter(|(key, _)| !stated.contains(key)) {
        scenario.set_unchecked(key, Some(value));
        scenario.set_range(key, base.own_range(key).copied());
    }
    let mut prices = base.clone();
    prices.take_prices(&scenario);
    scenario.take_prices(&prices);
    Ok(scenario)
}

/// The text of a file, with its name for messages; `what` it was asked for as, and what it may hold.
fn text_of(source: &OsStr, what: &str, allowed: &str) -> Result<(String, String), BadInput> {
    let from_standard_input = source == "-";
    let name =
        if from_standard_input { "standard input".to_owned() } else { quoted(&source.to_string_lossy()) };
    let bytes =
        if from_standard_input { most_of(io::stdin().lock()) } else { File::open(source).and_then(most_of) };
    let bytes = bytes.map_err(|error| {
        BadInput::new(format!("{what}: {name} cannot be read: {error}; allowed are {allowed}"))
    })?;
    if bytes.len() > file::MOST_BYTES {
        let most = file::MOST_BYTES / 1_000_000;
        return Err(BadInput::new(format!("{what}: {name} is larger than the {most} MB allowed")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| BadInput::new(format!("{what}: {name} is not UTF-8 text; allowed are {allowed}")))?;
    Ok((name, text))
}

fn own_prices(source: &str) -> Result<Scenario, BadInput> {
    let (name, text) = text_of(OsStr::new(source), "--prices", "a price book in JSON, or `-`")?;
    clean(&format!("--prices: {name}"), price_book::read(&text))
}

fn file_over(base: &Scenario, source: &OsStr) -> Result<Scenario, BadInput> {
    if source.is_empty() {
        return Err(BadInput::new(
            "LINK or FILE: the value is empty; a link, a file's name, or `-` for standard input",
        ));
    }
    let allowed = "a scenario in JSON, `-`, or a link such as 2;files_per_day=500";
    let (name, text) = text_of(source, "FILE", allowed)?;
    let decoded = clean(&format!("FILE: {name}"), file::read(&text))?;
    let mut scenario = base.clone();
    for key in mentioned(&text).map_err(|error| {
        BadInput::new(format!(
            "FILE: {name} is not valid JSON: {error}; allowed is {{ \"files_per_day\": 500 }}"
        ))
    })? {
        scenario.set_unchecked(key, decoded.stated(key));
    }
    scenario.take_prices(&decoded);
    Ok(scenario)
}

/// All there is, up to what is too much to be a scenario.
fn most_of(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(file::MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The inputs a file states, also those at their default: over a preset that is a statement too.
fn mentioned(text: &str) -> Result<Vec<Key>, serde_json::Error> {
    let outer: Value = serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))?;
    let fields = outer.get("scenario").filter(|inner| inner.is_object()).unwrap_or(&outer);
    let keys = fields.as_object().into_iter().flat_map(|fields| fields.keys());
    Ok(keys.filter_map(|id| Key::parse(id.trim())).collect())
}

/// Nothing unreadable may be passed over in silence: a script would plan something else than it stated.
/// That a link leaves own prices out is no fault of it, and said aside.
fn clean(name: &str, mut decoded: Decoded) -> Result<Scenario, BadInput> {
    decoded.notices.retain(|notice| {
        let is_told = notice.field == link::PRIVATE;
        if is_told {
            // Where this cannot be written, the plan still can.
            let _ = writeln!(io::stderr(), "loadline: {name}: {notice}");
        }
        !is_told
    });
    if decoded.notices.is_empty() {
        Ok(decoded.scenario)
    } else {
        Err(BadInput(decoded.notices.iter().map(|notice| format!("{name}: {notice}")).collect()))
    }
}

/// State inputs or prices given to a flag, each once.
fn set(scenario: &mut Scenario, flag: &str, example: &str, given: &[String]) -> Result<(), BadInput> {
    let (prefix, list) = if flag == "--price" { (PREFIX, "prices") } else { ("", "fields") };
    let mut wrong = Vec::new();
    let mut stated: Vec<(&str, &str)> = Vec::new();
    for given in given {
        let Some((id, text)) = given.split_once('=') else {
            wrong.push(format!("{flag}: {} is not of the form key=value, such as {example}", quoted(given)));
            continue;
        };
        let id = id.trim();
        if let Some((_, first)) = stated.iter().find(|(other, _)| *other == id) {
            wrong.push(format!(
                "{flag} {id}: stated more than once, {} and {}; at most one value is allowed",
                quoted(first),
                quoted(text)
            ));
            continue;
        }
        stated.push((id, text));
        if let Err(error) = scenario.set_by_id(&[prefix, id].concat(), text) {
            let lists = match error.problem {
                Problem::UnknownField => format!(" (`loadline {list}` lists all)"),
                _ => String::new(),
            };
            let id = error.field.strip_prefix(prefix).unwrap_or(&error.field);
            wrong.push(format!("{flag} {}={}: {}{lists}", id.trim(), error.given, error.message()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(BadInput(wrong)) }
}

//! A plan as a file, and the list of the files there are.

use loadline_core::catalog::Catalog;
use loadline_core::export::{Export, FORMATS, Format, Wish};
use loadline_core::scenario::typing::nearest;
use serde::Serialize;

use crate::BadInput;
use crate::arguments::ExportArguments;
use crate::broken;
use crate::curve::key;
use crate::input;
use crate::json::{self, SCHEMA};
use crate::layout::{Column, quoted, table};

/// Carry out `loadline export`.
pub fn answer(arguments: &ExportArguments, catalog: &Catalog) -> Result<String, BadInput> {
    let format = arguments.format.as_deref().map(format).transpose()?;
    let scenario = input::scenario(&arguments.plan)?;
    let along = arguments.along.as_deref().map(|id| key("--along", Some(id))).transpose()?;
    let base = arguments.base.as_deref().unwrap_or_default();
    let wish = Wish { option: arguments.option.as_deref(), along, base };
    let export = Export::of(&scenario, catalog, wish).map_err(broken)?;
    match format {
        Some(format) => one(format, &export, arguments.plan.json),
        None => list(&export, arguments.plan.json),
    }
}

fn format(id: &str) -> Result<&'static Format, BadInput> {
    Format::find(id).ok_or_else(|| {
        let ids = || FORMATS.iter().map(|format| format.id);
        let meant = nearest(id, ids()).map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        let all: Vec<&str> = ids().collect();
        BadInput::new(format!("export: {} is none of {}{meant}", quoted(id), all.join(", ")))
    })
}

fn one(format: &Format, export: &Export<'_>, as_json: bool) -> Result<String, BadInput> {
    let text = format.write(export).map_err(broken)?;
    if as_json {
        json::text(&FileDocument { schema: SCHEMA, format: described(format), text })
    } else {
        Ok(text)
    }
}

fn list(export: &Export<'_>, as_json: bool) -> Result<String, BadInput> {
    if as_json {
        let formats = export.offered().map(described).collect();
        return json::text(&ListDocument { schema: SCHEMA, formats });
    }
    let rows =
        export.offered().map(|format| [format.id, format.file, format.title].map(str::to_owned).to_vec());
    Ok(table(0, &[Column::Left, Column::Left, Column::Elastic], &rows.collect::<Vec<_>>()))
}

fn described(format: &Format) -> FormatDocument {
    FormatDocument { id: format.id, file: format.file, media_type: format.media_type, title: format.title }
}

#[derive(Serialize)]
struct ListDocument {
    schema: u32,
    formats: Vec<FormatDocument>,
}

#[derive(Serialize)]
struct FileDocument {
    schema: u32,
    #[serde(flatten)]
    format: FormatDocument,
    text: String,
}

#[derive(Serialize)]
struct FormatDocument {
    id: &'static str,
    file: &'static str,
    media_type: &'static str,
    title: &'static str,
}

//! The cost curves as a picture: along each input one below the other, as on the page.

use super::Export;
use crate::chart::sheet::{LIGHT, Sheet, WIDTH};
use crate::error::Error;
use crate::scenario::axis::Axis;

/// The chart, light as paper is.
pub fn write(export: &Export<'_>) -> Result<String, Error> {
    let axes: Vec<Axis> = export
        .along
        .iter()
        .map(|key| Axis::around(*key, export.scenario.value(*key).unwrap_or_default(), true, None))
        .collect();
    Ok(Sheet::of_scenario(export.scenario, export.catalog, &axes, &export.link)?.svg(&LIGHT, WIDTH))
}

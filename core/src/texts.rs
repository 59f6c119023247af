//! The long texts of inputs, presets and prices as one file: what a program built without the feature `texts` fetches
//! when somebody wants to read them.

use crate::catalog::{Catalog, PriceRow};
use crate::scenario::presets::PRESETS;
use crate::scenario::{FIELDS, Group};

/// Every text, one a line: `help, text` for each input, `group, text` for each group of them and `preset, text` for each
/// preset, in the order of their registries, and `price, label, region, source, note` for each row of the catalogue, in its order. Tabs between.
#[must_use]
pub fn all(catalog: &Catalog) -> String {
    let mut text = String::new();
    let mut line = |columns: &[&str]| {
        text.push_str(&columns.join("\t"));
        text.push('\n');
    };
    FIELDS.iter().for_each(|field| line(&["help", field.help]));
    Group::all().for_each(|group| line(&["group", group.description]));
    PRESETS.iter().for_each(|preset| line(&["preset", preset.description]));
    for PriceRow { label, region, source, note, .. } in &catalog.rows {
        line(&["price", label, region, source, note]);
    }
    text
}

/// The texts as read from their file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    /// Help of each input, in the order of the registry.
    pub help: Vec<String>,
    /// Description of each group of inputs, in the order of the registry.
    pub groups: Vec<String>,
    /// Description of each preset, in the order offered.
    pub presets: Vec<String>,
    /// Label, region, source and note of each price, in the order of the catalogue.
    pub prices: Vec<Vec<String>>,
}

impl Texts {
    /// Read the file that [`all`] writes; lines of no known kind are left out.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut texts = Self::default();
        for line in text.lines() {
            let mut columns = line.split('\t').map(str::to_owned);
            match columns.next().as_deref() {
                Some("help") => texts.help.extend(columns.next()),
                Some("group") => texts.groups.extend(columns.next()),
                Some("preset") => texts.presets.extend(columns.next()),
                Some("price") => texts.prices.push(columns.collect()),
                _ => {}
            }
        }
        texts
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let catalog = Catalog::embedded().unwrap();
        let texts = Texts::read(&all(&catalog));
        assert!(texts.help.iter().zip(&FIELDS).all(|(read, field)| read == field.help));
        assert_eq!((texts.help.len(), texts.presets.len()), (FIELDS.len(), PRESETS.len()));
        assert!(Group::all().map(|group| group.description).eq(texts.groups.iter()));
        assert_eq!(texts.presets[0], PRESETS[0].description);
        assert_eq!(texts.prices.len(), catalog.rows.len());
        let last = catalog.rows.last().unwrap();
        assert_eq!(
            texts.prices.last().unwrap(),
            &[last.label.clone(), last.region.clone(), last.source.clone(), last.note.clone()]
        );
        assert!(texts.help.iter().all(|help| !help.is_empty()));
    }
}

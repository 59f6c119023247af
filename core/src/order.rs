//! Putting short lists in order. The standard library's sort costs ten kilobytes of download for every type it
//! sorts; these lists hold a dozen entries.

/// The entries with none before one that it is `worse` than; equals stay as they were.
pub fn by_insertion<T>(entries: Vec<T>, worse: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut ordered: Vec<T> = Vec::with_capacity(entries.len());
    for entry in entries {
        let place = ordered.iter().position(|placed| worse(placed, &entry)).unwrap_or(ordered.len());
        ordered.insert(place, entry);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::by_insertion;

    #[test]
    fn smallest_first_and_equals_as_they_were() {
        let entries = vec![(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        let ordered = by_insertion(entries, |one, other| one.0 > other.0);
        assert_eq!(ordered, [(1, 'b'), (1, 'e'), (2, 'd'), (3, 'a'), (3, 'c')]);
        assert!(by_insertion(Vec::<u8>::new(), |one, other| one > other).is_empty());
    }
}

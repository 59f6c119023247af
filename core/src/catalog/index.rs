//! Rows found by their identifiers without comparing many of them: a plan looks up hundreds.

/// Places of rows in a table of slots, each at the slot its identifier hashes to or the next that was free.
#[derive(Clone, Debug, Default)]
pub struct Index {
    slots: Vec<u16>,
}

/// A slot that holds nothing.
const FREE: u16 = u16::MAX;

impl Index {
    /// The index of rows by their identifiers, in the order of their places. Of rows that share one the first is found.
    pub fn of<'i>(ids: impl ExactSizeIterator<Item = &'i str>) -> Self {
        // At most half full, so that few look-ups go on to a second slot.
        let mut index = Self { slots: vec![FREE; (ids.len() * 2 + 1).next_power_of_two()] };
        let mut last = None;
        for (place, id) in (0..FREE).zip(ids) {
            if last != Some(id)
                && let Some(slot) =
                    index.way(id).find(|slot| index.slots.get(*slot).is_none_or(|found| *found == FREE))
                && let Some(slot) = index.slots.get_mut(slot)
            {
                *slot = place;
            }
            last = Some(id);
        }
        index
    }

    /// The place of the row that `is` what is looked for.
    pub fn find(&self, id: &str, is: impl Fn(usize) -> bool) -> Option<usize> {
        self.way(id)
            .map_while(|slot| self.slots.get(slot).filter(|place| **place != FREE))
            .map(|place| usize::from(*place))
            .find(|place| is(*place))
    }

    /// The slots to look at, in order.
    fn way(&self, id: &str) -> impl Iterator<Item = usize> + use<> {
        let last = self.slots.len().saturating_sub(1);
        let first = hash(id) as usize;
        (0..=last).map(move |step| (first + step) & last)
    }
}

/// Eight bytes at a time, each spread over the word by a multiplication with an odd number and folded back.
fn hash(id: &str) -> u64 {
    let mut hash = id.len() as u64;
    for part in id.as_bytes().chunks(8) {
        let word = part.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 32;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_and_no_other() {
        let ids: Vec<String> = (0..600).map(|row| format!("vendor.product.{row}")).collect();
        let index = Index::of(ids.iter().map(String::as_str));
        let find = |id: &str| index.find(id, |place| ids.get(place).is_some_and(|found| found == id));
        for (place, id) in ids.iter().enumerate() {
            assert_eq!(find(id), Some(place));
        }
        assert_eq!(find("vendor.product.600"), None);
        assert_eq!(find(""), None);
        // No identifier needs to look far: half of the slots are free.
        let longest = ids.iter().map(|id| {
            index
                .way(id)
                .take_while(|slot| index.slots.get(*slot).is_some_and(|place| *place != FREE))
                .count()
        });
        assert!(longest.max() < Some(30));
    }

    #[test]
    fn the_first_of_equals_is_found_and_nothing_in_nothing() {
        let index = Index::of(["a", "b", "b", "c"].into_iter());
        assert_eq!(index.find("b", |place| place == 1 || place == 2), Some(1));
        assert_eq!(Index::default().find("a", |_| true), None);
    }
}

//! Lists put together at compile time, so that modules can declare their own entries of a registry.

/// Entries of all lists together.
#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where a slip is a compile error")]
pub const fn total<T>(lists: &[&[T]]) -> usize {
    let (mut count, mut list) = (0, 0);
    while list < lists.len() {
        count += lists[list].len();
        list += 1;
    }
    count
}

/// All lists one after the other. `N` is their [`total`], and there is at least one entry; otherwise it does not
/// compile.
#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where a slip is a compile error")]
pub const fn concat<T: Copy, const N: usize>(lists: &[&[T]]) -> [T; N] {
    let mut all = [first(lists); N];
    let (mut count, mut list) = (0, 0);
    while list < lists.len() {
        let mut place = 0;
        while place < lists[list].len() {
            all[count] = lists[list][place];
            count += 1;
            place += 1;
        }
        list += 1;
    }
    assert!(count == N, "N is the number of entries");
    all
}

#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where a slip is a compile error")]
const fn first<T: Copy>(lists: &[&[T]]) -> T {
    let mut list = 0;
    while lists[list].is_empty() {
        list += 1;
    }
    lists[list][0]
}

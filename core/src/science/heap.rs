//! Size of Postgres tables and B-trees: heap pages, TOAST, free-space and visibility maps.
//!
//! Layout: PostgreSQL heap, TOAST and nbtree; pgvector columns are stored EXTERNAL (not compressed) since 0.6.

use super::hnsw::{PAGE_BYTES, VectorType};
use crate::number::Number;
use crate::unit::{BYTE, COUNT};

const SOURCE: &str = "PostgreSQL page layout";
const TOAST_SOURCE: &str = "PostgreSQL TOAST layout";
const BTREE_SOURCE: &str = "PostgreSQL nbtree layout";

/// Bytes of a row's header with its padding.
pub const ROW_HEADER_BYTES: f64 = 24.0;
/// A row larger than this moves its vector out of line.
pub const TOAST_THRESHOLD_BYTES: f64 = 2032.0;
/// What stays in the row of a value stored out of line.
const TOAST_POINTER_BYTES: f64 = 18.0;
/// Bytes of the value in one full chunk.
const CHUNK_BYTES: u64 = 1996;
/// Header of a chunk row and its two key columns.
const CHUNK_OVERHEAD_BYTES: u64 = 24 + 12;
/// Room for rows and line pointers on a heap page.
const HEAP_ROOM_BYTES: u64 = 8168;
const LINE_POINTER_BYTES: u64 = 4;
/// Room for entries and line pointers on a B-tree page.
const BTREE_ROOM_BYTES: f64 = 8152.0;
/// Share of an inner B-tree page in use.
const INNER_FILL: f64 = 0.70;
/// Heap pages that one page of the free-space map covers, and its upper pages.
const FREE_SPACE_PAGES: f64 = 4069.0;
const FREE_SPACE_UPPER_PAGES: f64 = 2.0;
/// Heap pages that one page of the visibility map covers.
const VISIBILITY_PAGES: f64 = 32_672.0;
/// Bytes of a chunk's key in the index of a TOAST table: value id and sequence number.
const CHUNK_KEY_BYTES: f64 = 8.0;

/// Rows of so many bytes (header included) on a heap page; a fraction where one row needs several pages.
#[must_use]
pub fn rows_per_page(row_bytes: f64) -> f64 {
    let room = HEAP_ROOM_BYTES as f64;
    let taken = libm::ceil(row_bytes / 8.0) * 8.0 + LINE_POINTER_BYTES as f64;
    let rows = libm::floor(room / taken);
    if rows >= 1.0 { rows } else { 1.0 / libm::ceil(taken / room) }
}

/// Pages of a heap of `rows` (count) of `row_bytes` (bytes, header included).
#[must_use]
pub fn heap_pages<N: Number>(rows: N, row_bytes: N) -> N {
    let rows_on_page =
        N::stepped("Rows per page", COUNT, SOURCE, [row_bytes], |[bytes]| rows_per_page(bytes));
    (rows / rows_on_page).pages().called("Heap pages", COUNT, SOURCE)
}

/// Bytes of a heap of `rows` (count) of `row_bytes` (bytes, header included), without its maps.
#[must_use]
pub fn heap_bytes<N: Number>(rows: N, row_bytes: N) -> N {
    (heap_pages(rows, row_bytes) * N::constant(PAGE_BYTES, BYTE)).called("Heap", BYTE, SOURCE)
}

/// Pages of the free-space and visibility maps of a heap of so many pages (count).
#[must_use]
pub fn map_pages<N: Number>(heap_pages: N) -> N {
    let free_space = (heap_pages / N::count(FREE_SPACE_PAGES)).pages() + N::count(FREE_SPACE_UPPER_PAGES);
    let visibility = (heap_pages / N::count(VISIBILITY_PAGES)).pages();
    (free_space + visibility).called("Free-space and visibility maps", COUNT, SOURCE)
}

/// Chunks of a value of `value_bytes` (header included) stored out of line.
#[must_use]
pub fn toast_chunks(value_bytes: u64) -> u64 {
    value_bytes.saturating_sub(4).div_ceil(CHUNK_BYTES)
}

/// Mean TOAST pages a value of `value_bytes` (header included) takes. Chunks are laid next fit and never split,
/// so that the pattern repeats; one period of it is played out.
#[must_use]
pub fn toast_pages_per_value(value_bytes: u64) -> f64 {
    let taken = |bytes: u64| super::hnsw::aligned(CHUNK_OVERHEAD_BYTES + bytes) + LINE_POINTER_BYTES;
    let data = value_bytes.saturating_sub(4);
    let (full, rest) = (data / CHUNK_BYTES, data % CHUNK_BYTES);
    // By fill, in steps of a line pointer: values and pages then.
    let mut seen = vec![None; (HEAP_ROOM_BYTES / LINE_POINTER_BYTES) as usize + 1];
    let (mut pages, mut fill) = (0_u64, HEAP_ROOM_BYTES);
    for values in 0_u64.. {
        match seen.get_mut((fill / LINE_POINTER_BYTES) as usize) {
            Some(Some((values_then, pages_then))) => {
                return (pages - *pages_then) as f64 / (values - *values_then) as f64;
            }
            Some(slot) => *slot = Some((values, pages)),
            None => break,
        }
        let mut lay = |bytes: u64| {
            if fill + bytes > HEAP_ROOM_BYTES {
                pages += 1;
                fill = 0;
            }
            fill += bytes;
        };
        (0..full).for_each(|_| lay(taken(CHUNK_BYTES)));
        if rest > 0 {
            lay(taken(rest));
        }
    }
    0.0
}

/// What a table takes, part by part, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct TableSize<N> {
    /// The rows.
    pub heap: N,
    /// Vectors stored out of line.
    pub toast: N,
    /// The index of those.
    pub toast_index: N,
    /// Free-space and visibility maps of both.
    pub maps: N,
    /// All of it.
    pub total: N,
}

/// Size of a table of `rows` (count) with one vector column and `fixed_bytes` (bytes) of other columns, dead
/// rows and the table's own indexes not counted.
#[must_use]
pub fn table<N: Number>(rows: N, kind: VectorType, dims: u32, fixed_bytes: N) -> TableSize<N> {
    let page = N::constant(PAGE_BYTES, BYTE);
    let value_bytes = kind.value_bytes(dims);
    let beside_vector = fixed_bytes + N::constant(ROW_HEADER_BYTES, BYTE);
    let in_line = beside_vector + N::constant(value_bytes as f64, BYTE);
    let out_of_line = in_line.exceeds(N::constant(TOAST_THRESHOLD_BYTES, BYTE));

    let row_bytes =
        if out_of_line { beside_vector + N::constant(TOAST_POINTER_BYTES, BYTE) } else { in_line };
    let heap_pages = heap_pages(rows, row_bytes.called("Row", BYTE, SOURCE));
    let toasted = if out_of_line { rows } else { N::zero(COUNT) };
    let toast_pages = (toasted * N::count(toast_pages_per_value(value_bytes))).pages();
    let chunks = toasted * N::count(toast_chunks(value_bytes) as f64);
    let toast_maps = if out_of_line { map_pages(toast_pages) } else { N::zero(COUNT) };

    let heap = (heap_pages * page).called("Heap", BYTE, SOURCE);
    let toast = (toast_pages * page).called("Vectors out of line", BYTE, TOAST_SOURCE);
    let toast_index =
        if out_of_line { btree_bytes(chunks, CHUNK_KEY_BYTES, KeyOrder::Rising) } else { N::zero(BYTE) };
    let maps = ((map_pages(heap_pages) + toast_maps) * page).called("Maps", BYTE, SOURCE);
    let total = (heap + toast + toast_index + maps).called("Table", BYTE, SOURCE);
    TableSize { heap, toast, toast_index, maps, total }
}

/// Bytes of the table of [`table`], all parts.
#[must_use]
pub fn table_bytes<N: Number>(rows: N, kind: VectorType, dims: u32, fixed_bytes: N) -> N {
    table(rows, kind, dims, fixed_bytes).total
}

/// Order in which keys arrive at a B-tree; it decides how full its leaves stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrder {
    /// Rising keys, or a fresh build: 90 %, Postgres' fill factor.
    Rising,
    /// Random keys such as UUID version 4: settles at ln 2, 69 %.
    Random,
}

impl KeyOrder {
    /// Share of a leaf page in use.
    #[must_use]
    pub const fn leaf_fill(self) -> f64 {
        match self {
            Self::Rising => 0.90,
            Self::Random => std::f64::consts::LN_2,
        }
    }
}

/// Bytes of a B-tree on so many entries (count) with keys of `key_bytes`, inner and meta pages included.
#[must_use]
pub fn btree_bytes<N: Number>(entries: N, key_bytes: f64, order: KeyOrder) -> N {
    let entry_bytes = libm::ceil((8.0 + key_bytes) / 8.0) * 8.0 + LINE_POINTER_BYTES as f64;
    let on_leaf = libm::floor(BTREE_ROOM_BYTES * order.leaf_fill() / entry_bytes).max(1.0);
    let on_inner = libm::floor(BTREE_ROOM_BYTES * INNER_FILL / entry_bytes).max(2.0);
    let mut level = (entries / N::count(on_leaf)).pages().called("Leaf pages", COUNT, BTREE_SOURCE);
    let mut pages = level + N::count(1.0); // meta page
    // 2^53 entries need no more levels than this.
    for _ in 0..54 {
        if !level.exceeds(N::count(1.0)) {
            break;
        }
        level = (level / N::count(on_inner)).pages().called("Inner pages", COUNT, BTREE_SOURCE);
        pages = pages + level;
    }
    (pages * N::constant(PAGE_BYTES, BYTE)).called("B-tree", BYTE, BTREE_SOURCE)
}

/// Bytes of a table or index with a share of dead rows (0 to 1, below 1) among its live bytes.
#[must_use]
pub fn with_dead_rows<N: Number>(live_bytes: N, dead_share: N) -> N {
    (live_bytes / (N::count(1.0) - dead_share)).called("With dead rows", BYTE, "PostgreSQL autovacuum")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: f64 = 1_048_576.0;
    const GIB: f64 = 1_073_741_824.0;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn rows_on_a_page_fall_off_cliffs() {
        // 8168 / (2032 + 4) = 4.01; 8168 / (2040 + 4) = 3.996; 8168 / (2712 + 4) = 3.007; 8168 / 2724 = 2.999.
        for (row, rows) in [(2032.0, 4.0), (2033.0, 3.0), (2712.0, 3.0), (2713.0, 2.0), (700.0, 11.0)] {
            assert_eq!(rows_per_page(row), rows, "{row}");
        }
        assert_eq!(rows_per_page(20_000.0), 1.0 / 3.0); // 20 004 bytes over three pages
        // 1 000 000 / 11 = 90 909.09 -> 90 910 pages * 8 KiB.
        near(heap_bytes(1e6, 700.0) / MIB, 710.2344, 5e-5);
    }

    #[test]
    fn half_a_million_vectors_part_by_part() {
        // row 24 + 18 = 42 -> 48 + 4: 157 a page, 3185 pages; 3 chunks of 2036 and one of 204: one page a vector;
        // 2 000 000 chunks / 366 = 5465 leaves, / 285 = 20 inner, root, meta: 5487; maps 3 + 1 + 125 + 16 = 145.
        let size = table(500_000.0, VectorType::Vector, 1536, 0.0);
        near(size.heap / PAGE_BYTES, 3185.0, 0.0);
        near(size.toast / PAGE_BYTES, 500_000.0, 0.0);
        near(size.toast_index / PAGE_BYTES, 5487.0, 0.0);
        near(size.maps / PAGE_BYTES, 145.0, 0.0);
        near(size.total / MIB, 3975.13, 5e-3);
    }

    #[test]
    fn the_step_out_of_line() {
        // 24 + 8 + 4*498 + 8 = 2032 stays; one dimension more goes.
        near(table_bytes(1e6, VectorType::Vector, 498, 8.0) / MIB, 1953.69, 5e-3);
        // Chunks of 2036 and 44 bytes: three values a page, 333 334 pages; heap 7353; index 5487; maps 100.
        // (A published model has 2706.56: 2000 values played out, 667 pages, and scaled by 500.)
        near(table_bytes(1e6, VectorType::Vector, 499, 8.0) / PAGE_BYTES, 346_274.0, 0.0);
        near((346_274.0 + 667.0 * 500.0 - 333_334.0) * PAGE_BYTES / MIB, 2706.56, 5e-3);
    }

    #[test]
    fn memories_of_a_year() {
        // 10 000 episodes * 1.5 * 365 = 5.475 million; 12 rows a page beside the vectors; payload alone 31.4 GiB.
        near(table_bytes(5.475e6, VectorType::Vector, 1536, 600.0) / GIB, 45.723, 5e-4);
        near(5.475e6 * 6152.0 / GIB, 31.4, 0.05);
    }

    #[test]
    fn a_btree_on_a_million_integers() {
        // 8152 * 0.9 / 20 = 366 a leaf: 2733; 8152 * 0.7 / 20 = 285: 10; root; meta: 2745.
        near(btree_bytes(1e6, 4.0, KeyOrder::Rising) / PAGE_BYTES, 2745.0, 0.0);
        // UUID: 24 + 4 = 28; 8152 * ln 2 / 28 = 201: 4976 leaves; 203: 25 inner, root, meta: 5003.
        near(btree_bytes(1e6, 16.0, KeyOrder::Random) / PAGE_BYTES, 5003.0, 0.0);
        near(with_dead_rows(80.0, 0.2), 100.0, 1e-12);
    }
}

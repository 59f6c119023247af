//! Size of a pgvector HNSW index, page by page, and the memory its build takes.
//!
//! Layout: pgvector `src/hnsw.h`, `src/hnswbuild.c` at e48241b (unchanged since 0.5.0). An element tuple and
//! its neighbour tuple are laid down together, on the first page with room for both; the next page is begun
//! otherwise and the old one never filled up (next fit). How many vectors a page holds on average follows
//! exactly from the law of the levels, because a page forgets everything but the level of its first element.

use crate::number::Number;
use crate::unit::{BYTE, COUNT, MILLISECOND};

const SOURCE: &str = "pgvector src/hnsw.h, src/hnswbuild.c @ e48241b";
const CALIBRATION: &str = "pgvector measurements, 550k x 1024 dimensions in memory";

/// Bytes of a Postgres page.
pub const PAGE_BYTES: f64 = 8192.0;
/// Postgres aligns tuples to this many bytes; the packing is counted in them.
const ALIGNMENT: u64 = 8;
/// Room for tuples and their line pointers: page less header (24) and HNSW trailer (8).
const ROOM_BYTES: u64 = 8160;
const ROOM: usize = (ROOM_BYTES / ALIGNMENT) as usize;
/// Levels rarer than this are counted with the last one kept.
const RAREST_LEVEL: f64 = 1e-15;
/// The law of the first element of a page is found when no level moves by more than this.
const SETTLED: f64 = 1e-13;
const MOST_ROUNDS: usize = 500;
/// Least and most links per element (`m`) that pgvector accepts.
pub const LINKS_RANGE: (u32, u32) = (2, 100);

/// Column type of a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VectorType {
    /// `vector`: four bytes a dimension.
    Vector,
    /// `halfvec`: two bytes a dimension.
    Halfvec,
    /// `bit`: one bit a dimension.
    Bit,
}

impl VectorType {
    /// Bytes of one value with its header.
    #[must_use]
    pub fn value_bytes(self, dims: u32) -> u64 {
        let dims = u64::from(dims);
        8 + match self {
            Self::Vector => 4 * dims,
            Self::Halfvec => 2 * dims,
            Self::Bit => dims.div_ceil(8),
        }
    }

    /// Most dimensions an HNSW index takes of this type.
    #[must_use]
    pub const fn max_indexed_dims(self) -> u32 {
        match self {
            Self::Vector => 2_000,
            Self::Halfvec => 4_000,
            Self::Bit => 64_000,
        }
    }
}

/// `bytes` rounded up to Postgres' alignment of eight.
pub(crate) const fn aligned(bytes: u64) -> u64 {
    bytes.div_ceil(ALIGNMENT) * ALIGNMENT
}

/// Bytes of an element tuple: 72 of header and heap pointers, then the value.
#[must_use]
pub fn element_bytes(kind: VectorType, dims: u32) -> u64 {
    aligned(72 + kind.value_bytes(dims))
}

/// Bytes of the neighbour tuple of an element of a level: six bytes a link, 2m links on the ground level and m
/// on each level above.
#[must_use]
pub fn neighbour_bytes(level: u32, links: u32) -> u64 {
    aligned(4 + 6 * (u64::from(level) + 2) * u64::from(links))
}

/// Mean vectors on a page of an index, 0.5 where each takes two pages. `links` is pgvector's `m`.
///
/// Level `l` has probability `m^-l (1 - 1/m)`. Elements whose two tuples exceed a page take two pages.
#[must_use]
pub fn items_per_page(kind: VectorType, dims: u32, links: u32) -> f64 {
    let element = element_bytes(kind, dims);
    let shrink = 1.0 / f64::from(links.max(2));
    let mut levels: Vec<Level> = Vec::new();
    let mut above = 1.0; // probability of this level or a higher one
    for level in 0..=highest_level(links) {
        let bytes = element + neighbour_bytes(level, links) + 8; // two line pointers
        let size = (bytes / ALIGNMENT) as usize;
        levels.push(Level { size, probability: above * (1.0 - shrink) });
        above *= shrink;
        if above < RAREST_LEVEL {
            break;
        }
    }
    if let Some(last) = levels.last_mut() {
        last.probability += above;
    }
    mean_items(&levels)
}

/// Highest level pgvector gives an element: its neighbour tuple must fit a page.
fn highest_level(links: u32) -> u32 {
    ((8152 / 6 / links.max(1)).saturating_sub(2)).min(255)
}

/// A level of the graph: room its elements take, in units of eight bytes, and how probable it is.
struct Level {
    size: usize,
    probability: f64,
}

/// Mean items on a page under next fit. `levels` have rising sizes.
fn mean_items(levels: &[Level]) -> f64 {
    // Law of the level of a page's first element: start from the law of any element and let pages follow
    // on pages until it stands still.
    let mut first: Vec<f64> = levels.iter().map(|level| level.probability).collect();
    let mut visits = vec![0.0; ROOM + 1];
    let mut mean = 0.0;
    for _ in 0..MOST_ROUNDS {
        visits.fill(0.0);
        let (mut items, mut pages) = (0.0, 0.0);
        // refused[j]: how often the next element fits only if its level is below j.
        let mut refused = vec![0.0; levels.len()];
        for (probability, level) in first.iter().zip(levels) {
            if let Some(visit) = visits.get_mut(level.size) {
                *visit += probability;
                pages += probability;
            } else {
                // Element on one page, neighbours on the next, and no room for anything after them.
                items += probability;
                pages += 2.0 * probability;
                if let Some(none_fits) = refused.first_mut() {
                    *none_fits += probability;
                }
            }
        }
        for fill in 0..=ROOM {
            let visit = visits.get(fill).copied().unwrap_or(0.0);
            if visit == 0.0 {
                continue;
            }
            items += visit;
            let mut fitting = 0;
            for level in levels {
                let Some(next) = visits.get_mut(fill + level.size) else { break };
                *next += visit * level.probability;
                fitting += 1;
            }
            if let Some(count) = refused.get_mut(fitting) {
                *count += visit;
            }
        }
        mean = items / pages;
        let mut refusals = 0.0;
        let mut moved: f64 = 0.0;
        for ((probability, level), count) in first.iter_mut().zip(levels).zip(&refused) {
            refusals += count;
            let next = refusals * level.probability;
            moved = moved.max((next - *probability).abs());
            *probability = next;
        }
        if moved < SETTLED {
            break;
        }
    }
    mean
}

/// Bytes of memory one element takes while the graph is built, 64-bit, pgvector 0.6 and later.
#[must_use]
pub fn build_bytes_per_element(kind: VectorType, dims: u32, links: u32) -> f64 {
    let m = f64::from(links);
    let levels_above = 1.0 / (m - 1.0); // mean level
    128.0
        + 8.0 * (1.0 + levels_above)
        + (8.0 + 32.0 * m)
        + levels_above * (8.0 + 16.0 * m)
        + aligned(kind.value_bytes(dims)) as f64
}

/// What an index of one shape costs a vector. Worked out once a shape; keep it between plans.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndexLayout {
    /// Column type.
    pub kind: VectorType,
    /// Dimensions.
    pub dims: u32,
    /// Links per element, pgvector's `m`.
    pub links: u32,
    /// Mean vectors on a page.
    pub items_per_page: f64,
    /// Mean bytes of index a vector takes.
    pub bytes_per_vector: f64,
    /// Bytes of memory a vector takes while the index is built.
    pub build_bytes_per_element: f64,
}

impl IndexLayout {
    /// The layout of an index; none where pgvector would refuse it: dimensions from 1 to
    /// [`VectorType::max_indexed_dims`], links in [`LINKS_RANGE`].
    #[must_use]
    pub fn new(kind: VectorType, dims: u32, links: u32) -> Option<Self> {
        let (fewest, most) = LINKS_RANGE;
        if dims < 1 || dims > kind.max_indexed_dims() || links < fewest || links > most {
            return None;
        }
        let items_per_page = items_per_page(kind, dims, links);
        Some(Self {
            kind,
            dims,
            links,
            items_per_page,
            bytes_per_vector: PAGE_BYTES / items_per_page,
            build_bytes_per_element: build_bytes_per_element(kind, dims, links),
        })
    }

    /// Pages of an index on so many distinct vectors (count), the meta page included. Exact duplicates share
    /// an element.
    #[must_use]
    pub fn pages<N: Number>(&self, distinct_vectors: N) -> N {
        ((distinct_vectors / N::count(self.items_per_page)).pages() + N::count(1.0)).called(
            "HNSW pages",
            COUNT,
            SOURCE,
        )
    }

    /// Bytes of an index on so many distinct vectors (count).
    #[must_use]
    pub fn bytes<N: Number>(&self, distinct_vectors: N) -> N {
        (self.pages(distinct_vectors) * N::constant(PAGE_BYTES, BYTE)).called("HNSW index", BYTE, SOURCE)
    }

    /// Bytes of memory to build the index in one pass; `maintenance_work_mem` must exceed it, by a further
    /// 3 MiB in a parallel build.
    #[must_use]
    pub fn build_bytes<N: Number>(&self, distinct_vectors: N) -> N {
        (distinct_vectors * N::constant(self.build_bytes_per_element, BYTE)).called(
            "Memory to build the index",
            BYTE,
            SOURCE,
        )
    }
}

/// Bytes of an index on `count` distinct vectors; none where pgvector would refuse it. Callers with many counts
/// keep an [`IndexLayout`].
#[must_use]
pub fn index_bytes(count: f64, kind: VectorType, dims: u32, links: u32) -> Option<f64> {
    IndexLayout::new(kind, dims, links).map(|layout| layout.bytes(count))
}

/// Share of an index (bytes) that stays in memory, 0 to 1: the cacheable memory (bytes) over its size.
#[must_use]
pub fn resident_share<N: Number>(cacheable_bytes: N, index_bytes: N) -> N {
    (cacheable_bytes / index_bytes).min(N::count(1.0)).called(
        "Index held in memory",
        COUNT,
        "share of the index that the cache holds",
    )
}

/// Milliseconds of one query on an index held in memory, by `hnsw.ef_search` (count). A calibration on one
/// machine: show it as within a third.
#[must_use]
pub fn query_milliseconds<N: Number>(ef_search: N) -> N {
    (N::constant(1.07, MILLISECOND) + N::constant(0.0256, MILLISECOND) * ef_search).called(
        "Vector query",
        MILLISECOND,
        CALIBRATION,
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::VectorType::{Bit, Halfvec, Vector};
    use super::*;

    #[test]
    fn tuples_by_hand() {
        // vector(1536): 72 + 4*1536 + 8 = 6224; neighbours on the ground, m 16: 4 + 6*2*16 = 196 -> 200.
        assert_eq!(element_bytes(Vector, 1536), 6224);
        assert_eq!(neighbour_bytes(0, 16), 200);
        // halfvec: 72 + 3072 + 8 = 3152; bit: 72 + 192 + 8 = 272; vector(1968): 72 + 7872 + 8 = 7952.
        assert_eq!(element_bytes(Halfvec, 1536), 3152);
        assert_eq!(element_bytes(Bit, 1536), 272);
        assert_eq!(element_bytes(Vector, 1968), 7952);
        assert_eq!(element_bytes(Vector, 1969), 7960); // 72 + 7876 + 8 = 7956 -> 7960
        assert_eq!(neighbour_bytes(0, 24), 296); // 4 + 288 = 292 -> 296
    }

    #[test]
    fn table_of_bytes_per_vector() {
        let rows = [
            (Vector, 1536, 16, 8192.00),
            (Halfvec, 1536, 16, 4096.00),
            (Bit, 1536, 16, 501.81),
            (Vector, 768, 24, 4096.00),
            (Vector, 256, 16, 1365.68),
            (Vector, 1968, 16, 8704.00), // one page 15/16 of the time, two pages 1/16: 17/16 pages
            (Vector, 1969, 16, 16384.00),
        ];
        for (kind, dims, links, bytes) in rows {
            let layout = IndexLayout::new(kind, dims, links).unwrap();
            assert!((layout.bytes_per_vector - bytes).abs() < 0.005, "{layout:?}");
        }
        assert!((items_per_page(Vector, 256, 16) - 5.998467).abs() < 5e-7);
    }

    #[test]
    fn what_pgvector_refuses_has_no_layout() {
        assert!(IndexLayout::new(Vector, 2001, 16).is_none());
        assert!(IndexLayout::new(Halfvec, 4001, 16).is_none());
        assert!(IndexLayout::new(Bit, 64_001, 16).is_none());
        assert!(IndexLayout::new(Vector, 0, 16).is_none());
        assert!(IndexLayout::new(Vector, 10, 1).is_none());
        assert!(IndexLayout::new(Vector, 10, 101).is_none());
        for (kind, dims) in [(Vector, 2000), (Halfvec, 4000), (Bit, 64_000), (Bit, 1)] {
            for links in [2, 3, 16, 100] {
                let items = IndexLayout::new(kind, dims, links).unwrap().items_per_page;
                assert!((0.3..=64.0).contains(&items), "{kind:?} {dims} {links}: {items}");
            }
        }
    }

    /// The packing played out element by element, with pgvector's own tests for room.
    fn played(kind: VectorType, dims: u32, links: u32, elements: u32) -> f64 {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let (mut pages, mut free) = (1.0, ROOM_BYTES);
        let element = element_bytes(kind, dims);
        for _ in 0..elements {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let uniform = ((state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
            let level = (-libm::log(uniform) / libm::log(f64::from(links))) as u32;
            let neighbours = neighbour_bytes(level.min(highest_level(links)), links);
            let both = element + neighbours + 4;
            if free < element + 4 || (both <= 8156 && free < both + 4) {
                pages += 1.0;
                free = ROOM_BYTES;
            }
            free -= element + 4;
            if free < neighbours + 4 {
                pages += 1.0;
                free = ROOM_BYTES;
            }
            free -= neighbours + 4;
        }
        f64::from(elements) / pages
    }

    #[test]
    fn the_chain_agrees_with_playing_the_packing_out() {
        for (kind, dims, links) in
            [(Bit, 1536, 16), (Vector, 25, 4), (Vector, 960, 12), (Vector, 1968, 16), (Bit, 8, 2)]
        {
            let chain = items_per_page(kind, dims, links);
            let play = played(kind, dims, links, 400_000);
            assert!((chain / play - 1.0).abs() < 2e-3, "{kind:?} {dims} {links}: {chain} {play}");
        }
    }

    #[test]
    fn vectors_that_stay_in_memory() {
        // 0.75 * 4 GiB / 8192 B = 393 216; eight times that at 32 GiB; twice with halfvec.
        let layout = IndexLayout::new(Vector, 1536, 16).unwrap();
        let cacheable = 0.75 * 4.0 * 1_073_741_824.0;
        assert_eq!(cacheable / layout.bytes_per_vector, 393_216.0);
        assert!(resident_share(cacheable, layout.bytes(400_000.0)) < 1.0);
        assert_eq!(resident_share(cacheable, layout.bytes(100_000.0)), 1.0);
    }
}

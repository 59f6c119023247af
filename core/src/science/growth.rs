//! Growth of stored rows and of loads: how much at a time, and when a limit is reached. Write-ahead log per day.
//!
//! A rate that grows by `g` a day follows `e0 (1 + g)^t`; the store is its integral over the time kept.

use super::hnsw::PAGE_BYTES;
use crate::number::Number;
use crate::unit::{BYTE, BYTES_PER_DAY, COUNT, DAY, PER_DAY, SECOND};
use libm::{exp, expm1, log, log1p, pow};

const KEPT: &str = "inflow times time kept";
const WAL_SOURCE: &str = "PostgreSQL full_page_writes; pgvector HnswUpdateNeighborsOnDisk";
const SECONDS_PER_DAY: f64 = 86_400.0;
const MONTHS_PER_YEAR: f64 = 12.0;
const DAYS_PER_YEAR: f64 = 365.25;

/// Rows (count) after some days of a constant inflow (per day), each kept for `retention` (days).
#[must_use]
pub fn rows_at_constant_rate<N: Number>(rows_per_day: N, days: N, retention_days: N) -> N {
    (rows_per_day * days.min(retention_days)).called("Rows kept", COUNT, KEPT)
}

/// Rows after `days` of an inflow that starts at `rows_per_day` and grows by `growth_per_day` (share, above -1), each
/// kept for `retention_days` (infinite: for ever). Generic form: [`rows_kept`].
#[must_use]
pub fn rows_with_growth(rows_per_day: f64, growth_per_day: f64, days: f64, retention_days: f64) -> f64 {
    let kappa = log1p(growth_per_day);
    let window = days.min(retention_days);
    if kappa == 0.0 {
        return rows_per_day * window;
    }
    let start = (days - retention_days).max(0.0);
    rows_per_day * exp(kappa * start) * expm1(kappa * window) / kappa
}

/// Rows (count) after `days` (days): inflow (per day), its growth a day (share a day), retention (days).
#[must_use]
pub fn rows_kept<N: Number>(rows_per_day: N, growth_per_day: N, days: N, retention_days: N) -> N {
    N::smooth(
        "Rows kept",
        COUNT,
        "integral of a growing inflow",
        [rows_per_day, growth_per_day, days, retention_days],
        |[rows, growth, days, retention]| rows_with_growth(rows, growth, days, retention),
    )
}

/// Rows kept in the window of `retention_days` that ends on day `days`, long after the start: what retention levels
/// the store at (`growth_per_day` 0) or lets it follow.
#[must_use]
pub fn retention_plateau(rows_per_day: f64, growth_per_day: f64, retention_days: f64, days: f64) -> f64 {
    let kappa = log1p(growth_per_day);
    let window = if kappa == 0.0 { retention_days } else { -expm1(-kappa * retention_days) / kappa };
    rows_per_day * window * exp(kappa * days)
}

/// Periods until a level that grows by `growth` a period (share) reaches `limit`: 0 where it is there, infinite where
/// it never will be.
#[must_use]
pub fn periods_to_cross(level: f64, limit: f64, growth: f64) -> f64 {
    if level >= limit {
        0.0
    } else if level <= 0.0 || growth <= 0.0 {
        f64::INFINITY
    } else {
        log(limit / level) / log1p(growth)
    }
}

/// Days until [`rows_with_growth`] reaches `limit_rows`: 0 where the limit is 0 or less, infinite where retention or
/// shrinking keeps it below for ever. Storage of `b` bytes a row reaches `L` bytes at `L / b` rows.
#[must_use]
pub fn days_to_rows(limit_rows: f64, rows_per_day: f64, growth_per_day: f64, retention_days: f64) -> f64 {
    if limit_rows <= 0.0 {
        return 0.0;
    }
    if rows_per_day <= 0.0 {
        return f64::INFINITY;
    }
    let kappa = log1p(growth_per_day);
    let filling = if kappa == 0.0 {
        limit_rows / rows_per_day
    } else {
        let term = limit_rows * kappa / rows_per_day;
        if term > -1.0 { log1p(term) / kappa } else { f64::INFINITY }
    };
    if filling <= retention_days {
        return filling;
    }
    if kappa <= 0.0 {
        return f64::INFINITY;
    }
    // The window is full: from here it grows like the inflow.
    let at_full = rows_with_growth(rows_per_day, growth_per_day, retention_days, retention_days);
    retention_days + periods_to_cross(at_full, limit_rows, growth_per_day)
}

/// Growth a day that compounds to `growth_per_month` (share), months of 365.25 / 12 days.
#[must_use]
pub fn daily_growth(growth_per_month: f64) -> f64 {
    pow(1.0 + growth_per_month, MONTHS_PER_YEAR / DAYS_PER_YEAR) - 1.0
}

/// Distinct pages among `pages` that so many random touches reach: `P (1 - (1 - 1/P)^k)`. Less than one touch on
/// average is one now and then, on a page of its own.
#[must_use]
pub fn distinct_pages(pages: f64, touches: f64) -> f64 {
    if pages <= 1.0 || touches <= 1.0 {
        pages.min(touches).max(0.0)
    } else {
        -pages * expm1(touches * log1p(-1.0 / pages))
    }
}

/// What a day's write-ahead log follows from.
#[derive(Clone, Copy, Debug)]
pub struct WriteLoad<N> {
    /// Vectors inserted per day.
    pub inserts_per_day: N,
    /// Bytes of log records an insert writes besides page images: row, out-of-line vector, index entries.
    pub record_bytes: N,
    /// Pages of the index (count).
    pub index_pages: N,
    /// Neighbour pages an insert rewrites (count): m to 2m.
    pub neighbour_pages: N,
    /// Seconds between checkpoints.
    pub checkpoint_seconds: N,
}

impl<N: Number> WriteLoad<N> {
    /// Bytes of write-ahead log per day: the records, an image of each new index page, and after every checkpoint
    /// an image of each neighbour page at its first change. An upper bound (`full_page_writes` on, no compression):
    /// show it as a range over m to 2m neighbour pages.
    #[must_use]
    pub fn wal_bytes_per_day(&self) -> N {
        let page = N::constant(PAGE_BYTES, BYTE);
        let checkpoints_per_day = N::constant(SECONDS_PER_DAY, SECOND.per(DAY)) / self.checkpoint_seconds;
        let touches = (self.inserts_per_day / checkpoints_per_day * self.neighbour_pages).called(
            "Neighbour pages touched between checkpoints",
            COUNT,
            WAL_SOURCE,
        );
        let distinct = N::smooth(
            "Distinct pages touched",
            COUNT,
            "P (1 - (1 - 1/P)^k)",
            [self.index_pages, touches],
            |[pages, touches]| distinct_pages(pages, touches),
        );
        let images = (checkpoints_per_day * distinct).called("Neighbour page images", PER_DAY, WAL_SOURCE)
            + self.inserts_per_day;
        (self.inserts_per_day * self.record_bytes + images * page).called(
            "Write-ahead log",
            BYTES_PER_DAY,
            WAL_SOURCE,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: f64 = 1_073_741_824.0;

    fn near(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn a_year_of_rows() {
        // 10 000 * 365 * 2048 = 7 475 200 000; with 90 days kept 900 000 rows.
        let kept = rows_at_constant_rate(10_000.0, 365.0, f64::INFINITY);
        assert_eq!(kept * 2048.0, 7_475_200_000.0);
        near(kept * 2048.0 / GIB, 6.961823, 5e-7);
        let kept = rows_at_constant_rate(10_000.0, 365.0, 90.0);
        assert_eq!(kept, 900_000.0);
        near(kept * 2048.0 / GIB, 1.716614, 5e-7);
        // 1 % a day: 10^4 (1.01^365 - 1) / ln 1.01.
        near(rows_with_growth(10_000.0, 0.01, 365.0, f64::INFINITY), 36_967_046.499, 5e-4);
        near(rows_with_growth(10_000.0, 0.01, 365.0, 90.0), 22_464_592.521, 5e-4);
        near(rows_with_growth(10_000.0, 0.0, 365.0, 90.0), 900_000.0, 0.0);
        near(rows_with_growth(10_000.0, 1e-14, 365.0, 90.0), 900_000.0, 1e-5);
    }

    #[test]
    fn when_a_limit_is_reached() {
        near(periods_to_cross(500.0, 3000.0, 0.1), 18.799245505, 5e-10); // ln 6 / ln 1.1
        near(periods_to_cross(35.0, 60.0, 0.08), 7.003498040, 5e-10);
        near(periods_to_cross(35.0, 70.0, 0.08), 9.006468342, 5e-10);
        near(periods_to_cross(2.0, 4.0, 0.15), 4.959484455, 5e-10);
        assert_eq!(periods_to_cross(5.0, 4.0, 0.1), 0.0);
        assert_eq!(periods_to_cross(3.0, 4.0, 0.0), f64::INFINITY);
        assert_eq!(periods_to_cross(3.0, 4.0, -0.1), f64::INFINITY);
        // 75 % of 4 GiB at 8192 bytes: 393 216 vectors.
        let limit = 0.75 * 4.0 * GIB / 8192.0;
        near(days_to_rows(limit, 1000.0, 0.0, f64::INFINITY), 393.216, 1e-9);
        near(days_to_rows(limit, 1000.0, 0.005, f64::INFINITY), 217.659986, 5e-7);
        // 90 days kept of 3000 a day: 270 000 vectors, 2.060 GiB, for ever; growing 0.2 % a day 232 days.
        near(retention_plateau(3000.0, 0.0, 90.0, 1e6) * 8192.0 / GIB, 2.060, 5e-4);
        assert_eq!(days_to_rows(limit, 3000.0, 0.0, 90.0), f64::INFINITY);
        let days = days_to_rows(limit, 3000.0, 0.002, 90.0);
        near(days, 232.482322, 5e-7);
        near(retention_plateau(3000.0, 0.002, 90.0, days), limit, 1e-6);
        near(rows_with_growth(3000.0, 0.002, days, 90.0), limit, 1e-6);
        assert_eq!(days_to_rows(limit, 1000.0, -0.01, f64::INFINITY), f64::INFINITY);
        assert_eq!(days_to_rows(0.0, 1000.0, 0.0, 90.0), 0.0);
        near(daily_growth(0.1), 0.003136248378, 5e-13);
    }

    #[test]
    fn a_day_of_write_ahead_log() {
        // 15 000 inserts a day, checkpoint every 300 s: 288 a day, 52.08 inserts each, 1666.7 touches of which
        // 1665.3 distinct: 288 * 8192 * 1665.3 + 15 000 * (8192 + 7000). (Leaving the 7000 out fits all three as well.)
        let load = WriteLoad {
            inserts_per_day: 15_000.0,
            record_bytes: 7000.0,
            index_pages: 1e6,
            neighbour_pages: 32.0,
            checkpoint_seconds: 300.0,
        };
        near(load.wal_bytes_per_day() / GIB, 3.871, 5e-4);
        near(WriteLoad { neighbour_pages: 16.0, ..load }.wal_bytes_per_day() / GIB, 2.043, 5e-4);
        near(WriteLoad { index_pages: 1e4, ..load }.wal_bytes_per_day() / GIB, 3.586, 5e-4);
        assert_eq!(distinct_pages(1.0, 5.0), 1.0);
        assert_eq!(distinct_pages(1e6, 0.0), 0.0);
        // Never more pages than touches, and no fewer in a larger index.
        assert_eq!(distinct_pages(2.0, 0.1), 0.1); // 2 (1 - 0.5^0.1) would be 0.134
        assert_eq!(distinct_pages(1.0, 1.0), 1.0);
        near(distinct_pages(2.0, 1.0 + 1e-9), 1.0, 1e-8);
    }
}

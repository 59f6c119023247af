//! Database connections: how many a service asks for, how many a server allows.

use crate::number::Number;
use crate::unit::{BYTE, COUNT};

const POOLS: &str = "replicas x (pool size + max overflow); statewave horizontal-scaling.md";
/// Bytes of memory Postgres' usual default counts for a connection.
const BYTES_PER_CONNECTION: f64 = 9_531_392.0;
const GIB: f64 = 1_073_741_824.0;
/// RDS: most connections by its default formula.
const RDS_MOST: f64 = 5000.0;
/// RDS: nominal GiB of an instance and the connections measured there (gist guizmaii/1cacffef). Its formula counts
/// less memory than the class is sold with.
const RDS_MEASURED: [(f64, f64); 4] = [(2.0, 198.0), (4.0, 413.0), (8.0, 856.0), (15.25, 1660.0)];
/// Neon: decimal bytes of memory in a compute unit.
const NEON_BYTES_PER_UNIT: f64 = 4e9;
const NEON_UNITS_BY_MEMORY: f64 = 8.0;
const NEON_MOST: f64 = 4000.0;

/// A service's demand for connections; all counts.
#[derive(Clone, Copy, Debug)]
pub struct Pools<N> {
    /// Replicas of the service.
    pub replicas: N,
    /// Processes in a replica, each with a pool of its own.
    pub processes_per_replica: N,
    /// Connections a pool keeps.
    pub pool_size: N,
    /// Connections a pool may add under load.
    pub max_overflow: N,
}

impl<N: Number> Pools<N> {
    /// Connections of one replica.
    #[must_use]
    pub fn per_replica(&self) -> N {
        ((self.pool_size + self.max_overflow) * self.processes_per_replica).called(
            "Connections per replica",
            COUNT,
            POOLS,
        )
    }

    /// Connections of all replicas.
    #[must_use]
    pub fn total(&self) -> N {
        (self.replicas * self.per_replica()).called("Connections of the service", COUNT, POOLS)
    }

    /// Connections the server must allow: the pools, headroom for others, and what the server keeps back.
    #[must_use]
    pub fn required(&self, headroom: N, reserved: N) -> N {
        (self.total() + headroom + reserved).called("Connections required", COUNT, POOLS)
    }
}

/// Most replicas (count) whose pools stay within a share (0 to 1) of `max_connections`.
#[must_use]
pub fn replicas_within<N: Number>(max_connections: N, share: N, connections_per_replica: N) -> N {
    (max_connections * share / connections_per_replica).floor().called(
        "Replicas within the limit",
        COUNT,
        POOLS,
    )
}

/// Bytes of memory that RDS counts for an instance sold with so many GiB: less by what was measured, interpolated.
#[must_use]
pub fn rds_counted_bytes(nominal_gib: f64) -> f64 {
    let reserve = |(gib, connections): (f64, f64)| gib * GIB - (connections + 0.5) * BYTES_PER_CONNECTION;
    let mut below = None;
    for point in RDS_MEASURED {
        if nominal_gib <= point.0 {
            let kept = match below {
                // Smaller than any measured: the same share.
                None => reserve(point) * nominal_gib / point.0,
                Some(lower) => {
                    let lower: (f64, f64) = lower;
                    let along = (nominal_gib - lower.0) / (point.0 - lower.0);
                    reserve(lower) + along * (reserve(point) - reserve(lower))
                }
            };
            return nominal_gib * GIB - kept;
        }
        below = Some(point);
    }
    nominal_gib * GIB - below.map_or(0.0, reserve)
}

/// `max_connections` of RDS for Postgres by its default formula, by memory counted in bytes.
#[must_use]
pub fn rds_max_connections_of<N: Number>(counted_bytes: N) -> N {
    (counted_bytes / N::constant(BYTES_PER_CONNECTION, BYTE)).min(N::count(RDS_MOST)).floor().called(
        "max_connections",
        COUNT,
        "RDS: LEAST(DBInstanceClassMemory/9531392, 5000)",
    )
}

/// `max_connections` of RDS for Postgres on an instance sold with so many GiB.
#[must_use]
pub fn rds_max_connections(nominal_gib: f64) -> f64 {
    rds_max_connections_of(rds_counted_bytes(nominal_gib))
}

/// `max_connections` of Neon by compute units (0.25 and up).
#[must_use]
pub fn neon_max_connections(compute_units: f64) -> f64 {
    if compute_units > NEON_UNITS_BY_MEMORY {
        NEON_MOST
    } else {
        libm::floor(compute_units * NEON_BYTES_PER_UNIT / BYTES_PER_CONNECTION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pools(replicas: f64) -> Pools<f64> {
        Pools { replicas, processes_per_replica: 1.0, pool_size: 5.0, max_overflow: 10.0 }
    }

    #[test]
    fn pool_and_overflow_stand_in_parentheses() {
        for (replicas, total) in [(1.0, 15.0), (2.0, 30.0), (3.0, 45.0), (5.0, 75.0), (10.0, 150.0)] {
            assert_eq!(pools(replicas).total(), total);
        }
        let two_workers = Pools { processes_per_replica: 2.0, ..pools(3.0) };
        assert_eq!(two_workers.required(10.0, 3.0), 103.0); // 3 * 15 * 2 + 10 + 3
    }

    #[test]
    fn replicas_before_seventy_percent() {
        // floor(0.7 * limit / 15) and floor(limit / 15).
        for (limit, warned, hard) in
            [(100.0, 4.0, 6.0), (60.0, 2.0, 4.0), (104.0, 4.0, 6.0), (419.0, 19.0, 27.0)]
        {
            assert_eq!(replicas_within(limit, 0.7, 15.0), warned);
            assert_eq!(replicas_within(limit, 1.0, 15.0), hard);
        }
        // Supabase Micro: 60 less 3 kept back.
        assert_eq!(replicas_within(60.0 - 3.0, 1.0, 15.0), 3.0);
    }

    #[test]
    fn measured_servers() {
        for (gib, connections) in RDS_MEASURED {
            assert_eq!(rds_max_connections(gib), connections);
            // The nominal memory would promise 3 to 14 % more.
            assert!(rds_max_connections_of(gib * GIB) > connections * 1.03);
        }
        assert_eq!(rds_max_connections(1.0), 99.0);
        assert_eq!(rds_max_connections(512.0), 5000.0);
        assert_eq!(neon_max_connections(9.0), 4000.0);
        assert_eq!(neon_max_connections(7.0), 2937.0);
    }
}

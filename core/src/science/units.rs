//! Every generic formula, read as `Trace`: no dollars added to bytes anywhere.

use super::hnsw::{IndexLayout, VectorType};
use super::{
    autoscaling, cold_start, commitments, connections, diurnal, growth, heap, hnsw, packing, queueing, tokens,
};
use crate::number::{Nodes, Number, Origin, Trace};
use crate::unit::{
    BYTE, COUNT, DAY, HOUR, MIB, MINUTE, PER_DAY, PER_MINUTE, PER_SECOND, SECOND, TOKEN, TOKENS_PER_MINUTE,
    USD, Unit, VCPU, VCPU_HOUR,
};

/// The result fits its unit, nothing on the way misfits, and the value is that of the plain reading.
fn check(traced: Trace, unit: Unit, plain: f64) {
    assert!(traced.misfits().is_empty(), "{:?}", traced.misfits());
    assert_eq!(traced.unit(), unit);
    assert_eq!(traced.value(), plain);
}

#[test]
fn every_formula_fits_its_units() {
    let nodes = Nodes::new();
    let n = |value: f64, unit: Unit| Trace::leaf(&nodes, value, unit, "input", Origin::Constant);
    let count = |value: f64| n(value, COUNT);

    let layout = IndexLayout::new(VectorType::Vector, 1536, 16);
    assert!(layout.is_some());
    if let Some(layout) = layout {
        check(layout.bytes(count(1e6)), BYTE, layout.bytes(1e6));
        check(layout.build_bytes(count(1e6)), BYTE, layout.build_bytes(1e6));
    }
    check(hnsw::resident_share(n(3.0, BYTE), n(4.0, BYTE)), COUNT, 0.75);
    check(hnsw::query_milliseconds(count(64.0)), crate::unit::MILLISECOND, hnsw::query_milliseconds(64.0));

    for dims in [10, 1536] {
        let traced = heap::table(count(1e5), VectorType::Vector, dims, n(600.0, BYTE));
        let plain = heap::table(1e5, VectorType::Vector, dims, 600.0);
        check(traced.heap, BYTE, plain.heap);
        check(traced.toast, BYTE, plain.toast);
        check(traced.toast_index, BYTE, plain.toast_index);
        check(traced.maps, BYTE, plain.maps);
        check(traced.total, BYTE, plain.total);
    }
    check(heap::heap_bytes(count(1e6), n(700.0, BYTE)), BYTE, heap::heap_bytes(1e6, 700.0));
    let order = heap::KeyOrder::Random;
    check(heap::btree_bytes(count(1e6), 16.0, order), BYTE, heap::btree_bytes(1e6, 16.0, order));
    check(heap::with_dead_rows(n(8.0, BYTE), count(0.2)), BYTE, 10.0);

    check(growth::rows_at_constant_rate(n(10.0, PER_DAY), n(9.0, DAY), n(5.0, DAY)), COUNT, 50.0);
    let grown = growth::rows_kept(n(10.0, PER_DAY), n(0.01, PER_DAY), n(9.0, DAY), n(5.0, DAY));
    check(grown, COUNT, growth::rows_with_growth(10.0, 0.01, 9.0, 5.0));
    let traced = growth::WriteLoad {
        inserts_per_day: n(15_000.0, PER_DAY),
        record_bytes: n(7000.0, BYTE),
        index_pages: count(1e6),
        neighbour_pages: count(32.0),
        checkpoint_seconds: n(300.0, SECOND),
    };
    let plain = growth::WriteLoad {
        inserts_per_day: 15_000.0,
        record_bytes: 7000.0,
        index_pages: 1e6,
        neighbour_pages: 32.0,
        checkpoint_seconds: 300.0,
    };
    check(traced.wal_bytes_per_day(), crate::unit::BYTES_PER_DAY, plain.wal_bytes_per_day());

    let pools = connections::Pools {
        replicas: count(3.0),
        processes_per_replica: count(2.0),
        pool_size: count(5.0),
        max_overflow: count(10.0),
    };
    check(pools.required(count(10.0), count(3.0)), COUNT, 103.0);
    check(connections::replicas_within(count(100.0), count(0.7), count(15.0)), COUNT, 4.0);
    check(connections::rds_max_connections_of(n(4e9, BYTE)), COUNT, connections::rds_max_connections_of(4e9));

    let load = queueing::load(n(20.0, PER_SECOND), n(0.15, SECOND));
    check(load, COUNT, 3.0);
    check(queueing::servers_for_utilisation(load, count(0.7)), COUNT, 5.0);
    check(queueing::makespan(count(1000.0), count(8.0), n(6.0, SECOND)), SECOND, 750.0);
    let backlog = queueing::backlog(n(2.0, PER_SECOND), n(1.0, PER_SECOND), n(60.0, SECOND));
    check(backlog, COUNT, 60.0);
    check(queueing::drain_seconds(backlog, n(0.5, PER_SECOND), n(1.0, PER_SECOND)), SECOND, 120.0);
    let limits = queueing::CallLimits {
        in_flight_per_replica: count(4.0),
        call_seconds: n(6.0, SECOND),
        requests_per_minute: n(500.0, PER_MINUTE),
        tokens_per_minute: n(156_000.0, TOKENS_PER_MINUTE),
        tokens_per_call: n(2600.0, TOKEN),
    };
    check(limits.throughput(count(9.0)), PER_SECOND, 1.0);
    check(limits.useful_replicas(), COUNT, 2.0);

    check(
        diurnal::mean_servers(count(2.5), count(1.5), 0),
        COUNT,
        diurnal::mean_ceil_of_sinusoid(2.5, 1.5, 0),
    );
    check(diurnal::peak_servers(count(2.5), count(1.6)), COUNT, 5.0);

    let vcpus = packing::coupled_vcpus(n(884.5, MIB), n(1769.0, MIB.per(VCPU)));
    check(vcpus, VCPU, 0.5);
    check(packing::coupled_minutes(n(10.0, MINUTE), count(0.5), n(1.0, VCPU), vcpus), MINUTE, 15.0);
    let busy = packing::busy_slots(n(144.0, PER_DAY), n(20.0, MINUTE));
    check(busy, COUNT, 2.0);
    check(packing::machines(busy, count(1.4), count(0.7), count(1.0)), COUNT, 4.0);
    let room = packing::AgentRoom {
        vcpus: n(2.0, VCPU),
        sidecar_vcpus: n(0.0, VCPU),
        usable_cpu_share: count(0.7),
        vcpus_per_agent: n(0.25, VCPU),
        memory_mib: n(4096.0, MIB),
        sidecar_mib: n(512.0, MIB),
        usable_memory_share: count(0.8),
        mib_per_agent: n(512.0, MIB),
    };
    check(room.agents(), COUNT, 5.0);

    let tasks = packing::TaskRoom {
        task_vcpus: n(0.5, VCPU),
        task_mib: n(1024.0, MIB),
        machine_vcpus: n(2.0, VCPU),
        machine_mib: n(3072.0, MIB),
    };
    check(tasks.machines(count(7.0)), COUNT, 3.0);
    check(tasks.wasted_cpu_share(), COUNT, 0.25);
    check(tasks.wasted_memory_share(), COUNT, 0.0);
    check(packing::containers(count(41.0), count(20.0)), COUNT, 3.0);
    check(packing::slot_efficiency(count(45.0), count(3.0), count(20.0)), COUNT, 0.75);

    let pool = cold_start::WarmPool::new(0.9, 1.991, 600.0);
    let [rate, service, kept] = [n(0.9, PER_SECOND), n(1.991, SECOND), n(600.0, SECOND)];
    check(cold_start::cold_share(rate, service, kept), COUNT, pool.cold_share);
    check(cold_start::instances_alive(rate, service, kept), COUNT, pool.alive);
    let late = cold_start::late_start_share(n(201.0, SECOND), n(371.0, SECOND), n(240.0, SECOND));
    check(late, COUNT, cold_start::late_start_share(201.0, 371.0, 240.0));
    let band = autoscaling::flap_band(count(1.0), count(0.8), count(0.5));
    assert!(band.is_some());
    if let Some(band) = band {
        check(band.above, COUNT, 0.8);
        check(band.below, COUNT, 1.0);
    }
    assert!(autoscaling::settles_from(count(0.8), count(0.5)).is_some_and(|least| least.value() == 2.0));

    let hourly = USD.per(HOUR);
    let restarts = commitments::hours_with_restarts(n(15.0, HOUR), n(0.05, COUNT.per(HOUR)));
    check(restarts, HOUR, commitments::time_with_restarts(15.0, 0.05));
    check(commitments::interrupted_cost_share(count(0.5), n(20.0, HOUR), n(10.0, HOUR)), COUNT, 1.0);
    check(commitments::savings_plan_hour(n(15.0, hourly), n(10.0, hourly), count(0.2)), hourly, 12.5);
    check(commitments::commitment_for(n(12.0, hourly), count(0.25)), hourly, 9.0);
    check(commitments::break_even_utilisation(count(0.25)), COUNT, 0.75);
    let machine = commitments::Burstable {
        usd_per_hour: n(0.5, hourly),
        vcpus: n(2.0, VCPU),
        baseline_share: count(0.25),
        surcharge_per_vcpu_hour: n(0.5, USD.per(VCPU_HOUR)),
    };
    check(machine.cost_per_hour(count(0.75)), hourly, 1.0);
    check(machine.break_even_utilisation(n(1.0, hourly)), COUNT, 0.75);

    let compile = tokens::Compile {
        chars_per_episode: count(1200.0),
        chars_cap: count(4000.0),
        chars_per_call: count(6000.0),
        chars_per_token: n(4.0, COUNT.per(TOKEN)),
        system_tokens: n(650.0, TOKEN),
        memories_per_episode: count(1.5),
        tokens_per_memory: n(90.0, TOKEN),
    };
    check(compile.tokens_per_call(), TOKEN, 2825.0);
    check(tokens::calls_with_retries(count(0.5)), COUNT, 1.75);
    check(tokens::embedding_tokens_per_episode(count(1.5), n(60.0, TOKEN)), TOKEN, 90.0);
    check(compile.input_tokens_per_episode() * count(10.0), TOKEN, 4300.0);
}

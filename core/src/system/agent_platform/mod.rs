//! The agent platform of guide 001: a supervisor, workers that run agents, and a gateway that holds connections.
//!
//! The guide's formulas say what is used; its targets say how full a task may be, so a task asks for use over target.
//! A sidecar has its own part of every task, outside the targets.

mod comparisons;
mod inputs;
mod presets;

pub use inputs::{INPUTS, SWITCH};
pub use presets::PRESETS;

use super::{Compare, Comparison, Component, Demand, Resize, Service, System, Work, taken_in};
use crate::decimal::text;
use crate::error::Error;
use crate::hosting::Limit;
use crate::hosting::fargate::fit;
use crate::number::{Number, rounded_down};
use crate::plan::{Change, Layer, Measure, Rejection};
use crate::reading::{Reader, Scope, one};
use crate::scenario::Key;
use crate::science::commitments::hours_with_restarts;
use crate::science::packing::{AgentRoom, containers};
use crate::unit::{COUNT, GIB, HOUR, MIB, MINUTE, PER_SECOND, Unit, VCPU};

const GUIDE: &str = "guide 001";

/// The agent platform.
pub struct AgentPlatformSystem;

/// A task size the guide prints.
struct Printed {
    name: &'static str,
    /// vCPUs.
    vcpu: f64,
    /// Memory, MiB.
    mib: f64,
    /// Agents or connections it is meant for.
    load: f64,
}

const fn printed(name: &'static str, vcpu: f64, mib: f64, load: f64) -> Printed {
    Printed { name, vcpu, mib, load }
}

/// Guide 001, lines 33 to 60.
const SUPERVISORS: [Printed; 4] = [
    printed("supervisor-dev", 0.5, 1_024.0, 10.0),
    printed("supervisor-staging", 1.0, 2_048.0, 50.0),
    printed("supervisor-prod-small", 2.0, 4_096.0, 100.0),
    printed("supervisor-prod-large", 4.0, 8_192.0, 500.0),
];
/// Guide 001, lines 83 to 106; in the order of the input's choices.
const WORKERS: [Printed; 4] = [
    printed("worker-small", 1.0, 2_048.0, 4.0),
    printed("worker-medium", 2.0, 5_120.0, 10.0),
    printed("worker-large", 4.0, 10_240.0, 20.0),
    printed("worker-xlarge", 8.0, 25_600.0, 50.0),
];
/// Guide 001, lines 143 to 172.
const GATEWAYS: [Printed; 4] = [
    printed("gateway-low", 0.5, 1_024.0, 100.0),
    printed("gateway-medium", 2.0, 4_096.0, 1_000.0),
    printed("gateway-high", 4.0, 8_192.0, 5_000.0),
    printed("gateway-ultra", 8.0, 16_384.0, 10_000.0),
];
/// vCPUs and GiB of the workers.
const WORKER_SIZES: [(f64, f64); 4] = [
    (WORKERS[0].vcpu, WORKERS[0].mib / MIB_IN_GIB),
    (WORKERS[1].vcpu, WORKERS[1].mib / MIB_IN_GIB),
    (WORKERS[2].vcpu, WORKERS[2].mib / MIB_IN_GIB),
    (WORKERS[3].vcpu, WORKERS[3].mib / MIB_IN_GIB),
];
const MIB_IN_GIB: f64 = 1_024.0;

/// Memory of a connection by its kind, MiB: the guide has 100, 150 and 200 MB for a hundred.
const SSE_MIB: f64 = 1.0;
const WEBSOCKET_MIB: f64 = 1.5;
const GRPC_MIB: f64 = 2.0;

/// The monitoring sidecar of a task (guide 001, line 179): vCPUs, and memory in MiB.
const SIDECAR: (f64, f64) = (0.25, 512.0);

/// MiB as GiB.
fn gib<N: Number>(mib: N) -> N {
    mib / N::constant(MIB_IN_GIB, MIB.per(GIB))
}

/// vCPUs and memory, used or asked for.
#[derive(Clone, Copy)]
struct Need<N> {
    vcpu: N,
    mib: N,
}

impl<N: Number> Need<N> {
    /// What the guide's formulas say.
    fn of_guide(vcpu: N, mib: N) -> Self {
        Self { vcpu: vcpu.called("vCPUs used", VCPU, GUIDE), mib: mib.called("Memory used", MIB, GUIDE) }
    }

    /// vCPUs and GiB.
    fn size(self) -> (N, N) {
        (self.vcpu, gib(self.mib))
    }
}

/// What the supervisor uses: 0.25 vCPU to coordinate, 0.25 to route, 0.5 for 50 agents; 768 MB and 100 for 100 agents.
fn supervisor_need<N: Number>(agents: N) -> Need<N> {
    Need::of_guide(
        N::constant(0.5, VCPU) + agents * N::constant(0.01, VCPU),
        N::constant(768.0, MIB) + agents * N::constant(1.0, MIB),
    )
}

/// What a gateway uses: 0.5 vCPU, 0.5 for TLS, 1.5 for 1000 connections; 256 MB and each connection's.
fn gateway_need<N: Number>(connections: N, mib_each: N, tls: bool) -> Need<N> {
    Need::of_guide(
        N::constant(if tls { 1.0 } else { 0.5 }, VCPU) + connections * N::constant(0.0015, VCPU),
        N::constant(256.0, MIB) + connections * mib_each,
    )
}

/// What the scenario says about every task.
struct Sizing<N> {
    /// Share of a task's processors that may be used.
    cpu_share: N,
    /// Share of its memory that may be used.
    memory_share: N,
    /// What the sidecar takes, nothing where there is none.
    sidecar: Need<N>,
    /// vCPUs of an agent, mean over work and waiting.
    agent_vcpu: N,
    /// Memory of an agent, MiB.
    agent_mib: N,
    tls: bool,
}

impl<N: Number> Sizing<N> {
    fn of(reader: &Reader<'_, N>) -> Self {
        let sidecar = if reader.on(Key::OtelSidecar) { 1.0 } else { 0.0 };
        let active = reader.get(Key::ActiveShare);
        let idle = one::<N>() - active;
        Self {
            cpu_share: reader.get(Key::CpuTarget).min(one::<N>() - reader.get(Key::BurstShare)).called(
                "Processors filled to",
                COUNT,
                "the target, or what bursts leave",
            ),
            memory_share: reader.get(Key::MemoryTarget).min(one::<N>() - reader.get(Key::OomBuffer)).called(
                "Memory filled to",
                COUNT,
                "the target, or what the buffer leaves",
            ),
            sidecar: Need {
                vcpu: N::constant(SIDECAR.0 * sidecar, VCPU),
                mib: N::constant(SIDECAR.1 * sidecar, MIB),
            },
            agent_vcpu: (active * reader.get(Key::AgentCpuActive) + idle * reader.get(Key::AgentCpuIdle))
                .called("vCPUs of an agent, mean", VCPU, "at work and waiting, by their shares"),
            agent_mib: reader.get(Key::AgentMemoryMib),
            tls: reader.on(Key::TlsAtGateway),
        }
    }

    /// What a task asks for so that its use keeps the targets.
    fn asked(&self, need: Need<N>) -> Need<N> {
        const SOURCE: &str = "sidecar + use ÷ share that may be used";
        Need {
            vcpu: (self.sidecar.vcpu + need.vcpu / self.cpu_share).called("vCPUs asked for", VCPU, SOURCE),
            mib: (self.sidecar.mib + need.mib / self.memory_share).called("Memory asked for", MIB, SOURCE),
        }
    }

    /// What agents use.
    fn agents(&self, agents: N) -> Need<N> {
        Need::of_guide(agents * self.agent_vcpu, agents * self.agent_mib)
    }

    /// Room for agents in a container, MiB and vCPU.
    fn room(&self, reader: &Reader<'_, N>, container: &Printed) -> AgentRoom<N> {
        AgentRoom {
            vcpus: reader.size(container.vcpu, VCPU, "vCPUs of a container"),
            sidecar_vcpus: self.sidecar.vcpu,
            usable_cpu_share: self.cpu_share,
            vcpus_per_agent: self.agent_vcpu,
            memory_mib: reader.size(container.mib, MIB, "Memory of a container"),
            sidecar_mib: self.sidecar.mib,
            usable_memory_share: self.memory_share,
            mib_per_agent: self.agent_mib,
        }
    }
}

/// The workers of a scenario, or of one with another container.
struct Workers<N> {
    agents: N,
    room: AgentRoom<N>,
    /// Agents in a container; none where not even one fits.
    each: Option<N>,
    containers: N,
    /// vCPUs busy in all containers, sidecars included.
    busy: N,
}

impl<N: Number> Workers<N> {
    fn of(reader: &Reader<'_, N>, sizing: &Sizing<N>) -> Self {
        let container = WORKERS.get(chosen(reader)).unwrap_or(&WORKERS[0]);
        let room = sizing.room(reader, container);
        let agents = reader.get(Key::Agents);
        let each = Some(room.agents()).filter(|each| each.exceeds(N::zero(COUNT)));
        let containers = each.map_or_else(|| N::zero(COUNT), |each| containers(agents, each));
        let busy = (agents * sizing.agent_vcpu + containers * sizing.sidecar.vcpu).called(
            "vCPUs busy in workers",
            VCPU,
            "agents × vCPUs of one, and sidecars",
        );
        Self { agents, room, each, containers, busy }
    }

    fn size(&self) -> (N, N) {
        (self.room.vcpus, gib(self.room.memory_mib))
    }

    /// As a component: on Spot where `spot_time_factor` says how much longer work takes there.
    fn component(&self, spot_time_factor: Option<N>) -> Component<N> {
        let (vcpu, memory_gib) = self.size();
        Component {
            id: "agent_workers",
            name: "Agent workers",
            work: Work::Service(Service {
                replicas: self.containers,
                busy_vcpu: self.busy,
                polls: true,
                spot_time_factor,
                ..Service::idle(vcpu, memory_gib, Resize::Choice(Key::WorkerContainer, &WORKER_SIZES))
            }),
        }
    }

    /// Not one agent fits the container: what it asks for against what there is.
    fn rejections(&self, reader: &Reader<'_, N>, sizing: &Sizing<N>) -> Vec<Rejection<N>> {
        const CPU: Limit =
            Limit { id: "worker_container", label: "vCPUs of an agent in its container", unit: VCPU };
        const MEMORY: Limit =
            Limit { id: "worker_container", label: "memory of an agent in its container", unit: MIB };
        let AgentRoom { vcpus, sidecar_vcpus, memory_mib, sidecar_mib, .. } = self.room;
        let larger = |fits: &dyn Fn(&AgentRoom<N>) -> N| {
            let place =
                WORKERS.iter().position(|size| fits(&sizing.room(reader, size)).exceeds(N::zero(COUNT)));
            place.map(|place| Change { key: Key::WorkerContainer, to: place as f64 })
        };
        let cpu = (vcpus - sidecar_vcpus) * sizing.cpu_share;
        let memory = (memory_mib - sidecar_mib) * sizing.memory_share;
        let cpu = CPU.check("agent_workers", sizing.agent_vcpu, cpu, || {
            larger(&AgentRoom::by_cpu).into_iter().collect()
        });
        let memory = MEMORY.check("agent_workers", sizing.agent_mib, memory, || {
            let smaller = Change::allowed(Key::AgentMemoryMib, rounded_down(memory.value()));
            [smaller, larger(&AgentRoom::by_memory)].into_iter().flatten().collect()
        });
        cpu.into_iter().chain(memory).collect()
    }
}

/// Place of the container chosen among [`WORKERS`].
fn chosen<N: Number>(reader: &Reader<'_, N>) -> usize {
    reader.scenario.value(Key::WorkerContainer).unwrap_or_default() as usize
}

/// How much longer work takes on Spot: what is interrupted starts over.
fn spot_time_factor<N: Number>(reader: &Reader<'_, N>) -> N {
    let work = reader.get(Key::SpotWorkMinutes) / N::constant(60.0, MINUTE.per(HOUR));
    (hours_with_restarts(work, reader.get(Key::SpotInterruptionsPerHour)) / work).called(
        "Time on Spot over time without interruptions",
        COUNT,
        "pieces of work start over",
    )
}

/// The gateway of a scenario.
struct Gateway<N> {
    connections: N,
    /// Requests of other systems open at a time, at the peak.
    taken_in: N,
    requests_per_second: N,
    /// Seconds that a connection or request is open, mean.
    seconds: N,
    replicas: N,
    /// vCPUs busy in all of them, mean over the day.
    busy: N,
    /// What one uses, at the peak.
    need: Need<N>,
    asked: Need<N>,
    resize: Resize,
}

impl<N: Number> Gateway<N> {
    fn of(reader: &Reader<'_, N>, sizing: &Sizing<N>) -> Self {
        let seconds = reader.get(Key::StreamSeconds);
        let (connections, requests_per_second) = match reader.stated(Key::Connections) {
            Some(stated) => (
                stated,
                (stated / seconds).called("Connections opened", PER_SECOND, "open at a time ÷ their length"),
            ),
            None => {
                let rate = reader.get(Key::RequestsPerSecond);
                (rate * seconds, rate)
            }
        };
        let connections = connections.called("Connections", COUNT, "traffic × length, or as stated");
        let mib_each = mib_per_connection(reader);
        // A request of another system keeps its own processor time and the memory of the lightest connection.
        let others = taken_in(reader);
        let peak = reader.get(Key::PeakToMean);
        let taken_in = others.open * peak;
        let held = |replicas: N| gateway_need(connections / replicas, mib_each, sizing.tls);
        let used = |replicas: N| {
            let Need { vcpu, mib } = held(replicas);
            Need {
                vcpu: vcpu + others.busy_vcpu * peak / replicas,
                mib: mib + taken_in * N::constant(SSE_MIB, MIB) / replicas,
            }
        };
        // Each replica has a part of its own; the rest is shared out.
        let own = sizing.asked(gateway_need(N::zero(COUNT), mib_each, sizing.tls));
        let all = sizing.asked(used(one()));
        let shared = Need { vcpu: all.vcpu - own.vcpu, mib: all.mib - own.mib };
        let most = reader.catalog.fargate_sizes().iter().fold((0.0, 0.0), |most: (f64, f64), size| {
            (most.0.max(size.vcpu), most.1.max(size.memory_gib * MIB_IN_GIB))
        });
        let for_most = |shared: N, own: N, most: f64, unit| {
            let left = N::constant(most, unit) - own;
            if left.exceeds(N::zero(unit)) { (shared / left).ceil() } else { one() }
        };
        let replicas = reader.stated(Key::GatewayReplicas).unwrap_or_else(|| {
            for_most(shared.vcpu, own.vcpu, most.0, VCPU)
                .max(for_most(shared.mib, own.mib, most.1, MIB))
                .max(one())
                .called("Gateways", COUNT, "as few as the largest Fargate task allows")
        });
        let need = used(replicas);
        let busy = replicas * (held(replicas).vcpu + sizing.sidecar.vcpu) + others.busy_vcpu;
        let resize = Resize::Replicas {
            key: Key::GatewayReplicas,
            vcpu: (own.vcpu.value(), shared.vcpu.value()),
            memory_gib: (own.mib.value() / MIB_IN_GIB, shared.mib.value() / MIB_IN_GIB),
        };
        let asked = sizing.asked(need);
        let seconds = if others.requests_per_second.exceeds(N::zero(PER_SECOND)) {
            (requests_per_second * seconds + others.open) / (requests_per_second + others.requests_per_second)
        } else {
            seconds
        };
        let requests_per_second = requests_per_second + others.requests_per_second;
        Self { connections, taken_in, requests_per_second, seconds, replicas, busy, need, asked, resize }
    }
}

/// Memory of a connection, MiB, by the shares of the three kinds; a third of each where all are stated as nothing.
fn mib_per_connection<N: Number>(reader: &Reader<'_, N>) -> N {
    let mut shares = [Key::SseShare, Key::WebsocketShare, Key::GrpcShare].map(|key| reader.get(key));
    if !N::sum(COUNT, shares).exceeds(N::zero(COUNT)) {
        shares = [one(); 3];
    }
    let [sse, websocket, grpc] = shares;
    let mib = |mib: f64| N::constant(mib, MIB);
    ((sse * mib(SSE_MIB) + websocket * mib(WEBSOCKET_MIB) + grpc * mib(GRPC_MIB)) / (sse + websocket + grpc))
        .called("Memory of a connection", MIB, GUIDE)
}

/// The supervisor, of which there is one.
fn supervisor<N: Number>(sizing: &Sizing<N>, agents: N) -> (Need<N>, Need<N>, Resize) {
    let need = supervisor_need(agents);
    let none = sizing.asked(supervisor_need(N::zero(COUNT)));
    let single = sizing.asked(supervisor_need(one()));
    let resize = Resize::Load {
        key: Key::Agents,
        vcpu: (none.vcpu.value(), (single.vcpu - none.vcpu).value()),
        memory_gib: (none.mib.value() / MIB_IN_GIB, (single.mib - none.mib).value() / MIB_IN_GIB),
    };
    (need, sizing.asked(need), resize)
}

impl<N: Number> Compare<N> for AgentPlatformSystem {
    fn comparisons(&self, reader: &Reader<'_, N>) -> Result<Vec<Comparison<N>>, Error> {
        comparisons::all(reader)
    }
}

impl<N: Number> System<N> for AgentPlatformSystem {
    fn switch(&self) -> Key {
        Key::AgentPlatform
    }

    fn gateway(&self, _reader: &Reader<'_, N>) -> super::Gateway<N> {
        super::Gateway::ForAll
    }

    fn demand(&self, reader: &Reader<'_, N>, demand: &mut Demand<N>) -> Result<(), Error> {
        let sizing = Sizing::of(reader);
        let workers = Workers::of(reader, &sizing);
        let (need, asked, resize) = supervisor(&sizing, workers.agents);
        let (vcpu, memory_gib) = asked.size();
        demand.components.push(Component {
            id: "supervisor",
            name: "Supervisor",
            work: Work::Service(Service {
                busy_vcpu: need.vcpu + sizing.sidecar.vcpu,
                polls: true,
                ..Service::idle(vcpu, memory_gib, resize)
            }),
        });
        let any = workers.agents.exceeds(N::zero(COUNT));
        if any {
            demand.rejections.extend(workers.rejections(reader, &sizing));
        }
        if any && workers.each.is_some() {
            let spot = reader.on(Key::SpotWorkers).then(|| spot_time_factor(reader));
            demand.components.push(workers.component(spot));
        }
        let gateway = Gateway::of(reader, &sizing);
        let (vcpu, memory_gib) = gateway.asked.size();
        demand.components.push(Component {
            id: "gateway",
            name: "Gateway",
            work: Work::Service(Service {
                replicas: gateway.replicas,
                busy_vcpu: gateway.busy,
                requests_per_second: gateway.requests_per_second,
                seconds_per_request: gateway.seconds,
                balanced: true,
                ..Service::idle(vcpu, memory_gib, gateway.resize)
            }),
        });
        if reader.scope == Scope::Whole {
            let layer = task_layer("supervisor", "Supervisor", one(), need, &sizing, reader)?;
            let too_large = layer.binding.is_none();
            demand.layers.push(layer);
            demand.layers.push(worker_layer(&workers, &sizing, reader));
            let mut layer =
                task_layer("gateway", "Gateway", gateway.replicas, gateway.need, &sizing, reader)?;
            layer.measures.push(measure("Connections", gateway.connections, None, COUNT));
            if gateway.taken_in.exceeds(N::zero(COUNT)) {
                layer.measures.push(measure(
                    "Requests of other systems, peak",
                    gateway.taken_in,
                    None,
                    COUNT,
                ));
            }
            demand.layers.push(layer);
            notices(reader, too_large, demand);
        }
        Ok(())
    }
}

fn measure<N>(label: &'static str, needed: N, provided: Option<N>, unit: Unit) -> Measure<N> {
    Measure { label, needed, provided, unit }
}

/// A task by what it uses and what the legal task on Fargate lets it use.
fn task_layer<N: Number>(
    id: &'static str,
    name: &'static str,
    replicas: N,
    need: Need<N>,
    sizing: &Sizing<N>,
    reader: &Reader<'_, N>,
) -> Result<Layer<N>, Error> {
    const VCPUS: &str = "vCPUs of one, at the target";
    const MEMORY: &str = "Memory of one, at the target";
    let fit = fit(sizing.asked(need).size(), reader)?;
    let size = fit.as_ref().map(|fit| fit.size);
    let provided = size.map(|size| Need {
        vcpu: (size.vcpu - sizing.sidecar.vcpu) * sizing.cpu_share,
        mib: (size.memory_gib * N::constant(MIB_IN_GIB, MIB.per(GIB)) - sizing.sidecar.mib)
            * sizing.memory_share,
    });
    let binding =
        provided.map(|has| if (need.mib / has.mib).exceeds(need.vcpu / has.vcpu) { MEMORY } else { VCPUS });
    Ok(Layer {
        id,
        name,
        size: size.map_or_else(String::new, |size| tasks(replicas, size.vcpu, size.memory_gib)),
        measures: vec![
            measure(VCPUS, need.vcpu, provided.map(|has| has.vcpu), VCPU),
            measure(MEMORY, need.mib, provided.map(|has| has.mib), MIB),
        ],
        binding,
    })
}

fn tasks<N: Number>(count: N, vcpu: N, memory_gib: N) -> String {
    format!("{} × {} vCPU, {} GiB", text(count.value()), text(vcpu.value()), text(memory_gib.value()))
}

fn worker_layer<N: Number>(workers: &Workers<N>, sizing: &Sizing<N>, reader: &Reader<'_, N>) -> Layer<N> {
    const BY_CPU: &str = "Agents of a container, by processor";
    const BY_MEMORY: &str = "Agents of a container, by memory";
    let Workers { agents, room, each, containers, busy } = workers;
    let none = N::zero(COUNT);
    let each = each.unwrap_or(none);
    let (by_cpu, by_memory) = (room.by_cpu(), room.by_memory());
    let used = *agents * sizing.agent_mib + *containers * sizing.sidecar.mib;
    let mut measures = vec![
        measure("Agents", *agents, Some(*containers * each), COUNT),
        measure(BY_CPU, each, Some(by_cpu), COUNT),
        measure(BY_MEMORY, each, Some(by_memory), COUNT),
        measure("vCPUs used", *busy, Some(*containers * room.vcpus), VCPU),
        measure("Memory used", used, Some(*containers * room.memory_mib), MIB),
    ];
    // Above the mean of all, each agent at its peak takes so much more.
    let more = reader.get(Key::AgentCpuPeak) - sizing.agent_vcpu;
    if more.exceeds(N::zero(VCPU)) {
        let spare = *containers * room.vcpus - *busy;
        let peaks = (spare / more).floor().max(none).min(*agents);
        measures.push(measure("Agents at their peak at a time", peaks, None, COUNT));
    }
    let (vcpu, memory_gib) = workers.size();
    Layer {
        id: "agent_workers",
        name: "Agent workers",
        size: tasks(*containers, vcpu, memory_gib),
        measures,
        binding: Some(if by_cpu.exceeds(by_memory) { BY_MEMORY } else { BY_CPU }),
    }
}

fn notices<N: Number>(reader: &Reader<'_, N>, too_large: bool, demand: &mut Demand<N>) {
    let one = one::<N>();
    let mut notice = |stands: bool, id, text| {
        if stands {
            demand.note(id, text);
        }
    };
    let [.., largest] = SUPERVISORS;
    notice(
        reader.get(Key::Agents).exceeds(N::count(largest.load)),
        "beyond_printed_sizes",
        "Guide 001 prints no supervisor for more than 500 agents; its formula is carried on.",
    );
    notice(
        too_large,
        "supervisor_too_large",
        "One supervisor for so many agents is larger than any Fargate task. Split the agents among several platforms.",
    );
    let free = |target| one - reader.get(target);
    notice(
        reader.get(Key::BurstShare).exceeds(free(Key::CpuTarget) * N::count(1.0 + 1e-12)),
        "bursts_bind",
        "Room for bursts, not the processor target, decides how full tasks of agents may be.",
    );
    notice(
        reader.get(Key::OomBuffer).exceeds(free(Key::MemoryTarget) * N::count(1.0 + 1e-12)),
        "memory_buffer_binds",
        "The memory buffer, not the memory target, decides how full tasks of agents may be.",
    );
    notice(
        reader.on(Key::SpotWorkers),
        "spot_on_fargate_only",
        "Spot capacity is priced on Fargate only; other options show workers at their full price.",
    );
    notice(
        reader.stated(Key::Connections).is_none(),
        "connections_from_traffic",
        "Open connections follow from traffic and their length. State them for a load of their own.",
    );
}

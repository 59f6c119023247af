//! What the agent platform has to compare: the guide's printed sizes and formulas beside what they lead to.

use super::{
    GATEWAYS, GRPC_MIB, GUIDE, Gateway, MIB_IN_GIB, Need, Printed, SIDECAR, SUPERVISORS, Sizing,
    WEBSOCKET_MIB, WORKERS, Workers, gateway_need, gib, mib_per_connection, spot_time_factor, supervisor,
    supervisor_need,
};
use crate::error::Error;
use crate::format;
use crate::hosting::fargate::{fit, spot_share};
use crate::hosting::vm::beside;
use crate::number::Number;
use crate::option::bill;
use crate::plan::{Cell, Change, Rejection, StudyRow, Tone, Verdict};
use crate::reading::{Reader, one};
use crate::scenario::{Key, Kind};
use crate::science::autoscaling::{flap_band, settles_from};
use crate::science::commitments::{break_even_utilisation, commitment_for};
use crate::science::packing::{CPU_STEP, MEMORY_STEP_MIB, TaskRoom, containers, right_size, slot_efficiency};
use crate::system::{Comparison, Component, Resize, Service, Way, Work};
use crate::unit::{COUNT, CPU_UNIT, GIB, MIB, PERCENT, USD_PER_HOUR, USD_PER_MONTH, Unit, VCPU};

/// Machines that the guide lists for workers on Spot.
const GUIDE_SPOT: [&str; 3] = ["m5.large", "m5a.large", "m6i.large"];

/// All of them.
pub fn all<N: Number>(reader: &Reader<'_, N>) -> Result<Vec<Comparison<N>>, Error> {
    let sizing = Sizing::of(reader);
    let workers = Workers::of(reader, &sizing);
    let any = workers.agents.exceeds(N::zero(COUNT));
    let mut all = vec![task_definitions(reader, &sizing)?];
    if any {
        all.push(scaling_formula(reader, &sizing, workers.agents));
    }
    if any && workers.each.is_some() {
        all.push(places(reader, &workers)?);
    }
    all.push(right_sizing(reader, &sizing, &workers)?);
    all.push(thresholds(reader, &sizing, &workers));
    Ok(all)
}

fn verdict(tone: Tone, words: &'static str) -> Option<Verdict> {
    Some(Verdict { tone, words })
}

fn way<N>(row: StudyRow<N>) -> Way<N> {
    Way { row, runs: Vec::new() }
}

fn percent<N: Number>(share: N) -> Cell<N> {
    Cell::Amount(crate::reading::percent(share), PERCENT)
}

/// A legal task in words, with its cost; blank where there is none.
fn legal<N: Number>(wanted: (N, N), reader: &Reader<'_, N>) -> Result<[Cell<N>; 4], Error> {
    Ok(fit(wanted, reader)?.map_or([Cell::Blank, Cell::Blank, Cell::Blank, Cell::Blank], |fit| {
        [
            Cell::Amount(fit.size.vcpu, VCPU),
            Cell::Amount(fit.size.memory_gib, GIB),
            Cell::Amount(fit.asked_usd, USD_PER_MONTH),
            Cell::Amount(fit.usd, USD_PER_MONTH),
        ]
    }))
}

fn task_definitions<N: Number>(reader: &Reader<'_, N>, sizing: &Sizing<N>) -> Result<Comparison<N>, Error> {
    // Every gateway by the kinds of connection that take most, and by the scenario's own mix.
    let kinds = [
        ("", N::constant(WEBSOCKET_MIB, MIB)),
        (", gRPC", N::constant(GRPC_MIB, MIB)),
        (", your mix", mib_per_connection(reader)),
    ];
    let mut tasks: Vec<(&'static str, &Printed, &str, Need<N>)> = Vec::with_capacity(20);
    tasks.extend(
        SUPERVISORS.iter().map(|task| ("supervisor", task, "", supervisor_need(N::count(task.load)))),
    );
    tasks.extend(WORKERS.iter().map(|task| ("agent_workers", task, "", sizing.agents(N::count(task.load)))));
    for task in &GATEWAYS {
        let need = |mib| gateway_need(N::count(task.load), mib, sizing.tls);
        tasks.extend(kinds.iter().map(|(kind, mib)| ("gateway", task, *kind, need(*mib))));
    }
    let mut ways = Vec::with_capacity(tasks.len());
    for (component, task, kind, need) in tasks {
        let load = N::count(task.load);
        let asked = sizing.asked(need);
        let [vcpu, memory, _, usd] = legal(asked.size(), reader)?;
        let mut row = StudyRow::new(
            [task.name, kind].concat(),
            vec![
                Cell::Amount(load, COUNT),
                Cell::Amount(N::constant(task.vcpu, VCPU), VCPU),
                Cell::Amount(N::constant(task.mib, MIB), MIB),
                Cell::Amount(need.vcpu, VCPU),
                Cell::Amount(need.mib, MIB),
                Cell::Amount(asked.vcpu, VCPU),
                Cell::Amount(asked.mib, MIB),
                vcpu,
                memory,
                usd,
            ],
        );
        judge_printed(component, task, need, sizing, reader, &mut row);
        ways.push(way(row));
    }
    Ok(Comparison {
        id: "task_definitions",
        title: "Task definitions",
        lead: "The guide's sizes against its own formulas. Planned adds the targets and the sidecar; Fargate is the \
            legal task for that. Agents use their mean; connections are WebSocket where no kind is named.",
        columns: vec![
            "Task",
            "Load",
            "vCPU",
            "Memory",
            "vCPU used",
            "Memory used",
            "vCPU planned",
            "Memory planned",
            "Fargate vCPU",
            "Fargate memory",
            "Its cost",
        ],
        ways,
        judge: |_| {},
    })
}

/// What to make of a printed size by what its load uses.
fn judge_printed<N: Number>(
    component: &'static str,
    task: &Printed,
    need: Need<N>,
    sizing: &Sizing<N>,
    reader: &Reader<'_, N>,
    row: &mut StudyRow<N>,
) {
    let mut reject = |label, value: N, allowed: f64, unit| {
        let over = value.exceeds(N::constant(allowed * (1.0 + 1e-12), unit));
        let allowed = N::constant(allowed, unit);
        if over {
            let limit = GUIDE.to_owned();
            row.rejections.push(Rejection {
                component,
                limit,
                label,
                value,
                allowed,
                unit,
                flips: Vec::new(),
            });
        }
        over
    };
    // A memory between two legal ones, shown against the next below.
    let below = reader
        .catalog
        .fargate_sizes()
        .iter()
        .filter(|size| size.vcpu == task.vcpu && size.memory_gib * MIB_IN_GIB <= task.mib)
        .fold(0.0, |below: f64, size| below.max(size.memory_gib));
    let illegal = reject("memory of a Fargate task", gib(N::constant(task.mib, MIB)), below, GIB);
    let small = reject("vCPUs of the printed size", need.vcpu, task.vcpu, VCPU)
        | reject("memory of the printed size", need.mib, task.mib, MIB);
    let full = (need.vcpu / sizing.cpu_share).exceeds(N::constant(task.vcpu * (1.0 + 1e-12), VCPU))
        || (need.mib / sizing.memory_share).exceeds(N::constant(task.mib * (1.0 + 1e-12), MIB));
    row.verdict = match (illegal, small, full) {
        (true, ..) => verdict(Tone::Bad, "not legal"),
        (_, true, _) => verdict(Tone::Bad, "too small"),
        (.., true) => verdict(Tone::Fair, "beyond its target"),
        _ => verdict(Tone::Good, "enough"),
    };
}

fn scaling_formula<N: Number>(reader: &Reader<'_, N>, sizing: &Sizing<N>, agents: N) -> Comparison<N> {
    let mean = agents * sizing.agent_vcpu;
    let active = agents * reader.get(Key::AgentCpuActive);
    let ways = WORKERS.iter().map(|task| {
        let slots = N::count(task.load);
        let count = containers(agents, slots);
        let vcpu = N::constant(task.vcpu, VCPU);
        let memory = gib(N::constant(task.mib, MIB));
        let total = count * vcpu;
        let unserved = |asked: N| percent((one::<N>() - total / asked).max(N::zero(COUNT)));
        let work = Work::Service(Service { replicas: count, ..Service::idle(vcpu, memory, Resize::Fixed) });
        Way {
            row: StudyRow::new(
                task.name,
                vec![
                    Cell::Amount(slots, COUNT),
                    Cell::Amount(count, COUNT),
                    Cell::Amount(total, VCPU),
                    Cell::Amount(count * memory, GIB),
                    percent(slot_efficiency(agents, count, slots)),
                    Cell::Amount(mean, VCPU),
                    unserved(mean),
                    Cell::Amount(active, VCPU),
                    unserved(active),
                    Cell::Amount(sizing.room(reader, task).agents(), COUNT),
                ],
            ),
            runs: vec![("fargate_service", Component { id: "agent_workers", name: "", work })],
        }
    });
    Comparison {
        id: "scaling_formula",
        title: "Scaling formula",
        lead: "The guide's count of containers for your agents. Its efficiency counts slots; what agents ask of the \
            processors, on average and all at work, is beside it.",
        columns: vec![
            "Container",
            "Slots",
            "Containers",
            "vCPU",
            "Memory",
            "Slots taken",
            "Asked, mean",
            "Unserved",
            "Asked, all at work",
            "Unserved then",
            "Agents it holds",
        ],
        ways: ways.collect(),
        judge: |_| {},
    }
}

fn places<N: Number>(reader: &Reader<'_, N>, workers: &Workers<N>) -> Result<Comparison<N>, Error> {
    let mut ways = Vec::new();
    let term = |index: f64| Change { key: Key::Commitment, to: index };
    let spot = |on: f64| Change { key: Key::SpotWorkers, to: on };
    let (vcpu, memory_gib) = workers.size();
    let fit = fit((vcpu, memory_gib), reader)?;
    let left = |of: fn(&crate::hosting::container::Size<N>) -> N, asked: N| {
        fit.as_ref().map_or(Cell::Blank, |fit| percent(one::<N>() - asked / of(&fit.size)))
    };
    let fargate = |name: &str, changes: Vec<Change>, [commit, pays]: [Cell<N>; 2], factor, spot: Cell<N>| {
        let cells = vec![
            Cell::Amount(workers.containers, COUNT),
            Cell::Blank,
            left(|size| size.vcpu, vcpu),
            left(|size| size.memory_gib, memory_gib),
            commit,
            pays,
            spot,
        ];
        Way {
            row: StudyRow { changes, ..StudyRow::new(name, cells) },
            runs: vec![("fargate_service", workers.component(factor))],
        }
    };
    let no_plan = || [Cell::Blank, Cell::Blank];
    ways.push(fargate("Fargate", vec![spot(0.0), term(0.0)], no_plan(), None, Cell::Blank));
    let discount = reader.get(Key::SavingsRate);
    let commit = fit.as_ref().map_or(Cell::Blank, |fit| {
        let on_demand = workers.containers * fit.usd / reader.month_hours();
        Cell::Amount(commitment_for(on_demand, discount), USD_PER_HOUR)
    });
    let plan = [commit, percent(break_even_utilisation(discount))];
    ways.push(fargate("Fargate, savings plan", vec![spot(0.0), term(1.0)], plan, None, Cell::Blank));
    let (factor, most) = (spot_time_factor(reader), reader.get(Key::SpotMaxPrice));
    let price = match &fit {
        Some(fit) => against_most(spot_share((fit.size.vcpu, fit.size.memory_gib), reader)?, most),
        None => Cell::Blank,
    };
    ways.push(fargate("Fargate Spot", vec![spot(1.0), term(0.0)], no_plan(), Some(factor), price));

    let Kind::Choice(types) = &Key::VmType.field().kind else { return Ok(comparison_of_places(ways)) };
    for (place, choice) in types.iter().enumerate() {
        let kind = reader.catalog.vm_type(choice.id)?;
        let room = TaskRoom {
            task_vcpus: vcpu,
            task_mib: workers.room.memory_mib,
            machine_vcpus: reader.size(kind.vcpu, VCPU, "vCPUs of one machine"),
            machine_mib: reader.size(kind.memory_gib * MIB_IN_GIB, MIB, "Memory of one machine")
                * reader.get(Key::MemoryTarget),
        };
        let holds = room.tasks_per_machine().exceeds(N::zero(COUNT));
        if !holds && !GUIDE_SPOT.contains(&choice.id) {
            continue;
        }
        let month = |row: &str| {
            let kept = reader.rate(row)?.kept(reader, "", "", one())?;
            Ok::<N, Error>(kept.usd_per_month)
        };
        let on_demand = month(&kind.price)?;
        let filled = |pays: Cell<N>, spot: Cell<N>| {
            if !holds {
                return [(); 7].map(|()| Cell::Blank).into();
            }
            vec![
                Cell::Amount(room.machines(workers.containers), COUNT),
                Cell::Amount(room.tasks_per_machine(), COUNT),
                percent(room.wasted_cpu_share()),
                percent(room.wasted_memory_share()),
                Cell::Blank,
                pays,
                spot,
            ]
        };
        let terms = [
            (0.0, "", &kind.price),
            (1.0, ", 1 year", &kind.one_year_price),
            (2.0, ", 3 years", &kind.three_year_price),
        ];
        for (index, suffix, row) in terms {
            // Few types have a reserved price in the catalogue.
            let Ok(usd) = month(row) else { continue };
            if index > 0.0 && !holds {
                continue;
            }
            let pays = if index > 0.0 { percent(usd / on_demand) } else { Cell::Blank };
            let cells = filled(pays, Cell::Blank);
            let changes = vec![Change { key: Key::VmType, to: place as f64 }, spot(0.0), term(index)];
            let mut name = choice.id.to_owned();
            name.push_str(suffix);
            ways.push(Way {
                row: StudyRow { changes, ..StudyRow::new(name, cells) },
                runs: vec![("reserved_vms", workers.component(None))],
            });
        }
        if GUIDE_SPOT.contains(&choice.id) {
            let cells = filled(Cell::Blank, Cell::words([AT_MOST, &shown(most)].concat()));
            let mut row = StudyRow::new([choice.id, ", Spot, at most"].concat(), cells);
            let mut runs = Vec::new();
            if holds {
                // Work takes longer, so the machines and what they bring along are there for longer.
                let kept = room.machines(workers.containers) * factor;
                let price = reader.rate(&kind.price)?;
                row.line_items =
                    vec![price.kept(reader, WORKERS_ID, "Machines on Spot, at most", kept * most)?];
                row.line_items.extend(beside(WORKERS_ID, kept, reader)?);
                row.usd_per_month = Some(bill(&row.line_items));
            } else {
                row.changes = vec![Change { key: Key::VmType, to: place as f64 }];
                runs.push(("reserved_vms", workers.component(None)));
            }
            ways.push(Way { row, runs });
        }
    }
    Ok(comparison_of_places(ways))
}

const AT_MOST: &str = "at most ";
const WORKERS_ID: &str = "agent_workers";

fn shown<N: Number>(share: N) -> String {
    format::percent(share.value())
}

/// A price on Spot beside the most that may be paid, both as shares of the price on demand.
fn against_most<N: Number>(share: N, most: N) -> Cell<N> {
    let kept = if share.exceeds(most) { ", above " } else { ", within " };
    Cell::words([&shown(share), kept, &shown(most)].concat())
}

fn comparison_of_places<N: Number>(ways: Vec<Way<N>>) -> Comparison<N> {
    Comparison {
        id: "worker_places",
        title: "Where the workers run",
        lead: "The planned worker containers on Fargate and on every machine that holds one. The guide's three Spot \
            machines are shown on demand, holding one or not, and on Spot at the most that you would pay, restarts \
            included: what EC2 Spot does cost varies. Names with a g need Arm images. A commitment pays where more \
            than the share shown is used; a savings plan's is stated in discounted dollars.",
        columns: vec![
            "Place",
            "Tasks or machines",
            "Tasks on one",
            "vCPU left over",
            "Memory left over",
            "Commit to",
            "Pays above",
            "Spot, of the price on demand",
        ],
        ways,
        judge: cheapest_first,
    }
}

/// The cheapest row that can run is recommended.
fn cheapest_first<N: Number>(rows: &mut [StudyRow<N>]) {
    let mut best: Option<(usize, f64)> = None;
    for (place, row) in rows.iter_mut().enumerate() {
        match row.usd_per_month {
            None => row.verdict = verdict(Tone::Bad, "ruled out"),
            Some(usd) if best.is_none_or(|(_, least)| usd.value() < least) => {
                best = Some((place, usd.value()))
            }
            Some(_) => {}
        }
    }
    if let Some(row) = best.and_then(|(place, _)| rows.get_mut(place)) {
        row.verdict = verdict(Tone::Good, "recommended");
    }
}

fn right_sizing<N: Number>(
    reader: &Reader<'_, N>,
    sizing: &Sizing<N>,
    workers: &Workers<N>,
) -> Result<Comparison<N>, Error> {
    let peak = reader.get(Key::PeakFactor);
    let step = |mean: N, step: f64, unit: Unit| {
        N::stepped("Guide's size", unit, GUIDE, [mean, peak], move |[mean, peak]| {
            right_size(mean, peak, step)
        })
    };
    let units = step(reader.get(Key::MeasuredCpuUnits), CPU_STEP, CPU_UNIT);
    let mib = step(reader.get(Key::MeasuredMemoryMib), MEMORY_STEP_MIB, MIB);
    let measured = Need { vcpu: units / N::constant(1_024.0, CPU_UNIT.per(VCPU)), mib };
    let (_, supervisor, _) = supervisor(sizing, workers.agents);
    let container = Need { vcpu: workers.room.vcpus, mib: workers.room.memory_mib };
    let beside = Need {
        vcpu: container.vcpu + N::constant(SIDECAR.0, VCPU),
        mib: container.mib + N::constant(SIDECAR.1, MIB),
    };
    let gateway = Gateway::of(reader, sizing).asked;
    let mut ways = Vec::new();
    for (name, asked) in [
        ("Measured task, by the guide's rule", measured),
        ("Supervisor as planned", supervisor),
        ("Worker as chosen", container),
        ("Worker with a sidecar beside it", beside),
        ("Gateway as planned", gateway),
    ] {
        let (vcpu, memory_gib) = asked.size();
        let fit = fit((vcpu, memory_gib), reader)?;
        let extra =
            fit.as_ref().map_or(Cell::Blank, |fit| Cell::Amount(fit.usd - fit.asked_usd, USD_PER_MONTH));
        let grid = fit.map(|fit| {
            fit.size.vcpu.value() == vcpu.value() && fit.size.memory_gib.value() == memory_gib.value()
        });
        let mut cells = vec![Cell::Amount(vcpu, VCPU), Cell::Amount(asked.mib, MIB)];
        cells.extend(legal((vcpu, memory_gib), reader)?);
        cells.push(extra);
        let verdict = match grid {
            Some(true) => verdict(Tone::Good, "legal"),
            Some(false) => verdict(Tone::Fair, "off the grid"),
            None => verdict(Tone::Bad, "too large"),
        };
        ways.push(way(StudyRow { verdict, ..StudyRow::new(name, cells) }));
    }
    Ok(Comparison {
        id: "right_sizing",
        title: "Right-sizing and rounding",
        lead: "The guide rounds a measured mean times its peak factor up to 256 units and 512 MiB. Fargate then rounds \
            what is asked up to a legal task, and bills that.",
        columns: vec![
            "Task",
            "vCPU asked",
            "Memory asked",
            "Fargate vCPU",
            "Fargate memory",
            "Cost as asked",
            "Cost as billed",
            "Rounding",
        ],
        ways,
        judge: |_| {},
    })
}

/// Rows shown of machines from one upwards.
const MOST_SHOWN: u32 = 3;

fn thresholds<N: Number>(reader: &Reader<'_, N>, sizing: &Sizing<N>, workers: &Workers<N>) -> Comparison<N> {
    let Workers { agents, room, containers, busy, .. } = workers;
    let used = *agents * sizing.agent_mib + *containers * sizing.sidecar.mib;
    let mut ways = Vec::new();
    for (up, down, load, names) in [
        (Key::ScaleUpCpu, Key::ScaleDownCpu, *busy / room.vcpus, ("Processor", "Processor, planned workers")),
        (
            Key::ScaleUpMemory,
            Key::ScaleDownMemory,
            used / room.memory_mib,
            ("Memory", "Memory, planned workers"),
        ),
    ] {
        let (up, down) = (reader.get(up), reader.get(down));
        let safe = settles_from(up, down).map_or(Cell::Blank, |least| Cell::Amount(least, COUNT));
        let planned = containers.exceeds(N::zero(COUNT)).then_some(*containers);
        let shown = (1..=MOST_SHOWN).map(|tasks| (N::count(f64::from(tasks)), None));
        for (tasks, load) in shown.chain(planned.map(|tasks| (tasks, Some(load)))) {
            let band = flap_band(tasks, up, down);
            let verdict = match (&band, load) {
                (None, _) => verdict(Tone::Good, "settles"),
                (Some(band), Some(load)) if load.exceeds(band.above) && band.below.exceeds(load) => {
                    verdict(Tone::Bad, "flaps")
                }
                _ => verdict(Tone::Fair, "can flap"),
            };
            let cells = vec![
                Cell::Amount(tasks, COUNT),
                percent(up),
                percent(down),
                band.map_or(Cell::Blank, |band| Cell::Span(band.above, band.below, COUNT)),
                load.map_or(Cell::Blank, |load| Cell::Amount(load, COUNT)),
                safe.clone(),
            ];
            ways.push(way(StudyRow {
                verdict,
                ..StudyRow::new(if load.is_some() { names.1 } else { names.0 }, cells)
            }));
        }
    }
    Comparison {
        id: "scaling_thresholds",
        title: "Scaling thresholds",
        lead: "Between a number of tasks and one more, a load above one threshold and below the other never settles. \
            Loads are in tasks used to the full.",
        columns: vec!["What", "Tasks", "Add above", "Remove below", "Flaps between", "Load", "Settles from"],
        ways,
        judge: |_| {},
    }
}

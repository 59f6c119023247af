//! How it fits together: who asks, by what it enters, what runs where, what is stored and bought. Boxes and arrows
//! follow the plan of one option; the same stands beside in words.

mod drawing;

use loadline_core::format;
use loadline_core::hosting::WORKERS;
use loadline_core::option;
use loadline_core::plan::{DeploymentOption, Fleet, LineItem, Plan};
use loadline_core::reading::{Reader, Shapes};
use loadline_core::scenario::{FIELDS, Kind, Scenario};
use loadline_core::system::{self, Component, Demand, Gateway, Work};
use loadline_markup::{Node, Tag, section, tag, traced};

/// Where a box stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    /// Who asks for something.
    Clients,
    /// What takes it in.
    Entry,
    /// What the option runs itself.
    Work,
    /// What is kept.
    Stores,
    /// What is bought as a service.
    Providers,
}

const LANES: [(Lane, &str); 5] = [
    (Lane::Clients, "Asked for"),
    (Lane::Entry, "Enters by"),
    (Lane::Work, "Runs on"),
    (Lane::Stores, "Stored in"),
    (Lane::Providers, "Bought from"),
];

/// A box.
#[derive(Debug)]
struct Part {
    id: &'static str,
    name: &'static str,
    lane: Lane,
    /// The host it runs on, empty for none of the option's own.
    host: &'static str,
    /// What there is to say: size and number, loads, connections.
    lines: Vec<String>,
    /// Mean share of its capacity in use, with its place among the option's fleets.
    used: Option<(usize, f64)>,
    /// Places on the option's bill.
    items: Vec<usize>,
    usd: f64,
}

/// An arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    from: &'static str,
    to: &'static str,
    /// Whether it is work that is fetched or started, rather than requests.
    is_work: bool,
}

/// Everything in the drawing.
#[derive(Debug)]
struct Topology {
    parts: Vec<Part>,
    ways: Vec<Way>,
    /// Items that belong to no part: the account's free allotments, a cluster's fee.
    rest: Vec<usize>,
    rest_usd: f64,
}

/// The drawing of the option shown, the cheapest unless `chosen` names another.
pub fn panel(scenario: &Scenario, chosen: &str) -> Result<Vec<Tag>, String> {
    let shapes = Shapes::of(scenario);
    let reader = Reader::new(scenario, crate::catalog()?, &shapes, ());
    let plan = crate::plan(scenario)?;
    let Some(option) = plan.option(chosen).or_else(|| plan.options.first()) else { return Ok(Vec::new()) };
    let topology = Topology::of(scenario, &plan, option, &reader)?;
    let lead = format!(
        "{}, {} a month{}.",
        option.name,
        format::money(option.usd_per_month),
        if option.is_feasible() {
            ""
        } else {
            "; it does not work as stated, and only what could be placed is shown"
        }
    );
    let words = topology.parts.iter().map(|part| topology.told(option, part));
    let rest = (!topology.rest.is_empty()).then(|| {
        let figures = topology.rest.iter().filter_map(|place| {
            let item = option.line_items.get(*place)?;
            Some(format!("{} {}", item.label, format::money(item.usd_per_month)))
        });
        tag("li").put(format!("No part of its own: {}.", figures.collect::<Vec<_>>().join(", ")))
    });
    let list = tag("ul").with("id", "topology-words").all(words.chain(rest).collect());
    Ok(vec![
        section("topology-title", "How it fits together")
            .put(tag("p").class("lead").put(lead.clone()))
            .all(drawing::both(&topology, &lead))
            .put(tag("details").put(tag("summary").put("The same in words")).put(list)),
    ])
}

impl Topology {
    fn of(
        scenario: &Scenario,
        plan: &Plan<f64>,
        option: &DeploymentOption<f64>,
        reader: &Reader<'_, f64>,
    ) -> Result<Self, String> {
        let demand = system::demand(reader).map_err(|error| error.to_string())?;
        let mut topology = Self { parts: Vec::new(), ways: Vec::new(), rest: Vec::new(), rest_usd: 0.0 };
        topology.add_clients(scenario);
        topology.add_entries(option);
        topology.add_hosted(plan, option, &demand);
        topology.add_services(plan, option, &demand);
        topology.price(option);
        topology.connect(option, &demand, reader)?;
        Ok(topology)
    }

    fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == id)
    }

    fn add(&mut self, lane: Lane, id: &'static str, name: &'static str, lines: Vec<String>) -> &mut Part {
        let part = Part { id, name, lane, host: "", lines, used: None, items: Vec::new(), usd: 0.0 };
        // The place is known, so nothing is searched for.
        self.parts.push(part);
        let last = self.parts.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "it was pushed just now")]
        &mut self.parts[last]
    }

    /// The loads of each system that is on.
    fn add_clients(&mut self, scenario: &Scenario) {
        for system in system::systems::<f64>() {
            let switch = system.switch();
            if !scenario.is_on(switch) {
                continue;
            }
            let loads = FIELDS.iter().filter(|field| {
                field.is_load() && matches!(field.kind, Kind::Number(_)) && field.key.switch() == Some(switch)
            });
            let lines: Vec<String> = loads
                .filter_map(|field| Some(format::with_words(scenario.value(field.key)?, field.unit_words)))
                .collect();
            if !lines.is_empty() {
                self.add(Lane::Clients, switch.field().id, switch.field().label, lines);
            }
        }
    }

    /// A load balancer where one is paid for.
    fn add_entries(&mut self, option: &DeploymentOption<f64>) {
        if option.line_items.iter().any(is_balancer) {
            self.add(Lane::Entry, BALANCER, "Load balancer", Vec::new());
        }
    }

    /// What the option runs itself, on which host.
    fn add_hosted(&mut self, plan: &Plan<f64>, option: &DeploymentOption<f64>, demand: &Demand<f64>) {
        let names = option::names();
        for (host, components) in option::by_host(option.id, demand) {
            let host_name = names.iter().find(|(id, _)| *id == host).map_or("", |(_, name)| *name);
            let mut shared = Vec::new();
            for component in components {
                let own = |id: &str| id == component.id;
                let is_billed = option.line_items.iter().any(|item| own(item.component));
                if matches!(component.work, Work::Jobs(_)) && !is_billed {
                    shared.push(component.name);
                    continue;
                }
                let lines = layer_lines(plan, component.id);
                let part = self.add(Lane::Work, component.id, component.name, lines);
                part.host = host_name;
                part.run_on(option, component);
            }
            if !shared.is_empty() && self.part(WORKERS).is_none() {
                let part = self.add(Lane::Work, WORKERS, "Job workers", vec![shared.join(", ")]);
                part.host = host_name;
                part.fleet(option, WORKERS);
            }
        }
    }

    /// What all options have alike.
    fn add_services(&mut self, plan: &Plan<f64>, option: &DeploymentOption<f64>, demand: &Demand<f64>) {
        for component in &demand.components {
            let (lane, lines) = match component.work {
                Work::Jobs(_) | Work::Service(_) => continue,
                Work::Database(_) => (Lane::Stores, layer_lines(plan, "database_plan")),
                Work::Cache => (Lane::Stores, Vec::new()),
                Work::Workflow { actions_per_month } => {
                    (Lane::Entry, vec![format!("{} actions a month", format::number(actions_per_month))])
                }
                Work::Tokens(tokens) => {
                    let million = |tokens: f64, what| {
                        (tokens > 0.0).then(|| format!("{} M {what}", format::number(tokens / 1e6)))
                    };
                    let lines = [
                        million(tokens.llm_input, "tokens in"),
                        million(tokens.llm_output, "tokens out"),
                        million(tokens.embedding, "tokens embedded"),
                    ];
                    (Lane::Providers, lines.into_iter().flatten().collect())
                }
                Work::Sandbox { minutes_per_month, .. } => {
                    (Lane::Providers, vec![format!("{} minutes a month", format::number(minutes_per_month))])
                }
                Work::Extraction { pages_per_month } => {
                    (Lane::Providers, vec![format!("{} pages a month", format::number(pages_per_month))])
                }
            };
            let part = self.add(lane, component.id, component.name, lines);
            part.fleet(option, component.id);
        }
    }

    /// Give every line of the bill to the part it is for.
    fn price(&mut self, option: &DeploymentOption<f64>) {
        for (place, item) in option.line_items.iter().enumerate() {
            let id = if is_balancer(item) { BALANCER } else { item.component };
            if let Some(part) = self.parts.iter_mut().find(|part| part.id == id) {
                part.items.push(place);
                part.usd += item.usd_per_month;
            } else {
                self.rest.push(place);
                self.rest_usd += item.usd_per_month;
            }
        }
    }

    /// The arrows, system by system.
    fn connect(
        &mut self,
        option: &DeploymentOption<f64>,
        demand: &Demand<f64>,
        reader: &Reader<'_, f64>,
    ) -> Result<(), String> {
        // The database and the cache that several systems have between them.
        let common = |wanted: fn(&Work<f64>) -> bool| {
            demand.components.iter().find(|one| wanted(&one.work)).map(|one| one.id)
        };
        let database = common(|work| matches!(work, Work::Database(_)));
        let cache = common(|work| matches!(work, Work::Cache));
        let common_gateway =
            demand.components.iter().find(|one| one.id == GATEWAY).map(|component| component.id);
        for (place, system) in system::systems::<f64>().into_iter().enumerate() {
            if !reader.on(system.switch()) {
                continue;
            }
            let own = system::part_of_demand(place, reader).map_err(|error| error.to_string())?.components;
            let client = system.switch().field().id;
            let gateway = match system.gateway(reader) {
                Gateway::None => None,
                Gateway::ForAll => common_gateway,
                Gateway::Own(gateway) => demand
                    .components
                    .iter()
                    .find(|one| one.id == gateway.id)
                    .map(|one| one.id)
                    .or(common_gateway),
            };
            let of = |wanted: fn(&Work<f64>) -> bool| -> Vec<&'static str> {
                own.iter().filter(|one| wanted(&one.work)).map(|one| one.id).collect()
            };
            let polls = |id: &str| {
                own.iter()
                    .any(|one| one.id == id && matches!(one.work, Work::Service(service) if service.polls))
            };
            // Requests: by the gateway where there is one, from there to each next service; else to each.
            let services: Vec<&'static str> = of(|work| matches!(work, Work::Service(_)))
                .into_iter()
                .filter(|id| Some(*id) != gateway)
                .collect();
            let mut last = gateway;
            if let Some(gateway) = gateway {
                self.enter(option, client, gateway);
            }
            for service in &services {
                match (last, cache) {
                    (Some(before), _) => {
                        self.way(before, service, polls(service));
                        last = Some(service);
                    }
                    (None, Some(queue)) if polls(service) => self.way(queue, service, true),
                    (None, _) => self.enter(option, client, service),
                }
            }
            // Jobs: started by the workflow server where there is one.
            let workflow = of(|work| matches!(work, Work::Workflow { .. })).first().copied();
            let mut jobs: Vec<&'static str> = Vec::new();
            for job in of(|work| matches!(work, Work::Jobs(_))) {
                let part = if self.part(job).is_some() { job } else { WORKERS };
                if !jobs.contains(&part) {
                    jobs.push(part);
                }
            }
            if let Some(workflow) = workflow {
                self.way(client, workflow, true);
            }
            for job in &jobs {
                self.way(workflow.unwrap_or(client), job, true);
            }
            // What they keep and buy.
            let kept = of(|work| !matches!(work, Work::Jobs(_) | Work::Service(_) | Work::Workflow { .. }));
            for component in own.iter().filter(|one| kept.contains(&one.id)) {
                let target = match component.work {
                    Work::Database(_) => database,
                    Work::Cache => cache,
                    _ => Some(component.id),
                };
                for user in services.iter().chain(&jobs) {
                    let Some(target) = target else { continue };
                    if !self.ways.contains(&Way { from: target, to: user, is_work: true }) {
                        self.way(user, target, false);
                    }
                }
            }
        }
        Ok(())
    }

    /// From a client to a service, through the load balancer where it stands in front.
    fn enter(&mut self, option: &DeploymentOption<f64>, client: &'static str, service: &'static str) {
        if option.line_items.iter().any(|item| is_balancer(item) && item.component == service) {
            self.way(client, BALANCER, false);
            self.way(BALANCER, service, false);
        } else {
            self.way(client, service, false);
        }
    }

    /// An arrow between parts that are there, once.
    fn way(&mut self, from: &'static str, to: &'static str, is_work: bool) {
        let way = Way { from, to, is_work };
        if self.part(from).is_some() && self.part(to).is_some() && !self.ways.contains(&way) {
            self.ways.push(way);
        }
    }

    /// A part in words: what it is, what it costs, where its arrows lead.
    fn told(&self, option: &DeploymentOption<f64>, part: &Part) -> Tag {
        let host = if part.host.is_empty() { String::new() } else { format!(" on {}", part.host) };
        let mut words = tag("li").key(part.id).put(tag("strong").put(part.name)).put(host);
        for line in &part.lines {
            words = words.put(", ").put(line.clone());
        }
        if let Some((place, share)) = part.used {
            let name = ["options", option.id, "fleets", &place.to_string(), "utilisation"].join("/");
            words = words.put(", ").put(traced(&[&name], format::percent(share))).put(" busy");
        }
        let all_of = |item: &&LineItem<f64>| part.id == item.component;
        match part.items.as_slice() {
            [] => {}
            items
                if option.line_items.iter().filter(all_of).count() == items.len() && part.id != BALANCER =>
            {
                let name = ["options", option.id, "subtotals", part.id];
                words = words.put(", ").put(traced(&name, format::money(part.usd))).put(" a month");
            }
            items => {
                for place in items {
                    let usd = option.line_items.get(*place).map_or(0.0, |item| item.usd_per_month);
                    let name = ["options", option.id, "items", &place.to_string(), "usd"];
                    words = words.put(", ").put(traced(&name, format::money(usd)));
                }
                words = words.put(" a month");
            }
        }
        let next: Vec<&str> = self
            .ways
            .iter()
            .filter(|way| way.from == part.id)
            .filter_map(|way| self.part(way.to).map(|to| to.name))
            .collect();
        if next.is_empty() {
            words.put(Node::from("."))
        } else {
            words.put(format!("; leads to {}.", next.join(", ")))
        }
    }
}

/// The part that is no component of its own.
const BALANCER: &str = "load_balancer";
/// The gateway that takes in what passes through the others.
const GATEWAY: &str = "gateway";

fn is_balancer(item: &LineItem<f64>) -> bool {
    item.label.starts_with("Load balancer")
}

/// What a layer of the plan says of a part beyond its size: its connections.
fn layer_lines(plan: &Plan<f64>, layer: &str) -> Vec<String> {
    let measures = plan.layers.iter().find(|known| known.id == layer).map(|layer| layer.measures.as_slice());
    let connections = measures.into_iter().flatten().filter(|measure| measure.label == "Connections");
    connections
        .map(|measure| match measure.provided {
            Some(most) => {
                format!("{} of {} connections", format::number(measure.needed), format::number(most))
            }
            None => format!("{} connections", format::number(measure.needed)),
        })
        .collect()
}

impl Part {
    /// How many of which size there are: of the option's fleets, or as the service asks where it has none.
    fn run_on(&mut self, option: &DeploymentOption<f64>, component: &Component<f64>) {
        self.fleet(option, component.id);
        if self.used.is_none()
            && let Work::Service(service) = component.work
        {
            let [count, vcpu, gib] = [service.replicas, service.vcpu, service.memory_gib].map(format::number);
            self.lines.insert(0, format!("{count} × {vcpu} vCPU, {gib} GiB"));
        }
    }

    /// The fleets of a component.
    fn fleet(&mut self, option: &DeploymentOption<f64>, component: &str) {
        let fleets: Vec<(usize, &Fleet<f64>)> =
            option.fleets.iter().enumerate().filter(|(_, fleet)| fleet.component == component).collect();
        for (place, (_, fleet)) in fleets.iter().enumerate() {
            self.lines.insert(place, format!("{} × {}", format::number(fleet.count), fleet.size));
        }
        if let [(place, fleet)] = fleets.as_slice() {
            self.used = Some((*place, fleet.utilisation));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::told;
    use loadline_core::scenario::Key;
    use loadline_core::scenario::presets::{PRESETS, Preset};

    fn each(mut check: impl FnMut(&str, &DeploymentOption<f64>, &Demand<f64>, &Topology)) {
        for preset in PRESETS {
            let scenario = preset.scenario();
            let shapes = Shapes::of(&scenario);
            let reader = Reader::new(&scenario, crate::catalog().unwrap(), &shapes, ());
            let (plan, demand) = (crate::plan(&scenario).unwrap(), system::demand(&reader).unwrap());
            for option in &plan.options {
                let topology = Topology::of(&scenario, &plan, option, &reader).unwrap();
                check(&format!("{}, {}", preset.id, option.id), option, &demand, &topology);
            }
        }
    }

    #[test]
    fn every_dollar_of_every_option_of_every_preset_stands_in_one_place() {
        each(|about, option, _, topology| {
            let sum = topology.parts.iter().map(|part| part.usd).sum::<f64>() + topology.rest_usd;
            let items: f64 = option.line_items.iter().map(|item| item.usd_per_month).sum();
            assert!((sum - items).abs() < 1e-6, "{about}: {sum}, {items}");
            let mut places: Vec<usize> =
                topology.parts.iter().flat_map(|part| &part.items).chain(&topology.rest).copied().collect();
            places.sort_unstable();
            assert_eq!(places, (0..option.line_items.len()).collect::<Vec<_>>(), "{about}");
            for place in &topology.rest {
                let component = option.line_items[*place].component;
                assert!(matches!(component, "account" | "cluster"), "{about}: {component} has no part");
            }
        });
    }

    #[test]
    fn everything_that_runs_or_is_bought_is_there_and_is_led_to() {
        each(|about, _, demand, topology| {
            let mut jobs = 0;
            for component in &demand.components {
                let is_job = matches!(component.work, Work::Jobs(_));
                let found = topology.parts.iter().filter(|part| part.id == component.id).count();
                assert!(
                    found == 1 || (is_job && topology.part(WORKERS).is_some()),
                    "{about}: {}",
                    component.id
                );
                jobs += usize::from(is_job);
            }
            assert!(jobs > 0 || topology.part(WORKERS).is_none(), "{about}");
            for (place, way) in topology.ways.iter().enumerate() {
                assert!(
                    topology.part(way.from).is_some() && topology.part(way.to).is_some(),
                    "{about}: {way:?}"
                );
                assert!(!topology.ways[..place].contains(way), "{about}: {way:?} twice");
            }
            for part in &topology.parts {
                let arrives = topology.ways.iter().any(|way| way.to == part.id);
                let leaves = topology.ways.iter().any(|way| way.from == part.id);
                // A worker that only polls has nothing beside it where it has no queue.
                let stands_alone = part.id == "background_worker";
                let is_in = if part.lane == Lane::Clients { leaves } else { arrives || leaves };
                assert!(is_in || stands_alone, "{about}: nothing leads to {}", part.id);
            }
        });
    }

    #[test]
    fn no_text_leaves_its_box_and_no_box_lies_on_another() {
        each(|about, _, _, topology| {
            for svg in drawing::both(topology, "") {
                let mut boxes: Vec<[f64; 4]> = Vec::new();
                let written = loadline_markup::write(&[svg]);
                assert!(!written.contains("NaN") && !written.contains('–'), "{about}");
                for rect in
                    written.split("<rect\n").skip(1).filter(|rect| rect.starts_with("@class=topology-box"))
                {
                    let value = |name: &str| -> f64 {
                        let (_, rest) = rect.split_once(&format!("@{name}=")).unwrap();
                        rest.split('\n').next().unwrap().parse().unwrap()
                    };
                    let [x, y, width, height] = ["x", "y", "width", "height"].map(value);
                    boxes.push([x, x + width, y, y + height]);
                }
                assert_eq!(boxes.len(), topology.parts.len(), "{about}");
                for (place, [left, right, top, bottom]) in boxes.iter().enumerate() {
                    for other in &boxes[..place] {
                        let apart = *right <= other[0]
                            || other[1] <= *left
                            || *bottom <= other[2]
                            || other[3] <= *top;
                        assert!(apart, "{about}: {place}");
                    }
                }
            }
        });
    }

    #[test]
    fn the_default_reads_from_the_clients_to_the_stores() {
        let scenario = Preset::find("default").unwrap().scenario();
        let trees = panel(&scenario, "reserved_vms").unwrap();
        let words = told(&trees[0]);
        assert!(words.contains("Load balancer"), "{words}");
        assert!(words.contains("60 of 3,514 connections"), "{words}");
        assert!(words.contains("Workflow server"), "{words}");
        // Cloud Run brings its own entry.
        let other = told(&panel(&scenario, "containers_request").unwrap()[0]);
        assert!(!other.contains("Load balancer"), "{other}");
        let mut worker = Scenario::default();
        for (key, value) in [
            (Key::MemoryService, 0.0),
            (Key::FilePipeline, 0.0),
            (Key::BackgroundWorker, 1.0),
            (Key::WorkerRedis, 1.0),
        ] {
            worker.set_unchecked(key, Some(value));
        }
        assert!(told(&panel(&worker, "").unwrap()[0]).contains("Queue"));
    }
}

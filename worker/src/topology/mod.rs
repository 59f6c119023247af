//! How it fits together: who asks, by what it enters, what runs where, what is stored and bought. Boxes and arrows
//! follow the plan of one option; the same stands beside in words.

mod drawing;

use loadline_core::format;
use loadline_core::hosting::WORKERS;
use loadline_core::option;
use loadline_core::plan::{DeploymentOption, Fleet, LineItem, Plan};
use loadline_core::reading::{Reader, Shapes};
use loadline_core::scenario::{FIELDS, Field, Key, Kind, Scenario};
use loadline_core::system::{self, Component, Demand, Gateway, Work};
use loadline_core::unit::MILLION_TOKENS;
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
    host: String,
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
}

/// The drawing of the option shown, the cheapest unless `chosen` names another.
pub fn panel(scenario: &Scenario, chosen: &str) -> Result<Vec<Tag>, String> {
    let shapes = Shapes::of(scenario);
    let reader = Reader::new(scenario, crate::catalog()?, &shapes, ());
    let plan = crate::plan(scenario)?;
    let Some(option) = plan.option(chosen).or_else(|| plan.options.first()) else { return Ok(Vec::new()) };
    let topology = Topology::of(scenario, &plan, option, &reader)?;
    let lead = format!(
        "{}, {} a month{}. Each box says what it costs a month; a dashed arrow is work that is started or fetched.",
        option.name,
        format::money(option.usd_per_month),
        if option.is_feasible() {
            ""
        } else {
            "; it does not work as stated, and only what could be placed is shown"
        }
    );
    let words = topology.parts.iter().map(|part| topology.told(option, part));
    let list = tag("ul").with("id", "topology-words").all(words.collect());
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
        let mut topology = Self { parts: Vec::new(), ways: Vec::new() };
        topology.add_clients(scenario);
        topology.add_entries(option);
        topology.add_hosted(plan, option, &demand);
        topology.add_services(plan, option, &demand);
        topology.price(option);
        topology.connect(&demand, reader)?;
        // Who asks for nothing is no client: a worker fetches its work itself.
        let Self { parts, ways } = &mut topology;
        parts.retain(|part| part.id != ADDRESS || ways.iter().any(|way| way.from == part.id));
        parts.retain(|part| part.lane != Lane::Clients || ways.iter().any(|way| way.from == part.id));
        Ok(topology)
    }

    fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == id)
    }

    fn add(&mut self, lane: Lane, id: &'static str, name: &'static str, lines: Vec<String>) -> &mut Part {
        let part =
            Part { id, name, lane, host: String::new(), lines, used: None, items: Vec::new(), usd: 0.0 };
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
            let lines: Vec<String> = loads(switch)
                .filter_map(|field| Some(format::with_words(scenario.value(field.key)?, field.unit_words)))
                .collect();
            if let Some(client) = client(switch) {
                self.add(Lane::Clients, client, switch.field().label, lines);
            }
        }
    }

    /// A load balancer where one is paid for, and what a host brings along.
    fn add_entries(&mut self, option: &DeploymentOption<f64>) {
        if option.line_items.iter().any(is_balancer) {
            self.add(Lane::Entry, BALANCER, "Load balancer", Vec::new());
        }
        self.add(Lane::Entry, ADDRESS, "Host's own address", vec!["part of its price".to_owned()]);
    }

    /// What the option runs itself, on which host.
    fn add_hosted(&mut self, plan: &Plan<f64>, option: &DeploymentOption<f64>, demand: &Demand<f64>) {
        let names = option::names();
        let hosted = option::by_host(option.id, demand);
        // The fleets of jobs stand in the order of their hosts.
        let mut crews = option.fleets.iter().enumerate().filter(|(_, fleet)| fleet.component == WORKERS);
        for (host, mut components) in hosted {
            // What takes requests in stands first.
            components.sort_by_key(|one| !one.id.contains(GATEWAY));
            let mut host_name =
                names.iter().find(|(id, _)| *id == host).map_or("", |(_, name)| name).to_owned();
            let is_job = |one: &&&Component<f64>| matches!(one.work, Work::Jobs(_));
            let is_billed =
                |one: &&&Component<f64>| option.line_items.iter().any(|item| item.component == one.id);
            let crew = components.iter().find(is_job).and_then(|_| crews.next());
            let together: Vec<&str> =
                components.iter().filter(|one| is_job(one) && !is_billed(one)).map(|one| one.name).collect();
            if let Some((_, fleet)) = crew.filter(|_| together.is_empty()) {
                // Each kind of job has lines on the bill of its own, and all have one fleet.
                host_name.push_str(&format!(" · {}", counted(fleet)));
            }
            if !together.is_empty() && self.part(WORKERS).is_none() {
                let part = self.add(Lane::Work, WORKERS, "Job workers", vec![together.join(", ")]);
                part.host.clone_from(&host_name);
                part.runs(crew);
            }
            for component in components {
                if is_job(&&component) && !is_billed(&&component) {
                    continue;
                }
                let part =
                    self.add(Lane::Work, component.id, component.name, layer_lines(plan, component.id));
                part.host.clone_from(&host_name);
                part.run_on(option, component);
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
                Work::Tokens(_) => (Lane::Providers, Vec::new()),
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
            let known = self.parts.iter().position(|part| part.id == id);
            let rest = || self.parts.iter().position(|part| part.id == REST);
            let found = known.or_else(rest);
            let part = match found.and_then(|found| self.parts.get_mut(found)) {
                Some(part) => part,
                None => self.add(Lane::Work, REST, "Free allotments and fees", Vec::new()),
            };
            if item.unit == MILLION_TOKENS {
                part.lines.push(format!(
                    "{}: {}",
                    item.label,
                    format::quantity(item.quantity, item.unit).replace(' ', "\u{a0}")
                ));
            }
            part.items.push(place);
            part.usd += item.usd_per_month;
        }
    }

    /// The arrows, system by system.
    fn connect(&mut self, demand: &Demand<f64>, reader: &Reader<'_, f64>) -> Result<(), String> {
        // The database and the cache that several systems have between them.
        let common = |wanted: fn(&Work<f64>) -> bool| {
            demand.components.iter().find(|one| wanted(&one.work)).map(|one| one.id)
        };
        let database = common(|work| matches!(work, Work::Database(_)));
        let cache = common(|work| matches!(work, Work::Cache));
        let is_balanced = |id: &str| {
            demand
                .components
                .iter()
                .any(|one| one.id == id && matches!(one.work, Work::Service(service) if service.balanced))
        };
        let common_gateway =
            demand.components.iter().find(|one| one.id == GATEWAY).map(|component| component.id);
        for (place, system) in system::systems::<f64>().into_iter().enumerate() {
            if !reader.on(system.switch()) {
                continue;
            }
            let own = system::part_of_demand(place, reader).map_err(|error| error.to_string())?.components;
            let client = client(system.switch()).unwrap_or_default();
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
            let queue = cache.filter(|_| own.iter().any(|one| matches!(one.work, Work::Cache)));
            if let Some(gateway) = gateway {
                self.enter(client, gateway, is_balanced(gateway));
            }
            for service in &services {
                match (last, queue) {
                    (Some(before), _) => {
                        self.way(before, service, polls(service));
                        last = Some(service);
                    }
                    (None, Some(queue)) if polls(service) => {
                        self.way(queue, service, true);
                    }
                    (None, _) if polls(service) => {}
                    (None, _) => self.enter(client, service, is_balanced(service)),
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
                let stage = USED_BY
                    .iter()
                    .find(|(used, _)| *used == component.id)
                    .map(|(_, stage)| if self.part(stage).is_some() { stage } else { WORKERS });
                for user in services.iter().chain(&jobs) {
                    let Some(target) = target else { continue };
                    let is_for = stage.is_none_or(|stage| stage == *user);
                    if is_for && !self.ways.contains(&Way { from: target, to: user, is_work: true }) {
                        self.way(user, target, false);
                    }
                }
            }
        }
        Ok(())
    }

    /// From a client to a service, through the load balancer where it asks for one and one is paid for.
    fn enter(&mut self, client: &'static str, service: &'static str, is_balanced: bool) {
        if is_balanced && self.part(BALANCER).is_some() {
            self.way(client, BALANCER, false);
            self.way(BALANCER, service, false);
        } else {
            self.way(client, ADDRESS, false);
            self.way(ADDRESS, service, false);
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
        let host = if part.host.is_empty() { String::new() } else { format!(" (on {})", part.host) };
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

/// No component of its own.
const BALANCER: &str = "load_balancer";
/// Nor is what a service is reached by where its host brings an entry along.
const ADDRESS: &str = "address";
/// Nor what an account has free, and the fees of what is no part.
const REST: &str = "account";
/// What only one stage of guide 002 uses, and which; everything else is used by all that a system runs.
const USED_BY: [(&str, &str); 2] = [("sandbox", "enrich"), ("extraction_api", "extract")];
/// The gateway that takes in what passes through the others.
const GATEWAY: &str = "gateway";

/// The loads of a system, by its switch.
fn loads(switch: Key) -> impl Iterator<Item = &'static Field> {
    let is_number = |field: &Field| matches!(field.kind, Kind::Number(_));
    FIELDS
        .iter()
        .filter(move |field| field.is_load() && is_number(field) && field.key.switch() == Some(switch))
}

/// What the clients of a system are called among the parts: its first load, for its switch may be a component's name.
fn client(switch: Key) -> Option<&'static str> {
    loads(switch).next().map(|field| field.id)
}

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

    /// The fleet of a component, which has one at most.
    fn fleet(&mut self, option: &DeploymentOption<f64>, component: &str) {
        self.runs(option.fleets.iter().enumerate().find(|(_, fleet)| fleet.component == component));
    }

    fn runs(&mut self, fleet: Option<(usize, &Fleet<f64>)>) {
        let Some((place, fleet)) = fleet else { return };
        self.lines.insert(0, counted(fleet));
        // A function lives as long as its job, so it is busy by definition.
        self.used = Some((place, fleet.utilisation)).filter(|(_, share)| self.id != WORKERS || *share != 1.0);
    }
}

/// How many of which size: `2 × t3.medium`.
fn counted(fleet: &Fleet<f64>) -> String {
    format!("{} × {}", format::number(fleet.count), fleet.size)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::told;
    use loadline_core::chart::sheet;
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
            let sum: f64 = topology.parts.iter().map(|part| part.usd).sum();
            let items: f64 = option.line_items.iter().map(|item| item.usd_per_month).sum();
            assert!((sum - items).abs() < 1e-6, "{about}: {sum}, {items}");
            let mut places: Vec<usize> =
                topology.parts.iter().flat_map(|part| &part.items).copied().collect();
            places.sort_unstable();
            assert_eq!(places, (0..option.line_items.len()).collect::<Vec<_>>(), "{about}");
            for place in topology.part(REST).into_iter().flat_map(|rest| &rest.items) {
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
                // What fetches its work where no queue is planned stands alone, as do fees.
                let has_cache = demand.components.iter().any(|one| matches!(one.work, Work::Cache));
                let stands_alone = part.id == REST || (part.id == "background_worker" && !has_cache);
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
                for text in written.split("<text\n").skip(1) {
                    let of = |sign: &str| {
                        let line = text.lines().find_map(|line| line.strip_prefix(sign));
                        line.unwrap().to_owned()
                    };
                    let (class, x, y): (String, f64, f64) =
                        (of("@class="), of("@x=").parse().unwrap(), of("@y=").parse().unwrap());
                    let width = sheet::width(&of("\""), if class == "topology-line" { 11.5 } else { 13.0 });
                    let ends = ["topology-usd", "topology-share"].contains(&class.as_str());
                    let (from, to) = if ends { (x - width, x) } else { (x, x + width) };
                    let is_in = |place: &[f64; 4]| {
                        place[0] <= from && to <= place[1] && place[2] <= y && y <= place[3]
                    };
                    let in_a_box = !matches!(class.as_str(), "topology-lane" | "topology-host");
                    assert!(!in_a_box || boxes.iter().any(is_in), "{about}: {} leaves its box", of("\""));
                }
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

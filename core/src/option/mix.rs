//! The best mix: of all ways to spread the components over the hosts, the one that costs least.
//!
//! Costs do not add up component by component: jobs share a fleet, and an account has some things once. So a host is
//! asked for whole groups, and the least sum over all ways to deal the groups out is found by dynamic programming over
//! sets of components: `best(S) = min over T ⊆ S of best of the hosts before (S \ T) + cost of this host (T)`.
//!
//! What an account has once, whichever of its hosts are taken: free seconds ([`FreeSeconds`]), a load balancer, and the
//! quotas of [`FAMILIES`].

use super::{HYBRID, Outline, Tally, bill, host_of, is_hosted, options, outlines, shared, whole};
use crate::catalog::Catalog;
use crate::error::Error;
use crate::format;
use crate::hosting::cloud_run::FreeSeconds;
use crate::hosting::{ACCOUNT, Host, OptionOutline, Placement, Refusal, WORKERS, hosts};
use crate::number::Number;
use crate::plan::{DeploymentOption, LineItem};
use crate::reading::{Reader, Shapes};
use crate::scenario::{Key, Scenario};
use crate::system::{self, Component};
use crate::unit::{COUNT, USD_PER_MONTH};
use std::cell::OnceCell;

/// The mix as a way of running everything. It has no rule for where a component goes: that is what is searched for.
const MIX: Outline = Outline {
    id: "best_mix",
    text: OptionOutline {
        name: "Best mix",
        summary: "Each component on the host that makes the whole cheapest.",
        services_on: None,
    },
    jobs_on: |option, _| option,
};

/// Components up to which every mix is looked at; all systems together have eleven.
pub const MOST_EXACT: usize = 11;

/// A saving below a cent is none.
const LEAST_SAVING_USD: f64 = 0.01;

/// The best mix of hosts for a scenario.
#[derive(Clone, Debug)]
pub struct Mix<N> {
    /// The mix as an option: its bill, its fleets.
    pub option: DeploymentOption<N>,
    /// What runs where and what it costs, host by host. With `shared_usd` they sum to the bill.
    pub shares: Vec<Share<N>>,
    /// Dollars a month for what every option has alike: database, tokens, managed services.
    pub shared_usd: N,
    /// Against the cheapest option that is not the hybrid; none where no single host can run everything.
    pub single: Option<Saving<N>>,
    /// Against guide 002's hybrid; none where that cannot run, or where there are no jobs to split.
    pub hybrid: Option<Saving<N>>,
    /// Whether the hybrid is an option that is ruled out.
    pub hybrid_is_ruled_out: bool,
    /// Vendors that it spans. Data that moves between them is not priced.
    pub clouds: Vec<&'static str>,
    /// Whether every mix was looked at, so that there is none cheaper.
    pub exact: bool,
}

/// What some components cost on a host: lines of the bill that belong together.
#[derive(Clone, Debug)]
pub struct Share<N> {
    /// Identifier of the host.
    pub host: &'static str,
    /// Its name shown to people.
    pub host_name: &'static str,
    /// Identifiers of the components: several where they share a fleet, none where the lines are of the account or a
    /// cluster.
    pub components: Vec<&'static str>,
    /// What the lines are of, as on the bill.
    pub item_component: &'static str,
    /// Dollars a month.
    pub usd_per_month: N,
}

/// What the mix saves against an option.
#[derive(Clone, Debug)]
pub struct Saving<N> {
    /// The option's identifier.
    pub option: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it costs, $/month.
    pub usd_per_month: N,
    /// What the mix saves, $/month; negative where the option is cheaper, which is by rounding only.
    pub saved_usd: N,
    /// The same as a share of the option's cost.
    pub saved_share: N,
}

impl<N> Share<N> {
    /// What it is of, in words: the components, or what the account or a cluster has.
    #[must_use]
    pub fn words(&self) -> String {
        if self.item_component == ACCOUNT {
            // Its lines are all credits.
            return "Free allotments and discounts".to_owned();
        }
        if self.components.is_empty() {
            return format::component(self.item_component);
        }
        let names: Vec<String> = self.components.iter().map(|id| format::component(id)).collect();
        if names.len() > 1 { format!("{} together", names.join(", ")) } else { names.concat() }
    }
}

impl<N: Number> Saving<N> {
    fn of(mix: N, option: &DeploymentOption<N>) -> Self {
        let saved = (option.usd_per_month - mix).called("Saved by the mix", USD_PER_MONTH, "option − mix");
        let some = option.usd_per_month.exceeds(N::zero(USD_PER_MONTH));
        Self {
            option: option.id,
            name: option.name,
            usd_per_month: option.usd_per_month,
            saved_usd: saved,
            saved_share: if some { saved / option.usd_per_month } else { N::zero(COUNT) },
        }
    }
}

impl<N: Number> Mix<N> {
    /// Whether it is cheaper, by a cent at least, than every option that can run everything.
    #[must_use]
    pub fn is_cheaper(&self) -> bool {
        let options = [&self.single, &self.hybrid];
        options.into_iter().flatten().all(|saving| saving.saved_usd.value() >= LEAST_SAVING_USD)
    }

    /// What there is to say of it: what it saves against the best single option and the hybrid, and how sure that is.
    #[must_use]
    pub fn sentence(&self) -> String {
        self.told().into_iter().map(|(words, _)| words).collect()
    }

    /// [`Mix::sentence`] in pieces, each with the name that its figure has among the mix's in
    /// [`explain`](crate::decide::explain), `""` for words.
    #[must_use]
    pub fn told(&self) -> Vec<(String, &'static str)> {
        let words = |words: String| (words, "");
        let looked = if self.exact { "Every mix was looked at" } else { "Not every mix was looked at" };
        let usd = (format::money(self.option.usd_per_month.value()), "usd");
        let savings = [
            (&self.single, ["single/saved", "single/saved_share"], ", the cheapest single way"),
            (&self.hybrid, ["hybrid/saved", "hybrid/saved_share"], ""),
        ];
        let savings =
            || savings.iter().filter_map(|(saving, names, what)| Some((saving.as_ref()?, names, what)));
        if let Some((as_cheap, ..)) =
            savings().find(|(saving, ..)| saving.saved_usd.value() < LEAST_SAVING_USD)
        {
            let than = words(format!("No mix of hosts is cheaper than {}, ", as_cheap.name));
            return vec![than, usd, words(format!(" a month. {looked}."))];
        }
        let mut told = vec![usd, words(" a month".to_owned())];
        for (place, (saving, [saved, share], what)) in savings().enumerate() {
            told.push(words(if place == 0 { ": " } else { "; " }.to_owned()));
            told.push((format::money(saving.saved_usd.value()), saved));
            told.push(words(" (".to_owned()));
            told.push((format::percent(saving.saved_share.value()), share));
            told.push(words(format!(") less than {}{what}", saving.name)));
        }
        let none = if self.single.is_some() { "" } else { " No single way can run everything." };
        let hybrid = if self.hybrid_is_ruled_out { " The hybrid of guide 002 is ruled out." } else { "" };
        told.push(words(format!(".{none}{hybrid} {looked}.")));
        told
    }

    /// What it leaves out where it spans several vendors.
    #[must_use]
    pub fn notice(&self) -> Option<String> {
        let (last, others) = self.clouds.split_last().filter(|(_, others)| !others.is_empty())?;
        Some(format!("Data moved between {} and {last} is not priced.", others.join(", ")))
    }
}

/// The best mix for a scenario; none where nothing is to be hosted or nothing can host it.
///
/// # Errors
/// [`Error`] where a figure that every option needs is missing from the catalogue.
pub fn best_mix(scenario: &Scenario, catalog: &Catalog) -> Result<Option<Mix<f64>>, Error> {
    best_mix_with(&Reader::new(scenario, catalog, &Shapes::of(scenario), ()))
}

/// [`best_mix`] in any reading. What goes where is searched in plain figures.
///
/// # Errors
/// As [`best_mix`].
pub fn best_mix_with<N: Number>(reader: &Reader<'_, N>) -> Result<Option<Mix<N>>, Error> {
    let plain = Reader::new(reader.scenario, reader.catalog, reader.shapes, ()).for_costs();
    let demand = system::demand(&plain)?;
    let ground = Ground::of(&demand, &plain);
    if ground.components.is_empty() || !ground.common.rejections.is_empty() {
        return Ok(None);
    }
    let exact = ground.components.len() <= MOST_EXACT;
    let Some(sets) = (if exact { ground.exact() } else { ground.descent() }) else { return Ok(None) };
    let demand = system::demand(reader)?;
    let options = options(&demand, reader)?.options;
    Ok(Ground::of(&demand, reader).mix(&sets, &options, exact))
}

/// Components, bit by bit in their order.
type Set = usize;

/// What each host takes, in the order of [`hosts`].
type Sets = [u16; HOSTS];

const HOSTS: usize = 13;

/// All subsets, the set itself first and the empty one last.
fn subsets(set: Set) -> impl Iterator<Item = Set> {
    std::iter::successors(Some(set), move |part| part.checked_sub(1).map(|less| less & set))
}

/// Hosts of one account that share a quota, in the order of the page. Both take jobs and services, so that a mix may
/// split work between them.
struct Family {
    hosts: [&'static str; 2],
    quota: Key,
}

const FAMILIES: [Family; 2] = [
    Family { hosts: ["containers_request", "containers_instance"], quota: Key::CloudRunMaxInstances },
    Family { hosts: ["fargate_tasks", "fargate_service"], quota: Key::FargateVcpuQuota },
];

/// Components and hosts to choose among, in one reading.
struct Ground<'g, N: Number> {
    components: Vec<&'g Component<N>>,
    /// What every option has alike.
    common: Tally<N>,
    /// Hosts that stand for an option, in the order of the page.
    hosts: Vec<&'g dyn Host<N>>,
    free: FreeSeconds<N>,
    /// Price row of the load balancer on AWS, which stands before machines and tasks alike and is paid once.
    balancer: Option<usize>,
    reader: &'g Reader<'g, N>,
}

impl<'g, N: Number> Ground<'g, N> {
    fn of(demand: &'g system::Demand<N>, reader: &'g Reader<'g, N>) -> Self {
        let hosts = hosts();
        Self {
            components: demand.components.iter().filter(|component| is_hosted(&component.work)).collect(),
            common: shared(demand, &hosts, reader),
            hosts: hosts.into_iter().filter(|host| host.option().is_some()).collect(),
            free: FreeSeconds::of(reader),
            balancer: reader.rate("aws.alb").ok().map(|rate| rate.row),
            reader,
        }
    }

    fn group(&self, set: Set) -> Vec<&'g Component<N>> {
        let places = self.components.iter().enumerate();
        places.filter(|(place, _)| set >> place & 1 == 1).map(|(_, component)| *component).collect()
    }

    /// A host with just these components; none where it refuses them.
    fn place(&self, host: &dyn Host<N>, set: Set) -> Option<Placement<N>> {
        let group = self.group(set);
        if !group.iter().all(|component| host.takes(&component.work)) {
            return None;
        }
        if group.is_empty() { Some(Placement::default()) } else { host.place(&group, self.reader).ok() }
    }

    /// All hosts with what they take; none where one refuses. Quotas that hosts share are not asked here.
    fn place_all(&self, sets: &Sets) -> Option<Vec<Placement<N>>> {
        let placed = self.hosts.iter().zip(sets).map(|(host, set)| self.place(*host, usize::from(*set)));
        let mut placements: Vec<Placement<N>> = placed.collect::<Option<_>>()?;
        let draws = |placement: &&Placement<N>| placement.line_items.iter().any(|item| self.free.gives(item));
        // What one host alone is given stays as it is, to the last bit, so that an option costs the same as a mix.
        if placements.iter().filter(draws).count() > 1 {
            self.free.give_once(placements.iter_mut().flat_map(|placement| &mut placement.line_items));
        }
        let mut paid = false;
        for placement in &mut placements {
            let is_due = |item: &LineItem<N>| !self.is_balancer(item) || !std::mem::replace(&mut paid, true);
            placement.line_items.retain(is_due);
        }
        Some(placements)
    }

    fn is_balancer(&self, item: &LineItem<N>) -> bool {
        Some(item.price) == self.balancer
    }

    /// The mix in full.
    fn mix(&self, sets: &Sets, options: &[DeploymentOption<N>], exact: bool) -> Option<Mix<N>> {
        let placements = self.place_all(sets)?;
        let shares = self.shares(sets, &placements);
        let clouds = self.clouds(&placements);
        let mut own = Tally::default();
        placements.into_iter().for_each(|placement| own.placement.absorb(placement));
        let option = whole(&MIX, &self.common, own);
        let saving = |of: &DeploymentOption<N>| Saving::of(option.usd_per_month, of);
        let (mut single, mut hybrid): (Option<&DeploymentOption<N>>, _) = (None, None);
        for other in options.iter().filter(|option| option.is_feasible()) {
            if other.id == HYBRID.id {
                hybrid = Some(other);
            } else if single.is_none_or(|single| single.usd_per_month.exceeds(other.usd_per_month)) {
                single = Some(other);
            }
        }
        Some(Mix {
            shares,
            shared_usd: bill(&self.common.placement.line_items),
            single: single.map(saving),
            hybrid: hybrid.map(saving),
            hybrid_is_ruled_out: hybrid.is_none() && options.iter().any(|option| option.id == HYBRID.id),
            clouds,
            exact,
            option,
        })
    }

    fn shares(&self, sets: &Sets, placements: &[Placement<N>]) -> Vec<Share<N>> {
        let mut shares: Vec<Share<N>> = Vec::new();
        for ((host, set), placement) in self.hosts.iter().zip(sets).zip(placements) {
            let items = &placement.line_items;
            let group = self.group(usize::from(*set));
            let has_lines = |id: &str| items.iter().any(|item| item.component == id);
            let mut seen: Vec<&'static str> = Vec::new();
            for item in items {
                if seen.contains(&item.component) {
                    continue;
                }
                seen.push(item.component);
                // A fleet that several share stands for those without lines of their own.
                let components = group
                    .iter()
                    .map(|component| component.id)
                    .filter(|id| *id == item.component || (item.component == WORKERS && !has_lines(id)));
                let of = items.iter().filter(|other| other.component == item.component);
                shares.push(Share {
                    host: host.id(),
                    host_name: host.option().map_or("", |option| option.name),
                    components: components.collect(),
                    item_component: item.component,
                    usd_per_month: N::sum(USD_PER_MONTH, of.map(|item| item.usd_per_month)),
                });
            }
        }
        shares
    }

    /// Vendors that the placements pay, by the first part of their prices' identifiers.
    fn clouds(&self, placements: &[Placement<N>]) -> Vec<&'static str> {
        const CLOUDS: [(&str, &str); 4] =
            [("aws.", "AWS"), ("gcp.", "Google Cloud"), ("render.", "Render"), ("fly.", "Fly")];
        let pays = |prefix: &str| {
            let items = placements.iter().flat_map(|placement| &placement.line_items);
            let mut rows = items.filter_map(|item| self.reader.catalog.rows.get(item.price));
            rows.any(|row| row.id.starts_with(prefix))
        };
        CLOUDS.into_iter().filter(|(prefix, _)| pays(prefix)).map(|(_, name)| name).collect()
    }
}

// ---------------------------------------------------------------------------------------------------------------
// The search, in plain figures.

/// A way to place some components; by itself, nothing placed.
#[derive(Clone, Copy, Default)]
struct Found {
    /// Dollars a month, without the load balancer that the account pays once.
    usd: f64,
    /// Hosts taken.
    hosts: u32,
    /// Whether it needs that load balancer.
    balanced: bool,
    sets: Sets,
}

/// Costs that differ by no more than roundings.
fn dust(usd: f64) -> f64 {
    1e-9 + usd.abs() * 1e-12
}

impl Found {
    fn and(mut self, other: &Self) -> Self {
        self.usd += other.usd;
        self.hosts += other.hosts;
        self.balanced |= other.balanced;
        for (set, more) in self.sets.iter_mut().zip(other.sets) {
            *set |= more;
        }
        self
    }

    /// Cheaper, or as cheap with fewer hosts.
    fn beats(&self, other: &Self) -> bool {
        let dust = dust(other.usd);
        self.usd < other.usd - dust || (self.usd <= other.usd + dust && self.hosts < other.hosts)
    }
}

/// Keep the better one; of equals the one that came first.
fn keep(best: &mut Option<Found>, found: Found) {
    if best.as_ref().is_none_or(|best| found.beats(best)) {
        *best = Some(found);
    }
}

/// One host with a set of components.
#[derive(Clone, Default)]
struct Placed {
    /// Place of the host.
    host: usize,
    found: Found,
    /// Lines that use up an allotment which other hosts share.
    draws: Vec<LineItem<f64>>,
    /// What it takes of the family's quota, once it has been asked.
    quota_used: OnceCell<f64>,
    /// The load balancer's dollars a month.
    balancer_usd: f64,
}

fn sum(items: &[LineItem<f64>]) -> f64 {
    items.iter().map(|item| item.usd_per_month).sum()
}

impl Ground<'_, f64> {
    /// The best of all mixes.
    fn exact(&self) -> Option<Sets> {
        let all: Set = (1 << self.components.len()) - 1;
        let mut balancer_usd = 0.0;
        let mut best: Vec<[Option<Found>; 2]> = vec![[None; 2]; all + 1];
        *best.first_mut()?.first_mut()? = Some(Found::default());
        for (hosts, quota) in self.families() {
            let [first, second] = hosts.map(|host| self.placed(host, all));
            for placed in first.iter().chain(&second).flatten() {
                balancer_usd = f64::max(balancer_usd, placed.balancer_usd);
            }
            let family: Vec<Option<Found>> = (0..=all)
                .map(|set| {
                    let mut least = None;
                    // All on the first host comes first.
                    for part in subsets(set) {
                        if let (Some(Some(one)), Some(Some(other))) =
                            (first.get(part), second.get(set ^ part))
                            && let Some(found) = self.joint(one, other, quota, &least)
                        {
                            keep(&mut least, found);
                        }
                    }
                    least
                })
                .collect();
            best = (0..=all)
                .map(|set| {
                    let mut least = [None; 2];
                    // All on the hosts before comes first.
                    for before in subsets(set) {
                        let Some(Some(here)) = family.get(set ^ before) else { continue };
                        for found in best.get(before).into_iter().flatten().flatten() {
                            let found = found.and(here);
                            if let Some(least) = least.get_mut(usize::from(found.balanced)) {
                                keep(least, found);
                            }
                        }
                    }
                    least
                })
                .collect();
        }
        let mut least = None;
        for found in best.get(all)?.iter().flatten() {
            let usd = found.usd + if found.balanced { balancer_usd } else { 0.0 };
            keep(&mut least, Found { usd, ..*found });
        }
        least.map(|found| found.sets)
    }

    /// The hosts by families, each with the quota it shares; a host without one stands alone.
    fn families(&self) -> Vec<([Option<usize>; 2], Option<Key>)> {
        let place = |id: &str| self.hosts.iter().position(|host| host.id() == id);
        let of = |host: &&dyn Host<f64>| FAMILIES.iter().find(|family| family.hosts.contains(&host.id()));
        let mut families = Vec::new();
        for (index, host) in self.hosts.iter().enumerate() {
            match of(host) {
                None => families.push(([Some(index), None], None)),
                Some(family) if family.hosts.first() == Some(&host.id()) => {
                    families.push((family.hosts.map(place), Some(family.quota)));
                }
                Some(_) => {}
            }
        }
        families
    }

    /// A host with every set of components; without a host the empty set alone.
    fn placed(&self, host: Option<usize>, all: Set) -> Vec<Option<Placed>> {
        let sets = (0..=if host.is_some() { all } else { 0 }).map(|set| {
            let Some(index) = host.filter(|_| set > 0) else { return Some(Placed::default()) };
            let host = self.hosts.get(index)?;
            let mut items = self.place(*host, set)?.line_items;
            let mut found = Found { hosts: 1, ..Found::default() };
            *found.sets.get_mut(index)? = set as u16;
            let mut balancer_usd = 0.0;
            if let Some(at) = items.iter().position(|item| self.is_balancer(item)) {
                balancer_usd = items.remove(at).usd_per_month;
                found.balanced = true;
            }
            found.usd = sum(&items);
            items.retain(|item| self.free.gives(item));
            Some(Placed { host: index, found, draws: items, quota_used: OnceCell::new(), balancer_usd })
        });
        sets.collect()
    }

    /// What a host takes of a quota: what it says is too much where there is none.
    fn quota_used(&self, host: usize, sets: &Sets, quota: Key) -> f64 {
        let (Some(host), Some(set)) = (self.hosts.get(host), sets.get(host).filter(|set| **set > 0)) else {
            return 0.0;
        };
        let mut scenario = self.reader.scenario.clone();
        scenario.set_unchecked(quota, Some(0.0));
        match host.place(&self.group(usize::from(*set)), &self.reader.over(&scenario)) {
            Err(Refusal::RuledOut(rejections)) => rejections
                .iter()
                .filter(|rejection| rejection.limit == quota.field().id)
                .map(|rejection| rejection.value)
                .sum(),
            _ => 0.0,
        }
    }

    /// Two hosts of a family together; none where their quota is not enough for both, or where something found before
    /// is better even if both were given all that is free.
    fn joint(
        &self,
        one: &Placed,
        other: &Placed,
        quota: Option<Key>,
        before: &Option<Found>,
    ) -> Option<Found> {
        let mut found = one.found.and(&other.found);
        if one.found.hosts == 0 || other.found.hosts == 0 {
            return Some(found);
        }
        if before.as_ref().is_some_and(|before| !found.beats(before)) {
            return None;
        }
        let used = |placed: &Placed, quota| {
            let asked = || self.quota_used(placed.host, &placed.found.sets, quota);
            *placed.quota_used.get_or_init(asked)
        };
        if quota.is_some_and(|quota| self.is_beyond(quota, used(one, quota) + used(other, quota))) {
            return None;
        }
        if !one.draws.is_empty() && !other.draws.is_empty() {
            let (mut ones, mut others) = (one.draws.clone(), other.draws.clone());
            self.free.give_once(ones.iter_mut().chain(&mut others));
            found.usd += (sum(&ones) - sum(&one.draws)) + (sum(&others) - sum(&other.draws));
        }
        Some(found)
    }

    fn is_beyond(&self, quota: Key, used: f64) -> bool {
        used > self.reader.get(quota) * (1.0 + 1e-12)
    }

    /// Dollars a month of what the hosts take, without what every option has alike; none where it cannot be.
    fn cost(&self, sets: &Sets) -> Option<f64> {
        for (hosts, quota) in self.families() {
            let used =
                |quota| hosts.into_iter().flatten().map(|host| self.quota_used(host, sets, quota)).sum();
            if quota.is_some_and(|quota| self.is_beyond(quota, used(quota))) {
                return None;
            }
        }
        Some(self.place_all(sets)?.iter().map(|placement| sum(&placement.line_items)).sum())
    }

    /// From every option, component by component to where the whole is cheaper, until no such move is left.
    fn descent(&self) -> Option<Sets> {
        let mut least: Option<Found> = None;
        for outline in outlines(&self.hosts) {
            let mut sets = [0; HOSTS];
            for (place, component) in self.components.iter().enumerate() {
                let on = host_of(&outline, component);
                let host = self.hosts.iter().position(|host| host.id() == on);
                *sets.get_mut(host?)? |= 1 << place;
            }
            let mut at = self.found(&sets);
            loop {
                let mut better = at;
                for place in 0..self.components.len() {
                    for host in 0..self.hosts.len() {
                        let mut moved = at.map_or(sets, |at| at.sets).map(|set| set & !(1 << place));
                        *moved.get_mut(host)? |= 1 << place;
                        if let Some(found) = self.found(&moved) {
                            keep(&mut better, found);
                        }
                    }
                }
                let moved = better.map(|found| found.sets) != at.map(|found| found.sets);
                at = better;
                if !moved {
                    break;
                }
            }
            if let Some(found) = at {
                keep(&mut least, found);
            }
        }
        least.map(|found| found.sets)
    }

    fn found(&self, sets: &Sets) -> Option<Found> {
        let usd = self.cost(sets)?;
        let hosts = sets.iter().filter(|set| **set > 0).count() as u32;
        Some(Found { usd, hosts, balanced: false, sets: *sets })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may end in a panic")]
mod tests {
    use super::*;
    use crate::fingerprint::varied;

    fn on_ground<T>(scenario: &Scenario, catalog: &Catalog, then: impl FnOnce(&Ground<'_, f64>) -> T) -> T {
        let shapes = Shapes::of(scenario);
        let reader = Reader::new(scenario, catalog, &shapes, ());
        let demand = system::demand(&reader).unwrap();
        then(&Ground::of(&demand, &reader))
    }

    /// Only the systems named.
    fn with_systems(mut scenario: Scenario, on: &[Key]) -> Scenario {
        for system in system::systems::<f64>() {
            let switch = system.switch();
            scenario.set_unchecked(switch, Some(if on.contains(&switch) { 1.0 } else { 0.0 }));
        }
        scenario
    }

    /// Every way to give each component a host, one by one.
    fn cheapest_by_hand(ground: &Ground<'_, f64>) -> Option<f64> {
        let hosts = ground.hosts.len();
        let mut least: Option<f64> = None;
        for number in 0..hosts.pow(ground.components.len() as u32) {
            let (mut sets, mut rest) = ([0_u16; HOSTS], number);
            for place in 0..ground.components.len() {
                sets[rest % hosts] |= 1 << place;
                rest /= hosts;
            }
            if let Some(usd) = ground.cost(&sets) {
                least = Some(least.map_or(usd, |least| least.min(usd)));
            }
        }
        least
    }

    #[test]
    fn no_way_of_all_is_cheaper_than_the_one_found() {
        let catalog = Catalog::embedded().unwrap();
        let kinds: [&[Key]; 5] = [
            &[Key::FilePipeline],
            &[Key::AgentPlatform],
            &[Key::MemoryService, Key::CompileMode, Key::BackgroundWorker],
            &[Key::AgentPlatform, Key::BackgroundWorker],
            &[Key::MemoryService, Key::BackgroundWorker],
        ];
        let (mut found, mut spread) = (0, 0);
        for index in 0..40 {
            for on in kinds {
                let scenario = with_systems(varied(index), on);
                on_ground(&scenario, &catalog, |ground| {
                    if ground.components.len() > 3 && index % 8 > 0 {
                        return;
                    }
                    let sets = ground.exact();
                    let least = cheapest_by_hand(ground);
                    assert_eq!(sets.is_some(), least.is_some(), "{scenario:?}");
                    if let (Some(sets), Some(least)) = (sets, least) {
                        let parts = sets.iter().fold(0, |union, set| union + usize::from(*set));
                        assert_eq!(parts, (1 << ground.components.len()) - 1, "each component once");
                        let usd = ground.cost(&sets).unwrap();
                        assert!((usd - least).abs() <= 2.0 * dust(usd) + 1e-8, "{usd} {least} {scenario:?}");
                        found += 1;
                        spread += usize::from(sets.iter().filter(|set| **set > 0).count() > 1);
                    }
                });
            }
        }
        assert!(found > 30 && spread > 10, "{found} mixes, {spread} on several hosts");
    }

    /// From every option to its mix: no component is lost or doubled, and no option is cheaper.
    #[test]
    fn a_descent_ends_between_the_best_mix_and_the_best_option() {
        let catalog = Catalog::embedded().unwrap();
        let mut compared = 0;
        for index in 0..120 {
            let scenario = varied(index);
            on_ground(&scenario, &catalog, |ground| {
                if ground.components.len() > 6 {
                    return;
                }
                let Some(found) = ground.descent() else { return };
                let usd = ground.cost(&found).unwrap();
                let best = ground.cost(&ground.exact().unwrap()).unwrap();
                assert!(usd >= best - 1e-8 - dust(usd), "{scenario:?}: {usd} {best}");
                let all = (1 << ground.components.len()) - 1;
                assert_eq!(found.iter().fold(0, |union, set| union | set), all);
                assert_eq!(found.iter().map(|set| set.count_ones()).sum::<u32>(), u16::count_ones(all));
                let demand = system::demand(ground.reader).unwrap();
                let shared = sum(&ground.common.placement.line_items);
                for option in options(&demand, ground.reader).unwrap().options {
                    let hosted = option.usd_per_month - shared;
                    assert!(!option.is_feasible() || usd <= hosted + 1e-6, "{scenario:?} {}", option.id);
                }
                compared += 1;
            });
        }
        assert!(compared > 50, "{compared}");
    }

    /// Tasks and always-on tasks are of one account: a quota that is enough for either is not for both.
    #[test]
    fn hosts_of_one_account_share_its_quota() {
        let catalog = Catalog::embedded().unwrap();
        let scenario = |quota: f64| {
            let mut scenario = with_systems(Scenario::default(), &[Key::FilePipeline]);
            scenario.set_unchecked(Key::FargateVcpuQuota, Some(quota));
            scenario
        };
        let split = |ground: &Ground<'_, f64>| {
            let mut sets = [0; HOSTS];
            for (place, id) in FAMILIES[1].hosts.into_iter().enumerate() {
                let host = ground.hosts.iter().position(|host| host.id() == id).unwrap();
                sets[host] = if place == 0 { 0b0011 } else { 0b1100 };
            }
            sets
        };
        let used = on_ground(&scenario(1e6), &catalog, |ground| {
            let hosts =
                FAMILIES[1].hosts.map(|id| ground.hosts.iter().position(|host| host.id() == id).unwrap());
            let sets = split(ground);
            assert!(ground.cost(&sets).is_some());
            hosts.map(|host| ground.quota_used(host, &sets, Key::FargateVcpuQuota))
        });
        assert!(used.iter().all(|used| *used > 0.0), "{used:?}");
        let together = used[0] + used[1];
        assert!(on_ground(&scenario(together), &catalog, |ground| ground.cost(&split(ground)).is_some()));
        let less = together * 0.999;
        assert!(less > used[0] && less > used[1]);
        assert!(on_ground(&scenario(less), &catalog, |ground| ground.cost(&split(ground)).is_none()));
    }
}

//! What the page knows: one scenario, and everything else derived from it.

use crate::address;
use crate::chart;
use crate::inquiry::{Answer, Inquiry};
use crate::planner::{self, Cost, Planned};
use crate::platform::clock::{FrameTask, Timer};
use crate::platform::history;
use crate::texts;
use leptos::prelude::*;
use loadline_core::chart::Curve;
use loadline_core::plan::{DeploymentOption, Plan};
use loadline_core::scenario::axis::Axis;
use loadline_core::scenario::link::{self, LinkNotice};
use loadline_core::scenario::own_prices::LIST;
use loadline_core::scenario::{FIELDS, FieldError, Group, Key, Scenario};

/// The state of the page. Cheap to copy; every panel gets one.
#[derive(Clone, Copy)]
pub struct State {
    /// What the person stated.
    pub scenario: RwSignal<Scenario>,
    /// The plan of it.
    pub plan: Memo<Planned>,
    /// The slider last touched: what the chart runs along.
    pub along: RwSignal<Key>,
    /// Whether the chart's axes run in powers of ten.
    pub logarithmic: RwSignal<bool>,
    /// What the chart shows.
    pub drawn: RwSignal<Drawn>,
    /// The scenario without its loads. What depends on the other inputs alone follows this, and is left
    /// in peace while a slider moves.
    pub settings: Memo<Scenario>,
    /// Load that the chart's read-out was moved to; none while it follows the scenario.
    pub cursor: RwSignal<Option<f64>>,
    /// The load of the read-out and every option's cost there.
    pub reading: Memo<(f64, Vec<Cost>)>,
    /// The option whose bill was asked for.
    pub selected: RwSignal<Option<&'static str>>,
    /// What the chart is about, none before the first frame: what the worker is asked about it.
    pub charted: RwSignal<Option<String>>,
    /// Link of the scenario that the last frame shows, none before the first: what the worker is asked about.
    pub framed: RwSignal<Option<String>>,
    /// How far the long texts have come.
    pub texts: RwSignal<texts::Course>,
    /// What could not be read in the link that was opened.
    pub notices: RwSignal<Vec<LinkNotice>>,
    /// The fragment as it was opened, with the page or since; never one that the page wrote.
    pub opened: RwSignal<String>,
    /// Whether there is an act to undo, and one to do again.
    pub steps: RwSignal<(bool, bool)>,
    /// The scenarios kept, as `scenario::shelf` writes them.
    pub shelf: RwSignal<String>,
}

/// What the chart shows: it follows the scenario a moment later, since the worker computes the curves.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The axis.
    pub axis: Axis,
    /// The cost of every option along it.
    pub curves: Vec<Curve>,
}

/// Every load, in the order the chart falls back on them: the last of the four sliders first.
fn loads() -> impl Iterator<Item = Key> {
    let four = [Key::RequestsPerSecond, Key::FilesPerDay, Key::EpisodesPerDay, Key::Subjects];
    let others = FIELDS.iter().filter(|field| field.is_load() && field.group != Group::LOAD);
    four.into_iter().chain(others.map(|field| field.key))
}

/// The load a chart of a scenario begins with.
fn first_load(scenario: &Scenario) -> Key {
    let planned = |key: &Key| key.switch().is_none_or(|switch| scenario.is_on(switch));
    loads().find(planned).unwrap_or(Key::RequestsPerSecond)
}

/// State an input or price by its identifier; for the word `list` it has what the registry or the list says.
fn change(scenario: &mut Scenario, id: &str, text: &str) -> Result<(), FieldError> {
    match Key::parse(id) {
        Some(key) if text == LIST => {
            scenario.forget(key);
            Ok(())
        }
        _ => scenario.set_by_id(id, text),
    }
}

/// What else two curves of one scenario share: all of it but the load they run along.
fn without(scenario: &Scenario, along: Key) -> Scenario {
    let mut scenario = scenario.clone();
    scenario.set_unchecked(along, along.field().default);
    scenario
}

/// What the chart is about, as the worker is asked: the scenario but for its load along the axis, and the axis. Once the
/// frame that shows the new figures is out, the curves are drawn anew.
fn keep_drawn(
    scenario: RwSignal<Scenario>,
    axis: Memo<Axis>,
    drawn: RwSignal<Drawn>,
) -> RwSignal<Option<String>> {
    // Dragging the load the chart runs along changes neither the axis nor this, so the curves stay as they
    // are and only the mark moves.
    let fixed = Memo::new(move |_| {
        let along = axis.with(|axis| axis.key);
        scenario.with(|scenario| without(scenario, along))
    });
    let charted = RwSignal::new(None);
    // The axis of the question under way.
    let asked = StoredValue::new(axis.get_untracked());
    let again = RwSignal::new(());
    let draw = move |answer: Answer| {
        // Where there are no curves the band below says why.
        let curves = answer.map_or_else(|_| Vec::new(), |answer| chart::read(&answer));
        if let Some(axis) = asked.try_get_value() {
            drawn.try_set(Drawn { axis, curves });
        }
    };
    let inquiry = Inquiry::new(draw, move || {
        again.try_set(());
    });
    let follow = {
        let inquiry = inquiry.clone();
        Timer::new(move || {
            let Some(axis) = axis.try_get_untracked() else { return };
            let about = fixed.try_with_untracked(|scenario| {
                format!("{}\n{}", link::encode(scenario), chart::asked(&axis))
            });
            asked.try_set_value(axis);
            inquiry.turn_to(about.as_ref().map(|about| format!("curves\n{about}")));
            inquiry.ask();
            charted.try_set(about);
        })
    };
    let after_frame = FrameTask::new(move || follow.restart(0));
    Effect::new(move |_| {
        axis.track();
        fixed.track();
        after_frame.request();
    });
    Effect::new(move |_| {
        again.track();
        inquiry.ask();
    });
    charted
}

/// The link of the scenario, once the frame that shows it is out: nobody waits for what is asked about it.
fn framed(scenario: RwSignal<Scenario>) -> RwSignal<Option<String>> {
    let framed = RwSignal::new(None);
    let follow = Timer::new(move || {
        framed.try_set(scenario.try_with_untracked(link::encode));
    });
    let after_frame = FrameTask::new(move || follow.restart(0));
    Effect::new(move |_| {
        scenario.track();
        after_frame.request();
    });
    framed
}

impl State {
    /// The state of a page opened on a scenario.
    #[must_use]
    pub fn new(scenario: Scenario, notices: Vec<LinkNotice>) -> Self {
        let along = RwSignal::new(first_load(&scenario));
        let scenario = RwSignal::new(scenario);
        let logarithmic = RwSignal::new(true);
        let plan = Memo::new_with_compare(move |_| scenario.with(planner::plan), |_, _| true);
        let axis = Memo::new(move |previous: Option<&Axis>| {
            let along = along.get();
            let now = scenario.with(|scenario| scenario.value(along)).unwrap_or_default();
            Axis::around(along, now, logarithmic.get(), previous)
        });
        let blank = axis.with_untracked(|axis| Drawn { axis: *axis, curves: Vec::new() });
        let drawn = RwSignal::new(blank);
        let charted = keep_drawn(scenario, axis, drawn);
        let cursor = RwSignal::new(None);
        let reading = Memo::new_with_compare(
            move |_| {
                let along = drawn.with(|drawn| drawn.axis.key);
                match cursor.get() {
                    Some(load) => (load, scenario.with(|scenario| planner::costs_at(scenario, along, load))),
                    None => (
                        scenario.with(|scenario| scenario.value(along)).unwrap_or_default(),
                        plan.with(|plan| plan.as_ref().map(planner::costs).unwrap_or_default()),
                    ),
                }
            },
            |_, _| true,
        );
        Self {
            scenario,
            plan,
            along,
            logarithmic,
            drawn,
            settings: Memo::new(move |_| {
                scenario.with(|scenario| loads().fold(scenario.clone(), |kept, load| without(&kept, load)))
            }),
            cursor,
            reading,
            selected: RwSignal::new(None),
            charted,
            framed: framed(scenario),
            texts: texts::follow(),
            notices: RwSignal::new(notices),
            opened: RwSignal::new(history::fragment()),
            steps: RwSignal::default(),
            shelf: RwSignal::default(),
        }
    }

    /// Set an input from what was typed or chosen. On an error the scenario stays as it was.
    ///
    /// # Errors
    /// What is wrong with the text, in one line.
    pub fn enter(self, key: Key, text: &str) -> Result<(), FieldError> {
        let mut changed = self.scenario.get_untracked();
        if text.trim().is_empty() && key.field().default.is_none() {
            // An empty field of a derived input hands it back to the planner.
            changed.forget(key);
        } else {
            changed.set(key, text)?;
        }
        self.replace(changed, address::Act::Distinct);
        Ok(())
    }

    /// Take over changes that the planner offers, `input=value` with `;` between, as one step. They are legal, so none is
    /// refused.
    pub fn apply(self, changes: &str) {
        let mut changed = self.scenario.get_untracked();
        for (id, text) in changes.split(';').filter_map(|change| change.split_once('=')) {
            let _ = change(&mut changed, id, text);
        }
        self.replace(changed, address::Act::Distinct);
    }

    /// Set an input or price by its identifier. What cannot stand leaves it as it was.
    pub fn set(self, id: &str, text: &str) {
        let mut changed = self.scenario.get_untracked();
        if change(&mut changed, id, text).is_ok() {
            self.replace(changed, address::Act::Distinct);
        }
    }

    /// Set an input from its slider or from the chart: one of many on the way.
    pub fn slide(self, key: Key, value: f64) {
        let mut changed = self.scenario.get_untracked();
        if changed.set_number(key, value).is_ok() {
            self.touch(key);
            self.replace(changed, address::Act::Slide(key));
        }
    }

    /// Give an input its default back.
    pub fn forget(self, key: Key) {
        let mut changed = self.scenario.get_untracked();
        changed.forget(key);
        self.replace(changed, address::Act::Distinct);
    }

    /// Take a whole scenario: a preset, or a fresh start.
    pub fn take(self, scenario: Scenario) {
        self.notices.update(Vec::clear);
        self.replace(scenario, address::Act::Distinct);
    }

    /// Show what a link says, without writing it back.
    pub fn open(self, scenario: Scenario, notices: Vec<LinkNotice>) {
        self.notices.set(notices);
        if self.scenario.with_untracked(|now| *now != scenario) {
            self.show(scenario);
        }
    }

    /// Let the chart run along a load.
    pub fn touch(self, key: Key) {
        if self.along.get_untracked() != key {
            self.along.set(key);
            self.cursor.set(None);
        }
    }

    fn replace(self, scenario: Scenario, act: address::Act) {
        if self.scenario.with_untracked(|now| *now == scenario) {
            return;
        }
        self.show(scenario);
        address::changed(self, act);
    }

    fn show(self, scenario: Scenario) {
        if self.cursor.with_untracked(Option::is_some) {
            self.cursor.set(None);
        }
        // A chart along the load of a system that is not planned would be a row of flat lines.
        let along = self.along.get_untracked();
        if along.switch().is_some_and(|switch| !scenario.is_on(switch)) {
            self.along.set(first_load(&scenario));
        }
        self.scenario.set(scenario);
    }

    /// The value in force of an input.
    #[must_use]
    pub fn value(self, key: Key) -> Option<f64> {
        self.scenario.with(|scenario| scenario.value(key))
    }

    /// The option whose bill is shown: the one asked for while it works, else the cheapest that works, else
    /// the first there is.
    pub fn shown(self, plan: &Plan<f64>) -> Option<&DeploymentOption<f64>> {
        self.selected
            .get()
            .and_then(|id| plan.option(id))
            .filter(|option| option.is_feasible())
            .or_else(|| plan.options.first())
    }
}

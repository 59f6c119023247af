//! Why the cheapest option is the cheapest: sentences for people, results as JSON.

use loadline_core::decide::why::words::Sentence;
use loadline_core::decide::why::{Barred, Bound, Lift, Priced, Turn, Why};
use loadline_core::scenario::{Scenario, link};
use serde::Serialize;

use crate::BadInput;
use crate::json::{self, Fields, FlipDocument, RejectionDocument, SCHEMA, flip, rejection};
use crate::layout::wrapped;

/// The sentences.
pub fn report(scenario: &Scenario, why: &Why) -> String {
    let mut text: String =
        why.sentences(scenario).iter().map(|sentence| wrapped("", &sentence.text())).collect();
    text.push_str(&format!("\nLink  {}\n", link::encode(scenario)));
    text
}

/// `ahead_usd` and `ahead_share` are of the next option that works, `over`; `barred` is ruled out and would be cheaper.
#[derive(Serialize)]
struct WhyDocument<'a> {
    schema: u32,
    scenario: Fields<'a>,
    text: Vec<String>,
    options: usize,
    ruled_out: usize,
    winner: Option<PricedDocument>,
    over: Option<PricedDocument>,
    ahead_usd: Option<f64>,
    ahead_share: Option<f64>,
    reach: Option<ReachDocument>,
    barred: Vec<BarredDocument<'a>>,
    flip: Option<TurnDocument>,
}

#[derive(Serialize)]
struct PricedDocument {
    option: &'static str,
    usd_per_month: f64,
}

/// The last values of a load at which the winner leads; without a turn, the last that were looked at.
#[derive(Serialize)]
struct ReachDocument {
    key: &'static str,
    now: f64,
    from: f64,
    to: f64,
    below: Option<TurnDocument>,
    above: Option<TurnDocument>,
}

/// The least change `at` which another option wins; none where nothing works there.
#[derive(Serialize)]
struct TurnDocument {
    key: &'static str,
    now: f64,
    at: f64,
    then: Option<PricedDocument>,
}

#[derive(Serialize)]
struct BarredDocument<'a> {
    option: &'static str,
    usd_per_month: f64,
    lifts: Vec<LiftDocument<'a>>,
}

#[derive(Serialize)]
struct LiftDocument<'a> {
    rejection: RejectionDocument<'a>,
    change: FlipDocument,
}

/// The results.
pub fn json(scenario: &Scenario, why: &Why) -> Result<String, BadInput> {
    let turn = |key: &'static str, now: f64, turn: Turn| TurnDocument {
        key,
        now,
        at: turn.at,
        then: turn.then.as_ref().map(priced),
    };
    json::text(&WhyDocument {
        schema: SCHEMA,
        scenario: Fields::InForce(scenario),
        text: why.sentences(scenario).iter().map(Sentence::text).collect(),
        options: why.options,
        ruled_out: why.ruled_out,
        winner: why.winner.as_ref().map(priced),
        over: why.ahead.as_ref().map(|ahead| priced(&ahead.over)),
        ahead_usd: why.ahead.map(|ahead| ahead.usd),
        ahead_share: why.ahead.map(|ahead| ahead.share),
        reach: why.reach.map(|reach| {
            let key = reach.load.field().id;
            let side = |bound: Bound| bound.turn.map(|one| turn(key, reach.now, one));
            ReachDocument {
                key,
                now: reach.now,
                from: reach.below.to,
                to: reach.above.to,
                below: side(reach.below),
                above: side(reach.above),
            }
        }),
        barred: why.barred.iter().map(barred).collect(),
        flip: why.flip.map(|flip| turn(flip.key.field().id, flip.now, flip.turn)),
    })
}

fn priced(option: &Priced) -> PricedDocument {
    PricedDocument { option: option.id, usd_per_month: option.usd }
}

fn barred(barred: &Barred) -> BarredDocument<'_> {
    fn lift(lift: &Lift) -> LiftDocument<'_> {
        LiftDocument { rejection: rejection(&lift.rejection), change: flip(&lift.change) }
    }
    BarredDocument {
        option: barred.option.id,
        usd_per_month: barred.option.usd,
        lifts: barred.lifts.iter().map(lift).collect(),
    }
}

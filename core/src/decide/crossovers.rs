//! Who is the cheapest from where to where along an input, worked out of exact pieces: between two ends of pieces every
//! cost is a straight line, so crossings are roots of differences and none can hide between two samples.

use super::pieces::{CostCurve, Piece};

/// Who leads along an axis, from left to right without a gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crossovers {
    /// Stretches with one cheapest option each. Two neighbours differ in it.
    pub leads: Vec<Lead>,
    /// Stretches over which the two cheapest are within [`TIE_SHARE`] of each other.
    pub ties: Vec<Tie>,
}

/// A stretch over which one option is the cheapest. A step belongs to what lies left of it, as costs round up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// Value of the input from which it holds.
    pub from: f64,
    /// Value of the input up to which it holds.
    pub to: f64,
    /// The option; none where every option is ruled out.
    pub option: Option<&'static str>,
    /// Its greatest lead over the next; none where no other option works.
    pub margin: Option<Margin>,
    /// Why it ends; none at the end of the axis.
    pub end: Option<Turn>,
    /// Whether the costs it follows from are exact lines.
    pub exact: bool,
}

/// How far the cheapest option is ahead of the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margin {
    /// The next cheapest.
    pub over: &'static str,
    /// Value of the input at which the lead is this large.
    pub at: f64,
    /// Dollars a month.
    pub usd: f64,
    /// The same as a share of what the next costs, 0 to 1.
    pub share: f64,
}

/// Why the lead changes hands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// Two lines cross.
    Crossing,
    /// An option's cost jumps by so many dollars a month.
    Step {
        /// The option.
        option: &'static str,
        /// The jump, negative where the cost falls.
        usd: f64,
    },
    /// The leader runs into a limit.
    RuledOut,
    /// A cheaper option comes free of a limit.
    RuledIn,
}

/// A stretch over which nobody should choose by price.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tie {
    /// Value of the input from which it holds.
    pub from: f64,
    /// Value of the input up to which it holds.
    pub to: f64,
    /// The cheapest and the next, in the order of the page.
    pub options: [&'static str; 2],
}

/// Two costs are a tie where the cheaper saves less than this share of the other.
pub const TIE_SHARE: f64 = 0.01;
/// Costs this close, relative to each other, are the same cost worked out two ways.
const SAME: f64 = 1e-9;
/// Costs below this many dollars a month are compared as if they were this large.
const LEAST_USD: f64 = 0.01;
/// Steps this close, relative to the input, are at one place.
const DUST: f64 = 1e-9;
/// A jump smaller than this, relative to the cost, is where two chords meet.
const JUMP: f64 = 1e-6;

impl Crossovers {
    /// Who leads from `from` to `to`, given every option's curve over at least that stretch.
    #[must_use]
    pub fn of(curves: &[CostCurve], from: f64, to: f64) -> Self {
        let mut sweep = Sweep { curves, found: Self::default(), before: Vec::new() };
        let mut places = vec![0; curves.len()];
        let mut at = from;
        while at < to {
            // Everything is a straight line up to the next end or beginning of any piece.
            let mut end = to;
            let mut lines = Vec::with_capacity(curves.len());
            for (option, (curve, place)) in curves.iter().zip(&mut places).enumerate() {
                while curve.pieces.get(*place).is_some_and(|piece| piece.to <= at) {
                    *place += 1;
                }
                let Some(piece) = curve.pieces.get(*place) else { continue };
                if piece.from <= at {
                    end = end.min(piece.to);
                    lines.push((option, piece));
                } else {
                    end = end.min(piece.from);
                }
            }
            if end - at <= DUST * end.abs() {
                // Two steps that are one, but for dust.
                if let Some(last) = sweep.found.leads.last_mut() {
                    last.to = end;
                }
                at = end;
                continue;
            }
            let lines: Vec<Line> =
                lines.into_iter().map(|(option, piece)| Line::of(option, piece, at, end)).collect();
            sweep.cell(&lines, at, end);
            at = end;
        }
        sweep.found
    }

    /// The stretch that holds a value of the input.
    #[must_use]
    pub fn lead_at(&self, at: f64) -> Option<&Lead> {
        let place = self.leads.partition_point(|lead| lead.to < at);
        self.leads.get(place).filter(|lead| lead.from <= at)
    }
}

/// An option's cost over a cell that no piece begins or ends in.
#[derive(Clone, Copy, Debug)]
struct Line {
    option: usize,
    from: f64,
    to: f64,
    usd_from: f64,
    usd_to: f64,
    exact: bool,
}

impl Line {
    fn of(option: usize, piece: &Piece, from: f64, to: f64) -> Self {
        Self { option, from, to, usd_from: piece.usd_at(from), usd_to: piece.usd_at(to), exact: piece.exact }
    }

    fn usd_at(&self, at: f64) -> f64 {
        self.usd_from + (self.usd_to - self.usd_from) * ((at - self.from) / (self.to - self.from))
    }

    /// Where this meets another line of its cell, if the two are as far apart as `gap` at `from`, and `ahead` at the end.
    fn root(&self, from: f64, gap: f64, ahead: f64) -> f64 {
        from + (self.to - from) * (gap / (gap - ahead))
    }
}

fn same(one: f64, other: f64, tolerance: f64) -> bool {
    (one - other).abs() <= tolerance * (one.abs().max(other.abs()) + LEAST_USD)
}

/// The place of the least of some costs ($/month; none for what cannot run); of those level with it, the first, so that
/// dust does not decide against the order of the page. None where nothing can run.
pub(super) fn least(costs: impl Iterator<Item = Option<f64>> + Clone) -> Option<usize> {
    let least = costs.clone().flatten().reduce(f64::min)?;
    costs.into_iter().position(|cost| cost.is_some_and(|cost| !is_dearer(cost, least)))
}

/// Whether no cost changes along the stretch that the curves cover, and no option comes to be ruled in or out.
#[must_use]
pub fn nothing_moves(curves: &[CostCurve], from: f64, to: f64) -> bool {
    curves.iter().all(|curve| {
        let Some((first, last)) = curve.pieces.first().zip(curve.pieces.last()) else { return true };
        let level = |piece: &Piece| {
            same(piece.usd_from, first.usd_from, SAME) && same(piece.usd_to, first.usd_from, SAME)
        };
        let nexts = curve.pieces.iter().skip(1);
        let is_whole = curve.pieces.iter().zip(nexts).all(|(piece, next)| piece.to == next.from);
        is_whole && first.from <= from && last.to >= to && curve.pieces.iter().all(level)
    })
}

/// Whether `one` is dearer than `other`, more than by dust.
pub(super) fn is_dearer(one: f64, other: f64) -> bool {
    one > other && !same(one, other, SAME)
}

/// The cheapest of `lines` from `from` to `to`, stretch by stretch.
fn cheapest<'l>(lines: &[&'l Line], from: f64, to: f64) -> Vec<(&'l Line, f64, f64)> {
    let mut found = Vec::new();
    let Some(mut leader) = lines.iter().copied().reduce(|best, line| {
        let (now, rival) = (best.usd_at(from), line.usd_at(from));
        // Who starts level is judged by the end, and who stays level by the order of the page.
        let level = same(now, rival, SAME);
        if (level && is_dearer(best.usd_at(to), line.usd_at(to))) || (!level && now > rival) {
            line
        } else {
            best
        }
    }) else {
        return found;
    };
    let mut at = from;
    loop {
        let mut next: Option<(f64, &Line)> = None;
        for line in lines.iter().copied().filter(|line| is_dearer(leader.usd_to, line.usd_to)) {
            let root =
                line.root(at, line.usd_at(at) - leader.usd_at(at), line.usd_to - leader.usd_to).max(at);
            if root < to
                && next
                    .is_none_or(|(first, best)| root < first || (root == first && line.usd_to < best.usd_to))
            {
                next = Some((root, line));
            }
        }
        let end = next.map_or(to, |(root, _)| root);
        if end > at {
            found.push((leader, at, end));
        }
        let Some((root, line)) = next else { return found };
        (at, leader) = (root, line);
    }
}

struct Sweep<'a> {
    curves: &'a [CostCurve],
    found: Crossovers,
    /// Lines of the cell before.
    before: Vec<Line>,
}

impl Sweep<'_> {
    fn id(&self, option: usize) -> &'static str {
        self.curves.get(option).map_or("", |curve| curve.option)
    }

    fn cell(&mut self, lines: &[Line], from: f64, to: f64) {
        let all: Vec<&Line> = lines.iter().collect();
        let leads = cheapest(&all, from, to);
        if leads.is_empty() {
            let turn = self.turn(None, lines);
            self.lead(Lead { from, to, option: None, margin: None, end: None, exact: true }, turn);
        }
        for (leader, start, end) in leads {
            let turn = if start > from { Turn::Crossing } else { self.turn(Some(leader.option), lines) };
            let option = Some(self.id(leader.option));
            self.lead(
                Lead { from: start, to: end, option, margin: None, end: None, exact: leader.exact },
                turn,
            );
            let others: Vec<&Line> = lines.iter().filter(|line| line.option != leader.option).collect();
            for (next, start, end) in cheapest(&others, start, end) {
                self.compare(leader, next, start, end);
            }
        }
        self.before = lines.to_vec();
    }

    /// Lengthen the last lead, or begin one that follows from `turn`.
    fn lead(&mut self, lead: Lead, turn: Turn) {
        match self.found.leads.last_mut() {
            Some(last) if last.option == lead.option => {
                last.to = lead.to;
                last.exact &= lead.exact;
            }
            last => {
                if let Some(last) = last {
                    last.end = Some(turn);
                }
                self.found.leads.push(lead);
            }
        }
    }

    /// Why `leader` takes over where the cell of `lines` begins.
    fn turn(&self, leader: Option<usize>, lines: &[Line]) -> Turn {
        let Some(last) = self.found.leads.last() else { return Turn::Crossing };
        let Some(loser) = last.option else { return Turn::RuledIn };
        let of = |lines: &[Line], id: &str| lines.iter().find(|line| self.id(line.option) == id).copied();
        let Some(after) = of(lines, loser) else { return Turn::RuledOut };
        let winner = leader.map_or("", |leader| self.id(leader));
        let jump = |option, before: Option<Line>, after: Option<Line>| {
            let (before, after) = (before?.usd_to, after?.usd_from);
            Some((option, after - before, same(before, after, JUMP)))
        };
        let Some(gain) = jump(winner, of(&self.before, winner), of(lines, winner)) else {
            return Turn::RuledIn;
        };
        let loss = jump(loser, of(&self.before, loser), Some(after)).unwrap_or((loser, 0.0, true));
        let (option, usd, small) = if loss.1.abs() >= gain.1.abs() { loss } else { gain };
        if small { Turn::Crossing } else { Turn::Step { option, usd } }
    }

    /// Take note of how far `leader` is ahead of `next` over a stretch on which it is the next.
    fn compare(&mut self, leader: &Line, next: &Line, from: f64, to: f64) {
        let over = self.id(next.option);
        for at in [from, to] {
            let (usd, dearer) = (next.usd_at(at) - leader.usd_at(at), next.usd_at(at));
            let margin = Margin {
                over,
                at,
                usd: usd.max(0.0),
                share: if dearer > 0.0 { usd.max(0.0) / dearer } else { 0.0 },
            };
            if let Some(lead) = self.found.leads.last_mut()
                && lead.margin.is_none_or(|greatest| margin.usd > greatest.usd)
            {
                lead.margin = Some(margin);
            }
        }
        // Positive where the two are no tie.
        let apart = |at: f64| next.usd_at(at) * (1.0 - TIE_SHARE) - leader.usd_at(at);
        let (first, last) = (apart(from), apart(to));
        let root = || from + (to - from) * (first / (first - last));
        let (start, end) = match (first <= 0.0, last <= 0.0) {
            (true, true) => (from, to),
            (true, false) => (from, root()),
            (false, true) => (root(), to),
            (false, false) => return,
        };
        let mut pair = [leader.option, next.option];
        pair.sort_unstable();
        let options = pair.map(|option| self.id(option));
        match self.found.ties.last_mut() {
            Some(tie) if tie.options == options && tie.to >= start => tie.to = end,
            _ if end > start => self.found.ties.push(Tie { from: start, to: end, options }),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::least;

    #[test]
    fn dust_does_not_decide_who_costs_least() {
        // 0.1 + 0.2 is dearer than 0.3 by 5.6e-17, which is no difference; a tenth of a cent is one.
        assert_eq!(least([None, Some(0.1 + 0.2), Some(0.3)].into_iter()), Some(1));
        assert_eq!(least([None, Some(0.301), Some(0.3)].into_iter()), Some(2));
        assert_eq!(least([Some(0.0), Some(0.0)].into_iter()), Some(0));
        assert_eq!(least([None, None].into_iter()), None);
    }
}

//! Sandboxes for code that is not trusted (E2B).

use super::{Host, Limit, Placement, Refusal, all_kept};
use crate::catalog::Book;
use crate::error::Error;
use crate::number::Number;
use crate::plan::Change;
use crate::reading::Reader;
use crate::scenario::Key;
use crate::system::{Component, Work};
use crate::unit::{HOUR, MINUTE, MINUTES_PER_MONTH};

/// E2B sandboxes of the default size, 2 vCPU and 512 MiB.
pub struct Sandboxes;

const SESSION: Limit =
    Limit { id: "e2b.session_hours.pro", label: "longest session of a sandbox", unit: MINUTE };

impl<N: Number> Host<N> for Sandboxes {
    fn id(&self) -> &'static str {
        "sandbox"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Sandbox { .. })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal<N>> {
        let mut placement = Placement::default();
        let always_on = reader.choice(Key::SandboxMode) == "always_on";
        for component in group {
            let Work::Sandbox { minutes_per_month, session_minutes, session_input } = component.work else {
                continue;
            };
            let minutes = |id| Ok::<N, Error>(reader.limit(id, HOUR)? * N::constant(60.0, MINUTE.per(HOUR)));
            let used = minutes_per_month.exceeds(N::zero(MINUTES_PER_MONTH));
            if used && !always_on {
                let longest = minutes("e2b.session_hours.pro")?;
                let broken = SESSION.check(component.id, session_minutes, longest, || {
                    Change::allowed(session_input, longest.value()).into_iter().collect()
                });
                all_kept(broken.into_iter().collect())?;
            }
            let items = &mut placement.line_items;
            let label = if always_on { "Sandbox minutes, always on" } else { "Sandbox minutes" };
            items.push(reader.rate("sandbox.minute")?.item(component.id, label, minutes_per_month));
            // A session longer than an hour needs the paid plan; the guide prints no such fee.
            let long = always_on || used && session_minutes.exceeds(minutes("e2b.session_hours.hobby")?);
            if long && reader.book == Book::List {
                let plan = reader.rate("sandbox.plan.pro")?;
                items.push(plan.kept(reader, component.id, "Plan for long sessions", N::count(1.0))?);
            }
        }
        Ok(placement)
    }
}

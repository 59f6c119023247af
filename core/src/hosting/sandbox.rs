//! Sandboxes for code that is not trusted (E2B).

use super::{Host, Placement, Refusal};
use crate::catalog::Book;
use crate::number::Number;
use crate::reading::Reader;
use crate::scenario::Key;
use crate::system::{Component, Work};

/// E2B sandboxes of the default size, 2 vCPU and 512 MiB.
pub struct Sandboxes;

impl<N: Number> Host<N> for Sandboxes {
    fn id(&self) -> &'static str {
        "sandbox"
    }

    fn takes(&self, work: &Work<N>) -> bool {
        matches!(work, Work::Sandbox { .. })
    }

    fn place(&self, group: &[&Component<N>], reader: &Reader<'_, N>) -> Result<Placement<N>, Refusal> {
        let mut placement = Placement::default();
        let always_on = reader.choice(Key::SandboxMode) == "always_on";
        for component in group {
            let Work::Sandbox { minutes_per_month } = component.work else { continue };
            let items = &mut placement.line_items;
            let label = if always_on { "Sandbox minutes, always on" } else { "Sandbox minutes" };
            items.push(reader.rate("sandbox.minute")?.item(component.id, label, minutes_per_month));
            // A session longer than an hour needs the paid plan; the guide prints no such fee.
            if always_on && reader.book == Book::List {
                let plan = reader.rate("sandbox.plan.pro")?;
                items.push(plan.kept(reader, component.id, "Plan for long sessions", N::count(1.0))?);
            }
        }
        Ok(placement)
    }
}

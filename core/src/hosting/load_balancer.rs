//! A load balancer in front of services on AWS, whatever runs them there. Cloud Run brings its own.

use super::{Placement, Refusal};
use crate::number::Number;
use crate::reading::Reader;
use crate::system::Service;
use crate::unit::PER_SECOND;

/// New connections a second that one load balancer capacity unit carries; every request taken as a new one,
/// which is the upper bound. Source: AWS, Application Load Balancer pricing.
const CONNECTIONS_PER_CAPACITY_UNIT: f64 = 25.0;
/// Connections open at a time that one unit carries, from the same page.
const OPEN_PER_CAPACITY_UNIT: f64 = 3_000.0;

/// Put one load balancer in front of the services that ask for one: it is paid once, on the first of them, and what
/// passes through it on each.
///
/// # Errors
/// [`Refusal::Unknown`] where a price is missing.
pub fn balance<N: Number>(
    services: &[(&'static str, Service<N>)],
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal<N>> {
    let balanced = services.iter().filter(|(_, service)| service.balanced);
    for (place, (component, service)) in balanced.enumerate() {
        let opened = service.requests_per_second / N::constant(CONNECTIONS_PER_CAPACITY_UNIT, PER_SECOND);
        let open = service.requests_per_second * service.seconds_per_request;
        let units = opened.max(open / N::count(OPEN_PER_CAPACITY_UNIT));
        let kept = |id, label, count| reader.rate(id)?.kept(reader, component, label, count);
        if place == 0 {
            placement.line_items.push(kept("aws.alb", "Load balancer", N::count(1.0))?);
        }
        placement.line_items.push(kept("aws.alb.lcu", "Load balancer, capacity units", units)?);
    }
    Ok(())
}

//! A load balancer in front of services on AWS, whatever runs them there. Cloud Run brings its own.

use super::{Placement, Refusal};
use crate::number::Number;
use crate::reading::Reader;
use crate::system::Service;
use crate::unit::PER_SECOND;

/// New connections a second that one load balancer capacity unit carries; every request taken as a new one,
/// which is the upper bound. Source: AWS, Application Load Balancer pricing.
const CONNECTIONS_PER_CAPACITY_UNIT: f64 = 25.0;

/// Put a load balancer in front of a service that asks for one.
///
/// # Errors
/// [`Refusal::Unknown`] where a price is missing.
pub fn balance<N: Number>(
    component: &'static str,
    service: &Service<N>,
    reader: &Reader<'_, N>,
    placement: &mut Placement<N>,
) -> Result<(), Refusal> {
    if service.balanced {
        let units = service.requests_per_second / N::constant(CONNECTIONS_PER_CAPACITY_UNIT, PER_SECOND);
        let kept = |id, label, count| reader.rate(id)?.kept(reader, component, label, count);
        placement.line_items.push(kept("aws.alb", "Load balancer", N::count(1.0))?);
        placement.line_items.push(kept("aws.alb.lcu", "Load balancer, capacity units", units)?);
    }
    Ok(())
}

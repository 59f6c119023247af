//! Loadline's planner: from what a person states to what to run and what it costs.
//!
//! ```text
//! scenario  ->  components  ->  placements  ->  options  ->  verdict
//! (stated)      (must run)      (could run      (whole        (which,
//!                                here, or why    deployments)  until when)
//!                                not)
//! ```
#![deny(missing_docs)]

pub mod catalog;
pub mod error;
pub mod number;
pub mod plan;
pub mod scenario;
pub mod science;
pub mod unit;

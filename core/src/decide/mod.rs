//! From options to decisions: cost along an axis, the best mix of hosts, and the next upgrade signal.

pub mod curves;
pub mod mix;
pub mod signals;

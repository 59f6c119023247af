//! From options to decisions: cost along an axis, the next upgrade signal, and why a figure is what it is.

pub mod curves;
pub mod explain;
pub mod signals;

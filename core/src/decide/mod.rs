//! From options to decisions: cost along an axis, and the next upgrade signal.

pub mod curves;
pub mod flips;
pub mod pieces;
pub mod signals;

//! From options to decisions: cost along an axis, who wins where and why, what a budget buys, the next upgrade signal,
//! what growth brings, and why a figure is what it is.

pub mod crossovers;
pub mod explain;
pub mod flips;
pub mod growth;
pub mod inverse;
pub mod map;
pub mod pieces;
pub mod signals;
pub mod why;

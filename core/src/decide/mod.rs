//! From options to decisions: cost along an axis, the next upgrade signal, what growth brings, and why a figure is what
//! it is.

pub mod crossovers;
pub mod explain;
pub mod flips;
pub mod growth;
pub mod map;
pub mod pieces;
pub mod signals;

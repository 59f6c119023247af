//! From options to decisions: cost along an axis, the next upgrade signal, and what growth brings.

pub mod curves;
pub mod growth;
pub mod pieces;
pub mod signals;

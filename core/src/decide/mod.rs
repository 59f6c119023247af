//! From options to decisions: cost along an axis, who wins where and why, what a budget buys, the next upgrade signal,
//! what growth brings, what ranges of inputs leave open and which of them matter, why a figure is what it is, and what a
//! link came to when it was made.

pub mod bands;
pub mod crossovers;
pub mod explain;
pub mod flips;
pub mod growth;
pub mod inverse;
pub mod map;
pub mod matters;
pub mod months;
pub mod pieces;
pub mod ranges;
pub mod signals;
pub mod then;
pub mod why;
pub mod worlds;

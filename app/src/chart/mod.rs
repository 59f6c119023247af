//! The cost curves: an axis, a drawing that any backend can take, and a canvas to draw it on.

pub mod axis;
pub mod backend;
pub mod draw;

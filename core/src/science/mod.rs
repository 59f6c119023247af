//! Pure mathematics, one file a topic. Knows no cloud, no price and no guide.

pub mod autoscaling;
pub mod cache;
pub mod cold_start;
pub mod commitments;
pub mod connections;
pub mod diurnal;
pub mod estimate;
pub mod growth;
pub mod heap;
pub mod hnsw;
pub mod packing;
pub mod quantile;
pub mod queueing;
pub mod sensitivity;
pub mod sobol;
pub mod spread;
pub mod sum_of_uniforms;
pub mod tokens;
#[cfg(test)]
mod units;

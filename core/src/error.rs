//! What can go wrong inside the planner. What a person states wrongly is in [`crate::scenario`].

/// A figure the planner needs and the catalogue does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No usable price under this identifier. Unknown is not zero.
    #[error("no price `{id}` in the catalogue")]
    MissingPrice {
        /// Identifier asked for.
        id: String,
    },
    /// No published limit or size under this identifier.
    #[error("no limit or size `{id}` in the catalogue")]
    MissingLimit {
        /// Identifier asked for.
        id: String,
    },
    /// A price quoted per something the planner does not bill by here.
    #[error("price `{id}` is per {per}, which does not fit here")]
    PriceUnit {
        /// Identifier asked for.
        id: String,
        /// The unit it is quoted per.
        per: String,
    },
    /// The embedded data could not be read.
    #[error("catalogue data: {0}")]
    Data(String),
}

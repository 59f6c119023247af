//! Pure mathematics, one file a topic. Knows no cloud, no price and no guide.

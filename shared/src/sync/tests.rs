//! What the two engines do together.

mod everyday;

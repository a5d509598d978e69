//! How often the engines tidy up: named limits in the world, small numbers in a simulation, so that
//! what happens once a season there happens every minute here.

use crate::limits::{CHUNKS_BEFORE_SNAPSHOT, DOCUMENT_IDLE_MS};

/// When an engine compacts, and when it lets go of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Stored chunks of a document beyond its snapshot before the next snapshot is made.
    pub chunks_before_snapshot: usize,
    /// How long a document stays in the relay's memory after it was last used, in milliseconds.
    pub document_idle_ms: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { chunks_before_snapshot: CHUNKS_BEFORE_SNAPSHOT, document_idle_ms: DOCUMENT_IDLE_MS }
    }
}

//! The hub over the store in memory.

//! Consolidation: one view over the plan and all units' workbooks and decisions, and what it finds
//! on the way (duplicates, conflicts, freshness).

pub mod consolidated;
pub mod duplicates;
pub mod view;

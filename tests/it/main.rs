//! Integration tests, one binary.

mod golden;
mod simulation;

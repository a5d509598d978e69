//! Integration tests, one binary.

mod golden;
mod relay;
mod simulation;

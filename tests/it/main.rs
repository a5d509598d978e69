//! Integration tests, one binary.

mod bench;
mod golden;
mod relay;
mod simulation;

//! Integration tests, one binary.

mod bench;
mod corpus;
mod golden;
mod relay;
mod simulation;

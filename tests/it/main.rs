//! Integration tests, one binary.

mod corpus;
mod golden;
mod relay;
mod simulation;

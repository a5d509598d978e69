//! What components read and call: [`AppState`], a `Copy` handle in the Leptos context.
//!
//! Every read is a signal over an immutable model; every write is a command that returns once the
//! device has stored it. Nothing here waits for the network, except signing in and what says so.

mod account;
mod admin;
pub mod app;
pub mod boot;
pub mod error;
pub mod form;
pub mod plan_import;
mod records;
mod runtime;
pub mod session;
pub mod text;
pub mod todo;

pub use app::AppState;

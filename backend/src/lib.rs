//! The relay: accounts, documents and sync for communes, in one binary (DESIGN §5).
//!
//! ```text
//! store, auth ◄── hub ◄── admin, routes ◄── ws ◄── app ◄── cli ◄── main
//! ```

pub mod admin;
pub mod app;
pub mod assets;
pub mod auth;
pub mod clock;
pub mod config;
pub mod error;
pub mod export;
pub mod hub;
pub mod routes;
pub mod setup;
pub mod store;
pub mod telemetry;
pub mod ws;

#[cfg(test)]
mod testing;

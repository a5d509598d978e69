//! The relay: accounts, documents and sync for communes, in one binary (DESIGN §5).
//!
//! ```text
//! store, auth ◄── hub, routes ◄── ws ◄── app ◄── main
//! ```

pub mod store;

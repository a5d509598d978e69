//! The sync engine: what a device and the relay say to each other, and when a change counts as
//! saved. No socket, no store, no clock and no randomness: events and `now` go in, effects come
//! out, and the same code runs in the browser, in the relay and in the simulator.
//!
//! - [`device::Device`] is one account's store on one device: its documents, its outbox, its link.
//! - [`relay::Relay`] is one commune on the relay: it accepts, has stored, and passes on.
//! - [`store`] names what both ask their store to keep; [`access`] what the relay asks its policy.
//!
//! The wire is automerge-repo's WebSocket protocol "1", so any automerge-repo client
//! with a session can take part. Our own devices negotiate extensions in the handshake.
//!
//! What always holds:
//!
//! - **Stored, then said.** Neither side tells the other about a change before its own store has
//!   confirmed it. The relay's announced heads are committed heads, always.
//! - **A receipt is an ancestor of an announced head**, never a guess from a Bloom filter.
//! - **Nothing is dropped in silence.** What the relay refuses stays on the device with the reason;
//!   what a device cannot store stays in memory, and the device says so.
//! - **One document never blocks another**, neither its store errors nor its refused changes.
//! - `sync` knows documents, changes and accounts; it never sees the domain.

pub mod access;
mod backoff;
mod catalogue;
mod cbor;
mod chunk;
pub mod device;
mod graph;
mod leb;
mod load;
mod message;
pub mod pace;
mod pending;
pub mod refusal;
pub mod relay;
mod session;
pub mod store;
mod wire;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

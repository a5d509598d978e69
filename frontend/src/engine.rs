//! Drives [`shared::sync::device::Device`]: stored documents in, commands in, read models out.
//!
//! One tab leads: it holds the account's Web Lock, the device, the socket and all writes to
//! documents. The others follow: they keep copies to read, and hand their commands to the leader.
//!
//! - [`command`]: what a screen may ask for, in a form that crosses tabs and crashes.
//! - [`carry_out`]: a command on a document. Pure but for Automerge.
//! - [`model`]: documents to views, anew only where something changed.
//! - [`core`](self::core): the engine of one account in one tab.
//! - [`journal`]: what was typed and is in no document yet.
//! - [`accounts`]: who is known on this tablet.

pub mod accounts;
pub mod carry_out;
pub mod command;
pub mod core;
mod decided;
mod follower;
mod heirs;
mod inner;
pub mod journal;
mod lead_commands;
mod lead_tabs;
mod leader;
pub mod model;
pub mod rules;
mod tabs;
pub mod view;
pub mod wire;

#[cfg(test)]
mod tests;

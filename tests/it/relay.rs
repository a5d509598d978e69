//! The real relay on real sockets: who is let in, what is refused, and that whatever one connection
//! does, the others go on.
//!
//! Goal: everything that the relay promises at its edge holds over TCP, with the SQLite store and
//! the engine that devices use. Method: a relay in this process on a free port, with the demo
//! commune; sessions by HTTP requests through the same router; tablets that drive the real device
//! engine over a socket; and a hand-written client that speaks automerge-repo's protocol and lies.

mod edge;
mod hostile;
mod plans;
mod purge;
mod site;
mod stock;
mod sync;
mod tablet;
mod year;

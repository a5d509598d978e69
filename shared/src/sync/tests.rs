//! What the two engines do together.

mod chaos;
mod everyday;
mod faults;
mod hostile;
mod lasting;
mod purge;
mod raw;
mod snapshots;
mod stock;
mod wire;

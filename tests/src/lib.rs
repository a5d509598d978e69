//! The test harness: the simulator that drives the real engines of device and relay through bad
//! networks, crashes and failing disks; and the benchmark, which measures them over real sockets.

pub mod bench;
pub mod heirs;
pub mod sim;

//! The test harness: the simulator that drives the real engines of device and relay through bad
//! networks, crashes and failing disks.

pub mod sim;

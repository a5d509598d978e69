//! A seeded simulation: N devices × M workbooks, one relay, everything in virtual time.
//!
//! Goal: nothing that was saved is ever lost, and nothing is shown as "on the relay" that the
//! relay's store does not hold. Method: the real `shared::sync` engines and the real schema run
//! over a network and stores made here. A **safety phase** injects faults (loss, cuts, stalls,
//! crashes of device and relay in the middle of a list of effects, failing stores, and the kinds
//! of [`world`]); then the world
//! **heals** and must converge within bounded virtual time. The same seed repeats the same run.

pub mod device;
pub mod oracle;
pub mod relay;
pub mod rng;
pub mod store;
pub mod world;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use shared::sync::pace::Pace;

/// What went wrong, with what repeats it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// Virtual milliseconds since the start.
    pub at_ms: u64,
    /// What was demanded and did not hold.
    pub what: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {} at {} ms: {}", self.seed, self.at_ms, self.what)
    }
}

/// What a clean run did, so that a run in which nothing happened is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Edits that were saved on a device.
    pub saved: u64,
    /// Crashes of devices.
    pub device_crashes: u64,
    /// Crashes of the relay.
    pub relay_crashes: u64,
    /// Connections that were cut or stalled.
    pub broken_links: u64,
    /// Writes that the store of a device or of the relay refused.
    pub store_failures: u64,
    /// Faults of the other kinds: set back, damaged, half dead, jumped, another role.
    pub other_faults: u64,
    /// Snapshots that replaced chunks, on devices and on the relay.
    pub snapshots: u64,
}

impl Tally {
    /// Adds another run's.
    pub const fn plus(self, other: Self) -> Self {
        Self {
            saved: self.saved + other.saved,
            device_crashes: self.device_crashes + other.device_crashes,
            relay_crashes: self.relay_crashes + other.relay_crashes,
            broken_links: self.broken_links + other.broken_links,
            store_failures: self.store_failures + other.store_failures,
            other_faults: self.other_faults + other.other_faults,
            snapshots: self.snapshots + other.snapshots,
        }
    }
}

/// Both engines compact after this many chunks, and the relay lets go of documents after this
/// time, so that a run of minutes sees what a season sees.
pub const PACE: Pace = Pace { chunks_before_snapshot: 8, document_idle_ms: 10_000 };

/// Runs one seed. `trace` receives a line per step.
///
/// # Errors
/// The first demand that did not hold; a panic is one.
pub fn run(seed: u64, trace: &mut dyn FnMut(&str)) -> Result<Tally, Failure> {
    let world = AssertUnwindSafe(|| world::World::new(seed).run(trace));
    let ran = catch_unwind(world);
    ran.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
        let what = format!("a panic: {}", said.unwrap_or("without words"));
        Err(Failure { seed, at_ms: 0, what })
    })
}

//! Any frames from a device to the relay.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::wire::relay_frames(bytes));

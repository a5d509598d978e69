//! Any frames from the relay to a device.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::wire::device_frames(bytes));

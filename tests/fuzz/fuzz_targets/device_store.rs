//! Any bytes as the chunks of a device's store.
#![no_main]

use libfuzzer_sys::fuzz_target;

// Automerge panics on some chunks, which the engine catches (DESIGN §3): libFuzzer's hook, which
// ends the process at any panic, goes; one that nobody catches still does.
fuzz_target!(init: drop(std::panic::take_hook()), |bytes: &[u8]| fuzz::wire::device_store(bytes));

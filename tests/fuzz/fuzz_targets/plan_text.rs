//! Any bytes as a plan.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::import::plan_text(bytes));

//! Any XML as the parts of a Word file, any bytes as one.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz::import::plan_docx(bytes));

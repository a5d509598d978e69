//! Any bytes as a plan: no panic, the same twice, and every line accounted for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::import::{Field, ImportOptions, import_plan, source_lines};

fuzz_target!(|bytes: &[u8]| {
    let Ok(plan) = import_plan(bytes, &ImportOptions::default()) else { return };
    let lines = source_lines(bytes).expect("what was a plan is text");
    assert_eq!(plan.lines.len(), lines.len());
    assert!(!plan.tasks.is_empty());
    let lost = plan.lines.iter().filter(|fate| fate.field == Field::NotUnderstood).count();
    assert_eq!(lost, plan.not_understood.len());
    let mut paths: Vec<&str> = plan.tasks.iter().map(|task| task.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), plan.tasks.len(), "each task has a place of its own");
});

//! Numbers that stand twice in a text: keys of the plan's document must be their own.

use std::collections::BTreeSet;

use super::super::model::ImportedPlan;

/// Gives tasks, headings and responsibilities whose number stands twice, or that have none, one of
/// their own; the printed code stays as it is.
pub(super) fn unique_numbers(plan: &mut ImportedPlan) {
    let mut seen = BTreeSet::new();
    for task in &mut plan.tasks {
        task.path = free(&task.path, &mut seen);
    }
    let mut seen = BTreeSet::new();
    for section in &mut plan.sections {
        section.path = free(&section.path, &mut seen);
    }
    let mut seen = BTreeSet::new();
    for duty in &mut plan.responsibilities {
        duty.no = free(&duty.no, &mut seen);
    }
}

fn free(number: &str, seen: &mut BTreeSet<String>) -> String {
    let start = if number.is_empty() { "0" } else { number };
    let mut candidate = start.to_owned();
    let mut count = 2;
    while !seen.insert(candidate.clone()) {
        candidate = format!("{start}~{count}");
        count += 1;
    }
    candidate
}

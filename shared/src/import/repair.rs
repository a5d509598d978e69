//! Spelling repaired by knowledge: listed line by line, and left alone where refused.

pub(super) mod commas;
pub(super) mod names;
pub(super) mod numbers;
pub(super) mod phrases;
pub(super) mod places;

use std::collections::BTreeSet;
use std::ops::Range;

use super::{
    lines::Lines,
    model::Correction,
    options::{ImportOptions, Refusal},
};

/// A repair of one place in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repair {
    /// Bytes of the line that are replaced.
    pub(super) range: Range<usize>,
    /// What comes in their place.
    pub(super) after: String,
}

/// Repairs the lines in place and says what was done. Text is repaired once, before it is parsed,
/// so that every field shows the same spelling.
pub(super) fn repair(
    lines: &mut Lines,
    names: &names::Names,
    options: &ImportOptions,
) -> Vec<Correction> {
    let phrases = phrases::Phrases::shared();
    let mut corrections = Vec::new();
    for index in 0..lines.len() {
        if lines.is_blank(index) {
            continue;
        }
        let mut text = lines.text(index).to_owned();
        let before = corrections.len();
        // The same repair twice in a line is told once.
        let mut told = BTreeSet::new();
        // A later kind sees what an earlier one repaired; within a kind repairs do not overlap.
        for kind in 0..4 {
            let repairs = match kind {
                0 => numbers::repairs(&text),
                1 => names.repairs(&text),
                2 => phrases.repairs(&text),
                _ => commas::repairs(&text),
            };
            text = apply(text, repairs, lines.number(index), options, &mut told, &mut corrections);
        }
        if corrections.len() > before {
            lines.set_text(index, text);
        }
    }
    corrections
}

fn apply(
    text: String,
    mut repairs: Vec<Repair>,
    line: usize,
    options: &ImportOptions,
    told: &mut BTreeSet<(String, String)>,
    corrections: &mut Vec<Correction>,
) -> String {
    repairs.sort_by_key(|repair| repair.range.start);
    let mut repaired = String::with_capacity(text.len());
    let mut done = 0;
    for repair in repairs {
        let before = text[repair.range.clone()].to_owned();
        let refused = options.refuse.contains(&Refusal { line, before: before.clone() });
        if refused || repair.range.start < done {
            continue;
        }
        repaired.push_str(&text[done..repair.range.start]);
        repaired.push_str(&repair.after);
        done = repair.range.end;
        if told.insert((before.clone(), repair.after.clone())) {
            corrections.push(Correction { line, before, after: repair.after });
        }
    }
    repaired.push_str(&text[done..]);
    repaired
}

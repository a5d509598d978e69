//! Communes beside the own one: "Tân Thành" and "Tân Thanh" may both be right. Where a text speaks of
//! a commune as of another, its spelling is no misspelling of the own name.

use std::collections::{BTreeMap, BTreeSet};

use super::{Level, level_at, name_length, spelled};
use crate::import::words::{Word, gap_before};

/// Lines that have the same other spelling: so often nobody mistypes in the same way.
const LINES_MIN: usize = 3;

/// Words between two names that are set against one another, at most.
const NEAR_WORDS: usize = 8;

/// What stands before a commune that is another: "giáp xã", "với xã", "các xã".
const BEFORE: &[&str] =
    &["giap", "voi", "cac", "hai", "ba", "lien", "cung", "nhung", "can", "nghia", "nhap"];

/// What stands behind the name of one: "xã A, huyện B".
const BEHIND: &[&str] = &["huyen"];

/// Spellings that may be other communes' names.
#[derive(Debug, Default)]
pub(super) struct Others {
    named: BTreeSet<String>,
    lines: BTreeMap<String, usize>,
}

impl Others {
    /// Whether the spelling of these words may be another commune's name.
    pub(super) fn has(&self, name: &[Word<'_>]) -> bool {
        let spelling = spelled(name);
        self.named.contains(&spelling)
            || self.lines.get(&spelling).is_some_and(|lines| *lines >= LINES_MIN)
    }

    /// Learns from a line.
    pub(super) fn look_at(&mut self, text: &str, found: &[Word<'_>]) {
        let mut here: Vec<(usize, usize, String)> = Vec::new();
        for index in 0..found.len() {
            let Some((level, first)) = level_at(text, found, index) else { continue };
            let length = name_length(text, found, first);
            if length == 0 {
                continue;
            }
            let spelling = spelled(&found[first..first + length]);
            if level == Level::Village {
                self.named.insert(spelling);
                continue;
            }
            let before = index.checked_sub(1).map(|at| found[at].fold.as_str());
            let behind = found.get(first + length).map(|word| word.fold.as_str());
            let other = before.is_some_and(|word| BEFORE.contains(&word) && word != "cac")
                || behind.is_some_and(|word| BEHIND.contains(&word));
            let listed = before == Some("cac");
            if other || listed {
                self.named.insert(spelling.clone());
            }
            here.push((index, first + length, spelling));
        }
        // Two names on a line are two communes if they follow one another, or differ in marks only.
        for pair in here.windows(2) {
            let [(_, end, one), (index, _, another)] = pair else { continue };
            if one != another {
                let linked = *index == *end
                    || (*index == *end + 1
                        && matches!(found[*end].fold.as_str(), "va" | "voi" | "den"));
                let folds = |at: usize| found.get(at).map(|word| word.fold.as_str());
                let alike = folds(*end - 1) == folds(pair[1].1 - 1) && *index < *end + NEAR_WORDS;
                let apart = gap_before(text, found, *index).contains([';', '.', ':']);
                if (linked && !apart) || alike {
                    self.named.extend([one.clone(), another.clone()]);
                }
            }
        }
        let spellings: BTreeSet<String> =
            here.into_iter().map(|(_, _, spelling)| spelling).collect();
        for spelling in spellings {
            *self.lines.entry(spelling).or_default() += 1;
        }
    }
}

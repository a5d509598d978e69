//! Names that stand by themselves somewhere in the text: they tell where a name ends in a sentence.

use std::collections::{BTreeMap, BTreeSet};

use super::{list, names};
use crate::import::{
    labels::{Label, label},
    lines::Lines,
    marker::{Marker, marked},
    options::KnownUnit,
    words::{Word, squeeze, words},
};

/// Words of a heading that may be nothing but a unit's name.
const HEADING_WORDS_MAX: usize = 14;

/// Names of units, as folded words without what says whose they are.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct Known {
    names: BTreeSet<Vec<String>>,
    /// How long the names are that begin with a word.
    lengths: BTreeMap<String, BTreeSet<usize>>,
}

/// Longest name kept, in words: bounds what is looked up at each word of a text.
const NAME_WORDS_MAX: usize = 24;

/// Lines of a paragraph that are joined to learn names from it.
const JOINED_LINES_MAX: usize = 8;

/// A line with those it was wrapped onto: half a name is no name.
fn whole(lines: &Lines, index: usize) -> String {
    let mut text = squeeze(lines.text(index));
    for next in (index + 1..lines.len()).take(JOINED_LINES_MAX) {
        let more = squeeze(lines.text(next));
        let goes_on = more.starts_with(char::is_lowercase)
            && lines.marked(next).is_none()
            && label(&more).is_none()
            && !text.ends_with(['.', ':', ';']);
        if !goes_on {
            break;
        }
        text.push(' ');
        text.push_str(&more);
    }
    text
}

impl Known {
    /// Collects names from the lines that say who leads and coordinates, from headings that are
    /// names, and from the directory.
    pub(in crate::import) fn collect(lines: &Lines, directory: &[KnownUnit]) -> Self {
        let mut known = Self::default();
        for unit in directory {
            std::iter::once(&unit.name).chain(&unit.aliases).for_each(|name| known.add(name));
        }
        for index in 0..lines.len() {
            let text = whole(lines, index);
            let (marker, rest) = match (lines.marked(index), marked(&text)) {
                (Some((marker @ Marker::Row { .. }, _)), None) => (Some(marker), text.as_str()),
                (_, Some((marker, rest))) => (Some(marker), rest),
                _ => (None, text.as_str()),
            };
            match label(rest) {
                Some((Label::Lead | Label::Coordinating, value)) => known.add_all(value),
                None if marker.is_some_and(|marker| marker != Marker::Bullet) => {
                    known.add_heading(rest)
                }
                _ => {}
            }
        }
        known
    }

    fn add_heading(&mut self, heading: &str) {
        let heading = heading.split(':').next().unwrap_or(heading);
        let short = words(heading).len() <= HEADING_WORDS_MAX;
        if short && !heading.ends_with('.') && super::starts_with_unit(heading) {
            self.add_all(heading);
        }
    }

    fn add_all(&mut self, value: &str) {
        let read = list::read_names(value.trim_end_matches(['.', ';']), &Known::default());
        if read.rest.is_empty() {
            for unit in read.units.iter().filter(|unit| unit.group.is_none() && unit.head.is_some())
            {
                self.add(&unit.name);
            }
        }
    }

    fn add(&mut self, name: &str) {
        let bare = names::bare_words(name);
        let Some(first) = bare.first().cloned() else { return };
        if (2..=NAME_WORDS_MAX).contains(&bare.len()) {
            self.lengths.entry(first).or_default().insert(bare.len());
            self.names.insert(bare);
        }
    }

    /// The length in words of the longest name at word `index`.
    pub(super) fn at(&self, words: &[Word<'_>], index: usize) -> Option<usize> {
        let lengths = self.lengths.get(&words.get(index)?.fold)?;
        lengths.iter().rev().copied().find(|length| {
            let here = words.get(index..index + length).unwrap_or_default();
            let folds: Vec<String> = here.iter().map(|word| word.fold.clone()).collect();
            !folds.is_empty() && self.names.contains(&folds)
        })
    }
}

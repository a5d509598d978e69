//! Names that stand by themselves somewhere in the text: they tell where a name ends in a sentence.

use std::collections::BTreeMap;

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
    by_first: BTreeMap<String, Vec<Vec<String>>>,
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
            let text = squeeze(lines.text(index));
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
        let read = list::read(value.trim_end_matches(['.', ';']), &Known::default());
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
        let names = self.by_first.entry(first).or_default();
        if bare.len() > 1 && !names.contains(&bare) {
            names.push(bare);
        }
    }

    /// The length in words of the longest name at word `index`.
    pub(super) fn at(&self, words: &[Word<'_>], index: usize) -> Option<usize> {
        let names = self.by_first.get(&words.get(index)?.fold)?;
        let here = |name: &&Vec<String>| {
            name.iter().enumerate().all(|(offset, part)| {
                words.get(index + offset).is_some_and(|word| word.fold == *part)
            })
        };
        names.iter().filter(here).map(Vec::len).max()
    }
}

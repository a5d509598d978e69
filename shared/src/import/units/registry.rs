//! One entry a unit: how often each spelling occurs, its id, its aliases.

use crate::domain::directory::UnitKind;
use std::collections::{BTreeMap, BTreeSet};

use super::{
    known::Known,
    list::{self, Mention},
    names::{self, Commune},
};
use crate::import::{
    model::Unit,
    options::KnownUnit,
    words::{Word, words},
};

/// Most units kept of one plan; a commune has about twenty bodies and fifty villages.
const MAX_UNITS: usize = 500;

/// A unit while the plan is being read; [`Registry::finish`] turns it into an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::import) struct UnitRef(usize);

/// The units met so far.
#[derive(Debug)]
pub(in crate::import) struct Registry<'a> {
    commune: Commune,
    known: &'a [KnownUnit],
    known_keys: BTreeMap<String, usize>,
    entries: Vec<Entry>,
    by_key: BTreeMap<String, UnitRef>,
}

#[derive(Debug)]
struct Entry {
    mention: Mention,
    key: String,
    known: Option<usize>,
    /// Spellings with how often they were met, in order of appearance.
    spellings: Vec<(String, usize)>,
}

/// The units of a plan, and the id of every reference.
#[derive(Debug)]
pub(in crate::import) struct Resolved {
    pub(in crate::import) units: Vec<Unit>,
    ids: Vec<String>,
}

impl Resolved {
    /// The ids of some references, each once, in their order.
    pub(in crate::import) fn ids(&self, units: &[UnitRef]) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for unit in units {
            let id = &self.ids[unit.0];
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        ids
    }
}

impl<'a> Registry<'a> {
    pub(in crate::import) fn new(commune: Commune, known: &'a [KnownUnit]) -> Self {
        let mut known_keys = BTreeMap::new();
        for (index, unit) in known.iter().enumerate() {
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                for mention in list::read(name, &Known::default()).units.iter().take(1) {
                    known_keys.entry(names::key(mention, &commune)).or_insert(index);
                }
                known_keys.entry(names::stem(name, &commune)).or_insert(index);
            }
        }
        Self { commune, known, known_keys, entries: Vec::new(), by_key: BTreeMap::new() }
    }

    /// The entry of a unit that is named where duties are given out. None if there are too many.
    pub(in crate::import) fn intern(&mut self, mention: &Mention) -> Option<UnitRef> {
        let unit = self.entry(mention)?;
        let spellings = &mut self.entries[unit.0].spellings;
        match spellings.iter_mut().find(|(name, _)| *name == mention.name) {
            Some((_, count)) => *count += 1,
            None => spellings.push((mention.name.clone(), 1)),
        }
        Some(unit)
    }

    /// The entries of a whole list.
    pub(in crate::import) fn intern_all(&mut self, mentions: &[Mention]) -> Vec<UnitRef> {
        mentions.iter().filter_map(|mention| self.intern(mention)).collect()
    }

    /// Notes a spelling met elsewhere; of a unit nobody gave a duty only if `create`.
    pub(in crate::import) fn note(&mut self, mention: &Mention, create: bool) {
        let key = self.key(mention);
        let unit = match self.by_key.get(&key) {
            Some(unit) => Some(*unit),
            None if create => self.entry(mention),
            None => None,
        };
        if let Some(unit) = unit {
            let spellings = &mut self.entries[unit.0].spellings;
            if !spellings.iter().any(|(name, _)| *name == mention.name) {
                spellings.push((mention.name.clone(), 0));
            }
        }
    }

    /// What kind of body a reference is.
    pub(in crate::import) fn kind(&self, unit: UnitRef) -> UnitKind {
        let entry = &self.entries[unit.0];
        entry.known.map_or(entry.mention.kind, |known| self.known[known].kind)
    }

    fn key(&self, mention: &Mention) -> String {
        let key = names::key(mention, &self.commune);
        match self.known_keys.get(&key) {
            Some(known) => format!("known {known}"),
            None => key,
        }
    }

    fn entry(&mut self, mention: &Mention) -> Option<UnitRef> {
        let key = self.key(mention);
        if let Some(unit) = self.by_key.get(&key) {
            return Some(*unit);
        }
        if self.entries.len() >= MAX_UNITS {
            return None;
        }
        let unit = UnitRef(self.entries.len());
        let known = key.strip_prefix("known ").and_then(|index| index.parse().ok());
        self.by_key.insert(key.clone(), unit);
        self.entries.push(Entry { mention: mention.clone(), key, known, spellings: Vec::new() });
        Some(unit)
    }

    /// Gives every unit its id and collects its spellings from `prose`; `codes` are abbreviations
    /// that the text files units under ("Lưu: VT, VHXH").
    pub(in crate::import) fn finish<'t>(
        mut self,
        prose: impl Iterator<Item = &'t str>,
        codes: &[String],
    ) -> Resolved {
        self.note_prose(prose);
        let mut taken: BTreeSet<String> = self.known.iter().map(|unit| unit.id.clone()).collect();
        let targets = self.abbreviated();
        let mut ids: Vec<String> = Vec::new();
        let mut units: Vec<Unit> = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if targets[index] != index {
                ids.push(String::new());
                continue;
            }
            let spellings =
                self.entries.iter().zip(&targets).filter(|(_, target)| **target == index);
            let spellings: Vec<(String, usize)> =
                spellings.flat_map(|(entry, _)| &entry.spellings).cloned().collect();
            let mut unit = match entry.known {
                Some(known) => Unit {
                    id: self.known[known].id.clone(),
                    name: self.known[known].name.clone(),
                    kind: self.known[known].kind,
                    aliases: self.known[known].aliases.clone(),
                },
                None => Unit {
                    id: free_id(&mut taken, &names::short_id(&entry.mention, &entry.key)),
                    name: most_frequent(&spellings).unwrap_or_else(|| entry.mention.name.clone()),
                    kind: entry.mention.kind,
                    aliases: Vec::new(),
                },
            };
            add_aliases(&mut unit, spellings, codes);
            ids.push(unit.id.clone());
            units.push(unit);
        }
        for index in 0..ids.len() {
            ids[index] = ids[targets[index]].clone();
        }
        Resolved { units, ids }
    }

    /// For each entry the one it stands for: "Phòng KTHT" for the only "Phòng Kinh tế - Hạ tầng".
    fn abbreviated(&self) -> Vec<usize> {
        let split = |entry: &Entry| {
            let (head, rest) = entry.key.split_once(' ')?;
            Some((head.to_owned(), rest.to_owned()))
        };
        let target = |index: usize| {
            let entry = &self.entries[index];
            let (head, rest) = split(entry)?;
            let last = words(&entry.mention.name).last().map(Word::is_all_caps);
            if rest.contains(' ') || last != Some(true) {
                return None;
            }
            let mut fitting = (0..self.entries.len()).filter(|other| {
                split(&self.entries[*other]).is_some_and(|(other_head, other_rest)| {
                    other_head == head
                        && other_rest.contains(' ')
                        && names::initials(&other_rest) == rest.to_uppercase()
                })
            });
            fitting.next().filter(|_| fitting.next().is_none())
        };
        (0..self.entries.len()).map(|index| target(index).unwrap_or(index)).collect()
    }

    /// Finds the names of known units in prose, with what follows to say whose they are.
    fn note_prose<'t>(&mut self, prose: impl Iterator<Item = &'t str>) {
        let mut by_first: BTreeMap<String, Vec<(usize, Vec<String>)>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            for (name, _) in &entry.spellings {
                let bare = names::bare_words(name);
                let first = bare.first().cloned().unwrap_or_default();
                let places = by_first.entry(first).or_default();
                if !places.contains(&(index, bare.clone())) {
                    places.push((index, bare));
                }
            }
        }
        let mut found: BTreeSet<(usize, String)> = BTreeSet::new();
        for text in prose {
            let here = words(text);
            for (at, word) in here.iter().enumerate() {
                for (entry, bare) in by_first.get(&word.fold).into_iter().flatten() {
                    let tail = &here[at..];
                    if tail.len() >= bare.len()
                        && tail.iter().zip(bare).all(|(word, part)| word.fold == *part)
                    {
                        let mut end = bare.len();
                        for follower in ["uy", "xa", "phuong"] {
                            if tail
                                .get(end)
                                .is_some_and(|word| word.fold == follower && word.is_small())
                            {
                                end += 1;
                            }
                        }
                        found.insert((*entry, text[word.start..tail[end - 1].end()].to_owned()));
                    }
                }
            }
        }
        for (entry, name) in found {
            let group = self.entries[entry].mention.group.is_some();
            let spellings = &mut self.entries[entry].spellings;
            if (group || name.chars().next().is_some_and(char::is_uppercase))
                && !spellings.iter().any(|(known, _)| *known == name)
            {
                spellings.push((name, 0));
            }
        }
    }
}

fn most_frequent(spellings: &[(String, usize)]) -> Option<String> {
    let most = spellings.iter().map(|(_, count)| *count).max()?;
    spellings.iter().find(|(_, count)| *count == most).map(|(name, _)| name.clone())
}

/// `id`, or `id2`, `id3`… if it is taken.
fn free_id(taken: &mut BTreeSet<String>, id: &str) -> String {
    let mut free = id.to_owned();
    let mut number = 2;
    while !taken.insert(free.clone()) {
        free = format!("{id}{number}");
        number += 1;
    }
    free
}

/// Adds other spellings, the name without its commune, and the code it is filed under.
fn add_aliases(unit: &mut Unit, spellings: Vec<(String, usize)>, codes: &[String]) {
    let short = ["xã", "phường"].iter().find_map(|level| unit.name.strip_suffix(level));
    let short = short.map(|name| name.trim().to_owned()).filter(|name| name.contains(' '));
    let code = codes.iter().find(|code| **code == unit.id).cloned();
    let others = spellings.into_iter().map(|(name, _)| name);
    for name in short
        .into_iter()
        .filter(|_| unit.kind != UnitKind::CongAn && unit.kind != UnitKind::QuanSu)
        .chain(others)
        .chain(code)
    {
        let same = |other: &String| other.to_lowercase() == name.to_lowercase();
        if !same(&unit.name) && !unit.aliases.iter().any(same) {
            unit.aliases.push(name);
        }
    }
}

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
    words::{Word, phrase_at, words},
};

/// Most units kept of one plan; a commune has about twenty bodies and fifty villages.
const MAX_UNITS: usize = 500;

/// Most spellings of one unit that are looked for in the prose.
const SPELLINGS_MAX: usize = 50;

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
    spellings: Spellings,
}

/// Spellings of a unit with how often they were met, in order of appearance.
#[derive(Debug, Clone, Default)]
struct Spellings {
    all: Vec<(String, usize)>,
    places: BTreeMap<String, usize>,
}

impl Spellings {
    /// Counts a spelling.
    fn count(&mut self, name: &str, times: usize) {
        let place = *self.places.entry(name.to_owned()).or_insert(self.all.len());
        match self.all.get_mut(place) {
            Some((_, count)) => *count += times,
            None => self.all.push((name.to_owned(), times)),
        }
    }
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
        self.entries[unit.0].spellings.count(&mention.name, 1);
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
            self.entries[unit.0].spellings.count(&mention.name, 0);
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
        let spellings = Spellings::default();
        self.entries.push(Entry { mention: mention.clone(), key, known, spellings });
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
        let mut merged: BTreeMap<usize, Vec<(String, usize)>> = BTreeMap::new();
        for (entry, target) in self.entries.iter().zip(&targets) {
            merged.entry(*target).or_default().extend(entry.spellings.all.iter().cloned());
        }
        let mut ids: Vec<String> = Vec::new();
        let mut units: Vec<Unit> = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if targets[index] != index {
                ids.push(String::new());
                continue;
            }
            let spellings = merged.remove(&index).unwrap_or_default();
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
        // By head and initials: the entry, or none where there are several.
        let mut long: BTreeMap<(String, String), Option<usize>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            if let Some((head, rest)) = split(entry).filter(|(_, rest)| rest.contains(' ')) {
                let fitting = long.entry((head, names::initials(&rest)));
                fitting.and_modify(|only| *only = None).or_insert(Some(index));
            }
        }
        let target = |entry: &Entry| {
            let (head, rest) = split(entry)?;
            let last = words(&entry.mention.name).last().map(Word::is_all_caps);
            if rest.contains(' ') || last != Some(true) {
                return None;
            }
            long.get(&(head, rest.to_uppercase())).copied().flatten()
        };
        let targets = self.entries.iter().enumerate();
        targets.map(|(index, entry)| target(entry).unwrap_or(index)).collect()
    }

    /// Finds the names of known units in prose, with what follows to say whose they are.
    fn note_prose<'t>(&mut self, prose: impl Iterator<Item = &'t str>) {
        // A group has as many spellings as a text has ways to say "all": only the first are looked
        // for, so that what is held against each word of the text stays bounded.
        let mut by_first: BTreeMap<String, BTreeSet<(usize, Vec<String>)>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            for (name, _) in entry.spellings.all.iter().take(SPELLINGS_MAX) {
                let bare = names::bare_words(name);
                let first = bare.first().cloned().unwrap_or_default();
                by_first.entry(first).or_default().insert((index, bare));
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
                        for follower in ["uy", "xa", "phuong", "dac khu", "thi tran"] {
                            let small = tail.get(end).is_some_and(Word::is_small);
                            if small && phrase_at(tail, end, follower) {
                                end += follower.split(' ').count();
                            }
                        }
                        found.insert((*entry, text[word.start..tail[end - 1].end()].to_owned()));
                    }
                }
            }
        }
        for (entry, name) in found {
            let group = self.entries[entry].mention.group.is_some();
            if group || name.chars().next().is_some_and(char::is_uppercase) {
                self.entries[entry].spellings.count(&name, 0);
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
    let short = ["xã", "phường", "đặc khu", "thị trấn"]
        .iter()
        .find_map(|level| unit.name.strip_suffix(level));
    let short = short.map(|name| name.trim().to_owned()).filter(|name| name.contains(' '));
    let code = codes.iter().find(|code| **code == unit.id).cloned();
    let others = spellings.into_iter().map(|(name, _)| name);
    let mut had: BTreeSet<String> =
        unit.aliases.iter().chain([&unit.name]).map(|name| name.to_lowercase()).collect();
    for name in short
        .into_iter()
        .filter(|_| unit.kind != UnitKind::CongAn && unit.kind != UnitKind::QuanSu)
        .chain(others)
        .chain(code)
    {
        if had.insert(name.to_lowercase()) {
            unit.aliases.push(name);
        }
    }
}

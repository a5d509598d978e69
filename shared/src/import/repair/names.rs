//! The commune's own name, and names that differ from a dominant one in marks or one letter only.

use std::collections::{BTreeMap, BTreeSet};

mod others;

use super::{Repair, places::Provinces};
use crate::import::{
    units::names::Commune,
    words::{Word, gap_before, join_folds, spelling, with_case_of, words},
};

use others::Others;

/// How much a name in the header or the abstract counts, against 1 in the body: the title is what
/// its author looked at longest.
const TITLE_WEIGHT: usize = 4;

/// A name must occur this often before a lone variant of it counts as misspelled.
const DOMINANT_MIN: usize = 3;

/// Words of a name, at most.
const NAME_WORDS_MAX: usize = 4;

/// Words in capitals that end a name in a title in capitals: "XÃ NÀ SƠN NĂM 2026".
const AFTER_NAME: &[&str] =
    &["nam", "giai", "trong", "den", "tren", "va", "quy", "thang", "ve", "theo", "tinh", "huyen"];

/// What kind of place a name belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Commune,
    Village,
}

#[derive(Debug, Default)]
struct Seen {
    /// Spelling → weight and the words first seen with it.
    variants: BTreeMap<String, (usize, Vec<String>)>,
    count: usize,
    weight: usize,
}

/// The names of a text.
#[derive(Debug)]
pub(in crate::import) struct Names {
    /// The commune the text is about.
    pub(in crate::import) commune: Commune,
    own: Vec<String>,
    own_folds: Vec<String>,
    /// Folded names that are the own one with a letter wrong.
    near: BTreeSet<String>,
    /// Other names with a dominant spelling: level and fold → that spelling, and the lone ones.
    dominant: BTreeMap<(Level, String), (Vec<String>, BTreeSet<String>)>,
    /// Spellings that may be the names of other communes.
    others: Others,
    provinces: Provinces,
}

impl Names {
    /// Collects the names of all lines; `title` says which of them are header or abstract.
    pub(in crate::import) fn collect<'t>(lines: impl Iterator<Item = (bool, &'t str)>) -> Self {
        let mut seen: BTreeMap<(Level, String), Seen> = BTreeMap::new();
        let mut levels: BTreeMap<String, usize> = BTreeMap::new();
        let mut others = Others::default();
        for (title, text) in lines {
            let found = words(text);
            others.look_at(text, &found);
            for index in 0..found.len() {
                let Some((level, first)) = level_at(text, &found, index) else { continue };
                let length = name_length(text, &found, first);
                if length == 0 {
                    continue;
                }
                let name = &found[first..first + length];
                let weight = if title { TITLE_WEIGHT } else { 1 };
                let entry = seen.entry((level, join_folds(name))).or_default();
                entry.count += 1;
                entry.weight += weight;
                let variant =
                    entry.variants.entry(spelled(name)).or_insert_with(|| (0, Vec::new()));
                variant.0 += weight;
                // Capitals throughout do not say how the name is written otherwise.
                if variant.1.is_empty() || variant.1.iter().all(|word| word.to_uppercase() == *word)
                {
                    variant.1 = name.iter().map(|word| word.text.to_owned()).collect();
                }
                if level == Level::Commune {
                    let said = text[found[index].start..found[first - 1].end()].to_lowercase();
                    *levels.entry(said).or_default() += weight;
                }
            }
        }
        Self::from_seen(seen, levels, others)
    }

    fn from_seen(
        seen: BTreeMap<(Level, String), Seen>,
        levels: BTreeMap<String, usize>,
        others: Others,
    ) -> Self {
        let communes = || seen.iter().filter(|((level, _), _)| *level == Level::Commune);
        let own = communes().max_by_key(|(_, seen)| (seen.weight, seen.count));
        let own_words = own.map(|(_, seen)| best(seen)).unwrap_or_default();
        let own: Vec<String> =
            own_words.iter().map(|word| with_case_of("Aa", &word.to_lowercase())).collect();
        let own_name = own.join(" ");
        let own_fold = crate::import::words::fold_words(&own_name);
        let own_count = seen.get(&(Level::Commune, own_fold.clone())).map_or(0, |seen| seen.count);
        let near = communes()
            .filter(|((_, fold), seen)| {
                seen.count == 1
                    && own_count >= DOMINANT_MIN
                    && *fold != own_fold
                    && differs_by_a_letter(fold, &own_fold)
            })
            .map(|((_, fold), _)| fold.clone())
            .collect();
        let level = levels.into_iter().max_by_key(|(_, weight)| *weight).map(|(level, _)| level);
        let mut dominant = BTreeMap::new();
        for (key, seen) in &seen {
            let most = best(seen);
            let weight = seen.variants.get(&spelled_words(&most)).map_or(0, |variant| variant.0);
            let lone = seen
                .variants
                .iter()
                .filter(|(_, variant)| variant.0 == 1)
                .map(|(spelling, _)| spelling.clone());
            if weight >= DOMINANT_MIN && seen.variants.len() > 1 {
                dominant.insert(key.clone(), (most, lone.collect()));
            }
        }
        Self {
            commune: Commune { level: level.unwrap_or_default(), name: own_name },
            own_folds: own_fold
                .split(' ')
                .filter(|fold| !fold.is_empty())
                .map(str::to_owned)
                .collect(),
            own,
            near,
            dominant,
            others,
            provinces: Provinces::new(),
        }
    }

    /// Repairs of names in a line.
    pub(super) fn repairs(&self, text: &str) -> Vec<Repair> {
        let found = words(text);
        let mut repairs = self.provinces.repairs(text, &found);
        for index in 0..found.len() {
            if let Some((level, first)) = level_at(text, &found, index) {
                repairs.extend(self.after_level(text, &found, level, first));
            } else if let Some(repair) = self.bare(text, &found, index) {
                repairs.push(repair);
            }
        }
        repairs
    }

    fn after_level(
        &self,
        text: &str,
        found: &[Word<'_>],
        level: Level,
        first: usize,
    ) -> Option<Repair> {
        let length = name_length(text, found, first);
        let name = &found[first..first + length];
        if level == Level::Commune && self.own_at(text, found, first) {
            let own = &found[first..first + self.own.len()];
            return if self.others.has(own) { None } else { replace(found, first, &self.own) };
        }
        if level == Level::Commune && self.others.has(name) {
            return None;
        }
        let fold = join_folds(name);
        if level == Level::Commune && self.near.contains(&fold) && length == self.own.len() {
            return replace(found, first, &self.own);
        }
        let (most, lone) = self.dominant.get(&(level, fold))?;
        if lone.contains(&spelled(name)) { replace(found, first, most) } else { None }
    }

    /// The own name without "xã" before it: only of two words or more, and not inside a longer name.
    fn bare(&self, text: &str, found: &[Word<'_>], index: usize) -> Option<Repair> {
        let end = index + self.own.len();
        if self.own.len() < 2 || !self.own_at(text, found, index) {
            return None;
        }
        let part_of_more = |at: usize| {
            gap_before(text, found, at) == " " && found.get(at).is_some_and(Word::is_capitalised)
        };
        let longer =
            index > 0 && gap_before(text, found, index) == " " && found[index - 1].is_capitalised();
        let other_place = index > 0
            && matches!(
                found[index - 1].fold.as_str(),
                "xa" | "thon" | "ban" | "huyen" | "tinh" | "pho" | "ong" | "ba" | "chi"
            );
        let after_level = index > 0 && level_at(text, found, index - 1).is_some();
        let doubtful = self.others.has(&found[index..end]);
        if longer || other_place || after_level || part_of_more(end) || doubtful {
            return None;
        }
        replace(found, index, &self.own)
    }

    fn own_at(&self, text: &str, found: &[Word<'_>], first: usize) -> bool {
        !self.own.is_empty()
            && self.own_folds.iter().enumerate().all(|(offset, fold)| {
                found
                    .get(first + offset)
                    .is_some_and(|word| word.is_capitalised() && word.fold == *fold)
                    && (offset == 0 || gap_before(text, found, first + offset) == " ")
            })
    }
}

/// The words at `first` written as `right`, if they are not already.
fn replace(found: &[Word<'_>], first: usize, right: &[String]) -> Option<Repair> {
    let here = &found[first..first + right.len()];
    if here.iter().zip(right).all(|(word, right)| spelling(word.text) == spelling(right)) {
        return None;
    }
    let after: Vec<String> =
        here.iter().zip(right).map(|(word, right)| with_case_of(word.text, right)).collect();
    Some(Repair { range: here[0].start..here[here.len() - 1].end(), after: after.join(" ") })
}

/// The level word that ends at `index`, and the index of the name's first word.
fn level_at(text: &str, found: &[Word<'_>], index: usize) -> Option<(Level, usize)> {
    let word = found[index].text.to_lowercase();
    let before = index.checked_sub(1).map(|at| found[at].fold.as_str());
    let level = match word.as_str() {
        "xã" if before != Some("tac") => Level::Commune,
        "phường" => Level::Commune,
        "khu" if before == Some("dac") => Level::Commune,
        "trấn" if before == Some("thi") => Level::Commune,
        "thôn" | "bản" | "xóm" | "ấp" | "buôn" | "làng" => Level::Village,
        _ => return None,
    };
    let next = found.get(index + 1)?;
    let society = word == "xã"
        && next.fold == "hoi"
        && (found[index].is_all_caps() || found[index].is_capitalised());
    let named = gap_before(text, found, index + 1) == " " && next.is_capitalised() && !society;
    named.then_some((level, index + 1))
}

/// How many words from `first` on belong to a name.
fn name_length(text: &str, found: &[Word<'_>], first: usize) -> usize {
    let caps = found[first].is_all_caps();
    let mut length = 0;
    while let Some(word) = found.get(first + length) {
        let joined = length == 0 || gap_before(text, found, first + length) == " ";
        let ended = length > 0
            && (word.is_all_caps() != caps || (caps && AFTER_NAME.contains(&word.fold.as_str())));
        if length == NAME_WORDS_MAX || !joined || !word.is_capitalised() || ended {
            break;
        }
        length += 1;
    }
    length
}

fn spelled(name: &[Word<'_>]) -> String {
    name.iter().map(|word| spelling(word.text)).collect::<Vec<_>>().join(" ")
}

fn spelled_words(name: &[String]) -> String {
    name.iter().map(|word| spelling(word)).collect::<Vec<_>>().join(" ")
}

/// The words of the weightiest spelling.
fn best(seen: &Seen) -> Vec<String> {
    let most = seen.variants.values().max_by_key(|variant| variant.0);
    most.map(|variant| variant.1.clone()).unwrap_or_default()
}

/// Letters that scanners take for one another.
const CONFUSED: &[&str] = &["il1tj", "oceaq", "unhrm", "hb", "vy", "gq", "ft", "dcl", "uv"];

/// Whether one letter was taken for another, lost, or doubled.
fn differs_by_a_letter(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let same = short.iter().zip(long.iter()).take_while(|(a, b)| a == b).count();
    match long.len() - short.len() {
        0 => {
            let rest = short.get(same + 1..).zip(long.get(same + 1..));
            let pair = short.get(same).zip(long.get(same));
            rest.is_some_and(|(a, b)| a == b)
                && pair.is_some_and(|(a, b)| {
                    CONFUSED.iter().any(|set| set.contains(*a) && set.contains(*b))
                })
        }
        1 => short[same..] == long[same + 1..] && long[same] != ' ',
        _ => false,
    }
}

#[cfg(test)]
mod tests;

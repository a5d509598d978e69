//! Groups that stand for several units: "Các phòng, ban, cơ quan, đơn vị", "Các thôn".

use crate::import::words::{Word, gap_before, join_folds, spelling, starts_with_words, words};

/// What a group stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) enum GroupKind {
    /// The commune's departments, boards, offices and units at large.
    All,
    /// Its villages or street groups.
    Villages,
    /// Its mass organisations.
    Mass,
    /// Some other kind of body, by its folded name: "các trường học".
    Other(String),
}

impl GroupKind {
    /// The id of the group where it has a fixed one.
    pub(in crate::import) fn id(&self) -> Option<&'static str> {
        match self {
            GroupKind::All => Some("ALL"),
            GroupKind::Villages => Some("THON"),
            GroupKind::Mass => Some("DTHE"),
            GroupKind::Other(_) => None,
        }
    }
}

/// Villages and what takes their place in towns, with their marks ("bản" is not "ban").
const VILLAGE_WORDS: &[&str] =
    &["thôn", "bản", "xóm", "ấp", "buôn", "làng", "khối", "khóm", "phum", "sóc"];
const VILLAGE_PHRASES: &[&str] = &["khu pho", "to dan pho", "khu dan cu", "truong thon"];

/// What the members of the general group are called.
const ALL_ITEMS: &[&str] =
    &["phong ban", "ban nganh", "phong", "ban", "nganh", "co quan", "don vi", "bo phan"];

/// What may follow such a word without narrowing it.
const QUALIFIERS: &[&str] = &[
    "ban", "cap", "chinh", "chuc", "chuyen", "co", "cua", "dac", "dan", "dia", "doan", "he",
    "khac", "khu", "lien", "mon", "nang", "nganh", "nhan", "o", "phuong", "quan", "the", "thong",
    "thuoc", "tren", "tri", "trong", "truc", "ubnd", "uy", "xa",
];

const MASS_ITEMS: &[&str] =
    &["doan the", "to chuc chinh tri", "to chuc doan the", "hoi doan the", "hoi", "to chuc hoi"];

/// What kind of group `name` is; `name` begins with "các".
pub(in crate::import) fn classify(name: &str) -> GroupKind {
    let words = words(name);
    let body = words.get(1..).unwrap_or_default();
    if begins_village(body) {
        return GroupKind::Villages;
    }
    let first_end = (1..body.len())
        .find(|at| !gap_before(name, body, *at).trim().is_empty() || body[*at].fold == "va")
        .unwrap_or(body.len());
    let first = join_folds(&body[..first_end]);
    let whole = join_folds(body);
    for item in ALL_ITEMS {
        if starts_with_words(&first, item) {
            let rest = &first[item.len()..];
            if rest.split_whitespace().all(|word| QUALIFIERS.contains(&word)) {
                return GroupKind::All;
            }
        }
    }
    if MASS_ITEMS.iter().any(|item| starts_with_words(&whole, item)) {
        return GroupKind::Mass;
    }
    GroupKind::Other(whole)
}

/// Words of a group's name, at most.
const GROUP_WORDS_MAX: usize = 40;

/// Whether a group has ended before the small word at `index`; `body` begins behind "các".
///
/// Behind villages, and behind the second member of the general group, only what narrows nothing
/// goes on: "các thôn | dọn vệ sinh", but "các cơ quan báo chí" is one group.
pub(in crate::import) fn is_over(text: &str, body: &[Word<'_>], index: usize) -> bool {
    if index > GROUP_WORDS_MAX {
        // No name is longer; what is looked at for each word stays bounded.
        return true;
    }
    let folds: Vec<&str> = body[..index].iter().map(|word| word.fold.as_str()).collect();
    let known = |word: &str| {
        QUALIFIERS.contains(&word) || matches!(word, "phong" | "don" | "vi" | "bo" | "phan" | "va")
    };
    let villages = begins_village(body);
    let general =
        ALL_ITEMS.iter().chain(MASS_ITEMS).any(|item| starts_with_words(&folds.join(" "), item));
    let several = (1..index).any(|at| gap_before(text, body, at).contains(','))
        || folds.ends_with(&["lien", "quan"]);
    let word = body[index].fold.as_str();
    let village_word =
        VILLAGE_WORDS.contains(&body[index].text) || matches!(word, "pho" | "dan" | "cu" | "to");
    ((villages && index > 0 && !village_word) || (general && several)) && !known(word)
}

/// Whether the words begin with what a village is called.
pub(in crate::import) fn begins_village(words: &[Word<'_>]) -> bool {
    let Some(first) = words.first() else { return false };
    let folds = join_folds(&words[..words.len().min(3)]);
    VILLAGE_WORDS.iter().any(|word| spelling(word) == spelling(first.text))
        || VILLAGE_PHRASES.iter().any(|phrase| starts_with_words(&folds, phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_by_what_they_stand_for() {
        for name in [
            "Các phòng, ban, cơ quan, đơn vị",
            "các ban, ngành, đoàn thể",
            "các cơ quan, đơn vị liên quan",
            "các đơn vị có liên quan",
            "các phòng chuyên môn thuộc UBND xã",
            "Các ban ngành, đoàn thể xã",
        ] {
            assert_eq!(classify(name), GroupKind::All, "{name}");
        }
        for name in
            ["các thôn", "Các bản", "các thôn, tổ dân phố", "các khu phố", "Các ấp trên địa bàn"]
        {
            assert_eq!(classify(name), GroupKind::Villages, "{name}");
        }
        assert_eq!(classify("các đoàn thể chính trị - xã hội"), GroupKind::Mass);
        assert_eq!(classify("các trường học"), GroupKind::Other("truong hoc".into()));
        assert_eq!(classify("các cơ quan báo chí"), GroupKind::Other("co quan bao chi".into()));
    }
}

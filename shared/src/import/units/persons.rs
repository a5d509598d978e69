//! Persons in the place of units: those who stand for one, and those who do not.

use super::heads::head_at;
use crate::import::words::{Word, phrase_at};

/// Persons who stand for the units they head: "Trưởng các thôn", "Chánh Văn phòng".
const HEADS_OF: &[&str] = &[
    "thu truong",
    "truong",
    "lanh dao",
    "nguoi dung dau",
    "tat ca",
    "toan the",
    "bi thu",
    "chanh",
    "giam doc",
    "hieu truong",
    "chi huy truong",
    "chu tich",
];

/// How a person is addressed: what follows is no unit.
const PERSONS: &[&str] =
    &["đồng chí", "đ/c", "các đồng chí", "các đ/c", "ông", "các ông", "bà", "các bà", "anh", "chị"];

/// Where the unit begins that the person at word `index` stands for.
pub(super) fn behind_person(text: &str, words: &[Word<'_>], index: usize) -> Option<usize> {
    if head_at(text, words, index).is_some() {
        return None;
    }
    let heads = HEADS_OF.iter().find(|heads| phrase_at(words, index, heads))?;
    let after = index + heads.split(' ').count();
    head_at(text, words, after).is_some().then_some(after)
}

/// Whether a name is a person's, by how it begins.
pub(super) fn is_person(name: &str) -> bool {
    let lower = name.to_lowercase();
    PERSONS.iter().any(|p| lower.strip_prefix(p).is_some_and(|rest| rest.starts_with(' ')))
}

//! Units in the text: recognising their names, splitting lists of them, keeping one entry a unit.

mod fields;
pub(super) mod groups;
pub(super) mod heads;
pub(super) mod known;
pub(super) mod list;
pub(super) mod names;
mod persons;
pub(super) mod registry;
mod stops;

/// Whether `text` begins with the name of a unit.
pub(super) fn starts_with_unit(text: &str) -> bool {
    let words = super::words::first_words(text, 10);
    heads::head_at(text, &words, 0).is_some() || persons::behind_person(text, &words, 0).is_some()
}

/// Whether `text` begins with what is a unit's name where only names are expected.
pub(super) fn starts_with_name(text: &str) -> bool {
    let words = super::words::first_words(text, 10);
    starts_with_unit(text) || heads::any_head_at(text, &words, 0).is_some()
}

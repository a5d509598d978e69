//! Units in the text: recognising their names, splitting lists of them, keeping one entry a unit.

pub(super) mod groups;
pub(super) mod heads;
pub(super) mod list;
pub(super) mod names;
pub(super) mod registry;

/// Whether `text` begins with the name of a unit.
pub(super) fn starts_with_unit(text: &str) -> bool {
    heads::head_at(text, &super::words::first_words(text, 8), 0).is_some()
}

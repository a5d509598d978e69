//! The words of the interface, in Vietnamese and English.
//!
//! [`t!`] takes a literal key and is checked when it is compiled: an unknown key, or a placeholder
//! that is missing or too many, does not build. [`tr`] takes a key made from a kind's description
//! (`field.activity.what`); a test walks every such key. The whole page is built anew when the
//! language changes, so texts are plain strings and need no closures.

pub mod format;

use std::cell::Cell;

/// One text in both languages, as `build.rs` writes it.
struct Entry {
    key: &'static str,
    vi: &'static str,
    en: &'static str,
    /// Names of the placeholders, sorted.
    names: &'static [&'static str],
}

/// Sorted by key. A static and not a constant: it stands in the program once.
static TEXTS: &[Entry] = &include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Tiếng Việt.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Reads a language tag; anything but English is Vietnamese.
    pub fn from_code(code: &str) -> Self {
        if code == "en" { Self::En } else { Self::Vi }
    }
}

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::Vi) };
}

/// Sets the language of the texts made from now on. The root of the page calls it and builds
/// everything below anew.
pub fn set_lang(lang: Lang) {
    LANG.set(lang);
}

/// The language now.
pub fn lang() -> Lang {
    LANG.get()
}

/// The index of a literal key; does not compile where there is none.
pub const fn index_of(key: &str) -> usize {
    let (mut low, mut high) = (0, TEXTS.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if less(TEXTS[middle].key, key) { low = middle + 1 } else { high = middle }
    }
    assert!(low < TEXTS.len() && !less(key, TEXTS[low].key), "no such key in the locale files");
    low
}

/// Stops the compiler unless exactly these placeholders stand in the text.
pub const fn check_names(index: usize, given: &[&str]) {
    let names = TEXTS[index].names;
    assert!(names.len() == given.len(), "the text has other placeholders");
    let mut i = 0;
    while i < names.len() {
        let mut found = false;
        let mut j = 0;
        while j < given.len() {
            found |= !less(names[i], given[j]) && !less(given[j], names[i]);
            j += 1;
        }
        assert!(found, "a placeholder of the text is not given");
        i += 1;
    }
}

const fn less(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() {
        if a[i] != b[i] {
            return a[i] < b[i];
        }
        i += 1;
    }
    a.len() < b.len()
}

/// The text at an index, in the language of the page, with its placeholders filled in.
pub fn text_at(index: usize, given: &[(&str, String)]) -> String {
    let entry = &TEXTS[index];
    let text = match lang() {
        Lang::Vi => entry.vi,
        Lang::En => entry.en,
    };
    fill(text, given)
}

fn fill(text: &str, given: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        out.push_str(before);
        if let Some((_, value)) = given.iter().find(|(given, _)| *given == name) {
            out.push_str(value);
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The text of a key that follows from a description, if there is one.
pub fn tr_opt(key: &str) -> Option<String> {
    let index = TEXTS.binary_search_by(|entry| entry.key.cmp(key)).ok()?;
    Some(text_at(index, &[]))
}

/// The text of a key that follows from a description; the key itself where a newer version of the
/// data names something this version has no word for.
pub fn tr(key: &str) -> String {
    tr_opt(key).unwrap_or_else(|| key.to_owned())
}

/// The text of a literal key, checked when compiled: `t!("home.greeting", name = name)`.
macro_rules! t {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        const INDEX: usize = $crate::i18n::index_of($key);
        const _: () = $crate::i18n::check_names(INDEX, &[$(stringify!($name)),*]);
        $crate::i18n::text_at(INDEX, &[$((stringify!($name), ($value).to_string())),*])
    }};
}

/// The text for a count: `<key>_one` or `<key>_other`, with the count as `{n}`.
macro_rules! tn {
    ($key:literal, $n:expr $(, $name:ident = $value:expr)* $(,)?) => {{
        const ONE: usize = $crate::i18n::index_of(concat!($key, "_one"));
        const OTHER: usize = $crate::i18n::index_of(concat!($key, "_other"));
        const _: () = $crate::i18n::check_names(OTHER, &["n" $(, stringify!($name))*]);
        let n = i64::try_from($n).unwrap_or(i64::MAX);
        $crate::i18n::text_at(
            if n == 1 { ONE } else { OTHER },
            &[("n", $crate::i18n::format::number(n)) $(, (stringify!($name), ($value).to_string()))*],
        )
    }};
}

pub(crate) use {t, tn};

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::directory::{ChannelKind, UnitKind};
    use shared::domain::kind::{FieldType, KINDS};
    use shared::domain::role::Role;
    use shared::domain::rule::RuleId;
    use shared::domain::state::{Ignored, Stage, State};
    use shared::domain::validate::ProblemCode;
    use shared::sync::refusal::RefusalCode;

    /// Every key that the interface makes from a description has a text.
    #[test]
    fn every_description_has_its_words() {
        let mut keys: Vec<String> = Vec::new();
        for kind in KINDS {
            keys.push(format!("kind.{}", kind.id));
            for field in kind.fields {
                keys.push(format!("field.{}.{}", kind.id, field.key));
                match field.ty {
                    FieldType::Choice { options } | FieldType::Choices { options } => keys.extend(
                        options.iter().map(|option| format!("choice.{}.{option}", field.key)),
                    ),
                    FieldType::Integer { unit, .. } => keys.push(format!("unit.{unit}")),
                    FieldType::Text { .. }
                    | FieldType::Line { .. }
                    | FieldType::Date
                    | FieldType::Unit
                    | FieldType::Task
                    | FieldType::Moment
                    | FieldType::Ref { .. }
                    | FieldType::Refs { .. }
                    | FieldType::Postings => {}
                }
            }
            keys.extend(kind.states.iter().map(|state| format!("state.{}", state.as_str())));
            keys.extend(kind.transitions.iter().map(|step| format!("action.{}", step.id)));
            let conditions = kind
                .transitions
                .iter()
                .flat_map(|step| step.when.into_iter().chain(step.needs.map(|needs| needs.when)));
            keys.extend(conditions.map(|condition| format!("condition.{}", condition.id)));
        }
        let states = [
            State::DRAFT,
            State::AWAITING,
            State::APPROVED,
            State::RETURNED,
            State::EDITED,
            State::DELETED,
        ];
        keys.extend(states.map(|state| format!("state.{}", state.as_str())));
        keys.extend(Stage::ALL.iter().map(|stage| format!("stage.{}", stage.as_str())));
        let ignored = [
            Ignored::OwnReport,
            Ignored::NotFromHere,
            Ignored::StepMissing,
            Ignored::OwnRecord,
            Ignored::UnknownCreator,
            Ignored::NoAuthor,
            Ignored::Mismatch,
            Ignored::NotForRole,
            Ignored::NoReason,
        ];
        keys.extend(ignored.map(|reason| format!("ignored.{}", reason.as_str())));
        let problems = [
            ProblemCode::Missing,
            ProblemCode::Invalid,
            ProblemCode::TooLong,
            ProblemCode::OutOfBounds,
            ProblemCode::Conflict,
            ProblemCode::UnknownTask,
            ProblemCode::UnknownUnit,
            ProblemCode::EndBeforeStart,
            ProblemCode::InTheFuture,
            ProblemCode::NoEvidence,
            ProblemCode::SecrecyMark,
            ProblemCode::IdentityNumber,
            ProblemCode::NotAnAddress,
            ProblemCode::ConsentMissing,
            ProblemCode::NoSpokesperson,
            ProblemCode::AuthorisationNeeded,
            ProblemCode::AuthorisationOver,
            ProblemCode::NotNominated,
            ProblemCode::PermissionNeeded,
            ProblemCode::NotVerified,
        ];
        keys.extend(problems.map(|code| format!("problem.{}", code.as_str())));
        keys.extend(Role::ALL.iter().map(|role| format!("role.{role}")));
        let refusals = [
            RefusalCode::Unavailable,
            RefusalCode::ReadOnly,
            RefusalCode::Malformed,
            RefusalCode::Unsupported,
            RefusalCode::TooLarge,
            RefusalCode::ForeignAuthor,
            RefusalCode::AuthorMissing,
            RefusalCode::Sequence,
            RefusalCode::Counter,
            RefusalCode::RootOperation,
            RefusalCode::Reference,
            RefusalCode::Harmful,
            RefusalCode::Dependency,
            RefusalCode::Orphans,
            RefusalCode::DocumentFull,
            RefusalCode::Store,
            RefusalCode::Unknown,
        ];
        keys.extend(refusals.map(|code| format!("refusal.{}", code.as_str())));
        for (stem, ids) in [
            ("where", &["unsaved", "on_device", "on_server", "refused"][..]),
            ("store", &["unavailable", "full", "damaged", "failed"]),
            ("link.error", &["rejected", "refused", "store", "server_store"]),
        ] {
            keys.extend(ids.iter().map(|id| format!("{stem}.{id}")));
        }
        keys.extend(UnitKind::ALL.iter().map(|kind| format!("unitkind.{}", kind.as_str())));
        keys.extend(ChannelKind::ALL.iter().map(|k| format!("admin.channel.kind.{}", k.as_str())));
        keys.extend(RuleId::ALL.iter().map(|rule| format!("admin.rule.{}", rule.as_str())));
        for section in ["accounts", "units", "channels", "holidays", "rules", "year", "log"] {
            keys.extend(["section", "about"].map(|stem| format!("admin.{stem}.{section}")));
        }
        let missing: Vec<&String> = keys.iter().filter(|key| tr_opt(key).is_none()).collect();
        assert!(missing.is_empty(), "no words for {missing:?}");
    }

    #[test]
    fn texts_are_polite_and_composed() {
        for entry in TEXTS {
            for word in entry.vi.split(|c: char| !c.is_alphabetic()) {
                assert_ne!(word.to_lowercase(), "bạn", "{}: never \"bạn\"", entry.key);
            }
            assert_eq!(shared::text::nfc(entry.vi), entry.vi, "{}: not NFC", entry.key);
            assert!(!entry.en.trim().is_empty() && !entry.vi.trim().is_empty(), "{}", entry.key);
        }
    }

    #[test]
    fn placeholders_are_filled_in() {
        assert_eq!(
            fill("Còn {n} mục, {who}", &[("n", "3".into()), ("who", "A".into())]),
            "Còn 3 mục, A"
        );
        assert_eq!(fill("{x}", &[]), "");
        assert_eq!(tr("no.such.key"), "no.such.key");
    }
}

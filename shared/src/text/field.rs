//! A text field while a person types in it and others write the same text.
//!
//! The rules (DESIGN §6), as a machine without clock or browser:
//!
//! - What stands in the element belongs to who types. The machine is told about it, and only ever
//!   replaces it while nothing is unsaved, no input method composes and the person pauses.
//! - What was typed is saved as a difference to the version that was displayed, at a pause.
//! - When the element is replaced, the caret stays in its words.
//!
//! `V` names a version of the document (its heads).

use super::rebase::{carry, splices_between};
use super::{nfc, utf16_len};
use crate::time::TimestampMs;

/// Pause in typing after which text is saved, in milliseconds: longer than between two keys,
/// shorter than it takes to put the tablet down.
pub const PAUSE_MS: u64 = 600;

/// The same while an input method composes. Some keep composing until the next key, so a
/// composition cannot be waited for without end.
pub const COMPOSING_PAUSE_MS: u64 = 2_000;

/// A text as it stands in the document at a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Displayed<V> {
    /// The version.
    pub version: V,
    /// The text there, in normal form.
    pub text: String,
}

/// What to put into the element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    /// The new text.
    pub text: String,
    /// The selection, in UTF-16 units.
    pub selection: (usize, usize),
}

/// The machine of one field.
#[derive(Debug, Clone)]
pub struct TextField<V> {
    /// What the element's text is a change of.
    base: Displayed<V>,
    /// What stands in the element.
    local: String,
    /// What is being saved.
    saving: Option<String>,
    /// The newest text of the document, not shown yet.
    newer: Option<Displayed<V>>,
    composing: bool,
    focused: bool,
    typed_at: Option<TimestampMs>,
}

impl<V: Clone + PartialEq> TextField<V> {
    /// A field that shows the text of a version.
    pub fn new(version: V, text: &str) -> Self {
        Self {
            base: Displayed { version, text: nfc(text) },
            local: text.to_owned(),
            saving: None,
            newer: None,
            composing: false,
            focused: false,
            typed_at: None,
        }
    }

    /// What stands in the element.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The version and text that unsaved typing is a change of.
    pub fn base(&self) -> &Displayed<V> {
        &self.base
    }

    /// Text that is being saved now and not confirmed.
    pub fn saving(&self) -> Option<&str> {
        self.saving.as_deref()
    }

    /// The element's text changed, or was read again.
    pub fn typed(&mut self, now: TimestampMs, text: &str) {
        if self.local != text {
            text.clone_into(&mut self.local);
            self.typed_at = Some(now);
        }
    }

    /// An input method began or ended a composition.
    pub fn composing(&mut self, now: TimestampMs, composing: bool) {
        self.composing = composing;
        self.typed_at = Some(now);
    }

    /// The element got or lost the focus. Losing it ends any composition.
    pub fn focused(&mut self, focused: bool) {
        self.focused = focused;
        self.composing &= focused;
    }

    /// Whether an input method composes.
    pub fn is_composing(&self) -> bool {
        self.composing
    }

    /// Whether something typed is not in the document yet, not even on its way.
    pub fn is_unsaved(&self) -> bool {
        nfc(&self.local) != *self.saving.as_ref().unwrap_or(&self.base.text)
    }

    /// When to call [`TextField::save`]: at the pause. Nothing if there is nothing to save, or a
    /// save is under way.
    pub fn save_due(&self) -> Option<TimestampMs> {
        let due = self.is_unsaved() && self.saving.is_none();
        due.then(|| self.typed_at.unwrap_or_default().plus(self.pause_ms()))
    }

    /// Begins to save: gives the version displayed and the text to make of it there. Waits for no
    /// pause, so that a blur or a closing page can save at once.
    pub fn save(&mut self) -> Option<Displayed<V>> {
        if !self.is_unsaved() || self.saving.is_some() {
            return None;
        }
        let text = nfc(&self.local);
        self.saving = Some(text.clone());
        Some(Displayed { version: self.base.version.clone(), text })
    }

    /// What was being saved is in the document; alone with what was displayed it is `version`
    /// (nothing if it changed nothing).
    pub fn saved(&mut self, version: Option<V>) {
        if let Some(text) = self.saving.take() {
            self.base.text = text;
        }
        if let Some(version) = version {
            self.base.version = version;
        }
    }

    /// Saving failed for good; the text stays unsaved.
    pub fn not_saved(&mut self) {
        self.saving = None;
    }

    /// The document's text at a newer version.
    pub fn document(&mut self, version: V, text: &str) {
        self.newer = Some(Displayed { version, text: nfc(text) });
    }

    /// Takes over what others wrote, if this is the moment: returns what the element must show.
    /// `selection` is the element's.
    pub fn show(&mut self, now: TimestampMs, selection: (usize, usize)) -> Option<Show> {
        if self.is_unsaved() || self.saving.is_some() {
            return None;
        }
        if self.newer.as_ref()?.text == nfc(&self.local) {
            // The same characters: nothing to show, whatever goes on in the element.
            self.base = self.newer.take()?;
            return None;
        }
        if self.show_due().is_some_and(|due| now < due) {
            return None;
        }
        let newer = self.newer.take()?;
        let splices = splices_between(&self.local, &newer.text);
        let end = utf16_len(&newer.text);
        let selection =
            (carry(selection.0, &splices).min(end), carry(selection.1, &splices).min(end));
        newer.text.clone_into(&mut self.local);
        self.base = newer;
        Some(Show { text: self.local.clone(), selection })
    }

    /// When to call [`TextField::show`] again; nothing if nothing waits. While an input method
    /// composes there is no right moment before its next event.
    pub fn show_due(&self) -> Option<TimestampMs> {
        self.newer.as_ref()?;
        match (self.focused, self.composing) {
            (false, _) => Some(TimestampMs::default()),
            (true, true) => Some(TimestampMs(u64::MAX)),
            (true, false) => Some(self.typed_at.unwrap_or_default().plus(PAUSE_MS)),
        }
    }

    const fn pause_ms(&self) -> u64 {
        if self.composing { COMPOSING_PAUSE_MS } else { PAUSE_MS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: TimestampMs = TimestampMs(1_000_000);

    fn field(text: &str) -> TextField<u32> {
        let mut field = TextField::new(0, text);
        field.focused(true);
        field
    }

    #[test]
    fn typing_is_saved_at_a_pause_as_a_change_of_what_was_displayed() {
        let mut field = field("Họp");
        assert_eq!(field.save_due(), None);
        field.typed(T, "Họp t");
        field.typed(T.plus(100), "Họp thôn");
        assert_eq!(field.save_due(), Some(T.plus(100 + PAUSE_MS)));
        assert_eq!(field.save(), Some(Displayed { version: 0, text: "Họp thôn".into() }));
        assert_eq!(field.save(), None, "one save at a time");
        field.typed(T.plus(900), "Họp thôn sáng");
        field.saved(Some(1));
        assert_eq!(field.save(), Some(Displayed { version: 1, text: "Họp thôn sáng".into() }));
    }

    #[test]
    fn what_others_write_waits_until_the_person_pauses_and_everything_is_saved() {
        let mut field = field("Họp thôn");
        field.typed(T, "Họp thôn sáng");
        field.document(5, "Đã họp: Họp thôn");
        assert_eq!(field.show(T.plus(5_000), (13, 13)), None, "unsaved typing");
        field.save();
        assert_eq!(field.show(T.plus(5_000), (13, 13)), None, "a save under way");
        field.document(6, "Đã họp: Họp thôn sáng");
        field.saved(Some(1));
        assert_eq!(field.show(T.plus(100), (13, 13)), None, "still typing");
        let show = field.show(T.plus(PAUSE_MS), (13, 13)).expect("the moment");
        assert_eq!(show, Show { text: "Đã họp: Họp thôn sáng".into(), selection: (21, 21) });
        assert_eq!(field.base().version, 6);
        assert!(!field.is_unsaved());
    }

    #[test]
    fn an_input_method_is_never_interrupted_but_its_text_is_saved() {
        let mut field = field("tie");
        field.composing(T, true);
        field.typed(T, "tiê");
        field.document(3, "x tie");
        assert_eq!(field.save_due(), Some(T.plus(COMPOSING_PAUSE_MS)));
        field.save();
        field.saved(Some(4));
        field.document(5, "x tiê");
        assert_eq!(field.show(T.plus(60_000), (3, 3)), None);
        field.composing(T.plus(60_000), false);
        assert_eq!(field.show(T.plus(60_000), (3, 3)), None, "the last key was just now");
        assert!(field.show(T.plus(60_000 + PAUSE_MS), (3, 3)).is_some());
    }

    #[test]
    fn input_methods_that_send_backspaces_are_just_typing() {
        // Telex by Backspace: "tieesng" arrives as deletions and insertions without composition.
        let mut field = field("");
        for (i, text) in
            ["t", "ti", "tie", "ti", "tiê", "tiên", "tiêng", "ti", "tiếng"].into_iter().enumerate()
        {
            field.typed(T.plus(i as u64 * 90), text);
            assert_eq!(field.show(T.plus(i as u64 * 90), (0, 0)), None);
        }
        assert_eq!(field.save().map(|save| save.text), Some("tiếng".to_owned()));
    }

    #[test]
    fn decomposed_typing_is_saved_composed_and_not_rewritten() {
        let mut field = field("");
        field.typed(T, "ho\u{323}p");
        assert_eq!(field.save().map(|save| save.text), Some("họp".to_owned()));
        field.saved(Some(1));
        field.document(1, "họp");
        assert_eq!(field.show(T.plus(5_000), (4, 4)), None, "the same characters");
        assert_eq!(field.local(), "ho\u{323}p");
        assert!(!field.is_unsaved());
    }

    #[test]
    fn without_focus_others_words_show_at_once() {
        let mut field = field("a");
        field.typed(T, "ab");
        field.save();
        field.saved(Some(1));
        field.focused(false);
        field.document(2, "ab c");
        assert!(field.show(T, (0, 0)).is_some());
    }

    #[test]
    fn what_could_not_be_saved_stays_unsaved() {
        let mut field = field("a");
        field.typed(T, "ab");
        field.save();
        field.not_saved();
        assert!(field.is_unsaved());
        assert_eq!(field.save(), Some(Displayed { version: 0, text: "ab".into() }));
    }
}

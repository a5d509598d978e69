//! The workings of a form: what is typed, when it is saved, what comes back.
//!
//! A form has at most one save under way. What is typed meanwhile is kept as a change of what
//! that save will leave ([`Version::After`]), in memory and in the journal.

pub(in crate::state) mod creation;
pub(in crate::state) mod saving;
pub(in crate::state) mod typing;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures::channel::oneshot;
use leptos::prelude::*;
use shared::domain::kind::FieldType;
use shared::domain::secrecy::{self, Forbidden};
use shared::domain::value::Value;
use shared::id::RecordId;
use shared::text::field::{PAUSE_MS, TextField};
use shared::time::TimestampMs;

use self::creation::Creation;
use super::SaveStatus;
use crate::engine::command::{CommandId, Failure, FieldEdit, Version};
use crate::engine::core::Engine;
use crate::platform::dom::TextElement;
use crate::platform::listen::Listener;
use crate::platform::timer::Timer;
use crate::platform::{clock, entropy};
use crate::state::AppState;

/// Least time between two journal writes of a form, in milliseconds: a fast typist's key.
const JOURNAL_MS: u64 = 100;

/// How long after a failure a form tries to save again, in milliseconds.
const RETRY_MS: u64 = 5_000;

/// Scalars chosen here that the document does not show yet.
pub(crate) type Overlay = BTreeMap<&'static str, Option<Value>>;

/// Texts that are not saved for what stands in them, and what that is.
pub(crate) type HeldBack = BTreeMap<&'static str, Forbidden>;

/// A scalar that is not saved yet.
struct Scalar {
    version: Version,
    value: Option<Value>,
}

/// A text field and the element that shows it.
struct Text {
    /// Nothing until the record is on this device.
    field: Option<TextField<Version>>,
    element: TextElement,
    _listeners: Vec<Listener>,
}

/// A form's state.
pub(crate) struct FormCore {
    app: AppState,
    id: RecordId,
    creation: Option<Creation>,
    /// The command that will save what is typed now; its journal entry has this id.
    next: CommandId,
    /// The journal entry of what is held back: of its own, so that the rest can be carried out.
    aside: CommandId,
    /// The save under way, and the fields it saves.
    saving: Option<(CommandId, BTreeSet<&'static str>)>,
    scalars: BTreeMap<&'static str, Scalar>,
    /// Scalars whose control keeps showing what it showed, whatever arrives: a number someone is
    /// typing. What is typed is a change of that version.
    held: BTreeMap<&'static str, Version>,
    texts: BTreeMap<&'static str, Text>,
    changed_at: TimestampMs,
    journaled_at: Option<TimestampMs>,
    saved_at: Option<TimestampMs>,
    timer: Option<Timer>,
    status: RwSignal<SaveStatus>,
    overlay: RwSignal<Overlay>,
    held_back: RwSignal<HeldBack>,
    failed: Option<Failure>,
    waiting: Vec<oneshot::Sender<()>>,
    /// The component is gone: what is left is saved without waiting for a pause.
    closed: bool,
}

type Shared = Rc<RefCell<FormCore>>;

fn new_id() -> CommandId {
    CommandId(entropy::uuid_v7())
}

impl FormCore {
    pub(super) fn new(
        app: AppState,
        id: RecordId,
        creation: Option<Creation>,
        status: RwSignal<SaveStatus>,
        overlay: RwSignal<Overlay>,
        held_back: RwSignal<HeldBack>,
    ) -> Shared {
        Rc::new(RefCell::new(Self {
            app,
            id,
            creation,
            next: new_id(),
            aside: new_id(),
            saving: None,
            scalars: BTreeMap::new(),
            held: BTreeMap::new(),
            texts: BTreeMap::new(),
            changed_at: TimestampMs::default(),
            journaled_at: None,
            saved_at: None,
            timer: None,
            status,
            overlay,
            held_back,
            failed: None,
            waiting: Vec::new(),
            closed: false,
        }))
    }

    /// Whether anything typed is not stored yet.
    pub(crate) fn is_unsaved(&self) -> bool {
        self.saving.is_some() || self.has_edits()
    }

    fn has_edits(&self) -> bool {
        !self.scalars.is_empty()
            || self.texts.values().filter_map(|text| text.field.as_ref()).any(TextField::is_unsaved)
    }

    /// Whether there is anything that a save would take along.
    fn has_saveable(&self) -> bool {
        !self.scalars.is_empty()
            || self
                .texts
                .values()
                .filter_map(|text| text.field.as_ref())
                .any(|field| field.is_unsaved() && secrecy::scan(field.local()).is_none())
    }

    /// Looks anew which texts are held back, and says so.
    fn look_for_forbidden(&self) {
        let fields = self.texts.iter().filter_map(|(key, text)| Some((*key, text.field.as_ref()?)));
        let unsaved = fields.filter(|(_, field)| field.is_unsaved());
        let held: HeldBack =
            unsaved.filter_map(|(key, field)| Some((key, secrecy::scan(field.local())?))).collect();
        // The component may be gone while the last save is under way.
        if self.held_back.try_with_untracked(|now| *now != held) == Some(true) {
            let _ = self.held_back.try_set(held);
        }
    }

    /// What is to be said once nothing is under way.
    fn settled_status(&self, saved: Option<TimestampMs>) -> SaveStatus {
        if self.has_saveable() {
            SaveStatus::Typing
        } else if self.has_edits() {
            SaveStatus::HeldBack
        } else {
            saved.map_or(SaveStatus::Untouched, SaveStatus::Saved)
        }
    }

    /// The version that the form displays now, if the record is there or about to be.
    fn version(&self, engine: &Engine) -> Option<Version> {
        match (engine.record(self.id), &self.creation) {
            (Some(view), _) => Some(Version::Heads(engine.heads(&view))),
            (None, Some(creation)) => Some(Version::After(creation.command)),
            (None, None) => None,
        }
    }

    /// The version of a scalar that its control shows.
    fn scalar_version(&self, key: &'static str, engine: &Engine) -> Option<Version> {
        match &self.saving {
            Some((command, keys)) if keys.contains(key) => Some(Version::After(*command)),
            _ => self.held.get(key).cloned().or_else(|| self.version(engine)),
        }
    }

    fn field_type(&self, key: &str, engine: &Engine) -> Option<FieldType> {
        let kind = match &self.creation {
            Some(creation) => Some(creation.kind),
            None => engine.record(self.id).and_then(|view| view.record.kind),
        };
        Some(kind?.field(key)?.ty)
    }

    /// Gives a text element the document's text, once that is here.
    fn fill(&mut self, key: &'static str, engine: &Engine) {
        let Some(version) = self.version(engine) else { return };
        let shown = match (engine.record(self.id), &self.creation) {
            (Some(view), _) => view.record.text(key).to_owned(),
            (None, Some(creation)) => creation.text(key).to_owned(),
            (None, None) => return,
        };
        let Some(text) = self.texts.get_mut(key) else { return };
        if text.field.is_some() {
            return;
        }
        // Typed before the record was read: both are kept.
        let early = text.element.text();
        let mut field = TextField::new(version, &shown);
        let local = shared::text::rebase::merge("", &early, &shown);
        field.typed(clock::now(), &local);
        if early != local {
            text.element.replace(&local, None);
        }
        field.focused(text.element.has_focus());
        text.field = Some(field);
    }

    /// What was typed and is on no way yet, as edits. `begin` makes them the save under way.
    fn edits(&mut self, engine: &Engine, begin: bool) -> Vec<FieldEdit> {
        let mut edits = Vec::new();
        for (key, scalar) in &self.scalars {
            edits.push(FieldEdit {
                field: (*key).to_owned(),
                version: scalar.version.clone(),
                displayed: None,
                value: scalar.value.clone().map(Into::into),
            });
        }
        let saving = self.saving.as_ref().map(|(command, _)| *command);
        let types: BTreeMap<&'static str, Option<FieldType>> =
            self.texts.keys().map(|key| (*key, self.field_type(key, engine))).collect();
        for (key, text) in &mut self.texts {
            let Some(field) = text.field.as_mut().filter(|field| field.is_unsaved()) else {
                continue;
            };
            if begin && secrecy::scan(field.local()).is_some() {
                continue;
            }
            let base = field.base().clone();
            let version = match (field.saving(), saving) {
                (Some(_), Some(command)) => Version::After(command),
                _ => base.version,
            };
            let displayed = field.saving().map_or(base.text, str::to_owned);
            let typed = if begin {
                let Some(save) = field.save() else { continue };
                save.text
            } else {
                shared::text::nfc(field.local())
            };
            let prose = matches!(types.get(key), Some(Some(FieldType::Text { .. })));
            let value = if prose { Value::Text(typed) } else { Value::Line(typed) };
            edits.push(FieldEdit {
                field: (*key).to_owned(),
                version,
                displayed: prose.then_some(displayed),
                // An emptied line is an absent one; emptied prose is an empty text.
                value: Some(value).filter(|value| prose || !value.is_blank()).map(Into::into),
            });
        }
        edits
    }

    /// When to save; nothing while a save is under way or there is nothing to save.
    fn save_due(&self) -> Option<TimestampMs> {
        let fields = self.texts.values().filter_map(|text| text.field.as_ref());
        let saveable = fields.filter(|field| secrecy::scan(field.local()).is_none());
        let texts = saveable.filter_map(TextField::save_due);
        let scalars = (!self.scalars.is_empty()).then(|| self.changed_at.plus(PAUSE_MS));
        let due = texts.chain(scalars).min().filter(|_| self.saving.is_none())?;
        Some(match &self.failed {
            Some(_) => due.max(self.changed_at.plus(RETRY_MS)),
            None => due,
        })
    }

    /// When others' words may be shown that may not be shown now.
    fn show_due(&self, now: TimestampMs) -> Option<TimestampMs> {
        let fields = self.texts.values().filter_map(|text| text.field.as_ref());
        fields.filter_map(TextField::show_due).filter(|due| *due > now && due.0 != u64::MAX).min()
    }

    fn tell(&self, status: SaveStatus) {
        // The component may be gone while the last save is under way.
        let _ = self.status.try_set(status);
    }
}

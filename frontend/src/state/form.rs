//! A form on one record: what it displayed, what was typed, what is saved.

pub(super) mod core;

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use shared::domain::kind::{Kind, Transition};
use shared::domain::record::FieldState;
use shared::domain::value::Value;
use shared::id::{PlanId, RecordId, UnitId};
use shared::time::TimestampMs;

use self::core::creation::Creation;
use self::core::{FormCore, HeldBack, Overlay, saving, typing};
use super::AppState;
use super::error::CommandError;
use crate::engine::view::{Model, RecordView};
use crate::platform::{entropy, spawn};

/// How far a form's edits have come: the line under the title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveStatus {
    /// Nothing typed since the form opened.
    Untouched,
    /// Typed within the last moment, saved at the next pause.
    Typing,
    /// Being stored.
    Saving,
    /// "Đã lưu trên máy này 14:21".
    Saved(TimestampMs),
    /// Kept on this device alone: a secrecy mark or an identity number stands in it.
    HeldBack,
    /// Not stored; kept in memory and tried again. Words under `error.<code>`.
    Failed(CommandError),
}

/// A form on one record. `Copy`; lives as long as the component that opened it, and saves what is
/// left when that goes away.
///
/// Scalars: show [`FormSession::field`], write with [`FormSession::set`]. Text and lines:
/// `<textarea use:bind_text=form.text("what") />` with [`bind_text`](super::text::bind_text);
/// never set their `prop:value`.
#[derive(Clone, Copy)]
pub struct FormSession {
    /// The record. Known from the start, even for a form whose record is not created yet.
    pub id: RecordId,
    /// The kind whose fields it shows; nothing if this version does not know it, or if the
    /// record is not on this device (yet): open a form once its record is there.
    pub kind: Option<&'static Kind>,
    /// The record as in the document, with state and problems; nothing until it is created.
    pub view: Memo<Option<Model<RecordView>>>,
    /// How far the edits have come.
    pub saved: Memo<SaveStatus>,
    /// Texts that are not saved for what stands in them.
    pub held_back: RwSignal<HeldBack>,
    app: AppState,
    overlay: RwSignal<Overlay>,
    core: StoredValue<Rc<RefCell<FormCore>>, LocalStorage>,
}

impl FormSession {
    pub(super) fn create(
        app: AppState,
        kind: &'static Kind,
        plan: PlanId,
        unit: Option<UnitId>,
        values: Vec<(&'static str, Value)>,
    ) -> Self {
        let own = || app.session.with_untracked(|s| s.info().map(|info| info.unit.clone()));
        let creation = unit.or_else(own).map(|unit| Creation::new(kind, plan, unit, values));
        Self::new(app, RecordId::new(entropy::uuid_v7()), Some(kind), creation)
    }

    pub(super) fn open(app: AppState, id: RecordId) -> Self {
        let kind = app
            .records
            .with_untracked(|records| records.get(&id).and_then(|view| view.record.kind));
        Self::new(app, id, kind, None)
    }

    fn new(
        app: AppState,
        id: RecordId,
        kind: Option<&'static Kind>,
        creation: Option<Creation>,
    ) -> Self {
        let status = RwSignal::new(SaveStatus::Untouched);
        let initial = creation.as_ref().map(Creation::overlay).unwrap_or_default();
        let overlay = RwSignal::new(initial);
        let view = app.record(id);
        let held_back = RwSignal::default();
        let opens = creation.is_none();
        let core = FormCore::new(app, id, creation, status, overlay, held_back);
        app.runtime(|runtime| runtime.forms.push(Rc::downgrade(&core)));
        let stored = StoredValue::new_local(core);
        // Others' changes reach the text fields as they come.
        Effect::new(move |_| {
            view.track();
            if let Some(core) = stored.try_with_value(Rc::clone) {
                typing::document_changed(&core);
            }
        });
        if let Some(engine) = app.engine().filter(|_| opens) {
            spawn(async move {
                let entries = engine.held_edits(id).await;
                if let Some(core) = stored.try_with_value(Rc::clone).filter(|_| !entries.is_empty())
                {
                    typing::put_back(&core, entries);
                }
            });
        }
        on_cleanup(move || {
            if let Some(core) = stored.try_with_value(Rc::clone) {
                saving::close(&core);
            }
        });
        let saved = Memo::new(move |_| match (status.get(), app.store.get().problem) {
            // What the store cannot take stays in memory; the engine keeps trying.
            (SaveStatus::Saving, Some(problem)) => {
                SaveStatus::Failed(CommandError::new("store", problem.as_str()))
            }
            (status, _) => status,
        });
        Self { id, kind, view, saved, held_back, app, overlay, core: stored }
    }

    /// A field as to be shown: what was chosen here, else what the document says. Fires only when
    /// it changes.
    pub fn field(self, key: &'static str) -> Memo<FieldState> {
        Memo::new(move |_| {
            if let Some(value) = self.overlay.with(|overlay| overlay.get(key).cloned()) {
                return FieldState { value, ..FieldState::default() };
            }
            self.view
                .with(|view| view.as_ref().and_then(|view| view.record.fields.get(key).cloned()))
                .unwrap_or_default()
        })
    }

    /// Writes a scalar (date, number, choice, choices, unit, task), or clears it. Saved at the
    /// next pause.
    pub fn set(self, key: &'static str, value: Option<Value>) {
        if let Some(core) = self.core.try_with_value(Rc::clone) {
            typing::set(&core, key, value);
        }
    }

    /// Says that a scalar's control shows what it shows until further notice (someone types in it),
    /// whatever arrives: what is set meanwhile is a change of that.
    pub fn hold(self, key: &'static str, held: bool) {
        if let Some(core) = self.core.try_with_value(Rc::clone) {
            typing::hold(&core, key, held);
        }
    }

    /// The binding of a text or line field to its element.
    pub fn text(self, key: &'static str) -> TextBinding {
        TextBinding { form: self, key }
    }

    /// Saves now what is not saved yet. Called by itself at a pause, at blur and when the page is
    /// hidden.
    pub fn flush(self) {
        if let Some(core) = self.core.try_with_value(Rc::clone) {
            saving::save_now(&core);
        }
    }

    /// Saves, then takes a step with the record as it is then.
    pub async fn take_step(
        self,
        step: &'static Transition,
        reason: String,
    ) -> Result<(), CommandError> {
        self.settle().await?;
        if self.held_back.try_with_untracked(|held| !held.is_empty()) == Some(true) {
            return Err(CommandError::new("problems", "a text is held back"));
        }
        let view = self.app.records.with_untracked(|records| records.get(&self.id).cloned());
        let unknown = || CommandError::new("unknown_record", "nothing was typed yet");
        self.app.take_step(view.ok_or_else(unknown)?, step, reason).await
    }

    /// Saves everything and waits until it is stored.
    pub async fn settle(self) -> Result<(), CommandError> {
        let Some(core) = self.core.try_with_value(Rc::clone) else { return Ok(()) };
        saving::settle(&core).await
    }

    pub(super) fn core(self) -> Option<Rc<RefCell<FormCore>>> {
        self.core.try_with_value(Rc::clone)
    }
}

/// One text field of a form; give it to `use:bind_text`.
#[derive(Clone, Copy)]
pub struct TextBinding {
    /// The form.
    pub form: FormSession,
    /// The field's key.
    pub key: &'static str,
}

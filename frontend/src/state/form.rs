//! A form on one record: what it displayed, what was typed, what is saved.

use leptos::prelude::*;
use shared::domain::kind::Kind;
use shared::domain::record::FieldState;
use shared::domain::value::Value;
use shared::id::{PlanId, RecordId, UnitId};
use shared::time::TimestampMs;

use super::AppState;
use super::error::CommandError;
use crate::engine::view::{Model, RecordView};

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
    /// The kind whose fields it shows; nothing if this version does not know it.
    pub kind: Option<&'static Kind>,
    /// The record as in the document, with state and problems; nothing until it is created.
    pub view: Memo<Option<Model<RecordView>>>,
    /// How far the edits have come.
    pub saved: ReadSignal<SaveStatus>,
    app: AppState,
}

impl FormSession {
    pub(super) fn create(
        app: AppState,
        kind: &'static Kind,
        _plan: PlanId,
        _unit: Option<UnitId>,
        _values: Vec<(&'static str, Value)>,
    ) -> Self {
        let id = RecordId::new(uuid::Uuid::nil());
        Self { kind: Some(kind), ..Self::open(app, id) }
    }

    pub(super) fn open(app: AppState, id: RecordId) -> Self {
        let (saved, _) = signal(SaveStatus::Untouched);
        Self { id, kind: None, view: app.record(id), saved, app }
    }

    /// A field as to be shown: what was chosen here, else what the document says. Fires only when
    /// it changes.
    pub fn field(self, key: &'static str) -> Memo<FieldState> {
        Memo::new(move |_| {
            self.view
                .with(|view| view.as_ref().and_then(|view| view.record.fields.get(key).cloned()))
                .unwrap_or_default()
        })
    }

    /// Writes a scalar (date, number, choice, choices, unit, task), or clears it. Saved at the
    /// next pause.
    pub fn set(self, _key: &'static str, _value: Option<Value>) {}

    /// The binding of a text or line field to its element.
    pub fn text(self, key: &'static str) -> TextBinding {
        TextBinding { form: self, key }
    }

    /// Saves now what is not saved yet. Called by itself at a pause, at blur and when the page is
    /// hidden.
    pub fn flush(self) {}

    /// Saves, then gửi duyệt.
    pub async fn submit(self) -> Result<(), CommandError> {
        self.app.submit(self.id).await
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

//! The workings of a form: what is typed, when it is saved, what comes back.
//!
//! A form has at most one save under way. What is typed meanwhile is kept as a change of what
//! that save will leave ([`Version::After`]), in memory and in the journal.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures::channel::oneshot;
use leptos::prelude::*;
use shared::domain::kind::{FieldType, Kind};
use shared::domain::value::Value;
use shared::id::{PlanId, RecordId, UnitId};
use shared::text::field::{PAUSE_MS, TextField};
use shared::time::TimestampMs;

use super::SaveStatus;
use crate::engine::command::{Command, CommandId, Failure, FieldEdit, Outcome, Version};
use crate::engine::core::Engine;
use crate::platform::dom::{TextElement, TextEvent};
use crate::platform::listen::Listener;
use crate::platform::timer::Timer;
use crate::platform::{clock, entropy, spawn};
use crate::state::AppState;

/// Least time between two journal writes of a form, in milliseconds: a fast typist's key.
const JOURNAL_MS: u64 = 100;

/// How long after a failure a form tries to save again, in milliseconds.
const RETRY_MS: u64 = 5_000;

/// Scalars chosen here that the document does not show yet.
pub(crate) type Overlay = BTreeMap<&'static str, Option<Value>>;

/// A record to be created at the first edit.
pub(crate) struct Creation {
    command: CommandId,
    kind: &'static Kind,
    plan: PlanId,
    unit: UnitId,
    values: Vec<(&'static str, Value)>,
    given: bool,
}

impl Creation {
    pub(super) fn new(
        kind: &'static Kind,
        plan: PlanId,
        unit: UnitId,
        values: Vec<(&'static str, Value)>,
    ) -> Self {
        Self { command: new_id(), kind, plan, unit, values, given: false }
    }

    pub(super) fn overlay(&self) -> Overlay {
        self.values.iter().map(|(key, value)| (*key, Some(value.clone()))).collect()
    }

    fn text(&self, key: &str) -> &str {
        let value = self.values.iter().find(|(known, _)| *known == key);
        value.and_then(|(_, value)| value.as_text()).unwrap_or_default()
    }

    fn command(&self, record: RecordId) -> Command {
        Command::Create {
            record,
            kind: self.kind.id.to_owned(),
            plan: self.plan,
            unit: self.unit.clone(),
            values: self.values.iter().map(|(k, v)| ((*k).to_owned(), v.clone().into())).collect(),
        }
    }
}

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
    /// The save under way, and the fields it saves.
    saving: Option<(CommandId, BTreeSet<&'static str>)>,
    scalars: BTreeMap<&'static str, Scalar>,
    texts: BTreeMap<&'static str, Text>,
    changed_at: TimestampMs,
    journaled_at: Option<TimestampMs>,
    timer: Option<Timer>,
    status: RwSignal<SaveStatus>,
    overlay: RwSignal<Overlay>,
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
    ) -> Shared {
        Rc::new(RefCell::new(Self {
            app,
            id,
            creation,
            next: new_id(),
            saving: None,
            scalars: BTreeMap::new(),
            texts: BTreeMap::new(),
            changed_at: TimestampMs::default(),
            journaled_at: None,
            timer: None,
            status,
            overlay,
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

    /// The version that the form displays now, if the record is there or about to be.
    fn version(&self, engine: &Engine) -> Option<Version> {
        match (engine.record(self.id), &self.creation) {
            (Some(view), _) => Some(Version::Heads(engine.heads(&view.document))),
            (None, Some(creation)) => Some(Version::After(creation.command)),
            (None, None) => None,
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

    /// When to look again: a save, a journal write or others' words may be due.
    fn due(&self) -> Option<TimestampMs> {
        let fields = || self.texts.values().filter_map(|text| text.field.as_ref());
        let saves = fields().filter_map(TextField::save_due);
        let scalars = (!self.scalars.is_empty()).then(|| self.changed_at.plus(PAUSE_MS));
        let shows = fields().filter_map(TextField::show_due).filter(|due| due.0 != u64::MAX);
        let retry = |due: TimestampMs| match &self.failed {
            Some(_) => due.max(self.changed_at.plus(RETRY_MS)),
            None => due,
        };
        let saves = saves.chain(scalars).map(retry).filter(|_| self.saving.is_none());
        saves.chain(shows).min()
    }

    fn tell(&self, status: SaveStatus) {
        // The component may be gone while the last save is under way.
        let _ = self.status.try_set(status);
    }
}

/// Connects an element with a text field.
pub(crate) fn attach(core: &Shared, key: &'static str, element: TextElement) {
    let weak = Rc::downgrade(core);
    let listeners = element.watch(move |event| {
        if let Some(core) = weak.upgrade() {
            text_event(&core, key, event);
        }
    });
    let mut form = core.borrow_mut();
    let engine = form.app.engine();
    let field = form.texts.remove(key).and_then(|text| text.field);
    if let Some(field) = &field {
        element.replace(field.local(), None);
    }
    form.texts.insert(key, Text { field, element, _listeners: listeners });
    if let Some(engine) = engine {
        form.fill(key, &engine);
    }
}

fn text_event(core: &Shared, key: &'static str, event: TextEvent) {
    let now = clock::now();
    let mut form = core.borrow_mut();
    let Some(text) = form.texts.get_mut(key) else { return };
    let typed = text.element.text();
    let Some(field) = &mut text.field else { return };
    let was_unsaved = field.is_unsaved();
    let before = field.local().len();
    match event {
        TextEvent::Typed => field.typed(now, &typed),
        TextEvent::Composing(composing) => {
            field.composing(now, composing);
            field.typed(now, &typed);
        }
        TextEvent::Focused(focused) => {
            field.typed(now, &typed);
            field.focused(focused);
        }
    }
    let edited =
        field.is_unsaved() && (!was_unsaved || before != typed.len() || event == TextEvent::Typed);
    let left = event == TextEvent::Focused(false);
    drop(form);
    if edited {
        touched(core, now);
    }
    if left {
        save_now(core);
    }
    tick(core);
}

/// Writes a scalar.
pub(crate) fn set(core: &Shared, key: &'static str, value: Option<Value>) {
    let now = clock::now();
    let mut form = core.borrow_mut();
    let Some(engine) = form.app.engine() else { return };
    let present = match &form.saving {
        Some((command, keys)) if keys.contains(key) => Some(Version::After(*command)),
        _ => form.version(&engine),
    };
    let Some(version) = form.scalars.remove(key).map(|scalar| scalar.version).or(present) else {
        return;
    };
    form.scalars.insert(key, Scalar { version, value: value.clone() });
    let overlay = form.overlay;
    drop(form);
    overlay.update(|overlay| {
        overlay.insert(key, value);
    });
    touched(core, now);
    tick(core);
}

/// Something was typed: says so, and journals it.
fn touched(core: &Shared, now: TimestampMs) {
    let mut form = core.borrow_mut();
    form.changed_at = now;
    form.failed = None;
    if form.saving.is_none() {
        form.tell(SaveStatus::Typing);
    }
    let recently = form.journaled_at.is_some_and(|at| now.since(at) < JOURNAL_MS);
    if !recently {
        form.journaled_at = Some(now);
        write_journal(&mut form);
    }
}

fn write_journal(form: &mut FormCore) {
    let Some(engine) = form.app.engine() else { return };
    let edits = form.edits(&engine, false);
    if edits.is_empty() {
        engine.forget_journal(form.next);
        return;
    }
    if let Some(creation) = form.creation.as_ref().filter(|creation| !creation.given) {
        engine.journal(creation.command, creation.command(form.id));
    }
    engine.journal(form.next, Command::Save { record: form.id, edits });
}

/// Looks what is due, does it, and sets the timer for what comes next.
fn tick(core: &Shared) {
    let now = clock::now();
    let mut form = core.borrow_mut();
    show_others(&mut form, now);
    let due = form.due();
    form.timer = None;
    match due {
        None => {}
        Some(due) if due <= now => {
            drop(form);
            save_now(core);
        }
        Some(due) => {
            // Between two looks the journal may lag behind the last key.
            let journal = form.has_edits().then_some(JOURNAL_MS).unwrap_or(u64::MAX);
            let weak = Rc::downgrade(core);
            form.timer = Some(Timer::after(due.since(now).min(journal).max(1), move || {
                if let Some(core) = weak.upgrade() {
                    let late = {
                        let form = core.borrow();
                        form.has_edits() && form.journaled_at < Some(form.changed_at)
                    };
                    if late {
                        let mut form = core.borrow_mut();
                        form.journaled_at = Some(clock::now());
                        write_journal(&mut form);
                    }
                    tick(&core);
                }
            }));
        }
    }
}

/// Puts others' words into elements whose moment it is.
fn show_others(form: &mut FormCore, now: TimestampMs) {
    for text in form.texts.values_mut() {
        let Some(field) = &mut text.field else { continue };
        let selection = text.element.selection();
        if let Some(show) = field.show(now, selection.unwrap_or_default()) {
            let keep = selection.is_some() && text.element.has_focus();
            text.element.replace(&show.text, keep.then_some(show.selection));
        }
    }
}

/// The record's view is another one: tells the text fields.
pub(crate) fn document_changed(core: &Shared) {
    let mut form = core.borrow_mut();
    let Some(engine) = form.app.engine() else { return };
    let Some(view) = engine.record(form.id) else { return };
    let heads = engine.heads(&view.document);
    let keys: Vec<&'static str> = form.texts.keys().copied().collect();
    for key in keys {
        form.fill(key, &engine);
        if let Some(field) = form.texts.get_mut(key).and_then(|text| text.field.as_mut()) {
            field.document(Version::Heads(heads.clone()), view.record.text(key));
        }
    }
    let pending: Vec<&'static str> = form.scalars.keys().copied().collect();
    let settled = form.saving.is_none() && form.creation.as_ref().is_none_or(|c| c.given);
    let overlay = form.overlay;
    drop(form);
    if settled && overlay.try_with_untracked(|o| o.len() > pending.len()).unwrap_or(false) {
        let _ = overlay.try_update(|overlay| overlay.retain(|key, _| pending.contains(key)));
    }
    tick(core);
}

/// Saves what is not saved yet, if no save is under way; else right after that.
pub(crate) fn save_now(core: &Shared) {
    let mut form = core.borrow_mut();
    let Some(engine) = form.app.engine() else { return };
    if form.saving.is_some() || !form.has_edits() {
        return;
    }
    let id = form.id;
    let create = match &mut form.creation {
        Some(creation) if !creation.given => {
            creation.given = true;
            Some((creation.command, creation.command(id)))
        }
        _ => None,
    };
    let edits = form.edits(&engine, true);
    let scalars = std::mem::take(&mut form.scalars);
    let command = std::mem::replace(&mut form.next, new_id());
    let keys = form
        .texts
        .iter()
        .filter(|(_, text)| text.field.as_ref().is_some_and(|field| field.saving().is_some()));
    let keys = keys.map(|(key, _)| *key).chain(scalars.keys().copied()).collect();
    form.saving = Some((command, keys));
    form.journaled_at = None;
    form.tell(SaveStatus::Saving);
    drop(form);
    // Commands are carried out in the order in which they are given.
    let created = create.map(|(id, command)| engine.execute(id, command));
    let answer = engine.execute(command, Command::Save { record: id, edits });
    let core = Rc::clone(core);
    spawn(async move {
        let created = match created {
            Some(created) => created.await.unwrap_or_else(|_| Err(left())),
            None => Ok(Outcome::default()),
        };
        let saved = answer.await.unwrap_or_else(|_| Err(left()));
        saved_or_not(&core, command, created.and(saved), scalars);
    });
}

fn left() -> Failure {
    Failure::new("not_allowed", "the account was left")
}

fn saved_or_not(
    core: &Shared,
    command: CommandId,
    result: Result<Outcome, Failure>,
    scalars: BTreeMap<&'static str, Scalar>,
) {
    let now = clock::now();
    let mut form = core.borrow_mut();
    form.saving = None;
    match result {
        Ok(outcome) => {
            for (key, text) in &mut form.texts {
                if let Some(field) = text.field.as_mut().filter(|field| field.saving().is_some()) {
                    let version = outcome.versions.get(*key);
                    field.saved(version.cloned().map(Version::Heads));
                }
            }
            form.failed = None;
            form.tell(if form.has_edits() { SaveStatus::Typing } else { SaveStatus::Saved(now) });
        }
        Err(failure) => {
            for text in form.texts.values_mut() {
                if let Some(field) = &mut text.field {
                    field.not_saved();
                }
            }
            for (key, scalar) in scalars {
                form.scalars.entry(key).or_insert(scalar);
            }
            form.changed_at = now;
            form.failed = Some(failure.clone());
            form.tell(SaveStatus::Failed(failure));
            if let Some(engine) = form.app.engine() {
                let missing = engine.record(form.id).is_none();
                if let Some(creation) = form.creation.as_mut().filter(|_| missing) {
                    // Creating twice is creating once: it is tried again with the next save.
                    creation.given = false;
                }
                // The same edits stand under the next command's id from now on.
                write_journal(&mut form);
                engine.forget_journal(command);
            }
        }
    }
    let again = form.closed && form.failed.is_none() && form.has_edits();
    let waiting = std::mem::take(&mut form.waiting);
    drop(form);
    if again {
        save_now(core);
    }
    for waiting in waiting {
        // Who waited may be gone.
        let _ = waiting.send(());
    }
    document_changed(core);
}

/// Saves everything and waits until it is stored.
pub(crate) async fn settle(core: &Shared) -> Result<(), Failure> {
    loop {
        save_now(core);
        let waits = {
            let mut form = core.borrow_mut();
            if form.saving.is_none() {
                return match &form.failed {
                    Some(failure) => Err(failure.clone()),
                    None => Ok(()),
                };
            }
            let (sender, receiver) = oneshot::channel();
            form.waiting.push(sender);
            receiver
        };
        if waits.await.is_err() {
            return Err(left());
        }
        if let Some(failure) = core.borrow().failed.clone() {
            return Err(failure);
        }
    }
}

/// The component goes away: saves what is left, and lets go of its elements.
pub(crate) fn close(core: &Shared) {
    save_now(core);
    let mut form = core.borrow_mut();
    form.timer = None;
    form.closed = true;
}

//! What is typed, and what others typed: events of elements, the journal, the timer.

use std::rc::Rc;

use leptos::prelude::*;
use shared::domain::value::Value;
use shared::time::TimestampMs;

use super::saving::save_now;
use super::{FormCore, JOURNAL_MS, Scalar, Shared, Text};
use crate::engine::command::{Command, CommandId, FieldEdit, Version};
use crate::platform::clock;
use crate::platform::dom::{TextElement, TextEvent};
use crate::platform::timer::Timer;

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
    let undone = was_unsaved && !field.is_unsaved();
    drop(form);
    if edited {
        touched(core, now);
    } else if undone {
        taken_back(core);
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
    let shown = form.scalar_version(key, &engine);
    let Some(version) = form.scalars.remove(key).map(|scalar| scalar.version).or(shown) else {
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

/// A scalar's control begins or ends to show the same thing whatever arrives.
pub(crate) fn hold(core: &Shared, key: &'static str, held: bool) {
    let mut form = core.borrow_mut();
    let Some(engine) = form.app.engine() else { return };
    let shown = form.scalar_version(key, &engine).filter(|_| held);
    match shown {
        Some(version) => form.held.insert(key, version),
        None => form.held.remove(key),
    };
}

/// Something was typed: says so, and journals it.
fn touched(core: &Shared, now: TimestampMs) {
    let mut form = core.borrow_mut();
    form.changed_at = now;
    form.failed = None;
    form.look_for_forbidden();
    if form.saving.is_none() {
        form.tell(form.settled_status(None));
    }
    let recently = form.journaled_at.is_some_and(|at| now.since(at) < JOURNAL_MS);
    if !recently {
        form.journaled_at = Some(now);
        write_journal(&mut form);
    }
}

/// What was typed is gone again before it was saved: neither to be journaled nor to be waited for.
fn taken_back(core: &Shared) {
    let mut form = core.borrow_mut();
    write_journal(&mut form);
    form.look_for_forbidden();
    if form.saving.is_none() {
        form.tell(form.settled_status(form.saved_at));
    }
}

/// Puts back what an earlier form could not save for what stands in it, and takes over its entries.
/// A field in which someone types meanwhile is left alone; its entry waits for the next form.
pub(crate) fn put_back(core: &Shared, entries: Vec<(CommandId, Vec<FieldEdit>)>) {
    let now = clock::now();
    let mut form = core.borrow_mut();
    let Some(engine) = form.app.engine() else { return };
    let mut taken = Vec::new();
    for (entry, edits) in entries {
        if entry == form.aside {
            continue;
        }
        let mut all = true;
        for edit in edits {
            let key = form.texts.keys().copied().find(|key| *key == edit.field);
            let text = key.and_then(|key| form.texts.get_mut(key));
            let field = text.and_then(|text| Some((&text.element, text.field.as_mut()?)));
            let idle = field.filter(|(_, field)| !field.is_unsaved() && !field.is_composing());
            let (Some((element, field)), Some(Value::Text(typed) | Value::Line(typed))) =
                (idle, edit.value.map(Value::from))
            else {
                all = false;
                continue;
            };
            // Prose is merged with what others wrote meanwhile; of a line the last one typed counts.
            let local = match edit.displayed {
                Some(base) => shared::text::rebase::merge(&base, &typed, field.local()),
                None => typed,
            };
            element.replace(&local, None);
            field.typed(now, &local);
        }
        if all {
            taken.push(entry);
        }
    }
    drop(form);
    touched(core, now);
    write_journal(&mut core.borrow_mut());
    taken.into_iter().for_each(|entry| engine.forget_journal(entry));
    tick(core);
}

/// Keeps what is typed and on no way yet: what can be saved under the next command's id, what is held
/// back in an entry of its own.
pub(super) fn write_journal(form: &mut FormCore) {
    let Some(engine) = form.app.engine() else { return };
    let edits = form.edits(&engine, false);
    let creation = form.creation.as_ref().filter(|creation| !creation.given);
    if let Some(creation) = creation {
        if edits.is_empty() {
            engine.forget_journal(creation.command);
        } else {
            engine.journal(creation.command, creation.command(form.id));
        }
    }
    let (held, free): (Vec<FieldEdit>, Vec<FieldEdit>) =
        edits.into_iter().partition(FieldEdit::is_forbidden);
    for (entry, edits) in [(form.next, free), (form.aside, held)] {
        if edits.is_empty() {
            engine.forget_journal(entry);
        } else {
            engine.journal(entry, Command::Save { record: form.id, edits });
        }
    }
}

/// Looks what is due, does it, and sets the timer for what comes next.
fn tick(core: &Shared) {
    let now = clock::now();
    let mut form = core.borrow_mut();
    form.timer = None;
    show_others(&mut form, now);
    let save_due = form.save_due();
    if save_due.is_some_and(|due| due <= now) {
        drop(form);
        return save_now(core);
    }
    // Between two looks the journal may lag behind the last key.
    let lags = form.has_edits() && form.journaled_at < Some(form.changed_at);
    let journal_due = lags.then(|| now.plus(JOURNAL_MS));
    let due = [save_due, form.show_due(now), journal_due].into_iter().flatten().min();
    let Some(due) = due else { return };
    let weak = Rc::downgrade(core);
    form.timer = Some(Timer::after(due.since(now).max(1), move || {
        let Some(core) = weak.upgrade() else { return };
        let mut form = core.borrow_mut();
        if form.has_edits() && form.journaled_at < Some(form.changed_at) {
            form.journaled_at = Some(clock::now());
            write_journal(&mut form);
        }
        drop(form);
        tick(&core);
    }));
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
    let heads = engine.heads(&view);
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

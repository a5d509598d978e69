//! Saving: one command at a time, and what comes back.

use std::collections::BTreeMap;
use std::rc::Rc;

use futures::channel::oneshot;

use super::typing::{document_changed, write_journal};
use super::{Scalar, Shared, new_id};
use crate::engine::command::{Command, CommandId, Failure, Outcome, Version};
use crate::platform::{clock, spawn};
use crate::state::form::SaveStatus;

/// Saves what is not saved yet, if no save is under way; else right after that.
pub(crate) fn save_now(core: &Shared) {
    let mut form = core.borrow_mut();
    let Some(engine) = form.app.engine() else { return };
    if form.saving.is_some() || !form.has_saveable() {
        // The page may be about to go; what is held back is nowhere else.
        if form.has_edits() {
            write_journal(&mut form);
        }
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
            for (key, version) in &mut form.held {
                if let Some(heads) = outcome.versions.get(*key) {
                    *version = Version::Heads(heads.clone());
                }
            }
            form.failed = None;
            form.saved_at = Some(now);
            form.tell(form.settled_status(Some(now)));
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
    let again = form.closed && form.failed.is_none() && form.has_saveable();
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
    // All that was typed may be held back: the draft that it waits for must be in the lists.
    let id = form.id;
    let (unsaved, engine) = (form.has_edits(), form.app.engine());
    if let (Some(creation), Some(engine)) = (form.creation.as_mut(), engine)
        && unsaved
        && !creation.given
    {
        creation.given = true;
        let command = creation.command(id);
        // Nobody waits for the answer: its journal entry is carried out at the next start.
        drop(engine.execute(creation.command, command));
    }
}

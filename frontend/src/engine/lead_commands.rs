//! The leading tab's share in commands, in the session, and in what the status chip says.

use std::rc::Rc;

use shared::api::SessionInfo;
use shared::domain::kind::kind;
use shared::domain::value::Value;
use shared::id::{DocumentId, UnitId};
use shared::sync::device::{EditError, Effect, Event, LinkStatus as DeviceLink};

use super::carry_out::{self, Carried};
use super::command::{Command, CommandId, Envelope, Failure, Outcome};
use super::core::Report;
use super::inner::{Inner, Role, State};
use super::journal;
use super::leader::{Leader, Mark};
use super::model::{ReadModel, Source};
use super::tabs::Message;
use super::view::LinkStatus;
use crate::platform::idb::{Area, Durability};
use crate::platform::{clock, http, locks, log, spawn};

impl Inner {
    /// Carries a command out, and answers once its change is stored.
    pub(super) fn carry_out_command(self: &Rc<Self>, envelope: Envelope) {
        let id = envelope.id;
        if self.is_purged(&carry_out::record_of(&envelope.command)) {
            self.forget_entry(id);
            self.answer(id, Err(Failure::new("unknown_record", "the record was purged")));
            return;
        }
        // On what is there, not on what was shown before: with a hidden tab that may be a while.
        let unit = self.unit_of(&envelope.command);
        let wanted = |of: &UnitId| unit.as_ref().is_none_or(|unit| unit == of);
        self.publish_while(wanted);
        let mut state = self.state.borrow_mut();
        let State { role: Role::Leader(leader), model, .. } = &mut *state else { return };
        if let Some(outcome) = leader.applied.get(&id).cloned() {
            let stored = !leader.is_being_stored(id);
            drop(state);
            if stored {
                self.forget_entry(id);
                self.answer(id, Ok(outcome));
            }
            return;
        }
        let done = leader.perform(model, &envelope);
        let (effects, answer) = match done {
            Err(failure) => (Vec::new(), Some(Err(failure))),
            Ok((document, (change, outcome), effects)) => {
                leader.applied.insert(id, outcome.clone());
                match change {
                    Some(change) => {
                        leader.mark(document, Mark { command: id, change, outcome });
                        (effects, None)
                    }
                    None => (effects, Some(Ok(outcome))),
                }
            }
        };
        drop(state);
        for effect in effects {
            self.effect(effect);
        }
        // At once: the next command may be about what this one made.
        if !self.publish_while(wanted) {
            self.publish_small();
        }
        if let Some(answer) = answer {
            if answer.is_err() {
                // What an edit wrote before it failed is kept with the device's next turn.
                self.handle(Event::Tick);
            } else {
                // It changed nothing, so no transaction will take its entry away.
                self.forget_entry(id);
            }
            self.answer(id, answer);
        }
    }

    /// The unit that a command is about; nothing if that is not known yet.
    fn unit_of(&self, command: &Command) -> Option<UnitId> {
        match command {
            Command::Create { unit, .. } => Some(unit.clone()),
            other => {
                let state = self.state.borrow();
                let view = state.model.record(carry_out::record_of(other))?;
                Some(view.unit.clone())
            }
        }
    }

    /// Answers whoever asked, here or in another tab.
    pub(super) fn answer(&self, id: CommandId, result: Result<Outcome, Failure>) {
        self.send(&Message::Answer { id, result: result.clone() }, &[]);
        self.answered(id, result);
    }

    fn forget_entry(&self, id: CommandId) {
        let Some(store) = self.store.clone() else { return };
        spawn(async move {
            let _ = store.write(&[journal::forget(id)], Durability::Relaxed).await;
        });
    }

    /// Carries out what tabs that died had typed.
    pub(super) async fn replay_journal(self: &Rc<Self>) {
        if !self.state.borrow().purged.is_empty() {
            self.forget_what_was_typed().await;
        }
        let Some(store) = self.store.clone() else { return };
        let Ok(contents) = store.read(Area::Journal).await else { return };
        let entries = journal::entries(contents);
        if entries.iter().all(|entry| entry.tab == self.tab) {
            return;
        }
        let alive = locks::held().await;
        if self.is_stopped() {
            return;
        }
        for entry in entries {
            // It would be refused; it waits for the form of its record.
            if entry.envelope.command.holds_back() {
                continue;
            }
            let lives = alive.iter().any(|lock| lock.ends_with(&format!("-tab-{}", entry.tab)));
            if entry.tab != self.tab && !lives {
                log::warn("what was typed before the last crash is put into its record");
                self.carry_out_command(entry.envelope);
            }
        }
    }

    /// Asks the server who this session is: it may have ended, or the account may have another
    /// place in the commune. Without an answer everything stays as it is.
    pub(super) fn check_session(self: &Rc<Self>) {
        let inner = Rc::clone(self);
        spawn(async move {
            let account = inner.state.borrow().info.account;
            let path = format!("/api/session?account={account}");
            let Ok(reply) = http::request("GET", &path, None).await else { return };
            if inner.is_stopped() {
                return;
            }
            match reply.status {
                200 => {
                    let Ok(info) = serde_json::from_str::<SessionInfo>(&reply.body) else { return };
                    if info.account == account && info != inner.state.borrow().info {
                        inner.report(Report::Session(Box::new(info)));
                    }
                }
                401 | 403 => {
                    if let Role::Leader(leader) = &mut inner.state.borrow_mut().role {
                        leader.sign_in_needed = true;
                    }
                    inner.handle(Event::Stop);
                }
                _ => {}
            }
        });
    }

    /// Reports the link if what there is to say changed; `derived`: whether views show all that is
    /// here.
    pub(super) fn publish_link(&self, derived: bool) {
        let mut state = self.state.borrow_mut();
        let State { role: Role::Leader(leader), model, link, store_problem, .. } = &mut *state
        else {
            return;
        };
        let now = leader.link_status(model);
        let before = std::mem::replace(link, now.clone());
        // A new device has nothing to show before the first comparison, or before it is clear
        // that none will come for now.
        let settled =
            !matches!(now, LinkStatus::Syncing { .. } | LinkStatus::Offline { retry_at: None, .. });
        let message = Message::Status { link: now.clone(), store: store_problem.clone() };
        drop(state);
        if before != now {
            self.send(&message, &[]);
            self.report(Report::Link(now));
        }
        if settled && derived {
            self.report_loaded();
        }
    }
}

impl Leader {
    /// Finds the documents a command is about and edits them.
    fn perform(
        &mut self,
        model: &ReadModel,
        envelope: &Envelope,
    ) -> Result<(DocumentId, Carried, Vec<Effect>), Failure> {
        let now = envelope.at;
        let unknown = || Failure::new("unknown_record", "no such record on this device");
        if let Command::Create { record, kind, plan, unit, values } = &envelope.command {
            let document = model
                .home_for(kind, unit, *plan)
                .ok_or_else(|| Failure::new("not_here_yet", format!("no workbook of {unit}")))?;
            let values: Vec<(String, Value)> =
                values.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
            return self
                .edit(document, |doc| carry_out::create(doc, *record, kind, *plan, &values, now));
        }
        let id = carry_out::record_of(&envelope.command);
        let view = model.record(id).ok_or_else(unknown)?.clone();
        let document = view.document;
        match &envelope.command {
            Command::Create { .. } => Err(unknown()),
            Command::Save { record, edits } => {
                let applied = std::mem::take(&mut self.applied);
                let done = self.edit(document, |doc| {
                    carry_out::save(doc, *record, edits, now, |id| applied.get(&id).cloned())
                });
                self.applied = applied;
                done
            }
            Command::Choose { record, field, seen, value } => self.edit(document, |doc| {
                let value = value.clone().map(Value::from);
                carry_out::settle(doc, seen, *record, field, value, now)
            }),
            Command::Submission { entry, action, reason, .. } => {
                let (workbook, _) = model.workbook_beside(&document).ok_or_else(unknown)?;
                self.edit(workbook, |doc| {
                    let context = model.context(view.record.plan);
                    let step = carry_out::Step { entry: *entry, action, reason };
                    carry_out::submission(doc, &view, &step, &context, now)
                })
            }
            Command::Delete { .. } => self.edit(document, |doc| carry_out::delete(doc, &view, now)),
            Command::Decide { entry, action, reason, seen, .. } => {
                let forbidden = || Failure::new("not_allowed", format!("{action} is not yours"));
                let (_, scope) = model.workbook_beside(&document).ok_or_else(unknown)?;
                let step = view
                    .record
                    .kind
                    .and_then(|found| kind(found.id)?.transition(action))
                    .ok_or_else(forbidden)?;
                let role =
                    model.me().deciding_role(scope, step, &view.record).ok_or_else(forbidden)?;
                let decisions = model
                    .decisions_for(scope, role)
                    .ok_or_else(|| Failure::new("not_here_yet", "no decisions document"))?;
                let home = match document == decisions {
                    true => None,
                    false => Some(self.device.document(&document).ok_or_else(unknown)?.clone()),
                };
                let step = carry_out::Step { entry: *entry, action, reason };
                let context = model.context(view.record.plan);
                self.edit(decisions, |doc| {
                    let seen = (seen.as_str(), &context);
                    carry_out::decision(doc, home.as_ref(), &view, &step, seen, now)
                })
            }
        }
    }

    fn edit(
        &mut self,
        document: DocumentId,
        edit: impl FnOnce(&mut automerge::Automerge) -> Result<Carried, Failure>,
    ) -> Result<(DocumentId, Carried, Vec<Effect>), Failure> {
        match self.device.edit(&document, edit) {
            Ok((carried, effects)) => Ok((document, carried, effects)),
            Err(EditError::Missing) => {
                Err(Failure::new("not_here_yet", "the document has not arrived yet"))
            }
            Err(EditError::ReadOnly) => {
                Err(Failure::new("read_only", "this account may not write the document"))
            }
            Err(EditError::Edit(failure)) => Err(failure),
        }
    }

    /// What the status chip says.
    fn link_status(&mut self, model: &ReadModel) -> LinkStatus {
        let (mut unsent, mut behind) = (0, false);
        let (mut store, mut server, mut refused) = (None, false, None);
        let mut no_access = false;
        for id in self.device.documents() {
            let Some(status) = self.device.status(&id) else { continue };
            unsent += status.unsent;
            no_access |= status.unsent > 0 && !status.access.writes();
            behind |= status.behind;
            if let Some(error) = status.store_error {
                store = Some(error.0);
            }
            server |= status.relay_refuses.is_some();
            if status.refused > 0 {
                refused = self.progress(&id).refused.into_iter().next();
            }
        }
        // People count records, not changes.
        let items = if unsent == 0 { 0 } else { model.unsent().max(1) };
        let error = |code: &str, message: String| LinkStatus::Error {
            code: code.to_owned(),
            message,
            unsent: items,
        };
        let link = self.device.link();
        let confirmed = link == DeviceLink::Live && unsent == 0 && !behind;
        self.last_receipt = confirmed.then(|| self.last_receipt.unwrap_or_else(clock::now));
        match (store, refused, link) {
            (Some(text), _, _) => error("store", text),
            (None, Some(refused), _) => error("refused", refused.message),
            (None, None, DeviceLink::Live) if no_access => {
                error("no_access", "work in a document that may not be written".to_owned())
            }
            (None, None, DeviceLink::Live | DeviceLink::Comparing) if server => {
                error("server_store", "the server cannot store".to_owned())
            }
            (None, None, DeviceLink::Stopped) if self.sign_in_needed => {
                LinkStatus::SignInNeeded { unsent: items }
            }
            (None, None, DeviceLink::Waiting { rejected: Some(text), .. }) => {
                error("rejected", text)
            }
            (None, None, DeviceLink::Waiting { retry_at, .. }) => {
                LinkStatus::Offline { unsent: items, retry_at: Some(retry_at) }
            }
            (None, None, DeviceLink::Stopped | DeviceLink::Connecting) => {
                LinkStatus::Offline { unsent: items, retry_at: None }
            }
            (None, None, DeviceLink::Comparing) => LinkStatus::Syncing { items },
            (None, None, DeviceLink::Live) if items > 0 || behind => LinkStatus::Syncing { items },
            (None, None, DeviceLink::Live) => {
                LinkStatus::Online { last_receipt: self.last_receipt }
            }
        }
    }
}

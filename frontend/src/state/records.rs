//! Commands on records: each returns once it is stored on this device.

use leptos::prelude::*;
use shared::access::{Access, access};
use shared::domain::canonical;
use shared::domain::directory::Unit;
use shared::domain::document::DocumentScope;
use shared::domain::kind::{By, Home, Kind, Transition};
use shared::domain::record::Alternative;
use shared::domain::value::Value;
use shared::id::{EntryId, PlanId, RecordId, UnitId};

use super::app::AppState;
use super::error::CommandError;
use super::form::FormSession;
use super::session::Session;
use crate::engine::command::{Command, CommandId, Outcome};
use crate::engine::view::{Model, RecordView};
use crate::platform::entropy;

impl AppState {
    /// Creates a record in `unit`'s workbook (own unit if nothing) and stores it.
    pub async fn create_record(
        self,
        kind: &'static Kind,
        plan: PlanId,
        unit: Option<UnitId>,
        values: Vec<(&'static str, Value)>,
    ) -> Result<RecordId, CommandError> {
        let record = RecordId::new(entropy::uuid_v7());
        let own = || self.session.with_untracked(|s| s.info().map(|info| info.unit.clone()));
        let unit = unit.or_else(own);
        let unit = unit.ok_or_else(|| CommandError::new("not_allowed", "signed out"))?;
        let values =
            values.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
        let kind = kind.id.to_owned();
        self.execute(Command::Create { record, kind, plan, unit, values }).await?;
        Ok(record)
    }

    /// A form for a record that does not exist yet: it is created, with `values`, at the first
    /// edit, so that looking at an empty form leaves nothing behind. Call inside a component.
    pub fn new_form(
        self,
        kind: &'static Kind,
        plan: PlanId,
        unit: Option<UnitId>,
        values: Vec<(&'static str, Value)>,
    ) -> FormSession {
        FormSession::create(self, kind, plan, unit, values)
    }

    /// A form on a record. Holds what it displayed; saves by itself. Call inside a component.
    pub fn open_form(self, record: RecordId) -> FormSession {
        FormSession::open(self, record)
    }

    /// Takes a step with a record, exactly as `view` shows it. Fails with `problems` if something
    /// blocks (see [`RecordView::problems`]), with `condition` if something must be so first, and a
    /// decision with `superseded` if the record moved on since, so that nobody decides on what they
    /// did not see.
    pub async fn take_step(
        self,
        view: Model<RecordView>,
        step: &'static Transition,
        reason: String,
    ) -> Result<(), CommandError> {
        let (entry, record) = (EntryId::new(entropy::uuid_v7()), view.id());
        let action = step.id.to_owned();
        let command = match step.by {
            By::Submission => Command::Submission { entry, record, action, reason },
            By::Decision => {
                let seen = canonical::hash(&view.record);
                Command::Decide { entry, record, action, reason, seen }
            }
            By::Record => return self.delete(record).await,
        };
        self.execute(command).await.map(drop)
    }

    /// Marks a record as deleted.
    pub async fn delete(self, record: RecordId) -> Result<(), CommandError> {
        self.execute(Command::Delete { record }).await?;
        // What was held back of it goes with it.
        if let Some(engine) = self.engine() {
            for (entry, _) in engine.held_edits(record).await {
                engine.forget_journal(entry);
            }
        }
        Ok(())
    }

    /// Settles a conflict: writes one of the alternatives as the field's value, over all that
    /// `view` shows.
    pub async fn choose(
        self,
        view: Model<RecordView>,
        field: &'static str,
        chosen: Alternative,
    ) -> Result<(), CommandError> {
        if chosen.value.is_none() && !chosen.cleared {
            return Err(CommandError::new("wrong_value", "nothing to keep"));
        }
        let (record, field, seen) = (view.id(), field.to_owned(), view.heads.clone());
        let value = chosen.value.map(Into::into);
        self.execute(Command::Choose { record, field, seen, value }).await.map(drop)
    }

    /// The units on which this account may lay a record of a kind. Tracks directory and session.
    pub fn layable_units(self, kind: &Kind) -> Vec<UnitId> {
        let Some(member) = self.session.with(Session::membership) else { return Vec::new() };
        let Home::Decisions(roles) = kind.home else { return Vec::new() };
        self.directory.with(|directory| {
            let writes = |unit: &Unit| {
                roles.iter().any(|role| {
                    let (id, supervisor) = (unit.id.clone(), unit.supervisor.clone());
                    let scope = DocumentScope::decisions(id, supervisor, *role, 0);
                    access(&member, &scope) == Access::Write
                })
            };
            let units = directory.units.values().filter(|unit| unit.kind.keeps_workbook());
            units.filter(|unit| writes(unit)).map(|unit| unit.id.clone()).collect()
        })
    }

    /// Carries a command out and waits until it is stored.
    async fn execute(self, command: Command) -> Result<Outcome, CommandError> {
        let engine = self.engine().ok_or_else(|| CommandError::new("not_allowed", "signed out"))?;
        match engine.execute(CommandId(entropy::uuid_v7()), command).await {
            Ok(result) => result,
            Err(_) => Err(CommandError::new("not_allowed", "the account was left")),
        }
    }
}

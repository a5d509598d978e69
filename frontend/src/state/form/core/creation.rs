//! A record that a form will create at its first edit.

use shared::domain::kind::Kind;
use shared::domain::value::Value;
use shared::id::{PlanId, RecordId, UnitId};

use super::{Overlay, new_id};
use crate::engine::command::{Command, CommandId};

/// A record to be created at the first edit.
pub(crate) struct Creation {
    pub(super) command: CommandId,
    pub(super) kind: &'static Kind,
    plan: PlanId,
    unit: UnitId,
    values: Vec<(&'static str, Value)>,
    /// Whether the command was given.
    pub(super) given: bool,
}

impl Creation {
    pub(in crate::state) fn new(
        kind: &'static Kind,
        plan: PlanId,
        unit: UnitId,
        values: Vec<(&'static str, Value)>,
    ) -> Self {
        Self { command: new_id(), kind, plan, unit, values, given: false }
    }

    pub(in crate::state) fn overlay(&self) -> Overlay {
        self.values.iter().map(|(key, value)| (*key, Some(value.clone()))).collect()
    }

    pub(super) fn text(&self, key: &str) -> &str {
        let value = self.values.iter().find(|(known, _)| *known == key);
        value.and_then(|(_, value)| value.as_text()).unwrap_or_default()
    }

    pub(super) fn command(&self, record: RecordId) -> Command {
        Command::Create {
            record,
            kind: self.kind.id.to_owned(),
            plan: self.plan,
            unit: self.unit.clone(),
            values: self.values.iter().map(|(k, v)| ((*k).to_owned(), v.clone().into())).collect(),
        }
    }
}

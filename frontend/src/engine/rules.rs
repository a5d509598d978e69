//! What an account may do with a record, from permissions, state and authorship.

use shared::access::{Access, Membership, access};
use shared::domain::document::DocumentScope;
use shared::domain::kind::{By, Transition};
use shared::domain::role::Role;
use shared::domain::state::State;
use shared::id::AccountId;
use shared::merge::view::RecordView as Said;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The account.
    pub account: AccountId,
    /// Its unit and roles.
    pub member: Membership,
}

impl Me {
    /// Whether the account may write a document of this scope.
    pub fn writes(&self, scope: &DocumentScope) -> bool {
        access(&self.member, scope) == Access::Write
    }

    /// The role in whose document this account decides on records of the workbook, if it may: the
    /// first of the transition's roles.
    pub fn deciding_role(&self, workbook: &DocumentScope, step: &Transition) -> Option<Role> {
        step.roles.iter().copied().find(|role| self.writes(&decisions_scope(workbook, *role)))
    }

    /// The steps this account may take with a record now.
    pub fn steps(&self, said: &Said, workbook: &DocumentScope) -> Vec<&'static Transition> {
        let Some(kind) = said.record.kind else { return Vec::new() };
        kind.transitions
            .iter()
            .filter(|step| step.from.contains(&said.derived.state))
            .filter(|step| match step.by {
                By::Submission | By::Record => {
                    self.writes(workbook) && step.roles.iter().any(|role| self.member.has(*role))
                }
                // Four eyes: the creator's own decision would be ignored, and so would one on a
                // record whose creator nobody knows.
                By::Decision => {
                    self.deciding_role(workbook, step).is_some()
                        && said.record.creator.is_some_and(|creator| creator != self.account)
                }
            })
            .collect()
    }

    /// Whether the account may change the record's fields.
    pub fn may_edit(&self, said: &Said, workbook: &DocumentScope) -> bool {
        self.writes(workbook) && said.derived.state != State::Deleted && said.record.kind.is_some()
    }

    /// Whether the record is shown at all: drafts only to their unit and who made them.
    pub fn sees(&self, said: &Said) -> bool {
        said.derived.state != State::Draft
            || said.unit == self.member.unit
            || said.record.creator == Some(self.account)
    }
}

/// The scope of what `role` says about the records of a workbook.
pub fn decisions_scope(workbook: &DocumentScope, role: Role) -> DocumentScope {
    DocumentScope {
        kind: shared::domain::document::DocumentKind::Decisions,
        role: Some(role),
        ..workbook.clone()
    }
}

//! What an account may do with a record, from permissions, state and authorship.

use shared::access::{Access, Membership, access};
use shared::domain::document::DocumentScope;
use shared::domain::kind::{By, FourEyes, Home, Kind, Transition};
use shared::domain::record::Record;
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

    /// The role in whose document this account takes a step with a record of the workbook's unit, if
    /// it may: the first of the transition's roles.
    pub fn deciding_role(
        &self,
        workbook: &DocumentScope,
        step: &Transition,
        record: &Record,
    ) -> Option<Role> {
        let writes = |role: &Role| self.writes(&decisions_scope(workbook, *role));
        step.roles.iter().copied().filter(|role| step.is_for(*role, record)).find(writes)
    }

    /// In whose documents this account lays records of a kind on the unit of a workbook, if it may.
    pub fn laying_role(&self, kind: &Kind, workbook: &DocumentScope) -> Option<Role> {
        let Home::Decisions(roles) = kind.home else { return None };
        roles.iter().copied().find(|role| self.writes(&decisions_scope(workbook, *role)))
    }

    /// The steps this account may take with a record now; `home` is the document it stands in.
    pub fn steps(
        &self,
        said: &Said,
        workbook: &DocumentScope,
        home: &DocumentScope,
    ) -> Vec<&'static Transition> {
        let Some(kind) = said.record.kind else { return Vec::new() };
        let has_role = |step: &Transition| step.roles.iter().any(|role| self.member.has(*role));
        kind.transitions
            .iter()
            .filter(|step| step.from.contains(&said.derived.state))
            .filter(|step| match step.by {
                By::Submission => self.writes(workbook) && has_role(step),
                By::Record => self.writes(home) && has_role(step),
                By::Decision => {
                    self.deciding_role(workbook, step, &said.record).is_some()
                        && self.has_other_eyes(step, said)
                        && step.when.is_none_or(|condition| (condition.holds)(&said.record))
                }
            })
            .collect()
    }

    /// Four eyes: the decision of who created the record, or reported on it, would be ignored, and
    /// so would one on a record whose creator nobody knows.
    fn has_other_eyes(&self, step: &Transition, said: &Said) -> bool {
        match step.four_eyes {
            FourEyes::None => true,
            FourEyes::Creator => said.record.creator.is_some_and(|who| who != self.account),
            FourEyes::Reporter => said.derived.reporter.is_none_or(|who| who != self.account),
        }
    }

    /// Whether the account may change the record's fields; `home` is the document it stands in.
    pub fn may_edit(&self, said: &Said, home: &DocumentScope) -> bool {
        self.writes(home) && said.derived.state != State::DELETED && said.record.kind.is_some()
    }

    /// Whether the record is shown at all: drafts only to their unit and who made them.
    pub fn sees(&self, said: &Said) -> bool {
        let laid_on = said.record.kind.is_some_and(|kind| matches!(kind.home, Home::Decisions(_)));
        said.derived.state != State::DRAFT
            || said.record.creator == Some(self.account)
            || (said.unit == self.member.unit && !laid_on)
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

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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use shared::domain::kind::KINDS;
    use shared::domain::state::Derived;
    use shared::id::{RecordId, UnitId};
    use shared::time::TimestampMs;
    use uuid::Uuid;

    const CREATOR: AccountId = AccountId::new(Uuid::from_u128(1));

    fn said(kind: &'static Kind, state: State, unit: &UnitId, laid_by: Option<Role>) -> Said {
        let record = Record {
            id: RecordId::new(Uuid::from_u128(9)),
            kind: Some(kind),
            plan: None,
            fields: Default::default(),
            creator: Some(CREATOR),
            created_at: TimestampMs::default(),
            deleted: false,
            laid_by,
        };
        let derived = Derived { state, ..Derived::draft() };
        let (decisions, submissions) = (Vec::new(), Vec::new());
        Said { record, unit: unit.clone(), derived, decisions, submissions }
    }

    /// Every (kind, state, role, transition): what the app offers is what `soxa workflows` prints,
    /// for the creator and for somebody else of the unit, and for others where they may.
    #[test]
    fn steps_are_offered_as_the_workflows_say() {
        let unit = UnitId::from("KT");
        // The unit's own book, and that of a village that it looks after.
        let books = [("KT", None), ("T01", Some(unit.clone()))];
        let books = books.map(|(of, by)| DocumentScope::workbook(of.into(), by, 2026));
        let mut taken = BTreeSet::new();
        for (workbook, kind) in books.iter().flat_map(|book| KINDS.iter().map(move |k| (book, *k)))
        {
            let laid_by: Vec<Option<Role>> = match kind.home {
                Home::Workbook => vec![None],
                Home::Decisions(roles) => roles.iter().copied().map(Some).collect(),
            };
            for laid_by in laid_by {
                let home = laid_by.map_or(workbook.clone(), |role| decisions_scope(workbook, role));
                for (&state, &role) in
                    kind.states.iter().flat_map(|state| Role::ALL.iter().map(move |r| (state, r)))
                {
                    for account in [CREATOR, AccountId::new(Uuid::from_u128(2))] {
                        let member = Membership { unit: unit.clone(), roles: [role].into() };
                        let me = Me { account, member };
                        let said = said(kind, state, &unit, laid_by);
                        let steps = me.steps(&said, workbook, &home);
                        for step in kind.transitions {
                            let may = steps.iter().any(|offered| std::ptr::eq(*offered, step));
                            let named = step.from.contains(&state) && step.roles.contains(&role);
                            let own = step.four_eyes == FourEyes::Creator && account == CREATOR;
                            let writes = match step.by {
                                By::Submission => me.writes(workbook),
                                By::Record => me.writes(&home),
                                By::Decision => me.writes(&decisions_scope(workbook, role)),
                            };
                            let lays = step.is_for(role, &said.record) || step.by != By::Decision;
                            let ready = step.by != By::Decision
                                || step.when.is_none_or(|when| (when.holds)(&said.record));
                            let who =
                                format!("{}: {} by {role} in {}", kind.id, step.id, state.as_str());
                            assert_eq!(may, named && writes && lays && ready && !own, "{who}");
                            if may {
                                taken.insert((kind.id, step.id, role));
                            }
                        }
                    }
                }
            }
        }
        // Whoever the workflows name for a step can take it, but for what the record must hold first.
        for kind in KINDS {
            let steps = kind.transitions.iter().filter(|step| step.when.is_none());
            for (step, role) in steps.flat_map(|step| step.roles.iter().map(move |r| (step, *r))) {
                assert!(
                    taken.contains(&(kind.id, step.id, role)),
                    "{} {} {role}",
                    kind.id,
                    step.id
                );
            }
        }
    }
}

//! Who may read and write which document: the whole table of DESIGN §2 as one pure function.
//!
//! The relay enforces it on every message, the interface hides by it, one test covers every cell.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::document::{DocumentKind, DocumentScope};
use crate::domain::role::Role;
use crate::id::UnitId;

/// What an account may do with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Nothing; it does not even learn that the document exists.
    None,
    /// Read.
    Read,
    /// Read and write.
    Write,
}

/// An account's place in the commune.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The unit it belongs to.
    pub unit: UnitId,
    /// Its roles.
    pub roles: BTreeSet<Role>,
}

impl Membership {
    /// Whether the account holds the role.
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    fn has_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.has(*role))
    }
}

/// Who may read every workbook and all decisions, beside the unit itself (DESIGN §2).
const RECORD_READERS: &[Role] = &[
    Role::Planner,
    Role::Leader,
    Role::Finance,
    Role::Accountant,
    Role::Clerk,
    Role::Party,
    Role::Editor,
    Role::EditorialHead,
    Role::Auditor,
];

/// What a member may do with a document of this scope.
pub fn access(member: &Membership, scope: &DocumentScope) -> Access {
    let writes = match scope.kind {
        // The product catalogue and the places library, which others may write too, do not exist
        // yet; they will be documents of their own, so that the directory stays the admin's.
        DocumentKind::Directory => member.has(Role::Admin),
        DocumentKind::Plan => member.has(Role::Planner),
        DocumentKind::Workbook => writes_workbook(member, scope),
        DocumentKind::Decisions => writes_decisions(member, scope),
        DocumentKind::Reports => member.has_any(&[Role::Planner, Role::Clerk, Role::Leader]),
    };
    if writes {
        Access::Write
    } else if reads(member, scope) {
        Access::Read
    } else {
        Access::None
    }
}

fn writes_workbook(member: &Membership, scope: &DocumentScope) -> bool {
    let own = scope.unit.as_ref() == Some(&member.unit);
    let village = scope.supervisor.is_some();
    (own && member.has_any(&[Role::Recorder, Role::Head]))
        // "nhập hộ": for villages that telephone
        || (village && member.has(Role::Planner))
}

fn writes_decisions(member: &Membership, scope: &DocumentScope) -> bool {
    match scope.role {
        Some(Role::Head) => is_approving_head(member, scope),
        Some(role) => member.has(role),
        None => false,
    }
}

/// Whether the member is the head who approves this unit's records: its own head, or for a
/// village the head of the supervising unit.
fn is_approving_head(member: &Membership, scope: &DocumentScope) -> bool {
    member.has(Role::Head)
        && scope.supervisor.as_ref().or(scope.unit.as_ref()) == Some(&member.unit)
}

fn reads(member: &Membership, scope: &DocumentScope) -> bool {
    match scope.kind {
        DocumentKind::Directory | DocumentKind::Plan => true,
        DocumentKind::Workbook | DocumentKind::Decisions => {
            // A member of the unit without a role that reads records (an admin, say) is still one
            // of the unit's people; the pure admin belongs to no unit that keeps a workbook.
            (scope.unit.as_ref() == Some(&member.unit)
                && member.has_any(&[Role::Recorder, Role::Head]))
                || is_approving_head(member, scope)
                || member.has_any(RECORD_READERS)
        }
        DocumentKind::Reports => member.has_any(&[Role::Finance, Role::Auditor, Role::Head]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes() -> Vec<(&'static str, DocumentScope)> {
        let village = || (UnitId::from("T01"), Some(UnitId::from("VHXH")));
        let plan = crate::id::PlanId::new(uuid::Uuid::nil());
        let mut scopes = vec![
            ("directory", DocumentScope::directory()),
            ("plan", DocumentScope::plan(plan, 2026)),
            ("workbook own", DocumentScope::workbook("KT".into(), None, 2026)),
            ("workbook other", DocumentScope::workbook("CA".into(), None, 2026)),
            ("workbook village", DocumentScope::workbook(village().0, village().1, 2026)),
            ("reports", DocumentScope::reports(2026)),
        ];
        for (name, role) in [("head", Role::Head), ("leader", Role::Leader), ("party", Role::Party)]
        {
            for (whose, unit, supervisor) in
                [("own", "KT".into(), None), ("village", village().0, village().1)]
            {
                scopes.push((
                    Box::leak(format!("decisions {whose}/{name}").into_boxed_str()),
                    DocumentScope::decisions(unit, supervisor, role, 2026),
                ));
            }
        }
        scopes
    }

    /// Every cell: a row per role (a member of KT), a column per document, and rows for members
    /// whose place matters.
    #[test]
    fn every_cell_of_the_table() {
        let mut table = String::new();
        let mut row = |name: &str, unit: &str, roles: &[Role]| {
            let member = Membership { unit: unit.into(), roles: roles.iter().copied().collect() };
            let cells: Vec<String> = scopes()
                .iter()
                .map(|(document, scope)| match access(&member, scope) {
                    Access::None => format!("{document}: -"),
                    Access::Read => format!("{document}: r"),
                    Access::Write => format!("{document}: W"),
                })
                .collect();
            table.push_str(&format!("{name}\n    {}\n", cells.join("\n    ")));
        };
        for &role in Role::ALL {
            row(&format!("{role} of KT"), "KT", &[role]);
        }
        row("head of VHXH", "VHXH", &[Role::Head]);
        row("recorder of VHXH", "VHXH", &[Role::Recorder]);
        row("recorder of village T01", "T01", &[Role::Recorder]);
        row("recorder of village T02", "T02", &[Role::Recorder]);
        row("head of village T01", "T01", &[Role::Head]);
        row("recorder and planner of VHXH", "VHXH", &[Role::Recorder, Role::Planner]);
        row("nobody", "KT", &[]);
        insta::assert_snapshot!(table);
    }

    #[test]
    fn an_auditor_writes_nothing() {
        let member = Membership { unit: "KT".into(), roles: [Role::Auditor].into() };
        for (name, scope) in scopes() {
            assert_ne!(access(&member, &scope), Access::Write, "{name}");
        }
    }
}

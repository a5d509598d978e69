//! Which document something is written in.

use shared::domain::document::{DocumentKind, DocumentScope};
use shared::domain::kind::Home;
use shared::domain::role::Role;
use shared::id::{DocumentId, PlanId, UnitId};

use super::ReadModel;

impl ReadModel {
    /// The workbook into which a unit's records for a plan go: that of the plan's year, else the
    /// newest.
    pub fn workbook_for(&self, unit: &UnitId, plan: PlanId) -> Option<DocumentId> {
        let year = self.plans.iter().find(|view| view.id == plan).map(|view| view.year);
        let mut books: Vec<(Option<i16>, DocumentId)> = self
            .scopes
            .iter()
            .filter(|(_, scope)| {
                scope.kind == DocumentKind::Workbook && scope.unit.as_ref() == Some(unit)
            })
            .map(|(id, scope)| (scope.year, *id))
            .collect();
        books.sort();
        let exact = books.iter().find(|(of, _)| of.is_some() && *of == year);
        exact.or(books.last()).map(|(_, id)| *id)
    }

    /// The document into which a unit's records of a kind go: its workbook, or what this account's
    /// role says about it.
    pub fn home_for(&self, kind: &str, unit: &UnitId, plan: PlanId) -> Option<DocumentId> {
        let workbook = self.workbook_for(unit, plan)?;
        let kind = shared::domain::kind::kind(kind)?;
        match kind.home {
            Home::Workbook => Some(workbook),
            Home::Decisions(_) => {
                let scope = self.scope(&workbook)?;
                self.decisions_for(scope, self.me.laying_role(kind, scope)?)
            }
        }
    }

    /// The workbook of the unit and year that a document is about.
    pub fn workbook_beside(&self, id: &DocumentId) -> Option<(DocumentId, &DocumentScope)> {
        let scope = self.scopes.get(id)?;
        self.scopes
            .iter()
            .find(|(_, of)| {
                (of.kind, &of.unit, of.year) == (DocumentKind::Workbook, &scope.unit, scope.year)
            })
            .map(|(id, scope)| (*id, scope))
    }

    /// A document's scope.
    pub fn scope(&self, id: &DocumentId) -> Option<&DocumentScope> {
        self.scopes.get(id)
    }

    /// What `role` says about the records of a workbook.
    pub fn decisions_for(&self, workbook: &DocumentScope, role: Role) -> Option<DocumentId> {
        let wanted = crate::engine::rules::decisions_scope(workbook, role);
        self.ids(|scope| {
            (scope.kind, &scope.unit, scope.role, scope.year)
                == (wanted.kind, &wanted.unit, wanted.role, wanted.year)
        })
        .next()
    }
}

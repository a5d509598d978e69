//! Who may do what with which document: the domain's rules behind the engine's questions.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ExpandedChange;
use shared::access::{self, Membership};
use shared::domain::document::DocumentScope;
use shared::id::{AccountId, DocumentId};
use shared::schema::purge::Purge;
use shared::sync::access::{Access, Policy};

use crate::store::model::{Account, DocumentRow, PurgeRow};

/// One commune's members and documents, as last read from the store.
#[derive(Debug, Default, PartialEq)]
pub(super) struct CommunePolicy {
    /// Enabled accounts only.
    members: BTreeMap<AccountId, Membership>,
    /// Living documents.
    documents: BTreeMap<DocumentId, DocumentScope>,
    /// Documents that a purge replaced, with what devices are told of it, if that is known.
    erased: BTreeMap<DocumentId, Option<(u64, Vec<u8>)>>,
}

impl CommunePolicy {
    /// From the store's rows.
    pub(super) fn new(
        accounts: &[Account],
        documents: &[DocumentRow],
        purges: &[PurgeRow],
    ) -> Self {
        let enabled = accounts.iter().filter(|account| !account.disabled);
        let (living, erased): (Vec<_>, Vec<_>) =
            documents.iter().partition(|row| row.superseded_by.is_none());
        let mut erased: BTreeMap<_, _> =
            erased.into_iter().map(|row| (row.document.id, None)).collect();
        for row in purges {
            for (old, _) in Purge::from_bytes(&row.told).into_iter().flat_map(|p| p.documents) {
                if let Some(told) = erased.get_mut(&old) {
                    *told = Some((row.number, row.told.clone()));
                }
            }
        }
        let living = living.into_iter();
        Self {
            members: enabled.map(|account| (account.id, account.membership())).collect(),
            documents: living.map(|row| (row.document.id, row.document.scope.clone())).collect(),
            erased,
        }
    }

    /// The documents that are erased and were not `before`.
    pub(super) fn erased_since(&self, before: &Self) -> Vec<DocumentId> {
        self.erased.keys().filter(|id| !before.erased.contains_key(id)).copied().collect()
    }

    /// The living documents that did not live `before`.
    pub(super) fn founded_since(&self, before: &Self) -> Vec<DocumentId> {
        self.documents.keys().filter(|id| !before.documents.contains_key(id)).copied().collect()
    }

    /// Whether a living document has this scope, whoever supervises it.
    pub(super) fn has_scope(&self, scope: &DocumentScope) -> bool {
        self.documents.values().any(|known| same_place(known, scope))
    }

    /// The document of a scope.
    pub(super) fn find(&self, scope: &DocumentScope) -> Option<DocumentId> {
        self.documents.iter().find(|(_, known)| *known == scope).map(|(id, _)| *id)
    }

    /// Whether the account is enabled.
    pub(super) fn is_member(&self, account: &AccountId) -> bool {
        self.members.contains_key(account)
    }

    /// Living documents.
    pub(super) fn living(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.keys()
    }

    /// The accounts for which something differs from `before`.
    pub(super) fn changed_since(&self, before: &Self) -> BTreeSet<AccountId> {
        let all = self.members.keys().chain(before.members.keys());
        if self.documents != before.documents || self.erased != before.erased {
            return all.copied().collect();
        }
        all.filter(|id| self.members.get(id) != before.members.get(id)).copied().collect()
    }
}

/// Whether two scopes are the same but for who supervises.
pub(super) fn same_place(one: &DocumentScope, other: &DocumentScope) -> bool {
    let place = |s: &DocumentScope| DocumentScope { supervisor: None, ..s.clone() };
    place(one) == place(other)
}

impl Policy for CommunePolicy {
    fn access(&self, account: &AccountId, document: &DocumentId) -> Access {
        let Some(member) = self.members.get(account) else { return Access::None };
        // Whoever was a member may have a copy, of a time when its place was another: all are told.
        // An erased document's id says nothing.
        if self.erased.contains_key(document) {
            return Access::Erased;
        }
        let Some(scope) = self.documents.get(document) else { return Access::None };
        match access::access(member, scope) {
            access::Access::None => Access::None,
            access::Access::Read => Access::Read,
            access::Access::Write => Access::Write,
        }
    }

    fn purge_of(&self, document: &DocumentId) -> Option<(u64, Vec<u8>)> {
        self.erased.get(document)?.clone()
    }

    fn exempt(&self, _document: &DocumentId, change: &ExpandedChange) -> bool {
        shared::schema::migration::is_recomputable(change)
    }

    fn documents(&self, account: &AccountId) -> Vec<DocumentId> {
        self.documents
            .keys()
            .chain(self.erased.keys())
            .filter(|document| self.access(account, document) != Access::None)
            .copied()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::document::DocumentRef;
    use shared::domain::role::Role;
    use shared::time::TimestampMs;
    use uuid::Uuid;

    use crate::store::conformance::commune;
    use crate::store::model::Username;

    fn account(number: u128, roles: &[Role]) -> Account {
        Account {
            commune: commune(1).id,
            id: AccountId::new(Uuid::from_u128(number)),
            username: Username::parse(&format!("a{number:02}")).expect("valid"),
            name: String::new(),
            post: String::new(),
            unit: "KT".into(),
            roles: roles.iter().copied().collect(),
            disabled: false,
            created_at: TimestampMs(0),
        }
    }

    fn row(number: u8, scope: DocumentScope) -> DocumentRow {
        DocumentRow {
            document: DocumentRef { id: DocumentId::new([number; 16]), scope },
            created_at: TimestampMs(0),
            superseded_by: None,
            heads: Vec::new(),
        }
    }

    #[test]
    fn the_relay_enforces_the_table_of_the_domain() {
        let clerk = account(1, &[Role::Recorder]);
        let off = Account { disabled: true, ..account(2, &[Role::Recorder]) };
        let own = row(1, DocumentScope::workbook("KT".into(), None, 2026));
        let other = row(2, DocumentScope::workbook("CA".into(), None, 2026));
        let plan = row(3, DocumentScope::directory());
        let gone = DocumentRow {
            superseded_by: Some(own.document.id),
            ..row(4, DocumentScope::workbook("KT".into(), None, 2026))
        };
        let stranger = account(3, &[]);
        let rows = [own, other, plan, gone];
        let accounts = [clerk.clone(), off.clone(), stranger.clone()];
        let policy = CommunePolicy::new(&accounts, &rows, &[]);
        let of =
            |who: &Account| rows.each_ref().map(|row| policy.access(&who.id, &row.document.id));
        assert_eq!(of(&clerk), [Access::Write, Access::None, Access::Read, Access::Erased]);
        assert_eq!(of(&off), [Access::None; 4]);
        assert_eq!(of(&stranger)[3], Access::Erased, "it may have a copy of another time");
        assert_eq!(policy.documents(&clerk.id).len(), 3);
        assert_eq!(policy.access(&clerk.id, &DocumentId::new([9; 16])), Access::None);
    }

    #[test]
    fn only_those_concerned_are_told() {
        let (one, two) = (account(1, &[Role::Recorder]), account(2, &[Role::Recorder]));
        let rows = [row(1, DocumentScope::directory())];
        let before = CommunePolicy::new(&[one.clone(), two.clone()], &rows, &[]);
        let promoted = Account { roles: [Role::Head].into(), ..two.clone() };
        let after = CommunePolicy::new(&[one.clone(), promoted], &rows, &[]);
        assert_eq!(after.changed_since(&before), [two.id].into());
        let more = [rows[0].clone(), row(2, DocumentScope::reports(2026))];
        let after = CommunePolicy::new(&[one.clone(), two.clone()], &more, &[]);
        assert_eq!(after.changed_since(&before), [one.id, two.id].into());
    }
}

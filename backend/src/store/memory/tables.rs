//! The tables of the store in memory, as the SQL schema has them.

use std::collections::BTreeMap;

use automerge::{ActorId, ChangeHash};
use jiff::civil::Date;
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::id::{AccountId, CommuneId, DocumentId};
use shared::limits::REFUSALS_MAX;
use shared::sync::store::ChunkKey;
use shared::time::TimestampMs;

use crate::store::model::{
    AccessEntry, Account, Commune, DayHeads, DocumentRow, DocumentWrite, EndReason, LoginFailures,
    NameHash, PasswordHash, PurgeRow, Purging, Refusal, Session, StoredDocument, TokenHash,
    Username,
};
use crate::store::{Result, StoreError};

/// Content of one document.
#[derive(Debug, Clone)]
struct Content {
    row: DocumentRow,
    chunks: Vec<(ChunkKey, Vec<u8>)>,
    bindings: BTreeMap<ActorId, AccountId>,
}

/// Everything.
#[derive(Debug, Default, Clone)]
pub(super) struct Tables {
    communes: BTreeMap<CommuneId, (Commune, u64)>,
    accounts: BTreeMap<(CommuneId, AccountId), (Account, PasswordHash)>,
    sessions: BTreeMap<TokenHash, Session>,
    failures: BTreeMap<NameHash, LoginFailures>,
    documents: Documents,
    day_heads: BTreeMap<(CommuneId, DocumentId, Date), Vec<ChangeHash>>,
    refusals: Vec<(CommuneId, Refusal)>,
    access: Vec<(CommuneId, AccessEntry)>,
    purges: Vec<(CommuneId, PurgeRow)>,
}

impl Tables {
    fn commune(&self, id: CommuneId) -> Result<()> {
        self.communes.get(&id).map(|_| ()).ok_or(StoreError::NotFound("commune"))
    }

    fn bump(&mut self, id: CommuneId) {
        if let Some((_, epoch)) = self.communes.get_mut(&id) {
            *epoch += 1;
        }
    }

    pub(super) fn create_commune(&mut self, commune: &Commune) -> Result<()> {
        if self.communes.contains_key(&commune.id) {
            return Err(StoreError::Taken("commune"));
        }
        self.communes.insert(commune.id, (commune.clone(), 0));
        Ok(())
    }

    pub(super) fn found(
        &mut self,
        commune: &Commune,
        accounts: &[(&Account, PasswordHash)],
        documents: &[DocumentWrite],
    ) -> Result<()> {
        let mut tables = self.clone();
        tables.create_commune(commune)?;
        for (account, hash) in accounts {
            tables.create_account(account, hash)?;
        }
        tables.commit(documents)?;
        *self = tables;
        Ok(())
    }

    pub(super) fn communes(&self) -> Vec<Commune> {
        let mut all: Vec<Commune> = self.communes.values().map(|(c, _)| c.clone()).collect();
        all.sort_by_key(|commune| (commune.created_at, commune.id));
        all
    }

    pub(super) fn access_epoch(&self, id: CommuneId) -> Result<u64> {
        self.communes.get(&id).map(|(_, e)| *e).ok_or(StoreError::NotFound("commune"))
    }

    pub(super) fn create_account(&mut self, new: &Account, hash: &PasswordHash) -> Result<()> {
        self.commune(new.commune)?;
        let taken = |(a, _): &(Account, _)| a.username == new.username;
        if self.accounts.values().any(taken) {
            return Err(StoreError::Taken("user name"));
        }
        self.accounts.insert((new.commune, new.id), (new.clone(), hash.clone()));
        self.bump(new.commune);
        Ok(())
    }

    pub(super) fn update_account(&mut self, new: &Account) -> Result<()> {
        let (old, _) =
            self.accounts.get_mut(&(new.commune, new.id)).ok_or(StoreError::NotFound("account"))?;
        *old =
            Account { username: old.username.clone(), created_at: old.created_at, ..new.clone() };
        self.bump(new.commune);
        Ok(())
    }

    pub(super) fn set_password(
        &mut self,
        commune: CommuneId,
        account: AccountId,
        hash: &PasswordHash,
    ) -> Result<()> {
        let row = self.accounts.get_mut(&(commune, account));
        row.ok_or(StoreError::NotFound("account"))?.1 = hash.clone();
        Ok(())
    }

    pub(super) fn account(&self, commune: CommuneId, id: AccountId) -> Option<Account> {
        self.accounts.get(&(commune, id)).map(|(account, _)| account.clone())
    }

    pub(super) fn accounts(&self, commune: CommuneId) -> Vec<Account> {
        let of_commune = self.accounts.values().filter(|(a, _)| a.commune == commune);
        let mut all: Vec<Account> = of_commune.map(|(account, _)| account.clone()).collect();
        all.sort_by(|a, b| a.username.cmp(&b.username));
        all
    }

    pub(super) fn account_named(&self, name: &Username) -> Option<(Account, PasswordHash)> {
        self.accounts.values().find(|(account, _)| account.username == *name).cloned()
    }

    pub(super) fn create_session(&mut self, session: &Session) -> Result<()> {
        if !self.accounts.contains_key(&(session.commune, session.account)) {
            return Err(StoreError::NotFound("account"));
        }
        if self.sessions.contains_key(&session.token) {
            return Err(StoreError::Taken("session"));
        }
        self.sessions.insert(session.token, session.clone());
        Ok(())
    }

    pub(super) fn session(&self, token: TokenHash) -> Option<Session> {
        self.sessions.get(&token).cloned()
    }

    pub(super) fn sessions(&self, commune: CommuneId, account: AccountId) -> Vec<Session> {
        let own = |s: &&Session| s.commune == commune && s.account == account;
        let mut all: Vec<Session> = self.sessions.values().filter(own).cloned().collect();
        all.sort_by_key(|session| std::cmp::Reverse((session.created_at, session.token)));
        all
    }

    pub(super) fn touch_session(&mut self, token: TokenHash, now: TimestampMs) -> Result<()> {
        let session = self.sessions.get_mut(&token).ok_or(StoreError::NotFound("session"))?;
        session.last_used_at = session.last_used_at.max(now);
        Ok(())
    }

    pub(super) fn end_session(
        &mut self,
        token: TokenHash,
        now: TimestampMs,
        why: EndReason,
    ) -> Result<()> {
        let session = self.sessions.get_mut(&token).ok_or(StoreError::NotFound("session"))?;
        session.ended.get_or_insert((now, why));
        let commune = session.commune;
        self.bump(commune);
        Ok(())
    }

    pub(super) fn end_sessions_of(
        &mut self,
        commune: CommuneId,
        account: AccountId,
        except: Option<TokenHash>,
        now: TimestampMs,
        why: EndReason,
    ) -> Result<()> {
        for session in self.sessions.values_mut() {
            let own = session.commune == commune && session.account == account;
            if own && Some(session.token) != except {
                session.ended.get_or_insert((now, why));
            }
        }
        self.bump(commune);
        Ok(())
    }

    pub(super) fn login_failures(&self, name: NameHash) -> LoginFailures {
        self.failures.get(&name).copied().unwrap_or_default()
    }

    pub(super) fn set_login_failures(&mut self, name: NameHash, state: LoginFailures) {
        self.failures.insert(name, state);
    }

    pub(super) fn forget_login_failures(&mut self, before: TimestampMs) {
        self.failures.retain(|_, s| s.last_at >= before || s.locked_until >= before);
    }

    pub(super) fn documents(&self, commune: CommuneId) -> Vec<DocumentRow> {
        let of_commune = self.documents.iter().filter(|((c, _), _)| *c == commune);
        of_commune.map(|(_, content)| content.row.clone()).collect()
    }

    pub(super) fn load(&self, commune: CommuneId, id: DocumentId) -> Result<StoredDocument> {
        let content = self.documents.get(&(commune, id)).ok_or(StoreError::NotFound("document"))?;
        Ok(StoredDocument {
            chunks: content.chunks.clone(),
            bindings: content.bindings.iter().map(|(actor, id)| (actor.clone(), *id)).collect(),
            heads: content.row.heads.clone(),
        })
    }

    pub(super) fn commit(&mut self, writes: &[DocumentWrite]) -> Result<()> {
        let mut documents = self.documents.clone();
        for write in writes {
            self.commune(write.commune)?;
            apply(&mut documents, write)?;
        }
        self.documents = documents;
        Ok(())
    }

    pub(super) fn supersede(&mut self, commune: CommuneId, purging: &Purging) -> Result<()> {
        let mut tables = self.clone();
        for replacement in &purging.replaced {
            let content = tables.documents.get_mut(&(commune, replacement.old));
            let content = content.filter(|content| {
                content.row.superseded_by.is_none() && content.row.heads == replacement.expected
            });
            let content = content.ok_or(StoreError::Taken("document"))?;
            content.row.superseded_by = Some(replacement.write.document);
            content.row.heads.clear();
            content.chunks.clear();
            content.bindings.clear();
        }
        for replacement in &purging.replaced {
            apply(&mut tables.documents, &replacement.write)?;
            let days = tables.day_heads.extract_if(.., |(of, document, _), _| {
                (*of, *document) == (commune, replacement.old)
            });
            let renamed = |heads: Vec<ChangeHash>| {
                heads.iter().filter_map(|head| replacement.hashes.get(head).copied()).collect()
            };
            let days: Vec<_> = days
                .map(|((_, _, day), heads)| {
                    ((commune, replacement.write.document, day), renamed(heads))
                })
                .collect();
            tables.day_heads.extend(days);
        }
        for entry in &purging.entries {
            tables.log_access(commune, entry)?;
        }
        let number = tables.purges.len() as u64 + 1;
        let row = PurgeRow { number, at: purging.at, told: purging.told.clone() };
        tables.purges.push((commune, row));
        tables.bump(commune);
        *self = tables;
        Ok(())
    }

    pub(super) fn purges(&self, commune: CommuneId) -> Vec<PurgeRow> {
        let of_commune = self.purges.iter().filter(|(id, _)| *id == commune);
        of_commune.map(|(_, row)| row.clone()).collect()
    }

    pub(super) fn note_day_heads(&mut self, commune: CommuneId, heads: &[DayHeads]) -> Result<()> {
        if !heads.iter().all(|(id, _, _)| self.documents.contains_key(&(commune, *id))) {
            return Err(StoreError::NotFound("document"));
        }
        for (document, day, heads) in heads {
            let key = (commune, *document, *day);
            self.day_heads.entry(key).or_insert_with(|| heads.clone());
        }
        Ok(())
    }

    pub(super) fn heads_on(&self, commune: CommuneId, day: Date) -> Vec<DayHeads> {
        let mut last: BTreeMap<DocumentId, (Date, Vec<ChangeHash>)> = BTreeMap::new();
        for ((of, document, noted), heads) in &self.day_heads {
            if *of == commune && *noted <= day {
                last.insert(*document, (*noted, heads.clone()));
            }
        }
        last.into_iter().map(|(document, (day, heads))| (document, day, heads)).collect()
    }

    pub(super) fn log_refusals(&mut self, commune: CommuneId, new: &[Refusal]) -> Result<()> {
        self.commune(commune)?;
        self.refusals.extend(new.iter().map(|refusal| (commune, refusal.clone())));
        let surplus = self.refusals.len().saturating_sub(REFUSALS_MAX as usize);
        self.refusals.drain(..surplus);
        Ok(())
    }

    pub(super) fn refusals(&self, commune: CommuneId, limit: u32) -> Vec<Refusal> {
        newest(&self.refusals, commune, limit)
    }

    pub(super) fn log_access(&mut self, commune: CommuneId, entry: &AccessEntry) -> Result<()> {
        self.commune(commune)?;
        self.access.push((commune, entry.clone()));
        Ok(())
    }

    pub(super) fn access_log(&self, commune: CommuneId, limit: u32) -> Vec<AccessEntry> {
        newest(&self.access, commune, limit)
    }
}

type Documents = BTreeMap<(CommuneId, DocumentId), Content>;

fn apply(documents: &mut Documents, write: &DocumentWrite) -> Result<()> {
    let key = (write.commune, write.document);
    if let Some((scope, created_at)) = &write.create {
        let living = |(of, content): (&(CommuneId, _), &Content)| {
            of.0 == write.commune
                && content.row.superseded_by.is_none()
                && place(&content.row.document.scope) == place(scope)
        };
        if documents.contains_key(&key) || documents.iter().any(living) {
            return Err(StoreError::Taken("document"));
        }
        let row = DocumentRow {
            document: DocumentRef { id: write.document, scope: scope.clone() },
            created_at: *created_at,
            superseded_by: None,
            heads: Vec::new(),
        };
        documents.insert(key, Content { row, chunks: Vec::new(), bindings: BTreeMap::new() });
    }
    let content = documents.get_mut(&key).filter(|content| content.row.superseded_by.is_none());
    let content = content.ok_or(StoreError::NotFound("document"))?;
    content.chunks.retain(|(key, _)| !write.delete.contains(key));
    for (key, bytes) in &write.put {
        match content.chunks.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => old.clone_from(bytes),
            None => content.chunks.push((*key, bytes.clone())),
        }
    }
    for (actor, account) in &write.bindings {
        content.bindings.entry(actor.clone()).or_insert(*account);
    }
    content.row.heads = write.heads.clone();
    Ok(())
}

/// What must be unique among living documents. The supervisor follows from the unit.
fn place(scope: &DocumentScope) -> DocumentScope {
    DocumentScope { supervisor: None, ..scope.clone() }
}

fn newest<T: Clone>(rows: &[(CommuneId, T)], commune: CommuneId, limit: u32) -> Vec<T> {
    let of_commune = rows.iter().rev().filter(|(id, _)| *id == commune);
    of_commune.take(limit as usize).map(|(_, row)| row.clone()).collect()
}

//! The store in memory, for tests: keeps nothing, can be told to fail.

mod tables;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use jiff::civil::Date;
use shared::id::{AccountId, CommuneId, DocumentId};
use shared::time::TimestampMs;

use super::model::{
    AccessEntry, Account, Commune, DayHeads, DocumentRow, DocumentWrite, EndReason, LoginFailures,
    NameHash, PasswordHash, PurgeRow, Purging, Refusal, Session, StoredDocument, TokenHash,
    Username,
};
use super::{
    AccountStore, DocumentStore, LogStore, PurgeStore, Result, SessionStore, Store, StoreError,
};
use tables::Tables;

/// A store that forgets everything when dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: Mutex<Tables>,
    failing: AtomicBool,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every write fails (or works again), as on a full disk; reading goes on.
    pub fn fail_writes(&self, fail: bool) {
        self.failing.store(fail, Ordering::SeqCst);
    }

    fn read(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> Result<MutexGuard<'_, Tables>> {
        if self.failing.load(Ordering::SeqCst) {
            return Err(StoreError::Failed("the disk is full (simulated)".into()));
        }
        Ok(self.read())
    }
}

#[async_trait]
impl AccountStore for MemoryStore {
    async fn create_commune(&self, commune: &Commune) -> Result<()> {
        self.write()?.create_commune(commune)
    }
    async fn communes(&self) -> Result<Vec<Commune>> {
        Ok(self.read().communes())
    }
    async fn access_epoch(&self, commune: CommuneId) -> Result<u64> {
        self.read().access_epoch(commune)
    }
    async fn create_account(&self, account: &Account, password: &PasswordHash) -> Result<()> {
        self.write()?.create_account(account, password)
    }
    async fn update_account(&self, account: &Account) -> Result<()> {
        self.write()?.update_account(account)
    }
    async fn set_password(
        &self,
        commune: CommuneId,
        account: AccountId,
        password: &PasswordHash,
    ) -> Result<()> {
        self.write()?.set_password(commune, account, password)
    }
    async fn account(&self, commune: CommuneId, account: AccountId) -> Result<Option<Account>> {
        Ok(self.read().account(commune, account))
    }
    async fn accounts(&self, commune: CommuneId) -> Result<Vec<Account>> {
        Ok(self.read().accounts(commune))
    }
    async fn account_named(&self, name: &Username) -> Result<Option<(Account, PasswordHash)>> {
        Ok(self.read().account_named(name))
    }
}

#[async_trait]
impl SessionStore for MemoryStore {
    async fn create_session(&self, session: &Session) -> Result<()> {
        self.write()?.create_session(session)
    }
    async fn session(&self, token: TokenHash) -> Result<Option<Session>> {
        Ok(self.read().session(token))
    }
    async fn sessions(&self, commune: CommuneId, account: AccountId) -> Result<Vec<Session>> {
        Ok(self.read().sessions(commune, account))
    }
    async fn touch_session(&self, token: TokenHash, now: TimestampMs) -> Result<()> {
        self.write()?.touch_session(token, now)
    }
    async fn end_session(&self, token: TokenHash, now: TimestampMs, why: EndReason) -> Result<()> {
        self.write()?.end_session(token, now, why)
    }
    async fn end_sessions_of(
        &self,
        commune: CommuneId,
        account: AccountId,
        except: Option<TokenHash>,
        now: TimestampMs,
        why: EndReason,
    ) -> Result<()> {
        self.write()?.end_sessions_of(commune, account, except, now, why)
    }
    async fn login_failures(&self, name: NameHash) -> Result<LoginFailures> {
        Ok(self.read().login_failures(name))
    }
    async fn set_login_failures(&self, name: NameHash, state: LoginFailures) -> Result<()> {
        self.write()?.set_login_failures(name, state);
        Ok(())
    }
    async fn forget_login_failures(&self, before: TimestampMs) -> Result<()> {
        self.write()?.forget_login_failures(before);
        Ok(())
    }
}

#[async_trait]
impl DocumentStore for MemoryStore {
    async fn documents(&self, commune: CommuneId) -> Result<Vec<DocumentRow>> {
        Ok(self.read().documents(commune))
    }
    async fn load(&self, commune: CommuneId, document: DocumentId) -> Result<StoredDocument> {
        self.read().load(commune, document)
    }
    async fn commit(&self, writes: &[DocumentWrite]) -> Result<()> {
        self.write()?.commit(writes)
    }
    async fn note_day_heads(&self, commune: CommuneId, heads: &[DayHeads]) -> Result<()> {
        self.write()?.note_day_heads(commune, heads)
    }
    async fn heads_on(&self, commune: CommuneId, day: Date) -> Result<Vec<DayHeads>> {
        Ok(self.read().heads_on(commune, day))
    }
}

#[async_trait]
impl PurgeStore for MemoryStore {
    async fn supersede(&self, commune: CommuneId, purging: &Purging) -> Result<()> {
        self.write()?.supersede(commune, purging)
    }
    async fn purges(&self, commune: CommuneId) -> Result<Vec<PurgeRow>> {
        Ok(self.read().purges(commune))
    }
    async fn scrub(&self) -> Result<()> {
        Ok(())
    }
}

#[async_trait]
impl LogStore for MemoryStore {
    async fn log_refusals(&self, commune: CommuneId, refusals: &[Refusal]) -> Result<()> {
        self.write()?.log_refusals(commune, refusals)
    }
    async fn refusals(&self, commune: CommuneId, limit: u32) -> Result<Vec<Refusal>> {
        Ok(self.read().refusals(commune, limit))
    }
    async fn log_access(&self, commune: CommuneId, entry: &AccessEntry) -> Result<()> {
        self.write()?.log_access(commune, entry)
    }
    async fn access_log(&self, commune: CommuneId, limit: u32) -> Result<Vec<AccessEntry>> {
        Ok(self.read().access_log(commune, limit))
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn found(
        &self,
        commune: &Commune,
        accounts: &[(&Account, PasswordHash)],
        documents: &[DocumentWrite],
    ) -> Result<()> {
        self.write()?.found(commune, accounts, documents)
    }
    async fn ping(&self) -> Result<()> {
        Ok(())
    }
    async fn close(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_conforms() {
        crate::store::conformance::run(|| async { MemoryStore::new() }).await;
    }
}

//! The store: what the relay keeps, behind one trait *with errors*.
//!
//! Engines: [`sqlite`] (the default) and [`memory`] (tests). Each passes [`conformance`]; another
//! engine is done when it does. When a method that writes returns `Ok`, what it wrote survives
//! losing power; when it returns an error, nothing of it was written.

pub mod conformance;
pub mod memory;
pub mod model;
pub mod sqlite;

use async_trait::async_trait;
use jiff::civil::Date;
use shared::id::{AccountId, CommuneId, DocumentId};
use shared::time::TimestampMs;

use model::{
    AccessEntry, Account, Commune, DayHeads, DocumentRow, DocumentWrite, EndReason, LoginFailures,
    NameHash, PasswordHash, PurgeRow, Purging, Refusal, Session, StoredDocument, TokenHash,
    Username,
};

/// What can go wrong in a store. Used by everything under `store`; [`crate::error`] turns it into
/// an answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// What the call is about does not exist.
    #[error("unknown {0}")]
    NotFound(&'static str),
    /// The name or scope belongs to something else already.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// A newer version of the program wrote this store.
    #[error("the store was written by a newer version of soxa; use that version")]
    Newer,
    /// Something stored cannot be read back.
    #[error("the store holds something unreadable: {0}")]
    Corrupt(String),
    /// The engine failed: full disk, lost connection, damaged file.
    #[error("the store failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Whether trying again cannot help.
    pub const fn is_permanent(&self) -> bool {
        !matches!(self, Self::Failed(_))
    }
}

/// The result of every store call.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Communes and accounts.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// Adds a commune.
    async fn create_commune(&self, commune: &Commune) -> Result<()>;
    /// Every commune, oldest first.
    async fn communes(&self) -> Result<Vec<Commune>>;
    /// A number that grows whenever an account of the commune changes or a session of it ends.
    async fn access_epoch(&self, commune: CommuneId) -> Result<u64>;
    /// Adds an account. [`StoreError::Taken`] if the relay has the user name already.
    async fn create_account(&self, account: &Account, password: &PasswordHash) -> Result<()>;
    /// Replaces everything but the user name, the password and the time of creation.
    async fn update_account(&self, account: &Account) -> Result<()>;
    /// Replaces the password.
    async fn set_password(
        &self,
        commune: CommuneId,
        account: AccountId,
        password: &PasswordHash,
    ) -> Result<()>;
    /// One account.
    async fn account(&self, commune: CommuneId, account: AccountId) -> Result<Option<Account>>;
    /// All accounts of a commune, by user name.
    async fn accounts(&self, commune: CommuneId) -> Result<Vec<Account>>;
    /// The account that signs in with this name, and its password's hash.
    async fn account_named(&self, name: &Username) -> Result<Option<(Account, PasswordHash)>>;
}

/// Sessions and failed sign-ins.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Adds a session.
    async fn create_session(&self, session: &Session) -> Result<()>;
    /// The session of a token, ended or not.
    async fn session(&self, token: TokenHash) -> Result<Option<Session>>;
    /// All sessions of an account, ended ones too, newest first.
    async fn sessions(&self, commune: CommuneId, account: AccountId) -> Result<Vec<Session>>;
    /// Notes that a session was used.
    async fn touch_session(&self, token: TokenHash, now: TimestampMs) -> Result<()>;
    /// Ends a session; one already ended keeps its reason.
    async fn end_session(&self, token: TokenHash, now: TimestampMs, why: EndReason) -> Result<()>;
    /// Ends all sessions of an account but one.
    async fn end_sessions_of(
        &self,
        commune: CommuneId,
        account: AccountId,
        except: Option<TokenHash>,
        now: TimestampMs,
        why: EndReason,
    ) -> Result<()>;
    /// The failed sign-ins with a name; none known gives zeros.
    async fn login_failures(&self, name: NameHash) -> Result<LoginFailures>;
    /// Replaces them.
    async fn set_login_failures(&self, name: NameHash, state: LoginFailures) -> Result<()>;
    /// Forgets those whose last failure and lock are both before `before`.
    async fn forget_login_failures(&self, before: TimestampMs) -> Result<()>;
}

/// Documents and their content.
#[async_trait]
pub trait DocumentStore: Send + Sync {
    /// Every document of a commune, superseded ones too, in the order of their ids.
    async fn documents(&self, commune: CommuneId) -> Result<Vec<DocumentRow>>;
    /// A document's content. [`StoreError::NotFound`] if there is no such document.
    async fn load(&self, commune: CommuneId, document: DocumentId) -> Result<StoredDocument>;
    /// Creates documents and adds to them in one transaction: all of it or nothing.
    /// [`StoreError::Taken`] if a living document of the same scope exists;
    /// [`StoreError::NotFound`] for one that was replaced: it takes nothing any more.
    async fn commit(&self, writes: &[DocumentWrite]) -> Result<()>;
    /// Notes heads at the end of a day; what is noted already stays.
    async fn note_day_heads(&self, commune: CommuneId, heads: &[DayHeads]) -> Result<()>;
    /// The heads of each document at the end of the last noted day up to `day`.
    async fn heads_on(&self, commune: CommuneId, day: Date) -> Result<Vec<DayHeads>>;
}

/// Replacing documents by others that never held what must not exist.
#[async_trait]
pub trait PurgeStore: Send + Sync {
    /// Replaces documents in one transaction: the old ones are marked, their content, bindings and
    /// heads of days are deleted or handed on, the successors are created, the purge is remembered
    /// and logged. [`StoreError::Taken`] if one of the old is not as it was read.
    async fn supersede(&self, commune: CommuneId, purging: &Purging) -> Result<()>;
    /// Every purge of a commune, oldest first.
    async fn purges(&self, commune: CommuneId) -> Result<Vec<PurgeRow>>;
    /// Makes what was deleted unreadable in the files. May take as long as copying them.
    async fn scrub(&self) -> Result<()>;
}

/// Logs.
#[async_trait]
pub trait LogStore: Send + Sync {
    /// Appends refusals, and forgets the oldest beyond [`REFUSALS_MAX`].
    ///
    /// [`REFUSALS_MAX`]: shared::limits::REFUSALS_MAX
    async fn log_refusals(&self, commune: CommuneId, refusals: &[Refusal]) -> Result<()>;
    /// The newest refusals, newest first.
    async fn refusals(&self, commune: CommuneId, limit: u32) -> Result<Vec<Refusal>>;
    /// Appends to the access log. No method changes or deletes an entry.
    async fn log_access(&self, commune: CommuneId, entry: &AccessEntry) -> Result<()>;
    /// The newest entries, newest first.
    async fn access_log(&self, commune: CommuneId, limit: u32) -> Result<Vec<AccessEntry>>;
}

/// All of a relay's store.
#[async_trait]
pub trait Store: AccountStore + SessionStore + DocumentStore + PurgeStore + LogStore {
    /// Adds a commune with its first accounts and documents in one transaction: all of it or
    /// nothing.
    async fn found(
        &self,
        commune: &Commune,
        accounts: &[(&Account, PasswordHash)],
        documents: &[DocumentWrite],
    ) -> Result<()>;
    /// Whether the store answers.
    async fn ping(&self) -> Result<()>;
    /// Flushes and closes; nothing may be called afterwards.
    async fn close(&self);
}

//! The commune that the bench works in: a unit per device with its workbook, a recorder for each
//! unit, and an auditor who follows all. Every id is computed, so that each process knows them.
//!
//! The relay's real rules apply: a recorder writes its unit's workbook and sees no other, the
//! auditor reads them all.

use std::path::Path;

use anyhow::Result;
use backend::auth::cookie;
use backend::auth::secret::Secret;
use backend::setup::first_changes;
use backend::store::model::{Account, Commune, DocumentWrite, PasswordHash, Session, Username};
use backend::store::sqlite::SqliteStore;
use backend::store::{AccountStore, DocumentStore, SessionStore, Store};
use sha2::{Digest, Sha256};
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::domain::role::Role;
use shared::id::{AccountId, CommuneId, DocumentId, PeerId, UnitId};
use shared::schema::genesis::FirstContent;
use shared::sync::store::ChunkKey;
use shared::time::TimestampMs;
use uuid::Uuid;

/// 2026-01-01T00:00:00+07:00.
const MADE_AT: TimestampMs = TimestampMs(1_767_200_400_000);
/// Sessions of each account: no scenario has more devices of one account.
const SESSIONS: u8 = 3;
const YEAR: i16 = 2026;

/// Whose device it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The recorder of a unit.
    Unit(usize),
    /// Who follows all.
    Supervisor,
}

impl Who {
    /// Reads `0`, `1` …, or `supervisor`.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        Ok(if text == "supervisor" { Self::Supervisor } else { Self::Unit(text.parse()?) })
    }

    fn name(self) -> String {
        match self {
            Self::Unit(unit) => format!("can-bo-{unit:02}"),
            Self::Supervisor => "giam-sat".to_owned(),
        }
    }

    fn unit(self) -> UnitId {
        match self {
            Self::Unit(unit) => unit_id(unit),
            Self::Supervisor => UnitId::new("VP"),
        }
    }

    /// The account.
    pub(crate) fn account(self) -> AccountId {
        AccountId::new(uuid("account", &self.name()))
    }

    /// The peer id of one of the account's sessions, of the length that real ones have.
    pub(crate) fn peer(self, session: u8) -> PeerId {
        PeerId::new(format!("soxa-{}", uuid("peer", &self.session_name(session)).simple()))
    }

    /// The cookie that proves the session.
    pub(crate) fn cookie(self, session: u8) -> String {
        format!("{}={}", cookie::name(self.account()), self.token(session))
    }

    fn token(self, session: u8) -> String {
        hex::encode(hash("token", &self.session_name(session)))
    }

    fn session_name(self, session: u8) -> String {
        format!("{} {session}", self.name())
    }
}

fn hash(what: &str, name: &str) -> [u8; 32] {
    Sha256::digest(format!("so xa bench: {what} {name}")).into()
}

fn uuid(what: &str, name: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash(what, name)[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn unit_id(unit: usize) -> UnitId {
    UnitId::new(format!("U{unit:03}"))
}

/// A unit's workspace.
pub(crate) fn workbook(unit: usize) -> DocumentId {
    DocumentId::new(uuid("workbook", &unit.to_string()).into_bytes())
}

fn commune() -> CommuneId {
    CommuneId::new(uuid("commune", ""))
}

/// Sets up a relay's folder: empty workbooks, accounts, and sessions as if signed in.
pub(crate) async fn prepare(folder: &Path, units: usize) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let store = SqliteStore::open(&folder.join("soxa.db")).await?;
    let name = "xã Minh Tân".to_owned();
    store.create_commune(&Commune { id: commune(), name, created_at: MADE_AT }).await?;
    let everyone = (0..units).map(Who::Unit).chain([Who::Supervisor]);
    for who in everyone {
        add_account(&store, who).await?;
    }
    let writes: Result<Vec<_>> = (0..units).map(genesis).collect();
    store.commit(&writes?).await?;
    store.close().await;
    Ok(())
}

async fn add_account(store: &SqliteStore, who: Who) -> Result<()> {
    let role = if who == Who::Supervisor { Role::Auditor } else { Role::Recorder };
    let account = Account {
        commune: commune(),
        id: who.account(),
        username: Username::parse(&who.name())?,
        name: who.name(),
        post: String::new(),
        unit: who.unit(),
        roles: [role].into(),
        disabled: false,
        created_at: MADE_AT,
    };
    // No password fits this: the sessions are there already.
    store.create_account(&account, &PasswordHash::new("")).await?;
    for number in 0..SESSIONS {
        let token = Secret::parse(&who.token(number)).ok_or_else(|| anyhow::anyhow!("no token"))?;
        let now = backend::clock::Clock::system().now();
        let session = Session {
            token: token.hash(),
            commune: commune(),
            account: account.id,
            peer: who.peer(number),
            device: String::new(),
            created_at: now,
            last_used_at: now,
            ended: None,
        };
        store.create_session(&session).await?;
    }
    Ok(())
}

fn genesis(unit: usize) -> Result<DocumentWrite> {
    let scope = DocumentScope::workbook(unit_id(unit), None, YEAR);
    let document = DocumentRef { id: workbook(unit), scope: scope.clone() };
    let (changes, heads) = first_changes(commune(), &document, FirstContent::Empty, MADE_AT)?;
    let put = changes.into_iter().map(|(hash, bytes)| (ChunkKey::Incremental(hash), bytes));
    Ok(DocumentWrite {
        commune: commune(),
        document: document.id,
        create: Some((scope, MADE_AT)),
        put: put.collect(),
        delete: Vec::new(),
        bindings: Vec::new(),
        heads,
    })
}

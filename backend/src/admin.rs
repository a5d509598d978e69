//! What administrators do with the commune's directory and years: one function per operation, for
//! the routes and for the command line. The relay itself writes; every change is in the access log.

pub mod accounts;
pub mod channels;
pub mod days;
pub mod log;
pub mod rules;
pub mod units;
pub mod years;

use std::sync::Arc;

use automerge::{ActorId, Automerge};
use futures::future::try_join_all;
use shared::domain::directory::Directory;
use shared::domain::document::{DocumentKind, DocumentRef, DocumentScope};
use shared::domain::secrecy;
use shared::id::{CommuneId, DocumentId, UnitId};
use shared::limits::LINE_UNITS_MAX;
use shared::schema::SchemaError;
use shared::schema::directory;
use shared::schema::genesis::FirstContent;
use shared::sync::relay::Origin;
use shared::text::{nfc, utf16_len};
use shared::time::TimestampMs;
use tokio::sync::{Mutex, MutexGuard};

use crate::clock::Clock;
use crate::hub::{Hub, HubError, Hubs};
use crate::setup::entropy::Entropy;
use crate::setup::first_changes;
use crate::store::model::{AccessEntry, By};
use crate::store::{Store, StoreError};

/// Why a change is refused as it was asked for. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A name is empty or too long.
    #[error("a name has 1 to {LINE_UNITS_MAX} characters, on one line")]
    Name,
    /// A text is too long or has several lines.
    #[error("this text has more than {LINE_UNITS_MAX} characters or several lines")]
    Line,
    /// A text with a secrecy mark or a person's identity number.
    #[error("no secrecy marks and no identity numbers may be entered")]
    Forbidden,
    /// No unit's id.
    #[error("a unit's id has 1 to 32 of the letters A-Z, digits and dash")]
    UnitId,
    /// The directory has it.
    #[error("{0}: a unit of this id or name exists")]
    UnitTaken(UnitId),
    /// The directory does not have it.
    #[error("{0}: no such unit")]
    UnitUnknown(UnitId),
    /// A group has members, nothing else has; they are units and no groups.
    #[error("only a group has members, and they are units or villages of the directory")]
    Members,
    /// It approves the records of units that go on.
    #[error("{0}: still approves the records of other units; it cannot be closed")]
    StillSupervises(UnitId),
    /// There is no such channel or rule.
    #[error("no such entry")]
    UnknownEntry,
    /// A rule's value is out of bounds.
    #[error("a rule's value is a whole number from 0 to {}", shared::domain::rule::RULE_VALUE_MAX)]
    Value,
    /// Another day or year than the calendar of plans has.
    #[error("no day of the years 2000 to 2100")]
    Day,
    /// Neither a year that is there nor the next one.
    #[error("only {0} or a year that is open already can be opened")]
    Year(i16),
}

/// Why an operation was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// Bad input.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The hub failed or is stopping.
    #[error(transparent)]
    Hub(#[from] HubError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document cannot be written.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The commune's directory is missing or cannot be opened.
    #[error("the directory cannot be opened: {0}")]
    Directory(String),
}

/// What an operation gives.
pub type Result<T> = std::result::Result<T, AdminError>;

/// Held while the directory is changed or a year's documents are created: one after the other, so
/// that what was checked still holds when it is written.
pub type Turn = Arc<Mutex<()>>;

/// Somebody at work on a commune's directory.
pub struct Desk {
    store: Arc<dyn Store>,
    hubs: Hubs,
    clock: Clock,
    turn: Turn,
    commune: CommuneId,
    by: By,
}

impl Desk {
    /// Of this commune, for whoever does it.
    pub fn new(
        store: Arc<dyn Store>,
        hubs: Hubs,
        clock: Clock,
        turn: Turn,
        commune: CommuneId,
        by: By,
    ) -> Self {
        Self { store, hubs, clock, turn, commune, by }
    }

    /// Waits until nobody else is at work.
    pub(crate) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// The directory as it is.
    pub async fn directory(&self) -> Result<Directory> {
        let (_, doc) = self.open().await?;
        Ok(directory::read(&doc))
    }

    async fn open(&self) -> Result<(DocumentId, Automerge)> {
        let scopes = self.store.documents(self.commune).await?;
        let row = scopes.iter().find(|row| {
            row.document.scope.kind == DocumentKind::Directory && row.superseded_by.is_none()
        });
        let missing = || AdminError::Directory("there is none".to_owned());
        let id = row.ok_or_else(missing)?.document.id;
        let saved = self.hub().await?.export(id).await?.ok_or_else(missing)?;
        let doc = Automerge::load(&saved);
        Ok((id, doc.map_err(|error| AdminError::Directory(error.to_string()))?))
    }

    async fn hub(&self) -> Result<Hub> {
        Ok(self.hubs.get(self.commune).await?)
    }

    /// Changes the directory. What `write` refuses changes nothing.
    pub(crate) async fn write<T>(
        &self,
        write: impl FnOnce(&mut Automerge, &Directory, TimestampMs) -> Result<T>,
    ) -> Result<T> {
        let (id, mut doc) = self.open().await?;
        // A new actor each time: the relay keeps none between starts.
        doc.set_actor(ActorId::random());
        let before = doc.get_heads();
        let known = directory::read(&doc);
        let written = write(&mut doc, &known, self.clock.now())?;
        let changes = doc.get_changes(&before);
        if changes.is_empty() {
            return Ok(written);
        }
        let changes = changes.into_iter().map(|change| change.raw_bytes().to_vec()).collect();
        let done = self.hub().await?.append(id, Origin::Relay, changes).await?;
        if done.refused.is_empty() { Ok(written) } else { Err(HubError::Refused.into()) }
    }

    /// The scopes of the commune's living documents.
    pub(crate) async fn scopes(&self) -> Result<Vec<DocumentScope>> {
        let rows = self.store.documents(self.commune).await?;
        let living = rows.into_iter().filter(|row| row.superseded_by.is_none());
        Ok(living.map(|row| row.document.scope).collect())
    }

    /// Creates empty documents.
    pub(crate) async fn create_all(&self, scopes: Vec<DocumentScope>) -> Result<()> {
        let new = scopes.into_iter().map(|scope| self.create(scope, FirstContent::Empty));
        try_join_all(new).await.map(|_| ())
    }

    /// Creates a document, unless there is one of its scope.
    pub(crate) async fn create(
        &self,
        scope: DocumentScope,
        content: FirstContent<'_>,
    ) -> Result<DocumentId> {
        let document = DocumentRef { id: Entropy::system().document_id(), scope };
        let id = document.id;
        let (changes, _) = first_changes(self.commune, &document, content, self.clock.now())?;
        let changes = changes.into_iter().map(|(_, bytes)| bytes).collect();
        match self.hub().await?.create(document, changes).await {
            // Somebody else's request was faster; a document is a document.
            Ok(_) | Err(HubError::Exists) => Ok(id),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes into the access log what was done. If that fails the caller learns of it and tries
    /// again: every operation can be repeated, and each time is logged.
    async fn note(&self, action: &str, subject: impl ToString, detail: String) -> Result<()> {
        let entry = AccessEntry {
            subject: Some(subject.to_string()),
            detail: (!detail.is_empty()).then_some(detail),
            ..self.by.did(action, self.clock.now())
        };
        Ok(self.store.log_access(self.commune, &entry).await?)
    }

    fn uuid(&self) -> uuid::Uuid {
        Entropy::system().uuid(self.clock.now())
    }

    /// Today in Vietnam.
    fn today(&self) -> jiff::civil::Date {
        self.clock.now().local_date()
    }
}

/// A name: something, on one line.
fn name(text: &str) -> std::result::Result<String, Refused> {
    let text = line(text)?;
    if text.is_empty() { Err(Refused::Name) } else { Ok(text) }
}

/// One line of text, in normal form; may be empty.
fn line(text: &str) -> std::result::Result<String, Refused> {
    let text = nfc(text.trim());
    if utf16_len(&text) > LINE_UNITS_MAX || text.contains(char::is_control) {
        return Err(Refused::Line);
    }
    // The directory reaches every tablet: what must be in no document stays out of it, too.
    if secrecy::scan(&text).is_some() { Err(Refused::Forbidden) } else { Ok(text) }
}

/// `key=value; key=value` for what has a value, for the log.
fn detail<const N: usize>(pairs: [(&str, Option<String>); N]) -> String {
    let said = pairs.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value?)));
    said.collect::<Vec<_>>().join("; ")
}

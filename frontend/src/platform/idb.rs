//! The device's store: one IndexedDB database per account, text keys, byte values.

use std::cell::RefCell;
use std::rc::Rc;

use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{TransactionDurability, TransactionMode, TransactionOptions};
use indexed_db_futures::typed_array::Uint8Array;

use super::codec::Codec;

/// An object store of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Chunks of documents: `<document>/<chunk key>`.
    Chunks,
    /// Small facts: session, layout version.
    Facts,
    /// What was typed and is not yet in a document: `<command id>`.
    Journal,
    /// Commands that are in the documents: `<command id>`, so that none is carried out twice.
    Applied,
}

impl Area {
    const ALL: [Self; 4] = [Self::Chunks, Self::Facts, Self::Journal, Self::Applied];

    const fn name(self) -> &'static str {
        match self {
            Self::Chunks => "chunks",
            Self::Facts => "facts",
            Self::Journal => "journal",
            Self::Applied => "applied",
        }
    }
}

/// Whether a write is confirmed only once it would survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On the disk.
    Strict,
    /// Handed to the operating system: survives a crash of the page.
    Relaxed,
}

/// One write.
#[derive(Debug, Clone)]
pub enum Write {
    /// Writes or replaces.
    Put(Area, String, Vec<u8>),
    /// Deletes; a missing key is no error.
    Delete(Area, String),
}

/// Why the store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFailure {
    /// The browser gives no database here.
    #[error("no database: {0}")]
    Unavailable(String),
    /// Disk or quota full.
    #[error("full: {0}")]
    Full(String),
    /// Anything else.
    #[error("failed: {0}")]
    Failed(String),
}

/// What a read of a whole area gives.
#[derive(Debug, Default)]
pub struct Contents {
    /// Keys with their values, in the order of keys.
    pub entries: Vec<(String, Vec<u8>)>,
    /// Keys whose values could not be decoded.
    pub damaged: Vec<String>,
}

/// An open database. Clones share it.
#[derive(Clone)]
pub struct Store {
    name: Rc<str>,
    /// Browsers close a database under an app's feet (site data cleared, a crash of their store);
    /// then it is opened anew.
    database: Rc<RefCell<Database>>,
    codec: Rc<dyn Codec>,
}

impl Store {
    /// Opens a database, creating it if need be.
    pub async fn open(name: &str, codec: Rc<dyn Codec>) -> Result<Self, StoreFailure> {
        let database = Rc::new(RefCell::new(open(name).await?));
        Ok(Self { name: name.into(), database, codec })
    }

    fn database(&self) -> Database {
        self.database.borrow().clone()
    }

    /// Carries out all writes in one transaction, or none. Transactions of this store happen in
    /// the order in which their futures were first polled.
    pub async fn write(
        &self,
        writes: &[Write],
        durability: Durability,
    ) -> Result<(), StoreFailure> {
        if writes.is_empty() {
            return Ok(());
        }
        match self.write_all(&self.database(), writes, durability).await {
            Err(Error::DomException(DomException::InvalidStateError(_))) => {
                let anew = open(&self.name).await?;
                *self.database.borrow_mut() = anew.clone();
                self.write_all(&anew, writes, durability).await.map_err(failure)
            }
            result => result.map_err(failure),
        }
    }

    async fn write_all(
        &self,
        database: &Database,
        writes: &[Write],
        durability: Durability,
    ) -> Result<(), Error> {
        let mut areas: Vec<Area> = writes
            .iter()
            .map(|write| match write {
                Write::Put(area, ..) | Write::Delete(area, _) => *area,
            })
            .collect();
        areas.sort_unstable();
        areas.dedup();
        let durability = match durability {
            Durability::Strict => TransactionDurability::Strict,
            Durability::Relaxed => TransactionDurability::Relaxed,
        };
        let transaction = database
            .transaction(areas.iter().map(|area| area.name()).collect::<Vec<_>>())
            .with_mode(TransactionMode::Readwrite)
            .with_options(TransactionOptions::new().with_durability(durability))
            .build()?;
        // Requests go out when built; the commit waits for them all and fails if one did.
        for write in writes {
            match write {
                Write::Put(area, key, value) => {
                    let value = Uint8Array::from(self.codec.encode(key, value));
                    transaction
                        .object_store(area.name())?
                        .put(value)
                        .with_key(key.as_str())
                        .without_key_type()
                        .primitive()?;
                }
                Write::Delete(area, key) => {
                    transaction.object_store(area.name())?.delete(key.as_str()).primitive()?;
                }
            }
        }
        transaction.commit().await
    }

    /// One value; nothing if there is none or it is damaged.
    pub async fn get(&self, area: Area, key: &str) -> Result<Option<Vec<u8>>, StoreFailure> {
        let database = self.database();
        let read = async {
            let transaction = database.transaction(area.name()).build()?;
            let store = transaction.object_store(area.name())?;
            let value: Option<Uint8Array> = store.get(key).primitive()?.await?;
            Ok::<_, Error>(value)
        };
        let value = read.await.map_err(failure)?;
        Ok(value.and_then(|value| self.codec.decode(key, value.into())))
    }

    /// Everything in an area.
    pub async fn read(&self, area: Area) -> Result<Contents, StoreFailure> {
        let database = self.database();
        let read = async {
            let transaction = database.transaction(area.name()).build()?;
            let store = transaction.object_store(area.name())?;
            let keys = store.get_all_keys::<String>().primitive()?;
            let values = store.get_all::<Uint8Array>().primitive()?;
            let keys: Vec<String> = keys.await?.collect::<Result<_, _>>()?;
            let values: Vec<Uint8Array> = values.await?.collect::<Result<_, _>>()?;
            Ok::<_, Error>((keys, values))
        };
        let (keys, values) = read.await.map_err(failure)?;
        let mut contents = Contents::default();
        for (key, value) in keys.into_iter().zip(values) {
            match self.codec.decode(&key, value.into()) {
                Some(value) => contents.entries.push((key, value)),
                None => contents.damaged.push(key),
            }
        }
        Ok(contents)
    }
}

async fn open(name: &str) -> Result<Database, StoreFailure> {
    Database::open(name)
        .with_version(1u8)
        .with_on_upgrade_needed(|_, database| {
            for area in Area::ALL {
                database.create_object_store(area.name()).build()?;
            }
            Ok(())
        })
        .await
        .map_err(|error: OpenDbError| StoreFailure::Unavailable(error.to_string()))
}

fn failure(error: Error) -> StoreFailure {
    let text = error.to_string();
    match &error {
        Error::DomException(DomException::Other(exception))
            if exception.name() == "QuotaExceededError" =>
        {
            StoreFailure::Full(text)
        }
        _ if text.contains("QuotaExceeded") => StoreFailure::Full(text),
        _ => StoreFailure::Failed(text),
    }
}

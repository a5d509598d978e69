//! The store in an SQLite file: the default, one file in the data folder.
//!
//! WAL with `synchronous=FULL`: a commit has reached the disk when it returns. One connection
//! writes (SQLite has one writer anyway, and so nothing waits on a lock inside the process), a few
//! read. Other processes (`soxa user …`) may write meanwhile; the busy timeout waits for them.

mod accounts;
mod documents;
mod logs;
mod purges;
mod rows;
mod sessions;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::MigrateError;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};

use super::model::{Account, Commune, DocumentWrite, PasswordHash};
use super::{Result, Store, StoreError};

/// Connections that read at the same time.
const READERS: u32 = 4;

/// How long a write waits for another process's, in milliseconds.
const BUSY_MS: u64 = 10_000;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// A store in an SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    writer: SqlitePool,
    reader: SqlitePool,
}

impl SqliteStore {
    /// Opens or creates the file, and brings its schema up to date.
    pub async fn open(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is deleted is overwritten: a purge must not leave it in a free page.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_millis(BUSY_MS));
        let writer =
            SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await;
        let writer = writer.map_err(failed)?;
        MIGRATIONS.run(&writer).await.map_err(|error| match error {
            MigrateError::VersionMissing(_) | MigrateError::VersionMismatch(_) => StoreError::Newer,
            other => StoreError::Failed(Box::new(other)),
        })?;
        let reader = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await
            .map_err(failed)?;
        Ok(Self { writer, reader })
    }

    /// A transaction that writes; takes the write lock at once, so that it cannot fail half-way.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn found(
        &self,
        commune: &Commune,
        accounts: &[(&Account, PasswordHash)],
        documents: &[DocumentWrite],
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        accounts::insert_commune(&mut tx, commune).await?;
        for (account, password) in accounts {
            accounts::insert_account(&mut tx, account, password).await?;
        }
        for write in documents {
            documents::apply(&mut tx, write).await?;
        }
        tx.commit().await.map_err(failed)
    }

    async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.reader).await.map(|_| ()).map_err(failed)
    }

    async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// Any error of the engine.
fn failed(error: sqlx::Error) -> StoreError {
    StoreError::Failed(Box::new(error))
}

/// An error of a statement that may meet what is there already, or miss what it refers to.
fn refused(taken: &'static str, missing: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| match &error {
        sqlx::Error::Database(inner) if inner.is_unique_violation() => StoreError::Taken(taken),
        sqlx::Error::Database(inner) if inner.is_foreign_key_violation() => {
            StoreError::NotFound(missing)
        }
        _ => failed(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::AccountStore;

    async fn open(folder: &tempfile::TempDir) -> SqliteStore {
        SqliteStore::open(&folder.path().join("soxa.db")).await.expect("opens")
    }

    #[tokio::test]
    async fn it_conforms() {
        let folder = tempfile::tempdir().expect("a folder");
        let number = std::sync::atomic::AtomicU32::new(0);
        crate::store::conformance::run(|| async {
            let n = number.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            SqliteStore::open(&folder.path().join(format!("{n}.db"))).await.expect("opens")
        })
        .await;
    }

    #[tokio::test]
    async fn what_was_stored_is_there_after_opening_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        let commune = crate::store::conformance::commune(1);
        store.create_commune(&commune).await.expect("stored");
        store.close().await;
        assert_eq!(open(&folder).await.communes().await.expect("read"), [commune]);
    }

    #[tokio::test]
    async fn a_commit_reaches_the_disk_before_it_returns() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        let (mode,): (String,) =
            sqlx::query_as("PRAGMA journal_mode").fetch_one(&store.writer).await.expect("answers");
        let (synchronous,): (i64,) =
            sqlx::query_as("PRAGMA synchronous").fetch_one(&store.writer).await.expect("answers");
        let full = 2;
        assert_eq!((mode.as_str(), synchronous), ("wal", full));
    }

    #[tokio::test]
    async fn nobody_rewrites_the_access_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        let commune = crate::store::conformance::commune(1);
        store.create_commune(&commune).await.expect("stored");
        sqlx::query("INSERT INTO access_log (commune, at, action) VALUES (?, 1, 'sign_in')")
            .bind(commune.id.as_bytes().as_slice())
            .execute(&store.writer)
            .await
            .expect("appends");
        for tamper in ["DELETE FROM access_log", "UPDATE access_log SET action = 'x'"] {
            assert!(sqlx::query(tamper).execute(&store.writer).await.is_err(), "{tamper}");
        }
    }

    #[tokio::test]
    async fn a_store_of_a_newer_version_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'from the future', 1, x'00', 0)",
        )
        .execute(&store.writer)
        .await
        .expect("inserted");
        store.close().await;
        let again = SqliteStore::open(&folder.path().join("soxa.db")).await;
        assert!(matches!(again, Err(StoreError::Newer)));
    }
}

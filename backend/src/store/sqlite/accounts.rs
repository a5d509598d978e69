//! Communes and accounts in SQLite.

use std::collections::BTreeSet;

use async_trait::async_trait;
use shared::domain::role::Role;
use shared::id::{AccountId, CommuneId, UnitId};
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::rows::{bytes, column, corrupt, moment, ms, text};
use super::{SqliteStore, failed, refused};
use crate::store::model::{Account, Commune, PasswordHash, Username};
use crate::store::{AccountStore, Result, StoreError};

#[async_trait]
impl AccountStore for SqliteStore {
    async fn create_commune(&self, commune: &Commune) -> Result<()> {
        let mut tx = self.begin().await?;
        insert_commune(&mut tx, commune).await?;
        tx.commit().await.map_err(failed)
    }

    async fn communes(&self) -> Result<Vec<Commune>> {
        let rows = sqlx::query("SELECT id, name, created_at FROM communes ORDER BY created_at, id")
            .fetch_all(&self.reader)
            .await
            .map_err(failed)?;
        let read = |row: &SqliteRow| {
            Ok(Commune {
                id: bytes(row, "id", CommuneId::from_slice)?,
                name: column(row, "name")?,
                created_at: moment(row, "created_at")?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn access_epoch(&self, commune: CommuneId) -> Result<u64> {
        let row = sqlx::query("SELECT access_epoch FROM communes WHERE id = ?")
            .bind(commune.as_bytes().as_slice())
            .fetch_optional(&self.reader)
            .await
            .map_err(failed)?
            .ok_or(StoreError::NotFound("commune"))?;
        u64::try_from(column::<i64>(&row, "access_epoch")?).map_err(|_| corrupt("access_epoch"))
    }

    async fn create_account(&self, account: &Account, password: &PasswordHash) -> Result<()> {
        let mut tx = self.begin().await?;
        insert_account(&mut tx, account, password).await?;
        tx.commit().await.map_err(failed)
    }

    async fn update_account(&self, account: &Account) -> Result<()> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "UPDATE accounts SET name = ?, post = ?, unit = ?, roles = ?, disabled = ?
             WHERE commune = ? AND id = ?",
        )
        .bind(&account.name)
        .bind(&account.post)
        .bind(account.unit.as_str())
        .bind(role_ids(&account.roles))
        .bind(account.disabled)
        .bind(account.commune.as_bytes().as_slice())
        .bind(account.id.as_bytes().as_slice())
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound("account"));
        }
        bump(&mut tx, account.commune).await?;
        tx.commit().await.map_err(failed)
    }

    async fn set_password(
        &self,
        commune: CommuneId,
        account: AccountId,
        password: &PasswordHash,
    ) -> Result<()> {
        let done =
            sqlx::query("UPDATE accounts SET password_hash = ? WHERE commune = ? AND id = ?")
                .bind(password.expose())
                .bind(commune.as_bytes().as_slice())
                .bind(account.as_bytes().as_slice())
                .execute(&self.writer)
                .await
                .map_err(failed)?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("account")) } else { Ok(()) }
    }

    async fn account(&self, commune: CommuneId, account: AccountId) -> Result<Option<Account>> {
        let row = sqlx::query("SELECT * FROM accounts WHERE commune = ? AND id = ?")
            .bind(commune.as_bytes().as_slice())
            .bind(account.as_bytes().as_slice())
            .fetch_optional(&self.reader)
            .await
            .map_err(failed)?;
        row.as_ref().map(read_account).transpose()
    }

    async fn accounts(&self, commune: CommuneId) -> Result<Vec<Account>> {
        let rows = sqlx::query("SELECT * FROM accounts WHERE commune = ? ORDER BY username")
            .bind(commune.as_bytes().as_slice())
            .fetch_all(&self.reader)
            .await
            .map_err(failed)?;
        rows.iter().map(read_account).collect()
    }

    async fn account_named(&self, name: &Username) -> Result<Option<(Account, PasswordHash)>> {
        let row = sqlx::query("SELECT * FROM accounts WHERE username = ?")
            .bind(name.as_str())
            .fetch_optional(&self.reader)
            .await
            .map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let hash = PasswordHash::new(column::<String>(&row, "password_hash")?);
        Ok(Some((read_account(&row)?, hash)))
    }
}

pub(super) async fn insert_commune(
    connection: &mut SqliteConnection,
    commune: &Commune,
) -> Result<()> {
    sqlx::query("INSERT INTO communes (id, name, created_at) VALUES (?, ?, ?)")
        .bind(commune.id.as_bytes().as_slice())
        .bind(&commune.name)
        .bind(ms(commune.created_at))
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(refused("commune", "commune"))
}

pub(super) async fn insert_account(
    connection: &mut SqliteConnection,
    account: &Account,
    password: &PasswordHash,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO accounts (commune, id, username, name, post, unit, roles, disabled,
            password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(account.commune.as_bytes().as_slice())
    .bind(account.id.as_bytes().as_slice())
    .bind(account.username.as_str())
    .bind(&account.name)
    .bind(&account.post)
    .bind(account.unit.as_str())
    .bind(role_ids(&account.roles))
    .bind(account.disabled)
    .bind(password.expose())
    .bind(ms(account.created_at))
    .execute(&mut *connection)
    .await
    .map_err(refused("user name", "commune"))?;
    bump(connection, account.commune).await
}

/// Tells whoever watches the commune that accounts or sessions changed.
pub(super) async fn bump(connection: &mut SqliteConnection, commune: CommuneId) -> Result<()> {
    sqlx::query("UPDATE communes SET access_epoch = access_epoch + 1 WHERE id = ?")
        .bind(commune.as_bytes().as_slice())
        .execute(connection)
        .await
        .map(|_| ())
        .map_err(failed)
}

fn role_ids(roles: &BTreeSet<Role>) -> String {
    let mut ids: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    ids.sort_unstable();
    ids.join(" ")
}

fn read_account(row: &SqliteRow) -> Result<Account> {
    let read_roles = |ids: &str| ids.split_whitespace().map(|id| id.parse().ok()).collect();
    Ok(Account {
        commune: bytes(row, "commune", CommuneId::from_slice)?,
        id: bytes(row, "id", AccountId::from_slice)?,
        username: text(row, "username", |name| Username::parse(name).ok())?,
        name: column(row, "name")?,
        post: column(row, "post")?,
        unit: UnitId::new(column::<String>(row, "unit")?),
        roles: text(row, "roles", read_roles)?,
        disabled: column(row, "disabled")?,
        created_at: moment(row, "created_at")?,
    })
}

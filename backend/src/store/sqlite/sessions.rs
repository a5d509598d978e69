//! Sessions and failed sign-ins in SQLite.

use async_trait::async_trait;
use shared::id::{AccountId, CommuneId, PeerId};
use shared::time::TimestampMs;
use sqlx::sqlite::SqliteRow;

use super::accounts::bump;
use super::rows::{bytes, column, corrupt, moment, ms};
use super::{SqliteStore, failed, refused};
use crate::store::model::{EndReason, LoginFailures, NameHash, Session, TokenHash};
use crate::store::{Result, SessionStore, StoreError};

#[async_trait]
impl SessionStore for SqliteStore {
    async fn create_session(&self, session: &Session) -> Result<()> {
        let (ended_at, ended_why) = session.ended.unzip();
        sqlx::query(
            "INSERT INTO sessions (token_hash, commune, account, peer, device, created_at,
                last_used_at, ended_at, ended_why) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(session.token.0.as_slice())
        .bind(session.commune.as_bytes().as_slice())
        .bind(session.account.as_bytes().as_slice())
        .bind(session.peer.as_str())
        .bind(&session.device)
        .bind(ms(session.created_at))
        .bind(ms(session.last_used_at))
        .bind(ended_at.map(ms))
        .bind(ended_why.map(EndReason::as_str))
        .execute(&self.writer)
        .await
        .map_err(refused("session", "account"))?;
        Ok(())
    }

    async fn session(&self, token: TokenHash) -> Result<Option<Session>> {
        let row = sqlx::query("SELECT * FROM sessions WHERE token_hash = ?")
            .bind(token.0.as_slice())
            .fetch_optional(&self.reader)
            .await
            .map_err(failed)?;
        row.as_ref().map(read_session).transpose()
    }

    async fn sessions(&self, commune: CommuneId, account: AccountId) -> Result<Vec<Session>> {
        let rows = sqlx::query(
            "SELECT * FROM sessions WHERE commune = ? AND account = ?
             ORDER BY created_at DESC, token_hash DESC",
        )
        .bind(commune.as_bytes().as_slice())
        .bind(account.as_bytes().as_slice())
        .fetch_all(&self.reader)
        .await
        .map_err(failed)?;
        rows.iter().map(read_session).collect()
    }

    async fn touch_session(&self, token: TokenHash, now: TimestampMs) -> Result<()> {
        let done = sqlx::query(
            "UPDATE sessions SET last_used_at = max(last_used_at, ?) WHERE token_hash = ?",
        )
        .bind(ms(now))
        .bind(token.0.as_slice())
        .execute(&self.writer)
        .await
        .map_err(failed)?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound("session")) } else { Ok(()) }
    }

    async fn end_session(&self, token: TokenHash, now: TimestampMs, why: EndReason) -> Result<()> {
        let mut tx = self.begin().await?;
        let row = sqlx::query(
            "UPDATE sessions SET ended_at = coalesce(ended_at, ?),
                ended_why = coalesce(ended_why, ?) WHERE token_hash = ? RETURNING commune",
        )
        .bind(ms(now))
        .bind(why.as_str())
        .bind(token.0.as_slice())
        .fetch_optional(&mut *tx)
        .await
        .map_err(failed)?
        .ok_or(StoreError::NotFound("session"))?;
        bump(&mut tx, bytes(&row, "commune", CommuneId::from_slice)?).await?;
        tx.commit().await.map_err(failed)
    }

    async fn end_sessions_of(
        &self,
        commune: CommuneId,
        account: AccountId,
        except: Option<TokenHash>,
        now: TimestampMs,
        why: EndReason,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "UPDATE sessions SET ended_at = ?, ended_why = ?
             WHERE commune = ? AND account = ? AND ended_at IS NULL AND token_hash IS NOT ?",
        )
        .bind(ms(now))
        .bind(why.as_str())
        .bind(commune.as_bytes().as_slice())
        .bind(account.as_bytes().as_slice())
        .bind(except.map(|token| token.0.to_vec()))
        .execute(&mut *tx)
        .await
        .map_err(failed)?;
        bump(&mut tx, commune).await?;
        tx.commit().await.map_err(failed)
    }

    async fn login_failures(&self, name: NameHash) -> Result<LoginFailures> {
        let row = sqlx::query("SELECT * FROM login_failures WHERE name_hash = ?")
            .bind(name.0.as_slice())
            .fetch_optional(&self.reader)
            .await
            .map_err(failed)?;
        let Some(row) = row else { return Ok(LoginFailures::default()) };
        let failures: i64 = column(&row, "failures")?;
        Ok(LoginFailures {
            failures: u32::try_from(failures).map_err(|_| corrupt("failures"))?,
            last_at: moment(&row, "last_at")?,
            locked_until: moment(&row, "locked_until")?,
        })
    }

    async fn set_login_failures(&self, name: NameHash, state: LoginFailures) -> Result<()> {
        sqlx::query(
            "INSERT INTO login_failures (name_hash, failures, last_at, locked_until)
             VALUES (?, ?, ?, ?) ON CONFLICT (name_hash) DO UPDATE SET
                failures = excluded.failures, last_at = excluded.last_at,
                locked_until = excluded.locked_until",
        )
        .bind(name.0.as_slice())
        .bind(i64::from(state.failures))
        .bind(ms(state.last_at))
        .bind(ms(state.locked_until))
        .execute(&self.writer)
        .await
        .map(|_| ())
        .map_err(failed)
    }

    async fn forget_login_failures(&self, before: TimestampMs) -> Result<()> {
        sqlx::query("DELETE FROM login_failures WHERE last_at < ?1 AND locked_until < ?1")
            .bind(ms(before))
            .execute(&self.writer)
            .await
            .map(|_| ())
            .map_err(failed)
    }
}

fn read_session(row: &SqliteRow) -> Result<Session> {
    let ended_at: Option<i64> = column(row, "ended_at")?;
    let ended_why: Option<String> = column(row, "ended_why")?;
    let ended = match (ended_at, ended_why) {
        (Some(_), Some(why)) => {
            let why = EndReason::parse(&why).ok_or_else(|| corrupt("ended_why"))?;
            Some((moment(row, "ended_at")?, why))
        }
        _ => None,
    };
    Ok(Session {
        token: bytes(row, "token_hash", |b| b.try_into().ok().map(TokenHash))?,
        commune: bytes(row, "commune", CommuneId::from_slice)?,
        account: bytes(row, "account", AccountId::from_slice)?,
        peer: PeerId::new(column::<String>(row, "peer")?),
        device: column(row, "device")?,
        created_at: moment(row, "created_at")?,
        last_used_at: moment(row, "last_used_at")?,
        ended,
    })
}

//! Who is asking: signing in, sessions, passwords.
//!
//! - A password is stored as argon2id ([`password`]).
//! - A session is an opaque 256-bit token ([`secret`]); the store has its SHA-256 only.
//! - Each account signed in on a device has a cookie of its own ([`cookie`]).
//! - A request that changes something must come from the app's own origin ([`origin`]).
//! - Guessing is slowed by name and by address ([`throttle`]).

pub mod cookie;
pub mod origin;
pub mod password;
pub mod secret;
pub mod throttle;

use std::net::IpAddr;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use shared::id::{AccountId, CommuneId, PeerId};
use shared::limits::{LOCKOUT_SECONDS, LOGIN_FAILURES_MAX, SESSION_DAYS};
use shared::time::TimestampMs;
use uuid::Uuid;

use crate::clock::Clock;
use crate::store::model::{
    AccessEntry, Account, By, EndReason, LoginFailures, NameHash, Session, TokenHash, Username,
};
use crate::store::{Store, StoreError};
use password::{Password, PasswordRefused, Passwords};
use secret::Secret;
use throttle::Throttle;

/// How often the last use of a session is written down, in milliseconds: an hour is exact enough
/// for a life of months.
const TOUCH_MS: u64 = 3_600_000;

/// Longest device label kept, in characters.
const DEVICE_CHARS_MAX: usize = 80;

/// Why someone is not let in. Used by [`Auth`]; [`crate::error`] turns it into an answer.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Unknown name or wrong password: deliberately one answer.
    #[error("wrong user name or password")]
    WrongCredentials,
    /// Too many failures with this name.
    #[error("locked after too many failures, for {0} more seconds")]
    Locked(u64),
    /// Too many failures from this address.
    #[error("too many attempts from this address")]
    TooMany,
    /// The password is right and the account disabled.
    #[error("the account is disabled")]
    Disabled,
    /// No session, or it is over.
    #[error("not signed in")]
    NotSignedIn,
    /// The device was revoked: it is told to wipe.
    #[error("the device was revoked")]
    Revoked,
    /// The new password is not acceptable.
    #[error(transparent)]
    Password(#[from] PasswordRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A session with its account, both valid when this was made.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The account.
    pub account: Account,
    /// The session.
    pub session: Session,
}

impl SignedIn {
    /// As the access log keeps it.
    pub fn by(&self) -> By {
        By { account: Some(self.account.id), device: Some(self.session.peer.clone()) }
    }
}

/// Signs in, and knows who is signed in.
#[derive(Clone)]
pub struct Auth {
    store: Arc<dyn Store>,
    clock: Clock,
    passwords: Passwords,
    throttle: Arc<Throttle>,
}

impl Auth {
    /// Over this store and clock.
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self { store, clock, passwords: Passwords::new(), throttle: Arc::new(Throttle::new()) }
    }

    /// Signs in: a new session and the token that proves it.
    ///
    /// An unknown name costs the same time, counts the same failures and locks the same way as a
    /// wrong password, so that nobody learns which names exist.
    pub async fn sign_in(
        &self,
        address: IpAddr,
        name: &str,
        password: &Password,
        device: Option<&str>,
    ) -> Result<(SignedIn, Secret), AuthError> {
        let now = self.clock.now();
        if !self.throttle.take(address, now) {
            return Err(AuthError::TooMany);
        }
        let name_hash = hash_name(name);
        let state = self.store.login_failures(name_hash).await?;
        if state.locked_until > now {
            return Err(AuthError::Locked(state.locked_until.since(now).div_ceil(1000)));
        }
        let known = match Username::parse(name) {
            Ok(name) => self.store.account_named(&name).await?,
            Err(_) => None,
        };
        let (account, hash) = known.unzip();
        let right = self.passwords.verify(password, hash).await;
        let (true, Some(account)) = (right, account) else {
            self.note_failure(name_hash, state, now).await?;
            return Err(AuthError::WrongCredentials);
        };
        if account.disabled {
            return Err(AuthError::Disabled);
        }
        self.throttle.give_back(address);
        if state != LoginFailures::default() {
            self.store.set_login_failures(name_hash, LoginFailures::default()).await?;
        }
        let token = Secret::random();
        let session = Session {
            token: token.hash(),
            commune: account.commune,
            account: account.id,
            peer: new_peer(),
            device: device.unwrap_or_default().chars().take(DEVICE_CHARS_MAX).collect(),
            created_at: now,
            last_used_at: now,
            ended: None,
        };
        self.store.create_session(&session).await?;
        let who = SignedIn { account, session };
        self.log(who.account.commune, &who.by().did("sign_in", now)).await?;
        Ok((who, token))
    }

    async fn note_failure(
        &self,
        name: NameHash,
        before: LoginFailures,
        now: TimestampMs,
    ) -> Result<(), StoreError> {
        let quiet = now.since(before.last_at) > LOCKOUT_SECONDS * 1000;
        let failures = if quiet { 1 } else { before.failures + 1 };
        let locked = failures >= LOGIN_FAILURES_MAX;
        let after = LoginFailures {
            failures: if locked { 0 } else { failures },
            last_at: now,
            locked_until: if locked { now.plus(LOCKOUT_SECONDS * 1000) } else { TimestampMs(0) },
        };
        self.store.set_login_failures(name, after).await
    }

    /// The session that a token proves.
    pub async fn signed_in(&self, token: &Secret) -> Result<SignedIn, AuthError> {
        let now = self.clock.now();
        let hash = token.hash();
        let session = self.store.session(hash).await?.ok_or(AuthError::NotSignedIn)?;
        match session.ended {
            Some((_, EndReason::Revoked)) => return Err(AuthError::Revoked),
            Some((_, EndReason::Disabled)) => return Err(AuthError::Disabled),
            Some(_) => return Err(AuthError::NotSignedIn),
            None => {}
        }
        if now.since(session.last_used_at) > SESSION_DAYS * 86_400_000 {
            return Err(AuthError::NotSignedIn);
        }
        let account = self.store.account(session.commune, session.account).await?;
        let account = account.ok_or(AuthError::NotSignedIn)?;
        if account.disabled {
            return Err(AuthError::Disabled);
        }
        if now.since(session.last_used_at) > TOUCH_MS
            && let Err(error) = self.store.touch_session(hash, now).await
        {
            // A full disk must not lock people out of reading.
            tracing::warn!(%error, "cannot note that a session was used");
        }
        Ok(SignedIn { account, session })
    }

    /// Ends the session.
    pub async fn sign_out(&self, who: &SignedIn) -> Result<(), AuthError> {
        let now = self.clock.now();
        self.store.end_session(who.session.token, now, EndReason::SignedOut).await?;
        self.log(who.account.commune, &who.by().did("sign_out", now)).await?;
        Ok(())
    }

    /// Changes one's own password; the other sessions of the account end.
    pub async fn change_password(
        &self,
        address: IpAddr,
        who: &SignedIn,
        old: &Password,
        new: &Password,
    ) -> Result<(), AuthError> {
        let now = self.clock.now();
        if !self.throttle.take(address, now) {
            return Err(AuthError::TooMany);
        }
        let named = self.store.account_named(&who.account.username).await?;
        let hash = named.map(|(_, hash)| hash);
        if !self.passwords.verify(old, hash).await {
            return Err(AuthError::WrongCredentials);
        }
        self.throttle.give_back(address);
        self.set_password(&who.by(), &who.account, new, Some(who.session.token)).await
    }

    /// Replaces an account's password and ends its sessions, but one.
    pub async fn set_password(
        &self,
        by: &By,
        account: &Account,
        new: &Password,
        keep: Option<TokenHash>,
    ) -> Result<(), AuthError> {
        new.check()?;
        let hash = self.passwords.hash(new).await?;
        let (commune, id, now) = (account.commune, account.id, self.clock.now());
        self.store.set_password(commune, id, &hash).await?;
        let why = EndReason::PasswordChanged;
        self.store.end_sessions_of(commune, id, keep, now, why).await?;
        self.log(commune, &about(by.did("password_changed", now), account)).await?;
        Ok(())
    }

    /// Adds an account with this password.
    pub async fn add_account(
        &self,
        by: &By,
        new: &Account,
        password: &Password,
    ) -> Result<(), AuthError> {
        password.check()?;
        let hash = self.passwords.hash(password).await?;
        self.store.create_account(new, &hash).await?;
        let entry = about(by.did("account_added", self.clock.now()), new);
        self.log(new.commune, &entry).await?;
        Ok(())
    }

    /// Replaces an account's place (name, post, unit, roles) or disables it, which ends its
    /// sessions.
    pub async fn update_account(&self, by: &By, changed: &Account) -> Result<(), AuthError> {
        self.store.update_account(changed).await?;
        let (commune, id, now) = (changed.commune, changed.id, self.clock.now());
        if changed.disabled {
            let why = EndReason::Disabled;
            self.store.end_sessions_of(commune, id, None, now, why).await?;
        }
        let action = if changed.disabled { "account_disabled" } else { "account_changed" };
        self.log(commune, &about(by.did(action, now), changed)).await?;
        Ok(())
    }

    /// A fresh account id.
    pub fn new_account_id() -> AccountId {
        AccountId::new(Uuid::now_v7())
    }

    /// Forgets failures that no longer count; to be called now and then.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        let before = self.clock.now().0.saturating_sub(2 * LOCKOUT_SECONDS * 1000);
        self.store.forget_login_failures(TimestampMs(before)).await
    }

    async fn log(&self, commune: CommuneId, entry: &AccessEntry) -> Result<(), StoreError> {
        self.store.log_access(commune, entry).await
    }
}

/// The entry, about this account as it is now.
fn about(entry: AccessEntry, account: &Account) -> AccessEntry {
    let roles: Vec<&str> = account.roles.iter().map(|role| role.as_str()).collect();
    let detail = format!("unit={}; roles={}", account.unit, roles.join(","));
    AccessEntry { subject: Some(account.id.to_string()), detail: Some(detail), ..entry }
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Auth")
    }
}

/// A peer id that no other session has.
fn new_peer() -> PeerId {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    PeerId::new(format!("soxa-{}", hex::encode(bytes)))
}

fn hash_name(name: &str) -> NameHash {
    let folded = Username::parse(name).map_or_else(|_| name.trim().to_owned(), String::from);
    NameHash(Sha256::digest(folded.as_bytes()).into())
}

#[cfg(test)]
mod tests;

//! What the store holds, as plain data.

use std::collections::BTreeSet;
use std::fmt;

use automerge::{ActorId, ChangeHash};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shared::access::Membership;
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::domain::role::Role;
use shared::id::{AccountId, CommuneId, DocumentId, PeerId, UnitId};
use shared::sync::store::ChunkKey;
use shared::time::TimestampMs;

/// A commune (`xã`) on this relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commune {
    /// The id, first part of every key.
    pub id: CommuneId,
    /// The name: "xã Điềm He".
    pub name: String,
    /// When it was set up.
    pub created_at: TimestampMs,
}

/// A user name: 2 to 64 of `a-z 0-9 . _ -`, unique on the relay.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

/// Why a text is no user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a user name has 2 to 64 of the letters a-z, digits, dot, dash and underscore")]
pub struct InvalidUsername;

impl Username {
    /// Reads a user name as typed: spaces around it and capitals do not matter.
    pub fn parse(text: &str) -> Result<Self, InvalidUsername> {
        let name = text.trim().to_ascii_lowercase();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if (2..=64).contains(&name.len()) && name.chars().all(allowed) {
            Ok(Self(name))
        } else {
            Err(InvalidUsername)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Username {
    type Error = InvalidUsername;
    fn try_from(text: String) -> Result<Self, InvalidUsername> {
        Self::parse(&text)
    }
}

impl From<Username> for String {
    fn from(name: Username) -> Self {
        name.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An account: name, post and unit and nothing else about a person (DOMAIN §6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The commune.
    pub commune: CommuneId,
    /// The id; the Automerge author of what the account writes.
    pub id: AccountId,
    /// What one signs in with.
    pub username: Username,
    /// The person's name.
    pub name: String,
    /// Post (`chức vụ`).
    pub post: String,
    /// The unit.
    pub unit: UnitId,
    /// The roles.
    pub roles: BTreeSet<Role>,
    /// Whether signing in and syncing are refused.
    pub disabled: bool,
    /// When it was made.
    pub created_at: TimestampMs,
}

impl Account {
    /// What permission depends on.
    pub fn membership(&self) -> Membership {
        Membership { unit: self.unit.clone(), roles: self.roles.clone() }
    }
}

/// A password's argon2id hash in PHC form. Does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a PHC string.
    pub fn new(phc: impl Into<String>) -> Self {
        Self(phc.into())
    }

    /// The PHC string.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// The SHA-256 of a session token: all that the store knows of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The person signed out.
    SignedOut,
    /// The password was changed elsewhere.
    PasswordChanged,
    /// The account was disabled.
    Disabled,
    /// The device was revoked: it is told to wipe.
    Revoked,
}

impl EndReason {
    const ALL: [EndReason; 4] =
        [Self::SignedOut, Self::PasswordChanged, Self::Disabled, Self::Revoked];

    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::PasswordChanged => "password_changed",
            Self::Disabled => "disabled",
            Self::Revoked => "revoked",
        }
    }

    /// Reads a stable id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// A session: one signed-in account on one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What its token hashes to.
    pub token: TokenHash,
    /// The commune.
    pub commune: CommuneId,
    /// The account.
    pub account: AccountId,
    /// The peer id its sync connection must name.
    pub peer: PeerId,
    /// What the person calls the device.
    pub device: String,
    /// When it began.
    pub created_at: TimestampMs,
    /// When it was last used, to the hour.
    pub last_used_at: TimestampMs,
    /// When and why it ended.
    pub ended: Option<(TimestampMs, EndReason)>,
}

/// The SHA-256 of what was typed as a user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameHash(pub [u8; 32]);

/// Failed sign-ins with one user name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoginFailures {
    /// How many since the last success or lock.
    pub failures: u32,
    /// The last one.
    pub last_at: TimestampMs,
    /// Until when it is locked; long ago if it is not.
    pub locked_until: TimestampMs,
}

/// A document of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// The document and what it is about.
    pub document: DocumentRef,
    /// When it was made.
    pub created_at: TimestampMs,
    /// The document that took its place at a purge.
    pub superseded_by: Option<DocumentId>,
    /// The heads of what is stored.
    pub heads: Vec<ChangeHash>,
}

/// A document's content as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredDocument {
    /// The chunks, in the order of storing.
    pub chunks: Vec<(ChunkKey, Vec<u8>)>,
    /// Which account each actor belongs to.
    pub bindings: Vec<(ActorId, AccountId)>,
    /// The heads.
    pub heads: Vec<ChangeHash>,
}

/// What one round does to one document. A list of these is stored in one transaction.
#[derive(Debug, Clone)]
pub struct DocumentWrite {
    /// The commune.
    pub commune: CommuneId,
    /// The document.
    pub document: DocumentId,
    /// Creates the document, with what it is about and when. Without it the document must exist.
    pub create: Option<(DocumentScope, TimestampMs)>,
    /// New chunks; one already there is left as it is (keys are content-addressed).
    pub put: Vec<(ChunkKey, Vec<u8>)>,
    /// Chunks to delete: what a snapshot in `put` replaces, or what was set aside.
    pub delete: Vec<ChunkKey>,
    /// New bindings of actors; an existing one is never changed.
    pub bindings: Vec<(ActorId, AccountId)>,
    /// The heads afterwards.
    pub heads: Vec<ChangeHash>,
}

/// Something that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// When.
    pub at: TimestampMs,
    /// Who tried.
    pub account: Option<AccountId>,
    /// Which document.
    pub document: Option<DocumentId>,
    /// Which change.
    pub change: Option<ChangeHash>,
    /// The stable code of the reason.
    pub reason: String,
}

/// A line of the append-only access log: who, what, when, on which device, and no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// When.
    pub at: TimestampMs,
    /// Who.
    pub account: Option<AccountId>,
    /// The device's peer id.
    pub device: Option<PeerId>,
    /// What: a stable code, as `sign_in`.
    pub action: String,
    /// Which document.
    pub document: Option<DocumentId>,
    /// What it was done to: a unit's or an account's id, a date, a year.
    pub subject: Option<String>,
    /// How it is now, as `unit=T01; roles=recorder`: codes and figures, never a person's name.
    pub detail: Option<String>,
}

/// Who does something, as the access log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The account; nobody's on the command line.
    pub account: Option<AccountId>,
    /// The device's peer id.
    pub device: Option<PeerId>,
}

impl By {
    /// Whoever can write the data folder.
    pub const COMMAND_LINE: By = By { account: None, device: None };

    /// An entry of the access log about what they did.
    pub fn did(&self, action: &str, at: TimestampMs) -> AccessEntry {
        AccessEntry {
            at,
            account: self.account,
            device: self.device.clone(),
            action: action.to_owned(),
            document: None,
            subject: None,
            detail: None,
        }
    }
}

/// A document's heads at the end of a day.
pub type DayHeads = (DocumentId, Date, Vec<ChangeHash>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_is_plain_and_lower_case() {
        assert_eq!(
            Username::parse(" CanBo.A01 ").map(|name| name.to_string()),
            Ok("canbo.a01".into())
        );
        for bad in ["", "a", "cán bộ", "a b", &"x".repeat(65)] {
            assert!(Username::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn hashes_do_not_print() {
        assert_eq!(format!("{:?}", PasswordHash::new("$argon2id$…")), "PasswordHash(…)");
        assert_eq!(format!("{:?}", TokenHash([7; 32])), "TokenHash(…)");
    }
}

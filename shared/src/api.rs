//! What travels over HTTP, as both ends see it (DESIGN §8).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::domain::document::DocumentRef;
use crate::domain::role::Role;
use crate::id::{AccountId, CommuneId, UnitId};

/// `POST /api/session`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignIn {
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
    /// What the person calls this device; shown in the device list.
    #[serde(default)]
    pub device: Option<String>,
}

/// Who one is: the answer to `POST` and `GET /api/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo {
    /// The account.
    pub account: AccountId,
    /// User name.
    pub username: String,
    /// The person's name.
    pub name: String,
    /// The unit.
    pub unit: UnitId,
    /// The roles.
    pub roles: BTreeSet<Role>,
    /// The peer id that this session's sync connection must name.
    pub peer_id: String,
    /// The commune.
    pub commune: CommuneId,
    /// The commune's name.
    pub commune_name: String,
}

/// One line of `GET /api/catalogue`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueEntry {
    /// The document and what it is about.
    #[serde(flatten)]
    pub document: DocumentRef,
    /// What the caller may do with it.
    pub access: Access,
    /// The heads that the relay has stored, in hexadecimal.
    pub heads: Vec<String>,
}

/// Every error of the HTTP interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// Stable, for programs.
    pub code: String,
    /// For people, in their language.
    pub message: String,
}

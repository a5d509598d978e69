//! What travels over HTTP, as both ends see it (DESIGN §8).

pub mod admin;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::domain::document::DocumentRef;
use crate::domain::role::Role;
use crate::id::{AccountId, CommuneId, PlanId, UnitId};
use crate::import::ImportedPlan;
use crate::import::revise::UnitTarget;

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

/// `POST /api/plans`: a plan that was imported and corrected.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewPlan {
    /// The plan's id, made by the device: a second tap creates nothing.
    pub id: PlanId,
    /// The plan.
    pub plan: ImportedPlan,
    /// What each unit of the text is. One that is not named here is the directory's unit of that id.
    #[serde(default)]
    pub units: BTreeMap<String, UnitTarget>,
}

/// The answer to `POST /api/plans`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatedPlan {
    /// The plan.
    pub id: PlanId,
    /// The year it is for.
    pub year: i16,
    /// Units that came into the directory with it.
    pub new_units: Vec<UnitId>,
}

/// Every error of the HTTP interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// Stable, for programs.
    pub code: String,
    /// For people, in their language.
    pub message: String,
}

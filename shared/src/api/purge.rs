//! Purge over HTTP: erasing for good what must not exist.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::id::RecordId;

/// `POST /api/admin/purge`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PurgeRequest {
    /// The records, by what their pages show as their number.
    pub records: BTreeSet<RecordId>,
    /// Why.
    pub reason: PurgeReason,
}

/// Why something must not exist. Words under `purge.reason.<id>`; never more than that is asked or
/// kept, so that the log does not tell what was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PurgeReason {
    /// Bí mật nhà nước.
    StateSecret,
    /// Dữ liệu cá nhân.
    PersonalData,
}

impl PurgeReason {
    /// Both.
    pub const ALL: &[PurgeReason] = &[Self::StateSecret, Self::PersonalData];

    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StateSecret => "state_secret",
            Self::PersonalData => "personal_data",
        }
    }

    /// Reads a stable id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == text)
    }

    /// The action in the access log.
    pub const fn action(self) -> &'static str {
        match self {
            Self::StateSecret => "purge_state_secret",
            Self::PersonalData => "purge_personal_data",
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Purged {
    /// How many documents were replaced; none if it had been done before.
    pub documents: usize,
    /// Whether the text is gone from the relay's files too. If not, the same request tries again.
    pub files_clean: bool,
}

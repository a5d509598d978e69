//! Which documents there are: one Automerge document is the unit of permission and of sync.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::role::Role;
use crate::id::{DocumentId, PlanId, UnitId};

/// The kind of a document (DESIGN §2, the table).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Units, people, channels, holidays, rules.
    Directory,
    /// The plan.
    Plan,
    /// A unit's records and submissions.
    Workbook,
    /// What one role says about a unit's records.
    Decisions,
    /// Periodic reports.
    Reports,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: &[DocumentKind] =
        &[Self::Directory, Self::Plan, Self::Workbook, Self::Decisions, Self::Reports];

    /// The stable id, as in JSON and in a document's `meta`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Plan => "plan",
            Self::Workbook => "workbook",
            Self::Decisions => "decisions",
            Self::Reports => "reports",
        }
    }

    /// Reads a stable id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a document is about: all that permission depends on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocumentScope {
    /// The kind.
    pub kind: DocumentKind,
    /// Workbook and decisions: whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Workbook and decisions of a village: the unit whose head approves its records (Phòng Văn
    /// hóa - Xã hội). Nothing for other units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<UnitId>,
    /// Decisions: which role's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Plan: which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanId>,
    /// The calendar year; nothing for the directory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
}

impl DocumentScope {
    /// The commune's directory.
    pub const fn directory() -> Self {
        Self {
            kind: DocumentKind::Directory,
            unit: None,
            supervisor: None,
            role: None,
            plan: None,
            year: None,
        }
    }

    /// A plan.
    pub const fn plan(plan: PlanId, year: i16) -> Self {
        Self {
            kind: DocumentKind::Plan,
            unit: None,
            supervisor: None,
            role: None,
            plan: Some(plan),
            year: Some(year),
        }
    }

    /// A unit's workbook; `supervisor` for a village.
    pub const fn workbook(unit: UnitId, supervisor: Option<UnitId>, year: i16) -> Self {
        Self {
            kind: DocumentKind::Workbook,
            unit: Some(unit),
            supervisor,
            role: None,
            plan: None,
            year: Some(year),
        }
    }

    /// What `role` says about a unit's records; `supervisor` for a village.
    pub const fn decisions(
        unit: UnitId,
        supervisor: Option<UnitId>,
        role: Role,
        year: i16,
    ) -> Self {
        Self {
            kind: DocumentKind::Decisions,
            unit: Some(unit),
            supervisor,
            role: Some(role),
            plan: None,
            year: Some(year),
        }
    }

    /// The year's reports.
    pub const fn reports(year: i16) -> Self {
        Self {
            kind: DocumentKind::Reports,
            unit: None,
            supervisor: None,
            role: None,
            plan: None,
            year: Some(year),
        }
    }
}

/// A document with its scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// The document.
    #[serde(rename = "documentId")]
    pub id: DocumentId,
    /// What it is about.
    #[serde(flatten)]
    pub scope: DocumentScope,
}

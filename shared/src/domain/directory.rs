//! The directory: units (`đơn vị`), villages (`thôn`), groups and people.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::id::{AccountId, CommuneId, UnitId};

/// What sort of body a unit is (DOMAIN §1.2). Decides the verb: a Party body is asked
/// (`đề nghị`), never told (`giao`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// Phòng chuyên môn.
    Phong,
    /// Đơn vị sự nghiệp.
    SuNghiep,
    /// Cơ quan Đảng.
    Dang,
    /// Công an.
    CongAn,
    /// Quân sự.
    QuanSu,
    /// Mặt trận và các đoàn thể.
    DoanThe,
    /// Lãnh đạo Ủy ban nhân dân.
    LanhDao,
    /// Thôn: a village, a unit with its own workbook.
    Thon,
    /// A group of units, as "Các thôn": holds no workbook.
    Group,
    /// Anything else.
    Khac,
}

impl UnitKind {
    /// Every kind.
    pub const ALL: &[UnitKind] = &[
        Self::Phong,
        Self::SuNghiep,
        Self::Dang,
        Self::CongAn,
        Self::QuanSu,
        Self::DoanThe,
        Self::LanhDao,
        Self::Thon,
        Self::Group,
        Self::Khac,
    ];

    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phong => "phong",
            Self::SuNghiep => "su_nghiep",
            Self::Dang => "dang",
            Self::CongAn => "cong_an",
            Self::QuanSu => "quan_su",
            Self::DoanThe => "doan_the",
            Self::LanhDao => "lanh_dao",
            Self::Thon => "thon",
            Self::Group => "group",
            Self::Khac => "khac",
        }
    }

    /// Reads a stable id; an unknown one is [`UnitKind::Khac`], since newer versions may know more.
    pub fn parse(text: &str) -> Self {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).unwrap_or(Self::Khac)
    }

    /// Whether units of this kind keep a workbook.
    pub const fn keeps_workbook(self) -> bool {
        !matches!(self, Self::Group)
    }

    /// Whether the commune's government may only request (`đề nghị`), not assign (DOMAIN §0.4).
    pub const fn is_requested(self) -> bool {
        matches!(self, Self::Dang)
    }
}

/// A unit, village or group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Short code, unique in the commune.
    pub id: UnitId,
    /// The exact name.
    pub name: String,
    /// The sort of body.
    pub kind: UnitKind,
    /// Other names in texts.
    #[serde(default)]
    pub aliases: BTreeSet<String>,
    /// The unit whose head approves this unit's records: for villages Phòng Văn hóa - Xã hội.
    #[serde(default)]
    pub supervisor: Option<UnitId>,
}

/// A member of staff as colleagues see them: name, post, unit, work phone and nothing else
/// (DOMAIN §6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// Full name, as written: họ, đệm, tên.
    pub name: String,
    /// Post (`chức vụ`).
    #[serde(default)]
    pub post: String,
    /// The unit.
    pub unit: UnitId,
}

/// The directory as read from its document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// The commune.
    pub commune: Option<CommuneId>,
    /// The commune's name: "xã Điềm He".
    pub name: String,
    /// Units by id.
    pub units: BTreeMap<UnitId, Unit>,
    /// People by account.
    pub people: BTreeMap<AccountId, Person>,
}

impl Directory {
    /// A unit's name, or its id where the directory does not know it (yet).
    pub fn unit_name<'a>(&'a self, id: &'a UnitId) -> &'a str {
        self.units.get(id).map_or(id.as_str(), |unit| unit.name.as_str())
    }

    /// A person's name, if known.
    pub fn person_name(&self, account: &AccountId) -> Option<&str> {
        self.people.get(account).map(|person| person.name.as_str())
    }

    /// The villages, by id.
    pub fn villages(&self) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(|unit| unit.kind == UnitKind::Thon)
    }
}

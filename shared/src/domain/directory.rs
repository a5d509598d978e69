//! The directory: units (`đơn vị`), villages (`thôn`), groups, people, channels, holidays and rules.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::calendar::Calendar;
use crate::domain::rule::Rules;
use crate::id::{AccountId, CommuneId, EntryId, UnitId};

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
    /// A group's members where somebody has named them; else they follow from its name, see
    /// [`Directory::members`].
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub members: BTreeSet<UnitId>,
    /// Whether it has ended, as a village merged into another. Its records stay.
    #[serde(default, skip_serializing_if = "is_false")]
    pub closed: bool,
}

impl Unit {
    /// A unit without other names, supervised by nobody.
    pub fn new(id: UnitId, name: impl Into<String>, kind: UnitKind) -> Self {
        Self {
            id,
            name: name.into(),
            kind,
            aliases: BTreeSet::new(),
            supervisor: None,
            members: BTreeSet::new(),
            closed: false,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
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

/// What sort of channel it is (DOMAIN §2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Trang thông tin điện tử.
    Website,
    /// Zalo.
    Zalo,
    /// Facebook.
    Facebook,
    /// Đài truyền thanh, cụm loa.
    Loudspeaker,
    /// Anything else.
    Other,
}

impl ChannelKind {
    /// Every kind.
    pub const ALL: &[ChannelKind] =
        &[Self::Website, Self::Zalo, Self::Facebook, Self::Loudspeaker, Self::Other];

    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Website => "website",
            Self::Zalo => "zalo",
            Self::Facebook => "facebook",
            Self::Loudspeaker => "loudspeaker",
            Self::Other => "other",
        }
    }

    /// Reads a stable id; an unknown one is [`ChannelKind::Other`], since newer versions may know more.
    pub fn parse(text: &str) -> Self {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).unwrap_or(Self::Other)
    }
}

/// A registered official channel of the commune (`kênh chính thức`): postings go to these only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Key in the document.
    pub id: EntryId,
    /// Its name.
    pub name: String,
    /// The sort of channel.
    pub kind: ChannelKind,
    /// Its URL, or for loudspeakers the place.
    #[serde(default)]
    pub address: String,
    /// Whether it is used no more. What was posted there stays.
    #[serde(default)]
    pub closed: bool,
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
    /// Official channels, closed ones too.
    pub channels: BTreeMap<EntryId, Channel>,
    /// Holidays and swapped days.
    pub calendar: Calendar,
    /// Rules with the days from which they hold.
    pub rules: Rules,
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

    /// The units that a plan means by `id`: the unit itself, or a group's members. Where nobody has
    /// named them, "Các thôn" are the villages; any other group ("Các phòng, ban, cơ quan, đơn vị")
    /// are the units that are neither villages nor the leadership, which a plan never lists among
    /// those it instructs. Closed ones stay members: of the time before, the plan meant them.
    pub fn members<'a>(&'a self, id: &UnitId) -> Box<dyn Iterator<Item = &'a Unit> + 'a> {
        match self.units.get(id) {
            None => Box::new(std::iter::empty()),
            Some(group) if group.kind != UnitKind::Group => Box::new(std::iter::once(group)),
            Some(group) if !group.members.is_empty() => {
                Box::new(group.members.iter().filter_map(|id| self.units.get(id)))
            }
            Some(group) if means_villages(&group.name) => Box::new(self.villages()),
            Some(_) => Box::new(self.units.values().filter(|unit| {
                !matches!(unit.kind, UnitKind::Thon | UnitKind::Group | UnitKind::LanhDao)
            })),
        }
    }

    /// Whether a plan means `unit` by any of `ids`, by name or as a member of a group.
    pub fn means<'a>(&self, ids: impl IntoIterator<Item = &'a UnitId>, unit: &UnitId) -> bool {
        ids.into_iter().any(|id| id == unit || self.members(id).any(|member| member.id == *unit))
    }

    /// The villages, by id.
    pub fn villages(&self) -> impl Iterator<Item = &Unit> {
        self.units.values().filter(|unit| unit.kind == UnitKind::Thon)
    }
}

/// Whether a group's name speaks of villages, whatever they are called in the region.
fn means_villages(name: &str) -> bool {
    let name = crate::text::nfc(name).to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "thôn" | "xóm" | "bản" | "ấp" | "buôn"))
        || ["tổ dân phố", "khu dân cư"].iter().any(|words| name.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commune() -> Directory {
        let units = [
            ("VP", "Văn phòng HĐND và UBND xã", UnitKind::Phong),
            ("KT", "Phòng Kinh tế xã", UnitKind::Phong),
            ("XDD", "Ban Xây dựng Đảng", UnitKind::Dang),
            ("LD", "Lãnh đạo Ủy ban nhân dân xã", UnitKind::LanhDao),
            ("T01", "Thôn 01", UnitKind::Thon),
            ("T02", "Thôn 02", UnitKind::Thon),
            ("ALL", "Các phòng, ban, cơ quan, đơn vị", UnitKind::Group),
            ("THON", "Các thôn", UnitKind::Group),
        ];
        let unit = |(id, name, kind): (&str, &str, UnitKind)| Unit::new(id.into(), name, kind);
        let units = units.map(unit).into_iter().map(|unit| (unit.id.clone(), unit)).collect();
        Directory { units, ..Directory::default() }
    }

    #[test]
    fn a_group_of_units_means_all_but_villages_and_the_leadership() {
        let directory = commune();
        let members = |id: &str| {
            directory.members(&id.into()).map(|unit| unit.id.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(members("ALL"), ["KT", "VP", "XDD"]);
        assert_eq!(members("THON"), ["T01", "T02"]);
        assert_eq!(members("KT"), ["KT"], "a unit means itself");
        assert!(members("?").is_empty());
    }

    #[test]
    fn a_group_whose_members_are_named_means_them() {
        let mut directory = commune();
        let group = directory.units.get_mut(&UnitId::from("ALL")).expect("known");
        group.members = ["VP".into(), "T01".into(), "?".into()].into();
        let members: Vec<_> =
            directory.members(&"ALL".into()).map(|unit| unit.id.as_str()).collect();
        assert_eq!(members, ["T01", "VP"]);
    }

    #[test]
    fn a_unit_is_meant_by_name_or_by_its_group() {
        let directory = commune();
        let all: [UnitId; 2] = ["VP".into(), "ALL".into()];
        assert!(directory.means(&all, &"KT".into()));
        assert!(!directory.means(&all, &"T01".into()));
        let villages: [UnitId; 1] = ["THON".into()];
        assert!(directory.means(&villages, &"T01".into()));
        assert!(!directory.means(&villages, &"KT".into()));
    }

    #[test]
    fn villages_are_known_by_what_they_are_called() {
        for name in ["Các thôn", "Các thôn, bản", "Các tổ dân phố", "các Xóm"] {
            assert!(means_villages(name), "{name}");
        }
        for name in ["Các ban, ngành, đoàn thể", "Các phòng, ban, cơ quan, đơn vị"] {
            assert!(!means_villages(name), "{name}");
        }
    }
}

//! The units that a commune starts with (DOMAIN §1.2). They are data: an admin changes them.

use shared::domain::directory::{Unit, UnitKind};
use shared::id::UnitId;
use shared::text::nfc;

/// Who supervises the villages: Phòng Văn hóa - Xã hội.
pub const VILLAGE_SUPERVISOR: &str = "VHXH";
/// The unit of Chủ tịch and Phó Chủ tịch.
pub const LEADERS: &str = "LD";
/// The office: where administrators and clerks belong.
pub const OFFICE: &str = "VP";

/// What a commune is, by its name: "phường Bến Gỗ" is a phường; without a word for it a xã.
fn level(commune: &str) -> &'static str {
    let lower = nfc(commune).to_lowercase();
    let levels = ["phường", "đặc khu", "thị trấn"];
    levels.into_iter().find(|level| lower.contains(&format!("{level} "))).unwrap_or("xã")
}

/// The departments, centres and bodies of a xã, its leaders and its two groups.
pub fn standard() -> Vec<Unit> {
    standard_of("xã")
}

/// The same for the commune of this name: a phường's police is "Công an phường".
pub fn standard_of(commune: &str) -> Vec<Unit> {
    let level = level(commune);
    let own = |name: &str| match name.strip_suffix(" xã") {
        Some(name) => format!("{name} {level}"),
        None => name.to_owned(),
    };
    let unit = |id: &str, name: &str, kind, aliases: &[&str]| Unit {
        aliases: aliases.iter().map(|&alias| own(alias)).collect(),
        ..Unit::new(UnitId::from(id), own(name), kind)
    };
    vec![
        unit(LEADERS, "Lãnh đạo UBND xã", UnitKind::LanhDao, &[]),
        unit(
            "VHXH",
            "Phòng Văn hóa - Xã hội xã",
            UnitKind::Phong,
            &["Phòng Văn hóa - Xã hội", "VHXH"],
        ),
        unit(
            OFFICE,
            "Văn phòng HĐND và UBND xã",
            UnitKind::Phong,
            &["Văn phòng HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân xã"],
        ),
        unit("KT", "Phòng Kinh tế xã", UnitKind::Phong, &["Phòng Kinh tế"]),
        unit(
            "DVCI",
            "Trung tâm Dịch vụ công ích xã",
            UnitKind::SuNghiep,
            &["Trung tâm Dịch vụ công ích"],
        ),
        unit("XDD", "Ban Xây dựng Đảng", UnitKind::Dang, &["Ban Xây dựng Đảng ủy xã"]),
        unit("CA", "Công an xã", UnitKind::CongAn, &[]),
        unit("QS", "Ban Chỉ huy Quân sự xã", UnitKind::QuanSu, &[]),
        unit(
            "ALL",
            "Các phòng, ban, cơ quan, đơn vị",
            UnitKind::Group,
            &["các ban, ngành, đoàn thể", "các cơ quan, đơn vị liên quan"],
        ),
        unit("THON", "Các thôn", UnitKind::Group, &["các thôn"]),
    ]
}

/// Villages "Thôn 01" to "Thôn NN"; their true names are written into the directory later.
pub fn villages(count: u8) -> Vec<Unit> {
    (1..=count)
        .map(|number| {
            let (id, name) = (UnitId::new(format!("T{number:02}")), format!("Thôn {number:02}"));
            let supervisor = Some(UnitId::from(VILLAGE_SUPERVISOR));
            Unit { supervisor, ..Unit::new(id, name, UnitKind::Thon) }
        })
        .collect()
}

/// The units that exist, and those of a plan that do not yet.
pub fn with_those_of(mut units: Vec<Unit>, named: Vec<Unit>) -> Vec<Unit> {
    for unit in named {
        if units.iter().all(|known| known.id != unit.id) {
            units.push(unit);
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_called_after_what_the_commune_is() {
        let police = |commune: &str| {
            let units = standard_of(commune);
            let found = units.into_iter().find(|unit| unit.id.as_str() == "CA");
            found.map(|unit| unit.name).expect("a police")
        };
        assert_eq!(police("xã Điềm He"), "Công an xã");
        assert_eq!(police("Phường Bến Gỗ"), "Công an phường");
        assert_eq!(police("UBND đặc khu Hòn Dâu"), "Công an đặc khu");
        assert_eq!(police("phu\u{31b}o\u{31b}\u{300}ng Bê\u{301}n Gỗ"), "Công an phường");
        assert_eq!(police("Nà Sơn"), "Công an xã");
        assert!(standard_of("phường A").iter().all(|unit| !unit.name.ends_with(" xã")));
    }
}

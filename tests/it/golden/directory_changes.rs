//! What an admin can say in the directory: units with members, closed, under other names; channels,
//! holidays and rules – founded with the commune, and changed later.

use std::collections::BTreeMap;

use automerge::Automerge;
use jiff::civil::date;
use serde_json::json;
use shared::domain::calendar::{Calendar, DayKind};
use shared::domain::directory::{Channel, ChannelKind, Directory, Unit, UnitKind};
use shared::domain::document::DocumentScope;
use shared::domain::rule::{DatedRule, RuleId, Rules};
use shared::id::EntryId;
use shared::schema::directory::{self, change};
use shared::schema::genesis::FirstContent;
use uuid::Uuid;

use super::{
    AT, a_directory, frozen, is_read_as_frozen, is_written_as_frozen, new_document, written_by,
};

/// The fixture's name.
const NAME: &str = "whole-directory";

const fn entry_id(n: u128) -> EntryId {
    EntryId::new(Uuid::from_u128(0xd1_0000 + n))
}

fn channel(n: u128, kind: ChannelKind) -> Channel {
    Channel {
        id: entry_id(n),
        name: format!("Kênh {n}"),
        kind,
        address: "https://xa-mau.example.vn".to_owned(),
        closed: false,
    }
}

fn rule(n: u128, rule: RuleId, value: i64) -> DatedRule {
    DatedRule {
        id: entry_id(n),
        rule,
        from: date(2026, 7, 1),
        value,
        note: "Quy chế số 01".to_owned(),
    }
}

/// A commune that was founded with everything.
fn founded() -> Directory {
    let members = ["VHXH".into(), "THON-01".into()].into();
    let group = Unit { members, ..Unit::new("NHOM".into(), "Nhóm mẫu", UnitKind::Group) };
    let ended = Unit { closed: true, ..Unit::new("THON-09".into(), "Thôn 09", UnitKind::Thon) };
    let mut directory = a_directory();
    directory.units.extend([group, ended].map(|unit| (unit.id.clone(), unit)));
    directory.channels = [(entry_id(1), channel(1, ChannelKind::Website))].into();
    directory.calendar = Calendar::statutory(2026);
    directory.calendar.working.insert(date(2026, 8, 22), "làm bù ngày 31/8".to_owned());
    directory.rules = Rules { set: vec![rule(2, RuleId::DueSoonWorkingDays, 5)] };
    directory
}

/// And an admin at work.
fn changed() -> Automerge {
    let founded = founded();
    let content = FirstContent::Directory(&founded);
    let mut doc = new_document(21, DocumentScope::directory(), content);
    written_by(&mut doc, 0xad);
    let mut village = founded.units[&"THON-01".into()].clone();
    village.name = "Thôn Nà Mẫu".to_owned();
    village.aliases = ["Thôn 01".to_owned()].into();
    village.closed = true;
    change::change_unit(&mut doc, &village, AT).expect("changed");
    let mut group = founded.units[&"NHOM".into()].clone();
    group.members = ["VHXH".into()].into();
    change::change_unit(&mut doc, &group, AT).expect("changed");
    let new = Unit {
        supervisor: Some("VHXH".into()),
        ..Unit::new("THON-02".into(), "Thôn 02", UnitKind::Thon)
    };
    change::add_unit(&mut doc, &new, AT).expect("added");

    for kind in ChannelKind::ALL {
        let channel = channel(10 + *kind as u128, *kind);
        change::put_channel(&mut doc, &channel, AT).expect("put");
    }
    let closed = Channel { closed: true, ..channel(1, ChannelKind::Website) };
    change::put_channel(&mut doc, &closed, AT).expect("put");

    let mut day = |month, day, kind, name| {
        change::put_day(&mut doc, date(2026, month, day), kind, name, AT).expect("put");
    };
    day(2, 16, Some(DayKind::Off), "Tết Nguyên đán");
    day(2, 28, Some(DayKind::Working), "làm bù");
    day(4, 30, None, "");

    for (n, &id) in (20..).zip(RuleId::ALL) {
        change::put_rule(&mut doc, &rule(n, id, 7), AT).expect("put");
    }
    change::withdraw_rule(&mut doc, entry_id(20), AT).expect("withdrawn");
    doc
}

#[test]
fn a_directory_is_changed_as_it_always_was() {
    is_written_as_frozen(NAME, &changed());
}

#[test]
fn a_changed_directory_is_read_as_it_always_was() {
    let docs: BTreeMap<&'static str, Automerge> = frozen([NAME]);
    let read = directory::read(&docs[NAME]);
    let meaning = json!({
        "units": read.units.values().collect::<Vec<_>>(),
        "channels": read.channels.values().collect::<Vec<_>>(),
        "calendar": read.calendar,
        "rules": read.rules,
    });
    is_read_as_frozen(NAME, &meaning);
}

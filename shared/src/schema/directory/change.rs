//! Changes of the directory: units, people, channels, days and rules, each whole in one change.
//! What stands there already as it should costs no change.

use std::collections::BTreeSet;

use automerge::transaction::Transactable;
use automerge::{Automerge, ChangeHash, ScalarValue};
use jiff::civil::Date;

use super::{
    channel_values, day_values, member_key, person_values, rule_values, scalars, unit_members,
};
use crate::domain::calendar::{Calendar, DayKind};
use crate::domain::directory::{Channel, Person, Unit};
use crate::domain::rule::DatedRule;
use crate::id::EntryId;
use crate::schema::SchemaError;
use crate::schema::create::{change_at, entry, root_map, string};
use crate::schema::read::View;
use crate::text::nfc;
use crate::time::TimestampMs;

/// A change's hash, or nothing if there was nothing to change.
type Done = Result<Option<ChangeHash>, SchemaError>;

/// Adds a unit that the directory does not have. One that is there already stays as it is.
///
/// # Errors
/// A directory without `units`.
pub fn add_unit(doc: &mut Automerge, unit: &Unit, now: TimestampMs) -> Done {
    let units = root_map(doc, "units")?;
    if !View::now(doc).all(&units, unit.id.as_str()).is_empty() {
        return Ok(None);
    }
    entry(doc, "units", unit.id.as_str(), &unit_members(unit), now).map(Some)
}

/// Changes a unit's name, aliases, members and whether it is closed. What sort of body it is and who
/// supervises it stay: its documents were made for that.
///
/// # Errors
/// [`SchemaError::UnknownEntry`]; a directory without `units`.
pub fn change_unit(doc: &mut Automerge, unit: &Unit, now: TimestampMs) -> Done {
    let units = root_map(doc, "units")?;
    let view = View::now(doc);
    let map = view.maps(&units, unit.id.as_str()).into_iter().next();
    let map = map.ok_or(SchemaError::UnknownEntry)?;
    let before = super::read_unit(view, unit.id.clone(), &map);
    let aliases = view.maps(&map, "aliases").into_iter().next();
    let wanted: BTreeSet<String> = unit.aliases.iter().map(|alias| nfc(alias)).collect();
    let heads = doc.get_heads();
    change_at(doc, &heads, now, |tx| {
        if before.name != nfc(&unit.name) {
            tx.put(&map, "name", string(&unit.name))?;
        }
        if before.closed != unit.closed {
            tx.put(&map, "closed", unit.closed)?;
        }
        for id in before.members.symmetric_difference(&unit.members) {
            tx.put(&map, member_key(id), unit.members.contains(id))?;
        }
        for alias in before.aliases.symmetric_difference(&wanted) {
            let aliases = aliases.as_ref().ok_or(SchemaError::MissingContainer("aliases"))?;
            tx.put(aliases, alias.as_str(), wanted.contains(alias))?;
        }
        Ok(())
    })
}

/// Adds or updates a person: what the relay writes when an account is made.
///
/// # Errors
/// A directory without `people`.
pub fn put_person(doc: &mut Automerge, person: &Person, now: TimestampMs) -> Done {
    put(doc, "people", &person.account.to_string(), person_values(person), now)
}

/// Adds or updates a channel.
///
/// # Errors
/// A directory without `channels`.
pub fn put_channel(doc: &mut Automerge, channel: &Channel, now: TimestampMs) -> Done {
    put(doc, "channels", &channel.id.to_string(), channel_values(channel), now)
}

/// Says what a day is: off or working whatever the week says, or, with no kind, as the week says.
///
/// # Errors
/// A directory without `holidays`.
pub fn put_day(
    doc: &mut Automerge,
    date: Date,
    kind: Option<DayKind>,
    name: &str,
    now: TimestampMs,
) -> Done {
    put(doc, "holidays", &date.to_string(), day_values(kind, name), now)
}

/// Adds the days of a calendar of which nothing has been said yet; what somebody has said of a day,
/// or taken back, stays.
///
/// # Errors
/// A directory without `holidays`.
pub fn add_days(
    doc: &mut Automerge,
    calendar: &Calendar,
    now: TimestampMs,
) -> Result<(), SchemaError> {
    let days = root_map(doc, "holidays")?;
    let off = calendar.off.iter().map(|(date, name)| (date, DayKind::Off, name));
    let working = calendar.working.iter().map(|(date, name)| (date, DayKind::Working, name));
    for (date, kind, name) in off.chain(working) {
        if View::now(doc).all(&days, &date.to_string()).is_empty() {
            put_day(doc, *date, Some(kind), name, now)?;
        }
    }
    Ok(())
}

/// Adds a rule's value. One that is there under this id becomes this one.
///
/// # Errors
/// A directory without `rules`.
pub fn put_rule(doc: &mut Automerge, rule: &DatedRule, now: TimestampMs) -> Done {
    put(doc, "rules", &rule.id.to_string(), rule_values(rule), now)
}

/// Takes a rule's value back, as if it had never been set; its entry stays, marked.
///
/// # Errors
/// [`SchemaError::UnknownEntry`]; a directory without `rules`.
pub fn withdraw_rule(doc: &mut Automerge, id: EntryId, now: TimestampMs) -> Done {
    let rules = root_map(doc, "rules")?;
    if View::now(doc).maps(&rules, &id.to_string()).is_empty() {
        return Err(SchemaError::UnknownEntry);
    }
    put(doc, "rules", &id.to_string(), [("withdrawn", true.into())], now)
}

/// Creates an entry whole, or writes the values that differ into the one that is there.
fn put<const N: usize>(
    doc: &mut Automerge,
    container: &'static str,
    key: &str,
    values: [(&'static str, ScalarValue); N],
    now: TimestampMs,
) -> Done {
    let map = root_map(doc, container)?;
    let view = View::now(doc);
    let Some(existing) = view.maps(&map, key).into_iter().next() else {
        return entry(doc, container, key, &scalars(values), now).map(Some);
    };
    let differs = |key: &str, value: &ScalarValue| {
        view.get(&existing, key).is_none_or(|(known, _)| known.as_scalar() != Some(value))
    };
    let new: Vec<_> = values.into_iter().filter(|(key, value)| differs(key, value)).collect();
    let heads = doc.get_heads();
    change_at(doc, &heads, now, |tx| {
        for (key, value) in new {
            tx.put(&existing, key, value)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::directory::{ChannelKind, Directory, UnitKind};
    use crate::domain::document::{DocumentRef, DocumentScope};
    use crate::domain::rule::RuleId;
    use crate::id::UnitId;
    use crate::id::{CommuneId, DocumentId};
    use crate::schema::directory::read;
    use crate::schema::genesis::{FirstContent, genesis};
    use jiff::civil::date;
    use uuid::Uuid;

    const NOW: TimestampMs = TimestampMs(1_781_000_000_000);

    fn entry_id(n: u128) -> EntryId {
        EntryId::new(Uuid::from_u128(n))
    }

    fn new_directory(content: &Directory) -> Automerge {
        let document =
            DocumentRef { id: DocumentId::new([1; 16]), scope: DocumentScope::directory() };
        let commune = CommuneId::new(Uuid::from_u128(1));
        genesis(commune, &document, FirstContent::Directory(content), NOW).expect("well-formed")
    }

    fn channel(n: u128) -> Channel {
        Channel {
            id: entry_id(n),
            name: "Trang xã".to_owned(),
            kind: ChannelKind::Website,
            address: "https://xa.example.vn".to_owned(),
            closed: false,
        }
    }

    fn rule(n: u128) -> DatedRule {
        DatedRule {
            id: entry_id(n),
            rule: RuleId::DueSoonWorkingDays,
            from: date(2026, 7, 1),
            value: 5,
            note: "Quy chế".to_owned(),
        }
    }

    #[test]
    fn a_directory_reads_back_as_it_was_founded() {
        let mut group = Unit::new("DOAN".into(), "Các đoàn thể", UnitKind::Group);
        group.members = ["MT".into()].into();
        let mut ended = Unit::new("T02".into(), "Thôn 02", UnitKind::Thon);
        ended.closed = true;
        let mut directory = Directory { name: "xã Mẫu".to_owned(), ..Directory::default() };
        directory.units = [group, ended].map(|unit| (unit.id.clone(), unit)).into();
        directory.channels = [(entry_id(1), channel(1))].into();
        directory.calendar = crate::domain::calendar::Calendar::statutory(2026);
        directory.calendar.working.insert(date(2026, 8, 22), "làm bù".to_owned());
        directory.rules.set.push(rule(2));
        let commune = Some(CommuneId::new(Uuid::from_u128(1)));
        let read = read(&new_directory(&directory));
        assert_eq!(read, Directory { commune, ..directory });
    }

    #[test]
    fn a_unit_keeps_what_is_not_changed_and_loses_no_entry() {
        let mut doc = new_directory(&Directory::default());
        let mut unit = Unit::new("T01".into(), "Thôn 01", UnitKind::Thon);
        unit.supervisor = Some("VHXH".into());
        unit.aliases = ["Bản Một".to_owned(), "Thôn Một".to_owned()].into();
        add_unit(&mut doc, &unit, NOW).expect("added").expect("a change");
        assert_eq!(add_unit(&mut doc, &unit, NOW).expect("there"), None);
        assert_eq!(change_unit(&mut doc, &unit, NOW).expect("the same"), None, "no change");

        unit.name = "Thôn Nà Một".to_owned();
        unit.aliases = ["Thôn Một".to_owned(), "Thôn 01".to_owned()].into();
        unit.closed = true;
        change_unit(&mut doc, &unit, NOW).expect("changed").expect("a change");
        assert_eq!(read(&doc).units[&unit.id], unit);
        unit.closed = false;
        change_unit(&mut doc, &unit, NOW).expect("changed");
        assert_eq!(read(&doc).units[&unit.id], unit, "opened again");

        let unknown = Unit::new("T09".into(), "", UnitKind::Thon);
        let refused = change_unit(&mut doc, &unknown, NOW);
        assert!(matches!(refused, Err(SchemaError::UnknownEntry)));
    }

    #[test]
    fn a_group_gets_members_and_loses_them() {
        let mut doc = new_directory(&Directory::default());
        let mut group = Unit::new("DOAN".into(), "Các đoàn thể", UnitKind::Group);
        add_unit(&mut doc, &group, NOW).expect("added");
        group.members = ["MT".into(), "PN".into()].into();
        change_unit(&mut doc, &group, NOW).expect("changed");
        group.members.remove(&UnitId::from("MT"));
        change_unit(&mut doc, &group, NOW).expect("changed");
        assert_eq!(read(&doc).units[&group.id], group);
    }

    #[test]
    fn channels_days_and_rules_are_put_changed_and_taken_back() {
        let mut doc = new_directory(&Directory::default());
        let closed = Channel { closed: true, ..channel(1) };
        for channel in [channel(1), closed.clone()] {
            put_channel(&mut doc, &channel, NOW).expect("put").expect("a change");
        }
        assert_eq!(put_channel(&mut doc, &closed, NOW).expect("the same"), None);
        assert_eq!(read(&doc).channels[&closed.id], closed);

        let day = date(2026, 2, 16);
        put_day(&mut doc, day, Some(DayKind::Off), "Tết", NOW).expect("put");
        assert!(!read(&doc).calendar.is_working_day(day));
        put_day(&mut doc, day, None, "Tết", NOW).expect("taken back");
        assert!(read(&doc).calendar.is_working_day(day));
        put_day(&mut doc, day, Some(DayKind::Working), "làm bù", NOW).expect("put again");
        assert_eq!(read(&doc).calendar.working.len(), 1);

        put_day(&mut doc, date(2026, 1, 1), None, "", NOW).expect("taken back");
        add_days(&mut doc, &Calendar::statutory(2026), NOW).expect("added");
        let off = read(&doc).calendar.off;
        assert_eq!(off.len(), 3, "what was taken back stays so");

        put_rule(&mut doc, &rule(2), NOW).expect("put");
        assert_eq!(read(&doc).rules.set, [rule(2)]);
        withdraw_rule(&mut doc, entry_id(2), NOW).expect("taken back");
        assert!(read(&doc).rules.set.is_empty());
        assert!(withdraw_rule(&mut doc, entry_id(3), NOW).is_err());
    }

    #[test]
    fn a_rule_of_tomorrow_and_damaged_days_are_left_out() {
        let mut doc = new_directory(&Directory::default());
        let values = [("rule", string("of_tomorrow")), ("value", ScalarValue::Int(1))];
        put(&mut doc, "rules", &entry_id(1).to_string(), values, NOW).expect("put");
        put(&mut doc, "holidays", "2026-02-30", [("kind", string("off"))], NOW).expect("put");
        put(&mut doc, "holidays", "2026-02-20", [("kind", string("perhaps"))], NOW).expect("put");
        assert_eq!(read(&doc).rules, Default::default());
        assert_eq!(read(&doc).calendar, Default::default());
    }
}

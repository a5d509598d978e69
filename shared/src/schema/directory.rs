//! The directory in its document. Only the relay writes it, so a key that comes from outside (a
//! unit's id, a day) is as good as a UUID; nothing is removed, only marked.

use automerge::transaction::Transaction;
use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValue};
use jiff::civil::Date;

use crate::domain::calendar::{Calendar, DayKind};
use crate::domain::directory::{Channel, ChannelKind, Directory, Person, Unit, UnitKind};
use crate::domain::rule::{DatedRule, RuleId, Rules};
use crate::id::{EntryId, UnitId};
use crate::schema::SchemaError;
use crate::schema::create::{Member, child, fill, string};
use crate::schema::read::View;

pub mod change;

/// How a group's member is stored: a key of the group's own map. Units made before groups had
/// members have no container for them, and none is created in what exists.
const MEMBER: &str = "member:";

/// Writes the first content into the containers that the same change has created.
pub(crate) fn write(tx: &mut Transaction<'_>, directory: &Directory) -> Result<(), SchemaError> {
    let container = |tx: &Transaction<'_>, key: &'static str| {
        tx.get(ROOT, key)?.map(|(_, id)| id).ok_or(SchemaError::MissingContainer(key))
    };
    let commune = container(tx, "commune")?;
    fill(tx, &commune, &[("name", Member::Scalar(string(&directory.name)))])?;
    let units = container(tx, "units")?;
    for unit in directory.units.values() {
        let entry = child(tx, &units, unit.id.as_str())?;
        fill(tx, &entry, &unit_members(unit))?;
    }
    let people = container(tx, "people")?;
    for person in directory.people.values() {
        let entry = child(tx, &people, &person.account.to_string())?;
        fill(tx, &entry, &scalars(person_values(person)))?;
    }
    let channels = container(tx, "channels")?;
    for channel in directory.channels.values() {
        let entry = child(tx, &channels, &channel.id.to_string())?;
        fill(tx, &entry, &scalars(channel_values(channel)))?;
    }
    let days = container(tx, "holidays")?;
    let Calendar { off, working } = &directory.calendar;
    let off = off.iter().map(|(date, name)| (date, Some(DayKind::Off), name));
    let working = working.iter().map(|(date, name)| (date, Some(DayKind::Working), name));
    for (date, kind, name) in off.chain(working) {
        let entry = child(tx, &days, &date.to_string())?;
        fill(tx, &entry, &scalars(day_values(kind, name)))?;
    }
    let rules = container(tx, "rules")?;
    for rule in &directory.rules.set {
        let entry = child(tx, &rules, &rule.id.to_string())?;
        fill(tx, &entry, &scalars(rule_values(rule)))?;
    }
    Ok(())
}

/// Values under their keys: all that an entry holds beside its sets.
type Values<const N: usize> = [(&'static str, ScalarValue); N];

fn scalars<const N: usize>(values: Values<N>) -> [(&'static str, Member<'static>); N] {
    values.map(|(key, value)| (key, Member::Scalar(value)))
}

fn person_values(person: &Person) -> Values<3> {
    [
        ("name", string(&person.name)),
        ("post", string(&person.post)),
        ("unit", string(person.unit.as_str())),
    ]
}

fn channel_values(channel: &Channel) -> Values<4> {
    [
        ("name", string(&channel.name)),
        ("kind", string(channel.kind.as_str())),
        ("address", string(&channel.address)),
        ("closed", channel.closed.into()),
    ]
}

/// A day's values; of no kind once it was taken back.
fn day_values(kind: Option<DayKind>, name: &str) -> Values<2> {
    [("kind", string(kind.map_or("none", DayKind::as_str))), ("name", string(name))]
}

fn rule_values(rule: &DatedRule) -> Values<4> {
    [
        ("rule", string(rule.rule.as_str())),
        ("from", string(&rule.from.to_string())),
        ("value", ScalarValue::Int(rule.value)),
        ("note", string(&rule.note)),
    ]
}

fn unit_members(unit: &Unit) -> Vec<(String, Member<'static>)> {
    let mut members = vec![
        ("name".to_owned(), Member::Scalar(string(&unit.name))),
        ("kind".to_owned(), Member::Scalar(string(unit.kind.as_str()))),
        ("aliases".to_owned(), Member::Set(unit.aliases.iter().cloned().collect())),
    ];
    if let Some(supervisor) = &unit.supervisor {
        members.push(("supervisor".to_owned(), Member::Scalar(string(supervisor.as_str()))));
    }
    members.extend(unit.members.iter().map(|id| (member_key(id), Member::Scalar(true.into()))));
    if unit.closed {
        members.push(("closed".to_owned(), Member::Scalar(true.into())));
    }
    members
}

fn member_key(id: &UnitId) -> String {
    format!("{MEMBER}{id}")
}

/// Reads the directory. Entries that are damaged keep what can be read.
pub fn read(doc: &Automerge) -> Directory {
    let view = View::now(doc);
    let mut directory = Directory::default();
    if let Some(meta) = view.root_map("meta") {
        directory.commune = view.string(&meta, "commune").and_then(|id| id.parse().ok());
    }
    if let Some(commune) = view.root_map("commune") {
        directory.name = view.string(&commune, "name").unwrap_or_default();
    }
    for (key, entry) in entries(view, "units") {
        let unit = read_unit(view, UnitId::new(key), &entry);
        directory.units.insert(unit.id.clone(), unit);
    }
    for (key, entry) in entries(view, "people") {
        let Ok(account) = key.parse() else { continue };
        let string = |key| view.string(&entry, key).unwrap_or_default();
        let person = Person {
            account,
            name: string("name"),
            post: string("post"),
            unit: UnitId::new(string("unit")),
        };
        directory.people.insert(account, person);
    }
    for (id, entry) in entries_by_id(view, "channels") {
        directory.channels.insert(id, read_channel(view, id, &entry));
    }
    directory.calendar = read_calendar(view);
    let rules = entries_by_id(view, "rules").into_iter();
    directory.rules =
        Rules { set: rules.filter_map(|(id, entry)| read_rule(view, id, &entry)).collect() };
    directory
}

fn entries(view: View<'_>, container: &str) -> Vec<(String, ObjId)> {
    let Some(container) = view.root_map(container) else { return Vec::new() };
    let keys = view.keys(&container).into_iter();
    keys.filter_map(|key| Some((key.clone(), view.maps(&container, &key).into_iter().next()?)))
        .collect()
}

fn entries_by_id(view: View<'_>, container: &str) -> Vec<(EntryId, ObjId)> {
    view.root_map(container).map(|container| view.entries(&container, None)).unwrap_or_default()
}

/// Whether true stands under a key.
fn is_set(view: View<'_>, entry: &ObjId, key: &str) -> bool {
    view.get(entry, key).is_some_and(|(value, _)| value.as_bool() == Some(true))
}

fn read_unit(view: View<'_>, id: UnitId, entry: &ObjId) -> Unit {
    let keys = view.keys(entry).into_iter().filter(|key| is_set(view, entry, key));
    let members = keys.filter_map(|key| key.strip_prefix(MEMBER).map(UnitId::from));
    Unit {
        name: view.string(entry, "name").unwrap_or_else(|| id.to_string()),
        kind: UnitKind::parse(&view.string(entry, "kind").unwrap_or_default()),
        aliases: view.set(entry, "aliases").into_iter().collect(),
        supervisor: view.string(entry, "supervisor").map(UnitId::new),
        members: members.collect(),
        closed: is_set(view, entry, "closed"),
        id,
    }
}

fn read_channel(view: View<'_>, id: EntryId, entry: &ObjId) -> Channel {
    Channel {
        id,
        name: view.string(entry, "name").unwrap_or_default(),
        kind: ChannelKind::parse(&view.string(entry, "kind").unwrap_or_default()),
        address: view.string(entry, "address").unwrap_or_default(),
        closed: is_set(view, entry, "closed"),
    }
}

fn read_calendar(view: View<'_>) -> Calendar {
    let mut calendar = Calendar::default();
    for (key, entry) in entries(view, "holidays") {
        let Ok(date) = key.parse::<Date>() else { continue };
        let kind = view.string(&entry, "kind").and_then(|kind| DayKind::parse(&kind));
        let table = match kind {
            Some(DayKind::Off) => &mut calendar.off,
            Some(DayKind::Working) => &mut calendar.working,
            None => continue,
        };
        table.insert(date, view.string(&entry, "name").unwrap_or_default());
    }
    calendar
}

/// A rule's entry; nothing if it was withdrawn, damaged, or of a rule that a newer version knows.
fn read_rule(view: View<'_>, id: EntryId, entry: &ObjId) -> Option<DatedRule> {
    if is_set(view, entry, "withdrawn") {
        return None;
    }
    Some(DatedRule {
        id,
        rule: RuleId::parse(&view.string(entry, "rule")?)?,
        from: view.string(entry, "from")?.parse().ok()?,
        value: view.integer(entry, "value")?,
        note: view.string(entry, "note").unwrap_or_default(),
    })
}

//! The directory in its document.

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ROOT, ReadDoc};

use crate::domain::directory::{Directory, Person, Unit, UnitKind};
use crate::id::UnitId;
use crate::schema::SchemaError;
use crate::schema::create::{Member, child, fill, string};
use crate::schema::read::View;

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
        let members = [
            ("name", Member::Scalar(string(&person.name))),
            ("post", Member::Scalar(string(&person.post))),
            ("unit", Member::Scalar(string(person.unit.as_str()))),
        ];
        fill(tx, &entry, &members)?;
    }
    Ok(())
}

fn unit_members(unit: &Unit) -> Vec<(&'static str, Member<'static>)> {
    let mut members = vec![
        ("name", Member::Scalar(string(&unit.name))),
        ("kind", Member::Scalar(string(unit.kind.as_str()))),
        ("aliases", Member::Set(unit.aliases.iter().cloned().collect())),
    ];
    if let Some(supervisor) = &unit.supervisor {
        members.push(("supervisor", Member::Scalar(string(supervisor.as_str()))));
    }
    members
}

/// Adds a unit that the directory does not have: what the relay writes when a plan brings one.
/// One that is there already stays as it is.
///
/// # Errors
/// A directory without `units`.
pub fn add_unit(
    doc: &mut Automerge,
    unit: &Unit,
    now: crate::time::TimestampMs,
) -> Result<Option<automerge::ChangeHash>, SchemaError> {
    let units = super::create::root_map(doc, "units")?;
    if !doc.get_all(&units, unit.id.as_str())?.is_empty() {
        return Ok(None);
    }
    let members = unit_members(unit);
    super::create::entry(doc, "units", unit.id.as_str(), &members, now).map(Some)
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
    if let Some(units) = view.root_map("units") {
        for key in view.keys(&units) {
            let Some(entry) = view.maps(&units, &key).into_iter().next() else { continue };
            let id = UnitId::new(key);
            let unit = Unit {
                name: view.string(&entry, "name").unwrap_or_else(|| id.to_string()),
                kind: UnitKind::parse(&view.string(&entry, "kind").unwrap_or_default()),
                aliases: view.set(&entry, "aliases").into_iter().collect(),
                supervisor: view.string(&entry, "supervisor").map(UnitId::new),
                id: id.clone(),
            };
            directory.units.insert(id, unit);
        }
    }
    if let Some(people) = view.root_map("people") {
        for key in view.keys(&people) {
            let Some(entry) = view.maps(&people, &key).into_iter().next() else { continue };
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
    }
    directory
}

/// Adds or updates a person: what the relay writes when an account is made.
///
/// # Errors
/// A directory without `people`.
pub fn put_person(
    doc: &mut Automerge,
    person: &Person,
    now: crate::time::TimestampMs,
) -> Result<Option<automerge::ChangeHash>, SchemaError> {
    let people = super::create::root_map(doc, "people")?;
    let key = person.account.to_string();
    let values = [
        ("name", person.name.as_str()),
        ("post", person.post.as_str()),
        ("unit", person.unit.as_str()),
    ];
    let existing = View::now(doc).maps(&people, &key).into_iter().next();
    let Some(entry) = existing else {
        let members: Vec<(&str, Member<'_>)> =
            values.iter().map(|(key, value)| (*key, Member::Scalar(string(value)))).collect();
        return super::create::entry(doc, "people", &key, &members, now).map(Some);
    };
    let heads = doc.get_heads();
    super::create::change_at(doc, &heads, now, |tx| {
        for (key, value) in values {
            tx.put(&entry, key, string(value))?;
        }
        Ok(())
    })
}

//! Units, villages and groups. What a unit is and who approves its records stays as it was founded,
//! since its documents were made for that; a unit that ends is closed, and its records stay.

use std::collections::BTreeSet;

use shared::api::admin::{NewUnit, UnitChange};
use shared::domain::directory::{Directory, Unit, UnitKind};
use shared::id::UnitId;
use shared::schema::directory::change;
use shared::text::fold;

use super::{Desk, Refused, Result, detail, line, name, years};
use crate::setup::new_plan::{missing_scopes, supervisor};

/// Longest id of a unit, in bytes.
const UNIT_ID_BYTES_MAX: usize = 32;

/// Adds a unit with its documents for the running years.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say. Tried again after a failure half-way, it
/// goes on from there.
pub async fn add(desk: &Desk, new: &NewUnit) -> Result<Unit> {
    let _turn = desk.turn().await;
    let unit = unit(new, &desk.directory().await?)?;
    // Its documents first: where this fails half-way, the same request finds them and goes on.
    let there = desk.scopes().await?;
    let only = Directory::default();
    for year in years::running(&there, desk.today()) {
        let missing = missing_scopes(year, &only, std::slice::from_ref(&unit), &there);
        desk.create_all(missing).await?;
    }
    desk.write(|doc, _, now| Ok(change::add_unit(doc, &unit, now)?)).await?;
    let said = detail([
        ("kind", Some(unit.kind.as_str().to_owned())),
        ("supervisor", unit.supervisor.as_ref().map(ToString::to_string)),
    ]);
    desk.note("unit_added", &unit.id, said).await?;
    Ok(unit)
}

/// Changes a unit's names, a group's members, or closes it.
///
/// # Errors
/// What is [`Refused`]; what the hub or the store say.
pub async fn change(desk: &Desk, id: &UnitId, wanted: &UnitChange) -> Result<Unit> {
    let _turn = desk.turn().await;
    let (before, after) = desk
        .write(|doc, known, now| {
            let before = known.units.get(id).ok_or_else(|| Refused::UnitUnknown(id.clone()))?;
            let after = changed(before, wanted, known)?;
            change::change_unit(doc, &after, now)?;
            Ok((before.clone(), after))
        })
        .await?;
    let when = |differs: bool, value: String| differs.then_some(value);
    let said = detail([
        ("name", when(before.name != after.name, after.name.clone())),
        ("aliases", when(before.aliases != after.aliases, after.aliases.len().to_string())),
        ("members", when(before.members != after.members, after.members.len().to_string())),
        ("closed", when(before.closed != after.closed, after.closed.to_string())),
    ]);
    desk.note("unit_changed", id, said).await?;
    Ok(after)
}

/// The unit to add.
fn unit(new: &NewUnit, known: &Directory) -> std::result::Result<Unit, Refused> {
    let name = name(&new.name)?;
    let same = |unit: &&Unit| !unit.closed && fold(&unit.name) == fold(&name);
    if let Some(taken) = known.units.values().find(same) {
        return Err(Refused::UnitTaken(taken.id.clone()));
    }
    let id = match &new.id {
        Some(id) => checked_id(id)?,
        None => free_id(&name, new.kind, known),
    };
    if known.units.contains_key(&id) {
        return Err(Refused::UnitTaken(id));
    }
    let supervisor = match (&new.supervisor, new.kind) {
        (_, kind) if kind != UnitKind::Thon => None,
        (Some(id), _) => match known.units.get(id) {
            Some(unit) if unit.kind.keeps_workbook() && !unit.closed => Some(id.clone()),
            _ => return Err(Refused::UnitUnknown(id.clone())),
        },
        (None, _) => supervisor(known),
    };
    Ok(Unit {
        supervisor,
        aliases: aliases(&new.aliases)?,
        members: members(&new.members, new.kind, known)?,
        ..Unit::new(id, name, new.kind)
    })
}

fn changed(
    before: &Unit,
    wanted: &UnitChange,
    known: &Directory,
) -> std::result::Result<Unit, Refused> {
    let mut after = before.clone();
    if let Some(text) = &wanted.name {
        after.name = name(text)?;
        let same = |unit: &&Unit| unit.id != before.id && fold(&unit.name) == fold(&after.name);
        if let Some(taken) = known.units.values().filter(|unit| !unit.closed).find(same) {
            return Err(Refused::UnitTaken(taken.id.clone()));
        }
    }
    if let Some(wanted) = &wanted.aliases {
        after.aliases = aliases(wanted)?;
    }
    if let Some(wanted) = &wanted.members {
        after.members = members(wanted, before.kind, known)?;
    }
    after.closed = wanted.closed.unwrap_or(before.closed);
    let needs_it = |unit: &Unit| !unit.closed && unit.supervisor.as_ref() == Some(&before.id);
    if after.closed && !before.closed && known.units.values().any(needs_it) {
        return Err(Refused::StillSupervises(before.id.clone()));
    }
    Ok(after)
}

fn aliases(texts: &BTreeSet<String>) -> std::result::Result<BTreeSet<String>, Refused> {
    let lines = texts.iter().map(|text| line(text));
    lines.filter(|text| text.as_ref().is_ok_and(|text| !text.is_empty()) || text.is_err()).collect()
}

fn members(
    ids: &BTreeSet<UnitId>,
    kind: UnitKind,
    known: &Directory,
) -> std::result::Result<BTreeSet<UnitId>, Refused> {
    let is_unit = |id| known.units.get(id).is_some_and(|unit| unit.kind != UnitKind::Group);
    if (kind == UnitKind::Group || ids.is_empty()) && ids.iter().all(is_unit) {
        Ok(ids.clone())
    } else {
        Err(Refused::Members)
    }
}

fn checked_id(id: &UnitId) -> std::result::Result<UnitId, Refused> {
    let text = id.as_str().trim().to_ascii_uppercase();
    let allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    if (1..=UNIT_ID_BYTES_MAX).contains(&text.len()) && text.chars().all(allowed) {
        Ok(UnitId::new(text))
    } else {
        Err(Refused::UnitId)
    }
}

/// An id that nobody has: for a village the next number, else the initials.
fn free_id(name: &str, kind: UnitKind, known: &Directory) -> UnitId {
    let is_free = |id: &UnitId| !known.units.contains_key(id);
    if kind == UnitKind::Thon {
        let numbered = (1_u32..).map(|number| UnitId::new(format!("T{number:02}")));
        // Numbers run on from the last: one that was used and is free again must not come back.
        let last = known.villages().filter_map(|unit| unit.id.as_str().strip_prefix('T'));
        let last: u32 = last.filter_map(|digits| digits.parse().ok()).max().unwrap_or(0);
        return numbered.skip(last as usize).find(is_free).unwrap_or_else(|| "T".into());
    }
    let folded = fold(name).to_ascii_uppercase();
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric());
    let initials: String = words.filter_map(|word| word.chars().next()).take(8).collect();
    let base = if initials.is_empty() { "DV".to_owned() } else { initials };
    let numbered = (2_u32..).map(|number| UnitId::new(format!("{base}{number}")));
    let mut ids = std::iter::once(UnitId::new(base.as_str())).chain(numbered);
    ids.find(is_free).unwrap_or_else(|| UnitId::new(base.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::units::{standard, villages};

    fn commune() -> Directory {
        let mut all = standard();
        all.extend(villages(3));
        let units = all.into_iter().map(|unit| (unit.id.clone(), unit)).collect();
        Directory { units, ..Directory::default() }
    }

    fn new(name: &str, kind: UnitKind) -> NewUnit {
        NewUnit {
            id: None,
            name: name.to_owned(),
            kind,
            aliases: BTreeSet::new(),
            supervisor: None,
            members: BTreeSet::new(),
        }
    }

    #[test]
    fn a_village_gets_the_next_number_and_the_supervisor_of_the_others() {
        let added = unit(&new(" Thôn Nà Lả ", UnitKind::Thon), &commune()).expect("taken");
        assert_eq!((added.id.as_str(), added.name.as_str()), ("T04", "Thôn Nà Lả"));
        assert_eq!(added.supervisor, Some("VHXH".into()));
    }

    #[test]
    fn a_unit_is_called_by_its_initials() {
        let mut known = commune();
        let mattran = new("Ủy ban Mặt trận Tổ quốc xã", UnitKind::DoanThe);
        let first = unit(&mattran, &known).expect("taken");
        assert_eq!((first.id.as_str(), &first.supervisor), ("UBMTTQX", &None));
        known.units.insert(first.id.clone(), Unit { closed: true, ..first });
        assert_eq!(unit(&mattran, &known).expect("taken").id.as_str(), "UBMTTQX2");
    }

    #[test]
    fn what_a_directory_must_not_hold_is_refused() {
        let known = commune();
        let refused = |new: NewUnit| unit(&new, &known).expect_err("refused");
        assert_eq!(refused(new("  ", UnitKind::Thon)), Refused::Name);
        assert_eq!(refused(new("thon 02", UnitKind::Thon)), Refused::UnitTaken("T02".into()));
        let with_id = |id: &str| NewUnit { id: Some(id.into()), ..new("Thôn A", UnitKind::Thon) };
        assert_eq!(refused(with_id("t 1")), Refused::UnitId);
        assert_eq!(refused(with_id("kt")), Refused::UnitTaken("KT".into()));
        let nobody = NewUnit { supervisor: Some("?".into()), ..new("Thôn A", UnitKind::Thon) };
        assert_eq!(refused(nobody), Refused::UnitUnknown("?".into()));
        let member = |kind| NewUnit { members: ["ALL".into()].into(), ..new("Nhóm", kind) };
        assert_eq!(refused(member(UnitKind::Group)), Refused::Members, "a group in a group");
        assert_eq!(refused(member(UnitKind::Phong)), Refused::Members);
    }

    #[test]
    fn who_approves_for_others_is_not_closed() {
        let mut known = commune();
        let close = UnitChange { closed: Some(true), ..UnitChange::default() };
        let office = known.units[&UnitId::from("VHXH")].clone();
        let refused = changed(&office, &close, &known);
        assert_eq!(refused, Err(Refused::StillSupervises("VHXH".into())));
        known.units.retain(|_, unit| unit.kind != UnitKind::Thon);
        assert!(changed(&office, &close, &known).expect("closed").closed);
    }
}

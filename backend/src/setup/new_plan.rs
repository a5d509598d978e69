//! What an imported plan brings with it: whether it can be created at all, which units are new, and
//! which documents its year lacks. Pure; `routes::plans` carries it out.

use std::collections::{BTreeMap, BTreeSet};

use shared::api::NewPlan;
use shared::domain::directory::{Directory, Unit, UnitKind};
use shared::domain::document::DocumentScope;
use shared::domain::indicator;
use shared::domain::secrecy::{self, Forbidden};
use shared::id::UnitId;
use shared::import::ImportedPlan;
use shared::import::adopt::{self, UnitMap};
use shared::import::revise::UnitTarget;
use shared::limits::{LINE_UNITS_MAX, PLAN_NEW_UNITS_MAX, PLAN_TASKS_MAX};
use shared::text::{fold, nfc, utf16_len};

use super::scopes_of_year;
use super::units::VILLAGE_SUPERVISOR;

/// Why a plan cannot be created as it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Its id is no UUIDv7.
    Id,
    /// It has no abstract, no year, or no task.
    Incomplete,
    /// Two tasks, headings or responsibilities share a number, or a value is none.
    Inconsistent,
    /// A unit that the directory does not have and nobody chose to create.
    UnknownUnit,
    /// More text, tasks or units than a plan may have.
    TooLarge,
}

/// Years a plan can be for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;
/// Longest key of a task, heading or responsibility, in bytes: `II.10.12.3` and room.
const KEY_BYTES_MAX: usize = 64;
/// Longest id of a new unit, in bytes.
const UNIT_ID_BYTES_MAX: usize = 32;

/// Checks what was sent, without looking at the commune; gives the plan's year.
pub fn check(new: &NewPlan) -> Result<i16, Refused> {
    if new.id.uuid().get_version_num() != 7 {
        return Err(Refused::Id);
    }
    let plan = &new.plan;
    let year = plan.year.filter(|year| YEARS.contains(year)).ok_or(Refused::Incomplete)?;
    if plan.title.trim().is_empty() || plan.tasks.is_empty() {
        return Err(Refused::Incomplete);
    }
    let created = new.units.values().filter(|target| **target == UnitTarget::New).count();
    // Counted before anything is made of it.
    if plan.tasks.len() > PLAN_TASKS_MAX || created > PLAN_NEW_UNITS_MAX {
        return Err(Refused::TooLarge);
    }
    let adopted = adopt::plan(plan, new.id, &UnitMap::new());
    if adopt::fits(&adopted).is_err() {
        return Err(Refused::TooLarge);
    }
    // The importer takes no such file; a title typed later could still be one.
    if adopted.texts().any(|text| secrecy::scan(text) == Some(Forbidden::SecrecyMark)) {
        return Err(Refused::Inconsistent);
    }
    let tasks = plan.tasks.iter().map(|task| task.path.as_str());
    let duties = plan.responsibilities.iter().map(|duty| duty.no.as_str());
    let headings = plan.sections.iter().map(|section| section.path.as_str());
    if !(are_keys(tasks) && are_keys(duties) && are_keys(headings)) {
        return Err(Refused::Inconsistent);
    }
    let whole = |task: &shared::import::Task| {
        !task.title.trim().is_empty()
            && task.due.as_ref().and_then(|due| due.date.as_ref()).is_none_or(|day| is_day(day))
            && task.indicators.iter().all(|code| indicator::find(code).is_some())
    };
    if !plan.tasks.iter().all(whole) || !plan.issued_on.as_ref().is_none_or(|day| is_day(day)) {
        return Err(Refused::Inconsistent);
    }
    Ok(year)
}

/// Whether these can be keys of one map: short, something, and each its own.
fn are_keys<'a>(keys: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = BTreeSet::new();
    keys.into_iter().all(|key| (1..=KEY_BYTES_MAX).contains(&key.len()) && seen.insert(nfc(key)))
}

fn is_day(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}

/// Where the units of the text stand in the directory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// For each unit of the text the directory's.
    pub map: UnitMap,
    /// Units to add.
    pub new: Vec<Unit>,
}

/// Finds or makes a place for every unit of the plan. One to be created that the directory has
/// under the same name already is that one: a second try after half of the first creates nothing.
pub fn place(new: &NewPlan, directory: &Directory) -> Result<Placed, Refused> {
    let plan = &new.plan;
    let tasks = plan.tasks.iter().flat_map(|task| task.lead.iter().chain(&task.coordinating));
    let duties = plan.responsibilities.iter().flat_map(|duty| duty.unit.split('+'));
    let mut named: BTreeSet<&str> = tasks.map(String::as_str).chain(duties).collect();
    named.extend(new.units.keys().map(String::as_str));
    named.remove("");
    let mut placed = Placed::default();
    for id in named {
        let unit = match new.units.get(id) {
            Some(UnitTarget::Directory(unit)) => unit.clone(),
            None => UnitId::from(id),
            Some(UnitTarget::New) => {
                let unit = create(plan, id, directory, &placed.new)?;
                let found = unit.id.clone();
                let known = directory.units.contains_key(&found)
                    || placed.new.iter().any(|one| one.id == found);
                if !known {
                    placed.new.push(unit);
                }
                placed.map.insert(id.to_owned(), found);
                continue;
            }
        };
        if !directory.units.contains_key(&unit) {
            return Err(Refused::UnknownUnit);
        }
        placed.map.insert(id.to_owned(), unit);
    }
    Ok(placed)
}

fn create(
    plan: &ImportedPlan,
    id: &str,
    directory: &Directory,
    others: &[Unit],
) -> Result<Unit, Refused> {
    let text = plan.units.iter().find(|unit| unit.id == id).ok_or(Refused::UnknownUnit)?;
    let name = nfc(text.name.trim());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let lines = text.aliases.iter().chain([&name]);
    let long = |line: &String| utf16_len(line) > LINE_UNITS_MAX || line.contains(['\n', '\r']);
    if name.is_empty()
        || id.len() > UNIT_ID_BYTES_MAX
        || !id.chars().all(plain)
        || lines.into_iter().any(long)
    {
        return Err(Refused::Inconsistent);
    }
    let all: BTreeMap<&UnitId, &Unit> =
        directory.units.iter().chain(others.iter().map(|unit| (&unit.id, unit))).collect();
    if let Some(same) = all.values().find(|unit| fold(&unit.name) == fold(&name)) {
        return Ok((*same).clone());
    }
    let numbered = (2..).map(|number: u32| UnitId::new(format!("{id}{number}")));
    let free = std::iter::once(UnitId::from(id)).chain(numbered).find(|id| !all.contains_key(id));
    Ok(Unit {
        aliases: text.aliases.iter().map(|alias| nfc(alias)).collect(),
        supervisor: (text.kind == UnitKind::Thon).then(|| supervisor(directory)).flatten(),
        ..Unit::new(free.unwrap_or_else(|| UnitId::from(id)), name, text.kind)
    })
}

/// Who supervises the villages of this commune.
pub fn supervisor(directory: &Directory) -> Option<UnitId> {
    let of_others = directory.villages().find_map(|village| village.supervisor.clone());
    let usual = UnitId::from(VILLAGE_SUPERVISOR);
    of_others.or_else(|| directory.units.contains_key(&usual).then_some(usual))
}

/// What the year lacks: its reports, and each unit's workbook and decisions.
pub fn missing_scopes(
    year: i16,
    directory: &Directory,
    new: &[Unit],
    there: &[DocumentScope],
) -> Vec<DocumentScope> {
    let place = |scope: &DocumentScope| DocumentScope { supervisor: None, ..scope.clone() };
    let there: BTreeSet<DocumentScope> = there.iter().map(place).collect();
    let mut scopes = scopes_of_year(year, directory.units.values().chain(new));
    scopes.retain(|scope| !there.contains(&place(scope)));
    scopes
}

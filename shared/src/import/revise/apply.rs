//! One operation on an imported plan.

use super::super::model::{Due, ImportedPlan, Task, Unit};
use super::super::options::KnownUnit;
use super::super::words::squeeze;
use super::moves::{adopt_known, move_line, move_paragraph};
use super::{Op, Reason, Revised, UnitTarget};
use crate::domain::indicator;
use crate::limits::{LINE_UNITS_MAX, TEXT_UNITS_MAX};
use crate::text::{nfc, utf16_len};
use crate::time::{format_date, parse_date};

/// Years a plan can be for.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// Applies one operation, or leaves everything as it is.
pub(super) fn apply(revised: &mut Revised, directory: &[KnownUnit], op: &Op) -> Result<(), Reason> {
    match op {
        Op::MoveLine { line, to } => move_line(revised, directory, *line, to),
        Op::MoveParagraph { from, at, says, to } => {
            move_paragraph(revised, directory, (from, *at, says), to)
        }
        Op::SplitTask { task, at } => split(&mut revised.plan, task, *at),
        Op::JoinTask { task } => join(&mut revised.plan, task),
        Op::Retitle { task, title } => {
            let title = one_line(title, TEXT_UNITS_MAX)?;
            task_mut(&mut revised.plan, task)?.title = title;
            Ok(())
        }
        Op::SetUnits { task, lead, coordinating } => {
            set_units(revised, directory, task, lead, coordinating)
        }
        Op::SetFocal { task, unit } => {
            let task = task_mut(&mut revised.plan, task)?;
            let at = task.lead.iter().position(|lead| lead == unit).ok_or(Reason::NotALead)?;
            task.lead[..=at].rotate_right(1);
            Ok(())
        }
        Op::SetDue { task, date } => set_due(&mut revised.plan, task, date.as_deref()),
        Op::SetIndicators { task, codes } => {
            if codes.iter().any(|code| indicator::find(code).is_none()) {
                return Err(Reason::NoSuchIndicator);
            }
            let mut codes = codes.clone();
            codes.sort();
            codes.dedup();
            task_mut(&mut revised.plan, task)?.indicators = codes;
            Ok(())
        }
        Op::MapUnit { unit, to } => map_unit(revised, directory, unit, to),
        Op::NameUnit { unit, name, kind } => {
            let name = one_line(name, LINE_UNITS_MAX)?;
            let unit = unit_mut(&mut revised.plan, unit)?;
            if unit.name != name && !unit.aliases.contains(&unit.name) {
                unit.aliases.push(unit.name.clone());
            }
            unit.aliases.retain(|alias| *alias != name);
            (unit.name, unit.kind) = (name, *kind);
            Ok(())
        }
        Op::SetYear { year } => {
            if !YEARS.contains(year) {
                return Err(Reason::Invalid);
            }
            revised.plan.year = Some(*year);
            Ok(())
        }
        Op::SetTitle { title } => {
            revised.plan.title = one_line(title, TEXT_UNITS_MAX)?;
            Ok(())
        }
    }
}

/// A task by its path.
pub(super) fn task_mut<'a>(plan: &'a mut ImportedPlan, path: &str) -> Result<&'a mut Task, Reason> {
    plan.tasks.iter_mut().find(|task| task.path == path).ok_or(Reason::NoSuchTask)
}

fn unit_mut<'a>(plan: &'a mut ImportedPlan, id: &str) -> Result<&'a mut Unit, Reason> {
    plan.units.iter_mut().find(|unit| unit.id == id).ok_or(Reason::NoSuchUnit)
}

fn one_line(text: &str, units_max: usize) -> Result<String, Reason> {
    let text = nfc(&squeeze(text));
    if text.is_empty() || utf16_len(&text) > units_max { Err(Reason::Invalid) } else { Ok(text) }
}

fn place_of(plan: &ImportedPlan, path: &str) -> Result<usize, Reason> {
    plan.tasks.iter().position(|task| task.path == path).ok_or(Reason::NoSuchTask)
}

fn split(plan: &mut ImportedPlan, path: &str, at: usize) -> Result<(), Reason> {
    let index = place_of(plan, path)?;
    if at >= plan.tasks[index].content.len() {
        return Err(Reason::NoSuchParagraph);
    }
    let suffix = free_suffix(plan, path);
    let task = &mut plan.tasks[index];
    let mut rest = task.content.split_off(at);
    let title = rest.remove(0);
    let new = Task {
        code: format!("{}{suffix}", task.code),
        path: format!("{}{suffix}", task.path),
        title,
        content: rest,
        lead: task.lead.clone(),
        coordinating: task.coordinating.clone(),
        periodicity: task.periodicity.clone(),
        due: task.due.clone(),
        ..Task::default()
    };
    plan.tasks.insert(index + 1, new);
    Ok(())
}

/// What makes a path one of a new task: a letter, or after the last of them a number.
fn free_suffix(plan: &ImportedPlan, path: &str) -> String {
    let letters = ('b'..='z').map(String::from);
    let numbers = (2..).map(|number: u32| format!("~{number}"));
    let free = |suffix: &String| {
        let wanted = format!("{path}{suffix}");
        plan.tasks.iter().all(|task| task.path != wanted)
    };
    letters.chain(numbers).find(free).unwrap_or_default()
}

fn join(plan: &mut ImportedPlan, path: &str) -> Result<(), Reason> {
    let index = place_of(plan, path)?;
    if index + 1 >= plan.tasks.len() {
        return Err(Reason::NoNextTask);
    }
    let next = plan.tasks.remove(index + 1);
    let task = &mut plan.tasks[index];
    task.content.push(next.title);
    task.content.extend(next.content);
    union(&mut task.lead, next.lead);
    union(&mut task.coordinating, next.coordinating);
    let lead = task.lead.clone();
    task.coordinating.retain(|unit| !lead.contains(unit));
    union(&mut task.legal, next.legal);
    union(&mut task.indicators, next.indicators);
    task.lead_raw = both(task.lead_raw.take(), next.lead_raw, "; ");
    task.coordinating_raw = both(task.coordinating_raw.take(), next.coordinating_raw, "; ");
    task.funding = both(task.funding.take(), next.funding, "\n");
    task.note = both(task.note.take(), next.note, "; ");
    task.periodicity = match (task.periodicity.take(), next.periodicity) {
        (Some(mut one), Some(other)) => {
            union(&mut one, other);
            Some(one)
        }
        (one, other) => one.or(other),
    };
    task.due = match (task.due.take(), next.due) {
        (Some(one), Some(other)) if one.raw != other.raw => {
            // The later day is when all of it is done.
            Some(Due { raw: format!("{}; {}", one.raw, other.raw), date: one.date.max(other.date) })
        }
        (one, other) => one.or(other),
    };
    Ok(())
}

fn union<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

fn both(one: Option<String>, other: Option<String>, between: &str) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Some(format!("{one}{between}{other}")),
        (one, other) => one.or(other),
    }
}

fn set_units(
    revised: &mut Revised,
    directory: &[KnownUnit],
    path: &str,
    lead: &[String],
    coordinating: &[String],
) -> Result<(), Reason> {
    task_mut(&mut revised.plan, path)?;
    let exists = |id: &String| {
        revised.plan.units.iter().any(|unit| unit.id == *id)
            || directory.iter().any(|unit| unit.id == *id)
    };
    if !lead.iter().chain(coordinating).all(exists) {
        return Err(Reason::NoSuchUnit);
    }
    for id in lead.iter().chain(coordinating) {
        adopt_known(&mut revised.plan, &mut revised.units, directory, id);
    }
    let (mut leads, mut others) = (Vec::new(), Vec::new());
    union(&mut leads, lead.to_vec());
    union(&mut others, coordinating.to_vec());
    others.retain(|unit| !leads.contains(unit));
    let task = task_mut(&mut revised.plan, path)?;
    (task.lead, task.coordinating) = (leads, others);
    Ok(())
}

fn set_due(plan: &mut ImportedPlan, path: &str, date: Option<&str>) -> Result<(), Reason> {
    let date = match date {
        None => None,
        Some(date) => {
            let date = parse_date(date).filter(|date| YEARS.contains(&date.year()));
            Some(date.ok_or(Reason::Invalid)?)
        }
    };
    let task = task_mut(plan, path)?;
    let raw = match (task.due.take(), date) {
        (Some(due), _) => due.raw,
        (None, Some(date)) => format_date(date),
        (None, None) => return Ok(()),
    };
    task.due = Some(Due { raw, date: date.map(|date| date.to_string()) });
    Ok(())
}

fn map_unit(
    revised: &mut Revised,
    directory: &[KnownUnit],
    unit: &str,
    to: &UnitTarget,
) -> Result<(), Reason> {
    unit_mut(&mut revised.plan, unit)?;
    if let UnitTarget::Directory(known) = to
        && directory.iter().all(|one| one.id != known.as_str())
    {
        return Err(Reason::NoSuchUnit);
    }
    revised.units.insert(unit.to_owned(), to.clone());
    Ok(())
}

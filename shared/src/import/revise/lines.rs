//! Moving a line of the source into a field.

use super::super::model::{Due, ImportedPlan, NotUnderstood};
use super::super::options::KnownUnit;
use super::super::when;
use super::super::words::{fold_words, squeeze};
use super::apply::task_mut;
use super::{Place, Reason, Revised, UnitTarget};
use crate::id::UnitId;
use crate::import::Unit;

/// Moves a line that was not understood.
pub(super) fn move_line(
    revised: &mut Revised,
    directory: &[KnownUnit],
    line: usize,
    to: &Place,
) -> Result<(), Reason> {
    let lost = &revised.plan.not_understood;
    let at = lost.iter().position(|lost| lost.line == line).ok_or(Reason::NoSuchLine)?;
    let words = lost[at].text.clone();
    put(revised, directory, &words, to)?;
    let NotUnderstood { line, text } = revised.plan.not_understood.remove(at);
    if *to == Place::Aside {
        revised.set_aside.push(NotUnderstood { line, text });
    } else {
        revised.moved.insert(line, to.clone());
    }
    Ok(())
}

fn put(
    revised: &mut Revised,
    directory: &[KnownUnit],
    line: &str,
    to: &Place,
) -> Result<(), Reason> {
    let year = revised.plan.year;
    let text = without_mark(line);
    match to {
        Place::TaskTitle(task) => {
            let title = &mut task_mut(&mut revised.plan, task)?.title;
            *title = squeeze(&format!("{title} {text}"));
        }
        Place::TaskContent(task) => task_mut(&mut revised.plan, task)?.content.push(text),
        Place::Lead(path) => {
            let units = named_units(revised, directory, path, line)?;
            let task = task_mut(&mut revised.plan, path)?;
            append(&mut task.lead_raw, &text);
            task.coordinating.retain(|unit| !units.contains(unit));
            extend(&mut task.lead, units);
        }
        Place::Coordinating(path) => {
            let units = named_units(revised, directory, path, line)?;
            let task = task_mut(&mut revised.plan, path)?;
            append(&mut task.coordinating_raw, &text);
            let leads = task.lead.clone();
            extend(&mut task.coordinating, units);
            task.coordinating.retain(|unit| !leads.contains(unit));
        }
        Place::Due(path) => {
            let task = task_mut(&mut revised.plan, path)?;
            let said = text.split_once(':').map_or(text.as_str(), |(_, said)| said);
            let new = when::due_of(said, year);
            task.due = Some(match task.due.take() {
                None => Due { raw: text, date: new.date },
                Some(old) => {
                    Due { raw: format!("{}; {text}", old.raw), date: new.date.or(old.date) }
                }
            });
        }
        Place::Purpose => revised.plan.purpose.push(text),
        Place::Requirements => revised.plan.requirements.push(text),
        Place::Basis => revised.plan.basis.push(text),
        Place::Funding => revised.plan.funding.push(text),
        Place::Recipients => revised.plan.recipients.push(text),
        Place::Responsibility(no) => {
            let mut duties = revised.plan.responsibilities.iter_mut();
            let duty = duties.find(|duty| duty.no == *no).ok_or(Reason::NoSuchDuty)?;
            duty.duties.push(text);
        }
        Place::Aside => {}
    }
    Ok(())
}

/// A line without the mark of a list.
fn without_mark(line: &str) -> String {
    let line = squeeze(line);
    let bare = line.trim_start_matches(['-', '–', '•', '+', '*']).trim_start();
    if bare.is_empty() { line } else { bare.to_owned() }
}

fn append(raw: &mut Option<String>, text: &str) {
    *raw = Some(match raw.take() {
        None => text.to_owned(),
        Some(before) => format!("{before}; {text}"),
    });
}

fn extend(units: &mut Vec<String>, more: Vec<String>) {
    for unit in more {
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
}

/// The units that a line names, in its order: those of the text, then those of the directory, which
/// become units of the text. Of names within one another the longer counts.
fn named_units(
    revised: &mut Revised,
    directory: &[KnownUnit],
    task: &str,
    line: &str,
) -> Result<Vec<String>, Reason> {
    task_mut(&mut revised.plan, task)?;
    let folded = format!(" {} ", fold_words(line));
    let of_text = revised.plan.units.iter().map(|unit| (&unit.id, &unit.name, &unit.aliases));
    let known = directory.iter().map(|unit| (&unit.id, &unit.name, &unit.aliases));
    let mut spans: Vec<(usize, usize, String)> = Vec::new();
    for (id, name, aliases) in of_text.chain(known) {
        let names = aliases.iter().chain([name]).filter_map(|name| {
            let name = fold_words(name);
            // An abbreviation of one letter or two is no name to look for.
            let at = (name.len() > 2).then(|| folded.find(&format!(" {name} ")))??;
            Some((at, at + name.len()))
        });
        let longest = names.max_by_key(|(start, end)| end - start);
        spans.extend(longest.map(|(start, end)| (start, end, id.clone())));
    }
    let all: Vec<(usize, usize)> = spans.iter().map(|span| (span.0, span.1)).collect();
    let inside = |start: usize, end: usize| {
        all.iter()
            .any(|other| other.0 <= start && end <= other.1 && other.1 - other.0 > end - start)
    };
    spans.retain(|span| !inside(span.0, span.1));
    spans.sort_by_key(|span| span.0);
    let mut units: Vec<String> = Vec::new();
    for (_, _, id) in spans {
        adopt_known(&mut revised.plan, &mut revised.units, directory, &id);
        extend(&mut units, vec![id]);
    }
    if units.is_empty() { Err(Reason::NoUnitNamed) } else { Ok(units) }
}

/// Makes a unit of the directory one of the text, so that tasks can name it.
pub(super) fn adopt_known(
    plan: &mut ImportedPlan,
    targets: &mut std::collections::BTreeMap<String, UnitTarget>,
    directory: &[KnownUnit],
    id: &str,
) {
    let known = directory.iter().find(|unit| unit.id == id);
    if let Some(known) = known
        && plan.units.iter().all(|unit| unit.id != id)
    {
        plan.units.push(Unit {
            id: known.id.clone(),
            name: known.name.clone(),
            kind: known.kind,
            aliases: known.aliases.clone(),
        });
        targets.insert(id.to_owned(), UnitTarget::Directory(UnitId::from(id)));
    }
}

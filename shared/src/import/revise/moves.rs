//! Moving a line of the source, or a paragraph, into a field.

use super::super::model::{Due, ImportedPlan};
use super::super::options::KnownUnit;
use super::super::when;
use super::super::words::{fold_words, squeeze};
use super::apply::task_mut;
use super::{Part, Place, Reason, Revised, SetAside, UnitTarget};
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
    put(revised, directory, Some(line), &words, to)?;
    revised.plan.not_understood.remove(at);
    if *to != Place::Aside {
        revised.moved.insert(line, to.clone());
    }
    Ok(())
}

/// Moves a paragraph of a part.
pub(super) fn move_paragraph(
    revised: &mut Revised,
    directory: &[KnownUnit],
    (from, at, says): (&Part, usize, &str),
    to: &Place,
) -> Result<(), Reason> {
    if paragraphs(&mut revised.plan, from)?.get(at).is_none_or(|words| words != says) {
        return Err(Reason::NoSuchParagraph);
    }
    put(revised, directory, None, says, to)?;
    paragraphs(&mut revised.plan, from)?.remove(at);
    Ok(())
}

/// The paragraphs of a part.
fn paragraphs<'a>(plan: &'a mut ImportedPlan, part: &Part) -> Result<&'a mut Vec<String>, Reason> {
    Ok(match part {
        Part::TaskContent(path) => &mut task_mut(plan, path)?.content,
        Part::Section(path) => {
            let section = plan.sections.iter_mut().find(|section| section.path == *path);
            &mut section.ok_or(Reason::NoSuchSection)?.content
        }
        Part::Purpose => &mut plan.purpose,
        Part::Requirements => &mut plan.requirements,
        Part::Basis => &mut plan.basis,
        Part::Funding => &mut plan.funding,
        Part::Responsibility(no) => {
            let duty = plan.responsibilities.iter_mut().find(|duty| duty.no == *no);
            &mut duty.ok_or(Reason::NoSuchDuty)?.duties
        }
        Part::Closing => &mut plan.closing,
        Part::Recipients => &mut plan.recipients,
    })
}

fn put(
    revised: &mut Revised,
    directory: &[KnownUnit],
    number: Option<usize>,
    line: &str,
    to: &Place,
) -> Result<(), Reason> {
    let year = revised.plan.year;
    let text = without_mark(line);
    match to {
        Place::Part(part) => paragraphs(&mut revised.plan, part)?.push(text),
        Place::TaskTitle(task) => {
            let title = &mut task_mut(&mut revised.plan, task)?.title;
            *title = squeeze(&format!("{title} {text}"));
        }
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
        Place::Aside => {
            revised.set_aside.push(SetAside { line: number, text: line.to_owned() });
        }
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

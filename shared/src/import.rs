//! Plan import: from an administrative plan, as text or .docx, to the plan as data.
//!
//! ```text
//! bytes → lines (source: encoding with legacy, or docx; lines) → spelling repaired (repair) → parts (frame)
//!       → header, body (outline → tasks, duties), tail → units with ids (units) → ImportedPlan
//! ```
//!
//! Nothing here knows a particular plan: headings by their marks, sections by the words of their
//! headings, units by the words unit names begin with, repairs by what is known of Vietnamese
//! administrative language. Every line of the file ends in a field or in
//! [`ImportedPlan::not_understood`]; [`ImportedPlan::lines`] is the account.

pub mod adopt;
mod assign;
mod audit;
mod body;
mod cite;
mod docx;
mod encoding;
mod error;
mod frame;
mod header;
mod labels;
mod legacy;
#[cfg(test)]
mod linear;
mod lines;
mod marker;
mod model;
mod notice;
mod options;
mod outline;
mod repair;
pub mod revise;
mod source;
mod tail;
mod units;
mod when;
mod words;

pub use error::{Format, ImportError, Missing, TooMuch};
pub use legacy::Legacy;
pub use lines::{Field, LineFate};
pub use model::{
    Correction, Due, ImportedPlan, Issuer, NotUnderstood, Periodicity, Responsibility, Section,
    Signature, Task, Unit,
};
pub use notice::Notice;
pub use options::{ImportOptions, KnownUnit, Refusal};

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::secrecy;
use crate::text::nfc;

use body::Body;
use lines::Lines;
use marker::Marker;
use repair::{names::Names, places::Provinces};
use source::Place;
use units::{known::Known, list, registry::Registry};

/// The lines of a file, as the numbers in an imported plan count them: of a .docx its paragraphs
/// with their numbering, and its tables of tasks cell by cell.
///
/// # Errors
///
/// When the file is neither text nor a .docx.
pub fn source_lines(bytes: &[u8]) -> Result<Vec<String>, ImportError> {
    Ok(source::read(bytes)?.lines.into_iter().map(|line| line.text).collect())
}

/// Reads a plan from the bytes of a text file or a .docx.
///
/// # Errors
///
/// When the file is neither, or the text no plan; nothing has been created then.
pub fn import_plan(bytes: &[u8], options: &ImportOptions) -> Result<ImportedPlan, ImportError> {
    let source = source::read(bytes)?;
    if let Some(index) = source.lines.iter().position(|line| secrecy::is_mark(&nfc(&line.text))) {
        return Err(ImportError::Secret { line: index + 1 });
    }
    let mut lines = Lines::numbered(docx::plain::expand(source.lines)?.into_iter());
    let rough = frame::frame(&lines)?;
    let names =
        Names::collect((0..lines.len()).map(|index| (index < rough.body.start, lines.text(index))));
    let corrections = repair::repair(&mut lines, &names, options);
    let frame = frame::frame(&lines)?;
    let mut plan = ImportedPlan { corrections, notices: source.notices, ..ImportedPlan::default() };

    header::read(&mut lines, &frame, &names.commune, &mut plan);
    plan.issuer.province = province(&lines);
    plan.table_heads = lines.table_heads();
    let mut registry = Registry::new(names.commune, &options.known_units);
    let titles: Vec<usize> =
        frame.appendix.clone().filter(|index| frame::is_appendix(&lines, *index)).collect();
    for (number, index) in (1..).zip(titles) {
        lines.set_place(index, Place::Heading(Marker::Appendix(number)));
    }
    let mut outline = outline::outline(&lines, frame.body.clone());
    let appendices = outline::outline(&lines, frame.appendix.clone());
    outline.sections.extend(appendices.sections);
    let known = Known::collect(&lines, &options.known_units);
    let mut body = Body {
        lines: &mut lines,
        registry: &mut registry,
        plan: &mut plan,
        known,
        tasks: Vec::new(),
        duties: Vec::new(),
        taken: Vec::new(),
        elsewhere: Vec::new(),
    };
    body.read(&outline);
    let (tasks, duties, elsewhere) = (body.tasks, body.duties, body.elsewhere);
    if tasks.is_empty() {
        return Err(ImportError::NotAPlan(Missing::Tasks));
    }
    for para in outline::paragraphs(&lines, frame.closing.clone()) {
        lines.note(&para.lines, Field::Closing);
        plan.closing.push(para.text);
    }
    tail::read(&mut lines, frame.tail.clone(), &mut plan);
    note_recipients(&mut registry, &plan);

    plan.cited = cited(&lines, &frame, &plan);
    let prose = (frame.body.start..frame.body.end).map(|index| lines.text(index));
    let resolved = registry.finish(prose, &tail::filing_codes(&plan.recipients));
    let mut copied = Vec::with_capacity(tasks.len());
    for mut draft in tasks {
        copied.push(draft.copied);
        draft.task.lead = resolved.ids(&draft.lead);
        draft.task.coordinating = resolved.ids(&draft.coordinating);
        plan.tasks.push(draft.task);
    }
    part_paths(&mut plan.tasks);
    for mut draft in duties {
        draft.duty.unit = resolved.ids(&draft.units).join("+");
        plan.responsibilities.push(draft.duty);
    }
    plan.units = resolved.units;
    audit::audit(&mut lines, &plan, &copied, &elsewhere);
    (plan.lines, plan.not_understood) = lines.account();
    Ok(plan)
}

/// Gives tasks of the same place places of their own: two tables may both count from one.
fn part_paths(tasks: &mut [Task]) {
    let mut taken = BTreeSet::new();
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    for task in tasks {
        let path = task.path.clone();
        while !taken.insert(task.path.clone()) {
            let number = next.entry(path.clone()).or_insert(1);
            *number += 1;
            task.path = format!("{path}-{number}");
        }
    }
}

/// The province the text names first.
fn province(lines: &Lines) -> Option<String> {
    let provinces = Provinces::new();
    (0..lines.len()).find_map(|index| provinces.named_in(lines.text(index)))
}

/// Spellings of units among the recipients. Local bodies that only stand there are units too;
/// superiors, persons and the leadership are not.
fn note_recipients(registry: &mut Registry<'_>, plan: &ImportedPlan) {
    for recipient in &plan.recipients {
        let folded = format!(" {} ", words::fold_words(recipient));
        let starts = [
            "so",
            "ct",
            "chu tich",
            "tt",
            "thuong truc",
            "luu",
            "uy ban nhan dan",
            "ubnd",
            "hdnd",
            "dang uy",
        ];
        let above = ["tinh", "tinh uy", "trung uong", "thanh uy", "thanh pho", "dong chi"];
        let superior = starts.iter().any(|start| folded.starts_with(&format!(" {start} ")))
            || above.iter().any(|word| folded.contains(&format!(" {word} ")));
        if superior || !units::starts_with_unit(recipient) {
            continue;
        }
        for mention in &list::read(recipient, &Known::default()).units {
            let fixed_group = mention.group.as_ref().is_none_or(|group| group.id().is_some());
            registry.note(
                mention,
                fixed_group && mention.kind != crate::domain::directory::UnitKind::Khac,
            );
        }
    }
}

/// Documents cited after the legal bases, each once.
fn cited(lines: &Lines, frame: &frame::Frame, plan: &ImportedPlan) -> Vec<String> {
    let mut keys: BTreeSet<String> =
        plan.basis.iter().flat_map(|basis| cite::citations(basis)).map(|found| found.key).collect();
    let mut cited = Vec::new();
    for para in outline::paragraphs(lines, frame.body.clone()) {
        for citation in cite::citations(&para.text) {
            if keys.insert(citation.key) {
                cited.push(citation.full);
            }
        }
    }
    cited
}

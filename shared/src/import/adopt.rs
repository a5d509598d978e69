//! From an imported plan to the domain: the plan's document and the units of a directory. What the
//! import understood stands in the document, word for word or as what the words mean: nobody keeps the
//! file beside it (`shared/tests/import/adopted.rs`).

use std::collections::{BTreeMap, BTreeSet};

use super::error::TooMuch;
use super::labels::is_role_word;
use super::model::{ImportedPlan, Periodicity};
use super::words::{fold_words, words};
use crate::domain::directory;
use crate::domain::plan::{Heading, Plan, Responsibility, Task};
use crate::id::{PlanId, TaskId, UnitId};
use crate::limits::{PLAN_TASKS_MAX, PLAN_TEXT_UNITS_MAX, TEXT_UNITS_MAX};
use crate::text::utf16_len;

/// Which unit of the directory a unit of the text is; those not named keep their id.
pub type UnitMap = BTreeMap<String, UnitId>;

/// The plan as the domain has it.
///
/// Of several leads the first named becomes the focal one (`đầu mối`), so that results are counted
/// once; the planner changes it in the plan. Tasks are keyed by their place in the plan (`II.2.1`):
/// only the relay's genesis writes them.
pub fn plan(imported: &ImportedPlan, id: PlanId, map: &UnitMap) -> Plan {
    let unit = |id: &String| map.get(id).cloned().unwrap_or_else(|| UnitId::new(id.as_str()));
    let units = |ids: &[String]| ids.iter().map(unit).collect::<BTreeSet<UnitId>>();
    let tasks: BTreeMap<TaskId, Task> = (0i64..)
        .zip(&imported.tasks)
        .map(|(position, task)| {
            let id = TaskId::new(task.path.as_str());
            let adopted = Task {
                id: id.clone(),
                code: task.code.clone(),
                path: task.path.clone(),
                title: task.title.clone(),
                content: content(task, imported),
                leads: units(&task.lead),
                focal: task.lead.first().map(unit),
                coordinators: units(&task.coordinating),
                due: task.due.as_ref().and_then(|due| due.date.clone()),
                target: None,
                indicators: task.indicators.iter().cloned().collect(),
                position,
            };
            (id, adopted)
        })
        .collect();
    Plan {
        id: Some(id),
        year: imported.year,
        title: imported.title.clone(),
        number: imported.number.clone(),
        issued_on: imported.issued_on.clone(),
        issuer: imported.issuer.name.clone().unwrap_or_default(),
        purpose: imported.purpose.join("\n"),
        requirements: imported.requirements.join("\n"),
        basis: lines(imported.basis_to_issuing()),
        funding: imported.funding.join("\n"),
        recipients: imported.recipients.join("\n"),
        closing: lines(imported.closing_to_signature()),
        headings: headings(imported),
        responsibilities: (0i64..)
            .zip(&imported.responsibilities)
            .map(|(position, item)| Responsibility {
                no: item.no.clone(),
                heading: item.heading.clone(),
                units: item
                    .unit
                    .split('+')
                    .filter(|id| !id.is_empty())
                    .map(|id| unit(&id.to_owned()))
                    .collect(),
                duties: item.duties.join("\n"),
                position,
            })
            .collect(),
        tasks,
    }
}

/// Whether a plan is small enough for a document of its own; the relay creates no other.
///
/// # Errors
///
/// What there is too much of.
pub fn fits(plan: &Plan) -> Result<(), TooMuch> {
    if plan.tasks.len() > PLAN_TASKS_MAX {
        return Err(TooMuch::Tasks);
    }
    let lengths = || plan.texts().map(utf16_len);
    let one_too_long = lengths().any(|length| length > TEXT_UNITS_MAX);
    if one_too_long || lengths().sum::<usize>() > PLAN_TEXT_UNITS_MAX {
        return Err(TooMuch::PlanText);
    }
    Ok(())
}

/// A task's paragraphs, before them what stood in parentheses behind its heading, after them what
/// the plan's document has no field for: when, as the text says it, the line on money, and what lines
/// on units say beyond their names.
fn content(task: &super::model::Task, imported: &ImportedPlan) -> String {
    let note = task.note.iter().map(|note| format!("({note})"));
    let mut content = lines(note.chain(task.content.iter().cloned()));
    let mut add = |label: &str, text: &str| {
        let said = format!("{}\n{content}", task.title);
        if !fold_words(&said).contains(&fold_words(text)) {
            content = lines([content.as_str(), &format!("{label}{text}")]);
        }
    };
    if let Some(due) = &task.due {
        add("Thời gian thực hiện: ", &due.raw);
    }
    // What is sent to the relay may name one of them without end.
    let mut told = Vec::new();
    for period in task.periodicity.iter().flatten() {
        if !told.contains(period) {
            told.push(*period);
            add("Thời gian thực hiện: ", words_of(*period));
        }
    }
    if let Some(funding) = &task.funding {
        add("Kinh phí: ", funding);
    }
    for line in [&task.lead_raw, &task.coordinating_raw].into_iter().flatten() {
        if says_more(line, task, imported) {
            add("", line);
        }
    }
    content
}

/// Whether a line on units says more than who they are and what they are for: "Công an xã (theo dõi
/// chung)".
fn says_more(line: &str, task: &super::model::Task, imported: &ImportedPlan) -> bool {
    let meant: BTreeSet<&String> = task.lead.iter().chain(&task.coordinating).collect();
    let units = imported.units.iter().filter(|unit| meant.contains(&unit.id));
    let names: BTreeSet<String> = units
        .flat_map(|unit| unit.aliases.iter().chain([&unit.name]))
        .flat_map(|name| words(name))
        .map(|word| word.fold)
        .collect();
    words(line).iter().any(|word| !names.contains(&word.fold) && !is_role_word(&word.fold))
}

/// How often, in words.
fn words_of(period: Periodicity) -> &'static str {
    match period {
        Periodicity::DinhKy => "định kỳ",
        Periodicity::DotXuat => "đột xuất",
        Periodicity::ThuongXuyen => "thường xuyên",
        Periodicity::HangNgay => "hằng ngày",
        Periodicity::HangTuan => "hằng tuần",
        Periodicity::HangThang => "hằng tháng",
        Periodicity::HangQuy => "hằng quý",
        Periodicity::HangNam => "hằng năm",
    }
}

/// Paragraphs as one text, a paragraph a line.
fn lines<T: AsRef<str>>(paragraphs: impl IntoIterator<Item = T>) -> String {
    let mut text = String::new();
    for paragraph in paragraphs.into_iter().filter(|paragraph| !paragraph.as_ref().is_empty()) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(paragraph.as_ref());
    }
    text
}

/// The headings that are no task, as "2. Đẩy mạnh tuyên truyền", with what stands under them alone.
fn headings(imported: &ImportedPlan) -> Vec<Heading> {
    let code = |path: &str| path.split_once('.').map_or(path, |(_, code)| code).to_owned();
    (0i64..)
        .zip(&imported.sections)
        .map(|(position, section)| Heading {
            code: code(&section.path),
            path: section.path.clone(),
            title: section.title.clone(),
            text: lines(&section.content),
            position,
        })
        .collect()
}

/// The units of the text as units of a directory, none of them a village with a supervisor yet.
pub fn units(imported: &ImportedPlan) -> Vec<directory::Unit> {
    imported
        .units
        .iter()
        .map(|unit| directory::Unit {
            aliases: unit.aliases.iter().cloned().collect(),
            ..directory::Unit::new(UnitId::new(unit.id.as_str()), unit.name.clone(), unit.kind)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::model::{Due, Task};

    #[test]
    fn a_plan_beyond_its_document_is_told_by_what_it_has_too_much_of() {
        let task = |number: usize, length: usize| Task {
            path: format!("II.{number}"),
            content: vec!["x".repeat(length)],
            ..Task::default()
        };
        let fits = |count: usize, length: usize| {
            let tasks = (0..count).map(|number| task(number, length)).collect();
            let imported = ImportedPlan { tasks, ..ImportedPlan::default() };
            super::fits(&super::plan(&imported, PlanId::new(uuid::Uuid::nil()), &UnitMap::new()))
        };
        assert_eq!(fits(PLAN_TASKS_MAX, 10), Ok(()));
        assert_eq!(fits(PLAN_TASKS_MAX + 1, 10), Err(TooMuch::Tasks));
        assert_eq!(fits(1, TEXT_UNITS_MAX + 1), Err(TooMuch::PlanText));
        assert_eq!(fits(4, TEXT_UNITS_MAX), Err(TooMuch::PlanText));
    }

    #[test]
    fn what_has_no_field_stands_in_the_content() {
        let task = Task {
            note: Some("Kế hoạch số 5".to_owned()),
            content: vec!["Tổ chức họp thôn.".to_owned()],
            due: Some(Due { raw: "thường xuyên".to_owned(), date: None }),
            funding: Some("ngân sách xã".to_owned()),
            ..Task::default()
        };
        let expected = "(Kế hoạch số 5)\nTổ chức họp thôn.\n\
                        Thời gian thực hiện: thường xuyên\nKinh phí: ngân sách xã";
        assert_eq!(content(&task, &ImportedPlan::default()), expected);
    }
}

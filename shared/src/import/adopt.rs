//! From an imported plan to the domain: the plan's document and the units of a directory.

use std::collections::{BTreeMap, BTreeSet};

use super::model::ImportedPlan;
use crate::domain::directory;
use crate::domain::plan::{Heading, Plan, Responsibility, Task};
use crate::id::{PlanId, TaskId, UnitId};

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
                content: content(task),
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
        basis: imported.basis.join("\n"),
        funding: imported.funding.join("\n"),
        recipients: imported.recipients.join("\n"),
        headings: headings(imported, &tasks),
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

/// A task's paragraphs, before them what stood in parentheses behind its heading, after them what
/// the plan's document has no field for: a deadline that names no day, and the line on money.
fn content(task: &super::model::Task) -> String {
    let note = task.note.iter().map(|note| format!("({note})"));
    let undated = task.due.iter().filter(|due| due.date.is_none());
    let undated = undated.map(|due| format!("Thời gian thực hiện: {}", due.raw));
    let funding = task.funding.iter().map(|funding| format!("Kinh phí: {funding}"));
    note.chain(task.content.iter().cloned())
        .chain(undated)
        .chain(funding)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The headings that stand above tasks, as "2. Đẩy mạnh tuyên truyền".
fn headings(imported: &ImportedPlan, tasks: &BTreeMap<TaskId, Task>) -> Vec<Heading> {
    let above = |path: &str| {
        let prefix = format!("{path}.");
        let next = tasks.range(TaskId::new(prefix.as_str())..).next();
        path.contains('.') && next.is_some_and(|(id, _)| id.as_str().starts_with(&prefix))
    };
    (0i64..)
        .zip(imported.sections.iter().filter(|section| above(&section.path)))
        .map(|(position, section)| Heading {
            code: section.path.split_once('.').map_or("", |(_, code)| code).to_owned(),
            path: section.path.clone(),
            title: section.title.clone(),
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
            id: UnitId::new(unit.id.as_str()),
            name: unit.name.clone(),
            kind: unit.kind,
            aliases: unit.aliases.iter().cloned().collect(),
            supervisor: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::model::{Due, Task};

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
        assert_eq!(content(&task), expected);
    }
}

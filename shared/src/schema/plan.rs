//! The plan in its document.

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ROOT, ReadDoc, ScalarValue};

use crate::domain::plan::{Heading, Plan, Responsibility, Task};
use crate::id::{TaskId, UnitId};
use crate::schema::SchemaError;
use crate::schema::create::{Member, child, fill, string};
use crate::schema::read::View;

/// How a lead is stored: as the focal one or beside it.
const FOCAL: &str = "focal";
const LEAD: &str = "lead";

fn container(tx: &Transaction<'_>, key: &'static str) -> Result<ObjId, SchemaError> {
    tx.get(ROOT, key)?.map(|(_, id)| id).ok_or(SchemaError::MissingContainer(key))
}

fn units(ids: &std::collections::BTreeSet<UnitId>) -> Member<'static> {
    Member::Set(ids.iter().map(ToString::to_string).collect())
}

/// Writes the first content into the containers that the same change has created.
pub(crate) fn write(tx: &mut Transaction<'_>, plan: &Plan) -> Result<(), SchemaError> {
    let header = container(tx, "header")?;
    let mut members = vec![
        ("title", Member::Text(&plan.title)),
        ("issuer", Member::Scalar(string(&plan.issuer))),
        ("purpose", Member::Text(&plan.purpose)),
        ("requirements", Member::Text(&plan.requirements)),
        ("basis", Member::Text(&plan.basis)),
        ("funding", Member::Text(&plan.funding)),
        ("recipients", Member::Text(&plan.recipients)),
    ];
    // Plans made before this field have no such text: what is empty leaves none behind.
    if !plan.closing.is_empty() {
        members.push(("closing", Member::Text(&plan.closing)));
    }
    for (key, value) in [("number", &plan.number), ("issuedOn", &plan.issued_on)] {
        if let Some(value) = value {
            members.push((key, Member::Scalar(string(value))));
        }
    }
    fill(tx, &header, &members)?;

    let headings = container(tx, "headings")?;
    for heading in &plan.headings {
        let entry = child(tx, &headings, heading.path.as_str())?;
        let mut members = vec![
            ("code", Member::Scalar(string(&heading.code))),
            ("title", Member::Text(&heading.title)),
            ("position", Member::Scalar(ScalarValue::Int(heading.position))),
        ];
        if !heading.text.is_empty() {
            members.push(("text", Member::Text(&heading.text)));
        }
        fill(tx, &entry, &members)?;
    }

    let tasks = container(tx, "tasks")?;
    for task in plan.tasks.values() {
        let entry = child(tx, &tasks, task.id.as_str())?;
        write_task(tx, &entry, task)?;
    }

    let responsibilities = container(tx, "responsibilities")?;
    for responsibility in &plan.responsibilities {
        let entry = child(tx, &responsibilities, responsibility.no.as_str())?;
        let members = [
            ("heading", Member::Scalar(string(&responsibility.heading))),
            ("units", units(&responsibility.units)),
            ("duties", Member::Text(&responsibility.duties)),
            ("position", Member::Scalar(ScalarValue::Int(responsibility.position))),
        ];
        fill(tx, &entry, &members)?;
    }
    Ok(())
}

fn write_task(tx: &mut Transaction<'_>, entry: &ObjId, task: &Task) -> Result<(), SchemaError> {
    let mut members = vec![
        ("code", Member::Scalar(string(&task.code))),
        ("path", Member::Scalar(string(&task.path))),
        ("title", Member::Text(&task.title)),
        ("content", Member::Text(&task.content)),
        ("coordinators", units(&task.coordinators)),
        ("indicators", Member::Set(task.indicators.iter().cloned().collect())),
        ("position", Member::Scalar(ScalarValue::Int(task.position))),
    ];
    for (key, value) in [("due", &task.due), ("target", &task.target)] {
        if let Some(value) = value {
            members.push((key, Member::Scalar(string(value))));
        }
    }
    fill(tx, entry, &members)?;
    let leads = child(tx, entry, "leads")?;
    for lead in &task.leads {
        let role = if task.focal.as_ref() == Some(lead) { FOCAL } else { LEAD };
        tx.put(&leads, lead.as_str(), role)?;
    }
    Ok(())
}

/// Reads the plan. Damaged parts are left out, never a panic.
pub fn read(doc: &Automerge) -> Plan {
    let view = View::now(doc);
    let mut plan = Plan::default();
    if let Some(meta) = view.root_map("meta") {
        plan.id = view.string(&meta, "plan").and_then(|id| id.parse().ok());
        plan.year = view.integer(&meta, "year").and_then(|year| year.try_into().ok());
    }
    if let Some(header) = view.root_map("header") {
        let string = |key| view.string(&header, key).unwrap_or_default();
        plan.title = string("title");
        plan.issuer = string("issuer");
        plan.purpose = string("purpose");
        plan.requirements = string("requirements");
        plan.basis = string("basis");
        plan.funding = string("funding");
        plan.recipients = string("recipients");
        plan.closing = string("closing");
        plan.number = view.string(&header, "number");
        plan.issued_on = view.string(&header, "issuedOn");
    }
    for (path, entry) in entries(view, "headings") {
        plan.headings.push(Heading {
            code: view.string(&entry, "code").unwrap_or_default(),
            title: view.string(&entry, "title").unwrap_or_default(),
            text: view.string(&entry, "text").unwrap_or_default(),
            position: view.integer(&entry, "position").unwrap_or_default(),
            path,
        });
    }
    plan.headings.sort_by(|a, b| (a.position, &a.path).cmp(&(b.position, &b.path)));
    for (id, entry) in entries(view, "tasks") {
        let id = TaskId::new(id);
        plan.tasks.insert(id.clone(), read_task(view, id, &entry));
    }
    for (no, entry) in entries(view, "responsibilities") {
        plan.responsibilities.push(Responsibility {
            heading: view.string(&entry, "heading").unwrap_or_default(),
            units: view.set(&entry, "units").into_iter().map(UnitId::new).collect(),
            duties: view.string(&entry, "duties").unwrap_or_default(),
            position: view.integer(&entry, "position").unwrap_or_default(),
            no,
        });
    }
    plan.responsibilities.sort_by(|a, b| (a.position, &a.no).cmp(&(b.position, &b.no)));
    plan
}

fn entries(view: View<'_>, key: &str) -> Vec<(String, ObjId)> {
    let Some(container) = view.root_map(key) else { return Vec::new() };
    view.keys(&container)
        .into_iter()
        .filter_map(|key| {
            let entry = view.maps(&container, &key).into_iter().next()?;
            Some((key, entry))
        })
        .collect()
}

fn read_task(view: View<'_>, id: TaskId, entry: &ObjId) -> Task {
    let leads: Vec<(UnitId, String)> = view
        .maps(entry, "leads")
        .first()
        .map(|map| {
            let role = |key: &str| view.string(map, key).filter(|r| r == FOCAL || r == LEAD);
            view.keys(map)
                .into_iter()
                .filter_map(|key| Some((UnitId::new(key.as_str()), role(&key)?)))
                .collect()
        })
        .unwrap_or_default();
    let focal: Vec<&UnitId> =
        leads.iter().filter(|(_, role)| role == FOCAL).map(|(unit, _)| unit).collect();
    Task {
        code: view.string(entry, "code").unwrap_or_default(),
        path: view.string(entry, "path").unwrap_or_default(),
        title: view.string(entry, "title").unwrap_or_default(),
        content: view.string(entry, "content").unwrap_or_default(),
        // Two devices may have named a focal lead each; until one is chosen there is none.
        focal: match focal.as_slice() {
            [one] => Some((*one).clone()),
            _ => None,
        },
        leads: leads.iter().map(|(unit, _)| unit.clone()).collect(),
        coordinators: view.set(entry, "coordinators").into_iter().map(UnitId::new).collect(),
        due: view.string(entry, "due"),
        target: view.string(entry, "target"),
        indicators: view.set(entry, "indicators").into_iter().collect(),
        position: view.integer(entry, "position").unwrap_or_default(),
        id,
    }
}

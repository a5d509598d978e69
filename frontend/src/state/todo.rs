//! What there is to do, from records, plans and who looks. Pure.

use jiff::civil::Date;
use shared::access::Membership;
use shared::domain::deadline::{Deadline, Nearness};
use shared::domain::directory::{Directory, UnitKind};
use shared::domain::kind::{By, Transition};
use shared::domain::plan::Task;
use shared::domain::role::Role;
use shared::domain::state::{Stage, State};
use shared::id::{PlanId, TaskId};
use shared::merge::view::Standing;

use crate::engine::view::{Model, PlanView, RecordView, Records, TaskDuty, Todo, Where};

/// Everything the lists depend on.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The account's unit and roles.
    pub member: &'a Membership,
    /// The day.
    pub today: Date,
    /// Units and people.
    pub directory: &'a Directory,
    /// The plans here.
    pub plans: &'a [PlanView],
    /// The records here.
    pub records: &'a Records,
}

/// The lists of "Việc của tôi" and "Hộp duyệt".
pub fn todo(desk: &Desk<'_>) -> Todo {
    let mut todo = Todo::default();
    // Newest first: ids sort by time of creation.
    for view in desk.records.values().rev() {
        let state = view.state();
        // What I am about to lay on another unit is mine until then.
        let mine = match view.record.laid_by {
            Some(_) if state == State::DRAFT => true,
            _ => view.unit == desk.member.unit,
        };
        if mine {
            match state.stage {
                Stage::Returned => todo.returned.push(view.clone()),
                // A conflict, and what waits for this very account, stand in lists of their own.
                Stage::Draft if !view.has_conflict() => todo.drafts.push(view.clone()),
                Stage::Awaiting if !falls_to(desk, view) => todo.awaiting.push(view.clone()),
                Stage::UnderWay | Stage::Ready => todo.next.push(view.clone()),
                Stage::Draft
                | Stage::Awaiting
                | Stage::Approved
                | Stage::Edited
                | Stage::Paused
                | Stage::Ended
                | Stage::Deleted => {}
            }
            if view.has_conflict() && state != State::DELETED {
                todo.conflicts.push(view.clone());
            }
            if matches!(view.place(), Where::Refused { .. }) {
                todo.refused.push(view.clone());
            }
        }
        if falls_to(desk, view) {
            todo.to_decide.push(view.clone());
        }
    }
    todo.to_decide.sort_by_key(|view| (view.since(), view.id()));
    todo.tasks = duties(desk);
    todo
}

/// Whether a record waits for this account's decision: one that leads on, and is this role's first
/// of all. A leader may decide on many records; what falls to a leader are those on which no head
/// may decide, the head's own (DESIGN §2), and those that are the leader's alone.
fn falls_to(desk: &Desk<'_>, view: &RecordView) -> bool {
    let waits = matches!(view.state().stage, Stage::Awaiting | Stage::Edited);
    waits
        && view.steps_by(By::Decision).any(|step| {
            let leads_on = step.to.stage != Stage::Returned
                && step.lacks(&view.record, &view.derived).is_none()
                && !view.derived.decided.contains(step.id);
            leads_on && is_first_for(desk, view, step)
        })
}

fn is_first_for(desk: &Desk<'_>, view: &RecordView, step: &Transition) -> bool {
    let role = view.record.laid_by.or_else(|| step.roles.first().copied());
    if role != Some(Role::Head) {
        return role.is_some_and(|role| desk.member.has(role));
    }
    let village = desk.directory.units.get(&view.unit).and_then(|unit| unit.supervisor.as_ref());
    let decides_as_head =
        desk.member.has(Role::Head) && *village.unwrap_or(&view.unit) == desk.member.unit;
    decides_as_head || (view.record.laid_by.is_none() && is_by_head(desk.directory, view))
}

/// Whether a record's creator may head its unit. The directory says posts, not roles: a post that is
/// no deputy's and no member of staff's may be a head's, and so may one that nobody wrote down. Better
/// in two inboxes than in none. The leaders' own unit has none but heads.
fn is_by_head(directory: &Directory, view: &RecordView) -> bool {
    const STAFF: [&str; 7] =
        ["pho ", "can bo", "cong chuc", "vien chuc", "chuyen vien", "nhan vien", "truong thon"];
    if directory.units.get(&view.unit).is_some_and(|unit| unit.kind == UnitKind::LanhDao) {
        return true;
    }
    let creator = view.record.creator.and_then(|creator| directory.people.get(&creator));
    let post = creator.map(|person| shared::text::fold(&person.post)).unwrap_or_default();
    !STAFF.iter().any(|staff| post.starts_with(staff))
}

/// My unit's tasks, those it leads and those it coordinates, in the plans' order.
fn duties(desk: &Desk<'_>) -> Vec<TaskDuty> {
    let unit = &desk.member.unit;
    let mut duties = Vec::new();
    for plan in desk.plans {
        for task in plan.plan.tasks_in_order() {
            let leads = task.leads.contains(unit);
            let named = task.coordinators.iter().chain(&task.leads);
            if leads || desk.directory.means(named, unit) {
                duties.push(duty(desk, plan.id, task, leads));
            }
        }
    }
    duties
}

fn duty(desk: &Desk<'_>, plan: PlanId, task: &Task, leads: bool) -> TaskDuty {
    let due = task.due.as_deref().and_then(shared::time::parse_date);
    let mut duty = TaskDuty {
        plan,
        task: task.id.clone(),
        code: task.code.clone(),
        title: task.title.clone(),
        leads,
        due,
        is_near: due.is_some_and(|due| {
            let deadline = Deadline { at: due.at(23, 59, 59, 0), rule: None };
            deadline.nearness(desk.today.at(0, 0, 0, 0), desk.directory) != Nearness::Later
        }),
        days_left: due.and_then(|due| {
            Some(i64::from(desk.today.until((jiff::Unit::Day, due)).ok()?.get_days()))
        }),
        records: 0,
        approved: 0,
        awaiting: 0,
    };
    let own = |view: &&Model<RecordView>| view.unit == desk.member.unit && view.counts();
    for view in of_task(desk.records, plan, &task.id).filter(own) {
        duty.records += 1;
        match view.standing() {
            Some(Standing::Approved) => duty.approved += 1,
            Some(Standing::Awaiting) => duty.awaiting += 1,
            None => {}
        }
    }
    duty
}

/// A task's records that are not deleted, newest first.
pub fn of_task<'a>(
    records: &'a Records,
    plan: PlanId,
    task: &'a TaskId,
) -> impl Iterator<Item = &'a Model<RecordView>> {
    records.values().rev().filter(move |view| {
        view.record.plan == Some(plan)
            && view.derived.state != State::DELETED
            && view.task().as_ref() == Some(task)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;
    use shared::domain::directory::Unit;
    use shared::id::UnitId;

    use super::*;
    use crate::engine::view::PlanView;
    use shared::domain::plan::Plan;

    fn unit(id: &str, kind: UnitKind, name: &str) -> (UnitId, Unit) {
        let unit = Unit::new(id.into(), name, kind);
        (unit.id.clone(), unit)
    }

    fn task(id: &str, lead: &str, with: &str, due: Option<&str>, position: i64) -> (TaskId, Task) {
        let task = Task {
            id: id.into(),
            code: id.to_owned(),
            path: format!("II.{id}"),
            title: String::new(),
            content: String::new(),
            leads: [lead.into()].into(),
            focal: None,
            coordinators: [with.into()].into(),
            due: due.map(str::to_owned),
            target: None,
            indicators: Default::default(),
            position,
        };
        (task.id.clone(), task)
    }

    #[test]
    fn duties_are_those_led_coordinated_or_meant_by_a_group_with_days_left() {
        let directory = Directory {
            units: [
                unit("KT", UnitKind::Phong, "Phòng Kinh tế"),
                unit("T01", UnitKind::Thon, "Thôn Một"),
                unit("THON", UnitKind::Group, "Các thôn"),
                unit("ALL", UnitKind::Group, "Các phòng, ban, cơ quan, đơn vị"),
            ]
            .into(),
            ..Directory::default()
        };
        let plan = Plan {
            tasks: [
                task("b", "KT", "THON", Some("2026-06-30"), 2),
                task("a", "CA", "KT", None, 1),
                task("c", "CA", "CA", None, 3),
                task("d", "CA", "ALL", None, 4),
            ]
            .into(),
            ..Plan::default()
        };
        let plans = [PlanView {
            document: shared::id::DocumentId::new([0; 16]),
            id: PlanId::new(uuid::Uuid::nil()),
            year: 2026,
            plan,
            may_edit: false,
        }];
        let of = |unit: &str| {
            let member = Membership { unit: unit.into(), roles: [Role::Recorder].into() };
            todo(&Desk {
                member: &member,
                today: date(2026, 7, 2),
                directory: &directory,
                plans: &plans,
                records: &Model::new(BTreeMap::new()),
            })
            .tasks
        };
        let duties = of("KT");
        let short: Vec<_> =
            duties.iter().map(|d| (d.code.as_str(), d.leads, d.days_left)).collect();
        assert_eq!(short, [("a", false, None), ("b", true, Some(-2)), ("d", false, None)]);
        let near: Vec<bool> = duties.iter().map(|d| d.is_near).collect();
        assert_eq!(near, [false, true, false], "overdue is near, without a date nothing is");
        assert_eq!(of("T01").len(), 1, "a village is meant by the villages' group");
    }
}

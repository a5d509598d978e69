//! The consolidated view (`tổng hợp`): tasks × units, what is approved and what awaits approval.
//!
//! Pure and incremental: a unit's part is replaced when its documents change, sums are over the
//! parts. Drafts never count, and are not even kept here (DESIGN §2: drafts are their unit's own).

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::kind::CountsAs;
use crate::domain::plan::{Plan, Task};
use crate::domain::value::Value;
use crate::id::{PlanId, RecordId, TaskId, UnitId};
use crate::merge::view::{RecordView, Standing};

/// Counts of one cell, with the records behind them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Approved records (`đã duyệt`).
    pub approved: BTreeSet<RecordId>,
    /// Records awaiting approval, or edited after it (`chờ duyệt`, `sửa sau duyệt`).
    pub awaiting: BTreeSet<RecordId>,
    /// Attendances (`lượt người`) of the approved records.
    pub people: i64,
    /// Attendances of the records that await approval.
    pub people_awaiting: i64,
}

impl Cell {
    fn add(&mut self, counted: &Counted) {
        if counted.approved {
            self.approved.insert(counted.record);
            self.people = self.people.saturating_add(counted.people);
        } else {
            self.awaiting.insert(counted.record);
            self.people_awaiting = self.people_awaiting.saturating_add(counted.people);
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.approved.is_empty() && self.awaiting.is_empty()
    }
}

/// A period, both days included; either end may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Period {
    /// Whether a day lies in the period. A record without a valid date lies only in the open one.
    fn covers(&self, date: Option<Date>) -> bool {
        match date {
            Some(date) => {
                self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
            }
            None => self.from.is_none() && self.to.is_none(),
        }
    }
}

/// What one record contributes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Counted {
    record: RecordId,
    plan: Option<PlanId>,
    task: TaskId,
    place: Option<UnitId>,
    date: Option<Date>,
    people: i64,
    approved: bool,
    /// Whether the same session in other units' books is this one.
    once: bool,
}

/// What makes a session of several units one.
type Session<'a> = (Option<PlanId>, &'a TaskId, Date, &'a UnitId);

/// The view over all units on this device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consolidated {
    units: BTreeMap<UnitId, Arc<[Counted]>>,
    /// The focal leads (`đầu mối`) that plans name.
    focal: Arc<BTreeMap<(PlanId, TaskId), UnitId>>,
}

/// Where a record without a task of the plan is counted: nothing is dropped silently.
pub const NO_TASK: &str = "";

impl Consolidated {
    /// Takes the focal leads from the plans; whether they are others than before.
    pub fn set_focal<'p>(&mut self, plans: impl IntoIterator<Item = (PlanId, &'p Plan)>) -> bool {
        let of_task =
            |plan: PlanId, task: &Task| Some(((plan, task.id.clone()), task.focal.clone()?));
        let focal: BTreeMap<(PlanId, TaskId), UnitId> = plans
            .into_iter()
            .flat_map(|(id, plan)| plan.tasks.values().filter_map(move |task| of_task(id, task)))
            .collect();
        let others = *self.focal != focal;
        if others {
            self.focal = Arc::new(focal);
        }
        others
    }

    /// Replaces what is known of a unit; whether that is anything else than before. Costs in
    /// proportion to that unit's records.
    pub fn set_unit<'a>(
        &mut self,
        unit: &UnitId,
        records: impl IntoIterator<Item = &'a RecordView>,
    ) -> bool {
        let counted: Arc<[Counted]> = records.into_iter().filter_map(count).collect();
        let before = match counted.is_empty() {
            true => self.units.remove(unit),
            false => self.units.insert(unit.clone(), Arc::clone(&counted)),
        };
        before.unwrap_or_default() != counted
    }

    /// The part that belongs to one plan (to none that can be read): tasks of different plans may
    /// have the same id, and what was done for one says nothing about the other.
    pub fn of_plan(&self, plan: Option<PlanId>) -> Self {
        let of_plan = |counted: &Arc<[Counted]>| {
            counted.iter().filter(|counted| counted.plan == plan).cloned().collect()
        };
        Self {
            units: self.units.iter().map(|(unit, all)| (unit.clone(), of_plan(all))).collect(),
            focal: Arc::clone(&self.focal),
        }
    }

    fn in_period(&self, period: Period) -> impl Iterator<Item = (&UnitId, &Counted)> {
        let counted_elsewhere = self.counted_elsewhere();
        self.all().filter(move |(_, counted)| {
            period.covers(counted.date) && !counted_elsewhere.contains(&counted.record)
        })
    }

    fn all(&self) -> impl Iterator<Item = (&UnitId, &Counted)> {
        self.units.iter().flat_map(|(unit, all)| all.iter().map(move |counted| (unit, counted)))
    }

    /// Records of sessions that count in another unit's book: in that of the task's focal lead, or
    /// else of the first unit; but in one that is approved before one that is not.
    pub fn counted_elsewhere(&self) -> BTreeSet<RecordId> {
        let mut sessions: BTreeMap<Session<'_>, BTreeMap<&UnitId, Vec<&Counted>>> = BTreeMap::new();
        for (unit, counted) in self.all().filter(|(_, counted)| counted.once) {
            if let (Some(date), Some(place)) = (counted.date, &counted.place) {
                let session = (counted.plan, &counted.task, date, place);
                sessions.entry(session).or_default().entry(unit).or_default().push(counted);
            }
        }
        let elsewhere =
            |((plan, task, ..), units): (Session<'_>, BTreeMap<&UnitId, Vec<&Counted>>)| {
                let focal = plan.and_then(|plan| self.focal.get(&(plan, task.clone())));
                let rank = |unit: &UnitId, records: &[&Counted]| {
                    let approved = records.iter().any(|counted| counted.approved);
                    (!approved, focal != Some(unit), unit.clone())
                };
                let home = units.iter().map(|(unit, records)| rank(unit, records)).min();
                let others = units
                    .into_iter()
                    .filter(move |(unit, _)| home.as_ref().is_some_and(|(.., home)| home != *unit));
                others
                    .flat_map(|(_, records)| records)
                    .map(|counted| counted.record)
                    .collect::<Vec<_>>()
            };
        sessions.into_iter().flat_map(elsewhere).collect()
    }

    /// Tasks × units.
    pub fn by_task_and_unit(&self, period: Period) -> BTreeMap<(TaskId, UnitId), Cell> {
        let mut cells: BTreeMap<(TaskId, UnitId), Cell> = BTreeMap::new();
        for (unit, counted) in self.in_period(period) {
            cells.entry((counted.task.clone(), unit.clone())).or_default().add(counted);
        }
        cells
    }

    /// Sums per task.
    pub fn by_task(&self, period: Period) -> BTreeMap<TaskId, Cell> {
        let mut cells: BTreeMap<TaskId, Cell> = BTreeMap::new();
        for (_, counted) in self.in_period(period) {
            cells.entry(counted.task.clone()).or_default().add(counted);
        }
        cells
    }

    /// Sums per unit.
    pub fn by_unit(&self, period: Period) -> BTreeMap<UnitId, Cell> {
        let mut cells: BTreeMap<UnitId, Cell> = BTreeMap::new();
        for (unit, counted) in self.in_period(period) {
            cells.entry(unit.clone()).or_default().add(counted);
        }
        cells
    }

    /// Sums per place (village) where something was done.
    pub fn by_place(&self, period: Period) -> BTreeMap<UnitId, Cell> {
        let mut cells: BTreeMap<UnitId, Cell> = BTreeMap::new();
        for (_, counted) in self.in_period(period) {
            if let Some(place) = &counted.place {
                cells.entry(place.clone()).or_default().add(counted);
            }
        }
        cells
    }

    /// Everything together.
    pub fn total(&self, period: Period) -> Cell {
        let mut total = Cell::default();
        for (_, counted) in self.in_period(period) {
            total.add(counted);
        }
        total
    }

    /// The plan's tasks for which nothing is approved or awaiting in the period.
    pub fn tasks_without_activity<'p>(&self, plan: &'p Plan, period: Period) -> Vec<&'p TaskId> {
        let active = self.of_plan(plan.id).by_task(period);
        plan.tasks_in_order()
            .into_iter()
            .map(|task| &task.id)
            .filter(|id| !active.contains_key(*id))
            .collect()
    }
}

fn count(view: &RecordView) -> Option<Counted> {
    let approved = view.standing()? == Standing::Approved;
    let record = &view.record;
    if !view.counts() {
        return None;
    }
    Some(Counted {
        record: record.id,
        plan: record.plan,
        task: match record.value("task") {
            Some(Value::Task(task)) => task.clone(),
            _ => NO_TASK.into(),
        },
        place: match record.value("place") {
            Some(Value::Unit(unit)) => Some(unit.clone()),
            _ => None,
        },
        date: record.day(),
        // Negative numbers are refused at submission; one from elsewhere counts as nothing.
        people: record.integer("people").unwrap_or_default().max(0),
        approved,
        once: record.kind.is_some_and(|kind| kind.counts_as == CountsAs::ActivityOnce),
    })
}

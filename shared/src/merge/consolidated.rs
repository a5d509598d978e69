//! The consolidated view (`tổng hợp`): what every shared record contributes, and the figures over it.
//!
//! Pure and incremental: a record's [`Entry`] is replaced when its view changes, figures are sums
//! over entries. Drafts never count, and are not even kept here (DESIGN §2: drafts are their unit's
//! own). Every figure knows the records behind it. A period that is locked is answered from what was
//! frozen with the lock, whatever arrives later.

mod entry;
mod figures;
mod locks;
mod watch;

#[cfg(test)]
mod golden;
#[cfg(test)]
pub(crate) use self::golden::small_year as tests_year;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

pub use self::entry::{Entry, Posted, Subjects};
pub use self::figures::{Figure, FigureKey};
pub use self::locks::{Lock, SinceLock};
use crate::domain::period::{Period, ReportPeriod};
use crate::domain::plan::{Plan, Task};
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
    fn add(&mut self, entry: &Entry) {
        match entry.standing {
            Some(Standing::Approved) => {
                self.approved.insert(entry.record);
                self.people = self.people.saturating_add(entry.people);
            }
            Some(Standing::Awaiting) => {
                self.awaiting.insert(entry.record);
                self.people_awaiting = self.people_awaiting.saturating_add(entry.people);
            }
            None => {}
        }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.approved.is_empty() && self.awaiting.is_empty()
    }
}

/// The days that are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// These, as everything stands now.
    Days(Period),
    /// A reporting period: as it was frozen if it is locked; what came too late for a locked one is
    /// counted in the next of its sort.
    Report(ReportPeriod),
}

impl Default for When {
    fn default() -> Self {
        Self::Days(Period::default())
    }
}

/// What is asked for. Empty sets mean all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// When.
    pub when: When,
    /// Of which units.
    pub units: BTreeSet<UnitId>,
    /// For which tasks.
    pub tasks: BTreeSet<TaskId>,
    /// About which topics (`chủ đề`).
    pub topics: BTreeSet<String>,
}

impl Scope {
    /// Everything in these days.
    pub fn days(period: Period) -> Self {
        Self { when: When::Days(period), ..Self::default() }
    }

    /// Everything in a reporting period.
    pub fn report(period: ReportPeriod) -> Self {
        Self { when: When::Report(period), ..Self::default() }
    }

    fn includes(&self, unit: &UnitId, entry: &Entry) -> bool {
        (self.units.is_empty() || self.units.contains(unit))
            && (self.tasks.is_empty() || self.tasks.contains(&entry.task))
            && (self.topics.is_empty() || !self.topics.is_disjoint(&entry.topics))
    }
}

/// A unit's entries.
type Entries = BTreeMap<RecordId, Arc<Entry>>;

/// The view over all units on this device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consolidated {
    units: BTreeMap<UnitId, Arc<Entries>>,
    /// The focal leads (`đầu mối`) that plans name.
    focal: Arc<BTreeMap<(PlanId, TaskId), UnitId>>,
    /// What each lock counted.
    counted: Arc<BTreeMap<ReportPeriod, locks::Counted>>,
    /// What was frozen with each lock.
    frozen: Arc<BTreeMap<ReportPeriod, Consolidated>>,
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

    /// Replaces what is known of a unit; whether that is anything else than before.
    pub fn set_unit<'a>(
        &mut self,
        unit: &UnitId,
        records: impl IntoIterator<Item = &'a RecordView>,
        subjects: &Subjects<'_>,
    ) -> bool {
        let views: BTreeMap<RecordId, &RecordView> =
            records.into_iter().map(|view| (view.record.id, view)).collect();
        let gone = self.units.get(unit).into_iter().flat_map(|entries| entries.keys());
        let gone: Vec<RecordId> = gone.copied().filter(|id| !views.contains_key(id)).collect();
        let gone = gone.into_iter().map(|id| (id, None));
        let here = views.into_iter().map(|(id, view)| (id, Some(view)));
        self.set_records(unit, gone.chain(here), subjects)
    }

    /// Replaces what is known of some of a unit's records (nothing: it has no such record); whether
    /// that is anything else than before. Costs in proportion to these records, and a pointer for
    /// each other one of the unit.
    pub fn set_records<'a>(
        &mut self,
        unit: &UnitId,
        records: impl IntoIterator<Item = (RecordId, Option<&'a RecordView>)>,
        subjects: &Subjects<'_>,
    ) -> bool {
        let none = Arc::default();
        let known = self.units.get(unit).unwrap_or(&none);
        let entry = |view: &RecordView| Entry::of(view, subjects).map(Arc::new);
        let others: Vec<(RecordId, Option<Arc<Entry>>)> = records
            .into_iter()
            .map(|(id, view)| (id, view.and_then(entry)))
            .filter(|(id, entry)| known.get(id) != entry.as_ref())
            .collect();
        if others.is_empty() {
            return false;
        }
        let entries = Arc::make_mut(self.units.entry(unit.clone()).or_default());
        for (id, entry) in others {
            match entry {
                Some(entry) => entries.insert(id, entry),
                None => entries.remove(&id),
            };
        }
        if entries.is_empty() {
            self.units.remove(unit);
        }
        true
    }

    /// The part that belongs to one plan (to none that can be read): tasks of different plans may
    /// have the same id, and what was done for one says nothing about the other.
    pub fn of_plan(&self, plan: Option<PlanId>) -> Self {
        let frozen = self.frozen.iter().map(|(period, part)| (*period, part.of_plan(plan)));
        Self { frozen: Arc::new(frozen.collect()), ..self.only(|entry| entry.plan == plan) }
    }

    /// Some of the entries, with all that is known beside them.
    fn only(&self, keep: impl Fn(&Entry) -> bool) -> Self {
        let kept = |entries: &Arc<Entries>| {
            let kept = entries.iter().filter(|(_, entry)| keep(entry));
            let kept: Entries = kept.map(|(id, entry)| (*id, Arc::clone(entry))).collect();
            (!kept.is_empty()).then(|| Arc::new(kept))
        };
        Self {
            units: self
                .units
                .iter()
                .filter_map(|(unit, all)| Some((unit.clone(), kept(all)?)))
                .collect(),
            ..self.clone()
        }
    }

    /// A record's entry.
    pub fn entry(&self, record: RecordId) -> Option<&Entry> {
        self.units.values().find_map(|entries| entries.get(&record)).map(Arc::as_ref)
    }

    fn all(&self) -> impl Iterator<Item = (&UnitId, &Entry)> {
        let of_unit = |(unit, entries)| {
            let entries: &Arc<Entries> = entries;
            entries.values().map(move |entry| (unit, entry.as_ref()))
        };
        self.units.iter().flat_map(of_unit)
    }

    /// What counts as an activity of those who are asked for.
    fn active<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = (&'a UnitId, &'a Entry)> {
        let source = self.source(scope);
        let elsewhere = source.counted_elsewhere();
        source.all().filter(move |(unit, entry)| {
            entry.is_activity
                && scope.includes(unit, entry)
                && source.is_in(scope, entry)
                && !elsewhere.contains(&entry.record)
        })
    }

    /// Records of sessions that count in another unit's book: in that of the task's focal lead, or
    /// else of the first unit; but in one that is approved before one that is not.
    pub fn counted_elsewhere(&self) -> BTreeSet<RecordId> {
        /// What makes a session of several units one.
        type Session<'a> = (Option<PlanId>, &'a TaskId, Date, &'a UnitId);
        let mut sessions: BTreeMap<Session<'_>, BTreeMap<&UnitId, Vec<&Entry>>> = BTreeMap::new();
        let once = |entry: &Entry| entry.once && entry.standing.is_some();
        for (unit, entry) in self.all().filter(|(_, entry)| once(entry)) {
            if let (Some(date), Some(place)) = (entry.day, &entry.place) {
                let session = (entry.plan, &entry.task, date, place);
                sessions.entry(session).or_default().entry(unit).or_default().push(entry);
            }
        }
        let elsewhere =
            |((plan, task, ..), units): (Session<'_>, BTreeMap<&UnitId, Vec<&Entry>>)| {
                let focal = plan.and_then(|plan| self.focal.get(&(plan, task.clone())));
                let rank = |unit: &UnitId, records: &[&Entry]| {
                    let approved =
                        records.iter().any(|entry| entry.standing == Some(Standing::Approved));
                    (!approved, focal != Some(unit), unit.clone())
                };
                let home = units.iter().map(|(unit, records)| rank(unit, records)).min();
                let others = units
                    .into_iter()
                    .filter(move |(unit, _)| home.as_ref().is_some_and(|(.., home)| home != *unit));
                others
                    .flat_map(|(_, records)| records)
                    .map(|entry| entry.record)
                    .collect::<Vec<_>>()
            };
        sessions.into_iter().flat_map(elsewhere).collect()
    }

    /// Sums of activities by whatever they have in common; those for which `key` gives nothing are
    /// left out.
    pub fn cells<K: Ord>(
        &self,
        scope: &Scope,
        key: impl Fn(&UnitId, &Entry) -> Option<K>,
    ) -> BTreeMap<K, Cell> {
        let mut cells: BTreeMap<K, Cell> = BTreeMap::new();
        for (unit, entry) in self.active(scope) {
            if let Some(key) = key(unit, entry) {
                cells.entry(key).or_default().add(entry);
            }
        }
        cells
    }

    /// Tasks × units.
    pub fn by_task_and_unit(&self, scope: &Scope) -> BTreeMap<(TaskId, UnitId), Cell> {
        self.cells(scope, |unit, entry| Some((entry.task.clone(), unit.clone())))
    }

    /// Sums per task.
    pub fn by_task(&self, scope: &Scope) -> BTreeMap<TaskId, Cell> {
        self.cells(scope, |_, entry| Some(entry.task.clone()))
    }

    /// Sums per unit.
    pub fn by_unit(&self, scope: &Scope) -> BTreeMap<UnitId, Cell> {
        self.cells(scope, |unit, _| Some(unit.clone()))
    }

    /// Sums per place (village) where something was done.
    pub fn by_place(&self, scope: &Scope) -> BTreeMap<UnitId, Cell> {
        self.cells(scope, |_, entry| entry.place.clone())
    }

    /// Places × tasks: in which village what was done.
    pub fn by_place_and_task(&self, scope: &Scope) -> BTreeMap<(UnitId, TaskId), Cell> {
        self.cells(scope, |_, entry| Some((entry.place.clone()?, entry.task.clone())))
    }

    /// Tasks × stretches of days, by the place of the stretch among them.
    pub fn by_task_and_time(
        &self,
        scope: &Scope,
        stretches: &[Period],
    ) -> BTreeMap<(TaskId, usize), Cell> {
        self.cells(scope, |_, entry| {
            let at = stretches.iter().position(|days| days.covers(entry.day))?;
            Some((entry.task.clone(), at))
        })
    }

    /// Everything together.
    pub fn total(&self, scope: &Scope) -> Cell {
        self.cells(scope, |_, _| Some(())).remove(&()).unwrap_or_default()
    }

    /// The plan's tasks for which nothing is approved or awaiting.
    pub fn tasks_without_activity<'p>(&self, plan: &'p Plan, scope: &Scope) -> Vec<&'p TaskId> {
        let active = self.of_plan(plan.id).by_task(scope);
        plan.tasks_in_order()
            .into_iter()
            .map(|task| &task.id)
            .filter(|id| !active.contains_key(*id))
            .collect()
    }
}

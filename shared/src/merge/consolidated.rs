//! The consolidated view (`tổng hợp`): tasks × units, what is approved and what awaits approval.
//!
//! Pure and incremental: a unit's part is replaced when its documents change, sums are over the
//! parts. Drafts never count, and are not even kept here (DESIGN §2: drafts are their unit's own).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::plan::Plan;
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
}

/// The view over all units on this device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Consolidated {
    units: BTreeMap<UnitId, Arc<[Counted]>>,
}

/// Where a record without a task of the plan is counted: nothing is dropped silently.
pub const NO_TASK: &str = "";

impl Consolidated {
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
        Self { units: self.units.iter().map(|(unit, all)| (unit.clone(), of_plan(all))).collect() }
    }

    fn in_period(&self, period: Period) -> impl Iterator<Item = (&UnitId, &Counted)> {
        self.units.iter().flat_map(move |(unit, counted)| {
            counted
                .iter()
                .filter(move |counted| period.covers(counted.date))
                .map(move |counted| (unit, counted))
        })
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
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::activity::ACTIVITY;
    use crate::domain::declaration::DECLARATION;
    use crate::domain::directive::DIRECTIVE;
    use crate::domain::human_rights::HUMAN_RIGHTS;
    use crate::domain::record::{FieldState, Record};
    use crate::domain::state::{Derived, State};
    use crate::time::TimestampMs;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn view(n: u128, unit: &str, state: State, task: &str, date: &str, people: i64) -> RecordView {
        let field = |value| FieldState { value: Some(value), ..FieldState::default() };
        let record = Record {
            id: RecordId::new(Uuid::from_u128(n)),
            kind: Some(&ACTIVITY),
            plan: None,
            fields: [
                ("task", field(Value::Task(task.into()))),
                ("date", field(Value::Date(date.parse().expect("a date")))),
                ("people", field(Value::Integer(people))),
                ("place", field(Value::Unit("THON-01".into()))),
            ]
            .into(),
            creator: None,
            created_at: TimestampMs::default(),
            deleted: false,
            laid_by: None,
        };
        let derived = Derived { state, ..Derived::draft() };
        let unit = unit.into();
        RecordView { record, unit, derived, decisions: Vec::new(), submissions: Vec::new() }
    }

    #[test]
    fn approved_and_awaiting_are_counted_separately_and_drafts_never() {
        let records = [
            view(1, "KT", State::APPROVED, "t1", "2026-06-14", 40),
            view(2, "KT", State::AWAITING, "t1", "2026-06-15", 7),
            view(3, "KT", State::DRAFT, "t1", "2026-06-15", 1_000),
            view(4, "KT", State::RETURNED, "t2", "2026-06-15", 1_000),
            view(5, "KT", State::EDITED, "t2", "2026-06-15", 5),
            view(6, "KT", State::APPROVED, "t1", "2026-06-15", -3),
        ];
        let mut all = Consolidated::default();
        all.set_unit(&"KT".into(), &records);
        let cells = all.by_task_and_unit(Period::default());
        let cell = &cells[&("t1".into(), "KT".into())];
        assert_eq!((cell.approved.len(), cell.awaiting.len()), (2, 1));
        assert_eq!((cell.people, cell.people_awaiting), (40, 7));
        assert_eq!(all.by_task(Period::default())[&"t2".into()].awaiting.len(), 1);
        assert_eq!(all.total(Period::default()).people, 40);
        assert_eq!(all.by_place(Period::default())[&"THON-01".into()].approved.len(), 2);
    }

    #[test]
    fn what_counts_as_nothing_is_in_no_figure_and_what_is_unknown_is() {
        let of = |n: u128, kind| {
            let mut view = view(n, "KT", State::APPROVED, "t1", "2026-06-14", 10);
            view.record.kind = kind;
            view
        };
        let mut all = Consolidated::default();
        let kinds = [Some(&DIRECTIVE), Some(&DECLARATION), Some(&HUMAN_RIGHTS), None];
        let records: Vec<RecordView> = (1..).zip(kinds).map(|(n, kind)| of(n, kind)).collect();
        all.set_unit(&"KT".into(), &records);
        let total = all.total(Period::default());
        assert_eq!(total.approved.len(), 2);
    }

    #[test]
    fn the_last_day_of_a_period_is_in_it_and_the_next_is_not() {
        let records = [
            view(1, "KT", State::APPROVED, "t1", "2026-06-14", 1),
            view(2, "KT", State::APPROVED, "t1", "2026-06-15", 2),
        ];
        let mut all = Consolidated::default();
        all.set_unit(&"KT".into(), &records);
        let first_half = Period { from: "2025-12-15".parse().ok(), to: "2026-06-14".parse().ok() };
        assert_eq!(all.total(first_half).people, 1);
    }

    #[test]
    fn plans_are_not_mixed() {
        let of = |n: u128, plan: u128| {
            let mut view = view(n, "KT", State::APPROVED, "t1", "2026-06-14", 10);
            view.record.plan = Some(PlanId::new(Uuid::from_u128(plan)));
            view
        };
        let mut all = Consolidated::default();
        all.set_unit(&"KT".into(), &[of(1, 1), of(2, 2), of(3, 2)]);
        let second = all.of_plan(Some(PlanId::new(Uuid::from_u128(2))));
        assert_eq!(second.total(Period::default()).people, 20);
        assert_eq!(all.of_plan(None).total(Period::default()).people, 0);
    }

    proptest! {
        /// The order in which units arrive, and how often, changes nothing.
        #[test]
        fn any_order_of_arrival_gives_the_same_view(order in proptest::collection::vec(0usize..4, 1..12)) {
            let units = ["A", "B", "C", "D"];
            let records = |i: usize| [
                view(i as u128, units[i], State::APPROVED, "t1", "2026-01-02", i as i64),
                view(10 + i as u128, units[i], State::AWAITING, "t2", "2026-01-02", 1),
            ];
            let mut arrived = Consolidated::default();
            for &i in &order {
                arrived.set_unit(&units[i].into(), &records(i));
            }
            let mut scratch = Consolidated::default();
            for i in order.iter().copied().collect::<BTreeSet<usize>>() {
                scratch.set_unit(&units[i].into(), &records(i));
            }
            prop_assert_eq!(arrived, scratch);
        }
    }
}

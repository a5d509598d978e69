//! The figures of "Tổng hợp": tasks × units, approved and waiting apart, drafts never. Pure.

use std::collections::{BTreeMap, BTreeSet};

use shared::domain::state::State;
use shared::id::{TaskId, UnitId};

/// A record as the figures see it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The task it reports on, if one is chosen.
    pub task: Option<TaskId>,
    /// Whose workbook it stands in.
    pub unit: UnitId,
    /// Its state.
    pub state: State,
    /// Attendances it counts.
    pub people: i64,
}

/// The figures of one task, one unit, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Approved records.
    pub approved: usize,
    /// Records waiting for a decision, those edited after approval included.
    pub awaiting: usize,
    /// Attendances of the approved records.
    pub people: i64,
}

impl Cell {
    /// Whether anything stands here.
    pub const fn is_empty(self) -> bool {
        self.approved == 0 && self.awaiting == 0
    }

    fn add(&mut self, state: State, people: i64) {
        match state {
            State::Approved => {
                self.approved += 1;
                self.people = self.people.saturating_add(people);
            }
            State::Awaiting | State::EditedAfterApproval => self.awaiting += 1,
            State::Draft | State::Returned | State::Deleted => {}
        }
    }
}

/// The consolidated figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// By task and unit.
    pub cells: BTreeMap<(TaskId, UnitId), Cell>,
    /// By task.
    pub tasks: BTreeMap<TaskId, Cell>,
    /// By unit.
    pub units: BTreeMap<UnitId, Cell>,
    /// Of everything.
    pub total: Cell,
}

impl Summary {
    /// Counts.
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut summary = Self::default();
        for Entry { task, unit, state, people } in entries {
            if !matches!(state, State::Approved | State::Awaiting | State::EditedAfterApproval) {
                continue;
            }
            summary.total.add(state, people);
            if let Some(task) = task {
                summary.cells.entry((task.clone(), unit.clone())).or_default().add(state, people);
                summary.tasks.entry(task).or_default().add(state, people);
            }
            summary.units.entry(unit).or_default().add(state, people);
        }
        summary
    }

    /// The figures of a task in a unit.
    pub fn cell(&self, task: &TaskId, unit: &UnitId) -> Cell {
        self.cells.get(&(task.clone(), unit.clone())).copied().unwrap_or_default()
    }

    /// How many of these tasks have any activity.
    pub fn tasks_begun<'a>(&self, tasks: impl IntoIterator<Item = &'a TaskId>) -> usize {
        tasks.into_iter().filter(|task| self.tasks.contains_key(*task)).count()
    }

    /// Those of these units that have none.
    pub fn units_without<'a>(
        &self,
        units: impl IntoIterator<Item = &'a UnitId>,
    ) -> BTreeSet<&'a UnitId> {
        units.into_iter().filter(|unit| !self.units.contains_key(*unit)).collect()
    }

    /// How strongly a cell stands out, 0 to 4, against the busiest one.
    pub fn heat(&self, cell: Cell) -> usize {
        let most = self.cells.values().map(|cell| cell.approved).max().unwrap_or(0);
        if cell.approved == 0 || most == 0 { 0 } else { (cell.approved * 4).div_ceil(most).min(4) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(task: &str, unit: &str, state: State, people: i64) -> Entry {
        Entry { task: Some(task.into()), unit: unit.into(), state, people }
    }

    #[test]
    fn approved_and_waiting_are_counted_apart_and_drafts_never() {
        let summary = Summary::of([
            entry("1", "T01", State::Approved, 40),
            entry("1", "T01", State::Approved, 2),
            entry("1", "T02", State::Awaiting, 500),
            entry("2", "T02", State::EditedAfterApproval, 7),
            entry("2", "T03", State::Draft, 9),
            entry("2", "T03", State::Returned, 9),
            entry("3", "T03", State::Deleted, 9),
        ]);
        assert_eq!(summary.total, Cell { approved: 2, awaiting: 2, people: 42 });
        assert_eq!(
            summary.cell(&"1".into(), &"T01".into()),
            Cell { approved: 2, awaiting: 0, people: 42 }
        );
        let tasks: [TaskId; 3] = ["1".into(), "2".into(), "3".into()];
        assert_eq!(summary.tasks_begun(&tasks), 2);
        let units: [UnitId; 3] = ["T01".into(), "T02".into(), "T03".into()];
        assert_eq!(summary.units_without(&units), BTreeSet::from([&units[2]]));
    }

    #[test]
    fn heat_is_relative_to_the_busiest_cell() {
        let summary = Summary::of((0..8).map(|_| entry("1", "T01", State::Approved, 0)));
        assert_eq!(summary.heat(Cell::default()), 0);
        assert_eq!(summary.heat(Cell { approved: 1, ..Cell::default() }), 1);
        assert_eq!(summary.heat(Cell { approved: 8, ..Cell::default() }), 4);
    }

    #[test]
    fn a_record_without_a_task_counts_for_its_unit() {
        let none = Entry { task: None, ..entry("", "T01", State::Approved, 3) };
        let summary = Summary::of([none]);
        assert_eq!(summary.total.people, 3);
        assert!(summary.tasks.is_empty());
        assert_eq!(summary.units[&UnitId::from("T01")].approved, 1);
    }
}

//! The figures of "Tổng hợp" as screens show them: numbers out of [`Consolidated`], and how strongly
//! a cell stands out.

use std::collections::{BTreeMap, BTreeSet};

use shared::id::{TaskId, UnitId};
use shared::merge::consolidated::{self, Consolidated, Scope};

/// The figures of one task, one unit, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Approved records.
    pub approved: usize,
    /// Records waiting for a decision, those edited after approval included.
    pub awaiting: usize,
    /// Attendances of the approved records.
    pub people: i64,
}

impl Figures {
    /// Whether anything stands here.
    pub const fn is_empty(self) -> bool {
        self.approved == 0 && self.awaiting == 0
    }
}

impl From<consolidated::Cell> for Figures {
    fn from(cell: consolidated::Cell) -> Self {
        Self { approved: cell.approved.len(), awaiting: cell.awaiting.len(), people: cell.people }
    }
}

/// The consolidated figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// By task and unit.
    pub cells: BTreeMap<(TaskId, UnitId), Figures>,
    /// By task.
    pub tasks: BTreeMap<TaskId, Figures>,
    /// By unit.
    pub units: BTreeMap<UnitId, Figures>,
    /// Of everything.
    pub total: Figures,
    /// Approved records of the busiest task in the busiest unit.
    most: usize,
}

impl Summary {
    /// The figures of what is asked for.
    pub fn of(all: &Consolidated, scope: &Scope) -> Self {
        fn figures<K: Ord>(cells: BTreeMap<K, consolidated::Cell>) -> BTreeMap<K, Figures> {
            cells.into_iter().map(|(key, cell)| (key, cell.into())).collect()
        }
        let cells = figures(all.by_task_and_unit(scope));
        Self {
            most: cells.values().map(|cell| cell.approved).max().unwrap_or(0),
            cells,
            tasks: figures(all.by_task(scope)),
            units: figures(all.by_unit(scope)),
            total: all.total(scope).into(),
        }
    }

    /// The figures of a task in a unit.
    pub fn cell(&self, of: &(TaskId, UnitId)) -> Figures {
        self.cells.get(of).copied().unwrap_or_default()
    }

    /// The figures of a unit.
    pub fn unit(&self, unit: &UnitId) -> Figures {
        self.units.get(unit).copied().unwrap_or_default()
    }

    /// The figures of a task.
    pub fn task(&self, task: &TaskId) -> Figures {
        self.tasks.get(task).copied().unwrap_or_default()
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
    pub fn heat(&self, cell: Figures) -> usize {
        match self.most {
            0 => 0,
            most => (cell.approved * 4).div_ceil(most).min(4),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heat_is_relative_to_the_busiest_cell() {
        let busiest = Figures { approved: 8, ..Figures::default() };
        let summary = Summary { most: busiest.approved, ..Summary::default() };
        assert_eq!(summary.heat(Figures::default()), 0);
        assert_eq!(summary.heat(Figures { approved: 1, ..Figures::default() }), 1);
        assert_eq!(summary.heat(busiest), 4);
        assert_eq!(summary.heat(Figures { awaiting: 3, ..Figures::default() }), 0);
    }

    #[test]
    fn what_has_begun_is_what_has_figures() {
        let some = Figures { awaiting: 1, ..Figures::default() };
        let summary = Summary {
            tasks: BTreeMap::from([("1".into(), some)]),
            units: BTreeMap::from([("T02".into(), some)]),
            ..Summary::default()
        };
        let tasks: [TaskId; 2] = ["1".into(), "2".into()];
        assert_eq!(summary.tasks_begun(&tasks), 1);
        let units: [UnitId; 2] = ["T01".into(), "T02".into()];
        assert_eq!(summary.units_without(&units), BTreeSet::from([&units[0]]));
    }
}

//! What needs somebody: deadlines, conflicts, duplicates, and who was not heard of.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};

use super::Consolidated;
use crate::domain::deadline::{Deadline, Nearness};
use crate::domain::directory::Directory;
use crate::domain::plan::Plan;
use crate::id::{RecordId, TaskId, UnitId};
use crate::time::parse_date;

impl Consolidated {
    /// Records whose deadline is over, or near.
    pub fn near(&self, now: DateTime, directory: &Directory) -> BTreeMap<RecordId, Nearness> {
        self.all()
            .filter_map(|(_, entry)| {
                let nearness = entry.deadline.as_ref()?.nearness(now, directory);
                (nearness != Nearness::Later).then_some((entry.record, nearness))
            })
            .collect()
    }

    /// The plan's tasks whose due date is over, or near, and for which nothing is approved.
    pub fn tasks_near<'p>(
        &self,
        plan: &'p Plan,
        now: DateTime,
        directory: &Directory,
    ) -> Vec<(&'p TaskId, Nearness)> {
        let done = self.of_plan(plan.id).by_task(&super::Scope::default());
        let near = |task: &'p crate::domain::plan::Task| {
            let due = task.due.as_deref().and_then(parse_date)?;
            let deadline = Deadline { at: due.at(23, 59, 59, 0), rule: None };
            let nearness = deadline.nearness(now, directory);
            let begun = done.get(&task.id).is_some_and(|cell| !cell.approved.is_empty());
            (!begun && nearness != Nearness::Later).then_some((&task.id, nearness))
        };
        plan.tasks_in_order().into_iter().filter_map(near).collect()
    }

    /// Records on which two values stand at the same time.
    pub fn conflicts(&self) -> BTreeSet<RecordId> {
        self.all().filter(|(_, entry)| entry.has_conflict).map(|(_, entry)| entry.record).collect()
    }

    /// Groups of records that may be the same thing entered twice.
    pub fn duplicates(&self) -> Vec<BTreeSet<RecordId>> {
        let mut groups: BTreeMap<&str, BTreeSet<RecordId>> = BTreeMap::new();
        for (_, entry) in self.all() {
            if let Some(same) = &entry.same {
                groups.entry(same).or_default().insert(entry.record);
            }
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }

    /// The last day up to `until` on which something approved took place, by place.
    pub fn last_active(&self, until: Date) -> BTreeMap<UnitId, Date> {
        let mut last: BTreeMap<UnitId, Date> = BTreeMap::new();
        let approved = Some(crate::merge::view::Standing::Approved);
        for (_, entry) in self.all().filter(|(_, e)| e.is_activity && e.standing == approved) {
            if let (Some(place), Some(day)) = (&entry.place, entry.day)
                && day <= until
            {
                let known = last.entry(place.clone()).or_insert(day);
                *known = (*known).max(day);
            }
        }
        last
    }
}

//! A changed edition of a plan that the commune has: what was added, dropped, changed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::adopt::{self, UnitMap};
use super::super::model::ImportedPlan;
use crate::domain::plan::{Plan, Task};
use crate::id::PlanId;
use crate::text::fold;

/// A task as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRef {
    /// Its place: `II.2.1`.
    pub path: String,
    /// Its number.
    pub code: String,
    /// Its title.
    pub title: String,
}

/// What of a task changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskField {
    /// Its number.
    Code,
    /// The title.
    Title,
    /// The paragraphs.
    Content,
    /// Units that lead.
    Leads,
    /// Units that coordinate.
    Coordinators,
    /// When it is due.
    Due,
}

impl TaskField {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Title => "title",
            Self::Content => "content",
            Self::Leads => "leads",
            Self::Coordinators => "coordinators",
            Self::Due => "due",
        }
    }
}

/// A task that both editions have and that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskChange {
    /// As it was.
    pub old: TaskRef,
    /// As it is.
    pub new: TaskRef,
    /// What differs.
    pub fields: Vec<TaskField>,
}

/// What a new edition changes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Tasks that only the new edition has.
    pub added: Vec<TaskRef>,
    /// Tasks that only the old one has.
    pub dropped: Vec<TaskRef>,
    /// Tasks that differ.
    pub changed: Vec<TaskChange>,
    /// How many are the same.
    pub same: usize,
}

/// Two titles are of one task from this share of common words on, in percent.
const SIMILAR: usize = 60;

/// Two abstracts are of one plan from this share of common words on, in percent, though each has a
/// number of its own: an amended plan is issued anew.
const ALIKE: usize = 80;

/// The plan of the commune that a text is another edition of: of the same year, and with the same
/// number or a similar abstract. Only a question: nothing is merged.
pub fn edition_of<'a>(plans: &'a [Plan], new: &ImportedPlan) -> Option<&'a Plan> {
    let of_year = || plans.iter().filter(|plan| plan.year.is_some() && plan.year == new.year);
    let numbered = of_year().find(|plan| plan.number.is_some() && plan.number == new.number);
    numbered.or_else(|| {
        let alike = |plan: &&Plan| {
            let open = plan.number.is_none() || new.number.is_none();
            similarity(&plan.title, &new.title) >= if open { SIMILAR } else { ALIKE }
        };
        of_year().find(alike)
    })
}

/// Compares a plan of the commune with a new edition. Tasks are the same that have the same place
/// and similar titles; then those with the most similar titles; then those left at the same place.
pub fn compare(old: &Plan, new: &ImportedPlan, units: &UnitMap) -> Comparison {
    let new = adopt::plan(new, old.id.unwrap_or_else(|| PlanId::new(Uuid::nil())), units);
    let mut before: Vec<&Task> = old.tasks_in_order();
    let mut after: Vec<&Task> = new.tasks_in_order();
    let mut pairs: Vec<(&Task, &Task)> = Vec::new();
    take(&mut before, &mut after, &mut pairs, |a, b| {
        let close = similarity(&a.title, &b.title);
        (a.path == b.path && close >= SIMILAR).then_some(close)
    });
    take(&mut before, &mut after, &mut pairs, |a, b| {
        Some(similarity(&a.title, &b.title)).filter(|close| *close >= SIMILAR)
    });
    take(&mut before, &mut after, &mut pairs, |a, b| (a.path == b.path).then_some(100));
    pairs.sort_by_key(|(_, task)| task.position);
    let mut comparison = Comparison {
        added: after.into_iter().map(reference).collect(),
        dropped: before.into_iter().map(reference).collect(),
        ..Comparison::default()
    };
    for (old, new) in pairs {
        let fields = differences(old, new);
        if fields.is_empty() {
            comparison.same += 1;
        } else {
            comparison.changed.push(TaskChange {
                old: reference(old),
                new: reference(new),
                fields,
            });
        }
    }
    comparison
}

/// Takes pairs out of both lists, the best first, until none is left that `score` accepts.
fn take<'a>(
    before: &mut Vec<&'a Task>,
    after: &mut Vec<&'a Task>,
    pairs: &mut Vec<(&'a Task, &'a Task)>,
    score: impl Fn(&Task, &Task) -> Option<usize>,
) {
    let mut scored: Vec<(usize, &'a Task, &'a Task)> = Vec::new();
    for old in before.iter() {
        scored.extend(after.iter().filter_map(|new| Some((score(old, new)?, *old, *new))));
    }
    scored.sort_by_key(|(score, old, new)| (std::cmp::Reverse(*score), old.position, new.position));
    for (_, old, new) in scored {
        let at = |list: &[&Task], task: &Task| list.iter().position(|one| one.id == task.id);
        if let (Some(one), Some(other)) = (at(before, old), at(after, new)) {
            before.remove(one);
            after.remove(other);
            pairs.push((old, new));
        }
    }
}

/// The share of common words in percent, whatever their marks.
fn similarity(one: &str, other: &str) -> usize {
    let words = |text: &str| -> BTreeSet<String> {
        let folded = fold(text);
        let words = folded.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let all = one.union(&other).count();
    (one.intersection(&other).count() * 100).checked_div(all).unwrap_or(100)
}

fn reference(task: &Task) -> TaskRef {
    TaskRef { path: task.path.clone(), code: task.code.clone(), title: task.title.clone() }
}

fn differences(old: &Task, new: &Task) -> Vec<TaskField> {
    let checks = [
        (old.code != new.code, TaskField::Code),
        (old.title != new.title, TaskField::Title),
        (old.content != new.content, TaskField::Content),
        (old.leads != new.leads, TaskField::Leads),
        (old.coordinators != new.coordinators, TaskField::Coordinators),
        (old.due != new.due, TaskField::Due),
    ];
    checks.into_iter().filter(|(differs, _)| *differs).map(|(_, field)| field).collect()
}

//! What one record contributes.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::deadline::{Deadline, deadline};
use crate::domain::directory::Directory;
use crate::domain::kind::CountsAs;
use crate::domain::measure::{Fact, Subject, facts, topics};
use crate::domain::plan::Plan;
use crate::domain::value::Value;
use crate::id::{EntryId, PlanId, RecordId, TaskId, UnitId};
use crate::merge::consolidated::NO_TASK;
use crate::merge::duplicates::shared_key;
use crate::merge::view::{RecordView, Standing};

/// What a record contributes to the consolidated view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The record.
    pub record: RecordId,
    /// Its kind's id; empty for one that this program does not know.
    pub kind: String,
    /// Its plan.
    pub plan: Option<PlanId>,
    /// Its task; [`NO_TASK`] without one.
    pub task: TaskId,
    /// Where it took place.
    pub place: Option<UnitId>,
    /// When: the day on which it counts first, else the day that it speaks of.
    pub day: Option<Date>,
    /// Attendances.
    pub people: i64,
    /// As what it counts; nothing while it is under way or came back.
    pub standing: Option<Standing>,
    /// Whether it is one of what is counted as activities.
    pub is_activity: bool,
    /// Whether the same session in other units' books is this one.
    pub once: bool,
    /// What it is about.
    pub topics: BTreeSet<String>,
    /// What it adds to the indicators.
    pub facts: Vec<Fact>,
    /// The form of a content: article, video…
    pub form: Option<String>,
    /// Where it can be seen, once it is posted.
    pub postings: Vec<Posted>,
    /// Whether two values stand at the same time.
    pub has_conflict: bool,
    /// What other records of the same thing say too.
    pub same: Option<String>,
    /// Until when something must be done with it.
    pub deadline: Option<Deadline>,
}

/// One posting that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// On which channel.
    pub channel: EntryId,
    /// When.
    pub day: Date,
    /// Views or listeners, where known.
    pub reach: Option<i64>,
}

/// What entries depend on beside the records.
#[derive(Clone, Copy)]
pub struct Subjects<'a> {
    /// The commune.
    pub directory: &'a Directory,
    /// A plan by its id, once it is here.
    pub plan: &'a dyn Fn(Option<PlanId>) -> Option<&'a Plan>,
}

impl Entry {
    /// What a record contributes; nothing while only its unit sees it.
    pub fn of(view: &RecordView, subjects: &Subjects<'_>) -> Option<Self> {
        if !view.is_shared() {
            return None;
        }
        let record = &view.record;
        let subject = Subject {
            record,
            state: view.derived.state,
            plan: (subjects.plan)(record.plan),
            directory: subjects.directory,
        };
        let facts = facts(&subject);
        let counts_as = record.kind.map_or(CountsAs::Activity, |kind| kind.counts_as);
        let choice = |key: &str| match record.value(key) {
            Some(Value::Choice(id)) => Some(id.clone()),
            _ => None,
        };
        let postings = match record.value("postings") {
            Some(Value::Postings(postings)) if view.standing() == Some(Standing::Approved) => {
                let posted = postings.values().filter(|posting| posting.stands());
                posted
                    .map(|posting| Posted {
                        channel: posting.channel,
                        day: posting.at.date(),
                        reach: posting.reach,
                    })
                    .collect()
            }
            _ => Vec::new(),
        };
        Some(Self {
            record: record.id,
            kind: record.kind.map(|kind| kind.id.to_owned()).unwrap_or_default(),
            plan: record.plan,
            task: match record.value("task") {
                Some(Value::Task(task)) => task.clone(),
                _ => NO_TASK.into(),
            },
            place: match record.value("place") {
                Some(Value::Unit(unit)) => Some(unit.clone()),
                _ => None,
            },
            day: facts.first().map(|fact| fact.day).or_else(|| record.day()),
            people: record.integer("people").unwrap_or_default().max(0),
            standing: view.standing(),
            is_activity: counts_as != CountsAs::Nothing && view.standing().is_some(),
            once: counts_as == CountsAs::ActivityOnce,
            topics: topics(record),
            facts,
            form: choice("form"),
            postings,
            has_conflict: view.has_shared_conflict(),
            same: shared_key(view),
            deadline: deadline(
                record,
                view.derived.state,
                view.since().local(),
                subjects.directory,
            ),
        })
    }
}

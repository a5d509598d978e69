//! Deadlines (`hạn`) of records, as data of their kinds: in which states a clock runs, from when, and
//! how long (DOMAIN §2 f, g).

use jiff::ToSpan;
use jiff::civil::{DateTime, Time};
use serde::{Deserialize, Serialize};

use crate::domain::directory::Directory;
use crate::domain::record::Record;
use crate::domain::rule::{RuleId, RuleUnit};
use crate::domain::state::State;
use crate::domain::value::Value;

/// From when a clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Starts {
    /// What a field says: the first of these that is filled in.
    Fields(&'static [&'static str]),
    /// When the record was made.
    Created,
    /// When it came into the state it is in.
    Step,
}

/// How long it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lasts {
    /// To the end of the day that it starts from: the field is the deadline itself.
    ThatDay,
    /// As long as a rule says.
    Rule(RuleId),
}

/// A clock of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Clock {
    /// While it runs.
    pub states: &'static [State],
    /// From when.
    pub starts: Starts,
    /// How long.
    pub lasts: Lasts,
}

/// When something must have been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The last moment, in Vietnam.
    pub at: DateTime,
    /// The rule that says so; nothing where a date was set.
    pub rule: Option<RuleId>,
}

/// How near a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// Quá hạn.
    Over,
    /// Sắp đến hạn.
    Soon,
    /// There is time.
    Later,
}

/// The deadline of a record in its state; `since` is when it came into it.
pub fn deadline(
    record: &Record,
    state: State,
    since: DateTime,
    directory: &Directory,
) -> Option<Deadline> {
    let kind = record.kind?;
    let clock = kind.clocks.iter().find(|clock| clock.states.contains(&state))?;
    let start = match clock.starts {
        Starts::Fields(keys) => match keys.iter().find_map(|key| record.value(key))? {
            Value::Moment(moment) => *moment,
            value => end_of(value.day()?.into()),
        },
        Starts::Created => record.created_at.local(),
        Starts::Step => since,
    };
    Some(after(start, clock.lasts, directory))
}

/// The deadline of what begins at `start`.
pub fn after(start: DateTime, lasts: Lasts, directory: &Directory) -> Deadline {
    let Lasts::Rule(rule) = lasts else {
        return Deadline { at: end_of(start), rule: None };
    };
    let length = directory.rules.value(rule, start.date()).max(0);
    let at = match rule.unit() {
        RuleUnit::Hours => start.saturating_add(length.hours()),
        RuleUnit::Days => end_of(start.saturating_add(length.days())),
        RuleUnit::WorkingDays => {
            let days = u32::try_from(length).unwrap_or(u32::MAX);
            end_of(directory.calendar.add_working_days(start.date(), days).into())
        }
    };
    Deadline { at, rule: Some(rule) }
}

impl Deadline {
    /// How near it is now. What is counted in hours is soon from the first one.
    pub fn nearness(&self, now: DateTime, directory: &Directory) -> Nearness {
        if self.at < now {
            return Nearness::Over;
        }
        let hours = self.rule.is_some_and(|rule| rule.unit() == RuleUnit::Hours);
        let soon = directory.rules.value(RuleId::DueSoonWorkingDays, now.date());
        if hours || self.working_days(now, directory) <= soon {
            Nearness::Soon
        } else {
            Nearness::Later
        }
    }

    /// Working days until then; negative when past.
    pub fn working_days(&self, now: DateTime, directory: &Directory) -> i64 {
        directory.calendar.working_days_until(now.date(), self.at.date())
    }

    /// Hours until then where they are counted; negative when past.
    pub fn hours(&self, now: DateTime) -> Option<i64> {
        self.rule.filter(|rule| rule.unit() == RuleUnit::Hours)?;
        Some(now.duration_until(self.at).as_hours())
    }
}

/// The last minute of a day.
fn end_of(moment: DateTime) -> DateTime {
    moment.date().to_datetime(Time::constant(23, 59, 59, 0))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::domain::assignment::ASSIGNMENT;
    use crate::domain::kind::Kind;
    use crate::domain::press_reply::PRESS_REPLY;
    use crate::domain::record::FieldState;
    use crate::domain::rule::DatedRule;
    use crate::id::{EntryId, RecordId};
    use crate::time::TimestampMs;

    fn record(kind: &'static Kind, key: &'static str, value: Value) -> Record {
        Record {
            id: RecordId::new(uuid::Uuid::nil()),
            kind: Some(kind),
            plan: None,
            fields: [(key, FieldState { value: Some(value), ..FieldState::default() })].into(),
            creator: None,
            created_at: TimestampMs::default(),
            deleted: false,
            laid_by: None,
        }
    }

    fn commune() -> Directory {
        let mut directory = Directory::default();
        directory.calendar.off.insert(date(2026, 9, 2), "Quốc khánh".to_owned());
        directory
    }

    #[test]
    fn an_assignment_is_due_at_the_end_of_its_day_and_soon_by_working_days() {
        let directory = commune();
        let record = record(&ASSIGNMENT, "due", Value::Date(date(2026, 9, 4)));
        let assigned = ASSIGNMENT.state("assigned").expect("a state");
        let due = deadline(&record, assigned, DateTime::default(), &directory).expect("due");
        let near = |day: Date| due.nearness(day.at(8, 0, 0, 0), &directory);
        assert_eq!(near(date(2026, 8, 28)), Nearness::Later, "four working days, 2/9 being none");
        assert_eq!(near(date(2026, 8, 31)), Nearness::Soon);
        assert_eq!(near(date(2026, 9, 4)), Nearness::Soon);
        assert_eq!(near(date(2026, 9, 5)), Nearness::Over);
        let done = ASSIGNMENT.state("completed").expect("a state");
        assert_eq!(deadline(&record, done, DateTime::default(), &directory), None);
    }

    #[test]
    fn the_press_has_its_clock_in_hours_by_the_rule_of_the_day() {
        let mut directory = commune();
        let at = date(2026, 9, 1).at(22, 30, 0, 0);
        let record = record(&PRESS_REPLY, "occurredAt", Value::Moment(at));
        let due = |directory: &Directory| {
            deadline(&record, State::DRAFT, at, directory).expect("a clock runs")
        };
        assert_eq!(due(&directory).at, date(2026, 9, 2).at(22, 30, 0, 0), "holiday or not");
        assert_eq!(due(&directory).hours(date(2026, 9, 2).at(20, 0, 0, 0)), Some(2));
        assert_eq!(due(&directory).hours(date(2026, 9, 3).at(0, 0, 0, 0)), Some(-1));
        directory.rules.set.push(DatedRule {
            id: EntryId::new(uuid::Uuid::nil()),
            rule: RuleId::PressInitialHours,
            from: date(2026, 9, 1),
            value: 12,
            note: String::new(),
        });
        assert_eq!(due(&directory).at, date(2026, 9, 2).at(10, 30, 0, 0));
    }
}

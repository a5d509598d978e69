//! What happened in the year, before any of it is written: events, each with who and when. They are
//! written in the order in which they happened, so that documents grow as they do on a relay.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use shared::domain::calendar::Calendar;
use shared::domain::directory::{Channel, ChannelKind};
use shared::domain::kind::Kind;
use shared::domain::posting::Posting;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{AccountId, EntryId, RecordId, UnitId};
use shared::schema::form::Edit;
use shared::time::TimestampMs;

use super::cast::Cast;
use super::dice::Dice;

/// Values of a record's fields.
pub(super) type Values = Vec<(&'static str, Value)>;
/// What a form does to a record.
pub(super) type Edits = Vec<(&'static str, Edit)>;

/// Something that somebody did.
#[derive(Debug)]
pub(super) struct Event {
    /// When.
    pub(super) at: TimestampMs,
    /// What the clock of the device said.
    pub(super) clock: TimestampMs,
    /// Who.
    pub(super) by: AccountId,
    /// To which record.
    pub(super) record: RecordId,
    /// What.
    pub(super) what: What,
}

/// What somebody did.
#[derive(Debug)]
pub(super) enum What {
    /// Made the record, in the unit's workbook or laid on it by a role.
    Create { unit: UnitId, laid_by: Option<Role>, kind: &'static Kind, values: Values },
    /// Saved a form.
    Edit(Edits),
    /// Saved a form while somebody else, offline too, saved another of the same record.
    EditBoth { edits: Edits, other: AccountId, others: Edits },
    /// Took a step of the unit.
    Say { action: &'static str, reason: String },
    /// Took a step of a role.
    Decide { role: Role, action: &'static str, reason: String },
    /// Deleted it.
    Delete,
}

/// The year being made up.
#[derive(Debug)]
pub(super) struct Year<'e> {
    /// Which.
    pub(super) year: i16,
    /// Who there is.
    pub(super) cast: Cast,
    /// Chance.
    pub(super) dice: Dice<'e>,
    /// The village, day and task of what was done: nothing is done twice by accident.
    done: BTreeSet<(&'static str, Date, UnitId)>,
    calendar: Calendar,
    channels: Vec<Channel>,
    events: Vec<Event>,
    numbers: BTreeMap<&'static str, u32>,
    /// Contents that were posted, for what refers to one.
    pub(super) posted: Vec<RecordId>,
}

/// A record on its way.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// The record.
    pub(super) record: RecordId,
    /// When the last step was taken.
    pub(super) at: TimestampMs,
    /// How far the clock of the unit's device is ahead, in milliseconds.
    ahead: u64,
}

impl<'e> Year<'e> {
    pub(super) fn new(year: i16, cast: Cast, channels: &[Channel], dice: Dice<'e>) -> Self {
        Self {
            year,
            cast,
            dice,
            done: BTreeSet::new(),
            calendar: Calendar::statutory(year),
            channels: channels.to_vec(),
            events: Vec::new(),
            numbers: BTreeMap::new(),
            posted: Vec::new(),
        }
    }

    /// Everything up to the end of the year, in the order in which it happened. What would have
    /// come later did not: so some records still wait.
    pub(super) fn finish(self) -> Vec<Event> {
        let end = moment(date(self.year, 12, 31), 17, 0);
        let mut events = self.events;
        events.retain(|event| event.at <= end);
        events.sort_by_key(|event| event.at);
        events
    }

    /// A record is made in a unit's workbook.
    pub(super) fn create(
        &mut self,
        unit: &UnitId,
        by: AccountId,
        kind: &'static Kind,
        at: TimestampMs,
        values: Values,
    ) -> Story {
        self.begin((unit, None), by, kind, (at, 0), values)
    }

    /// A role lays a record on a unit.
    pub(super) fn lay(
        &mut self,
        (unit, role): (&UnitId, Role),
        by: AccountId,
        kind: &'static Kind,
        at: TimestampMs,
        values: Values,
    ) -> Story {
        self.begin((unit, Some(role)), by, kind, (at, 0), values)
    }

    /// A record is made, on a device whose clock is so far ahead.
    pub(super) fn begin(
        &mut self,
        (unit, laid_by): (&UnitId, Option<Role>),
        by: AccountId,
        kind: &'static Kind,
        (at, ahead): (TimestampMs, u64),
        values: Values,
    ) -> Story {
        let record = RecordId::new(self.dice.uuid(at.plus(ahead)));
        let what = What::Create { unit: unit.clone(), laid_by, kind, values };
        self.events.push(Event { at, clock: at.plus(ahead), by, record, what });
        Story { record, at, ahead }
    }

    fn push(&mut self, story: &mut Story, by: AccountId, at: TimestampMs, what: What) {
        // One after the other, whatever the day's hours were drawn as.
        let at = at.max(story.at.plus(MINUTE_MS));
        story.at = at;
        let clock = match what {
            What::Decide { .. } => at,
            _ => at.plus(story.ahead),
        };
        self.events.push(Event { at, clock, by, record: story.record, what });
    }

    /// A form is saved some minutes after the last step.
    pub(super) fn edit(&mut self, story: &mut Story, by: AccountId, edits: Edits) {
        let at = self.later(story.at, 0);
        self.push(story, by, at, What::Edit(edits));
    }

    /// A form is saved at a moment.
    pub(super) fn edit_at(
        &mut self,
        story: &mut Story,
        at: TimestampMs,
        by: AccountId,
        edits: Edits,
    ) {
        self.push(story, by, at, What::Edit(edits));
    }

    /// Two save the same form at the same time, the working day after the last step.
    pub(super) fn edit_both(
        &mut self,
        story: &mut Story,
        (by, edits): (AccountId, Edits),
        (other, others): (AccountId, Edits),
    ) {
        let at = self.later(story.at, 1);
        self.push(story, by, at, What::EditBoth { edits, other, others });
    }

    /// The unit takes a step, so many working days after the last one.
    pub(super) fn say(
        &mut self,
        story: &mut Story,
        days: u64,
        by: AccountId,
        action: &'static str,
        reason: &str,
    ) {
        let at = self.later(story.at, days);
        self.say_at(story, at, by, action, reason);
    }

    /// The unit takes a step at a moment.
    pub(super) fn say_at(
        &mut self,
        story: &mut Story,
        at: TimestampMs,
        by: AccountId,
        action: &'static str,
        reason: &str,
    ) {
        self.push(story, by, at, What::Say { action, reason: reason.to_owned() });
    }

    /// A role takes a step, so many working days after the last one.
    pub(super) fn decide(
        &mut self,
        story: &mut Story,
        days: u64,
        (role, by): (Role, AccountId),
        action: &'static str,
        reason: &str,
    ) {
        let at = self.later(story.at, days);
        self.push(story, by, at, What::Decide { role, action, reason: reason.to_owned() });
    }

    /// The record is deleted the same day.
    pub(super) fn delete(&mut self, story: &mut Story, by: AccountId) {
        let at = self.later(story.at, 0);
        self.push(story, by, at, What::Delete);
    }

    /// Some time of the `days`th working day after a moment; for none, within two hours.
    pub(super) fn later(&mut self, from: TimestampMs, days: u64) -> TimestampMs {
        if days == 0 {
            return from.plus(MINUTE_MS * self.dice.between(3, 120));
        }
        let day = self.working_day(from.local_date(), days);
        self.hour_of(day)
    }

    /// When something done on a day is written down: that afternoon, or so many working days later.
    pub(super) fn written(&mut self, day: Date, days: u64) -> TimestampMs {
        if days == 0 {
            return moment(day, 14, 0).plus(MINUTE_MS * self.dice.between(0, 300));
        }
        let day = self.working_day(day, days);
        self.hour_of(day)
    }

    /// A working hour of a day: most often in the morning, when people sit down to it (DOMAIN §7).
    pub(super) fn hour_of(&mut self, day: Date) -> TimestampMs {
        let latest = if self.dice.percent(60) { 90 } else { 480 };
        moment(day, 7, 30).plus(MINUTE_MS * self.dice.between(0, latest))
    }

    /// A working day of a month, in June and December most often just before the figures are due
    /// (DOMAIN §7).
    pub(super) fn day_of(&mut self, month: i8) -> Date {
        let peak = matches!(month, 6 | 12) && self.dice.percent(35);
        // What is begun in December can still be finished.
        let days = if peak { 12..=15 } else { 1..=if month == 12 { 24 } else { 31 } };
        let days: Vec<Date> = days
            .filter_map(|day| Date::new(self.year, month, day).ok())
            // The commune was set up on 05/01.
            .filter(|day| self.calendar.is_working_day(*day) && (month, day.day()) > (1, 5))
            .collect();
        self.dice.one(&days)
    }

    /// The working day so many after a day.
    pub(super) fn working_day(&self, from: Date, days: u64) -> Date {
        self.calendar.add_working_days(from, u32::try_from(days).unwrap_or_default())
    }

    /// Notes that something is done for the task on that day in that place.
    pub(super) fn keep_free(&mut self, task: &'static str, day: Date, place: &UnitId) {
        self.done.insert((task, day, place.clone()));
    }

    /// A working day of the month on which nothing was done yet for the task in that place.
    pub(super) fn free_day(&mut self, task: &'static str, month: i8, place: &UnitId) -> Date {
        loop {
            // There are more working days than the volumes ask for; soon one is free.
            let day = self.day_of(month);
            if self.done.insert((task, day, place.clone())) {
                return day;
            }
        }
    }

    /// The next number in a series, from 1.
    pub(super) fn number(&mut self, series: &'static str) -> u32 {
        let number = self.numbers.entry(series).or_default();
        *number += 1;
        *number
    }

    /// A posting on the commune's channel of a kind.
    ///
    /// # Panics
    ///
    /// If the demo has no such channel; a test reads what it has.
    pub(super) fn posting(
        &mut self,
        kind: ChannelKind,
        at: TimestampMs,
        url: String,
        reach: Option<i64>,
    ) -> (EntryId, Posting) {
        let channel = self.channels.iter().find(|channel| channel.kind == kind);
        let channel = channel.expect("the demo has a channel of each kind").id;
        let id = EntryId::new(self.dice.uuid(at));
        (id, Posting { channel, at: at.local(), url, reach, taken_down: None, struck: false })
    }
}

/// A minute, in milliseconds.
const MINUTE_MS: u64 = 60_000;

/// A time of day in Vietnam.
pub(super) fn moment(day: Date, hour: u64, minute: u64) -> TimestampMs {
    // A difference of dates is in days; years before 1970 are no plan's.
    let days = date(1970, 1, 1).until(day).map_or(0, |span| span.get_days());
    let days = u64::try_from(days).unwrap_or_default();
    TimestampMs(((days * 24 + hour) * 60 + minute) * MINUTE_MS - 7 * 60 * MINUTE_MS)
}

/// Prose.
pub(super) fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// One line.
pub(super) fn line(text: impl Into<String>) -> Value {
    Value::Line(text.into())
}

/// A task of the plan.
pub(super) fn task(id: &str) -> Value {
    Value::Task(id.into())
}

/// One of a list.
pub(super) fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

/// Several of a list.
pub(super) fn choices<T: ToString>(ids: &[T]) -> Value {
    Value::Choices(ids.iter().map(ToString::to_string).collect())
}

/// A unit or village.
pub(super) fn place(unit: &UnitId) -> Value {
    Value::Unit(unit.clone())
}

/// A date.
pub(super) fn on(of: Date) -> Value {
    Value::Date(of)
}

/// A whole number.
pub(super) fn number(of: u64) -> Value {
    Value::Integer(i64::try_from(of).unwrap_or(i64::MAX))
}

/// What a form sets.
pub(super) fn set(key: &'static str, value: Value) -> (&'static str, Edit) {
    (key, Edit::Set(value))
}

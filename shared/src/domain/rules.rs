//! Rules that need more than one field, or the day, and that several kinds share.

use jiff::civil::Date;

use crate::domain::deadline::{Clock, Lasts, Starts};
use crate::domain::kind::Condition;
use crate::domain::posting::is_web_address;
use crate::domain::record::Record;
use crate::domain::rule::RuleId;
use crate::domain::state::State;
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::value::Value;

/// In what two records of the same activity agree (DOMAIN §2.2).
pub const SAME_ACTIVITY: &[&str] = &["task", "date", "place"];

/// What was done is written down soon (DOMAIN §2.2, nội bộ).
pub const RECORD_IN_TIME: &[Clock] = &[Clock {
    states: &[State::DRAFT, State::RETURNED],
    starts: Starts::Fields(&["endDate", "date"]),
    lasts: Lasts::Rule(RuleId::RecordActivityWorkingDays),
}];

/// When something was provided to the press is known.
pub const PROVIDED: Condition =
    Condition { id: "provided", holds: |record| has(record, "providedAt") };

/// What was done, and what shows it: `date` to `endDate`, `evidence` (DOMAIN §2.2).
pub fn done(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    ends_after_start(record, "date", "endDate", problems);
    past(record, context, &["date", "endDate"], problems);
    if !has(record, "contents") {
        evident(record, "evidence", problems);
    }
}

/// Whether something stands in a field.
pub fn has(record: &Record, key: &str) -> bool {
    record.value(key).is_some_and(|value| !value.is_blank())
}

/// Whether a choice was made.
pub fn chose(record: &Record, key: &str, option: &str) -> bool {
    matches!(record.value(key), Some(Value::Choice(id)) if id == option)
}

/// Whether one of several choices is among some options.
pub fn chose_any(record: &Record, key: &str, options: &[&str]) -> bool {
    match record.value(key) {
        Some(Value::Choices(ids)) => options.iter().any(|option| ids.contains(*option)),
        _ => false,
    }
}

/// The end is not before the start.
pub fn ends_after_start(
    record: &Record,
    start: &str,
    end: &'static str,
    problems: &mut Vec<Problem>,
) {
    if let (Some(start), Some(last)) = (date(record, start), date(record, end))
        && last < start
    {
        problems.push(Problem::error(end, ProblemCode::EndBeforeStart));
    }
}

/// Days of what is done are not in the future.
pub fn past(
    record: &Record,
    context: &Context<'_>,
    keys: &[&'static str],
    problems: &mut Vec<Problem>,
) {
    for key in keys {
        if date(record, key).is_some_and(|date| date > context.today) {
            problems.push(Problem::error(key, ProblemCode::InTheFuture));
        }
    }
}

/// What came of something is told once it has begun: said at the field that tells it, since the day
/// itself is approved by then.
pub fn told_once_begun(
    record: &Record,
    context: &Context<'_>,
    key: &'static str,
    problems: &mut Vec<Problem>,
) {
    if has(record, key) && date(record, "date").is_some_and(|day| day > context.today) {
        problems.push(Problem::error(key, ProblemCode::InTheFuture));
    }
}

/// Something shows what was done; without it the record is sent all the same.
pub fn evident(record: &Record, key: &'static str, problems: &mut Vec<Problem>) {
    if !has(record, key) {
        problems.push(Problem::warning(key, ProblemCode::NoEvidence));
    }
}

/// The day that a field says.
pub fn date(record: &Record, key: &str) -> Option<Date> {
    record.value(key).and_then(Value::day)
}

/// An address that was entered can be opened.
pub fn web_address(record: &Record, key: &'static str, problems: &mut Vec<Problem>) {
    if has(record, key) && !is_web_address(record.text(key).trim()) {
        problems.push(Problem::error(key, ProblemCode::NotAnAddress));
    }
}

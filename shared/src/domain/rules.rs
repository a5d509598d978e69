//! Rules that need more than one field, or the day, and that several kinds share.

use jiff::civil::Date;

use crate::domain::record::Record;
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::value::Value;

/// What was done, and what shows it: `date` to `endDate`, `evidence` (DOMAIN §2.2).
pub fn done(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    ends_after_start(record, "date", "endDate", problems);
    past(record, context, &["date", "endDate"], problems);
    evident(record, "evidence", problems);
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

/// Something shows what was done; without it the record is sent all the same.
pub fn evident(record: &Record, key: &'static str, problems: &mut Vec<Problem>) {
    if record.value(key).is_none_or(Value::is_blank) {
        problems.push(Problem::warning(key, ProblemCode::NoEvidence));
    }
}

fn date(record: &Record, key: &str) -> Option<Date> {
    match record.value(key) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}

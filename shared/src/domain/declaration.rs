//! The declaration that nothing came up (`không phát sinh`) for a task in a period: a report says so
//! too, instead of leaving the reader to guess.

use crate::domain::fields::{TEXT, first, uncovered};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need};
use crate::domain::record::Record;
use crate::domain::rules;
use crate::domain::validate::{Context, Problem};
use crate::domain::workflow::{REVIEWED, REVIEWED_STATES};

/// The kind.
pub static DECLARATION: Kind = Kind {
    id: "declaration",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::All,
    counts_as: CountsAs::Nothing,
    measures: &[],
    about: &[],
    same_by: &["unit", "task", "date", "endDate"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("endDate", FieldType::Date, Need::ToSubmit),
        first("what", TEXT, Need::Optional),
        uncovered("note", TEXT),
    ],
    states: REVIEWED_STATES,
    transitions: REVIEWED,
    clocks: &[],
    validate,
};

/// Of a period that is over: what may still come up cannot be declared not to.
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::ends_after_start(record, "date", "endDate", problems);
    rules::past(record, context, &["endDate"], problems);
}

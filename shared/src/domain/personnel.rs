//! Personnel in charge (`nhân sự phụ trách`, DOMAIN §1.3 task 1): who, for what, from when to when. Who
//! follows is a record of its own, so that the history stays.

use crate::domain::fields::{LINE, PERSON, first, more, uncovered};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need};
use crate::domain::measure::{Day, Measure};
use crate::domain::record::Record;
use crate::domain::rules;
use crate::domain::validate::{Context, Problem};
use crate::domain::workflow::{REVIEWED, REVIEWED_STATES};

/// The kind.
pub static PERSONNEL: Kind = Kind {
    id: "personnel",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::Offices,
    counts_as: CountsAs::Nothing,
    measures: &[Measure::one("NS01")
        .on(Day::While { from: "date", to: "endDate" })
        .once_for(&["person"])],
    about: &[],
    same_by: &["person", "duty", "date"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("person", PERSON, Need::ToSubmit),
        first("duty", LINE, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        more("number", LINE),
        uncovered("endDate", FieldType::Date),
        uncovered("note", LINE),
    ],
    states: REVIEWED_STATES,
    transitions: REVIEWED,
    clocks: &[],
    validate,
};

/// Nobody stops before they start.
fn validate(record: &Record, _: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::ends_after_start(record, "date", "endDate", problems);
}

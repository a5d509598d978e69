//! The directive (`văn bản triển khai`): a document issued to carry the plan out. Drafted, signed and
//! numbered in the official system; here stand its number and date (DOMAIN §6).

use crate::domain::fields::{LINE, TEXT, first, more, uncovered};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need};
use crate::domain::measure::Measure;
use crate::domain::record::Record;
use crate::domain::rules;
use crate::domain::validate::{Context, Problem};
use crate::domain::workflow::{REVIEWED, REVIEWED_STATES};

/// The kind.
pub static DIRECTIVE: Kind = Kind {
    id: "directive",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::Offices,
    counts_as: CountsAs::Nothing,
    measures: &[Measure::one("CT01")],
    about: &[],
    same_by: &["unit", "task", "date", "number"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("number", LINE, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        more("issuer", FieldType::Unit),
        more("recipients", TEXT),
        more("due", FieldType::Date),
        more("evidence", TEXT),
        uncovered("note", TEXT),
    ],
    states: REVIEWED_STATES,
    transitions: REVIEWED,
    clocks: &[],
    validate,
};

/// Issued, hence not in the future; what it asks for is due later.
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::past(record, context, &["date"], problems);
    rules::ends_after_start(record, "date", "due", problems);
}

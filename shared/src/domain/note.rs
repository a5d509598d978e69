//! The leader's note (`ý kiến chỉ đạo`) on a task or a record: it arrives as the unit's to-do, and the
//! unit reports what came of it.

use crate::domain::deadline::{Clock, Lasts, Starts};
use crate::domain::fields::{TEXT, first, more};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need, Target, Transition};
use crate::domain::record::Record;
use crate::domain::rules::has;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::workflow::{
    DONE, LEADERS, REPORTED, WRITERS, confirm, delete, report_done, send_back_report, withdraw,
};

/// Đã cho ý kiến.
const GIVEN: State = State::new("given", Stage::UnderWay);
/// Đã tiếp nhận.
const ACCEPTED: State = State::new("accepted", Stage::UnderWay);

/// What a note may be about.
const ABOUT: FieldType = FieldType::Ref {
    to: Target::Record(&[
        "activity",
        "human_rights",
        "law_education",
        "directive",
        "content",
        "event",
        "training",
        "press_periodic",
        "press_reply",
        "press_item",
    ]),
};

/// The kind.
pub static NOTE: Kind = Kind {
    id: "note",
    canonical_version: 1,
    home: Home::Decisions(LEADERS),
    makers: Makers::Offices,
    counts_as: CountsAs::Nothing,
    measures: &[],
    about: &[],
    same_by: &[],
    fields: &[
        first("what", TEXT, Need::ToSubmit),
        first("task", FieldType::Task, Need::Optional),
        first("about", ABOUT, Need::Optional),
        more("due", FieldType::Date),
    ],
    states: &[State::DRAFT, GIVEN, ACCEPTED, REPORTED, DONE, State::RETURNED, State::DELETED],
    transitions: &[
        Transition::decided("give", &[State::DRAFT], GIVEN, LEADERS).checked(),
        Transition::said("accept", &[GIVEN], ACCEPTED, WRITERS),
        report_done(&[GIVEN, ACCEPTED, State::RETURNED]),
        withdraw(&[REPORTED]),
        confirm(LEADERS),
        send_back_report(LEADERS),
        delete(&[State::DRAFT], LEADERS),
    ],
    clocks: &[Clock {
        states: &[GIVEN, ACCEPTED, State::RETURNED],
        starts: Starts::Fields(&["due"]),
        lasts: Lasts::ThatDay,
    }],
    validate,
};

/// A note is on a task, or on a record: else nobody knows what it directs.
fn validate(record: &Record, _: &Context<'_>, problems: &mut Vec<Problem>) {
    if !has(record, "task") && !has(record, "about") {
        problems.push(Problem::error("task", ProblemCode::AboutNothing));
    }
}

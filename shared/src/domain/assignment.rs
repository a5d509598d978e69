//! The assignment (`giao việc`, DOMAIN §2.1): laid on a unit by a leader or its head, carried out and
//! reported by the unit, confirmed by who gave it. The unit in whose decisions it stands is the one
//! focal lead (`đầu mối`). A Party body is asked (`đề nghị`), not told.

use crate::domain::deadline::{Clock, Lasts, Starts};
use crate::domain::fields::{LINE, PERSON, TEXT, UNITS, first, more};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need, Transition};
use crate::domain::record::Record;
use crate::domain::rules;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem};
use crate::domain::workflow::{
    DECIDERS, DONE, REPORTED, WRITERS, confirm, delete, report_done, send_back_report, withdraw,
};

/// Đã giao.
const ASSIGNED: State = State::new("assigned", Stage::UnderWay);
/// Đã tiếp nhận.
const ACCEPTED: State = State::new("accepted", Stage::UnderWay);
/// Đang thực hiện.
const DOING: State = State::new("doing", Stage::UnderWay);
/// Tạm dừng.
const PAUSED: State = State::new("paused", Stage::Paused);

/// The kind.
pub static ASSIGNMENT: Kind = Kind {
    id: "assignment",
    canonical_version: 1,
    home: Home::Decisions(DECIDERS),
    makers: Makers::Offices,
    counts_as: CountsAs::Nothing,
    measures: &[],
    about: &[],
    same_by: &[],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("due", FieldType::Date, Need::ToSubmit),
        more("person", PERSON),
        more("leads", UNITS),
        more("coordinators", UNITS),
        more("outputs", TEXT),
        more("number", LINE),
        more("note", TEXT),
    ],
    states: &[
        State::DRAFT,
        ASSIGNED,
        ACCEPTED,
        DOING,
        REPORTED,
        DONE,
        State::RETURNED,
        PAUSED,
        State::DELETED,
    ],
    transitions: &[
        Transition::decided("assign", &[State::DRAFT], ASSIGNED, DECIDERS).checked(),
        Transition::said("accept", &[ASSIGNED], ACCEPTED, WRITERS),
        Transition::said("start", &[ACCEPTED], DOING, WRITERS),
        report_done(&[ACCEPTED, DOING, State::RETURNED]),
        withdraw(&[REPORTED]),
        confirm(DECIDERS),
        send_back_report(DECIDERS),
        Transition::decided(
            "pause",
            &[ASSIGNED, ACCEPTED, DOING, State::RETURNED],
            PAUSED,
            DECIDERS,
        )
        .with_reason()
        .rank(5),
        Transition::decided("resume", &[PAUSED], DOING, DECIDERS),
        delete(&[State::DRAFT], DECIDERS),
    ],
    clocks: &[Clock {
        states: &[ASSIGNED, ACCEPTED, DOING, State::RETURNED],
        starts: Starts::Fields(&["due"]),
        lasts: Lasts::ThatDay,
    }],
    validate,
};

/// The due date is not before the day of assigning.
fn validate(record: &Record, _: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::ends_after_start(record, "date", "due", problems);
}

//! Training (`tập huấn`, DOMAIN §2.6): announced, officials nominated, attended or not, certified.

use std::collections::BTreeSet;

use crate::domain::fields::{LINE, PEOPLE_OF_STAFF, TEXT, first, more, uncovered};
use crate::domain::kind::{Condition, CountsAs, FieldType, Home, Kind, Makers, Need, Transition};
use crate::domain::measure::{Amount, Measure};
use crate::domain::record::Record;
use crate::domain::rules;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::value::Value;
use crate::domain::workflow::{LEADERS, WRITERS, approve, delete, send_back, submit, withdraw};

/// Cử tham dự.
const NOMINATED: State = State::new("nominated", Stage::Ready);
/// Đã tham dự.
const ATTENDED: State = State::new("attended", Stage::Approved);
/// Vắng.
const ABSENT: State = State::new("absent", Stage::Ended);
/// Có chứng nhận.
const CERTIFIED: State = State::new("certified", Stage::Approved);

const HAS_ATTENDANCE: Condition =
    Condition { id: "has_attendance", holds: |record| rules::has(record, "attended") };

/// The kind.
pub static TRAINING: Kind = Kind {
    id: "training",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::Offices,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("TH01").once_for(&["title", "date"]),
        Measure::of("TH02", Amount::Several("attended")),
    ],
    about: &[],
    same_by: &["title", "date"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("title", LINE, Need::ToSubmit),
        first("organiser", LINE, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("nominated", PEOPLE_OF_STAFF, Need::ToSubmit),
        more("endDate", FieldType::Date),
        more("form", FieldType::Choice { options: &["in_person", "online"] }),
        more("documents", TEXT),
        uncovered("number", LINE),
        uncovered("attended", PEOPLE_OF_STAFF),
        uncovered("note", TEXT),
    ],
    states: &[
        State::DRAFT,
        State::AWAITING,
        NOMINATED,
        ATTENDED,
        ABSENT,
        CERTIFIED,
        State::RETURNED,
        State::EDITED,
        State::DELETED,
    ],
    transitions: &[
        submit(&[State::DRAFT, State::RETURNED, State::EDITED]),
        withdraw(&[State::AWAITING]),
        approve(&[State::AWAITING, State::EDITED], NOMINATED, LEADERS),
        send_back(&[State::AWAITING, NOMINATED, State::EDITED], LEADERS),
        Transition::said("attend", &[NOMINATED], ATTENDED, WRITERS).checked().when(HAS_ATTENDANCE),
        Transition::said("miss", &[NOMINATED], ABSENT, WRITERS).with_reason(),
        Transition::said("certify", &[ATTENDED], CERTIFIED, WRITERS),
        delete(&[State::DRAFT, State::RETURNED], WRITERS),
    ],
    clocks: &[],
    validate,
};

/// Who attended was nominated.
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::ends_after_start(record, "date", "endDate", problems);
    rules::told_once_begun(record, context, "attended", problems);
    let people = |key| match record.value(key) {
        Some(Value::Choices(people)) => people.clone(),
        _ => BTreeSet::new(),
    };
    if !people("attended").is_subset(&people("nominated")) {
        problems.push(Problem::error("attended", ProblemCode::NotNominated));
    }
}

//! The event or exchange (`giao lưu, sự kiện`, DOMAIN §2.10): planned, approved, held, and told.

use crate::domain::deadline::{Clock, Lasts, Starts};
use crate::domain::fields::{LINE, MONEY, TEXT, first, more, uncovered};
use crate::domain::kind::{Condition, CountsAs, FieldType, Home, Kind, Makers, Need, Transition};
use crate::domain::measure::{Amount, Measure, When};
use crate::domain::record::Record;
use crate::domain::rule::RuleId;
use crate::domain::rules;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::workflow::{LEADERS, WRITERS, approve, delete, send_back, submit, withdraw};

/// Đã duyệt: may be held.
const READY: State = State::new("approved", Stage::Ready);
/// Đang diễn ra.
const RUNNING: State = State::new("running", Stage::Ready);
/// Đã tổ chức.
const HELD: State = State::new("held", Stage::Approved);
/// Hoãn.
const POSTPONED: State = State::new("postponed", Stage::Paused);
/// Hủy.
const CANCELLED: State = State::new("cancelled", Stage::Ended);

const HAS_RESULT: Condition =
    Condition { id: "has_result", holds: |record| rules::has(record, "result") };

const DELEGATIONS: FieldType = FieldType::Integer { min: 0, max: 1_000, unit: "delegations" };
const ATTENDANCES: FieldType = FieldType::Integer { min: 0, max: 1_000_000, unit: "attendances" };

/// The kind.
pub static EVENT: Kind = Kind {
    id: "event",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::All,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("SK01"),
        Measure::of("SK02", Amount::Number("delegations")),
        Measure::of("SK03", Amount::Number("people")),
        Measure::one("TN03").when(&[When::InVillage]).once_for(&["place"]),
        Measure::one("SP02").when(&[When::TaskNamesIt]),
    ],
    about: &[],
    same_by: rules::SAME_ACTIVITY,
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("title", LINE, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("place", FieldType::Unit, Need::ToSubmit),
        first("foreign", FieldType::Choice { options: &["no", "yes"] }, Need::ToSubmit),
        first("permission", LINE, Need::Optional),
        more("what", TEXT),
        more(
            "form",
            FieldType::Choice { options: &["event", "conference", "exchange", "working_contact"] },
        ),
        more("endDate", FieldType::Date),
        more("venue", LINE),
        more("participants", TEXT),
        more("cost", MONEY),
        uncovered("result", TEXT),
        uncovered("people", ATTENDANCES),
        uncovered("delegations", DELEGATIONS),
        uncovered("evidence", TEXT),
        uncovered("note", TEXT),
    ],
    states: &[
        State::DRAFT,
        State::AWAITING,
        READY,
        RUNNING,
        HELD,
        POSTPONED,
        CANCELLED,
        State::RETURNED,
        State::EDITED,
        State::DELETED,
    ],
    transitions: &[
        submit(&[State::DRAFT, State::RETURNED, State::EDITED, POSTPONED]),
        withdraw(&[State::AWAITING]),
        approve(&[State::AWAITING, State::EDITED], READY, LEADERS),
        send_back(&[State::AWAITING, READY, State::EDITED], LEADERS),
        Transition::said("begin", &[READY], RUNNING, WRITERS),
        Transition::said("hold", &[READY, RUNNING], HELD, WRITERS).checked().when(HAS_RESULT),
        Transition::said("postpone", &[READY, RUNNING], POSTPONED, WRITERS).with_reason().rank(1),
        Transition::said("cancel", &[READY, RUNNING, POSTPONED], CANCELLED, WRITERS)
            .with_reason()
            .rank(2),
        delete(&[State::DRAFT, State::RETURNED], WRITERS),
    ],
    clocks: &[Clock {
        states: &[READY, RUNNING],
        starts: Starts::Fields(&["endDate", "date"]),
        lasts: Lasts::Rule(RuleId::EventResultWorkingDays),
    }],
    validate,
};

/// With foreign participants the province must have permitted it (DOMAIN §2.10).
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::ends_after_start(record, "date", "endDate", problems);
    rules::told_once_begun(record, context, "result", problems);
    if rules::chose(record, "foreign", "yes") && !rules::has(record, "permission") {
        problems.push(Problem::error("permission", ProblemCode::PermissionNeeded));
    }
}

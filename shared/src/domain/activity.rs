//! The activity (`ghi nhận hoạt động`, DOMAIN §2.2): what a unit or village did for a task.

use crate::domain::kind::{By, Field, FieldType, Kind, Need, Place, Transition};
use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::domain::state::State;
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::value::Value;
use crate::limits::{LINE_UNITS_MAX, TEXT_UNITS_MAX};

/// The eight forms of grass-roots information of Nghị định 49/2024/NĐ-CP (DOMAIN §2.2).
const CHANNELS: &[&str] = &[
    "loudspeaker",
    "notice_board",
    "bulletin",
    "leaflet",
    "face_to_face",
    "website",
    "social_network",
    "telecom_message",
];

/// Languages in which the commune speaks to its people (DOMAIN §2.2).
const LANGUAGES: &[&str] = &["vi", "tay", "nung", "other"];

const LINE: FieldType = FieldType::Line { units_max: LINE_UNITS_MAX };
const TEXT: FieldType = FieldType::Text { units_max: TEXT_UNITS_MAX };

const fn first(key: &'static str, ty: FieldType, need: Need) -> Field {
    Field { key, ty, need, place: Place::First, covered: true }
}

const fn more(key: &'static str, ty: FieldType, covered: bool) -> Field {
    Field { key, ty, need: Need::Optional, place: Place::More, covered }
}

/// The kind.
pub static ACTIVITY: Kind = Kind {
    id: "activity",
    canonical_version: 1,
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("place", FieldType::Unit, Need::ToSubmit),
        first(
            "people",
            FieldType::Integer { min: 0, max: 1_000_000, unit: "attendances" },
            Need::ToSubmit,
        ),
        more("endDate", FieldType::Date, true),
        more("venue", LINE, true),
        more("channels", FieldType::Choices { options: CHANNELS }, true),
        more("languages", FieldType::Choices { options: LANGUAGES }, true),
        more("outputs", TEXT, true),
        more("evidence", TEXT, true),
        more("lunarDate", LINE, true),
        more("cost", FieldType::Integer { min: 0, max: 1_000_000_000_000, unit: "dong" }, true),
        more("note", TEXT, false),
    ],
    states: &[
        State::Draft,
        State::Awaiting,
        State::Approved,
        State::Returned,
        State::EditedAfterApproval,
        State::Deleted,
    ],
    transitions: &[
        Transition {
            id: "submit",
            from: &[State::Draft, State::Returned, State::EditedAfterApproval],
            to: State::Awaiting,
            roles: &[Role::Recorder, Role::Head, Role::Planner],
            by: By::Submission,
            reason_chars_min: 0,
        },
        Transition {
            id: "withdraw",
            from: &[State::Awaiting],
            to: State::Draft,
            roles: &[Role::Recorder, Role::Head, Role::Planner],
            by: By::Submission,
            reason_chars_min: 0,
        },
        Transition {
            id: "approve",
            from: &[State::Awaiting, State::EditedAfterApproval],
            to: State::Approved,
            roles: &[Role::Head, Role::Leader],
            by: By::Decision,
            reason_chars_min: 0,
        },
        Transition {
            id: "return",
            from: &[State::Awaiting, State::Approved, State::EditedAfterApproval],
            to: State::Returned,
            roles: &[Role::Head, Role::Leader],
            by: By::Decision,
            reason_chars_min: 10,
        },
        Transition {
            id: "delete",
            from: &[State::Draft, State::Returned],
            to: State::Deleted,
            roles: &[Role::Recorder, Role::Head, Role::Planner],
            by: By::Record,
            reason_chars_min: 0,
        },
    ],
    validate,
};

/// End not before start; done, hence not in the future; something to show for it (DOMAIN §2.2).
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    let date = |key| match record.value(key) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    };
    if let (Some(start), Some(end)) = (date("date"), date("endDate"))
        && end < start
    {
        problems.push(Problem::error("endDate", ProblemCode::EndBeforeStart));
    }
    for key in ["date", "endDate"] {
        if date(key).is_some_and(|date| date > context.today) {
            problems.push(Problem::error(key, ProblemCode::InTheFuture));
        }
    }
    if record.value("evidence").is_none_or(Value::is_blank) {
        problems.push(Problem::warning("evidence", ProblemCode::NoEvidence));
    }
}

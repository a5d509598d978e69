//! Information for the press when something comes up (`cung cấp thông tin đột xuất`, DOMAIN §2.3): by
//! the spokesperson, within hours of the event, or refused on a ground that the law gives.

use crate::domain::deadline::{Clock, Lasts, Starts};
use crate::domain::fields::{LINE, PERSON, PRESS_FORMS, TEXT, first, more, uncovered};
use crate::domain::kind::{
    Condition, CountsAs, FieldType, FourEyes, Home, Kind, Makers, Need, Target, Transition,
};
use crate::domain::measure::{Amount, Day, Measure};
use crate::domain::record::Record;
use crate::domain::rule::RuleId;
use crate::domain::rules;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::value::Value;
use crate::domain::workflow::{LEADERS, WRITERS, approve, delete, send_back, submit, withdraw};
use crate::text::fold;

/// Thu thập thông tin.
const GATHERING: State = State::new("gathering", Stage::UnderWay);
/// Đã duyệt: may be said.
const READY: State = State::new("approved", Stage::Ready);
/// Đã phát ngôn.
const STATED: State = State::new("stated", Stage::Approved);
/// Từ chối cung cấp.
const REFUSED: State = State::new("refused", Stage::Ended);
/// Đóng.
const CLOSED: State = State::new("closed", Stage::Approved);

/// Why information may be refused (Luật Báo chí 126/2025/QH15, DOMAIN §2.3).
const GROUNDS: FieldType = FieldType::Choice {
    options: &["state_secret", "private_secret", "under_investigation", "under_inspection"],
};

const HAS_GROUND: Condition =
    Condition { id: "has_ground", holds: |record| rules::has(record, "refusalGround") };

/// The kind.
pub static PRESS_REPLY: Kind = Kind {
    id: "press_reply",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::Offices,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("BC02").on(Day::Of(&["providedAt"])),
        Measure::of(
            "BC03",
            Amount::InTime {
                done: "providedAt",
                from: "occurredAt",
                lasts: Lasts::Rule(RuleId::PressInitialHours),
            },
        )
        .on(Day::Of(&["providedAt"])),
    ],
    about: &[],
    same_by: &["occurredAt", "outlet"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("occurredAt", FieldType::Moment, Need::ToSubmit),
        first(
            "trigger",
            FieldType::Choice { options: &["early_information", "request", "wrong_information"] },
            Need::ToSubmit,
        ),
        first("answer", TEXT, Need::Optional),
        first("spokesperson", PERSON, Need::ToSubmit),
        first("authorisation", LINE, Need::Optional),
        more("authorisedFrom", FieldType::Date),
        more("authorisedTo", FieldType::Date),
        more("outlet", LINE),
        more("question", TEXT),
        more("form", PRESS_FORMS),
        more("items", FieldType::Refs { to: Target::Record(&["press_item"]) }),
        more("refusalGround", GROUNDS),
        uncovered("providedAt", FieldType::Moment),
        uncovered("note", TEXT),
    ],
    states: &[
        State::DRAFT,
        GATHERING,
        State::AWAITING,
        READY,
        STATED,
        REFUSED,
        CLOSED,
        State::RETURNED,
        State::EDITED,
        State::DELETED,
    ],
    transitions: &[
        Transition::said("gather", &[State::DRAFT], GATHERING, WRITERS),
        submit(&[State::DRAFT, GATHERING, State::RETURNED, State::EDITED]),
        withdraw(&[State::AWAITING]),
        approve(&[State::AWAITING, State::EDITED], READY, LEADERS),
        Transition::decided("refuse", &[State::AWAITING], REFUSED, LEADERS)
            .four_eyes(FourEyes::Creator)
            .when(HAS_GROUND)
            .rank(5),
        send_back(&[State::AWAITING, READY, State::EDITED], LEADERS),
        Transition::said("state", &[READY], STATED, WRITERS).checked().when(rules::PROVIDED),
        Transition::said("close", &[STATED], CLOSED, WRITERS),
        delete(&[State::DRAFT, State::RETURNED], WRITERS),
    ],
    clocks: &[Clock {
        states: &[State::DRAFT, GATHERING, State::AWAITING, READY, State::RETURNED],
        starts: Starts::Fields(&["occurredAt"]),
        lasts: Lasts::Rule(RuleId::PressInitialHours),
    }],
    validate,
};

/// Who speaks: the Chủ tịch; a Phó Chủ tịch only as authorised in writing, for this case and a
/// limited time; nobody else, and the authorisation is not handed on.
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::past(record, context, &["occurredAt", "providedAt"], problems);
    rules::ends_after_start(record, "occurredAt", "providedAt", problems);
    rules::ends_after_start(record, "authorisedFrom", "authorisedTo", problems);
    if !rules::has(record, "answer") && !rules::has(record, "refusalGround") {
        problems.push(Problem::error("answer", ProblemCode::Missing));
    }
    let person = match record.value("spokesperson") {
        Some(Value::Ref(id)) => id.parse().ok(),
        _ => None,
    };
    let people = context.directory.map(|directory| &directory.people);
    let Some(person) = person.and_then(|id| people?.get(&id)) else { return };
    let post = fold(&person.post);
    if post.starts_with("chu tich") {
        return;
    }
    if !post.starts_with("pho chu tich") {
        problems.push(Problem::error("spokesperson", ProblemCode::NoSpokesperson));
        return;
    }
    let (from, to) = (rules::date(record, "authorisedFrom"), rules::date(record, "authorisedTo"));
    let (Some(from), Some(to), true) = (from, to, rules::has(record, "authorisation")) else {
        problems.push(Problem::error("authorisation", ProblemCode::AuthorisationNeeded));
        return;
    };
    if rules::date(record, "providedAt").is_some_and(|day| day < from || to < day) {
        problems.push(Problem::error("providedAt", ProblemCode::AuthorisationOver));
    }
}

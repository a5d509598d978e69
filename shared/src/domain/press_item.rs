//! The press item (`theo dõi báo chí`, DOMAIN §2.5): a published item about the locality, with what was
//! verified and answered. No opinion, no journalist, no citizen (DESIGN §6a).

use crate::domain::deadline::{Clock, Lasts, Starts};
use crate::domain::fields::{LINE, TEXT, first, more, uncovered};
use crate::domain::kind::{
    Condition, CountsAs, Field, FieldType, FourEyes, Home, Kind, Makers, Need, Target, Transition,
};
use crate::domain::measure::{Day, Measure, When};
use crate::domain::record::Record;
use crate::domain::rule::RuleId;
use crate::domain::rules;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::workflow::{LEADERS, WRITERS, delete, send_back, withdraw};

/// Đang xác minh.
const VERIFYING: State = State::new("verifying", Stage::UnderWay);
/// Đã báo cáo cấp có thẩm quyền.
const REPORTED: State = State::new("reported", Stage::Awaiting);
/// Không cần xử lý.
const NO_ACTION: State = State::new("no_action", Stage::Approved);
/// Đề nghị phản hồi.
const RESPOND: State = State::new("respond", Stage::Ready);
/// Đề nghị cải chính.
const ASK_CORRECTION: State = State::new("ask_correction", Stage::Ready);
/// Đã phản hồi.
const RESPONDED: State = State::new("responded", Stage::Approved);
/// Đóng.
const CLOSED: State = State::new("closed", Stage::Approved);

/// A leader has decided about it: it is known to be about the commune, and what was found.
const DECIDED: &[Stage] = &[Stage::Ready, Stage::Approved];

/// The result of verifying; no sentiment.
const VERDICTS: FieldType = FieldType::Choice {
    options: &["unverified", "correct", "needs_handling", "inaccurate", "false"],
};

const HAS_REPLY: Condition =
    Condition { id: "has_reply", holds: |record| rules::has(record, "replyNumber") };

/// The kind.
pub static PRESS_ITEM: Kind = Kind {
    id: "press_item",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::Offices,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("BC04").in_stages(DECIDED),
        Measure::one("BC05")
            .in_stages(DECIDED)
            .when(&[When::Chose("verdict", &["inaccurate", "false"])]),
        Measure::one("BC06").on(Day::Of(&["replyDate", "date"])).when(&[When::Has("replyNumber")]),
        Measure::one("BC07").on(Day::Of(&["correctedOn"])),
    ],
    about: &[],
    same_by: &["outlet", "title", "date"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("title", LINE, Need::ToSubmit),
        first("outlet", LINE, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("url", LINE, Need::Optional),
        first("verdict", VERDICTS, Need::ToSubmit),
        first("findings", TEXT, Need::Optional),
        more("what", TEXT),
        more("field", LINE),
        more("concerned", FieldType::Unit),
        uncovered("replyNumber", LINE),
        uncovered("replyDate", FieldType::Date),
        uncovered("answers", FieldType::Refs { to: Target::Record(&["press_reply"]) }),
        Field { later: true, ..uncovered("correctedOn", FieldType::Date) },
        uncovered("result", TEXT),
        uncovered("note", TEXT),
    ],
    states: &[
        State::DRAFT,
        VERIFYING,
        REPORTED,
        NO_ACTION,
        RESPOND,
        ASK_CORRECTION,
        RESPONDED,
        CLOSED,
        State::RETURNED,
        State::EDITED,
        State::DELETED,
    ],
    transitions: &[
        Transition::said("verify", &[State::DRAFT], VERIFYING, WRITERS),
        Transition::said(
            "report",
            &[State::DRAFT, VERIFYING, State::RETURNED, State::EDITED],
            REPORTED,
            WRITERS,
        )
        .checked(),
        withdraw(&[REPORTED]),
        Transition::decided("need_nothing", &[REPORTED, State::EDITED], NO_ACTION, LEADERS)
            .four_eyes(FourEyes::Creator)
            .binding(),
        Transition::decided("ask_reply", &[REPORTED, State::EDITED], RESPOND, LEADERS)
            .four_eyes(FourEyes::Creator)
            .binding()
            .rank(1),
        Transition::decided("ask_correction", &[REPORTED, State::EDITED], ASK_CORRECTION, LEADERS)
            .four_eyes(FourEyes::Creator)
            .binding()
            .rank(2),
        send_back(&[REPORTED, NO_ACTION, RESPOND, ASK_CORRECTION, State::EDITED], LEADERS),
        Transition::said("answer", &[RESPOND, ASK_CORRECTION], RESPONDED, WRITERS).when(HAS_REPLY),
        Transition::said("close", &[NO_ACTION, RESPONDED], CLOSED, WRITERS),
        delete(&[State::DRAFT, State::RETURNED], WRITERS),
    ],
    clocks: &[
        Clock {
            states: &[State::DRAFT, VERIFYING],
            starts: Starts::Created,
            lasts: Lasts::Rule(RuleId::PressVerifyHours),
        },
        Clock {
            states: &[RESPOND, ASK_CORRECTION],
            starts: Starts::Step,
            lasts: Lasts::Rule(RuleId::PressReplyDays),
        },
    ],
    validate,
};

/// Published already, and verified before it is reported.
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::past(record, context, &["date", "replyDate", "correctedOn"], problems);
    rules::web_address(record, "url", problems);
    if rules::chose(record, "verdict", "unverified") {
        problems.push(Problem::error("verdict", ProblemCode::NotVerified));
    } else if rules::has(record, "verdict") && !rules::has(record, "findings") {
        problems.push(Problem::error("findings", ProblemCode::Missing));
    }
}

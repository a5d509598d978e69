//! Content with its postings (`đăng tải`, DOMAIN §2.4): written once, edited, oriented where the topic
//! asks for it, approved before it is posted, then corrected or taken down. The app never posts.

use crate::domain::deadline::{Clock, Lasts, Starts};
use crate::domain::directory::ChannelKind;
use crate::domain::fields::{LANGUAGES, LINE, TEXT, first, more, uncovered};
use crate::domain::kind::{
    Condition, CountsAs, Field, FieldType, FourEyes, Home, Kind, Makers, Need, Place, Target,
    Transition,
};
use crate::domain::measure::{Amount, Day, Measure, ONCE_POSTED, When};
use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::domain::rule::RuleId;
use crate::domain::rules;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem, ProblemCode};
use crate::domain::workflow::{WRITERS, approve, delete, send_back, withdraw};

/// Chờ biên tập.
const IN_EDITING: State = State::new("in_editing", Stage::Awaiting);
/// Đã duyệt: may be posted.
const READY: State = State::new("approved", Stage::Ready);
/// Đã lên lịch.
const SCHEDULED: State = State::new("scheduled", Stage::Ready);
/// Đã đăng.
const POSTED: State = State::new("posted", Stage::Approved);
/// Đính chính.
const CORRECTED: State = State::new("corrected", Stage::Approved);
/// Đã gỡ.
const TAKEN_DOWN: State = State::new("taken_down", Stage::Ended);

const EDITORS: &[Role] = &[Role::Editor];
const APPROVERS: &[Role] = &[Role::EditorialHead, Role::Leader];
const REVIEWERS: &[Role] = &[Role::Editor, Role::Party, Role::EditorialHead, Role::Leader];

/// Topics of the plan (DOMAIN §1.3, 2.1), and those on which Ban Xây dựng Đảng orients.
const TOPICS: FieldType = FieldType::Choices {
    options: &[
        "policy_and_law",
        "results",
        "tourism",
        "culture",
        "products",
        "new_countryside",
        "digital_transformation",
        "administrative_reform",
        "world",
        "border",
        "sovereignty",
        "ethnicity",
        "religion",
        "human_rights",
        "other",
    ],
};

const SENSITIVE: Condition = Condition {
    id: "sensitive_topic",
    holds: |record| {
        let topics = ["border", "sovereignty", "ethnicity", "religion", "human_rights"];
        rules::chose_any(record, "topics", &topics)
    },
};

const HAS_POSTING: Condition =
    Condition { id: "has_posting", holds: |record| rules::has(record, "postings") };

const HAS_CORRECTION: Condition =
    Condition { id: "has_correction", holds: |record| rules::has(record, "correction") };

/// The kind.
pub static CONTENT: Kind = Kind {
    id: "content",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::All,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("TT01")
            .on(Day::Posted(&[ChannelKind::Website]))
            .when(&[When::Chose("form", &["article", "other"])]),
        Measure::of("TT02", Amount::Postings(&[ChannelKind::Zalo, ChannelKind::Facebook])),
        Measure::one("TT03").on(ONCE_POSTED).when(&[When::Chose("form", &["video"])]),
        Measure::one("TT04").on(ONCE_POSTED).when(&[When::Chose("form", &["photo"])]),
        Measure::one("TT05").on(ONCE_POSTED).when(&[When::Chose("form", &["broadcast"])]),
        Measure::of("TT05", Amount::Postings(&[ChannelKind::Loudspeaker])).part(1),
        Measure::one("TT06").on(ONCE_POSTED).when(&[When::Chose("form", &["leaflet"])]),
        Measure::of("TT07", Amount::Reach),
        Measure::one("TG01")
            .on(ONCE_POSTED)
            .when(&[When::Any(&[When::Chose("topics", &["world"]), When::TaskNamesIt])]),
        Measure::one("QC01")
            .on(ONCE_POSTED)
            .when(&[When::Any(&[When::Chose("topics", &["human_rights"]), When::TaskNamesIt])]),
    ],
    about: &[],
    same_by: &["title"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("title", LINE, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("form", FORMS, Need::ToSubmit),
        first("topics", TOPICS, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("consent", CONSENT, Need::ToSubmit),
        more("languages", LANGUAGES),
        more("source", LINE),
        more(
            "event",
            FieldType::Ref {
                to: Target::Record(&["event", "activity", "human_rights", "law_education"]),
            },
        ),
        uncovered("scheduledAt", FieldType::Moment),
        Field { place: Place::First, ..uncovered("postings", FieldType::Postings) },
        uncovered("correction", TEXT),
        uncovered("note", TEXT),
    ],
    states: &[
        State::DRAFT,
        IN_EDITING,
        State::AWAITING,
        READY,
        SCHEDULED,
        POSTED,
        CORRECTED,
        TAKEN_DOWN,
        State::RETURNED,
        State::EDITED,
        State::DELETED,
    ],
    transitions: &[
        Transition::said(
            "submit",
            &[State::DRAFT, State::RETURNED, State::EDITED],
            IN_EDITING,
            WRITERS,
        )
        .checked(),
        withdraw(&[IN_EDITING]),
        Transition::decided("pass_edit", &[IN_EDITING], State::AWAITING, EDITORS)
            .four_eyes(FourEyes::Creator),
        Transition::decided("orient", &[State::AWAITING], State::AWAITING, &[Role::Party])
            .four_eyes(FourEyes::Creator)
            .when(SENSITIVE),
        approve(&[State::AWAITING, State::EDITED], READY, APPROVERS).needing("orient", SENSITIVE),
        send_back(&[IN_EDITING, State::AWAITING, READY, SCHEDULED, State::EDITED], REVIEWERS),
        Transition::said("schedule", &[READY], SCHEDULED, WRITERS),
        Transition::said("post", &[READY, SCHEDULED], POSTED, WRITERS).checked().when(HAS_POSTING),
        Transition::said("correct", &[POSTED, CORRECTED], CORRECTED, WRITERS).when(HAS_CORRECTION),
        Transition::said("take_down", &[POSTED, CORRECTED, State::EDITED], TAKEN_DOWN, WRITERS)
            .when(HAS_POSTING)
            .with_reason()
            .rank(1),
        delete(&[State::DRAFT, State::RETURNED], WRITERS),
    ],
    clocks: &[Clock {
        states: &[IN_EDITING, State::AWAITING],
        starts: Starts::Step,
        lasts: Lasts::Rule(RuleId::ContentReviewWorkingDays),
    }],
    validate,
};

const FORMS: FieldType =
    FieldType::Choice { options: &["article", "photo", "video", "broadcast", "leaflet", "other"] };

/// Whether people who can be recognised agree (DOMAIN §6).
const CONSENT: FieldType =
    FieldType::Choice { options: &["nobody_recognisable", "public_notified", "agreed", "not_yet"] };

/// Nothing is sent before who can be recognised has agreed; written already, so not in the future.
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::past(record, context, &["date"], problems);
    if rules::chose(record, "consent", "not_yet") {
        problems.push(Problem::error("consent", ProblemCode::ConsentMissing));
    }
}

//! Information for the press at regular intervals (`cung cấp thông tin định kỳ`, DOMAIN §2.3).

use crate::domain::deadline::Lasts;
use crate::domain::fields::{LINE, PERSON, PRESS_FORMS, TEXT, first, more, uncovered};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need, Transition};
use crate::domain::measure::{Amount, Day, Measure};
use crate::domain::record::Record;
use crate::domain::rules;
use crate::domain::state::{Stage, State};
use crate::domain::validate::{Context, Problem};
use crate::domain::workflow::{LEADERS, WRITERS, approve, delete, send_back, submit, withdraw};

/// Đã duyệt: may be provided.
const READY: State = State::new("approved", Stage::Ready);
/// Đã cung cấp.
const PROVIDED: State = State::new("provided", Stage::Approved);

/// The kind.
pub static PRESS_PERIODIC: Kind = Kind {
    id: "press_periodic",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::Offices,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("BC01").on(Day::Of(&["providedAt"])),
        Measure::of(
            "BC03",
            Amount::InTime { done: "providedAt", from: "date", lasts: Lasts::ThatDay },
        )
        .on(Day::Of(&["providedAt"])),
    ],
    about: &[],
    same_by: &["title", "date"],
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("title", LINE, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("form", PRESS_FORMS, Need::ToSubmit),
        more("spokesperson", PERSON),
        uncovered("providedAt", FieldType::Moment),
        uncovered("url", LINE),
        uncovered("note", TEXT),
    ],
    states: &[
        State::DRAFT,
        State::AWAITING,
        READY,
        PROVIDED,
        State::RETURNED,
        State::EDITED,
        State::DELETED,
    ],
    transitions: &[
        submit(&[State::DRAFT, State::RETURNED, State::EDITED]),
        withdraw(&[State::AWAITING]),
        approve(&[State::AWAITING, State::EDITED], READY, LEADERS),
        send_back(&[State::AWAITING, READY, State::EDITED], LEADERS),
        Transition::said("provide", &[READY], PROVIDED, WRITERS).checked().when(rules::PROVIDED),
        delete(&[State::DRAFT, State::RETURNED], WRITERS),
    ],
    clocks: &[],
    validate,
};

/// What was provided lies behind, at an address that can be opened.
fn validate(record: &Record, context: &Context<'_>, problems: &mut Vec<Problem>) {
    rules::past(record, context, &["providedAt"], problems);
    rules::web_address(record, "url", problems);
}

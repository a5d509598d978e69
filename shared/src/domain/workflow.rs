//! Ways of records that several kinds share.

use crate::domain::kind::{FourEyes, Transition};
use crate::domain::role::Role;
use crate::domain::state::{Stage, State};

/// Who writes a unit's or village's records; for villages that telephone also the planner.
pub const WRITERS: &[Role] = &[Role::Recorder, Role::Head, Role::Planner];

/// Who decides on them: the head (for a village, of the supervising unit), or a leader.
pub const DECIDERS: &[Role] = &[Role::Head, Role::Leader];

/// Chủ tịch, Phó Chủ tịch.
pub const LEADERS: &[Role] = &[Role::Leader];

/// The states of what is written, submitted and approved (DOMAIN §2.2).
pub const REVIEWED_STATES: &[State] = &[
    State::DRAFT,
    State::AWAITING,
    State::APPROVED,
    State::RETURNED,
    State::EDITED,
    State::DELETED,
];

/// The steps between [`REVIEWED_STATES`].
pub const REVIEWED: &[Transition] = &[
    submit(&[State::DRAFT, State::RETURNED, State::EDITED]),
    withdraw(&[State::AWAITING]),
    approve(&[State::AWAITING, State::EDITED], State::APPROVED, DECIDERS),
    send_back(&[State::AWAITING, State::APPROVED, State::EDITED], DECIDERS),
    delete(&[State::DRAFT, State::RETURNED], WRITERS),
];

/// Gửi duyệt: puts the record before whoever decides.
pub const fn submit(from: &'static [State]) -> Transition {
    Transition::said("submit", from, State::AWAITING, WRITERS).checked()
}

/// Rút lại: takes a submission back.
pub const fn withdraw(from: &'static [State]) -> Transition {
    Transition::said("withdraw", from, State::DRAFT, WRITERS).undoing()
}

/// Duyệt: approves the record's content; never by who created it.
pub const fn approve(from: &'static [State], to: State, roles: &'static [Role]) -> Transition {
    Transition::decided("approve", from, to, roles).four_eyes(FourEyes::Creator).binding()
}

/// Trả lại, with a reason: stricter than any approval.
pub const fn send_back(from: &'static [State], roles: &'static [Role]) -> Transition {
    let step = Transition::decided("return", from, State::RETURNED, roles);
    step.four_eyes(FourEyes::Creator).with_reason().rank(9)
}

/// Xóa: only what nobody else has taken up.
pub const fn delete(from: &'static [State], roles: &'static [Role]) -> Transition {
    Transition::marked("delete", from, State::DELETED, roles)
}

/// Chờ xác nhận: the unit says that what was laid on it is done.
pub const REPORTED: State = State::new("reported_done", Stage::Awaiting);

/// Hoàn thành.
pub const DONE: State = State::new("completed", Stage::Approved);

/// Báo hoàn thành, with the result in words.
pub const fn report_done(from: &'static [State]) -> Transition {
    Transition::said("report_done", from, REPORTED, WRITERS).with_reason()
}

/// Xác nhận hoàn thành; never by who reported it.
pub const fn confirm(roles: &'static [Role]) -> Transition {
    Transition::decided("confirm", &[REPORTED], DONE, roles).four_eyes(FourEyes::Reporter)
}

/// Trả lại what was reported as done.
pub const fn send_back_report(roles: &'static [Role]) -> Transition {
    let step = Transition::decided("return", &[REPORTED, DONE], State::RETURNED, roles);
    step.four_eyes(FourEyes::Reporter).with_reason().rank(9)
}

//! The places of the app: their addresses, and who sees which.

use shared::domain::kind::{Home, KINDS};
use shared::domain::role::Role;
use shared::id::{PlanId, RecordId, TaskId, UnitId};

use crate::state::session::Session;

/// Việc của tôi.
pub const HOME: &str = "/";
/// Kế hoạch.
pub const PLAN: &str = "/plan";
/// Nhập kế hoạch; not below [`PLAN`], or both were the present place.
pub const PLAN_IMPORT: &str = "/import";
/// Ghi nhận.
pub const RECORD: &str = "/record";
/// Hoạt động: all records.
pub const RECORDS: &str = "/records";
/// Hộp duyệt.
pub const REVIEW: &str = "/review";
/// Tổng hợp.
pub const OVERVIEW: &str = "/overview";
/// Đồng bộ.
pub const SYNC: &str = "/syncing";
/// Tài khoản.
pub const ACCOUNT: &str = "/account";

/// Quản trị.
pub const ADMIN: &str = "/admin";

/// A new record, for a task if one is known.
pub fn new_record(task: Option<(&PlanId, &TaskId)>) -> String {
    match task {
        Some((plan, task)) => format!("{RECORD}?plan={plan}&task={}", escape(task.as_str())),
        None => RECORD.to_owned(),
    }
}

/// A record's page.
pub fn record(id: RecordId) -> String {
    format!("{RECORDS}/{id}")
}

/// A record in the review box.
pub fn review(id: RecordId) -> String {
    format!("{REVIEW}/{id}")
}

/// A plan.
pub fn plan(id: PlanId) -> String {
    format!("{PLAN}?plan={id}")
}

/// A task's page.
pub fn task(plan: PlanId, task: &TaskId) -> String {
    format!("{PLAN}/{plan}/{}", escape(task.as_str()))
}

/// The list of records, filtered.
pub fn records(task: Option<&TaskId>, unit: Option<&UnitId>) -> String {
    let parts = [
        task.map(|task| format!("task={}", escape(task.as_str()))),
        unit.map(|unit| format!("unit={}", escape(unit.as_str()))),
    ];
    let query: Vec<String> = parts.into_iter().flatten().collect();
    if query.is_empty() { RECORDS.to_owned() } else { format!("{RECORDS}?{}", query.join("&")) }
}

/// Whether the account makes records of some kind.
pub fn may_record(session: &Session) -> bool {
    may_write_workbook(session) || may_lay_on(session)
}

/// Whether the account writes some unit's own records.
pub fn may_write_workbook(session: &Session) -> bool {
    [Role::Recorder, Role::Head, Role::Planner].iter().any(|role| session.has(*role))
}

/// Whether the account lays something on units, as an assignment.
fn may_lay_on(session: &Session) -> bool {
    KINDS.iter().any(|kind| match kind.home {
        Home::Workbook => false,
        Home::Decisions(roles) => roles.iter().any(|role| session.has(*role)),
    })
}

/// Whether the account decides on records.
pub fn may_decide(session: &Session) -> bool {
    shared::domain::kind::deciding_roles().iter().any(|role| session.has(*role))
}

/// Whether the account may take in a plan.
pub fn may_import(session: &Session) -> bool {
    session.has(Role::Planner)
}

/// Whether the account administers the commune.
pub fn may_administer(session: &Session) -> bool {
    session.has(Role::Admin)
}

/// Whether the account reads the access log.
pub fn may_read_log(session: &Session) -> bool {
    session.has(Role::Admin) || session.has(Role::Auditor)
}

/// Percent-encodes what is not plain in an address.
fn escape(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_escaped() {
        assert_eq!(escape("II.2.1"), "II.2.1");
        assert_eq!(escape("a/b c&d"), "a%2Fb%20c%26d");
        assert_eq!(records(None, Some(&"T 1".into())), "/records?unit=T%201");
        assert_eq!(records(None, None), "/records");
    }
}

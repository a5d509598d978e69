//! `/api/admin/…`: what administrators send and get.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::calendar::DayKind;
use crate::domain::directory::{ChannelKind, UnitKind};
use crate::domain::role::Role;
use crate::domain::rule::RuleId;
use crate::id::{AccountId, UnitId};
use crate::time::TimestampMs;

/// An account as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountInfo {
    /// The account.
    pub id: AccountId,
    /// User name.
    pub username: String,
    /// The person's name.
    pub name: String,
    /// Post (`chức vụ`).
    pub post: String,
    /// The unit.
    pub unit: UnitId,
    /// The roles.
    pub roles: BTreeSet<Role>,
    /// Whether signing in is refused.
    pub disabled: bool,
}

/// `POST /api/admin/accounts`. `P` is the password: text, or what does not print.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewAccount<P> {
    /// User name.
    pub username: String,
    /// The first password.
    pub password: P,
    /// The person's name.
    pub name: String,
    /// Post (`chức vụ`).
    #[serde(default)]
    pub post: String,
    /// The unit.
    pub unit: UnitId,
    /// The roles.
    pub roles: BTreeSet<Role>,
}

/// `PATCH /api/admin/accounts/{id}`: what is left out stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountChange<P> {
    /// The person's name.
    pub name: Option<String>,
    /// Post (`chức vụ`).
    pub post: Option<String>,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The roles.
    pub roles: Option<BTreeSet<Role>>,
    /// Whether signing in is refused.
    pub disabled: Option<bool>,
    /// A new password; the account's sessions end.
    pub password: Option<P>,
}

/// `POST /api/admin/units`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewUnit {
    /// Short code; without it one is made.
    #[serde(default)]
    pub id: Option<UnitId>,
    /// The exact name.
    pub name: String,
    /// The sort of body.
    pub kind: UnitKind,
    /// Other names.
    #[serde(default)]
    pub aliases: BTreeSet<String>,
    /// For a village the unit whose head approves; without it the one of the other villages.
    #[serde(default)]
    pub supervisor: Option<UnitId>,
    /// For a group its members; without any they follow from its name.
    #[serde(default)]
    pub members: BTreeSet<UnitId>,
}

/// `PATCH /api/admin/units/{id}`: what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitChange {
    /// The exact name.
    pub name: Option<String>,
    /// All other names.
    pub aliases: Option<BTreeSet<String>>,
    /// All members of a group.
    pub members: Option<BTreeSet<UnitId>>,
    /// Whether it has ended. Its records stay.
    pub closed: Option<bool>,
}

/// `POST /api/admin/channels`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewChannel {
    /// Its name.
    pub name: String,
    /// The sort of channel.
    pub kind: ChannelKind,
    /// URL or place.
    #[serde(default)]
    pub address: String,
}

/// `PATCH /api/admin/channels/{id}`: what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelChange {
    /// Its name.
    pub name: Option<String>,
    /// The sort of channel.
    pub kind: Option<ChannelKind>,
    /// URL or place.
    pub address: Option<String>,
    /// Whether it is used no more.
    pub closed: Option<bool>,
}

/// `PUT /api/admin/holidays/{date}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetDay {
    /// What the day is; nothing: as the week says.
    pub kind: Option<DayKind>,
    /// What it is called, or why it is worked.
    #[serde(default)]
    pub name: String,
}

/// `POST /api/admin/rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRule {
    /// The rule.
    pub rule: RuleId,
    /// The first day on which the value holds.
    pub from: Date,
    /// The value, in the rule's unit.
    pub value: i64,
    /// Why: the text that says so.
    #[serde(default)]
    pub note: String,
}

/// `POST /api/admin/years`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewYear {
    /// The year to open.
    pub year: i16,
}

/// The answer to `POST /api/admin/years`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedYear {
    /// The year.
    pub year: i16,
    /// How many documents it lacked and now has.
    pub documents: usize,
}

/// A line of `GET /api/admin/log`, newest first: who, what, when, on which device, no content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When.
    pub at: TimestampMs,
    /// Whose account; nothing on the command line.
    pub account: Option<AccountId>,
    /// Its user name.
    pub username: Option<String>,
    /// The device's peer id.
    pub device: Option<String>,
    /// What: a stable code, as `unit_added`.
    pub action: String,
    /// What it was done to: a unit's or an account's id, a date, a year.
    pub subject: Option<String>,
    /// How it is now, as `unit=T01; roles=recorder`: codes and figures, no person's name.
    pub detail: Option<String>,
}

//! Communication on human rights (`truyền thông về quyền con người`, DOMAIN §2.7): an activity with
//! the groups of content that it was about. No beneficiary is named.

use crate::domain::fields::{CHANNELS, LANGUAGES, LINE, PEOPLE, TEXT, first, more, uncovered};
use crate::domain::kind::{CountsAs, FieldType, Kind, Need};
use crate::domain::rules;
use crate::domain::workflow::{REVIEWED, REVIEWED_STATES};

/// Groups of content (`nhóm nội dung`).
const GROUPS: FieldType = FieldType::Choices {
    options: &[
        "policy_and_law",
        "social_security",
        "children",
        "women",
        "ethnic_minorities",
        "people_with_disabilities",
        "other",
    ],
};

/// The kind.
pub static HUMAN_RIGHTS: Kind = Kind {
    id: "human_rights",
    canonical_version: 1,
    counts_as: CountsAs::Activity,
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("groups", GROUPS, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("place", FieldType::Unit, Need::ToSubmit),
        first("people", PEOPLE, Need::ToSubmit),
        more("endDate", FieldType::Date),
        more("venue", LINE),
        more("channels", CHANNELS),
        more("languages", LANGUAGES),
        more("evidence", TEXT),
        uncovered("note", TEXT),
    ],
    states: REVIEWED_STATES,
    transitions: REVIEWED,
    validate: rules::done,
};

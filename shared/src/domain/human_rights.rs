//! Communication on human rights (`truyền thông về quyền con người`, DOMAIN §2.7): an activity with
//! the groups of content that it was about. No beneficiary is named.

use crate::domain::fields::{
    CHANNELS, LANGUAGES, LINE, PEOPLE, TEXT, first, later, more, uncovered,
};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need, Target};
use crate::domain::measure::{Amount, Measure, When};
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
    home: Home::Workbook,
    makers: Makers::All,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("TN01").when(&[When::InPerson]),
        Measure::of("TN02", Amount::Number("people")).when(&[When::InPerson]),
        Measure::one("TN03").when(&[When::InVillage]).once_for(&["place"]),
        Measure::one("QC02").when(&[When::InPerson]),
    ],
    about: &["human_rights"],
    same_by: rules::SAME_ACTIVITY,
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
        later("contents", FieldType::Refs { to: Target::Record(&["content"]) }),
        uncovered("note", TEXT),
    ],
    states: REVIEWED_STATES,
    transitions: REVIEWED,
    clocks: rules::RECORD_IN_TIME,
    validate: rules::done,
};

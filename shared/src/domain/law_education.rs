//! Education on borders, sovereignty and the law (`biên giới, chủ quyền, phổ biến pháp luật`, DOMAIN
//! §2.8): education only, never patrol, deployment or case data.

use crate::domain::fields::{
    CHANNELS, LANGUAGES, LINE, PEOPLE, TEXT, first, later, more, uncovered,
};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need, Target};
use crate::domain::measure::{Amount, Measure, When};
use crate::domain::rules;
use crate::domain::workflow::{REVIEWED, REVIEWED_STATES};

/// The kind.
pub static LAW_EDUCATION: Kind = Kind {
    id: "law_education",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::All,
    counts_as: CountsAs::ActivityOnce,
    measures: &[
        Measure::one("TN01").when(&[When::InPerson]),
        Measure::of("TN02", Amount::Number("people")).when(&[When::InPerson]),
        Measure::one("TN03").when(&[When::InVillage]).once_for(&["place"]),
        Measure::one("BG01").when(&[When::InPerson]),
        Measure::of("BG02", Amount::Number("people")).when(&[When::InPerson]),
    ],
    about: &["border", "policy_and_law"],
    same_by: rules::SAME_ACTIVITY,
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("topic", LINE, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("place", FieldType::Unit, Need::ToSubmit),
        first("people", PEOPLE, Need::ToSubmit),
        more("what", TEXT),
        // Unit and post, no name.
        more("speaker", LINE),
        more("documents", TEXT),
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

//! The activity (`ghi nhận hoạt động`, DOMAIN §2.2): what a unit or village did for a task.

use crate::domain::fields::{
    CHANNELS, LANGUAGES, LINE, MONEY, PEOPLE, TEXT, first, later, more, uncovered,
};
use crate::domain::kind::{CountsAs, FieldType, Home, Kind, Makers, Need, Target};
use crate::domain::measure::{Amount, Measure, When};
use crate::domain::rules;
use crate::domain::workflow::{REVIEWED, REVIEWED_STATES};

/// The kind.
pub static ACTIVITY: Kind = Kind {
    id: "activity",
    canonical_version: 1,
    home: Home::Workbook,
    makers: Makers::All,
    counts_as: CountsAs::Activity,
    measures: &[
        Measure::one("TN01").when(&[When::InPerson]),
        Measure::of("TN02", Amount::Number("people")).when(&[When::InPerson]),
        Measure::one("TN03").when(&[When::InVillage]).once_for(&["place"]),
        Measure::one("TG01").part(1).when(&[When::TaskNamesIt, When::InPerson]),
        Measure::one("BG01").when(&[When::TaskNamesIt, When::InPerson]),
        Measure::of("BG02", Amount::Number("people")).when(&[When::TaskNamesIt, When::InPerson]),
        Measure::one("QC02").when(&[When::TaskNamesIt, When::InPerson]),
        Measure::one("SP02").when(&[When::TaskNamesIt]),
    ],
    about: &[],
    same_by: rules::SAME_ACTIVITY,
    fields: &[
        first("task", FieldType::Task, Need::ToSubmit),
        first("what", TEXT, Need::ToSubmit),
        first("date", FieldType::Date, Need::ToSubmit),
        first("place", FieldType::Unit, Need::ToSubmit),
        first("people", PEOPLE, Need::ToSubmit),
        more("endDate", FieldType::Date),
        more("venue", LINE),
        more("channels", CHANNELS),
        more("languages", LANGUAGES),
        more("outputs", TEXT),
        more("evidence", TEXT),
        later("contents", FieldType::Refs { to: Target::Record(&["content"]) }),
        more("lunarDate", LINE),
        more("cost", MONEY),
        uncovered("note", TEXT),
    ],
    states: REVIEWED_STATES,
    transitions: REVIEWED,
    clocks: rules::RECORD_IN_TIME,
    validate: rules::done,
};

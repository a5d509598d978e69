//! Types and helpers with which kinds describe their fields.

use crate::domain::kind::{Field, FieldType, Need, Place, Target};
use crate::limits::{LINE_UNITS_MAX, TEXT_UNITS_MAX};

/// One line.
pub const LINE: FieldType = FieldType::Line { units_max: LINE_UNITS_MAX };

/// Prose.
pub const TEXT: FieldType = FieldType::Text { units_max: TEXT_UNITS_MAX };

/// How many attended (`lượt người`): attendances, not persons.
pub const PEOPLE: FieldType = FieldType::Integer { min: 0, max: 1_000_000, unit: "attendances" };

/// Money, in whole đồng.
pub const MONEY: FieldType = FieldType::Integer { min: 0, max: 1_000_000_000_000, unit: "dong" };

/// The eight forms of grass-roots information of Nghị định 49/2024/NĐ-CP (DOMAIN §2.2).
pub const CHANNELS: FieldType = FieldType::Choices {
    options: &[
        "loudspeaker",
        "notice_board",
        "bulletin",
        "leaflet",
        "face_to_face",
        "website",
        "social_network",
        "telecom_message",
    ],
};

/// Languages in which the commune speaks to its people (DOMAIN §2.2).
pub const LANGUAGES: FieldType = FieldType::Choices { options: &["vi", "tay", "nung", "other"] };

/// A member of staff.
pub const PERSON: FieldType = FieldType::Ref { to: Target::Person };

/// Several members of staff.
pub const PEOPLE_OF_STAFF: FieldType = FieldType::Refs { to: Target::Person };

/// Several units.
pub const UNITS: FieldType = FieldType::Refs { to: Target::Unit };

/// The six forms of providing information to the press (DOMAIN §2.3).
pub const PRESS_FORMS: FieldType = FieldType::Choice {
    options: &[
        "press_conference",
        "official_channels",
        "statement_or_interview",
        "release_or_letter",
        "press_meeting",
        "request_for_correction",
    ],
};

/// One of the first questions, covered by an approval.
pub const fn first(key: &'static str, ty: FieldType, need: Need) -> Field {
    Field { key, ty, need, place: Place::First, covered: true, later: false }
}

/// A detail that may stay empty, covered by an approval.
pub const fn more(key: &'static str, ty: FieldType) -> Field {
    Field { key, ty, need: Need::Optional, place: Place::More, covered: true, later: false }
}

/// A detail that may change after the approval.
pub const fn uncovered(key: &'static str, ty: FieldType) -> Field {
    Field { key, ty, need: Need::Optional, place: Place::More, covered: false, later: false }
}

/// A detail that the kind got after its first version.
pub const fn later(key: &'static str, ty: FieldType) -> Field {
    Field { later: true, ..more(key, ty) }
}

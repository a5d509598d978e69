//! Types and helpers with which kinds describe their fields.

use crate::domain::kind::{Field, FieldType, Need, Place};
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

/// One of the first questions, covered by an approval.
pub const fn first(key: &'static str, ty: FieldType, need: Need) -> Field {
    Field { key, ty, need, place: Place::First, covered: true }
}

/// A detail that may stay empty, covered by an approval.
pub const fn more(key: &'static str, ty: FieldType) -> Field {
    Field { key, ty, need: Need::Optional, place: Place::More, covered: true }
}

/// A detail that may change after the approval.
pub const fn uncovered(key: &'static str, ty: FieldType) -> Field {
    Field { key, ty, need: Need::Optional, place: Place::More, covered: false }
}

//! A record as read from a workbook: values, what conflicts, and who wrote it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::domain::kind::{FieldType, Kind, Target};
use crate::domain::role::Role;
use crate::domain::value::Value;
use crate::id::{AccountId, PlanId, RecordId};
use crate::time::TimestampMs;

/// One of several values that were written at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The value; nothing if it is not one that the field can hold.
    pub value: Option<Value>,
    /// Whether the field was emptied, which is an alternative like any other.
    pub cleared: bool,
    /// What was written instead, if it is not a value the field can hold.
    pub invalid: Option<String>,
    /// Who wrote it, if known.
    pub author: Option<AccountId>,
    /// When, by the clock of the device that wrote it.
    pub written_at: TimestampMs,
}

/// A field as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FieldState {
    /// The value shown; nothing if absent or invalid.
    pub value: Option<Value>,
    /// What stands there instead, if it is not a value the field can hold. Counts nowhere.
    pub invalid: Option<String>,
    /// All values written at the same time, the one shown first; empty unless there are several.
    pub conflict: Vec<Alternative>,
}

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its kind, if this version knows it.
    pub kind: Option<&'static Kind>,
    /// The plan it belongs to.
    pub plan: Option<PlanId>,
    /// The fields that are present, by key.
    pub fields: BTreeMap<&'static str, FieldState>,
    /// Who created it: the author of the change that made its map.
    pub creator: Option<AccountId>,
    /// When, by that device's clock.
    pub created_at: TimestampMs,
    /// Whether it is marked as deleted.
    pub deleted: bool,
    /// The role in whose documents it stands, where it was laid on the unit from above.
    pub laid_by: Option<Role>,
}

impl Record {
    /// A field's value.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.fields.get(key)?.value.as_ref()
    }

    /// A field's whole number.
    pub fn integer(&self, key: &str) -> Option<i64> {
        match self.value(key)? {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// The day a record speaks of: its first date.
    pub fn day(&self) -> Option<Date> {
        self.kind?.fields.iter().find_map(|field| self.value(field.key)?.day())
    }

    /// The records that its fields name.
    pub fn links(&self) -> BTreeSet<RecordId> {
        let mut links = BTreeSet::new();
        for field in self.kind.map_or(&[][..], |kind| kind.fields) {
            match (field.ty, self.value(field.key)) {
                (FieldType::Ref { to: Target::Record(_) }, Some(Value::Ref(id))) => {
                    links.extend(id.parse::<RecordId>());
                }
                (FieldType::Refs { to: Target::Record(_) }, Some(Value::Choices(ids))) => {
                    links.extend(ids.iter().filter_map(|id| id.parse::<RecordId>().ok()));
                }
                _ => {}
            }
        }
        links
    }

    /// A field's text, empty if there is none.
    pub fn text(&self, key: &str) -> &str {
        self.value(key).and_then(Value::as_text).unwrap_or_default()
    }

    /// The fields on which two values stand at the same time.
    pub fn conflicts(&self) -> impl Iterator<Item = (&'static str, &[Alternative])> {
        self.fields
            .iter()
            .filter(|(_, field)| !field.conflict.is_empty())
            .map(|(key, field)| (*key, field.conflict.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::press_item::PRESS_ITEM;

    #[test]
    fn a_record_links_to_records_and_to_nothing_else_that_has_an_id() {
        let id = |n| Uuid::from_u128(n).to_string();
        let field = |value| FieldState { value: Some(value), ..FieldState::default() };
        let record = Record {
            id: RecordId::new(Uuid::from_u128(1)),
            kind: Some(&PRESS_ITEM),
            plan: None,
            fields: [
                ("answers", field(Value::Choices([id(2), "not an id".to_owned()].into()))),
                // A line that looks like an id is a line.
                ("outlet", field(Value::Line(id(3)))),
            ]
            .into(),
            creator: None,
            created_at: TimestampMs::default(),
            deleted: false,
            laid_by: None,
        };
        assert_eq!(record.links(), [RecordId::new(Uuid::from_u128(2))].into());
    }
}

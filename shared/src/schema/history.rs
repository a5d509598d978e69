//! How a record came to be what it is: who changed which field, when, and from what.
//!
//! Read from the document's own changes, when somebody asks: nothing of it is stored twice.

use std::collections::HashSet;

use automerge::{Automerge, Change, ObjId, legacy};

use crate::domain::kind::Field;
use crate::domain::record::{FieldState, Record};
use crate::domain::value::Value;
use crate::id::{AccountId, RecordId};
use crate::schema::read::{View, author_of};
use crate::schema::workbook::{self, container_of};
use crate::time::TimestampMs;

/// How far apart changes of one field by one person still are one: somebody typing, in milliseconds.
const ONE_SITTING_MS: u64 = 15 * 60_000;

/// A field that somebody changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// When, by that device's clock.
    pub at: TimestampMs,
    /// Who, if known.
    pub author: Option<AccountId>,
    /// The field's key.
    pub field: &'static str,
    /// What stood there; nothing if it was empty.
    pub before: Option<Value>,
    /// What stands there since.
    pub after: Option<Value>,
}

/// Every change of a record's fields after it was created, in an order in which each comes after what
/// it knew of. What one person typed into one field in one sitting is one change, unless a step was
/// taken meanwhile (`steps`): what was changed after an approval is not what was approved.
pub fn history(doc: &Automerge, id: RecordId, steps: &[TimestampMs]) -> Vec<FieldChange> {
    let Some(objects) = objects(doc, id) else { return Vec::new() };
    let mut changes: Vec<FieldChange> = Vec::new();
    for change in doc.get_changes(&[]) {
        if !touches(&change, &objects) {
            continue;
        }
        let author = change.author().and_then(|author| AccountId::from_slice(author.as_bytes()));
        let author = author.or_else(|| author_of(doc, change.actor_id()));
        let at = TimestampMs(u64::try_from(change.timestamp()).unwrap_or_default() * 1_000);
        let (deps, own) = (change.deps().to_vec(), [change.hash()]);
        let record = |heads| workbook::record(View::at(doc, heads)?, id);
        // Before it was created there was nothing to change.
        let (Some(before), Some(after)) = (record(&deps), record(&own)) else { continue };
        for field in before.kind.map_or(&[][..], |kind| kind.fields) {
            let (before, after) = (value(&before, field), value(&after, field));
            if before != after {
                add(
                    &mut changes,
                    FieldChange { at, author, field: field.key, before, after },
                    steps,
                );
            }
        }
    }
    changes.retain(|change| change.before != change.after);
    changes
}

fn value(record: &Record, field: &Field) -> Option<Value> {
    let state: &FieldState = record.fields.get(field.key)?;
    state.value.clone().filter(|value| !value.is_blank())
}

/// Adds a change, or lets the one before go on.
fn add(changes: &mut Vec<FieldChange>, change: FieldChange, steps: &[TimestampMs]) {
    let last = changes.iter_mut().rev().find(|earlier| earlier.field == change.field);
    match last {
        Some(last)
            if last.author == change.author
                && last.after == change.before
                && change.at.since(last.at) <= ONE_SITTING_MS
                // Changes know whole seconds.
                && !steps.iter().any(|step| {
                    (last.at.seconds()..=change.at.seconds()).contains(&step.seconds())
                }) =>
        {
            last.after = change.after;
            last.at = change.at;
        }
        _ => changes.push(change),
    }
}

/// The record's map and the containers in it.
fn objects(doc: &Automerge, id: RecordId) -> Option<HashSet<legacy::ObjectId>> {
    let view = View::now(doc);
    let (_, container) = container_of(view)?;
    let mut all = HashSet::new();
    let mut left: Vec<ObjId> = view.maps(&container, &id.to_string());
    while let Some(object) = left.pop() {
        let ObjId::Id(counter, actor, _) = &object else { continue };
        all.insert(legacy::ObjectId::Id(legacy::OpId(*counter, actor.clone())));
        for key in view.keys(&object) {
            let inner = view.all(&object, &key).into_iter();
            left.extend(inner.filter(|(value, _)| value.is_object()).map(|(_, id)| id));
        }
    }
    (!all.is_empty()).then_some(all)
}

fn touches(change: &Change, objects: &HashSet<legacy::ObjectId>) -> bool {
    change.decode().operations.iter().any(|operation| objects.contains(&operation.obj))
}

#[cfg(test)]
mod tests {
    use automerge::Author;
    use uuid::Uuid;

    use super::*;
    use crate::domain::activity::ACTIVITY;
    use crate::domain::document::{DocumentRef, DocumentScope};
    use crate::id::{CommuneId, DocumentId, PlanId};
    use crate::schema::form::{Edit, save_form};
    use crate::schema::genesis::{FirstContent, genesis};
    use crate::schema::workbook::create_record;

    const NOON: TimestampMs = TimestampMs(1_781_000_000_000);

    fn account(n: u128) -> AccountId {
        AccountId::new(Uuid::from_u128(n))
    }

    fn by(doc: &Automerge, person: u128) -> Automerge {
        let mut copy = doc.fork();
        copy.set_author(Some(Author::from(account(person).as_bytes().to_vec())));
        copy
    }

    fn set(doc: &mut Automerge, id: RecordId, key: &str, value: Value, minutes: u64) {
        let (heads, at) = (doc.get_heads(), NOON.plus(minutes * 60_000));
        save_form(doc, &heads, id, &[(key, Edit::Set(value))], at).expect("saved");
    }

    #[test]
    fn who_changed_what_from_what_and_a_sitting_is_one_change() {
        let scope = DocumentScope::workbook("KT".into(), None, 2026);
        let reference = DocumentRef { id: DocumentId::new([1; 16]), scope };
        let commune = CommuneId::new(Uuid::nil());
        let doc = genesis(commune, &reference, FirstContent::Empty, NOON).expect("made");
        let mut doc = by(&doc, 1);
        let (id, other) = (RecordId::new(Uuid::from_u128(7)), RecordId::new(Uuid::from_u128(8)));
        let plan = PlanId::new(Uuid::nil());
        let text = |text: &str| Value::Text(text.to_owned());
        create_record(&mut doc, id, &ACTIVITY, plan, &[("what", text("Họp"))], NOON).expect("made");
        create_record(&mut doc, other, &ACTIVITY, plan, &[], NOON).expect("made");
        set(&mut doc, id, "what", text("Họp thôn"), 1);
        set(&mut doc, other, "what", text("Khác"), 1);
        set(&mut doc, id, "what", text("Họp thôn 01"), 2);
        set(&mut doc, id, "people", Value::Integer(40), 3);
        let mut doc = by(&doc, 2);
        set(&mut doc, id, "people", Value::Integer(45), 60);
        set(&mut doc, id, "what", text("Họp thôn 02"), 61);
        let changes = history(&doc, id, &[]);
        let short: Vec<_> = changes
            .iter()
            .map(|c| (c.author, c.field, c.before.clone(), c.after.clone()))
            .collect();
        assert_eq!(
            short,
            [
                (Some(account(1)), "what", Some(text("Họp")), Some(text("Họp thôn 01"))),
                (Some(account(1)), "people", None, Some(Value::Integer(40))),
                (Some(account(2)), "people", Some(Value::Integer(40)), Some(Value::Integer(45))),
                (Some(account(2)), "what", Some(text("Họp thôn 01")), Some(text("Họp thôn 02"))),
            ]
        );
        let across = history(&doc, id, &[NOON.plus(90_000)]);
        assert_eq!(across.len(), 5, "what follows a step is a change of its own");
        assert_eq!(across[1].before, Some(text("Họp thôn")));
        assert_eq!(history(&doc, RecordId::new(Uuid::nil()), &[]), []);
    }
}

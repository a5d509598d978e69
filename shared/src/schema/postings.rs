//! Postings in a record: entries under UUIDs, filled in as it becomes known.

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::{Transactable, Transaction};
use automerge::{ObjId, ObjType, ReadDoc, ScalarValue, Value as Am};
use jiff::civil::DateTime;

use crate::domain::posting::Posting;
use crate::id::EntryId;
use crate::schema::SchemaError;
use crate::schema::create::{child, string};
use crate::schema::read::{Members, View, whole_number};
use crate::time::parse_moment;

/// Every posting under a field of a record. Of what was told at the same time all is looked at: two
/// addresses stand beside each other, which is none that opens, and so is seen.
pub(crate) fn read(
    view: View<'_>,
    objects: &[Members<'_>],
    key: &str,
) -> BTreeMap<EntryId, Posting> {
    let containers = objects.iter().flat_map(|object| object.maps(key));
    containers
        .flat_map(|container| view.entries(&container, None))
        .filter_map(|(id, entry)| {
            let entry = view.members(&entry);
            let moments = |key| entry.all(key).iter().filter_map(|(v, _)| moment(v));
            let numbers = entry.all("reach").iter().filter_map(|(v, _)| number(v));
            let urls = entry.all("url").iter();
            let urls: BTreeSet<String> = urls
                .filter_map(|(v, _)| v.as_str().map(str::to_owned))
                .filter(|url| !url.is_empty())
                .collect();
            let posting = Posting {
                channel: entry.string("channel")?.parse().ok()?,
                at: moments("at").min()?,
                url: urls.into_iter().collect::<Vec<_>>().join(" | "),
                reach: numbers.max(),
                taken_down: moments("takenDown").min(),
                struck: entry.get("struck").is_some_and(|(v, _)| v.as_bool() == Some(true)),
            };
            Some((id, posting))
        })
        .collect()
}

/// Makes the postings those that are wanted: what differs is told, and one that is wanted no longer is
/// struck out.
///
/// `present` are those that stand in the document now: one that the displayed version does not know
/// yet is somebody else's, and is not made a second time.
pub(crate) fn write(
    tx: &mut Transaction<'_>,
    container: &ObjId,
    wanted: &BTreeMap<EntryId, Posting>,
    present: &BTreeSet<EntryId>,
) -> Result<(), SchemaError> {
    for (id, posting) in wanted {
        let entry = match tx.get(container, id.to_string())? {
            Some((Am::Object(ObjType::Map), entry)) => entry,
            Some(_) => continue,
            None if present.contains(id) => continue,
            None => {
                let entry = child(tx, container, &id.to_string())?;
                tell(tx, &entry, "channel", Some(string(&posting.channel.to_string())))?;
                entry
            }
        };
        tell(tx, &entry, "at", Some(string(&posting.at.to_string())))?;
        let url = Some(posting.url.trim()).filter(|url| !url.is_empty());
        tell(tx, &entry, "url", url.map(string))?;
        tell(tx, &entry, "reach", posting.reach.map(ScalarValue::Int))?;
        let taken_down = posting.taken_down.map(|moment| string(&moment.to_string()));
        tell(tx, &entry, "takenDown", taken_down)?;
        tell(tx, &entry, "struck", posting.struck.then_some(ScalarValue::Boolean(true)))?;
    }
    let known: Vec<String> = tx.keys(container).collect();
    for key in known {
        let gone = key.parse().is_ok_and(|id: EntryId| !wanted.contains_key(&id));
        if gone && let Some((Am::Object(ObjType::Map), entry)) = tx.get(container, key.as_str())? {
            tell(tx, &entry, "struck", Some(ScalarValue::Boolean(true)))?;
        }
    }
    Ok(())
}

fn tell(
    tx: &mut Transaction<'_>,
    entry: &ObjId,
    key: &str,
    value: Option<ScalarValue>,
) -> Result<(), SchemaError> {
    let present = tx.get(entry, key)?.and_then(|(present, _)| match present {
        Am::Scalar(scalar) => Some(scalar.into_owned()),
        Am::Object(_) => None,
    });
    let wanted = value.unwrap_or(ScalarValue::Null);
    if present.unwrap_or(ScalarValue::Null) != wanted {
        tx.put(entry, key, wanted)?;
    }
    Ok(())
}

fn moment(value: &Am<'_>) -> Option<DateTime> {
    match value {
        Am::Scalar(scalar) => parse_moment(scalar.as_str()?),
        Am::Object(_) => None,
    }
}

fn number(value: &Am<'_>) -> Option<i64> {
    match value {
        Am::Scalar(scalar) => whole_number(scalar),
        Am::Object(_) => None,
    }
}

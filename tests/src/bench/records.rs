//! Records in an Automerge document: how an edit is written, and how a workspace is read.
//!
//! As the app does it: a record is a map under its id in the root's `records`, made in one change
//! with all its containers; `result` is a text, `coordinators` a list, everything else a scalar.

use anyhow::{Context, Result, bail};
use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Am};

use super::workload::{Edit, Fields, Records, Value};

/// Writes one edit as one change.
pub(crate) fn apply(doc: &mut Automerge, edit: &Edit) -> Result<()> {
    let mut tx = doc.transaction();
    let container = records(&tx)?;
    match edit {
        Edit::Create { record } => create(&mut tx, &container, record)?,
        Edit::Set { id, fields } => {
            let record = object(&tx, &container, id)?;
            put(&mut tx, &record, fields)?;
        }
        Edit::Splice { id, at, remove, insert, fields } => {
            let record = object(&tx, &container, id)?;
            let result = object(&tx, &record, "result")?;
            tx.splice_text(&result, *at, isize::try_from(*remove)?, insert)?;
            put(&mut tx, &record, fields)?;
        }
    }
    tx.commit();
    Ok(())
}

fn create(tx: &mut Transaction<'_>, container: &ObjId, fields: &Fields) -> Result<()> {
    let record = tx.put_object(container, fields.text("id"), ObjType::Map)?;
    for (name, value) in &fields.0 {
        match value {
            Value::Text(text) if name == "result" => {
                let object = tx.put_object(&record, "result", ObjType::Text)?;
                tx.splice_text(&object, 0, 0, text)?;
            }
            Value::List(items) => {
                let list = tx.put_object(&record, name.as_str(), ObjType::List)?;
                for (index, item) in items.iter().enumerate() {
                    tx.insert(&list, index, item.as_str())?;
                }
            }
            Value::Text(text) => tx.put(&record, name.as_str(), text.as_str())?,
            Value::Number(number) => tx.put(&record, name.as_str(), *number)?,
        }
    }
    Ok(())
}

fn put(tx: &mut Transaction<'_>, record: &ObjId, fields: &Fields) -> Result<()> {
    for (name, value) in &fields.0 {
        match value {
            Value::Text(text) => tx.put(record, name.as_str(), text.as_str())?,
            Value::Number(number) => tx.put(record, name.as_str(), *number)?,
            Value::List(_) => bail!("{name}: lists are made with the record"),
        }
    }
    Ok(())
}

fn records<D: ReadDoc>(doc: &D) -> Result<ObjId> {
    object(doc, &ROOT, "records")
}

fn object<D: ReadDoc>(doc: &D, parent: &ObjId, key: &str) -> Result<ObjId> {
    match doc.get(parent, key)? {
        Some((Am::Object(_), id)) => Ok(id),
        _ => bail!("no object {key}"),
    }
}

/// Reads a whole workspace.
pub(crate) fn read_all(doc: &Automerge) -> Result<Records> {
    let container = records(doc)?;
    let ids = doc.keys(&container);
    ids.map(|id| {
        let fields = read(doc, &container, &id)?;
        Ok((id, fields))
    })
    .collect()
}

/// Reads one record.
pub(crate) fn read_record(
    doc: &Automerge,
    id: &str,
) -> Result<std::collections::BTreeMap<String, Value>> {
    read(doc, &records(doc)?, id)
}

fn read(
    doc: &Automerge,
    container: &ObjId,
    id: &str,
) -> Result<std::collections::BTreeMap<String, Value>> {
    let record = object(doc, container, id)?;
    let fields = doc.keys(&record).map(|name| {
        let (found, id) = doc.get(&record, name.as_str())?.context("a key without a value")?;
        let value = value(doc, &found, &id)?;
        Ok((name, value))
    });
    fields.collect()
}

fn value(doc: &Automerge, value: &Am<'_>, id: &ObjId) -> Result<Value> {
    Ok(match value {
        Am::Object(ObjType::Text) => Value::Text(doc.text(id)?),
        Am::Object(ObjType::List) => {
            let items = (0..doc.length(id)).map(|index| {
                let (item, _) = doc.get(id, index)?.context("a list with a hole")?;
                Ok(item.as_str().context("not a string")?.to_owned())
            });
            Value::List(items.collect::<Result<_>>()?)
        }
        Am::Object(other) => bail!("no field is a {other}"),
        Am::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Str(text) => Value::Text(text.to_string()),
            ScalarValue::Int(number) => Value::Number(*number),
            other => bail!("no field is {other}"),
        },
    })
}

/// One numeric field of one record.
pub(crate) fn read_number(doc: &Automerge, id: &str, field: &str) -> Option<i64> {
    let record = object(doc, &records(doc).ok()?, id).ok()?;
    doc.get(&record, field).ok()??.0.as_i64()
}

/// Every value that concurrent edits left in one field.
pub(crate) fn conflicts(doc: &Automerge, id: &str, field: &str) -> Result<Vec<Value>> {
    let record = object(doc, &records(doc)?, id)?;
    let all = doc.get_all(&record, field)?;
    all.iter().map(|(found, id)| value(doc, found, id)).collect()
}

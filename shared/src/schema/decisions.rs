//! What one role says about a unit's records.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash, ObjId, ScalarValue};

use crate::domain::canonical;
use crate::domain::decision::{Binding, Decision};
use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::id::{EntryId, RecordId};
use crate::schema::SchemaError;
use crate::schema::create::{self, Member, string};
use crate::schema::read::{View, scope};
use crate::schema::workbook::{self, ids, moment, timestamp};
use crate::time::TimestampMs;

/// Writes a decision, bound to the content that the decider saw: the record's hash at the present
/// heads of the document it stands in, `home`; nothing if that is this very document.
///
/// `supersedes` is everything that was open (`Derived::open`).
///
/// # Errors
/// [`SchemaError::UnknownRecord`] if that document lacks the record.
pub fn decide(
    doc: &mut Automerge,
    home: Option<&Automerge>,
    id: EntryId,
    about: &NewDecision<'_>,
    now: TimestampMs,
) -> Result<ChangeHash, SchemaError> {
    let home = home.unwrap_or(doc);
    let heads = home.get_heads();
    let unit = unit_of(home).unwrap_or_default();
    let record =
        workbook::record(View::now(home), about.record).ok_or(SchemaError::UnknownRecord)?;
    let kind = record.kind.ok_or(SchemaError::UnknownRecord)?;
    let members = [
        ("record", Member::Scalar(string(&about.record.to_string()))),
        ("unit", Member::Scalar(string(&unit))),
        ("kind", Member::Scalar(string(kind.id))),
        ("action", Member::Scalar(string(about.action))),
        ("reason", Member::Scalar(string(about.reason))),
        ("canonical", Member::Scalar(ScalarValue::Int(i64::from(kind.canonical_version)))),
        ("hash", Member::Scalar(string(&canonical::hash(&record)))),
        ("at", Member::Scalar(timestamp(now))),
        ("heads", Member::Set(heads.iter().map(ToString::to_string).collect())),
        ("supersedes", Member::Set(about.supersedes.iter().map(EntryId::to_string).collect())),
    ];
    create::entry(doc, "decisions", &id.to_string(), &members, now)
}

/// A decision about to be written.
#[derive(Debug, Clone)]
pub struct NewDecision<'a> {
    /// The record.
    pub record: RecordId,
    /// The transition: `approve` or `return`.
    pub action: &'a str,
    /// The reason; empty where none is asked.
    pub reason: &'a str,
    /// What was open when it was taken.
    pub supersedes: &'a BTreeSet<EntryId>,
}

/// Every decision of a role's document, checked against the documents in which the unit's records
/// stand.
pub fn decisions(doc: &Automerge, role: Role, homes: &[&Automerge]) -> Vec<Decision> {
    let mut read = Decisions::default();
    read.read(doc, role, None, homes);
    read.said.into_values().flatten().collect()
}

/// Decisions as read so far, so that of a document that changed only what changed is read again.
#[derive(Debug, Default)]
pub struct Decisions {
    said: BTreeMap<(Role, EntryId), Vec<Decision>>,
    /// What decisions were found bound to. A record at heads that are here stays what it was, and
    /// reading it is most of the work.
    bound: BTreeMap<Claim, BTreeSet<&'static str>>,
}

impl Decisions {
    /// Everything that was read.
    pub fn all(&self) -> impl Iterator<Item = &Decision> {
        self.said.values().flatten()
    }

    /// Decisions that wait for a document's data: they may bind once one moves on.
    pub fn waiting(&self) -> impl Iterator<Item = (Role, EntryId)> {
        let waits = |said: &&Decision| said.binding == Binding::WaitingForData;
        self.all().filter(waits).map(|said| (said.role, said.id))
    }

    /// Reads a role's document, or `only` these entries of it. Returns the records that what was
    /// read, or stood there before, is about.
    pub fn read(
        &mut self,
        doc: &Automerge,
        role: Role,
        only: Option<&BTreeSet<EntryId>>,
        homes: &[&Automerge],
    ) -> BTreeSet<RecordId> {
        let mut about = self.forget(role, only);
        let view = View::now(doc);
        let Some(container) = view.root_map("decisions") else { return about };
        for (id, entry) in view.entries(&container, only) {
            if let Some(decision) = self.decision(view, role, (id, &entry), homes) {
                about.insert(decision.record);
                self.said.entry((role, id)).or_default().push(decision);
            }
        }
        about
    }

    /// Forgets what a role's document said. Returns the records that it was about.
    pub fn forget(&mut self, role: Role, only: Option<&BTreeSet<EntryId>>) -> BTreeSet<RecordId> {
        let gone =
            |(of, id): &(Role, EntryId)| *of == role && only.is_none_or(|only| only.contains(id));
        let mut about = BTreeSet::new();
        self.said.retain(|key, said| {
            let stays = !gone(key);
            if !stays {
                about.extend(said.iter().map(|said| said.record));
            }
            stays
        });
        about
    }

    fn decision(
        &mut self,
        view: View<'_>,
        role: Role,
        (id, entry): (EntryId, &ObjId),
        homes: &[&Automerge],
    ) -> Option<Decision> {
        let (author, changed_at) = view.provenance(entry);
        let entry = view.members(entry);
        let string = |key: &str| entry.string(key);
        let claim = Claim {
            record: string("record")?.parse().ok()?,
            kind: string("kind").unwrap_or_default(),
            unit: string("unit"),
            canonical: entry
                .integer("canonical")
                .and_then(|version| u32::try_from(version).ok())
                .unwrap_or_default(),
            hash: string("hash")?,
            heads: entry.set("heads"),
        };
        let action = string("action")?;
        let (binding, held) = match self.bound.get(&claim) {
            Some(held) => (Binding::Bound, held.clone()),
            None => binding(homes, &claim),
        };
        let decision = Decision {
            id,
            record: claim.record,
            action,
            role,
            reason: string("reason").unwrap_or_default(),
            binding,
            held,
            canonical: claim.canonical,
            hash: claim.hash.clone(),
            supersedes: ids(&entry.set("supersedes")),
            author,
            at: entry.get("at").and_then(|(v, _)| moment(v)).unwrap_or(changed_at),
        };
        if binding == Binding::Bound {
            self.bound.insert(claim, decision.held.clone());
        }
        Some(decision)
    }
}

/// What a decision says that it was taken on.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    record: RecordId,
    kind: String,
    unit: Option<String>,
    canonical: u32,
    hash: String,
    heads: Vec<String>,
}

/// Whose document it is.
fn unit_of(doc: &Automerge) -> Option<String> {
    Some(scope(doc)?.unit?.as_str().to_owned())
}

/// Whether the record had that hash at those heads of the document that has it, and what held of it.
fn binding(homes: &[&Automerge], claim: &Claim) -> (Binding, BTreeSet<&'static str>) {
    let without = |binding| (binding, BTreeSet::new());
    let parsed: Option<Vec<ChangeHash>> =
        claim.heads.iter().map(|head| head.parse().ok()).collect();
    let Some(heads) = parsed.filter(|heads| !heads.is_empty()) else {
        return without(Binding::Mismatch);
    };
    let Some(view) = homes.iter().find_map(|doc| View::at(doc, &heads)) else {
        return without(Binding::WaitingForData);
    };
    if claim.unit.is_none() || unit_of(view.doc()) != claim.unit {
        return without(Binding::Mismatch);
    }
    let Some(seen) = workbook::record(view, claim.record) else {
        return without(Binding::Mismatch);
    };
    let Some(kind) = seen.kind.filter(|kind| kind.id == claim.kind) else {
        return without(Binding::Mismatch);
    };
    match canonical::hash_as(&seen, claim.canonical) {
        Some(hash) if hash == claim.hash => (Binding::Bound, kind.conditions_of(&seen)),
        Some(_) => without(Binding::Mismatch),
        // A later program's form: neither right nor wrong here.
        None => without(Binding::WaitingForData),
    }
}

/// The record as it was when a decision was taken: the approved version stays reachable.
pub fn record_as_decided(doc: &Automerge, id: EntryId, home: &Automerge) -> Option<Record> {
    let view = View::now(doc);
    let entry = view.maps(&view.root_map("decisions")?, &id.to_string()).into_iter().next()?;
    let heads: Vec<ChangeHash> =
        view.set(&entry, "heads").iter().map(|head| head.parse().ok()).collect::<Option<_>>()?;
    let record = view.string(&entry, "record")?.parse().ok()?;
    workbook::record(View::at(home, &heads)?, record)
}

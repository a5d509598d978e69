//! What was typed and is in no document yet.
//!
//! Each form keeps one entry under the id of the command that will save it, from the first key on.
//! The entry goes away in the very transaction that stores the command's change, which also notes
//! the command as carried out. So after a crash an entry that is still there was not carried out,
//! and carrying it out is all that replaying means.

use serde::{Deserialize, Serialize};

use super::command::{Command, CommandId, Envelope, Outcome};
use crate::platform::idb::{Area, Contents, Write};
use shared::time::TimestampMs;

/// How long a command is remembered as carried out, in milliseconds: a day is far longer than a
/// tab waits for an answer.
const APPLIED_MS: u64 = 24 * 3_600_000;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The tab whose form it is. While that tab lives it speaks for itself.
    pub tab: String,
    /// The command as it would be now.
    pub envelope: Envelope,
}

impl Entry {
    /// The write that keeps it.
    pub fn put(&self) -> Option<Write> {
        let json = serde_json::to_vec(self).ok()?;
        Some(Write::Put(Area::Journal, self.envelope.id.to_string(), json))
    }
}

/// The write that forgets an entry.
pub fn forget(id: CommandId) -> Write {
    Write::Delete(Area::Journal, id.to_string())
}

/// The write that notes a command as carried out.
pub fn note_applied(id: CommandId, outcome: &Outcome) -> Option<Write> {
    Some(Write::Put(Area::Applied, id.to_string(), serde_json::to_vec(outcome).ok()?))
}

/// Reads entries in the order in which their commands were begun, records before what is saved in
/// them. What cannot be read is left
/// where it is.
pub fn entries(contents: Contents) -> Vec<Entry> {
    let mut entries: Vec<Entry> = contents
        .entries
        .into_iter()
        .filter_map(|(_, json)| serde_json::from_slice(&json).ok())
        .collect();
    // A form draws the ids of "create" and of its first save in the same millisecond.
    entries.sort_by_key(|entry: &Entry| {
        (!matches!(entry.envelope.command, Command::Create { .. }), entry.envelope.id)
    });
    entries
}

/// Reads the commands that were carried out, and the writes that forget those of long ago.
pub fn applied(contents: Contents, now: TimestampMs) -> (Vec<(CommandId, Outcome)>, Vec<Write>) {
    let (mut applied, mut old) = (Vec::new(), Vec::new());
    for (key, json) in contents.entries {
        let Ok(id) = key.parse().map(CommandId) else { continue };
        if begun(id).plus(APPLIED_MS) < now {
            old.push(Write::Delete(Area::Applied, key));
        } else if let Ok(outcome) = serde_json::from_slice(&json) {
            applied.push((id, outcome));
        }
    }
    (applied, old)
}

/// When a command was begun: the time in its UUIDv7.
fn begun(id: CommandId) -> TimestampMs {
    TimestampMs((id.0.as_u128() >> 80) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::id::RecordId;
    use uuid::Uuid;

    fn id(ms: u64) -> CommandId {
        CommandId(uuid::Builder::from_unix_timestamp_millis(ms, &[7; 10]).into_uuid())
    }

    fn entry(ms: u64) -> Entry {
        let command = Command::Delete { record: RecordId::new(Uuid::nil()) };
        Entry { tab: "t".into(), envelope: Envelope { id: id(ms), at: TimestampMs(ms), command } }
    }

    fn stored(writes: impl IntoIterator<Item = Write>) -> Contents {
        let entries = writes.into_iter().filter_map(|write| match write {
            Write::Put(_, key, value) => Some((key, value)),
            Write::Delete(..) => None,
        });
        Contents { entries: entries.collect(), damaged: Vec::new() }
    }

    #[test]
    fn entries_come_back_in_the_order_of_their_commands_and_damage_costs_only_itself() {
        let damaged = Write::Put(Area::Journal, "x".into(), b"{".to_vec());
        let kept = [entry(2_000), entry(1_000)];
        let writes = kept.iter().filter_map(Entry::put).chain([damaged]);
        assert_eq!(entries(stored(writes.collect::<Vec<_>>())), [entry(1_000), entry(2_000)]);
    }

    #[test]
    fn a_record_is_created_before_it_is_saved_though_both_ids_are_of_one_millisecond() {
        let record = RecordId::new(Uuid::nil());
        let at = |tail: u8, command| Entry {
            tab: "t".into(),
            envelope: Envelope {
                id: CommandId(
                    uuid::Builder::from_unix_timestamp_millis(5, &[tail; 10]).into_uuid(),
                ),
                at: TimestampMs(5),
                command,
            },
        };
        let create = Command::Create {
            record,
            kind: "activity".into(),
            plan: shared::id::PlanId::new(Uuid::nil()),
            unit: "T01".into(),
            values: Vec::new(),
        };
        let save = at(1, Command::Save { record, edits: Vec::new() });
        let create = at(9, create);
        let kept = [save.clone(), create.clone()];
        let writes: Vec<_> = kept.iter().filter_map(Entry::put).collect();
        assert_eq!(entries(stored(writes)), [create, save]);
    }

    #[test]
    fn commands_of_long_ago_are_forgotten() {
        let now = TimestampMs(10 * APPLIED_MS);
        let recent = id(now.0 - 1_000);
        let outcome = Outcome { versions: [("what".to_owned(), vec![])].into() };
        let notes = [id(1_000), recent].map(|id| note_applied(id, &outcome));
        let (applied, old) = applied(stored(notes.into_iter().flatten()), now);
        assert_eq!(applied, [(recent, outcome)]);
        assert!(
            matches!(&old[..], [Write::Delete(Area::Applied, key)] if *key == id(1_000).to_string())
        );
    }
}

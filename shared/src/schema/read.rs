//! Total readers: values, their alternatives and who wrote them, now or at earlier heads.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{
    ActorId, Automerge, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Am,
};

use crate::domain::document::{DocumentKind, DocumentScope};
use crate::domain::role::Role;
use crate::id::{AccountId, EntryId, PlanId};
use crate::time::TimestampMs;

/// A document, now or as it was at some heads.
#[derive(Clone, Copy)]
pub struct View<'a> {
    doc: &'a Automerge,
    heads: Option<&'a [ChangeHash]>,
}

impl<'a> View<'a> {
    /// The document as it is.
    pub const fn now(doc: &'a Automerge) -> Self {
        Self { doc, heads: None }
    }

    /// The document as it was at `heads`; nothing if it lacks one of them.
    pub fn at(doc: &'a Automerge, heads: &'a [ChangeHash]) -> Option<Self> {
        let known = heads.iter().all(|head| doc.get_change_meta_by_hash(head).is_some());
        known.then_some(Self { doc, heads: Some(heads) })
    }

    /// The document itself.
    pub const fn doc(&self) -> &'a Automerge {
        self.doc
    }

    /// All values under a key of a map, the one that Automerge shows first.
    pub fn all(&self, object: &ObjId, key: &str) -> Vec<(Am<'a>, ObjId)> {
        let all = match self.heads {
            None => self.doc.get_all(object, key),
            Some(heads) => self.doc.get_all_at(object, key, heads),
        };
        // Automerge lists the winner last.
        let mut all = all.unwrap_or_default();
        all.reverse();
        all
    }

    /// The value shown under a key.
    pub fn get(&self, object: &ObjId, key: &str) -> Option<(Am<'a>, ObjId)> {
        self.all(object, key).into_iter().next()
    }

    /// The keys of a map.
    pub fn keys(&self, object: &ObjId) -> Vec<String> {
        match self.heads {
            None => self.doc.keys(object).collect(),
            Some(heads) => self.doc.keys_at(object, heads).collect(),
        }
    }

    /// A text's characters; empty if the object is no text.
    pub fn text(&self, object: &ObjId) -> String {
        match self.heads {
            None => self.doc.text(object),
            Some(heads) => self.doc.text_at(object, heads),
        }
        .unwrap_or_default()
    }

    /// Every map under a key: more than one only if a container was created twice.
    pub fn maps(&self, object: &ObjId, key: &str) -> Vec<ObjId> {
        self.all(object, key)
            .into_iter()
            .filter(|(value, _)| is_map(value))
            .map(|(_, id)| id)
            .collect()
    }

    /// Every map under every key that is an entry's id, or under `only` these. Two under one key,
    /// which only a foreign client makes, are two entries: neither hides the other.
    pub fn entries(
        &self,
        container: &ObjId,
        only: Option<&BTreeSet<EntryId>>,
    ) -> Vec<(EntryId, ObjId)> {
        let keys: Vec<(EntryId, String)> = match only {
            Some(ids) => ids.iter().map(|id| (*id, id.to_string())).collect(),
            None => {
                let keys = self.keys(container).into_iter();
                keys.filter_map(|key| Some((EntryId::of_key(&key)?, key))).collect()
            }
        };
        let of = |(id, key): (EntryId, String)| {
            self.maps(container, &key).into_iter().map(move |map| (id, map))
        };
        keys.into_iter().flat_map(of).collect()
    }

    /// A container of the root.
    pub fn root_map(&self, key: &str) -> Option<ObjId> {
        self.maps(&ROOT, key).into_iter().next()
    }

    /// Everything in a map, read in one pass: a look-up of each of twenty keys, most of which are not
    /// there, costs several times as much.
    pub fn members(self, object: &ObjId) -> Members<'a> {
        let range = match self.heads {
            None => self.doc.map_range(object, ..),
            Some(heads) => self.doc.map_range_at(object, .., heads),
        };
        let all = range.map(|item| {
            let all = if item.conflict {
                self.all(object, &item.key)
            } else {
                let id = item.id();
                vec![(item.value.into_value(), id)]
            };
            (item.key.into_owned(), all)
        });
        Members { view: self, all: all.collect() }
    }

    /// A string, or the characters of a text.
    pub fn string(&self, object: &ObjId, key: &str) -> Option<String> {
        self.string_of(&self.get(object, key)?)
    }

    fn string_of(&self, value: &(Am<'_>, ObjId)) -> Option<String> {
        match value {
            (Am::Scalar(scalar), _) => scalar.as_str().map(str::to_owned),
            (Am::Object(ObjType::Text), text) => Some(self.text(text)),
            (Am::Object(_), _) => None,
        }
    }

    /// A whole number.
    pub fn integer(&self, object: &ObjId, key: &str) -> Option<i64> {
        match self.get(object, key)?.0 {
            Am::Scalar(scalar) => whole_number(&scalar),
            Am::Object(_) => None,
        }
    }

    /// The keys of a map that are set to true: how a set is stored, so that additions merge.
    pub fn set(&self, object: &ObjId, key: &str) -> Vec<String> {
        self.set_in(&self.maps(object, key))
    }

    fn set_in(&self, maps: &[ObjId]) -> Vec<String> {
        let is_in = |all: &[(Am<'_>, ObjId)]| all.iter().any(|(v, _)| v.as_bool() == Some(true));
        let members = maps.iter().flat_map(|map| self.members(map).all);
        let members: BTreeSet<String> =
            members.filter(|(_, all)| is_in(all)).map(|(member, _)| member).collect();
        members.into_iter().collect()
    }

    /// Who wrote a value and when, by that device's clock. For an object: who created it.
    pub fn provenance(&self, written: &ObjId) -> (Option<AccountId>, TimestampMs) {
        let ObjId::Id(_, actor, _) = written else { return (None, TimestampMs::default()) };
        let author = self
            .doc
            .get_author_for_actor(actor)
            .and_then(|author| AccountId::from_slice(author.as_bytes()));
        let at = self
            .doc
            .hash_for_opid(written)
            .and_then(|hash| Some(self.doc.get_change_meta_by_hash(&hash)?.timestamp))
            .unwrap_or_default();
        (author, TimestampMs(u64::try_from(at).unwrap_or_default().saturating_mul(1000)))
    }
}

/// What stands in a map.
pub struct Members<'a> {
    view: View<'a>,
    all: BTreeMap<String, Vec<(Am<'a>, ObjId)>>,
}

impl<'a> Members<'a> {
    /// All values under a key, the one that Automerge shows first.
    pub fn all(&self, key: &str) -> &[(Am<'a>, ObjId)] {
        self.all.get(key).map_or(&[], Vec::as_slice)
    }

    /// All values under all keys.
    pub fn values(&self) -> impl Iterator<Item = &(Am<'a>, ObjId)> {
        self.all.values().flatten()
    }

    /// The value shown under a key.
    pub fn get(&self, key: &str) -> Option<&(Am<'a>, ObjId)> {
        self.all(key).first()
    }

    /// A string, or the characters of a text.
    pub fn string(&self, key: &str) -> Option<String> {
        self.view.string_of(self.get(key)?)
    }

    /// A whole number.
    pub fn integer(&self, key: &str) -> Option<i64> {
        whole_number(self.get(key)?.0.as_scalar()?)
    }

    /// Every map under a key.
    pub fn maps(&self, key: &str) -> Vec<ObjId> {
        let maps = self.all(key).iter().filter(|(value, _)| is_map(value));
        maps.map(|(_, id)| id.clone()).collect()
    }

    /// The members of a set.
    pub fn set(&self, key: &str) -> Vec<String> {
        self.view.set_in(&self.maps(key))
    }
}

const fn is_map(value: &Am<'_>) -> bool {
    matches!(value, Am::Object(ObjType::Map))
}

/// A scalar as a whole number, whichever way it is stored.
pub(crate) fn whole_number(scalar: &ScalarValue) -> Option<i64> {
    match scalar {
        ScalarValue::Int(number) => Some(*number),
        ScalarValue::Uint(number) => i64::try_from(*number).ok(),
        // JavaScript clients may write whole numbers as floats.
        ScalarValue::F64(number) if number.fract() == 0.0 && number.abs() < 9.0e15 => {
            Some(*number as i64)
        }
        _ => None,
    }
}

/// What a document is about, as its genesis says; nothing if it is none of ours.
pub fn scope(doc: &Automerge) -> Option<DocumentScope> {
    let view = View::now(doc);
    let meta = view.root_map("meta")?;
    let string = |key| view.string(&meta, key);
    Some(DocumentScope {
        kind: DocumentKind::parse(&string("kind")?)?,
        unit: string("unit").map(|unit| unit.as_str().into()),
        supervisor: string("supervisor").map(|unit| unit.as_str().into()),
        role: string("role").and_then(|role| role.parse().ok()),
        plan: string("plan").and_then(|plan| plan.parse::<PlanId>().ok()),
        year: view.integer(&meta, "year").and_then(|year| i16::try_from(year).ok()),
    })
}

/// Who an actor is, as far as its first change says.
pub fn author_of(doc: &Automerge, actor: &ActorId) -> Option<AccountId> {
    doc.get_author_for_actor(actor).and_then(|author| AccountId::from_slice(author.as_bytes()))
}

/// The role that speaks in a document, if it is a decisions document.
pub(crate) fn role_of(view: View<'_>) -> Option<Role> {
    let meta = view.root_map("meta")?;
    let decisions = view.string(&meta, "kind")? == DocumentKind::Decisions.as_str();
    decisions.then(|| view.string(&meta, "role")).flatten()?.parse().ok()
}

/// The schema version a document was made with.
pub fn schema_version(doc: &Automerge) -> Option<i64> {
    let view = View::now(doc);
    view.integer(&view.root_map("meta")?, "schema")
}

//! Writes what happened into the documents, as the devices of those who did it would have: an actor
//! for each account and document, signed in its first change.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Author, Automerge};
use shared::domain::document::DocumentKind;
use shared::domain::kind::{FourEyes, Kind};
use shared::domain::role::Role;
use shared::id::{AccountId, EntryId, PlanId, RecordId, UnitId};
use shared::schema::SchemaError;
use shared::schema::decisions::{NewDecision, decide};
use shared::schema::form::{save_form, set_deleted};
use shared::schema::workbook::{NewSubmission, add_submission, create_record};

use super::script::{Edits, Event, What};
use crate::setup::NewDocument;
use crate::setup::entropy::Entropy;

/// A document: whose, and which role's; the workbook has none.
type Place = (UnitId, Option<Role>);

/// A record as far as what comes next needs it.
struct Known {
    home: Place,
    kind: &'static Kind,
    creator: AccountId,
    /// What nothing has answered yet.
    open: BTreeSet<EntryId>,
}

/// Who writes.
pub(super) struct Scribe<'a> {
    entropy: &'a mut Entropy,
    plan: PlanId,
    documents: BTreeMap<Place, &'a mut NewDocument>,
    actors: BTreeMap<(Place, AccountId), ActorId>,
    records: BTreeMap<RecordId, Known>,
}

impl<'a> Scribe<'a> {
    pub(super) fn new(
        entropy: &'a mut Entropy,
        plan: PlanId,
        documents: &'a mut [NewDocument],
    ) -> Self {
        let places = documents.iter_mut().filter_map(|new| {
            let scope = &new.document.scope;
            let kinds = [DocumentKind::Workbook, DocumentKind::Decisions];
            let unit = scope.unit.clone().filter(|_| kinds.contains(&scope.kind))?;
            Some(((unit, scope.role), new))
        });
        Self {
            entropy,
            plan,
            documents: places.collect(),
            actors: BTreeMap::new(),
            records: BTreeMap::new(),
        }
    }

    /// Writes one thing that happened; after what happened before it.
    pub(super) fn write(&mut self, event: Event) -> Result<(), SchemaError> {
        let Event { clock, by, record, what, .. } = event;
        match what {
            What::Create { unit, laid_by, kind, values } => {
                let home = (unit, laid_by);
                let plan = self.plan;
                let doc = self.signed(&home, by)?;
                create_record(doc, record, kind, plan, &values, clock)?;
                let known = Known { home, kind, creator: by, open: BTreeSet::new() };
                self.records.insert(record, known);
            }
            What::Edit(edits) => {
                let home = self.known(record)?.home.clone();
                let doc = self.signed(&home, by)?;
                let heads = doc.get_heads();
                save_form(doc, &heads, record, &edits, clock)?;
            }
            What::EditBoth { edits, other, others } => {
                let home = self.known(record)?.home.clone();
                let (one, two) = (self.actor(&home, by), self.actor(&home, other));
                let doc = &mut self.document(&home)?.doc;
                let heads = doc.get_heads();
                let mut elsewhere = doc.fork();
                let save = |doc: &mut Automerge, account, actor, edits: &Edits| {
                    sign(doc, account, actor);
                    save_form(doc, &heads, record, edits, clock)
                };
                save(doc, by, one, &edits)?;
                save(&mut elsewhere, other, two, &others)?;
                doc.merge(&mut elsewhere)?;
            }
            What::Say { action, reason } => {
                let id = EntryId::new(self.entropy.uuid(clock));
                let known = self.known(record)?;
                let (answers, book) = (known.open.clone(), (known.home.0.clone(), None));
                let about =
                    NewSubmission { record, action, reason: reason.as_str(), answers: &answers };
                add_submission(self.signed(&book, by)?, id, &about, clock)?;
                self.known(record)?.open = [id].into();
            }
            What::Decide { role, action, reason } => {
                let id = EntryId::new(self.entropy.uuid(clock));
                let known = self.known(record)?;
                let (supersedes, home) = (known.open.clone(), known.home.clone());
                let own = known.creator == by && is_for_others(known.kind, action);
                let at = (home.0.clone(), Some(role));
                let about = NewDecision {
                    record,
                    action,
                    reason: reason.as_str(),
                    supersedes: &supersedes,
                };
                self.signed(&at, by)?;
                if at == home {
                    decide(&mut self.document(&at)?.doc, None, id, &about, clock)?;
                } else {
                    // Lent, so that both documents are at hand.
                    let lent = self.documents.remove(&at);
                    let decision = lent.ok_or(SchemaError::MissingContainer("decisions"))?;
                    let seen = &self.document(&home)?.doc;
                    decide(&mut decision.doc, Some(seen), id, &about, clock)?;
                    self.documents.insert(at, decision);
                }
                if !own {
                    self.known(record)?.open = [id].into();
                }
            }
            What::Delete => {
                let home = self.known(record)?.home.clone();
                set_deleted(self.signed(&home, by)?, record, true, clock)?;
            }
        }
        Ok(())
    }

    fn known(&mut self, record: RecordId) -> Result<&mut Known, SchemaError> {
        self.records.get_mut(&record).ok_or(SchemaError::UnknownRecord)
    }

    fn document(&mut self, place: &Place) -> Result<&mut NewDocument, SchemaError> {
        let found = self.documents.get_mut(place).map(|new| &mut **new);
        found.ok_or(SchemaError::MissingContainer("records"))
    }

    fn actor(&mut self, place: &Place, account: AccountId) -> ActorId {
        let entropy = &mut *self.entropy;
        let key = (place.clone(), account);
        let new = || ActorId::from(entropy.bytes::<16>());
        self.actors.entry(key).or_insert_with(new).clone()
    }

    /// A document, about to be written by an account.
    fn signed(&mut self, place: &Place, by: AccountId) -> Result<&mut Automerge, SchemaError> {
        let actor = self.actor(place, by);
        let doc = &mut self.document(place)?.doc;
        sign(doc, by, actor);
        Ok(doc)
    }
}

/// Whether who created a record may not take the step: that decision will not count.
fn is_for_others(kind: &Kind, action: &str) -> bool {
    kind.transition(action).is_some_and(|step| step.four_eyes == FourEyes::Creator)
}

/// The order matters: setting an author draws a new actor.
fn sign(doc: &mut Automerge, account: AccountId, actor: ActorId) {
    doc.set_author(Some(Author::from(account.as_bytes().to_vec())));
    doc.set_actor(actor);
}

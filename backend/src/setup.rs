//! Setting up a commune: its directory, its documents, its plan and its first accounts.
//!
//! Every document is made here or by the hub, with all its containers, so that no device needs the
//! network to have a place to write, and no two devices ever create the same container.

pub mod demo;
pub mod entropy;
pub mod new_plan;
pub mod purge;
pub mod units;
mod year;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change, ChangeHash};
use shared::domain::calendar::Calendar;
use shared::domain::directory::{Channel, Directory, Person, Unit};
use shared::domain::document::{DocumentKind, DocumentRef, DocumentScope};
use shared::domain::kind::deciding_roles;
use shared::domain::plan::Plan;
use shared::domain::role::Role;
use shared::id::{AccountId, CommuneId, UnitId};
use shared::schema::SchemaError;
use shared::schema::genesis::{FirstContent, genesis};
use shared::sync::store::ChunkKey;
use shared::time::TimestampMs;

use crate::auth::password::{Password, PasswordRefused, Passwords};
use crate::store::model::{Account, Commune, DocumentWrite};
use crate::store::{Store, StoreError};
use entropy::Entropy;

/// Why a commune could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The store failed, or knows the commune or a user name already.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document could not be made.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A password is too short or too long.
    #[error(transparent)]
    Password(#[from] PasswordRefused),
}

/// A commune to set up.
#[derive(Debug)]
pub struct Setup {
    /// The commune.
    pub commune: Commune,
    /// The year of workbooks, decisions and reports.
    pub year: i16,
    /// Units, villages and groups.
    pub units: Vec<Unit>,
    /// Official channels.
    pub channels: Vec<Channel>,
    /// The plan to start with; it has its id.
    pub plan: Option<Plan>,
    /// Accounts with their passwords.
    pub accounts: Vec<(Account, Password)>,
}

/// A document about to be stored for the first time.
#[derive(Debug)]
struct NewDocument {
    document: DocumentRef,
    doc: Automerge,
}

impl NewDocument {
    /// As the store takes it.
    fn write(self, commune: CommuneId, at: TimestampMs) -> DocumentWrite {
        let Self { document, doc } = self;
        let (changes, heads) = (doc.get_changes(&[]), doc.get_heads());
        // A genesis alone is kept as the change it is; with a history, all of it is one chunk.
        let put = match &changes[..] {
            [change] => (ChunkKey::Incremental(change.hash()), change.raw_bytes().to_vec()),
            _ => (ChunkKey::snapshot_at(&heads), doc.save()),
        };
        let binding = |change: &Change| {
            let author = change.author()?;
            Some((change.actor_id().clone(), AccountId::from_slice(author.as_bytes())?))
        };
        DocumentWrite {
            commune,
            document: document.id,
            create: Some((document.scope, at)),
            put: vec![put],
            delete: Vec::new(),
            bindings: changes.iter().filter_map(binding).collect(),
            heads,
        }
    }
}

/// Writes everything in one transaction: a set-up that is interrupted leaves nothing behind.
pub async fn set_up(
    store: &dyn Store,
    entropy: &mut Entropy,
    setup: &Setup,
) -> Result<(), SetupError> {
    let writes = stored(setup, documents(setup, entropy)?);
    found(store, setup, &writes).await
}

async fn found(
    store: &dyn Store,
    setup: &Setup,
    writes: &[DocumentWrite],
) -> Result<(), SetupError> {
    let mut hashed = Vec::with_capacity(setup.accounts.len());
    let passwords = Passwords::new();
    for (account, password) in &setup.accounts {
        hashed.push((account, passwords.hash(password).await?));
    }
    Ok(store.found(&setup.commune, &hashed, writes).await?)
}

fn documents(setup: &Setup, entropy: &mut Entropy) -> Result<Vec<NewDocument>, SetupError> {
    let (commune, at) = (&setup.commune, setup.commune.created_at);
    let person = |account: &Account| Person {
        account: account.id,
        name: account.name.clone(),
        post: account.post.clone(),
        unit: account.unit.clone(),
    };
    let people: BTreeMap<_, _> =
        setup.accounts.iter().map(|(account, _)| (account.id, person(account))).collect();
    let directory = Directory {
        commune: Some(commune.id),
        name: commune.name.clone(),
        units: setup.units.iter().map(|unit| (unit.id.clone(), unit.clone())).collect(),
        people,
        channels: setup.channels.iter().map(|c| (c.id, c.clone())).collect(),
        // What has a fixed date; Tết and the rest are the admin's to type in.
        calendar: Calendar::statutory(setup.year),
        ..Directory::default()
    };
    let mut new = |scope: DocumentScope, content: FirstContent<'_>| {
        let document = DocumentRef { id: entropy.document_id(), scope };
        let doc = genesis(commune.id, &document, content, at)?;
        Ok::<_, SetupError>(NewDocument { document, doc })
    };
    let mut documents = vec![new(DocumentScope::directory(), FirstContent::Directory(&directory))?];
    if let Some(plan) = &setup.plan
        && let Some(id) = plan.id
    {
        let scope = DocumentScope::plan(id, plan.year.unwrap_or(setup.year));
        documents.push(new(scope, FirstContent::Plan(plan))?);
    }
    for scope in scopes_of_year(setup.year, &setup.units) {
        documents.push(new(scope, FirstContent::Empty)?);
    }
    Ok(documents)
}

/// Documents as the store takes them.
fn stored(setup: &Setup, documents: Vec<NewDocument>) -> Vec<DocumentWrite> {
    let Commune { id, created_at, .. } = setup.commune;
    documents.into_iter().map(|new| new.write(id, created_at)).collect()
}

/// What a year needs beside its plans: the reports, and for every unit that has not ended its
/// workbook and a decisions document for each role that decides.
pub fn scopes_of_year<'a>(
    year: i16,
    units: impl IntoIterator<Item = &'a Unit>,
) -> Vec<DocumentScope> {
    let mut scopes = vec![DocumentScope::reports(year)];
    for unit in units.into_iter().filter(|unit| unit.kind.keeps_workbook() && !unit.closed) {
        let (id, supervisor) = (&unit.id, &unit.supervisor);
        scopes.push(DocumentScope::workbook(id.clone(), supervisor.clone(), year));
        for role in deciding_roles() {
            scopes.push(DocumentScope::decisions(id.clone(), supervisor.clone(), role, year));
        }
    }
    scopes
}

/// Creates the decisions documents that a newer program's roles need and that the years so far lack,
/// and gives their number. To be called before anybody is served.
pub async fn complete_years(
    store: &dyn Store,
    entropy: &mut Entropy,
    now: TimestampMs,
) -> Result<usize, SetupError> {
    let mut writes = Vec::new();
    for commune in store.communes().await? {
        let rows = store.documents(commune.id).await?;
        let living = rows.into_iter().filter(|row| row.superseded_by.is_none());
        let there: Vec<DocumentScope> = living.map(|row| row.document.scope).collect();
        for scope in missing_decisions(&there, &deciding_roles()) {
            let document = DocumentRef { id: entropy.document_id(), scope };
            writes.push(first_write(commune.id, &document, FirstContent::Empty, now)?);
        }
    }
    if !writes.is_empty() {
        store.commit(&writes).await?;
    }
    Ok(writes.len())
}

/// For every workbook, the roles' decisions documents that are not there.
fn missing_decisions(there: &[DocumentScope], roles: &[Role]) -> Vec<DocumentScope> {
    let place = |scope: &DocumentScope| (scope.unit.clone(), scope.year, scope.role);
    let decisions = there.iter().filter(|scope| scope.kind == DocumentKind::Decisions);
    let known: BTreeSet<_> = decisions.map(place).collect();
    let workbooks = there.iter().filter(|scope| scope.kind == DocumentKind::Workbook);
    let wanted = workbooks.flat_map(|workbook| {
        let (unit, year) = (workbook.unit.clone(), workbook.year);
        roles.iter().filter_map(move |role| {
            let supervisor = workbook.supervisor.clone();
            Some(DocumentScope::decisions(unit.clone()?, supervisor, *role, year?))
        })
    });
    wanted.filter(|scope| !known.contains(&place(scope))).collect()
}

/// A change's bytes under its hash.
type HashedChange = (ChangeHash, Vec<u8>);

/// A document's genesis, as the relay takes and stores it.
pub fn first_changes(
    commune: CommuneId,
    document: &DocumentRef,
    content: FirstContent<'_>,
    at: TimestampMs,
) -> Result<(Vec<HashedChange>, Vec<ChangeHash>), SchemaError> {
    let doc = genesis(commune, document, content, at)?;
    let changes = doc.get_changes(&[]);
    let changes =
        changes.into_iter().map(|change| (change.hash(), change.raw_bytes().to_vec())).collect();
    Ok((changes, doc.get_heads()))
}

fn first_write(
    commune: CommuneId,
    document: &DocumentRef,
    content: FirstContent<'_>,
    at: TimestampMs,
) -> Result<DocumentWrite, SetupError> {
    let doc = genesis(commune, document, content, at)?;
    Ok(NewDocument { document: document.clone(), doc }.write(commune, at))
}

/// Units that a plan names and the directory does not have.
pub fn unknown_units(plan: &Plan, known: &BTreeSet<UnitId>) -> BTreeSet<UnitId> {
    let tasks = plan.tasks.values().flat_map(|task| task.leads.iter().chain(&task.coordinators));
    let duties = plan.responsibilities.iter().flat_map(|duty| &duty.units);
    tasks.chain(duties).filter(|unit| !known.contains(unit)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{AccountStore, DocumentStore};
    use crate::testing::Site;

    #[test]
    fn a_new_role_gets_its_documents_in_every_year_and_no_other_does() {
        let village = || (UnitId::from("T01"), Some(UnitId::from("VHXH")));
        let workbook = |year| DocumentScope::workbook(village().0, village().1, year);
        let decisions = |role, year| DocumentScope::decisions(village().0, village().1, role, year);
        let there = [
            DocumentScope::directory(),
            workbook(2026),
            decisions(Role::Head, 2026),
            workbook(2027),
            decisions(Role::Head, 2027),
            decisions(Role::Party, 2027),
        ];
        let missing = missing_decisions(&there, &[Role::Head, Role::Party]);
        assert_eq!(missing, [decisions(Role::Party, 2026)]);
    }

    #[tokio::test]
    async fn a_relay_that_starts_completes_its_years_once() {
        let site = Site::new().await;
        let commune = site.store.communes().await.expect("read").remove(0).id;
        let before = site.store.documents(commune).await.expect("read");
        let mut entropy = Entropy::system();
        let complete = async |entropy: &mut Entropy| {
            complete_years(&*site.store, entropy, site.clock.now()).await.expect("completed")
        };
        assert_eq!(complete(&mut entropy).await, 0, "set-up leaves nothing out");
        let unit = DocumentScope::workbook("MOI".into(), None, 2026);
        let document = DocumentRef { id: entropy.document_id(), scope: unit };
        let write = first_write(commune, &document, FirstContent::Empty, site.clock.now());
        site.store.commit(&[write.expect("written")]).await.expect("stored");
        assert_eq!(complete(&mut entropy).await, deciding_roles().len());
        assert_eq!(complete(&mut entropy).await, 0);
        let after = site.store.documents(commune).await.expect("read");
        assert_eq!(after.len(), before.len() + 1 + deciding_roles().len());
    }
}

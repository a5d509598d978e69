//! Setting up a commune: its directory, its documents, its plan and its first accounts.
//!
//! Every document is made here or by the hub, with all its containers, so that no device needs the
//! network to have a place to write, and no two devices ever create the same container.

pub mod demo;
pub mod entropy;
pub mod new_plan;
pub mod units;
mod year;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change, ChangeHash};
use shared::domain::calendar::Calendar;
use shared::domain::directory::{Channel, Directory, Person, Unit};
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::domain::kind::deciding_roles;
use shared::domain::plan::Plan;
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
    documents.into_iter().map(|new| first_write(&setup.commune, new)).collect()
}

/// What a year needs beside its plans: the reports, and for every unit its workbook and a decisions
/// document for each role that decides.
pub fn scopes_of_year<'a>(
    year: i16,
    units: impl IntoIterator<Item = &'a Unit>,
) -> Vec<DocumentScope> {
    let mut scopes = vec![DocumentScope::reports(year)];
    for unit in units.into_iter().filter(|unit| unit.kind.keeps_workbook()) {
        let (id, supervisor) = (&unit.id, &unit.supervisor);
        scopes.push(DocumentScope::workbook(id.clone(), supervisor.clone(), year));
        for role in deciding_roles() {
            scopes.push(DocumentScope::decisions(id.clone(), supervisor.clone(), role, year));
        }
    }
    scopes
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

fn first_write(commune: &Commune, new: NewDocument) -> DocumentWrite {
    let NewDocument { document, doc } = new;
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
        commune: commune.id,
        document: document.id,
        create: Some((document.scope, commune.created_at)),
        put: vec![put],
        delete: Vec::new(),
        bindings: changes.iter().filter_map(binding).collect(),
        heads,
    }
}

/// Units that a plan names and the directory does not have.
pub fn unknown_units(plan: &Plan, known: &BTreeSet<UnitId>) -> BTreeSet<UnitId> {
    let tasks = plan.tasks.values().flat_map(|task| task.leads.iter().chain(&task.coordinators));
    let duties = plan.responsibilities.iter().flat_map(|duty| &duty.units);
    tasks.chain(duties).filter(|unit| !known.contains(unit)).cloned().collect()
}

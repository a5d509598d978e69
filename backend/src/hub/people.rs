//! Accounts are made by an admin or on the command line; their owners' names stand in the
//! directory. The relay writes them there.

use automerge::{ActorId, Automerge};
use shared::domain::directory::Person;
use shared::id::{CommuneId, DocumentId};
use shared::schema::directory;
use shared::sync::relay::Origin;

use super::{Hub, HubError};
use crate::clock::Clock;
use crate::store::model::Account;
use crate::store::{Store, StoreError};

/// Why the directory could not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum PeopleError {
    #[error(transparent)]
    Hub(#[from] HubError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the directory cannot be opened: {0}")]
    Open(#[from] automerge::AutomergeError),
    #[error(transparent)]
    Schema(#[from] shared::schema::SchemaError),
    #[error("{0} of the changes were refused")]
    Refused(usize),
}

/// Adds and updates the people whose accounts the directory does not show as they are.
pub(super) async fn update(
    hub: &Hub,
    store: &dyn Store,
    clock: &Clock,
    commune: CommuneId,
    document: DocumentId,
) -> Result<(), PeopleError> {
    let accounts = store.accounts(commune).await?;
    let Some(saved) = hub.export(document).await? else { return Ok(()) };
    let changes = changes(&saved, &accounts, clock)?;
    if changes.is_empty() {
        return Ok(());
    }
    let done = hub.append(document, Origin::Relay, changes).await?;
    if done.refused.is_empty() { Ok(()) } else { Err(PeopleError::Refused(done.refused.len())) }
}

fn changes(saved: &[u8], accounts: &[Account], clock: &Clock) -> Result<Vec<Vec<u8>>, PeopleError> {
    let mut doc = Automerge::load(saved)?;
    // A new actor each time: the relay keeps none between starts.
    doc.set_actor(ActorId::random());
    let known = directory::read(&doc);
    let before = doc.get_heads();
    for account in accounts {
        let person = Person {
            account: account.id,
            name: account.name.clone(),
            post: account.post.clone(),
            unit: account.unit.clone(),
        };
        if known.people.get(&account.id) != Some(&person) {
            directory::change::put_person(&mut doc, &person, clock.now())?;
        }
    }
    let changes = doc.get_changes(&before);
    Ok(changes.into_iter().map(|change| change.raw_bytes().to_vec()).collect())
}

//! `soxa purge …`. A running relay notices within seconds, and tells every tablet.

use anyhow::Result;
use backend::clock::Clock;
use backend::config::PurgeArgs;
use backend::setup::purge::{PurgeRefused, erase};
use backend::store::model::By;
use shared::api::purge::{PurgeReason, Purged};
use shared::id::RecordId;

use super::{bad_input, open_existing, print_json, say, user};

/// Erases records for good.
pub(crate) async fn run(args: PurgeArgs) -> Result<()> {
    let Some(reason) = PurgeReason::parse(&args.reason) else {
        let known: Vec<&str> = PurgeReason::ALL.iter().map(|reason| reason.as_str()).collect();
        bad_input!("--reason {}: no such reason; there are {}", args.reason, known.join(", "));
    };
    let mut records = std::collections::BTreeSet::new();
    for text in &args.records {
        match text.parse::<RecordId>() {
            Ok(id) => records.insert(id),
            Err(error) => bad_input!("{error}"),
        };
    }
    if !args.yes {
        bad_input!("this cannot be undone: say --yes, and nothing but a backup brings it back");
    }
    let store = open_existing(&args.data).await?;
    let commune = user::commune(&*store, args.commune.as_deref()).await?;
    let now = Clock::system().now();
    let erased = erase(&*store, commune.id, &records, reason, &By::COMMAND_LINE, now).await;
    let documents = match erased {
        Ok(documents) => documents,
        Err(PurgeRefused::Unknown) => bad_input!("no document of the commune holds these records"),
        Err(refused) => return Err(refused.into()),
    };
    let scrubbed = store.scrub().await;
    if let Err(error) = &scrubbed {
        say(&format!("erased, but free parts of the files may still hold it ({error}): try again"));
    }
    store.close().await;
    say("Backups keep what they hold until they expire; a tablet that never comes back, its copy.");
    print_json(&Purged { documents, files_clean: scrubbed.is_ok() })
}

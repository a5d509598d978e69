//! What must hold: receipts during the run, everything else after healing.

use std::collections::BTreeSet;

use automerge::ChangeHash;
use shared::sync::device::{ChangeState, Device, RefusedChange};
use shared::sync::refusal::RefusalCode;

use super::device::Tablet;
use super::relay::Process;

/// Every change of a tablet that is shown as being on the relay is in the relay's store.
///
/// # Errors
/// The first change for which it does not hold.
pub fn receipts(tablets: &[Tablet], relay: &mut Process) -> Result<(), String> {
    for (i, tablet) in tablets.iter().enumerate() {
        let Some(engine) = &tablet.engine else { continue };
        for document in engine.documents().collect::<Vec<_>>() {
            let Some(doc) = engine.document(&document) else { continue };
            let held = relay.store.changes(&document);
            for change in doc.get_changes(&[]) {
                let hash = change.hash();
                let shown = engine.change_state(&document, &hash) == Some(ChangeState::OnRelay);
                if shown && !held.contains(&hash) {
                    return Err(format!(
                        "tablet {i} shows {hash} of {document} as receipted, the relay lacks it"
                    ));
                }
            }
        }
    }
    Ok(())
}

/// After healing: everybody has the same, nothing saved is missing, everything is receipted.
///
/// # Errors
/// The first demand that does not hold.
pub fn converged(tablets: &[Tablet], relay: &mut Process, set_back: bool) -> Result<(), String> {
    let saved: Vec<_> = tablets
        .iter()
        .flat_map(|tablet| &tablet.saved)
        .map(|(document, hashes)| (*document, hashes.clone()))
        .collect();
    let index = relay.store.heads();
    for (document, heads) in index {
        let held = relay.store.changes(&document);
        let aside: BTreeSet<ChangeHash> = tablets
            .iter()
            .filter_map(|tablet| tablet.engine.as_ref())
            .flat_map(|engine| engine.refused(&document))
            .filter(|change| set_back && !change.bytes.is_empty())
            .map(|change| change.hash)
            .collect();
        for (_, hashes) in saved.iter().filter(|(of, _)| *of == document) {
            if let Some(lost) = hashes.difference(&held).find(|hash| !aside.contains(hash)) {
                return Err(format!("{lost} of {document} was saved and the relay lacks it"));
            }
        }
        for (i, tablet) in tablets.iter().enumerate() {
            let engine = tablet.engine.as_ref().ok_or(format!("tablet {i} is off"))?;
            same_content(i, engine, &document, &heads, &held, set_back)?;
        }
    }
    Ok(())
}

fn is_twin(change: &RefusedChange) -> bool {
    matches!(change.refusal.code, RefusalCode::Sequence | RefusalCode::Dependency)
        && !change.bytes.is_empty()
}

fn same_content(
    i: usize,
    engine: &Device,
    document: &shared::id::DocumentId,
    heads: &[ChangeHash],
    held: &BTreeSet<ChangeHash>,
    set_back: bool,
) -> Result<(), String> {
    let doc = engine.document(document).ok_or(format!("tablet {i} has no {document}"))?;
    let mut own = doc.get_heads();
    own.sort();
    let mut heads = heads.to_vec();
    heads.sort();
    if own != heads {
        let missing =
            doc.get_changes(&[]).iter().filter(|change| !held.contains(&change.hash())).count();
        return Err(format!(
            "tablet {i} has other heads of {document} than the relay ({missing} changes the relay lacks)"
        ));
    }
    let status = engine.status(document).ok_or(format!("tablet {i}: no status of {document}"))?;
    // What a store that was set back wrote in place of what it had lost is kept, for a person.
    let refused = engine.refused(document);
    let twins = refused.iter().filter(|change| set_back && is_twin(change)).count();
    if status.unsent != 0 || status.unsaved != 0 || status.refused != twins {
        return Err(format!("tablet {i} has not sent all of {document}: {status:?}"));
    }
    Ok(())
}

//! Any frames from the relay to a device: no panic, and what was written here is still here.
#![no_main]

use automerge::ReadDoc as _;
use fuzz::{DOCUMENT, NOW, carry_out, conversation, frames, opened};
use libfuzzer_sys::fuzz_target;
use shared::sync::access::Access;
use shared::sync::device::{Attempt, Event};

fuzz_target!(|bytes: &[u8]| {
    let Some((mode, bytes)) = bytes.split_first() else { return };
    let (mut device, _) = opened(1);
    let (_, honest) = conversation();
    let known = if mode & 1 == 1 { honest.len().min(4) } else { 0 };
    for frame in &honest[..known] {
        let effects = device.handle(NOW, Event::Frame(Attempt(1), frame.clone()));
        carry_out(&mut device, effects);
    }
    let id = shared::id::RecordId::new(uuid::Uuid::from_bytes([9; 16]));
    let plan = shared::id::PlanId::new(uuid::Uuid::nil());
    let kind = &shared::domain::activity::ACTIVITY;
    let create =
        |doc: &mut _| shared::schema::workbook::create_record(doc, id, kind, plan, &[], NOW);
    let written = device.edit(&DOCUMENT, create).map(|(_, effects)| {
        carry_out(&mut device, effects);
        device.unsent_changes(&DOCUMENT)
    });
    for frame in frames(bytes) {
        let effects = device.handle(NOW, Event::Frame(Attempt(1), frame.to_vec()));
        carry_out(&mut device, effects);
    }
    let erased = device.status(&DOCUMENT).is_none_or(|status| status.access == Access::Erased);
    if let (Ok(written), false) = (written, erased) {
        let doc = device.document(&DOCUMENT).expect("it was written here");
        let aside = device.refused(&DOCUMENT);
        for bytes in written {
            let change = automerge::Change::from_bytes(bytes).expect("our own change");
            let there = doc.get_change_by_hash(&change.hash()).is_some();
            let refused = aside.iter().any(|refused| refused.hash == change.hash());
            assert!(there || refused, "what was written is gone");
        }
    }
});

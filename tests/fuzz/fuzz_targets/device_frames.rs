//! Any frames from the relay to a device: no panic, and what was written here is still here.
#![no_main]

use automerge::ReadDoc as _;
use fuzz::{DOCUMENT, NOW, carry_out, conversation, frames, opened, write};
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
    // As soon as there is a document to write in, and the rest of the frames after it.
    let mut written = Vec::new();
    for frame in std::iter::once(None).chain(frames(bytes).into_iter().map(Some)) {
        let effects =
            frame.map(|frame| device.handle(NOW, Event::Frame(Attempt(1), frame.to_vec())));
        carry_out(&mut device, effects.unwrap_or_default());
        if written.is_empty() && write(&mut device, 9).is_some() {
            written = device.unsent_changes(&DOCUMENT);
        }
    }
    let erased = device.status(&DOCUMENT).is_none_or(|status| status.access == Access::Erased);
    if !written.is_empty() && !erased {
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

//! Writes the first corpus of the wire's targets: what a device and the relay really say.

use std::path::Path;

use automerge::Automerge;
use fuzz::{World, conversation};

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let write = |target: &str, name: &str, bytes: &[u8]| {
        std::fs::create_dir_all(corpus.join(target))?;
        std::fs::write(corpus.join(target).join(name), bytes)
    };
    let (to_relay, to_device) = conversation();
    write("relay_frames", "whole", &[&[0], packed(to_relay).as_slice()].concat())?;
    write("relay_frames", "joined", &[&[1], packed(&to_relay[2..]).as_slice()].concat())?;
    write("device_frames", "whole", &[&[0], packed(to_device).as_slice()].concat())?;
    write("device_frames", "live", &[&[1], packed(&to_device[2..]).as_slice()].concat())?;
    let mut world = World::new();
    world.check();
    let snapshot = world.exported.take().unwrap_or_default();
    let doc = Automerge::load(&snapshot).map_err(std::io::Error::other)?;
    let mut chunks = vec![[&[0], snapshot.as_slice()].concat()];
    for change in doc.get_changes(&[]) {
        chunks.push([&[1], change.raw_bytes()].concat());
        chunks.push([&[2], change.raw_bytes()].concat());
    }
    write("device_store", "document", &packed(&chunks))
}

/// A corpus file of frames.
fn packed(frames: &[Vec<u8>]) -> Vec<u8> {
    let len = |frame: &[u8]| u16::try_from(frame.len()).expect("a short frame").to_be_bytes();
    frames.iter().flat_map(|frame| [&len(frame), frame.as_slice()].concat()).collect()
}

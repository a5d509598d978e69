//! Seeded runs with every fault at any moment; then the faults stop, and everything must be
//! everywhere. While they last, nothing may show as receipted that the relay's store does not hold.

use std::collections::BTreeSet;

use automerge::ChangeHash;

use crate::sync::access::Access;
use crate::sync::store::ChunkKey;
use crate::sync::world::chaos::Dice;
use crate::sync::world::{World, document};

const DEVICES: u8 = 3;
const DOCUMENTS: u8 = 2;

fn run(seed: u64, steps: usize) {
    let mut dice = Dice::new(seed);
    let mut world = World::new();
    for n in 1..=DOCUMENTS {
        world.create(n);
        for a in 1..=DEVICES {
            world.grant(a, n, Access::Write);
        }
    }
    for a in 1..=DEVICES {
        world.add_device(a);
    }
    world.run();
    // Each run leaves some kinds of faults out, so that the others get further.
    let faults: Vec<bool> = (0..7).map(|_| dice.roll(2) == 0).collect();
    let mut saved: BTreeSet<(u8, ChangeHash)> = BTreeSet::new();
    let mut backup = None;
    let mut set_back = false;
    for step in 0..steps {
        let number = dice.roll(usize::from(DEVICES));
        match dice.roll(60) {
            0..8 => {
                let n = 1 + dice.roll(usize::from(DOCUMENTS)) as u8;
                let key = format!("k{}", dice.roll(5));
                let _ = world.put_in(number, n, &key, step as i64);
            }
            8 if faults[0] => world.crash_device(number, &mut dice),
            9 if faults[1] => world.crash_relay(&mut dice),
            10 | 11 if faults[2] => world.break_link(number),
            12 if faults[3] => world.nodes[number].store.fails ^= true,
            13 if faults[4] => world.store.fails ^= true,
            14 if faults[5] => world.nodes[number].online ^= true,
            18 if faults[6] && dice.roll(10) == 0 => {
                if let Some(backup) = backup.replace(world.store.clone()) {
                    world.store = backup;
                    world.rules.recovery = true;
                    world.crash_relay(&mut dice);
                    set_back = true;
                }
            }
            15..18 => {
                world.now = world.now.plus(dice.roll(20_000) as u64);
                for number in 0..usize::from(DEVICES) {
                    world.event(number, crate::sync::device::Event::Tick);
                }
                world.push(crate::sync::relay::RelayEvent::Tick);
            }
            _ => world.step(&mut dice),
        }
        if step % 16 == 0 {
            note_saved(&world, &mut saved);
            // A device learns of a relay that was set back when it connects, not before.
            if !set_back {
                assert_receipts_are_true(&world, seed, step);
            }
        }
    }
    heal(&mut world);
    for n in 1..=DOCUMENTS {
        world.assert_converged(n);
    }
    for node in &world.nodes {
        for n in 1..=DOCUMENTS {
            let refused = node.device.refused(&document(n));
            let codes: Vec<_> = refused.iter().map(|change| change.refusal.clone()).collect();
            assert_eq!(codes, [], "seed {seed}");
        }
    }
    for (n, hash) in saved {
        assert!(
            world.nodes[0].device.is_receipted(&document(n), &hash),
            "seed {seed}: a saved change is gone"
        );
    }
}

fn heal(world: &mut World) {
    world.store.fails = false;
    for number in 0..world.nodes.len() {
        world.nodes[number].store.fails = false;
        world.nodes[number].online = true;
    }
    world.run();
    world.pass(200_000);
}

/// What a device's store has confirmed.
fn note_saved(world: &World, saved: &mut BTreeSet<(u8, ChangeHash)>) {
    for node in &world.nodes {
        for n in 1..=DOCUMENTS {
            let Some(doc) = node.device.document(&document(n)) else { continue };
            for change in doc.get_changes_meta(&[]) {
                use crate::sync::device::ChangeState::{OnDevice, OnRelay};
                let state = node.device.change_state(&document(n), &change.hash);
                if matches!(state, Some(OnDevice | OnRelay)) {
                    saved.insert((n, change.hash));
                }
            }
        }
    }
}

fn assert_receipts_are_true(world: &World, seed: u64, step: usize) {
    for n in 1..=DOCUMENTS {
        let Some(chunks) = world.store.documents.get(&document(n)) else { continue };
        if chunks.keys().any(|key| matches!(key, ChunkKey::Snapshot(_))) {
            continue;
        }
        for node in &world.nodes {
            let Some(doc) = node.device.document(&document(n)) else { continue };
            for change in doc.get_changes_meta(&[]) {
                let held = chunks.contains_key(&ChunkKey::Incremental(change.hash));
                assert!(
                    held || !node.device.is_receipted(&document(n), &change.hash),
                    "seed {seed}, step {step}: receipted, and not in the relay's store"
                );
            }
        }
    }
}

#[test]
fn after_any_faults_everything_saved_is_everywhere() {
    let seeds = std::env::var("SYNC_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    for seed in 1..=seeds {
        run(seed, 1_200);
    }
}

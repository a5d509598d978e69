//! A few seeds of the simulation with every test run; `cargo xtask simulate` runs many.

use tests::sim::{Tally, run};

#[test]
fn the_first_seeds_converge_and_lose_nothing() {
    let mut tally = Tally::default();
    for seed in 0..10 {
        match run(seed, &mut |_| {}) {
            Ok(ran) => tally = tally.plus(ran),
            Err(failure) => panic!("{failure}"),
        }
    }
    // A simulation in which nothing happens proves nothing.
    assert!(tally.saved > 200, "{tally:?}");
    assert!(tally.device_crashes > 5 && tally.relay_crashes > 1, "{tally:?}");
    assert!(tally.broken_links > 5 && tally.store_failures > 5, "{tally:?}");
}

/// A role was given back while a message that said "read only" waited for the store: the session
/// kept silent after that.
#[test]
fn a_role_given_back_lets_what_waits_go_out() {
    if let Err(failure) = run(91, &mut |_| {}) {
        panic!("{failure}");
    }
}

#[test]
fn a_seed_repeats_itself() {
    let traced = |seed| {
        let mut lines = Vec::new();
        let result = run(seed, &mut |line| lines.push(line.to_owned()));
        (result, lines)
    };
    assert_eq!(traced(7), traced(7));
}

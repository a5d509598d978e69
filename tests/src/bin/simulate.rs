//! `simulate --seeds N [--seed S] [--trace]`: runs the simulation; a line per failure with its seed.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use tests::sim::{Tally, run};

#[expect(clippy::print_stdout, reason = "a command-line tool: its output is its purpose")]
fn main() -> ExitCode {
    let mut seeds = 1_000;
    let mut first = 0;
    let mut single = false;
    let mut trace = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<u64>().ok());
        match argument.as_str() {
            "--seeds" => match number() {
                Some(n) => seeds = n,
                None => return usage(),
            },
            "--seed" => match number() {
                Some(n) => {
                    first = n;
                    single = true;
                }
                None => return usage(),
            },
            "--trace" => trace = true,
            _ => return usage(),
        }
    }
    if single && !std::env::args().any(|argument| argument == "--seeds") {
        seeds = 1;
    }
    let started = Instant::now();
    // A traced run is read from top to bottom: one thread, in the order of the seeds.
    let threads =
        if trace { 1 } else { std::thread::available_parallelism().map_or(1, |n| n.get()) };
    let next = AtomicU64::new(first);
    let totals = Mutex::new((Tally::default(), 0));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + seeds {
                        break;
                    }
                    let mut print = |line: &str| {
                        if trace {
                            println!("{line}");
                        }
                    };
                    let result = run(seed, &mut print);
                    let mut totals = totals.lock().unwrap_or_else(PoisonError::into_inner);
                    match result {
                        Ok(ran) => totals.0 = totals.0.plus(ran),
                        Err(failure) => {
                            totals.1 += 1;
                            println!("{failure}");
                        }
                    }
                }
            });
        }
    });
    let (tally, failures) = totals.into_inner().unwrap_or_else(PoisonError::into_inner);
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    eprintln!("{seeds} seeds, {:.0} a minute: {tally:?}", seeds as f64 / minutes);
    println!("{} passed, {failures} failed", seeds - failures);
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("usage: simulate --seeds N [--seed S] [--trace]");
    ExitCode::from(2)
}

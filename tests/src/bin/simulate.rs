//! `simulate --seeds N [--seed S] [--trace]`: runs the simulation; a line per failure with its seed.

use std::process::ExitCode;
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
    let mut failures = 0;
    let mut tally = Tally::default();
    for seed in first..first + seeds {
        let mut print = |line: &str| {
            if trace {
                println!("{line}");
            }
        };
        match run(seed, &mut print) {
            Ok(ran) => tally = tally.plus(ran),
            Err(failure) => {
                failures += 1;
                println!("{failure}");
            }
        }
    }
    let minutes = started.elapsed().as_secs_f64() / 60.0;
    eprintln!("{seeds} seeds, {:.0} a minute: {tally:?}", seeds as f64 / minutes);
    println!("{} passed, {failures} failed", seeds - failures);
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage() -> ExitCode {
    eprintln!("usage: simulate --seeds N [--seed S] [--trace]");
    ExitCode::from(2)
}

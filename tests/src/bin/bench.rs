//! `bench`: the benchmark, as `cargo xtask bench` calls it. The same program is each of its
//! parties, in a process of its own.
#![expect(clippy::print_stdout, reason = "a command line tool answers on stdout")]

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use tests::bench;
use tokio::runtime::Builder;
use tokio::task::LocalSet;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the scenarios and prints the tables
    Run(bench::Args),
    /// Sets up the folder of a relay with that many units
    Prepare { folder: PathBuf, units: usize },
    /// Is the relay, on the runtime that `soxa` has
    Relay { folder: PathBuf },
    /// Hosts devices, all on one thread
    Devices,
}

fn main() -> anyhow::Result<()> {
    let several = Builder::new_multi_thread().enable_all().build();
    match Cli::parse().command {
        Command::Run(args) => {
            println!("{}", several?.block_on(bench::run(&args))?);
            Ok(())
        }
        Command::Prepare { folder, units } => several?.block_on(bench::prepare(&folder, units)),
        Command::Relay { folder } => several?.block_on(bench::relay(&folder)),
        Command::Devices => {
            drop(several);
            let one = Builder::new_current_thread().enable_all().build()?;
            let ended = LocalSet::new().block_on(&one, bench::devices());
            // Standard input is read on a thread of its own, which may wait for ever.
            one.shutdown_background();
            ended
        }
    }
}

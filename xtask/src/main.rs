//! `cargo xtask …`: everything about this project that cargo alone cannot express.
//!
//! Cold starts are cheapest like this: this binary has few dependencies and is compiled by
//! whichever cargo called it (about 10 s); it finds or makes a toolchain that builds for
//! wasm32 ([`toolchain`]) and runs every further cargo with it, so that nothing of the
//! workspace is compiled twice. Heavy dependencies stand in the second binary, `xtask-pack`.
//!
//! What a command gives goes to stdout, what it says about its work to stderr.
#![expect(clippy::print_stdout, reason = "a command line tool answers on stdout")]

mod apt;
mod bench;
mod build;
mod dist;
mod e2e;
mod office;
mod proc;
mod serve;
mod simulate;
mod size;
mod stamp;
mod tally;
mod test;
mod tidy;
mod toolchain;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Commands of the Sổ Xã workspace")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything and serve it, with a demo commune on first start
    Serve(serve::Args),
    /// Run all tests, or one part, installing what they need
    Test(test::Args),
    /// Build the release `soxa` with the app inside, under target/release
    Build,
    /// Build the app only, into dist/
    Dist(dist::Args),
    /// Check the invariants of the repository
    Tidy,
    /// The size of the app, by file
    Size(size::Args),
    /// Run the sync simulator
    Simulate(simulate::Args),
    /// Measure relay and devices with a commune's season, and the peers beside them
    Bench(bench::Args),
}

fn main() -> ExitCode {
    let args = Args::parse();
    match run(args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<ExitCode> {
    let ws = Workspace::find()?;
    match args.command {
        Command::Serve(args) => serve::run(&ws, &args),
        Command::Test(args) => test::run(&ws, &args),
        Command::Build => build::run(&ws).map(|_| ExitCode::SUCCESS),
        Command::Dist(args) => dist::run(&ws, args.mode()).map(|()| ExitCode::SUCCESS),
        Command::Tidy => tidy::run(&ws),
        Command::Size(args) => size::run(&ws, &args),
        Command::Simulate(args) => simulate::run(&ws, &args),
        Command::Bench(args) => bench::run(&ws, &args),
    }
}

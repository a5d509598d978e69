//! `soxa`: see `soxa --help`.
//!
//! Exit codes (DESIGN §8): 0 done, 2 bad input with a message that says what and where, 1 anything
//! else. Results go to standard output as JSON, messages to standard error.

mod cli;

use std::process::ExitCode;

use backend::config::Cli;
use clap::Parser;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return cli::failed(&error.into()),
    };
    match runtime.block_on(cli::run(cli.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::failed(&error),
    }
}

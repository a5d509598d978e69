//! Counting: what the test runners said, added up.

use crate::proc::step;
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

/// How many tests passed and failed so far, and which parts had failures.
#[derive(Default)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    failures: Vec<String>,
}

/// Numbers of one runner's closing lines.
#[derive(Default, Debug, PartialEq, Eq, Clone, Copy)]
struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Runs something that passes or fails as a whole: it counts as one test.
    pub(crate) fn check(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        step(format!("test: {name}"));
        let started = Instant::now();
        let result = work();
        let ok = result.is_ok();
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => {
                eprintln!("  {error:#}");
                self.failed += 1;
                self.failures.push(name.to_owned());
            }
        }
        step(format!("test: {name}: {}", verdict(ok, started)));
        ok
    }

    /// Runs a test runner, shows its output and adds up its closing lines.
    pub(crate) fn suite(&mut self, name: &str, command: &mut Command) {
        step(format!("test: {name}"));
        let started = Instant::now();
        let (ok, counts) = match listen(command) {
            Ok(heard) => heard,
            Err(error) => {
                eprintln!("  {error:#}");
                (false, Counts::default())
            }
        };
        self.passed += counts.passed;
        self.skipped += counts.skipped;
        // a runner that fails without a failed test did not compile, or crashed
        self.failed += if ok { counts.failed } else { counts.failed.max(1) };
        let ok = ok && counts.failed == 0;
        if !ok {
            self.failures.push(name.to_owned());
        }
        step(format!("test: {name}: {}", verdict(ok, started)));
    }

    /// The closing lines, the last of them the sum; whether all passed.
    pub(crate) fn close(&self) -> bool {
        for name in &self.failures {
            println!("failed: {name}");
        }
        if self.skipped > 0 {
            println!("skipped or ignored: {}", self.skipped);
        }
        println!("{} passed, {} failed", self.passed, self.failed);
        // a run that has tested nothing is no success
        self.failed == 0 && self.passed > 0
    }
}

fn verdict(ok: bool, started: Instant) -> String {
    let word = if ok { "passed" } else { "FAILED" };
    format!("{word} after {} s", started.elapsed().as_secs())
}

/// Runs the command, passing its stdout on line by line while counting.
fn listen(command: &mut Command) -> Result<(bool, Counts)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", command.get_program().display()))?;
    let mut counts = Counts::default();
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            let more = cargo_line(&line).or_else(|| playwright_line(&line)).unwrap_or_default();
            counts.passed += more.passed;
            counts.failed += more.failed;
            counts.skipped += more.skipped;
        }
    }
    Ok((child.wait()?.success(), counts))
}

/// "test result: ok. 12 passed; 0 failed; 1 ignored; …"
fn cargo_line(line: &str) -> Option<Counts> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut counts = Counts::default();
    for part in rest.split("; ") {
        let (number, word) = part.split_once(' ')?;
        let Ok(number) = number.parse() else { continue };
        match word {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "ignored" => counts.skipped = number,
            _ => {}
        }
    }
    Some(counts)
}

/// "  3 passed (5.2s)", "  1 failed", "  2 skipped" of Playwright's list reporter. A test that
/// passed only when repeated is no passed test.
fn playwright_line(line: &str) -> Option<Counts> {
    let (number, word) = line.strip_prefix("  ")?.split_once(' ')?;
    let number = number.parse().ok()?;
    let word = word.split(" (").next()?;
    let mut counts = Counts::default();
    match word {
        "passed" => counts.passed = number,
        "failed" | "flaky" | "interrupted" | "did not run" => counts.failed = number,
        "skipped" => counts.skipped = number,
        _ => return None,
    }
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_both_runners_are_understood() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.00s";
        let counts = Counts { passed: 12, failed: 2, skipped: 1 };
        assert_eq!(cargo_line(line), Some(counts));
        assert_eq!(cargo_line("running 3 tests"), None);

        let passed = Counts { passed: 3, ..Counts::default() };
        assert_eq!(playwright_line("  3 passed (5.2s)"), Some(passed));
        let flaky = Counts { failed: 1, ..Counts::default() };
        assert_eq!(playwright_line("  1 flaky"), Some(flaky));
        assert_eq!(playwright_line("  1 did not run"), Some(flaky));
        assert_eq!(playwright_line("  ✓  1 smoke.spec.ts:3:1 › opens (1s)"), None);
    }

    #[test]
    fn a_runner_that_dies_counts_as_one_failure() {
        let mut tally = Tally::default();
        tally.suite("dies", Command::new("sh").args(["-c", "exit 101"]));
        tally.suite(
            "fails",
            Command::new("sh").args([
                "-c",
                "echo 'test result: FAILED. 1 passed; 2 failed; 0 ignored'; exit 101",
            ]),
        );
        tally.suite("is missing", &mut Command::new("no-such-program"));
        assert!(tally.check("a check", || Ok(())));
        assert_eq!((tally.passed, tally.failed), (2, 4));
        assert_eq!(tally.failures, ["dies", "fails", "is missing"]);
    }
}

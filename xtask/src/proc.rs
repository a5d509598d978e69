//! Running other programs: one way to start them, and errors that say which one failed.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Lines of a failed program's output that are worth showing.
const TAIL_LINES: usize = 20;

/// Says, in a line, what xtask is about to do.
pub(crate) fn step(what: impl std::fmt::Display) {
    eprintln!("▸ {what}");
}

/// A command without what `cargo run` put into our environment for ourselves: another
/// toolchain must not load this one's libraries, nor a build script see xtask's manifest.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || text == "CARGO"
            || text == "LD_LIBRARY_PATH"
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Whether the program can be found and answers `--version`.
pub(crate) fn exists(program: &str) -> bool {
    command(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command with its output shown; an error if it fails. Stdout goes to stderr, so
/// that ours holds only what was asked for.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .stdout(std::io::stderr())
        .status()
        .with_context(|| format!("cannot start {}", name(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", name(command));
    }
    Ok(())
}

/// Runs a command and gives its stdout; stderr is shown.
pub(crate) fn stdout(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", name(command)))?;
    if !output.status.success() {
        bail!("{} failed ({})", name(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("output of {}", name(command)))
}

/// Runs a command with its output in `log`, whose end becomes the error if it fails or takes
/// longer than `limit`.
pub(crate) fn quietly(command: &mut Command, log: &Path, limit: Duration) -> Result<()> {
    end_with_us();
    let out = File::create(log).with_context(|| log.display().to_string())?;
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(out)
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start {}", name(command)))?;
    QUIET.store(child.id(), Ordering::SeqCst);
    let started = Instant::now();
    let failure = loop {
        let ended = child.try_wait()?;
        if ended.is_some() {
            QUIET.store(0, Ordering::SeqCst);
        }
        match ended {
            Some(status) if status.success() => return Ok(()),
            Some(status) => break status.to_string(),
            None if started.elapsed() > limit => {
                if !kill_group(child.id()) {
                    child.kill()?;
                }
                child.wait()?;
                break format!("gave up after {} s", limit.as_secs());
            }
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n  ");
    bail!("{} failed ({failure})\n  {tail}", name(command))
}

/// What [`quietly`] runs now, 0 for nothing. It is a process group of its own, so the terminal's
/// Ctrl-C does not reach it.
static QUIET: AtomicU32 = AtomicU32::new(0);

/// From now on an interrupted xtask takes along what it runs quietly: an install that goes on alone
/// would hold its lock against the next try.
#[expect(clippy::disallowed_methods, reason = "as the signal would: main waits in some child")]
fn end_with_us() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let set = ctrlc::set_handler(|| {
            let running = QUIET.load(Ordering::SeqCst);
            if running != 0 {
                kill_group(running);
            }
            std::process::exit(130);
        });
        if let Err(error) = set {
            step(format_args!("an interruption will not end what is being installed: {error}"));
        }
    });
}

/// Ends a process and its children: a download that goes on would hold the log and the lock.
fn kill_group(leader: u32) -> bool {
    let group = format!("-{leader}");
    let killed = Command::new("kill").args(["-KILL", "--", &group]).status();
    killed.is_ok_and(|status| status.success())
}

/// The command as one would type it, for messages.
fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut text = program.to_string_lossy().into_owned();
    for arg in command.get_args().take(6) {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    if command.get_args().len() > 6 {
        text.push_str(" …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command_and_ends_with_what_it_said() {
        let log = std::env::temp_dir().join(format!("xtask-proc-{}", std::process::id()));
        let failed = quietly(
            command("sh").args(["-c", "echo hello; exit 3"]),
            &log,
            Duration::from_secs(10),
        );
        let text = format!("{:#}", failed.unwrap_err());
        assert!(text.contains("sh -c") && text.contains("exit status: 3"), "{text}");
        assert!(text.ends_with("hello"), "{text}");

        let slow = quietly(command("sleep").arg("30"), &log, Duration::from_millis(100));
        assert!(format!("{:#}", slow.unwrap_err()).contains("gave up"));
        std::fs::remove_file(log).unwrap();
    }
}

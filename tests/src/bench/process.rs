//! The parties of the bench, each a process of its own, and what they cost as /proc tells it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::oneshot;

use super::proxy::Proxy;

/// What /proc counts CPU time in; fixed on Linux for all that can see it from outside the kernel.
const CLOCK_TICKS_PER_SECOND: f64 = 100.0;

/// User and system time of a process with all its threads, and its resident memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) cpu_seconds: f64,
    pub(crate) rss_mib: f64,
    pub(crate) peak_rss_mib: f64,
}

impl Usage {
    fn of(pid: u32) -> Result<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let (_, fields) = stat.rsplit_once(')').context("stat without a name")?;
        let ticks: f64 = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<f64>().unwrap_or(0.0))
            .sum();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let mib = |name: &str| -> Result<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes =
                line.and_then(|line| line.trim_start_matches(':').split_whitespace().next());
            Ok(kilobytes.context("no such line")?.parse::<f64>()? / 1024.0)
        };
        Ok(Self {
            cpu_seconds: ticks / CLOCK_TICKS_PER_SECOND,
            rss_mib: mib("VmRSS")?,
            peak_rss_mib: mib("VmHWM")?,
        })
    }

    /// CPU seconds used after `before`.
    pub(crate) fn since(self, before: Self) -> f64 {
        self.cpu_seconds - before.cpu_seconds
    }
}

/// Bytes of all files below a folder, and how many they are.
pub(crate) fn folder_size(folder: &Path) -> Result<(u64, u64)> {
    let (mut bytes, mut files) = (0, 0);
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // SQLite deletes its log while we look.
        let Ok(metadata) = entry.metadata() else { continue };
        if metadata.is_dir() {
            let inner = folder_size(&entry.path())?;
            bytes += inner.0;
            files += inner.1;
        } else {
            bytes += metadata.len();
            files += 1;
        }
    }
    Ok((bytes, files))
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// This program in another of its parts.
fn part(name: &str) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(name).kill_on_drop(true);
    Ok(command)
}

/// Sets up a relay's folder with that many units.
pub(crate) async fn prepare_relay(folder: &Path, units: usize) -> Result<()> {
    let status = part("prepare")?.arg(folder).arg(units.to_string()).status().await?;
    ensure!(status.success(), "the relay's folder could not be set up");
    Ok(())
}

/// A relay with the proxy in front of it.
pub(crate) struct RelayProcess {
    child: Child,
    pub(crate) proxy: Proxy,
    pub(crate) folder: PathBuf,
}

impl RelayProcess {
    /// On a folder that was set up.
    pub(crate) async fn start(folder: &Path, delay: Duration) -> Result<Self> {
        let log = std::fs::File::create(folder.with_extension("log"))?;
        let mut command = part("relay")?;
        let mut child = command.arg(folder).stdout(Stdio::piped()).stderr(log).spawn()?;
        let stdout = child.stdout.take().context("a pipe")?;
        let line = BufReader::new(stdout).lines().next_line().await?;
        let port = line.as_deref().and_then(|line| line.strip_prefix("ready "));
        let port = port.context("the relay did not start")?.parse()?;
        let proxy = Proxy::start(port, delay).await?;
        Ok(Self { child, proxy, folder: folder.to_owned() })
    }

    /// Where devices connect.
    pub(crate) fn url(&self) -> String {
        format!("ws://127.0.0.1:{}/sync", self.proxy.port)
    }

    pub(crate) fn usage(&self) -> Result<Usage> {
        Usage::of(self.child.id().context("the relay has ended")?)
    }

    /// Waits until its folder keeps its size.
    pub(crate) async fn until_stored(&self, quiet: Duration) -> Result<()> {
        let (mut size, mut since) = (None, Instant::now());
        while since.elapsed() < quiet {
            let now = folder_size(&self.folder)?.0;
            if size != Some(now) {
                (size, since) = (Some(now), Instant::now());
            }
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        Ok(())
    }

    /// Ends it as an operator would.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let pid = self.child.id().context("the relay has ended")?;
        let mut kill = Command::new("kill");
        ensure!(kill.arg("-TERM").arg(pid.to_string()).status().await?.success(), "no kill");
        let status = self.child.wait().await?;
        ensure!(status.success(), "the relay ended with {status}");
        Ok(())
    }
}

type Pending = Arc<Mutex<HashMap<u64, oneshot::Sender<Result<Value>>>>>;

/// A process that hosts devices.
pub(crate) struct Client {
    child: Child,
    stdin: tokio::sync::Mutex<ChildStdin>,
    pending: Pending,
    next: AtomicU64,
}

impl Client {
    pub(crate) fn start() -> Result<Self> {
        let mut command = part("devices")?;
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let stdin = tokio::sync::Mutex::new(child.stdin.take().context("a pipe")?);
        let stdout = child.stdout.take().context("a pipe")?;
        let pending = Pending::default();
        let waiting = pending.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(stdout).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let Ok(mut answer) = serde_json::from_str::<Value>(&line) else { continue };
                let id = answer["id"].as_u64().unwrap_or_default();
                let sender = waiting.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
                let result = match answer["error"].take() {
                    Value::Null => Ok(answer["result"].take()),
                    error => Err(anyhow!("{}", error.as_str().unwrap_or("failed"))),
                };
                if let Some(sender) = sender {
                    let _ = sender.send(result);
                }
            }
            // Whoever still waits learns that the process has ended.
            waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        });
        Ok(Self { child, stdin, pending, next: AtomicU64::new(1) })
    }

    /// Asks for something and waits for the answer.
    pub(crate) async fn call(&self, op: &str, parameters: Value) -> Result<Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(id, sender);
        let mut request = json!({ "id": id, "op": op });
        if let (Value::Object(request), Value::Object(parameters)) = (&mut request, parameters) {
            request.extend(parameters);
        }
        self.stdin.lock().await.write_all(format!("{request}\n").as_bytes()).await?;
        answer
            .await
            .with_context(|| format!("{op}: the devices' process has ended"))?
            .with_context(|| op.to_owned())
    }

    pub(crate) fn usage(&self) -> Result<Usage> {
        Usage::of(self.child.id().context("the devices' process has ended")?)
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        drop(self.stdin);
        let status = self.child.wait().await?;
        ensure!(status.success(), "the devices' process ended with {status}");
        Ok(())
    }
}

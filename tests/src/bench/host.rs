//! A process that hosts devices and obeys JSON lines on standard input:
//! `{"id", "op", …}` → `{"id", "result"}` or `{"id", "error"}`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::task::spawn_local;

use super::commune::{Who, workbook};
use super::device::{Tablet, now_ms};
use super::records;
use super::workload::{self, Edit, Options, season_edits};

/// Longest wait for what must happen.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the bench asks for. Units are numbers from 0; a version is a document's heads.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Command {
    Open {
        device: String,
        who: String,
        session: u8,
        directory: Option<PathBuf>,
    },
    PlaySeason {
        device: String,
        unit: usize,
        options: Options,
    },
    Apply {
        device: String,
        unit: usize,
        edit: Edit,
    },
    Connect {
        devices: Vec<String>,
        url: String,
    },
    Disconnect {
        devices: Vec<String>,
    },
    Versions {
        device: String,
        units: Vec<usize>,
    },
    /// Until every document is there at its version and stored.
    AwaitVersions {
        device: String,
        versions: BTreeMap<String, String>,
    },
    /// Until each device's document is there and the relay has all of it.
    AwaitSettled {
        devices: BTreeMap<String, usize>,
    },
    Digest {
        device: String,
        unit: usize,
    },
    Consolidate {
        device: String,
        units: Vec<usize>,
    },
    ReadRecord {
        device: String,
        unit: usize,
        record: String,
    },
    Conflicts {
        device: String,
        unit: usize,
        record: String,
        field: String,
    },
    Watch {
        device: String,
        units: Vec<usize>,
        record: String,
    },
    Watched {
        device: String,
        unit: usize,
    },
    Metronome {
        devices: Vec<Beat>,
        record: String,
        count: i64,
        every_ms: f64,
    },
    Close {
        devices: Vec<String>,
    },
}

/// One device's part of a metronome.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Beat {
    device: String,
    unit: usize,
    offset_ms: f64,
}

#[derive(Deserialize)]
struct Request {
    id: u64,
    #[serde(flatten)]
    command: Command,
}

/// Writes a line to standard output.
pub(crate) fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Obeys until standard input ends.
pub(crate) async fn obey() -> Result<()> {
    let host = Rc::new(Host::default());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        let Request { id, command } = serde_json::from_str(&line).context(line)?;
        let host = host.clone();
        spawn_local(async move {
            let answer = match host.run(command).await {
                Ok(result) => json!({ "id": id, "result": result }),
                Err(error) => json!({ "id": id, "error": format!("{error:#}") }),
            };
            // Who asked is gone: then standard input ends too, and with it this process.
            let _ = say(&answer.to_string());
        });
    }
    Ok(())
}

#[derive(Default)]
struct Host {
    devices: std::cell::RefCell<BTreeMap<String, Tablet>>,
}

impl Host {
    fn device(&self, name: &str) -> Result<Tablet> {
        self.devices.borrow().get(name).cloned().with_context(|| format!("no device {name}"))
    }

    async fn run(&self, command: Command) -> Result<Value> {
        match command {
            Command::Open { device, who, session, directory } => {
                let start = Instant::now();
                let tablet = Tablet::open(Who::parse(&who)?, session, directory.as_deref())?;
                self.devices.borrow_mut().insert(device, tablet);
                return Ok(json!({ "ms": ms_since(start) }));
            }
            Command::PlaySeason { device, unit, options } => {
                return play_season(&self.device(&device)?, unit, &options).await;
            }
            Command::Apply { device, unit, edit } => {
                self.device(&device)?.apply(workbook(unit), &edit)?;
            }
            Command::Connect { devices, url } => {
                for device in devices {
                    self.device(&device)?.connect(&url)?;
                }
            }
            Command::Disconnect { devices } => {
                for device in devices {
                    self.device(&device)?.disconnect()?;
                }
            }
            Command::Versions { device, units } => {
                let tablet = self.device(&device)?;
                let version = |unit| (unit, tablet.version(workbook(unit)));
                let versions: BTreeMap<usize, String> = units.into_iter().map(version).collect();
                return Ok(json!(versions));
            }
            Command::AwaitVersions { device, versions } => {
                return await_versions(&self.device(&device)?, versions).await;
            }
            Command::AwaitSettled { devices } => {
                for (device, unit) in devices {
                    let tablet = self.device(&device)?;
                    let settled = || {
                        let status = tablet.status(workbook(unit));
                        let status = status.filter(|status| !status.behind && status.unsent == 0);
                        tablet.is_live() && status.is_some_and(|s| !s.receipt.is_empty())
                    };
                    wait(&tablet, settled, || format!("{device}: not settled")).await?;
                }
                return Ok(json!({ "at": now_ms() }));
            }
            Command::Digest { device, unit } => {
                let tablet = self.device(&device)?;
                let doc = tablet.document(workbook(unit))?;
                return Ok(json!(workload::digest(&records::read_all(&doc)?)));
            }
            Command::Consolidate { device, units } => {
                return consolidate(&self.device(&device)?, &units);
            }
            Command::ReadRecord { device, unit, record } => {
                let tablet = self.device(&device)?;
                let doc = tablet.document(workbook(unit))?;
                return Ok(json!(records::read_record(&doc, &record)?));
            }
            Command::Conflicts { device, unit, record, field } => {
                let tablet = self.device(&device)?;
                let doc = tablet.document(workbook(unit))?;
                return Ok(json!(records::conflicts(&doc, &record, &field)?));
            }
            Command::Watch { device, units, record } => {
                let tablet = self.device(&device)?;
                for unit in units {
                    tablet.watch(workbook(unit), record.clone());
                }
            }
            Command::Watched { device, unit } => {
                return Ok(json!(self.device(&device)?.watched(workbook(unit))));
            }
            Command::Metronome { devices, record, count, every_ms } => {
                let mut beats = Vec::new();
                for Beat { device, unit, offset_ms } in devices {
                    let tablet = self.device(&device)?;
                    let start = now_ms() + offset_ms;
                    beats.push(beat(tablet, unit, &record, count, start, every_ms));
                }
                return Ok(json!(futures::future::try_join_all(beats).await?));
            }
            Command::Close { devices } => {
                for device in devices {
                    self.device(&device)?.disconnect()?;
                    self.devices.borrow_mut().remove(&device);
                }
            }
        }
        Ok(Value::Null)
    }
}

fn ms_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// Waits until something holds of a device.
async fn wait(
    tablet: &Tablet,
    holds: impl Fn() -> bool,
    otherwise: impl Fn() -> String,
) -> Result<()> {
    let waiting = async {
        loop {
            let moved = tablet.moved();
            if holds() {
                return;
            }
            moved.await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting)
        .await
        .map_err(|_| anyhow!("after {} s: {}", PATIENCE.as_secs(), otherwise()))
}

/// All edits of a unit's season, with a breath after each record.
async fn play_season(tablet: &Tablet, unit: usize, options: &Options) -> Result<Value> {
    let edits = season_edits(unit, options);
    let start = Instant::now();
    let mut slowest: f64 = 0.0;
    for edit in &edits {
        let begin = Instant::now();
        tablet.apply(workbook(unit), edit)?;
        slowest = slowest.max(ms_since(begin));
        if matches!(edit, Edit::Splice { .. }) {
            tokio::task::yield_now().await;
        }
    }
    Ok(json!({ "ms": ms_since(start), "edits": edits.len(), "slowestMs": slowest }))
}

async fn await_versions(tablet: &Tablet, versions: BTreeMap<String, String>) -> Result<Value> {
    let numbered: Result<BTreeMap<usize, String>, std::num::ParseIntError> =
        versions.into_iter().map(|(unit, version)| Ok((unit.parse()?, version))).collect();
    let missing = std::cell::RefCell::new(numbered?);
    let arrived = || {
        let mut missing = missing.borrow_mut();
        missing.retain(|unit, version| {
            let document = workbook(*unit);
            let stored = tablet.status(document).is_some_and(|status| status.unsaved == 0);
            !stored || tablet.version(document) != *version
        });
        missing.is_empty()
    };
    wait(tablet, arrived, || format!("{} documents missing", missing.borrow().len())).await?;
    Ok(json!({ "at": now_ms() }))
}

/// The consolidated view: all records of all units, counted by task and status.
fn consolidate(tablet: &Tablet, units: &[usize]) -> Result<Value> {
    let start = Instant::now();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for unit in units {
        let doc = tablet.document(workbook(*unit))?;
        for record in records::read_all(&doc)?.values() {
            let text = |name| match record.get(name) {
                Some(workload::Value::Text(text)) => text.as_str(),
                _ => "",
            };
            let key = format!("{} {}", text("taskId"), text("status"));
            *counts.entry(key).or_default() += 1;
        }
    }
    Ok(json!({ "ms": ms_since(start), "records": counts.values().sum::<usize>() }))
}

/// Sets `participants` to 1001, 1002 … at fixed intervals; gives the moment before each edit.
async fn beat(
    tablet: Tablet,
    unit: usize,
    record: &str,
    count: i64,
    start: f64,
    every_ms: f64,
) -> Result<Vec<(i64, f64)>> {
    let mut made = Vec::new();
    for index in 0..count {
        let due = start + index as f64 * every_ms - now_ms();
        tokio::time::sleep(Duration::from_secs_f64(due.max(0.0) / 1000.0)).await;
        let value = 1001 + index;
        made.push((value, now_ms()));
        let edit = Edit::participants(record, value, 1_800_000_000_000 + index);
        tablet.apply(workbook(unit), &edit)?;
    }
    if made.is_empty() {
        bail!("nothing to do");
    }
    Ok(made)
}

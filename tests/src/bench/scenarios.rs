//! The scenarios W1 to W6. Each gives plain numbers, under the names that the peers' harness uses.

mod online;
mod season;

pub(crate) use online::{fan_in, one_edit_online, same_record_offline};
pub(crate) use season::{Season, cold_start, edit_offline, reconnect, season};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::process::{Client, copy_folder, prepare_relay};
use super::workload::Options;

/// What a scenario works with.
pub(crate) struct Context {
    /// A folder for this run.
    pub(crate) work: PathBuf,
    pub(crate) options: Options,
    pub(crate) scale: Scale,
}

impl Context {
    /// A silence that must last that long, in a trial only a part of it.
    fn silence(&self, full: Duration) -> Duration {
        full / self.scale.hurry
    }
}

/// How much is done online, and at what pace.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Edits of W2.
    edits: usize,
    /// Devices of W6.
    devices: usize,
    /// Edits of each device of W6.
    beats: usize,
    /// Silences and the pauses between edits are divided by it.
    hurry: u32,
}

impl Scale {
    /// The workload's.
    pub(crate) const FULL: Self = Self { edits: 200, devices: 200, beats: 20, hurry: 1 };
    /// Enough for everything to happen more than once.
    pub(crate) const TRIAL: Self = Self { edits: 5, devices: 4, beats: 3, hurry: 20 };
}

/// Versions of documents, by unit.
pub(crate) type Versions = BTreeMap<String, String>;

fn device_name(unit: usize) -> String {
    format!("device-{unit}")
}

fn device_names(units: usize) -> Vec<String> {
    (0..units).map(device_name).collect()
}

async fn open(
    client: &Client,
    device: &str,
    who: &str,
    session: u8,
    directory: Option<&Path>,
) -> Result<Value> {
    let parameters =
        json!({ "device": device, "who": who, "session": session, "directory": directory });
    client.call("open", parameters).await
}

async fn versions(client: &Client, device: &str, units: &[usize]) -> Result<Versions> {
    let versions = client.call("versions", json!({ "device": device, "units": units })).await?;
    Ok(serde_json::from_value(versions)?)
}

/// When the device had every version, in milliseconds of the day's clock.
async fn await_versions(client: &Client, device: &str, versions: &Versions) -> Result<f64> {
    let parameters = json!({ "device": device, "versions": versions });
    let answer = client.call("awaitVersions", parameters).await?;
    Ok(answer["at"].as_f64().unwrap_or(f64::NAN))
}

/// A relay's folder with that many units, set up once for each number.
async fn relay_folder(context: &Context, name: &str, units: usize) -> Result<PathBuf> {
    let template = context.work.join(format!("../relay-{units}"));
    if !template.exists() {
        prepare_relay(&template, units).await?;
    }
    let folder = context.work.join(name);
    copy_folder(&template, &folder)?;
    Ok(folder)
}

/// Joins two objects of measures.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

//! W1, W3 and W5: a season made offline, everybody's return, reconnecting, and starting cold.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::super::device::now_ms;
use super::super::process::{Client, RelayProcess, Usage, copy_folder, folder_size};
use super::super::statistics::{max, median, min};
use super::super::workload::{Edit, digest, final_records, season_edits};
use super::{
    Context, Versions, await_versions, device_name, device_names, joined, open, relay_folder,
    versions,
};

/// Both ways together in W3.
const ROUND_TRIP_MS: u64 = 200;
/// W1 and W5 count bytes until this much silence.
const QUIET: Duration = Duration::from_secs(2);
/// As long a silence as the peers are given in W3.
const QUIET_DELAYED: Duration = Duration::from_secs(6);
/// The relay's folder keeps its size for that long before it counts as written.
const STORED: Duration = Duration::from_secs(4);

/// What the offline half of W1 leaves: devices' stores, made once and copied for each run.
pub(crate) struct Season {
    folder: PathBuf,
    versions: Versions,
}

impl Season {
    /// The store of one unit's device, copied to `name`.
    pub(super) fn copy(&self, context: &Context, unit: usize, name: &str) -> Result<PathBuf> {
        let folder = context.work.join(name);
        copy_folder(&self.folder.join(device_name(unit)), &folder)?;
        Ok(folder)
    }

    pub(super) fn version(&self, unit: usize) -> Versions {
        let unit = unit.to_string();
        self.versions.get(&unit).map(|version| (unit, version.clone())).into_iter().collect()
    }
}

/// The offline half of W1: each device gets its empty workbook from the relay, as when it is
/// handed out, and then makes its season without it.
pub(crate) async fn edit_offline(context: &Context, units: usize) -> Result<(Value, Season)> {
    let folder = context.work.join("season");
    let relay = relay_folder(context, "server-enrol", context.options.units).await?;
    let relay = RelayProcess::start(&relay, Duration::ZERO).await?;
    let devices = Client::start()?;
    for unit in 0..units {
        let name = device_name(unit);
        open(&devices, &name, &unit.to_string(), 0, Some(&folder.join(&name))).await?;
    }
    let names = device_names(units);
    devices.call("connect", json!({ "devices": names, "url": relay.url() })).await?;
    let all: serde_json::Map<_, _> = (0..units).map(|u| (device_name(u), json!(u))).collect();
    devices.call("awaitSettled", json!({ "devices": all })).await?;
    devices.call("disconnect", json!({ "devices": names })).await?;
    relay.stop().await?;

    let before = devices.usage()?;
    let mut season = Season { folder, versions: Versions::new() };
    let (mut per_edit, mut slowest) = (Vec::new(), Vec::new());
    for unit in 0..units {
        let device = device_name(unit);
        let parameters = json!({ "device": device, "unit": unit, "options": context.options });
        let played = devices.call("playSeason", parameters).await?;
        let number = |name: &str| played[name].as_f64().unwrap_or(f64::NAN);
        per_edit.push(number("ms") / number("edits"));
        slowest.push(number("slowestMs"));
        season.versions.extend(versions(&devices, &device, &[unit]).await?);
    }
    let after = devices.usage()?;
    devices.call("close", json!({ "devices": names })).await?;
    devices.stop().await?;
    let result = json!({
        "msPerEditMedian": median(&per_edit), "msPerEditMin": min(&per_edit),
        "msPerEditMax": max(&per_edit), "slowestEditMs": max(&slowest),
        "cpuSeconds": after.since(before), "peakRssMiB": after.peak_rss_mib,
        "devicesDiskBytes": folder_size(&season.folder)?.0,
    });
    Ok((result, season))
}

struct Costs {
    relay: Usage,
    devices: Usage,
    supervisor: Usage,
}

/// W1: all devices return at once after the season; an empty supervisor must get everything.
pub(crate) async fn season(context: &Context, season: &Season) -> Result<Value> {
    let units = context.options.units;
    let (devices, supervisor) = (Client::start()?, Client::start()?);
    for unit in 0..units {
        let name = device_name(unit);
        let folder = season.copy(context, unit, &name)?;
        open(&devices, &name, &unit.to_string(), 0, Some(&folder)).await?;
        let loaded = versions(&devices, &name, &[unit]).await?;
        ensure!(loaded == season.version(unit), "device {unit} lost edits");
    }
    let own = context.work.join("supervisor");
    open(&supervisor, "supervisor", "supervisor", 0, Some(&own)).await?;
    let relay = relay_folder(context, "server", units).await?;
    let relay = RelayProcess::start(&relay, Duration::ZERO).await?;
    let before =
        Costs { relay: relay.usage()?, devices: devices.usage()?, supervisor: supervisor.usage()? };
    let wire = relay.proxy.snapshot();

    let start = now_ms();
    let names = device_names(units);
    let all: serde_json::Map<_, _> = (0..units).map(|u| (device_name(u), json!(u))).collect();
    let (connected, following) = tokio::join!(
        devices.call("connect", json!({ "devices": names, "url": relay.url() })),
        supervisor.call("connect", json!({ "devices": ["supervisor"], "url": relay.url() })),
    );
    connected?;
    following?;
    let (arrived, receipted) = tokio::join!(
        await_versions(&supervisor, "supervisor", &season.versions),
        devices.call("awaitSettled", json!({ "devices": all })),
    );
    let (arrived, receipted) = (arrived?, receipted?["at"].as_f64().unwrap_or(f64::NAN));
    relay.proxy.until_quiet(context.silence(QUIET)).await;
    let result = joined(
        json!({
            "convergedSeconds": (arrived - start) / 1000.0,
            "receiptedSeconds": (receipted - start) / 1000.0,
            "serverCpuSeconds": relay.usage()?.since(before.relay),
            "devicesCpuSeconds": devices.usage()?.since(before.devices),
            "supervisorCpuSeconds": supervisor.usage()?.since(before.supervisor),
        }),
        relay.proxy.since(wire),
    );
    relay.until_stored(context.silence(STORED)).await?;
    let memory = json!({
        "serverPeakRssMiB": relay.usage()?.peak_rss_mib,
        "devicesPeakRssMiB": devices.usage()?.peak_rss_mib,
        "supervisorPeakRssMiB": supervisor.usage()?.peak_rss_mib,
    });
    for unit in 0..units {
        let expected = digest(&final_records(&season_edits(unit, &context.options)));
        let parameters = json!({ "device": "supervisor", "unit": unit });
        let found = supervisor.call("digest", parameters).await?;
        ensure!(found == json!(expected), "unit {unit} differs from the workload");
    }
    supervisor.call("close", json!({ "devices": ["supervisor"] })).await?;
    devices.call("close", json!({ "devices": names })).await?;
    supervisor.stop().await?;
    devices.stop().await?;
    let folder = relay.folder.clone();
    relay.stop().await?;
    let (bytes, files) = folder_size(&folder)?;
    let disk = json!({
        "serverDiskBytes": bytes, "serverDiskFiles": files,
        "supervisorDiskBytes": folder_size(&own)?.0,
        "roundTripsPerConnection": result["flights"].as_f64().unwrap_or(f64::NAN)
            / 2.0 / result["connections"].as_f64().unwrap_or(f64::NAN),
    });
    Ok(joined(joined(result, memory), disk))
}

/// One session of the supervisor over the slow network.
async fn supervisor_session(
    context: &Context,
    relay: &RelayProcess,
    awaited: &Versions,
) -> Result<Value> {
    let supervisor = Client::start()?;
    let folder = context.work.join("supervisor");
    open(&supervisor, "supervisor", "supervisor", 0, Some(&folder)).await?;
    let (wire, before, own) = (relay.proxy.snapshot(), relay.usage()?, supervisor.usage()?);
    let start = Instant::now();
    supervisor.call("connect", json!({ "devices": ["supervisor"], "url": relay.url() })).await?;
    await_versions(&supervisor, "supervisor", awaited).await?;
    let arrived = start.elapsed();
    let last_byte = relay.proxy.until_quiet(context.silence(QUIET_DELAYED)).await - start;
    let round_trips = |time: Duration| time.as_secs_f64() * 1000.0 / ROUND_TRIP_MS as f64;
    let session = joined(
        json!({
            "serverCpuSeconds": relay.usage()?.since(before),
            "serverPeakRssMiB": relay.usage()?.peak_rss_mib,
            "supervisorCpuSeconds": supervisor.usage()?.since(own),
            "supervisorPeakRssMiB": supervisor.usage()?.peak_rss_mib,
            "roundTripsUntilQuiet": round_trips(last_byte),
            "roundTripsUntilArrived": round_trips(arrived),
        }),
        relay.proxy.since(wire),
    );
    supervisor.call("close", json!({ "devices": ["supervisor"] })).await?;
    supervisor.stop().await?;
    Ok(session)
}

/// W3: a device that has all documents reconnects, with nothing new and with one edit elsewhere.
/// Returns the versions after it.
pub(crate) async fn reconnect(context: &Context, season: &Season) -> Result<(Value, Versions)> {
    let delay = Duration::from_millis(ROUND_TRIP_MS / 2);
    let relay = RelayProcess::start(&context.work.join("server"), delay).await?;
    // The first session of a fresh relay pays for reading its store; the second is reported.
    supervisor_session(context, &relay, &season.versions).await?;
    let nothing_new = supervisor_session(context, &relay, &season.versions).await?;

    let editor = Client::start()?;
    open(&editor, "editor", "0", 0, Some(&context.work.join(device_name(0)))).await?;
    editor.call("connect", json!({ "devices": ["editor"], "url": relay.url() })).await?;
    editor.call("awaitSettled", json!({ "devices": { "editor": 0 } })).await?;
    let edits = season_edits(0, &context.options);
    let Some(Edit::Create { record }) = edits.first() else { anyhow::bail!("no edits") };
    let edit = Edit::participants(record.text("id"), 999, 1_800_000_000_000);
    editor.call("apply", json!({ "device": "editor", "unit": 0, "edit": edit })).await?;
    relay.proxy.until_quiet(context.silence(QUIET_DELAYED)).await;
    let target = versions(&editor, "editor", &[0]).await?;
    editor.call("close", json!({ "devices": ["editor"] })).await?;
    editor.stop().await?;
    let mut all = season.versions.clone();
    all.extend(target);
    let one_edit = supervisor_session(context, &relay, &all).await?;
    relay.stop().await?;
    Ok((json!({ "nothingNew": nothing_new, "oneEdit": one_edit }), all))
}

/// W5: a device starts cold, from its own store and from the network (the relay cold as well).
pub(crate) async fn cold_start(context: &Context, versions: &Versions) -> Result<Value> {
    let local = Client::start()?;
    // Answers once the process is up: what follows is the store's cost alone.
    local.call("close", json!({ "devices": [] })).await?;
    let empty = local.usage()?;
    let folder = context.work.join("supervisor");
    let loaded = open(&local, "supervisor", "supervisor", 0, Some(&folder)).await?;
    let load = local.usage()?;
    let units: Vec<usize> = (0..context.options.units).collect();
    let parameters = json!({ "device": "supervisor", "units": units });
    let read = local.call("consolidate", parameters).await?;
    let after = local.usage()?;
    local.stop().await?;
    let own = json!({
        "localLoadMs": loaded["ms"], "localLoadCpuSeconds": load.since(empty),
        "localConsolidateMs": read["ms"], "localPeakRssMiB": after.peak_rss_mib,
        "localAddedRssMiB": after.rss_mib - empty.rss_mib,
    });

    let relay = RelayProcess::start(&context.work.join("server"), Duration::ZERO).await?;
    let fresh = Client::start()?;
    open(&fresh, "fresh", "supervisor", 1, Some(&context.work.join("fresh"))).await?;
    let (wire, server, client) = (relay.proxy.snapshot(), relay.usage()?, fresh.usage()?);
    let start = now_ms();
    fresh.call("connect", json!({ "devices": ["fresh"], "url": relay.url() })).await?;
    let arrived = await_versions(&fresh, "fresh", versions).await?;
    relay.proxy.until_quiet(context.silence(QUIET)).await;
    let network = joined(
        json!({
            "networkSeconds": (arrived - start) / 1000.0,
            "serverCpuSeconds": relay.usage()?.since(server),
            "clientCpuSeconds": fresh.usage()?.since(client),
            "clientPeakRssMiB": fresh.usage()?.peak_rss_mib,
            "serverPeakRssMiB": relay.usage()?.peak_rss_mib,
        }),
        relay.proxy.since(wire),
    );
    fresh.call("close", json!({ "devices": ["fresh"] })).await?;
    fresh.stop().await?;
    relay.stop().await?;
    let disk = json!({ "clientDiskBytes": folder_size(&context.work.join("fresh"))?.0 });
    Ok(joined(joined(own, network), disk))
}

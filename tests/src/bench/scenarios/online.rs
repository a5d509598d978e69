//! W2, W4 and W6: editing online, two at the same record, and many devices at once.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::super::device::now_ms;
use super::super::process::{Client, RelayProcess, folder_size};
use super::super::statistics::{max, percentile};
use super::super::workload::{self, Edit, Fields, season_edits};
use super::{
    Context, Season, Versions, await_versions, device_name, device_names, joined, open,
    relay_folder, versions,
};

const QUIET: Duration = Duration::from_millis(1500);

fn first_record(context: &Context) -> Result<Fields> {
    match season_edits(0, &context.options).into_iter().next() {
        Some(Edit::Create { record }) => Ok(record),
        _ => bail!("the workload has no records"),
    }
}

type Moments = Vec<(i64, f64)>;

/// For each edit the time until its value, or a later one, was seen; those never seen are missing.
fn latencies(made: &Moments, seen: &Moments) -> Vec<f64> {
    let arrival = |value: i64| seen.iter().find(|(arrived, _)| *arrived >= value);
    made.iter().filter_map(|(value, at)| Some(arrival(*value)?.1 - at)).collect()
}

/// W2: one field edited online, in a document of a whole season.
pub(crate) async fn one_edit_online(context: &Context, season: &Season) -> Result<Value> {
    const EVERY_MS: f64 = 160.0;
    let edits = context.scale.edits;
    let every_ms = EVERY_MS / f64::from(context.scale.hurry);
    let quiet = context.silence(QUIET);
    let relay = relay_folder(context, "server-online", context.options.units).await?;
    let relay = RelayProcess::start(&relay, Duration::ZERO).await?;
    let (writer, reader) = (Client::start()?, Client::start()?);
    let store = season.copy(context, 0, "online-writer")?;
    open(&writer, "writer", "0", 0, Some(&store)).await?;
    open(&reader, "reader", "0", 1, Some(&context.work.join("online-reader"))).await?;
    writer.call("connect", json!({ "devices": ["writer"], "url": relay.url() })).await?;
    writer.call("awaitSettled", json!({ "devices": { "writer": 0 } })).await?;
    reader.call("connect", json!({ "devices": ["reader"], "url": relay.url() })).await?;
    await_versions(&reader, "reader", &season.version(0)).await?;
    relay.proxy.until_quiet(quiet).await;

    let record = first_record(context)?.text("id").to_owned();
    let watch = json!({ "device": "reader", "units": [0], "record": record });
    reader.call("watch", watch).await?;
    let (wire, server) = (relay.proxy.snapshot(), relay.usage()?);
    let (writes, reads) = (writer.usage()?, reader.usage()?);
    let beats = json!([{ "device": "writer", "unit": 0, "offsetMs": 0.0 }]);
    let metronome =
        json!({ "devices": beats, "record": record, "count": edits, "everyMs": every_ms });
    let made: Vec<Moments> = serde_json::from_value(writer.call("metronome", metronome).await?)?;
    relay.proxy.until_quiet(quiet).await;
    let wire = relay.proxy.since(wire);
    let each = |value: f64| value / edits as f64;
    let per_edit = |name: &str| each(wire[name].as_f64().unwrap_or(f64::NAN));
    let cpu = json!({
        "upBytesPerEdit": per_edit("upBytes"),
        "downBytesPerEdit": per_edit("downBytes"),
        "serverCpuMsPerEdit": each(relay.usage()?.since(server) * 1000.0),
        "writerCpuMsPerEdit": each(writer.usage()?.since(writes) * 1000.0),
        "readerCpuMsPerEdit": each(reader.usage()?.since(reads) * 1000.0),
        "serverPeakRssMiB": relay.usage()?.peak_rss_mib,
        "writerPeakRssMiB": writer.usage()?.peak_rss_mib,
        "readerPeakRssMiB": reader.usage()?.peak_rss_mib,
    });
    // What came after that silence has come all the same.
    await_versions(&reader, "reader", &versions(&writer, "writer", &[0]).await?).await?;
    let watched = reader.call("watched", json!({ "device": "reader", "unit": 0 })).await?;
    let latencies = latencies(&made[0], &serde_json::from_value(watched)?);
    for (client, device) in [(writer, "writer"), (reader, "reader")] {
        client.call("close", json!({ "devices": [device] })).await?;
        client.stop().await?;
    }
    let folder = relay.folder.clone();
    relay.stop().await?;
    let times = json!({
        "serverDiskBytes": folder_size(&folder)?.0,
        "latencyMsMedian": percentile(&latencies, 50.0),
        "latencyMsP95": percentile(&latencies, 95.0),
        "latencyMsMax": max(&latencies),
        "edits": edits, "arrived": latencies.len(),
    });
    Ok(joined(times, cpu))
}

/// W4: two devices edit the same record offline.
pub(crate) async fn same_record_offline(context: &Context) -> Result<Value> {
    let relay = relay_folder(context, "server-conflict", context.options.units).await?;
    let relay = RelayProcess::start(&relay, Duration::ZERO).await?;
    let host = Client::start()?;
    let record = first_record(context)?;
    let (id, result) = (record.text("id").to_owned(), record.text("result").to_owned());
    let names = ["left", "right"];
    for (session, name) in (0u8..).zip(names) {
        let folder = context.work.join(format!("conflict-{name}"));
        open(&host, name, "0", session, Some(&folder)).await?;
        host.call("connect", json!({ "devices": [name], "url": relay.url() })).await?;
        host.call("awaitSettled", json!({ "devices": { name: 0 } })).await?;
    }
    let create = Edit::Create { record };
    host.call("apply", json!({ "device": "left", "unit": 0, "edit": create })).await?;
    let created = versions(&host, "left", &[0]).await?;
    await_versions(&host, "right", &created).await?;
    let quiet = context.silence(QUIET);
    relay.proxy.until_quiet(quiet).await;
    host.call("disconnect", json!({ "devices": names })).await?;

    let splice = |at: usize, insert: &str, status: &str, updated_at: i64| Edit::Splice {
        id: id.clone(),
        at,
        remove: 0,
        insert: insert.to_owned(),
        fields: Fields(vec![
            ("status".to_owned(), workload::Value::Text(status.to_owned())),
            ("updatedAt".to_owned(), workload::Value::Number(updated_at)),
        ]),
    };
    let end = result.chars().count();
    let left = splice(0, "ĐẦU. ", "done", 1_800_000_000_001);
    let right = splice(end, " CUỐI.", "postponed", 1_800_000_000_002);
    host.call("apply", json!({ "device": "left", "unit": 0, "edit": left })).await?;
    host.call("apply", json!({ "device": "right", "unit": 0, "edit": right })).await?;
    let both =
        merged(&versions(&host, "left", &[0]).await?, &versions(&host, "right", &[0]).await?);
    let (wire, server, devices) = (relay.proxy.snapshot(), relay.usage()?, host.usage()?);
    let start = now_ms();
    host.call("connect", json!({ "devices": names, "url": relay.url() })).await?;
    let left = await_versions(&host, "left", &both).await?;
    let arrived = await_versions(&host, "right", &both).await?.max(left);
    relay.proxy.until_quiet(quiet).await;
    let costs = joined(
        json!({
            "convergedSeconds": (arrived - start) / 1000.0,
            "serverCpuSeconds": relay.usage()?.since(server),
            "devicesCpuSeconds": host.usage()?.since(devices),
            "serverPeakRssMiB": relay.usage()?.peak_rss_mib,
            "devicesPeakRssMiB": host.usage()?.peak_rss_mib,
        }),
        relay.proxy.since(wire),
    );

    let mut kept = serde_json::Map::new();
    for name in names {
        let of_record = json!({ "device": name, "unit": 0, "record": id });
        let found = host.call("readRecord", of_record.clone()).await?;
        let text = found["result"].as_str().unwrap_or_default();
        let insertions = [("left", text.starts_with("ĐẦU. ")), ("right", text.ends_with(" CUỐI."))];
        let insertions: Vec<_> =
            insertions.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
        let field = joined(of_record, json!({ "field": "status" }));
        kept.insert(
            name.to_owned(),
            json!({
                "status": found["status"],
                "keptBothInsertions": text == format!("ĐẦU. {result} CUỐI."),
                "insertionsKept": insertions,
                "statusConflicts": host.call("conflicts", field).await?,
            }),
        );
    }
    let agree = versions(&host, "left", &[0]).await? == versions(&host, "right", &[0]).await?
        && kept["left"]["status"] == kept["right"]["status"];
    kept.insert("devicesAgree".to_owned(), json!(agree));
    host.call("close", json!({ "devices": names })).await?;
    host.stop().await?;
    let folder = relay.folder.clone();
    relay.stop().await?;
    kept.insert("serverDiskBytes".to_owned(), json!(folder_size(&folder)?.0));
    Ok(joined(Value::Object(kept), costs))
}

/// The version of a document that has what two have that branched off: the heads of both.
fn merged(left: &Versions, right: &Versions) -> Versions {
    let merge = |(unit, version): (&String, &String)| {
        let other = right.get(unit).map(String::as_str).unwrap_or_default();
        let mut heads: Vec<_> = version.split(' ').chain(other.split(' ')).collect();
        heads.sort_unstable();
        heads.dedup();
        (unit.clone(), heads.join(" "))
    };
    left.iter().map(merge).collect()
}

/// W6: many light devices, one document each, one edit a second; one supervisor follows all.
pub(crate) async fn fan_in(context: &Context) -> Result<Value> {
    let (clients, beats) = (context.scale.devices, context.scale.beats);
    let second_ms = 1000.0 / f64::from(context.scale.hurry);
    let relay = relay_folder(context, "server-fan-in", clients).await?;
    let relay = RelayProcess::start(&relay, Duration::ZERO).await?;
    let (devices, supervisor) = (Client::start()?, Client::start()?);
    let names = device_names(clients);
    let all: serde_json::Map<_, _> = (0..clients).map(|u| (device_name(u), json!(u))).collect();
    for (unit, name) in names.iter().enumerate() {
        open(&devices, name, &unit.to_string(), 0, None).await?;
    }
    devices.call("connect", json!({ "devices": names, "url": relay.url() })).await?;
    devices.call("awaitSettled", json!({ "devices": all })).await?;
    let record = first_record(context)?;
    let id = record.text("id").to_owned();
    let create = json!(Edit::Create { record });
    let mut wanted = Versions::new();
    for (unit, name) in names.iter().enumerate() {
        devices.call("apply", json!({ "device": name, "unit": unit, "edit": create })).await?;
        wanted.extend(versions(&devices, name, &[unit]).await?);
    }
    devices.call("awaitSettled", json!({ "devices": all })).await?;
    open(&supervisor, "supervisor", "supervisor", 0, None).await?;
    supervisor.call("connect", json!({ "devices": ["supervisor"], "url": relay.url() })).await?;
    await_versions(&supervisor, "supervisor", &wanted).await?;
    relay.proxy.until_quiet(context.silence(Duration::from_secs(3))).await;
    let units: Vec<usize> = (0..clients).collect();
    let watch = json!({ "device": "supervisor", "units": units, "record": id });
    supervisor.call("watch", watch).await?;

    let (wire, server) = (relay.proxy.snapshot(), relay.usage()?);
    let (writes, follows) = (devices.usage()?, supervisor.usage()?);
    let offset = |unit: usize| unit as f64 * second_ms / clients as f64;
    let each: Vec<_> = (0..clients)
        .map(|unit| json!({ "device": names[unit], "unit": unit, "offsetMs": offset(unit) }))
        .collect();
    let metronome = json!({ "devices": each, "record": id, "count": beats, "everyMs": second_ms });
    let made: Vec<Moments> = serde_json::from_value(devices.call("metronome", metronome).await?)?;
    let quiet = relay.proxy.until_quiet(context.silence(Duration::from_secs(2)));
    let _ = tokio::time::timeout(Duration::from_secs(10), quiet).await;
    let edits = clients * beats;
    let wire = relay.proxy.since(wire);
    let per_edit = |name: &str| wire[name].as_f64().unwrap_or(f64::NAN) / edits as f64;
    let costs = json!({
        "upBytesPerEdit": per_edit("upBytes"), "downBytesPerEdit": per_edit("downBytes"),
        "serverCpuSeconds": relay.usage()?.since(server),
        "devicesCpuSeconds": devices.usage()?.since(writes),
        "supervisorCpuSeconds": supervisor.usage()?.since(follows),
        "serverRssMiB": relay.usage()?.rss_mib,
        "serverPeakRssMiB": relay.usage()?.peak_rss_mib,
        "devicesPeakRssMiB": devices.usage()?.peak_rss_mib,
        "supervisorPeakRssMiB": supervisor.usage()?.peak_rss_mib,
    });
    // What came after that silence has come all the same: late, and not unseen.
    let mut last = Versions::new();
    for (unit, name) in names.iter().enumerate() {
        last.extend(versions(&devices, name, &[unit]).await?);
    }
    await_versions(&supervisor, "supervisor", &last).await?;
    let mut all_latencies = Vec::new();
    for (unit, made) in made.iter().enumerate() {
        let parameters = json!({ "device": "supervisor", "unit": unit });
        let watched = supervisor.call("watched", parameters).await?;
        all_latencies.extend(latencies(made, &serde_json::from_value(watched)?));
    }
    devices.stop().await?;
    supervisor.stop().await?;
    let folder = relay.folder.clone();
    relay.stop().await?;
    let times = json!({
        "serverDiskBytes": folder_size(&folder)?.0,
        "edits": edits, "dropped": edits - all_latencies.len(),
        "latencyMsP50": percentile(&all_latencies, 50.0),
        "latencyMsP95": percentile(&all_latencies, 95.0),
        "latencyMsP99": percentile(&all_latencies, 99.0),
        "latencyMsMax": max(&all_latencies),
    });
    Ok(joined(times, costs))
}

//! What the runs come to: medians with their smallest and largest, as JSON and as tables; beside
//! them the peers' results with the ratio ours : theirs.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::statistics::{max, median, min};
use super::workload::Options;

/// The raw results of some runs: in each, scenarios by name.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Results {
    pub(crate) peer: String,
    /// The workload they are of.
    pub(crate) options: Option<Options>,
    pub(crate) runs: Vec<BTreeMap<String, Value>>,
}

/// A table: a scenario, and columns of a heading, a field, a divisor and digits after the point.
type Table = (&'static str, &'static str, &'static [Column]);
type Column = (&'static str, &'static str, f64, usize);

const KILO: f64 = 1000.0;

const TABLES: &[Table] = &[
    (
        "W1-offline: a season of edits made offline, each committed to the device's disk",
        "W1-offline",
        &[
            ("ms per edit, median unit", "msPerEditMedian", 1.0, 3),
            ("slowest edit, ms", "slowestEditMs", 1.0, 0),
            ("CPU s, all", "cpuSeconds", 1.0, 1),
            ("devices peak, MiB", "peakRssMiB", 1.0, 0),
            ("on devices, kB", "devicesDiskBytes", KILO, 0),
        ],
    ),
    (
        "W1: all devices return at once, an empty supervisor follows",
        "W1",
        &[
            ("converged, s", "convergedSeconds", 1.0, 2),
            ("up, kB", "upBytes", KILO, 0),
            ("down, kB", "downBytes", KILO, 0),
            ("relay CPU s", "serverCpuSeconds", 1.0, 2),
            ("relay peak, MiB", "serverPeakRssMiB", 1.0, 0),
            ("devices CPU s", "devicesCpuSeconds", 1.0, 2),
            ("devices peak, MiB", "devicesPeakRssMiB", 1.0, 0),
            ("supervisor CPU s", "supervisorCpuSeconds", 1.0, 2),
            ("supervisor peak, MiB", "supervisorPeakRssMiB", 1.0, 0),
            ("relay disk, kB", "serverDiskBytes", KILO, 0),
            ("flights / 2 per connection", "roundTripsPerConnection", 1.0, 1),
        ],
    ),
    (
        "W2: one field edited online in a document of a season (200 edits)",
        "W2",
        &[
            ("latency ms, median", "latencyMsMedian", 1.0, 1),
            ("p95", "latencyMsP95", 1.0, 1),
            ("max", "latencyMsMax", 1.0, 1),
            ("up, bytes per edit", "upBytesPerEdit", 1.0, 0),
            ("down, bytes per edit", "downBytesPerEdit", 1.0, 0),
            ("relay CPU ms per edit", "serverCpuMsPerEdit", 1.0, 2),
            ("relay peak, MiB", "serverPeakRssMiB", 1.0, 0),
            ("writer CPU ms per edit", "writerCpuMsPerEdit", 1.0, 2),
            ("writer peak, MiB", "writerPeakRssMiB", 1.0, 0),
            ("reader peak, MiB", "readerPeakRssMiB", 1.0, 0),
        ],
    ),
    (
        "W3: a device with all documents reconnects, nothing new (200 ms round trip)",
        "W3.nothingNew",
        &[
            ("up, kB", "upBytes", KILO, 2),
            ("down, kB", "downBytes", KILO, 2),
            ("connections", "connections", 1.0, 0),
            ("round trips until quiet", "roundTripsUntilQuiet", 1.0, 1),
            ("relay CPU s", "serverCpuSeconds", 1.0, 2),
            ("relay peak, MiB", "serverPeakRssMiB", 1.0, 0),
            ("device CPU s", "supervisorCpuSeconds", 1.0, 2),
            ("device peak, MiB", "supervisorPeakRssMiB", 1.0, 0),
        ],
    ),
    (
        "W3: … with one edit waiting",
        "W3.oneEdit",
        &[
            ("up, kB", "upBytes", KILO, 2),
            ("down, kB", "downBytes", KILO, 2),
            ("round trips until it is there", "roundTripsUntilArrived", 1.0, 1),
            ("until quiet", "roundTripsUntilQuiet", 1.0, 1),
            ("relay CPU s", "serverCpuSeconds", 1.0, 2),
            ("device CPU s", "supervisorCpuSeconds", 1.0, 2),
        ],
    ),
    (
        "W5: cold start",
        "W5",
        &[
            ("own store: load, ms", "localLoadMs", 1.0, 0),
            ("CPU s", "localLoadCpuSeconds", 1.0, 2),
            ("then read all, ms", "localConsolidateMs", 1.0, 0),
            ("RSS added, MiB", "localAddedRssMiB", 1.0, 0),
            ("peak, MiB", "localPeakRssMiB", 1.0, 0),
            ("network: s", "networkSeconds", 1.0, 2),
            ("kB down", "downBytes", KILO, 0),
            ("device CPU s", "clientCpuSeconds", 1.0, 2),
            ("device peak, MiB", "clientPeakRssMiB", 1.0, 0),
            ("relay CPU s (cold)", "serverCpuSeconds", 1.0, 2),
            ("relay peak, MiB", "serverPeakRssMiB", 1.0, 0),
        ],
    ),
    (
        "W6: 200 devices, one edit a second each for 20 s, one supervisor",
        "W6",
        &[
            ("relay CPU s", "serverCpuSeconds", 1.0, 2),
            ("relay RSS, MiB", "serverRssMiB", 1.0, 0),
            ("relay peak, MiB", "serverPeakRssMiB", 1.0, 0),
            ("latency ms, median", "latencyMsP50", 1.0, 1),
            ("p95", "latencyMsP95", 1.0, 1),
            ("p99", "latencyMsP99", 1.0, 1),
            ("max", "latencyMsMax", 1.0, 1),
            ("not seen", "dropped", 1.0, 0),
            ("up, bytes per edit", "upBytesPerEdit", 1.0, 0),
            ("down", "downBytesPerEdit", 1.0, 0),
            ("devices CPU s", "devicesCpuSeconds", 1.0, 2),
            ("devices peak, MiB", "devicesPeakRssMiB", 1.0, 0),
            ("supervisor CPU s", "supervisorCpuSeconds", 1.0, 2),
            ("supervisor peak, MiB", "supervisorPeakRssMiB", 1.0, 0),
        ],
    ),
    (
        "W4: two devices return that edited one record offline",
        "W4",
        &[
            ("converged, s", "convergedSeconds", 1.0, 3),
            ("up, bytes", "upBytes", 1.0, 0),
            ("down, bytes", "downBytes", 1.0, 0),
            ("relay CPU s", "serverCpuSeconds", 1.0, 2),
            ("relay peak, MiB", "serverPeakRssMiB", 1.0, 0),
            ("devices CPU s", "devicesCpuSeconds", 1.0, 2),
            ("devices peak, MiB", "devicesPeakRssMiB", 1.0, 0),
        ],
    ),
];

impl Results {
    /// Reads the results that a peer's harness wrote.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    }

    /// A field of a scenario (`W3.oneEdit`) in each run that has it.
    fn values(&self, scenario: &str, field: &str) -> Vec<f64> {
        let found = |run: &BTreeMap<String, Value>| {
            let (name, rest) = scenario.split_once('.').unwrap_or((scenario, ""));
            let scenario = run.get(name)?;
            let scenario = if rest.is_empty() { scenario } else { scenario.get(rest)? };
            scenario.get(field)?.as_f64()
        };
        self.runs.iter().filter_map(found).collect()
    }

    /// The measures by name, with median, smallest and largest.
    pub(crate) fn summary(&self) -> Value {
        let mut all: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (scenario, value) in self.runs.iter().flatten() {
            flatten(scenario, value, &mut all);
        }
        let spread = |values: &[f64]| json!({ "median": median(values), "min": min(values), "max": max(values) });
        let measures: Map<_, _> =
            all.iter().map(|(name, values)| (name.clone(), spread(values))).collect();
        Value::Object(measures)
    }

    fn cells(&self, scenario: &str, columns: &[Column], ours: Option<&Self>) -> Option<String> {
        let mut cells = String::new();
        let mut any = false;
        for (_, field, divisor, digits) in columns {
            let values: Vec<f64> =
                self.values(scenario, field).iter().map(|value| value / divisor).collect();
            let shown = |value: f64| format!("{value:.digits$}");
            let middle = median(&values);
            if values.is_empty() {
                cells.push_str(" – |");
                continue;
            }
            any = true;
            let (low, high) = (shown(min(&values)), shown(max(&values)));
            let _ = write!(cells, " {}", shown(middle));
            if low != high {
                let _ = write!(cells, " ({low}–{high})");
            }
            if let Some(ours) = ours {
                let ours = median(&ours.values(scenario, field)) / divisor;
                if ours.is_finite() && middle > 0.0 {
                    let _ = write!(cells, " **{:.2}**", ours / middle);
                }
            }
            cells.push_str(" |");
        }
        any.then_some(cells)
    }
}

/// The peers' measures by peer and name, with the ratio of the medians, ours to theirs, where both
/// were measured and theirs is not nothing.
pub(crate) fn compared(ours: &Results, peers: &[Results]) -> Value {
    let ours = ours.summary();
    let of_peer = |peer: &Results| {
        let mut theirs = peer.summary();
        for (name, spread) in theirs.as_object_mut().into_iter().flatten() {
            let (own, other) = (ours[name]["median"].as_f64(), spread["median"].as_f64());
            if let (Some(own), Some(other)) = (own, other.filter(|other| *other > 0.0)) {
                spread["ratio"] = json!(own / other);
            }
        }
        (peer.peer.clone(), theirs)
    };
    Value::Object(peers.iter().map(of_peer).collect())
}

/// The scenarios that failed, a line for each run: that is a result too.
fn failures(results: &[Results]) -> String {
    let mut text = String::new();
    for Results { peer, runs, .. } in results {
        for (number, run) in (1..).zip(runs) {
            for (scenario, measures) in run {
                if let Some(reason) = measures["failed"].as_str() {
                    let _ = writeln!(text, "- {peer}, run {number}, {scenario} failed: {reason}");
                }
            }
        }
    }
    text
}

fn flatten(name: &str, value: &Value, into: &mut BTreeMap<String, Vec<f64>>) {
    match value {
        Value::Number(number) => {
            into.entry(name.to_owned()).or_default().extend(number.as_f64());
        }
        Value::Object(fields) => {
            for (field, value) in fields {
                flatten(&format!("{name}.{field}"), value, into);
            }
        }
        _ => {}
    }
}

/// Our results and the peers' as Markdown. In a peer's row, bold is ours divided by theirs.
pub(crate) fn tables(ours: &Results, peers: &[Results]) -> String {
    let mut text = String::new();
    for (title, scenario, columns) in TABLES {
        let Some(cells) = ours.cells(scenario, columns, None) else { continue };
        let heads: Vec<_> = columns.iter().map(|(head, ..)| *head).collect();
        let _ = writeln!(text, "### {title}\n\n| | runs | {} |", heads.join(" | "));
        let _ = writeln!(text, "|---|---|{}", "---|".repeat(columns.len()));
        let count = |results: &Results| {
            let field = columns.first().map_or("", |(_, field, ..)| field);
            results.values(scenario, field).len()
        };
        let _ = writeln!(text, "| **{}** | {} |{cells}", ours.peer, count(ours));
        for peer in peers {
            if let Some(cells) = peer.cells(scenario, columns, Some(ours)) {
                let _ = writeln!(text, "| {} | {} |{cells}", peer.peer, count(peer));
            }
        }
        text.push('\n');
    }
    if let Some(kept) = ours.runs.iter().find_map(|run| run.get("W4")) {
        let _ = writeln!(
            text,
            "### W4: two devices edit one record offline\n\n| | both insertions kept | agree | status \
             kept | values of status on offer |\n|---|---|---|---|---|"
        );
        let row = |name: &str, kept: &Value| {
            let yes = |value: &Value| if value == &json!(true) { "yes" } else { "no" };
            let offered = match &kept["left"]["statusConflicts"] {
                Value::Array(values) => {
                    let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
                    values.join(", ")
                }
                other => other.as_str().unwrap_or_default().to_owned(),
            };
            format!(
                "| {name} | {} | {} | {} | {offered} |",
                yes(&kept["left"]["keptBothInsertions"]),
                yes(&kept["devicesAgree"]),
                kept["left"]["status"].as_str().unwrap_or_default()
            )
        };
        let _ = writeln!(text, "{}", row(&format!("**{}**", ours.peer), kept));
        for peer in peers {
            let kept = peer.runs.iter().find_map(|run| run.get("W4"));
            if let Some(kept) = kept.filter(|kept| kept.get("failed").is_none()) {
                let _ = writeln!(text, "{}", row(&peer.peer, kept));
            }
        }
        text.push('\n');
    }
    text + &failures(peers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(peer: &str, up: [u64; 2]) -> Results {
        let run = |up: u64| BTreeMap::from([("W1".to_owned(), json!({ "upBytes": up }))]);
        Results { peer: peer.to_owned(), options: None, runs: up.map(run).into() }
    }

    #[test]
    fn a_peer_s_row_shows_the_ratio() {
        let text = tables(&results("ours", [1000, 3000]), &[results("theirs", [4000, 4000])]);
        assert!(text.contains("| **ours** | 0 | – | 2 (1–3) |"), "{text}");
        assert!(text.contains("| theirs | 0 | – | 4 **0.50** |"), "{text}");
    }

    #[test]
    fn what_failed_is_told_and_not_compared() {
        let mut peers = [results("theirs", [4000, 4000])];
        peers[0].runs[1].insert("W1".to_owned(), json!({ "failed": "not converged" }));
        let ours = results("ours", [1000, 3000]);
        assert_eq!(compared(&ours, &peers)["theirs"]["W1.upBytes"]["ratio"], json!(0.5));
        let text = tables(&ours, &peers);
        assert!(text.ends_with("- theirs, run 2, W1 failed: not converged\n"), "{text}");
    }

    #[test]
    fn every_number_has_its_spread() {
        let summary = results("ours", [1000, 3000]).summary();
        assert_eq!(
            summary["W1.upBytes"],
            json!({ "median": 2000.0, "min": 1000.0, "max": 3000.0 })
        );
    }
}

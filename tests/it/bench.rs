//! The benchmark on a workload of six records.
//!
//! Goal: when figures are wanted every scenario runs to its end and fills its table; what it costs is
//! no matter here. Method: the bench's own program in all its parts, with the real relay and real
//! sockets. It compares the contents with the workload itself and fails where they differ.

use std::process::Command;

use serde_json::Value;

#[test]
fn every_scenario_runs_and_measures_all_that_its_table_shows() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("measures.json");
    let mut bench = Command::new(env!("CARGO_BIN_EXE_bench"));
    bench.args(["run", "--trial", "--runs", "1", "--units", "2", "--records", "3"]);
    bench.arg("--json").arg(&json).arg("--work").arg(folder.path().join("work"));
    let output = bench.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let tables = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<_> = tables.lines().filter(|line| line.starts_with("| **soxa** |")).collect();
    assert_eq!(rows.len(), 9, "{tables}");
    assert!(rows.iter().all(|row| !row.contains("| – |")), "{tables}");

    let found: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    let median = |name: &str| found["measures"][name]["median"].as_f64().unwrap();
    assert_eq!(median("W2.arrived"), median("W2.edits"));
    assert_eq!(median("W6.dropped"), 0.0);
    assert_eq!(median("W3.oneEdit.connections"), 1.0);
    let conflict = &found["runs"][0]["W4"];
    assert_eq!(conflict["devicesAgree"], true);
    for device in ["left", "right"] {
        assert_eq!(conflict[device]["keptBothInsertions"], true, "{conflict}");
        assert_eq!(conflict[device]["statusConflicts"].as_array().unwrap().len(), 2, "{conflict}");
    }
}

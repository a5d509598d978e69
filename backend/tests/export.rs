//! `soxa export` as people run it: the demo year, a period, and the files that come out.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn soxa(data: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_soxa"));
    command.args(args).arg("--data").arg(data);
    for name in ["SOXA_DATA", "SOXA_STORE"] {
        command.env_remove(name);
    }
    command.output().expect("soxa runs")
}

#[test]
fn a_period_goes_out_in_every_format_and_what_is_no_period_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let made = soxa(&data, &["demo", "--year"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let export = |period: &str, format: &str| {
        let file = folder.path().join(format!("{period}.{format}"));
        let out = file.to_string_lossy().into_owned();
        let args = ["export", "--period", period, "--format", format, "--out", &out];
        let output = soxa(&data, &args);
        (output.status.code(), std::fs::read(&file).unwrap_or_default())
    };
    for (format, begins) in [("docx", "PK".as_bytes()), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")] {
        let (code, bytes) = export("2026-H1", format);
        assert_eq!((code, bytes.starts_with(begins)), (Some(0), true), "{format}");
        assert_eq!(export("2026-H1", format).1, bytes, "{format}: the same figures, the same file");
    }
    let (code, bytes) = export("2026-H1", "json");
    assert_eq!(code, Some(0));
    let report: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(report["days"]["to"], "2026-06-14");
    // Every record behind a figure is among the records.
    let known: Vec<&Value> =
        report["records"].as_array().expect("records").iter().map(|one| &one["id"]).collect();
    let figures = report["figures"].as_array().expect("figures");
    let sessions = figures.iter().find(|one| one["code"] == "TN01").expect("TN01");
    let behind = sessions["records"].as_array().expect("records");
    assert_eq!(sessions["value"], behind.len(), "one session, one record");
    assert!(!behind.is_empty() && behind.iter().all(|record| known.contains(&record)));
    assert_eq!(export("2026-H3", "csv").0, Some(2));
    assert_eq!(export("2026-H1", "pdf").0, Some(2));
    assert_eq!(export("2031-H1", "csv").0, Some(2), "there is no plan for that year");
}

//! `soxa unit`, `channel`, `holiday`, `rule`, `year` and `log` as people run them: the binary, a data
//! folder, and what comes out. The rules behind them are tested where they are written.

use std::process::{Command, Output};

use backend::store::sqlite::SqliteStore;
use backend::store::{AccountStore, DocumentStore};
use serde_json::{Value, json};
use shared::domain::document::DocumentKind;
use tempfile::TempDir;

/// A data folder with a commune of three villages.
struct Relay {
    folder: TempDir,
}

impl Relay {
    fn new() -> Self {
        let relay = Self { folder: tempfile::tempdir().expect("a folder") };
        let commune = ["--name", "xã Thử", "--villages", "3", "--year", "2026"];
        relay.did(&[&["init", "--admin", "quan-tri"], &commune[..]].concat());
        relay
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soxa"));
        command.args(args).arg("--data").arg(self.folder.path());
        for name in ["SOXA_DATA", "SOXA_STORE", "SOXA_PASSWORD"] {
            command.env_remove(name);
        }
        command.output().expect("soxa runs")
    }

    /// Runs what must work: its result.
    fn did(&self, args: &[&str]) -> Value {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// Runs what must end with code 2 and one line that has this word.
    fn refuses(&self, args: &[&str], word: &str) {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(said.contains(word) && said.lines().count() == 1, "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[tokio::test]
async fn a_village_is_added_with_its_documents_renamed_and_closed() {
    let relay = Relay::new();
    let added = relay.did(&["unit", "add", "--name", "Thôn Nà Lả", "--alias", "Nà Lả"]);
    assert_eq!((&added["id"], &added["kind"]), (&json!("T04"), &json!("thon")));
    let rename = ["--name", "Thôn Nà Lả 1", "--alias", "Thôn 04", "--no-alias", "Nà Lả"];
    let changed = relay.did(&[&["unit", "change", "T04"], &rename[..]].concat());
    assert_eq!(changed["aliases"], json!(["Thôn 04"]));
    let group = relay.did(&["unit", "change", "THON", "--member", "T01", "--member", "T04"]);
    assert_eq!(group["members"], json!(["T01", "T04"]));
    let group = relay.did(&["unit", "change", "THON", "--no-member", "T01"]);
    assert_eq!(group["members"], json!(["T04"]));
    assert_eq!(relay.did(&["unit", "change", "T04", "--close"])["closed"], true);
    let listed = relay.did(&["unit", "list"]);
    let village = listed.as_array().expect("a list").iter().find(|unit| unit["id"] == "T04");
    assert_eq!(village.expect("listed")["name"], "Thôn Nà Lả 1");
    relay.did(&["user", "add", "nala", "--name", "A", "--unit", "T04", "--role", "recorder"]);
    let moved = relay.did(&["user", "change", "nala", "--unit", "T01", "--role", "recorder,head"]);
    assert_eq!((&moved["unit"], &moved["roles"]), (&json!("T01"), &json!(["recorder", "head"])));

    let store = SqliteStore::open(&relay.folder.path().join("soxa.db")).await.expect("opens");
    let commune = store.communes().await.expect("read").remove(0);
    let documents = store.documents(commune.id).await.expect("read");
    let of_village = documents.iter().filter(|row| row.document.scope.unit == Some("T04".into()));
    let kinds: Vec<_> = of_village.map(|row| row.document.scope.kind).collect();
    assert!(kinds.contains(&DocumentKind::Workbook) && kinds.contains(&DocumentKind::Decisions));
}

#[test]
fn channels_holidays_rules_and_years_are_set_and_listed_and_the_log_shows_them() {
    let relay = Relay::new();
    let site = ["--name", "Trang xã", "--kind", "website", "--address", "https://xa.example.vn"];
    let channel = relay.did(&[&["channel", "add"], &site[..]].concat());
    let id = channel["id"].as_str().expect("an id");
    assert_eq!(relay.did(&["channel", "change", id, "--close"])["closed"], true);
    assert_eq!(relay.did(&["channel", "list"])[0]["name"], "Trang xã");

    relay.did(&["holiday", "set", "2026-02-16", "--name", "Tết Nguyên đán"]);
    relay.did(&["holiday", "set", "2026-08-22", "--name", "làm bù", "--working"]);
    relay.did(&["holiday", "clear", "2026-04-30"]);
    let days = relay.did(&["holiday", "list"]);
    let (off, working) = (&days["off"], &days["working"]);
    assert_eq!(
        (&off["2026-02-16"], &working["2026-08-22"]),
        (&json!("Tết Nguyên đán"), &json!("làm bù"))
    );
    assert!(off.get("2026-04-30").is_none() && off.get("2026-05-01").is_some(), "{off}");

    let set = relay.did(&["rule", "set", "press_initial_hours", "12", "--from", "2020-07-01"]);
    let press = |list: &Value| {
        let rules = list.as_array().expect("a list").iter();
        let mut found = rules.filter(|rule| rule["rule"] == "press_initial_hours");
        found.next().expect("listed").clone()
    };
    let rule = press(&relay.did(&["rule", "list"]));
    assert_eq!((&rule["default"], &rule["today"]), (&json!(24), &json!(12)));
    relay.did(&["rule", "withdraw", set["id"].as_str().expect("an id")]);
    assert_eq!(press(&relay.did(&["rule", "list"]))["today"], 24);

    assert_eq!(relay.did(&["year", "add", "2027"])["year"], 2027);
    assert_eq!(relay.did(&["year", "list"]), json!([2026, 2027]));

    let log = relay.did(&["log", "--changes"]);
    let told: Vec<_> = log.as_array().expect("a list").iter().map(|line| &line["action"]).collect();
    let expected = [
        "year_opened",
        "rule_withdrawn",
        "rule_set",
        "holiday_set",
        "holiday_set",
        "holiday_set",
        "channel_changed",
        "channel_added",
    ];
    assert_eq!(told, expected);
    assert!(log[0]["account"].is_null(), "nobody's account: the command line");
}

#[test]
fn bad_input_ends_with_two_and_says_why() {
    let relay = Relay::new();
    let before = relay.did(&["unit", "list"]);
    relay.refuses(&["unit", "add", "--name", "Thôn 02"], "T02: a unit of this id or name");
    relay.refuses(&["unit", "add", "--name", "A", "--kind", "x"], "--kind x: unknown; there are");
    relay.refuses(&["unit", "change", "T99", "--close"], "T99: no such unit");
    relay.refuses(&["unit", "change", "VHXH", "--close"], "approves");
    relay.refuses(&["channel", "change", "x", "--close"], "x: no id");
    relay.refuses(&["holiday", "set", "16/2/2026", "--name", "Tết"], "16/2/2026: no day");
    relay.refuses(&["rule", "set", "x", "1", "--from", "2026-01-01"], "RULE x: unknown");
    relay.refuses(&["rule", "set", "press_reply_days", "999", "--from", "2026-01-01"], "366");
    relay.refuses(&["year", "add", "2030"], "only 2027");
    assert_eq!(relay.did(&["unit", "list"]), before);
}

#[test]
fn while_a_relay_serves_it_says_where_to_go() {
    let relay = Relay::new();
    let lock = std::fs::File::create(relay.folder.path().join("soxa.lock")).expect("a file");
    lock.lock().expect("locked");
    relay.refuses(&["unit", "list"], "Quản trị");
    relay.did(&["log"]);
}

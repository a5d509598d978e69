//! Administration as users do it, over the store in memory: what it changes is in the directory that
//! every tablet reads, in the catalogue, and in the log; and nobody else may.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use shared::domain::directory::Directory;
use shared::domain::kind::deciding_roles;
use shared::domain::rule::RuleId;

use crate::admin::Desk;
use crate::store::AccountStore;
use crate::store::model::By;
use crate::testing::{PASSWORD, Site, User};

/// The directory but for its people, whom the hub adds when it comes to it.
async fn directory(site: &Site) -> Directory {
    let context = site.app.context();
    let desk = Desk::new(
        context.store.clone(),
        context.hubs.clone(),
        context.clock.clone(),
        Default::default(),
        site.store.communes().await.expect("read").remove(0).id,
        By::COMMAND_LINE,
    );
    let read = desk.directory().await.expect("read");
    Directory { people: Default::default(), ..read }
}

async fn done(user: &User<'_>, method: Method, path: &str, body: Value) -> Value {
    let answer = user.send(method, &format!("/api/admin/{path}"), body).await;
    assert!(answer.status.is_success(), "{path}: {answer:?}");
    answer.json()
}

async fn refused(user: &User<'_>, method: Method, path: &str, body: Value) -> String {
    let answer = user.send(method, &format!("/api/admin/{path}"), body).await;
    let (status, code) = answer.refusal();
    assert!((400..500).contains(&status), "{path}: {answer:?}");
    code
}

async fn log(user: &User<'_>) -> Vec<Value> {
    let lines = done(user, Method::GET, "log?changes=true", Value::Null).await;
    lines.as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_village_has_a_workbook_and_an_account_of_it_may_write() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    let new = json!({ "name": "Thôn Nà Lả", "kind": "thon", "aliases": ["Nà Lả"] });
    let unit = done(&admin, Method::POST, "units", new).await;
    assert_eq!((&unit["id"], &unit["supervisor"]), (&json!("T04"), &json!("VHXH")));
    assert_eq!(directory(&site).await.unit_name(&"T04".into()), "Thôn Nà Lả");

    let account = json!({ "username": "nala", "password": PASSWORD, "name": "Cán bộ Nà Lả",
        "unit": "T04", "roles": ["recorder"] });
    done(&admin, Method::POST, "accounts", account).await;
    let list = site.user("nala").await.get("/api/catalogue").await.json();
    let list = list.as_array().expect("a list");
    let writes: Vec<_> = list.iter().filter(|entry| entry["access"] == "write").collect();
    assert_eq!(writes.len(), 1, "{list:?}");
    assert_eq!((&writes[0]["kind"], &writes[0]["unit"]), (&json!("workbook"), &json!("T04")));
    assert_eq!(writes[0]["supervisor"], "VHXH", "its head approves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_is_renamed_known_by_other_names_and_closed_and_its_records_stay() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    let change = json!({ "name": "Thôn Nà Một", "aliases": ["Thôn 01"], "closed": true });
    done(&admin, Method::PATCH, "units/T01", change).await;
    let unit = directory(&site).await.units[&"T01".into()].clone();
    assert_eq!((unit.name.as_str(), unit.closed), ("Thôn Nà Một", true));
    assert_eq!(unit.aliases, ["Thôn 01".to_owned()].into());
    let village = site.user("village").await.get("/api/catalogue").await.json();
    let own = 2 + deciding_roles().len();
    assert_eq!(village.as_array().map(Vec::len), Some(own), "its documents are there");

    let close = json!({ "closed": true });
    let code = refused(&admin, Method::PATCH, "units/VHXH", close.clone()).await;
    assert_eq!(code, "unit_supervises");
    assert_eq!(refused(&admin, Method::PATCH, "units/T99", close).await, "unit_unknown");
    let members = json!({ "members": ["VP", "T02"] });
    done(&admin, Method::PATCH, "units/ALL", members.clone()).await;
    assert_eq!(directory(&site).await.members(&"ALL".into()).count(), 2);
    assert_eq!(refused(&admin, Method::PATCH, "units/VP", members).await, "invalid_members");
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_holidays_and_rules_are_in_everybody_s_directory() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    let new = json!({ "name": "Trang xã", "kind": "website", "address": "https://xa.example.vn" });
    let channel = done(&admin, Method::POST, "channels", new).await;
    let path = format!("channels/{}", channel["id"].as_str().expect("an id"));
    done(&admin, Method::PATCH, &path, json!({ "closed": true })).await;

    let tet = json!({ "kind": "off", "name": "Tết Nguyên đán" });
    done(&admin, Method::PUT, "holidays/2026-02-16", tet).await;
    let swapped = json!({ "kind": "working", "name": "làm bù" });
    done(&admin, Method::PUT, "holidays/2026-08-22", swapped).await;
    done(&admin, Method::PUT, "holidays/2026-04-30", json!({ "kind": null })).await;

    let rule = json!({ "rule": "press_initial_hours", "from": "2026-07-01", "value": 12 });
    done(&admin, Method::POST, "rules", rule).await;
    let slip = json!({ "rule": "press_initial_hours", "from": "2026-07-02", "value": 120 });
    let slip = done(&admin, Method::POST, "rules", slip).await;
    let slip = format!("rules/{}", slip["id"].as_str().expect("an id"));
    done(&admin, Method::DELETE, &slip, Value::Null).await;

    let directory = directory(&site).await;
    let channels: Vec<_> = directory.channels.values().collect();
    assert!(channels.len() == 1 && channels[0].closed && channels[0].name == "Trang xã");
    let works = |date: &str| directory.calendar.is_working_day(date.parse().expect("a day"));
    assert!(!works("2026-02-16") && works("2026-08-22") && works("2026-04-30"));
    let hours =
        |date: &str| directory.rules.value(RuleId::PressInitialHours, date.parse().expect("a day"));
    assert_eq!((hours("2026-06-30"), hours("2026-07-05")), (24, 12));
    assert_eq!(refused(&admin, Method::DELETE, &slip, Value::Null).await, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_year_gets_its_documents_and_closed_units_none() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    done(&admin, Method::PATCH, "units/T03", json!({ "closed": true })).await;
    assert_eq!(
        refused(&admin, Method::POST, "years", json!({ "year": 2028 })).await,
        "invalid_year"
    );
    let opened = done(&admin, Method::POST, "years", json!({ "year": 2027 })).await;
    let documents = 1 + (1 + deciding_roles().len()) * (8 + 2);
    assert_eq!(opened, json!({ "year": 2027, "documents": documents }));
    assert_eq!(done(&admin, Method::GET, "years", Value::Null).await, json!([2026, 2027]));
    let again = done(&admin, Method::POST, "years", json!({ "year": 2027 })).await;
    assert_eq!(again["documents"], 0, "a second tap creates nothing");
    let holidays = directory(&site).await.calendar;
    assert!(holidays.off.contains_key(&"2027-09-02".parse().expect("a day")));
    let village = site.user("village").await.get("/api/catalogue").await.json();
    let book = 1 + deciding_roles().len();
    assert_eq!(village.as_array().map(Vec::len), Some(1 + 2 * book));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_who_did_what_when_and_names_nobody() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    let account = json!({ "username": "moi", "password": PASSWORD, "name": "Đinh Thị Thơ",
        "unit": "T03", "roles": ["recorder"] });
    let made = done(&admin, Method::POST, "accounts", account).await;
    let rule =
        json!({ "rule": "press_reply_days", "from": "2026-07-01", "value": 15, "note": "x" });
    done(&admin, Method::POST, "rules", rule).await;
    done(&admin, Method::PATCH, "units/T01", json!({ "closed": true })).await;
    done(&admin, Method::POST, "years", json!({ "year": 2027 })).await;

    let lines = log(&admin).await;
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line["action"].as_str(), line["subject"].as_str(), line["detail"].as_str()))
        .collect();
    let expected = [
        (Some("year_opened"), Some("2027"), Some("documents=61")),
        (Some("unit_changed"), Some("T01"), Some("closed=true")),
        (Some("rule_set"), Some("press_reply_days"), Some("value=15; from=2026-07-01")),
        (Some("account_added"), made["id"].as_str(), Some("unit=T03; roles=recorder")),
    ];
    assert_eq!(told, expected);
    let by_admin = |line: &Value| line["username"] == "admin" && line["account"] == admin.id;
    assert!(lines.iter().all(by_admin), "{lines:?}");
    assert!(!json!(lines).to_string().contains("Thơ"));
    assert_eq!(log(&site.user("auditor").await).await, lines);
    let all = done(&admin, Method::GET, "log?limit=1000", Value::Null).await;
    assert!(all.to_string().contains("sign_in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_changes_or_reads_any_of_it() {
    let site = Site::new().await;
    let before = directory(&site).await;
    let changes = [
        (Method::POST, "units", json!({ "name": "Thôn A", "kind": "thon" })),
        (Method::PATCH, "units/T01", json!({ "closed": true })),
        (Method::POST, "channels", json!({ "name": "A", "kind": "zalo" })),
        (Method::PATCH, "channels/0190a4a5-0000-7000-8000-000000000001", json!({})),
        (Method::PUT, "holidays/2026-02-16", json!({ "kind": "off", "name": "A" })),
        (
            Method::POST,
            "rules",
            json!({ "rule": "press_reply_days", "from": "2026-07-01", "value": 1 }),
        ),
        (Method::DELETE, "rules/0190a4a5-0000-7000-8000-000000000001", Value::Null),
        (Method::GET, "years", Value::Null),
        (Method::POST, "years", json!({ "year": 2027 })),
        (Method::GET, "accounts", Value::Null),
    ];
    for name in ["village", "head", "planner", "auditor"] {
        let user = site.user(name).await;
        for (method, path, body) in &changes {
            let code = refused(&user, method.clone(), path, body.clone()).await;
            assert_eq!(code, "forbidden", "{name}: {method} {path}");
        }
        if name != "auditor" {
            assert_eq!(
                refused(&user, Method::GET, "log", Value::Null).await,
                "forbidden",
                "{name}"
            );
        }
    }
    for (method, path, body) in &changes {
        let code = refused(&site.anyone(), method.clone(), path, body.clone()).await;
        assert_eq!(code, "not_signed_in", "{method} {path}");
    }
    assert_eq!(directory(&site).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_with_what_to_do_and_changes_nothing() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    let before = directory(&site).await;
    let unit = |name: &str| json!({ "name": name, "kind": "thon" });
    let rule = |from: &str, value: i64| json!({ "rule": "press_reply_days", "from": from, "value": value });
    let day = |name: &str| json!({ "kind": "off", "name": name });
    let cases = [
        (Method::POST, "units", unit(" "), "invalid_name"),
        (Method::POST, "units", unit("Thôn 02"), "unit_taken"),
        (Method::POST, "units", unit("Thôn A\nB"), "invalid_line"),
        (Method::POST, "units", unit("Hồ sơ 001085012345"), "forbidden_text"),
        (Method::POST, "units", json!({ "name": "A", "kind": "x" }), "bad_request"),
        (Method::POST, "channels", json!({ "name": "", "kind": "zalo" }), "invalid_name"),
        (Method::PUT, "holidays/2026-02-30", day("Tết"), "not_found"),
        (Method::PUT, "holidays/1900-02-20", day("Tết"), "invalid_day"),
        (Method::PUT, "holidays/2026-02-16", day(""), "invalid_name"),
        (Method::POST, "rules", rule("2026-07-01", 367), "invalid_rule_value"),
        (Method::POST, "rules", rule("2026-07-01", -1), "invalid_rule_value"),
        (Method::POST, "rules", rule("2200-07-01", 1), "invalid_day"),
        (Method::POST, "years", json!({ "year": 2025 }), "invalid_year"),
    ];
    for (method, path, body, code) in cases {
        assert_eq!(refused(&admin, method, path, body.clone()).await, code, "{path} {body}");
    }
    let account = json!({ "username": "moi", "password": PASSWORD, "name": "A",
        "unit": "XYZ", "roles": ["recorder"] });
    assert_eq!(refused(&admin, Method::POST, "accounts", account).await, "unit_unknown");
    assert_eq!(directory(&site).await, before);
    assert!(log(&admin).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_halfway_goes_on_when_tried_again() {
    let site = Site::new().await;
    let admin = site.user("admin").await;
    // The directory's hub runs; then the disk is full.
    directory(&site).await;
    site.store.fail_writes(true);
    let new = json!({ "name": "Thôn Nà Lả", "kind": "thon" });
    let failed = admin.post("/api/admin/units", new.clone()).await;
    assert_eq!(failed.status, StatusCode::SERVICE_UNAVAILABLE, "{failed:?}");
    site.store.fail_writes(false);
    let unit = done(&admin, Method::POST, "units", new).await;
    assert_eq!(unit["id"], "T04");
    assert!(directory(&site).await.units.contains_key(&"T04".into()));
}

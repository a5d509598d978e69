//! The scanned plan of a real commune lies beside the checkout, not in it. Where it does, it must
//! arrive at its hand-made data; where not, the output says so, and the fixture
//! `xa-khuoi-sao-doi-ngoai`, of the same shape and with the same faults of scanning, stands for it.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use shared::import::{ImportOptions, ImportedPlan, import_plan};

/// The folder with the plan, or nothing where it is not there.
fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    folder.join("plan-expected.json").is_file().then_some(folder)
}

fn unit_name(units: &Value, id: &str) -> String {
    let named = |id: &str| {
        let unit = units.as_array().into_iter().flatten().find(|unit| unit["id"] == id);
        unit.and_then(|unit| unit["name"].as_str()).unwrap_or(id).to_owned()
    };
    id.split('+').map(named).collect::<Vec<_>>().join("+")
}

/// `tasks` and `responsibilities` with unit names instead of ids, in the fields that are compared.
fn comparable(plan: &Value) -> Value {
    let units = &plan["units"];
    let names = |ids: &Value| -> Vec<String> {
        ids.as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(|id| unit_name(units, id))
            .collect()
    };
    let tasks: Vec<Value> = plan["tasks"].as_array().into_iter().flatten().map(|task| {
        serde_json::json!({
            "code": task["code"], "path": task["path"], "title": task["title"], "content": task["content"],
            "lead": names(&task["lead"]), "coordinating": names(&task["coordinating"]),
            "lead_raw": task["lead_raw"], "coordinating_raw": task["coordinating_raw"],
            "periodicity": task["periodicity"], "due": task["due"], "legal": task["legal"],
        })
    }).collect();
    let duties: Vec<Value> = plan["responsibilities"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|duty| {
            let mut duty = duty.clone();
            duty["unit"] = unit_name(units, duty["unit"].as_str().unwrap_or_default()).into();
            duty
        })
        .collect();
    let kept = [
        "type",
        "abstract",
        "number",
        "issued_on",
        "year",
        "basis",
        "cited",
        "purpose",
        "requirements",
        "funding",
        "recipients",
    ];
    let mut all: serde_json::Map<String, Value> =
        kept.iter().map(|key| ((*key).to_owned(), plan[*key].clone())).collect();
    all.insert(
        "issuer".into(),
        serde_json::json!([plan["issuer"]["name"], plan["issuer"]["province"]]),
    );
    all.insert("tasks".into(), tasks.into());
    all.insert("responsibilities".into(), duties.into());
    all.insert("signature".into(), plan["signature"]["lines"].clone());
    Value::Object(all)
}

#[test]
fn the_real_plan_arrives_at_its_data_if_it_lies_beside_the_checkout() {
    let Some(folder) = folder() else {
        // Past the harness, which shows nothing of a test that passes.
        let said = writeln!(
            std::io::stderr(),
            "NOT TESTED: the real plan; ../shared/data is not beside the checkout"
        );
        return said.expect("standard error takes a line");
    };
    let text = std::fs::read(folder.join("ke-hoach-thong-tin-doi-ngoai-2026.txt"))
        .expect("the plan's text");
    let expected =
        std::fs::read_to_string(folder.join("plan-expected.json")).expect("the plan's data");
    let expected: Value = serde_json::from_str(&expected).expect("JSON");
    let plan = import_plan(&text, &ImportOptions::default()).expect("a plan");
    if let Ok(path) = std::env::var("IMPORT_DUMP") {
        std::fs::write(path, serde_json::to_string_pretty(&plan).expect("JSON")).expect("dump");
    }
    assert_eq!(plan.not_understood, []);
    let found = comparable(&serde_json::to_value(&plan).expect("JSON"));
    let expected = comparable(&expected);
    for (key, value) in expected.as_object().into_iter().flatten() {
        if let (Some(wanted), Some(got)) = (value.as_array(), found[key].as_array()) {
            for (index, (wanted, got)) in wanted.iter().zip(got).enumerate() {
                assert_eq!(got, wanted, "{key}[{index}]");
            }
        }
        assert_eq!(&found[key], value, "{key}");
    }
    let _: &ImportedPlan = &plan;
}

//! Each fixture plan arrives at its data, in whatever encoding or file it comes; what is no plan is
//! refused.
//!
//! `IMPORT_GOLDEN=write cargo test -p shared --test import golden` writes the data anew; read the
//! difference before committing it.

use serde_json::Value;
use shared::import::{ImportError, ImportOptions, ImportedPlan, Missing, import_plan};
use unicode_normalization::UnicodeNormalization;

use crate::fixtures::{OFFICE, OTHERS, PLANS, office, path, text};

fn import(bytes: &[u8]) -> ImportedPlan {
    import_plan(bytes, &ImportOptions::default()).expect("a plan")
}

#[test]
fn fixture_plans_arrive_at_their_data() {
    let texts = PLANS.into_iter().chain(OTHERS).map(|name| (name, text(name).into_bytes()));
    for (name, bytes) in texts.chain(OFFICE.map(|name| (name, office(name)))) {
        let found = serde_json::to_value(import(&bytes)).expect("JSON");
        let file = path(&format!("{name}.json"));
        if std::env::var("IMPORT_GOLDEN").is_ok_and(|mode| mode == "write") {
            let json = serde_json::to_string_pretty(&found).expect("JSON");
            std::fs::write(&file, json + "\n").expect("the fixture is writable");
        }
        let golden = std::fs::read_to_string(&file).expect("the fixture has its data");
        let golden: Value = serde_json::from_str(&golden).expect("JSON");
        for (key, value) in golden.as_object().into_iter().flatten() {
            assert_eq!(&found[key], value, "{name}: {key}");
        }
        assert_eq!(found, golden, "{name}");
    }
}

#[test]
fn the_encoding_makes_no_difference() {
    for name in PLANS {
        let text = text(name);
        let expected = import(text.as_bytes());
        let crlf = text.replace('\n', "\r\n");
        let wide = |unit: fn(u16) -> [u8; 2], mark: &[u8]| {
            let mut bytes = mark.to_vec();
            bytes.extend(crlf.encode_utf16().flat_map(unit));
            bytes
        };
        let variants = [
            ("CRLF", crlf.clone().into_bytes()),
            ("CR", text.replace('\n', "\r").into_bytes()),
            ("BOM", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("NFD", text.nfd().collect::<String>().into_bytes()),
            ("UTF-16LE", wide(u16::to_le_bytes, b"\xff\xfe")),
            ("UTF-16BE", wide(u16::to_be_bytes, b"\xfe\xff")),
            ("UTF-16LE without BOM", wide(u16::to_le_bytes, b"")),
        ];
        for (variant, bytes) in variants {
            assert_eq!(import(&bytes), expected, "{name} as {variant}");
        }
    }
}

#[test]
fn a_letter_is_no_plan() {
    let error =
        import_plan(text("cong-van").as_bytes(), &ImportOptions::default()).expect_err("no plan");
    assert_eq!(error, ImportError::NotAPlan(Missing::Type { found: Some("CÔNG VĂN".into()) }));
    assert_eq!(error.code(), "import_no_type");
    assert!(error.message_vi().contains("KẾ HOẠCH") && error.to_string() == error.message_en());
}

#[test]
fn a_plan_without_tasks_says_so() {
    let text = "KẾ HOẠCH\nVề A\nI. MỤC ĐÍCH\n1. Nâng cao\nII. KINH PHÍ\nTheo quy định.\n";
    let error = import_plan(text.as_bytes(), &ImportOptions::default()).expect_err("no tasks");
    assert_eq!(error.code(), "import_no_tasks");
}

#[test]
fn the_bundled_plan_has_this_shape() {
    let file = path("../../../backend/demo/plan.json");
    let text = std::fs::read_to_string(file).expect("the bundled plan is in the repository");
    let plan: ImportedPlan = serde_json::from_str(&text).expect("the shape of an imported plan");
    assert_eq!(plan.tasks.len(), 10);
    assert!(plan.signature.name.is_none(), "no real person's name");
    let known: Vec<&str> = plan.units.iter().map(|unit| unit.id.as_str()).collect();
    for task in &plan.tasks {
        assert!(!task.indicators.is_empty() && !task.lead.is_empty(), "{}", task.code);
        for unit in task.lead.iter().chain(&task.coordinating) {
            assert!(known.contains(&unit.as_str()), "{}: {unit}", task.code);
        }
    }
    for duty in &plan.responsibilities {
        assert!(duty.unit.split('+').all(|unit| known.contains(&unit)), "{}", duty.no);
    }
    let again: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(serde_json::to_value(&plan).expect("JSON"), again, "no key is lost");
}

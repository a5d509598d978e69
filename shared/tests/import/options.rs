//! What the caller may say beside the text: repairs refused, units known.

use shared::domain::directory::UnitKind;
use shared::import::{ImportOptions, KnownUnit, Refusal, import_plan};

use crate::fixtures::text;

#[test]
fn a_refused_repair_leaves_the_text_and_the_others() {
    let text = text("xa-na-khoang");
    let all = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
    for refused in &all.corrections {
        let refusal = Refusal { line: refused.line, before: refused.before.clone() };
        let options = ImportOptions { refuse: [refusal].into(), ..ImportOptions::default() };
        let plan = import_plan(text.as_bytes(), &options).expect("a plan");
        let kept: Vec<_> = all.corrections.iter().filter(|other| *other != refused).collect();
        assert_eq!(plan.corrections.iter().collect::<Vec<_>>(), kept, "{refused:?}");
        let json = serde_json::to_string(&(&plan.tasks, &plan.requirements, &plan.sections))
            .expect("JSON");
        assert!(json.contains(&refused.before), "{refused:?}");
    }
}

#[test]
fn known_units_keep_their_ids_and_names() {
    let known = |id: &str, name: &str, kind, aliases: &[&str]| KnownUnit {
        id: id.into(),
        name: name.into(),
        kind,
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
    };
    let options = ImportOptions {
        known_units: vec![
            known("u1", "Phòng Văn hóa, Xã hội và Thông tin xã Nà Khoang", UnitKind::Phong, &[]),
            known("u2", "Tất cả các đơn vị", UnitKind::Group, &["Các phòng, ban"]),
            known("u3", "Đội công an", UnitKind::CongAn, &["Công an xã"]),
            known("CA", "Bộ phận một cửa", UnitKind::Khac, &[]),
        ],
        ..ImportOptions::default()
    };
    let plan = import_plan(text("xa-na-khoang").as_bytes(), &options).expect("a plan");
    assert_eq!(plan.tasks[0].lead, ["u1"]);
    assert_eq!(plan.tasks[1].coordinating, ["u2", "THON"]);
    assert_eq!(plan.responsibilities[2].unit, "u3+QS");
    let unit = plan.units.iter().find(|unit| unit.id == "u3").expect("referenced");
    assert_eq!((unit.name.as_str(), unit.kind), ("Đội công an", UnitKind::CongAn));
    assert!(plan.units.iter().all(|unit| unit.name != "Bộ phận một cửa"), "not in the text");
}

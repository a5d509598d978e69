//! Any corrections of an imported plan, as the app keeps them: no panic, no line lost, and what is
//! left can be made the commune's.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use shared::id::PlanId;
use shared::import::revise::{Op, revise};
use shared::import::{ImportOptions, ImportedPlan, adopt, import_plan};

/// With lines that were not understood, several leads, and headings that stand twice.
fn imported() -> &'static ImportedPlan {
    static HELD: OnceLock<ImportedPlan> = OnceLock::new();
    HELD.get_or_init(|| {
        let text = concat!(
            "Sổ tay phát cho từng thôn\n\n",
            include_str!("../corpus/plan_text/xa-na-khoang")
        );
        import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan")
    })
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(ops) = serde_json::from_slice::<Vec<Op>>(bytes) else { return };
    let revised = revise(imported(), &[], &ops);
    // Whoever writes a title over another wants the other gone.
    let retitled = ops.iter().any(|op| matches!(op, Op::Retitle { .. } | Op::SetTitle { .. }));
    let json = serde_json::to_string(&revised).expect("JSON");
    let kept = |text: &str| json.contains(text) || retitled;
    assert!(imported().not_understood.iter().all(|line| kept(&line.text)));
    adopt::plan(&revised.plan, PlanId::new(uuid::Uuid::nil()), &revised.unit_map());
});

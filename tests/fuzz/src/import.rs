//! What the targets of the plan import do with their bytes.

use std::sync::OnceLock;

use shared::id::PlanId;
use shared::import::revise::{Op, revise};
use shared::import::{Field, ImportOptions, ImportedPlan, adopt, import_plan, source_lines};

/// Any bytes as a plan: no panic, the same twice, and every line accounted for.
pub fn plan_text(bytes: &[u8]) {
    let Ok(plan) = import_plan(bytes, &ImportOptions::default()) else { return };
    let lines = source_lines(bytes).expect("what was a plan is text");
    assert_eq!(plan.lines.len(), lines.len());
    assert!(!plan.tasks.is_empty());
    let lost = plan.lines.iter().filter(|fate| fate.field == Field::NotUnderstood).count();
    assert_eq!(lost, plan.not_understood.len());
    let mut paths: Vec<&str> = plan.tasks.iter().map(|task| task.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), plan.tasks.len(), "each task has a place of its own");
}

/// Any XML as the parts of a Word file: the archive is made here, so that what is tried gets past
/// its checksums. The input is document, numbering and styles, parted by zero bytes.
pub fn plan_docx(bytes: &[u8]) {
    // The archive itself, whatever the bytes are.
    let _ = import_plan(&[b"PK\x03\x04", bytes].concat(), &ImportOptions::default());
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let named = ["word/document.xml", "word/numbering.xml", "word/styles.xml"]
        .map(|name| (name, parts.next().unwrap_or_default()));
    let file = stored(&named);
    let Ok(plan) = import_plan(&file, &ImportOptions::default()) else { return };
    assert_eq!(plan.lines.len(), source_lines(&file).expect("what was a plan has lines").len());
    let lost = plan.lines.iter().filter(|fate| fate.field == Field::NotUnderstood).count();
    assert_eq!(lost, plan.not_understood.len());
}

/// Any corrections of an imported plan, as the app keeps them: no panic, no line lost, and what is
/// left can be made the commune's.
pub fn plan_revise(bytes: &[u8]) {
    let Ok(ops) = serde_json::from_slice::<Vec<Op>>(bytes) else { return };
    let revised = revise(imported(), &[], &ops);
    // Whoever writes a title over another wants the other gone.
    let retitled = ops.iter().any(|op| matches!(op, Op::Retitle { .. } | Op::SetTitle { .. }));
    let json = serde_json::to_string(&revised).expect("JSON");
    let kept = |text: &str| json.contains(text) || retitled;
    assert!(imported().not_understood.iter().all(|line| kept(&line.text)));
    adopt::plan(&revised.plan, PlanId::new(uuid::Uuid::nil()), &revised.unit_map());
}

/// An archive of parts, not compressed; empty ones are left out.
fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut file, mut directory, mut count) = (Vec::new(), Vec::new(), 0u16);
    for (name, data) in parts.iter().filter(|(_, data)| !data.is_empty()) {
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(crc(data).to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((data.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend((file.len() as u32).to_le_bytes());
        directory.extend(name.as_bytes());
        file.extend(b"PK\x03\x04");
        file.extend(common);
        file.extend(name.as_bytes());
        file.extend(*data);
        count += 1;
    }
    let start = file.len() as u32;
    let size = directory.len() as u32;
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(size.to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0, 0]);
    file
}

fn crc(data: &[u8]) -> u32 {
    let mut crc = !0u32;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

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

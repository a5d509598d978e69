//! Any XML as the parts of a Word file: the archive is made here, so that what is tried gets past
//! its checksums. The input is document, numbering and styles, parted by zero bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::import::{Field, ImportOptions, import_plan, source_lines};

fuzz_target!(|bytes: &[u8]| {
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
});

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

//! Nothing is lost in silence, on plans of every shape: each word of the file stands in a field of
//! the result, in a line named as not understood, or in what a repair replaced.
//!
//! Two ways to see it. Every word of every fixture is looked up in the result; and a made-up word,
//! which nothing else could have put there, is written into each line in turn and has to come out.

use std::collections::BTreeSet;

use shared::import::{Field, ImportOptions, ImportedPlan, import_plan};
use shared::text::fold;

use crate::fixtures::{OTHERS, PLANS, text};
use crate::word::{docx, p, row, table};

fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn strings(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(values) => values.iter().for_each(|one| strings(one, found)),
        serde_json::Value::Object(map) => map.values().for_each(|one| strings(one, found)),
        _ => {}
    }
}

/// The words of a result, whatever field they are in.
pub(crate) fn words_in(result: &impl serde::Serialize) -> BTreeSet<String> {
    let mut found = Vec::new();
    strings(&serde_json::to_value(result).expect("JSON"), &mut found);
    found.iter().flat_map(|text| words(text)).collect()
}

/// Words of the labels that are not kept with what they announce.
const LABELS: &[&str] = &[
    "can", "cu", "theo", "noi", "nhan", "thoi", "gian", "thuc", "hien", "hoan", "thanh", "han",
    "tien", "do", "kinh", "phi", "nguon", "du", "toan", "kien", "noi", "dung", "vao", "phu",
    "trach", "phan", "cong",
];

/// What only says what a line is: its mark, its label.
fn structure(line: &str, field: Field) -> BTreeSet<String> {
    // A type whose letters stand apart is held as the word they spell.
    let apart = field == Field::Type && words(line).iter().all(|word| word.len() == 1);
    let named = ["Phần", "PHẦN", "Chương", "Điều", "Nhiệm vụ"];
    if apart || named.iter().any(|word| line.starts_with(word)) {
        return words(line).into_iter().collect();
    }
    let mark = line.split_whitespace().next().unwrap_or_default();
    let mut structure: BTreeSet<String> = words(mark).into_iter().take(3).collect();
    let clauses = line.split(['.', ';', '(', ',', '-']);
    for clause in clauses.filter_map(|clause| Some(clause.split_once(':')?.0)) {
        let clause = words(clause);
        if clause.iter().all(|word| LABELS.contains(&word.as_str()) || structure.contains(word)) {
            structure.extend(clause);
        }
    }
    if field == Field::Basis {
        structure.extend(opener_words(line));
    }
    structure
}

/// The words "Căn cứ", "Thực hiện", "Theo" that a basis begins with.
fn opener_words(line: &str) -> Vec<String> {
    words(line).into_iter().take_while(|word| LABELS.contains(&word.as_str())).collect()
}

/// Every word of `text` stands in the result.
pub(crate) fn accounted(name: &str, plan: &ImportedPlan, text: &str) {
    let held = words_in(plan);
    for (fate, line) in plan.lines.iter().zip(text.lines()) {
        let structure = structure(line, fate.field);
        for word in words(line) {
            assert!(
                structure.contains(&word) || held.contains(&word),
                "{name}: {word:?} of line {} ({:?}) is lost: {line}",
                fate.line,
                fate.field
            );
        }
    }
}

/// A word no plan has, nor any repair makes.
const MADE_UP: &str = "zuqaw";

/// `line` with the made-up word before its `at`-th word.
fn with_word(line: &str, at: usize) -> Option<String> {
    let starts: Vec<usize> = line
        .char_indices()
        .filter(|(index, c)| {
            c.is_alphanumeric() && !line[..*index].ends_with(char::is_alphanumeric)
        })
        .map(|(index, _)| index)
        .collect();
    if at == starts.len() {
        let end = line.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        return Some(format!("{} {MADE_UP}{}", &line[..end], &line[end..]));
    }
    let index = *starts.get(at)?;
    // Inside a number or a mark there is no place for a word.
    let inside = line[..index].ends_with(['/', '-', '.']) && !line[..index].ends_with(". ");
    (!inside).then(|| format!("{}{MADE_UP} {}", &line[..index], &line[index..]))
}

#[test]
fn every_word_of_every_plan_stands_in_its_result() {
    for name in PLANS.iter().chain(&OTHERS) {
        let text = text(name);
        let plan = import_plan(text.as_bytes(), &ImportOptions::default())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        accounted(name, &plan, &text);
    }
}

#[test]
fn a_word_written_into_any_line_comes_out() {
    // One place a line, another in each; IMPORT_EVERYWHERE=1 takes minutes and asks for all.
    let everywhere = std::env::var_os("IMPORT_EVERYWHERE").is_some();
    let mut lost = Vec::new();
    for name in PLANS.iter().chain(&OTHERS) {
        let text = text(name);
        let lines: Vec<&str> = text.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let count = words(line).len();
            let places: BTreeSet<usize> = if everywhere {
                (0..=count).collect()
            } else {
                [if index % 3 == 0 { count } else { index % (count + 1) }].into()
            };
            for at in places {
                let Some(changed) = with_word(line, at) else { continue };
                let mut lines = lines.clone();
                lines[index] = &changed;
                let text = lines.join("\n");
                // A plan without its type or its one task is refused, and nothing is lost with it.
                let Ok(plan) = import_plan(text.as_bytes(), &ImportOptions::default()) else {
                    continue;
                };
                if !words_in(&plan).contains(MADE_UP) {
                    lost.push(format!(
                        "{name} {} {:?}: {changed}",
                        index + 1,
                        plan.lines[index].field
                    ));
                }
            }
        }
    }
    assert!(lost.is_empty(), "{} lost:\n{}", lost.len(), lost.join("\n"));
}

/// The same in a Word file: in any cell of its table of tasks, and in any paragraph.
#[test]
fn a_word_written_into_any_cell_comes_out() {
    let before = ["KẾ HOẠCH", "Công tác năm 2026", "I. NHIỆM VỤ"];
    let rows: [[&str; 6]; 4] = [
        ["I", "Nhóm thứ nhất", "", "", "", ""],
        ["1", "Phát thanh\nHai buổi mỗi tuần", "Công an xã", "Các thôn; Trạm Y tế xã", "Quý I", ""],
        ["2", "Quét sân", "Đoàn Thanh niên", "", "trước ngày 30/6", "mang chổi"],
        ["", "Tưới cây", "Phòng Kinh tế phối hợp với các thôn", "", "Thường xuyên", ""],
    ];
    let after = ["II. KINH PHÍ", "Không.", "Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Lò Thị Mẫu"];
    let names = ["STT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian", "Ghi chú"];
    let file = |before: &[String], rows: &[Vec<String>], after: &[String]| {
        let paras = |lines: &[String]| lines.iter().map(|line| p(line)).collect::<String>();
        let mut written = vec![row(&names)];
        written.extend(
            rows.iter().map(|cells| row(&cells.iter().map(String::as_str).collect::<Vec<_>>())),
        );
        docx(&(paras(before) + &table(&written) + &paras(after)))
    };
    let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let (before, after) = (owned(&before), owned(&after));
    let rows: Vec<Vec<String>> = rows.iter().map(|cells| owned(cells)).collect();
    let comes_out = |bytes: &[u8], place: &str| {
        if let Ok(plan) = import_plan(bytes, &ImportOptions::default()) {
            assert!(words_in(&plan).contains(MADE_UP), "{place}");
        }
    };
    for (index, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            for at in 0..=words(cell).len() {
                let changed =
                    if cell.is_empty() { Some(MADE_UP.to_owned()) } else { with_word(cell, at) };
                let Some(changed) = changed else { continue };
                let mut rows = rows.clone();
                rows[index][column] = changed;
                comes_out(
                    &file(&before, &rows, &after),
                    &format!("row {index}, column {column}, {at}"),
                );
            }
        }
    }
    for (index, line) in after.iter().enumerate() {
        for at in 0..=words(line).len() {
            let Some(changed) = with_word(line, at) else { continue };
            let mut after = after.clone();
            after[index] = changed;
            comes_out(&file(&before, &rows, &after), &format!("{line}, {at}"));
        }
    }
}

/// A plan keeps so many units and no more; lines with others say so.
#[test]
fn units_beyond_those_that_are_kept_are_not_lost() {
    let mut text = "KẾ HOẠCH\nVề A\nI. NHIỆM VỤ\n1. Việc\n".to_owned();
    for number in 1..=600 {
        text.push_str(&format!("- Phối hợp: Hội Số {number}\n"));
    }
    text.push_str("II. TỔ CHỨC THỰC HIỆN\n1. Phòng Số 700\nViệc khác.\n");
    let plan = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
    let lost: BTreeSet<usize> = plan.not_understood.iter().map(|lost| lost.line).collect();
    let named: BTreeSet<&str> = plan.units.iter().map(|unit| unit.name.as_str()).collect();
    for (index, line) in text.lines().enumerate().skip(4) {
        let name = line.rsplit(": ").next().unwrap_or(line).trim_start_matches("1. ");
        if name.contains("Số") {
            assert!(named.contains(name) != lost.contains(&(index + 1)), "{line}");
        }
    }
    assert!(lost.len() >= 100);
}

#[test]
fn what_is_no_unit_becomes_none() {
    let head =
        "KẾ HOẠCH\nCông tác văn hóa năm 2026 trên địa bàn xã Nà Sơn\n\nI. NỘI DUNG\n1. Ra quân\n";
    for (said, told) in [
        ("Chủ trì: Công an xã\nPhối hợp: Không có", false),
        ("Chủ trì: Công an xã\nPhối hợp: Không", false),
        ("Chủ trì: Công an xã\nPhối hợp: Như mục 1", true),
        ("Chủ trì: Công an xã\nPhối hợp: Thường xuyên", true),
        ("Chủ trì: Công an xã\nPhối hợp: Từ nay đến hết năm", true),
        ("Chủ trì: Không phân công", true),
        ("Chủ trì: Chưa xác định", true),
        ("Chủ trì: Theo phân công của Chủ tịch UBND xã", true),
    ] {
        let text = format!("{head}{said}\nThời gian: tháng 9\n");
        let plan = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
        let units: Vec<_> = plan.units.iter().map(|unit| unit.id.as_str()).collect();
        let expected: &[&str] = if said.contains("Công an xã") { &["CA"] } else { &[] };
        assert_eq!(units, expected, "{said}");
        assert_eq!(!plan.not_understood.is_empty(), told, "{said}: {:?}", plan.not_understood);
    }
}

#[test]
fn a_label_says_who_leads_and_prose_beside_it_does_not() {
    let head =
        "KẾ HOẠCH\nCông tác văn hóa năm 2026 trên địa bàn xã Nà Sơn\n\nI. NỘI DUNG\n1. Ra quân\n";
    let label = "Chủ trì: Công an xã\n";
    let prose =
        "Giao Hội Phụ nữ xã chuẩn bị cờ.\nĐề nghị Ban Thường trực UBMTTQ Việt Nam xã giám sát.\n";
    for said in [format!("{label}{prose}"), format!("{prose}{label}")] {
        let text = format!("{head}{said}Thời gian: tháng 9\n");
        let plan = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
        assert_eq!(plan.tasks[0].lead, ["CA"], "{said}");
        let json = serde_json::to_string(&plan.tasks).expect("JSON");
        for words in ["Hội Phụ nữ xã chuẩn bị cờ", "UBMTTQ Việt Nam xã giám sát"]
        {
            assert!(json.contains(words), "{words}: {json}");
        }
    }
}

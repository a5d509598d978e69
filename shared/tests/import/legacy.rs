//! Plans in TCVN3 and VNI: converted where that is certain, named where it is not.

use shared::import::{ImportError, ImportOptions, ImportedPlan, Legacy, Notice, import_plan};
use shared::text::fold;
use unicode_normalization::UnicodeNormalization;

use crate::fixtures::{PLANS, text};
use crate::word::{docx, p, parts, row, table, zip};

/// Letters of TCVN3 by their bytes, for tests: written down again, apart from the importer.
const TCVN3: &[(u8, &str)] = &[
    (0xa1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xb5, "àảãáạ"),
    (0xbb, "ằẳẵắ"),
    (0xc6, "ặầẩẫấậè"),
    (0xce, "ẻẽéẹềểễếệìỉ"),
    (0xdc, "ĩíịò"),
    (0xe1, "ỏõóọồổỗốộờởỡớợù"),
    (0xf1, "ủũúụừửữứựỳỷỹýỵ"),
];

/// Signs of VNI by the marks they stand for.
const VNI: &[(&str, u8)] = &[
    ("\u{301}", 0xf9),
    ("\u{300}", 0xf8),
    ("\u{309}", 0xfb),
    ("\u{303}", 0xf5),
    ("\u{323}", 0xef),
    ("\u{302}", 0xe2),
    ("\u{302}\u{301}", 0xe1),
    ("\u{302}\u{300}", 0xe0),
    ("\u{302}\u{309}", 0xe5),
    ("\u{302}\u{303}", 0xe3),
    ("\u{302}\u{323}", 0xe4),
    ("\u{306}", 0xea),
    ("\u{306}\u{301}", 0xe9),
    ("\u{306}\u{300}", 0xe8),
    ("\u{306}\u{309}", 0xfa),
    ("\u{306}\u{303}", 0xfc),
    ("\u{306}\u{323}", 0xeb),
];

fn tcvn3(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| {
            let find = |letter: char| {
                TCVN3.iter().find_map(|(first, run)| {
                    run.chars().position(|other| other == letter).map(|at| first + at as u8)
                })
            };
            let small = c.to_lowercase().next().expect("a letter");
            match c {
                '–' => 0x96,
                _ if c.is_ascii() => c as u8,
                _ => find(c).or_else(|| find(small)).unwrap_or_else(|| panic!("{c}")),
            }
        })
        .collect()
}

fn vni(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for c in text.chars() {
        let up = if c.is_uppercase() { 0x20 } else { 0 };
        let small = c.to_lowercase().next().expect("a letter");
        let single = "đơưíìỉĩịỵ".chars().position(|other| other == small);
        let parts: Vec<char> = small.to_string().nfd().collect();
        let horn = parts.contains(&'\u{31b}');
        match single {
            _ if c == '–' => out.push(0x96),
            _ if c.is_ascii() => out.push(c as u8),
            Some(at) => out.push([0xf1, 0xf4, 0xf6, 0xed, 0xec, 0xe6, 0xf3, 0xf2, 0xee][at] - up),
            None => {
                out.push(match (parts[0], horn) {
                    ('o', true) => 0xf4 - up,
                    ('u', true) => 0xf6 - up,
                    (base, _) => base as u8 - up,
                });
                let mut marks: Vec<char> =
                    parts[1..].iter().copied().filter(|m| *m != '\u{31b}').collect();
                marks.sort_by_key(|mark| !matches!(mark, '\u{302}' | '\u{306}'));
                let marks: String = marks.into_iter().collect();
                let sign = VNI.iter().find(|(other, _)| *other == marks);
                out.push(sign.unwrap_or_else(|| panic!("{c}")).1 - up);
            }
        }
    }
    out
}

/// A fixture's text without what the encodings cannot hold.
fn plain(name: &str) -> String {
    text(name).nfc().collect::<String>().replace(['“', '”'], "\"").replace('…', "...")
}

#[test]
fn old_encodings_give_the_plan_in_unicode() {
    for name in PLANS {
        let text = plain(name);
        let expected = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
        let bytes = vni(&text);
        let pasted: String =
            bytes.iter().map(|byte| char::from(*byte)).filter(|c| *c != '\u{96}').collect();
        for file in [bytes.clone(), pasted.into_bytes()] {
            if file != bytes && text.contains('–') {
                continue;
            }
            let mut plan = import_plan(&file, &ImportOptions::default()).expect("a plan");
            assert_eq!(plan.notices, [Notice::Converted(Legacy::Vni)]);
            plan.notices.clear();
            assert_eq!(plan, expected, "{name}");
        }
        let plan = import_plan(&tcvn3(&text), &ImportOptions::default()).expect("a plan");
        assert_eq!(plan.notices, [Notice::Converted(Legacy::Tcvn3)], "{name}");
        // Capitals with a tone are small letters there: all else is the same.
        assert_eq!(plan.tasks.len(), expected.tasks.len(), "{name}");
        for (task, wanted) in plan.tasks.iter().zip(&expected.tasks) {
            assert_eq!(fold(&task.title), fold(&wanted.title));
            assert_eq!(task.path, wanted.path);
        }
    }
}

#[test]
fn what_is_half_converted_is_named_and_refused() {
    let mut bytes = tcvn3(&plain("xa-na-khoang"));
    for at in (0..bytes.len()).step_by(37) {
        bytes[at] = 0xff;
    }
    let error = import_plan(&bytes, &ImportOptions::default()).expect_err("uncertain");
    assert_eq!(error, ImportError::LegacyEncoding { legacy: Legacy::Tcvn3 });
    assert!(error.message_vi().contains("TCVN3") && error.message_en().contains("TCVN3"));
    let western = "Le caf\u{e9} est l\u{e0}".chars().map(|c| c as u8).collect::<Vec<_>>();
    let error = import_plan(&western, &ImportOptions::default()).expect_err("no encoding we know");
    assert!(matches!(error, ImportError::Encoding { .. }), "{error:?}");
}

#[test]
fn fonts_of_a_word_file_tell_the_encoding() {
    let old = |font: &str, bytes: Vec<u8>| {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        p(&text).replace("<w:r>", &format!(r#"<w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr>"#))
    };
    let body = old(".VnTimeH", tcvn3("kế hoạch"))
        + &p("Phát triển xã Nà Mẫu năm 2026")
        + &old("VNI-Times", vni("I. NHIỆM VỤ"))
        + &old(".VnTime", tcvn3("1. Dọn đường làng"))
        + &old("VNI-Times", vni("Chủ trì: Trạm Y tế xã"));
    let plan = import_plan(&docx(&body), &ImportOptions::default()).expect("a plan");
    assert_eq!(plan.kind, "KẾ HOẠCH");
    assert_eq!(plan.tasks[0].title, "Dọn đường làng");
    assert_eq!(plan.units[0].name, "Trạm Y tế xã");
    assert_eq!(plan.notices, [Notice::Converted(Legacy::Tcvn3), Notice::Converted(Legacy::Vni)]);
}

/// Bytes as a word processor keeps them under a font of today: letters of the same numbers.
fn same_numbers(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if *byte == 0x96 { '–' } else { char::from(*byte) }).collect()
}

#[test]
fn a_word_file_whose_fonts_tell_nothing_is_converted_by_its_words() {
    let times = |text: &str| {
        p(text).replace("<w:r>", r#"<w:r><w:rPr><w:rFonts w:ascii="Times New Roman"/></w:rPr>"#)
    };
    for name in PLANS {
        let text = plain(name);
        let expected = import_plan(text.as_bytes(), &ImportOptions::default()).expect("a plan");
        let body = |bytes: Vec<u8>| same_numbers(&bytes).lines().map(times).collect::<String>();
        let file = docx(&body(vni(&text)));
        let mut plan = import_plan(&file, &ImportOptions::default()).expect("a plan");
        assert_eq!(plan.notices, [Notice::Converted(Legacy::Vni)]);
        plan.notices.clear();
        assert_eq!(plan, expected, "{name}");
        let file = docx(&body(tcvn3(&text)));
        let plan = import_plan(&file, &ImportOptions::default()).expect("a plan");
        assert_eq!(plan.notices, [Notice::Converted(Legacy::Tcvn3)], "{name}");
        let titles = |plan: &ImportedPlan| {
            plan.tasks.iter().map(|task| fold(&task.title)).collect::<Vec<_>>()
        };
        assert_eq!(titles(&plan), titles(&expected), "{name}");
    }
}

#[test]
fn tables_soft_breaks_notes_and_capitals_are_converted_too() {
    let old = |text: &str| same_numbers(&tcvn3(text));
    let letterhead = table(&[row(&[&old("Ủy ban nhân dân\nXã Nà Mẫu")])]);
    let tasks = table(&[
        row(&[&old("Nội dung"), &old("Đơn vị chủ trì")]),
        row(&[&old("Dọn đường làng"), &old("Trạm Y tế xã\nHội Phụ nữ")]),
    ]);
    let body = letterhead
        + &p(&old("Kế hoạch"))
        + &p(&old("Phát triển xã Nà Mẫu\nnăm 2026"))
        + &p(&old("I. Nhiệm vụ")).replacen("<w:r>", "<w:r><w:rPr><w:caps/></w:rPr>", 1)
        + &tasks;
    let mut parts = parts(&body, "", "");
    let notes = format!("<w:footnotes>{}</w:footnotes>", p(&old("Số liệu năm trước")));
    parts.push(("word/footnotes.xml".into(), notes.replace("w:", "").into_bytes()));
    let plan = import_plan(&zip(&parts), &ImportOptions::default()).expect("a plan");
    assert_eq!(plan.title, "Phát triển xã Nà Mẫu năm 2026");
    assert_eq!(plan.sections[0].title, "NHIỆM VỤ");
    assert_eq!(plan.tasks[0].title, "Dọn đường làng");
    let units: Vec<&str> = plan.units.iter().map(|unit| unit.name.as_str()).collect();
    assert!(units.contains(&"Trạm Y tế xã"), "{units:?}");
    assert!(plan.not_understood.iter().any(|line| line.text == "Số liệu năm trước"));
}

#[test]
fn a_word_file_that_is_half_converted_is_named_and_refused() {
    let mut bytes = tcvn3(&plain("xa-na-khoang"));
    for at in (0..bytes.len()).step_by(37).filter(|at| bytes[*at] != b'\n').collect::<Vec<_>>() {
        bytes[at] = 0xff;
    }
    let body: String = same_numbers(&bytes).lines().map(p).collect();
    let error = import_plan(&docx(&body), &ImportOptions::default()).expect_err("uncertain");
    assert_eq!(error, ImportError::LegacyEncoding { legacy: Legacy::Tcvn3 });
}

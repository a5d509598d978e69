//! Files that are broken, huge or hostile: each is refused for what it is, in both languages, in
//! little time and memory; nothing is created, for an error carries no plan.

use shared::import::{
    Format, ImportError, ImportOptions, Missing, Notice, TooMuch, import_plan, source_lines,
};
use shared::limits::{
    IMPORT_CELLS_MAX, IMPORT_DOCX_BYTES_MAX, IMPORT_LINES_MAX, IMPORT_PARAGRAPHS_MAX,
    IMPORT_TEXT_BYTES_MAX, IMPORT_XML_BYTES_MAX, IMPORT_XML_DEPTH_MAX,
};

use crate::word::{docx, p, parts, row, table, zip};

fn refused(bytes: &[u8]) -> ImportError {
    let error = import_plan(bytes, &ImportOptions::default()).expect_err("refused");
    let (vi, en) = (error.message_vi(), error.message_en());
    assert!(vi.len() > 20 && en.len() > 10 && vi != en, "{vi} / {en}");
    assert!(error.code().starts_with("import_"));
    error
}

fn tasks() -> String {
    p("KẾ HOẠCH") + &p("Về A") + &p("I. NHIỆM VỤ") + &p("1. Phát thanh") + &p("Chủ trì: Công an xã")
}

#[test]
fn files_of_other_kinds_are_named() {
    let ole = |name: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(512, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let archive = |names: &[&str]| {
        zip(&names.iter().map(|name| ((*name).to_owned(), b"<x/>".to_vec())).collect())
    };
    let cases = [
        (ole("WordDocument"), Format::OldOffice, "import_is_doc"),
        (ole("EncryptedPackage"), Format::Locked, "import_is_locked"),
        (b"%PDF-1.7\n%\xe2\xe3".to_vec(), Format::Pdf, "import_is_pdf"),
        (
            archive(&["[Content_Types].xml", "xl/workbook.xml"]),
            Format::Spreadsheet,
            "import_is_spreadsheet",
        ),
        (
            archive(&["[Content_Types].xml", "ppt/presentation.xml"]),
            Format::Presentation,
            "import_is_presentation",
        ),
        (archive(&["mimetype", "content.xml"]), Format::OpenDocument, "import_is_opendocument"),
        (archive(&["photo.jpg"]), Format::Archive, "import_is_archive"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), Format::Image, "import_is_image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), Format::Image, "import_is_image"),
        (b"{\\rtf1\\ansi".to_vec(), Format::Rtf, "import_is_rtf"),
    ];
    for (bytes, format, code) in cases {
        let error = refused(&bytes);
        assert_eq!(error, ImportError::Format(format));
        assert_eq!(error.code(), code);
    }
    assert_eq!(refused(b""), ImportError::Empty);
    assert_eq!(refused(&docx("")), ImportError::Empty);
    assert_eq!(refused(&docx(&(p("") + &p(" ")))), ImportError::Empty);
    assert!(matches!(refused(b"\0\x01\x02\x03"), ImportError::NotText { .. }));
}

#[test]
fn a_text_with_a_secrecy_mark_is_not_taken_in() {
    let plan = include_str!("../../../tests/fixtures/plans/xa-na-khoang.txt");
    for mark in ["MẬT", "(TỐI MẬT)", "  TUYỆT MẬT  "] {
        let error = refused(format!("{mark}\n{plan}").as_bytes());
        assert_eq!(error, ImportError::Secret { line: 1 }, "{mark}");
        assert_eq!(error.code(), "import_secret");
    }
    let honey = plan.replace("- Ra soát", "- MẬT ONG RỪNG của thôn. Ra soát");
    assert!(import_plan(honey.as_bytes(), &ImportOptions::default()).is_ok());
}

#[test]
fn a_damaged_file_is_refused_wherever_it_is_cut() {
    let whole = docx(&tasks());
    for end in (4..whole.len()).step_by(7) {
        let error = refused(&whole[..end]);
        assert!(matches!(error, ImportError::Damaged { .. }), "{end}: {error:?}");
    }
    let mut read = 0;
    for at in (0..whole.len()).step_by(3) {
        let mut broken = whole.clone();
        broken[at] ^= 0x55;
        // Names and dates are not covered by checksums; text always is.
        match import_plan(&broken, &ImportOptions::default()) {
            Ok(plan) => {
                read += 1;
                assert_eq!(plan.tasks.len(), 1);
            }
            Err(error) => assert!(!error.message_vi().is_empty()),
        }
    }
    assert!(read < whole.len() / 3);
    for xml in [
        "<w:document><w:body><w:p></w:body></w:document>",
        "<w:document><w:body>",
        "<a b=<",
        "&#xD800;<a>",
        "",
    ] {
        let mut broken = parts("", "", "");
        broken[3].1 = xml.as_bytes().to_vec();
        let error = refused(&zip(&broken));
        assert!(
            matches!(error, ImportError::Damaged { .. } | ImportError::Empty),
            "{xml}: {error:?}"
        );
    }
    let mut headless = parts(&tasks(), "", "");
    headless.remove(3);
    assert!(matches!(refused(&zip(&headless)), ImportError::Damaged { .. }));
}

#[test]
fn a_bomb_is_not_unpacked() {
    // 200 MB of blanks in 200 KB; said truly, and said to be small.
    let mut bomb = parts(&tasks(), "", "");
    bomb[3].1 = vec![b' '; 200 * 1024 * 1024];
    let file = zip(&bomb);
    assert!(file.len() < 2 * 1024 * 1024);
    assert_eq!(refused(&file), ImportError::TooMuch(TooMuch::Inflated));
    let mut lying = file.clone();
    let size = (200u32 * 1024 * 1024).to_le_bytes();
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == size {
            lying[at..at + 4].copy_from_slice(&100u32.to_le_bytes());
        }
    }
    assert_eq!(refused(&lying), ImportError::TooMuch(TooMuch::Inflated));
    // Several parts may not do together what one may not.
    let mut several = parts(&tasks(), "", "");
    for part in &mut several[3..6] {
        part.1 = vec![b' '; IMPORT_XML_BYTES_MAX / 2];
    }
    assert!(matches!(refused(&zip(&several)), ImportError::TooMuch(TooMuch::Inflated)));
    // A part nobody reads is never unpacked.
    let mut photo = parts(&tasks(), "", "");
    photo.push(("word/media/image1.png".into(), vec![0; 40 * 1024 * 1024]));
    assert!(import_plan(&zip(&photo), &ImportOptions::default()).is_ok());
}

#[test]
fn a_hundred_megabytes_are_refused_by_their_size() {
    let text = vec![b'a'; 100 * 1024 * 1024];
    assert_eq!(
        refused(&text),
        ImportError::TooLarge { bytes: text.len(), max: IMPORT_TEXT_BYTES_MAX }
    );
    let mut word = docx(&tasks());
    word.resize(100 * 1024 * 1024, 0);
    assert_eq!(
        refused(&word),
        ImportError::TooLarge { bytes: word.len(), max: IMPORT_DOCX_BYTES_MAX }
    );
}

#[test]
fn too_much_of_anything_is_refused() {
    let headings = p("1. Việc").repeat(IMPORT_PARAGRAPHS_MAX + 1);
    assert_eq!(refused(&docx(&headings)), ImportError::TooMuch(TooMuch::Paragraphs));
    let breaks = format!("<w:p><w:r>{}</w:r></w:p>", "<w:br/>".repeat(IMPORT_LINES_MAX + 1));
    assert!(matches!(refused(&docx(&breaks)), ImportError::TooManyLines { .. }));
    let cells = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc/>".repeat(IMPORT_CELLS_MAX + 1));
    assert_eq!(refused(&docx(&cells)), ImportError::TooMuch(TooMuch::Cells));
    let entries = (0..5_000).map(|number| (format!("x{number}"), Vec::new())).collect();
    assert_eq!(refused(&zip(&entries)), ImportError::TooMuch(TooMuch::Entries));
    let million = "I. A\n".repeat(1_000_000);
    assert!(matches!(refused(million.as_bytes()), ImportError::TooLarge { .. }));
    let lines = "1\n".repeat(IMPORT_LINES_MAX + 1);
    assert!(matches!(refused(lines.as_bytes()), ImportError::TooManyLines { .. }));
    // A long cell merged over many rows stands in each of them.
    let long = "x".repeat(100_000);
    let first = format!(
        "<w:tr><w:tc>{}</w:tc><w:tc><w:tcPr><w:vMerge w:val=\"restart\"/></w:tcPr>{}</w:tc></w:tr>",
        p("Phát thanh"),
        p(&long)
    );
    let more = format!(
        "<w:tr><w:tc>{}</w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr>{}</w:tc></w:tr>",
        p("Phát thanh"),
        p("")
    );
    let rows = [row(&["Nội dung", "Chủ trì"]), first, more.repeat(2_000)];
    assert_eq!(refused(&docx(&table(&rows))), ImportError::TooMuch(TooMuch::Text));
}

#[test]
fn deep_nesting_is_refused() {
    for element in ["w:sdt", "w:tbl", "w:p", "w:r", "mc:AlternateContent"] {
        let depth = 100_000;
        let body = format!(
            "{}{}",
            format!("<{element}>").repeat(depth),
            format!("</{element}>").repeat(depth)
        );
        assert_eq!(refused(&docx(&body)), ImportError::TooMuch(TooMuch::Depth), "{element}");
    }
    let level = "<w:tbl><w:tr><w:tc>";
    let depth = (IMPORT_XML_DEPTH_MAX - 6) / 3;
    let nested =
        format!("{}{}{}", level.repeat(depth), p("x"), "</w:tc></w:tr></w:tbl>".repeat(depth));
    assert!(source_lines(&docx(&nested)).is_ok());
    let mut deep = parts(&tasks(), "", "");
    deep[5].1 = "<a>".repeat(100_000).into_bytes();
    assert_eq!(refused(&zip(&deep)), ImportError::TooMuch(TooMuch::Depth));
}

#[test]
fn document_types_and_entities_are_refused() {
    let laughs = r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"#;
    let file = r#"<!DOCTYPE l SYSTEM "file:///etc/passwd"><w:document/>"#;
    let entity = "<w:document><w:body><w:p><w:r><w:t>&xxe;</w:t></w:r></w:p></w:body></w:document>";
    for xml in [laughs, file, entity] {
        for part in 1..6 {
            let mut hostile = parts(&tasks(), "", "");
            hostile[part].1 = xml.as_bytes().to_vec();
            let error = refused(&zip(&hostile));
            if part == 3 || !xml.contains("xxe") {
                assert_eq!(error, ImportError::Dtd, "{part}: {xml}");
            }
        }
    }
}

#[test]
fn macros_are_left_alone_and_said() {
    let mut parts = parts(&tasks(), "", "");
    parts.push(("word/vbaProject.bin".into(), b"Attribute VB_Name".to_vec()));
    let plan = import_plan(&zip(&parts), &ImportOptions::default()).expect("a plan");
    assert_eq!(plan.notices, [Notice::MacrosIgnored]);
    assert!(plan.notices[0].message_vi().contains("macro"));
}

#[test]
fn styles_and_lists_that_run_in_circles_end() {
    let styles = r#"<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="X"/></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:styleLink w:val="X"/><w:numStyleLink w:val="X"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="9"><w:abstractNumId w:val="77"/></w:num>"#;
    let item = |style: &str, list: u32| {
        format!(
            r#"<w:p><w:pPr><w:pStyle w:val="{style}"/><w:numPr><w:ilvl w:val="4000000000"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#
        )
    };
    let styled = r#"<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#;
    let body = tasks() + &item("A", 1) + &item("B", 9) + &item("C", 12) + styled;
    assert!(import_plan(&zip(&parts(&body, numbering, styles)), &ImportOptions::default()).is_ok());
}

/// Large texts of whatever grows worst: each is read in time. A tenth of a megabyte without
/// optimisation is as slow as the largest text with it.
#[test]
fn large_texts_are_read_or_refused_and_no_line_is_lost() {
    let head = "KẾ HOẠCH\nVề A\nI. NHIỆM VỤ\n1. Việc\nChủ trì: Công an xã\n";
    let size = IMPORT_TEXT_BYTES_MAX / 40;
    let fill = |unit: &str| head.to_owned() + &unit.repeat(size / unit.len());
    let numbered = |unit: &dyn Fn(usize) -> String| {
        let mut text = head.to_owned();
        let mut number = 2;
        while text.len() < size {
            text.push_str(&unit(number));
            number += 1;
        }
        text
    };
    let cases = [
        ("one line", fill("xã ")),
        ("one list", fill("Chủ trì: Phòng Kinh tế, Công an xã; ").replace("\nChủ", " Chủ")),
        (
            "names on one line",
            head.to_owned() + "Phối hợp: " + &"các phòng: Kinh tế, Nội vụ; ".repeat(size / 40),
        ),
        ("list items", fill("- việc\n")),
        ("labels", fill("Chủ trì: Phòng Kinh tế\n")),
        ("parentheses", fill("((((((((((")),
        (
            "bases",
            "KẾ HOẠCH\nVề A\n".to_owned()
                + &"Căn cứ Luật A số 1/2025/QH15; ".repeat(size / 40)
                + "\nI. NHIỆM VỤ\n1. Việc\nChủ trì: Công an xã\n",
        ),
        ("citations", numbered(&|n| format!("theo Nghị định số {n}/2020/NĐ-CP\n"))),
        ("units", numbered(&|n| format!("- Chủ trì: Phòng Số {n}, Hội Số {n}\n"))),
        ("recipients", fill("x\n") + "Nơi nhận:\n" + &"- Phòng Kinh tế;\n".repeat(2_000)),
    ];
    for (name, text) in cases {
        match import_plan(text.as_bytes(), &ImportOptions::default()) {
            Ok(plan) => assert_eq!(plan.lines.len(), text.lines().count(), "{name}"),
            Err(error) => assert!(
                matches!(
                    error,
                    ImportError::TooManyLines { .. } | ImportError::NotAPlan(Missing::Tasks)
                ),
                "{name}: {error:?}"
            ),
        }
    }
}

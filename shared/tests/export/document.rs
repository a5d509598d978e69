//! The Word file, read back from its XML: page, type, numbering, tables, and every word in its order.

use shared::report::docx::docx;
use shared::report::paper::Paper;
use unicode_normalization::is_nfc;

use crate::fixture::{draft, issued};
use crate::markup::{Node, part, tree};

pub(crate) fn document(paper: &Paper) -> Node {
    tree(&part(&docx(paper).expect("a document"), "word/document.xml"))
}

/// The words of each paragraph that has some.
pub(crate) fn lines(document: &Node) -> Vec<String> {
    let lines = document.all("w:p").into_iter().map(Node::words);
    lines.filter(|line| !line.is_empty()).collect()
}

fn paragraph<'a>(document: &'a Node, words: &str) -> &'a Node {
    let mut all = document.all("w:p").into_iter();
    all.find(|paragraph| paragraph.words().starts_with(words)).unwrap_or_else(|| panic!("{words}"))
}

/// Half-points, bold, italic, alignment.
fn look<'a>(document: &'a Node, words: &str) -> (&'a str, bool, bool, &'a str) {
    let paragraph = paragraph(document, words);
    let run = paragraph.child("w:r").expect("a run").child("w:rPr").expect("properties");
    (
        run.val(&["w:sz"]).expect("a size"),
        run.child("w:b").is_some(),
        run.child("w:i").is_some(),
        paragraph.val(&["w:pPr", "w:jc"]).unwrap_or("left"),
    )
}

#[test]
fn each_sheet_is_a4_with_its_margins_and_its_own_hidden_first_number() {
    let document = document(&issued());
    let sheets = document.all("w:sectPr");
    assert_eq!(sheets.len(), 7, "the report and six appendices");
    for (i, sheet) in sheets.iter().enumerate() {
        let size = sheet.child("w:pgSz").expect("a size");
        let (w, h, orient) =
            if i == 1 { ("16838", "11906", Some("landscape")) } else { ("11906", "16838", None) };
        assert_eq!((size.attribute("w:w"), size.attribute("w:h")), (Some(w), Some(h)), "{i}");
        assert_eq!(size.attribute("w:orient"), orient, "{i}");
        let margin = sheet.child("w:pgMar").expect("margins");
        let margins = ["w:left", "w:right", "w:top", "w:bottom", "w:header"]
            .map(|side| margin.attribute(side).expect("a margin"));
        assert_eq!(margins, ["1701", "1134", "1134", "1134", "567"]);
        assert!(sheet.child("w:titlePg").is_some(), "{i}");
        let start = sheet.child("w:pgNumType").expect("numbers").attribute("w:start");
        assert_eq!(start, Some("1"), "{i}");
        let headers = sheet.all("w:headerReference");
        let types: Vec<_> = headers.iter().map(|header| header.attribute("w:type")).collect();
        assert_eq!(types, [Some("default")], "none on the first page");
    }
}

#[test]
fn the_page_number_is_a_field_in_the_middle_of_the_header() {
    let file = docx(&issued()).expect("a document");
    let header = tree(&part(&file, "word/header1.xml"));
    let number = paragraph(&header, "1");
    assert_eq!(number.val(&["w:pPr", "w:jc"]), Some("center"));
    let instruction = number.all("w:instrText")[0].children[0].text.clone();
    assert_eq!(instruction.trim(), "PAGE");
    let rels = String::from_utf8(part(&file, "word/_rels/document.xml.rels")).expect("UTF-8");
    assert!(rels.contains("Target=\"header1.xml\"") && rels.contains("rIdHeader1"), "{rels}");
    let types = String::from_utf8(part(&file, "[Content_Types].xml")).expect("UTF-8");
    assert!(types.contains("/word/header1.xml"), "{types}");
}

#[test]
fn everything_is_vietnamese_in_times_new_roman() {
    let file = docx(&issued()).expect("a document");
    let styles = tree(&part(&file, "word/styles.xml"));
    let defaults = styles.all("w:rPrDefault")[0].child("w:rPr").expect("properties");
    let fonts = defaults.child("w:rFonts").expect("fonts");
    for script in ["w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"] {
        assert_eq!(fonts.attribute(script), Some("Times New Roman"), "{script}");
    }
    assert_eq!(defaults.val(&["w:sz"]), Some("28"));
    assert_eq!(defaults.val(&["w:lang"]), Some("vi-VN"));
    let normal = styles
        .all("w:style")
        .into_iter()
        .find(|style| style.attribute("w:styleId") == Some("Normal"));
    assert_eq!(normal.expect("a style").attribute("w:default"), Some("1"));
    let document = String::from_utf8(part(&file, "word/document.xml")).expect("UTF-8");
    assert!(!document.contains("w:rFonts"), "nothing in another face");
    let core = String::from_utf8(part(&file, "docProps/core.xml")).expect("UTF-8");
    assert!(core.contains("2026-06-05T00:00:00Z") && core.contains(">vi-VN<"), "{core}");
}

#[test]
fn sizes_and_styles_are_those_of_the_decree() {
    let document = document(&draft());
    for (words, expected) in [
        ("DỰ THẢO", ("28", true, false, "center")),
        ("ỦY BAN NHÂN DÂN", ("26", true, false, "center")),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ("26", true, false, "center")),
        ("Độc lập - Tự do - Hạnh phúc", ("28", true, false, "center")),
        ("Số: ", ("26", false, false, "center")),
        ("Điềm He, ngày", ("28", false, true, "center")),
        ("BÁO CÁO", ("28", true, false, "center")),
        ("Kết quả công tác", ("28", true, false, "center")),
        ("Kính gửi: Ủy ban", ("28", false, false, "center")),
        ("Thực hiện Kế hoạch", ("28", false, false, "both")),
        ("I. CÔNG TÁC LÃNH ĐẠO", ("28", true, false, "both")),
        ("1. Công tác thông tin", ("28", true, false, "both")),
        ("a) Trên Trang", ("28", false, false, "both")),
        ("Nơi nhận:", ("24", true, true, "left")),
        ("- Như trên;", ("22", false, false, "left")),
        ("TM. ỦY BAN", ("28", true, false, "center")),
        ("Phụ lục I", ("28", true, false, "center")),
        ("BIỂU TỔNG HỢP", ("28", true, false, "center")),
        ("(Kèm theo", ("28", false, true, "center")),
        ("Tổng cộng", ("26", true, false, "left")),
        ("Chỉ đạo, tập huấn", ("24", true, false, "left")),
    ] {
        assert_eq!(look(&document, words), expected, "{words}");
    }
    let body = paragraph(&document, "Thực hiện Kế hoạch").child("w:pPr").expect("properties");
    let attribute = |name: &str, what: &str| body.child(name).and_then(|it| it.attribute(what));
    assert_eq!(attribute("w:ind", "w:firstLine"), Some("720"));
    assert_eq!(attribute("w:spacing", "w:before"), Some("120"));
    assert_eq!(attribute("w:spacing", "w:line"), Some("264"));
}

#[test]
fn rules_are_the_edges_of_short_paragraphs() {
    let document = document(&issued());
    let rules: Vec<i32> = document
        .all("w:pBdr")
        .iter()
        .map(|border| assert_eq!(border.names(), ["w:top"]))
        .zip(
            document.all("w:p").iter().filter_map(|p| p.child("w:pPr")?.child("w:pBdr").map(|_| p)),
        )
        .map(|((), p)| {
            let indent = p.child("w:pPr").expect("properties").child("w:ind").expect("indents");
            let side =
                |name| indent.attribute(name).expect("a side").parse::<i32>().expect("twips");
            assert_eq!(side("w:left"), side("w:right"));
            side("w:left")
        })
        .collect();
    // of 60 mm, of 100 mm and of the whole 160 mm
    let lengths = [3402 - 2 * rules[0], 5669 - 2 * rules[1], 9071 - 2 * rules[2]];
    assert!((530..795).contains(&lengths[0]), "⅓ to ½ of XÃ ĐIỀM HE: {lengths:?}");
    assert!((3_390..3_440).contains(&lengths[1]), "as long as Tiêu ngữ: {lengths:?}");
    assert!((3_024..4_535).contains(&lengths[2]), "⅓ to ½ of the widest line: {lengths:?}");
    assert_eq!(rules.len(), 3);
    assert!(document.all("w:u").is_empty(), "nothing is underlined");
}

#[test]
fn heads_repeat_and_rows_stay_whole() {
    let document = document(&issued());
    let tables = document.all("w:tbl");
    assert_eq!(tables.len(), 8, "heading, signature, six appendices");
    for (i, table) in tables.iter().enumerate() {
        let rows = table.all("w:tr");
        let repeats =
            |row: &Node| row.child("w:trPr").is_some_and(|p| p.child("w:tblHeader").is_some());
        let repeated = rows.iter().filter(|row| repeats(row)).count();
        let data = i >= 2;
        assert_eq!(repeated, usize::from(data), "{i}");
        assert_eq!(repeats(rows[0]), data, "{i}");
        for row in &rows {
            assert!(row.child("w:trPr").expect("properties").child("w:cantSplit").is_some());
        }
        let grid: u32 = table
            .all("w:gridCol")
            .iter()
            .map(|column| column.attribute("w:w").expect("a width").parse::<u32>().expect("twips"))
            .sum();
        assert_eq!(grid, if i == 2 { 14_003 } else { 9_071 }, "{i}");
        let top = table.all("w:tblBorders")[0].val(&["w:top"]);
        assert_eq!(top.is_some_and(|line| line == "single"), data, "{i}: {top:?}");
    }
}

#[test]
fn properties_stand_in_the_order_of_the_schema() {
    let document = document(&draft());
    let order = |name: &str, names: &[&str]| {
        for node in document.all(name) {
            let places: Vec<usize> = node
                .names()
                .iter()
                .map(|child| {
                    names
                        .iter()
                        .position(|other| other == child)
                        .unwrap_or_else(|| panic!("{name}: {child}"))
                })
                .collect();
            assert!(places.is_sorted(), "{name}: {:?}", node.names());
        }
    };
    order(
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:pBdr",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    );
    order(
        "w:sectPr",
        &["w:headerReference", "w:pgSz", "w:pgMar", "w:pgNumType", "w:cols", "w:titlePg"],
    );
    order("w:tblPr", &["w:tblW", "w:jc", "w:tblBorders", "w:tblLayout", "w:tblCellMar"]);
    order("w:tblBorders", &["w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"]);
    order("w:tcPr", &["w:tcW", "w:vAlign"]);
}

#[test]
fn every_word_is_there_in_its_order() {
    let paper = issued();
    let lines = lines(&document(&paper));
    let mut expected: Vec<String> = Vec::new();
    let mut say = |line: &str| expected.push(line.to_owned());
    for line in [
        "ỦY BAN NHÂN DÂN",
        "XÃ ĐIỀM HE",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/BC-UBND",
        "Điềm He, ngày 05 tháng 6 năm 2026",
        "BÁO CÁO",
    ] {
        say(line);
    }
    say(&paper.subject);
    say("Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn");
    say(&paper.opening[0].text());
    for section in &paper.sections {
        let title = match section.label.trim_end_matches(['I', 'V', '.']) {
            "" => section.title.to_uppercase(),
            _ => section.title.clone(),
        };
        if title.is_empty() {
            say(&format!("{} {}", section.label, section.body[0].text()));
            continue;
        }
        say(&format!("{} {title}", section.label));
        for paragraph in &section.body {
            say(&paragraph.text());
        }
    }
    say(&paper.closing[0].text());
    for line in [
        "Nơi nhận:",
        "- Như trên;",
        "- Sở Văn hóa, Thể thao và Du lịch;",
        "- Thường trực Đảng ủy, HĐND xã;",
        "- Chủ tịch, các Phó Chủ tịch UBND xã;",
        "- Các thôn;",
        "- Lưu: VT, VHXH.",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Thị Mẫu",
    ] {
        say(line);
    }
    for appendix in &paper.appendices {
        say(&format!("Phụ lục {}", appendix.number));
        say(&appendix.title.to_uppercase());
        say(
            "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 6 năm 2026 của Ủy ban nhân dân xã Điềm He)",
        );
        for column in &appendix.table.columns {
            say(&column.head);
        }
        for cell in appendix.table.rows.iter().flat_map(|row| &row.cells) {
            if !cell.printed().is_empty() {
                say(&cell.printed());
            }
        }
        for note in &appendix.notes {
            say(note);
        }
    }
    assert_eq!(lines, expected);
    assert!(lines.iter().all(|line| is_nfc(line)));
}

//! Papers of other kinds: drafts, several addressees, strange text, damaged tables; and that the same
//! paper is the same file.

use shared::report::docx::docx;
use shared::report::error::ExportError;
use shared::report::paper::{Cell, Paper, Paragraph};
use shared::report::paper_csv::paper_csv;
use shared::report::xlsx::xlsx;

use crate::document::{document, lines};
use crate::fixture::{draft, issued};
use crate::markup::part;

#[test]
fn the_same_paper_is_the_same_file() {
    for paper in [issued(), draft(), Paper::default()] {
        // Another document in between, and one made elsewhere at the same time.
        let (first, book) = (docx(&paper), xlsx(&paper));
        let between = docx(&issued()).expect("a document");
        assert!(!between.is_empty());
        assert!(docx(&paper) == first && xlsx(&paper) == book);
        let there = std::thread::spawn({
            let paper = paper.clone();
            move || (docx(&paper), xlsx(&paper))
        });
        assert!(there.join().expect("ends") == (first.clone(), book.clone()));
        assert!(first.is_ok() && book.is_ok());
    }
}

#[test]
fn a_draft_is_marked_and_has_neither_number_nor_day_nor_name() {
    let lines = lines(&document(&draft()));
    assert_eq!(lines[0], "DỰ THẢO");
    assert!(lines.contains(&"Số:       /BC-UBND".to_owned()));
    assert!(lines.contains(&"Điềm He, ngày     tháng     năm 2026".to_owned()));
    let attached = "(Kèm theo Báo cáo số       /BC-UBND ngày     tháng     năm 2026 của Ủy ban nhân dân xã Điềm He)";
    assert!(lines.contains(&attached.to_owned()));
    let text = lines.join("\n");
    for known in ["05/BC-UBND", "tháng 6 năm 2026 của", "Nguyễn Thị Mẫu"] {
        assert!(!text.contains(known), "{known}");
    }
    assert!(lines.iter().all(|line| line != "DỰ THẢO" || lines[0] == *line));
    assert!(!self::lines(&document(&issued())).contains(&"DỰ THẢO".to_owned()));
    let core = part(&docx(&draft()).expect("a document"), "docProps/core.xml");
    assert!(String::from_utf8(core).expect("UTF-8").contains("2026-01-01T00:00:00Z"));
}

#[test]
fn several_addressees_stand_each_on_a_line() {
    let mut paper = issued();
    paper.addressees = ["Ủy ban nhân dân tỉnh Lạng Sơn", "Sở Ngoại vụ;", "Ban Tuyên giáo"]
        .map(str::to_owned)
        .to_vec();
    let lines = lines(&document(&paper));
    let at = lines.iter().position(|line| line == "Kính gửi:").expect("the words");
    let expected = ["- Ủy ban nhân dân tỉnh Lạng Sơn;", "- Sở Ngoại vụ;", "- Ban Tuyên giáo."];
    assert_eq!(lines[at + 1..at + 4], expected);
}

#[test]
fn text_that_xml_or_unicode_would_not_have_is_written_as_it_is_read() {
    let mut paper = issued();
    paper.opening = vec![Paragraph::of("Nga\u{300}y 1 < 2 & \"3\"\u{0}\u{b}\u{fffe}\nđoạn\thai")];
    paper.appendices.truncate(1);
    paper.appendices[0].table.rows[1].cells[1] = Cell::Text("a\u{1}b\r\nc".into());
    let lines = lines(&document(&paper));
    assert!(lines.contains(&"Ngày 1 < 2 & \"3\"\nđoạn\thai".to_owned()), "{lines:#?}");
    assert!(lines.contains(&"ab\nc".to_owned()));
    xlsx(&paper).expect("a workbook");
}

#[test]
fn a_report_without_appendices_and_an_empty_paper_are_documents() {
    let paper = Paper { appendices: vec![], ..issued() };
    assert_eq!(document(&paper).all("w:sectPr").len(), 1);
    assert_eq!(document(&Paper::default()).all("w:sectPr").len(), 1);
    assert_eq!(paper_csv(&paper), "\u{feff}");
}

#[test]
fn a_row_with_too_few_cells_is_refused() {
    let mut paper = issued();
    paper.appendices[2].table.rows[1].cells.pop();
    let ragged = ExportError::Ragged { appendix: "III".into(), row: 2, cells: 4, columns: 5 };
    assert_eq!(docx(&paper), Err(ragged.clone()));
    assert_eq!(xlsx(&paper), Err(ragged.clone()));
    assert_eq!(ragged.code(), "ragged_table");
    assert_eq!(ragged.to_string(), "appendix III, row 2: 4 cells in 5 columns");
    let mut paper = issued();
    paper.appendices[1].number = "I".into();
    assert_eq!(xlsx(&paper).expect_err("two sheets of a name").code(), "workbook_not_written");
}

//! The workbook, read back by another program: names of the sheets, and what each cell is.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use shared::report::xlsx::xlsx;

use crate::fixture::{draft, issued};
use crate::markup::part;

fn workbook(file: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(file)).expect("a workbook")
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).expect(name)
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    match range.get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("{row}, {column}: {other:?}"),
    }
}

#[test]
fn each_appendix_is_a_sheet_behind_one_about_the_report() {
    let mut book = workbook(xlsx(&draft()).expect("a workbook"));
    let names = [
        "Thông tin",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Phụ lục IV",
        "Phụ lục V",
        "Phụ lục VI",
    ];
    assert_eq!(book.sheet_names(), names);
    let about = sheet(&mut book, "Thông tin");
    let lines: Vec<String> = (0..7).map(|row| text(&about, row, 1)).collect();
    assert_eq!(lines[0], "DỰ THẢO");
    assert_eq!(lines[1], "BÁO CÁO");
    assert_eq!(lines[3], "Ủy ban nhân dân xã Điềm He");
    assert_eq!(lines[4], "Số:       /BC-UBND");
    assert!(lines[6].contains("từ ngày 15/12/2025 đến ngày 14/6/2026"));
}

#[test]
fn cells_are_what_they_say() {
    let mut book = workbook(xlsx(&issued()).expect("a workbook"));
    let products = sheet(&mut book, "Phụ lục II");
    assert_eq!(text(&products, 1, 0), "DANH MỤC SẢN PHẨM THEO KÊNH");
    assert_eq!(text(&products, 4, 1), "Sản phẩm");
    assert!(text(&products, 5, 1).starts_with("=HYPERLINK("), "typed, not carried out");
    assert_eq!(text(&products, 6, 1), "-5 độ C: rét đậm ở biên giới");
    match products.get_value((5, 2)) {
        Some(Data::DateTime(day)) => assert_eq!(day.as_f64(), 46_055.0, "2 February 2026"),
        other => panic!("{other:?}"),
    }
    assert_eq!(products.get_value((5, 3)), Some(&Data::Float(1_050.0)));
    assert_eq!(products.get_value((45, 3)), Some(&Data::Float(861_000.0)), "as computed");
    let indicators = sheet(&mut book, "Phụ lục I");
    assert_eq!(indicators.get_value((6, 7)), Some(&Data::Float(4.0 / 6.0)));
    assert_eq!(text(&indicators, 7, 4), "Không phát sinh");
    assert!(matches!(indicators.get_value((6, 8)), None | Some(Data::Empty)));
}

#[test]
fn sums_are_formulas_over_the_items() {
    let mut book = workbook(xlsx(&issued()).expect("a workbook"));
    let mut formula = |name: &str, at| {
        let formulas = book.worksheet_formula(name).expect(name);
        formulas.get_value(at).cloned().unwrap_or_default()
    };
    assert_eq!(formula("Phụ lục II", (45, 3)), "SUM(D6:D45)");
    assert_eq!(formula("Phụ lục III", (9, 2)), "SUM(C6:C9)");
    assert_eq!(formula("Phụ lục V", (10, 2)), "SUM(C7:C8,C10:C10)");
    assert_eq!(formula("Phụ lục II", (5, 1)), "");
}

#[test]
fn sheets_print_on_a4_one_page_wide_below_their_heads() {
    let file = xlsx(&issued()).expect("a workbook");
    for (n, orientation) in [(2, "landscape"), (3, "portrait")] {
        let name = format!("xl/worksheets/sheet{n}.xml");
        let sheet = String::from_utf8(part(&file, &name)).expect("UTF-8");
        let setup = format!("paperSize=\"9\" fitToHeight=\"0\" orientation=\"{orientation}\"");
        assert!(sheet.contains(&setup), "{name}");
        assert!(sheet.contains("ySplit=\"5\"") && sheet.contains("state=\"frozen\""), "{name}");
    }
    let book = String::from_utf8(part(&file, "xl/workbook.xml")).expect("UTF-8");
    assert!(book.contains("'Phụ lục I'!$5:$5") && book.contains("'Phụ lục VI'!$5:$5"), "{book}");
    let styles = String::from_utf8(part(&file, "xl/styles.xml")).expect("UTF-8");
    for format in ["#,##0", "dd/mm/yyyy", "0.0%"] {
        assert!(styles.contains(&format!("formatCode=\"{format}\"")), "{format}: {styles}");
    }
    let core = String::from_utf8(part(&file, "docProps/core.xml")).expect("UTF-8");
    assert!(core.contains("2026-06-05T00:00:00Z"), "{core}");
}

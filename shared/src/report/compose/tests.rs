//! The report on a small year.

use super::*;
use crate::merge::consolidated::tests_year;
use crate::report::paper::{Cell, RowKind};

fn paper(period: &str) -> Paper {
    let (consolidated, plan, mut directory) = tests_year();
    directory.name = "xã Điềm He".to_owned();
    let plan = Plan {
        title: "Hoạt động thông tin đối ngoại trên địa bàn xã Điềm He năm 2026".to_owned(),
        basis:
            "Kế hoạch số 42/KH-UBND ngày 09/02/2026 của Ủy ban nhân dân tỉnh Lạng Sơn về hoạt động"
                .to_owned(),
        ..plan
    };
    let titles =
        |_| Some(Title { words: "Tin".into(), outlet: "Báo".into(), result: "Đúng".into() });
    let source =
        Source { consolidated: &consolidated, plan: &plan, directory: &directory, titles: &titles };
    compose(&source, period.parse().expect("a period"))
}

#[test]
fn the_title_and_the_outline_are_those_of_the_handbook() {
    let paper = paper("2026-H1");
    assert_eq!(
        paper.subject,
        "Kết quả công tác thông tin đối ngoại 6 tháng đầu năm 2026 và phương hướng, nhiệm vụ 6 tháng \
         cuối năm 2026"
    );
    assert_eq!(paper.addressees, ["Ủy ban nhân dân tỉnh Lạng Sơn"]);
    assert_eq!((paper.place.as_str(), paper.issuer[1].as_str()), ("Điềm He", "XÃ ĐIỀM HE"));
    assert!(paper.opening[0].text().contains("từ ngày 15/12/2025 đến ngày 14/06/2026"));
    let parts: Vec<&str> = paper
        .sections
        .iter()
        .filter(|section| section.level == Level::Part)
        .map(|section| section.label.as_str())
        .collect();
    assert_eq!(parts, ["I.", "II.", "III.", "IV.", "V.", "VI."]);
    let numbers: Vec<&str> = paper.appendices.iter().map(|one| one.number.as_str()).collect();
    assert_eq!(numbers, ["I", "II", "III", "IV", "V", "VI"]);
}

#[test]
fn figures_stand_in_sentences_and_know_what_they_are() {
    let paper = paper("2026-H1");
    let of = |title: &str| {
        let section = paper.sections.iter().find(|section| section.title.starts_with(title));
        section.expect(title).body[0].clone()
    };
    let directed = of("Công tác lãnh đạo");
    assert_eq!(
        directed.text(),
        "Trong kỳ có 1 văn bản chỉ đạo, triển khai đã ban hành; 1 cán bộ được phân công phụ trách \
         TTĐN."
    );
    let figures: Vec<&str> = directed.runs.iter().filter_map(|run| run.figure.as_deref()).collect();
    assert_eq!(figures, ["CT01/0", "NS01/0"]);
}

#[test]
fn every_row_has_a_cell_for_every_column_and_totals_are_sums() {
    for period in ["2026-H1", "2026-M03", "2031-Q2", "2026-Y"] {
        for appendix in paper(period).appendices {
            let columns = appendix.table.columns.len();
            for row in &appendix.table.rows {
                assert_eq!(row.cells.len(), columns, "{} {period}", appendix.number);
            }
            let Some(total) = appendix.table.rows.iter().find(|row| row.kind == RowKind::Total)
            else {
                continue;
            };
            for (at, cell) in total.cells.iter().enumerate() {
                let Cell::Sum(sum) = cell else { continue };
                let items = appendix.table.rows.iter().filter(|row| row.kind == RowKind::Item);
                let added: i64 = items
                    .map(|row| match row.cells[at] {
                        Cell::Number(number) => number,
                        _ => 0,
                    })
                    .sum();
                assert_eq!(*sum, added, "{} column {at} {period}", appendix.number);
            }
        }
    }
}

#[test]
fn where_nothing_came_up_the_report_says_so() {
    let paper = paper("2031-Q2");
    let first = &paper.appendices[0].table.rows[0];
    assert_eq!(first.cells[4], Cell::NoneArisen);
    let press = &paper.appendices[3].table.rows;
    assert_eq!((press.len(), press[0].cells[1].printed().as_str()), (1, "Không phát sinh"));
    assert_eq!(
        paper.subject.split(" và ").next(),
        Some("Kết quả công tác thông tin đối ngoại quý II năm 2031")
    );
}

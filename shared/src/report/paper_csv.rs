//! A report's tables as CSV, one below the other.

use super::csv::csv;
use super::paper::{Appendix, Cell, Paper, Row};
use super::wording;

/// All appendices: of each a row with its title, its heads, its rows and what is said below them.
/// Numbers have no dots, shares are percent with a decimal point: what reads it may be a program.
pub fn paper_csv(paper: &Paper) -> String {
    let mut rows = Vec::new();
    for appendix in &paper.appendices {
        if !rows.is_empty() {
            rows.push(vec![String::new()]);
        }
        rows.push(vec![title(appendix)]);
        rows.push(appendix.table.columns.iter().map(|column| column.head.clone()).collect());
        rows.extend(appendix.table.rows.iter().map(cells));
        rows.extend(appendix.notes.iter().map(|note| vec![note.clone()]));
    }
    csv(rows.into_iter().map(|row| row.iter().map(|cell| crate::text::nfc(cell)).collect()))
}

fn title(appendix: &Appendix) -> String {
    let name = wording::appendix_name(appendix);
    if appendix.title.is_empty() { name } else { format!("{name}. {}", appendix.title) }
}

fn cells(row: &Row) -> Vec<String> {
    row.cells.iter().map(plain).collect()
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) | Cell::Sum(number) => number.to_string(),
        Cell::Share { .. } => cell.printed().replace(',', "."),
        Cell::Blank | Cell::Text(_) | Cell::NoneArisen | Cell::Date(_) => cell.printed(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::paper::{Column, Table};
    use super::*;

    #[test]
    fn tables_stand_one_below_the_other_with_plain_figures() {
        let column = |head: &str| Column { head: head.into(), width: 1, ..Column::default() };
        let row = |cells: &[Cell]| Row { cells: cells.to_vec(), ..Row::default() };
        let table = |rows: &[Row]| Table {
            columns: vec![column("Tên"), column("Kỳ này")],
            rows: rows.to_vec(),
            landscape: false,
        };
        let rows = [
            row(&[Cell::Text("Tin, bài".into()), Cell::Number(1_234_567)]),
            row(&[Cell::Text("=1+1".into()), Cell::Share { part: 2, whole: 3 }]),
            row(&[Cell::Date(jiff::civil::date(2026, 6, 5)), Cell::NoneArisen]),
            row(&[Cell::Blank, Cell::Sum(-12_000)]),
        ];
        let appendix = |number: &str, rows: &[Row]| Appendix {
            number: number.into(),
            title: "CHỈ TIÊU".into(),
            table: table(rows),
            notes: vec![],
        };
        let mut paper = Paper {
            appendices: vec![appendix("I", &rows), appendix("II", &[])],
            ..Paper::default()
        };
        paper.appendices[1].notes.push("Đã duyệt".into());
        assert_eq!(
            paper_csv(&paper),
            "\u{feff}Phụ lục I. CHỈ TIÊU\r\nTên,Kỳ này\r\n\"Tin, bài\",1234567\r\n'=1+1,66.7\r\n\
             05/06/2026,Không phát sinh\r\n,-12000\r\n\r\n\
             Phụ lục II. CHỈ TIÊU\r\nTên,Kỳ này\r\nĐã duyệt\r\n"
        );
    }
}
